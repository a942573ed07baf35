"""What goes wrong when heads are split."""

from ...exercise import mistake

RIGHT = "x.view(b, t, n_heads, d // n_heads).transpose(1, 2)"

MISTAKES = (
    mistake(
        "view instead of transpose",
        (RIGHT, "x.view(b, n_heads, t, d // n_heads)"),
        en=(
            "You write the shape (b, h, t, d_head) straight away with view. The numbers stay where they are, so a head "
            "gets channels of several words.",
            "First view as (b, t, h, d_head), then exchange axes 1 and 2: only transpose moves numbers.",
            "The future leaks through the heads although the mask is right.",
        ),
        ko=(
            "view로 곧바로 (b, h, t, d_head)를 만들었습니다. 수는 제자리에 남아, 한 헤드에 여러 단어의 채널이 "
            "섞입니다.",
            "먼저 (b, t, h, d_head)로 보고, 축 1과 2를 바꾸세요. 수를 옮기는 것은 transpose뿐입니다.",
            "마스크가 맞아도 헤드를 통해 미래가 샙니다.",
        ),
    ),
    mistake(
        "heads left behind the positions",
        (RIGHT, "x.view(b, t, n_heads, d // n_heads)"),
        en=(
            "The heads stand behind the positions: (b, t, h, d_head).",
            "Bring them forward with transpose(1, 2), or the heads of one word attend to each other.",
            "Every word sees itself only.",
        ),
        ko=(
            "헤드가 위치 뒤에 있습니다: (b, t, h, d_head).",
            "transpose(1, 2)로 앞으로 옮기세요. 아니면 한 단어의 헤드끼리 어텐션합니다.",
            "모든 단어가 자기 자신만 봅니다.",
        ),
    ),
    mistake(
        "every n-th channel",
        (RIGHT, "x.view(b, t, d // n_heads, n_heads).permute(0, 3, 1, 2)"),
        en=(
            "Head 0 gets the channels 0, {h}, 2·{h} …: the heads are interleaved.",
            "A head is a block of {d_head} neighbouring channels: the heads' axis comes before that of the channels.",
            "Trains as well; pretrained weights fall apart.",
        ),
        ko=(
            "헤드 0에 채널 0, {h}, 2·{h} …이 들어가, 헤드가 서로 엇갈려 있습니다.",
            "한 헤드는 이웃한 채널 {d_head}개입니다. 헤드의 축이 채널의 축보다 앞에 와야 합니다.",
            "학습은 되지만, 학습된 가중치에서는 무너집니다.",
        ),
    ),
    mistake(
        "heads of the wrong size",
        (RIGHT, "x.view(b, t, d // n_heads, n_heads).transpose(1, 2)"),
        en=(
            "You have made {d_head} heads of {h} channels.",
            "n_heads = {h} is the number of heads; each has d / n_heads = {d_head} channels.",
            "The scores are scaled by the wrong root.",
        ),
        ko=(
            "채널 {h}개짜리 헤드를 {d_head}개 만들었습니다.",
            "n_heads = {h}는 헤드의 수이고, 헤드마다 채널이 d / n_heads = {d_head}개입니다.",
            "점수가 엉뚱한 제곱근으로 나뉩니다.",
        ),
    ),
    mistake(
        "positions behind the channels",
        (RIGHT, "x.view(b, t, n_heads, d // n_heads).permute(0, 2, 3, 1)"),
        en=(
            "The axes are (b, h, d_head, t): positions and channels are exchanged.",
            "Channels stay last: exchange axes 1 and 2 only.",
            "Attention compares channels instead of words.",
        ),
        ko=(
            "축이 (b, h, d_head, t)입니다. 위치와 채널이 바뀌었습니다.",
            "채널은 맨 뒤에 남습니다. 축 1과 2만 바꾸세요.",
            "어텐션이 단어가 아니라 채널을 비교합니다.",
        ),
    ),
    mistake(
        "heads first",
        (RIGHT, "x.view(b, t, n_heads, d // n_heads).permute(2, 0, 1, 3)"),
        en=(
            "The heads stand before the batch: (h, b, t, d_head).",
            "The batch stays first, as everywhere else.",
            "Masks of the batch fall on the heads.",
        ),
        ko=(
            "헤드가 배치보다 앞에 있습니다: (h, b, t, d_head).",
            "어디서나 그렇듯 배치가 맨 앞입니다.",
            "배치의 마스크가 헤드에 씌워집니다.",
        ),
    ),
    mistake(
        "heads in reverse",
        (RIGHT, "x.view(b, t, n_heads, d // n_heads).transpose(1, 2).flip(1)"),
        en=(
            "The heads come in reverse order.",
            "Head 0 takes the first channels, and so on.",
            "Not seen until the heads are merged in the other order.",
        ),
        ko=(
            "헤드의 순서가 거꾸로입니다.",
            "헤드 0이 맨 앞의 채널을 가져가고, 그다음도 차례대로입니다.",
            "헤드를 다른 순서로 합칠 때까지 보이지 않습니다.",
        ),
    ),
)
