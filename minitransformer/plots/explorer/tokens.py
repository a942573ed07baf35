"""Tokens for the eye: what each was cut from, and which of them make up one character together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...core.config import BERTConfig, GPTConfig, ModelConfig
from ...core.families import LlamaConfig
from ...errors import Problem
from ...text.byhand.bytelevel import BYTES
from ...text.tokenizer import Token, Tokenizer, nfc

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST = 128
"""More tokens than these make no picture that anyone can read."""


@dataclass(frozen=True)
class Shown:
    """A token, and how it is written in the picture.

    `begins` is True where a word begins. Byte-level BPE may cut a syllable into pieces that no one can read:
    such tokens are shown as what they make together, numbered (한₁ 한₂ 한₃), and all but the first `join` it.
    """

    id: int
    piece: str
    label: str
    begins: bool = True
    joins: bool = False


def shown(cfg: ModelConfig, tokenizer: Tokenizer, text: str) -> list[Shown]:
    """The tokens of a text between the marks of its family; of no text at all, the start token.

    `Problem` for more than can be shown.
    """
    text = nfc(text)
    tokens = joined(tokenizer, text, tokenizer.cut(text))
    if isinstance(cfg, BERTConfig):
        tokens = [_mark(tokenizer, tokenizer.cls_id), *tokens, _mark(tokenizer, tokenizer.sep_id)]
    elif isinstance(cfg, LlamaConfig) or not tokens:
        tokens = [_mark(tokenizer, start_of(cfg, tokenizer)), *tokens]
    most = min(cfg.max_len, MOST)
    if len(tokens) > most:
        raise Problem(
            f"the text has {len(tokens)} tokens, and the explorer shows {most} at most: shorten it",
            f"글이 {len(tokens)}토큰인데 탐색기는 {most}토큰까지 보여 줍니다. 글을 줄여 주세요.",
        )
    return tokens


def start_of(cfg: ModelConfig, tokenizer: Tokenizer) -> int:
    """The token that every text begins with."""
    bos = cfg.bos_id if isinstance(cfg, GPTConfig) else None
    return tokenizer.bos_id if bos is None else bos


def joined(tokenizer: Tokenizer, text: str, tokens: Iterable[Token]) -> list[Shown]:
    """Each token with its part of the text; those that share a character are shown as one."""
    groups, end = list[list[Token]](), 0
    for token in tokens:
        blank = not _bare(spelled(tokenizer, token.id))
        if token.start < end and not blank:
            groups[-1].append(token)
        else:
            groups.append([token])
        end = token.start if blank else token.end
    found = list[Shown]()
    for group in groups:
        begins = _begins_word(text, group[0].start) and (not found or bool(_bare(found[-1].piece)))
        found += _together(tokenizer, text, group, begins)
    return found


def _together(tokenizer: Tokenizer, text: str, group: list[Token], begins: bool) -> Iterator[Shown]:
    """The tokens of one piece of text, numbered if they are several."""
    written, several = _bare(text[group[0].start : group[-1].end]), len(group) > 1
    for n, token in enumerate(group):
        piece = spelled(tokenizer, token.id)
        number = str(n + 1).translate(SUBSCRIPTS) if several else ""
        label = written + number if written and _bare(piece) else "␣"
        yield Shown(token.id, piece, label, begins and n == 0, joins=n > 0)


def spelled(tokenizer: Tokenizer, i: int) -> str:
    """A piece as it can be read: one of byte-level BPE as the text that its bytes are, or, if they are no whole
    characters, as the bytes themselves."""
    piece = tokenizer.piece(i)
    if tokenizer.find("Ġ") is None or not set(piece) <= BYTES.keys():
        return piece
    content = bytes(BYTES[character] for character in piece)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"⟨{content.hex('-').upper()}⟩"


def _bare(text: str) -> str:
    """Without the space around it; nothing is left of a piece that is nothing but space."""
    return text.replace("▁", " ").strip()


def _begins_word(text: str, start: int) -> bool:
    """Is there a space at this place, or in front of it, or nothing?"""
    return not text[:start].strip() or text[start].isspace() or text[start - 1].isspace()


def _mark(tokenizer: Tokenizer, i: int) -> Shown:
    return Shown(i, tokenizer.piece(i), tokenizer.piece(i))
