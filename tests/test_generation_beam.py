"""Beam search by its definition: what it finds, when it stops, and what it does not compute."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.core.config import GPTConfig
from minitransformer.errors import Problem
from minitransformer.generation.beam import Hypotheses, beam_search, search
from minitransformer.generation.constraints import bad_words, forced_first
from minitransformer.generation.loop import Written, generate
from minitransformer.generation.processors import log_softmax
from minitransformer.generation.writers import GPTWriter, Writer
from minitransformer.models.gpt import GPT

END, VOCAB = 0, 4
PENALTIES = st.sampled_from([-2.0, -0.5, 0.0, 0.7, 1.0, 2.0])
EARLY = st.sampled_from([True, False, "never"])
SEEDS = st.integers(0, 10**6)
some = settings(deadline=None, max_examples=30)


class Chain(Writer):
    """A writer without a model: the score of the next word depends on the last one, by a table."""

    def __init__(self, table, prompts, max_len=99):
        ids = torch.tensor(prompts)
        super().__init__(ids, torch.ones_like(ids, dtype=torch.bool), max_len, None)
        self.table, self.read_rows = table, []

    def read(self, new):
        self.read_rows.append(len(new))
        return self.table[new[:, -1]]


def table(seed, spread=1.5):
    return (
        torch.randn(VOCAB, VOCAB, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * spread
    )


def found(writer, beams=3, most=5, penalty=1.0, early=False, processors=(), eos=END):
    return search(writer, beams, most, penalty, early, processors, eos)


def all_texts(most):
    """Every text of at most so many words: it ends, or it is cut off."""
    words = [w for w in range(VOCAB) if w != END]
    for n in range(most):
        for begun in itertools.product(words, repeat=n):
            yield [*begun, END]
    yield from (list(text) for text in itertools.product(words, repeat=most))


def log_p(chain, start, text):
    steps = zip([start, *text], text, strict=False)
    return sum(log_softmax(chain)[a, b].item() for a, b in steps)


# what it finds


@some
@given(SEEDS, PENALTIES, EARLY)
def test_with_beams_enough_it_finds_the_best_text_there_is(seed, penalty, early):
    chain, most = table(seed), 4
    (written,) = found(Chain(chain, [[1]]), 200, most, penalty, early)
    best = max(all_texts(most), key=lambda text: log_p(chain, 1, text) / len(text) ** penalty)
    assert written.ids == [word for word in best if word != END]
    assert written.reason == ("eos" if best[-1] == END else "length")


@some
@given(SEEDS)
def test_it_finds_what_greedy_misses(seed):
    """Without a penalty more beams find a text that is at least as likely, where none ends before the last."""
    chain = table(seed).index_fill(1, torch.tensor([END]), -99.0)
    likely = [log_p(chain, 1, found(Chain(chain, [[1]]), beams)[0].ids) for beams in (1, 200)]
    assert likely[1] >= likely[0] - 1e-12


def test_greedy_misses_something():
    """The law above is no empty one."""
    better = 0
    for seed in range(20):
        chain = table(seed).index_fill(1, torch.tensor([END]), -99.0)
        one, many = (log_p(chain, 1, found(Chain(chain, [[1]]), beams)[0].ids) for beams in (1, 9))
        better += many > one + 1e-6
    assert better >= 5


@some
@given(SEEDS, EARLY, st.integers(2, 4))
def test_every_hypothesis_has_the_score_of_its_own_words(seed, early, beams):
    chain, scored = table(seed, 0.5), []

    class Noted(Hypotheses):
        def add(self, p, ids, said):
            scored.append((p, ids))
            super().add(p, ids, said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("minitransformer.generation.beam.Hypotheses", Noted)
        found(Chain(chain, [[1]]), beams, 6, early=early)
    assert len(scored) >= beams
    for p, ids in scored:
        assert p == pytest.approx(log_p(chain, 1, ids))


@some
@given(SEEDS, EARLY, st.integers(1, VOCAB - 1))
def test_a_forced_word_costs_nothing(seed, early, word):
    """The search goes on as if it stood in the prompt: what was ruled out is no hypothesis, and no beam."""
    chain, words = table(seed), {"early": early, "penalty": 0.0}
    (forced,) = found(Chain(chain, [[1]]), most=6, processors=[forced_first(word)], **words)
    (begun,) = found(Chain(chain, [[1, word]]), most=5, **words)
    assert forced == Written([word, *begun.ids], begun.reason)


def test_a_longer_text_is_preferred_where_the_penalty_says_so():
    """To end at once has chance 0.5, and one word before it 0.45 times 0.95."""
    chances = [[0.25] * 4, [0.5, 0.01, 0.45, 0.04], [0.95, 0.02, 0.02, 0.01], [0.25] * 4]
    chain = torch.tensor(chances).log()
    texts = [found(Chain(chain, [[1]]), 3, 2, penalty)[0].ids for penalty in (-1.0, 0.0, 1.0)]
    assert texts == [[], [], [2]]


@some
@given(st.lists(st.integers(1, VOCAB - 1), min_size=1, max_size=4), SEEDS, PENALTIES, EARLY)
def test_a_text_in_a_batch_is_searched_as_if_it_were_alone(starts, seed, penalty, early):
    chain, words = table(seed), {"penalty": penalty, "early": early}
    together = found(Chain(chain, [[s] for s in starts]), **words)
    assert together == [found(Chain(chain, [[s]]), **words)[0] for s in starts]


def test_processors_change_log_probabilities():
    """They are what is added up: a processor that doubles them squares every chance."""
    chain, seen = table(3), []

    def look(scores, _ids, _real):
        seen.append(scores)
        return scores

    found(Chain(chain, [[1]]), processors=[look])
    assert all(torch.allclose(x.exp().sum(-1), torch.ones(len(x)).double()) for x in seen)


def test_a_banned_word_is_in_no_beam():
    for seed in range(10):
        (written,) = found(Chain(table(seed), [[1]]), processors=[bad_words([[2]])])
        assert 2 not in written.ids


def test_each_of_several_end_tokens_ends_a_text():
    reasons = set()
    for seed in range(30):
        (written,) = found(Chain(table(seed), [[1]]), eos=[0, 3])
        assert not set(written.ids) & {0, 3}
        reasons.add((written.reason, len(written.ids) < 5))
    assert reasons == {("eos", True), ("length", False)}


# when it stops


def full(early, penalty, room=10):
    """Two beams, and two hypotheses of which the worse has log p = -4 at length 2."""
    hypotheses = Hypotheses(2, room, penalty, early)
    hypotheses.add(-2.0, [1, END], True)
    hypotheses.add(-4.0, [2, END], True)
    return hypotheses


def test_it_goes_on_until_there_are_as_many_hypotheses_as_beams():
    hypotheses = Hypotheses(2, 10, 1.0, True)
    hypotheses.add(-2.0, [1, END], True)
    assert not hypotheses.closed(-99.0, 3)
    assert hypotheses.closed(float("-inf"), 3)


def test_early_stopping_stops_at_once():
    assert full(True, 1.0).closed(-0.1, 3)


def test_without_it_the_best_beam_decides_as_it_stands():
    assert not full(False, 1.0).closed(-5.9, 3)
    assert full(False, 1.0).closed(-6.0, 3)
    assert not full(False, 0.0).closed(-3.9, 3)
    assert full(False, 0.0).closed(-4.1, 3)


def test_never_waits_for_the_length_that_would_suit_it_best():
    assert not full("never", 1.0).closed(-19.9, 3)
    assert full("never", 1.0).closed(-20.0, 3)
    assert full("never", -1.0).closed(-2.7, 3)  # the shortest: as it stands
    assert not full("never", -1.0).closed(-2.6, 3)


def test_only_the_best_hypotheses_are_kept_and_of_equals_the_first():
    hypotheses = full(False, 0.0)
    hypotheses.add(-3.0, [3, END], True)
    assert [ids for _, ids, _ in hypotheses.best] == [[1, END], [3, END]]
    hypotheses.add(-2.0, [2, 2, END], True)
    assert [ids for _, ids, _ in hypotheses.best] == [[1, END], [2, 2, END]]


def test_the_three_ways_to_stop_differ():
    said = {early: [] for early in (True, False, "never")}
    steps = dict.fromkeys(said, 0)
    for seed in range(60):
        for early, texts in said.items():
            writer = Chain(table(seed, 0.7), [[1]])
            texts.append(found(writer, 3, 8, 1.5, early)[0].ids)
            steps[early] += len(writer.read_rows)
    assert said[True] != said[False] != said["never"] != said[True]
    assert steps[True] < steps[False] < steps["never"]


# what it does not compute


@some
@given(st.lists(st.integers(1, VOCAB - 1), min_size=2, max_size=4), SEEDS, EARLY)
def test_a_prompt_is_read_once_and_a_finished_text_no_more(starts, seed, early):
    """What is read in each step is the sum of what each text alone would need."""

    def rows(prompts):
        writer = Chain(table(seed), prompts)
        found(writer, 3, 8, early=early)
        return writer.read_rows

    alone = [rows([[s]]) for s in starts]
    assert all(set(steps) <= {1, 3} and steps.count(1) == 1 for steps in alone)
    assert rows([[s] for s in starts]) == [sum(step) for step in itertools.zip_longest(*alone, fillvalue=0)]


SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "n_layers": 2, "max_len": 16, "pad_id": 3}
PROMPTS = [[1, 2, 4, 5, 6], [7, 8], [9] * 9]


@pytest.fixture(scope="module")
def model():
    gpt = GPT(GPTConfig(**SMALL)).double().eval()
    g = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, p in gpt.named_parameters():
            p.normal_(0, {"positions.table.weight": 0.8, "norm.bias": 0.1}.get(name, 0.4), generator=g)
    return gpt


def test_one_beam_is_greedy(model):
    """It stops at the first end, even if the penalty would rather go on."""
    for prompt in range(8):
        (said,) = generate(model, [[prompt]], max_new_tokens=6)
        words = {"max_new_tokens": 12, "eos_id": said.ids[2]}
        (one,) = beam_search(model, [[prompt]], beams=1, length_penalty=9.0, **words)
        assert [one] == generate(model, [[prompt]], **words)


def test_beams_that_stay_where_they_are_copy_nothing(model):
    writer = GPTWriter(model, PROMPTS)
    writer.next_scores()
    before = [id(block.kv) for block in writer.cache.blocks]
    writer.keep(torch.arange(3))
    assert [id(block.kv) for block in writer.cache.blocks] == before
    writer.keep(torch.tensor([1, 0]))
    assert [id(block.kv) for block in writer.cache.blocks] != before
    assert writer.ids.tolist() == [[3] * 7 + [7, 8], [3] * 4 + [1, 2, 4, 5, 6]]
    assert all(block.kv[0].shape[0] == 2 for block in writer.cache.blocks)


def test_each_text_ends_where_its_own_positions_do(model):
    written = beam_search(model, PROMPTS, beams=3, max_new_tokens=100)
    assert [(len(w.ids), w.reason) for w in written] == [
        (11, "positions"),
        (14, "positions"),
        (7, "positions"),
    ]
    for prompt, w in zip(PROMPTS, written, strict=True):
        (alone,) = beam_search(model, [prompt], beams=3, max_new_tokens=len(w.ids))
        assert alone == Written(w.ids, "length")


def test_a_prompt_without_room_is_left_as_it_is(model):
    written = beam_search(model, [[1] * 16, [2]], beams=2, max_new_tokens=3)
    assert written == [Written([], "positions"), *beam_search(model, [[2]], beams=2, max_new_tokens=3)]
    assert beam_search(model, [[1]], beams=2, max_new_tokens=0) == [Written([], "length")]


def test_more_beams_than_words_are_no_hindrance(model):
    """Nor where one text has no further position, and the other goes on."""
    written = beam_search(model, [[1] * 15, [1]], beams=40, max_new_tokens=3, eos_id=7)
    assert [len(w.ids) + (w.reason == "eos") for w in written] == [1, 3]


# what cannot be done


@pytest.mark.parametrize(
    "words",
    [
        {"beams": 0},
        {"max_new_tokens": -1},
        {"length_penalty": 21.0},
        {"length_penalty": float("nan")},
    ],
)
def test_settings_that_mean_nothing_are_refused(model, words):
    ((name, value),) = words.items()
    with pytest.raises(ValueError, match=f"{name}={value}"):
        beam_search(model, [[1]], **words)


def test_a_prompt_that_leaves_no_word_is_told(model):
    with pytest.raises(Problem, match="every word"):
        beam_search(model, [[1]], beams=2, processors=[bad_words([[w] for w in range(23)])])
