# %% [markdown] lang="en"
# # 1. Language models and the bottleneck
#
# When you are through with this page, you can
#
# - say what a **language model** is, and measure how good one is,
# - show with numbers why recurrent networks were given up,
# - explain what **attention** was invented for, three years before the transformer.
#
# It takes about 45 minutes. You need some Python, and what a vector is.

# %% [markdown] lang="ko"
# # 1. 언어 모델과 병목
#
# 이 과를 마치면
#
# - **언어 모델(language model)** 이 무엇인지 말하고, 얼마나 좋은지 잴 수 있고,
# - 순환 신경망을 왜 버리게 되었는지 숫자로 보일 수 있으며,
# - 트랜스포머보다 3년 먼저 **어텐션(attention)** 이 무엇 때문에 나왔는지 설명할 수 있습니다.
#
# 45분쯤 걸립니다. 파이썬을 조금 알고, 벡터가 무엇인지 알면 됩니다.

# %%
import math
import time
from collections import Counter, defaultdict
from itertools import pairwise

import torch

from minitransformer import capture
from minitransformer import functional as F
from minitransformer.apps.teach_translation import translation_task
from minitransformer.apps.translator import Translator, sequence_scores
from minitransformer.data import embedded
from minitransformer.data.pairs import encode_source
from minitransformer.data.sequences import LETTERS, SEQUENCES, character_tokenizer, distinct
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.lessons.history import HISTORY
from minitransformer.models.gru import GRU, FusedGRU, gated_step, initialise_recurrent
from minitransformer.models.recurrent import Attentive, Bottleneck, RecurrentConfig
from minitransformer.plots.curves import comparison_curve
from minitransformer.plots.heads import attention_heads
from minitransformer.plots.timeline import timeline
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

lesson = Lesson(1)

# %% [markdown] lang="en"
# ## What comes next?
#
# A language model answers one question: *these words stand there; what comes next?* Your phone does it above the keyboard. The simplest model counts. Here are 1,000 short Korean dialogues that come with the package:

# %% [markdown] lang="ko"
# ## 다음에 올 말은?
#
# 언어 모델은 한 가지 물음에 답합니다. *이런 말이 나왔다. 다음은 무엇일까?* 휴대전화 자판 위에서 늘 보는 일입니다. 가장 단순한 모델은 세기만 합니다. 패키지에 들어 있는 짧은 한국어 대화로 세어 봅시다.

# %%
sentences = [text.split() for d in embedded.dialogues() for text in (d.question, d.answer)]
following = defaultdict(Counter)
for words in sentences:
    for word, after in pairwise(words):
        following[word][after] += 1

word = "오늘"
total = following[word].total()
for after, count in following[word].most_common(5):
    print(f"{word} {after:8} {count / total:.2f}")

# %% [markdown] lang="en"
# Put another word in. Then put in two words, and you see what is wrong with counting: the table knows the *last* word only. To look two words back it needs a row for every pair, and most pairs were never seen.
#
# ## How good is a guess?
#
# A model gives every word a probability. When the next word comes, we look up what the model had given *that* word, and take its surprise, $-\log p$: 0 if the model was sure of it, more and more if it was not. The mean surprise over a text is the **loss** of a language model, and all of training is making it smaller.

# %% [markdown] lang="ko"
# 다른 낱말도 넣어 보세요. 낱말을 두 개 넣어 보면 세기만 하는 모델의 문제가 보입니다. 이 표는 *바로 앞* 낱말만 압니다. 두 낱말 앞까지 보려면 모든 짝마다 줄이 하나씩 있어야 하는데, 대부분의 짝은 한 번도 나온 적이 없습니다.
#
# ## 얼마나 잘 맞혔나?
#
# 모델은 모든 낱말에 확률을 줍니다. 다음 낱말이 나오면, 모델이 *그* 낱말에 준 확률을 찾아 놀란 정도 $-\log p$를 잽니다. 확신했다면 0이고, 그렇지 않을수록 커집니다. 글 전체에서 평균한 놀람이 언어 모델의 **손실(loss)** 이고, 학습은 오로지 이것을 줄이는 일입니다.

# %%
lesson.predict("uniform", "?")

# %%
scores = torch.zeros(1, 1000)
surprise = F.cross_entropy(scores, torch.tensor([7])).item()
print(f"{surprise:.3f}   log(1000) = {math.log(1000):.3f}   exp = {math.exp(surprise):.0f}")

# %%
lesson.reveal("uniform", a=surprise > 100, b=abs(surprise - math.log(1000)) < 0.01, c=surprise < 0.01)

