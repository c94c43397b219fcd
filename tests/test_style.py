"""How the project's files are written: no machine paths or index hosts, American spelling, docstrings.

The forbidden words are put together from pieces, so that this file does not contain what it forbids.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: never looked into when git cannot say which files are ours
OTHERS = {".git", ".venv", "__pycache__", "dist", "build", "runs", ".pytest_cache", ".mypy_cache", ".ruff_cache",
          ".hypothesis"}


def tracked() -> list[Path]:
    """The files of the project, as git sees them where there is git: committed ones and new ones not ignored."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not OTHERS & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """(path from the root, content) of every file that is text."""
    for path in tracked():
        try:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def lines_with(pattern: str, *, skip: tuple[str, ...] = ()) -> list[str]:
    """"path:line: text" wherever `pattern` occurs."""
    wanted = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if name not in skip
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


MACHINE = "|".join([
    r"(?<![\w.])/" + r"(?:work|tmp|root|home|opt|mnt|Users)/\w",
    r"\bfar" + r"m-(?:bench|studio)",
    r"\.libra" + r"ry\b",
    r"\bbefore" + r"-stop",
])
HOSTS = "|".join([
    r"pypi\." + r"org",
    r"pythonhosted" + r"\.",
    r"anaconda" + r"\.org",
    r"--(?:extra-)?index-url[ =]+" + r"\S",
    r"\bfile:" + r"///",
])
OUR = "(?:behavi|col|fav|hon|neighb|fl?av|lab|endeav|rig|vig)" + "our"
ISE = (
    r"(?:character|critic|diagonal|emphas|factor|formal|general|initial|linear|maxim|memor|minim|normal|optim|"
    r"organ|parametr|parameter|penal|real|recogn|regular|special|standard|summar|symbol|util|visual)is"
    r"(?:e[drs]?|ing|ers|ations?)"
)
OTHER = "cent" + r"res?|analys" + r"ed?|modell" + r"(?:ed|ing|er)|licen" + r"ces?|artef" + r"acts?"
BRITISH = rf"(?i)\b(?:{OUR}\w*|(?:re)?{ISE}|{OTHER})\b"


def test_no_word_of_a_machine() -> None:
    assert not lines_with(MACHINE)


def test_no_index_host() -> None:
    assert not lines_with(HOSTS)


def test_american_spelling() -> None:
    assert not lines_with(BRITISH)


@pytest.mark.parametrize(("pattern", "text"), [
    (MACHINE, "see /" + "work/main/x"), (MACHINE, "in '/" + "tmp/a'"), (HOSTS, "https://pypi." + "org/simple"),
    (HOSTS, "--index-url" + " x"), (BRITISH, "the behavi" + "our of"), (BRITISH, "a regularis" + "er"),
    (BRITISH, "reparametris" + "ation"), (BRITISH, "is optimis" + "ed"),
])
def test_the_patterns_see(pattern: str, text: str) -> None:
    assert re.search(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), [
    (MACHINE, "a framework/design"), (MACHINE, "x = a/tmp/b"), (BRITISH, "four hours of promise and exercise"),
    (BRITISH, "optimistic catalogue"), (BRITISH, "the glamour of neighboring minima"),
])
def test_the_patterns_let_pass(pattern: str, text: str) -> None:
    assert not re.search(pattern, text)


SOURCES = [path for path in tracked() if path.suffix == ".py"]
LIBRARY = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("mirrorsym", "numeric_backend", "run.py")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, "no module docstring"
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", "?")), "the first line is a sentence"


def undocumented(tree: ast.AST) -> list[str]:
    """Public classes, functions and methods of a module without a docstring."""
    found = []

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if child.name.startswith("_"):
                    continue
                if not ast.get_docstring(child):
                    found.append(f"{prefix}{child.name} (line {child.lineno})")
                if isinstance(child, ast.ClassDef):
                    walk(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.If | ast.Try | ast.With):
                walk(child, prefix)

    walk(tree, "")
    return found


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_names_are_documented(path: Path) -> None:
    assert not undocumented(ast.parse(path.read_text("utf-8")))


def test_undocumented_sees() -> None:
    source = 'class A:\n    "A."\n    def f(self): ...\n    def _g(self): ...\nif True:\n    def h(): ...'
    assert undocumented(ast.parse(source)) == ["A.f (line 3)", "h (line 6)"]
