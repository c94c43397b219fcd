"""The corpus runner: parts make up the whole, a run that was broken off goes on, and faults end it with 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mirrorsym.testing.corpus import Tally, examine, generate, run, tally
from mirrorsym.testing.corpus.__main__ import PROFILES, main
from mirrorsym.testing.known import HOLDS, Known

FEW = ["--seed", "7", "--family", "quadratics=4", "--family", "degenerate=2"]


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(x) for x in log.read_text("utf-8").splitlines()]


def test_a_name_gives_the_same_pair_in_every_corpus() -> None:
    (alone,) = [k for k in generate(3, 6, "rotated") if k.name == "3/rotated/5"]
    (among,) = [k for k in generate(3, 200) if k.name == "3/rotated/5"]
    assert alone == among


def test_parts_make_up_the_whole_and_a_log_is_continued(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    assert main([*FEW, "--part", "2/2", "--log", str(log)]) == 0
    first = lines(log)
    assert len(first) == 3
    log.write_text(log.read_text("utf-8") + '{"name": "7/quadr', "utf-8")  # a kill in the middle of a line
    assert main([*FEW, "--log", str(log)]) == 0
    assert lines(log)[:3] == first
    assert {x["name"] for x in lines(log)} == {k.name for k in generate(7, 0, {"quadratics": 4, "degenerate": 2})}
    total = capsys.readouterr().out.splitlines()[-1].split()
    assert total[:2] == ["total", "6"]


def test_a_seed_range_and_names_choose_pairs(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    assert main(["--seed", "1-2", "--count", "1", "--family", "quadratics", "--log", str(log)]) == 0
    assert [x["name"] for x in lines(log)] == ["1/quadratics/0", "2/quadratics/0"]
    other = tmp_path / "other.jsonl"
    assert main(["--only", "2/quadratics/0", "--log", str(other)]) == 0
    assert [{**x, "seconds": 0} for x in lines(other)] == [{**x, "seconds": 0} for x in lines(log)[1:]]


@pytest.mark.parametrize("bad", [["--family", "nonesuch"], ["--seed", "x"], ["--part", "3/2"], ["--family", "rotated=many"]])
def test_a_wrong_option_ends_with_a_line(bad: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(bad)
    assert end.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_wrong_verdict_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    assert main(["--only", "7/quadratics/0", "--log", str(log)]) == 0
    (line,) = lines(log)
    log.write_text(json.dumps({**line, "outcomes": {**line["outcomes"], "smooth": "wrong"}}) + "\n", "utf-8")  # type: ignore[dict-item]
    assert main(["--only", "7/quadratics/0", "--log", str(log)]) == 1
    log.write_text(json.dumps({**line, "rejected": {"smooth": "no proof"}}) + "\n", "utf-8")
    assert main(["--only", "7/quadratics/0", "--log", str(log)]) == 1


def test_results_come_in_order_from_several_processes_and_count_the_same() -> None:
    pairs = list(generate(4, 8, "quadratics"))
    found = list(run(pairs, workers=2))
    assert [x.known for x in found] == pairs
    one, two = tally(found), tally(x.to_json() for x in found)
    assert one == two
    joined = Tally()
    for x in found:
        joined.join(tally([x])["quadratics"])
    assert joined.outcomes == one["quadratics"].outcomes


def test_a_tampered_certificate_is_counted_as_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    from mirrorsym.maps import Pair
    from mirrorsym.report import PairReport

    known = Known(Pair(g=["u**3 + u"]), {"regular": HOLDS}, "3 u^2 + 1 > 0", "x")
    assert tally([examine(known, checker=True)])["x"].faultless
    honest = PairReport.to_json
    monkeypatch.setattr(PairReport, "to_json", lambda self: {**honest(self), "pair": {**honest(self)["pair"], "g": ["u**3"]}})
    assert not tally([examine(known, checker=True)])["x"].faultless


def test_the_full_profile_is_two_thousand_pairs() -> None:
    assert PROFILES["full"][1] >= 2000
    assert PROFILES["sample"][1] >= 300
