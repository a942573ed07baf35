"""What goes wrong with the axis of softmax, and with the number that is subtracted."""

from ...exercise import mistake

LARGEST = "x - x.amax(-1, keepdim=True)"
SUM = "exp / exp.sum(-1, keepdim=True)"

AXES_MISTAKEN = (
    mistake(
        "over the second-last axis",
        (SUM, "exp / exp.sum(-2, keepdim=True)"),
        (LARGEST, "x - x.amax(-2, keepdim=True)"),
        en=(
            "You normalise the columns: axis −2, the {t} rows.",
            "Sum over the last axis, the {s} scores of one row.",
            "In attention, words compete for who is asked, not for what is looked at.",
        ),
        ko=(
            "열을 정규화했습니다. 축 −2, 곧 행 {t}개에 걸친 것입니다.",
            "마지막 축, 곧 한 행의 점수 {s}개에 걸쳐 더하세요.",
            "어텐션에서 무엇을 볼지가 아니라 누가 물을지를 두고 경쟁하게 됩니다.",
        ),
    ),
    mistake(
        "over the first axis",
        (SUM, "exp / exp.sum(0, keepdim=True)"),
        (LARGEST, "x - x.amax(0, keepdim=True)"),
        en=(
            "You normalise over axis 0, the {b} texts of the batch.",
            "The axis is −1: a row of scores belongs to one text and one position.",
            "With a batch of one, every probability is 1.",
        ),
        ko=(
            "축 0, 곧 배치의 글 {b}개에 걸쳐 정규화했습니다.",
            "축은 −1입니다. 점수 한 행은 한 글의 한 위치에 속합니다.",
            "배치가 하나뿐이면 모든 확률이 1이 됩니다.",
        ),
    ),
    mistake(
        "over everything",
        (SUM, "exp / exp.sum()"),
        (LARGEST, "x - x.amax()"),
        en=(
            "All numbers of the tensor together add up to 1.",
            "Every row must add up to 1 by itself: sum(-1, keepdim=True).",
            "Probabilities shrink with the size of the batch.",
        ),
        ko=(
            "텐서의 모든 수를 합해야 1이 됩니다.",
            "행마다 합이 1이어야 합니다: sum(-1, keepdim=True).",
            "배치가 커질수록 확률이 작아집니다.",
        ),
    ),
    mistake(
        "largest not subtracted",
        (LARGEST, "x"),
        en=(
            "You take exp of the scores as they are; beyond 709 that is infinite, and ∞/∞ is NaN.",
            "Subtract the largest score of each row first: the result is the same, and exp stays below 1.",
            "NaN in the loss, all of a sudden, after hours.",
        ),
        ko=(
            "점수에 바로 exp를 씌웠습니다. 709를 넘으면 무한대가 되고, ∞/∞는 NaN입니다.",
            "먼저 행마다 가장 큰 점수를 빼세요. 결과는 같고 exp는 1을 넘지 않습니다.",
            "몇 시간 뒤 손실이 갑자기 NaN이 됩니다.",
        ),
    ),
    mistake(
        "largest of the whole tensor",
        (LARGEST, "x - x.amax()"),
        en=(
            "You subtract the largest number of the whole tensor.",
            "Subtract each row's own: in a row far below the rest exp is 0 everywhere, and 0/0 is NaN.",
            "NaN in single rows, depending on what else is in the batch.",
        ),
        ko=(
            "텐서 전체에서 가장 큰 수를 뺐습니다.",
            "행마다 자기 최댓값을 빼세요. 다른 행보다 훨씬 낮은 행은 exp가 모두 0이 되고, 0/0은 NaN입니다.",
            "배치에 무엇이 함께 있느냐에 따라 어떤 행만 NaN이 됩니다.",
        ),
    ),
)
