"""What recurrent models are made of: the gated recurrent unit and additive attention, by hand."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from .. import functional as F


def gated_step(
    x: Float[Tensor, "b three_h"], u: Float[Tensor, "b three_h"], h: Float[Tensor, "b h"]
) -> Tensor:
    """One step of a gated recurrent unit (Cho et al. 2014, section 2.3): keep a share of the old state, take
    the rest from a candidate, and let the candidate see only what the reset gate lets through.

    `x` is what the word says to reset, update and candidate, `u` what the old state `h` says to them. The
    reset gate stands behind the product, as in cuDNN and PyTorch, and not before it as in the paper.
    """
    reset, update, candidate = x.chunk(3, -1)
    u_reset, u_update, u_candidate = u.chunk(3, -1)
    update = torch.sigmoid(update + u_update)
    new = torch.tanh(candidate + torch.sigmoid(reset + u_reset) * u_candidate)
    return update * h + (1 - update) * new


def additive_attention(
    q: Float[Tensor, "b t a"],
    k: Float[Tensor, "b s a"],
    v: Float[Tensor, "b s d"],
    score: Float[Tensor, " a"],
    mask: Bool[Tensor, "b 1 s"],
) -> tuple[Float[Tensor, "b t d"], Float[Tensor, "b t s"]]:
    """softmax(score · tanh(q + k)) v, and the weights (Bahdanau et al. 2015, appendix A.1.2).

    The transformer's attention asks the same question with a dot product in place of a small network.
    """
    scores = torch.tanh(q[:, :, None] + k[:, None]) @ score
    weights = F.masked_softmax(scores, mask)
    return weights @ v, weights


class GRU(nn.Module):
    """A gated recurrent unit over a sequence, by hand: step t cannot begin before step t - 1 is done."""

    def __init__(self, d_in: int, d_hidden: int) -> None:
        super().__init__()
        self.x = nn.Linear(d_in, 3 * d_hidden)
        self.u = nn.Linear(d_hidden, 3 * d_hidden)

    def forward(self, x: Float[Tensor, "b t d"], h: Float[Tensor, "b h"]) -> Float[Tensor, "b t h"]:
        states = []
        for told in self.x(x).unbind(1):
            h = gated_step(told, self.u(h), h)
            states.append(h)
        return torch.stack(states, 1)


class FusedGRU(nn.Module):
    """PyTorch's kernel for the same function. Its parameters stand in the same order, under other names."""

    def __init__(self, d_in: int, d_hidden: int) -> None:
        super().__init__()
        self.inner = nn.GRU(d_in, d_hidden, batch_first=True)

    def forward(self, x: Float[Tensor, "b t d"], h: Float[Tensor, "b h"]) -> Float[Tensor, "b t h"]:
        return self.inner(x, h[None].contiguous())[0]


def turned(x: Float[Tensor, "b s d"], real: Bool[Tensor, "b s"]) -> Float[Tensor, "b s d"]:
    """Every row backwards, its padding left behind it; turned twice, it is itself again."""
    place = torch.arange(x.shape[1], device=x.device)
    backwards = torch.where(real, real.sum(-1, keepdim=True) - 1 - place, place)
    return x.gather(1, backwards[..., None].expand_as(x))


@torch.no_grad()
def initialise_recurrent(model: nn.Module, generator: torch.Generator) -> None:
    """Fresh weights: what turns one state into the next is orthogonal gate by gate, so that nothing grows or
    dies on the way (Saxe et al. 2014), every other matrix is N(0, 1/inputs), biases are 0."""
    for name, p in model.named_parameters():
        if p.ndim < 2:
            p.zero_()
        elif name.endswith(("u.weight", "weight_hh_l0")):
            for gate in p.chunk(3):
                nn.init.orthogonal_(gate, generator=generator)
        else:
            p.normal_(0.0, p.shape[-1] ** -0.5, generator=generator)
    for module in model.modules():
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            module.weight[module.padding_idx].zero_()
