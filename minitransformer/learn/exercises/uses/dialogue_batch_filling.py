"""What goes wrong with what fills a batch up."""

from ...exercise import mistake

IDS = "ids[row, :n] = torch.tensor(d.ids[:-1])"
FILLED = "labels = torch.full((len(encoded), width), IGNORE)"
EMPTY = "ids = torch.full((len(encoded), width), pad_id)"
WIDTH = "width = max(len(d.ids) for d in encoded) - 1"
RETURN = "return CausalBatch(ids, labels)"

FILLING = (
    mistake(
        "padding is a label",
        (FILLED, "labels = torch.full((len(encoded), width), pad_id)"),
        en=(
            "labels are filled up with pad_id, so that padding, and the question with it, is to be said.",
            "Fill them with IGNORE, −100.",
            "The loss falls quickly, for saying <pad>; the answers are hardly learnt.",
        ),
        ko=(
            "labels를 pad_id로 채워, 패딩은 물론 질문 자리에서도 <pad>를 말하게 합니다.",
            "IGNORE, 곧 −100으로 채우세요.",
            "<pad>를 말하느라 손실은 빨리 떨어지지만 답은 거의 배우지 못합니다.",
        ),
    ),
    mistake(
        "padding after the end is a label",
        (
            RETURN,
            "for row, d in enumerate(encoded):\n        labels[row, len(d.ids) - 1 : len(d.ids)] = pad_id\n    "
            + RETURN,
        ),
        en=(
            "Behind </s> one padding token is a label: what counts is one longer than the answer.",
            "The last label of a row is </s>, and what follows is IGNORE.",
            "<pad> is among the words that the model may say, and now and then it does.",
        ),
        ko=(
            "</s> 다음의 패딩 하나가 라벨입니다. 세는 길이가 답보다 하나 깁니다.",
            "행의 마지막 라벨은 </s>이고, 그 뒤는 IGNORE입니다.",
            "<pad>도 말해도 되는 단어가 되어, 가끔 실제로 말합니다.",
        ),
    ),
    mistake(
        "labels that are padding left out",
        (RETURN, "labels = labels.masked_fill(labels == pad_id, IGNORE)\n    " + RETURN),
        en=(
            "Every label equal to pad_id is left out: where </s> serves as padding, all ends go with it.",
            "Leave out by length, not by id.",
            "With GPT-2, whose padding is its end, no answer ever ends.",
        ),
        ko=(
            "pad_id와 같은 라벨을 모두 뺐습니다. </s>를 패딩으로 쓰면 끝도 함께 빠집니다.",
            "id가 아니라 길이를 보고 빼세요.",
            "끝 토큰을 패딩으로 쓰는 GPT-2에서는 어떤 답도 끝나지 않습니다.",
        ),
    ),
    mistake(
        "ids filled with 0",
        (EMPTY, "ids = torch.zeros(len(encoded), width, dtype=torch.long)"),
        en=(
            "ids are filled up with 0, whatever token that is.",
            "Fill them with pad_id.",
            "Nothing, as long as padding is masked; else some word follows every text.",
        ),
        ko=(
            "0번이 무슨 토큰이든 ids를 0으로 채웠습니다.",
            "pad_id로 채우세요.",
            "패딩을 가리면 괜찮지만, 아니면 글마다 엉뚱한 단어가 뒤따릅니다.",
        ),
    ),
    mistake(
        "ids filled with IGNORE",
        (EMPTY, "ids = torch.full((len(encoded), width), IGNORE)"),
        en=(
            "ids are filled up with −100, which is no token.",
            "−100 is for labels; the embedding needs a real id, pad_id.",
            "An index out of range at the first batch with padding.",
        ),
        ko=(
            "ids를 −100으로 채웠는데, 그런 토큰은 없습니다.",
            "−100은 라벨의 것입니다. 임베딩에는 진짜 id인 pad_id가 필요합니다.",
            "패딩이 있는 첫 배치에서 범위를 벗어났다는 오류가 납니다.",
        ),
    ),
    mistake(
        "labels laid out from the left",
        ("labels[row, first:n]", "labels[row, : n - first]"),
        en=(
            "The labels begin at position 0, while the answer begins later.",
            "A label stands below the token that it follows: leave room for the question.",
            "The first tokens of the question are asked for the answer, before it could be known.",
        ),
        ko=(
            "답은 뒤에서 시작하는데 라벨이 위치 0부터 놓였습니다.",
            "라벨은 바로 앞 토큰 아래에 둡니다. 질문만큼 자리를 비우세요.",
            "질문의 첫 토큰에서, 알 수도 없는 답을 맞히게 합니다.",
        ),
    ),
    mistake(
        "padding on the left",
        ("ids[row, :n]", "ids[row, width - n :]"),
        ("labels[row, first:n]", "labels[row, width - n + first :]"),
        en=(
            "The shorter dialogues stand at the right, with padding before them.",
            "Fill up behind: positions count from the left.",
            "Without shifted positions every shorter text begins in its middle, for all that the model knows.",
        ),
        ko=(
            "짧은 대화가 오른쪽에 있고 패딩이 앞에 있습니다.",
            "뒤를 채우세요. 위치는 왼쪽부터 셉니다.",
            "위치를 함께 옮기지 않으면, 짧은 글은 모두 중간에서 시작하는 셈입니다.",
        ),
    ),
    mistake(
        "the end takes a position",
        (WIDTH, "width = max(len(d.ids) for d in encoded)"),
        (IDS, "ids[row, : n + 1] = torch.tensor(d.ids)"),
        en=(
            "</s> stands among the ids, where nothing is asked of it.",
            "It is only a label: ids[:-1] are read, ids[1:] are said.",
            "One position too many in every row, and a text that just fills the model does not fit.",
        ),
        ko=(
            "물을 것도 없는 </s>가 ids에 들어 있습니다.",
            "</s>는 라벨이기만 합니다. ids[:-1]을 읽고 ids[1:]을 말합니다.",
            "행마다 위치 하나가 낭비되고, 딱 맞던 글이 모델에 들어가지 않습니다.",
        ),
    ),
)
