"""The model whose layers two studies look at, and the same network before it has read anything."""

from copy import deepcopy
from pathlib import Path

import torch

from minitransformer.core.parts import Parts
from minitransformer.models.init import initialise
from minitransformer.pretrained import load


def arguments(parser, name):
    parser.add_argument(
        "--model", default="pocket-bert-ko", help="a BERT or decoder, by directory or name on the hub"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / f"{name}.json")


def chosen(args):
    """The model that has read, the one that has not, and the tokenizer."""
    model, tokenizer = load(args.model, parts=Parts.fused())
    fresh = deepcopy(model)
    initialise(fresh, torch.Generator().manual_seed(0))
    return {"taught": model, "untaught": fresh}, tokenizer
