# %% [markdown] lang="en"
# # 10. GPT-2: one token at a time
#
# When you are through with this page, you can
#
# - write the loop with which every GPT writes, and say what each setting of it does: greedy, temperature, top-k, top-p,
# - explain with numbers why greedy writing repeats itself for ever,
# - build the KV cache, and say what it saves, what it costs, and what happens at position 1,024.
#
# Reading and running take half an hour, the three exercises another hour. You need lessons 2, 4 and 5.

# %% [markdown] lang="ko"
# # 10. GPT-2: 한 번에 토큰 하나씩
#
# 이 과를 마치면
#
# - 모든 GPT가 글을 쓰는 반복문을 직접 쓰고, 그리디(greedy), temperature, top-k, top-p가 무엇을 하는지 말할 수 있고,
# - 그리디로 쓰면 왜 끝없이 되풀이하는지 숫자를 들어 설명할 수 있으며,
# - KV 캐시를 만들고, 무엇을 아끼고 무엇이 드는지, 1,024번째 자리에서는 무슨 일이 생기는지 말할 수 있습니다.
#
# 읽고 실행하는 데 30분, 연습 문제 세 개에 한 시간쯤 걸립니다. 2과, 4과, 5과를 알면 됩니다.

# %%
import math
import time
from itertools import pairwise
from statistics import median

import matplotlib.pyplot as plt
import torch

from minitransformer import GPT, Cache, GPTConfig, generate, load
from minitransformer import functional as F
from minitransformer.core.cache import Growing, Once, Remembered, Room, compute
from minitransformer.data.embedded import emotions
from minitransformer.generation import loop, processors
from minitransformer.generation.choose import greedy, sample
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import mask_token_against_mask_attention, next_token
from minitransformer.pretrained.outline import outline

lesson = Lesson(10)
model, tokenizer = load("pocket-gpt-ko")


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def begin(text: str) -> list[int]:
    return [model.cfg.bos_id, *tokenizer.encode(text)]


@torch.no_grad()
def scores_after(text: str) -> torch.Tensor:
    return model(torch.tensor([begin(text)]))[:, -1]


# %% [markdown] lang="en"
# ## A score for every word
#
# GPT-2 is the decoder of the transformer without the encoder: a stack of decoder-only blocks (lesson 5). The idea is a year older than GPT-2: [a model that wrote Wikipedia articles](https://arxiv.org/abs/1801.10198) threw the encoder away to fit texts of thousands of tokens. (In [The Illustrated GPT-2](https://jalammar.github.io/illustrated-gpt2/) you can see it: six blocks, and up to 4,000 tokens at a time.) At the top there is no new machine either:

# %% [markdown] lang="ko"
# ## 모든 낱말에 점수 매기기
#
# GPT-2는 트랜스포머에서 인코더를 뺀 디코더, 곧 디코더 블록(5과)을 쌓은 것입니다. 이 생각은 GPT-2보다 한 해 먼저 나왔습니다. [위키백과 글을 쓰는 모델](https://arxiv.org/abs/1801.10198)이 토큰 수천 개짜리 글을 다루려고 인코더를 버렸지요. ([The Illustrated GPT-2](https://jalammar.github.io/illustrated-gpt2/)에 그림이 있습니다. 블록 여섯 개로 한 번에 4,000토큰까지 읽습니다.) 맨 위에도 새로운 장치는 없습니다.

# %%
show(GPT)

# %%
with torch.no_grad():
    ids = torch.tensor([begin("이 영화는")])
    last = model.hidden(ids)[0, -1]
    scores = model(ids)[0, -1]
print(tuple(last.shape), tuple(model.embed.weight.shape), tuple(scores.shape))
print(f"max |scores - embed @ last| = {(scores - model.embed.weight @ last).abs().max():.0e}")
print(model.unembed.weight is model.embed.weight)

# %% [markdown] lang="en"
# The output vector, times **every** row of the embedding table: a word scores high if its own embedding points the way the output does. The table with which words come in is the table with which they go out (**weight tying**).
#
# ### Predict: how large is "117M"?

# %% [markdown] lang="ko"
# 출력 벡터를 임베딩 표의 **모든** 행과 내적합니다. 자기 임베딩이 출력과 같은 쪽을 가리키는 낱말이 높은 점수를 받습니다. 낱말이 들어올 때 쓴 표로 낱말을 내보내는 것입니다(**가중치 공유, weight tying**).
#
# ### 예측: "117M"은 정말 얼마일까?

