"""`mirrorsym check`: exit codes, formats, files, and what a user sees."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mirrorsym.cli.inputs import split_formulas

Run = Callable[..., Result]
Verdicts = Callable[..., list[dict[str, Any]]]
WEIGHT_DECAY = ("u**2 - v**2", "--h", "u**2 + v**2", "--on", "u > 0, v > 0")


# -- exit codes -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("statuses", "code"), [
    ({"smooth": "HOLDS", "regular": "HOLDS"}, 0),
    ({"smooth": "HOLDS", "regular": "FAILS"}, 1),
    ({"smooth": "HOLDS", "regular": "UNDECIDED"}, 3),
    ({"smooth": "HOLDS", "commuting": "CONDITIONAL"}, 3),
    ({"smooth": "UNDECIDED", "commuting_with_h": "FAILS"}, 1),
    ({"smooth": "HOLDS", "commuting_with_h": "NOT_APPLICABLE"}, 0),
    ({"smooth": "HOLDS", "quadratic": "FAILS", "wronskian": "UNDECIDED", "joint_regular": "CONDITIONAL"}, 0),
])
def test_the_exit_code_is_about_what_is_asked(run: Run, verdicts: Verdicts, statuses: dict[str, str], code: int) -> None:
    verdicts(**statuses)
    for form in ("text", "json", "html"):
        result = run("check", "u**2", "--to", form)
        assert result.exit_code == code, result.stderr
        assert result.stderr == ""


def test_only_sets_what_is_asked(run: Run, verdicts: Verdicts) -> None:
    calls = verdicts(smooth="FAILS", quadratic="UNDECIDED", wronskian="HOLDS")
    assert run("check", "u", "--only", "quadratic").exit_code == 3
    assert run("check", "u", "--only", "wronskian").exit_code == 0
    assert run("check", "u", "--only", " wronskian, quadratic ,wronskian").exit_code == 3
    assert [c["only"] for c in calls] == [("quadratic",), ("wronskian",), ("wronskian", "quadratic")]
    assert run("check", "u").exit_code == 1
    assert calls[-1]["only"] is None


def test_bounds_reach_the_decisions(run: Run, verdicts: Verdicts) -> None:
    calls = verdicts(smooth="HOLDS")
    assert run("check", "u", "--timeout", "2.5", "--total-timeout", "7", "--memory", "512MiB").exit_code == 0
    assert calls[0]["timeout"] == 2.5
    assert 6 < calls[0]["total_timeout"] <= 7
    assert calls[0]["worker"].memory == 512 << 20


def test_several_pairs_share_the_total_time_and_the_worst_code(run: Run, verdicts: Verdicts) -> None:
    calls = verdicts(smooth="UNDECIDED")
    assert run("check", "catalogue:u2-v2", "catalogue:x2", "--total-timeout", "5").exit_code == 3
    assert calls[0]["worker"] is calls[1]["worker"]
    assert calls[1]["total_timeout"] < calls[0]["total_timeout"] <= 5


# -- where the pair comes from ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "formulas"), [
    ("u**2", ["u**2"]), ("u, v", ["u", "   v"]), ("Max(u, v), Piecewise((u, u > 0), (v, True))",
     ["Max(u, v)", "           Piecewise((u, u > 0), (v, True))"]), ("u)), v", ["u))", "     v"]),
    ("u,", ["u", ""]), ("(u, v", ["(u, v"])])
def test_formulas_between_commas_keep_their_columns(text: str, formulas: list[str]) -> None:
    assert split_formulas(text) == formulas


@pytest.mark.parametrize("arguments", [("u*v", "u**2 - v**2"), ("u*v, u**2 - v**2",)])
def test_coordinates_as_arguments_or_between_commas(run: Run, verdicts: Verdicts, arguments: tuple[str, ...]) -> None:
    calls = verdicts(smooth="HOLDS")
    run("check", *arguments, "--h", "c*u", "--init", "u = 1, v = v_start", "--param", "c > 1/2", "--copies", "4")
    pair = calls[0]["pair"]
    assert [str(g) for g in pair.g] == ["u*v", "u**2 - v**2"]
    assert (str(pair.h), pair.copies, pair.M.parameter_names) == ("c*u", 4, ("c",))
    assert [str(e) for _, e in pair.init] == ["1", "v_start"]


def test_a_pair_file_a_catalog_entry_and_standard_input(run: Run, verdicts: Verdicts, tmp_path: Path) -> None:
    calls = verdicts(smooth="HOLDS")
    text = run("catalogue", "show", "u2-v2-vector").stdout
    Path("pair.toml").write_text(text)
    Path("noending").write_text(text)
    assert run("check", "pair.toml", "noending", str(tmp_path / "pair.toml"), "catalogue:u2-v2-vector").exit_code == 0
    result = run("check", "-", input=text)
    assert result.exit_code == 0, result.stderr
    assert len(calls) == 5
    assert len({c["pair"] for c in calls}) == 1
    assert run("check", "pair.toml", "--copies", "7").exit_code == 0
    assert calls[-1]["pair"].copies == 7
    assert calls[-1]["pair"].g == calls[0]["pair"].g
    assert calls[-1]["pair"].init == calls[0]["pair"].init


# -- bad input ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("arguments", "said"), [
    (["u**2 - z**2", "--on", "u > 0", "--param", "c reel"], "c"),
    (["u**2 -* v"], "column"),
    (["missing.toml"], "missing.toml"),
    (["catalogue:u2-v3"], "did you mean"),
    (["__import__('os')"], "column"),
    (["u**2", "--only", "regulr"], "did you mean 'regular'?"),
    (["u**2", "--on", "u > 0", "--init", "u = -1"], "outside"),
    (["u**2", "--on", "u > 1, u < 0"], "no point"),
    (["log(u)", "--on", "u < 0"], "g"),
    (["1/u", "--init", "u = 0"], "g"),
    (["u, "], "g[1]"),
    (["("], "column"),
    (["u**2", "-o", "nowhere/report.json"], "there is no directory"),
    (["u**2", "-o", "."], "this is a directory"),
])
def test_bad_input_is_told_by_line_and_nothing_is_written(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    result = run("check", *arguments, *([] if "-o" in arguments else ["-o", "out.html"]))
    assert result.exit_code == 2, (result.stdout, result.stderr)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert 1 <= len(lines) <= 6
    assert all(line.startswith("mirrorsym: ") for line in lines)
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_bad_input_leaves_standard_output_empty(run: Run, form: str) -> None:
    result = run("check", "u**2", "--on", "u > 1, u < 0", "--to", form)
    assert (result.exit_code, result.stdout) == (2, "")


def test_many_mistakes_are_counted(run: Run) -> None:
    variables = "\n".join(f'v{i} = "v{i} >"' for i in range(10))
    Path("bad.toml").write_text(f'[variables]\n{variables}\n[map]\ng = "v0"\n')
    result = run("check", "bad.toml")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 6
    assert lines[-1] == "mirrorsym: and 5 more"


def test_the_mistakes_of_several_files_name_the_file(run: Run) -> None:
    Path("a.toml").write_text('[map]\ng = "u**"\n')
    Path("b.toml").write_bytes(b"\xff\xfe\x00binary")
    result = run("check", "a.toml", "b.toml", "catalogue:nothing")
    assert result.exit_code == 2
    told = [line.split()[1].strip("':") for line in result.stderr.splitlines()]
    assert list(dict.fromkeys(told)) == ["a.toml", "b.toml", "catalogue:nothing"]


def test_ten_megabytes_of_brackets_are_refused(run: Run) -> None:
    Path("big.toml").write_text('[map]\ng = "' + "(" * 10_000_000 + '"\n')
    result = run("check", "big.toml")
    assert result.exit_code == 2
    assert len(result.stderr) < 1000


def test_an_unreadable_argument_is_a_formula_or_a_line(run: Run) -> None:
    for argument in ("u" * 5000, "u\0v", "\x1b[31m", "u**2\n[variables]"):
        result = run("check", argument, "--only", "smooth")
        assert result.exit_code in (0, 2, 3)
        assert "Traceback" not in result.stderr
        assert "\x1b" not in result.stderr


# -- output ---------------------------------------------------------------------------------------------------
def test_text_of_a_real_pair(run: Run) -> None:
    result = run("check", *WEIGHT_DECAY)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    assert result.stdout.startswith("g     u**2 - v**2\nh     u**2 + v**2\nM     (u, v) with u > 0, v > 0\n")
    for name in ("smooth", "regular", "commuting", "commuting_with_h"):
        assert f"\n{name} " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "\x1b" not in result.stdout


def test_json_of_a_real_pair_follows_the_schema(run: Run) -> None:
    result = run("check", "w1*w2*w3", "--h", "w1**2 + w2**2 + w3**2", "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["schema"] == "mirrorsym.report/1"
    assert {"pair", "criteria", "theorems", "potential", "effects", "certificates", "versions", "seconds"} < set(data)
    verdict = data["criteria"]["commuting_with_h"]
    assert verdict["status"] == "FAILS"
    assert set(verdict["witness"]) == {"w1", "w2", "w3"}
    assert verdict["certificates"][0] in data["certificates"]
    assert run("check", "w1*w2*w3", "--h", "w1**2 + w2**2 + w3**2", "--to", "json").exit_code == 1


def test_a_weight_that_depends_on_a_constant(run: Run) -> None:
    result = run("check", "u**2 - v**2", "--h", "u**2 + 2*c*u*v + v**2", "--on", "u > 0, v > 0", "--param", "c real",
                 "--only", "commuting_with_h")
    assert result.exit_code == 3
    assert "CONDITIONAL" in result.stdout
    assert "exactly when c = 0" in result.stdout


@pytest.mark.parametrize(("file", "options", "start"), [
    ("r.json", [], "{"), ("r.html", [], "<!DOCTYPE html>"), ("r.htm", [], "<!DOCTYPE html>"), ("r.txt", [], "g "),
    ("r", [], "g "), ("r.html", ["--json"], "{"), ("r.json", ["--to", "text"], "g ")])
def test_the_ending_of_the_file_chooses_the_format(
    run: Run, verdicts: Verdicts, file: str, options: list[str], start: str
) -> None:
    verdicts(smooth="HOLDS")
    result = run("check", "u**2", "-o", file, *options)
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path(file).read_text().startswith(start)
    assert [p.name for p in Path().iterdir()] == [file]


def test_several_reports_go_into_one_file(run: Run, verdicts: Verdicts) -> None:
    verdicts(smooth="HOLDS")
    data = json.loads(run("check", "catalogue:u2-v2", "catalogue:x2", "--json").stdout)
    assert data["schema"] == "mirrorsym.reports/1"
    assert [r["pair"]["title"] for r in data["reports"]] == ["u^2 - v^2", "x^2 on the line"]
    page = run("check", "catalogue:u2-v2", "catalogue:x2", "--to", "html").stdout
    assert page.count('<section class="pair"') == 2
    text = run("check", "catalogue:u2-v2", "catalogue:x2").stdout
    assert text.index("u^2 - v^2") < text.index("x^2 on the line")


def test_an_existing_file_keeps_its_mode_and_a_link_its_target(run: Run, verdicts: Verdicts) -> None:
    verdicts(smooth="HOLDS")
    Path("old.json").write_text("old")
    Path("old.json").chmod(0o640)
    Path("link.json").symlink_to("old.json")
    assert run("check", "u**2", "-o", "link.json").exit_code == 0
    assert Path("link.json").is_symlink()
    assert json.loads(Path("old.json").read_text())["schema"] == "mirrorsym.report/1"
    assert stat.S_IMODE(Path("old.json").stat().st_mode) == 0o640
    assert run("check", "u**2", "-o", "new.json").exit_code == 0
    assert stat.S_IMODE(Path("new.json").stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_device_stays_a_device(run: Run, verdicts: Verdicts) -> None:
    verdicts(smooth="HOLDS")
    fifo = Path("pipe")
    os.mkfifo(fifo)
    reader = subprocess.Popen([sys.executable, "-c", "print(open('pipe').read()[:1])"], stdout=subprocess.PIPE, text=True)
    assert run("check", "u**2", "-o", "pipe", "--json").exit_code == 0
    assert reader.communicate(timeout=30)[0] == "{\n"
    assert fifo.is_fifo()


def test_a_write_that_fails_leaves_the_old_file(run: Run, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts(smooth="HOLDS")
    Path("report.json").write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("check", "u**2", "-o", "report.json")
    assert result.exit_code == 2
    assert result.stderr == "mirrorsym: -o report.json: No space left on device\n"
    assert Path("report.json").read_text() == "old"
    assert [p.name for p in Path().iterdir()] == ["report.json"]


def test_the_same_input_gives_the_same_text(run: Run) -> None:
    first, second = (json.loads(run("check", *WEIGHT_DECAY, "--json").stdout) for _ in range(2))
    assert first | {"seconds": {}} == second | {"seconds": {}}


# -- progress -------------------------------------------------------------------------------------------------
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
def test_progress_only_on_a_terminal(process: Callable[..., subprocess.Popen[str]]) -> None:
    import pty

    program = ("import mirrorsym._check as c, sys, time\nreal = c.check\n"
               "def check(pair, *, progress, **k):\n    progress('smooth', 0, 9)\n    time.sleep(0.7)\n"
               "    return real(pair, progress=progress, **k)\n"
               "c.check = check\nfrom mirrorsym.cli import main\nmain(sys.argv[1:])")
    master, slave = pty.openpty()
    child = process("check", "u**2", "--only", "smooth", program=program, stderr=slave)
    os.close(slave)
    out, _ = child.communicate(timeout=60)
    said = os.read(master, 100_000).decode()
    os.close(master)
    assert re.search(r"\rsmooth  1/9  0:\d\d", said)
    assert said.endswith("\r\x1b[K")
    assert "1/9" not in out
    child = process("check", "u**2", "--only", "smooth", program=program)
    assert child.communicate(timeout=60)[1] == ""
