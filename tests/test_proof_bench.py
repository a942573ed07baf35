"""The benchmark: rivals that compute the same, in turns, and figures that follow from what was timed."""

import time
from dataclasses import replace

import pytest
import torch

from minitransformer.data.batching import class_batches
from minitransformer.generation.loop import generate
from minitransformer.proof.bench import CONTESTS, bench, bench_sizes, machine
from minitransformer.proof.bench.contest import Contest, Outcome
from minitransformer.proof.bench.encoding import BATCH, TAKEN, pad, spread
from minitransformer.proof.bench.finetuning import answers_only, finetune, operations_of, pads
from minitransformer.proof.bench.lengths import DIALOGUES, REVIEWS, texts
from minitransformer.proof.bench.memory import peak
from minitransformer.proof.bench.onward import going_on, onward
from minitransformer.proof.bench.sweep import AXES, Axis, Swept
from minitransformer.proof.bench.turns import in_turns
from minitransformer.proof.bench.twins import KERNELS, twins

GPT = {"vocab_size": 300, "n_positions": 600, "n_embd": 12, "n_layer": 2, "n_head": 3}
BERT = {
    "vocab_size": 300, "hidden_size": 12, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 20,
}  # fmt: skip
SIZES = {"decode": GPT, "prefill": GPT, "finetune": GPT, "encode": BERT}


@pytest.fixture(scope="module")
def pair():
    return twins("GPT2LMHeadModel", GPT)


@pytest.mark.parametrize("kernel", KERNELS)
def test_all_four_compute_the_same(pair, kernel):
    ids = torch.arange(20, 40)[None]
    with torch.inference_mode():
        expected = pair.reference(kernel)(ids).logits
        for ours in (pair.by_hand, pair.fused):
            torch.testing.assert_close(ours(ids), expected, rtol=1e-4, atol=1e-5)
    assert pair.theirs.config._attn_implementation == kernel


def test_ours_share_their_weights(pair):
    by_hand, fused = pair.by_hand.state_dict(), pair.fused.state_dict()
    assert all(by_hand[name].data_ptr() == fused[name].data_ptr() for name in by_hand)
    assert {id(p) for p in pair.by_hand.parameters()} == {id(p) for p in pair.fused.parameters()}
    assert pair.fused.unembed.weight is pair.fused.embed.weight
    assert type(pair.fused.blocks[0].attention_norm) is torch.nn.LayerNorm


def test_everyone_writes_the_same_words(pair):
    ids = torch.arange(20, 30)[None]
    (ours,) = generate(pair.by_hand, ids.tolist(), max_new_tokens=12)
    theirs = pair.reference("eager").generate(
        ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False, eos_token_id=None, pad_token_id=0
    )  # fmt: skip
    assert ours.ids == theirs[0, 10:].tolist()


def test_everyone_has_its_turn_in_every_round_and_the_first_does_not_count(monkeypatch):
    clock, order = [0.0], []
    takes = {"a": iter([100.0, 1.0, 4.0, 2.0]), "b": iter([1.0, 10.0, 10.0, 40.0])}

    def work(name):
        def go():
            order.append(name)
            clock[0] += next(takes[name])
            return 8.0

        return go

    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    assert in_turns({"a": work("a"), "b": work("b")}, 3) == {"a": 4.0, "b": 0.8}
    assert order == ["a", "b"] * 4


def test_the_reference_is_the_fastest_of_theirs_and_the_limit_that_of_the_machine():
    rates = {"by hand": 30.0, "fused": 40.0, "transformers, eager": 20.0, "transformers, sdpa": 10.0}
    found = Outcome("x", "tokens/s", rates, 50.0, 1)
    assert found.reference == "transformers, eager"
    assert (found.ratio("by hand"), found.ratio("fused"), found.share("fused")) == (1.5, 2.0, 0.8)
    assert Outcome("x", "tokens/s", rates, None, 1).share("fused") is None


def test_the_limit_is_made_of_what_the_machine_did_in_the_same_turns():
    contest = Contest(
        "x", "tokens/s", {"by hand": lambda: 1.0}, {"reading": lambda: 2.0}, lambda r: r["reading"]
    )
    found = contest.run(1)
    assert found.rates.keys() == {"by hand"}
    assert found.limit > 0


