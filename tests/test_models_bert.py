"""BERT: three embeddings, sight in both directions, padding that is not felt, heads on the right place."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.config import BERTConfig
from minitransformer.core.families import DistilBERTConfig
from minitransformer.core.parts import Parts
from minitransformer.models.bert import BERT
from minitransformer.models.bert_tasks import (
    BERTFeatures,
    BERTForClassification,
    BERTForMaskedWords,
    BERTForNextSentence,
    BERTForPreTraining,
    BERTForSpans,
    BERTForTokens,
    BERTPooled,
)
from minitransformer.models.heads import Pooler

SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "n_layers": 2, "max_len": 16}
BASE = {"d_model": 768, "n_heads": 12, "d_ff": 3072, "n_layers": 12, "max_len": 512}
HEADS = [
    BERTFeatures,
    BERTPooled,
    BERTForMaskedWords,
    BERTForPreTraining,
    BERTForNextSentence,
    BERTForClassification,
    BERTForTokens,
    BERTForSpans,
]
KINDS = [BERT, *HEADS]


@torch.no_grad()
def make(kind: type[nn.Module] = BERT, **words) -> nn.Module:
    """Random everywhere, biases and gains included, so that no mistake hides behind a 0 or a 1."""
    config = words.pop("config", BERTConfig)
    model = kind(config(**SMALL | {"labels": ("a", "b", "c")} | words)).double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


def tokens(seed: int, *shape: int) -> Tensor:
    return torch.randint(0, SMALL["vocab_size"], shape, generator=torch.Generator().manual_seed(seed))


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def outputs(model: nn.Module, *inputs: Tensor) -> tuple[Tensor, ...]:
    out = model(*inputs)
    return out if isinstance(out, tuple) else (out,)


# the body


def test_the_first_block_reads_the_normalised_sum_of_three_embeddings() -> None:
    model, ids = make(norm_eps=1e-3), tokens(1, 2, 5)
    segments = torch.tensor([[0, 0, 1, 1, 1], [0, 1, 1, 0, 0]])
    seen: list[Tensor] = []
    model.blocks[0].register_forward_pre_hook(lambda _m, inputs: seen.append(inputs[0]))
    model(ids, segments=segments)
    total = model.embed.weight[ids] + model.positions.table.weight[:5] + model.segments.weight[segments]
    norm = model.embed_norm
    close(seen[0], nn.functional.layer_norm(total, (12,), norm.weight, norm.bias, 1e-3))


def test_bert_is_its_blocks_one_after_the_other_and_no_norm_at_the_end() -> None:
    model, ids = make(), tokens(1, 2, 5)
    x = model.embed_norm(
        model.embed.weight[ids] + model.positions.table.weight[:5] + model.segments.weight[0]
    )
    for block in model.blocks:
        x = block(x)
    close(model(ids), x)


def test_segments_matter_and_are_all_0_when_not_given() -> None:
    model, ids = make(), tokens(1, 2, 5)
    zeros = torch.zeros_like(ids)
    assert torch.equal(model(ids), model(ids, segments=zeros))
    second = zeros.clone()
    second[:, 3:] = 1
    assert (model(ids, segments=second) != model(ids)).all()


def test_there_is_no_causal_mask() -> None:
    model, ids = make(), tokens(1, 1, 5)
    other = ids.clone()
    other[0, -1] = (ids[0, -1] + 1) % SMALL["vocab_size"]
    assert (model(ids)[0] != model(other)[0]).any(-1).all()


@pytest.mark.parametrize("pads", [1, 3])
def test_padding_changes_nothing_at_real_positions(pads: int) -> None:
    model, ids = make(), tokens(1, 2, 7)
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, -pads:] = False
    got = model(ids, real)
    close(got[1:, :-pads], model(ids[1:, :-pads]))
    close(got[:1], model(ids[:1]))
    other = ids.clone()
    other[~real] = (other[~real] + 1) % SMALL["vocab_size"]
    assert torch.equal(model(other, real)[real], got[real])


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_nothing_but_padding_stays_finite(kind: type[nn.Module]) -> None:
    model, real = make(kind), torch.tensor([[False] * 4, [True] * 4])
    outs = outputs(model, tokens(1, 2, 4), real)
    sum(out.sum() for out in outs).backward()
    assert all(out.isfinite().all() for out in outs)
    assert all(p.grad is None or p.grad.isfinite().all() for p in model.parameters())


def test_order_matters() -> None:
    model = make()
    assert (model(torch.tensor([[1, 2, 3]]))[0, 2] != model(torch.tensor([[2, 1, 3]]))[0, 2]).all()


def test_too_long_a_text_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"sequence of 17 tokens.*16 positions"):
        make()(tokens(1, 1, 17))


@pytest.mark.parametrize("wrong", [23, -1])
def test_an_id_outside_the_vocabulary_is_refused_with_the_numbers(wrong: int) -> None:
    with pytest.raises(ValueError, match=rf"token id {wrong},.*ids 0 to 22"):
        make()(torch.tensor([[0, wrong]]))


def test_the_padding_token_learns_nothing() -> None:
    model = make(pad_id=3)
    model(torch.tensor([[3, 4, 3]])).square().sum().backward()
    assert (model.embed.weight.grad[3] == 0).all()
    assert (model.embed.weight.grad[4] != 0).all()


def test_dropout_is_silent_in_eval_and_heard_in_training() -> None:
    ids = tokens(1, 2, 5)
    for kind in KINDS:
        model = make(kind, dropout=0.5, attention_dropout=0.5).eval()
        for a, b in zip(outputs(model, ids), outputs(make(kind), ids), strict=True):
            assert torch.equal(a, b)
        model.train()
        assert not torch.equal(outputs(model, ids)[0], outputs(model, ids)[0])


def test_embedding_dropout_falls_after_the_norm() -> None:
    model = make(dropout=1.0).train()
    seen: list[Tensor] = []
    model.blocks[0].register_forward_pre_hook(lambda _m, inputs: seen.append(inputs[0]))
    model(tokens(1, 2, 4))
    assert (seen[0] == 0).all()


# the heads


def test_the_pooler_reads_only_the_first_token() -> None:
    pooler = Pooler(BERTConfig(**SMALL), Parts()).double()
    hidden, other = draw(1, 2, 5, 12), draw(2, 2, 5, 12)
    other[:, 0] = hidden[:, 0]
    assert torch.equal(pooler(hidden), pooler(other))
    close(pooler(hidden), torch.tanh(hidden[:, 0] @ pooler.dense.weight.T + pooler.dense.bias))


def test_pooled_bert_gives_token_vectors_and_a_sentence_vector() -> None:
    model, ids = make(BERTPooled), tokens(1, 2, 5)
    hidden, pooled = model(ids)
    close(hidden, model.bert(ids))
    close(pooled, model.pooler(hidden))


def by_hand_word_scores(model: nn.Module, hidden: Tensor) -> Tensor:
    head = model.words
    x = nn.functional.gelu(head.dense(hidden))
    x = nn.functional.layer_norm(x, (12,), head.norm.weight, head.norm.bias, model.cfg.norm_eps)
    return x @ model.bert.embed.weight.T + head.unembed.bias


def test_masked_word_scores_go_through_the_embedding_table() -> None:
    model, ids = make(BERTForMaskedWords), tokens(1, 2, 5)
    close(model(ids), by_hand_word_scores(model, model.bert(ids)))


def test_pre_training_bert_has_both_heads() -> None:
    model, ids = make(BERTForPreTraining), tokens(1, 2, 5)
    segments = (torch.arange(5) > 2).long().expand(2, 5)
    real = torch.tensor([[True] * 5, [True] * 4 + [False]])
    hidden = model.bert(ids, real, segments)
    words, follows = model(ids, real, segments)
    close(words, by_hand_word_scores(model, hidden))
    close(follows, model.follows(model.pooler(hidden)))
    assert follows.shape == (2, 2)


def test_the_classifier_scores_the_pooled_vector() -> None:
    model, ids = make(BERTForClassification), tokens(1, 2, 5)
    got = model(ids)
    assert got.shape == (2, 3)
    close(got, model.classify(model.pooler(model.bert(ids))))


def test_the_classifier_drops_out_of_the_pooled_vector() -> None:
    model = make(BERTForClassification, dropout=1.0).train()
    close(model(tokens(1, 2, 5)), model.classify.bias.expand(2, 3))


def test_the_body_alone_gives_the_token_vectors() -> None:
    model, ids = make(BERTFeatures), tokens(1, 2, 5)
    assert torch.equal(model(ids), model.bert(ids))


def test_the_next_sentence_is_told_from_the_pooled_vector() -> None:
    model, ids = make(BERTForNextSentence), tokens(1, 2, 5)
    got = model(ids)
    assert got.shape == (2, 2)
    close(got, model.follows(model.pooler(model.bert(ids))))


def test_every_token_has_a_class_of_its_own() -> None:
    model, ids = make(BERTForTokens), tokens(1, 2, 5)
    got = model(ids)
    assert got.shape == (2, 5, 3)
    close(got, model.classify(model.bert(ids)))


def test_every_token_may_begin_or_end_the_answer() -> None:
    model, ids = make(BERTForSpans, labels=()), tokens(1, 2, 5)
    got = model(ids)
    assert got.shape == (2, 5, 2)
    close(got, model.ends(model.bert(ids)))


@pytest.mark.parametrize(
    ("kind", "name", "others"),
    [
        (BERTForClassification, "text_dropout", {"token_dropout": 1.0, "span_dropout": 1.0}),
        (BERTForTokens, "token_dropout", {"text_dropout": 1.0, "span_dropout": 1.0}),
        (BERTForSpans, "span_dropout", {"text_dropout": 1.0, "token_dropout": 1.0}),
    ],
)
def test_each_head_has_its_own_dropout_right_before_its_last_layer(
    kind: type[nn.Module], name: str, others: dict
) -> None:
    ids = tokens(1, 2, 5)
    quiet = {"text_dropout": 0.0, "token_dropout": 0.0, "span_dropout": 0.0}
    plain = make(kind)(ids)
    assert torch.equal(make(kind, **quiet | others | {name: 0.0}).train()(ids), plain)
    dropped = make(kind, **quiet | {name: 1.0}).train()
    last = dropped.ends if kind is BERTForSpans else dropped.classify
    close(dropped(ids), last.bias.expand_as(plain))
    assert torch.equal(dropped.eval()(ids), plain)


@pytest.mark.parametrize("kind", [BERTForClassification, BERTForTokens])
def test_a_heads_dropout_is_that_of_the_blocks_unless_it_is_said(kind: type[nn.Module]) -> None:
    assert make(kind, dropout=0.3).dropout.p == 0.3
    assert make(kind, dropout=0.3, text_dropout=0.1, token_dropout=0.1).dropout.p == 0.1
    assert make(kind, dropout=0.3, text_dropout=0.0, token_dropout=0.0).dropout.p == 0.0


@pytest.mark.parametrize("kind", [BERTForClassification, BERTForTokens])
@pytest.mark.parametrize("labels", [(), ("only",)])
def test_a_classifier_that_chooses_one_label_needs_two(
    labels: tuple[str, ...], kind: type[nn.Module]
) -> None:
    with pytest.raises(ValueError, match=f"at least 2 labels, not {len(labels)}"):
        make(kind, labels=labels, problem_type="single_label_classification")


@pytest.mark.parametrize("kind", [BERTForClassification, BERTForTokens])
def test_without_a_label_there_is_no_classifier(kind: type[nn.Module]) -> None:
    with pytest.raises(ValueError, match="at least 1 labels, not 0"):
        make(kind, labels=())


@pytest.mark.parametrize("kind", HEADS)
def test_every_head_passes_the_mask_and_the_segments_on(kind: type[nn.Module]) -> None:
    model, ids, got = make(kind), tokens(1, 2, 4), []
    real, segments = torch.tensor([[True] * 4, [True, True, False, False]]), torch.ones_like(ids)
    model.bert.register_forward_pre_hook(lambda _m, inputs: got.append(inputs))
    model(ids, real, segments)
    assert all(a is b for a, b in zip(got[0], (ids, real, segments), strict=True))


@pytest.mark.parametrize("kind", [BERTForMaskedWords, BERTForPreTraining])
def test_head_and_body_share_one_table_and_go_on_sharing_it(kind: type[nn.Module]) -> None:
    model = make(kind)
    before = model.bert.embed.weight.detach().clone()
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1)
    scores = outputs(model, tokens(1, 2, 6))[0].flatten(0, 1)
    F.cross_entropy(scores, tokens(2, 12)).backward()
    optimiser.step()
    assert model.words.unembed.weight is model.bert.embed.weight
    assert (model.bert.embed.weight != before).all()


# DistilBERT's words


@pytest.mark.parametrize("kind", [BERT, BERTFeatures, BERTForMaskedWords, BERTForClassification])
def test_without_segments_there_is_no_table_and_nothing_is_added(kind: type[nn.Module]) -> None:
    model, ids, seen = make(kind, config=DistilBERTConfig), tokens(1, 2, 5), []
    body = model if kind is BERT else model.bert
    assert not any("segments" in name for name, _ in model.named_parameters())
    body.embed_norm.register_forward_pre_hook(lambda _m, inputs: seen.append(inputs[0]))
    plain = model(ids)
    close(seen[0], body.embed.weight[ids] + body.positions.table.weight[:5])
    assert torch.equal(model(ids, None, torch.ones_like(ids)), plain)


def test_distilberts_pooler_has_a_relu() -> None:
    model, ids = make(BERTForClassification, config=DistilBERTConfig), tokens(1, 2, 5)
    first = model.bert(ids)[:, 0]
    pooled = (first @ model.pooler.dense.weight.T + model.pooler.dense.bias).relu()
    close(model(ids), pooled @ model.classify.weight.T + model.classify.bias)


# size


@pytest.mark.parametrize(
    ("kind", "vocab", "want"),
    [
        (BERTPooled, 30522, 109_482_240),
        (BERTForMaskedWords, 30522, 109_514_298),
        (BERTForPreTraining, 30522, 110_106_428),
        (BERTPooled, 8002, 92_186_880),
        (BERTPooled, 119547, 177_853_440),
        (BERTPooled, 32000, 110_617_344),
    ],
)
def test_bert_has_as_many_parameters_as_the_published_one(
    kind: type[nn.Module], vocab: int, want: int
) -> None:
    with torch.device("meta"):
        model = kind(BERTConfig(**BASE, vocab_size=vocab, pad_id=0))
    assert sum(p.numel() for p in model.parameters()) == want


LARGE = BASE | {"d_model": 1024, "n_heads": 16, "d_ff": 4096, "n_layers": 24, "vocab_size": 28996}
DISTIL = BASE | {"n_layers": 6, "vocab_size": 30522}


@pytest.mark.parametrize(
    ("model", "want"),
    [
        (lambda: BERTForTokens(BERTConfig(**LARGE, labels=tuple("OMmPpGgLl"))), 332_538_889),
        (lambda: BERTForClassification(DistilBERTConfig(**DISTIL, labels=("-", "+"))), 66_955_010),
        (lambda: BERTForSpans(DistilBERTConfig(**DISTIL | {"vocab_size": 28996})), 65_192_450),
    ],
    ids=["conll03", "sst-2", "squad"],
)
def test_each_task_has_as_many_parameters_as_the_published_one(
    model: Callable[[], nn.Module], want: int
) -> None:
    with torch.device("meta"):
        assert sum(p.numel() for p in model().parameters()) == want


def test_nothing_but_parameters_is_kept() -> None:
    for kind in KINDS:
        assert list(make(kind).buffers()) == []
