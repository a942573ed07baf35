"""The loss, place by place: what goes into the model, what is asked, what counts, and what each place adds."""

from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ..apps.diagnose_shares import Finding
from ..errors import Problem
from ..functional import IGNORE, softmax
from ..text.tokenizer import Tokenizer
from .slide import Place, Slide
from .slips import slips_of_causal, slips_of_masked, slips_of_scores

Kind = Literal["causal", "masked", "class"]


def microscope(
    ids: Int[Tensor, "b t"],
    labels: Int[Tensor, "..."],
    scores: Float[Tensor, "... vocab"],
    tokenizer: Tokenizer | None = None,
    *,
    kind: Kind = "causal",
    shift: bool = False,
    pad_id: int | None = None,
    loss: float | None = None,
    language: str = "en",
) -> Slide:
    """Take the loss of a batch apart. The parts add up to the mean surprise over all labels that count.

    `labels[b, t]` is what place t is asked, IGNORE where it is asked nothing; with `shift` it is Hugging Face's
    convention, in which the labels are the ids and the model moves them by one itself. `kind` says what is asked:
    the next word, hidden words, or one class a text (then labels has an entry, and scores a row, for each text).
    `loss` is what was printed, to be compared; `language` is that of the words around the places. `Problem` where
    the shapes do not belong together.
    """
    if shift:
        ids, labels, scores = ids[:, :-1], labels[:, 1:], scores[:, :-1]
    _check(ids, labels, scores, kind)
    surprise = surprises(scores, labels)
    counts = labels != IGNORE
    parts = surprise / counts.sum().clamp(min=1)
    pad = tokenizer.roles.get("pad") if pad_id is None and tokenizer is not None else pad_id
    findings = slips_of_scores(scores, parts, counts)
    if kind == "causal":
        findings += slips_of_causal(ids, labels, parts, tokenizer, pad)
    elif kind == "masked":
        findings += slips_of_masked(ids, labels, parts, pad)
    total = parts.sum().item()
    if loss is not None:
        findings += compared(loss, total, surprise, counts)
    rows = _places(ids, labels, parts, tokenizer, kind)
    return Slide(rows, total, tuple(findings), kind, language)


def surprises(scores: Float[Tensor, "... vocab"], labels: Int[Tensor, "..."]) -> Float[Tensor, "..."]:
    """-ln of the chance that each label was given; 0 where nothing is asked."""
    asked = labels.clamp(min=0)[..., None]
    chances = softmax(scores.double()).gather(-1, asked)[..., 0]
    return torch.where(labels == IGNORE, 0.0, -chances.clamp(min=1e-300).log())


def compared(loss: float, total: float, surprise: Tensor, counts: Tensor) -> list[Finding]:
    """The loss that was printed beside the one found here, and what it may have been divided by."""
    if abs(loss - total) <= 1e-4 * max(1.0, abs(total)):
        return []
    n, places = int(counts.sum()), counts.numel()
    over = surprise.sum().item() / loss if loss else 0.0
    guess_en = f"; it would fit a mean over {over:.1f} places instead of {n}" if over > 0 else ""
    guess_ko = f" 자리 {n}개가 아니라 {over:.1f}개로 나눈 평균이라면 맞습니다." if over > 0 else ""
    return [
        Finding(
            "another loss",
            f"{loss:.4f} was printed, but the places that count ({n} of {places}) make {total:.4f}{guess_en}",
            f"출력된 손실은 {loss:.4f}인데, 세는 자리({places}개 중 {n}개)로 계산하면 {total:.4f}입니다.{guess_ko}",
        )
    ]


def _check(ids: Tensor, labels: Tensor, scores: Tensor, kind: Kind) -> None:
    wanted = tuple(labels.shape)
    fits = ids.shape[:1] == labels.shape if kind == "class" else ids.shape == labels.shape
    if not fits or tuple(scores.shape[:-1]) != wanted:
        raise Problem(
            f"ids {tuple(ids.shape)}, labels {wanted} and scores {tuple(scores.shape)} do not belong together: "
            "give a label and a row of scores for every " + ("text" if kind == "class" else "token"),
            f"ids {tuple(ids.shape)}, labels {wanted}, scores {tuple(scores.shape)}의 모양이 서로 맞지 않습니다. "
            + ("글" if kind == "class" else "토큰")
            + "마다 라벨 하나와 점수 한 줄을 주세요.",
        )
    strange = (labels != IGNORE) & ((labels < 0) | (labels >= scores.shape[-1]))
    if strange.any():
        wrong = int(labels[strange][0])
        raise Problem(
            f"the label {wrong} has no score: there are {scores.shape[-1]}, and {IGNORE} means that nothing is asked",
            f"라벨 {wrong}에 해당하는 점수가 없습니다. 점수는 {scores.shape[-1]}개이고, 묻지 않는 자리는 {IGNORE}입니다.",
        )


def _places(
    ids: Tensor, labels: Tensor, parts: Tensor, tokenizer: Tokenizer | None, kind: Kind
) -> tuple[tuple[Place, ...], ...]:
    def piece(i: int) -> str:
        return str(i) if tokenizer is None else tokenizer.piece(i)

    if kind == "class":
        texts = [" ".join(map(piece, row)) for row in ids.tolist()]
        asked = zip(texts, labels.tolist(), parts.tolist(), strict=True)
        return (tuple(Place(i, text, str(y), y != IGNORE, part) for i, (text, y, part) in enumerate(asked)),)
    return tuple(
        tuple(
            Place(t, piece(i), "" if y == IGNORE else piece(y), y != IGNORE, part)
            for t, (i, y, part) in enumerate(zip(row, asked, share, strict=True))
        )
        for row, asked, share in zip(ids.tolist(), labels.tolist(), parts.tolist(), strict=True)
    )
