# %% [markdown] lang="en"
# # 12. Emotion and music
#
# When you are through with this page, you can
#
# - fine-tune a BERT for five emotions, and say honestly whether it was worth it,
# - read a confusion matrix, macro-F1 and calibration, and let a model say "I am not sure",
# - write one step of AdamW and its warm-up yourself, and say what each part is for.
#
# It takes about 60 minutes; the machine computes for half a minute of them. You need lessons 8 and 9 (BERT).

# %% [markdown] lang="ko"
# # 12. 감정과 음악
#
# 이 과를 마치면
#
# - BERT를 다섯 감정에 미세조정(fine-tuning)하고, 그럴 값어치가 있었는지 정직하게 말할 수 있고,
# - 혼동 행렬, 매크로 F1, 보정(calibration)을 읽고, 모델이 "잘 모르겠다"고 말하게 할 수 있으며,
# - AdamW의 한 스텝과 워밍업(warm-up)을 직접 짜고, 각 부분이 왜 있는지 말할 수 있습니다.
#
# 60분쯤 걸립니다. 그중 컴퓨터가 계산하는 시간은 30초쯤입니다. 8과와 9과(BERT)를 알면 됩니다.

# %%
import json
from collections import Counter
from dataclasses import replace

import numpy as np
import torch

from minitransformer import BERTForClassification, initialise, load
from minitransformer.apps.care import caring_answer
from minitransformer.apps.classifier import Classifier
from minitransformer.apps.emotion import load_emotion_classifier
from minitransformer.apps.folds import half_width
from minitransformer.apps.intervals import wilson
from minitransformer.apps.music import LIFT, SURE, recommend, wanted_moods
from minitransformer.apps.scores import baselines, score, score_baselines
from minitransformer.apps.teach_classifier import class_loss, classifier_task
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS, IN_ENGLISH
from minitransformer.data.split import folds_by_topic, split_examples, split_together
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.plots import calibration, comparison_curve, confusion_matrix, emotion_bars, schedule
from minitransformer.pretrained.pocket import POCKET
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan
from minitransformer.training.schedule import adamw

lesson = Lesson(12)
names = EMOTIONS if lesson.language == "ko" else tuple(IN_ENGLISH.values())

# %% [markdown] lang="en"
# ## 1,500 sentences
#
# They were written for this project: a person says in Korean how it is, and a label says what the person feels. Look at your data before anything else. (The English names are there for you; the model sees the Korean ones.)

# %% [markdown] lang="ko"
# ## 문장 1,500개
#
# 이 프로젝트를 위해 쓴 문장입니다. 누군가 자기 사정을 이야기하고, 그 사람이 느끼는 감정이 라벨로 붙어 있습니다. 무엇을 하든 데이터부터 눈으로 보세요.

# %%
sentences = embedded.emotions()
for emotion in EMOTIONS:
    example = [e for e in sentences if e.emotion == emotion][7]
    print(f"{emotion} ({IN_ENGLISH[emotion]}) · {example.topic} · {example.register}\n    {example.text}")
print(len(sentences), dict(Counter(e.emotion for e in sentences)))
print(dict(Counter(e.register for e in sentences)))
print(dict(Counter(e.topic for e in sentences)))

# %% [markdown] lang="en"
# Every emotion has as many sentences as every other, so who guesses is right one time in five. Each sentence also has a **topic** (work, school, pets …) and a register (casual, polite, written, chat).
#
# ## First, something simple
#
# Before you fine-tune a transformer, try something that takes a second. **Naive Bayes** counts which pieces of one to three characters stand in the sentences of which emotion, and multiplies. It knows no grammar, no order, no word. **TF-IDF** with logistic regression weighs the same kind of pieces. The whole of both:

# %% [markdown] lang="ko"
# 감정마다 문장 수가 같으니, 찍으면 다섯 번에 한 번 맞습니다. 문장에는 **주제**(직장, 학교, 반려동물 …)와 말투(반말, 존댓말, 문어, 채팅)도 붙어 있습니다.
#
# ## 먼저 단순한 것부터
#
# 트랜스포머를 미세조정하기 전에, 1초면 되는 것부터 해 봅니다. **나이브 베이즈(naive Bayes)** 는 한 글자에서 세 글자짜리 조각이 어느 감정의 문장에 몇 번 나오는지 세어서 곱합니다. 문법도, 순서도, 낱말도 모릅니다. **TF-IDF** 와 로지스틱 회귀는 비슷한 조각에 무게를 매깁니다. 둘 다 이것이 전부입니다.

# %%
show(baselines)

