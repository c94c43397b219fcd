"""The command group: what is imported, what goes wrong and how it is told."""

from __future__ import annotations

import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mirrorsym import __version__
from mirrorsym.cli.desk import desk

Run = Callable[..., Result]
HEAVY = {"sympy", "numpy", "scipy", "flint", "pydantic", "rich", "jinja2", "mpmath"}


def test_help_names_every_command(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    listed = re.findall(r"^  ([a-z-]+)  +\S", result.stdout.split("Commands:")[1], re.MULTILINE)
    folder = Path(sys.modules[desk.__module__].__file__ or "").parent / "commands"
    assert listed == sorted(f.stem.replace("_", "-") for f in folder.glob("*.py") if f.stem != "__init__")
    assert {"check", "catalogue", "recheck", "doctor", "demo"} <= set(listed)
    assert "..." not in result.stdout.split("Commands:")[1]


@pytest.mark.parametrize("command", [*desk.list_commands(None), "catalogue list", "catalogue show"])  # type: ignore[arg-type]
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: mirrorsym {command}")
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"mirrorsym {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], ["catalogue", "show", "u2-v2"]])
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    program = ("import sys\nfrom mirrorsym.cli import main\ntry:\n    main(sys.argv[1:])\nfinally:\n"
               "    print(*{m.split('.')[0] for m in sys.modules}, file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert set(done.stderr.split()) & HEAVY == set()


def test_no_command_shows_the_help_and_is_bad_input(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(("arguments", "said"), [
    (["chekc"], "no command 'chekc'; did you mean check?"),
    (["zzz"], "no command 'zzz'; there are audit, balance, "),
    (["check"], "Missing argument 'PAIR...'"),
    (["check", "u", "--tiemout", "3"], "No such option '--tiemout'"),
    (["check", "-u"], "(a formula that starts with '-' goes after '--')"),
    (["check", "u", "--timeout", "soon"], "'soon' is not a number of seconds"),
    (["check", "u", "--timeout", "-1"], "-1 is not a positive number of seconds"),
    (["check", "u", "--total-timeout", "inf"], "inf is not a positive number of seconds"),
    (["check", "u", "--memory", "2"], "'2' is not a size such as 2G or 512M"),
    (["check", "u", "--memory", "1k"], "1k is less than 1M"),
    (["check", "u", "--copies", "0"], "0 is not in the range x>=1"),
    (["check", "u", "--to", "docx"], "'docx' is not one of"),
    (["check", "u", "--bib", "u.bib"], "--bib goes with --to latex"),
    (["check", "u", "--fragment"], "--fragment goes with --to latex and html"),
    (["check", "u", "--to", "latex", "--bib", "a b.bib"], "--bib a b.bib: the file's name has to be letters"),
    (["check", "u", "--to", "html", "--json"], "--json and --to html contradict each other"),
    (["check", "u", "--only", " , "], "--only names no criterion"),
    (["check", "a.toml", "--h", "u"], "--h goes with formulas; a pair file says it itself"),
    (["check", "catalogue:u2-v2", "--param", "c"], "--param goes with formulas"),
    (["check", "u**2", "catalogue:u2-v2"], "'u**2' is no pair file; formulas and pair files cannot be mixed"),
    (["catalogue", "sohw"], "No such command 'sohw'"),
])
def test_a_wrong_call_is_told_in_two_lines(run: Run, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    message, hint = result.stderr.splitlines()
    assert message.startswith("mirrorsym: ")
    assert said in message
    assert re.fullmatch(r"mirrorsym: `mirrorsym( [a-z]+)* --help` says more", hint)


def test_a_formula_may_start_with_a_minus(run: Run, verdicts: Callable[..., list[dict[str, object]]]) -> None:
    verdicts(smooth="HOLDS")
    assert run("check", "--", "-u**2").exit_code == 0


def test_an_internal_error_is_one_line_and_says_how_to_see_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AssertionError("a bad\nday")

    monkeypatch.setattr("mirrorsym._check.check", broken)
    result = run("check", "u**2")
    assert result.exit_code == 70
    assert result.stderr == ("mirrorsym: internal error: AssertionError: a bad day "
                             "(MIRRORSYM_TRACEBACK=1 shows where; please report it)\n")
    assert result.stdout == ""
    result = run("check", "u**2", env={"MIRRORSYM_TRACEBACK": "1"})
    assert result.exit_code == 70
    assert "Traceback" in result.stderr
    assert "please report" not in result.stderr


SLOW = ("import mirrorsym._check, sys, time\n"
        "def check(*a, **k):\n    print('going', file=sys.stderr, flush=True)\n    time.sleep(60)\n"
        "mirrorsym._check.check = check\nfrom mirrorsym.cli import main\nmain(sys.argv[1:])")


def test_an_interrupt_leaves_130_one_line_and_no_file(process: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    child = process("check", "u**2", "-o", "report.json", program=SLOW, cwd=tmp_path)
    assert child.stderr is not None
    assert child.stderr.readline() == "going\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, "")
    assert err == "\nmirrorsym: interrupted\n"  # the break ends the line on which a terminal shows ^C
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_leaves_is_no_error(process: Callable[..., subprocess.Popen[str]]) -> None:
    child = process("catalogue", "list", "--json")
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    with child.stderr as err:
        assert err.read() == ""
    assert child.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a POSIX system with /dev/full")
def test_a_full_disk_is_one_line(process: Callable[..., subprocess.Popen[str]]) -> None:
    with Path("/dev/full").open("w") as full:
        child = process("catalogue", "list", stdout=full)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 70
    assert "No space left on device" in err
    assert len(err.splitlines()) == 1


def test_a_narrow_encoding_does_not_break_the_output(process: Callable[..., subprocess.Popen[str]]) -> None:
    child = process("check", "\u03b1**2", env={"PYTHONIOENCODING": "ascii"})
    out, err = child.communicate(timeout=60)
    assert child.returncode in (0, 1, 2, 3)
    assert "Traceback" not in err
    assert "internal" not in err
    assert out or err


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_first_answer_is_quick(arguments: list[str]) -> None:
    best = min(_seconds([sys.executable, "-m", "mirrorsym", *arguments]) for _ in range(5))
    bare = min(_seconds([sys.executable, "-c", "import click"]) for _ in range(5))
    assert best < bare + 0.15


def _seconds(command: list[str]) -> float:
    """Processor time, which what else the machine does changes less than the clock's."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def test_a_formula_may_begin_with_a_minus(run: Run) -> None:
    for formula in ("-u**2", "-(u + 1)", "-log(u)", "-u/2"):
        assert run("check", formula, "--on", "u > 0", "--only", "smooth", "--json").exit_code == 0
    for option in ("-z", "--no(such)*option"):
        assert "No such option" in run("check", "u", option).stderr
