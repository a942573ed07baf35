"""The models of study_fewshot.py: GPTs that have read film reviews, the same ones fine-tuned, and one that has
learnt nothing but to copy."""

from dataclasses import replace
from functools import cache

import numpy as np
import torch

from minitransformer.apps.fewshot.sets import asked_of
from minitransformer.apps.fewshot.templates import TEMPLATES
from minitransformer.apps.intervals import wilson
from minitransformer.apps.scores import score_baselines
from minitransformer.apps.size import Size
from minitransformer.core.parts import Parts
from minitransformer.functional import cross_entropy
from minitransformer.generation.writers import pad_right
from minitransformer.models.gpt import GPT, GPTForClassification
from minitransformer.models.init import initialise
from minitransformer.pretrained import load
from minitransformer.pretrained import save as keep
from minitransformer.text.train import train_bpe
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan, Task

POSITIONS = 640  # room for sixteen examples
SIZES = {
    "small": Size(d_model=64, n_layers=2, n_heads=4, vocab_size=4000, max_len=POSITIONS),
    "medium": Size(d_model=128, n_layers=3, n_heads=4, vocab_size=4000, max_len=POSITIONS),
    "large": Size(d_model=224, n_layers=4, n_heads=7, vocab_size=4000, max_len=POSITIONS),
}
RATES = {"small": 4e-3, "medium": 3e-3, "large": 2e-3}
COPIER = Size(d_model=64, n_layers=2, n_heads=4, vocab_size=3000, max_len=POSITIONS)
LABELS = ("긍정", "부정")
EPOCHS = {100: 10, 1000: 5, 10_000: 3}
"""Of fine-tuning, by the number of labelled reviews."""

HELD = 2000


@cache
def reviews():
    return asked_of("nsmc", "", "", None, 0)[1:]


def new_gpt(kind, tokenizer, size, labels=(), seed=0):
    cfg = replace(size, dropout=0.0).gpt(tokenizer, tokenizer.bos_id, tuple(labels))
    model = kind(cfg, Parts.fused())
    initialise(model, torch.Generator().manual_seed(seed))
    return model


def line_tokenizer(lines, vocab_size):
    """A line break is a token of its own, and part of no other."""
    return train_bpe(lines, vocab_size).adding(["\n"])


def in_batches(rows, batch_size, generator):
    """Rows in random order, those of like length together, and the batches in random order."""
    order = torch.randperm(len(rows), generator=generator).tolist()
    batches = []
    for first in range(0, len(order), 50 * batch_size):
        pool = sorted(order[first : first + 50 * batch_size], key=lambda i: len(rows[i]))
        batches += [pool[at : at + batch_size] for at in range(0, len(pool), batch_size)]
    return [batches[i] for i in torch.randperm(len(batches), generator=generator).tolist()]


def reading_task(tokenizer, rows, held, batch_size, only=None):
    """What `fit` needs to teach a GPT to guess the next word of each row, or only these words of it."""

    def loss(model, batch):
        ids, real = batch
        counts = real[:, 1:] if only is None else torch.isin(ids[:, 1:], torch.tensor(only))
        return cross_entropy(model.unembed(model.hidden(ids)[:, :-1][counts]), ids[:, 1:][counts])

    def evaluate(model):
        parts = [pad_right(held[i : i + 20], tokenizer.pad_id) for i in range(0, len(held), 20)]
        return {"heldout_loss": sum(loss(model, part).item() for part in parts) / len(parts)}

    def batches(_epoch, generator):
        chosen = in_batches(rows, batch_size, generator)
        return [pad_right([rows[i] for i in batch], tokenizer.pad_id) for batch in chosen]

    return Task(batches, loss, lambda batch: batch[0].numel(), evaluate)


