"""GPT-2's forward pass written in other ways, which must pass as well."""

from collections.abc import Mapping

import numpy as np

from .arrays import Array, gelu, layer_norm, softmax


def with_einsum(ids: Array, weights: Mapping[str, Array], n_heads: int) -> Array:
    """By the names of the axes, and -1e9 for minus infinity."""
    (b, t), x = ids.shape, weights["wte.weight"][ids]
    x = x + weights["wpe.weight"][np.arange(t)]
    i = 0
    while f"h.{i}.ln_1.weight" in weights:

        def linear(y: Array, name: str, i: int = i) -> Array:
            return (
                np.einsum("btd,de->bte", y, weights[f"h.{i}.{name}.weight"]) + weights[f"h.{i}.{name}.bias"]
            )

        y = layer_norm(x, weights[f"h.{i}.ln_1.weight"], weights[f"h.{i}.ln_1.bias"])
        q, k, v = np.moveaxis(linear(y, "attn.c_attn").reshape(b, t, 3, n_heads, -1), 2, 0)
        scores = np.einsum("bthd,bshd->bhts", q / q.shape[-1] ** 0.5, k)
        scores = scores + np.triu(np.full((t, t), -1e9), 1)
        x = x + linear(np.einsum("bhts,bshd->bthd", softmax(scores), v).reshape(b, t, -1), "attn.c_proj")
        y = layer_norm(x, weights[f"h.{i}.ln_2.weight"], weights[f"h.{i}.ln_2.bias"])
        x = x + linear(gelu(linear(y, "mlp.c_fc")), "mlp.c_proj")
        i += 1
    return np.einsum(
        "btd,vd->btv", layer_norm(x, weights["ln_f.weight"], weights["ln_f.bias"]), weights["wte.weight"]
    )


def remembering(ids: Array, weights: Mapping[str, Array], n_heads: int) -> Array:
    """A text after the other, and a word after the other, with the keys and values of those before."""
    return np.stack([np.stack(_words(row, weights, n_heads)) for row in ids])


def _words(row: Array, weights: Mapping[str, Array], n_heads: int) -> list[Array]:
    cache: dict[int, list[Array]] = {}
    scores = []
    for position, word in enumerate(row):
        x = weights["wte.weight"][word] + weights["wpe.weight"][position]
        for i in range(sum("ln_1.weight" in name for name in weights)):
            w = {name.removeprefix(f"h.{i}."): weights[name] for name in weights}
            y = layer_norm(x, w["ln_1.weight"], w["ln_1.bias"])
            qkv = (y @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]).reshape(3, n_heads, -1)
            past = cache.setdefault(i, [])
            past.append(qkv[1:])
            k, v = np.stack(past, 2)
            chosen = softmax((k @ qkv[0, :, :, None])[..., 0] / qkv.shape[-1] ** 0.5)
            x = x + (chosen[:, None] @ v).reshape(-1) @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
            y = layer_norm(x, w["ln_2.weight"], w["ln_2.bias"])
            x = (
                x
                + gelu(y @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]) @ w["mlp.c_proj.weight"]
                + w["mlp.c_proj.bias"]
            )
        scores.append(weights["wte.weight"] @ layer_norm(x, weights["ln_f.weight"], weights["ln_f.bias"]))
    return scores
