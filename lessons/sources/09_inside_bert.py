# %% [markdown] lang="en"
# # 9. Inside BERT
#
# When you are through with this page, you can
#
# - read `[1, 7, 768]` aloud, and say what is in it,
# - get every layer of a BERT, and know why the usual line for it ends in an error,
# - choose a layer by measuring, and say when not to believe the choice,
# - show what a model makes of one word in two contexts, and what an attention map does *not* show.
#
# It takes about 50 minutes. You need lesson 5 (blocks) and lesson 8 (BERT's pre-training).

# %% [markdown] lang="ko"
# # 9. BERT 들여다보기
#
# 이 과를 마치면
#
# - `[1, 7, 768]`을 소리 내어 읽고, 그 안에 무엇이 들었는지 말할 수 있고,
# - BERT의 모든 층을 꺼낼 수 있고, 흔히 쓰는 코드가 왜 오류로 끝나는지 알며,
# - 어느 층을 쓸지 재어 보고 고르되, 그 결과를 언제 믿으면 안 되는지 말할 수 있고,
# - 두 문맥 속의 같은 낱말을 모델이 어떻게 보는지, 어텐션 그림이 *보여 주지 않는* 것은 무엇인지 설명할 수 있습니다.
#
# 50분쯤 걸립니다. 5과(블록)와 8과(BERT의 사전학습)를 알면 됩니다.

# %%
from itertools import product

import torch
from transformers import BertConfig, BertModel

from minitransformer import BERTConfig, capture, features, load
from minitransformer import functional as F
from minitransformer.apps.features import Features, read
from minitransformer.apps.layer_choices import sentence_vectors
from minitransformer.apps.layer_study import TFIDF
from minitransformer.apps.polysemy import in_two_contexts, senses
from minitransformer.apps.probe import probe_f1
from minitransformer.apps.senses_picture import picture_of_contexts, picture_of_senses
from minitransformer.apps.slip import cls_for_sep
from minitransformer.apps.study_picture import kept_study, picture_of
from minitransformer.data import embedded
from minitransformer.data.senses import embedded_senses
from minitransformer.data.split import folds_by_topic
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.models.bert_tasks import BERTPooled
from minitransformer.models.heads import MaskedWordHead, Pooler
from minitransformer.plots.gaze import one_gaze

lesson = Lesson(9)
generator = torch.manual_seed(0)

# %% [markdown] lang="en"
# ## Two lines
#
# When you are online, this is how you get what the real BERT makes of a sentence: `model, tokenizer = load("bert-base-uncased", architecture="BertModel")`, and then `f = features(model, tokenizer, "I love Paris", length=7)`.
#
# `f.ids` is then `[[101, 1045, 2293, 3000, 102, 0, 0]]`: [CLS], three words, [SEP], and two [PAD] to fill up to 7.
#
# This page runs offline, so we build a BERT of exactly that size with **random** weights and give it those ids. The shapes are the real ones. The numbers mean nothing.

# %% [markdown] lang="ko"
# ## 두 줄이면 됩니다
#
# 인터넷이 되는 곳에서는 진짜 BERT가 문장을 어떻게 보는지 이렇게 꺼냅니다. 먼저 `model, tokenizer = load("bert-base-uncased", architecture="BertModel")`, 그다음 `f = features(model, tokenizer, "I love Paris", length=7)`입니다.
#
# 그러면 `f.ids`는 `[[101, 1045, 2293, 3000, 102, 0, 0]]`입니다. [CLS], 낱말 셋, [SEP], 그리고 길이 7을 채우는 [PAD] 둘입니다.
#
# 이 과는 인터넷 없이 하므로 크기가 똑같은 BERT를 **무작위** 가중치로 만들어 같은 번호를 넣습니다. 모양은 진짜이고, 숫자에는 뜻이 없습니다.

# %%
lesson.predict("thirteen", "?")

# %%
cfg = BERTConfig(vocab_size=30522, d_model=768, n_heads=12, d_ff=3072, n_layers=12, max_len=512, pad_id=0)
base = BERTPooled(cfg).eval()
ids = torch.tensor([[101, 1045, 2293, 3000, 102, 0, 0]])
layers, pooled = read(base, ids, ids != 0)
print(f"{sum(p.numel() for p in base.parameters()):,}")
print("hidden", list(layers[-1].shape))
print("pooled", list(pooled.shape))
print("layers", len(layers))

# %%
lesson.reveal("thirteen", a=len(layers) == 12, b=len(layers) == 13, c=len(layers) == 14)

# %% [markdown] lang="en"
# `[1, 7, 768]`: **one** text, **seven** tokens, **768** numbers for each. Not one vector for the sentence, and not one for each word of a dictionary: one for each *place*.
#
# ## A model that has read
#
# From here on it is pocket-bert-ko, the small Korean BERT of the package: 4 blocks instead of 12, 240 channels instead of 768, but weights that have learnt something. **Put your own sentence in.** (There are 14 places, [CLS] and [SEP] included; for a longer one raise `length`.)

