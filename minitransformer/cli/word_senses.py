"""`minitransformer run feature-extraction --word`: one word in two contexts, or in many."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from ..errors import Problem
from .voice import Voice

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..data.senses import Usage
    from ..models.base import Model
    from ..text.tokenizer import Tokenizer


def tell_senses(
    voice: Voice,
    model: "Model",
    tokenizer: "Tokenizer",
    name: str,
    word: str,
    texts: list[str],
    picture: Path | None,
) -> int:
    """One word in two contexts of one's own, or in all those that come with the package."""
    told = in_two(voice, model, tokenizer, word, texts) if texts else in_many(voice, model, tokenizer, word)
    draw, result = told
    if picture is not None:
        from ..plots.canvas import save

        save(draw(), picture)
        voice.note(f"picture: {picture}", f"그림: {picture}")
    voice.result({"task": "feature-extraction", "model": name, "results": [result]})
    return 0


def in_two(
    voice: Voice, model: "Model", tokenizer: "Tokenizer", word: str, texts: Sequence[str]
) -> tuple[Callable[[], "Figure"], dict[str, Any]]:
    """The cosine of the word's two vectors, from the table and layer by layer."""
    from ..apps.polysemy import in_two_contexts
    from ..apps.sights import in_korean

    if len(texts) != 2:
        raise Problem(
            f"--word compares two sentences, and there are {len(texts)}: give two, or none for those that "
            "come with the package",
            f"--word는 문장 두 개를 견줍니다. 지금은 {len(texts)}개입니다. 두 개를 주거나, 들어 있는 문장을 "
            "쓰려면 비워 두세요.",
        )
    first, second = texts
    alike = in_two_contexts(model, tokenizer, word, first, second)
    table = Table()
    table.add_column(voice.pick("seen in", "보는 곳"))
    table.add_column(voice.pick("cosine of the two vectors", "두 벡터의 코사인"))
    for way, cosine in alike.items():
        table.add_row(voice.pick(way, in_korean(way)), f"{cosine:.4f}")
    voice.tell(table)
    voice.tell(
        voice.pick(
            "1: the same vector, whatever the sentence. The lower, the more the sentence changes the word.",
            "1이면 문장과 상관없이 같은 벡터입니다. 낮을수록 문장에 따라 낱말의 벡터가 달라집니다.",
        ),
        markup=False,
    )

    def draw() -> "Figure":
        from ..apps.senses_picture import picture_of_contexts

        return picture_of_contexts(alike, word, voice.language)

    return draw, {"word": word, "texts": list(texts), "cosines": dict(alike)}


def in_many(
    voice: Voice, model: "Model", tokenizer: "Tokenizer", word: str
) -> tuple[Callable[[], "Figure"], dict[str, Any]]:
    """The sentences of each sense, and whether the nearest neighbour of a usage has its sense."""
    from ..apps.polysemy import senses
    from ..data.senses import embedded_senses

    known = embedded_senses()
    usages = [u for u in known if u.word == word]
    if not usages:
        words = ", ".join(dict.fromkeys(u.word for u in known))
        raise Problem(
            f"no sentences with {word} come with the package: give two of your own, or choose {words}",
            f"낱말 {word}: 미리 준비된 문장이 없습니다. 문장 두 개를 직접 주거나 {words} 중에서 고르세요.",
        )
    with voice.busy(f"reading {len(usages)} sentences …", f"문장 {len(usages)}개를 읽는 중 …"):
        found = senses(model, tokenizer, usages)
    voice.tell(sentences_by_sense(voice, usages))
    table = Table()
    for heading in (
        voice.pick("seen in", "보는 곳"),
        voice.pick("cosine, same sense", "같은 뜻의 코사인"),
        voice.pick("cosine, different senses", "다른 뜻의 코사인"),
        voice.pick("neighbours in the same sense", "이웃이 같은 뜻"),
    ):
        table.add_column(heading)
    for sight in found.sights:
        low, high = sight.interval()
        right = f"{sight.accuracy:.0%} [{low:.0%}, {high:.0%}]".replace("[", r"\[")
        table.add_row(
            voice.pick(sight.name, sight.korean), f"{sight.within:.4f}", f"{sight.between:.4f}", right
        )
    voice.tell(table)
    voice.tell(voice.pick(*found.verdict), markup=False)
    shown = [{"sense": u.sense, "english": u.english, "text": u.text} for u in usages]

    def draw() -> "Figure":
        from ..apps.senses_picture import picture_of_senses

        return picture_of_senses(found, voice.language)

    return draw, {"word": word, "sentences": shown, **found.to_json()}


def sentences_by_sense(voice: Voice, usages: Sequence["Usage"]) -> Table:
    """What is compared: every sentence, under its sense."""
    table = Table()
    table.add_column(voice.pick("sense", "뜻"))
    table.add_column(voice.pick("sentence", "문장"))
    before = ""
    for usage in sorted(usages, key=lambda u: [v.sense for v in usages].index(u.sense)):
        sense = voice.pick(f"{usage.sense} ({usage.english})", usage.sense)
        if before and sense != before:
            table.add_section()
        table.add_row(sense if sense != before else "", Text(usage.text))
        before = sense
    return table
