"""What goes wrong with which of the allowed answers is taken."""

from ...exercise import mistake

CHANCES = "begin[:, None] * end"
BEST = "int(chances.masked_fill(~allowed, -1.0).argmax())"
PAIR = "divmod(best, len(begin))"

CHOOSING = (
    mistake(
        "each end by itself",
        (PAIR, "(int(begin.argmax()), int(end.argmax()))"),
        en=(
            "The likeliest beginning and the likeliest end are taken, each by itself.",
            "Compare pairs: the two must be one answer.",
            "Answers with a negative length, or over half the text.",
        ),
        ko=(
            "가장 그럴듯한 시작과 가장 그럴듯한 끝을 따로 골랐습니다.",
            "쌍을 견주세요. 둘은 한 답의 것이어야 합니다.",
            "길이가 음수이거나 글의 절반에 이르는 답이 나옵니다.",
        ),
    ),
    mistake(
        "the beginning first, then its end",
        (
            BEST,
            "int(begin.argmax()) * len(end) + int(chances.masked_fill(~allowed, -1.0)[begin.argmax()].argmax())",
        ),
        en=(
            "The likeliest beginning is fixed first, and only its ends are compared.",
            "Compare all pairs at once: a somewhat less likely beginning may have a far better end.",
            "A sure beginning with a poor end, and a lower F1 than the model deserves.",
        ),
        ko=(
            "가장 그럴듯한 시작을 먼저 정하고 그 끝만 견주었습니다.",
            "모든 쌍을 한꺼번에 견주세요. 시작이 조금 못해도 끝이 훨씬 나을 수 있습니다.",
            "시작은 확실한데 끝이 엉성한 답이 나오고, F1이 모델의 실력보다 낮습니다.",
        ),
    ),
    mistake(
        "chances added",
        (CHANCES, "begin[:, None] + end"),
        en=(
            "The two chances are added.",
            "Multiply them, as for two things that must both be so (or add their logarithms).",
            "One near 1 outweighs a partner that is all but impossible.",
        ),
        ko=(
            "두 확률을 더했습니다.",
            "둘 다 맞아야 하니 곱하세요. 로그라면 더합니다.",
            "한쪽이 1에 가까우면 짝이 거의 불가능해도 이깁니다.",
        ),
    ),
    mistake(
        "rows and columns swapped",
        (CHANCES, "begin * end[:, None]"),
        en=(
            "The rows of your table are ends and its columns beginnings.",
            "begin[:, None] * end: a row for each beginning, since triu keeps columns to the right.",
            "Answers that begin where the right ones end.",
        ),
        ko=(
            "표의 행이 끝이고 열이 시작입니다.",
            "begin[:, None] * end로 행마다 시작 하나를 두세요. triu는 오른쪽 열을 남기니까요.",
            "정답이 끝나는 곳에서 답이 시작합니다.",
        ),
    ),
    mistake(
        "first and last exchanged",
        ("first, last = divmod", "last, first = divmod"),
        en=(
            "The row is returned as the last token and the column as the first.",
            "divmod gives the row, which is the beginning, and then the column.",
            "All answers of one token are right, and all others empty.",
        ),
        ko=(
            "행을 끝 토큰으로, 열을 첫 토큰으로 돌려주었습니다.",
            "divmod는 행, 곧 시작을 먼저 주고 열을 나중에 줍니다.",
            "한 토큰짜리 답만 맞고 나머지는 모두 빈 답입니다.",
        ),
    ),
    mistake(
        "the place behind the last",
        ("return first, last", "return first, last + 1"),
        en=(
            "You return the place behind the last token, as in a slice.",
            "Return the last token itself.",
            "Each answer has one token more than it should.",
        ),
        ko=(
            "슬라이스처럼 끝 토큰의 다음 자리를 돌려주었습니다.",
            "끝 토큰 자체를 돌려주세요.",
            "답마다 토큰이 하나씩 더 붙습니다.",
        ),
    ),
)