# %% [markdown] lang="ko"
# `[1, 7, 768]`. 글 **하나**, 토큰 **일곱**, 토큰마다 숫자 **768개**입니다. 벡터는 문장마다 하나도 아니고 사전의 낱말마다 하나도 아닙니다. *자리*마다 하나입니다.
#
# ## 글을 읽어 본 모델
#
# 이제부터는 패키지에 든 작은 한국어 BERT, pocket-bert-ko입니다. 블록은 12개가 아니라 4개, 채널은 768개가 아니라 240개지만 가중치가 무언가를 배웠습니다. **여러분의 문장을 넣어 보세요.** ([CLS]와 [SEP]까지 14자리입니다. 더 길면 `length`를 늘려 주세요.)

# %%
sentence = "비가 와서 우산을 샀다"

del base
model, tokenizer = load("pocket-bert-ko", architecture="BertModel")
f = features(model, tokenizer, sentence, length=14)
for i, (token, number, real) in enumerate(
    zip(f.tokens[0], f.ids[0].tolist(), f.mask[0].tolist(), strict=True)
):
    vector = "  ".join(f"{x:5.2f}" for x in f.hidden[0, i, :4].tolist())
    print(f"{i:2} {number:5} {real}  {vector} …  {token}")
print("hidden", list(f.hidden.shape), " pooled", list(f.pooled.shape), " layers", len(f.layers))

# %% [markdown] lang="en"
# Each line: place, id, mask (1 is real, 0 is padding), the first four channels, token. `f.hidden[0]` is the first text, so **`f.hidden[0][0]` is the vector of [CLS]**. Everything is taken by its name:

# %% [markdown] lang="ko"
# 줄마다 자리, 번호, 마스크(1은 진짜, 0은 패딩), 처음 네 채널, 토큰입니다. `f.hidden[0]`은 첫 번째 글이므로 **`f.hidden[0][0]`이 [CLS]의 벡터**입니다. 무엇이든 이름으로 꺼냅니다.

# %%
show(Features)

# %% [markdown] lang="en"
# ### Predict: does padding cost anything?
#
# The padded places have numbers too. Do they rub off on the real words?

# %% [markdown] lang="ko"
# ### 예측: 패딩은 해로울까
#
# 패딩 자리에도 숫자가 들어 있습니다. 진짜 낱말에 묻어날까요?

# %%
lesson.predict("padding", "?")

# %%
short = features(model, tokenizer, sentence)
n = short.ids.shape[1]
moved = (f.hidden[0, :n] - short.hidden[0]).abs().max().item()
print(f"length=14, length={n}: max |Δ| = {moved:.1e}")

# %%
size = short.hidden.abs().mean().item()
lesson.reveal("padding", a=moved > 0.2 * size, b=1e-3 * size < moved <= 0.2 * size, c=moved <= 1e-3 * size)

# %% [markdown] lang="en"
# ## What goes wrong: the mask that was not handed over
#
# **Symptom: the same sentence gets another vector when a longer one stands beside it in the batch.** The ids are padded, and nobody told the model which are real. No error, no warning:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다: 건네지 않은 마스크
#
# **증상: 배치에 더 긴 문장이 있으면 같은 문장의 벡터가 달라집니다.** 번호에는 패딩을 채웠는데 어디까지가 진짜인지 모델에 말해 주지 않은 것입니다. 오류도 경고도 없습니다.

# %%
for length in (n, n + 8, n + 32):
    padded = features(model, tokenizer, sentence, length=length)
    unmasked, _ = read(model, padded.ids, torch.ones_like(padded.real))
    alike = torch.cosine_similarity(unmasked[-1][0, :n], short.hidden[0], dim=-1)
    print(f"length {length:2}   cos  [CLS] {alike[0]:.3f}   min {alike.min():.3f}")

# %% [markdown] lang="en"
# ## One vector for the whole text
#
# A classifier wants one vector, not fourteen. BERT's answer: take [CLS], which has looked at all the others, and send it through a linear layer and tanh. That is the **pooler**, and that is all of it:

# %% [markdown] lang="ko"
# ## 글 전체에 벡터 하나
#
# 분류기에는 벡터가 열네 개가 아니라 하나 필요합니다. BERT의 답은 이렇습니다. 다른 토큰을 모두 본 [CLS]를 가져와 선형 층과 tanh에 통과시킵니다. 이것이 **풀러(pooler)** 이고, 이게 전부입니다.

# %%
show(Pooler)

# %%
with torch.no_grad():
    by_hand = torch.tanh(model.pooler.dense(f.hidden[0][0]))
print(f"max |Δ| = {(by_hand - f.pooled[0]).abs().max():.1e}")

# %% [markdown] lang="en"
# ### Predict: [CLS] before the first block
#
# "Has looked at all the others": where did it do so? Two sentences with nothing in common, and [CLS] in each, layer by layer.

# %% [markdown] lang="ko"
# ### 예측: 첫 블록 앞의 [CLS]
#
# "다른 토큰을 모두 보았다"고 했는데, 어디에서 보았을까요? 아무 상관 없는 두 문장에서 [CLS]를 층마다 꺼내 견줍니다.