# %%
lesson.predict("size", "?")

# %%
sizes = {
    "GPT-2 small": (768, 12, 12, 1024, 50257),
    "GPT-2 medium": (1024, 24, 16, 1024, 50257),
    "GPT-2 large": (1280, 36, 20, 1024, 50257),
    "GPT-2 XL": (1600, 48, 25, 1024, 50257),
    "koGPT2": (768, 12, 12, 1024, 51200),
    "GPT-3": (12288, 96, 96, 2048, 50257),
}
total = {}
for name, (d, n_layers, n_heads, max_len, words) in sizes.items():
    cfg = GPTConfig(
        d_model=d, n_layers=n_layers, n_heads=n_heads, d_ff=4 * d, max_len=max_len, vocab_size=words
    )
    with outline():
        total[name] = sum(p.numel() for p in GPT(cfg).parameters())
    print(f"{name:13} d={d:5}  layers={n_layers:2}  heads={n_heads:2}  {total[name]:>15,}")

# %%
small = total["GPT-2 small"]
untied = small + 50257 * 768
lesson.reveal(
    "size",
    a=round(small / 1e6) == 117,
    b=round(small / 1e6) == 124,
    c=round(small / 1e6) == round(untied / 1e6),
)

# %% [markdown] lang="en"
# Not one weight was stored for this table: `outline` builds modules that know their shapes only, the 175 billion of GPT-3 included.
#
# ## One token at a time
#
# A score for every word, at the last place. Take one, put it behind the text, ask again. That is how all of them write:

# %% [markdown] lang="ko"
# 이 표를 만드는 데 가중치는 하나도 저장하지 않았습니다. `outline` 안에서 만든 모듈은 모양만 압니다. 1,750억 개인 GPT-3도요.
#
# ## 한 번에 토큰 하나씩
#
# 마지막 자리에 모든 낱말의 점수가 있습니다. 하나를 골라 글 뒤에 붙이고, 다시 묻습니다. 모두 이렇게 글을 씁니다.

# %%
ids = begin("배우들의 연기가")
for _ in range(6):
    with torch.no_grad():
        scores = model(torch.tensor([ids]))[0, -1]
    ids.append(int(scores.argmax()))
    print([tokenizer.piece(i) for i in ids])

# %% [markdown] lang="en"
# Each answer becomes part of the next question: that is **auto-regression**. The last piece is `</s>`: the model itself says when it is done. (The first one is `</s>` too: GPT-2 has one token for both, since the end of one text is the start of the next.) And this is the library's loop, which does it for several texts at once, and knows three reasons to stop. Find the four steps: score, process, choose, append.

# %% [markdown] lang="ko"
# 대답이 곧 다음 질문의 일부가 됩니다. 이것이 **자기회귀(auto-regression)** 입니다. 마지막 조각은 `</s>`로, 끝났다는 것도 모델이 스스로 말합니다. (맨 앞도 `</s>`입니다. GPT-2는 한 글의 끝이 다음 글의 시작이라 같은 토큰을 씁니다.) 다음은 라이브러리의 반복문입니다. 여러 글을 한꺼번에 쓰고, 멈추는 까닭이 세 가지 있습니다. 점수 매기기, 다듬기, 고르기, 붙이기, 네 단계를 찾아보세요.

# %%
show(loop.tokens)

# %% [markdown] lang="en"
# ## Rambling
#
# No prompt (the text that is given to be continued), only the start token: whatever comes is what the model takes Korean to be. It has read film reviews, mistakes, prejudice and all, and it shows. In each pair, first drawn from all 8,000 pieces, then from the best 40 only:

# %% [markdown] lang="ko"
# ## 혼자 중얼거리기
#
# 프롬프트(prompt, 이어 쓰라고 주는 글) 없이 시작 토큰만 줍니다. 나오는 것은 이 모델이 생각하는 한국어입니다. 영화평을 오타와 편견까지 그대로 읽은 모델이라 그런 티가 납니다. 짝마다 위는 8,000조각 전체에서, 아래는 가장 좋은 40개에서만 뽑았습니다.

