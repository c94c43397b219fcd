"""Signs of expressions with abs, sign, Max, Min and piecewise: the rule `cases` on what they decide by.

On either side of a switch the expression is one of its branches, which is proved like any other; where the switch is 0 one symbol gets its
value.  Precondition: none; an expression without undecided nodes gets None.  Main definition: `switched`.
"""

from __future__ import annotations

from mirrorsym.calculus.branches import Switchboard, rebuilt, vanishing
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search
from mirrorsym.calculus.split import solved
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import Expression, neg, sub

__all__ = ["switched"]

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
SPECIAL = ("abs", "sign", "Max", "Min", "piecewise")


def switched(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` by the sign of one switch, in the order in which the switches are met.

    >>> from mirrorsym.calculus import sign
    >>> from mirrorsym.expression import call, sym
    >>> x, y = sym("x"), sym("y")
    >>> sign.prove(call("abs", x) + call("abs", y) - call("abs", x + y), ">=", Region(("x", "y")))["rule"]
    'cases'
    """
    if not any(n.op in SPECIAL for n in e.walk()) or not search.spend(5):
        return None
    board = Switchboard(region)
    if not board.explore(e):
        return None
    for on in board.switches:
        proof: Proof = {"rule": "cases", "on": on.to_json()}
        for name, s in (("positive", 1), ("negative", -1)):
            inside = region.assume(on if s > 0 else neg(on), ">")
            own = _rewritten(e, board.branch(e, {on: s}), op, inside, search)
            if own is None:
                break
            proof[name] = own
        else:
            zero = _border(e, on, op, region, search, board)
            if zero is not None:
                return {**proof, "zero": zero}
            excluded = search.prove(on, "!=", region)
            if excluded is not None:
                return {**proof, "excluded": {"zero": excluded}}
    return None


def _border(e: Expression, on: Expression, op: str, region: Region, search: Search, board: Switchboard) -> Proof | None:
    """The claim where the switch is 0."""
    inside = region.assume(on, "=")
    for x, value in solved(on):
        if x in region.integers:
            continue
        put = {x: value}
        slice_ = Region(region.variables, region.parameters, tuple((g.substitute(put), o) for g, o in inside.facts), region.integers)
        proof = _rewritten(e.substitute(put), board.branch(e, {on: 0}).substitute(put), op, slice_, search)
        cut = {"rule": "slice", "fact": len(region.facts), "variable": x, "value": value.to_json()}
        return None if proof is None else {**cut, "proof": proof}
    return None


def _taken(e: Expression, region: Region) -> Expression:
    """`e` with each piecewise replaced by the case that interval structure shows to hold."""
    def leaf(n: Expression) -> Expression | None:
        if n.op != "piecewise":
            return None
        value: Expression
        for value, c in zip(n.args[::2], n.args[1::2], strict=True):
            if c.op == "true":
                return value
            d = sub(*c.args)
            if _shown(d, c.op, region):
                return value
            if not _shown(d, OPPOSITE[c.op], region):
                return None
        return None

    for _ in range(4):
        new = rebuilt(e, leaf)
        if new == e:
            break
        e = new
    return e


def _shown(e: Expression, op: str, region: Region) -> bool:
    if op == "=":
        return follows(e, ">=", region) and follows(neg(e), ">=", region)
    return follows(neg(e), ">" + op[1:], region) if op.startswith("<") else follows(e, op, region)


def _rewritten(e: Expression, branch: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` from its branch there."""
    if branch == e:
        return search.prove(e, op, region)
    # the checker takes by itself the cases that interval structure decides
    zero = vanishing(sub(_taken(e, region), branch), region)
    proof = search.prove(branch, op, region) if zero is not None else None
    return None if proof is None else {"rule": "rewrite", "to": branch.to_json(), "zero": zero, "proof": proof}
