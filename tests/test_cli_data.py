"""`data` and `doctor` say what is there."""

import pytest

from minitransformer.data.catalogue import CATALOGUE


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
