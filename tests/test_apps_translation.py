"""Translators: taught alike whatever they are made of, scored by the book, and honest about what they cannot."""

import builtins
import json
import math
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import transformers
from matplotlib.figure import Figure
from torch.nn.functional import cross_entropy as torch_cross_entropy

from minitransformer.apps import run as run_app
from minitransformer.apps import train_translation as translation_app
from minitransformer.apps.corpora import Corpus, corpus_of
from minitransformer.apps.size import Size
from minitransformer.apps.teach_translation import new_translator, translation_loss, translation_task
from minitransformer.apps.train_translation import alignment, judge, show, train_translation
from minitransformer.apps.translator import (
    Translator,
    load_translator,
    sequence_scores,
    translation_scores,
)
from minitransformer.core.parts import Parts
from minitransformer.data import embedded
from minitransformer.data.pairs import PairBatch, fitting_pairs, pair_batches
from minitransformer.data.records import Translation
from minitransformer.data.sequences import character_tokenizer, reversal
from minitransformer.data.split import split_translations
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.models.gru import GRU, initialise_recurrent
from minitransformer.models.recurrent import Attentive, Bottleneck, RecurrentConfig
from minitransformer.pretrained import load
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan
from minitransformer.training.schedule import adamw

MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=400, max_len=24, dropout=0.0)
KINDS = pytest.mark.parametrize("kind", ["transformer", "attentive", "bottleneck"])
WORDS = reversal(12, range(2, 6), torch.Generator().manual_seed(0))
PLAN = Plan(lr=2e-3, epochs=2, seed=3)


@pytest.fixture
def no_pictures(monkeypatch):
    for module in (run_app, translation_app):
        monkeypatch.setattr(module, "save_picture", lambda *_: None)


@pytest.fixture(scope="module")
def tokenizer():
    return character_tokenizer(text for p in WORDS for text in (p.source, p.target))


def fresh(kind, tokenizer):
    generator = torch.Generator().manual_seed(0)
    if kind == "transformer":
        return new_translator(tokenizer, MINIATURE, generator)
    cfg = RecurrentConfig(
        d_model=32, d_hidden=32, vocab_size=tokenizer.vocab_size, max_len=24, pad_id=tokenizer.pad_id,
        start_id=tokenizer.bos_id, eos_id=tokenizer.eos_id,
    )  # fmt: skip
    model = {"attentive": Attentive, "bottleneck": Bottleneck}[kind](cfg, GRU)
    initialise_recurrent(model, generator)
    return model


def batch_of(tokenizer, pairs):
    encoded = fitting_pairs(tokenizer, pairs, 24)
    (batch,) = pair_batches(encoded, 99, start_id=tokenizer.bos_id, pad_id=tokenizer.pad_id)
    return batch


# what is learnt


@KINDS
def test_the_loss_is_the_smoothed_surprise_at_every_next_word_and_the_end(kind, tokenizer):
    model, batch = fresh(kind, tokenizer).double().eval(), batch_of(tokenizer, WORDS)
    for smoothing in (0.0, 0.1, 0.4):
        scores = model(batch.source, batch.target, batch.source_real)
        long = torch_cross_entropy(
            scores.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE, label_smoothing=smoothing
        )
        torch.testing.assert_close(translation_loss(model, batch, smoothing), long)


@KINDS
def test_padding_changes_neither_the_loss_nor_its_gradient(kind, tokenizer):
    model, batch = fresh(kind, tokenizer).double().eval(), batch_of(tokenizer, WORDS)
    pad = torch.nn.functional.pad
    wide = PairBatch(
        pad(batch.source, (0, 4), value=7),
        pad(batch.source_real, (0, 4), value=False),
        pad(batch.target, (0, 3), value=7),
        pad(batch.labels, (0, 3), value=IGNORE),
    )
    a, b = translation_loss(model, batch), translation_loss(model, wide)
    leaves = [p for p in model.parameters() if p.requires_grad]
    torch.testing.assert_close(a, b)
    for x, y in zip(torch.autograd.grad(a, leaves), torch.autograd.grad(b, leaves), strict=True):
        torch.testing.assert_close(x, y, rtol=1e-8, atol=1e-12)