# %%
start = [model.cfg.bos_id]
for seed in (5, 6, 7, 8):
    for name, chain in {"all   ": [], "top-40": [processors.top_k(40)]}.items():
        (free,) = generate(
            model,
            [start],
            choose=sample(dice(seed)),
            processors=chain,
            max_new_tokens=40,
            eos_id=tokenizer.eos_id,
        )
        print(f"{name} [{free.reason}] {tokenizer.decode(free.ids)}")

# %% [markdown] lang="en"
# ## Always the best word?
#
# Why draw at all? Take the best word every time (**greedy**), and each step is the likeliest there is.

# %% [markdown] lang="ko"
# ## 늘 가장 좋은 낱말만?
#
# 왜 뽑을까요? 매번 가장 좋은 낱말을 고르면(**그리디, greedy**) 스텝마다 가장 그럴듯한 것일 텐데요.

# %%
lesson.predict("greedy", "?")

# %%
prompt = "이 영화를 보고"

(best,) = generate(model, [begin(prompt)], choose=greedy, max_new_tokens=60, eos_id=tokenizer.eos_id)
print(tokenizer.decode([*begin(prompt), *best.ids]), f"[{best.reason}]")

# %%
stuck = best.reason == "length" and len(set(best.ids[-20:])) <= 5
lesson.reveal("greedy", a=best.reason == "eos", b=stuck, c=best.reason == "length" and not stuck)

# %% [markdown] lang="en"
# Why does it never get out? Look at the chance of the word that it takes, step by step:

# %% [markdown] lang="ko"
# 왜 빠져나오지 못할까요? 고른 낱말의 확률을 스텝마다 봅시다.

# %%
ids, chances = begin(prompt), []
for word in best.ids:
    with torch.no_grad():
        chances.append(F.softmax(model(torch.tensor([ids]))[0, -1])[word].item())
    ids.append(word)
print([f"{tokenizer.piece(i)} {p:.2f}" for i, p in zip(best.ids[:10], chances[:10], strict=True)])

figure, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.plot(range(1, len(chances) + 1), chances, ".-")
ax.set(xlabel="step", ylabel="p(argmax)", ylim=(0, 1))
figure.set_label(f"Chance of the best word by step: {chances[0]:.2f} at first, {chances[-1]:.2f} at the end")
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# The more often something stands there already, the surer the model is that it comes again; and each repetition makes it surer. [Holtzman and others](https://arxiv.org/abs/1904.09751) saw the same in the large GPT-2. People do not write like that: they say surprising things all the time, and the best word every time is, taken together, a very odd text.
#
# So words are drawn. But from what?
#
# ## Three ways to bend one distribution
#
# Here are the ten best of 8,000 next pieces. **Put your own prompt in.** First, **top-k**: only the k best stay in the draw.

# %% [markdown] lang="ko"
# 같은 것이 앞에 많이 있을수록 모델은 또 나온다고 더 확신합니다. 되풀이할 때마다 확신은 더 커지지요. [홀츠먼 등](https://arxiv.org/abs/1904.09751)은 큰 GPT-2에서도 똑같은 일을 보았습니다. 사람은 그렇게 쓰지 않습니다. 사람의 글에는 뜻밖의 말이 끊임없이 나옵니다. 매번 가장 그럴듯한 낱말만 이은 글은, 통째로 보면 아주 이상한 글입니다.
#
# 그래서 낱말을 뽑습니다. 그런데 무엇 가운데서 뽑을까요?
#
# ## 분포 하나를 구부리는 세 가지 방법
#
# 다음에 올 조각 8,000개 중 가장 좋은 열 개입니다. **여러분의 글을 넣어 보세요.** 먼저 **top-k**, 가장 좋은 k개만 남기고 뽑습니다.

# %%
prompt = "배우들의 연기가"


def drawn(prompt, *chain, shown=10):
    scores = scores_after(prompt)
    chances = F.softmax(scores)[0]
    bent = F.softmax(processors.apply(chain, scores, torch.tensor([begin(prompt)]), torch.tensor([True])))[0]
    best = chances.topk(shown).indices
    keeps = bent[best] > 0
    return next_token(
        [tokenizer.piece(i) for i in best.tolist()],
        (bent if keeps.all() else chances)[best],
        keeps,
        title=prompt,
        language=lesson.language,
    )


picture(drawn(prompt, processors.top_k(6)))

# %% [markdown] lang="en"
# **Temperature** divides all scores before softmax. Below 1 the differences grow: the strong get stronger. The same prompt at 0.5, nothing cut off:

