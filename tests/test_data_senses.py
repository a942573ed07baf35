"""The words with several senses: nothing but the context tells their senses apart."""

from collections import Counter

import pytest
from sklearn.feature_extraction.text import CountVectorizer

from minitransformer.data.senses import embedded_senses, place_of, read_senses, senses_of
from minitransformer.errors import Problem

ENOUGH = [
    "배,배가,과일,pear,배가 달아.",
    "배,배가,과일,pear,단 배가 좋아.",
    "배,배가,탈것,boat,배가 떠났어.",
    "배,배가,탈것,boat,큰 배가 왔다.",
]


@pytest.fixture(scope="module")
def usages():
    return embedded_senses()


@pytest.fixture
def table(tmp_path):
    def write(*rows):
        path = tmp_path / "s.csv"
        path.write_text("\n".join(["word,form,sense,english,text", *rows]), encoding="utf-8")
        return path

    return write


def test_there_are_enough_words_senses_and_sentences(usages):
    words = list(dict.fromkeys(u.word for u in usages))
    assert {"배", "눈"} <= set(words)
    assert len(words) >= 4
    for word in words:
        counts = Counter(u.sense for u in usages if u.word == word)
        assert 2 <= len(counts) <= 3
        assert set(counts.values()) == {8}
    assert len(senses_of(usages, "배")) == 3


def test_every_usage_of_a_word_has_the_same_form_so_that_no_particle_gives_the_sense_away(usages):
    assert all(len({u.form for u in usages if u.word == w}) == 1 for w in {u.word for u in usages})


def test_the_word_stands_where_it_is_said_to_stand(usages):
    for u in usages:
        start, end = u.place
        assert u.text[start:end] == u.word
        assert u.text[start:].startswith(u.form)
        assert start == 0 or u.text[start - 1] == " "
        assert sum(part.startswith(u.form) for part in u.text.split()) == 1


def test_no_two_sentences_are_alike(usages):
    assert len({u.text for u in usages}) == len(usages)
    grams = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True)
    seen = grams.fit_transform([u.text for u in usages]).toarray()
    shared, sizes = seen @ seen.T, seen.sum(1)
    for i in range(len(usages)):
        for j in range(i):
            assert shared[i, j] / (sizes[i] + sizes[j] - shared[i, j]) < 0.5, (usages[i].text, usages[j].text)


def test_a_sense_has_one_name_in_each_language(usages):
    for word in {u.word for u in usages}:
        names = {(u.sense, u.english) for u in usages if u.word == word}
        assert len(names) == len({ko for ko, _ in names}) == len({en for _, en in names})


@pytest.mark.parametrize(
    ("text", "word", "form", "place"),
    [
        ("배가 아파", "배", None, (0, 1)),
        ("담배를 피우다 배가 아파", "배", None, (8, 9)),
        ("배를 타니 배가 아파", "배", "배가", (6, 7)),
        ("“배”라고 했다", "배", None, (1, 2)),
        ("배가에 배가 왔다", "배", "배가", (4, 5)),
    ],
)
def test_a_word_is_found_where_a_written_word_begins_with_it(text, word, form, place):
    assert place_of(text, word, form) == place


@pytest.mark.parametrize(("text", "word"), [("담배를 피우다", "배"), ("눈이 와", "배"), ("눈이 와", "")])
def test_a_word_that_is_not_there_is_named(text, word):
    with pytest.raises(Problem, match="begins with"):
        place_of(text, word)


def test_a_table_of_ones_own_is_read(table):
    found = read_senses(table(*ENOUGH))
    assert [(u.sense, u.place) for u in found] == [
        ("과일", (0, 1)), ("과일", (2, 3)), ("탈것", (0, 1)), ("탈것", (2, 3)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("배,배가,탈것,boat,배를 탔어.", "row 6: the form does not stand in the text exactly once"),
        ("배,배가,탈것,boat,배가 오고 배가 간다.", "row 6: the form does not stand"),
        ("눈,배가,탈것,boat,배가 온다.", "row 6: .* does not begin with the word"),
        ("배,배를,탈것,boat,배를 탔어.", "row 6: the word has another form than before"),
        ("배,배가,,boat,배가 온다.", "row 6: a cell is empty"),
        ("배,배가,신체,belly,배가 고파.", "배 has 3 senses with 1 or more sentences"),
        ("눈,눈이,신체,eye,눈이 커.", "눈 has 1 senses with 1"),
    ],
)
def test_what_would_spoil_the_comparison_is_refused_by_row(table, row, said):
    with pytest.raises(Problem, match=said):
        read_senses(table(*ENOUGH, row))
