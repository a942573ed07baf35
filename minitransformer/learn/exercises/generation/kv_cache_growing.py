"""What goes wrong with a KV cache: what is remembered, and in which order."""

from ...exercise import mistake

KEYS = "torch.cat([past[0], keys], 1)"
VALUES = "torch.cat([past[1], values], 1)"
RETURN = "return context, (keys, values)"

GROWING = (
    mistake(
        "new ones before the old",
        (KEYS, "torch.cat([keys, past[0]], 1)"),
        (VALUES, "torch.cat([values, past[1]], 1)"),
        en=(
            "The new keys and values stand before the remembered ones.",
            "Time runs to the right: old first, torch.cat([past, new]).",
            "The mask hides the newest words and shows the others to all.",
        ),
        ko=(
            "새 키와 값이 기억된 것보다 앞에 있습니다.",
            "시간은 오른쪽으로 흐릅니다. 옛것이 먼저입니다: torch.cat([옛것, 새것]).",
            "마스크가 엉뚱한 단어를 가리고 나머지를 모두에게 보입니다.",
        ),
    ),
    mistake(
        "keys for values",
        (VALUES, "torch.cat([past[0], values], 1)"),
        en=(
            "The remembered keys are put before the new values.",
            "past is a pair: keys in past[0], values in past[1].",
            "What is looked up is right, what is fetched is not; the text turns to noise at the second word.",
        ),
        ko=(
            "기억된 키를 새 값 앞에 붙였습니다.",
            "past는 쌍입니다. past[0]이 키, past[1]이 값입니다.",
            "찾기는 맞게 찾는데 다른 것을 가져와, 두 번째 단어부터 잡음이 됩니다.",
        ),
    ),
    mistake(
        "keys forgotten",
        (KEYS, "torch.cat([torch.zeros_like(past[0]), keys], 1)"),
        en=(
            "The remembered keys are replaced by zeros: room is made, but nothing is copied.",
            "Put past[0] itself before the new keys.",
            "All old words are looked at alike, whatever they are.",
        ),
        ko=(
            "기억된 키 대신 0이 들어 있습니다. 자리만 만들고 옮기지 않았습니다.",
            "past[0] 자체를 새 키 앞에 붙이세요.",
            "옛 단어가 무엇이든 모두 똑같이 봅니다.",
        ),
    ),
    mistake(
        "only the new are returned",
        (RETURN, "return context, (keys[:, s:], values[:, s:])"),
        en=(
            "You return the keys and values of the new words alone.",
            "Return all s + t: whoever calls gives them back as the past next time.",
            "The model remembers one step and no more.",
        ),
        ko=(
            "새 단어의 키와 값만 돌려줬습니다.",
            "s + t개를 모두 돌려주세요. 부르는 쪽이 다음에 past로 다시 줍니다.",
            "모델이 바로 앞 단계만 기억합니다.",
        ),
    ),
    mistake(
        "only the old are returned",
        (RETURN, "return context, ((keys, values) if past is None else past)"),
        en=(
            "The past is returned as it came.",
            "Return it extended by the new words.",
            "The prompt is remembered, and nothing that was written since.",
        ),
        ko=(
            "past를 들어온 그대로 돌려줬습니다.",
            "새 단어만큼 늘려서 돌려주세요.",
            "프롬프트만 기억하고, 그 뒤에 쓴 것은 기억하지 못합니다.",
        ),
    ),
    mistake(
        "the past is not looked at",
        ("q(x), keys, values, seen", "q(x), keys[:, s:], values[:, s:], causal_mask(t, t)"),
        en=(
            "Attention gets the new keys and values only.",
            "Give it the extended ones: remembering is for being looked at.",
            "Each word is written as if it were the first.",
        ),
        ko=(
            "어텐션에 새 키와 값만 줬습니다.",
            "늘어난 것을 주세요. 보려고 기억하는 것입니다.",
            "모든 단어를 첫 단어처럼 씁니다.",
        ),
    ),
    mistake(
        "values before keys in the cache",
        (RETURN, "return context, (values, keys)"),
        en=(
            "The pair is returned as (values, keys).",
            "Keep the order in which you read it: keys first.",
            "Right and wrong take turns from one word to the next.",
        ),
        ko=(
            "쌍을 (값, 키)의 순서로 돌려줬습니다.",
            "읽은 순서를 지키세요. 키가 먼저입니다.",
            "한 단어 걸러 맞고 틀립니다.",
        ),
    ),
)
