"""A training run is killed, its disk fills up, its checkpoints are damaged: is anything lost?

    python tests/kill_runs.py [--points 200] [--damages 1000] [--out kill_runs.json]

Every killed run is a process of its own that gets SIGKILL, at moments spread evenly over the run or right before
a file is opened, flushed, renamed or removed, a batch of a step is learnt from, or held-out data are looked at; it
is taken up again, some are killed twice, and must end with the very bits of a run that nobody disturbed, and with
every step in its table once. The full disk is a real one (a small tmpfs, where the system lets us mount it). Linux;
a few points of each run in CI.
"""

import argparse
import hashlib
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from minitransformer.core.config import GPTConfig
from minitransformer.errors import Problem
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.training.checkpoint import newest
from minitransformer.training.fit import fit
from minitransformer.training.losses import causal_lm_loss
from minitransformer.training.plan import Plan, Task

PLAN = Plan(
    lr=5e-3, epochs=3, seed=7, checkpoint_minutes=0.0, average=0.9, accumulate=2
)  # a checkpoint after every step
DATA = (torch.arange(20)[:, None] * 3 + torch.arange(9) * 2) % 13
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")
WATCHERS: list[Callable[[str, object], None]] = []
"""Who is to know of every loss that is computed."""

RAN_OUT, KILLED, NOTHING_YET = 17, -signal.SIGKILL, 18


def make() -> GPT:
    drops = dict.fromkeys(("dropout", "attention_dropout", "embedding_dropout"), 0.2)
    model = GPT(GPTConfig(d_model=12, n_heads=3, d_ff=20, vocab_size=13, n_layers=2, max_len=9, **drops))
    initialise(model, torch.Generator().manual_seed(1), std=0.2)
    return model


def train(out: Path, resume: bool) -> str:
    """A whole run, and the checksum of what it has learnt and seen."""

    def loss(model: GPT, ids: torch.Tensor) -> torch.Tensor:
        for watcher in WATCHERS:
            watcher("compute", out)
        return causal_lm_loss(model(ids), ids)

    task = Task(
        batches=lambda _epoch, g: list(DATA[torch.randperm(20, generator=g)].split([5, 4, 6, 3, 2])),
        loss=loss,
        tokens=lambda ids: ids.numel(),
        evaluate=lambda model: {"heldout_loss": loss(model, DATA[:4]).item()},
        weights=lambda ids: (ids.numel() - len(ids),),
    )
    model = make()
    history = fit(model, task, PLAN, out=out, resume=resume)
    bits = b"".join(p.detach().numpy().tobytes() for p in model.parameters())
    return hashlib.sha256(bits + repr((history.train_loss, history.heldout)).encode()).hexdigest()


def in_a_process(out: Path, resume: bool, prepare: Callable[[], None] = lambda: None) -> int:
    """Fork, and train there; the checksum is left in `out`. The number of the process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        logging.disable(logging.CRITICAL)
        prepare()
        (out / "done").write_text(train(out, resume))
        code = 0
    except Problem as problem:
        (out / "told").write_text(problem.en)
        code = NOTHING_YET if "no checkpoint" in problem.en else RAN_OUT
    finally:
        os._exit(code)


def wait(child: int) -> int:
    """How the process ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def unreadable(out: Path) -> int:
    """How many checkpoints in sight cannot be read."""
    folders = sorted((out / "checkpoints").glob("step-*"))
    return sum(not readable(folder) for folder in folders)


def readable(folder: Path) -> bool:
    with tempfile.TemporaryDirectory() as alone:
        shutil.copytree(folder, Path(alone) / "checkpoints" / folder.name)
        try:
            newest(Path(alone))
        except Problem:
            return False
    return True


def finish(out: Path) -> str:
    """Take the run up until it is over."""
    for resume in (True, False):
        if wait(in_a_process(out, resume)) == 0:
            return (out / "done").read_text()
    raise AssertionError((out / "told").read_text())


def at_a_moment(seconds: float) -> Callable[[Path, bool], int]:
    """Kill so long after the start; should the run be over by then, earlier the next time."""
    left = [seconds]

    def go(out: Path, resume: bool) -> int:
        child = in_a_process(out, resume)
        time.sleep(left[0])
        left[0] *= 0.7
        os.kill(child, signal.SIGKILL)
        return wait(child)

    return go


def at_an_event(number: int) -> Callable[[Path, bool], int]:
    """Kill right before the given loss or touch of a file (and so right after the one before)."""

    def go(out: Path, resume: bool) -> int:
        return wait(in_a_process(out, resume, lambda: watch(out, number)))

    return go


def watch(out: Path, number: int, log: list[str] | None = None) -> None:
    """From now on, count losses and touches of files under `out`; at the given one, die (or note all in `log`)."""
    place, seen = str(out), [0]

    def touched(event: str, path: object) -> None:
        if log is None and seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[0] += 1
        if log is not None:
            log.append(f"{event} {path}")

    def audit(event: str, about: tuple[object, ...]) -> None:
        if event in EVENTS and place in str(about[0]) + str(about[1:2]):
            touched(event, about[0])

    flush = os.fsync

    def fsync(file: int) -> None:
        touched("fsync", file)
        flush(file)

    WATCHERS.append(touched)
    os.fsync = fsync  # nothing audits it
    sys.addaudithook(audit)


