"""What goes wrong with the mean and the variance of a layer norm."""

from ...exercise import mistake

MEAN = "mean = x.mean(-1, keepdim=True)"
VARIANCE = "(x - mean).square().mean(-1, keepdim=True)"

STATISTICS = (
    mistake(
        "variance divided by d - 1",
        (VARIANCE, "(x - mean).square().sum(-1, keepdim=True) / (x.shape[-1] - 1)"),
        en=(
            "You divide the squares by d − 1: the estimate that torch.var and torch.std make unless told otherwise.",
            "Divide by d = {d} (`correction=0`): the channels are all there is, not a sample of them.",
            "Trains as well, so nobody notices; at d = 768 pretrained weights are off by 0.07 %.",
        ),
        ko=(
            "제곱의 합을 d − 1로 나눴습니다. torch.var와 torch.std가 따로 말하지 않으면 하는 추정입니다.",
            "d = {d}(으)로 나누세요(`correction=0`). 채널은 표본이 아니라 전부입니다.",
            "학습이 똑같이 되어 아무도 모릅니다. d = 768이면 학습된 가중치에서 0.07 % 어긋납니다.",
        ),
    ),
    mistake(
        "over the positions",
        (MEAN, "mean = x.mean(-2, keepdim=True)"),
        (VARIANCE, "(x - mean).square().mean(-2, keepdim=True)"),
        en=(
            "You normalise along axis −2, over the {t} positions of a text.",
            "Normalise along the last axis, over the {d} channels: each position stands for itself.",
            "Words see the words after them; the loss is too good, and the model cannot write.",
        ),
        ko=(
            "축 −2, 곧 글의 위치 {t}개에 걸쳐 정규화했습니다.",
            "마지막 축, 곧 채널 {d}개에 걸쳐 정규화하세요. 위치마다 따로입니다.",
            "단어가 뒤의 단어를 보게 됩니다. 손실은 지나치게 좋은데 글을 쓰지 못합니다.",
        ),
    ),
    mistake(
        "positions and channels together",
        (MEAN, "mean = x.mean((-2, -1), keepdim=True)"),
        (VARIANCE, "(x - mean).square().mean((-2, -1), keepdim=True)"),
        en=(
            "You take one mean and one variance of a whole text, {t} × {d} numbers.",
            "Every position needs a mean and a variance of its own, of {d} numbers.",
            "Padding and later words change the result of a word.",
        ),
        ko=(
            "글 전체의 수 {t} × {d}개에서 평균과 분산을 하나씩 구했습니다.",
            "위치마다 채널 {d}개의 평균과 분산을 따로 구해야 합니다.",
            "패딩과 뒤의 단어가 한 단어의 결과를 바꿉니다.",
        ),
    ),
    mistake(
        "over the batch",
        (MEAN, "mean = x.mean(0, keepdim=True)"),
        (VARIANCE, "(x - mean).square().mean(0, keepdim=True)"),
        en=(
            "You normalise over the batch, axis 0: that is batch norm.",
            "Take the channels of one position; a text must not depend on its neighbours in the batch.",
            "Alone in a batch, every number becomes the bias: nothing works in use.",
        ),
        ko=(
            "배치(축 0)에 걸쳐 정규화했습니다. 이것은 배치 정규화입니다.",
            "한 위치의 채널로 구하세요. 글은 배치의 이웃에 좌우되면 안 됩니다.",
            "배치에 혼자 있으면 모든 수가 bias가 되어, 쓸 때 아무것도 되지 않습니다.",
        ),
    ),
    mistake(
        "RMS norm",
        (MEAN, "mean = 0.0"),
        en=(
            "You never subtract the mean: that is RMSNorm.",
            "LayerNorm first centres the channels, then divides by what is left of their size.",
            "Trains as well (Llama does so), but weights of BERT and GPT-2 do not fit.",
        ),
        ko=(
            "평균을 전혀 빼지 않았습니다. 이것은 RMSNorm입니다.",
            "LayerNorm은 먼저 채널의 평균을 0으로 맞추고, 남은 크기로 나눕니다.",
            "학습은 됩니다(Llama의 방식). 그러나 BERT와 GPT-2의 가중치와는 맞지 않습니다.",
        ),
    ),
    mistake(
        "mean left in the numerator",
        ("return (x - mean) /", "return x /"),
        en=(
            "You divide x itself: the variance is centred, but the numerator is not.",
            "Divide x − mean, or the positions keep their offset.",
            "Offsets grow from layer to layer.",
        ),
        ko=(
            "x를 그대로 나눴습니다. 분산은 평균을 뺐지만 분자는 빼지 않았습니다.",
            "x − 평균을 나누세요. 그러지 않으면 치우침이 남습니다.",
            "층을 지날수록 치우침이 커집니다.",
        ),
    ),
    mistake(
        "mean left in the variance",
        (VARIANCE, "x.square().mean(-1, keepdim=True)"),
        en=(
            "You divide by the mean square of x, not of x − mean.",
            "The variance is the mean of (x − mean)²; the offset would make it too large.",
            "Positions with a large offset come out too small.",
        ),
        ko=(
            "x − 평균이 아니라 x의 제곱 평균으로 나눴습니다.",
            "분산은 (x − 평균)²의 평균입니다. 치우침이 들어가면 너무 커집니다.",
            "치우침이 큰 위치일수록 결과가 너무 작아집니다.",
        ),
    ),
    mistake(
        "sum for mean",
        (VARIANCE, "(x - mean).square().sum(-1, keepdim=True)"),
        en=(
            "You add up the squares without dividing: the result has length 1, not variance 1.",
            "Take the mean of the squares over the {d} channels.",
            "Activations are √d times too small, and learn slowly.",
        ),
        ko=(
            "제곱을 더하기만 하고 나누지 않았습니다. 분산이 아니라 길이가 1이 됩니다.",
            "채널 {d}개에 걸친 제곱의 평균을 구하세요.",
            "활성값이 √d배 작아져 천천히 학습됩니다.",
        ),
    ),
    mistake(
        "mean deviation",
        (".square().mean(-1, keepdim=True)", ".abs().mean(-1, keepdim=True).square()"),
        en=(
            "You measure the spread with absolute differences.",
            "Square the differences, take their mean, then the root: the standard deviation.",
            "Everything comes out about a quarter too large.",
        ),
        ko=(
            "차이의 절댓값으로 퍼진 정도를 쟀습니다.",
            "차이를 제곱해 평균을 내고 제곱근을 구하세요. 그것이 표준편차입니다.",
            "모든 값이 4분의 1쯤 커집니다.",
        ),
    ),
)
