"""Beam search: several beginnings of a text are carried forward."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...exercise import Case, Exercise
from ...said import Said
from ..numbers import normal
from .beam_ending import ENDING
from .beam_scoring import SCORING

AXES = {"vocab": 7, "n_beams": 3, "max_new_tokens": 5}

NextLogP = Callable[[list[int]], Tensor]
"""The log-probability of every word that may follow these words."""


def beam_search(
    next_log_p: NextLogP, n_beams: int, max_new_tokens: int, eos_id: int, length_penalty: float
) -> tuple[list[int], Float[Tensor, ""]]:
    """The best text that the search finds, its end word included, and its score (Sutskever et al. 2014, section 3.2).

    In each step every beam is continued with every word. Of the n_beams best candidates, those that end with eos_id,
    or have max_new_tokens words, are finished. The next beams are the n_beams best candidates that do not end with
    eos_id. The score of a finished text is log p / length ** length_penalty.
    """
    beams: list[tuple[float, list[int]]] = [(0.0, [])]
    finished: list[tuple[float, list[int]]] = []
    for _ in range(max_new_tokens):
        candidates: list[tuple[float, list[int]]] = []
        for log_p, ids in beams:
            following = next_log_p(ids).tolist()
            candidates += [(log_p + more, [*ids, word]) for word, more in enumerate(following)]
        candidates.sort(key=lambda candidate: candidate[0], reverse=True)
        for log_p, ids in candidates[:n_beams]:
            if ids[-1] == eos_id or len(ids) == max_new_tokens:
                finished.append((log_p / len(ids) ** length_penalty, ids))
        beams = [candidate for candidate in candidates if candidate[1][-1] != eos_id][:n_beams]
    score, ids = max(finished, key=lambda text: text[0])
    return ids, torch.tensor(score, dtype=torch.float64)


def language(generator: torch.Generator) -> NextLogP:
    """Words that depend on the two before them. The end becomes likelier with every word."""
    table = normal(generator, 8, 8, 7, scale=1.2)

    def next_log_p(ids: list[int]) -> Tensor:
        before = [7, 7, *ids]
        scores = table[before[-2], before[-1]].clone()
        scores[6] += 0.6 * len(ids) - 0.4
        return scores.log_softmax(-1)

    return next_log_p


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Many small languages, so that every rule matters in one of them; two rules for length; one beam."""

    def some(n_beams: int, length_penalty: float) -> dict[str, object]:
        return {
            "next_log_p": language(generator),
            "n_beams": n_beams,
            "max_new_tokens": 5,
            "eos_id": 6,
            "length_penalty": length_penalty,
        }

    for_long, for_short = (
        Said("length penalty 1.5", "길이 페널티 1.5"),
        Said("length penalty 0.4", "길이 페널티 0.4"),
    )
    return (
        *(Case(for_long, some(3, 1.5)) for _ in range(6)),
        *(Case(for_short, some(3, 0.4)) for _ in range(6)),
        *(Case(Said("one beam", "빔 하나"), some(1, penalty)) for penalty in (1.0, *[0.0, 2.5] * 5)),
    )


def with_topk(
    next_log_p: NextLogP, n_beams: int, max_new_tokens: int, eos_id: int, length_penalty: float
) -> tuple[list[int], Tensor]:
    """All candidates in one tensor, and topk; the best text so far is kept."""
    texts, log_p = [list[int]()], torch.zeros(1, dtype=torch.float64)
    best: tuple[list[int], Tensor] | None = None
    for length in range(1, max_new_tokens + 1):
        both = log_p[:, None] + torch.stack([next_log_p(ids) for ids in texts])
        order = both.flatten().argsort(descending=True).tolist()
        grown = [([*texts[i // both.shape[1]], i % both.shape[1]], both.flatten()[i]) for i in order]
        for ids, total in grown[:n_beams]:
            score = total / length**length_penalty
            over = ids[-1] == eos_id or length == max_new_tokens
            if over and (best is None or score > best[1]):
                best = ids, score
        going = [(ids, total) for ids, total in grown if ids[-1] != eos_id][:n_beams]
        texts, log_p = [ids for ids, _ in going], torch.stack([total for _, total in going])
    assert best is not None
    return best


EXERCISE = Exercise(
    name="beam_search",
    lesson=6,
    title=Said("Beam search", "빔 서치(beam search)"),
    difficulty=4,
    minutes=40,
    task=Said(
        "next_log_p(ids) gives the log-probability of every next word. Carry the n_beams best beginnings forward, set "
        "aside those that end, and return the finished text with the best score, and the score as a tensor.",
        "next_log_p(ids)는 다음 단어마다의 로그 확률을 줍니다. 가장 좋은 앞부분 n_beams개를 이어 가고, 끝난 것은 따로 "
        "모으고, 점수가 가장 좋은 끝난 글과 그 점수(텐서)를 돌려주세요.",
    ),
    reference=beam_search,
    axes=AXES,
    results=("ids", "score"),
    cases=cases,
    mistakes=(*SCORING, *ENDING),
    equivalents={"one tensor and topk": with_topk},
    hints=(
        Said(
            "A text that has ended is never continued, and is compared with longer ones only by its score.",
            "끝난 글은 더 이어 가지 않으며, 더 긴 글과는 점수로만 견줍니다.",
        ),
        Said(
            "Logs of probabilities are added. Sort all continuations of all beams together, not beam by beam.",
            "확률의 로그를 더합니다. 빔마다 따로가 아니라 모든 빔의 이어짐을 함께 정렬합니다.",
        ),
        Said(
            "candidates[:n_beams] may finish; those whose last word is not eos_id, [:n_beams], are the next beams",
            "candidates[:n_beams]에서 끝난 것을 모으고, 마지막이 eos_id가 아닌 것 중 [:n_beams]가 다음 빔",
        ),
    ),
)
