"""In CI a skip without leave fails; elsewhere, and with leave, it stays a skip."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py").read_text("utf-8").replace('pytest_plugins = ["pytester"]', "")
SUITE = """
import pytest

@pytest.mark.skip(reason="felt like it")
def test_marked(): pass

def test_called(): pytest.skip("felt like it")

@pytest.mark.skip(reason="needs a POSIX system")
def test_with_leave(): pass

@pytest.mark.skip(reason="backend abacus: no beads")
def test_of_a_backend(): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_failure(): assert False
"""


@pytest.mark.parametrize(("ci", "required", "outcomes"), [
    ("1", "", {"errors": 1, "failed": 1, "skipped": 2, "xfailed": 1}),
    ("1", "numpy abacus", {"errors": 2, "failed": 1, "skipped": 1, "xfailed": 1}),
    ("", "abacus", {"skipped": 4, "xfailed": 1}),
])
def test_skips(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, required: str, outcomes: dict[str, int]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("MIRRORSYM_BACKENDS", required)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SUITE)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(**outcomes)


def test_a_skipped_module_fails_in_ci(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("import pytest; pytest.importorskip('no_such_module_anywhere')")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.ret != 0
    result.assert_outcomes(errors=1)
