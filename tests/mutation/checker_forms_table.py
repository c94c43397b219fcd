"""Mutants of the checker's normal form, its spellings, values, constants, components, and of the rules along one variable."""

from __future__ import annotations

from kit import RING, STURM, Mutant, S, by_cases, fact, image, no_sign, no_zero, sign, tower, tree, zero

NORMAL, SPELLING, VALUES, CONSTANTS, ZERO, COMPONENTS, STRUCTURE, ONEVAR, STURM_, BOXES = (
    f"mirrorsym.recheck.{m}" for m in ("normal", "rewriting", "values", "constants", "zero", "components", "structure", "onevar", "sturm", "boxes"))
GAUSS = {"rule": "constant", "method": "gauss"}


def logs(scale: int, *terms: tuple[str, str]) -> dict[str, object]:
    """A combination of logarithms."""
    return {"rule": "constant", "method": "logs", "scale": scale, "terms": [[q, tree(a)] for q, a in terms]}


STEP = "atan(u - 2) + atan(1/(u - 2)) + pi/2"  # 0 for u < 2, pi for u > 2


def rays(guard: object = S, **more: object) -> dict[str, object]:
    """Derivatives along u, and the value at u = 0."""
    return {"rule": "derivatives", "guards": [{"guard": tree("u - 2"), "op": "!=", "proof": guard}],
            "connected": {"rule": "rays", "symbols": ["u"], "value": GAUSS, **more}}


def derivatives(*values: dict[str, str], rule: str = "convex", proof: object = RING, **proofs: object) -> dict[str, object]:
    """Derivatives that vanish, and values at points."""
    return {"rule": "derivatives", "proofs": proofs, "connected": {"rule": rule},
            "values": [{"point": {k: tree(t) for k, t in v.items()}, "proof": proof} for v in values]}


def tangent(point: str, **more: object) -> dict[str, object]:
    """A convex function and its least point."""
    return {"rule": "tangent", "variable": "u", "point": tree(point), "convex": S, "slope": RING, "value": RING, **more}


def monotone(start: str, direction: int = 1, **more: object) -> dict[str, object]:
    """A monotone function and its least value."""
    return {"rule": "monotone", "variable": "u", "from": start, "direction": direction, "slope": S, "value": RING, **more}


def boxes(*found: list[list[str]], names: tuple[str, ...] = ("u",)) -> dict[str, object]:
    """Boxes."""
    return {"rule": "boxes", "variables": list(names), "boxes": list(found)}


