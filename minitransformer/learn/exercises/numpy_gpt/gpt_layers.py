"""What goes wrong with the order of the layers of GPT-2's forward pass, and with their constants."""

from ...exercise import mistake

LAYERS = (
    mistake(
        "one layer again and again",
        ('f"h.{i}."', '"h.0."'),
        en=(
            "Every layer uses the weights of h.0.",
            "Layer i has its own: its names begin with h. and i.",
            "A trained model runs, and is no better than its first layer.",
        ),
        ko=(
            "모든 층이 h.0의 가중치를 씁니다.",
            "i번 층의 가중치는 이름이 h.와 i로 시작합니다.",
            "학습된 모델이 돌기는 하지만 첫 층보다 나을 것이 없습니다.",
        ),
    ),
    mistake(
        "layers in reverse",
        ("range(n_layers)", "reversed(range(n_layers))"),
        en=(
            "The layers are gone through from the last to the first.",
            "Begin with h.0.",
            "All shapes fit, and only nonsense comes out.",
        ),
        ko=(
            "층을 마지막에서 처음으로 거슬러 지났습니다.",
            "h.0부터 시작하세요.",
            "모양은 다 맞는데 엉뚱한 글만 나옵니다.",
        ),
    ),
    mistake(
        "first layer only",
        ("range(n_layers)", "range(1)"),
        en=(
            "Only h.0 is used.",
            "Go on as long as there are layers: count them by their names.",
            "Twelve times as fast as GPT-2, and it knows pairs of words at most.",
        ),
        ko=(
            "h.0만 썼습니다.",
            "층이 있는 만큼 계속하세요. 이름으로 셀 수 있습니다.",
            "GPT-2보다 열두 배 빠르지만 기껏해야 두 단어의 관계만 압니다.",
        ),
    ),
    mistake(
        "eps too small",
        ('w["ln_1.bias"])', 'w["ln_1.bias"], 1e-12)'),
        ('w["ln_2.bias"])', 'w["ln_2.bias"], 1e-12)'),
        ('weights["ln_f.bias"])', 'weights["ln_f.bias"], 1e-12)'),
        en=(
            "Your layer norm uses an eps of 1e-12 (or none), which is BERT's.",
            "GPT-2 was trained with 1e-5 inside the root.",
            "Off in the third digit at the first layer, where vectors are small; later hardly at all.",
        ),
        ko=(
            "층 정규화에 BERT의 eps인 1e-12를 썼거나 eps가 없습니다.",
            "GPT-2는 제곱근 안에 1e-5를 두고 학습했습니다.",
            "벡터가 작은 첫 층에서 셋째 자리가 다르고, 뒤에서는 거의 보이지 않습니다.",
        ),
    ),
    mistake(
        "exact GELU",
        ("gelu(up)", "(up * 0.5 * (1 + torch.erf(torch.from_numpy(up / 2**0.5)).numpy()))"),
        en=(
            "You use the exact GELU, with erf.",
            "GPT-2 uses the approximation with tanh.",
            "Differences of 1e-4 that look like rounding, and are not.",
        ),
        ko=(
            "erf를 쓰는 정확한 GELU를 썼습니다.",
            "GPT-2는 tanh 근사를 씁니다.",
            "1e-4쯤 달라 반올림처럼 보이지만 반올림이 아닙니다.",
        ),
    ),
    mistake(
        "ReLU in the feed-forward net",
        ("gelu(up)", "np.maximum(up, 0)"),
        en=(
            "The feed-forward net uses ReLU.",
            "GPT-2's activation is GELU, which lets small negative numbers through.",
            "The model speaks, but much worse than it should.",
        ),
        ko=(
            "피드포워드에 ReLU를 썼습니다.",
            "GPT-2의 활성화 함수는 GELU이고, 작은 음수를 조금 통과시킵니다.",
            "말은 하지만 원래보다 훨씬 못합니다.",
        ),
    ),
)
