"""The two files in which the hub keeps a tokenizer: what it does, and what its special tokens are for."""

import json

from .tokenizer import Tokenizer

TOKEN_NAMES = {"pad": "pad_token", "unk": "unk_token", "bos": "bos_token", "eos": "eos_token"} | {
    "cls": "cls_token",
    "sep": "sep_token",
    "mask": "mask_token",
}


def described(tokenizer: Tokenizer, description: str) -> dict[str, bytes]:
    """`tokenizer.json` and `tokenizer_config.json`. The second names the class outright: without it
    transformers 5 takes any GPT-2 tokenizer for a byte-level one and encodes Korean to nothing."""
    roles = tokenizer.roles.items()
    names = {TOKEN_NAMES[role]: tokenizer.piece(i) for role, i in roles if role in TOKEN_NAMES}
    config = {"tokenizer_class": "PreTrainedTokenizerFast", **names}
    return {
        "tokenizer.json": description.encode(),
        "tokenizer_config.json": json.dumps(config, ensure_ascii=False, indent=1).encode(),
    }
