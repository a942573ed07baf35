"""SHA256SUMS: the checksums of a directory's files, in the format of `sha256sum -c`.

A flipped bit in the middle of a weight file is still a number; only a checksum notices it.
"""

import hashlib
from pathlib import Path

from ..errors import Problem

NAME = "SHA256SUMS"
CARD = "card.json"  # notes for people, who may add to them


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, names: list[str]) -> None:
    """Note the checksums of these files."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in sorted(names) if name != CARD]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def verify_all(folder: Path) -> None:
    """Raise `Problem` where a file is not what was noted, or one is there that was not: a list of checksums
    that was cut short names fewer."""
    verify(folder)
    noted = (folder / NAME).read_text(encoding="utf-8") if (folder / NAME).exists() else ""
    listed = {line.partition("  ")[2] for line in noted.splitlines()} | {NAME}
    if strays := sorted({path.name for path in folder.iterdir()} - listed):
        raise Problem(
            f"{folder} holds {', '.join(strays)}, of which {NAME} says nothing: it is not whole",
            f"{folder}의 {', '.join(strays)} 파일이 {NAME}에 없습니다. 온전하지 않은 폴더입니다.",
        )


def verify(folder: Path) -> None:
    """Raise `Problem` for the first file that is not what was noted; do nothing where nothing was."""
    if not (folder / NAME).exists():
        return
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as e:
        raise Problem(
            f"the checksums in {folder / NAME} cannot be read: fetch it again, or delete it",
            f"{folder / NAME} 파일의 체크섬을 읽을 수 없습니다. 다시 받거나 지워 주세요.",
        ) from e
    for line in lines:
        noted, _, name = line.partition("  ")
        path = folder / Path(name).name
        if not path.is_file() or sha256(path) != noted:
            raise Problem(
                f"{path} is not the file that was saved (its checksum differs), so it may be damaged: "
                f"fetch it again, or, if you changed it yourself, delete {NAME}",
                f"{path} 파일이 저장된 것과 다릅니다(체크섬 불일치). 다시 받거나, 직접 고쳤다면 {NAME} 파일을 "
                "지워 주세요.",
            )
