"""What reads a SentencePiece model: by the library, or by hand."""

from abc import abstractmethod
from collections.abc import Sequence

from .tokenizer import Token, Tokenizer


class Speller(Tokenizer):
    """A tokenizer that tells what each of its tokens is in the normalised text: an id alone does not say it
    of an unknown one."""

    @abstractmethod
    def spelled(self, text: str) -> list[tuple[Token, str]]:
        """The tokens of a text as it stands, each with its piece; of unknown characters, these themselves."""

    @abstractmethod
    def adding(self, pieces: Sequence[str]) -> "Speller": ...

    def cut(self, text: str) -> list[Token]:
        return [token for token, _ in self.spelled(text)]
