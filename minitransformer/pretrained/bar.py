"""The progress of a download."""

from typing import Any, ClassVar

from huggingface_hub.utils.tqdm import tqdm


class Bar(tqdm):
    """A progress bar at a terminal, and nothing where nobody watches."""

    opened: ClassVar[list["Bar"]] = []

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"disable": None, **settings})
        self.opened.append(self)

    @classmethod
    def close_all(cls) -> None:
        """The client leaves its bars open, and they would show once more when the program ends."""
        while cls.opened:
            cls.opened.pop().close()
