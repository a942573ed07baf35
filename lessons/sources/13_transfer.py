# %% [markdown] lang="en"
# # 13. Transfer learning
#
# When you are through with this page, you can
#
# - take a model apart into **body** and **head**, and load a body whose file calls everything by other names,
# - say how many labels pre-training saves you, from a run of your own,
# - ask a model for its prejudice without fooling yourself with the answer.
#
# It takes about 60 minutes; the machine computes for half a minute of them. You need lessons 8, 10 and 12.

# %% [markdown] lang="ko"
# # 13. 전이 학습
#
# 이 과를 마치면
#
# - 모델을 **몸통(body)** 과 **헤드(head)** 로 나누고, 이름이 전혀 다른 파일에서도 몸통을 불러올 수 있고,
# - 사전학습이 라벨을 몇 개나 아껴 주는지 직접 돌려 본 결과로 말할 수 있으며,
# - 모델의 편향을 물어보되, 그 답에 속지 않을 수 있습니다.
#
# 60분쯤 걸립니다. 그중 컴퓨터가 계산하는 시간은 30초쯤입니다. 8과, 10과, 12과를 알면 됩니다.

# %%
import json
import math
import random
from dataclasses import replace

import torch

from minitransformer import BERTForClassification, features, initialise, load, mask_tokens
from minitransformer.apps.bias import PROBES, associations, word_scores
from minitransformer.apps.classifier import Classifier
from minitransformer.apps.intervals import wilson
from minitransformer.apps.probe import fit_probe
from minitransformer.apps.scores import score, score_baselines
from minitransformer.apps.teach_classifier import classifier_task
from minitransformer.data import embedded
from minitransformer.data.batching import padded
from minitransformer.data.records import EMOTIONS
from minitransformer.data.split import folds_by_topic
from minitransformer.functional import cross_entropy
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.models.gpt import GPTForClassification
from minitransformer.plots import comparison_curve
from minitransformer.pretrained.files import read_tensors
from minitransformer.pretrained.pocket import POCKET
from minitransformer.training.fit import fit
from minitransformer.training.layerwise import discriminative, unfreezing
from minitransformer.training.plan import Plan
from minitransformer.weights import Row
from minitransformer.weights.gpt2 import BODY
from minitransformer.weights.neox import BODY as NEOX_BODY

lesson = Lesson(13)

# %% [markdown] lang="en"
# ## A body, and a head for each purpose
#
# GPT-1 read books ([BookCorpus](https://arxiv.org/abs/1506.06724)), BERT read the same books and Wikipedia, both without a single label. What they learnt there is kept in the **body**. For a task one puts a small new **head** on top. (These are not the heads of attention; only the word is the same.) Here is one body under two heads:

# %% [markdown] lang="ko"
# ## 몸통 하나, 과제마다 헤드 하나
#
# GPT-1은 책([BookCorpus](https://arxiv.org/abs/1506.06724))을 읽었고, BERT는 같은 책과 위키백과를 읽었습니다. 라벨은 하나도 없었습니다. 거기서 배운 것은 **몸통**에 남습니다. 과제가 생기면 그 위에 작은 새 **헤드**를 얹습니다. (어텐션의 헤드와는 이름만 같습니다.) 몸통 하나에 헤드가 둘입니다.

# %%
lesson.predict("head", "?")

# %%
generator = torch.Generator().manual_seed(0)
guesser, tokenizer = load("pocket-bert-ko")
classifier, _ = load(
    "pocket-bert-ko", architecture="BertForSequenceClassification", labels=EMOTIONS, generator=generator
)
for model in (guesser, classifier):
    print(type(model).__name__)
    for name, part in model.named_children():
        print(f"    {name:9} {sum(p.numel() for p in part.parameters()):>10,}")
same = all(
    torch.equal(p, q) for p, q in zip(guesser.bert.parameters(), classifier.bert.parameters(), strict=True)
)
print("bert == bert:", same)

# %%
new = sum(p.numel() for p in classifier.classify.parameters())
share = new / sum(p.numel() for p in classifier.parameters())
print(f"{new:,} / {share:.3%}")
lesson.reveal("head", a=share > 0.1, b=0.001 <= share <= 0.1, c=share < 0.001)