# %% [markdown] lang="en"
# The last number has a name. $e$ to the mean surprise is the **perplexity**: among how many equally likely words does the model hesitate?
#
# ## Two functions to begin with
#
# A network does not give probabilities. It gives a *score* for every word, any number at all. **Softmax** makes probabilities of scores, and **cross-entropy** takes the surprise. Both are a few lines of this library, and both have a trap for large scores. Read them, then write them.

# %% [markdown] lang="ko"
# 마지막 숫자에는 이름이 있습니다. $e$의 평균 놀람 제곱을 **퍼플렉시티(perplexity)** 라고 합니다. 똑같이 그럴듯한 낱말 몇 개 사이에서 망설이는가, 하는 수입니다.
#
# ## 먼저 함수 두 개
#
# 신경망은 확률을 내놓지 않습니다. 낱말마다 아무 수나 될 수 있는 *점수*를 내놓습니다. **소프트맥스(softmax)** 는 점수를 확률로 바꾸고, **교차 엔트로피(cross-entropy)** 는 놀란 정도를 잽니다. 둘 다 이 라이브러리의 몇 줄이고, 둘 다 점수가 클 때 빠지는 함정이 있습니다. 읽어 보고, 직접 짜 보세요.

# %%
show(F.softmax, F.cross_entropy)

# %% exercise="softmax"
check(softmax)

# %% exercise="cross_entropy"
check(cross_entropy)

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: everything is fine, and after some thousand steps the loss is `nan`.** The scores have grown, and somebody took their exponential as they were. The check tries large scores on purpose:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 아무 문제 없다가 몇천 걸음 뒤에 손실이 `nan`이 됩니다.** 점수가 커졌는데, 누군가 그대로 지수 함수에 넣었습니다. 검사는 일부러 큰 점수를 넣어 봅니다.


# %%
def without_care(x):
    exp = x.exp()
    return exp / exp.sum(-1, keepdim=True)


check(without_care, "softmax")

# %% [markdown] lang="en"
# ## A memory that is carried along
#
# Counting cannot look far back. So from about 1990 to 2017 networks *read*: one word after the other, with a vector that is carried along, the **hidden state**. After every word it is a little changed. It is all that the network remembers.
#
# The most common kind was the gated recurrent unit. One step of it:

# %% [markdown] lang="ko"
# ## 들고 다니는 기억
#
# 세는 방법으로는 멀리 돌아볼 수 없습니다. 그래서 2017년까지 신경망은 *읽었습니다*. 한 낱말씩 차례로, 벡터 하나를 들고 다니면서요. 그 벡터를 **은닉 상태(hidden state)** 라고 하고, 낱말을 읽을 때마다 조금씩 바뀝니다. 신경망이 기억하는 것은 그것이 전부입니다.
#
# 널리 쓰인 것이 게이트 순환 유닛(GRU)입니다. 한 걸음은 이렇습니다.

# %%
show(gated_step, GRU.forward)

# %% [markdown] lang="en"
# Look at the loop. `h` goes in, `h` comes out, and the next word waits for it.

# %% [markdown] lang="ko"
# 반복문을 보세요. `h`가 들어가고 `h`가 나오고, 다음 낱말은 그것을 기다립니다.

# %%
lesson.predict("twice", "?")


# %%
unit = GRU(64, 64)


def seconds(n: int, rounds: int = 15) -> float:
    x, h, taken = torch.randn(8, n, 64), torch.zeros(8, 64), []
    with torch.no_grad():
        for _ in range(rounds):
            began = time.process_time()
            unit(x, h)
            taken.append(time.process_time() - began)
    return min(taken)


short, long = seconds(32), seconds(256)
print(f" 32: {1000 * short:.1f} ms\n256: {1000 * long:.1f} ms\n{long / short:.1f} ×")

# %%
times = long / short
lesson.reveal("twice", a=times < 3, b=3 <= times < 24, c=times >= 24)

# %% [markdown] lang="en"
# ## Forgetting
#
# The second trouble is worse. How much does the *first* word of a text still matter to the last state? We nudge it, and look how far the state moves:

# %% [markdown] lang="ko"
# ## 잊어버리기
#
# 둘째 문제는 더 심각합니다. 글의 *첫* 낱말은 마지막 상태에 얼마나 남아 있을까요? 첫 낱말을 살짝 건드려 보고, 상태가 얼마나 움직이는지 봅니다.

# %%
torch.manual_seed(0)
unit = GRU(32, 32)
x = torch.randn(1, 64, 32, requires_grad=True)
states = unit(x, torch.zeros(1, 32))
lengths = [1, 2, 4, 8, 16, 32, 64]
felt = [
    torch.autograd.grad(states[0, n - 1].sum(), x, retain_graph=True)[0][0, 0].norm().item() for n in lengths
]
for n, much in zip(lengths, felt, strict=True):
    print(f"{n:3} {much:.1e} {'█' * max(1, round(30 + 2 * math.log10(max(much, 1e-15))))}")

