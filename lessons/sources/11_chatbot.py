# %% [markdown] lang="en"
# # 11. A koGPT2 chatbot
#
# When you are through with this page, you can
#
# - write a dialogue as one line of ids, the way koGPT2 reads it,
# - say of every token whether it belongs **in the loss**, and see with a microscope when it is wrong,
# - teach a small GPT to answer, in under a minute, and judge what it says without fooling yourself.
#
# Reading and running take half an hour, the three exercises another hour. You need lesson 10 (how a GPT writes).

# %% [markdown] lang="ko"
# # 11. koGPT2 챗봇
#
# 이 과를 마치면
#
# - 대화 하나를 koGPT2가 읽는 방식대로 id 한 줄로 적을 수 있고,
# - 토큰마다 **손실(loss)에 넣어야 하는지** 말할 수 있고, 틀렸을 때는 현미경으로 찾아낼 수 있으며,
# - 작은 GPT에게 대답하는 법을 1분 안에 가르치고, 그 말을 착각 없이 평가할 수 있습니다.
#
# 읽고 실행하는 데 30분, 연습 문제 세 개에 한 시간쯤 걸립니다. 10과(GPT가 글을 쓰는 법)를 알면 됩니다.

# %%
from dataclasses import replace

import torch
from torch.nn.functional import cross_entropy

from minitransformer import functional as F
from minitransformer import generate, load
from minitransformer.apps.care import caring_answer
from minitransformer.apps.chatbot import DEMONSTRATION, Chatbot, Style
from minitransformer.apps.kept import read_card
from minitransformer.apps.teach_chatbot import answer_loss, chatbot_task
from minitransformer.data import dialogue
from minitransformer.data.batching import CausalBatch, dialogue_batches, padded
from minitransformer.data.embedded import dialogues
from minitransformer.data.split import split_dialogues
from minitransformer.functional import IGNORE
from minitransformer.generation.choose import sample
from minitransformer.generation.processors import top_k
from minitransformer.learn import check, microscope
from minitransformer.lessons import Lesson, picture, show
from minitransformer.plots import loss_curve
from minitransformer.pretrained.pocket import pocket
from minitransformer.training import losses
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

lesson = Lesson(11)
GREEDY = Style(temperature=0)


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# %% [markdown] lang="en"
# ## To go on, and to answer
#
# Two models of the same size and the same shape. The first, pocket-gpt-ko, has read film reviews and comments. The second, pocket-chatbot-ko, is the first one after some further lessons. **Say something of your own to both.**

# %% [markdown] lang="ko"
# ## 이어 쓰기와 대답하기
#
# 크기도 모양도 똑같은 모델이 둘 있습니다. 첫째인 pocket-gpt-ko는 영화평과 댓글을 읽었고, 둘째인 pocket-chatbot-ko는 그 모델이 수업을 조금 더 들은 것입니다. **둘에게 여러분의 말을 걸어 보세요.**

# %%
message = "나랑 영화보자"

reader, tokenizer = load("pocket-gpt-ko")
talker, _ = load("pocket-chatbot-ko")
start = [reader.cfg.bos_id, *tokenizer.encode(message)]
for seed in range(3):
    (written,) = generate(
        reader,
        [start],
        max_new_tokens=15,
        choose=sample(dice(seed)),
        processors=[top_k(40)],
        eos_id=tokenizer.eos_id,
    )
    print(f"pocket-gpt-ko       {message}[{tokenizer.decode(written.ids)}]")
print("pocket-chatbot-ko  ", Chatbot(talker, tokenizer).reply(message, dice(), GREEDY).text)
print([f"{sum(p.numel() for p in model.parameters()):,}" for model in (reader, talker)])

# %% [markdown] lang="en"
# In brackets stands what the first one wrote: it goes on with *your* sentence, or ends it. Nothing is wrong with it. Reviews are not answered. What turns the one into the other are three things, and they are this lesson: **how a dialogue is written down**, **what counts in the loss**, and a little training.
#
# ## A dialogue is one line
#
# A GPT reads one line from left to right. So who speaks must stand in the line itself. koGPT2 has four marks for that: `<s>` begins, `<usr>` asks, `<sys>` answers, `</s>` ends.

# %% [markdown] lang="ko"
# 대괄호 안이 첫째 모델이 쓴 것입니다. *여러분의* 문장을 이어 쓰거나 끝내 버리지요. 고장 난 것이 아닙니다. 영화평에는 아무도 대답하지 않으니까요. 이 모델을 챗봇으로 바꾸는 것은 세 가지이고, 그것이 이 과의 내용입니다. **대화를 어떻게 적는가**, **손실에서 무엇을 세는가**, 그리고 약간의 학습입니다.
#
# ## 대화는 한 줄입니다
#
# GPT는 한 줄을 왼쪽에서 오른쪽으로 읽습니다. 그러니 누가 말하는지도 그 줄 안에 적혀 있어야 합니다. koGPT2에는 그런 표시가 네 개 있습니다. `<s>`는 시작, `<usr>`는 묻는 사람, `<sys>`는 대답, `</s>`는 끝입니다.

