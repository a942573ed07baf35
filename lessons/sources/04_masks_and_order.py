# %% [markdown] lang="en"
# # 4. Masks and order
#
# When you are through with this page, you can
#
# - pad a batch so that nobody notices, and prove it with numbers,
# - hide the future, and say why one pass of training is worth as many as the text has words,
# - show that attention by itself reads a bag of words, and give it order in three ways: sinusoids, learned vectors, rotation,
# - find the five mistakes of this page by their symptoms.
#
# Reading takes about an hour, the four exercises another. You need lessons 2 and 3.

# %% [markdown] lang="ko"
# # 4. 마스크와 순서
#
# 이 과를 마치면
#
# - 티가 나지 않게 배치를 패딩하고, 정말 그런지 숫자로 증명할 수 있고,
# - 미래를 가릴 수 있으며, 학습 한 번이 왜 글의 낱말 수만큼의 값어치를 하는지 말할 수 있고,
# - 어텐션만으로는 글이 낱말 주머니일 뿐임을 보이고, 세 가지 방법(사인·코사인, 학습된 벡터, 회전)으로 순서를 줄 수 있고,
# - 이 과에 나오는 실수 다섯 가지를 증상만 보고 찾을 수 있습니다.
#
# 읽는 데 한 시간, 연습 문제 네 개에 또 한 시간쯤 걸립니다. 2과와 3과를 알면 됩니다.

# %%
import math
from unittest.mock import patch

import matplotlib.pyplot as plt
import torch

from minitransformer import capture, load
from minitransformer import functional as F
from minitransformer.core.positions import Learned, LearnedFromTwo, Rotary, Sinusoidal
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.models.sight import looking_back
from minitransformer.plots import mask_token_against_mask_attention, masks, position_codes

lesson = Lesson(4)
bert, words = load("pocket-bert-ko")
gpt, pieces = load("pocket-gpt-ko")
generator = torch.Generator().manual_seed(0)

# %% [markdown] lang="en"
# ## Sentences of unequal length
#
# A batch is a rectangle, and sentences are not. So the short ones are filled up with a token that means nothing, **[PAD]**. Here the BERT of the package is to guess the hidden word ("The film that I saw yesterday [MASK] so much that I recommended it to a friend"), alone, and with 20 pads behind it. **Put your own sentence in**, with one [MASK].

# %% [markdown] lang="ko"
# ## 길이가 다른 문장들
#
# 배치는 직사각형인데 문장은 그렇지 않습니다. 그래서 짧은 문장은 아무 뜻 없는 토큰, **[PAD]** 로 채웁니다. 패키지에 든 BERT에게 가려진 낱말을 맞혀 보게 합시다. 한 번은 그대로, 한 번은 뒤에 패딩을 20개 붙여서. **여러분의 문장을 넣어 보세요.** [MASK]는 하나만 쓰세요.

# %%
sentence = "어제 본 영화가 정말 [MASK] 친구에게 추천했다."

ids = torch.tensor([words.encode(f"[CLS] {sentence} [SEP]")])
padded = torch.cat([ids, torch.full((1, 20), words.roles["pad"])], 1)
real = padded != words.roles["pad"]
hidden_at = ids[0].tolist().index(words.roles["mask"])


def guesses(ids, real=None, at=hidden_at, n=3) -> dict[str, float]:
    with torch.no_grad():
        scores, _ = bert(ids, real)
    best = F.softmax(scores[0, at]).topk(n)
    return {words.piece(i): round(p, 3) for p, i in zip(*(x.tolist() for x in best), strict=True)}


print(guesses(ids))

# %%
lesson.predict("pads", "?")

# %%
alone, unmasked, masked = guesses(ids), guesses(padded), guesses(padded, real)
print("         ", alone)
print("+ 20 pads", unmasked)

# %%
first = next(iter(alone))
change = abs(unmasked.get(first, 0.0) - alone[first])
lesson.reveal(
    "pads",
    a=change < 0.001,
    b=change >= 0.001,
    c=any(math.isnan(p) for p in unmasked.values()),
)

# %% [markdown] lang="en"
# The mend is the **padding mask**: True where a key may be looked at. Its one row is laid over all queries of all heads.

# %% [markdown] lang="ko"
# 고치는 법이 **패딩 마스크(padding mask)** 입니다. 봐도 되는 키가 True입니다. 한 줄짜리 마스크가 모든 헤드, 모든 쿼리에 씌워집니다.

# %%
show(F.padding_mask, F.masked_softmax)

# %%
print("         ", alone)
print("+ 20 pads", masked)


def body(ids, real=None) -> torch.Tensor:
    with torch.no_grad():
        return bert.bert(ids, real)[0]


