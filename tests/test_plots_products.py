"""Attention as matrices: every one as large as it is, in its place, with the numbers of attention itself."""

import numpy as np
import pytest
import torch

from minitransformer import functional as F
from minitransformer.plots.products import attention_products


@pytest.fixture
def qkv():
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(n, d, generator=generator, dtype=torch.float64) for n, d in ((5, 4), (7, 4), (7, 3))]


def test_the_matrices_are_those_of_the_attention_that_runs_models(qkv):
    figure = attention_products(*qkv)
    images = [image.get_array() for image in figure.axes[0].images]
    context, weights = F.scaled_dot_product_attention(*qkv)
    assert [image.shape for image in images] == [(5, 4), (4, 7), (5, 7), (5, 7), (7, 3), (5, 3)]
    np.testing.assert_allclose(images[3], weights, atol=1e-12)
    np.testing.assert_allclose(images[5], context, atol=1e-12)


def test_each_has_its_name_and_its_size_and_as_many_cells_as_numbers(qkv):
    figure = attention_products(*qkv, language="ko")
    told = [text.get_text() for text in figure.axes[0].texts]
    assert [name for name in told if "(" in name] == [
        "Q  (5×4)", "Kᵀ  (4×7)", "QKᵀ / √d_k  (5×7)", "softmax  (5×7)", "V  (7×3)", "문맥  (5×3)",
    ]  # fmt: skip
    for image in figure.axes[0].images:
        left, right, bottom, top = image.get_extent()
        assert (bottom - top, right - left) == pytest.approx(image.get_array().shape)
    assert "Q 5 × 4; Kᵀ 4 × 7" in figure.get_label()


def test_what_cannot_be_multiplied_is_refused(qkv):
    q, k, v = qkv
    with pytest.raises(ValueError, match="as many channels"):
        attention_products(q[:, :3], k, v)
    with pytest.raises(ValueError, match="as many rows"):
        attention_products(q, k, v[:5])
