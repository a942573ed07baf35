# %% [markdown] lang="en"
# # 7. Tokens
#
# When you are through with this page, you can
#
# - learn a vocabulary with **BPE**, cut with **WordPiece**, and say what SentencePiece does otherwise,
# - say how many tokens a Hangul syllable costs, and why two texts that look the same can have different ids,
# - use special tokens, padding and its mask without the usual accidents.
#
# Reading takes about an hour, the three exercises an hour and a half. You need lesson 2.

# %% [markdown] lang="ko"
# # 7. 토큰
#
# 이 과를 마치면
#
# - **BPE**로 어휘를 배우고, **워드피스(WordPiece)** 로 자르고, 센텐스피스(SentencePiece)는 무엇이 다른지 말할 수 있고,
# - 한글 한 글자가 토큰 몇 개인지, 똑같아 보이는 두 글의 번호가 왜 다른지 설명할 수 있으며,
# - 특수 토큰, 패딩, 패딩 마스크를 흔한 사고 없이 쓸 수 있습니다.
#
# 읽는 데 한 시간, 연습 문제 세 개에 한 시간 반쯤 걸립니다. 2과를 알면 됩니다.

# %%
import math
import re
import shutil
import time
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import torch

from minitransformer import load
from minitransformer.data import embedded, next_sentence
from minitransformer.data.batching import Batches, padded
from minitransformer.data.masked import assembled
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import token_lengths
from minitransformer.pretrained.pocket import pocket
from minitransformer.text.byhand.metaspace import MetaspaceBPE
from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.byhand.train import learn_bpe, learn_bytes
from minitransformer.text.byhand.viterbi import Unigram
from minitransformer.text.byhand.wordpiece import WordPiece
from minitransformer.text.piecefile import Kind, Piece

lesson = Lesson(7)

# %% [markdown] lang="en"
# ## Letters, words, or something between
#
# A network reads numbers. So a text has to be cut up, and every piece gets a number, its **id**. Where to cut? The nearest idea is: at the spaces.
#
# The package has 1,500 Korean sentences. Let half of them be all that we have ever read, and look up the words of the other half.

# %% [markdown] lang="ko"
# ## 글자도 낱말도 아닌 그 사이
#
# 신경망은 숫자를 읽습니다. 그래서 글을 잘라 조각마다 번호(**id**)를 붙여야 합니다. 어디서 자를까요? 먼저 떠오르는 곳은 띄어쓰기입니다.
#
# 패키지에 한국어 문장 1,500개가 들어 있습니다. 절반만 읽었다고 치고, 나머지 절반에 나오는 낱말을 찾아봅시다.

# %%
lesson.predict("new_words", "?")

# %%
sentences = [row.text for row in embedded.emotions()]
read, unread = sentences[::2], sentences[1::2]


def compared(cut):
    known = {piece for text in read for piece in cut(text)}
    asked = [piece for text in unread for piece in cut(text)]
    return len(known), len(asked) / len(unread), sum(piece not in known for piece in asked) / len(asked)


print("                 |vocabulary|   n / sentence   unseen")
for name, cut in {"str.split": str.split, "list": list}.items():
    size, length, unseen = compared(cut)
    print(f"{name:16} {size:12,} {length:14.1f} {unseen:8.1%}")

# %%
*_, unseen = compared(str.split)
lesson.reveal("new_words", a=unseen < 0.1, b=0.15 < unseen < 0.35, c=unseen > 0.45)

# %% [markdown] lang="en"
# Letters (here: syllables) have the opposite trouble. Hardly any is new, but a sentence becomes almost four times as long, and attention compares every piece with every other (lesson 2).
#
# What we want lies between: **common things whole, rare things in parts**.
#
# ## BPE: whoever meets most often is merged
#
# **Byte-pair encoding** begins with letters. It counts which two neighbours meet most often, glues them into a new piece, counts again, and so on, until the vocabulary is as large as we want. `▁` stands for the space before a word, so that nothing about the text gets lost.

# %% [markdown] lang="ko"
# 글자(여기서는 음절)로 자르면 거꾸로입니다. 처음 보는 글자는 거의 없지만 문장이 네 배 가까이 길어지고, 어텐션은 조각을 모두 서로 견줍니다(2과).
#
# 우리가 바라는 것은 그 사이에 있습니다. **흔한 것은 통째로, 드문 것은 나누어서.**
#
# ## BPE: 가장 자주 만나는 둘을 합친다
#
# **BPE(byte-pair encoding)** 는 글자에서 시작합니다. 어느 두 이웃이 가장 자주 만나는지 세어 한 조각으로 붙이고, 다시 셉니다. 어휘가 원하는 크기가 될 때까지 되풀이합니다. `▁`는 낱말 앞의 빈칸입니다. 이것을 적어 두면 글에서 잃는 것이 없습니다.

