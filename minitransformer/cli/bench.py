"""`minitransformer bench`: how fast, beside transformers and beside the machine."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Problem
from .voice import Json, Lang, Voice

if TYPE_CHECKING:
    from ..proof.bench import Swept

NAME = "bench"


def command(
    work: Annotated[str, typer.Argument(help="decode, prefill, encode or finetune.")],
    config: Annotated[
        Path | None, typer.Option(help="A config.json of another size; by default koGPT2's, or BERT-base's.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often everyone has a turn.")] = 5,
    threads: Annotated[int | None, typer.Option(min=1, help="How many threads compute.")] = None,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="In several sizes: how do time and memory grow?")
    ] = False,
    over: Annotated[
        str | None, typer.Option(help="With --sweep: length, batch or layers, as the work has them.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="With --sweep: a PNG of the rates and the memory by size.")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Measure the hand-written model, PyTorch's kernels and transformers in turns, in one run.

    Example: minitransformer bench decode
    """
    voice = Voice(lang, as_json)
    if (picture or over) and not sweep:
        raise Problem(
            "--picture and --over tell how time and memory grow with the size: add --sweep",
            "--picture와 --over는 크기에 따라 시간과 메모리가 어떻게 늘어나는지 보여 줍니다. --sweep도 함께 쓰세요.",
        )
    os.environ.setdefault("KINETO_LOG_LEVEL", "6")  # the profiler, which counts the memory, talks to itself
    import torch

    from .bench_tables import as_content, as_table, swept_content, swept_tables

    with voice.err.status(voice.pick("building the models …", "모델을 만드는 중 …")) as status:
        from ..pretrained.files import read_config
        from ..proof.bench import CONTESTS, bench, bench_sizes

        if work not in CONTESTS:
            known = ", ".join(CONTESTS)
            raise Problem(f"bench {work}: choose {known}", f"bench {work}: {known} 중에서 고르세요")
        if threads:
            torch.set_num_threads(threads)
        size = None if config is None else read_config(config)
        if sweep:
            swept = bench_sizes(work, over, size, rounds, lambda name: status.update(name))
            tables, content = swept_tables(swept, voice), swept_content(swept)
        else:
            found = bench(work, size, rounds, lambda name: status.update(name))
            tables, content = [as_table(found, voice)], as_content(found)
    for table in tables:
        voice.tell(table)
    voice.note(
        f"the median of {rounds} rounds, {torch.get_num_threads()} threads, float32, random weights",
        f"{rounds}번의 중앙값, 스레드 {torch.get_num_threads()}개, float32, 무작위 가중치",
    )
    if picture is not None:
        draw(swept, voice, picture)
    voice.result(content | {"threads": torch.get_num_threads()})
    return 0


def draw(found: "Swept", voice: Voice, path: Path) -> None:
    """The sweep as a picture."""
    from ..plots.canvas import save
    from .bench_tables import swept_picture

    save(swept_picture(found, voice.language), path)
    voice.note(f"picture: {path}", f"그림: {path}")
