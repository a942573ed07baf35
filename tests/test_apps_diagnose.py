"""Every classic mistake of pre-training is found in a batch that has it, and none in a batch that has not."""

from dataclasses import replace

import pytest
import torch

from minitransformer.apps.diagnose import diagnose_causal, diagnose_masked
from minitransformer.data.batching import CausalBatch
from minitransformer.data.corpus import EMBEDDED, read_corpus
from minitransformer.data.language import line_batches, packed_batches
from minitransformer.data.masked import MaskedBatches, masking, singles
from minitransformer.functional import IGNORE
from minitransformer.text.masking import Masked
from minitransformer.text.train import train_bpe, train_wordpiece

TEXTS = [t for d in read_corpus(*EMBEDDED) for t in d]
WORDPIECE = train_wordpiece(TEXTS, 1500)
BPE = train_bpe(TEXTS, 1000)
ENCODED = [WORDPIECE.encode(text) for text in TEXTS]
SPECIAL = torch.tensor(sorted(WORDPIECE.control_ids))


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def slip(hide, replace_, fraction=0.15, specials=False, everywhere=False, low=5):
    """A masking with a mistake: `hide` and `replace_` get the chosen tokens and say whose fate is which."""

    def mask(ids, g):
        chosen = torch.rand(ids.shape, generator=g) < fraction
        if not specials:
            chosen &= ~torch.isin(ids, SPECIAL)
        hidden = chosen & hide(ids, g)
        replaced = chosen & replace_(ids, g) & ~hidden
        words = torch.randint(low, WORDPIECE.vocab_size, ids.shape, generator=g)
        shown = torch.where(replaced, words, torch.where(hidden, WORDPIECE.mask_id, ids))
        asked = torch.ones_like(chosen) if everywhere else chosen
        return Masked(shown, torch.where(asked, ids, IGNORE))

    return mask


def chance(p):
    return lambda ids, g: torch.rand(ids.shape, generator=g) < p


def replaced_first(ids, g):
    """0.9 of what a first draw of 0.1 has not replaced."""
    g.spare = torch.rand(ids.shape, generator=g) < 0.1
    return ~g.spare & (torch.rand(ids.shape, generator=g) < 0.9)


class Spare(torch.Generator):
    """A generator that can carry a note from one draw to the next."""


def masked(mask, times=10, seed=0):
    pairs = singles(ENCODED * times, 62)
    return list(MaskedBatches(pairs, 256, WORDPIECE, mask, generator(seed)))


def names(findings):
    for finding in findings:
        assert finding.en
        assert any("가" <= c <= "힣" for c in finding.ko)
    return [finding.name for finding in findings]


@pytest.mark.parametrize("whole_words", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_found_in_good_batches(whole_words, seed):
    for times in (1, 4):
        batches = masked(masking(WORDPIECE, whole_words), times, seed)
        assert diagnose_masked(batches, WORDPIECE, whole_words) == []


def test_nothing_is_found_in_a_single_good_batch():
    for batch in masked(masking(WORDPIECE), 2):
        assert diagnose_masked([batch], WORDPIECE) == []


PLANTED = {
    "80/2/18": slip(chance(0.8), chance(0.1)),
    "81/10/9": slip(replaced_first, lambda ids, g: g.spare),
    "100/0/0": slip(chance(1.0), chance(0.0)),
    "not 80/10/10": slip(chance(0.5), chance(0.5)),
    "another share": slip(chance(0.8), chance(0.5), fraction=0.3),
}


@pytest.mark.parametrize("name", PLANTED)
def test_wrong_shares_are_told_by_the_slip_they_come_of(name, monkeypatch):
    monkeypatch.setattr(torch, "Generator", Spare)
    batches = masked(PLANTED[name], 12 if name == "81/10/9" else 2)
    assert names(diagnose_masked(batches, WORDPIECE)) == [name]


def test_labels_everywhere_are_told():
    found = diagnose_masked(masked(slip(chance(0.8), chance(0.5), everywhere=True), 1), WORDPIECE)
    assert {"labels everywhere", "specials masked", "pads in the loss"} <= set(names(found))


def test_masked_specials_are_told():
    found = diagnose_masked(masked(slip(chance(0.8), chance(0.5), specials=True), 1), WORDPIECE)
    assert names(found) == ["pads in the loss", "specials masked"]


def test_specials_in_the_place_of_words_are_told():
    many = masked(slip(chance(0.8), chance(0.5), low=0), 4)
    assert names(diagnose_masked(many, WORDPIECE)) == ["specials put in"]


def test_pads_in_the_loss_are_told():
    batches = [
        replace(b, labels=torch.where(b.real, b.labels, WORDPIECE.pad_id))
        for b in masked(masking(WORDPIECE), 1)
    ]
    assert names(diagnose_masked(batches, WORDPIECE)) == ["pads in the loss"]


def test_no_labels_at_all_are_told():
    batches = [replace(b, labels=torch.full_like(b.labels, IGNORE)) for b in masked(masking(WORDPIECE), 1)]
    assert names(diagnose_masked(batches, WORDPIECE)) == ["no labels"]


# the next word


def causal():
    encoded = [BPE.encode(text) for text in TEXTS]
    packed = packed_batches(encoded, 16, 64, BPE.eos_id, generator())
    return packed, line_batches(encoded, 16, 64, BPE.eos_id, BPE.pad_id, generator())


def test_nothing_is_found_in_good_causal_batches():
    for batches in causal():
        assert diagnose_causal(batches, BPE.pad_id) == []
        assert diagnose_causal(batches[:1], BPE.pad_id) == []


def test_padding_with_the_end_token_is_right_where_only_the_first_end_counts():
    encoded = [BPE.encode(text) for text in TEXTS[:200]]
    good = line_batches(encoded, 16, 64, BPE.eos_id, BPE.eos_id, generator())
    assert diagnose_causal(good, BPE.eos_id, BPE.eos_id) == []
    bad = [replace(b, labels=b.labels.where(b.labels != IGNORE, BPE.eos_id)) for b in good]
    assert names(diagnose_causal(bad, BPE.eos_id, BPE.eos_id)) == ["pads in the loss"]


def shifted(batch, by):
    """Labels that are the tokens `by` places on."""
    ids = torch.cat([batch.ids, batch.labels[:, -1:]], 1)
    labels = torch.full_like(batch.ids, IGNORE)
    width = batch.ids.shape[1] + 1 - by
    labels[:, : min(width, batch.ids.shape[1])] = ids[:, by:][:, : batch.ids.shape[1]]
    return CausalBatch(batch.ids, labels)


@pytest.mark.parametrize(("by", "name"), [(0, "not shifted"), (2, "double shift"), (3, "not the next token")])
def test_labels_at_the_wrong_distance_are_told(by, name):
    packed, _ = causal()
    assert names(diagnose_causal([shifted(b, by) for b in packed], BPE.pad_id)) == [name]


def test_the_right_distance_is_silent():
    packed, _ = causal()
    assert diagnose_causal([shifted(b, 1) for b in packed], BPE.pad_id) == []


def test_pads_among_the_labels_of_lines_are_told():
    _, lines = causal()
    bad = [replace(b, labels=b.labels.where(b.labels != IGNORE, BPE.pad_id)) for b in lines]
    assert names(diagnose_causal(bad, BPE.pad_id)) == ["pads in the loss"]