# %%
lesson.predict("first_merge", "?")

# %%
learnt = learn_bpe(read, 4000)
merges = list(learnt.ranks)
for number in (*range(8), 50, 200, 1000, 2000):
    left, right = merges[number]
    print(f"{number + 1:5}  {left} + {right}  →  {left + right}")

# %%
lesson.reveal(
    "first_merge",
    a=merges[0] == ("니", "다"),
    b=merges[0] == ("ㅋ", "ㅋ"),
    c=merges[0] == ("▁", "나"),
)

# %% [markdown] lang="en"
# No grammar was told, and still particles (`에서`), endings (`는데`) and whole words come out, in the order in which they pay.
#
# Now watch one sentence while the vocabulary grows. **Put your own in.**

# %% [markdown] lang="ko"
# 문법은 하나도 알려 주지 않았는데 조사(`에서`)와 어미(`는데`)와 낱말이 쓸모 있는 순서대로 나옵니다.
#
# 어휘가 커지는 동안 문장 하나가 어떻게 잘리는지 봅시다. **여러분의 문장을 넣어 보세요.**

# %%
sentence = "비가 와서 우산을 샀는데 금방 그쳤다"

sizes = (1000, 1200, 1500, 2000, 3000, 4000, 6000, 8000)
learnt_at = {size: learn_bpe(read, size) for size in sizes}
for size in (1000, 1500, 3000, 6000):
    bpe = learnt_at[size]
    print(f"{size:5}", " ".join(bpe.piece(i) for i in bpe.encode(sentence)))

# %% [markdown] lang="en"
# `<unk>` stands for a letter that was never read: our half has 934 different characters, and `샀` is not among them. BPE on characters can build any word, but only from letters that it knows.
#
# A larger vocabulary means shorter texts, but every piece needs a row of its own in the embedding table, and rare rows are hardly ever trained. The gain gets smaller and smaller:

# %% [markdown] lang="ko"
# `<unk>`는 한 번도 읽지 못한 글자입니다. 우리가 읽은 절반에는 글자가 934가지 있는데 `샀`이 없습니다. 글자에서 시작하는 BPE는 어떤 낱말이든 만들 수 있지만, 아는 글자로만 만듭니다.
#
# 어휘가 크면 글이 짧아집니다. 대신 조각마다 임베딩 표에 한 줄이 들고, 드문 조각의 줄은 좀처럼 학습되지 않습니다. 얻는 것은 점점 줄어듭니다.

# %%
lengths = [sum(len(bpe.encode(text)) for text in unread) / len(unread) for bpe in learnt_at.values()]
mine = [len(bpe.encode(sentence)) for bpe in learnt_at.values()]
figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.plot(sizes, lengths, "o-", label="mean(unread)")
ax.plot(sizes, mine, "s--", label="sentence")
ax.set(xlabel="|vocabulary|", ylabel="tokens", ylim=(0, None))
ax.legend()
figure.set_label(
    f"Tokens a sentence against the size of the vocabulary: {lengths[0]:.0f} down to {lengths[-1]:.0f}"
)
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# ### Cutting with merges
#
# Learning happens once. Cutting, the thing that runs at every request, makes the learnt merges again, in the order in which they were learnt. This is what calls it in the library:

# %% [markdown] lang="ko"
# ### 배운 병합으로 자르기
#
# 배우기는 한 번뿐입니다. 글이 들어올 때마다 하는 일은 자르기이고, 배운 병합을 배운 순서대로 다시 하면 됩니다. 라이브러리에서는 이렇게 부릅니다.

# %%
show(MetaspaceBPE.tokens)

# %% [markdown] lang="en"
# `self._merged` is the function that you write now: every text that goes into koGPT2 or GPT-2 passes through it.

# %% [markdown] lang="ko"
# `self._merged`가 이제 직접 짤 함수입니다. koGPT2든 GPT-2든, 들어가는 글은 모두 이 함수를 지나갑니다.

# %% exercise="merge"
check(merge)

# %% [markdown] lang="en"
# And the learning itself. Write this one if you want to know why `에서` is a piece so much earlier than `우산을`: the whole of a vocabulary comes out of one loop.

# %% [markdown] lang="ko"
# 이번에는 배우는 쪽입니다. `에서`가 왜 `우산을`보다 훨씬 먼저 조각이 되는지 알고 싶다면 짜 보세요. 어휘 전체가 반복문 하나에서 나옵니다.

