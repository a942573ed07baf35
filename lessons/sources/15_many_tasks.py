# %% [markdown] lang="en"
# # 15. One model zoo, many tasks
#
# When you are through with this page, you can
#
# - name eight classic tasks, the model that each needs, and what stands on top of it,
# - teach one body to find names and to answer questions, in seconds,
# - turn scores of tokens into names and answers with their places in the text.
#
# It takes about 50 minutes. You need lessons 8, 10 and 13; for translation lesson 6.

# %% [markdown] lang="ko"
# # 15. 모델 하나로 여러 과제를
#
# 이 과를 마치면
#
# - 고전적인 과제 여덟 가지와, 과제마다 필요한 모델과 그 위에 얹는 것을 말할 수 있고,
# - 몸통 하나를 가르쳐 이름을 찾게도, 질문에 답하게도 할 수 있으며,
# - 토큰의 점수를 글 속 자리가 있는 이름과 답으로 바꿀 수 있습니다.
#
# 50분쯤 걸립니다. 8과, 10과, 13과가 필요하고, 번역에는 6과가 필요합니다.

# %%
import re

import numpy as np
import torch
import transformers
from transformers.pipelines import SUPPORTED_TASKS

from minitransformer.apps.heads import load_headed
from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.pipelines.question_answering import QuestionAnswering
from minitransformer.apps.pipelines.seq2seq import Summarization, Translation
from minitransformer.apps.pipelines.spans import best_spans, chances_of_places
from minitransformer.apps.pipelines.table import TASKS
from minitransformer.apps.pipelines.token_classification import TokenClassification
from minitransformer.apps.size import Size
from minitransformer.apps.tagger import Tagger, score_names
from minitransformer.apps.teach_qa import reader_task
from minitransformer.apps.teach_tagger import tagger_task
from minitransformer.apps.teach_translation import new_translator, translation_task
from minitransformer.core.parts import Parts
from minitransformer.data.embedded import emotions, songs
from minitransformer.data.korquad import Question
from minitransformer.data.sequences import character_tokenizer, dates, distinct
from minitransformer.data.spans import Span
from minitransformer.data.tagging import Tagged, labels_of
from minitransformer.errors import Problem
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.models.bert_tasks import BERTForClassification, BERTForSpans, BERTForTokens
from minitransformer.plots.chances import emotion_bars
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

lesson = Lesson(15)

# %% [markdown] lang="en"
# ## Eight tasks, three bodies
#
# A task is a question about a text. Here are the eight that nearly every library has, each with a checkpoint that can do it:

# %% [markdown] lang="ko"
# ## 과제 여덟, 몸통 셋
#
# 과제란 글에 던지는 질문입니다. 거의 모든 라이브러리에 있는 여덟 가지를, 할 수 있는 체크포인트와 함께 적었습니다.

# %%
for name, task in TASKS.items():
    print(f"{name:21} {task.such_as[0]}")

# %% [markdown] lang="en"
# Three bodies are enough. What *reads* is an encoder (classification, entities, questions, masks, features). What *writes on* is a decoder (text). What reads *and* writes is both (translation, summaries). Online, every line above is a command: `minitransformer run translation "…" --model Helsinki-NLP/opus-mt-ko-en`. This page stays offline, with the pocket models of the package and with small ones that we teach here.
#
# `pipeline` puts the three steps together: text to ids, ids through the model, scores to an answer.

# %% [markdown] lang="ko"
# 몸통은 셋이면 됩니다. *읽는* 것은 인코더입니다(분류, 이름 찾기, 질의응답, 빈칸, 특징). *이어 쓰는* 것은 디코더입니다(글). 읽고 *쓰는* 것은 둘 다입니다(번역, 요약). 인터넷이 되는 곳에서는 위의 줄마다 `minitransformer run translation "…" --model Helsinki-NLP/opus-mt-ko-en` 같은 명령 하나면 됩니다. 이 과는 인터넷 없이, 패키지에 든 작은 모델과 여기서 가르칠 더 작은 모델로 합니다.
#
# `pipeline`은 세 단계를 잇습니다. 글을 id로, id를 모델로, 점수를 답으로.

