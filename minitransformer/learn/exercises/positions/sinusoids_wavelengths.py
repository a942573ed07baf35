"""What goes wrong with the wavelengths of sinusoidal positions."""

from ...exercise import mistake

EXPONENT = "(steps / d_model)"

WAVELENGTHS = (
    mistake(
        "the 2 twice",
        (EXPONENT, "(2 * steps / d_model)"),
        en=(
            "The exponent is 2·(0, 2, 4 …)/d: the 2 of 2i is in the steps already, and you multiply by it again.",
            "Either steps of 2, or 2 * i: the exponents run from 0 to just below 1.",
            "The slow half of the channels is constant.",
        ),
        ko=(
            "지수가 2·(0, 2, 4 …)/d입니다. 2i의 2가 이미 간격에 들어 있는데 다시 곱했습니다.",
            "간격을 2로 하거나 2 * i로 하거나 하나만 하세요. 지수는 0부터 1 바로 아래까지입니다.",
            "느린 쪽 채널의 절반이 상수가 됩니다.",
        ),
    ),
    mistake(
        "the 2 forgotten",
        (EXPONENT, "(steps / 2 / d_model)"),
        en=(
            "The exponent is i/d, so the slowest wavelength is about 100·2π.",
            "The exponent is 2i/d: over the {d} / 2 pairs it runs up to nearly 1.",
            "Far places look like near ones in long texts.",
        ),
        ko=(
            "지수가 i/d여서, 가장 느린 파장이 100·2π쯤에 그칩니다.",
            "지수는 2i/d입니다. {d} / 2쌍에 걸쳐 거의 1까지 갑니다.",
            "긴 글에서 먼 자리가 가까운 자리처럼 보입니다.",
        ),
    ),
    mistake(
        "divided by the last pair",
        (EXPONENT, "(steps / (d_model - 2))"),
        en=(
            "The exponents run up to exactly 1: you divide by d − 2.",
            "Divide by d_model = {d} itself. (Some early code did as you do, with weights of its own.)",
            "Only another implementation's numbers give it away.",
        ),
        ko=(
            "지수가 꼭 1까지 갑니다. d − 2로 나눴습니다.",
            "d_model = {d}(으)로 나누세요. (초기의 어떤 코드는 이렇게 했지만, 가중치도 그에 맞게 따로 있었습니다.)",
            "다른 구현의 수와 견주어야만 드러납니다.",
        ),
    ),
    mistake(
        "times the wavelength",
        ("positions[..., None] / wavelength", "positions[..., None] * wavelength"),
        en=(
            "You multiply the positions with the wavelengths: the hands go faster and faster, up to 10000 times.",
            "Divide by them, or make the exponent negative.",
            "Neighbouring places look like noise, and order is not learnt.",
        ),
        ko=(
            "위치에 파장을 곱했습니다. 바늘이 갈수록 빨라져 만 배까지 빨라집니다.",
            "파장으로 나누거나, 지수를 음수로 만드세요.",
            "이웃한 자리가 잡음처럼 보여 순서를 배우지 못합니다.",
        ),
    ),
    mistake(
        "whole turns",
        ("positions[..., None] / wavelength", "positions[..., None] * 2 * torch.pi / wavelength"),
        en=(
            "You multiply the angle by 2π, as if the wavelength were 10000^(2i/d) itself.",
            "The angle is position / 10000^(2i/d), in radians; 2π is not in the formula.",
            "The first sine is 0 at all places: the quickest clock stands still.",
        ),
        ko=(
            "각에 2π를 곱했습니다. 파장이 10000^(2i/d) 자체인 것처럼 된 것입니다.",
            "각은 위치 / 10000^(2i/d) 라디안입니다. 식에 2π는 없습니다.",
            "첫 사인이 모든 자리에서 0입니다. 가장 빠른 시계가 멈춰 있습니다.",
        ),
    ),
    mistake(
        "a base of 1000",
        ("10_000 **", "1_000 **"),
        en=(
            "The base is 1000.",
            "It is 10 000, four zeros.",
            "Nothing is seen until weights are loaded.",
        ),
        ko=(
            "밑이 1000입니다.",
            "0이 네 개인 10 000입니다.",
            "가중치를 불러오기 전에는 아무것도 보이지 않습니다.",
        ),
    ),
    mistake(
        "wavelengths in even steps",
        ("10_000 ** (steps / d_model)", "10_000 * (steps / d_model)"),
        en=(
            "The wavelengths grow in even steps: you multiply 10000 with 2i/d instead of raising it to that power.",
            "10_000 ** (2i/d): each wavelength is a fixed multiple of the one before.",
            "The first wavelength is 0: NaN from the first step on.",
        ),
        ko=(
            "파장이 일정한 간격으로 늘어납니다. 10000의 2i/d제곱이 아니라 10000 곱하기 2i/d를 했습니다.",
            "10_000 ** (2i/d)입니다. 파장마다 앞 파장의 일정한 배입니다.",
            "첫 파장이 0이라, 첫걸음부터 NaN입니다.",
        ),
    ),
)
