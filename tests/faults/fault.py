"""What a planted fault is."""

from dataclasses import dataclass
from pathlib import Path

GPT2, NEOX, LLAMA = ("gpt2",), ("gpt_neox",), ("llama",)
BERT, DISTILBERT = ("bert",), ("distilbert",)
MARIAN, BART = ("marian",), ("bart",)

BOTH = GPT2 + BERT
ENCODERS, READERS, CAUSAL, ROTARY = BERT + DISTILBERT, MARIAN + BART, GPT2 + NEOX + LLAMA, NEOX + LLAMA
WRITERS = CAUSAL + READERS
PRE, POST = GPT2 + LLAMA, ENCODERS + READERS
BIASED = GPT2 + NEOX + POST
ALL = BIASED + LLAMA


@dataclass(frozen=True)
class Fault:
    """A small change of one file that keeps every shape and makes the model another one.

    `witness` is the comparison that is expected to see it: `parity` runs in evaluation mode on whole
    sequences, so a misplaced dropout is for `train`, and a broken cache for `cached`. `variant` is the
    reference in which it can be seen; empty, or unknown to a family: the family's own.
    """

    name: str
    file: str
    old: str
    new: str
    families: tuple[str, ...] = ALL
    witness: str = "parity"
    variant: str = ""
    seen_parity: bool = False  # had its author read the parity code?

    def planted(self, package: Path) -> str:
        """The faulty source; `old` must stand in it exactly once, so that the catalogue cannot rot."""
        source = (package / self.file).read_text(encoding="utf-8")
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {self.file} has {source.count(self.old)} times {self.old!r}")
        return source.replace(self.old, self.new)
