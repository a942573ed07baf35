"""What goes wrong with the question of a few-shot prompt."""

from ...exercise import mistake

SHOWN = "for shot in shots]"
PROMPT = '"".join(shown) + before + asked.text + middle'
RETURN = 'return prompt.rstrip(" ")'

ASKING = (
    mistake(
        "the answer at the end",
        ("asked.text + middle", "asked.text + middle + asked.label"),
        en=(
            "The prompt ends with the label that is asked for.",
            "Stop where the label belongs; the model is to write it.",
            "The model writes something behind the answer, and the score is that of chance.",
        ),
        ko=(
            "물어볼 라벨까지 프롬프트에 썼습니다.",
            "라벨이 올 자리에서 멈추세요. 라벨은 모델이 씁니다.",
            "모델이 정답 뒤에 다른 말을 이어 써서, 점수가 찍기와 같습니다.",
        ),
    ),
    mistake(
        "the answer among the examples",
        (SHOWN, "for shot in [*shots, asked]]"),
        en=(
            "The text that is asked about stands among the examples, with its label.",
            "Show the shots only: what is asked may not be one of them.",
            "An accuracy near 100 %, and nothing of it left on new texts.",
        ),
        ko=(
            "물어볼 글이 라벨까지 달고 예시 안에 들어 있습니다.",
            "shots만 보여 주세요. 물어볼 글이 그 안에 있으면 안 됩니다.",
            "정확도가 100%에 가깝지만 새 글에서는 아무것도 남지 않습니다.",
        ),
    ),
    mistake(
        "a space at the end",
        (RETURN, "return prompt"),
        en=(
            "The prompt ends in a space.",
            'rstrip(" "): tokenizers put the space before a word into the word\'s own token.',
            "The model has to go on with a word that has no space before it, which hardly ever follows one.",
        ),
        ko=(
            "프롬프트가 공백으로 끝납니다.",
            'rstrip(" ")을 쓰세요. 토크나이저는 단어 앞의 공백을 그 단어의 토큰에 넣습니다.',
            "공백 뒤에 공백 없는 단어를 이어야 하는데, 그런 글은 거의 없습니다.",
        ),
    ),
    mistake(
        "the last line break stripped too",
        (RETURN, "return prompt.rstrip()"),
        en=(
            "All white space is taken off the end, line breaks too.",
            'Only spaces: rstrip(" "). A line break belongs to the wording.',
            "The model begins with the line break that the examples had in front of the label, and it is read as the "
            "answer.",
        ),
        ko=(
            "끝에서 줄바꿈까지 모두 떼어 냈습니다.",
            '공백만 떼세요: rstrip(" "). 줄바꿈은 틀의 일부입니다.',
            "모델이 라벨 대신 예시에 있던 줄바꿈부터 써서, 그것이 답으로 읽힙니다.",
        ),
    ),
    mistake(
        "the question comes first",
        (PROMPT, 'before + asked.text + middle + "".join(shown)'),
        en=(
            "The question stands before the examples.",
            "Examples first: the model goes on where the prompt ends.",
            "It writes one more example, of a text of its own.",
        ),
        ko=(
            "질문이 예시보다 앞에 있습니다.",
            "예시가 먼저입니다. 모델은 프롬프트가 끝나는 곳에서 이어 씁니다.",
            "모델이 제멋대로 글을 지어 예시를 하나 더 씁니다.",
        ),
    ),
    mistake(
        "the question is not worded like the examples",
        ("+ before + asked.text + middle", "+ asked.text"),
        en=(
            "The text that is asked about stands there bare, without the words of the pattern around it.",
            "Word it like the examples: what stands before the text, and between text and label.",
            "The model goes on with the text instead of naming a label.",
        ),
        ko=(
            "물어볼 글만 덩그러니 있고, 틀의 말이 둘러싸지 않습니다.",
            "예시와 같은 말로 쓰세요. 글 앞의 말과, 글과 라벨 사이의 말이 있어야 합니다.",
            "모델이 라벨을 말하지 않고 글을 이어 씁니다.",
        ),
    ),
)
