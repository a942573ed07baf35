"""Texts for pre-training: nothing lost, nothing on both sides, no next sentence that is true and called random."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.data.corpus import (
    EMBEDDED,
    read_corpus,
    sentences,
    split_documents,
    unrepeated,
    without,
)
from minitransformer.data.language import line_batches, packed_batches
from minitransformer.data.lines import documents_in
from minitransformer.data.masked import MaskedBatches, assembled, masking, singles
from minitransformer.data.next_sentence import ELSEWHERE, FOLLOWS, Pair, draw_pairs, runs, truncated
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.text.masking import mask_tokens, pieces_inside, word_heads
from minitransformer.text.train import train_bpe, train_wordpiece

END, PAD = 1, 0
TEXTS = st.lists(st.lists(st.integers(5, 30), min_size=1, max_size=9), min_size=1, max_size=12)
KOREAN = [t for d in read_corpus(*EMBEDDED)[:1500] for t in d]


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def wordpiece():
    return train_wordpiece(KOREAN, 1200)


# documents


def test_every_document_comes_once_and_the_first_of_its_spellings():
    assert unrepeated([("가  나",), ("가 나",), ("다", "라"), ("다",), (" ",), ("다", "라")]) == [
        ("가  나",),
        ("다", "라"),
        ("다",),
    ]


def test_no_heldout_text_is_in_a_training_document():
    documents = [(f"물음 {i}", f"대답 {i % 7}") for i in range(100)] + [(f"글 {i}",) for i in range(100)]
    train, held = split_documents(documents, 0.03, seed=3)
    barred = {text for document in held for text in document}
    assert len(held) == 6
    assert barred.isdisjoint(text for document in train for text in document)
    assert set(train) | set(held) < set(documents)
    assert any(len(d) == 2 for d in held)  # so that some answers were barred
    assert split_documents(documents, 0.03, seed=3) == (train, held)
    assert split_documents(documents, 0.03, seed=4) != (train, held)


def test_where_every_text_would_be_on_both_sides_the_numbers_are_told():
    with pytest.raises(Problem, match=r"2 documents cannot be cut at 0\.5") as told:
        split_documents([("가", "나"), ("나", "다")], 0.5)
    assert "문서 2개" in told.value.ko


def test_texts_that_are_scored_elsewhere_are_found_by_their_words_not_their_spaces():
    assert without([("가 나",), ("다",), ("라", "마  바")], ["가  나", "마 바"]) == [("다",)]


def test_a_file_is_cut_at_empty_lines_or_else_at_line_ends():
    assert list(documents_in("가 나\n다\n\n 라\n \n마".split("\n"))) == [("가 나\n다",), ("라",), ("마",)]
    assert list(documents_in("가\n나 \n".split("\n"))) == [("가",), ("나",)]


def test_files_of_ones_own_are_read_and_a_missing_one_is_told(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("하나\n둘\n둘", encoding="utf-8")
    second.write_text("셋\n하나", encoding="utf-8")
    assert read_corpus(str(first), str(second)) == [("하나",), ("둘",), ("셋",)]
    with pytest.raises(Problem, match=r"there is no file nowhere.*emotions"):
        read_corpus("nowhere")
    first.write_text("\n \n", encoding="utf-8")
    with pytest.raises(Problem, match="there is no text in it"):
        read_corpus(str(first))


def test_sentences_keep_their_marks_and_their_order():
    assert sentences(("좋아요! 정말요? 네... 3.5점.", "끝")) == [
        "좋아요!",
        "정말요?",
        "네...",
        "3.5점.",
        "끝",
    ]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "least"),
    [("nsmc_unlabelled", 249_000), ("kote", 4_900), ("chatbot_ko", 11_000), ("tatoeba_ko", 4_000),
     ("tinyshakespeare", 7_000), ("nsmc", 119_000)],
)  # fmt: skip
def test_the_public_texts_are_read(name, least):
    documents = read_corpus(name)
    assert len(documents) >= least
    assert len(set(documents)) == len(documents)


# the next word


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 9), st.integers(1, 5))
def test_packed_blocks_in_order_are_the_documents_again_each_behind_an_end(texts, max_len, size):
    batches = packed_batches(texts, size, max_len, END)
    stream = [END, *(i for text in texts for i in [*text, END])]
    assert [i for b in batches for i in b.ids.flatten().tolist()] == stream[:-1]
    assert [i for b in batches for i in b.labels.flatten().tolist()] == stream[1:]
    assert all(b.ids.shape[1] == max_len for b in batches[:-1])


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 9), st.integers(0, 99))
def test_a_training_epoch_loses_less_than_a_block_and_is_never_padded(texts, max_len, seed):
    batches = packed_batches(texts, 3, max_len, END, generator(seed))
    tokens = sum(len(text) + 1 for text in texts)
    read = sum(b.ids.numel() for b in batches)
    assert read == (tokens // max_len * max_len or tokens)
    assert not any((b.labels == IGNORE).any() for b in batches)
    for b in batches:
        assert torch.equal(b.ids[:, 1:], b.labels[:, :-1])
    again = packed_batches(texts, 3, max_len, END, generator(seed))
    assert all(torch.equal(a.ids, b.ids) for a, b in zip(batches, again, strict=True))


def test_every_epoch_packs_the_documents_in_another_order():
    texts = [[5 + i] * 3 for i in range(40)]
    first, second = (packed_batches(texts, 99, 8, END, generator(seed))[0].ids for seed in (0, 1))
    assert not torch.equal(first, second)
    starts = {tuple(row) for row in first.tolist()}
    assert starts.isdisjoint(tuple(row) for row in second.tolist())


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 9), st.integers(0, 99))
def test_on_lines_every_token_and_every_end_is_a_label_once(texts, max_len, seed):
    batches = line_batches(texts, 3, max_len, END, PAD, generator(seed))
    labels = [i for b in batches for i in b.labels.flatten().tolist() if i != IGNORE]
    assert sorted(labels) == sorted(i for text in texts for i in [*text, END])
    for b in batches:
        assert b.ids.shape[1] <= max_len
        counts = b.labels != IGNORE
        assert torch.equal(b.ids == PAD, ~counts)
        follows = counts[:, :-1] & counts[:, 1:]
        assert torch.equal(b.labels[:, :-1][follows], b.ids[:, 1:][follows])


# the next sentence


def repeated_sentences():
    """Documents in which most sentences come again and again: a random one is often the true one."""
    few = [[7], [8, 9], [10, 11, 12], [7, 8]]
    return [[few[(i + j * (1 + i % 2)) % 4] for j in range(2 + i % 4)] for i in range(60)]


def true_nexts(documents, first):
    """All that follows, somewhere, whatever ends in `first`."""
    for document in documents:
        for cut in range(1, len(document)):
            before = [i for s in document[:cut] for i in s]
            if before[-len(first) :] == first:
                yield [i for s in document[cut:] for i in s]


@pytest.mark.parametrize("seed", range(20))
def test_the_random_next_is_never_the_true_one_though_sentences_repeat(seed, monkeypatch):
    documents = repeated_sentences()
    seen = []

    def note(document, start, true):
        found = original(document, start, true)
        seen.append((found, true))
        return found

    original = __import__("minitransformer.data.next_sentence", fromlist=["_from"])._from
    monkeypatch.setattr("minitransformer.data.next_sentence._from", note)
    pairs = draw_pairs(documents, 40, generator(seed))
    taken = [(found, true) for found, true in seen if found is not None]
    assert sum(p.label == ELSEWHERE for p in pairs) == len(taken) > 10
    for found, true in taken:
        shared = min(len(found), len(true))
        assert found[:shared] != true[:shared]
    for pair in pairs:
        if pair.label == FOLLOWS:
            assert pair.second in list(true_nexts(documents, pair.first))


def test_a_random_next_comes_from_another_document():
    documents = [[[100 * d + s] for s in range(10, 14)] for d in range(50)]
    for pair in draw_pairs(documents, 99, generator()):
        away = {i // 100 for i in pair.second} != {i // 100 for i in pair.first}
        assert away == (pair.label == ELSEWHERE)
        assert len({i // 100 for i in pair.second}) == 1
        assert all(b == a + 1 for part in (pair.first, pair.second) for a, b in pairwise(part))


def test_where_all_sentences_are_the_same_the_true_one_stays():
    assert {p.label for p in draw_pairs([[[5], [5]]] * 10, 9, generator())} == {FOLLOWS}
    assert {p.label for p in draw_pairs([[[5], [6]]], 9, generator())} == {FOLLOWS}


def test_half_of_the_pairs_are_random_and_their_lengths_do_not_tell():
    lengths = torch.randint(3, 12, (4000, 4), generator=generator(5)).tolist()
    documents = [[[1000 * d + s] * n for s, n in enumerate(row)] for d, row in enumerate(lengths, 1)]
    pairs = draw_pairs(documents, 60, generator())
    random_share = sum(p.label == ELSEWHERE for p in pairs) / len(pairs)
    assert abs(random_share - 0.5) < 4 * (0.25 / len(pairs)) ** 0.5
    mean = {
        label: sum(len(p.second) for p in pairs if p.label == label) / sum(p.label == label for p in pairs)
        for label in (FOLLOWS, ELSEWHERE)
    }
    assert mean[ELSEWHERE] > 0.6 * mean[FOLLOWS]


def test_a_document_of_one_sentence_is_there_for_its_words_alone():
    (pair, *_) = draw_pairs([[[5, 6, 7]], [[8], [9]]], 2, generator())
    assert pair == Pair([5, 6], [], IGNORE)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(2, 50))
def test_the_longer_text_is_cut_until_both_have_room(a, b, room):
    first, second = truncated([1] * a, [2] * b, room)
    while a + b > room:
        a, b = (a - 1, b) if a > b else (a, b - 1)
    assert (len(first), len(second)) == (a, b)


def test_runs_fill_the_room_and_lose_nothing():
    document = [[i] * 4 for i in range(11)]
    found = runs(document, 10)
    assert [s for run in found for s in run] == document
    assert [len(run) for run in found] == [3, 3, 3, 2]


def test_segments_and_specials_stand_where_bert_has_them(wordpiece):
    t = wordpiece
    ids, segments = assembled(Pair([9, 10], [11], FOLLOWS), t)
    assert ids == [t.cls_id, 9, 10, t.sep_id, 11, t.sep_id]
    assert segments == [0, 0, 0, 0, 1, 1]
    assert assembled(Pair([9], [], IGNORE), t) == ([t.cls_id, 9, t.sep_id], [0, 0, 0])


# hidden words


def pairs_of(wordpiece, n=600):
    return singles([wordpiece.encode(text) for text in KOREAN[:n]], 62)


def test_a_batch_is_masked_alike_whenever_it_is_asked_for_and_otherwise_in_the_next_epoch(wordpiece):
    def epoch(seed):
        return MaskedBatches(pairs_of(wordpiece), 32, wordpiece, masking(wordpiece), generator(seed))

    first, again, other = epoch(0), epoch(0), epoch(1)
    seventh = again[7]  # as a run does that is taken up in the middle: no batch before it is made
    assert all(torch.equal(getattr(first[7], k), getattr(seventh, k)) for k in vars(seventh))
    hidden = [{tuple(r) for b in e for r in torch.where(b.labels != IGNORE, b.labels, b.ids).tolist()}
              for e in (first, other)]  # fmt: skip
    assert {tuple(i for i in r if i) for r in hidden[0]} == {tuple(i for i in r if i) for r in hidden[1]}
    assert not torch.equal(first[7].labels, first[8].labels[: len(first[7].labels)])
    words = (pairs_of(wordpiece), 32, wordpiece, masking(wordpiece))
    one, two = (MaskedBatches(*words, generator(seed), in_order=True)[7].labels for seed in (0, 1))
    assert ((one != IGNORE) & (two != IGNORE)).sum() < 0.5 * (one != IGNORE).sum()


@pytest.mark.parametrize("whole_words", [False, True])
def test_of_the_asked_words_80_percent_are_hidden_10_replaced_10_left(wordpiece, whole_words):
    batches = MaskedBatches(
        pairs_of(wordpiece, 1500) * 8, 64, wordpiece, masking(wordpiece, whole_words), generator()
    )
    inside = pieces_inside(wordpiece)
    counts, words = torch.zeros(3), 0
    for b in batches:
        original = torch.where(b.labels != IGNORE, b.labels, b.ids)
        unit = b.real & ~torch.isin(original, torch.tensor(sorted(wordpiece.control_ids)))
        unit &= ~inside[original] | (not whole_words)
        asked = unit & (b.labels != IGNORE)
        hidden, left = b.ids == wordpiece.mask_id, b.ids == b.labels
        counts += torch.tensor([(asked & x).sum() for x in (hidden, ~hidden & ~left, left)])
        words += int(unit.sum())
    n = counts.sum()
    for count, share in zip(counts.tolist(), (0.8, 0.1, 0.1), strict=True):
        assert abs(count / n - share) < 4.5 * (share * (1 - share) / n) ** 0.5
    assert abs(n / words - 0.15) < 4.5 * (0.15 * 0.85 / words) ** 0.5


def test_whole_words_are_asked_for_whole_and_share_their_fate(wordpiece):
    inside, mask = pieces_inside(wordpiece), masking(wordpiece, whole_words=True)
    long = 0
    for batch in MaskedBatches(pairs_of(wordpiece), 32, wordpiece, mask, generator()):
        asked = batch.labels != IGNORE
        original = torch.where(asked, batch.labels, batch.ids)
        heads = word_heads(original, inside)
        assert torch.equal(asked, asked.gather(-1, heads) & asked)
        assert torch.equal(asked.gather(-1, heads)[batch.real], asked[batch.real])
        hidden = batch.ids == wordpiece.mask_id
        assert torch.equal(hidden.gather(-1, heads)[asked], hidden[asked])
        long += int((asked & inside[original]).sum())
    assert long > 100


def test_without_whole_words_pieces_go_their_own_ways(wordpiece):
    inside, mixed = pieces_inside(wordpiece), 0
    for batch in MaskedBatches(pairs_of(wordpiece), 32, wordpiece, masking(wordpiece), generator()):
        asked = batch.labels != IGNORE
        heads = word_heads(torch.where(asked, batch.labels, batch.ids), inside)
        mixed += int((asked != asked.gather(-1, heads)).sum())
    assert mixed > 100


def test_a_word_begins_where_a_piece_does_not_go_on():
    inside = torch.tensor([False, False, True, True])
    assert word_heads(torch.tensor([[0, 1, 2, 3, 1, 1, 2]]), inside).tolist() == [[0, 1, 1, 1, 4, 5, 5]]


def test_pieces_that_go_on_are_known_by_the_mark_of_their_tokenizer(wordpiece):
    inside = pieces_inside(wordpiece)
    assert all(inside[i] == wordpiece.piece(i).startswith("##") for i in range(wordpiece.vocab_size))
    bpe = train_bpe(KOREAN[:300], 400)
    marked = pieces_inside(bpe)
    assert not marked[list(bpe.control_ids)].any()
    assert not marked[bpe.encode("오늘")[0]]
    assert marked[bpe.token_id("늘")]


def test_a_tokenizer_without_a_mark_cannot_mask_words_whole(wordpiece):
    class Markless:
        vocab_size, control_ids = 2, frozenset()

        def piece(self, i):
            return "ab"[i]

    with pytest.raises(Problem, match="does not mark where a word begins"):
        pieces_inside.__wrapped__(Markless()) if hasattr(pieces_inside, "__wrapped__") else pieces_inside(
            Markless()
        )


def test_the_old_masking_draws_what_it_drew_before():
    ids = torch.randint(5, 50, (3, 40), generator=generator(1))
    words = {"mask_id": 4, "vocab_size": 50, "special_ids": (0, 1, 2, 3, 4)}
    plain = mask_tokens(ids, generator=generator(2), **words)
    alone = mask_tokens(
        ids, generator=generator(2), heads=torch.arange(40).expand(3, 40).contiguous(), **words
    )
    assert torch.equal(plain.ids, alone.ids)
    assert torch.equal(plain.labels, alone.labels)


def test_a_text_that_is_too_long_goes_on_in_the_next():
    assert [p.first for p in singles([[1, 2, 3, 4, 5], [6]], 2)] == [[1, 2], [3, 4], [5], [6]]