# %% [markdown] lang="ko"
# **temperature**(온도)는 소프트맥스에 넣기 전에 모든 점수를 나눕니다. 1보다 작으면 차이가 커져서 센 것이 더 세집니다. 같은 글을 0.5로 나누고, 아무것도 자르지 않았습니다.

# %%
picture(drawn(prompt, processors.temperature(0.5)))

# %% [markdown] lang="en"
# **Top-p** (nucleus) keeps as many of the best as it takes to reach the probability p together: few where the model is sure, many where it is not. Here is a place where it is: inside a word. (Put `prompt` in its place, and compare.)

# %% [markdown] lang="ko"
# **top-p**(nucleus)는 좋은 것부터 더해서 확률 p가 될 때까지만 남깁니다. 모델이 확신하는 곳에서는 조금, 그렇지 않은 곳에서는 많이 남지요. 확신하는 곳, 곧 낱말 한가운데를 봅시다. (아래 셀의 글 대신 `prompt`를 넣어 견주어 보세요.)

# %%
picture(drawn("배우들의 연기가 돋보", processors.top_p(0.6), shown=8))

# %% [markdown] lang="en"
# ### Predict: two prompts, one p

# %% [markdown] lang="ko"
# ### 예측: 두 글, 하나의 p

# %%
lesson.predict("nucleus", "?")

# %%
left = {}
for text in ("이 영화는", "시간 가는 줄 모르"):
    scores = scores_after(text)
    chances = F.softmax(scores)[0].sort(descending=True).values
    left[text] = int((processors.top_p(0.9)(scores, None, None) > -math.inf).sum())
    print(f"{text:12} top-p 0.9: {left[text]:5} pieces   top-k 40: {chances[:40].sum():.0%}")

# %%
times = left["이 영화는"] / left["시간 가는 줄 모르"]
lesson.reveal("nucleus", a=0.5 < times < 2, b=2 <= times < 10, c=times >= 10)

# %% [markdown] lang="en"
# Top-k does not ask how sure the model is: its 40 are nine tenths of everything in one place, and little more than a quarter in the other. Forty is the compromise with which the published samples of GPT-2 were drawn. All of it in one picture: the chances in order, at three temperatures, and where k = 40 cuts.

# %% [markdown] lang="ko"
# top-k는 모델이 얼마나 확신하는지 묻지 않습니다. 같은 40개가 한쪽에서는 전체의 90%이고 다른 쪽에서는 4분의 1을 조금 넘을 뿐입니다. 40은 OpenAI가 GPT-2의 글을 뽑아 공개할 때 쓴 절충안입니다. 그림 하나에 담아 봅시다. 확률을 큰 것부터 놓고, temperature를 셋으로 바꾸고, k = 40이 자르는 곳을 표시했습니다.

# %%
scores = scores_after(prompt)[0]
figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
for t, line in ((0.5, "--"), (1.0, "-"), (1.5, ":")):
    chances = F.softmax(scores / t).sort(descending=True).values
    ax.loglog(range(1, len(chances) + 1), chances, line, label=f"T = {t}")
ax.axvline(40, color="0.5", linewidth=1)
ax.set(xlabel="rank", ylabel="p", ylim=(1e-8, 1))
ax.legend()
figure.set_label("Chance of a piece against its rank, at temperatures 0.5, 1 and 1.5; a line at rank 40")
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# The long tail on the right is the point: thousands of pieces, each hopeless, but together they are drawn often enough to derail a text. And once it is off the rails, it goes on from there. Every pair below is drawn with the same two seeds.

# %% [markdown] lang="ko"
# 오른쪽의 긴 꼬리가 핵심입니다. 하나하나는 가망 없는 조각 수천 개지만, 합치면 글을 탈선시킬 만큼 자주 뽑힙니다. 그리고 한번 벗어나면 거기서부터 이어 갑니다. 아래는 모두 같은 시드 두 개로 뽑은 것입니다.

# %%
for name, chain in {
    "T = 0.3": [processors.temperature(0.3)],
    "T = 1": [],
    "T = 1.5": [processors.temperature(1.5)],
    "top-k 40": [processors.top_k(40)],
    "top-p 0.5": [processors.top_p(0.5)],
}.items():
    for seed in (1, 5):
        (free,) = generate(
            model,
            [begin(prompt)],
            choose=sample(dice(seed)),
            processors=chain,
            max_new_tokens=25,
            eos_id=tokenizer.eos_id,
        )
        print(f"{name:9} {tokenizer.decode([*begin(prompt), *free.ids])}")