# %%
fill = pipeline("fill-mask", "pocket-bert-ko")
write = pipeline("text-generation", "pocket-gpt-ko")
features = pipeline("feature-extraction", "pocket-bert-ko")

for found in fill("축구는 정말 재미있는 [MASK]다.", top_k=3):
    print(found)
print(write("오늘 저녁에는", max_new_tokens=15, seed=1))
vectors = np.array(features("비가 와"))
print(vectors.shape)

# %% [markdown] lang="en"
# **Put yours in.** A sentence, and the model of lesson 12 says how it feels:

# %% [markdown] lang="ko"
# **여러분의 문장을 넣어 보세요.** 12과의 모델이 감정을 말해 줍니다.

# %%
mine = "시험에 합격했는데 친구는 떨어졌다"

classify = pipeline("text-classification", "pocket-emotion-ko")
answers = classify(mine, top_k=None)
picture(emotion_bars({a["label"]: a["score"] for a in answers}, title=mine, language=lesson.language))

# %% [markdown] lang="en"
# ## What a head is
#
# Read what the three reading tasks put on top of the same body:

# %% [markdown] lang="ko"
# ## 헤드란
#
# 읽는 과제 셋이 같은 몸통 위에 무엇을 얹는지 읽어 보세요.

# %%
show(BERTForClassification, BERTForTokens, BERTForSpans)

# %% [markdown] lang="en"
# One linear layer each. A label for the text: on the pooled [CLS]. A label for every token: on every vector. An answer: two scores for every token, *begins here* and *ends here*. These are the shapes of figure 4 of the [BERT paper](https://arxiv.org/abs/1810.04805).

# %% [markdown] lang="ko"
# 저마다 선형 층 하나입니다. 글의 라벨은 [CLS] 벡터로 만든 글 벡터에, 토큰의 라벨은 모든 벡터에 얹습니다. 답 찾기는 토큰마다 점수 둘, *여기서 시작*과 *여기서 끝*입니다. [BERT 논문](https://arxiv.org/abs/1810.04805)의 그림 4가 바로 이 모양들입니다.

# %%
lesson.predict("head", "?")

# %%
labels = labels_of(("가수", "노래"))
tagging, tokenizer = load_headed(
    "pocket-bert-ko", "TokenClassification", labels, Parts.fused(), torch.Generator().manual_seed(0)
)
body, head = (
    sum(x.numel() for name, x in tagging.named_parameters() if name.startswith("bert.") == is_body)
    for is_body in (True, False)
)
print(labels, f"{head:,} / {body + head:,} = {head / (body + head):.5f}")

# %%
share = head / (body + head)
lesson.reveal("head", a=share > 0.05, b=0.005 <= share <= 0.05, c=share < 0.005)

# %% [markdown] lang="en"
# The first of these heads has one thing more, the pooler of lesson 9. If you did not write it there, do it here:

# %% [markdown] lang="ko"
# 첫째 헤드에는 하나가 더 있습니다. 9과에서 본 풀러(pooler)입니다. 거기서 안 써 보았다면 여기서 써 보세요.

# %% exercise="pooler"
check(pooler)

# %% [markdown] lang="en"
# ## Names: a label for every token
#
# Which words are names, and of what? We need sentences in which names are marked. The package has 120 songs; a few wordings make sentences of them, and sentences about feelings stand for those without a name. 24 songs are kept back.
#
# A tag is `B-` where a name begins, `I-` where it goes on, `O` outside.

# %% [markdown] lang="ko"
# ## 이름 찾기: 토큰마다 라벨
#
# 어떤 말이 이름이고, 무엇의 이름일까요? 이름이 표시된 문장이 필요합니다. 패키지에 노래 120곡이 있으니 몇 가지 틀로 문장을 만들고, 감정 문장을 이름 없는 문장으로 섞습니다. 24곡은 떼어 둡니다.
#
# 태그는 이름이 시작하면 `B-`, 이어지면 `I-`, 밖이면 `O`입니다.

