# %% [markdown] lang="en"
# # 3. Many heads
#
# When you are through with this page, you can
#
# - show with four numbers what one average loses and two averages keep,
# - cut a vector into heads and put it together again, and know the cut that looks right and is wrong,
# - write multi-head attention yourself and have it checked,
# - switch off a single head of a trained model, measure what is missing, and say no more about it than you measured.
#
# Reading takes about 50 minutes, the three exercises another 45. You need lesson 2.

# %% [markdown] lang="ko"
# # 3. 여러 개의 헤드
#
# 이 과를 마치면
#
# - 평균 하나가 잃는 것과 평균 둘이 간직하는 것을 숫자 네 개로 보여 줄 수 있고,
# - 벡터를 헤드(head)로 나누고 다시 합칠 수 있으며, 그럴듯하지만 틀린 자르기를 알아보고,
# - 멀티 헤드 어텐션(multi-head attention)을 직접 짜서 검사받을 수 있고,
# - 학습된 모델의 헤드를 하나씩 꺼서 무엇이 없어지는지 재고, 잰 만큼만 말할 수 있습니다.
#
# 읽는 데 50분, 연습 문제 세 개에 45분쯤 걸립니다. 2과를 알면 됩니다.

# %%
import unicodedata
from unittest.mock import patch

import torch
from torch import nn

from minitransformer import (
    GPT,
    BlockConfig,
    GPTConfig,
    MultiHeadAttention,
    capture,
    explore,
    initialise,
    load,
)
from minitransformer import functional as F
from minitransformer.data import embedded
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import attention_heads, comparison_curve
from minitransformer.proof.audit import audit

lesson = Lesson(3)

# %% [markdown] lang="en"
# ## Who called whom?
#
# Two sentences: “철수가 영희를 불렀다” (Cheolsu called Yeonghui), and “영희가 철수를 불렀다” (Yeonghui called Cheolsu). The verb “불렀다” (called) wants to know two things: who called, and who was called. In Korean the particle says it: “가” marks the one who acts, “를” the other.
#
# So let the **key** be the particle, and the **value** the person. The verb asks for both particles at once:

# %% [markdown] lang="ko"
# ## 누가 누구를 불렀나?
#
# 두 문장이 있습니다. "철수가 영희를 불렀다"와 "영희가 철수를 불렀다". 동사 "불렀다"는 두 가지가 궁금합니다. 누가 불렀는지, 누구를 불렀는지. 우리말에서는 조사가 알려 줍니다.
#
# 그러니 **키**는 조사, **밸류**는 사람이라고 합시다. 동사는 두 조사를 한꺼번에 묻습니다.

# %%
particle = {"가": torch.tensor([8.0, 0.0]), "를": torch.tensor([0.0, 8.0])}
person = {"철수": torch.tensor([1.0, 0.0]), "영희": torch.tensor([0.0, 1.0])}


def called(asks: list[float], *words: str) -> torch.Tensor:
    keys = torch.stack([particle[word[-1]] for word in words])
    values = torch.stack([person[word[:-1]] for word in words])
    answer, _ = F.scaled_dot_product_attention(torch.tensor([asks]), keys, values)
    return answer[0]


both = [1.0, 1.0]

# %%
lesson.predict("swap", "?")

# %%
one, other = called(both, "철수가", "영희를"), called(both, "영희가", "철수를")
print("철수가 영희를", one)
print("영희가 철수를", other)

# %%
gap = (one - other).abs().max().item()
lesson.reveal("swap", a=gap > 0.5, b=gap < 1e-6, c=1e-6 <= gap <= 0.5)

# %% [markdown] lang="en"
# Attention is an average, and an average forgets who was who. Now ask twice, each time for one particle, and lay the two answers side by side:

# %% [markdown] lang="ko"
# 어텐션은 평균이고, 평균은 누가 누구였는지 잊어버립니다. 이번에는 조사를 하나씩, 두 번 묻고 두 답을 나란히 놓아 봅시다.

# %%
for words in (("철수가", "영희를"), ("영희가", "철수를")):
    print(*words, torch.cat([called([1.0, 0.0], *words), called([0.0, 1.0], *words)]).round(decimals=2))

# %% [markdown] lang="en"
# Now the four numbers tell the sentences apart. That is all a **head** is: one attention among several, each with its own question, and the answers are laid side by side (not added).
#
# ## Is one head really lost, then?
#
# Many texts say so. Let us try it. Eight people in a row; one is marked "caller", another "called", both at random places. One attention layer, one query, and it must name both. Both have the same number of weights; only the number of heads differs. Each is trained four times, from four different random starts. (`BlockConfig` holds the sizes of a whole block; this layer makes no use of `d_ff` and `wiring`, which come in lesson 5.)

# %% [markdown] lang="ko"
# 이제 숫자 네 개가 두 문장을 구별합니다. **헤드**란 이것이 전부입니다. 저마다 다른 것을 묻는 여러 어텐션 가운데 하나이고, 답은 (더하지 않고) 나란히 놓습니다.
#
# ## 그럼 헤드 하나로는 정말 안 될까?
#
# 그렇게 말하는 글이 많습니다. 해 봅시다. 여덟 사람이 줄을 섰는데, 아무 자리의 한 사람에게는 "부른 사람", 다른 한 사람에게는 "불린 사람" 표시가 있습니다. 어텐션 층 하나가 쿼리 하나로 두 사람을 다 맞혀야 합니다. 가중치의 수는 같고 헤드의 수만 다릅니다. 무작위로 시작점을 바꿔 네 번씩 학습합니다. (`BlockConfig`에는 블록 하나의 설정이 다 들어 있습니다. `d_ff`와 `wiring`은 이 층에서 쓰지 않고, 5과에 나옵니다.)