@pytest.mark.parametrize("name", CONTESTS)
def test_every_contest_has_ours_theirs_and_a_limit(name, monkeypatch):
    monkeypatch.setattr(machine, "SIDE", 16)
    monkeypatch.setattr(machine, "SMALL", 16)
    turns = []
    found = bench(name, SIZES[name], 1, turns.append)
    assert {"by hand", "fused"} < found.rates.keys()
    assert len([rival for rival in found.rates if rival.startswith("transformers")]) >= 2
    assert set(turns) > set(found.rates)
    assert found.limit > 0
    assert min(found.rates.values()) > 0


def test_what_cannot_be_done_without_is_counted_on_real_tokens_and_answers_only(pair):
    from minitransformer.data.batching import dialogue_batches
    from minitransformer.data.dialogue import DialogueIds

    rows = [DialogueIds([10] * n, 3) for n in (5, 5, 9)]
    (batch,) = dialogue_batches(rows, 3, 0, 64)
    inside = sum(p.numel() for p in pair.by_hand.blocks.parameters())
    expected = 6 * (inside * (4 + 4 + 8) + 300 * 12 * (2 + 2 + 6)) / 3
    assert operations_of(pair, [batch]) == pytest.approx(expected)
    assert pads([batch]) == pytest.approx(8 / 24)


def test_a_turn_of_fine_tuning_learns_and_leaves_nothing_behind(pair):
    before = [p.detach().clone() for p in (*pair.by_hand.parameters(), *pair.theirs.parameters())]
    amounts = {name: work() for name, work in finetune(pair, 4).rivals.items()}
    assert {name: n for name, n in amounts.items() if "usual" not in name} == {
        "by hand": 12, "fused": 12,
        "transformers, our batches, eager": 12, "transformers, our batches, sdpa": 12,
    }  # fmt: skip
    assert {n for name, n in amounts.items() if "usual" in name} == {4}
    after = [*pair.by_hand.parameters(), *pair.theirs.parameters()]
    assert any(not torch.equal(x, p) for x, p in zip(before, after, strict=True))
    assert all(p.grad is None for p in after)
    assert not any(model.training for model in (pair.by_hand, pair.fused, pair.theirs))


SWEEPS = [(name, over) for name, axes in AXES.items() for over in axes]


@pytest.mark.parametrize(("name", "over"), SWEEPS)
def test_every_sweep_has_an_outcome_for_each_size_there_is_room_for(name, over, monkeypatch):
    monkeypatch.setattr(machine, "SIDE", 16)
    monkeypatch.setattr(machine, "SMALL", 16)
    sizes = (4, 8, 5000) if over == "length" else (1, 2)
    monkeypatch.setitem(AXES[name], over, replace(AXES[name][over], sizes=sizes))
    turns = []
    found = bench_sizes(name, over, SIZES[name], 1, turns.append)
    assert list(found.outcomes) == list(found.peaks) == list(sizes[:2])
    assert {"by hand", "fused"} < found.rates.keys() == found.memory.keys()
    assert all(len(rates) == 2 and min(rates) > 0 for rates in found.rates.values())
    assert all(len(peaks) == 2 and 0 < peaks[0] <= peaks[1] for peaks in found.memory.values())
    assert f"{sizes[1]}: fused" in turns
    assert ("by hand, no cache" in found.rates) == (name == "decode")


def test_another_number_of_layers_is_another_model(monkeypatch):
    seen = []
    axis = AXES["decode"]["layers"]
    watched = replace(axis, sizes=(1, 3), contest=lambda pair, n: seen.append(pair) or axis.contest(pair, n))
    monkeypatch.setitem(AXES["decode"], "layers", watched)
    monkeypatch.setattr(machine, "SIDE", 16)
    bench_sizes("decode", "layers", SIZES["decode"], 1)
    assert [len(pair.by_hand.blocks) for pair in seen] == [1, 1, 3, 3]


def test_in_a_batch_everyone_writes_a_word_a_text(pair):
    (one,), (four,) = (
        {work() for name, work in onward(pair, 4, n).rivals.items() if "no cache" not in name} for n in (1, 4)
    )
    assert four == 4 * one


def test_memory_is_what_is_kept_and_what_passes_and_the_first_turn_does_not_count():
    kept = []

    def work():
        if not kept:
            kept.append(torch.zeros(1_000_000))
            torch.zeros(50_000_000)
        passing = torch.zeros(2_000_000)
        passing = passing + 1
        del passing
        torch.zeros(500_000)
        return 1

    assert peak(work) == pytest.approx(4 * (1_000_000 + 2 * 2_000_000), rel=1e-3)


