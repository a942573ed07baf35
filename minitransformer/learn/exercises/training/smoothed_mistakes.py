"""What goes wrong with label smoothing."""

from ...exercise import mistake

MIXED = "mixed = (1 - smoothing) * at_label + smoothing * at_all"

MISTAKES = (
    mistake(
        "not smoothed",
        (MIXED, "mixed = at_label"),
        en=(
            "smoothing is not used: this is plain cross-entropy.",
            "Mix in the surprise at all classes.",
            "The model becomes too sure of itself, and its translations a little worse.",
        ),
        ko=(
            "smoothing을 쓰지 않아 보통의 교차 엔트로피입니다.",
            "모든 클래스에 대한 놀라움을 섞으세요.",
            "모델이 지나치게 확신하고, 번역이 조금 나빠집니다.",
        ),
    ),
    mistake(
        "spread over the others only",
        ("-log_p.mean(-1)", "(-log_p.sum(-1) - at_label) / (log_p.shape[-1] - 1)"),
        en=(
            "smoothing is shared out among the {classes} − 1 wrong classes.",
            "Among all {classes}, the label too, which so gets back a little. (Both are found in papers.)",
            "As good, but losses cannot be compared with those of others.",
        ),
        ko=(
            "smoothing을 틀린 클래스 {classes} − 1개에만 나눴습니다.",
            "라벨까지 {classes}개 모두에 나누세요. 라벨도 조금 돌려받습니다. (논문에는 두 가지가 다 있습니다.)",
            "성능은 비슷하지만 손실을 남의 것과 비교할 수 없습니다.",
        ),
    ),
    mistake(
        "the label loses nothing",
        (MIXED, "mixed = at_label + smoothing * at_all"),
        en=(
            "The label keeps all of its weight, and smoothing comes on top.",
            "What is spread is taken from the label: (1 − smoothing) is left.",
            "A loss too high by that share; equal scores cost more than ln V.",
        ),
        ko=(
            "라벨의 몫을 그대로 둔 채 smoothing을 더했습니다.",
            "나눠 준 만큼 라벨에서 빼세요. 1 − smoothing이 남습니다.",
            "손실이 그만큼 높고, 점수가 모두 같아도 ln V보다 큽니다.",
        ),
    ),
    mistake(
        "nothing is spread",
        (MIXED, "mixed = (1 - smoothing) * at_label"),
        en=(
            "The label loses its share, but nobody gets it.",
            "Add smoothing times the mean surprise at all classes.",
            "Cross-entropy with a smaller step, and nothing smoothed.",
        ),
        ko=(
            "라벨에서 몫을 뺐지만 아무에게도 주지 않았습니다.",
            "모든 클래스에 대한 놀라움의 평균에 smoothing을 곱해 더하세요.",
            "걸음만 작아진 교차 엔트로피이고, 평활은 되지 않습니다.",
        ),
    ),
    mistake(
        "shares changed round",
        (MIXED, "mixed = smoothing * at_label + (1 - smoothing) * at_all"),
        en=(
            "The label gets `smoothing`, and the rest is spread over all classes.",
            "The label gets 1 − smoothing.",
            "The model learns to say everything equally often.",
        ),
        ko=(
            "라벨에 `smoothing`을, 나머지를 모든 클래스에 줬습니다.",
            "라벨의 몫이 1 − smoothing입니다.",
            "무엇이든 똑같은 확률로 말하도록 배웁니다.",
        ),
    ),
    mistake(
        "summed over the classes",
        ("-log_p.mean(-1)", "-log_p.sum(-1)"),
        en=(
            "The surprise at all {classes} classes is added up, not averaged.",
            "Each class gets smoothing / {classes}: take the mean.",
            "With 50,000 words, a loss in the tens of thousands.",
        ),
        ko=(
            "클래스 {classes}개에 대한 놀라움을 평균하지 않고 더했습니다.",
            "클래스마다 smoothing / {classes}입니다. 평균을 내세요.",
            "단어가 5만 개면 손실이 수만이 됩니다.",
        ),
    ),
    mistake(
        "scores for log-probabilities",
        ("-log_p.mean(-1)", "-scores[counts].mean(-1)"),
        en=(
            "The mean over all classes is that of the scores, not of their log-probabilities.",
            "log_softmax first; both surprises come from it.",
            "The scores drift upwards together, step by step.",
        ),
        ko=(
            "모든 클래스에 걸친 평균을 로그 확률이 아니라 점수로 냈습니다.",
            "log_softmax를 먼저 하세요. 두 놀라움 모두 거기서 나옵니다.",
            "점수들이 스텝마다 함께 위로 떠밀려 갑니다.",
        ),
    ),
    mistake(
        "the prediction is smoothed",
        (MIXED, "mixed = -((1 - smoothing) * (-at_label).exp() + smoothing / log_p.shape[-1]).log()"),
        en=(
            "The probability of the model is mixed with the even one, and then its logarithm is taken.",
            "The label is smoothed, not the prediction: mix the surprises.",
            "Mistakes cost less, where they should be forgiven in the labels only.",
        ),
        ko=(
            "모델의 확률을 고른 확률과 섞은 뒤 로그를 취했습니다.",
            "예측이 아니라 라벨을 평활합니다. 놀라움을 섞으세요.",
            "라벨만 너그러워야 하는데, 틀린 예측의 값이 싸집니다.",
        ),
    ),
    mistake(
        "what does not count is smoothed too",
        ("counts = labels != IGNORE", "counts = torch.ones_like(labels, dtype=torch.bool)"),
        ("labels[counts][:, None]", "labels.clamp(min=0)[:, None]"),
        en=(
            "Labels that are IGNORE count, as class 0.",
            "They are left out of both surprises, and of the mean.",
            "Padding is learnt, and evenly spread besides.",
        ),
        ko=(
            "IGNORE인 라벨을 클래스 0으로 셉니다.",
            "두 놀라움과 평균에서 모두 빼세요.",
            "패딩을 배우고, 그것도 고르게 퍼뜨립니다.",
        ),
    ),
    mistake(
        "divided by all labels",
        ("counts.sum()", "labels.numel()"),
        en=(
            "The mean is over all {n} labels, IGNORE among them.",
            "Divide by the labels that count.",
            "Sentences with much padding teach less.",
        ),
        ko=(
            "IGNORE까지 라벨 {n}개 전체로 평균했습니다.",
            "세는 라벨의 수로 나누세요.",
            "패딩이 많은 문장에서는 덜 배웁니다.",
        ),
    ),
)
