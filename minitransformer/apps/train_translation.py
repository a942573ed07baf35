"""A whole translation training run: split, teach, translate, score, draw where it looks, keep."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import torch
from matplotlib.figure import Figure

from ..core.parts import Parts
from ..data import embedded
from ..data.pairs import encode_source
from ..data.records import Translation
from ..data.split import split_translations
from ..errors import Problem
from ..models.seq2seq import Seq2Seq
from ..plots.canvas import save as save_picture
from ..plots.heads import attention_heads
from ..proof.capture import capture
from ..text.tokenizer import Tokenizer
from ..training.plan import Plan, Progress
from .corpora import Corpus
from .run import Run, Trained, identify
from .size import Size
from .teach_translation import SMOOTHING, new_translator, translation_task
from .translator import Translator, load_translator, scorer, sequence_scores, translation_scores

SHOWN = 3
"""How many held-out sources are shown with what was made of them."""

LONGEST_MAP = 24
"""A map of more words than this is not drawn: nobody could read it."""


def train_translation(
    corpus: Corpus,
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    batch_size: int = 32,
    smoothing: float = SMOOTHING,
    beams: int = 4,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    language: str = "en",
) -> Trained:
    """Train on pairs from `source` (a size to start from nothing, or a pretrained model's name).

    No sentence of the held-out part, in either language, is in the rest. The model, its card, the loss curve
    and a map of where the decoder looks in the source (its words in `language`) are kept in `out`.
    """
    if not corpus.made:
        scorer()  # now, not after an hour of training
    train, heldout = split_translations(corpus.pairs, corpus.heldout, plan.seed)
    model, tokenizer = _start(source, corpus, train, torch.Generator().manual_seed(plan.seed), parts)
    task = translation_task(
        tokenizer,
        train,
        heldout,
        start_id=model.cfg.start_id,
        max_len=model.cfg.max_len,
        batch_size=batch_size,
        smoothing=smoothing,
    )
    identity = identify(corpus.name, [train, heldout], source, batch_size, tokenizer) | {
        "smoothing": smoothing
    }
    run = Run("translate", model, tokenizer, plan, out, identity, language)
    history = run.train(task, resume, on_step)
    translator = Translator(model, tokenizer)
    shown = show(translator, heldout, beams)
    scores = {**judge(translator, heldout, corpus.made, beams), "shown": shown}
    data = {"name": corpus.name, "train": len(train), "heldout": len(heldout), **corpus.credits}
    metrics = run.write_down(history, data, scores)
    for text, said in shown.items():
        with suppress(ValueError):
            save_picture(alignment(model, tokenizer, text, said, language), out / "alignment.png")
            break
    return Trained(out, history, metrics, math.log(model.cfg.target_words))


def judge(
    translator: Translator, pairs: Sequence[Translation], made: bool, beams: int
) -> dict[str, dict[str, float]]:
    """The scores of what is written word by word, and by beam search."""
    score = sequence_scores if made else translation_scores
    sources, right = [p.source for p in pairs], [p.target for p in pairs]
    return {
        name: score(translator.translate_all(sources, width), right)
        for name, width in {"greedy": 1, f"beam_{beams}": beams}.items()
    }


def show(translator: Translator, heldout: Sequence[Translation], beams: int) -> dict[str, str]:
    """A few sources and what is made of them. Sentences that belong to others are not shown; the embedded
    ones take their place."""
    ours = [p for p in heldout if not p.attribution] or embedded.translations()
    shown = {}
    for pair in ours[:SHOWN]:
        with suppress(Problem):
            shown[pair.source] = translator.translate(pair.source, beams)
    return shown


def alignment(model: Seq2Seq, tokenizer: Tokenizer, source: str, target: str, language: str = "en") -> Figure:
    """Where each head of the last decoder block looks in the source while it writes the target."""
    read, write = encode_source(tokenizer, source), encode_source(tokenizer, target)
    if max(len(read), len(write)) > LONGEST_MAP:
        raise ValueError(f"{len(read)} and {len(write)} tokens: a map has room for {LONGEST_MAP}")
    plain = Seq2Seq(model.cfg)  # by hand: PyTorch's kernels keep their attention weights to themselves
    plain.load_state_dict(model.state_dict())
    last = model.cfg.n_decoder_layers
    name = f"decoder.{last - 1}.cross_attention.weights"
    with torch.inference_mode(), capture(plain.eval(), name) as seen:
        plain(torch.tensor([read]), torch.tensor([[model.cfg.start_id, *write[:-1]]]))
    written, words = ([tokenizer.piece(i) for i in ids] for ids in (write, read))
    title = (
        f"디코더가 원문의 어디를 보는지 (디코더 블록 {last}개 중 마지막)"
        if language == "ko"
        else f"Where the decoder looks in the source (the last of {last} decoder blocks)"
    )
    return attention_heads(seen[name][0], written, words, title=title, language=language)


def _start(
    source: Size | str,
    corpus: Corpus,
    train: Sequence[Translation],
    generator: torch.Generator,
    parts: Parts,
) -> tuple[Seq2Seq, Tokenizer]:
    if isinstance(source, Size):
        tokenizer = corpus.tokenizer(train, source.vocab_size)
        return new_translator(tokenizer, source, generator, parts), tokenizer
    loaded = load_translator(source, parts)
    return loaded.model, loaded.tokenizer
