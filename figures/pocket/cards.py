"""What is to be known of each pocket model, for its card.

Scores are not written here: they come from the results beside this file.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent

SETS = {
    "nsmc": ("NSMC, film reviews on Naver: 120,000 of the training part and 250,000 without labels", "CC0"),
    "kote": ("KOTE, comments on Korean pages (its validation part, 5,000)", "MIT"),
    "chatbot_ko": ("songys/Chatbot_data, the training part of an answer-disjoint split", "MIT"),
    "emotions": ("the sentences with an emotion that come with this package", "MIT"),
    "dialogues": ("the dialogues that come with this package", "MIT"),
}

HARDWARE = "one thread of an AMD EPYC with avx512_bf16, matrix products of a step in bfloat16"

WARNING = (
    "Reviews and comments contain rude words and prejudice, and so may what this model says.",
    "영화평과 댓글에는 거친 말과 편견이 섞여 있어서, 이 모델의 말에도 섞여 나올 수 있습니다.",
)

PRETRAINED = "OMP_NUM_THREADS=1 python figures/pocket/pretrain.py {} --out runs/{}"

CARDS = {
    "pocket-bert-ko": {
        "kind": "mlm",
        "what": (
            "A small Korean BERT: hidden words (80/10/10) and next sentences.",
            "작은 한국어 BERT입니다. 가린 단어(80/10/10)와 다음 문장으로 사전학습했습니다.",
        ),
        "data": ("nsmc", "kote", "chatbot_ko"),
        "commands": [PRETRAINED.format("bert", "bert")],
        "try": 'minitransformer run fill-mask "이 영화 정말 [MASK]"',
    },
    "pocket-emotion-ko": {
        "kind": "emotion",
        "what": (
            "pocket-bert-ko, fine-tuned to tell 행복, 슬픔, 당황, 분노 and 불안 apart: first on good and bad reviews, "
            "then on texts with an emotion and on what logistic regression says of texts without one. Its "
            "probabilities are calibrated.",
            "pocket-bert-ko를 미세조정해 행복·슬픔·당황·분노·불안 다섯 감정을 가리게 했습니다. 먼저 영화평의 호불호를 "
            "익힌 뒤, 감정 라벨이 있는 글과 라벨 없는 글에 대한 로지스틱 회귀의 판단을 함께 배웠습니다. 확률은 "
            "보정했습니다.",
        ),
        "data": ("nsmc", "kote", "chatbot_ko", "emotions", "dialogues"),
        "commands": [
            PRETRAINED.format("bert", "bert"),
            "OMP_NUM_THREADS=1 python figures/pocket/emotion.py opinions --model runs/bert --out runs/opinions",
            "OMP_NUM_THREADS=1 python figures/pocket/emotion.py teach --model runs/opinions --out runs/emotion",
        ],
        "try": 'minitransformer recommend "드디어 시험에 합격해서 날아갈 것 같아!"',
    },
    "pocket-gpt-ko": {
        "kind": "clm",
        "what": (
            "A small Korean GPT-2: the next word of reviews, comments and dialogues.",
            "작은 한국어 GPT-2입니다. 영화평, 댓글, 대화의 다음 단어를 배웠습니다.",
        ),
        "data": ("nsmc", "kote", "chatbot_ko"),
        "commands": [PRETRAINED.format("gpt", "gpt")],
        "try": 'minitransformer run text-generation "이 영화는"',
    },
    "pocket-chatbot-ko": {
        "kind": "chatbot",
        "what": (
            "pocket-gpt-ko, taught to answer with ChatbotData and the package's own dialogues.",
            "pocket-gpt-ko에 ChatbotData와 이 패키지의 대화로 대답하는 법을 가르쳤습니다.",
        ),
        "data": ("nsmc", "kote", "chatbot_ko", "dialogues"),
        "commands": [
            PRETRAINED.format("gpt", "gpt"),
            "OMP_NUM_THREADS=1 python figures/pocket/chatbot.py teach --model runs/gpt --out runs/chatbot",
        ],
        "try": 'minitransformer chat --once "오늘 너무 힘들었어"',
    },
}


LIMITS = (
    "It has read some 7 million tokens, a few times over, and has {:.2f} million weights: it is there to be looked into "
    "and to learn with. It knows no facts, and is no judge of people.",
    "약 700만 토큰을 몇 번 읽은, 가중치 {:.0f}만 개짜리 작은 모델입니다. 들여다보고 배우기 위한 것이며, 사실을 알지 "
    "못하고 사람을 판단하는 데 쓸 수 없습니다.",
)


def limits(weights):
    """What a model of so many weights cannot do."""
    return [LIMITS[0].format(weights / 1e6), LIMITS[1].format(weights / 1e4)]


def result(study):
    """What a script beside this one found."""
    path = HERE / f"{study}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def scores(name, run):
    """What is known of how good it is: of the run, and of the studies."""
    found = dict(run.get("scores", {}))
    answers = result("chatbot")
    apart = answers.pop("against", None)
    studies = {
        "pocket-bert-ko": {"nsmc": result("nsmc")},
        "pocket-emotion-ko": {"five folds": result("emotion")},
        "pocket-chatbot-ko": {
            "held-out answers": answers,
            "answer by answer": apart,
            "thirty prompts": result("replies"),
        },
    }
    return found | studies.get(name, {})
