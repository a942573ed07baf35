"""The same words in other pieces."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from minitransformer.apps.teach_classifier import classifier_task
from minitransformer.data.records import Example
from minitransformer.text.recut import recut, ways_to_cut
from minitransformer.text.train import train_bpe, train_wordpiece

TEXTS = ["서러워서 눈물이 나요", "서러웠어 눈물이 났어", "무서워서 눈물이 나요", "무서웠어 눈물이 났어"] * 4


@pytest.fixture(scope="module", params=[train_wordpiece, train_bpe], ids=["WordPiece", "BPE"])
def tokenizer(request):
    return request.param(TEXTS, 60 if request.param is train_wordpiece else 330)


def test_a_text_says_the_same_in_other_pieces(tokenizer):
    ways, rng = ways_to_cut(tokenizer), np.random.default_rng(0)
    for text in TEXTS[:4]:
        ids = tokenizer.encode(text)
        drawn = {tuple(recut(ids, ways, 0.5, rng)) for _ in range(20)}
        assert len(drawn) > 5
        assert {tokenizer.decode(row) for row in drawn} == {tokenizer.decode(ids)}
        assert min(map(len, drawn)) >= len(ids)


def test_nothing_falls_without_a_share_and_all_that_can_does_with_a_whole_one(tokenizer):
    ways, rng = ways_to_cut(tokenizer), np.random.default_rng(0)
    ids = tokenizer.encode(TEXTS[0])
    assert recut(ids, ways, 0.0, rng) == ids
    assert not set(recut(ids, ways, 1.0, rng)) & ways.keys()


def test_a_part_inside_a_word_is_marked_as_one():
    tokenizer = train_wordpiece(TEXTS, 60)
    ways = ways_to_cut(tokenizer)
    assert ways
    for i, pairs in ways.items():
        for first, second in pairs:
            assert tokenizer.piece(second).startswith("##")
            assert tokenizer.piece(i) == tokenizer.piece(first) + tokenizer.piece(second)[2:]


def test_special_tokens_stay_whole():
    tokenizer = train_wordpiece(TEXTS, 60).adding(["[", "##SEP]"])
    assert tokenizer.piece(tokenizer.sep_id) == "[SEP]"
    assert not ways_to_cut(tokenizer).keys() & tokenizer.control_ids


def shown(task, epoch_seed):
    return {
        tuple(r) for b in task.batches(0, torch.Generator().manual_seed(epoch_seed)) for r in b.ids.tolist()
    }


def test_every_epoch_cuts_anew_and_pairs_keep_their_border():
    tokenizer = train_wordpiece(TEXTS, 60)
    rows = [Example(a, "가", b) for a, b in pairwise(TEXTS[:5])]
    given = {"batch_size": 1, "max_len": 80, "corruption": 0.0, "recutting": 0.5}
    task = classifier_task(tokenizer, ["가"], rows, rows, **given)
    assert shown(task, 0) == shown(task, 0)
    assert shown(task, 0) != shown(task, 1)
    sides = set()
    for batch in task.batches(0, torch.Generator().manual_seed(0)):
        ids, segments = batch.ids[0], batch.segments[0]
        sides.add(
            (tokenizer.decode(ids[segments == 0].tolist()), tokenizer.decode(ids[segments == 1].tolist()))
        )
        assert ids[segments == 0].tolist().count(tokenizer.sep_id) == 1
    assert sides == {tuple(tokenizer.decode(tokenizer.encode(t)) for t in (e.text, e.pair)) for e in rows}


def test_a_text_without_room_for_more_pieces_stays_as_it_was():
    tokenizer = train_wordpiece(TEXTS, 60)
    rows = [Example(TEXTS[0], "가")]
    room = len(tokenizer.encode(TEXTS[0])) + 2
    given = {"batch_size": 1, "corruption": 0.0, "recutting": 1.0}
    tight = shown(classifier_task(tokenizer, ["가"], rows, rows, max_len=room, **given), 0)
    wide = shown(classifier_task(tokenizer, ["가"], rows, rows, max_len=99, **given), 0)
    assert tight == {(tokenizer.cls_id, *tokenizer.encode(TEXTS[0]), tokenizer.sep_id)}
    assert len(next(iter(wide))) > room
