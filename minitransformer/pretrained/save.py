"""Write a model and its tokenizer so that `transformers.from_pretrained` reads them too."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch import Tensor

from ..models.base import Model
from ..text.files import FILES as TOKENIZER_FILES
from ..text.tokenizer import Tokenizer
from ..weights import FAMILIES, Architecture, Family
from .disk import put_files
from .files import CONFIG, GENERATION, SINGLE
from .sums import CARD


def save(
    model: Model, tokenizer: Tokenizer | None, folder: str | Path, card: Mapping[str, Any] | None = None
) -> None:
    """Write config.json, model.safetensors, the tokenizer's files and, if given, card.json.

    Names and layouts are the hub's. Nothing that was in the folder is lost if writing fails (`Problem`).
    """

    def write(aside: Path) -> None:
        write_model(model, tokenizer, aside)
        if card is not None:
            text = json.dumps(card, ensure_ascii=False, indent=1)
            (aside / CARD).write_text(text, encoding="utf-8")

    put_files(
        Path(folder), write, bytes_of(model.state_dict()), replacing=(*SINGLE, GENERATION, *TOKENIZER_FILES)
    )


def bytes_of(content: Any) -> int:
    """The room that the tensors take, in whatever dictionaries and lists they lie. A shared one counts once."""
    return sum({x.data_ptr(): x.numel() * x.element_size() for x in _tensors(content)}.values())


def _tensors(content: Any) -> Iterator[Tensor]:
    if isinstance(content, Tensor):
        yield content
    elif isinstance(content, Mapping | list | tuple):
        for inner in content.values() if isinstance(content, Mapping) else content:
            yield from _tensors(inner)


def write_model(model: Model, tokenizer: Tokenizer | None, folder: Path) -> None:
    """The files of a model, into a folder that is there."""
    family, architecture = family_and_architecture(model)
    config = family.describe(model.cfg, architecture)
    (folder / CONFIG).write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    ours = {name: p.detach() for name, p in model.named_parameters()}
    theirs = family.export(ours, model.cfg, architecture)
    tensors = {name.removeprefix(architecture.prefix): x for name, x in theirs.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in (tokenizer.files() if tokenizer else {}).items():
        (folder / name).write_bytes(content)


def family_and_architecture(model: Model) -> tuple[Family, Architecture]:
    """Where a model of ours belongs."""
    for family in FAMILIES.values():
        for architecture in family.architectures:
            if type(model) is architecture.model and type(model.cfg) is family.config:
                return family, architecture
    raise TypeError(f"{type(model).__name__} is no model that a checkpoint can hold")
