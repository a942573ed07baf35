"""What goes wrong with the examples of a few-shot prompt."""

from ...exercise import mistake

SHOWN = "for shot in shots]"
BETWEEN = "after + template.between"
WORDED = "before + shot.text + middle + shot.label + after"

SHOWING = (
    mistake(
        "nothing between the examples",
        (BETWEEN, "after"),
        en=(
            "One example runs into the next.",
            "Every example is followed by template.between.",
            "The model answers with a label and the beginning of another example in one word.",
        ),
        ko=(
            "예시와 예시가 붙어 있습니다.",
            "예시마다 뒤에 template.between을 붙이세요.",
            "라벨과 다음 예시의 첫머리를 한 단어처럼 이어서 답합니다.",
        ),
    ),
    mistake(
        "a line break for one label only",
        (BETWEEN, "after + (template.between if shot.label == shots[0].label else str())"),
        en=(
            "Only the examples of one label end as they should: `a + b if first else c + end` adds the end to c alone.",
            "Put the choice in brackets: (… if … else …) + template.between.",
            "One label is told by what follows it, and gets all the answers.",
        ),
        ko=(
            "한 라벨의 예시만 제대로 끝납니다. `a + b if 첫째 else c + 끝`에서 끝은 c에만 붙습니다.",
            "고르는 부분을 괄호로 묶으세요: (… if … else …) + template.between.",
            "뒤따르는 것으로 한 라벨이 구별되어, 답이 그 라벨로 쏠립니다.",
        ),
    ),
    mistake(
        "examples from last to first",
        (SHOWN, "for shot in reversed(shots)]"),
        en=(
            "The examples stand in the opposite order.",
            "In the order of shots: the last one weighs most, and a comparison must know which it is.",
            "Other answers than in the table that you compare with, by a few per cent.",
        ),
        ko=(
            "예시의 순서가 거꾸로입니다.",
            "shots의 순서대로 쓰세요. 마지막 예시가 가장 크게 작용하므로, 비교하려면 순서를 알아야 합니다.",
            "비교하려는 표와 답이 몇 퍼센트 달라집니다.",
        ),
    ),
    mistake(
        "examples sorted by label",
        (SHOWN, "for shot in sorted(shots, key=lambda e: e.label)]"),
        en=(
            "The examples are sorted by their labels.",
            "Keep the order in which they were drawn.",
            "The label that comes last is answered far too often.",
        ),
        ko=(
            "예시를 라벨별로 정렬했습니다.",
            "뽑힌 순서를 그대로 두세요.",
            "마지막에 온 라벨을 지나치게 자주 답합니다.",
        ),
    ),
    mistake(
        "examples without their labels",
        (WORDED, "before + shot.text + middle + after"),
        en=(
            "The examples have no labels.",
            "shot.label goes where the pattern has its place.",
            "The model learns from the prompt that nothing follows, and says nothing.",
        ),
        ko=(
            "예시에 라벨이 없습니다.",
            "틀의 라벨 자리에 shot.label을 넣으세요.",
            "아무것도 뒤따르지 않는다고 배워, 아무 말도 하지 않습니다.",
        ),
    ),
    mistake(
        "one example lost",
        (SHOWN, "for shot in shots[:-1]]"),
        en=(
            "The last example is missing.",
            "Show all of them: shots, not shots[:-1].",
            "One label has an example fewer than the others, and is answered less.",
        ),
        ko=(
            "마지막 예시가 빠졌습니다.",
            "shots[:-1]이 아니라 shots를 모두 보여 주세요.",
            "한 라벨만 예시가 하나 적어, 그 라벨을 덜 답합니다.",
        ),
    ),
    mistake(
        "one label for all examples",
        (WORDED, "before + shot.text + middle + shots[0].label + after"),
        en=(
            "Every example carries the label of the first.",
            "Each has its own: shot.label, not shots[0].label.",
            "The model answers with that one label, whatever it is asked.",
        ),
        ko=(
            "모든 예시에 첫 예시의 라벨이 붙었습니다.",
            "예시마다 자기 라벨이 있습니다. shots[0].label이 아니라 shot.label입니다.",
            "무엇을 물어도 그 라벨 하나로 답합니다.",
        ),
    ),
    mistake(
        "only letters kept",
        (
            WORDED,
            "before + str().join(c for c in shot.text if c.isalpha() or c.isspace()) + middle + shot.label + after",
        ),
        ("asked.text +", "str().join(c for c in asked.text if c.isalpha() or c.isspace()) +"),
        en=(
            "The texts lose all digits and signs.",
            "Show them as they are: to a language model 10 and ! say something.",
            "A review that says 10점 is told by its 점 alone.",
        ),
        ko=(
            "글에서 숫자와 부호가 모두 사라졌습니다.",
            "글을 그대로 보여 주세요. 언어 모델에게는 10도 !도 뜻이 있습니다.",
            "10점이라고 쓴 평을 '점'만 보고 판단합니다.",
        ),
    ),
)
