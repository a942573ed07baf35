"""A few-shot experiment: draw the examples, ask every question, and judge three ways to read the answer."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ...data.records import Example, Labelled
from ...models.gpt import GPT
from ...text.tokenizer import Tokenizer
from ..intervals import chance
from .budget import Budget, cut_short, fitting, spend
from .generated import matched, written_answers
from .likelihood import CONTENT_FREE, calibrated, label_log_likelihoods
from .prompt import Prompter, space_before_label
from .reading import Asked, encode_asked
from .result import Result
from .scoring import score
from .shots import LONGEST, SEED, draw, short_enough
from .slips import SLIPS, checked, lost
from .templates import Template

WAYS = ("likelihood", "calibrated", "generation")
"""The likeliest label; the same after contextual calibration; what the model writes."""

HONEST = "honest"

Told = Callable[[float], None]
"""What wants to know how large a share of the work is done."""


def silent(_share: float) -> None:
    """Nobody wants to know."""


def within(told: Told, part: int, parts: int) -> Told:
    """The share of one of several parts as that of the whole."""
    return lambda share: told((part + share) / parts)


@dataclass(frozen=True)
class Experiment:
    """What is asked, and how. A bundle is the k examples that stand together in a prompt; with several
    `bundles` they are drawn anew, each time from the next seed."""

    model: GPT
    tokenizer: Tokenizer
    template: Template
    labels: tuple[str, ...]
    tests: Sequence[Example]
    pool: Sequence[Example]
    shots: int
    guessing: float
    seed: int = SEED
    bundles: int = 1

    def drawn(self, shots: int, bundle: int = 0) -> tuple[Example, ...]:
        """The examples of one bundle."""
        return draw(self.pool, self.labels, shots, self.seed + bundle)

    def budget(self, slips: Collection[str] = ()) -> Budget:
        """What the longest prompt takes; `Problem` where that is more than the model has positions."""
        prompter = Prompter(self.template, self.labels, checked(slips))
        longest = max(self.tests, key=lambda e: len(self.tokenizer.encode(e.text)))

        def budget_of(shots: int) -> Budget:
            bundles = range(self.bundles)
            spent = [
                spend(self.tokenizer, prompter, self.drawn(shots, b), longest, self.model.cfg.max_len)
                for b in bundles
            ]
            return max(spent, key=lambda budget: budget.used)

        return fitting(budget_of, self.shots)

    def run(self, slips: Collection[str] = (), told: Told = silent) -> Result:
        """Ask every question once for each bundle; `told` hears how far it is."""
        budget, prompter = self.budget(slips), Prompter(self.template, self.labels, checked(slips))
        drawn = [self.drawn(self.shots, bundle) for bundle in range(self.bundles)]
        answers = [
            self._answers(prompter, shots, within(told, i, self.bundles)) for i, shots in enumerate(drawn)
        ]
        truth = [e.label for e in self.tests]
        scores = {way: score([a[way] for a in answers], truth, self.labels, self.guessing) for way in WAYS}
        each = [
            {way: score([a[way]], truth, self.labels, self.guessing).accuracy for way in WAYS}
            for a in answers
        ]
        prompt = prompter.test(drawn[0], self.tests[0])
        hurt = lost([*self.tests, *drawn[0]]) if "hangul-only" in slips else None
        return Result(scores, each, budget, prompt, answers[0], sorted(slips), hurt)

    def compare_slips(self, told: Told = silent) -> dict[str, Result]:
        """The honest experiment, and the same with each slip: the same examples, the same questions."""
        runs: dict[str, set[str]] = {HONEST: set(), **{name: {name} for name in SLIPS}}
        parts = len(runs)
        return {name: self.run(slips, within(told, i, parts)) for i, (name, slips) in enumerate(runs.items())}

    def _answers(self, prompter: Prompter, shots: Sequence[Example], told: Told) -> dict[str, list[str]]:
        asked = [self._encoded(prompter.test(shots, test)) for test in self.tests]
        nothing = [self._encoded(prompter.ask(shots, text)) for text in CONTENT_FREE]
        found = label_log_likelihoods(self.model, asked, told=within(told, 0, 2))
        fair = calibrated(found, label_log_likelihoods(self.model, nothing))
        written = written_answers(self.model, self.tokenizer, asked, told=within(told, 1, 2))
        return {
            "likelihood": [self.labels[i] for i in found.argmax(-1)],
            "calibrated": [self.labels[i] for i in fair.argmax(-1)],
            "generation": [matched(text, self.labels) for text in written],
            "written": written,
        }

    def _encoded(self, prompt: str) -> Asked:
        space, ending = space_before_label(self.template), self.template.ending
        return encode_asked(self.tokenizer, prompt, space, self.labels, ending)


def prepare(
    model: GPT,
    tokenizer: Tokenizer,
    template: Template,
    train: Sequence[Labelled],
    heldout: Sequence[Labelled],
    lengths: Sequence[int],
    *,
    shots: int,
    n: int = 200,
    seed: int = SEED,
    bundles: int = 1,
    longest_example: int = LONGEST,
    longest_text: int = 64,
) -> Experiment:
    """Draw n questions from what is held out. The examples come from the rest (of these `lengths`), and never
    from the questions; a question that is too long loses its end."""
    chosen = np.random.default_rng(seed).permutation(len(heldout))[:n]
    asked = [heldout[i] for i in chosen]
    return Experiment(
        model=model,
        tokenizer=tokenizer,
        template=template,
        labels=tuple(sorted({e.label for e in (*train, *heldout)})),
        tests=[cut_short(tokenizer, Example(e.text, e.label), longest_text) for e in asked],
        pool=short_enough(train, lengths, longest_example, barred=[e.text for e in asked]),
        shots=shots,
        guessing=chance([e.label for e in heldout]),
        seed=seed,
        bundles=bundles,
    )
