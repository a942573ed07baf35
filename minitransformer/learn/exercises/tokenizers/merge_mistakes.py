"""What goes wrong when a word is merged."""

from ...exercise import mistake

BEST = "min(known, key=lambda pair: ranks[pair])"
PLACE = "list(pairwise(pieces)).index(best)"
REPLACE = 'pieces[i : i + 2] = ["".join(best)]'

MISTAKES = (
    mistake(
        "highest rank first",
        (BEST, "max(known, key=lambda pair: ranks[pair])"),
        en=(
            "You merge the pair with the highest rank first.",
            "Rank 0 was learnt first and comes first: take the lowest.",
            "Rare pieces take the place of common ones; a pretrained model reads other tokens than it learnt.",
        ),
        ko=(
            "순위 숫자가 가장 큰 쌍부터 합쳤습니다.",
            "순위 0이 가장 먼저 배운 것입니다. 가장 작은 것부터 합치세요.",
            "흔한 조각 대신 드문 조각이 나와, 학습된 모델이 배운 것과 다른 토큰을 읽습니다.",
        ),
    ),
    mistake(
        "from the left, whatever the rank",
        (BEST, "known[0]"),
        en=(
            "You merge the first pair from the left that has a rank at all.",
            "Compare the ranks of all pairs in the word before you merge one.",
            "Right for short words and wrong for some long ones.",
        ),
        ko=(
            "순위와 상관없이 왼쪽에서 처음 만난 쌍을 합쳤습니다.",
            "합치기 전에 단어에 있는 모든 쌍의 순위를 비교하세요.",
            "짧은 단어에서는 맞고 긴 단어에서는 때때로 틀립니다.",
        ),
    ),
    mistake(
        "longest pair first",
        (BEST, 'min(known, key=lambda pair: (-len("".join(pair)), ranks[pair]))'),
        en=(
            "You prefer the pair that makes the longest piece.",
            "That is WordPiece's way. In BPE the rank alone decides, even for a shorter piece.",
            "Looks sensible to the eye, and differs from GPT-2 in a few words of a hundred.",
        ),
        ko=(
            "가장 긴 조각을 만드는 쌍을 먼저 합쳤습니다.",
            "그것은 워드피스의 방식입니다. BPE에서는 더 짧은 조각이라도 순위만이 정합니다.",
            "눈으로 보면 그럴듯하지만, 백 단어에 몇 개는 GPT-2와 다릅니다.",
        ),
    ),
    mistake(
        "the rightmost first",
        (PLACE, "len(pieces) - 2 - list(pairwise(pieces))[::-1].index(best)"),
        en=(
            "Where a pair occurs several times, you begin at the right.",
            "Of equal ranks the leftmost is merged first: aaa becomes aa, a.",
            "Only repeated letters come out differently, as in laughter: ㅋㅋㅋ.",
        ),
        ko=(
            "같은 쌍이 여러 번 나올 때 오른쪽부터 합쳤습니다.",
            "순위가 같으면 가장 왼쪽부터 합칩니다. aaa는 aa, a가 됩니다.",
            "ㅋㅋㅋ처럼 되풀이되는 글자만 다르게 나옵니다.",
        ),
    ),
    mistake(
        "one merge only",
        (REPLACE, REPLACE + "\n        break"),
        en=(
            "You stop after one merge.",
            "Go on until no two neighbours have a rank; each merge makes new pairs.",
            "Texts become nearly as long as their letters, and the context fills up at once.",
        ),
        ko=(
            "한 번 합치고 멈췄습니다.",
            "순위가 있는 이웃이 없을 때까지 계속하세요. 합칠 때마다 새 쌍이 생깁니다.",
            "글이 글자 수만큼 길어져 문맥이 금방 찹니다.",
        ),
    ),
    mistake(
        "pairs of letters only",
        (BEST, BEST + "\n        if all(len(a + b) > 2 for a, b in known):\n            break"),
        en=(
            "Only pairs of single letters are merged.",
            "A merged piece can be merged again: ranks also holds pairs of longer pieces.",
            "No token is longer than two letters.",
        ),
        ko=(
            "글자 하나끼리만 합쳤습니다.",
            "합친 조각도 다시 합쳐집니다. ranks에는 더 긴 조각의 쌍도 있습니다.",
            "두 글자보다 긴 토큰이 없습니다.",
        ),
    ),
    mistake(
        "replaced in a string",
        (REPLACE, 'pieces = " ".join(pieces).replace(" ".join(best), "".join(best)).split(" ")'),
        en=(
            "You join the pieces with spaces and replace text, so the end of one piece can merge with its neighbour: "
            "b c is found in ab c.",
            "Compare whole pieces, both of them, not letters of a string.",
            "A few words in a thousand are cut in a way that no tokenizer would.",
        ),
        ko=(
            "조각을 공백으로 잇고 문자열을 바꿔서, 한 조각의 끝이 이웃과 합쳐집니다. ab c 안에서 b c를 찾아냅니다.",
            "문자열 속의 글자가 아니라 두 조각 전체를 비교하세요.",
            "천 단어에 몇 개는 어떤 토크나이저도 하지 않을 방식으로 잘립니다.",
        ),
    ),
    mistake(
        "the second half left standing",
        ("pieces[i : i + 2] =", "pieces[i : i + 1] ="),
        en=(
            "The merged piece replaces the first half only; the second is there twice.",
            "Two pieces become one: replace pieces[i : i + 2].",
            "Letters are doubled when the pieces are read together.",
        ),
        ko=(
            "합친 조각이 앞쪽만 대신해서, 뒤쪽 조각이 두 번 나옵니다.",
            "두 조각이 하나가 됩니다. pieces[i : i + 2]를 바꾸세요.",
            "조각을 이어 읽으면 글자가 겹칩니다.",
        ),
    ),
    mistake(
        "one text instead of pieces",
        ("return pieces", 'return [" ".join(pieces)]'),
        en=(
            "You return one text with spaces in it.",
            "Return the list of pieces: each is looked up by itself.",
            "No id is found for anything but the shortest words.",
        ),
        ko=(
            "공백으로 이은 글 하나를 돌려줬습니다.",
            "조각의 목록을 돌려주세요. 조각마다 따로 번호를 찾습니다.",
            "아주 짧은 단어 말고는 번호를 찾지 못합니다.",
        ),
    ),
)