def kill_runs(points: int, folder: Path, say: Callable[[str], None]) -> dict[str, int]:
    """Kill at `points` moments, half by the clock, half by what is done; count what goes wrong."""
    whole = folder / "whole"
    whole.mkdir()
    right = train(whole, False)  # here, so that what is imported late is at hand for every process
    began = time.monotonic()
    assert wait(in_a_process(whole, False)) == 0
    seconds = time.monotonic() - began
    assert (whole / "done").read_text() == right
    steps = steps_of(whole)
    noted = folder / "noted"
    noted.mkdir()
    events = count_events(noted)
    chance = random.Random(0)
    by_clock = [at_a_moment(seconds * (i + 0.5) / (points // 2)) for i in range(points // 2)]
    by_event = [at_an_event(i * events // (points - points // 2)) for i in range(points - points // 2)]
    found = {
        "killed": 0,
        "killed twice": 0,
        "unreadable": 0,
        "other bits": 0,
        "other tables": 0,
        "events of a run": events,
    }
    for i, kill in enumerate([*by_clock, *by_event]):
        out = folder / f"run-{i}"
        out.mkdir()
        while kill(out, False) != KILLED:  # the machine was faster this time, and the run was over
            shutil.rmtree(out)
            out.mkdir()
        found["killed"] += 1
        found["unreadable"] += unreadable(out)
        if chance.random() < 0.5:
            found["killed twice"] += at_an_event(chance.randrange(events // 2))(out, True) == KILLED
            found["unreadable"] += unreadable(out)
        found["other bits"] += finish(out) != right
        found["other tables"] += steps_of(out) != steps
        shutil.rmtree(out)
        if i % 20 == 19:
            say(f"killed {i + 1} of {points}: {found}")
    return found


def steps_of(out: Path) -> list[str]:
    """Step and loss of every row of the table."""
    rows = (out / "metrics.csv").read_text(encoding="utf-8").splitlines()
    return [",".join(row.split(",")[i] for i in (0, 3)) for row in rows]


def count_events(out: Path) -> int:
    """How often a whole run touches a file."""
    log: list[str] = []
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        watch(out, -1, log)
        train(out, False)
        os.write(writer, str(len(log)).encode())
        os._exit(0)
    wait(child)
    return int(os.read(reader, 20))


def fill_disks(folder: Path, most: int, say: Callable[[str], None]) -> dict[str, int]:
    """Give a run a disk with a little more room every time, until it fits, and look at what is left."""
    found = {"disks": 0, "ran out": 0, "unreadable": 0, "not told": 0, "checkpoint lost": 0}
    for room in range(4096, 4096 * (most + 1), 4096):
        disk = folder / "disk"
        disk.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", disk], check=True)
        try:
            code = wait(in_a_process(disk, False, limit_notes(disk)))
            found["disks"] += 1
            found["ran out"] += code == RAN_OUT
            found["unreadable"] += unreadable(disk)
            if code == RAN_OUT:
                told = (folder / "told").read_text()
                found["not told"] += not ("No space left" in told and "needed" in told and str(disk) in told)
                steps = sorted((disk / "checkpoints").glob("step-*"))
                found["checkpoint lost"] += not steps and "step-00000001" not in told
        finally:
            subprocess.run(["umount", disk], check=True)
        if code == 0:
            break
    say(f"disks: {found}")
    return found


def limit_notes(disk: Path) -> Callable[[], None]:
    """The notes of the harness itself go beside the full disk, not onto it."""

    def prepare() -> None:
        write = Path.write_text

        def beside(path: Path, text: str, *more: object, **named: object) -> int:
            path = disk.parent / path.name if path.parent == disk else path
            return write(path, text, *more, **named)  # type: ignore[arg-type]

        Path.write_text = beside  # type: ignore[method-assign, assignment]

    return prepare


def damage(folder: Path, times: int, say: Callable[[str], None]) -> dict[str, int]:
    """Cut a file of the newest checkpoint short, or flip one of its bits: the one before must be taken."""
    out = folder / "damaged"
    out.mkdir()
    assert wait(in_a_process(out, False)) == 0
    last, before = (f.name for f in sorted((out / "checkpoints").iterdir(), reverse=True))
    files = [f for f in sorted((out / "checkpoints" / last).iterdir()) if f.stat().st_size]
    chance, told = random.Random(1), Told()
    logging.getLogger("minitransformer.training.checkpoint").addHandler(told)
    found = {"cut short": 0, "bits flipped": 0, "not refused": 0, "not told": 0}
    weights = newest(out)[1].history["train_loss"]
    for i in range(2 * times):
        file = chance.choice(files)
        content = file.read_bytes()
        place = chance.randrange(len(content))
        if i % 2:
            changed = bytearray(content)
            changed[place] ^= 1 << chance.randrange(8)
            found["bits flipped"] += 1
        else:
            changed = bytearray(content[:place])
            found["cut short"] += 1
        kept = file.stat()
        file.write_bytes(changed)
        told.lines.clear()
        found["not refused"] += newest(out)[1].history["train_loss"] == weights
        found["not told"] += not any(last in line and "passed over" in line for line in told.lines)
        file.write_bytes(content)
        os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        if i % 500 == 499:
            say(f"damaged {i + 1} of {2 * times}: {found}")
    assert before != last
    return found


class Told(logging.Handler):
    """What was said while something was read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--damages", type=int, default=1000)
    parser.add_argument("--disks", type=int, default=100, help="at most so many, where we may mount them")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    memory = Path("/dev/shm")  # SIGKILL takes nothing from the system, whatever the folder lies on
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)
        found = {
            "kill": kill_runs(args.points, folder, print),
            "damage": damage(folder, args.damages, print),
        }
        if args.disks and os.geteuid() == 0:
            found["disk"] = fill_disks(folder, args.disks, print)
    text = json.dumps(found, indent=1)
    sys.stdout.write(text + "\n")
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
