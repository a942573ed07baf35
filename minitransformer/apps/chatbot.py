"""The chatbot: a question in, an answer that comes piece by piece."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from ..data.dialogue import encode_words
from ..errors import Problem
from ..generation.beam import beam_search
from ..generation.choose import Choose, greedy, sample
from ..generation.loop import Written, stream
from ..generation.processors import Processor, repetition_penalty, temperature, top_k, top_p
from ..models.gpt import GPT
from ..text.tokenizer import Tokenizer, text_of
from .care import caring_answer
from .forms import Form, form_of
from .unknown import refuse_unknown

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
    """How words are chosen. Temperature 0 (or next to it) takes the best word every time; with several beams
    nothing is drawn, and the answer comes all at once."""

    temperature: float = 0.5
    top_k: int | None = 10
    top_p: float | None = None
    repetition_penalty: float = 1.1
    max_new_tokens: int = 50
    beams: int = 1

    @property
    def warm(self) -> bool:
        return self.temperature > COLD and self.beams == 1

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

    def grow(self, text: str) -> str:
        """What is new in a text that has become longer; nothing while its last syllable is incomplete."""
        if text.endswith("\ufffd"):
            return ""
        new, self.text = text[len(self.text) :], text
        return new


class Chatbot:
    """A GPT, its tokenizer, and how it wants to be asked (where not said: as its tokenizer suggests)."""

    def __init__(self, model: GPT, tokenizer: Tokenizer, form: Form | None = None) -> None:
        self.model, self.tokenizer = model, tokenizer
        self.form = form or form_of(tokenizer)

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
        for _ in self._words(prompt, written, style, generator):
            reply.ids = written.ids
            reply.tokens, reply.seconds = len(written.ids), time.monotonic() - began
            text, over = self.form.answer(self.tokenizer.decode(written.ids))
            yield reply.grow(text)
            if over or loops(written.ids):
                reply.reason = "eos" if over else "repeat"
                return
        reply.reason, reply.seconds = written.reason or "stopped", time.monotonic() - began
        text, _ = self.form.answer(self.tokenizer.decode(written.ids), ended=True)
        if rest := reply.grow(text):
            yield rest

    def _words(
        self, prompt: list[int], written: Written, style: Style, generator: torch.Generator
    ) -> Iterator[int]:
        """The words of the answer as they are ready: one by one, or, where beams are compared, at the end."""
        settings: dict[str, Any] = {
            "max_new_tokens": style.max_new_tokens,
            "processors": style.processors(),
            "eos_id": self.tokenizer.eos_id,
        }
        if style.beams == 1:
            yield from stream(self.model, prompt, written, choose=style.choose(generator), **settings)
        else:
            (best,) = beam_search(self.model, [prompt], beams=style.beams, **settings)
            written.ids, written.reason = best.ids, best.reason
            yield from best.ids[-1:]

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
        refuse_unknown(self.tokenizer, words)
        room = self.model.cfg.max_len // 2
        if len(words) > room:
            raise Problem(
                f"the message has {len(words)} tokens, and this model has room for {room} beside the answer: "
                "write less",
                f"메시지가 {len(words)}토큰으로 너무 깁니다. 이 모델은 {room}토큰까지 받을 수 있습니다. "
                "짧게 써 주세요.",
            )
        for start in range(len(history) + 1):
            ids = self.form.encode(self.tokenizer, message, history[start:])
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
