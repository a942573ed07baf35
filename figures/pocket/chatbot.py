"""Teach pocket-gpt-ko to answer, and judge it on answers that nobody has seen.

    OMP_NUM_THREADS=1 python figures/pocket/chatbot.py teach --model runs/gpt --out runs/chatbot
    OMP_NUM_THREADS=1 python figures/pocket/chatbot.py fresh --model runs/gpt --out runs/fresh
    OMP_NUM_THREADS=1 python figures/pocket/chatbot.py against --model runs/chatbot --other runs/fresh
    OMP_NUM_THREADS=1 python figures/pocket/chatbot.py trigram --model runs/gpt
    OMP_NUM_THREADS=1 python figures/pocket/chatbot.py talk --model runs/chatbot

`fresh` has the sizes and the tokenizer of --model and has read nothing; `trigram` is a Kneser-Ney model on the
same tokens. All three get the same dialogues, and `against` compares two of them answer by answer. Results go to
chatbot.json, and what the chatbot says to thirty everyday prompts to replies.json.
"""

import argparse
import math
from dataclasses import replace
from pathlib import Path

import torch
from finetuning import add_result
from prompts import EVERYDAY
from texts import chatbot_dialogues

from minitransformer.apps.chatbot import Chatbot, Style
from minitransformer.apps.ngrams import KneserNey, surprise
from minitransformer.apps.teach_chatbot import AVERAGE, answer_loss, chatbot_task
from minitransformer.core.parts import Parts
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.split import split_dialogues
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, save
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

DROPOUT = 0.1
PLANS = {
    "teach": Plan(lr=1e-3, epochs=7, average=0.99, keep="last", precision="bfloat16"),
    "fresh": Plan(lr=1e-3, epochs=12, average=AVERAGE, precision="bfloat16"),
}
SAMPLED = Style()
GREEDY = Style(temperature=0.0)


def start(folder, fresh):
    """The model, with dropout again: pre-training did without."""
    read, tokenizer = load(folder)
    cfg = replace(read.cfg, dropout=DROPOUT, attention_dropout=DROPOUT, embedding_dropout=DROPOUT)
    model = GPT(cfg, Parts.fused())
    if fresh:
        initialise(model, torch.Generator().manual_seed(0))
    else:
        model.load_state_dict(read.state_dict())
    return model, tokenizer


def teach(which, folder, out):
    train, held = chatbot_dialogues()
    train, aside = split_dialogues(train, 0.03, seed=1)
    model, tokenizer = start(folder, which == "fresh")
    task = chatbot_task(
        tokenizer, train, held, batch_size=32, max_len=model.cfg.max_len, questions_count=which == "fresh"
    )
    history = fit(model, task, PLANS[which], on_step=lambda s: s.heldout and print(s.heldout, flush=True))
    temperature = cool(model, tokenizer, aside)
    if out:
        save(model, tokenizer, out, {"kind": "chatbot", "recipe": vars(PLANS[which])})
    found = nats_of_answers(model, tokenizer, held)
    return {
        "perplexity": perplexity(found),
        "interval": interval(found),
        "before it was made less sure": history.kept(PLANS[which])["perplexity"],
        "temperature": temperature,
        "epochs": history.epochs,
        "minutes": history.seconds / 60,
        "plan": vars(PLANS[which]),
    }


def cool(model, tokenizer, aside):
    """Make the model as sure as it is right (temperature scaling, Guo et al. 2017, section 4.2): a model that has
    read few dialogues often is too sure of itself. The temperature is the best one on dialogues that were laid
    aside; it divides the last norm, and so every score. The likeliest word stays the likeliest."""

    def surprise_at(temperature):
        norm.weight.copy_(weight / temperature), norm.bias.copy_(bias / temperature)
        return perplexity(nats_of_answers(model, tokenizer, aside))

    norm = model.norm
    weight, bias = norm.weight.detach().clone(), norm.bias.detach().clone()
    with torch.no_grad():
        best = min((1 + step / 10 for step in range(15)), key=surprise_at)
        surprise_at(best)
    return best


def perplexity(found):
    nats, tokens = map(sum, zip(*found, strict=True))
    return math.exp(nats / tokens)


def nats_of_answers(model, tokenizer, dialogues):
    """For every dialogue: the surprise at its answer and end, and how many tokens those are."""
    found = []
    with torch.inference_mode():
        for d in dialogues:
            ids = encode_dialogue(tokenizer, d.question, d.answer)
            (batch,) = dialogue_batches([ids], 1, tokenizer.pad_id, model.cfg.max_len)
            n = len(ids.ids) - ids.answer_start
            found.append((answer_loss(model, batch).item() * n, n))
    return found


def trigram(folder):
    """Perplexity of the answers for a model that looks at two tokens before."""
    train, held = chatbot_dialogues()
    tokenizer = load(folder)[1]
    model = KneserNey(
        [encode_dialogue(tokenizer, d.question, d.answer).ids for d in train], tokenizer.vocab_size, 3
    )
    found = []
    for d in held:
        ids = encode_dialogue(tokenizer, d.question, d.answer)
        nats = surprise(model, ids.ids)[ids.answer_start - 1 :]
        found.append((sum(nats), len(nats)))
    return {"perplexity": perplexity(found), "interval": interval(found)}


def against(folder, other):
    """How many times the perplexity of the other model is that of the first, on the same answers."""
    held = chatbot_dialogues()[1]
    first, second = (nats_of_answers(*load(one), held) for one in (folder, other))
    apart = [(theirs - ours, n) for (ours, n), (theirs, _) in zip(first, second, strict=True)]
    return {"times": perplexity(apart), "interval": interval(apart)}


def interval(found, draws=1000):
    """95 % of what the perplexity would be on other dialogues of the kind: dialogues drawn with replacement."""
    table = torch.tensor(found, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    drawn = table[torch.randint(len(table), (draws, len(table)), generator=generator)].sum(1)
    return (
        (drawn[:, 0] / drawn[:, 1]).exp().quantile(torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    )


def talk(folder):
    """Greedy and sampled replies, whether each ends by itself, and how many are answers learnt by heart."""
    bot = Chatbot(*load(folder))
    known = {d.answer for d in chatbot_dialogues()[0]}
    rows, copied = [], 0
    for prompt in EVERYDAY:
        greedy = bot.reply(prompt, torch.Generator().manual_seed(0), GREEDY)
        sampled = bot.reply(prompt, torch.Generator().manual_seed(0), SAMPLED)
        copied += (greedy.text in known) + (sampled.text in known)
        rows.append(
            {
                "prompt": prompt,
                "greedy": greedy.text,
                "sampled": sampled.text,
                "ends": [greedy.reason, sampled.reason],
            }
        )
        print(prompt, "|", greedy.text, "|", sampled.text)
    print(f"{copied / (2 * len(rows)):.0%} stand verbatim in the training part")
    add_result("replies", "replies", rows)
    add_result("replies", "verbatim", copied / (2 * len(rows)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=(*PLANS, "trigram", "against", "talk"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--other", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.manual_seed(0)
    if args.which == "talk":
        talk(args.model)
        return
    if args.which == "trigram":
        found = trigram(args.model)
    elif args.which == "against":
        found = against(args.model, args.other)
    else:
        found = teach(args.which, args.model, args.out)
    print(found)
    add_result("chatbot", args.which, found)


if __name__ == "__main__":
    main()
