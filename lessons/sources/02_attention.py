# %% [markdown] lang="en"
# # 2. Scaled dot-product attention
#
# When you are through with this page, you can
#
# - say what **query**, **key** and **value** are, with a filing cabinet,
# - write attention yourself, in four lines, and have it checked,
# - explain the √d in the formula to somebody else, with numbers.
#
# Reading takes half an hour, the two exercises another hour. You need lesson 1 (softmax), and nothing else.

# %% [markdown] lang="ko"
# # 2. 스케일드 닷 프로덕트 어텐션
#
# 이 과를 마치면
#
# - **쿼리(query)**, **키(key)**, **밸류(value)** 가 무엇인지 서류함에 빗대어 말할 수 있고,
# - 어텐션을 네 줄로 직접 짜서 검사받을 수 있으며,
# - 식에 √d가 왜 들어가는지 숫자를 들어 설명할 수 있습니다.
#
# 읽는 데 30분, 연습 문제 두 개에 한 시간쯤 걸립니다. 1과(소프트맥스)만 알면 됩니다.

# %%
import math

import matplotlib.pyplot as plt
import torch

from minitransformer import capture, load
from minitransformer import functional as F
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import attention_heads, attention_products

lesson = Lesson(2)

# %% [markdown] lang="en"
# ## A filing cabinet that cannot say no
#
# Here is an ordinary dictionary. You ask with a word; where the word is written on a drawer (the **key**), you get what lies in it (the **value**). Ask with a word that is on no drawer, and you get an error.

# %% [markdown] lang="ko"
# ## 거절할 줄 모르는 서류함
#
# 평범한 딕셔너리가 있습니다. 낱말로 물으면, 그 낱말이 적힌 서랍(**키**)을 열어 들어 있는 것(**밸류**)을 꺼내 줍니다. 어느 서랍에도 없는 낱말로 물으면 오류가 납니다.

# %%
cabinet = {"강아지": "🐶", "고양이": "🐱", "자동차": "🚗"}
print(cabinet["고양이"])
print(cabinet.get("야옹이", "KeyError"))

# %% [markdown] lang="en"
# A network cannot learn from that: between "found" and "not found" there is no slope to walk down. So attention opens **every** drawer, each a little: wide where the question (the **query**) is like the label, hardly at all where it is not. What comes out is a mixture.
#
# Likeness needs numbers, so let every word be a vector. The three channels here are *animal*, *meows*, *has wheels*; later the network invents its own.

# %% [markdown] lang="ko"
# 신경망은 이런 것으로는 배우지 못합니다. "있다"와 "없다" 사이에는 내려갈 비탈이 없으니까요. 그래서 어텐션은 서랍을 **모두** 조금씩 엽니다. 물음(**쿼리**)과 닮은 이름표는 활짝, 닮지 않은 것은 거의 안 엽니다. 나오는 것은 섞인 것입니다.
#
# 닮은 정도를 재려면 숫자가 있어야 하니 낱말을 벡터로 적습니다. 여기서는 채널 셋이 *동물이다*, *야옹거린다*, *바퀴가 있다*를 뜻합니다. 나중에는 신경망이 채널의 뜻을 스스로 지어냅니다.

