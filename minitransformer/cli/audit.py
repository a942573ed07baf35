"""`minitransformer audit`: does a model keep its promises?"""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from .voice import Json, Lang, Voice

NAME = "audit"


def command(
    model: Annotated[str, typer.Argument(help="A directory or a hub name.")],
    reference: Annotated[
        bool, typer.Option("--reference", help="Audit the model that transformers makes of the same files.")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Does a model keep its promises: causality, padding, cache, tying, gradients and more?

    Example: minitransformer audit skt/kogpt2-base-v2
    """
    voice = Voice(lang, as_json)
    with voice.busy("trying every promise …", "약속을 하나씩 시험하는 중 …"):
        import torch

        from ..pretrained import load_model
        from ..pretrained.hub import locate
        from ..proof.audit import audit
        from ..proof.reference import read_reference

        found = read_reference(Path(locate(model)), torch.float32) if reference else load_model(model)
        checks = audit(found)
    ok = all(check.ok for check in checks)
    table = Table()
    for heading in (
        voice.pick("part", "부분"),
        voice.pick("promise", "약속"),
        "",
        voice.pick("seen", "본 것"),
    ):
        table.add_column(heading)
    for check in checks:
        seen = voice.pick(check.en, check.ko)
        table.add_row(check.part, voice.pick(*check.promise), "✓" if check.ok else "✗", Text(seen))
    voice.tell(table)
    broken = sum(not check.ok for check in checks)
    voice.tell(
        voice.pick(
            f"all {len(checks)} promises are kept"
            if ok
            else f"{broken} of {len(checks)} promises are not kept",
            f"약속 {len(checks)}개를 모두 지킵니다"
            if ok
            else f"약속 {len(checks)}개 중 {broken}개를 지키지 않습니다",
        )
    )
    voice.result(
        {
            "model": model,
            "checks": [
                {"part": c.part, "name": c.promise.en, "ok": c.ok, "detail": voice.pick(c.en, c.ko)}
                for c in checks
            ],
            "ok": ok,
        }
    )
    return 0 if ok else 1
