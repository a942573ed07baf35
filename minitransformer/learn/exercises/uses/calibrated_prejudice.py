"""What goes wrong with the prejudice: how it is averaged, and of what."""

from ...exercise import mistake

UNASKED = "unasked = log_softmax(content_free)"
SHARES = "shares = unasked.exp()"
MEAN = "prejudice = shares.mean(0)"
LOG = "prejudice.log()"

PREJUDICE = (
    mistake(
        "logarithms averaged",
        (MEAN, "prejudice = unasked.mean(0).exp()"),
        en=(
            "You average the logarithms of the shares: a geometric mean.",
            "Average the shares themselves, then take the logarithm.",
            "One text without content that finds a label impossible makes that label win everywhere.",
        ),
        ko=(
            "몫의 로그를 평균했습니다. 기하 평균입니다.",
            "몫 자체를 평균한 뒤에 로그를 취하세요.",
            "내용 없는 글 하나가 어떤 라벨을 거의 불가능하다고 보면, 어디서나 그 라벨이 이깁니다.",
        ),
    ),
    mistake(
        "only the first text without content",
        (MEAN, "prejudice = shares[0]"),
        en=(
            "Only the first text without content is looked at.",
            "Average over all of them: mean(0).",
            "Results that hang on how the empty text is written.",
        ),
        ko=(
            "내용 없는 글 가운데 첫째만 봤습니다.",
            "모두 평균하세요: mean(0).",
            "빈 글을 어떻게 적었느냐에 결과가 좌우됩니다.",
        ),
    ),
    mistake(
        "the largest share instead of the mean",
        (MEAN, "prejudice = shares.amax(0)"),
        en=(
            "For each label you take the largest share over the texts without content.",
            "Take the mean of them.",
            "Labels about which the empty texts disagree are punished twice.",
        ),
        ko=(
            "라벨마다 내용 없는 글들 가운데 가장 큰 몫을 골랐습니다.",
            "고르지 말고 평균하세요.",
            "빈 글마다 몫이 들쭉날쭉한 라벨이 이중으로 손해를 봅니다.",
        ),
    ),
    mistake(
        "one prejudice for all labels",
        (MEAN, "prejudice = shares.mean()"),
        en=(
            "The average runs over the labels too: one number, the same for every label.",
            "Average over the texts only; every label has a prejudice of its own.",
            "Calibration changes no answer at all.",
        ),
        ko=(
            "라벨까지 평균해서 모든 라벨에 똑같은 수 하나가 나왔습니다.",
            "글에 걸쳐서만 평균하세요. 편견은 라벨마다 다릅니다.",
            "보정을 해도 답이 하나도 바뀌지 않습니다.",
        ),
    ),
    mistake(
        "the prejudice does not add up to 1",
        (UNASKED, "unasked = content_free"),
        en=(
            "The log-likelihoods of the texts without content are used as they are.",
            "First make shares of them, which add up to 1 over the labels: log_softmax.",
            "The text behind which labels are likeliest in general decides alone.",
        ),
        ko=(
            "내용 없는 글의 로그 가능도를 있는 그대로 썼습니다.",
            "먼저 log_softmax로, 라벨끼리 더하면 1이 되는 몫을 만드세요.",
            "라벨이라는 말이 전반적으로 잘 나오는 글 하나가 혼자 결정합니다.",
        ),
    ),
    mistake(
        "the prejudice of the prompts",
        (UNASKED, "unasked = log_softmax(log_likelihoods)"),
        en=(
            "The average is taken over the prompts that are asked about, not over the texts without content.",
            "What a model says unasked is seen from content_free.",
            "If all the texts are sad, the answer to half of them becomes another one.",
        ),
        ko=(
            "내용 없는 글이 아니라 물어볼 프롬프트들로 평균을 냈습니다.",
            "묻지 않아도 하는 말은 content_free에서 드러납니다.",
            "글이 모두 슬픈데도 절반쯤은 다른 답으로 바뀝니다.",
        ),
    ),
    mistake(
        "no logarithm of the prejudice",
        (LOG, "prejudice"),
        en=(
            "A share is subtracted from a logarithm.",
            "Subtract the logarithm of the prejudice: dividing shares is subtracting their logarithms.",
            "Hardly any answer changes, since a share moves by 1 at most.",
        ),
        ko=(
            "로그에서 로그가 아닌 몫을 뺐습니다.",
            "편견도 로그로 바꿔서 빼세요. 몫의 나눗셈이 로그의 뺄셈입니다.",
            "몫은 많아야 1이라 답이 거의 바뀌지 않습니다.",
        ),
    ),
)
