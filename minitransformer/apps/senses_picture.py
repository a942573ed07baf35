"""One word in several sentences as a picture, in either language."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from ..plots.contexts import cosine_by_layer
from ..plots.senses import senses_by_layer
from .sights import OF_SENTENCE, TABLE, Senses


def picture_of_senses(found: Senses, language: str = "en") -> Figure:
    """How well each layer tells the senses apart, beside chance and beside the letters of the sentence."""
    layers = found.layers
    sentence = next(s for s in found.sights if s.name == OF_SENTENCE)
    lows, highs = zip(*(s.interval() for s in layers), strict=True)
    words = ", ".join(found.words)
    return senses_by_layer(
        [s.accuracy for s in layers],
        lows,
        highs,
        [s.within for s in layers],
        [s.between for s in layers],
        layers[0].chance,
        sentence.accuracy,
        f"여러 뜻을 지닌 낱말: {words}" if language == "ko" else f"One word in several senses: {words}",
        language,
    )


def picture_of_contexts(alike: Mapping[str, float], word: str, language: str = "en") -> Figure:
    """How alike a word is in two sentences, layer by layer."""
    title = f"두 문장 속의 낱말 '{word}'" if language == "ko" else f"The word '{word}' in two sentences"
    layers = [cosine for name, cosine in alike.items() if name != TABLE]
    return cosine_by_layer(alike[TABLE], layers, title, language)
