"""Tokenizers whose pieces are single letters: what is in a list of ids can be read off."""

import tokenizers
from tokenizers import Regex, models, pre_tokenizers

from ....text.backends import FastTokenizer


def letters(specials: tuple[str, ...], alphabet: str) -> FastTokenizer:
    """Special tokens first, then one id for every letter; any other letter is unknown."""
    inner = tokenizers.Tokenizer(
        models.WordLevel({piece: i for i, piece in enumerate([*specials, *alphabet])}, unk_token="<unk>")
    )
    inner.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    inner.add_special_tokens(list(specials))
    return FastTokenizer(inner)


KOREAN = letters(("</s>", "<pad>", "<sys>", "<unk>", "<s>", "<usr>"), "안녕하세요오늘날씨어때좋아 ?!")
ENGLISH = letters(("<usr>", "<s>", "<unk>", "</s>", "<pad>", "<sys>"), "abcdefghijklmnopqrstuvwxyz ?!</>")
"""The same special tokens under other ids: none of them can be known by heart."""