# %%
random = np.random.default_rng(0)
shuffled = [songs()[i] for i in random.permutation(len(songs()))]
known, unseen = shuffled[24:], shuffled[:24]
WORDINGS = (
    "어제 {artist} 노래 {title} 들었어",
    "{artist}의 {title} 정말 좋다",
    "요즘 {title} 자주 들어",
    "노래방에서 {title} 불렀어",
    "{artist} 콘서트에 다녀왔어",
    "비 오는 날에는 {artist}의 {title}",
    "{title}, 이 노래 부른 사람이 {artist} 맞지?",
)


def tagged(song, wording: str) -> Tagged:
    text, spans = "", []
    for part in re.split(r"\{(\w+)\}", wording):
        kind = {"artist": "가수", "title": "노래"}.get(part)
        words = getattr(song, part) if kind else part
        if kind:
            spans.append(Span(len(text), len(text) + len(words), kind))
        text += words
    return Tagged(text, tuple(spans))


feelings = [Tagged(e.text, ()) for e in emotions() if len(e.text) < 25][:150]
taught = [tagged(random.choice(known), random.choice(WORDINGS)) for _ in range(650)] + feelings
asked = [tagged(song, wording) for song in unseen for wording in WORDINGS[:2]]
print(taught[0].text, taught[0].spans, taught[0].tags[:8], sep="\n")

# %%
task = tagger_task(tokenizer, labels, taught, asked, batch_size=16, max_len=64, corruption=0.05)
history = fit(tagging, task, Plan(lr=8e-4, epochs=2, keep="last", warmup=0.1))
scores = score_names(Tagger(tagging.eval(), tokenizer).find([s.text for s in asked]), asked)
print(f"token accuracy {history.heldout[-1]['token_accuracy']:.2f}  F1 {scores['f1']:.2f}", scores["kinds"])

# %% [markdown] lang="en"
# Nine of ten tokens or so are right, and far fewer *whole names*: a name counts only from its first letter to its last, with the right kind. That is why entities are scored by the F1 of names and not by the accuracy of tokens.
#
# The words are cut into pieces. In `비틀즈의`, "of the Beatles", there is a name and a particle:

# %% [markdown] lang="ko"
# 토큰은 열에 아홉쯤 맞지만 *이름 전체*는 훨씬 적게 맞습니다. 이름은 첫 글자부터 끝 글자까지, 종류까지 맞아야 셉니다. 그래서 이름 찾기는 토큰의 정확도가 아니라 이름의 F1로 잽니다.
#
# 낱말은 조각으로 잘립니다. `비틀즈의`에는 이름과 조사가 함께 있습니다.

# %%
lesson.predict("pieces", "?")

# %%
sentence = "어제 비틀즈의 예스터데이 들었어"
entities = TokenClassification(tagging, tokenizer)
for found in entities(sentence):
    print(found)
pieces = len(tokenizer.encode("비틀즈의"))
print(pieces)

# %%
lesson.reveal("pieces", a=pieces == 1, b=pieces == 3, c=pieces == 4)

# %% [markdown] lang="en"
# (Pieces outside of every name, those with the label `O`, are not listed: here the particle, number 6.) Nobody wants pieces. **Aggregation** puts neighbours of one kind together; `first`, `max` and `average` let a word agree on one label before that, as the token that begins it says, the surest, or all of them:

# %% [markdown] lang="ko"
# (이름 밖의 조각, 곧 라벨이 `O`인 것은 목록에 나오지 않습니다. 여기서는 6번인 조사가 그렇습니다.) 조각을 바라는 사람은 없습니다. **합치기(aggregation)** 는 같은 종류의 이웃을 하나로 묶습니다. `first`, `max`, `average`는 그 전에 낱말마다 라벨을 하나로 정합니다. 첫 토큰을 따르거나, 가장 확실한 토큰을 따르거나, 모두 평균합니다.

# %%
for strategy in ("simple", "first", "average"):
    print(strategy)
    for found in entities(sentence, aggregation_strategy=strategy):
        print("   ", {k: round(v, 3) if k == "score" else v for k, v in found.items()})

# %% [markdown] lang="en"
# Look at the places. A strategy that thinks in words takes the particle along, since in Korean a *word* between two spaces is not the same as a name. `start` and `end` count characters of the text as you wrote it, so `text[start:end]` is the name whatever the tokenizer did.

