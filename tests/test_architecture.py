"""The house stands as docs/explanation/house.md says: imports run downward, and the house rules hold.

The floors are read from the first TOML block of that page, the arguable exceptions from the second; nothing is listed
here.  Everything is read from syntax trees, so a test sees imports inside functions too, and runs no code of the
packages except where it asks what a fresh process has loaded.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mirrorsym", "numeric_backend")
HOUSE = ROOT / "docs" / "explanation" / "house.md"
LONGEST = 400


@dataclass(frozen=True)
class Floor:
    """A row of the table of floors."""

    name: str
    modules: tuple[str, ...]
    knows: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    eager: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()


class Import(NamedTuple):
    """One imported module: its dotted name, the line, and the function it happens in ("" when on loading)."""

    target: str
    line: int
    inside: str


def blocks() -> list[dict[str, object]]:
    """The TOML blocks of the page about the house."""
    return [tomllib.loads(text) for text in re.findall(r"```toml\n(.*?)```", HOUSE.read_text("utf-8"), re.DOTALL)]


FLOORS = [Floor(**{k: v if k == "name" else tuple(v) for k, v in row.items()}) for row in blocks()[0]["floor"]]
BY_NAME = {floor.name: floor for floor in FLOORS}
LONGER: dict[str, str] = blocks()[1]["longer"]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text("utf-8"), str(path)) for name, path in SOURCES.items()}
every_module = pytest.mark.parametrize("module", SOURCES)


def floor_of(module: str) -> Floor | None:
    """The floor whose longest name covers `module`; the bare name of an import package covers only its `__init__`."""
    covering = [
        (len(name), floor)
        for floor in FLOORS
        for name in floor.modules
        if module == name or (name not in PACKAGES and module.startswith(f"{name}."))
    ]
    return max(covering, key=lambda pair: pair[0])[1] if covering else None


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[Import]:
    """Every import statement below `tree`; one that only a type checker sees is not there at run time."""

    def walk(node: ast.AST, inside: str) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = node.module or ""
            if node.level:
                parts = module.split(".")
                above = parts[: len(parts) - node.level + is_package]
                home = ".".join([*above, *([home] if home else [])])
            for alias in node.names:
                inner = f"{home}.{alias.name}"
                yield Import(inner if inner in SOURCES else home, node.lineno, inside)
        elif isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for child in node.orelse:
                yield from walk(child, inside)
        else:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                inside = getattr(node, "name", "lambda")
            for child in ast.iter_child_nodes(node):
                yield from walk(child, inside)

    yield from walk(tree, "")


def imports_of(module: str) -> list[Import]:
    """The imports of one of our modules."""
    return list(imports(TREES[module], module, SOURCES[module].name == "__init__.py"))


def complaints(module: str, floor: Floor, found: list[Import]) -> list[str]:
    """What is wrong with a module's imports, a sentence each."""
    wrong = []
    for target, line, inside in found:
        top = target.partition(".")[0]
        if top in sys.stdlib_module_names:
            continue
        if top not in PACKAGES:
            if top not in floor.libraries + floor.eager:
                wrong.append(f"{module}:{line} imports {top}, which the floor {floor.name!r} may not know")
            elif not inside and top not in floor.eager:
                wrong.append(f"{module}:{line} imports {top} on loading; do it inside the function that needs it")
            continue
        if target in floor.hooks and inside.startswith("_repr_"):
            continue
        other = floor_of(target)
        if other is None:
            wrong.append(f"{module}:{line} imports {target}, which stands on no floor")
        elif other.name != floor.name and "*" not in floor.knows and other.name not in floor.knows:
            wrong.append(f"{module}:{line} imports {target}: the floor {floor.name!r} does not know {other.name!r}")
    return wrong


# ---- the table itself ------------------------------------------------------------------------------------------------


def test_the_table_runs_downward() -> None:
    seen: list[str] = []
    for floor in FLOORS:
        assert set(floor.knows) - {"*"} <= set(seen), f"{floor.name!r} knows a floor that is not below it"
        assert floor.name not in seen
        seen.append(floor.name)
    names = [name for floor in FLOORS for name in floor.modules]
    assert len(names) == len(set(names)), "a module stands on two floors"


def test_the_theory_never_knows_the_laboratory() -> None:
    of_laboratory = {floor.name for floor in FLOORS for name in floor.modules if name.startswith("numeric_backend")}
    for floor in FLOORS:
        if floor.name not in of_laboratory and floor.name != "front desk":
            assert not of_laboratory & set(floor.knows)


def test_the_checker_knows_words_nouns_and_exact_arithmetic_only() -> None:
    assert set(BY_NAME["checker"].knows) == {"words", "nouns"}
    assert set(BY_NAME["checker"].libraries + BY_NAME["checker"].eager) == {"flint"}


