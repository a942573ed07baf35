"""Which files were saved since one last looked; asked again and again, because every system knows that."""

from pathlib import Path

Stamp = tuple[int, int]


class Saves:
    """The Python files of a folder, and when each was saved last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = self._stamps()

    def new(self) -> list[Path]:
        """What was saved, or came to be, since the last look; the newest last."""
        now = self._stamps()
        changed = [path for path, stamp in now.items() if self.seen.get(path) != stamp]
        self.seen = now
        return sorted(changed, key=lambda path: now[path])

    def _stamps(self) -> dict[Path, Stamp]:
        stamps = {}
        for path in self.folder.glob("*.py"):
            try:
                about = path.stat()
            except OSError:  # an editor is just putting a new one in its place
                continue
            stamps[path] = (about.st_mtime_ns, about.st_size)
        return stamps
