# %% [markdown] lang="en"
# # 16. Proof, bugs and speed
#
# When you are through with this page, you can
#
# - prove that two implementations are the same function, and say why most such tests prove little,
# - recognise published mistakes by their symptoms, and mend them,
# - say which family of models is made of which pieces,
# - work out how fast a model can write on your machine at best, before you run it.
#
# It takes about 60 minutes, and the whole GPT in NumPy an evening more. You need lessons 2 to 5 and 10.

# %% [markdown] lang="ko"
# # 16. 증명, 버그, 속도
#
# 이 과를 마치면
#
# - 두 구현이 같은 함수임을 증명하고, 그런 테스트가 왜 대개 별것을 증명하지 못하는지 말할 수 있고,
# - 세상에 공개된 실수를 증상만 보고 알아채 고칠 수 있고,
# - 어느 모델 가족이 어떤 조각으로 되어 있는지 말할 수 있으며,
# - 내 컴퓨터에서 모델이 글을 아무리 빨라도 얼마나 빨리 쓸 수 있는지, 돌려 보기 전에 계산할 수 있습니다.
#
# 60분쯤 걸리고, NumPy로 GPT 전체를 짜는 데는 하룻저녁이 더 듭니다. 2~5과와 10과를 알면 됩니다.

# %%
import tempfile
import time
from dataclasses import fields
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import transformers
from safetensors.numpy import load_file
from torch import nn

from minitransformer import (
    GPT,
    BERTConfig,
    BlockConfig,
    EncoderBlock,
    GPTConfig,
    LayerNorm,
    Parts,
    Problem,
    capture,
    generate,
    initialise,
    load,
    parity,
    save,
)
from minitransformer import functional as F
from minitransformer.core import cache, families
from minitransformer.core.attention import MultiHeadAttention
from minitransformer.core.blocks import parallel
from minitransformer.core.layers import GatedFeedForward, RMSNorm
from minitransformer.core.parts import fused_attention
from minitransformer.core.positions import LearnedFromTwo
from minitransformer.learn import check, microscope
from minitransformer.learn.course import find
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.lessons.museum import EXHIBITS
from minitransformer.lessons.shown import Shown
from minitransformer.plots import parity_by_layer
from minitransformer.pretrained import load_model
from minitransformer.proof import compare, probe, reference
from minitransformer.proof.audit import audit
from minitransformer.proof.parity import compare_folder, parity_of_random
from minitransformer.training.losses import causal_lm_loss

lesson = Lesson(16)
told = {"en": 0, "ko": 1}[lesson.language]

# %% [markdown] lang="en"
# ## Prove it
#
# For fifteen lessons you have read code and believed that it is GPT-2, or BERT. A loss that falls is no proof: you have seen wrong code learn. The proof is a second opinion. The same weights and the same input go into our model and into Hugging Face's, and **every number on the way** is compared, not only the last.
#
# Our small Korean GPT, as both read it from the same files:

# %% [markdown] lang="ko"
# ## 증명하기
#
# 열다섯 과 동안 코드를 읽으며 이것이 GPT-2이고 BERT라고 믿어 왔습니다. 손실이 내려가는 것은 증거가 못 됩니다. 틀린 코드도 배우는 것을 여러 번 보았으니까요. 증명에는 두 번째 의견이 필요합니다. 같은 가중치와 같은 입력을 우리 모델과 허깅페이스 모델에 넣고, 마지막 점수만이 아니라 **중간에 나오는 모든 수**를 비교합니다.
#
# 작은 한국어 GPT를 같은 파일에서 양쪽이 읽습니다.

# %%
proof = parity("pocket-gpt-ko")
worst = max(proof.activations, key=lambda row: row.error)
print(proof.architecture, f"{proof.parameters:,}", proof.dtype)
print(f"{len(proof.activations)} activations, worst {worst.error:.1e} ({worst.name})")
print(f"logits {proof.logits.error:.1e}, loss {proof.loss.error:.1e}")
print("agrees:", proof.agrees)

# %% [markdown] lang="en"
# Errors are in standard deviations of the reference: 1e-15 is the last digit that a double has. This is how two models are watched while they run; `capture` (lesson 2) does the watching, on both sides:

# %% [markdown] lang="ko"
# 오차의 단위는 기준 모델의 표준편차입니다. 1e-15는 배정밀도 수의 맨 끝자리입니다. 두 모델을 돌리면서 이렇게 들여다봅니다. 들여다보는 일은 2과에서 쓴 `capture`가 양쪽에서 합니다.

# %%
show(compare.in_deviations, capture)

# %% [markdown] lang="en"
# No download is needed to prove the code: a `config.json` is enough. **Put yours in**: another number of layers, another activation (`"gelu"`, `"relu"`), an odd number of heads.

# %% [markdown] lang="ko"
# 코드를 증명하는 데는 내려받을 것도 없습니다. `config.json`만 있으면 됩니다. **여러분의 설정을 넣어 보세요.** 층 수를 바꾸거나, 활성화 함수를 `"gelu"`나 `"relu"`로 바꾸거나, 헤드를 홀수로 해 보세요.

# %%
config = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 192,
    "n_head": 6,
    "n_layer": 3,
    "n_positions": 64,
    "vocab_size": 500,
    "activation_function": "gelu_new",
}
proof = parity_of_random(config, grad=True)
print("agrees:", proof.agrees, f"| gradients {max(row.error for row in proof.gradients):.1e}")


def by_layer(rows):
    return picture(
        parity_by_layer(
            [row.name for row in rows], [row.error for row in rows], rows[0].limit, language=lesson.language
        )
    )


by_layer(proof.activations)

# %% [markdown] lang="en"
# The dashed line is what is allowed, 1e-10. Between the dots and it there is nothing but empty room, more than three powers of ten, and we shall see that faults stand far beyond it. So where exactly the line is drawn is no matter of taste.
#
# ## Why most such tests are blind
#
# Where do the random weights come from? The obvious way: let `transformers` build a model from the config, and compare. Here is such a reference, beside ours, which is **perturbed**: every tensor is drawn anew.

