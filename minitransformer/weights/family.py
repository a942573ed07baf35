"""What is known of one Hugging Face architecture: its config, its tensors, its heads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..core.config import ModelConfig
from ..errors import Problem
from ..models.base import Model
from .kinds import KINDS, Kind
from .table import Row, expand

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


@dataclass(frozen=True)
class Architecture:
    """A body with its head: the class that holds it, its tensors, and the outputs that must agree.

    `modules` pairs our submodule with theirs; `theirs:1` is the second of the things theirs returns.
    `prefix` begins every name in the rows, but none in the file: a bare body is stored without it.
    `labelled` are the rows that mean nothing without the labels they were trained for.
    """

    name: str
    model: Callable[..., Model]
    rows: tuple[Row, ...]
    modules: tuple[tuple[str, str], ...]
    prefix: str = ""
    labelled: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Imported:
    """A checkpoint under our names. `missing`: ours that it lacks; `aside`: heads that were not asked for."""

    tensors: Mapping[str, Tensor]
    missing: tuple[str, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """One `model_type`."""

    model_type: str
    config: type[ModelConfig]
    fields: tuple[Field, ...]
    fixed: Json  # their key -> the only value implemented here
    body: tuple[Row, ...]
    architectures: tuple[Architecture, ...]  # the first is meant where config.json names none
    aliases: Mapping[str, str] = field(default_factory=dict)  # old spelling (regex) -> the one in the rows
    ignored: tuple[str, ...] = ()  # their tensors that are no parameters (regex)
    derived: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # written, never read
    twins: Mapping[str, str] = field(default_factory=dict)  # a second name for the same numbers
    assumed: Json = field(default_factory=dict)  # like `fixed`, and not written
    repeats: Mapping[str, str] = field(default_factory=dict)  # their key -> ours, whose value it must repeat

    def architecture(self, name: str | None) -> Architecture:
        """The architecture of that name; `Problem` lists the known ones."""
        for known in self.architectures:
            if name in (None, known.name):
                return known
        names = ", ".join(a.name for a in self.architectures)
        raise Problem(
            f"architecture {name} of {self.model_type} is not implemented: known are {names}",
            f"{self.model_type}의 {name} 구조는 지원하지 않습니다. 지원: {names}",
        )

    def configure(self, hf: Json) -> ModelConfig:
        """Their config.json as our config; refuses what this library does not implement."""
        for key, value in {**self.fixed, **self.assumed}.items():
            if hf.get(key, value) not in (value, None):
                raise Problem(
                    f"config.json says {key}={hf[key]!r}, and only {value!r} is implemented here",
                    f"config.json의 {key}={hf[key]!r}은 지원하지 않습니다({value!r}만 지원).",
                )
        values = {}
        for f in self.fields:
            value = hf.get(f.theirs, f.default)
            if value is REQUIRED:
                raise Problem(
                    f"config.json has no {f.theirs}: it does not describe a {self.model_type} model",
                    f"config.json에 {f.theirs} 값이 없습니다.",
                )
            optional = value is None and f.default is None
            if f.kind and not optional and not f.kind.accepts(value, hf):
                raise Problem(
                    f"config.json says {f.theirs}={value!r}: it must be {f.kind.en}",
                    f"config.json의 {f.theirs}={value!r} 값이 올바르지 않습니다. {f.kind.ko}여야 합니다.",
                )
            try:
                values[f.ours] = f.read(value, hf)
            except (TypeError, ValueError, AttributeError) as e:
                raise Problem(
                    f"config.json says {f.theirs}={value!r}, which cannot be read: correct it",
                    f"config.json의 {f.theirs}={value!r}을 읽을 수 없습니다. 고쳐 주세요.",
                ) from e
        for key, ours in self.repeats.items():
            if hf.get(key) not in (None, values[ours]):
                raise Problem(
                    f"config.json says {key}={hf[key]!r}, and only {values[ours]!r} is implemented here",
                    f"config.json의 {key}={hf[key]!r}은 지원하지 않습니다({values[ours]!r}만 지원).",
                )
        try:
            return self.config(**values)
        except (TypeError, ValueError) as e:
            raise Problem(f"config.json: {e}", f"config.json이 올바르지 않습니다: {e}") from e

    def describe(self, cfg: ModelConfig, architecture: Architecture) -> dict[str, Any]:
        """Our config as their config.json."""
        written = {f.theirs: f.write(getattr(cfg, f.ours)) for f in self.fields}
        return {
            "model_type": self.model_type,
            "architectures": [architecture.name],
            **{key: value for key, value in written.items() if value is not None},
            **{key: derive(cfg) for key, derive in self.derived.items()},
            **self.fixed,
        }

    def import_(
        self,
        theirs: Mapping[str, Tensor],
        cfg: ModelConfig,
        architecture: Architecture,
        fresh: tuple[Row, ...] = (),
    ) -> Imported:
        """Their tensors under our names: each is used once, or is known by name and left out.

        Raises `Problem` for a tensor nobody knows, for a copy that differs from its original, and for
        a body that is not complete. What a head lacks is returned in `missing`: the caller decides.
        The rows in `fresh` are left aside even where the checkpoint has them.
        """
        todo = {self.canonical(k): v for k, v in theirs.items() if not _matches(self.ignored, k)}
        _check_numbers(todo)
        self._drop_twins(todo)
        ours: dict[str, Tensor] = {}
        missing: list[str] = []
        body = {row.theirs for row in expand(self.body, cfg.n_layers)}
        for row in self.names(cfg, architecture):
            if row.theirs in todo and row not in fresh:
                ours |= self._to_ours(row, todo.pop(row.theirs), cfg)
            elif row.theirs in body:
                raise Problem(
                    f"the checkpoint has no tensor {row.theirs}: "
                    f"it is incomplete, or not a {self.model_type}",
                    f"체크포인트에 {row.theirs} 텐서가 없습니다. 파일이 불완전하거나 다른 모델입니다.",
                )
            else:
                missing += row.ours.split()
        aside = todo.keys() & {r.theirs for a in self.architectures for r in self.names(cfg, a)}
        if unknown := sorted(todo.keys() - aside):
            raise Problem(
                f"the checkpoint has {len(unknown)} tensors that no {self.model_type} has, "
                f"the first is {unknown[0]}: is config.json the right one?",
                f"체크포인트에 알 수 없는 텐서가 {len(unknown)}개 있습니다(예: {unknown[0]}).",
            )
        return Imported(ours, tuple(missing), tuple(sorted(aside)))

    def export(
        self, ours: Mapping[str, Tensor], cfg: ModelConfig, architecture: Architecture
    ) -> dict[str, Tensor]:
        """Our tensors (or their gradients) under their names: the inverse of `import_`."""
        rows = self.names(cfg, architecture)
        if left := set(ours) - {name for row in rows for name in row.ours.split()}:
            raise KeyError(f"parameters with no counterpart: {sorted(left)}")
        return {row.theirs: row.to_theirs(ours, self._sizes(cfg)) for row in rows}

    @staticmethod
    def names(cfg: ModelConfig, architecture: Architecture) -> list[Row]:
        """Every row of the table, written out for each block."""
        return expand(architecture.rows, cfg.n_layers)

    def canonical(self, key: str) -> str:
        """A tensor's name in the spelling of the rows."""
        for old, new in self.aliases.items():
            key = re.sub(old, new, key)
        return key

    def _drop_twins(self, todo: dict[str, Tensor]) -> None:
        for copy, original in self.twins.items():
            if copy in todo and original in todo and not torch.equal(todo.pop(copy), todo[original]):
                raise Problem(
                    f"{copy} and {original} should be the same numbers and are not: "
                    "this checkpoint is not tied",
                    f"{copy}, {original} 두 값은 같아야 하는데 다릅니다(가중치 공유가 아닌 체크포인트).",
                )

    def _to_ours(self, row: Row, x: Tensor, cfg: ModelConfig) -> dict[str, Tensor]:
        try:
            return row.to_ours(x, self._sizes(cfg))
        except (RuntimeError, ValueError) as e:
            raise Problem(
                f"{row.theirs} has shape {tuple(x.shape)}, which does not fit config.json",
                f"{row.theirs}의 크기 {tuple(x.shape)}이 config.json과 맞지 않습니다.",
            ) from e

    @staticmethod
    def _sizes(cfg: ModelConfig) -> dict[str, int]:
        return {"h": cfg.n_heads, "qkv": 3}


ACTIVATIONS = {"gelu": "gelu", "gelu_tanh": "gelu_new", "relu": "relu"}  # ours -> theirs
SPELLINGS = {theirs: ours for ours, theirs in ACTIVATIONS.items()} | {
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
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


def _matches(patterns: tuple[str, ...], key: str) -> bool:
    return any(re.fullmatch(pattern, key) for pattern in patterns)


def _check_numbers(tensors: Mapping[str, Tensor]) -> None:
    for name, x in tensors.items():
        if x.layout != torch.strided or x.is_nested or x.is_meta or not x.is_floating_point():
            found = "meta" if x.is_meta else f"{x.dtype}, {x.layout}"
            raise Problem(
                f"{name} holds no weights ({found}): save it as ordinary floating-point numbers",
                f"{name} 텐서는 가중치가 아닙니다({found}). 보통의 실수 텐서로 저장해 주세요.",
            )
