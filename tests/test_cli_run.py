"""`run`: every task from the line and from files, in a table and as JSON, and everything that can be wrong."""

import json
import os
import shutil

import pipelines_at_hand as at_hand
import pytest
import torch

from minitransformer.apps.pipelines import pipeline

TASKS = {
    "text-classification": "BertForSequenceClassification",
    "token-classification": "BertForTokenClassification",
    "question-answering": "BertForQuestionAnswering",
    "summarization": "BartForConditionalGeneration",
    "translation": "MarianMTModel",
    "text-generation": "GPT2LMHeadModel",
    "fill-mask": "BertForMaskedLM",
    "feature-extraction": "BertModel",
}
TEXT, OTHER = "오늘 기분이 어때?", "정말 좋은 하루였어요."
MASKED = "오늘 [MASK] 어때?"
SHORT = ("--max-length", 9)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for task, head in TASKS.items():
        made[task] = tmp_path_factory.mktemp(task)
        at_hand.checkpoint(made[task], head, seed=1)
    return made


@pytest.fixture
def run(as_json, folders):
    return lambda task, *arguments, **how: as_json("run", task, *arguments, "--model", folders[task], **how)


@pytest.fixture
def shown(command, folders):
    def go(task, *arguments):
        code, out, err = command("run", task, *arguments, "--model", folders[task])
        assert code == 0, err
        return out, err

    return go


@pytest.fixture
def wrong(command, folders):
    """What is said of a line that cannot be done, in English and in Korean."""

    def go(task, *arguments):
        said = []
        for language in ("en", "ko"):
            code, out, err = command("run", task, *arguments, "--model", folders[task], "--lang", language)
            assert (code, out) == (2, ""), err
            said.append(err.splitlines()[-1])
            assert said[-1].startswith("minitransformer: ")
        assert any("가" <= c <= "힣" for c in said[1])
        return said[0]

    return go


@pytest.fixture
def lines(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "texts.txt"
        path.write_bytes(content.encode(encoding))
        return path

    return write


ASKED = {
    "text-classification": ((), {}),
    "token-classification": (("--aggregation", "simple"), {"aggregation_strategy": "simple"}),
    "summarization": (SHORT, {"max_length": 9}),
    "translation": (
        (*SHORT, "--beams", 2, "--min-length", 3),
        {"max_length": 9, "num_beams": 2, "min_length": 3},
    ),
    "text-generation": (("--seed", 3, "--top-p", 0.9), {"seed": 3, "top_p": 0.9}),
    "feature-extraction": ((), {}),
}


@pytest.mark.parametrize("task", ASKED)
def test_the_results_are_those_of_the_pipeline(run, folders, task):
    options, settings = ASKED[task]
    found = run(task, TEXT, OTHER, *options)
    assert found == {
        "task": task,
        "model": str(folders[task]),
        "results": pipeline(task, folders[task])([TEXT, OTHER], **settings),
    }


def test_the_result_of_one_text_is_a_list_of_one(run):
    (found,) = run("text-classification", TEXT)["results"]
    assert found.keys() == {"label", "score"}
    (found,) = run("text-classification", TEXT, "--count", 0)["results"]
    assert {one["label"] for one in found} == set(at_hand.LABELS)
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1)
    (found,) = run("text-classification", TEXT, "--count", 2)["results"]
    assert len(found) == 2


def test_a_mask_gets_as_many_words_as_are_asked_for(run):
    (found,) = run("fill-mask", MASKED, "--count", 3)["results"]
    assert [list(one) for one in found] == [["score", "token", "token_str", "sequence"]] * 3
    (found,) = run("fill-mask", MASKED)["results"]
    assert len(found) == 5


def test_a_question_is_put_to_every_context(run, folders, lines):
    question = "오늘 어때?"
    found = run("question-answering", TEXT, OTHER, "--question", question)["results"]
    ours = pipeline("question-answering", folders["question-answering"])
    for one, text in zip(found, (TEXT, OTHER), strict=True):
        assert one == pytest.approx(ours(question=question, context=text), abs=1e-5)
    assert run("question-answering", "--context", TEXT, "--question", question)["results"] == [
        pytest.approx(found[0], abs=1e-5)
    ]
    whole = run("question-answering", "--file", lines(f"{TEXT}\n{OTHER}\n"), "--question", question)[
        "results"
    ]
    assert whole == [ours(question=question, context=f"{TEXT}\n{OTHER}")]


