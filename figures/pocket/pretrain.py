"""Pre-train a pocket model from nothing, on Korean reviews, comments and dialogues.

    OMP_NUM_THREADS=1 python figures/pocket/pretrain.py bert --out runs/bert [--resume]
    OMP_NUM_THREADS=1 python figures/pocket/pretrain.py gpt --out runs/gpt [--resume]

Both can run side by side on two cores; each takes about an hour and a half there, in bfloat16. A run that was
interrupted goes on with --resume.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from texts import READ, SIZE, documents

from minitransformer.apps.train_language import train_causal, train_masked
from minitransformer.core.parts import Parts
from minitransformer.training.plan import Plan

PLAN = Plan(lr=1e-3, epochs=4, warmup=0.02, seed=0, keep="last", checkpoint_minutes=3.0, precision="bfloat16")

RUNS = {
    "bert": (train_masked, PLAN, SIZE, 128),
    "gpt": (train_causal, replace(PLAN, epochs=2), replace(SIZE, dropout=0.0), 4),
}
"""Of each: the objective, the plan, the size, and how many texts, or rows of 512 packed tokens, make a batch."""


def tell(step):
    if step.heldout:
        print(step.step, step.heldout, flush=True)
    elif step.step % 100 == 0:
        rate = f"{step.tokens_per_second:,.0f} tokens/s"
        print(f"{step.step:6} {step.done:6.1%}  loss {step.loss:.3f}  {rate}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=RUNS)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()
    train, plan, size, batch_size = RUNS[args.which]
    train(
        documents(),
        args.out,
        plan,
        source=size,
        data_name=", ".join(READ),
        batch_size=batch_size,
        resume=args.resume,
        parts=Parts.fused(),
        on_step=tell,
        tell=lambda epoch, said: print(epoch, *said, sep="\n  ", flush=True),
    )


if __name__ == "__main__":
    main()