def test_the_power_with_which_time_grows_is_read_off_the_rates():
    def outcome(**rates):
        return Outcome("x", "tokens/s", rates, None, 1)

    axis = Axis("x", "가", (1, 10, 100), lambda pair, size: None)
    outcomes = {n: outcome(steady=7.0, slower=9.0 / n, much=5.0 / n**2) for n in (1, 10, 100)}
    peaks = {n: {"steady": 3, "slower": 3 * n, "much": 3 * n**2} for n in outcomes}
    found = Swept("x", "length", axis, outcomes, peaks)
    assert found.rates["slower"] == [9.0, 0.9, 0.09]
    assert [found.exponent(name) for name in ("steady", "slower", "much")] == pytest.approx([0, 1, 2])
    assert [found.growth(name) for name in ("steady", "slower", "much")] == pytest.approx([0, 1, 2])
    assert Swept("x", "length", axis, {1: outcome(steady=7.0)}, {1: {"steady": 3}}).exponent("steady") is None


def test_a_word_more_is_the_same_word_with_and_without_a_cache_and_for_everyone(pair, monkeypatch):
    said = {}

    def spy(begin, write, fits, batch, new=3):
        texts = [begin()]
        for _ in range(3):
            write(texts[0])
        said[len(said)] = int(texts[0].ids[0, -1] if hasattr(texts[0], "ids") else texts[0]["ids"][0, 0])
        return lambda: 1

    monkeypatch.setattr("minitransformer.proof.bench.onward.going_on", spy)
    onward(pair, 5)
    assert len(said) == 5
    assert len(set(said.values())) == 1


def test_who_writes_on_begins_anew_where_there_is_no_room():
    begun, written = [], []
    work = going_on(
        lambda: begun.append(1) or [], lambda text: text.append(1), lambda text: len(text) < 6, 1, 4
    )
    for _ in range(4):
        assert work() == 4
        written.append(len(begun))
    assert written == [1, 1, 2, 2]


def test_lengths_are_as_the_real_ones():
    for lengths in (REVIEWS, DIALOGUES):
        drawn = torch.tensor([float(len(row)) for row in texts(lengths, 4000, 50)])
        assert drawn.max() == lengths.most
        assert drawn.min() >= lengths.least
        assert drawn.mean().item() == pytest.approx(lengths.mean, rel=0.08)
        assert drawn.std().item() == pytest.approx(lengths.deviation, rel=0.25)


def test_ours_and_theirs_learn_the_same_from_our_batches(pair):
    from minitransformer.data.batching import dialogue_batches
    from minitransformer.data.dialogue import DialogueIds
    from minitransformer.functional import IGNORE, cross_entropy

    rows = [DialogueIds(row, len(row) // 2) for row in texts(DIALOGUES, 8, 300)]
    (batch,) = dialogue_batches(rows, 8, 0, 64)
    hidden = pair.reference("eager").transformer(batch.ids).last_hidden_state
    asked = batch.labels != IGNORE
    theirs = cross_entropy(pair.theirs.lm_head(hidden[asked]), batch.labels[asked])
    assert answers_only(pair.by_hand.eval(), batch).item() == pytest.approx(theirs.item(), rel=1e-4)


def test_our_encoding_reads_every_text_once():
    rows = texts(REVIEWS, 50, 300)
    seen = [row for batch in class_batches([(row, 0) for row in rows], 8, pad_id=0) for row in batch.ids]
    assert sorted(row[row != 0].tolist() for row in seen) == sorted(rows)


def test_the_batches_that_are_encoded_stand_for_all_reviews():
    rows = texts(REVIEWS, 16_000, 300)
    ours = [b.ids.shape[1] for b in class_batches([(row, 0) for row in rows], BATCH, pad_id=0)]
    theirs = sorted(pad(rows[i : i + BATCH])[0].shape[1] for i in range(0, 16_000, BATCH))
    for widths in (ours, theirs):
        taken = spread(widths)
        assert len(taken) == TAKEN
        assert sum(taken) / len(taken) == pytest.approx(sum(widths) / len(widths), rel=0.04)
    assert spread([1, 2, 3]) == [1, 2, 3]
