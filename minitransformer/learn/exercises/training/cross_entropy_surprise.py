"""What goes wrong with the surprise at one label."""

from ...exercise import mistake

MAXIMUM = "scores.amax(-1, keepdim=True)"
LOG = "scores.exp().sum(-1).log()"
CHOSEN = "scores.gather(-1, labels[:, None]).squeeze(-1)"
SURPRISES = "(log_normaliser - chosen)"

SURPRISE = (
    mistake(
        "the largest score not subtracted",
        (f"scores - {MAXIMUM}", "scores"),
        en=(
            "exp is taken of the scores as they are, and overflows above 709.",
            "Subtract the largest score of each row first: the surprise does not change.",
            "An infinite loss once in a long while, and earlier in float16.",
        ),
        ko=(
            "점수에 그대로 exp를 해서, 709를 넘으면 넘칩니다.",
            "행마다 최댓값을 먼저 빼세요. 놀라움은 달라지지 않습니다.",
            "아주 가끔 손실이 무한대가 됩니다. float16에서는 더 일찍 그렇습니다.",
        ),
    ),
    mistake(
        "one maximum for all rows",
        (MAXIMUM, "scores.amax() if len(scores) else scores"),
        en=(
            "The largest score of the whole batch is subtracted from every row.",
            "Each of the rows has its own, amax(-1, keepdim=True): else a row far below is exp → 0 throughout.",
            "Right for long, then −∞ for a row whose scores all lie low.",
        ),
        ko=(
            "모든 행에서 배치 전체의 최댓값을 뺐습니다.",
            "행마다 자기 최댓값 amax(-1, keepdim=True)를 빼세요. 안 그러면 한참 낮은 행은 exp가 모두 0이 됩니다.",
            "오래 맞다가, 점수가 모두 낮은 행에서 −∞가 나옵니다.",
        ),
    ),
    mistake(
        "log of a probability that is 0",
        (SURPRISES, "-(chosen.exp() / log_normaliser.exp()).log()"),
        en=(
            "Softmax first, then its logarithm: a small probability has become 0 by then, and its log −∞.",
            "Stay with logarithms: log Σ exp minus the score.",
            "Infinite loss, NaN in the weights, wherever a sure model is wrong.",
        ),
        ko=(
            "softmax를 먼저 하고 로그를 취했습니다. 작은 확률은 이미 0이 되어 로그가 −∞입니다.",
            "로그인 채로 계산하세요. log Σ exp에서 점수를 뺍니다.",
            "확신하던 모델이 틀리면 손실이 무한대가 되고 가중치가 NaN이 됩니다.",
        ),
    ),
    mistake(
        "a small number in the logarithm",
        (SURPRISES, "-(chosen.exp() / log_normaliser.exp() + 1e-7).log()"),
        en=(
            "1e-7 is added to the probability before the logarithm.",
            "log Σ exp − score needs no such crutch.",
            "No surprise is larger than 16, and what is quite wrong has no gradient.",
        ),
        ko=(
            "로그를 취하기 전에 확률에 1e-7을 더했습니다.",
            "log Σ exp − 점수로 하면 그런 버팀목이 필요 없습니다.",
            "놀라움이 16을 넘지 못하고, 아주 틀린 것에는 기울기가 없습니다.",
        ),
    ),
    mistake(
        "the best score for the label's",
        (CHOSEN, "scores.amax(-1)"),
        en=(
            "You take the score of the class that the model likes best.",
            "Take the score of the label: gather(-1, labels[:, None]).",
            "The loss falls although nothing is learnt: the labels are never looked at.",
        ),
        ko=(
            "모델이 가장 높게 친 클래스의 점수를 썼습니다.",
            "라벨의 점수를 쓰세요: gather(-1, labels[:, None]).",
            "라벨을 전혀 보지 않으니, 배우는 것 없이 손실만 내려갑니다.",
        ),
    ),
    mistake(
        "not normalised",
        (SURPRISES, "(-chosen)"),
        en=(
            "Only the score of the label is there; log Σ exp is missing.",
            "Subtract it from log Σ exp: the other classes count too.",
            "All scores grow together, without end.",
        ),
        ko=(
            "라벨의 점수뿐이고 log Σ exp가 없습니다.",
            "log Σ exp에서 그 점수를 빼세요. 다른 클래스도 중요합니다.",
            "모든 점수가 함께 끝없이 커집니다.",
        ),
    ),
    mistake(
        "the logarithm of the sum forgotten",
        (LOG, "scores.exp().sum(-1)"),
        en=(
            "Σ exp is used without its logarithm.",
            "log Σ exp: both terms are logarithms.",
            "Never 0, not even for a perfect model, and steep where it is unsure.",
        ),
        ko=(
            "Σ exp를 로그 없이 썼습니다.",
            "log Σ exp입니다. 두 항 모두 로그입니다.",
            "완벽한 모델도 0이 되지 않고, 확신이 없을 때 지나치게 가파릅니다.",
        ),
    ),
    mistake(
        "mean of the exponentials",
        (LOG, "scores.exp().mean(-1).log()"),
        en=(
            "exp is averaged over the {classes} classes where it should be summed.",
            "The probabilities have to add up to 1: Σ, not mean.",
            "The loss is lower by ln V: it starts at 0 and goes below.",
        ),
        ko=(
            "exp를 클래스 {classes}개에 걸쳐 더하지 않고 평균했습니다.",
            "확률의 합이 1이 되어야 합니다. 평균이 아니라 합입니다.",
            "손실이 ln V만큼 낮아, 0에서 시작해 음수로 내려갑니다.",
        ),
    ),
    mistake(
        "softmax over the rows",
        (MAXIMUM, "(scores.amax(0) if len(scores) else scores)"),
        (LOG, "scores.exp().sum(0).log()[labels]"),
        en=(
            "The probabilities add up to 1 over the {n} rows of the batch.",
            "Over the {classes} classes of each row, axis −1.",
            "The loss depends on who else is in the batch, and the model picks rows, not classes.",
        ),
        ko=(
            "확률의 합이 배치의 행 {n}개에 걸쳐 1이 됩니다.",
            "행마다 클래스 {classes}개, 곧 축 −1에 걸쳐야 합니다.",
            "함께 있는 행에 따라 손실이 달라지고, 클래스가 아니라 행을 고르게 됩니다.",
        ),
    ),
)