# %% [markdown] lang="en"
# Each of these is a function from scores to scores, so they can be put in a row. Write two of them. Why by hand? Because mistakes in them hide well: the text still comes, and is only a little worse.

# %% [markdown] lang="ko"
# 모두 점수를 받아 점수를 돌려주는 함수라서 줄줄이 이을 수 있습니다. 둘을 직접 짜 보세요. 왜 굳이 손으로 짤까요? 여기서 틀린 것은 눈에 띄지 않기 때문입니다. 글은 여전히 나오고, 조금 나쁠 뿐입니다.

# %% exercise="top_k"
check(top_k)

# %% exercise="top_p"
check(top_p)

# %% [markdown] lang="en"
# ## The same work again and again
#
# Our little loop reads the whole text again for every word. But a GPT looks only to the left (lesson 4): what was computed for the old words cannot change when a new one comes. So remember it: the keys and the values of every layer. Queries are asked once, and forgotten.
#
# ### Predict: how much work

# %% [markdown] lang="ko"
# ## 같은 일을 하고 또 하기
#
# 앞의 짧은 반복문은 낱말 하나를 쓸 때마다 글 전체를 다시 읽습니다. 그런데 GPT는 왼쪽만 봅니다(4과). 새 낱말이 와도 앞 낱말에 대해 계산한 것은 바뀌지 않지요. 그러니 기억해 두면 됩니다. 층마다 키와 밸류를요. 쿼리는 한 번 묻고 나면 쓸 일이 없습니다.
#
# ### 예측: 일이 얼마나 줄까

# %%
lesson.predict("work", "?")

# %%
keyed = {True: 0, False: 0}
for use_cache in keyed:

    def count(_layer, inputs, _output, use_cache=use_cache):
        keyed[use_cache] += inputs[0].shape[1]

    hook = model.blocks[0].attention.k.register_forward_hook(count)
    (written,) = generate(model, [start], max_new_tokens=100, use_cache=use_cache)
    hook.remove()
    print(f"cache={use_cache!s:5} {len(written.ids)} tokens written, {keyed[use_cache]:,} keys computed")

# %%
times = keyed[False] / keyed[True]
lesson.reveal("work", a=times < 5, b=5 <= times < 25, c=times >= 25)

# %% [markdown] lang="en"
# What remembers is no more than this; every block has one of its own.

# %% [markdown] lang="ko"
# 기억하는 장치는 이것이 전부이고, 블록마다 하나씩 있습니다.

# %%
show(compute, Remembered, Growing, Room, Once)

# %% [markdown] lang="en"
# `append` keeps free places behind, so that old words are not moved for each new one. And what comes out is the same, but for the rounding of float32:

# %% [markdown] lang="ko"
# `append`는 뒤에 빈자리를 두어, 새 낱말이 올 때마다 옛것을 옮기지 않게 합니다. 나오는 것은 float32의 반올림 오차 말고는 같습니다.

# %%
ids = torch.tensor([begin("시간 가는 줄 모르고 봤다")])
cache = Cache(model.cfg.n_layers)
with torch.no_grad():
    whole = model(ids)
    stepwise = torch.cat([model(ids[:, t : t + 1], cache=cache) for t in range(ids.shape[1])], 1)
print(len(cache), f"{(whole - stepwise).abs().max():.0e}")


# %%
def milliseconds(length: int, use_cache: bool, words: int = 8) -> float:
    text = torch.randint(10, tokenizer.vocab_size, (length,), generator=dice()).tolist()
    clock = []

    def tick(scores, _ids, _real):
        clock.append(time.perf_counter())
        return scores

    generate(model, [text], processors=[tick], max_new_tokens=1 + words, use_cache=use_cache)
    return 1000 * median(after - before for before, after in pairwise(clock))


lengths = [16, 64, 128, 256, 480]
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for use_cache, line in ((False, "s--"), (True, "o-")):
    took = [milliseconds(n, use_cache) for n in lengths]
    print(
        f"cache={use_cache!s:5}", "  ".join(f"{n}: {ms:.1f} ms" for n, ms in zip(lengths, took, strict=True))
    )
    ax.plot(lengths, took, line, label=f"cache={use_cache}")
