"""What goes wrong with which labels count, and with the mean."""

from ...exercise import mistake

COUNTS = "counts = labels != IGNORE"
SURPRISES = "(log_normaliser - chosen)"
HOW_MANY = "/ max(len(labels), 1)"

AVERAGING = (
    mistake(
        "IGNORE read as class 0",
        (COUNTS, "counts = torch.ones_like(labels, dtype=torch.bool)\n    labels = labels.clamp(min=0)"),
        en=(
            "A label of −100 counts, as if it were class 0.",
            "Take out the rows whose label is IGNORE, before anything is looked up.",
            "Class 0 is answered wherever nothing was asked.",
        ),
        ko=(
            "−100인 라벨을 클래스 0처럼 셉니다.",
            "라벨을 찾아보기 전에, IGNORE인 행을 빼세요.",
            "묻지 않은 곳마다 클래스 0이라고 답합니다.",
        ),
    ),
    mistake(
        "class 0 does not count",
        (COUNTS, "counts = (labels != IGNORE) & (labels != 0)"),
        en=(
            "Rows labelled 0 are left out like those labelled IGNORE.",
            "Class 0 counts like the other {classes} − 1; compare with −100 only.",
            "The first class is never answered, and the loss does not show it.",
        ),
        ko=(
            "라벨이 0인 행을 IGNORE처럼 뺐습니다.",
            "클래스 0도 나머지 {classes} − 1개와 똑같이 셉니다. −100하고만 비교하세요.",
            "첫 클래스라고는 답하지 않는데, 손실만 봐서는 모릅니다.",
        ),
    ),
    mistake(
        "summed over the rows",
        (HOW_MANY, ""),
        en=(
            "The surprises are summed over the rows.",
            "Divide by the number of rows that count.",
            "The last, smaller batch of an epoch learns with smaller steps than the others.",
        ),
        ko=(
            "놀라움을 행에 걸쳐 더하기만 했습니다.",
            "세는 행의 수로 나누세요.",
            "에포크의 마지막 작은 배치만 걸음이 작습니다.",
        ),
    ),
    mistake(
        "divided by all rows",
        (HOW_MANY, "/ len(counts)"),
        en=(
            "You divide by all {n} rows, whether they count or not.",
            "Divide by how many labels are not IGNORE.",
            "The more is left out, the smaller the loss, and the slower the learning.",
        ),
        ko=(
            "세든 안 세든 행 {n}개 전체로 나눴습니다.",
            "IGNORE가 아닌 라벨의 수로 나누세요.",
            "많이 뺄수록 손실이 작아지고 더디게 배웁니다.",
        ),
    ),
    mistake(
        "NaN where nothing counts",
        (HOW_MANY, "/ len(labels)"),
        en=(
            "Without a label that counts you divide 0 by 0.",
            "Divide by at least 1: nothing asked, nothing lost.",
            "One batch without labels, and all weights are NaN.",
        ),
        ko=(
            "세는 라벨이 없으면 0을 0으로 나눕니다.",
            "적어도 1로 나누세요. 묻지 않았으면 잃은 것도 없습니다.",
            "라벨 없는 배치 하나로 모든 가중치가 NaN이 됩니다.",
        ),
    ),
    mistake(
        "log-probability without its minus",
        (SURPRISES, "(chosen - log_normaliser)"),
        en=(
            "The mean log-probability is returned: it is negative, and largest for a perfect model.",
            "Turn it round: log Σ exp − score.",
            "The optimiser makes the labels less and less likely.",
        ),
        ko=(
            "로그 확률의 평균을 돌려줬습니다. 음수이고, 완벽한 모델에서 가장 큽니다.",
            "거꾸로 빼세요: log Σ exp − 점수.",
            "학습할수록 라벨의 확률이 낮아집니다.",
        ),
    ),
)
