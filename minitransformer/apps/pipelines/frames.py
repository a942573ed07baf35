"""Between which marks a model wants its text: each family was taught with its own."""

from dataclasses import dataclass

from ...core.config import BERTConfig, GPTConfig, ModelConfig, Seq2SeqConfig
from ...core.families import BARTConfig, LlamaConfig
from ...data.batching import GPTS
from ...errors import Problem
from ...text.backends import FastTokenizer
from ...text.tokenizer import Tokenizer


@dataclass(frozen=True)
class Framed:
    """A text, and its ids between the marks of a family; `segments` is 1 where the second sentence stands."""

    text: str
    ids: list[int]
    segments: list[int]


def marks(cfg: ModelConfig, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """What stands in front of a text, and what behind it.

    BERT: [CLS] text [SEP].  BART: <s> text </s>.  Marian: text </s>.  Llama: <s> text.  GPT: text.
    """
    if isinstance(cfg, BERTConfig):
        return [tokenizer.cls_id], [tokenizer.sep_id]
    if isinstance(cfg, BARTConfig):
        return [tokenizer.bos_id if cfg.bos_id is None else cfg.bos_id], [cfg.eos_id]
    if isinstance(cfg, Seq2SeqConfig):
        return [], [cfg.eos_id]
    if isinstance(cfg, LlamaConfig):
        return [tokenizer.bos_id if cfg.bos_id is None else cfg.bos_id], []
    return [], []


def taught(cfg: ModelConfig, tokenizer: Tokenizer) -> tuple[list[int], list[int]] | None:
    """The marks that `train classify` teaches a GPT to read, and that its tokenizer.json tells of."""
    start, end = (tokenizer.roles.get(role) for role in GPTS)
    if (
        start is None
        or end is None
        or not (isinstance(cfg, GPTConfig) and isinstance(tokenizer, FastTokenizer))
    ):
        return None
    return ([start], [end]) if tokenizer.marks == [start, end] else None


def frame(
    cfg: ModelConfig,
    tokenizer: Tokenizer,
    text: str,
    first: list[int],
    second: list[int] | None = None,
    *,
    truncate: bool = False,
) -> Framed:
    """The ids of a text, or of two (BERT: [CLS] first [SEP] second [SEP]), between their marks.

    `Problem` for more than the model has positions for, unless `truncate` takes words from the end of the
    longer one; and for a second sentence where the family knows none.
    """
    own = taught(cfg, tokenizer)
    before, after = own or marks(cfg, tokenizer)
    if second is not None and own is None and not isinstance(cfg, BERTConfig):
        raise Problem(
            "only BERT and DistilBERT read two sentences as a pair: leave the second one out",
            "두 문장을 쌍으로 읽는 것은 BERT와 DistilBERT뿐입니다. 두 번째 문장을 빼 주세요.",
        )
    parts = [list(first)] if second is None else [list(first), list(second)]
    most = cfg.max_len - len(before) - len(after) * len(parts)
    words = sum(map(len, parts))
    if words > most and not truncate:
        raise Problem(
            f"the text has {words} tokens, and this model has room for {most}: shorten it, or truncate=True "
            "(--truncate) cuts its end off",
            f"글이 {words}토큰인데 이 모델은 {most}토큰까지 읽습니다. 줄이거나 truncate=True(--truncate)로 "
            "끝을 자르세요.",
        )
    for _ in range(words - most):
        max(reversed(parts), key=len).pop()
    ids, segments = list(before), [0] * len(before)
    for n, part in enumerate(parts):
        ids += [*part, *after]
        segments += [n * knows_segments(cfg)] * (len(part) + len(after))
    return Framed(text, ids, segments)


def knows_segments(cfg: ModelConfig) -> bool:
    """Does the model tell the second of two sentences from the first? DistilBERT does not."""
    return isinstance(cfg, BERTConfig) and cfg.n_segments > 1
