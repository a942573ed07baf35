"""Knowledge distillation (Hinton et al. 2015): learn from what another method thinks of texts without a label."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jaxtyping import Float
from torch import Tensor

from ..data.batching import ClassBatch
from ..data.records import Example, Labelled
from ..text.tokenizer import Tokenizer
from ..training.losses import soft_cross_entropy
from ..training.plan import Task
from .classifier import Classifying, class_scores
from .teach_classifier import classifier_task


def distillation_task(
    tokenizer: Tokenizer,
    labels: Sequence[str],
    texts: Sequence[str],
    targets: Float[Tensor, "texts classes"],
    heldout: Sequence[Labelled],
    **words: Any,
) -> Task[ClassBatch]:
    """What `fit` needs to train a student: of every text, how much of it belongs to each label.

    A label that a person gave is a target too, with all of it in one place. `words` go to `classifier_task`.
    """
    numbered = [Example(text, str(i)) for i, text in enumerate(texts)]
    rows = classifier_task(tokenizer, [e.label for e in numbered], numbered, [], **words)

    def loss(model: Classifying, batch: ClassBatch) -> Tensor:
        return soft_cross_entropy(class_scores(model, batch), targets[batch.labels].to(batch.ids.device))

    return replace(classifier_task(tokenizer, labels, [], heldout, **words), batches=rows.batches, loss=loss)
