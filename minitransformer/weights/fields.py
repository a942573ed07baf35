"""One of our config fields and where a config.json keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.config import ModelConfig
from ..errors import Problem
from .kinds import KINDS, Kind

Json = Mapping[str, Any]
REQUIRED = object()


@dataclass(frozen=True)
class Field:
    """One of our config fields and their key for it. `read` sees the whole config.json as well."""

    ours: str
    theirs: str
    default: Any = REQUIRED
    read: Callable[[Any, Json], Any] = lambda value, _config: value
    write: Callable[[Any], Any] = lambda value: value

    @property
    def kind(self) -> Kind | None:
        """What their value may be; None where `read` judges it."""
        return KINDS.get(self.ours)


ACTIVATIONS = {"gelu": "gelu", "gelu_tanh": "gelu_new", "relu": "relu", "silu": "silu"}  # ours -> theirs
SPELLINGS = {theirs: ours for ours, theirs in ACTIVATIONS.items()} | {
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
    "swish": "silu",
}


def activation_field(theirs: str, default: str) -> Field:
    """The activation, whose spelling differs between the two."""

    def read(value: str, _config: Json) -> str:
        if value not in SPELLINGS:
            known = ", ".join(sorted(SPELLINGS))
            raise Problem(
                f"config.json says {theirs}={value!r}, and this library implements {known}",
                f"config.json의 {theirs}={value!r}은 지원하지 않습니다. 지원: {known}",
            )
        return SPELLINGS[value]

    return Field("activation", theirs, default, read, ACTIVATIONS.__getitem__)


def read_labels(id2label: Mapping[str, str], _config: Mapping[str, Any]) -> tuple[str, ...]:
    """{"0": "negative", "1": "positive"} as a tuple in the order of the ids."""
    return tuple(name for _, name in sorted((int(i), name) for i, name in id2label.items()))


def write_labels(labels: tuple[str, ...]) -> dict[str, str] | None:
    """The inverse; None where the model names no labels."""
    return {str(i): name for i, name in enumerate(labels)} or None


def labels_field() -> Field:
    """The names of the classes."""
    return Field("labels", "id2label", {"0": "LABEL_0", "1": "LABEL_1"}, read_labels, write_labels)


def problem_field() -> Field:
    """What the numbers of the labels mean: one of them fits, or each by itself, or they are no chances at all."""
    return Field("problem_type", "problem_type", None)


LABELS = ("id2label", "label2id")
"""What names the classes."""


def label_ids(cfg: ModelConfig) -> dict[str, int]:
    """The classes the other way round, as transformers writes them too."""
    return {name: i for i, name in enumerate(cfg.labels)}


def rotation(key: str, default: float) -> Callable[[float | int | None, Json], float]:
    """A number of the rotary positions, which transformers 5 keeps in a dictionary of their own; `Problem`
    where that dictionary asks for a stretched rotation (Llama 3.1 and others)."""

    def read(value: float | int | None, config: Json) -> float:
        parameters = config.get("rope_parameters") or {}
        if (kind := parameters.get("rope_type", parameters.get("type", "default"))) != "default":
            raise Problem(
                f"config.json says rope_type={kind!r}, and only 'default' is implemented here",
                f"config.json의 rope_type={kind!r}은 지원하지 않습니다('default'만 지원).",
            )
        return float(parameters.get(key, default if value is None else value))

    return read
