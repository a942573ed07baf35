"""What goes wrong with WordPiece: words, and those that are unknown."""

from ...exercise import mistake

UNKNOWN_WORD = 'found = ["[UNK]"]'

UNKNOWN = (
    mistake(
        "only the rest is unknown",
        (UNKNOWN_WORD, 'found.append("[UNK]")'),
        en=(
            "You keep the pieces found so far and put [UNK] for the rest of the word.",
            "If any part cannot be cut, the whole word is one [UNK]: throw the pieces away.",
            "The lengths differ from BERT's own on every rare word, and labels shift with them.",
        ),
        ko=(
            "찾은 조각은 남기고 단어의 나머지만 [UNK]로 했습니다.",
            "한 곳이라도 자를 수 없으면 단어 전체가 [UNK] 하나입니다. 찾은 조각을 버리세요.",
            "드문 단어마다 길이가 BERT와 달라지고 레이블도 밀립니다.",
        ),
    ),
    mistake(
        "every unknown letter by itself",
        (
            UNKNOWN_WORD + "\n                break",
            'found.append("[UNK]")\n                start += 1\n                continue',
        ),
        en=(
            "You put [UNK] for a single letter and go on behind it.",
            "One letter that fits nowhere makes the whole word unknown.",
            "An emoji in a word becomes several tokens; the model never saw such rows.",
        ),
        ko=(
            "글자 하나만 [UNK]로 하고 그 뒤를 계속 잘랐습니다.",
            "들어맞지 않는 글자가 하나라도 있으면 단어 전체를 모르는 것입니다.",
            "이모지가 든 단어가 여러 토큰이 됩니다. 모델은 이런 줄을 본 적이 없습니다.",
        ),
    ),
    mistake(
        "unknown words left out",
        (UNKNOWN_WORD, "found = []"),
        en=(
            "An unknown word disappears.",
            'Return ["[UNK]"] for it: the model must know that something stands there.',
            "Answers are cut from the wrong place, since words and tokens no longer match.",
        ),
        ko=(
            "모르는 단어가 사라집니다.",
            '["[UNK]"]를 돌려주세요. 그 자리에 무언가 있다는 것을 모델이 알아야 합니다.',
            "단어와 토큰이 어긋나 답을 엉뚱한 곳에서 잘라 냅니다.",
        ),
    ),
    mistake(
        "unknown words kept as they are",
        (UNKNOWN_WORD, "found = [word]"),
        en=(
            "An unknown word is returned as it stands.",
            "Only pieces of the vocabulary and [UNK] may come out: everything needs an id.",
            "A KeyError when the ids are looked up.",
        ),
        ko=(
            "모르는 단어를 그대로 돌려줬습니다.",
            "어휘의 조각과 [UNK]만 나올 수 있습니다. 모두 번호가 있어야 합니다.",
            "번호를 찾을 때 KeyError가 납니다.",
        ),
    ),
    mistake(
        "text not split into words",
        ("in text.split()", "in [text] if text else []"),
        en=(
            "The text is taken as one word, spaces and all.",
            "Split at the spaces first; every word begins anew, without ##.",
            "A sentence is a single [UNK].",
        ),
        ko=(
            "글 전체를 공백까지 한 단어로 여겼습니다.",
            "먼저 공백에서 나누세요. 단어마다 ## 없이 새로 시작합니다.",
            "문장 하나가 [UNK] 하나가 됩니다.",
        ),
    ),
    mistake(
        "small letters",
        ("in text.split()", "in text.lower().split()"),
        en=(
            "You make small letters of all.",
            "Look words up as they are written: whether a model is uncased is decided before, not here.",
            "Names lose their capitals with a cased model, and its [UNK] count rises.",
        ),
        ko=(
            "모두 소문자로 바꿨습니다.",
            "적힌 그대로 찾으세요. 소문자로 쓰는 모델인지는 그 앞에서 정합니다.",
            "대소문자를 구별하는 모델에서 이름이 소문자가 되고 [UNK]가 늘어납니다.",
        ),
    ),
)
