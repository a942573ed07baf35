"""Every weight has its part, learns, and is shared with those it should be shared with and no others."""

import copy
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from ..reference import quiet
from .subject import Subject
from .verdict import GOOD, Promise, Verdict

KEY_BIASES = ("k.bias", "key.bias", "k_proj.bias", "k_lin.bias")
"""What a key's bias adds to a query's score is the same for all keys, and softmax takes no notice of it: its
gradient is 0 by mathematics."""


def gradients(subject: Subject) -> dict[str, Tensor | None]:
    """Of every weight that learns, for a loss in which all that comes out has a part."""
    module = subject.module
    module.zero_grad(set_to_none=True)
    with quiet():
        out = subject.everything(subject.ids)
    share = torch.randn(out.shape, generator=torch.Generator().manual_seed(1), dtype=out.dtype)
    if out.requires_grad:
        (out * share).sum().backward()
    found = {name: p.grad for name, p in module.named_parameters() if p.requires_grad}
    module.zero_grad(set_to_none=True)
    return found


def all_learn(subject: Subject) -> Verdict:
    """A weight without a gradient is cut off, or never used."""
    found = gradients(subject)
    largest = max((g.abs().max().item() for g in found.values() if g is not None), default=0.0)
    idle = [
        name
        for name, g in found.items()
        if (g is None or g.abs().max() <= 1e-12 * largest) and not name.endswith(KEY_BIASES)
    ]
    if not idle:
        return GOOD
    return Verdict(
        False,
        f"no gradient reaches {', '.join(idle[:3])}{' …' * (len(idle) > 3)} ({len(idle)} in all): never used, or "
        "cut off (detach?)",
        f"{', '.join(idle[:3])}{' …' * (len(idle) > 3)}에 기울기가 닿지 않습니다(모두 {len(idle)}개). 쓰이지 않거나 "
        "끊겨 있습니다(detach?).",
    )


def shared_by_none_else(subject: Subject) -> Verdict:
    """One tensor in two layers, other than a table of words."""
    names: dict[int, list[str]] = {}
    shapes: dict[int, torch.Size] = {}
    for name, p in subject.module.named_parameters(remove_duplicate=False):
        names.setdefault(id(p), []).append(name)
        shapes[id(p)] = p.shape
    words = subject.vocab_size
    for key, same in names.items():
        if len(same) > 1 and words not in shapes[key]:
            return Verdict(
                False,
                f"{same[0]} and {same[1]} are one tensor: two layers that were meant to be two are the same",
                f"{same[0]}와 {same[1]}이(가) 같은 텐서입니다. 둘이어야 할 층이 하나입니다.",
            )
    return GOOD


def stay_tied(subject: Subject) -> Verdict | None:
    """Tables that are one must be one after a step too; two copies of the same numbers part ways."""
    module = copy.deepcopy(subject.module)
    tables = [
        (n, p) for n, p in module.named_parameters(remove_duplicate=False) if p.ndim == 2 and p.requires_grad
    ]
    equal = [
        (a, p, b, q)
        for i, (a, p) in enumerate(tables)
        for b, q in tables[i + 1 :]
        if p is not q and p.shape == q.shape and p.detach().std() > 0 and torch.equal(p, q)
    ]
    if not equal:
        return _meant_to_be_tied(module)
    a, _, b, _ = equal[0]
    return Verdict(
        False,
        f"{a} and {b} hold the same numbers, but are two tensors: after one step of training they differ",
        f"{a}와 {b}의 값은 같지만 서로 다른 텐서입니다. 학습을 한 걸음만 해도 달라집니다.",
    )


def _meant_to_be_tied(module: nn.Module) -> Verdict | None:
    config = getattr(module, "config", None) or getattr(module, "cfg", None)
    said = getattr(config, "tie_word_embeddings", getattr(config, "tied", None))
    embed = getattr(module, "embed", None)
    unembed = getattr(module, "unembed", None)
    if hasattr(module, "get_output_embeddings"):
        embed, unembed = module.get_input_embeddings(), module.get_output_embeddings()  # type: ignore[operator]
    if not said or embed is None or unembed is None:
        return None
    if unembed.weight is embed.weight:
        return GOOD
    return Verdict(
        False,
        "the config says that the output layer is the table of words again, but it is another tensor",
        "설정은 출력층이 단어 임베딩과 같다고 하는데 서로 다른 텐서입니다.",
    )


CHECKS: Mapping[Promise, Callable[[Subject], Verdict | None]] = {
    Promise("every weight learns", "모든 가중치가 배움"): all_learn,
    Promise("layers share no weights", "층끼리 가중치를 나눠 쓰지 않음"): shared_by_none_else,
    Promise("tied weights stay tied", "묶인 가중치는 계속 묶여 있음"): stay_tied,
}
