"""What goes wrong with the approximation of GELU."""

from ...exercise import mistake

FORMULA = "0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))"

MISTAKES = (
    mistake(
        "exact formula",
        (FORMULA, "x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))"),
        en=(
            "You calculate the exact GELU, with erf.",
            "GPT-2 was trained with the approximation; its weights want the very same curve.",
            "Trains as well; the logits of GPT-2 are off in the third decimal.",
        ),
        ko=(
            "erf로 정확한 GELU를 계산했습니다.",
            "GPT-2는 근사식으로 학습됐으므로 그 가중치에는 바로 그 곡선이 필요합니다.",
            "학습은 똑같이 되지만, GPT-2의 로짓이 소수 셋째 자리에서 어긋납니다.",
        ),
    ),
    mistake(
        "quick sigmoid instead of tanh",
        (FORMULA, "x * torch.sigmoid(1.702 * x)"),
        en=(
            "You calculate the other approximation, x·σ(1.702·x).",
            "Use tanh with the cubic term: the sigmoid formula is forty times less exact.",
            "Trains as well; OpenAI's CLIP uses it, GPT-2 does not.",
        ),
        ko=(
            "다른 근사식 x·σ(1.702·x)를 계산했습니다.",
            "세제곱 항이 있는 tanh를 쓰세요. 시그모이드 식은 마흔 배나 부정확합니다.",
            "학습은 되지만, 이 식은 CLIP의 것이고 GPT-2의 것이 아닙니다.",
        ),
    ),
    mistake(
        "ReLU instead of GELU",
        (FORMULA, "torch.relu(x)"),
        en=(
            "You return ReLU: nothing below zero gets through.",
            "GELU bends smoothly and dips to −0.17 before it reaches zero on the left.",
            "Pretrained GPT-2 writes nonsense; from scratch it trains a little worse.",
        ),
        ko=(
            "ReLU를 돌려줬습니다. 0 아래는 아무것도 통과하지 못합니다.",
            "GELU는 부드럽게 휘고, 왼쪽에서 0이 되기 전에 −0.17까지 내려갑니다.",
            "학습된 GPT-2는 엉뚱한 글을 쓰고, 처음부터 학습하면 조금 더 나쁩니다.",
        ),
    ),
    mistake(
        "square for cube",
        ("x**3", "x**2"),
        en=(
            "You square x in the correction.",
            "The correction is 0.044715·x³: it must change its sign with x, as the curve does.",
            "Large negative numbers no longer vanish; deep layers drift.",
        ),
        ko=(
            "보정 항에서 x를 제곱했습니다.",
            "보정은 0.044715·x³입니다. 곡선처럼 x의 부호를 따라 바뀌어야 합니다.",
            "큰 음수가 사라지지 않아 깊은 층에서 값이 흐트러집니다.",
        ),
    ),
    mistake(
        "no cubic term",
        ("(x + 0.044715 * x**3)", "x"),
        en=(
            "You leave out the cubic term.",
            "Without 0.044715·x³ tanh rises too slowly away from zero, and the approximation is off by 0.02.",
            "Not seen in a loss curve, only beside real weights.",
        ),
        ko=(
            "세제곱 항을 빠뜨렸습니다.",
            "0.044715·x³이 없으면 tanh가 0에서 멀어질 때 너무 천천히 올라가 근사가 0.02쯤 틀립니다.",
            "손실 곡선에서는 보이지 않고, 실제 가중치와 견줄 때만 보입니다.",
        ),
    ),
    mistake(
        "constant ten times too large",
        ("0.044715", "0.44715"),
        en=(
            "Your constant is 0.44715: a zero was lost.",
            "It is 0.044715, found so that the curve fits the exact one.",
            "The curve is nearly a step; gradients around zero are too steep.",
        ),
        ko=(
            "상수가 0.44715입니다. 0이 하나 빠졌습니다.",
            "정확한 곡선에 맞춰 찾은 값 0.044715이어야 합니다.",
            "곡선이 계단에 가까워지고, 0 근처의 기울기가 너무 가파릅니다.",
        ),
    ),
    mistake(
        "no factor in front of the argument",
        ("math.sqrt(2 / math.pi) * (x", "(x"),
        en=(
            "You leave out √(2/π) inside tanh.",
            "√(2/π) makes the slope at zero that of the normal CDF; without it the curve is too steep.",
            "A difference of a few hundredths, which training swallows.",
        ),
        ko=(
            "tanh 안의 √(2/π)를 빠뜨렸습니다.",
            "√(2/π)는 0에서의 기울기를 정규분포의 CDF에 맞춥니다. 없으면 곡선이 너무 가파릅니다.",
            "백분의 몇쯤 차이가 나지만 학습이 삼켜 버립니다.",
        ),
    ),
    mistake(
        "2/π without the root",
        ("math.sqrt(2 / math.pi)", "(2 / math.pi)"),
        en=(
            "You multiply by 2/π itself.",
            "Take its square root, √(2/π) = 0.798: twice the height of the normal density at zero.",
            "The curve is a little too flat everywhere.",
        ),
        ko=(
            "2/π를 그대로 곱했습니다.",
            "제곱근 √(2/π) = 0.798을 곱하세요. 0에서 정규분포 밀도의 두 배입니다.",
            "곡선이 전체적으로 조금 완만해집니다.",
        ),
    ),
    mistake(
        "half forgotten",
        ("return 0.5 * x", "return x"),
        en=(
            "Everything comes out doubled, because ½ is missing.",
            "1 + tanh runs from 0 to 2; with ½ it is a share.",
            "Each feed-forward layer doubles what passes it.",
        ),
        ko=(
            "½이 없어 모든 값이 두 배로 나옵니다.",
            "1 + tanh는 0에서 2까지이고, ½을 곱해야 비율이 됩니다.",
            "피드포워드를 지날 때마다 값이 두 배가 됩니다.",
        ),
    ),
    mistake(
        "x forgotten",
        ("return 0.5 * x * (1", "return 0.5 * (1"),
        en=(
            "You return only the share, between 0 and 1.",
            "x itself must be multiplied with this share.",
            "The layer saturates, as sigmoid layers do.",
        ),
        ko=(
            "0과 1 사이의 비율만 돌려줬습니다.",
            "이 비율에 x 자체를 곱해야 합니다.",
            "시그모이드 층처럼 포화됩니다.",
        ),
    ),
)