@KINDS
def test_one_task_and_one_way_to_write_serve_all_three(kind, tokenizer):
    model = fresh(kind, tokenizer)
    task = translation_task(
        tokenizer, WORDS, WORDS, start_id=tokenizer.bos_id, max_len=24, batch_size=12, smoothing=0.0
    )
    history = fit(model, task, Plan(lr=1e-2, epochs=100, keep="last"))
    assert history.heldout[-1]["heldout_loss"] < 0.2
    written = Translator(model, tokenizer).translate_all([p.source for p in WORDS], batch_size=5)
    assert written == [p.target for p in WORDS]


def test_the_heldout_loss_is_the_mean_over_words_and_not_smoothed(tokenizer):
    model = fresh("transformer", tokenizer).eval()
    held = reversal(150, range(1, 9), torch.Generator().manual_seed(5))
    held = [p for p in held if set(p.source) <= set("".join(w.source for w in WORDS))]
    task = translation_task(tokenizer, WORDS, held, start_id=tokenizer.bos_id, max_len=24, smoothing=0.3)
    with torch.inference_mode():
        seen = task.evaluate(model)
        whole = translation_loss(model, batch_of(tokenizer, held), 0.0).item()
    assert seen == {
        "heldout_loss": pytest.approx(whole, rel=1e-5),
        "perplexity": pytest.approx(math.exp(whole), rel=1e-4),
    }


