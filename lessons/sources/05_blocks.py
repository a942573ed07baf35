# %% [markdown] lang="en"
# # 5. Blocks
#
# When you are through with this page, you can
#
# - write layer normalisation, and say where the ε stands, and why there,
# - take a word's vector from one end of a model to the other, and say who added what to it,
# - wire the three blocks: **encoder** (BERT), **decoder-only** (GPT-2), **decoder with cross-attention** (translation),
# - explain why GPT-2 has its norms in front, with gradients that you have measured.
#
# Reading takes about an hour, the first four exercises another; the three others keep for another day. You need lessons 2 to 4 (attention, heads, masks).

# %% [markdown] lang="ko"
# # 5. 블록
#
# 이 과를 마치면
#
# - 층 정규화를 직접 짜고, ε이 식의 어디에 들어가고 왜 거기라야 하는지 말할 수 있고,
# - 낱말 벡터 하나를 모델 입구에서 출구까지 따라가며 누가 무엇을 보탰는지 짚을 수 있고,
# - 세 가지 블록, **인코더(encoder)** (BERT), **디코더 전용(decoder-only)** (GPT-2), **교차 어텐션(cross-attention)이 있는 디코더** (번역)를 배선할 수 있으며,
# - GPT-2가 왜 정규화를 앞에 두는지, 직접 잰 기울기를 들어 설명할 수 있습니다.
#
# 읽는 데 한 시간, 앞의 연습 문제 네 개에 또 한 시간쯤 걸립니다. 나머지 셋은 다음 날 풀어도 좋습니다. 2~4과(어텐션, 헤드, 마스크)를 알면 됩니다.

# %%
import copy
import math

import matplotlib.pyplot as plt
import torch
from torch import nn

from minitransformer import (
    GPT,
    BlockConfig,
    DecoderBlock,
    DecoderOnlyBlock,
    EncoderBlock,
    FeedForward,
    GPTConfig,
    LayerNorm,
    Parts,
    capture,
    load,
    parity,
)
from minitransformer import functional as F
from minitransformer.core.blocks import post_norm, pre_norm
from minitransformer.data import embedded
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import architecture

lesson = Lesson(5)
generator = torch.manual_seed(0)

# %% [markdown] lang="en"
# ## Two things that attention cannot do
#
# Attention mixes the vectors of different words. Two things are missing for a model:
#
# - It **never thinks about a single word.** A weighted average of values is all that comes out. Something has to work on the mixture, word by word: the **feed-forward network**.
# - It **does not keep numbers in bounds.** Stack a few dozen layers, and what was slightly too large at the bottom is far too large at the top. Something has to bring every vector back to one size: **layer normalisation**.
#
# A **block** is attention, a feed-forward network, and two norms, wired in the right order. Let us build it from the smallest part.
#
# ## Layer normalisation by hand
#
# One word, three channels. Take the mean away, divide by the standard deviation:

# %% [markdown] lang="ko"
# ## 어텐션이 못 하는 일 두 가지
#
# 어텐션은 서로 다른 낱말의 벡터를 섞습니다. 모델이 되려면 두 가지가 모자랍니다.
#
# - **낱말 하나를 붙들고 생각하지 못합니다.** 나오는 것은 밸류의 가중평균뿐입니다. 섞인 것을 낱말마다 손질할 무언가가 있어야 합니다. **피드포워드 신경망(feed-forward network)** 입니다.
# - **숫자의 크기를 붙잡지 못합니다.** 층을 수십 개 쌓으면 아래에서 조금 크던 것이 위에서는 터무니없이 커집니다. 벡터를 늘 같은 크기로 되돌릴 무언가가 있어야 합니다. **층 정규화(layer normalization)** 입니다.
#
# **블록(block)** 은 어텐션 하나, 피드포워드 하나, 정규화 둘을 순서에 맞게 배선한 것입니다. 가장 작은 부품부터 만들어 봅시다.
#
# ## 손으로 하는 층 정규화
#
# 낱말 하나, 채널 셋입니다. 평균을 빼고 표준편차로 나눕니다.

# %%
x = torch.tensor([2.0, 4.0, 9.0])

mean = x.mean()
variance = ((x - mean) ** 2).mean()
print("x          ", x.tolist())
print("mean       ", mean.item())
print("x - mean   ", (x - mean).tolist())
print(f"variance    {variance:.3f}   √ {variance.sqrt():.3f}")
print("result     ", [round(c, 3) for c in ((x - mean) / variance.sqrt()).tolist()])

# %% [markdown] lang="en"
# Change the three numbers and look again: whatever you put in, unless all three are equal, the result has mean 0 and variance 1. Each word is normalised **for itself, over its channels**; neither the other words nor the other sentences of the batch play a part.
#
# The library's own has two more things: a learned scale and shift (`weight`, `bias`), with which a layer may undo the normalisation where it is in the way, and `eps`, so that a word whose channels are all equal is not divided by zero.

# %% [markdown] lang="ko"
# 세 숫자를 바꿔서 다시 보세요. 셋이 똑같지만 않으면 무엇을 넣든 결과는 평균 0, 분산 1입니다. 낱말마다 **따로, 자기 채널들로** 정규화합니다. 다른 낱말도, 배치 안의 다른 문장도 끼어들지 않습니다.
#
# 라이브러리의 함수에는 두 가지가 더 있습니다. 정규화가 오히려 방해될 때 층이 되돌릴 수 있도록 학습되는 크기와 이동(`weight`, `bias`), 그리고 채널이 모두 같은 낱말을 0으로 나누지 않게 하는 `eps`입니다.

