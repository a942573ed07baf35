"""Fresh weights: N(0, 0.02²), smaller where a pre-norm model writes, 0 where they must be, and repeatable."""

import math

import pytest
import torch
from torch import Tensor, nn

from minitransformer.core.config import BERTConfig, GPTConfig
from minitransformer.core.families import LlamaConfig, MarianConfig, NeoXConfig
from minitransformer.core.layers import LayerNorm, RMSNorm
from minitransformer.core.parts import Parts
from minitransformer.models.bert_tasks import BERTForClassification, BERTForMaskedWords, BERTPooled
from minitransformer.models.gpt import GPT
from minitransformer.models.init import STD, initialise
from minitransformer.models.seq2seq import Seq2Seq

LAYERS = 3
SIZE = {"d_model": 96, "n_heads": 4, "d_ff": 192, "vocab_size": 150, "n_layers": LAYERS, "max_len": 100}


def fresh(model: nn.Module, seed: int = 0, **words: float) -> nn.Module:
    initialise(model, torch.Generator().manual_seed(seed), **words)
    return model


def gpt(**words) -> GPT:
    return GPT(GPTConfig(**SIZE | words))


def bert(**words) -> BERTPooled:
    return BERTPooled(BERTConfig(**SIZE | words))


def llama(**words) -> GPT:
    return GPT(LlamaConfig(**SIZE | {"n_kv_heads": 2} | words))


def neox(**words) -> GPT:
    return GPT(NeoXConfig(**SIZE | words))


def seq2seq(**words) -> Seq2Seq:
    two = {"n_decoder_layers": 2, "start_id": 1, "eos_id": 0}
    return Seq2Seq(MarianConfig(**SIZE | two | words))


EVERY = [gpt, bert, llama, neox, seq2seq]


def is_write(name: str) -> bool:
    return name.endswith(("attention.out.weight", "feed_forward.down.weight"))


def assert_normal(w: Tensor, std: float) -> None:
    """Mean and spread within five standard errors of N(0, std²)."""
    n = w.numel()
    assert abs(w.std().item() / std - 1) < 5 / math.sqrt(2 * n)
    assert abs(w.mean().item()) < 5 * std / math.sqrt(n)


def matrices(model: nn.Module) -> dict[str, Tensor]:
    return {name: p.detach() for name, p in model.named_parameters() if p.dim() == 2}


def test_the_standard_deviation_is_the_published_one() -> None:
    assert STD == 0.02


@pytest.mark.parametrize("make", [llama, neox, seq2seq])
def test_every_matrix_of_every_shape_of_model_is_normal(make) -> None:
    for name, w in matrices(fresh(make())).items():
        if not is_write(name):
            assert_normal(w, 0.02)


@pytest.mark.parametrize("make", [gpt, bert])
def test_matrices_and_tables_are_normal_with_this_standard_deviation(make) -> None:
    model = fresh(make())
    plain = {n.removeprefix("bert."): w for n, w in matrices(model).items() if not is_write(n)}
    assert {"embed.weight", "positions.table.weight", "blocks.2.attention.v.weight"} <= plain.keys()
    for w in plain.values():
        assert_normal(w, 0.02)


@pytest.mark.parametrize("make", EVERY)
def test_another_standard_deviation_may_be_asked_for(make) -> None:
    model = fresh(make(), std=0.5)
    assert_normal(next(w for n, w in matrices(model).items() if n.endswith("embed.weight")), 0.5)


PRE = [(gpt, 2 * LAYERS), (llama, 2 * LAYERS), (lambda: seq2seq(wiring="pre"), 2 * LAYERS + 3 * 2)]
OTHERS = [(bert, 2 * LAYERS), (lambda: gpt(wiring="post"), 2 * LAYERS), (neox, 2 * LAYERS)]
OTHERS += [(seq2seq, 2 * LAYERS + 3 * 2)]


@pytest.mark.parametrize(("make", "n"), PRE)
def test_what_a_pre_norm_block_writes_is_smaller_by_the_root_of_the_number_of_writes(make, n: int) -> None:
    writes = {n: w for n, w in matrices(fresh(make())).items() if is_write(n)}
    assert len(writes) == n
    for w in writes.values():
        assert_normal(w, 0.02 / math.sqrt(n))


