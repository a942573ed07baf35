"""Token for token what transformers writes, over settings drawn for every family that writes."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from generation_settings import FAMILIES

import minitransformer

every_family = pytest.mark.parametrize("family", FAMILIES)


def compare(folder, count):
    """What both say under `count` settings of each family."""
    path = os.pathsep.join([str(Path(minitransformer.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "generation_settings.py", str(folder), str(count)],
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": path},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def disagreeing(rows, *other):
    return [row for row in rows if any(row["ours"] != row[name] for name in other)]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return compare(tmp_path_factory.mktemp("references"), 48)


@every_family
def test_every_word_is_theirs(rows, family):
    mine = [row for row in rows if row["family"] == family]
    assert len(mine) == 48
    assert disagreeing(mine, "theirs") == []


@every_family
def test_without_a_cache_the_words_are_the_same(rows, family):
    assert disagreeing([row for row in rows if row["family"] == family], "uncached") == []


@every_family
def test_a_text_in_a_batch_is_written_as_if_it_were_alone(rows, family):
    mine = [row for row in rows if row["family"] == family and row["alone"] is not None]
    assert sum(len(row["prompts"]) > 1 for row in mine) > 10
    assert disagreeing(mine, "alone") == []


def test_no_setting_can_be_left_out_unseen(rows):
    """Else the comparisons would say little: each setting changes words, and half the texts end by themselves."""
    moved = Counter(name for row in rows for name in row["moved"])
    drawn = {name for row in rows for name in row["settings"]} - {"eos_token_id", "max_new_tokens"}
    assert len(drawn) == 11
    assert min(moved[name] for name in drawn) >= 1, moved
    ended = [end for row in rows for _, end in row["ours"]]
    assert 0.3 < sum(ended) / len(ended) < 0.7


@pytest.mark.slow
def test_every_word_of_two_thousand_settings_is_theirs(tmp_path):
    rows = compare(tmp_path, 400)
    assert len(rows) == 2000
    assert disagreeing(rows, "theirs", "uncached") == []
