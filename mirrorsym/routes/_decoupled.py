"""From separated coordinates to a draft of the potential.

Each z_k moves by its own flow for the time s_k = sum_i weight_ik mu_i + weight_hk a.  The columns (weight_1k, ...,
weight_nk) are vectors of R^n; when
they fall on exactly n lines v_1, ..., v_n the potential decouples: with V = (v_1 ... v_n), x = V x~ and nu = V^T mu, coordinate d of x~ is
a function of nu_d and a alone.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.angles import evened
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.flows import Core, Flow, flow
from mirrorsym.calculus.lemmas import Lemma, collected
from mirrorsym.calculus.rank import determinant
from mirrorsym.calculus.region import Region, interval_of, samples
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, relation, sub, sym
from mirrorsym.routes._coordinates import Separated
from mirrorsym.routes._cuts import cuts, without_resting
from mirrorsym.routes._draft import Draft, Setting, fact, tidy
from mirrorsym.routes._inversion import Term, invert
from mirrorsym.routes._ranges import primal_range
from mirrorsym.routes._stretched import stretched

__all__ = ["decoupled"]

_Formulas = tuple[tuple[Expression, ...] | None, Expression | None]
_Primal = tuple[_Formulas, tuple[Expression, ...] | None, tuple[Expression | Lemma, ...], tuple[Expression, ...]]


def decoupled(setting: Setting, parts: Separated) -> Draft | str:
    """The draft for a pair that separates in the coordinates of `parts`, or a sentence why a flow is missing."""
    n = len(setting.pair.g)
    start = parts.coordinates(tuple(setting.start[v] for v in setting.pair.w))
    start = tuple(tidy(z, setting.initial) for z in start)
    parts = without_resting(parts, start, setting)
    assuming = _generic(parts, start, setting)
    setting = setting.assuming(assuming)
    a = sym(setting.a)
    mu = [sym(m) for m in setting.mu]
    flows: list[Flow | None] = []
    times: list[Expression] = []
    for k, core in enumerate(parts.cores):
        if core is None:
            flows.append(None)
            times.append(ZERO)
            continue
        f = flow(core, start[k], setting.initial)
        if f is None:
            return _unknown(core, start[k], setting)
        flows.append(f)
        w = parts.weights[k]
        s = add(*(mul(c, m) for c, m in zip(w, mu, strict=False)), mul(w[n], a) if len(w) > n else ZERO)
        times.append(s if parts.lengths[k] == 1 else div(s, num(parts.lengths[k])))
    z = tuple(start[k] if f is None else evened(f.solution.substitute({f.time: times[k]})) for k, f in enumerate(flows))
    psi = tuple(tidy(e, setting.initial) if not e.names else e for e in parts.point(z))
    q = [None if f is None else evened(f.value.substitute({f.time: times[k]})) for k, f in enumerate(flows)]
    grad_q = tuple(add(*(mul(parts.weights[k][i], e) for k, e in enumerate(q) if e is not None and parts.weights[k][i] != ZERO),
                       parts.constants[i]) for i in range(n))
    total = add(*(mul(num(parts.lengths[k]), evened(f.primitive.substitute({f.time: times[k]})))
                  for k, f in enumerate(flows) if f is not None),
                *(mul(parts.constants[i], mu[i]) for i in range(n)),
                mul(parts.constants[n], a) if len(parts.constants) > n else ZERO)
    ended = cuts(setting, parts, flows, times, psi, _in_coordinates(setting, parts).facts, _time_to)
    domain = tuple(dict.fromkeys((*_dual_domain(setting, parts, flows, times, psi), *(c.relation for c in ended if c.bound.names))))
    minimizer = tuple(tidy(e.substitute(dict.fromkeys(setting.mu, ZERO)), _with_a(setting)) for e in grad_q)
    primal = _primal(setting, parts, flows, n)
    reached = () if primal is None or primal[0][0] is None else _reached(setting, domain, primal[0][0], primal[2], primal[3])
    notes = tuple((f"flow of {c.expression}", f"z' = {c.kind} rule: closed form in the table of flows")
                  for c, f in zip(parts.cores, flows, strict=True) if c is not None and f is not None)
    grad_r, r = (None, None) if primal is None else primal[0]
    return Draft(psi, total, grad_q, domain, grad_r, r, None if primal is None else primal[1], minimizer,
                 _a_domain(setting, parts, flows), assuming, notes,
                 (*_lemmas(setting, parts, flows, times), *(x for c in ended for x in c.lemmas)), reached=reached)


def _unknown(core: Core, start: Expression, setting: Setting) -> str:
    """Why the table has no flow of this core."""
    if core.kind == "power" and core.exponent.names and sign.prove(sub(core.exponent, num(2)), "!=", setting.initial) is None:
        return (f"the flow of {core.expression} is an exponential where {core.exponent} = 2 and a power elsewhere: "
                "the parameters have to say which")
    return f"no closed-form flow of {core.expression} from {start} is known"


def _lemmas(setting: Setting, parts: Separated, flows: list[Flow | None], times: list[Expression]) -> tuple[Lemma, ...]:
    """Signs on the dual domain that the proofs need: those of the flows, and the sums of two exponentials with long coefficients."""
    out = [_evened(x.substitute({f.time: times[k]})) for k, f in enumerate(flows) if f is not None for x in f.lemmas]
    lines = _lines(parts, len(setting.pair.g), setting.initial)
    for group in lines[1] if lines is not None else ():
        rates = [f.value.substitute({f.time: times[k]}) for k, _ in group if (f := flows[k]) is not None and f.shape[0] == "exponential"]
        if len(rates) == 2 and any(n.op == "add" for r in rates if r.op == "mul" for n in r.args[0].walk()):
            out.append(Lemma(add(*rates)))
    return tuple(out)


def _evened(x: Lemma) -> Lemma:
    return Lemma(evened(x.tree), x.op, None if x.spelled is None else evened(x.spelled))


def _generic(parts: Separated, start: tuple[Expression, ...], setting: Setting) -> tuple[Expression, ...]:
    """Conditions that keep the initial point off the set where a square's gradient vanishes, as far as M does not say so; and an exponent
    that may be 2 or more is more than 2, since 2 has flows of another kind.
    """
    out = []
    for core, z in zip(parts.cores, start, strict=True):
        if core is not None and core.kind == "power" and core.exponent.names:
            over = sub(core.exponent, num(2))
            if sign.prove(over, "!=", setting.initial) is None and sign.prove(over, ">=", setting.initial) is not None:
                out.append(relation(">", _collected(over, monic=True), ZERO))
        if core is not None and core.kind == "power" and _even(core.exponent):
            y = tidy(add(mul(core.slope, z), core.shift), setting.initial)
            if y.names and sign.prove(y, "!=", setting.initial) is None:
                out.append(relation("!=", _collected(y, monic=True), ZERO))
        if core is not None and core.kind in ("sin", "cos"):  # where the slope vanishes nothing moves
            y = tidy(add(mul(core.slope, z), core.shift), setting.initial)
            slope = call("cos" if core.kind == "sin" else "sin", y)
            if y.names and sign.prove(slope, "!=", setting.initial) is None:
                out.append(relation("!=", slope, ZERO))
    return tuple(dict.fromkeys(out))


def _even(p: Expression) -> bool:
    return p.op == "num" and p.value.denominator == 1 and p.value % 2 == 0 and p.value > 0


def _a_domain(setting: Setting, parts: Separated, flows: list[Flow | None]) -> tuple[Expression, ...]:
    """Conditions on a for some mu to exist: per direction, every lower bound of nu is below every upper bound."""
    n = len(setting.pair.g)
    lines = _lines(parts, n, setting.initial)
    if lines is None:
        return ()
    out = []
    for group in lines[1]:
        low: list[Expression] = []
        high: list[Expression] = []
        for k, s in group:
            f = flows[k]
            if f is None:
                continue
            b = mul(parts.weights[k][n], sym(setting.a)) if len(parts.weights[k]) > n else ZERO
            positive = sign.prove(s, ">", setting.initial) is not None
            for end, upper in ((f.ends[0], False), (f.ends[1], True)):
                if end is not None:
                    at = tidy(end[0], setting.initial) if _rooted(end[0]) else end[0]  # spelled as in the dual domain
                    bound = div(sub(mul(num(parts.lengths[k]), at), b), s)
                    (high if upper == positive else low).append(bound)
        for x in low:
            for y in high:
                gap = sub(y, x)
                gap = gap if _rooted(gap) else tidy(gap, setting.initial)
                gap = collected(gap) or gap
                if setting.a in gap.names:
                    out.append(relation(">", gap, ZERO))
    return tuple(dict.fromkeys(out))


def _rooted(e: Expression) -> bool:
    return any(n.op == "pow" and n.args[1].op == "num" and n.args[1].value.denominator != 1 for n in e.walk())


def _with_a(setting: Setting) -> Region:
    return Region((setting.a, *setting.symbols), (), setting.known, setting.initial.integers)


# -- the dual domain ----------------------------------------------------------------------------------------
def _dual_domain(setting: Setting, parts: Separated, flows: list[Flow | None], times: list[Expression],
                 psi: tuple[Expression, ...]) -> tuple[Expression, ...]:
    region = _in_coordinates(setting, parts)
    out: list[Expression] = []
    for k, f in enumerate(flows):
        core = parts.cores[k]
        if f is None or core is None:
            continue
        low, high = f.ends
        low_end, high_end = (None if low is None else low[0]), (None if high is None else high[0])
        box = interval_of(region, core.variable)
        rising = _slope_sign(core.expression, core.variable, region)
        for end, upper in ((box.low, rising < 0), (box.high, rising > 0)):
            if end is None or rising == 0:
                continue
            reached = _time_to(f, core.expression.substitute({core.variable: num(end)}), setting)
            if reached is not None:
                if upper:
                    high_end = reached
                else:
                    low_end = reached
        if core.kind == "power" and core.exponent.op != "num" and core.exponent.names:  # what is under the root, as it stands there
            at_time = f.value.substitute({f.time: times[k]})
            if low_end == (None if low is None else low[0]) and high_end == (None if high is None else high[0]) and at_time.op == "pow":
                out.append(relation(">", at_time.args[0], ZERO))
                continue
        if low_end is not None:
            out.append(relation(">", times[k], tidy(low_end, setting.initial)))
        if high_end is not None:
            out.append(relation("<", times[k], tidy(high_end, setting.initial)))
    moved = setting.dual(tuple(out))
    for (e, op), (own, _) in zip(Region.of(setting.pair.M).facts[: len(setting.pair.M.conditions)], region.facts, strict=False):
        if len(own.names & set(parts.names)) <= 1:
            continue
        c = e.substitute(dict(zip(setting.pair.w, psi, strict=True)))
        if sign.prove(c, op, moved) is None:
            out.append(relation(op, c, ZERO))
    return tuple(dict.fromkeys(out))


def _in_coordinates(setting: Setting, parts: Separated) -> Region:
    """M described in the coordinates z."""
    region = Region.of(setting.pair.M)
    if parts.names == setting.pair.w:
        return region
    point = dict(zip(setting.pair.w, parts.point(tuple(sym(z) for z in parts.names)), strict=True))
    facts = tuple((_collected(e.substitute(point)), op) for e, op in region.facts)
    return Region(parts.names, region.parameters, facts, region.integers)


def _collected(e: Expression, monic: bool = False) -> Expression:
    """A polynomial expanded, so that coordinates which cancel are gone; `monic`: up to a rational factor."""
    from mirrorsym.calculus.ratio import from_polynomial, ratio_of

    r = ratio_of(e, sorted(e.names))
    return e if r is None or not r.below.is_constant() else from_polynomial(r.above / (r.above if monic else r.below).leading_coefficient())


def _slope_sign(f: Expression, z: str, region: Region) -> int:
    from mirrorsym.calculus.differentiate import derivative

    d = derivative(f, z)
    small = region.restrict(frozenset({z}))
    return 1 if sign.prove(d, ">", small) else -1 if sign.prove(d, "<", small) else 0


def _time_to(f: Flow, value: Expression, setting: Setting) -> Expression | None:
    """The flow time at which q reaches `value`, None when it never does (the time would be infinite)."""
    t = f.inverse.substitute({"v_": value})
    for p in samples(setting.initial, 2):
        try:
            enclose(t, p, 128)
        except (Undefined, Unsettled):
            return None
    return t


# -- the primal side ----------------------------------------------------------------------------------------
def _primal(setting: Setting, parts: Separated, flows: list[Flow | None], n: int
            ) -> _Primal | None:
    """((grad_R, R), primal domain, signs there, what is left of the dual conditions); formulas None when no family of inverses fits, None
    altogether when nothing decouples.
    """
    lines = _lines(parts, n, setting.initial)
    if lines is None:
        return None
    directions, members = lines
    inverse = _inverse(directions, setting.initial)
    if inverse is None:
        return None
    a = sym(setting.a)
    shifted = [sub(sym(x), c) if c != ZERO else sym(x) for x, c in zip(setting.x, parts.constants, strict=False)]
    region = setting.primal(())
    nus: list[Expression] = []
    qs: list[Expression] = []
    ranges: list[Expression] | None = []
    complete = True
    signs: list[Expression | Lemma] = []
    left: list[Expression] = []
    for d in range(n):
        x = tidy(add(*(mul(inverse[d][i], shifted[i]) for i in range(n))), region)
        terms, edges = [], []
        for k, s in members[d]:
            f = flows[k]
            assert f is not None
            b = mul(parts.weights[k][n], a) if len(parts.weights[k]) > n else ZERO
            terms.append(Term(s, b, f if parts.lengths[k] == 1 else stretched(f, parts.lengths[k])))
            edges.append(_edges(setting, parts, k))
        interval = primal_range(terms, edges, setting)
        here = None if interval is None else tuple(relation(op, x, v) for op, v in interval)
        inside = setting.primal(here or (), _a_domain(setting, parts, flows))
        found = invert(terms, x, inside)
        if interval is None or ranges is None:
            ranges = None
        else:
            ranges += here or ()
        if found is None:
            complete = False
        else:
            nus.append(found.nu)
            qs.append(found.q)
            signs += found.signs
            left += found.left
    domain = None if ranges is None else tuple(ranges)
    if not complete:
        return (None, None), domain, (), ()
    grad_r = tuple(add(*(mul(inverse[d][i], nus[d]) for d in range(n))) for i in range(n))
    constant = mul(parts.constants[n], a) if len(parts.constants) > n else ZERO
    still = []  # coordinates that g does not see, which the flow of h moves all the same
    for k, f in enumerate(flows):
        if f is not None and all(c == ZERO for c in parts.weights[k][:n]):
            time = div(mul(parts.weights[k][n], a), num(parts.lengths[k]))
            still.append(mul(num(-parts.lengths[k]), f.primitive.substitute({f.time: time})))
    r = add(*(mul(y, g) for y, g in zip(shifted, grad_r, strict=True)), *(neg(q) for q in qs), *still, neg(constant))
    return (grad_r, r), domain, tuple(signs), tuple(left)


def _reached(setting: Setting, domain: tuple[Expression, ...], grad_r: tuple[Expression, ...], signs: tuple[Expression | Lemma, ...],
             left: tuple[Expression, ...]) -> tuple[Lemma, ...]:
    """The signs that an inverse brings along, then the conditions of the dual domain at mu = grad R(x) where it says what they become."""
    back = dict(zip(setting.mu, grad_r, strict=True))
    landed = []
    for e, _ in map(fact, domain):
        at = e.substitute(back)
        same = next((c for c in left if _agree(at, c, setting)), None)
        if same is not None:
            landed.append(Lemma(at, ">", same))
    return (*(e if isinstance(e, Lemma) else Lemma(e) for e in signs), *landed)


def _agree(a: Expression, b: Expression, setting: Setting) -> bool:
    """Whether two trees have the same value at a few points."""
    gap, hits = sub(a, b), 0
    for p in samples(setting.primal(()), 6):
        try:
            if not enclose(gap, p, 128).contains(0):
                return False
            hits += 1
        except (Undefined, Unsettled):
            continue
    return hits > 0


def _edges(setting: Setting, parts: Separated, k: int) -> tuple[Expression | None, Expression | None]:
    """Values of the core at ends of M that are inside the core's own domain: (where q is least, where it is largest)."""
    core = parts.cores[k]
    if core is None:
        return None, None
    region = _in_coordinates(setting, parts)
    box = interval_of(region, core.variable)
    rising = _slope_sign(core.expression, core.variable, region)
    out: dict[bool, Expression | None] = {False: None, True: None}
    start = tidy(parts.coordinates(tuple(setting.start[v] for v in setting.pair.w))[k], setting.initial)
    f = flow(core, start, setting.initial)
    for end, upper in ((box.low, rising < 0), (box.high, rising > 0)):
        if end is not None and rising != 0 and f is not None:
            value = core.expression.substitute({core.variable: num(end)})
            if _time_to(f, value, setting) is not None:
                out[upper] = tidy(value, setting.initial)
    return out[False], out[True]


