"""Which of the two languages a learner reads."""

import locale
import os
from pathlib import Path


def system_language() -> str:
    """`ko` on a Korean system, otherwise `en`. The variables count even where their locale is not installed."""
    asked = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, asked), locale.getlocale()[0] or "")
    return "ko" if name.lower().startswith(("ko", "korean")) else "en"


def notebook_language() -> str:
    """The language of the folder that the notebook lies in, `ko` or `en`; anywhere else, the system's."""
    folder = Path.cwd().name
    return folder if folder in ("ko", "en") else system_language()