t = ids.shape[1]
print(f"max |Δ| = {(body(ids) - body(padded, real)[:t]).abs().max():.1e}")
print(f"no mask:  {(body(ids) - body(padded)[:t]).abs().max():.1e}")

# %% [markdown] lang="en"
# With the mask the pads are not *almost* ignored, they are ignored: the vectors of the real tokens agree to the rounding of float32. That is the test to keep: **the same sentence with and without pads gives the same numbers.**
#
# It was never about the pads' own rows. They compute something too, and nobody reads it. What matters is the columns: who *is looked at*.
#
# Write it. It is one line, and all that matters is where the new axes go.

# %% [markdown] lang="ko"
# 마스크를 씌우면 패딩을 *거의* 무시하는 것이 아니라 정말로 무시합니다. 진짜 토큰의 벡터가 float32의 반올림 수준까지 같습니다. 간직해 둘 검사법입니다. **패딩이 있으나 없으나 같은 문장에서는 같은 숫자가 나와야 합니다.**
#
# 패딩 자신의 행은 상관없습니다. 거기서도 무언가 계산되지만 아무도 읽지 않습니다. 중요한 것은 열, 그러니까 누가 *보이느냐*입니다.
#
# 직접 짜 봅시다. 한 줄이면 되고, 축을 어디에 끼우느냐가 전부입니다.

# %% exercise="padding_mask"
check(padding_mask)

# %% [markdown] lang="en"
# ## A row that may look at nothing
#
# What if *everything* is masked? Scores of minus infinity, all of them, and softmax divides 0 by 0:

# %% [markdown] lang="ko"
# ## 아무것도 볼 수 없는 행
#
# *전부* 가려지면 어떻게 될까요? 점수가 모두 마이너스 무한대이고, 소프트맥스는 0을 0으로 나눕니다.

# %%
scores = torch.randn(2, 4, generator=generator)
may_look = torch.tensor([[True, True, False, False], [False, False, False, False]])
print(torch.softmax(scores.masked_fill(~may_look, -math.inf), -1))
print(F.masked_softmax(scores, may_look))

# %% [markdown] lang="en"
# One NaN, and after the next layer all is NaN. Libraries differ here (some fill in a very large negative number, and then such a row looks at everything *equally*). Ours says: nothing seen, nothing said, a row of zeros. It is worth knowing what yours does before an empty sentence finds out.
#
# ## Hiding the future
#
# A language model learns to guess the next word. In one text of 12 words there are 12 such questions, and we want to ask them all at once. Then word 5 must not see word 6: that is its answer. The **causal mask** is a triangle.

# %% [markdown] lang="ko"
# NaN이 하나 생기면 다음 층에서는 온통 NaN입니다. 라이브러리마다 처리가 다릅니다(아주 큰 음수를 채우는 곳도 있는데, 그러면 그런 행은 모두를 *똑같이* 봅니다). 우리 것은 본 것이 없으면 할 말도 없다고 하고 0을 냅니다. 빈 문장이 들어와서야 알게 되기 전에, 쓰는 라이브러리가 어떻게 하는지 알아 두세요.
#
# ## 미래 가리기
#
# 언어 모델은 다음 낱말을 맞히면서 배웁니다. 낱말 12개짜리 글에는 그런 문제가 12개 들어 있고, 한꺼번에 풀게 하고 싶습니다. 그러려면 5번 낱말이 6번 낱말을 보면 안 됩니다. 그것이 답이니까요. **인과 마스크(causal mask)** 는 세모꼴입니다.

# %%
show(F.causal_mask)

# %%
names = ["나는", "오늘", "친구를", "만나서", "[PAD]", "[PAD]"]
n = len(names)
is_real = torch.tensor([[name != "[PAD]" for name in names]])
padding = F.padding_mask(is_real)
picture(
    masks(
        {
            "encoder": padding.expand(1, 1, n, n),
            "decoder": F.causal_mask(n, n) & padding,
        },
        names,
        language=lesson.language,
    )
)

# %% [markdown] lang="en"
# Left, an **encoder** (BERT): everybody looks both ways, only padding is hidden. Right, a **decoder** (GPT): the triangle, and the padding, joined by `&`. The encoder-decoder of lesson 5 uses both, side by side. Change `names` and draw again.
#
# And why `tril(s - t)`, when `tril()` alone gives the same triangle? Because one day there will be fewer queries than keys: a model that writes remembers what it has read (lesson 10), and only the newest words ask.

