# %% [markdown] lang="en"
# # 6. The whole transformer
#
# When you are through with this page, you can
#
# - put an encoder and a decoder together, and follow a sentence through both,
# - train the transformer of 2017 on your own machine, and see where it looks,
# - say what it costs and what it brings beside the networks of lesson 1, also where it loses.
#
# Reading takes about 40 minutes, the two exercises another hour. You need lessons 2 to 5.

# %% [markdown] lang="ko"
# # 6. 트랜스포머 전체
#
# 이 과를 마치면
#
# - 인코더와 디코더를 이어 붙이고, 문장 하나가 둘을 지나는 길을 따라갈 수 있고,
# - 2017년의 트랜스포머를 자기 컴퓨터에서 가르쳐 어디를 보는지 들여다볼 수 있으며,
# - 1과의 신경망과 견주어 무엇을 얻고 무엇을 치르는지, 어디에서 지는지도 말할 수 있습니다.
#
# 읽는 데 40분, 연습 문제 두 개에 한 시간쯤 걸립니다. 2과부터 5과까지 알면 됩니다.

# %%
import torch

from minitransformer import functional as F
from minitransformer.apps.size import Size
from minitransformer.apps.teach_translation import new_translator, translation_task
from minitransformer.apps.train_translation import alignment
from minitransformer.apps.translator import Translator, sequence_scores
from minitransformer.core.parts import Parts
from minitransformer.data.pairs import encode_source
from minitransformer.data.sequences import SEQUENCES, character_tokenizer, distinct
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.models import seq2seq
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.plots.blocks import architecture
from minitransformer.plots.curves import comparison_curve
from minitransformer.training.fit import fit
from minitransformer.training.losses import smoothed_cross_entropy
from minitransformer.training.plan import Plan

lesson = Lesson(6)

# %% [markdown] lang="en"
# ## Two towers
#
# The **encoder** reads the source: every word looks at every word, in both directions. What comes out, one vector a word, is called the **memory**. The **decoder** writes the target: every word looks at the words before it, and then, in **cross-attention**, at the memory. Queries come from the decoder, keys and values from the encoder. Look for `memory` beside the block in the middle:

# %% [markdown] lang="ko"
# ## 탑 두 개
#
# **인코더(encoder)** 는 원문을 읽습니다. 모든 낱말이 앞뒤의 모든 낱말을 봅니다. 낱말마다 하나씩 나오는 벡터를 **메모리(memory)** 라고 합니다. **디코더(decoder)** 는 번역문을 씁니다. 낱말마다 앞의 낱말을 보고, 그다음 **교차 어텐션(cross-attention)** 으로 메모리를 봅니다. 쿼리는 디코더에서, 키와 밸류는 인코더에서 옵니다. 그림의 가운데 블록에서 `memory`를 찾아보세요.

# %%
picture(architecture(language=lesson.language))

# %% [markdown] lang="en"
# And the whole model. It is short, since the blocks of lesson 5 do the work:

# %% [markdown] lang="ko"
# 모델 전체입니다. 일은 5과의 블록이 하므로 짧습니다.

# %%
show(Seq2Seq.encode, Seq2Seq.decode)

# %% [markdown] lang="en"
# ## Something to translate
#
# Real translation wants millions of sentences. We take a language that can be learnt in half a minute and still has what is hard about translating: another order, another length, several ways to say the same. People write dates as they like; the target is the ISO form, year-month-day.

# %% [markdown] lang="ko"
# ## 번역할 거리
#
# 진짜 번역에는 문장이 수백만 개 필요합니다. 여기서는 30초면 배울 수 있으면서도 번역의 어려운 점을 다 갖춘 말을 고릅니다. 순서가 다르고, 길이가 다르고, 같은 뜻을 여러 가지로 씁니다. 사람은 날짜를 제멋대로 쓰고, 번역문은 ISO 표기(연-월-일)입니다.

