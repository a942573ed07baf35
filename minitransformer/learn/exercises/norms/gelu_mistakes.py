"""What goes wrong with GELU."""

from ...exercise import mistake

FORMULA = "x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))"

MISTAKES = (
    mistake(
        "tanh approximation",
        (FORMULA, "0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))"),
        en=(
            "You calculate the approximation with tanh.",
            "The exact GELU uses the error function, torch.erf. BERT was trained with this one, GPT-2 with the other.",
            "Trains as well; weights of BERT give logits that are off in the third decimal.",
        ),
        ko=(
            "tanh 근사식을 계산했습니다.",
            "정확한 GELU는 오차 함수 torch.erf를 씁니다. BERT는 이것으로, GPT-2는 근사식으로 학습됐습니다.",
            "학습은 똑같이 되지만, BERT의 가중치로는 로짓이 소수 셋째 자리에서 어긋납니다.",
        ),
    ),
    mistake(
        "sigmoid approximation",
        (FORMULA, "x * torch.sigmoid(1.702 * x)"),
        en=(
            "You calculate the quick approximation x·σ(1.702·x).",
            "Use the normal CDF itself, ½(1 + erf(x/√2)): the quick formula is up to 0.02 away from it.",
            "Trains as well; no weights of BERT agree with it.",
        ),
        ko=(
            "빠른 근사식 x·σ(1.702·x)를 계산했습니다.",
            "정규분포의 CDF인 ½(1 + erf(x/√2))를 그대로 쓰세요. 빠른 식은 최대 0.02만큼 다릅니다.",
            "학습은 되지만 BERT의 가중치와 맞지 않습니다.",
        ),
    ),
    mistake(
        "ReLU",
        (FORMULA, "torch.relu(x)"),
        en=(
            "You cut off everything below zero: that is ReLU.",
            "GELU lets small negative numbers through, weighted by how likely a normal number is smaller.",
            "Trains a little worse: below zero there is no gradient.",
        ),
        ko=(
            "0 아래를 모두 잘라냈습니다. 이것은 ReLU입니다.",
            "GELU는 작은 음수도, 표준정규분포의 수가 그보다 작을 확률만큼 통과시킵니다.",
            "0 아래에 기울기가 없어 조금 더 나쁘게 학습됩니다.",
        ),
    ),
    mistake(
        "SiLU",
        (FORMULA, "x * torch.sigmoid(x)"),
        en=(
            "You weigh x with its sigmoid: that is SiLU (swish).",
            "GELU weighs x with the normal CDF, which is steeper than the logistic one.",
            "Trains about as well; Llama uses it, BERT does not.",
        ),
        ko=(
            "x에 시그모이드를 곱했습니다. 이것은 SiLU(swish)입니다.",
            "GELU는 시그모이드보다 가파른 정규분포의 CDF를 곱합니다.",
            "비슷하게 학습됩니다. Llama는 SiLU를 쓰지만 BERT는 쓰지 않습니다.",
        ),
    ),
    mistake(
        "no root of 2 inside erf",
        ("x / math.sqrt(2)", "x"),
        en=(
            "You give x to erf as it is.",
            "erf belongs to a normal variable of variance ½; dividing by √2 makes it the standard normal CDF.",
            "Hardly seen in training; seen at once in parity.",
        ),
        ko=(
            "erf에 x를 그대로 넣었습니다.",
            "erf는 분산이 ½인 정규분포의 것이라, √2로 나눠야 표준정규분포의 CDF가 됩니다.",
            "학습에서는 거의 보이지 않고, 값을 맞춰 보면 바로 드러납니다.",
        ),
    ),
    mistake(
        "root of 2 multiplied",
        ("x / math.sqrt(2)", "x * math.sqrt(2)"),
        en=(
            "You multiply by √2 inside erf.",
            "Divide by √2: the CDF of a standard normal number is ½(1 + erf(x/√2)).",
            "The curve bends twice as sharply; training hides it.",
        ),
        ko=(
            "erf 안에서 √2를 곱했습니다.",
            "√2로 나누세요. 표준정규분포의 CDF는 ½(1 + erf(x/√2))입니다.",
            "곡선이 두 배 가파르게 꺾이지만 학습은 이를 가립니다.",
        ),
    ),
    mistake(
        "no half",
        ("x * 0.5 * (1", "x * (1"),
        en=(
            "The factor ½ is missing, so every number comes out twice as large.",
            "1 + erf runs from 0 to 2; half of it is a probability.",
            "The activations double in every layer that follows.",
        ),
        ko=(
            "½이 빠져 모든 수가 두 배로 나옵니다.",
            "1 + erf는 0에서 2까지이고, 그 절반이라야 확률입니다.",
            "층을 지날 때마다 활성값이 두 배가 됩니다.",
        ),
    ),
    mistake(
        "CDF alone",
        ("x * 0.5 * (1", "0.5 * (1"),
        en=(
            "You return the probability itself.",
            "It is the weight of x: multiply it with x.",
            "All activations lie between 0 and 1; deep networks learn slowly.",
        ),
        ko=(
            "확률 자체를 돌려줬습니다.",
            "그 확률은 x의 가중치입니다. x를 곱하세요.",
            "활성값이 모두 0과 1 사이에 놓여 깊은 신경망이 느리게 학습됩니다.",
        ),
    ),
    mistake(
        "no 1 beside erf",
        ("(1 + torch.erf(", "(torch.erf("),
        en=(
            "You leave out the 1 beside erf, so negative numbers come out positive.",
            "erf runs from −1 to 1; only 1 + erf, halved, runs from 0 to 1.",
            "The function is even: the sign of a feature is lost.",
        ),
        ko=(
            "erf 옆의 1이 빠져 음수가 양수로 나옵니다.",
            "erf는 −1에서 1까지입니다. 1을 더하고 반으로 나눠야 0에서 1까지가 됩니다.",
            "짝함수가 되어 특징의 부호를 잃습니다.",
        ),
    ),
)
