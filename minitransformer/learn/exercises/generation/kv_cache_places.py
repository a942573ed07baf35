"""What goes wrong with a KV cache: where the new words stand, and whom they see."""

from ...exercise import mistake

PLACE = "positions[s : s + t]"
SEEN = "causal_mask(t, s + t)"
MIX = "scaled_dot_product_attention(q(x), keys, values, seen)"

PLACES = (
    mistake(
        "positions begin at 0 again",
        (PLACE, "positions[:t]"),
        en=(
            "The new words get the positions 0, 1, … although {s} words stand before them.",
            "Go on counting: positions[s : s + t], where s is the number of remembered words.",
            "The prompt is read rightly; from the second generated word on, the text goes astray.",
        ),
        ko=(
            "앞에 단어가 {s}개 있는데 새 단어의 위치를 0부터 다시 셌습니다.",
            "이어서 세세요: positions[s : s + t]. s는 기억된 단어의 수입니다.",
            "프롬프트는 맞게 읽지만, 두 번째로 만든 단어부터 글이 빗나갑니다.",
        ),
    ),
    mistake(
        "positions one too far",
        (PLACE, "positions[s + 1 : s + 1 + t]"),
        en=(
            "Your new words stand one place too far on.",
            "The remembered words have the positions 0 to s − 1; the next is s.",
            "Almost unnoticed: words are a little less certain than without a cache.",
        ),
        ko=(
            "새 단어가 한 자리 뒤에 있습니다.",
            "기억된 단어의 위치가 0부터 s − 1이므로 다음은 s입니다.",
            "거의 드러나지 않고, 캐시 없이 할 때보다 조금 덜 확실합니다.",
        ),
    ),
    mistake(
        "positions counted from the end of the text",
        (PLACE, "positions[s + t - 1 : s + t]"),
        en=(
            "All new words get the position of the last one.",
            "Each has its own: a slice of t rows.",
            "Right while one word comes at a time, wrong for a prompt.",
        ),
        ko=(
            "새 단어가 모두 마지막 단어의 위치를 받았습니다.",
            "저마다 자기 위치가 있습니다. t행을 잘라 쓰세요.",
            "한 단어씩 올 때는 맞고 프롬프트에서는 틀립니다.",
        ),
    ),
    mistake(
        "positions left out",
        (" + " + PLACE, ""),
        en=(
            "No positions are added to the new words.",
            "Add them before q, k and v: the remembered keys have theirs in them already.",
            "The model loses the order of what it writes itself.",
        ),
        ko=(
            "새 단어에 위치를 더하지 않았습니다.",
            "q, k, v 앞에서 더하세요. 기억된 키에는 이미 들어 있습니다.",
            "모델이 자기가 쓴 것의 순서를 잃습니다.",
        ),
    ),
    mistake(
        "queries without positions",
        ("q(x)", "q(x - " + PLACE + ")"),
        en=(
            "Only keys and values get positions; the queries are made from the bare words.",
            "Add the positions to x once, and make all three from the sum.",
            "A word does not know where it is itself, and looks in the wrong places.",
        ),
        ko=(
            "키와 값에만 위치가 있고, 쿼리는 단어만으로 만들었습니다.",
            "x에 위치를 한 번 더하고 셋 모두 그 합으로 만드세요.",
            "단어가 자기 자리를 몰라 엉뚱한 곳을 봅니다.",
        ),
    ),
    mistake(
        "mask for a text without a past",
        (SEEN, "torch.ones(t, s + t, dtype=torch.bool).tril()"),
        en=(
            "The diagonal of the mask begins at the first remembered word: the new ones see only the oldest.",
            "New word i is word s + i of the text: shift the diagonal by s, as causal_mask(t, s + t) does.",
            "One word at a time, everything but the first word of the text is forgotten.",
        ),
        ko=(
            "마스크의 대각선이 기억된 첫 단어에서 시작해, 새 단어가 가장 오래된 것만 봅니다.",
            "새 단어 i는 글의 s + i번째 단어입니다. causal_mask(t, s + t)처럼 대각선을 s만큼 옮기세요.",
            "한 단어씩 쓸 때 글의 첫 단어 말고는 모두 잊습니다.",
        ),
    ),
    mistake(
        "no mask among the new words",
        (SEEN, "None"),
        en=(
            "New words see each other, later ones included.",
            "A single new word needs no mask, several do: causal_mask(t, s + t).",
            "The prompt is read with its own future; generated words, one by one, are fine.",
        ),
        ko=(
            "새 단어가 자기 뒤의 새 단어까지 봅니다.",
            "하나일 때는 마스크가 필요 없지만 여럿이면 필요합니다: causal_mask(t, s + t).",
            "프롬프트를 자기 미래까지 보며 읽습니다. 한 단어씩 만드는 것은 괜찮습니다.",
        ),
    ),
    mistake(
        "the new word does not see itself",
        (SEEN, "causal_mask(t, s + t) & (torch.arange(s + t) < max(s, 1))"),
        en=(
            "New words look at the remembered ones only.",
            "A word sees itself too, and the new ones before it.",
            "The latest word is ignored, so the text turns round in circles.",
        ),
        ko=(
            "새 단어가 기억된 단어만 봅니다.",
            "단어는 자기 자신과 앞의 새 단어도 봅니다.",
            "가장 최근의 단어를 무시해서 글이 맴돕니다.",
        ),
    ),
)