# %% [markdown] lang="ko"
# 왼쪽은 **인코더(encoder)**, BERT입니다. 모두가 양쪽을 보고 패딩만 가려집니다. 오른쪽은 **디코더(decoder)**, GPT입니다. 세모와 패딩을 `&`로 합쳤습니다. 5과의 인코더-디코더는 둘을 나란히 씁니다. `names`를 바꿔서 다시 그려 보세요.
#
# 그런데 `tril()`만 써도 같은 세모가 나오는데 왜 `tril(s - t)`일까요? 언젠가는 쿼리가 키보다 적어지기 때문입니다. 글을 쓰는 모델은 읽은 것을 기억해 두고(10과), 새 낱말만 쿼리를 냅니다.

# %%
told = ["나는", "오늘", "친구를", "만나서", "행복", "했다"]
newest = F.causal_mask(2, 6)
picture(masks({"tril(s - t)": newest, "tril()": torch.ones(2, 6).tril()}, told, language=lesson.language))

# %% [markdown] lang="en"
# The two newest words ask. Left, the triangle hangs on the lower **right** corner: they see all that was remembered. With `tril()` alone they are taken for the first two words, and see next to nothing. In training nobody notices, because there as many ask as answer. Write it so that it is right with fewer queries than keys, and with as many:

# %% [markdown] lang="ko"
# 가장 새로운 두 낱말이 쿼리입니다. 왼쪽은 세모가 **오른쪽** 아래에 붙어 기억해 둔 것이 다 보입니다. `tril()`만 쓰면 이 둘을 맨 앞 두 낱말로 여겨서 거의 아무것도 보여 주지 않습니다. 학습할 때는 묻는 쪽과 답하는 쪽의 수가 같아서 아무도 눈치채지 못합니다. 둘의 수가 같을 때도 다를 때도 맞게 짜 보세요.

# %% exercise="causal_mask"
check(causal_mask)

# %% [markdown] lang="en"
# ### One pass is as good as many
#
# Writing, the model reads 1 word, then 2, then 3 … In training it reads the whole text once. Are these the same scores? This is called **teacher forcing**: at every place the model is given the true words so far, not its own guesses.

# %% [markdown] lang="ko"
# ### 한 번이 여러 번과 같다
#
# 글을 쓸 때 모델은 낱말 1개를 읽고, 2개를 읽고, 3개를 읽고 … 합니다. 학습할 때는 글 전체를 한 번에 읽습니다. 점수가 같을까요? 자리마다 모델 자신의 추측이 아니라 지금까지의 진짜 낱말을 준다고 해서 **교사 강요(teacher forcing)** 라고 합니다.

# %%
text = torch.tensor([pieces.encode("</s>비가 와서 우산을 샀는데 금방 그쳤다")])
t = text.shape[1]
with torch.no_grad():
    at_once = gpt(text)[0]
    one_by_one = torch.cat([gpt(text[:, : i + 1])[0, -1:] for i in range(t)])
print(f"max |Δ| = {(at_once - one_by_one).abs().max():.1e}")
print(f"1 pass: {t}   {t} passes: {t * (t + 1) // 2}")

# %% [markdown] lang="en"
# The same numbers, to the rounding; the last line counts the tokens that had to be read. A recurrent network (RNN, lesson 1) gets through a text only word after word. A transformer with a mask answers all places at once, and that is what made large language models affordable.
#
# ### Predict: who notices a later word?

# %% [markdown] lang="ko"
# 반올림 말고는 같은 숫자입니다. 마지막 줄은 읽어야 했던 토큰의 수입니다. 순환 신경망(RNN, 1과)은 글을 낱말 하나씩 지나갈 수밖에 없지만, 마스크를 쓴 트랜스포머는 모든 자리의 답을 한꺼번에 냅니다. 거대 언어 모델을 감당할 수 있게 된 것은 이 덕분입니다.
#
# ### 예측: 뒤의 낱말을 누가 눈치챌까?

# %%
lesson.predict("later", "?")


# %%
def moved(model, tokenizer, marks=("", "")) -> float:
    a, b = (
        torch.tensor([tokenizer.encode(marks[0] + text + marks[1])])
        for text in ("오늘 날씨가 좋다", "오늘 날씨가 춥다")
    )
    with torch.no_grad():
        x, y = (model(ids) for ids in (a, b))
    x, y = (z[0] if isinstance(z, tuple) else z for z in (x, y))
    here = next(i for i in range(a.shape[1]) if a[0, i] != b[0, i])
    return (x[0, :here] - y[0, :here]).abs().max().item()


by_bert, by_gpt = moved(bert, words, ("[CLS] ", " [SEP]")), moved(gpt, pieces, ("</s>", ""))
print(f"BERT {by_bert:.1e}\nGPT  {by_gpt:.1e}")

# %%
lesson.reveal(
    "later",
    a=by_bert > 0.01 and by_gpt > 0.01,
    b=by_bert > 0.01 and by_gpt < 1e-4,
    c=by_bert < 1e-4 and by_gpt < 1e-4,
)

