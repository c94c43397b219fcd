"""Where results go: standard output, or a file that is written all at once.

Main definitions: `chosen_format`, `refuse_unwritable`, `emit`, `write`, `show`, `stderr_console`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["chosen_format", "emit", "refuse_format", "refuse_unwritable", "show", "write"]

_ENDINGS = {".json": "json", ".html": "html", ".htm": "html", ".tex": "latex", ".pdf": "pdf", ".md": "markdown", ".typ": "typst"}
FILE_WIDTH = 100


def chosen_format(to: str | None, as_json: bool, file: str | None) -> str:
    """The format that the options ask for: --to and --json first, then the ending of the file, else text."""
    if as_json and to not in (None, "json"):
        raise click.UsageError(f"--json and --to {to} contradict each other")
    if as_json:
        return "json"
    return to or _ENDINGS.get(Path(file).suffix.lower() if file else "", "text")


def refuse_format(form: str, command: str, known: tuple[str, ...], file: str | None = None) -> None:
    """A usage error where the command does not write this format, or would write a PDF onto a terminal."""
    if form not in known:
        raise click.UsageError(f"{command} writes {', '.join(known[:-1])} and {known[-1]}")
    if form == "pdf" and file is None and sys.stdout.isatty():
        raise click.UsageError("a PDF is nothing for a terminal: name a file with -o FILE")


def refuse_unwritable(file: str | None, option: str = "-o") -> None:
    """InputError where `file` cannot become a file, before any time is spent on its content."""
    if file is None:
        return
    path = Path(file)
    if path.is_dir():
        raise InputError([f"{option} {file}: this is a directory"])
    folder = path.resolve().parent
    if not folder.is_dir():
        raise InputError([f"{option} {file}: there is no directory {folder}"])
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError([f"{option} {file}: no permission to write there"])


def emit(text: str | bytes, file: str | None) -> None:
    """Write a result to `file`, or to standard output without a file."""
    if file is not None:
        write(text, Path(file))
        return
    with _quiet_pipe():
        click.echo(text, nl=False)
        sys.stdout.flush()


def show(renderable: RenderableType) -> None:
    """Print something rich to standard output: with color on a terminal, as plain lines elsewhere."""
    from mirrorsym.printing.text import as_string

    if not sys.stdout.isatty():
        emit(as_string(renderable, _columns()), None)
        return
    from rich.console import Console

    with _quiet_pipe():
        Console(file=sys.stdout, highlight=False).print(renderable)


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    return min(max(int(given), 40), 400) if given.isascii() and given.isdigit() else 80


def stderr_console() -> Console:
    """A console for progress and notes."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)


def write(text: str | bytes, path: Path) -> None:
    """Write all of the text (or the bytes of a picture) or nothing: a temporary file beside the target takes its place when it is complete.

    What is no ordinary file (a device, a pipe) is written to directly, a symbolic link keeps pointing where it does.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        try:
            target.write_bytes(text.encode() if isinstance(text, str) else text)
        except OSError as error:
            raise InputError([f"-o {path}: {error.strerror or error}"]) from None
        return
    try:
        _sweep(target)
        handle, part = _part(target)
    except OSError as error:
        raise InputError([f"-o {path}: {error.strerror or error}"]) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        part.replace(target)
    except OSError as error:
        raise InputError([f"-o {path}: {error.strerror or error}"]) from None
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path) -> tuple[int, Path]:
    """A new file beside the target, open and locked: the lock of a process that is killed goes with it."""
    while True:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        _locked(handle)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # another run took it for one left over, in the moment before it was locked


def _sweep(target: Path) -> None:
    """Remove what runs that were killed while they wrote to this target have left."""
    left = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.part")
    for old in target.parent.iterdir():
        if left.fullmatch(old.name) and old.is_file() and not old.is_symlink():
            with contextlib.suppress(OSError), old.open("rb") as file:
                if _locked(file.fileno()):
                    old.unlink()


def _locked(handle: int) -> bool:
    """Whether this process has the file for itself now; never where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _quiet_pipe(contextlib.AbstractContextManager[None]):  # noqa: N801 - reads as a phrase
    """Ignore that the reader of our output has gone: the verdict, and so the exit code, stands."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not (isinstance(error, OSError) and error.errno in (errno.EPIPE, errno.EINVAL)):
            return False
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())  # for the interpreter's own flush at the end
            os.close(nowhere)
        return True
