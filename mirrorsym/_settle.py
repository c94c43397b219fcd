"""settle: a relation between two formulas on a domain, proved, refuted at an exact point, or left open with the reason.

Main definition: `settle`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from typing import Any

from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.enclosure import Undefined, Unsettled, sign_at
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region, as_expressions, is_inside, samples
from mirrorsym.calculus.structure import follows
from mirrorsym.certificate import Certificate
from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression, sub
from mirrorsym.maps import Pair
from mirrorsym.statement import Statement
from mirrorsym.verdict import Status

__all__ = ["settle"]

_OPS = re.compile(r"<=|>=|!=|=|<|>")


def settle(
    relation: str, *, domain: Iterable[Any] | Domain = (), parameters: Mapping[str, str] | None = None,
    variables: Iterable[str] | None = None, timeout: float = 20.0, memory: int | None = DEFAULT_MEMORY, worker: Worker | None = None,
) -> Statement:
    """Whether `relation`, a text like "log(x) < x", holds at every point of the domain for all values of the parameters.

    `timeout` bounds the search in seconds, `memory` the worker in bytes.  The answer has been read by the independent checker.  Raises
    `InputError` for what cannot be read.

    >>> str(settle("cosh(x)**2 - sinh(x)**2 = 1").status)
    'HOLDS'
    >>> found = settle("c*x**2 >= 0", parameters={"c": "real"})
    >>> str(found.status), sorted(found.witness)
    ('FAILS', ['c', 'x'])
    """
    start = time.monotonic()
    left, op, right = _parted(relation)
    try:
        pair = Pair(g=[left, right], domain=domain, parameters=parameters, variables=variables)
    except InputError as error:
        raise InputError([p.replace("g[0]", "left side").replace("g[1]", "right side") for p in error.problems]) from None
    open_ = Statement(pair.g[0], op, pair.g[1], pair.M, Status.UNDECIDED, "")
    own = worker or Worker(memory=memory)
    with nullcontext() if worker is not None else own:
        try:
            found: Statement = own.call("mirrorsym._settle:settled", open_, timeout=timeout)
            if found.status is not Status.UNDECIDED:
                reason = own.call("mirrorsym._settle:objection", found, timeout=timeout)
                if reason is not None:
                    found = replace(open_, because=f"the checker does not accept the certificate: {reason}")
        except (BoundExceeded, Raised) as e:
            found = replace(open_, because=str(e))
    return replace(found, seconds={"total": round(time.monotonic() - start, 4)})


def _parted(relation: str) -> tuple[str, str, str]:
    """The sides of the one relation that stands outside of all parentheses."""
    depth, found = 0, []
    for m in re.finditer(r"[()]|<=|>=|!=|=|<|>", relation):
        depth += {"(": 1, ")": -1}.get(m.group(), 0)
        if not depth and _OPS.fullmatch(m.group()):
            found.append(m)
    if len(found) != 1:
        raise InputError([f"the statement {relation!r} is not one relation (=, !=, <, <=, >, >=) between two formulas"])
    at = found[0]
    return relation[:at.start()], at.group(), relation[at.end():]


def objection(found: Statement) -> str | None:
    """Why the checker does not accept the statement; None if it does."""
    from mirrorsym.recheck import recheck

    return recheck(json.loads(json.dumps(found.to_json()))).reason("statement")


def settled(of: Statement) -> Statement:
    """The answer, in this process and without bounds: what a worker runs."""
    region = Region.of(of.on)
    # a > b is a - b > 0 and a < b is b - a > 0
    e, op = (sub(of.right, of.left), ">" + of.op[1:]) if of.op[0] == "<" else (sub(of.left, of.right), of.op)
    point = _refuted(e, op, region)
    if point is not None and _defined_at(of, point):
        certificate = Certificate.of("point", point={n: v.to_json() for n, v in point.items()})
        return replace(of, status=Status.FAILS, because=f"it does not hold at {_shown(point)}", certificates=(certificate,), witness=point)
    facts = []
    for side in (of.left, of.right):
        for g in guards(side):
            if g.needed is None or follows(g.of, g.needed, region):
                continue
            proof = sign.prove(g.of, g.needed, region)
            if proof is None:
                missing = f"not shown: {g.of} {g.needed} 0, without which it is not defined"
                return replace(of, because=_undefined(g.of, g.needed, region) or missing)
            region = region.assume(g.of, g.needed)
            facts.append({"fact": g.of.to_json(), "op": g.needed, "proof": proof})
    proof = zero.prove(e, region) if op == "=" else sign.prove(e, op, region)
    if proof is None:
        return replace(of, because="no point was found at which it does not hold, and no proof that there is none")
    certificate = Certificate.of("relation", facts=facts, proof=proof)
    return replace(of, status=Status.HOLDS, because="it holds on the whole domain", certificates=(certificate,))


def _refuted(e: Expression, op: str, region: Region) -> dict[str, Expression] | None:
    if op == "=":
        return zero.refute(e, region)
    if op == "!=":
        origin = dict.fromkeys(region.variables, Fraction(0))
        points = ([origin] if is_inside(region, origin) else []) + list(samples(region, 8))
        return next((p for p in map(as_expressions, points) if zero.is_zero_at(e, p) is not None), None)
    return sign.refute(e, op, region)


def _defined_at(of: Statement, point: dict[str, Expression]) -> bool:
    for side in (of.left, of.right):
        try:
            if sign_at(side, point) is None:
                return False
        except (Undefined, Unsettled):
            return False
    return True


def _undefined(e: Expression, op: str, region: Region) -> str | None:
    for p in map(as_expressions, samples(region, 20)):
        try:
            s = sign_at(e, p)
        except (Undefined, Unsettled):
            continue
        if s is not None and s in {">": (0, -1), ">=": (-1,), "!=": (0,)}[op]:
            return f"a side is not defined at {_shown(p)}"
    return None


def _shown(point: Mapping[str, Expression]) -> str:
    return ", ".join(f"{n} = {v}" for n, v in point.items())
