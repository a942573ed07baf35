"""The page, put together from its small files."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

SCRIPTS = (
    ("functional", "tokenizer", "gpt", "choose", "weights")
    + ("words", "dom", "view", "tokens", "heads", "attention", "candidates", "writing", "start")
)  # fmt: skip
"""In reading order: first the model, then what is drawn of it."""

FOLDER = files(__package__) / "page"


def page(data: Mapping[str, Any], packed: Mapping[str, str]) -> str:
    """One HTML file with everything in it; what is packed stands last, so that the rest can be read."""
    parts = {
        "styles": part("page.css"),
        "scripts": "\n".join(f"<script>\n{part(f'{name}.js')}</script>" for name in SCRIPTS),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        "packed": "\n".join(
            f'<script type="text/plain" id="{name}">\n{text}\n</script>' for name, text in packed.items()
        ),
    }
    html = part("page.html")
    for name, content in parts.items():
        html = html.replace(f"<!-- {name} -->", content)
    return html


def part(name: str) -> str:
    """One of the files of the page."""
    return FOLDER.joinpath(name).read_text(encoding="utf-8")