# %% [markdown] lang="ko"
# 점선이 허용 한계 1e-10입니다. 점들과 점선 사이는 10의 세제곱이 넘게 텅 비어 있고, 결함은 점선 너머 훨씬 먼 곳에 있다는 것을 곧 보게 됩니다. 그러니 점선을 정확히 어디에 그을지는 취향 문제가 아닙니다.
#
# ## 이런 테스트는 왜 대개 눈이 멀었나
#
# 무작위 가중치는 어디서 올까요? 누구나 떠올리는 방법은 `transformers`로 설정대로 모델을 만들어 비교하는 것입니다. 그렇게 만든 기준과 우리 기준을 나란히 봅시다. 우리 기준은 **흔들어 둔** 것, 곧 모든 텐서를 새로 뽑은 것입니다.

# %%
shelf = tempfile.TemporaryDirectory()
fresh, perturbed = Path(shelf.name) / "fresh", Path(shelf.name) / "perturbed"
settings = {k: v for k, v in config.items() if k != "model_type"}
with reference.quiet(), torch.random.fork_rng():
    torch.manual_seed(0)
    transformers.GPT2LMHeadModel(transformers.GPT2Config(**settings)).save_pretrained(fresh)
reference.write_random_reference(config, perturbed, torch.Generator().manual_seed(0))

for folder in (fresh, perturbed):
    block = load_model(folder).blocks[0]
    bias, gain = block.attention.q.bias[:4].tolist(), block.attention_norm.weight[:4].tolist()
    numbers = [" ".join(f"{x:5.2f}" for x in row) for row in (bias, gain)]
    print(f"{folder.name:9} bias {numbers[0]} | gain {numbers[1]}")

# %%
show(reference.perturb)

# %% [markdown] lang="en"
# ### Predict: three faults
#
# Now break our model on purpose. (The faults keep every shape, so nothing raises.)

# %% [markdown] lang="ko"
# ### 예측: 결함 셋
#
# 이제 우리 모델을 일부러 망가뜨립니다. 모양은 모두 그대로라서 오류는 나지 않습니다.


# %%
def sound(model):
    pass


def dropped_bias(model):
    for block in model.blocks:
        attention, network = block.attention, block.feed_forward
        for layer in (attention.q, attention.k, attention.v, attention.out, network.up, network.down):
            nn.init.zeros_(layer.bias)


def swapped_norms(model):
    block = model.blocks[0]
    block.attention_norm, block.feed_forward_norm = block.feed_forward_norm, block.attention_norm


def swapped_qk(model):
    for block in model.blocks:
        block.attention.q, block.attention.k = block.attention.k, block.attention.q


lesson.predict("blind", "?")


