"""Plants every fault of one family, one after the other, in a copy of the package, and looks for it.

    cd tests; python -m faults.worker PACKAGE REFERENCES FAMILY [WITNESS]

prints one JSON object a line: first what each witness says of the untouched package, then each fault.
With WITNESS, that one looks for all of them, and not the one that is expected to see each.
"""

import compileall
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from py_compile import PycInvalidationMode

import torch

from faults.catalogue import CATALOGUE, SAME_AFTER_ALL
from faults.fault import Fault
from faults.references import chosen
from faults.witnesses import WITNESSES


def look(witness: str, folder: Path) -> dict[str, object]:
    """What a witness sees in whatever copy of the package stands in the path: the first disagreement, and
    the largest in units of what is allowed there."""
    for name in [n for n in sys.modules if n.partition(".")[0] == "minitransformer"]:
        del sys.modules[name]
    first, worst, effect, raised = "", 0.0, 0.0, ""
    try:
        for name, error, limit in WITNESSES[witness](folder):
            effect = max(effect, error / limit)
            if not first:
                first, worst = ("" if error <= limit else name), max(worst, error)
        assert Path(sys.modules["minitransformer"].__file__).is_relative_to(sys.path[0]), "not the copy"
    except Exception as e:
        raised = f"{type(e).__name__}: {e}"
    if raised and not first:
        return {"seen": True, "raised": True, "first": raised}
    return {"seen": bool(first), "raised": False, "first": first, "error": worst, "effect": effect}


def main(package: Path, references: Path, family: str, witness: str = "") -> None:
    torch.set_num_threads(1)
    sys.dont_write_bytecode = True  # the sound source is compiled once, a faulty one for itself alone
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "embedded"))
        compileall.compile_dir(copy, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        sys.path.insert(0, place)

        def report(name: str, witness: str, variant: str) -> None:
            reference = chosen(family, variant)
            found = {"name": name, "witness": witness, "reference": reference}
            sys.stdout.write(json.dumps(found | look(witness, references / reference)) + "\n")

        mine = [fault for fault in (*CATALOGUE, *SAME_AFTER_ALL) if family in fault.families]
        mine = [replace(fault, witness=witness or fault.witness) for fault in mine]
        for by, variant in sorted({(f.witness, f.variant) for f in mine}):
            report("", by, variant)
        for fault in mine:
            with planted(fault, copy):
                report(fault.name, fault.witness, fault.variant)


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
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
