"""What goes wrong when merges are learnt: counting and choosing."""

from ...exercise import mistake

ADD = "counts[pair] += words[word]"
BEST = "max(counts, key=lambda pair: counts[pair])"

COUNTING = (
    mistake(
        "every word counted once",
        (ADD, "counts[pair] += 1"),
        en=(
            "Each word counts once, however often it occurs.",
            "Add words[word]: a pair in a word that occurs 100 times was seen 100 times.",
            "Rare names get pieces of their own, and common words are cut up.",
        ),
        ko=(
            "단어가 몇 번 나오든 한 번으로 셌습니다.",
            "words[word]를 더하세요. 100번 나온 단어 속의 쌍은 100번 나온 것입니다.",
            "드문 이름이 조각을 차지하고 흔한 단어가 잘게 잘립니다.",
        ),
    ),
    mistake(
        "a pair counted once a word",
        ("for pair in pairwise(pieces):", "for pair in dict.fromkeys(pairwise(pieces)):"),
        en=(
            "A pair that stands twice in a word is counted once.",
            "Count every place: banana has an twice.",
            "A few merges come in the wrong order; hardly anyone notices.",
        ),
        ko=(
            "한 단어에 두 번 나오는 쌍을 한 번만 셌습니다.",
            "자리마다 세세요. banana에는 an이 두 번 있습니다.",
            "병합 몇 개의 순서가 달라지는데 알아채기 어렵습니다.",
        ),
    ),
    mistake(
        "the rarest pair",
        (BEST, "min(counts, key=lambda pair: counts[pair])"),
        en=(
            "You merge the rarest pair.",
            "The most frequent one saves most tokens: max, not min.",
            "A large vocabulary, and texts are as long as before.",
        ),
        ko=(
            "가장 드문 쌍을 합쳤습니다.",
            "가장 잦은 쌍이 토큰을 가장 많이 줄입니다. min이 아니라 max입니다.",
            "어휘는 큰데 글의 길이는 그대로입니다.",
        ),
    ),
    mistake(
        "longest piece first",
        (BEST, 'max(counts, key=lambda pair: (len("".join(pair)), counts[pair]))'),
        en=(
            "You prefer the pair with the longest piece.",
            "Only how often a pair occurs decides; long pieces come by themselves.",
            "The vocabulary fills with whole words before it has common endings.",
        ),
        ko=(
            "가장 긴 조각이 되는 쌍을 먼저 골랐습니다.",
            "얼마나 자주 나오는지만이 정합니다. 긴 조각은 저절로 생깁니다.",
            "흔한 어미보다 단어 전체가 먼저 어휘를 채웁니다.",
        ),
    ),
    mistake(
        "only the letters are counted",
        (
            "if not counts:\n            break",
            "if n > 0:\n            return [pair for pair, _ in counts.most_common(n)]",
        ),
        en=(
            "You count once and return the n most frequent pairs of letters.",
            "After each merge count again: the new piece has neighbours too.",
            "No piece is longer than two letters, whatever the size of the vocabulary.",
        ),
        ko=(
            "한 번만 세어 가장 잦은 글자 쌍 n개를 돌려줬습니다.",
            "합칠 때마다 다시 세세요. 새 조각에도 이웃이 있습니다.",
            "어휘가 아무리 커도 두 글자보다 긴 조각이 없습니다.",
        ),
    ),
    mistake(
        "order of the pair ignored",
        (ADD, "counts[min(pair, pair[::-1])] += words[word]"),
        en=(
            "a b and b a are counted as one pair.",
            "A pair has an order: an and na are different pieces.",
            "Merges are learnt that fit nowhere, and others are missing.",
        ),
        ko=(
            "a b와 b a를 같은 쌍으로 셌습니다.",
            "쌍에는 순서가 있습니다. an과 na는 다른 조각입니다.",
            "어디에도 맞지 않는 병합을 배우고, 있어야 할 병합이 빠집니다.",
        ),
    ),
    mistake(
        "frequency relative to the pieces",
        (
            BEST,
            "max(counts, key=lambda pair: counts[pair] / (often(pair[0]) * often(pair[1])))",
        ),
        (
            "if not counts:",
            "often = lambda piece: sum(words[w] * p.count(piece) for w, p in spelled.items())\n        if not counts:",
        ),
        en=(
            "You divide the count of a pair by the counts of its halves.",
            "That is how WordPiece vocabularies were chosen. BPE takes the plain count.",
            "Rare letters that always stand together win over common pairs.",
        ),
        ko=(
            "쌍의 횟수를 두 조각의 횟수로 나눴습니다.",
            "워드피스의 어휘를 고르던 방식입니다. BPE는 횟수만 봅니다.",
            "늘 붙어 다니는 드문 글자가 흔한 쌍을 이깁니다.",
        ),
    ),
)
