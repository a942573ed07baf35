"""One worker for each family, as many at once as there are cores."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from faults.catalogue import CATALOGUE
from faults.fault import ALL

Found = dict[str, list[dict[str, Any]]]


def run(package: Path, references: Path, witness: str = "") -> Found:
    """What was seen in each family, fault by fault; see `worker`."""

    def seen(family: str) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "faults.worker", str(package), str(references), family, witness]
        folder = Path(__file__).parents[1]
        done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    largest_first = sorted(ALL, key=lambda family: -sum(family in fault.families for fault in CATALOGUE))
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return dict(zip(largest_first, workers.map(seen, largest_first), strict=True))
