"""From labels of tokens to names: which of them belong together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """Tokens that bear one label, and how sure each of them (or each word of them) is."""

    label: str
    scores: tuple[float, ...]
    tokens: range

    @property
    def name(self) -> str:
        """The label without its mark of beginning or being inside."""
        return self.label.split("-", 1)[-1]

    @property
    def score(self) -> float:
        """How sure they are on average."""
        return sum(self.scores) / len(self.scores)


def grouped(entities: Iterable[Entity]) -> list[Entity]:
    """Neighbours of one kind as one entity, B- or not, but for a B- that stands further behind: it begins the
    next. Labels without B- and I- (also O) go on as long as they are the same."""
    found: list[Entity] = []
    for e in entities:
        last = found[-1] if found else None
        if last is None or e.label.startswith("B-") or _kind(e.label) != _kind(last.label):
            found.append(e)
        else:
            joined = range(last.tokens.start, e.tokens.stop)
            found[-1] = Entity(last.label, last.scores + e.scores, joined)
    return found


def apart(entities: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What overlapping windows found, each once: of two that overlap the longer stays, or the surer."""
    found: list[dict[str, Any]] = []
    for e in sorted(entities, key=lambda e: e["start"]):
        if not found or e["start"] >= found[-1]["end"]:
            found.append(e)
        elif _weight(e) > _weight(found[-1]):
            found[-1] = e
    return found


def _weight(entity: dict[str, Any]) -> tuple[int, float]:
    return entity["end"] - entity["start"], entity["score"]


def _kind(label: str) -> str:
    return label[2:] if label.startswith(("B-", "I-")) else label
