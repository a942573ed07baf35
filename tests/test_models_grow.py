"""A vocabulary that grows: old rows keep every bit, shared tables stay shared, new words outshine none."""

from pathlib import Path

import pytest
import torch
import zoo
from loopback_hub import small_tokenizer
from tokenizers_at_hand import by_hand
from torch import Tensor

from minitransformer.core.config import GPTConfig, Seq2SeqConfig
from minitransformer.core.families import MarianConfig
from minitransformer.errors import Problem
from minitransformer.models.base import Model
from minitransformer.models.gpt import GPT
from minitransformer.models.grow import grow
from minitransformer.models.init import initialise
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.pretrained import load, load_model, save
from minitransformer.text.adding import add_tokens

every_architecture = pytest.mark.parametrize("architecture", zoo.HEADED)
WRITERS = (
    "GPT2LMHeadModel",
    "GPTNeoXForCausalLM",
    "LlamaForCausalLM",
    "BertForMaskedLM",
    "DistilBertForMaskedLM",
)
NEW = 3


def made(architecture: str, folder: Path) -> Model:
    zoo.write(architecture, folder)
    return load_model(folder)


def copies(model: Model) -> dict[str, Tensor]:
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def said(model: Model, ids: Tensor) -> Tensor:
    with torch.no_grad():
        return model(ids, ids) if isinstance(model, Seq2Seq) else model(ids)


@every_architecture
def test_every_old_number_keeps_its_bits(architecture, tmp_path):
    model = made(architecture, tmp_path)
    before, n = copies(model), model.cfg.vocab_size
    grow(model, n + NEW)
    after = copies(model)
    assert list(after) == list(before)
    larger = {name for name in before if after[name].shape != before[name].shape}
    assert {name.split(".")[-2] for name in larger} <= {"embed", "unembed"}
    assert larger
    for name, old in before.items():
        assert torch.equal(after[name][: len(old)], old)
        assert len(after[name]) == len(old) + NEW * (name in larger)


@every_architecture
def test_shared_tables_stay_shared_and_others_apart(architecture, tmp_path):
    model = made(architecture, tmp_path)

    def tables() -> list[list[str]]:
        named = dict(model.named_parameters(remove_duplicate=False))
        return [[other for other, q in named.items() if q is p] for p in named.values()]

    before = tables()
    grow(model, model.cfg.vocab_size + NEW)
    assert tables() == before


@pytest.mark.parametrize("architecture", [*WRITERS, "MarianMTModel", "BartForConditionalGeneration"])
def test_a_new_words_score_is_the_mean_of_all_and_the_old_scores_stay(architecture, tmp_path):
    model = made(architecture, tmp_path).double()
    n = model.cfg.vocab_size
    ids = torch.randint(3, n, (2, 7), generator=torch.Generator().manual_seed(0))
    before = said(model, ids)
    grow(model, n + NEW)
    after = said(model, ids)
    torch.testing.assert_close(after[..., :n], before, rtol=0, atol=1e-12)
    mean = before.mean(-1, keepdim=True).expand(2, 7, NEW)
    torch.testing.assert_close(after[..., n:], mean, rtol=0, atol=1e-12)


@every_architecture
def test_the_new_ids_can_be_read(architecture, tmp_path):
    model = made(architecture, tmp_path)
    n = model.cfg.vocab_size
    ids = torch.tensor([[3, n, n + NEW - 1]])
    with pytest.raises(ValueError, match=f"token id {n}"):
        said(model, ids)
    grow(model, n + NEW)
    said(model, ids)
    with pytest.raises(ValueError, match=f"ids 0 to {n + NEW - 1}"):
        said(model, ids + 1)


@pytest.mark.parametrize("architecture", zoo.ONE_OF_EACH)
def test_a_grown_model_is_saved_and_read_again(architecture, tmp_path):
    model = made(architecture, tmp_path / "old")
    grow(model, model.cfg.vocab_size + NEW)
    save(model, None, tmp_path / "new")
    again = load_model(tmp_path / "new")
    assert again.cfg == model.cfg
    assert all(torch.equal(p, q) for p, q in zip(copies(again).values(), copies(model).values(), strict=True))


