"""How good are classifiers that start from nothing, beside methods without a transformer?

    python figures/study_classifiers.py emotions      five folds of the embedded sentences, whole topics held out
    python figures/study_classifiers.py nsmc          film reviews, 120,000 to learn from and 16,000 held out

The reviews are read twice: first without their labels, guessing masked words (Devlin et al. 2019), then with.
No other text is used. With --directly the first reading is left out, to see what it brings.

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
from minitransformer.apps.size import Size
from minitransformer.apps.sources import labelled_of
from minitransformer.apps.teach_classifier import SIZES, classifier_task, new_classifier
from minitransformer.core.parts import Parts
from minitransformer.data import embedded
from minitransformer.data.batching import class_batches, encode_text
from minitransformer.data.records import EMOTIONS
from minitransformer.data.split import folds_by_topic
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.init import initialise
from minitransformer.text.masking import mask_tokens
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan, Task

HERE = Path(__file__).parent
OURS = "transformer"

NSMC_SIZE = Size(d_model=128, n_layers=2, n_heads=4, vocab_size=16_000, dropout=0.1)
NSMC_READING = Plan(lr=1.5e-3, epochs=4, keep="last")
NSMC_PLAN = Plan(lr=5e-4, epochs=3)
EMOTION_PLAN = Plan(lr=1e-3, epochs=15, keep="last")


def read_first(model, tokenizer, texts, plan):
    """Teach the body of a classifier to guess masked words, from the texts alone."""
    reader = BERTForMaskedWords(model.cfg, Parts.fused())
    initialise(reader, torch.Generator().manual_seed(plan.seed))
    encoded = [(encode_text(tokenizer, text, 128), 0) for text in texts]
    held, learnt = encoded[:2000], encoded[2000:]

    def masked(texts, generator):
        for batch in class_batches(texts, 64, tokenizer.pad_id, generator):
            yield (
                batch,
                mask_tokens(
                    batch.ids,
                    mask_id=tokenizer.mask_id,
                    vocab_size=tokenizer.vocab_size,
                    special_ids=tokenizer.control_ids,
                    generator=generator,
                ),
            )

    def loss(reader, pair):
        batch, hidden_words = pair
        asked = hidden_words.labels != IGNORE
        vectors = reader.bert(hidden_words.ids, batch.real)[asked]
        return cross_entropy(reader.words(vectors), hidden_words.labels[asked])

    def evaluate(reader):
        losses = [loss(reader, pair).item() for pair in masked(held, torch.Generator().manual_seed(0))]
        return {"heldout_loss": sum(losses) / len(losses)}

    task = Task(
        batches=lambda _epoch, generator: list(masked(learnt, generator)),
        loss=loss,
        tokens=lambda pair: pair[0].ids.numel(),
        evaluate=evaluate,
    )
    history = fit(reader, task, plan, on_step=tell)
    model.bert.load_state_dict(reader.bert.state_dict())
    return history


def tell(step):
    if step.heldout:
        print(f"  epoch {step.epoch}: {step.heldout}", flush=True)


def run(train, heldout, labels, size, plan, batch_size, reading=None):
    """Our classifier and both baselines on one cut, and the training curve."""
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = new_classifier([e.text for e in train], labels, size, generator, Parts.fused())
    if reading:
        read_first(model, tokenizer, [e.text for e in train], reading)
    task = classifier_task(tokenizer, labels, train, heldout, batch_size=batch_size, max_len=128)
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


def emotions(_directly):
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


def nsmc(directly):
    reading = None if directly else NSMC_READING
    _, train, heldout = labelled_of("nsmc", "document", "label", None, 0)
    found, parameters, history = run(train, heldout, ["부정", "긍정"], NSMC_SIZE, NSMC_PLAN, 64, reading)
    n = len(heldout)
    return {
        "train": len(train),
        "heldout": n,
        "parameters": parameters,
        "size": asdict(NSMC_SIZE),
        "reading": reading and asdict(reading),
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
    parser.add_argument("--directly", action="store_true")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    result = {"emotions": emotions, "nsmc": nsmc}[args.which](args.directly)
    out = args.out or HERE / f"study_{args.which}.json"
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    json.dump(result.get("summary", result.get("scores")), sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
