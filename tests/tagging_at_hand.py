"""Small checkpoints whose tokenizer knows Korean words in pieces: enough of them to be cut, and some unknown."""

from pathlib import Path
from typing import Any

import tokenizers
import transformers
import zoo
from loopback_hub import stored, write

from minitransformer.text.tokenizer import Tokenizer
from minitransformer.text.train import train_wordpiece

TEXTS = (
    "임종석은 1989년 서울 경희대학교에서 검거되었다.",
    "부산시 해운대구에서 열린 북극곰 수영축제에 3천여 명이 참가했다.",
    "Angela Merkel visited Seoul, Korea on Monday.",
    "서울특별시 강남구의 카페에서 김민수 씨를 만났다, 그리고 부산으로 갔다.",
)
UNKNOWN = "임종석은 ☃ 서울에서 (뷁) 검거! [SEP] 부산, 서울."
"""A snowman and a syllable that no vocabulary here has, punctuation, and a special token in the text."""

TAGS = ("O", "B-PS", "I-PS", "B-LC", "I-LC", "B-DT", "I-DT")


def tokenizer() -> Tokenizer:
    """WordPiece with few whole words."""
    return train_wordpiece(TEXTS, 150)


def checkpoint(folder: Path, architecture: str, seed: int = 0, **settings: Any) -> Path:
    """A perturbed model of this architecture with the tokenizer above, as the hub would hold it."""
    words = tokenizer()
    if architecture.endswith("TokenClassification"):
        settings["id2label"] = dict(enumerate(TAGS))
        settings["label2id"] = {tag: i for i, tag in enumerate(TAGS)}
    settings = {"vocab_size": words.vocab_size, "pad_token_id": words.pad_id} | settings
    theirs = zoo.reference(architecture, seed, **settings)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, theirs.config, stored(theirs))
    for name, data in words.files().items():
        (folder / name).write_bytes(data)
    return folder


def their_tokenizer(folder: Path, longest: int) -> Any:
    """The same tokenizer as transformers would use it, with BERT's marks around one text or two."""
    inner = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    marks = [(piece, inner.token_to_id(piece)) for piece in ("[CLS]", "[SEP]")]
    inner.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=inner, model_max_length=longest, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_input_names=["input_ids", "attention_mask", "token_type_ids"],
    )  # fmt: skip