def _lines(parts: Separated, n: int, region: Region) -> tuple[list[list[Expression]], list[list[tuple[int, Expression]]]] | None:
    """Directions v_d and, per direction, the coordinates k whose column is s*v_d; None unless there are exactly n directions."""
    directions: list[list[Expression]] = []
    members: list[list[tuple[int, Expression]]] = []
    for k in range(len(parts.names)):
        if parts.cores[k] is None:
            continue
        column = list(parts.weights[k][:n])
        if all(c == ZERO for c in column):
            continue
        for v, group in zip(directions, members, strict=True):
            lead = next(i for i, c in enumerate(v) if c != ZERO)
            if column[lead] == ZERO:
                continue
            s = tidy(div(column[lead], v[lead]), region)
            if all(prove(sub(c, mul(s, x)), region, 0) is not None for c, x in zip(column, v, strict=True)):
                group.append((k, s))
                break
        else:
            lead_value = next(c for c in column if c != ZERO)
            single = sum(c != ZERO for c in column) == 1
            v = [ONE if c != ZERO else ZERO for c in column] if single else column
            directions.append(v)
            members.append([(k, lead_value if single else ONE)])
    return (directions, members) if len(directions) == n else None


def _inverse(directions: list[list[Expression]], region: Region) -> list[list[Expression]] | None:
    """V^{-1} for V with the directions as columns, by cofactors."""
    n = len(directions)
    v = [[directions[j][i] for j in range(n)] for i in range(n)]
    if n == 1:
        return [[div(ONE, v[0][0])]]
    det = tidy(determinant(v), region)
    if det == ZERO or prove(det, region, 0) is not None:
        return None
    out = []
    for d in range(n):
        row = []
        for i in range(n):
            minor = determinant([[v[r][c] for c in range(n) if c != d] for r in range(n) if r != i])
            row.append(tidy(div(minor if (d + i) % 2 == 0 else neg(minor), det), region))
        out.append(row)
    return out
