"""What a check came to: which checks ran, what is wrong, and the mistakes by name; to read, to show, to send."""

import json
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Literal

from .said import Said

State = Literal["passed", "failed", "unsolved"]

HEADS = {
    "passed": Said("passed", "통과"),
    "failed": Said("not yet", "아직 아닙니다"),
    "unsolved": Said("not written yet", "아직 쓰지 않았습니다"),
}
OUTCOMES = {
    True: Said("held", "통과"),
    False: Said("did not", "틀림"),
    None: Said("not reached yet", "아직 안 본 검사"),
}
UNKNOWN = Said("This is not a mistake I know.", "제가 아는 실수가 아닙니다.")
WORDS = {
    "did": Said("What it does", "지금 하는 일"),
    "should": Said("What it should do", "해야 하는 일"),
    "symptom": Said("In training", "학습에서는"),
    "proof": Said("Proof", "증거"),
    "printed": Said("Your code printed", "코드가 출력한 것"),
}
SHOWN = 3
"""So many lines of what a function printed; it is called dozens of times."""


@dataclass(frozen=True)
class Ran:
    """One check: held, did not, or was not reached."""

    name: Said
    held: bool | None


@dataclass(frozen=True)
class Named:
    """A mistake, with the numbers of this run in its sentences. `proof` is said of all of them together."""

    name: str
    did: Said
    should: Said
    symptom: Said


@dataclass(frozen=True)
class Verdict:
    """The result of checking one exercise. `said` is what the first check that did not hold has to say;
    `unknown`, that it calls for a mistake's name and none fits."""

    exercise: str
    state: State
    checks: tuple[Ran, ...] = ()
    said: Said | None = None
    mistakes: tuple[Named, ...] = ()
    proof: Said | None = None
    unknown: bool = False
    printed: str = ""
    language: str = "en"

    @property
    def passed(self) -> bool:
        """Whether everything held."""
        return self.state == "passed"

    def in_korean(self) -> "Verdict":
        """The same, in Korean."""
        return replace(self, language="ko")

    def lines(self, language: str) -> list[tuple[str, str]]:
        """What there is to say, each with what kind of thing it is."""
        said = [("said", self.said.told(language))] if self.said else []
        for mistake in self.mistakes:
            said.append(("name", mistake.name))
            said += [(kind, getattr(mistake, kind).told(language)) for kind in ("did", "should", "symptom")]
        if self.proof:
            said.append(("proof", self.proof.told(language)))
        if self.unknown:
            said.append(("unknown", UNKNOWN.told(language)))
        printed = self.printed.strip().splitlines()
        more = ["…"] if len(printed) > SHOWN else []
        return said + ([("printed", "\n".join(["", *printed[:SHOWN], *more]))] if printed else [])

    def told(self, language: str) -> str:
        """All of it in plain text."""
        text = [f"{self.exercise}: {HEADS[self.state].told(language)}"]
        for kind, line in self.lines(language):
            word = f"{WORDS[kind].told(language)}: " if kind in WORDS else ""
            text.append(f'"{line}"' if kind == "name" else f"  {word}{line}")
        return "\n".join([*text, *([f"  [{self.ran(language)}]"] if self.checks else [])])

    def ran(self, language: str) -> str:
        """Which checks held, which did not, and how many were not reached."""
        names = {
            outcome: [check.name.told(language) for check in self.checks if check.held is outcome]
            for outcome in OUTCOMES
        }
        told = {True: " · ".join(names[True]), False: " · ".join(names[False]), None: len(names[None])}
        return "; ".join(f"{OUTCOMES[x].told(language)}: {told[x]}" for x in OUTCOMES if told[x])

    def __str__(self) -> str:
        return self.told(self.language)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """For a notebook: a table of what is wrong, and which checks ran."""
        head = escape(f"{self.exercise}: {HEADS[self.state].told(self.language)}")
        rows = []
        for kind, line in self.lines(self.language):
            word, told = WORDS[kind].told(self.language) if kind in WORDS else "", escape(line)
            told = f"<b>{told}</b>" if kind == "name" else told
            rows.append(
                f"<tr><td style='white-space:nowrap'>{word}</td><td style='text-align:left'>{told}</td></tr>"
            )
        ran = f"<p><small>{escape(self.ran(self.language))}</small></p>" if self.checks else ""
        return f"<p><b>{head}</b></p><table>{''.join(rows)}</table>{ran}"

    def to_json(self) -> str:
        """As one line, to be sent from one process to another."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Verdict":
        """What `to_json` wrote."""
        kept = json.loads(text)
        kept["checks"] = tuple(Ran(Said(*ran["name"]), ran["held"]) for ran in kept["checks"])
        kept["mistakes"] = tuple(
            Named(m["name"], *(Said(*m[kind]) for kind in ("did", "should", "symptom")))
            for m in kept["mistakes"]
        )
        for kind in ("said", "proof"):
            kept[kind] = Said(*kept[kind]) if kept[kind] else None
        return cls(**kept)