# %% exercise="learn_merges"
check(learn_merges)

# %% [markdown] lang="en"
# ## WordPiece: the longest piece that fits
#
# BERT's tokenizer forgets the merges and keeps only the list of pieces. A word is cut from the left, each time by the **longest** piece in the list; `##` marks a piece that goes on with a word.

# %% [markdown] lang="ko"
# ## 워드피스: 들어맞는 가장 긴 조각
#
# BERT의 토크나이저는 병합을 잊고 조각의 목록만 지닙니다. 낱말을 왼쪽부터, 그때마다 목록에서 **가장 긴** 조각으로 자릅니다. `##`은 낱말이 이어지는 조각이라는 표시입니다.

# %%
show(WordPiece.longest_first)

# %%
model, bert = load("pocket-bert-ko")
_, gpt = load("pocket-gpt-ko")
for name, tokenizer in {"pocket-gpt-ko": gpt, "pocket-bert-ko": bert}.items():
    print(f"{name:15}", " ".join(tokenizer.piece(i) for i in tokenizer.encode(sentence)))

# %% [markdown] lang="en"
# Two vocabularies of 8,000 pieces, learnt from the same texts. `▁` says "a word begins here", `##` says "the word goes on": two ways to write down the same thing.
#
# ### Predict: one syllable too rare
#
# `뒝벌` is a bumblebee. `뒝` is not in the vocabulary of the pocket BERT; `벌`, `이`, `라`, `고` are.

# %% [markdown] lang="ko"
# 같은 글에서 배운 8,000조각짜리 어휘 둘입니다. `▁`는 "여기서 낱말이 시작된다", `##`은 "낱말이 이어진다"입니다. 같은 것을 적는 두 가지 방법입니다.
#
# ### 예측: 드문 글자 하나
#
# 뒝벌은 꿀벌보다 크고 통통한 벌입니다. '뒝'은 포켓 BERT의 어휘에 없고 '벌', '이', '라', '고'는 있습니다.

# %%
lesson.predict("one_unknown", "?")

# %%
word = "뒝벌이라고"
for tokenizer in (gpt, bert):
    print([tokenizer.piece(i) for i in tokenizer.encode(word)])

# %%
pieces = [bert.piece(i) for i in bert.encode(word)]
lesson.reveal(
    "one_unknown",
    a=len(pieces) == len(word),
    b=pieces[0] == "[UNK]" and 1 < len(pieces) < len(word),
    c=pieces == ["[UNK]"],
)

# %% [markdown] lang="en"
# How likely is that? Unicode has 11,172 modern Hangul syllables. So many are in this vocabulary:

# %% [markdown] lang="ko"
# 얼마나 자주 있을 일일까요? 유니코드에 있는 현대 한글 글자는 11,172자입니다. 이 어휘에는 이만큼 들어 있습니다.

# %%
syllables = [chr(code) for code in range(ord("가"), ord("힣") + 1)]
begins = sum(bert.find(s) is not None for s in syllables)
goes_on = sum(bert.find("##" + s) is not None for s in syllables)
print(f"가…힣 {len(syllables):,}   X {begins:,}   ##X {goes_on:,}")
unknown = sum(bert.encode(text).count(bert.special("unk")) for text in sentences)
print(f"[UNK] {unknown} / {sum(len(bert.encode(text)) for text in sentences):,}")

# %% [markdown] lang="en"
# A quarter of all syllables, and yet hardly a word of our sentences is unknown: the frequent quarter does nearly all of the work.
#
# Write it yourself; it is the loop from above without the trimmings. After that you can read any BERT's `vocab.txt` with 15 lines of your own.

# %% [markdown] lang="ko"
# 전체 글자의 4분의 1쯤인데도 우리 문장에서 모르는 낱말은 거의 없습니다. 자주 쓰는 4분의 1이 일을 거의 다 합니다.
#
# 직접 짜 봅시다. 위의 반복문에서 군더더기를 뺀 것입니다. 짜고 나면 어느 BERT의 `vocab.txt`든 내 코드 15줄로 읽을 수 있습니다.

# %% exercise="wordpiece"
check(wordpiece)

# %% [markdown] lang="en"
# ## SentencePiece: the likeliest cut
#
# KoBERT and many translation models do it in a third way. In the **unigram** model every piece has a probability; a cut is as likely as its pieces multiplied, and the likeliest of all cuts is taken. Viterbi's algorithm finds it without trying all: it walks through the text once and keeps, for every place, only the best way to get there.
#
# Every Korean schoolchild knows this sentence without spaces. Does father go into the *room*, or into the *bag*?