# %% [markdown] lang="en"
# A power of ten for every few words. Training cannot mend a connection through which it feels nothing: this is the **vanishing gradient**. Gates make it slower, and do not stop it.
#
# ## Two networks and one bottleneck
#
# To translate, two such networks were put behind each other in 2014: an **encoder** reads the source, a **decoder** writes the target, which may have another length. Between them goes *one vector*. A good test is to write letters backwards, since every letter has to be remembered. We teach two decoders, for some seconds each. The second may look back at **all** states of the encoder before every letter.

# %% [markdown] lang="ko"
# 몇 낱말 지날 때마다 열 배씩 줄어듭니다. 아무 느낌도 오지 않는 연결은 학습으로 고칠 수 없습니다. 이것이 **기울기 소실(vanishing gradient)** 입니다. 게이트는 늦출 뿐 막지 못합니다.
#
# ## 두 신경망과 하나의 병목
#
# 2014년에는 번역을 하려고 이런 신경망 둘을 이어 붙였습니다. **인코더(encoder)** 가 원문을 읽고 **디코더(decoder)** 가 번역문을 씁니다. 길이는 서로 달라도 됩니다. 둘 사이를 지나는 것은 *벡터 하나*뿐입니다. 글자를 거꾸로 쓰게 하면 좋은 시험이 됩니다. 글자를 하나도 잊으면 안 되니까요. 디코더 두 개를 몇 초씩 가르칩니다. 둘째 디코더는 글자를 쓰기 전마다 인코더의 **모든** 상태를 돌아볼 수 있습니다.

# %%
lesson.predict("squeeze", "?")

# %%
generator = torch.Generator().manual_seed(0)
tokenizer = character_tokenizer([LETTERS])
pairs = distinct(SEQUENCES["reversal"], 5300, range(3, 16), generator)
train, heldout = pairs[:-300], pairs[-300:]


def taught(kind, d_hidden: int) -> Translator:
    ids = {"pad_id": tokenizer.pad_id, "start_id": tokenizer.bos_id, "eos_id": tokenizer.eos_id}
    cfg = RecurrentConfig(d_model=48, d_hidden=d_hidden, vocab_size=tokenizer.vocab_size, max_len=64, **ids)
    model = kind(cfg, FusedGRU)
    initialise_recurrent(model, torch.Generator().manual_seed(0))
    task = translation_task(tokenizer, train, heldout, start_id=cfg.start_id, max_len=40, batch_size=64)
    fit(model, task, Plan(lr=5e-3, epochs=6, keep="last"))
    return Translator(model.eval(), tokenizer)


def right(translator: Translator) -> dict[int, float]:
    found = {}
    for n in range(3, 16, 2):
        asked = [p for p in heldout if len(p.source) == n]
        written = translator.translate_all([p.source for p in asked])
        found[n] = sequence_scores(written, [p.target for p in asked])["exact"]
    return found


bottleneck, attentive = taught(Bottleneck, 96), taught(Attentive, 64)
curves = {name: right(t) for name, t in {"Bottleneck": bottleneck, "Attentive": attentive}.items()}
picture(comparison_curve({n: (list(c), list(c.values())) for n, c in curves.items()}, "letters", "exact"))

# %%
longest = curves["Bottleneck"][15]
lesson.reveal("squeeze", a=longest > 0.8, b=longest < 0.5)

# %% [markdown] lang="en"
# The second one has fewer weights (count them: `sum(p.numel() for p in attentive.model.parameters())`), and no trouble with length. It does not remember better. It *looks it up*. Ask them yourself:

# %% [markdown] lang="ko"
# 둘째는 가중치가 더 적은데도(`sum(p.numel() for p in attentive.model.parameters())`로 세어 보세요) 길이를 타지 않습니다. 기억력이 좋은 것이 아닙니다. *찾아보는* 것입니다. 직접 시켜 보세요.

# %%
mine = "transformer"
print("Bottleneck:", bottleneck.translate(mine, beams=1))
print("Attentive: ", attentive.translate(mine, beams=1))

# %% [markdown] lang="en"
# ## Attention is an alignment
#
# Where did it look? For every letter that it wrote (a row), how much it looked at each letter of the source (a column):

# %% [markdown] lang="ko"
# ## 어텐션은 짝짓기입니다
#
# 어디를 보았을까요? 쓴 글자(행)마다, 원문의 글자(열)를 얼마나 보았는지 나타낸 그림입니다.