# %% [markdown] lang="en"
# Four of the twenty topics are held out: whoever learnt from work and school is asked about friends and money.
#
# ### Predict: counting characters

# %% [markdown] lang="ko"
# 주제 스무 개 중 네 개는 시험용으로 떼어 둡니다. 직장과 학교 이야기로 배우고, 친구와 돈 이야기로 시험을 봅니다.
#
# ### 예측: 글자만 세면

# %%
lesson.predict("counting", "?")

# %%
folds = folds_by_topic(sentences)
learn, ask = folds[0]
train, heldout = [sentences[i] for i in learn], [sentences[i] for i in ask]
truth = [e.label for e in heldout]
print(len(train), len(heldout), sorted({e.topic for e in heldout}))
simple = score_baselines(train, heldout, EMOTIONS)
for name, s in simple.items():
    print(f"{name:30} accuracy {s.accuracy:.3f}  macro-F1 {s.macro_f1:.3f}")

# %%
bayes = simple["naive Bayes"].accuracy
lesson.reveal("counting", a=bayes < 0.45, b=0.45 <= bayes < 0.75, c=bayes >= 0.75)

# %% [markdown] lang="en"
# That is the number to beat. A paper that shows a transformer without such a line beside it has not shown much.
#
# ## How to hold out
#
# One would think that holding out whole topics is much harder than drawing sentences at random. All five ways of holding out four topics, and one random draw:

# %% [markdown] lang="ko"
# 이것이 넘어야 할 숫자입니다. 이런 줄 하나 없이 트랜스포머만 보여 주는 논문은 보여 준 것이 별로 없는 셈입니다.
#
# ## 무엇을 떼어 둘까
#
# 주제를 통째로 떼어 두면, 문장을 무작위로 뽑을 때보다 훨씬 어려울 것 같습니다. 주제 네 개를 떼어 두는 다섯 가지 방법과 무작위로 한 번 뽑은 것을 견주어 봅시다.

# %%
lesson.predict("split", "?")

# %%
by_topic = [
    score_baselines([sentences[i] for i in a], [sentences[i] for i in b], EMOTIONS)["naive Bayes"].accuracy
    for a, b in folds
]
at_random = score_baselines(*split_examples(sentences, 0.2), EMOTIONS)["naive Bayes"].accuracy
mean = sum(by_topic) / len(by_topic)
print("folds_by_topic", [round(x, 3) for x in by_topic], f"{mean:.3f} ± {half_width(by_topic):.3f}")
print("split_examples", round(at_random, 3))

# %%
more = at_random - mean
lesson.reveal("split", a=more > 0.05, b=abs(more) <= 0.05, c=more < -0.05)

# %% [markdown] lang="en"
# So on *these* sentences a random draw does not flatter. We expected otherwise, looked, and tell you what we saw. Each sentence was written only once, and joy sounds like joy whether it is about a dog or a bill.
#
# It is no general rule. What flatters are **copies**, and many collections have them: the same joke posted twice, a sentence and its "augmented" twin. Below, in "what goes wrong", you make some.
#
# ## Fine-tuning a BERT
#
# The body is pocket-bert-ko, which has learnt to guess hidden words in film reviews and comments, and has never seen one of our sentences. On top of it stands a new **head**: one vector for the whole sentence, five scores.

# %% [markdown] lang="ko"
# *이* 문장들에서는 무작위로 뽑아도 점수가 부풀지 않습니다. 부풀 줄 알고 재어 보았는데 아니어서, 본 대로 적습니다. 모든 문장을 한 번씩만 썼고, 기쁨은 강아지 이야기든 돈 이야기든 기쁨답게 들리니까요.
#
# 늘 그런 것은 아닙니다. 점수를 부풀리는 것은 **복사본**이고, 복사본이 든 데이터가 많습니다. 두 번 올라온 농담, 한 문장과 그것을 "증강"한 쌍둥이 같은 것들입니다. 아래 "이렇게 틀립니다"에서 직접 만들어 봅니다.
#
# ## BERT 미세조정하기
#
# 몸통은 pocket-bert-ko입니다. 영화평과 댓글에서 가린 낱말을 맞히며 배웠고, 우리 문장은 한 번도 본 적이 없습니다. 그 위에 새 **헤드(head)** 를 얹습니다. 문장 전체를 나타내는 벡터 하나에서 점수 다섯 개를 냅니다.

# %%
show(BERTForClassification.forward, class_loss)

# %% [markdown] lang="en"
# Beside it, the same network *without* what it has read: every weight drawn anew. Both go through the 1,200 sentences once, in the same order, at the same rate. (Half a minute for both.)

