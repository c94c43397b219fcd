"""Mutants of the finder's normal forms: towers, factors with signs, hidden constants, rational functions, derivatives, and the trees.

The checker would stop their false proofs; the finder must not offer any, or verdicts are lost.
"""

from __future__ import annotations

from fractions import Fraction

from finder_kit import formula, proved, region, stays, vanishes
from kit import Mutant

from mirrorsym.calculus.constants import prove_constant, separation_bits
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import exact, sign_at
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.ratio import ratio_of
from mirrorsym.calculus.zero import _by_derivatives, connected, refute
from mirrorsym.canonical import Refused, apply, inverse, plus, times, to_the
from mirrorsym.expression import ONE, ZERO, add, call, mul, num, power, sym

ATOMS, TOWER, FACTORS, PROVE, CONSTANTS, RATIO, NEAT, SLOPES, VALUES = (f"mirrorsym.calculus.{m}" for m in (
    "tower_atoms", "tower", "tower_factors", "zero", "constants", "ratio", "neat", "differentiate", "enclosure"))
TREES, CAREFUL = "mirrorsym.expression", "mirrorsym.canonical"
u = sym("u")


def refused(build: object, *args: object) -> bool:
    """Whether a careful constructor refuses."""
    try:
        build(*args)  # type: ignore[operator]
    except Refused:
        return True
    return False


def broken(build: object, *args: object) -> bool:
    """Whether something that is identically zero is found to be inverted."""
    try:
        build(*args)  # type: ignore[operator]
    except ZeroDivisionError:
        return True
    return False


