"""`minitransformer train`: real training, with progress, held-out loss and pictures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import (
    BatchSize,
    Data,
    Epochs,
    Fused,
    Keep,
    LabelColumn,
    Map,
    Minutes,
    Model,
    Out,
    Overwrite,
    Rate,
    Resume,
    Seed,
    SizeName,
    TextColumn,
    folder_of,
    mapping_of,
    parts_of,
    plan_of,
    size_of,
)
from .progress import TrainingBar
from .voice import Json, Lang, Voice

if TYPE_CHECKING:
    from ..apps.train_chatbot import Trained
    from ..data.records import Labelled
    from ..training.plan import Plan

app = typer.Typer(no_args_is_help=True, help="Train a model.")


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
    keep: Keep = "best",
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
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or (3 if model else 30), minutes, seed, keep)
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
    keep: Keep = "best",
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
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or (5 if model else 15), minutes, seed, keep)
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
    keep: Keep = "best",
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
    plan = plan_of(lr or (3e-5 if model else 1e-3), epochs or 5, minutes, seed, keep)
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
            "heldout_loss": trained.metrics.get("heldout_loss"),
            "metrics": trained.metrics,
            "out": str(trained.out),
            "seconds": round(history.seconds, 1),
        }
    )
    return 0


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
