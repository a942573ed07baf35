"""What pocket-emotion-ko learns from, beside the labelled texts: opinions, and what a teacher says of other texts."""

import numpy as np
import torch
from finetuning import taught
from nsmc import LABELS, reviews
from texts import chatbot_dialogues, kote_emotions

from minitransformer.apps.distil import distillation_task
from minitransformer.apps.scores import baselines
from minitransformer.apps.teach_classifier import classifier_task
from minitransformer.data import catalogue, embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.data.rows import clean, read_delimited
from minitransformer.pretrained import save
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

OPINIONS = Plan(lr=3e-4, epochs=1, keep="last", precision="bfloat16")
RECIPE = {"batch_size": 64, "recutting": 0.3}
REPEATED, SHARPER = 4, 2.0
"""How often a labelled text comes in an epoch; the power that makes the teacher surer."""


def opinions(folder, out, count=40_000):
    """A body that has told good reviews from bad ones; none of them is a text with an emotion."""
    barred = {clean(e.text) for e in (*embedded.emotions(), *kote_emotions())}
    able = [e for e in reviews() if clean(e.text) not in barred]
    drawn = [able[i] for i in np.random.default_rng(0).permutation(len(able))[: count + 1000]]
    model, tokenizer = taught(folder, LABELS)
    task = classifier_task(tokenizer, LABELS, drawn[:count], drawn[count:], batch_size=64, max_len=128)
    print(fit(model, task, OPINIONS).heldout)
    save(model, tokenizer, out)


def unlabelled(count=5000):
    """What people say to a chatbot, comments of no single emotion, and reviews; none is ever scored here."""
    asked = [d.question for d in chatbot_dialogues()[0]]
    comments = [
        cells[1] for _, cells in read_delimited(catalogue.find("kote") / "val.tsv", "\t", quoted=False)
    ]
    read = (catalogue.find("nsmc") / "unlabelled.txt").read_text(encoding="utf-8").splitlines()
    reviewed = [text for text in read if 8 <= len(text) <= 100]
    drawn = [reviewed[i] for i in np.random.default_rng(0).permutation(len(reviewed))[:count]]
    barred = {clean(e.text) for e in (*embedded.emotions(), *kote_emotions())}
    return list(dict.fromkeys(text for text in map(clean, asked + comments + drawn) if text not in barred))


def teacher(learnt):
    """Logistic regression on character n-grams, that takes all emotions for equally frequent."""
    pipeline = baselines()["TF-IDF + logistic regression"]
    pipeline.set_params(logisticregression__class_weight="balanced")
    return pipeline.fit([e.text for e in learnt], [EMOTIONS.index(e.label) for e in learnt])


def lessons(tokenizer, labels, learnt, heldout, **words):
    """The labelled texts, several times over, and texts without a label with what the teacher says of them."""
    texts = unlabelled()
    said = torch.tensor(teacher(learnt).predict_proba(texts), dtype=torch.float) ** SHARPER
    known = torch.eye(len(labels))[[labels.index(e.label) for e in learnt]]
    targets = torch.cat([said / said.sum(1, keepdim=True), *[known] * REPEATED])
    texts += [e.text for e in learnt] * REPEATED
    return distillation_task(tokenizer, labels, texts, targets, heldout, **words | RECIPE)
