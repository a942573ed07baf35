"""Pre-training: only what is asked is scored, every run goes on as if never stopped, and baselines are fair."""

import json
import math
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import torch

from minitransformer.apps import run as run_app
from minitransformer.apps.ngrams import KneserNey, Level, Unigram, baselines, between_ends, perplexity, steps
from minitransformer.apps.samples import BLANKS, fill_in, language_of, ramble
from minitransformer.apps.size import Size
from minitransformer.apps.teach_language import causal_task, encode_documents, new_causal
from minitransformer.apps.teach_masked import (
    Masking,
    guessing,
    look,
    masked_loss,
    masked_task,
    new_masked,
)
from minitransformer.apps.texts import cut
from minitransformer.apps.train_language import train_causal, train_masked
from minitransformer.data.corpus import EMBEDDED, read_corpus
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.pretrained import load
from minitransformer.text.train import train_bpe, train_wordpiece
from minitransformer.training.fit import fit
from minitransformer.training.losses import causal_lm_loss, mlm_loss
from minitransformer.training.plan import Plan

DOCUMENTS = read_corpus(*EMBEDDED)[::6]
TRAIN, HELD = cut(DOCUMENTS, 0)
MINIATURE = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=900, max_len=32)
PLAN = Plan(lr=5e-3, epochs=2, seed=3)
TEXTS = [text for document in TRAIN for text in document]
WORDPIECE, BPE = train_wordpiece(TEXTS, 900), train_bpe(TEXTS, 900)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def bert(next_sentence=True):
    model = new_masked(WORDPIECE, MINIATURE, generator(), next_sentence=next_sentence)
    for p in model.parameters():
        torch.nn.init.normal_(p, 0, 0.3, generator=generator(p.numel()))
    return model.eval()


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr(run_app, "save_picture", lambda *_: None)


# the loss


@pytest.mark.parametrize("next_sentence", [True, False])
def test_scoring_hidden_words_alone_gives_the_loss_and_gradient_of_scoring_all(next_sentence):
    model = bert(next_sentence)
    objective = Masking(WORDPIECE, 32, next_sentence=next_sentence)
    batch = objective.epoch(objective.encode(TRAIN), 24, generator())[0]
    scores = model(batch.ids, batch.real, batch.segments)
    words, naive = (scores if next_sentence else (scores, None)), None
    naive = mlm_loss(words[0], batch.labels)
    if next_sentence:
        naive = naive + cross_entropy(words[1], batch.follows)
    ours = masked_loss(model, batch).sum()
    assert ours.item() == pytest.approx(naive.item(), rel=1e-6)
    names, parameters = zip(*model.named_parameters(), strict=True)
    for name, a, b in zip(
        names, torch.autograd.grad(ours, parameters), torch.autograd.grad(naive, parameters), strict=True
    ):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-6, msg=name)


@pytest.mark.parametrize("packed", [True, False])
def test_the_causal_loss_is_that_of_all_scores_at_real_tokens(packed):
    model = new_causal(BPE, MINIATURE, generator()).eval()
    task = causal_task(BPE, TRAIN, HELD, batch_size=8, max_len=32, packed=packed)
    batch = task.batches(0, generator())[1]
    whole = torch.cat([batch.ids, batch.labels[:, -1:]], 1)
    whole[:, 1:] = torch.where(batch.labels == IGNORE, IGNORE, whole[:, 1:])
    scores = torch.cat([model(batch.ids), torch.zeros(len(whole), 1, BPE.vocab_size)], 1)
    assert task.loss(model, batch).item() == pytest.approx(causal_lm_loss(scores, whole).item(), rel=1e-6)