# %%
show(F.layer_norm)

# %% [markdown] lang="en"
# ### Predict: ten times louder

# %% [markdown] lang="ko"
# ### 예측: 열 배로 키우면

# %%
lesson.predict("louder", "?")

# %%
words = torch.randn(4, 64, generator=generator)
one, zero = torch.ones(64), torch.zeros(64)
before = F.layer_norm(words, one, zero, 1e-5)
after = F.layer_norm(words * 10 + 100, one, zero, 1e-5)
print("before", before[0, :4])
print("after ", after[0, :4])

# %%
size = (after.std() / before.std()).item()
lesson.reveal("louder", a=size > 5, b=0.9 < size < 1.1, c=size < 0.5)

# %% [markdown] lang="en"
# Now write it. It looks like one line, and much-read code has it wrong; the section after this one shows how.

# %% [markdown] lang="ko"
# 이제 직접 짜 봅시다. 한 줄이면 될 것 같지만, 널리 읽히는 코드에도 틀린 채로 있는 곳입니다. 어떻게 틀리는지는 바로 다음에 봅니다.

# %% exercise="layer_norm"
check(layer_norm)

# %% [markdown] lang="en"
# ## What goes wrong: the norm that is almost right
#
# **Symptom: pretrained weights load without a complaint, the model speaks, and its numbers are not those of anybody else.** Here is how almost everybody writes a layer norm at first. It stands like this in a very good and much-read implementation, and was taken over from there on trust: readers asked about it in [2018](https://github.com/codertimo/BERT-pytorch/issues/30), and again in [2024](https://github.com/harvardnlp/annotated-transformer/issues/122).

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다: 거의 맞는 정규화
#
# **증상: 학습된 가중치를 불러와도 아무 말이 없고 모델도 말을 하는데, 숫자가 다른 구현과 어긋납니다.** 층 정규화를 처음 짜면 거의 누구나 이렇게 씁니다. 널리 읽히는 훌륭한 구현에도 이렇게 적혀 있고, 다른 코드가 그것을 믿고 가져다 썼습니다. 독자들이 [2018년](https://github.com/codertimo/BERT-pytorch/issues/30)에 물었고, [2024년](https://github.com/harvardnlp/annotated-transformer/issues/122)에 또 물었습니다.


# %%
def almost_right(x, weight, bias, eps):
    mean, std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True)
    return (x - mean) / (std + eps) * weight + bias


check(almost_right, "layer_norm")

# %% [markdown] lang="en"
# Two mistakes in one line. `x.std` divides by d − 1 (**Bessel's correction**, right for a sample of something larger; but the channels are all there is), and ε stands outside the root.
#
# How bad is it? Put it into a trained model and see. The models of this library take their pieces from **`Parts`**: one slot for each hand-written piece. Your own function goes in there, and runs koGPT2.

# %% [markdown] lang="ko"
# 한 줄에 실수가 둘입니다. `x.std`는 d − 1로 나눕니다. **베셀 보정(Bessel's correction)** 이라고 하는데, 더 큰 무리에서 뽑은 표본일 때 쓰는 것입니다. 채널은 표본이 아니라 전부이지요. 그리고 ε이 루트 밖에 있습니다.
#
# 얼마나 나쁠까요? 학습된 모델에 끼워 보면 압니다. 이 라이브러리의 모델은 부품을 **`Parts`** 에서 가져옵니다. 손으로 짠 조각마다 자리가 하나씩 있고, 여러분의 함수를 거기에 꽂으면 그것으로 koGPT2가 돌아갑니다.

# %%
show(Parts)

# %% [markdown] lang="en"
# ### Predict: a slightly wrong norm in a trained model

# %% [markdown] lang="ko"
# ### 예측: 학습된 모델에 조금 틀린 정규화를 넣으면

# %%
lesson.predict("bessel", "?")


# %%
class AlmostRight(LayerNorm):
    def forward(self, x):
        return almost_right(x, self.weight, self.bias, self.eps)


model, tokenizer = load("pocket-gpt-ko")
wrong, _ = load("pocket-gpt-ko", parts=Parts(layer_norm=AlmostRight))

texts = [e.text for e in embedded.emotions()[::25]]
same, off, places = 0, 0.0, 0
with torch.no_grad():
    for text in texts:
        ids = torch.tensor([tokenizer.encode(text)])
        ours, theirs = model(ids), wrong(ids)
        same += (ours.argmax(-1) == theirs.argmax(-1)).sum().item()
        off = max(off, (ours - theirs).abs().max().item())
        places += ids.shape[1]
print(f"argmax =  {same} / {places}")
print(f"max |Δ|   {off:.3f}")

# %%
share = same / places
lesson.reveal("bessel", a=share < 0.5, b=share > 0.9 and off > 1e-3, c=off <= 1e-3)

# %% [markdown] lang="en"
# That is what makes it a bad mistake: nothing looks broken. What finds it is **parity**, the comparison with somebody else's implementation, part by part, in double precision (lesson 16). Read the first lines of the table from above: the first part that is off is the culprit, and the rest merely inherits it.

# %% [markdown] lang="ko"
# 바로 그래서 고약합니다. 고장 난 데가 보이지 않으니까요. 잡아내는 것은 **패리티(parity)**, 곧 남의 구현과 배정밀도로 부품마다 맞대어 보는 일입니다(16과). 표를 위에서부터 읽으세요. 처음으로 어긋난 부품이 범인이고, 그 아래는 물려받았을 뿐입니다.

