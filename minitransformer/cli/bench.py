"""`minitransformer bench`: how fast, beside transformers and beside the machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from ..errors import Problem
from .voice import Json, Lang, Voice

if TYPE_CHECKING:
    from ..proof.bench import Outcome

NAME = "bench"
UNITS = {"tokens/s": "토큰/초", "texts/s": "글/초", "dialogues/s": "대화/초"}


def command(
    work: Annotated[str, typer.Argument(help="decode, prefill, encode or finetune.")],
    config: Annotated[
        Path | None, typer.Option(help="A config.json of another size; by default koGPT2's, or BERT-base's.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often everyone has a turn.")] = 5,
    threads: Annotated[int | None, typer.Option(min=1, help="How many threads compute.")] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Measure the hand-written model, PyTorch's kernels and transformers in turns, in one run.

    Example: minitransformer bench decode
    """
    voice = Voice(lang, as_json)
    import torch

    with voice.err.status(voice.pick("building the models …", "모델을 만드는 중 …")) as status:
        from ..pretrained.files import read_config
        from ..proof.bench import CONTESTS, bench

        if work not in CONTESTS:
            known = ", ".join(CONTESTS)
            raise Problem(f"bench {work}: choose {known}", f"bench {work}: {known} 중에서 고르세요")
        if threads:
            torch.set_num_threads(threads)
        size = None if config is None else read_config(config)
        found = bench(work, size, rounds, lambda name: status.update(name))
    voice.tell(as_table(found, voice))
    voice.note(
        f"the median of {rounds} rounds, {torch.get_num_threads()} threads, float32, random weights",
        f"{rounds}번의 중앙값, 스레드 {torch.get_num_threads()}개, float32, 무작위 가중치",
    )
    voice.result(as_content(found))
    return 0


def as_table(found: "Outcome", voice: Voice) -> Table:
    """A row for everyone, the fastest of theirs being 1."""
    table = Table(title=found.name, title_justify="left")
    table.add_column("")
    table.add_column(voice.pick(found.unit, UNITS[found.unit]), justify="right")
    table.add_column(voice.pick("times the reference", "기준의 몇 배"), justify="right")
    table.add_column(voice.pick("of the limit", "한계 대비"), justify="right")
    for name, rate in found.rates.items():
        share = found.share(name)
        table.add_row(
            name, f"{rate:,.1f}", f"{found.ratio(name):.2f}", "" if share is None else f"{share:.0%}"
        )
    if found.limit:
        table.add_row(
            voice.pick("limit of this machine", "이 컴퓨터의 한계"), f"{found.limit:,.1f}", "", "100%"
        )
    return table


def as_content(found: "Outcome") -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "work": found.name,
        "ours": found.rates["by hand"],
        "fused": found.rates["fused"],
        "reference": found.rates[found.reference],
        "ratio": found.ratio("by hand"),
        "fused_ratio": found.ratio("fused"),
        "unit": found.unit,
        "limit": found.limit,
        "rates": dict(found.rates),
        "rounds": found.rounds,
    }
