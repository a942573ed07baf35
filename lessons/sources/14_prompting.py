# %% [markdown] lang="en"
# # 14. Prompting against fine-tuning
#
# When you are through with this page, you can
#
# - ask a language model with no, one and a few examples, and read its answer off the scores of the labels,
# - take a model's prejudice out of its answers, and find the prompt that gives its answer away,
# - say when a prompt is enough, and when you should teach.
#
# It takes about 45 minutes. You need lessons 10 and 13.

# %% [markdown] lang="ko"
# # 14. 프롬프트로 시키기와 미세조정
#
# 이 과를 마치면
#
# - 예시 없이, 예시 하나로, 예시 몇 개로 언어 모델에게 묻고, 라벨의 점수에서 답을 읽을 수 있고,
# - 모델의 편견을 답에서 덜어 내고, 정답이 새는 프롬프트를 찾아낼 수 있으며,
# - 프롬프트로 충분한 때와 가르쳐야 하는 때를 가려 말할 수 있습니다.
#
# 45분쯤 걸립니다. 10과와 13과가 필요합니다.

# %%
from dataclasses import replace

import numpy as np
import torch

from minitransformer import load
from minitransformer.apps.fewshot import likelihood
from minitransformer.apps.fewshot.experiment import Experiment, prepare
from minitransformer.apps.fewshot.lengths import token_lengths
from minitransformer.apps.fewshot.likelihood import CONTENT_FREE, label_log_likelihoods
from minitransformer.apps.fewshot.prompt import Prompter, space_before_label
from minitransformer.apps.fewshot.reading import encode_asked
from minitransformer.apps.fewshot.sets import asked_of
from minitransformer.apps.fewshot.templates import TEMPLATES, Template
from minitransformer.apps.scores import score_baselines
from minitransformer.apps.size import Size
from minitransformer.core.parts import Parts
from minitransformer.data.dialogue import encode_instruction
from minitransformer.data.records import Example
from minitransformer.errors import Problem
from minitransformer.functional import cross_entropy, softmax
from minitransformer.generation.writers import pad_right
from minitransformer.learn import check
from minitransformer.lessons import Lesson, picture, show, stored
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.plots.chances import emotion_bars
from minitransformer.plots.curves import comparison_curve
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan, Task

lesson = Lesson(14)
model, tokenizer = load("pocket-gpt-ko")

# %% [markdown] lang="en"
# ## Asking instead of teaching
#
# In lesson 12 a model was *taught* emotions: labelled sentences, a new head, and all weights moved. Now no weight moves. A language model goes on with a text, so we write a text whose next word is the answer.
#
# With no example this is called **zero-shot**, with one **one-shot**, with several **few-shot**. The last line is always the question, and it stops where the answer belongs:

# %% [markdown] lang="ko"
# ## 가르치지 않고 묻기
#
# 12과에서는 모델에게 감정을 *가르쳤습니다*. 라벨 붙은 문장을 보여 주고, 새 헤드를 달고, 가중치를 모두 움직였습니다. 이번에는 가중치를 하나도 움직이지 않습니다. 언어 모델은 글을 이어 쓰니까, 다음 낱말이 답이 되는 글을 써 줍니다.
#
# 예시가 없으면 **제로샷(zero-shot)**, 하나면 **원샷(one-shot)**, 몇 개면 **퓨샷(few-shot)** 이라고 합니다. 마지막 줄은 늘 질문이고, 답이 올 자리에서 멈춥니다.

# %%
sums = [Example("2+5=?", "7"), Example("1+1=?", "2"), Example("6+3=?", "9")]
digits = tuple("123456789")
for k in (0, 1, 3):
    print(f"[{k}]", Prompter(TEMPLATES["arithmetic"], digits).ask(sums[:k], "3+1=?"), sep="\n", end="\n\n")

# %% [markdown] lang="en"
# How an example is worded is its **template**: a text with a place for the text and a place for the label. Three that come with the library:

