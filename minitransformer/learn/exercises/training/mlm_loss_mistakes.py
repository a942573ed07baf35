"""What goes wrong with the loss on hidden words."""

from ...exercise import mistake

ROWS = "rows = scores.flatten(0, 1)"
ASKED = "asked = labels.flatten()"
COUNTS = "counts = asked != IGNORE"
MEAN = "surprise[counts].sum() / counts.sum()"

MISTAKES = (
    mistake(
        "every position counts",
        (COUNTS, "counts = torch.ones_like(asked, dtype=torch.bool)"),
        en=(
            "All {b} × {t} positions are in the loss; −100 is read as word 0. (ignore_index=-1, or a mean that is "
            "weighted only afterwards, comes to the same.)",
            "Leave a position out where its label is −100, before the mean is taken.",
            "The model learns to say word 0 wherever nothing is hidden.",
        ),
        ko=(
            "위치 {b} × {t}개가 모두 손실에 들어가고 −100을 0번 단어로 읽습니다. (ignore_index=-1이거나, 평균을 낸 뒤에 "
            "가중해도 같습니다.)",
            "평균을 내기 전에, 라벨이 −100인 위치를 빼세요.",
            "아무것도 가리지 않은 곳에서 0번 단어를 말하도록 배웁니다.",
        ),
    ),
    mistake(
        "label 0 does not count",
        (COUNTS, "counts = (asked != IGNORE) & (asked != 0)"),
        en=(
            "Word 0 is taken for padding and left out.",
            "Labels are left out by −100 and by nothing else.",
            "Of one word the model knows nothing; with two classes in place of words, it never learns the first.",
        ),
        ko=(
            "0번 단어를 패딩으로 여겨 뺐습니다.",
            "라벨을 빼는 표시는 −100 하나뿐입니다.",
            "한 단어를 전혀 모릅니다. 단어 대신 클래스가 둘이면 첫째를 아예 배우지 못합니다.",
        ),
    ),
    mistake(
        "divided by the whole batch",
        (MEAN, "surprise[counts].sum() / counts.numel()"),
        en=(
            "The sum over hidden words is divided by all {b} × {t} positions.",
            "Divide by the number of words that were asked for.",
            "A loss of about a seventh of the true one, and steps as small.",
        ),
        ko=(
            "가린 단어에 걸친 합을 모든 위치 {b} × {t}개로 나눴습니다.",
            "물어본 단어의 수로 나누세요.",
            "손실이 참값의 7분의 1쯤이고, 배우는 걸음도 그만큼 작습니다.",
        ),
    ),
    mistake(
        "added up, not averaged",
        (MEAN, "surprise[counts].sum()"),
        en=(
            "The surprises of all hidden words are added up and left so.",
            "Take their mean, so that the loss does not depend on how many were hidden.",
            "Losses in the hundreds, and a first step that ruins the model.",
        ),
        ko=(
            "가린 단어의 놀라움을 더하기만 했습니다.",
            "평균을 내어, 몇 개를 가렸는지에 손실이 좌우되지 않게 하세요.",
            "손실이 수백이 되고, 첫 스텝이 모델을 망칩니다.",
        ),
    ),
    mistake(
        "text by text",
        (
            MEAN,
            "((surprise * counts).view(len(labels), -1).sum(-1) "
            "/ counts.view(len(labels), -1).sum(-1).clamp(min=1)).mean()",
        ),
        en=(
            "Each of the {b} texts has its own mean, and these are averaged.",
            "All hidden words of the batch go into one mean.",
            "A word that is hidden alone in its text weighs as much as ten in another.",
        ),
        ko=(
            "글 {b}개마다 평균을 내고, 그 평균들을 또 평균했습니다.",
            "배치에서 가린 단어를 모두 모아 평균을 한 번 내세요.",
            "글에서 혼자 가려진 단어가 다른 글의 열 개만큼 중요해집니다.",
        ),
    ),
    mistake(
        "shifted like a GPT",
        (ROWS, "rows = scores[:, :-1].flatten(0, 1)"),
        (ASKED, "asked = labels[:, 1:].flatten()"),
        en=(
            "Scores and labels are moved against each other, as for a language model.",
            "BERT guesses the word at the position itself: no shift.",
            "It learns to name the next word at every [MASK]; fill-mask answers are one word off.",
        ),
        ko=(
            "언어 모델에서처럼 점수와 라벨을 한 칸 어긋나게 했습니다.",
            "BERT는 바로 그 자리의 단어를 맞힙니다. 밀지 마세요.",
            "[MASK]마다 다음 단어를 말하게 되어, 빈칸 채우기가 한 칸씩 어긋납니다.",
        ),
    ),
    mistake(
        "softmax given for scores",
        ("torch.log_softmax(rows, -1)", "torch.log_softmax(torch.softmax(rows, -1), -1)"),
        en=(
            "Probabilities go into log_softmax where scores should.",
            "log_softmax does it all: leave softmax out.",
            "Even a perfect model keeps a loss of about ln V − 1.",
        ),
        ko=(
            "점수 대신 확률을 log_softmax에 넣었습니다.",
            "log_softmax가 다 합니다. softmax를 빼세요.",
            "완벽한 모델도 손실이 ln V − 1쯤에 머뭅니다.",
        ),
    ),
    mistake(
        "softmax over positions",
        ("torch.log_softmax(rows, -1)", "torch.log_softmax(rows, 0)"),
        en=(
            "The probabilities add up to 1 over the positions of the batch, not over the {v} words.",
            "dim=-1: every position shares out 1 among the words.",
            "What one text is charged depends on the others in its batch.",
        ),
        ko=(
            "확률의 합이 단어 {v}개가 아니라 배치의 위치들에 걸쳐 1이 됩니다.",
            "dim=-1입니다. 위치마다 1을 단어들에 나눕니다.",
            "한 글의 손실이 같은 배치의 다른 글에 따라 달라집니다.",
        ),
    ),
    mistake(
        "labels read down the columns",
        (ASKED, "asked = labels.t().flatten()"),
        en=(
            "The labels are flattened in another order than the scores: position by position, not text by text.",
            "Flatten both alike, (b, t) → b·t.",
            "The model is asked for words of other texts, and learns their frequencies only.",
        ),
        ko=(
            "라벨을 점수와 다른 순서로, 글이 아니라 위치를 따라 펼쳤습니다.",
            "둘을 똑같이 (b, t) → b·t로 펼치세요.",
            "다른 글의 단어를 맞히라고 하니, 단어의 빈도만 배웁니다.",
        ),
    ),
)