# %% [markdown] lang="ko"
# 자리를 보세요. 낱말 단위로 정하는 방식은 조사까지 데려갑니다. 한국어에서 띄어 쓴 한 덩어리(어절)는 이름과 같지 않으니까요. `start`와 `end`는 여러분이 쓴 글의 글자를 세므로, 토크나이저가 무엇을 했든 `text[start:end]`가 이름입니다.

# %% [markdown] lang="en"
# ## Questions: where does the answer begin, where does it end?
#
# The answer is not written, it is *pointed at*. Question and text are read together, as two segments (lesson 8); every token gets a chance to be the first of the answer and a chance to be the last.

# %% [markdown] lang="ko"
# ## 질의응답: 답은 어디에서 시작해 어디에서 끝날까?
#
# 답을 쓰는 것이 아니라 글에서 *가리킵니다*. 질문과 글을 두 구간(8과)으로 함께 읽고, 토큰마다 답의 처음일 확률과 끝일 확률을 얻습니다.

# %%
show(chances_of_places, best_spans)

# %% [markdown] lang="en"
# Four tokens of text, 1 to 4, between [CLS] at 0 and [SEP] at 5. The likeliest beginning is token 4, the likeliest end is token 2, which stands before it:

# %% [markdown] lang="ko"
# 글의 토큰은 1번부터 4번까지 넷이고, 0번은 [CLS], 5번은 [SEP]입니다. 시작일 확률은 4번이, 끝일 확률은 그보다 앞에 있는 2번이 가장 높습니다.

# %%
begin = torch.tensor([0.0, 0.10, 0.30, 0.10, 0.50, 0.0])
end = torch.tensor([0.0, 0.10, 0.60, 0.20, 0.10, 0.0])
lesson.predict("span", "?")

# %%
for first, last, chance in best_spans(begin, end, first=1, longest=4, k=4):
    print(first, last, round(chance, 3))

# %%
((first, last, _),) = best_spans(begin, end, first=1, longest=4, k=1)
lesson.reveal("span", a=(first, last) == (2, 4), b=(first, last) == (4, 4), c=(first, last) == (2, 2))

# %% [markdown] lang="en"
# The search takes a few lines only. Write it yourself:

# %% [markdown] lang="ko"
# 찾는 일은 몇 줄이면 됩니다. 직접 써 보세요.

# %% exercise="best_span"
check(best_span)


# %%
def each_by_itself(begin, end, longest):
    return int(begin.argmax()), int(end.argmax())


check(each_by_itself, "best_span")

# %% [markdown] lang="en"
# Now teach it: the same body, another head. Again the songs, with who, what, where and when; each text answers four questions. The 24 songs that are kept back are again never seen.

# %% [markdown] lang="ko"
# 이제 가르칩니다. 같은 몸통에 다른 헤드입니다. 이번에도 노래를 쓰고, 누가·무엇을·어디에서·언제를 넣습니다. 글마다 네 가지를 물을 수 있습니다. 떼어 둔 24곡은 이번에도 보여 주지 않습니다.

# %%
PLACES, TIMES = ("집", "학교", "카페", "버스", "공원", "바닷가"), ("아침", "점심", "저녁", "밤", "주말")
STORIES = (
    "{when}에 {where}에서 {artist} 노래를 들었다. 제목은 {title}.",
    "{where}에서 {title} 들었어. 부른 가수는 {artist}. {when}마다 들어.",
    "{artist} 신곡 {title} 나왔다. {when}에 {where}에서 처음 들었다.",
)
ASKED = {
    "artist": "누가 불렀나요?",
    "title": "무슨 노래인가요?",
    "where": "어디에서 들었나요?",
    "when": "언제 들었나요?",
}


def question(song) -> Question:
    told = {"artist": song.artist, "title": song.title}
    told |= {"where": random.choice(PLACES), "when": random.choice(TIMES)}
    kind, text = random.choice(list(ASKED)), random.choice(STORIES).format(**told)
    at = text.index(told[kind])
    return Question("", ASKED[kind], text, ((at, at + len(told[kind])),))