@pytest.mark.parametrize(
    ("source", "floor", "phrase"),
    [
        ("from mirrorsym.criteria import decide", "calculus", "does not know 'criteria'"),
        ("def f():\n    import mirrorsym.grammar", "checker", "does not know 'grammar'"),
        ("from mirrorsym import Pair", "calculus", "does not know 'front desk'"),
        ("import sympy", "bridge", "inside the function"),
        ("def f():\n    import numpy", "checker", "may not know"),
        ("try:\n    import sympy\nexcept ImportError:\n    pass", "calculus", "may not know"),
        ("import mirrorsym.nowhere", "verbs", "stands on no floor"),
        ("class A:\n    from sympy import S", "bridge", "inside the function"),
        ("def f(x: int = 1):\n    from sympy import S", "bridge", None),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sympy", "calculus", None),
        ("from mirrorsym.expression import ZERO\nimport json", "checker", None),
        ("def _repr_html_(self):\n    from mirrorsym.printing import hook", "nouns", None),
        ("def show(self):\n    from mirrorsym.printing import hook", "nouns", "does not know 'presentation'"),
    ],
)
def test_the_import_rule_sees(source: str, floor: str, phrase: str | None) -> None:
    found = list(imports(ast.parse(source), "mirrorsym.example", is_package=False))
    wrong = complaints("mirrorsym.example", BY_NAME[floor], found)
    assert (phrase is None and not wrong) or (phrase is not None and len(wrong) == 1 and phrase in wrong[0]), wrong


def test_relative_imports_are_resolved() -> None:
    tree = ast.parse("from . import zero\nfrom ..expression import num")
    assert [i.target for i in imports(tree, "mirrorsym.calculus.sign", is_package=False)] == [
        "mirrorsym.calculus.zero" if "mirrorsym.calculus.zero" in SOURCES else "mirrorsym.calculus",
        "mirrorsym.expression",
    ]


# ---- every module ----------------------------------------------------------------------------------------------------


@every_module
def test_module_stands_on_a_floor_and_imports_downward(module: str) -> None:
    floor = floor_of(module)
    assert floor is not None, f"{module} stands on no floor: give it one in {HOUSE.relative_to(ROOT)}"
    assert not complaints(module, floor, imports_of(module))


@every_module
def test_module_is_one_idea_long(module: str) -> None:
    length = len(SOURCES[module].read_text("utf-8").splitlines())
    assert length <= LONGEST or LONGER.get(module), f"{module} has {length} lines"


def test_exceptions_are_still_needed() -> None:
    for module, reason in LONGER.items():
        assert module in SOURCES, f"{module} is gone; strike it from {HOUSE.name}"
        assert len(reason.split()) >= 4, f"why may {module} be longer?"
        assert len(SOURCES[module].read_text("utf-8").splitlines()) > LONGEST, f"{module} fits; strike it"


BANNED = {"simplify", "sympify", "parse_expr", "equals", "eval", "exec", "lambdify", "__import__"}
ONLY_IN = {"lambdify": "numeric_backend.lowering"}


def banned_calls(tree: ast.AST, module: str, may_print: bool) -> list[str]:
    """Calls, imports and statements that the house rules out, with their lines."""
    wrong = []
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Call):
            called = node.func
            names = [called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")]
            if names == ["print"] and isinstance(called, ast.Name) and not may_print:
                wrong.append(f"{module}:{node.lineno} prints below the front desk")
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Global):
            wrong.append(f"{module}:{node.lineno} has a global statement")
        wrong += [
            f"{module}:{node.lineno} uses {name}" for name in names if name in BANNED and ONLY_IN.get(name) != module
        ]
    return wrong


@every_module
def test_module_keeps_the_house_rules(module: str) -> None:
    floor = floor_of(module)
    assert not banned_calls(TREES[module], module, may_print=floor is not None and floor.name == "front desk")


@pytest.mark.parametrize(
    "source",
    ["simplify(e)", "e.simplify()", "a.equals(b)", "eval('1')", "from sympy import sympify as s", "sp.parse_expr(t)",
     "print(1)", "def f():\n    global x\n    x = 1", "lambdify(x, y)"],
)
def test_the_house_rules_see(source: str) -> None:
    assert len(banned_calls(ast.parse(source), "mirrorsym.example", may_print=False)) == 1


def test_lambdify_is_allowed_in_the_lift_only() -> None:
    assert not banned_calls(ast.parse("lambdify(x, y)"), "numeric_backend.lowering", may_print=False)


# ---- what a fresh process has loaded ---------------------------------------------------------------------------------


def loaded_after(code: str) -> set[str]:
    """The modules that a new Python has loaded after running `code`."""
    report = "\nimport sys; sys.stdout.write('\\n' + ' '.join(sys.modules))"
    command = [sys.executable, "-c", code + report]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"sympy", "numpy", "scipy", "mpmath", "pydantic", "jinja2"}
COMMAND = """
import sys
sys.argv = ["mirrorsym", {!r}]
from mirrorsym.cli import main
try:
    main()
except SystemExit as exit:
    assert not exit.code
"""


@pytest.mark.parametrize(
    "code",
    ["import mirrorsym", "from mirrorsym import Pair", COMMAND.format("--help"), COMMAND.format("--version")],
    ids=["import", "Pair", "--help", "--version"],
)
def test_start_is_light(code: str) -> None:
    assert not HEAVY & loaded_after(code)


def test_the_checker_runs_without_the_finder() -> None:
    modules = [name for name in SOURCES if name.startswith("mirrorsym.recheck")]
    assert modules, "there is no checker"
    loaded = loaded_after("\n".join(f"import {name}" for name in modules))
    ours = {name for name in loaded if name.startswith("mirrorsym.") and not name.startswith("mirrorsym.recheck")}
    allowed = {name for floor in ("words", "nouns") for name in BY_NAME[floor].modules}
    assert ours <= allowed, f"importing the checker also loads {sorted(ours - allowed)}"
    assert not (HEAVY | {"numeric_backend"}) & loaded
