"""Two libraries that cut text into pieces, behind the one `Tokenizer`."""

import json

import sentencepiece
import tokenizers

from .tokenizer import Tokenizer, nfc

TOKEN_NAMES = {"pad": "pad_token", "unk": "unk_token", "bos": "bos_token", "eos": "eos_token"} | {
    "cls": "cls_token",
    "sep": "sep_token",
    "mask": "mask_token",
}


class FastTokenizer(Tokenizer):
    """Whatever a `tokenizer.json` describes: BPE (koGPT2, GPT-2), WordPiece (BERT), unigram."""

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        inner.no_truncation()
        inner.no_padding()
        self.inner = inner
        super().__init__()

    @property
    def vocab_size(self) -> int:
        return self.inner.get_vocab_size(with_added_tokens=True)

    def piece(self, i: int) -> str:
        return self.inner.id_to_token(i) or ""

    def find(self, piece: str) -> int | None:
        return self.inner.token_to_id(piece)

    def encode(self, text: str) -> list[int]:
        return self.inner.encode(nfc(text), add_special_tokens=False).ids

    def join(self, ids: list[int]) -> str:
        return self.inner.decode(ids, skip_special_tokens=False)

    def files(self) -> dict[str, bytes]:
        """`tokenizer_config.json` names the class outright: without it transformers 5 takes any GPT-2
        tokenizer for a byte-level one and encodes Korean to nothing."""
        names = {TOKEN_NAMES[role]: self.piece(i) for role, i in self.roles.items() if role in TOKEN_NAMES}
        config = {"tokenizer_class": "PreTrainedTokenizerFast", **names}
        return {
            "tokenizer.json": self.inner.to_str().encode(),
            "tokenizer_config.json": json.dumps(config, ensure_ascii=False, indent=1).encode(),
        }


class PieceTokenizer(Tokenizer):
    """A SentencePiece model (KoBERT)."""

    def __init__(self, inner: sentencepiece.SentencePieceProcessor) -> None:
        self.inner = inner
        super().__init__()

    @property
    def vocab_size(self) -> int:
        return int(self.inner.get_piece_size())

    def piece(self, i: int) -> str:
        return self.inner.id_to_piece(i) if 0 <= i < self.vocab_size else ""

    def find(self, piece: str) -> int | None:
        i = int(self.inner.piece_to_id(piece))
        return i if self.inner.id_to_piece(i) == piece else None

    def encode(self, text: str) -> list[int]:
        return list(self.inner.encode(nfc(text)))

    def join(self, ids: list[int]) -> str:
        return str(self.inner.decode(ids))

    def files(self) -> dict[str, bytes]:
        return {"spiece.model": self.inner.serialized_model_proto()}