# %% [markdown] lang="ko"
# 그 옆에는 같은 신경망에서 읽은 것을 *지운* 모델을 둡니다. 가중치를 모두 새로 뽑습니다. 둘 다 1,200문장을 같은 순서, 같은 학습률로 한 번씩 봅니다. (둘이 합쳐 30초쯤 걸립니다.)

# %%
lesson.predict("winner", "?")

# %%
plan = Plan(lr=1e-3, epochs=1, warmup=0.1, keep="last")


def taught(fresh: bool):
    generator = torch.Generator().manual_seed(0)
    head = {"architecture": "BertForSequenceClassification", "labels": EMOTIONS}
    model, tokenizer = load("pocket-bert-ko", **head, generator=generator)
    if fresh:
        initialise(model, generator)
    task = classifier_task(tokenizer, EMOTIONS, train, heldout, max_len=64, batch_size=16)
    return Classifier(model, tokenizer), fit(model, task, plan)


(read, read_history), (fresh, fresh_history) = taught(fresh=False), taught(fresh=True)
texts = [e.text for e in heldout]
found = {
    "pocket-bert-ko": score(read.probabilities(texts), truth, EMOTIONS),
    "initialise(model)": score(fresh.probabilities(texts), truth, EMOTIONS),
    **simple,
}
for name, s in found.items():
    low, high = wilson(s.accuracy, len(truth))
    print(f"{name:30} accuracy {s.accuracy:.3f} ({low:.3f} – {high:.3f})  macro-F1 {s.macro_f1:.3f}")

# %%
ours, best = found["pocket-bert-ko"].accuracy, max(s.accuracy for s in simple.values())
lesson.reveal("winner", a=ours > best + 0.02, b=abs(ours - best) <= 0.02, c=ours < best - 0.02)

# %% [markdown] lang="en"
# The brackets are 95 % intervals: 300 sentences tell an accuracy to about five points, not to three decimals.
#
# Two lessons in one table. **Pre-training helps**: the same network that has read nothing has hardly begun to learn. And **counting wins**: with 1,200 sentences, a body as small as this one and one pass, character pieces are the better tool. The two loss curves, smoothed over ten steps:

# %% [markdown] lang="ko"
# 괄호 안은 95% 신뢰구간입니다. 문장 300개로는 정확도를 5%포인트쯤까지만 알 수 있습니다. 소수점 아래 세 자리까지는 아닙니다.
#
# 표 하나에 배울 것이 둘 있습니다. **사전학습은 도움이 됩니다.** 아무것도 읽지 않은 같은 신경망은 배우기를 거의 시작하지도 못했습니다. 그리고 **세는 쪽이 이깁니다.** 문장이 1,200개이고 몸통이 이만큼 작고 한 번만 본다면, 글자 조각이 더 나은 도구입니다. 두 손실 곡선입니다(열 스텝씩 평균).

# %%
label = {"ko": ("스텝", "손실(nats)"), "en": ("step", "loss (nats)")}[lesson.language]
curves = {}
for name, history in (("pocket-bert-ko", read_history), ("initialise(model)", fresh_history)):
    smooth = np.convolve(history.train_loss, np.full(10, 0.1), "valid")
    curves[name] = (np.arange(len(smooth)) + 10, smooth)
print("ln 5 =", round(float(np.log(5)), 3))
picture(comparison_curve(curves, *label))

# %% [markdown] lang="en"
# Where a curve starts is no accident: who knows nothing gives each of five labels a fifth, and the surprise at that is ln 5.
#
# ### With more patience, and more data
#
# One pass is what fits into half a minute. Here are the stored results of longer runs: fifteen passes of a smaller network (0.8 million weights) from nothing, in five folds by topic; and pocket-emotion-ko, the model of the package, that learnt from these sentences and from comments (its **card** tells). Look who wins there.

# %% [markdown] lang="ko"
# 곡선이 시작하는 높이는 우연이 아닙니다. 아무것도 모르면 다섯 라벨에 5분의 1씩 주게 되고, 그때의 놀람이 ln 5입니다.
#
# ### 더 오래, 더 많은 데이터로
#
# 30초에 할 수 있는 것이 한 번입니다. 더 오래 돌린 결과는 저장되어 있습니다. 하나는 맨바닥에서 열다섯 번 본 더 작은 모델(가중치 80만 개, 주제별 다섯 묶음)이고, 하나는 이 문장들과 댓글로 배운, 패키지에 든 pocket-emotion-ko입니다(**모델 카드**에 적혀 있습니다). 거기서는 누가 이기는지 보세요.