# %%
lesson.predict("first", "?")

# %%
other = features(model, tokenizer, "축구 경기를 보다가 잠들어 버렸어")
cosines = [
    torch.cosine_similarity(a[0, 0], b[0, 0], dim=0).item()
    for a, b in zip(short.layers, other.layers, strict=True)
]
for i, cosine in enumerate(cosines):
    print(f"layers[{i}]  cos = {cosine:.3f}")

# %%
lesson.reveal("first", a=cosines[0] < 0.2, b=0.2 <= cosines[0] < 0.999, c=cosines[0] >= 0.999)

# %% [markdown] lang="en"
# Your turn; it is short. (A mean over all tokens is a fine thing too, and often no worse, as you will see. But it is not what BERT's weights were trained with.)

# %% [markdown] lang="ko"
# 이번에는 여러분 차례입니다. 짧습니다. (모든 토큰의 평균도 좋은 방법이고, 곧 보겠지만 못하지 않을 때가 많습니다. 다만 BERT의 가중치는 그렇게 학습하지 않았습니다.)

# %% exercise="pooler"
check(pooler)


# %%
def mean_of_all(hidden, dense):
    return torch.tanh(dense(hidden.mean(1)))


check(mean_of_all, "pooler")

# %% [markdown] lang="en"
# ## What goes wrong: one special token for another
#
# **Symptom: none. Everything runs.** In some teaching material the tokens are typed by hand, and where [SEP] belongs there stands a second [CLS]. Both are valid ids, so nothing complains. What does the slip change?

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다: 특수 토큰을 바꿔 쓰기
#
# **증상: 없습니다. 다 돌아갑니다.** 토큰을 손으로 적은 강의 자료에서, [SEP]이 올 자리에 [CLS]가 한 번 더 적혀 있는 일이 있습니다. 둘 다 올바른 번호라서 아무도 불평하지 않습니다. 이 실수로 무엇이 달라질까요?

# %%
lesson.predict("slip", "?")

# %%
one = cls_for_sep(model, tokenizer, sentence)
print(one.ids, [tokenizer.piece(i) for i in one.ids[-2:]])

slips = [cls_for_sep(model, tokenizer, e.text) for e in embedded.emotions()[::30]]
means = {}
for name in ("first", "words", "last", "pooled"):
    found = torch.tensor([getattr(slip, name) for slip in slips])
    means[name] = found.mean().item()
    print(f"{name:7} cos  mean {found.mean():.3f}   min {found.min():.3f}")

# %%
lesson.reveal(
    "slip",
    a=min(means.values()) > 0.999,
    b=means["last"] < 0.95 and means["words"] > means["last"],
    c=means["words"] <= means["last"],
)

# %% [markdown] lang="en"
# (Cosines between right and wrong, over 50 sentences of the package; 1 would mean no difference. *first* is [CLS] at the front, *words* the mean over the words.)
#
# So the words hardly notice, and the sentence vector does: for some sentences a lot. Does it matter to a classifier? pocket-emotion-ko was trained with [SEP]. How many of its answers change when it gets [CLS] instead?

# %% [markdown] lang="ko"
# (맞는 것과 틀린 것의 코사인을 패키지에 든 문장 50개로 잰 값입니다. 1이면 차이가 없는 것입니다. *first*는 맨 앞의 [CLS], *words*는 낱말들의 평균입니다.)
#
# 낱말들은 거의 모르고 지나가는데 문장 벡터는 달라집니다. 어떤 문장에서는 아주 많이요. 분류기에는 문제가 될까요? pocket-emotion-ko는 [SEP]으로 학습했습니다. [CLS]를 대신 주면 답이 몇 개나 바뀔까요?

# %%
emotion, _ = load("pocket-emotion-ko")
changed = []
for e in embedded.emotions()[::10]:
    start = [tokenizer.cls_id, *tokenizer.encode(e.text)]
    with torch.no_grad():
        right, wrong = (
            emotion(torch.tensor([[*start, end]])).argmax() for end in (tokenizer.sep_id, tokenizer.cls_id)
        )
    changed.append(bool(right != wrong))
print(f"{sum(changed)} / {len(changed)}")

# %% [markdown] lang="en"
# In this run not one of the 150, and so nobody notices. But the vectors did move, and another model or another task may be less lucky. (A classifier that is trained with the slip and used with it gets used to it.)
#
# ## Thirteen layers, and an error that would not go away
#
# **Symptom: `AttributeError: 'str' object has no attribute 'shape'`**, or `ValueError: not enough values to unpack (expected 3, got 2)`. Old tutorials for Hugging Face write it like this ([one of many threads](https://github.com/huggingface/transformers/issues/4838)):

# %% [markdown] lang="ko"
# 이번 실행에서는 150개 가운데 하나도 바뀌지 않았습니다. 그러니 아무도 모릅니다. 하지만 벡터는 분명히 움직였고, 다른 모델이나 다른 과제라면 답까지 바뀔 수 있습니다. (이 실수가 든 채로 학습하고 그대로 쓰는 분류기는 거기에 익숙해집니다.)
#
# ## 열세 층, 그리고 풀리지 않던 오류
#
# **증상: `AttributeError: 'str' object has no attribute 'shape'`**, 또는 `ValueError: not enough values to unpack (expected 3, got 2)`. Hugging Face의 옛 강의 자료에는 이렇게 적혀 있습니다([같은 문제를 겪은 글타래](https://github.com/huggingface/transformers/issues/4838)).

