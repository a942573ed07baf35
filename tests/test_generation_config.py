"""What a checkpoint says of how it should write is read, checked, and means what transformers takes it to mean."""

import json
from dataclasses import asdict, replace

import pytest
import torch
import transformers
from generation_settings import CONFIGS, PAD, START, cut

from minitransformer.errors import Problem
from minitransformer.generation.choose import greedy
from minitransformer.generation.config import GenerationConfig
from minitransformer.generation.constraints import forced_last, min_length
from minitransformer.generation.translate import translate
from minitransformer.pretrained import load_model
from minitransformer.proof.reference import quiet, read_reference, write_random_reference

SOURCES = [[7, 8, 9, 10, 11], [12, 13, 14]]
SUMMARY = {  # the kind of settings that BART's summarisers carry
    "num_beams": 4,
    "max_length": 20,
    "min_length": 8,
    "no_repeat_ngram_size": 3,
    "length_penalty": 2.0,
    "early_stopping": True,
    "forced_bos_token_id": 0,
    "forced_eos_token_id": 2,
}
TRANSLATION = {  # and the kind that Marian's translators carry
    "num_beams": 3,
    "max_length": 24,
    "bad_words_ids": [[PAD]],
    "forced_eos_token_id": 0,
    "renormalize_logits": True,
    "eos_token_id": 0,
}


