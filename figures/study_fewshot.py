"""Is it better to ask a language model with a few examples, or to fine-tune it? And what do three slips do?

    python figures/study_fewshot.py --minutes 15 --workers 2

Film reviews (NSMC), negative or positive. Three GPTs of different sizes read reviews without any label. Then
each is prompted, with 0 to 16 examples drawn under several seeds, in two wordings: with the names of the
labels, and with words that reviewers use. Each is also fine-tuned on 100, 1,000 and 10,000 labelled reviews,
beside two methods without a transformer on the same ones.

For the slips a GPT of its own learns to guess the labels of reviews that stand below each other, worded as in
the template. Nine in ten are of the opinion of the one before, so it learns to copy. A prompt that leaks its
label then looks like understanding, and an honest one, with as many examples of each label, shows that it is not.

Every finished part is stored at once in study_fewshot.json and not done again; the models are in --work. At the
end come the table study_fewshot.csv and the pictures study_fewshot.png and study_fewshot_lengths.png.
"""

import argparse
import csv
import multiprocessing
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import fewshot_models as models
import numpy as np
import torch
from three import Store

from minitransformer.apps.fewshot.experiment import WAYS, prepare
from minitransformer.apps.fewshot.lengths import statistics, token_lengths
from minitransformer.apps.fewshot.sets import asked_of
from minitransformer.apps.fewshot.slips import lost
from minitransformer.apps.fewshot.templates import TEMPLATES, Template
from minitransformer.core.parts import Parts
from minitransformer.plots import fonts
from minitransformer.plots.canvas import CYCLE, GREY, LINES, canvas, describe, picture, save
from minitransformer.plots.lengths import token_lengths as draw_lengths
from minitransformer.plots.wording import readable, wording
from minitransformer.pretrained import load

SHOTS = (0, 1, 2, 4, 8, 16)
SEEDS = 3
POOL = 20_000
WORDINGS = {
    "labels": (TEMPLATES["emotion"], None),
    "reviewers": (Template("{text} {label}"), {"긍정": "최고", "부정": "최악"}),
}
SLIPPED = 2
"""The picture of the slips is of prompts with so many examples: where a leak does most."""
SHARES = {"read": 0.2, "copy": 0.12, "tune": 0.06}
"""Of --minutes: how long each model reads, the copier learns, and each model is fine-tuned at most."""


def run(minutes, work, asked, what, *which):
    """One part of the study, in a process of its own."""
    torch.set_num_threads(1)
    train, _ = models.reviews()
    if what == "read":
        size, rate = models.SIZES[which[0]], models.RATES[which[0]]
        return models.read_reviews(
            SHARES[what] * minutes, work / which[0], size, rate, [e.text for e in train]
        )
    if what == "copy":
        return models.learn_to_copy(SHARES[what] * minutes, work / "copier", models.COPIER, train)
    if what == "tune":
        name, rows = which
        return models.fine_tune(SHARES[what] * minutes, work / name, models.SIZES[name], rows)
    if what == "baselines":
        return models.without_transformer(*which)
    if what == "prompt":
        return prompted(experiment(work / which[0], which[1], asked))
    if what == "slips":
        return slipped(experiment(work / "copier", "labels", asked), *which)
    return texts(work / "small")


def experiment(folder, wording_name, asked):
    """The same questions for every model, and every seed of the examples."""
    template, names = WORDINGS[wording_name]
    _, train, heldout = asked_of("nsmc", "", "", names, 0)
    model, tokenizer = load(folder, parts=Parts.fused())
    lengths = token_lengths(tokenizer, [e.text for e in train[:POOL]])
    return prepare(model, tokenizer, template, train[:POOL], heldout, lengths, shots=0, n=asked)


def prompted(made):
    """Zero to sixteen shots; of each number, several drawings of the examples."""
    found = {}
    for shots in SHOTS:
        result = replace(made, shots=shots, bundles=SEEDS if shots else 1).run()
        found[str(shots)] = told(result) | {"each": result.each}
    return found


def slipped(made, shots):
    """The honest accuracy of the model that copies, and what each slip makes of it."""
    compared = replace(made, shots=shots, bundles=SEEDS).compare_slips()
    return {
        name: told(result) | {"lost": result.lost, "guessing": made.guessing}
        for name, result in compared.items()
    }


def told(result):
    return {way: result.scores[way].to_json() for way in WAYS}


def texts(folder):
    """How long the reviews are, and what `clean_text` takes from them."""
    train, _ = models.reviews()
    lengths = token_lengths(load(folder)[1], [e.text for e in train])
    return {
        "tokens": vars(statistics(lengths)),
        "hangul-only": lost(train),
        "histogram": np.bincount(lengths).tolist(),
    }


def table(runs):
    """Every accuracy of the study as a row."""
    for key, found in runs.items():
        what, *which = key.split("/")
        if what == "prompt":
            for shots, ways in found.items():
                for way in WAYS:
                    yield which[0], f"prompt ({which[1]}, {way})", shots, 0, ways[way]
        elif what == "tune":
            yield which[0], "fine-tuned", "", which[1], found
        elif what == "baselines":
            for name, score in found.items():
                yield name, "trained", "", which[0], score
        elif what == "slips":
            for name, ways in found.items():
                for way in WAYS:
                    yield "copier", f"{name} ({way})", which[0], 0, ways[way]


def write_table(runs, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["model", "method", "shots", "labelled_rows", "accuracy", "low", "high", "n"])
        for model, method, shots, rows, s in table(runs):
            writer.writerow(
                [model, method, shots, rows, *(round(s[x], 4) for x in ("accuracy", "low", "high")), s["n"]]
            )


