"""What goes wrong with which channels turn, and with which of them are a pair."""

from ...exercise import mistake

CUT = "turning, still = x[..., :n_rotary], x[..., n_rotary:]"
HALVES = "turning.chunk(2, -1)"
NEIGHBOURS = "(turning[..., 0::2], turning[..., 1::2])"
LAID = "[first, second, still]"
ALTERNATING = "[torch.stack([first, second], -1).flatten(-2), still]"

PAIRS = (
    mistake(
        "neighbours are pairs",
        (HALVES, NEIGHBOURS),
        (LAID, ALTERNATING),
        en=(
            "Your pairs are neighbours: channels 0 and 1, 2 and 3 …. The paper and GPT-J have it so.",
            "GPT-NeoX and Llama in Hugging Face's layout pair channel i with channel i + {n_rotary}/2.",
            "Trains just as well; with downloaded weights the text falls apart after a few words.",
        ),
        ko=(
            "이웃한 채널 0과 1, 2와 3 …을 쌍으로 삼았습니다. 논문과 GPT-J가 그렇게 합니다.",
            "GPT-NeoX와 Hugging Face 배열의 Llama는 채널 i와 채널 i + {n_rotary}/2를 짝짓습니다.",
            "학습은 똑같이 되지만, 내려받은 가중치로는 몇 단어 뒤에 글이 무너집니다.",
        ),
    ),
    mistake(
        "neighbours laid apart",
        (HALVES, NEIGHBOURS),
        en=(
            "You read neighbours as pairs, but lay their results half of the channels apart.",
            "Read and write the same layout: here halves, both times.",
            "Channels change their places even at position 0.",
        ),
        ko=(
            "이웃한 채널을 쌍으로 읽고, 결과는 절반씩 떨어뜨려 놓았습니다.",
            "읽을 때와 쓸 때의 배열이 같아야 합니다. 여기서는 두 번 모두 절반씩입니다.",
            "위치 0에서도 채널의 자리가 바뀝니다.",
        ),
    ),
    mistake(
        "halves laid in turn",
        (LAID, ALTERNATING),
        en=(
            "The turned halves are interleaved in your result.",
            "Put them back where they were: the first half, then the second.",
            "Harmless for scores, as queries and keys are shuffled alike, yet no number agrees with the reference.",
        ),
        ko=(
            "돌린 두 절반을 번갈아 놓았습니다.",
            "있던 자리에 되돌려 놓으세요. 앞 절반, 그다음 뒤 절반입니다.",
            "쿼리와 키가 똑같이 섞여 점수는 그대로지만, 기준 구현과는 어떤 수도 맞지 않습니다.",
        ),
    ),
    mistake(
        "all channels turn",
        (CUT, "turning, still = x, x[..., :0]"),
        ("torch.arange(0, n_rotary, 2", "torch.arange(0, x.shape[-1], 2"),
        ("steps / n_rotary", "steps / x.shape[-1]"),
        en=(
            "All {d_head} channels turn: n_rotary is not used.",
            "Only the first {n_rotary} turn. GPT-NeoX leaves most channels still, to carry meaning without place.",
            "Right for Llama, wrong for pythia and polyglot-ko.",
        ),
        ko=(
            "n_rotary를 쓰지 않고 채널 {d_head}개를 모두 돌렸습니다.",
            "앞의 {n_rotary}개만 돕니다. GPT-NeoX는 채널 대부분을 그대로 두어 위치와 상관없는 뜻을 담게 합니다.",
            "Llama에서는 맞고, pythia와 polyglot-ko에서는 틀립니다.",
        ),
    ),
    mistake(
        "the last channels turn",
        (CUT, "turning, still = x[..., x.shape[-1] - n_rotary :], x[..., : x.shape[-1] - n_rotary]"),
        (LAID, "[still, first, second]"),
        en=(
            "The last n_rotary channels of a head turn.",
            "The first ones do; what comes behind them stays.",
            "The trained weights expect place where you keep meaning.",
        ),
        ko=(
            "헤드의 뒤쪽 채널 n_rotary개를 돌렸습니다.",
            "도는 것은 앞쪽이고, 그 뒤가 그대로 남습니다.",
            "학습된 가중치가 위치를 기대하는 곳에 뜻이 들어 있습니다.",
        ),
    ),
    mistake(
        "still channels lost",
        (LAID, "[first, second]"),
        en=(
            "You return the turned channels only; the others are gone.",
            "Append what did not turn, so that a head keeps its {d_head} channels.",
            "An error in the model's output layer, or a head that is too narrow.",
        ),
        ko=(
            "돌린 채널만 돌려줬습니다. 나머지가 사라졌습니다.",
            "돌지 않은 채널을 뒤에 붙이세요. 헤드의 채널은 {d_head}개로 남아야 합니다.",
            "출력 층에서 오류가 나거나, 헤드가 좁아집니다.",
        ),
    ),
)