# %%
for name, s in stored("study_emotions.json")["summary"].items():
    print(f"{name:30} macro-F1 {s['macro_f1']['mean']:.3f} ± {s['macro_f1']['half_width_95']:.3f}")
card = json.loads((POCKET / "pocket-emotion-ko" / "card.json").read_text(encoding="utf-8"))
print(card["recipe"]["data"])
for name, s in {"pocket-emotion-ko": card["scores"], **card["scores"]["baselines"]}.items():
    print(f"{name:30} macro-F1 {s['macro_f1']:.3f}  accuracy {s['accuracy']:.3f}")

# %% [markdown] lang="en"
# (The second table is another exam, with comments of strangers in it: compare within a table, never across.) A transformer pays when there is more to read or a bigger body that has read more. `minitransformer train emotion --model skt/kobert-base-v1` takes KoBERT, where the hub can be reached; the baselines are trained beside it, always.
#
# ## Who is taken for whom
#
# One number hides *which* mistakes. The **confusion matrix** has a row for each truth and a column for each answer:

# %% [markdown] lang="ko"
# (두 번째 표는 낯선 사람들의 댓글이 섞인 다른 시험입니다. 표 안에서만 견주고, 표끼리 견주지 마세요.) 트랜스포머는 읽을 것이 더 많거나, 더 많이 읽은 더 큰 몸통이 있을 때 값을 합니다. 허브에 연결된다면 `minitransformer train emotion --model skt/kobert-base-v1`로 KoBERT를 쓸 수 있습니다. 그때도 기준선은 늘 함께 학습합니다.
#
# ## 무엇을 무엇으로 착각하나
#
# 숫자 하나로는 *어떤* 실수인지 알 수 없습니다. **혼동 행렬(confusion matrix)** 은 행이 정답, 열이 모델의 답입니다.

# %%
confused = found["pocket-bert-ko"].confusion
picture(confusion_matrix(confused, names, language=lesson.language))

# %% [markdown] lang="en"
# Find the largest number off the diagonal, and then read the sentences. Ask of each: would a person be in doubt, too? If so, look at the label; if not, the model has heard a word and missed the sentence.

# %% [markdown] lang="ko"
# 대각선 밖에서 가장 큰 수를 찾고, 그 문장들을 읽어 보세요. 사람도 헷갈릴 문장인가요? 그렇다면 라벨을 의심하고, 아니라면 모델이 낱말 하나만 듣고 문장을 놓친 것입니다.

# %%
probabilities = read.probabilities(texts)
said = [max(p, key=p.get) for p in probabilities]
off = confused - np.diag(np.diag(confused))
row, column = np.unravel_index(off.argmax(), off.shape)
print(f"{names[row]} → {names[column]}: {off.max()}")
taken = [
    e.text for e, s in zip(heldout, said, strict=True) if (e.label, s) == (EMOTIONS[row], EMOTIONS[column])
]
print("\n".join(taken[:4]))

# %% [markdown] lang="en"
# ## Accuracy, and who it forgets
#
# Our five emotions are equally frequent. Life is not like that. Suppose that of 100 messages 80 are happy and five each are the others, and a "classifier" says *happy* to everything. Its accuracy is 0.80. **F1** of one emotion is the harmonic mean of two shares (of those it named, how many are right? of those that are there, how many did it find?), and **macro-F1** is the plain average over the five.

# %% [markdown] lang="ko"
# ## 정확도가 잊어버리는 것
#
# 우리 문장은 다섯 감정이 똑같이 많습니다. 세상은 그렇지 않습니다. 메시지 100개 중 80개가 행복이고 나머지가 다섯 개씩인데, 무엇을 보든 *행복*이라고만 하는 "분류기"가 있다고 합시다. 정확도는 0.80입니다. 한 감정의 **F1** 은 두 비율(그렇다고 한 것 중 얼마나 맞았나? 실제로 있는 것 중 얼마나 찾았나?)의 조화평균이고, **매크로 F1(macro-F1)** 은 다섯 감정의 F1을 그냥 평균한 것입니다.

# %%
lesson.predict("macro", "?")

# %%
skewed = ["행복"] * 80 + [e for e in EMOTIONS[1:] for _ in range(5)]
always = [dict(zip(EMOTIONS, (1.0, 0.0, 0.0, 0.0, 0.0), strict=True))] * 100
lazy = score(always, skewed, EMOTIONS)
print(f"accuracy {lazy.accuracy:.2f}  macro-F1 {lazy.macro_f1:.2f}")