# %% [markdown] lang="ko"
# 예시를 어떤 말로 적을지 정한 것이 **템플릿(template)** 입니다. 글이 들어갈 자리와 라벨이 들어갈 자리가 있는 글이지요. 라이브러리에 든 것 가운데 셋입니다.

# %%
for name in ("emotion", "question", "koalpaca"):
    print(f"[{name}]", TEMPLATES[name].example("나 승진했어!", "행복"), sep="\n", end="\n\n")
show(Prompter.ask, Template.question)

# %% [markdown] lang="en"
# ## The answer is scored, not written
#
# We ask the small Korean GPT that comes with the package whether a sentence is happy (행복) or sad (슬픔). The package has 600 such sentences. Half of them are kept back, and 50 of each emotion are asked about. First we simply let the model write:

# %% [markdown] lang="ko"
# ## 답은 쓰게 하지 않고 점수로 읽습니다
#
# 패키지에 든 작은 한국어 GPT에게, 문장이 행복한지 슬픈지 묻습니다. 패키지에 그런 문장이 600개 있습니다. 절반을 떼어 두고, 그 가운데 감정마다 50개씩 묻습니다. 먼저 모델이 그냥 쓰게 해 봅시다.

# %%
others = {"당황": None, "불안": None, "분노": None}
labels = ("슬픔", "행복")
_, train, rest = asked_of("emotions", "", "", others, 0)
heldout = [e for label in labels for e in [x for x in rest if x.label == label][:50]]
lengths = token_lengths(tokenizer, [e.text for e in train])
experiment = prepare(model, tokenizer, TEMPLATES["emotion"], train, heldout, lengths, shots=0, n=100)
zero = experiment.run()
print(zero.prompt)
print(zero.answers["written"][:10], zero.scores["generation"].said)

# %% [markdown] lang="en"
# No label at all. The model read Korean texts for a while; nobody told it that only two words are allowed here. So we do not let it choose freely: we look up the score of each **label word** at the place of the answer, and the higher one is the answer. With several tokens in a label their log-probabilities are added.

# %% [markdown] lang="ko"
# 라벨이 하나도 없습니다. 모델은 한국어 글을 얼마쯤 읽었을 뿐, 여기서는 두 낱말만 된다고 아무도 말해 주지 않았습니다. 그래서 마음대로 고르게 두지 않습니다. 답이 올 자리에서 **라벨 낱말**마다 점수를 찾아보고, 높은 쪽을 답으로 삼습니다. 라벨이 토큰 여러 개면 로그 확률을 더합니다.


# %%
def log_p(template: Template, words: tuple[str, ...], text: str, shots: tuple[Example, ...] = ()):
    prompt = Prompter(template, words).ask(shots, text)
    asked = encode_asked(tokenizer, prompt, space_before_label(template), words, template.ending)
    return label_log_likelihoods(model, [asked])


print(log_p(TEMPLATES["emotion"], labels, "나 승진했어!").exp())

# %% [markdown] lang="en"
# Tiny numbers: neither word is what the model wanted to say. But one of them is larger, and that is enough for an answer.

# %% [markdown] lang="ko"
# 아주 작은 수입니다. 둘 다 모델이 하고 싶던 말은 아닙니다. 그래도 한쪽이 더 크니 답은 나옵니다.

# %%
lesson.predict("favourite", "?")

# %%
score = zero.scores["likelihood"]
print(score.said, f"{score.accuracy:.2f}", score.told(lesson.language), sep="\n")

# %%
happy = score.said["행복"]
lesson.reveal("favourite", a=0.3 <= happy <= 0.7, b=happy < 0.1, c=happy > 0.9)

# %% [markdown] lang="en"
# ## Taking the prejudice out
#
# The model has a favourite word. How large is its prejudice? Ask about *nothing*: an empty text, "N/A", "[MASK]". What it answers there it says unasked. [Zhao et al. (2021)](https://arxiv.org/abs/2102.09690) divide every answer by that: **contextual calibration**.

