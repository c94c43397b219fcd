"""What a certificate's JSON may contain: trees, exact numbers, records; anything else is `Rejected`.

Precondition: the data was read by `json`.  Numbers are text ("3/4"); floating-point numbers are never accepted.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from mirrorsym.expression import FUNCTIONS, PI, RELATIONS, TRUE, Expression, make, num, sym
from mirrorsym.recheck.limits import DIGITS, TREE_DEPTH, TREE_NODES, Rejected
from mirrorsym.recheck.reader import product

__all__ = ["decimal", "field", "index", "items", "rational", "record", "relation_tree", "symbols", "text", "tree", "whole"]

_DECIMAL = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?\Z")
_RATIONAL = re.compile(r"[-+]?\d+(?:/\d+)?\Z")


def record(value: Any, what: str) -> dict[str, Any]:
    """`value` as a JSON object."""
    if not isinstance(value, dict):
        raise Rejected(f"{what} is not an object")
    return value


def field(value: Any, key: str) -> Any:
    """The entry `key` of an object, which must be there."""
    got = record(value, f"what should hold {key!r}")
    if key not in got:
        raise Rejected(f"the field {key!r} is missing")
    return got[key]


def items(value: Any, what: str, limit: int = 20_000) -> list[Any]:
    """`value` as a JSON array of at most `limit` entries."""
    if not isinstance(value, list) or len(value) > limit:
        raise Rejected(f"{what} is not a list of reasonable length")
    return value


def text(value: Any, what: str) -> str:
    """`value` as a text."""
    if not isinstance(value, str):
        raise Rejected(f"{what} is not a text")
    return value


def rational(value: Any, what: str = "a number") -> Fraction:
    """An exact number: text such as "-3/4", or a JSON whole number.

    >>> rational("-3/4")
    Fraction(-3, 4)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or len(value) > DIGITS or not _RATIONAL.match(value):
        raise Rejected(f"{what} is not an exact rational number")
    above, _, below = value.partition("/")
    if below and int(below) == 0:
        raise Rejected(f"{what} has denominator 0")
    return Fraction(int(above), int(below or 1))


def decimal(value: Any, what: str = "a number") -> Fraction:
    """A number as people read it: "1.25e-3", or as `rational`.

    >>> decimal("-1.5e2")
    Fraction(-150, 1)
    """
    if isinstance(value, str) and len(value) < 400 and _DECIMAL.match(value):
        return Fraction(value)
    return rational(value, what)


def whole(value: Any, what: str = "a number", limit: int = 1_000_000) -> int:
    """A whole number of absolute value at most `limit`."""
    q = rational(value, what)
    if q.denominator != 1 or abs(q) > limit:
        raise Rejected(f"{what} is not a whole number of reasonable size")
    return int(q)


def index(value: Any, size: int, what: str) -> int:
    """A position in a list of `size` entries (a JSON whole number or its text)."""
    i = whole(value, what)
    if not 0 <= i < size:
        raise Rejected(f"{what} {i} does not exist")
    return i


def symbols(value: Any) -> set[str]:
    """The names in ["sym", name] nodes of a tree that was not checked yet."""
    stack, found, left = [value], set(), TREE_NODES
    while stack:
        node = stack.pop()
        left -= 1
        if left < 0:
            raise Rejected("a tree is larger than the checker reads")
        if isinstance(node, list):
            if len(node) == 2 and node[0] == "sym" and isinstance(node[1], str):
                found.add(node[1])
            stack.extend(node)
    return found


def tree(value: Any, names: Collection[str]) -> Expression:
    """An expression tree over the symbols `names`.

    >>> str(tree(["pow", ["sym", "u"], ["num", "2"]], {"u"}))
    'u**2'
    """
    left = [TREE_NODES]
    e = _tree(value, names, TREE_DEPTH, left)
    if e.op in (*RELATIONS, "true"):
        raise Rejected("a relation stands where an expression should")
    return e


def relation_tree(value: Any, names: Collection[str]) -> Expression:
    """A relation between two expressions."""
    e = _tree(value, names, TREE_DEPTH, [TREE_NODES])
    if e.op not in RELATIONS:
        raise Rejected("an expression stands where a relation should")
    return e


def _tree(value: Any, names: Collection[str], depth: int, left: list[int]) -> Expression:
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise Rejected("a tree is larger than the checker reads")
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        raise Rejected("an expression tree is a list that starts with an operation's name")
    op, *rest = value
    if op in ("num", "sym", "const"):
        if len(rest) != 1:
            raise Rejected(f"{op!r} takes one argument")
        if op == "num":
            return num(rational(rest[0]))
        if op == "const":
            if rest[0] != "pi":
                raise Rejected("the only named constant is pi")
            return PI
        if not isinstance(rest[0], str) or rest[0] not in names:
            raise Rejected(f"a tree has the unknown symbol {str(rest[0])[:40]!r}")
        return sym(rest[0])
    if op == "true":
        return TRUE
    if op not in FUNCTIONS and op not in ("add", "mul", "pow", "piecewise", *RELATIONS):
        raise Rejected(f"a tree has the unknown operation {op[:40]!r}")
    args = tuple(_tree(r, names, depth - 1, left) for r in rest)
    is_condition = [a.op in RELATIONS or a.op == "true" for a in args]
    want = FUNCTIONS.get(op) if op in FUNCTIONS else 2 if op in ("pow", *RELATIONS) else None
    if not args or (want is not None and len(args) != want):
        raise Rejected(f"{op!r} has a wrong number of arguments")
    if op == "piecewise":
        if len(args) % 2 or any(is_condition[::2]) or not all(is_condition[1::2]):
            raise Rejected("a piecewise tree alternates values and conditions")
        return Expression(op, args)
    if any(is_condition):
        raise Rejected(f"an argument of {op!r} is a relation")
    if op == "mul":
        whole_product = args[0]
        for a in args[1:]:
            whole_product = product(whole_product, a)
        return whole_product
    return make(op, args)
