"""Token classification finds what transformers' pipeline finds: the same labels, spans and scores."""

import pytest
import tagging_at_hand as at_hand
import torch
import transformers

from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.pipelines.entities import Entity, apart, grouped
from minitransformer.apps.pipelines.token_classification import STRATEGIES, TokenClassification
from minitransformer.apps.pipelines.words import spelled
from minitransformer.errors import Problem
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.pretrained import load
from minitransformer.proof.reference import quiet
from minitransformer.text.byhand.wordpiece import WordPiece

LONGEST = 64
TEXTS = [*at_hand.TEXTS, at_hand.UNKNOWN, "뷁 ☃ 서울", "서울\n부산\t강남구  에서"]


SAYING_MUCH = [("BertForTokenClassification", 11), ("DistilBertForTokenClassification", 0)]
"""Draws of weights that find entities of several kinds."""


@pytest.fixture(scope="module", params=SAYING_MUCH, ids=lambda made: made[0])
def folder(request, tmp_path_factory):
    return at_hand.checkpoint(
        tmp_path_factory.mktemp("tags"), *request.param, max_position_embeddings=LONGEST
    )


@pytest.fixture(scope="module")
def ours(folder):
    return TokenClassification(*load(folder))


@pytest.fixture(scope="module")
def theirs(folder):
    with quiet():
        model = transformers.AutoModelForTokenClassification.from_pretrained(folder).eval()
    tokenizer = at_hand.their_tokenizer(folder, LONGEST)
    if model.config.model_type == "distilbert":
        tokenizer.model_input_names = ["input_ids", "attention_mask"]
    with quiet():
        return transformers.pipeline("token-classification", model=model, tokenizer=tokenizer)


def same(mine, other):
    assert [list(e) for e in mine] == [list(e) for e in other]
    for one, their in zip(mine, other, strict=True):
        assert one["score"] == pytest.approx(their["score"], abs=1e-5)
        assert {**one, "score": 0} == {**their, "score": 0}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_finds_what_transformers_finds(ours, theirs, strategy):
    found = ours(TEXTS, aggregation_strategy=strategy)
    expected = theirs(TEXTS, aggregation_strategy=strategy)
    assert sum(map(len, found)) > 20
    assert {e.get("entity", e.get("entity_group"))[-2:] for one in found for e in one} == {"PS", "LC", "DT"}
    for mine, other in zip(found, expected, strict=True):
        same(mine, other)


@pytest.mark.parametrize("strategy", [s for s in STRATEGIES if s != "none"])
@pytest.mark.parametrize("stride", [0, 5, 30])
def test_a_long_text_is_read_in_windows_as_transformers_reads_it(ours, theirs, strategy, stride):
    text = " ".join(TEXTS[:4] * 3)
    found = ours(text, aggregation_strategy=strategy, stride=stride)
    assert max(e["end"] for e in found) > 200
    same(found, theirs(text, aggregation_strategy=strategy, stride=stride))


def test_the_strategies_differ_and_the_spans_are_those_of_the_text(ours):
    found = {s: ours(TEXTS[3], aggregation_strategy=s) for s in STRATEGIES}
    told = [str(one) for one in found.values()]
    assert len(set(told)) == len(told)
    for e in found["first"]:
        assert e["word"].replace(" ", "") == TEXTS[3][e["start"] : e["end"]].replace(" ", "")
    assert found["none"][0].keys() == {"entity", "score", "index", "word", "start", "end"}


def test_what_is_ignored_can_be_chosen(ours, theirs):
    for ignored in ([], ["O", "B-PS"]):
        found = ours(TEXTS[0], ignore_labels=ignored)
        same(found, theirs(TEXTS[0], ignore_labels=ignored))
    assert len(ours(TEXTS[0], ignore_labels=[])) == len(ours.tokenizer.cut(TEXTS[0]))
    found = ours(TEXTS[0], aggregation_strategy="simple", ignore_labels=["PS"])
    same(found, theirs(TEXTS[0], aggregation_strategy="simple", ignore_labels=["PS"]))