# %%
show(dialogue.encode_prompt, dialogue.encode_dialogue)

# %%
d = dialogues()[100]
line = dialogue.encode_dialogue(tokenizer, d.question, d.answer)
print(d.question, "/", d.answer)
print([tokenizer.piece(i) for i in line.ids])
print(line.ids)
print("answer_start =", line.answer_start)

# %% [markdown] lang="en"
# Everything before `answer_start` is the **prompt**: in a chat, the person gives it. Everything from there on, the `</s>` included, the model must say.
#
# The small tokenizer that comes with the package gives the marks the same numbers as koGPT2's own. So you can read a real line of koGPT2's, although its tokenizer is not in the package: this is row 435 of [ChatbotData](https://github.com/songys/Chatbot_data) ("꽃다발 받았어" / "부러워요!"), padded with three places.

# %% [markdown] lang="ko"
# `answer_start` 앞은 모두 **프롬프트(prompt)** 이고, 대화할 때 사람이 줍니다. 그 뒤는 `</s>`까지 포함해서 모델이 말해야 합니다.
#
# 패키지에 든 작은 토크나이저는 표시의 번호가 koGPT2와 같습니다. 그래서 koGPT2 토크나이저가 패키지에 없어도 진짜 koGPT2의 줄을 읽을 수 있습니다. [ChatbotData](https://github.com/songys/Chatbot_data)의 435번 행("꽃다발 받았어" / "부러워요!")이고, 뒤에 패딩 세 칸이 있습니다.

# %%
kogpt2 = [0, 2, 9718, 7182, 7601, 10648, 8006, 4, 41664, 8102, 8084, 376, 1, 3, 3, 3]
print([tokenizer.piece(i) if i in tokenizer.control_ids else i for i in kogpt2])

# %% [markdown] lang="en"
# Why work with ids, and not glue the text together and encode that? Because anybody can *type* `</s>`. What is typed must not become a mark; the real ones are put in by number. Write it yourself:

# %% [markdown] lang="ko"
# 글을 이어 붙여서 한꺼번에 인코딩하면 될 텐데 왜 id로 할까요? 누구든 `</s>`를 글자로 *쳐 넣을* 수 있기 때문입니다. 친 것은 표시가 되면 안 되고, 진짜 표시는 번호로 넣어야 합니다. 직접 짜 보세요.

# %% exercise="encode_dialogue"
check(encode_dialogue)

# %% [markdown] lang="en"
# ## What is asked at each place
#
# The model gives a score to every word at every place, and each place is asked one thing: **what comes next?** The loss is the mean surprise, −ln p, at what did come.

# %% [markdown] lang="ko"
# ## 자리마다 무엇을 물을까
#
# 모델은 자리마다 모든 낱말에 점수를 매기고, 자리마다 한 가지만 대답합니다. **다음에 무엇이 올까?** 손실은 실제로 온 것에 대한 놀라움 −ln p의 평균입니다.

# %%
show(losses.causal_lm_loss)

# %% [markdown] lang="en"
# See the two slices? The scores lose their last place, and the ids lose their first: that is **the shift**, by one, once. Hugging Face's GPT-2 does the same *inside* the model, which is why people hand it `labels=ids`. Somebody must shift; nobody must shift twice.

# %% [markdown] lang="ko"
# 잘라 내는 곳이 둘 보이나요? 점수에서는 마지막 자리가, id에서는 첫 자리가 빠집니다. 이것이 **한 칸 밀기(shift)** 이고, 딱 한 번만 합니다. 허깅페이스의 GPT-2는 이것을 모델 *안에서* 하고, 그래서 사람들이 `labels=ids`를 그대로 건네줍니다. 누군가는 밀어야 하고, 두 번 밀면 안 됩니다.

# %% exercise="causal_lm_loss"
check(causal_lm_loss)

# %% [markdown] lang="en"
# Now a batch of two dialogues. `ids` is what is read; `labels` is what is asked, −100 (`IGNORE`) where nothing is asked; here the shift is already made.
#
# ### Predict: the place of `<sys>`

# %% [markdown] lang="ko"
# 이제 대화 두 개로 배치를 만듭니다. `ids`는 읽는 것, `labels`는 묻는 것이고, 묻지 않는 자리는 −100(`IGNORE`)입니다. 여기서는 이미 한 칸 밀어 두었습니다.
#
# ### 예측: `<sys>` 자리

# %%
lesson.predict("mark", "?")

# %%
pair = [dialogue.encode_dialogue(tokenizer, d.question, d.answer) for d in (dialogues()[100], dialogues()[0])]
(batch,) = dialogue_batches(pair, 2, tokenizer.pad_id, talker.cfg.max_len)
print(batch.ids)
print(batch.labels)

