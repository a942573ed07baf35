"""What goes wrong with the labels of dialogues: where they begin, where they end, and by how much they are shifted."""

from ...exercise import mistake

LABEL = "labels[row, first:n] = torch.tensor(d.ids[first + 1 :])"

ASKING = (
    mistake(
        "labels not shifted",
        (LABEL, "labels[row, first + 1 : n] = torch.tensor(d.ids[first + 1 : n])"),
        en=(
            "labels[t] is ids[t]: the answer has to be said where it is already read.",
            "labels[t] is what comes next, so the answer begins below <sys>.",
            "A loss of 0 in no time; what the chatbot says is <sys> <sys> <sys>.",
        ),
        ko=(
            "labels[t]가 ids[t]여서, 이미 읽은 자리에서 답을 말하게 합니다.",
            "labels[t]는 다음에 올 토큰입니다. 답은 <sys> 아래에서 시작합니다.",
            "손실이 금세 0이 되고, 챗봇은 <sys> <sys> <sys>라고만 합니다.",
        ),
    ),
    mistake(
        "labels shifted by two",
        (LABEL, "labels[row, first : n - 1] = torch.tensor(d.ids[first + 2 :])"),
        en=(
            "labels[t] is the token two places on: shifted here, as if it were not shifted already.",
            "One place: d.ids[t + 1] below d.ids[t].",
            "The answers lack their first word, and every second one after it.",
        ),
        ko=(
            "labels[t]가 두 칸 뒤의 토큰입니다. 이미 민 것을 또 밀었습니다.",
            "한 칸입니다. d.ids[t] 아래에 d.ids[t + 1]을 두세요.",
            "답의 첫 단어가 빠지고, 그 뒤로도 하나 걸러 하나가 빠집니다.",
        ),
    ),
    mistake(
        "the question is learnt as well",
        (LABEL, "labels[row, :n] = torch.tensor(d.ids[1:])"),
        en=(
            "The question is in the loss as well as the answer.",
            "IGNORE everything before answer_start.",
            "Half of what is learnt is to ask; the loss is higher, as questions are harder to foresee.",
        ),
        ko=(
            "답뿐 아니라 질문도 손실에 들어갑니다.",
            "answer_start 앞은 모두 IGNORE로 두세요.",
            "배우는 것의 절반이 질문하기입니다. 질문은 내다보기 어려워 손실도 높습니다.",
        ),
    ),
    mistake(
        "<sys> is a label",
        (LABEL, "labels[row, first - 1 : n] = torch.tensor(d.ids[first:])"),
        en=(
            "The labels begin one too early, with the last token of the prompt.",
            "The first label is d.ids[answer_start], at position answer_start − 1.",
            "One easy token more in every answer, so the loss flatters.",
        ),
        ko=(
            "라벨이 한 칸 일찍, 프롬프트의 마지막 토큰부터 시작합니다.",
            "첫 라벨은 위치 answer_start − 1에 있는 d.ids[answer_start]입니다.",
            "답마다 쉬운 토큰이 하나씩 끼어 손실이 좋아 보입니다.",
        ),
    ),
    mistake(
        "the first word is not learnt",
        (LABEL, "labels[row, first + 1 : n] = torch.tensor(d.ids[first + 2 :])"),
        en=(
            "The labels begin at position answer_start: the first word of the answer is nobody's label.",
            "It is the label of the position before it.",
            "Answers go on well, but begin with any word.",
        ),
        ko=(
            "라벨이 answer_start 위치에서 시작해, 답의 첫 단어가 어디에도 라벨로 없습니다.",
            "첫 단어는 그 앞 위치의 라벨입니다.",
            "답이 이어지기는 잘하는데 아무 단어로나 시작합니다.",
        ),
    ),
    mistake(
        "the end is not learnt",
        (LABEL, "labels[row, first : n - 1] = torch.tensor(d.ids[first + 1 : -1])"),
        en=(
            "The labels stop before </s>.",
            "Its end is part of an answer: the last label is </s>.",
            "The chatbot never stops by itself.",
        ),
        ko=(
            "라벨이 </s> 앞에서 끝납니다.",
            "끝도 답의 일부입니다. 마지막 라벨은 </s>입니다.",
            "챗봇이 스스로 멈추지 못합니다.",
        ),
    ),
)
