"""From the name of a task to a pipeline: what is known, what is taken, and what is said of it."""

import json

import pipelines_at_hand as at_hand
import pytest

from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.pipelines.choosing import task_named
from minitransformer.apps.pipelines.frames import frame, marks
from minitransformer.apps.pipelines.table import ALIASES, TASKS
from minitransformer.apps.pipelines.text_classification import TextClassification
from minitransformer.cli.task_input import UNDERSTOOD
from minitransformer.errors import Problem
from minitransformer.pretrained import load
from minitransformer.pretrained.known import PINNED
from minitransformer.weights import FAMILIES


def test_the_table_names_only_what_there_is():
    known = {a.name for family in FAMILIES.values() for a in family.architectures}
    for task in TASKS.values():
        assert set(task.heads) <= known
        assert task.such_as
        assert set(task.such_as) <= PINNED.keys()
    assert set(ALIASES.values()) <= TASKS.keys() == UNDERSTOOD.keys()


def test_every_head_of_every_family_has_a_task():
    known = {a.name for family in FAMILIES.values() for a in family.architectures}
    assert known == {head for task in TASKS.values() for head in task.heads}


def test_names_of_old_are_understood():
    assert task_named("sentiment-analysis") == "text-classification"
    assert task_named("ner") == "token-classification"
    assert task_named("translation_en_to_de") == task_named("translation") == "translation"
    for wrong in ("translation_en", "", "Translation", "my translation_en_to_de"):
        with pytest.raises(Problem, match="there is no task"):
            task_named(wrong)


def test_a_model_that_nobody_named_is_named_in_the_log(at_home, caplog):
    folder = at_home / "models" / "taught"
    at_hand.checkpoint(folder, "BertForSequenceClassification")
    (folder / "card.json").write_text(json.dumps({"kind": "classify"}), encoding="utf-8")
    assert isinstance(pipeline("text-classification"), TextClassification)
    assert "no model was named for text-classification" in caplog.text
    assert str(folder) in caplog.text
    caplog.clear()
    pipeline("text-classification", folder)
    assert caplog.text == ""


def test_where_no_model_is_at_hand_a_checkpoint_is_named(nothing_came_along):
    with pytest.raises(Problem, match=r"there is no model for fill-mask yet: .* klue/bert-base"):
        pipeline("fill-mask")


def test_a_model_in_memory_needs_no_name(tmp_path):
    at_hand.checkpoint(tmp_path, "BertForSequenceClassification")
    model, tokenizer = load(tmp_path)
    texts = at_hand.KOREAN[:3]
    assert TextClassification(model, tokenizer)(texts) == pipeline("text-classification", tmp_path)(texts)
    with pytest.raises(Problem, match="batch_size=0"):
        TextClassification(model, tokenizer, batch_size=0)


def test_other_numbers_and_kernels_say_nearly_the_same(tmp_path):
    from minitransformer.core.parts import Parts

    at_hand.checkpoint(tmp_path, "BertForSequenceClassification")
    text = at_hand.KOREAN[3]
    plain, double = (pipeline("text-classification", tmp_path, dtype=t)(text) for t in ("float32", "float64"))
    fused = pipeline("text-classification", tmp_path, parts=Parts.fused())(text)
    coarse = pipeline("text-classification", tmp_path, dtype="bfloat16")(text)
    for other, within in ((double, 1e-6), (fused, 1e-5), (coarse, 0.1)):
        assert other[0]["label"] == plain[0]["label"]
        assert other[0]["score"] == pytest.approx(plain[0]["score"], abs=within)


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        ("BertModel", ("[CLS]", "[SEP]")),
        ("DistilBertModel", ("[CLS]", "[SEP]")),
        ("BartForConditionalGeneration", ("<s>", "</s>")),
        ("MarianMTModel", ("", "</s>")),
        ("LlamaForCausalLM", ("<|endoftext|>", "")),
        ("GPT2LMHeadModel", ("", "")),
        ("GPTNeoXForCausalLM", ("", "")),
    ],
)
def test_every_family_has_its_marks(head, shape, tmp_path):
    at_hand.checkpoint(tmp_path, head)
    model, tokenizer = load(tmp_path)
    found = marks(model.cfg, tokenizer)
    assert tuple("".join(map(tokenizer.piece, side)) for side in found) == shape
    whole = frame(model.cfg, tokenizer, "", list(range(9, 9 + at_hand.LONGEST - sum(map(len, found)))))
    assert len(whole.ids) == at_hand.LONGEST


def test_a_bert_with_one_kind_of_segment_reads_pairs_too(tmp_path):
    at_hand.checkpoint(tmp_path, "BertForSequenceClassification", type_vocab_size=1)
    ours = pipeline("text-classification", tmp_path)
    pair = {"text": at_hand.KOREAN[0], "text_pair": at_hand.KOREAN[1]}
    assert set(ours.read(pair).segments) == {0}
    assert ours(pair)
