"""Tasks whose answer is a text: it is written as the authors of the checkpoint meant it, unless asked otherwise."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import torch

from ...errors import Problem
from ...generation.config import GenerationConfig
from ...models.base import Model
from ...text.tokenizer import Tokenizer
from .base import Pipeline

KNOWN = tuple(f.name for f in fields(GenerationConfig))
TWO_WAYS = {"max_length": "max_new_tokens", "min_length": "min_new_tokens"}
TWO_WAYS |= {new: whole for whole, new in TWO_WAYS.items()}
"""A length can be said of the whole text or of what is new in it: who says the one takes back the other."""


class Writing(Pipeline):
    """`settings` are the checkpoint's own, as `load_generation` reads them."""

    def __init__(
        self,
        model: Model,
        tokenizer: Tokenizer,
        *,
        batch_size: int = 8,
        truncate: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(model, tokenizer, batch_size=batch_size, truncate=truncate)
        self.settings = dict(settings or {})

    def config(self, usual: Mapping[str, Any], asked: Mapping[str, Any]) -> GenerationConfig:
        """What is usual for the task, over that the checkpoint's settings, over those what is asked for now.

        `Problem` for a setting that nobody knows.
        """
        if unknown := sorted(set(asked) - set(KNOWN)):
            known = ", ".join(KNOWN)
            raise Problem(
                f"there is no setting {unknown[0]}: known are {known}",
                f"{unknown[0]} 설정은 없습니다. 쓸 수 있는 것: {known}",
            )
        said: dict[str, Any] = {}
        for layer in (usual, self.settings, asked):
            given = {key: value for key, value in layer.items() if value is not None}
            said = {key: value for key, value in said.items() if TWO_WAYS.get(key) not in given} | given
        return GenerationConfig.read(said)

    def generator(self, seed: int) -> torch.Generator:
        """What words are drawn with, the same on every device."""
        return torch.Generator().manual_seed(seed)