# %%
f1 = lazy.macro_f1
lesson.reveal("macro", a=f1 > 0.7, b=0.3 < f1 <= 0.7, c=f1 <= 0.3)

# %% [markdown] lang="en"
# ## Is 80 % sure right 80 % of the time?
#
# The scores go through softmax, and out come things that look like probabilities. Nobody has promised that they are any. Sort the answers by how sure the model was, and count how often it was right: that is **calibration**. On the dashed line it means what it says; below it the model is too sure of itself.

# %% [markdown] lang="ko"
# ## 80%라고 하면 정말 80% 맞을까
#
# 점수는 소프트맥스를 지나 확률처럼 생긴 숫자가 됩니다. 진짜 확률이라고 약속한 사람은 없습니다. 모델이 확신한 정도로 답을 묶고, 실제로 얼마나 맞았는지 세어 봅니다. 이것이 **보정(calibration)** 입니다. 점선에 놓이면 말한 그대로이고, 점선보다 아래면 지나치게 자신하는 것입니다.

# %%
s = found["pocket-bert-ko"]
picture(calibration(*map(list, zip(*s.bins, strict=True)), s.ece, language=lesson.language))

# %% [markdown] lang="en"
# ECE is the mean gap between the two, weighted by how many answers there are. If a model is too sure, or too shy, one number mends much of it: the **temperature**. Divide all scores by T before the softmax (or, which is the same, raise the probabilities to 1/T and make them add up to 1 again).

# %% [markdown] lang="ko"
# ECE는 둘의 차이를 답의 개수로 가중해 평균한 값입니다. 모델이 너무 자신하거나 너무 소심하다면, 숫자 하나로 많이 고칠 수 있습니다. **온도(temperature)** 입니다. 소프트맥스에 넣기 전에 모든 점수를 T로 나눕니다. (확률을 1/T제곱한 뒤 합이 1이 되게 다시 나누어도 같습니다.)

# %%
lesson.predict("temperature", "?")


# %%
def tempered(rows, t):
    powers = [{label: p ** (1 / t) for label, p in row.items()} for row in rows]
    return [{label: p / sum(row.values()) for label, p in row.items()} for row in powers]


first, second = slice(0, None, 2), slice(1, None, 2)
temperatures = np.linspace(0.2, 3, 57)


def surprise(rows, labels):
    return -np.mean([np.log(row[label]) for row, label in zip(rows, labels, strict=True)])


tfidf = baselines()["TF-IDF + logistic regression"].fit([e.text for e in train], [e.label for e in train])
shy = [dict(zip(tfidf.classes_, row, strict=True)) for row in tfidf.predict_proba(texts)]
for name, rows in (("pocket-bert-ko", probabilities), ("TF-IDF + logistic regression", shy)):
    t = min(temperatures, key=lambda t: surprise(tempered(rows[first], t), truth[first]))
    before = score(rows[second], truth[second], EMOTIONS)
    after = score(tempered(rows[second], t), truth[second], EMOTIONS)
    print(f"{name:30} T = {t:.2f}  ECE {before.ece:.3f} → {after.ece:.3f}", end="  ")
    print(f"accuracy {before.accuracy:.3f} → {after.accuracy:.3f}")

# %%
changed = score(tempered(probabilities, 2.0), truth, EMOTIONS).accuracy - s.accuracy
lesson.reveal("temperature", a=changed < -1e-9, b=abs(changed) < 1e-9, c=changed > 1e-9)

# %% [markdown] lang="en"
# T was chosen on one half of the held-out sentences and judged on the other: whoever tunes and grades on the same sentences grades himself. A T below 1 says that the model was too shy; look how shy the best classifier of this page is.
#
# ### Saying nothing
#
# With honest probabilities a model may keep silent. Answer only where the winner has at least so much, and watch two numbers: of how many sentences it still speaks, and how often it is then right.

# %% [markdown] lang="ko"
# T는 떼어 둔 문장의 절반으로 고르고, 다른 절반으로 평가했습니다. 고른 문장으로 평가하면 자기 시험지를 자기가 채점하는 셈입니다. T가 1보다 작으면 모델이 너무 소심했다는 뜻입니다. 이 과에서 가장 잘 맞히는 분류기가 얼마나 소심한지 보세요.
#
# ### 말하지 않기
#
# 확률이 정직하면 모델이 입을 다물 수도 있습니다. 1등의 확률이 어느 선을 넘을 때만 답하게 하고, 두 숫자를 봅니다. 몇 문장에 답하는지, 답했을 때 얼마나 맞는지입니다.

