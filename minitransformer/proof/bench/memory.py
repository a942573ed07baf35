"""How much memory a piece of work takes: what it keeps from one turn to the next, and what passes meanwhile."""

import json
import tempfile
from pathlib import Path

from torch.profiler import ProfilerActivity, profile, record_function

from .turns import Work

AGAIN = "again"


def peak(work: Work) -> int:
    """The most bytes of tensors at one moment of its second turn. The first turn makes what is kept (a cache, the
    moments of an optimiser), and what is made in it counts as long as it is there; the weights do not count."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        work()
        with record_function(AGAIN):
            work()
    with tempfile.TemporaryDirectory() as folder:
        seen.export_chrome_trace(str(Path(folder) / "trace.json"))
        events = json.loads((Path(folder) / "trace.json").read_text(encoding="utf-8"))["traceEvents"]
    begun = next(e["ts"] for e in events if e["name"] == AGAIN)
    totals = sorted((e["ts"], e["args"]["Bytes"]) for e in events if e["name"] == "[memory]")
    there, most = 0, 0
    for moment, more in totals:
        there += more
        most = max(most, there) if moment >= begun else there
    return most
