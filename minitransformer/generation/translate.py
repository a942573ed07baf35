"""An encoder-decoder at work: source ids in, target ids out."""

from collections.abc import Sequence

from ..errors import Problem
from ..models.seq2seq import Seq2Seq
from .beam import EarlyStopping, search
from .choose import Choose, greedy
from .loop import Written, write
from .processors import Processor
from .writers import Seq2SeqWriter


def translate(
    model: Seq2Seq,
    sources: Sequence[Sequence[int]],
    *,
    beams: int = 1,
    max_new_tokens: int = 128,
    length_penalty: float = 1.0,
    early_stopping: EarlyStopping = False,
    choose: Choose = greedy,
    processors: Sequence[Processor] = (),
    use_cache: bool = True,
) -> list[Written]:
    """Write the target of each source: word by word, or with more than one beam by beam search.

    Sources may differ in length; each is translated as if it were alone. Raises `Problem` for a source that
    is empty, or longer than the model's positions.
    """
    if beams > 1 and choose is not greedy:
        raise ValueError("beam search takes the best beams: give either beams or choose")
    for number, source in enumerate(sources, 1):
        _check_source(number, len(source), model.cfg.max_len)
    writer = Seq2SeqWriter(model, sources, use_cache)
    eos_id = model.cfg.eos_id
    if beams == 1:
        return write(writer, max_new_tokens, choose, processors, eos_id)
    return search(writer, beams, max_new_tokens, length_penalty, early_stopping, processors, eos_id)


def _check_source(number: int, length: int, max_len: int) -> None:
    if not length:
        raise Problem(
            f"source {number} is empty: give it at least one token",
            f"{number}번째 원문이 비어 있습니다. 한 토큰 이상 주세요.",
        )
    if length > max_len:
        raise Problem(
            f"source {number} has {length} tokens, but this model reads {max_len}: shorten it",
            f"{number}번째 원문은 {length}토큰인데 이 모델은 {max_len}토큰까지 읽습니다. 줄여 주세요.",
        )
