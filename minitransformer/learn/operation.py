"""One graft from beginning to end: which pieces, is it still the same function, and what does it say now?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

import torch

from ..apps.chatbot import DEMONSTRATION, Chatbot, Style
from ..apps.samples import BLANKS, fill_in
from ..core.config import ModelConfig
from ..core.parts import Parts
from ..models.gpt import GPT
from ..pretrained import load, load_model
from ..pretrained.hub import locate
from ..pretrained.save import family_and_architecture
from ..proof.adapter import agreement_inside
from ..proof.agreement import Agreement
from ..proof.parity import Parity, parity
from ..proof.probe import make_probe, make_seeing_probe
from ..proof.tasks import TASKS
from .graft import LAYERS, NETWORK, WHOLE, Graft, used_by

COLD = Style(temperature=0.0)
HIDDEN = {WHOLE: "attention.weights", NETWORK: "feed_forward.up"}
"""What happens inside a learner's layer, and is seen only where it calls the functions and layers given to it."""
TURNS = DEMONSTRATION[:3]


@dataclass(frozen=True)
class Speech:
    """What the model says with the library's functions, and with the learner's; `differs` is the first token that
    is another one: its number, and the two."""

    asked: str
    right: str
    yours: str
    differs: tuple[int, str, str] | None = None

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.differs is None


class Operation:
    """A model, and a learner's files that go into it."""

    def __init__(self, model: str, seed: int = 0) -> None:
        self.model, self.seed = model, seed
        self.source = locate(model)
        self.files: dict[str, Path] = {}

    @cached_property
    def used(self) -> list[str]:
        """The pieces that this model is made of."""

        def run(parts: Parts) -> ModelConfig:
            ours = load_model(self.source, parts=parts)
            task = TASKS[family_and_architecture(ours)[1].name]
            with torch.no_grad():
                task.ours(ours, make_probe(ours.cfg, torch.Generator().manual_seed(self.seed)))
            return ours.cfg

        return used_by(run)

    def take(self, files: Mapping[str, Path]) -> None:
        """These files are what goes in."""
        self.files = {name: path for name, path in files.items() if name in self.used}

    def parity(self) -> Parity:
        """The model with the learner's functions in it beside `transformers`. What a learner's
        layer keeps to itself is not compared."""
        graft = Graft(self.files)
        with graft.in_place() as parts:
            found = parity(self.source, seed=self.seed, parts=parts, probing=make_seeing_probe)
        ends = tuple(HIDDEN[name] for name in HIDDEN if name in self.files)
        seen = [r for r in found.activations if math.isfinite(r.error) or not r.name.endswith(ends)]
        return replace(found, activations=tuple(seen))

    @cached_property
    def speaks(self) -> bool:
        """Whether the model talks, or fills in words."""
        model = load_model(self.source)
        return isinstance(model, GPT) or hasattr(model, "words")

    def speech(self, messages: Sequence[str], language: str) -> list[Speech]:
        """What it says, always the likeliest word."""
        right = self._say(Graft(), messages, language)
        yours = self._say(Graft(self.files), messages, language)
        return [
            Speech(asked, text, said, _first_difference(pieces, written))
            for (asked, text, pieces), (_, said, written) in zip(right, yours, strict=True)
        ]

    def inside(self) -> Agreement | None:
        """The learner's attention inside Hugging Face's own model; None where there is none."""
        name = "scaled_dot_product_attention"
        if name not in self.files:
            return None
        ours = load_model(self.source)
        generator = torch.Generator().manual_seed(self.seed)
        with Graft({n: self.files[n] for n in self.files if n not in LAYERS}).in_place() as parts:
            return agreement_inside(ours, self.source, parts.attend, generator)

    def _say(self, graft: Graft, messages: Sequence[str], language: str) -> list[tuple[str, str, list[str]]]:
        with graft.in_place() as parts:
            model, tokenizer = load(self.source, parts=parts)
            if isinstance(model, GPT):
                bot, generator, asked = Chatbot(model, tokenizer), torch.Generator(), messages or TURNS
                replies = [bot.reply(message, generator, COLD) for message in asked]
                ids = [[tokenizer.piece(i) for i in reply.ids] for reply in replies]
                return list(zip(asked, [reply.text for reply in replies], ids, strict=True))
            told = fill_in(model, tokenizer, BLANKS[language])  # type: ignore[arg-type]
            return list(zip(BLANKS[language], told, [[words] for words in told], strict=True))


def _first_difference(right: list[str], yours: list[str]) -> tuple[int, str, str] | None:
    """The first token that is another one; a text that ends has nothing there."""
    for number, (a, b) in enumerate(zip_longest(right, yours, fillvalue="")):
        if a != b:
            return number + 1, a, b
    return None
