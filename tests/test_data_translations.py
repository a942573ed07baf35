"""Translations: the embedded ones keep what they promise, others are read whole, and no sentence leaks."""

import os
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from minitransformer.data.catalogue import fetch, find
from minitransformer.data.embedded import translations
from minitransformer.data.records import Translation
from minitransformer.data.split import split_translations
from minitransformer.data.translations import read_tatoeba, read_translations
from minitransformer.errors import Problem

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
WORD = st.integers(0, 30).map(lambda i: f"words {i}")
NEGATION = re.compile(r"n't\b|\b(not|no|never|nobody|nothing)\b")


@pytest.fixture(scope="module")
def pairs():
    return translations()


@pytest.fixture(scope="module")
def tatoeba():
    return read_tatoeba(DATA / "tatoeba_ko_en" / "kor.txt")


def words(sentence):
    return re.findall(r"[a-z']+", sentence.lower())


def bare(sentence):
    return re.sub(r"[\W_]", "", sentence.casefold())


def alike(sentences, limit):
    grams = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True)
    seen = grams.fit_transform(sentences)
    shared = (seen @ seen.T).tocoo()
    sizes = np.asarray(seen.sum(axis=1)).ravel()
    return [
        (sentences[i], sentences[j])
        for i, j, n in zip(shared.row, shared.col, shared.data, strict=True)
        if i < j and n / (sizes[i] + sizes[j] - n) > limit
    ]


def test_there_are_enough_and_no_sentence_twice_in_either_language(pairs):
    assert len(pairs) >= 420
    assert len({bare(t.source) for t in pairs}) == len(pairs)
    assert len({bare(t.target) for t in pairs}) == len(pairs)


def test_every_sentence_is_short_and_in_its_own_script(pairs):
    for t in pairs:
        assert 3 <= len(t.source.split()) <= 10, t
        assert re.fullmatch(r"[A-Z][A-Za-z', ]*[.?]", t.source), t
        assert re.fullmatch(r"[가-힣, ]+[.?]", t.target), t
        assert t.source[-1] == t.target[-1], t


def test_the_korean_is_polite_throughout(pairs):
    assert not [t for t in pairs if t.target[-2] != "요"]


def test_few_english_words_keep_coming_back(pairs):
    seen = Counter(word for t in pairs for word in words(t.source))
    assert 350 <= len(seen) <= 450
    assert sum(n >= 3 for n in seen.values()) >= 0.9 * len(seen)


def is_past(korean):
    """있어요 and -겠어요 aside, a syllable that ends in ㅆ before 어요 speaks of what is over."""
    (last,) = re.findall(r"(.)어요[.?]$", korean) or ["가"]
    return (ord(last) - ord("가")) % 28 == 20 and last not in "있겠"


def test_there_are_questions_and_negations_and_time_to_come_and_gone_by(pairs):
    said = [t.source.lower() for t in pairs]
    assert sum(s.endswith("?") for s in said) >= 0.2 * len(pairs)
    assert sum(bool(NEGATION.search(s)) for s in said) >= 0.15 * len(pairs)
    assert sum(bool(re.search(r"\b(will|won't)\b|'ll\b", s)) for s in said) >= 0.05 * len(pairs)
    assert sum(is_past(t.target) for t in pairs) >= 0.2 * len(pairs)


@pytest.mark.parametrize("language", ["source", "target"])
def test_no_two_sentences_are_alike(pairs, language):
    assert not alike([getattr(t, language) for t in pairs], 0.7)


@pytest.mark.parametrize(("language", "limit"), [("source", 0.04), ("target", 0.06)])
def test_no_opening_is_worn_out(pairs, language, limit):
    openings = Counter(tuple(getattr(t, language).lower().split()[:2]) for t in pairs)
    (commonest, n), *_ = openings.most_common(1)
    assert n <= limit * len(pairs), commonest


@pytest.mark.data
@pytest.mark.parametrize("language", ["source", "target"])
def test_none_of_them_is_tatoebas(pairs, tatoeba, language):
    theirs = {bare(getattr(t, language)) for t in tatoeba}
    assert not [t for t in pairs if bare(getattr(t, language)) in theirs]


@given(
    st.lists(st.builds(Translation, WORD, WORD), min_size=2, max_size=60),
    st.floats(0.05, 0.5),
    st.integers(0, 9),
)
def test_no_sentence_is_on_both_sides(some, fraction, seed):
    try:
        train, heldout = split_translations(some, fraction, seed)
    except Problem:
        assume(False)
    assert Counter(train) + Counter(heldout) == Counter(some)
    assert len(heldout) <= fraction * len(some) + 1
    for language in ("source", "target"):
        assert not {getattr(t, language) for t in train} & {getattr(t, language) for t in heldout}


