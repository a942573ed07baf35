"""Every exhibit of the museum is wrong by a number, mended to the last digit, and told as it is."""

import importlib.util
import re
from pathlib import Path

import pytest
import torch

from minitransformer import functional as F
from minitransformer.functional import IGNORE
from minitransformer.learn import check
from minitransformer.lessons.museum import EXHIBITS
from minitransformer.text.masking import mask_tokens
from minitransformer.training.losses import causal_lm_loss, mlm_loss

LESSONS = Path(__file__).parent.parent / "lessons"
spec = importlib.util.spec_from_file_location("museum", LESSONS / "museum.py")
museum = importlib.util.module_from_spec(spec)
spec.loader.exec_module(museum)

NAMED = {
    "layer_norm": {"variance divided by d - 1", "eps outside the root"},
    "view_heads": {"view instead of transpose"},
    "pad_queries": {"laid on the queries"},
    "future_seen": {"upper triangle"},
    "eighty_one": {"independent draws: 81, 10, 9"},
    "double_shift": {"shifted twice"},
}
exhibits = pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
numbers = torch.Generator().manual_seed(0)


def drawn(*sizes):
    return torch.randn(*sizes, generator=numbers, dtype=torch.float64)


def test_there_are_at_least_eight_exhibits_each_with_a_name_and_a_thread_of_its_own():
    assert len(EXHIBITS) >= 8
    assert len({exhibit.name for exhibit in EXHIBITS}) == len({e.thread for e in EXHIBITS}) == len(EXHIBITS)
    for exhibit in EXHIBITS:
        assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull)/\d+", exhibit.link)


@exhibits
def test_the_wrong_function_differs_by_more_than_rounding_and_the_proof_is_the_same_twice(exhibit):
    wrong, right = exhibit.proof()
    assert abs(wrong - right) > 0.005 * max(abs(wrong), abs(right))
    assert exhibit.proof() == (wrong, right)


@exhibits
def test_the_check_names_the_mistake_and_passes_the_mended_function(exhibit):
    assert bool(exhibit.exercise) == (exhibit.name in NAMED)
    if exhibit.exercise:
        assert {mistake.name for mistake in check(exhibit.wrong, exhibit.exercise).mistakes} == NAMED[
            exhibit.name
        ]
        assert check(exhibit.right, exhibit.exercise).passed


def mended(name):
    return next(exhibit.right for exhibit in EXHIBITS if exhibit.name == name)


def test_mended_functions_agree_with_the_library():
    x, gain, shift = drawn(2, 5, 12), drawn(12), drawn(12)
    torch.testing.assert_close(mended("layer_norm")(x, gain, shift, 0.1), F.layer_norm(x, gain, shift, 0.1))
    assert mended("view_heads")(x, 3).equal(F.split_heads(x, 3))
    real = torch.tensor([[True, True, False], [True, True, True]])
    assert mended("pad_queries")(real).equal(F.padding_mask(real))
    assert mended("future_seen")(3, 5).equal(F.causal_mask(3, 5))


def test_mended_losses_agree_with_the_library():
    scores, labels = drawn(10, 7), torch.arange(10) % 7
    some = torch.arange(10) % 3 > 0
    left_out = labels.where(some, IGNORE)
    torch.testing.assert_close(
        mended("idle_weights")(scores, labels, some.double()), mlm_loss(scores[None], left_out[None])
    )
    torch.testing.assert_close(mended("answer_mask")(scores, labels, some), F.cross_entropy(scores, left_out))
    torch.testing.assert_close(
        mended("double_shift")(scores[None], labels[None]), causal_lm_loss(scores[None], labels[None])
    )
    follows = torch.tensor([0, 1, 1, 0])
    torch.testing.assert_close(
        mended("next_sentence")(scores[:4, :2], follows), F.cross_entropy(scores[:4, :2], follows)
    )


def test_a_loss_of_the_answer_with_masked_scores_is_too_large_by_ln_v_for_each_silent_place():
    exhibit = next(exhibit for exhibit in EXHIBITS if exhibit.name == "answer_mask")
    wrong, right = exhibit.proof()
    assert wrong - right == pytest.approx(24 / 8 * torch.tensor(51_200.0).log().item())


def test_mended_masking_shows_as_many_masks_as_the_library():
    exhibit = next(exhibit for exhibit in EXHIBITS if exhibit.name == "eighty_one")
    wrong, right = exhibit.proof()
    assert right == pytest.approx(exhibit.measure(mask_tokens), abs=0.003)
    assert wrong == pytest.approx(0.81, abs=0.003)


def test_mended_bleu_agrees_with_sacrebleu():
    from sacrebleu.metrics import BLEU

    theirs = BLEU(max_ngram_order=2, tokenize="none", smooth_method="none", effective_order=False)
    for written, reference in (
        ("a b c d e", "a b d e f g"),
        ("the cat sat on", "the cat sat on"),
        ("x", "y z"),
    ):
        expected = theirs.sentence_score(written, [reference]).score
        assert mended("character_bleu")(written, reference) == pytest.approx(expected)


def test_a_question_is_never_among_its_own_examples():
    wrong, right = next(exhibit for exhibit in EXHIBITS if exhibit.name == "own_answer").proof()
    assert wrong > 0.1
    assert right == 0


@pytest.mark.parametrize("language", museum.LANGUAGES)
def test_the_page_is_what_the_exhibits_make_of_it(language):
    assert museum.place(language).read_text(encoding="utf-8") == museum.page(language)


def test_both_pages_show_the_same_code_and_only_their_own_language():
    en, ko = (museum.place(language).read_text(encoding="utf-8") for language in ("en", "ko"))
    blocks = [re.findall(r"```python\n.*?```", page, re.S) for page in (en, ko)]
    assert blocks[0] == blocks[1]
    assert len(blocks[0]) == 2 * len(EXHIBITS)
    assert not re.search("[가-힣]", re.sub(r"```.*?```", "", en, flags=re.S))
    for part in re.sub(r"```.*?```", "", ko, flags=re.S).split("\n\n"):
        assert re.search("[가-힣]", part) or not part.strip(), part
