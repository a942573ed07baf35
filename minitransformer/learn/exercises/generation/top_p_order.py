"""What goes wrong with top-p: sorting, putting back, and what is returned."""

from ...exercise import mistake

ORDER_OF = "scores.argsort(-1, descending=True)"
BACK = "torch.empty_like(removed).scatter_(-1, order, removed)"
FILLED = "return scores.masked_fill(torch.empty_like(removed).scatter_(-1, order, removed), -math.inf)"

ORDER = (
    mistake(
        "worst first",
        (ORDER_OF, "scores.argsort(-1)"),
        en=(
            "You sort the words worst first and keep from there.",
            "Sort with descending=True: the smallest set that has p begins with the best word.",
            "The best word is the first to be lost; the text is full of rare words.",
        ),
        ko=(
            "나쁜 단어부터 세우고 거기서부터 남겼습니다.",
            "descending=True로 정렬하세요. p를 가진 가장 작은 집합은 가장 좋은 단어로 시작합니다.",
            "가장 좋은 단어부터 사라지고 드문 단어가 넘칩니다.",
        ),
    ),
    mistake(
        "not put back",
        (BACK, "removed"),
        en=(
            "The decision is made in sorted order and laid on the unsorted scores.",
            "Put it back to where each word stands: scatter along the order.",
            "The first words of the vocabulary are kept, whatever they are.",
        ),
        ko=(
            "정렬된 순서로 정한 것을 정렬되지 않은 점수에 씌웠습니다.",
            "단어마다 제자리로 되돌리세요. order를 따라 scatter합니다.",
            "무슨 단어든 어휘의 앞쪽 단어가 남습니다.",
        ),
    ),
    mistake(
        "put back with gather",
        (BACK, "removed.gather(-1, order)"),
        en=(
            "You go back with gather(order), which sorts a second time.",
            "gather(order) leads from the vocabulary to the sorted order; the way back is scatter(order), or "
            "gather(order.argsort(-1)).",
            "Good and bad words are kept and dropped at random, though their number is right.",
        ),
        ko=(
            "gather(order)로 되돌렸는데, 이것은 한 번 더 정렬하는 것입니다.",
            "gather(order)는 어휘에서 정렬된 순서로 가는 길입니다. 돌아오는 길은 scatter(order)나 "
            "gather(order.argsort(-1))입니다.",
            "남는 수는 맞는데, 좋은 단어와 나쁜 단어가 아무렇게나 남고 버려집니다.",
        ),
    ),
    mistake(
        "the first row's order for all",
        (ORDER_OF, "scores[:1].argsort(-1, descending=True).expand_as(scores)"),
        en=(
            "All {b} rows are sorted as the first is.",
            "Every text has its own order of the words: sort along the last axis of all rows.",
            "The first text of a batch is good, the others are not.",
        ),
        ko=(
            "{b}개 행을 모두 첫 행의 순서로 세웠습니다.",
            "글마다 단어의 순서가 다릅니다. 모든 행을 마지막 축에서 정렬하세요.",
            "배치의 첫 글은 좋고 나머지는 그렇지 않습니다.",
        ),
    ),
    mistake(
        "removed words get 0",
        ("-math.inf", "0.0"),
        en=(
            "What you remove gets the score 0 and stays in the draw.",
            "Give it −∞, so that its probability becomes exactly 0.",
            "The tail that should be cut off can become likelier than before.",
        ),
        ko=(
            "뺀 단어의 점수를 0으로 만들어, 여전히 뽑힐 수 있습니다.",
            "−∞를 주세요. 그래야 확률이 정확히 0이 됩니다.",
            "잘라야 할 꼬리가 오히려 더 잘 나오기도 합니다.",
        ),
    ),
    mistake(
        "sorted scores returned",
        (FILLED, "return scores.gather(-1, order).masked_fill(removed, -math.inf)"),
        en=(
            "You return the scores in sorted order.",
            "Return them in the order of the vocabulary: place i belongs to word i.",
            "Only words with low numbers are written, punctuation above all.",
        ),
        ko=(
            "점수를 정렬된 순서로 돌려줬습니다.",
            "어휘의 순서로 돌려주세요. i번째 자리는 i번 단어의 것입니다.",
            "번호가 낮은 단어만, 특히 문장 부호만 나옵니다.",
        ),
    ),
    mistake(
        "probabilities returned",
        (FILLED, FILLED + ".softmax(-1)"),
        en=(
            "You return the new probabilities of the words.",
            "What is asked for are scores: unchanged where a word is kept, −∞ elsewhere.",
            "Softmax comes twice, and a sure word is drawn hardly more often than a doubtful one.",
        ),
        ko=(
            "단어의 새 확률을 돌려줬습니다.",
            "구하는 것은 점수입니다. 남긴 단어는 그대로, 나머지는 −∞입니다.",
            "softmax가 두 번 걸려, 확실한 단어가 의심스러운 단어보다 별로 더 뽑히지 않습니다.",
        ),
    ),
)
