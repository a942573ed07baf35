# %% [markdown] lang="en"
# # 8. BERT
#
# When you are through with this page, you can
#
# - say what goes into BERT (three embeddings, added) and where its 109,482,240 parameters are,
# - hide words the way BERT's authors did, 80/10/10, and show with numbers why not every one becomes `[MASK]`,
# - make next-sentence pairs, pre-train a small BERT yourself, and catch the slips that raise no error.
#
# Reading takes about an hour, the four exercises an hour and a half. You need lessons 5 and 7.

# %% [markdown] lang="ko"
# # 8. BERT
#
# 이 과를 마치면
#
# - BERT에 무엇이 들어가는지(임베딩 셋의 합), 파라미터 109,482,240개가 어디에 있는지 말할 수 있고,
# - BERT의 저자들처럼 80/10/10으로 낱말을 가리고, 왜 모두 `[MASK]`로 바꾸지 않는지 숫자로 보일 수 있으며,
# - 다음 문장 쌍을 만들고, 작은 BERT를 직접 사전학습하고, 오류 없이 지나가는 실수를 잡아낼 수 있습니다.
#
# 읽는 데 한 시간, 연습 문제 네 개에 한 시간 반쯤 걸립니다. 5과와 7과를 알면 됩니다.

# %%
import json
import math

import torch

from minitransformer import BERTConfig, BERTForMaskedWords, BERTForPreTraining, load, mask_tokens, pipeline
from minitransformer import functional as F
from minitransformer.apps.diagnose import diagnose_masked
from minitransformer.apps.samples import fill_in
from minitransformer.apps.size import Size
from minitransformer.apps.teach_masked import Masking, guessing, masked_loss, masked_task, new_masked
from minitransformer.data import next_sentence
from minitransformer.data.corpus import EMBEDDED, read_corpus, sentences, split_documents
from minitransformer.data.masked import MaskedBatches, assembled, masking, singles
from minitransformer.learn import check
from minitransformer.learn.microscope import microscope
from minitransformer.lessons import Lesson, picture, show
from minitransformer.models.bert import BERT
from minitransformer.models.bert_tasks import BERTPooled
from minitransformer.plots import (
    embeddings_sum,
    loss_curve,
    mask_token_against_mask_attention,
    mlm_corruption,
)
from minitransformer.pretrained.outline import outline
from minitransformer.pretrained.pocket import pocket
from minitransformer.text.masking import Masked
from minitransformer.text.train import train_wordpiece
from minitransformer.training.fit import fit
from minitransformer.training.losses import counted
from minitransformer.training.plan import Plan, Task

lesson = Lesson(8)
model, tokenizer = load("pocket-bert-ko")

# %% [markdown] lang="en"
# ## Hide a word, look both ways
#
# A GPT guesses the next word, so it must not look ahead. BERT guesses a word in the *middle*: it is hidden, and everything else may be seen, before and behind. Two kinds of "mask" that beginners mix up:

# %% [markdown] lang="ko"
# ## 낱말을 가리고 양쪽을 본다
#
# GPT는 다음 낱말을 맞히니 뒤에 올 낱말을 미리 보면 안 됩니다. BERT는 *가운데* 낱말을 맞힙니다. 그 낱말만 가리고, 나머지는 앞이든 뒤든 모두 봅니다. 처음에 헷갈리기 쉬운 두 가지 "마스크"입니다.

# %%
written = [tokenizer.piece(i) for i in tokenizer.encode("이 영화 정말 재미있다")]
hidden = [*written[:2], "[MASK]", *written[3:]]
n = len(written)
picture(
    mask_token_against_mask_attention(
        written,
        hidden,
        torch.ones(n, n, dtype=torch.bool).numpy(),
        F.causal_mask(n, n).numpy(),
        language=lesson.language,
    )
)

# %% [markdown] lang="en"
# On the left a *token* is replaced and attention is free; on the right no token is touched and *attention* is cut off. Here is a small Korean BERT at it, the one that comes with the package. **Put your own sentence in.**

# %% [markdown] lang="ko"
# 왼쪽은 *토큰*을 바꾸고 어텐션은 그대로 둡니다. 오른쪽은 토큰에 손대지 않고 *어텐션*을 막습니다. 패키지에 든 작은 한국어 BERT가 빈칸을 채웁니다. **여러분의 문장을 넣어 보세요.**

# %%
sentence = "이 영화 정말 [MASK]"

fill = pipeline("fill-mask", "pocket-bert-ko")
for text in (sentence, "시험에 떨어져서 너무 [MASK]"):
    print(text, [(guess["token_str"], round(guess["score"], 2)) for guess in fill(text)])

