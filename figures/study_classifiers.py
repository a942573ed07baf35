"""How good are classifiers that start from nothing, beside methods without a transformer?

    python figures/study_classifiers.py emotions      five folds of the embedded sentences, whole topics held out
    python figures/study_classifiers.py nsmc          film reviews, 120,000 to learn from and 16,000 held out

Results, with 95 % confidence intervals, go to study_emotions.json and study_nsmc.json.
"""

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from minitransformer.apps.classifier import Classifier
from minitransformer.apps.scores import score, score_baselines
from minitransformer.apps.sources import labelled_of
from minitransformer.apps.teach_chatbot import Size
from minitransformer.apps.teach_classifier import SIZES, classifier_task, new_classifier
from minitransformer.core.parts import Parts
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.data.split import folds_by_topic
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

HERE = Path(__file__).parent
OURS = "transformer"

NSMC_SIZE = Size(d_model=128, n_layers=2, n_heads=4, vocab_size=16_000, dropout=0.3)
NSMC_PLAN = Plan(lr=1e-3, epochs=3)
EMOTION_PLAN = Plan(lr=1e-3, epochs=15, keep="last")


def run(train, heldout, labels, size, plan, batch_size):
    """Our classifier and both baselines on one cut, and the training curve."""
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = new_classifier([e.text for e in train], labels, size, generator, Parts.fused())
    task = classifier_task(tokenizer, labels, train, heldout, batch_size=batch_size, max_len=128)

    def tell(step):
        if step.heldout:
            print(f"  epoch {step.epoch}: {step.heldout}", flush=True)

    history = fit(model, task, plan, on_step=tell)
    rows = Classifier(model, tokenizer).probabilities([e.text for e in heldout], 128)
    found = {OURS: score(rows, [e.label for e in heldout], labels)}
    found |= score_baselines(train, heldout, labels)
    for name, s in found.items():
        print(f"  {name}: accuracy {s.accuracy:.4f} macro-F1 {s.macro_f1:.4f} ECE {s.ece:.4f}", flush=True)
    return found, sum(p.numel() for p in model.parameters()), history


def interval_of_folds(values):
    """Mean and half width: Student's t over folds (2.776 for five)."""
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
    return mean, 2.776 * deviation / math.sqrt(len(values))


def emotions():
    examples = embedded.emotions()
    folds = []
    for train, held in folds_by_topic(examples, k=5):
        print(f"fold {len(folds) + 1}", flush=True)
        cut = [examples[i] for i in train], [examples[i] for i in held]
        found, parameters, _ = run(*cut, EMOTIONS, SIZES["tiny"], EMOTION_PLAN, 32)
        folds.append(found)
    names = list(folds[0])
    summary = {}
    for name in names:
        for measure in ("accuracy", "macro_f1", "ece"):
            mean, half = interval_of_folds([getattr(fold[name], measure) for fold in folds])
            summary.setdefault(name, {})[measure] = {"mean": mean, "half_width_95": half}
    return {
        "sentences": len(examples),
        "folds": len(folds),
        "parameters": parameters,
        "size": asdict(SIZES["tiny"]),
        "plan": asdict(EMOTION_PLAN),
        "summary": summary,
        "each": [{name: fold[name].to_json() for name in names} for fold in folds],
    }


def nsmc():
    _, train, heldout = labelled_of("nsmc", "document", "label", None, 0)
    found, parameters, history = run(train, heldout, ["부정", "긍정"], NSMC_SIZE, NSMC_PLAN, 64)
    n = len(heldout)
    return {
        "train": len(train),
        "heldout": n,
        "parameters": parameters,
        "size": asdict(NSMC_SIZE),
        "plan": asdict(NSMC_PLAN),
        "minutes": history.seconds / 60,
        "threads": torch.get_num_threads(),
        "looks": history.heldout,
        "scores": {
            name: s.to_json() | {"half_width_95": 1.96 * math.sqrt(s.accuracy * (1 - s.accuracy) / n)}
            for name, s in found.items()
        },
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=("emotions", "nsmc"))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    result = {"emotions": emotions, "nsmc": nsmc}[args.which]()
    out = args.out or HERE / f"study_{args.which}.json"
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    json.dump(result.get("summary", result.get("scores")), sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
