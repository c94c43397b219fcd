"""From the fields of a pair as somebody gave them to its parts, with every mistake named by its place.

`Pair(...)`, pair files and the command line all come through here; they differ only in what they call a place.
Precondition: none, any object may stand in any field.

Main definitions: `Draft` (the fields), `read_parts`, `Parts` (the expressions, or the problems).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mirrorsym.canonical import Refused
from mirrorsym.domain import KINDS, Domain, Parameter
from mirrorsym.expression import RELATIONS, Expression, sym
from mirrorsym.grammar import read_all
from mirrorsym.matrices import MAX_ENTRIES, Matrix, MatrixAlgebra, entry_names
from mirrorsym.starting import read_init
from mirrorsym.tokens import name_problem, quoted, spelled

__all__ = ["Draft", "Parts", "read_parts"]


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a pair, each with the place that messages name.

    `variables` may name matrices; None takes the names that occur, in order.  With `domain`, a finished `Domain`,
    the fields `variables`, `conditions` and `parameters` stay empty.
    """

    g: Sequence[tuple[str, Any]]
    h: tuple[str, Any] | None = None
    conditions: Sequence[tuple[str, Any]] = ()
    init: Sequence[tuple[str, Any, Any]] = ()
    parameters: Sequence[tuple[str, Any, Any]] = ()
    variables: Sequence[tuple[str, Any]] | None = None
    matrices: Sequence[tuple[str, Any, Any, Any]] = ()
    domain: Domain | None = None
    at_g: str = "g"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a `Draft` says; where `problems` is not empty, the rest means nothing."""

    g: tuple[Expression, ...]
    h: Expression | None
    M: Domain
    init: tuple[tuple[str, Expression], ...]
    matrices: tuple[tuple[str, int, int], ...]
    problems: tuple[str, ...]


def read_parts(draft: Draft) -> Parts:
    """Read all fields, check all of them together, and collect every problem.

    >>> parts = read_parts(Draft(g=[("g[0]", "u**2 - v")], conditions=[("domain", "u > 0, v >= 0")]))
    >>> parts.problems
    ("domain: 'v >= 0' is not a strict inequality, so the set is not open; use <, > or !=",)
    """
    problems: list[str] = []
    matrices = _read_matrices(draft.matrices, problems)
    shapes = {n: Matrix.of_symbols(n, r, c) for n, r, c in matrices}
    variables = _read_variables(draft, shapes, problems)
    parameters = draft.domain.parameters if draft.domain else _read_parameters(draft.parameters, problems)
    kinds = [p.name for p in parameters]
    entries = [e for n, r, c in matrices for e in entry_names(n, r, c)]

    fields = [*draft.g, *([draft.h] if draft.h else []), *draft.conditions]
    read = read_all(
        fields, [*dict.fromkeys(_unexpanded(variables or (), matrices)), *kinds, *entries],
        conditions={place for place, _ in draft.conditions}, new_names=variables is None,
        algebra=MatrixAlgebra(shapes) if matrices else None)
    problems += read.problems
    if variables is None:
        found = dict.fromkeys(name for place, _ in fields for name in read.order.get(place, ()))
        problems += [f"{_first(read.order, n)}: {_reserved(n)}" for n in found if _reserved(n)]
        variables = tuple(n for n in dict.fromkeys([*entries, *found]) if n not in kinds)
    _check_names(draft, variables, kinds, bool(read.problems), problems)

    placed = [(place, c) for place, _ in draft.conditions for c in read.values.get(place, ())]
    M = draft.domain or Domain(variables, tuple(c for _, c in placed), parameters)
    problems += [f"{place}: {quoted(c)} is not a strict inequality, so the set is not open; use <, > or !="
                 for place, c in placed or [("domain", c) for c in M.conditions] if c.op not in ("<", ">", "!=")]
    h = _scalar(draft.h[0], read.values.get(draft.h[0]), problems) if draft.h else None
    init = read_init(draft.init, M, {n: (r, c) for n, r, c in matrices}, problems)
    return Parts(tuple(_coordinates(draft.g, read.values)), h, M, init, matrices, tuple(problems))


def _coordinates(g: Sequence[tuple[str, Any]], values: Mapping[str, tuple[Any, ...]]) -> Iterable[Expression]:
    for place, _ in g:
        for value in values.get(place, ()):
            yield from (value,) if isinstance(value, Expression) else value


def _scalar(place: str, values: tuple[Any, ...] | None, problems: list[str]) -> Expression | None:
    try:
        return MatrixAlgebra({}).scalar(values[0]) if values else None
    except Refused as refused:
        problems.append(f"{place}: {refused}; trace(...) makes one of it")
        return None


def _first(order: Mapping[str, tuple[str, ...]], name: str) -> str:
    return next(place for place, names in order.items() if name in names)


# -- names --------------------------------------------------------------------------------------------------
def _reserved(name: str) -> str | None:
    """Proofs name their own symbols with a leading underscore; a user's symbol must never be taken for one of them."""
    return f"{quoted(name)}: names that begin with {name[:2]} are reserved" if name.startswith("_") else None


