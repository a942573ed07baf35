"""`minitransformer data encode`: texts as token ids on disk, once for many trainings."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Problem
from .voice import Json, Lang, Voice

NAME = "encode"
BETWEEN_WORDS = 500


def command(
    texts: Annotated[list[str], typer.Argument(help="Texts by name, and text files.")],
    out: Annotated[Path, typer.Option(help="The folder to make.")] = Path("token-ids"),
    tokenizer: Annotated[
        str, typer.Option(help="Whose tokenizer: a directory, a hub name, or a model of the package.")
    ] = "pocket-gpt-ko",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Encode anew what --out holds.")] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Encode texts once, as token ids on disk that `train clm --data FOLDER` reads piece by piece.

    Example: minitransformer data encode mine.txt --tokenizer pocket-gpt-ko --out mine-ids
    """
    voice = Voice(lang, as_json)
    with voice.starting():
        from ..data.corpus import documents_of
        from ..data.token_writing import write_tokens
        from ..pretrained import load_tokenizer
    check(out, overwrite)
    with voice.busy("reading the tokenizer …", "토크나이저를 읽는 중 …"):
        loaded = load_tokenizer(tokenizer)
        loaded.special("eos")  # stands between documents: told now if there is none, not when all is encoded
    with voice.busy("reading …", "읽는 중 …") as show:

        def told(done: int, of: int) -> None:
            if done % BETWEEN_WORDS:
                return
            if of:
                show(voice.pick(f"encoding: {done / of:.0%}", f"인코딩 중: {done / of:.0%}"))
            else:
                show(voice.pick(f"reading: {done:,} documents", f"읽는 중: 문서 {done:,}개"))

        notes = write_tokens(lambda: documents_of(*texts), texts, loaded, out, told)
    size = sum(path.stat().st_size for path in out.iterdir())
    voice.tell(
        voice.pick(
            f"{notes['documents']:,} different documents, {notes['tokens']:,} tokens, {size / 2**20:.1f} MB: {out}",
            f"서로 다른 문서 {notes['documents']:,}개, 토큰 {notes['tokens']:,}개, {size / 2**20:.1f} MB: {out}",
        ),
        markup=False,
    )
    voice.note(
        f"train on it: minitransformer train clm --data {out}",
        f"이것으로 학습하기: minitransformer train clm --data {out}",
    )
    voice.result({**notes, "bytes": size, "out": str(out)})
    return 0


def check(out: Path, overwrite: bool) -> None:
    """Nothing is replaced unasked, and nothing but encoded texts at all."""
    from ..data.token_file import NOTES, PARTS
    from ..pretrained.sums import NAME as SUMS
    from ..text.files import FILES

    if not out.exists():
        return
    if not (out / NOTES).is_file():
        raise Problem(
            f"{out} is there already, and holds no encoded texts: choose another --out",
            f"{out}이(가) 이미 있고 인코딩한 글이 아닙니다. 다른 --out을 고르세요.",
        )
    if strays := sorted({path.name for path in out.iterdir()} - {*PARTS, *FILES, SUMS}):
        raise Problem(
            f"{out} holds more than encoded texts ({', '.join(strays)}): choose another --out",
            f"{out}에 인코딩한 글이 아닌 것도 있습니다({', '.join(strays)}). 다른 --out을 고르세요.",
        )
    if not overwrite:
        raise Problem(
            f"{out} holds encoded texts: add --overwrite to replace them, or choose another --out",
            f"{out}에 인코딩한 글이 있습니다. 바꾸려면 --overwrite를 붙이거나 다른 --out을 고르세요.",
        )
