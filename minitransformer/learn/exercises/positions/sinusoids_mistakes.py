"""What goes wrong with where sines and cosines stand, and with which positions they are of."""

from ...exercise import mistake

LAYOUT = (
    mistake(
        "sine and cosine in turn",
        (
            "torch.cat([sines, cosines], -1)",
            "torch.stack([sines, torch.nn.functional.pad(cosines, (0, d_model % 2))], -1).flatten(-2)[..., :d_model]",
        ),
        en=(
            "Sine and cosine alternate: channels 0, 2, 4 … are sines. So the paper's formula is written.",
            "Here all sines stand first. The model could learn with either, but weights are trained with one of "
            "them: Marian's and the paper's own code have the sines first.",
            "Trains as well; a pretrained translator babbles.",
        ),
        ko=(
            "사인과 코사인이 번갈아 나옵니다. 채널 0, 2, 4 …가 사인입니다. 논문의 식은 그렇게 쓰여 있습니다.",
            "여기서는 사인이 모두 앞에 옵니다. 어느 쪽으로도 배울 수 있지만 가중치는 그중 하나로 학습된 것이고, "
            "Marian과 논문의 실제 코드는 사인을 앞에 둡니다.",
            "학습은 똑같이 되지만, 학습된 번역 모델은 엉뚱한 말을 합니다.",
        ),
    ),
    mistake(
        "cosines first",
        ("angle.sin()", "angle.cos()"),
        ("angle.cos()[", "angle.sin()["),
        en=(
            "The cosines stand where the sines belong, and the other way round.",
            "Sines first: position 0 then begins with zeros.",
            "The vector of position 0 begins with ones.",
        ),
        ko=(
            "사인 자리에 코사인이, 코사인 자리에 사인이 있습니다.",
            "사인이 먼저입니다. 그러면 위치 0의 벡터가 0으로 시작합니다.",
            "위치 0의 벡터가 1로 시작합니다.",
        ),
    ),
    mistake(
        "sines only",
        ("angle.cos()[", "angle.sin()["),
        en=(
            "Both halves are sines.",
            "The second half takes the cosine of the same angles: only the two together tell how far a hand has turned.",
            "Two places of one clock look alike, and half of the channels are wasted.",
        ),
        ko=(
            "두 절반이 모두 사인입니다.",
            "뒤쪽 절반은 같은 각의 코사인입니다. 둘이 함께 있어야 바늘이 얼마나 돌았는지 알 수 있습니다.",
            "시계의 두 자리가 같아 보이고, 채널의 절반이 낭비됩니다.",
        ),
    ),
    mistake(
        "positions from 1",
        ("positions[..., None]", "(positions[..., None] + 1)"),
        en=(
            "You count positions from 1: every vector is that of the next place.",
            "The first position is 0, as in positions.",
            "Hardly seen in training; pretrained weights get slightly worse.",
        ),
        ko=(
            "위치를 1부터 셌습니다. 모든 벡터가 다음 자리의 것입니다.",
            "positions에 있는 그대로 첫 위치는 0입니다.",
            "학습에서는 거의 보이지 않고, 학습된 가중치에서는 결과가 조금 나빠집니다.",
        ),
    ),
    mistake(
        "positions counted anew",
        ("positions[..., None]", "torch.arange(positions.shape[-1]).expand_as(positions)[..., None]"),
        en=(
            "You count the positions yourself, from 0 to {t} − 1, whatever `positions` says.",
            "Use the positions given: with a cache or with padding on the left a text does not begin at 0.",
            "Training is right; from the second written word on every word stands at place 0.",
        ),
        ko=(
            "`positions`와 상관없이 위치를 0부터 {t} − 1까지 직접 셌습니다.",
            "받은 위치를 쓰세요. 캐시나 왼쪽 패딩이 있으면 글이 0에서 시작하지 않습니다.",
            "학습은 맞지만, 글을 쓸 때 두 번째 단어부터 모두 위치 0에 놓입니다.",
        ),
    ),
    mistake(
        "cosines one channel on",
        ("angle.cos()[", "(positions[..., None] / 10_000 ** ((steps + 1) / d_model)).cos()["),
        en=(
            "The cosines have wavelengths of their own, 10000^((2i + 1)/d): the exponent was made for every channel, "
            "and the odd ones given to the cosines.",
            "Sine and cosine of a pair share one wavelength, so that moving by k places is a rotation of the pair.",
            "Learns nearly as well; a known tutorial has it so.",
        ),
        ko=(
            "코사인의 파장이 10000^((2i + 1)/d)(으)로 따로 있습니다. 지수를 채널마다 만들어 홀수 번째를 코사인에 "
            "준 것입니다.",
            "한 쌍의 사인과 코사인은 파장이 같습니다. 그래야 k자리 옮기는 것이 그 쌍의 회전이 됩니다.",
            "거의 똑같이 배웁니다. 널리 알려진 튜토리얼도 이렇게 되어 있습니다.",
        ),
    ),
)
