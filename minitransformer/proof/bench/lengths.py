"""How long real texts are: the benchmarks draw random words, but not random lengths."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Lengths:
    """Tokens a text: the mean and the standard deviation of its logarithm's bell, the least and the most."""

    mean: float
    deviation: float
    least: int
    most: int

    def draw(self, n: int, generator: torch.Generator) -> list[int]:
        """As many lengths; the longest text is always among them."""
        spread = (1 + (self.deviation / self.mean) ** 2) ** 0.5
        bell = torch.randn(n, generator=generator) * (2 * torch.tensor(spread).log()).sqrt()
        drawn = (self.mean / spread * bell.exp()).round().clamp(self.least, self.most)
        return [self.most, *drawn.int().tolist()[1:]]


REVIEWS = Lengths(mean=20.2, deviation=16.5, least=3, most=140)
"""NSMC, as the lecture that few-shot prompting comes from has counted it."""

DIALOGUES = Lengths(mean=18.2, deviation=5.0, least=7, most=47)
"""ChatbotData with koGPT2's tokenizer, question and answer with their marks."""


def texts(lengths: Lengths, n: int, vocab_size: int) -> list[list[int]]:
    """Random words, in texts of such lengths."""
    generator = torch.Generator().manual_seed(2)
    sizes = lengths.draw(n, generator)
    return [torch.randint(10, vocab_size, (size,), generator=generator).tolist() for size in sizes]
