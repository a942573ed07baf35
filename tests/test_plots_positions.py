"""Codes of positions: a row each, and the dot product of some with all."""

import numpy as np
import pytest
import torch

from minitransformer import functional as F
from minitransformer.plots import position_codes

CODES = F.sinusoids(torch.arange(12), 8)


def test_the_codes_are_drawn_as_they_are_and_each_place_gets_its_dot_products():
    figure = position_codes(CODES, (3, 7), "Sinusoids")
    image, curves = figure.axes[:2]
    assert np.allclose(image.images[0].get_array(), CODES)
    lines = [line for line in curves.lines if len(line.get_xdata()) == len(CODES)]
    for place, line in zip((3, 7), lines, strict=True):
        assert np.allclose(line.get_ydata(), CODES @ CODES[place], atol=1e-6)
    assert len({line.get_linestyle() for line in lines}) == 2
    assert figure.get_label() == "Codes of 12 positions in 8 channels, and their dot products."


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("position", "dot product")), ("ko", ("위치", "내적"))]
)
def test_axes_and_places_are_named_in_both_languages(language, words):
    curves = position_codes(CODES, (3,), language=language).axes[1]
    assert (curves.get_xlabel(), curves.get_ylabel()) == words
    assert [text.get_text() for text in curves.get_legend().get_texts()] == [f"{words[0]} 3"]


def test_a_place_without_a_code_is_refused():
    with pytest.raises(ValueError, match=r"places \[12\] are not among the 12"):
        position_codes(CODES, (3, 12))