# %%
found = parity("pocket-gpt-ko", parts=Parts(layer_norm=AlmostRight))
for row in (*found.activations[:5], found.logits):
    print(f"{row.name:26} {row.error:8.1e}  {row.agrees}")

# %% [markdown] lang="en"
# ## The feed-forward network
#
# Each word's vector is made four times wider, goes through a curve, and is made narrow again. The same two matrices serve every position, and no position sees another.

# %% [markdown] lang="ko"
# ## 피드포워드 신경망
#
# 낱말마다 벡터를 네 배로 넓히고, 곡선에 통과시킨 다음, 다시 좁힙니다. 두 행렬은 모든 위치가 함께 쓰고, 어느 위치도 다른 위치를 보지 않습니다.

# %%
show(FeedForward)

# %% [markdown] lang="en"
# See it: change the third of six words a little, and ask at which positions something changes.

# %% [markdown] lang="ko"
# 눈으로 봅시다. 여섯 낱말 가운데 셋째를 조금 바꾸고, 어느 위치의 결과가 달라지는지 묻습니다.

# %%
cfg = BlockConfig(d_model=12, n_heads=3, d_ff=48, wiring="post")
block = EncoderBlock(cfg, Parts())
x = torch.randn(1, 6, 12, generator=generator)
nudged = x.clone()
nudged[0, 2] += 1

for name in ("feed_forward", "attention"):
    layer = block.get_submodule(name)
    with torch.no_grad():
        moved = (layer(nudged) - layer(x)).abs().amax(-1)[0]
    print(f"{name:13}", [round(m, 2) for m in moved.tolist()])

# %% [markdown] lang="en"
# Attention carries something to all six; the feed-forward network works on one word alone. Between them they have the work divided: **attention moves, feed-forward thinks.** And who has more to store things in?
#
# ### Predict: where the weights are

# %% [markdown] lang="ko"
# 어텐션은 여섯 자리 모두에 무언가를 나릅니다. 피드포워드는 낱말 하나만 붙들고 일합니다. 일이 나뉘어 있는 셈입니다. **어텐션은 나르고, 피드포워드는 생각합니다.** 그러면 가중치는 누가 더 많이 갖고 있을까요?
#
# ### 예측: 가중치는 어디에 있을까

# %%
lesson.predict("weights", "?")

# %%
gpt2 = BlockConfig(d_model=768, n_heads=12, d_ff=3072, wiring="pre")
with torch.device("meta"):
    large = DecoderOnlyBlock(gpt2, Parts())
counts = {name: sum(p.numel() for p in part.parameters()) for name, part in large.named_children()}
total = sum(counts.values())
for name, count in counts.items():
    print(f"{name:22} {count:10,}  {count / total:6.1%}")
print(f"{'':22} {total:10,}")

# %%
share = counts["feed_forward"] / total
lesson.reveal("weights", a=share < 0.4, b=0.6 < share < 0.7, c=share > 0.85)

# %% [markdown] lang="en"
# (On the device `meta` tensors have shapes, but no numbers: a block of GPT-2's size costs nothing there.)
#
# ### The curve
#
# Without a curve between the two matrices they would be one matrix. The curve of BERT and GPT-2 is **GELU**: x times the probability that a random normal number is smaller than x. Large numbers pass, very negative ones do not, and those in between pass in part.

# %% [markdown] lang="ko"
# (`meta` 장치의 텐서는 모양만 있고 숫자가 없습니다. 그래서 GPT-2 크기의 블록도 거저 만들 수 있습니다.)
#
# ### 곡선
#
# 두 행렬 사이에 곡선이 없으면 둘은 행렬 하나나 마찬가지입니다. BERT와 GPT-2의 곡선은 **GELU** 입니다. x에, 정규분포에서 뽑은 수가 x보다 작을 확률을 곱합니다. 큰 양수는 통과하고, 절댓값이 큰 음수는 막히고, 그 사이에서는 정도껏 통과합니다.

# %%
show(F.gelu, F.gelu_tanh)

# %%
t = torch.linspace(-4, 4, 401, dtype=torch.float64)
gap = F.gelu_tanh(t) - F.gelu(t)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.5, 2.5), layout="constrained")
left.plot(t, torch.relu(t), ":", label="relu")
left.plot(t, F.gelu(t), "-", label="gelu")
left.plot(t, F.gelu_tanh(t), "--", label="gelu_tanh")
left.set(xlabel="x", xlim=(-4, 2), ylim=(-0.3, 2))
left.legend()
right.plot(t, gap)
right.set(xlabel="x", ylabel="gelu_tanh − gelu")
figure.set_label("Left: relu, gelu and gelu_tanh against x. Right: the two gelus differ by less than 0.0005")
plt.close(figure)
print(f"max |gelu_tanh - gelu| = {gap.abs().max():.2e}   x = ±{t[gap.abs().argmax()].abs():.2f}")
picture(figure)

# %% [markdown] lang="en"
# One name, two functions. BERT's is the exact one, GPT-2's the approximation by tanh that the GELU paper offers beside it. In the left picture they lie on top of each other; whoever mixes them up will never see it in a loss curve.
#
# Write the whole network. (The two GELUs are exercises of their own, at the end of this page.)