def test_one_text_gives_its_entities_and_several_give_lists_in_their_order(ours):
    alone = [ours(text) for text in TEXTS]
    told = []
    batched = TokenClassification(ours.model, ours.tokenizer, batch_size=3)
    batched.done = lambda done, of: told.append((done, of))
    for mine, together in zip(alone, batched(iter(TEXTS)), strict=True):
        same(mine, together)
    assert told == [(3, 7), (6, 7), (7, 7)]


def test_a_tokenizer_by_hand_can_be_put_in(ours, theirs):
    vocabulary = {ours.tokenizer.piece(i): i for i in range(ours.tokenizer.vocab_size)}
    by_hand = TokenClassification(
        ours.model, WordPiece(vocabulary, ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))
    )
    for text in TEXTS:
        same(by_hand(text, aggregation_strategy="max"), theirs(text, aggregation_strategy="max"))


def tokens(*labels):
    return [Entity(label, (0.5 + i / 100,), range(i, i + 1)) for i, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("labels", "groups"),
    [
        (("B-PS", "I-PS", "O", "O"), [("PS", 2), ("O", 2)]),
        (("B-PS", "B-PS", "I-PS"), [("PS", 1), ("PS", 2)]),  # BIO: a B begins
        (("I-PS", "I-PS", "B-PS"), [("PS", 2), ("PS", 1)]),  # IOB: an I may begin, and B parts neighbours
        (("B-PS", "I-LC", "I-LC"), [("PS", 1), ("LC", 2)]),
        (("PS", "PS", "LC"), [("PS", 2), ("LC", 1)]),  # no marks at all
        (("I-MISC-A", "B-MISC-A"), [("MISC-A", 1), ("MISC-A", 1)]),
        ((), []),
    ],
)
def test_neighbours_of_one_kind_are_one_entity_unless_a_b_begins_another(labels, groups):
    assert [(e.name, len(e.tokens)) for e in grouped(tokens(*labels))] == groups


def test_a_groups_score_is_the_mean_of_its_tokens():
    (group,) = grouped(tokens("B-PS", "I-PS", "I-PS"))
    assert group.score == pytest.approx(0.51)


def test_of_overlapping_finds_the_longer_stays_then_the_surer():
    def found(start, end, score):
        return {"start": start, "end": end, "score": score}

    assert apart([found(4, 9, 0.1), found(0, 5, 0.9)]) == [found(0, 5, 0.9)]
    assert apart([found(4, 10, 0.1), found(0, 5, 0.9)]) == [found(4, 10, 0.1)]
    assert apart([found(0, 5, 0.2), found(4, 9, 0.3)]) == [found(4, 9, 0.3)]
    assert apart([found(5, 9, 0.3), found(0, 5, 0.2)]) == [found(0, 5, 0.2), found(5, 9, 0.3)]
    assert apart([]) == []


def test_an_unknown_word_is_spelled_as_it_was_read():
    tokenizer = at_hand.tokenizer()
    text = "서울의 ☃ 뷁에서 강남구"
    assert spelled(tokenizer, text, tokenizer.cut(text)) == text


@pytest.mark.parametrize(
    ("text", "how", "said", "ko"),
    [
        ("", {}, "the text is empty", "글이 비어"),
        (" \n", {}, "the text is empty", "글이 비어"),
        ("뷁뷁", {}, "knows no character", "아는 글자"),
        ("서울 " * 40, {}, "the text has 80 tokens, and this model has room for 62", "80토큰"),
        ("서울", {"aggregation_strategy": "some"}, "aggregation_strategy=some: choose none", "중에서"),
        ("서울", {"stride": 5}, "choose another strategy than none", "겹치므로"),
        (
            "서울",
            {"stride": 62, "aggregation_strategy": "simple"},
            "windows of 62 tokens cannot overlap by 62: choose 0 to 61",
            "62토큰",
        ),
    ],
)
def test_what_cannot_be_tagged_is_told(ours, text, how, said, ko):
    with pytest.raises(Problem, match=said) as told:
        ours(text, **how)
    assert ko in told.value.ko