# %% [markdown] lang="ko"
# ## 센텐스피스: 가장 그럴듯한 자르기
#
# KoBERT와 여러 번역 모델은 세 번째 방법을 씁니다. **유니그램(unigram)** 모델에서는 조각마다 확률이 있습니다. 자르는 방법 하나의 확률은 조각들의 확률을 곱한 것이고, 그중 가장 그럴듯한 것을 고릅니다. 비터비(Viterbi) 알고리즘은 모두 해 보지 않고도 찾아냅니다. 글을 한 번 지나가면서 자리마다 거기까지 오는 가장 좋은 길 하나만 남깁니다.
#
# 띄어쓰기를 하지 않은 유명한 문장입니다. 아버지는 *방*에 들어가실까요, *가방*에 들어가실까요?

# %%
chances = {"아버지": 0.02, "아버지가": 0.004, "가": 0.05, "방에": 0.01, "가방에": 0.001, "들어가신다": 0.0005}


def likeliest(chances, text):
    pieces = [Piece("<unk>", 0.0, Kind.UNKNOWN)]
    pieces += [Piece(piece, math.log(p), Kind.NORMAL) for piece, p in chances.items()]
    return [text[start:end] for _, start, end in Unigram(pieces, 0).best(text)]


print(likeliest(chances, "아버지가방에들어가신다"))
print(likeliest(chances | {"가방에": 0.003}, "아버지가방에들어가신다"))

# %% [markdown] lang="en"
# Longest-first could only ever say `아버지가` (it is longer than `아버지`). Here the numbers decide, and they come from data. Change them, and send him elsewhere. The whole of Viterbi, as KoBERT's tokenizer runs it:

# %% [markdown] lang="ko"
# 가장 긴 것부터 자르면 언제나 '아버지가'입니다('아버지'보다 기니까요). 여기서는 숫자가 정하고, 그 숫자는 데이터에서 옵니다. 확률을 바꿔서 아버지를 다른 데로 보내 보세요. KoBERT의 토크나이저가 쓰는 비터비는 이것이 전부입니다.

# %%
show(Unigram.best)

# %% [markdown] lang="en"
# ## What Hangul costs
#
# GPT-2 begins not with letters but with **bytes**: 256 of them, so nothing is ever unknown. Merges then glue bytes that often meet. It learnt them from English pages (Radford et al. 2019, sections 2.2 and 3.7).
#
# Let us do the same in small: byte-level BPE, learnt from 644 English sentences of the package. Now give it Korean.

# %% [markdown] lang="ko"
# ## 한글은 얼마일까
#
# GPT-2는 글자가 아니라 **바이트**에서 시작합니다. 바이트는 256가지뿐이니 모르는 것이 있을 수 없습니다. 그다음 자주 만나는 바이트를 합치는데, 그 병합을 영어 문서에서 배웠습니다(Radford 등 2019, 2.2절과 3.7절).
#
# 작게 따라 해 봅시다. 패키지의 영어 문장 644개로 바이트 BPE를 배우고, 한국어를 넣어 보겠습니다.

# %%
lesson.predict("bytes", "?")

# %%
english = learn_bytes([pair.source for pair in embedded.translations()], 1000)
for text in ("The weather is nice today", "안녕하세요"):
    ids = english.encode(text)
    print(len(text), len(text.encode()), len(ids), " ".join(english.piece(i) for i in ids))

# %%
n = len(english.encode("안녕하세요"))
lesson.reveal("bytes", a=n == 5, b=8 <= n <= 12, c=n == 15)

# %% [markdown] lang="en"
# The three numbers are characters, bytes and tokens. (A byte by itself is often no readable character, so each is shown as a letter that stands for it: `Ġ` is the space.) And now all 1,500 sentences, and what a context of 512 tokens would hold:

# %% [markdown] lang="ko"
# 숫자 셋은 글자 수, 바이트 수, 토큰 수입니다. (바이트 하나만으로는 읽을 수 있는 글자가 안 될 때가 많아서, 바이트마다 대신할 글자를 정해 보여 줍니다. `Ġ`는 빈칸입니다.) 이번에는 문장 1,500개를 모두 넣고, 512토큰 안에 글자가 얼마나 들어가는지도 봅시다.

# %%
hangul = sum(len(re.findall("[가-힣]", text)) for text in sentences)
print("                  tokens / sentence   / syllable   syllables in 512")
for name, tokenizer in {"bytes (English)": english, "pocket-gpt-ko": gpt, "pocket-bert-ko": bert}.items():
    n = sum(len(tokenizer.encode(text)) for text in sentences)
    print(f"{name:16} {n / len(sentences):18.1f} {n / hangul:12.2f} {512 * hangul / n:18.0f}")

