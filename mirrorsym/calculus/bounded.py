"""Bounded execution: call a function in a worker process that can be killed, for time and for memory.

Precondition: the function is importable by name, its arguments and result can be pickled, and it keeps no state.

    with Worker(memory=2 * GIB) as worker:
        worker.call("mirrorsym.calculus.zero:prove", expression, region, timeout=10)

A signal handler is no bound: it waits until a long computation in C returns.  A killed process is one.  So the worker
is a separate interpreter, reached through two pipes with length-prefixed pickles; not `multiprocessing`, which would
run the caller's script again where it has no `__main__` guard.  A worker that was killed or died is replaced at the
next call, and none outlives its parent: an idle one ends with its standard input, the kernel ends a busy one.

Main definitions: `Worker`, and what it raises: `BoundExceeded` (`TimedOut`, `OutOfMemory`, `Died`) and `Raised`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NoReturn

from mirrorsym.calculus.bounded_worker import ANSWER, REQUEST, memory_bound, read, write
from mirrorsym.errors import InputError

if TYPE_CHECKING:
    import subprocess

__all__ = ["GIB", "BoundExceeded", "Died", "OutOfMemory", "Raised", "TimedOut", "Worker", "memory_bound"]

GIB = 1 << 30
START_SECONDS = 60.0  # for the start of an interpreter on a busy machine; not part of any decision's time
_NOT_ENOUGH = "the memory allowed for one decision was not enough"
# the path is the caller's own: a file of the working directory must not stand in for a library
_LAUNCH = "import sys; sys.path[:] = {path!r}; from mirrorsym.calculus.bounded_worker import serve; serve({memory!r}, {lifeline!r})"


class BoundExceeded(Exception):
    """A call that gave no answer within its bounds; the message is one sentence."""


class TimedOut(BoundExceeded):
    """The time was up; the worker has been killed."""


class OutOfMemory(BoundExceeded):
    """The memory was not enough, or the answer too large to hand over; the worker is gone."""


class Died(BoundExceeded):
    """The worker ended without an answer, or the data were too deeply nested; `details` is the end of its output."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


class Raised(Exception):
    """The function raised: `error` is its exception (None if it cannot be pickled), `details` its traceback."""

    def __init__(self, sentence: str, error: BaseException | None = None, details: str = "") -> None:
        super().__init__(sentence)
        self.error = error
        self.details = details


class _Untaken(Died):
    """The worker had ended before it read the whole request, so nothing of the request has begun."""


class Worker:
    """A worker process for bounded calls, started at the first one (or by `start`) and replaced when it dies.

    `memory` bounds what one call may allocate, in bytes; with None, and where `memory_bound()` says that there is no
    such bound, only time is bounded.  Threads may share a worker: one call runs at a time.

    >>> with Worker() as worker:
    ...     worker.call("math:gcd", 12, 18, timeout=10)
    6
    """

    def __init__(self, memory: int | None = 2 * GIB) -> None:
        self.memory = memory
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker in the background, so that the first call need not wait for it."""
        with self._lock:
            self._usable()

    def close(self) -> None:
        """End the worker; a later call starts a new one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def call(self, function: str, *args: Any, timeout: float) -> Any:
        """The result of `function` ("package.module:name") on `args`, computed in the worker within `timeout` seconds.

        Raises `TimedOut`, `OutOfMemory` or `Died` when there is no result, `InputError` as the function raised it, and
        `Raised` for every other exception.  Waiting for another thread's call or for a new worker is not counted.
        """
        try:
            request = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        except RecursionError:
            raise Died("the input is too deeply nested") from None
        with self._lock:
            try:
                try:
                    kind, payload, last = self._usable().ask(request, timeout)
                except _Untaken:  # killed between two calls, and not yet seen to be gone: not this request's fault
                    kind, payload, last = self._usable().ask(request, timeout)
            except BaseException:  # an interrupt too: half a message must not stay in the pipe
                self.close()
                raise
            if last:
                self.close()
        return _unpack(kind, payload)

    def _usable(self) -> _Process:
        if self._process is None or not self._process.usable:
            self.close()
            self._process = _Process(self.memory)
        return self._process


def _unpack(kind: str, payload: Any) -> Any:
    if kind == "value":
        return payload
    if kind == "input":
        raise InputError(payload)
    if kind == "memory":
        raise OutOfMemory(_NOT_ENOUGH)
    if kind == "large":
        raise OutOfMemory(f"the answer is too large to hand over ({payload >> 20} MiB)")
    if kind == "deep":
        raise Died("the expression is too deeply nested")
    sentence, pickled, trace = payload
    error = None
    if pickled is not None:
        with contextlib.suppress(Exception):
            error = pickle.loads(pickled)  # noqa: S301 - from our own worker
    raise Raised(sentence, error, trace) from error


