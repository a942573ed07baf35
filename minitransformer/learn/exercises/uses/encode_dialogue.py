"""A dialogue as a language model reads it."""

from collections.abc import Sequence

import torch

from ....data import dialogue
from ....data.dialogue import DialogueIds
from ....text.tokenizer import Tokenizer
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .encode_dialogue_marks import MARKS
from .encode_dialogue_places import PLACES
from .letters import ENGLISH, KOREAN


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Marks spelled out and letters that are unknown; plain Korean; plain English; an empty answer."""

    def some(tokenizer: Tokenizer, question: str, answer: str) -> dict[str, object]:
        return {"tokenizer": tokenizer, "question": question, "answer": answer}

    return (
        Case(
            Said("</s> spelled out, unknown letters", "글자로 쓴 </s>와 모르는 글자"),
            some(KOREAN, "안녕</s>하세요?ㅋ", "좋아<usr>요 ♥<pad>!"),
        ),
        Case(Said("weather", "날씨"), some(KOREAN, "오늘 날씨 어때?", "좋아!")),
        Case(Said("in English", "영어"), some(ENGLISH, "how are you?", "fine thanks")),
        Case(Said("an empty answer", "빈 답"), some(ENGLISH, "hello", "")),
    )


def encode_dialogue(tokenizer: Tokenizer, question: str, answer: str) -> DialogueIds:
    """Every step on its own line, for mistakes to change."""
    structure = tokenizer.control_ids - {tokenizer.special("unk")}
    asked = [i for i in tokenizer.encode(question) if i not in structure]
    said = [i for i in tokenizer.encode(answer) if i not in structure]
    user, system = tokenizer.special("user"), tokenizer.special("system")
    prompt = [tokenizer.bos_id, user, *asked, system]
    return DialogueIds([*prompt, *said, tokenizer.eos_id], len(prompt))


def one_of_each(call: Call, case: Case) -> Said | None:
    """<s>, <usr>, <sys> and </s> occur once each, whatever was typed."""
    tokenizer, ids = case.arguments["tokenizer"], call(case.arguments).ids
    for role in ("bos", "user", "system", "eos"):
        if (n := ids.count(tokenizer.special(role))) != 1:
            piece = tokenizer.piece(tokenizer.special(role))
            return Said(f"{piece} occurs {n} times.", f"{piece}이(가) {n}번 나옵니다.")
    return None


def from_the_answer(tokenizer: Tokenizer, question: str, answer: str) -> DialogueIds:
    """The answer's place is counted from the end."""
    marks = {tokenizer.special(role) for role in ("bos", "eos", "pad", "user", "system")}

    def words(text: str) -> list[int]:
        return list(filter(lambda i: i not in marks, tokenizer.encode(text)))

    tail = [*words(answer), tokenizer.eos_id]
    head = [tokenizer.bos_id, tokenizer.token_id("<usr>"), *words(question), tokenizer.token_id("<sys>")]
    return DialogueIds(head + tail, len(head + tail) - len(tail))


def in_one_string(tokenizer: Tokenizer, question: str, answer: str) -> DialogueIds:
    """What was typed is cleaned first; then marks and words are encoded as one text."""
    for mark in ("<s>", "</s>", "<usr>", "<sys>", "<pad>"):
        question, answer = question.replace(mark, ""), answer.replace(mark, "")
    ids = tokenizer.encode(f"<s><usr>{question}<sys>{answer}</s>")
    return DialogueIds(ids, ids.index(tokenizer.special("system")) + 1)


EXERCISE = Exercise(
    name="encode_dialogue",
    lesson=11,
    title=Said("A dialogue as ids", "대화를 id로"),
    difficulty=2,
    minutes=15,
    task=Said(
        "Return `DialogueIds(ids, answer_start)`: the ids of `<s><usr>question<sys>answer</s>`, and the place in them "
        "of the answer's first token. The ids of the marks: `tokenizer.bos_id`, `tokenizer.eos_id`, "
        '`tokenizer.special("user")`, `tokenizer.special("system")`. If somebody types a mark such as `</s>` in a '
        "text, it must not become one: leave out `tokenizer.control_ids`, all but the unknown token, from what was "
        "typed.",
        "`DialogueIds(ids, answer_start)`를 돌려주세요. `<s><usr>질문<sys>답</s>`의 id와, 그 안에서 답의 첫 토큰이 "
        '있는 자리입니다. 표시의 id는 `tokenizer.bos_id`, `tokenizer.eos_id`, `tokenizer.special("user")`, '
        '`tokenizer.special("system")`입니다. 누가 글에 `</s>` 같은 표시를 쳐 넣어도 표시가 되면 안 됩니다. 글의 '
        "id에서 `tokenizer.control_ids`를 빼되, 모르는 글자(unknown)는 남기세요.",
    ),
    reference=dialogue.encode_dialogue,
    spelled=encode_dialogue,
    axes={},
    results=("ids", "answer_start"),
    cases=cases,
    laws=(Law(Said("every mark occurs once", "표시는 한 번씩만 나옴"), one_of_each),),
    mistakes=(*MARKS, *PLACES),
    equivalents={"counted from the end": from_the_answer, "in one string": in_one_string},
    hints=(
        Said(
            "Decode what you return, with its marks: there are four of them, and answer_start is just behind `<sys>`.",
            "돌려줄 id를 조각으로 바꿔 읽어 보세요. 표시는 네 개이고, answer_start는 `<sys>` 바로 뒤입니다.",
        ),
        Said(
            "Everything up to and with `<sys>` is the prompt; its length is where the answer begins. `</s>` is part of "
            "what the model has to learn to say.",
            "`<sys>`까지가 프롬프트이고, 그 길이가 답이 시작하는 자리입니다. `</s>`도 모델이 말하도록 배울 것입니다.",
        ),
        Said(
            "`prompt = [tokenizer.bos_id, user, *asked, system]`; `DialogueIds([*prompt, *said, tokenizer.eos_id], "
            "len(prompt))`",
            "`prompt = [tokenizer.bos_id, user, *asked, system]`, 그다음 `DialogueIds([*prompt, *said, "
            "tokenizer.eos_id], len(prompt))`",
        ),
    ),
)