def _named(place: str, name: Any, problems: list[str]) -> str | None:
    name = getattr(name, "name", name)  # a SymPy symbol stands for its name
    wrong = name_problem(name)
    said = f"{quoted(name)}: {wrong}" if wrong else _reserved(spelled(name))
    if said:
        problems.append(f"{place}: {said}")
        return None
    return spelled(name)


def _read_matrices(given: Sequence[tuple[str, Any, Any, Any]], problems: list[str]) -> tuple[tuple[str, int, int], ...]:
    found: dict[str, tuple[str, int, int]] = {}
    for place, given_name, rows, columns in given:
        name = _named(place, given_name, problems)
        if not all(isinstance(k, int) and 1 <= k <= MAX_ENTRIES for k in (rows, columns)):
            problems.append(f"{place}: a matrix has 1 or more rows and columns, as in 'matrix 3 2'")
        elif sum(r * c for _, r, c in found.values()) + rows * columns > MAX_ENTRIES:
            problems.append(f"{place}: more than {MAX_ENTRIES} entries of matrices")
        elif name is not None:
            found[name] = (name, rows, columns)
    return tuple(found.values())


def _read_variables(draft: Draft, shapes: Mapping[str, Matrix], problems: list[str]) -> tuple[str, ...] | None:
    """The scalar variables in order; None where they are the names that occur."""
    if draft.domain is not None:
        listed = [n for _, n in draft.variables or ()]
        if listed and tuple(listed) != draft.domain.variables:
            problems.append("variables: they are not those of the domain")
        if draft.conditions or draft.parameters:
            problems.append("parameters: with a Domain they are part of it")
        return draft.domain.variables
    if draft.variables is None:
        return None
    found: dict[str, str] = {}
    for place, given in draft.variables:
        name = _named(place, given, problems)
        if name is None:
            continue
        for entry in shapes[name] if name in shapes else [sym(name)]:
            if entry.args[0] in found:
                problems.append(f"{place}: the variable {entry.args[0]!r} is there already ({found[entry.args[0]]})")
            found.setdefault(entry.args[0], place)
    missing = [n for n, m in shapes.items() if any(e.args[0] not in found for e in m)]
    problems += [f"matrices.{n}: its entries are not among the variables" for n in missing]
    return tuple(found)


def _unexpanded(variables: Iterable[str], matrices: tuple[tuple[str, int, int], ...]) -> Iterable[str]:
    """The names as they were declared: a matrix once, not its entries."""
    owner = {e: n for n, r, c in matrices for e in entry_names(n, r, c)}
    return [*(owner.get(v, v) for v in variables), *(n for n, _, _ in matrices)]


def _check_names(
    draft: Draft, variables: Collection[str], parameters: Collection[str], unread: bool, problems: list[str]
) -> None:
    if not draft.g:
        problems.append(f"{draft.at_g}: at least one coordinate is needed")
    elif not variables and not unread and not problems:
        problems.append(f"{draft.at_g}: no variable occurs; name the variables, for example variables=['u']")
    both = set(variables) & set(parameters)
    where = {spelled(str(n)): place for place, n, _ in draft.parameters}
    problems += [f"{where.get(n, 'parameters')}: {n!r} is a variable as well" for n in parameters if n in both]


# -- parameters ---------------------------------------------------------------------------------------------
def _read_parameters(given: Sequence[tuple[str, Any, Any]], problems: list[str]) -> tuple[Parameter, ...]:
    kinds: dict[str, tuple[str, Any]] = {}
    for place, given_name, kind in given:
        name = _named(place, given_name, problems)
        if name in kinds:
            problems.append(f"{place}: the parameter {name!r} is there already")
        elif name is not None:
            kinds[name] = (place, " ".join(kind.split()) if isinstance(kind, str) else kind)
    found = []
    for name, (place, kind) in kinds.items():
        if isinstance(kind, str) and kind in KINDS:
            found.append(Parameter.of(name, kind))
        elif isinstance(kind, str) and not any(op in kind for op in (*RELATIONS, "≤", "≥", "≠")):
            problems.append(f"{place}: {quoted(kind)} is neither a kind ({', '.join(KINDS)}) nor a condition such as "
                            f"'{name} > 0'")
        else:
            read = read_all([(place, kind)], kinds, conditions={place})
            conditions = read.values.get(place, ())
            problems += read.problems
            if conditions and not any(name in c.names for c in conditions):
                problems.append(f"{place}: the condition does not mention {name!r}")
            found.append(Parameter(name, kind if isinstance(kind, str) else str(kind), conditions))
    return tuple(found)