# %% [markdown] lang="en"
# ### Masking a token is not masking attention
#
# Both are called "masking", and mixing them up costs beginners hours. **BERT masks a token**: a word is replaced by [MASK] in the *input*, everybody may look everywhere, and the model guesses what was there. **GPT masks attention**: the input is complete, but nobody may look ahead.

# %% [markdown] lang="ko"
# ### 토큰을 가리는 것과 어텐션을 가리는 것
#
# 둘 다 "마스킹"이라고 부르다 보니 처음 배우는 사람은 여기서 몇 시간을 헤맵니다. **BERT는 토큰을 가립니다.** *입력*의 낱말을 [MASK]로 바꾸고, 모두가 어디든 볼 수 있고, 거기 무엇이 있었는지 맞힙니다. **GPT는 어텐션을 가립니다.** 입력은 온전하지만 아무도 앞질러 보지 못합니다.

# %%
story = ["나는", "친구를", "만나서", "웃었다"]
holed = ["나는", "[MASK]", "만나서", "웃었다"]
n = len(story)
everyone = torch.ones(n, n, dtype=torch.bool)
picture(
    mask_token_against_mask_attention(story, holed, everyone, F.causal_mask(n, n), language=lesson.language)
)

# %% [markdown] lang="en"
# ## A bag of words
#
# Now look at the formula of lesson 2 once more: dot products, softmax, a weighted mean. Where does it say which word comes first? Nowhere. So take the positions away from our BERT (its table of position vectors set to 0), and shuffle the words of the sentence.

# %% [markdown] lang="ko"
# ## 낱말 주머니
#
# 2과의 식을 다시 봅시다. 내적, 소프트맥스, 가중 평균. 어느 낱말이 먼저인지 어디에 적혀 있나요? 아무 데도 없습니다. 그러니 우리 BERT에게서 위치를 빼앗고(위치 벡터 표를 모두 0으로), 문장의 낱말을 뒤섞어 봅시다.

# %%
inner = torch.randperm(ids.shape[1] - 2, generator=generator) + 1
order = torch.cat([torch.tensor([0]), inner, torch.tensor([ids.shape[1] - 1])])
shuffled = ids[:, order]
shuffled_at = order.tolist().index(hidden_at)
print(*(words.piece(i) for i in ids[0].tolist()))
print(*(words.piece(i) for i in shuffled[0].tolist()))

# %%
lesson.predict("bag", "?")


# %%
def without_positions(model):
    table = model.positions.table
    return patch.object(table, "weight", torch.nn.Parameter(torch.zeros_like(table.weight)))


print("with positions")
print("  ", guesses(ids))
print("  ", guesses(shuffled, at=shuffled_at))
with without_positions(bert.bert):
    print("without")
    print("  ", guesses(ids))
    print("  ", guesses(shuffled, at=shuffled_at))
    straight, mixed = body(ids), body(shuffled)
print(f"max |Δ| = {(straight[order] - mixed).abs().max():.1e}")

# %%
gap = (straight[order] - mixed).abs().max().item()
lesson.reveal("bag", a=gap >= 0.1, b=1e-3 <= gap < 0.1, c=gap < 1e-3)

# %% [markdown] lang="en"
# "Shuffle in, shuffle out": every word gets the very vector that it had, only elsewhere. (Mathematicians say attention is *permutation-equivariant*.) And without positions this model has nothing clever to say any more, since it was trained with them.
#
# And GPT? It has the triangle. Same experiment: no positions, the middle of the text turned round, and the scores at the **last** place.

# %% [markdown] lang="ko"
# 섞어 넣으면 섞여 나옵니다. 낱말마다 원래의 벡터를 그대로 받고, 자리만 다릅니다. (수학에서는 어텐션이 *순열 등변*(permutation-equivariant)이라고 합니다.) 위치와 함께 학습된 모델이라, 위치가 없으니 그럴듯한 말도 못 하게 되었습니다.
#
# GPT는 어떨까요? GPT에는 세모가 있습니다. 같은 실험을 합니다. 위치를 없애고, 글의 가운데를 거꾸로 뒤집고, **마지막** 자리를 봅니다.

# %%
lesson.predict("triangle", "?")

# %%
turned = text.clone()
turned[:, 1:-1] = text[:, 1:-1].flip(1)
with without_positions(gpt), torch.no_grad():
    with capture(gpt, "blocks.*") as before:
        gpt(text)
    with capture(gpt, "blocks.*") as after:
        gpt(turned)
steps = [(before[f"blocks.{i}"] - after[f"blocks.{i}"])[0, -1].abs().max().item() for i in range(4)]
for i, step in enumerate(steps):
    print(f"blocks.{i} {step:.1e}")

