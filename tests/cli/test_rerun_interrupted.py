"""`mirrorsym rerun` that is interrupted, killed or cannot write: one line, the exit code, and no half of a file."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result

Run = Callable[..., Result]
Process = Callable[..., subprocess.Popen[str]]
SMALL = ("rerun", "u**2", "--trajectories", "2", "--duration", "0.25")
BEFORE = '{"the answer of": "yesterday"}'
#: nothing is derived, and one function of the program says that it was reached and then waits to be ended
WAITS = """
import sys, time, types
import mirrorsym._derive, mirrorsym._laws
from importlib import import_module
mirrorsym._derive.derive = lambda *a, **k: types.SimpleNamespace(criteria={{}}, potential=None)
mirrorsym._laws.laws = lambda *a, **k: None
module = import_module({module!r})
real = module.{name}
def waits(*a, **k):
    real(*a, **k)
    print("going", file=sys.stderr, flush=True)
    time.sleep(60)
module.{name} = waits
from mirrorsym.cli import main
main(sys.argv[1:])
"""


@pytest.fixture
def quick(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run` without a derivation."""
    monkeypatch.setattr("mirrorsym._derive.derive", lambda *_, **__: SimpleNamespace(criteria={}, potential=None))
    monkeypatch.setattr("mirrorsym._laws.laws", lambda *_, **__: None)
    return run


@pytest.mark.parametrize(("module", "name"), [("numeric_backend.experiments.scene", "gradient_flow"), ("os", "fsync")])
def test_an_interrupt_leaves_130_one_line_and_what_was_there(process: Process, tmp_path: Path, module: str, name: str) -> None:
    (tmp_path / "report.json").write_text(BEFORE)
    child = process(*SMALL, "-o", "report.json", program=WAITS.format(module=module, name=name), cwd=tmp_path)
    assert child.stderr is not None
    assert child.stderr.readline() == "going\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, "", "\nmirrorsym: interrupted\n")
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]
    assert (tmp_path / "report.json").read_text() == BEFORE


def test_killed_while_it_writes_the_file_is_as_before(process: Process, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(BEFORE)
    child = process(*SMALL, "-o", "report.json", program=WAITS.format(module="os", name="fsync"), cwd=tmp_path)
    assert child.stderr is not None
    assert child.stderr.readline() == "going\n"
    child.kill()
    child.communicate(timeout=60)
    assert (tmp_path / "report.json").read_text() == BEFORE
    assert len(list(tmp_path.iterdir())) == 2


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_else(process: Process, quick: Run, tmp_path: Path) -> None:
    others = {".report.json.part", ".report.json.abcd.part", ".other.json.abcdefgh.part", "report.json.abcdefgh.part"}
    for name in others:
        (tmp_path / name).write_text("somebody's")
    program = WAITS.format(module="os", name="fsync")
    killed, writing = (process(*SMALL, "-o", "report.json", program=program, cwd=tmp_path) for _ in range(2))
    for child in (killed, writing):
        assert child.stderr is not None
        assert child.stderr.readline() == "going\n"
    killed.kill()
    killed.communicate(timeout=60)
    assert len(list(tmp_path.iterdir())) == len(others) + 2
    assert quick(*SMALL, "-o", "report.json").exit_code == 3
    left = {p.name for p in tmp_path.iterdir()} - others - {"report.json"}
    assert len(left) == 1  # that of the one that still writes
    writing.kill()
    writing.communicate(timeout=60)
    assert quick(*SMALL, "-o", "report.json").exit_code == 3
    assert {p.name for p in tmp_path.iterdir()} == {*others, "report.json"}


def test_without_a_disturbance_the_file_is_written(quick: Run, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(BEFORE)
    result = quick(*SMALL, "-o", "report.json")
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", "")  # nothing is predicted without a derivation
    assert json.loads((tmp_path / "report.json").read_text())["schema"] == "mirrorsym.rerun/1"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_disk_that_fills_up_is_one_line(quick: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.json").write_text(BEFORE)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    result = quick(*SMALL, "-o", "report.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "mirrorsym: -o report.json: No space left on device\n"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"] and (tmp_path / "report.json").read_text() == BEFORE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a POSIX system with /dev/full")
def test_a_device_without_room_is_one_line(quick: Run) -> None:
    result = quick(*SMALL, "-o", "/dev/full")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "mirrorsym: -o /dev/full: No space left on device\n")


def test_where_nothing_can_be_written_nothing_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("this was to be refused before")

    monkeypatch.setattr("mirrorsym._derive.derive", never)
    monkeypatch.setattr("numeric_backend.plots.available", lambda: None)
    for options, said in ((("-o", "none/x.json"), "-o none/x.json: there is no directory"), (("-o", "."), "-o .: this is a directory"),
                          (("--plot", "none/x.png"), "--plot none/x.png: there is no directory"),
                          (("--plot", "x.svg", "-o", "./x.svg"), "--plot x.svg: -o names the same file")):
        result = run(*SMALL, *options)
        assert result.exit_code == 2 and result.stdout == "" and len(result.stderr.splitlines()) == 1
        assert result.stderr.startswith(f"mirrorsym: {said}")
    assert list(tmp_path.iterdir()) == []