# %%
row, at = (batch.ids == tokenizer.special("system")).nonzero()[0].tolist()
asked = int(batch.labels[row, at])
lesson.reveal(
    "mark",
    a=asked == IGNORE,
    b=asked == int(batch.ids[row, at]),
    c=asked == int(batch.ids[row, at + 1]),
)

# %% [markdown] lang="en"
# ## The microscope
#
# A loss is one number made of many. `microscope` takes it apart again: a line for every place, what is read, what is asked, whether it counts, and what it adds. The parts add up to the loss.

# %% [markdown] lang="ko"
# ## 현미경
#
# 손실은 여러 숫자로 만든 숫자 하나입니다. `microscope`는 그것을 도로 뜯어 놓습니다. 한 줄이 한 자리이고, 무엇을 읽고, 무엇을 묻고, 세는지, 얼마를 더하는지 보여 줍니다. 모두 더하면 손실이 됩니다.


# %%
def look(ids, labels, scores, **more):
    return microscope(ids, labels, scores, tokenizer, language=lesson.language, **more)


with torch.no_grad():
    scores = talker(batch.ids)
slide = look(batch.ids, batch.labels, scores)
slide

# %% [markdown] lang="en"
# The question is not asked for, the padding is not asked for, `</s>` is. That is all there is to "what belongs in the loss" of a chatbot.
#
# **Now your own dialogue.** The talker has never seen it; where is it surprised?

# %% [markdown] lang="ko"
# 질문은 묻지 않고, 패딩도 묻지 않고, `</s>`는 묻습니다. 챗봇의 손실에 무엇이 들어가야 하는지는 이것이 전부입니다.
#
# **이제 여러분의 대화를 넣어 보세요.** 모델이 본 적 없는 대화입니다. 어디에서 놀랄까요?

# %%
question, answer = "주말에 뭐 했어?", "집에서 하루 종일 고양이랑 놀았어요."

mine = dialogue.encode_dialogue(tokenizer, question, answer)
(one,) = dialogue_batches([mine], 1, tokenizer.pad_id, talker.cfg.max_len)
with torch.no_grad():
    mine_slide = look(one.ids, one.labels, talker(one.ids))
picture(mine_slide.draw())

# %% [markdown] lang="en"
# High bars are pieces that the model did not see coming; the full stop and `</s>` cost next to nothing.
#
# Your turn: lay dialogues side by side, so that only what the model must say is asked.

# %% [markdown] lang="ko"
# 높은 막대는 모델이 예상하지 못한 조각이고, 마침표와 `</s>`는 거의 공짜입니다.
#
# 여러분 차례입니다. 모델이 말해야 할 것만 묻도록 대화를 나란히 놓아 보세요.

# %% exercise="dialogue_batch"
check(dialogue_batch)

# %% [markdown] lang="en"
# ## Teaching it, now
#
# The package comes with some 1,100 dialogues of its own. A tenth is held out, and not at random: questions and answers that hang together stay together, so that no held-out answer has been learnt by heart.

# %% [markdown] lang="ko"
# ## 지금 가르쳐 봅시다
#
# 패키지에는 이 프로젝트를 위해 쓴 대화가 천백 개쯤 들어 있습니다. 그 10분의 1을 검증용으로 떼어 놓는데, 아무렇게나 떼지 않습니다. 질문이나 대답이 같은 것끼리는 늘 같은 쪽에 둡니다. 그래야 검증용 대답을 이미 외운 경우가 없습니다.

# %%
train, heldout = split_dialogues(dialogues(), seed=0)
print(len(train), len(heldout), len({d.answer for d in train} & {d.answer for d in heldout}))

# %%
show(answer_loss)

# %% [markdown] lang="en"
# Two passes over the training part, starting from the model that read reviews. After each, a look at the held-out answers: all together, and by label, which is ChatbotData's own (0 everyday talk, 1 a break-up, 2 love).

# %% [markdown] lang="ko"
# 영화평을 읽은 모델에서 시작해 학습용 대화를 두 번 훑습니다. 한 번 훑을 때마다 검증용 대답을 봅니다. 전체로도 보고, ChatbotData의 라벨(0 일상, 1 이별, 2 사랑)별로도 봅니다.

# %%
lesson.predict("again", "?")

# %%
student, _ = load("pocket-gpt-ko")
task = chatbot_task(tokenizer, train, heldout, max_len=student.cfg.max_len, batch_size=16)
history = fit(student, task, Plan(lr=1e-3, epochs=2, keep="last"))
half = history.steps // 2
for look_at in history.heldout:
    labels = [f"{look_at[f'heldout_loss_label_{label}']:.2f}" for label in range(3)]
    print(f"step {look_at['step']:.0f}: {look_at['heldout_loss']:.2f}  label 0, 1, 2: {', '.join(labels)}")

