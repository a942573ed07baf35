"""Which model a command takes: the one asked for, the one in the environment, the newest, or none."""

import json
import os

import pytest

from minitransformer.apps.kept import choose, models_folder, new_folder, newest, read_card
from minitransformer.errors import Problem


def keep(home, name, kind, age):
    folder = home / "models" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "card.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
    os.utime(folder / "card.json", (1e9 - age, 1e9 - age))
    return folder


def test_models_are_kept_where_the_home_is(at_home, monkeypatch):
    assert models_folder() == at_home / "models"
    assert new_folder("chatbot").parent == at_home / "models"
    monkeypatch.delenv("MINITRANSFORMER_HOME")
    assert "minitransformer" in str(models_folder())


def test_the_order_is_asked_then_environment_then_newest(at_home, monkeypatch):
    keep(at_home, "old", "chatbot", 100)
    new = keep(at_home, "a-new", "chatbot", 10)
    keep(at_home, "other", "emotion", 0)
    assert choose("chatbot", None) == str(new)
    monkeypatch.setenv("MINITRANSFORMER_MODEL", "from/environment")
    assert choose("chatbot", None) == "from/environment"
    assert choose("chatbot", "asked/for") == "asked/for"


@pytest.mark.parametrize("kind", ["chatbot", "emotion"])
def test_without_any_it_says_what_to_do_in_both_languages(nothing_came_along, kind):
    with pytest.raises(Problem, match=f"minitransformer train {kind}") as told:
        choose(kind, None)
    assert "--model" in told.value.told("ko")


def test_a_model_that_is_not_whole_is_passed_over(at_home):
    whole = keep(at_home, "whole", "chatbot", 100)
    (keep(at_home, "begun", "chatbot", 0) / "config.json").unlink()
    (keep(at_home, "torn", "chatbot", 0) / "card.json").write_text("{")
    keep(at_home, "odd", "chatbot", 0).joinpath("card.json").write_text("[1]")
    assert newest("chatbot") == whole


def test_a_folder_without_a_card_has_an_empty_one(tmp_path):
    assert read_card(tmp_path) == {}
