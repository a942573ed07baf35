"""`minitransformer recommend`: a sentence in, songs out."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Problem
from .origin import named_in
from .voice import MAX_SEED, Device, Dtype, Json, Lang, Voice

NAME = "recommend"


def command(
    text: Annotated[str, typer.Argument(help="How you feel, in a sentence.")],
    model: Annotated[str | None, typer.Option(help="A directory or a hub name.")] = None,
    songs: Annotated[Path | None, typer.Option(help="Your own list: title, artist, year, emotion.")] = None,
    count: Annotated[int, typer.Option(min=1, help="How many songs.")] = 5,
    mode: Annotated[str, typer.Option(help="match the mood, or lift it.")] = "match",
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="The same seed gives the same songs.")] = 0,
    device: Device = "cpu",
    dtype: Dtype = "float32",
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Tell the emotion of a sentence, and recommend songs for it.

    Example: minitransformer recommend "오늘은 정말 행복한 하루였어" --mode match
    """
    voice = Voice(lang, as_json)
    if mode not in ("match", "lift"):
        raise Problem(f"--mode {mode}: choose match or lift", f"--mode {mode}: match나 lift를 고르세요")
    with voice.starting():
        from ..apps.care import caring_answer
        from ..apps.emotion import load_emotion_classifier
        from ..apps.kept import choose
        from ..apps.music import recommend
        from ..data import embedded
        from ..data.records import IN_ENGLISH
        from ..data.tables import read_songs
        from ..text.tokenizer import text_of

    text = text_of(text)
    if cared := caring_answer(text):
        voice.tell(cared, markup=False)
        voice.result({"text": text, "emotions": {}, "songs": [], "care": cared})
        return 0
    library = read_songs(songs) if songs else embedded.songs()
    with named_in(model):
        name = choose("emotion", model)
        with voice.busy("reading the model …", "모델을 읽는 중 …"):
            classifier = load_emotion_classifier(name, device=device, dtype=dtype)
    emotions = classifier.judge(text)
    found = recommend(emotions, library, count=count, mode=mode, seed=seed)  # type: ignore[arg-type]
    voice.note(f"model: {name}", f"모델: {name}")
    for emotion, p in sorted(emotions.items(), key=lambda item: -item[1]):
        name = voice.pick(f"{IN_ENGLISH[emotion]:<9}", emotion)
        voice.tell(f"  {name} {'█' * round(30 * p)} {p:.0%}", markup=False)
    voice.tell(voice.pick(found.why_en, found.why_ko), markup=False)
    for i, song in enumerate(found.songs, 1):
        feeling = voice.pick(IN_ENGLISH[song.emotion], song.emotion)
        voice.tell(f"  {i}. {song.title} – {song.artist} ({song.year}) · {feeling}", markup=False)
    voice.result(
        {
            "text": text,
            "emotions": emotions,
            "songs": [{"title": s.title, "artist": s.artist, "emotion": s.emotion} for s in found.songs],
            "why": voice.pick(found.why_en, found.why_ko),
        }
    )
    return 0