# %%
picture(
    loss_curve(
        range(1, history.steps + 1),
        history.train_loss,
        [look_at["step"] for look_at in history.heldout],
        [look_at["heldout_loss"] for look_at in history.heldout],
        language=lesson.language,
    )
)

# %%
first, second = (sum(history.train_loss[end - 20 : end]) / 20 for end in (half, history.steps))
first_held, second_held = (look_at["heldout_loss"] for look_at in history.heldout)
share = (first_held - second_held) / (first - second)
lesson.reveal("again", a=share > 0.5, b=-0.3 < share <= 0.5, c=share <= -0.3)

# %%
pupil = Chatbot(student, tokenizer)
for prompt in DEMONSTRATION:
    print(f"{prompt:<16} {pupil.reply(prompt, dice(), GREEDY).text}")

# %% [markdown] lang="en"
# It answers. In whole, polite sentences, which end; that much a thousand dialogues teach in two passes. That the sentences seldom fit is what the held-out loss was telling you. These seven prompts are the same for every chatbot in this project, so that nobody can pick the nice ones.
#
# ## The number that is printed
#
# Some published notebooks do it differently: every dialogue is filled up to one length with `<pad>`, and everything counts, question, answer and padding. A lab report that this course grew from filled koGPT2's batches up to 47 places, and its losses were 1.253, 1.006 and 0.890. Yours is above 2. Is theirs so much better?
#
# Same small model, same dialogues, their way. `evaluate` still looks at held-out answers only.

# %% [markdown] lang="ko"
# 대답을 합니다. 온전한 존댓말 문장으로 말하고, 제때 끝냅니다. 대화 천 개를 두 번 훑으면 그만큼은 배웁니다. 말이 잘 들어맞지 않는 것은, 검증 손실이 이미 알려 준 그대로입니다. 이 일곱 문장은 이 프로젝트의 모든 챗봇에게 똑같이 묻는 것입니다. 잘 나온 것만 골라 보여 주지 않으려고요.
#
# ## 화면에 찍히는 숫자
#
# 공개된 노트북 중에는 이렇게 하지 않는 것도 있습니다. 모든 대화를 `<pad>`로 채워 길이를 맞추고, 질문이든 대답이든 패딩이든 다 셉니다. 이 강의의 출발점이 된 실습 보고서 하나는 koGPT2의 배치를 47칸으로 채웠고, 손실은 1.253, 1.006, 0.890이었습니다. 여러분의 손실은 2가 넘습니다. 저쪽이 그렇게 더 좋은 걸까요?
#
# 같은 작은 모델, 같은 대화로 그 방식을 따라 해 봅시다. `evaluate`는 여전히 검증용 대답만 봅니다.

# %%
lesson.predict("printed", "?")


# %%
def everything_counts(_epoch, generator, size=8, width=47):
    order = torch.randperm(len(train), generator=generator)[:192].tolist()
    lines = [dialogue.encode_dialogue(tokenizer, train[i].question, train[i].answer).ids for i in order]
    rows = [padded(lines[i : i + size], tokenizer.pad_id, width)[0] for i in range(0, len(lines), size)]
    return [CausalBatch(ids[:, :-1], ids[:, 1:]) for ids in rows]


usual, _ = load("pocket-gpt-ko")
as_usual = fit(usual, replace(task, batches=everything_counts), Plan(lr=1e-3, epochs=1, keep="last"))
printed, answers = sum(as_usual.train_loss[-5:]) / 5, as_usual.heldout[-1]["heldout_loss"]
print(f"printed {printed:.2f}\nheldout {answers:.2f}")

# %%
times = answers / printed
lesson.reveal("printed", a=0.8 < times < 1.25, b=times <= 0.8, c=times >= 1.25)

# %% [markdown] lang="en"
# Where does the small number come from? Under the microscope (only the last lines, the table would be long):

# %% [markdown] lang="ko"
# 작은 숫자는 어디서 왔을까요? 현미경으로 봅시다(표가 기니 마지막 줄만).

# %%
filled = everything_counts(0, dice())[0]
with torch.no_grad():
    print(look(filled.ids, filled.labels, usual(filled.ids)).summary)

# %% [markdown] lang="en"
# More than half of the places are padding, and after a few steps padding costs nearly nothing. A mean over many free places is small. That number says how much of your batch is empty; fill up to 100 places, and it gets better still. **Two losses can be compared only if the same tokens count.**
#
# ## What goes wrong
#
# **Symptom: the loss is 20 or 30, and yet the bot talks sense.** In one public koGPT2 chatbot, the places that should not count are not left out of the loss. Instead, their *scores* are all set to −1e18. Then every word is equally likely there, and what is asked?