# %% [markdown] lang="en"
# (Spaces and signs count among the tokens, so the first line is above 3.) The same sentence, four times as long: a quarter of the context is left, and attention compares sixteen times as many pairs. That is why there is a koGPT2, with 51,200 pieces learnt from Korean.
#
# How long are the sentences, then? Where would *you* cut them off?

# %% [markdown] lang="ko"
# (빈칸과 부호도 토큰으로 세어서 첫 줄은 3보다 큽니다.) 같은 문장이 네 배로 길어집니다. 쓸 수 있는 문맥은 4분의 1이 되고, 어텐션이 견주는 쌍은 열여섯 배가 됩니다. 그래서 한국어로 배운 51,200조각짜리 koGPT2가 따로 있습니다.
#
# 그러면 문장들은 얼마나 길까요? *여러분*이라면 어디서 자르겠습니까?

# %%
limit = 32

counted = [len(bert.encode(text)) for text in sentences]
picture(token_lengths(counted, limit=limit, language=lesson.language))

# %% [markdown] lang="en"
# ## The same to the eye
#
# Unicode can write `한` in two ways: as one character, or as its parts `ᄒ`, `ᅡ`, `ᆫ` (**jamo**). File names from a Mac, and some things pasted from elsewhere, come in parts. On the screen there is no difference.

# %% [markdown] lang="ko"
# ## 눈에는 똑같은데
#
# 유니코드로 '한'을 쓰는 방법은 두 가지입니다. 글자 하나로 쓰거나, 자모 ᄒ, ᅡ, ᆫ으로 풀어 씁니다. 맥에서 온 파일 이름이나 어디선가 붙여 넣은 글은 풀려 있을 때가 있습니다. 화면에서는 구별되지 않습니다.

# %%
composed = "한국어를 배워요"
decomposed = unicodedata.normalize("NFD", composed)
print(composed, decomposed, composed == decomposed, len(composed), len(decomposed))

# %%
lesson.predict("looks_alike", "?")

# %%
for text in (composed, decomposed):
    print([bert.piece(token.id) for token in bert.cut(text)])

# %%
plain, parts = ([token.id for token in bert.cut(text)] for text in (composed, decomposed))
lesson.reveal(
    "looks_alike",
    a=plain == parts,
    b=len(parts) > len(plain),
    c=set(parts) == {bert.special("unk")},
)

# %% [markdown] lang="en"
# `cut` takes a text as it stands. `encode` puts it together first (**NFC**), so that it does not matter where a text was typed:

# %% [markdown] lang="ko"
# `cut`은 글을 있는 그대로 받습니다. `encode`는 먼저 글자를 모아 씁니다(**NFC**). 그래서 글을 어디서 썼든 상관없습니다.

# %%
print(bert.encode(composed) == bert.encode(decomposed))
show(type(bert).encode)

# %% [markdown] lang="en"
# ## There and back
#
# Does a text come back from its ids? Ask all 1,500:

# %% [markdown] lang="ko"
# ## 갔다가 돌아오기
#
# 번호로 바꾼 글을 되돌리면 그대로일까요? 1,500개 모두에게 물어봅시다.

# %%
for name, tokenizer in {"bytes (English)": english, "pocket-gpt-ko": gpt, "pocket-bert-ko": bert}.items():
    back = sum(tokenizer.decode(tokenizer.encode(text)) == text for text in sentences)
    print(f"{name:16} {back:,} / {len(sentences):,}")
for text in ("아 진짜?!  ㅋㅋ", "좋아요 😂"):
    print([tokenizer.decode(tokenizer.encode(text)) for tokenizer in (english, gpt, bert)])

# %% [markdown] lang="en"
# Bytes lose nothing, whatever the sign. The other two lose an emoji that they have never read, and BERT's does not keep where spaces were: for reading that is enough, for writing it is not.
#
# If you need an *answer out of the text* (a name, a phrase), never glue it together from pieces. Every token knows its place; cut it out of the original:

# %% [markdown] lang="ko"
# 바이트는 무엇이 와도 잃지 않습니다. 나머지 둘은 읽어 본 적 없는 이모지를 잃고, BERT 쪽은 빈칸이 어디 있었는지도 남기지 않습니다. 읽는 데는 그것으로 충분하지만 쓰는 데는 모자랍니다.
#
# *글 속의 답*(이름이나 구절)이 필요하다면 조각을 이어 붙이지 마세요. 토큰마다 제자리를 알고 있으니 원래 글에서 잘라 냅니다.

