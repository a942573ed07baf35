"""Text that a notebook renders, and a plain prompt prints."""


class Shown:
    """Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text
