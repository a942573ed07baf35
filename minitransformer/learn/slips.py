"""What is wrong with a loss, told from the batch and the scores alone; each with the share that it makes up."""

import math

import torch
from torch import Tensor

from ..apps.diagnose_shares import Finding
from ..functional import IGNORE
from ..text.tokenizer import Tokenizer


def slips_of_scores(scores: Tensor, parts: Tensor, counts: Tensor) -> list[Finding]:
    """Places where all words have one score: a mask that was laid on the scores instead of the loss."""
    flat = counts & ((scores.amax(-1) - scores.amin(-1)).abs() < 1e-12)
    if not flat.any():
        return []
    n, inflation = int(flat.sum()), math.log(scores.shape[-1])
    share = (parts[flat].sum() / parts.sum()).item()
    return [
        Finding(
            "ln V inflation",
            f"{n} places have the same score for every word, and add ln V = {inflation:.2f} each, {share:.0%} of the "
            "loss together: the mask was laid on the scores; leave those places out of the loss",
            f"자리 {n}개는 모든 단어의 점수가 같아 하나마다 ln V = {inflation:.2f}씩 더해, 손실의 {share:.0%}를 "
            "차지합니다. 마스크를 점수에 씌웠기 때문이니 그 자리는 손실에서 빼 주세요",
        )
    ]


def slips_of_causal(
    ids: Tensor, labels: Tensor, parts: Tensor, tokenizer: Tokenizer | None, pad: int | None
) -> list[Finding]:
    """Pads and prompts that count, an end that does not, labels that were moved too often or not at all."""
    roles = {} if tokenizer is None else tokenizer.roles
    end = roles.get("eos")
    found = [*_pads(ids, labels, parts, pad, end), *_prompt(ids, labels, parts, roles.get("system"))]
    counts = labels != IGNORE
    ends = (counts & (labels == end)).any(-1) if end is not None else None
    if ends is not None and not bool(ends.all()):
        n = int((~ends).sum())
        found.append(
            Finding(
                "no end",
                f"in {n} of {len(ids)} texts the end token is not asked for: the model never learns to stop",
                f"글 {len(ids)}개 중 {n}개에서 끝 토큰을 묻지 않습니다. 모델이 멈추는 법을 배우지 못합니다",
            )
        )
    return found + _shifted(ids, labels, pad)


def slips_of_masked(ids: Tensor, labels: Tensor, parts: Tensor, pad: int | None) -> list[Finding]:
    """Pads that count, and a question at every place."""
    found = _pads(ids, labels, parts, pad, None)
    real = torch.ones_like(ids, dtype=torch.bool) if pad is None else ids != pad
    share = (labels[real] != IGNORE).double().mean().item()
    if share > 0.5:
        found.append(
            Finding(
                "labels everywhere",
                f"{share:.0%} of the words are asked for, hidden or not: a model that copies its input gets most "
                "of them right; ask for the hidden ones alone",
                f"가렸든 아니든 단어의 {share:.0%}를 묻습니다. 입력을 베끼기만 해도 대부분 맞으니 가린 것만 "
                "물어 주세요",
            )
        )
    return found


def _pads(ids: Tensor, labels: Tensor, parts: Tensor, pad: int | None, end: int | None) -> list[Finding]:
    """Where padding is the end token too, the first end of a text is no padding."""
    if pad is None:
        return []
    wrong = (labels == pad) if pad != end else (labels == pad) & (ids == pad)
    if not wrong.any():
        return []
    share = parts[wrong].sum().item() / max(parts.sum().item(), 1e-12)
    n = int(wrong.sum())
    return [
        Finding(
            "pads in the loss",
            f"{n} of {int((labels != IGNORE).sum())} places that count ask for padding, {share:.0%} of the loss: "
            "it falls because the model learns to say padding; set those labels to -100",
            f"세는 자리 {int((labels != IGNORE).sum())}개 중 {n}개가 패딩을 묻고, 손실의 {share:.0%}를 차지합니다. "
            "모델이 패딩만 말하게 되어 손실이 줄어듭니다. 그 라벨을 -100으로 바꿔 주세요",
        )
    ]


def _prompt(ids: Tensor, labels: Tensor, parts: Tensor, answer_mark: int | None) -> list[Finding]:
    """Where a token says that the answer begins, what is asked for before it is the prompt."""
    if answer_mark is None or not (ids == answer_mark).any():
        return []
    before = (ids == answer_mark).int().cumsum(-1) == 0
    wrong = before & (labels != IGNORE) & (ids == answer_mark).any(-1, keepdim=True)
    if not wrong.any():
        return []
    share = parts[wrong].sum().item() / max(parts.sum().item(), 1e-12)
    return [
        Finding(
            "prompt in the loss",
            f"{int(wrong.sum())} places that count belong to the question, {share:.0%} of the loss: the model learns "
            "to ask too, and the number is not about its answers",
            f"세는 자리 중 {int(wrong.sum())}개가 질문이고 손실의 {share:.0%}를 차지합니다. 모델이 질문하는 법도 "
            "배우고, 손실은 대답만의 값이 아닙니다",
        )
    ]


def _shifted(ids: Tensor, labels: Tensor, pad: int | None) -> list[Finding]:
    """Which token of its own text is a label: the next one, the same, or the one after the next?"""

    def agreement(k: int) -> float:
        width = ids.shape[1] - k
        counts = labels[:, :width] != IGNORE
        if pad is not None:
            counts = counts & (ids[:, k:] != pad) & (labels[:, :width] != pad)
        same = labels[:, :width] == ids[:, k:]
        return same[counts].double().mean().item() if counts.any() else 0.0

    right, same, twice = (agreement(k) for k in (1, 0, 2))
    if right >= 0.99:
        return []
    if same > 0.9:
        return [
            Finding(
                "not shifted",
                f"{same:.0%} of the labels are the token itself: the model learns to copy its input",
                f"라벨의 {same:.0%}가 입력 토큰 그대로입니다. 모델이 베끼기만 배웁니다",
            )
        ]
    if twice > 0.9:
        return [
            Finding(
                "double shift",
                f"{twice:.0%} of the labels are the token after the next: they were moved twice, by the batch and by "
                "the loss",
                f"라벨의 {twice:.0%}가 다음다음 토큰입니다. 배치와 손실에서 두 번 밀었습니다",
            )
        ]
    return []