def read_reviews(minutes, folder, size, rate, texts):
    """A GPT that has read reviews, one after the other, and never a label."""
    tokenizer = line_tokenizer(texts[:30_000], size.vocab_size)
    ids = [i for text in texts for i in (tokenizer.bos_id, *tokenizer.encode(f"{text}\n"))]
    rows = [ids[i : i + size.max_len] for i in range(0, len(ids) - size.max_len, size.max_len)]
    model, held = new_gpt(GPT, tokenizer, size), min(20, len(rows) // 2)
    task = reading_task(tokenizer, rows[held:], rows[:held], 2)
    return kept(model, tokenizer, folder, fit(model, task, last(rate, 100, minutes)))


def learn_to_copy(minutes, folder, size, examples, documents=12_000):
    """A GPT that has learnt to guess labels where the last one nearly always tells the next."""
    short = [e for e in examples if len(e.text) <= 20]
    lines = [line for e in short[:20_000] for line in worded([e]).splitlines()]
    tokenizer = line_tokenizer(lines, size.vocab_size)
    rows = [
        [tokenizer.bos_id, *tokenizer.encode(text)][: size.max_len] for text in neighbours(short, documents)
    ]
    names = [i for label in LABELS for i in tokenizer.encode(f" {label}")]
    model, held = new_gpt(GPT, tokenizer, size), max(1, len(rows) // 50)
    task = reading_task(tokenizer, rows[held:], rows[:held], 16, only=names)
    return kept(model, tokenizer, folder, fit(model, task, last(5e-3, 100, minutes)))


def worded(examples):
    template = TEMPLATES["emotion"]
    return "".join(template.example(e.text, e.label) + template.between for e in examples)


def neighbours(examples, documents, agree=0.9, seed=0):
    """Documents of three to eight reviews, of which nine in ten are of the opinion of the one before."""
    random = np.random.default_rng(seed)
    by_label = [[e for e in examples if e.label == label] for label in LABELS]
    for _ in range(documents):
        n = random.integers(3, 9)
        opinions = (random.integers(2) + np.cumsum(random.random(n) > agree)) % 2
        own = [by_label[opinion] for opinion in opinions]
        yield worded([texts[random.integers(len(texts))] for texts in own])


def last(rate, epochs, minutes):
    return Plan(lr=rate, epochs=epochs, minutes=minutes, keep="last")


def kept(model, tokenizer, folder, history):
    keep(model, tokenizer, folder)
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "steps": history.steps,
        "heldout_loss": history.heldout[-1]["heldout_loss"],
        "minutes": history.seconds / 60,
    }


def fine_tune(minutes, folder, size, rows):
    """The same model with a classification head, taught with so many labelled reviews."""
    train, heldout = reviews()
    body, tokenizer = load(folder, parts=Parts.fused())
    model = new_gpt(GPTForClassification, tokenizer, size, LABELS)
    shared = {name: x for name, x in body.state_dict().items() if name in model.state_dict()}
    model.load_state_dict(model.state_dict() | shared)
    taught, held = (
        [([tokenizer.bos_id, *tokenizer.encode(e.text)], LABELS.index(e.label)) for e in part]
        for part in (train[:rows], heldout[:HELD])
    )

    def batch(part, chosen):
        ids, real = pad_right([part[i][0] for i in chosen], tokenizer.pad_id)
        return ids, real, torch.tensor([part[i][1] for i in chosen])

    def batches(_epoch, generator):
        return [batch(taught, chosen) for chosen in in_batches([ids for ids, _ in taught], 32, generator)]

    task = Task(
        batches=batches,
        loss=lambda model, b: cross_entropy(model(b[0], b[1]), b[2]),
        tokens=lambda b: b[0].numel(),
        evaluate=lambda _model: {
            "heldout_loss": 0.0
        },  # the last weights are kept: nothing is chosen by a look
    )
    history = fit(model, task, last(5e-4, EPOCHS[rows], minutes))
    right = 0
    with torch.inference_mode():
        for at in range(0, len(held), 50):
            ids, real, labels = batch(held, range(at, min(at + 50, len(held))))
            right += int((model(ids, real).argmax(-1) == labels).sum())
    return interval(right / len(held), len(held)) | {"epochs": history.epochs}


def without_transformer(rows):
    train, heldout = reviews()
    found = score_baselines(train[:rows], heldout[:HELD], LABELS)
    return {name: interval(s.accuracy, HELD) for name, s in found.items()}


def interval(accuracy, n):
    low, high = wilson(accuracy, n)
    return {"accuracy": accuracy, "low": low, "high": high, "n": n}
