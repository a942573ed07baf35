"""What goes wrong with the mask of attention: how it is laid on."""

from ...exercise import mistake

FILL = "scores.masked_fill(~mask, -math.inf)"
WEIGHTS = "torch.softmax(scores, -1)"

MASKING = (
    mistake(
        "filled with -100",
        (FILL, "scores.masked_fill(~mask, -100.0)"),
        en=(
            "Hidden scores become −100: where all others are lower still, what is hidden wins.",
            "Fill with −∞: scores of trained models do reach −100.",
            "Right for months, wrong for single words of a large model.",
        ),
        ko=(
            "가린 점수가 −100이 됩니다. 다른 점수가 모두 더 낮으면 가린 것이 이깁니다.",
            "−∞로 채우세요. 학습된 모델의 점수는 −100에 이르기도 합니다.",
            "몇 달 동안 맞다가, 큰 모델의 어떤 단어에서 틀립니다.",
        ),
    ),
    mistake(
        "mask added as 0 and 1",
        (FILL, "scores + mask"),
        en=(
            "You add the boolean mask: what may be seen gets a score higher by 1.",
            "Adding works only with 0 and −∞. Fill instead.",
            "What is hidden is looked at e times less, not never.",
        ),
        ko=(
            "불리언 마스크를 더해서, 볼 수 있는 것의 점수가 1 높아졌을 뿐입니다.",
            "더하려면 0과 −∞여야 합니다. 채우기를 쓰세요.",
            "가린 것을 e배 덜 볼 뿐, 안 보지는 않습니다.",
        ),
    ),
    mistake(
        "mask after softmax",
        (FILL, "scores"),
        (WEIGHTS, "torch.softmax(scores, -1) * (1 if mask is None else mask)"),
        en=(
            "You set weights to 0 after softmax, so the rest of the row adds up to less than 1.",
            "Mask the scores before softmax; or divide by the new sum of the row.",
            "The first words of a text come out much too small.",
        ),
        ko=(
            "softmax 뒤에 가중치를 0으로 만들어, 남은 행의 합이 1보다 작습니다.",
            "softmax 전에 점수를 가리거나, 행의 새 합으로 나누세요.",
            "글의 첫 단어들이 너무 작게 나옵니다.",
        ),
    ),
    mistake(
        "mask transposed",
        (FILL, "scores.masked_fill(~mask.transpose(-2, -1), -math.inf)"),
        en=(
            "You transpose the mask: its rows are taken for keys.",
            "Rows of the mask are queries, as in the scores; take it as it is.",
            "The past is hidden, and the future is seen.",
        ),
        ko=(
            "마스크를 전치해서, 행을 키로 여겼습니다.",
            "마스크의 행은 점수와 같이 쿼리입니다. 그대로 쓰세요.",
            "과거가 가려지고 미래가 보입니다.",
        ),
    ),
    mistake(
        "mask of the first text for all",
        (FILL, "scores.masked_fill(~mask[:1], -math.inf)"),
        en=(
            "The first text's mask is used for the whole batch.",
            "Every text has a mask of its own: let the batch axis stand.",
            "A text looks at padding, depending on its neighbours.",
        ),
        ko=(
            "첫 글의 마스크를 배치 전체에 썼습니다.",
            "글마다 마스크가 다릅니다. 배치 축을 그대로 두세요.",
            "이웃한 글에 따라 패딩을 보게 됩니다.",
        ),
    ),
)