# %%
generator = torch.Generator().manual_seed(0)
pairs = distinct(SEQUENCES["dates"], 6300, (0,), generator)
train, heldout = pairs[:-300], pairs[-300:]
tokenizer = character_tokenizer([p.source + p.target for p in pairs])
for pair in train[:8]:
    print(f"{pair.source:32} {pair.target}")

# %% [markdown] lang="en"
# The model is the original in small: post-norm, ReLU (a curve that cuts negative numbers to 0), sinusoids, one table of characters for source, target and output. Two layers, four heads. Training it takes half a minute.

# %% [markdown] lang="ko"
# 모델은 원래 트랜스포머를 줄인 것입니다. post-norm, ReLU(음수를 0으로 자르는 활성화 함수), 사인·코사인 위치, 그리고 원문·번역문·출력이 함께 쓰는 글자 표 하나. 층 둘, 헤드 넷입니다. 가르치는 데 30초쯤 걸립니다.

# %%
SIZE = Size(d_model=64, n_layers=2, n_heads=4, vocab_size=0, max_len=64, dropout=0.0)


def taught(epochs: int) -> tuple[Translator, list[float]]:
    model = new_translator(tokenizer, SIZE, torch.Generator().manual_seed(0), Parts.fused())
    start = tokenizer.bos_id
    task = translation_task(tokenizer, train, heldout, start_id=start, max_len=60, batch_size=64)
    history = fit(model, task, Plan(lr=4e-3, epochs=epochs, keep="last", warmup=0.1))
    return Translator(model.eval(), tokenizer), history.train_loss


translator, losses = taught(7)
picture(comparison_curve({"transformer": (list(range(len(losses))), losses)}, "step", "loss"))

# %%
asked, answers = [p.source for p in heldout], [p.target for p in heldout]
scores = sequence_scores(translator.translate_all(asked), answers)
print(f"exact {scores['exact']:.2f}, symbols {scores['symbols']:.2f}")

# %% [markdown] lang="en"
# That is on 300 dates that it never saw: `exact` is the share of dates that are wholly right, `symbols` the share of characters. Now yours:

# %% [markdown] lang="ko"
# 한 번도 보지 못한 날짜 300개의 점수입니다. `exact`는 통째로 맞힌 날짜의 비율, `symbols`는 맞힌 글자의 비율입니다. 이제 여러분 차례입니다.

# %%
mine = "the 3rd of March 2021"
print(translator.translate(mine))

# %% [markdown] lang="en"
# ## Where does it look?
#
# The cross-attention of the last block: a row is a character that is written, a column one that was read. The year stands last in the source and is written first: where do the heads look in the first four rows, and where when the day is written?

# %% [markdown] lang="ko"
# ## 어디를 볼까?
#
# 마지막 블록의 교차 어텐션입니다. 행은 쓰는 글자, 열은 읽은 글자입니다. 연도는 원문에서 맨 뒤에 있는데 쓸 때는 맨 먼저 씁니다. 처음 네 행에서 헤드들은 어디를 볼까요? 날짜를 쓸 때는요?

# %%
picture(alignment(translator.model, tokenizer, mine, translator.translate(mine), lesson.language))

# %% [markdown] lang="en"
# ## Learning is wide, writing is long
#
# In training the whole target is known. It is given to the decoder shifted by one, and every position is asked for its next character **at the same time**: *teacher forcing*. Writing is another matter.

# %% [markdown] lang="ko"
# ## 배우기는 넓게, 쓰기는 길게
#
# 학습할 때는 번역문 전체를 압니다. 한 칸 밀어서 디코더에 주고, 모든 위치에 다음 글자를 **한꺼번에** 묻습니다. *교사 강요(teacher forcing)* 라고 합니다. 쓸 때는 이야기가 다릅니다.

# %%
lesson.predict("passes", "?")

# %%
runs = {"encoder": 0, "decoder": 0}
blocks = {"encoder": translator.model.encoder[0], "decoder": translator.model.decoder[0]}