@pytest.mark.parametrize("packed", [True, False])
def test_heldout_perplexity_counts_every_token_once(packed):
    model = new_causal(BPE, MINIATURE, generator()).eval()
    task = causal_task(BPE, TRAIN, HELD, batch_size=8, max_len=1 if packed else 32, packed=packed)
    with torch.inference_mode():
        seen = task.evaluate(model)
    tokens = sum(len(ids) + 1 for ids in encode_documents(BPE, HELD))
    characters = sum(len(t) for d in HELD for t in d)
    assert seen["perplexity"] == pytest.approx(math.exp(seen["heldout_loss"]))
    bits = seen["heldout_loss"] * tokens / math.log(2) / characters
    assert seen["bits_per_character"] == pytest.approx(bits, rel=1e-6)


def test_the_look_is_the_mean_over_words_and_over_pairs():
    model, objective = bert(), Masking(WORDPIECE, 32)
    batches = objective.fixed(HELD)
    with torch.inference_mode():
        seen = look(model, batches)
    n = right = words = followed = pairs = nats = next_nats = 0
    for batch in batches:
        scores, follows = model(batch.ids, batch.real, batch.segments)
        for row in range(len(batch.ids)):
            n += 1
            told = int(batch.follows[row])
            if told != IGNORE:
                pairs, followed = pairs + 1, followed + int(follows[row].argmax() == told)
                next_nats -= follows[row].log_softmax(-1)[told].item()
            for t in range(batch.ids.shape[1]):
                if (label := int(batch.labels[row, t])) != IGNORE:
                    words, right = words + 1, right + int(scores[row, t].argmax() == label)
                    nats -= scores[row, t].log_softmax(-1)[label].item()
    assert seen["masked_accuracy"] == right / words
    assert seen["next_accuracy"] == followed / pairs
    assert seen["heldout_loss"] == pytest.approx(nats / words + next_nats / pairs, rel=1e-5)


def test_guessing_is_the_share_of_the_most_frequent_word_and_the_more_frequent_answer():
    batches = Masking(WORDPIECE, 32).fixed(HELD)
    labels = [i for b in batches for i in b.labels.flatten().tolist() if i != IGNORE]
    found = guessing(batches, labels[0])
    assert found["masked_accuracy"] == pytest.approx(labels.count(labels[0]) / len(labels))
    assert 0.5 <= found["next_accuracy"] < 0.9


# n-grams


def test_probabilities_of_words_add_up_to_one_whatever_was_before():
    texts = between_ends([[2, 3, 2, 4], [2, 3, 3], [5]], 1)
    for model in (Unigram(texts, 8), *(KneserNey(texts, 8, order) for order in (1, 2, 3, 4))):
        for before in product(range(8), repeat=model.order - 1):
            assert sum(model.probability(before, word) for word in range(8)) == pytest.approx(1)
            assert all(model.probability(before, word) > 0 for word in range(8))


def test_pairs_by_hand():
    model = KneserNey([[1, 2, 1], [1, 3, 1], [1, 2, 1]], 5)
    d = 2 / (2 + 2 * 2)  # two pairs seen once, two twice
    e = 2 / (2 + 2 * 1)  # behind how many different words a word was seen: 2 and 3 behind one, 1 behind two
    anywhere = (1 - e) / 4 + e * 3 / 4 / 5
    assert model.probability((1,), 2) == pytest.approx((2 - d) / 3 + d * 2 / 3 * anywhere)
    assert model.probability((4,), 2) == pytest.approx(anywhere)


def test_triples_by_hand():
    texts = [[1, 2, 3, 1], [1, 2, 4, 1], [1, 2, 3, 1]]  # 112 three times, 123 231 twice, 124 241 once
    model, pairs = KneserNey(texts, 5, 3), KneserNey(texts, 5, 2)
    d = 2 / (2 + 2 * 2)
    kinds = Counter({(1, 2): 1, (2, 3): 1, (3, 1): 1, (2, 4): 1, (4, 1): 1})
    assert model.levels[1].seen == kinds
    behind = Level(kinds).probability((2,), 3, pairs_anywhere(kinds))
    assert model.probability((1, 2), 3) == pytest.approx((2 - d) / 3 + d * 2 / 3 * behind)
    assert model.probability((0, 2), 3) == pytest.approx(behind)
    assert pairs.levels[0].seen[1, 2] == 3


