"""What goes wrong with the angles of rotary positions."""

from ...exercise import mistake

WHERE = "positions[..., None, :, None]"
EXPONENT = "(steps / n_rotary)"

ANGLES = (
    mistake(
        "positions from 1",
        (WHERE, "(positions[..., None, :, None] + 1)"),
        en=(
            "Your first position turns by one step already: you count from 1.",
            "Turn by `positions` as they are; the first does not turn at all.",
            "None in the scores, where only distances count; but a cache filled by another program does not fit.",
        ),
        ko=(
            "1부터 세어서, 첫 위치가 벌써 한 걸음 돕니다.",
            "`positions` 그대로 돌리세요. 첫 위치는 돌지 않습니다.",
            "점수에는 거리만 중요해서 아무 차이가 없지만, 다른 프로그램이 채운 캐시와 맞지 않습니다.",
        ),
    ),
    mistake(
        "positions ignored",
        (WHERE, "torch.arange(x.shape[-2])[:, None]"),
        en=(
            "You turn by 0, 1, 2 … up to {t} − 1, whatever positions were given.",
            "The argument `positions` says where a row stands: behind a cache it does not start at 0.",
            "The prompt is read rightly; every word written after it thinks that it is the first.",
        ),
        ko=(
            "받은 위치와 상관없이 0, 1, 2 … {t} − 1만큼 돌렸습니다.",
            "행이 어디에 있는지는 인수 `positions`가 말합니다. 캐시 뒤에서는 0에서 시작하지 않습니다.",
            "프롬프트는 바르게 읽지만, 그 뒤에 쓰는 단어마다 자기가 첫 단어인 줄 압니다.",
        ),
    ),
    mistake(
        "exponent over d_head",
        (EXPONENT, "(steps / x.shape[-1])"),
        en=(
            "The exponent is divided by the {d_head} channels of a head.",
            "Divide by n_rotary = {n_rotary}: the wavelengths are spread over the channels that turn.",
            "Seen only where a part of the channels turns: fine with Llama, off with GPT-NeoX.",
        ),
        ko=(
            "지수를 한 헤드의 채널 {d_head}개로 나눴습니다.",
            "n_rotary = {n_rotary}(으)로 나누세요. 파장은 도는 채널에 걸쳐 퍼집니다.",
            "채널의 일부만 돌 때 드러납니다. Llama는 괜찮고 GPT-NeoX는 어긋납니다.",
        ),
    ),
    mistake(
        "exponent halved",
        (EXPONENT, "(steps / 2 / n_rotary)"),
        en=(
            "Your exponent is i/n_rotary, half of what it should be.",
            "2i/n_rotary: divide the pair's number by the number of pairs, {n_rotary}/2.",
            "Slow pairs turn too quickly, and long texts blur.",
        ),
        ko=(
            "지수가 i/n_rotary로, 맞는 값의 절반입니다.",
            "2i/n_rotary입니다. 쌍의 번호를 쌍의 수 {n_rotary}/2로 나누세요.",
            "느린 쌍이 너무 빨리 돌아, 긴 글에서 위치가 흐려집니다.",
        ),
    ),
    mistake(
        "exponent doubled",
        (EXPONENT, "(2 * steps / n_rotary)"),
        en=(
            "Your exponent is 4i/n_rotary: both the steps and the formula hold the 2.",
            "torch.arange(0, n_rotary, 2) is 2i already.",
            "Half of the pairs hardly turn.",
        ),
        ko=(
            "지수가 4i/n_rotary입니다. 간격에도 식에도 2가 들어 있습니다.",
            "torch.arange(0, n_rotary, 2)가 이미 2i입니다.",
            "쌍의 절반이 거의 돌지 않습니다.",
        ),
    ),
    mistake(
        "always base 10000",
        ("1.0 / base **", "1.0 / 10_000.0 **"),
        en=(
            "10000 is written into your function; the argument base is not used.",
            "Take base: newer models, with longer texts, have 500000 or a million.",
            "Old models run, newer ones ramble.",
        ),
        ko=(
            "함수 안에 10000을 적어 넣고 인수 base를 쓰지 않았습니다.",
            "base를 쓰세요. 더 긴 글을 읽는 새 모델은 50만이나 100만을 씁니다.",
            "옛 모델은 되고, 새 모델은 횡설수설합니다.",
        ),
    ),
    mistake(
        "same speed for all",
        ("1.0 / base ** (steps / n_rotary)", "torch.ones_like(steps)"),
        en=(
            "All pairs turn by the position itself, at one speed.",
            "Pair i turns base^(2i/n_rotary) times more slowly, so that near and far can be told apart.",
            "Places that are 44 apart, seven turns, look the same.",
        ),
        ko=(
            "모든 쌍이 같은 속도로, 위치 값만큼 돕니다.",
            "i번째 쌍은 base^(2i/n_rotary)배 느리게 돕니다. 그래야 가까운 것과 먼 것을 가릅니다.",
            "일곱 바퀴인 44만큼 떨어진 자리가 똑같아 보입니다.",
        ),
    ),
)