# %%
tiny = {"hidden_size": 24, "num_hidden_layers": 12, "num_attention_heads": 3, "intermediate_size": 48}
theirs = BertModel(BertConfig(**tiny)).eval()

hidden, pooled = theirs(ids)
print(repr(hidden), repr(pooled))
try:
    hidden, pooled, layers = theirs(ids)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")

# %% [markdown] lang="en"
# What comes back is not a tuple any more, but a record with named fields (`ModelOutput`). To unpack it is to unpack a dictionary: you get the **names**, two strings, and the error turns up lines later, where one of them is asked for its shape. And the layers are not even there, because nobody asked for them. The mend is two things: ask, and take by name.

# %% [markdown] lang="ko"
# 돌아오는 것은 이제 튜플이 아니라 칸마다 이름이 붙은 객체(`ModelOutput`)입니다. 이것을 변수 여럿에 나누어 담으면 딕셔너리를 나누어 담을 때처럼 **이름**, 곧 문자열 두 개가 나옵니다. 오류는 몇 줄 아래, 그 문자열에 모양을 물을 때에야 납니다. 게다가 층들은 달라고 하지 않았으니 아예 들어 있지 않습니다. 고치는 법은 둘입니다. 달라고 하고, 이름으로 꺼내면 됩니다.

# %%
out = theirs(ids, output_hidden_states=True)
print(list(out), len(out.hidden_states))
print("hidden_states[-1] is last_hidden_state:", torch.equal(out.hidden_states[-1], out.last_hidden_state))

try:
    hidden, pooled = f
except TypeError as error:
    print(f"{type(error).__name__}: {error}")

# %% [markdown] lang="en"
# Twelve blocks, thirteen entries: `hidden_states[0]` are the embeddings, before any block. Our `features` always has them all, and refuses to be unpacked.
#
# ## Which layer should one take?
#
# Devlin et al. (2019, section 5.3, table 7) asked this for names in news text. They read BERT's vectors out, without fine-tuning, and got the best result with the **last four layers side by side** (F1 96.1), and 91.0 with the embeddings alone. (F1 is a score that counts both what was missed and what was named wrongly; more of it in lesson 12.) "Take the last four" has been copied ever since. Does it hold for another model and another task? The study was repeated in small: pocket-bert-ko, five emotions, 1,500 sentences, topics held out in five folds, a linear classifier. Beside it: TF-IDF, which counts pieces of words, gives the rare ones more weight, and knows no layers at all.

# %% [markdown] lang="ko"
# 블록은 열둘, 칸은 열셋입니다. `hidden_states[0]`은 블록을 하나도 지나지 않은 임베딩입니다. 이 라이브러리의 `features`에는 늘 모두 들어 있고, 변수 여럿에 나누어 담으려고 하면 거절합니다.
#
# ## 어느 층을 쓸까?
#
# Devlin 외(2019, 5.3절, 표 7)가 뉴스의 개체명(이름)을 두고 던진 물음입니다. 미세조정 없이 BERT의 벡터만 꺼내 썼더니 **마지막 네 층을 이어 붙인 것**이 가장 좋았고(F1 96.1), 임베딩만 쓰면 91.0이었습니다. (F1은 놓친 것과 잘못 댄 것을 함께 따지는 점수입니다. 12과에서 자세히 봅니다.) 그 뒤로 "마지막 네 층을 쓰라"는 말이 퍼졌습니다. 다른 모델, 다른 과제에서도 그럴까요? 작게 되풀이해 보았습니다. pocket-bert-ko, 다섯 감정, 1,500문장, 주제를 통째로 떼어 놓은 다섯 묶음의 검증, 선형 분류기입니다. 견줄 상대는 낱말 조각을 세어 드문 것에 무게를 더 줄 뿐 층이라고는 모르는 TF-IDF입니다.

# %%
lesson.predict("tfidf", "?")

# %%
content = stored("study_layers.json")
study = kept_study(content)
fresh_study = kept_study(content, "untaught")
for row, fresh in zip(study.rows, fresh_study.rows, strict=True):
    print(f"{row.mean:.3f} ± {row.half_width:.3f}   {fresh.mean:.3f}   {row.pooling:5}  {row.name}")
picture(picture_of(study, "emotions", lesson.language))

# %%
ahead, half = study.against(TFIDF)
print(f"TF-IDF {ahead:+.3f} ± {half:.3f}")
print("embeddings {:+.3f} ± {:.3f}".format(*study.against("embeddings")))
lesson.reveal("tfidf", a=ahead > half, b=abs(ahead) <= half, c=ahead < -half)