# %% [markdown] lang="ko"
# 이름은 하나인데 함수는 둘입니다. BERT의 것은 정확한 식이고, GPT-2의 것은 GELU 논문이 함께 내놓은 tanh 근사식입니다. 왼쪽 그림에서는 둘이 포개져 보입니다. 바꿔 써도 손실 곡선에서는 절대 보이지 않습니다.
#
# 피드포워드 전체를 짜 보세요. (두 GELU는 이 과의 끝에 따로 연습 문제가 있습니다.)

# %% exercise="feed_forward"
check(feed_forward)

# %% [markdown] lang="en"
# ## A river through the model
#
# Now the wiring. This is all there is to it in GPT-2:

# %% [markdown] lang="ko"
# ## 모델을 지나는 강
#
# 이제 배선입니다. GPT-2에서는 이것이 전부입니다.

# %%
show(pre_norm)

# %% [markdown] lang="en"
# `x = x + …`: nobody replaces x. Each sublayer reads a normalised copy and **adds** something. So one vector for each word runs from the embedding to the output like a river, and blocks are places on its bank that pour something in. It is called the **residual stream**.
#
# If that is so, the vector at the end must be the embedding plus all that was poured in. Let us add it up. (`dropout` is the last thing before the first block. In a trained model it lets everything through, so what we catch there is the embedding.) **Put your own sentence in.**

# %% [markdown] lang="ko"
# `x = x + …`이므로 아무도 x를 갈아 치우지 않습니다. 하위 층(sublayer)은 정규화한 사본을 읽고 무언가를 **보탤** 뿐입니다. 그래서 낱말마다 벡터 하나가 임베딩에서 출력까지 강처럼 흐르고, 블록은 강가에서 물을 보태는 곳입니다. 이 강을 **잔차 흐름(residual stream)** 이라고 합니다.
#
# 정말 그렇다면 끝에 있는 벡터는 임베딩에 보탠 것을 모두 더한 값이어야 합니다. 더해 봅시다. (`dropout`은 첫 블록 바로 앞의 층입니다. 학습이 끝난 모델에서는 들어온 것을 그대로 내보내므로, 여기서 받는 것이 임베딩입니다.) **여러분의 문장을 넣어 보세요.**

# %%
sentence = "비가 와서 우산을 샀는데 금방 그쳤다"

ids = torch.tensor([tokenizer.encode(sentence)])
with torch.no_grad(), capture(model, "dropout", "blocks.*") as seen:
    model(ids)
stream = [seen["dropout"]] + [seen[f"blocks.{i}"] for i in range(model.cfg.n_layers)]
poured = [
    seen[f"blocks.{i}.{part}"] for i in range(model.cfg.n_layers) for part in ("attention", "feed_forward")
]
print(
    f"max |stream[0] + sum(poured) - stream[-1]| = {(stream[0] + sum(poured) - stream[-1]).abs().max():.1e}"
)


# %%
def length(x):
    return x.norm(dim=-1).mean().item()


n = model.cfg.n_layers
figure, ax = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
ax.plot(range(n + 1), [length(x) for x in stream], "o-", color="#0072B2", label="stream")
ax.bar(
    [i + 0.35 for i in range(n)], [length(x) for x in poured[::2]], 0.22, color="#E69F00", label="attention"
)
ax.bar(
    [i + 0.65 for i in range(n)],
    [length(x) for x in poured[1::2]],
    0.22,
    color="#009E73",
    label="feed_forward",
)
ax.set_xticks(range(n + 1), ["emb.", *map(str, range(1, n + 1))])
ax.set(xlabel="blocks", ylabel="|x|")
ax.legend()
told = ", ".join(f"{length(x):.0f}" for x in stream)
figure.set_label(
    f"Mean length of the residual stream after each block: {told}; bars: what each sublayer adds"
)
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# The line is the length of the river's vectors, the bars are what is poured in. In this model one tributary dwarfs the spring: the first feed-forward network adds a vector more than twenty times as long as the embedding. After that every contribution is shorter than the river itself, and some work *against* what is already there: a sum may be shorter than its parts.
#
# ### Reading the river at every bridge
#
# Because everything adds up in one and the same space, you may dip your cup in anywhere. Take the vector after each block, send it straight to the exit (last norm, then the scores for all words), and see what the model would say if it ended here. This trick is known as the [logit lens](https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens).

# %% [markdown] lang="ko"
# 선은 강물 벡터의 길이, 막대는 보탠 것의 길이입니다. 이 모델에서는 지류 하나가 샘을 압도합니다. 첫 피드포워드가 임베딩보다 스무 배 넘게 긴 벡터를 보탭니다. 그다음부터 보태는 것은 모두 강물보다 짧고, 이미 있는 것을 *거스르는* 것도 있습니다. 더한 것이 더하기 전보다 짧아지기도 하니까요.
#
# ### 다리마다 강물을 떠 보기
#
# 모든 것이 한 공간에서 더해지므로 아무 데서나 물을 떠 볼 수 있습니다. 블록을 지날 때마다 벡터를 곧장 출구(마지막 정규화, 그리고 모든 낱말의 점수)로 보내서, 여기서 끝났다면 모델이 뭐라고 했을지 봅시다. [로짓 렌즈(logit lens)](https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens)라고 알려진 방법입니다.

# %%
beginning = "한국 영화의 미"

