"""The symptom atlas: each of many mistakes is trained on one small task, beside the right way:

    python figures/atlas.py                       all of them, about three minutes of one core
    python figures/atlas.py --only no_residual    this one again

A tiny GPT learns to write letters backwards (atlas_task.py); atlas_mistakes.py has the mistakes. Seed, words and
steps are the same for all. Each finished run is stored at once in atlas.json, and is not done again; then the
curves go to atlas.png and the attention to atlas_maps.png. The pages are made by lessons/atlas.py.
"""

import argparse
import json
import time
import tomllib
from functools import partial
from pathlib import Path

import atlas_instruments
import torch
from atlas_measures import look_at, thinned
from atlas_mistakes import MISTAKES, RIGHT, Mistake
from atlas_task import BATCH, LETTERS, LONGEST, PIECES, SHORTEST, words

from minitransformer.learn.checking import examine
from minitransformer.learn.course import find
from minitransformer.plots import fonts
from minitransformer.plots.atlas import Curve, attention_maps, right_against_wrong
from minitransformer.plots.canvas import save
from minitransformer.plots.wording import wording

OUT = Path(__file__).with_suffix(".json")
TEXTS = Path(__file__).parent.parent / "lessons" / "sources" / "atlas.toml"
ORDER = {"right": Mistake(RIGHT), **MISTAKES}
MAPPED = (
    "no_causal_mask", "mask_one_too_far", "mask_too_strict", "pad_mask_inverted", "softmax_over_queries",
    "view_split", "norm_over_places", "no_positions", "post_norm_no_warmup",
)  # fmt: skip
dumps = partial(json.dumps, ensure_ascii=False)
STEPS, LOOKS, ASKED, SEED = 400, 16, 200, 0
AGAIN = {
    "right": (1, 2), "no_residual": (1,), "no_positions": (1,), "std_one": (1,), "lr_ten_times": (1,),
    "gradients_kept": (1,),
}  # fmt: skip
"""Where the outcome is a matter of degree: other seeds, to see how much chance there is in it."""

SETTINGS = {
    "task": "letters backwards", "letters": len(LETTERS), "lengths": [SHORTEST, LONGEST], "pieces": len(PIECES),
    "steps": STEPS, "batch": BATCH, "asked": ASKED, "seed": SEED,
}  # fmt: skip


def run(mistake, steps=STEPS, asked=ASKED, seed=SEED):
    """Teach one model, and note all that a learner could see of it."""
    began, recipe = time.process_time(), mistake.recipe
    generator = torch.Generator().manual_seed(seed)
    unseen = words(asked, generator)
    taught = words(max(steps, atlas_instruments.STEPS) * BATCH, generator, never=set(unseen))
    looks = []
    with recipe.in_place(), torch.random.fork_rng():
        torch.manual_seed(seed)
        model = recipe.build(seed)

        @torch.no_grad()
        def look(step):
            if step % (steps // LOOKS or 1) == 0 or step == steps:
                recipe.settle(model)
                looks.append((step, recipe.loss_of(model, unseen).item()))

        losses = recipe.teach(model, steps, taught, look)
        found = {"train": thinned(losses), "heldout": thinned(looks), "first": losses[0]}
        found |= {"last": sum(losses[-20:]) / len(losses[-20:]), "last_heldout": looks[-1][1]}
        found |= look_at(model, recipe, unseen)
    found |= atlas_instruments.instruments(recipe, taught)
    return {**found, "check": checked(mistake), "seconds": time.process_time() - began}


def checked(mistake):
    """What the check of the exercise says to this function, in both languages; None where no exercise asks for it."""
    if not mistake.exercise:
        return None
    verdict = examine(find(mistake.exercise), mistake.function)
    said = [found.did for found in verdict.mistakes] or ([verdict.said] if verdict.said else [])
    return {"exercise": mistake.exercise, "passed": verdict.passed, "said": said}


def kept():
    """What is done already, of the same settings."""
    fresh = {"settings": SETTINGS, "again": {}, "runs": {}}
    content = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else fresh
    if content["settings"] != SETTINGS:
        raise SystemExit(f"{OUT} is of other settings: {content['settings']}. Move it away")
    return content


def write(content):
    """All, a line a run."""
    runs = [f"  {dumps(name)}: {dumps(found)}" for name, found in content["runs"].items()]
    head = f' "settings": {dumps(content["settings"])},\n "again": {dumps(content["again"])},\n'
    text = f'{{\n{head} "runs": {{\n' + ",\n".join(runs) + "\n }\n}\n"
    aside = OUT.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(OUT)


def main():
    """Do what is not done, and draw."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=ORDER)
    only = parser.parse_args().only
    torch.set_num_threads(1)
    content = kept()
    for name, mistake in ORDER.items():
        if name == only or (only is None and name not in content["runs"]):
            content["runs"][name] = tell(name, run(mistake))
            content["runs"] = {each: content["runs"][each] for each in ORDER if each in content["runs"]}
            write(content)
    for name, seeds in AGAIN.items():
        again = content["again"].setdefault(name, {})
        for seed in seeds:
            if str(seed) not in again and only in (None, name):
                found = tell(f"{name}, seed {seed}", run(ORDER[name], seed=seed))
                again[str(seed)] = {what: found[what] for what in ("last", "last_heldout", "exact")}
                write(content)
    if len(content["runs"]) == len(ORDER):
        draw(content["runs"])


def tell(name, found):
    """A line for those who wait; four digits are enough for all."""
    print(f"{name:24} {found['last']:8.4g} {found['last_heldout']:8.4g} {found['exact']:5.2f}", flush=True)
    return rounded(found)


def draw(runs):
    """The curves of all, and the attention of those whose attention is another."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    right = runs["right"]
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        say = wording(language)
        titles = {name: texts[name][language]["short"] for name in MISTAKES}
        curves = {titles[name]: Curve(*zip(*runs[name]["train"], strict=True)) for name in MISTAKES}
        notes = [say(f"writes {e:.0%}", f"쓰기 {e:.0%}") for e in (runs[name]["exact"] for name in MISTAKES)]
        curve = Curve(*zip(*right["train"], strict=True))
        pictures = {"atlas": right_against_wrong(curve, curves, notes, language)}
        maps = {say("right", "바른 것"): right["map"]} | {titles[name]: runs[name]["map"] for name in MAPPED}
        pictures["atlas_maps"] = attention_maps(maps, right["map_pieces"], language)
        for name, figure in pictures.items():
            save(figure, OUT.with_name(f"{name}.png" if language == "en" else f"{name}.{language}.png"))


def rounded(value):
    """Four digits are enough."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
