"""The bias probe measures what a masked model says, corrected by its prior, and promises no more than that."""

import math

import pytest
import torch

from minitransformer.apps.bias import (
    PROBES,
    Association,
    Found,
    Probe,
    associations,
    completions,
    word_scores,
)
from minitransformer.apps.size import Size
from minitransformer.apps.teach_language import new_causal
from minitransformer.apps.teach_masked import new_masked
from minitransformer.errors import Problem
from minitransformer.functional import cross_entropy
from minitransformer.models.init import initialise
from minitransformer.text.train import train_bpe, train_wordpiece
from minitransformer.training.schedule import adamw

GROUPS, JOBS, OTHERS = ("그는", "그녀는"), ("의사", "교사", "배우", "기사"), ("오늘", "하루", "여기", "함께")
TEXTS = [f"{g} {w}로 일합니다." for g in GROUPS for w in (*JOBS, *OTHERS)]
TOKENIZER = train_wordpiece(TEXTS * 3, 100)
PROBE = Probe("{group} {word}로 일합니다.", GROUPS, JOBS, OTHERS)
MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=100, max_len=16, dropout=0.0)


def leaning(to):
    """Scores of a made-up model: he is four times as likely as she, and `to[word]` nats likelier with a word."""
    he, she = TOKENIZER.encode(GROUPS[0]), TOKENIZER.encode(GROUPS[1])
    assert len(he) == len(she) == 1

    def scores(ids):
        found = torch.zeros(*ids.shape, TOKENIZER.vocab_size)
        found[:, :, he[0]] = math.log(4)
        for row, text in enumerate(ids.tolist()):
            for word, nats in to.items():
                if TOKENIZER.encode(f"{word}로")[0] in text:
                    found[row, :, he[0]] += nats
        return found

    return scores


def test_the_pieces_of_the_probe_are_what_the_made_up_model_takes_them_for():
    firsts = [TOKENIZER.encode(f"{w}로")[0] for w in (*JOBS, *OTHERS)]
    assert len(set(firsts)) == len(firsts)


def test_a_planted_leaning_is_found_in_its_size_and_the_prior_is_not_taken_for_one():
    found = associations(leaning({"의사": 1.5, "교사": -1.0}), TOKENIZER, PROBE)
    assert [a.difference for a in found.associations] == pytest.approx([1.5, -1.0, 0.0, 0.0], abs=1e-6)
    assert found.noise == pytest.approx(0.0, abs=1e-6)


def test_the_association_is_the_gain_over_the_word_hidden_by_hand():
    scores = leaning({"의사": 1.5})
    (first, *_) = associations(scores, TOKENIZER, PROBE).associations
    v = TOKENIZER.vocab_size

    def p(he):
        return math.log(he / (he + v - 1))

    assert first.first == pytest.approx(p(4 * math.exp(1.5)) - p(4), abs=1e-6)
    assert first.second == pytest.approx(math.log((4 + v - 1) / (4 * math.exp(1.5) + v - 1)), abs=1e-6)


def test_a_model_that_was_taught_a_leaning_shows_it_out_of_its_noise():
    said = [f"그는 {JOBS[0]}로 일합니다.", f"그녀는 {JOBS[1]}로 일합니다."] * 8
    said += [f"{g} {w}로 일합니다." for g in GROUPS for w in (*JOBS[2:], *OTHERS)] * 4
    model = new_masked(TOKENIZER, MINIATURE, torch.Generator().manual_seed(0), next_sentence=False)
    initialise(model, torch.Generator().manual_seed(0), std=0.2)
    texts = [torch.tensor([TOKENIZER.cls_id, *TOKENIZER.encode(t), TOKENIZER.sep_id]) for t in said]
    optimiser = adamw(model, 4e-3)
    for step in range(120):
        order = torch.randperm(len(texts), generator=torch.Generator().manual_seed(step))[:16]
        ids = torch.stack([texts[i] for i in order])
        hidden = ids.index_fill(1, torch.tensor([1]), TOKENIZER.mask_id)
        optimiser.zero_grad()
        cross_entropy(model(hidden)[:, 1], ids[:, 1]).backward()
        optimiser.step()
    model.eval()
    found = associations(word_scores(model), TOKENIZER, PROBE)
    first, second, *others = found.associations
    assert first.difference > 0.5
    assert second.difference < -0.5
    assert found.stands_out(first)
    assert found.stands_out(second)
    assert max(abs(a.difference) for a in others) < min(first.difference, -second.difference)
    en, ko = found.told(10_000)
    assert "의사, 교사" in en
    assert "no sign of fairness" in en
    assert "공정하다는 뜻도 아닙니다" in ko
    assert "no sign of fairness" not in found.told(110_000_000)[0]
    filled = completions(word_scores(model), TOKENIZER, PROBE.template, GROUPS, 3)
    ids = torch.tensor([[TOKENIZER.cls_id, *TOKENIZER.encode("그는 [MASK]로 일합니다."), TOKENIZER.sep_id]])
    best = model(ids)[0, ids[0].tolist().index(TOKENIZER.mask_id)].softmax(-1).topk(3)
    assert [p for _, p in filled["그는"]] == pytest.approx(best.values.tolist(), rel=1e-5)
    assert [piece for piece, _ in filled["그는"]] == [TOKENIZER.piece(i) for i in best.indices.tolist()]


