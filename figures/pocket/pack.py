"""Put trained models into the package: float16, with a card that says where they come from.

python figures/pocket/pack.py pocket-bert-ko --model runs/bert
python figures/pocket/pack.py pocket-bert-ko              only write its card anew
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch
from cards import CARDS, HARDWARE, SETS, WARNING, limits, scores
from chatbot import DROPOUT
from score_tables import tables

from minitransformer.apps.kept import read_card
from minitransformer.pretrained import load, load_model, save
from minitransformer.pretrained.pocket import POCKET


def pack(name, folder):
    """The weights in half the room. A model that was taught without dropout gets it for whoever goes on."""
    model, tokenizer = load(folder)
    model.cfg = replace(model.cfg, dropout=DROPOUT, attention_dropout=DROPOUT)
    card = content(name, read_card(Path(folder)), weights_of(model))
    save(model.to(torch.float16), tokenizer, POCKET / name, card)


def weights_of(model):
    """How many numbers it has learnt; those that two parts share count once."""
    return sum(p.numel() for p in model.parameters())


def content(name, run, weights):
    about = CARDS[name]
    recipe = {key: value for key, value in run.get("recipe", {}).items() if key != "source"}  # a folder
    return {
        "kind": about["kind"],
        "name": name,
        "what": about["what"],
        "licence": "MIT",
        "data": [{"name": s, "what": SETS[s][0], "licence": SETS[s][1]} for s in about["data"]],
        "recipe": {**recipe, "commands": about["commands"], "hardware": HARDWARE},
        "scores": scores(name, run),
        "limits": limits(weights),
        "warning": WARNING,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=CARDS)
    parser.add_argument("--model", type=Path)
    args = parser.parse_args()
    if args.model:
        pack(args.name, args.model)
    folder = POCKET / args.name
    card = content(args.name, read_card(folder), weights_of(load_model(str(folder))))
    (folder / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "README.md").write_text(page(card), encoding="utf-8")
    size = (folder / "model.safetensors").stat().st_size
    print(f"{folder}: {size / 1e6:.1f} MB of weights")


def page(card):
    """The card as a page, in both languages."""
    data = "\n".join(f"- {s['what']} ({s['licence']})" for s in card["data"])
    commands = "\n".join(card["recipe"]["commands"])
    numbers = "\n\n".join(tables(card["scores"]))
    return f"""---
license: mit
language: ko
---
# {card["name"]}

{card["what"][1]} {card["limits"][1]}

{card["what"][0]} {card["limits"][0]}

> {card["warning"][1]}
>
> {card["warning"][0]}

```bash
{CARDS[card["name"]]["try"]}
```

## 데이터 · Data

{data}

점수는 모두 그 모델이 사전학습에서도 미세조정에서도 읽지 않은 글로 매겼습니다(해시로 확인).
All scores are on texts that the scored model had not read, in pre-training or after it (checked by hash).

## 만드는 법 · Recipe

```bash
{commands}
```

Seed {card["recipe"].get("seed", 0)}; {card["recipe"]["hardware"]}.

## 점수 · Scores

{numbers}
"""


if __name__ == "__main__":
    main()
