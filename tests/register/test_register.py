"""The register of the papers' claims: every verdict is found again, every formula counts, every page is up to date.

Truth: the certificates, which the independent checker reads; the record is only compared.  The environment variable MIRRORSYM_REGISTER=full
runs everything; without it every second claim is decided again, and the changed formulas are tried for every twelfth, which keeps the suite
quick.  `mirrorsym audit` decides all of them in about a minute.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from mirrorsym.register.audit import audited
from mirrorsym.register.board import board, coverage
from mirrorsym.register.claim import Claim, Finding
from mirrorsym.register.errata import errata
from mirrorsym.register.files import PAPERS, Entry, chosen, digest, entries, folder
from mirrorsym.register.pages import FOUND
from mirrorsym.register.perturb import perturbed
from mirrorsym.register.ways import formulas_of, not_decidable, pair_has, relations
from mirrorsym.verdict import Status

ALL = entries()
ROOT = folder().parent
FULL = os.environ.get("MIRRORSYM_REGISTER") == "full"
AGAIN = [e for e in ALL if FULL or zlib.crc32(e.id.encode()) % 2 == 0]
SAMPLE = [e for e in ALL if FULL or zlib.crc32(e.id.encode()) % 12 == 0]


def ids(some: list[Entry] | tuple[Entry, ...]) -> list[str]:
    return [e.id for e in some]


@pytest.mark.parametrize("entry", AGAIN, ids=ids(AGAIN))
def test_the_verdict_is_found_again(entry: Entry) -> None:
    found = audited(str(entry.path), entry.id, None)
    assert found["as_printed"] == entry.claim.recorded, found["because"]
    assert found["corrected"] in (None, "HOLDS"), found["because"]


@pytest.mark.parametrize("entry", [e for e in SAMPLE if e.claim.recorded == "HOLDS"], ids=lambda e: e.id)
def test_a_changed_formula_does_not_hold(entry: Entry) -> None:
    for formulas in perturbed(entry.claim):
        assert audited(str(entry.path), entry.id, formulas)["as_printed"] != "HOLDS", formulas


@pytest.mark.parametrize("entry", [e for e in SAMPLE if e.claim.recorded == "FAILS" and e.claim.printed], ids=lambda e: e.id)
def test_a_changed_wrong_formula_has_another_certificate(entry: Entry) -> None:
    own = audited(str(entry.path), entry.id, entry.claim.printed)
    for formulas in perturbed(entry.claim):
        other = audited(str(entry.path), entry.id, formulas)
        assert (other["as_printed"], _evidence(other)) != (own["as_printed"], _evidence(own)), formulas


def _evidence(found: dict[str, object]) -> str:
    def still(value: object) -> object:
        if isinstance(value, dict):
            return {k: still(v) for k, v in value.items() if k != "seconds"}
        return [still(v) for v in value] if isinstance(value, list) else value

    return json.dumps(still(found["reports"]), sort_keys=True)


SCRIPTS = [e for e in ALL if e.claim.script]


@pytest.mark.parametrize("entry", SCRIPTS, ids=ids(SCRIPTS))
def test_a_reader_can_see_it_fail(entry: Entry) -> None:
    done = subprocess.run([sys.executable, "-I", "-c", entry.claim.script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "mirrorsym" not in entry.claim.script
    assert len(entry.claim.script.strip().splitlines()) <= 20


def test_uses_name_claims_or_files() -> None:
    known = {p for e in ALL for p in (e.id, f"{e.paper}/{e.path.stem}")}
    assert not {(e.id, u) for e in ALL for u in e.claim.uses if u not in known}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_numbered_item_has_a_file(paper: str) -> None:
    index = coverage(paper, ALL)
    assert not [item for item, files in index.items() if not files]
    assert not {c for e in ALL if e.paper == paper for c in e.covers} - set(index), "items.toml does not list them"


def test_the_pages_are_up_to_date() -> None:
    """The board and the errata are those of the claims and of the recorded findings, and the findings are those of these files."""
    found = json.loads((folder() / FOUND).read_text(encoding="utf-8"))
    stale = [e.id for e in ALL if found.get(e.id, {}).get("file") != digest(e.path)]
    assert not stale, "run `mirrorsym audit --write`"
    assert set(found) == set(ids(ALL))
    assert all(found[e.id]["as_printed"] == e.claim.recorded for e in ALL)
    assert (folder() / "README.md").read_text(encoding="utf-8") == board(ALL)
    for paper in PAPERS:
        assert Path(ROOT, "docs", "errata", f"{paper}.md").read_text(encoding="utf-8") == errata(paper, ALL, found)


# -- the rules of the noun, and that the ways can fail ---------------------------------------------------------
def test_a_decided_claim_needs_formulas_and_a_refuted_one_a_script() -> None:
    with pytest.raises(ValueError, match="printed"):
        Claim("", "it holds", "here", not_decidable("no"), "HOLDS", "proved in general")
    with pytest.raises(ValueError, match="script"):
        Claim("", "it fails", "here", not_decidable("no"), "FAILS", "refuted")
    with pytest.raises(ValueError, match="a HOLDS is"):
        Claim("", "it holds", "here", not_decidable("no"), "HOLDS", "verified on instances", {"r": "1 = 1"})
    with pytest.raises(ValueError, match="report"):
        Finding(Status.FAILS, "because")


def test_a_recorded_verdict_is_only_compared(tmp_path: Path) -> None:
    file = tmp_path / "tdmf" / "wrong.py"
    file.parent.mkdir()
    file.write_text("from mirrorsym.register import Claim, relations\nCOVERS = ()\nTITLE = 'wrong'\n"
                    "CLAIMS = (Claim('', 'one is two', 'nowhere', relations(), 'HOLDS', 'proved in general', {'r': 'x + 1 = x + 2'}),)\n")
    found = audited(str(file), "tdmf/wrong", None)
    assert found["as_printed"] == "FAILS"


def test_a_report_that_the_checker_rejects_decides_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tdmf" / "forged.py"
    file.parent.mkdir()
    file.write_text("from mirrorsym.register import Claim, Finding\nfrom mirrorsym.verdict import Status\nCOVERS = ()\nTITLE = 'forged'\n"
                    "def check(formulas, bench):\n    report = bench.settle('x**2 >= 0')\n"
                    "    return Finding(Status.HOLDS, 'look', None, ({**report, 'right': '1'},))\n"
                    "CLAIMS = (Claim('', 'it', 'nowhere', check, 'HOLDS', 'proved in general', {'r': 'x**2 >= 1'}),)\n")
    found = audited(str(file), "tdmf/forged", None)
    assert found["as_printed"] == "UNDECIDED"
    assert "checker" in found["because"]


@pytest.mark.parametrize(("check", "right", "wrong"), [
    (formulas_of(g=["u**2"], h="u**2", domain=["u > 0"]), {"minimizer": "u0**2*exp(4*a)"}, {"minimizer": "u0**2*exp(2*a)"}),
    (relations(domain=["x > 0"]), {"r": "log(x) <= x - 1"}, {"r": "log(x) < x - 1"}),
    (pair_has({"commuting_with_h": "HOLDS"}, domain=["u > 0", "v > 0"]), {"g": "u*v", "h": "u**2 + v**2"}, {"g": "u*v", "h": "u**2 - v**2"}),
])
def test_the_ways_tell_right_from_wrong(check: object, right: dict[str, str], wrong: dict[str, str]) -> None:
    from mirrorsym.calculus.bounded import Worker
    from mirrorsym.register import Bench

    with Worker() as worker:
        assert check(right, Bench(worker)).status is Status.HOLDS  # type: ignore[operator]
        assert check(wrong, Bench(worker)).status is Status.FAILS  # type: ignore[operator]


def test_ids_choose_papers_files_and_claims() -> None:
    some = ALL[0]
    assert some in chosen([some.paper], ALL)
    assert chosen([some.id], ALL)[0] == some
    with pytest.raises(Exception, match="no claim"):
        chosen(["tdmf/eq_888"], ALL)