class _Process:
    """One interpreter with its two pipes and the clock that kills it when its time is up."""

    def __init__(self, memory: int | None) -> None:
        import subprocess
        import tempfile

        if not sys.executable:
            raise Died("no Python interpreter is known (sys.executable is empty), so no worker can be started")
        self._log: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - read again when the worker has died
        ends = os.pipe() if os.name == "posix" else None
        lifeline = None if ends is None else ends[0]
        launch = _LAUNCH.format(path=[p for p in sys.path if isinstance(p, str)], memory=memory, lifeline=lifeline)
        self._child = child = subprocess.Popen(  # noqa: S603 - this interpreter, with text made here
            [sys.executable, "-P", "-c", launch], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._log if self._log is not None else subprocess.DEVNULL, bufsize=0, start_new_session=True,
            pass_fds=() if lifeline is None else (lifeline,))
        if lifeline is not None:
            os.close(lifeline)
        if child.stdin is None or child.stdout is None:
            raise Died("the worker has no pipes")
        self._requests, self._answers = child.stdin, child.stdout
        self._owner = os.getpid()
        self._ready = False
        self._clock = _Clock(child)
        self._end = weakref.finalize(self, _kill, child, self._clock, self._owner, None if ends is None else ends[1])

    @property
    def usable(self) -> bool:
        """Whether the process still runs, and belongs to this process rather than to one that it was forked from."""
        return self._owner == os.getpid() and _runs(self._child)

    def kill(self) -> None:
        """End the process and everything that it started, and leave neither pipe nor zombie."""
        self._end()
        if self._log is not None:
            self._log.close()

    def ask(self, request: bytes, timeout: float) -> tuple[str, Any, bool]:
        """Send a request; its answer (kind, payload, whether the worker ends now), all within `timeout` seconds."""
        if not self._ready:
            with self._clock.running(START_SECONDS):
                self._receive("the worker did not start in time")
            self._ready = True
        with self._clock.running(timeout):
            taken = True
            try:
                write(self._requests, REQUEST.pack(timeout, len(request)), request)
            except (BrokenPipeError, ConnectionResetError):  # it died: reading tells how
                taken = False
            try:
                return self._receive(f"no answer within {timeout:g} s")
            except Died as died:
                if taken and not _unread(self._requests):
                    raise
                raise _Untaken(str(died), died.details) from None

    def _receive(self, late: str) -> tuple[str, Any, bool]:
        try:
            last, size = ANSWER.unpack(read(self._answers, ANSWER.size))
            kind, payload = pickle.loads(read(self._answers, size))  # noqa: S301 - from our own worker
        except (EOFError, ConnectionResetError):
            if self._clock.rang:
                raise TimedOut(late) from None
            self._raise_death()
        return kind, payload, last

    def _raise_death(self) -> NoReturn:
        code = self._child.wait()
        tail = ""
        if self._log is not None:
            self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - 4000))
            tail = self._log.read().decode(errors="replace").strip()
        if code == -signal.SIGABRT and "memory" in tail.lower():  # how FLINT and GMP end when an allocation fails
            raise OutOfMemory(_NOT_ENOUGH)
        if code == -signal.SIGFPE and not tail:  # how GMP ends, without a word, when a number needs too many digits
            raise OutOfMemory("a number grew larger than exact arithmetic can hold")
        if code < 0:
            with contextlib.suppress(ValueError):
                raise Died(f"the worker was ended by {signal.Signals(-code).name}", tail)
        raise Died(f"the worker ended without an answer (exit status {code})", tail)


class _Clock:
    """A thread that kills the child when a deadline passes: a blocked read or write then ends with end-of-file.

    It sleeps until the earliest deadline it has heard of and looks again; so a call whose deadline is later than that
    costs no wake-up, which keeps short calls cheap.
    """

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._wakes: float | None = None
        self._closed = False
        self.rang = False
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def running(self, seconds: float) -> Iterator[None]:
        """Let the clock run: the child is killed unless the block ends within `seconds`."""
        with self._changed:
            self._deadline = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="mirrorsym-clock", daemon=True)
                self._thread.start()
            elif self._wakes is None or self._wakes > self._deadline:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline = None

    def close(self) -> None:
        """Let the thread end."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                if self._deadline is not None and now >= self._deadline:
                    self.rang = True
                    _signal_group(self._child)
                    return
                self._wakes = self._deadline
                # a wait of years would overflow the lock's timeout
                self._changed.wait(None if self._deadline is None else min(self._deadline - now, 86_400.0))


def _runs(child: subprocess.Popen[bytes]) -> bool:
    if child.returncode is not None:
        return False
    if not hasattr(os, "waitid"):
        return child.poll() is None
    try:  # without reaping: as long as the zombie is there nobody else gets its number
        return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _unread(pipe: Any) -> int:
    """How many bytes written to a pipe were never read; 0 where the system does not say."""
    try:
        import fcntl
        import termios

        return int.from_bytes(fcntl.ioctl(pipe.fileno(), termios.FIONREAD, bytes(4)), sys.byteorder)
    except (ImportError, AttributeError, OSError, ValueError):
        return 0


def _signal_group(child: subprocess.Popen[bytes]) -> None:
    if child.returncode is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _kill(child: subprocess.Popen[bytes], clock: _Clock, owner: int, lifeline: int | None) -> None:
    if owner == os.getpid():  # a forked copy of the parent leaves its parent's worker alone
        clock.close()
        _signal_group(child)
        child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    if lifeline is not None:
        with contextlib.suppress(OSError):
            os.close(lifeline)
