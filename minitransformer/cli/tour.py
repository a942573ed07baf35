"""`minitransformer tour`: everything once, offline, in half a minute."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from .parity import as_table, verdict
from .progress import TrainingBar
from .train import show_scores
from .voice import MAX_SEED, Json, Lang, Voice

if TYPE_CHECKING:
    from ..apps.tour import Step

NAME = "tour"

TEACHING_MINUTES = 0.5


def command(
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of every random choice.")] = 0,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Prove the transformer, talk with a chatbot, fill in words, recommend music, train a classifier.

    Example: minitransformer tour
    """
    voice = Voice(lang, as_json)
    voice.note(
        "minitransformer: a transformer written by hand, proven, and put to use. Half a minute.",
        "minitransformer: 손으로 쓴 트랜스포머를 증명하고, 써 보고, 가르칩니다. 30초쯤 걸립니다.",
    )
    began = time.monotonic()
    steps: list[Step] = []
    for part in (prove, talk, fill, music, teach):
        part(voice, steps, seed)
    seconds = time.monotonic() - began
    summary(voice, steps, seconds)
    ok = all(step.ok for step in steps)
    voice.result(
        {
            "steps": [
                {"name": s.name, "ok": s.ok, "seconds": round(s.seconds, 1), **s.detail} for s in steps
            ],
            "seconds": round(seconds, 1),
            "ok": ok,
        }
    )
    return 0 if ok else 1


def prove(voice: Voice, steps: "list[Step]", seed: int) -> None:
    """The same function as Hugging Face's, for both families."""
    heading(voice, "1. Is it the same function as Hugging Face's?", "1. 허깅페이스와 같은 함수일까?")
    with voice.err.status(voice.pick("loading torch and transformers …", "torch와 transformers를 읽는 중 …")):
        from ..apps import tour

    for name in tour.PROVEN:
        with voice.err.status(name), tour.timed(tour.Step(f"parity {name}")) as step:
            found = tour.prove(name, seed)
        step.ok = found.agrees
        step.detail = {"worst": max(row.error for row in (*found.activations, found.logits))}
        steps.append(step)
        if not steps[:-1]:
            voice.tell(as_table(found, voice))
        voice.tell(f"{found.architecture}: {verdict(found, voice)}")


def talk(voice: Voice, steps: "list[Step]", seed: int) -> None:
    """Three turns with the chatbot."""
    from ..apps import tour

    heading(voice, "2. A chatbot", "2. 챗봇")
    with tour.timed(tour.Step("chat")) as step:
        turns = tour.talk(seed)
        step.ok = all(reply.text.strip() and reply.text != message for message, reply in turns)
        step.detail = {"turns": [{"prompt": message, "reply": reply.text} for message, reply in turns]}
    steps.append(step)
    for message, reply in turns:
        voice.tell(f"  {voice.pick('you', '나')}> {message}", markup=False)
        voice.tell(f"  {voice.pick('bot', '봇')}> {reply.text}", markup=False)


def fill(voice: Voice, steps: "list[Step]", _seed: int) -> None:
    """Words that BERT puts into a blank."""
    from ..apps import tour

    heading(voice, "3. What word is missing?", "3. 빈칸에 들어갈 말은?")
    with tour.timed(tour.Step("fill-mask")) as step:
        guesses = tour.fill_blanks()
        step.ok = all("→" in guess for guess in guesses)
        step.detail = {"guesses": guesses}
    steps.append(step)
    for guess in guesses:
        voice.tell(f"  {guess}", markup=False)


def music(voice: Voice, steps: "list[Step]", seed: int) -> None:
    """The emotion of a sentence, and songs for it."""
    from ..apps import tour

    heading(voice, "4. Emotions, and music for them", "4. 감정, 그리고 어울리는 음악")
    with tour.timed(tour.Step("recommend")) as step:
        moods = tour.songs_for_moods(seed)
        step.ok = any(found.songs for _, _, found in moods)
        step.detail = {"moods": [_as_content(mood, found) for mood, _, found in moods]}
    steps.append(step)
    for mood, _, found in moods:
        voice.tell(f"  “{mood}”", markup=False)
        voice.tell(f"    {voice.pick(found.why_en, found.why_ko)}", markup=False)
        for song in found.songs:
            voice.tell(f"    ♪ {song.title} – {song.artist} ({song.year})", markup=False)


def teach(voice: Voice, steps: "list[Step]", seed: int) -> None:
    """Half a minute of training from random weights."""
    from ..apps import tour
    from ..data.records import EMOTIONS

    heading(
        voice,
        "5. A classifier from random weights, in half a minute",
        "5. 무작위 가중치에서 시작하는 30초짜리 감정 분류기",
    )
    with tour.timed(tour.Step("train emotion")) as step:
        with TrainingBar(voice, voice.pick("emotion", "감정")) as bar:
            trained = tour.teach(TEACHING_MINUTES, seed, bar, voice.language)
        step.ok = trained.metrics["accuracy"] > 1.5 / len(EMOTIONS)
        step.detail = {"out": str(trained.out), "accuracy": trained.metrics["accuracy"]}
    steps.append(step)
    show_scores(trained.metrics, voice)


def summary(voice: Voice, steps: "list[Step]", seconds: float) -> None:
    """What was done, how long it took, and what can be done now."""
    table = Table(title=voice.pick("the tour", "둘러보기 결과"), title_justify="left")
    for column in (voice.pick("step", "단계"), voice.pick("holds", "결과"), voice.pick("seconds", "초")):
        table.add_column(column, justify="left" if not table.columns else "right")
    for step in steps:
        table.add_row(step.name, "✓" if step.ok else "✗", f"{step.seconds:.1f}")
    table.add_section()
    table.add_row(voice.pick("in all", "전체"), "✓" if all(s.ok for s in steps) else "✗", f"{seconds:.1f}")
    voice.tell(table)
    pictures = sorted(str(p) for s in steps if "out" in s.detail for p in Path(s.detail["out"]).glob("*.png"))
    voice.note("pictures:\n  " + "\n  ".join(pictures), "그림:\n  " + "\n  ".join(pictures))
    voice.note(
        'now: minitransformer chat    minitransformer recommend "…"',
        '이제: minitransformer chat    minitransformer recommend "…"',
    )


def heading(voice: Voice, en: str, ko: str) -> None:
    """The title of a part."""
    voice.err.print()
    voice.err.rule(voice.pick(en, ko), align="left")


def _as_content(mood: str, found: Any) -> dict[str, Any]:
    return {"text": mood, "why": found.why_en, "songs": [f"{s.title} – {s.artist}" for s in found.songs]}