def line(ax, i, x, scores, label):
    y = [s["accuracy"] for s in scores]
    ax.fill_between(x, [s["low"] for s in scores], [s["high"] for s in scores], color=CYCLE[i], alpha=0.12)
    ax.plot(x, y, LINES[i % 4], marker=".", color=CYCLE[i], label=label)


@picture
def draw(runs, language):
    say = wording(language)
    figure, axes = canvas(10, 7.6, 2, 2)
    sizes = {name: f"{runs[f'read/{name}']['parameters'] / 1e6:.1f}M" for name in models.SIZES}
    titles = {
        "labels": say("Prompted, by the labels' names", "프롬프트: 라벨 이름(긍정, 부정)으로"),
        "reviewers": say("Prompted, in reviewers' words", "프롬프트: 감상평의 말(최고, 최악)로"),
    }
    for ax, wording_name in zip(axes, WORDINGS, strict=False):
        for i, name in enumerate(sizes):
            found = runs[f"prompt/{name}/{wording_name}"]
            line(ax, i, range(len(SHOTS)), [found[str(k)]["calibrated"] for k in SHOTS], sizes[name])
        ax.set_xticks(range(len(SHOTS)), [str(k) for k in SHOTS])
        ax.set_xlabel(say("examples in the prompt", "프롬프트에 든 예시 수"))
        ax.set_title(titles[wording_name])
    tuned, rows = axes[2], list(models.EPOCHS)
    for i, name in enumerate(sizes):
        line(tuned, i, rows, [runs[f"tune/{name}/{n}"] for n in rows], sizes[name])
    for i, name in enumerate(runs[f"baselines/{rows[0]}"], len(sizes)):
        line(tuned, i, rows, [runs[f"baselines/{n}"][name] for n in rows], name)
    tuned.set_xscale("log")
    tuned.set_xlabel(say("labelled reviews to learn from", "학습에 쓴 라벨 수"))
    tuned.set_title(say("Fine-tuned", "미세 조정"))
    for ax in axes[:3]:
        ax.legend()
    bars, found = axes[3], runs[f"slips/{SLIPPED}"]
    names = {
        "honest": say("honest", "정직하게"),
        "newline": say("newline", "줄바꿈"),
        "leak": say("leak", "정답 유출"),
        "hangul-only": say("Hangul only", "한글만"),
    }
    scores = [found[name]["likelihood"] for name in names]
    around = [[s["accuracy"] - s["low"] for s in scores], [s["high"] - s["accuracy"] for s in scores]]
    bars.bar(list(names.values()), [s["accuracy"] for s in scores], yerr=around, capsize=5, color=CYCLE[:4])
    bars.set_title(
        say(f"Slips: a copying model, {SLIPPED} examples", f"실수: 주로 베끼는 모델, 예시 {SLIPPED}개")
    )
    for ax in axes:
        ax.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
        ax.set_ylim(0.0 if ax is bars else 0.3, 1.0)
        ax.grid(True, axis="y")
        ax.set_ylabel(readable(say("accuracy, with 95 % interval", "정확도, 95% 구간")))
    return describe(
        figure, "Accuracy of prompting against fine-tuning, and of three slips beside the honest."
    )


def finish(store, part, keys, workers):
    """Every part that is not there yet, in the order given, in so many processes."""
    todo = [key for key in keys if "/".join(map(str, key)) not in store.runs]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for key, found in pool.imap_unordered(partial(keyed, part), todo):
            store.runs["/".join(map(str, key))] = found
            store.write()
            print(f"{len(store.runs)}: {' '.join(map(str, key))}", flush=True)


def keyed(part, key):
    return key, part(*key)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=15.0, help="about so long in all, on two cores")
    parser.add_argument("--workers", type=int, default=1, help="parts at a time")
    parser.add_argument("--questions", type=int, default=300, help="of every prompted model")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "study_fewshot_models")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    args = parser.parse_args()
    store = Store(
        args.out, {"minutes": args.minutes, "shots": list(SHOTS), "seeds": SEEDS, "questions": args.questions}
    )
    reading = [("read", name) for name in reversed(models.SIZES)] + [("copy",)]
    asking = [
        *(("prompt", name, worded) for name in reversed(models.SIZES) for worded in WORDINGS),
        *(("tune", name, rows) for rows in reversed(models.EPOCHS) for name in reversed(models.SIZES)),
        *(("baselines", rows) for rows in models.EPOCHS),
        *(("slips", shots) for shots in (2, 4, 8)),
        ("texts",),
    ]
    unfinished = any("/".join(map(str, key)) not in store.runs for key in asking)
    for key in reading if unfinished else ():  # a model that is no longer there is trained again
        if not (args.work / {"copy": "copier"}.get(key[0], key[-1]) / "config.json").exists():
            store.runs.pop("/".join(key), None)
    part = partial(run, args.minutes, args.work, args.questions)
    for keys in (reading, asking):
        finish(store, part, keys, args.workers)
    runs = store.content["runs"]
    write_table(runs, args.out.with_suffix(".csv"))
    lengths = np.repeat(np.arange(len(runs["texts"]["histogram"])), runs["texts"]["histogram"])
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        ending = ".png" if language == "en" else ".ko.png"
        save(draw(runs, language), args.out.with_suffix(ending))
        pictured = draw_lengths(lengths, 25, language=language)
        save(pictured, args.out.with_name(f"{args.out.stem}_lengths{ending}"))


if __name__ == "__main__":
    main()