def test_long_texts_are_read_in_windows_and_an_answer_may_be_missing(run, folders):
    question = "오늘 어때?"
    ours = pipeline("question-answering", folders["question-answering"])
    found = run("question-answering", TEXT * 9, "--question", question, "--stride", 20, "--no-answer")[
        "results"
    ]
    how = {"doc_stride": 20, "handle_impossible_answer": True}
    assert found == [ours(question=question, context=TEXT * 9, **how)]
    found = run("token-classification", TEXT * 9, "--stride", 20, "--aggregation", "max")["results"]
    tags = pipeline("token-classification", folders["token-classification"])
    assert found == [tags(TEXT * 9, stride=20, aggregation_strategy="max")]


def test_a_pair_is_a_second_sentence_for_every_text(run, folders):
    found = run("text-classification", TEXT, OTHER, "--pair", OTHER)["results"]
    pairs = [{"text": text, "text_pair": OTHER} for text in (TEXT, OTHER)]
    assert found == pipeline("text-classification", folders["text-classification"])(pairs)
    assert found != run("text-classification", TEXT, OTHER)["results"]


def test_generation_rambles_without_a_text_and_goes_on_with_one(run):
    (rambling,) = run("text-generation", *SHORT)["results"]
    assert rambling[0]["generated_text"]
    assert run("text-generation", "", *SHORT)["results"] == [rambling]
    (found,) = run("text-generation", TEXT, "--count", 3)["results"]
    assert len({one["generated_text"] for one in found}) == 3
    (cold,) = run("text-generation", TEXT, "--temperature", 0)["results"]
    assert [cold] == run("text-generation", TEXT, "--temperature", 0, "--seed", 7)["results"]
    assert all(one["generated_text"].startswith(TEXT) for one in (*found, *cold))


def test_texts_come_from_a_file_a_line_each(run, lines):
    beside = run("text-classification", TEXT, OTHER, TEXT)["results"]
    for content in (f"{TEXT}\n{OTHER}\n{TEXT}", f"\ufeff{TEXT}\r\n{OTHER}\r\n{TEXT}\r\n\r\n"):
        assert run("text-classification", "--file", lines(content))["results"] == beside
    assert len(run("text-classification", "--file", lines(f"{TEXT}\u2028{OTHER}"))["results"]) == 1
    one = run("text-classification", "--file", lines(f"{TEXT}\n{OTHER}\n{TEXT}"), "--batch-size", 1)[
        "results"
    ]
    assert [x["label"] for x in one] == [x["label"] for x in beside]


def test_other_names_of_a_task_are_known(run, as_json, folders):
    named = {"sentiment-analysis": "text-classification", "ner": "token-classification"}
    for name, task in (named | {"translation_ko_to_en": "translation"}).items():
        found = as_json("run", name, TEXT, "--model", folders[task], *(SHORT if "_" in name else ()))
        assert found["task"] == task


# what a person sees


def test_a_table_shows_each_text_and_its_answer(shown):
    out, err = shown("text-classification", TEXT, OTHER)
    assert "score" in out
    assert TEXT in out
    assert "0." in out
    assert "model: " in err
    out, _ = shown("fill-mask", MASKED)
    assert "token_str" in out
    assert "text" not in out


def test_a_table_in_korean_has_korean_headings(shown):
    asked = (
        ("text-classification", TEXT),
        ("token-classification", TEXT),
        ("token-classification", TEXT, "--aggregation", "simple"),
        ("fill-mask", MASKED),
        ("question-answering", TEXT, "--question", "어때?"),
        ("feature-extraction", TEXT),
    )
    for line in asked:
        heading = shown(*line, "--lang", "ko")[0].splitlines()[1].replace("┃", " ").split()
        named = [name for name in heading if not name.strip("[]").replace(",", "").isdigit()]
        assert named
        assert all("가" <= name[0] <= "힣" for name in named), heading


def test_masks_and_brackets_are_shown_as_they_are(shown):
    out, _ = shown("feature-extraction", TEXT)
    assert "[CLS]" in out
    assert "[SEP]" in out
    assert "[1, " in out
    out, _ = shown("fill-mask", "[MASK] [MASK] 어때?", "--count", 1)
    assert "[MASK]" in out


