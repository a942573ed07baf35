"""What goes wrong with the learned scale and shift."""

from ...exercise import mistake

FORMULA = "(x - mean) / (variance + eps).sqrt() * weight + bias"

AFFINE = (
    mistake(
        "no weight",
        (" * weight + bias", " + bias"),
        en=(
            "The learned scale is not used.",
            "Multiply with weight, channel by channel, after the division.",
            "A fresh model hides it (all weights are 1); a trained one is ruined.",
        ),
        ko=(
            "학습되는 크기 조절(weight)을 쓰지 않았습니다.",
            "나눗셈 뒤에 채널마다 weight를 곱하세요.",
            "새 모델에서는 weight가 모두 1이라 숨어 있고, 학습된 모델은 망가집니다.",
        ),
    ),
    mistake(
        "no bias",
        (" * weight + bias", " * weight"),
        en=(
            "The learned shift is not used.",
            "Add bias at the end, channel by channel.",
            "A fresh model hides it, because all its biases are 0.",
        ),
        ko=(
            "학습되는 이동(bias)을 쓰지 않았습니다.",
            "마지막에 채널마다 bias를 더하세요.",
            "새 모델에서는 bias가 모두 0이라 숨어 있습니다.",
        ),
    ),
    mistake(
        "no scale and no shift",
        (" * weight + bias", ""),
        en=(
            "You stop after normalising: neither weight nor bias is used.",
            "Scale with weight, then shift with bias, so that a layer can undo the normalisation where it hurts.",
            "Loses what the model learned in these parameters; they get no gradient.",
        ),
        ko=(
            "정규화만 하고 멈췄습니다. weight도 bias도 쓰지 않았습니다.",
            "weight를 곱하고 bias를 더하세요. 그래야 정규화가 해로운 곳에서 층이 되돌릴 수 있습니다.",
            "이 매개변수에 배운 것이 사라지고, 기울기도 오지 않습니다.",
        ),
    ),
    mistake(
        "shift before scale",
        (FORMULA, "((x - mean) / (variance + eps).sqrt() + bias) * weight"),
        en=(
            "You add bias first and multiply afterwards, so bias is scaled too.",
            "First multiply with weight, then add bias.",
            "Trains as well; pretrained weights come out wrong.",
        ),
        ko=(
            "bias를 먼저 더하고 곱해서, bias의 크기까지 바뀌었습니다.",
            "먼저 weight를 곱하고, 그다음 bias를 더하세요.",
            "학습은 되지만 학습된 가중치에서는 틀립니다.",
        ),
    ),
    mistake(
        "weight and bias swapped",
        (" * weight + bias", " * bias + weight"),
        en=(
            "weight and bias have changed places.",
            "weight multiplies, bias is added.",
            "A fresh model gives 1 everywhere and learns nothing.",
        ),
        ko=(
            "weight와 bias의 자리가 바뀌었습니다.",
            "weight는 곱하고 bias는 더합니다.",
            "새 모델에서는 어디나 1이 나와 아무것도 배우지 못합니다.",
        ),
    ),
    mistake(
        "scale of 1 + weight",
        (" * weight + bias", " * (1 + weight) + bias"),
        en=(
            "You multiply with 1 + weight.",
            "Multiply with weight itself: it starts at 1, not at 0.",
            "Activations are doubled at the start; Gemma stores its weights so, BERT and GPT-2 do not.",
        ),
        ko=(
            "1 + weight를 곱했습니다.",
            "weight 자체를 곱하세요. 처음 값이 0이 아니라 1입니다.",
            "처음부터 값이 두 배가 됩니다. Gemma는 이렇게 저장하지만 BERT와 GPT-2는 아닙니다.",
        ),
    ),
)
