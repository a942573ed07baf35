"""Which recipe teaches a small GPT to answer best, in the same time on the same data?

    python figures/study_chatbot.py --minutes 15

Three models of one size start from nothing on one split of ChatbotData, in which no held-out question or
answer stands in the training part. They train side by side, each until it has used its minutes of one core
(processor time, so that nothing else on the machine counts):

ours    this project's GPT, batches, loss and averaged weights (as `train chatbot` has them), with PyTorch's
        kernels in its slots (`--fused`), as the rival has
usual   transformers' GPT2LMHeadModel with the recipe usually shown: every dialogue padded to 47 tokens,
        prompt and padding in the loss
rival   the same model with our batches and our loss, and whichever of its attentions is faster here

All have the same first weights, optimiser (fused AdamW), schedule and clipping, and are judged alike: by the
mean surprise at the held-out answers and their ends. A nearest-question retriever stands beside. Results go
to study_chatbot.json and study_chatbot.png.
"""

import argparse
import json
import math
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch
import transformers
from sklearn.feature_extraction.text import TfidfVectorizer
from torch.nn.functional import cross_entropy

from minitransformer.apps.chatbot import Chatbot, Style
from minitransformer.apps.sources import dialogues_of
from minitransformer.apps.teach_chatbot import AVERAGE, SIZES, answer_loss, chatbot_task, new_chatbot
from minitransformer.core.parts import Parts
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.split import split_dialogues
from minitransformer.functional import IGNORE
from minitransformer.plots.canvas import save
from minitransformer.plots.curves import comparison_curve
from minitransformer.pretrained import load_model
from minitransformer.pretrained.save import write_model
from minitransformer.training.average import averaged
from minitransformer.training.schedule import adamw, warmup_linear

HERE = Path(__file__).parent
RECIPES = ("ours", "usual", "rival")
TURN = 60.0
USUAL_LENGTH = 47


class Runner:
    """A model in training, looked at now and then."""

    def __init__(self, name, model, batches, loss, lr, minutes, average=None):
        self.name, self.model, self.batches, self.loss = name, model, batches, loss
        self.average = average and averaged(model, average)
        self.optimiser, self.lr, self.limit = adamw(model, lr), lr, 60 * minutes
        self.seconds, self.steps, self.epoch, self.queue, self.curve = 0.0, 0, 0, [], []
        self.best, self.best_weights = math.inf, None

    def train(self, seconds):
        self.model.train()
        end = min(self.seconds + seconds, self.limit)
        while self.seconds < end:
            if not self.queue:
                self.queue = list(self.batches(self.epoch, torch.Generator().manual_seed(self.epoch)))
                self.epoch += 1
            began = time.process_time()
            for group in self.optimiser.param_groups:
                group["lr"] = self.lr * warmup_linear(self.seconds / self.limit, 0.06)
            loss = self.loss(self.model, self.queue.pop())
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            if self.average:
                self.average.update_parameters(self.model)
            self.seconds += time.process_time() - began
            self.steps += 1

    def look(self, heldout_loss):
        judged = self.average.module if self.average else self.model
        judged.eval()
        with torch.inference_mode():
            loss = heldout_loss(judged)
        self.curve.append((self.seconds / 60, loss))
        if loss < self.best:
            self.best = loss
            self.best_weights = {k: v.clone() for k, v in judged.state_dict().items()}
        print(f"{self.name:6} {self.seconds / 60:5.1f} min  {self.steps:6} steps  {loss:.4f}", flush=True)


def usual_batches(encoded, pad_id, generator, size=32):
    """Fixed length, in random order, prompt and padding among the labels."""
    rows = [(d.ids + [pad_id] * USUAL_LENGTH)[:USUAL_LENGTH] for d in encoded]
    order = torch.randperm(len(rows), generator=generator).tolist()
    return [torch.tensor([rows[i] for i in order[n : n + size]]) for n in range(0, len(rows), size)]


def their_answer_loss(model, batch):
    return cross_entropy(model(batch.ids).logits.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE)


def heldout_loss_with(loss, encoded, pad_id, max_len):
    def measure(model):
        nats = tokens = 0
        for batch in dialogue_batches(encoded, 64, pad_id, max_len):
            n = int((batch.labels != IGNORE).sum())
            nats += loss(model, batch).item() * n
            tokens += n
        return nats / tokens

    return measure


