"""What goes wrong on the way back through the scale and the matrix products."""

from ...exercise import mistake

SCALE = "d_scores / math.sqrt(q.shape[-1])"

PRODUCTS = (
    mistake(
        "scale forgotten on the way back",
        (SCALE, "d_scores"),
        en=(
            "You divide by √{d_k} on the way forward only.",
            "A factor of the forward pass is a factor of the gradient: divide d_scores by √{d_k} too.",
            "q and k learn faster than the rest, as with a learning rate √d_k times as high.",
        ),
        ko=(
            "순전파에서만 √{d_k}(으)로 나눴습니다.",
            "순전파에서 곱한 수는 기울기에도 곱해집니다. d_scores도 √{d_k}(으)로 나누세요.",
            "q와 k만 학습률이 √d_k배인 것처럼 빨리 배웁니다.",
        ),
    ),
    mistake(
        "divided by d_k on the way back",
        (SCALE, "d_scores / q.shape[-1]"),
        en=(
            "You divide d_scores twice by the root, which makes d_k = {d_k}.",
            "Once is enough: either in d_scores, or with q and k, not both.",
            "q and k learn too slowly, and attention stays flat for long.",
        ),
        ko=(
            "d_scores를 제곱근으로 두 번, 곧 d_k = {d_k}(으)로 나눴습니다.",
            "한 번이면 됩니다. d_scores에서 나누거나 q와 k에서 나누되, 둘 다는 아닙니다.",
            "q와 k가 너무 느리게 배워 어텐션이 오래도록 평평합니다.",
        ),
    ),
    mistake(
        "scores not scaled on the way forward",
        ("q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])", "q @ k.transpose(-2, -1)"),
        en=(
            "The weights that you compute again are not those of the forward pass: the scores are not divided.",
            "Compute scores exactly as forward, with / √{d_k}.",
            "Even the gradient of v is wrong, which needs no more than the weights.",
        ),
        ko=(
            "다시 구한 가중치가 순전파와 다릅니다. 점수를 나누지 않았습니다.",
            "순전파와 똑같이 √{d_k}(으)로 나눠 점수를 구하세요.",
            "가중치만 있으면 되는 v의 기울기까지 틀립니다.",
        ),
    ),
    mistake(
        "weights not transposed for v",
        ("weights.transpose(-2, -1) @ d_output", "weights @ d_output"),
        en=(
            "For d_v you multiply by the weights as they are.",
            "A value collects from all queries that looked at it: weightsᵀ @ d_output, a row a key.",
            "An error where keys and queries differ in number; else the past learns from the wrong words.",
        ),
        ko=(
            "d_v를 구할 때 가중치를 그대로 곱했습니다.",
            "값은 자기를 본 모든 쿼리에서 모읍니다. 한 행이 키가 되도록 weightsᵀ @ d_output으로 하세요.",
            "키와 쿼리의 수가 다르면 오류가 나고, 같으면 엉뚱한 단어에서 배웁니다.",
        ),
    ),
    mistake(
        "not transposed for k",
        ("d_products.transpose(-2, -1) @ q", "d_products @ q"),
        en=(
            "For d_k the gradient of the scores is not transposed.",
            "Rows of d_k are keys: d_productsᵀ @ q.",
            "Keys get the gradient of queries at the same place.",
        ),
        ko=(
            "d_k를 구할 때 점수의 기울기를 전치하지 않았습니다.",
            "d_k의 행은 키입니다: d_productsᵀ @ q.",
            "키가 같은 자리에 있는 쿼리의 기울기를 받습니다.",
        ),
    ),
    mistake(
        "queries for the gradient of q",
        ("d_products @ k", "d_products @ q"),
        en=(
            "d_q is made from q itself.",
            "The derivative of q · k by q is k: d_products @ k.",
            "Only shows as an error where there are more keys than queries.",
        ),
        ko=(
            "d_q를 q 자신으로 만들었습니다.",
            "q · k를 q로 미분하면 k입니다: d_products @ k.",
            "키가 쿼리보다 많을 때만 오류로 드러납니다.",
        ),
    ),
    mistake(
        "keys for the gradient of k",
        ("d_products.transpose(-2, -1) @ q", "d_products.transpose(-2, -1) @ k"),
        en=(
            "d_k is made from k itself.",
            "The derivative of q · k by k is q: what asked tells the key how to change.",
            "Keys grow in their own direction until one takes everything.",
        ),
        ko=(
            "d_k를 k 자신으로 만들었습니다.",
            "q · k를 k로 미분하면 q입니다. 물은 쪽이 키를 어떻게 바꿀지 알려 줍니다.",
            "키가 제 방향으로만 커져 하나가 모두 차지합니다.",
        ),
    ),
    mistake(
        "values not transposed",
        ("d_output @ v.transpose(-2, -1)", "d_output @ v"),
        en=(
            "For d_weights you multiply by v as it is.",
            "The weight of key s moves the output along value s: d_output · v[s], so d_output @ vᵀ.",
            "A shape error, unless there are as many keys as channels.",
        ),
        ko=(
            "d_weights를 구할 때 v를 그대로 곱했습니다.",
            "키 s의 가중치는 출력을 값 s의 방향으로 움직입니다. d_output · v[s]이므로 d_output @ vᵀ입니다.",
            "키와 채널의 수가 같지 않으면 모양 오류가 납니다.",
        ),
    ),
    mistake(
        "gradients in another order",
        ("return d_q, d_k, d_v", "return d_k, d_q, d_v"),
        en=(
            "You return d_k first.",
            "Return them in the order of the arguments: d_q, d_k, d_v.",
            "Queries are moved by the keys' gradient, and nothing is ever found.",
        ),
        ko=(
            "d_k를 먼저 돌려줬습니다.",
            "인수의 순서대로 d_q, d_k, d_v를 돌려주세요.",
            "쿼리가 키의 기울기로 움직여 아무것도 찾지 못합니다.",
        ),
    ),
)
