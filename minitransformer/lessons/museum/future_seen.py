"""A mask that lets the future through, and a wonderful accuracy."""

import torch
from torch import Tensor, nn

from ...core.blocks import DecoderOnlyBlock
from ...core.config import BlockConfig
from ...core.parts import Parts
from ...learn.said import Said
from .exhibit import Exhibit, Function

WORDS, LENGTH = 8, 8


def wrong(t: int, s: int, device: torch.device | None = None) -> Tensor:
    """Who may look at whom: a triangle."""
    return torch.ones(t, s, dtype=torch.bool, device=device).triu(s - t)


def right(t: int, s: int, device: torch.device | None = None) -> Tensor:
    """Everybody sees what came."""
    return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)


def measure(causal_mask: Function) -> float:
    """How many next words a small model gets right after 150 steps, on texts that are dice."""
    generator = torch.Generator().manual_seed(0)
    mask: Tensor = causal_mask(LENGTH, LENGTH)
    block, weights = _drawn(generator)
    optimizer = torch.optim.Adam([*block.parameters(), *weights], lr=1e-2)

    def scores(ids: Tensor) -> Tensor:
        words, places = weights
        hidden: Tensor = block(words[ids] + places, mask)
        return hidden[:, :-1] @ words.T

    def thrown(n: int) -> Tensor:
        return torch.randint(WORDS, (n, LENGTH), generator=generator)

    for _ in range(150):
        ids = thrown(32)
        loss = nn.functional.cross_entropy(scores(ids).flatten(0, 1), ids[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        ids = thrown(500)
        return (scores(ids).argmax(-1) == ids[:, 1:]).double().mean().item()


def _drawn(generator: torch.Generator) -> tuple[DecoderOnlyBlock, tuple[nn.Parameter, nn.Parameter]]:
    """A block of GPT's kind, a table of words and one of places, drawn from this generator alone."""
    cfg = BlockConfig(d_model=32, n_heads=2, d_ff=64, wiring="pre")
    block = DecoderOnlyBlock(cfg, Parts()).double()
    with torch.no_grad():
        for p in block.parameters():
            if p.ndim > 1:
                p.copy_(torch.randn(p.shape, generator=generator, dtype=p.dtype) / 32**0.5)
        for layer in block.modules():
            if isinstance(layer, nn.Linear):
                layer.bias.zero_()
    tables = (torch.randn(n, 32, generator=generator, dtype=torch.float64) for n in (WORDS, LENGTH))
    words, places = (nn.Parameter(table) for table in tables)
    return block, (words, places)


EXHIBIT = Exhibit(
    name="future_seen",
    title=Said("98 % right, and only nonsense to read", "정답률 98%, 번역은 횡설수설"),
    thread="jadore801120/attention-is-all-you-need-pytorch/issues/19",
    told=Said(
        "A reader made the model absurdly small, one hidden channel in the feed-forward, and still got 98 % "
        "of the words of a translation right, while what it wrote was nonsense. The conclusion was the right "
        "one: it must see the answer. The reply names the two usual ways, softmax over the wrong axis and the "
        "wrong triangle. We rebuild the second, on texts that are dice: nobody can know the next throw.",
        "한 독자가 모델을 말도 안 되게 줄여 보았습니다. 피드포워드의 은닉 채널이 하나인데도 번역문의 단어를 "
        "98% 맞혔고, 정작 써낸 글은 횡설수설이었습니다. 결론은 옳았습니다. 답을 보고 있는 것이 틀림없다고요. "
        "답글은 흔한 원인 둘을 꼽습니다. 소프트맥스를 엉뚱한 축에 했거나, 삼각형을 반대로 골랐거나. 여기서는 "
        "둘째를 주사위로 만든 글에서 되살립니다. 다음에 나올 눈은 아무도 알 수 없습니다.",
    ),
    symptom=Said(
        "the loss falls to almost 0 within minutes; what the model writes is nonsense",
        "손실이 금세 0 가까이 떨어지는데, 써내는 글은 횡설수설",
    ),
    number=Said("next throws of a die with 8 sides guessed right", "팔면 주사위의 다음 눈을 맞힌 비율"),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="causal_mask",
)
