"""What a training run can be asked: the options, and what is made of them."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Problem
from .voice import MAX_SEED

if TYPE_CHECKING:
    from ..apps.teach_chatbot import Size
    from ..core.parts import Parts
    from ..training.plan import Plan

Data = Annotated[str, typer.Option(help="A set by name (embedded, or in `data list`), or a file.")]
Model = Annotated[str | None, typer.Option(help="A pretrained model to start from; without, from nothing.")]
SizeName = Annotated[str, typer.Option(help="tiny or small: of a model that starts from nothing.")]
Out = Annotated[Path | None, typer.Option(help="Where to keep the model; by default your data folder.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="At most so many passes over the data.")]
Minutes = Annotated[float | None, typer.Option(min=0.01, help="At most so many minutes.")]
BatchSize = Annotated[int, typer.Option(min=1, help="How many texts are learnt from at a time.")]
Rate = Annotated[float | None, typer.Option(min=1e-9, help="Peak learning rate.")]
Seed = Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of the split, the weights and the order.")]
Keep = Annotated[str, typer.Option(help="best: the weights with the least held-out loss; last: the last.")]
Resume = Annotated[bool, typer.Option("--resume", help="Take up the newest checkpoint in --out.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the model in --out.")]
Fused = Annotated[bool, typer.Option("--fused", help="PyTorch's kernels in place of the hand-written.")]
TextColumn = Annotated[str, typer.Option(help="Of a file: the column with the text.")]
LabelColumn = Annotated[str, typer.Option(help="Of a file: the column with the label.")]
Map = Annotated[list[str] | None, typer.Option("--map", help="theirs=ours, once a label; theirs= drops it.")]


def plan_of(lr: float, epochs: int, minutes: float | None, seed: int, keep: str) -> "Plan":
    """What was asked for."""
    from ..training.plan import Plan

    if keep not in ("best", "last"):
        raise Problem(f"--keep {keep}: choose best or last", f"--keep {keep}: best나 last를 고르세요")
    return Plan(lr=lr, epochs=epochs, minutes=minutes, seed=seed, keep=keep)  # type: ignore[arg-type]


def parts_of(fused: bool) -> "Parts":
    """The hand-written pieces, or PyTorch's."""
    from ..core.parts import Parts

    return Parts.fused() if fused else Parts()


def size_of(sizes: "dict[str, Size]", name: str) -> "Size":
    """The size of that name."""
    if name not in sizes:
        known = ", ".join(sizes)
        raise Problem(f"--size {name}: choose {known}", f"--size {name}: {known} 중에서 고르세요")
    return sizes[name]


def folder_of(out: Path | None, kind: str, resume: bool, overwrite: bool) -> Path:
    """Where to keep the model; what is there already is neither lost nor mixed up."""
    from ..apps.kept import new_folder
    from ..pretrained.disk import told

    if out is None and resume:
        raise Problem(
            "--resume needs --out: which run?", "--resume에는 --out이 필요합니다. 어느 학습을 이어서 할까요?"
        )
    if out is not None and (out / "config.json").exists() and not (resume or overwrite):
        raise Problem(
            f"{out} holds a model: add --overwrite to replace it, --resume to go on, or choose another --out",
            f"{out}에 이미 모델이 있습니다. 바꾸려면 --overwrite, 이어서 하려면 --resume을 붙이거나 "
            "다른 --out을 고르세요.",
        )
    folder = out or new_folder(kind)
    with told(folder):  # now, not after an hour of training
        if not resume:
            folder.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            TemporaryFile(dir=folder).close()
    return folder


def mapping_of(pairs: list[str] | None) -> dict[str, str | None] | None:
    """--map 기쁨=행복 as a mapping; --map 상처= drops a label."""
    if pairs is None:
        return None
    if wrong := [p for p in pairs if "=" not in p]:
        raise Problem(
            f"--map {wrong[0]}: write theirs=ours", f"--map {wrong[0]}: 원래라벨=새라벨 형식으로 쓰세요"
        )
    return {theirs: ours or None for theirs, _, ours in (p.partition("=") for p in pairs)}