# %%
def usual(fault, folder):
    ours, theirs = load_model(folder), reference.read_reference(folder, torch.float32)
    fault(ours)
    ids = torch.randint(500, (2, 48), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return (ours(ids) - theirs(ids).logits).abs().max().item()


def strict(fault, folder):
    ours, theirs = load_model(folder).double(), reference.read_reference(folder, torch.float64)
    fault(ours)
    probed = probe.make_probe(ours.cfg, torch.Generator().manual_seed(2))
    with torch.no_grad():
        return compare.compare(ours, theirs, probed, "float64", grad=False)


found = {}
print(f"{'':14}{'fresh, logits':>16}{'perturbed, float64':>22}")
for fault in (sound, dropped_bias, swapped_norms, swapped_qk):
    rows = strict(fault, perturbed).activations
    found[fault.__name__] = usual(fault, fresh)
    print(f"{fault.__name__:14}{found[fault.__name__]:16.1e}{max(row.error for row in rows):22.1e}")

# %%
seen = {name for name, difference in found.items() if difference > 1e-5}
lesson.reveal(
    "blind",
    a=seen == {"dropped_bias", "swapped_norms", "swapped_qk"},
    b=seen == {"swapped_qk"},
    c=not seen,
)

# %% [markdown] lang="en"
# On the left, a sound model and two broken ones give **the same number**, the rounding of float32. On the right a fault is fourteen orders of magnitude above a sound model. And since every activation is compared, the picture shows where to look:

# %% [markdown] lang="ko"
# 왼쪽에서는 멀쩡한 모델과 망가진 모델 둘이 **똑같은 수**, 곧 float32의 반올림 오차를 냅니다. 오른쪽에서는 결함이 멀쩡한 모델보다 열네 자릿수나 위에 있습니다. 게다가 모든 활성값을 비교하므로, 어디를 봐야 하는지 그림이 알려 줍니다.

# %%
by_layer(strict(swapped_norms, perturbed).activations)

# %% [markdown] lang="en"
# Ours refuses to compare with a fresh reference at all. Nothing is proven by comparing zeros:

# %% [markdown] lang="ko"
# 이 라이브러리는 갓 만든 기준과는 아예 비교하려 들지 않습니다. 0을 비교해서는 아무것도 증명되지 않으니까요.

# %%
try:
    compare_folder(fresh, dtype="float64", grad=False, generator=torch.Generator())
except ValueError as e:
    print(str(e)[:120], "…")

# %% [markdown] lang="en"
# ### The test of the test
#
# Three faults are an anecdote. `figures/faults.py` plants 330, in every family where they can stand, one after another, and asks both kinds of comparison. `min` is the smallest effect of all, in units of what is allowed. The columns behind it are the fresh reference in float32, at three tolerances:

# %% [markdown] lang="ko"
# ### 테스트를 테스트하기
#
# 결함 셋은 일화일 뿐입니다. `figures/faults.py`는 330가지 결함을, 심을 수 있는 모든 가족에 하나씩 심고 두 가지 비교에 물어봅니다. `min`은 가장 작은 결함의 효과를 허용 한계의 배수로 적은 것입니다. 그 오른쪽 세 열은 갓 만든 기준과 float32로, 세 가지 허용 오차로 비교한 것입니다.

# %%
summary = stored("faults.json")["summary"]
tolerances = ("0.01", "0.001", "1e-05")
print(f"{'':12}{'planted':>8}{'seen':>6}{'min':>8} |" + "".join(f"{x:>7}" for x in tolerances))
for family, row in summary.items():
    usually = "".join(f"{row['usual'][x]:7}" for x in tolerances)
    print(f"{family:12}{row['pairs']:8}{row['seen']:6}{row['smallest_effect']:8.0f} |{usually}")

# %% [markdown] lang="en"
# Of 874 the strict comparison sees all, and the smallest stands hundreds of times above the line. The usual one sees 455; with a tolerance a thousand times as sharp, 508. It is the reference that is blind, not the ruler that is coarse.
#
# ## What a model promises
#
# Parity needs a second opinion. Often there is none: the model is your own. Then one can still ask for what *every* model must keep. Does it see the future? Does padding change the answer? `audit` tries it out:

# %% [markdown] lang="ko"
# 엄격한 비교는 874가지를 모두 보고, 가장 작은 것도 점선보다 수백 배 위에 있습니다. 흔한 비교는 455가지를 보고, 허용 오차를 천 배 줄여도 508가지에 그칩니다. 자가 무딘 것이 아니라 기준이 눈먼 것입니다.
#
# ## 모델이 지켜야 할 약속
#
# 일치를 보려면 다른 구현이 있어야 합니다. 직접 만든 모델에는 그런 것이 없지요. 그래도 *어느* 모델이나 지켜야 하는 것은 물을 수 있습니다. 미래를 보지 않는가? 패딩이 답을 바꾸지 않는가? `audit`가 직접 해 봅니다.

# %%
model, tokenizer = load("pocket-gpt-ko")
for row in audit(model):
    print("✓" if row.ok else "✗", row.promise[told])

# %% [markdown] lang="en"
# And a module of your own? Here is one, nine lines, that runs and would learn. Say what it is for (`looks_back`: it shall guess the next word), and only what is broken is shown:

# %% [markdown] lang="ko"
# 직접 짠 모듈은 어떨까요? 아홉 줄짜리이고, 돌아가고, 학습도 될 것입니다. 무엇에 쓸 것인지 말해 주면(`looks_back`은 다음 낱말을 맞힌다는 뜻입니다) 지키지 못한 약속만 보여 줍니다.


# %%
class Mine(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(50, 24), nn.Embedding(16, 24)
        self.block = EncoderBlock(BlockConfig(d_model=24, n_heads=3, d_ff=48, wiring="pre"), Parts())

    def forward(self, ids):
        x = self.words(ids) + self.places.weight[: ids.shape[1]]
        return self.block(x) @ self.words.weight.T


for row in audit(Mine().eval(), vocab_size=50, max_len=16, looks_back=True):
    if not row.ok:
        print("✗", row.promise[told], "|", row[3 + told])

# %% [markdown] lang="en"
# It is an encoder block without a mask. Mend it: one argument is missing in the call of `self.block` (lesson 4).
#
# ## What goes wrong: the museum of real bugs
#
# Every mistake in this museum was published, by people who gave their work away so that others could learn, and was found because others looked closely. Most of that code trains; some was mended long ago. Here it is rebuilt small, in our own code, and each exhibit asks four things: **find** it, **name** it, **prove** it, **mend** it.
#
# ### Symptom: loaded weights give slightly other scores
#
# The first has travelled from one repository to the next. Find it:

# %% [markdown] lang="ko"
# 마스크가 없는 인코더 블록이었습니다. 고쳐 보세요. `self.block`을 부를 때 인자 하나가 빠졌습니다(4과).
#
# ## 이렇게 틀립니다: 진짜 버그 박물관
#
# 이 박물관의 실수는 모두 세상에 공개된 것입니다. 남들이 배울 수 있게 자기 코드를 내놓은 사람들이 있었고, 누군가 꼼꼼히 읽었기에 드러났습니다. 대부분은 학습이 잘되고, 오래전에 고쳐진 것도 있습니다. 여기서는 우리 코드로 작게 되살렸습니다. 전시물마다 넷을 합니다. **찾고**, **이름을 대고**, **증명하고**, **고칩니다**.
#
# ### 증상: 불러온 가중치로 낸 점수가 조금 다르다
#
# 첫 전시물은 이 저장소에서 저 저장소로 옮겨 다녔습니다. 찾아보세요.

# %%
museum = {exhibit.name: exhibit for exhibit in EXHIBITS}
show(museum["layer_norm"].wrong)

# %% [markdown] lang="en"
# Two things are wrong, and both are small. The check names both:

# %% [markdown] lang="ko"
# 두 군데가 틀렸고, 둘 다 작습니다. 검사는 둘 다 이름을 댑니다.

# %%
check(museum["layer_norm"].wrong, "layer_norm")

# %% [markdown] lang="en"
# A model that is trained *with* it does not mind. But put the weights of a trained model into it, through the slot that `Parts` keeps for a norm:

# %% [markdown] lang="ko"
# 처음부터 이것으로 학습한 모델은 아무렇지 않습니다. 그런데 이미 학습된 모델의 가중치를 여기에 넣으면 어떨까요? `Parts`에는 정규화를 끼우는 자리가 있습니다.

# %%
lesson.predict("loaded", "?")


# %%
class Published(LayerNorm):
    def forward(self, x):
        return museum["layer_norm"].wrong(x, self.weight, self.bias, self.eps)


twin, _ = load("pocket-gpt-ko", parts=Parts(layer_norm=Published))
ids = torch.tensor([tokenizer.encode("오늘은 비가 와서 친구와 함께 집에서 영화를 보았다. 정말 재미있었다.")])
with torch.no_grad():
    right, wrong = (causal_lm_loss(m(ids), ids).item() for m in (model, twin))
print(f"{right:.6f}\n{wrong:.6f}")
disagrees = parity("pocket-gpt-ko", parts=Parts(layer_norm=Published))
print(f"parity: {disagrees.agrees}, logits {disagrees.logits.error:.1e}")

# %%
change = abs(wrong - right)
lesson.reveal("loaded", a=change > 1, b=1e-6 < change < 0.05, c=change <= 1e-6)

# %% [markdown] lang="en"
# The scores are off by a million million times the rounding error, and the loss is one that nobody would question. Now mend it, from memory. The check says what d − 1 and ε do.

# %% [markdown] lang="ko"
# 점수는 반올림 오차의 몇조 배나 어긋났는데, 손실만 보면 아무도 의심하지 않습니다. 이제 기억을 더듬어 고쳐 보세요. d − 1과 ε이 무슨 일을 하는지는 검사가 알려 줍니다.

# %% exercise="layer_norm"
check(layer_norm)

# %% [markdown] lang="en"
# ### Symptom: the shape is right, the loss falls, and the future leaks
#
# One transpose is missing, and nothing raises. Which words will the first head get?

# %% [markdown] lang="ko"
# ### 증상: 모양은 맞고 손실도 내려가는데, 미래가 샌다
#
# transpose 하나가 없을 뿐, 오류는 나지 않습니다. 첫째 헤드에는 어느 낱말이 들어갈까요?

# %%
exhibit = museum["view_heads"]
x = torch.arange(6.0)[None, :, None].repeat(1, 1, 12)
for split in (exhibit.wrong, exhibit.right):
    print(split(x, 3)[0, 0].int().tolist())
check(exhibit.wrong, "split_heads")

# %% [markdown] lang="en"
# Every word was given its own number, in all of its channels. Above, the first head of three holds words 0 and 1 only, in six places; below, a third of every word.
#
# ### Symptom: wonderful accuracy, and nonsense to read
#
# In 2017 a reader of a translation model made it absurdly small and still saw 98 % of the words right. The reply named two suspects; here is one of them, on texts that are dice.

# %% [markdown] lang="ko"
# 낱말마다 제 번호를 모든 채널에 적어 두었습니다. 위에서는 헤드 셋 중 첫째에 0번과 1번 낱말만 여섯 자리를 채우고 있고, 아래에서는 모든 낱말이 3분의 1씩 들어 있습니다.
#
# ### 증상: 정확도는 놀라운데 읽어 보면 횡설수설
#
# 2017년에 번역 모델을 읽던 한 독자가 모델을 말도 안 되게 줄였는데도 낱말의 98 %를 맞히는 것을 보았습니다. 답글은 용의자 둘을 꼽았습니다. 그중 하나를 주사위로 만든 글에서 되살려 봅시다.

# %%
exhibit = museum["future_seen"]
show(exhibit.wrong)

# %%
lesson.predict("dice", "?")

# %%
wrong, right = exhibit.proof()
print(f"triu {wrong:.3f}\ntril {right:.3f}\n1/8  {1 / 8:.3f}")

# %%
lesson.reveal("dice", a=wrong < 0.2, b=0.3 < wrong < 0.7, c=wrong > 0.9)

# %% [markdown] lang="en"
# ### Symptom: a loss of 20, where a model that knows nothing has 11
#
# A Korean chatbot, published to learn from. Only the answer shall count, so everything else gets the score −10¹⁸:

# %% [markdown] lang="ko"
# ### 증상: 손실이 20, 아무것도 모르는 모델도 11인데
#
# 보고 배우라고 공개된 한국어 챗봇입니다. 답만 세려고, 답이 아닌 자리의 점수를 모두 −10¹⁸로 바꿨습니다.

# %%
exhibit = museum["answer_mask"]
show(exhibit.wrong)

# %% [markdown] lang="en"
# Softmax sees differences only: scores that are all alike are chances of 1/V, however low they are. Every place that should be silent says ln V. Hand the printed loss to the microscope (lesson 11), and it objects: the places that count add up to something else.

# %% [markdown] lang="ko"
# 소프트맥스는 차이만 봅니다. 점수가 모두 같으면 아무리 낮아도 확률은 1/V입니다. 조용해야 할 자리마다 ln V를 말합니다. 출력된 손실을 현미경(11과)에 넣으면, 세는 자리를 더한 값과 다르다고 짚어 줍니다.

# %%
generator = torch.Generator().manual_seed(0)
vocab, asked = 51_200, torch.arange(8) >= 5
labels = torch.randint(vocab, (8,), generator=generator)
scores = torch.randn(8, vocab, generator=generator)
scores[torch.arange(8), labels] += 11.0
printed = exhibit.wrong(scores, labels, asked).item()
print(f"{printed:.3f} = {exhibit.right(scores, labels, asked):.3f} + 5/3 · ln {vocab}")
microscope(
    labels.roll(1)[None],
    labels.where(asked, F.IGNORE)[None],
    scores[None],
    loss=printed,
    language=lesson.language,
)

# %% [markdown] lang="en"
# Its gradient is right, since a constant has none. The chatbot learns as it should; only its loss cannot be read, nor compared with anybody's.
#
# ### The whole collection
#
# Each line is a number of the mistaken function, and of the mended one, computed now. The page `lessons/MUSEUM.md` of the repository shows the code and tells the stories; the threads are worth reading, for the kindness of most of them too.

# %% [markdown] lang="ko"
# 상수에는 기울기가 없으니 기울기는 맞습니다. 챗봇은 제대로 배웁니다. 다만 그 손실은 읽을 수도, 남의 것과 견줄 수도 없습니다.
#
# ### 소장품 전체
#
# 줄마다 틀린 함수의 수와 고친 함수의 수를 지금 계산해 적었습니다. 저장소의 `lessons/MUSEUM.ko.md`에 코드와 이야기가 있습니다. 원래 글들도 읽어 볼 만합니다. 대부분 참 다정하게 오간 이야기입니다.

# %%
lines = ["| | ✗ | ✓ | |", "|---|---|---|---|"]
for exhibit in EXHIBITS:
    wrong, right = exhibit.proof()
    owner, name, _, number = exhibit.thread.split("/")
    lines.append(
        f"| **{exhibit.title[told]}**: {exhibit.number[told]} | {wrong:.3g} | {right:.3g} | "
        f"[{name} {number}]({exhibit.link}) |"
    )
Shown("\n".join(lines))

# %% [markdown] lang="en"
# What do they have in common? None raised an error. Most kept every shape. And a *number* would have told: the sum of a row, a count, a loss that cannot be, a comparison with a reference that is awake.
#
# ## The zoo in one table
#
# Seven families run on these blocks, and not one has a `forward` of its own: a family is a record that says which pieces it takes.

# %% [markdown] lang="ko"
# 무엇이 닮았을까요? 오류를 낸 것은 하나도 없습니다. 대부분 모양도 그대로였습니다. 그리고 모두 *수* 하나면 드러났을 것입니다. 행의 합, 개수, 있을 수 없는 손실, 눈 뜬 기준과의 비교.
#
# ## 표 하나로 보는 동물원
#
# 일곱 가족이 같은 블록으로 돌아가고, 자기만의 `forward`가 있는 가족은 없습니다. 가족이란 어느 조각을 쓰는지 적어 둔 기록입니다.

# %%
show(families.LlamaConfig)

# %%
chosen = ("wiring", "norm", "feed_forward", "activation", "positions", "bias", "tied")
zoo = (GPTConfig, BERTConfig, families.DistilBERTConfig, families.NeoXConfig, families.LlamaConfig)
zoo += (families.MarianConfig, families.BARTConfig)
lines = ["| | " + " | ".join(chosen) + " |", "|---" * (len(chosen) + 1) + "|"]
for family in zoo:
    default = {field.name: field.default for field in fields(family)}
    row = [str(default.get(name, "learned" if name == "positions" else "–")) for name in chosen]
    lines.append(f"| {family.__name__.removesuffix('Config')} | " + " | ".join(row) + " |")
Shown("\n".join(lines))

# %% [markdown] lang="en"
# Read the table by columns, and each column is one idea. The newer ideas are small:

# %% [markdown] lang="ko"
# 표를 열 방향으로 읽으면 열마다 생각이 하나씩 있습니다. 새로 나온 생각들은 작습니다.

# %%
show(F.rms_norm, F.silu, GatedFeedForward.forward, parallel, F.share_heads, LearnedFromTwo)

# %% [markdown] lang="en"
# - **`rms_norm`**: layer norm without the mean and without the shift; one pass over the numbers less.
# - **`silu`** and the gate: one layer decides how much of another passes.
# - **`parallel`**: attention and feed-forward read the same x, so neither waits.
# - **`share_heads`**: several heads of queries share one head of keys and values. The cache shrinks by that factor.
# - **`LearnedFromTwo`**: BART keeps two rows of its table free, for historical reasons. It is in no paper's figure, and without it every position is off by two.
#
# In numbers, on vectors of your choice:

# %% [markdown] lang="ko"
# - **`rms_norm`**: 평균을 빼지 않고 옮기지도 않는 층 정규화입니다. 수를 한 번 덜 훑습니다.
# - **`silu`** 와 게이트: 한 층이 다른 층을 얼마나 통과시킬지 정합니다.
# - **`parallel`**: 어텐션과 피드포워드가 같은 x를 읽으니 서로 기다리지 않습니다.
# - **`share_heads`**: 쿼리 헤드 여럿이 키·밸류 헤드 하나를 나눠 씁니다. 캐시가 그만큼 줄어듭니다.
# - **`LearnedFromTwo`**: BART는 위치 표의 처음 두 줄을 옛 사정 때문에 비워 둡니다. 어느 논문의 그림에도 없지만, 빠뜨리면 모든 위치가 둘씩 어긋납니다.
#
# 벡터를 골라 수로 봅시다.

# %%
x = torch.tensor([[3.0, 4.0, 0.0, 5.0]])
print("rms_norm ", F.rms_norm(x, torch.ones(4), 0.0), f"rms {RMSNorm(4, 0.0)(x).square().mean().sqrt():.3f}")
print("layer_norm", F.layer_norm(x, torch.ones(4), torch.zeros(4), 0.0))
print("silu     ", F.silu(torch.tensor([-4.0, -1.0, 0.0, 1.0, 4.0])))
shared = BlockConfig(d_model=24, n_heads=6, n_kv_heads=2, d_ff=48, wiring="pre", feed_forward="gated")
layer = MultiHeadAttention(shared)
keys = F.split_heads(layer.k(torch.randn(1, 5, 24)), 2)
print("share_heads", tuple(keys.shape), "→", tuple(F.share_heads(keys, 6).shape))
print("GatedFeedForward", tuple(GatedFeedForward(shared)(torch.randn(1, 5, 24)).shape))
print("LearnedFromTwo", tuple(LearnedFromTwo(30, 24).table.weight.shape))

# %% [markdown] lang="en"
# And the proof, as above, for three families that look most unlike GPT-2:

# %% [markdown] lang="ko"
# 그리고 증명입니다. GPT-2와 가장 닮지 않은 세 가족을 위와 같은 방법으로 비교합니다.

# %%
small = {
    "llama": {
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": 24,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "num_hidden_layers": 2,
        "intermediate_size": 34,
        "max_position_embeddings": 28,
        "vocab_size": 49,
    },
    "gpt_neox": {
        "architectures": ["GPTNeoXForCausalLM"],
        "hidden_size": 24,
        "num_attention_heads": 3,
        "num_hidden_layers": 2,
        "intermediate_size": 40,
        "max_position_embeddings": 29,
        "vocab_size": 47,
        "rotary_pct": 0.5,
    },
    "bart": {
        "architectures": ["BartForConditionalGeneration"],
        "d_model": 20,
        "encoder_attention_heads": 5,
        "decoder_attention_heads": 5,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_ffn_dim": 34,
        "decoder_ffn_dim": 34,
        "max_position_embeddings": 30,
        "vocab_size": 45,
    },
}
for family, sizes in small.items():
    proof = parity_of_random({"model_type": family, **sizes})
    print(f"{family:9} {proof.agrees} {max(row.error for row in proof.activations):.1e}")

# %% [markdown] lang="en"
# ## All of GPT-2, in NumPy
#
# The last exercise. Everything you have learnt, on one page, without PyTorch, without a class: numbers in, numbers out. Who has written it needs nobody's word for what a GPT is. It is long; the check waits, and names a good many mistakes on the way.

# %% [markdown] lang="ko"
# ## NumPy로 쓰는 GPT-2 전체
#
# 마지막 연습 문제입니다. 배운 것 전부를 한 쪽에 담습니다. PyTorch도 클래스도 없이, 수가 들어가고 수가 나옵니다. 이것을 써 본 사람은 GPT가 무엇인지 남의 말을 빌릴 필요가 없습니다. 깁니다. 검사가 기다려 주고, 가는 길의 실수에도 이름을 대 줍니다.

# %% exercise="numpy_gpt"
check(numpy_gpt)

# %% [markdown] lang="en"
# Now give it trained weights. `save` writes a model in the hub's own layout, so that `transformers` reads it, and anybody else who can read a table of numbers. (Until yours passes, the library's own solution stands in.)

# %% [markdown] lang="ko"
# 이제 학습된 가중치를 넣어 봅시다. `save`는 모델을 허브의 방식 그대로 씁니다. 그래서 `transformers`도 읽고, 수의 표를 읽을 줄 아는 누구나 읽습니다. (여러분의 함수가 통과할 때까지는 라이브러리의 풀이가 대신합니다.)

# %%
mine = numpy_gpt if check(numpy_gpt).passed else find("numpy_gpt").reference
folder = Path(shelf.name) / "mine"
save(model, tokenizer, folder)
weights = {
    name.removeprefix("transformer."): x for name, x in load_file(folder / "model.safetensors").items()
}

sentence = "비가 와서 우산을 샀는데 금방"
ids = torch.tensor([tokenizer.encode(sentence)])
from_numpy = torch.from_numpy(mine(ids.numpy(), weights, model.cfg.n_heads))
with torch.no_grad():
    from_torch = model(ids)
print(f"max |NumPy - PyTorch| = {(from_numpy - from_torch).abs().max():.1e}")
print([tokenizer.piece(i) for i in from_numpy[0, -1].topk(5).indices.tolist()])

# %% [markdown] lang="en"
# (The weights are float32, and PyTorch computes in float32: so about six digits agree, and not fifteen.) And where something is wrong with the files, not with the code, a `Problem` says what, in one line and in your language:

# %% [markdown] lang="ko"
# (가중치가 float32이고 PyTorch도 float32로 계산하므로, 열다섯 자리가 아니라 여섯 자리쯤 같습니다.) 코드가 아니라 파일이 잘못되었을 때는 `Problem`이 무엇이 잘못인지 우리말 한 줄로 알려 줍니다.

# %%
(folder / "config.json").unlink()
try:
    load(folder)
except Problem as problem:
    print(getattr(problem, lesson.language).replace(shelf.name, "…"))

# %% [markdown] lang="en"
# ## How fast can it be?
#
# To write one token, a model reads **every weight once** and does one multiplication and one addition with it. A processor adds far faster than memory delivers. So the limit is not arithmetic: it is
#
# $$\text{tokens a second} \le \frac{\text{bytes a second that memory gives}}{\text{bytes of the weights}}$$
#
# Measure the top of the fraction: a matrix that no cache holds, times a vector.

# %% [markdown] lang="ko"
# ## 얼마나 빨라질 수 있을까?
#
# 토큰 하나를 쓰려면 모델은 **모든 가중치를 한 번씩 읽어**, 저마다 곱셈 한 번과 덧셈 한 번을 합니다. 프로세서의 덧셈은 메모리가 수를 대 주는 것보다 훨씬 빠릅니다. 그래서 한계는 계산이 아니라 이것입니다.
#
# $$\text{tokens/s} \le \frac{\text{bytes/s}}{\text{bytes}}$$
#
# 분자는 메모리가 1초에 대 주는 바이트, 분모는 가중치의 바이트입니다. 분자를 재 봅시다. 캐시에 다 들어가지 않는 행렬에 벡터를 곱합니다.

# %%
matrix, vector = torch.randn(8192, 4096), torch.randn(4096)


def fastest(work, times=5):
    def once():
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return min(once() for _ in range(times))


bandwidth = 4 * matrix.numel() / fastest(lambda: matrix @ vector)
print(f"{bandwidth / 1e9:.1f} GB/s, {torch.get_num_threads()} thread(s)")
koGPT2 = 125_164_032
print(f"koGPT2: {4 * koGPT2 / 1e9:.2f} GB -> at most {bandwidth / (4 * koGPT2):.0f} tokens/s here")

# %% [markdown] lang="en"
# Now the bottom: models of several sizes, random weights (speed does not care). **Put your own sizes in.**

# %% [markdown] lang="ko"
# 이제 분모입니다. 크기가 다른 모델들을 무작위 가중치로 만듭니다(속도에는 상관없습니다). **여러분의 크기를 넣어 보세요.**

# %%
sizes = [(256, 4), (512, 6), (768, 6)]


def made(d_model, n_layers):
    cfg = GPTConfig(
        d_model=d_model, n_heads=8, d_ff=4 * d_model, n_layers=n_layers, vocab_size=8000, max_len=128
    )
    gpt = GPT(cfg)
    initialise(gpt, torch.Generator().manual_seed(0))
    return gpt.eval()


def rate(gpt, texts=1, n=16, **how):
    prompts = [[1] * 8] * texts
    return texts * n / fastest(lambda: generate(gpt, prompts, max_new_tokens=n, **how), 2)


points = []
for d_model, n_layers in sizes:
    gpt = made(d_model, n_layers)
    weighs = 4 * sum(p.numel() for p in gpt.parameters())
    points.append((weighs, rate(gpt)))
    print(
        f"{weighs / 4e6:5.1f} M  {points[-1][1]:6.1f} tokens/s, roof {bandwidth / weighs:7.1f}"
        f"  ({points[-1][1] * weighs / bandwidth:.0%})"
    )

figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
span = [min(w for w, _ in points) / 2, max(w for w, _ in points) * 2]
ax.loglog([w / 1e6 for w in span], [bandwidth / w for w in span], "--", label="bytes/s ÷ bytes")
ax.loglog([w / 1e6 for w, _ in points], [r for _, r in points], "o", label="GPT")
ax.set(xlabel="MB", ylabel="tokens/s")
ax.legend()
figure.set_label(
    "Tokens a second against megabytes of weights: below the roof that memory sets, and nearer to it the larger the model"
)
plt.close(figure)
picture(figure)

# %% [markdown] lang="en"
# Nobody is above the roof (but a small model may be: where all of it fits in the processor's cache, the roof is another one). What lies between is Python, and many small steps for each token; the larger the model, the less they count.
#
# koGPT2's own size takes longer than a lesson should, so here is what `figures/bench.py` measured, with the machine it was measured on. Ours, the same with PyTorch's kernels, and `transformers` took turns in one run:

# %% [markdown] lang="ko"
# 지붕 위로 올라간 점은 없습니다. (작은 모델은 그럴 수도 있습니다. 통째로 프로세서의 캐시에 들어가면 지붕이 달라집니다.) 그 사이에 있는 것은 파이썬과, 토큰마다 거치는 수많은 작은 단계입니다. 모델이 클수록 그 몫은 줄어듭니다.
#
# koGPT2 크기로 재려면 수업보다 오래 걸리니, `figures/bench.py`가 잰 것을 기계 이름과 함께 봅시다. 직접 짠 것, PyTorch의 커널을 끼운 것, `transformers`가 한 번의 실행에서 번갈아 돌았습니다.

# %%
works = stored("bench.json")["works"]
print(works["decode"]["machine"])
for work in works.values():
    print(f"\n{work['work']}: {work['unit']} (limit {work['limit']:.1f})")
    for name, speed in work["rates"].items():
        print(f"  {name:35}{speed:8.1f}  {speed / work['limit']:.0%}")

# %% [markdown] lang="en"
# Read it fairly. One part is work left out: the cache is written in place (lesson 10), batches of like length hold hardly a pad, and words are scored only where an answer stands. The other part is a library: large products go to oneDNN (`models/onednn.py`), which PyTorch has on board and which multiplies float32 about twice as fast as MKL, its usual choice, on this processor; the same line would speed `transformers` up too. What writing by hand costs shows beside the fused rows, most of all where many tokens are read at once (prefill): every score goes to memory and back, several times.
#
# `Parts.fused()` puts PyTorch's kernels into the same slots. The same function, fewer passes over memory:

# %% [markdown] lang="ko"
# 공평하게 봅시다. 이득의 한쪽은 안 해도 될 일을 안 한 데서 옵니다. 캐시를 제자리에 쓰고(10과), 길이가 비슷한 글끼리 묶은 배치에는 패딩이 거의 없고, 단어 점수는 대답이 있는 자리에서만 계산합니다. 다른 쪽은 라이브러리입니다. 큰 행렬 곱은 oneDNN에 맡깁니다(`models/onednn.py`). PyTorch에 들어 있는데, 이 프로세서에서는 float32 곱셈이 PyTorch가 평소 쓰는 MKL보다 두 배쯤 빠릅니다. 같은 한 줄이면 `transformers`도 빨라질 것입니다. 손으로 짠 값은 fused 줄과 견주면 보입니다. 토큰을 한꺼번에 많이 읽을 때(prefill) 가장 큽니다. 점수 하나하나가 메모리를 몇 번씩 오가기 때문입니다.
#
# `Parts.fused()`는 같은 자리에 PyTorch의 커널을 끼웁니다. 함수는 같고, 메모리를 덜 오갑니다.

# %%
show(fused_attention)

# %%
fused, _ = load("pocket-gpt-ko", parts=Parts.fused())
long = torch.randint(1000, (1, 256), generator=torch.Generator().manual_seed(0))
with torch.no_grad():
    print(f"max |by hand - fused| = {(model(long) - fused(long)).abs().max():.1e}")
    for name, gpt in (("by hand", model), ("fused", fused)):
        print(f"{name:8} {256 / fastest(lambda gpt=gpt: gpt(long)):7.0f} tokens/s (prefill)")

# %% [markdown] lang="en"
# ### Predict: eight at once
#
# If fetching weights is what takes the time, then a second text is nearly free.

# %% [markdown] lang="ko"
# ### 예측: 여덟을 한꺼번에
#
# 가중치를 가져오는 데 시간이 다 든다면, 두 번째 글은 거의 공짜입니다.

# %%
lesson.predict("eight", "?")

# %%
gpt = made(768, 6)
one, eight = rate(gpt), rate(gpt, texts=8)
without = rate(gpt, use_cache=False)
print(f"1 text   {one:6.1f} tokens/s\n8 texts  {eight:6.1f} tokens/s ({eight / one:.1f} ×)")
print(f"no cache {without:6.1f} tokens/s ({without / one:.2f} ×)")

# %%
gain = eight / one
lesson.reveal("eight", a=gain < 1.3, b=1.3 <= gain < 7, c=gain >= 7)

# %% [markdown] lang="en"
# The last line is the same model without its KV cache (lesson 10), for only 8 + 16 tokens; every step then reads everything again, so it gets worse the longer the text is. Attention never asks where its keys and values come from; there are three sources of one signature:

# %% [markdown] lang="ko"
# 마지막 줄은 같은 모델을 KV 캐시(10과) 없이, 겨우 8 + 16토큰을 쓰게 한 것입니다. 스텝마다 전부 다시 읽으니 글이 길수록 더 느려집니다. 어텐션은 키와 밸류가 어디서 오는지 묻지 않습니다. 오는 곳은 셋이고, 부르는 방법은 같습니다.

# %%
show(cache.compute, cache.Growing.__call__, cache.Once.__call__, cache.Room.append)


# %%
def bytes_a_token(n_kv_heads):
    gpt = GPT(
        GPTConfig(
            d_model=256, n_heads=8, n_kv_heads=n_kv_heads, d_ff=64, n_layers=6, vocab_size=9, max_len=32
        )
    )
    memory = cache.Cache(6)
    with torch.no_grad():
        gpt.eval()(torch.zeros(1, 20, dtype=torch.long), cache=memory)
    kept = [x for block in memory.blocks if isinstance(block, cache.Remembered) for x in block.kv]
    return sum(4 * x.numel() for x in kept) // len(memory)


print(f"8 heads: {bytes_a_token(8):,} = 2 · 6 · 256 · 4\n2 heads: {bytes_a_token(2):,}")

# %% [markdown] lang="en"
# `compute` forgets (training), `Growing` appends (a text that is being written), `Once` projects an encoder's words the first time only. The price of remembering: two vectors a layer for each token. `share_heads` is the discount.
#
# With the model as it is, three ways are left to write faster: **fewer bytes a weight** (float16, int8), **more texts a fetch** (batches), **faster memory**.
#
# ## From a laptop to many GPUs
#
# Training is different: there are thousands of tokens in a step, arithmetic is the limit, and it can be shared. Each GPU holds the whole model and takes a part of the batch; the gradients are added up. One thing must be right. Here are two parts of one batch, with 2 and with 20 labels that count:

# %% [markdown] lang="ko"
# `compute`는 잊고(학습), `Growing`은 덧붙이고(쓰고 있는 글), `Once`는 인코더의 낱말을 처음 한 번만 투영합니다. 기억하는 값은 토큰마다, 층마다 벡터 두 개입니다. `share_heads`가 그 값을 깎아 줍니다.
#
# 모델을 그대로 둔다면 글을 더 빨리 쓰는 길은 셋입니다. **가중치당 바이트를 줄이거나**(float16, int8), **한 번 가져와 여러 글에 쓰거나**(배치), **메모리가 빠르거나**.
#
# ## 노트북에서 GPU 여러 대로
#
# 학습은 다릅니다. 한 스텝에 토큰이 수천 개라 계산이 한계이고, 계산은 나눌 수 있습니다. GPU마다 모델을 통째로 갖고 배치를 나눠 맡은 뒤 기울기를 더합니다. 그런데 한 가지를 제대로 해야 합니다. 배치를 둘로 나눴는데 세는 라벨이 한쪽은 2개, 한쪽은 20개라고 합시다.

# %%
losses = [torch.tensor([4.0, 4.0]), torch.full((20,), 1.0)]
together = torch.cat(losses).mean()
of_means = torch.stack([part.mean() for part in losses]).mean()
of_sums = sum(part.sum() for part in losses) / sum(len(part) for part in losses)
print(f"one batch {together:.3f} | mean of means {of_means:.3f} | sums over the count {of_sums:.3f}")

# %% [markdown] lang="en"
# The mean of means counts a label of the short part ten times as much as one of the long part, and the curve on eight GPUs is not the curve on one. Here the sums are divided by the number of all labels, whoever computes which part, so `--accumulate 8` is the same step on a laptop, which takes the parts one after the other, and on eight GPUs, which share them:
#
# ```bash
# # a laptop: eight batches a step, one after the other
# minitransformer train clm --data nsmc --out run --accumulate 8
#
# # one GPU, in bfloat16
# accelerate launch --num_processes 1 -m minitransformer train clm --data nsmc --out run --accumulate 8 --precision bfloat16
#
# # 8 GPUs of one machine: a batch each
# accelerate launch --multi_gpu --num_processes 8 -m minitransformer train clm --data nsmc --out run --accumulate 8 --precision bfloat16
#
# # two processes on the processor, to try it out
# ACCELERATE_USE_CPU=true accelerate launch --multi_gpu --num_processes 2 -m minitransformer train clm --out run
# ```
#
# **Measured**: two processes on a processor against one, without dropout: losses, looks and weights of 20 steps agree to 1e-5 (key biases aside: they change nothing, and their gradient is rounding), also for a run that goes from one process to two and back. **Not measured**: GPUs, several machines. With `--multi_gpu` every GPU holds the whole model; with `--use_fsdp --fsdp_version 2` each holds its share of weights, gradients and moments, and two such processes were measured against one too. DeepSpeed is refused with a line that says so. A claim that nobody measured is an exhibit waiting for its museum.
#
# ## To take home
#
# - The same function is proven by every activation and gradient, in float64, on a reference whose every tensor says something. A fresh one hides biases, gains and much of attention, at any tolerance.
# - The worst mistakes raise nothing and train. A number tells: a row's sum, a count, an accuracy that cannot be.
# - Families differ in a handful of small pieces; a table holds them all.
# - Writing is limited by memory: bytes a second over bytes of weights. Batches share the fetching, the cache saves the reading again.
#
# Sources: [Layer Normalization](https://arxiv.org/abs/1607.06450), section 3; [RMSNorm](https://arxiv.org/abs/1910.07467), equation 4; [GLU Variants](https://arxiv.org/abs/2002.05202); [GQA](https://arxiv.org/abs/2305.13245), section 2.2; [Fast Transformer Decoding](https://arxiv.org/abs/1911.02150), which works out the memory limit of this page; [Llama](https://arxiv.org/abs/2302.13971), section 2.2. The threads of the museum are linked in its table.
#
# This was the last lesson. You have written a transformer, proven it, broken it, mended it, and know what it costs. Now make something with it, and when it does not work: look for a number.

# %% [markdown] lang="ko"
# 평균의 평균은 짧은 쪽의 라벨 하나를 긴 쪽의 열 배로 칩니다. 그러면 GPU 여덟 대의 곡선이 한 대의 곡선과 달라집니다. 여기서는 누가 어느 부분을 계산하든 합을 전체 라벨 수로 나눕니다. 그래서 `--accumulate 8`은 부분을 차례로 계산하는 노트북에서나, 나눠 계산하는 GPU 여덟 대에서나 같은 걸음입니다.
#
# ```bash
# # 노트북: 한 스텝에 배치 여덟, 차례로
# minitransformer train clm --data nsmc --out run --accumulate 8
#
# # GPU 한 대, bfloat16으로
# accelerate launch --num_processes 1 -m minitransformer train clm --data nsmc --out run --accumulate 8 --precision bfloat16
#
# # 컴퓨터 한 대의 GPU 여덟: 저마다 배치 하나
# accelerate launch --multi_gpu --num_processes 8 -m minitransformer train clm --data nsmc --out run --accumulate 8 --precision bfloat16
#
# # 프로세서에서 프로세스 둘로, 시험 삼아
# ACCELERATE_USE_CPU=true accelerate launch --multi_gpu --num_processes 2 -m minitransformer train clm --out run
# ```
#
# **재 본 것**: 프로세서에서 프로세스 둘과 하나를 드롭아웃 없이 비교하면 20스텝의 손실, 중간 평가, 가중치가 1e-5까지 같습니다(키의 편향은 뺍니다. 아무것도 바꾸지 않아서 기울기가 반올림 오차뿐입니다). 하나로 시작해 둘로 늘렸다가 다시 하나로 줄여도 같습니다. **재 보지 못한 것**: GPU와 컴퓨터 여러 대. `--multi_gpu`에서는 GPU마다 모델을 통째로 가지고, `--use_fsdp --fsdp_version 2`에서는 가중치, 기울기, 모멘트를 나누어 갖습니다. 이렇게 나눈 프로세스 둘도 하나와 비교해 재 보았습니다. DeepSpeed는 안 된다고 한 줄로 말하고 멈춥니다. 아무도 재 보지 않은 주장은 박물관에 들어갈 날을 기다리는 전시물입니다.
#
# ## 정리
#
# - 같은 함수라는 증명은 float64로, 모든 활성값과 기울기를, 텐서 하나하나가 뜻있는 기준과 비교하는 것입니다. 갓 만든 기준은 허용 오차가 얼마든 편향과 이득, 그리고 어텐션의 많은 부분을 감춥니다.
# - 가장 고약한 실수는 오류도 내지 않고 학습도 됩니다. 수 하나가 알려 줍니다. 행의 합, 개수, 있을 수 없는 정확도.
# - 모델 가족은 작은 조각 몇 개만 다르고, 표 하나에 다 들어갑니다.
# - 글쓰기의 한계는 메모리입니다. 초당 바이트를 가중치의 바이트로 나누면 됩니다. 배치는 가져온 것을 나눠 쓰고, 캐시는 다시 읽지 않게 해 줍니다.
#
# 출처: [Layer Normalization](https://arxiv.org/abs/1607.06450) 3절, [RMSNorm](https://arxiv.org/abs/1910.07467)의 식 4, [GLU Variants](https://arxiv.org/abs/2002.05202), [GQA](https://arxiv.org/abs/2305.13245) 2.2절, 이 과의 메모리 한계를 계산한 [Fast Transformer Decoding](https://arxiv.org/abs/1911.02150), [Llama](https://arxiv.org/abs/2302.13971) 2.2절. 박물관의 글들은 표에 이어 두었습니다.
#
# 마지막 과였습니다. 트랜스포머를 직접 짜고, 증명하고, 망가뜨리고, 고쳤고, 값이 얼마인지도 압니다. 이제 이것으로 무언가를 만들어 보세요. 잘 안 되면, 수를 찾으세요.
