"""What goes wrong with the weights of attention, and with what they weigh."""

from ...exercise import mistake

WEIGHTS = "torch.softmax(scores, -1)"
OUTPUT, RETURNED = "dropout(weights) @ v", ", weights"

WEIGHING = (
    mistake(
        "keys for values",
        (OUTPUT, "dropout(weights) @ k"),
        en=(
            "You average the keys: the output has {d_k} channels.",
            "Average the values v, {d_v} channels; keys only say where to look.",
            "In self-attention it even learns a little, so it is hard to see.",
        ),
        ko=(
            "키를 평균해서 출력의 채널이 {d_k}개입니다.",
            "값 v(채널 {d_v}개)를 평균하세요. 키는 어디를 볼지만 말합니다.",
            "자기 어텐션에서는 조금 배우기까지 하여 알아채기 어렵습니다.",
        ),
    ),
    mistake(
        "weights transposed",
        (OUTPUT, "dropout(weights).transpose(-2, -1) @ v"),
        en=(
            "You multiply the transposed weights with the values.",
            "weights @ v: a row of weights belongs to a query, and averages over the keys.",
            "An error unless t = s; then each word receives what it should have given.",
        ),
        ko=(
            "가중치를 전치해서 값에 곱했습니다.",
            "weights @ v입니다. 가중치의 한 행이 쿼리의 것이고, 키에 걸쳐 평균합니다.",
            "t = s가 아니면 오류가 나고, 같으면 줘야 할 것을 받게 됩니다.",
        ),
    ),
    mistake(
        "weights returned after dropout",
        (RETURNED, ", dropout(weights)"),
        en=(
            "The weights that you return have gone through dropout.",
            "Return those before it: return dropout(weights) @ v, weights. They are for looking at.",
            "Nothing wrong; but maps of attention drawn in training have holes in them.",
        ),
        ko=(
            "dropout을 씌운 가중치를 돌려줬습니다.",
            "돌려줄 것은 씌우기 전의 가중치입니다: return dropout(weights) @ v, weights. 들여다보려고 돌려줍니다.",
            "학습은 문제없지만, 학습 중에 그린 어텐션 지도에 구멍이 납니다.",
        ),
    ),
    mistake(
        "dropout not used",
        (OUTPUT, "weights @ v"),
        en=(
            "You ignore the function dropout that was given.",
            "Lay it on the weights, dropout(weights), before they meet the values.",
            "Nothing wrong in use; in training the model overfits sooner.",
        ),
        ko=(
            "받은 dropout 함수를 쓰지 않았습니다.",
            "값에 곱하기 전에 가중치에 씌우세요: dropout(weights).",
            "쓸 때는 문제가 없지만, 학습에서 과적합이 빨리 옵니다.",
        ),
    ),
    mistake(
        "dropout on the output",
        (OUTPUT, "dropout(weights @ v)"),
        en=(
            "dropout falls on the output.",
            "It belongs on the weights, so that whole keys are forgotten, not channels.",
            "Trains, with another kind of noise than the paper's.",
        ),
        ko=(
            "dropout을 출력에 씌웠습니다.",
            "가중치에 씌우세요. 채널이 아니라 키를 통째로 잊게 하는 것입니다.",
            "학습은 되지만 논문과 다른 잡음이 들어갑니다.",
        ),
    ),
    mistake(
        "a dropout of its own",
        (OUTPUT, "torch.nn.functional.dropout(dropout(weights), 0.1) @ v"),
        en=(
            "F.dropout(weights, 0.1) is always on, because nobody tells it that training is over.",
            "Use only the dropout that is passed in: the model switches it off.",
            "Two answers to one question differ, and both are a little worse.",
        ),
        ko=(
            "F.dropout(weights, 0.1)이 늘 켜져 있습니다. 학습이 끝났다고 알려 줄 사람이 없습니다.",
            "받은 dropout만 쓰세요. 모델이 알아서 끕니다.",
            "같은 질문에 두 번 다르게 답하고, 둘 다 조금 나쁩니다.",
        ),
    ),
    mistake(
        "scores for weights",
        ("@ v, weights", "@ v, scores"),
        en=(
            "The second thing you return are the scores before softmax.",
            "Return the weights, after softmax: pictures and tests read them.",
            "Training does not notice; pictures of attention make no sense.",
        ),
        ko=(
            "두 번째로 돌려준 것이 softmax 전의 점수입니다.",
            "softmax 뒤의 가중치를 돌려주세요. 그림과 테스트가 이것을 읽습니다.",
            "학습은 모르고 지나가지만, 어텐션 그림이 이상해집니다.",
        ),
    ),
    mistake(
        "scaled after softmax",
        (WEIGHTS, "torch.softmax(scores * math.sqrt(q.shape[-1]), -1) / math.sqrt(q.shape[-1])"),
        en=(
            "You divide by √{d_k} after softmax: the rows add up to less than 1.",
            "Divide the scores, before softmax; that is where the scale matters.",
            "Attention is too sharp, and its output too small.",
        ),
        ko=(
            "softmax 뒤에 √{d_k}로 나눠서, 행의 합이 1보다 작습니다.",
            "softmax 전에 점수를 나누세요. 크기가 중요한 곳은 거기입니다.",
            "어텐션은 너무 뾰족하고 출력은 너무 작습니다.",
        ),
    ),
)
