"""Songs follow the whole probability vector, and no song comes twice."""

from collections import Counter

import numpy as np
import pytest

from minitransformer.apps.music import LIFT, recommend, wanted_moods
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS, Song
from minitransformer.errors import Problem

SONGS = embedded.songs()
MIXED = dict(zip(EMOTIONS, (0.05, 0.45, 0.1, 0.15, 0.25), strict=True))


def shares(emotions, mode, songs=SONGS, draws=3000):
    first = Counter(
        recommend(emotions, songs, count=1, mode=mode, seed=s).songs[0].emotion for s in range(draws)
    )
    return np.array([first[e] / draws for e in EMOTIONS])


@pytest.mark.parametrize("mode", ["match", "lift"])
def test_songs_follow_the_whole_probability_vector(mode):
    wanted = np.array([wanted_moods(MIXED, mode)[e] for e in EMOTIONS])
    assert shares(MIXED, mode) == pytest.approx(wanted, abs=4 * 0.5 / np.sqrt(3000))


def test_an_emotion_with_many_songs_in_the_list_is_not_preferred():
    lopsided = [Song(f"s{i}", "a", 2000, "행복") for i in range(90)]
    lopsided += [Song(f"t{i}", "a", 2000, e) for i, e in enumerate(EMOTIONS[1:])]
    assert shares(MIXED, "match", lopsided)[0] == pytest.approx(0.05, abs=0.02)


def test_match_wants_what_is_felt_and_lift_wants_something_happier():
    assert wanted_moods(MIXED, "match") == MIXED
    lifted = wanted_moods(MIXED, "lift")
    assert sum(lifted.values()) == pytest.approx(1)
    assert lifted["행복"] == pytest.approx(0.05 + 0.7 * 0.45 + 0.7 * 0.1 + 0.6 * 0.15 + 0.8 * 0.25)
    assert all(sum(row.values()) == pytest.approx(1) for row in LIFT.values())
    assert LIFT.keys() == set(EMOTIONS)


@pytest.mark.parametrize("count", [1, 5, 50, len(SONGS)])
def test_no_song_comes_twice(count):
    for seed in range(20):
        drawn = recommend(MIXED, SONGS, count=count, mode="match", seed=seed).songs
        assert len(set(drawn)) == len(drawn) == count


def test_the_same_seed_gives_the_same_songs():
    def draw(seed):
        return recommend(MIXED, SONGS, count=5, mode="match", seed=seed).songs

    assert draw(7) == draw(7)
    assert len({draw(seed) for seed in range(20)}) > 15


def test_more_songs_than_fit_are_refused_with_both_numbers():
    with pytest.raises(Problem, match=f"{len(SONGS) + 1} songs.*{len(SONGS)} that fit"):
        recommend(MIXED, SONGS, count=len(SONGS) + 1, mode="match", seed=0)


def test_songs_of_a_mood_that_is_not_felt_at_all_do_not_fit():
    sure = dict.fromkeys(EMOTIONS, 0.0) | {"슬픔": 1.0}
    sad = sum(song.emotion == "슬픔" for song in SONGS)
    drawn = recommend(sure, SONGS, count=sad, mode="match", seed=0).songs
    assert {song.emotion for song in drawn} == {"슬픔"}
    with pytest.raises(Problem, match=f"{sad} that fit"):
        recommend(sure, SONGS, count=sad + 1, mode="match", seed=0)


def test_where_no_emotion_stands_out_there_are_no_songs_but_a_reason():
    flat = dict.fromkeys(EMOTIONS, 0.2) | {"슬픔": 0.24, "행복": 0.16}
    found = recommend(flat, SONGS, count=5, mode="match", seed=0)
    assert found.songs == ()
    assert "24%" in found.why_en
    assert "sad" in found.why_en
    assert "24%" in found.why_ko
    assert "슬픔" in found.why_ko


@pytest.mark.parametrize(
    ("emotion", "en", "ko"),
    [("슬픔", "you sound sad (60%)", "슬픔(60%)이"), ("분노", "you sound angry", "분노(60%)가")],
)
def test_the_reason_names_the_emotion_in_good_grammar(emotion, en, ko):
    found = recommend(dict.fromkeys(EMOTIONS, 0.1) | {emotion: 0.6}, SONGS, count=1, mode="match", seed=0)
    assert en in found.why_en
    assert ko in found.why_ko
    assert "60%" in found.why_en.split(";")[1]


def test_two_emotions_that_are_nearly_alike_are_both_named():
    found = recommend(
        {"행복": 0.5, "불안": 0.46, "슬픔": 0.04}, embedded.songs(), count=3, mode="match", seed=0
    )
    assert "(50%) and " in found.why_en.split(";")[0]
    assert found.why_ko.startswith("행복(50%), 불안(46%)이 함께 느껴져요")