@pytest.mark.parametrize(("make", "n"), OTHERS)
def test_what_another_block_writes_is_not_smaller(make, n: int) -> None:
    writes = {n: w for n, w in matrices(fresh(make())).items() if is_write(n)}
    assert len(writes) == n
    for w in writes.values():
        assert_normal(w, 0.02)


def test_heads_are_drawn_too() -> None:
    model = fresh(BERTForClassification(BERTConfig(**SIZE, labels=("a", "b"))))
    assert_normal(model.pooler.dense.weight.detach(), 0.02)
    assert_normal(model.classify.weight.detach(), 0.02)


@pytest.mark.parametrize("make", [*EVERY, lambda: BERTForMaskedWords(BERTConfig(**SIZE))])
def test_biases_are_0_and_gains_are_1(make) -> None:
    model = fresh(make())
    for name, p in model.named_parameters():
        if name.endswith("bias"):
            assert (p == 0).all(), name
    for module in model.modules():
        if isinstance(module, LayerNorm | RMSNorm):
            assert (module.weight == 1).all()
    assert any(isinstance(module, LayerNorm | RMSNorm) for module in model.modules())


@pytest.mark.parametrize("make", [gpt, llama])
def test_pytorchs_norms_start_as_ours_do(make) -> None:
    model = make()
    fused = type(model)(model.cfg, Parts.fused())
    with torch.no_grad():
        for p in fused.parameters():
            p.fill_(3.0)
    want = fresh(model).state_dict()
    for name, value in fresh(fused).state_dict().items():
        assert torch.equal(value, want[name]), name


@pytest.mark.parametrize("make", EVERY)
def test_a_used_model_becomes_as_fresh_as_a_new_one(make) -> None:
    used = make()
    with torch.no_grad():
        for p in used.parameters():
            p.fill_(3.0)
    want = fresh(make()).state_dict()
    for name, value in fresh(used).state_dict().items():
        assert torch.equal(value, want[name]), name


def test_the_row_of_the_padding_token_starts_at_0() -> None:
    for kind in (BERTPooled, BERTForMaskedWords):  # in the second the table is drawn as output layer too
        table = fresh(kind(BERTConfig(**SIZE, pad_id=5))).bert.embed.weight
        assert (table[5] == 0).all()
        assert (table[[4, 6]] != 0).any(-1).all()


@pytest.mark.parametrize("words", [{}, {"shared": False, "target_vocab_size": 90}])
def test_the_padding_is_nothing_at_either_end_of_an_encoder_decoder(words: dict) -> None:
    """So that what is written begins with its position alone."""
    model = fresh(seq2seq(pad_id=5, **words))
    for table in (model.source.embed.weight, model.target.embed.weight):
        assert (table[5] == 0).all()
        assert (table[[4, 6]] != 0).any(-1).all()


@pytest.mark.parametrize("make", EVERY)
def test_the_same_seed_gives_the_same_weights_and_another_does_not(make) -> None:
    a, b, c = fresh(make(), 1).state_dict(), fresh(make(), 1).state_dict(), fresh(make(), 2).state_dict()
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert not any(torch.equal(a[name], c[name]) for name, w in a.items() if w.dim() == 2)


def test_the_global_random_state_is_left_alone() -> None:
    model = gpt()
    before = torch.get_rng_state()
    fresh(model)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_tied_table_stays_tied() -> None:
    model = fresh(gpt())
    assert model.unembed.weight is model.embed.weight
    assert_normal(model.unembed.weight.detach(), 0.02)


def test_drawn_weights_are_still_trained() -> None:
    assert all(p.requires_grad and p.is_leaf for p in fresh(gpt()).parameters())


def test_a_fresh_gpt_guesses_all_words_alike() -> None:
    ids = torch.randint(0, 150, (4, 20), generator=torch.Generator().manual_seed(0))
    logp = fresh(gpt()).eval()(ids).log_softmax(-1)
    loss = -logp[:, :-1].gather(-1, ids[:, 1:, None]).mean().item()
    assert loss == pytest.approx(math.log(150), abs=0.1)
