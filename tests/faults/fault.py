"""What a planted fault is."""

from dataclasses import dataclass
from pathlib import Path

GPT2, BERT = ("gpt2",), ("bert",)
BOTH = GPT2 + BERT


@dataclass(frozen=True)
class Fault:
    """A small change of one file that keeps every shape and makes the model another one.

    `witness` is the comparison that is expected to see it: `parity` runs in evaluation mode on whole
    sequences, so a misplaced dropout is for `train`, and a broken cache for `cached`.
    """

    name: str
    file: str
    old: str
    new: str
    families: tuple[str, ...] = BOTH
    witness: str = "parity"
    reference: str = ""  # one of `references.REFERENCES`; empty: the family's own
    seen_parity: bool = False  # had its author read the parity code?

    def planted(self, package: Path) -> str:
        """The faulty source; `old` must stand in it exactly once, so that the catalogue cannot rot."""
        source = (package / self.file).read_text(encoding="utf-8")
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {self.file} has {source.count(self.old)} times {self.old!r}")
        return source.replace(self.old, self.new)
