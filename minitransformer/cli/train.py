"""`minitransformer train`: real training, with progress, held-out loss and pictures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Problem
from .progress import TrainingBar
from .voice import MAX_SEED, Json, Lang, Voice

if TYPE_CHECKING:
    from ..apps.teach_chatbot import Size
    from ..apps.train_chatbot import Trained
    from ..core.parts import Parts
    from ..data.records import Labelled
    from ..training.plan import Plan

app = typer.Typer(no_args_is_help=True, help="Train a model.")

Data = Annotated[str, typer.Option(help="A set by name (embedded, or in `data list`), or a file.")]
Model = Annotated[str | None, typer.Option(help="A pretrained model to start from; without, from nothing.")]
SizeName = Annotated[str, typer.Option(help="tiny or small: of a model that starts from nothing.")]
Out = Annotated[Path | None, typer.Option(help="Where to keep the model; by default your data folder.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="At most so many passes over the data.")]
Minutes = Annotated[float | None, typer.Option(min=0.01, help="At most so many minutes.")]
BatchSize = Annotated[int, typer.Option(min=1, help="How many texts are learnt from at a time.")]
Rate = Annotated[float | None, typer.Option(min=1e-9, help="Peak learning rate.")]
Seed = Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of the split, the weights and the order.")]
Resume = Annotated[bool, typer.Option("--resume", help="Take up the newest checkpoint in --out.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the model in --out.")]
Fused = Annotated[bool, typer.Option("--fused", help="PyTorch's kernels in place of the hand-written.")]
TextColumn = Annotated[str, typer.Option(help="Of a file: the column with the text.")]
LabelColumn = Annotated[str, typer.Option(help="Of a file: the column with the label.")]
Map = Annotated[list[str] | None, typer.Option("--map", help="theirs=ours, once a label; theirs= drops it.")]


@app.command()
def chatbot(
    data: Data = "dialogues",
    model: Model = None,
    size: SizeName = "small",
    out: Out = None,
    epochs: Epochs = None,
    minutes: Minutes = None,
    batch_size: BatchSize = 32,
    lr: Rate = None,
    seed: Seed = 0,
    resume: Resume = False,
    overwrite: Overwrite = False,
    fused: Fused = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Teach a GPT to answer, on ChatbotData where it can be had, else on the embedded dialogues.

    Example: minitransformer train chatbot --data chatbot_ko --minutes 15
    """
    voice = Voice(lang, as_json)
    from ..apps.sources import dialogues_of
    from ..apps.teach_chatbot import SIZES
    from ..apps.train_chatbot import train_chatbot

    name, dialogues = dialogues_of(data)
    voice.note(f"{len(dialogues):,} dialogues from {name}", f"{name} 대화 {len(dialogues):,}쌍")
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or (3 if model else 30), minutes, seed)
    folder = folder_of(out, "chatbot", resume, overwrite)
    with told_where(folder, voice), TrainingBar(voice, voice.pick("chatbot", "챗봇")) as bar:
        trained = train_chatbot(
            dialogues,
            folder,
            plan,
            source=model or size_of(SIZES, size),
            data_name=name,
            batch_size=batch_size,
            resume=resume,
            parts=parts_of(fused),
            on_step=bar,
        )
    for prompt, reply in trained.metrics["replies"].items():
        voice.tell(f"  {prompt} → {reply}", markup=False)
    return report(trained, voice)


@app.command()
def emotion(
    data: Data = "emotions",
    model: Model = None,
    size: SizeName = "tiny",
    out: Out = None,
    epochs: Epochs = None,
    minutes: Minutes = None,
    batch_size: BatchSize = 32,
    lr: Rate = None,
    seed: Seed = 0,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "emotion",
    mapping: Map = None,
    preset: Annotated[str | None, typer.Option(help="aihub: AI Hub's 감성대화 (not verified).")] = None,
    resume: Resume = False,
    overwrite: Overwrite = False,
    fused: Fused = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Teach a BERT the five emotions, on the embedded sentences, on KOTE, or on a table of your own.

    Example: minitransformer train emotion --model skt/kobert-base-v1
    """
    voice = Voice(lang, as_json)
    from ..apps.sources import emotions_of
    from ..data.records import EMOTIONS

    name, train, heldout = emotions_of(data, text_column, label_column, mapping_of(mapping), preset, seed)
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or (5 if model else 15), minutes, seed)
    where = folder_of(out, "emotion", resume, overwrite)
    return _classifier(
        voice, "emotion", name, train, heldout, EMOTIONS, where, plan, model, size, batch_size, resume, fused
    )


@app.command()
def classify(
    data: Data = "chatbot_ko",
    model: Model = None,
    size: SizeName = "tiny",
    out: Out = None,
    epochs: Epochs = None,
    minutes: Minutes = None,
    batch_size: BatchSize = 32,
    lr: Rate = None,
    seed: Seed = 0,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    mapping: Map = None,
    resume: Resume = False,
    overwrite: Overwrite = False,
    fused: Fused = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Teach a BERT to tell any labels apart: nsmc, chatbot_ko, dialogues, or a table of your own.

    Example: minitransformer train classify --data reviews.csv --text-column review --label-column stars
    """
    voice = Voice(lang, as_json)
    from ..apps.sources import labelled_of

    name, train, heldout = labelled_of(data, text_column, label_column, mapping_of(mapping), seed)
    labels = sorted({e.label for e in train})
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or 5, minutes, seed)
    where = folder_of(out, "classify", resume, overwrite)
    return _classifier(
        voice, "classify", name, train, heldout, labels, where, plan, model, size, batch_size, resume, fused
    )


