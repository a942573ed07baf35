"""Plants every fault of one family, one after the other, in a copy of the package, and looks for it.

    cd tests; python -m faults.worker PACKAGE REFERENCES FAMILY

prints one JSON object a line: first what each witness says of the untouched package, then each fault.
"""

import importlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from faults.catalogue import CATALOGUE, IDENTITIES
from faults.fault import Fault
from faults.witnesses import WITNESSES


def look(witness: str, folder: Path) -> dict[str, object]:
    """The first disagreement that a witness sees, in whatever copy of the package stands in the path."""
    for name in [n for n in sys.modules if n.partition(".")[0] == "minitransformer"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    try:
        rows = list(WITNESSES[witness](folder))
        assert Path(sys.modules["minitransformer"].__file__).is_relative_to(sys.path[0]), "not the copy"
    except Exception as e:
        return {"seen": True, "raised": True, "first": f"{type(e).__name__}: {e}"}
    for name, error, limit in rows:
        if not error <= limit:
            return {"seen": True, "raised": False, "first": name, "error": error}
    return {"seen": False, "raised": False, "first": ""}


def main(package: Path, references: Path, family: str) -> None:
    torch.set_num_threads(1)
    sys.dont_write_bytecode = True  # two faults of one length within a second would share their bytecode
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "embedded"))
        sys.path.insert(0, place)

        def report(name: str, witness: str, reference: str) -> None:
            found = {"name": name, "witness": witness, **look(witness, references / (reference or family))}
            sys.stdout.write(json.dumps(found) + "\n")

        mine = [fault for fault in (*CATALOGUE, *IDENTITIES) if family in fault.families]
        for witness, reference in sorted({(f.witness, f.reference) for f in mine}):
            report("", witness, reference)
        for fault in mine:
            with planted(fault, copy):
                report(fault.name, fault.witness, fault.reference)


@contextmanager
def planted(fault: Fault, package: Path) -> Iterator[None]:
    """The fault, for as long as the block lasts."""
    path, faulty = package / fault.file, fault.planted(package)
    sound = path.read_text(encoding="utf-8")
    path.write_text(faulty, encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(sound, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
