"""How a model wants to be asked, and where its answer ends: that depends on what it was taught with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..data.dialogue import encode_instruction, encode_prompt, encode_transcript
from ..text.tokenizer import Tokenizer
from .kept import read_card


@dataclass(frozen=True)
class Form:
    """`encode` makes ids of a question and what was said before; where the model goes on to write `heading`,
    its answer is over, and it has begun to ask itself."""

    encode: Callable[..., list[int]]
    heading: str = ""

    def answer(self, text: str, ended: bool = False) -> tuple[str, bool]:
        """What of a text is sure to belong to the answer, and whether the answer is over. What may become a
        heading is held back until the text has ended."""
        if not self.heading:
            return text, False
        said, over, _ = text.partition(self.heading)
        said = said if over or ended else said.rstrip().rstrip(self.heading)
        return said.strip(), bool(over)


TURNS = Form(encode_prompt)
INSTRUCTION = Form(encode_instruction, "###")
TRANSCRIPT = Form(encode_transcript)
NAMED = "koalpaca"


def form_of(tokenizer: Tokenizer, name: str | Path | None = None) -> Form:
    """The form of a model: turns where its tokenizer has tokens for them; KoAlpaca's where its name or its
    card.json (`"form": "koalpaca"`) says so; otherwise a plain language model reads a transcript."""
    if "user" in tokenizer.roles:
        return TURNS
    carded = name is not None and read_card(Path(name)).get("form") == NAMED
    return INSTRUCTION if carded or NAMED in str(name).lower() else TRANSCRIPT