ids = torch.tensor([tokenizer.encode(beginning)])
names = ["dropout", *(f"blocks.{i}" for i in range(model.cfg.n_layers))]
with torch.no_grad(), capture(model, *names) as seen:
    model(ids)
    for name in names:
        chances, best = F.softmax(model.unembed(model.norm(seen[name]))[0, -1]).topk(4)
        print(
            f"{name:9}",
            "  ".join(f"{tokenizer.piece(i)} {c:.0%}" for c, i in zip(chances, best, strict=True)),
        )

# %% [markdown] lang="en"
# Before the first block the river holds nothing but the word that was read: "미". After the first block it holds what tends to follow that syllable anywhere (미리 "beforehand", 미쳐 "crazy"); at the end, what follows it in *Korean film*: 미학 "aesthetics", 미술 "art". The percentages are small because the model is; try beginnings of your own.
#
# ### Predict: take one away

# %% [markdown] lang="ko"
# 첫 블록 앞에는 읽은 낱말 "미"만 떠 있습니다. 첫 블록을 지나면 어디서든 그 글자 뒤에 잘 오는 것(미**리**, 미**쳐**)이 보이고, 끝에 이르면 *한국 영화의* 뒤에 어울리는 것(미**학**, 미**술**)이 됩니다. 퍼센트가 작은 것은 모델이 작아서입니다. 다른 말머리도 넣어 보세요.
#
# ### 예측: 하나를 빼면

# %%
lesson.predict("without", "?")


# %%
def loss_of(model, texts):
    total, places = 0.0, 0
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(text)])
            total += F.cross_entropy(model(ids)[0, :-1], ids[0, 1:]).item() * (ids.shape[1] - 1)
            places += ids.shape[1] - 1
    return total / places


def without(model, i):
    shorter = copy.deepcopy(model)
    del shorter.blocks[i]
    return shorter


whole = loss_of(model, texts)
print(f"ln {model.cfg.vocab_size}  {math.log(model.cfg.vocab_size):.2f}")
print(f"[0 1 2 3] {whole:.2f}")
lost = [loss_of(without(model, i), texts) - whole for i in range(n)]
for i in range(n):
    print(f"{[j for j in range(n) if j != i]} {whole + lost[i]:.2f}  {lost[i]:+.2f}")

# %%
lesson.reveal("without", a=lost[1] > 1.5, b=0.02 < lost[1] < 1, c=abs(lost[1]) <= 0.02)

# %% [markdown] lang="en"
# The first block is another matter: it made most of the river. Whoever reads downstream finds almost nothing without it.
#
# ## Three blocks
#
# Here they are, drawn from the module tree of the library; the picture runs the blocks and notes who was called after whom. Read them from the bottom up: x comes in below. The orange line is the river.

# %% [markdown] lang="ko"
# 첫 블록은 이야기가 다릅니다. 강물의 대부분을 만든 것이 첫 블록이라, 그것이 없으면 하류에서 읽을 것이 거의 없습니다.
#
# ## 세 가지 블록
#
# 라이브러리의 모듈을 실제로 실행해서, 누가 누구 다음에 불렸는지 그대로 그린 그림입니다. 아래에서 위로 읽으세요. x는 아래쪽으로 들어옵니다. 주황색 선이 강입니다.

# %%
picture(architecture(language=lesson.language))

# %% [markdown] lang="en"
# - **Encoder block**: attention in both directions, feed-forward. **BERT is a stack of these.**
# - **Decoder block**: attention to what was written so far, then a second attention to the encoder's output, feed-forward.
# - **Decoder-only block**: the decoder block without that second attention, as there is no encoder to attend to. **GPT-2 is a stack of these.**
#
# An early stack of the last kind had six blocks and read segments of 4,000 tokens, where the first transformer had 512 (Liu et al. 2018, [Generating Wikipedia by Summarizing Long Sequences](https://arxiv.org/abs/1801.10198); the numbers as told in [The Illustrated GPT-2](https://jalammar.github.io/illustrated-gpt2/)).
#
# Two real models, asked what they are made of:

# %% [markdown] lang="ko"
# - **인코더 블록**: 양방향 어텐션과 피드포워드. **BERT는 이것을 쌓은 것입니다.**
# - **디코더 블록**: 지금까지 쓴 것을 보는 어텐션, 인코더의 출력을 보는 둘째 어텐션, 피드포워드.
# - **디코더 전용 블록**: 디코더 블록에서 둘째 어텐션을 뺀 것. 볼 인코더가 없으니까요. **GPT-2는 이것을 쌓은 것입니다.**
#
# 마지막 종류를 일찍 쓴 모델은 블록 여섯 개로 4,000토큰짜리 글을 한 번에 읽었습니다. 첫 트랜스포머는 512토큰이었습니다(Liu 등 2018, [Generating Wikipedia by Summarizing Long Sequences](https://arxiv.org/abs/1801.10198). 수치는 [The Illustrated GPT-2](https://jalammar.github.io/illustrated-gpt2/)가 전하는 대로입니다).
#
# 진짜 모델 둘에게 무엇으로 되어 있는지 물어봅시다.

# %%
bert, _ = load("pocket-bert-ko")
for name, blocks in {"pocket-bert-ko": bert.bert.blocks, "pocket-gpt-ko": model.blocks}.items():
    print(f"{name:15} {len(blocks)} × {type(blocks[0]).__name__}, {blocks[0].wiring.__name__}")

# %% [markdown] lang="en"
# ### Not one line differs
#
# How different are BERT's block and GPT-2's? Read:

