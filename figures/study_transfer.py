"""What does each stage of transfer learning bring, with 100, 1,000 and 10,000 labels?

    python figures/study_transfer.py                       with MINITRANSFORMER_DATA set; ten minutes on two cores
    python figures/study_transfer.py --minutes 0.3 --labels 100 --seeds 0 --test 2000        to try it

The three stages are those of Howard and Ruder (2018): a language model of general texts, the same model on texts
of the domain, and a classifier whose body is that model and whose head is new; the last with or without gradual
unfreezing and layer-wise rates. Here the model is a small GPT that learns the next word. General: comments (KOTE),
questions and answers (ChatbotData), everyday sentences (Tatoeba). Domain: film reviews without labels (NSMC).

All rows have one tokenizer and one size, and no text on which a score is reported is in what any of them was
pre-trained on. Nothing is chosen by the scores: every run keeps its last weights. Each finished part is stored at
once, the two language models in --models, and is not computed again.
"""

import argparse
import json
import math
import random
from functools import partial
from pathlib import Path

import numpy as np
import torch
from platformdirs import user_cache_dir
from three import Store

from minitransformer.apps.kept import read_card
from minitransformer.apps.run import checksum
from minitransformer.apps.scores import baselines
from minitransformer.apps.size import Size
from minitransformer.apps.teach_language import causal_task, new_causal
from minitransformer.core.parts import Parts
from minitransformer.data import catalogue
from minitransformer.data.batching import class_batches
from minitransformer.data.corpus import read_corpus, split_documents, without
from minitransformer.data.records import Example
from minitransformer.data.rows import clean
from minitransformer.data.tables import read_nsmc
from minitransformer.functional import cross_entropy
from minitransformer.models.init import initialise
from minitransformer.plots import fonts
from minitransformer.plots.canvas import CYCLE, LINES, canvas, describe, picture
from minitransformer.plots.canvas import save as save_picture
from minitransformer.plots.wording import wording
from minitransformer.pretrained import load, save
from minitransformer.text.train import train_bpe
from minitransformer.training.fit import fit
from minitransformer.training.layerwise import discriminative, unfreezing
from minitransformer.training.plan import Plan, Task

SIZE = Size(d_model=128, n_layers=2, n_heads=4, vocab_size=6000, max_len=64, dropout=0.1)
GENERAL = ("kote", "chatbot_ko", "tatoeba_ko")
DOMAIN = ("nsmc_unlabelled",)
ROWS = {
    "nothing": (None, False),
    "general": ("general", False),
    "general, paced": ("general", True),
    "domain": ("domain", False),
    "domain, paced": ("domain", True),
}
"""From which stage a classifier starts, and whether its layers wake and learn each at its own pace."""
BAYES = "naive Bayes"
NAMES = {
    "nothing": ("no pre-training", "사전학습 없음"),
    "general": ("general texts", "일반 글"),
    "general, paced": ("general texts, layers paced", "일반 글, 층별 속도"),
    "domain": ("+ the domain's texts", "+ 영화평"),
    "domain, paced": ("+ the domain's texts, layers paced", "+ 영화평, 층별 속도"),
    BAYES: (BAYES, "나이브 베이즈"),
}
LABELS = ("부정", "긍정")
EPOCHS = {100: 20, 1000: 10, 10_000: 3}
LR, DECAY, AWAKE, READING_LR, BATCH = 1e-3, 1.6, 0.4, 2e-3, 32


def pretrain(models, minutes, test):
    """The two language models: the second goes on from the first. What has been learnt is not learnt again."""
    cards = {stage: read_card(models / stage) for stage in ("general", "domain")}
    if all(card.get("scored") == checksum(test) for card in cards.values()):
        return cards
    texts, scored = {}, [e.text for e in test]
    for stage, names in (("general", GENERAL), ("domain", DOMAIN)):
        read = read_corpus(*names)
        texts[stage] = without(read, scored)
        hashes = {checksum(clean(text)) for text in scored}
        assert hashes.isdisjoint(checksum(clean(t)) for d in texts[stage] for t in d)
        cards[stage] = {"documents": len(texts[stage]), "taken_out": len(read) - len(texts[stage])}
    for stage, share in (("general", 0.25), ("domain", 0.75)):
        train, held = split_documents(texts[stage], 500 / len(texts[stage]), 0)
        if stage == "general":
            tokenizer = train_bpe((t for part in texts.values() for d in part for t in d), SIZE.vocab_size)
            model = new_causal(tokenizer, SIZE, torch.Generator().manual_seed(0), Parts.fused())
        else:
            model, tokenizer = load(models / "general", parts=Parts.fused())
        task = causal_task(tokenizer, train, held, batch_size=32, max_len=SIZE.max_len)
        plan = Plan(lr=READING_LR, epochs=20, minutes=minutes * share, keep="last")
        out = models / stage
        history = fit(
            model, task, plan, out=out, tokenizer=tokenizer, resume=any(out.glob("checkpoints/step-*")),
            on_step=partial(say, stage),
        )  # fmt: skip
        cards[stage] |= {"steps": history.steps, "epochs": history.epochs, "minutes": history.seconds / 60}
        cards[stage] |= {"look": history.heldout[-1], "scored": checksum(test)}
        save(model, tokenizer, out, cards[stage])
    return cards


