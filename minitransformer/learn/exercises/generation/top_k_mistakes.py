"""What goes wrong with top-k: which words are kept."""

from ...exercise import mistake

TOP = "scores.topk(min(k, scores.shape[-1])).values"
WORST = "best[:, -1:]"
BELOW = "scores < worst_kept"

MISTAKES = (
    mistake(
        "one word too many",
        (TOP, "scores.topk(min(k + 1, scores.shape[-1])).values"),
        en=(
            "You keep k + 1 words: the threshold is the score of the first word that should go.",
            "Let the threshold be the k-th best score, and drop what is below it.",
            "With k = 1 the text is not greedy: now and then the second-best word appears.",
        ),
        ko=(
            "단어를 k + 1개 남겼습니다. 버려야 할 첫 단어의 점수를 기준으로 삼았습니다.",
            "k번째로 좋은 점수를 기준으로 하고, 그보다 낮은 것을 버리세요.",
            "k = 1인데도 가끔 두 번째로 좋은 단어가 나옵니다.",
        ),
    ),
    mistake(
        "the threshold falls too",
        (BELOW, "scores <= worst_kept"),
        en=(
            "The k-th best word is dropped as well, because you compare with <=.",
            "Drop only what is worse than it: <.",
            "With k = 1 no word is left, and drawing one raises an error.",
        ),
        ko=(
            "<=로 비교해서 k번째로 좋은 단어까지 버렸습니다.",
            "그보다 나쁜 것만 버리세요: <.",
            "k = 1이면 남는 단어가 없어 뽑을 때 오류가 납니다.",
        ),
    ),
    mistake(
        "the best are dropped",
        (BELOW, "scores >= worst_kept"),
        en=(
            "You rule out the k best words and keep the rest.",
            "Rule out what is below the threshold, not what reaches it.",
            "The model writes rare words at random, however well it was trained.",
        ),
        ko=(
            "가장 좋은 k개를 금지하고 나머지를 남겼습니다.",
            "기준에 이르는 것이 아니라 기준보다 낮은 것을 금지하세요.",
            "아무리 잘 학습해도 드문 단어만 아무렇게나 나옵니다.",
        ),
    ),
    mistake(
        "the worst are kept",
        (TOP, "scores.topk(min(k, scores.shape[-1]), largest=False).values"),
        (BELOW, "scores > worst_kept"),
        en=(
            "You keep the k smallest scores.",
            "The best words have the largest scores: topk with largest=True, which it is by default.",
            "Pure nonsense; the lower k is, the worse.",
        ),
        ko=(
            "가장 작은 점수 k개를 남겼습니다.",
            "좋은 단어의 점수가 큽니다. topk는 기본값인 largest=True로 쓰세요.",
            "말이 안 되는 글이 나오고, k가 작을수록 심합니다.",
        ),
    ),
    mistake(
        "best for worst",
        (WORST, "best[:, :1]"),
        en=(
            "The threshold is the best score of all, so only one word is ever left.",
            "topk gives the best first: the threshold is its last number, [:, -1:].",
            "Every run writes the same text, whatever k and the seed are.",
        ),
        ko=(
            "가장 좋은 점수를 기준으로 삼아, 늘 단어 하나만 남습니다.",
            "topk는 좋은 것부터 줍니다. 마지막 수 [:, -1:]가 기준입니다.",
            "k와 시드가 무엇이든 늘 같은 글이 나옵니다.",
        ),
    ),
    mistake(
        "one threshold for the batch",
        (WORST, "best[:1, -1:]"),
        en=(
            "The first row's threshold is laid on all {b} rows.",
            "Each text has its own k-th best score: keep the batch axis, best[:, -1:].",
            "A text alone is fine; in a batch some texts have no words left and others far too many.",
        ),
        ko=(
            "첫 행의 기준을 {b}개 행 모두에 썼습니다.",
            "글마다 k번째 점수가 다릅니다. 배치 축을 남겨 best[:, -1:]로 쓰세요.",
            "글 하나는 괜찮지만, 배치에서는 단어가 하나도 없거나 너무 많이 남는 글이 생깁니다.",
        ),
    ),
    mistake(
        "best of the whole batch",
        (TOP, "scores.flatten().topk(min(k, scores.shape[-1])).values[None]"),
        en=(
            "You look for the k best scores in all rows at once.",
            "The rows are texts of their own: topk along the last axis, without flatten.",
            "Texts of a batch take words from each other.",
        ),
        ko=(
            "모든 행을 한데 모아 가장 좋은 점수 k개를 찾았습니다.",
            "행은 서로 다른 글입니다. flatten하지 말고 마지막 축에서 topk를 쓰세요.",
            "배치의 글들이 서로의 단어를 빼앗습니다.",
        ),
    ),
    mistake(
        "k not limited",
        (TOP, "scores.topk(k).values"),
        en=(
            "A k larger than the vocabulary of {vocab} is handed to topk as it is, which raises an error.",
            "Take min(k, the size of the vocabulary): more than all words cannot be kept.",
            "k = 50 runs on every large model and stops on a small one.",
        ),
        ko=(
            "어휘 {vocab}개보다 큰 k를 topk에 그대로 넘겨 오류가 납니다.",
            "min(k, 어휘의 크기)를 쓰세요. 모든 단어보다 많이 남길 수는 없습니다.",
            "k = 50이 큰 모델에서는 되고 작은 모델에서는 멈춥니다.",
        ),
    ),
)
