"""Whatever a learner's function does, the check says in a sentence what it is."""

import pytest
import torch

from minitransformer import functional as F
from minitransformer.learn import Verdict, check
from minitransformer.learn.checking import examine
from minitransformer.learn.exercise import Case, Exercise, Share, mistake
from minitransformer.learn.said import Said

CALLS = []


def wrong_name(y):
    return F.gelu(y)


def prints(x):
    raise ValueError("a dimension of 5")


def nothing(x):
    F.gelu(x)


def array(x):
    return F.gelu(x).detach().numpy()


def numbers(x):
    return F.gelu(x).tolist()


def pair(x):
    return F.gelu(x), x


def half(x):
    return F.gelu(x).half()


def single(x):
    return F.gelu(x.float()).double() if x.requires_grad else F.gelu(x.float())


def changes(x):
    x += 1
    return F.gelu(x - 1)


def cut_off(x):
    return F.gelu(x.detach())


def half_cut_off(x):
    return x * (F.gelu(x) / x).detach()


def view_of_input(x):
    return x


def noise(x):
    return F.gelu(x) + torch.rand(())


def remembers(x):
    CALLS.append(1)
    return F.gelu(x) * (1 + len(CALLS))


def only_in_float64(x):
    return F.gelu(x) if x.dtype == torch.float64 else F.gelu(x) * 1.01


def always_float64(x):
    return F.gelu(x).double()


def infinite(x):
    return F.gelu(x) / (x > -1)


def wrong_axes(x):
    return F.gelu(x).transpose(0, 1).flatten(1)


def exits(x):
    raise SystemExit(0)


def endless(x):
    return endless(x)


def matmul(x):
    return x @ x


def sees_others(x):
    return F.gelu(x) + 1e-3 * x.flip(-2)


TOLD = {
    wrong_name: ("parameters", "(x)"),
    prints: ("runs", "`raise ValueError"),
    nothing: ("kind", "returns nothing"),
    array: ("kind", "NumPy array"),
    numbers: ("kind", "returns list"),
    pair: ("kind", "(Tensor, Tensor)"),
    half: ("dtype", "float16"),
    single: ("dtype", "float32"),
    changes: ("inputs unchanged", "changes its input `x`"),
    cut_off: ("gradient", "no gradient gets through"),
    half_cut_off: ("gradient", "a gradient is not"),
    view_of_input: ("own memory", "shares its memory with `x`"),
    noise: ("same twice", "Two calls"),
    remembers: ("same twice", "Two calls"),
    only_in_float64: ("float32", "Right in float64, not in float32"),
    always_float64: ("float32", "Given float32, the function returns float64"),
    infinite: ("finite", "NaN or infinite"),
    wrong_axes: ("shape", "(t=5, b·d=22); expected (b=2, t=5, d=11)"),
    exits: ("runs", "told to exit"),
    endless: ("runs", "calls itself without end"),
    matmul: ("runs", "Here 2 = b, 11 = d, 5 = t."),
    sees_others: ("laws", "“positions do not see each other” does not hold"),
}


@pytest.mark.parametrize("function", TOLD, ids=lambda f: f.__name__)
def test_what_is_wrong_is_told_in_a_sentence(function):
    step, words = TOLD[function]
    verdict = check(function, "gelu")
    assert verdict.state == "failed"
    assert next(ran.name.en for ran in verdict.checks if ran.held is False) == step
    assert words in verdict.said.en
    assert verdict.said.ko != verdict.said.en
    assert any("가" <= letter <= "힣" for letter in verdict.said.ko)


def test_no_two_of_these_sentences_are_the_same():
    told = [check(function, "gelu").said for function in TOLD if function is not remembers]
    assert len({said.en for said in told}) == len({said.ko for said in told}) == len(told)


def test_an_error_is_told_with_the_learners_own_line():
    said = check(matmul, "gelu").said
    line = matmul.__code__.co_firstlineno + 1
    assert f"Line {line}, `return x @ x`" in said.en
    assert f"{line}번째 줄 `return x @ x`" in said.ko


def test_the_name_of_the_function_says_the_exercise():
    def my_gelu(x):
        return F.gelu(x)

    assert check(F.softmax).exercise == "softmax"
    assert check(my_gelu).passed


def test_a_function_that_is_not_written_is_not_wrong():
    def gelu(x):
        raise NotImplementedError

    verdict = check(gelu)
    assert verdict.state == "unsolved"
    assert "not written yet" in str(verdict)


def test_heads_that_are_not_merged_are_told_with_the_names_of_the_axes():
    def merge_heads(x):
        return x.transpose(1, 2).contiguous()

    verdict = check(merge_heads)
    assert "(b=2, t=5, h=3, d_head=4); expected (b=2, t=5, h·d_head=12)" in verdict.said.en
    assert [m.name for m in verdict.mistakes] == ["heads not merged"]


def test_a_program_in_float32_is_named_too():
    def gelu(x):
        return torch.relu(x.float()).double()

    assert [m.name for m in check(gelu).mistakes] == ["ReLU"]


def test_the_check_leaves_the_source_of_random_numbers_where_it_was():
    before = torch.default_generator.get_state()
    check(noise, "gelu")
    assert torch.equal(torch.default_generator.get_state(), before)


def test_a_verdict_can_be_sent_and_shown():
    verdict = check(lambda x: torch.relu(x), "gelu")
    assert Verdict.from_json(verdict.to_json()) == verdict
    page = verdict.in_korean()._repr_html_()
    assert "<table>" in page
    assert "ReLU" in page
    assert "값" in page
    assert "<script>" not in Verdict("x", "failed", said=Said("<script>", "<script>"))._repr_html_()
    assert str(verdict.in_korean()) == verdict.told("ko") != verdict.told("en")


def choose(n, generator):
    """Truth in three quarters of n draws."""
    drawn = torch.rand(n, generator=generator)
    return drawn < 0.75


def shares(function):
    drawn = function(n=20_000, generator=torch.Generator().manual_seed(3))
    return [Share(Said("chosen", "뽑힌 것"), int(drawn.sum()), len(drawn), 0.75)]


RANDOM = Exercise(
    name="choose",
    lesson=1,
    title=Said("Chances", "확률"),
    difficulty=1,
    minutes=1,
    task=Said("Choose.", "고르세요."),
    reference=choose,
    axes={"n": 5},
    cases=lambda _: [Case(Said("5", "5"), {"n": 5, "generator": torch.Generator().manual_seed(0)})],
    mistakes=(
        mistake("half", ("0.75", "0.5"), en=("a", "b", "c"), ko=("가", "나", "다")),
        mistake("other side", ("< 0.75", "> 0.75"), en=("d", "e", "f"), ko=("라", "마", "바")),
    ),
    hints=(Said("", ""), Said("", ""), Said("", "")),
    shares=shares,
)


def test_a_random_function_is_judged_by_its_shares_and_named():
    def other_draws(n, generator):
        return torch.rand(2 * n, generator=generator)[n:] > 0.25

    def half(n, generator):
        return torch.randint(2, (n,), generator=generator) == 0

    def other(n, generator):
        return torch.rand(n, generator=generator) < 0.7

    assert examine(RANDOM, choose).passed
    assert examine(RANDOM, other_draws).passed
    verdict = examine(RANDOM, half)
    assert [m.name for m in verdict.mistakes] == ["half"]
    assert "where 75.00% is right" in verdict.said.en
    verdict = examine(RANDOM, other)
    assert verdict.state == "failed"
    assert verdict.unknown