# %% [markdown] lang="en"
# (`words` counts its table of words once more; it is the body's own, shared.) The pooler came from the file too: it had learnt to tell whether one sentence follows another. Only `classify` is new, drawn at random. A GPT can get such a head as well; that is how GPT-1 was used. Two classes, and what matters is *where* they read: BERT at the first token, GPT at the last, which has seen all others.

# %% [markdown] lang="ko"
# (`words`에는 낱말표가 한 번 더 세어져 있는데, 몸통의 것을 함께 쓰는 것입니다.) 풀러(pooler)도 파일에서 왔습니다. 다음 문장인지 맞히며 배운 것입니다. 새로 뽑은 것은 `classify`뿐입니다. GPT에도 이런 헤드를 얹을 수 있고, GPT-1이 바로 그렇게 쓰였습니다. 두 클래스에서 눈여겨볼 것은 *어디를* 읽느냐입니다. BERT는 첫 토큰을, GPT는 앞의 모두를 본 마지막 토큰을 읽습니다.

# %%
show(BERTForClassification.forward, GPTForClassification.forward)

# %% [markdown] lang="en"
# ## The same numbers under other names
#
# A body is nothing but numbers with names. Unfortunately everybody names them differently, and lays them differently. A GPT-2 file, as the hub has it:

# %% [markdown] lang="ko"
# ## 이름만 다른 같은 숫자
#
# 몸통은 이름 붙은 숫자일 뿐입니다. 그런데 이름은 저마다 다르게 붙이고, 놓는 방식도 다릅니다. 허브에 올라오는 모양 그대로의 GPT-2 파일입니다.

# %%
tensors = read_tensors(POCKET / "pocket-gpt-ko")
for name, tensor in tensors.items():
    if name.startswith("transformer.h.0."):
        print(f"{name:36} {tuple(tensor.shape)}")
gpt, gpt_tokenizer = load("pocket-gpt-ko")
for name, weight in gpt.blocks[0].attention.named_parameters():
    print(f"blocks.0.attention.{name:17} {tuple(weight.shape)}")

# %% [markdown] lang="en"
# Two surprises. There is no q, k, v: `c_attn` holds the **three in one**. And it has the shape (in, out), while `nn.Linear` has (out, in): GPT-2's layer (Conv1D) multiplies from the other side, so every matrix lies **on its side**. The correspondence is written down once, as a table, and read in both directions. (In the middle line of each entry `(qkv out)` is two axes in one: first which of the three, then the outputs; `m` are the inputs, and in GPT-NeoX `h` are the heads and `d` the channels of one.)

# %% [markdown] lang="ko"
# 놀랄 일이 둘 있습니다. q, k, v가 없습니다. `c_attn`에 **셋이 한데** 들어 있습니다. 그리고 모양이 (입력, 출력)입니다. `nn.Linear`는 (출력, 입력)입니다. GPT-2의 층(Conv1D)은 반대쪽에서 곱하기 때문에 행렬이 모두 **누워**(전치되어) 있습니다. 이 대응을 표로 한 번 적어 두고 양쪽으로 읽습니다. (항목마다 가운데 줄의 `(qkv out)`은 축 둘을 하나로 이은 것입니다. 먼저 셋 중 무엇인지, 그다음이 출력입니다. `m`은 입력이고, GPT-NeoX의 `h`는 헤드, `d`는 헤드 하나의 채널입니다.)

# %%
for row in (*BODY[4:7], *NEOX_BODY[3:5]):
    print(f"{row.theirs}\n    {row.layout}\n    → {row.ours}")
show(Row.to_ours)

# %% [markdown] lang="en"
# Why write it yourself? Because this is the place where a model from the hub turns into *your* model, and where a mistake does not crash. You get three tensors of a GPT-2 file.

# %% [markdown] lang="ko"
# 왜 직접 짜 볼까요? 허브의 모델이 *여러분의* 모델이 되는 곳이 바로 여기이고, 여기서는 틀려도 프로그램이 멈추지 않기 때문입니다. GPT-2 파일의 텐서 셋이 주어집니다.

# %% exercise="gpt2_qkv"
check(gpt2_qkv)

# %% [markdown] lang="en"
# GPT-NeoX (polyglot-ko and KoAlpaca are of this kind) also keeps the three in one matrix, but mixes them **head by head**, and does not lay it on its side. The shape is no help: it is the same either way.

# %% [markdown] lang="ko"
# GPT-NeoX(polyglot-ko와 KoAlpaca가 이 계열입니다)도 셋을 한 행렬에 두지만 **헤드마다 번갈아** 놓고, 눕히지 않습니다. 모양을 보아서는 알 수 없습니다. 어느 쪽이든 모양이 같으니까요.