ax.set(xlabel="tokens", ylabel="ms / token", ylim=(0, None))
ax.legend()
figure.set_label("Milliseconds for one more token against the length of the text, with and without a cache")
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# Measured on the machine that ran this page; run it on yours. Without the cache the price of *one more word* grows with the text. With it, hardly: one word goes through the layers, and only looks back at more keys.
#
# The saving is paid for in memory: two vectors, in every layer, for every word.

# %% [markdown] lang="ko"
# 이 쪽을 실행한 컴퓨터에서 잰 값입니다. 여러분의 컴퓨터에서도 재 보세요. 캐시가 없으면 *한 낱말 더 쓰는* 값이 글 길이를 따라 커집니다. 캐시가 있으면 거의 그대로입니다. 낱말 하나만 층을 지나고, 돌아볼 키가 조금 늘 뿐이니까요.
#
# 아낀 만큼 메모리로 냅니다. 낱말마다, 층마다 벡터 두 개씩입니다.

# %%
for name, number in {"GPT-2 small": 4, "GPT-3": 2}.items():
    d, n_layers, _, max_len, _ = sizes[name]
    a_token = 2 * n_layers * d * number
    print(
        f"{name:12} 2 × {n_layers} × {d} × {number} B = {a_token / 1e6:.2f} MB / token, × {max_len} = ",
        end="",
    )
    print(f"{a_token * max_len / 1e6:,.0f} MB")

# %% [markdown] lang="en"
# (Four bytes a number in float32, two in float16.) Now build it, with one head and positions. Where does the first new word stand?

# %% [markdown] lang="ko"
# (숫자 하나가 float32로 4바이트, float16으로 2바이트입니다.) 이제 헤드 하나와 위치까지 넣어 직접 만들어 보세요. 첫 새 낱말은 몇 번 자리에 설까요?

# %% exercise="kv_cache"
check(kv_cache)

# %% [markdown] lang="en"
# ## The last position
#
# GPT-2 has 1,024 positions, koGPT2 too, and the small model here 512. The reason is a table: every position has a learnt vector, and behind the last row there is none.

# %% [markdown] lang="ko"
# ## 마지막 자리
#
# GPT-2의 자리는 1,024개, koGPT2도 그렇고, 여기 작은 모델은 512개입니다. 까닭은 표에 있습니다. 자리마다 학습된 벡터가 있는데, 마지막 행 뒤에는 아무것도 없습니다.

# %%
lesson.predict("full", "?")

# %%
print(tuple(model.positions.table.weight.shape))
long = torch.randint(10, tokenizer.vocab_size, (505,), generator=dice()).tolist()
try:
    (written,) = generate(model, [long], max_new_tokens=50)
    print(len(written.ids), written.reason)
except ValueError as error:
    written = None
    print(error)

# %%
lesson.reveal(
    "full",
    a=written is None,
    b=written is not None and len(written.ids) == 512 - 505 and written.reason == "positions",
    c=written is not None and len(written.ids) == 50,
)

# %% [markdown] lang="en"
# What others do about it: drop the beginning and go on (the model forgets), count only distances (rotary positions, lesson 4), or keep the cache of the segment before ([Transformer-XL](https://arxiv.org/abs/1901.02860), 2019, the same year as GPT-2). None of this happens by itself: ask of any tool what it does there.
#
# ## What looking left only costs
#
# A GPT hides the *future*, by a mask on attention. A BERT hides *words*, by a token in the text, and looks at both sides (lesson 8). Side by side:

# %% [markdown] lang="ko"
# 다른 도구와 모델은 이렇게 합니다. 앞부분을 버리고 이어 가거나(그만큼 잊습니다), 거리만 세거나(회전 위치, 4과), 앞 구간의 캐시를 물려받습니다([Transformer-XL](https://arxiv.org/abs/1901.02860), GPT-2와 같은 2019년). 저절로 되는 것은 없습니다. 어떤 도구를 쓰든 여기서 무엇을 하는지 물어보세요.
#
# ## 왼쪽만 보는 대가
#
# GPT는 어텐션에 마스크를 씌워 *미래*를 가립니다. BERT는 글 속의 *낱말*을 토큰으로 가리고 양쪽을 다 봅니다(8과). 나란히 놓아 봅시다.

