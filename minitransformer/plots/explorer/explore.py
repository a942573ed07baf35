"""A model to look into: one HTML file that asks nothing of any server."""

from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from ...errors import Problem
from ...models.base import Model
from ...models.bert_tasks import OnBERT
from ...models.gpt import GPTBody
from ...pretrained import load
from ...text.tokenizer import Tokenizer
from .assemble import page
from .live import live_parts
from .seen import Seen, seen
from .tokens import shown, spelled

LARGEST = 10_000_000
"""Bytes of a page, so that it opens everywhere and can be sent by mail."""


@dataclass(frozen=True)
class Explorer:
    """The page that was written. In a notebook it shows itself."""

    path: Path
    html: str = field(repr=False)
    live: bool

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.path.name)}" sandbox="allow-scripts" '
            f'style="width:100%;height:900px;border:0" srcdoc="{escape(self.html)}"></iframe>'
        )


def explore(
    model: str | Path | tuple[Model, Tokenizer],
    text: str,
    path: str | Path = "explorer.html",
    *,
    language: str = "en",
    live: bool = True,
) -> Explorer:
    """Write a page that shows the tokens of a text, where every head of every block looks, and what the model
    would write next (BERT: in the place of each token).

    `model` is a name or folder, or what `load` returns. A small GPT with a tokenizer like koGPT2's goes into
    the page itself, and runs there on any sentence; what else a model sees of this one text is computed here.
    `live=False` leaves the model out: the page of a short sentence then has some 100 kB, not up to 10 MB.
    """
    if language not in ("en", "ko"):
        raise ValueError(f"language {language!r}: the page is written in 'en' or 'ko'")
    name, (network, tokenizer) = named(model)
    if not isinstance(network, GPTBody | OnBERT):
        raise Problem(
            f"the explorer shows GPT and BERT, and this is {type(network).__name__}: choose another model",
            f"탐색기는 GPT와 BERT만 보여 줍니다. {type(network).__name__} 대신 다른 모델을 고르세요.",
        )
    tokens = shown(network.cfg, tokenizer, text)
    about = {"name": name, "language": language, "text": text, "causal": isinstance(network, GPTBody)}
    html = running(about, network, tokenizer) if live else None
    whole = html or still(about, seen(network, tokenizer, tokens), tokenizer)
    return Explorer(written(Path(path), whole), whole, live=html is not None)


def running(about: dict[str, Any], model: Model, tokenizer: Tokenizer) -> str | None:
    """A page with the model in it; None for a model that a page has no room for, or cannot run."""
    parts = live_parts(model, tokenizer)
    html = page({**about, "kind": "next", "live": parts[0]}, parts[1]) if parts else ""
    return html if 0 < len(html.encode()) <= LARGEST else None


def still(about: dict[str, Any], look: Seen, tokenizer: Tokenizer) -> str:
    """A page with what the model saw of one text."""
    html = page({**about, "kind": look.kind, "seen": told(look, tokenizer, about["causal"])}, {})
    size = len(html.encode())
    if size > LARGEST:
        raise Problem(
            f"the page would have {size / 1e6:.0f} MB, and 10 are the most: shorten the text",
            f"페이지가 {size / 1e6:.0f} MB나 됩니다. 10 MB까지이니 글을 줄여 주세요.",
        )
    return html


def named(model: str | Path | tuple[Model, Tokenizer]) -> tuple[str, tuple[Model, Tokenizer]]:
    """What to call the model, the model, and its tokenizer."""
    if isinstance(model, tuple):
        return type(model[0]).__name__, model
    return Path(model).name, load(model)


def told(look: Seen, tokenizer: Tokenizer, causal: bool) -> dict[str, Any]:
    """What was seen, for the page: rounded to four places, and without the zeros of the future."""
    rows = [
        [
            [[round(w, 4) for w in row[: t + 1 if causal else None]] for t, row in enumerate(head)]
            for head in block
        ]
        for block in look.weights.tolist()
    ]
    candidates = [
        [{"id": i, "piece": spelled(tokenizer, i), "chance": round(p, 6)} for i, p in best]
        for best in look.candidates
    ]
    return {"tokens": [asdict(t) for t in look.tokens], "weights": rows, "candidates": candidates}


def written(path: Path, html: str) -> Path:
    """The page on disk."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as reason:
        raise Problem(
            f"{path}: the page cannot be written ({reason.strerror}): choose another folder",
            f"{path}: 페이지를 저장할 수 없습니다({reason.strerror}). 다른 폴더를 지정해 주세요.",
        ) from reason
    return path
