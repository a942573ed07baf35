"""`minitransformer train translate`: the original transformer, from nothing."""

from typing import Annotated, Any

import typer

from .options import Asked, Data, SizeName, training
from .progress import TrainingBar
from .voice import Voice

NAME = "translate"


@training
def command(
    asked: Asked,
    data: Data = "translations",
    size: SizeName = "tiny",
    longest: Annotated[
        int, typer.Option(min=4, max=100, help="Of made sequences: at most so many symbols.")
    ] = 30,
    smoothing: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="How much of every label is spread over all words.")
    ] = 0.1,
    beams: Annotated[
        int, typer.Option(min=1, max=20, help="How many beginnings are kept while it translates.")
    ] = 4,
) -> int:
    """Teach the original transformer to translate, or to reverse, sort and read dates.

    Example: minitransformer train translate --data reversal --minutes 4
    """
    voice = asked.voice()
    from ..apps.corpora import corpus_of
    from ..apps.teach_translation import SIZES
    from ..apps.train_translation import train_translation
    from .outcome import report, told_where

    source = asked.source(SIZES, size)
    corpus = corpus_of(data, longest, asked.seed)
    voice.note(f"{len(corpus.pairs):,} pairs from {corpus.name}", f"{corpus.name}: {len(corpus.pairs):,}쌍")
    plan = asked.plan(epochs=5 if corpus.made else 40, lr=2e-3, schedule="root", warmup=0.1)
    out = asked.folder(NAME)
    with told_where(out, voice), TrainingBar(voice, voice.pick("translate", "번역")) as bar:
        trained = train_translation(
            corpus,
            out,
            plan,
            source=source,
            batch_size=asked.batch_size,
            smoothing=smoothing,
            beams=beams,
            language=voice.language,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
        )
    for text, said in trained.metrics["shown"].items():
        voice.tell(f"  {text} → {said}", markup=False)
    show_scores(trained.metrics, voice)
    return report(trained, voice)


NAMES = {
    "bleu": ("BLEU", "BLEU"),
    "chrf": ("chrF", "chrF"),
    "exact": ("wholly right", "완전히 맞음"),
    "symbols": ("symbols right", "맞은 기호"),
}


def show_scores(metrics: dict[str, Any], voice: Voice) -> None:
    """Greedy, and beam search."""
    for way, scores in metrics.items():
        if way.startswith(("greedy", "beam_")):
            told = ", ".join(f"{voice.pick(*NAMES[name])} {value:.3g}" for name, value in scores.items())
            voice.tell(f"  {way.replace('_', ' ')}: {told}", markup=False)