# %% [markdown] lang="ko"
# ### 한 줄도 다르지 않습니다
#
# BERT의 블록과 GPT-2의 블록은 얼마나 다를까요? 읽어 보세요.

# %%
show(EncoderBlock, DecoderOnlyBlock)

# %%
encoder, decoder_only = EncoderBlock(cfg, Parts()), DecoderOnlyBlock(cfg, Parts())
decoder_only.load_state_dict(encoder.state_dict())
last = x.clone()
last[0, -1] += 1
with torch.no_grad():
    print("encoder(x) == decoder_only(x):", torch.equal(encoder(x), decoder_only(x)))
    for name, mask in {"None": None, "causal_mask": F.causal_mask(6, 6)}.items():
        moved = (decoder_only(last, mask) - decoder_only(x, mask)).abs().amax(-1)[0]
        print(f"{name:12}", [round(m, 2) for m in moved.tolist()])

# %% [markdown] lang="en"
# The same weights, the same numbers. What makes a GPT of it is the **mask** that it is given: with the causal one, a change in the last word reaches none of the words before it.
#
# ### The second attention
#
# In translation one text is read and another written. The decoder's cross-attention takes its **queries from what is being written**, and **keys and values from what was read** (`memory`).

# %% [markdown] lang="ko"
# 가중치도 같고 숫자도 같습니다. 이것을 GPT로 만드는 것은 건네받는 **마스크**입니다. 인과 마스크를 주면 마지막 낱말을 바꿔도 그 앞의 낱말에는 하나도 닿지 않습니다.
#
# ### 둘째 어텐션
#
# 번역에서는 글 하나를 읽고 다른 글을 씁니다. 디코더의 교차 어텐션에서 **쿼리는 지금 쓰는 글에서**, **키와 밸류는 읽은 글(`memory`)에서** 나옵니다.

# %%
show(DecoderBlock.forward)

# %%
lesson.predict("lengths", "?")

# %%
decoder = DecoderBlock(cfg, Parts())
written, memory = torch.randn(1, 4, 12, generator=generator), torch.randn(1, 7, 12, generator=generator)
with torch.no_grad(), capture(decoder, "*.weights") as seen:
    result = decoder(written, memory, F.causal_mask(4, 4))
print("result                 ", tuple(result.shape))
for name, weights in seen.items():
    print(f"{name:23}", tuple(weights.shape))

# %%
lesson.reveal("lengths", a=result.shape[1] == 7, b=result.shape[1] == 4, c=result.shape[1] == 11)

# %% [markdown] lang="en"
# ## Your turn: two blocks
#
# Wiring is where one line too few costs months. Take BERT's block first (norms behind the sums), then GPT-2's (norms in front, the mask made by you).

# %% [markdown] lang="ko"
# ## 직접 해 보기: 블록 둘
#
# 배선은 한 줄만 빠져도 몇 달을 날리는 곳입니다. BERT의 블록(합 뒤에 정규화)을 먼저, 그다음 GPT-2의 블록(앞에 정규화, 마스크도 직접)을 짜 보세요.

# %% exercise="encoder_block"
check(encoder_block)

# %% exercise="decoder_only_block"
check(decoder_only_block)

# %% [markdown] lang="en"
# ## Norm in front or norm behind?
#
# The paper of 2017 normalises the **sum**. GPT-2 normalises what goes **into** a sublayer. One line apart:

# %% [markdown] lang="ko"
# ## 정규화는 앞에, 아니면 뒤에?
#
# 2017년 논문은 **합**을 정규화합니다. GPT-2는 하위 층에 **들어가는 것**을 정규화합니다. 한 줄 차이입니다.

# %%
show(post_norm)

# %% [markdown] lang="en"
# In post-norm the river passes a lock after each sublayer, and leaves it at the same level. In pre-norm nothing holds it back, and each block adds to it. What does a *fresh* model, before the first step of training, make of that? We stack 3 blocks, then 6, 12, 24, and ask how large the gradient is at the **last** block.

# %% [markdown] lang="ko"
# post-norm에서는 하위 층을 지날 때마다 갑문(閘門)을 지나 물높이가 도로 같아집니다. pre-norm에서는 막는 것이 없어서 블록마다 물이 붑니다. 학습을 한 스텝도 하지 않은 *새* 모델에서 이것이 무슨 차이를 낳을까요? 블록을 3개, 6개, 12개, 24개 쌓고 **마지막** 블록의 기울기가 얼마나 큰지 봅니다.

# %%
lesson.predict("depth", "?")


# %%
def fresh(wiring, n_layers, seed=0):
    draw = torch.Generator().manual_seed(seed)
    sizes = {"vocab_size": 50, "d_model": 32, "n_heads": 4, "d_ff": 128, "max_len": 16}
    model = GPT(GPTConfig(**sizes, n_layers=n_layers, wiring=wiring, tied=False))
    for name, p in model.named_parameters():
        if p.dim() > 1:
            nn.init.xavier_normal_(p, generator=draw)
        elif "norm" not in name:
            nn.init.zeros_(p)
    nn.init.normal_(model.embed.weight, generator=draw)
    return model, draw


def gradient(wiring, n_layers, seed):
    model, draw = fresh(wiring, n_layers, seed)
    ids = torch.randint(0, 50, (16, 16), generator=draw)
    F.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten()).backward()
    return model.blocks[-1].feed_forward.down.weight.grad.norm().item()