MUTANTS = [
    # the normal form
    Mutant(NORMAL, "        if a[0].is_zero():\n            raise ZeroDivisionError\n        if not a[0]", "        if a[0].is_zero():\n            return a\n        if not a[0]",
           no_zero("1/(sqrt(u)**2 - u)", RING, "u > 0")),
    Mutant(NORMAL, "self.minus(self.constant(1), self.to(cos, 2))", "self.plus(self.constant(1), self.to(cos, 2))", zero("sin(u)**2 + cos(u)**2 - 1", RING)),
    Mutant(NORMAL, "(2, self.to(args[0], 2))", "(2, self.to(args[0], 1))", no_zero("abs(u)**2 - u", RING)),
    Mutant(NORMAL, "base, num(Fraction(1, degree))), (degree, argument[0]))", "base, num(Fraction(1, degree))), (2, argument[0]))", no_zero("u**(2/3) - u", RING, "u > 0")),
    Mutant(NORMAL, '"exp": (0, 1), "cos": (0, 1)', '"exp": (0, 0), "cos": (0, 1)', no_zero("exp(u - u)", RING)),
    Mutant(NORMAL, '"log": (1, 0)', '"log": (0, 0)', zero("log(cos(u)**2 + sin(u)**2)", RING)),
    Mutant(NORMAL, '"acosh": (1, 0)', '"acosh": (1, 1)', no_zero("acosh(u - u + 1) - 1", RING)),
    Mutant(NORMAL, "if len(known) == len(args) and all(map(self.same, known, args)):\n                self.atoms", "if len(known) == len(args):\n                self.atoms",
           no_zero("exp(u) - exp(v)", RING)),
    Mutant(NORMAL, 'return self.shared(f"{e.op} {e}", [], e)', 'return self.shared(f"{e.op}", [], e)', no_zero(
        "Piecewise((u, u > v), (1, True)) - Piecewise((v, u > v), (1, True))", RING)),
    Mutant(NORMAL, "return bool(self.minus(a, b)[0].is_zero())", "return bool(self.minus(a, b)[0].is_constant())", no_zero("exp(u) - exp(u + 1)", RING)),
    Mutant(NORMAL, "value.numerator * value.denominator ** (degree - 1)", "value.numerator * value.denominator", no_zero("(1/2)**(1/3) - 2**(1/3)/2", RING)),
    Mutant(NORMAL, "p ** (times // degree)", "p ** (times % degree)", no_zero("sqrt(4) - 1", RING)),
    Mutant(NORMAL, "return lo if lo ** degree == n else None", "return lo", no_zero("sqrt(211) - 14", RING)),
    Mutant(NORMAL, "self.times(p, d), self.times(q, c)", "self.times(p, c), self.times(q, d)", no_zero("sqrt(u/v)**2 - u*v", RING, "u > 0", "v > 0")),
    Mutant(NORMAL, "self.raised(below, top - times))\n        return", "self.raised(below, times))\n        return", zero(
        "sqrt(u/v)**3 + sqrt(u/v)**2 - sqrt(u/v)*u/v - u/v", RING, "u > 0", "v > 0")),
    # spellings
    Mutant(SPELLING, "return mul(_HALF, add(x, y))", "return mul(_HALF, sub(x, y))", no_zero("cosh(u) - sinh(u)", tower())),
    Mutant(SPELLING, "div(sub(x, y), add(x, y))", "div(add(x, y), sub(x, y))", no_zero("tanh(u)*sinh(u) - cosh(u)", tower())),
    Mutant(SPELLING, "sqrt(add(power(a, num(2)), num(1)))", "sqrt(sub(power(a, num(2)), num(1)))", zero("asinh(u) - log(u + sqrt(u**2 + 1))", tower())),
    Mutant(SPELLING, "div(add(s, mul(b, c)), sqrt(square))", "div(sub(s, mul(b, c)), sqrt(square))", no_zero(
        "sin(v + atan(u))*sqrt(u**2 + 1) - sin(v) + u*cos(v)", tower())),
    Mutant(SPELLING, "mul(num(2), b), sub(num(1), power(b, num(2)))", "mul(num(2), b), add(num(1), power(b, num(2)))", no_zero(
        "cos(2*atan(u)) - 1", tower())),
    Mutant(SPELLING, "b = mul(num(-1), tangent) if k < 0 else tangent", "b = tangent", no_zero("sin(v - atan(u))*sqrt(u**2 + 1) - sin(v) - u*cos(v)", tower())),
    Mutant(SPELLING, "found[a] = found.get(a, Fraction(0)) + factor", "found[a] = factor", no_zero("sin(v + (v + atan(u))) - sin(v + atan(u))", tower())),
    # values
    Mutant(VALUES, '(6 if atom.op == "cos" else 0)', '(6 if atom.op == "sin" else 0)', no_zero("cos(pi/6) - 1/2", tower(
        images=(image("cos(pi/6)", "value", value=tree("1/2")),)))),
    Mutant(VALUES, "k, sign = k - 12, -1", "k, sign = k - 12, 1", no_zero("sin(7*pi/6) - 1/2", tower(images=(image("sin(7*pi/6)", "value", value=tree("1/2")),)))),
    Mutant(VALUES, "Fraction(1): Fraction(1, 4), Fraction(-1)", "Fraction(1): Fraction(1, 2), Fraction(-1)", no_zero("atan(1) - pi/2", tower(
        images=(image("atan(1)", "value", value=tree("pi/2")),)))),
    Mutant(VALUES, "_H: Fraction(1, 6)", "_H: Fraction(1, 3)", no_zero("asin(1/2) - pi/3", tower(images=(image("asin(1/2)", "value", value=tree("pi/3")),)))),
    Mutant(VALUES, "factorial(int(a.args[0]) - 1)", "factorial(int(a.args[0]))", no_zero("gamma(5) - 120", tower(
        images=(image("gamma(5)", "value", value=tree("120")),)))),
    Mutant(VALUES, "if vanishes(sub(e, mul(num(r), PI)), (), budget) else None", "", no_zero("sin(53/100) - 1/2", tower(
        images=(image("sin(53/100)", "value", value=tree("1/2")),)))),
    # constants
    Mutant(CONSTANTS, "if z[1] != 0 or z[0] <= 0:", "if z[1] != 0:", no_zero("4*atan(1)", GAUSS)),
    Mutant(CONSTANTS, "if z[1] != 0 or z[0] <= 0:", "if z[0] <= 0:", no_zero("atan(1/2)", GAUSS)),
    Mutant(CONSTANTS, "refine(small, budget,", "(lambda *_: None)(small, budget,", no_zero("8*atan(1)", GAUSS)),
    Mutant(CONSTANTS, "y = y if n > 0 else -y", "pass", no_zero("atan(1/2) - atan(1/3) - pi/4", GAUSS)),
    Mutant(CONSTANTS, "z[0] * x - z[1] * y", "z[0] * x + z[1] * y", zero("atan(1/2) + atan(1/3) - pi/4", GAUSS)),
    Mutant(CONSTANTS, "(4 if q is None else 1)", "(8 if q is None else 1)", zero("atan(1/2) + atan(1/3) - pi/4", GAUSS)),
    Mutant(CONSTANTS, "if not (abs(x) * arb(2) ** bits < 1):", "if not (abs(x) < 1):", no_zero("sqrt(2) - 141421356/10**8", {
        "rule": "constant", "method": "separation"})),
    Mutant(CONSTANTS, "return (degree - 1) * u + v + 1", "return 1", no_zero("sqrt(2) - 141421356/10**8", {"rule": "constant", "method": "separation"})),
    Mutant(CONSTANTS, "degree *= q2", "degree = 1", no_zero("sqrt(2) - 1393/985", {"rule": "constant", "method": "separation"})),
    Mutant(CONSTANTS, "if not vanishes(add(rewritten(e), neg(add(*total))), (), setting.budget):", "if False:", no_zero(
        "log(8) - 2*log(2)", logs(1, ("1", "8"), ("-3", "2")))),
    Mutant(CONSTANTS, "separation(add(mul(*factors), num(-1)), setting.budget)", "pass", no_zero("log(8) - 2*log(2)", logs(1, ("1", "8"), ("-2", "2")))),
    Mutant(CONSTANTS, "if scale == 0:", "if False:", no_zero("log(8)", logs(0, ("1", "8")))),
    Mutant(CONSTANTS, "power(a, num(q * scale))", "power(a, num(scale))", no_zero("log(1/2) + 3*log(2)", logs(1, ("1", "1/2"), ("3", "2")))),
    Mutant(CONSTANTS, 'total.append(mul(num(q), call("log", a)))', 'total.append(call("log", a))', no_zero("log(4) + log(2)", logs(1, ("1", "4"), ("-2", "2")))),
    # rules for zeros
    Mutant(ZERO, 'prove_smooth([e], proof.get("guards", []), region)', "pass", no_zero("sign(u) - 1", derivatives({"u": "1"}))),
    Mutant(ZERO, "        prove_zero(derivative(e, k, setting.budget), proofs.get(k), region)", "        pass", no_zero("u", derivatives({"u": "0"}))),
    Mutant(ZERO, '        prove_zero(point.put(e), value.get("proof"), region.alone((), variables=(), parameters=(), extra=()))', "        pass",
           no_zero("atan(u) + atan(1/u)", derivatives({"u": "1"}), "u > 0")),
    Mutant(ZERO, 'prove_zero(e, data.field(proof, "negative"), setting.assume(neg(on), ">"))', "pass", no_zero("abs(u) - u", {
        "rule": "cases", "on": tree("u"), "positive": RING, "negative": RING, "zero": {"excluded": S}}, "u != 0")),
    Mutant(ZERO, 'prove_zero(e, data.field(proof, "positive"), setting.assume(on, ">"))', "pass", no_zero("abs(u) + u", {
        "rule": "cases", "on": tree("u"), "positive": RING, "negative": RING, "zero": {"excluded": S}}, "u != 0")),
    Mutant(ZERO, "        _by_continuity(e, on, setting)", "        pass", no_zero("Piecewise((1, u = 0), (0, True))", {
        "rule": "cases", "on": tree("u"), "positive": RING, "negative": RING})),
    Mutant(ZERO, 'if any(node.op in ("sign", "piecewise") for node in tree.walk()):', "if False:", no_zero("Piecewise((1, u = 0), (0, True))", {
        "rule": "cases", "on": tree("u"), "positive": RING, "negative": RING})),
    Mutant(ZERO, 'check_defined(on, setting, "what the cases are about")', "pass", no_zero("abs(u) - u", {
        "rule": "cases", "on": tree("log(u)"), "positive": RING, "negative": RING, "zero": RING})),
    # along rays
    Mutant(ZERO, "not polynomial_in(f, symbols) or ", "", no_zero(STEP, rays(by_cases("u - 2", zero={
        "rule": "contradiction", "index": 0, "proof": S})), "abs(u - 2) > 1")),
    Mutant(ZERO, '        prove_sign(f.substitute(put), op, next(signs, {"rule": "structure"}), rest)', "        pass", no_zero(STEP, rays(), "u > 3")),
    Mutant(ZERO, '    prove_smooth([e], proof.get("guards", []), region, weak=False)', "    pass", no_zero(STEP, rays())),
    Mutant(ZERO, "        prove_zero(derivative(e, k, region.budget), proofs.get(k), region)", "        pass", no_zero("u", rays(), "u < 1")),
    Mutant(ZERO, '    prove_zero(e.substitute(put), connected.get("value"), rest)', "    pass", no_zero(STEP + " + 1", rays(), "u < 1")),
    Mutant(ZERO, "        if name not in moving:", "        if False:", no_zero("atan(u) + atan(1/u) + v - pi", rays(
        S, at={"u": tree("1"), "v": tree("pi/2")}), "u > 0")),
    # components
    Mutant(COMPONENTS, "        if cell not in reached and not _empty(", "        if False and not _empty(", no_zero("atan(u) + atan(1/u) - pi/2", derivatives(
        {"u": "1"}, rule="orthants", proof=GAUSS), "u != 0")),
    Mutant(COMPONENTS, "        if not holds_at(point, e, op):", "        if False:", no_zero("atan(u) + atan(1/u) - pi/2", derivatives(
        {"u": "1"}, proof=GAUSS), "u < 0")),
    Mutant(COMPONENTS, 'elif op not in (">", ">=") or not', "elif not", no_zero("atan(u) + atan(1/u) - pi/2", derivatives({"u": "1"}, proof=GAUSS), "u != 0")),
    Mutant(COMPONENTS, "not (_entire(e) and _affine(e, region, tuple(sorted(e.names))))", "not e", no_zero(
        "atan(u) + atan(1/u) - pi/2", {**derivatives({"u": "1"}, proof=GAUSS), "guards": [
            {"guard": tree("u"), "op": "!=", "proof": by_cases("u", zero={"rule": "contradiction", "index": 0, "proof": S})}]}, "u**2 > 0")),
    Mutant(COMPONENTS, "                wanted |= f.names\n                grown = True", "                break", zero(
        "atan(u) + atan(1/u) - pi/2", derivatives({"u": "1", "v": "0"}, proof=GAUSS), "u > v", "v > -1", "u > 0")),
    # along one variable
    Mutant(ONEVAR, 'prove_zero(steep, proof.get("slope"), frame)', "pass", no_sign("u**2 + u", ">=", tangent("0"))),
    Mutant(ONEVAR, 'prove_sign(curve, ">=", data.field(proof, "convex"), inner)', "pass", no_sign("-u**2", ">=", tangent("0"))),
    Mutant(ONEVAR, '_value_at(e.substitute({x: c}), ">=" if strict else op, proof.get("value"), frame)', "pass", no_sign("u**2 - 1", ">=", tangent("0"))),
    Mutant(ONEVAR, 'if op != ">=" and away:\n        try:\n            prove_sign(curve', 'if op != ">=":\n        try:\n            prove_sign(curve',
           no_sign("u**2", ">", tangent("0"))),
    Mutant(ONEVAR, 'prove_smooth([e], proof.get("guards", []), _on(x, frame, closed))', "pass", no_sign("1 - abs(u - 1)", ">=", tangent(
        "0", slope_sign=S), "u > 0")),
    Mutant(ONEVAR, "    slope = mul(num(direction), derivative(e, x, setting.budget))", "    slope = derivative(e, x, setting.budget)", no_sign(
        "u - 1", ">=", monotone("1", -1), "u < 1")),
    Mutant(ONEVAR, "if end is None or (end - c) * direction < 0:", "if end is None:", no_sign("u", ">=", monotone("0", value=RING), "u > -1")),
    Mutant(ONEVAR, "check_continuous(e, _on(x, frame, closed))", "pass", no_sign("1/2 - sign((u + 1)**3 - 1 - u**3)", ">=", monotone("0", value=S), "u > 0")),
    Mutant(ONEVAR, "rest = tuple(f for f in setting.facts if x not in f[0].names)", "rest = setting.facts", no_sign("(u - 2)**2 - 4", ">", {**monotone("0"), "slope": {"rule": "product", "constant": "2", "factors": [
               {"factor": tree("u*(u - 2)"), "power": 1, "op": ">", "proof": fact(1)}, {"factor": tree("u"), "power": -1, "op": ">", "proof": S}]}},
               "u > 0", "u*(u - 2) > 0")),
    Mutant(ONEVAR, "if x in setting.integers:", "if False:", no_sign("k**2/2 - k", ">=", {**monotone("0"), "variable": "k"}, k="positive integer")),
    Mutant(ONEVAR, 'check_defined(c, frame.alone(()), "the point")', "pass", no_sign("u**6/6 + 3*u**2/2 - 100", ">=", {
        **tangent("0", value=S), "point": ["pow", ["num", "-3"], ["num", "1/4"]]})),
    Mutant(ONEVAR, "if direction not in (1, -1):", "if False:", no_sign("u", ">=", monotone("1", 0, value=S), "u < 1")),
    Mutant(ONEVAR, 'prove_smooth([e], proof.get("guards", []), inner)', "pass", no_sign("10*sqrt(Max(u, 0)) - u - 1", ">=", monotone(
        "-1", slope=by_cases("u")), "u > -1", "u < 1")),
    Mutant(STURM_, "        if not _fits(_value(p, where.lo), op):", "        if False:", no_sign("(u - 1)**2", ">", by_cases("u - 1", zero=STURM))),
    # sturm and boxes
    Mutant(STURM_, "        if roots_between(p, where.lo, where.hi):", "        if False:", no_sign("u**2 - 3*u + 2", "!=", STURM)),
    Mutant(STURM_, '        if not _fits(_value(p, inside), op):\n            raise Rejected("the polynomial has another', '        if False:\n            raise Rejected("the polynomial has another',
           no_sign("-u**2 - 1", ">", STURM)),
    Mutant(STURM_, "if int(times) % 2:", "if int(times) % 3:", no_sign("(2 - u)**3", ">=", STURM)),
    Mutant(STURM_, "-rest / abs(rest.leading_coefficient())", "rest / abs(rest.leading_coefficient())", sign("u**2 - u + 1", ">", STURM)),
    Mutant(STURM_, "if end is not None and not is_open and _value(p, end) == 0:", "if False:", no_sign("k", ">", STURM, k="k >= 0")),
    Mutant(STURM_, "if _value(p, inside) < 0:", "if False:", no_sign("-u**2", ">=", STURM)),
    Mutant(BOXES, "if not covered(tuple(outer), found, setting.budget):", "if False:", no_sign("u - 1/2", ">", boxes([["3/5", "1"]]), "0 < u < 1")),
    Mutant(BOXES, '">": "<=", ">=": "<", "!=": "=", "=": "!="}[known]', '">": ">=", ">=": "<", "!=": "=", "=": "!="}[known]', no_sign(
        "u - 1/2", ">", boxes([["0", "1"]]), "0 < u < 1", "u + 5 > 0")),
    Mutant(BOXES, "x += enclose(slope, at, budget) * (at[n] - mid[n])", "pass", no_sign("u - 1/4", ">", boxes([["0", "1"]]), "0 < u < 1")),
    Mutant(BOXES, "enclose(e, at, budget, strict=True)\n        mid", "mid", no_sign("sign(u) + 1/2", ">", boxes([["-1", "2"]]), "-1 < u < 2")),
    Mutant(BOXES, "return False\n        axis, at = cut", "return True\n        axis, at = cut", no_sign("1 - u - v", ">", boxes(
        [["0", "1/4"], ["0", "1/4"]], names=("u", "v")), "0 < u < 1", "0 < v < 1")),
    # structure
    Mutant(STRUCTURE, 'if op == "log" and not', "if not", no_sign("sin(u)", "!=", S, "u != 1")),
    Mutant(STRUCTURE, 'if order.op != "num" or order.args[0].denominator != 1:', 'if order.op != "num":', no_sign("1 - besselj(-1/2, u)", ">=", S)),
    Mutant(STRUCTURE, 'if n < 1 or not self.of(b).says(">"):', "if n < 1:", no_sign("-polygamma(2, u)", ">", S)),
    Mutant(STRUCTURE, 'if n < 1 or not self.of(b).says(">"):', 'if not self.of(b).says(">"):', no_sign("-polygamma(0, u)", ">", S, "u > 0")),
    Mutant(STRUCTURE, "lo.denominator + 1) if x.lo_open", "lo.denominator + 2) if x.lo_open", no_sign("k - 2", ">=", S, k="positive integer")),
    Mutant(STRUCTURE, "if integer and not x.empty:", "if not x.empty:", no_sign("c - 1", ">=", S, c="positive")),
    Mutant(STRUCTURE, "elif a > 0:", "elif a < 0:", no_sign("u", ">", S, "-u > 0")),
    Mutant(STRUCTURE, 'return _sign(">", 1 if n % 2 else -1)', 'return _sign(">", -1 if n % 2 else 1)', no_sign("polygamma(2, u)", ">", S, "u > 0")),
    Mutant(STRUCTURE, "return Interval(Fraction(-1), Fraction(1), False, False)", "return Interval(Fraction(0), Fraction(1), False, False)", no_sign("besselj(0, u)", ">=", S)),
    Mutant(STRUCTURE, "bound = _sign(op, 1 if factor > 0 else -1)", "bound = _sign(op, 1)", no_sign("v - u", ">", S, "u - v > 0")),
    Mutant(STRUCTURE, "return Interval(lo, hi, lo_open, all(p.hi_open for p in parts if p.hi == hi))", "return Interval(lo, hi, lo_open, True)",
           no_sign("1 - Max(sin(u), -1)", ">", S)),
    Mutant(STRUCTURE, 'y = _extreme("Min", parts)\n', "y = x\n", no_sign("Piecewise((1, u > 0), (-1, True))", ">", S)),
    Mutant(STRUCTURE, "all(p.excludes_zero for p in parts))", "any(p.excludes_zero for p in parts))", no_sign("Piecewise((1, u > 0), (u, True))", "!=", S)),
    Mutant(STRUCTURE, "Fraction(int(content.p), int(content.q)) ** side", "abs(Fraction(int(content.p), int(content.q))) ** side", no_sign("-u**2 - 2*u*v - v**2", ">=", S)),
    Mutant(STRUCTURE, "self.of(add(args[0], num(-1))).excludes_zero", "True", no_sign("log(u)", "!=", S, "u > 0")),
    Mutant(STRUCTURE, "powers[base] = powers.get(base, Fraction(0)) + n", "powers[base] = powers.get(base, Fraction(1)) + n", no_sign("u*v", ">=", S)),
    Mutant(STRUCTURE, 'return op in (">=", "<=", "=")', "return True", no_sign("exp(u) - exp(u)", ">", S)),
    Mutant(STRUCTURE, "if node in granted or node.op in RELATIONS", "if True or node.op in RELATIONS", no_sign("u", ">=", {
        "rule": "have", "fact": tree("sqrt(u)"), "op": ">=", "proof": S, "then": S})),
    Mutant(STRUCTURE, "return bool(p.is_constant() and not p.is_zero())", "return True", no_sign(
        "v", "!=", {"rule": "have", "fact": tree("1/v"), "op": "!=", "proof": S, "then": S})),
    Mutant(STRUCTURE, "return Interval(zero, None, strict) if side > 0 else Interval(None, zero, True, strict)", "return Interval(zero, None, True) if side > 0 else Interval(None, zero, True, strict)",
           no_sign(
               "u**2 + v**2 - 2*u*v", ">", {"rule": "have", "fact": tree("u**2 + v**2 - 2*u*v"), "op": ">=", "proof": S, "then": S})),
]
