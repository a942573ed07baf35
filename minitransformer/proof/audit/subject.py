"""A model as an audit sees it: token ids in, scores out, whoever wrote it."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from ...core.cache import Cache
from ...models.base import Model
from ...models.gpt import GPT, GPTBody
from ...models.seq2seq import Seq2Seq
from ..reference import quiet

Scores = Callable[[Tensor, Tensor], Tensor]
"""(ids, which of them are real) -> a row of scores at every place, or one for the whole text."""

LENGTH = 9


@dataclass(frozen=True)
class Subject:
    """A copy of the model in float64, and how it is called. What it cannot do is None."""

    name: str
    module: nn.Module
    vocab_size: int
    max_len: int | None
    looks_back: bool
    scores: Scores
    everything: Callable[
        [Tensor], Tensor
    ]  # all that comes out for ids alone, so that every weight has a part
    padded: bool = True  # does it know which ids are real?
    placed: Scores | None = None  # the same, with the positions counted by the caller
    onward: Callable[[Tensor, Tensor, list[int]], Tensor] | None = (
        None  # with a cache, in steps of such lengths
    )
    at_every_place: bool = True

    @cached_property
    def ids(self) -> Tensor:
        """Three texts without padding, all of whose neighbours differ."""
        generator = torch.Generator().manual_seed(0)
        length = LENGTH if self.max_len is None else min(LENGTH, self.max_len - 3)
        ids = torch.randint(3, self.vocab_size, (3, max(length, 4)), generator=generator)
        step = torch.arange(ids.shape[1]) % 3
        return 3 + (ids - 3 - ids % 3 + step) % (self.vocab_size - 5)

    @cached_property
    def right(self) -> Tensor:
        """What the model says of them."""
        return self.of(self.ids)

    def of(self, ids: Tensor, real: Tensor | None = None) -> Tensor:
        """Scores, without a gradient and without dropout."""
        ids = ids.clone()  # whoever writes over them, must not write over ours
        with torch.no_grad(), quiet():
            return self.scores(ids, torch.ones_like(ids, dtype=torch.bool) if real is None else real)

    def other(self, ids: Tensor) -> Tensor:
        """Other words."""
        return 3 + (ids - 3 + 1) % (self.vocab_size - 3)


def subjects(model: Any, **known: Any) -> Iterator[Subject]:
    """What there is to audit: one model, or the two halves of an encoder-decoder."""
    module = copy.deepcopy(model).double().eval()
    if isinstance(module, Seq2Seq):
        yield from _our_halves(module)
    elif isinstance(module, Model):
        yield _ours(module)
    elif hasattr(module, "config"):
        yield from _theirs(module)
    else:
        yield _plain(module, **known)


def first(out: Any) -> Tensor:
    """The scores among what a model returns."""
    if isinstance(out, tuple):
        return first(out[0])
    if hasattr(out, "start_logits"):
        return torch.stack([out.start_logits, out.end_logits], -1)
    return out if isinstance(out, Tensor) else first(out[0])


def together(out: Any) -> Tensor:
    """All numbers that a model returns, in one row; what it remembers for later is not among them."""
    if isinstance(out, Tensor):
        return out.flatten()
    parts = out.values() if hasattr(out, "values") else out
    return torch.cat([together(part) for part in parts if isinstance(part, Tensor | tuple)])


def _ours(model: Any) -> Subject:
    text = type(model).__name__.endswith(("Classification", "NextSentence"))

    def onward(ids: Tensor, real: Tensor, steps: list[int]) -> Tensor:
        cache, done, said = Cache(model.cfg.n_layers), 0, []
        for step in steps:
            said.append(model(ids[:, done : done + step], real[:, : done + step], cache))
            done += step
        return torch.cat(said, 1)

    return Subject(
        type(model).__name__,
        model,
        model.cfg.vocab_size,
        model.cfg.max_len,
        isinstance(model, GPTBody),
        lambda ids, real: first(model(ids, real)),
        lambda ids: together(model(ids)),
        onward=onward if isinstance(model, GPT) else None,
        at_every_place=not text,
    )


def _our_halves(model: Seq2Seq) -> Iterator[Subject]:
    name, cfg = type(model).__name__, model.cfg
    source = torch.arange(3, min(11, cfg.vocab_size))[None]

    def decode(ids: Tensor, real: Tensor) -> Tensor:
        return model(source.expand(len(ids), -1), ids, None, real)

    def onward(ids: Tensor, real: Tensor, steps: list[int]) -> Tensor:
        memory, cache = model.encode(source.expand(len(ids), -1)), Cache(cfg.n_decoder_layers)
        done, said = 0, []
        for step in steps:
            part = ids[:, done : done + step]
            said.append(model.unembed(model.decode(part, memory, None, real[:, : done + step], cache)))
            done += step
        return torch.cat(said, 1)

    yield Subject(
        f"{name}, encoder", model, cfg.vocab_size, cfg.max_len, False, model.encode,
        lambda ids: together(model(ids, ids)),
    )  # fmt: skip
    yield Subject(
        f"{name}, decoder", model, cfg.target_words, cfg.max_len, True, decode,
        lambda ids: together(model(ids, ids)), onward=onward,
    )  # fmt: skip


DECODERS = ("gpt2", "gpt_neox", "llama")
ONE_A_TEXT = ("SequenceClassification", "NextSentencePrediction", "MultipleChoice")


def _theirs(model: Any) -> Iterator[Subject]:
    name, cfg = type(model).__name__, model.config
    length = getattr(cfg, "max_position_embeddings", None)
    if cfg.is_encoder_decoder:
        yield from _their_halves(model)
        return
    looks_back = cfg.model_type in DECODERS or name.endswith(("CausalLM", "LMHeadModel"))
    if cfg.pad_token_id is None:
        cfg.pad_token_id = 0  # a classifier finds the last word by it

    def placed(ids: Tensor, real: Tensor) -> Tensor:
        positions = (real.long().cumsum(-1) - 1).clamp(min=0)
        return first(model(input_ids=ids, attention_mask=real.long(), position_ids=positions))

    def onward(ids: Tensor, real: Tensor, steps: list[int]) -> Tensor:
        past, done, said = None, 0, []
        positions = (real.long().cumsum(-1) - 1).clamp(min=0)
        for step in steps:
            now = slice(done, done + step)
            out = model(
                input_ids=ids[:, now], attention_mask=real[:, : done + step].long(), past_key_values=past,
                position_ids=positions[:, now], use_cache=True,
            )  # fmt: skip
            past, done = out.past_key_values, done + step
            said.append(out.logits)
        return torch.cat(said, 1)

    writes = looks_back and name.endswith(("CausalLM", "LMHeadModel"))
    yield Subject(
        name,
        model,
        cfg.vocab_size,
        length,
        looks_back,
        lambda ids, real: first(model(input_ids=ids, attention_mask=real.long())),
        lambda ids: together(model(input_ids=ids)),
        placed=placed if looks_back else None,
        onward=onward if writes else None,
        at_every_place=not name.endswith(tuple(f"For{kind}" for kind in ONE_A_TEXT)),
    )


def _their_halves(model: Any) -> Iterator[Subject]:
    name, cfg = type(model).__name__, model.config
    source = torch.arange(3, min(11, cfg.vocab_size))[None]
    length, encoder = cfg.max_position_embeddings, model.get_encoder()

    def decode(ids: Tensor, real: Tensor) -> Tensor:
        out = model(
            input_ids=source.expand(len(ids), -1), decoder_input_ids=ids, decoder_attention_mask=real.long()
        )
        return first(out)

    def everything(ids: Tensor) -> Tensor:
        return first(model(input_ids=ids, decoder_input_ids=ids)).flatten()

    yield Subject(
        f"{name}, encoder", model, cfg.vocab_size, length, False,
        lambda ids, real: encoder(input_ids=ids, attention_mask=real.long()).last_hidden_state, everything,
    )  # fmt: skip
    yield Subject(f"{name}, decoder", model, cfg.vocab_size, length, True, decode, everything)


def _plain(
    module: nn.Module, *, vocab_size: int, max_len: int | None = None, looks_back: bool = True
) -> Subject:
    return Subject(
        type(module).__name__,
        module,
        vocab_size,
        max_len,
        looks_back,
        lambda ids, _real: first(module(ids)),
        lambda ids: together(module(ids)),
        padded=False,
    )
