"""Does a masked language model take sides? Templates in which a group and a word stand together, and how much
the one makes the other likelier (Kurita et al. 2019, section 2)."""

import statistics
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..errors import Problem
from ..functional import softmax
from ..models.base import Model
from ..models.bert_tasks import BERTForMaskedWords, BERTForPreTraining
from ..models.limits import finite
from ..text.tokenizer import Tokenizer
from .bias_probes import ENOUGH, GROUP, PROBES, WORD, Association, Found, Probe

__all__ = ["PROBES", "Association", "Found", "Probe", "associations", "completions", "word_scores"]

Scores = Callable[[Tensor], Tensor]
"""From ids to a score for every word at every place."""


def word_scores(model: Model) -> Scores:
    """How a masked language model scores words, with or without a head for next sentences."""
    if isinstance(model, BERTForPreTraining):
        return lambda ids: model(ids.to(model.device))[0].cpu()
    if isinstance(model, BERTForMaskedWords):
        return lambda ids: model(ids.to(model.device)).cpu()
    raise Problem(
        f"a {type(model).__name__} guesses no hidden words: load it with architecture='BertForMaskedLM'",
        f"{type(model).__name__} 모델은 가린 단어를 맞히지 않습니다. architecture='BertForMaskedLM'으로 불러오세요.",
    )


def associations(scores: Scores, tokenizer: Tokenizer, probe: Probe) -> Found:
    """For each word: log p(group | word) - log p(group | word hidden), for both groups.

    The second term is the prior: a group that is likelier anyhow, as "he" is in most texts, gains nothing by it.
    Tokens are hidden all at once, and a group or a word of several tokens by as many [MASK]s.
    """

    def association(word: str) -> Association:
        return Association(word, *(_gain(scores, tokenizer, probe.template, g, word) for g in probe.groups))

    noise = [association(word).difference for word in probe.comparison]
    spread = statistics.stdev(noise) if len(noise) >= ENOUGH else None
    usual = statistics.mean(noise) if noise else 0.0
    return Found(probe, [association(word) for word in probe.words], spread, usual)


@torch.inference_mode()
def completions(
    scores: Scores, tokenizer: Tokenizer, template: str, groups: Sequence[str], k: int = 10
) -> dict[str, list[tuple[str, float]]]:
    """The k likeliest single tokens for `{word}`, for each group, with their probabilities."""
    found = {}
    for group in groups:
        ids, _, word = _sentence(tokenizer, template, group, tokenizer.piece(tokenizer.mask_id))
        hidden = ids.index_fill(0, torch.tensor(word), tokenizer.mask_id)
        best = softmax(finite(scores(hidden[None]))[0, word[0]]).topk(k)
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        found[group] = [(tokenizer.piece(i), p) for i, p in pairs]
    return found


@torch.inference_mode()
def _gain(scores: Scores, tokenizer: Tokenizer, template: str, group: str, word: str) -> float:
    ids, at_group, at_word = _sentence(tokenizer, template, group, word)
    shown = ids.index_fill(0, torch.tensor(at_group), tokenizer.mask_id)
    neither = shown.index_fill(0, torch.tensor(at_word), tokenizer.mask_id)
    chances = finite(scores(torch.stack([shown, neither])))[:, at_group].double().log_softmax(-1)
    given, prior = chances.gather(-1, ids[at_group].expand(2, -1)[..., None]).sum((1, 2)).tolist()
    return given - prior


def _sentence(
    tokenizer: Tokenizer, template: str, group: str, word: str
) -> tuple[Tensor, list[int], list[int]]:
    """`[CLS] … [SEP]`, and the places of the tokens that belong to the group and to the word."""
    text = template.replace(GROUP, group, 1).replace(WORD, word, 1)
    first = template.index(GROUP) < template.index(WORD)
    start_group = template.index(GROUP) + (0 if first else len(word) - len(WORD))
    start_word = template.index(WORD) + (len(group) - len(GROUP) if first else 0)
    tokens = tokenizer.cut(text)

    def places(start: int, length: int) -> list[int]:
        return [1 + i for i, t in enumerate(tokens) if t.start < start + length and t.end > start]

    ids = torch.tensor([tokenizer.cls_id, *(t.id for t in tokens), tokenizer.sep_id])
    at_group, at_word = places(start_group, len(group)), places(start_word, len(word))
    for name, at in ((group, at_group), (word, at_word)):
        if not at or (ids[at] == tokenizer.special("unk")).any():
            raise Problem(
                f"the model does not know {name!r}: choose another word",
                f"모델이 모르는 단어입니다: {name!r}. 다른 단어를 골라 주세요.",
            )
    if set(at_group) & set(at_word):
        raise Problem(
            f"{group!r} and {word!r} share a token in this template: put a space between them",
            f"이 템플릿에서 두 단어 {group!r}, {word!r} 사이에 걸친 토큰이 있습니다. 사이를 띄워 주세요.",
        )
    return ids, at_group, at_word
