"""Finding names in sentences, and how well it is done."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch

from ..data.batching import encode_text, padded
from ..data.spans import OUTSIDE, Span, spans_of, tags_of, token_spans, token_tags
from ..data.tagging import Tagged
from ..errors import Problem
from ..models.bert_tasks import BERTForTokens
from ..models.limits import finite
from ..text.tokenizer import Tokenizer


class Tagger:
    """A BERT with a label for every token, and its tokenizer."""

    def __init__(self, model: BERTForTokens, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    @torch.inference_mode()
    def find(self, texts: Sequence[str], batch_size: int = 64) -> list[list[Span]]:
        """The names in every text. Of a text that is longer than the model reads, the end is not looked at."""
        room, labels = self.model.cfg.max_len, self.model.cfg.labels
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: list[list[Span]] = [[] for _ in texts]
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            ids, real = padded(
                [encode_text(self.tokenizer, texts[i], room) for i in chosen], self.tokenizer.pad_id
            )
            best = finite(self.model(ids, real)).argmax(-1)
            for i, row in zip(chosen, best.tolist(), strict=True):
                tokens = self.tokenizer.cut(texts[i])[: room - 2]
                tags = [labels[n] for n in row[1 : len(tokens) + 1]]
                found[i] = token_spans(texts[i], tokens, tags)
        return found


def score_names(found: Iterable[Sequence[Span]], sentences: Sequence[Tagged]) -> dict[str, Any]:
    """Precision, recall and F1 of whole names, to the character and of the right kind: micro, by kind, and the
    mean over the kinds. Counted by seqeval."""
    metrics = seqeval()
    right = [s.tags for s in sentences]
    said = [tags_of(len(s.text), spans) for s, spans in zip(sentences, found, strict=True)]
    report = metrics.classification_report(right, said, output_dict=True, zero_division=0)
    micro, macro = report["micro avg"], report["macro avg"]
    kinds = {kind: float(row["f1-score"]) for kind, row in report.items() if not kind.endswith(" avg")}
    return {
        "precision": float(micro["precision"]),
        "recall": float(micro["recall"]),
        "f1": float(micro["f1-score"]),
        "macro_f1": float(macro["f1-score"]),
        "kinds": kinds,
    }


def seqeval() -> Any:
    """The library's metrics, or `Problem` where it is missing."""
    try:
        from seqeval import metrics
    except ImportError as e:
        raise Problem(
            'names are counted with seqeval: pip install "minitransformer[tasks]"',
            '이름 단위 점수는 seqeval로 계산합니다. pip install "minitransformer[tasks]"로 설치해 주세요.',
        ) from e
    return metrics


def ceiling(tokenizer: Tokenizer, sentences: Sequence[Tagged]) -> dict[str, Any]:
    """The scores of tags that are all right: below 1, because a token may hold more than a name."""
    found = []
    for s in sentences:
        tokens = tokenizer.cut(s.text)
        found.append(token_spans(s.text, tokens, token_tags(tokens, s.spans)))
    return score_names(found, sentences)


def by_word(train: Iterable[Tagged]) -> Callable[[str], list[Span]]:
    """The simplest method that there is: a word is tagged as it was most often in training; an unseen one is no
    name."""
    seen: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for s in train:
        tags = s.tags
        for start, word in _words(s.text):
            seen[word][tuple(tags[start : start + len(word)])] += 1

    def find(text: str) -> list[Span]:
        tags = [OUTSIDE] * len(text)
        for start, word in _words(text):
            if word in seen:
                tags[start : start + len(word)] = seen[word].most_common(1)[0][0]
        return spans_of(tags)

    return find


def by_character(train: Iterable[Tagged]) -> Callable[[str], list[Span]]:
    """The same for single characters."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for s in train:
        for character, tag in zip(s.text, s.tags, strict=True):
            seen[character][tag] += 1
    likeliest = {character: counts.most_common(1)[0][0] for character, counts in seen.items()}
    return lambda text: spans_of([likeliest.get(character, OUTSIDE) for character in text])


def _words(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for word in text.split(" "):
        if word:
            yield at, word
        at += len(word) + 1