# %% [markdown] lang="ko"
# ## 편견 덜어 내기
#
# 모델에게는 좋아하는 낱말이 있습니다. 편견이 얼마나 클까요? *아무것도 아닌 것*을 물어보면 됩니다. 빈 글, "N/A", "[MASK]" 같은 것이지요. 거기에 하는 답은 묻지 않아도 하는 말입니다. [Zhao 외(2021)](https://arxiv.org/abs/2102.09690)는 모든 답을 그 값으로 나눕니다. **맥락 보정(contextual calibration)** 이라고 합니다.

# %%
for text in CONTENT_FREE:
    print(f"{text!r:10}", softmax(log_p(TEMPLATES["emotion"], labels, text))[0].tolist())

# %% exercise="calibrated"
check(calibrated)

# %%
print("likelihood", zero.scores["likelihood"].accuracy, "calibrated", zero.scores["calibrated"].accuracy)
print(zero.scores["calibrated"].told(lesson.language))

# %% [markdown] lang="en"
# Read the verdict: without its prejudice this model has nothing to say about feelings. Calibration mends a scale that is off; it does not put anything on it.
#
# **Put yours in.** Another sentence, and above all other label words. Which words would somebody really write after such a sentence?

# %% [markdown] lang="ko"
# 판정을 읽어 보세요. 편견을 덜어 내고 나니 이 모델은 감정에 대해 할 말이 없습니다. 보정은 눈금이 틀어진 저울을 고칠 뿐, 저울에 무엇을 올려 주지는 않습니다.
#
# **여러분의 문장을 넣어 보세요.** 문장도 바꾸고, 무엇보다 라벨 낱말을 바꿔 보세요. 그런 문장 뒤에 사람들이 정말로 쓸 만한 말은 무엇일까요?

# %%
mine = "시험에 또 떨어졌다"
words = ("ㅠㅠ", "ㅎㅎ")
plain = Template("{text} {label}")

unasked = torch.cat([log_p(plain, words, text) for text in CONTENT_FREE])
shares = softmax(likelihood.calibrated(log_p(plain, words, mine), unasked))[0]
bars = dict(zip(words, shares.tolist(), strict=True))
picture(emotion_bars(bars, title=mine, language=lesson.language))

# %% [markdown] lang="en"
# The wording alone, on the same 100 sentences, without any example:

# %% [markdown] lang="ko"
# 같은 문장 100개에서, 예시 없이 표현만 바꾸면 이렇습니다.

# %%
for template, sad, glad in (
    (TEMPLATES["emotion"], "슬픔", "행복"),
    (plain, "싫다", "좋다"),
    (plain, "슬퍼", "기뻐"),
    (plain, "ㅠㅠ", "ㅎㅎ"),
):
    named = dict(zip(labels, (sad, glad), strict=True))
    parts = ([Example(e.text, named[e.label]) for e in part] for part in (train, heldout))
    worded = prepare(model, tokenizer, template, *parts, lengths, shots=0, n=100).run()
    scores = {way: worded.scores[way].accuracy for way in ("likelihood", "calibrated")}
    print(f"{template.pattern!r:30} {sad} {glad}", scores)

# %% [markdown] lang="en"
# With the question in front of you, you would call all four the same task. To the model they are four different texts. The best of them looks as if it knew something; but 100 questions leave an interval of ten points to each side. Whoever reports only the best wording, found on the very sentences that are tested, reports luck.
#
# ## And with examples?
#
# Now shots, drawn under a seed, as many of each label. The prompt must fit into the model's positions: the library counts before it asks (the last two numbers of a line are the tokens that are used, and those that are left).

# %% [markdown] lang="ko"
# 사람이 보기에는 넷 다 같은 문제입니다. 모델에게는 서로 다른 글 넷입니다. 가장 좋은 것은 뭔가 아는 듯 보이지만, 질문이 100개면 구간이 양쪽으로 10%포인트씩입니다. 시험 문장으로 직접 골라낸 가장 좋은 표현만 보고한다면, 운을 보고하는 것입니다.
#
# ## 예시를 주면?
#
# 이제 예시를 줍니다. 시드를 정해 라벨마다 같은 수를 뽑습니다. 프롬프트는 모델의 위치 수 안에 들어가야 하므로, 라이브러리가 묻기 전에 먼저 셉니다(줄 끝의 두 수는 쓴 토큰과 남은 토큰입니다).

