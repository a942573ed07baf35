"""What goes wrong with the heads of multi-head attention."""

from ...exercise import mistake

QUERIES, KEYS, VALUES = (
    "split_heads(q(x), n_heads)",
    "split_heads(k(memory), n_heads)",
    "split_heads(v(memory), n_heads)",
)
MERGED = "merge_heads(context)"


def viewed(y: str) -> str:
    """Heads made by view alone."""
    return f"{y}.reshape({y}.shape[0], n_heads, {y}.shape[1], -1)"


def interleaved(y: str) -> str:
    """Heads of every n-th channel."""
    return f"{y}.unflatten(-1, (-1, n_heads)).permute(0, 3, 1, 2)"


HEADS = (
    mistake(
        "heads made by view",
        (QUERIES, viewed("q(x)")),
        (KEYS, viewed("k(memory)")),
        (VALUES, viewed("v(memory)")),
        en=(
            "You make the heads with view or reshape alone; each gets channels of several words.",
            "view as (b, t, h, d_head), then transpose(1, 2).",
            "The future leaks past a correct mask.",
        ),
        ko=(
            "view나 reshape만으로 헤드를 만들어, 헤드마다 여러 단어의 채널이 섞였습니다.",
            "(b, t, h, d_head)로 본 다음 transpose(1, 2)를 하세요.",
            "마스크가 맞아도 미래가 샙니다.",
        ),
    ),
    mistake(
        "heads merged by reshape",
        (MERGED, "context.reshape(x.shape)"),
        en=(
            "You merge the heads with reshape alone: words of one head are laid side by side.",
            "Exchange the axes of heads and positions first, then reshape.",
            "Learns slowly, and sees what it should not.",
        ),
        ko=(
            "reshape만으로 헤드를 합쳐, 한 헤드의 여러 단어가 나란히 놓였습니다.",
            "먼저 헤드와 위치의 축을 바꾸고, 그다음 reshape하세요.",
            "느리게 배우고, 보면 안 되는 것을 봅니다.",
        ),
    ),
    mistake(
        "every third channel a head",
        (QUERIES, interleaved("q(x)")),
        (KEYS, interleaved("k(memory)")),
        (VALUES, interleaved("v(memory)")),
        en=(
            "You split the channels as (d_head, h): head 0 holds channels 0, {h}, 2·{h} ….",
            "Split them as (h, d_head): {d_head} neighbours make a head.",
            "Trains fine from scratch; no pretrained weights fit.",
        ),
        ko=(
            "채널을 (d_head, h)로 나눠서, 헤드 0에 채널 0, {h}, 2·{h} …이 들어갔습니다.",
            "(h, d_head)로 나누세요. 이웃한 {d_head}개가 한 헤드입니다.",
            "처음부터 학습하면 잘 되지만, 학습된 가중치와는 맞지 않습니다.",
        ),
    ),
    mistake(
        "merged channel by channel",
        (MERGED, "context.permute(0, 2, 3, 1).reshape(x.shape)"),
        en=(
            "You merge as (d_head, h): the heads' channels alternate.",
            "Merge as (h, d_head), head after head, as they were split.",
            "The output layer can learn it; given weights cannot.",
        ),
        ko=(
            "(d_head, h)로 합쳐서, 헤드의 채널이 번갈아 놓였습니다.",
            "나눌 때처럼 (h, d_head)로, 헤드를 차례로 놓으세요.",
            "출력 층이 배울 수는 있지만, 주어진 가중치로는 안 됩니다.",
        ),
    ),
    mistake(
        "one head",
        (QUERIES, "split_heads(q(x), 1)"),
        (KEYS, "split_heads(k(memory), 1)"),
        (VALUES, "split_heads(v(memory), 1)"),
        en=(
            "You attend once, over all {d_model} channels.",
            "Split into {h} heads first: each has its own {d_head} channels, its own weights, its own view.",
            "Works, but a word can look at one thing only.",
        ),
        ko=(
            "모든 채널 {d_model}개로 한 번만 어텐션했습니다.",
            "먼저 헤드 {h}개로 나누세요. 헤드마다 채널 {d_head}개와 자기 가중치, 자기 시선이 있습니다.",
            "되기는 하지만 한 단어가 한 가지만 볼 수 있습니다.",
        ),
    ),
    mistake(
        "heads averaged and repeated",
        (MERGED, "context.mean(1).repeat(1, 1, n_heads)"),
        en=(
            "You average the heads: all {h} blocks of {d_head} channels are the same.",
            "Lay them side by side; out mixes them.",
            "As if there were one head with little to say.",
        ),
        ko=(
            "헤드를 평균해서, 채널 {d_head}개짜리 묶음 {h}개가 모두 같습니다.",
            "나란히 놓으세요. 섞는 일은 out이 합니다.",
            "할 말이 별로 없는 헤드 하나와 같습니다.",
        ),
    ),
)
