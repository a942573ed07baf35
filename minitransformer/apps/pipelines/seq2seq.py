"""Summarization and translation: an encoder reads the whole text, a decoder writes the other one."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ...generation.config import GenerationConfig
from ...generation.translate import translate
from ...models.seq2seq import Seq2Seq
from .frames import Framed
from .writing import Writing


class Seq2SeqWriting(Writing):
    """An encoder-decoder that writes as its checkpoint says: beams, lengths, what must not be repeated."""

    model: Seq2Seq
    field: ClassVar[str]

    def __call__(self, texts: str | Iterable[str], *, seed: int = 0, **settings: Any) -> list[dict[str, str]]:
        """What is written of each text. `settings` go by the names of generation_config.json; lengths count the
        tokens that are written, with the start token."""
        config = self.settled(settings)
        choose = config.choose(self.generator(seed))

        def judge(batch: list[Framed]) -> list[dict[str, str]]:
            sources = [text.ids for text in batch]
            written = translate(self.model, sources, choose=choose, **config.options())
            return [{self.field: self.tokenizer.decode(text.ids)} for text in written]

        found = self.each(texts, self.read, judge)
        return [found] if isinstance(texts, str) else found

    def settled(self, asked: Mapping[str, Any]) -> GenerationConfig:
        """The settings of this call. A maximum that is asked for goes before the minimum of the checkpoint."""
        usual = {"max_length": self.model.cfg.max_len, "eos_token_id": self.model.cfg.eos_id}
        fewest, most = self.settings.get("min_length") or 0, asked.get("max_length")
        if most is not None and asked.get("min_length") is None and most < fewest:
            self.say(
                f"max_length {most} is below this checkpoint's min_length {fewest}, which becomes {most} too: "
                "every text is cut at that length; give a min_length to let it end sooner",
                f"max_length {most}: 이 체크포인트의 min_length {fewest}보다 작아 min_length도 같은 값으로 "
                "낮췄습니다. 글이 그 길이에서 잘리니, 더 일찍 끝나게 하려면 min_length도 지정해 주세요.",
            )
            asked = {**asked, "min_length": most}
        return self.config(usual, asked)


class Summarization(Seq2SeqWriting):
    """A long text in, a short one out."""

    field = "summary_text"


class Translation(Seq2SeqWriting):
    """A sentence in, the same in another language out. Models for several target languages want the code of
    one in front of the text, such as >>fra<<."""

    field = "translation_text"
