"""Five emotions: pocket-bert-ko, fine-tuned on the embedded sentences and KOTE's comments, in five folds.

    OMP_NUM_THREADS=1 python figures/pocket/emotion.py folds --model runs/bert
    OMP_NUM_THREADS=1 python figures/pocket/emotion.py teach --model runs/bert --out runs/emotion

In every fold a fifth of the topics of the embedded sentences and a fifth of KOTE's comments are held out. Naive
Bayes and logistic regression learn and are judged on the same texts. Results go to emotion.json. `teach` makes
the model that is shipped, with the same plan, from all but one fold.
"""

import argparse
from pathlib import Path

import torch
from finetuning import add_result, taught
from sklearn.model_selection import StratifiedKFold
from texts import kote_emotions

from minitransformer.apps.classifier import Classifier
from minitransformer.apps.folds import half_width, paired
from minitransformer.apps.scores import score, score_baselines
from minitransformer.apps.teach_classifier import classifier_task
from minitransformer.apps.train_classifier import train_classifier
from minitransformer.core.parts import Parts
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS, Example
from minitransformer.data.rows import clean
from minitransformer.data.split import folds_by_topic
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

PLAN = Plan(lr=5e-4, epochs=10, keep="last", precision="bfloat16")
OURS = "pocket-bert-ko"


def folds():
    """Five times (to learn from, held out of the embedded set, held out of KOTE)."""
    sentences = [Example(e.text, e.label) for e in embedded.emotions()]
    mine = {clean(e.text) for e in sentences}
    comments = list({clean(e.text): e for e in kote_emotions() if clean(e.text) not in mine}.values())
    cutter = StratifiedKFold(5, shuffle=True, random_state=0)
    cuts = cutter.split(comments, [e.label for e in comments])
    for (a, b), (c, d) in zip(folds_by_topic(embedded.emotions(), k=5), cuts, strict=True):
        train = [sentences[i] for i in a] + [comments[i] for i in c]
        yield train, [sentences[i] for i in b], [comments[i] for i in d]


def judged(probabilities, truth):
    found = score(probabilities, [e.label for e in truth], EMOTIONS)
    return {"macro_f1": found.macro_f1, "accuracy": found.accuracy, "ece": found.ece}


def one_fold(folder, train, *parts):
    """Everybody's scores on all that is held out, and on either part of it."""
    sets = {"all": [e for part in parts for e in part], "embedded": parts[0], "kote": parts[1]}
    found = {name: {} for name in sets}
    model, tokenizer = taught(folder, EMOTIONS)
    fit(model, classifier_task(tokenizer, EMOTIONS, train, sets["all"], batch_size=32, max_len=128), PLAN)
    for which, texts in sets.items():
        rows = Classifier(model, tokenizer).probabilities([e.text for e in texts], 128)
        found[which][OURS] = judged(rows, texts)
        for name, s in score_baselines(train, texts, EMOTIONS).items():
            found[which][name] = {"macro_f1": s.macro_f1, "accuracy": s.accuracy, "ece": s.ece}
    return found


def study(folder):
    each = []
    for cut in folds():
        each.append(one_fold(folder, *cut))
        print({name: round(s["macro_f1"], 3) for name, s in each[-1]["all"].items()}, flush=True)
    for which in each[0]:
        f1 = {name: [fold[which][name]["macro_f1"] for fold in each] for name in each[0][which]}
        summary = {name: {"macro_f1": sum(x) / 5, "half_width_95": half_width(x)} for name, x in f1.items()}
        more, half = paired(f1[OURS], f1["naive Bayes"])
        summary["above naive Bayes"] = {"macro_f1": more, "half_width_95": half, "lower_bound": more - half}
        print(which, summary)
        add_result("emotion", which, summary | {"each": f1})
    add_result("emotion", "plan", vars(PLAN))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=("folds", "teach"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.manual_seed(0)
    if args.which == "folds":
        study(args.model)
        return
    train, *held = next(folds())
    train_classifier(
        train,
        [e for part in held for e in part],
        EMOTIONS,
        args.out,
        PLAN,
        kind="emotion",
        source=str(args.model),
        data_name="emotions, kote",
        parts=Parts.fused(),
    )


if __name__ == "__main__":
    main()
