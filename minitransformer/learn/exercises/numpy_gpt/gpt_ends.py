"""What goes wrong before and after the blocks of GPT-2's forward pass."""

from ...exercise import mistake

POSITIONS = ' + weights["wpe.weight"][:t]'
LAST = 'x = layer_norm(x, weights["ln_f.weight"], weights["ln_f.bias"])'
RETURN = 'return x @ weights["wte.weight"].T'

ENDS = (
    mistake(
        "no positions",
        (POSITIONS, ""),
        en=(
            "The table of positions, wpe, is not used.",
            "Add wpe[:t] to the vectors of the words.",
            "The dog bites the man and the man bites the dog end in nearly the same scores.",
        ),
        ko=(
            "위치의 표 wpe를 쓰지 않았습니다.",
            "단어의 벡터에 wpe[:t]를 더하세요.",
            "'개가 사람을'과 '사람을 개가'의 끝에서 점수가 거의 같습니다.",
        ),
    ),
    mistake(
        "positions from 1",
        (POSITIONS, ' + weights["wpe.weight"][1 : t + 1]'),
        en=(
            "Your positions begin at 1.",
            "The first word has position 0: wpe[:t].",
            "Slightly worse text, and an error at the 1,024th word.",
        ),
        ko=(
            "위치가 1부터 시작합니다.",
            "첫 단어의 위치는 0입니다: wpe[:t].",
            "글이 조금 나빠지고 1,024번째 단어에서 오류가 납니다.",
        ),
    ),
    mistake(
        "embeddings times the root of d_model",
        (
            'weights["wte.weight"][ids]',
            'weights["wte.weight"][ids] * np.sqrt(weights["wte.weight"].shape[1])',
        ),
        en=(
            "You multiply the vectors of the words by √{d_model}, as the first transformer did.",
            "GPT-2 takes them as they stand in wte.",
            "The positions are drowned out, and word order counts for little.",
        ),
        ko=(
            "첫 트랜스포머처럼 단어의 벡터에 √{d_model}을 곱했습니다.",
            "GPT-2는 wte에 있는 그대로 씁니다.",
            "위치가 묻혀서 어순이 별로 중요하지 않게 됩니다.",
        ),
    ),
    mistake(
        "ln_f missing",
        (LAST, ""),
        en=(
            "The last norm, ln_f, is left out.",
            "Normalise once more behind the last block, then multiply by wteᵀ.",
            "The order of the best words is often right, their probabilities never.",
        ),
        ko=(
            "마지막 층 정규화 ln_f를 빠뜨렸습니다.",
            "마지막 블록 뒤에서 한 번 더 정규화한 다음 wteᵀ를 곱하세요.",
            "좋은 단어의 순서는 자주 맞지만 확률은 맞는 일이 없습니다.",
        ),
    ),
    mistake(
        "scores of the last word only",
        (RETURN, 'return x[:, -1] @ weights["wte.weight"].T'),
        en=(
            "You return the scores behind the last word only.",
            "Return them for all {t} positions: training needs every one.",
            "It can write, but not be trained, nor compared with GPT-2 word by word.",
        ),
        ko=(
            "마지막 단어 뒤의 점수만 돌려줬습니다.",
            "{t}개 위치 모두의 점수를 돌려주세요. 학습에는 모두 필요합니다.",
            "쓸 수는 있지만, 학습하거나 GPT-2와 단어마다 견줄 수 없습니다.",
        ),
    ),
    mistake(
        "softmax at the end",
        (RETURN, 'return softmax(x @ weights["wte.weight"].T)'),
        en=(
            "Your GPT ends with softmax.",
            "Return the scores themselves: loss and sampling apply softmax on their own.",
            "The loss cannot fall below about ln of the vocabulary.",
        ),
        ko=(
            "GPT의 끝에서 softmax를 했습니다.",
            "점수를 그대로 돌려주세요. 손실과 뽑기에서 softmax를 합니다.",
            "손실이 ln(어휘의 크기) 가까이에서 더 내려가지 않습니다.",
        ),
    ),
)
