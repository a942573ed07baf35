"""What goes wrong with the causal mask."""

from ...exercise import mistake

LOWER = ".tril(s - t)"
ONES = "torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)"

MISTAKES = (
    mistake(
        "nobody sees itself",
        (LOWER, ".tril(s - t - 1)"),
        en=(
            "The diagonal is False: a position may look at all before it, but not at itself.",
            "A position may see itself; it is the next word that it must not see. The first could see nothing.",
            "The first position has no key at all: NaN or zeros.",
        ),
        ko=(
            "대각선이 False입니다. 앞은 볼 수 있지만 자기 자신은 보지 못합니다.",
            "자기 자신은 봐도 됩니다. 보면 안 되는 것은 다음 단어입니다. 첫 위치는 볼 것이 없어집니다.",
            "첫 위치에 키가 하나도 없어 NaN이나 0이 됩니다.",
        ),
    ),
    mistake(
        "sees one ahead",
        (LOWER, ".tril(s - t + 1)"),
        en=(
            "Every position also sees the one after it.",
            "Stop at the position itself: the next word is the answer.",
            "The loss falls to nearly 0 in a few steps, and the model writes nonsense.",
        ),
        ko=(
            "모든 위치가 바로 다음 위치까지 봅니다.",
            "자기 자신에서 멈추세요. 다음 단어가 정답입니다.",
            "몇 단계 만에 손실이 거의 0이 되고, 글은 엉터리가 됩니다.",
        ),
    ),
    mistake(
        "upper triangle",
        (LOWER, ".triu(s - t)"),
        en=(
            "You keep the upper triangle: everybody sees the future and nothing of the past.",
            "Keep the lower triangle, tril: what has been read.",
            "The model learns to copy the word after, and cannot write.",
        ),
        ko=(
            "위쪽 삼각형을 남겨, 모두가 미래만 보고 과거는 보지 못합니다.",
            "이미 읽은 것, 곧 아래쪽 삼각형 tril을 남기세요.",
            "다음 단어를 베끼는 법만 배워 글을 쓰지 못합니다.",
        ),
    ),
    mistake(
        "queries counted from the start",
        (LOWER, ".tril()"),
        en=(
            "You take the queries for the first {t} positions.",
            "They are the last {t} of {s}: move the diagonal right by s − t. Before them stands what a cache remembers.",
            "Right without a cache; with one, generation goes wrong at the second word.",
        ),
        ko=(
            "쿼리를 처음 {t}개 위치로 여겼습니다.",
            "쿼리는 {s}개 중 마지막 {t}개입니다. 대각선을 s − t만큼 오른쪽으로 옮기세요. 그 앞은 캐시가 기억하는 "
            "것입니다.",
            "캐시가 없으면 맞고, 있으면 두 번째 단어부터 틀립니다.",
        ),
    ),
    mistake(
        "moved the wrong way",
        (LOWER, ".tril(t - s)"),
        en=(
            "The diagonal is moved by t − s, to the left.",
            "Move it by s − t, to the right: the remembered positions come first, and all may be seen.",
            "With a cache the newest words see almost nothing.",
        ),
        ko=(
            "대각선을 t − s만큼, 곧 왼쪽으로 옮겼습니다.",
            "s − t만큼 오른쪽으로 옮기세요. 기억된 위치가 앞에 있고 모두 볼 수 있습니다.",
            "캐시가 있으면 새 단어가 거의 아무것도 보지 못합니다.",
        ),
    ),
    mistake(
        "True for forbidden",
        (ONES, "~" + ONES),
        en=(
            "True stands where looking is forbidden.",
            "Here True means: may look. Turn it round with ~.",
            "Attention sees the future and only that.",
        ),
        ko=(
            "보면 안 되는 곳에 True가 있습니다.",
            "여기서 True는 볼 수 있다는 뜻입니다. ~로 뒤집으세요.",
            "어텐션이 미래를, 그것도 미래만 봅니다.",
        ),
    ),
    mistake(
        "rows and columns exchanged",
        (ONES, ONES + ".T"),
        en=(
            "The table is (s, t): keys down, queries across.",
            "A row is a query: ({t}, {s}), as the scores are.",
            "An error where t and s differ; where they are equal, the future is seen.",
        ),
        ko=(
            "표가 (s, t)입니다. 행이 키이고 열이 쿼리입니다.",
            "행이 쿼리여야 합니다. 점수처럼 ({t}, {s})입니다.",
            "t와 s가 다르면 오류가 나고, 같으면 미래가 보입니다.",
        ),
    ),
    mistake(
        "everything allowed",
        (LOWER, ""),
        en=(
            "Every position may look everywhere.",
            "Take the future away: keep the lower triangle only.",
            "The loss is nearly 0, and nothing was learned.",
        ),
        ko=(
            "모든 위치가 어디든 볼 수 있습니다.",
            "미래를 가리세요. 아래쪽 삼각형만 남깁니다.",
            "손실은 거의 0인데 배운 것이 없습니다.",
        ),
    ),
    mistake(
        "numbers to be added",
        (ONES, "torch.zeros(t, s).masked_fill(~" + ONES + ", -math.inf)"),
        en=(
            "You return numbers to add to the scores, 0 and −∞.",
            "Return True and False: whoever uses the mask decides how to hide.",
            "Used as a boolean mask it is turned round: 0 counts as False.",
        ),
        ko=(
            "점수에 더할 수, 0과 −∞를 돌려줬습니다.",
            "True와 False를 돌려주세요. 어떻게 가릴지는 마스크를 쓰는 쪽이 정합니다.",
            "불리언 마스크로 쓰면 뒤집힙니다. 0은 False이기 때문입니다.",
        ),
    ),
)