# %% [markdown] lang="ko"
# 자리의 절반 넘게 패딩이고, 몇 스텝만 지나면 패딩을 맞히는 데는 거의 아무 값도 들지 않습니다. 공짜인 자리를 잔뜩 넣고 평균을 내면 작아지는 것이 당연합니다. 그 숫자가 말해 주는 것은 배치가 얼마나 비어 있는가입니다. 100칸으로 채우면 더 좋아 보이겠지요. **두 손실은 같은 토큰을 셌을 때만 견줄 수 있습니다.**
#
# ## 이렇게 틀립니다
#
# **증상: 손실이 20, 30인데 챗봇은 멀쩡하게 말합니다.** 어느 공개 koGPT2 챗봇에서는, 세지 않을 자리를 손실에서 빼는 대신 그 자리의 *점수*를 모두 −1e18로 바꿉니다. 그러면 거기서는 모든 낱말의 확률이 같아집니다. 손실은 어떻게 될까요?

# %%
lesson.predict("masked", "?")


# %%
def masked_scores(scores, labels, counts):
    flat = torch.where(counts[..., None], scores, -1e18)
    each = cross_entropy(flat.flatten(0, 1), labels.flatten(), reduction="none")
    return each.sum() / counts.sum()


four = [dialogue.encode_dialogue(tokenizer, d.question, d.answer).ids for d in heldout[:4]]
rows, _ = padded(four, tokenizer.pad_id, 33)
ids, targets = rows[:, :-1], rows[:, 1:]
begins = (ids == tokenizer.special("system")).int().cumsum(-1) == 1
counts = begins & (targets != tokenizer.pad_id)

found, slopes = [], []
for loss_of in (
    lambda s: F.cross_entropy(s.flatten(0, 1), targets.masked_fill(~counts, IGNORE).flatten()),
    lambda s: masked_scores(s, targets, counts),
):
    talker.zero_grad()
    loss = loss_of(talker(ids))
    loss.backward()
    found.append(loss.item())
    slopes.append(talker.embed.weight.grad.clone())
right, inflated = found
print(f"IGNORE {right:.3f}\n-1e18  {inflated:.3f}")

# %%
more = inflated / right
lesson.reveal("masked", a=abs(more - 1) < 0.02, b=more < 0.9, c=more > 1.5)

# %%
V, n, kept = talker.cfg.vocab_size, counts.numel(), int(counts.sum())
print(f"{right:.3f} + {n - kept}/{kept} × ln {V} = {right + (n - kept) / kept * torch.tensor(V).log():.3f}")
print(f"max |difference of gradients| = {(slopes[0] - slopes[1]).abs().max():.1e}")
print(f"koGPT2, 8 of 32: + {24 / 8 * torch.tensor(51200).log():.1f}")

# %% [markdown] lang="en"
# Every place that should be silent shouts ln V. But look at the gradients: they are the same, since equal constants have no slope. So the bot learns properly; it is only the *number* that tells nothing, and it changes with the length of the answers. A reader of the code [asked about just that](https://github.com/haven-jeon/KoGPT2-chatbot/issues/18) in 2021, and its author said what the line was meant to do. (It is a generous repository: small, complete, and every step can be read, or nobody could have asked.) The microscope calls it by name:

# %% [markdown] lang="ko"
# 조용해야 할 자리가 저마다 ln V를 외칩니다. 그런데 기울기(gradient)를 보세요. 똑같습니다. 모두 같은 상수에는 기울기가 없으니까요. 그래서 챗봇은 제대로 배웁니다. *숫자*만 아무 뜻이 없고, 대답의 길이에 따라 달라질 뿐입니다. 2021년에 코드를 읽던 사람이 [바로 이것을 물었고](https://github.com/haven-jeon/KoGPT2-chatbot/issues/18) 저자가 무엇을 하려던 줄인지 답했습니다. (작고 온전해서 모든 단계를 읽을 수 있는 고마운 저장소입니다. 그렇지 않았다면 물을 수도 없었겠지요.) 현미경은 이것을 이름으로 부릅니다.

# %%
flat = torch.where(counts[..., None], talker(ids).detach(), -1e18)
print(look(ids, targets, flat, loss=inflated).summary.splitlines()[1])

# %% [markdown] lang="en"
# **Symptom: it never stops talking.** Padding is −100, and somebody has used `</s>` as padding; so every `</s>` has become −100, the real one too. Twice through 160 dialogues like that (in brackets why the answer ended, and after how many tokens; `eos` would be right):

# %% [markdown] lang="ko"
# **증상: 말을 멈추지 않습니다.** 패딩은 −100으로 빼야 하는데 누군가 `</s>`를 패딩으로 썼습니다. 그래서 진짜 `</s>`까지 모두 −100이 되었습니다. 대화 160개를 그렇게 두 번 가르쳐 봅시다(대괄호 안은 대답이 끝난 까닭과 토큰 수입니다. 제대로라면 `eos`여야 합니다).