lessons_learnt = [question(random.choice(known)) for _ in range(640)]
exam = [question(song) for song in unseen for _ in range(2)]
reading, tokenizer = load_headed(
    "pocket-bert-ko", "QuestionAnswering", (), Parts.fused(), torch.Generator().manual_seed(0)
)
task = reader_task(tokenizer, lessons_learnt, exam, batch_size=16, max_len=96)
fit(reading, task, Plan(lr=8e-4, epochs=2, keep="last", warmup=0.1))

answer = QuestionAnswering(reading.eval(), tokenizer)
said = answer(question=[q.question for q in exam], context=[q.context for q in exam], align_to_words=False)
print(f"exact {np.mean([a['answer'] == q.texts[0] for a, q in zip(said, exam, strict=True)]):.2f}")
for found, q in list(zip(said, exam, strict=True))[:4]:
    print(q.question, "|", q.context, "|", found)

# %% [markdown] lang="en"
# It learnt these wordings, and nothing of questions in general. `minitransformer train qa` teaches on KorQuAD in the same way, with far more text and time. **Put your own text and question in**, and see where it ends:

# %% [markdown] lang="ko"
# 이 모델은 이 틀의 글을 배웠을 뿐, 질문 일반을 배운 것이 아닙니다. `minitransformer train qa`는 똑같은 방법으로 KorQuAD를 훨씬 많은 글로 더 오래 가르칩니다. **여러분의 글과 질문을 넣어** 어디까지 되는지 보세요.

# %%
text = "주말에 바닷가에서 옥상달빛 노래를 들었다. 제목은 수고했어 오늘도."
for asks in ("누가 불렀나요?", "어디에서 들었나요?", "오늘 점심은 뭐예요?"):
    found = answer(question=asks, context=text, top_k=99, handle_impossible_answer=True)
    nothing = next(a["score"] for a in found if not a["answer"])
    print(asks, found[0], f"{nothing:.1e}")

# %% [markdown] lang="en"
# The third question has no answer in the text, and gets one all the same. With `handle_impossible_answer` the empty answer competes: its score (the last number) is that of [CLS] as beginning and end, the place where a model can be taught to point when the answer is not there ([SQuAD 2.0](https://arxiv.org/abs/1806.03822)). Ours was never taught that, so the empty answer never wins.
#
# Look at the second answer, too: `바닷가에서`, the beach with its particle. Answers are widened to whole words, unless you say `align_to_words=False`, as we did when we counted.
#
# A text longer than the model's positions is read in **windows** that overlap, each with the question in front. An answer that lies on the border, and is no longer than the overlap, is then whole in at least one of them:

# %% [markdown] lang="ko"
# 셋째 질문의 답은 글에 없는데도 답이 나옵니다. `handle_impossible_answer`를 켜면 빈 답도 겨룹니다. 그 점수(마지막 수)는 [CLS]가 처음이자 끝일 확률입니다. 답이 글에 없으면 그곳을 가리키도록 가르칠 수 있습니다([SQuAD 2.0](https://arxiv.org/abs/1806.03822)). 우리 모델은 배운 적이 없어서 빈 답이 이기지 못합니다.
#
# 둘째 답도 보세요. `바닷가에서`에는 조사가 붙어 있습니다. 답은 어절 전체로 넓혀집니다. 점수를 셀 때처럼 `align_to_words=False`라고 하면 넓히지 않습니다.
#
# 모델의 위치 수보다 긴 글은 서로 겹치는 **창(window)** 으로 나누어, 창마다 질문을 앞에 붙여 읽습니다. 그러면 경계에 걸친 답도 겹치는 길이를 넘지 않는 한 적어도 한 창에는 온전히 들어갑니다.

# %%
long = "특별한 일은 없었다. " * 12 + text + " 그러고는 잠들었다." * 12
print(len(tokenizer.encode(long)), answer(question="어디에서 들었나요?", context=long, max_seq_len=64))

