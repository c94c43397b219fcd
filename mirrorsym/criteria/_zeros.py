"""Claims that a list of named expressions vanishes on M: how `commuting` and its relatives are decided.

Precondition for HOLDS: the pair is smooth on M (criterion `smooth`), so that the items exist everywhere and vanish there by continuity.
A refutation needs only a point of M where every guard of g and h holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mirrorsym.calculus.enclosure import enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.zero import prove, refute
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._conditional import conditional
from mirrorsym.criteria._elsewhere import with_part
from mirrorsym.criteria._exactly import readable
from mirrorsym.criteria._exactly_zeros import exactly_zeros
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

__all__ = ["decide_zeros", "enclosure_text", "in_words"]

RING = {"rule": "ring"}


def decide_zeros(
    about: str, items: Iterable[tuple[str, Expression]], problem: Problem, *, source: str, holds: str, fails: str,
    data: dict[str, Any] | None = None, details: dict[str, Any] | None = None, g_only: bool = False,
    on_piece: Callable[[Problem], Iterable[tuple[str, Expression]]] | None = None,
) -> Verdict:
    """The verdict that all items vanish on M; `holds` and `fails` are the sentences ("{item}" is replaced).

    With `g_only` the items are about g alone, so that h may have kinks.  `on_piece` gives the items of another problem; without it
    functions that are C^2 by gluing are left alone, as they must be where an item has a third derivative.
    """
    extra = dict(data or {})
    if problem.glued(g_only) and problem.smooth_on(g_only) is Status.HOLDS:
        return _piecewise(about, items, problem, source, holds, fails, extra, details, g_only, on_piece)
    region = problem.g_region if g_only else problem.smooth_region
    plain = problem.away(region)
    proofs: dict[str, Any] = {}
    vanishing: list[tuple[str, Expression, dict[str, Any]]] = []
    nonzero: list[tuple[str, Expression]] = []
    open_: list[str] = []
    seen: dict[Expression, dict[str, Any] | None] = {}
    point = None
    for key, e in items:
        proof = seen[e] if e in seen else seen.setdefault(e, prove(e, region))
        if proof is None:
            nonzero.append((key, e))
            if not problem.region.parameters and (point := refute(e, plain)) is not None:
                return _fails(about, key, e, point, source, fails, details)
            if (problem.region.parameters and refute(e, plain) is None) or not problem.region.parameters:
                open_.append(key)
        elif proof != RING:
            proofs[key] = proof
            vanishing.append((key, e, proof))
    if nonzero and problem.region.parameters:
        verdict = _conditional(about, nonzero, problem, source, vanishing, extra)
        if verdict is not None:
            return verdict
        for key, e in nonzero:
            point = refute(e, plain)
            if point is not None:
                return _fails(about, key, e, point, source, fails, details)
    if nonzero:
        return Verdict(Status.UNDECIDED, about, f"{in_words((open_ or [nonzero[0][0]])[0])} was neither proved to vanish nor refuted",
                       source=source, details=details or {})
    smooth = problem.smooth_on(g_only)
    if smooth is not Status.HOLDS:
        away = _guard_relations(problem, g_only)
        if smooth is Status.FAILS:  # where a function is not C^2 there is no bracket to ask about
            because = f"a function is not C^2 on all of M ({problem.known['smooth'].because}); wherever g and h are C^2 it holds"
            return with_part(Verdict(Status.NOT_APPLICABLE, about, because, source=source, details=details or {}), away, problem)
        because = "it holds wherever g and h are smooth, but smoothness on all of M was not established"
        return with_part(Verdict(Status.UNDECIDED, about, because, source=source, details=details or {}), away, problem)
    return Verdict(Status.HOLDS, about, holds, (Certificate.of("zeros", items=proofs, **extra),), source=source, details=details or {})


def _conditional(about: str, nonzero: list[tuple[str, Expression]], problem: Problem, source: str,
                 vanishing: list[tuple[str, Expression, dict[str, Any]]], extra: dict[str, Any]) -> Verdict | None:
    """For which parameter values all items vanish: by factors, else by coefficients of independent functions."""
    if problem.nested:
        return None
    stated = {k: v for k, v in extra.items() if v is not None}
    verdict = exactly_zeros(about, nonzero, problem, source=source, vanishing=vanishing, data=stated, owner=extra.get("owner"))
    if verdict is None and not any(key.startswith("d:") for key, _ in nonzero):
        verdict = conditional(about, nonzero, problem, source=source, vanishing=vanishing, data=stated)
    return verdict


def _piecewise(
    about: str, items: Iterable[tuple[str, Expression]], problem: Problem, source: str, holds: str, fails: str, extra: dict[str, Any],
    details: dict[str, Any] | None, g_only: bool, on_piece: Callable[[Problem], Iterable[tuple[str, Expression]]] | None,
) -> Verdict:
    """The verdict for functions that are C^2 by gluing: every item of every branch vanishes on its piece of M, or one is not 0."""
    pieces = problem.pieces(g_only) if on_piece is not None else None
    parts: list[dict[str, Any]] = []
    for p in pieces or []:
        if p.empty is not None:
            parts.append({"signs": list(p.signs), "empty": {"index": p.empty["fact"], "proof": p.empty["proof"]}})
            continue
        assert on_piece is not None
        proofs = {key: prove(e, p.problem.region) for key, e in on_piece(p.problem)}
        if any(x is None for x in proofs.values()):
            break
        inner = {"kind": "zeros", "items": {key: x for key, x in proofs.items() if x != RING}}
        parts.append({"signs": list(p.signs), "certificate": inner})
    if pieces and len(parts) == len(pieces):
        cert = Certificate.of("pieces", on=[a.to_json() for a in pieces[0].on], pieces=parts, **extra)
        return Verdict(Status.HOLDS, about, holds, (cert,), source=source, details=details or {})
    plain = problem.away(problem.g_region if g_only else problem.smooth_region)
    listed = list(items)
    if problem.region.parameters:
        nonzero = [(key, e) for key, e in listed if prove(e, plain) is None]
        verdict = _conditional(about, nonzero, problem, source, [], extra) if nonzero else None
        if verdict is not None:
            return verdict
    for key, e in listed:
        point = refute(e, plain)
        if point is not None:
            return _fails(about, key, e, point, source, fails, details)
    return Verdict(Status.UNDECIDED, about, "g and h are only C^2, and it was not shown on every side of their ties", source=source,
                   details=details or {})


def _guard_relations(problem: Problem, g_only: bool) -> tuple[Expression, ...]:
    """Where every guard holds that was not proved on M."""
    own = {(x.of, x.op) for f in (problem.joint[:problem.n] if g_only else problem.joint) for x in guards(f)}
    return tuple(readable(g.of, g.op) for i, g in enumerate(problem.guards) if i not in problem.guard_proofs and (g.of, g.op) in own)


def _fails(about: str, key: str, e: Expression, point: dict[str, Expression], source: str, fails: str,
           details: dict[str, Any] | None) -> Verdict:
    cert = Certificate.of("nonzero", item=key, point={k: v.to_json() for k, v in point.items()}, enclosure=enclosure_text(e, point))
    because = fails.replace("{item}", in_words(key))
    return Verdict(Status.FAILS, about, because, (cert,), witness=point, source=source, details=details or {})


def enclosure_text(e: Expression, point: dict[str, Expression]) -> list[str]:
    """Lower and upper end of the value at a point, for people to read; the checker computes its own."""
    b = enclose(e, point, 256)
    return [b.lower().str(15, radius=False), b.upper().str(15, radius=False)]


def in_words(key: str) -> str:
    """An item's key (docs/reference/certificates.md) as a reader would say it.

    >>> in_words("0,h,u"), in_words("t:h:u:u:v")
    ('the u-component of [grad g[0], grad h]', 'the third derivative of h in u, u, v')
    """
    def name(f: str) -> str:
        return "h" if f == "h" else f"g[{f}]"

    if "," in key:
        i, j, k = key.split(",")
        return f"the {k}-component of [grad {name(i)}, grad {name(j)}]"
    kind, *rest = key.split(":")
    if kind == "d":
        return f"the derivative of {name(rest[1])} in {rest[0]}"
    if kind == "m":
        return f"the mixed derivative of {name(rest[0])} in {rest[1]} and {rest[2]}"
    if kind == "t":
        return f"the third derivative of {name(rest[0])} in {', '.join(rest[1:])}"
    if kind == "e":
        return f"the {rest[1]}-component of (Hess {name(rest[0])}) w - grad {name(rest[0])}"
    return f"the Wronskian W(d_{key} g, d_{key} h)"
