"""`minitransformer train clm`: teach a GPT a language from texts alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Asked, SizeName, training
from .progress import TrainingBar
from .voice import Voice

if TYPE_CHECKING:
    from ..data.corpus import Document
    from ..data.token_file import TokenFile

NAME = "clm"

Texts = Annotated[
    list[str] | None,
    typer.Option("--data", help="Texts by name, or a text file; may be given several times."),
]
TextsOrTokens = Annotated[
    list[str] | None,
    typer.Option("--data", help="Texts by name, or text files; or one folder of `data encode`."),
]


@training
def command(
    asked: Asked,
    data: TextsOrTokens = None,
    size: SizeName = "tiny",
    lines: Annotated[
        bool, typer.Option("--lines", help="One text a line, instead of all packed into full blocks.")
    ] = False,
) -> int:
    """Teach a GPT the next word, from texts alone; with --model, a GPT that knows other texts already.

    Example: minitransformer train clm --data nsmc --data kote --minutes 30
    """
    voice = asked.voice()
    from ..apps.teach_language import SIZES
    from ..apps.train_language import train_causal
    from ..data.corpus import EMBEDDED
    from .outcome import report, told_where

    names, source = data or EMBEDDED, asked.source(SIZES, size)
    documents = read(voice, names)
    plan = asked.plan(epochs=5 if data else 40, lr=2e-3)
    out = asked.folder(NAME)
    with told_where(out, voice), TrainingBar(voice, voice.pick("next word", "다음 단어")) as bar:
        trained = train_causal(
            documents,
            out,
            plan,
            source=source,
            data_name=", ".join(names),
            packed=not lines,
            batch_size=asked.batch_size,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
            language=voice.language,
            tell=lambda _epoch, said: samples(voice, said),
        )
    metrics = trained.metrics
    shown = {voice.pick("transformer", "트랜스포머"): metrics["perplexity"], **metrics["baselines"]}
    for name, value in shown.items():
        voice.tell(f"  {name}: {voice.pick('perplexity', '퍼플렉시티')} {value:.1f}", markup=False)
    if n := metrics.get("baseline_tokens"):
        voice.note(f"  (n-grams were counted on {n:,} tokens)", f"  (n-그램은 토큰 {n:,}개에서 셌습니다)")
    mistakes(metrics, voice)
    return report(trained, voice)


def read(voice: Voice, names: Sequence[str]) -> "Sequence[Document] | TokenFile":
    """The texts of these names, or the ids of the one folder."""
    from ..data.corpus import read_corpus
    from ..data.token_file import open_tokens

    if len(names) == 1 and Path(names[0]).is_dir():
        with voice.busy("checking the encoded texts …", "인코딩한 글을 확인하는 중 …"):
            tokens = open_tokens(Path(names[0]))
        told(voice, names, len(tokens.documents))
        return tokens
    documents = read_corpus(*names)
    told(voice, names, len(documents))
    return documents


def told(voice: Voice, names: Any, n: int) -> None:
    """What is read."""
    told = ", ".join(names)
    voice.note(f"{n:,} different documents from {told}", f"{told}: 서로 다른 문서 {n:,}개")


def samples(voice: Voice, said: list[str]) -> None:
    """What the model says now."""
    for text in said:
        line = " ".join(text.split())
        voice.note(f"    {line}", f"    {line}")


def mistakes(metrics: dict[str, Any], voice: Voice) -> None:
    """What was found wrong with the first batches."""
    for finding in metrics["batches"]:
        voice.note(f"  the batches: {finding}", f"  배치: {finding}")
