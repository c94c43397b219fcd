"""The pair (g, h): a reparameterization x = g(w) on M and a regularizer h(w)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mirrorsym.domain import Domain, Parameter
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression

if TYPE_CHECKING:
    from mirrorsym.reading import Parts

__all__ = ["Pair"]


@dataclass(frozen=True, slots=True, init=False)
class Pair:
    """A reparameterization `g` (n coordinates) and a regularizer `h` (or None) on the open set `M` of R^D.

    `Pair(g=[...], h=..., domain=[...], init={...}, parameters={...})` takes text in the input's grammar, SymPy
    expressions, or `Expression`s.  `variables` fixes the order of w; by default the order of first appearance in
    g, then h, then domain.  A variable without an entry in `init` starts at the symbol NAME0, assumed to lie in M.
    With `copies = k` the map is x_i = g(w_i) and h = sum_i h(w_i) over k independent copies of w.
    Raises `InputError` with a sentence per mistake.

    >>> pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
    >>> pair.M.variables, len(pair.joint)
    (('u', 'v'), 2)
    """

    g: tuple[Expression, ...]
    h: Expression | None
    M: Domain
    init: tuple[tuple[str, Expression], ...]
    copies: int
    title: str
    matrices: tuple[tuple[str, int, int], ...]

    def __init__(
        self,
        g: Iterable[Any] | Any,
        h: Any = None,
        domain: Iterable[Any] | Domain = (),
        init: Mapping[str, Any] | None = None,
        parameters: Mapping[str, str] | None = None,
        variables: Iterable[str] | None = None,
        copies: int = 1,
        title: str = "",
        matrices: Iterable[tuple[str, int, int]] = (),
    ) -> None:
        # Imported here, so that the checker, which knows the nouns, loads no parser.
        from mirrorsym.reading import Draft, read_parts
        from mirrorsym.tokens import place_name

        given = domain if isinstance(domain, Domain) else None
        conditions = [] if given or domain == "" else _listed(domain)
        parts = read_parts(Draft(
            g=[(f"g[{i}]", e) for i, e in enumerate(_listed(g))],
            h=None if h is None else ("h", h),
            conditions=[(f"domain[{i}]", c) for i, c in enumerate(conditions)],
            init=[(place_name("init", n), n, e) for n, e in dict(init or {}).items()],
            parameters=[(place_name("parameters", n), n, k) for n, k in dict(parameters or {}).items()],
            variables=None if variables is None else [(f"variables[{i}]", n) for i, n in enumerate(variables)],
            matrices=[(place_name("matrices", n), n, rows, columns) for n, rows, columns in matrices],
            domain=given,
        ))
        _fill(self, parts, copies, title)

    @classmethod
    def of_parts(cls, parts: Parts, copies: int = 1, title: str = "") -> Pair:
        """The pair of parts that were read already; InputError with their problems."""
        pair = cls.__new__(cls)
        _fill(pair, parts, copies, title)
        return pair

    # -- views ----------------------------------------------------------------------------------------------
    @property
    def w(self) -> tuple[str, ...]:
        """Names of the variables, in order."""
        return self.M.variables

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters."""
        return self.M.parameters

    @property
    def joint(self) -> tuple[Expression, ...]:
        """The coordinates of the map (g, h): h is one more coordinate, which is how tdmf Thm 3.1 is proved."""
        return self.g if self.h is None else (*self.g, self.h)

    def specialized(self, values: Mapping[str, Expression], conditions: tuple[Expression, ...] = ()) -> Pair:
        """The pair with some parameters replaced by expressions of the others, and with further conditions (after those of M).

        The conditions that a replaced parameter had become conditions of the domain.

        >>> from mirrorsym.expression import num
        >>> str(Pair(g=["c*u"], parameters={"c": "positive"}).specialized({"c": num(2)}).g[0])
        '2*u'
        """
        put = dict(values)
        kept = tuple(Parameter(p.name, p.kind, tuple(c.substitute(put) for c in p.conditions), p.integer)
                     for p in self.parameters if p.name not in put)
        lost = tuple(c.substitute(put) for p in self.parameters if p.name in put for c in p.conditions)
        m = Domain(self.w, (*(c.substitute(put) for c in self.M.conditions), *conditions, *lost), kept)
        new = Pair.__new__(Pair)
        fields = (tuple(f.substitute(put) for f in self.g), None if self.h is None else self.h.substitute(put), m,
                  tuple((n, e.substitute(put)) for n, e in self.init), self.copies, self.title, self.matrices)
        for name, value in zip(("g", "h", "M", "init", "copies", "title", "matrices"), fields, strict=True):
            object.__setattr__(new, name, value)
        return new

    def to_json(self) -> dict[str, Any]:
        """The `pair` object of a report (docs/reference: JSON)."""
        return {**self.M.to_json(), "g": [str(e) for e in self.g], "h": None if self.h is None else str(self.h),
                "init": {n: str(e) for n, e in self.init}, "copies": self.copies, "title": self.title,
                "matrices": {n: [r, c] for n, r, c in self.matrices}}

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)


def _listed(value: Any) -> list[Any]:
    try:
        return [value] if isinstance(value, str) else list(iter(value))
    except TypeError:
        return [value]


def _fill(pair: Pair, parts: Parts, copies: int, title: str) -> None:
    problems = [*parts.problems]
    if isinstance(copies, bool) or not isinstance(copies, int) or copies < 1:
        problems.append(f"copies: a positive whole number is needed, not {copies!r}")
    if problems:
        raise InputError(problems)
    fields = (parts.g, parts.h, parts.M, parts.init, copies, str(title), parts.matrices)
    for name, value in zip(("g", "h", "M", "init", "copies", "title", "matrices"), fields, strict=True):
        object.__setattr__(pair, name, value)