# %% [markdown] lang="en"
# Read it slowly (± is half of a 95 % interval over the five folds; the number behind it is for the same network before it has read a word).
#
# - This model has four blocks, so "the last four" and "all" are the same layers here, and the two weighted sums are one.
# - Reading is worth 0.06 to 0.13 in every row of the network (compare the two columns), but for [CLS] in the embeddings.
# - The last four side by side come first, as in the paper. But among the single layers the differences are smaller than the intervals, and the lead of the best over the embeddings (the line above), fold by fold, is hardly larger than its own interval, though it was picked as the best of twelve. From this table, **nobody may conclude which single layer is best.**
# - [CLS] in the embeddings scores what always giving the same answer scores. You know why.
#
# The paper's order is of the paper's model on the paper's task. Whoever has another model measures again. Here is a miniature of that study to run yourself, layer by layer: one fold, half of the training sentences.

# %% [markdown] lang="ko"
# 천천히 읽어 봅시다(±는 다섯 묶음에서 구한 95% 구간의 절반이고, 그 뒤의 숫자는 글을 한 자도 읽기 전의 같은 신경망입니다).
#
# - 이 모델은 블록이 넷이라 "마지막 네 층"이 곧 "모든 층"입니다. 그래서 가중합은 두 줄씩 똑같습니다.
# - 글을 읽은 보람은 임베딩의 [CLS]만 빼면 신경망의 어느 줄에서나 0.06에서 0.13입니다. 두 열을 견주어 보세요.
# - 논문처럼 마지막 네 층을 이어 붙인 것이 가장 좋습니다. 하지만 층 하나씩의 차이는 구간보다 작고, 묶음마다 짝지어 견주면 가장 좋은 것이 임베딩을 앞선 정도(바로 위의 줄)도 그 구간보다 조금 클 뿐입니다. 열둘 가운데 가장 나은 것을 골랐는데도요. 이 표만으로는 **어느 한 층이 가장 좋은지 아무도 말할 수 없습니다.**
# - 임베딩 층의 [CLS]는 늘 같은 답만 할 때의 점수입니다. 왜 그런지는 이미 압니다.
#
# 논문의 순서는 논문의 모델로 논문의 과제를 했을 때의 순서입니다. 모델이 다르면 다시 재야 합니다. 같은 실험을 조그맣게, 층마다 직접 재어 봅시다. 묶음 하나, 학습 문장은 절반입니다.

# %%
examples = embedded.emotions()
train, held = folds_by_topic(examples, seed=0)[0]
chosen = [*train[::2], *held]
labels = sorted({e.label for e in examples})
numbers = torch.tensor([labels.index(examples[i].label) for i in chosen])
learnt, asked = range(len(train[::2])), range(len(train[::2]), len(chosen))

vectors = sentence_vectors(model, tokenizer, [examples[i].text for i in chosen])
scores = {
    pooling: [probe_f1(states[:, i : i + 1], numbers, len(labels), learnt, asked)[0] for i in range(5)]
    for pooling, states in vectors.items()
}
for pooling, found in scores.items():
    print(f"{pooling:5}", "  ".join(f"{i}: {score:.3f}" for i, score in enumerate(found)))
share = max(scores["mean"])
print(f"n = {len(held)}   ± {1.96 * (share * (1 - share) / len(held)) ** 0.5:.3f}")

# %% [markdown] lang="en"
# [CLS] starts as a constant and climbs as the blocks look at the words, up to the third; the mean starts high, as the mean of the embeddings is a bag of words. Among the means no layer stands clear of the others by more than the last line allows, and TF-IDF (0.895, with all training sentences) is still ahead: these sentences give their emotion away by single words, and counting words is enough. Where it is not enough comes next.
#
# ## One word in two contexts
#
# TF-IDF has **one** vector for 배, be it a pear, a boat or a belly; and so has word2vec, an older way to learn a vector for every word. A BERT starts with one, too, in its embedding table; but then each layer mixes in what stands around it. **Put your own two sentences in** (the word must begin a written word in both).

# %% [markdown] lang="ko"
# [CLS]는 상수에서 출발해 블록이 낱말들을 볼수록, 셋째 블록까지 올라갑니다. 평균은 처음부터 높은데, 임베딩의 평균은 곧 낱말 주머니(bag of words)이기 때문입니다. 평균끼리는 마지막 줄의 오차를 뚜렷이 넘어 앞서는 층이 없고, 여전히 TF-IDF(학습 문장을 모두 쓰면 0.895)가 앞섭니다. 이 문장들은 낱말 한두 개로 감정이 드러나서 낱말만 세어도 되기 때문입니다. 낱말을 세어서는 안 되는 일이 이제부터 나옵니다.
#
# ## 두 문맥 속의 같은 낱말
#
# TF-IDF에도, 낱말마다 벡터를 하나씩 배우던 word2vec에도 '배'의 벡터는 **하나**뿐입니다. 먹는 배든 타는 배든 아픈 배든 같습니다. BERT도 임베딩 표에는 하나뿐이지만, 층을 지날 때마다 주변의 말이 섞여 듭니다. **여러분의 두 문장을 넣어 보세요**(두 문장 모두에 그 낱말로 시작하는 어절이 있어야 합니다).

