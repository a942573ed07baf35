"""What goes wrong with what is shown in place of a chosen token: 80, 10 and 10 per cent."""

from ...exercise import mistake

HIDDEN = "chosen & (fate < 0.8)"
SWAPPED = "chosen & (fate >= 0.8) & (fate < 0.9)"

SHOWING = (
    mistake(
        "always [MASK]",
        (HIDDEN, "chosen"),
        (SWAPPED, "chosen & (fate < 0)"),
        en=(
            "Every chosen token becomes [MASK].",
            "Only 80 % of them do: 10 % become a random word, and 10 % stay.",
            "Good at blanks, worse at everything else: real text has no [MASK], and other words need not be understood.",
        ),
        ko=(
            "뽑힌 토큰이 모두 [MASK]가 됩니다.",
            "80%만 그렇습니다. 10%는 무작위 단어가 되고 10%는 그대로 남습니다.",
            "빈칸은 잘 채우지만 다른 일에는 나쁩니다. 실제 글에는 [MASK]가 없는데 나머지 단어는 이해할 필요가 없었기 "
            "때문입니다.",
        ),
    ),
    mistake(
        "none left unchanged",
        (SWAPPED, "chosen & (fate >= 0.8)"),
        en=(
            "80 % are hidden and all of the other 20 % swapped: none is left as it was.",
            "Half of those 20 % stay unchanged, fate from 0.9 on.",
            "The model learns that a word it can see is never the answer.",
        ),
        ko=(
            "80%를 가리고 남은 20%를 모두 바꿔, 그대로 남는 것이 없습니다.",
            "그 20%의 절반, 곧 fate가 0.9 이상이면 그대로 둡니다.",
            "눈에 보이는 단어는 절대 답이 아니라고 배웁니다.",
        ),
    ),
    mistake(
        "none swapped",
        (SWAPPED, "chosen & (fate < 0)"),
        en=(
            "20 % of the chosen stay as they are; no random word is ever put in.",
            "Swap fate between 0.8 and 0.9 for a random word.",
            "What is not [MASK] is always right, so the model trusts every word it sees.",
        ),
        ko=(
            "뽑힌 것의 20%를 그대로 두고, 무작위 단어는 한 번도 넣지 않습니다.",
            "fate가 0.8과 0.9 사이이면 무작위 단어로 바꾸세요.",
            "[MASK]가 아니면 늘 맞으니, 보이는 단어를 모두 믿게 됩니다.",
        ),
    ),
    mistake(
        "10 % of the remaining 20 %",
        (SWAPPED, "chosen & (fate >= 0.8) & (fate < 0.82)"),
        en=(
            "Of the 20 % that are not hidden you swap 10 %: that makes 80, 2 and 18 per cent.",
            "10 % of all chosen are swapped, which is half of the remaining 20 %.",
            "So few wrong words that the model need not look out for them.",
        ),
        ko=(
            "가리지 않은 20% 가운데 10%만 바꿔서, 80%, 2%, 18%가 됐습니다.",
            "뽑힌 것 전체의 10%를 바꿉니다. 남은 20%의 절반입니다.",
            "틀린 단어가 너무 적어, 모델이 조심할 필요를 느끼지 않습니다.",
        ),
    ),
    mistake(
        "independent draws: 81, 10, 9",
        (HIDDEN, "chosen & (fate >= 0.1)"),
        (SWAPPED, "chosen & (chance() < 0.1)"),
        en=(
            "Keeping (10 %) and swapping (10 %) are drawn independently: a tenth of what is kept is swapped after all.",
            "One draw decides among the three, so that they exclude each other.",
            "81, 10 and 9 per cent: nothing to notice without counting some ten thousand tokens.",
        ),
        ko=(
            "그대로 두기(10%)와 바꾸기(10%)를 따로 뽑아서, 그대로 둘 것의 10분의 1이 바뀝니다.",
            "셋 중 하나를 한 번의 추첨으로 정해야 서로 겹치지 않습니다.",
            "81%, 10%, 9%입니다. 토큰 만 개쯤을 세어 보지 않으면 알 수 없습니다.",
        ),
    ),
    mistake(
        "80 % and 10 % changed round",
        (HIDDEN, "chosen & (fate < 0.1)"),
        (SWAPPED, "chosen & (fate >= 0.1) & (fate < 0.9)"),
        en=(
            "80 % become random words and 10 % [MASK].",
            "The other way: [MASK] is the 80 %.",
            "Texts full of wrong words, most of which nobody could find out: the loss stays high.",
        ),
        ko=(
            "80%가 무작위 단어가 되고 10%가 [MASK]가 됩니다.",
            "반대입니다. 80%가 [MASK]입니다.",
            "틀린 단어가 가득한데 대부분 알아낼 수 없어, 손실이 높게 머뭅니다.",
        ),
    ),
    mistake(
        "swapped among all tokens",
        (SWAPPED, "(fate >= 0.8) & (fate < 0.9)"),
        en=(
            "10 % of *all* tokens are swapped, though nobody asks for most of them.",
            "Swap only where chosen: `chosen & …`.",
            "A tenth of the text is noise, [CLS] and [SEP] included, and the model never hears what was right.",
        ),
        ko=(
            "*모든* 토큰의 10%를 바꿨는데, 대부분은 묻지도 않습니다.",
            "뽑힌 곳에서만 바꾸세요: `chosen & …`.",
            "[CLS]와 [SEP]까지 글의 10분의 1이 잡음이 되고, 모델은 무엇이 맞는지 듣지 못합니다.",
        ),
    ),
)