# %%
lesson.reveal(
    "triangle",
    a=max(steps) < 1e-3,
    b=steps[0] < 1e-3 < steps[-1],
    c=steps[0] > 1e-3,
)

# %% [markdown] lang="en"
# A causal model can therefore learn something of order without being told ([Haviv et al. 2022](https://arxiv.org/abs/2203.16634)). Usually it is told all the same, in one of three ways.
#
# ## The first way: sinusoids
#
# The paper adds to each word a vector that is a row of clocks. Pair $i$ of the channels is a hand that turns with the position, the first fast (once round in 6.3 positions), the last so slowly that one turn takes tens of thousands.

# %% [markdown] lang="ko"
# 그러니까 인과 마스크가 있는 모델은 알려 주지 않아도 순서를 얼마쯤 배울 수 있습니다([Haviv 등 2022](https://arxiv.org/abs/2203.16634)). 그래도 보통은 알려 줍니다. 방법은 셋입니다.
#
# ## 첫째 방법: 사인과 코사인
#
# 논문은 낱말마다 시계 한 줄을 더해 줍니다. 채널 두 개가 한 쌍으로 시곗바늘 하나이고, 위치에 따라 돕니다. 첫 바늘은 빨라서 6.3자리마다 한 바퀴를 돌고, 마지막 바늘은 한 바퀴 도는 데 수만 자리가 걸립니다.

# %%
show(F.sinusoids, Sinusoidal)

# %%
codes = F.sinusoids(torch.arange(100), 64)
picture(position_codes(codes, places=(20, 60), language=lesson.language))

# %% [markdown] lang="en"
# Left, a row is one position: all the sines, then all the cosines; on the left of each half the fast hands, on the right the slow ones. (The paper writes them in turn, sine, cosine, sine …: the same vector in another order.) Right, what makes it clever: the dot product of two such vectors depends on their **distance** alone. Both curves have the same shape, only moved.

# %% [markdown] lang="ko"
# 왼쪽 그림은 한 행이 위치 하나입니다. 앞 절반이 사인, 뒤 절반이 코사인이고, 절반마다 왼쪽이 빠른 바늘, 오른쪽이 느린 바늘입니다. (논문은 사인과 코사인을 번갈아 적습니다. 순서만 다른 같은 벡터입니다.) 오른쪽 그림이 이 방법의 묘미입니다. 두 위치 벡터의 내적은 오로지 **거리**에 달려 있습니다. 두 곡선은 모양이 같고 자리만 옮겨져 있습니다.

# %%
for a, b in ((3, 10), (50, 57), (1003, 1010)):
    first, second = F.sinusoids(torch.tensor([a, b]), 64)
    print(f"{a:5} {b:5}  {first @ second:.4f}")

# %% [markdown] lang="en"
# Nothing is learnt, nothing stored, and there is a vector for the position 1,000,000 too. (Whether a model that never saw it knows what to do with it is another question.) Write it: a whole row of clocks is one tensor of angles.

# %% [markdown] lang="ko"
# 배울 것도 저장할 것도 없고, 100만 번째 위치의 벡터도 있습니다. (본 적 없는 위치의 벡터로 모델이 무엇을 할 수 있느냐는 다른 문제입니다.) 직접 짜 보세요. 늘어선 시계 전부가 각도 텐서 하나입니다.

# %% exercise="sinusoids"
check(sinusoids)

# %% [markdown] lang="en"
# ## The second way: learned vectors
#
# BERT and GPT-2 keep it simpler: a table with one row a position, trained like any other weight. (BART's table starts at its third row; that is what `LearnedFromTwo` is for.)

# %% [markdown] lang="ko"
# ## 둘째 방법: 학습된 벡터
#
# BERT와 GPT-2는 더 단순합니다. 위치마다 한 행씩 있는 표를 두고, 다른 가중치처럼 학습합니다. (BART의 표는 셋째 행부터 씁니다. `LearnedFromTwo`가 그것입니다.)

# %%
show(Learned, LearnedFromTwo)

# %%
table = bert.bert.positions.table.weight.detach()
print(tuple(table.shape))
picture(position_codes(table[:32], places=(10, 20), language=lesson.language))

# %% [markdown] lang="en"
# No clocks to be seen here, and yet there is a peak with shoulders. Nobody told these rows that 20 lies beside 21. How alike are two rows, by their distance (the cosine, after taking away the mean: 1 is the same direction, 0 is none)?

# %% [markdown] lang="ko"
# 시곗바늘은 보이지 않지만, 뾰족한 봉우리에 어깨가 있습니다. 20이 21 옆이라고 이 행들에게 알려 준 사람은 없습니다. 두 행은 거리에 따라 얼마나 닮았을까요? (평균을 뺀 뒤의 코사인: 1이면 같은 방향, 0이면 상관없음)


