"""Every slot of Parts is used, and PyTorch's kernels in the same slots give the same model."""

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.attention import MultiHeadAttention
from minitransformer.core.config import BERTConfig, GPTConfig
from minitransformer.core.families import LlamaConfig, MarianConfig, NeoXConfig
from minitransformer.core.layers import FeedForward, GatedFeedForward, LayerNorm, RMSNorm
from minitransformer.core.parts import FUSED_ACTIVATIONS, Parts, fused_attention
from minitransformer.models.bert import BERT
from minitransformer.models.bert_tasks import BERTForMaskedWords, BERTPooled
from minitransformer.models.gpt import GPT
from minitransformer.models.seq2seq import Seq2Seq

SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "n_layers": 2, "max_len": 16}
ROTARY = {"d_model": 24, "n_heads": 6}
TWO = {"n_decoder_layers": 3, "start_id": 1, "eos_id": 0}


class Echo(Seq2Seq):
    """An encoder-decoder that reads and writes the same text, so that it is called like the others."""

    def forward(self, ids: Tensor, real: Tensor | None = None) -> Tensor:
        return super().forward(ids, ids, real, real)


MODELS = {
    "gpt": lambda parts=Parts(), **words: GPT(GPTConfig(**SMALL | words), parts),
    "bert": lambda parts=Parts(), **words: BERT(BERTConfig(**SMALL | words), parts),
    "words": lambda parts=Parts(), **words: BERTForMaskedWords(BERTConfig(**SMALL | words), parts),
    "pooled": lambda parts=Parts(), **words: Second(BERTPooled(BERTConfig(**SMALL | words), parts)),
    "neox": lambda parts=Parts(), **words: GPT(
        NeoXConfig(**SMALL | ROTARY | {"rotary_fraction": 0.5} | words), parts
    ),
    "llama": lambda parts=Parts(), **words: GPT(
        LlamaConfig(**SMALL | ROTARY | {"n_kv_heads": 2} | words), parts
    ),
    "seq2seq": lambda parts=Parts(), **words: Echo(MarianConfig(**SMALL | TWO | words), parts),
}
BLOCKS = dict.fromkeys(MODELS, 2) | {"seq2seq": 5}
ATTENTIONS = BLOCKS | {"seq2seq": 8}
NORMS = dict.fromkeys(MODELS, 5) | {"words": 6, "seq2seq": 2 * 2 + 3 * 3}
MASKS = {
    "none": None,
    "right": torch.tensor([[True] * 6, [True] * 4 + [False] * 2]),
    "left": torch.tensor([[True] * 6, [False] * 2 + [True] * 4]),
    "blind": torch.tensor([[True] * 6, [False] * 6]),
}
IDS = torch.randint(0, 23, (2, 6), generator=torch.Generator().manual_seed(1))


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


