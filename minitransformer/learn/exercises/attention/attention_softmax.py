"""What goes wrong with the softmax of attention."""

from ...exercise import mistake

WEIGHTS = "torch.softmax(scores, -1)"

SOFTMAX = (
    mistake(
        "softmax over the queries",
        (WEIGHTS, "torch.softmax(scores, -2)"),
        en=(
            "You take softmax along axis −2: the columns add up to 1, over the {t} queries.",
            "Along −1: each query shares out its attention over the {s} keys.",
            "Later queries take attention from earlier ones: the future leaks.",
        ),
        ko=(
            "축 −2를 따라 softmax를 해서, 쿼리 {t}개에 걸친 열의 합이 1입니다.",
            "축 −1입니다. 쿼리마다 자기 주의를 키 {s}개에 나눕니다.",
            "뒤의 쿼리가 앞의 몫을 가져가 미래가 샙니다.",
        ),
    ),
    mistake(
        "softmax over the heads",
        (WEIGHTS, "torch.softmax(scores, -3)"),
        en=(
            "You take softmax over the {h} heads.",
            "The axis is that of the keys, the last; heads do not compete.",
            "Rows add up to anything; a hidden key gives NaN in all heads.",
        ),
        ko=(
            "헤드 {h}개에 걸쳐 softmax를 했습니다.",
            "키의 축, 곧 마지막 축이어야 합니다. 헤드끼리는 경쟁하지 않습니다.",
            "행의 합이 제멋대로이고, 가린 키는 모든 헤드에서 NaN이 됩니다.",
        ),
    ),
    mistake(
        "softmax over the batch",
        (WEIGHTS, "torch.softmax(scores, 0)"),
        en=(
            "You take softmax over axis 0, the {b} texts.",
            "Use dim=-1: a text's attention is its own affair.",
            "With one text every weight is 1.",
        ),
        ko=(
            "축 0, 곧 글 {b}개에 걸쳐 softmax를 했습니다.",
            "dim=-1을 쓰세요. 글의 어텐션은 그 글만의 일입니다.",
            "글이 하나면 모든 가중치가 1입니다.",
        ),
    ),
    mistake(
        "no softmax",
        (WEIGHTS, "scores.nan_to_num(neginf=0.0)"),
        en=(
            "The scores themselves are the weights: there is no softmax.",
            "Softmax makes them positive and lets each row add up to 1.",
            "Activations explode with the length of the text.",
        ),
        ko=(
            "softmax 없이 점수를 그대로 가중치로 썼습니다.",
            "softmax가 점수를 양수로 만들고 행의 합을 1로 맞춥니다.",
            "글이 길어지면 활성값이 폭발합니다.",
        ),
    ),
    mistake(
        "sigmoid for softmax",
        (WEIGHTS, "torch.sigmoid(scores)"),
        en=(
            "You squeeze each score with a sigmoid.",
            "Use softmax: the keys of a row must compete, and their weights make an average.",
            "Outputs grow with the number of keys.",
        ),
        ko=(
            "점수마다 시그모이드를 씌웠습니다.",
            "softmax를 쓰세요. 한 행의 키가 경쟁해야 가중치가 평균이 됩니다.",
            "키가 많을수록 출력이 커집니다.",
        ),
    ),
    mistake(
        "softmax twice",
        (WEIGHTS, "torch.softmax(torch.softmax(scores, -1), -1)"),
        en=(
            "You take softmax of a softmax.",
            "Once is enough: the second makes everything nearly equal, and hidden keys visible again.",
            "Attention is almost uniform, and stays so.",
        ),
        ko=(
            "softmax에 다시 softmax를 했습니다.",
            "한 번이면 됩니다. 두 번째가 모든 것을 비슷하게 만들고 가린 키를 다시 보이게 합니다.",
            "어텐션이 거의 고르고, 그대로 머뭅니다.",
        ),
    ),
)
