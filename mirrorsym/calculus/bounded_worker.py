"""The worker's side of bounded execution: the body of the process that `mirrorsym.calculus.bounded` starts.

Precondition: standard input and output are the two pipes of the parent.  A request is a time in seconds, a length and
the pickle of (function, arguments); an answer is whether the worker ends after it, a length and the pickle of (kind,
payload).

Main definitions: `serve`, `memory_bound`, and the framing of messages (`read`, `write`, `REQUEST`, `ANSWER`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from mirrorsym.errors import InputError

__all__ = ["ANSWER", "LARGEST_ANSWER", "REQUEST", "memory_bound", "read", "serve", "write"]

REQUEST = struct.Struct("!dQ")  # seconds, length
ANSWER = struct.Struct("!?Q")  # whether the worker ends after it, length
LARGEST_ANSWER = 256 << 20
_GRACE = 5.0  # a worker whose parent has vanished may live this much longer than its time
_STACK = 64 << 20
_DEPTH = 20_000
_STATM = Path("/proc/self/statm")
_OUT_OF_MEMORY = pickle.dumps(("memory", None))  # made beforehand: there may be no memory to make it when it is needed
_TOO_DEEP = pickle.dumps(("deep", None))


def memory_bound() -> str | None:
    """Why memory cannot be bounded on this system, or None where it can."""
    try:
        import resource  # noqa: F401 - only whether it is there; Windows has none
    except ImportError:
        return "this system has no resource limits, so the worker's memory is not bounded"
    if not _STATM.exists():
        return "this system does not enforce a limit on address space, so the worker's memory is not bounded"
    return None


def write(pipe: Any, *parts: bytes) -> None:
    """Write all of the parts to an unbuffered pipe."""
    view = memoryview(b"".join(parts))
    while view:
        view = view[pipe.write(view):]


def read(pipe: Any, size: int) -> bytes:
    """Exactly `size` bytes from an unbuffered pipe; EOFError when it ends before."""
    chunks: list[bytes] = []
    while size:
        chunk = pipe.read(min(size, 1 << 20))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def serve(memory: int | None, lifeline: int | None = None) -> None:
    """Answer calls from standard input until it ends, each with `memory` bytes beyond what is there before it.

    Runs in a thread of its own, because only a thread can be given a stack deep enough for nested expressions.
    """
    requests, answers = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(2, 1)  # what a function prints must not mix with the answers
    os.close(quiet)
    _end_with_parent(lifeline)
    sys.setrecursionlimit(_DEPTH)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(requests, answers, memory))
    thread.start()
    thread.join()


def _serve(requests: BinaryIO, answers: BinaryIO, memory: int | None) -> None:
    def send(answer: bytes, last: bool) -> None:
        write(answers, ANSWER.pack(last, len(answer)), answer)

    try:
        _preload()
        gc.freeze()
        gc.set_threshold(50_000)  # formulas are trees, hardly anything is a cycle: looking for them took a fourteenth of the time
        limit = _Limit(memory)
        send(pickle.dumps(("ready", None)), False)
        last = False
        while not last:
            timeout, size = REQUEST.unpack(read(requests, REQUEST.size))
            request = read(requests, size)
            limit.renew()
            with _ends_late(timeout):
                answer, last = _answer(request)
            last = last or limit.grown()
            send(answer, last)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone or has closed this worker
    except MemoryError:
        send(_OUT_OF_MEMORY, True)
    finally:
        os._exit(0)  # no clean-up: there is nothing to keep, and a damaged heap may hang in one


def _answer(request: bytes) -> tuple[bytes, bool]:
    """The pickled answer, and whether the worker should end after it."""
    try:
        function, args = pickle.loads(request)  # noqa: S301 - from the parent, which runs the same code
        module, _, name = function.partition(":")
        value = getattr(importlib.import_module(module), name)(*args)
        answer = pickle.dumps(("value", value), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _OUT_OF_MEMORY, True
    except RecursionError:
        return _TOO_DEEP, False
    except InputError as error:
        return pickle.dumps(("input", error.problems)), False
    except BaseException as error:  # noqa: BLE001 - SystemExit too: the worker answers every call
        return _describe(error), False
    if len(answer) > LARGEST_ANSWER:
        return pickle.dumps(("large", len(answer))), True
    return answer, False


def _describe(error: BaseException) -> bytes:
    import traceback

    pickled = None
    with contextlib.suppress(Exception):
        pickled = pickle.dumps(error)
    sentence = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return pickle.dumps(("raised", (sentence[:2000], pickled, "".join(traceback.format_exception(error))[-20_000:])))


@contextlib.contextmanager
def _ends_late(timeout: float) -> Iterator[None]:
    """Let the kernel end this process some time after the deadline, when its parent cannot: SIGALRM does so without any Python code."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, min(timeout + _GRACE, 1e8))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_with_parent(lifeline: int | None) -> None:
    """Let the kernel end this process when the parent vanishes while a computation in C holds the interpreter.

    `lifeline` is the end of a pipe into which nobody writes; SIGIO arrives when the parent's end of it closes (Linux).  The pipe of the
    requests would not do: the signal that tells of a request may come after the request was read.
    """
    if lifeline is None:
        return
    import fcntl

    asynchronous = getattr(os, "O_ASYNC", 0) or getattr(fcntl, "FASYNC", 0)
    if asynchronous and hasattr(fcntl, "F_SETOWN"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
            fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | asynchronous)


def _preload() -> None:
    """Import what decisions use, while the parent still reads its input; a module that fails here fails when called."""
    with contextlib.suppress(ImportError):
        importlib.import_module("flint")
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem != "__init__":
            with contextlib.suppress(Exception):
                importlib.import_module(f"mirrorsym.calculus.{file.stem}")


class _Limit:
    """The memory of one call: what the worker has before it, and `memory` bytes more (None: no bound)."""

    def __init__(self, memory: int | None) -> None:
        self._bounded = memory is not None and memory_bound() is None
        self._memory = memory or 0
        if self._bounded:
            import resource

            self._page = resource.getpagesize()
            self._hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            self._start = self._used()

    def _used(self) -> int:
        return int(_STATM.read_bytes().split()[0]) * self._page

    def renew(self) -> None:
        """Allow the next call as much as every other."""
        if self._bounded:
            import resource

            bound = self._used() + self._memory
            bound = bound if self._hard == resource.RLIM_INFINITY else min(bound, self._hard)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_AS, (bound, self._hard))

    def grown(self) -> bool:
        """Whether earlier calls have left so much behind that a new worker is better."""
        return self._bounded and self._used() - self._start > self._memory // 4