# %%
def no_end(_epoch, generator):
    batches = task.batches(0, generator)[:10]
    return [CausalBatch(b.ids, b.labels.masked_fill(b.labels == tokenizer.eos_id, IGNORE)) for b in batches]


endless, _ = load("pocket-gpt-ko")
some = chatbot_task(tokenizer, train, heldout[:8], max_len=512, batch_size=16)
fit(endless, replace(some, batches=no_end), Plan(lr=1e-3, epochs=2, keep="last"))
for prompt in DEMONSTRATION[1:4]:
    reply = Chatbot(endless, tokenizer).reply(prompt, dice(), GREEDY)
    print(f"[{reply.reason}, {reply.tokens}] {reply.text}")

# %%
b = no_end(0, dice())[0]
with torch.no_grad():
    print(look(b.ids, b.labels, endless(b.ids)).summary)

# %% [markdown] lang="en"
# **Symptom: the loss starts high and stays there, the bot speaks in leaps.** The batch was shifted, and then given to a model that shifts again (`shift=True` is what Hugging Face's GPT-2 does inside):

# %% [markdown] lang="ko"
# **증상: 손실이 높은 데서 시작해 내려오지 않고, 챗봇이 말을 한 토막씩 건너뜁니다.** 배치에서 이미 밀었는데, 안에서 또 미는 모델에 주었습니다(`shift=True`가 허깅페이스의 GPT-2가 안에서 하는 일입니다).

# %%
print(look(batch.ids, batch.labels, scores, shift=True).summary)

# %% [markdown] lang="en"
# **Symptom: the loss falls to 0.00 in no time, and the bot says one and the same thing.** Look at where `append` stands:

# %% [markdown] lang="ko"
# **증상: 손실이 순식간에 0.00이 되고, 챗봇이 무슨 말에든 똑같이 대답합니다.** `append`가 어디에 있는지 보세요.


# %%
def read(dialogues):
    lines = []
    for d in dialogues:
        line = dialogue.encode_dialogue(tokenizer, d.question, d.answer)
    lines.append(line)
    return lines


left = read(train)
print(len(train), "→", len(left))


# %%
def one_left(_epoch, _generator):
    return list(dialogue_batches(left, 1, tokenizer.pad_id, 512)) * 20


parrot, _ = load("pocket-gpt-ko")
before = some.evaluate(parrot)["heldout_loss"]
course = fit(parrot, replace(some, batches=one_left), Plan(lr=1e-3, epochs=1, keep="last"))
print([round(loss, 2) for loss in course.train_loss[::3]])
print(f"heldout {before:.2f} → {course.heldout[0]['heldout_loss']:.2f}")
for prompt in DEMONSTRATION[:3]:
    print(prompt, "→", Chatbot(parrot, tokenizer).reply(prompt, dice(), GREEDY).text)

# %% [markdown] lang="en"
# One step to the right, and `append` belongs to the loop. What would have told you at once is `print(len(...))`, and a held-out loss, which is worse than before the training.
#
# **Symptom: IndexError, once in a hundred answers.** Somebody turns the whole line back into a string, and splits it at `"<sys> "`, with a space:

# %% [markdown] lang="ko"
# `append`를 한 단만 들여 쓰면 반복문 안에 들어갑니다. `print(len(...))` 한 줄이나, 학습 전보다 나빠진 검증 손실을 보았다면 바로 알았을 겁니다.
#
# **증상: 백 번에 한 번쯤 IndexError가 납니다.** 누군가 줄 전체를 문자열로 되돌린 뒤 공백까지 붙은 `"<sys> "`에서 잘랐습니다.


# %%
def as_text(ids):
    return "".join(tokenizer.piece(i) for i in ids).replace("▁", " ")


def by_string(ids):
    try:
        return as_text(ids).split("<sys> ")[1].removesuffix("</s>")
    except IndexError as error:
        return f"IndexError: {error}"


prompt = pupil.prompt("안녕?")
for words in ("반가워요", "^^"):
    said = tokenizer.encode(words)
    said = said[1:] if tokenizer.piece(said[0]) == "▁" else said
    ids = [*prompt, *said, tokenizer.eos_id]
    print(f"{as_text(ids):32} | {by_string(ids):40} | {tokenizer.decode(ids[len(prompt) :])}")

with torch.no_grad():
    chances = F.softmax(student(torch.tensor([prompt]))[0, -1])
glued = [i for i in range(tokenizer.vocab_size) if not tokenizer.piece(i).startswith("▁")]
print(f"{chances[glued].sum():.3f}")

# %% [markdown] lang="en"
# The last number is the chance that your own bot begins an answer with a piece that has no space in front. A person who types `<sys> ` breaks the split too. You *know* how long the prompt was: `ids[len(prompt):]` cannot fail.
#
# And the check knows the slips of this page by name:

