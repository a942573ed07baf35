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
    """WordPiece in BERT's layout: cased, Hangul kept whole. The same texts give the same vocabulary.

    Left to itself, the trainer numbers the characters that continue a word in the order of a hash table,
    and breaks ties between merges by number; so those characters get their numbers here, as if special.
    """
    texts, inner = list(texts), _wordpiece({})
    words = {
        word
        for text in texts
        for word, _ in inner.pre_tokenizer.pre_tokenize_str(inner.normalizer.normalize_str(text))
    }
    continuing = sorted({f"##{character}" for word in words for character in word[1:]})
    inner.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=vocab_size, special_tokens=[*BERT_TOKENS, *continuing], show_progress=False
        ),
    )
    trained = _wordpiece(inner.get_vocab())
    trained.add_special_tokens(_special(BERT_TOKENS))
    return FastTokenizer(trained)


def train_bytes(texts: Iterable[str], vocab_size: int) -> FastTokenizer:
    """Byte-pair encoding on bytes, in the layout of GPT-2's tokenizer (Radford et al. 2019, section 2.2)."""
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    inner.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=vocab_size, initial_alphabet=alphabet, show_progress=False)
    )
    return FastTokenizer(inner)


def _wordpiece(vocabulary: dict[str, int]) -> Tokenizer:
    inner = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    inner.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    inner.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    inner.decoder = decoders.WordPiece()
    return inner


def _special(pieces: Iterable[str]) -> list[AddedToken]:
    return [AddedToken(piece, special=True, normalized=False) for piece in pieces]


def _punctuation_apart() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Split(Regex(r"[^\w\s▁]"), behavior="isolated")
