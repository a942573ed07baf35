"""What goes wrong with WordPiece: which piece is taken, and its mark."""

from ...exercise import mistake

MARK = 'mark = "##" if start else ""'
APPEND = "found.append(mark + word[start:end])"

CUTTING = (
    mistake(
        "shortest piece first",
        ("end = len(word)", "end = start + 1"),
        ("while end > start and", "while end <= len(word) and"),
        ("end -= 1", "end += 1"),
        ("if end == start", "if end > len(word)"),
        en=(
            "You take the shortest piece that fits.",
            "Begin with the whole rest of the word and shorten it: the longest piece wins.",
            "Sentences become long rows of letters, and a pretrained model does not know them.",
        ),
        ko=(
            "들어맞는 가장 짧은 조각을 골랐습니다.",
            "남은 단어 전체에서 시작해 줄여 가세요. 가장 긴 조각이 이깁니다.",
            "문장이 글자의 긴 줄이 되어, 학습된 모델이 알아보지 못합니다.",
        ),
    ),
    mistake(
        "no ## anywhere",
        (MARK, 'mark = ""'),
        en=(
            "Pieces inside a word are looked up and returned without ##.",
            "From the second piece of a word on, put ## in front: ing and ##ing are two entries.",
            "A model gets the ids of words that begin here, and understands them so.",
        ),
        ko=(
            "단어 안쪽의 조각을 ## 없이 찾고 돌려줬습니다.",
            "단어의 두 번째 조각부터는 앞에 ##을 붙이세요. ing와 ##ing은 서로 다른 항목입니다.",
            "모델이 여기서 새 단어가 시작된다고 받아들입니다.",
        ),
    ),
    mistake(
        "## not in the result",
        (APPEND, "found.append(word[start:end])"),
        en=(
            "You look up ##piece, but return it without its mark.",
            "Return what stands in the vocabulary, mark + piece; its id is looked up by that.",
            "The ids are those of other pieces, or missing altogether.",
        ),
        ko=(
            "##을 붙여 찾고는 떼고 돌려줬습니다.",
            "어휘에 적힌 그대로, 표시 + 조각을 돌려주세요. 이것으로 번호를 찾습니다.",
            "다른 조각의 번호가 되거나 번호가 아예 없습니다.",
        ),
    ),
    mistake(
        "## not looked up",
        ("and mark + word[start:end] not in", "and word[start:end] not in"),
        en=(
            "You look for the piece without ## and put the mark in front afterwards.",
            "Look up mark + piece: what may begin a word and what may continue one are different sets.",
            "Pieces come out that the vocabulary does not have.",
        ),
        ko=(
            "## 없이 찾은 다음 표시를 붙였습니다.",
            "표시 + 조각을 찾으세요. 단어를 시작하는 조각과 잇는 조각은 서로 다릅니다.",
            "어휘에 없는 조각이 나옵니다.",
        ),
    ),
    mistake(
        "## before every piece",
        (MARK, 'mark = "##"'),
        en=(
            "The first piece of a word has ## too.",
            "Only what continues a word is marked: no ## where start is 0.",
            "Most words become [UNK], since few pieces exist with the mark as a whole word.",
        ),
        ko=(
            "단어의 첫 조각에도 ##을 붙였습니다.",
            "단어를 잇는 조각에만 붙입니다. start가 0이면 붙이지 마세요.",
            "거의 모든 단어가 [UNK]가 됩니다. ##이 붙은 첫 조각은 어휘에 드뭅니다.",
        ),
    ),
    mistake(
        "a letter skipped between pieces",
        ("start = end", "start = end + 1"),
        en=(
            "The next piece begins one letter too late.",
            "word[start:end] ends before end, so the next one begins at end itself.",
            "Letters are missing when the pieces are put together again.",
        ),
        ko=(
            "다음 조각이 한 글자 늦게 시작합니다.",
            "word[start:end]는 end 바로 앞에서 끝납니다. 다음 조각은 end에서 시작하세요.",
            "조각을 다시 이으면 글자가 빠져 있습니다.",
        ),
    ),
    mistake(
        "only the first piece of a word",
        ("start = end", "break"),
        en=(
            "You stop after the first piece of each word.",
            "Go on from where the piece ended until the word is used up.",
            "Endings are lost: plays and playing are one to the model.",
        ),
        ko=(
            "단어마다 첫 조각만 찾고 멈췄습니다.",
            "조각이 끝난 곳부터 단어가 다할 때까지 계속하세요.",
            "조사와 어미가 사라져 모델이 서울에와 서울에서를 구별하지 못합니다.",
        ),
    ),
)