# %% [markdown] lang="en"
# It knows film reviews, for it has read hardly anything else; of somebody who failed an exam it says `좋다` ("good"). A language model knows what its texts know. The real BERT read 800 million words of books and 2,500 million of Wikipedia (Devlin et al. 2019, section 3.1).
#
# ## Three embeddings
#
# What goes into the first block? For every token three vectors are looked up and **added**: what it is, where it stands, and in which of two texts. The body of BERT, as the library runs it:

# %% [markdown] lang="ko"
# 영화평은 잘 압니다. 읽은 것이 거의 영화평이니까요. 시험에 떨어진 사람더러는 '좋다'고 합니다. 언어 모델은 읽은 글이 아는 만큼만 압니다. 진짜 BERT는 책에서 낱말 8억 개, 위키백과에서 25억 개를 읽었습니다(Devlin 등 2019, 3.1절).
#
# ## 임베딩 셋
#
# 첫 블록에는 무엇이 들어갈까요? 토큰마다 벡터 셋을 찾아 **더합니다**. 무슨 토큰인지, 몇 번째인지, 두 글 중 어느 글인지입니다. 라이브러리가 실행하는 BERT의 몸통입니다.

# %%
show(BERT.forward)

# %%
first, second = "비가 왔어요", "우산을 샀어요"

pair = next_sentence.Pair(tokenizer.encode(first), tokenizer.encode(second), next_sentence.FOLLOWS)
ids, segments = assembled(pair, tokenizer)
with torch.no_grad():
    tables = [
        model.bert.embed(torch.tensor(ids)),
        model.bert.positions.table.weight[: len(ids)],
        model.bert.segments(torch.tensor(segments)),
    ]
shown = [table[:, :16].detach().numpy() for table in tables]
picture(embeddings_sum(*shown, [tokenizer.piece(i) for i in ids], language=lesson.language))

# %% [markdown] lang="en"
# (The first 16 of 240 channels.) The segment's column has only two kinds of rows, 0 up to the first `[SEP]` and 1 behind it. `##어요` comes twice: the same row on the left, and two different sums on the right, for it stands at two places and in two texts.
#
# Why add, and not put them side by side? A linear layer over three vectors side by side is a sum as well: each times a matrix of its own, and then added. The tables are learnt, so they can hold the result of that from the start, and the vector stays as narrow as before. Write it, and forget none of the three:

# %% [markdown] lang="ko"
# (채널 240개 중 앞의 16개입니다.) 문장 구분(segment)의 행은 두 가지뿐입니다. 첫 `[SEP]`까지가 0, 그 뒤가 1입니다. `##어요`가 두 번 나옵니다. 맨 왼쪽의 행은 같은데, 자리도 글도 달라서 오른쪽의 합은 다릅니다.
#
# 왜 나란히 붙이지 않고 더할까요? 셋을 나란히 붙여 선형 층에 넣어도, 결국 저마다 행렬을 하나씩 곱해서 더하는 것입니다. 표는 어차피 학습하니 곱한 결과를 처음부터 표에 담을 수 있고, 벡터의 너비도 그대로입니다. 셋 중 하나도 빠뜨리지 말고 짜 보세요.

# %% exercise="bert_embeddings"
check(bert_embeddings)

# %% [markdown] lang="en"
# ### Where the parameters are
#
# The published BERT-base: 30,522 pieces, 512 positions, 2 segments, 12 blocks of width 768. It can be built without a single number in it, only to be counted. (The `pooler` is a small layer on top of `[CLS]`, for questions about the whole text.)

# %% [markdown] lang="ko"
# ### 파라미터는 어디에 있을까
#
# 공개된 BERT-base는 조각 30,522개, 위치 512개, 문장 구분 2개, 너비 768인 블록 12개입니다. 숫자를 하나도 채우지 않고 크기만 세어 볼 수 있습니다. (`pooler`는 글 전체에 대한 물음에 쓰려고 `[CLS]` 자리에 얹은 작은 층입니다.)

# %%
lesson.predict("table_share", "?")


# %%
def sized(layers, width, pieces=30_522):
    heads = width // 64
    cfg = BERTConfig(
        d_model=width, n_layers=layers, n_heads=heads, d_ff=4 * width, vocab_size=pieces, max_len=512
    )
    with outline():
        return BERTPooled(cfg)


def count(module):
    return sum(p.numel() for p in module.parameters())