# %%
sure = np.array([max(p.values()) for p in probabilities])
right = np.array([s == t for s, t in zip(said, truth, strict=True)])
for least in (0.0, 0.3, 0.5, 0.7, 0.9):
    spoken = sure >= least
    accuracy = f"{right[spoken].mean():.3f}" if spoken.any() else "–"
    print(f"p ≥ {least:.1f}: {spoken.mean():4.0%}  accuracy {accuracy}")

# %% [markdown] lang="en"
# ## From an emotion to songs
#
# 120 songs come with the package, each with an emotion, *in the opinion of whoever wrote the list*. How many of each mood are drawn depends on the whole probability vector, not on the winner: someone who is 60 % sad and 40 % anxious gets some of both.

# %% [markdown] lang="ko"
# ## 감정에서 노래로
#
# 패키지에는 노래 120곡이 들어 있고, 곡마다 감정이 하나씩 붙어 있습니다. *목록을 쓴 사람의 의견*입니다. 어떤 분위기를 얼마나 뽑을지는 1등이 아니라 확률 전체가 정합니다. 슬픔 60%, 불안 40%라면 두 가지를 섞어 줍니다.

# %%
for felt, wanted in LIFT.items():
    print(f"{felt} ({IN_ENGLISH[felt]}) → {wanted}")
show(wanted_moods)

# %% [markdown] lang="en"
# `match` keeps the mood; `lift` goes towards happier songs, but leaves a little of the mood in: a song that denies a feeling does not comfort. **Put your own sentence in** (in Korean; the model knows no other language).

# %% [markdown] lang="ko"
# `match`는 마음에 어울리는 곡을, `lift`는 기분이 나아질 곡을 고릅니다. 그때도 원래 기분을 조금 남깁니다. 감정을 모른 척하는 노래는 위로가 되지 않으니까요. **여러분의 문장을 넣어 보세요.**

# %%
sentence = "내일 발표인데 잠이 안 와"

shipped = load_emotion_classifier("pocket-emotion-ko")
felt = shipped.judge(sentence)
picture(emotion_bars(dict(zip(names, (felt[e] for e in EMOTIONS), strict=True)), language=lesson.language))

# %%
songs = embedded.songs()
for mode in ("match", "lift"):
    chosen = recommend(felt, songs, count=3, mode=mode, seed=0)
    print(chosen.why_ko if lesson.language == "ko" else chosen.why_en)
    print("\n".join(f"    {song.title} – {song.artist} ({song.year})" for song in chosen.songs))

# %% [markdown] lang="en"
# Where no emotion stands out, it says so and recommends nothing:

# %% [markdown] lang="ko"
# 뚜렷한 감정이 없으면, 없다고 말하고 아무 곡도 권하지 않습니다.

# %%
unsure = recommend(dict.fromkeys(EMOTIONS, 0.2), songs, count=3, mode="match", seed=0)
print(SURE, unsure.why_ko if lesson.language == "ko" else unsure.why_en)
for plain in ("책상", "오늘은 화요일입니다.", "점심에 김밥을 먹었다."):
    judged = shipped.judge(plain)
    top = max(judged, key=judged.get)
    print(f"{plain}: {top} {judged[top]:.0%}")

# %% [markdown] lang="en"
# The last three lines are the catch. A desk feels nothing, and still the model names a feeling, whatever the percentage. Softmax shares out 100 % among the five; "none of these" is not on the list, and no such sentence was ever shown to it. A threshold catches doubt; it does not catch a question that should not have been asked.
#
# ### What it must not be used for
#
# This is a toy for music. It does not know what anyone feels: it knows which of five labels such sentences had. Not for judging applicants, pupils, employees or patients, and not for watching anybody. (The [EU's AI Act](https://eur-lex.europa.eu/eli/reg/2024/1689/oj), article 5(1)(f), forbids AI that infers emotions at work and in education, but for medical or safety reasons.) And there are messages which need a person, not a playlist. Before any model is asked, the commands `minitransformer recommend` and `minitransformer chat` look for those, and answer with fixed words:

