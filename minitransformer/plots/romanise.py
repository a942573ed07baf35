"""Hangul in Latin letters, for machines without a Korean font: readable, where a box is not.

Letter by letter, in the letters of the Revised Romanization (2000), without its sound changes.
"""

from ..data.records import IN_ENGLISH

# A dot stands for a silent place: ㅇ before a vowel, and a syllable without a final consonant.
INITIALS = "g kk n d tt r m b pp s ss . j jj ch k t p h"
VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
FINALS = ". k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
SINGLE = "g kk gs n nj nh d tt r rg rm rb rs rt rp rh m b pp bs s ss ng j jj ch k t p h"

_INITIALS, _VOWELS, _FINALS, _CONSONANTS = (
    ["" if letters == "." else letters for letters in table.split()]
    for table in (INITIALS, VOWELS, FINALS, SINGLE)
)
_LETTERS = [*_CONSONANTS, *_VOWELS]


def romanise(word: str) -> str:
    """Write a run of Hangul in Latin letters; the five emotions become English words.

    >>> romanise("오늘"), romanise("행복"), romanise("ㅋㅋ")
    ('oneul', 'happy', 'kk')
    """
    return IN_ENGLISH.get(word) or "".join(map(_syllable, word))


def _syllable(char: str) -> str:
    if "ㄱ" <= char <= "ㅣ":
        return _LETTERS[ord(char) - ord("ㄱ")]
    block, final = divmod(ord(char) - ord("가"), len(_FINALS))
    initial, vowel = divmod(block, len(_VOWELS))
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
