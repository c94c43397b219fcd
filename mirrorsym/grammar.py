"""Text to expressions: the only way in for a formula that somebody typed (`mirrorsym.syntax` says what one is).

Decimals are exact.  A text can only become a tree, at a cost linear in its length, or an `InputError` whose every
line names the 1-based column.  Exact numbers, `Expression`s and SymPy expressions come in by the same door, and all
leave it in the one form of `mirrorsym.canonical`.

Main definitions: `parse`, `read_all`, `Reading`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

from mirrorsym.canonical import Refused, canonical, plus
from mirrorsym.errors import InputError
from mirrorsym.expression import RELATIONS, Expression, num
from mirrorsym.syntax import Algebra, Parsed, measured, read_text
from mirrorsym.tokens import MAX_DECIMAL_EXPONENT, MAX_DIGITS, name_problem, quoted, spelled
from mirrorsym.vocabulary import suggestion

__all__ = ["Reading", "exact", "parse", "read_all"]


def parse(text: str, declared: Collection[str] | None = None, new_names: bool | None = None) -> Expression:
    """The expression, or the one relation, that `text` says; InputError with every mistake otherwise.

    `declared` are the legal symbols; None means that every name which is no constant or function is a new symbol.
    With both, `new_names=True` allows new symbols beside the declared ones.

    >>> str(parse("E*u**2 - 0.5", declared=["u", "E"]))
    'E*u**2 - 1/2'
    >>> parse("u**2 + z", declared=["u", "v"])
    Traceback (most recent call last):
    mirrorsym.errors.InputError: column 8: unknown symbol 'z' (known: u, v)
    """
    names = dict.fromkeys(map(spelled, declared or ()))
    read = read_text(text, names, declared is None if new_names is None else new_names, "either")
    if read.problems:
        raise InputError(read.problems)
    return read.values[0]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Reading:
    """What many fields say, by place: `values`, symbols in order of first appearance, and every problem.

    `values[place]` has one expression for a formula, one or more relations for a condition, and with the algebra of
    matrices it may have a matrix; `expressions[place]` is there when it is just one expression.
    """

    expressions: dict[str, Expression] = field(default_factory=dict)
    order: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    values: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def relations(self, place: str) -> tuple[Expression, ...]:
        """The conditions of a field: one, or several from a chain or a list with commas."""
        return self.values[place]


def read_all(
    fields: Iterable[tuple[str, Any]],
    declared: Collection[str] | None,
    conditions: Collection[str] = (),
    new_names: bool | None = None,
    algebra: Algebra | None = None,
) -> Reading:
    """Read every field (place, item) and collect all mistakes; never raises for what a user did wrong.

    An item is text, an exact number, an `Expression` or a SymPy expression; at the places in `conditions` it is a
    relation or several.  `declared` and `new_names` are as for `parse`.

    >>> read = read_all([("g[0]", "u**2 - z"), ("M", "0 < u < 1")], {"u"}, conditions={"M"})
    >>> read.problems, [str(c) for c in read.relations("M")]
    (("g[0]: column 8: unknown symbol 'z' (known: u)",), ['0 < u', 'u < 1'])
    """
    names = dict.fromkeys(map(spelled, declared or ()))
    free = declared is None if new_names is None else new_names
    problems: list[str] = []
    values: dict[str, tuple[Any, ...]] = {}
    order: dict[str, tuple[str, ...]] = {}
    for place, item in fields:
        want = "conditions" if place in conditions else "formula"
        typed = isinstance(item, str)
        read = read_text(item, names, free, want, algebra) if typed else _read_object(item, names, free, want)
        problems += [f"{place}: {p}" for p in read.problems]
        if not read.problems:
            values[place], order[place] = read.values, read.order
    single = {p: v[0] for p, v in values.items() if len(v) == 1 and isinstance(v[0], Expression)}
    return Reading(single, order, tuple(problems), values)


def _read_object(item: Any, names: Collection[str], free: bool, want: str) -> Parsed:
    try:
        found = _converted(item)
        values = tuple(canonical(e) for e in found)
    except (ValueError, TypeError, ArithmeticError, NotImplementedError) as error:
        return Parsed((), (), tuple(str(error).splitlines()[:5]) or (f"{type(item).__name__} cannot be read",))
    except RecursionError:
        return Parsed((), (), ("nested too deeply",))
    order = dict.fromkeys(node.args[0] for e in values for node in e.walk() if node.op == "sym")
    problems = []
    for e in values:
        if want == "conditions" and e.op not in RELATIONS:
            problems.append(f"a condition such as 'u > 0' is expected, not {quoted(e)}")
        elif want == "formula" and (e.op in RELATIONS or e.op == "true"):
            problems.append(f"a formula is expected, not the relation {quoted(e)}")
    for name in order:
        wrong = name_problem(name)
        if wrong or not name.isascii():
            problems.append(f"{quoted(name)}: {wrong or 'give this symbol an English name'}")
        elif not free and name not in names:
            listed = ", ".join(list(names)[:8]) or "none"
            problems.append(f"unknown symbol {quoted(name)}{suggestion(name, names)} (known: {listed})")
    too_large = measured(values)
    return Parsed(values, tuple(order), (*problems, *([too_large] if too_large else [])))


def _converted(item: Any) -> tuple[Expression, ...]:
    if isinstance(item, Expression):
        return (item,)
    if any(str(kind.__module__).partition(".")[0] == "sympy" for kind in type(item).__mro__):
        from mirrorsym.symbolic import from_sympy

        found = from_sympy(item)
        return found if isinstance(found, tuple) else (found,)
    return (plus([num(exact(item))]),)


def exact(value: Any) -> Fraction:
    """The rational number that `value` (a number of Python or NumPy, no bool) is when printed; ValueError otherwise.

    >>> exact(0.1), exact(Decimal("2.50"))
    (Fraction(1, 10), Fraction(5, 2))
    """
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise Refused(f"text, a real number or a SymPy expression is expected, not {type(value).__name__}")
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    decimal = value if isinstance(value, Decimal) else Decimal(str(value))
    if not decimal.is_finite():
        raise Refused(f"{decimal} is not a number")
    if len(decimal.as_tuple().digits) > MAX_DIGITS:
        raise Refused(f"a number of more than {MAX_DIGITS} digits")
    if abs(decimal.adjusted()) > MAX_DECIMAL_EXPONENT + MAX_DIGITS:
        raise Refused(f"a decimal exponent beyond {MAX_DECIMAL_EXPONENT}")
    return Fraction(decimal)