# %%
class Names(nn.Module):
    def __init__(self, n_heads: int, d: int = 32, people: int = 10) -> None:
        super().__init__()
        self.person, self.mark = nn.Embedding(people, d), nn.Embedding(3, d)
        self.ask = nn.Parameter(torch.randn(1, 1, d) / 10)
        self.attention = MultiHeadAttention(BlockConfig(d_model=d, n_heads=n_heads, d_ff=4 * d, wiring="pre"))
        self.name = nn.Linear(d, 2 * people)

    def forward(self, people: torch.Tensor, marks: torch.Tensor) -> torch.Tensor:
        row = self.person(people) + self.mark(marks)
        return self.name(self.attention(self.ask.expand(len(people), 1, -1), row)).view(len(people), 2, -1)


def rows(n: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    people = torch.rand(n, 10, generator=generator).argsort()[:, :8]
    places = torch.rand(n, 8, generator=generator).argsort()[:, :2]
    marks = torch.zeros(n, 8, dtype=torch.long).scatter(1, places, torch.tensor([[1, 2]]).expand(n, 2))
    return people, marks, people.gather(1, places)


def both_named(model: nn.Module) -> float:
    people, marks, right = rows(1000, torch.Generator().manual_seed(9))
    with torch.no_grad():
        return (model(people, marks).argmax(-1) == right).all(-1).float().mean().item()


def taught(n_heads: int, start: int, steps: int = 200, every: int = 25) -> tuple[nn.Module, list[float]]:
    torch.manual_seed(start)
    model, generator, shares = Names(n_heads), torch.Generator().manual_seed(1), []
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(steps):
        people, marks, right = rows(64, generator)
        loss = F.cross_entropy(model(people, marks).flatten(0, 1), right.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % every == 0:
            shares.append(both_named(model))
    return model, shares


# %%
lesson.predict("sooner", "?")

# %%
learned = {(n_heads, start): taught(n_heads, start) for n_heads in (1, 4) for start in range(4)}
for n_heads in (1, 4):
    weights = sum(p.numel() for p in learned[n_heads, 0][0].parameters())
    ends = "  ".join(f"{learned[n_heads, start][1][-1]:.2f}" for start in range(4))
    print(f"heads={n_heads}  weights={weights}  {ends}")

# %%
x = torch.arange(25, 201, 25)
drawn = [(1, 0), (1, 1), (1, 2), (1, 3), (4, 0)]
curves = {f"heads={n}, start={i}": (x, torch.tensor(learned[n, i][1])) for n, i in drawn}
picture(comparison_curve(curves, "step", "accuracy"))

# %%
solved = {n: sum(learned[n, start][1][-1] > 0.6 for start in range(4)) for n in (1, 4)}
lesson.reveal(
    "sooner",
    a=solved[1] == solved[4],
    b=solved[1] == 0 < solved[4],
    c=0 < solved[1] < solved[4],
)

# %% [markdown] lang="en"
# So "one head cannot do it" is too much said, and "the number of weights decides" is wrong. Look at where the heads look, in three rows, on the caller and on the called: the best and the worst start of the one head, and four heads.

# %% [markdown] lang="ko"
# "헤드 하나로는 안 된다"는 지나친 말이고, "가중치 수가 결정한다"는 틀린 말이군요. 헤드가 어디를 보는지 세 줄에서 봅시다. 부른 사람과 불린 사람에게 간 가중치를, 헤드가 하나일 때 가장 잘된 시작과 가장 안된 시작, 그리고 넷일 때로 나누어 찍습니다.

# %%
people, marks, _ = rows(3, torch.Generator().manual_seed(9))
order = sorted(range(4), key=lambda start: learned[1, start][1][-1])
for n_heads, start in ((1, order[-1]), (1, order[0]), (4, 0)):
    model, shares = learned[n_heads, start]
    with torch.no_grad(), capture(model, "attention.weights") as seen:
        model(people, marks)
    print(f"heads={n_heads} start={start} accuracy={shares[-1]:.2f}")
    for row, mark in zip(seen["attention.weights"][:, :, 0], marks, strict=True):
        print("  caller", row[:, mark == 1].flatten().numpy().round(2), end="  ")
        print("called", row[:, mark == 2].flatten().numpy().round(2))

# %% [markdown] lang="en"
# The lucky start opens both drawers, **unequally** (which of the two is wider changes from row to row), and the layer behind it has learned to read the mixture apart. The unlucky one looks at one of the two only, and must guess the other. Among the four heads some have made one mark their own. Nobody told them to.
#
# That is the honest version of the paper's reason: with a single head, averaging "inhibits this" (section 3.2.2). It does not say *prevents*. Heads make an easy thing of it that works from every start.
#
# ## Cutting a vector into heads
#
# Nobody builds four small attention layers. One wide layer computes all queries at once, and the result is cut: head 0 gets the first channels, head 1 the next. So that you can see where every number goes, let each say where it comes from: 23 is **word 2, channel 3**.

# %% [markdown] lang="ko"
# 운 좋은 시작은 두 서랍을 **서로 다른 너비로** 열고(어느 쪽이 넓은지는 줄마다 다릅니다), 뒤의 층이 그 섞인 것을 갈라 읽는 법을 배웠습니다. 운 나쁜 시작은 둘 중 하나만 보고 나머지는 찍습니다. 헤드 넷 중에는 표시 하나를 도맡은 헤드가 있습니다. 아무도 시키지 않았는데요.
#
# 논문이 대는 까닭도 정확히는 이렇습니다. 헤드가 하나면 평균이 이를 "방해한다"(inhibits, 3.2.2절). *불가능하다*고는 하지 않았습니다. 헤드가 여럿이면 어디서 시작하든 쉬운 일이 됩니다.
#
# ## 벡터를 헤드로 나누기
#
# 작은 어텐션 층을 네 개 만드는 사람은 없습니다. 넓은 층 하나로 쿼리를 한꺼번에 구한 다음 자릅니다. 헤드 0이 앞의 채널들을, 헤드 1이 그다음을 가져갑니다. 숫자가 어디로 가는지 보이도록, 숫자에 출신을 적어 둡시다. 23은 **2번 낱말, 3번 채널**입니다.

# %%
words, channels = torch.arange(1, 4), torch.arange(1, 5)
x = (10 * words[:, None] + channels)[None]
print("x", tuple(x.shape), x[0], sep="\n")

# %%
show(F.split_heads, F.merge_heads)

# %%
for head, part in enumerate(F.split_heads(x, 2)[0]):
    print(f"head {head}", part, sep="\n")

# %% [markdown] lang="en"
# Every head has all three words, and two channels of each. Two steps are needed, and it is worth knowing what each one does: `view` only puts brackets differently around the numbers, none moves; `transpose` is what brings the heads to the front.
#
# What if one writes the wanted shape straight away, with `view` alone? The shape is right:

# %% [markdown] lang="ko"
# 헤드마다 낱말 셋이 다 있고, 채널은 둘씩입니다. 두 단계가 필요하고, 각각 무엇을 하는지 알아 둘 만합니다. `view`는 숫자를 그대로 둔 채 괄호만 다시 칩니다. 헤드를 앞으로 데려오는 것은 `transpose`입니다.
#
# 원하는 모양을 `view` 하나로 곧바로 쓰면 어떨까요? 모양은 맞습니다.


# %%
def by_view(x: torch.Tensor, n_heads: int) -> torch.Tensor:
    b, t, d = x.shape
    return x.view(b, n_heads, t, d // n_heads)


print(tuple(by_view(x, 2).shape), tuple(F.split_heads(x, 2).shape))
for head, part in enumerate(by_view(x, 2)[0]):
    print(f"head {head}", part, sep="\n")

# %% [markdown] lang="en"
# Look at the tens: head 0 now holds word 1 twice, and half of word 2. Nothing complains. What that does to a model we will see at the end of this page.
#
# Write both. You will need them in every transformer of your life, and the pair has one law: merging undoes splitting.

# %% [markdown] lang="ko"
# 십의 자리를 보세요. 헤드 0에 1번 낱말이 두 번, 2번 낱말이 반 들어 있습니다. 아무도 불평하지 않습니다. 이것이 모델에 무슨 짓을 하는지는 이 과의 끝에서 봅니다.
#
# 둘 다 직접 짜 보세요. 앞으로 만날 모든 트랜스포머에 들어 있고, 둘 사이에는 법칙이 하나 있습니다. 나눈 것을 합치면 처음으로 돌아갑니다.

# %% exercise="split_heads"
check(split_heads)

# %% exercise="merge_heads"
check(merge_heads)

# %% [markdown] lang="en"
# ## The whole layer
#
# Four linear layers, a cut, the attention of lesson 2, and the cut undone. (`memory`, `rotate` and `source` are there for later lessons: 5, 4 and 10. Without them this is self-attention.)

# %% [markdown] lang="ko"
# ## 층 전체
#
# 선형 층 네 개, 나누기, 2과의 어텐션, 그리고 합치기입니다. (`memory`, `rotate`, `source`는 5과, 4과, 10과에서 씁니다. 없으면 셀프 어텐션입니다.)

# %%
show(MultiHeadAttention)

# %%
layer = MultiHeadAttention(BlockConfig(d_model=768, n_heads=12, d_ff=3072, wiring="pre"))
x = torch.randn(1, 7, 768)
q = layer.q(x)
with torch.no_grad(), capture(layer, "weights") as seen:
    y = layer(x)
for name, tensor in {
    "x": x,
    "q(x)": q,
    "split_heads": F.split_heads(q, 12),
    "weights": seen["weights"],
    "out": y,
}.items():
    print(f"{name:12} {tuple(tensor.shape)}")

# %% [markdown] lang="en"
# These are the sizes of GPT-2 and of BERT-base: 12 heads of 64 channels. The weights have one map a head: 12 × 7 × 7.
#
# ### Predict: what do more heads cost?

# %% [markdown] lang="ko"
# GPT-2와 BERT-base의 크기입니다. 채널 64개짜리 헤드가 12개. 가중치(weights)는 헤드마다 지도 한 장씩, 12 × 7 × 7입니다.
#
# ### 예측: 헤드가 늘면 얼마나 비싸질까?

# %%
lesson.predict("parameters", "?")

# %%
sizes = {}
for n_heads in (1, 2, 3, 4, 6, 8, 12):
    layer = MultiHeadAttention(BlockConfig(d_model=768, n_heads=n_heads, d_ff=3072, wiring="pre"))
    sizes[n_heads] = sum(p.numel() for p in layer.parameters())
    print(f"n_heads={n_heads:2}  d_head={768 // n_heads:3}  {sizes[n_heads]:,}")

# %%
lesson.reveal(
    "parameters",
    a=sizes[12] > 6 * sizes[1],
    b=sizes[1] < sizes[12] <= 6 * sizes[1],
    c=sizes[12] == sizes[1],
)

# %% [markdown] lang="en"
# $4 \cdot (768^2 + 768)$, whatever the number of heads. More heads are *narrower* heads. What does grow is the number of maps, and with it the memory for the weights.
#
# Now write the layer. `memory` is what may be looked at; in self-attention it is `x` again.

# %% [markdown] lang="ko"
# 헤드가 몇이든 $4 \cdot (768^2 + 768)$입니다. 헤드가 많아지면 헤드가 *좁아질* 뿐입니다. 늘어나는 것은 지도의 장수, 그러니까 가중치를 담을 메모리입니다.
#
# 이제 층을 직접 짜 보세요. `memory`는 볼 수 있는 대상이고, 셀프 어텐션에서는 `x` 자신입니다.

# %% exercise="multi_head_attention"
check(multi_head_attention)

# %% [markdown] lang="en"
# ## Every head of a trained model
#
# pocket-gpt-ko has 4 layers of 6 heads. Here is one layer, all its heads, one scale. (`▁` marks the beginning of a word: lesson 7.) **Put your own sentence in, and try layers 0 to 3.**

# %% [markdown] lang="ko"
# ## 학습된 모델의 헤드 모두 보기
#
# pocket-gpt-ko는 층이 4개, 층마다 헤드가 6개입니다. 한 층의 헤드를 모두 같은 눈금으로 그렸습니다. (`▁`는 여기서 낱말이 시작된다는 표시입니다. 7과에서 다룹니다.) **여러분의 문장을 넣고, 층도 0부터 3까지 바꿔 보세요.**

# %%
sentence, at = "동생이 아끼던 컵을 깨뜨려서 너무 속상했다", 1

model, tokenizer = load("pocket-gpt-ko")
ids = tokenizer.encode(sentence)
with torch.no_grad(), capture(model, "*attention.weights") as seen:
    model(torch.tensor([ids]))
heads = seen[f"blocks.{at}.attention.weights"][0]
picture(attention_heads(heads, [tokenizer.piece(i) for i in ids], language=lesson.language))

# %% [markdown] lang="en"
# All layers at once, to move about in: hover over a word, click on a head. The page is a file of its own, `explorer.html` beside this notebook, and asks nothing of any server. (With `live=True` the whole model goes into the page, and it runs on whatever you type there.)

# %% [markdown] lang="ko"
# 모든 층을 한꺼번에, 돌아다니며 볼 수도 있습니다. 낱말에 마우스를 올리고 헤드를 눌러 보세요. 이 노트북 옆의 `explorer.html` 파일 하나이고, 어떤 서버에도 묻지 않습니다. (`live=True`로 하면 모델이 통째로 들어가서, 그 페이지에 쓰는 문장으로 바로 돌아갑니다.)

# %%
explore((model, tokenizer), sentence, "explorer.html", language=lesson.language, live=False)

# %% [markdown] lang="en"
# It is tempting to read stories into such maps. Count instead. Over 30 sentences: what share goes to the word itself, to the one before it, and to the very first? The last line is what somebody would do who spreads attention evenly.

# %% [markdown] lang="ko"
# 이런 지도를 보면 이야기를 지어내고 싶어집니다. 그 대신 세어 봅시다. 문장 30개에서 자기 자신, 바로 앞 낱말, 맨 첫 낱말에 간 몫은 얼마일까요? 마지막 줄은 어텐션을 고르게 나눠 줄 때의 값입니다.

# %%
texts = [example.text for example in embedded.emotions()][::50]


def habits(weights: torch.Tensor) -> torch.Tensor:
    own, before = (weights.diagonal(k, -2, -1)[..., 2 + k :].mean(-1) for k in (0, -1))
    return torch.stack([own, before, weights[..., 2:, 0].mean(-1)], -1)


found, even = [], []
for text in texts:
    ids = torch.tensor([tokenizer.encode(text)])
    with torch.no_grad(), capture(model, "*attention.weights") as seen:
        model(ids)
    found.append(habits(torch.cat(list(seen.values()))))
    mask = F.causal_mask(ids.shape[1], ids.shape[1]).float()
    even.append(habits(mask / mask.sum(-1, keepdim=True)))
mean = torch.stack(found).mean(0)
print("layer head   [t]  [t-1]  [0]")
for i, shares in enumerate(mean.flatten(0, 1).tolist()):
    print(f"{i // 6:5} {i % 6:4}  {shares[0]:5.2f} {shares[1]:5.2f} {shares[2]:5.2f}")
print("even        {:5.2f} {:5.2f} {:5.2f}".format(*torch.stack(even).mean(0).tolist()))

# %% [markdown] lang="en"
# Some tendencies, no specialists: the first layer likes the beginning of the text, the later ones look closer to home. You may have read of heads that do nothing but look at the word before; in these 24 there is none.
#
# ## Switching a head off
#
# What is a head worth? Take it away and see. After merging, head $h$ owns the channels from $h \cdot d_{head}$ on, just in front of the layer `out`. All it takes is a **hook**, a function that is called just before the layer and may change what goes in; ours sets those channels to 0. The model does not notice.

# %% [markdown] lang="ko"
# 경향은 있지만 전문가는 없습니다. 첫 층은 글의 맨 앞을 좋아하고, 뒤의 층은 가까운 곳을 더 봅니다. "바로 앞 낱말만 보는 헤드"가 있다는 글을 읽어 보았을지 모르지만, 이 24개 가운데는 없습니다.
#
# ## 헤드 끄기
#
# 헤드 하나의 값어치는 얼마일까요? 없애 보면 압니다. 합치고 나면 $h$번 헤드는 `out` 층 바로 앞에서 $h \cdot d_{head}$번부터의 채널을 차지합니다. **훅(hook)**, 곧 층이 계산하기 직전에 불려서 입력을 고칠 수 있는 함수로 그 자리를 0으로 만들면 됩니다. 모델은 눈치채지 못합니다.


# %%
def switch_off(block: nn.Module, *heads: int):
    d_head = model.cfg.d_head

    def silence(_module, args):
        context = args[0].clone()
        for head in heads:
            context[..., head * d_head : (head + 1) * d_head] = 0
        return (context,)

    return block.attention.out.register_forward_pre_hook(silence)


def padded(texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    rows = [torch.tensor(tokenizer.encode(f"</s>{text}</s>")) for text in texts]
    real = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True).bool()
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), real


def loss_on(batch: tuple[torch.Tensor, torch.Tensor]) -> float:
    ids, real = batch
    labels = ids.masked_fill(~real, F.IGNORE)[:, 1:]
    with torch.no_grad():
        return F.cross_entropy(model(ids, real)[:, :-1].flatten(0, 1), labels.flatten()).item()


here, elsewhere = padded(texts[0::2]), padded(texts[1::2])
whole = loss_on(here)
print(f"{whole:.3f}   ln V = {torch.tensor(model.cfg.vocab_size).log():.3f}")

# %% [markdown] lang="en"
# That is the loss of the whole model on half of our sentences: its mean surprise at a token (lesson 1). Guessing blindly among the 8,000 pieces would cost ln 8000.

# %% [markdown] lang="ko"
# 온전한 모델의 손실, 곧 토큰 하나에 놀란 정도의 평균을 우리 문장 절반에서 잰 것입니다(1과). 8,000개 조각 가운데 아무렇게나 찍으면 ln 8000입니다.

# %%
lesson.predict("off", "?")

# %%
hooks = [switch_off(block, *range(6)) for block in model.blocks]
none = loss_on(here)
for hook in hooks:
    hook.remove()
print(f"24: {whole:.3f}\n 0: {none:.3f}")

# %%
lesson.reveal("off", a=none > 8.4, b=6.7 < none <= 8.4, c=none <= 6.7)

# %% [markdown] lang="en"
# Remember this number when somebody shows you a coloured map. Much of what a small model knows stands in its embeddings (a table with a vector for each token) and in its feed-forward networks (lesson 5). On the card of this model you find the same thing measured in another way: perplexity 143 on text like that it was trained on, against 177 for a bigram model, which counts pairs of neighbours.
#
# And one at a time? Above 0 the loss rises without that head; below 0 it *falls*.

# %% [markdown] lang="ko"
# 누가 알록달록한 지도를 보여 주거든 이 숫자를 떠올리세요. 작은 모델이 아는 것의 상당 부분은 임베딩(embedding, 토큰마다 벡터를 하나씩 적어 둔 표)과 피드포워드(feed-forward) 신경망(5과)에 들어 있습니다. 이 모델의 카드에도 같은 사실이 다른 방식으로 적혀 있습니다. 학습한 것과 비슷한 글에서 퍼플렉시티(perplexity)가 143, 이웃한 두 조각을 세기만 한 바이그램 모델이 177입니다.
#
# 하나씩 끄면 어떨까요? 양수면 그 헤드가 없을 때 손실이 오르고, 음수면 오히려 *내려갑니다*.

# %%
missing = torch.zeros(4, 6)
for layer, block in enumerate(model.blocks):
    for head in range(6):
        hook = switch_off(block, head)
        missing[layer, head] = loss_on(here) - whole
        hook.remove()
for layer, row in enumerate(missing.tolist()):
    print(f"layer {layer}", *(f"{value:+.3f}" for value in row))

# %%
least = missing.flatten().argsort().tolist()
print(" off      sum     here  elsewhere")
before = loss_on(elsewhere)
for n in (6, 12, 18, 24):
    hooks = [switch_off(model.blocks[i // 6], i % 6) for i in least[:n]]
    alone = missing.flatten()[least[:n]].sum().item()
    print(f"{n:4}   {alone:+.3f}   {loss_on(here) - whole:+.3f}     {loss_on(elsewhere) - before:+.3f}")
    for hook in hooks:
        hook.remove()

# %% [markdown] lang="en"
# Heads are switched off together, the least missed first. `sum` is what their single effects add up to. The last column is the fair one: the heads were chosen on one half of the sentences and measured on the other. Two lessons in it. First, many heads can go before the loss moves much; [Michel et al. (2019)](https://arxiv.org/abs/1905.10650) found the same in large models, and gave their paper the title *Are Sixteen Heads Really Better than One?* Second, effects do not simply add up: all together are missed more than the sum says, because heads stand in for each other. And one thing not to forget: on this text *all* heads of this model are worth little. That says something about this model, not about attention.
#
# ## What does a head mean?
#
# The famous picture: in "The animal didn't cross the street because **it** was too tired", one head of a translation model looks from *it* to *animal*; put *wide* for *tired*, and it looks to *street* ([Uszkoreit 2017](https://research.google/blog/transformer-a-novel-neural-network-architecture-for-language-understanding/)). Here is the Korean of it, for the BERT in the package: the bag does not go into the box, because **it** is too big, or too small. (This tokenizer cuts words into pieces, and `##` marks a piece that goes on with a word. Bag, box and it are measured at `##방`, `##자` and `##것이`.)

# %% [markdown] lang="ko"
# 가장 아쉽지 않은 헤드부터 여럿을 함께 껐습니다. `sum`은 하나씩 껐을 때의 값을 더한 것입니다. 마지막 열이 공정한 쪽입니다. 끌 헤드는 문장의 절반을 보고 골랐고, 나머지 절반으로 쟀으니까요. 배울 것이 둘 있습니다. 첫째, 헤드를 여럿 없애도 손실이 별로 움직이지 않습니다. [Michel 등(2019)](https://arxiv.org/abs/1905.10650)이 큰 모델에서 같은 것을 보고, 논문 제목을 "헤드 열여섯 개가 정말 하나보다 나은가?"라고 지었습니다. 둘째, 효과가 그대로 더해지지 않습니다. 다 같이 없을 때가 하나씩 더한 것보다 아쉽습니다. 헤드끼리 서로 대신하기 때문입니다. 그리고 잊지 말 것 하나. 이 글에서 이 모델의 헤드는 *다* 합쳐도 값어치가 작습니다. 이 모델이 그렇다는 것이지 어텐션이 그렇다는 것은 아닙니다.
#
# ## 헤드에 뜻이 있을까?
#
# 유명한 그림이 있습니다. "The animal didn't cross the street because **it** was too tired"에서 번역 모델의 한 헤드가 *it*에서 *animal*을 보는데, *tired*를 *wide*로 바꾸면 *street*를 봅니다([Uszkoreit 2017](https://research.google/blog/transformer-a-novel-neural-network-architecture-for-language-understanding/)). 우리말로 옮겨서, 패키지에 든 BERT로 해 봅시다. 가방이 상자에 안 들어갑니다. **그것**이 너무 크기 때문일까요, 작기 때문일까요? (이 토크나이저는 낱말을 조각으로 자르고, 앞 조각에 이어지는 조각에 `##`을 붙입니다. 가방은 `##방`, 상자는 `##자`, '그것이'는 `##것이`에서 잽니다.)

# %%
lesson.predict("it", "?")

# %%
bert, words = load("pocket-bert-ko")


def looks(text: str, asks: int, *at: int) -> torch.Tensor:
    ids = words.encode(text)
    with torch.no_grad(), capture(bert, "*attention.weights") as seen:
        bert(torch.tensor([ids]))
    return torch.stack([weights[0, :, asks, list(at)] for weights in seen.values()]).flatten(0, 1)


big, small = (f"가방이 상자에 안 들어간다. 그것이 너무 {why} 때문이다." for why in ("크기", "작기"))
pieces = [words.piece(i) for i in words.encode(big)]
print(*enumerate(pieces))
it, bag, box = pieces.index("##것이"), pieces.index("##방"), pieces.index("##자")
with_big, with_small = looks(big, it, bag, box), looks(small, it, bag, box)
turned = ((with_big[:, 0] > with_big[:, 1]) != (with_small[:, 0] > with_small[:, 1])).sum().item()
print(f"turned: {turned} / {len(with_big)}   max |Δ| = {(with_big - with_small).abs().max():.3f}")

# %%
lesson.reveal("it", a=turned > 18, b=6 <= turned <= 18, c=turned < 6)

# %% [markdown] lang="en"
# Not what one hopes for, and worth more than a pretty picture from a model chosen for it. What may be said about a head:
#
# - *It looks there*: yes, that is what the map shows.
# - *It is needed*: only after it was switched off, on text that was not used to choose it. In a translation model, [Voita et al. (2019)](https://arxiv.org/abs/1905.09418) find a few heads with clear jobs that are the last ones that can be pruned.
# - *It looks there **because** …*: careful. [Jain and Wallace (2019)](https://arxiv.org/abs/1902.10186) show that quite different maps can lead to the same answer.
#
# ## Heads that share
#
# When a model writes, it keeps the keys and values of all words before (lesson 10), and that memory is what runs out. So newer models give several heads of queries **one** head of keys and values: *grouped queries* ([Ainslie et al. 2023](https://arxiv.org/abs/2305.13245)). In the library it is one number in the config, and this function:

# %% [markdown] lang="ko"
# 바라던 결과는 아니지만, 잘 나온 모델을 골라 그린 예쁜 그림보다 값집니다. 헤드에 대해 할 수 있는 말은 이 정도입니다.
#
# - *거기를 본다*: 예. 지도가 보여 주는 것이 그것입니다.
# - *필요하다*: 꺼 본 다음에만, 그것도 고를 때 쓰지 않은 글에서 재 본 다음에만 할 수 있는 말입니다. [Voita 등(2019)](https://arxiv.org/abs/1905.09418)은 번역 모델에서 하는 일이 뚜렷한 헤드 몇 개가 마지막까지 남는 것을 보았습니다.
# - *…**때문에** 거기를 본다*: 조심하세요. [Jain과 Wallace(2019)](https://arxiv.org/abs/1902.10186)는 전혀 다른 지도로도 같은 답이 나올 수 있음을 보였습니다.
#
# ## 나눠 쓰는 헤드
#
# 글을 쓰는 모델은 앞 낱말들의 키와 밸류를 모두 쥐고 있어야 하고(10과), 바로 그 메모리가 모자라게 됩니다. 그래서 요즘 모델은 쿼리 헤드 여럿이 키·밸류 헤드 **하나**를 같이 쓰게 합니다. *그룹 쿼리*(grouped queries, [Ainslie 등 2023](https://arxiv.org/abs/2305.13245))입니다. 라이브러리에서는 설정의 숫자 하나와 이 함수가 전부입니다.

# %%
for n_kv_heads in (12, 4, 1):
    cfg = BlockConfig(d_model=768, n_heads=12, n_kv_heads=n_kv_heads, d_ff=3072, wiring="pre")
    layer = MultiHeadAttention(cfg)
    kept = 2 * cfg.kv_heads * cfg.d_head
    print(f"n_kv_heads={n_kv_heads:2}  {sum(p.numel() for p in layer.parameters()):,}  k, v a token: {kept}")
kv = torch.tensor([[[[1]], [[2]]]])
print(F.share_heads(kv, 6).flatten())
show(F.share_heads)

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: `RuntimeError: view size is not compatible with input tensor's size and stride`.** The commonest error of this page. After `transpose` the numbers of one word no longer lie side by side in memory, and `view` never moves a number:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: `RuntimeError: view size is not compatible with input tensor's size and stride`.** 이 과에서 가장 흔한 오류입니다. `transpose`를 하고 나면 한 낱말의 숫자들이 메모리에 나란히 있지 않은데, `view`는 숫자를 절대 옮기지 않습니다.


# %%
def merge_by_view(x):
    b, h, t, d_head = x.shape
    return x.transpose(1, 2).view(b, t, h * d_head)


try:
    merge_by_view(torch.randn(2, 3, 5, 4))
except RuntimeError as error:
    print(f"RuntimeError: {error}")

# %% [markdown] lang="en"
# `reshape` in place of `view` mends it: it copies where it must. But do not "mend" it by leaving the `transpose` out. Then there is no error any more, and this:

# %% [markdown] lang="ko"
# `view` 대신 `reshape`를 쓰면 됩니다. 필요하면 복사해 주니까요. 그런데 `transpose`를 빼는 것으로 "고치면" 안 됩니다. 오류는 사라지지만 이렇게 됩니다.


# %%
def merge_by_reshape(x):
    b, h, t, d_head = x.shape
    return x.reshape(b, t, h * d_head)


check(merge_by_reshape, "merge_heads")

# %% [markdown] lang="en"
# **Symptom: the loss is better than it should be.** Now the cut by `view` from above, in training. Three small GPTs read our sentences letter by letter (jamo by jamo); the same weights to start with, the same batches. One is right, one splits by `view`, and one both splits and merges without `transpose`. The causal mask (lesson 4) is right in all three.

# %% [markdown] lang="ko"
# **증상: 손실이 이상하게 좋습니다.** 위에서 본 `view`로 자르기를 이번에는 학습에 넣어 봅시다. 작은 GPT 셋이 우리 문장을 자모 하나씩 읽습니다. 처음 가중치도, 배치도 똑같습니다. 하나는 올바르고, 하나는 `view`로 나누고, 하나는 나눌 때도 합칠 때도 `transpose`를 빼먹었습니다. 미래를 가리는 마스크(4과)는 셋 다 맞습니다.

# %%
lesson.predict("leak", "?")

# %%
letters = unicodedata.normalize("NFD", "\n".join(example.text for example in embedded.emotions()))
alphabet = sorted(set(letters))
stream = torch.tensor([alphabet.index(letter) for letter in letters])
ways = {
    "right": (F.split_heads, F.merge_heads),
    "split by view": (by_view, F.merge_heads),
    "both by view": (by_view, merge_by_reshape),
}


def trained(steps: int = 160, t: int = 32) -> tuple[GPT, list[float]]:
    generator = torch.Generator().manual_seed(0)
    gpt = GPT(GPTConfig(d_model=48, n_heads=4, d_ff=192, vocab_size=len(alphabet), n_layers=2, max_len=t))
    initialise(gpt, generator, std=0.06)
    optimizer, losses = torch.optim.AdamW(gpt.parameters(), lr=4e-3), []
    for _ in range(steps):
        at = torch.randint(len(stream) - t, (16, 1), generator=generator) + torch.arange(t + 1)
        loss = F.cross_entropy(gpt(stream[at][:, :-1]).flatten(0, 1), stream[at][:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return gpt.eval(), losses


gpts, curves, broken = {}, {}, {}
for way, (split, merge) in ways.items():
    with patch.object(F, "split_heads", split), patch.object(F, "merge_heads", merge):
        gpts[way], losses = trained()
        broken[way] = [c for c in audit(gpts[way]) if not c.ok]
    smooth = torch.tensor(losses).unfold(0, 20, 10).mean(-1)
    curves[way] = (20 + 10 * torch.arange(len(smooth)), smooth)
picture(comparison_curve(curves, "step", "loss"))

# %%
right, split_only, both_by_view = (ys[-1].item() for _, ys in curves.values())
lesson.reveal(
    "leak",
    a=right < min(split_only, both_by_view) - 0.3,
    b=split_only < right - 0.3 and abs(both_by_view - right) < 0.3,
    c=max(right, split_only, both_by_view) - min(right, split_only, both_by_view) <= 0.3,
)

# %% [markdown] lang="en"
# What each really does, the `audit` tells. It knows nothing of the mistake, and only tries what a language model has to promise. Here are the promises that are **broken**:

# %% [markdown] lang="ko"
# 셋이 실제로 무엇을 하는지는 감사(`audit`)가 말해 줍니다. 무엇을 틀렸는지는 전혀 모르고, 언어 모델이라면 지켜야 할 약속을 하나씩 시험할 뿐입니다. **깨진** 약속만 찍어 봅니다.

# %%
for way, checks in broken.items():
    print(f"{way}: {len(checks)}")
    for c in checks:
        print("  -", c.promise.ko if lesson.language == "ko" else c.promise.en)

# %% [markdown] lang="en"
# - **Split by view**: head 1 of a 32-letter text holds the letters 8 to 15, cut up, and hands them to the places 0, 1, 2 …. So the answer is seen before the question, the loss falls far too low, and nothing of it is left when the model has to write on its own.
# - **Both by view**: now the mistakes undo each other as far as order goes. The future stays hidden, and the loss is as good as that of the right one. But each head lives in its own quarter of the text: the last letter never sees the first. With a longer text the quarters move, and the same letters get other scores.
#
# The loss curve finds neither. Looking at one number does: `check` names the cut,

# %% [markdown] lang="ko"
# - **split by view**: 글자 32개짜리 글에서 헤드 1에는 8번부터 15번까지의 글자가 토막 나 들어 있는데, 그것을 0번, 1번, 2번 … 자리에 나눠 줍니다. 문제보다 답을 먼저 보는 셈이라 손실은 터무니없이 내려가지만, 모델이 혼자 글을 쓸 때는 아무 소용이 없습니다.
# - **both by view**: 순서만 보면 두 실수가 서로 지웁니다. 미래는 가려져 있고 손실도 올바른 모델만큼 좋습니다. 그런데 헤드마다 글의 4분의 1 안에 갇혀 있습니다. 마지막 글자는 첫 글자를 영영 보지 못합니다. 글이 길어지면 그 경계가 움직여서 같은 글자의 점수가 달라집니다.
#
# 손실 곡선으로는 둘 다 못 찾습니다. 숫자 하나를 들여다보면 찾습니다. `check`는 어떻게 잘랐는지 짚어 내고,

# %%
check(by_view, "split_heads")

# %% [markdown] lang="en"
# and here is the same in two lines of your own: append a letter, and ask whether the scores of the letters before have changed.

# %% [markdown] lang="ko"
# 여러분이 직접 두 줄로 알아볼 수도 있습니다. 글자를 하나 덧붙이고, 그 앞 글자들의 점수가 달라졌는지 보면 됩니다.

# %%
text = stream[:21][None]
for way, (split, merge) in ways.items():
    with torch.no_grad(), patch.object(F, "split_heads", split), patch.object(F, "merge_heads", merge):
        short, long = gpts[way](text[:, :20]), gpts[way](text[:, :21])
    print(f"{way:14} {(short - long[:, :20]).abs().max():.1e}")

# %% [markdown] lang="en"
# ## To take home
#
# - One attention gives one average. Several heads ask several questions, and their answers are laid side by side.
# - Heads cost no weights: the same channels are cut into narrower slices. `view` brackets, `transpose` moves; you need both.
# - A map shows where a head looks. Whether it is needed shows only when it is off, on text that did not choose it.
# - A loss that is too good is a symptom.
#
# The source: [Attention Is All You Need](https://arxiv.org/abs/1706.03762), section 3.2.2; the number of heads is varied in its table 3, rows (A).

# %% [markdown] lang="ko"
# ## 정리
#
# - 어텐션 하나는 평균 하나를 줍니다. 헤드가 여럿이면 여러 가지를 묻고, 답을 나란히 놓습니다.
# - 헤드가 늘어도 가중치는 늘지 않습니다. 같은 채널을 더 좁게 자를 뿐입니다. `view`는 괄호를 치고 `transpose`는 옮깁니다. 둘 다 필요합니다.
# - 지도는 헤드가 어디를 보는지 보여 줍니다. 필요한지는 꺼 봐야, 그것도 고를 때 쓰지 않은 글에서 꺼 봐야 압니다.
# - 너무 좋은 손실은 증상입니다.
#
# 출처: [Attention Is All You Need](https://arxiv.org/abs/1706.03762) 3.2.2절. 헤드 수를 바꿔 본 결과는 표 3의 (A) 행에 있습니다.
