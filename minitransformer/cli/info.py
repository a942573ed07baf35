"""`minitransformer info`: how large is a model, layer by layer?"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from .voice import Json, Lang, Voice

NAME = "info"


def command(
    model: Annotated[
        str,
        typer.Argument(help="A directory, a hub name, a config.json, or a kind: chatbot, emotion, clm, mlm."),
    ],
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Family, sizes, parameters and memory of a model, a line a layer; a config.json alone is enough.

    Example: minitransformer info config.json
    """
    voice = Voice(lang, as_json)
    import torch

    from ..apps.kept import IN_THE_POCKET, choose
    from ..pretrained.files import read_config
    from ..pretrained.hub import locate
    from ..weights import family_of, named_architecture

    if model in IN_THE_POCKET:
        model = choose(model, None)
    place = Path(model) if Path(model).is_file() else locate(model)
    hf = read_config(place)
    family = family_of(hf)
    architecture = family.architecture(named_architecture(hf))
    cfg = family.configure(hf)
    with torch.device("meta"):
        built = architecture.model(cfg)
    counts = {name: sum(p.numel() for p in part.parameters()) for name, part in built.named_children()}
    total = sum(p.numel() for p in built.parameters())
    table = Table(title=f"{model}: {architecture.name}", title_justify="left")
    for heading in (voice.pick("layer", "층"), voice.pick("parameters", "파라미터"), "MB (float32)"):
        table.add_column(heading, justify="left" if not table.columns else "right")
    for name, n in _lines(built):
        table.add_row(name, f"{n:,}", f"{4 * n / 2**20:,.2f}")
    table.add_section()
    table.add_row(
        voice.pick("in all (shared ones once)", "합계(공유 가중치는 한 번만)"),
        f"{total:,}",
        f"{4 * total / 2**20:,.2f}",
    )
    voice.tell(table)
    voice.tell(str(place), markup=False)
    voice.tell(json.dumps(vars(cfg), ensure_ascii=False), markup=False)
    voice.result(
        {
            "model": model,
            "place": str(place),
            "family": family.model_type,
            "architecture": architecture.name,
            "parameters": total,
            "bytes": 4 * total,
            "layers": counts,
            "config": vars(cfg),
        }
    )
    return 0


def _lines(built: "torch.nn.Module") -> list[tuple[str, int]]:  # type: ignore[name-defined]
    """Every block is a line, and so is everything beside the blocks."""
    lines: list[tuple[str, int]] = []
    seen: set[int] = set()
    for name, part in built.named_modules():
        is_block = name.rpartition(".")[0].endswith("blocks")
        is_leaf = not list(part.children()) and ".blocks." not in f".{name}."
        if is_block or is_leaf:
            fresh = [p for p in part.parameters() if id(p) not in seen]
            seen.update(map(id, fresh))
            lines.append((name, sum(p.numel() for p in fresh)))
    return [(name, n) for name, n in lines if n]