def pairs_anywhere(kinds):
    return Level(Counter((word,) for _, word in kinds)).probability((), 3, 1 / 5)


def test_every_word_but_the_first_is_a_step():
    assert list(steps([7, 8, 9], 1)) == [((), 8), ((), 9)]
    assert list(steps([7, 8, 9], 2)) == [((7,), 8), ((8,), 9)]
    assert list(steps([7, 8, 9], 3)) == [((7, 7), 8), ((7, 8), 9)]


def test_pairs_predict_better_than_single_words_and_both_beat_nothing():
    found = baselines(encode_documents(BPE, TRAIN), encode_documents(BPE, HELD), BPE.eos_id, BPE.vocab_size)
    trigram, bigram, unigram = (found[f"{name}gram"] for name in ("Kneser-Ney tri", "Kneser-Ney bi", "uni"))
    assert 1 < trigram < bigram < unigram < BPE.vocab_size
    assert perplexity(Unigram([], 10), [[1, 2, 3]]) == pytest.approx(10)


# whole runs


def tell_into(heard):
    return lambda epoch, said: heard.append((epoch, said))


def test_a_gpt_is_taught_rambles_after_every_look_and_is_kept_with_its_card(tmp_path, no_pictures):
    heard = []
    trained = train_causal(
        DOCUMENTS, tmp_path, PLAN, source=MINIATURE, data_name="mine", tell=tell_into(heard)
    )
    assert [epoch for epoch, _ in heard] == [1, 2]
    assert all(len(said) == 3 for _, said in heard)
    card = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert card["kind"] == "clm"
    assert card["scores"]["baselines"].keys() == {"unigram", "Kneser-Ney bigram", "Kneser-Ney trigram"}
    assert card["scores"]["batches"] == []
    assert card["data"] == {
        "name": "mine",
        "train": len(TRAIN),
        "heldout": len(HELD),
        "unit": "documents",
    } | {k: card["data"][k] for k in ("train", "heldout")}
    assert trained.metrics["perplexity"] < trained.metrics["baselines"]["unigram"] * 3
    model, tokenizer = load(tmp_path)
    assert model.cfg.bos_id == model.cfg.eos_id == tokenizer.eos_id
    assert ramble(model, tokenizer, PLAN.seed) == trained.metrics["samples"]


@pytest.mark.parametrize("next_sentence", [True, False])
def test_a_bert_is_taught_fills_blanks_after_every_look_and_is_kept(tmp_path, no_pictures, next_sentence):
    heard = []
    trained = train_masked(
        DOCUMENTS, tmp_path, PLAN, source=MINIATURE, data_name="mine", tell=tell_into(heard),
        next_sentence=next_sentence, whole_words=True,
    )  # fmt: skip
    assert [epoch for epoch, _ in heard] == [1, 2]
    assert all(" → " in line and "%" in line for _, said in heard for line in said)
    card = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert (card["kind"], card["scores"]["batches"]) == ("mlm", [])
    assert ("next_accuracy" in trained.metrics) == next_sentence
    assert card["recipe"]["whole_words"] is True
    filled = load(tmp_path, architecture="BertForMaskedLM")[0]  # what `run fill-mask` asks for
    assert isinstance(filled, BERTForMaskedWords)


def test_samples_leave_the_run_as_it_was(tmp_path, no_pictures, monkeypatch):
    def run(folder):
        trained = train_masked(DOCUMENTS, tmp_path / folder, PLAN, source=MINIATURE, data_name="mine")
        return trained.history.train_loss

    speaking = run("a")
    monkeypatch.setattr("minitransformer.apps.train_language.fill_in", lambda *_: [])
    assert run("b") == speaking


