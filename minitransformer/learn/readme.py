"""What stands in a learner's folder to be read first."""

from typing import TYPE_CHECKING

from .course import find, names

if TYPE_CHECKING:
    from .exercise import Exercise

TEXT = {
    "en": """# Build a transformer with your own hands

Every `.py` file here is one exercise: a function without its body. Replace the line
`raise NotImplementedError`, save, and check:

```
minitransformer learn check         # the file that you saved last; or: check softmax
minitransformer learn watch         # checks by itself whenever you save
minitransformer learn hint          # three hints: the symptom, the idea, the line
minitransformer learn solution      # opens after a pass, or when you ask twice
minitransformer learn progress      # what is done, and what is next
minitransformer learn reset softmax # begin anew; your old file is kept in old/
minitransformer learn graft         # put your functions into a chatbot, and talk with it
```

The check does not only say that something is wrong: it names the mistake. Import from
`minitransformer.functional` what you have not written yourself yet.
Nothing here leaves your computer, and `progress.txt` is a text file that you may read.

| # | file | what | difficulty | minutes |
|---|---|---|---|---|
{rows}
""",
    "ko": """# 트랜스포머를 손으로 만들어 봅시다

`.py` 파일 하나가 연습 문제 하나입니다. 본문이 빈 함수가 들어 있습니다. `raise NotImplementedError` 줄을
여러분의 코드로 바꾸고, 저장하고, 검사하세요.

```
minitransformer learn check         # 마지막에 저장한 파일을 검사합니다. 예: check softmax
minitransformer learn watch         # 저장할 때마다 저절로 검사합니다
minitransformer learn hint          # 힌트 세 단계: 증상, 개념, 코드 한 줄
minitransformer learn solution      # 통과한 뒤에, 또는 두 번 물으면 정답을 보여 줍니다
minitransformer learn progress      # 끝낸 것과 다음에 할 것
minitransformer learn reset softmax # 처음부터 다시. 쓰던 파일은 old/ 폴더에 남습니다
minitransformer learn graft         # 내 함수를 챗봇에 이식하고 대화합니다
```

검사는 틀렸다고만 하지 않고 어떤 실수인지 이름을 알려 줍니다. 아직 직접 쓰지 않은 함수는
`minitransformer.functional`에서 가져다 쓰세요.
모든 것은 이 컴퓨터 안에서만 일어납니다. `progress.txt`는 열어 볼 수 있는 글 파일입니다.

| 번호 | 파일 | 내용 | 난이도 | 분 |
|---|---|---|---|---|
{rows}
""",
}


def readme(language: str) -> str:
    """The whole text, with a row an exercise."""
    rows = "\n".join(row(number, find(name), language) for number, name in enumerate(names(), 1))
    return TEXT[language].format(rows=rows)


def row(number: int, exercise: "Exercise", language: str) -> str:
    """One exercise in the table."""
    dots = "●" * exercise.difficulty + "○" * (5 - exercise.difficulty)
    title = exercise.title.told(language)
    return f"| {number} | [{exercise.name}.py]({exercise.name}.py) | {title} | {dots} | {exercise.minutes} |"
