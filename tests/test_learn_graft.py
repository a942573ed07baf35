"""A learner's own functions run a whole model; a wrong one shows where."""

import pytest
import torch
from torch import nn

from minitransformer import functional
from minitransformer.core.attention import MultiHeadAttention
from minitransformer.learn.course import find
from minitransformer.learn.graft import LAYERS, WHOLE, Graft, pieces, retold
from minitransformer.learn.operation import Operation
from minitransformer.learn.solution import solution

OWN = {name: getattr(functional, name) for name in pieces() if name not in LAYERS}
OF_A_GPT = {
    "softmax", "scaled_dot_product_attention", "causal_mask", "padding_mask", "split_heads", "merge_heads", WHOLE,
    "layer_norm", "gelu_tanh",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    for name in pieces():
        (tmp_path / f"{name}.py").write_text(solution(find(name)), encoding="utf-8")
    return {name: tmp_path / f"{name}.py" for name in pieces()}


@pytest.fixture
def grafted(files, chatbot_folder):
    def go(name="", old="", new=""):
        operation = Operation(str(chatbot_folder))
        if name:
            text = files[name].read_text(encoding="utf-8")
            assert text.count(old) == 1
            files[name].write_text(text.replace(old, new), encoding="utf-8")
        operation.take(files)
        return operation

    return go


def test_the_library_is_as_it_was_afterwards(grafted, files):
    operation = grafted()
    operation.parity()

    def broken():
        with Graft(files).in_place():
            assert functional.softmax is not OWN["softmax"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert {name: getattr(functional, name) for name in OWN} == OWN


def test_the_pieces_of_a_gpt_and_of_a_bert_are_those_that_they_call(grafted, emotion_folder):
    assert set(grafted().used) >= OF_A_GPT
    assert "gelu" not in grafted().used
    bert = set(Operation(str(emotion_folder)).used)
    assert {"gelu", "padding_mask", WHOLE} <= bert
    assert not {"gelu_tanh", "causal_mask"} & bert


def test_a_folder_of_right_solutions_is_the_same_function_and_says_the_same(grafted):
    operation = grafted()
    assert set(operation.files) == set(operation.used)
    found = operation.parity()
    assert found.agrees
    assert any(row.name.endswith("attention.weights") for row in found.activations)
    assert operation.speaks
    assert [speech.differs for speech in operation.speech([], "ko")] == [None] * 3
    assert operation.inside().agrees


def test_every_learners_function_is_called(files, chatbot_folder):
    from minitransformer.pretrained import load

    graft = Graft(files)
    with graft.in_place() as parts, torch.no_grad():
        model, _ = load(chatbot_folder, parts=parts)
        model(torch.tensor([[1, 2, 3]]), torch.ones(1, 3, dtype=torch.bool))
    assert set(graft.calls) >= OF_A_GPT
    assert all(isinstance(block.attention, MultiHeadAttention) for block in model.blocks)


@pytest.mark.parametrize(
    ("name", "old", "new", "first"),
    [
        ("softmax", "exp.sum(-1, keepdim=True)", "exp.sum(-2, keepdim=True)", "blocks.0.attention.weights"),
        ("scaled_dot_product_attention", " / math.sqrt(q.shape[-1])", "", "blocks.0.attention.weights"),
        (WHOLE, "return out(merge_heads(context))", "return merge_heads(context)", "blocks.0.attention"),
        ("layer_norm", " * weight + bias", "", "blocks.0.attention_norm"),
        ("gelu_tanh", "0.5 * x", "x", "blocks.0.feed_forward"),
        ("causal_mask", ".tril(s - t)", "", "blocks.0.attention.weights"),
        ("split_heads", "x.view(b, t, n_heads, d // n_heads).transpose(1, 2)", "x.view(b, n_heads, t, d // n_heads)",
         "blocks.0.attention.weights"),
    ],
)  # fmt: skip
def test_a_wrong_function_shows_at_the_first_activation_that_it_changes(grafted, name, old, new, first):
    found = grafted(name, old, new).parity()
    assert next(row.name for row in found.activations if not row.agrees) == first


def test_a_wrong_function_changes_what_is_said_and_the_first_token_is_told(grafted):
    spoken = grafted("softmax", "exp.sum(-1, keepdim=True)", "exp.sum(0, keepdim=True)").speech([], "ko")
    assert any(speech.differs for speech in spoken)
    for speech in spoken:
        if speech.differs:
            number, right, yours = speech.differs
            assert number >= 1
            assert right != yours


MINUS_INFINITY = """
import math
import torch


def scaled_dot_product_attention(q, k, v, mask=None, dropout=lambda w: w):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, -1)
    return dropout(weights) @ v, weights
"""


def test_an_attention_without_a_word_for_who_sees_nothing_is_no_wrong_one(files):
    """In a model of several blocks, where NaN would reach the next one's values."""
    operation = Operation("pocket-chatbot-ko")
    operation.take(files)
    files["scaled_dot_product_attention"].write_text(MINUS_INFINITY, encoding="utf-8")
    assert operation.parity().agrees
    assert operation.inside().agrees


def test_a_wrong_attention_breaks_hugging_faces_model_too(grafted):
    assert not grafted("scaled_dot_product_attention", " / math.sqrt(q.shape[-1])", "").inside().agrees


def test_what_stops_the_model_is_told_with_the_learners_line(grafted, files):
    operation = grafted(
        "layer_norm", "mean = x.mean(-1, keepdim=True)", "mean = x.reshape(2, 5, 11).mean(-1)"
    )
    with pytest.raises(RuntimeError) as caught:
        operation.parity()
    said = retold(caught.value, files["layer_norm"].parent)
    assert said.en.startswith("layer_norm.py: Line ")
    assert "x.reshape(2, 5, 11)" in said.ko


def test_what_a_function_prints_does_not_reach_the_output(grafted, capsys):
    grafted("gelu_tanh", "    return", "    print('noise')\n    return").parity()
    assert "noise" not in capsys.readouterr().out


def test_a_layer_that_keeps_its_weights_to_itself_is_compared_without_them(grafted):
    old = "context, _ = scaled_dot_product_attention(queries, keys, values, mask)"
    new = "context = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)"
    found = grafted(WHOLE, old, new).parity()
    assert found.agrees
    assert not any(row.name.endswith("attention.weights") for row in found.activations)


def test_a_learners_layer_has_the_parameters_of_the_librarys(files):
    from minitransformer.core.config import BlockConfig

    cfg = BlockConfig(d_model=12, n_heads=3, d_ff=24, wiring="pre")
    with Graft(files).in_place() as parts:
        theirs: nn.Module = parts.attention(cfg, parts.attend)
    assert list(theirs.state_dict()) == list(MultiHeadAttention(cfg).state_dict())
