"""A few examples, and then the question: what a language model is asked without being taught."""

from collections.abc import Sequence

import torch

from ....apps.fewshot.templates import Template
from ....data.records import Example
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .few_shot_asking import ASKING
from .few_shot_showing import SHOWING


def few_shot_prompt(template: Template, shots: Sequence[Example], asked: Example) -> str:
    """The examples in their order, worded alike, and then the question up to where its answer belongs.

    Every example is followed by template.between. The label of what is asked is nowhere to be read, and the prompt
    does not end in a space: to most tokenizers a space belongs to the word behind it.
    """
    before, _, rest = template.pattern.partition("{text}")
    middle, _, after = rest.partition("{label}")
    shown = [before + shot.text + middle + shot.label + after + template.between for shot in shots]
    prompt = "".join(shown) + before + asked.text + middle
    return prompt.rstrip(" ")


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Labels in no order; a line break before the label; no examples; words behind the label; texts with braces,
    spaces and twins."""
    shots = (
        Example("영화가 10점!", "기쁨"),
        Example("비가 와서 약속 3개를 미뤘다", "슬픔"),
        Example("친구가 선물을 줬다", "기쁨"),
        Example("왜 나만 3시간을 기다려?", "분노"),
    )
    asked = Example("시험을 2번 망쳤다", "절망")

    odd = Example(" {label}은 {0}? ", "기쁨")

    def some(template: Template, n: int) -> dict[str, object]:
        return {"template": template, "shots": shots[:n], "asked": asked}

    return (
        Case(Said("four examples", "예시 네 개"), some(Template("문장: {text}\n감정: {label}"), 4)),
        Case(
            Said("the label on a line of its own", "라벨이 따로 한 줄"),
            some(Template("글: {text}\n감정은?\n{label}", "\n\n"), 3),
        ),
        Case(Said("no example", "예시 없음"), some(Template("Q: {text} A:  {label}."), 0)),
        Case(
            Said("words behind the label", "라벨 뒤에 오는 말"),
            some(Template("[{text}] -> {label};", " "), 4),
        ),
        Case(
            Said("braces and spaces everywhere, one shot twice", "곳곳에 중괄호와 공백, 같은 예시 두 번"),
            {"template": Template(' {"{text}": {label}}'), "shots": (odd, odd), "asked": odd},
        ),
    )


def label_stays_secret(call: Call, case: Case) -> Said | None:
    """Another label of the text that is asked about makes no other prompt."""
    arguments, asked = case.arguments, case.arguments["asked"]
    other = {**arguments, "asked": Example(asked.text, "평온")}
    if call(arguments) == call(other):
        return None
    return Said(
        f"with another label in place of {asked.label!r} the prompt is another: it knows the answer.",
        f"라벨 {asked.label!r}을(를) 바꾸면 프롬프트가 달라집니다. 정답을 알고 있다는 뜻입니다.",
    )


def by_the_template(template: Template, shots: Sequence[Example], asked: Example) -> str:
    """With what a Template can do."""
    text = ""
    for shot in shots:
        text += template.example(shot.text, shot.label) + template.between
    text += template.question(asked.text)
    while text.endswith(" "):
        text = text[:-1]
    return text


def split_apart(template: Template, shots: Sequence[Example], asked: Example) -> str:
    """With split and join."""
    head, tail = template.pattern.split("{text}")
    lines = [
        (head + e.text + tail.split("{label}")[0], e.label + tail.split("{label}")[1])
        for e in [*shots, asked]
    ]
    return template.between.join([*(q + a for q, a in lines[:-1]), lines[-1][0].rstrip(" ")])


EXERCISE = Exercise(
    name="few_shot_prompt",
    lesson=14,
    title=Said("A few-shot prompt", "퓨샷(few-shot) 프롬프트"),
    difficulty=2,
    minutes=15,
    task=Said(
        "template.pattern words one example, with {text} and {label} for its text and its label. Write all shots so, "
        "each followed by template.between, and then the text of `asked` up to where its label belongs, without "
        "spaces at the end.",
        "template.pattern은 예시 하나의 틀이며, {text}와 {label} 자리에 글과 라벨이 들어갑니다. shots를 모두 그렇게 쓰고 "
        "저마다 뒤에 template.between을 붙인 다음, `asked`의 글을 라벨이 올 자리 앞까지 쓰세요. 끝에 공백이 없어야 "
        "합니다.",
    ),
    reference=few_shot_prompt,
    axes={},
    results=("prompt",),
    cases=cases,
    laws=(Law(Said("the answer is not given away", "정답이 새지 않음"), label_stays_secret),),
    mistakes=(*ASKING, *SHOWING),
    equivalents={"by the template's methods": by_the_template, "split and joined": split_apart},
    hints=(
        Said(
            "Print the prompt: is there anything in it that you could only know with the answer? How does it end?",
            "프롬프트를 출력해 보세요. 정답을 알아야만 쓸 수 있는 것이 있나요? 어떻게 끝나나요?",
        ),
        Said(
            "The question is an example cut off before its label: cut the pattern at its two places, and lay the parts "
            "together.",
            "질문은 라벨 앞에서 자른 예시입니다. 틀을 두 자리에서 잘라, 조각을 이어 붙이세요.",
        ),
        Said(
            'before, _, rest = template.pattern.partition("{text}"); middle, _, after = rest.partition("{label}")',
            'before, _, rest = template.pattern.partition("{text}"), 그다음 middle, _, after = '
            'rest.partition("{label}")',
        ),
    ),
)
