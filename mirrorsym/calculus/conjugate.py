"""Legendre transforms of convex functions of one variable, with their domains.

q is convex on an interval, with finitely many kinks at most.  On each smooth piece f = q' either increases or is constant.  Where it
increases its inverse is sought in closed form and proved: f(inverse(x)) = x, the inverse lands in the piece, f stays in the stated range.
At each kink the transform is affine between the slopes on both sides.  A candidate for an end of the range comes from numbers; two proved
inclusions make it exact.  Without a closed form `Conjugate.enclose` still answers, by interval Newton.

Main definitions: `conjugate`, `Conjugate`, `Piece`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.lemmas import prove_with, sign_with
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.newton import enclose_inverse
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Fact, Region, samples
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ONE, PI, ZERO, Expression, add, div, mul, neg, num, sub, sym

__all__ = ["Conjugate", "Piece", "conjugate", "inverted", "tidied"]


@dataclass(frozen=True, slots=True)
class Piece:
    """The transform where the facts about the dual variable hold: `argument` is the mu that attains it (None: no closed form).

    `proofs` are (name, claim, op, region, proof): `convex` f' is positive, `inverse` f(argument) = x, `inside` the argument lies in the
    piece, `defined` it exists, `range` f satisfies the facts.  Together they say that f maps the piece onto the set of the facts; without a
    closed form the facts are necessary only, and `exact` is false.
    """

    facts: tuple[Fact, ...]
    argument: Expression | None
    value: Expression | None
    proofs: tuple[tuple[str, Expression, str, Region, dict[str, Any]], ...] = field(default=(), hash=False)

    @property
    def exact(self) -> bool:
        """Whether the facts are proved to be the whole range."""
        return self.argument is not None


@dataclass(frozen=True, slots=True)
class Conjugate:
    """The Legendre transform of q on `region` at the points where the supremum is attained; between pieces it is continuous.

    `smooth` are the pieces of q as (q, region), with increasing derivative; `closed_form` says whether every piece has a formula.
    """

    variable: str
    dual: str
    smooth: tuple[tuple[Expression, Region], ...]
    pieces: tuple[Piece, ...]

    @property
    def closed_form(self) -> bool:
        """Whether every piece has a formula."""
        return all(p.value is not None for p in self.pieces)

    def enclose(self, x: Fraction, point: Mapping[str, Fraction] | None = None, bits: int = 160) -> tuple[Fraction, Fraction] | None:
        """An interval that contains the mu with q'(mu) = x, by interval Newton; None when x is not a slope, or nothing was found."""
        for q, region in self.smooth:
            found = enclose_inverse(derivative(q, self.variable), self.variable, region, x, point, bits)
            if found is not None:
                return found
        return None


def conjugate(q: Expression, variable: str, region: Region, dual: str = "x", kinks: tuple[Expression, ...] = ()) -> Conjugate | str:
    """The transform of q, or a sentence why it is not known; `kinks` are the points, in increasing order, between which q is smooth.

    `region` is about the variable (an interval) and the parameters.

    >>> from mirrorsym.expression import call
    >>> found = conjugate(call("exp", sym("m")), "m", Region(("m",)))
    >>> str(found.pieces[0].value), [str(e) + " " + op + " 0" for e, op in found.pieces[0].facts]
    ('x*log(x) - x', ['x > 0'])
    """
    m = sym(variable)
    ends = [None, *kinks, None]
    smooth: list[tuple[Expression, Region]] = []
    for low, high in zip(ends, ends[1:], strict=False):
        here = region
        here = here.assume(sub(m, low), ">") if low is not None else here
        here = here.assume(sub(high, m), ">") if high is not None else here
        own = _settled(q, here)
        if own is None:
            return f"{q} is not one formula on a piece"
        smooth.append((own, here))
    pieces: list[Piece] = []
    before: Expression | None = None
    free = tuple(f for f in region.facts if variable not in f[0].names)
    parameters = Region(tuple(n for n in region.names if n != variable), (), free, region.integers)
    strict = []
    for i, (own, here) in enumerate(smooth):
        f = tidied(derivative(own, variable), here)
        flat = zero.prove(derivative(f, variable), here) is not None
        piece: Piece | None = None
        if flat:
            slopes: tuple[Expression | None, Expression | None] = (neat(f.substitute({variable: _inner(here, variable)})),) * 2
        else:
            slope = derivative(f, variable)
            rises = sign_with(slope, ">", here)
            if rises is None:
                return f"{own} is not shown to be convex"
            piece, slopes = _piece(own, f, variable, here, parameters, dual)
            piece = replace(piece, proofs=(("convex", slope, ">", here, rises), *piece.proofs))
            if kinks and piece.argument is None:
                return f"the derivative of {own} has no inverse in closed form, so the slopes at the kinks are not certain"
            strict.append((own, here))
        if i > 0:
            kink = kinks[i - 1]
            left, right = before, slopes[0]
            if left is None or right is None:
                return "the slopes at a kink are not known"
            jump = tidied(sub(right, left), parameters)
            if sign.prove(jump, ">=", parameters) is None:
                return f"the slope decreases at {kink}"
            if sign.prove(jump, ">", parameters) is not None:
                x = sym(dual)
                height = smooth[i][0].substitute({variable: kink})
                pieces.append(Piece(((sub(x, left), ">="), (sub(right, x), ">=")), kink, tidied(sub(mul(x, kink), height), parameters)))
        if piece is not None:
            pieces.append(piece)
        before = slopes[1]
    return Conjugate(variable, dual, tuple(strict), tuple(pieces))


