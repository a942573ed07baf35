"""Other makers' sets, brought down to five emotions."""

import os
from collections import Counter
from pathlib import Path

import pytest

from minitransformer.data.emotion_sets import AI_HUB, EMOTIONS, PRESETS, read_kote
from minitransformer.data.records import Example
from minitransformer.errors import Problem

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))


def test_kote_goes_by_the_share_of_core_labels_and_leaves_ties_out(tmp_path):
    path = tmp_path / "val.tsv"
    rows = ['1\t신나 "죽겠네\t28,40,6', "2\t비긴다\t5,6", "3\t없음\t24", "4\t걱정  돼\t41,5,36"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert read_kote(path) == [Example('신나 "죽겠네', "행복"), Example("걱정 돼", "슬픔")]


def test_a_mapped_kote_file_is_taken_as_it_is(tmp_path):
    path = tmp_path / "five.tsv"
    path.write_text("id\tsplit\ttext\temotion\trule\n1\tval\t무서워\t불안\tonly\n", encoding="utf-8")
    assert read_kote(path) == [Example("무서워", "불안")]


@pytest.mark.parametrize(
    ("row", "fault"), [("1\ttext", "row 2: not 3"), ("1\ttext\t1,x", "row 2: the third")]
)
def test_bad_kote_rows_are_named(tmp_path, row, fault):
    path = tmp_path / "val.tsv"
    path.write_text(f"0\tfine\t1,2\n{row}\n", encoding="utf-8")
    with pytest.raises(Problem, match=fault):
        read_kote(path)


def test_the_ai_hub_preset_maps_onto_the_five_emotions_and_leaves_hurt_out(tmp_path):
    assert PRESETS["aihub"] is AI_HUB
    assert {e for e in AI_HUB.mapping.values() if e} == set(EMOTIONS)
    path = tmp_path / "talk.csv"
    path.write_text("감정_대분류,사람문장1\n기쁨 ,합격했어\n상처,차였어\n불안,떨려\n", encoding="utf-8")
    assert AI_HUB.read(path) == [Example("합격했어", "행복"), Example("떨려", "불안")]


@pytest.mark.data
def test_both_kote_files_give_the_same_examples():
    own, mapped = read_kote(DATA / "kote" / "val.tsv"), read_kote(DATA / "kote" / "kote_5emotions.tsv")
    assert len(own) == len(mapped) == 3900
    assert Counter(own) == Counter(mapped)
    assert set(Counter(e.label for e in own)) == set(EMOTIONS)