def test_what_does_not_learn_and_the_kind_of_number_stay_so(tmp_path):
    model = made("MarianMTModel", tmp_path).to(torch.bfloat16)
    learns = {name: p.requires_grad for name, p in model.named_parameters()}
    assert not all(learns.values())
    grow(model, model.cfg.vocab_size + NEW)
    assert {name: p.requires_grad for name, p in model.named_parameters()} == learns
    assert {p.dtype for p in model.parameters()} == {torch.bfloat16}


def test_the_layers_say_how_large_they_are(tmp_path):
    model = made("GPT2LMHeadModel", tmp_path)
    n = model.cfg.vocab_size
    grow(model, n + NEW)
    assert (model.embed.num_embeddings, model.unembed.out_features) == (n + NEW, n + NEW)


def test_a_new_word_learns():
    model = GPT(GPTConfig(vocab_size=9, max_len=8, d_model=8, n_heads=2, n_layers=1, d_ff=16))
    initialise(model, torch.Generator().manual_seed(0))
    grow(model, 10)
    model(torch.tensor([[1, 9]])).logsumexp(-1).sum().backward()
    assert model.embed.weight.grad is not None
    assert model.embed.weight.grad[9].abs().min() > 0


def test_a_vocabulary_cannot_shrink(tmp_path):
    model = made("GPT2LMHeadModel", tmp_path)
    n = model.cfg.vocab_size
    with pytest.raises(Problem, match=f"{n} words and cannot shrink to {n - 1}") as told:
        grow(model, n - 1)
    assert f"{n}개" in told.value.ko


def test_two_vocabularies_cannot_grow_by_one_number():
    sizes = {"d_model": 8, "n_heads": 2, "d_ff": 16, "n_layers": 1, "n_decoder_layers": 1, "max_len": 8}
    cfg = MarianConfig(
        **sizes, vocab_size=9, target_vocab_size=9, shared=False, tied=False, start_id=0, eos_id=1
    )
    model = Seq2Seq(cfg)
    with pytest.raises(Problem, match="a vocabulary each"):
        grow(model, 10)
    assert isinstance(model.cfg, Seq2SeqConfig)
    assert model.cfg.vocab_size == 9


# with a tokenizer


@pytest.mark.parametrize(
    "make", [small_tokenizer, lambda: by_hand(small_tokenizer())], ids=["library", "by hand"]
)
def test_tokens_are_added_to_tokenizer_and_model(make, tmp_path):
    tokenizer = make()
    cfg = GPTConfig(vocab_size=tokenizer.vocab_size, max_len=8, d_model=8, n_heads=2, n_layers=1, d_ff=16)
    model = GPT(cfg)
    initialise(model, torch.Generator().manual_seed(0))
    larger = add_tokens(tokenizer, model, ["<hey>", "<usr>", "<ho>"])
    assert larger.vocab_size == model.cfg.vocab_size == tokenizer.vocab_size + 2
    save(model, larger, tmp_path / "kept")
    again, its_tokenizer = load(tmp_path / "kept")
    assert its_tokenizer.encode("<hey>안녕<ho>") == larger.encode("<hey>안녕<ho>")
    assert torch.equal(again.embed.weight, model.embed.weight)


def test_rows_that_no_piece_has_yet_are_used_first():
    tokenizer = small_tokenizer()
    n = tokenizer.vocab_size
    model = GPT(GPTConfig(vocab_size=n + 1, max_len=8, d_model=8, n_heads=2, n_layers=1, d_ff=16))
    one = add_tokens(tokenizer, model, ["<hey>"])
    assert model.cfg.vocab_size == n + 1
    two = add_tokens(one, model, ["<ho>"])
    assert model.cfg.vocab_size == two.vocab_size == n + 2
    assert two.encode("<hey><ho>") == [n, n + 1]
