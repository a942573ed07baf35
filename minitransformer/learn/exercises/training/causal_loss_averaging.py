"""What goes wrong with the surprise at each token, and with its mean."""

from ...exercise import mistake

COUNTS = "counts = target != IGNORE"
LOG = "asked.log_softmax(-1)"
MEAN = "(surprise * counts).sum() / counts.sum()"
SURPRISE = "-log_probabilities.gather(-1, target.clamp(min=0)[:, None]).squeeze(-1)"

AVERAGING = (
    mistake(
        "ignored tokens counted as token 0",
        (COUNTS, "counts = torch.ones_like(target, dtype=torch.bool)"),
        en=(
            "Tokens marked IGNORE are in the loss, as if they were token 0.",
            "Leave out every target that is −100: prompt and padding are not to be learnt.",
            "The model learns to write padding, and goes on with it when it should stop.",
        ),
        ko=(
            "IGNORE로 표시한 토큰이 0번 토큰인 것처럼 손실에 들어갑니다.",
            "−100인 것은 모두 빼세요. 프롬프트와 패딩은 배울 것이 아닙니다.",
            "패딩을 쓰는 법을 배워, 멈춰야 할 때 패딩을 이어 씁니다.",
        ),
    ),
    mistake(
        "token 0 left out",
        (COUNTS, "counts = (target != IGNORE) & (target != 0)"),
        en=(
            "Token 0 is left out of the loss together with IGNORE.",
            "0 is a token like any other; −100 alone says that nothing counts.",
            "One token is never learnt. Where it is the one that ends a text, no text ends.",
        ),
        ko=(
            "IGNORE와 함께 0번 토큰도 손실에서 뺐습니다.",
            "0번도 여느 토큰과 같습니다. 세지 말라는 표시는 −100뿐입니다.",
            "토큰 하나를 전혀 배우지 못합니다. 그것이 끝을 뜻하는 토큰이면 글이 끝나지 않습니다.",
        ),
    ),
    mistake(
        "divided by all positions",
        (MEAN, "(surprise * counts).sum() / counts.numel()"),
        en=(
            "The sum is divided by the number of all positions, those left out included.",
            "Divide by how many count.",
            "Batches with long prompts or much padding learn with a smaller step, and their loss looks better.",
        ),
        ko=(
            "합을 빼놓은 것까지 포함한 모든 위치의 수로 나눴습니다.",
            "실제로 세는 것의 수로 나누세요.",
            "프롬프트나 패딩이 긴 배치는 더 조금씩 배우고, 손실은 더 좋아 보입니다.",
        ),
    ),
    mistake(
        "the sum",
        (MEAN, "(surprise * counts).sum()"),
        en=(
            "You return the sum of the surprise.",
            "Return the mean: divided by how many tokens count.",
            "Twice the batch, twice the gradient; a learning rate that worked does not any more.",
        ),
        ko=(
            "놀라움의 합을 돌려줬습니다.",
            "평균을 돌려주세요. 세는 토큰의 수로 나눕니다.",
            "배치가 두 배면 기울기도 두 배라, 잘 되던 학습률이 듣지 않습니다.",
        ),
    ),
    mistake(
        "mean of the means of texts",
        (
            MEAN,
            "((surprise * counts).unflatten(0, (len(ids), -1)).sum(-1) "
            "/ counts.unflatten(0, (len(ids), -1)).sum(-1)).mean()",
        ),
        en=(
            "You average within each text, and then over the {b} texts.",
            "One mean over all tokens that count: every token weighs the same.",
            "A word of a short answer counts many times more than a word of a long one.",
        ),
        ko=(
            "글마다 평균을 낸 다음, 글 {b}개에 걸쳐 다시 평균했습니다.",
            "세는 토큰 전체에서 평균을 한 번만 내세요. 토큰의 무게는 모두 같습니다.",
            "짧은 답의 단어가 긴 답의 단어보다 몇 배로 중요해집니다.",
        ),
    ),
    mistake(
        "softmax before cross-entropy",
        (LOG, "asked.softmax(-1).log_softmax(-1)"),
        en=(
            "Softmax is taken of the scores, and cross-entropy takes it again.",
            "Give the scores as they are. (log_softmax beforehand would do no harm.)",
            "The loss cannot fall below ln(1 + (V − 1)/e), and hardly moves.",
        ),
        ko=(
            "점수에 softmax를 했는데, 교차 엔트로피가 다시 합니다.",
            "점수를 그대로 주세요. (미리 log_softmax를 하는 것은 괜찮습니다.)",
            "손실이 ln(1 + (V − 1)/e) 아래로 내려가지 못하고 거의 움직이지 않습니다.",
        ),
    ),
    mistake(
        "log base 2",
        (LOG, "asked.log_softmax(-1) / 0.6931471805599453"),
        en=(
            "The surprise is in bits, with the logarithm to base 2.",
            "Use the natural logarithm: nats, as every table of losses does.",
            "All losses 1.44 times those of others, and exp(loss) is no perplexity.",
        ),
        ko=(
            "밑이 2인 로그를 써서 놀라움의 단위가 비트입니다.",
            "자연로그(nat)를 쓰세요. 손실의 표는 모두 그렇습니다.",
            "손실이 남들의 1.44배이고, exp(손실)이 퍼플렉시티가 아닙니다.",
        ),
    ),
    mistake(
        "probability for its logarithm",
        (SURPRISE, SURPRISE.replace("-log_probabilities", "-log_probabilities.exp()")),
        en=(
            "You return the mean of −p, without the logarithm.",
            "The surprise is −log p: a token that seemed impossible must cost a lot.",
            "No gradient comes from what the model gets quite wrong, so it never learns it.",
        ),
        ko=(
            "로그 없이 −p의 평균을 돌려줬습니다.",
            "놀라움은 −log p입니다. 불가능해 보였던 토큰일수록 비싸야 합니다.",
            "아주 틀린 곳에서 기울기가 나오지 않아, 끝내 배우지 못합니다.",
        ),
    ),
    mistake(
        "the minus forgotten",
        (SURPRISE, SURPRISE[1:]),
        en=(
            "You return the mean log-probability, which is negative.",
            "Put a minus before it: what is minimised must be large where the model is wrong.",
            "The loss falls without end, and the model gets worse with every step.",
        ),
        ko=(
            "로그 확률의 평균을 그대로 돌려줘서 음수입니다.",
            "앞에 −를 붙이세요. 최소화할 값은 모델이 틀릴수록 커야 합니다.",
            "손실은 끝없이 내려가는데 모델은 갈수록 나빠집니다.",
        ),
    ),
)