def test_an_epoch_is_every_pair_in_the_generators_order(tokenizer):
    task = translation_task(tokenizer, WORDS, WORDS, start_id=tokenizer.bos_id, max_len=24, batch_size=5)
    first, again, other = (task.batches(0, torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert [b.source.tolist() for b in first] == [b.source.tolist() for b in again]
    assert [b.source.tolist() for b in first] != [b.source.tolist() for b in other]
    assert sum(len(b.source) for b in first) == len(WORDS)
    assert task.tokens(first[0]) == first[0].source.numel() + first[0].target.numel()


def test_the_model_is_the_original_transformer_in_marians_layout(tokenizer):
    model = fresh("transformer", tokenizer)
    cfg = model.cfg
    assert (cfg.wiring, cfg.activation, cfg.positions) == ("post", "relu", "sinusoidal")
    assert cfg.shared
    assert cfg.tied
    assert (cfg.start_id, cfg.eos_id, cfg.pad_id) == (tokenizer.bos_id, tokenizer.eos_id, tokenizer.pad_id)
    assert model.source.embed.weight is model.unembed.weight
    assert model.source.embed.weight[4:].std().item() == pytest.approx(32**-0.5, rel=0.1)


def test_the_trained_transformer_is_read_by_transformers_and_writes_the_same(tokenizer, tmp_path):
    model = fresh("transformer", tokenizer)
    batch, optimiser = batch_of(tokenizer, WORDS), adamw(model, 5e-3)
    for _ in range(60):
        optimiser.zero_grad()
        translation_loss(model, batch).backward()
        optimiser.step()
    from minitransformer.pretrained import save

    save(model.eval(), tokenizer, tmp_path)
    theirs = transformers.AutoModelForSeq2SeqLM.from_pretrained(tmp_path).eval()
    pieces = transformers.AutoTokenizer.from_pretrained(tmp_path)
    for beams in (1, 3):
        for pair in WORDS[:6]:
            ids = pieces(pair.source + "</s>", add_special_tokens=False, return_tensors="pt").input_ids
            found = theirs.generate(ids, num_beams=beams, do_sample=False, max_length=24)[0]
            text = pieces.decode(found, skip_special_tokens=True)
            assert text == load_translator(str(tmp_path)).translate(pair.source, beams)


# what a person is told


def test_an_empty_source_is_refused(tokenizer):
    with pytest.raises(Problem, match="the text is empty"):
        Translator(fresh("transformer", tokenizer), tokenizer).translate("  \n")


def test_a_source_longer_than_the_positions_is_refused_with_both_numbers(tokenizer):
    translator = Translator(fresh("transformer", tokenizer).eval(), tokenizer)
    letter = WORDS[0].source[0]
    translator.translate(letter * 23, 1)
    with pytest.raises(Problem, match=r"the source has 25 tokens with its end.*24 positions") as told:
        translator.translate(letter * 24, 1)
    assert "25토큰" in told.value.ko
    assert "24개" in told.value.ko


def test_a_source_of_which_nothing_is_known_is_refused(tokenizer):
    with pytest.raises(Problem, match="knows no character"):
        Translator(fresh("transformer", tokenizer), tokenizer).translate("日本")


def test_a_long_one_of_a_set_loses_its_end(tokenizer):
    translator = Translator(fresh("transformer", tokenizer).eval(), tokenizer)
    letter = WORDS[0].source[0]
    whole, cut = translator.translate_all([letter * 23]), translator.translate_all([letter * 40, "ab"])
    assert cut[0] == whole[0]


def test_what_is_no_encoder_decoder_cannot_translate(chatbot_folder):
    with pytest.raises(Problem, match="no encoder-decoder but a GPT, and cannot translate") as told:
        load_translator(str(chatbot_folder))
    assert "GPT 모델이라서 번역할 수 없습니다" in told.value.ko


# scores


def test_sequences_are_scored_by_the_symbol_and_by_the_whole():
    assert sequence_scores(["abc", "ab"], ["abc", "ab"]) == {"exact": 1.0, "symbols": 1.0}
    assert sequence_scores(["abc", "abd"], ["abc", "abc"]) == {"exact": 0.5, "symbols": 5 / 6}
    assert sequence_scores(["abcd"], ["abc"]) == {"exact": 0.0, "symbols": 3 / 4}
    assert sequence_scores([""], ["abc"]) == {"exact": 0.0, "symbols": 0.0}
    assert sequence_scores(["bca"], ["abc"]) == {"exact": 0.0, "symbols": 0.0}


def test_translations_are_scored_by_sacrebleu():
    import sacrebleu

    said = ["저는 보통 여섯 시에 일어나요.", "물이 아직 뜨겁지 않아요."]
    right = ["저는 보통 일곱 시에 일어나요.", "물이 아직 안 뜨거워요."]
    found = translation_scores(said, right)
    assert found["chrf"] == sacrebleu.CHRF().corpus_score(said, [right]).score
    assert found["bleu"] == sacrebleu.BLEU().corpus_score(said, [right]).score
    assert 0 < found["bleu"] < found["chrf"] < 100
    perfect = translation_scores(right, right)
    assert perfect == {"bleu": pytest.approx(100), "chrf": pytest.approx(100)}


def test_without_sacrebleu_a_person_is_told_how_to_get_it_before_anything_is_taught(monkeypatch, tmp_path):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "sacrebleu":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    steps = []
    with pytest.raises(Problem, match=r"pip install 'minitransformer\[tasks\]'") as told:
        train_translation(
            corpus_of("translations", 30, 0), tmp_path, PLAN, source=MINIATURE, on_step=steps.append
        )
    assert "pip install" in told.value.ko
    assert steps == []


@pytest.mark.parametrize("made", [True, False])
def test_greedy_and_beams_are_judged_side_by_side(tokenizer, made):
    found = judge(Translator(fresh("transformer", tokenizer).eval(), tokenizer), WORDS, made, 2)
    assert found.keys() == {"greedy", "beam_2"}
    for scores in found.values():
        assert scores.keys() == ({"exact", "symbols"} if made else {"bleu", "chrf"})


# where the pairs come from


def test_made_sequences_have_the_lengths_and_the_seed_that_are_asked_for():
    corpus = corpus_of("reversal", 6, 1)
    assert corpus.made
    assert {len(p.source) for p in corpus.pairs} == {4, 5, 6}
    assert corpus.heldout * len(corpus.pairs) == pytest.approx(1000)
    assert corpus_of("reversal", 6, 1) == corpus
    assert corpus_of("reversal", 6, 2) != corpus


def test_sentences_are_embedded_or_a_persons_own(tmp_path):
    corpus = corpus_of("translations", 30, 0)
    assert corpus.pairs == embedded.translations()
    assert (corpus.made, corpus.heldout, corpus.credits) == (False, 0.1, {})
    path = tmp_path / "mine.csv"
    path.write_text("english,korean\nHello.,안녕하세요.\n", encoding="utf-8")
    assert corpus_of(str(path), 30, 0).pairs == [Translation("Hello.", "안녕하세요.")]
    with pytest.raises(Problem, match="translations, tatoeba_ko_en, dates, reversal, sorting"):
        corpus_of("nowhere", 30, 0)


def test_pieces_are_learnt_from_the_training_part_of_both_languages():
    corpus = corpus_of("translations", 30, 0)
    train, _ = split_translations(corpus.pairs, 0.1, 0)
    pieces = corpus.tokenizer(train, 900)
    assert pieces.vocab_size <= 900
    for text in (train[0].source, train[0].target):
        assert pieces.decode(pieces.encode(text)) == text
    assert pieces.files() != corpus.tokenizer(corpus.pairs, 900).files()


OTHERS = Translation(
    "Go.", "가.", "CC-BY 2.0 (France) Attribution: tatoeba.org #2877272 (CM) & #8363271 (Eunhee)"
)


def test_whoever_wrote_the_sentences_is_named_in_the_card():
    corpus = Corpus("tatoeba_ko_en", [OTHERS, replace(OTHERS, attribution="tatoeba.org #1 (Eunhee)")])
    assert corpus.credits == {"licence": "CC-BY-2.0-FR", "contributors": ["CM", "Eunhee"]}


@pytest.mark.data
def test_everybody_at_tatoeba_is_named():
    corpus = corpus_of("tatoeba_ko_en", 30, 0)
    text = (Path(os.environ["MINITRANSFORMER_DATA"]) / "tatoeba_ko_en" / "kor.txt").read_text("utf-8")
    named = set(corpus.credits["contributors"])
    assert {"CK", "Eunhee"} <= named
    assert all(f"({name})" in text for name in named)
    assert all(any(f"({name})" in p.attribution for name in named) for p in corpus.pairs)


def test_sentences_that_belong_to_others_are_not_shown(tokenizer):
    pieces = corpus_of("translations", 30, 0).tokenizer(embedded.translations(), 900)
    translator = Translator(new_translator(pieces, MINIATURE, torch.Generator()).eval(), pieces)
    ours = embedded.translations()
    assert list(show(translator, [OTHERS] * 5, 1)) == [p.source for p in ours[:3]]
    assert list(show(translator, [OTHERS, *ours[7:9], OTHERS], 1)) == [p.source for p in ours[7:9]]


# a whole run


def test_a_run_leaves_a_model_a_card_and_pictures(tmp_path):
    corpus = Corpus("reversal", reversal(1300, range(2, 5), torch.Generator().manual_seed(0)), made=True)
    trained = train_translation(corpus, tmp_path, PLAN, source=MINIATURE, batch_size=64, beams=2)
    assert {"alignment.png", "loss.png", "card.json", "tokenizer.json"} <= {
        p.name for p in tmp_path.iterdir()
    }
    card = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert card["kind"] == "translate"
    assert card["recipe"]["smoothing"] == 0.1
    assert card["data"]["name"] == "reversal"
    assert card["data"]["train"] + card["data"]["heldout"] == 1300
    assert card["scores"].keys() >= {"heldout_loss", "perplexity", "greedy", "beam_2", "shown"}
    assert trained.history.epochs == 2
    assert trained.metrics["heldout_loss"] < trained.guessing
    model, pieces = load(tmp_path)
    for text, said in card["scores"]["shown"].items():
        assert Translator(model, pieces).translate(text, 2) == said


def test_the_same_seed_teaches_the_same(tmp_path, no_pictures):
    corpus = Corpus("reversal", reversal(1200, range(2, 5), torch.Generator().manual_seed(0)), made=True)
    runs = [
        train_translation(corpus, tmp_path / str(i), replace(PLAN, seed=s), source=MINIATURE, beams=1).history
        for i, s in enumerate((3, 3, 4))
    ]
    assert runs[0].train_loss == runs[1].train_loss
    assert runs[0].train_loss != runs[2].train_loss


def test_a_run_goes_on_from_a_model_that_is_there(tmp_path, no_pictures):
    corpus = Corpus("reversal", reversal(1200, range(2, 5), torch.Generator().manual_seed(0)), made=True)
    first = train_translation(corpus, tmp_path / "a", PLAN, source=MINIATURE, beams=1)
    more = train_translation(corpus, tmp_path / "b", PLAN, source=str(tmp_path / "a"), beams=1)
    assert more.history.heldout[0]["heldout_loss"] < first.history.heldout[0]["heldout_loss"]


def test_a_decoder_only_model_cannot_be_taught_to_translate(chatbot_folder, tmp_path):
    with pytest.raises(Problem, match="no encoder-decoder"):
        train_translation(
            corpus_of("translations", 30, 0), tmp_path, PLAN, source=str(chatbot_folder), beams=1
        )


@pytest.mark.parametrize("parts", [Parts(), Parts.fused()], ids=["by hand", "fused"])
def test_the_map_shows_the_attention_of_the_last_block(tokenizer, parts, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        translation_app, "attention_heads", lambda *args, **_words: drawn.append(args) or Figure()
    )
    model = new_translator(tokenizer, replace(MINIATURE, n_layers=2), torch.Generator().manual_seed(0), parts)
    text = WORDS[0].source
    alignment(model.eval(), tokenizer, text, text[::-1])
    ((weights, rows, columns),) = drawn
    assert list(rows) == [*text[::-1], "</s>"]
    assert list(columns) == [*text, "</s>"]
    assert weights.shape == (2, len(rows), len(columns))
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, len(rows)))
    plain = new_translator(tokenizer, replace(MINIATURE, n_layers=2), torch.Generator().manual_seed(0)).eval()
    seen = []
    plain.decoder[1].cross_attention.weights.register_forward_hook(lambda *call: seen.append(call[2]))
    ids = [*tokenizer.encode(text), tokenizer.eos_id]
    plain(torch.tensor([ids]), torch.tensor([[tokenizer.bos_id, *tokenizer.encode(text[::-1])]]))
    torch.testing.assert_close(weights, seen[0][0])


@pytest.mark.parametrize(
    ("language", "said"), [("en", "last of 2 decoder blocks"), ("ko", "디코더 블록 2개 중 마지막")]
)
def test_the_map_says_in_either_language_which_block_it_shows(tokenizer, monkeypatch, language, said):
    drawn = []
    monkeypatch.setattr(translation_app, "attention_heads", lambda *_, **how: drawn.append(how) or Figure())
    model = new_translator(tokenizer, replace(MINIATURE, n_layers=2), torch.Generator().manual_seed(0))
    alignment(model.eval(), tokenizer, WORDS[0].source, WORDS[0].target, language)
    (how,) = drawn
    assert how["language"] == language
    assert said in how["title"]


def test_a_map_that_nobody_could_read_is_not_drawn(tokenizer):
    model = new_translator(tokenizer, replace(MINIATURE, max_len=64), torch.Generator())
    with pytest.raises(ValueError, match="26 and 2 tokens: a map has room for 24"):
        alignment(model, tokenizer, WORDS[0].source[0] * 25, "a")
