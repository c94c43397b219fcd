"""Decisions that the facts have taken: a piecewise, abs, sign, Max or Min replaced by the case that holds at all points.

Main definition: `settled`.
"""

from __future__ import annotations

from mirrorsym.expression import Expression, neg, num, sub
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import Structure

__all__ = ["settled"]

_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "!=": "=", "=": "!="}


def settled(e: Expression, setting: Setting) -> Expression:
    """e with every piecewise, abs, sign, Max and Min replaced by the case that the facts choose, where they do.

    The result equals e at all points of the setting at which e is defined.
    """
    if all(node.op not in ("piecewise", "abs", "sign", "Max", "Min") for node in e.walk()):
        return e
    structure = Structure(setting)

    def side(a: Expression) -> int | None:
        x = structure.of(a)
        return 1 if x.says(">") else -1 if x.says("<") else None

    def leaf(node: Expression) -> Expression | None:
        if node.op in ("abs", "sign"):
            s = side(node.args[0])
            if s is None:
                return None
            a: Expression = node.args[0]
            return num(s) if node.op == "sign" else a if s > 0 else neg(a)
        if node.op in ("Max", "Min") and len(node.args) == 2:
            s = side(sub(*node.args))
            first: Expression = node.args[0 if s is None or (s > 0) == (node.op == "Max") else 1]
            return None if s is None else first
        if node.op == "piecewise":
            return _chosen(node, structure)
        return None

    for _ in range(20):
        new = e.rebuild(leaf)
        if new == e:
            break
        e = new
    return e


def _chosen(node: Expression, structure: Structure) -> Expression | None:
    """The case of a piecewise that holds at all points, if the facts show one."""
    value: Expression
    for value, c in zip(node.args[::2], node.args[1::2], strict=True):
        if c.op == "true":
            return value
        x = structure.of(sub(*c.args))
        if x.says(c.op):
            return value
        if not x.says(_OPPOSITE[c.op]):
            return None
    return None