MUTANTS = [
    # kernels
    Mutant(ATOMS, "factors.append(power(div(inner, sym(g.name)), num(c)))", "factors.append(power(mul(inner, sym(g.name)), num(c)))",
           vanishes("LambertW(u)*exp(LambertW(u)) - u", "u > 0")),
    Mutant(ATOMS, "factors.append(power(g.key, num(c)))", "factors.append(power(g.key, num(-c)))", vanishes("exp(2*log(u)) - u**2", "u > 0")),
    Mutant(ATOMS, "factors.append(power(sym(r.name), num(c * r.degree)))", "factors.append(power(sym(r.name), num(c)))", vanishes("exp(log(u)/2) - sqrt(u)", "u > 0")),
    Mutant(ATOMS, "                c, key = -c, neg(key)", "                key = neg(key)", vanishes("exp(-u)*exp(u) - 1")),
    Mutant(ATOMS, "factors.append(power(sym(t.name), num(c * t.degree)))", "factors.append(power(sym(t.name), num(c)))", vanishes("exp(u/2)**2 - exp(u)")),
    Mutant(ATOMS, 'sub(tower.image(call("log", g.of.args[0])), sym(g.name))', 'add(tower.image(call("log", g.of.args[0])), sym(g.name))',
           stays("log(LambertW(u)) - LambertW(u) - log(u)", "u > 0")),
    Mutant(ATOMS, "terms.append(mul(num(c / g.degree), g.key))", "terms.append(mul(num(c), g.key))", vanishes("log(exp(u/2)*exp(u)) - 3*u/2")),
    Mutant(ATOMS, "terms.append(mul(num(c / g.degree), sym(t.name)))", "terms.append(mul(num(c), sym(t.name)))", vanishes("log(sqrt(u)) - log(u)/2", "u > 0")),
    Mutant(ATOMS, "take(f**2, Fraction(k, 2), _strict(tower, f**2))", "take(f**2, Fraction(k), _strict(tower, f**2))", vanishes("exp(log(u**2)) - u**2", "u != 0")),
    Mutant(ATOMS, "take(f**2, Fraction(k, 2), _strict(tower, f**2))", "take(f, Fraction(k), {})", stays("exp(log(u**2)/2) - u", "u != 0")),
    Mutant(ATOMS, "if k % 2 == 0 and c.numerator % 2 == 0 and c.denominator == 1:", "if k % 2 == 0 and c.denominator == 1:", stays("sqrt(u**2) - u")),
    Mutant(ATOMS, 'take(f**2, c / 2, {"rule": "structure"}, ">=")', 'take(f, c, {"rule": "structure"}, ">=")', stays("sqrt(u**2) - u")),
    # angles
    Mutant(ATOMS, "sub(mul(c, sym(partner.name)), mul(s, sg))", "add(mul(c, sym(partner.name)), mul(s, sg))", vanishes("cos(2*u) - cos(u)**2 + sin(u)**2")),
    Mutant(ATOMS, "add(mul(s, sym(partner.name)), mul(c, sg))", "sub(mul(s, sym(partner.name)), mul(c, sg))", vanishes("sin(2*u) - 2*sin(u)*cos(u)")),
    Mutant(ATOMS, "sym(g.name) if times > 0 else neg(sym(g.name))", "sym(g.name)", vanishes("sin(u - v) - sin(u)*cos(v) + cos(u)*sin(v)")),
    Mutant(ATOMS, "for _ in range(int(2 * quarter) % 4):", "for _ in range(int(4 * quarter) % 4):", vanishes("sin(u + pi/2) - cos(u)")),
    Mutant(ATOMS, "        c, s = neg(s), c\n    _record", "        c, s = s, c\n    _record", vanishes("cos(u + pi/2) + sin(u)")),
    Mutant(ATOMS, 'return c if node.op == "cos" else s', 'return s if node.op == "cos" else c', stays("sin(u + pi/2) + sin(u)")),
    Mutant(ATOMS, '(Fraction(1, 6), sqrt(num(3)) / 2, num("1/2"))', '(Fraction(1, 6), num("1/2"), sqrt(num(3)) / 2)', vanishes("sin(pi/6) - 1/2")),
    Mutant(ATOMS, "    r %= 2\n", "    r %= 1\n", vanishes("sin(7*pi/6) + 1/2")),
    # signs, values, opaque functions
    Mutant(ATOMS, "return tower.image(a) if up else neg(tower.image(a))", "return tower.image(a)", vanishes("abs(u) + u", "u < 0")),
    Mutant(ATOMS, "return num(1 if up else -1)", "return num(1)", vanishes("sign(u) + 1", "u < 0")),
    Mutant(ATOMS, 'node.args[0] if up == (node.op == "Max") else node.args[1]', "node.args[0] if up else node.args[1]", vanishes("Min(u, v) - v", "u > v")),
    Mutant(ATOMS, '((">", "<") if strict else (">=", "<="))', '(">=", "<=")', stays("sign(u**2) - 1")),
    Mutant(ATOMS, "Fraction(1): PI / 4, Fraction(-1): PI / -4", "Fraction(1): PI / 2, Fraction(-1): PI / -2", vanishes("atan(1) - pi/4")),
    Mutant(ATOMS, "(5, 24)", "(5, 120)", vanishes("gamma(5) - 24")),
    Mutant(ATOMS, "_record(tower, call(node.op, num(Fraction(int(q.p), int(q.q)))), rule", "_record(tower, node, rule", vanishes("gamma(u - u + 3) - 2")),
    Mutant(ATOMS, "return neg(sym(g.name))", "return sym(g.name)", vanishes("atan(-u) + atan(u)")),
    Mutant(ATOMS, "if node.op in ODD and tower.equal(args[0], neg(images[0])):", "if tower.equal(args[0], neg(images[0])):", stays("gamma(-u) + gamma(u)")),
    Mutant(ATOMS, "if all(tower.equal(x, y) for x, y in zip(args, images, strict=True)):", "if True:", stays("atan(u) - atan(v)")),
    # spellings and relations
    Mutant(TOWER, '(add if op == "cosh" else sub)(x', '(sub if op == "cosh" else add)(x', stays("cosh(u)**2 - sinh(u)**2 + 1")),
    Mutant(TOWER, "div(sub(x**2, ONE), add(x**2, ONE))", "div(sub(x, ONE), add(x, ONE))", vanishes("tanh(u) - sinh(u)/cosh(u)")),
    Mutant(TOWER, "add(a, sqrt(add(a**2, ONE)))", "add(a, sqrt(sub(a**2, ONE)))", vanishes("exp(asinh(u)) - u - sqrt(u**2 + 1)")),
    Mutant(TOWER, "add(a, sqrt(sub(a**2, ONE)))", "add(a, sqrt(add(a**2, ONE)))", stays("acosh(u) - asinh(u)", "u > 1")),
    Mutant(TOWER, "div(add(ONE, a), sub(ONE, a))", "div(sub(ONE, a), add(ONE, a))", vanishes("exp(2*atanh(u)) - (1 + u)/(1 - u)", "u < 1", "u > -1")),
    Mutant(TOWER, 'div(b if op == "sin" else ONE, sqrt(add(b**2, ONE)))', 'div(ONE if op == "sin" else b, sqrt(add(b**2, ONE)))', stays("sin(atan(u)) - cos(atan(u))*1/u", "u > 0")),
    Mutant(TOWER, 'self.image(b if (op == "sin") == (a.op == "asin") else sqrt(sub(ONE, b**2)))', "self.image(b)", stays("sin(acos(u)) - u", "u < 1", "u > -1")),
    Mutant(TOWER, 'div(self.image(call("sin", a)), self.image(call("cos", a)))', 'div(self.image(call("cos", a)), self.image(call("sin", a)))', stays("tan(u)*sin(u) - cos(u)")),
    Mutant(TOWER, 'sub(mul(HALF, self.image(pi)), self.image(call("asin", a)))', 'add(mul(HALF, self.image(pi)), self.image(call("asin", a)))',
           stays("acos(u) - asin(u) - pi/2", "u < 1", "u > -1")),
    Mutant(TOWER, "relation = 1 - ring.gen", "relation = 1 + ring.gen", vanishes("sin(u)**2 + cos(u)**2 - 1")),
    Mutant(TOWER, 'degree = g.degree if g.kind == "root" else 2', "degree = 2", stays("u**(2/3) - u", "u > 0")),
    Mutant(TOWER, "mul(num(Fraction(1, q)), of)", "of", vanishes("exp(u/2)**2 - exp(u)")),
    # factors
    Mutant(FACTORS, "minus ^= s < 0 and k % 2 == 1", "minus ^= s < 0", vanishes("log(u**2) - 2*log(-u)", "u < 0")),
    Mutant(FACTORS, "known.append((f if s > 0 else neg(f), k, proof))", "known.append((f, k, proof))", vanishes("sqrt(u**2) + u", "u < -1")),
    Mutant(FACTORS, "(constant.denominator, -1)", "(constant.denominator, 1)", vanishes("log(1/2) + log(2)")),
    Mutant(FACTORS, 'if g is not None and g.kind == "exp":', "if g is not None:", stays("exp(log(atan(u)**2)/2) - atan(u)", "u != 0")),
    # proofs of zeros
    Mutant(PROVE, "choices.append([(None, ends[0]), *zip(ends, ends[1:], strict=False), (ends[-1], None)]", "choices.append([(None, ends[0])]", lambda: len(
        (connected(region(("u != 0",))) or ({}, []))[1]) == 2),
    Mutant(PROVE, "if region.integers:\n        return None\n    cuts", "cuts", lambda: connected(type(region(()))(("u",), ("k",), (), frozenset({"k"}))) is None),
    Mutant(PROVE, "hit = not b.contains(0)", "hit = True", lambda: refute(formula("u - u"), region(())) is None),
    Mutant(PROVE, "        if entry is None:\n            return None", "", lambda: _by_derivatives(formula("log(u) - log(2*u)"), region(("u > 0",)), 2) is None),
    # constants
    Mutant(CONSTANTS, "if not enclose(e * den, {}, 128).contains(0) or", "if False and", lambda: prove_constant(formula("8*atan(1)")) is None),
    Mutant(CONSTANTS, "x, y = x * p - y * b, x * b + y * p", "x, y = x * p + y * b, x * b + y * p", proved("atan(1/2) + atan(1/3) - pi/4")),
    Mutant(CONSTANTS, "q.numerator if k > 0 else -q.numerator", "q.numerator", proved("4*atan(1/5) - atan(1/239) - pi/4")),
    Mutant(CONSTANTS, "                degree *= q2\n", "", lambda: (separation_bits(formula("sqrt(2) + sqrt(3) + sqrt(5)")) or 0) > 20),
    Mutant(CONSTANTS, "inner = _separation(product - 1)", "inner = _separation(product - product)", lambda: prove_constant(formula("log(8) - 2*log(2)")) is None),
    # rational functions, gathering, derivatives
    Mutant(RATIO, "times(above, t.below) + times(t.above, below), times(below, t.below)", "times(above, t.below) - times(t.above, below), times(below, t.below)",
           lambda: bool(ratio_of(formula("1/u - 1/(u + 1) - 1/(u**2 + u)"), ("u",)).is_zero)),  # type: ignore[union-attr]
    Mutant(RATIO, "(r.above, r.below) if k >= 0 else (r.below, r.above)", "(r.above, r.below)", lambda: not ratio_of(formula("1/u - u"), ("u",)).is_zero),  # type: ignore[union-attr]
    Mutant(RATIO, "if k < 0 and r.above == 0:", "if False:", lambda: broken(ratio_of, formula("1/(u - u)"), ("u",))),
    Mutant(NEAT, 'done[n] = call("exp", mul(args[1], args[0].args[0]))', 'done[n] = call("exp", add(args[1], args[0].args[0]))', lambda: neat(call("exp", u) ** 3) == call("exp", 3 * u)),
    Mutant(NEAT, "mul(args[1], args[0].args[1])", "add(args[1], args[0].args[1])", lambda: neat(power(power(u, num("1/2")), num(4))) == u**2),
    Mutant(NEAT, "args[0].args[1].args[0].denominator > 1", "args[0].args[1].args[0].denominator > 0", lambda: neat(power(u**2, num("1/2"))) != u),
    Mutant(SLOPES, 'mul(node, call("log", base), done[exponent])', 'mul(call("log", base), done[exponent])', lambda: derivative(formula("2**u"), "u") != call("log", num(2))),
    Mutant(SLOPES, "power(base, sub(exponent, ONE))", "power(base, add(exponent, ONE))", lambda: derivative(u**3, "u") == 3 * u**2),
    Mutant(SLOPES, 'sub(value, a) if op == "Max" else sub(a, value)', "sub(value, a)", lambda: exact(derivative(formula("Min(u, 2*u)"), "u").substitute({
        "u": num(1)}).rebuild(lambda n: num(-1 if sign_at(n.args[0], {}) == -1 else 1) if n.op == "sign" else None), {}) == 1),
    # values
    Mutant(VALUES, "            if b.is_zero():\n                return 0\n", "", lambda: sign_at(formula("sin(u)"), {"u": Fraction(0)}) == 0),
    # the trees themselves
    Mutant(TREES, "        if n == 0 or base == ONE:\n            return ONE", "        if n == 0 or base == ONE:\n            return ZERO", lambda: power(u, ZERO) == ONE),
    Mutant(TREES, "(base.args[0] != 0 or n > 0)", "True", lambda: power(ZERO, num(-1)).op == "pow"),
    Mutant(TREES, "and base.args[1].args[0].denominator == 1 and n > 0:", "and n > 0:", lambda: power(power(u, num("1/2")), num(2)) != u),
    Mutant(TREES, "                if inner > 0:\n", "                if True:\n", lambda: power(power(u, num(-1)), num(2)) != power(u, num(-2))),
    Mutant(TREES, 'if name == "exp" and args[0] == ZERO:\n        return ONE', 'if name == "exp" and args[0] == ZERO:\n        return ZERO', lambda: call("exp", ZERO) == ONE),
    Mutant(TREES, 'if name == "log" and args[0] == ONE:', 'if name == "log" and args[0] == ZERO:', lambda: call("log", ONE) == ZERO),
    Mutant(TREES, "return add(*(mul(num(-1), t) for t in flat[0].args))", "return add(*flat[0].args)", lambda: mul(num(-1), add(u, ONE)) == add(-u, num(-1))),
    Mutant(CAREFUL, "partial = [f for f in above if not is_total(f)]", "partial = []", lambda: times([ZERO, call("log", u)]) != ZERO),
    Mutant(CAREFUL, 'return ONE if is_total(base) else Expression("pow", (base, exponent))', "return ONE", lambda: to_the(call("log", u), ZERO) != ONE),
    Mutant(CAREFUL, 'return apply("exp", _number(-e.args[0].args[0]))', 'return apply("exp", e.args[0])', lambda: inverse(call("exp", num(2))) == call("exp", num(-2))),
    Mutant(CAREFUL, "return to_the(e.args[0], num(-e.args[1].args[0]))", "return to_the(e.args[0], e.args[1])", lambda: inverse(u**2) == power(u, num(-2))),
    Mutant(CAREFUL, "if m.denominator == 1 and m > 0:", "if m > 0:", lambda: to_the(to_the(u, num("1/2")), num(2)) != u),
    Mutant(CAREFUL, "if b < 0 and n.denominator > 1:", "if False:", lambda: refused(to_the, num(-8), num("1/3"))),
    Mutant(CAREFUL, "    if b == 0 and n < 0:\n", "    if False:\n", lambda: refused(to_the, ZERO, num(-2))),
    Mutant(CAREFUL, '(name == "log" and x < 0)', '(name == "log" and x < -9)', lambda: refused(apply, "log", num(-2))),
    Mutant(CAREFUL, "constant = t if constant is ZERO else _number(constant.args[0] + t.args[0])", "constant = t", lambda: plus([num(1), u, num(2)]) == add(u, num(3))),
    Mutant(CAREFUL, "node.args[1].args[0] >= 0\n", "True\n", lambda: times([ZERO, power(u, num(-1))]) != ZERO),
]
