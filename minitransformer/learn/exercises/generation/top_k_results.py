"""What goes wrong with top-k: what is made of the words that fall away, and what is returned."""

from ...exercise import mistake

RETURN = "scores.masked_fill(scores < worst_kept, -math.inf)"
FILL = "-math.inf)"
TOP = "scores.topk(min(k, scores.shape[-1])).values"

RESULTS = (
    mistake(
        "dropped words get 0",
        (FILL, "0.0)"),
        en=(
            "The dropped words get the score 0.",
            "A score of 0 is an ordinary one, and better than many that are kept: only −∞ has probability 0.",
            "With negative scores, the words that were to go are the likeliest.",
        ),
        ko=(
            "버린 단어의 점수를 0으로 만들었습니다.",
            "점수 0은 흔한 점수이고, 남긴 것보다 높을 때도 많습니다. 확률이 0인 것은 −∞뿐입니다.",
            "점수가 음수이면, 버리려던 단어가 가장 잘 나옵니다.",
        ),
    ),
    mistake(
        "dropped words get -10",
        (FILL, "-10.0)"),
        en=(
            "The dropped words get the score −10, which can still be drawn.",
            "Write -math.inf: softmax then gives them exactly 0.",
            "Once in some thousand words a strange one appears.",
        ),
        ko=(
            "버린 단어의 점수를 −10으로 만들어, 여전히 뽑힐 수 있습니다.",
            "-math.inf를 쓰세요. softmax가 정확히 0을 줍니다.",
            "수천 단어에 한 번쯤 엉뚱한 단어가 나옵니다.",
        ),
    ),
    mistake(
        "only the best are returned",
        ("return " + RETURN, "return best"),
        en=(
            "You return the k scores alone: which words they belong to is lost.",
            "The result has a place for each of the {vocab} words, in the order of the vocabulary.",
            "Whatever is drawn, the text consists of the first k words of the vocabulary.",
        ),
        ko=(
            "점수 k개만 돌려줘서, 어느 단어의 점수인지 알 수 없습니다.",
            "결과에는 어휘의 순서대로 단어 {vocab}개의 자리가 모두 있어야 합니다.",
            "무엇을 뽑아도 어휘의 처음 k개 단어로만 글이 됩니다.",
        ),
    ),
    mistake(
        "probabilities for scores",
        ("return " + RETURN, "return " + RETURN + ".softmax(-1)"),
        en=(
            "You return probabilities.",
            "Return scores: whoever draws applies softmax, and a second one would make all words nearly alike.",
            "The text loses its thread, although only good words are in it.",
        ),
        ko=(
            "확률을 돌려줬습니다.",
            "점수를 돌려주세요. softmax는 뽑는 쪽에서 하고, 두 번 하면 단어들이 거의 비슷해집니다.",
            "좋은 단어만 나오는데도 글의 흐름이 없습니다.",
        ),
    ),
    mistake(
        "largest in size",
        (TOP, "scores.abs().topk(min(k, scores.shape[-1])).values"),
        en=(
            "You look for the scores with the largest absolute value.",
            "A score of −9 is very bad, not very good: leave the sign.",
            "Whole rows are ruled out when one score is far below 0.",
        ),
        ko=(
            "절댓값이 가장 큰 점수를 찾았습니다.",
            "점수 −9는 아주 좋은 것이 아니라 아주 나쁜 것입니다. 부호를 남기세요.",
            "한 점수가 0보다 훨씬 낮으면 행 전체가 금지됩니다.",
        ),
    ),
    mistake(
        "kept words made equal",
        ("return " + RETURN, "return torch.zeros_like(scores).masked_fill(scores < worst_kept, -math.inf)"),
        en=(
            "All kept words get the same score, 0.",
            "Kept scores stay as they are: the best word remains the likeliest.",
            "Every one of the k words is drawn equally often.",
        ),
        ko=(
            "남긴 단어의 점수가 모두 0으로 같습니다.",
            "남긴 점수는 그대로 두세요. 가장 좋은 단어가 여전히 가장 잘 나와야 합니다.",
            "k개 단어가 모두 똑같이 자주 뽑힙니다.",
        ),
    ),
)
