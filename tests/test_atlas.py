"""The symptom atlas: pages, pictures and claims are those of the stored runs, and the recipe still runs."""

import importlib
import math
import re
import sys
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).parent.parent
HANGUL = re.compile("[가-힣]")


def loaded(folder, name):
    """A script of a folder; those of another folder may have the same name."""
    sys.path.insert(0, str(ROOT / folder))
    sys.modules.pop("atlas", None)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ROOT / folder))
        sys.modules.pop("atlas", None)


pages = loaded("lessons", "atlas")
symptoms = loaded("lessons", "atlas_symptoms")
study = loaded("figures", "atlas")
task = loaded("figures", "atlas_task")
measures = loaded("figures", "atlas_measures")

RUNS = pages.STORED["runs"]
RIGHT = RUNS["right"]
NAMES = list(study.MISTAKES)
every = pytest.mark.parametrize("name", NAMES)
languages = pytest.mark.parametrize("language", pages.LANGUAGES)


def test_every_mistake_of_the_recipe_was_run_and_of_these_settings():
    assert list(RUNS) == ["right", *NAMES]
    assert len(NAMES) >= 15
    assert pages.STORED["settings"] == study.SETTINGS
    assert {name: set(runs) for name, runs in pages.STORED["again"].items()} == {
        name: set(map(str, seeds)) for name, seeds in study.AGAIN.items()
    }
    assert study.OUT.stat().st_size < 400_000
    assert RIGHT["exact"] > 0.95


def test_the_pages_are_what_the_stored_runs_make_of_them():
    assert pages.stale() == []


@every
def test_every_mistake_is_told_in_both_languages(name):
    assert set(pages.TEXTS) == {"head", *NAMES}
    en, ko = pages.TEXTS[name]["en"], pages.TEXTS[name]["ko"]
    assert set(en) == set(ko) == {"short", "title", "what", "prove"}
    assert not any(HANGUL.search(text) for text in en.values())
    assert all(HANGUL.search(text) or text == "1/√d" for text in ko.values())
    for language in pages.LANGUAGES:
        code = pages.code(name)
        assert code in pages.entry(name, language)


@every
def test_what_is_seen_is_found_by_a_rule_and_stands_in_the_table(name):
    """A made-up change of the numbers changes what the page claims."""
    found = symptoms.symptoms_of(RUNS[name], RIGHT, pages.ln_v())
    assert found
    assert ("fine" in found) == (len(found) == 1 and found[0] == "fine")
    for language in pages.LANGUAGES:
        lines = pages.table(language).splitlines()
        assert sum(f"](#{name})" in line for line in lines) == len(found)
        for symptom in found:
            sentence = symptoms.ALL[symptom].sentence.told(language).format_map(pages.numbers_of(RUNS[name]))
            assert sentence in pages.entry(name, language)


MADE = {
    "too_early": {"train": [[1.0, 0.05], [5.0, 0.04]]},
    "fine_then_rubbish": {"exact": 0.1},
    "memorised": {"last_heldout": 3.0},
    "stuck_at_ln_v": {"last": math.log(16)},
    "stuck_below": {"last": 1.5, "exact": 0.0},
    "floor": {"last": 1.5},
    "begins_high": {"first": 9.0},
    "begins_low": {"first": 1.0},
    "jumps": {"train": [[1.0, 9.0], [5.0, 0.01]]},
    "jerks": {"train": [[1.0, 0.5], [5.0, 0.01], [9.0, 0.04]]},
    "repeats": {"repeating": 1.0},
    "skips": {"samples": [["ab", "ba</s>", "a</s>"]]},
    "never_ends": {"ended": 0.0},
    "better_asked_rightly": {"asked_rightly": {"exact": 1.1}},
    "weaker": {"exact": 0.7},
    "later": {"train": [[1.0, 2.0], [399.0, 0.01]]},
}


@pytest.mark.parametrize("symptom", symptoms.SYMPTOMS)
def test_each_rule_reads_its_own_numbers(symptom):
    assert symptoms.symptoms_of(RIGHT, RIGHT, math.log(16)) == ["fine"]
    assert symptom in symptoms.symptoms_of(RIGHT | MADE[symptom], RIGHT, math.log(16))


@languages
def test_no_number_of_a_run_is_typed(language):
    """What is said of a mistake beside the stored numbers names no share and no loss of its own."""
    for name in NAMES:
        text = " ".join(pages.TEXTS[name][language].values())
        assert not re.search(r"\d\s?%", text), name


def test_the_instruments_tell_where_a_program_is_wrong():
    where = {name: pages.place_of(RUNS[name]) for name in NAMES}
    expected = {
        "feature_major": "model", "view_split": "model", "no_residual": "model", "pushed_down": "loss",
        "no_end": "loss", "std_one": "weights", "same_batch": "optimiser", "lr_ten_times": "optimiser",
        "other_models_optimiser": "optimiser", "dropout_left_on": "asking", "start_left_out": "asking",
        "minus_a_billion": "nowhere",
    }  # fmt: skip
    assert {name: where[name] for name in expected} == expected
    leaking = {name for name in NAMES if RUNS[name]["leak"] > symptoms.EXACT}
    assert {"no_causal_mask", "mask_one_too_far", "view_split", "norm_over_places"} <= leaking
    assert not {"right", "view_split_and_merge", "mask_too_strict"} & leaking


@every
def test_a_miniature_of_every_recipe_runs(name):
    with torch.random.fork_rng():
        found = study.run(study.MISTAKES[name], steps=2, asked=4)
    assert set(found) == set(RUNS[name])
    assert math.isfinite(found["last"])
    instruments = ("leak", "parity", "loss_apart", "start_apart", "steps_apart")
    for what in instruments:  # these need no training, so they are those of the page
        assert (abs(found[what]) > symptoms.EXACT) == (abs(RUNS[name][what]) > symptoms.EXACT), what
    assert found["check"] is None or found["check"]["passed"] == RUNS[name]["check"]["passed"]


def test_the_library_is_as_it_was_after_a_wrong_run():
    from minitransformer import functional

    before = dict(vars(functional))
    study.run(study.MISTAKES["view_split_and_merge"], steps=1, asked=2)
    assert vars(functional) == before


def test_the_right_recipe_reads_questions_and_scores_answers():
    word = (4, 5, 6)
    (batch,) = [task.batch_of([word])]
    assert batch.ids[0, :9].tolist() == [1, 4, 5, 6, 2, 6, 5, 4, 3]
    assert batch.labels[0, 5:9].tolist() == [6, 5, 4, 3]
    assert int((batch.labels != task.IGNORE).sum()) == 4
    generator = torch.Generator().manual_seed(0)
    some = task.words(50, generator)
    assert not set(some) & set(task.words(50, generator, never=set(some)))


def test_words_that_go_round_are_told_from_those_that_end():
    full = [7] * measures.ROOM
    assert measures.goes_round(full)
    assert measures.goes_round([4, *[5, 6] * measures.ROOM][: measures.ROOM])
    assert not measures.goes_round(full[:4])
    assert not measures.goes_round(list(range(measures.ROOM)))


@languages
def test_the_picture_has_a_panel_a_mistake(language):
    text = pages.page(language)
    for picture in re.findall(r"\(\.\./figures/(\S+\.png)\)", text):
        assert (ROOT / "figures" / picture).is_file()