base = sized(12, 768)
parts = {**dict(base.bert.named_children()), "pooler": base.pooler}
for name, part in parts.items():
    if count(part):
        print(f"{name:11} {count(part):12,} {count(part) / count(base):7.1%}")
print(f"{'':11} {count(base):12,}")

# %%
share = count(base.bert.embed) / count(base)
lesson.reveal("table_share", a=share < 0.05, b=0.15 < share < 0.3, c=share > 0.45)

# %% [markdown] lang="en"
# And the other sizes that were published (Devlin et al. 2019; [Turc et al. 2019](https://arxiv.org/abs/1908.08962)). "Cased" keeps capital letters, and has 28,996 pieces.

# %% [markdown] lang="ko"
# 공개된 다른 크기들입니다(Devlin 등 2019, [Turc 등 2019](https://arxiv.org/abs/1908.08962)). "cased"는 대소문자를 구별하고 조각이 28,996개입니다.

# %%
published = {
    "tiny": (2, 128),
    "mini": (4, 256),
    "small": (4, 512),
    "medium": (8, 512),
    "base": (12, 768),
    "base, cased": (12, 768, 28_996),
    "large": (24, 1024),
    "large, cased": (24, 1024, 28_996),
}
print("              layers  heads  width    parameters   MB (float32)")
for name, size in published.items():
    layers, width, *_ = size
    total = count(sized(*size))
    print(f"{name:13} {layers:6} {width // 64:6} {width:6} {total:13,} {4 * total / 2**20:14,.1f}")

# %% [markdown] lang="en"
# ## 15 %, and then 80/10/10
#
# Learning needs no labels: hide words, and the text itself is the answer. BERT chooses 15 % of the tokens and asks for them. But of the chosen ones only 80 % become `[MASK]`; 10 % become some other word, and 10 % stay as they are.

# %% [markdown] lang="ko"
# ## 15%, 그리고 80/10/10
#
# 배우는 데 라벨이 필요 없습니다. 낱말을 가리면 글이 곧 정답이니까요. BERT는 토큰의 15%를 골라 맞히게 합니다. 그런데 고른 것 가운데 80%만 `[MASK]`로 바꾸고, 10%는 다른 낱말로 바꾸고, 10%는 그대로 둡니다.

# %%
show(mask_tokens)

# %%
plain = "어제 친구랑 본 영화는 배우 연기도 좋고 음악도 좋아서 한참 동안 생각이 났어요"
seed = 4

row = torch.tensor([[tokenizer.cls_id, *tokenizer.encode(plain), tokenizer.sep_id]])
hide = masking(tokenizer)
masked = hide(row, torch.Generator().manual_seed(seed))
chosen = masked.labels[0] != F.IGNORE
kinds = [
    "mask" if i == tokenizer.mask_id else "same" if i == j else "random"
    for i, j in zip(masked.ids[0], row[0], strict=True)
]
before, after = ([tokenizer.piece(i) for i in line.tolist()] for line in (row[0], masked.ids[0]))
picture(mlm_corruption(before, after, chosen.numpy(), kinds, language=lesson.language))

# %% [markdown] lang="en"
# Another seed, another draw (a random piece need not make sense). In a run every epoch draws anew (**dynamic masking**), so that a sentence poses other riddles each time. The original BERT drew ten times in advance; RoBERTa draws every time ([Liu et al. 2019](https://arxiv.org/abs/1907.11692), section 4.1), and so do we.

# %% [markdown] lang="ko"
# 시드를 바꾸면 다르게 가립니다(무작위로 넣은 조각은 말이 안 되어도 됩니다). 학습에서는 에포크마다 새로 가려서(**동적 마스킹, dynamic masking**) 같은 문장이 매번 다른 문제를 냅니다. 원래 BERT는 미리 열 번 가려 두고 썼고, RoBERTa는 매번 새로 가립니다([Liu 등 2019](https://arxiv.org/abs/1907.11692), 4.1절). 이 라이브러리도 그렇게 합니다.

# %%
lesson.predict("changed", "?")

# %%
documents = read_corpus(*EMBEDDED)
texts = [tokenizer.encode(" ".join(document)) for document in documents]
words = torch.tensor([[i for ids in texts for i in ids if i not in tokenizer.control_ids]])
many = torch.cat([words] * 10)
masked = hide(many, torch.Generator().manual_seed(0))
asked = masked.labels != F.IGNORE
fates = {
    "labels": asked,
    "[MASK]": asked & (masked.ids == tokenizer.mask_id),
    "random": asked & (masked.ids != tokenizer.mask_id) & (masked.ids != many),
    "same": asked & (masked.ids == many),
}
for name, which in fates.items():
    print(f"{name:7} {int(which.sum()):8,} {which.double().mean():7.2%} {which.sum() / asked.sum():7.1%}")