# %%
for k in (1, 2, 8):
    few = replace(experiment, shots=k).run()
    print(k, {way: round(s.accuracy, 2) for way, s in few.scores.items()}, few.budget.used, few.budget.left)
try:
    replace(experiment, shots=32).run()
except Problem as problem:
    print(problem.ko if lesson.language == "ko" else problem.en)

# %% [markdown] lang="en"
# And the sums? You know at the second example what is wanted. The model sees up to nine.

# %% [markdown] lang="ko"
# 덧셈은 어떨까요? 여러분은 두 번째 예시쯤에서 무엇을 바라는지 압니다. 모델에게는 아홉 개까지 보여 줍니다.

# %%
lesson.predict("sums", "?")

# %%
_, *parts = asked_of("arithmetic", "", "", None, 0)
adding = prepare(model, tokenizer, TEMPLATES["arithmetic"], *parts, [9] * len(parts[0]), shots=0)
for k in (0, 1, 3, 9):
    told = replace(adding, shots=k).run().scores["likelihood"]
    print(k, f"{told.accuracy:.2f}", {digit: round(share, 2) for digit, share in told.said.items() if share})

# %%
right = told.accuracy
lesson.reveal("sums", a=right > 0.5, b=0.3 < right <= 0.5, c=right <= 0.3)

# %% [markdown] lang="en"
# ### Is it too small?
#
# Three GPTs of 0.4, 1.2 and 3.5 million weights read film reviews (NSMC) without labels, and were asked about 300 others, with 0 to 16 examples, drawn three times. Calibrated accuracy against the number of shots, with the words of reviewers as labels (최고 / 최악), which did better than 긍정 / 부정:

# %% [markdown] lang="ko"
# ### 너무 작아서일까?
#
# 가중치가 40만, 120만, 350만 개인 GPT 셋이 라벨 없이 영화평(NSMC)을 읽었습니다. 그런 다음 다른 영화평 300개를 예시 0개부터 16개까지, 예시를 세 번씩 뽑아 물었습니다. 라벨은 감상평에 나오는 말(최고 / 최악)입니다. 긍정 / 부정보다 나았기 때문입니다. 예시 수에 따른 보정 정확도입니다.

# %%
runs = stored("study_fewshot.json")["runs"]
sizes = ("small", "medium", "large")
millions = {size: f"{runs[f'read/{size}']['parameters'] / 1e6:.1f}M" for size in sizes}
curves = {}
for size in sizes:
    found = runs[f"prompt/{size}/reviewers"]
    curves[millions[size]] = ([int(k) for k in found], [x["calibrated"]["accuracy"] for x in found.values()])
figure = comparison_curve(curves, "shots", "accuracy")
figure.axes[0].set_ylim(0.3, 1.0)
picture(figure)

# %% [markdown] lang="en"
# No curve rises. The middle one is a little above one half everywhere; the interval of 300 questions is about six points to each side, so look at nothing finer. More examples do not help a model that has not learnt to use them.
#
# Where does few-shot work, then? In [GPT-3](https://arxiv.org/abs/2005.14165), figure 1.2, the curves rise steeply with the number of examples at 175 billion weights, and hardly at 1.3 billion. The largest of ours has less than a ten-thousandth of that. What you have here is the honest lower end of that picture.
#
# ## What goes wrong
#
# **Symptom: an accuracy near 100 %, from a model that cannot know anything.** Let us build one that truly knows nothing. It reads sentences with labels **thrown by a coin**; only the last label is not: it is the same as the one before it. There is one thing to be learnt, to say again what was said last.

