"""`minitransformer run feature-extraction --word`: one word in two contexts, or in many."""

from typing import TYPE_CHECKING, Any

from rich.table import Table

from ..errors import Problem
from .voice import Voice

if TYPE_CHECKING:
    from ..models.base import Model
    from ..text.tokenizer import Tokenizer


def tell_senses(
    voice: Voice, model: "Model", tokenizer: "Tokenizer", name: str, word: str, texts: list[str]
) -> int:
    """One word in two contexts of one's own, or in all those that come with the package."""
    from ..apps.polysemy import in_two_contexts, senses
    from ..apps.sights import in_korean
    from ..data.senses import embedded_senses

    table = Table()
    table.add_column("")
    if texts:
        if len(texts) != 2:
            raise Problem(
                f"--word compares two sentences, and there are {len(texts)}: give two, or none for those that "
                "come with the package",
                f"--word는 문장 두 개를 견줍니다. 지금은 {len(texts)}개입니다. 두 개를 주거나, 들어 있는 문장을 "
                "쓰려면 비워 두세요.",
            )
        alike = in_two_contexts(model, tokenizer, word, *texts)
        table.add_column(voice.pick("cosine of the two vectors", "두 벡터의 코사인"))
        for way, cosine in alike.items():
            table.add_row(voice.pick(way, in_korean(way)), f"{cosine:.4f}")
        voice.tell(table)
        result: dict[str, Any] = {"word": word, "texts": texts, "cosines": dict(alike)}
    else:
        known = embedded_senses()
        usages = [u for u in known if u.word == word]
        if not usages:
            words = ", ".join(dict.fromkeys(u.word for u in known))
            raise Problem(
                f"no sentences with {word} come with the package: give two of your own, or choose {words}",
                f"{word}이(가) 든 문장은 들어 있지 않습니다. 문장 두 개를 직접 주거나 {words} 중에서 고르세요.",
            )
        found = senses(model, tokenizer, usages)
        for heading in (
            voice.pick("same sense", "같은 뜻"),
            voice.pick("different senses", "다른 뜻"),
            voice.pick("neighbours right", "이웃이 맞음"),
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
        result = {"word": word, **found.to_json()}
    voice.result({"task": "feature-extraction", "model": name, "results": [result]})
    return 0
