"""What goes wrong with top-p: where the line is drawn."""

from ...exercise import mistake

BEFORE = "probabilities.cumsum(-1) - probabilities"
REMOVED = "before >= p"
CHANCES = "scores.softmax(-1).gather(-1, order)"

MISTAKES = (
    mistake(
        "the crossing word dropped",
        (BEFORE, "probabilities.cumsum(-1)"),
        en=(
            "You drop the word with which p is crossed: your sum has the word itself in it.",
            "Ask what the words before it have, cumsum − probability, so that the set reaches p.",
            "When one word is surer than p, no word is left, and drawing one fails.",
        ),
        ko=(
            "p를 넘게 하는 단어를 버렸습니다. 합에 그 단어 자신이 들어 있습니다.",
            "그 앞 단어들의 합, 곧 cumsum − 확률을 보세요. 그래야 집합이 p에 이릅니다.",
            "한 단어가 p보다 확실하면 남는 단어가 없어 뽑기가 실패합니다.",
        ),
    ),
    mistake(
        "one word past the crossing",
        (
            BEFORE,
            "probabilities.cumsum(-1) - probabilities - probabilities.roll(1, -1).index_fill(-1, torch.tensor(0), 0.0)",
        ),
        en=(
            "One word more is kept than is needed to reach p: the sums are shifted twice.",
            "Shift by one place only: what stands before a word, without the word.",
            "A small p does not make the text certain: there are always at least two words to choose from.",
        ),
        ko=(
            "p에 이르는 데 필요한 것보다 한 단어를 더 남겼습니다. 합이 두 칸 밀렸습니다.",
            "한 칸만 미세요. 그 단어를 빼고 앞에 있는 것만 더합니다.",
            "p가 작아도 글이 확정되지 않습니다. 늘 두 단어 이상에서 고릅니다.",
        ),
    ),
    mistake(
        "each word by itself",
        (REMOVED, "probabilities < p"),
        en=(
            "You compare each word's own probability with p.",
            "p is for the sum of the best words together: use cumsum.",
            "With p = 0.9 hardly a word is ever left.",
        ),
        ko=(
            "단어마다 자기 확률을 p와 비교했습니다.",
            "p는 가장 좋은 단어들을 합친 확률입니다. cumsum을 쓰세요.",
            "p = 0.9이면 남는 단어가 거의 없습니다.",
        ),
    ),
    mistake(
        "the nucleus dropped",
        (REMOVED, "before < p"),
        en=(
            "You rule out the likely words and keep the tail.",
            "What goes is what comes after p has been reached: before >= p.",
            "The text is made of the rarest words there are.",
        ),
        ko=(
            "가능성이 큰 단어를 금지하고 꼬리를 남겼습니다.",
            "p에 이른 다음에 오는 것을 버리세요: before >= p.",
            "가장 드문 단어로만 글이 됩니다.",
        ),
    ),
    mistake(
        "1 - p for p",
        (REMOVED, "before >= 1 - p"),
        en=(
            "You keep words up to 1 − p.",
            "Best first, the sum goes up to p itself; 1 − p belongs to sorting worst first.",
            "The smaller p is, the wilder the text: the wrong way round.",
        ),
        ko=(
            "1 − p까지 남겼습니다.",
            "좋은 것부터 더할 때는 p까지입니다. 1 − p는 나쁜 것부터 세울 때 씁니다.",
            "p가 작을수록 글이 거칠어져 거꾸로입니다.",
        ),
    ),
    mistake(
        "sum of scores",
        (CHANCES, "scores.gather(-1, order)"),
        en=(
            "You add up scores, without softmax.",
            "p is a probability: turn the scores into probabilities first.",
            "How many words are left has nothing to do with how sure the model is.",
        ),
        ko=(
            "softmax 없이 점수를 더했습니다.",
            "p는 확률입니다. 먼저 점수를 확률로 바꾸세요.",
            "남는 단어의 수가 모델이 얼마나 확신하는지와 상관없습니다.",
        ),
    ),
    mistake(
        "softmax over the batch",
        (CHANCES, "scores.softmax(0).gather(-1, order)"),
        en=(
            "Your probabilities add up to 1 over the {b} rows, not over the words.",
            "softmax(-1): every row is a choice among {vocab} words.",
            "With a batch of one, every word has probability 1 and only the best is left.",
        ),
        ko=(
            "확률의 합이 단어가 아니라 {b}개 행에 걸쳐 1입니다.",
            "softmax(-1)을 쓰세요. 행마다 단어 {vocab}개 중에서 고르는 것입니다.",
            "배치가 하나면 모든 단어의 확률이 1이 되어 가장 좋은 것만 남습니다.",
        ),
    ),
)