# %% [markdown] lang="ko"
# 마지막 세 줄이 문제입니다. 책상은 아무것도 느끼지 않는데, 몇 퍼센트든 모델은 감정을 하나 댑니다. 소프트맥스는 100%를 다섯 감정에 나누어 줄 뿐입니다. "해당 없음"은 목록에 없고, 그런 문장을 본 적도 없습니다. 문턱값은 망설임을 잡아낼 뿐, 애초에 묻지 말았어야 할 것은 잡아내지 못합니다.
#
# ### 쓰면 안 되는 곳
#
# 이것은 음악을 고르는 장난감입니다. 누가 무엇을 느끼는지 모릅니다. 이런 문장에 다섯 라벨 중 무엇이 붙어 있었는지를 알 뿐입니다. 지원자, 학생, 직원, 환자를 판단하는 데도, 누군가를 지켜보는 데도 쓰면 안 됩니다. (유럽연합의 [AI법](https://eur-lex.europa.eu/eli/reg/2024/1689/oj) 5조 1항 (f)는 의료나 안전 목적이 아니라면 직장과 교육 현장에서 감정을 추론하는 AI를 금지합니다.) 그리고 노래가 아니라 사람이 필요한 말이 있습니다. `minitransformer recommend`와 `minitransformer chat` 명령은 모델에게 묻기 전에 그런 말부터 살피고, 정해진 말로 답합니다.

# %%
for message in ("배고파 죽겠다", "그만 살고 싶어"):
    print(f"{message}: {caring_answer(message)}")

# %% [markdown] lang="en"
# ## How the weights moved: AdamW
#
# `fit` moved nearly five million weights. By how much at a time? Plain gradient descent takes a step in proportion to the gradient, and one rate must do for weights whose gradients differ a thousandfold. **AdamW** keeps two running means for every single weight: of the gradient, and of its square. It steps by the first divided by the root of the second.

# %% [markdown] lang="ko"
# ## 가중치는 어떻게 움직였나: AdamW
#
# `fit`은 가중치를 500만 개 가까이 움직였습니다. 한 번에 얼마씩 움직였을까요? 단순한 경사하강은 기울기(gradient)에 비례해 움직입니다. 그러면 기울기가 천 배씩 다른 가중치들에 학습률 하나를 써야 합니다. **AdamW** 는 가중치 하나하나마다 이동 평균을 둘 둡니다. 기울기의 평균과 기울기 제곱의 평균입니다. 앞의 것을 뒤의 것의 제곱근으로 나눈 만큼 움직입니다.

# %%
lesson.predict("first_step", "?")

# %%
weight = torch.nn.Parameter(torch.zeros(1, 2))
weight.grad = torch.tensor([[0.001, 1000.0]])
layer = torch.nn.Module()
layer.register_parameter("weight", weight)
adamw(layer, lr=0.1).step()
print(weight.detach())

# %%
moved = (weight[0, 1] / weight[0, 0]).item()
lesson.reveal("first_step", a=moved > 1e4, b=10 < moved <= 1e4, c=0.9 < moved < 1.1)

# %% [markdown] lang="en"
# That is why one learning rate does for embeddings, norms and a new head together. Write it once, and three odd details get a reason: the correction for having begun at 0, eps, and a decay that does *not* go through the means (that is the W).

# %% [markdown] lang="ko"
# 그래서 학습률 하나로 임베딩도, 정규화 층도, 새 헤드도 함께 배울 수 있습니다. 한 번 직접 짜 보면 이상해 보이던 세 가지에 까닭이 생깁니다. 0에서 시작한 것을 보정하는 일, eps, 그리고 이동 평균을 거치지 *않는* 감쇠입니다(그것이 W입니다).

# %% exercise="adamw_step"
check(adamw_step)

# %% [markdown] lang="en"
# ## Slowly at first: warm-up
#
# At step 1 both means know a single gradient, and that of a new head is noise. A full step on it can spoil a body that took hours to read. So the rate climbs first, and later goes down to 0. `plan.rate` tells the rates of the run above; change `warmup` and look again:

# %% [markdown] lang="ko"
# ## 처음에는 천천히: 워밍업
#
# 첫 스텝에서 두 평균이 아는 것은 기울기 하나뿐이고, 새 헤드의 기울기는 잡음입니다. 그것을 그대로 믿고 크게 움직이면 몇 시간 읽어 익힌 몸통이 망가질 수 있습니다. 그래서 학습률은 먼저 올라가고, 나중에 0까지 내려갑니다. 위에서 쓴 학습률을 `plan.rate`가 말해 줍니다. `warmup`을 바꾸고 다시 보세요.

# %%
warmup = 0.1

steps = len(read_history.train_loss)
rates = [replace(plan, warmup=warmup).rate(i / steps) for i in range(steps)]
picture(schedule(rates, language=lesson.language))

# %% exercise="warmup_linear"
check(warmup_linear)

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: a held-out score that is too good to be true.** Someone "augmented" the data, each sentence once more with a laugh behind it, and *then* drew at random.

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 떼어 둔 문장의 점수가 믿기 어려울 만큼 좋습니다.** 누군가 문장마다 웃음을 붙인 것을 하나씩 더해 데이터를 "증강"하고, *그다음에* 무작위로 나누었습니다.