# %% [markdown] lang="ko"
# 올라가는 곡선이 없습니다. 가운데 크기가 어디서나 절반을 조금 넘을 뿐입니다. 질문이 300개면 구간이 양쪽으로 6%포인트쯤이니 그보다 작은 차이는 보지 마세요. 예시를 쓸 줄 모르는 모델에게는 예시를 더 줘도 소용이 없습니다.
#
# 그러면 퓨샷은 어디에서 될까요? [GPT-3](https://arxiv.org/abs/2005.14165) 논문의 그림 1.2를 보면, 가중치가 1,750억 개일 때는 예시가 늘수록 가파르게 오르고 13억 개일 때는 거의 오르지 않습니다. 우리 모델은 가장 큰 것도 그 1만분의 1이 되지 않습니다. 여기서 본 것은 그 그림의 정직한 아래쪽 끝입니다.
#
# ## 이렇게 틀립니다
#
# **증상: 아무것도 알 리 없는 모델의 정확도가 100%에 가깝습니다.** 정말로 아무것도 모르는 모델을 만들어 봅시다. 이 모델이 읽는 문장의 라벨은 **동전을 던져** 붙였습니다. 마지막 라벨만 다릅니다. 바로 앞 라벨과 같습니다. 배울 것은 하나, 방금 나온 말을 다시 하는 것뿐입니다.

# %%
template = TEMPLATES["emotion"]
short, asked = ([e for e in part if len(e.text) <= 20] for part in (train, rest))
names = torch.tensor([tokenizer.encode(f" {label}")[-1] for label in labels])


def document(random: np.random.Generator) -> list[int]:
    coins = random.integers(2, size=random.integers(3, 6))
    coins[-1] = coins[-2]
    shown = [Example(random.choice(short).text, labels[coin]) for coin in coins]
    text = "".join(template.example(e.text, e.label) + template.between for e in shown)
    return [tokenizer.bos_id, *tokenizer.encode(text)]


def batches(epoch: int, _generator: torch.Generator) -> list[torch.Tensor]:
    random = np.random.default_rng(epoch)
    return [pad_right([document(random) for _ in range(16)], tokenizer.pad_id)[0] for _ in range(120)]


def last_label(gpt: GPT, ids: torch.Tensor) -> torch.Tensor:
    is_label = torch.isin(ids[:, 1:], names)
    last = is_label & (is_label.flip(-1).cumsum(-1).flip(-1) == 1)
    return cross_entropy(gpt.unembed(gpt.hidden(ids)[:, :-1][last]), ids[:, 1:][last])


size = Size(d_model=64, n_layers=1, n_heads=4, vocab_size=0, max_len=256, dropout=0.0)
parrot = GPT(replace(size.gpt(tokenizer, tokenizer.bos_id, ()), positions="rotary"), Parts.fused())
initialise(parrot, torch.Generator().manual_seed(0))
task = Task(batches, last_label, tokens=torch.Tensor.numel, evaluate=lambda _gpt: {"heldout_loss": 0.0})
history = fit(parrot, task, Plan(lr=5e-3, epochs=1, keep="last", warmup=0.1))
print([round(loss, 2) for loss in history.train_loss[::15]])

# %% [markdown] lang="en"
# Now a slip that is quickly made: shots and question are put into one list, and the list into one function. So **the text that is asked about stands among the examples, with its label**. Two shots, one of each label, drawn three times.

# %% [markdown] lang="ko"
# 이제 저지르기 쉬운 실수입니다. 예시와 질문을 한 리스트에 담아 한 함수에 넣습니다. 그래서 **묻는 글이 라벨까지 달고 예시 사이에** 들어갑니다. 예시는 라벨마다 하나씩 둘이고, 세 번 뽑습니다.

# %%
honest = Experiment(parrot.eval(), tokenizer, template, labels, asked, short, 2, 0.5, bundles=3)
print(Prompter(template, labels, frozenset({"leak"})).test(honest.drawn(2), asked[0]))

# %%
lesson.predict("leak", "?")

# %%
slips = honest.compare_slips()
for name, result in slips.items():
    print(f"{name:12} {result.scores['likelihood'].accuracy:.2f}")