class Second(nn.Module):
    """Of the two things that a model says, the second."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, real: Tensor | None = None) -> Tensor:
        return self.model(ids, real)[1]


@torch.no_grad()
def perturb(model: nn.Module) -> nn.Module:
    model.double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "relu", "silu"])
@pytest.mark.parametrize("name", MODELS)
def test_fused_parts_give_the_same_outputs_and_gradients(name: str, activation: str, mask: str) -> None:
    words = {"activation": activation, "norm_eps": 1e-5}
    ours, fused = perturb(MODELS[name](**words)), perturb(MODELS[name](Parts.fused(), **words))
    assert ours.state_dict().keys() == fused.state_dict().keys()
    outs = [model(IDS, MASKS[mask]) for model in (ours, fused)]
    torch.testing.assert_close(outs[1], outs[0], rtol=0, atol=1e-12)
    probe = draw(9, *outs[0].shape)
    for out in outs:
        (out * probe).sum().backward()
    for (n, a), (_, b) in zip(ours.named_parameters(), fused.named_parameters(), strict=True):
        if a.grad is None:
            assert b.grad is None, n
            continue
        scale = max(1.0, a.grad.abs().max().item())
        torch.testing.assert_close(b.grad / scale, a.grad / scale, rtol=0, atol=1e-12, msg=n)


def test_fused_parts_really_are_torchs() -> None:
    model = MODELS["gpt"](Parts.fused())
    kinds = {type(module) for module in model.modules()}
    assert nn.LayerNorm in kinds
    assert LayerNorm not in kinds
    assert all(block.attention.attend is fused_attention for block in model.blocks)
    assert all(block.feed_forward.activation is FUSED_ACTIVATIONS["gelu_tanh"] for block in model.blocks)
    kinds = {type(module) for module in MODELS["llama"](Parts.fused()).modules()}
    assert nn.RMSNorm in kinds
    assert RMSNorm not in kinds
    assert FUSED_ACTIVATIONS.keys() == F.ACTIVATIONS.keys()


def test_fused_attention_gives_no_weights() -> None:
    q = draw(0, 1, 2, 3, 4)
    assert fused_attention(q, q, q)[1] is None


@pytest.mark.parametrize(("training", "want"), [(True, 0.25), (False, 0.0)])
def test_fused_attention_drops_out_in_training_only(monkeypatch, training: bool, want: float) -> None:
    asked: list[float] = []

    def spy(q: Tensor, k: Tensor, v: Tensor, attn_mask: Tensor | None, dropout_p: float) -> Tensor:
        asked.append(dropout_p)
        return v

    monkeypatch.setattr(nn.functional, "scaled_dot_product_attention", spy)
    MODELS["gpt"](Parts.fused(), attention_dropout=0.25).train(training)(IDS)
    assert asked == [want] * 2


@pytest.mark.parametrize("name", MODELS)
def test_a_learners_attention_is_used_in_every_block(name: str) -> None:
    calls: list[int] = []

    def mine(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout: F.TensorFn):
        calls.append(1)
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) / q.shape[-1] ** 0.5
        weights = scores.softmax(-1) if mask is None else scores.masked_fill(~mask, -1e30).softmax(-1)
        return torch.einsum("bhts,bhsd->bhtd", dropout(weights), v), weights

    model = perturb(MODELS[name](Parts(attend=mine)))
    torch.testing.assert_close(model(IDS), perturb(MODELS[name]())(IDS), rtol=0, atol=1e-12)
    assert len(calls) == ATTENTIONS[name]


@pytest.mark.parametrize("name", MODELS)
def test_a_learners_mistake_in_attention_is_felt(name: str) -> None:
    def unscaled(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout: F.TensorFn):
        return F.scaled_dot_product_attention(q * 2, k, v, mask, dropout)

    wrong, right = perturb(MODELS[name](Parts(attend=unscaled))), perturb(MODELS[name]())
    assert (wrong(IDS) - right(IDS)).abs().max() > 1e-3


class MyAttention(MultiHeadAttention):
    pass


class MyFeedForward(FeedForward):
    pass


class MyGatedFeedForward(GatedFeedForward):
    pass


class MyLayerNorm(LayerNorm):
    pass


class MyRMSNorm(RMSNorm):
    pass


@pytest.mark.parametrize(
    ("slot", "kind", "counts"),
    [
        ("attention", MyAttention, ATTENTIONS),
        ("feed_forward", MyFeedForward, BLOCKS | {"llama": 0}),
        ("gated_feed_forward", MyGatedFeedForward, dict.fromkeys(MODELS, 0) | {"llama": 2}),
        ("layer_norm", MyLayerNorm, NORMS | {"llama": 0}),
        ("rms_norm", MyRMSNorm, dict.fromkeys(MODELS, 0) | {"llama": 5}),
    ],
)
@pytest.mark.parametrize("name", MODELS)
def test_a_learners_module_stands_in_every_place_of_its_slot(
    name: str, slot: str, kind: type[nn.Module], counts: Mapping[str, int]
) -> None:
    model = MODELS[name](Parts(**{slot: kind}))
    replaced = [m for m in model.modules() if isinstance(m, kind.__base__)]
    assert {type(m) for m in replaced} == ({kind} if counts[name] else set())
    assert len(replaced) == counts[name]


@pytest.mark.parametrize(
    ("name", "places"), [("gpt", 2), ("bert", 2), ("words", 3), ("llama", 2), ("seq2seq", 5)]
)
def test_a_learners_activation_is_used_in_every_place(name: str, places: int) -> None:
    calls: list[int] = []

    def mine(x: Tensor) -> Tensor:
        calls.append(1)
        return F.gelu(x)

    MODELS[name](Parts(activations={"gelu": mine}), activation="gelu")(IDS)
    assert len(calls) == places


def test_the_hand_written_pieces_are_the_default() -> None:
    parts = Parts()
    assert parts.attend is F.scaled_dot_product_attention
    assert (parts.attention, parts.feed_forward, parts.gated_feed_forward) == (
        MultiHeadAttention,
        FeedForward,
        GatedFeedForward,
    )
    assert (parts.layer_norm, parts.rms_norm) == (LayerNorm, RMSNorm)
    assert parts.activations is F.ACTIVATIONS
    modules = [m for name in MODELS for m in MODELS[name]().modules()]
    assert not any(isinstance(m, nn.LayerNorm | nn.RMSNorm) for m in modules)


def test_a_learners_activation_of_the_pooler_is_used_once() -> None:
    calls: list[int] = []

    def mine(x: Tensor) -> Tensor:
        calls.append(1)
        return x.tanh()

    MODELS["pooled"](Parts(activations={"gelu": F.gelu, "tanh": mine}))(IDS)
    assert len(calls) == 1


@pytest.mark.parametrize(("norm", "kind"), [("layer", LayerNorm), ("rms", RMSNorm)])
def test_the_norm_is_the_one_that_the_config_asks_for_with_its_size_and_epsilon(
    norm: str, kind: type[nn.Module]
) -> None:
    made = Parts().norm(GPTConfig(**SMALL, norm=norm, norm_eps=1e-3))
    assert type(made) is kind
    assert (made.weight.shape, made.eps) == ((12,), 1e-3)


@pytest.mark.parametrize(("network", "kind"), [("plain", FeedForward), ("gated", GatedFeedForward)])
def test_the_network_is_the_one_that_the_config_asks_for(network: str, kind: type[nn.Module]) -> None:
    made = Parts().network(GPTConfig(**SMALL, feed_forward=network, activation="silu"))
    assert type(made) is kind
    assert made.up.weight.shape == (20, 12)
    assert made.activation is F.silu
