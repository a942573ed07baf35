"""A small BERT that has read Korean without labels, guessing masked words: what two studies take features from.

It reads NSMC's training reviews and ChatbotData where they are at hand, otherwise the dialogues that come with
the package; never the sentences that the studies ask about. It is taught once and kept in a folder, and a run
that was interrupted goes on.
"""

from pathlib import Path

import torch

from minitransformer.apps.kept import read_card
from minitransformer.apps.size import Size
from minitransformer.apps.teach_masked import Masking, masked_task, new_masked
from minitransformer.core.parts import Parts
from minitransformer.data import catalogue
from minitransformer.data.corpus import read_corpus
from minitransformer.pretrained import load, save
from minitransformer.text.train import train_wordpiece
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

LR, BATCH, HELD = 1e-3, 64, 500
SIZE = Size(d_model=128, n_layers=6, n_heads=4, vocab_size=12_000)


def corpus():
    """What is read, by name, and its texts in an order that is always the same."""
    names = [name for name in ("nsmc", "chatbot_ko") if catalogue.where(name)] or ["dialogues"]
    texts = [(text,) for document in read_corpus(*names) for text in document]
    texts = list(dict.fromkeys(texts))
    order = torch.randperm(len(texts), generator=torch.Generator().manual_seed(0)).tolist()
    return names, [texts[i] for i in order]


def fresh(tokenizer):
    """The same BERT before it has read anything."""
    return new_masked(tokenizer, SIZE, torch.Generator().manual_seed(0), Parts.fused(), False).eval()


def reader(folder, minutes):
    """The BERT of the folder, its tokenizer and what is known of it; taught for so many minutes if it is not
    there yet."""
    if (folder / "config.json").exists():
        return *load(folder, parts=Parts.fused()), dict(read_card(folder))
    names, texts = corpus()
    tokenizer = train_wordpiece((text for (text,) in texts), SIZE.vocab_size)
    model = fresh(tokenizer)
    held = min(HELD, len(texts) // 10)
    objective = Masking(tokenizer, SIZE.max_len, next_sentence=False)
    run = {"corpus": ", ".join(names), "texts": len(texts) - held}
    history = fit(
        model,
        masked_task(objective, texts[held:], texts[:held], BATCH),
        Plan(lr=LR, epochs=1000, minutes=minutes, keep="last", checkpoint_minutes=1.0),
        out=folder,
        tokenizer=tokenizer,
        run=run,
        resume=any((folder / "checkpoints").glob("step-*")),
        on_step=tell,
    )
    last = history.heldout[-1]
    card = run | {
        "minutes": minutes,
        "threads": torch.get_num_threads(),
        "steps": history.steps,
        "parameters": sum(p.numel() for p in model.parameters()),
        "heldout_loss": last["heldout_loss"],
        "masked_accuracy": last["masked_accuracy"],
    }
    save(model, tokenizer, folder, card)
    return model, tokenizer, card


def tell(step):
    if step.heldout:
        print(f"  {step.step} steps: held-out loss {step.heldout['heldout_loss']:.3f}", flush=True)
    elif step.step % 500 == 0:
        print(f"  {step.step} steps ({step.done:.0%}): loss {step.loss:.3f}", flush=True)


def arguments(parser, minutes, name):
    parser.add_argument(
        "--minutes", type=float, default=minutes, help="of reading, where it has not read yet"
    )
    parser.add_argument("--model", help="another BERT or decoder, by directory or name on the hub")
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "minitransformer-reader")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / f"{name}.json")


def chosen(args):
    """The model that was asked for, or the one that has read."""
    if args.model:
        return *load(args.model, parts=Parts.fused()), {"model": args.model}
    return reader(args.keep, args.minutes)
