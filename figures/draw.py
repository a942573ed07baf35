"""Draw the pictures that need no trained model: `python figures/draw.py [FOLDER]`, or into this one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from matplotlib.figure import Figure

from minitransformer import GPT, BERTConfig, BERTForMaskedWords, GPTConfig, functional, initialise, plots
from minitransformer.plots import fonts

PIECES = ["나는", "오늘", "친구를", "만나서", "행복", "했다"]
MASKED = ["나는", "오늘", "[MASK]", "만나서", "행복", "했다"]
CORRUPTED = ["나는", "오늘", "[MASK]", "만나서", "바다", "했다"]
PAIR = ["[CLS]", "오늘", "어때", "[SEP]", "행복", "해", "[SEP]"]
SEGMENTS = [0, 0, 0, 0, 1, 1, 1]


def attention_of_a_small_gpt() -> torch.Tensor:
    """The weights of its last block, on random weights large enough for the heads to differ."""
    model = GPT(GPTConfig(d_model=32, n_heads=4, d_ff=64, vocab_size=len(PIECES), n_layers=2, max_len=8))
    initialise(model, torch.Generator().manual_seed(6), std=0.45)
    seen = []
    model.blocks[-1].attention.weights.register_forward_hook(lambda *call: seen.append(call[2]))
    with torch.no_grad():
        model.double().eval()(torch.arange(len(PIECES))[None])
    return seen[0][0]


def embeddings_of_a_small_bert() -> list[torch.Tensor]:
    """What the three tables give for a pair of sentences."""
    model = BERTForMaskedWords(
        BERTConfig(d_model=24, n_heads=2, d_ff=48, vocab_size=8, n_layers=1, max_len=8)
    )
    initialise(model, torch.Generator().manual_seed(3), std=1.0)
    ids = torch.tensor([1, 3, 4, 2, 5, 6, 2])
    tables = (model.bert.embed, model.bert.positions.table, model.bert.segments)
    where = (ids, torch.arange(len(ids)), torch.tensor(SEGMENTS))
    return [table(rows) for table, rows in zip(tables, where, strict=True)]


def learning_rates(steps: int = 1000, warmup: int = 100, peak: float = 3e-4) -> np.ndarray:
    """Linear warm-up, then a cosine down to nothing."""
    step = np.arange(steps)
    down = 0.5 * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup)))
    return peak * np.where(step < warmup, (step + 1) / warmup, down)


def pictures(language: str) -> Iterator[tuple[str, Figure]]:
    say = plots.wording.wording(language)
    n = len(PIECES)
    causal = functional.causal_mask(n, n)
    everyone = torch.ones(n, n, dtype=torch.bool)
    real = torch.arange(n) < n - 2
    padded = functional.padding_mask(real[None])
    yield "architecture", plots.architecture(language=language)
    drawn = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(rows, d, generator=drawn) for rows, d in ((5, 16), (7, 16), (7, 3)))
    yield "attention_products", plots.attention_products(q, k, v, language=language)
    yield (
        "masks",
        plots.masks(
            {
                say("padding (BERT)", "패딩 (BERT)"): padded.expand(1, 1, n, n),
                say("causal (GPT)", "인과 (GPT)"): causal,
                say("causal and padding", "인과 + 패딩"): causal & padded,
            },
            [*PIECES[: n - 2], "[PAD]", "[PAD]"],
            language=language,
        ),
    )
    yield (
        "mask_token_or_attention",
        plots.mask_token_against_mask_attention(PIECES, MASKED, everyone, causal, language=language),
    )
    yield (
        "mlm_corruption",
        plots.mlm_corruption(
            PIECES,
            CORRUPTED,
            [False, True, True, False, True, False],
            ["", "same", "mask", "", "random", ""],
            language=language,
        ),
    )
    yield (
        "attention_heads",
        plots.attention_heads(
            attention_of_a_small_gpt(),
            PIECES,
            title=say("Four heads of a small GPT (random weights)", "작은 GPT의 네 헤드 (무작위 가중치)"),
            language=language,
        ),
    )
    yield (
        "positions",
        plots.position_codes(
            functional.sinusoids(torch.arange(100), 64),
            (20, 60),
            say("Sinusoids", "사인·코사인 위치 벡터"),
            language=language,
        ),
    )
    yield "schedule", plots.schedule(learning_rates(), language=language)
    yield "embeddings", plots.embeddings_sum(*embeddings_of_a_small_bert(), PAIR, language=language)


def draw(folder: Path) -> None:
    """Each picture in English as NAME.png, and in Korean as NAME.ko.png where a font can write it."""
    if fonts.hangul_font() is None:
        print("no font here can write Hangul: Korean words are romanised, and NAME.ko.png is left out")
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        for name, figure in pictures(language):
            path = folder / (f"{name}.png" if language == "en" else f"{name}.ko.png")
            plots.save(figure, path)
            print(path)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
