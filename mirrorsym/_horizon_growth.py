"""The growth of R and Q, what follows from it, and formulas: the first half of an answer of `horizon`, found in a worker.

Limits come from the checker's calculus (`recheck.growth`): there is one, and it is the trusted one.  Each function takes the report so
far and returns the entries to add.

Main definitions: `begun`, `ends`, `formulas`, `family`, `conjugate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from mirrorsym._horizon_frame import NAMES, Proof, Report, Unknown, answering, formula, in_few_words, read_so_far, region_of, with_signs
from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, num, power, sub, sym
from mirrorsym.recheck.horizon import Answers, Potential, answers, read_ends
from mirrorsym.recheck.horizon_report import stated_of
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.monomials import Exponents, Monomial, Series
from mirrorsym.recheck.problem import read_problem

__all__ = ["begun", "conjugate", "ends", "family", "formulas"]


# -- the frame ------------------------------------------------------------------------------------------------
@answering
def begun(report: Report) -> Report:
    """Parts, breaks."""
    bare = {**report, "breaks": {x: [] for x in report["x"]}}
    split = None
    try:
        of = read_so_far(bare)
    except Rejected as e:
        split = _split(report)
        if split is None:
            raise Unknown(str(e)) from None
        of = read_so_far({**bare, "split": split})
    return {"split": split, "breaks": {x: [str(q) for q in _breaks(of.parts[x], x)] for x in of.parts}}


def _split(report: Report) -> Report | None:
    """R(x, y) = R(x, 0) + R(0, y) - R(0, 0), where that is an identity."""
    problem = read_problem({"variables": report["x"], "domain": report["domain"], "parameters": report["parameters"], "g": [report["R"]]})
    (r,), xs, region = problem.g, problem.domain.variables, Region.of(problem.domain)
    origin = r.substitute(dict.fromkeys(xs, ZERO))
    parts = {x: tidied(r.substitute({y: ZERO for y in xs if y != x}), region) for x in xs}
    for x in xs[1:]:
        parts[x] = tidied(sub(parts[x], origin), region)
    if not all(x in p.names for x, p in parts.items()):
        return None
    proof = zero.prove(sub(r, add(*parts.values())), region)
    return None if proof is None else {"parts": {x: p.to_json() for x, p in parts.items()}, "zero": proof}


def _breaks(e: Expression, x: str) -> list[Fraction]:
    """0, and the rational zeros of affine expressions in what decides or may vanish."""
    found = {Fraction(0)}
    for node in e.walk():
        inner = [node.args[0]] if node.op in ("abs", "sign") or (node.op == "pow" and node.args[0].op == "add") else (
            [sub(a, b) for i, a in enumerate(node.args) for b in node.args[i + 1:]] if node.op in ("Max", "Min") else
            [sub(*c.args) for c in node.args[1::2] if c.op != "true"] if node.op == "piecewise" else [])
        for a in inner:
            if a.names == {x}:
                at, slope = _constant(a, x, 0), _constant(a, x, 1)
                if at is not None and slope is not None and slope != at and _constant(a, x, 2) == 2 * slope - at:
                    found.add(at / (at - slope))
    return sorted(found)


def _constant(e: Expression, x: str, value: int) -> Fraction | None:
    v = e.substitute({x: num(value)}).rebuild(lambda n: None)
    return v.args[0] if v.op == "num" else None


# -- growth ---------------------------------------------------------------------------------------------------
@answering
def ends(report: Report) -> Report:
    """The leading terms at all ends, what follows from them, and the steps."""
    def grown(of: Potential) -> tuple[list[Any], list[Any]]:
        region, s = region_of(of.frame), sym(of.s)
        found, steps = [], []
        for x in of.parts:
            for side in (1, -1):
                entry: dict[str, Any] = {"variable": x, "side": NAMES[side]}
                for name, e in (("R", of.function(x)), ("Q", of.dual(x)), ("R'", of.function(x, 1))):
                    series = of.at_end(e, x, side)
                    if name in ("R", "Q"):
                        c, m, _ = of.growth.lead(series)
                        entry[name] = {"coefficient": str(in_few_words(c, of)), "scale": str(_neat(m, region).tree(s))}
                    steps.append(_step(name, x, side, series, of, region))
                found.append(entry)
        return found, steps

    (found, steps), facts = with_signs(report, grown)
    own = {**report, "facts": facts, "ends": found}
    decided, facts = with_signs(own, lambda of: answers(read_ends(own, of), of))
    return {"facts": facts, "ends": found, "steps": steps, **stated_of(decided), "homogeneous": _homogeneous(decided, own),
            "agree": decided.agree}


def _neat(m: Monomial, region: Region) -> Monomial:
    def three(p: Exponents) -> Exponents:
        return tidied(p[0], region), tidied(p[1], region), tidied(p[2], region)

    return Monomial(three(m.powers), tuple((tidied(c, region), three(p)) for c, p in m.inside))


def _step(name: str, x: str, side: int, series: Series, of: Potential, region: Region) -> Report:
    """The first two terms, and the order of what is left."""
    s = sym(of.s)
    kept = series.terms[:2]
    rest = series.terms[2][1] if len(series.terms) > 2 else series.rest
    rhs = add(*(mul(in_few_words(c, of), _neat(m, region).tree(s)) for c, m in kept))
    lhs = f"{name}({x}) at {x} = {'' if side > 0 else '-'}{of.s}"
    return {"of": name, "variable": x, "side": NAMES[side], "status": "HOLDS", "lhs": lhs, "rhs": str(rhs),
            "rest": None if rest is None else str(_neat(rest, region).tree(s)),
            "because": f"as {of.s} grows, with {len(kept)} terms of the expansion"}


def _homogeneous(found: Answers, report: Report) -> Report:
    if found.homogeneous:
        return {"status": "HOLDS", "because": f"Q grows like {report['s']}**alpha along every axis, with alpha = {found.alpha}"}
    scales = ", ".join(dict.fromkeys(e["Q"]["scale"] for e in report["ends"]))
    return {"status": "FAILS", "because": f"no power of {report['s']} is the order of Q along every axis: it is {scales}"}


# -- formulas -------------------------------------------------------------------------------------------------
@answering
def formulas(report: Report) -> Report:
    """A formula of Q in few words."""
    of = read_so_far(report)
    parts = {}
    for x in of.parts:
        best: tuple[Expression, list[Proof]] | None = None
        for q in _candidates(of, x):
            if best is not None and len(str(q)) >= len(str(best[0])):
                continue
            zeros = []
            for region in of.intervals(x):
                proof = {"rule": "ring"} if q == of.dual(x) else zero.prove(sub(q, of.dual(x)), region_of(region))
                if proof is None:
                    break
                zeros.append(proof)
            else:
                best = q, zeros
        if best is None:
            raise Unknown("no formula of Q was proved")
        parts[x] = {"formula": str(best[0]), "zeros": best[1]}
    total = add(*(formula(str(p["formula"]), of, x) for x, p in parts.items()))
    return {"Q": {"status": "HOLDS", "because": "Q = R*(grad R) = <theta, grad R> - R", "formula": str(total), "parts": parts}}


def _candidates(of: Potential, x: str) -> Iterator[Expression]:
    own = of.dual(x)
    yield own
    ends_ = [of.at_end(own, x, side) for side in (1, -1)]
    if all(e.rest is None for e in ends_):
        region, size = region_of(of.frame), call("abs", sym(x))
        two = [add(*(mul(tidied(c, region), _neat(m, region).tree(size)) for c, m in e.terms)) for e in ends_]
        if two[0] == two[1]:
            yield two[0].rebuild(lambda n: power(sym(x), num(2)) if n == power(size, num(2)) else None)
    line = Region((x,), of.frame.parameters, of.frame.facts, of.frame.integers)
    yield tidied(own, line)
    half = line.assume(sym(x), ">")
    right = tidied(own, half)
    yield right
    yield right.substitute({x: call("abs", sym(x))})


@answering
def family(report: Report) -> Report:
    """Whether the second derivative is that of a row of Table 1."""
    of = read_so_far(report)
    if len(of.parts) != 1:
        return {}
    (x,) = of.parts
    if of.breaks[x] != (ZERO,):
        return {}
    half = Region((x,), of.frame.parameters, of.frame.facts, of.frame.integers).assume(sym(x), ">")
    second = tidied(of.function(x, 2), half)
    for entry, wanted in _families(of, x, second, half):
        zeros = []
        for side, region in zip((-1, 1), of.intervals(x), strict=True):
            proof = zero.prove(sub(of.function(x, 2), wanted(mul(num(side), sym(x)))), region_of(region))
            if proof is None:
                break
            zeros.append(proof)
        else:
            return {"family": {"status": "HOLDS", "because": "the second derivative is that of Table 1", **entry, "zeros": zeros}}
    return {}


def _families(of: Potential, x: str, second: Expression, half: Region) -> Iterator[tuple[Report, Callable[[Expression], Expression]]]:
    """Candidates, read off the growth of the second derivative at infinity and at 0."""
    try:
        c, m, _ = of.growth.lead(of.at_end(second, x, 1))
        if m.inside or of.growth.nonzero(m.powers[1]):
            return
        if of.equal(m.powers[0], num(-1)):
            at = of.growth.limit(of.at_break(second, x, ZERO, 1))
            if isinstance(at, Expression):
                lam = tidied(div(c, at), Region((), of.frame.parameters, of.frame.facts, of.frame.integers))
                c = tidied(c, half)
                yield ({"name": "hyperbolic", "c": str(c), "lambda": str(lam), "p": None},
                       lambda size: mul(c, power(add(power(size, num(2)), power(lam, num(2))), num(Fraction(-1, 2)))))
            return
        p = tidied(add(m.powers[0], num(2)), half)
        k = tidied(div(c, sub(p, ONE)), half)
        low = tidied(sub(second, mul(c, power(sym(x), m.powers[0]))), half)
        if x not in low.names:
            yield ({"name": "smoothened", "c": str(k), "lambda": str(low), "p": str(p)},
                   lambda size: add(mul(k, sub(p, ONE), power(size, sub(p, num(2)))), low))
    except Rejected:
        return


@answering
def conjugate(report: Report) -> Report:
    """R* of one variable in closed form, where the slope can be inverted."""
    of = read_so_far(report)
    if len(of.parts) != 1:
        return {}
    (x,) = of.parts
    if of.breaks[x] != (ZERO,):
        return {}
    z = next(n for n in ("z", "z_", "z__") if n not in {x, *of.frame.names})
    r, slope = of.function(x), of.function(x, 1)
    half = Region((x,), of.frame.parameters, of.frame.facts, of.frame.integers).assume(sym(x), ">")
    positive = Region((z,), of.frame.parameters, of.frame.facts, of.frame.integers).assume(sym(z), ">")
    for psi in (psi for f in _slopes(slope, half) for psi in _inverses(f, z, x, half)):
        for argument in (psi, mul(sym(z), power(call("abs", sym(z)), num(-1)), psi.substitute({z: call("abs", sym(z))}))):
            value = tidied(sub(mul(sym(z), psi), r.substitute({x: psi})), positive)
            for shown in (*_cosines(of, value, z), value, value.substitute({z: call("abs", sym(z))})):
                pieces = [_piece(of, x, z, argument, shown, side) for side in (1, -1)]
                if None not in pieces:
                    alpha = report.get("alpha")
                    a = formula(str(alpha), of, x) if alpha not in (None, "1") else None
                    degree = None if a is None else str(tidied(div(a, sub(a, ONE)), half))
                    return {"conjugate": {"status": "HOLDS", "because": "the slope is inverted in closed form", "variable": z,
                                          "formula": str(shown), "argument": str(argument), "degree": degree, "pieces": pieces}}
    return {}


def _inverses(f: Expression, z: str, x: str, half: Region) -> Iterator[Expression]:
    for psi in inverses(f, sym(z), x, half):
        yield psi.rebuild(_twice_inverted)


def _twice_inverted(e: Expression) -> Expression | None:
    """b for 1/(1/b)."""
    inner = e.args[0] if e.op == "pow" and e.args[1] == num(-1) else None
    return inner.args[0] if inner is not None and inner.op == "pow" and inner.args[1] == num(-1) else None


def _cosines(of: Potential, value: Expression, z: str) -> Iterator[Expression]:
    """c*cosh(z), c the value at 0."""
    try:
        at = of.growth.limit(of.growth.of(value.substitute({z: power(sym(of.growth.y), num(-1))})))
    except Rejected:
        return
    if isinstance(at, Expression) and at != ZERO:
        yield mul(tidied(at, region_of(of.frame)), call("cosh", sym(z)))


def _slopes(slope: Expression, half: Region) -> Iterator[Expression]:
    """The slope in few words: one of its terms when the others cancel, then its normal form."""
    for t in slope.args if slope.op == "add" else ():
        if zero.prove(sub(slope, t), half) is not None:
            yield t
    yield tidied(slope, half)


def _piece(of: Potential, x: str, z: str, psi: Expression, value: Expression, side: int) -> Report | None:
    region = Region((z,), of.frame.parameters, of.frame.facts, of.frame.integers).assume(mul(num(side), sym(z)), ">")
    put = {x: psi}
    slope, r = of.function(x, 1).substitute(put), of.parts[x].substitute(put)
    turned = sign.prove(mul(num(side), psi), ">", region)
    if turned is None:
        return None
    one = zero.prove(sub(slope, sym(z)), region)
    two = one and zero.prove(sub(value, sub(mul(sym(z), psi), r)), region)
    return {"side": turned, "slope": one, "value": two} if two else None