# %% [markdown] lang="en"
# A score above 1? What several windows say alike is added up. It is the published rule, and it shows that such a score is no probability.
#
# ## Translation and summaries: writing under a condition
#
# Both are the same machine, an encoder-decoder (lesson 6); only what it was taught with differs. Here is all that sets the two tasks apart:

# %% [markdown] lang="ko"
# 점수가 1을 넘을 수 있습니다. 여러 창이 같은 답을 내면 더하기 때문입니다. 널리 쓰이는 규칙인데, 이 점수가 확률이 아니라는 뜻이기도 합니다.
#
# ## 번역과 요약: 조건이 붙은 글쓰기
#
# 둘은 같은 기계, 인코더-디코더(6과)입니다. 무엇으로 가르쳤는지가 다를 뿐입니다. 두 과제를 가르는 것은 이것이 전부입니다.

# %%
show(Summarization, Translation)

# %%
pairs = distinct(dates, 6000, (0,), torch.Generator().manual_seed(0))
pairs = [p for p in pairs if "년" in p.source and "요일" not in p.source]
letters = character_tokenizer([p.source + p.target for p in pairs])
small = Size(d_model=64, n_layers=1, n_heads=4, vocab_size=0, max_len=32, dropout=0.0)
writer = new_translator(letters, small, torch.Generator().manual_seed(0), Parts.fused())
task = translation_task(letters, pairs[50:], pairs[:50], start_id=letters.bos_id, max_len=30, batch_size=32)
fit(writer, task, Plan(lr=5e-3, epochs=14, keep="last", warmup=0.1))

translate = Translation(writer.eval(), letters)
written = translate([p.source for p in pairs[:50]])
right = np.mean([w["translation_text"] == p.target for w, p in zip(written, pairs[:50], strict=True)])
print(f"exact {right:.2f}", pairs[0].source, written[0])

# %% [markdown] lang="en"
# A checkpoint brings its own settings: how many beams, how long at least and at most. They can contradict yours. [sshleifer/distilbart-cnn-12-6](https://huggingface.co/sshleifer/distilbart-cnn-12-6) never writes fewer than 56 tokens: its config says so. Ask it for at most 45, and one of you must give way. Here is the same in small, at least 9 against at most 6:

# %% [markdown] lang="ko"
# 체크포인트에는 자기 설정이 딸려 옵니다. 빔의 수, 최소 길이, 최대 길이 같은 것입니다. 여러분의 요구와 어긋날 수도 있습니다. [sshleifer/distilbart-cnn-12-6](https://huggingface.co/sshleifer/distilbart-cnn-12-6)은 설정에 적힌 대로 56토큰보다 짧게 쓰지 않습니다. 45토큰까지만 쓰라고 하면 어느 한쪽이 물러서야 합니다. 작게 흉내 내면, 적어도 9인데 많아야 6입니다.

# %%
summarize = Summarization(writer, letters, settings={"min_length": 9})
summarize.say = lambda en, ko: print(ko if lesson.language == "ko" else en)
print(summarize("2021년 3월 1일", max_length=6))

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: the answers look like answers, with scores, and are random.** Ask a body for a task whose head it never had. Elsewhere the head is drawn at random, a warning scrolls by, and scores come out. What happens here?

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 점수까지 달린 그럴듯한 답이 나오는데 아무렇게나 나온 것입니다.** 배운 적 없는 헤드의 과제를 몸통에 시키면 그렇습니다. 다른 곳에서는 헤드를 무작위로 뽑고 경고 한 줄이 지나간 뒤 점수가 나옵니다. 여기서는 어떻게 될까요?

# %%
lesson.predict("headless", "?")

# %%
try:
    print(pipeline("question-answering", "pocket-emotion-ko")(question="누가?", context="민수가 왔다."))
    refused = False
except Problem as problem:
    print(problem.ko if lesson.language == "ko" else problem.en)
    refused = True

# %%
lesson.reveal("headless", a=not refused, b=refused)

# %% [markdown] lang="en"
# **Symptom: the class of a text changes with the texts that happen to stand beside it in the batch.** Somebody pools the wrong token:

# %% [markdown] lang="ko"
# **증상: 배치에 어떤 글이 함께 있느냐에 따라 라벨이 달라집니다.** 누군가 엉뚱한 토큰을 골랐습니다.


