"""The other commands: catalogue, recheck, doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mirrorsym import catalogue
from mirrorsym.cli.findings import findings

Run = Callable[..., Result]


# -- catalogue ------------------------------------------------------------------------------------------------
def test_the_list_names_every_pair(run: Run) -> None:
    text = run("catalogue", "list").stdout
    data = json.loads(run("catalogue", "list", "--json").stdout)
    assert data["schema"] == "mirrorsym.catalogue/1"
    assert [p["id"] for p in data["pairs"]] == list(catalogue.ids())
    assert all(f"\n{name} " in text for name in catalogue.ids())
    assert max(map(len, text.splitlines())) <= 80


def test_show_prints_a_file_that_check_reads(run: Run) -> None:
    for name in ("u2-v2-two-constants", "catalogue:u2-v2-two-constants"):
        result = run("catalogue", "show", name)
        assert result.stdout == catalogue.entry("u2-v2-two-constants").text
    Path("copy.toml").write_text(result.stdout)
    assert run("check", "copy.toml", "--only", "smooth").exit_code == 0


def test_an_unknown_pair_is_refused(run: Run) -> None:
    result = run("catalogue", "show", "u2v2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean" in result.stderr


# -- recheck --------------------------------------------------------------------------------------------------
@pytest.fixture
def report(run: Run) -> dict[str, Any]:
    """A report of a real check, also in report.json."""
    result = run("check", "u**2 - v**2", "--h", "u**2 + v**2", "--on", "u > 0, v > 0", "--only",
                 "smooth,regular,commuting,commuting_with_h", "-o", "report.json")
    assert result.exit_code == 0, result.stderr
    data: dict[str, Any] = json.loads(Path("report.json").read_text())
    return data


def test_a_true_report_is_accepted(run: Run, report: dict[str, Any]) -> None:
    result = run("recheck", "report.json")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.count("accepted: ") >= 4
    assert "every verdict is accepted" in result.stdout
    assert run("recheck", "-", input=json.dumps(report)).exit_code == 0
    data = json.loads(run("recheck", "report.json", "--json").stdout)
    assert (data["schema"], data["accepted"]) == ("mirrorsym.recheck/1", True)
    assert {c["about"] for c in data["reports"][0]["checks"]} >= set(report["criteria"])


@pytest.mark.parametrize("tamper", [
    lambda r: r["pair"].update(h="u**2 + 2*v**2 + u*v"),
    lambda r: r["pair"].update(g=["u**2 - v**3 + u*v"]),
    lambda r: r["pair"].update(domain=[]),
    lambda r: r["criteria"]["regular"].update(certificates=[]),
    lambda r: r["criteria"]["regular"].update(certificates=["c99"]),
    lambda r: r["criteria"]["commuting_with_h"].update(status="FAILS"),
    lambda r: r["certificates"].clear(),
])
def test_a_tampered_report_is_rejected(run: Run, report: dict[str, Any], tamper: Callable[[dict[str, Any]], None]) -> None:
    tamper(report)
    Path("tampered.json").write_text(json.dumps(report))
    result = run("recheck", "tampered.json")
    assert result.exit_code == 1, result.stdout
    assert "REJECTED" in result.stdout
    assert json.loads(run("recheck", "tampered.json", "--json").stdout)["accepted"] is False


def test_one_bad_report_among_several_is_found(run: Run, report: dict[str, Any]) -> None:
    bad = json.loads(json.dumps(report))
    bad["certificates"] = {}
    several = {"schema": "mirrorsym.reports/1", "reports": [report, bad]}
    Path("several.json").write_text(json.dumps(several))
    assert run("recheck", "several.json").exit_code == 1
    several["reports"] = [report, report]
    Path("several.json").write_text(json.dumps(several))
    result = run("recheck", "several.json")
    assert result.exit_code == 0
    assert result.stdout.count("every verdict is accepted") == 2


def test_a_report_that_claims_nothing_is_undecided(run: Run, report: dict[str, Any]) -> None:
    for verdict in report["criteria"].values():
        verdict |= {"status": "UNDECIDED", "certificates": []}
    report["theorems"] = {}
    Path("open.json").write_text(json.dumps(report))
    assert run("recheck", "open.json").exit_code == 3


@pytest.mark.parametrize(("content", "said"), [
    (b"\xff\x00", "no report of"), (b"", "no report of"), (b"[1, 2", "no report of"), (b"[]", "not a JSON object"),
    (b'{"schema": "other/1"}', "schema"), (b'{"a": 1, "a": 2}', "names a key twice"), (b'{"a": NaN}', "NaN is no number"),
    (b"[" * 100_000, "nested too deeply"), (b'{"schema": "mirrorsym.reports/1"}', "a list of reports"),
    (b'{"schema": "mirrorsym.report/1"}', "pair")])
def test_what_is_no_report_is_refused(run: Run, content: bytes, said: str) -> None:
    Path("file.json").write_bytes(content)
    result = run("recheck", "file.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("mirrorsym: file.json: ")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_file_is_refused(run: Run) -> None:
    result = run("recheck", "nothing.json")
    assert (result.exit_code, result.stderr) == (2, "mirrorsym: nothing.json: No such file or directory\n")


def test_recheck_does_not_import_the_finder() -> None:
    program = ("import sys\nfrom mirrorsym.cli import main\ntry:\n    main(['recheck', '-'])\nfinally:\n"
               "    print(*sys.modules, file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", program], input='{"schema": "mirrorsym.report/1"}', text=True,
                          capture_output=True, check=False)
    loaded = done.stderr.splitlines()[-1].split()
    assert "mirrorsym.recheck" in loaded
    assert not [m for m in loaded if m.startswith(("mirrorsym.calculus", "mirrorsym.criteria", "sympy"))]


# -- doctor ---------------------------------------------------------------------------------------------------
def test_doctor_finds_what_is_there(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    data = {f["name"]: f for f in json.loads(run("doctor", "--json").stdout)["findings"]}
    assert data["python-flint"]["version"] == metadata.version("python-flint")
    assert data["worker"]["version"] == "works"
    assert all(f["remark"] for f in data.values())
    assert {"python", "sympy", "mpmath", "numpy", "scipy", "click", "rich", "pydantic", "hypothesis", "numba", "torch",
            "typst", "matplotlib", "memory bound"} <= set(data)


def test_doctor_knows_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    import re

    def names(requirements: list[str]) -> set[str]:
        return {re.match(r"[\w.-]+", r)[0] for r in requirements}  # type: ignore[index]

    found = {f.name: f for f in findings()}
    assert {n for n, f in found.items() if f.needed} >= names(project["dependencies"])
    assert set(found) >= set().union(*(names(e) for e in project["optional-dependencies"].values()))


def test_doctor_says_what_is_missing_and_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n, *a: None if n in ("flint", "hypothesis") else real(n, *a))
    monkeypatch.setattr(metadata, "requires", lambda _: ['hypothesis<7,>=6; extra == "testing"', "python-flint>=0.8"])
    result = run("doctor")
    assert result.exit_code == 1
    data = {f["name"]: f for f in json.loads(run("doctor", "--json").stdout)["findings"]}
    assert data["python-flint"]["install"] == "pip install python-flint"
    assert data["hypothesis"]["install"] == 'pip install "mirrorsym[testing]"'
    assert 'pip install "mirrorsym[testing]"' in result.stdout


def test_doctor_says_when_decisions_cannot_be_bounded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr("mirrorsym.calculus.bounded.memory_bound", lambda: "no limits on this system")
    result = run("doctor")
    assert result.exit_code == 1
    assert "decisions cannot be bounded" in result.stdout
    assert "no limits on this system" in result.stdout


# -- recheck, once more ---------------------------------------------------------------------------------------
def test_a_report_that_leaves_things_out_is_shown_all_the_same(run: Run, tmp_path: Path) -> None:
    """What the checker does not need may be missing or strange."""
    bare: dict[str, Any] = {"schema": "mirrorsym.report/1", "pair": {"variables": ["u"], "g": ["u"]}, "criteria": {"regular": {"status": {}}}}
    strange = {**bare, "pair": {**bare["pair"], "init": [1], "domain": None, "h": None, "parameters": None}}
    for report in (bare, strange):
        path = tmp_path / "report.json"
        path.write_text(json.dumps(report))
        result = run("recheck", str(path))
        assert result.exit_code == 1, result.stderr
        assert "no known status" in result.stdout
