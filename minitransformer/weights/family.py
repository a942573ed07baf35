"""What is known of one Hugging Face architecture: its config, its tensors, its heads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from typing import Any

import torch
from torch import Tensor

from ..core.config import ModelConfig
from ..errors import Problem
from ..functional import TensorFn, identity
from ..models.base import Model
from .fields import REQUIRED, Field, Json
from .table import Row, expand, holds

ROUNDINGS = (torch.float32, torch.float16, torch.bfloat16)
"""What a stored table may have been rounded to on its way."""


@dataclass(frozen=True)
class Architecture:
    """A body with its head: the class that holds it, its tensors, and the outputs that must agree.

    `modules` pairs our submodule with theirs; `theirs:1` is the second of the things theirs returns.
    `prefix` begins every name in the rows, but none in the file: a bare body is stored without it.
    `labelled` are the rows that mean nothing without the labels they were trained for; `unsaid` the keys of
    config.json that would change this head.
    """

    name: str
    model: Callable[..., Model]
    rows: tuple[Row, ...]
    modules: tuple[tuple[str, str], ...]
    prefix: str = ""
    labelled: tuple[Row, ...] = ()
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """A checkpoint under our names. `zero`: ours that it leaves out because they are 0; `missing`: ours that
    it lacks; `aside`: heads that were not asked for."""

    tensors: Mapping[str, Tensor]
    zero: tuple[str, ...]
    missing: tuple[str, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True)
class Twin:
    """A second name for the same numbers, where the config says so (see `Row.when`). `kept`: where
    transformers writes both."""

    copy: str
    original: str
    when: str = ""
    kept: str = ""


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
    twins: tuple[Twin, ...] = ()
    assumed: Json = field(default_factory=dict)  # like `fixed`, and not written
    repeats: Mapping[str, str] = field(default_factory=dict)  # their key -> ours, whose value it must repeat
    zeros: tuple[str, ...] = ()  # ours that are 0 where the file has none
    constants: Mapping[str, Callable[[Any], Tensor]] = field(
        default_factory=dict
    )  # stored (regex), computed here

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
        try:
            cfg = self.config(**values)
        except (TypeError, ValueError) as e:
            raise Problem(f"config.json: {e}", f"config.json이 올바르지 않습니다: {e}") from e
        for key, ours in self.repeats.items():
            if hf.get(key) not in (None, getattr(cfg, ours)):
                raise Problem(
                    f"config.json says {key}={hf[key]!r}, and only {getattr(cfg, ours)!r} is implemented here",
                    f"config.json의 {key}={hf[key]!r}은 지원하지 않습니다({getattr(cfg, ours)!r}만 지원).",
                )
        return cfg

    def describe(self, cfg: ModelConfig, architecture: Architecture) -> dict[str, Any]:
        """Our config as their config.json; ValueError for a setting that theirs has no word for."""
        self._check_words(cfg)
        written: dict[str, Any] = {"model_type": self.model_type, "architectures": [architecture.name]}
        for f in self.fields:
            value = f.write(getattr(cfg, f.ours))
            if value is not None:
                written.setdefault(f.theirs, value)
        written.update({key: derive(cfg) for key, derive in self.derived.items()}, **self.fixed)
        return {key: value for key, value in written.items() if key not in architecture.unsaid}

    def _check_words(self, cfg: ModelConfig) -> None:
        """What only matters in training is forgotten where it cannot be written."""
        said = {f.ours for f in self.fields} | {"labels", "pad_learns"}
        for f in fields_of(cfg):
            value = getattr(cfg, f.name)
            if f.name not in said and "drop" not in f.name and value != f.default:
                raise ValueError(
                    f"{f.name}={value!r} cannot be said in the config.json of {self.model_type}, "
                    f"where it is {f.default!r}"
                )

    def import_(
        self,
        theirs: Mapping[str, Tensor],
        cfg: ModelConfig,
        architecture: Architecture,
        fresh: tuple[Row, ...] = (),
        convert: TensorFn = identity,
    ) -> Imported:
        """Their tensors under our names: each is used once, or is known by name and left out.

        Raises `Problem` for a tensor nobody knows, for a copy that differs from its original, and for
        a body that is not complete. What a head lacks is returned in `missing`: the caller decides.
        The rows in `fresh` are left aside even where the checkpoint has them. Every tensor goes through
        `convert` when its turn comes, so that no second copy of a large checkpoint is ever held.
        """
        todo = self._by_rows({k: v for k, v in theirs.items() if not _matches(self.ignored, k)})
        self._join_twins(todo, cfg)
        self._drop_constants(todo, cfg)
        ours: dict[str, Tensor] = {}
        zero: list[str] = []
        missing: list[str] = []
        body = {row.theirs for row in expand(self.body, cfg)}
        for row in self.names(cfg, architecture):
            if row.theirs in todo and row not in fresh:
                taken = self._to_ours(row, todo.pop(row.theirs), cfg)
                ours |= {name: convert(x) for name, x in taken.items()}
            elif row.ours in self.zeros:
                zero.append(row.ours)
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
        return Imported(ours, tuple(zero), tuple(missing), tuple(sorted(aside)))

    def export(
        self, ours: Mapping[str, Tensor], cfg: ModelConfig, architecture: Architecture
    ) -> dict[str, Tensor]:
        """Our tensors (or their gradients) under their names: the inverse of `import_`."""
        rows = self.names(cfg, architecture)
        if left := set(ours) - {name for row in rows for name in row.ours.split()}:
            raise KeyError(f"parameters with no counterpart: {sorted(left)}")
        theirs = {row.theirs: row.to_theirs(ours, self._sizes(cfg)) for row in rows}
        return theirs | {
            t.copy: theirs[t.original].clone() for t in self.twins if t.kept and holds(t.kept, cfg)
        }

    @staticmethod
    def names(cfg: ModelConfig, architecture: Architecture) -> list[Row]:
        """Every row of the table, written out for each block."""
        return expand(architecture.rows, cfg)

    def canonical(self, key: str) -> str:
        """A tensor's name in the spelling of the rows."""
        for old, new in self.aliases.items():
            key = re.sub(old, new, key)
        return key

    def _by_rows(self, theirs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Their tensors in the spelling of the rows; a file may hold two spellings of one, if they agree."""
        _check_numbers(theirs)
        todo: dict[str, Tensor] = {}
        for key, x in theirs.items():
            name = self.canonical(key)
            if name in todo and not torch.equal(x, todo[name]):
                raise Problem(
                    f"the checkpoint has {name} under two names, with different numbers: it is damaged",
                    f"체크포인트에 {name} 값이 두 이름으로 들어 있는데 서로 다릅니다. 손상된 파일입니다.",
                )
            todo[name] = x
        return todo

    def _join_twins(self, todo: dict[str, Tensor], cfg: ModelConfig) -> None:
        """Leave one of each, under the name in the rows: a file may hold both, or either."""
        for twin in (t for t in self.twins if t.copy in todo and holds(t.when, cfg)):
            copy = todo.pop(twin.copy)
            if not torch.equal(copy, todo.setdefault(twin.original, copy)):
                raise Problem(
                    f"{twin.copy} and {twin.original} should be the same numbers and are not: "
                    "this checkpoint is not tied",
                    f"{twin.copy}, {twin.original} 두 값은 같아야 하는데 다릅니다"
                    "(가중치 공유가 아닌 체크포인트).",
                )

    def _drop_constants(self, todo: dict[str, Tensor], cfg: ModelConfig) -> None:
        for pattern, compute in self.constants.items():
            for name in [key for key in todo if re.fullmatch(pattern, key)]:
                stored, computed = todo.pop(name).to(torch.float32), compute(cfg)
                rounded = (computed.to(dtype).to(torch.float32) for dtype in ROUNDINGS)
                if stored.shape != computed.shape or not any(
                    torch.allclose(stored, table, rtol=0, atol=1e-6) for table in rounded
                ):
                    raise Problem(
                        f"{name} is not the table that this architecture computes: it was changed, or is damaged",
                        f"{name} 값이 이 구조가 계산하는 표와 다릅니다. 바뀌었거나 손상된 파일입니다.",
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
