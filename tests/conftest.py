"""For all tests: what the header says, how random tests are seeded, and which skips are allowed where it counts.

With the environment variable CI set, a skipped test is a failure unless its reason matches a line of `ALLOWED_SKIPS`:
a test that quietly stopped running must not look like one that passes.
"""

from __future__ import annotations

import os
import platform
import re
import signal
from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, version

import pytest
from hypothesis import settings

from numeric_backend.backends import backends

pytest_plugins = ["pytester"]

#: what a skip's reason may say in CI -> why that is no loss
ALLOWED_SKIPS = {
    r"needs a POSIX system": "Windows has other locks and signals; CI runs where these tests run",
    r"the simulator is for machines without a GPU": "there the same tests run in the process itself",
    r"backend \w+: ": "a backend may be absent, unless REQUIRED_BACKENDS names it",
}
#: backends, separated by spaces, whose tests must run wherever this variable is set; see .ci/run
REQUIRED_BACKENDS = "MIRRORSYM_BACKENDS"
SHOWN = ("sympy", "mpmath", "numpy", "scipy", "python-flint", "pydantic", "hypothesis", "pytest-xdist", "numba")

# A shell starts its background jobs with Ctrl-C ignored, and their children inherit that; the tests that send it need it heard.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_report_header() -> str:
    """The versions that a verdict may depend on, and what each numeric backend says."""
    found = []
    for name in SHOWN:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} absent")
    answers = ", ".join(f"{name}: {reason or 'available'}" for name, reason in backends().items())
    return f"mirrorsym on Python {platform.python_version()}: " + ", ".join(found) + f"\nbackends: {answers}"


def forbid_unexpected_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip that no line of `ALLOWED_SKIPS` explains into a failure, in CI."""
    if not os.environ.get("CI") or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    required = rf"backend ({'|'.join(os.environ.get(REQUIRED_BACKENDS, '').split()) or '(?!)'}): "
    if not any(re.search(allowed, reason) for allowed in ALLOWED_SKIPS) or re.search(required, reason):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI without leave ({reason}); allow it in tests/conftest.py, or make it run"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at the report of every phase of a test."""
    report = yield
    forbid_unexpected_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at skipped modules too."""
    report = yield
    forbid_unexpected_skip(report)
    return report