# %%
differs = (masked.ids != many).double().mean().item()
lesson.reveal(
    "changed", a=abs(differs - 0.15) < 0.005, b=abs(differs - 0.135) < 0.005, c=abs(differs - 0.12) < 0.005
)

# %% [markdown] lang="en"
# Now write it. This is the function that most home-made BERTs get slightly wrong, and no error ever says so; the check counts what yours does, over many draws.

# %% [markdown] lang="ko"
# 이제 짜 봅시다. 직접 만든 BERT들이 가장 자주 조금씩 틀리는 함수이고, 틀려도 오류가 나지 않습니다. 검사는 여러 번 뽑아서 무엇을 하는지 셉니다.

# %% exercise="mask_tokens"
check(mask_tokens)

# %%
from minitransformer import mask_tokens

# %% [markdown] lang="en"
# (The last line takes the library's function back, in case yours is not ready.)
#
# ## Why not always `[MASK]`?
#
# "Because `[MASK]` never occurs when the model is used", says everybody. True; but what *happens* to a model that has seen nothing else? Let us try. Two tiny BERTs, the same weights at the start, the same texts; only what becomes of the chosen 15 % differs. On its body each has a *word head*: a layer that rates, at every place, all the pieces that may stand there.

# %% [markdown] lang="ko"
# (마지막 줄은 아직 다 못 짰을 때를 위해 라이브러리의 함수를 되돌려 놓습니다.)
#
# ## 왜 모두 `[MASK]`로 바꾸지 않을까?
#
# "실제로 쓸 때는 `[MASK]`가 나오지 않으니까." 다들 그렇게 말합니다. 맞는 말입니다. 그런데 `[MASK]`만 보고 배운 모델은 실제로 *어떻게* 될까요? 해 봅시다. 아주 작은 BERT 둘을 같은 가중치, 같은 글로 시작하고, 고른 15%를 어떻게 하는지만 다르게 합니다. 둘 다 몸통 위에 *낱말 머리(head)* 가 있어서, 자리마다 거기 있을 만한 조각 모두에 점수를 매깁니다.

# %%
lesson.predict("always", "?")

# %%
train, heldout = split_documents(documents, 0.1)
small = train_wordpiece([text for document in train for text in document], 1500)
train_ids, heldout_ids = ([small.encode(" ".join(d)) for d in part] for part in (train, heldout))
usual = masking(small)


def always(ids, generator):
    masked = usual(ids, generator)
    return Masked(torch.where(masked.labels == F.IGNORE, ids, small.mask_id), masked.labels)


def taught(mask, epochs=6):
    size = Size(d_model=48, n_layers=1, n_heads=4, vocab_size=1500, max_len=64, dropout=0.0)
    network = new_masked(small, size, torch.Generator().manual_seed(0), next_sentence=False)
    task = Task(
        batches=lambda _, generator: MaskedBatches(singles(train_ids, 62), 32, small, mask, generator),
        loss=masked_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels, batch.follows),
        evaluate=lambda _: {"heldout_loss": 0.0},
    )
    fit(network, task, Plan(lr=4e-3, epochs=epochs, keep="last"))
    return network


@torch.no_grad()
def right_at(network, places):
    right = asked = 0
    for batch in MaskedBatches(singles(heldout_ids, 62), 64, small, always, torch.Generator().manual_seed(1)):
        truth = torch.where(batch.labels == F.IGNORE, batch.ids, batch.labels)
        ordinary = ~torch.isin(truth, torch.tensor(sorted(small.control_ids)))
        where = places(batch) & ordinary
        guess = network(batch.ids, batch.real, batch.segments).argmax(-1)
        right, asked = right + int((guess == truth)[where].sum()), asked + int(where.sum())
    return right / asked


at_masks, at_words = {}, {}
for name, mask in {"80/10/10": usual, "100/0/0": always}.items():
    network = taught(mask)
    at_masks[name] = right_at(network, lambda batch: batch.labels != F.IGNORE)
    at_words[name] = right_at(network, lambda batch: batch.labels == F.IGNORE)
    print(f"{name:9} at [MASK] {at_masks[name]:.1%}   at visible words {at_words[name]:.1%}")

# %%
kept, lost = at_words["80/10/10"], at_words["100/0/0"]
lesson.reveal("always", a=lost > 0.7, b=abs(kept - lost) < 0.1, c=kept - lost > 0.1 and lost < 0.7)

