"""The exercises on blocks and weights ask for what the library's own modules and weight tables do."""

import pytest
import torch

from minitransformer.core.blocks import DecoderBlock, DecoderOnlyBlock, EncoderBlock
from minitransformer.core.config import BERTConfig, BlockConfig
from minitransformer.core.layers import FeedForward
from minitransformer.core.parts import Parts
from minitransformer.functional import ACTIVATIONS, causal_mask, padding_mask
from minitransformer.learn.course import find
from minitransformer.learn.exercises.blocks.made import loud
from minitransformer.learn.exercises.numbers import normal, some_padding
from minitransformer.models.bert import BERT
from minitransformer.models.heads import MaskedWordHead, Pooler
from minitransformer.weights import gpt2, neox

BLOCK = {"d_model": 12, "n_heads": 3, "d_ff": 20, "norm_eps": 0.1}
BERT_CFG = BERTConfig(**BLOCK, n_layers=1, vocab_size=11, max_len=9)


def generator():
    return torch.Generator().manual_seed(3)


def numbers(*shape):
    return normal(generator(), *shape)


def agree(one, other):
    torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


def layers(block, *names):
    return {name: getattr(block, name) for name in names}


SUBLAYERS = ("attention", "attention_norm", "feed_forward", "feed_forward_norm")
CROSS = ("cross_attention", "cross_attention_norm")


def test_the_encoder_block_is_the_librarys():
    block = loud(generator(), EncoderBlock(BlockConfig(**BLOCK, wiring="post"), Parts()))
    x, mask = numbers(2, 5, 12), padding_mask(some_padding(2, 5))
    agree(find("encoder_block").reference(x, mask, **layers(block, *SUBLAYERS)), block(x, mask))


def test_the_decoder_only_block_is_the_librarys():
    block = loud(generator(), DecoderOnlyBlock(BlockConfig(**BLOCK, wiring="pre"), Parts()))
    x, real = numbers(2, 5, 12), some_padding(2, 5)
    mask = causal_mask(5, 5) & padding_mask(real)
    agree(find("decoder_only_block").reference(x, real, **layers(block, *SUBLAYERS)), block(x, mask))


def test_the_decoder_block_is_the_librarys():
    block = loud(generator(), DecoderBlock(BlockConfig(**BLOCK, wiring="post"), Parts()))
    x, memory, memory_mask = numbers(2, 5, 12), numbers(2, 7, 12), padding_mask(some_padding(2, 7))
    given = (x, memory, causal_mask(5, 5), memory_mask)
    agree(find("decoder_block").reference(*given, **layers(block, *SUBLAYERS, *CROSS)), block(*given))


@pytest.mark.parametrize("activation", ["gelu", "relu"])
def test_the_feed_forward_network_is_the_librarys(activation):
    network = loud(generator(), FeedForward(BlockConfig(**BLOCK, wiring="post", activation=activation)))
    x = numbers(2, 5, 12)
    mine = find("feed_forward").reference(x, network.up, network.down, ACTIVATIONS[activation])
    agree(mine, network(x))


def test_berts_embeddings_are_the_librarys():
    bert = loud(generator(), BERT(BERT_CFG))
    seen = []
    bert.embed_norm.register_forward_hook(lambda _module, _given, result: seen.append(result))
    ids = torch.randint(0, 11, (2, 5), generator=generator())
    segments = torch.tensor([[0, 0, 1, 1, 1], [0, 1, 1, 1, 1]])
    bert(ids, segments=segments)
    tables = (bert.embed, bert.positions.table, bert.segments, bert.embed_norm)
    agree(find("bert_embeddings").reference(ids, segments, *tables), seen[0])


def test_the_pooler_is_the_librarys():
    pooler, hidden = loud(generator(), Pooler(BERT_CFG, Parts())), numbers(2, 5, 12)
    agree(find("pooler").reference(hidden, pooler.dense), pooler(hidden))


def test_the_masked_word_head_is_the_librarys():
    head, hidden = loud(generator(), MaskedWordHead(BERT_CFG, Parts())), numbers(2, 5, 12)
    table = torch.nn.Embedding.from_pretrained(head.unembed.weight)
    agree(
        find("masked_word_head").reference(hidden, head.dense, head.norm, table, head.unembed.bias),
        head(hidden),
    )


def of_block_0(body, ours):
    """The row of a weight table that holds these of our parameters."""
    return next(row.at("i", 0) for row in body if row.ours == ours)


@pytest.mark.parametrize("family", ["gpt2", "neox"])
def test_the_cuts_are_those_of_the_weight_tables(family):
    body, sizes = {"gpt2": (gpt2.BODY, {"qkv": 3}), "neox": (neox.BODY, {"h": 3, "qkv": 3})}[family]
    given = (numbers(12, 36) if family == "gpt2" else numbers(36, 12), numbers(36))
    wanted = []
    for kind, x in zip(("weight", "bias"), given, strict=True):
        names = " ".join(f"blocks.{{i}}.attention.{part}.{kind}" for part in "qkv")
        wanted += of_block_0(body, names).to_ours(x, sizes).values()
    last = numbers(12, 12) if family == "gpt2" else 3
    if family == "gpt2":
        wanted += of_block_0(body, "blocks.{i}.attention.out.weight").to_ours(last, sizes).values()
    for mine, theirs in zip(find(f"{family}_qkv").reference(*given, last), wanted, strict=True):
        agree(mine, theirs)
