"""Five emotions: pocket-bert-ko, fine-tuned on the embedded sentences and KOTE's comments, in five folds.

    OMP_NUM_THREADS=1 python figures/pocket/emotion.py opinions --model runs/bert --out runs/opinions
    OMP_NUM_THREADS=1 python figures/pocket/emotion.py folds --model runs/opinions
    OMP_NUM_THREADS=1 python figures/pocket/emotion.py teach --model runs/opinions --out runs/emotion

`opinions` first tells good reviews from bad ones, of which there are many more than sentences with an emotion
(Phang et al. 2018). Then it learns from the labelled texts, and from what logistic regression thinks of texts without
a label (Hinton et al. 2015), all in pieces that are drawn anew in every epoch.

In every fold a fifth of the topics of the embedded sentences and a fifth of KOTE's comments are held out. Naive
Bayes and logistic regression learn and are judged on the same texts. A tenth of what the transformer might learn
from is laid aside and tells how sure it may be. Results go to emotion.json. `teach` makes the model that is shipped,
with the same plan, from all but one fold.
"""

import argparse
from pathlib import Path

import torch
from emotion_lessons import OPINIONS, RECIPE, lessons, opinions
from finetuning import add_result, taught
from sklearn.model_selection import StratifiedKFold
from texts import kote_emotions

from minitransformer.apps.calibrate import calibrate
from minitransformer.apps.classifier import Classifier
from minitransformer.apps.folds import half_width, paired
from minitransformer.apps.scores import score, score_baselines
from minitransformer.apps.train_classifier import train_classifier
from minitransformer.core.parts import Parts
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.data.rows import clean
from minitransformer.data.split import folds_by_topic
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

PLAN = Plan(lr=5e-4, epochs=2, keep="last", precision="bfloat16")
OURS = "pocket-bert-ko"


def cuts(sentences, comments, k):
    """So many times (to learn from, held out) of the embedded sentences, and of the comments."""
    cutter = StratifiedKFold(k, shuffle=True, random_state=0)
    two = (folds_by_topic(sentences, k=k), cutter.split(comments, [e.label for e in comments]))
    for (a, b), (c, d) in zip(*two, strict=True):
        yield (
            [sentences[i] for i in a],
            [comments[i] for i in c],
            [sentences[i] for i in b],
            [comments[i] for i in d],
        )


def folds():
    """Five times (sentences and comments to learn from, those that are held out)."""
    sentences = embedded.emotions()
    mine = {clean(e.text) for e in sentences}
    comments = list({clean(e.text): e for e in kote_emotions() if clean(e.text) not in mine}.values())
    return cuts(sentences, comments, 5)


def laid_aside(sentences, comments):
    """What is learnt, and a tenth that is not."""
    a, b, c, d = next(cuts(sentences, comments, 10))
    return a + b, c + d


def judged(probabilities, truth):
    found = score(probabilities, [e.label for e in truth], EMOTIONS)
    return {"macro_f1": found.macro_f1, "accuracy": found.accuracy, "ece": found.ece}


def one_fold(folder, sentences, comments, *parts):
    """Everybody's scores on all that is held out, and on either part of it."""
    sets = {"all": [e for part in parts for e in part], "embedded": parts[0], "kote": parts[1]}
    found = {name: {} for name in sets}
    model, tokenizer = taught(folder, EMOTIONS)
    learnt, aside = laid_aside(sentences, comments)
    fit(model, lessons(tokenizer, EMOTIONS, learnt, aside, max_len=128), PLAN)
    classifier = Classifier(model, tokenizer)
    calibrate(classifier, aside)
    for which, texts in sets.items():
        found[which][OURS] = judged(classifier.probabilities([e.text for e in texts], 128), texts)
        for name, s in score_baselines(sentences + comments, texts, EMOTIONS).items():
            found[which][name] = {"macro_f1": s.macro_f1, "accuracy": s.accuracy, "ece": s.ece}
    return found


def summed_up(each):
    """The mean of five folds, with its interval, for every set and method."""
    for which in each[0]:
        f1 = {name: [fold[which][name]["macro_f1"] for fold in each] for name in each[0][which]}
        ece = {name: sum(fold[which][name]["ece"] for fold in each) / len(each) for name in f1}
        summary = {
            name: {"macro_f1": sum(x) / len(x), "half_width_95": half_width(x), "ece": ece[name]}
            for name, x in f1.items()
        }
        more, half = paired(f1[OURS], f1["naive Bayes"])
        summary["above naive Bayes"] = {"macro_f1": more, "half_width_95": half, "lower_bound": more - half}
        print(which, summary)
        add_result("emotion", which, summary | {"each": f1})
    add_result("emotion", "plan", vars(PLAN) | RECIPE | {"opinions": vars(OPINIONS)})


def study(folder):
    each = []
    for cut in folds():
        each.append(one_fold(folder, *cut))
        print({name: round(s["macro_f1"], 3) for name, s in each[-1]["all"].items()}, flush=True)
    summed_up(each)


def teach(folder, out):
    sentences, comments, *held = next(folds())
    learnt, aside = laid_aside(sentences, comments)
    train_classifier(
        learnt,
        [e for part in held for e in part],
        EMOTIONS,
        out,
        PLAN,
        kind="emotion",
        source=str(folder),
        data_name="emotions, kote",
        batch_size=RECIPE["batch_size"],
        task_of=lessons,
        aside=aside,
        parts=Parts.fused(),
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=("opinions", "folds", "teach"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.manual_seed(0)
    if args.which == "folds":
        study(args.model)
    else:
        {"opinions": opinions, "teach": teach}[args.which](args.model, args.out)


if __name__ == "__main__":
    main()
