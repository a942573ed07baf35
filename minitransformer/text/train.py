"""Learn a vocabulary from a corpus, for the models that are trained from scratch."""

from collections.abc import Iterable

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from .backends import FastTokenizer

DIALOGUE_TOKENS = ("<s>", "</s>", "<usr>", "<pad>", "<sys>", "<unk>", "<mask>")
"""koGPT2's special tokens with koGPT2's ids, 0 to 6."""

BERT_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def train_bpe(texts: Iterable[str], vocab_size: int) -> FastTokenizer:
    """Byte-pair encoding on characters (Sennrich et al. 2016), in the layout of koGPT2's tokenizer."""
    inner = Tokenizer(models.BPE(unk_token="<unk>"))
    inner.normalizer = normalizers.NFC()
    inner.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(), _punctuation_apart()])
    inner.decoder = decoders.Metaspace()
    inner.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocab_size, special_tokens=_special(DIALOGUE_TOKENS), show_progress=False
        ),
    )
    return FastTokenizer(inner)


def train_wordpiece(texts: Iterable[str], vocab_size: int) -> FastTokenizer:
    """WordPiece in BERT's layout: cased, Hangul kept whole."""
    inner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    inner.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    inner.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    inner.decoder = decoders.WordPiece()
    inner.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=vocab_size, special_tokens=_special(BERT_TOKENS), show_progress=False
        ),
    )
    return FastTokenizer(inner)


def _special(pieces: Iterable[str]) -> list[AddedToken]:
    return [AddedToken(piece, special=True, normalized=False) for piece in pieces]


def _punctuation_apart() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Split(Regex(r"[^\w\s▁]"), behavior="isolated")