# %%
def alike(table: torch.Tensor, distance: int) -> float:
    rows = torch.nn.functional.normalize(table - table.mean(0), dim=-1)
    return (rows @ rows.T).diagonal(distance).mean().item()


tables = {
    "BERT   0-40": table[:40],
    "BERT 112-512": table[112:],
    "GPT    0-40": gpt.positions.table.weight.detach()[:40],
}
print(f"{'':12}", *(f"{distance:6}" for distance in (1, 2, 3, 5, 10)))
for name, rows in tables.items():
    print(f"{name:12}", *(f"{alike(rows, distance):+6.2f}" for distance in (1, 2, 3, 5, 10)))

# %% [markdown] lang="en"
# In its first rows BERT has found out by itself who is next to whom. In its late rows there is hardly anything to be found; presumably few of its texts were long enough to train them. And the rows of our GPT show no neighbours at all. It read its texts packed end to end into rows of 512 (`figures/pocket/pretrain.py`), so the place in the row says little about the place in a sentence; and it has the triangle as well. Which of the two is the reason, these numbers cannot say.
#
# What they do say: a table knows only what was trained into it, row by row. And it has an end. Ours has 512 rows; this is the 513th word:

# %% [markdown] lang="ko"
# BERT는 앞쪽 행에서 누가 누구 옆인지 스스로 알아냈습니다. 뒤쪽 행에는 별로 볼 것이 없습니다. 거기까지 닿아 학습시켜 준 긴 글이 드물었던 모양입니다. 그리고 우리 GPT의 행에는 이웃이라는 것이 아예 없습니다. 이 GPT는 글을 끝에서 끝으로 이어 붙인 512토큰짜리 줄로 배웠기 때문에(`figures/pocket/pretrain.py`) 줄에서의 자리가 문장에서의 자리를 거의 알려 주지 않습니다. 게다가 세모도 있습니다. 둘 중 어느 쪽 때문인지는 이 숫자만으로 알 수 없습니다.
#
# 이 숫자가 말해 주는 것은, 표는 행마다 학습된 만큼만 안다는 것입니다. 그리고 표에는 끝이 있습니다. 우리 표는 512행입니다. 513번째 낱말을 넣어 봅시다.

# %%
for length in (512, 513):
    try:
        print(length, tuple(gpt(torch.ones(1, length, dtype=torch.long)).shape))
    except ValueError as error:
        print(length, f"ValueError: {error}")

# %% [markdown] lang="en"
# The library says what is wrong. Without that check you would read `index out of range in self`, and, on a GPU, an assertion deep inside CUDA. What a generation does when it gets there is told in lesson 10.
#
# ## The third way: rotation
#
# Rotary positions add nothing to the words. They **turn** every query and every key by its position, pair by pair, as the hands above. Read the last line of `rotate`: it is the turning of a point in the plane, from school.

# %% [markdown] lang="ko"
# 라이브러리는 무엇이 잘못인지 말해 줍니다. 이 검사가 없으면 `index out of range in self`라는 말만 보게 되고, GPU에서라면 CUDA 깊은 곳의 assertion을 보게 됩니다. 글을 쓰다가 끝에 다다르면 어떻게 하는지는 10과에서 다룹니다.
#
# ## 셋째 방법: 회전
#
# 로터리(rotary) 위치는 낱말에 아무것도 더하지 않습니다. 그 대신 쿼리와 키를 자기 위치만큼 **돌립니다**. 위에서 본 시곗바늘처럼 한 쌍씩요. `rotate`의 마지막 줄을 보세요. 학교에서 배운, 평면 위의 점을 돌리는 식입니다.

# %%
show(F.rotate, Rotary)

# %%
lesson.predict("distance", "?")

# %%
q, k = torch.randn(2, 1, 1, 1, 64, generator=generator)


def turned_by(x: torch.Tensor, position: int, base: float = 10_000.0) -> torch.Tensor:
    return F.rotate(x, torch.tensor([position]), n_rotary=64, base=base)


def score(query_at: int, key_at: int) -> float:
    return (turned_by(q, query_at) * turned_by(k, key_at)).sum().item()


pairs = ((7, 3), (107, 103), (407, 403), (7, 5), (3, 7))
for pair in pairs:
    print(*(f"{place:4}" for place in pair), f"{score(*pair):+.4f}")
print(f"|q| = {q.norm():.4f}, {turned_by(q, 407).norm():.4f}")

# %%
near, far = score(7, 3), score(107, 103)
lesson.reveal(
    "distance",
    a=abs(near - far) < 1e-3,
    b=abs(far) < abs(near) - 1e-3,
    c=abs(far) > abs(near) + 1e-3,
)

