"""What goes wrong in the transform of BERT's masked-word head."""

from ...exercise import mistake

DENSE, ACTIVE, READY = "changed = dense(hidden)", "active = gelu(changed)", "ready = norm(active)"

TRANSFORM = (
    mistake(
        "no linear layer",
        (DENSE, "changed = hidden"),
        en=(
            "dense is left out of the transform.",
            "dense(hidden) comes first: it turns what BERT knows into what it would say.",
            "A fresh model learns all the same; downloaded BERT guesses rare words.",
        ),
        ko=(
            "변환에서 dense를 빠뜨렸습니다.",
            "dense(hidden)이 먼저입니다. BERT가 아는 것을 말할 것으로 바꿉니다.",
            "새 모델은 그래도 배우지만, 내려받은 BERT는 드문 단어를 답합니다.",
        ),
    ),
    mistake(
        "no GELU",
        (ACTIVE, "active = changed"),
        en=(
            "The transform has no activation.",
            "gelu stands between dense and norm.",
            "The right word drops from first place to somewhere among the first.",
        ),
        ko=(
            "변환에 활성화 함수가 없습니다.",
            "dense와 norm 사이에 gelu가 있습니다.",
            "맞는 단어가 1위에서 몇 자리 밀려납니다.",
        ),
    ),
    mistake(
        "GELU by tanh",
        (ACTIVE, "active = torch.nn.functional.gelu(changed, approximate='tanh')"),
        en=(
            "You use the tanh approximation of GELU, GPT-2's.",
            "BERT has the exact one, with erf.",
            "Scores differ in the third decimal; the words are usually the same.",
        ),
        ko=(
            "GPT-2가 쓰는 GELU의 tanh 근사를 썼습니다.",
            "BERT는 erf로 계산하는 정확한 GELU를 씁니다.",
            "점수가 소수 셋째 자리에서 다르고, 단어는 대개 같습니다.",
        ),
    ),
    mistake(
        "ReLU",
        (ACTIVE, "active = torch.relu(changed)"),
        en=(
            "ReLU stands where GELU should.",
            "GELU, as in all of BERT.",
            "Answers are plausible, and less sure than published.",
        ),
        ko=(
            "GELU 자리에 ReLU가 있습니다.",
            "BERT의 다른 곳처럼 GELU입니다.",
            "그럴듯하게 답하지만 알려진 것보다 확률이 낮습니다.",
        ),
    ),
    mistake(
        "tanh",
        (ACTIVE, "active = torch.tanh(changed)"),
        en=(
            "You apply tanh, which belongs to the pooler.",
            "This head has GELU.",
            "All words come near each other in probability.",
        ),
        ko=(
            "풀러에 쓰는 tanh를 적용했습니다.",
            "이 헤드에는 GELU입니다.",
            "모든 단어의 확률이 비슷해집니다.",
        ),
    ),
    mistake(
        "no norm",
        (READY, "ready = active"),
        en=(
            "The transform ends without a norm.",
            "norm(…) follows GELU.",
            "Scores are too flat or too steep, so probabilities are off while the order stays similar.",
        ),
        ko=(
            "변환이 정규화 없이 끝납니다.",
            "GELU 다음에 norm(…)이 옵니다.",
            "점수가 너무 평평하거나 가팔라, 순위는 비슷해도 확률이 어긋납니다.",
        ),
    ),
    mistake(
        "norm before GELU",
        (ACTIVE, "active = norm(changed)"),
        (READY, "ready = gelu(active)"),
        en=(
            "The norm stands before GELU.",
            "dense, GELU, norm, in this order.",
            "No score is far below 0, and unlikely words are not ruled out.",
        ),
        ko=(
            "정규화가 GELU보다 앞에 있습니다.",
            "dense, GELU, norm의 순서입니다.",
            "크게 낮은 점수가 없어, 있을 수 없는 단어도 남습니다.",
        ),
    ),
)