# %%
word, first, second = "배", "아침 일찍 배가 항구를 떠났습니다", "껍질을 깎아 보니 배가 속까지 하얗네요"

alike = in_two_contexts(model, tokenizer, word, first, second)
for name, cosine in alike.items():
    print(f"{name:16} {cosine:.3f}")
picture(picture_of_contexts(alike, word, lesson.language))

# %% [markdown] lang="en"
# The two vectors drift apart. (In layer 0 already: there the position is added, and the two stand at different places.) Is it the meaning that parts them, or only that the sentences differ? Two boats in two sentences drift apart as well. So one example shows nothing, and we need many: six words, 104 sentences that were written for this, each word always with the same particle.
#
# ### Predict: same sense, other sense

# %% [markdown] lang="ko"
# 두 벡터가 벌어집니다. (0번 층에서 이미 벌어져 있는 것은 거기서 위치가 더해지고, 두 낱말의 자리가 다르기 때문입니다.) 뜻이 갈라놓은 것일까요, 그저 문장이 달라서일까요? 타는 배끼리도 문장이 다르면 벌어집니다. 그러니 예문 하나로는 아무것도 보일 수 없고 여럿이 있어야 합니다. 여섯 낱말, 이 일을 위해 쓴 104문장이고, 낱말마다 늘 같은 조사가 붙습니다.
#
# ### 예측: 같은 뜻과 다른 뜻

# %%
lesson.predict("senses", "?")

# %%
usages = embedded_senses()
found = senses(model, tokenizer, usages)
for sight in found.sights:
    low, high = sight.interval()
    print(
        f"{sight.within:.3f}  {sight.between:.3f}   {sight.accuracy:.2f} [{low:.2f}, {high:.2f}]  "
        f"{sight.chance:.2f}   {sight.name}"
    )

# %%
last = found.layers[-1]
gap = last.within - last.between
lesson.reveal("senses", a=gap > 0.1, b=0 < gap <= 0.1, c=gap <= 0)

# %%
picture(picture_of_senses(found, lesson.language))

# %% [markdown] lang="en"
# Columns: mean cosine within one sense, mean cosine between different senses, share of nearest neighbours that have the same sense with its 95 % interval, the same by chance.
#
# - The **averages** differ in the third digit. A picture with two example sentences could have told you anything.
# - The **nearest neighbours** tell more: from layer to layer more of them have the same sense. Whether that is more than luck, `tells_apart` decides, with an interval that is widened because we picked the best of four layers.
# - The embedding table cannot tell, and neither can TF-IDF of the word: they have one vector.

# %% [markdown] lang="ko"
# 열은 차례로 같은 뜻끼리의 평균 코사인, 다른 뜻끼리의 평균 코사인, 가장 가까운 이웃의 뜻이 같은 비율과 95% 구간, 우연일 때의 비율입니다.
#
# - **평균**의 차이는 소수 셋째 자리에서야 보입니다. 예문 두 개짜리 그림이라면 무슨 말이든 할 수 있었을 것입니다.
# - **가장 가까운 이웃**은 더 많은 것을 말해 줍니다. 층을 오를수록 뜻이 같은 이웃이 늘어납니다. 그것이 운이 아닌지는 `tells_apart`가 정합니다. 네 층 가운데 가장 나은 것을 골랐으므로 구간을 그만큼 넓혀서 봅니다.
# - 임베딩 표도, 낱말의 TF-IDF도 가려내지 못합니다. 벡터가 하나뿐이니까요.

# %%
unread = stored("study_senses.json")["untaught"]
before = {sight["name"]: sight for sight in unread["sights"]}[unread["best"]]
print(f"untaught:       {before['accuracy']:.2f}  tells_apart {unread['tells_apart']}")
print(f"pocket-bert-ko: {found.best.accuracy:.2f}  tells_apart {found.tells_apart}")

# %% [markdown] lang="en"
# The first line is the same network before it has read anything, stored: its best layer is above chance as well, since neighbouring words mix in whether one understands them or not, but not by enough to say so. The second has read some 7 million tokens. The real BERT read 3,300 million words (section 3.1 of its paper); ask a Korean one with `minitransformer run feature-extraction --word 배 --model klue/bert-base`.
#
# ## Where does "it" look?
#
# A famous picture shows the word *it* in two sentences: *The animal didn't cross the street because it was too tired*, and *… too wide*. In one head of a translation model, *it* looks at *animal* in the first and at *street* in the second ([Uszkoreit 2017](https://research.google/blog/transformer-a-novel-neural-network-architecture-for-language-understanding/)). Let us try the like in Korean, in all honesty. *This film had good music. It was really …* exciting (the film) or good to hear (the music):

