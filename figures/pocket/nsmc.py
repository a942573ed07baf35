"""How well does pocket-bert-ko tell good reviews from bad ones? Beside it, the same model without pre-training.

    OMP_NUM_THREADS=1 python figures/pocket/nsmc.py pretrained --model runs/bert
    OMP_NUM_THREADS=1 python figures/pocket/nsmc.py fresh --model runs/bert
    python figures/pocket/nsmc.py baselines

120,000 reviews to learn from, 2,000 of which are only looked at; the 16,000 that are scored are opened at the
end. `fresh` takes no more than the sizes and the tokenizer from --model. Each result is added to nsmc.json, with
its 95 % interval (Wilson 1927).
"""

import argparse
from pathlib import Path

import torch
from finetuning import add_result, taught
from texts import nsmc_scored

from minitransformer.apps.classifier import Classifier
from minitransformer.apps.intervals import wilson
from minitransformer.apps.scores import score, score_baselines
from minitransformer.apps.teach_classifier import classifier_task
from minitransformer.data import catalogue
from minitransformer.data.split import split_examples
from minitransformer.data.tables import read_nsmc
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

LABELS = ("부정", "긍정")
PLANS = {
    "pretrained": Plan(lr=3e-4, epochs=3, keep="last", precision="bfloat16"),
    "fresh": Plan(lr=5e-4, epochs=3, keep="last", precision="bfloat16"),
}


def reviews():
    return read_nsmc(catalogue.find("nsmc") / "ratings_train.txt")


def transformer(which, folder):
    train, looked_at = split_examples(reviews(), 2000 / 120_000, seed=0)
    model, tokenizer = taught(folder, LABELS, fresh=which == "fresh")
    task = classifier_task(tokenizer, LABELS, train, looked_at, batch_size=64, max_len=128)
    history = fit(model, task, PLANS[which], on_step=lambda s: s.heldout and print(s.heldout, flush=True))
    held = nsmc_scored()
    rows = Classifier(model, tokenizer).probabilities([e.text for e in held], 128)
    return {
        which: score(rows, [e.label for e in held], LABELS).to_json()
        | {
            "minutes": history.seconds / 60,
            "parameters": sum(p.numel() for p in model.parameters()),
            "plan": vars(PLANS[which]),
        }
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=(*PLANS, "baselines"))
    parser.add_argument("--model", type=Path)
    args = parser.parse_args()
    torch.manual_seed(0)
    held = nsmc_scored()
    if args.which == "baselines":
        found = {name: s.to_json() for name, s in score_baselines(reviews(), held, LABELS).items()}
    else:
        found = transformer(args.which, args.model)
    for name, result in found.items():
        result["interval"] = wilson(result["accuracy"], len(held))
        print(name, f"{result['accuracy']:.4f}", result["interval"])
        add_result("nsmc", name, result | {"scored": len(held)})


if __name__ == "__main__":
    main()
