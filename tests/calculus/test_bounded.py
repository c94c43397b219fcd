"""Bounded execution: time, memory, and every way a worker can end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorsym.calculus.bounded import (
    GIB,
    BoundExceeded,
    Died,
    OutOfMemory,
    Raised,
    TimedOut,
    Worker,
    memory_bound,
)
from mirrorsym.calculus.bounded_worker import LARGEST_ANSWER
from mirrorsym.errors import InputError
from mirrorsym.expression import sym

JOBS = """
    import os, sys

    def power(digits):  # runs in C and holds the interpreter
        import flint
        x = flint.fmpz_poly([1, 1])
        return (x ** digits).degree()

    def eat(chunk):
        hold = []
        while True:
            hold.append(bytearray(chunk))

    def eat_flint(bits):
        import flint
        return int(flint.fmpz(3) ** bits % 7)

    def keep(n, hold=[]):
        hold.append(bytearray(n))
        return len(hold)

    def size(n):
        return len(bytearray(n))

    def leave(code):
        os._exit(code)

    def fault():
        import ctypes
        ctypes.string_at(1)

    def large(n):
        return bytes(n)

    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)

    def down_through_c(n):
        return sorted([0], key=lambda _: down_through_c(n + 1))

    def nested(n):
        value = ()
        for _ in range(n):
            value = (value,)
        return value

    def chatter():
        print("noise on standard output")
        os.write(1, b"more noise" * 1000)
        sys.stdout.flush()
        return sys.stdin.read()

    def refuse():
        from mirrorsym.errors import InputError
        raise InputError(["g[0]: first", "h: second"])

    def fail():
        raise KeyError("key")

    class Odd(Exception):
        def __init__(self, a, b):
            super().__init__("odd")

    def fail_oddly():
        raise Odd(1, 2)

    def imported():
        return sorted({name.split(".")[0] for name in sys.modules} & {"sympy", "numpy", "flint", "mpmath"})

    def child(seconds):
        import subprocess
        return subprocess.Popen(["sleep", str(seconds)]).pid

    def child_and_sleep(file):
        import subprocess, time
        open(file, "w").write(str(subprocess.Popen(["sleep", "60"]).pid))
        time.sleep(60)

    def leave_by_exit():
        sys.exit(3)
"""


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module with misbehaving functions that workers can import."""
    name = "bounded_jobs"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(JOBS))
    monkeypatch.syspath_prepend(tmp_path)
    return name


def _gone(pid: int, within: float = 60.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z" and os.getppid() != pid:  # killed; whoever adopted it has not reaped it yet
            return True
        time.sleep(0.02)
    return False


def test_results_and_arguments_travel_unchanged() -> None:
    with Worker() as worker:
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6
        e = sym("u") ** 2 - sym("v") / 3
        assert worker.call("copy:copy", e, timeout=10) == e
        assert worker.call("builtins:bytes", 3_000_000, timeout=10) == bytes(3_000_000)


def test_a_computation_in_c_is_stopped_in_time_and_the_next_call_works(jobs: str) -> None:
    with Worker() as worker:
        assert _in_time(_stopped_in_c(worker, jobs) for _ in range(10))


def _stopped_in_c(worker: Worker, jobs: str) -> float:
    """Seconds until a call with half a second to live was given up; the next call works."""
    worker.call("math:gcd", 1, 1, timeout=10)
    start = time.monotonic()
    with pytest.raises(TimedOut, match=r"no answer within 0.5 s"):
        worker.call(f"{jobs}:power", 10**7, timeout=0.5)
    seconds = time.monotonic() - start
    assert worker.call("math:gcd", 12, 18, timeout=10) == 6
    return seconds


def _in_time(measured: Iterator[float]) -> bool:
    """Whether one of the measurements is below a second: a busy machine may delay any of them."""
    return any(seconds < 1.0 for seconds in measured)


def test_a_request_that_is_never_read_is_stopped_in_time() -> None:
    with Worker() as worker:
        assert _in_time(_stopped_unread(worker) for _ in range(10))


def _stopped_unread(worker: Worker) -> float:
    """Seconds until a call was given up whose worker is alive and reads nothing."""
    pid = worker.call("os:getpid", timeout=10)
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED)
    start = time.monotonic()
    with pytest.raises(TimedOut):
        worker.call("builtins:len", bytes(10_000_000), timeout=0.5)
    return time.monotonic() - start


