"""Text generation: a beginning goes on, word by word; without one, the model rambles from its start token."""

from collections.abc import Iterable
from typing import Any

from ...errors import Problem
from ...generation.beam import beam_search
from ...generation.config import GenerationConfig
from ...generation.loop import Written, generate
from ...models.gpt import GPT
from ...text.tokenizer import nfc
from ..unknown import refuse_unknown
from .base import One, at_least_one
from .frames import Framed, marks
from .writing import Writing

USUAL = {"max_new_tokens": 50, "do_sample": True, "temperature": 0.7}
"""Where neither the checkpoint nor the caller says otherwise: to take the best word every time ends in loops."""


class TextGeneration(Writing):
    """A GPT, and how it chooses: by default each word is drawn."""

    model: GPT

    def __call__(
        self,
        texts: str | Iterable[str] = "",
        *,
        seed: int = 0,
        num_return_sequences: int = 1,
        return_full_text: bool = True,
        **settings: Any,
    ) -> list[Any]:
        """For each text a list of continuations, beginning with the text itself unless only what is new is wanted.

        `settings` go by the names of generation_config.json. The same seed with the same texts writes the same.
        """
        at_least_one("num_return_sequences", num_return_sequences)
        generator, config = self.generator(seed), self.settled(settings)
        if num_return_sequences > 1 and not config.do_sample:
            raise Problem(
                f"{num_return_sequences} texts, but nothing is drawn, so all would be the same: set do_sample",
                f"무작위로 뽑지 않으면 글 {num_return_sequences}개가 모두 같습니다. do_sample을 켜 주세요.",
            )

        def judge(batch: list[Framed]) -> list[Any]:
            prompts = [text for text in batch for _ in range(num_return_sequences)]
            written = self.write([text.ids for text in prompts], config, config.choose(generator))
            said = [
                {"generated_text": text.text * return_full_text + self.new(text.ids, found.ids)}
                for text, found in zip(prompts, written, strict=True)
            ]
            return [said[i : i + num_return_sequences] for i in range(0, len(said), num_return_sequences)]

        return self.each(texts, self.read, judge)

    def settled(self, asked: dict[str, Any]) -> GenerationConfig:
        """The settings of this call. Who asks for beams wants the likeliest text, and none that is drawn."""
        eos = self.tokenizer.roles.get("eos") if self.model.cfg.eos_id is None else self.model.cfg.eos_id
        if (asked.get("num_beams") or 1) > 1:
            asked = {"do_sample": False, **asked}
        return self.config({**USUAL, "eos_token_id": eos}, asked)

    def write(self, prompts: list[list[int]], config: GenerationConfig, choose: Any) -> list[Written]:
        """Continue the prompts of one batch; lengths that count the prompt count the longest of them."""
        options = config.options(max(map(len, prompts)))
        if config.num_beams > 1:
            return beam_search(self.model, prompts, eos_id=config.eos_token_id, **options)
        return generate(
            self.model,
            prompts,
            max_new_tokens=options["max_new_tokens"],
            choose=choose,
            processors=options["processors"],
            eos_id=config.eos_token_id,
        )

    def new(self, prompt: list[int], written: list[int]) -> str:
        """The text of what was written, with the blank in front of it, which only the whole has."""
        return self.tokenizer.decode([*prompt, *written])[len(self.tokenizer.decode(prompt)) :]

    def read(self, text: One) -> Framed:
        """The ids of a beginning; of none, the start token. `Problem` where no position is left to write in,
        unless `truncate` keeps as much of its end as fills half of the positions."""
        if not isinstance(text, str):
            raise Problem(
                "text-generation goes on with plain text: give a string, no messages",
                "text-generation은 글을 이어 씁니다. 메시지가 아니라 문자열을 주세요.",
            )
        text = nfc(text)
        before, _ = marks(self.model.cfg, self.tokenizer)
        words, room = self.tokenizer.encode(text), self.model.cfg.max_len - len(before)
        if text.strip():
            refuse_unknown(self.tokenizer, words)
        if len(words) >= room and not self.truncate:
            raise Problem(
                f"the text has {len(words)} tokens, and this model has {room} positions for it and what follows: "
                "shorten it, or truncate=True (--truncate) cuts its beginning off",
                f"글이 {len(words)}토큰인데 이 모델은 뒤에 쓸 글까지 합해 위치가 {room}개입니다. 줄이거나 "
                "truncate=True(--truncate)로 앞을 자르세요.",
            )
        if len(words) >= room:
            words = words[-(room // 2) :]
        ids = [*before, *words] or [self.start]
        return Framed(text, ids, [0] * len(ids))

    @property
    def start(self) -> int:
        """The token that every text begins with."""
        return self.tokenizer.bos_id if self.model.cfg.bos_id is None else self.model.cfg.bos_id
