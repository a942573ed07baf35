"""What goes wrong when the prejudice is taken out of the answers."""

from ...exercise import mistake

ANSWERS = "answers = log_softmax(log_likelihoods)"
RETURN = "return answers - prejudice.log()"

COMPARING = (
    mistake(
        "the prejudice added",
        (RETURN, "return answers + prejudice.log()"),
        en=(
            "The prejudice is added, so it counts twice.",
            "Take it away: answers minus log prejudice.",
            "Even more answers are the model's favourite than before.",
        ),
        ko=(
            "편견을 더해서 두 배로 만들었습니다.",
            "빼야 합니다: answers에서 log prejudice를 뺍니다.",
            "모델이 좋아하는 라벨로 답이 전보다 더 쏠립니다.",
        ),
    ),
    mistake(
        "the other way round",
        (RETURN, "return prejudice.log() - answers"),
        en=(
            "The answers are subtracted from the prejudice: every sign is turned round.",
            "Answers first, prejudice after the minus.",
            "An accuracy as far below one half as it should be above.",
        ),
        ko=(
            "편견에서 답을 뺐습니다. 부호가 모두 뒤집혔습니다.",
            "답이 먼저이고, 빼는 쪽이 편견입니다.",
            "정확도가 절반보다 높아야 할 만큼 낮게 나옵니다.",
        ),
    ),
    mistake(
        "shares subtracted",
        (RETURN, "return answers.exp() - prejudice"),
        en=(
            "You subtract the shares: p − p of nothing.",
            "Divide them: how many times likelier is the label with this text than without?",
            "A rare label can never win, however much the text speaks for it.",
        ),
        ko=(
            "몫끼리 뺐습니다: p − (내용 없는 글의 p).",
            "나누세요. 이 글이 있을 때 라벨이 몇 배나 그럴듯해졌는지를 봅니다.",
            "글이 아무리 편들어도 드문 라벨은 이길 수 없습니다.",
        ),
    ),
    mistake(
        "the answers do not add up to 1",
        (ANSWERS, "answers = log_likelihoods"),
        en=(
            "The log-likelihoods of the prompts are used as they are.",
            "Shares over the labels first, in each row: log_softmax.",
            "The answers are right, but the numbers of two prompts cannot be compared.",
        ),
        ko=(
            "프롬프트의 로그 가능도를 있는 그대로 썼습니다.",
            "행마다 라벨끼리의 몫으로 먼저 바꾸세요: log_softmax.",
            "답은 맞지만 두 프롬프트의 수를 서로 견줄 수 없습니다.",
        ),
    ),
    mistake(
        "shares over the prompts",
        (ANSWERS, "answers = log_softmax(log_likelihoods.T).T"),
        en=(
            "The shares add up to 1 over the prompts, in each column.",
            "Over the labels, in each row: the labels compete, not the prompts.",
            "A text's answer changes with the company that it is asked in.",
        ),
        ko=(
            "몫이 열마다, 곧 프롬프트끼리 더해서 1입니다.",
            "행마다 라벨끼리 더해서 1이어야 합니다. 겨루는 것은 라벨입니다.",
            "함께 물어본 글이 무엇이냐에 따라 답이 달라집니다.",
        ),
    ),
    mistake(
        "the logarithms divided",
        (RETURN, "return answers / prejudice.log()"),
        en=(
            "One logarithm is divided by the other.",
            "The logarithm of a quotient is a difference.",
            "The answers turn towards the labels that are least likely.",
        ),
        ko=(
            "로그를 로그로 나눴습니다.",
            "나눗셈의 로그는 로그의 차입니다.",
            "가장 그럴듯하지 않은 라벨 쪽으로 답이 기웁니다.",
        ),
    ),
)