def _inner(region: Region, variable: str) -> Expression:
    p = samples(region, 1)
    return num(p[0][variable]) if p else ZERO


def _settled(q: Expression, region: Region) -> Expression | None:
    """q without abs, Max, Min and cases, proved equal on the region."""
    from mirrorsym.calculus.branches import careful

    done: dict[Expression, Expression] = {}
    for n in q.walk():
        if n.op in ("num", "sym", "const", "true"):
            done[n] = n
            continue
        args = tuple(done[a] for a in n.args)
        new = careful(n.op, args)
        if n.op in ("abs", "sign"):
            s = sign.sign_of(args[0], region)
            if s is not None:
                new = num(1 if s == "+" else -1) if n.op == "sign" else args[0] if s == "+" else neg(args[0])
        elif n.op in ("Max", "Min") and len(args) == 2:
            s = sign.sign_of(sub(args[0], args[1]), region)
            if s is not None:
                new = args[0] if (s == "+") == (n.op == "Max") else args[1]
        elif n.op == "piecewise":
            for value, c in zip(args[::2], args[1::2], strict=True):
                truth = True if c.op == "true" else _holds(c, region)
                if truth is None:
                    return None
                if truth:
                    new = value
                    break
        done[n] = new
    out = done[q]
    return None if any(n.op in ("abs", "sign", "Max", "Min", "piecewise") for n in out.walk()) else out


def _holds(c: Expression, region: Region) -> bool | None:
    gap = sub(c.args[0], c.args[1])
    s = sign.sign_of(gap, region)
    return None if s is None or c.op in ("=", "!=") else (s == "+") == c.op.startswith(">")


# -- one smooth piece ---------------------------------------------------------------------------------------
def _piece(q: Expression, f: Expression, variable: str, here: Region, parameters: Region, dual: str
           ) -> tuple[Piece, tuple[Expression | None, Expression | None]]:
    """The piece and its slopes at both ends (None: infinite)."""
    piece, ends = inverted(f, variable, here, parameters, dual)
    if piece.argument is None:
        return piece, ends
    there = Region((dual, *parameters.names), (), (*parameters.facts, *piece.facts), parameters.integers)
    value = tidied(sub(mul(sym(dual), piece.argument), q.substitute({variable: piece.argument})), there)
    return Piece(piece.facts, piece.argument, value, piece.proofs), ends


def inverted(f: Expression, variable: str, here: Region, parameters: Region, dual: str
             ) -> tuple[Piece, tuple[Expression | None, Expression | None]]:
    """The range of an increasing function and its inverse there as the argument of a piece without value; the ends of the range.

    >>> from mirrorsym.expression import call
    >>> piece, ends = inverted(call("log", sym("m")), "m", Region(("m",), (), ((sym("m"), ">"),)), Region(()), "w")
    >>> str(piece.argument), ends
    ('exp(w)', (None, None))
    """
    x = sym(dual)
    low, high, range_proofs = _range(f, variable, here, parameters)
    facts = ((() if low is None else ((sub(x, low), ">"),)) + (() if high is None else ((sub(high, x), ">"),)))
    there = Region((dual, *parameters.names), (), (*parameters.facts, *facts), parameters.integers)
    for candidate in inverses(f, x, variable, here):
        claim = sub(f.substitute({variable: candidate}), x)
        proof = prove_with(claim, there)
        if proof is None:
            continue
        proofs = [*range_proofs, ("inverse", claim, "=", there, proof)]
        needed = [("inside", e.substitute({variable: candidate}), op) for e, op in here.facts if variable in e.names]
        needed += [("defined", g.of, g.needed) for g in guards(candidate) if g.needed is not None]
        for name, e, op in needed:
            own = sign_with(e, op, there)
            if own is None:
                break
            proofs.append((name, e, op, there, own))
        else:
            return Piece(facts, candidate, None, tuple(proofs)), (low, high)
    return Piece(facts, None, None, tuple(range_proofs)), (low, high)