# %% [markdown] lang="en"
# Turn both by the same angle, and the angle between them stays. So of the positions a score knows only *how far apart* the two words stand, and which comes first. No table, and nothing is added to the words' vectors.
#
# How does likeness fade with distance? Let query and key be the same vector of ones. `base` says how slow the slowest hands are: usually 10,000, as in the sinusoids. Here with that, and with **yours**: put 1,000,000 in place of 100.

# %% [markdown] lang="ko"
# 둘을 같은 각도로 돌리면 둘 사이의 각은 그대로입니다. 그래서 점수가 위치에 대해 아는 것은 두 낱말이 *얼마나 떨어져 있는지*와 어느 쪽이 앞인지뿐입니다. 표도 없고, 낱말 벡터에 더하는 것도 없습니다.
#
# 닮은 정도는 거리에 따라 어떻게 옅어질까요? 쿼리와 키가 둘 다 1로만 된 벡터라고 합시다. `base`는 느린 바늘이 얼마나 느린지를 정하는 수이고, 사인·코사인에서처럼 흔히 10,000을 씁니다. 그것과 **여러분의** `base`를 견줘 봅시다. 100 대신 1,000,000도 넣어 보세요.

# %%
base = 100.0

ones, distances = torch.ones(1, 1, 1, 64), range(201)
figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
for b, line in ((10_000.0, "-"), (base, "--")):
    ax.plot(
        distances, [(turned_by(ones, n, b) * ones).sum().item() / 64 for n in distances], line, label=f"{b:g}"
    )
ax.set(xlabel="Δ", ylabel="q·k / d")
ax.legend(title="base")
figure.set_label("Mean of q·k against the distance of query and key, for two bases of the rotation")
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# Write it. GPT-NeoX and Llama put every query and every key through these few lines.

# %% [markdown] lang="ko"
# 직접 짜 보세요. GPT-NeoX와 Llama에서는 모든 쿼리와 키가 이 몇 줄을 지나갑니다.

# %% exercise="rotate"
check(rotate)

# %% [markdown] lang="en"
# ## Padding on the left
#
# A model that writes is padded on the **left**, so that the last place is a real word and the next one can be written after it. But now the text does not begin at 0. `positions_of` counts only what is real. (`cache` is what a writing model remembers: lesson 10.)

# %% [markdown] lang="ko"
# ## 왼쪽 패딩
#
# 글을 쓰는 모델은 **왼쪽**에 패딩을 넣습니다. 그래야 마지막 자리가 진짜 낱말이고, 그 뒤에 다음 낱말을 쓸 수 있으니까요. 그런데 그러면 글이 0에서 시작하지 않습니다. `positions_of`는 진짜만 셉니다. (`cache`는 글을 쓰는 모델이 기억해 두는 것입니다. 10과에서 다룹니다.)

# %%
show(F.positions_of, looking_back)

# %%
short = pieces.encode("</s>이 영화는 정말")
long = pieces.encode("</s>어제 친구와 같이 본 그 영화는 생각보다 훨씬 더")
pad = pieces.roles["pad"]
batch = torch.tensor([[pad] * (len(long) - len(short)) + short, long])
is_real = batch != pad
print(F.positions_of(is_real))


def next_words(scores: torch.Tensor) -> dict[str, float]:
    best = F.softmax(scores).topk(3)
    return {pieces.piece(i): round(p, 3) for p, i in zip(*(x.tolist() for x in best), strict=True)}


with torch.no_grad():
    by_itself, in_batch = gpt(torch.tensor([short]))[0, -1], gpt(batch, is_real)[0, -1]
print(next_words(by_itself))
print(next_words(in_batch))
print(f"max |Δ| = {(by_itself - in_batch).abs().max():.1e}")

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: in a batch, the short prompts get worse answers than alone; the longest is fine.** The mask is right, but the positions were counted over the padding. Here with a counting function that does what many programs did:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 하나씩 넣을 때보다 배치로 넣을 때 짧은 글의 답이 나빠집니다. 가장 긴 글은 멀쩡합니다.** 마스크는 맞는데 위치를 패딩까지 합쳐 센 것입니다. 많은 프로그램이 그랬듯이 세어 봅시다.


# %%
def counted_over_padding(real):
    return torch.arange(real.shape[1]).expand(real.shape)


with torch.no_grad(), patch.object(F, "positions_of", counted_over_padding):
    wrong = gpt(batch, is_real)[:, -1]
print(next_words(by_itself), next_words(wrong[0]), sep="\n")
with torch.no_grad():
    print(f"short {(wrong[0] - by_itself).abs().max():.1e}")
    print(f"long  {(wrong[1] - gpt(torch.tensor([long]))[0, -1]).abs().max():.1e}")