def write(folder, family, settings, old):
    """A checkpoint that keeps its settings in a file of their own, or, as older ones do, in config.json."""
    config = {"model_type": family, **CONFIGS[family]}
    config |= {key: value for key, value in settings.items() if key == "eos_token_id"}
    write_random_reference(config, folder, torch.Generator().manual_seed(4))
    (folder / "generation_config.json").unlink()
    start = START if family == "bart" else PAD
    eos = settings.get("eos_token_id", 2)
    words = {"decoder_start_token_id": start, "pad_token_id": PAD, "eos_token_id": eos, **settings}
    name = "config.json" if old else "generation_config.json"
    before = json.loads((folder / name).read_text()) if old else {}
    before.pop("forced_eos_token_id", None)
    (folder / name).write_text(json.dumps(before | words), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(("family", "settings"), [("bart", SUMMARY), ("marian", TRANSLATION)])
def test_a_checkpoint_writes_as_its_authors_meant(tmp_path, family, settings, old):
    """Nothing but the checkpoint is given to either side."""
    said = write(tmp_path, family, settings, old)
    theirs, ours = read_reference(tmp_path, torch.float64), load_model(tmp_path).double()
    config = GenerationConfig.read(json.loads(said.read_text(encoding="utf-8")))
    assert config.num_beams == settings["num_beams"]
    longest = max(map(len, SOURCES))
    ids = [s + [PAD] * (longest - len(s)) for s in SOURCES]
    mask = [[1] * len(s) + [0] * (longest - len(s)) for s in SOURCES]
    with quiet():
        out = theirs.generate(torch.tensor(ids), attention_mask=torch.tensor(mask))
    written = translate(ours, SOURCES, **config.options())
    assert [(w.ids, w.reason == "eos") for w in written] == [
        cut(row, list(config.eos_token_id)) for row in out[:, 1:].tolist()
    ]
    assert written != translate(ours, SOURCES, max_new_tokens=settings["max_length"] - 1)


def test_what_is_not_said_is_as_in_transformers():
    theirs = transformers.GenerationConfig._get_default_generation_params()
    ours = asdict(GenerationConfig())
    ours["bad_words_ids"] = ours["bad_words_ids"] or None
    ours["max_length"] = GenerationConfig().lengths(0)[1]
    assert {name: theirs[name] for name in theirs.keys() & ours.keys()} == {
        name: ours[name] for name in theirs.keys() & ours.keys()
    }
    assert len(theirs.keys() & ours.keys()) == 14


def test_what_else_a_config_says_is_left_alone():
    hf = {"model_type": "bart", "d_model": 16, "transformers_version": "4.1.0", "early_stopping": None}
    assert GenerationConfig.read(hf) == GenerationConfig()


def test_json_is_read_as_it_stands():
    hf = {
        "eos_token_id": [1, 2],
        "bad_words_ids": [[3], [4, 5]],
        "length_penalty": 2,
        "early_stopping": "never",
    }
    config = GenerationConfig.read(hf)
    assert (config.eos_token_id, config.bad_words_ids) == ((1, 2), ((3,), (4, 5)))
    assert isinstance(config.length_penalty, float)
    assert config.early_stopping == "never"
    assert GenerationConfig.read({"eos_token_id": 7}).eos_token_id == (7,)


def test_the_end_cannot_be_a_bad_word():
    config = GenerationConfig(bad_words_ids=((1,), (2,), (1, 2)), eos_token_id=(1,))
    (process,) = config.processors()
    scores = process(torch.zeros(1, 4), torch.tensor([[1]]), torch.tensor([[True]]))
    assert scores[0].isinf().tolist() == [False, False, True, False]


def test_words_are_drawn_only_where_the_settings_say_so():
    warm = GenerationConfig(temperature=0.6, top_p=0.9)
    assert warm.processors() == []
    assert warm.choose(torch.Generator()) is greedy
    drawn = replace(warm, do_sample=True)
    assert len(drawn.processors()) == 3
    assert drawn.choose(torch.Generator()) is not greedy


# lengths


def test_lengths_of_new_words_come_before_those_of_the_text():
    config = GenerationConfig(max_length=30, min_length=5)
    assert config.lengths(4) == (5, 30)
    assert replace(config, max_new_tokens=10, min_new_tokens=2).lengths(4) == (6, 14)
    assert GenerationConfig().lengths(4) == (0, 24)
    assert config.options(4)["max_new_tokens"] == 26


def test_the_processors_count_with_the_longest_prompt():
    config = GenerationConfig(min_new_tokens=2, max_new_tokens=6, forced_eos_token_id=1, eos_token_id=(1,))
    first, last = config.processors(4)
    for process, same in ((first, min_length(6, 1)), (last, forced_last(1, 10))):
        for n in range(1, 12):
            ids = torch.zeros(1, n, dtype=torch.long)
            assert torch.equal(
                process(torch.ones(1, 3), ids, ids == 0), same(torch.ones(1, 3), ids, ids == 0)
            )


@pytest.mark.parametrize(
    ("settings", "prompt"),
    [
        ({"max_length": 10, "min_length": 11}, 1),
        ({"max_new_tokens": 9, "min_length": 56}, 1),
        ({"max_length": 10, "min_new_tokens": 6}, 5),
        ({"max_length": 10}, 10),
    ],
)
def test_a_maximum_below_the_minimum_is_told(settings, prompt):
    config = GenerationConfig.read(settings)
    for ask in (config.lengths, config.processors, config.options):
        with pytest.raises(Problem, match="at most 10 tokens") as told:
            ask(prompt)
    assert "최대 10토큰" in told.value.ko
    assert "min_length" in told.value.en


def test_a_maximum_at_the_minimum_is_none_of_its_business():
    assert GenerationConfig(max_length=10, min_length=10).lengths() == (10, 10)


# what is refused


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("max_length", 0),
        ("max_length", 12.5),
        ("max_new_tokens", True),
        ("min_length", -1),
        ("min_new_tokens", "3"),
        ("num_beams", 0),
        ("length_penalty", "long"),
        ("length_penalty", float("nan")),
        ("length_penalty", 1e9),
        ("early_stopping", "sometimes"),
        ("early_stopping", 1),
        ("repetition_penalty", 0),
        ("no_repeat_ngram_size", -2),
        ("bad_words_ids", [3]),
        ("bad_words_ids", [[3], []]),
        ("bad_words_ids", [[-1]]),
        ("forced_bos_token_id", -1),
        ("forced_eos_token_id", [1]),
        ("eos_token_id", []),
        ("eos_token_id", "</s>"),
        ("renormalize_logits", "yes"),
        ("do_sample", 1),
        ("temperature", 0.0),
        ("temperature", float("inf")),
        ("top_k", -1),
        ("top_p", 0.0),
        ("top_p", 1.5),
    ],
)
def test_a_value_that_means_nothing_is_named(key, value):
    with pytest.raises(Problem, match=f"say {key}=.*it must be") as told:
        GenerationConfig.read({key: value})
    assert key in told.value.ko


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("num_beam_groups", 2),
        ("typical_p", 0.9),
        ("suppress_tokens", [1]),
        ("encoder_no_repeat_ngram_size", 3),
        ("min_p", 0.1),
    ],
)
def test_what_is_not_implemented_and_would_change_the_words_is_named(key, value):
    with pytest.raises(Problem, match=f"{key}={value}.*not implemented".replace("[", r"\[")) as told:
        GenerationConfig.read({key: value})
    assert key in told.value.ko
    assert GenerationConfig.read({"num_beam_groups": 1, "typical_p": 1.0, "suppress_tokens": []})


def test_beams_drawn_at_random_are_refused():
    with pytest.raises(Problem, match=r"4 beams .*at random"):
        GenerationConfig.read({"num_beams": 4, "do_sample": True})