def test_punctuation_case_and_spaces_do_not_make_two_sentences_of_one():
    some = [
        Translation("Run!", "뛰어!"),
        Translation("RUN.", "달려."),
        Translation("Go.", "뛰 어"),
        Translation("I see.", "네."),
    ]
    for seed in range(10):
        train, heldout = split_translations(some, 0.25, seed)
        assert (train, heldout) == (some[:3], some[3:])


def test_the_embedded_ones_split_at_the_fraction_and_by_the_seed(pairs):
    train, heldout = split_translations(pairs, 0.1, 0)
    assert len(heldout) == round(0.1 * len(pairs) + 0.5)
    assert split_translations(pairs, 0.1, 0) == (train, heldout)
    assert split_translations(pairs, 0.1, 1) != (train, heldout)


def test_translations_that_all_hang_together_are_refused():
    with pytest.raises(Problem, match="5 translations in 1 groups") as told:
        split_translations([Translation(f"Yes {i}.", "네.") for i in range(5)])
    assert "번역 5쌍" in told.value.ko


@pytest.mark.data
def test_tatoeba_is_read_whole_with_its_attributions_and_splits_without_a_leak(tatoeba):
    assert len(tatoeba) == (DATA / "tatoeba_ko_en" / "kor.txt").read_text(encoding="utf-8").count("\n")
    assert all("tatoeba.org #" in t.attribution for t in tatoeba)
    train, heldout = split_translations(tatoeba, 0.1, 0)
    assert len(heldout) == pytest.approx(0.1 * len(tatoeba), rel=0.01)
    for language in ("source", "target"):
        assert not {bare(getattr(t, language)) for t in train} & {bare(getattr(t, language)) for t in heldout}


def test_a_list_like_tatoebas_keeps_quotes_and_the_attribution(tmp_path):
    path = tmp_path / "kor.txt"
    path.write_text('He said "Go.\t"가"라고  했어요.\t#1 (a) & #2 (b)\n\n', encoding="utf-8")
    assert read_tatoeba(path) == [Translation('He said "Go.', '"가"라고 했어요.', "#1 (a) & #2 (b)")]


def test_a_table_of_translations_may_have_more_columns(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text("id\tkorean\tenglish\n7\t안녕하세요.\tHello.\n", encoding="utf-8")
    assert read_translations(path) == [Translation("Hello.", "안녕하세요.")]


@pytest.mark.parametrize(
    ("read", "name", "text", "fault"),
    [
        (read_tatoeba, "kor.txt", "Go.\t가.\t#1\nRun.\t뛰어.\n", "row 2: not three fields"),
        (read_tatoeba, "kor.txt", "Go.\t가.\t#1\n\nRun.\t\t#2\n", "row 3: a cell is empty"),
        (read_tatoeba, "kor.txt", "\n", "holds no translation"),
        (read_translations, "mine.csv", "english,korean\nGo.,\n", "row 2: a cell is empty"),
        (read_translations, "mine.csv", "english,korean\n", "holds no translation"),
        (read_translations, "mine.csv", "english,german\nGo.,Geh.\n", "no column korean"),
    ],
)
def test_faults_in_a_file_are_named(tmp_path, read, name, text, fault):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=fault):
        read(tmp_path / name)


@pytest.mark.parametrize("ask", [find, fetch])
def test_tatoebas_set_is_brought_by_hand(tmp_path, monkeypatch, ask):
    monkeypatch.setenv("MINITRANSFORMER_DATA", str(tmp_path))
    monkeypatch.setattr(
        "minitransformer.data.catalogue.user_cache_dir", lambda *a, **k: str(tmp_path / "cache")
    )
    monkeypatch.setattr(
        "minitransformer.data.catalogue.answers", lambda url: pytest.fail("the network was asked")
    )
    with pytest.raises(Problem) as told:
        ask("tatoeba_ko_en")
    for text in (told.value.en, told.value.ko):
        assert "data fetch" not in text
        assert all(part in text for part in ("kor.txt", "manythings.org", "MINITRANSFORMER_DATA"))
    (tmp_path / "tatoeba_ko_en").mkdir()
    (tmp_path / "tatoeba_ko_en" / "kor.txt").write_text("Go.\t가.\t#1\n", encoding="utf-8")
    assert find("tatoeba_ko_en") == tmp_path / "tatoeba_ko_en"