# %%
def last_token(hidden, dense):
    return torch.tanh(dense(hidden[:, -1]))


check(last_token, "pooler")

# %% [markdown] lang="en"
# **Symptom: half of a long text is ignored, and nobody says so.** Cutting must be asked for:

# %% [markdown] lang="ko"
# **증상: 긴 글의 뒷부분이 말없이 무시됩니다.** 여기서는 자르라고 해야만 자릅니다.

# %%
try:
    classify("정말 좋았다. " * 300)
except Problem as problem:
    print(problem.ko if lesson.language == "ko" else problem.en)

# %% [markdown] lang="en"
# ## The same answers as elsewhere
#
# The fields are those of Hugging Face's pipelines, and the library's tests hold the values against theirs. But which of our eight does the installed version still have?

# %% [markdown] lang="ko"
# ## 다른 곳과 같은 답
#
# 결과의 필드는 허깅페이스 파이프라인과 같고, 값은 라이브러리의 테스트가 그쪽과 견줍니다. 그런데 설치된 버전에는 우리 여덟 가지 가운데 무엇이 남아 있을까요?

# %%
print(transformers.__version__)
for name in TASKS:
    print(f"{name:21} {name in SUPPORTED_TASKS}")

# %% [markdown] lang="en"
# Version 5 removed three of them: question answering, summarization and translation (its [migration guide](https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md) tells why the last two went). The models are still there; what turns their scores into answers is what you have just read. Older tutorials stop at that line, and now you know what is behind it.
#
# Before you use a checkpoint, read its **model card**: what was it taught with, in which language, under which licence? And test it on texts of your own: a tagger that learnt from newspapers does not know your chat room, as ours knows only its wordings.
#
# ## To take home
#
# - One body, many heads; a head is mostly one linear layer.
# - Names: label the tokens, put them together, give the places in the text. Score whole names.
# - Answers: a chance to begin times a chance to end, the end not before the beginning; windows for long texts, [CLS] for no answer.
# - Translation and summaries are the same writing, taught with other pairs.
#
# The sources: [BERT](https://arxiv.org/abs/1810.04805), section 4 and figure 4; [BART](https://arxiv.org/abs/1910.13461) for summaries, [SQuAD 2.0](https://arxiv.org/abs/1806.03822) for questions without an answer.

# %% [markdown] lang="ko"
# 버전 5에서 질의응답, 요약, 번역 셋이 없어졌습니다(요약과 번역이 왜 없어졌는지는 [버전 5 전환 안내](https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md)에 있습니다). 모델은 그대로 있습니다. 점수를 답으로 바꾸는 부분이 없어졌는데, 바로 여러분이 방금 읽은 것입니다. 옛 예제가 그 줄에서 멈추더라도 이제 그 뒤에 무엇이 있는지 압니다.
#
# 체크포인트를 쓰기 전에 **모델 카드(model card)** 를 읽으세요. 무엇으로, 어느 언어로 배웠고, 라이선스는 무엇인가요? 그리고 여러분의 글로 시험해 보세요. 신문으로 배운 모델은 여러분의 채팅방을 모릅니다. 우리 모델이 자기가 배운 틀밖에 모르는 것과 같습니다.
#
# ## 정리
#
# - 몸통 하나에 헤드 여럿. 헤드는 대개 선형 층 하나입니다.
# - 이름 찾기: 토큰에 라벨을 붙이고, 합치고, 글 속 자리를 돌려줍니다. 점수는 이름 전체로 잽니다.
# - 질의응답: 시작할 확률 곱하기 끝날 확률, 끝이 시작보다 앞서지 않게. 긴 글은 창으로, 답이 없으면 [CLS]로.
# - 번역과 요약은 같은 글쓰기이고, 가르친 쌍이 다릅니다.
#
# 출처: [BERT](https://arxiv.org/abs/1810.04805) 4절과 그림 4, 요약은 [BART](https://arxiv.org/abs/1910.13461), 답 없는 질문은 [SQuAD 2.0](https://arxiv.org/abs/1806.03822).
