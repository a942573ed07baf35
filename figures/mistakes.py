"""The score of the checks: is every known mistake named, are two named together, is anything named falsely?

    python figures/mistakes.py [--most 100] [EXERCISE ...]

Every mistake alone, up to --most pairs and as many triples of each exercise (drawn with a seed), and all programs
that equal the solution; random exercises, whose results are counted and not compared, have no pairs. Each
exercise's counts go to mistakes.json as soon as they are known.
"""

import argparse
import json
import random
from collections import Counter
from itertools import combinations
from pathlib import Path

import torch

from minitransformer.learn.checking import examine
from minitransformer.learn.course import find, names
from minitransformer.learn.fairness import way_named
from minitransformer.learn.variants import composable, pairs, variant

OUT = Path(__file__).with_suffix(".json")


def drawn(sets, most):
    return random.Random(0).sample(sets, min(most, len(sets)))


def counts(exercise, most):
    alone = {m.name: examine(exercise, variant(exercise, (m,))) for m in exercise.mistakes}
    found = {
        "mistakes": len(alone),
        "named alone": sum({m.name for m in verdict.mistakes} == {name} for name, verdict in alone.items()),
        "equivalents": len(exercise.equivalents),
        "accepted": sum(examine(exercise, f).passed for f in exercise.equivalents.values()),
    }
    if not exercise.shares:
        triples = [t for t in combinations(exercise.mistakes, 3) if composable(exercise, t)]
        for kind, sets in (("pairs", list(pairs(exercise))), ("triples", triples)):
            found[kind] = dict(Counter(way_named(exercise, mistakes) for mistakes in drawn(sets, most)))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("exercises", nargs="*", default=list(names()))
    parser.add_argument("--most", type=int, default=100)
    args = parser.parse_args()
    torch.set_num_threads(1)
    kept = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    for name in args.exercises:
        kept[name] = counts(find(name), args.most)
        print(name, kept[name], flush=True)
        ordered = {x: kept[x] for x in names() if x in kept}
        OUT.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    totals = Counter()
    for found in kept.values():
        totals.update({k: v for k, v in found.items() if isinstance(v, int)})
        for kind in ("pairs", "triples"):
            totals.update({f"{kind} {way}": n for way, n in found.get(kind, {}).items()})
    print(dict(totals))


if __name__ == "__main__":
    main()