# %%
leaked = slips["leak"].scores["likelihood"].accuracy
lesson.reveal("leak", a=leaked < 0.6, b=0.6 <= leaked < 0.85, c=leaked >= 0.85)

# %% [markdown] lang="en"
# It is a parrot, and in the table of a paper it would stand there as the best model. The honest prompt, with the same weights and the same questions, shows a coin.
#
# In the large study (film reviews, 0.3 million weights) it went the same way. The labels that its copier saw were real ones, nine in ten the same as the one before: so it had mostly to copy, and could pick up a little about reviews besides. There two more slips were measured: a line break that only one class gets, because `a + b if x else c + end` adds the end to `c` alone; and a `clean_text` that keeps nothing but Hangul. (Columns: accuracy by likelihood, and calibrated.)

# %% [markdown] lang="ko"
# 앵무새일 뿐인데, 논문의 표에 실리면 가장 좋은 모델로 보일 것입니다. 가중치도 질문도 같은데 정직한 프롬프트로 물으면 동전 던지기가 드러납니다.
#
# 큰 실험(영화평, 가중치 30만 개)에서도 마찬가지였습니다. 그 모델이 본 라벨은 진짜이고 열에 아홉이 바로 앞과 같았습니다. 그래서 주로 베끼기를 배우면서 영화평도 조금은 익힐 수 있었습니다. 거기서는 다른 두 실수도 재었습니다. `a + b if x else c + 끝`에서는 끝이 `c`에만 붙으므로 한 라벨에만 줄바꿈이 생기고, `clean_text`는 한글만 남깁니다. (열은 차례로 가능도(likelihood)로 잰 정확도와 보정한 정확도입니다.)

# %%
for name, result in runs["slips/2"].items():
    print(f"{name:12} {result['likelihood']['accuracy']:.2f}  {result['calibrated']['accuracy']:.2f}")
print(runs["texts"]["hangul-only"])

# %% [markdown] lang="en"
# The line break and the lost letters hardly moved a model that mostly copies. They did damage all the same: of 120,000 reviews `clean_text` empties hundreds, and from every sixth it takes letters or digits: "10점" becomes "점".
#
# Write the prompt yourself, honestly:

# %% [markdown] lang="ko"
# 줄바꿈과 사라진 글자는 주로 베끼는 모델을 거의 움직이지 못했습니다. 그래도 해는 끼쳤습니다. 영화평 12만 개 가운데 수백 개가 통째로 비고, 여섯에 하나는 글자나 숫자를 잃습니다. "10점"이 "점"이 됩니다.
#
# 이제 정직한 프롬프트를 직접 만들어 보세요.

# %% exercise="few_shot_prompt"
check(few_shot_prompt)


# %%
def one_function_for_both(template, shots, asked):
    worded = [template.example(e.text, e.label) + template.between for e in [*shots, asked]]
    return "".join(worded) + template.question(asked.text).rstrip(" ")


check(one_function_for_both, "few_shot_prompt")

# %% [markdown] lang="en"
# **Symptom: the model answers with half a word, or with nonsense, although the same prompt looks right on paper.** Look at the last character:

# %% [markdown] lang="ko"
# **증상: 눈으로 보면 멀쩡한 프롬프트인데 모델이 낱말 반쪽이나 엉뚱한 말로 답합니다.** 마지막 글자를 보세요.


# %%
def looks_the_same(template, shots, asked):
    shown = [template.example(e.text, e.label) + template.between for e in shots]
    return "".join(shown) + template.question(asked.text)


check(looks_the_same, "few_shot_prompt")

# %%
for prompt in ("문장: 나 승진했어!\n감정:", "문장: 나 승진했어!\n감정: ", "문장: 나 승진했어!\n감정: 행복"):
    print([tokenizer.piece(i) for i in tokenizer.encode(prompt)])

# %% [markdown] lang="en"
# The space belongs to the word behind it: `▁행복`. A prompt that ends in a space asks for something that no text has there. And look at the line break: this tokenizer never learnt one, and reads `<unk>`. Always look at the ids of your prompt.
#
# ## Or teach after all?
#
# The same three GPTs, fine-tuned with a head (lesson 13), beside naive Bayes, which counts words and is no transformer at all. 2,000 held-out reviews.