@pytest.mark.parametrize("kind", ["clm", "mlm"])
def test_a_run_that_was_cut_short_in_an_epoch_ends_bit_equal(kind, tmp_path):
    if kind == "clm":
        make = lambda: new_causal(BPE, MINIATURE, generator())  # noqa: E731
        task = causal_task(BPE, TRAIN, HELD, batch_size=8, max_len=32)
    else:
        make = lambda: new_masked(WORDPIECE, MINIATURE, generator())  # noqa: E731
        task = masked_task(Masking(WORDPIECE, 32), TRAIN, HELD, 16)
    whole, again = make(), make()
    history = fit(whole, task, PLAN)

    def stop(step):
        if step.step == len(history.train_loss) // 2 + 2 and step.heldout is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(make(), task, PLAN, out=tmp_path, on_step=stop)
    more = fit(again, task, PLAN, out=tmp_path, resume=True)
    assert more.train_loss == history.train_loss
    assert more.heldout == history.heldout
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), again.parameters(), strict=True))


def test_a_model_goes_on_with_other_texts_and_one_of_another_kind_is_refused(tmp_path, no_pictures):
    words = {"data_name": "mine"}
    train_causal(DOCUMENTS, tmp_path / "c", replace(PLAN, epochs=1), source=MINIATURE, **words)
    train_masked(DOCUMENTS, tmp_path / "m", replace(PLAN, epochs=1), source=MINIATURE, **words)
    other = [(t,) for d in DOCUMENTS for t in d][:200]
    for train, folder, wrong in ((train_causal, "c", "m"), (train_masked, "m", "c")):
        source = str(tmp_path / folder)
        on = train(other, tmp_path / "on", replace(PLAN, epochs=1, lr=1e-9), source=source, **words)
        (ours, pieces), (was, same) = load(on.out), load(source)
        assert pieces.files() == same.files()
        for a, b in zip(ours.parameters(), was.parameters(), strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=1e-6)
        with pytest.raises(Problem):
            train(other, tmp_path / "off", PLAN, source=str(tmp_path / wrong), **words)


def test_the_language_of_the_blanks_is_that_of_the_texts():
    assert language_of(DOCUMENTS) == "ko"
    assert language_of([("First Citizen: 왕",)]) == "en"
    model = bert()
    for sentence, told in zip(BLANKS["ko"], fill_in(model, WORDPIECE, BLANKS["ko"], 5), strict=True):
        assert told.startswith(sentence + " → ")
        assert told.count("%") == 5


# the commands


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(t for d in DOCUMENTS for t in d), encoding="utf-8")
    return path


@pytest.mark.parametrize("options", [("clm",), ("clm", "--lines"), ("mlm", "--whole-words"),
                                     ("mlm", "--no-next-sentence")])  # fmt: skip
def test_the_commands_teach_from_a_file(as_json, texts, at_home, no_pictures, options):
    found = as_json("train", *options, "--data", texts, "--epochs", 1)
    assert found["epochs"] == 1
    assert found["metrics"]["baselines"]
    card = json.loads((Path(found["out"]) / "card.json").read_text("utf-8"))
    assert card["kind"] == options[0]


@pytest.mark.parametrize(("kind", "language", "said"), [
    ("clm", "ko", ("퍼플렉시티", "트랜스포머", "서로 다른 문서")), ("clm", "en", ("perplexity", "unigram", "documents")),
    ("mlm", "ko", ("맞힌 가린 단어", "트랜스포머", " → ")), ("mlm", "en", ("hidden words guessed", "most freq", " → ")),
])  # fmt: skip
def test_a_person_sees_samples_scores_and_baselines(
    command, texts, tmp_path, no_pictures, kind, language, said
):
    code, out, err = command(
        "train", kind, "--data", texts, "--epochs", 1, "--out", tmp_path / "out", "--lang", language
    )
    assert code == 0, err
    assert said[0] in out
    assert said[1] in out
    assert said[2] in err


@pytest.mark.parametrize("kind", ["clm", "mlm"])
def test_a_file_that_is_not_there_is_told_before_anything_is_made(command, tmp_path, kind):
    code, out, err = command("train", kind, "--data", "no.txt", "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "there is no file no.txt" in err
    assert not (tmp_path / "out").exists()
