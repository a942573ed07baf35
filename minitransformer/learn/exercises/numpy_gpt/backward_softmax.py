"""What goes wrong on the way back through softmax."""

from ...exercise import mistake

D_SCORES = "weights * (d_weights - mean)"
MEAN = "(weights * d_weights).sum(-1, keepdim=True)"
WEIGHTS = "masked_softmax(scores, mask)"

SOFTMAX = (
    mistake(
        "the other scores forgotten",
        (D_SCORES, "weights * (1 - weights) * d_weights"),
        en=(
            "You use w (1 − w), the derivative of a weight by its own score only.",
            "Softmax divides by the sum of the row: each weight also falls when another score rises. "
            "Subtract the mean of d_weights, weighted by the weights.",
            "The loss falls for a while, then wanders: the direction is right only in part.",
        ),
        ko=(
            "가중치를 자기 점수로만 미분한 w (1 − w)를 썼습니다.",
            "softmax는 행의 합으로 나누므로, 다른 점수가 오르면 가중치가 내려갑니다. 가중치로 평균한 d_weights를 빼세요.",
            "손실이 한동안 내려가다 헤맵니다. 방향이 일부만 맞습니다.",
        ),
    ),
    mistake(
        "mean not subtracted",
        (D_SCORES, "weights * d_weights"),
        en=(
            "You multiply by the weights, but do not subtract the mean.",
            "The gradient of a row of scores adds up to 0, since adding a number to all scores changes nothing.",
            "All scores of a row drift together; the step is far too long.",
        ),
        ko=(
            "가중치를 곱했지만 평균을 빼지 않았습니다.",
            "모든 점수에 같은 수를 더해도 달라지지 않으므로, 한 행의 기울기는 합이 0이어야 합니다.",
            "한 행의 점수가 함께 떠밀리고 걸음이 너무 큽니다.",
        ),
    ),
    mistake(
        "softmax skipped",
        (D_SCORES, "d_weights"),
        en=(
            "You pass the gradient of the weights on to the scores as it is.",
            "Softmax stands between them: weights * (d_weights − mean).",
            "Hidden keys get a gradient too: the future and the padding are learnt from.",
        ),
        ko=(
            "가중치의 기울기를 그대로 점수에 넘겼습니다.",
            "그 사이에 softmax가 있습니다: weights * (d_weights − 평균).",
            "가린 키도 기울기를 받아 미래와 패딩에서 배웁니다.",
        ),
    ),
    mistake(
        "factor of the weights missing",
        (D_SCORES, "d_weights - mean"),
        en=(
            "You subtract the mean, but do not multiply by the weights.",
            "A weight near 0 hardly moves with its score: its gradient has the factor w.",
            "Keys that nobody looks at change most.",
        ),
        ko=(
            "평균은 뺐지만 가중치를 곱하지 않았습니다.",
            "0에 가까운 가중치는 점수가 바뀌어도 거의 그대로입니다. 기울기에 w를 곱해야 합니다.",
            "아무도 보지 않는 키가 가장 많이 바뀝니다.",
        ),
    ),
    mistake(
        "mean of all alike",
        (MEAN, "d_weights.mean(-1, keepdim=True)"),
        en=(
            "You subtract the plain mean of d_weights.",
            "Weigh it: the sum of weights * d_weights over the keys.",
            "Right only where attention is uniform, so a fresh model seems to be right.",
        ),
        ko=(
            "d_weights의 단순 평균을 뺐습니다.",
            "가중 평균을 빼세요. 키에 걸친 weights * d_weights의 합입니다.",
            "어텐션이 고를 때만 맞아서, 갓 만든 모델에서는 맞는 것처럼 보입니다.",
        ),
    ),
    mistake(
        "mean over the queries",
        (MEAN, "(weights * d_weights).sum(-2, keepdim=True)"),
        en=(
            "You sum over the {t} queries.",
            "Softmax runs along the {s} keys of one query, and so does the sum: dim −1.",
            "Queries disturb each other in learning, though none sees another.",
        ),
        ko=(
            "쿼리 {t}개에 걸쳐 더했습니다.",
            "softmax는 한 쿼리의 키 {s}개에 걸치므로 합도 마지막 축(dim −1)입니다.",
            "서로 보지 않는 쿼리들이 학습에서 서로를 방해합니다.",
        ),
    ),
    mistake(
        "mean added",
        (D_SCORES, "weights * (d_weights + mean)"),
        en=(
            "You add the mean.",
            "Subtract it: the derivative of 1 / sum has a minus.",
            "Attention moves towards what it does already, and sticks there.",
        ),
        ko=(
            "평균을 더했습니다.",
            "빼세요. 1 / 합을 미분하면 음수가 됩니다.",
            "어텐션이 이미 하던 쪽으로 더 쏠려 굳어집니다.",
        ),
    ),
    mistake(
        "forward pass without the mask",
        (WEIGHTS, "softmax(scores)"),
        en=(
            "You compute the weights anew without the mask.",
            "Use the weights of the forward pass, mask included: what is hidden has weight 0 and gradient 0.",
            "The gradient belongs to another function than the one whose loss is printed.",
        ),
        ko=(
            "가중치를 다시 구할 때 마스크를 빠뜨렸습니다.",
            "마스크까지 포함해 순전파의 가중치를 쓰세요. 가린 것은 가중치도 기울기도 0입니다.",
            "출력된 손실과 다른 함수의 기울기가 됩니다.",
        ),
    ),
)
