"""Progress on standard error: one line that is rewritten, on a terminal only.

Main definition: `Progress`.
"""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

__all__ = ["Progress"]

_TICK = 0.2


class Progress:
    """A line such as `u2-v2  commuting  4/12  0:03`, gone when the block ends; nothing where nobody watches.

    Use `step` as the `progress` of `check`, and set `about` when the next pair begins.
    """

    def __init__(self) -> None:
        self.about = ""
        self._watched = sys.stderr.isatty()
        self._said = ""
        self._start = time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._width = 0

    def __enter__(self) -> Progress:
        if self._watched:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self, name: str, index: int, total: int) -> None:
        """What is being decided: the `index`-th (from 0) of `total`."""
        self._said = f"{name}  {index + 1}/{total}"

    def _run(self) -> None:
        import shutil

        while not self._stop.wait(_TICK):
            seconds = int(time.monotonic() - self._start)
            line = "  ".join(filter(None, (self.about, self._said, f"{seconds // 60}:{seconds % 60:02}")))
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write("\r" + "".join(c if c.isprintable() else "?" for c in line)[:width] + "\x1b[K")
            sys.stderr.flush()
