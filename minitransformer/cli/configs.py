"""A config that somebody named: a folder, or a JSON file of any name."""

import json
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..pretrained.files import read_config


def config_at(path: Path) -> dict[str, Any]:
    """What the file says, or the config.json of a folder; `Problem` where there is none, or it is broken."""
    if path.is_dir():
        return read_config(path)
    try:
        config = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as e:
        raise Problem(
            f"there is no file {path}: give a config.json, or a folder that holds one",
            f"{path} 파일이 없습니다. config.json이나 그것이 든 폴더를 주세요.",
        ) from e
    except (OSError, ValueError) as e:
        raise _broken(path, e) from e
    if not isinstance(config, dict):
        raise _broken(path, TypeError("not an object"))
    return config


def _broken(path: Path, why: Exception) -> Problem:
    return Problem(
        f"{path} is not a config that can be read ({why}): correct it, or fetch it again",
        f"{path} 파일을 설정(JSON)으로 읽을 수 없습니다({why}). 고치거나 다시 받아 주세요.",
    )
