"""The speed table: every work of `minitransformer bench`, with what the machine is, into bench.json beside this file.

    python figures/bench.py                          decode, prefill, encode and finetune, in the published sizes
    python figures/bench.py decode --rounds 9        one of them again
    python figures/bench.py decode --sweep           longer texts, larger batches, more layers: time and memory,
                                                     with a picture of each in both languages

Each is what `minitransformer bench WORK --json` (with --sweep: and --sweep) prints. Leave the machine alone meanwhile;
whatever disturbs it disturbs all rivals alike, so the ratios hold, and the absolute numbers do not.
"""

import argparse
import datetime
import json
import platform
from pathlib import Path

import torch
import transformers

from minitransformer.cli.bench_tables import as_content, swept_content, swept_picture
from minitransformer.plots.canvas import save
from minitransformer.proof.bench import AXES, CONTESTS, bench, bench_sizes

HERE = Path(__file__).parent


def processor():
    """What the processor calls itself, where the system tells."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    return next(
        (x.partition(":")[2].strip() for x in lines if x.startswith("model name")), platform.processor()
    )


def machine():
    """What was measured on, and with which libraries."""
    return {
        "processor": processor(),
        "threads": torch.get_num_threads(),
        "numbers": "float32, random weights",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def put(path, kind, name, content):
    """Add a result to those that are there."""
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    found.setdefault(kind, {})[name] = {**content, "machine": machine()}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("works", nargs="*", default=list(CONTESTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--over")
    parser.add_argument("--out", type=Path, default=HERE / "bench.json")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    for work in args.works:
        if args.sweep:
            for over in [args.over] if args.over else AXES[work]:
                swept = bench_sizes(work, over, None, args.rounds)
                put(args.out, "sweeps", f"{work} over {over}", swept_content(swept))
                for language, end in (("en", ".png"), ("ko", ".ko.png")):
                    save(swept_picture(swept, language), HERE / f"bench_{work}_{over}{end}")
        else:
            put(args.out, "works", work, as_content(bench(work, None, args.rounds)))
        print(work, flush=True)


if __name__ == "__main__":
    main()
