"""Which recipe teaches a small GPT to answer best, in the same time on the same data?

    python figures/study_chatbot.py --minutes 15

Three models of one size start from nothing on one split of ChatbotData, in which no held-out question or
answer stands in the training part, and train in turns, on one core each, until each has used its minutes
of that core (processor time, so that nothing else on the machine counts):

ours    the hand-written GPT with this project's batches and loss
usual   transformers' GPT2LMHeadModel with the recipe usually shown: every dialogue padded to 47 tokens,
        prompt and padding in the loss
rival   the same model with our batches and our loss, and whichever of its attentions is faster here

All three have the same optimiser (fused AdamW) and schedule.

All are judged alike, by the mean surprise at the held-out answers and their ends. A nearest-question
retriever stands beside. Results go to study_chatbot.json and study_chatbot.png.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
import transformers
from sklearn.feature_extraction.text import TfidfVectorizer
from torch.nn.functional import cross_entropy

from minitransformer.apps.chatbot import Chatbot, Style
from minitransformer.apps.sources import dialogues_of
from minitransformer.apps.teach_chatbot import SIZES, answer_loss, new_chatbot
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.split import split_dialogues
from minitransformer.functional import IGNORE
from minitransformer.plots.canvas import save
from minitransformer.plots.curves import comparison_curve
from minitransformer.pretrained import load_model
from minitransformer.pretrained.save import write_model
from minitransformer.training.schedule import adamw, warmup_linear

HERE = Path(__file__).parent
TURN = 60.0
USUAL_LENGTH = 47


class Runner:
    """A model in training that can be paused."""

    def __init__(self, name, model, batches, loss, optimiser, lr, minutes):
        self.name, self.model, self.batches, self.loss = name, model, batches, loss
        self.optimiser, self.lr, self.limit = optimiser, lr, 60 * minutes
        self.seconds, self.steps, self.epoch, self.queue, self.curve = 0.0, 0, 0, [], []
        self.best, self.best_weights = math.inf, None

    def train(self, seconds):
        self.model.train()
        end = min(self.seconds + seconds, self.limit)
        while self.seconds < end:
            if not self.queue:
                self.queue = list(self.batches(torch.Generator().manual_seed(self.epoch)))
                self.epoch += 1
            began = time.process_time()
            for group in self.optimiser.param_groups:
                group["lr"] = self.lr * warmup_linear(self.seconds / self.limit, 0.06)
            loss = self.loss(self.model, self.queue.pop())
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.seconds += time.process_time() - began
            self.steps += 1

    def look(self, heldout_loss):
        self.model.eval()
        loss = heldout_loss(self.model)
        self.curve.append((self.seconds / 60, loss))
        if loss < self.best:
            self.best = loss
            self.best_weights = {k: v.clone() for k, v in self.model.state_dict().items()}
        print(f"{self.name:6} {self.seconds / 60:5.1f} min  {self.steps:6} steps  {loss:.4f}", flush=True)


def usual_batches(encoded, pad_id, generator, size=32):
    """Fixed length, in random order, prompt and padding among the labels."""
    rows = [(d.ids + [pad_id] * USUAL_LENGTH)[:USUAL_LENGTH] for d in encoded]
    order = torch.randperm(len(rows), generator=generator).tolist()
    return [torch.tensor([rows[i] for i in order[n : n + size]]) for n in range(0, len(rows), size)]


def their_answer_loss(model, batch):
    return cross_entropy(model(batch.ids).logits.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE)


def heldout_loss_with(loss, encoded, pad_id, max_len):
    @torch.inference_mode()
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--size", default="small")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=HERE / "study_chatbot.json")
    args = parser.parse_args()
    transformers.utils.logging.set_verbosity_error()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)

    _, dialogues = dialogues_of("chatbot_ko")
    train, heldout = split_dialogues(dialogues, seed=args.seed)
    model, tokenizer = new_chatbot(train, SIZES[args.size], torch.Generator().manual_seed(args.seed))
    pad, max_len = tokenizer.pad_id, model.cfg.max_len
    learnt = [encode_dialogue(tokenizer, d.question, d.answer) for d in train]
    held = [encode_dialogue(tokenizer, d.question, d.answer) for d in heldout]

    folder = args.out.with_suffix("")
    folder.mkdir(exist_ok=True)
    write_model(model, tokenizer, folder)
    ours_batches = lambda generator: dialogue_batches(learnt, 32, pad, max_len, generator)  # noqa: E731
    attention = faster_attention(folder, list(ours_batches(torch.Generator().manual_seed(0))))
    usual = transformers.GPT2LMHeadModel.from_pretrained(folder)
    rival = transformers.GPT2LMHeadModel.from_pretrained(folder, attn_implementation=attention)

    runners = [
        Runner("ours", model, ours_batches, answer_loss, adamw(model, args.lr), args.lr, args.minutes),
        Runner(
            "usual",
            usual,
            lambda generator: usual_batches(learnt, pad, generator),
            lambda m, ids: m(ids, labels=ids).loss,
            adamw(usual, args.lr),
            args.lr,
            args.minutes,
        ),
        Runner("rival", rival, ours_batches, their_answer_loss, adamw(rival, args.lr), args.lr, args.minutes),
    ]
    measures = {
        "ours": heldout_loss_with(answer_loss, held, pad, max_len),
        "usual": heldout_loss_with(their_answer_loss, held, pad, max_len),
        "rival": heldout_loss_with(their_answer_loss, held, pad, max_len),
    }
    while any(r.seconds < r.limit for r in runners):
        for r in runners:
            r.train(TURN)
            r.look(measures[r.name])

    answers = {d.answer for d in train}
    truth = [d.answer for d in heldout]
    replies = {}
    for r in runners:
        r.model.load_state_dict(r.best_weights)
        if r.name != "ours":
            r.model.save_pretrained(folder)
        bot = Chatbot(r.model.eval() if r.name == "ours" else load_model(folder), tokenizer)
        generator = torch.Generator().manual_seed(args.seed)
        replies[r.name] = [bot.reply(d.question, generator, Style()).text for d in heldout]
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3))
    known = vectoriser.fit_transform([d.question for d in train])
    near = (vectoriser.transform([d.question for d in heldout]) @ known.T).argmax(1)
    replies["retriever"] = [train[i].answer for i in near.A1]

    result = {
        "minutes": args.minutes,
        "size": args.size,
        "parameters": sum(p.numel() for p in model.parameters()),
        "train": len(train),
        "heldout": len(heldout),
        "rival_attention": attention,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "threads": torch.get_num_threads(),
        "runs": {
            r.name: {
                "heldout_answer_loss": r.best,
                "perplexity": math.exp(r.best),
                "steps": r.steps,
                "epochs": r.epoch,
                "steps_per_second": r.steps / r.seconds,
                "curve": r.curve,
            }
            for r in runners
        },
        "chrf": {name: chrf(said, truth) for name, said in replies.items()},
        "copied_from_training": {
            name: sum(text in answers for text in said) / len(said) for name, said in replies.items()
        },
    }
    args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    picture = comparison_curve(
        {r.name: tuple(zip(*r.curve, strict=True)) for r in runners},
        xlabel="minutes of one core",
        ylabel="surprise at held-out answers (nats a token)",
    )
    save(picture, args.out.with_suffix(".png"))
    print(json.dumps({k: v for k, v in result.items() if k != "runs"}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
