"""What goes wrong in a feed-forward network."""

from ...exercise import mistake

WIDE, ACTIVE, RETURN = "up(x)", "activation(wide)", "return down(active)"

MISTAKES = (
    mistake(
        "no activation",
        (ACTIVE, "wide"),
        en=(
            "Nothing stands between the two layers.",
            "Apply the activation to the {d_ff} wide channels; without it both layers are one matrix.",
            "Learns, but no better than a model without feed-forward networks.",
        ),
        ko=(
            "두 층 사이에 아무것도 없습니다.",
            "넓어진 채널 {d_ff}개에 활성화 함수를 적용하세요. 없으면 두 층이 행렬 하나와 같습니다.",
            "배우기는 하지만 피드포워드가 없는 모델보다 낫지 않습니다.",
        ),
    ),
    mistake(
        "activation at the end too",
        (RETURN, "return activation(down(active))"),
        en=(
            "The activation is applied to the result as well.",
            "Only between the layers: what is added to the residual stream may be negative.",
            "The stream can only grow, in every channel.",
        ),
        ko=(
            "결과에도 활성화 함수를 적용했습니다.",
            "두 층 사이에만 적용하세요. 잔차에 더하는 값은 음수일 수 있어야 합니다.",
            "모든 채널에서 흐름이 커지기만 합니다.",
        ),
    ),
    mistake(
        "activation before up",
        (WIDE, "up(activation(x))"),
        en=(
            "The activation is laid on x, in front of the first layer.",
            "Widen first; x comes from a norm and half of it is negative.",
            "Half of the input is cut off.",
        ),
        ko=(
            "첫 층 앞에서 x에 활성화 함수를 적용했습니다.",
            "먼저 넓히세요. x는 정규화에서 나와 절반이 음수입니다.",
            "입력의 절반이 잘려 나갑니다.",
        ),
    ),
    mistake(
        "ReLU, whatever was given",
        (ACTIVE, "torch.relu(wide)"),
        en=(
            "You apply ReLU yourself.",
            "Apply the function that you are given as `activation`.",
            "Right for the first Transformer; BERT and GPT-2 get worse.",
        ),
        ko=(
            "직접 ReLU를 적용했습니다.",
            "`activation`으로 받은 함수를 적용하세요.",
            "처음의 트랜스포머에는 맞지만, BERT와 GPT-2는 나빠집니다.",
        ),
    ),
    mistake(
        "residual inside",
        (RETURN, "return x + down(active)"),
        en=(
            "The network adds its own input to what it returns.",
            "The block adds the residual; here it would be added twice.",
            "The block's input counts double.",
        ),
        ko=(
            "신경망이 내놓는 값에 자기 입력을 더했습니다.",
            "잔차는 블록이 더합니다. 여기서 더하면 두 번이 됩니다.",
            "블록의 입력이 두 배로 들어갑니다.",
        ),
    ),
    mistake(
        "no biases",
        (WIDE, "(x @ up.weight.T)"),
        (RETURN, "return active @ down.weight.T"),
        en=(
            "You multiply with both weights and leave the biases out.",
            "up(x) and down(…) include their biases.",
            "Invisible as long as biases are 0, as at the start.",
        ),
        ko=(
            "두 weight만 곱하고 bias를 뺐습니다.",
            "up(x)와 down(…)은 bias까지 더합니다.",
            "처음처럼 bias가 0인 동안에는 보이지 않습니다.",
        ),
    ),
    mistake(
        "softmax for the activation",
        (ACTIVE, "torch.softmax(wide, -1)"),
        en=(
            "You turn the wide channels into probabilities.",
            "Each channel passes the activation on its own; they do not compete.",
            "The network says almost nothing, as its inputs share a sum of 1.",
        ),
        ko=(
            "넓어진 채널을 확률로 바꿨습니다.",
            "채널마다 따로 활성화 함수를 지납니다. 서로 경쟁하지 않습니다.",
            "입력의 합이 1뿐이라, 신경망이 거의 아무 말도 하지 못합니다.",
        ),
    ),
    mistake(
        "activation twice",
        (ACTIVE, "activation(activation(wide))"),
        en=(
            "The activation is applied twice in a row.",
            "Once is enough: the layer up has none inside.",
            "Numbers near 0 vanish.",
        ),
        ko=(
            "활성화 함수를 연달아 두 번 적용했습니다.",
            "한 번이면 됩니다. up 층 안에는 활성화 함수가 없습니다.",
            "0에 가까운 수가 사라집니다.",
        ),
    ),
)
