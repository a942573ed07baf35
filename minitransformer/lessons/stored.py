"""What long studies found, as the scripts that made them left it."""

import json
from typing import Any

from ..errors import Problem
from .shelf import results


def stored(name: str) -> Any:
    """The content of a study's JSON file; the script of the same name in `figures/` makes it again."""
    path = results() / name
    if not path.is_file():
        raise Problem(f"there is no stored result {name}", f"저장된 결과 {name} 파일이 없습니다")
    return json.loads(path.read_text(encoding="utf-8"))