def _classifier(
    voice: Voice,
    kind: str,
    name: str,
    train: "Sequence[Labelled]",
    heldout: "Sequence[Labelled]",
    labels: Sequence[str],
    out: Path,
    plan: "Plan",
    model: str | None,
    size: str,
    batch_size: int,
    resume: bool,
    fused: bool,
) -> int:
    from ..apps.teach_classifier import SIZES
    from ..apps.train_classifier import train_classifier

    voice.note(
        f"{len(train):,} texts to learn from, {len(heldout):,} held out, from {name}",
        f"{name}: 학습 {len(train):,}개, 평가 {len(heldout):,}개",
    )
    title = voice.pick(kind, {"emotion": "감정"}.get(kind, "분류"))
    with told_where(out, voice), TrainingBar(voice, title) as bar:
        trained = train_classifier(
            train,
            heldout,
            labels,
            out,
            plan,
            kind=kind,
            source=model or size_of(SIZES, size),
            data_name=name,
            batch_size=batch_size,
            resume=resume,
            parts=parts_of(fused),
            on_step=bar,
        )
    show_scores(trained.metrics, voice)
    return report(trained, voice)


def show_scores(metrics: dict[str, Any], voice: Voice) -> None:
    """The classifier beside its baselines."""
    ours = voice.pick("transformer", "트랜스포머")
    for name, scores in {ours: metrics, **metrics["baselines"]}.items():
        voice.tell(
            f"  {name}: {voice.pick('accuracy', '정확도')} {scores['accuracy']:.3f}, "
            f"macro-F1 {scores['macro_f1']:.3f}, ECE {scores['ece']:.3f}",
            markup=False,
        )


def report(trained: "Trained", voice: Voice) -> int:
    """Where the model is, and how the run went."""
    history = trained.history
    voice.tell(voice.pick(f"kept in {trained.out}", f"저장한 곳: {trained.out}"), markup=False)
    voice.result(
        {
            "steps": history.steps,
            "epochs": history.epochs,
            "train_loss": history.train_loss[-1] if history.train_loss else None,
            "heldout_loss": (history.best or {}).get("heldout_loss"),
            "metrics": trained.metrics,
            "out": str(trained.out),
            "seconds": round(history.seconds, 1),
        }
    )
    return 0


def plan_of(lr: float, epochs: int, minutes: float | None, seed: int) -> "Plan":
    """What was asked for."""
    from ..training.plan import Plan

    return Plan(lr=lr, epochs=epochs, minutes=minutes, seed=seed)


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


@contextmanager
def told_where(out: Path, voice: Voice) -> Iterator[None]:
    """Say where an interrupted run can be taken up again."""
    try:
        yield
    except KeyboardInterrupt:
        if any(out.glob("checkpoints/step-*")):
            voice.note(
                f"a checkpoint is in {out}: go on with the same command and --resume --out {out}",
                f"{out}에 체크포인트를 저장했습니다. 같은 명령에 --resume --out {out}을 붙이면 이어서 합니다.",
            )
        raise


def mapping_of(pairs: list[str] | None) -> dict[str, str | None] | None:
    """--map 기쁨=행복 as a mapping; --map 상처= drops a label."""
    if pairs is None:
        return None
    if wrong := [p for p in pairs if "=" not in p]:
        raise Problem(
            f"--map {wrong[0]}: write theirs=ours", f"--map {wrong[0]}: 원래라벨=새라벨 형식으로 쓰세요"
        )
    return {theirs: ours or None for theirs, _, ours in (p.partition("=") for p in pairs)}
