"""The demo: a table, a page, and what one run leaves for the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mirrorsym import catalogue
from mirrorsym.cli import kept

Run = Callable[..., Result]
SOME = ("identity-square", "u2-v2", "u2-v2-two-constants")  # all of them are examined in tests/test_catalogue.py


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the kept reports, in a cache folder of its own; the catalogue has three pairs."""
    folder = tmp_path.parent / (tmp_path.name + "-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setattr(catalogue, "ids", lambda: SOME)
    return folder / "mirrorsym" / "catalogue.json"


def _last_lines(run: Run, *options: str) -> str:
    result = run("demo", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.splitlines()[-2:])


def test_the_demo_shows_a_table_and_writes_a_page(run: Run, cache: Path) -> None:
    result = run("demo")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    page = Path("mirrorsym-report.html").read_text()
    assert page.count('<section class="pair"') == 3
    *table, _, legend, _, time, last = result.stdout.splitlines()
    assert [row.split()[0] for row in table[-3:]] == list(SOME)
    assert [row.split()[1] for row in table[-3:]] == ["yes", "yes", "yes"]
    assert legend.startswith("yes holds, NO fails")
    assert time.startswith("3 pairs in ")
    assert last.endswith("mirrorsym-report.html")
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert [p.name for p in Path().iterdir()] == ["mirrorsym-report.html"]


def test_the_second_run_shows_the_same_and_checks_all_certificates(run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("demo").stdout.splitlines()
    checked: list[dict[str, Any]] = []
    real = kept.recheck
    monkeypatch.setattr(kept, "recheck", lambda report: checked.append(report) or real(report))
    second = run("demo").stdout.splitlines()
    assert second[:-2] == first[:-2]
    assert "3 found before" in second[-2]
    assert max(map(len, second)) <= 80
    assert len(checked) == 3
    assert "found before" not in _last_lines(run, "--fresh")


@pytest.mark.parametrize("harm", ["verdict", "certificate", "pair", "shape"])
def test_what_the_checker_does_not_accept_is_found_anew(run: Run, cache: Path, harm: str) -> None:
    run("demo")
    good = cache.read_text()
    data = json.loads(good)
    report = data["reports"]["u2-v2"]
    if harm == "verdict":
        report["criteria"]["commuting"]["status"] = "FAILS"
    elif harm == "certificate":
        report["certificates"] = {name: {"kind": "zeros", "items": {}} for name in report["certificates"]}
    elif harm == "pair":
        report["pair"]["g"] = ["u**2 - v**2 + 0"]
    else:
        data["reports"]["u2-v2"] = ["nothing"]
    cache.write_text(json.dumps(data))
    assert "2 found before" in _last_lines(run)
    again = json.loads(cache.read_text())["reports"]["u2-v2"]
    assert {**again, "seconds": {}} == {**json.loads(good)["reports"]["u2-v2"], "seconds": {}}


@pytest.mark.parametrize("text", ["", "[]", '{"program": 1}', "[" * 100_000, '{"program": "another", "reports": {}}'])
def test_a_damaged_cache_is_no_cache(run: Run, cache: Path, text: str) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text(text)
    assert "found before" not in _last_lines(run)
    assert "3 found before" in _last_lines(run)


def test_without_a_cache_folder_nothing_is_kept(run: Run, cache: Path) -> None:
    cache.parent.parent.write_text("a file where the folder should be")
    assert "found before" not in _last_lines(run)
    assert "found before" not in _last_lines(run)


def test_a_report_that_ran_into_its_bound_is_not_kept(cache: Path) -> None:
    kept.keep({"quick": {"seconds": {"regular": 0.1, "total": 9.0}}, "slow": {"seconds": {"regular": 5.2, "total": 9.0}}}, 10.0)
    assert list(json.loads(cache.read_text())["reports"]) == ["quick"]


def test_another_program_starts_anew(run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("demo")
    monkeypatch.setattr(kept, "program", lambda: "changed")
    assert "found before" not in _last_lines(run)


def test_the_demo_refuses_a_place_it_cannot_write_to(run: Run) -> None:
    result = run("demo", "-o", "no/such/place.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no directory" in result.stderr
