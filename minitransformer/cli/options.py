"""What a training run can be asked: the options, and what is made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Problem
from .voice import MAX_SEED, Json, Lang, Voice

if TYPE_CHECKING:
    from ..apps.size import Size
    from ..core.parts import Parts
    from ..training.plan import Plan

Data = Annotated[str, typer.Option(help="A set that this command learns from (see `data list`), or a file.")]
SizeName = Annotated[str, typer.Option(help="tiny or small: of a model that starts from nothing.")]
CHOICES = {"keep": ("best", "last"), "precision": ("float32", "bfloat16")}


@dataclass(frozen=True)
class Asked:
    """The options that every training run has."""

    model: Annotated[
        str | None, typer.Option(help="A pretrained model to start from; without, from nothing.")
    ] = None
    out: Annotated[
        Path | None, typer.Option(help="Where to keep the model; by default your data folder.")
    ] = None
    epochs: Annotated[int | None, typer.Option(min=1, help="At most so many passes over the data.")] = None
    minutes: Annotated[float | None, typer.Option(min=0.01, help="At most so many minutes.")] = None
    batch_size: Annotated[int, typer.Option(min=1, help="How many texts are learnt from at a time.")] = 32
    lr: Annotated[float | None, typer.Option(min=1e-9, help="Peak learning rate.")] = None
    seed: Annotated[
        int, typer.Option(min=0, max=MAX_SEED, help="Of the split, the weights and the order.")
    ] = 0
    keep: Annotated[
        str, typer.Option(help="best: the weights with the least held-out loss; last: the last.")
    ] = "best"
    accumulate: Annotated[
        int | None, typer.Option(min=1, help="How many batches a step takes; by default one a process.")
    ] = None
    precision: Annotated[
        str, typer.Option(help="float32, or bfloat16: less work, where the machine is made for it.")
    ] = "float32"
    tensorboard: Annotated[
        bool, typer.Option("--tensorboard", help="Draw the curves for TensorBoard too.")
    ] = False
    resume: Annotated[bool, typer.Option("--resume", help="Take up the newest checkpoint in --out.")] = False
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the model in --out.")] = False
    fused: Annotated[
        bool, typer.Option("--fused", help="PyTorch's kernels in place of the hand-written.")
    ] = False
    as_json: Json = False
    lang: Lang = None

    def voice(self) -> Voice:
        """How the command speaks; of several processes, only the first one does."""
        from ..training.processes import is_first

        voice = Voice(self.lang, self.as_json)
        voice.err.quiet = voice.out.quiet = not is_first()
        return voice

    def plan(self, epochs: int, lr: float = 1e-3, **more: Any) -> "Plan":
        """The plan of the run; a pretrained model takes small steps, so as not to forget what it knows."""
        from ..training.plan import Plan
        from ..training.processes import started

        for name, known in CHOICES.items():
            if (given := getattr(self, name)) not in known:
                en, ko = " or ".join(known), " 또는 ".join(known)
                raise Problem(f"--{name} {given}: choose {en}", f"--{name} {given}: {ko} 중에서 고르세요")
        return Plan(
            lr=self.lr or (3e-5 if self.model else lr),
            epochs=self.epochs or epochs,
            minutes=self.minutes,
            seed=self.seed,
            keep=self.keep,  # type: ignore[arg-type]
            precision=self.precision,  # type: ignore[arg-type]
            accumulate=self.accumulate or started(),
            tensorboard=self.tensorboard,
            **more,
        )

    def source(self, sizes: "Mapping[str, Size]", size: str) -> "Size | str":
        """What the run starts from: the pretrained model, or nothing but a size."""
        if not self.model and size not in sizes:
            known = ", ".join(sizes)
            raise Problem(f"--size {size}: choose {known}", f"--size {size}: {known} 중에서 고르세요")
        return self.model or sizes[size]

    def parts(self) -> "Parts":
        """The hand-written pieces, or PyTorch's."""
        from ..core.parts import Parts

        return Parts.fused() if self.fused else Parts()

    def folder(self, kind: str) -> Path:
        """Where to keep the model; what is there already is neither lost nor mixed up."""
        from ..apps.kept import new_folder
        from ..data.token_file import NOTES
        from ..pretrained.disk import nearest, told
        from ..pretrained.files import CONFIG

        if self.out is None and self.resume:
            raise Problem(
                "--resume needs --out: which run?",
                "--resume에는 --out이 필요합니다. 어느 학습을 이어서 할까요?",
            )
        if self.out is not None and (self.out / NOTES).exists():
            raise Problem(
                f"{self.out} holds encoded texts: choose another --out for the model",
                f"{self.out}에 인코딩한 글이 있습니다. 모델을 저장할 다른 --out을 고르세요.",
            )
        if self.out is not None and not (self.resume or self.overwrite):
            held = "a model", "이미 모델이"
            if not (self.out / CONFIG).exists():
                held = "a run that was interrupted", "중단된 학습이"
            if (self.out / CONFIG).exists() or any(self.out.glob("checkpoints/step-*")):
                raise Problem(
                    f"{self.out} holds {held[0]}: add --overwrite to replace it, --resume to go on, "
                    "or choose another --out",
                    f"{self.out}에 {held[1]} 있습니다. 바꾸려면 --overwrite, 이어서 하려면 --resume을 붙이거나 "
                    "다른 --out을 고르세요.",
                )
        folder = self.out or new_folder(kind)
        with told(folder):  # now, not after an hour of training; but nothing is made before there is a model
            TemporaryFile(dir=nearest(folder)).close()
        return folder


def training(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of `Asked` beside its own; it gets them as its first argument."""
    _, *own = signature(command).parameters.values()
    names = [option.name for option in fields(Asked)]
    shared = [
        Parameter(option.name, Parameter.KEYWORD_ONLY, default=option.default, annotation=option.type)
        for option in fields(Asked)
    ]

    @wraps(command)
    def run(**given: Any) -> int:
        asked = Asked(**{name: given.pop(name) for name in names})
        return command(asked, **given)

    run.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {option.name: option.annotation for option in (*own, *shared)}
    return run
