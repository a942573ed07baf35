"""The sets that were written for this project and come with it; a song's emotion is an opinion."""

from importlib.resources import as_file, files
from pathlib import Path

from ..records import Dialogue, EmotionExample, Song, Translation
from ..tables import open_table, read_dialogues, read_songs
from ..translations import read_translations


def emotions() -> list[EmotionExample]:
    """Korean sentences in the first person, each with an emotion, a topic and a register."""
    with as_file(files(__package__) / "emotions.csv") as path:
        lines = open_table(Path(path)).select("text", "emotion", "topic", "register")
    return [EmotionExample(*cells) for _, cells in lines]


def dialogues() -> list[Dialogue]:
    """Korean questions and answers."""
    with as_file(files(__package__) / "dialogues.csv") as path:
        return read_dialogues(Path(path))


def songs() -> list[Song]:
    """Well-known songs, each with an emotion."""
    with as_file(files(__package__) / "songs.csv") as path:
        return read_songs(Path(path))


def translations() -> list[Translation]:
    """Everyday English sentences and their Korean ones (해요체), in few words that keep coming back."""
    with as_file(files(__package__) / "translations.csv") as path:
        return read_translations(Path(path))
