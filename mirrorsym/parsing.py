"""Strings and pair files to pairs, and back.

A pair file is TOML (docs/reference); formulas in it are parsed, never evaluated.  All mistakes of a file are found
in one go, each with its place, such as `map.g[0]: column 8: unknown symbol 'z'`.

Main definitions: `read_pair`, `write_pair`, `pair_from_formulas`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any

from mirrorsym.domain import KINDS
from mirrorsym.errors import InputError
from mirrorsym.expression import RELATIONS, Expression
from mirrorsym.maps import Pair
from mirrorsym.matrices import entry_names
from mirrorsym.reading import Draft, read_parts
from mirrorsym.starting import default_init
from mirrorsym.tokens import Mistake, place_name, quoted, tokens

__all__ = ["MAX_FILE", "file_text", "pair_from_formulas", "read_pair", "toml_data", "write_pair"]

MAX_FILE = 8_000_000  # bytes
_MAX_DOTS = 30
_MATRIX = re.compile(r"matrix\s+([0-9]{1,5})\s+([0-9]{1,5})")
#: strings and comments of TOML; what is left between them are keys, numbers and punctuation
_QUOTED = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def read_pair(source: str | PathLike[str]) -> Pair:
    """The pair of a pair file: a path, or the text of one (a string with a line break); InputError with all mistakes.

    >>> read_pair('''
    ... [variables]
    ... u = "u > 0"
    ... [map]
    ... g = "u**2"
    ... ''').M.variables
    ('u',)
    """
    text = source if isinstance(source, str) and "\n" in source else file_text(source)
    data = toml_data(text)
    from mirrorsym.pairfile import check_shape  # pydantic: not before a file is read

    problems = check_shape(data)
    reported = {p.partition(":")[0] for p in problems}
    draft, more = _draft(data)
    parts = read_parts(draft)
    problems += [p for p in (*more, *parts.problems) if p.partition(":")[0] not in reported]
    if problems:
        raise InputError(problems)
    return Pair.of_parts(parts, data.get("options", {}).get("copies", 1), data.get("title", ""))


def file_text(source: str | PathLike[str], kind: str = "pair") -> str:
    """The text of a pair (or other) file; InputError where it cannot be read."""
    shown = quoted(source, 200)
    try:
        with Path(source).open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except IsADirectoryError:
        raise InputError([f"{shown} is a directory, not a {kind} file"]) from None
    except FileNotFoundError:
        raise InputError([f"{shown}: there is no such file"]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError([f"{shown} cannot be read: {reason}"]) from None
    if len(raw) > MAX_FILE:
        raise InputError([f"{shown}: a {kind} file has at most {MAX_FILE} bytes"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([f"{shown} is not a text file: byte {error.start + 1} is not UTF-8"]) from None


def toml_data(text: str, kind: str = "pair") -> dict[str, Any]:
    """The tables of a TOML text; InputError where it is none."""
    if len(text) > MAX_FILE:
        raise InputError([f"a {kind} file has at most {MAX_FILE} bytes"])
    # The reader of TOML needs time quadratic in the number of dots of one key.
    bare = _QUOTED.sub("q", text).replace(" ", "").replace("\t", "")
    if any(chain.group().count(".") > _MAX_DOTS for chain in re.finditer(r"(?:\.[^\s.=\[\]{},]*)+", bare)):
        raise InputError([f"not a {kind} file: a key with more than {_MAX_DOTS} dots"])
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise InputError([f"not a {kind} file: brackets nested too deeply for TOML"]) from None
    except (ValueError, ArithmeticError) as error:
        raise InputError([f"not a {kind} file (TOML): {quoted(error, 200)[1:-1]}"]) from None


def _draft(data: dict[str, Any]) -> tuple[Draft, list[str]]:
    """The fields with their places; what `check_shape` took out is None or missing."""
    problems: list[str] = []
    variables: list[tuple[str, Any]] = []
    matrices: list[tuple[str, Any, Any, Any]] = []
    conditions: list[tuple[str, Any]] = []
    for name, said in data.get("variables", {}).items():
        place, words = place_name("variables", name), (said or "").strip()
        variables.append((place, name))
        matrix = _MATRIX.fullmatch(words)
        if matrix:
            matrices.append((place, name, int(matrix[1]), int(matrix[2])))
        elif words.startswith("matrix ") and name != "matrix":
            problems.append(f"{place}: a matrix of 3 rows and 2 columns is written 'matrix 3 2'")
        elif words in KINDS:
            problems.append(f"{place}: write a condition such as '{name} > 0', or nothing for all real numbers")
        elif words:
            conditions.append((place, said))
    section = data.get("map", {})
    where = section.get("where", [])
    conditions += [(f"map.where[{i}]", c) for i, c in enumerate([where] if isinstance(where, str) else where)
                   if c is not None]
    g = section.get("g", [])
    return Draft(
        g=[(f"map.g[{i}]", e) for i, e in enumerate(g if isinstance(g, list) else [g]) if e is not None],
        h=("map.h", section["h"]) if section.get("h") is not None else None,
        conditions=conditions,
        init=[(place_name("init", n), n, e) for n, e in data.get("init", {}).items()],
        parameters=[(place_name("parameters", n), n, k or "real") for n, k in data.get("parameters", {}).items()],
        variables=variables if "variables" in data else None,
        matrices=matrices,
        at_g="map.g",
    ), problems


# -- the command line ---------------------------------------------------------------------------------------
def pair_from_formulas(
    g: Sequence[str], h: str | None = None, on: str | None = None, init: str | None = None, params: Iterable[str] = (),
    variables: Iterable[str] | None = None,
) -> Pair:
    """The pair that the options of a command say; variables are the names that occur, in order of appearance, or those given.

    >>> pair = pair_from_formulas(["u**2 - v**2"], "c*(u**2 + v**2)", "u > 0, v > 0", "u = 1", ["c real"])
    >>> pair.M.variables, [str(e) for _, e in pair.init]
    (('u', 'v'), ['1', 'v0'])
    """
    problems: list[str] = []
    draft = Draft(
        g=[(f"g[{i}]", e) for i, e in enumerate(g)],
        h=None if h is None else ("h", h),
        conditions=[("--on", on)] if on is not None and on.strip() else [],
        init=list(_assignments(init or "", problems)),
        parameters=list(_parameters(params)),
        variables=None if variables is None else [(f"--var {quoted(v)}", v) for v in variables],
    )
    parts = read_parts(draft)
    problems += parts.problems
    if problems:
        raise InputError(problems)
    return Pair.of_parts(parts)


def _assignments(text: str, problems: list[str]) -> Iterable[tuple[str, str, str]]:
    """(place, name, formula) for each `name = formula` between commas; a formula keeps its columns."""
    if not text.strip():
        return
    depth = 0
    item: list[tuple[str, str, int]] = []
    try:
        for kind, word, at in tokens(text):
            depth += (word == "(") - (word == ")")
            if kind != "end" and not (word == "," and depth <= 0):
                item.append((kind, word, at))
                continue
            if len(item) < 2 or item[0][0] != "name" or item[1][1] != "=":
                mistake = Mistake(item[0][2] if item else at, "a starting point such as 'u = 1' is expected")
                problems.append(f"--init: {mistake}")
                return
            start = item[1][2] + 1
            yield f"--init {item[0][1]}", item[0][1], " " * start + text[start:at]
            item = []
    except Mistake as mistake:
        problems.append(f"--init: {mistake}")


def _parameters(params: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """(place, name, kind) for each `name kind` or condition; conditions on one name are joined."""
    found: dict[str, str] = {}
    for text in params:
        place = f"--param {quoted(text)}"
        if not any(op in text for op in RELATIONS):
            name, _, kind = text.strip().partition(" ")
            yield place, name, kind.strip() or "real"
            continue
        try:
            name = next((word for kind, word, _ in tokens(text) if kind == "name"), "")
        except Mistake:
            name = ""
        name = name or "?"
        found[name] = f"{found[name]}, {text}" if name in found else text
    for name, kind in found.items():
        yield f"--param {name}", name, kind


# -- back to a file -----------------------------------------------------------------------------------------
def write_pair(pair: Pair) -> str:
    """The text of a pair file that reads back to an equal pair; InputError where no file can say the pair.

    >>> print(write_pair(Pair(g=["u**2"], domain=["u > 0"])))
    schema = "mirrorsym.pair/1"
    <BLANKLINE>
    [variables]
    u = "u > 0"
    <BLANKLINE>
    [map]
    g = ["u**2"]
    <BLANKLINE>
    """
    from mirrorsym.pairfile import SCHEMA

    own, where = _conditions_by_variable(pair)
    lines = [f"schema = {_toml_text(SCHEMA)}"]
    if pair.title:
        lines.append(f"title = {_toml_text(pair.title)}")
    lines += ["", "[variables]", *(f"{n} = {_toml_text(text)}" for n, text in own.items())]
    if pair.parameters:
        lines += ["", "[parameters]", *(f"{p.name} = {_toml_text(p.kind)}" for p in pair.parameters)]
    lines += ["", "[map]", f"g = {_toml_list(pair.g)}"]
    if pair.h is not None:
        lines.append(f"h = {_toml_text(pair.h)}")
    if where:
        lines.append(f"where = {_toml_list(where)}")
    starts = list(_written_init(pair))
    if starts:
        lines += ["", "[init]", *starts]
    if pair.copies != 1:
        lines += ["", "[options]", f"copies = {pair.copies}"]
    text = "\n".join([*lines, ""])
    if read_pair(text) != pair:
        raise InputError(["no pair file says this pair: a name or a parameter of it has no text of its own"])
    return text


def _conditions_by_variable(pair: Pair) -> tuple[dict[str, str], list[Expression]]:
    """The text of each entry of `[variables]`, and the conditions left for `where`; joined, they keep their order."""
    owner = {e: n for n, rows, columns in pair.matrices for e in entry_names(n, rows, columns)}
    own: dict[str, list[str]] = {owner.get(v, v): [] for v in pair.w}
    names = list(own)
    left = list(pair.M.conditions)
    last = 0
    while left and len(left[0].names & set(pair.w)) == 1:
        (variable,) = left[0].names & set(pair.w)
        position = names.index(owner.get(variable, variable))
        if position < last or variable in owner:
            break
        last = position
        own[variable].append(str(left.pop(0)))
    shapes = {n: f"matrix {rows} {columns}" for n, rows, columns in pair.matrices}
    return {n: shapes.get(n, ", ".join(texts)) for n, texts in own.items()}, left


def _written_init(pair: Pair) -> Iterable[str]:
    shapes = {n: (rows, columns) for n, rows, columns in pair.matrices}
    starts = dict(pair.init)
    silent = default_init(pair.M, shapes)
    taken = {n for v, e in starts.items() if e != silent[v] for n in e.names}
    silent = default_init(pair.M, shapes, taken)
    done: set[str] = set()
    for name, (rows, columns) in shapes.items():
        entries = entry_names(name, rows, columns)
        done.update(entries)
        if any(starts[e] != silent[e] for e in entries):
            cells = [_toml_list(starts[e] for e in entries[i * columns:(i + 1) * columns]) for i in range(rows)]
            yield f"{name} = [{', '.join(cells)}]"
    for name, e in starts.items():
        if name not in done and e != silent[name]:
            yield f"{name} = {_toml_text(e)}"


def _toml_text(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_list(values: Iterable[Expression]) -> str:
    return f"[{', '.join(map(_toml_text, values))}]"
