"""The set-up script: once, then at once; one at a time; repaired after a kill; plain words where something is missing.

A scratch copy of the project gets a `uv` that writes down how it is called and installs nothing, so that no test needs
a network; the environments it makes are real.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")

FAKE_UV = """#!/bin/sh
echo "$*" >> "$UV_LOG"
case "$*" in
  venv*) for last; do :; done; exec "$REAL_PYTHON" -m venv --without-pip "$last" ;;
esac
if echo "$*" | grep -qE -e "$UV_FAILS_ON"; then echo "no such package here" >&2; exit 1; fi
case "$*" in
  *--require-hashes*) sleep "$UV_SLEEPS" ;;
  *" -e "*) printf '#!/bin/sh\\necho "the program: $*"\\n' > .venv/bin/mirrorsym; chmod +x .venv/bin/mirrorsym ;;
esac
"""


class Scratch:
    """A copy of what the set-up needs, and the means to run it there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.tools = folder / "tools"
        self.log = folder / "uv.log"
        self.root.mkdir()
        self.tools.mkdir()
        for name in ("run.py", "pyproject.toml", "requirements.lock", "requirements-engines.lock"):
            (self.root / name).write_bytes((ROOT / name).read_bytes())
        uv = self.tools / "uv"
        uv.write_text(FAKE_UV)
        uv.chmod(0o755)

    def environment(self, fails_on: str = "nothing at all", sleeps: float = 0) -> dict[str, str]:
        """What the script sees: our `uv` and the system's shell, and no package index."""
        return {
            "PATH": f"{self.tools}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(self.root), "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull, "REAL_PYTHON": getattr(sys, "_base_executable", sys.executable),
            "UV_LOG": str(self.log), "UV_FAILS_ON": fails_on, "UV_SLEEPS": str(sleeps),
        }

    def start(self, *arguments: str, fails_on: str = "nothing at all", sleeps: float = 0) -> subprocess.Popen[str]:
        """`run.py` with `arguments`, in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "run.py", *arguments], cwd=self.root, env=self.environment(fails_on, sleeps), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )

    def run(self, *arguments: str, fails_on: str = "nothing at all") -> tuple[int, str, str]:
        """(exit code, standard output, standard error) of `run.py`."""
        process = self.start(*arguments, fails_on=fails_on)
        out, err = process.communicate(timeout=240)
        return process.returncode, out, err

    def calls(self, containing: str = "") -> list[str]:
        """How `uv` was called so far."""
        return [line for line in self.log.read_text().splitlines() if containing in line] if self.log.exists() else []


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A project that nobody has set up."""
    return Scratch(tmp_path)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds, a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def script() -> ModuleType:
    """`run.py` as a module."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@posix
def test_set_up_once_then_start_at_once(scratch: Scratch) -> None:
    code, out, err = scratch.run("demo", "--any", "argument")
    assert (code, out) == (0, "the program: demo --any argument\n"), err
    made, locked, project = scratch.calls()
    assert made.startswith("venv")
    assert "--require-hashes" in locked
    assert "--only-binary :all:" in locked
    assert "--no-deps --no-build-isolation -e" in project
    assert "ready after" in err
    assert any(_seconds_of_a_start(scratch) < 3 for _ in range(10))  # a busy machine may delay any of them
    assert len(scratch.calls()) == 3


def _seconds_of_a_start(scratch: Scratch) -> float:
    start = time.monotonic()
    assert scratch.run("demo") == (0, "the program: demo\n", "")
    return time.monotonic() - start


@posix
def test_a_changed_lock_installs_again_on_top(scratch: Scratch) -> None:
    scratch.run("demo")
    kept = scratch.root / ".venv" / "kept-by-the-user"
    kept.touch()
    with (scratch.root / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert scratch.run("demo")[0] == 0
    assert len(scratch.calls("--require-hashes")) == 2
    assert len(scratch.calls("venv -q")) == 1
    assert kept.exists()


@posix
def test_a_moved_project_is_set_up_again(scratch: Scratch) -> None:
    scratch.run("demo")
    scratch.root = scratch.root.rename(scratch.root.with_name("elsewhere"))
    assert scratch.run("demo")[0] == 0
    assert len(scratch.calls("--require-hashes")) == 2


@posix
def test_a_broken_python_is_replaced(scratch: Scratch) -> None:
    scratch.run("demo")
    (scratch.root / ".venv" / "bin" / "python").unlink()
    assert scratch.run("demo")[0] == 0
    assert len(scratch.calls("venv -q")) == 2


@posix
def test_ranges_when_the_lock_cannot_be_had(scratch: Scratch) -> None:
    code, out, err = scratch.run("demo", fails_on="--require-hashes")
    assert (code, out) == (0, "the program: demo\n"), err
    assert "the locked versions cannot be had here" in err
    (needed,) = scratch.calls("sympy>=")
    assert "hatchling>=" in needed
    assert "pytest>=" in needed
    assert "mypy" not in needed
    assert scratch.run("demo")[2] == ""


@posix
def test_an_optional_package_never_fails_the_set_up(scratch: Scratch) -> None:
    code, out, err = scratch.run("demo", fails_on="--require-hashes|mypy>=")
    assert (code, out) == (0, "the program: demo\n"), err
    assert "going on without mypy" in err


@posix
def test_nothing_can_be_installed(scratch: Scratch) -> None:
    code, out, err = scratch.run("demo", fails_on="install")
    assert (code, out) == (1, "")
    assert "package index" in err
    assert "Traceback" not in err
    assert scratch.run("demo")[0] == 0


@posix
def test_a_killed_set_up_is_repaired(scratch: Scratch) -> None:
    process = scratch.start("demo", sleeps=240)
    wait_for(lambda: scratch.calls("--require-hashes"))
    half_made = scratch.root / ".venv" / "half-made"
    half_made.touch()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    code, out, err = scratch.run("demo")
    assert (code, out) == (0, "the program: demo\n"), err
    assert not half_made.exists()
    assert len(scratch.calls("venv -q")) == 2
    (scratch.root / "requirements.lock").write_text("changed")
    half_made.touch()
    assert scratch.run("demo")[0] == 0
    assert half_made.exists(), "a finished set-up does not count as cut off later"


@posix
def test_an_interrupted_set_up_says_so(scratch: Scratch) -> None:
    process = scratch.start("demo", sleeps=240)
    wait_for(lambda: scratch.calls("--require-hashes"))
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=60)
    with contextlib.suppress(ProcessLookupError):  # a stand-in that was just starting may have missed the signal, and holds the pipe
        os.killpg(process.pid, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err


@posix
def test_two_at_the_same_time_set_up_once(scratch: Scratch) -> None:
    first = scratch.start("demo", sleeps=1.5)
    wait_for(lambda: scratch.calls("--require-hashes"))
    code, out, err = scratch.run("demo")
    assert (code, out) == (0, "the program: demo\n"), err
    assert "waiting" in err
    assert first.communicate(timeout=60)[0] == "the program: demo\n"
    assert len(scratch.calls("--require-hashes")) == 1


@posix
def test_engines_are_added_once_and_only_when_asked_for(scratch: Scratch) -> None:
    scratch.run("demo")
    assert not scratch.calls("requirements-engines.lock")
    for _ in range(2):
        assert scratch.run("engines")[0] == 0
    (call,) = scratch.calls("requirements-engines.lock")
    assert "--require-hashes" in call
    assert "--no-deps" in call


@posix
def test_engines_that_cannot_be_had(scratch: Scratch) -> None:
    code, _, err = scratch.run("engines", fails_on="requirements-engines.lock")
    assert code == 1
    assert "everything else works without them" in err
    assert scratch.run("demo")[0] == 0


@posix
def test_test_runs_pytest(scratch: Scratch) -> None:
    assert scratch.run("demo")[0] == 0
    code, _, err = scratch.run("test", "tests/test_one.py")
    assert code == 1
    assert "No module named pytest" in err


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["nonsense"], 2), (["--help"], 0)])
def test_usage(script: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert script.main(arguments) == code
    assert "run.py demo" in capsys.readouterr().out


def test_an_old_python_without_another(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    assert script.main(["demo"]) == 1
    assert "is Python 3.10; mirrorsym needs 3.11 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(("there", "command"), [
    ("python3.12", ["python3.12", str(ROOT / "run.py"), "demo", "-x"]),
    ("uv", ["uv", "run", "--no-project", "--python", ">=3.11", "python", str(ROOT / "run.py"), "demo", "-x"]),
])
def test_an_old_python_hands_over(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, there: str, command: list[str]
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(script.shutil, "which", lambda name: name if name == there else None)
    monkeypatch.setattr(script.subprocess, "call", lambda *_, **__: 0)
    monkeypatch.setattr(script, "become", lambda each: started.append(each) or 0)
    assert script.main(["demo", "-x"]) == 0
    assert started == [command]


def test_neither_uv_nor_pip(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    monkeypatch.setattr(script, "works", lambda _: False)
    assert not script.install()
    assert "Install the system package python3-venv" in capsys.readouterr().err


def test_a_pip_from_outside_serves(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda name: f"bin/{name}" if name == "pip3" else None)
    monkeypatch.setattr(script, "works", lambda command: command[:2] == ["bin/pip3", "--python"])
    assert [command[:4] for _, command in script.installers()] == [["bin/pip3", "--python", script.PYTHON, "install"]]


def test_the_settings_of_pip_reach_uv(script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    wheels, first, second = tmp_path / "wheels", tmp_path / "first.conf", tmp_path / "second.conf"
    wheels.mkdir()
    first.write_text(
        "[global]\nindex-url = https://one.example/simple\ntimeout = 7\n"
        f"find-links =\n    {wheels}\n    {tmp_path / 'gone'}\n"
    )
    second.write_text("[install]\ntrusted_host = a.example b.example\nindex_url = https://two.example/simple\n")
    monkeypatch.setattr(script, "PIP_FILES", (str(first), "$NO_SUCH_VARIABLE/pip.conf", str(second)))
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://three.example/simple https://four.example/simple")
    monkeypatch.setenv("PIP_TIMEOUT", "9")
    monkeypatch.setenv("UV_INSECURE_HOST", "mine.example")
    seen = script.environment()
    assert seen["UV_DEFAULT_INDEX"] == "https://two.example/simple"
    assert seen["UV_INDEX"] == "https://three.example/simple https://four.example/simple"
    assert seen["UV_FIND_LINKS"] == str(wheels)
    assert seen["UV_HTTP_TIMEOUT"] == "9"
    assert seen["UV_INSECURE_HOST"] == "mine.example", "what the user told uv itself counts more"


def test_no_index_reaches_uv(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda name: name if name == "uv" else None)
    monkeypatch.setattr(script, "works", lambda _: False)
    for value, expected in (("1", True), ("false", False)):
        monkeypatch.setenv("PIP_NO_INDEX", value)
        ((_, command),) = script.installers()
        assert ("--no-index" in command) is expected