@pytest.mark.skipif(memory_bound() is not None, reason=str(memory_bound()))
@pytest.mark.parametrize(("job", "argument"), [("eat", 1 << 20), ("eat", 1 << 31), ("eat_flint", 10**10)])
def test_memory_is_bounded_in_python_and_in_c(jobs: str, job: str, argument: int) -> None:
    with Worker(memory=GIB // 4) as worker:
        with pytest.raises(OutOfMemory, match="memory"):
            worker.call(f"{jobs}:{job}", argument, timeout=60)
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


def test_a_number_beyond_exact_arithmetic_is_out_of_memory(jobs: str) -> None:
    with Worker() as worker, pytest.raises(OutOfMemory, match="larger than exact arithmetic can hold"):
        worker.call(f"{jobs}:eat_flint", 10**11, timeout=60)


@pytest.mark.skipif(memory_bound() is not None, reason=str(memory_bound()))
def test_what_one_call_keeps_takes_nothing_from_the_next(jobs: str) -> None:
    with Worker(memory=GIB // 4) as worker:
        for _ in range(12):
            worker.call(f"{jobs}:keep", 50 << 20, timeout=10)
        assert worker.call(f"{jobs}:size", 200 << 20, timeout=10) == 200 << 20


def test_an_answer_that_is_too_large_is_refused(jobs: str) -> None:
    with Worker() as worker, pytest.raises(OutOfMemory, match="too large"):
        worker.call(f"{jobs}:large", LARGEST_ANSWER + 1, timeout=60)


@pytest.mark.parametrize("code", [0, 7])
def test_a_worker_that_leaves_is_reported_and_replaced(jobs: str, code: int) -> None:
    with Worker() as worker:
        with pytest.raises(Died, match=f"exit status {code}"):
            worker.call(f"{jobs}:leave", code, timeout=10)
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


def test_a_crash_is_reported_and_the_worker_replaced(jobs: str) -> None:
    with Worker() as worker:
        with pytest.raises(Died, match="SIGSEGV"):
            worker.call(f"{jobs}:fault", timeout=10)
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


def test_a_worker_killed_between_two_calls_is_not_the_next_calls_fault() -> None:
    with Worker() as worker:
        first = worker.call("os:getpid", timeout=10)
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)  # until then it could still answer
        assert worker.call("os:getpid", timeout=10) != first


def test_a_worker_that_ends_before_it_reads_the_request_is_replaced() -> None:
    with Worker() as worker:
        for job, argument in (("os:getpid", ()), ("builtins:len", (bytes(1 << 20),))):  # fits the pipe, and does not
            first = worker.call("os:getpid", timeout=10)
            process = worker._process
            assert process is not None
            os.kill(first, signal.SIGSTOP)  # alive, so usable, but it reads nothing
            os.waitid(os.P_PID, first, os.WSTOPPED)  # a signal takes effect when the kernel comes to it, not when it is sent
            threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
            assert worker.call(job, *argument, timeout=10) not in (None, first)
            assert worker._process is not process


def test_deep_recursion_is_an_answer_and_not_a_crash(jobs: str) -> None:
    with Worker() as worker:
        assert worker.call(f"{jobs}:down", 10_000, timeout=10) == 10_000
        for job, n in (("down", 10**6), ("down_through_c", 0), ("nested", 10**6)):
            with pytest.raises(Died, match="too deeply nested"):
                worker.call(f"{jobs}:{job}", n, timeout=30)
        deep: tuple[object, ...] = ()
        for _ in range(100_000):
            deep = (deep,)
        with pytest.raises(Died, match="too deeply nested"):
            worker.call("builtins:len", deep, timeout=10)


def test_memory_without_a_bound(jobs: str) -> None:
    with Worker(memory=None) as worker:
        assert worker.call(f"{jobs}:size", 300 << 20, timeout=30) == 300 << 20


def test_what_a_function_prints_or_reads_does_not_mix_with_the_answers(jobs: str) -> None:
    with Worker() as worker:
        assert worker.call(f"{jobs}:chatter", timeout=10) == ""
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


def test_a_mistake_in_the_input_comes_through_as_itself(jobs: str) -> None:
    with Worker() as worker, pytest.raises(InputError) as caught:
        worker.call(f"{jobs}:refuse", timeout=10)
    assert caught.value.problems == ("g[0]: first", "h: second")
    assert str(caught.value) == "g[0]: first\nh: second"


def test_other_exceptions_carry_the_remote_one_and_its_traceback(jobs: str) -> None:
    with Worker() as worker:
        with pytest.raises(Raised, match="KeyError: 'key'") as caught:
            worker.call(f"{jobs}:fail", timeout=10)
        assert isinstance(caught.value.error, KeyError)
        assert "in fail" in caught.value.details
        with pytest.raises(Raised, match="Odd: odd") as caught:
            worker.call(f"{jobs}:fail_oddly", timeout=10)
        with pytest.raises(Raised, match="SystemExit"):
            worker.call(f"{jobs}:leave_by_exit", timeout=10)
        with pytest.raises(Raised, match="AttributeError"):
            worker.call("math:no_such_function", timeout=10)


def test_the_worker_knows_flint_but_not_sympy(jobs: str) -> None:
    with Worker() as worker:
        assert worker.call(f"{jobs}:imported", timeout=10) == ["flint"]


def test_a_stopped_call_takes_its_own_children_along(jobs: str, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with Worker() as worker:
        for patience in (1.0, 5.0, 30.0):  # a busy machine may take its time to start the child
            with pytest.raises(TimedOut):
                worker.call(f"{jobs}:child_and_sleep", str(file), timeout=patience)
            if file.exists() and file.read_text():
                break
    assert _gone(int(file.read_text()))


def test_threads_share_a_worker() -> None:
    answers: dict[int, int] = {}
    with Worker() as worker:
        def ask(i: int) -> None:
            answers[i] = worker.call("math:factorial", i, timeout=30)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    assert answers == {i: __import__("math").factorial(i) for i in range(20)}


def test_a_worker_outlives_the_thread_that_started_it() -> None:
    with Worker() as worker:
        pids: list[int] = []
        t = threading.Thread(target=lambda: pids.append(worker.call("os:getpid", timeout=10)))
        t.start()
        t.join()
        time.sleep(0.1)
        assert worker.call("os:getpid", timeout=10) == pids[0]


def test_a_short_call_costs_less_than_a_millisecond() -> None:
    with Worker() as worker:
        worker.call("math:gcd", 1, 1, timeout=10)
        assert any(_seconds_for_a_hundred(worker) / 100 < 1e-3 for _ in range(100))  # a busy machine delays most of them


def _seconds_for_a_hundred(worker: Worker) -> float:
    start = time.perf_counter()
    for _ in range(100):
        worker.call("math:gcd", 12, 18, timeout=10)
    return time.perf_counter() - start


def test_closing_leaves_no_process_no_zombie_no_pipe() -> None:
    before = _descriptors()
    worker = Worker()
    pid = worker.call("os:getpid", timeout=10)
    worker.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert _descriptors() <= before


def _descriptors() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


SCRIPT = """
import sys, os
from mirrorsym.calculus.bounded import Worker
worker = Worker()
print(worker.call("os:getpid", timeout=10), flush=True)
{then}
"""


def _script(then: str, folder: Path) -> subprocess.Popen[str]:
    (folder / "user_script.py").write_text(SCRIPT.format(then=textwrap.dedent(then)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen([sys.executable, str(folder / "user_script.py")], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True)


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    out, err = _script("print('end')", tmp_path).communicate(timeout=60)
    assert len(out.split()) == 2, (out, err)
    assert err == ""
    assert _gone(int(out.split()[0]))


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, -signal.SIGTERM),
                                       (signal.SIGKILL, -signal.SIGKILL)])
@pytest.mark.parametrize("job", ["idle", "busy in C"])
def test_a_killed_parent_leaves_no_orphan(jobs: str, tmp_path: Path, how: signal.Signals, code: int, job: str) -> None:
    work = f"worker.call('{jobs}:power', 10**8, timeout=60)" if job != "idle" else "import time; time.sleep(60)"
    then = f"print('going', flush=True)\n{work}"
    parent = _script(then, tmp_path)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.stdout.readline()
    time.sleep(0.5)
    parent.send_signal(how)
    parent.communicate(timeout=30)
    assert parent.returncode == code
    assert _gone(pid)


def test_an_interrupted_call_can_be_followed_by_another(jobs: str) -> None:
    with Worker() as worker:
        worker.call("math:gcd", 1, 1, timeout=10)
        timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))

        def interrupted() -> None:
            timer.start()
            worker.call(f"{jobs}:power", 10**8, timeout=30)

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


def test_a_file_in_the_working_directory_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit('planted')")
    (tmp_path / "flint.py").write_text("raise SystemExit('planted')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    with Worker() as worker:
        assert worker.call("math:gcd", 12, 18, timeout=10) == 6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_copy_starts_a_worker_of_its_own() -> None:
    with Worker() as worker:
        mine = worker.call("os:getpid", timeout=10)
        reader, writer = os.pipe()
        if (pid := os.fork()) == 0:
            try:
                os.write(writer, str(worker.call("os:getpid", timeout=10)).encode())
                worker.close()
            finally:
                os._exit(0)
        os.close(writer)
        theirs = int(os.read(reader, 100))
        os.close(reader)
        os.waitpid(pid, 0)
        assert theirs != mine
        assert worker.call("os:getpid", timeout=10) == mine


def test_every_failure_has_one_base() -> None:
    assert all(issubclass(e, BoundExceeded) for e in (TimedOut, OutOfMemory, Died))
    assert not issubclass(Raised, BoundExceeded)
