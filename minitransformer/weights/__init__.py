"""Names on disk and our names, as tables that are read in both directions. Nothing here touches a disk."""

from collections.abc import Mapping
from typing import Any

from ..errors import Problem
from .bart import BART_FAMILY
from .bert import BERT_FAMILY
from .distilbert import DISTILBERT_FAMILY
from .family import Architecture, Family, Imported
from .gpt2 import GPT2_FAMILY
from .llama import LLAMA_FAMILY
from .marian import MARIAN_FAMILY
from .neox import NEOX_FAMILY
from .table import Row

FAMILIES: Mapping[str, Family] = {
    f.model_type: f
    for f in (
        GPT2_FAMILY,
        BERT_FAMILY,
        DISTILBERT_FAMILY,
        MARIAN_FAMILY,
        BART_FAMILY,
        NEOX_FAMILY,
        LLAMA_FAMILY,
    )
}
"""Every architecture this library knows, by the `model_type` of its config.json."""


def family_of(hf_config: Mapping[str, Any]) -> Family:
    """The family that a config.json belongs to; `Problem` names the known ones if it is none of them."""
    name = str(hf_config.get("model_type"))
    if name not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise Problem(
            f"config.json says model_type {name!r}, and this library knows {known}: choose one of these",
            f"config.json의 model_type이 {name!r}입니다. 지원하는 것은 {known}입니다.",
        )
    return FAMILIES[name]


def named_architecture(hf_config: Mapping[str, Any]) -> str | None:
    """The first of the architectures of a config.json; None where it names none."""
    named = hf_config.get("architectures") or [None]
    if not isinstance(named, list) or not isinstance(named[0], str | None):
        raise Problem(
            f"config.json says architectures={named!r}: it must be a list of names",
            f"config.json의 architectures={named!r} 값이 올바르지 않습니다. 이름의 목록이어야 합니다.",
        )
    return named[0]


__all__ = ["FAMILIES", "Architecture", "Family", "Imported", "Row", "family_of", "named_architecture"]