def count(name: str):
    def hook(*_call):
        runs[name] += 1

    return hook


hooks = [block.register_forward_hook(count(name)) for name, block in blocks.items()]
written = translator.translate("2021/3/3", beams=1)
for hook in hooks:
    hook.remove()
print(written, runs)

# %%
n = runs["decoder"]
lesson.reveal("passes", a=n == 1, b=n == 11, c=n > 60)

# %% [markdown] lang="en"
# ## What goes wrong
#
# **Symptom: the best loss you ever had.** Here is the training of a colleague who left out one line, the causal mask of the decoder. Everything else is the same.

# %% [markdown] lang="ko"
# ## 이렇게 틀립니다
#
# **증상: 지금까지 본 가장 좋은 손실.** 동료가 한 줄, 디코더의 인과 마스크를 빠뜨린 채 학습했습니다. 나머지는 모두 같습니다.

# %%
lesson.predict("cheat", "?")

# %%
honest = seq2seq.looking_back
seq2seq.looking_back = lambda *where: (None, honest(*where)[1])
try:
    colleague, their_losses = taught(2)
finally:
    seq2seq.looking_back = honest
ours, theirs = (sum(x[len(their_losses) - 20 : len(their_losses)]) / 20 for x in (losses, their_losses))
print(f"loss after {len(their_losses)} steps: {ours:.2f} / {theirs:.2f}")

# %%
lesson.reveal("cheat", a=theirs > 1.15 * ours, b=0.85 * ours <= theirs <= 1.15 * ours, c=theirs < 0.85 * ours)

# %% [markdown] lang="en"
# So low so soon: in a moment you will see that this loss can hardly go lower. And now the colleague's model has to write, where there is nothing to the right to copy from:

# %% [markdown] lang="ko"
# 벌써 이렇게 낮습니다. 이 손실이 더는 거의 내려갈 수 없다는 것을 조금 뒤에 보게 됩니다. 이제 동료의 모델이 스스로 써야 합니다. 베낄 것이 오른쪽에 없습니다.

# %%
print(sequence_scores(colleague.translate_all(asked), answers))
print([colleague.translate(source) for source in asked[:4]])

# %% [markdown] lang="en"
# A popular implementation was found like this: [98 % accuracy with a feed-forward network one number wide](https://github.com/jadore801120/attention-is-all-you-need-pytorch/issues/19). The proof is cheap: change the *last* character of the target, and see whether an *earlier* position notices. `minitransformer audit` asks every model this question.
#
# ## Two things the paper added to the loss and to the writing
#
# **Label smoothing.** The label says: 90 % this character, and a tenth spread over all. The model learns not to be too sure.

# %% [markdown] lang="ko"
# 널리 쓰이는 구현 하나가 이렇게 들통났습니다. [피드포워드의 가운데 너비가 1인데 정확도가 98%](https://github.com/jadore801120/attention-is-all-you-need-pytorch/issues/19)였습니다. 확인은 쉽습니다. 번역문의 *마지막* 글자를 바꾸고 *앞쪽* 위치가 알아채는지 보면 됩니다. `minitransformer audit`이 모든 모델에 이 질문을 합니다.
#
# ## 논문이 손실과 쓰기에 보탠 두 가지
#
# **라벨 스무딩.** 라벨이 "이 글자가 90%, 나머지 10분의 1은 모두에게 고루"라고 말합니다. 모델은 너무 확신하지 않는 법을 배웁니다.

# %%
lesson.predict("floor", "?")

# %%
V = tokenizer.vocab_size
best = torch.full((1, V), 0.1 / V)
best[0, 5] += 0.9
floor = smoothed_cross_entropy(best.log(), torch.tensor([5]), 0.1).item()
sure = smoothed_cross_entropy(torch.eye(V)[5:6] * 50, torch.tensor([5]), 0.1).item()
print(f"V = {V}: best {floor:.3f}, certain {sure:.3f}")