# %%
text = "나는   서울에서 😂 살아요"
for token in bert.cut(text):
    print(f"{bert.piece(token.id):8} {token.start:2} {token.end:2}  {text[token.start : token.end]!r}")

# %% [markdown] lang="en"
# ## Special tokens
#
# Some ids stand for no text at all, but for what a text is *for*:

# %% [markdown] lang="ko"
# ## 특수 토큰
#
# 글을 나타내지 않는 번호도 있습니다. 글의 쓰임새를 나타냅니다.

# %%
for name, tokenizer in {"pocket-bert-ko": bert, "pocket-gpt-ko": gpt}.items():
    print(f"{name:15}", {role: (i, tokenizer.piece(i)) for role, i in tokenizer.roles.items()})

# %% [markdown] lang="en"
# BERT reads `[CLS]` first, and `[SEP]` behind each of at most two texts. koGPT2's dialogues go `<usr>` question `<sys>` answer `</s>` (lesson 11). Here the tokenizer adds none of them by itself; whoever builds the input does:

# %% [markdown] lang="ko"
# BERT는 맨 앞에서 `[CLS]`를, 글(많아야 둘) 뒤에서 `[SEP]`를 읽습니다. koGPT2의 대화는 `<usr>` 질문 `<sys>` 답 `</s>`입니다(11과). 여기서는 토크나이저가 저절로 붙이지 않습니다. 입력을 만드는 쪽에서 붙입니다.

# %%
first, second = bert.encode("비가 왔어요"), bert.encode("우산을 샀어요")
ids, segments = assembled(next_sentence.Pair(first, second, next_sentence.FOLLOWS), bert)
for i, segment in zip(ids, segments, strict=True):
    print(i, bert.piece(i), segment)

# %% [markdown] lang="en"
# Back in text they are silent, and so is an id that does not exist:

# %% [markdown] lang="ko"
# 글로 되돌리면 특수 토큰은 아무 말도 하지 않습니다. 없는 번호도 마찬가지입니다.

# %%
print([gpt.piece(i) for i in range(10)], repr(gpt.decode(range(10))))
print(repr(gpt.decode([gpt.vocab_size])))

# %% [markdown] lang="en"
# New ones get the ids behind the last. The model then needs as many more rows (`add_tokens` in `text/adding.py` does both):

# %% [markdown] lang="ko"
# 새로 더하면 마지막 번호 다음 번호를 받습니다. 모델의 표에도 그만큼 줄이 더 있어야 합니다(`text/adding.py`의 `add_tokens`가 둘 다 합니다).

# %%
larger = gpt.adding(["<기쁨>", "<슬픔>"])
print(gpt.vocab_size, larger.vocab_size, larger.encode("<기쁨> 승진했어!"))

# %% [markdown] lang="en"
# ## Padding
#
# A batch is a rectangle, and texts are not. Short ones are filled up with `[PAD]`, and a second tensor says what is real:

# %% [markdown] lang="ko"
# ## 패딩
#
# 배치는 직사각형인데 글의 길이는 저마다 다릅니다. 짧은 글은 `[PAD]`로 채우고, 진짜가 어디까지인지 텐서 하나를 더 둡니다.

# %%
batch, real = padded(
    [bert.encode(text) for text in ("비가 와요", "우산을 샀는데 금방 그쳤어요")], bert.pad_id
)
print(batch)
print(real.int())

# %% [markdown] lang="en"
# Whoever forgets the second tensor lets every word look at the padding. Nothing fails, and everything is a little wrong. One sentence, eight pads, with and without the mask:

# %% [markdown] lang="ko"
# 둘째 텐서를 빠뜨리면 낱말마다 패딩까지 쳐다봅니다. 오류는 나지 않고 모든 것이 조금씩 틀립니다. 문장 하나에 패딩 여덟 개를 붙이고, 마스크를 쓸 때와 안 쓸 때를 견줍니다.

# %%
alone = torch.tensor([[bert.cls_id, *bert.encode(sentence), bert.sep_id]])
filled = torch.nn.functional.pad(alone, (0, 8), value=bert.pad_id)
real = filled != bert.pad_id
with torch.no_grad():
    right = model.bert(alone, torch.ones_like(alone, dtype=torch.bool), torch.zeros_like(alone))
    masked = model.bert(filled, real, torch.zeros_like(filled))[:, : alone.shape[1]]
    unmasked = model.bert(filled, torch.ones_like(real), torch.zeros_like(filled))[:, : alone.shape[1]]
