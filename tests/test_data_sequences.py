"""Made sequences: always right, of the lengths asked for, the same for the same generator."""

import datetime
import re

import pytest
import torch
import transformers
from hypothesis import given
from hypothesis import strategies as st

from minitransformer.data.sequences import (
    FIRST,
    FORMS,
    LAST,
    MONTHS,
    SEQUENCES,
    character_tokenizer,
    dates,
    distinct,
    ordinal,
    reversal,
    sorting,
)

WORDS = pytest.mark.parametrize("draw", [reversal, sorting])
DAY = st.dates(FIRST, LAST)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def read_back(text):
    """A date out of any of the ways to write it, by rules of its own."""
    year = int(re.search(r"\d{4}", text)[0])
    names = [i + 1 for i, month in enumerate(MONTHS) if re.search(rf"\b{month[:3]}", text)]
    others = [int(n) for n in re.findall(r"\d+", text) if len(n) < 3]
    if names:
        (day,) = others
        return datetime.date(year, names[0], day)
    day_first = "." in text
    day, month = others if day_first else reversed(others)
    return datetime.date(year, month, day)


@WORDS
@given(lengths=st.lists(st.integers(1, 60), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_words_have_the_lengths_that_are_asked_for(draw, lengths, seed):
    pairs = draw(20, lengths, generator(seed))
    assert len(pairs) == 20
    assert all(len(p.source) == len(p.target) for p in pairs)
    assert {len(p.source) for p in pairs} <= set(lengths)


def test_all_lengths_and_letters_come_up_alike():
    pairs = reversal(6000, range(4, 10), generator())
    for n in range(4, 10):
        assert sum(len(p.source) == n for p in pairs) == pytest.approx(1000, rel=0.15)
    letters = "".join(p.source for p in pairs)
    counts = [letters.count(c) for c in "abcdefghijklmnopqrstuvwxyz"]
    assert min(counts) > 0.9 * len(letters) / 26
    assert sum(counts) == len(letters)


def test_what_becomes_of_a_word_is_right():
    for p in reversal(50, range(1, 30), generator()):
        assert all(p.target[-1 - i] == c for i, c in enumerate(p.source))
    for p in sorting(50, range(1, 30), generator()):
        assert all(a <= b for a, b in zip(p.target, p.target[1:], strict=False))
        assert all(p.source.count(c) == p.target.count(c) for c in set(p.source + p.target))


@given(DAY, st.integers(0, len(FORMS) - 1))
def test_every_way_to_write_a_date_says_which_day_it_is(day, form):
    assert read_back(FORMS[form](day)) == day


@given(DAY)
def test_no_two_days_are_written_alike_and_no_day_alike_twice(day):
    written = [form(day) for form in FORMS]
    assert len(set(written)) == len(FORMS)
    other = day + datetime.timedelta(1 if day < LAST else -1)
    assert not set(written) & {form(other) for form in FORMS}


def test_dates_come_with_their_iso_form_and_all_the_ways_to_write_them():
    pairs = dates(2000, (), generator())
    assert all(read_back(p.source).isoformat() == p.target for p in pairs)
    used = {next(i for i, f in enumerate(FORMS) if f(read_back(p.source)) == p.source) for p in pairs}
    assert used == set(range(len(FORMS)))
    years = {p.target[:4] for p in pairs}
    assert len(years) == 200
    assert (min(years), max(years)) == ("1900", "2099")


def test_a_weekday_that_is_named_is_that_days():
    day = datetime.date(2024, 2, 29)
    written = [form(day) for form in FORMS]
    assert "Thursday, 29 February 2024" in written
    assert "2024년 2월 29일 목요일" in written
    assert "the 29th of February 2024" in written


def test_ordinals():
    said = "1st 2nd 3rd 4th 10th 11th 12th 13th 20th 21st 22nd 23rd 24th 30th 31st".split()
    assert [ordinal(int(re.match(r"\d+", s)[0])) for s in said] == said


@pytest.mark.parametrize("name", SEQUENCES)
def test_the_same_generator_makes_the_same(name):
    first, again, other = (SEQUENCES[name](20, range(4, 9), generator(s)) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_distinct_gives_so_many_and_no_source_twice():
    pairs = distinct(reversal, 300, range(2, 4), generator())
    assert len({p.source for p in pairs}) == len(pairs) == 300


def test_distinct_gives_what_there_is_where_there_is_not_enough():
    pairs = distinct(reversal, 30, range(1, 2), generator())
    assert sorted(p.source for p in pairs) == list("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("name", SEQUENCES)
def test_what_is_held_out_is_not_made_again(name):
    held = SEQUENCES[name](200, range(1, 3), generator(1))
    made = distinct(SEQUENCES[name], 400, range(1, 3), generator(2), held)
    assert made
    assert not {p.target for p in made} & {p.target for p in held}
    assert any(
        p.target in {q.target for q in held} for p in SEQUENCES[name](40_000, range(1, 3), generator(2))
    )


# the tokenizer


TEXTS = [text for pair in dates(3000, (), generator()) for text in (pair.source, pair.target)]


def test_a_piece_for_every_character_and_the_control_tokens():
    tokenizer = character_tokenizer(TEXTS)
    assert tokenizer.vocab_size == 4 + len(set("".join(TEXTS)))
    assert {role: tokenizer.piece(i) for role, i in tokenizer.roles.items()} == {
        "pad": "<pad>", "unk": "<unk>", "bos": "<s>", "eos": "</s>",
    }  # fmt: skip
    for text in TEXTS[:50]:
        ids = tokenizer.encode(text)
        assert [tokenizer.piece(i) for i in ids] == list(text)
        assert tokenizer.decode([tokenizer.bos_id, *ids, tokenizer.eos_id]) == text
    assert tokenizer.encode("é") == [tokenizer.token_id("<unk>")]


def test_the_order_of_the_texts_does_not_matter():
    assert character_tokenizer(TEXTS).files() == character_tokenizer(reversed(TEXTS)).files()


def test_transformers_reads_its_file(tmp_path):
    tokenizer = character_tokenizer(TEXTS)
    for name, content in tokenizer.files().items():
        (tmp_path / name).write_bytes(content)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    for text in TEXTS[:50]:
        ids = theirs(text, add_special_tokens=False).input_ids
        assert ids == tokenizer.encode(text)
        assert theirs.decode([*ids, theirs.eos_token_id], skip_special_tokens=True) == text
    assert (theirs.pad_token_id, theirs.eos_token_id) == (tokenizer.pad_id, tokenizer.eos_id)
