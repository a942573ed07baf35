"""What goes wrong with the root and with eps."""

from ...exercise import mistake

ROOT = "(variance + eps).sqrt()"

EPS = (
    mistake(
        "eps outside the root",
        (ROOT, "(variance.sqrt() + eps)"),
        en=(
            "You add eps to the standard deviation, after the root.",
            "Add eps to the variance, before the root: √(variance + eps).",
            "Only channels of nearly equal numbers show it, by factors.",
        ),
        ko=(
            "제곱근을 구한 뒤 표준편차에 eps를 더했습니다.",
            "제곱근을 구하기 전에 분산에 더하세요: √(분산 + eps).",
            "채널의 수가 서로 비슷할 때만 몇 배로 드러납니다.",
        ),
    ),
    mistake(
        "eps twice",
        (ROOT, "((variance + eps).sqrt() + eps)"),
        en=(
            "You add eps twice, inside the root and outside it.",
            "Once is enough, inside: it keeps the root away from zero.",
            "Not seen with eps = 1e-5 and usual activations.",
        ),
        ko=(
            "eps를 제곱근 안과 밖에서 두 번 더했습니다.",
            "안에서 한 번이면 됩니다. 0으로 나누는 일만 막으면 됩니다.",
            "eps = 1e-5와 보통의 활성값에서는 보이지 않습니다.",
        ),
    ),
    mistake(
        "eps left out",
        (ROOT, "variance.sqrt()"),
        en=(
            "eps is not used at all.",
            "Add it to the variance; a position of equal channels would be divided by zero.",
            "NaN on the first position whose channels are all equal.",
        ),
        ko=(
            "eps를 전혀 쓰지 않았습니다.",
            "분산에 더하세요. 채널이 모두 같은 위치에서는 0으로 나누게 됩니다.",
            "채널이 모두 같은 위치가 나오면 바로 NaN이 됩니다.",
        ),
    ),
    mistake(
        "eps fixed at 1e-5",
        (ROOT, "(variance + 1e-5).sqrt()"),
        en=(
            "You always use 1e-5, whatever eps is given.",
            "Use the argument eps: GPT-2 has 1e-5, but BERT 1e-12.",
            "BERT's logits differ in the fifth decimal.",
        ),
        ko=(
            "받은 eps와 상관없이 늘 1e-5를 썼습니다.",
            "인수 eps를 쓰세요. GPT-2는 1e-5지만 BERT는 1e-12입니다.",
            "BERT의 로짓이 소수 다섯째 자리에서 다릅니다.",
        ),
    ),
    mistake(
        "eps fixed at 1e-6",
        (ROOT, "(variance + 1e-6).sqrt()"),
        en=(
            "A constant 1e-6 stands where eps should.",
            "Take eps as it comes in: every family of models has its own.",
            "Small differences with every pretrained model.",
        ),
        ko=(
            "eps 자리에 상수 1e-6이 있습니다.",
            "eps는 들어온 그대로 쓰세요. 모델마다 값이 다릅니다.",
            "학습된 어느 모델과도 조금씩 다릅니다.",
        ),
    ),
    mistake(
        "eps fixed at 1e-12",
        (ROOT, "(variance + 1e-12).sqrt()"),
        en=(
            "You wrote BERT's 1e-12 into the function.",
            "eps is a parameter: with GPT-2 it is 1e-5.",
            "Right for BERT, slightly off for GPT-2.",
        ),
        ko=(
            "BERT의 1e-12를 함수 안에 적어 넣었습니다.",
            "eps는 매개변수입니다. GPT-2에서는 1e-5입니다.",
            "BERT에서는 맞고 GPT-2에서는 조금 어긋납니다.",
        ),
    ),
    mistake(
        "eps subtracted",
        (ROOT, "(variance - eps).abs().sqrt()"),
        en=(
            "You subtract eps from the variance.",
            "eps is added, so that the divisor can never be zero.",
            "NaN as soon as a variance is smaller than eps.",
        ),
        ko=(
            "분산에서 eps를 뺐습니다.",
            "나누는 수가 0이 되지 않도록 더해야 합니다.",
            "분산이 eps보다 작아지면 NaN이 됩니다.",
        ),
    ),
    mistake(
        "no root",
        (ROOT, "(variance + eps)"),
        en=(
            "You divide by the variance.",
            "Divide by its root, the standard deviation: it has the unit of x, the variance has that unit squared.",
            "Large activations come out tiny and small ones huge; training diverges.",
        ),
        ko=(
            "분산으로 나눴습니다.",
            "제곱근인 표준편차로 나누세요. 단위가 x와 같은 것은 표준편차입니다.",
            "큰 활성값은 아주 작게, 작은 것은 아주 크게 나와 학습이 발산합니다.",
        ),
    ),
)