# %% [markdown] lang="ko"
# 첫 줄은 아무것도 읽기 전의 같은 신경망입니다(저장해 둔 결과). 알든 모르든 주변의 말이 섞여 들기 때문에 가장 나은 층은 우연보다 높지만, 그렇다고 말할 만큼은 아닙니다. 둘째 줄은 700만 토큰쯤 읽은 모델입니다. 진짜 BERT는 33억 낱말을 읽었습니다(논문 3.1절). 한국어로 학습한 진짜 BERT에는 `minitransformer run feature-extraction --word 배 --model klue/bert-base`로 물어볼 수 있습니다.
#
# ## '그것'은 어디를 볼까?
#
# 영어 *it*을 두 문장에서 보여 주는 유명한 그림이 있습니다. *The animal didn't cross the street because it was too tired*(동물이 너무 피곤해서)와 *… too wide*(길이 너무 넓어서)입니다. 번역 모델의 헤드 하나에서, *it*이 앞 문장에서는 *animal*을, 뒤 문장에서는 *street*를 봅니다([Uszkoreit 2017](https://research.google/blog/transformer-a-novel-neural-network-architecture-for-language-understanding/)). 한국어로 비슷하게, 정직하게 해 봅시다. 그것이 재미있었다면 영화이고, 듣기 좋았다면 음악입니다.


# %%
def look(text, word="그"):
    ids = torch.tensor([[tokenizer.cls_id, *tokenizer.encode(text), tokenizer.sep_id]])
    pieces = [tokenizer.piece(i) for i in ids[0].tolist()]
    with torch.no_grad(), capture(model, "*.attention.weights") as seen:
        model(ids)
    at = pieces.index(word)
    return pieces, at, torch.stack(list(seen.values()))[:, 0, :, at]


frame = "이 영화는 음악이 좋았다. 그것은 정말 {}"
pieces, asks, gazes = zip(*(look(frame.format(end)) for end in ("재미있었다", "듣기 좋았다")), strict=True)
rows = [gaze[-1].mean(0) for gaze in gazes]
for names, row in zip(pieces, rows, strict=True):
    print("  ".join(f"{name} {row[i]:.3f}" for i, name in enumerate(names) if name in ("영화는", "음악")))
picture(one_gaze(rows, pieces, asks, language=lesson.language))

# %% [markdown] lang="en"
# Last layer, mean over its six heads; the hatched bar is the token that asks. In both contexts it looks a little more at the music than at the film, and by about as much: the ending moves next to nothing. That is the honest result, and it makes a poor picture.
#
# ### Predict: there must be a head for it
#
# Now we do what is done for famous pictures: among all 24 heads we look for the one in which the gaze moves most in the direction that we want. Then we ask the same head about eight further pairs of endings.

# %% [markdown] lang="ko"
# 마지막 층, 헤드 여섯 개의 평균입니다. 빗금 친 막대가 묻는 토큰입니다. 두 문맥 모두 영화보다 음악을 조금 더 보고, 그 차이도 비슷합니다. 말끝이 바뀌어도 거의 움직이지 않습니다. 이것이 정직한 결과이고, 그림으로는 볼품이 없습니다.
#
# ### 예측: 그런 헤드가 하나쯤은
#
# 이제 유명한 그림을 만들 때 하는 일을 해 봅시다. 헤드 24개 가운데, 시선이 우리가 바라는 쪽으로 가장 많이 움직이는 것을 고릅니다. 그런 다음 같은 헤드에 다른 말끝 여덟 쌍을 물어봅니다.

# %%
lesson.predict("head", "?")


# %%
def leaning(end):
    names, _, gaze = look(frame.format(end))
    return gaze[..., names.index("영화는")] - gaze[..., names.index("음악")]


film = [leaning(end) for end in ("재미있었다", "길었다", "무서웠다")]
music = [leaning(end) for end in ("듣기 좋았다", "시끄러웠다", "조용했다")]
moves = torch.stack([a - b for a, b in product(film, music)])

layer, head = divmod(moves[0].argmax().item(), moves.shape[-1])
rest = moves[1:, layer, head]
right = (rest > 0).sum().item()
print(f"layer {layer}, head {head}: {moves[0, layer, head]:+.3f}")
print([round(x, 3) for x in rest.tolist()])
print(f"{right} / {len(rest)}")

# %%
lesson.reveal("head", a=right >= 7, b=1 < right < 7, c=right <= 1)

# %%
picture(one_gaze([gaze[layer, head] for gaze in gazes], pieces, asks, language=lesson.language))

# %% [markdown] lang="en"
# Here is the picture that one would print: the same model, the same sentences, one head out of 24. In the first sentence it looks more at the film than at the music, in the second the film's bar is down to half. You know now what it is worth.
#
# And even where a head does hold up: that weights *lie* on a word does not mean that the answer *depends* on it. Jain and Wallace (2019) found other weights that lead to the same answers ([Attention is not Explanation](https://arxiv.org/abs/1902.10186)); Wiegreffe and Pinter (2019) say when it may be one after all ([Attention is not not Explanation](https://arxiv.org/abs/1908.04626)). An attention map is a good place to get an idea. To test it, change the input and see whether the output follows.
#
# ## Back to words
#
# What goes in as a word can come out as one. The head with which BERT was pre-trained takes any of these vectors and scores every word of the vocabulary, **with the very embedding table with which the text was read**:

# %% [markdown] lang="ko"
# 책에 실을 만한 그림이 나왔습니다. 같은 모델, 같은 문장인데 24개 가운데 헤드 하나를 골랐더니, 앞 문장에서는 음악보다 영화를 더 보고 뒤 문장에서는 영화의 막대가 절반으로 줄어듭니다. 이 그림을 얼마나 믿어도 되는지는 이제 압니다.
#
# 설령 여러 문장에서 통하는 헤드라고 해도, 가중치가 어떤 낱말에 *놓인다*는 것이 답이 그 낱말에 *달려 있다*는 뜻은 아닙니다. Jain과 Wallace(2019)는 가중치를 다르게 놓아도 같은 답이 나오는 경우를 찾아냈고([Attention is not Explanation](https://arxiv.org/abs/1902.10186)), Wiegreffe와 Pinter(2019)는 그래도 설명이 될 수 있는 때를 따졌습니다([Attention is not not Explanation](https://arxiv.org/abs/1908.04626)). 어텐션 그림은 짐작을 얻기에 좋은 곳입니다. 그 짐작을 시험하려면 입력을 바꾸고 출력이 따라 바뀌는지 보아야 합니다.
#
# ## 다시 낱말로
#
# 낱말로 들어간 것은 낱말로 나올 수 있습니다. BERT를 사전학습할 때 쓴 헤드는 이 벡터 가운데 어느 것이든 받아서 어휘의 모든 낱말에 점수를 매깁니다. **글을 읽을 때 쓴 바로 그 임베딩 표로** 매깁니다.

# %%
show(MaskedWordHead)

# %%
blank = "이 영화 정말 [MASK]."

masked, _ = load("pocket-bert-ko", architecture="BertForMaskedLM")
ids = torch.tensor([[tokenizer.cls_id, *tokenizer.encode(blank), tokenizer.sep_id]])
place = ids[0].tolist().index(tokenizer.mask_id)
with torch.no_grad(), capture(masked, "bert.dropout", "bert.blocks.?") as seen:
    masked(ids)
    for name, states in seen.items():
        chances, best = F.softmax(masked.words(states)[0, place]).topk(4)
        print(
            f"{name:13}",
            "  ".join(f"{tokenizer.piece(i)} {c:.0%}" for c, i in zip(chances, best, strict=True)),
        )
print("one table:", masked.words.unembed.weight is masked.bert.embed.weight)

# %% [markdown] lang="en"
# After the embeddings the place of [MASK] knows nothing of its neighbours; block by block it learns what would fit. Put a blank of your own in. Then write the head:

# %% [markdown] lang="ko"
# 임베딩 층에서 [MASK] 자리는 이웃을 전혀 모릅니다. 블록을 지날수록 무엇이 어울릴지 알아 갑니다. 빈칸이 든 문장을 직접 넣어 보세요. 그런 다음 헤드를 짜 봅시다.

# %% exercise="masked_word_head"
check(masked_word_head)

# %% [markdown] lang="en"
# ## To take home
#
# - `hidden` is [texts, tokens, channels]: a vector for each place. `hidden[0][0]` is [CLS] of the first text; the pooler is a linear layer and tanh on it.
# - n blocks give n + 1 layers; number 0 are the embeddings. Take outputs by name.
# - What goes wrong here makes no noise: a mask not handed over, a [CLS] for a [SEP], a string where a tensor was expected.
# - Which layer is best is a question for your data. Look at the interval, and at TF-IDF, before you believe the answer.
# - A word has one vector in the table, and another in each context. Show it with many sentences, not with two.
# - One head can always be found. Attention is not yet an explanation.
#
# The sources: [BERT](https://arxiv.org/abs/1810.04805), section 3 and table 7; contextual vectors before BERT: [Deep contextualized word representations](https://arxiv.org/abs/1802.05365) (ELMo), table 4.

# %% [markdown] lang="ko"
# ## 정리
#
# - `hidden`은 [글, 토큰, 채널]이고, 자리마다 벡터가 하나입니다. `hidden[0][0]`은 첫 글의 [CLS]이고, 풀러는 거기에 선형 층과 tanh를 씌운 것입니다.
# - 블록이 n개면 층은 n + 1개이고, 0번은 임베딩입니다. 결과는 이름으로 꺼냅니다.
# - 여기서 하는 실수는 티가 나지 않습니다. 건네지 않은 마스크, [SEP] 자리의 [CLS], 텐서인 줄 알았던 문자열.
# - 어느 층이 가장 좋은지는 여러분의 데이터에 물을 일입니다. 답을 믿기 전에 구간과 TF-IDF를 먼저 보세요.
# - 낱말의 벡터는 표에는 하나, 문맥마다 또 하나입니다. 두 문장이 아니라 여러 문장으로 확인하세요.
# - 헤드 하나는 언제든 찾을 수 있습니다. 어텐션이 곧 설명은 아닙니다.
#
# 출처: [BERT](https://arxiv.org/abs/1810.04805) 3절과 표 7. BERT보다 먼저 나온 문맥 벡터: [Deep contextualized word representations](https://arxiv.org/abs/1802.05365)(ELMo) 표 4.