# %%
lesson.reveal("floor", a=abs(floor) < 1e-6, b=floor > 0.05, c=floor < -1e-6)

# %% [markdown] lang="en"
# Our training curve was heading for this floor, and the colleague's loss had all but arrived there. How good a smoothed loss is tells its distance from the floor, not from 0. Write it:

# %% [markdown] lang="ko"
# 위에서 본 학습 곡선은 이 바닥을 향하고 있었고, 동료의 손실은 거의 바닥에 닿아 있었습니다. 스무딩한 손실이 얼마나 좋은지는 0이 아니라 바닥까지의 거리로 봅니다. 직접 짜 보세요.

# %% exercise="smoothed_cross_entropy"
check(smoothed_cross_entropy)

# %% [markdown] lang="en"
# **Beam search.** Taking the most likely character every time (greedy) may walk into a dead end: a good beginning without a good end. Beam search keeps the best few beginnings side by side. Below are some dates where the two differ: what was asked, what greedy wrote, and what a search with 4 beams wrote, each with the log-probability that the model gives to the whole answer (nearer to 0 is likelier). What a beam finds is a likelier answer; whether that is the right one is up to the model.

# %% [markdown] lang="ko"
# **빔 서치(beam search).** 매번 가장 그럴듯한 글자만 고르면(그리디, greedy) 막다른 길로 들어서기도 합니다. 시작은 좋은데 좋은 끝이 없는 것이지요. 빔 서치는 좋은 시작 몇 개를 나란히 끌고 갑니다. 둘의 답이 다른 날짜를 찍어 봅니다. 물은 것, 그리디의 답, 빔 네 개의 답 순서이고, 숫자는 모델이 답 전체에 주는 로그 확률입니다(0에 가까울수록 그럴듯합니다). 빔이 찾는 것은 더 그럴듯한 답입니다. 그것이 맞는 답인지는 모델에 달렸습니다.


# %%
def log_p(source: str, target: str) -> float:
    read, write = encode_source(tokenizer, source), encode_source(tokenizer, target)
    with torch.no_grad():
        scores = translator.model(torch.tensor([read]), torch.tensor([[tokenizer.bos_id, *write[:-1]]]))
    return -F.cross_entropy(scores[0], torch.tensor(write)).item() * len(write)


differ = zip(asked, translator.translate_all(asked), translator.translate_all(asked, beams=4), strict=True)
differ = [row for row in differ if row[1] != row[2]][:5]
for source, greedy, beamed in differ:
    print(f"{source:28} {greedy} {log_p(source, greedy):6.2f} | {beamed} {log_p(source, beamed):6.2f}")

# %% exercise="beam_search"
check(beam_search)

# %% [markdown] lang="en"
# ## Against the GRU
#
# Lesson 1 had two rivals: a GRU that looks back, and one with a bottleneck. Same number of weights, same three minutes of one core, three seeds, and sequences up to 60 letters, though none longer than 40 was ever taught. The share that is wholly right when reversing:

# %% [markdown] lang="ko"
# ## GRU와 겨루기
#
# 1과에는 경쟁자가 둘 있었습니다. 돌아보는 GRU와 병목이 있는 GRU입니다. 가중치 수가 같고, 코어 하나로 똑같이 3분, 시드 셋, 글자는 60개까지입니다. 배울 때는 40개보다 긴 것이 없었습니다. 뒤집기를 완전히 맞힌 비율입니다.

# %%
found = stored("study_sequences.json")["runs"]


def mean_by_length(kind: str, task: str = "reversal") -> tuple[list[int], list[float]]:
    runs = [run["by_length"] for name, run in found.items() if name.startswith(f"{task}/{kind}/")]
    lengths = list(runs[0])
    return [int(n) for n in lengths], [sum(r[n]["exact"] for r in runs) / len(runs) for n in lengths]


kinds = ("transformer", "attentive", "bottleneck")
picture(comparison_curve({kind: mean_by_length(kind) for kind in kinds}, "letters", "exact"))

