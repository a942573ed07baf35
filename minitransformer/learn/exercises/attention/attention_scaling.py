"""What goes wrong with the scores of attention."""

from ...exercise import mistake

SCALE = "scores / math.sqrt(q.shape[-1])"
DOT = "q @ k.transpose(-2, -1)"

SCALING = (
    mistake(
        "not scaled",
        (SCALE, "scores"),
        en=(
            "You do not divide the scores at all.",
            "Divide by √d_k = √{d_k}: a sum of {d_k} products has a spread of √{d_k}, and softmax would be too sharp.",
            "Attention sticks to one word from the start; the gradients are small and learning is slow.",
        ),
        ko=(
            "점수를 전혀 나누지 않았습니다.",
            "√d_k = √{d_k}로 나누세요. 곱 {d_k}개의 합은 √{d_k}만큼 퍼지므로 softmax가 너무 뾰족해집니다.",
            "처음부터 한 단어에만 매달립니다. 기울기가 작아 느리게 배웁니다.",
        ),
    ),
    mistake(
        "divided by the root of d_model",
        (SCALE, "scores / math.sqrt(q.shape[-3] * q.shape[-1])"),
        en=(
            "You divide by √d_model, the root of all {h} × {d_k} channels.",
            "The dot product runs over the {d_k} channels of one head: divide by √d_k.",
            "Attention is too flat by the root of the number of heads; with one head nothing is wrong.",
        ),
        ko=(
            "모든 채널 {h} × {d_k}개의 제곱근 √d_model로 나눴습니다.",
            "내적은 한 헤드의 채널 {d_k}개에 걸칩니다. √d_k로 나누세요.",
            "어텐션이 헤드 수의 제곱근만큼 평평합니다. 헤드가 하나면 드러나지 않습니다.",
        ),
    ),
    mistake(
        "divided by d_k",
        (SCALE, "scores / q.shape[-1]"),
        en=(
            "You divide by d_k = {d_k} itself, or twice by its root.",
            "Divide by its root, math.sqrt(d_k), once: the spread grows with the root of the length.",
            "Attention is nearly uniform; it has to learn large weights first.",
        ),
        ko=(
            "d_k = {d_k}(으)로 그대로 나눴거나, 제곱근으로 두 번 나눴습니다.",
            "제곱근 math.sqrt(d_k)로 한 번만 나누세요. 퍼진 정도는 길이의 제곱근만큼 커집니다.",
            "어텐션이 거의 고르게 퍼져, 큰 가중치부터 배워야 합니다.",
        ),
    ),
    mistake(
        "multiplied by the root",
        (SCALE, "scores * math.sqrt(q.shape[-1])"),
        en=(
            "You multiply by √{d_k} where you should divide.",
            "Divide: the scores are too large already.",
            "Every query looks at exactly one key.",
        ),
        ko=(
            "나눠야 할 √{d_k}를 곱했습니다.",
            "나누세요. 점수는 이미 너무 큽니다.",
            "모든 쿼리가 키 하나만 봅니다.",
        ),
    ),
    mistake(
        "divided by the root of the number of keys",
        (SCALE, "scores / math.sqrt(k.shape[-2])"),
        en=(
            "You divide by the root of the number of keys, {s}.",
            "What counts is the length of a key, {d_k}: shape[-1], not shape[-2].",
            "The longer the text, the flatter the attention.",
        ),
        ko=(
            "키의 개수 {s}의 제곱근으로 나눴습니다.",
            "중요한 것은 키의 길이({d_k})입니다. shape[-2]가 아니라 shape[-1]입니다.",
            "글이 길수록 어텐션이 평평해집니다.",
        ),
    ),
    mistake(
        "keys times queries",
        (DOT, "k @ q.transpose(-2, -1)"),
        en=(
            "You multiply k by qᵀ: a row of scores belongs to a key.",
            "q @ kᵀ, so that a row belongs to a query, and has a score for each of its keys.",
            "An error where there are more keys than queries; else words look along the wrong direction.",
        ),
        ko=(
            "k에 qᵀ를 곱해서, 점수의 한 행이 키의 것이 됐습니다.",
            "q @ kᵀ로 하세요. 한 행이 쿼리의 것이고, 그 안에 키마다 점수가 있습니다.",
            "키가 쿼리보다 많으면 오류가 나고, 아니면 보는 방향이 뒤바뀝니다.",
        ),
    ),
    mistake(
        "distances for dot products",
        (DOT, "-torch.cdist(q, k)"),
        en=(
            "Your scores are negative distances between queries and keys.",
            "Scores are dot products: the length of a key counts as well as its direction.",
            "It learns, but no pretrained weights work.",
        ),
        ko=(
            "쿼리와 키 사이의 거리를 음수로 바꿔 점수로 썼습니다.",
            "점수는 내적입니다. 키의 방향과 함께 길이도 중요합니다.",
            "배우기는 하지만 학습된 가중치는 쓸 수 없습니다.",
        ),
    ),
)