# %%
twins = sentences + [replace(e, text=f"{e.text} ㅎㅎ") for e in sentences]
leaked = score_baselines(*split_examples(twins, 0.2), EMOTIONS)
apart = split_together(twins, lambda e: e.text.removesuffix(" ㅎㅎ"), ("sentences", "문장"), 0.2, 0)
honest = score_baselines(*apart, EMOTIONS)
for name in leaked:
    print(f"{name:30} split_examples {leaked[name].accuracy:.3f}  split_together {honest[name].accuracy:.3f}")

# %% [markdown] lang="en"
# Most held-out sentences have a twin in the training part. Nothing got better; the exam got out. The mend: what belongs together stays on one side (`split_together`), and you augment after the cut.
#
# **Symptom: weight decay is on, and the model overfits as if it were off.** Here the decay was added to the gradient, and is then divided by the root like everything else. The check knows the name of that:

# %% [markdown] lang="ko"
# 떼어 둔 문장 대부분의 쌍둥이가 학습 쪽에 있습니다. 나아진 것은 없고 시험 문제가 새어 나갔을 뿐입니다. 고치는 법: 함께 있어야 할 것은 한쪽에 두고(`split_together`), 증강은 나눈 뒤에 합니다.
#
# **증상: 가중치 감쇠(weight decay)를 켰는데, 끈 것처럼 과적합합니다.** 감쇠를 기울기에 더했더니, 다른 것과 똑같이 제곱근으로 나뉘어 버렸습니다. 검사가 이 실수의 이름을 알려 줍니다.


# %%
def with_l2(weight, gradient, mean, square, step, lr, beta1, beta2, eps, weight_decay):
    gradient = gradient + weight_decay * weight
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    size = (square / (1 - beta2**step)).sqrt() + eps
    return weight - lr * mean / (1 - beta1**step) / size, mean, square


check(with_l2, "adamw_step")

# %% [markdown] lang="en"
# **Symptom: all goes well, and at the end of the warm-up the loss jumps.** The rise is not stretched to reach 1:

# %% [markdown] lang="ko"
# **증상: 잘 가다가 워밍업이 끝나는 순간 손실이 튑니다.** 올라가다가 1에 닿지 못합니다.


# %%
def too_short(done, warmup):
    return done if done < warmup else max(0.0, (1.0 - done) / (1.0 - warmup))


check(too_short, "warmup_linear")

# %% [markdown] lang="en"
# ## To take home
#
# - Simple methods first. On little data they often win, and they tell you what a transformer's score is worth.
# - A score needs its exam: what was held out, how many sentences, which interval. Copies on both sides of the cut make any model look good.
# - Accuracy forgets rare classes, macro-F1 does not; calibration asks whether "80 %" means 80 %, and temperature mends it without changing one answer.
# - A classifier always answers. What may be asked of it is for people to decide.
#
# Sources: [BERT](https://arxiv.org/abs/1810.04805), section 4.1 and appendix A.3 (fine-tuning); [Decoupled Weight Decay Regularization](https://arxiv.org/abs/1711.05101), algorithm 2 (AdamW); [On Calibration of Modern Neural Networks](https://arxiv.org/abs/1706.04599), sections 2 and 4.2 (ECE, temperature).

# %% [markdown] lang="ko"
# ## 정리
#
# - 단순한 방법부터. 데이터가 적으면 이길 때가 많고, 트랜스포머의 점수를 얼마나 쳐 줄지 알려 줍니다.
# - 점수에는 시험지가 따라야 합니다. 무엇을 떼어 두었는지, 몇 문장인지, 신뢰구간은 얼마인지. 양쪽에 복사본이 있으면 어떤 모델이든 좋아 보입니다.
# - 정확도는 드문 라벨을 잊고, 매크로 F1은 잊지 않습니다. 보정은 "80%"가 정말 80%인지 묻고, 온도는 답을 하나도 바꾸지 않고 그것을 고칩니다.
# - 분류기는 언제나 답합니다. 무엇을 물어도 되는지는 사람이 정합니다.
#
# 출처: [BERT](https://arxiv.org/abs/1810.04805) 4.1절과 부록 A.3(미세조정), [Decoupled Weight Decay Regularization](https://arxiv.org/abs/1711.05101) 알고리즘 2(AdamW), [On Calibration of Modern Neural Networks](https://arxiv.org/abs/1706.04599) 2절과 4.2절(ECE와 온도).