print(f"mask     max |Δ| = {(right - masked).abs().max():.1e}")
print(f"no mask  max |Δ| = {(right - unmasked).abs().max():.1e}")

# %% [markdown] lang="en"
# And pads cost as much time as words. Batches of 32 texts as they come, or of like length:

# %% [markdown] lang="ko"
# 패딩도 낱말만큼 시간이 듭니다. 32개씩 아무렇게나 묶을 때와 길이가 비슷한 것끼리 묶을 때입니다.

# %%
generator = torch.Generator().manual_seed(0)
any_order = torch.randperm(len(counted), generator=generator).split(32)
like_length = Batches(counted, 32, list, generator)
for name, batches in {"randperm": any_order, "Batches": like_length}.items():
    rows = [[counted[i] for i in batch] for batch in batches]
    places = sum(max(row) * len(row) for row in rows)
    print(f"{name:9} [PAD] {1 - sum(counted) / places:.1%}")

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: Korean goes in, and an empty list comes out. No error.** In transformers 5, `AutoTokenizer.from_pretrained("skt/kogpt2-base-v2")` does that. The reason: the repository has a `tokenizer.json`, but no `tokenizer_config.json`; the model's type is "gpt2", so a byte-level GPT-2 tokenizer is built around a vocabulary that is not one, and no byte is found in it. Here is the same with the pocket GPT, first as it is kept, then without that one file:

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 한국어를 넣었는데 빈 리스트가 나옵니다. 오류도 없습니다.** transformers 5에서 `AutoTokenizer.from_pretrained("skt/kogpt2-base-v2")`가 그렇습니다. 저장소에 `tokenizer.json`은 있는데 `tokenizer_config.json`이 없고 모델 종류가 "gpt2"라서, 바이트 어휘가 아닌 것을 가지고 바이트 방식의 GPT-2 토크나이저를 만듭니다. 그러면 어떤 바이트도 어휘에서 찾지 못합니다. 포켓 GPT로 똑같이 해 봅시다. 먼저 있는 그대로, 다음은 그 파일 하나를 빼고 읽습니다.

# %%
from transformers import AutoTokenizer

with TemporaryDirectory() as place:
    folder = Path(shutil.copytree(pocket("pocket-gpt-ko"), Path(place) / "copy"))
    for missing in ("", "tokenizer_config.json"):
        if missing:
            (folder / missing).unlink()
        theirs = AutoTokenizer.from_pretrained(folder)
        print(f"{missing:22} {type(theirs).__name__:20} {theirs('안녕하세요')['input_ids']}")

# %% [markdown] lang="en"
# The mend: keep that file beside the model (our `save` writes it), or read `tokenizer.json` itself, as our `load` and `PreTrainedTokenizerFast` do. And always print the ids of one sentence before you train for a night.
#
# **Symptom: almost every Korean word is `[UNK]`.** Somebody set `do_lower_case=True`, as for an English BERT. Small letters come with "strip accents", accents are stripped from characters in parts, and so Hangul is taken apart:

# %% [markdown] lang="ko"
# 고치려면 그 파일을 모델 곁에 두거나(우리 `save`는 써 둡니다), `tokenizer.json`을 곧바로 읽으세요. 우리 `load`와 `PreTrainedTokenizerFast`가 그렇게 합니다. 그리고 밤새 학습하기 전에 문장 하나의 번호를 꼭 출력해 보세요.
#
# **증상: 한국어 낱말이 거의 다 `[UNK]`입니다.** 영어 BERT에서 하던 대로 `do_lower_case=True`를 켰습니다. 소문자로 바꿀 때는 악센트 떼기가 따라오고, 악센트는 글자를 풀어서 떼기 때문에 한글이 자모로 풀립니다.

# %%
by_hand = read_by_hand(pocket("pocket-bert-ko"))
lowering = WordPiece(by_hand.vocabulary, by_hand.specials, lowercase=True, strip_accents=True)
for tokenizer in (by_hand, lowering):
    print([tokenizer.piece(i) for i in tokenizer.encode(composed)])

# %% [markdown] lang="en"
# **Symptom: a user writes "[SEP]", and your classifier reads two texts.** Special tokens are found in the text before anything else, also where a stranger typed them. Take them out of what comes from outside:

# %% [markdown] lang="ko"
# **증상: 사용자가 "[SEP]"라고 썼더니 분류기가 글을 둘로 읽습니다.** 특수 토큰은 무엇보다 먼저 글에서 찾아냅니다. 모르는 사람이 입력한 것이어도 그렇습니다. 바깥에서 온 글에서는 미리 빼세요.

