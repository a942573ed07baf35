"""How far every planted fault can be seen, and what a usual comparison would have seen of it.

    python figures/faults.py

Two comparisons are set against each other. Ours: a perturbed reference, float64, every activation, the loss,
every gradient, dropout, the cache; a fault's effect is the largest disagreement, in units of what is allowed.
The usual: a reference as `transformers` initialises it, at the width of the published models, float32, the
scores alone, at absolute tolerances of 1e-2, 1e-3 and 1e-5. Between the two, to see what perturbing brings by
itself: the scores alone, in float32, of our perturbed reference.

Writes faults.json, and prints the tables as Markdown.
"""

import json
import math
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
import transformers

import minitransformer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from faults.catalogue import CATALOGUE  # noqa: E402
from faults.fault import ALL, Fault  # noqa: E402
from faults.references import REFERENCES, write, write_fresh  # noqa: E402
from faults.run import Found, run  # noqa: E402
from faults.witnesses import USUAL  # noqa: E402

NAMES = {
    "gpt2": "GPT-2",
    "bert": "BERT",
    "distilbert": "DistilBERT",
    "marian": "Marian",
    "bart": "BART",
    "gpt_neox": "GPT-NeoX",
    "llama": "Llama",
}


def look(package: Path, writer: Callable[..., Path], witness: str = "") -> Found:
    """Plant everything, and look for it in references that are made by `writer`."""
    with tempfile.TemporaryDirectory() as folder:
        for name in REFERENCES:
            writer(name, Path(folder) / name)
        return run(package, Path(folder), witness)


def gather(ours: Found, usual: Found, perturbed: Found) -> list[dict[str, Any]]:
    """One entry for each fault, with a number for each family it is planted in: null where something raised,
    or was no number."""

    def numbers(found: Found, fault: Fault, key: str) -> dict[str, float | None]:
        rows = {f: next(row for row in found[f] if row["name"] == fault.name) for f in fault.families}
        return {family: finite(row.get(key)) for family, row in rows.items()}

    return [
        {
            "fault": fault.name,
            "file": fault.file,
            "blind": not fault.seen_parity,
            "witness": fault.witness,
            "seen": all(row["seen"] for f in fault.families for row in ours[f] if row["name"] == fault.name),
            "effect": numbers(ours, fault, "effect"),
            "usual": numbers(usual, fault, "error"),
            "usual_perturbed": numbers(perturbed, fault, "error"),
        }
        for fault in CATALOGUE
    ]


def finite(x: float | None) -> float | None:
    """Three digits are enough; null is what JSON has for the rest."""
    return float(f"{x:.3g}") if x is not None and math.isfinite(x) else None


def summary(entries: list[dict[str, Any]], families: Iterable[str]) -> dict[str, Any]:
    """The counts of a table's row: of every fault in every one of these families."""
    pairs = [(entry, family) for entry in entries for family in families if family in entry["effect"]]
    visible = [(e["effect"][f], e["fault"]) for e, f in pairs if e["effect"][f] is not None]

    def caught(key: str) -> dict[str, int]:
        found = [e[key][f] for e, f in pairs]
        return {f"{limit:g}": sum(x is None or x > limit for x in found) for limit in USUAL}

    return {
        "pairs": len(pairs),
        "faults": len({entry["fault"] for entry, _ in pairs}),
        "blind": sum(entry["blind"] for entry, _ in pairs),
        "seen": sum(entry["seen"] for entry, _ in pairs),
        "smallest_effect": min(visible)[0],
        "smallest": min(visible)[1],
        "usual": caught("usual"),
        "usual_perturbed": caught("usual_perturbed"),
    }


def markdown(rows: Mapping[str, dict[str, Any]], entries: list[dict[str, Any]]) -> str:
    """The tables of the README."""
    lines = [
        "| family | planted | seen | smallest effect | scores, 1e-2 | 1e-3 | 1e-5 | perturbed, 1e-3 |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in rows.items():
        counts = " | ".join(str(n) for n in (*row["usual"].values(), row["usual_perturbed"]["0.001"]))
        lines.append(
            f"| {name} | {row['pairs']} | {row['seen']} | {row['smallest_effect']:,.0f} × | {counts} |"
        )
    lines += [
        "",
        "| the faintest | family | effect | scores of fresh weights differ by |",
        "|---|---|---:|---:|",
    ]
    faintest: dict[str, tuple[float, str, float | None]] = {}
    for e in entries:
        seen = [(x, family, e["usual"][family]) for family, x in e["effect"].items() if x is not None]
        if seen:
            faintest[e["fault"]] = min([*seen, faintest.get(e["fault"], seen[0])])
    for fault, (effect, family, usual) in sorted(faintest.items(), key=lambda item: item[1][0])[:12]:
        difference = "raises" if usual is None else f"{usual:.0e}"
        lines.append(f"| {fault} | {NAMES[family]} | {effect:,.0f} × | {difference} |")
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:  # a copy, because the package may change in these minutes
        package = Path(folder) / "minitransformer"
        shutil.copytree(Path(minitransformer.__file__).parent, package)
        ours, perturbed = look(package, write), look(package, write, "usual")
        usual = look(package, write_fresh, "usual")
    entries = gather(ours, usual, perturbed)
    rows = {NAMES[family]: summary(entries, (family,)) for family in ALL}
    rows["together"] = summary(entries, ALL)
    text = json.dumps(
        {
            "made_with": {"torch": torch.__version__, "transformers": transformers.__version__},
            "without_a_fault": {
                "largest_effect": finite(largest(ours, "effect")),
                "largest_usual_difference": finite(largest(usual, "error")),
            },
            "summary": rows,
        },
        indent=2,
    )
    body = ",\n".join(f"    {json.dumps(entry)}" for entry in entries)
    text = f'{text[:-2]},\n  "faults": [\n{body}\n  ]\n}}\n'
    json.loads(text)
    (HERE / "faults.json").write_text(text, encoding="utf-8")
    sys.stdout.write(markdown(rows, entries) + "\n")


def largest(found: Found, key: str) -> float:
    """The largest number that was found where there is no fault."""
    return max(row[key] for rows in found.values() for row in rows if not row["name"])


if __name__ == "__main__":
    main()