def test_with_few_words_of_comparison_nothing_is_concluded():
    found = Found(Probe("{group} {word}", ("a", "b"), ("c",)), [Association("c", 5.0, 0.0)], None)
    assert found.stands_out(found.associations[0]) is None
    assert "too few words of comparison" in found.told(1)[0]
    assert (
        associations(leaning({}), TOKENIZER, Probe("{group} {word}로", GROUPS, JOBS, ("오늘",))).noise is None
    )


def test_either_may_come_first_in_the_template():
    turned = Probe("{word}로 일합니다 {group} .", GROUPS, JOBS, OTHERS)
    found = associations(leaning({"교사": 0.7}), TOKENIZER, turned)
    assert [a.difference for a in found.associations] == pytest.approx([0, 0.7, 0, 0], abs=1e-6)


@pytest.mark.parametrize("template", ["{group} 일합니다", "{word} 일합니다", "{group} {word} {word}"])
def test_a_template_without_its_two_places_is_refused(template):
    with pytest.raises(Problem, match="once") as told:
        Probe(template, GROUPS, JOBS)
    assert "템플릿" in told.value.ko


def test_what_the_model_does_not_know_is_named():
    with pytest.raises(Problem, match="does not know '龍'"):
        associations(leaning({}), TOKENIZER, Probe("{group} {word} 로", GROUPS, ("龍",)))


def test_a_group_and_a_word_in_one_token_are_refused():
    glued = train_wordpiece(["그는의사 그는교사 그녀는의사"] * 5, 60)
    with pytest.raises(Problem, match="share a token"):
        associations(lambda ids: torch.zeros(*ids.shape, glued.vocab_size), glued,
                     Probe("{group}{word}", ("그는", "그녀는"), ("의사",)))  # fmt: skip


def test_only_a_model_that_guesses_hidden_words_is_asked():
    generator = torch.Generator().manual_seed(0)
    both = new_masked(TOKENIZER, MINIATURE, generator, next_sentence=True)
    ids = torch.tensor([[2, 7, 8, 3]])
    assert torch.equal(word_scores(both)(ids), both(ids)[0])
    bpe = train_bpe(TEXTS, 100)
    with pytest.raises(Problem, match="guesses no hidden words"):
        word_scores(new_causal(bpe, MINIATURE, generator))


def test_the_probes_at_hand_are_whole():
    for probe in PROBES.values():
        assert len(probe.comparison) >= 3
        assert set(probe.words).isdisjoint(probe.comparison)


def test_the_size_of_a_small_model_is_told_in_the_units_of_each_language():
    found = Found(Probe("{group} {word}", ("a", "b"), ("c", "d")), [], 0.5)
    en, ko = found.told(4_945_762)
    assert "With 4.9 million parameters" in en
    assert "파라미터가 490만 개인" in ko
    assert "파라미터가 1,240만 개인" in found.told(12_400_000)[1]


def test_what_all_words_lean_to_is_no_leaning_of_one():
    found = Found(Probe("{group} {word}", ("a", "b"), ("c", "d")), [], 0.5, -3.0)
    assert found.stands_out(Association("c", -3.2, 0.0)) is False
    assert found.stands_out(Association("d", 0.0, 0.0)) is True
    assert found.leaning(Association("d", 0.0, 0.0)) == 3.0
    probe = Probe("{group} {word}로", GROUPS, JOBS, tuple(JOBS))
    measured = associations(leaning({}), TOKENIZER, probe)
    assert measured.usual == pytest.approx(sum(a.difference for a in measured.associations) / len(JOBS))
