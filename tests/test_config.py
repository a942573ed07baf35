"""Configurations refuse what cannot be built, with the numbers, and know their families' defaults."""

from dataclasses import FrozenInstanceError

import pytest

from minitransformer.core.config import BERTConfig, BlockConfig, GPTConfig, ModelConfig, Seq2SeqConfig
from minitransformer.core.families import BARTConfig, DistilBERTConfig, LlamaConfig, MarianConfig, NeoXConfig

BLOCK = {"d_model": 12, "n_heads": 3, "d_ff": 8}
MODEL = BLOCK | {"vocab_size": 20, "n_layers": 2, "max_len": 9}
TWO = MODEL | {"n_decoder_layers": 3, "start_id": 1, "eos_id": 0}
WORDS = {
    GPTConfig: MODEL,
    NeoXConfig: MODEL | {"d_model": 48},
    LlamaConfig: MODEL,
    BERTConfig: MODEL,
    DistilBERTConfig: MODEL,
    Seq2SeqConfig: TWO,
    MarianConfig: TWO,
    BARTConfig: TWO,
}
every_kind = pytest.mark.parametrize("kind", WORDS)


def test_heads_that_do_not_divide_the_model_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"d_model=10.*n_heads=3"):
        BlockConfig(**BLOCK | {"d_model": 10}, wiring="pre")


@pytest.mark.parametrize("name", ["d_model", "n_heads", "d_ff"])
@pytest.mark.parametrize("value", [0, -4])
def test_a_size_below_1_is_refused_with_its_name_and_number(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{name}={value}: must be at least 1"):
        BlockConfig(**BLOCK | {name: value}, wiring="pre")


@every_kind
def test_model_configs_are_checked_too(kind: type[ModelConfig]) -> None:
    with pytest.raises(ValueError, match=r"d_model=12.*n_heads=5"):
        kind(**WORDS[kind] | {"d_model": 12, "n_heads": 5})


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


@every_kind
def test_a_model_has_no_dropout_unless_it_is_asked_for(kind: type[ModelConfig]) -> None:
    cfg = kind(**WORDS[kind])
    assert {name: getattr(cfg, name) for name in vars(cfg) if name.endswith("dropout")} == {
        name: None if name in ("text_dropout", "token_dropout") else 0.0
        for name in vars(cfg)
        if name.endswith("dropout")
    }


# heads of keys and values


def test_there_are_as_many_heads_of_keys_as_of_queries_unless_fewer_are_asked_for() -> None:
    assert BlockConfig(**BLOCK, wiring="pre").kv_heads == 3
    assert BlockConfig(**BLOCK | {"n_heads": 6, "n_kv_heads": 2}, wiring="pre").kv_heads == 2


@pytest.mark.parametrize("n", [2, 6, 4])
def test_heads_that_cannot_be_shared_evenly_are_refused_with_both_numbers(n: int) -> None:
    with pytest.raises(ValueError, match=rf"n_heads=3 cannot share n_kv_heads={n}"):
        BlockConfig(**BLOCK, n_kv_heads=n, wiring="pre")


@pytest.mark.parametrize("n", [0, -3])
def test_there_must_be_a_head_of_keys(n: int) -> None:
    with pytest.raises(ValueError, match=f"kv_heads={n}: must be at least 1"):
        BlockConfig(**BLOCK, n_kv_heads=n, wiring="pre")


# rotation


@pytest.mark.parametrize(("fraction", "n"), [(1.0, 8), (0.25, 2), (0.5, 4), (0.3, 2)])
def test_a_share_of_a_heads_channels_turns(fraction: float, n: int) -> None:
    words = MODEL | {"d_model": 24, "rotary_fraction": fraction}
    assert GPTConfig(**words, positions="rotary").n_rotary == n


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"rotary_fraction": 0.0}, "rotary_fraction=0.0"),
        ({"rotary_fraction": 1.5}, "rotary_fraction=1.5"),
        ({"rotary_base": 0.0}, "rotary_base=0.0"),
        ({"rotary_base": float("nan")}, "rotary_base=nan"),
        ({"d_model": 15}, "5 of a head's 5 channels turn: it must be an even number"),
        ({"rotary_fraction": 0.75}, "3 of a head's 4 channels turn: it must be an even number"),
        ({"rotary_fraction": 0.2}, "0 of a head's 4 channels turn: it must be an even number"),
    ],
)
def test_what_cannot_turn_is_refused_with_the_numbers(words: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LlamaConfig(**MODEL | words)


def test_where_nothing_turns_an_odd_head_is_no_matter() -> None:
    assert GPTConfig(**MODEL | {"d_model": 15}).d_head == 5


# two stacks and two vocabularies


def test_each_stack_is_counted_by_its_letter() -> None:
    assert GPTConfig(**MODEL).depths == {"i": 2}
    assert Seq2SeqConfig(**TWO).depths == {"i": 2, "j": 3}


@pytest.mark.parametrize("name", ["n_decoder_layers", "n_layers"])
def test_a_stack_without_a_block_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}=0: must be at least 1"):
        Seq2SeqConfig(**TWO | {name: 0})


def test_the_vocabulary_that_is_written_is_the_one_that_is_read_unless_it_is_said() -> None:
    assert Seq2SeqConfig(**TWO).target_words == 20
    assert Seq2SeqConfig(**TWO, shared=False, target_vocab_size=13).target_words == 13


def test_two_vocabularies_cannot_share_one_table() -> None:
    with pytest.raises(ValueError, match=r"vocab_size=20 and target_vocab_size=13 cannot share one table"):
        Seq2SeqConfig(**TWO, target_vocab_size=13)
    assert Seq2SeqConfig(**TWO, target_vocab_size=20).shared


# families


@pytest.mark.parametrize(
    ("kind", "want"),
    [
        (NeoXConfig, ("parallel", "layer", "plain", "gelu", "rotary", False, True)),
        (LlamaConfig, ("pre", "rms", "gated", "silu", "rotary", False, False)),
        (Seq2SeqConfig, ("post", "layer", "plain", "relu", "sinusoidal", True, True)),
        (MarianConfig, ("post", "layer", "plain", "silu", "sinusoidal", True, True)),
        (BARTConfig, ("post", "layer", "plain", "gelu", "learned", True, True)),
    ],
)
def test_a_family_is_a_few_words(kind: type[ModelConfig], want: tuple) -> None:
    cfg = kind(**WORDS[kind])
    words = ("wiring", "norm", "feed_forward", "activation", "positions", "tied", "bias")
    assert tuple(getattr(cfg, name) for name in words) == want


def test_what_distinguishes_the_small_print() -> None:
    marian, bart = MarianConfig(**TWO), BARTConfig(**TWO)
    assert (marian.scale_embeddings, marian.embedding_norm) == (True, False)
    assert (bart.scale_embeddings, bart.embedding_norm) == (False, True)
    distil = DistilBERTConfig(**MODEL)
    assert (distil.n_segments, distil.drops_attended, distil.pooler_activation) == (0, False, "relu")
    assert (LlamaConfig(**MODEL).pad_learns, GPTConfig(**MODEL).pad_learns) == (False, True)
