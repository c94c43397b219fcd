"""parametrize: a commuting map g whose gradient flow is the mirror flow of a given potential R; isometric: an embedding held against R.

A route proposes F and g (`routes._parametrize`).  What they claim is proved without it (`routes._claims`): dF = J(F)^T Hess R and
g(F(x)) = x say that F turns every mirror flow of R into a gradient flow through g (lwla Thm 5.1).  The criteria of the pair are decided as
by `check`, and in the end the independent checker reads the whole answer: what it does not accept is UNDECIDED.  For R(x, a) there is also
a regularizer h (`routes._clock`), and `verify` holds R against the potential of (g, h).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from mirrorsym._check import DEFAULT_MEMORY, check
from mirrorsym._verify import verify
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region
from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import ZERO, Expression, relation, sym
from mirrorsym.maps import Pair
from mirrorsym.parametrization import Parametrization
from mirrorsym.routes import Setting
from mirrorsym.routes._clock import Start
from mirrorsym.routes._parametrize import Chart
from mirrorsym.verdict import Status, Verdict

__all__ = ["isometric", "parametrize"]

NEEDED = ("smooth", "regular", "commuting")
STEPS = ("domain", "smooth", "map", "convex", "claims", "criteria", "recheck")
SMOOTH, MAPPED = "twice_differentiable", ("inverse", "metric")


def parametrize(
    R: Any, *, domain: Iterable[Any] | Domain = (), parameters: Mapping[str, str] | None = None, variables: Iterable[str] | None = None,
    clock: str | None = None, timeout: float = 30.0, total_timeout: float = 120.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> Parametrization:
    """A map g on an open set M with commuting gradients such that J J^T = (Hess R(x))^{-1} at x = g(w), so w follows R's mirror flow.

    `R` is text or an `Expression` in the variables x on the open set X cut out by `domain`; without conditions X is where R is seen to be
    defined.  HOLDS: found and proved; FAILS: there is none on all of X, because R is not twice differentiable or Hess R is not positive
    definite at an exact point; UNDECIDED: with the reason.  Known are sums of functions of independent linear forms, with quadratics.
    With the name of a symbol of R as `clock`, R(x, a) is to be the time-dependent potential of the map g, of a regularizer h that is found
    too, and of an initial point.
    `timeout` bounds each step, `total_timeout` the whole, in seconds.  Raises `InputError` for what is no function on X.
    Source: lwla Thm 5.1.

    >>> found = parametrize("x*log(x) - x")
    >>> [str(e) for e in found.g], [str(c) for c in found.pair.M.conditions], str(found.status)
    (['w**2/4'], ['w > 0'], 'HOLDS')
    """
    bounds = _Bounds(time.monotonic() + total_timeout, timeout, progress)
    own = worker or Worker(memory=memory)
    with nullcontext() if worker is not None else own:
        if clock is None:
            primal = _admitted(_read(R, (), domain, parameters, variables), own, bounds)
            return _confirmed(_found(primal, own, bounds), own, bounds)
        moving, still = _slice(R, clock, domain, parameters, variables)
        primal = _admitted(still, own, bounds)
        return _confirmed(_found(primal, own, bounds, (moving, clock)), own, bounds)


def isometric(
    F: Any, R: Any, *, domain: Iterable[Any] | Domain = (), parameters: Mapping[str, str] | None = None,
    variables: Iterable[str] | None = None, timeout: float = 30.0, total_timeout: float = 120.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> Parametrization:
    """Whether an embedding F: X -> R^D satisfies dF^T dF = Hess R on X, with a proof, or an exact point where it does not.

    `F` is one formula or a list of D formulas; R, X and the bounds as for `parametrize`.  Nothing is said of F being one to one.
    Source: lwla Def. 5.2.

    >>> found = isometric(["sqrt(2*x)", "sqrt(2*x)"], "x*log(x)", domain=["x > 0"])
    >>> str(found.status), str(isometric("x", "x**2").witness["x"])
    ('HOLDS', '1')
    """
    bounds = _Bounds(time.monotonic() + total_timeout, timeout, progress)
    own = worker or Worker(memory=memory)
    with nullcontext() if worker is not None else own:
        given = [F] if isinstance(F, str | Expression) or not hasattr(F, "__iter__") else list(F)
        if not given:
            raise InputError(["embedding: at least one formula is needed"])
        both = _admitted(_read(R, given, domain, parameters, variables), own, bounds)
        primal = _with(both, both.g[:1])
        held = {SMOOTH: _smooth(both, own, bounds)}
        if held[SMOOTH].status is Status.HOLDS:
            held["isometric"] = bounds.verdict("claims", "isometric", own, "mirrorsym.routes._claims:isometric", primal, both.g[1:])
        found = Parametrization(primal.g[0], primal.M, "isometry", Status.UNDECIDED, "open", None, both.g[1:], None, held)
        return _confirmed(found, own, bounds)


# -- reading --------------------------------------------------------------------------------------------------
def _read(R: Any, F: list[Any] | tuple[()], domain: Any, parameters: Any, variables: Any) -> Pair:
    """R, then F, as the coordinates of a map on X; the variables are those of R and of the conditions."""
    try:
        one = Pair(g=[R], domain=domain, parameters=parameters, variables=variables)
        return one if not F else Pair(g=[one.g[0], *F], domain=one.M)
    except InputError as error:
        raise InputError([_placed(p) for p in error.problems]) from None


def _slice(R: Any, clock: str, domain: Any, parameters: Any, variables: Any) -> tuple[Expression, Pair]:
    """R(x, a), and R(x, 0) on X."""
    if isinstance(domain, Domain):
        one = _read(R, (), domain, parameters, variables)
    else:
        one = _read(R, (), domain, {**dict(parameters or {}), clock: "real"}, variables)
    kinds = {p.name: p.kind for p in one.parameters if p.name != clock}
    if clock not in one.g[0].names or clock in one.w or len(kinds) == len(one.parameters):
        raise InputError([f"clock: {clock!r} is no symbol of R beside its variables"])
    if any(clock in c.names for c in (*one.M.conditions, *one.M.assumptions)):
        raise InputError(["clock: a condition mentions it, and X may not depend on it"])
    still = one.g[0].substitute({clock: ZERO})
    return one.g[0], Pair(g=[str(still)], domain=[str(c) for c in one.M.conditions], variables=one.w, parameters=kinds)


def _placed(problem: str) -> str:
    """The message with the place that the user knows."""
    for own in ("g[0]", "g:"):
        if problem.startswith(own):
            return "R" + problem.removeprefix(own.removesuffix(":"))
    if problem.startswith("g["):
        place, _, rest = problem.partition("]")
        return f"embedding[{int(place[2:]) - 1}]{rest}"
    return problem


def _with(pair: Pair, g: Iterable[Expression]) -> Pair:
    """Other functions on the same domain, as their text reads: the checker reads text."""
    return Pair(g=[str(e) for e in g], domain=pair.M)


def _admitted(both: Pair, worker: Worker, bounds: _Bounds) -> Pair:
    """The functions on X, which is where R is defined when no condition was given."""
    if not both.M.conditions:
        found = bounds.call("domain", worker, "mirrorsym._parametrize:natural", both)
        if isinstance(found, tuple):
            both = Pair(g=[str(e) for e in both.g], domain=[str(c) for c in found], variables=both.w,
                        parameters={p.name: p.kind for p in both.parameters})
    problems = bounds.call("domain", worker, "mirrorsym._admit:refusals", both)
    if isinstance(problems, tuple) and problems:
        raise InputError([_placed(p) for p in problems])
    return both


def natural(pair: Pair) -> tuple[Expression, ...]:
    """Strict conditions on the variables under which R, the first coordinate, is defined.

    >>> [str(c) for c in natural(Pair(g=["x*log(x) - sqrt(y) + 1/(1 + x**2)"]))]
    ['x > 0', 'y > 0']
    """
    from mirrorsym.calculus import sign

    region = Region.of(pair.M)
    out: list[Expression] = []
    for g in guards(pair.g[0]):
        if g.needed is not None and g.of.names & set(pair.w):
            op = "!=" if g.needed == "!=" else ">"
            if sign.prove(g.of, op, region) is None:
                region = region.assume(g.of, op)
                out.append(relation(op, g.of, ZERO))
    return tuple(out)


# -- finding --------------------------------------------------------------------------------------------------
def _found(primal: Pair, worker: Worker, bounds: _Bounds, moving: tuple[Expression, str] | None = None) -> Parametrization:
    """The answer before the checker has read it."""
    r = primal.g[0]
    blank = Parametrization(r, primal.M, "parametrization", Status.UNDECIDED, "open")
    if moving is not None:
        blank = replace(blank, R=moving[0], clock=moving[1])
    held = {SMOOTH: _smooth(primal, worker, bounds)}
    if held[SMOOTH].status is Status.FAILS:
        return replace(blank, claims=held)
    chart = bounds.call("map", worker, "mirrorsym.routes._parametrize:charted", r, primal.w, Region.of(primal.M))
    if not isinstance(chart, Chart):
        bent = bounds.call("convex", worker, "mirrorsym.routes._claims:not_convex", primal)
        if isinstance(bent, Verdict):
            held["convex"] = bent
        return replace(blank, because=str(chart), claims=held)
    both = _with(primal, (r, *chart.F))
    kinds = {p.name: p.kind for p in primal.parameters}
    where = [str(relation(op, e, ZERO)) for e, op in chart.facts] + [str(c) for c in primal.M.conditions if not c.names & set(primal.w)]
    begin = None if moving is None else bounds.call(
        "map", worker, "mirrorsym.routes._clock:started", moving[0], moving[1], primal.w, Region.of(primal.M), chart)
    more: dict[str, Any] = {}
    if isinstance(begin, Start):
        more = {"h": str(begin.h), "init": {n: str(e) for n, e in zip(chart.names, begin.init, strict=True)}}
    pair = Pair(g=[str(e) for e in chart.g], domain=where, variables=chart.names, parameters=kinds, **more)
    primal, F = _with(primal, both.g[:1]), both.g[1:]
    held[SMOOTH] = _smooth(both, worker, bounds)
    path = "mirrorsym.routes._claims:"
    held["isometric"] = bounds.verdict("claims", "isometric", worker, path + "isometric", primal, F, chart.here)
    held["inverse"] = bounds.verdict("claims", "inverse", worker, path + "inverse", primal, F, pair, chart.here)
    held["metric"] = bounds.verdict("claims", "metric", worker, path + "metric", primal, F, pair, chart.here)
    held["range"] = bounds.verdict("claims", "range", worker, path + "into_domain", primal, pair, chart.there)
    if len(chart.names) == len(primal.w) and held["range"].status is Status.HOLDS:
        held["one_to_one"] = bounds.verdict("claims", "one_to_one", worker, path + "one_to_one", primal, F, pair, chart.there)
    if moving is not None:
        held["potential"] = _verified(moving, primal, pair, worker, bounds) if more else Verdict(Status.UNDECIDED, "potential", str(begin))
    bounds.told("criteria")
    only = NEEDED if pair.h is None else (*NEEDED, "commuting_with_h")
    report = check(pair, only=only, timeout=min(bounds.timeout, 10.0), total_timeout=bounds.left, worker=worker)
    return replace(blank, route=chart.route, embedding=F, pair=pair, claims=held, criteria=report.criteria, support=report.support)


def _verified(moving: tuple[Expression, str], primal: Pair, pair: Pair, worker: Worker, bounds: _Bounds) -> Verdict:
    """Whether R(x, a) is the potential of the pair from its initial point."""
    bounds.told("claims")
    setting = Setting.of(pair)
    given = moving[0].substitute({**{n: sym(m) for n, m in zip(primal.w, setting.x, strict=True)}, moving[1]: sym(setting.a)})
    try:
        found = verify(pair, R=given, timeout=bounds.timeout, total_timeout=bounds.left, worker=worker)
    except InputError as error:
        return Verdict(Status.UNDECIDED, "potential", str(error))
    claim = found.claims["R"]
    if claim.status is not Status.HOLDS:
        lead = f"R is not shown to be the potential of this g with h = {pair.h}"
        return Verdict(Status.UNDECIDED, "potential", f"{lead}: {claim.because}")
    data = claim.to_json()
    details = {"given": data["given"], "holds_on": data["holds_on"], "outputs": found.outputs}
    return Verdict(Status.HOLDS, "potential", "R is R_a of the pair from its initial point, with d_a R = -h", claim.certificates,
                   source="tdmf Thm 3.1", details=details)


def _smooth(both: Pair, worker: Worker, bounds: _Bounds) -> Verdict:
    """Whether R and F are twice differentiable on X."""
    found = bounds.verdict("smooth", SMOOTH, worker, "mirrorsym._check:decide_one", both, "smooth", {})
    because = _placed(found.because)
    if found.status not in (Status.HOLDS, Status.FAILS) or (found.status is Status.FAILS and not _of_r(found)):
        return Verdict(Status.UNDECIDED, SMOOTH, because)
    return replace(found, about=SMOOTH, because="R is twice differentiable" if found.status is Status.HOLDS else because, source="")


def _of_r(verdict: Verdict) -> bool:
    """Whether a refutation of smoothness is about R, and not about the embedding."""
    return all(str(c.data.get("function")) == "0" for c in verdict.certificates)


class _Bounds:
    """Calls in a worker with one deadline; progress is told by the names of `STEPS`."""

    def __init__(self, end: float, timeout: float, progress: Callable[[str, int, int], None] | None) -> None:
        self.start, self.end, self.timeout, self.progress = time.monotonic(), end, timeout, progress

    @property
    def left(self) -> float:
        """Seconds for the rest, at least a moment."""
        return max(0.5, self.end - time.monotonic())

    def told(self, step: str) -> None:
        """Say which step begins."""
        if self.progress is not None:
            self.progress(step, STEPS.index(step), len(STEPS))

    def call(self, step: str, worker: Worker, function: str, *args: Any) -> Any:
        """The result, or a sentence when a bound was exceeded or the procedure broke off."""
        self.told(step)
        try:
            return worker.call(function, *args, timeout=min(self.timeout, self.left))
        except BoundExceeded as error:
            return str(error)
        except Raised as error:
            return f"the procedure broke off: {error}"

    def verdict(self, step: str, name: str, worker: Worker, function: str, *args: Any) -> Verdict:
        """The verdict, or UNDECIDED when a bound was exceeded."""
        found = self.call(step, worker, function, *args)
        return found if isinstance(found, Verdict) else Verdict(Status.UNDECIDED, name, str(found))


# -- the answer -----------------------------------------------------------------------------------------------
def judged(of: Parametrization) -> Parametrization:
    """The answer with the status that its claims and criteria give it."""
    refuted = next((v for n, v in of.claims.items() if v.status is Status.FAILS and n in (SMOOTH, "convex", "isometric")), None)
    if refuted is not None:
        return replace(of, status=Status.FAILS, because=refuted.because)
    if of.about == "isometry":
        held = of.claims.get("isometric", of.claims[SMOOTH])
        return replace(of, status=held.status if "isometric" in of.claims else Status.UNDECIDED, because=held.because)
    if of.pair is None:
        return replace(of, status=Status.UNDECIDED)
    needed = {**{n: of.claims.get(n) for n in (SMOOTH, *MAPPED)}, **{n: of.criteria.get(n) for n in NEEDED}}
    if of.clock is not None:
        needed |= {"potential": of.claims.get("potential"), "commuting_with_h": of.criteria.get("commuting_with_h")}
    missing = next((n for n, v in needed.items() if v is None or v.status is not Status.HOLDS), None)
    if missing is not None:
        v = needed[missing]
        return replace(of, status=Status.UNDECIDED, because=f"{missing}: {'open' if v is None else v.because}")
    onto = "g maps M onto X" if _holds(of, "range") else "F(X) is a part of M; that g maps all of M into X is not shown"
    every = ", one to one" if _holds(of, "one_to_one") else "" if len(of.pair.w) == len(of.x) else "; the w with w = F(g(w)) are reached"
    because = f"J J^T Hess R = 1 at w = F(x) and the gradients of g commute, so w = F(x) follows the mirror flow of R; {onto}{every}"
    if of.clock is not None:
        because = f"R is the time-dependent potential of g and h from the initial point of the pair; at {of.clock} = 0, {because}"
    return replace(of, status=Status.HOLDS, because=because)


def _holds(of: Parametrization, name: str) -> bool:
    return name in of.claims and of.claims[name].status is Status.HOLDS


def _confirmed(found: Parametrization, worker: Worker, bounds: _Bounds) -> Parametrization:
    """The answer that the checker accepts; what it objects to is UNDECIDED."""
    found = judged(found)
    for _ in range(4):
        wrong = bounds.call("recheck", worker, "mirrorsym._parametrize:objections", found)
        if isinstance(wrong, str):
            found = judged(_withdrawn(found, dict.fromkeys((*found.claims, *found.criteria), wrong)))
            break
        if not wrong:
            break
        found = judged(_withdrawn(found, wrong))
    else:
        found = replace(found, status=Status.UNDECIDED, because="the checker does not accept the answer")
    return replace(found, seconds={"total": round(time.monotonic() - bounds.start, 4)})


def _withdrawn(found: Parametrization, wrong: Mapping[str, str]) -> Parametrization:
    def kept(name: str, v: Verdict) -> Verdict:
        if name not in wrong or v.status is Status.UNDECIDED:
            return v
        return Verdict(Status.UNDECIDED, name, f"the certificate that was found is not accepted: {wrong[name]}", source=v.source)

    kept_claims, kept_criteria = ({n: kept(n, v) for n, v in part.items()} for part in (found.claims, found.criteria))
    return replace(found, claims=kept_claims, criteria=kept_criteria)


def objections(found: Parametrization) -> dict[str, str]:
    """What the checker objects to in the answer, as its reader would get it from a file."""
    import json

    from mirrorsym.recheck import recheck

    return {c.about: c.reason for c in recheck(json.loads(json.dumps(found.to_json()))).rejected}
