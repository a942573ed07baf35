"""A sentence in the two languages that a learner may read."""

from typing import Any, NamedTuple


class Said(NamedTuple):
    """The same in English and in Korean.

    >>> Said("{t} queries", "쿼리 {t}개").filled({"t": 5}).told("ko")
    '쿼리 5개'
    """

    en: str
    ko: str

    def told(self, language: str) -> str:
        """The sentence in `ko` or `en`."""
        return self.ko if language == "ko" else self.en

    def filled(self, numbers: dict[str, Any]) -> "Said":
        """With the numbers of this run in the places kept for them."""
        return Said(self.en.format_map(numbers), self.ko.format_map(numbers))
