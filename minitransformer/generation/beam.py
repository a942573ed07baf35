"""Beam search: carry the few best beginnings of a text forward, and not only the best (Sutskever et al. 2014,
section 3.2)."""

from collections.abc import Sequence
from typing import Literal

import torch

from ..models.gpt import GPT
from .choose import greedy
from .ends import Ends, ending, ends_of
from .loop import Reason, Written, write
from .processors import NEVER, Processor, apply, log_softmax, some_word
from .writers import GPTWriter, Writer

MOST = 20
"""A length penalty beyond this, either way, would leave the range of a float."""

EarlyStopping = bool | Literal["never"]


def beam_search(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    *,
    beams: int = 4,
    max_new_tokens: int = 50,
    length_penalty: float = 1.0,
    early_stopping: EarlyStopping = False,
    processors: Sequence[Processor] = (),
    eos_id: Ends = None,
    use_cache: bool = True,
) -> list[Written]:
    """Continue each prompt with the most likely text that the search finds (see `search`); one beam is greedy."""
    writer = GPTWriter(model, prompts, use_cache)
    if beams == 1:
        return write(writer, max_new_tokens, greedy, processors, eos_id)
    return search(writer, beams, max_new_tokens, length_penalty, early_stopping, processors, eos_id)


def search(
    writer: Writer,
    beams: int,
    max_new_tokens: int,
    length_penalty: float,
    early_stopping: EarlyStopping,
    processors: Sequence[Processor],
    eos_id: Ends,
) -> list[Written]:
    """The best hypothesis for each text.

    A beam is a beginning that is still open, a hypothesis one that has ended. In every step each beam is
    continued with every word. Of the `beams` best candidates, those that end become hypotheses; the `beams`
    best of those that do not are the next beams. Processors change log-probabilities here, not raw scores.
    """
    if beams < 1 or max_new_tokens < 0 or not -MOST <= length_penalty <= MOST:
        raise ValueError(
            f"beams={beams}, max_new_tokens={max_new_tokens}, length_penalty={length_penalty}: "
            f"at least 1, at least 0, and from {-MOST} to {MOST}"
        )
    prompt, room = writer.ids.shape[1], writer.room().clamp(max=max_new_tokens)
    found = [Hypotheses(beams, n, length_penalty, early_stopping) for n in room.tolist()]
    texts = room.nonzero().squeeze(-1)
    writer.keep(texts)
    log_p = torch.zeros(len(texts), 1, device=texts.device)  # of each beam; at first each text has one
    for length in range(1, max_new_tokens + 1):
        if not len(texts):
            break
        scores = apply(processors, log_softmax(writer.next_scores()), writer.ids, writer.real)
        candidates = some_word((log_p.flatten()[:, None] + scores).reshape(len(texts), -1))
        enough = min(beams * (1 + len(ends_of(eos_id))), candidates.shape[1])  # `beams` of them do not end
        best, place = candidates.topk(enough)
        first_row = torch.arange(len(texts), device=texts.device)[:, None] * log_p.shape[1]
        parent, word = first_row + place // scores.shape[1], place % scores.shape[1]

        said, cut = ending(word, eos_id), (room[texts] == length)[:, None]
        over = (said | cut) & (best > NEVER)
        for i, j in over[:, :beams].nonzero().tolist():
            ids = [*writer.ids[parent[i, j], prompt:].tolist(), int(word[i, j])]
            found[int(texts[i])].add(float(best[i, j]), ids, bool(said[i, j]))

        log_p, going = best.masked_fill(over, NEVER).topk(min(beams, enough))
        best_beam = zip(texts.tolist(), log_p[:, 0].tolist(), strict=True)
        open_ = [i for i, (text, p) in enumerate(best_beam) if not found[text].closed(p, length)]
        writer.keep(parent.gather(1, going)[open_].flatten())
        writer.append(word.gather(1, going)[open_].flatten())
        texts, log_p = texts[open_], log_p[open_]
    return [hypotheses.best_written(max_new_tokens) for hypotheses in found]


class Hypotheses:
    """The best hypotheses of one text, best first. The score of one is log p / length ** length_penalty: with
    1 the mean over its words, with 0 their sum, which longer texts can only lose by."""

    def __init__(self, beams: int, room: int, length_penalty: float, early_stopping: EarlyStopping) -> None:
        self.beams, self.room = beams, room
        self.length_penalty, self.early_stopping = length_penalty, early_stopping
        self.best: list[tuple[float, list[int], bool]] = []

    def score(self, log_p: float, length: int) -> float:
        """How good a text of this length is."""
        return float(log_p / length**self.length_penalty)

    def add(self, log_p: float, ids: list[int], said: bool) -> None:
        """Keep a text that has ended, if it is among the best. `said`: its last token is an end token."""
        new = (self.score(log_p, len(ids)), ids, said)
        self.best = sorted([*self.best, new], key=lambda h: h[0], reverse=True)[: self.beams]

    def closed(self, running: float, length: int) -> bool:
        """Is the search over? `running` is the log-probability of the best beam, which has `length` words.

        It is, once there are as many hypotheses as beams, and: with `early_stopping=True`, at once; else when
        not even the best beam would be among them if it ended. It is scored at its own length, or, with
        "never", at the length that would suit it best.
        """
        if running == NEVER or len(self.best) < self.beams:
            return running == NEVER
        if self.early_stopping is True:
            return True
        patient = self.early_stopping == "never" and self.length_penalty > 0
        return self.score(running, self.room if patient else length) <= self.best[-1][0]

    def best_written(self, max_new_tokens: int) -> Written:
        """The best of them, without its end token."""
        if not self.best:
            return Written([], "positions" if max_new_tokens else "length")
        _, ids, said = self.best[0]
        cut: Reason = "length" if len(ids) == max_new_tokens else "positions"
        return Written(ids[:-1], "eos") if said else Written(ids, cut)