# %%
words = ["시간", "가는", "줄", "모르고", "봤다"]
picture(
    mask_token_against_mask_attention(
        words,
        ["시간", "가는", "[MASK]", "모르고", "봤다"],
        torch.ones(5, 5, dtype=torch.bool),
        F.causal_mask(5, 5),
        language=lesson.language,
    )
)

# %% [markdown] lang="en"
# What is the right side worth? The small BERT guesses a hidden piece, once with both sides, once with the left one only: first in one sentence, then in the middle of sixty.

# %% [markdown] lang="ko"
# 오른쪽은 얼마나 쓸모 있을까요? 작은 BERT에게 가린 조각을 맞히게 합니다. 한 번은 양쪽을 다 주고, 한 번은 왼쪽만 줍니다. 먼저 한 문장에서, 그다음 예순 문장의 한가운데에서 합니다.

# %%
bert, wordpieces = load("pocket-bert-ko")


@torch.no_grad()
def guess(left: list[int], right: list[int]) -> torch.Tensor:
    ids = [wordpieces.cls_id, *left, wordpieces.mask_id, *right, wordpieces.sep_id]
    scores, _ = bert(torch.tensor([ids]))
    return F.softmax(scores[0, len(left) + 1])


for right in ("모르고 봤다", ""):
    best = guess(wordpieces.encode("시간 가는"), wordpieces.encode(right)).topk(3)
    told = ", ".join(
        f"{wordpieces.piece(i)} {p:.2f}" for p, i in zip(*map(torch.Tensor.tolist, best), strict=True)
    )
    print(f"시간 가는 [MASK] {right:8} → {told}")

# %%
both, left_only = [], []
for example in emotions()[::25]:
    ids = wordpieces.encode(example.text)
    at = len(ids) // 2
    both.append(-guess(ids[:at], ids[at + 1 :])[ids[at]].log().item())
    left_only.append(-guess(ids[:at], [])[ids[at]].log().item())
print(
    f"{len(both)} × -ln p: both sides {sum(both) / len(both):.2f}, left only {sum(left_only) / len(left_only):.2f}"
)

# %% [markdown] lang="en"
# (−ln p is the surprise at the right piece: the smaller, the better.) What comes *after* a word tells a great deal about it. (Be fair: this BERT has only ever seen whole texts, so a cut one is strange to it, and part of the difference is that.) But who looks at both sides cannot write: for the next word there is no right side yet. **BERT reads, GPT writes.** [XLNet](https://arxiv.org/abs/1906.08237) (2019) tried to have both, by guessing the words of a text in random orders.
#
# ## What goes wrong
#
# **Symptom: `. . . . . . .`, or the same sentence for ever.** Greedy, as above. A blunt remedy is to lower the scores of words that were used: koGPT2's own page shows its example with `repetition_penalty=2.0`.

# %% [markdown] lang="ko"
# (−ln p는 정답을 보고 놀란 정도라서 작을수록 좋습니다.) 낱말 *뒤에* 오는 것이 그 낱말에 대해 많은 것을 알려 줍니다. (공정하게 말하면, 이 BERT는 온전한 글만 보았으니 잘린 글이 낯설고, 차이의 일부는 그 때문입니다.) 하지만 양쪽을 보는 모델은 글을 쓰지 못합니다. 다음 낱말에는 아직 오른쪽이 없으니까요. **BERT는 읽고, GPT는 씁니다.** [XLNet](https://arxiv.org/abs/1906.08237)(2019)은 낱말을 무작위 순서로 맞히게 해서 둘 다 얻으려 했습니다.
#
# ## 이렇게 틀립니다
#
# **증상: `. . . . . . .`, 또는 같은 문장이 끝없이 나옵니다.** 위에서 본 그리디입니다. 이미 쓴 낱말의 점수를 깎는 투박한 처방이 있습니다. koGPT2의 소개 글도 `repetition_penalty=2.0`으로 예를 보여 줍니다.

# %%
(best,) = generate(
    model,
    [begin("이 영화를 보고")],
    processors=[processors.repetition_penalty(2.0)],
    max_new_tokens=60,
    eos_id=tokenizer.eos_id,
)
print(tokenizer.decode(best.ids), f"[{best.reason}]")

# %% [markdown] lang="en"
# **Symptom: the prompt is read well, and from the second new word on the text goes astray.** The new word was given position 0 again:

# %% [markdown] lang="ko"
# **증상: 프롬프트는 잘 읽는데, 새로 쓴 둘째 낱말부터 글이 빗나갑니다.** 새 낱말의 위치를 다시 0부터 셌습니다.


# %%
def from_zero(x, past, positions, q, k, v):
    x = x + positions[: x.shape[1]]
    keys, values = k(x), v(x)
    if past is not None:
        keys, values = torch.cat([past[0], keys], 1), torch.cat([past[1], values], 1)
    mask = F.causal_mask(x.shape[1], keys.shape[1])
    context, _ = F.scaled_dot_product_attention(q(x), keys, values, mask)
    return context, (keys, values)


check(from_zero, "kv_cache")

# %% [markdown] lang="en"
# **Symptom: top-k is on, and rare words still turn up.** Somebody set the others to 0. But a score of 0 is not a chance of 0:

# %% [markdown] lang="ko"
# **증상: top-k를 켰는데도 엉뚱한 낱말이 나옵니다.** 나머지의 점수를 0으로 만들었습니다. 점수가 0인 것과 확률이 0인 것은 다릅니다.


# %%
def zeroed(scores, k):
    worst_kept = scores.topk(min(k, scores.shape[-1])).values[:, -1:]
    return torch.where(scores < worst_kept, 0.0, scores)


check(zeroed, "top_k")

# %%
chances = F.softmax(zeroed(scores_after(prompt), 40))[0]
kept = scores_after(prompt)[0].topk(40).indices
print(
    f"{scores_after(prompt).min():.1f} … {scores_after(prompt).max():.1f}", f"| {1 - chances[kept].sum():.3f}"
)

# %% [markdown] lang="en"
# (The range of the scores, and the chance that all the words beyond the forty best together still have.)
#
# **Symptom: with top-p the model sounds more timid than it should, and at small p there is an error.** The word with which p is reached was dropped, too:

# %% [markdown] lang="ko"
# (점수의 범위, 그리고 상위 40개 밖의 낱말들이 여전히 가진 확률의 합입니다.)
#
# **증상: top-p를 켜면 글이 지나치게 소심해지고, p가 작으면 오류가 납니다.** p를 넘어서는 바로 그 낱말까지 버렸습니다.


# %%
def too_strict(scores, p):
    best_first, order = scores.sort(descending=True)
    gone = F.softmax(best_first).cumsum(-1) > p
    return scores.masked_fill(gone.gather(-1, order.argsort(-1)), -math.inf)


check(too_strict, "top_p")

# %% [markdown] lang="en"
# ## To take home
#
# - A GPT writes by a loop: score every word, bend the scores, choose one, append it. Its output layer is its embedding table.
# - The best word every time ends in a loop of its own. Temperature bends the whole distribution, top-k and top-p cut its tail; top-p asks how sure the model is.
# - The KV cache changes no number, only the price: one word through the layers for each word written. Positions are a table, and the table ends.
#
# The sources: [Language Models are Unsupervised Multitask Learners](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf) (GPT-2), section 2.3; [Hierarchical Neural Story Generation](https://arxiv.org/abs/1805.04833), section 5.4 (top-k); [The Curious Case of Neural Text Degeneration](https://arxiv.org/abs/1904.09751), section 3.1 (top-p).

# %% [markdown] lang="ko"
# ## 정리
#
# - GPT는 반복문으로 글을 씁니다. 모든 낱말에 점수를 매기고, 점수를 구부리고, 하나를 골라, 붙입니다. 출력층은 임베딩 표 그대로입니다.
# - 매번 가장 좋은 낱말만 고르면 제자리를 맴돕니다. temperature는 분포 전체를 구부리고, top-k와 top-p는 꼬리를 자릅니다. top-p는 모델이 얼마나 확신하는지 묻습니다.
# - KV 캐시는 숫자는 그대로 두고 값만 낮춥니다. 한 낱말을 쓸 때 한 낱말만 층을 지납니다. 위치는 표이고, 표에는 끝이 있습니다.
#
# 출처: [Language Models are Unsupervised Multitask Learners](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf)(GPT-2) 2.3절, [Hierarchical Neural Story Generation](https://arxiv.org/abs/1805.04833) 5.4절(top-k), [The Curious Case of Neural Text Degeneration](https://arxiv.org/abs/1904.09751) 3.1절(top-p).
