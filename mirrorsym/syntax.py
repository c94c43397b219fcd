"""Tokens to values: the parser itself, for any algebra of values.

A formula is declared names, numbers, `+ - * / ** ( )`, function calls, `pi`, `E` and
`Piecewise((value, condition), ..., (value, True))`; a condition is a relation (`< <= > >= != =`), a chain such as
`0 < u < 1`, or several of these with commas between.  `-u**2` is -(u**2) and `a**b**c` is a**(b**c).  Nothing is
evaluated, looked up or imported.  Sums, products and signs are loops; only brackets, calls and towers of exponents
recurse, and their depth is bounded.

Main definitions: `read_text`, `Parsed`, `Algebra`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from mirrorsym import vocabulary
from mirrorsym.canonical import Refused, inverse, measure, plus, times, to_the
from mirrorsym.expression import RELATIONS, TRUE, Expression, relation, sym
from mirrorsym.tokens import Mistake, name_problem, number, quoted, tokens

__all__ = ["MAX_DEPTH", "MAX_HEIGHT", "MAX_NODES", "Algebra", "Parsed", "measured", "read_text"]

MAX_DEPTH = 100  # of brackets, calls and towers of exponents
MAX_HEIGHT = 200  # of the tree: printing and comparing it recurse
MAX_NODES = 1_000_000
_MAX_UNKNOWN = 20
_MAX_SHARED = 10_000
_SAFE_DEPTH = MAX_HEIGHT // 8  # a bracket, call or exponent adds at most 8 to the height of the tree


class Algebra:
    """What the values of a formula are, and how they combine: here numbers, in `mirrorsym.matrices` more."""

    #: whether a value can be much larger than its text
    expands = False

    def symbol(self, name: str) -> Any:
        """The value of a declared name."""
        return sym(name)

    def entries(self, name: str) -> tuple[str, ...]:
        """The scalar symbols that a declared name stands for."""
        return (name,)

    def plus(self, terms: list[Any]) -> Any:
        """The sum."""
        return plus(terms)

    def times(self, factors: list[Any], negative: bool) -> Any:
        """The product, with the opposite sign when `negative`."""
        return times(factors, negative)

    def inverse(self, value: Any) -> Any:
        """What a division multiplies by."""
        return inverse(value)

    def to_the(self, base: Any, exponent: Any) -> Any:
        """base**exponent."""
        return to_the(base, exponent)

    def arity(self, name: str) -> tuple[int, int | None] | None:
        """Least and most number of arguments of a function, or None for a name that is none."""
        return vocabulary.arity(name)

    def call(self, name: str, args: tuple[Any, ...]) -> Any:
        """The value of a function."""
        return vocabulary.build(name, args)

    def attribute(self, value: Any, name: str) -> Any:  # noqa: ARG002 - numbers have none
        """What `value.name` means."""
        raise Refused(f"'.{name}' has no meaning for a number")

    def scalar(self, value: Any) -> Expression:
        """The value as one number's expression; Refused where it is something else."""
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The values of a text (one formula, or relations), the symbols in order of first appearance, the problems."""

    values: tuple[Any, ...]
    order: tuple[str, ...]
    problems: tuple[str, ...] = ()


class _Parser:
    """Precedence climbing over lazy tokens; `kind`, `text` and `pos` are those of the token that comes next."""

    def __init__(
        self, text: str, declared: Collection[str], new_names: bool, algebra: Algebra, problems: dict[str, str]
    ) -> None:
        self.declared, self.new_names, self.algebra, self.problems = declared, new_names, algebra, problems
        self.order: dict[str, None] = {}
        self.stream = tokens(text)
        self.depth = self.deepest = 0
        self.expands = algebra.expands
        # Equal numbers, names and powers of a text are one node each, which saves most of the time of a long sum.
        self.numbers: dict[str, Expression] = {}
        self.symbols: dict[str, Any] = {}
        self.powers: dict[tuple[int, int], tuple[Any, Any, Any]] = {}
        self.advance()

    # -- steps ----------------------------------------------------------------------------------------------
    def advance(self) -> None:
        self.kind, self.text, self.pos = next(self.stream)

    def shown(self) -> str:
        return "the end" if self.kind == "end" else quoted(self.text)

    def expect(self, text: str, where: str) -> None:
        if self.text != text:
            raise Mistake(self.pos, f"{text!r} is expected {where}, not {self.shown()}")
        self.advance()

    def at(self, position: int, do: Callable[..., Any], *args: Any) -> Any:
        try:
            return do(*args)
        except Refused as refused:
            raise Mistake(position, str(refused)) from None

    def deeper(self, position: int) -> None:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        if self.depth > MAX_DEPTH:
            raise Mistake(position, f"nested more than {MAX_DEPTH} deep")

    # -- whole texts ----------------------------------------------------------------------------------------
    def whole(self, want: str) -> tuple[Any, ...]:
        if self.kind == "end":
            raise Mistake(0, f"the {'condition' if want == 'conditions' else 'formula'} is empty")
        wants = {"formula": self.formula, "conditions": self.conditions, "either": self.formula_or_relation}
        values = wants[want]()
        small = self.deepest <= _SAFE_DEPTH and not self.expands
        too_large = None if small or self.problems else measured(values)
        if too_large:
            raise Mistake(0, too_large)
        return values

    def formula(self) -> tuple[Any, ...]:
        value = self.sum()
        self.finish("a formula")
        return (value,)

    def formula_or_relation(self) -> tuple[Any, ...]:
        value = self.sum()
        if self.text in RELATIONS:
            op = self.text
            self.advance()
            value = relation(op, value, self.sum())
        self.finish("one formula or one relation")
        return (value,)

    def conditions(self) -> tuple[Any, ...]:
        found = self.chain()
        while self.text == ",":
            self.advance()
            found += self.chain()
        self.finish("a condition")
        return tuple(found)

    def finish(self, what: str) -> None:
        if self.text in RELATIONS:
            raise Mistake(self.pos, f"{what} is expected, not a relation ({self.text!r})")
        if self.text == ",":
            raise Mistake(self.pos, f"{what} is expected here, not a list with commas")
        if self.text == ")":
            raise Mistake(self.pos, "this ')' closes nothing")

    def chain(self) -> list[Expression]:
        start = self.pos
        sides = [self.at(start, self.algebra.scalar, self.sum())]
        found = []
        while self.text in RELATIONS:
            op = self.text
            self.advance()
            position = self.pos
            sides.append(self.at(position, self.algebra.scalar, self.sum()))
            found.append(relation(op, sides[-2], sides[-1]))
        if not found:
            raise Mistake(start, f"a condition such as 'u > 0' is expected: no relation before {self.shown()}")
        return found

    # -- arithmetic -----------------------------------------------------------------------------------------
    def sum(self) -> Any:
        start = self.pos
        first = self.product()
        if self.text not in {"+", "-"}:
            return first
        terms = [first]
        while self.text in {"+", "-"}:
            terms.append(self.product())
        return self.at(start, self.algebra.plus, terms)

    def product(self) -> Any:
        start = self.pos
        negative = self.signs()
        value = self.power()
        if not negative and self.text not in {"*", "/"}:
            return value
        factors = [value]
        while self.text in {"*", "/"}:
            divided, position = self.text == "/", self.pos
            self.advance()
            negative ^= self.signs()
            value = self.power()
            factors.append(self.at(position, self.algebra.inverse, value) if divided else value)
        return self.at(start, self.algebra.times, factors, negative)

    def signs(self) -> bool:
        negative = False
        while self.text in {"+", "-"}:
            negative ^= self.text == "-"
            self.advance()
        return negative

    def power(self) -> Any:
        base = self.atom()
        if self.text != "**":
            return base
        position = self.pos
        self.deeper(position)
        self.advance()
        negative = self.signs()
        exponent = self.power()
        if negative:
            exponent = self.at(position, self.algebra.times, [exponent], True)
        self.depth -= 1
        key = (id(base), id(exponent))
        known = self.powers.get(key)
        if known is None:
            known = base, exponent, self.at(position, self.algebra.to_the, base, exponent)
            if len(self.powers) < _MAX_SHARED:
                self.powers[key] = known
        return known[2]

    def atom(self) -> Any:
        kind, text, at = self.kind, self.text, self.pos
        if kind == "name":
            self.advance()
            value = self.symbols.get(text)
            if self.text == "(":
                value = self.called(text, at)
            elif value is None:
                value = self.word(text, at)
        elif kind == "number":
            self.advance()
            value = self.literal(text, at)
        elif text == "(":
            self.deeper(at)
            self.advance()
            value = self.sum()
            if self.text == "," or self.text in RELATIONS:
                raise Mistake(self.pos, f"{self.text!r} has no meaning inside these brackets")
            self.expect(")", f"to close the bracket of column {at + 1}")
            self.depth -= 1
        else:
            raise Mistake(at, f"a number, a name or '(' is expected, not {self.shown()}")
        while self.text == ".":
            position = self.pos
            self.advance()
            if self.kind != "name":
                raise Mistake(position, "'.' has no meaning here")
            value = self.at(position, self.algebra.attribute, value, self.text)
            self.advance()
        if self.kind in {"name", "number"} or self.text == "(":
            if kind == "number" and self.kind == "name" and self.pos == at + len(text):
                raise Mistake(at, f"write {text[:20]}*{self.text[:20]} for a product")
            raise Mistake(self.pos, f"an operator is missing before {self.shown()}; write * for a product")
        return value

    def literal(self, text: str, at: int) -> Expression:
        value = self.numbers.get(text)
        if value is None:
            try:
                value = Expression("num", (number(text),))
            except ValueError as error:
                raise Mistake(at, str(error)) from None
            if len(self.numbers) < _MAX_SHARED:
                self.numbers[text] = value
        return value

    # -- names ----------------------------------------------------------------------------------------------
    def word(self, name: str, at: int) -> Any:
        if name not in self.declared:
            if name in vocabulary.CONSTANTS:
                return vocabulary.CONSTANTS[name]
            if name in ("and", "or"):
                raise Mistake(at, f"join conditions with a comma, not with {name!r}")
            if name == "True":
                raise Mistake(at, "True stands only in the last branch of Piecewise")
            self.check_name(name, at)
            if name == "Piecewise" or self.algebra.arity(name):
                self.unknown(name, at, f"{name!r} is a function: write {name}(...), or declare it as a name")
            elif not self.new_names and name not in self.problems and len(self.problems) < _MAX_UNKNOWN:
                listed = ", ".join(list(self.declared)[:8]) + (", ..." if len(self.declared) > 8 else "")
                hint = vocabulary.suggestion(name, self.declared)
                tail = f"{hint} (known: {listed})" if listed else f"{hint} (no name is declared here)"
                self.unknown(name, at, f"unknown symbol {quoted(name)}{tail}")
        value = self.symbols[name] = self.algebra.symbol(name)
        for entry in self.algebra.entries(name):
            self.order.setdefault(entry)
        return value

    def check_name(self, name: str, at: int) -> None:
        problem = name_problem(name)
        if problem:
            raise Mistake(at, f"{quoted(name)}: {problem}")

    def unknown(self, name: str, at: int, sentence: str) -> None:
        if len(self.problems) < _MAX_UNKNOWN:
            self.problems.setdefault(name, str(Mistake(at, sentence)))

    def called(self, name: str, at: int) -> Any:
        if name in self.declared:
            raise Mistake(at, f"{name!r} is a symbol here, not a function; write {name}*(...) for a product")
        bounds = self.algebra.arity(name)
        known = bounds is not None or name == "Piecewise"
        if not known:
            self.check_name(name, at)
            hint = vocabulary.REFUSED.get(name)
            tail = f"; {hint}" if hint else vocabulary.suggestion(name, ())
            self.unknown(name, at, f"unknown function {quoted(name)}{tail}")
        self.expands |= name in vocabulary.EXPANDING
        self.deeper(at)
        self.advance()
        args: list[Any] = []
        if name == "Piecewise":
            args.append(self.branches())
        elif self.text != ")":
            args.append(self.sum())
            while self.text == ",":
                self.advance()
                args.append(self.sum())
        self.expect(")", f"to close {name}( of column {at + 1}")
        self.depth -= 1
        if bounds is None:
            return args[0] if known else sym(name)
        least, most = bounds
        if len(args) < least or (most is not None and len(args) > most):
            want = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
            raise Mistake(at, f"{name} takes {want} argument{'s' * (want != '1')}, not {len(args)}")
        return self.at(at, self.algebra.call, name, tuple(args))

    def branches(self) -> Expression:
        args: list[Expression] = []
        while True:
            at = self.pos
            self.expect("(", "to open a branch (value, condition) of Piecewise")
            args.append(self.at(at, self.algebra.scalar, self.sum()))
            self.expect(",", "between the value and the condition of a branch")
            if self.text == "True":
                self.advance()
                args.append(TRUE)
            else:
                found = self.chain()
                if len(found) > 1:
                    raise Mistake(at, "a branch of Piecewise has one relation, not a chain")
                args += found
            self.expect(")", "to close a branch of Piecewise")
            if self.text != ",":
                return Expression("piecewise", tuple(args))
            if args[-1] is TRUE:
                raise Mistake(self.pos, "no branch of Piecewise can follow the condition True")
            self.advance()


def measured(values: Iterable[Any]) -> str | None:
    """Why the expressions are too large to let in, or None."""
    for value in values:
        for e in (value,) if isinstance(value, Expression) else value:
            height, size = measure(e)
            if height > MAX_HEIGHT:
                return f"the formula is a tree of height {height}; at most {MAX_HEIGHT} is let in"
            if size > MAX_NODES:
                return f"the formula has more than {MAX_NODES} parts when written out"
    return None


def read_text(
    text: str, declared: Collection[str], new_names: bool, want: str = "formula", algebra: Algebra | None = None
) -> Parsed:
    """What `text` says: `want` is "formula", "conditions" or "either"; never raises for a mistake in the text.

    `declared` names are symbols whatever else they may mean; `new_names` says whether an unknown name is one, too.

    >>> read_text("0 < u < z", {"u"}, new_names=False, want="conditions").problems
    ("column 9: unknown symbol 'z' (known: u)",)
    """
    problems: dict[str, str] = {}
    try:
        parser = _Parser(text, declared, new_names, algebra or Algebra(), problems)
        values = parser.whole(want)
    except Mistake as mistake:
        return Parsed((), (), (*problems.values(), str(mistake)))
    return Parsed(values, tuple(parser.order), tuple(problems.values()))
