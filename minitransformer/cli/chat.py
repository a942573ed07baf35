"""`minitransformer chat`: talk with a chatbot, one line at a time."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Problem
from .origin import named_in
from .voice import MAX_SEED, Device, Dtype, Json, Lang, PipeClosed, Voice

if TYPE_CHECKING:
    import torch

    from ..apps.chatbot import Chatbot, Style

NAME = "chat"
HINT = (
    "Ctrl-C stops an answer; Ctrl-D or /quit leaves; /help says more",
    "Ctrl-C: 대답 멈추기, Ctrl-D 또는 /quit: 나가기, /help: 도움말",
)
HELP = (
    "  a sentence  is answered\n  /help       shows this\n  /quit       leaves, as Ctrl-D does\n"
    "  Ctrl-C      stops an answer",
    "  문장    챗봇이 대답합니다\n  /help   이 도움말을 보여 줍니다\n  /quit   나갑니다(Ctrl-D와 같음)\n"
    "  Ctrl-C  대답을 멈춥니다",
)


def command(
    model: Annotated[str | None, typer.Option(help="A directory or a hub name.")] = None,
    once: Annotated[str | None, typer.Option(help="Answer this one message and end.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="The same seed gives the same answers.")] = 0,
    top_k: Annotated[int, typer.Option(min=0, help="Choose among the k best words; 0: among all.")] = 10,
    top_p: Annotated[
        float,
        typer.Option(min=0.01, max=1.0, help="Choose among the likeliest words that have p together."),
    ] = 1.0,
    temperature: Annotated[float, typer.Option(min=0.0, help="0: always the best word.")] = 0.5,
    beams: Annotated[
        int,
        typer.Option(min=1, max=20, help="Compare so many beginnings of the answer; nothing is drawn then."),
    ] = 1,
    max_length: Annotated[int, typer.Option(min=1, help="At most so many tokens an answer.")] = 50,
    turns: Annotated[int, typer.Option(min=0, help="How many earlier turns it remembers.")] = 0,
    device: Device = "cpu",
    dtype: Dtype = "float32",
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Talk. Ctrl-C stops an answer, Ctrl-D or /quit leaves.

    Example: minitransformer chat --once "오늘 너무 힘들었어"
    """
    voice = Voice(lang, as_json)
    if as_json and once is None:
        raise Problem("--json needs --once TEXT", "--json은 --once와 함께 써야 합니다")
    if once is not None:
        with voice.starting():
            from ..text.tokenizer import text_of

        once = text_of(once)
    with voice.starting():
        import torch

        from ..apps.care import caring_answer
        from ..apps.chatbot import Reply, Style

    if once is not None and (cared := caring_answer(once)):  # whether or not there is a model
        voice.tell(cared, markup=False)
        voice.result({"prompt": once, "reply": cared, "tokens": 0, "seconds": 0.0, "reason": "care"})
        return 0

    style = Style(
        temperature, top_k or None, top_p if top_p < 1 else None, max_new_tokens=max_length, beams=beams
    )
    bot = load_bot(model, voice, device, dtype)
    generator = torch.Generator().manual_seed(seed)
    if once is None:
        return converse(bot, voice, style, generator, turns)
    reply = Reply()
    for text in bot.stream(once, reply, generator, style):
        if not as_json:
            _show(text)
    voice.tell("")
    voice.result(
        {
            "prompt": once,
            "reply": reply.text,
            "tokens": reply.tokens,
            "seconds": round(reply.seconds, 3),
            "reason": reply.reason,
        }
    )
    return 0


def load_bot(model: str | None, voice: Voice, device: str, dtype: str) -> "Chatbot":
    """The chatbot to talk with, whichever way it was named."""
    with named_in(model), voice.busy("reading the model …", "모델을 읽는 중 …"):
        from ..apps.chatbot import Chatbot
        from ..apps.forms import form_of
        from ..apps.kept import choose
        from ..models.gpt import GPT
        from ..models.onednn import by_onednn
        from ..pretrained import load

        name = choose("chatbot", model)
        loaded, tokenizer = load(name, device=device, dtype=dtype)
        if not isinstance(loaded, GPT):
            kind = type(loaded).__name__
            raise Problem(
                f"{name} is a {kind}, and only a GPT can talk: name one with --model",
                f"{name} 모델은 {kind}입니다. 대화는 GPT만 할 수 있으니 --model로 GPT를 지정해 주세요.",
            )
    voice.note(f"model: {name}", f"모델: {name}")
    return Chatbot(by_onednn(loaded), tokenizer, form_of(tokenizer, name))


def converse(bot: "Chatbot", voice: Voice, style: "Style", generator: "torch.Generator", turns: int) -> int:
    """Read a line, answer it, until the end of input. Lines come whole, so Hangul is typed as anywhere."""
    from ..apps.chatbot import Reply

    voice.note(*HINT)
    history: list[tuple[str, str]] = []
    while True:
        try:
            message = input(voice.pick("you> ", "나> ")).strip()
        except EOFError:
            _show("\n")
            return 0
        except KeyboardInterrupt:
            voice.note("\nCtrl-D or /quit leaves", "\n나가려면 Ctrl-D 또는 /quit")
            continue
        if message == "/quit":
            return 0
        if message == "/help":
            voice.note(*HELP)
        if not message or message == "/help":
            continue
        reply = Reply()
        try:
            _show(voice.pick("bot> ", "봇> "))
            for text in bot.stream(message, reply, generator, style, history[-turns:] if turns else ()):
                _show(text)
            _show("\n")
        except KeyboardInterrupt:
            _show(voice.pick(" … (stopped)\n", " … (멈춤)\n"))
        except Problem as problem:
            _show("\n")
            voice.note(problem.en, problem.ko)
            continue
        if reply.reason != "care":
            history.append((message, reply.text))


def _show(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as e:
        raise PipeClosed from e
