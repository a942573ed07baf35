"""What goes wrong with which answers are allowed."""

from ...exercise import mistake

FORWARD = "torch.ones_like(chances, dtype=torch.bool).triu()"
ALLOWED = "forward.tril(longest - 1)"

ALLOWING = (
    mistake(
        "the end may stand before the beginning",
        (FORWARD, "torch.ones_like(chances, dtype=torch.bool)"),
        en=(
            "Every pair of places is allowed, also those that end before they begin.",
            "Only the upper triangle: triu.",
            "Now and then an empty answer, since text[start:end] runs backwards.",
        ),
        ko=(
            "시작보다 먼저 끝나는 쌍까지 모두 허용했습니다.",
            "위쪽 삼각형만 남기세요: triu.",
            "text[start:end]가 거꾸로라서 가끔 빈 답이 나옵니다.",
        ),
    ),
    mistake(
        "no answer of one token",
        (FORWARD, "torch.ones_like(chances, dtype=torch.bool).triu(1)"),
        en=(
            "The diagonal is cut off: an answer of one token cannot be given.",
            "triu() keeps the diagonal, where beginning and end are the same token.",
            "Every short answer, a name or a year, drags a neighbour along.",
        ),
        ko=(
            "대각선을 잘라 내어 한 토큰짜리 답을 할 수 없습니다.",
            "시작과 끝이 같은 토큰인 대각선을 남기세요: triu().",
            "이름이나 연도 같은 짧은 답에 옆 토큰이 딸려 옵니다.",
        ),
    ),
    mistake(
        "answers of any length",
        (ALLOWED, "forward"),
        en=(
            "There is no limit to the length.",
            "Keep at most longest tokens: tril(longest - 1).",
            "Answers that run over whole paragraphs.",
        ),
        ko=(
            "길이에 제한이 없습니다.",
            "longest 토큰까지만 남기세요: tril(longest - 1).",
            "단락 하나가 통째로 답이 됩니다.",
        ),
    ),
    mistake(
        "one token too long",
        (ALLOWED, "forward.tril(longest)"),
        en=(
            "Answers of longest + 1 tokens are let through.",
            "An answer from i to j has j - i + 1 tokens, so j - i is at most longest - 1.",
            "Nothing that anybody sees, and scores that differ from published ones by little.",
        ),
        ko=(
            "longest + 1토큰짜리 답까지 통과합니다.",
            "i부터 j까지의 답은 j - i + 1토큰이므로 j - i는 longest - 1 이하입니다.",
            "겉으로는 드러나지 않고, 발표된 점수와 조금씩 어긋납니다.",
        ),
    ),
    mistake(
        "one token too short",
        (ALLOWED, "forward.tril(longest - 2)"),
        en=(
            "Answers of exactly longest tokens are shut out.",
            "tril(longest - 1): the diagonal is already one token.",
            "The longest right answers lose their first or last word.",
        ),
        ko=(
            "정확히 longest 토큰인 답이 빠집니다.",
            "tril(longest - 1)입니다. 대각선이 벌써 한 토큰이니까요.",
            "가장 긴 정답에서 첫 낱말이나 끝 낱말이 빠집니다.",
        ),
    ),
)