def faster_attention(folder, batches):
    """sdpa or eager, whichever takes ten steps sooner here."""
    seconds = {}
    for kind in ("eager", "sdpa"):
        model = transformers.GPT2LMHeadModel.from_pretrained(folder, attn_implementation=kind).train()
        for batch in batches[:3]:
            their_answer_loss(model, batch).backward()
        began = time.process_time()
        for batch in batches[3:13]:
            their_answer_loss(model, batch).backward()
        seconds[kind] = time.process_time() - began
    return min(seconds, key=seconds.get)


def chrf(hypotheses, references):
    import sacrebleu

    return sacrebleu.corpus_chrf(hypotheses, [references]).score


def split(seed):
    _, dialogues = dialogues_of("chatbot_ko")
    return split_dialogues(dialogues, seed=seed)


def train_one(name, args, folder):
    """One recipe, in a process of its own: how it went, and its replies to the held-out questions."""
    transformers.utils.logging.set_verbosity_error()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    train, heldout = split(args.seed)
    model, tokenizer = new_chatbot(
        train, SIZES[args.size], torch.Generator().manual_seed(args.seed), Parts.fused()
    )
    pad, max_len = tokenizer.pad_id, model.cfg.max_len
    learnt = [encode_dialogue(tokenizer, d.question, d.answer) for d in train]
    held = [encode_dialogue(tokenizer, d.question, d.answer) for d in heldout]
    task = chatbot_task(tokenizer, train, heldout, max_len=max_len, questions_count=True)
    write_model(model, tokenizer, folder)
    attention = "sdpa"
    if name == "ours":
        runner = Runner(name, model, task.batches, answer_loss, args.lr, args.minutes, AVERAGE)
    elif name == "usual":
        theirs = transformers.GPT2LMHeadModel.from_pretrained(folder)
        runner = Runner(
            name,
            theirs,
            lambda _epoch, generator: usual_batches(learnt, pad, generator),
            lambda m, ids: m(ids, labels=ids).loss,
            args.lr,
            args.minutes,
        )
    else:
        attention = faster_attention(folder, task.batches(0, torch.Generator().manual_seed(0)))
        theirs = transformers.GPT2LMHeadModel.from_pretrained(folder, attn_implementation=attention)
        runner = Runner(name, theirs, task.batches, their_answer_loss, args.lr, args.minutes)
    measure = heldout_loss_with(answer_loss if name == "ours" else their_answer_loss, held, pad, max_len)
    while runner.seconds < runner.limit:
        runner.train(TURN)
        runner.look(measure)
    runner.model.load_state_dict(runner.best_weights)
    if name != "ours":
        runner.model.save_pretrained(folder)
        model = load_model(folder)
    bot, generator = Chatbot(model.eval(), tokenizer), torch.Generator().manual_seed(args.seed)
    return {
        "heldout_answer_loss": runner.best,
        "perplexity": math.exp(runner.best),
        "steps": runner.steps,
        "epochs": runner.epoch,
        "steps_per_second": runner.steps / runner.seconds,
        "attention": attention,
        "parameters": sum(p.numel() for p in model.parameters()),
        "curve": runner.curve,
        "replies": [bot.reply(d.question, generator, Style()).text for d in heldout],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--size", default="small")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=HERE / "study_chatbot.json")
    args = parser.parse_args()
    train, heldout = split(args.seed)
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(len(RECIPES), spawn) as pool:
        places = [Path(folder) / name for name in RECIPES]
        for place in places:
            place.mkdir()
        futures = [pool.submit(train_one, name, args, at) for name, at in zip(RECIPES, places, strict=True)]
        runs = {name: future.result() for name, future in zip(RECIPES, futures, strict=True)}
    replies = {name: run.pop("replies") for name, run in runs.items()}
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3))
    known = vectoriser.fit_transform([d.question for d in train])
    near = (vectoriser.transform([d.question for d in heldout]) @ known.T).toarray().argmax(1)
    replies["retriever"] = [train[i].answer for i in near]
    answers, truth = {d.answer for d in train}, [d.answer for d in heldout]
    result = {
        "minutes_of_one_core": args.minutes,
        "size": args.size,
        "train": len(train),
        "heldout": len(heldout),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "runs": runs,
        "chrf": {name: chrf(said, truth) for name, said in replies.items()},
        "copied_from_training": {
            name: sum(text in answers for text in said) / len(said) for name, said in replies.items()
        },
    }
    args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    picture = comparison_curve(
        {name: tuple(zip(*run["curve"], strict=True)) for name, run in runs.items()},
        xlabel="minutes of one core",
        ylabel="surprise at held-out answers (nats a token)",
    )
    save(picture, args.out.with_suffix(".png"))
    for run in runs.values():
        del run["curve"]
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
