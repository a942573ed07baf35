"""Dialogues as ids: `<s><usr>question<sys>answer</s>`, koGPT2's way, and what other models are used to."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..text.tokenizer import Tokenizer


@dataclass(frozen=True)
class DialogueIds:
    """A dialogue as ids, and where in them the answer begins."""

    ids: list[int]
    answer_start: int


def encode_dialogue(tokenizer: Tokenizer, question: str, answer: str) -> DialogueIds:
    """A whole dialogue, to learn from."""
    prompt = encode_prompt(tokenizer, question)
    return DialogueIds([*prompt, *encode_words(tokenizer, answer), tokenizer.eos_id], len(prompt))


def encode_prompt(tokenizer: Tokenizer, question: str, history: Iterable[tuple[str, str]] = ()) -> list[int]:
    """Everything up to where the answer begins; what was said before stands in front of the question:
    `<s><usr>q1<sys>a1</s><usr>q2<sys>`."""
    user, system = tokenizer.special("user"), tokenizer.special("system")
    ids = [tokenizer.bos_id]
    for asked, answered in history:
        ids += [user, *encode_words(tokenizer, asked), system, *encode_words(tokenizer, answered)]
        ids += [tokenizer.eos_id]
    return [*ids, user, *encode_words(tokenizer, question), system]


def encode_transcript(
    tokenizer: Tokenizer, question: str, history: Iterable[tuple[str, str]] = ()
) -> list[int]:
    """For a language model that knows no turns (a plain GPT-2): what was said, a line each."""
    lines = [line for turn in history for line in turn]
    return [tokenizer.bos_id, *encode_words(tokenizer, "\n".join([*lines, question]) + "\n")]


def encode_instruction(
    tokenizer: Tokenizer, question: str, history: Iterable[tuple[str, str]] = ()
) -> list[int]:
    """KoAlpaca's way (its README): headings in plain words say who speaks, and the answer follows the last;
    what was said before stands in front in the same form."""
    turns = [f"### 질문: {asked}\n\n### 답변: {answered}\n\n" for asked, answered in history]
    return encode_words(tokenizer, f"{''.join(turns)}### 질문: {question}\n\n### 답변:")


def encode_words(tokenizer: Tokenizer, text: str) -> list[int]:
    """The ids of what somebody wrote. `</s>` spelled out in it ends no turn: control tokens are left out,
    all but the one for what is unknown."""
    structure = tokenizer.control_ids - {tokenizer.roles.get("unk")}
    return [i for i in tokenizer.encode(text) if i not in structure]