def test_what_is_written_is_shown_as_it_is(shown, run):
    found = [one["translation_text"] for one in run("translation", TEXT, OTHER, *SHORT)["results"]]
    out, _ = shown("translation", TEXT, OTHER, *SHORT)
    assert out == "".join(f"{text}\n" for text in found)


def test_a_maximum_below_the_minimum_of_the_checkpoint_is_said(shown, folders, tmp_path, command):
    at_hand.checkpoint(tmp_path / "m", TASKS["summarization"])
    (tmp_path / "m" / "generation_config.json").write_text('{"min_length": 12}', encoding="utf-8")
    line = ("run", "summarization", TEXT, "--max-length", 7, "--model", tmp_path / "m")
    code, _, err = command(*line)
    assert code == 0
    assert "max_length 7 is below this checkpoint's min_length 12" in err
    assert "min_length 12보다 작아" in command(*line, "--lang", "ko")[2]


def test_who_waits_is_told_how_far_it_is(shown, monkeypatch):
    import itertools
    import sys

    clock = itertools.count(0, 3)
    monkeypatch.setattr(sys.modules["minitransformer.cli.task_output"].time, "monotonic", lambda: next(clock))
    _, err = shown("text-classification", TEXT, OTHER, TEXT, "--batch-size", 1)
    assert "1 of 3 texts" in err
    assert "2 of 3 texts" in err


# which model


def test_the_newest_that_training_kept_is_taken_and_named(command, at_home, folders, as_json):
    for name in ("emotion-1", "classify-2"):
        folder = at_home / "models" / name
        shutil.copytree(folders["text-classification"], folder)
        (folder / "card.json").write_text(json.dumps({"kind": name[:-2]}), encoding="utf-8")
        os.utime(folder / "card.json", (2**31 + int(name[-1]),) * 2)
        code, out, err = command("run", "text-classification", TEXT)
        assert code == 0
        assert name in err
        assert any(label in out for label in at_hand.LABELS)
    assert as_json("run", "text-classification", TEXT)["model"].endswith("classify-2")


@pytest.mark.parametrize("task", TASKS)
def test_without_a_model_a_checkpoint_is_named(command, nothing_came_along, task):
    given = ("--question", "?") if task == "question-answering" else ()
    code, _, err = command("run", task, TEXT, *given)
    assert code == 2
    assert f"there is no model for {task} yet" in err
    assert "/" in err.split("such as ")[1]
    assert "모델이 없습니다" in command("run", task, TEXT, *given, "--lang", "ko")[2]


def test_a_model_that_the_environment_names_is_said_to_be_from_there(command, folders, monkeypatch):
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(folders["fill-mask"]))
    assert command("run", "fill-mask", MASKED)[0] == 0
    code, _, err = command("run", "text-classification", TEXT)
    assert code == 2
    assert "(MINITRANSFORMER_MODEL names this model)" in err


# what cannot be done


@pytest.mark.parametrize(
    ("task", "model"),
    [
        ("text-generation", "translation"),
        ("translation", "text-generation"),
        ("summarization", "fill-mask"),
        ("text-classification", "fill-mask"),
        ("token-classification", "text-classification"),
        ("question-answering", "feature-extraction"),
        ("fill-mask", "text-generation"),
        ("feature-extraction", "summarization"),
    ],
)
def test_a_checkpoint_without_the_head_is_named_with_one_that_has_it(command, folders, task, model):
    given = ("--question", "?") if task == "question-answering" else ()
    code, out, err = command("run", task, MASKED, *given, "--model", folders[model])
    assert (code, out) == (2, "")
    said = err.splitlines()[-1]
    assert f"is a {TASKS[model]}, and {task} needs the head of one of" in said
    assert TASKS[task] in said
    assert "such as" in said
    said = command("run", task, MASKED, *given, "--model", folders[model], "--lang", "ko")[2]
    assert "헤드가 있어야 합니다" in said


def test_a_mistyped_task_is_told_the_nearest(command):
    code, _, err = command("run", "fil-mask", TEXT)
    assert code == 2
    assert "there is no task fil-mask: choose text-classification, " in err
    assert "perhaps fill-mask?" in err
    assert "fill-mask?" in command("run", "fil-mask", TEXT, "--lang", "ko")[2]
    assert "perhaps" not in command("run", "xyz", TEXT)[2]


