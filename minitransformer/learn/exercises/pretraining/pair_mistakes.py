"""What goes wrong with pairs of sentences."""

from ...exercise import mistake
from .pair_order import ORDER

OTHERS = "[sentence for n, other in enumerate(documents) if n != home for sentence in other]"
COIN = "torch.rand((), generator=generator) < 0.5"
TRUE = "Pair(first, true, FOLLOWS)"
AWAY = "Pair(first, away, ELSEWHERE)"

MISTAKES = (
    mistake(
        "from the same document",
        (OTHERS, "document"),
        en=(
            "The wrong sentence is drawn from the same document, and now and then is the true one.",
            "Draw from other documents.",
            "The topic is no help any more, and some labels are plainly wrong: accuracy stays low.",
        ),
        ko=(
            "틀린 문장을 같은 문서에서 뽑아, 가끔은 진짜 다음 문장이 뽑힙니다.",
            "다른 문서에서 뽑으세요.",
            "주제가 도움이 되지 않고 라벨 일부가 아예 틀려, 정확도가 낮게 머뭅니다.",
        ),
    ),
    mistake(
        "from any document, this one too",
        (OTHERS, "[sentence for other in documents for sentence in other]"),
        en=(
            "The wrong sentence may come from this document: all documents take part in the draw.",
            "Leave this one out.",
            "With many documents a rare wrong label; with few of them, many.",
        ),
        ko=(
            "모든 문서에서 뽑아, 틀린 문장이 이 문서에서 나올 수 있습니다.",
            "이 문서는 빼세요.",
            "문서가 많으면 틀린 라벨이 드물지만, 적으면 많습니다.",
        ),
    ),
    mistake(
        "labels changed round",
        (TRUE, "Pair(first, true, ELSEWHERE)"),
        (AWAY, "Pair(first, away, FOLLOWS)"),
        en=(
            "1 stands for a sentence that follows, and 0 for one that does not.",
            "BERT's numbers are the other way round: 0 follows, 1 is from elsewhere.",
            "Learns as well, but a pretrained head says the opposite of what you read from it.",
        ),
        ko=(
            "이어지는 문장에 1, 아닌 문장에 0을 붙였습니다.",
            "BERT의 번호는 반대입니다. 0이 이어짐, 1이 다른 곳입니다.",
            "배우기는 하지만, 학습된 BERT의 답을 거꾸로 읽게 됩니다.",
        ),
    ),
    mistake(
        "every label is 0",
        (AWAY, "Pair(first, away, FOLLOWS)"),
        en=(
            "Pairs from elsewhere are labelled 0 as well.",
            "Their label is ELSEWHERE, 1.",
            "An accuracy of 100 % from the first steps, and nothing learnt.",
        ),
        ko=(
            "다른 곳에서 온 쌍에도 0을 붙였습니다.",
            "그런 쌍의 라벨은 ELSEWHERE, 곧 1입니다.",
            "첫 스텝부터 정확도가 100%이고, 배운 것은 없습니다.",
        ),
    ),
    mistake(
        "the true sentence labelled as wrong",
        (AWAY, "Pair(first, true, ELSEWHERE)"),
        en=(
            "The second sentence is always the true one; only the label is drawn.",
            "With label 1 another sentence must stand there.",
            "Half of the labels are wrong by chance: the loss stays at ln 2.",
        ),
        ko=(
            "둘째 문장이 늘 진짜 다음 문장이고, 라벨만 무작위입니다.",
            "라벨이 1이면 다른 문장이 와야 합니다.",
            "라벨의 절반이 우연히 틀려, 손실이 ln 2에 머뭅니다.",
        ),
    ),
    mistake(
        "15 % from elsewhere",
        (COIN, "torch.rand((), generator=generator) < 0.85"),
        en=(
            "Only 15 % of the pairs are from elsewhere: that is the share of masked words.",
            "Half of the pairs, 0.5.",
            "Always saying that it follows is right in 85 % of cases, so that is what is learnt.",
        ),
        ko=(
            "쌍의 15%만 다른 곳에서 옵니다. 그것은 가리는 단어의 비율입니다.",
            "쌍의 절반, 0.5입니다.",
            "늘 이어진다고만 해도 85%를 맞혀, 그것만 배웁니다.",
        ),
    ),
    mistake(
        "by turns, not by chance",
        (COIN, "len(pairs) % 2 == 0"),
        en=(
            "True and false pairs take turns.",
            "Draw for every pair.",
            "The same sentences are true pairs in every epoch, and what follows the others is never seen.",
        ),
        ko=(
            "맞는 쌍과 틀린 쌍이 번갈아 나옵니다.",
            "쌍마다 새로 뽑으세요.",
            "에포크마다 같은 문장이 맞는 쌍이 되고, 나머지의 다음 문장은 한 번도 보지 못합니다.",
        ),
    ),
    *ORDER,
)
