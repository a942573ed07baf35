"""Numbers that others have published of the real checkpoints; and the same checks on tiny models, offline.

Each check is a function of a model and of numbers. The `network` tests give it the real model and the
published numbers; the tests beside them a tiny model and what Hugging Face computes from it.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from loopback_hub import SENTENCES, stored, tiny, write
from torch import Tensor

from minitransformer.functional import cross_entropy
from minitransformer.generation.beam import beam_search
from minitransformer.generation.config import GenerationConfig
from minitransformer.generation.loop import generate
from minitransformer.generation.processors import repetition_penalty
from minitransformer.generation.translate import translate
from minitransformer.models.bert_tasks import (
    BERTFeatures,
    BERTForClassification,
    BERTForMaskedWords,
    BERTForPreTraining,
    BERTForSpans,
    BERTForTokens,
    BERTPooled,
)
from minitransformer.models.gpt import GPT
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.pretrained import load, load_generation, load_model
from minitransformer.pretrained.hub import locate
from minitransformer.pretrained.outline import outline
from minitransformer.text.tokenizer import Tokenizer
from minitransformer.text.train import train_wordpiece
from minitransformer.weights import family_of, named_architecture

Ids = list[int]


# the checks


@torch.no_grad()
def hidden(
    model: BERTPooled | BERTFeatures,
    ids: list[Ids],
    mask: list[list[int]] | None = None,
    segments: list[list[int]] | None = None,
) -> Tensor:
    real = None if mask is None else torch.tensor(mask, dtype=torch.bool)
    return model.bert(torch.tensor(ids), real, None if segments is None else torch.tensor(segments))


@torch.no_grad()
def decoder_hidden(model: Seq2Seq, ids: list[Ids]) -> Tensor:
    """Of an encoder-decoder that repeats: its target is its source, begun with the start token."""
    source = torch.tensor(ids)
    target = torch.cat([torch.full_like(source[:, :1], model.cfg.start_id), source[:, :-1]], 1)
    return model.decode(target, model.encode(source))


@torch.no_grad()
def class_scores(model: BERTForClassification, ids: list[Ids], mask: list[list[int]] | None = None) -> Tensor:
    return model(torch.tensor(ids), None if mask is None else torch.tensor(mask, dtype=torch.bool))


@torch.no_grad()
def tags(model: BERTForTokens, ids: Ids) -> list[tuple[str, int, float]]:
    """The label, place and chance of every token that is not outside (O)."""
    best = model(torch.tensor([ids]))[0].softmax(-1).max(-1)
    named = [model.cfg.labels[i] for i in best.indices.tolist()]
    found = [(label, i, p) for i, (label, p) in enumerate(zip(named, best.values.tolist(), strict=True))]
    return [one for one in found if one[0] != "O"]


@torch.no_grad()
def best_span(
    model: BERTForSpans, question: Ids, context: Ids, cls: int, sep: int, most: int = 15
) -> tuple[int, int, float]:
    """The likeliest answer of at most so many tokens: its first and last token in the context, and the product
    of their chances, where nothing but the context and [CLS] may be either."""
    ids = [cls, *question, sep, *context, sep]
    start = len(question) + 2
    counts = torch.zeros(len(ids), dtype=torch.bool)
    counts[0] = counts[start:-1] = True
    scores = model(torch.tensor([ids]))[0].masked_fill(~counts[:, None], float("-inf"))
    first, last = scores.softmax(0)[start:-1].T
    together = (first[:, None] * last).triu().tril(most - 1)
    place = int(together.argmax())
    return place // len(context), place % len(context), float(together.max())


@torch.no_grad()
def best_words(
    model: BERTForMaskedWords | BERTForPreTraining, ids: Ids, place: int, k: int
) -> list[tuple[int, float]]:
    scores = model(torch.tensor([ids]))
    scores = scores[0] if isinstance(scores, tuple) else scores
    chances = scores[0, place].softmax(-1).topk(k)
    return list(zip(chances.indices.tolist(), chances.values.tolist(), strict=True))


@torch.no_grad()
def best_score(model: GPT | BERTForMaskedWords, ids: Ids, place: int = -1) -> tuple[int, float]:
    """The best word at a place, and its score as it is."""
    best = model(torch.tensor([ids]))[0, place].max(-1)
    return int(best.indices), float(best.values)


@torch.no_grad()
def follows(model: BERTForPreTraining, ids: Ids) -> list[float]:
    """The chances that the second sentence follows the first, and that it does not."""
    return model(torch.tensor([ids]))[1][0].softmax(-1).tolist()


def same_chances(ours: Sequence[tuple[int, float]], expected: dict[int, float], rel: float) -> None:
    assert [i for i, _ in ours] == list(expected)
    assert [p for _, p in ours] == pytest.approx(list(expected.values()), rel=rel)


def greedy_ids(model: GPT, prompt: Ids, length: int, penalty: float | None = None) -> Ids:
    """Prompt and continuation, `length` ids in all."""
    processors = [] if penalty is None else [repetition_penalty(penalty)]
    (written,) = generate(
        model, [prompt], max_new_tokens=length - len(prompt), processors=processors, eos_id=model.cfg.eos_id
    )
    return prompt + written.ids


def beam_ids(model: GPT, prompt: Ids, length: int, beams: int) -> Ids:
    """The same, by beam search."""
    (written,) = beam_search(
        model, [prompt], beams=beams, max_new_tokens=length - len(prompt), eos_id=model.cfg.eos_id
    )
    return prompt + written.ids


def translated(model: Seq2Seq, settings: dict[str, Any], source: Ids, **changed: Any) -> Ids:
    """The target, by the checkpoint's own settings but for what is changed."""
    said = GenerationConfig.read({"eos_token_id": model.cfg.eos_id, **settings, **changed})
    (written,) = translate(model, [source], **said.options())
    return written.ids


