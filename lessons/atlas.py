"""The symptom atlas as a page in each language: ATLAS.md and ATLAS.ko.md, from figures/atlas.json.

    python lessons/atlas.py          write both
    python lessons/atlas.py --check  are they up to date? (exit 1 if not)

The code that is shown is read from figures/atlas_mistakes.py and figures/atlas_wrong.py, what is said of a mistake
from sources/atlas.toml, what is seen from the stored numbers by the rules of atlas_symptoms.py.
"""

import argparse
import ast
import json
import math
import sys
import tomllib
from pathlib import Path

import atlas_words as words
from atlas_symptoms import ALL, EXACT, jerk, reached, symptoms_of

from minitransformer.learn.said import Said

HERE = Path(__file__).parent
FIGURES = HERE.parent / "figures"
LANGUAGES = ("en", "ko")
TEXTS = tomllib.loads((HERE / "sources" / "atlas.toml").read_text(encoding="utf-8"))
STORED = json.loads((FIGURES / "atlas.json").read_text(encoding="utf-8"))


def apart(run):
    """The instruments that find a difference to the right program, in the order in which they are read."""
    found = [
        ("leak", run["leak"] > EXACT),
        ("parity", run["parity"] > EXACT),
        ("loss", abs(run["loss_apart"]) > EXACT),
    ]
    found += [("start", run["start_apart"] > EXACT), ("steps", run["steps_apart"] > EXACT)]
    return [name for name, differs in found if differs] + ["asking"] * ("asked_rightly" in run)


def place_of(run):
    """Where the program is wrong: what only differs when it is asked is not the model's own fault."""
    found = apart(run)
    if "asking" in found:
        return "asking"
    of = {"leak": "model", "parity": "model", "loss": "loss", "start": "weights", "steps": "optimiser"}
    return of[found[0]] if found else "nowhere"


def ln_v():
    """The loss of a guess among all pieces."""
    return math.log(STORED["settings"]["pieces"])


def numbers_of(run):
    """All that the sentences may speak of."""
    right = STORED["runs"]["right"]
    asked = run.get("asked_rightly", run)["exact"]
    return run | {
        "ln_v": ln_v(), "reached": reached(run), "right_reached": reached(right), "right_last": right["last"],
        "right_exact": right["exact"], "highest": max(loss for _, loss in run["train"]), "asked_exact": asked,
        "jerk": jerk(run), "right_jerk": jerk(right),
    }  # fmt: skip


def page(language):
    """The table to look things up, and an entry a mistake."""
    head = TEXTS["head"][language]
    return "\n\n".join([head, table(language), *(entry(name, language) for name in mistakes())]) + "\n"


def mistakes():
    """All that were run, in order, but for the right one."""
    return [name for name in STORED["runs"] if name != "right"]


def table(language):
    """By what one sees."""
    lines, right = [words.LOOK_UP.told(language), "|---|---|---|"], STORED["runs"]["right"]
    for symptom, told in ALL.items():
        shows = [n for n in mistakes() if symptom in symptoms_of(STORED["runs"][n], right, ln_v())]
        for i, name in enumerate(shows):
            title, where = (
                TEXTS[name][language]["title"],
                words.PLACES[place_of(STORED["runs"][name])].told(language),
            )
            lines.append(f"| {told.title.told(language) if i == 0 else ''} | [{title}](#{name}) | {where} |")
    return "\n".join(lines)


def entry(name, language):
    """One mistake: the code, what is seen, the numbers, what it writes, and how to prove it."""
    run, right, text = STORED["runs"][name], STORED["runs"]["right"], TEXTS[name][language]
    numbers = numbers_of(run)
    seen = [ALL[s].sentence.told(language).format_map(numbers) for s in symptoms_of(run, right, ln_v())]
    samples = [words.SAMPLE.told(language).format(word, wrote, true) for word, true, wrote in run["samples"]]
    rows = [row(words.RIGHT.told(language), right), row(words.WRONG.told(language), run)]
    return "\n\n".join(
        [
            f'<a id="{name}"></a>\n\n## {text["title"]}',
            text["what"],
            f"```python\n{code(name)}\n```",
            words.SEE.told(language).format(" ".join([*seen, *other_seeds(name, language)])),
            "\n".join([words.NUMBERS.told(language), "|---|---|---|---|---|---|---|", *rows]),
            words.WRITES.told(language).format(", ".join(samples)),
            words.PROVE.told(language).format(" ".join([*proofs(run, numbers, language), text["prove"]])),
        ]
    )


def other_seeds(name, language):
    """How other seeds came out, the right program's beside them, where it is a matter of degree."""
    if name not in STORED["again"]:
        return []
    mine, right = (
        ", ".join(f"{run['exact']:.0%}" for run in STORED["again"][x].values()) for x in (name, "right")
    )
    return [words.SEEDS.told(language).format(mine, right)]


def row(name, run):
    """The scores of a run."""
    losses = " | ".join(f"{run[x]:.3g}" for x in ("first", "last", "last_heldout"))
    return (
        f"| {name} | {losses} | " + " | ".join(f"{run[x]:.0%}" for x in ("exact", "letters", "ended")) + " |"
    )


def proofs(run, numbers, language):
    """What the instruments say, and the check where there is one."""
    told = [words.PROOFS[x].told(language).format_map(numbers) for x in apart(run) or ["nothing"]]
    told = [sentence[0].upper() + sentence[1:] for sentence in told]
    if check := run["check"]:
        said = " ".join(Said(*each).told(language) for each in check["said"])
        told.append(
            (words.PASSES if check["passed"] else words.CHECKED)
            .told(language)
            .format(check["exercise"], said)
        )
    return told


def code(name):
    """The wrong functions, as they stand in their file; or what is replaced, where nothing had to be written."""
    replaced, functions = TABLE[name]
    return "\n\n\n".join(functions) or replaced


def sources():
    """By mistake: how it stands in the table of all, and the functions of which it is made."""
    wrong = (FIGURES / "atlas_wrong.py").read_text(encoding="utf-8")
    table = (FIGURES / "atlas_mistakes.py").read_text(encoding="utf-8")
    written = {
        f.name: ast.get_source_segment(wrong, f)
        for f in ast.parse(wrong).body
        if isinstance(f, ast.FunctionDef)
    }
    (found,) = (
        node.value
        for node in ast.parse(table).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "MISTAKES"
    )
    listed = {}
    for key, value in zip(found.keys, found.values, strict=True):
        used = [n.attr for n in ast.walk(value) if isinstance(n, ast.Attribute) and n.attr in written]
        listed[key.value] = ast.get_source_segment(table, value), [written[f] for f in used]
    return listed


TABLE = sources()


def file_of(language):
    """The file of the page."""
    return HERE / ("ATLAS.md" if language == "en" else f"ATLAS.{language}.md")


def stale():
    """The pages that are not what they would be now."""
    made = {x: file_of(x) for x in LANGUAGES}
    return [f for x, f in made.items() if not f.exists() or f.read_text(encoding="utf-8") != page(x)]


def main():
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        old = stale()
        print("\n".join(f"{file.name}: out of date" for file in old))
        sys.exit(1 if old else 0)
    for language in LANGUAGES:
        file_of(language).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
