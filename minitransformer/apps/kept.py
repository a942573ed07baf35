"""Which model a command takes: those that training left in the user's own folder, and those of the package."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from ..errors import Problem
from ..pretrained.files import CONFIG
from ..pretrained.pocket import pocket
from ..pretrained.sums import CARD


def models_folder() -> Path:
    """Where trained models are kept: `MINITRANSFORMER_HOME`, or the system's place for user data."""
    home = os.environ.get("MINITRANSFORMER_HOME") or platformdirs.user_data_dir("minitransformer")
    return Path(home) / "models"


IN_KOREAN = {
    "chatbot": "챗봇",
    "emotion": "감정 분류",
    "classify": "분류",
    "tag": "개체명",
    "qa": "질의응답",
    "translate": "번역",
    "clm": "다음 단어",
    "mlm": "가린 단어",
}


IN_THE_POCKET = {
    "chatbot": "pocket-chatbot-ko",
    "emotion": "pocket-emotion-ko",
    "clm": "pocket-gpt-ko",
    "mlm": "pocket-bert-ko",
}
"""Of each kind, the model that comes with the package."""


def new_folder(kind: str) -> Path:
    """A new place for a model of this kind (`chatbot`, `emotion`)."""
    return models_folder() / f"{kind}-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def read_card(folder: Path) -> Mapping[str, Any]:
    """What is known of a kept model; empty for a folder without a card."""
    try:
        return dict(json.loads((folder / CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def newest(kind: str) -> Path | None:
    """The newest complete model of this kind."""
    folders = models_folder().glob("*/")
    complete = [f for f in folders if (f / CONFIG).exists() and read_card(f).get("kind") == kind]
    return max(complete, key=_written, default=None)


def at_hand(kinds: Sequence[str]) -> str | None:
    """The newest that was kept of any of these kinds, else the model of the first of them that comes with the
    package."""
    if kept := list(filter(None, map(newest, kinds))):
        return str(max(kept, key=_written))
    return next((IN_THE_POCKET[kind] for kind in kinds if pocket(IN_THE_POCKET.get(kind, ""))), None)


def choose(kind: str, asked: str | None) -> str:
    """The model to use: the one asked for, `MINITRANSFORMER_MODEL`, or what is at hand."""
    found = asked or os.environ.get("MINITRANSFORMER_MODEL") or at_hand([kind])
    if not found:
        raise Problem(
            f"there is no {kind} model yet: run `minitransformer train {kind}`, or name one with --model",
            f"아직 학습한 {IN_KOREAN.get(kind, kind)} 모델이 없습니다. `minitransformer train {kind}` 명령을 "
            "실행하거나 --model로 지정하세요.",
        )
    return found


def _written(folder: Path) -> float:
    return (folder / CARD).stat().st_mtime