def learning_curve(model: GPT, ids: Tensor, steps: int) -> list[float]:
    """The losses of a few steps of AdamW on one batch: each row predicts its own next words."""
    words, following = ids[:-1].view(4, -1), ids[1:].view(4, -1)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=1e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01
    )
    losses = []
    for _ in range(steps):
        loss = cross_entropy(model(words).flatten(0, 1), following.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def fingerprint(text: str) -> str:
    """Of a text that is too long to quote: its hash, whatever its blanks."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def in_bert(tokenizer: Tokenizer, text: str) -> Ids:
    """[CLS] text [SEP], with [MASK] where the text says so."""
    parts = [tokenizer.encode(part) for part in text.split("[MASK]")]
    middle = parts[0] + [i for part in parts[1:] for i in (tokenizer.mask_id, *part)]
    return [tokenizer.cls_id, *middle, tokenizer.sep_id]


# the published numbers

# transformers, tests/models/bert/test_modeling_bert.py, test_inference_no_head_absolute_embedding, and
# tests/models/distilbert: the first position is masked on purpose.
BERT_IDS = [[0, 345, 232, 328, 740, 140, 1695, 69, 6078, 1588, 2]]
BERT_MASK = [[0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]
BERT_HIDDEN = [[[0.4249, 0.1008, 0.7531], [0.3771, 0.1188, 0.7467], [0.4152, 0.1098, 0.7108]]]
DISTILBERT_HIDDEN = [[[-0.1639, 0.3299, 0.1648], [-0.1746, 0.3289, 0.1710], [-0.1884, 0.3357, 0.1810]]]

# transformers, tests/models/distilbert/test_modeling_tf_distilbert.py: ids 0 to 5, nothing masked.
DISTILBERT_FIRST = [
    [
        [0.19261885, -0.13732955, 0.4119799],
        [0.22150156, -0.07422661, 0.39037204],
        [0.22756018, -0.0896414, 0.3701467],
    ]
]

# guillaume-be/rust-bert, tests/bert.rs: the best word behind each mask, and its score; and the two model cards.
PARIS, PARIS_BEST = (
    "Paris is the [MASK] of France. It is [MASK] in Europe.",
    [(3007, 16.7249), (2284, 9.0452)],
)
HELLO = "Hello I'm a [MASK] model."
HELLO_ENGLISH = {
    4827: 0.1073106899857521,
    2535: 0.08774490654468536,
    2047: 0.05338378623127937,
    3565: 0.04667217284440994,
    2986: 0.027095865458250046,
}
HELLO_MULTILINGUAL = {
    13192: 0.10182085633277893,
    11356: 0.052126359194517136,
    11165: 0.048930276185274124,
    23578: 0.02036019042134285,
    14155: 0.020079681649804115,
}

# The Hugging Face course, chapters 2.2 and 2.5: two film critics, the same words without [CLS] and [SEP], and
# rows that show what a padding mask is for.
CRITICS = [
    [101, 1045, 1005, 2310, 2042, 3403, 2005, 1037, 17662, 12172, 2607, 2026, 2878, 2166, 1012, 102],
    [101, 1045, 5223, 2023, 2061, 2172, 999, 102, 0, 0, 0, 0, 0, 0, 0, 0],
]
SST2 = [
    (CRITICS, [[1] * 16, [1] * 8 + [0] * 8], [[-1.5607, 1.6123], [4.1692, -3.3464]]),
    ([CRITICS[0][1:-1]], None, [[-2.7276, 2.8789]]),
    ([[200, 200, 200]], None, [[1.5694, -1.3895]]),
    ([[200, 200]], None, [[0.5803, -0.4125]]),
    ([[200, 200, 200], [200, 200, 0]], None, [[1.5694, -1.3895], [1.3373, -1.2163]]),
    ([[200, 200, 200], [200, 200, 0]], [[1, 1, 1], [1, 1, 0]], [[1.5694, -1.3895], [0.5803, -0.4125]]),
]

# The Hugging Face course, chapter 1.3, and transformers, tests/pipelines: question, context, answer, its chance.
ANSWERS = [
    (
        "Where do I work?",
        "My name is Sylvain and I work at Hugging Face in Brooklyn",
        "Hugging Face",
        0.63859,
        1e-3,
    ),
    ("Where was HuggingFace founded ?", "HuggingFace was founded in Paris.", "Paris", 0.979, 1e-3),
]

# The Hugging Face course, chapter 6.3.
SYLVAIN = "My name is Sylvain and I work at Hugging Face in Brooklyn."
SYLVAIN_TAGS = [
    ("I-PER", 4, 0.9993828),
    ("I-PER", 5, 0.99815476),
    ("I-PER", 6, 0.99590725),
    ("I-PER", 7, 0.9992327),
    ("I-ORG", 12, 0.97389334),
    ("I-ORG", 13, 0.976115),
    ("I-ORG", 14, 0.98879766),
    ("I-LOC", 16, 0.99321055),
]

# transformers, tests/models/gpt2/test_modeling_gpt2.py: "The dog" and what follows, greedily.
GPT2_IDS = [464, 3290, 373, 1043, 287, 257, 2214, 1474, 262, 16246]
GPT2_IDS += [286, 2688, 290, 2688, 27262, 13, 198, 198, 464, 3290]

# CTranslate2, python/tests/test_transformers.py: ten words after <|endoftext|>, and a translation with two beams.
GPT2_PIECES = ["Ċ", "The", "Ġfirst", "Ġtime", "ĠI", "Ġsaw", "Ġthe", "Ġnew", "Ġversion", "Ġof"]
ENGLISH, GERMAN = ["▁Hello", "▁world", "!", "</s>"], ["▁Hallo", "▁Welt", "!"]

# guillaume-be/rust-bert, tests/gpt2.rs and tests/distilgpt2.rs: the best next word, and its score.
COUNTING = "One two three four five six seven eight nine ten eleven"
NEXT = [("gpt2", "One two three four", (1936, -69.4948)), ("distilgpt2", COUNTING, (14104, -48.7065))]

# jaymody/picoGPT, README.md: 40 words, greedily.
TURING = "Alan Turing theorized that computers would one day become"
TURING_HASH = "7353f2e76d9d023569b697afb92e053aa36e85cdc60be1f4c686e1f0370cfbb1"

# karpathy/llm.c, test_gpt2.c: AdamW on the first 257 tokens of tinyshakespeare, as four rows of 64.
LLM_C_LOSSES = [
    5.270007,
    4.059707,
    3.375123,
    2.800783,
    2.315382,
    1.849029,
    1.394656,
    0.999147,
    0.624080,
    0.376511,
]

# SKTBrain/KoBERT, README.md, the ONNX example: columns 0, 1, 2, -3, -2, -1 of the first row.
KOBERT_IDS, KOBERT_MASK = [[31, 51, 99], [15, 5, 0]], [[1, 1, 1], [1, 1, 0]]
KOBERT_SEGMENTS, KOBERT_COLUMNS = [[0, 0, 1], [0, 1, 0]], [0, 1, 2, -3, -2, -1]
KOBERT_HIDDEN = [
    [-0.24610452, 0.24282141, 0.25895312, -0.48613444, -0.07305173, 0.07560554],
    [-0.24783179, 0.24200465, 0.25520486, -0.4877185, -0.0727044, 0.07536091],
    [-0.24721591, 0.24196623, 0.2560626, -0.48743123, -0.07326943, 0.07650235],
]

# SKT-AI/KoGPT2, README.md: 근육이 커지기 위해서는 …, greedy with repetition_penalty=2.0, max_length=128.
KOGPT2_IDS = [int(i) for i in """
33245 10114 12748 11357 23879 39306 9684 7884 10211 15177 26421 387 17339 7889 9908 15768 6903 15386 8146 12923
9228 18651 42600 9564 17764 9033 9199 14441 7335 8704 12557 32030 9510 18595 9025 10571 25741 10599 13229 9508
7965 8425 33102 9122 21240 9801 32106 13579 12442 13235 19430 8022 12972 9566 11178 9554 24873 7198 9391 12486
8711 9346 7071 36736 9693 12006 9038 10279 36122 9960 8405 10826 18988 25998 9292 7671 9465 7489 9277 10137
9677 9248 9912 12834 11488 13417 7407 8428 8137 9430 14222 11356 10061 9885 19265 9377 20305 7991 9178 9648
9133 10021 10138 30315 21833 9362 9301 9685 11584 9447 42129 10124 7532 17932 47123 37544 9355 15632 9124 10536
13530 12204 9184 36152 9673 9788 9029 11764
""".split()]  # fmt: skip

# The same beginning in public notebooks on koGPT2: the likeliest next words; 50 ids greedily; 34 with three beams.
KOGPT2_NEXT = ["▁무엇보다", "▁우선", "▁반드시", "▁피부", "▁무엇보다도"]
KOGPT2_GREEDY_HASH = "65efe897d59cc86d508dbb7315bc7cfd899e2589c344a28d049996efbdc175bd"
KOGPT2_BEAM_HASH = "df61cc7c6fab8654fefd2f4040118bbfc339882262a4b763718de4f6472bc99b"

# 축구는 정말 재미있는 [MASK]다., klue/bert-base, as the KLUE chapter of a public Korean NLP course prints it.
KLUE_IDS = [2, 4713, 2259, 3944, 6001, 2259, 4, 809, 18, 3]
KLUE_CHANCES = {
    4559: 0.8963505625724792,
    568: 0.02595764957368374,
    3682: 0.010033931583166122,
    4713: 0.007924391888082027,
    5845: 0.00784421805292368,
}
KLUE_FOLLOWS = [0.554, 0.446]

# transformers, tests/models/bart/test_modeling_bart.py (the first two rows are the same there too).
BART_IDS = [[0, 31414, 232, 328, 740, 1140, 12695, 69, 46078, 1588, 2]]
BART_HIDDEN = [[[0.7144, 0.8143, -1.2813], [0.7144, 0.8143, -1.2813], [-0.0467, 2.5911, -2.1845]]]

# transformers, tests/models/gpt_neox/test_modeling_gpt_neox.py: 20 words of pythia-410m-deduped, greedily.
PYTHIA = "My favorite food is a good old-fashioned, old-fashioned, old-fashioned.\n\nI'm not sure"

# The model cards of polyglot-ko: how many parameters.
POLYGLOT_SIZES = {
    (2048, 24, 16, 0.5): 1_331_810_304,
    (4096, 28, 16, 0.25): 5_885_059_072,
}


def near(seen: Tensor, expected: Any, atol: float) -> None:
    torch.testing.assert_close(seen, torch.tensor(expected), rtol=0, atol=atol)


@pytest.mark.network
def test_bert_base_uncased_gives_the_hidden_vectors_of_transformers_own_test() -> None:
    model = load_model("bert-base-uncased", architecture="BertModel")
    near(hidden(model, BERT_IDS, BERT_MASK)[:, 1:4, 1:4], BERT_HIDDEN, 1e-4)


@pytest.mark.network
def test_bert_base_uncased_finds_the_words_behind_the_masks() -> None:
    model, tokenizer = load("bert-base-uncased", architecture="BertForMaskedLM")
    ids = in_bert(tokenizer, PARIS)
    places = [place for place, i in enumerate(ids) if i == tokenizer.mask_id]
    for place, (word, score) in zip(places, PARIS_BEST, strict=True):
        assert best_score(model, ids, place) == (word, pytest.approx(score, abs=1e-4))
    ids = in_bert(tokenizer, HELLO)
    same_chances(best_words(model, ids, ids.index(tokenizer.mask_id), 5), HELLO_ENGLISH, rel=1e-3)


@pytest.mark.network
def test_multilingual_bert_finds_the_word_behind_the_mask() -> None:
    model, tokenizer = load("bert-base-multilingual-cased", architecture="BertForMaskedLM")
    ids = in_bert(tokenizer, HELLO)
    same_chances(best_words(model, ids, ids.index(tokenizer.mask_id), 5), HELLO_MULTILINGUAL, rel=1e-3)


@pytest.mark.network
@pytest.mark.parametrize("name", ["skt/kobert-base-v1", "monologg/kobert"])
def test_kobert_gives_the_hidden_vectors_of_its_readme(name: str) -> None:
    model = load_model(name, architecture="BertModel")
    near(hidden(model, KOBERT_IDS, KOBERT_MASK, KOBERT_SEGMENTS)[0][:, KOBERT_COLUMNS], KOBERT_HIDDEN, 5e-6)


@pytest.mark.network
def test_klue_bert_finds_sport_behind_the_mask_and_doubts_what_follows() -> None:
    model = load_model("klue/bert-base", architecture="BertForPreTraining")
    same_chances(best_words(model, KLUE_IDS, 6, 5), KLUE_CHANCES, rel=1e-3)
    assert follows(model, KLUE_IDS) == pytest.approx(KLUE_FOLLOWS, abs=1e-3)


@pytest.mark.network
def test_dbmdz_bert_finds_the_names_of_the_course() -> None:
    model, tokenizer = load("dbmdz/bert-large-cased-finetuned-conll03-english")
    found = tags(model, in_bert(tokenizer, SYLVAIN))
    assert [one[:2] for one in found] == [one[:2] for one in SYLVAIN_TAGS]
    assert [one[2] for one in found] == pytest.approx([one[2] for one in SYLVAIN_TAGS], abs=1e-4)


@pytest.mark.network
def test_distilbert_gives_the_hidden_vectors_of_transformers_own_tests() -> None:
    model = load_model("distilbert-base-uncased", architecture="DistilBertModel")
    near(hidden(model, BERT_IDS, BERT_MASK)[:, 1:4, 1:4], DISTILBERT_HIDDEN, 1e-4)
    near(hidden(model, [[0, 1, 2, 3, 4, 5]])[:, :3, :3], DISTILBERT_FIRST, 1e-4)


@pytest.mark.network
def test_distilbert_judges_the_films_as_in_the_course() -> None:
    model = load_model("distilbert-base-uncased-finetuned-sst-2-english")
    assert model.cfg.labels == ("NEGATIVE", "POSITIVE")
    for ids, mask, expected in SST2:
        near(class_scores(model, ids, mask), expected, 1e-4)


@pytest.mark.network
def test_distilbert_finds_the_answers_of_the_course() -> None:
    model, tokenizer = load("distilbert-base-cased-distilled-squad")
    for question, context, answer, chance, tolerance in ANSWERS:
        words = tokenizer.cut(context)
        first, last, found = best_span(
            model, tokenizer.encode(question), [w.id for w in words], tokenizer.cls_id, tokenizer.sep_id
        )
        assert context[words[first].start : words[last].end] == answer
        assert found == pytest.approx(chance, abs=tolerance)


@pytest.mark.network
def test_gpt2_continues_the_dog_as_in_transformers_own_test() -> None:
    model, tokenizer = load("gpt2")
    assert greedy_ids(model, GPT2_IDS[:2], 20) == GPT2_IDS
    assert tokenizer.encode("The dog") == GPT2_IDS[:2]
    written = greedy_ids(model, [50256], 11)[1:]
    assert [tokenizer.piece(i) for i in written] == GPT2_PIECES
    prompt = tokenizer.encode(TURING)
    written = greedy_ids(model, prompt, len(prompt) + 40)[len(prompt) :]
    assert fingerprint(tokenizer.decode(written)) == TURING_HASH


@pytest.mark.network
@pytest.mark.parametrize(("name", "text", "expected"), NEXT)
def test_gpt2_counts_on_with_the_score_of_rust_bert(
    name: str, text: str, expected: tuple[int, float]
) -> None:
    model, tokenizer = load(name)
    word, score = expected
    assert best_score(model, tokenizer.encode(text)) == (word, pytest.approx(score, abs=5e-4))


@pytest.mark.network
@pytest.mark.data
def test_gpt2_learns_shakespeare_by_heart_as_in_llm_c() -> None:
    """Every passage begins with <|endoftext|>, as its recipe has it."""
    model, tokenizer = load("gpt2")
    text = (Path(os.environ["MINITRANSFORMER_DATA"]) / "tinyshakespeare" / "input.txt").read_text("utf-8")
    passages = [[50256, *tokenizer.encode(f"{passage}\n\n")] for passage in text[:3000].split("\n\n")]
    ids = torch.tensor([i for passage in passages for i in passage][:257])
    assert learning_curve(model, ids, 10) == pytest.approx(LLM_C_LOSSES, abs=1e-2)


@pytest.mark.network
def test_kogpt2_writes_the_text_of_its_readme() -> None:
    model, tokenizer = load("skt/kogpt2-base-v2")
    prompt = KOGPT2_IDS[:4]
    assert tokenizer.encode("근육이 커지기 위해서는") == prompt
    assert sum(p.numel() for p in model.parameters()) == 125_164_032
    assert greedy_ids(model, prompt, 128, penalty=2.0) == KOGPT2_IDS
    with torch.no_grad():
        best = model(torch.tensor([prompt]))[0, -1].topk(5).indices.tolist()
    assert [tokenizer.piece(i) for i in best] == KOGPT2_NEXT
    assert fingerprint(tokenizer.decode(greedy_ids(model, prompt, 50))) == KOGPT2_GREEDY_HASH
    assert fingerprint(tokenizer.decode(beam_ids(model, prompt, 34, beams=3))) == KOGPT2_BEAM_HASH


@pytest.mark.network
def test_opus_translates_the_greeting_of_ctranslate2() -> None:
    model, settings = load_model("opus-mt-en-de"), load_generation("opus-mt-en-de")
    known = json.loads((locate("opus-mt-en-de") / "vocab.json").read_text("utf-8"))
    changed = {"num_beams": 2, "max_length": 128, "renormalize_logits": True}
    written = translated(model, settings, [known[piece] for piece in ENGLISH], **changed)
    assert written == [known[piece] for piece in GERMAN]


@pytest.mark.network
def test_bart_large_gives_the_hidden_vectors_of_transformers_own_test() -> None:
    seen = decoder_hidden(load_model("bart-large"), BART_IDS)[:, :3, :3]
    torch.testing.assert_close(seen, torch.tensor(BART_HIDDEN), rtol=1e-3, atol=1e-3)


@pytest.mark.network
def test_pythia_names_its_favourite_food_as_in_transformers_own_test() -> None:
    model, tokenizer = load("EleutherAI/pythia-410m-deduped")
    prompt = tokenizer.encode("My favorite food is")
    assert tokenizer.decode(greedy_ids(model, prompt, len(prompt) + 20)) == PYTHIA


# what needs no weights


@pytest.mark.parametrize("size", POLYGLOT_SIZES)
def test_polyglot_has_as_many_parameters_as_its_card_says(size: tuple[int, int, int, float]) -> None:
    d_model, n_layers, n_heads, rotary = size
    script = importlib.util.spec_from_file_location(
        "memory_of_load", Path(__file__).parents[1] / "figures" / "memory_of_load.py"
    )
    figure = importlib.util.module_from_spec(script)
    script.loader.exec_module(figure)
    said = figure.POLYGLOT | {"hidden_size": d_model, "num_hidden_layers": n_layers, "rotary_pct": rotary}
    said |= {"num_attention_heads": n_heads, "intermediate_size": 4 * d_model}
    cfg = family_of(said).configure(said)
    assert cfg.n_rotary == 64  # as both cards say
    with outline():
        model = family_of(said).architecture(named_architecture(said)).model(cfg)
    assert sum(p.numel() for p in model.parameters()) == POLYGLOT_SIZES[size]


def test_the_published_ids_are_as_long_as_they_should_be() -> None:
    assert (len(KOGPT2_IDS), len(GPT2_IDS), len(GPT2_PIECES), len(LLM_C_LOSSES)) == (128, 20, 10, 10)


# the same checks on tiny models


def both(folder: Path, architecture: str, seed: int = 0, **settings: Any) -> tuple[Any, Any]:
    """Ours, read from what theirs would have stored; and theirs."""
    theirs = tiny(architecture, seed, **settings)
    return load_model(write(folder, theirs.config, stored(theirs)), architecture=architecture), theirs


@pytest.mark.parametrize("architecture", ["BertModel", "DistilBertModel"])
def test_the_hidden_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path, architecture: str) -> None:
    ours, theirs = both(tmp_path, architecture)
    ids = [[31, 51, 9], [15, 5, 0]]
    for mask, segments in [(KOBERT_MASK, KOBERT_SEGMENTS), ([[0, 1, 1], [1, 1, 1]], None), (None, None)]:
        given = {"attention_mask": mask, "token_type_ids": segments}
        if architecture.startswith("Distil"):
            given["token_type_ids"] = segments = None
        given = {name: torch.tensor(x) for name, x in given.items() if x is not None}
        with torch.no_grad():
            expected = theirs(torch.tensor(ids), **given).last_hidden_state
        seen = hidden(ours, ids, mask, segments)
        near(seen[0][:, KOBERT_COLUMNS], expected[0][:, KOBERT_COLUMNS].tolist(), 5e-6)
        near(seen, expected.tolist(), 5e-6)


def test_the_class_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, "DistilBertForSequenceClassification")
    for ids, mask, published in SST2:
        ids = [[i % 60 for i in row] for row in ids]
        given = {} if mask is None else {"attention_mask": torch.tensor(mask)}
        with torch.no_grad():
            expected = theirs(torch.tensor(ids), **given).logits
        assert expected.shape == torch.tensor(published).shape
        near(class_scores(ours, ids, mask), expected.tolist(), 1e-5)
    assert class_scores(ours, [[20, 20, 0]], [[1, 1, 0]]).tolist() == [
        pytest.approx(row, abs=1e-6) for row in class_scores(ours, [[20, 20]]).tolist()
    ]


def test_the_tag_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    labels = ("O", "I-PER", "I-ORG", "I-LOC")
    said = {"id2label": dict(enumerate(labels)), "label2id": {name: i for i, name in enumerate(labels)}}
    ours, theirs = both(tmp_path, "BertForTokenClassification", 3, **said)  # which uses all its labels
    ids = list(range(3, 20))
    with torch.no_grad():
        chances = theirs(torch.tensor([ids])).logits[0].softmax(-1)
    expected = []
    for place, row in enumerate(chances.tolist()):
        label = labels[row.index(max(row))]
        if label != "O":
            expected.append((label, place, pytest.approx(max(row), abs=1e-5)))
    assert 0 < len(expected) < len(ids)
    assert tags(ours, ids) == expected


@pytest.mark.parametrize("most", [1, 4, 15])
@pytest.mark.parametrize("seed", range(4))
def test_the_span_check_agrees_with_hugging_face_on_a_tiny_model(
    tmp_path: Path, seed: int, most: int
) -> None:
    ours, theirs = both(tmp_path, "DistilBertForQuestionAnswering", seed)
    question, context = [7, 8, 9], list(range(20, 32))
    with torch.no_grad():
        out = theirs(torch.tensor([[2, *question, 3, *context, 3]]))
    answers = [
        0,
        *range(5, 17),
    ]  # where an answer may be: [CLS], which says that there is none, and the context
    begin, end = (x[0, answers].softmax(-1).tolist()[1:] for x in (out.start_logits, out.end_logits))
    spans = {(i, j): begin[i] * end[j] for i in range(12) for j in range(i, min(i + most, 12))}
    best = max(spans, key=spans.__getitem__)
    assert best_span(ours, question, context, 2, 3, most) == (*best, pytest.approx(spans[best], rel=1e-4))


def test_the_mask_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, "BertForPreTraining")
    words_alone = load_model(tmp_path, architecture="BertForMaskedLM")
    ids = [2, 41, 22, 39, 4, 8, 3]
    with torch.no_grad():
        out = theirs(torch.tensor([ids]))
    top = out.prediction_logits[0, 4].softmax(-1).topk(5)
    expected = dict(zip(top.indices.tolist(), top.values.tolist(), strict=True))
    same_chances(best_words(ours, ids, 4, 5), expected, rel=1e-4)
    same_chances(best_words(words_alone, ids, 4, 5), expected, rel=1e-4)
    score = pytest.approx(out.prediction_logits[0, 4].max().item(), abs=1e-4)
    assert best_score(words_alone, ids, 4) == (top.indices[0].item(), score)
    assert follows(ours, ids) == pytest.approx(out.seq_relationship_logits[0].softmax(-1).tolist(), abs=1e-5)


def test_the_score_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, "GPT2LMHeadModel")
    with torch.no_grad():
        best = theirs(torch.tensor([[5, 6, 7]])).logits[0, -1].max(-1)
    assert best_score(ours, [5, 6, 7]) == (int(best.indices), pytest.approx(float(best.values), abs=1e-5))


ENDS = {"bos_token_id": 0, "eos_token_id": 59, "pad_token_id": 3}


@torch.no_grad()
def as_they_write(theirs: Any, prompt: Ids, **settings: Any) -> Ids:
    """What Hugging Face writes, up to where it ends."""
    given = {"attention_mask": torch.ones(1, len(prompt), dtype=torch.long), "do_sample": False}
    (written,) = theirs.generate(torch.tensor([prompt]), **given, **settings).tolist()
    return written[: written.index(59)] if 59 in written else written


@pytest.mark.parametrize("penalty", [None, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_greedy_check_agrees_with_hugging_face_on_a_tiny_model(
    tmp_path: Path, penalty: float | None, seed: int
) -> None:
    ours, theirs = both(tmp_path, "GPT2LMHeadModel", seed, n_positions=40, **ENDS)
    prompt = [33, 10, 12, 11]
    kept = as_they_write(theirs, prompt, max_length=32, repetition_penalty=penalty or 1.0)
    assert len(kept) > 8
    assert greedy_ids(ours, prompt, 32, penalty) == kept


@pytest.mark.parametrize("seed", range(3))
def test_the_beam_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path, seed: int) -> None:
    ours, theirs = both(tmp_path, "GPT2LMHeadModel", seed, n_positions=40, **ENDS)
    kept = as_they_write(theirs, [33, 10, 12, 11], max_length=24, num_beams=3)
    assert beam_ids(ours, [33, 10, 12, 11], 24, beams=3) == kept


@pytest.mark.parametrize("seed", range(3))
def test_the_translation_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path, seed: int) -> None:
    ours, theirs = both(tmp_path, "MarianMTModel", seed)
    settings = {"bad_words_ids": [[59]], "num_beams": 4, "max_length": 23, "forced_eos_token_id": 0}
    changed = {"num_beams": 2, "max_length": 12, "renormalize_logits": True}
    with torch.no_grad():
        (written,) = theirs.generate(
            torch.tensor([[5, 6, 7, 0]]), attention_mask=torch.ones(1, 4), **settings | changed
        ).tolist()
    assert len(written) > 3
    assert [59, *translated(ours, settings, [5, 6, 7, 0], **changed)] == [i for i in written if i != 0]


def test_the_decoder_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, "BartForConditionalGeneration", decoder_start_token_id=2)
    ids = [[0, 31, 23, 32, 7, 1, 12, 2]]
    with torch.no_grad():
        expected = theirs.model(torch.tensor(ids)).last_hidden_state  # which shifts the source itself
    near(decoder_hidden(ours, ids), expected.tolist(), 1e-5)


def test_the_learning_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    ours, theirs = both(tmp_path, "GPT2LMHeadModel")
    ids = torch.randint(60, (49,), generator=torch.Generator().manual_seed(3))
    words, following = ids[:-1].view(4, 12), ids[1:].view(4, 12)
    optimiser = torch.optim.AdamW(theirs.parameters(), lr=1e-4, weight_decay=0.01)
    expected = []
    for _ in range(10):
        logits = theirs(words).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), following.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        expected.append(loss.item())
    assert expected[9] < expected[0] - 1e-2
    assert learning_curve(ours, ids, 10) == pytest.approx(expected, abs=1e-4)


def test_a_fingerprint_is_of_the_letters_alone() -> None:
    assert fingerprint("가 나\n다") == fingerprint("가나 다\n") != fingerprint("가나라")


def test_the_masks_of_a_text_are_put_in_by_id() -> None:
    tokenizer = train_wordpiece(SENTENCES, 60)
    ids = in_bert(tokenizer, "오늘 [MASK] 하루였어요. [MASK]")
    assert [ids[0], ids[-2], ids[-1]] == [tokenizer.cls_id, tokenizer.mask_id, tokenizer.sep_id]
    assert ids.count(tokenizer.mask_id) == 2
    assert [i for i in ids[1:-1] if i != tokenizer.mask_id] == tokenizer.encode("오늘 하루였어요.")
