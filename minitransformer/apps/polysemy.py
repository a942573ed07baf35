"""One word, two meanings: does a model give 배 (pear, boat, belly) one vector or several?"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import Tensor

from ..data.senses import Usage, place_of
from ..errors import Problem
from ..models.base import Model
from ..models.bert_tasks import OnBERT
from ..text.tokenizer import Tokenizer, text_of
from .features import features
from .sights import OF_SENTENCE, OF_WORD, TABLE, Senses, cosines, look


def senses(model: Model, tokenizer: Tokenizer, usages: Sequence[Usage]) -> Senses:
    """Look at every usage in every way, and ask each for its nearest neighbour among those of the same word."""
    static, layers = word_vectors(model, tokenizer, [(u.text, u.word, u.form) for u in usages])
    seen: dict[str, NDArray[np.float64]] = {OF_WORD: _tfidf(usages, [u.form for u in usages])}
    seen[TABLE] = static.double().numpy()
    seen |= {f"layer {i}": layers[:, i].double().numpy() for i in range(layers.shape[1])}
    seen[OF_SENTENCE] = _tfidf(usages, [u.text for u in usages])
    words = tuple(dict.fromkeys(u.word for u in usages))
    return Senses(tuple(look(name, vectors, usages) for name, vectors in seen.items()), words)


def word_vectors(
    model: Model, tokenizer: Tokenizer, uses: Sequence[tuple[str, str, str | None]]
) -> tuple[Float[Tensor, "n d"], Float[Tensor, "n layers d"]]:
    """The vectors of a word in each (text, word, form): from the embedding table, and from every layer.

    The mean is taken over the tokens that hold a letter of the word.
    """
    static, layers = [], []
    body = "bert." if isinstance(model, OnBERT) else ""
    for text, word, form in uses:
        text = text_of(text)
        start, end = place_of(text, word, form)
        cut = tokenizer.cut(text)
        held = [i for i, token in enumerate(cut) if token.start < end and token.end > start]
        if not tokenizer.decode([cut[i].id for i in held]).strip():
            raise Problem(
                f"this model's vocabulary does not know {word!r}: choose another word, or another model",
                f"이 모델의 어휘에 없는 낱말입니다: {word!r}. 다른 낱말이나 다른 모델을 골라 주세요.",
            )
        f = features(model, tokenizer, text)
        table = model.get_parameter(f"{body}embed.weight").detach().cpu()
        before = 1 if isinstance(model, OnBERT) else 0
        places = [i + before for i in held]
        static.append(table[f.ids[0, places]].mean(0))
        layers.append(torch.stack([layer[0, places].mean(0) for layer in f.layers]).cpu())
    return torch.stack(static), torch.stack(layers)


def in_two_contexts(
    model: Model, tokenizer: Tokenizer, word: str, first: str, second: str
) -> Mapping[str, float]:
    """How alike a word is in two sentences: the cosine of its two vectors, from the table and layer by layer."""
    static, layers = word_vectors(model, tokenizer, [(first, word, None), (second, word, None)])
    found = {TABLE: static, **{f"layer {i}": layers[:, i] for i in range(layers.shape[1])}}
    return {name: float(cosines(pair.double().numpy())[0, 1]) for name, pair in found.items()}


def _tfidf(usages: Sequence[Usage], texts: Sequence[str]) -> NDArray[np.float64]:
    """What TF-IDF, fitted on the sentences, makes of these texts."""
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    vectoriser.fit([u.text for u in usages])
    return np.asarray(vectoriser.transform(texts).todense(), dtype=np.float64)
