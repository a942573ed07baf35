"""What goes wrong in BERT's pooler."""

from ...exercise import mistake

FIRST, RETURN = "hidden[:, 0]", "torch.tanh(dense(first))"

MISTAKES = (
    mistake(
        "mean of all tokens",
        (FIRST, "hidden.mean(1)"),
        en=(
            "You average the {t} tokens.",
            "Take the first only: BERT was trained to gather the text in [CLS].",
            "Padding is averaged in; the classifier sees grey.",
        ),
        ko=(
            "토큰 {t}개의 평균을 냈습니다.",
            "첫 토큰만 쓰세요. BERT는 글을 [CLS]에 모으도록 학습되었습니다.",
            "패딩까지 평균에 들어가 분류기가 흐릿한 것만 봅니다.",
        ),
    ),
    mistake(
        "largest of all tokens",
        (FIRST, "hidden.amax(1)"),
        en=(
            "You take the maximum over the tokens, channel by channel.",
            "[CLS] alone stands for the text.",
            "One odd token decides.",
        ),
        ko=(
            "채널마다 토큰의 최댓값을 골랐습니다.",
            "[CLS] 하나가 글을 대표합니다.",
            "유별난 토큰 하나가 결과를 정합니다.",
        ),
    ),
    mistake(
        "last token",
        (FIRST, "hidden[:, -1]"),
        en=(
            "You take the last token, as one does with GPT.",
            "Index 0: the last is [SEP], or padding.",
            "The answer depends on the length of the longest text in the batch.",
        ),
        ko=(
            "GPT에서 하듯 마지막 토큰을 골랐습니다.",
            "인덱스 0입니다. 마지막은 [SEP]이거나 패딩입니다.",
            "배치에서 가장 긴 글의 길이에 따라 답이 달라집니다.",
        ),
    ),
    mistake(
        "all tokens",
        (FIRST, "hidden"),
        en=(
            "You return a vector for each token.",
            "One for each text: hidden[:, 0].",
            "The classifier answers once a token instead of once a text.",
        ),
        ko=(
            "토큰마다 벡터를 돌려줬습니다.",
            "글마다 하나입니다: hidden[:, 0].",
            "분류기가 글 하나에 토큰마다 답합니다.",
        ),
    ),
    mistake(
        "first text of the batch",
        (FIRST, "hidden[0]"),
        en=(
            "hidden[0] is the first text, with all its tokens.",
            "The batch is axis 0, positions are axis 1: hidden[:, 0].",
            "All texts but one are ignored.",
        ),
        ko=(
            "hidden[0]은 첫 글의 모든 토큰입니다.",
            "축 0이 배치, 축 1이 위치입니다: hidden[:, 0].",
            "글 하나만 보고 나머지는 무시합니다.",
        ),
    ),
    mistake(
        "no tanh",
        (RETURN, "dense(first)"),
        en=(
            "The linear layer's result is returned without tanh.",
            "tanh keeps it between −1 and 1.",
            "Too sure, or hardly changed: the classifier on top was trained behind tanh.",
        ),
        ko=(
            "선형 층의 결과를 tanh 없이 돌려줬습니다.",
            "tanh가 값을 −1과 1 사이로 만듭니다.",
            "그 위의 분류기는 tanh 뒤에서 학습되어, 지나치게 확신합니다.",
        ),
    ),
    mistake(
        "no linear layer",
        (RETURN, "torch.tanh(first)"),
        en=(
            "tanh is applied to [CLS] itself; dense is not used.",
            "The linear layer comes first.",
            "The pooler's weights are loaded and never used.",
        ),
        ko=(
            "dense를 쓰지 않고 [CLS]에 바로 tanh를 적용했습니다.",
            "선형 층이 먼저입니다.",
            "풀러의 가중치를 불러오고 쓰지 않습니다.",
        ),
    ),
    mistake(
        "tanh before the layer",
        (RETURN, "dense(torch.tanh(first))"),
        en=(
            "tanh stands in front of the linear layer.",
            "First the layer, then tanh.",
            "Large numbers of [CLS] are cut off before anyone has weighed them.",
        ),
        ko=(
            "tanh가 선형 층보다 앞에 있습니다.",
            "선형 층 다음에 tanh입니다.",
            "[CLS]의 큰 수가 가중되기도 전에 잘립니다.",
        ),
    ),
    mistake(
        "sigmoid",
        (RETURN, "torch.sigmoid(dense(first))"),
        en=(
            "You apply a sigmoid, from 0 to 1.",
            "It is tanh, from −1 to 1.",
            "Half of the range is missing; what was negative looks undecided.",
        ),
        ko=(
            "0에서 1까지인 시그모이드를 적용했습니다.",
            "−1에서 1까지인 tanh입니다.",
            "범위의 절반이 없어, 음수였던 것이 어중간해 보입니다.",
        ),
    ),
)