@pytest.mark.parametrize("task", [task for task in TASKS if task != "text-generation"])
def test_empty_text_and_no_text_are_refused(wrong, task):
    given = ("--question", "누구?") if task == "question-answering" else ()
    assert "the text is empty" in wrong(task, "  ", *given)
    assert "there is no text" in wrong(task, *given)


def test_an_option_that_the_task_has_no_use_for_is_refused(wrong):
    assert "--question is for question-answering, not for fill-mask" in wrong(
        "fill-mask", MASKED, "--question", "?"
    )
    assert "--max-length is for summarization, translation, text-generation" in wrong(
        "fill-mask", MASKED, *SHORT
    )
    assert "--pair is for text-classification, feature-extraction" in wrong(
        "translation", TEXT, "--pair", TEXT
    )


def test_files_that_cannot_be_read_are_told_by_row(wrong, lines, tmp_path):
    task = "text-classification"
    assert "row 2: not UTF-8 at byte" in wrong(task, "--file", lines(f"hello\n{TEXT}", "cp949"))
    assert "row 2, 4: blank" in wrong(task, "--file", lines(f"{TEXT}\n \n{TEXT}\n\n{TEXT}\n"))
    assert "row 1: blank" in wrong(task, "--file", lines(f"\n{TEXT}\n"))
    assert "is empty" in wrong(task, "--file", lines("\n"))
    assert "none.txt cannot be read (No such file or directory): name " in wrong(
        task, "--file", tmp_path / "none.txt"
    )
    assert "come from two places" in wrong(task, TEXT, "--file", lines(TEXT))
    assert "text 2: " in wrong(task, "--file", lines(f"{TEXT}\n{TEXT * 30}"))


def test_what_is_too_long_is_cut_where_that_is_asked_for(wrong, run):
    for task in ("text-classification", "summarization", "feature-extraction", "text-generation"):
        options = SHORT if task == "summarization" else ()
        assert "shorten it, or truncate=True (--truncate)" in wrong(task, TEXT * 30, *options)
        assert len(run(task, TEXT * 30, "--truncate", *options)["results"]) == 1


def test_questions_want_a_question(wrong):
    assert "--question is missing" in wrong("question-answering", TEXT)
    assert "--question is missing" in wrong("question-answering", TEXT, "--question", " ")


def test_more_texts_than_are_written_side_by_side_are_refused_with_the_reason(wrong):
    said = wrong("text-generation", TEXT, "--count", 101)
    assert "--count 101" in said
    assert "memory" in said
    assert "at most 100" in said


def test_lengths_that_exclude_each_other_are_told(wrong):
    assert "at most 3 tokens may be written" in wrong("text-generation", TEXT, "--max-length", 3)
    assert "at least 9" in wrong("translation", TEXT, "--max-length", 5, "--min-length", 9)


def test_more_beams_than_the_memory_holds_are_refused(wrong):
    assert "less than or equal to 20" in wrong("text-generation", TEXT, "--beams", 1_000_000)


def test_one_word_in_two_senses_is_not_asked_of_a_translator(command, folders):
    for asked in (("--word", "배"), ("--word", "눈", "눈이 온다", "눈이 아프다")):
        code, out, err = command("run", "feature-extraction", *asked, "--model", folders["translation"])
        assert (code, out) == (2, "")
        assert "this model is a Seq2Seq: name another one" in err


def test_a_damaged_head_is_never_drawn_anew(folders, tmp_path, command):
    from safetensors.torch import load_file, save_file

    for path in folders["text-classification"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors["classifier.weight"]
    save_file(tensors, tmp_path / "model.safetensors")
    code, _, err = command("run", "text-classification", TEXT, "--model", tmp_path)
    assert code == 2
    assert "the checkpoint lacks classify.weight" in err


def test_scores_that_are_no_numbers_are_refused(folders, tmp_path, command):
    from safetensors.torch import load_file, save_file

    for path in folders["fill-mask"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    tensors["cls.predictions.bias"] += torch.inf - torch.inf
    save_file(tensors, tmp_path / "model.safetensors")
    code, _, err = command("run", "fill-mask", MASKED, "--model", tmp_path)
    assert code == 2
    assert "no numbers" in err
