"""What goes wrong with the decay of the weights."""

from ...exercise import mistake

BEGIN = "mean = beta1 * mean"
KEPT = "kept = weight * (1 - lr * weight_decay)"
RETURN = "return kept - lr * unbiased / size,"

DECAYING = (
    mistake(
        "decay in the gradient",
        (BEGIN, "gradient = gradient + weight_decay * weight\n    mean = beta1 * mean"),
        (KEPT, "kept = weight"),
        en=(
            "weight_decay · weight is added to the gradient: that is Adam with L2, which AdamW was made to replace.",
            "Shrink the weight itself; the running means know nothing of the decay.",
            "What has large gradients hardly decays, and what has small ones far too much: overfitting as without.",
        ),
        ko=(
            "weight_decay · weight를 기울기에 더했습니다. 그것은 L2를 쓴 Adam이고, AdamW는 그 대신 나왔습니다.",
            "가중치 자체를 줄이세요. 이동 평균은 감쇠를 몰라야 합니다.",
            "기울기가 큰 것은 거의 줄지 않고 작은 것은 지나치게 줄어, 과적합을 막지 못합니다.",
        ),
    ),
    mistake(
        "decay without the learning rate",
        (KEPT, "kept = weight * (1 - weight_decay)"),
        en=(
            "The weight loses weight_decay of itself at every step, whatever the rate.",
            "Multiply by lr: weight * (1 - lr * weight_decay).",
            "With 0.01 half of every weight is gone in 70 steps; the loss goes back to ln V.",
        ),
        ko=(
            "학습률과 상관없이 가중치가 매 스텝 weight_decay만큼 줄어듭니다.",
            "lr을 곱하세요: weight * (1 - lr * weight_decay).",
            "0.01이면 70스텝 만에 가중치가 반으로 줄어, 손실이 ln V로 되돌아갑니다.",
        ),
    ),
    mistake(
        "no decay",
        (KEPT, "kept = weight"),
        en=(
            "weight_decay is not used: this is Adam.",
            "Shrink the weight by lr · weight_decay of itself.",
            "Weights grow throughout a long run, and the model overfits sooner.",
        ),
        ko=(
            "weight_decay를 쓰지 않아 그냥 Adam입니다.",
            "가중치를 자기 크기의 lr · weight_decay만큼 줄이세요.",
            "긴 학습 내내 가중치가 커지고 과적합이 빨리 옵니다.",
        ),
    ),
    mistake(
        "weights grow",
        (KEPT, "kept = weight * (1 + lr * weight_decay)"),
        en=(
            "The sign of the decay is wrong: every weight gets larger.",
            "1 − lr · weight_decay, a number just below 1.",
            "All is well for some thousand steps, until activations overflow.",
        ),
        ko=(
            "감쇠의 부호가 틀려 모든 가중치가 커집니다.",
            "1 − lr · weight_decay, 곧 1보다 조금 작은 수를 곱하세요.",
            "몇천 스텝은 괜찮다가 활성값이 넘칩니다.",
        ),
    ),
    mistake(
        "the new weight decays",
        (KEPT, "kept = weight"),
        (RETURN, "return (weight - lr * unbiased / size) * (1 - lr * weight_decay),"),
        en=(
            "The decay comes after the move, and shrinks the move as well.",
            "Let the old weight decay, and move from there.",
            "Nothing to see in a run; parity with PyTorch fails in the 6th digit.",
        ),
        ko=(
            "옮긴 뒤에 감쇠를 해서, 옮긴 만큼도 함께 줄어듭니다.",
            "먼저 옛 가중치를 줄이고, 거기서 옮기세요.",
            "학습에서는 티가 나지 않지만 PyTorch와 여섯째 자리에서 어긋납니다.",
        ),
    ),
    mistake(
        "decay divided like the gradient",
        (KEPT, "kept = weight - lr * weight_decay * weight / size"),
        en=(
            "The decay is divided by the root of the mean square, like the gradient.",
            "It stands apart from the division: that is the W of AdamW, decoupled.",
            "Nearly L2 again: rare words, with their small gradients, are wiped out.",
        ),
        ko=(
            "감쇠까지 기울기처럼 제곱 평균의 제곱근으로 나눴습니다.",
            "감쇠는 그 나눗셈과 따로입니다. AdamW의 W가 뜻하는 분리(decoupled)입니다.",
            "L2와 거의 같아져, 기울기가 작은 드문 단어가 지워집니다.",
        ),
    ),
)