# %%
source, target = encode_source(tokenizer, mine), encode_source(tokenizer, mine[::-1])
model = attentive.model
with torch.no_grad(), capture(model, "weights") as seen:
    model(torch.tensor([source]), torch.tensor([[model.cfg.start_id, *target[:-1]]]))
rows, columns = ([tokenizer.piece(i) for i in ids] for ids in (target, source))
picture(attention_heads(seen["weights"][0], rows, columns, language=lesson.language))

# %% [markdown] lang="en"
# Nobody told it that the first letter of the target is the last of the source: it found the diagonal by itself. In the paper of 2014 the same picture shows "zone économique européenne" against "European Economic Area": the diagonal turns back where French and English put their words in another order (Bahdanau et al., figure 3a).
#
# ## And without the reading?
#
# Attention cures forgetting, but the GRU still reads one word after the other. In 2017 somebody asked: if looking up works so well, what is the reading still for? They left it out. What that brings in speed, from a longer study of this project (target letters learnt per second on one core, by length):

# %% [markdown] lang="ko"
# 번역문의 첫 글자가 원문의 마지막 글자라는 것은 아무도 가르쳐 주지 않았습니다. 대각선을 스스로 찾아냈습니다. 2014년 논문의 같은 그림에는 "zone économique européenne"와 "European Economic Area"가 나옵니다. 프랑스어와 영어의 어순이 다른 곳에서 대각선이 꺾입니다(Bahdanau 외, 그림 3a).
#
# ## 읽기까지 빼면?
#
# 어텐션은 잊어버리는 병을 고쳤지만, GRU는 여전히 한 낱말씩 읽습니다. 2017년에 누군가 물었습니다. 찾아보기가 이렇게 잘 된다면 읽기는 왜 필요하지? 그래서 읽기를 뺐습니다. 속도가 얼마나 달라지는지 이 프로젝트의 더 긴 실험에서 가져왔습니다(코어 하나로 1초에 배우는 글자 수, 길이별).

# %%
speed = stored("study_sequences.json")["speed"]
curves = {name: ([int(n) for n in by], list(by.values())) for name, by in speed.items()}
picture(comparison_curve(curves, "letters", "letters / s"))

# %% [markdown] lang="en"
# The bottleneck is quick, and we have seen what it forgets. The one that looks back loses speed with every letter, because its loop has more to do at each step. The transformer looks back at everything and keeps its speed, on a single core already; on a machine with thousands of cores the difference is far larger. Lesson 6 builds it and measures it against these two.
#
# ## The story so far
#
# Everything in this course on one line. Transformer-XL and XLNet, which you may meet in older slides, stand between GPT-2 and RoBERTa: they gave the decoder a memory beyond its window, and are hardly used today.

# %% [markdown] lang="ko"
# 병목 쪽은 빠르지만 무엇을 잊는지 방금 보았습니다. 돌아보는 GRU는 걸음마다 할 일이 많아져서, 글자가 늘수록 느려집니다. 트랜스포머는 모든 것을 돌아보면서도 속도를 지킵니다. 코어 하나에서도 이렇고, 코어가 수천 개인 장치에서는 차이가 훨씬 커집니다. 6과에서 그 신경망을 만들어 이 둘과 견주어 봅니다.
#
# ## 지금까지의 이야기
#
# 이 수업에 나오는 모델을 한 줄로 세웠습니다. 옛 강의 자료에서 보게 될 Transformer-XL과 XLNet은 BERT와 RoBERTa 사이에 있습니다. 창 너머까지 기억하는 디코더였고, 지금은 거의 쓰이지 않습니다.

# %%
picture(timeline(HISTORY, language=lesson.language))

# %% [markdown] lang="en"
# ## To take home
#
# - A language model guesses the next word; its loss is its mean surprise, and $\log V$ is the loss of knowing nothing.
# - A recurrent network carries one vector along: it cannot be hurried, and it forgets.
# - Attention looks back at everything, and learns by itself where to look.
#
# The sources: [Cho et al. 2014](https://arxiv.org/abs/1406.1078), section 2; [Bahdanau et al. 2014](https://arxiv.org/abs/1409.0473), section 3 and figure 3.

# %% [markdown] lang="ko"
# ## 정리
#
# - 언어 모델은 다음 낱말을 맞힙니다. 손실은 평균 놀람이고, 아무것도 모를 때의 손실은 $\log V$입니다.
# - 순환 신경망은 벡터 하나를 들고 다닙니다. 서두르게 할 수 없고, 잊어버립니다.
# - 어텐션은 모든 것을 돌아보고, 어디를 볼지 스스로 배웁니다.
#
# 출처: [Cho 외 2014](https://arxiv.org/abs/1406.1078) 2절, [Bahdanau 외 2014](https://arxiv.org/abs/1409.0473) 3절과 그림 3.