# %% exercise="neox_qkv"
check(neox_qkv)

# %% [markdown] lang="en"
# ## Three stages
#
# Howard and Ruder (ULMFiT, 2018) showed the recipe that most use since. **One**: learn the language from any text. **Two**: go on reading, texts of your field, still without labels. **Three**: the labelled texts, with a new head. In the third they let the layers wake one after the other from the top (*gradual unfreezing*), and the lower ones learn more slowly:

# %% [markdown] lang="ko"
# ## 세 단계
#
# 하워드와 루더(ULMFiT, 2018)가 보여 준 방법을 지금도 대부분 씁니다. **하나**, 아무 글로나 언어를 배웁니다. **둘**, 내 분야의 글을 이어서 읽습니다. 아직 라벨은 없습니다. **셋**, 새 헤드를 얹고 라벨 붙은 글로 배웁니다. 셋째 단계에서는 층을 위에서부터 하나씩 깨우고(*gradual unfreezing*), 아래층일수록 천천히 배우게 했습니다.

# %%
for group in unfreezing(discriminative(classifier)):
    print(f"{len(group.parameters):3} tensors  rate × {group.rate:.3f}  wakes at {group.wakes:.0%}")
show(unfreezing)

# %% [markdown] lang="en"
# The study is stored: a GPT of 1.2 million weights reads general texts, then film reviews, four minutes in all, and then learns from 100, 1,000 or 10,000 labelled reviews. Three seeds each. The rows: `nothing` has read nothing, `general` has stage one behind it, `domain` one and two; `paced` wakes its layers one by one. Beside them, as always, naive Bayes.

# %% [markdown] lang="ko"
# 연구 결과는 저장되어 있습니다. 가중치 120만 개짜리 GPT가 일반 글을, 이어서 영화평을 모두 합쳐 4분 동안 읽고, 라벨 붙은 영화평 100개, 1,000개, 10,000개로 배웠습니다. 각각 세 번씩입니다. `nothing`은 아무것도 읽지 않은 것, `general`은 첫 단계까지, `domain`은 둘째 단계까지 거친 것이고, `paced`는 층을 하나씩 깨운 것입니다. 옆에는 늘 그렇듯 나이브 베이즈를 둡니다.

# %%
lesson.predict("stages", "?")

# %%
study = stored("study_transfer.json")
counts = list(study["table"]["nothing"])
curves = {}
for row, of in study["table"].items():
    print(f"{row:16}", "  ".join(f"{of[n][0]:.3f} ± {of[n][1]:.3f}" for n in counts))
    curves[row] = ([math.log10(int(n)) for n in counts], [of[n][0] for n in counts])
axes = {
    "ko": ("log₁₀(라벨 수)", "정확도"),
    "en": ("log₁₀(labels)", "accuracy"),
}
picture(comparison_curve(curves, *axes[lesson.language]))

# %%
table = study["table"]
best = {n: max(of[n][0] for row, of in table.items() if row != "naive Bayes") for n in counts}
ahead = [best[n] > table["naive Bayes"][n][0] for n in counts]
lesson.reveal("stages", a=all(ahead), b=ahead[0] and not all(ahead), c=not any(ahead))

# %% [markdown] lang="en"
# Read the ± before the means: most of these intervals overlap. What may be said: four minutes of reading are worth three points at best where labels are few, and even that is within the intervals; where labels are many, they are worth nothing; and nowhere do they beat counting. ULMFiT had read a hundred million words. The recipe is right; the body has read too little. So let us take one that has read for longer.
#
# ## How many labels do you need?
#
# Now live, with pocket-bert-ko and short sentences of lesson 12. Three ways to use a body:
#
# - **from nothing**: the same network, all weights drawn anew;
# - **frozen** (feature extraction): the body stays as it is, its vectors go into a logistic regression;
# - **fine-tuned**: body and head learn together.

