"""Fill-mask and feature extraction: the words, the scores and the vectors of transformers' pipelines."""

import pipelines_at_hand as at_hand
import pytest
import torch

from minitransformer.apps.pipelines import pipeline
from minitransformer.errors import Problem
from minitransformer.proof.reference import quiet

HEADS = ("BertForMaskedLM", "DistilBertForMaskedLM")
TEXTS = [
    "[MASK] 정말 좋은 하루였어요.",
    "오늘 [MASK] 어때?",
    "내일은 비가 [MASK]?",
    "친구랑 [MASK] 먹고 싶어.",
]
TWO = "오늘 [MASK] 정말 [MASK] 하루였어요."


@pytest.fixture(scope="module", params=HEADS)
def both(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    theirs = at_hand.checkpoint(folder, request.param, seed=1)
    return pipeline("fill-mask", folder), at_hand.their_pipeline("fill-mask", folder, theirs)


def same(mine, other):
    assert [list(one) for one in mine] == [list(one) for one in other]
    for one, their in zip(mine, other, strict=True):
        assert one["score"] == pytest.approx(their["score"], abs=1e-5)
        assert {**one, "score": 0} == {**their, "score": 0}


@pytest.mark.parametrize("top_k", [1, 5, 40])
def test_words_and_scores_are_those_of_transformers(both, top_k):
    ours, theirs = both
    with quiet():
        expected = theirs(TEXTS, top_k=top_k)
    found = ours(TEXTS, top_k=top_k)
    assert len({one[0]["score"] for one in expected}) == len(TEXTS)
    for mine, other, alone in zip(found, expected, (ours(t, top_k=top_k) for t in TEXTS), strict=True):
        same(mine, other)
        same(mine, alone)


def test_of_several_masks_each_gets_a_list_and_the_others_stay_to_be_seen(both):
    ours, theirs = both
    with quiet():
        expected = theirs(TWO)
    found = ours(TWO)
    for mine, other in zip(found, expected, strict=True):
        same(mine, other)
    assert found[0][0]["sequence"].count("[MASK]") == 1


def test_among_targets_the_best_comes_first(both):
    ours, theirs = both
    targets = [ours.tokenizer.piece(i) for i in ours.tokenizer.encode("오늘 정말 하루")] + ["##요"]
    with quiet():
        expected = theirs(TEXTS[0], targets=targets)
    found = ours(TEXTS[0], targets=targets)
    assert len(found) == len(set(targets))
    same(found, expected)
    same(ours(TEXTS[0], targets=targets[0]), theirs(TEXTS[0], targets=targets[0]))


def test_more_words_than_there_are_cannot_be_asked_for(both):
    ours, _ = both
    found = ours(TEXTS[0], top_k=10**6)
    assert len(found) == ours.tokenizer.vocab_size
    assert sum(one["score"] for one in found) == pytest.approx(1, abs=1e-4)


def test_what_cannot_be_filled_is_named(both):
    ours, _ = both
    with pytest.raises(Problem, match=r"^the text has no \[MASK\]") as told:
        ours("오늘 기분이 어때?")
    assert "[MASK]가 없습니다" in told.value.ko
    with pytest.raises(Problem, match=r"^text 2: the text has no \[MASK\]"):
        ours([TEXTS[0], "<mask>"])
    with pytest.raises(Problem, match="the text is empty"):
        ours(" ")
    with pytest.raises(Problem, match="room for 46"):
        ours(" ".join(TEXTS * 9))
    with pytest.raises(Problem, match="top_k=0"):
        ours(TEXTS[0], top_k=0)
    with pytest.raises(Problem, match="'ⴰⴱⴳ' is not one piece of this vocabulary"):
        ours(TEXTS[0], targets=["정말", "ⴰⴱⴳ"])
    with pytest.raises(Problem, match=r"is not one piece of this vocabulary \(.+ .+\)"):
        ours(TEXTS[0], targets="정말 좋은")
    with pytest.raises(Problem, match="targets is empty"):
        ours(TEXTS[0], targets=[])


def test_a_mask_that_is_cut_off_is_missed(tmp_path):
    at_hand.checkpoint(tmp_path, HEADS[0])
    ours = pipeline("fill-mask", tmp_path, truncate=True)
    assert ours("[MASK] " + " ".join(at_hand.KOREAN[:20]))
    with pytest.raises(Problem, match="the mask is behind the 48 tokens"):
        ours(" ".join(at_hand.KOREAN[:20]) + " [MASK]")


def test_a_checkpoint_of_both_pre_training_heads_fills_masks_too(tmp_path):
    theirs = at_hand.checkpoint(tmp_path, "BertForPreTraining", seed=3)
    (found,) = pipeline("fill-mask", tmp_path)([TEXTS[1]], top_k=3)
    with quiet(), torch.no_grad():
        ids = at_hand.their_tokenizer(tmp_path, theirs)(TEXTS[1], return_tensors="pt")
        place = ids["input_ids"][0].tolist().index(4)
        best = theirs(**ids).prediction_logits[0, place].softmax(-1).topk(3)
    assert [one["token"] for one in found] == best.indices.tolist()
    assert [one["score"] for one in found] == pytest.approx(best.values.tolist(), abs=1e-5)


BODIES = (*HEADS, "BertModel", "DistilBertModel", "GPT2LMHeadModel", "BertForTokenClassification")
SENTENCES = at_hand.KOREAN[:5]


@pytest.mark.parametrize("head", BODIES)
def test_features_are_those_of_transformers(head, tmp_path):
    theirs = at_hand.checkpoint(tmp_path, head, seed=5)
    ours = pipeline("feature-extraction", tmp_path, batch_size=3)
    body = getattr(theirs, theirs.base_model_prefix, theirs)
    with quiet():
        expected = at_hand.their_pipeline("feature-extraction", tmp_path, body)(SENTENCES)
    found = ours(SENTENCES)
    for mine, other, text in zip(found, expected, SENTENCES, strict=True):
        mine, other, alone = map(torch.tensor, (mine, other, ours(text)))
        assert mine.shape == other.shape == alone.shape
        assert (mine - other).abs().max() < 1e-5
        assert (mine - alone).abs().max() < 1e-5
        assert other.std() > 0.1


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("bert-base-uncased", {4827: 0.10731, 2535: 0.08774, 2047: 0.05338, 3565: 0.04667, 2986: 0.02710}),
        (
            "bert-base-multilingual-cased",
            {13192: 0.10182, 11356: 0.05213, 11165: 0.04893, 23578: 0.02036, 14155: 0.02008},
        ),
    ],
)
def test_the_published_words_are_found_on_the_real_models(name, best):
    """What the two model cards print."""
    found = pipeline("fill-mask", name)("Hello I'm a [MASK] model.")
    assert [one["token"] for one in found] == list(best)
    assert [one["score"] for one in found] == pytest.approx(list(best.values()), rel=2e-3)


@pytest.mark.network
def test_football_is_fun_in_korean():
    """축구는 정말 재미있는 [MASK]다., as the KLUE chapter of a public Korean NLP course prints it: sport (스포츠)."""
    found = pipeline("fill-mask", "klue/bert-base")("축구는 정말 재미있는 [MASK]다.")
    assert [one["token"] for one in found] == [4559, 568, 3682, 4713, 5845]
    assert found[0]["score"] == pytest.approx(0.89635, rel=1e-3)