# %% [markdown] lang="ko"
# 마지막 숫자는 여러분이 가르친 챗봇이 앞에 공백이 없는 조각으로 대답을 시작할 확률입니다. 누가 `<sys> `라고 쳐 넣어도 엉뚱한 데서 잘립니다. 프롬프트의 길이는 이미 *알고* 있으니 `ids[len(prompt):]`로 자르면 틀릴 일이 없습니다.
#
# 이 과에 나온 실수는 검사도 이름으로 압니다.


# %%
def forgot_where_it_begins(encoded, pad_id):
    ids, _ = padded([d.ids[:-1] for d in encoded], pad_id)
    labels, _ = padded([d.ids[1:] for d in encoded], IGNORE)
    return CausalBatch(ids, labels)


check(forgot_where_it_begins, "dialogue_batch")

# %% [markdown] lang="en"
# ## The one that comes along
#
# pocket-chatbot-ko went the same way as yours, with ten times the dialogues (ChatbotData too). Greedy, drawn (temperature 0.5, top-k 10), and the best of four beams (lesson 6):

# %% [markdown] lang="ko"
# ## 패키지에 든 챗봇
#
# pocket-chatbot-ko는 여러분의 챗봇과 같은 길을 대화 열 배로(ChatbotData까지) 걸었습니다. 그리디(greedy), 뽑기(temperature 0.5, top-k 10), 빔 네 개 중 가장 좋은 것(6과)입니다.

# %%
bot = Chatbot(talker, tokenizer)
for prompt in DEMONSTRATION:
    print(prompt)
    for name, style in {"greedy": GREEDY, "sample": Style(), "beams": Style(beams=4)}.items():
        print(f"    {name}  {bot.reply(prompt, dice(), style).text}")

# %%
message = "오늘 하루 종일 비가 와서 우울해"

for seed in range(4):
    print(bot.reply(message, dice(seed), Style(temperature=0.8, top_k=40)).text)

# %% [markdown] lang="en"
# Better, and sometimes absurd. How good is it? The model's card keeps what was measured when it was made. **Perplexity** is e to the loss: among how many equally likely pieces it seems to be choosing, here for answers it had not seen.

# %% [markdown] lang="ko"
# 나아졌지만 가끔 엉뚱합니다. 얼마나 잘하는 걸까요? 모델 카드에 만들 때 잰 값이 적혀 있습니다. **혼란도(perplexity)** 는 e를 손실만큼 거듭제곱한 값으로, 똑같이 그럴듯한 조각 몇 개 가운데서 고르는 셈인지를 뜻합니다. 여기서는 본 적 없는 대답으로 쟀습니다.

# %%
card = read_card(pocket("pocket-chatbot-ko"))
for name, score in card["scores"]["held-out answers"].items():
    low, high = score["interval"]
    print(f"{name:8} {score['perplexity']:5.1f}   95 %: {low:.1f} – {high:.1f}")
thirty = card["scores"]["thirty prompts"]
print("greedy", thirty["to the point, greedy"], "/ 30   sample", thirty["to the point, sampled"], "/ 30")
print(f"verbatim {thirty['verbatim']:.0%}")

# %%
known = {d.answer for d in dialogues()}
replies = [bot.reply(p, dice(), GREEDY).text for p in DEMONSTRATION]
print(sum(reply in known for reply in replies), "/", len(replies))

# %% [markdown] lang="en"
# Read it soberly. It beats a trigram that counts which piece follows which two, and clearly: the intervals do not touch. `fresh` is the same model, taught the same dialogues without having read anything before: what reading first has brought is small, but it is there (compared answer by answer, `fresh` has 1.067 times the perplexity, 1.035 to 1.100). One reader found 22 of 30 greedy answers fitting. And 77 % of these replies stand word for word in the dialogues it learnt from; the last line counts that again for the seven prompts, among the dialogues of the package alone. A small chatbot is mostly a good *choice* among remembered sentences. (The card says too that the plan was chosen by these numbers, so they flatter a little.)
#
# ## Before anybody talks to it
#
# A model of word sequences must not answer a person who speaks of killing themselves. So it is not asked: a list of expressions is looked through first, and the answer is fixed.

# %% [markdown] lang="ko"
# 냉정하게 읽어 봅시다. 조각 두 개 뒤에 무엇이 오는지 세는 트라이그램(trigram)보다는 확실히 낫습니다. 두 구간이 겹치지 않으니까요. `fresh`는 먼저 읽은 글 없이 같은 대화만 배운 같은 모델입니다. 먼저 읽은 덕은 작지만 분명히 있습니다(대답별로 견주면 `fresh`의 혼란도가 1.067배, 구간 1.035~1.100). 한 사람이 읽고 서른 개 중 22개(그리디)를 맞는 대답이라고 보았습니다. 그런데 이 대답의 77%는 학습한 대화에 글자 그대로 있습니다. 마지막 줄은 일곱 질문의 대답을 패키지에 든 대화만 놓고 다시 센 것입니다. 작은 챗봇은 대개 외운 문장 가운데서 잘 *고르는* 기계입니다. (카드에는 이 숫자들을 보고 학습 계획을 골랐다는 말도 있습니다. 그러니 조금 후한 숫자입니다.)
#
# ## 누군가 말을 걸기 전에
#
# 죽고 싶다고 말하는 사람에게 낱말을 잇는 기계가 대답해서는 안 됩니다. 그래서 아예 묻지 않습니다. 먼저 표현 목록과 견주고, 걸리면 정해진 대답이 나갑니다.