depths = [3, 6, 12, 24]
sizes = {w: [sum(gradient(w, d, seed) for seed in range(3)) / 3 for d in depths] for w in ("post", "pre")}
for wiring, found in sizes.items():
    print(f"{wiring:5}", "  ".join(f"{d:2}: {size:.3f}" for d, size in zip(depths, found, strict=True)))

# %%
left = sizes["pre"][-1] / sizes["pre"][0]
lesson.reveal("depth", a=left > 1.5, b=0.67 <= left <= 1.5, c=left < 0.67)

# %% [markdown] lang="en"
# At 24 blocks the last block of the post-norm model gets a gradient several times that of the pre-norm one, before anything has been learnt. Xiong et al. (2020) proved it, and drew the conclusion: with post-norm, a large first step throws the upper blocks far off, so one has to begin with tiny steps, and let the learning rate rise (**warm-up**); with pre-norm one does not. Is it so? Three runs of 12 blocks on a small puzzle (each token has one fixed successor; who knows nothing has the loss ln 50 = 3.91):

# %% [markdown] lang="ko"
# 블록이 24개일 때, 아직 아무것도 배우지 않았는데도 post-norm 모델의 마지막 블록은 pre-norm의 몇 배나 되는 기울기를 받습니다. Xiong 등(2020)이 이것을 증명하고 결론을 끌어냈습니다. post-norm에서는 첫 스텝이 크면 위쪽 블록이 멀리 튕겨 나가므로 학습률을 아주 작은 값에서 차츰 올려야 하고(**워밍업, warm-up**), pre-norm에서는 그럴 필요가 없다는 것입니다. 정말일까요? 블록 12개로 작은 문제를 세 번 풀어 봅시다(토큰마다 다음 토큰이 하나로 정해져 있습니다. 아무것도 모르면 손실은 ln 50 = 3.91입니다).


# %%
def train(fresh_model, warmup=0, rate=2e-3, steps=100):
    model, draw = fresh_model
    follows = torch.randperm(50, generator=draw)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate, betas=(0.9, 0.98))
    losses = []
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = rate * min(1.0, (step + 1) / max(warmup, 1))
        ids = [torch.randint(0, 50, (16,), generator=draw)]
        for _ in range(15):
            ids.append(follows[ids[-1]])
        ids = torch.stack(ids, 1)
        loss = F.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


depth = 12
runs = {
    "pre": train(fresh("pre", depth)),
    "post": train(fresh("post", depth)),
    "post, warm-up 50": train(fresh("post", depth), warmup=50),
}
figure, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
for (name, losses), look in zip(runs.items(), ("-", ":", "--"), strict=True):
    ax.plot(losses, look, label=f"{name}: {losses[-1]:.2f}")
ax.axhline(math.log(50), color="#767676", linewidth=0.8)
ax.set(xlabel="step", ylabel="loss", ylim=(0, 4.6))
ax.legend()
figure.set_label("; ".join(f"{name}: loss {losses[-1]:.2f} after 100 steps" for name, losses in runs.items()))
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# The gray line is ln 50. Set `depth = 8` in the cell above and run it again: with so few blocks all three learn. The original transformer had 6 (and a warm-up of 4,000 steps all the same: Vaswani et al. 2017, section 5.3); BERT-base has 12, and a warm-up of 10,000 steps (Devlin et al. 2019, appendix A.2). The choice begins to matter with depth.
#
# Nothing is free: in pre-norm the river grows, so later blocks have less and less say in it; and the river is never normalised, which is why GPT-2 needs one more norm behind its last block (`model.norm` above).
#
# ## What goes wrong: the wiring
#
# **Symptom: with a few blocks it trains, with more the loss hardly comes down.** And that in pre-norm, which was to train at this depth:

# %% [markdown] lang="ko"
# 회색 선이 ln 50입니다. 위 셀에서 `depth = 8`로 바꾸고 다시 실행해 보세요. 블록이 그만큼 적으면 셋 다 배웁니다. 처음의 트랜스포머는 블록이 6개였고(그래도 워밍업을 4,000스텝 했습니다. Vaswani 등 2017, 5.3절), 12개인 BERT-base는 워밍업을 10,000스텝 했습니다(Devlin 등 2019, 부록 A.2). 이 선택은 깊어질 때 중요해집니다.
#
# 공짜는 없습니다. pre-norm에서는 강물이 불어나므로 뒤쪽 블록일수록 발언권이 줄어듭니다. 그리고 강물이 한 번도 정규화되지 않기 때문에, GPT-2는 마지막 블록 뒤에 정규화가 하나 더 있어야 합니다(위에서 본 `model.norm`).
#
# ## 이렇게 틀립니다: 배선
#
# **증상: 블록이 몇 개일 때는 학습되다가, 늘리면 손실이 좀처럼 내려가지 않습니다.** 그것도 이 깊이에서 잘 배운다던 pre-norm에서요.


# %%
def overwritten(x, branches):
    for norm, sublayer in branches:
        x = norm(x)
        x = x + sublayer(x)
    return x


def rewired(n_layers):
    model, draw = fresh("pre", n_layers)
    for block in model.blocks:
        block.wiring = overwritten
    return model, draw


for n_layers in (6, 12):
    losses = train(rewired(n_layers), steps=60)
    print(f"{n_layers:2}: {losses[0]:.2f} → {losses[-1]:.2f}")

# %% [markdown] lang="en"
# One variable name too few: `x` was overwritten by its norm, and so the river itself goes through every norm. The same slip in the exercise:

# %% [markdown] lang="ko"
# 변수 이름 하나를 아낀 탓입니다. `x`를 정규화한 값으로 덮어써서 강물 자체가 정규화를 거듭 지납니다. 같은 실수를 연습 문제에 내 봅시다.


# %%
def one_name_too_few(x, real, attention, attention_norm, feed_forward, feed_forward_norm):
    t = x.shape[1]
    mask = F.causal_mask(t, t) & F.padding_mask(real)
    x = attention_norm(x)
    x = x + attention(x, mask=mask)
    x = feed_forward_norm(x)
    return x + feed_forward(x)


check(one_name_too_few, "decoder_only_block")

# %% [markdown] lang="en"
# **Symptom: an error that speaks of matrices.** The first says what is missing. The second comes from an encoder and a decoder of different widths: the decoder's `k` and `v` read vectors of the encoder, so both must have the same `d_model`.

# %% [markdown] lang="ko"
# **증상: 행렬 이야기를 하는 오류.** 첫째 오류는 무엇이 빠졌는지 스스로 말해 줍니다. 둘째는 인코더와 디코더의 너비가 다를 때 납니다. 디코더의 `k`와 `v`가 인코더의 벡터를 읽으므로 둘의 `d_model`이 같아야 합니다.

# %%
for arguments in ([written], [written, torch.randn(1, 7, 8)]):
    try:
        decoder(*arguments)
    except (TypeError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}")

# %% [markdown] lang="en"
# ## For another day
#
# The block of the translator: three sublayers, two masks, and one question to keep in mind: **who asks, and who answers?** You will need it in lesson 6.

# %% [markdown] lang="ko"
# ## 다음 날 풀 문제
#
# 번역기의 블록입니다. 하위 층이 셋, 마스크가 둘이고, 머릿속에 둘 물음은 하나입니다. **누가 묻고 누가 답하나?** 6과에서 쓰입니다.

# %% exercise="decoder_block"
check(decoder_block)

# %% [markdown] lang="en"
# And the two curves. Hand in the one for the other, and see that the check can tell a difference of 0.0005.

# %% [markdown] lang="ko"
# 그리고 곡선 둘입니다. 일부러 서로 바꿔 내 보세요. 검사는 0.0005의 차이도 알아봅니다.

# %% exercise="gelu"
check(gelu)

# %% exercise="gelu_tanh"
check(gelu_tanh)

# %% [markdown] lang="en"
# When a function passes, it can stand in a real model: `minitransformer learn graft` puts all your solved exercises into koGPT2, or into the small model that came with the package, and compares.
#
# ## To take home
#
# - Attention moves between words, the feed-forward network works on each alone; it holds two thirds of a block's weights.
# - Layer norm: mean and variance over the channels of one word, divided by d, ε under the root.
# - The residual stream is a sum: embedding + all that the sublayers add. A block reads it and pours something in.
# - Encoder and decoder-only block are one and the same; the mask makes the difference. Cross-attention asks with what is written and gets answers from what was read.
# - Pre-norm leaves the river alone and trains deep stacks from the first step; post-norm needs a warm-up for them.
#
# The sources: [Attention Is All You Need](https://arxiv.org/abs/1706.03762), section 3.1, 3.3 and figure 1; [Layer Normalization](https://arxiv.org/abs/1607.06450), equation 4; [Gaussian Error Linear Units](https://arxiv.org/abs/1606.08415), section 2; [On Layer Normalization in the Transformer Architecture](https://arxiv.org/abs/2002.04745), theorem 1; the residual stream: [A Mathematical Framework for Transformer Circuits](https://transformer-circuits.pub/2021/framework/index.html).

# %% [markdown] lang="ko"
# 통과한 함수는 진짜 모델에 들어갈 수 있습니다. `minitransformer learn graft`는 푼 연습 문제를 모두 koGPT2나 패키지에 든 작은 모델에 끼워 넣고 견주어 줍니다.
#
# ## 정리
#
# - 어텐션은 낱말 사이를 나르고, 피드포워드는 낱말 하나씩 손질합니다. 블록 가중치의 3분의 2가 피드포워드에 있습니다.
# - 층 정규화는 낱말 하나의 채널들로 평균과 분산을 내되, d로 나누고 ε은 루트 안에 둡니다.
# - 잔차 흐름은 합입니다. 임베딩에 하위 층들이 보탠 것을 모두 더한 값이고, 블록은 그것을 읽고 무언가를 보탭니다.
# - 인코더 블록과 디코더 전용 블록은 똑같고, 차이는 마스크가 만듭니다. 교차 어텐션은 지금 쓰는 글로 묻고, 읽은 글에서 답을 얻습니다.
# - pre-norm은 강을 건드리지 않아 깊어도 첫 스텝부터 배우고, post-norm은 깊어지면 워밍업이 있어야 합니다.
#
# 출처: [Attention Is All You Need](https://arxiv.org/abs/1706.03762) 3.1절, 3.3절, 그림 1. [Layer Normalization](https://arxiv.org/abs/1607.06450) 식 4. [Gaussian Error Linear Units](https://arxiv.org/abs/1606.08415) 2절. [On Layer Normalization in the Transformer Architecture](https://arxiv.org/abs/2002.04745) 정리 1. 잔차 흐름: [A Mathematical Framework for Transformer Circuits](https://transformer-circuits.pub/2021/framework/index.html).