# %% [markdown] lang="ko"
# 평균보다 ±를 먼저 읽으세요. 구간이 대부분 겹칩니다. 말해도 되는 것은 이만큼입니다. 4분 읽은 것은 라벨이 적을 때 잘해야 3%포인트를 올려 주는데 그마저 구간 안에 들고, 라벨이 많을 때는 도움이 되지 않으며, 어디에서도 글자 세기를 이기지 못합니다. ULMFiT은 1억 낱말을 읽었습니다. 방법이 틀린 것이 아니라 몸통이 너무 적게 읽었습니다. 그러니 더 오래 읽은 몸통을 써 봅시다.
#
# ## 라벨은 몇 개나 있어야 할까
#
# 이번에는 pocket-bert-ko와 12과의 짧은 문장으로 직접 돌립니다. 몸통을 쓰는 방법은 셋입니다.
#
# - **맨바닥에서**(from nothing): 같은 신경망이지만 가중치를 모두 새로 뽑습니다.
# - **얼린 채로**(frozen, 특징 추출): 몸통은 그대로 두고, 거기서 나온 벡터를 로지스틱 회귀에 넣습니다.
# - **미세조정**(fine-tuned): 몸통과 헤드가 함께 배웁니다.

# %%
short = [e for e in embedded.emotions() if len(e.text) <= 30]
learn, ask = folds_by_topic(short)[0]
pool, heldout = [short[i] for i in learn], [short[i] for i in ask]
random.Random(0).shuffle(pool)
texts, truth = [e.text for e in heldout], [e.label for e in heldout]
PASSES = {25: 10, 50: 6, 100: 5, 200: 4}


