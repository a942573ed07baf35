"""What goes wrong with the scores of BERT's masked-word head."""

from ...exercise import mistake

RETURN = "return ready @ embed.weight.T + bias"

SCORES = (
    mistake(
        "bias missing",
        (RETURN, "return ready @ embed.weight.T"),
        en=(
            "The scores have no bias.",
            "Add bias: a number for each of the {vocab} words, roughly how frequent it is.",
            "Rare words are guessed too often.",
        ),
        ko=(
            "점수에 bias가 없습니다.",
            "단어 {vocab}개마다 하나씩, 대략 얼마나 흔한지를 담은 bias를 더하세요.",
            "드문 단어를 너무 자주 답합니다.",
        ),
    ),
    mistake(
        "probabilities",
        (RETURN, "return torch.softmax(ready @ embed.weight.T + bias, -1)"),
        en=(
            "You return probabilities: a softmax is laid on the scores.",
            "Return the scores; the loss has a softmax of its own.",
            "With two softmaxes the loss cannot get near 0.",
        ),
        ko=(
            "점수에 softmax를 씌워 확률을 돌려줬습니다.",
            "점수를 돌려주세요. softmax는 손실 안에 있습니다.",
            "softmax가 두 번이라 손실이 0 가까이 가지 못합니다.",
        ),
    ),
    mistake(
        "logarithms of probabilities",
        (RETURN, "return torch.log_softmax(ready @ embed.weight.T + bias, -1)"),
        en=(
            "You return log-probabilities.",
            "Harmless in front of the cross-entropy, but asked for are the scores themselves.",
            "None in training; scores cannot be compared with another program's.",
        ),
        ko=(
            "로그 확률을 돌려줬습니다.",
            "교차 엔트로피 앞에서는 해가 없지만, 여기서는 점수 자체를 돌려줘야 합니다.",
            "학습에는 차이가 없고, 다른 프로그램의 점수와 견줄 수 없습니다.",
        ),
    ),
    mistake(
        "scaled by the root of d",
        (RETURN, "return ready @ embed.weight.T / embed.embedding_dim**0.5 + bias"),
        en=(
            "The dot products are divided by √{d}, as in attention.",
            "Nothing is divided here.",
            "Probabilities too even; the loss is higher than published.",
        ),
        ko=(
            "어텐션에서처럼 내적을 √{d}(으)로 나눴습니다.",
            "여기서는 나누지 않습니다.",
            "확률이 너무 고르고, 손실이 알려진 값보다 높습니다.",
        ),
    ),
    mistake(
        "words of length 1",
        (RETURN, "return ready @ torch.nn.functional.normalize(embed.weight, dim=-1).T + bias"),
        en=(
            "You compare with embeddings that are normalised to length 1.",
            "Take the table as it is: its lengths have been trained too.",
            "Frequent words lose their lead.",
        ),
        ko=(
            "길이를 1로 맞춘 임베딩과 견주었습니다.",
            "표를 그대로 쓰세요. 벡터의 길이도 학습된 것입니다.",
            "흔한 단어의 우세가 사라집니다.",
        ),
    ),
)
