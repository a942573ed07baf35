"""A whole chatbot training run: split, teach, look, talk, draw, keep."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..core.parts import Parts
from ..data.records import Dialogue
from ..data.split import split_dialogues
from ..errors import Problem
from ..models.gpt import GPT
from ..plots.canvas import save as save_picture
from ..plots.curves import loss_curve
from ..pretrained import load, save
from ..text.tokenizer import Tokenizer
from ..training.fit import fit
from ..training.plan import History, Plan, Progress
from .chatbot import DEMONSTRATION, Chatbot
from .teach_chatbot import READING_EPOCHS, Size, chatbot_task, new_chatbot


@dataclass(frozen=True)
class Trained:
    """What a run leaves behind."""

    out: Path
    history: History
    metrics: dict[str, Any]
    guessing: float  # the loss of a model that has learnt nothing


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
) -> Trained:
    """Train on dialogues from `source` (a size to start from nothing, or a pretrained model's name).

    The held-out tenth shares no question and no answer with the rest. The model, its card, the loss curve
    and the replies to the fixed prompts are kept in `out`.
    """
    train, heldout = split_dialogues(dialogues, seed=plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = _start(source, train, generator, parts)
    if resume:
        check_same_run(out, tokenizer)
    task = chatbot_task(
        tokenizer,
        train,
        heldout,
        batch_size=batch_size,
        max_len=model.cfg.max_len,
        reading_epochs=min(READING_EPOCHS, plan.epochs // 2) if isinstance(source, Size) else 0,
    )
    history = fit(model, task, plan, out=out, tokenizer=tokenizer, resume=resume, on_step=on_step)
    check_learnt(history)
    save(model, tokenizer, out)
    replies = demonstrate(Chatbot(model, tokenizer), plan.seed)
    metrics: dict[str, Any] = {**history.kept(plan), "replies": replies}
    card = {
        "kind": "chatbot",
        "data": {"name": data_name, "train": len(train), "heldout": len(heldout)},
        "recipe": {**vars(plan), "batch_size": batch_size, "source": str(source)},
        "scores": metrics,
    }
    save(model, tokenizer, out, card)
    save_picture(draw_history(history), out / "loss.png")
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


def check_same_run(out: Path, tokenizer: Tokenizer) -> None:
    """Raise `Problem` where a checkpoint's ids stand for other pieces than this tokenizer's."""
    files = tokenizer.files().items()
    kept = [(folder / name, content) for folder in out.glob("checkpoints/step-*") for name, content in files]
    if any(path.exists() and path.read_bytes() != content for path, content in kept):
        raise Problem(
            f"the checkpoint in {out} was made from other data, or with another --size, --model or --seed: "
            "give the same ones, or start without --resume",
            f"{out}의 체크포인트는 다른 데이터나 다른 --size, --model, --seed로 만든 것입니다. 같은 것을 주거나 "
            "--resume 없이 시작하세요.",
        )


def check_learnt(history: History) -> None:
    """Raise `Problem` where training ended in numbers that are none: such a model is not kept."""
    if history.best is None or not math.isfinite(history.best["heldout_loss"]):
        raise Problem(
            f"after {history.steps} steps the loss is no number any more, and nothing was kept: lower --lr",
            f"{history.steps}스텝 뒤 손실이 숫자가 아니게 되어 저장하지 않았습니다. --lr을 낮춰 주세요.",
        )


def draw_history(history: History) -> Any:
    """Training and held-out loss against steps."""
    return loss_curve(
        list(range(1, history.steps + 1)),
        history.train_loss,
        [look["step"] for look in history.heldout],
        [look["heldout_loss"] for look in history.heldout],
    )
