"""`minitransformer train`: real training, with progress, held-out loss and pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Problem
from . import train_clm, train_mlm, train_qa, train_tag, train_translate
from .columns import LabelColumn, Map, TextColumn, mapping_of
from .options import Asked, Data, SizeName, training
from .outcome import report, told_where
from .progress import TrainingBar
from .voice import Voice

if TYPE_CHECKING:
    from ..apps.sources import Cut

app = typer.Typer(no_args_is_help=True, help="Train a model.")


@app.command()
@training
def chatbot(asked: Asked, data: Data = "dialogues", size: SizeName = "small") -> int:
    """Teach a GPT to answer, on ChatbotData where it can be had, else on the embedded dialogues.

    Example: minitransformer train chatbot --data chatbot_ko --minutes 15
    """
    voice = asked.voice()
    from ..apps.sources import dialogues_of
    from ..apps.teach_chatbot import SIZES
    from ..apps.train_chatbot import train_chatbot

    name, dialogues = dialogues_of(data)
    voice.note(f"{len(dialogues):,} dialogues from {name}", f"{name} 대화 {len(dialogues):,}쌍")
    plan, out = asked.plan(epochs=3 if asked.model else 30), asked.folder("chatbot")
    with told_where(out, voice), TrainingBar(voice, voice.pick("chatbot", "챗봇")) as bar:
        trained = train_chatbot(
            dialogues,
            out,
            plan,
            source=asked.source(SIZES, size),
            data_name=name,
            batch_size=asked.batch_size,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
            language=voice.language,
        )
    for prompt, reply in trained.metrics["replies"].items():
        voice.tell(f"  {prompt} → {reply}", markup=False)
    return report(trained, voice)


@app.command()
@training
def emotion(
    asked: Asked,
    data: Data = "emotions",
    size: SizeName = "tiny",
    text_column: TextColumn = "text",
    label_column: LabelColumn = "emotion",
    mapping: Map = None,
    preset: Annotated[str | None, typer.Option(help="aihub: AI Hub's 감성대화 (not verified).")] = None,
) -> int:
    """Teach a BERT the five emotions, on the embedded sentences, on KOTE, or on a table of your own.

    Example: minitransformer train emotion --model skt/kobert-base-v1
    """
    voice = asked.voice()
    from ..apps.sources import emotions_of
    from ..data.records import EMOTIONS

    cut = emotions_of(data, text_column, label_column, mapping_of(mapping), preset, asked.seed)
    return _classifier(voice, "emotion", cut, EMOTIONS, asked, size, epochs=5 if asked.model else 15)


@app.command()
@training
def classify(
    asked: Asked,
    data: Data = "dialogues",
    size: SizeName = "tiny",
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    pair_column: Annotated[
        str | None, typer.Option(help="Of a file: the column with the second of two texts.")
    ] = None,
    mapping: Map = None,
    body: Annotated[str, typer.Option(help="bert or gpt: of a model that starts from nothing.")] = "bert",
) -> int:
    """Teach a BERT to tell any labels apart: nsmc, chatbot_ko, dialogues, or a table of your own.

    Example: minitransformer train classify --data reviews.csv --text-column review --label-column stars
    """
    voice = asked.voice()
    from ..apps.sources import labelled_of

    if body not in ("bert", "gpt"):
        raise Problem(f"--body {body}: choose bert or gpt", f"--body {body}: bert나 gpt를 고르세요")
    cut = labelled_of(data, text_column, label_column, mapping_of(mapping), asked.seed, pair_column)
    labels = sorted({e.label for e in cut[1]})
    return _classifier(voice, "classify", cut, labels, asked, size, epochs=5, body=body)


def _classifier(
    voice: Voice,
    kind: str,
    cut: "Cut",
    labels: Sequence[str],
    asked: Asked,
    size: str,
    epochs: int,
    body: str = "bert",
) -> int:
    from ..apps.teach_classifier import SIZES
    from ..apps.train_classifier import train_classifier

    plan, out = asked.plan(epochs), asked.folder(kind)
    name, train, heldout = cut
    voice.note(
        f"{len(train):,} texts to learn from, {len(heldout):,} held out, from {name}",
        f"{name}: 학습 {len(train):,}개, 검증 {len(heldout):,}개",
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
            source=asked.source(SIZES, size),
            data_name=name,
            body=body,
            batch_size=asked.batch_size,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
            language=voice.language,
        )
    show_scores(trained.metrics, voice)
    advise(trained.metrics, voice)
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


def advise(metrics: dict[str, Any], voice: Voice) -> None:
    """What to do where counting does better."""
    if metrics["macro_f1"] < max(scores["macro_f1"] for scores in metrics["baselines"].values()):
        voice.note(
            "  counting pieces of words does better: train longer (--epochs), give more texts, or start from a "
            "pretrained model (--model pocket-bert-ko)",
            "  글자 조각을 세는 방법이 더 낫습니다. 더 오래 학습하거나(--epochs) 글을 더 주거나 사전학습 모델에서 시작해 "
            "보세요(--model pocket-bert-ko).",
        )


for module in (train_clm, train_mlm, train_tag, train_qa, train_translate):
    app.command(module.NAME)(module.command)