# %% [markdown] lang="en"
# At the masks the two are about equally good (or bad: they have read for seconds). At a word that stands there in plain sight the difference is large: who was never asked there has put nothing there that its head could read. And when you *use* BERT, all words stand in plain sight (lesson 9 takes vectors from exactly these places).
#
# The 10 % unchanged say: look at the word itself. The 10 % random say: but do not trust it blindly. The paper's own comparison (appendix C.2, table 8) finds little difference after fine-tuning, and more where vectors are used as they come.
#
# ## Only what is asked
#
# The label is −100 (`IGNORE`) at the 85 % that nobody asks for. Those places make no loss. Here is one sentence under the microscope:

# %% [markdown] lang="ko"
# `[MASK]` 자리에서는 둘이 비슷합니다(몇 초 읽었을 뿐이니 비슷하게 못합니다). 눈앞에 그대로 있는 낱말에서는 크게 다릅니다. 그 자리를 한 번도 질문받지 않은 모델은 거기에 머리가 읽을 만한 것을 남기지 않았습니다. 그런데 BERT를 *쓸* 때는 모든 낱말이 눈앞에 그대로 있습니다(9과에서 바로 그 자리의 벡터를 꺼냅니다).
#
# 그대로 둔 10%는 "그 낱말을 보라"고, 바꿔 놓은 10%는 "그래도 다 믿지는 말라"고 가르칩니다. 논문의 비교(부록 C.2, 표 8)를 보면 미세조정한 뒤에는 차이가 작고, 벡터를 그대로 꺼내 쓸 때 더 벌어집니다.
#
# ## 묻는 것만 센다
#
# 묻지 않는 85%의 라벨은 −100(`IGNORE`)입니다. 그 자리는 손실을 만들지 않습니다. 문장 하나를 현미경으로 봅시다.

# %%
masked = hide(row, torch.Generator().manual_seed(seed))
with torch.no_grad():
    scores, _ = model(masked.ids)
slide = microscope(masked.ids, masked.labels, scores, tokenizer, kind="masked")
slide.in_korean() if lesson.language == "ko" else slide

# %% [markdown] lang="en"
# Only the chosen places add anything. The loss is their mean; write it, so that you never divide by the wrong number:

# %% [markdown] lang="ko"
# 고른 자리만 손실에 더해집니다. 손실은 그 평균입니다. 엉뚱한 수로 나누는 일이 없도록 직접 짜 보세요.

# %% exercise="mlm_loss"
check(mlm_loss)

# %% [markdown] lang="en"
# ## Does this sentence follow?
#
# BERT learns a second thing at the same time: given two texts, does the second follow the first? Half of the pairs are real neighbours, half have a second part from another document. From our own documents:

# %% [markdown] lang="ko"
# ## 이어지는 문장일까?
#
# BERT는 한 가지를 더 배웁니다. 글 둘을 받아, 둘째가 첫째에 이어지는지 맞힙니다. 절반은 진짜 이웃이고, 절반은 둘째 글을 다른 문서에서 가져옵니다. 우리 문서로 만들어 봅시다.

# %%
some = [[tokenizer.encode(text) for text in sentences(document)] for document in documents[1500::15]]
for pair in next_sentence.draw_pairs(some, 61, torch.Generator().manual_seed(1))[:6]:
    print(pair.label, "|", tokenizer.decode(pair.first), "|", tokenizer.decode(pair.second))

# %% [markdown] lang="en"
# 0 means "follows", 1 "from elsewhere". Mind the numbers: a head that is read the wrong way round answers perfectly, and always wrongly.
#
# Ask the pocket BERT. Change the sentences:

# %% [markdown] lang="ko"
# 0이 "이어짐", 1이 "다른 곳에서 옴"입니다. 번호를 조심하세요. 거꾸로 읽으면 완벽하게 답하는 모델이 늘 틀립니다.
#
# 포켓 BERT에게 물어봅시다. 문장을 바꿔 보세요.

# %%
said = "나 오늘 시험에 떨어졌어."

for answer in ("다음에는 꼭 붙을 거예요.", "배우들 연기가 정말 좋은 영화."):
    pair = next_sentence.Pair(tokenizer.encode(said), tokenizer.encode(answer), next_sentence.FOLLOWS)
    ids, segments = assembled(pair, tokenizer)
    with torch.no_grad():
        _, follows = model(torch.tensor([ids]), segments=torch.tensor([segments]))
    print(f"p(follows) = {F.softmax(follows)[0, next_sentence.FOLLOWS]:.2f}   {answer}")