def say(name, step):
    if step.heldout:
        print(f"  {name}, epoch {step.epoch}, {step.done:.0%}: {step.heldout}", flush=True)


def reviews(n_test, seeds):
    """Those that are scored, and for each seed those that are learnt from, in a random order."""
    folder = catalogue.find("nsmc")
    test, rows = read_nsmc(folder / "ratings_test.txt"), read_nsmc(folder / "ratings_train.txt")
    random.Random(0).shuffle(test)
    test = test[:n_test]
    scored = {e.text for e in test}
    rows = [e for e in rows if e.text not in scored]
    found = {}
    for seed in seeds:
        order = list(rows)
        random.Random(seed).shuffle(order)
        found[seed] = {label: [e for e in order if e.label == label][: max(EPOCHS) // 2] for label in LABELS}
    return test, found


def accuracy(said, test):
    right = sum(s == e.label for s, e in zip(said, test, strict=True))
    return right / len(test)


def run(models, counts, row, seed):
    """The classifiers of a row and a seed, from their start to their scores."""
    torch.set_num_threads(1)
    rows = json.loads((models / "reviews.json").read_text(encoding="utf-8"))
    test = [Example(*e) for e in rows["test"]]
    found = {}
    for n in counts:
        train = [Example(*e) for label in LABELS for e in rows["train"][str(seed)][label][: n // 2]]
        if row == BAYES:
            pipeline = baselines()[BAYES].fit([e.text for e in train], [e.label for e in train])
            found[str(n)] = accuracy(pipeline.predict([e.text for e in test]), test)
        else:
            found[str(n)] = accuracy(classified(models, *ROWS[row], train, seed, test), test)
    return found


def classified(models, stage, paced, train, seed, test):
    """What a classifier that was taught these reviews says of the others."""
    generator = torch.Generator().manual_seed(seed)
    model, tokenizer = load(
        models / (stage or "general"), architecture="GPT2ForSequenceClassification", labels=LABELS,
        parts=Parts.fused(), generator=generator,
    )  # fmt: skip
    if stage is None:
        initialise(model, generator)

    def encode(e):
        ids = tokenizer.encode(e.text)[: SIZE.max_len - 2]
        return [tokenizer.eos_id, *ids, tokenizer.eos_id], LABELS.index(e.label)

    learnt, scored = [encode(e) for e in train], [encode(e) for e in test]
    task = Task(
        batches=lambda _epoch, g: list(class_batches(learnt, BATCH, tokenizer.pad_id, g)),
        loss=lambda model, batch: cross_entropy(model(batch.ids, batch.real), batch.labels),
        tokens=lambda batch: batch.ids.numel(),
        evaluate=lambda _model: {"heldout_loss": 0.0},  # nothing is chosen by it
        groups=(lambda model: unfreezing(discriminative(model, DECAY), AWAKE)) if paced else None,
    )
    epochs = EPOCHS[len(train)]
    fit(model, task, Plan(lr=LR, epochs=epochs, warmup=0.1, seed=seed, keep="last"))
    numbered = [(ids, i) for i, (ids, _) in enumerate(scored)]
    said = [""] * len(scored)
    with torch.inference_mode():
        for batch in class_batches(numbered, 256, tokenizer.pad_id):
            for i, label in zip(batch.labels, model(batch.ids, batch.real).argmax(-1), strict=True):
                said[i] = LABELS[label]
    return said


def interval(values, n_test):
    """Mean, and half the width of its 95 % interval: the spread of the seeds (Student's t) and of the reviews."""
    t = {2: 12.7, 3: 4.30, 4: 3.18, 5: 2.78}.get(len(values), 2.6)
    mean = float(np.mean(values))
    of_reviews = mean * (1 - mean) / n_test
    of_seeds = float(np.var(values, ddof=1)) / len(values) if len(values) > 1 else 0.0
    return mean, math.sqrt((1.96**2) * of_reviews + t**2 * of_seeds)


def table(content):
    """For every row and number of labels: mean accuracy, half width, and each seed's."""
    found = {}
    for key, result in content["runs"].items():
        for n, value in result.items():
            found.setdefault(key.split("/")[0], {}).setdefault(int(n), []).append(value)
    n_test = content["settings"]["test"]
    return {
        row: {n: (*interval(values, n_test), values) for n, values in sorted(of.items())}
        for row, of in found.items()
    }


@picture
def draw(content, language):
    pick = wording(language)
    figure, (ax,) = canvas(9, 5.5)
    rows, told = table(content), []
    for i, (row, name) in enumerate(NAMES.items()):
        if row not in rows:
            continue
        xs = list(rows[row])
        means, halves = ([rows[row][n][k] for n in xs] for k in (0, 1))
        shifted = [n * 1.04 ** (i - 2.5) for n in xs]
        ax.errorbar(
            shifted, means, halves, capsize=3, marker="o", color=CYCLE[i], linestyle=LINES[i % len(LINES)],
            label=pick(*name),
        )  # fmt: skip
        told.append(f"{name[0]} " + ", ".join(f"{m:.3f}" for m in means))
    ax.set_xscale("log")
    ax.set_xticks(labels := sorted({n for of in rows.values() for n in of}), [f"{n:,}" for n in labels])
    ax.minorticks_off()
    ax.set_xlabel(pick("labelled reviews", "라벨이 있는 영화평 수"))
    ax.set_ylabel(pick("accuracy, 95 % interval", "정확도, 95 % 신뢰구간"))
    ax.set_title(pick("What each stage of transfer learning brings", "전이 학습의 단계마다 얻는 것"))
    ax.grid(True)
    ax.legend()
    return describe(figure, f"Accuracy against labels ({labels}): {'; '.join(told)}.")


def write_csv(content, path):
    lines = ["row,labels,accuracy,half_width_95,seeds"]
    for row, of in table(content).items():
        for n, (mean, half, values) in of.items():
            seeds = " ".join(f"{v:.4f}" for v in values)
            lines.append(f'"{row}",{n},{mean:.4f},{half:.4f},{seeds}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=4.0, help="of pre-training, both stages together")
    parser.add_argument("--labels", type=int, nargs="+", default=list(EPOCHS), choices=list(EPOCHS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--test", type=int, default=8000, help="so many reviews are scored")
    parser.add_argument("--workers", type=int, default=2, help="classifiers at a time")
    parser.add_argument("--models", type=Path, help="where the language models are kept")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "study_transfer.json")
    args = parser.parse_args()
    models = args.models or Path(user_cache_dir("minitransformer", appauthor=False)) / "study_transfer"
    test, train = reviews(args.test, args.seeds)
    settings = {
        "test": len(test),
        "minutes_of_reading": args.minutes,
        "size": vars(SIZE),
        "rates": {"reading": READING_LR, "classifying": LR, "decay": DECAY, "awake_after": AWAKE},
        "labels": {str(n): {"epochs": EPOCHS[n]} for n in args.labels},
        "torch": torch.__version__,
    }
    store = Store(args.out, settings)
    stages = pretrain(models, args.minutes, test)
    parameters = sum(p.numel() for p in load(models / "domain")[0].parameters())
    store.write(stages=stages, parameters=parameters)
    rows = {"test": [(e.text, e.label) for e in test], "train": {}}
    for seed, of in train.items():
        rows["train"][seed] = {label: [(e.text, e.label) for e in few] for label, few in of.items()}
    (models / "reviews.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    keys = [(row, seed) for seed in args.seeds for row in (*ROWS, BAYES)]
    store.finish(partial(run, models, args.labels), keys, args.workers)
    store.write(table={row: {str(n): v for n, v in of.items()} for row, of in table(store.content).items()})
    write_csv(store.content, args.out.with_suffix(".csv"))
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        name = args.out.with_suffix(".png" if language == "en" else ".ko.png")
        save_picture(draw(store.content, language), name)


if __name__ == "__main__":
    main()
