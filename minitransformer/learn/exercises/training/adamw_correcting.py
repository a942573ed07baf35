"""What goes wrong with the correction for having begun at 0, and with eps."""

from ...exercise import mistake

UNBIASED = "unbiased = mean / (1 - beta1**step)"
SIZE = "size = (square / (1 - beta2**step)).sqrt() + eps"

CORRECTING = (
    mistake(
        "no correction at all",
        (UNBIASED, "unbiased = mean"),
        (SIZE, "size = square.sqrt() + eps"),
        en=(
            "Neither running mean is corrected for having begun at 0.",
            "Divide each by 1 − βᵗ: at the first step both hold only a fraction of what they should.",
            "With the usual betas the first steps are about three times too long; it settles after a thousand.",
        ),
        ko=(
            "두 이동 평균 모두 0에서 시작한 것을 보정하지 않았습니다.",
            "각각 1 − βᵗ로 나누세요. 첫 스텝에는 있어야 할 값의 일부만 들어 있습니다.",
            "흔히 쓰는 베타에서 첫 스텝이 세 배쯤 길고, 천 스텝이 지나야 가라앉습니다.",
        ),
    ),
    mistake(
        "the mean is not corrected",
        (UNBIASED, "unbiased = mean"),
        en=(
            "The mean of the gradient is used as it is, too small at first.",
            "mean / (1 − beta1**step).",
            "A slow start: a tenth of the right step at the beginning.",
        ),
        ko=(
            "기울기의 평균을 그대로 써서 처음에 너무 작습니다.",
            "mean / (1 − beta1**step)입니다.",
            "출발이 느립니다. 처음에는 맞는 걸음의 10분의 1입니다.",
        ),
    ),
    mistake(
        "the square is not corrected",
        (SIZE, "size = square.sqrt() + eps"),
        en=(
            "The mean of the squares is used as it is: you divide by too little.",
            "Divide it by 1 − beta2**step before the root is taken.",
            "The first steps are thirty times too long, and the loss jumps up before it falls.",
        ),
        ko=(
            "제곱의 평균을 그대로 써서, 너무 작은 수로 나눕니다.",
            "제곱근을 구하기 전에 1 − beta2**step으로 나누세요.",
            "첫 걸음이 서른 배나 길어, 손실이 내려가기 전에 튀어 오릅니다.",
        ),
    ),
    mistake(
        "corrected with β·t",
        (UNBIASED, "unbiased = mean / (1 - beta1 * step)"),
        en=(
            "The correction multiplies beta1 by the step.",
            "It is a power, beta1**step: the share of the 0 that is still in the mean.",
            "From the second step on it goes uphill.",
        ),
        ko=(
            "보정에서 beta1에 스텝을 곱했습니다.",
            "거듭제곱 beta1**step입니다. 평균에 아직 남은 0의 몫입니다.",
            "두 번째 스텝부터 오르막으로 갑니다.",
        ),
    ),
    mistake(
        "corrected as for the next step",
        (UNBIASED, "unbiased = mean / (1 - beta1 ** (step + 1))"),
        en=(
            "The mean is corrected for one step more than there were.",
            "step counts from 1 already: no + 1.",
            "First steps a little short; nothing to see after twenty.",
        ),
        ko=(
            "실제보다 한 스텝 더 간 것으로 보고 평균을 보정했습니다.",
            "step은 이미 1부터 셉니다. + 1은 필요 없습니다.",
            "첫 걸음이 조금 짧고, 스무 스텝 뒤에는 티가 나지 않습니다.",
        ),
    ),
    mistake(
        "the corrected mean is kept",
        (
            "return kept - lr * unbiased / size, mean, square",
            "return kept - lr * unbiased / size, unbiased, square",
        ),
        en=(
            "You return the corrected mean as the new running mean.",
            "Keep it uncorrected: the correction is for this step's use only.",
            "It is corrected again at every step, and grows out of hand.",
        ),
        ko=(
            "보정한 평균을 새 이동 평균으로 돌려줬습니다.",
            "보정하지 않은 것을 남기세요. 보정은 이번 스텝에만 씁니다.",
            "스텝마다 다시 보정되어 걷잡을 수 없이 커집니다.",
        ),
    ),
    mistake(
        "eps inside the root of AdamW",
        (SIZE, "size = (square / (1 - beta2**step) + eps).sqrt()"),
        en=(
            "eps is added before the root is taken, so it counts as √eps.",
            "Take the root first, then add eps.",
            "With eps = 1e-8, small gradients are divided by 1e-4: rare words hardly learn.",
        ),
        ko=(
            "제곱근을 구하기 전에 eps를 더해, √eps만큼 작용합니다.",
            "제곱근을 먼저 구하고 eps를 더하세요.",
            "eps = 1e-8이면 작은 기울기를 1e-4로 나눠, 드문 단어가 거의 배우지 못합니다.",
        ),
    ),
    mistake(
        "eps before the correction",
        (SIZE, "size = (square.sqrt() + eps) / (1 - beta2**step) ** 0.5"),
        en=(
            "eps is added to the uncorrected root, and corrected along with it.",
            "Correct the square first; eps comes last.",
            "eps weighs more at first than later. The first Adam of TensorFlow did so; results differ in the 4th digit.",
        ),
        ko=(
            "보정하지 않은 제곱근에 eps를 더해, eps까지 보정됩니다.",
            "제곱의 평균을 먼저 보정하고 eps는 맨 나중에 더하세요.",
            "eps가 처음에 더 크게 작용합니다. 초기 TensorFlow의 Adam이 그랬고, 결과가 넷째 자리에서 달라집니다.",
        ),
    ),
    mistake(
        "eps left out of the step",
        (SIZE, "size = (square / (1 - beta2**step)).sqrt()"),
        en=(
            "eps is not used.",
            "Add it to the root, so that nothing is divided by 0.",
            "NaN at the first word that does not occur in a batch: its gradient is exactly 0.",
        ),
        ko=(
            "eps를 쓰지 않았습니다.",
            "제곱근에 더해, 0으로 나누는 일이 없게 하세요.",
            "배치에 나오지 않은 단어는 기울기가 정확히 0이라 곧바로 NaN이 됩니다.",
        ),
    ),
)
