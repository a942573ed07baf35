"""What a person is told when something cannot be done: what, why, and what to do, in two languages."""


class Problem(Exception):  # noqa: N818 - it is told to a person, who has a problem, not an error
    """Something that the user can mend. The command line prints it in one line and exits with 2.

    >>> str(Problem("no such file", "그런 파일이 없습니다"))
    'no such file'
    """

    def __init__(self, en: str, ko: str) -> None:
        super().__init__(en)
        self.en, self.ko = en, ko

    def told(self, language: str) -> str:
        """The message in `ko` or `en`."""
        return self.ko if language == "ko" else self.en
