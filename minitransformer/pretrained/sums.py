"""SHA256SUMS: the checksums of a directory's files, in the format of `sha256sum -c`.

A flipped bit in the middle of a weight file is still a number; only a checksum notices it.
"""

import hashlib
from pathlib import Path

from ..errors import Problem

NAME = "SHA256SUMS"


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, names: list[str]) -> None:
    """Note the checksums of these files."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in sorted(names)]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def verify(folder: Path) -> None:
    """Raise `Problem` for the first file that is not what was noted; do nothing where nothing was."""
    if not (folder / NAME).exists():
        return
    for line in (folder / NAME).read_text(encoding="utf-8").splitlines():
        noted, _, name = line.partition("  ")
        path = folder / Path(name).name
        if not path.is_file() or sha256(path) != noted:
            raise Problem(
                f"{path} is not the file that was saved (its checksum differs): it is damaged or incomplete",
                f"{path} 파일이 저장된 것과 다릅니다(체크섬 불일치). 손상되었거나 불완전합니다.",
            )