# %% [markdown] lang="ko"
# 공백은 뒤에 오는 낱말의 것입니다(`▁행복`). 공백으로 끝나는 프롬프트는 어떤 글에서도 그 자리에 오지 않는 것을 묻습니다. 줄바꿈도 보세요. 이 토크나이저는 줄바꿈을 배운 적이 없어 `<unk>`로 읽습니다. 프롬프트의 id를 늘 눈으로 확인하세요.
#
# ## 그래도 가르치는 것이 나을까?
#
# 같은 GPT 셋에 헤드를 달아 미세조정(fine-tuning)했습니다(13과). 낱말을 셀 뿐 트랜스포머가 아닌 나이브 베이즈(naive Bayes)도 나란히 놓습니다. 떼어 둔 영화평 2,000개로 잰 것입니다.

# %%
lesson.predict("labelled", "?")

# %%
prompts = [way for key, found in runs.items() if key.startswith("prompt/") for way in found.values()]
best = max(found[way]["accuracy"] for found in prompts for way in ("likelihood", "calibrated"))
print(f"{'prompt':12} {best:.3f}")
for rows in (100, 1000, 10_000):
    tuned = " ".join(f"{millions[size]} {runs[f'tune/{size}/{rows}']['accuracy']:.3f}" for size in sizes)
    counting = runs[f"baselines/{rows}"]["naive Bayes"]["accuracy"]
    print(f"{rows:<12} {tuned}  naive Bayes {counting:.3f}")

# %%
hundred = runs["baselines/100"]["naive Bayes"]["accuracy"]
lesson.reveal("labelled", a=hundred < best - 0.02, b=abs(hundred - best) <= 0.02, c=hundred > best + 0.02)

# %% [markdown] lang="en"
# With 100 labels the fine-tuned GPTs are hardly better than the best prompt; with 10,000 the small ones are far better. (The largest had only as much time as the others, and did not get through 10,000 reviews once.)
#
# And here, on the emotions: naive Bayes with 2, 8, 32 and all 300 examples, the same ones that a prompt may show.

# %% [markdown] lang="ko"
# 라벨 100개로 미세조정한 GPT는 가장 좋은 프롬프트보다 별로 낫지 않습니다. 10,000개면 작은 두 모델이 훨씬 낫습니다. (가장 큰 모델은 같은 시간만 받아서 영화평 10,000개를 한 번도 다 읽지 못했습니다.)
#
# 여기 감정 문장에서도 해 봅시다. 나이브 베이즈에 예시를 2, 8, 32개, 그리고 300개 전부 줍니다. 프롬프트에 보여 줄 수 있는 바로 그 예시입니다.

# %%
for k in (2, 8, 32, 300):
    shots = experiment.drawn(k) if k < 100 else train
    counted = score_baselines(shots, experiment.tests, labels)["naive Bayes"].accuracy
    print(f"{k:4} {counted:.2f}")

# %% [markdown] lang="en"
# | | prompting | fine-tuning |
# |---|---|---|
# | examples needed | none to a few dozen | hundreds and more |
# | a new task | a new text, at once | a training, and a copy of the weights for each task |
# | model | very large, and taught to follow prompts | a small one will do |
# | cost of each question | the whole prompt is read each time | the text alone |
# | danger | wording, order, prejudice, leaks | overfitting, leaks between training and test |
#
# So: no labels and a large model at hand, prompt. A few hundred labels, or millions of questions to answer, or a model that has to run on a small machine: teach, and keep naive Bayes beside it.
#
# ## In between: models taught to be asked
#
# One can also fine-tune a model on *instructions*, once and for all tasks. [KoAlpaca](https://github.com/Beomi/KoAlpaca) did so in Korean. Such a model expects the headings that it was taught with, and it is told that the answer is over when it begins the next heading:

# %% [markdown] lang="ko"
# | | 프롬프트 | 미세조정 |
# |---|---|---|
# | 필요한 예시 | 없거나 수십 개 | 수백 개 이상 |
# | 새 과제 | 글만 새로 쓰면 바로 | 학습하고, 과제마다 가중치를 따로 보관 |
# | 모델 | 아주 크고, 지시를 따르도록 배운 것 | 작아도 됨 |
# | 질문 하나의 비용 | 매번 프롬프트 전체를 읽음 | 글만 읽음 |
# | 위험 | 표현, 순서, 편견, 정답 유출 | 과적합, 학습과 시험 사이의 유출 |
#
# 정리하면, 라벨은 없고 큰 모델을 쓸 수 있으면 프롬프트로 시키세요. 라벨이 수백 개 있거나, 질문이 수백만 개거나, 작은 기계에서 돌려야 하면 가르치세요. 그리고 나이브 베이즈를 늘 곁에 두세요.
#
# ## 그 사이: 지시를 받도록 배운 모델
#
# *지시문*으로 미세조정해서 모든 과제에 한꺼번에 대비할 수도 있습니다. 한국어로는 [KoAlpaca](https://github.com/Beomi/KoAlpaca)가 그렇게 했습니다. 이런 모델은 배울 때 쓴 제목을 그대로 기대하고, 다음 제목을 쓰기 시작하면 답이 끝난 것으로 봅니다.

# %%
show(encode_instruction)

# %%
print(Prompter(TEMPLATES["koalpaca"], ()).ask((), "3+1=?"))

# %% [markdown] lang="en"
# Ask a model in the form that it was taught with: headings for this one, `<usr>` and `<sys>` for the chatbot of lesson 11. `minitransformer chat` chooses the form by the model, and `minitransformer fewshot --template koalpaca --show-prompt` does everything on this page from the command line, with your own file too.
#
# ## To take home
#
# - Zero-, one-, few-shot: the answer is read off the scores of the label words. No weight moves.
# - Wording and prejudice can decide everything. Calibrate, and compare with guessing and with naive Bayes.
# - If the prompt is too good, look for its answer in it. Honest and leaky prompts differ by one list.
# - Our small models learnt nothing from their prompts: naive Bayes with a hundred labels beat the best of them.
#
# The sources: [Language Models are Few-Shot Learners](https://arxiv.org/abs/2005.14165), section 2 and figure 1.2, and [Calibrate Before Use](https://arxiv.org/abs/2102.09690), which names the biases (towards the majority, the last example, the common word) and calibrates them away.

# %% [markdown] lang="ko"
# 모델에게는 배운 형식대로 물어야 합니다. 이 모델은 제목, 11과의 챗봇은 `<usr>`와 `<sys>`입니다. `minitransformer chat`은 모델을 보고 형식을 고릅니다. 이 과의 일은 모두 `minitransformer fewshot --template koalpaca --show-prompt` 같은 명령으로, 여러분의 파일로도 할 수 있습니다.
#
# ## 정리
#
# - 제로샷, 원샷, 퓨샷: 답은 라벨 낱말의 점수에서 읽습니다. 가중치는 움직이지 않습니다.
# - 표현과 편견이 모든 것을 좌우하기도 합니다. 보정하고, 찍기와 나이브 베이즈에 견주세요.
# - 프롬프트가 너무 잘되면 그 안에서 정답을 찾아보세요. 정직한 프롬프트와 새는 프롬프트는 리스트 하나가 다릅니다.
# - 우리의 작은 모델은 프롬프트에서 아무것도 배우지 못했습니다. 가장 좋은 프롬프트도 라벨 100개로 배운 나이브 베이즈에 졌습니다.
#
# 출처: [Language Models are Few-Shot Learners](https://arxiv.org/abs/2005.14165) 2절과 그림 1.2, 쏠림의 종류(많은 라벨, 마지막 예시, 흔한 낱말)를 가리고 보정하는 [Calibrate Before Use](https://arxiv.org/abs/2102.09690).