Named = tuple[str, Expression, str, Region, dict[str, Any]]


def _range(f: Expression, variable: str, here: Region, parameters: Region
           ) -> tuple[Expression | None, Expression | None, list[Named]]:
    """(infimum, supremum, proofs that f stays strictly between): candidates from numbers, None for infinite."""
    out: list[Expression | None] = []
    proofs: list[Named] = []
    for up in (False, True):
        trend = [_tail(f, variable, here, p, up) for p in samples(parameters, 3) or ({},)]
        for c in _candidates(parameters, f, variable, here):
            if all(t is not None and _close(c, p, t[1]) for t, p in zip(trend, samples(parameters, 3) or ({},), strict=True)):
                claim = sub(c, f) if up else sub(f, c)
                proof = sign_with(claim, ">", here)
                if proof is not None:
                    out.append(c)
                    proofs.append(("range", claim, ">", here, proof))
                    break
        else:
            out.append(None)  # that no bound is missing follows from the inverse
    return out[0], out[1], proofs


def _tail(f: Expression, variable: str, here: Region, p: Mapping[str, Fraction], up: bool) -> tuple[float, float] | None:
    """Values of f on the way to an end, the last two that exist."""
    region = here.substitute({k: num(v) for k, v in p.items()})
    start = samples(region, 1)
    if not start:
        return None
    at = start[0][variable]
    end = _end(region, variable, up)
    seen: list[float] = []
    for k in (4, 12, 24, 40, 60, 100) if end is not None else (2, 3, 4, 6, 9, 12, 15, 20, 40, 60):
        far = end + (at - end) / Fraction(2) ** k if end is not None else at + (1 if up else -1) * Fraction(2) ** k
        try:
            seen.append(float(enclose(f, {**p, variable: far}, 256).mid()))
        except (Undefined, Unsettled, OverflowError):
            break
        if abs(seen[-1]) > 1e30:
            break
    return (seen[-2], seen[-1]) if len(seen) > 1 else None


def _end(region: Region, variable: str, up: bool) -> Fraction | None:
    """The end of the interval that the facts cut out, as a close rational; None when it is infinite."""
    found = []
    for e, _ in region.facts:
        d = derivative(e, variable)
        if e.names != {variable} or variable in d.names:
            continue
        try:
            slope = enclose(d, {}, 256)
            root = -enclose(e.substitute({variable: ZERO}), {}, 256) / slope
        except (Undefined, Unsettled):
            continue
        if (slope < 0) == up:
            middle = root.mid().fmpq()
            found.append(Fraction(int(middle.p), int(middle.q)))
    return None if not found else min(found) if up else max(found)


def _candidates(parameters: Region, f: Expression, variable: str, here: Region) -> Iterator[Expression]:
    """Simple values that an end of the range may have."""
    yield ZERO
    for e, _ in here.facts:
        if variable in e.names and zero.prove(derivative(derivative(e, variable), variable), here) is not None:
            slope, rest = derivative(e, variable), e.substitute({variable: ZERO})
            yield tidied(f.substitute({variable: div(neg(rest), slope)}), parameters)
    own = [sym(n) for n in parameters.names]
    for base in (ONE, *own, *(n**2 for n in own), *(1 / n for n in own)):
        for c in (1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2)):
            yield mul(num(c), base)
    yield from (PI / 2, PI / -2)


def _close(c: Expression, p: Mapping[str, Fraction], value: float) -> bool:
    try:
        return abs(float(enclose(c, p, 128).mid()) - value) < 1e-6
    except (Undefined, Unsettled, OverflowError):
        return False


def tidied(e: Expression, region: Region) -> Expression:
    """An equal expression in normal form when that is shorter."""
    found = normal_form(e, region)
    if found is None:
        return neat(e)
    tower, r = found
    above, below = tower.unfold(from_polynomial(r.above)), tower.unfold(from_polynomial(r.below))
    new = neat(div(above, below) if below != ONE else above)
    old = neat(add(e))
    return new if len(str(new)) <= len(str(old)) else old
