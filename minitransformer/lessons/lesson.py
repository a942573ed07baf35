"""A lesson at work: it asks what will come out, and grades the guess by what did."""

from ..errors import Problem
from ..learn.language import notebook_language
from ..learn.said import Said
from .prediction import Prediction, predictions
from .shown import Shown

CHOOSE = Said(
    "Put your letter in place of the question mark, and run the cell again.",
    "물음표 자리에 고른 글자를 넣고 셀을 다시 실행하세요.",
)
NO_OPTION = Said("`{guess}` is none of {known}.", "`{guess}`: 보기는 {known}입니다.")
NOTED = Said(
    "Your guess: **{guess}**. Now let the code answer.", "예측: **{guess}**. 이제 코드가 답할 차례입니다."
)
RIGHT = Said("**{guess}** is right. {reason}", "**{guess}**, 맞았습니다. {reason}")
WRONG = Said("Not **{guess}**: {why}", "**{guess}**는 아닙니다. {why}")
ANSWER = Said(
    "The answer is **{letter}** ({option}). {reason}", "답은 **{letter}**({option})입니다. {reason}"
)
OTHERWISE = Said(
    "With your numbers it is none of the answers: look at what you changed.",
    "지금 숫자로는 어느 답도 아닙니다. 무엇을 바꾸었는지 살펴보세요.",
)
SCORE = Said("{right} of {asked} right so far.", "지금까지 {asked}문제 중 {right}문제를 맞혔습니다.")


class Lesson:
    """The predictions of one lesson, and how many of them were right.

    Called in a notebook: `lesson = Lesson(2)`, then `lesson.predict("name", "?")` before the code runs and
    `lesson.reveal("name", a=..., b=...)` after it. What counts as right is computed by the code of the lesson.
    """

    def __init__(self, number: int, language: str | None = None) -> None:
        self.number, self.language = number, language or notebook_language()
        self.predictions = predictions(number)
        self.guesses: dict[str, str] = {}
        self.graded: dict[str, bool] = {}

    def predict(self, name: str, guess: str = "?") -> Shown:
        """Ask, or note the guess."""
        asked = self._find(name)
        guess = guess.strip().lower()
        if guess in asked.options:
            self.guesses[name] = guess
            return self._shown(NOTED, guess=guess)
        options = [f"- **{letter}** {told.told(self.language)}" for letter, told in asked.options.items()]
        unknown = (
            [] if guess == "?" else [self._told(NO_OPTION, guess=guess, known=", ".join(asked.options)), ""]
        )
        lines = [
            *unknown,
            f"**{asked.question.told(self.language)}**",
            "",
            *options,
            "",
            CHOOSE.told(self.language),
        ]
        return Shown("\n".join(lines))

    def reveal(self, name: str, **holds: bool) -> Shown:
        """Which of the answers holds, as the code found out, and what that says about the guess."""
        asked = self._find(name)
        if unknown := set(holds) ^ set(asked.options):
            raise ValueError(f"prediction {name!r}: say of every answer whether it holds ({sorted(unknown)})")
        true = [letter for letter in asked.options if holds[letter]]
        if len(true) != 1:
            return self._shown(OTHERWISE)
        (letter,) = true
        if name not in self.guesses:
            return Shown(self._answer(asked, letter))
        return Shown(self._grade(name, asked, letter))

    def _grade(self, name: str, asked: Prediction, letter: str) -> str:
        guess = self.guesses[name]
        self.graded[name] = guess == letter
        if guess == letter:
            said = self._told(RIGHT, guess=guess, reason=asked.reasons[letter].told(self.language))
        else:
            wrong = self._told(WRONG, guess=guess, why=asked.reasons[guess].told(self.language))
            said = f"{wrong}\n\n{self._answer(asked, letter)}"
        score = self._told(SCORE, right=sum(self.graded.values()), asked=len(self.graded))
        return f"{said}\n\n{score}"

    def _answer(self, asked: Prediction, letter: str) -> str:
        option, reason = (part[letter].told(self.language) for part in (asked.options, asked.reasons))
        return self._told(ANSWER, letter=letter, option=option, reason=reason)

    def _find(self, name: str) -> Prediction:
        if name not in self.predictions:
            known = ", ".join(self.predictions)
            raise Problem(
                f"no prediction {name!r} in lesson {self.number}: there are {known}",
                f"{self.number}과에는 예측 {name!r}이(가) 없습니다. 있는 것: {known}",
            )
        return self.predictions[name]

    def _told(self, said: Said, **numbers: object) -> str:
        return said.filled(numbers).told(self.language)

    def _shown(self, said: Said, **numbers: object) -> Shown:
        return Shown(self._told(said, **numbers))
