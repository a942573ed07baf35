"""What goes wrong when merges are learnt: joining, stopping, and what is returned."""

from ...exercise import mistake

APPEND = "merges.append(best)"
REPLACE = 'pieces[i : i + 2] = ["".join(best)]'
LOOP = "range(n)"

JOINING = (
    mistake(
        "only the first place in a word",
        (REPLACE, REPLACE + "\n                    break"),
        en=(
            "In each word the pair is merged in one place only.",
            "Merge it wherever it stands: banana has two places for an.",
            "The same merge is learnt twice, and the vocabulary comes out smaller than asked.",
        ),
        ko=(
            "단어마다 한 곳에서만 쌍을 합쳤습니다.",
            "나오는 모든 곳에서 합치세요. banana에는 an이 두 곳에 있습니다.",
            "같은 병합을 두 번 배워 어휘가 요청한 것보다 작아집니다.",
        ),
    ),
    mistake(
        "pieces for pairs",
        (APPEND, 'merges.append("".join(best))'),
        en=(
            "You return the new pieces as text.",
            "Return the pairs: whoever merges must know where the piece is put together.",
            "The merges cannot be used: ana may be a + na or an + a.",
        ),
        ko=(
            "새 조각을 글자로 돌려줬습니다.",
            "쌍을 돌려주세요. 합치는 쪽에서 어디를 이었는지 알아야 합니다.",
            "병합을 쓸 수 없습니다. ana는 a + na일 수도, an + a일 수도 있습니다.",
        ),
    ),
    mistake(
        "n taken for the size of the vocabulary",
        (LOOP, "range(n - len(set().union(*words)))"),
        en=(
            "You count the letters among the n.",
            "Here n is the number of merges; the vocabulary is as much larger as there are letters.",
            "Fewer merges than were asked for; with many letters, as in Korean, none at all.",
        ),
        ko=(
            "n에 글자의 수까지 넣었습니다.",
            "여기서 n은 병합의 수입니다. 어휘는 글자의 수만큼 더 큽니다.",
            "요청한 것보다 병합이 적습니다. 한국어처럼 글자가 많으면 하나도 없습니다.",
        ),
    ),
    mistake(
        "one merge too few",
        (LOOP, "range(n - 1)"),
        en=(
            "You make n − 1 merges.",
            "range(n) has n steps, from 0 to n − 1.",
            "The last piece of the vocabulary is missing, and the sizes do not fit.",
        ),
        ko=(
            "병합을 n − 1번 했습니다.",
            "range(n)은 0부터 n − 1까지 n번입니다.",
            "어휘의 마지막 조각이 없어 크기가 맞지 않습니다.",
        ),
    ),
    mistake(
        "no end when no pairs are left",
        ("if not counts:\n            break\n", ""),
        en=(
            "When every word is a single piece, you still look for a best pair.",
            "Stop when counts is empty: there is nothing left to merge.",
            "A ValueError from max on a small text.",
        ),
        ko=(
            "모든 단어가 조각 하나가 됐는데도 가장 잦은 쌍을 찾습니다.",
            "counts가 비면 멈추세요. 합칠 것이 남지 않았습니다.",
            "작은 글에서 max가 ValueError를 냅니다.",
        ),
    ),
    mistake(
        "the newest first",
        (APPEND, "merges.insert(0, best)"),
        en=(
            "The list begins with the last merge.",
            "The order is the rank: what was merged first stands first.",
            "Words stay in small pieces, since the long merges are tried before their halves exist.",
        ),
        ko=(
            "목록이 마지막 병합으로 시작합니다.",
            "순서가 순위입니다. 먼저 합친 것이 앞에 있어야 합니다.",
            "긴 병합을 그 조각이 생기기도 전에 시도해서 단어가 잘게 남습니다.",
        ),
    ),
    mistake(
        "the second piece stays",
        (REPLACE, 'pieces[i : i + 1] = ["".join(best)]'),
        en=(
            "The new piece replaces the first of the two only.",
            "Replace both with one: pieces[i : i + 2].",
            "Pairs are counted that no text has.",
        ),
        ko=(
            "새 조각이 둘 중 앞의 것만 대신했습니다.",
            "둘을 하나로 바꾸세요: pieces[i : i + 2].",
            "어떤 글에도 없는 쌍을 세게 됩니다.",
        ),
    ),
)
