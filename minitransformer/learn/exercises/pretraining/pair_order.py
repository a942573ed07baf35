"""What goes wrong with the order of sentences, and with the draws."""

from ...exercise import mistake

BEGIN = "pairs = []"
LOOP = "for first, true in pairwise(document):"
DRAW = "others[int(torch.randint(len(others), (), generator=generator))]"
OTHERS = "[sentence for n, other in enumerate(documents) if n != home for sentence in other]"
AWAY = "Pair(first, away, ELSEWHERE)"

ORDER = (
    mistake(
        "the two sentences changed round",
        (AWAY, "Pair(true, first, ELSEWHERE)"),
        en=(
            "A false pair is the true one in the wrong order.",
            "That is ALBERT's task (sentence order). Here the second sentence comes from another document.",
            "A harder task than BERT's, with an accuracy far below what its paper reports.",
        ),
        ko=(
            "틀린 쌍으로, 맞는 쌍의 순서를 바꿔 썼습니다.",
            "그것은 ALBERT의 과제(문장 순서)입니다. 여기서는 둘째 문장이 다른 문서에서 와야 합니다.",
            "BERT의 것보다 어려운 과제라, 논문보다 정확도가 훨씬 낮습니다.",
        ),
    ),
    mistake(
        "one sentence for a whole document",
        (LOOP, f"away = {DRAW}\n        {LOOP}"),
        (f"            away = {DRAW}\n", ""),
        en=(
            "The sentence from elsewhere is the same for all pairs of a document.",
            "Draw a new one for each pair, inside the loop.",
            "The model knows that sentence by heart, and needs no other sign.",
        ),
        ko=(
            "한 문서의 모든 쌍에 다른 곳에서 온 문장이 똑같습니다.",
            "반복문 안에서, 쌍마다 새로 뽑으세요.",
            "그 문장만 외우면 되어, 다른 실마리를 찾지 않습니다.",
        ),
    ),
    mistake(
        "a document's beginning is drawn",
        (OTHERS, "[other[0] for n, other in enumerate(documents) if n != home]"),
        en=(
            "Only the first sentences of other documents are drawn.",
            "Any sentence of them may be: all alike.",
            "Beginnings are easily told from what goes on, so the task is too easy.",
        ),
        ko=(
            "다른 문서의 첫 문장만 뽑습니다.",
            "어느 문장이든 똑같은 확률로 뽑으세요.",
            "첫 문장은 이어지는 글과 쉽게 구별되어, 과제가 너무 쉬워집니다.",
        ),
    ),
    mistake(
        "the global source of chance",
        (BEGIN, "pairs, generator = [], None"),
        en=(
            "The pairs are drawn without the generator that was passed.",
            "generator=generator in each draw: then a run can be repeated.",
            "No two runs see the same pairs, whatever the seed.",
        ),
        ko=(
            "받은 generator 없이 쌍을 뽑았습니다.",
            "뽑을 때마다 generator=generator를 쓰세요. 그래야 같은 학습을 되풀이할 수 있습니다.",
            "시드를 맞춰도 학습마다 다른 쌍을 봅니다.",
        ),
    ),
    mistake(
        "the same pairs in every epoch",
        (BEGIN, "pairs, generator = [], torch.Generator().manual_seed(0)"),
        en=(
            "A seed of its own makes the same pairs at every call.",
            "The generator goes on from epoch to epoch: use it as it is.",
            "The pairs are learnt by heart: perfect in training, poor on anything new.",
        ),
        ko=(
            "함수 안의 시드 때문에 부를 때마다 쌍이 같습니다.",
            "generator는 에포크마다 이어서 나아갑니다. 그대로 쓰세요.",
            "쌍을 외워 버려, 학습에서는 완벽하고 새 글에서는 형편없습니다.",
        ),
    ),
)