# %% [markdown] lang="en"
# **Symptom: a sentence's result changes with the sentences that happen to be in its batch.** The padding mask is there, but on the axis of the **queries**. Shapes fit, nothing complains, and the pads are looked at as before:

# %% [markdown] lang="ko"
# **증상: 어떤 문장과 같은 배치에 들었느냐에 따라 결과가 달라집니다.** 패딩 마스크가 있기는 한데 **쿼리** 축에 놓였습니다. 모양도 맞고 아무도 불평하지 않지만, 패딩은 여전히 다 보입니다.


# %%
def on_the_queries(real):
    return real[:, None, :, None]


t = ids.shape[1]
with patch.object(F, "padding_mask", on_the_queries):
    print(f"max |Δ| = {(body(ids) - body(padded, real)[:t]).abs().max():.1e}")
check(on_the_queries, "padding_mask")

# %% [markdown] lang="en"
# **Symptom: the loss falls to almost 0 within minutes, and the model writes nonsense.** Somebody was off by one, and everybody sees the answer:

# %% [markdown] lang="ko"
# **증상: 몇 분 만에 손실이 거의 0이 되고, 글은 엉터리로 씁니다.** 누군가 한 칸을 잘못 세어서 모두가 답을 보고 있습니다.


# %%
def one_too_far(t, s, device=None):
    return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t + 1)


check(one_too_far, "causal_mask")

# %% [markdown] lang="en"
# **Symptom: your own training works, but published weights babble.** There are two customs of pairing the channels for the rotation: neighbours (0 with 1, as the paper writes it), or halves (0 with $d/2$: GPT-NeoX, and Llama as Hugging Face arranges it). Either learns well; weights know only one.

# %% [markdown] lang="ko"
# **증상: 직접 학습하면 잘 되는데, 공개된 가중치를 넣으면 헛소리를 합니다.** 회전할 채널을 짝짓는 방식이 둘입니다. 이웃끼리(0과 1. 논문이 이렇게 씁니다), 또는 절반끼리(0과 $d/2$. GPT-NeoX와 Hugging Face 배열의 Llama가 이렇습니다). 배우기는 둘 다 잘 배우지만, 가중치는 한 가지만 압니다.


# %%
def by_neighbours(x, positions, n_rotary, base):
    turning, still = x[..., :n_rotary], x[..., n_rotary:]
    steps = torch.arange(0, n_rotary, 2)
    angle = positions[..., None, :, None] / base ** (steps / n_rotary)
    a, b = turning[..., 0::2], turning[..., 1::2]
    pairs = torch.stack([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], -1)
    return torch.cat([pairs.flatten(-2), still], -1)


check(by_neighbours, "rotate")

# %% [markdown] lang="en"
# The fifth you have met above: a row that may look at nothing, and a loss that is NaN from one step to the next.
#
# ## To take home
#
# - True means *may look*. The padding mask lies on the keys; the causal mask hangs on the lower right corner; `&` joins them.
# - The same sentence with and without pads: the same numbers. Make it a test.
# - Attention alone reads a bag of words. Sinusoids and tables are **added** once; rotation **turns** queries and keys in every layer, and leaves only distance.
# - Positions count the real words, wherever the padding stands.
#
# The source: [Attention Is All You Need](https://arxiv.org/abs/1706.03762), sections 3.2.3 (masks) and 3.5 (sinusoids); rotation: [Su et al. 2021](https://arxiv.org/abs/2104.09864), section 3.

# %% [markdown] lang="ko"
# 다섯 번째는 위에서 이미 만났습니다. 아무것도 볼 수 없는 행, 그리고 어느 순간 NaN이 되어 버리는 손실입니다.
#
# ## 정리
#
# - True는 *봐도 된다*는 뜻입니다. 패딩 마스크는 키 쪽에 놓고, 인과 마스크는 오른쪽 아래에 붙이고, 둘은 `&`로 합칩니다.
# - 패딩이 있으나 없으나 같은 문장, 같은 숫자. 테스트로 만들어 두세요.
# - 어텐션만으로는 글이 낱말 주머니입니다. 사인·코사인과 표는 처음에 한 번 **더하고**, 회전은 층마다 쿼리와 키를 **돌려서** 거리만 남깁니다.
# - 패딩이 어디에 있든 위치는 진짜 낱말만 셉니다.
#
# 출처: [Attention Is All You Need](https://arxiv.org/abs/1706.03762) 3.2.3절(마스크)과 3.5절(사인·코사인). 회전은 [Su 등 2021](https://arxiv.org/abs/2104.09864) 3절.
