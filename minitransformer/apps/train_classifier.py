"""A whole classifier training run: teach, judge, compare with simpler methods, draw, keep."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from ..core.parts import Parts
from ..data.batching import GPTS, ClassBatch
from ..data.records import Example, Labelled, pair_of
from ..errors import Problem
from ..models.bert_tasks import BERTForClassification
from ..models.gpt import GPTForClassification
from ..plots.canvas import save as save_picture
from ..plots.confusion import confusion_matrix
from ..plots.reliability import calibration
from ..text.backends import FastTokenizer
from ..text.tokenizer import Tokenizer
from ..training.plan import Plan, Progress, Task
from .calibrate import calibrate
from .classifier import Classifier, Classifying, marks_of
from .heads import ENCODERS, load_headed
from .run import Run, Trained, identify
from .scores import BINS, score, score_baselines
from .size import Size
from .teach_classifier import BODIES, classifier_task


def train_classifier(
    train: Sequence[Labelled],
    heldout: Sequence[Labelled],
    labels: Sequence[str],
    out: Path,
    plan: Plan,
    *,
    kind: str,
    source: Size | str,
    data_name: str,
    body: str = "bert",
    batch_size: int = 32,
    task_of: Callable[..., Task[ClassBatch]] = classifier_task,
    aside: Sequence[Labelled] = (),
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    language: str = "en",
) -> Trained:
    """Train on labelled texts, or pairs of texts, from `source` (a size to start from nothing with a `body` of
    bert or gpt, or a pretrained model's name).

    Two baselines are trained on the same texts, so that nobody is fooled. The model, its card, the loss
    curve, the confusion matrix and the calibration are kept in `out`, with their words in `language`. Texts
    laid `aside` are not learnt from: they tell how sure the model may be. `task_of` takes what
    `classifier_task` takes, and says what is learnt.
    """
    if len(labels) < 2:
        raise Problem(
            f"all texts have the label {labels[0]}: a classifier needs two or more to tell apart",
            f"모든 글의 라벨이 {labels[0]}입니다. 분류하려면 라벨이 두 가지 이상 있어야 합니다.",
        )
    if absent := set(labels) - {e.label for e in train}:
        names = ", ".join(sorted(absent))
        raise Problem(
            f"no training text is labelled {names}: give some, or leave the label out",
            f"{names} 라벨이 붙은 학습 글이 없습니다. 글을 더 넣거나 라벨을 빼 주세요.",
        )
    generator = torch.Generator().manual_seed(plan.seed)
    families = ENCODERS if kind == "emotion" else (*ENCODERS, "gpt2")  # what recommends music reads BERTs
    model, tokenizer = _start(source, body, families, train, labels, generator, parts)
    if isinstance(model, GPTForClassification) and isinstance(tokenizer, FastTokenizer):
        tokenizer = tokenizer.marking(*map(tokenizer.special, GPTS))  # for whoever reads its files
    task = task_of(
        tokenizer,
        labels,
        train,
        heldout,
        batch_size=batch_size,
        max_len=min(model.cfg.max_len, 128),
        marks=marks_of(model),
    )
    rows = [[(*_texts(e), e.label) for e in part] for part in (train, heldout)]
    identity = identify(data_name, rows, source, batch_size, tokenizer) | {"labels": ", ".join(labels)}
    if isinstance(model, GPTForClassification):
        identity["body"] = "gpt"
    run = Run(kind, model, tokenizer, plan, out, identity, language)
    history = run.train(task, resume, on_step)
    judge = Classifier(model, tokenizer)
    temperature = {"temperature": calibrate(judge, aside)} if aside else {}
    found = score(
        judge.probabilities([e.text for e in heldout], pairs=[pair_of(e) for e in heldout]),
        [e.label for e in heldout],
        labels,
    )
    learnt, held = ([Example(" ".join(_texts(e)), e.label) for e in part] for part in (train, heldout))
    beside = {name: s.to_json() for name, s in score_baselines(learnt, held, labels).items()}
    data = {"name": data_name, "train": len(train), "heldout": len(heldout), "labels": list(labels)}
    metrics = run.write_down(history, data, {**found.to_json(), **temperature, "baselines": beside})
    save_picture(confusion_matrix(found.confusion, labels, language=language), out / "confusion.png")
    confidence, accuracy, counts = zip(*found.bins, strict=True)
    picture = calibration(confidence, accuracy, counts, found.ece, language=language, bins=BINS)
    save_picture(picture, out / "calibration.png")
    return Trained(out, history, metrics, math.log(len(labels)))


def _texts(example: Labelled) -> list[str]:
    return [text for text in (example.text, pair_of(example)) if text is not None]


def _start(
    source: Size | str,
    body: str,
    families: Sequence[str],
    train: Sequence[Labelled],
    labels: Sequence[str],
    generator: torch.Generator,
    parts: Parts,
) -> tuple[Classifying, Tokenizer]:
    if isinstance(source, Size):
        return BODIES[body]([text for e in train for text in _texts(e)], labels, source, generator, parts)
    model, tokenizer = load_headed(source, "SequenceClassification", labels, parts, generator, families)
    assert isinstance(model, BERTForClassification | GPTForClassification)
    return model, tokenizer