# %% [markdown] lang="en"
# How far does this come from understanding, how far from topic and tone? RoBERTa left the task out and lost nothing (Liu et al. 2019, section 4.2). It is worth writing once, because pairs with a label are what fine-tuning on two texts looks like:

# %% [markdown] lang="ko"
# 이해한 것일까요, 주제와 말투를 본 것일까요? RoBERTa는 이 과제를 뺐는데 잃은 것이 없었습니다(Liu 등 2019, 4.2절). 그래도 한 번은 짜 볼 만합니다. 글 둘을 받는 미세조정이 바로 이렇게 생겼습니다.

# %% exercise="next_sentence_pairs"
check(next_sentence_pairs)

# %% [markdown] lang="en"
# ## Two heads on one body
#
# Both tasks are learnt by one network. The word head rates every piece of the vocabulary through the **embedding table itself**: what reads words and what writes them is one and the same tensor.

# %% [markdown] lang="ko"
# ## 몸통 하나에 머리 둘
#
# 두 과제를 신경망 하나가 배웁니다. 낱말 머리는 **임베딩 표 자체**로 어휘의 모든 조각에 점수를 매깁니다. 낱말을 읽는 표와 쓰는 표가 같은 텐서입니다.

# %%
show(BERTForMaskedWords, BERTForPreTraining)

# %%
print(model.words.unembed.weight is model.bert.embed.weight)
heads = {"pooler": model.pooler, "follows": model.follows}
print(f"{'all':8} {count(model):9,}\n{'body':8} {count(model.bert):9,}")
for name, head in heads.items():
    print(f"{name:8} {count(head):9,}")
print(
    f"{'words':8} {count(model.words) - model.bert.embed.weight.numel():9,} (+ {model.bert.embed.weight.numel():,})"
)
show(masked_loss)

# %% [markdown] lang="en"
# ## Pre-train one
#
# Everything is there: documents, a vocabulary learnt from them, masks, pairs, two heads. First the documents, and a fresh model.

# %% [markdown] lang="ko"
# ## 직접 사전학습하기
#
# 준비는 다 되었습니다. 문서, 문서에서 배운 어휘, 가리기, 쌍, 머리 둘. 먼저 문서와 새 모델입니다.

# %%
lesson.predict("first_loss", "?")

# %%
size = Size(d_model=64, n_layers=1, n_heads=4, vocab_size=1500, max_len=64, dropout=0.0)
mine = new_masked(small, size, torch.Generator().manual_seed(0))
objective = Masking(small, max_len=64)
task = masked_task(objective, train, heldout, batch_size=32)
print(f"{len(train):,} + {len(heldout)}   |vocabulary| = {small.vocab_size:,}   {count(mine):,}")

with torch.no_grad():
    word_loss, next_loss = masked_loss(mine, objective.fixed(heldout)[0]).tolist()
print(f"[MASK] {word_loss:.3f}   next {next_loss:.3f}   ln 2 = {math.log(2):.3f}")

# %%
lesson.reveal(
    "first_loss",
    a=word_loss < 1.5,
    b=abs(word_loss - math.log(small.vocab_size)) < 0.3,
    c=word_loss > 20,
)

# %%
history = fit(mine, task, Plan(lr=4e-3, epochs=10, keep="last"))
steps = range(1, history.steps + 1)
looked = [look["step"] for look in history.heldout], [look["heldout_loss"] for look in history.heldout]
print(f"{history.steps} × 32")
picture(loss_curve(steps[::4], history.train_loss[::4], *looked, language=lesson.language))

# %% [markdown] lang="en"
# Both losses added; every fourth step is drawn. What did it learn, beside somebody who always says the most frequent piece, and the more frequent answer?

# %% [markdown] lang="ko"
# 두 손실을 더한 값이고, 네 스텝마다 하나씩 그렸습니다. 무엇을 배웠을까요? 늘 가장 흔한 조각, 더 흔한 답만 말하는 쪽과 견줍니다.

# %%
counts = torch.bincount(torch.tensor([i for ids in train_ids for i in ids]))
favourite = int(counts.argmax())
baseline = guessing(objective.fixed(heldout), favourite)
print(f"{'':16} {'this':>7} {small.piece(favourite)!r:>7}")
for name, value in baseline.items():
    print(f"{name:16} {history.heldout[-1][name]:7.1%} {value:7.1%}")

# %% [markdown] lang="en"
# The same question to your BERT and to the pocket one, which has taken nearly 12,000 steps. **Put yours in**; `___` is the blank:

# %% [markdown] lang="ko"
# 같은 물음을 여러분의 BERT와, 만 이천 스텝 가까이 학습한 포켓 BERT에게 던집니다. **여러분의 문장을 넣어 보세요.** `___`가 빈칸입니다.

# %%
blanks = ("오늘은 날씨가 정말 ___.", "이 영화는 배우 연기가 너무 ___.", "친구가 내 생일을 ___ 줘서 고마웠어.")

for mine_says, pocket_says in zip(
    fill_in(mine, small, blanks), fill_in(model, tokenizer, blanks), strict=True
):
    print(mine_says, "|", pocket_says.split("→")[1])

# %% [markdown] lang="en"
# In seconds yours has found out which endings are frequent; for words it has read too little.
#
# ### The recipe, and the card
#
# A model without its recipe is a rumour. Every trained model in this package carries a **card**: what it read, how it was made, how good it is and beside whom, and what it must not be used for.

# %% [markdown] lang="ko"
# 여러분의 것은 몇 초 만에 어떤 어미가 흔한지는 알아냈습니다. 낱말을 알기에는 읽은 것이 너무 적습니다.
#
# ### 레시피와 카드
#
# 레시피가 없는 모델은 소문일 뿐입니다. 이 패키지로 학습한 모델에는 **카드(model card)** 가 따라다닙니다. 무엇을 읽었고, 어떻게 만들었고, 무엇과 견주어 얼마나 잘하며, 어디에 쓰면 안 되는지 적혀 있습니다.

# %%
card = json.loads((pocket("pocket-bert-ko") / "card.json").read_text(encoding="utf-8"))
print(*(f"{data['name']}: {data['licence']}" for data in card["data"]), sep="\n")
print({name: card["recipe"][name] for name in ("lr", "epochs", "batch_size", "warmup", "schedule", "seed")})
scores = card["scores"]
print(f"{scores['step']:,.0f} steps")
for name in ("masked_accuracy", "next_accuracy"):
    print(
        f"{name:16} {scores[name]:.3f}",
        {who: round(said[name], 3) for who, said in scores["baselines"].items()},
    )

# %% [markdown] lang="en"
# | | yours | pocket-bert-ko | BERT-base |
# |---|---|---|---|
# | read | 2,839 short documents, ten times | some 7 million tokens, four times | 3,300 million words, about 40 times |
# | batch | 32 texts | 128 pairs | 256 × 512 tokens |
# | steps | 890 | 11,864 | 1,000,000 |
# | highest rate | 4e-3 | 1e-3 | 1e-4 |
# | computed by | seconds of one core | one thread of a processor | 4 Cloud TPUs, for 4 days |
#
# (The last column: Devlin et al. 2019, sections 3.1 and A.2.)
#
# ## What goes wrong
#
# None of these raises an error. So count: `diagnose_masked` looks at batches alone, before anything is trained. First the right ones, over eight epochs:

# %% [markdown] lang="ko"
# | | 여러분의 것 | pocket-bert-ko | BERT-base |
# |---|---|---|---|
# | 읽은 글 | 짧은 문서 2,839개를 열 번 | 약 700만 토큰을 네 번 | 낱말 33억 개를 약 40번 |
# | 배치 | 글 32개 | 쌍 128개 | 256 × 512토큰 |
# | 스텝 | 890 | 11,864 | 1,000,000 |
# | 최고 학습률 | 4e-3 | 1e-3 | 1e-4 |
# | 계산 | 코어 하나로 몇 초 | 프로세서의 스레드 하나 | 클라우드 TPU 4대로 나흘 |
#
# (마지막 칸은 Devlin 등 2019, 3.1절과 A.2절입니다.)
#
# ## 이렇게 틀립니다
#
# 어느 것도 오류를 내지 않습니다. 그러니 셉니다. `diagnose_masked`는 학습하기 전에 배치만 보고 찾아냅니다. 먼저 올바른 배치를 여덟 에포크 모았습니다.


# %%
def diagnosed(mask):
    generator = torch.Generator().manual_seed(0)
    epochs = [MaskedBatches(singles(train_ids, 62), 64, small, mask, generator) for _ in range(8)]
    findings = diagnose_masked([batch for epoch in epochs for batch in epoch], small)
    return [f"{finding.name}: {getattr(finding, lesson.language)}" for finding in findings] or "✓"


print(diagnosed(usual))

# %% [markdown] lang="en"
# **Symptom: the loss is wonderfully low from the start.** Every word has a label, also those in plain sight: copying is enough.

