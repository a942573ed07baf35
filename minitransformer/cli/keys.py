"""Single keys from a terminal, without Enter; in a pipe there are none."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Keys:
    """Where keys come from: nowhere."""

    def wait(self, seconds: float) -> str | None:
        """The key that was pressed within that time."""
        time.sleep(seconds)
        return None


class Terminal(Keys):
    """A terminal of Linux or macOS."""

    def wait(self, seconds: float) -> str | None:
        import os
        import select

        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        if not ready:
            return None
        pressed = os.read(sys.stdin.fileno(), 64)
        return pressed.decode("utf-8", errors="replace") or "q"  # the terminal was closed


class WindowsConsole(Keys):
    """A console of Windows."""

    def wait(self, seconds: float) -> str | None:
        import msvcrt

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if msvcrt.kbhit():  # type: ignore[attr-defined]
                return str(msvcrt.getwch())  # type: ignore[attr-defined]
            time.sleep(0.02)
        return None


@contextmanager
def single_keys() -> Iterator[Keys]:
    """Keys one at a time for as long as this lasts; then the terminal is as it was."""
    if not sys.stdin.isatty():
        yield Keys()
    elif sys.platform == "win32":
        yield WindowsConsole()
    else:
        import termios
        import tty

        was = termios.tcgetattr(sys.stdin)
        try:
            tty.setcbreak(sys.stdin)
            yield Terminal()
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, was)