# %% [markdown] lang="en"
# Inside what it was taught the transformer is nearly perfect, and the bottleneck is lost from 20 letters on. Beyond 40 the transformer falls off a cliff: its sinusoids never went there. The GRU that looks back holds out a little longer. That is the price of having no order of one's own.
#
# And on real sentences (English to Korean, 4,243 pairs of Tatoeba, three minutes each; chrF and BLEU, as sacrebleu counts them, say how many characters and how many words a translation shares with the reference, from 0 to 100):

# %% [markdown] lang="ko"
# 배운 길이 안에서 트랜스포머는 거의 완벽합니다. 병목이 있는 쪽은 20글자부터 무너집니다. 40을 넘으면 트랜스포머도 절벽처럼 떨어집니다. 사인·코사인이 가 본 적 없는 곳이니까요. 돌아보는 GRU는 조금 더 버팁니다. 순서를 타고나지 않은 대가입니다.
#
# 진짜 문장에서는 어떨까요? (영한, Tatoeba 4,243쌍, 3분씩. chrF와 BLEU는 번역문이 모범 번역과 글자, 낱말이 얼마나 겹치는지를 0부터 100까지로 나타낸 점수이고, sacrebleu로 셌습니다)

# %%
for kind in kinds:
    runs = [run for name, run in stored("study_translation.json")["runs"].items() if name.startswith(kind)]
    chrf, bleu = (sum(run["scores"]["greedy"][m] for run in runs) / len(runs) for m in ("chrf", "bleu"))
    speed = sum(run["target_tokens_per_second"] for run in runs) / len(runs)
    print(f"{kind:12} chrF {chrf:5.1f}  BLEU {bleu:4.1f}  {speed:6.0f} tokens/s  {runs[0]['parameters']:,}")

# %% [markdown] lang="en"
# The transformer *loses* here. A GRU is born with order and with the idea that neighbours matter; a transformer has to learn both from data, and 4,243 sentences are not many. What it wins is that no place waits for the one before it: on a machine with thousands of cores all places of a text are learnt at once, and it can be given far more text. In the paper (section 5.1 and table 2) it learnt English to German from about 4.5 million pairs: there it was better than all before it, at a fraction of their training cost.
#
# ## To take home
#
# - Encoder: everyone sees everyone. Decoder: only back, and across to the memory.
# - Training asks all positions at once, writing goes one by one. A loss that is too good has seen the answer.
# - With much data and many cores the transformer wins; with little data, what a network is born with still counts.
#
# The source: [Attention Is All You Need](https://arxiv.org/abs/1706.03762), sections 3.1, 5.4 and 6.1.

# %% [markdown] lang="ko"
# 여기서는 트랜스포머가 *집니다*. GRU는 순서와 이웃의 중요함을 타고나지만, 트랜스포머는 둘 다 데이터에서 배워야 하고, 4,243문장은 많지 않습니다. 대신 어느 자리도 앞자리를 기다리지 않습니다. 코어가 수천 개인 장치에서는 글의 모든 자리를 한꺼번에 배우니 훨씬 많은 글을 읽힐 수 있습니다. 논문에서는 450만 쌍쯤으로 영독 번역을 배웠습니다(5.1절과 표 2). 그만큼 있으니 트랜스포머가 그때까지의 모든 모델보다 좋았고, 학습 비용은 훨씬 적었습니다.
#
# ## 정리
#
# - 인코더는 모두가 모두를 봅니다. 디코더는 뒤만 돌아보고, 옆으로 메모리를 봅니다.
# - 학습은 모든 위치를 한꺼번에 묻고, 쓰기는 하나씩 합니다. 너무 좋은 손실은 답을 본 것입니다.
# - 데이터와 코어가 많으면 트랜스포머가 이깁니다. 데이터가 적으면 타고난 것이 아직 힘을 씁니다.
#
# 출처: [Attention Is All You Need](https://arxiv.org/abs/1706.03762) 3.1절, 5.4절, 6.1절.