# %%
keys = torch.tensor([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
values = torch.eye(3)
query = torch.tensor([[0.9, 1.0, 0.0]])

mixture, weights = F.scaled_dot_product_attention(query * 4, keys, values)
for name, weight in zip(cabinet, weights[0].tolist(), strict=True):
    print(f"{name} {weight:5.2f} {'█' * round(30 * weight)}")

# %% [markdown] lang="en"
# "야옹이" (kitty) is on no drawer, and still the right one opens widest. Change the numbers of `query`, run the cell again, and open the car's drawer.
#
# ## The whole of it
#
# This is the function that you just ran. Not a drawing of it: it is the source of the library, and the same lines run koGPT2 and BERT.

# %% [markdown] lang="ko"
# "야옹이"는 어느 서랍에도 없지만, 맞는 서랍이 가장 넓게 열렸습니다. `query`의 숫자를 바꾸고 다시 실행해서 자동차 서랍을 열어 보세요.
#
# ## 이것이 전부입니다
#
# 방금 실행한 함수입니다. 그림이 아니라 라이브러리의 소스 그대로이고, koGPT2도 BERT도 바로 이 줄로 돌아갑니다.

# %%
show(F.scaled_dot_product_attention)

# %% [markdown] lang="en"
# Read the last three lines one after the other:
#
# 1. `q @ k.transpose(-2, -1)`: every query with every key, a dot product each. **How alike are they?**
# 2. `/ math.sqrt(q.shape[-1])`: the √d of the formula. We will come to it.
# 3. `softmax`: scores into shares that add up to 1. **How wide does each drawer open?**
# 4. `weights @ v`: the mixture.
#
# On paper it is one line, $\mathrm{softmax}(QK^\top/\sqrt{d_k})\,V$. Five queries and seven keys:

# %% [markdown] lang="ko"
# 마지막 세 줄을 차례로 읽어 봅시다.
#
# 1. `q @ k.transpose(-2, -1)`: 모든 쿼리와 모든 키를 하나씩 내적합니다. **얼마나 닮았나?**
# 2. `/ math.sqrt(q.shape[-1])`: 식에 있는 √d입니다. 곧 다룹니다.
# 3. `softmax`: 점수를, 더하면 1이 되는 몫으로 바꿉니다. **서랍을 얼마나 열까?**
# 4. `weights @ v`: 섞습니다.
#
# 논문에는 $\mathrm{softmax}(QK^\top/\sqrt{d_k})\,V$ 한 줄로 적혀 있습니다. 쿼리가 다섯, 키가 일곱이라면 이렇습니다.

# %%
generator = torch.Generator().manual_seed(0)
q, k, v = (torch.randn(n, d, generator=generator) for n, d in ((5, 64), (7, 64), (7, 3)))
context, weights = F.scaled_dot_product_attention(q, k, v)
for name, tensor in {
    "q": q,
    "k": k,
    "v": v,
    "q @ k.T": q @ k.T,
    "weights": weights,
    "context": context,
}.items():
    print(f"{name:8} {tuple(tensor.shape)}")
print("weights.sum(-1) =", weights.sum(-1))
picture(attention_products(q[:, :16], k[:, :16], v, language=lesson.language))

# %% [markdown] lang="en"
# (The picture has the first 16 of the 64 channels, each number a tile.) Two things to take along. The shape of the weights is *who asks* × *who answers*, and every **row** adds up to 1. And the values need not be as wide as the keys: what is written on the drawer, and what lies in it, are two different things.
#
# ### Predict: seven equal keys

# %% [markdown] lang="ko"
# (그림에는 채널 64개 가운데 16개만, 숫자 하나를 한 칸으로 그렸습니다.) 두 가지를 챙겨 두세요. 가중치의 모양은 *묻는 쪽* × *답하는 쪽*이고, **행**마다 더하면 1입니다. 그리고 밸류는 키와 너비가 달라도 됩니다. 이름표와 내용물은 다른 것이니까요.
#
# ### 예측: 똑같은 키 일곱 개

# %%
lesson.predict("alike", "?")

# %%
same = k[:1].expand(7, 64)
_, weights = F.scaled_dot_product_attention(q, same, v)
print(weights[0])

# %%
shares = weights.flatten()
lesson.reveal(
    "alike",
    a=bool(weights[0, 0] > 0.99),
    b=bool((shares - 1 / 7).abs().max() < 1e-6),
    c=bool(weights.std(0).max() > 1e-6),
)

# %% [markdown] lang="en"
# ## In a real sentence
#
# In **self-attention** all three come from the same words: each word asks, each has a label, each has something to give. Here is the first layer of the small Korean GPT that comes with the package. **Put your own sentence in.**

# %% [markdown] lang="ko"
# ## 진짜 문장에서
#
# **셀프 어텐션(self-attention)** 에서는 셋 다 같은 낱말에서 나옵니다. 낱말마다 묻고, 이름표를 달고, 줄 것을 갖고 있습니다. 패키지에 든 작은 한국어 GPT의 첫 층입니다. **여러분의 문장을 넣어 보세요.**

# %%
sentence = "비가 와서 우산을 샀는데 금방 그쳤다"

model, tokenizer = load("pocket-gpt-ko")
ids = tokenizer.encode(sentence)
with torch.no_grad(), capture(model, "blocks.0.attention.weights") as seen:
    model(torch.tensor([ids]))
heads = seen["blocks.0.attention.weights"][0]
picture(attention_heads(heads[:4], [tokenizer.piece(i) for i in ids], language=lesson.language))

# %% [markdown] lang="en"
# Each row is one word asking; the darker, the wider that drawer. Nobody looks to the right: this model must guess what comes next, so the future is hidden from it (lesson 4).
#
# ## Why √d?
#
# Now the part that everybody copies and few can explain. Two random vectors, and their dot product:

# %% [markdown] lang="ko"
# 한 행이 묻는 낱말 하나이고, 진할수록 그 서랍을 넓게 연 것입니다. 오른쪽을 보는 낱말은 없습니다. 다음 낱말을 맞혀야 하는 모델이라 미래를 가려 두었기 때문입니다(4과).
#
# ## 왜 √d로 나눌까?
#
# 누구나 베껴 쓰지만 설명할 수 있는 사람은 적은 부분입니다. 무작위 벡터 둘과 그 내적을 봅시다.

# %%
lesson.predict("spread", "?")


# %%
def spread(d: int, pairs: int = 20_000) -> float:
    a, b = torch.randn(2, pairs, d, generator=generator)
    return (a * b).sum(-1).std().item()


narrow, wide = spread(16), spread(256)
print(f"d =  16: {narrow:5.2f}\nd = 256: {wide:5.2f}\n{wide / narrow:.2f} ×")

# %%
times = wide / narrow
lesson.reveal("spread", a=times < 1.5, b=3.5 < times < 4.5, c=times > 12)

# %% [markdown] lang="en"
# So with more channels the scores drift apart, for no better reason than that there are more channels. And softmax takes differences seriously:

# %% [markdown] lang="ko"
# 채널이 많아지면 점수끼리 멀어집니다. 채널이 많다는 것 말고는 아무 까닭도 없이요. 그런데 소프트맥스는 점수 차이를 아주 진지하게 받아들입니다.

# %%
lesson.predict("largest", "?")


# %%
def largest(d: int, scale: float, keys: int = 20, queries: int = 500) -> float:
    q, k = (torch.randn(n, d, generator=generator) for n in (queries, keys))
    return F.softmax(q @ k.T / scale).amax(-1).median().item()


d = 512
without, divided = largest(d, 1.0), largest(d, math.sqrt(d))
print(f"q·k      {without:.3f}\nq·k / √d {divided:.3f}")

# %%
lesson.reveal("largest", a=without < 0.08, b=0.1 < without < 0.35, c=without > 0.9)

# %% [markdown] lang="en"
# Set `d` to 4 in the cell above, then to 4096. With the division the answer hardly moves; that is what it is for. The whole range at a glance:

# %% [markdown] lang="ko"
# 위 셀의 `d`를 4로, 또 4096으로 바꿔 보세요. 나누면 답이 거의 움직이지 않습니다. 그러려고 나누는 것입니다. 한눈에 보면 이렇습니다.

# %%
widths = [2**i for i in range(1, 13)]
figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.semilogx(widths, [largest(d, 1.0) for d in widths], "o-", base=2, label="q·k")
ax.semilogx(widths, [largest(d, math.sqrt(d)) for d in widths], "s--", base=2, label="q·k / √d")
ax.set(xlabel="d", ylabel="max(weights)", ylim=(0, 1.05))
ax.legend()
figure.set_label("Largest of 20 weights against d: without the root it goes to 1, with it it stays at 0.2")
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# ### And the gradient
#
# A weight of almost 1 is not only crude, it is *stuck*. The slope of softmax at a weight $w$ is $w(1-w)$: at 0.99 a hundredth, at 0.9999 next to nothing.

# %% [markdown] lang="ko"
# ### 그리고 기울기
#
# 1에 가까운 가중치는 거칠기만 한 것이 아니라 *굳어* 버립니다. 소프트맥스의 기울기는 가중치 $w$에서 $w(1-w)$입니다. 0.99에서는 백분의 일, 0.9999에서는 거의 0입니다.


# %%
def slope(scale: float) -> float:
    q = torch.randn(500, 512, generator=generator, requires_grad=True)
    k, v = (torch.randn(20, 512, generator=generator) for _ in range(2))
    (F.softmax(q @ k.T / scale) @ v).square().mean().backward()
    return (q.grad.norm(dim=-1).median() * scale).item()


print(f"q·k      {slope(1.0):.6f}\nq·k / √d {slope(math.sqrt(512)):.6f}")

# %% [markdown] lang="en"
# (The median over 500 queries; both are multiplied by their own scale, so that only what softmax lets through is compared.)
#
# ## Your turn
#
# Write it. The probe has five queries, seven keys and a mask in some cases (True means *may look*, lesson 4; use `F.masked_softmax`). If something is wrong, the check will not say "values differ": it says **what** you did.

# %% [markdown] lang="ko"
# (쿼리 500개의 중앙값입니다. 소프트맥스가 통과시킨 양만 견주려고, 둘 다 자기가 나눈 값을 도로 곱했습니다.)
#
# ## 직접 해 보기
#
# 이제 직접 짜 봅시다. 검사는 쿼리 다섯, 키 일곱으로 하고, 마스크가 있는 경우도 섞여 있습니다(True는 *봐도 된다*는 뜻입니다. 4과에서 다룹니다. `F.masked_softmax`를 쓰세요). 틀리면 "값이 다릅니다"로 끝내지 않고 **무엇을** 했는지 말해 줍니다.

# %% exercise="scaled_dot_product_attention"
check(scaled_dot_product_attention)

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: from the first step every word looks at one word only, and the loss comes down slowly.** Somebody forgot the root:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 처음부터 낱말마다 딱 한 낱말만 보고, 손실(loss)이 더디게 내려갑니다.** 누군가 √d를 빠뜨렸습니다.


# %%
def forgot_something(q, k, v, mask=None, dropout=F.identity):
    scores = q @ k.transpose(-2, -1)
    weights = F.softmax(scores) if mask is None else F.masked_softmax(scores, mask)
    return dropout(weights) @ v, weights


check(forgot_something, "scaled_dot_product_attention")

# %% [markdown] lang="en"
# **Symptom: the loss falls nicely, and what the model writes is rubbish.** The most expensive kind. Here the *columns* add up to 1, not the rows: later words take attention from earlier ones, and so the future leaks. With as many queries as keys no shape gives it away. (The check also has keys that nobody may look at. Such a column is 0/0, and that is what it reports first.)

# %% [markdown] lang="ko"
# **증상: 손실은 잘 내려가는데 쓰게 하면 엉망입니다.** 가장 비싼 실수입니다. 여기서는 행이 아니라 *열*의 합이 1입니다. 뒤의 낱말이 앞 낱말의 몫을 가져가니 미래가 샙니다. 쿼리와 키의 수가 같으면 모양만 봐서는 드러나지 않습니다. (검사에는 아무도 볼 수 없는 키도 있습니다. 그런 열은 0/0이 되어, 검사는 그것부터 알려 줍니다.)


# %%
def wrong_way_round(q, k, v, mask=None, dropout=F.identity):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-2)
    return dropout(weights) @ v, weights


check(wrong_way_round, "scaled_dot_product_attention")

# %% [markdown] lang="en"
# ## Going back through it
#
# PyTorch finds gradients by itself. Once in your life, do it by hand: after that, "the gradient flows through the weights and through the values" is something you have *seen*. Without autograd: five matrix products (one of them to get the weights again), and the slope of softmax from above.

# %% [markdown] lang="ko"
# ## 거꾸로 지나가기
#
# 기울기는 PyTorch가 알아서 구합니다. 그래도 평생에 한 번은 손으로 해 보세요. 그러고 나면 "기울기는 가중치로도 밸류로도 흐른다"는 말이 *눈으로 본* 일이 됩니다. autograd 없이, 행렬 곱 다섯 번(하나는 가중치를 다시 구하는 것)과 위에서 본 소프트맥스의 기울기면 됩니다.

# %% exercise="attention_backward"
check(attention_backward)

# %% [markdown] lang="en"
# ## Is it the same as everybody's?
#
# Do not believe us. PyTorch has a kernel of its own for this; both in double precision:

# %% [markdown] lang="ko"
# ## 남들 것과 같을까?
#
# 저희 말만 믿지 마세요. PyTorch에도 같은 일을 하는 커널이 있습니다. 둘 다 배정밀도로 계산해 봅시다.

# %%
q, k, v = (torch.randn(2, 3, n, 8, dtype=torch.float64, generator=generator) for n in (5, 7, 7))
ours, _ = F.scaled_dot_product_attention(q, k, v)
theirs = torch.nn.functional.scaled_dot_product_attention(q, k, v)
print(f"max |ours - theirs| = {(ours - theirs).abs().max():.1e}")

# %% [markdown] lang="en"
# ## To take home
#
# - Attention is a look-up that opens every drawer a little: **query** asks, **key** is the label, **value** is what lies inside.
# - Every row of weights adds up to 1; equal scores mean a plain average.
# - Scores spread like √d. Dividing by √d keeps the weights, and the gradients, alive at any width.
#
# The source: [Attention Is All You Need](https://arxiv.org/abs/1706.03762), section 3.2.1 and its footnote 4, which is the calculation of this page in one sentence.

# %% [markdown] lang="ko"
# ## 정리
#
# - 어텐션은 모든 서랍을 조금씩 여는 찾아보기입니다. **쿼리**가 묻고, **키**는 이름표, **밸류**는 내용물입니다.
# - 가중치는 행마다 더하면 1이고, 점수가 같으면 그냥 평균이 됩니다.
# - 점수는 √d만큼 퍼집니다. √d로 나누면 너비가 얼마든 가중치도 기울기도 살아 있습니다.
#
# 출처: [Attention Is All You Need](https://arxiv.org/abs/1706.03762) 3.2.1절과 각주 4. 이 과의 계산이 한 문장으로 적혀 있습니다.
