"""Teach a multilingual BERT a task in one language, and ask it in another.

    python figures/cross_lingual.py --train reviews_en.csv --test reviews_ko.csv
    python figures/cross_lingual.py --train nli_en.tsv --test nli_ko.tsv --text-column premise \
        --second-column hypothesis

Of the language of the test nothing but the test is used: what the model can do there it has from its pre-training
on a hundred languages (Pires, Schlinger and Garrette 2019). By default the model is bert-base-multilingual-cased,
from the hub; --model takes any BERT, also a folder. Both tables need the same labels. A tenth of the training table
is held out, so that there is a score in either language; beside them stand the most frequent label and a naive Bayes
that has learnt from the same rows, which shows how far shared letters, names and numbers go.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch

from minitransformer.apps.intervals import wilson
from minitransformer.apps.run import checksum
from minitransformer.apps.scores import baselines
from minitransformer.core.parts import Parts
from minitransformer.data.batching import Batches, padded
from minitransformer.data.masked import assembled
from minitransformer.data.next_sentence import FOLLOWS, Pair, truncated
from minitransformer.data.records import Example
from minitransformer.data.split import split_examples
from minitransformer.data.tables import open_table
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.pretrained import load, save
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan, Task

MULTILINGUAL = "bert-base-multilingual-cased"


@dataclass(frozen=True)
class Row:
    """One text, or two, and the label."""

    text: str
    second: str
    label: str

    @property
    def both(self):
        return f"{self.text} {self.second}".strip()


@dataclass(frozen=True)
class PairBatch:
    ids: torch.Tensor
    real: torch.Tensor
    segments: torch.Tensor
    labels: torch.Tensor


def read_rows(path, text_column, second_column, label_column):
    columns = [text_column, *([second_column] if second_column else []), label_column]
    lines = open_table(path).select(*columns)
    rows = [Row(cells[0], cells[1] if second_column else "", cells[-1]) for _, cells in lines if all(cells)]
    if not rows:
        raise Problem(f"{path} holds no row", f"{path} 파일에 쓸 수 있는 행이 없습니다.")
    return rows


def encode(tokenizer, row, max_len):
    """`[CLS] text [SEP]`, or `[CLS] text [SEP] second [SEP]`: the longer of two loses its end."""
    first, second = tokenizer.encode(row.text), tokenizer.encode(row.second)
    if not row.second:
        return assembled(Pair(first[: max_len - 2], [], IGNORE), tokenizer)
    return assembled(Pair(*truncated(first, second, max_len - 3), FOLLOWS), tokenizer)


def batches(tokenizer, rows, labels, max_len, batch_size, generator=None):
    encoded = [encode(tokenizer, row, max_len) for row in rows]

    def collate(chosen):
        ids, real = padded([encoded[i][0] for i in chosen], tokenizer.pad_id)
        segments, _ = padded([encoded[i][1] for i in chosen], 0)
        return PairBatch(ids, real, segments, torch.tensor([labels.index(rows[i].label) for i in chosen]))

    return Batches([len(ids) for ids, _ in encoded], batch_size, collate, generator)


def scores_of(model, batch):
    return model(batch.ids, batch.real, batch.segments)


@torch.inference_mode()
def judge(model, tokenizer, rows, labels, max_len):
    """Mean surprise, and accuracy with its 95 % interval."""
    nats, right = 0.0, 0
    for batch in batches(tokenizer, rows, labels, max_len, 64):
        found = scores_of(model, batch)
        nats += cross_entropy(found, batch.labels).item() * len(batch.labels)
        right += int((found.argmax(-1) == batch.labels).sum())
    return {"heldout_loss": nats / len(rows), **accuracy(right, len(rows))}


def accuracy(right, n):
    low, high = wilson(right / n, n)
    return {"accuracy": right / n, "from": low, "to": high, "n": n}


def beside(train, rows):
    """What two methods reach that know nothing of a second language."""
    common = Counter(row.label for row in train).most_common(1)[0][0]
    pipeline = baselines()["naive Bayes"].fit([r.both for r in train], [r.label for r in train])
    said = pipeline.predict([r.both for r in rows])
    return {
        "most frequent label": accuracy(sum(r.label == common for r in rows), len(rows)),
        "naive Bayes": accuracy(sum(s == r.label for s, r in zip(said, rows, strict=True)), len(rows)),
    }


def transfer(model_name, train_rows, test_rows, plan, *, batch_size, max_len, out=None):
    """Fine-tune on rows of one language; scores in both."""
    labels = sorted({row.label for row in train_rows})
    if unknown := sorted({row.label for row in test_rows} - set(labels)):
        names, known = ", ".join(unknown), ", ".join(labels)
        raise Problem(
            f"the test has the labels {names}, and the training rows have {known}: give both the same",
            f"평가 데이터의 라벨 {names}이(가) 학습 데이터의 라벨({known})에 없습니다. 라벨을 맞춰 주세요.",
        )
    known_texts = {checksum(row.both) for row in test_rows}
    kept = [row for row in train_rows if checksum(row.both) not in known_texts]
    train, held = split_rows(kept, plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = load(
        model_name,
        architecture="BertForSequenceClassification",
        labels=labels,
        parts=Parts.fused(),
        generator=generator,
    )
    max_len = min(max_len, model.cfg.max_len)
    task = Task(
        batches=lambda _epoch, g: list(batches(tokenizer, train, labels, max_len, batch_size, g)),
        loss=lambda model, batch: cross_entropy(scores_of(model, batch), batch.labels),
        tokens=lambda batch: batch.ids.numel(),
        evaluate=lambda model: judge(model, tokenizer, held, labels, max_len),
    )
    fit(model, task, plan, on_step=say)
    if out:
        save(model, tokenizer, out, {"kind": "classify", "source": str(model_name)})
    return {
        "model": str(model_name),
        "labels": labels,
        "train": len(train),
        "left out, because they are in the test": len(train_rows) - len(kept),
        "same language": {"ours": judge(model, tokenizer, held, labels, max_len), **beside(train, held)},
        "other language": {"ours": judge(model, tokenizer, test_rows, labels, max_len), **beside(train, test_rows)},
    }  # fmt: skip


def split_rows(rows, seed):
    row_of = {row.both: row for row in rows}
    parts = split_examples([Example(row.both, row.label) for row in rows], 0.1, seed)
    return [[row_of[e.text] for e in part] for part in parts]


def say(step):
    if step.heldout:
        print(f"  epoch {step.epoch}: {step.heldout}", flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default=MULTILINGUAL)
    parser.add_argument("--train", type=Path, required=True, help="a .csv, .tsv or .xlsx in one language")
    parser.add_argument("--test", type=Path, required=True, help="one in another language")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--second-column", help="of pairs: the column of the second text")
    parser.add_argument("--label-column", default="label")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--lr", type=float, default=2e-5)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--max-len", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="where to keep the model and its scores")
    args = parser.parse_args(arguments)
    columns = args.text_column, args.second_column, args.label_column
    plan = Plan(lr=args.lr, epochs=args.epochs, minutes=args.minutes, seed=args.seed)
    try:
        rows = [read_rows(path, *columns) for path in (args.train, args.test)]
        found = transfer(
            args.model, *rows, plan, batch_size=args.batch_size, max_len=args.max_len, out=args.out
        )
    except Problem as e:
        raise SystemExit(f"cross_lingual.py: {e}") from e
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if args.out:
        (args.out / "scores.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
