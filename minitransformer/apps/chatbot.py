"""The chatbot: a question in, an answer that comes piece by piece."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch

from ..data.dialogue import encode_prompt, encode_transcript, encode_words
from ..errors import Problem
from ..generation.choose import Choose, greedy, sample
from ..generation.loop import Written, stream
from ..generation.processors import Processor, repetition_penalty, temperature, top_k, top_p
from ..models.gpt import GPT
from ..text.tokenizer import Tokenizer, text_of
from .care import caring_answer

DEMONSTRATION = (
    "안녕! 반가워~",
    "너는 누구야?",
    "나랑 영화보자",
    "너무 심심한데 나랑 놀자",
    "영화 해리포터 재밌어?",
    "너 딥 러닝 잘해?",
    "커피 한 잔 할까?",
)
"""The prompts on which every chatbot here is shown."""


COLD = 1e-3
"""Dividing scores by less than this would leave the range of float32."""


@dataclass(frozen=True)
class Style:
    """How words are chosen. Temperature 0 (or next to it) takes the best word every time."""

    temperature: float = 0.7
    top_k: int | None = 10
    top_p: float | None = None
    repetition_penalty: float = 1.1
    max_new_tokens: int = 50

    @property
    def warm(self) -> bool:
        return self.temperature > COLD

    def processors(self) -> list[Processor]:
        """In the field's usual order: penalty, temperature, top-k, top-p."""
        chain = [repetition_penalty(self.repetition_penalty)]
        if self.warm:
            chain += [temperature(self.temperature)]
            chain += [top_k(self.top_k)] if self.top_k else []
            chain += [top_p(self.top_p)] if self.top_p else []
        return chain

    def choose(self, generator: torch.Generator) -> Choose:
        return sample(generator) if self.warm else greedy


@dataclass
class Reply:
    """An answer, complete once the stream has ended. `reason` is why it ended."""

    text: str = ""
    tokens: int = 0
    seconds: float = 0.0
    reason: str = "stopped"
    ids: list[int] = field(default_factory=list)


class Chatbot:
    """A GPT that was taught `<s><usr>question<sys>answer</s>`, and its tokenizer."""

    def __init__(self, model: GPT, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    def stream(
        self,
        message: str,
        reply: Reply,
        generator: torch.Generator,
        style: Style = Style(),
        history: Sequence[tuple[str, str]] = (),
    ) -> Iterator[str]:
        """The answer in pieces that are ready to show: no syllable is ever cut. `reply` is filled as it goes.

        Raises `Problem` for a message that is empty, too long, or without a known character. A message
        that speaks of self-harm gets a fixed answer.
        """
        message = text_of(message)
        if cared := caring_answer(message):
            reply.text, reply.reason = cared, "care"
            yield cared
            return
        prompt = self.prompt(message, history)
        written, began = Written(), time.monotonic()
        eos = self.tokenizer.eos_id
        for _ in stream(
            self.model,
            prompt,
            written,
            max_new_tokens=style.max_new_tokens,
            choose=style.choose(generator),
            processors=style.processors(),
            eos_id=eos,
        ):
            reply.ids = written.ids
            reply.tokens, reply.seconds = len(written.ids), time.monotonic() - began
            text = self.tokenizer.decode(written.ids)
            if not text.endswith("\ufffd"):
                piece, reply.text = text[len(reply.text) :], text
                yield piece
            if loops(written.ids):
                reply.reason = "repeat"
                return
        reply.reason, reply.seconds = written.reason or "stopped", time.monotonic() - began

    def reply(
        self,
        message: str,
        generator: torch.Generator,
        style: Style = Style(),
        history: Sequence[tuple[str, str]] = (),
    ) -> Reply:
        """The whole answer at once."""
        reply = Reply()
        for _ in self.stream(message, reply, generator, style, history):
            pass
        return reply

    def prompt(self, message: str, history: Sequence[tuple[str, str]] = ()) -> list[int]:
        """The ids up to where the answer begins, after as many of the last turns as there is room for."""
        words = encode_words(self.tokenizer, message)
        if not self.tokenizer.decode(words).strip():
            raise Problem(
                "this model knows no character of the message: write a sentence in the language it was taught",
                "이 모델이 아는 글자가 하나도 없습니다. 한국어 문장으로 써 주세요.",
            )
        room = self.model.cfg.max_len // 2
        if len(words) > room:
            raise Problem(
                f"the message has {len(words)} tokens, and this model has room for {room} beside the answer: "
                "write less",
                f"메시지가 {len(words)}토큰으로 너무 깁니다. 이 모델은 {room}토큰까지 받을 수 있습니다. "
                "짧게 써 주세요.",
            )
        encode = encode_prompt if "user" in self.tokenizer.roles else encode_transcript
        for start in range(len(history) + 1):
            ids = encode(self.tokenizer, message, history[start:])
            if len(ids) <= room + 3:
                break
        return ids


def loops(ids: Sequence[int], times: int = 3, longest: int = 8) -> bool:
    """Does a reply end with the same few tokens three times over?"""
    for n in range(1, longest + 1):
        tail = list(ids[-n * times :])
        if len(tail) == n * times and tail == tail[:n] * times:
            return True
    return False
