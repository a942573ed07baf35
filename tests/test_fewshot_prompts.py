"""What stands in a prompt, and what must not."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from prompted import LABELS, QUESTIONS, REVIEWS, experiment, model, tokenizer

from minitransformer.apps.fewshot.budget import cut_short, spend
from minitransformer.apps.fewshot.experiment import prepare
from minitransformer.apps.fewshot.prompt import Prompter, space_before_label
from minitransformer.apps.fewshot.shots import draw, short_enough
from minitransformer.apps.fewshot.slips import SLIPS, checked, hangul_only, lost
from minitransformer.apps.fewshot.templates import TEMPLATES, template_of
from minitransformer.data.records import Example
from minitransformer.errors import Problem

EMOTION = TEMPLATES["emotion"]
SHOTS = (Example("좋아요", "긍정"), Example("별로예요", "부정"), Example("3D 10점!", "긍정"))


@pytest.mark.parametrize(
    ("name", "prompt"),
    [
        ("emotion", "문장: 좋아요\n감정: 긍정\n문장: 어때요\n감정:"),
        (
            "question",
            "다음 문장은 긍정일까요 부정일까요?\n좋아요\n정답: 긍정\n다음 문장은 긍정일까요 부정일까요?\n어때요\n정답:",
        ),
        ("koalpaca", "### 질문: 좋아요\n\n### 답변: 긍정\n\n### 질문: 어때요\n\n### 답변:"),
        ("arithmetic", "좋아요 긍정\n어때요"),
        (r"{text}\n=> {label}.", "좋아요\n=> 긍정.\n어때요\n=>"),
    ],
)
def test_a_prompt_is_the_examples_and_the_question_without_its_answer(name, prompt):
    template = template_of(name)
    assert Prompter(template, LABELS).ask(SHOTS[:1], "어때요") == prompt
    assert space_before_label(template) == " "


def test_a_text_that_holds_the_places_of_the_template_fills_none_of_them():
    text = "{label} {text}"
    assert EMOTION.example(text, "긍정") == "문장: {label} {text}\n감정: 긍정"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("감정: {label}", "{text} 0 times"),
        ("문장: {text}", "{label} 0 times"),
        ("{text} {text} {label}", "{text} 2 times"),
        ("{label}: {text}", "before"),
        ("emotions", "question"),
        ("", "{text} 0 times"),
    ],
)
def test_a_template_without_its_places_is_a_problem(template, said):
    with pytest.raises(Problem, match=re.escape(said)) as told:
        template_of(template)
    assert told.value.ko != told.value.en


def test_the_prompt_does_not_depend_on_the_answer():
    for e in QUESTIONS:
        other = replace(e, label=next(label for label in LABELS if label != e.label))
        for slips in ((), ("newline",), ("hangul-only",)):
            prompter = Prompter(EMOTION, LABELS, checked(slips))
            assert prompter.test(SHOTS, e) == prompter.test(SHOTS, other)
            assert prompter.test((), e).count(e.label) == 0


def test_the_leak_shows_the_question_with_its_answer_as_the_last_example():
    prompter = Prompter(EMOTION, LABELS, checked({"leak"}))
    for e in QUESTIONS:
        assert prompter.test(SHOTS, e) == Prompter(EMOTION, LABELS).ask([*SHOTS, e], e.text)


def test_the_newline_slip_is_the_precedence_of_a_conditional_expression():
    published = ""
    for e in SHOTS:
        published += "문장: " + e.text + "\n감정: " + ("긍정" if e.label == "긍정" else "부정" + "\n")
    published += "문장: 어때요\n감정:"
    assert Prompter(EMOTION, LABELS, checked({"newline"})).ask(SHOTS, "어때요") == published
    assert published == (
        "문장: 좋아요\n감정: 긍정문장: 별로예요\n감정: 부정\n문장: 3D 10점!\n감정: 긍정문장: 어때요\n감정:"
    )


def test_the_hangul_only_slip_deletes_what_is_no_hangul_everywhere():
    prompter = Prompter(EMOTION, LABELS, checked({"hangul-only"}))
    assert prompter.ask(SHOTS[2:], "A급 영화, 10점") == "문장: 점\n감정: 긍정\n문장: 급 영화 점\n감정:"
    assert [hangul_only(text) for text in ("3D", "10점", "ㅋㅋㅋ ㅠㅠ", "Good!!")] == [
        "",
        "점",
        "ㅋㅋㅋ ㅠㅠ",
        "",
    ]
    texts = [Example(text, "긍정") for text in ("Good!!", "3D", "10점", "좋아요!", "좋아요")]
    assert lost(texts) == {"emptied": 2, "hurt": 1, "of": 5}


def test_an_unknown_slip_is_a_problem_that_names_the_known_ones():
    with pytest.raises(Problem, match=r"newline, leak, hangul-only"):
        checked(["typo"])


@pytest.mark.parametrize("k", range(9))
def test_labels_differ_by_one_at_most_and_the_seed_decides(k):
    labels = (*LABELS, "중립")
    pool = [*REVIEWS, *(Example(f"그냥 {i}", "중립") for i in range(6))]
    draws = [draw(pool, labels, k, seed) for seed in range(20)]
    for shots in draws:
        counts = Counter(e.label for e in shots)
        assert len(set(shots)) == len(shots) == k
        assert max(counts.values(), default=0) - min(counts[label] for label in labels) == (1 if k % 3 else 0)
    assert draw(pool, labels, k, 3) == draws[3]
    if k % 3:  # whatever is left over does not always go to the same label
        assert (
            len({max(Counter(e.label for e in shots).items(), key=lambda c: c[1])[0] for shots in draws}) > 1
        )
    if k > 1:
        assert len({shots[0].label for shots in draws}) > 1  # nor do the labels stand in order


def test_more_shots_than_there_are_is_a_problem_with_the_counts():
    with pytest.raises(Problem, match=r"긍정 6, 부정 6.*at most 12"):
        draw(REVIEWS, LABELS, 13)
    assert len(draw(REVIEWS, LABELS, 12)) == 12


def test_examples_are_short_and_never_among_the_questions():
    lengths = [3, 26, 25, 1]
    pool = [Example(text, "긍정") for text in "가나다라"]
    assert [e.text for e in short_enough(pool, lengths, 25, barred="라")] == ["가", "다"]
    made = prepare(model(), tokenizer(), EMOTION, REVIEWS, REVIEWS, [5] * 12, shots=2, n=4, longest_text=3)
    asked = {e.text for e in REVIEWS} - {e.text for e in made.pool}
    assert len(made.tests) == len(asked) == 4
    assert all(len(tokenizer().encode(e.text)) <= 3 for e in made.tests)
    assert all(any(text.startswith(e.text) for text in asked) for e in made.tests)


def test_a_long_text_loses_its_end_by_whole_tokens():
    e = REVIEWS[1]
    ids = tokenizer().encode(e.text)
    for n in range(1, len(ids) + 2):
        assert tokenizer().encode(cut_short(tokenizer(), e, n).text) == ids[:n]


def test_the_budget_counts_every_token_of_the_longest_prompt():
    trial = experiment(shots=4)
    budget = trial.budget()
    longest = max(QUESTIONS, key=lambda e: len(tokenizer().encode(e.text)))
    whole = Prompter(EMOTION, LABELS).ask(trial.drawn(4), longest.text) + " 긍정"
    assert budget.used == 1 + len(tokenizer().encode(whole))
    assert budget.used + budget.left == budget.positions == 192
    leaking = trial.budget({"leak"})
    assert leaking.examples > budget.examples
    spent = spend(tokenizer(), Prompter(EMOTION, LABELS), (), longest, 192)
    assert (spent.examples, spent.question) == (1, len(tokenizer().encode(f"문장: {longest.text}\n감정:")))


def test_shots_beyond_the_budget_are_a_problem_that_says_how_many_fit():
    tight = experiment(model=model(positions=80), shots=12)
    with pytest.raises(Problem, match=r"80 positions: (\d+) shots fit") as told:
        tight.budget()
    fits = int(re.search(r"(\d+) shots fit", told.value.en)[1])
    assert f"{fits}개까지" in told.value.ko
    assert 0 < fits < 12
    assert replace(tight, shots=fits).budget().left >= 0
    with pytest.raises(Problem):
        replace(tight, shots=fits + 1).budget()
    assert replace(tight, shots=fits).run().budget.left >= 0


def test_a_question_that_does_not_fit_alone_is_a_problem():
    with pytest.raises(Problem, match="--max-text-tokens"):
        experiment(model=model(positions=5), shots=0).budget()


def test_every_slip_is_told_in_both_languages():
    assert list(SLIPS) == ["newline", "leak", "hangul-only"]
    for en, ko in SLIPS.values():
        assert en.isascii() or "10점" in en or "…" in en
        assert re.search("[가-힣]", ko)
