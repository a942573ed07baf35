"""Configurations refuse what cannot be built, with the numbers, and know their families' defaults."""

from dataclasses import FrozenInstanceError

import pytest

from minitransformer.core.config import BERTConfig, BlockConfig, GPTConfig

BLOCK = {"d_model": 12, "n_heads": 3, "d_ff": 8}
MODEL = BLOCK | {"vocab_size": 20, "n_layers": 2, "max_len": 9}


def test_heads_that_do_not_divide_the_model_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"d_model=10.*n_heads=3"):
        BlockConfig(**BLOCK | {"d_model": 10}, wiring="pre")


@pytest.mark.parametrize("name", ["d_model", "n_heads", "d_ff"])
@pytest.mark.parametrize("value", [0, -4])
def test_a_size_below_1_is_refused_with_its_name_and_number(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{name}={value}: must be at least 1"):
        BlockConfig(**BLOCK | {name: value}, wiring="pre")


@pytest.mark.parametrize("kind", [GPTConfig, BERTConfig])
def test_model_configs_are_checked_too(kind: type[GPTConfig] | type[BERTConfig]) -> None:
    with pytest.raises(ValueError, match=r"d_model=12.*n_heads=5"):
        kind(**MODEL | {"n_heads": 5})


def test_the_heads_share_the_channels() -> None:
    assert BlockConfig(**BLOCK, wiring="pre").d_head == 4


def test_a_config_does_not_change_under_a_model() -> None:
    cfg = GPTConfig(**MODEL)
    with pytest.raises(FrozenInstanceError):
        cfg.n_layers = 3


def test_a_config_is_written_with_names() -> None:
    with pytest.raises(TypeError):
        BlockConfig(12, 3, 8, "pre")


def test_gpt_is_pre_norm_with_the_tanh_gelu() -> None:
    cfg = GPTConfig(**MODEL)
    assert (cfg.wiring, cfg.activation, cfg.norm_eps) == ("pre", "gelu_tanh", 1e-5)


def test_bert_is_post_norm_with_the_exact_gelu_and_two_segments() -> None:
    cfg = BERTConfig(**MODEL)
    assert (cfg.wiring, cfg.activation, cfg.norm_eps, cfg.n_segments) == ("post", "gelu", 1e-12, 2)


@pytest.mark.parametrize("kind", [GPTConfig, BERTConfig])
def test_a_model_has_no_dropout_unless_it_is_asked_for(kind: type[GPTConfig] | type[BERTConfig]) -> None:
    cfg = kind(**MODEL)
    assert (cfg.dropout, cfg.attention_dropout, getattr(cfg, "embedding_dropout", 0.0)) == (0, 0, 0)
