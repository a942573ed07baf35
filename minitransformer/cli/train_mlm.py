"""`minitransformer train mlm`: teach a BERT a language from texts alone."""

from typing import Annotated

import typer

from .options import Asked, SizeName, training
from .progress import TrainingBar
from .train_clm import Texts, mistakes, samples, told

NAME = "mlm"


@training
def command(
    asked: Asked,
    data: Texts = None,
    size: SizeName = "tiny",
    whole_words: Annotated[
        bool, typer.Option("--whole-words", help="Hide all pieces of a word, or none.")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--no-next-sentence", help="Hidden words only, no next sentences.")
    ] = False,
) -> int:
    """Teach a BERT hidden words and next sentences; with --model, a BERT that knows other texts already.

    Example: minitransformer train mlm --data nsmc_unlabelled --whole-words --minutes 30
    """
    voice = asked.voice()
    from ..apps.teach_language import SIZES
    from ..apps.train_language import train_masked
    from ..data.corpus import EMBEDDED, read_corpus
    from .outcome import report, told_where

    names, source = data or EMBEDDED, asked.source(SIZES, size)
    documents = read_corpus(*names)
    told(voice, names, len(documents))
    plan = asked.plan(epochs=10 if data else 40, lr=2e-3)
    out = asked.folder(NAME)
    with told_where(out, voice), TrainingBar(voice, voice.pick("hidden words", "가린 단어")) as bar:
        trained = train_masked(
            documents,
            out,
            plan,
            source=source,
            data_name=", ".join(names),
            whole_words=whole_words,
            next_sentence=not alone,
            batch_size=asked.batch_size,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
            language=voice.language,
            tell=lambda _epoch, said: samples(voice, said),
        )
    metrics = trained.metrics
    wordings = {
        "masked_accuracy": ("hidden words guessed", "맞힌 가린 단어"),
        "next_accuracy": ("next sentences told", "맞힌 다음 문장"),
    }
    shown = {voice.pick("transformer", "트랜스포머"): metrics, **metrics["baselines"]}
    for name, scores in shown.items():
        parts = [f"{voice.pick(*w)} {scores[key]:.1%}" for key, w in wordings.items() if key in scores]
        voice.tell(f"  {name}: {', '.join(parts)}", markup=False)
    mistakes(metrics, voice)
    return report(trained, voice)