# %% [markdown] lang="ko"
# **증상: 손실이 처음부터 놀랄 만큼 낮습니다.** 눈앞에 있는 낱말에까지 모두 라벨을 달았습니다. 베끼기만 하면 됩니다.


# %%
def labels_everywhere(ids, generator):
    masked = usual(ids, generator)
    return Masked(masked.ids, torch.where(ids < len(small.control_ids), F.IGNORE, ids))


diagnosed(labels_everywhere)

# %% [markdown] lang="en"
# **Symptom: none, for years.** A tenth is swapped first, and then 0.9 *of the rest* is hidden: 81/10/9. Published teaching code does it (lesson 16); it takes some thirty thousand draws to see.

# %% [markdown] lang="ko"
# **증상: 몇 해가 지나도 없습니다.** 먼저 십분의 일을 바꾸고 *나머지의* 0.9를 가려서 81/10/9가 되었습니다. 공개된 교육용 코드에도 있는 실수이고(16과), 삼만 번쯤 뽑아야 보입니다.


# %%
def swapped_first(ids, generator):
    ordinary = ids >= len(small.control_ids)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ordinary
    swapped = chosen & (torch.rand(ids.shape, generator=generator) < 0.1)
    hidden = chosen & ~swapped & (torch.rand(ids.shape, generator=generator) < 0.9)
    words = torch.randint(len(small.control_ids), small.vocab_size, ids.shape, generator=generator)
    shown = torch.where(hidden, small.mask_id, torch.where(swapped, words, ids))
    return Masked(shown, torch.where(chosen, ids, F.IGNORE))


diagnosed(swapped_first)

# %% [markdown] lang="en"
# **Symptom: masked accuracy is good, but the model is of little use.** `[CLS]`, `[SEP]` and `[PAD]` take part in the lottery, and are easily guessed:

# %% [markdown] lang="ko"
# **증상: 가린 낱말의 정확도는 높은데 모델은 쓸모가 없습니다.** `[CLS]`, `[SEP]`, `[PAD]`까지 제비뽑기에 들어가 있고, 이것들은 맞히기 쉽습니다.


# %%
def specials_too(ids, generator):
    return mask_tokens(
        ids, mask_id=small.mask_id, vocab_size=small.vocab_size, special_ids=(), generator=generator
    )


diagnosed(specials_too)

# %% [markdown] lang="en"
# **Symptom: the loss hardly moves, whatever you hide.** A mean over all places, times weights that come too late: the weights cancel out, and every place counts. Published code has this one too (lesson 16).

# %% [markdown] lang="ko"
# **증상: 무엇을 가리든 손실이 거의 그대로입니다.** 이미 모든 자리의 평균을 낸 다음에 가중치를 곱했습니다. 가중치는 약분되어 사라지고 모든 자리를 세게 됩니다. 이것도 공개된 코드에 있는 실수입니다(16과).


# %%
def weights_too_late(scores, labels):
    weights = (labels != F.IGNORE).to(scores.dtype)
    mean = torch.nn.functional.cross_entropy(scores.flatten(0, 1), labels.flatten().clamp(min=0))
    return (mean * weights).sum() / weights.sum()


check(weights_too_late, "mlm_loss")

# %% [markdown] lang="en"
# ## To take home
#
# - In: token + position + segment, added and normalised. Of BERT-base a fifth is the table of words.
# - 15 % are asked for: 80 hidden, 10 swapped, 10 left. The last two make the model keep something at words that it can see.
# - Labels are −100 everywhere else; the loss is a mean over what is asked. Count your batches before you train.
# - Two heads, one body, one table; the losses are added. A fresh model starts at ln V + ln 2.
#
# The source: [BERT](https://arxiv.org/abs/1810.04805), section 3.1, figure 2, and appendix A.1 and C.2.

# %% [markdown] lang="ko"
# ## 정리
#
# - 입력은 토큰 + 위치 + 문장 구분을 더해 정규화한 것입니다. BERT-base의 5분의 1은 낱말의 표입니다.
# - 15%를 묻습니다. 80은 가리고, 10은 바꾸고, 10은 그대로 둡니다. 뒤의 둘이 있어야 눈에 보이는 낱말 자리에도 무언가를 남깁니다.
# - 나머지 라벨은 모두 −100이고, 손실은 묻는 것만의 평균입니다. 학습하기 전에 배치를 세어 보세요.
# - 몸통 하나, 머리 둘, 표 하나. 손실은 더합니다. 새 모델은 ln V + ln 2에서 시작합니다.
#
# 출처: [BERT](https://arxiv.org/abs/1810.04805) 3.1절, 그림 2, 부록 A.1과 C.2.
