"""What goes wrong with the order of a dialogue, and with where its answer begins."""

from ...exercise import mistake

PROMPT = "[tokenizer.bos_id, user, *asked, system]"
START = "len(prompt))"

PLACES = (
    mistake(
        "the answer begins one too early",
        (START, "len(prompt) - 1)"),
        en=(
            "answer_start is the place of <sys>.",
            "It is the place behind it: the length of everything before the answer.",
            "<sys> is asked of the model too, which it can only say after every question: a loss a little too low.",
        ),
        ko=(
            "answer_start가 <sys>의 자리입니다.",
            "그다음 자리, 곧 답 앞에 있는 것 전체의 길이입니다.",
            "<sys>까지 맞히게 하는데 그것은 늘 뻔해서, 손실이 조금 낮게 나옵니다.",
        ),
    ),
    mistake(
        "the answer begins one too late",
        (START, "len(prompt) + 1)"),
        en=(
            "answer_start is the place of the answer's second token.",
            "Places count from 0: the first token behind n others has place n.",
            "The model never learns how to begin an answer.",
        ),
        ko=(
            "answer_start가 답의 둘째 토큰 자리입니다.",
            "자리는 0부터 셉니다. 앞에 n개가 있으면 첫 토큰의 자리는 n입니다.",
            "답을 어떻게 시작할지 배우지 못합니다.",
        ),
    ),
    mistake(
        "only words are counted",
        (START, "len(asked))"),
        en=(
            "answer_start counts the words of the question, without <s>, <usr> and <sys>.",
            "Count the marks as well: it is a place in ids.",
            "The end of the question is learnt as if it were part of the answer.",
        ),
        ko=(
            "answer_start가 <s>, <usr>, <sys>를 빼고 질문의 단어만 셌습니다.",
            "표시도 세세요. ids 안에서의 자리입니다.",
            "질문의 끝을 답의 일부인 것처럼 배웁니다.",
        ),
    ),
    mistake(
        "the answer begins at 0",
        (START, "0)"),
        en=(
            "answer_start is 0: the whole dialogue counts as answer.",
            "Return where the answer begins, so that the question is left out of the loss.",
            "The chatbot learns to ask as much as to answer.",
        ),
        ko=(
            "answer_start가 0이어서 대화 전체를 답으로 칩니다.",
            "답이 시작하는 자리를 돌려줘, 질문이 손실에서 빠지게 하세요.",
            "챗봇이 대답만큼이나 질문하는 법을 배웁니다.",
        ),
    ),
    mistake(
        "answer_start is the length of the answer",
        (START, "len(said))"),
        en=(
            "answer_start is how long the answer is.",
            "It is how much comes before the answer.",
            "Which words are learnt depends on how long the answer happens to be.",
        ),
        ko=(
            "answer_start가 답의 길이입니다.",
            "답 앞에 얼마나 있는지를 돌려주세요.",
            "답의 길이에 따라 엉뚱한 단어를 배웁니다.",
        ),
    ),
    mistake(
        "question and answer changed round",
        (PROMPT, "[tokenizer.bos_id, user, *said, system]"),
        ("[*prompt, *said,", "[*prompt, *asked,"),
        en=(
            "The answer stands where the question belongs, and the question after it.",
            "question goes behind <usr>, answer behind <sys>.",
            "Told that the weather is fine, it asks how the weather is.",
        ),
        ko=(
            "질문 자리에 답이 있고 그 뒤에 질문이 있습니다.",
            "question은 <usr> 뒤에, answer는 <sys> 뒤에 두세요.",
            "날씨가 좋다고 하면 날씨가 어떠냐고 묻습니다.",
        ),
    ),
    mistake(
        "the question ends too",
        (PROMPT, "[tokenizer.bos_id, user, *asked, tokenizer.eos_id, system]"),
        en=(
            "There is an </s> behind the question as well.",
            "Only a whole dialogue ends: one </s>, behind the answer.",
            "What is asked at use has no </s> there, and is a text of another kind.",
        ),
        ko=(
            "질문 뒤에도 </s>가 있습니다.",
            "대화 전체가 끝날 때만, 답 뒤에 </s>를 하나 둡니다.",
            "실제로 물을 때는 거기에 </s>가 없어, 배운 것과 다른 글이 됩니다.",
        ),
    ),
)