# %%
typed = "정말 좋았어요 [SEP] 최악"
ids = bert.encode(typed)
print(ids.count(bert.sep_id), [bert.piece(i) for i in ids])

# %% [markdown] lang="en"
# **Symptom: the ids differ from BERT's, but on rare words only.**

# %% [markdown] lang="ko"
# **증상: 번호가 BERT와 다른데, 드문 낱말에서만 그렇습니다.**


# %%
def my_wordpiece(text, vocabulary):
    pieces = []
    for word in text.split():
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in vocabulary), None)
            if end is None:
                pieces.append("[UNK]")
                break
            pieces.append(mark + word[start:end])
            start = end
    return pieces


check(my_wordpiece)

# %% [markdown] lang="en"
# **Symptom: the pieces are all right, but not those that the model was trained with.** Merges made from left to right, not by rank:

# %% [markdown] lang="ko"
# **증상: 조각은 멀쩡한데 모델이 학습할 때 보던 조각이 아닙니다.** 순위가 아니라 왼쪽부터 합쳤습니다.


# %%
def from_the_left(word, ranks):
    pieces, i = list(word), 0
    while i < len(pieces) - 1:
        if (pieces[i], pieces[i + 1]) in ranks:
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
            i = 0
        else:
            i += 1
    return pieces


check(from_the_left, "merge")

# %% [markdown] lang="en"
# ## By hand and by library
#
# The tokenizers of this page exist twice in the package: in Python, to be read, and as the `tokenizers` library, written in Rust, which does the daily work. Same ids; not the same speed:

# %% [markdown] lang="ko"
# ## 손으로 짠 것과 라이브러리
#
# 이 과의 토크나이저는 패키지에 두 벌 있습니다. 읽으라고 파이썬으로 짠 것과, 실제 일을 하는 Rust로 된 `tokenizers` 라이브러리입니다. 번호는 같고 속도는 다릅니다.


# %%
def timed(tokenizer):
    began = time.perf_counter()
    ids = [tokenizer.encode(text) for text in sentences]
    return ids, time.perf_counter() - began


theirs, seconds = timed(bert)
ours, longer = timed(read_by_hand(pocket("pocket-bert-ko")))
print(ours == theirs, f"{longer / seconds:.1f} ×")

# %% [markdown] lang="en"
# ## To take home
#
# - Common things whole, rare things in parts: BPE merges by rank, WordPiece takes the longest piece, SentencePiece's unigram model the likeliest cut.
# - A Hangul syllable is three bytes. A vocabulary that has not read Korean pays three tokens for it, one that has pays less than one.
# - What looks the same may be different text: compose (NFC) first. One strange letter makes a whole WordPiece word `[UNK]`.
# - Special tokens are ids with a role; pads need a mask. Print one sentence's ids before you train.
#
# The sources: [Sennrich et al. 2016](https://arxiv.org/abs/1508.07909), section 3.2 (BPE); [Wu et al. 2016](https://arxiv.org/abs/1609.08144), section 4.1 (WordPiece); [Kudo 2018](https://arxiv.org/abs/1804.10959), section 3.2 (unigram); [Radford et al. 2019](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf), section 2.2 (bytes); [Unicode Standard Annex 15](https://unicode.org/reports/tr15/) (NFC and NFD).

# %% [markdown] lang="ko"
# ## 정리
#
# - 흔한 것은 통째로, 드문 것은 나누어서. BPE는 순위대로 합치고, 워드피스는 가장 긴 조각을, 센텐스피스의 유니그램은 가장 그럴듯한 자르기를 고릅니다.
# - 한글 한 글자는 3바이트입니다. 한국어를 읽지 않은 어휘는 한 글자에 토큰 셋을, 읽은 어휘는 하나도 안 되는 값을 치릅니다.
# - 똑같아 보여도 다른 글일 수 있습니다. 먼저 모아 쓰세요(NFC). 낯선 글자 하나가 워드피스에서는 낱말 전체를 `[UNK]`로 만듭니다.
# - 특수 토큰은 역할이 있는 번호이고, 패딩에는 마스크가 따라야 합니다. 학습하기 전에 문장 하나의 번호를 출력해 보세요.
#
# 출처: [Sennrich 등 2016](https://arxiv.org/abs/1508.07909) 3.2절(BPE), [Wu 등 2016](https://arxiv.org/abs/1609.08144) 4.1절(워드피스), [Kudo 2018](https://arxiv.org/abs/1804.10959) 3.2절(유니그램), [Radford 등 2019](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf) 2.2절(바이트), [유니코드 표준 부속서 15](https://unicode.org/reports/tr15/)(NFC와 NFD).
