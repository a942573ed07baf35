"""`recommend`: a sentence in, songs out, and everything that can be wrong with it."""

import unicodedata

import pytest
import torch

from minitransformer.data.records import EMOTIONS
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.pretrained import load, save

GLAD = "나 승진했어!"  # one of the sentences the small model was taught


@pytest.fixture
def songs(tmp_path):
    def write(*rows, encoding="utf-8", header="title,artist,year,emotion"):
        path = tmp_path / "songs.csv"
        path.write_bytes("\n".join([header, *rows]).encode(encoding))
        return path

    return write


@pytest.fixture
def recommend(as_json, emotion_folder):
    return lambda *arguments, **how: as_json("recommend", *arguments, "--model", emotion_folder, **how)


def test_recommend_with_json_is_the_contracts_object(recommend):
    found = recommend(GLAD)
    assert found.keys() >= {"text", "emotions", "songs"}
    assert found["text"] == GLAD
    assert set(found["emotions"]) == set(EMOTIONS)
    assert sum(found["emotions"].values()) == pytest.approx(1, abs=1e-5)
    assert max(found["emotions"], key=found["emotions"].get) == "행복"
    assert len(found["songs"]) == 5
    assert all(song.keys() == {"title", "artist", "emotion"} for song in found["songs"])


def test_the_seed_decides_the_songs(recommend):
    assert recommend(GLAD, "--seed", 3) == recommend(GLAD, "--seed", 3)
    assert recommend(GLAD, "--seed", 3)["songs"] != recommend(GLAD, "--seed", 4)["songs"]


def test_decomposed_hangul_is_the_same_text(recommend):
    assert recommend(unicodedata.normalize("NFD", GLAD)) == recommend(GLAD)


def test_lift_wants_other_songs_than_match(recommend):
    sad = "할머니가 보고 싶어서 울었어"
    assert recommend(sad, "--mode", "lift", "--count", 10)["songs"] != recommend(sad, "--count", 10)["songs"]


@pytest.mark.parametrize(("language", "said"), [("ko", "느껴져요"), ("en", "you sound")])
def test_a_person_is_told_why(command, emotion_folder, language, said):
    code, out, err = command("recommend", GLAD, "--model", emotion_folder, "--lang", language, "--count", 3)
    assert code == 0
    assert said in out
    assert [f"  {i}. " in out for i in (1, 2, 3, 4)] == [True, True, True, False]
    assert str(emotion_folder) in err


def test_ones_own_songs_are_taken(recommend, songs):
    own = songs(*(f"노래{i},가수,20{i}0,{e}" for i, e in enumerate(EMOTIONS)))
    titles = {song["title"] for song in recommend(GLAD, "--songs", own, "--count", 5)["songs"]}
    assert titles == {f"노래{i}" for i in range(5)}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["가,나,2000,행복", "가,나,2000,기쁨"], "row 3"),
        (["가,나,올해,행복"], "row 2"),
        (["가,나,2000,행복", "가,나,2001,슬픔"], "row 3"),
        (["가,,2000,행복"], "row 2"),
        (["가,나,2000"], "row 2"),
        (['가,"나,2000,행복'], "row 2"),
    ],
)
def test_a_bad_row_in_ones_own_songs_is_named(command, songs, emotion_folder, rows, said):
    code, out, err = command("recommend", GLAD, "--model", emotion_folder, "--songs", songs(*rows))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_songs_file_in_cp949_or_without_a_column_is_told(command, songs, emotion_folder):
    told = command("recommend", GLAD, "--songs", songs("가,나,2000,행복", encoding="cp949"))
    assert told[0] == 2
    assert "UTF-8" in told[2]
    told = command("recommend", GLAD, "--songs", songs("가,나,행복", header="title,artist,emotion"))
    assert told[0] == 2
    assert "year" in told[2]
    told = command("recommend", GLAD, "--songs", "nowhere.csv")
    assert told[0] == 2
    assert "nowhere.csv" in told[2]


def test_more_songs_than_there_are_is_told(command, emotion_folder):
    code, out, err = command("recommend", GLAD, "--model", emotion_folder, "--count", 9999)
    assert (code, out) == (2, "")
    assert "9999" in err


def test_it_abstains_politely_where_nothing_stands_out(as_json, command, emotion_folder, tmp_path):
    model, tokenizer = load(emotion_folder)
    assert isinstance(model, BERTForClassification)
    with torch.no_grad():
        model.classify.weight.zero_()
        model.classify.bias.zero_()
    save(model, tokenizer, tmp_path / "flat")
    found = as_json("recommend", GLAD, "--model", tmp_path / "flat")
    assert found["songs"] == []
    assert found["emotions"]["행복"] == pytest.approx(0.2)
    assert "no emotion stands out" in found["why"]
    code, out, _ = command("recommend", GLAD, "--model", tmp_path / "flat", "--lang", "ko")
    assert code == 0
    assert "조금 더 이야기해 주세요" in out


def test_self_harm_is_answered_with_care_and_without_a_model(as_json, command):
    found = as_json("recommend", "죽고 싶어")
    assert found["songs"] == []
    assert "109" in found["care"]
    assert "109" in command("recommend", "죽고 싶어", "--lang", "en")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("😤😤", "no character"),
        ("𓀀", "no character"),
        ("가나 " * 5000, "room for"),
    ],
)
def test_a_text_that_cannot_be_judged_is_told_in_one_line(command, emotion_folder, text, said):
    code, out, err = command("recommend", text, "--model", emotion_folder)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_chatbot_cannot_tell_emotions(command, chatbot_folder):
    code, out, err = command("recommend", GLAD, "--model", chatbot_folder)
    assert (code, out) == (2, "")
    assert "does not tell" in err


def test_a_wrong_model_from_the_environment_is_told_with_where_it_was_named(
    command, emotion_folder, chatbot_folder, monkeypatch
):
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(chatbot_folder))
    for language in ("en", "ko"):
        code, out, err = command("recommend", GLAD, "--lang", language)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert str(chatbot_folder) in err
        assert "MINITRANSFORMER_MODEL" in err
    assert "MINITRANSFORMER_MODEL" not in command("recommend", GLAD, "--model", chatbot_folder)[2]
    assert command("recommend", GLAD, "--model", emotion_folder)[0] == 0
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(emotion_folder))
    code, _, err = command("recommend", "😤😤")  # the text is at fault, and not the model
    assert code == 2
    assert "MINITRANSFORMER_MODEL" not in err


def test_without_any_model_it_says_how_to_get_one(command, nothing_came_along):
    code, _, err = command("recommend", GLAD)
    assert code == 2
    assert "minitransformer train emotion" in err


def test_a_damaged_model_is_told_in_one_line(command, emotion_folder, tmp_path):
    import shutil

    shutil.copytree(emotion_folder, tmp_path / "hurt")
    weights = tmp_path / "hurt" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    code, out, err = command("recommend", GLAD, "--model", tmp_path / "hurt")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    weights.write_bytes(content[:1000])
    assert command("recommend", GLAD, "--model", tmp_path / "hurt")[0] == 2
