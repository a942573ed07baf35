"""Generation, summarization and translation: the texts that transformers writes with the same checkpoint."""

import hashlib
import json
import os
from pathlib import Path

import pipelines_at_hand as at_hand
import pytest
import torch

from minitransformer.apps.pipelines import pipeline
from minitransformer.errors import Problem
from minitransformer.proof.reference import quiet

DECODERS = ("GPT2LMHeadModel", "GPTNeoXForCausalLM", "LlamaForCausalLM")
PROMPTS = [at_hand.ENGLISH[0][:22], "오늘은", "The naïve", "오늘 기분이 어때? ", "<|endoftext|>오늘"]
GREEDY = {"do_sample": False, "max_new_tokens": 9}


@pytest.fixture(scope="module", params=DECODERS)
def decoder(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    theirs = at_hand.checkpoint(folder, request.param, seed=1)
    return pipeline("text-generation", folder), at_hand.their_pipeline("text-generation", folder, theirs)


@pytest.fixture(scope="module")
def gpt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gpt")
    at_hand.checkpoint(folder, DECODERS[0], seed=1)
    return pipeline("text-generation", folder)


SETTINGS = [
    {},
    {"repetition_penalty": 1.7},
    {"no_repeat_ngram_size": 2},
    {"num_beams": 3},
    {"return_full_text": False},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_greedy_texts_are_those_of_transformers(decoder, settings):
    ours, theirs = decoder
    with quiet():
        expected = theirs(PROMPTS, **GREEDY, **settings)
        alone = theirs(PROMPTS[0], **GREEDY, **settings)
    assert len({one[0]["generated_text"][-5:] for one in expected}) > 1
    assert ours(PROMPTS, **GREEDY, **settings) == expected
    assert ours(PROMPTS[0], **GREEDY, **settings) == alone


def test_without_a_text_it_begins_with_the_start_token(decoder):
    ours, theirs = decoder
    start = torch.tensor([[theirs.model.config.bos_token_id]])
    with quiet():
        ids = theirs.model.generate(start, attention_mask=torch.ones_like(start), **GREEDY)
    text = theirs.tokenizer.decode(ids[0], skip_special_tokens=True)
    assert ours(**GREEDY) == ours("", **GREEDY) == [{"generated_text": text}]
    assert text


def test_words_are_drawn_and_the_same_seed_draws_the_same(gpt):
    first, again, other = (gpt(PROMPTS, seed=seed, max_new_tokens=9) for seed in (1, 1, 2))
    assert first == again != other
    assert all(one[0]["generated_text"].startswith(p) for one, p in zip(first, PROMPTS, strict=True))
    several = gpt("오늘은", num_return_sequences=4, max_new_tokens=9)
    assert len({one["generated_text"] for one in several}) == 4
    assert [len(one) for one in gpt(PROMPTS[:3], num_return_sequences=2, max_new_tokens=2)] == [2, 2, 2]


def test_what_is_asked_for_goes_before_the_checkpoint_and_that_before_what_is_usual(tmp_path):
    at_hand.checkpoint(tmp_path, DECODERS[0])
    said = {"do_sample": False, "max_length": 7, "temperature": 0.3}
    (tmp_path / "generation_config.json").write_text(json.dumps(said), encoding="utf-8")
    ours = pipeline("text-generation", tmp_path)
    config = ours.settled({})
    assert (config.do_sample, config.max_length, config.max_new_tokens) == (False, 7, None)
    assert config.temperature == 0.3
    config = ours.settled({"max_new_tokens": 4, "do_sample": True})
    assert (config.do_sample, config.max_length, config.max_new_tokens) == (True, None, 4)
    assert ours.settled({"max_length": None}).max_length == 7


def test_a_prompt_that_leaves_no_room_is_refused_or_keeps_its_end(gpt, tmp_path):
    long = " ".join(at_hand.KOREAN[:20])
    with pytest.raises(Problem, match=r"the text has \d+ tokens, and this model has 48 positions") as told:
        gpt(long)
    assert "위치가 48개" in told.value.ko
    gpt.truncate = True
    ids = gpt.read(long).ids
    (found,) = gpt(long, **GREEDY)
    gpt.truncate = False
    assert ids == gpt.tokenizer.encode(long)[-24:]
    assert found["generated_text"].startswith(long)
    assert len(found["generated_text"]) > len(long)


def test_settings_that_mean_nothing_are_named(gpt):
    with pytest.raises(Problem, match="there is no setting max_tokens: known are max_length") as told:
        gpt("오늘", max_tokens=3)
    assert "max_tokens 설정은 없습니다" in told.value.ko
    with pytest.raises(Problem, match="all would be the same"):
        gpt("오늘", num_return_sequences=2, do_sample=False)
    with pytest.raises(Problem, match="num_return_sequences=0"):
        gpt("오늘", num_return_sequences=0)
    with pytest.raises(Problem, match="plain text"):
        gpt.read({"role": "user", "content": "오늘"})
    with pytest.raises(Problem, match="temperature=0"):
        gpt("오늘", temperature=0)


def test_korean_keeps_the_blank_in_front_of_what_is_new(tmp_path):
    """koGPT2 writes the blank into the piece that follows it, and a piece alone does not show it."""
    import hub_layouts

    hub_layouts.kogpt2(tmp_path)
    ours = pipeline("text-generation", tmp_path)
    blank = next(
        i
        for i in range(ours.tokenizer.vocab_size)
        if len(ours.tokenizer.piece(i)) > 1 and ours.tokenizer.piece(i)[0] == "▁"
    )
    assert ours.new(ours.tokenizer.encode("오늘"), [blank]) == " " + ours.tokenizer.decode([blank])


STORY = "beeb5cb46785efee81a8545300b31e396b595e5ce6f3b77db201545501981d14"
"""SHA-256 of the 464 characters that karpathy/llama2.c expects of 200 greedy tokens, in its test_all.py."""


@pytest.mark.data
def test_a_trained_model_rambles_the_published_story():
    ours = pipeline("text-generation", Path(os.environ["MINITRANSFORMER_DATA"]) / "stories260k" / "hf")
    (found,) = ours(do_sample=False, max_new_tokens=200)
    text = found["generated_text"].strip()
    assert text.startswith("Once upon a time, there was a little girl named Lily")
    assert (len(text), hashlib.sha256(text.encode()).hexdigest()) == (464, STORY)


# summarization and translation

WRITERS = {"summarization": "BartForConditionalGeneration", "translation": "MarianMTModel"}
FIELDS = {"summarization": "summary_text", "translation": "translation_text"}
SOURCES = [*at_hand.KOREAN[:3], at_hand.KOREAN[5]]


@pytest.fixture(scope="module", params=WRITERS)
def writer(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    theirs = at_hand.checkpoint(folder, WRITERS[request.param], seed=2)
    said = {
        "num_beams": 3,
        "max_length": 20,
        "min_length": 12,
        "no_repeat_ngram_size": 3,
        "length_penalty": 2.0,
    }
    said |= {"early_stopping": True, "bad_words_ids": [[theirs.config.pad_token_id]]}
    said |= {"forced_eos_token_id": theirs.config.eos_token_id}
    (folder / "generation_config.json").write_text(json.dumps(said), encoding="utf-8")
    return request.param, pipeline(request.param, folder, batch_size=3), theirs, folder, said


def their_texts(theirs, folder, texts, said):
    tokenizer, config = at_hand.their_tokenizer(folder, theirs), theirs.config
    found = []
    for text in texts:
        with quiet():
            ids = theirs.generate(
                **{k: v for k, v in tokenizer(text, return_tensors="pt").items() if k != "token_type_ids"},
                **said,
                pad_token_id=config.pad_token_id,
                eos_token_id=config.eos_token_id,
                decoder_start_token_id=config.decoder_start_token_id,
            )
            found.append(tokenizer.decode(ids[0], skip_special_tokens=True))
    return found


@pytest.mark.parametrize(
    "asked", [{}, {"num_beams": 1}, {"min_length": 2, "max_length": 9}, {"max_new_tokens": 15}], ids=str
)
def test_texts_are_those_that_transformers_generates(writer, asked):
    task, ours, theirs, folder, said = writer
    settings = {
        k: v for k, v in said.items() if not (k == "max_length" and "max_new_tokens" in asked)
    } | asked
    if settings["num_beams"] == 1:
        settings = {k: v for k, v in settings.items() if k not in ("length_penalty", "early_stopping")}
    expected = their_texts(theirs, folder, SOURCES, settings)
    assert len(set(expected)) > 1
    found = ours(SOURCES, **asked)
    assert found == [{FIELDS[task]: text} for text in expected]
    assert ours(SOURCES[0], **asked) == found[:1]


def test_a_maximum_below_the_checkpoints_minimum_is_kept_and_said(writer):
    task, ours, theirs, folder, said = writer
    told = []
    ours.say = lambda en, ko: told.append((en, ko))
    found = ours(SOURCES, max_length=7)
    expected = their_texts(theirs, folder, SOURCES, said | {"max_length": 7, "min_length": 7})
    assert [one[FIELDS[task]] for one in found] == expected
    ((en, ko),) = told
    assert en.startswith("max_length 7 is below this checkpoint's min_length 12, which becomes 7 too")
    assert "min_length 12보다 작아" in ko
    ours(SOURCES, max_length=7, min_length=3)
    ours(SOURCES, max_length=12)
    assert len(told) == 1
    with pytest.raises(Problem, match=r"at most 7 tokens may be written, but .* at least 9"):
        ours(SOURCES, max_length=7, min_length=9)


def test_that_is_in_the_log_where_nobody_listens(tmp_path, caplog):
    at_hand.checkpoint(tmp_path, WRITERS["summarization"])
    (tmp_path / "generation_config.json").write_text('{"min_length": 12}', encoding="utf-8")
    pipeline("summarization", tmp_path)(SOURCES[0], max_length=5)
    assert "max_length 5 is below this checkpoint's min_length 12" in caplog.text


def test_sources_stand_between_the_marks_of_their_family(writer):
    task, ours, theirs, folder, _ = writer
    for text in SOURCES:
        assert ours.read(text).ids == at_hand.their_tokenizer(folder, theirs)(text)["input_ids"]
    ids = ours.read(SOURCES[0]).ids
    assert ids[-1] == theirs.config.eos_token_id
    assert (ids[0] == theirs.config.bos_token_id) is (task == "summarization")


def test_a_source_that_cannot_be_read_is_named(writer):
    _, ours, *_ = writer
    with pytest.raises(Problem, match=r"^text 2: the text is empty"):
        ours([SOURCES[0], "\n"])
    with pytest.raises(Problem, match=r"room for 4[67]: shorten it"):
        ours(" ".join(at_hand.KOREAN[:20]))
    ours.truncate = True
    ids = ours.read(" ".join(at_hand.KOREAN[:20])).ids
    ours.truncate = False
    assert len(ids) == at_hand.LONGEST
    assert ids[-1] == ours.model.cfg.eos_id


FROGS = [
    ("I am a small frog.", "Ich bin ein kleiner Frosch."),
    (
        "Now I can forget the 100 words of german that I know.",
        "Jetzt kann ich die 100 Wörter des Deutschen vergessen, die ich kenne.",
    ),
    ("Tom asked his teacher for advice.", "Tom bat seinen Lehrer um Rat."),
    ("That's how I would do it.", "So würde ich das machen."),
    ("Tom really admired Mary's courage.", "Tom bewunderte Marias Mut wirklich."),
    ("Turn around and close your eyes.", "Drehen Sie sich um und schließen Sie die Augen."),
]


@pytest.mark.network
def test_the_published_sentences_are_translated_as_published():
    """transformers, tests/models/marian/test_modeling_marian.py: two beams, at most 128 tokens."""
    ours = pipeline("translation_en_to_de", "Helsinki-NLP/opus-mt-en-de")
    assert ours.read("I am a small frog").ids == [38, 121, 14, 697, 38848, 0]
    found = ours([a for a, _ in FROGS], num_beams=2, max_length=128, renormalize_logits=True)
    assert [one["translation_text"] for one in found] == [b for _, b in FROGS]


@pytest.mark.network
def test_gpt_2_goes_on_as_published():
    """transformers, tests/models/gpt2/test_modeling_gpt2.py, greedily to 20 tokens."""
    (found,) = pipeline("text-generation", "gpt2")("The dog", max_length=20, do_sample=False)
    assert found["generated_text"].startswith(
        "The dog was found in a field near the intersection of West and West"
    )