def test_a_text_that_is_too_long_can_lose_its_end(ours):
    short = TokenClassification(ours.model, ours.tokenizer, truncate=True)
    assert max(e["end"] for e in short("서울 " * 40, ignore_labels=[])) == 31 * 3 - 1


def test_a_model_without_labels_for_tokens_is_refused(ours):
    model = BERTForClassification.__new__(BERTForClassification)
    torch.nn.Module.__init__(model)
    with pytest.raises(Problem, match="a BERTForClassification has no label for every token") as told:
        TokenClassification(model, ours.tokenizer)
    assert "토큰 분류" in told.value.ko


# The Hugging Face course, chapters 1.3 and 6.3.
SYLVAIN = "My name is Sylvain and I work at Hugging Face in Brooklyn."
PIECES = [
    ("I-PER", 0.9993828, 4, "S", 11, 12),
    ("I-PER", 0.99815476, 5, "##yl", 12, 14),
    ("I-PER", 0.99590725, 6, "##va", 14, 16),
    ("I-PER", 0.9992327, 7, "##in", 16, 18),
    ("I-ORG", 0.97389334, 12, "Hu", 33, 35),
    ("I-ORG", 0.976115, 13, "##gging", 35, 40),
    ("I-ORG", 0.98879766, 14, "Face", 41, 45),
    ("I-LOC", 0.99321055, 16, "Brooklyn", 49, 57),
]
NAMES = [
    ("PER", 0.9981694, "Sylvain", 11, 18),
    ("ORG", 0.97960204, "Hugging Face", 33, 45),
    ("LOC", 0.99321055, "Brooklyn", 49, 57),
]

# transformers, tests/pipelines/test_pipelines_token_classification.py (both "the" are theirs).
ENZO = "Enzo works at the the UN"
ENZO_PIECES = [
    ("I-PER", 0.997, 1, "En", 0, 2),
    ("I-PER", 0.996, 2, "##zo", 2, 4),
    ("I-ORG", 0.999, 7, "UN", 22, 24),
]

# transformers, docs/source/task_summary.rst (no space in "veryclose": two lines were put together).
DUMBO = (
    "Hugging Face Inc. is a company based in New York City. Its headquarters are in DUMBO, therefore very"
    "close to the Manhattan Bridge which is visible from the window."
)
DUMBO_PIECES = {
    "Hu": 0.9995632767677307,
    "##gging": 0.9915938973426819,
    "Face": 0.9982671737670898,
    "Inc": 0.9994403719902039,
    "New": 0.9994346499443054,
    "York": 0.9993270635604858,
    "City": 0.9993864893913269,
    "D": 0.9825621843338013,
    "##UM": 0.936983048915863,
    "##BO": 0.8987102508544922,
    "Manhattan": 0.9758241176605225,
    "Bridge": 0.990249514579773,
}


def published(expected, within):
    """Entities, or groups of them, from their values in the order in which transformers prints them."""
    keys = ("entity", "score", "index", "word", "start", "end")
    grouped = ("entity_group", "score", "word", "start", "end")
    told = [dict(zip(keys if len(e) == len(keys) else grouped, e, strict=True)) for e in expected]
    return [{**e, "score": pytest.approx(e["score"], abs=within)} for e in told]


@pytest.mark.network
def test_the_published_names_are_found_on_the_real_model():
    ours = pipeline("ner", "dbmdz/bert-large-cased-finetuned-conll03-english")
    assert ours(SYLVAIN) == published(PIECES, 1e-4)
    assert ours(SYLVAIN, aggregation_strategy="simple") == published(NAMES, 1e-4)
    assert ours(ENZO) == published(ENZO_PIECES, 1e-3)
    assert {e["word"]: e["score"] for e in ours(DUMBO)} == pytest.approx(DUMBO_PIECES, abs=1e-3)


def test_the_published_names_stand_where_their_places_say():
    for text, expected in ((SYLVAIN, PIECES + NAMES), (ENZO, ENZO_PIECES)):
        assert all(text[e[-2] : e[-1]] == e[-3].removeprefix("##") for e in expected)
