"""What goes wrong with the powers of softmax, and with what they are divided by."""

from ...exercise import mistake

SUM = "exp / exp.sum(-1, keepdim=True)"

MISTAKES = (
    mistake(
        "scores doubled",
        (SUM, "exp.square() / exp.square().sum(-1, keepdim=True)"),
        en=(
            "The exponent is doubled: your weights are those of 2·x.",
            "Use exp(x), once: doubling the scores makes the largest win by the square.",
            "Attention is too sharp from the start.",
        ),
        ko=(
            "지수가 두 배가 되어, 2·x의 가중치가 나왔습니다.",
            "exp(x)를 한 번만 쓰세요. 점수가 두 배면 큰 쪽이 제곱만큼 앞섭니다.",
            "어텐션이 처음부터 지나치게 뾰족합니다.",
        ),
    ),
    mistake(
        "not normalised",
        (SUM, "exp"),
        en=(
            "You return exp of the scores, without dividing.",
            "Divide by the sum of the row, or the weights are no average.",
            "The size of the output grows with the length of the text.",
        ),
        ko=(
            "나누지 않고 점수의 exp를 돌려줬습니다.",
            "행의 합으로 나누세요. 그래야 가중 평균이 됩니다.",
            "글이 길어질수록 출력이 커집니다.",
        ),
    ),
    mistake(
        "divided by the number",
        (SUM, "exp / x.shape[-1]"),
        en=(
            "You divide by {s}, the number of scores.",
            "Divide by the sum of the exponentials: only then is the total 1.",
            "Rows have different totals; attention scales its input at random.",
        ),
        ko=(
            "점수의 개수 {s}(으)로 나눴습니다.",
            "exp의 합으로 나누세요. 그래야 모두 더해 1이 됩니다.",
            "행마다 합이 달라, 어텐션이 입력의 크기를 제멋대로 바꿉니다.",
        ),
    ),
    mistake(
        "logarithm of softmax",
        (SUM, "x - x.logsumexp(-1, keepdim=True)"),
        en=(
            "You return logarithms, which are negative.",
            "Return the probabilities themselves.",
            "Attention with negative weights: the loss does not fall.",
        ),
        ko=(
            "음수인 로그를 돌려줬습니다.",
            "확률 자체를 돌려주세요.",
            "가중치가 음수인 어텐션이 되어 손실이 줄지 않습니다.",
        ),
    ),
    mistake(
        "powers of 2",
        (").exp()", ").exp2()"),
        en=(
            "You take powers of 2.",
            "Take powers of e; 2ˣ is exp(0.69·x), a flatter distribution.",
            "As with a temperature of 1.44: trains, but no pretrained weights fit.",
        ),
        ko=(
            "2의 거듭제곱을 썼습니다.",
            "e의 거듭제곱을 쓰세요. 2ˣ은 exp(0.69·x)여서 분포가 더 평평합니다.",
            "온도 1.44와 같습니다. 학습은 되지만 학습된 가중치와 맞지 않습니다.",
        ),
    ),
    mistake(
        "shares without exp",
        (SUM, "x / x.sum(-1, keepdim=True)"),
        en=(
            "You divide the scores themselves by their sum.",
            "Exponentials first: scores may be negative, probabilities may not.",
            "Weights explode where a row's scores cancel.",
        ),
        ko=(
            "점수 자체를 점수의 합으로 나눴습니다.",
            "먼저 exp를 씌우세요. 점수는 음수일 수 있지만 확률은 아닙니다.",
            "한 행의 점수가 서로 지워지면 가중치가 폭발합니다.",
        ),
    ),
    mistake(
        "sigmoid of each score",
        (SUM, "torch.sigmoid(x)"),
        en=(
            "You take the sigmoid of each score by itself.",
            "The scores of a row compete: what one gains, others lose. Divide by the row's sum.",
            "Every word looks at everything at once.",
        ),
        ko=(
            "점수마다 따로 시그모이드를 씌웠습니다.",
            "한 행의 점수는 서로 경쟁합니다. 하나가 얻으면 다른 것이 잃도록 행의 합으로 나누세요.",
            "모든 단어가 한꺼번에 모든 것을 봅니다.",
        ),
    ),
)
