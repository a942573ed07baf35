"""`data` and `doctor` say what is there."""

import pytest

from minitransformer.apps.pipelines.table import TASKS
from minitransformer.data.catalogue import CATALOGUE
from minitransformer.data.sequences import SEQUENCES


@pytest.fixture
def given(at_home, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "nsmc"
    folder.mkdir(parents=True)
    for file in CATALOGUE["nsmc"].files:
        (folder / file.name).touch()
    monkeypatch.setenv("MINITRANSFORMER_DATA", str(tmp_path / "data"))
    return folder


def test_every_known_set_is_listed_with_its_licence_and_place(as_json, given):
    rows = {row["name"]: row for row in as_json("data", "list")["sets"]}
    assert rows.keys() == CATALOGUE.keys()
    assert rows["nsmc"]["where"] == str(given)
    assert rows["kote"]["where"] == ""
    assert all(row["licence"] and row["about"] for row in rows.values())


@pytest.mark.parametrize(("language", "said"), [("ko", "라이선스"), ("en", "licence")])
def test_the_list_is_readable(command, language, said):
    code, out, _ = command("data", "list", "--lang", language)
    assert code == 0
    assert said in out
    assert all(name in out for name in CATALOGUE)


def test_what_needs_no_download_is_listed_apart_with_its_rows_and_licence(as_json, command):
    found = as_json("data", "list")
    rows = {row["name"]: row["rows"] for row in found["embedded"]}
    assert rows == {"emotions": 1500, "dialogues": 1115, "songs": 120, "translations": 644, "senses": 104}
    assert {row["licence"] for row in found["embedded"]} == {"MIT"}
    assert {row["name"] for row in found["made"]} == {*SEQUENCES, "arithmetic"}
    own, others = command("data", "list", "--lang", "ko")[1].split("내려받거나")
    assert all(name in own and name not in others for name in (*rows, *SEQUENCES, "1,500"))
    assert "직접 가져오기" in others


@pytest.mark.parametrize(
    ("kind", "where", "task"),
    [
        ("tag", "github.com/KLUE-benchmark/KLUE", "token-classification"),
        ("qa", "minitransformer data fetch korquad1_dev", "question-answering"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_training_without_data_says_where_it_is_to_be_had_and_what_does_without(
    command, kind, where, task, language
):
    code, out, err = command("train", kind, "--lang", language)
    assert (code, out) == (2, "")
    assert where in err
    assert f"`minitransformer run {task} --model {TASKS[task].such_as[0]}`" in err


def test_where_tells_the_folder_alone(command, as_json, given):
    assert command("data", "where", "nsmc")[:2] == (0, f"{given}\n")
    assert as_json("data", "where", "nsmc") == {"name": "nsmc", "where": str(given)}


@pytest.mark.parametrize(("name", "said"), [("kote", "data fetch kote"), ("nsmk", "nsmc")])
def test_a_set_that_is_not_here_is_told_with_what_to_do(command, name, said):
    code, out, err = command("data", "where", name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("language", ["ko", "en"])
def test_doctor_tells_versions_and_places(command, as_json, at_home, language):
    found = as_json("doctor")
    assert found.keys() >= {"python", "torch", "transformers", "models", "chatbot", "threads"}
    assert found["models"] == str(at_home / "models")
    code, out, _ = command("doctor", "--lang", language)
    assert code == 0
    assert found["torch"] in out