# %%
reply = bot.reply("다 그만두고 죽고 싶어", dice())
print(f"[{reply.reason}, {reply.tokens}] {reply.text}")
for message in ("배고파 죽겠다", "자살골을 넣었어"):
    print(message, caring_answer(message))

# %% [markdown] lang="en"
# `care`, and 0 tokens: the model has not been run. Figures of speech go through (`None`). A list will never find everything, and it errs on the side of care. And the reviews it has read contain rude words and prejudice: whatever you put before people, read a hundred answers first.
#
# ## With the real koGPT2
#
# 125 million weights, and one command each, where the hub can be reached (a GPU helps: koGPT2 has twenty-six times the weights of this page's model):
#
# ```
# minitransformer data fetch chatbot_ko
# minitransformer train chatbot --data chatbot_ko --model skt/kogpt2-base-v2
# minitransformer chat
# ```
#
# The same lines of code as on this page run it. Its weights and tokenizer are published under [CC BY-NC-SA 4.0](https://creativecommons.org/licenses/by-nc-sa/4.0/): name [SKT-AI](https://github.com/SKT-AI/KoGPT2), no commercial use, and what you make of them stays under the same licence. That is why they are not in this package.
#
# ## To take home
#
# - A dialogue is one line of ids with marks: `<s><usr>question<sys>answer</s>`. Marks go in by number, answers come out by place.
# - In the loss: the answer and its end. Not the question, not the padding. Shift once.
# - A loss is comparable only where the same tokens count; watch one that is held out, on answers nobody learnt.
#
# The source: [DialoGPT](https://arxiv.org/abs/1911.00536), section 3.1, writes whole dialogues as one text for GPT-2; learning to answer from such pairs begins with [A Neural Conversational Model](https://arxiv.org/abs/1506.05869).

# %% [markdown] lang="ko"
# `care`에 토큰 0개, 곧 모델을 돌리지 않았다는 뜻입니다. 관용 표현은 그냥 지나갑니다(`None`). 목록으로 모두 찾을 수는 없으니, 헷갈리면 챙기는 쪽으로 기울여 두었습니다. 그리고 이 모델이 읽은 영화평에는 거친 말과 편견이 있습니다. 무엇이든 남에게 보이기 전에 대답 백 개쯤은 먼저 읽어 보세요.
#
# ## 진짜 koGPT2로
#
# 가중치가 1억 2,500만 개이고, 허브에 연결되는 곳이라면 명령 한 줄씩이면 됩니다(이 과의 모델보다 가중치가 스물여섯 배 많으니 GPU가 있으면 좋습니다).
#
# ```
# minitransformer data fetch chatbot_ko
# minitransformer train chatbot --data chatbot_ko --model skt/kogpt2-base-v2
# minitransformer chat
# ```
#
# 이 과에서 본 바로 그 코드가 돌아갑니다. koGPT2의 가중치와 토크나이저는 [CC BY-NC-SA 4.0](https://creativecommons.org/licenses/by-nc-sa/4.0/)으로 공개되어 있습니다. [SKT-AI](https://github.com/SKT-AI/KoGPT2)를 밝혀야 하고, 상업적으로 쓸 수 없고, 그것으로 만든 것도 같은 조건으로 나눠야 합니다. 그래서 이 패키지에는 들어 있지 않습니다.
#
# ## 정리
#
# - 대화는 표시가 든 id 한 줄입니다. `<s><usr>질문<sys>대답</s>`. 표시는 번호로 넣고, 대답은 자리로 꺼냅니다.
# - 손실에는 대답과 그 끝만 넣습니다. 질문도 패딩도 넣지 않습니다. 한 칸 밀기는 한 번만 합니다.
# - 손실은 같은 토큰을 셌을 때만 견줄 수 있습니다. 아무도 외우지 않은 대답으로 잰 검증 손실을 보세요.
#
# 출처: [DialoGPT](https://arxiv.org/abs/1911.00536) 3.1절은 대화 전체를 글 하나로 적어 GPT-2에 넣습니다. 이런 짝으로 대답하는 법을 배우는 일은 [A Neural Conversational Model](https://arxiv.org/abs/1506.05869)에서 시작되었습니다.
