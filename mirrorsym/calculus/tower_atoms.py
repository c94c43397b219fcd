"""How each kernel finds its image in a tower: exp, log, roots, angles, signs, and functions left as they stand.

Each function here takes the tower and a node f(A), appends the step to `tower.images` in the format of the checker, and
returns the image.  Every rule is an identity between real functions that is valid wherever the node is defined.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from mirrorsym.calculus.angles import together
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.tower import Generator, Tower
from mirrorsym.calculus.tower_factors import generator_named, rational_value, split
from mirrorsym.calculus.tower_told import told_angle, told_root
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["angle_image", "exp_image", "log_image", "off_tangents", "opaque_image", "root_image", "sign_image"]

ODD = ("atan", "asin", "erf")
MAX_ANGLE = 64
MAX_TURNS = 8  # as the checker
PI = Expression("const", ("pi",))


def _terms(tower: Tower, image: Expression) -> list[tuple[Fraction, Expression]]:
    """The image as a sum of rational multiples of keys, linearly independent over the rationals."""
    r = tower.ratio(image)
    lead = r.below.leading_coefficient()
    below = from_polynomial(r.below / lead)
    single = next(iter(r.below.to_dict())) if len(r.below.to_dict()) == 1 else None  # its letters cancel term by term
    out = []
    for exponents, c in r.above.to_dict().items():
        left = [int(k) for k in exponents] if single is None else [int(k) - int(d) for k, d in zip(exponents, single, strict=True)]
        monomial = mul(*(power(sym(n), num(k)) for n, k in zip(r.above.context().names(), left, strict=True) if k))
        q = c / lead
        out.append((Fraction(int(q.p), int(q.q)), div(monomial, below) if single is None else monomial))
    return out


# -- exponentials -------------------------------------------------------------------------------------------
def exp_image(tower: Tower, node: Expression) -> Expression:
    """exp(A): A as a combination of independent exponents and of logarithms already present."""
    exponents: dict[str, int] = {}
    logs: dict[str, str] = {}
    roots: dict[str, str] = {}
    lambert: dict[str, dict[str, Any]] = {}
    factors: list[Expression] = []
    for c, key in _terms(tower, tower.image(node.args[0])):
        g = generator_named(tower, key)
        inner = _lambert(tower, g)
        proof = _nonzero(tower, inner) if inner is not None and c.denominator == 1 else None
        if g is not None and inner is not None and proof is not None:
            lambert[g.name] = {"power": int(c), "proof": proof}
            factors.append(power(div(inner, sym(g.name)), num(c)))
        elif g is not None and g.kind == "log":
            logs[g.name] = str(c)
            if c.denominator == 1:
                factors.append(power(g.key, num(c)))
            else:
                r = tower.generator("root", g.key, c.denominator, g.proof)
                roots[g.name] = r.name
                factors.append(power(sym(r.name), num(c * r.degree)))
        else:
            if tower.has("exp", neg(key)) or (c < 0 and not tower.has("exp", key)):
                c, key = -c, neg(key)  # exp(-u) met first is the generator, so that facts about it are recognized
            t = tower.generator("exp", key, c.denominator)
            exponents[t.name] = int(c * t.degree)
            factors.append(power(sym(t.name), num(c * t.degree)))
    _record(tower, node, rule="exp", exponents=exponents, logs=logs, roots=roots, **({"lambert": lambert} if lambert else {}))
    return mul(*factors)


def _lambert(tower: Tower, g: Generator | None) -> Expression | None:
    """The image of B where the generator stands for W = LambertW(B), so that W exp(W) = B."""
    if g is None or g.kind != "opaque" or g.of.op != "LambertW":
        return None
    return next(args[0] for args, other in tower.opaques("LambertW") if other is g)


def _nonzero(tower: Tower, image: Expression) -> dict[str, Any] | None:
    from mirrorsym.calculus import sign

    return sign.prove(tower.unfold(image), "!=", tower.region, depth=tower.depth - 1) if tower.depth > 0 else None


# -- logarithms ---------------------------------------------------------------------------------------------
def log_image(tower: Tower, node: Expression) -> Expression:
    """log(A): a sum of logarithms of irreducible factors that are positive on the region."""
    try:
        known, open_ = split(tower, tower.image(node.args[0]))
    except ValueError:
        return opaque_image(tower, node)
    logs: dict[str, Fraction] = {}
    exponents: dict[str, Fraction] = {}
    lambert: dict[str, dict[str, Any]] = {}
    terms: list[Expression] = []

    def take(base: Expression, c: Fraction, proof: dict[str, Any]) -> None:
        g = generator_named(tower, base)
        if g is not None and _lambert(tower, g) is not None:  # log W = log B - W, since W exp(W) = B and W > 0
            lambert[g.name] = {"multiple": str(c), "proof": proof}
            terms.append(mul(num(c), sub(tower.image(call("log", g.of.args[0])), sym(g.name))))
        elif g is not None and g.kind == "exp":
            exponents[g.name] = exponents.get(g.name, Fraction(0)) + c
            terms.append(mul(num(c / g.degree), g.key))
        elif g is not None and g.kind == "root":
            t = tower.generator("log", g.key, 1, _strict(tower, g.key))
            logs[t.name] = logs.get(t.name, Fraction(0)) + c / g.degree
            terms.append(mul(num(c / g.degree), sym(t.name)))
        else:
            t = tower.generator("log", base, 1, proof)
            logs[t.name] = logs.get(t.name, Fraction(0)) + c
            terms.append(mul(num(c), sym(t.name)))

    try:
        for base, k, proof in known:
            take(base, Fraction(k), proof)
        odd = mul(*(power(f, num(k)) for f, k in open_ if k % 2))
        for f, k in open_:
            if k % 2 == 0:
                take(f**2, Fraction(k, 2), _strict(tower, f**2))
        if odd != ONE:
            take(odd, Fraction(1), _strict(tower, odd))
    except ValueError:
        return opaque_image(tower, node)
    multiples = [Fraction(x["multiple"]) for x in lambert.values()]
    scale = lcm(*(c.denominator for c in (*logs.values(), *exponents.values(), *multiples)), 1)
    _record(tower, node, rule="log", logs={k: str(v) for k, v in logs.items()},
            exponents={k: str(v) for k, v in exponents.items()}, scale=scale, **({"lambert": lambert} if lambert else {}))
    return add(*terms)


def _strict(tower: Tower, base: Expression) -> dict[str, Any]:
    from mirrorsym.calculus import sign

    proof = sign.prove(tower.unfold(base), ">", tower.region, depth=tower.depth - 1) if tower.depth > 0 else None
    if proof is None:
        raise ValueError("sign not known")
    return proof


# -- roots --------------------------------------------------------------------------------------------------
def root_image(tower: Tower, node: Expression) -> Expression:
    """b**(1/q): powers and roots of the irreducible factors of b, whose signs are known."""
    if node in tower.memo:  # the definition of a generator, or met before
        return tower.memo[node]
    b, q = node.args[0], node.args[1].args[0].denominator
    inner = tower.image(b)
    r = tower.ratio(inner)
    if r.is_zero:
        return ZERO
    told = told_root(tower, node, inner)
    if told is not None:
        return told
    try:
        known, open_ = split(tower, inner)
        parts = _root_factors(tower, known, open_, q)
    except ValueError:
        return opaque_image(tower, node)
    image = mul(*(power(e, num(k)) for e, k, _, _ in parts))
    proof: dict[str, Any] = {"rule": "structure"}
    if any(own != {"rule": "structure"} for _, _, _, own in parts):
        proof = {"rule": "product", "constant": "1", "zero": {"rule": "ring"}, "factors": [
            {"factor": e.to_json(), "power": k, "op": op, **({} if op is None else {"proof": own})} for e, k, op, own in parts]}
    tower.images.append({"atom": node.to_json(), "rule": "root", "image": image.to_json(), "proof": proof})
    tower.memo[node] = image
    return image


def _root_factors(
    tower: Tower, known: list[tuple[Expression, int, dict[str, Any]]], open_: list[tuple[Expression, int]], q: int
) -> list[tuple[Expression, int, str | None, dict[str, Any]]]:
    """The factors of the root, as (image, power, op, proof of op); no op for an even power."""
    parts: list[tuple[Expression, int, str | None, dict[str, Any]]] = []

    def put(e: Expression, k: int, op: str | None, proof: dict[str, Any]) -> None:
        if k:
            parts.append((e, k, op, proof))

    def take(base: Expression, c: Fraction, proof: dict[str, Any], op: str) -> None:
        """base**c for base > 0 (or >= 0)."""
        g = generator_named(tower, base)
        if g is not None and g.kind == "exp":
            t = tower.generator("exp", g.key, g.degree * c.denominator)
            put(sym(t.name), int(c * t.degree / g.degree), ">", {"rule": "structure"})
            return
        if g is not None and g.kind == "root":
            t = tower.generator("root", g.key, g.degree * c.denominator, g.proof)
            put(sym(t.name), int(c * t.degree / g.degree), ">=", {"rule": "structure"})
            return
        whole = c.numerator // c.denominator
        put(base, whole, op, proof)
        rest = c - whole
        if rest:
            t = tower.generator("root", base, rest.denominator, proof)
            put(sym(t.name), int(rest * t.degree), op, {"rule": "structure"})

    for base, k, proof in known:
        take(base, Fraction(k, q), proof, ">")
    odd: list[tuple[Expression, int]] = []
    for f, k in open_:
        c = Fraction(k, q)
        if k % 2 == 0 and c.numerator % 2 == 0 and c.denominator == 1:
            put(f, int(c), None, {"rule": "structure"})  # an even power: no sign is asked for
        elif k % 2 == 0:
            take(f**2, c / 2, {"rule": "structure"}, ">=")
        else:
            odd.append((f, k))
    if odd:
        product = mul(*(power(f, num(k)) for f, k in odd))
        if any(k < 0 for _, k in odd):
            raise ValueError("a denominator of unknown sign under a root")
        from mirrorsym.calculus import sign

        own = tower.unfold(product)
        weak = sign.prove(own, ">=", tower.region, depth=tower.depth - 1) if tower.depth > 0 else None
        if weak is None:
            raise ValueError("sign not known")
        take(product, Fraction(1, q), weak, ">=")
    return parts


# -- angles -------------------------------------------------------------------------------------------------
_SPECIAL: dict[Fraction, tuple[Expression, Expression]] = {}  # multiples of pi -> (cos, sin), filled once below
for _r, _c, _s in ((Fraction(1, 3), num("1/2"), sqrt(num(3)) / 2), (Fraction(1, 4), sqrt(num(2)) / 2, sqrt(num(2)) / 2),
                   (Fraction(1, 6), sqrt(num(3)) / 2, num("1/2"))):
    _SPECIAL[_r] = (_c, _s)


def angle_image(tower: Tower, node: Expression) -> Expression:
    """sin(A) or cos(A): A as an integer combination of common angles and of multiples of pi/2."""
    angles: dict[str, int] = {}
    quarter = Fraction(0)
    c, s = ONE, ZERO
    terms = _terms(tower, tower.image(node.args[0]))
    if len(terms) == 1 and _is_pi(tower, terms[0][1]):
        value = _special(terms[0][0])
        if value is not None:
            chosen = value[0 if node.op == "cos" else 1]
            image = tower.image(chosen)
            _record(tower, node, rule="value", value=chosen.to_json())
            return image
    for k, key in together(terms, tower.turning):
        if _is_pi(tower, key) and (2 * k).denominator == 1:
            quarter = k
            continue
        g = tower.generator("sin", key, k.denominator)
        times = int(k * g.degree)
        if abs(times) > MAX_ANGLE:
            raise ValueError("a multiple angle is too large")
        angles[g.name] = times
        partner = tower.generators[tower.generators.index(g) + 1]
        for _ in range(abs(times)):
            sg = sym(g.name) if times > 0 else neg(sym(g.name))
            c, s = (sub(mul(c, sym(partner.name)), mul(s, sg)), add(mul(s, sym(partner.name)), mul(c, sg)))
            c, s = _compact(tower, c), _compact(tower, s)
    for _ in range(int(2 * quarter) % 4):
        c, s = neg(s), c
    _record(tower, node, rule=node.op, angles=angles, pi=str(quarter))
    return c if node.op == "cos" else s


def off_tangents(a: Expression) -> tuple[Expression, Expression] | None:
    """sin and cos of a sum with its terms k*atan b, k whole, split off: sin(A + atan b) = (sin A + b*cos A)/sqrt(b**2 + 1).

    >>> [str(e) for e in off_tangents(2 * call("atan", sym("b"))) or ()]
    ['2*b/(b**2 + 1)', '(-b**2 + 1)/(b**2 + 1)']
    """
    terms: dict[Expression, Fraction] = {}
    stack = [(a, Fraction(1))]
    while stack:
        t, q = stack.pop()
        if t.op == "add":
            stack += [(x, q) for x in reversed(t.args)]
        elif t.op == "mul" and t.args[0].op == "num":
            stack.append((mul(*t.args[1:]), q * t.args[0].args[0]))
        else:
            terms[t] = terms.get(t, Fraction(0)) + q
    inner = {t: int(q) for t, q in terms.items() if t.op == "atan" and q.denominator == 1 and 0 < abs(q) <= MAX_TURNS}
    if not inner:
        return None
    rest = add(*(mul(num(q), t) for t, q in terms.items() if q and t not in inner))
    s, c = (call("sin", rest), call("cos", rest)) if rest != ZERO else (ZERO, ONE)
    for t, k in inner.items():
        b = neg(t.args[0]) if k < 0 else t.args[0]
        square = add(b**2, ONE)
        for _ in range(abs(k) // 2):
            s, c = (div(add(mul(ONE - b**2, s), mul(num(2), b, c)), square), div(sub(mul(ONE - b**2, c), mul(num(2), b, s)), square))
        if k % 2:
            s, c = div(add(s, mul(b, c)), sqrt(square)), div(sub(c, mul(b, s)), sqrt(square))
    return s, c


def _compact(tower: Tower, image: Expression) -> Expression:
    r = tower.ratio(image)
    return div(from_polynomial(r.above), from_polynomial(r.below))


def _is_pi(tower: Tower, key: Expression) -> bool:
    g = generator_named(tower, key)
    return g is not None and g.of == PI


def _special(r: Fraction) -> tuple[Expression, Expression] | None:
    """cos and sin of r*pi for denominators 3, 4 and 6."""
    r %= 2
    for shift, turn in ((Fraction(0), 0), (Fraction(1, 2), 1), (Fraction(1), 2), (Fraction(3, 2), 3)):
        if r - shift in _SPECIAL:
            c, s = _SPECIAL[r - shift]
            for _ in range(turn):
                c, s = neg(s), c
            return c, s
    return None


# -- signs --------------------------------------------------------------------------------------------------
def sign_image(tower: Tower, node: Expression) -> Expression:
    """abs, sign, Max, Min where the deciding sign is proved on the region; abs of a square root of a square otherwise."""
    from mirrorsym.calculus import sign

    if node.op in ("Max", "Min") and len(node.args) != 2:
        first = call(node.op, *node.args[:-1])
        return tower.image(call(node.op, first, node.args[-1])) if len(node.args) > 2 else tower.image(node.args[0])
    a = node.args[0] if node.op in ("abs", "sign") else sub(node.args[0], node.args[1])
    strict = node.op == "sign"
    if tower.depth > 0:
        for op in ((">", "<") if strict else (">=", "<=")):
            proof = sign.prove(a, op, tower.region, depth=tower.depth - 1)
            if proof is not None:
                up = op.startswith(">")
                _record(tower, node, rule="sign", op=op, proof=proof)
                if node.op == "abs":
                    return tower.image(a) if up else neg(tower.image(a))
                if node.op == "sign":
                    return num(1 if up else -1)
                return tower.image(node.args[0] if up == (node.op == "Max") else node.args[1])
    return opaque_image(tower, node)


# -- everything else ----------------------------------------------------------------------------------------
_VALUES: dict[str, dict[Fraction, Expression]] = {
    "atan": {Fraction(0): ZERO, Fraction(1): PI / 4, Fraction(-1): PI / -4},
    "asin": {Fraction(0): ZERO, Fraction(1): PI / 2, Fraction(-1): PI / -2, Fraction(1, 2): PI / 6, Fraction(-1, 2): PI / -6},
    "erf": {Fraction(0): ZERO},
    "gamma": {Fraction(k): num(v) for k, v in ((1, 1), (2, 1), (3, 2), (4, 6), (5, 24), (6, 120))},
    "LambertW": {Fraction(0): ZERO},
}


def opaque_image(tower: Tower, node: Expression) -> Expression:
    """A function that has no rule: its known value, the same node met before (up to an odd sign), or a new generator."""
    if node.op == "const":
        return sym(tower.opaque("const", (), node).name)
    images = tuple(tower.image(a) for a in node.args) if node.op != "piecewise" else ()
    if len(images) == 1 and node.op in _VALUES:
        r = tower.ratio(images[0])
        if r.above.is_constant() and r.below.is_constant():
            q = r.above.leading_coefficient() / r.below.leading_coefficient() if r.above != 0 else rational_value(Fraction(0))
            value = _VALUES[node.op].get(Fraction(int(q.p), int(q.q)))
            if value == ZERO:  # f(0) = 0 is no table's business
                return ZERO
            if value is not None:  # the checker's table is one of rational arguments
                _record(tower, call(node.op, num(Fraction(int(q.p), int(q.q)))), rule="value", value=value.to_json())
                return tower.image(value)
    if node.op == "atan" and any(n.op in ("sin", "cos", "tan") for n in node.args[0].walk()):
        angle = told_angle(tower, node, images[0])
        if angle is not None:
            return angle
    if images:
        for args, g in tower.opaques(node.op):
            if all(tower.equal(x, y) for x, y in zip(args, images, strict=True)):
                _record(tower, node, rule="opaque", name=g.name, sign=1)
                return sym(g.name)
            if node.op in ODD and tower.equal(args[0], neg(images[0])):
                _record(tower, node, rule="opaque", name=g.name, sign=-1)
                return neg(sym(g.name))
    return sym(tower.opaque(node.op, images, node).name)


def _record(tower: Tower, node: Expression, **data: Any) -> None:
    tower.images.append({"atom": node.to_json(), **data})
