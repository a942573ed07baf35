"""A whole chatbot training run: split, teach, look, talk, draw, keep."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import torch

from ..core.parts import Parts
from ..data.records import Dialogue
from ..data.split import split_dialogues
from ..errors import Problem
from ..models.gpt import GPT
from ..pretrained import load
from ..text.tokenizer import Tokenizer
from ..training.plan import Plan, Progress
from .chatbot import DEMONSTRATION, Chatbot
from .run import Run, Trained, identify
from .size import Size
from .teach_chatbot import AVERAGE, chatbot_task, new_chatbot


def train_chatbot(
    dialogues: Sequence[Dialogue],
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    data_name: str,
    batch_size: int = 32,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    language: str = "en",
) -> Trained:
    """Train on dialogues from `source` (a size to start from nothing, or a pretrained model's name).

    The held-out tenth shares no question and no answer with the rest. The model, its card, the loss curve
    and the replies to the fixed prompts are kept in `out`.
    """
    train, heldout = split_dialogues(dialogues, seed=plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = _start(source, train, generator, parts)
    fresh = isinstance(source, Size)
    plan = replace(plan, average=AVERAGE if fresh else None)
    task = chatbot_task(
        tokenizer,
        train,
        heldout,
        batch_size=batch_size,
        max_len=model.cfg.max_len,
        questions_count=fresh,
    )
    identity = identify(data_name, [list(train), list(heldout)], source, batch_size, tokenizer)
    run = Run("chatbot", model, tokenizer, plan, out, identity, language)
    history = run.train(task, resume, on_step)
    replies = demonstrate(Chatbot(model, tokenizer), plan.seed)
    data = {"name": data_name, "train": len(train), "heldout": len(heldout)}
    metrics = run.write_down(history, data, {"replies": replies})
    return Trained(out, history, metrics, math.log(model.cfg.vocab_size))


def demonstrate(bot: Chatbot, seed: int) -> dict[str, str]:
    """The replies to the fixed prompts; a model of another language cannot read them, and is asked nothing."""
    replies = {}
    for prompt in DEMONSTRATION:
        with suppress(Problem):
            replies[prompt] = bot.reply(prompt, torch.Generator().manual_seed(seed)).text
    return replies


def _start(
    source: Size | str, train: Sequence[Dialogue], generator: torch.Generator, parts: Parts
) -> tuple[GPT, Tokenizer]:
    if isinstance(source, Size):
        return new_chatbot(train, source, generator, parts)
    model, tokenizer = load(source, parts=parts)
    if not isinstance(model, GPT):
        raise Problem(
            f"{source} is no language model of the GPT kind: a chatbot needs one, such as skt/kogpt2-base-v2",
            f"{source}은(는) GPT 계열 언어 모델이 아닙니다. skt/kogpt2-base-v2 같은 모델을 주세요.",
        )
    return model, tokenizer
