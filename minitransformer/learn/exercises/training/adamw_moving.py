"""What goes wrong with the running means, and with the move."""

from ...exercise import mistake

MEAN = "mean = beta1 * mean + (1 - beta1) * gradient"
SQUARE = "square = beta2 * square + (1 - beta2) * gradient**2"
RETURN = "return kept - lr * unbiased / size,"
ROOT = "(square / (1 - beta2**step)).sqrt()"

MOVING = (
    mistake(
        "uphill",
        (RETURN, "return kept + lr * unbiased / size,"),
        en=(
            "The weight is moved along the gradient: the loss grows.",
            "Subtract: the gradient points uphill.",
            "The loss rises from the first step on.",
        ),
        ko=(
            "가중치를 기울기 쪽으로 옮겨 손실이 커집니다.",
            "빼세요. 기울기는 오르막을 가리킵니다.",
            "첫 스텝부터 손실이 올라갑니다.",
        ),
    ),
    mistake(
        "the gradient for its mean",
        (RETURN, "return kept - lr * gradient / size,"),
        en=(
            "You move by the gradient of this batch alone; the running mean is kept but not used.",
            "Move by the corrected mean.",
            "It works, as RMSprop does, with more noise at large rates.",
        ),
        ko=(
            "이번 배치의 기울기만으로 옮깁니다. 이동 평균을 계산해 두고 쓰지 않았습니다.",
            "보정한 평균으로 옮기세요.",
            "RMSprop처럼 되기는 하지만, 학습률이 크면 흔들립니다.",
        ),
    ),
    mistake(
        "betas changed round in the means",
        (MEAN, "mean = beta2 * mean + (1 - beta2) * gradient"),
        (SQUARE, "square = beta1 * square + (1 - beta1) * gradient**2"),
        en=(
            "beta1 and beta2 have changed places in the running means.",
            "beta1 belongs to the gradient, beta2, the slower one, to its square.",
            "The direction lags a thousand steps behind while the size jumps about.",
        ),
        ko=(
            "이동 평균에서 beta1과 beta2의 자리가 바뀌었습니다.",
            "beta1은 기울기의 것이고, 더 느린 beta2가 제곱의 것입니다.",
            "방향은 천 스텝 뒤처지고 크기는 널뜁니다.",
        ),
    ),
    mistake(
        "weights of old and new changed round",
        (MEAN, "mean = (1 - beta1) * mean + beta1 * gradient"),
        en=(
            "The new gradient gets beta1 of the mean, and the past only 1 − beta1.",
            "beta1 is the share of the past: beta1 * mean + (1 - beta1) * gradient.",
            "Hardly any momentum: the path is as noisy as the batches are.",
        ),
        ko=(
            "새 기울기에 beta1을, 지난 것에 1 − beta1만 줬습니다.",
            "beta1은 지난 것의 몫입니다: beta1 * mean + (1 - beta1) * gradient.",
            "관성이 거의 없어, 배치만큼이나 길이 흔들립니다.",
        ),
    ),
    mistake(
        "1 − β forgotten",
        (MEAN, "mean = beta1 * mean + gradient"),
        en=(
            "The gradient is added to the mean in full, as SGD with momentum does it.",
            "Only 1 − beta1 of it: else it is no mean.",
            "Steps ten times too long with the usual betas.",
        ),
        ko=(
            "관성을 쓰는 SGD처럼 기울기를 통째로 평균에 더했습니다.",
            "1 − beta1만큼만 더하세요. 안 그러면 평균이 아닙니다.",
            "흔히 쓰는 베타에서 걸음이 열 배 깁니다.",
        ),
    ),
    mistake(
        "the gradient is not squared",
        (SQUARE, "square = beta2 * square + (1 - beta2) * gradient.abs()"),
        en=(
            "The second mean is one of sizes, |gradient|, not of squares.",
            "gradient**2: the root is taken later.",
            "Steps grow with the root of the gradient, so the rate must be found anew for each model.",
        ),
        ko=(
            "둘째 평균이 제곱이 아니라 크기 |gradient|의 평균입니다.",
            "gradient**2입니다. 제곱근은 나중에 구합니다.",
            "걸음이 기울기의 제곱근만큼 달라져, 모델마다 학습률을 새로 찾아야 합니다.",
        ),
    ),
    mistake(
        "the root forgotten",
        (ROOT, "(square / (1 - beta2**step))"),
        en=(
            "You divide by the mean square itself.",
            "Divide by its root: then the step has no unit but that of lr.",
            "The smaller the gradient, the longer the step: it blows up as soon as it is nearly done.",
        ),
        ko=(
            "제곱의 평균을 그대로 나누는 수로 썼습니다.",
            "제곱근으로 나누세요. 그래야 걸음의 단위가 lr뿐입니다.",
            "기울기가 작을수록 걸음이 길어져, 다 배울 즈음에 폭발합니다.",
        ),
    ),
    mistake(
        "moved before the means are renewed",
        (MEAN, "past, mean = mean, beta1 * mean + (1 - beta1) * gradient"),
        ("unbiased = mean /", "unbiased = past /"),
        en=(
            "The move uses the running mean of the step before.",
            "Renew the means first; this batch's gradient counts at once.",
            "At the first step nothing moves, and from then on all comes a step late.",
        ),
        ko=(
            "앞 스텝의 이동 평균으로 옮겼습니다.",
            "평균을 먼저 새로 하세요. 이번 배치의 기울기도 바로 셉니다.",
            "첫 스텝에는 아무것도 움직이지 않고, 그 뒤로도 한 스텝씩 늦습니다.",
        ),
    ),
)
