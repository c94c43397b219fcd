"""Where the flow starts: one expression per variable, from numbers, expressions of parameters, or new symbols.

A bare name that means nothing yet is a new symbol, which is assumed to lie in M; any starting point may then use it.
A matrix starts at a symbol, at a list of lists, or at a formula of the parameters and `identity`.

Main definitions: `read_init`, `default_init`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mirrorsym.domain import Domain
from mirrorsym.expression import Expression, sym
from mirrorsym.grammar import read_all
from mirrorsym.matrices import Matrix, MatrixAlgebra, entry_names, identity
from mirrorsym.tokens import name_problem, quoted, spelled
from mirrorsym.vocabulary import CONSTANTS, arity

__all__ = ["default_init", "read_init"]

Shapes = dict[str, tuple[int, int]]


def default_init(M: Domain, shapes: Shapes, taken: Collection[str] = ()) -> dict[str, Expression]:
    """The symbol at which each variable starts when nothing is said: NAME0, with underscores until it is free.

    >>> default_init(Domain(("u", "u0")), {})["u"].args[0]
    'u0_'
    """
    used = {*M.variables, *M.parameter_names, *taken}
    found: dict[str, Expression] = {}
    for name, shape in shapes.items():
        start = name + "0"
        while used & set(entry_names(start, *shape)):
            start += "_"
        found |= zip(entry_names(name, *shape), Matrix.of_symbols(start, *shape), strict=True)
    for name in M.variables:
        if name not in found:
            start = name + "0"
            while start in used:
                start += "_"
            found[name] = sym(start)
    return {n: found[n] for n in M.variables}


@dataclass(frozen=True, slots=True)
class _Start:
    """One item of the input: where it stands, what it is, and the scalar variables that start there."""

    place: str
    item: Any
    names: tuple[str, ...]
    shape: tuple[int, int] | None = None

    @property
    def symbol(self) -> str | None:
        """The name that stands alone, unless it means something already."""
        if isinstance(self.item, Expression):
            return self.item.args[0] if self.item.op == "sym" and not self.item.args[0].startswith("_") else None
        if not isinstance(self.item, str):
            return None
        name = spelled(self.item.strip())
        known = name in CONSTANTS or name == "Piecewise" or arity(name) or (self.shape and name == "identity")
        return None if known or name_problem(name) or name.startswith("_") else name

    def read(self, M: Domain, new: Collection[str], problems: list[str]) -> tuple[Expression, ...]:
        """The expressions for `names`; none where there is a problem."""
        if self.shape and self.symbol in new:
            return tuple(Matrix.of_symbols(self.symbol or "", *self.shape))
        eye = {"identity": identity(*self.shape)} if self.shape and "identity" not in M.parameter_names else {}
        known = [*M.parameter_names, *eye, *new, *M.variables]
        read = read_all([(self.place, self.item)], known, algebra=MatrixAlgebra(eye))
        problems += read.problems
        if read.problems:
            return ()
        value = read.values[self.place][0]
        entries = (value,) if isinstance(value, Expression) else tuple(value)
        if self.shape and (isinstance(value, Expression) or value.shape != self.shape):
            found = "a number" if isinstance(value, Expression) else str(value)
            problems.append("{}: a {} x {} matrix is needed, not {}".format(self.place, *self.shape, found))
            return ()
        return entries


def read_init(
    given: Sequence[tuple[str, Any, Any]], M: Domain, shapes: Shapes, problems: list[str]
) -> tuple[tuple[str, Expression], ...]:
    """The starting point of every variable of M, in order; `given` are (place, name, item), and problems are added.

    >>> problems = []
    >>> read_init([("init.u", "u", "2*s"), ("init.v", "v", "s")], Domain(("u", "v")), {}, problems)
    (('u', Expression(2*s)), ('v', Expression(s)))
    """
    starts = [start for place, name, item in given for start in _starts(place, name, item, M, shapes, problems)]
    new = {s.symbol for s in starts if s.symbol is not None} - {*M.parameter_names, *M.variables}
    found: dict[str, Expression] = {}
    for start in starts:
        entries = start.read(M, new, problems)
        inside = sorted(set(M.variables).intersection(*[{n for e in entries for n in e.names}]))
        if inside:
            problems.append(f"{start.place}: the starting point cannot depend on the variable {inside[0]!r}")
        found |= dict(zip(start.names, entries, strict=False))
    taken = {n for e in found.values() for n in e.names}
    return tuple((default_init(M, shapes, taken) | found).items())


def _starts(
    place: str, given_name: Any, item: Any, M: Domain, shapes: Shapes, problems: list[str]
) -> Iterable[_Start]:
    name = spelled(str(getattr(given_name, "name", given_name)))
    if name in shapes and isinstance(item, list | tuple):
        rows, columns = shapes[name]
        if len(item) != rows or not all(isinstance(row, list | tuple) and len(row) == columns for row in item):
            problems.append(f"{place}: {rows} rows of {columns} entries are needed")
            return []
        names = iter(entry_names(name, rows, columns))
        return [_Start(f"{place}[{i}][{j}]", e, (next(names),)) for i, row in enumerate(item)
                for j, e in enumerate(row)]
    if name in shapes:
        return [_Start(place, item, entry_names(name, *shapes[name]), shapes[name])]
    if name in M.variables:
        return [_Start(place, item, (name,))]
    owners = {e: n for n, shape in shapes.items() for e in entry_names(n, *shape)}
    listed = list(dict.fromkeys(owners.get(v, v) for v in M.variables))
    more = ", ..." if len(listed) > 8 else ""
    problems.append(f"{place}: {quoted(given_name)} is not a variable (variables: {', '.join(listed[:8])}{more})")
    return []
