"""An attention of our kind at work inside Hugging Face's own model."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import sdpa_mask

from ..core.attention import Attend
from ..models.base import Model
from ..pretrained.save import family_and_architecture
from .agreement import Agreement
from .compare import compare_scores, real_part
from .probe import make_seeing_probe
from .reference import read_reference
from .tasks import TASKS

NAME = "minitransformer_attention"


def put_inside(model: Any, attend: Attend) -> None:
    """Let every attention of a Hugging Face model be computed by `attend`, which scales by the root of d_k
    itself, takes a mask that is True where one may look, and returns the context and the weights."""

    def interface(
        _module: Any,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        mask: Tensor | None,
        scaling: float | None = None,
        **_: Any,
    ) -> tuple[Tensor, Tensor | None]:
        groups = q.shape[1] // k.shape[1]
        k, v = (x.repeat_interleave(groups, 1) for x in (k, v))
        if scaling is not None:
            q = q * (scaling * q.shape[-1] ** 0.5)
        context, weights = attend(q, k, v, mask)
        return context.transpose(1, 2), weights

    def seen(*sizes: Any, **settings: Any) -> Any:
        return sdpa_mask(*sizes, **{**settings, "allow_is_causal_skip": False})

    AttentionInterface.register(NAME, interface)
    AttentionMaskInterface.register(NAME, seen)
    model.set_attn_implementation(NAME)


def agreement_inside(ours: Model, source: Path, attend: Attend, generator: torch.Generator) -> Agreement:
    """Hugging Face's model of a checkpoint before and after `attend` was put inside, in float64."""
    _, architecture = family_and_architecture(ours)
    task, probe = TASKS[architecture.name], make_seeing_probe(ours.cfg, generator)
    theirs = read_reference(source, torch.float64)
    with torch.no_grad():
        before, _ = task.theirs(theirs, probe)
        put_inside(theirs, attend)
        after, _ = task.theirs(theirs, probe)
    return compare_scores("scores", real_part(after, probe), real_part(before, probe))
