"""Ways to run the command line: in this process with click's runner, and as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mirrorsym.certificate import Certificate
from mirrorsym.cli.desk import desk
from mirrorsym.maps import Pair
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status, Verdict

PROOF = Certificate.of("zeros", items={})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command line in an empty directory; the result has exit_code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MIRRORSYM_TRACEBACK", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def invoke(*arguments: str, **more: Any) -> Result:
        return CliRunner().invoke(desk, list(arguments), prog_name="mirrorsym", **more)

    return invoke


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Let `check` answer with given statuses, and return the keyword arguments of each call."""

    def set_up(**statuses: str) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def check(pair: Pair, **options: Any) -> PairReport:
            calls.append({"pair": pair, **options})
            found = {}
            for name, status in statuses.items():
                s = Status(status)
                condition = (pair.joint[0],) if s is Status.CONDITIONAL else None
                found[name] = Verdict(s, name, "as the test says", (PROOF,), condition=condition)
            return PairReport(pair, found)

        monkeypatch.setattr("mirrorsym._check.check", check)
        monkeypatch.setattr("mirrorsym.calculus.bounded.Worker.start", lambda _: None)
        return calls

    return set_up


def start(*arguments: str, program: str | None = None, **more: Any) -> subprocess.Popen[str]:
    """Start `mirrorsym` (or a script in `program`) as a process of its own."""
    command = [sys.executable, "-m", "mirrorsym"] if program is None else [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **more.pop("env", {})}
    environment.pop("MIRRORSYM_TRACEBACK", None)
    return subprocess.Popen([*command, *arguments], stdout=more.pop("stdout", subprocess.PIPE), text=True,
                            stderr=more.pop("stderr", subprocess.PIPE), env=environment, **more)


@pytest.fixture
def process() -> Callable[..., subprocess.Popen[str]]:
    """`start`, as a fixture."""
    return start