def few(n):
    return [e for label in EMOTIONS for e in [e for e in pool if e.label == label][: n // 5]]


def tuned(n, fresh):
    generator = torch.Generator().manual_seed(0)
    head = {"architecture": "BertForSequenceClassification", "labels": EMOTIONS}
    model, tokenizer = load("pocket-bert-ko", **head, generator=generator)
    if fresh:
        initialise(model, generator)
    task = classifier_task(tokenizer, EMOTIONS, few(n), heldout, max_len=64, batch_size=8)
    task = replace(task, evaluate=lambda _model: {"heldout_loss": 0.0})
    fit(model, task, Plan(lr=1e-3, epochs=PASSES[n], warmup=0.1, keep="last"))
    return model, score(Classifier(model, tokenizer).probabilities(texts), truth, EMOTIONS).accuracy


body, _ = load("pocket-bert-ko", architecture="BertModel")


def vectors(examples):
    f = features(body, tokenizer, [e.text for e in examples])
    real = f.mask[..., None]
    return ((f.hidden * real).sum(1) / real.sum(1))[:, None]


def frozen(n):
    labels = torch.tensor([EMOTIONS.index(e.label) for e in few(n)])
    probe = fit_probe(vectors(few(n)), labels, len(EMOTIONS), strength=0.1)
    said = [EMOTIONS[i] for i in probe.predict(vectors(heldout))]
    return sum(s == t for s, t in zip(said, truth, strict=True)) / len(truth)


print(len(pool), len(heldout))

# %%
lesson.predict("labels", "?")

# %%
found = {name: {} for name in ("from nothing", "frozen", "fine-tuned", "naive Bayes")}
for n in PASSES:
    _, found["from nothing"][n] = tuned(n, fresh=True)
    found["frozen"][n] = frozen(n)
    model, found["fine-tuned"][n] = tuned(n, fresh=False)
    found["naive Bayes"][n] = score_baselines(few(n), heldout, EMOTIONS)["naive Bayes"].accuracy
for name, of in found.items():
    low, high = wilson(of[200], len(truth))
    print(f"{name:13}", "  ".join(f"{n}: {x:.3f}" for n, x in of.items()), f" ({low:.3f} – {high:.3f})")
axes = {"ko": ("라벨 수", "정확도"), "en": ("labels", "accuracy")}[lesson.language]
picture(comparison_curve({name: (list(of), list(of.values())) for name, of in found.items()}, *axes))

# %%
at = {name: of[200] for name, of in found.items() if name != "naive Bayes"}
lesson.reveal(
    "labels", **{letter: max(at, key=at.get) == name for letter, name in zip("abc", at, strict=True)}
)

# %% [markdown] lang="en"
# **Put your own numbers in**: change `PASSES` (labels: passes; keep the 200), or the seed of `random.Random`, and see how much the curves move. With so few held-out sentences an interval (in brackets, for the last column) is some 15 points wide, so a lead of a few points is no lead.
#
# What does stand out: to learn from nothing with 200 labels is hopeless; the frozen body knows something, but its vectors were made for guessing words, not for feelings; letting the body learn makes the most of it. And counting? With 25 labels it is hardly behind, with 200 no worse: a body this small saves you few labels on sentences this plain.
#
# ### Many labels
#
# At the other end, 120,000 labelled film reviews and 16,000 for the exam. The stored results for the same body (`pretrained`), and for the same network that has read nothing before, with a learning rate of its own (`fresh`):

# %% [markdown] lang="ko"
# **여러분의 숫자를 넣어 보세요.** `PASSES`(라벨 수: 반복 횟수, 200은 남겨 두세요)나 `random.Random`의 시드를 바꾸고 곡선이 얼마나 흔들리는지 보세요. 떼어 둔 문장이 이렇게 적으면 신뢰구간(괄호, 마지막 열)의 너비가 15%포인트쯤 됩니다. 몇 %포인트 앞선 것은 앞선 것이 아닙니다.
#
# 그래도 뚜렷한 것이 있습니다. 라벨 200개로 맨바닥에서 배우는 것은 가망이 없습니다. 얼린 몸통도 아는 것이 있지만, 그 벡터는 감정이 아니라 낱말을 맞히려고 만든 것입니다. 몸통까지 배우게 할 때 가장 많이 얻습니다. 글자 세기는 어떤가요? 라벨이 25개일 때도 별로 뒤지지 않고, 200개면 못하지 않습니다. 이만큼 솔직한 문장에서 이만큼 작은 몸통은 라벨을 많이 아껴 주지 못합니다.
#
# ### 라벨이 많으면
#
# 반대쪽 끝에는 라벨 붙은 영화평 120,000개와 시험용 16,000개가 있습니다. 같은 몸통으로 돌려 저장해 둔 결과(`pretrained`)이고, `fresh`는 아무것도 읽지 않은 같은 신경망입니다(학습률은 따로 정했습니다).

# %%
for name, s in stored("pocket/nsmc.json").items():
    low, high = s["interval"]
    print(f"{name:30} accuracy {s['accuracy']:.3f} ({low:.3f} – {high:.3f})")

# %% [markdown] lang="en"
# Compare the two BERTs first. They learnt from the same reviews, three times over, and differ by 2.6 points, with intervals that do not touch: even 120,000 labels do not quite make up for what was read. Now the counting. The pre-trained BERT has passed naive Bayes, which the fresh one has not; but TF-IDF, which has never read anything, lies within its interval. With labels in plenty several roads lead to the same place. Pre-training is a way to save labels; where you have them, look at the interval before you pay for it.
#
# Sometimes it saves *all* the labels of a language: a body that has read a hundred languages can learn a task from English labels and do it in Korean. `figures/cross_lingual.py` in the repository tries that on the real multilingual BERT ([Pires et al. 2019](https://arxiv.org/abs/1906.01502)).
#
# ## What fine-tuning forgets
#
# The body was made by guessing hidden words. By now it has learnt about feelings. Put the fine-tuned body back under its old head, and let it guess words again, in everyday questions:

# %% [markdown] lang="ko"
# 먼저 두 BERT를 견주어 봅시다. 같은 영화평을 똑같이 세 번씩 보고 배웠는데 2.6%포인트 차이가 나고, 신뢰구간은 겹치지 않습니다. 라벨이 120,000개나 되어도 글을 미리 읽은 것을 다 따라잡지는 못합니다. 이번에는 세는 쪽입니다. 사전학습한 BERT는 `fresh`가 넘지 못한 나이브 베이즈를 넘어섰지만, 아무것도 읽은 적 없는 TF-IDF가 그 신뢰구간 안에 있습니다. 라벨이 넉넉하면 여러 길이 비슷한 곳에 닿습니다. 사전학습은 라벨을 아끼는 방법입니다. 라벨이 이미 있다면, 값을 치르기 전에 신뢰구간부터 보세요.
#
# 한 언어의 라벨을 *모두* 아낄 때도 있습니다. 백 가지 언어를 읽은 몸통은 영어 라벨로 배운 일을 한국어로 할 수 있습니다. 저장소의 `figures/cross_lingual.py`가 진짜 다국어 BERT로 이것을 시험합니다([Pires 외 2019](https://arxiv.org/abs/1906.01502)).
#
# ## 미세조정이 잊게 하는 것
#
# 이 몸통은 가린 낱말을 맞히며 만들어졌습니다. 이제는 감정을 배웠습니다. 미세조정한 몸통을 원래 헤드 밑에 도로 넣고, 일상적인 질문에서 다시 낱말을 맞히게 해 봅니다.

# %%
lesson.predict("forgotten", "?")

# %%
questions = [d.question for d in embedded.dialogues()[:200]]
rows = [[tokenizer.cls_id, *tokenizer.encode(q), tokenizer.sep_id] for q in questions]
ids, real = padded(rows, tokenizer.pad_id)
hidden = mask_tokens(
    ids,
    generator=torch.Generator().manual_seed(0),
    mask_id=tokenizer.mask_id,
    vocab_size=tokenizer.vocab_size,
    special_ids=tokenizer.control_ids,
)


@torch.no_grad()
def surprise(guesser):
    scores, _ = guesser(hidden.ids, real)
    return cross_entropy(scores.flatten(0, 1), hidden.labels.flatten()).item()


before = surprise(guesser)
both, _ = load("pocket-bert-ko")
both.bert.load_state_dict(model.bert.state_dict())
both.tie()
after = surprise(both)
print(
    f"{before:.2f} → {after:.2f}  (ln {tokenizer.vocab_size:,} = {torch.tensor(tokenizer.vocab_size).log():.2f})"
)

# %%
lesson.reveal("forgotten", a=after < before - 0.1, b=abs(after - before) <= 0.1, c=after > before + 0.1)

# %% [markdown] lang="en"
# Nothing in the new loss asked it to keep the old knowledge. That is called **catastrophic forgetting**; freezing, slow lower layers and late waking (above) are ways to forget less. So keep the file that you started from.
#
# ## What a body has read stays in it
#
# A body also learns what its texts take for granted. One can ask: in `{group} {word}로 일합니다.` ("he/she works as …"), how much likelier does a masked "he" get when the model sees the word *doctor*, and how much likelier "she"? The gain is measured against the same sentence with the word hidden, since "he" may be likelier anyway ([Kurita et al. 2019](https://arxiv.org/abs/1906.07337)).

# %% [markdown] lang="ko"
# 새 손실은 예전에 알던 것을 지키라고 한 적이 없습니다. 이것을 **파국적 망각(catastrophic forgetting)** 이라고 합니다. 얼리기, 아래층은 천천히, 늦게 깨우기(위에서 본 것)가 덜 잊게 하는 방법입니다. 그러니 출발한 파일은 꼭 남겨 두세요.
#
# ## 읽은 것은 몸통에 남는다
#
# 몸통은 읽은 글이 당연하게 여기는 것까지 배웁니다. 물어볼 수 있습니다. `{group} {word}로 일합니다.`에서 *의사*라는 말을 보면, 가려 둔 "그는"은 얼마나 더 그럴듯해지고 "그녀는"은 얼마나 더 그럴듯해질까요? 원래 더 흔한 쪽이 있을 수 있으니, 낱말까지 가린 같은 문장과 견주어 얼마나 올랐는지를 잽니다([Kurita 외 2019](https://arxiv.org/abs/1906.07337)).

# %%
probe = PROBES["ko"]
jobs = associations(word_scores(guesser), tokenizer, probe)
for a in jobs.associations:
    print(f"{a.word:5} {a.first:+.2f} {a.second:+.2f}  {a.difference:+.2f}")

# %% [markdown] lang="en"
# The columns are: gain of 그는 (he), gain of 그녀는 (she), and the difference; below 0 it leans to "she". A tempting conclusion offers itself. Before you draw it: the same with six words that are no jobs at all (day, here, there, alone, together, today).

# %% [markdown] lang="ko"
# 차례로 "그는"이 오른 만큼, "그녀는"이 오른 만큼, 그 차이입니다. 0보다 작으면 "그녀는" 쪽입니다. 결론을 내리고 싶어집니다. 그 전에, 직업이 전혀 아닌 낱말 여섯 개(하루, 여기, 거기, 혼자, 함께, 오늘)로도 똑같이 재어 봅니다.

# %%
lesson.predict("neutral", "?")

# %%
neutral = associations(word_scores(guesser), tokenizer, replace(probe, words=probe.comparison))
for a in neutral.associations:
    print(f"{a.word:5} {a.first:+.2f} {a.second:+.2f}  {a.difference:+.2f}")

# %%
size = max(abs(a.difference) for a in neutral.associations)
lesson.reveal("neutral", a=size < 0.1, b=0.1 <= size < 0.3, c=size >= 0.3)

# %% [markdown] lang="en"
# So any word at all moves the two, and not even evenly. What a job adds is its difference *from that of the neutral words*, and it counts only if it is larger than they scatter among themselves:

# %% [markdown] lang="ko"
# 아무 낱말이나 넣어도 두 값이 움직이고, 고르게 움직이지도 않습니다. 그러니 직업이 보태는 것은 *중립 낱말과의* 차이이고, 그마저 중립 낱말끼리 흩어진 정도보다 커야 의미가 있습니다.

# %%
scatter = torch.tensor([a.difference for a in neutral.associations])
centre, spread = scatter.mean().item(), scatter.std().item()
print(f"{centre:+.2f} ± 2 × {spread:.2f}")
for a in jobs.associations:
    away = (a.difference - centre) / spread
    print(f"{a.word:5} {a.difference - centre:+.2f} {'*' if abs(away) > 2 else ''}")

# %% [markdown] lang="en"
# A star would mark what stands out. Two things may *not* be concluded. That a word stands out does not make the world so: it tells of the texts. And that none does is no proof of fairness: this body is small, has read film reviews, and was asked one sentence. Put in a template, groups and words of your own (the next cell asks "… is like a king, an angel, a fool, a friend"); `minitransformer run fill-mask --probe bias --model klue/bert-base` asks a larger one.

# %% [markdown] lang="ko"
# 눈에 띄게 벗어난 낱말에는 별이 붙습니다. 내려서는 *안 되는* 결론이 둘 있습니다. 별이 붙었다고 세상이 그런 것은 아닙니다. 읽은 글이 그렇다는 뜻입니다. 별이 없다고 공정하다는 증거도 아닙니다. 이 몸통은 작고, 영화평을 읽었고, 문장 하나로 물었을 뿐입니다. 템플릿과 집단과 낱말을 여러분의 것으로 바꾸어 보세요. `minitransformer run fill-mask --probe bias --model klue/bert-base`는 더 큰 모델에게 묻습니다.

# %%
mine = replace(probe, template="{group} {word} 같은 사람입니다.", words=("왕", "천사", "바보", "친구"))
for a in associations(word_scores(guesser), tokenizer, mine).associations:
    print(f"{a.word:5} {a.difference:+.2f}")

# %% [markdown] lang="en"
# ### Whose data, whose model
#
# Whoever takes a body takes its duties along. A **card** says what a model has read and under which terms; read it before you build on it. koGPT2's weights, for instance, are CC BY-NC-SA 4.0: not for selling, and what you make of them must be shared alike.

# %% [markdown] lang="ko"
# ### 누구의 데이터, 누구의 모델
#
# 몸통을 가져오면 의무도 함께 따라옵니다. **모델 카드(model card)** 에는 무엇을 읽었고 조건이 무엇인지 적혀 있습니다. 그 위에 무엇을 짓기 전에 읽으세요. 예를 들어 koGPT2의 가중치는 CC BY-NC-SA 4.0입니다. 팔 수 없고, 그것으로 만든 것도 같은 조건으로 나누어야 합니다.

# %%
card = json.loads((POCKET / "pocket-bert-ko" / "card.json").read_text(encoding="utf-8"))
print(card["name"], card["licence"])
for data in card["data"]:
    print(f"    {data['name']:12} {data['licence']}")
print("\n".join(card[part][lesson.language == "ko"] for part in ("limits", "warning")))

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: everything loads, every shape fits, and the model has become stupid.** Somebody read key, query, value where the file has query, key, value. Do it to a model that works:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 모두 잘 불러와지고 모양도 다 맞는데, 모델이 바보가 되었습니다.** 파일에는 query, key, value 순서인데 누군가 key, query, value로 읽었습니다. 멀쩡한 모델에 그렇게 해 봅시다.

# %%
lesson.predict("swapped", "?")

# %%
swapped, _ = load("pocket-bert-ko")
q_and_k = {"q": "k", "k": "q"}
state = {
    ".".join(q_and_k.get(part, part) for part in name.split(".")): weight
    for name, weight in guesser.state_dict().items()
}
loaded = swapped.load_state_dict(state)
print(loaded)
print(f"{before:.2f} → {surprise(swapped):.2f}")

# %%
worse = surprise(swapped) - before
fits = not (loaded.missing_keys or loaded.unexpected_keys)
lesson.reveal("swapped", a=not fits, b=fits and worse <= 0.5, c=fits and worse > 0.5)

# %% [markdown] lang="en"
# PyTorch reports that all keys match, and it is right. The score of word i for word j has become that of j for i. The check says what happened:

# %% [markdown] lang="ko"
# PyTorch는 모든 키가 맞는다고 하고, 그 말은 사실입니다. i가 j에 주던 점수가, j가 i에 주던 점수로 바뀌었을 뿐입니다. 검사는 무슨 일이 있었는지 말해 줍니다.


# %%
def key_first(attn_weight, attn_bias, proj_weight):
    k, q, v = attn_weight.T.chunk(3)
    k_bias, q_bias, v_bias = attn_bias.chunk(3)
    return q, k, v, q_bias, k_bias, v_bias, proj_weight.T


check(key_first, "gpt2_qkv")

# %% [markdown] lang="en"
# **Symptom: c_attn complained about its shape, was transposed, and all is quiet. The model still writes worse than it should.** `c_proj` is square. No shape could complain:

# %% [markdown] lang="ko"
# **증상: c_attn은 모양이 안 맞는다고 해서 전치했고, 이제 오류가 없습니다. 그런데 모델이 쓰는 글이 기대보다 나쁩니다.** `c_proj`는 정사각형입니다. 모양이 틀렸다고 말해 줄 수가 없습니다.


# %%
def one_not_turned(attn_weight, attn_bias, proj_weight):
    return *attn_weight.T.chunk(3), *attn_bias.chunk(3), proj_weight


check(one_not_turned, "gpt2_qkv")

# %% [markdown] lang="en"
# **Symptom: the GPT-2 loader works, so it was used for polyglot-ko too, and that one babbles.** In thirds, where it should go head by head:

# %% [markdown] lang="ko"
# **증상: GPT-2에서 잘 되던 코드를 polyglot-ko에도 썼더니 뜻 없는 말만 합니다.** 헤드마다 나눠야 할 것을 통째로 삼등분했습니다.


# %%
def in_thirds(weight, bias, n_heads):
    return *(part.clone() for part in weight.chunk(3)), *(part.clone() for part in bias.chunk(3))


check(in_thirds, "neox_qkv")

# %% [markdown] lang="en"
# Against mistakes of this kind there is one remedy: compare with a model that is known to be right, number by number. `minitransformer parity` does so (lesson 16).
#
# ## To take home
#
# - A body is what reading has left; a head is a few numbers for your task. Fine-tuning lets both learn, freezing only the head.
# - Pre-training saves labels. How many depends on how much the body has read, so measure it, with intervals, beside a simple method.
# - A wrong layout loads without a word. Shapes prove nothing.
# - A body keeps what its texts took for granted. Measure against neutral words, and say what the measurement cannot say.
#
# Sources: [Universal Language Model Fine-tuning (ULMFiT)](https://arxiv.org/abs/1801.06146), section 3; [GPT-1](https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf), section 3.2; [BERT](https://arxiv.org/abs/1810.04805), section 5.3 (features against fine-tuning).

# %% [markdown] lang="ko"
# 이런 실수에는 약이 하나뿐입니다. 옳다고 알려진 모델과 숫자 하나하나를 견주는 것입니다. `minitransformer parity`가 그 일을 합니다(16과).
#
# ## 정리
#
# - 몸통은 읽어서 남은 것이고, 헤드는 내 과제를 위한 숫자 몇 개입니다. 미세조정은 둘 다, 얼리기는 헤드만 배우게 합니다.
# - 사전학습은 라벨을 아껴 줍니다. 얼마나 아끼는지는 몸통이 얼마나 읽었느냐에 달렸으니, 단순한 방법 옆에 놓고 신뢰구간과 함께 재어 보세요.
# - 놓인 방식이 틀려도 아무 말 없이 불러와집니다. 모양이 맞는 것은 아무것도 증명하지 않습니다.
# - 몸통은 읽은 글이 당연하게 여긴 것을 간직합니다. 중립 낱말과 견주어 재고, 그 값이 말해 주지 못하는 것까지 말하세요.
#
# 출처: [Universal Language Model Fine-tuning (ULMFiT)](https://arxiv.org/abs/1801.06146) 3절, [GPT-1](https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf) 3.2절, [BERT](https://arxiv.org/abs/1810.04805) 5.3절(특징 추출과 미세조정의 비교).
