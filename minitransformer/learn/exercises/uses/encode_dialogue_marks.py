"""What goes wrong with the marks of a dialogue."""

from ...exercise import mistake

PROMPT = "[tokenizer.bos_id, user, *asked, system]"
END = "*said, tokenizer.eos_id]"
STRUCTURE = 'tokenizer.control_ids - {tokenizer.special("unk")}'

MARKS = (
    mistake(
        "no end",
        (END, "*said]"),
        en=(
            "</s> is missing: the answer never ends.",
            "Put eos_id behind the answer; it is learnt like a word.",
            "The chatbot goes on talking until it runs out of room.",
        ),
        ko=(
            "</s>가 없어 답이 끝나지 않습니다.",
            "답 뒤에 eos_id를 붙이세요. 단어처럼 배우게 됩니다.",
            "챗봇이 자리가 다할 때까지 말을 멈추지 않습니다.",
        ),
    ),
    mistake(
        "padding for the end",
        (END, "*said, tokenizer.pad_id]"),
        en=(
            "The answer ends with <pad>.",
            "It ends with </s>, tokenizer.eos_id; padding comes later, and is left out of the loss.",
            "The end is masked away with the padding, or the loop waits for an </s> that never comes.",
        ),
        ko=(
            "답이 <pad>로 끝납니다.",
            "</s>, 곧 tokenizer.eos_id로 끝나야 합니다. 패딩은 나중에 붙고 손실에서 빠집니다.",
            "끝이 패딩과 함께 가려지거나, 오지 않는 </s>를 계속 기다립니다.",
        ),
    ),
    mistake(
        "no beginning",
        (PROMPT, "[user, *asked, system]"),
        en=(
            "<s> is missing at the beginning.",
            "Begin with bos_id: the model has seen every text begin so.",
            "A little worse from the first word on, and every position is off by one.",
        ),
        ko=(
            "처음에 <s>가 없습니다.",
            "bos_id로 시작하세요. 모델이 본 글은 모두 그렇게 시작합니다.",
            "첫 단어부터 조금씩 나빠지고 위치가 모두 하나씩 어긋납니다.",
        ),
    ),
    mistake(
        "the question is not marked",
        (PROMPT, "[tokenizer.bos_id, *asked, system]"),
        en=(
            "<usr> does not stand before the question.",
            'tokenizer.special("user") says whose turn it is.',
            "With several turns the model takes the user's words for its own.",
        ),
        ko=(
            "질문 앞에 <usr>가 없습니다.",
            '누구의 차례인지 tokenizer.special("user")가 알려 줍니다.',
            "여러 번 주고받으면 사용자의 말을 제 말로 압니다.",
        ),
    ),
    mistake(
        "the answer is not marked",
        (PROMPT, "[tokenizer.bos_id, user, *asked]"),
        en=(
            "Nothing stands between question and answer.",
            "<sys> says that the answer begins.",
            "The chatbot continues the question instead of answering it.",
        ),
        ko=(
            "질문과 답 사이에 아무것도 없습니다.",
            "<sys>가 답의 시작을 알립니다.",
            "챗봇이 대답하지 않고 질문을 이어서 씁니다.",
        ),
    ),
    mistake(
        "user and system changed round",
        (PROMPT, "[tokenizer.bos_id, system, *asked, user]"),
        en=(
            "<sys> marks the question, and <usr> the answer.",
            "The user asks, the system answers.",
            "It learns all the same; only asked in the right form it plays the user.",
        ),
        ko=(
            "<sys>가 질문을, <usr>가 답을 표시합니다.",
            "사용자(user)가 묻고 시스템(system)이 답합니다.",
            "배우기는 하지만, 올바른 형식으로 물으면 사용자처럼 말합니다.",
        ),
    ),
    mistake(
        "typed marks become marks",
        (STRUCTURE, "frozenset()"),
        en=(
            "A </s> or <usr> that somebody typed is encoded as the mark.",
            "Leave tokenizer.control_ids out of what was typed.",
            "Whoever types <sys> can put words into the chatbot's mouth.",
        ),
        ko=(
            "누가 쳐 넣은 </s>나 <usr>가 진짜 표시가 됩니다.",
            "입력된 글에서 tokenizer.control_ids를 빼세요.",
            "<sys>를 쳐 넣으면 누구든 챗봇의 입을 빌려 말할 수 있습니다.",
        ),
    ),
    mistake(
        "unknown letters dropped",
        (STRUCTURE, "tokenizer.control_ids"),
        en=(
            "Unknown letters are left out along with the marks.",
            "Keep <unk>: it says that something stood there.",
            "The model reads words with holes in them, without seeing the holes.",
        ),
        ko=(
            "표시와 함께 모르는 글자까지 뺐습니다.",
            "<unk>는 남기세요. 거기에 무언가 있었다는 뜻입니다.",
            "구멍 난 단어를, 구멍이 있는 줄도 모르고 읽습니다.",
        ),
    ),
)
