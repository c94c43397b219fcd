"""Mutants of the checker's rules for signs and of what a proof may use (`sign`, `regions`, `setting`, `settling`)."""

from __future__ import annotations

from kit import RING, STURM, Mutant, S, by_cases, fact, no_sign, no_zero, sign, tree

SIGN, REGIONS, SETTING = (f"mirrorsym.recheck.{m}" for m in ("sign", "regions", "setting"))
SETTLING, LETTERS = "mirrorsym.recheck.settling", "mirrorsym.recheck.spelling"


def product(*factors: tuple[object, ...], constant: str = "1", zero: object = RING) -> dict[str, object]:
    """A product of (factor, power, op, proof)."""
    return {"rule": "product", "constant": constant, "zero": zero,
            "factors": [{"factor": tree(str(f)), "power": n, "op": op, "proof": p} for f, n, op, p in factors]}


def total(*terms: tuple[str, str, object], zero: object = RING) -> dict[str, object]:
    """A sum of (term, op, proof)."""
    return {"rule": "sum", "zero": zero, "terms": [{"term": tree(t), "op": op, "proof": p} for t, op, p in terms]}


def squares(*terms: tuple[str, str, list[int]], constant: str = "0", **more: object) -> dict[str, object]:
    """Squares (coefficient, square, facts)."""
    return {"rule": "squares", "constant": constant, "zero": RING, **more,
            "terms": [{"coefficient": c, "square": tree(s), "facts": f} for c, s, f in terms]}


def compare(a: str, b: str, positive: object = S, images: object = STURM) -> dict[str, object]:
    """a > b by squares."""
    return {"rule": "compare", "a": tree(a), "b": tree(b), "zero": RING, "positive": positive, "squares": images}


def along(rule: str, **fields: object) -> dict[str, object]:
    """A rule along u."""
    return {"rule": rule, "variable": "u", **fields}


def letters(place: str, combination: str, then: object, **symbols: str) -> dict[str, object]:
    """New names for subterms, and one sum in them."""
    return {"rule": "letters", "symbols": {n: tree(t) for n, t in symbols.items()}, "places": [[tree(place), tree(combination)]], "proof": then}


MUTANTS = [
    # implications and constants
    Mutant(SIGN, '">=": (">=",), "!=": ("!=",)', '">=": (">=", ">"), "!=": ("!=",)', no_sign(
        "u**2", ">", {"rule": "have", "fact": tree("u**2"), "op": ">=", "proof": S, "then": fact(0)})),
    Mutant(SIGN, '"!=": ("!=",)', '"!=": ("!=", ">")', no_sign("u + v", ">", fact(0), "u + v != 0")),
    Mutant(SIGN, 'e, op = neg(e), ">" + op[1:]', 'e, op = e, ">" + op[1:]', no_sign("u + v", "<", S, "u > 0", "v > 0")),
    Mutant(SIGN, '">": sign > 0, ">=": sign >= 0, "!=": sign != 0', '">": sign >= 0, ">=": sign >= 0, "!=": sign != 0', no_sign("sqrt(2)*sqrt(3) - sqrt(6)", ">", S)),
    # guards and supplied trees are defined, and proved
    Mutant(SIGN, 'check_defined(e, setting, f"the field {key!r}")', "pass", no_sign("u", ">=", {
        "rule": "rewrite", "to": tree("u*sqrt(Max(u, 0))/sqrt(Max(u, 0))"), "zero": RING, "proof": by_cases("u")})),
    Mutant(SIGN, 'prove_sign(guard, op, data.field(entry, "proof"), setting)', "pass", no_sign("u", ">", {
        **S, "guards": [{"guard": tree("u"), "op": ">", "proof": S}]})),
    Mutant(SIGN, 'check_defined(guard, setting, "a guard")', "pass", no_sign("u", ">", {
        "rule": "rewrite", "to": tree("u"), "zero": RING, "proof": S, "guards": [{"guard": tree("sqrt(u)*u**2 + u**(-1/2)"), "op": ">=", "proof": S}]})),
    # fact
    Mutant(SIGN, "factor == 0 or (factor < 0", "factor == 1 or (factor < 0", no_sign("u - u", ">", {**fact(0), "factor": "0"}, "u > 0")),
    Mutant(SIGN, 'or (factor < 0 and known in (">", ">=") and op != "!=")', "", no_sign("-u**2 - v**2", ">=", {
        "rule": "have", "fact": tree("u**2 + v**2"), "op": ">=", "proof": S, "then": {**fact(0), "factor": "-1"}})),
    Mutant(SIGN, "if not vanishes(sub(e, mul(num(factor), fact)), setting.names, setting.budget):", "if False:", no_sign("u - v", ">", fact(0), "u + v > 0")),
    # rewrite
    Mutant(SIGN, 'prove_zero(sub(e, to), proof.get("zero"), setting)', "pass", no_sign("u", ">", {
        "rule": "rewrite", "to": tree("1"), "zero": RING, "proof": S})),
    Mutant(SIGN, 'prove_sign(to, op, data.field(proof, "proof"), setting)', "pass", no_sign("u", ">", {
        "rule": "rewrite", "to": tree("u"), "zero": RING, "proof": S})),
    # product
    Mutant(SIGN, "if n <= 0 or n % 2:", "if n <= 0:", no_sign("u", ">=", product(("u", 1, None, None)))),
    Mutant(SIGN, "            nonzero = False\n", "            pass\n", no_sign(
        "(u + v)**2", ">", product(("u + v", 2, None, None)))),
    Mutant(SIGN, 'prove_sign(factor, known, data.field(entry, "proof"), setting)', "pass", no_sign("u", ">", product(("u", 1, ">", S)))),
    Mutant(SIGN, 'check_defined(power(factor, num(-1)), setting, "a factor of negative power")', "pass", no_sign("u", ">=", product(
        ("u*Max(u, 0)", 1, ">=", by_cases("u")), ("Max(u, 0)", -1, ">=", S)))),
    Mutant(SIGN, "nonzero = nonzero and strict", "nonzero = nonzero or strict", no_sign("u**2*exp(v)", ">", product(
        ("u**2", 1, ">=", S), ("exp(v)", 1, ">", S)))),
    Mutant(SIGN, "if n % 2:\n            if known", "if not n % 2:\n            if known", no_sign("u", ">", product(("u", 1, "!=", S)), "u < 0")),
    Mutant(SIGN, "sign = 0 if sign == 0 else None", "sign = sign", no_sign("u", ">", product(("u", 1, "!=", S)), "u != 0")),
    Mutant(SIGN, 'sign *= 1 if known in (">", ">=") else -1', "sign *= 1", no_sign("u", ">", product(("u", 1, "<", S)), "u < 0")),
    Mutant(SIGN, 'prove_zero(sub(e, mul(*tree)), proof.get("zero"), setting)', "pass", no_sign("-u", ">", product(("u", 1, ">", S)), "u > 0")),
    Mutant(SIGN, "sign: int | None = (constant > 0) - (constant < 0)", "sign: int | None = 1", no_sign("-u", ">", product(
        ("u", 1, ">", S), constant="-1"), "u > 0")),
    Mutant(SIGN, '">": sign == 1 and nonzero', '">": sign == 1', no_sign("u**2 + v**2", ">", product(("u**2 + v**2", 1, ">=", S)))),
    # sum and squares
    Mutant(SIGN, 'if known not in (">", ">="):\n            raise Rejected("a term of a sum', 'if known not in (">", ">=", "!="):\n            raise Rejected("a term of a sum',
           no_sign("u", ">=", total(("u", "!=", S)), "u != 0")),
    Mutant(SIGN, 'prove_sign(term, known, data.field(entry, "proof"), setting)', "pass", no_sign("u", ">", total(("u", ">", S)))),
    Mutant(SIGN, 'strict = strict or known == ">"', "strict = True", no_sign("u**2 + v**2", ">", total(("u**2", ">=", S), ("v**2", ">=", S)))),
    Mutant(SIGN, 'prove_zero(sub(e, add(*terms)), proof.get("zero"), setting)\n    if op != ">=" and not strict', 'if op != ">=" and not strict',
           no_sign("u", ">", total(("1", ">", S)))),
    Mutant(SIGN, "if constant < 0:", "if False:", no_sign("u**2 - 1", ">=", squares(("1", "u", []), constant="-1"))),
    Mutant(SIGN, "if c <= 0:", "if False:", no_sign("-u**2", ">=", squares(("-1", "u", [])))),
    Mutant(SIGN, 'if any(known not in (">", ">=") for _, known in facts):', "if False:", no_sign("u**2*v", ">=", squares(("1", "u", [0])), "v != 0")),
    Mutant(SIGN, 'if any(known != ">" for _, known in facts):', "if False:", no_sign("abs(v) - v", ">", {
        "rule": "have", "fact": tree("abs(v) - v"), "op": ">=", "proof": by_cases("v", zero={
            "rule": "slice", "fact": 0, "variable": "v", "value": tree("0"), "proof": S}), "then": squares(("1", "1", [0]), strict={"term": 0, "proof": S})})),
    Mutant(SIGN, 'prove_sign(square, "!=", data.field(strict, "proof"), setting)', "pass", no_sign("u**2", ">", squares(
        ("1", "u", []), strict={"term": 0, "proof": S}))),
    Mutant(SIGN, 'if known != "=":\n            raise Rejected("a multiple', 'if known == "=":\n            raise Rejected("a multiple', no_sign(
        "-u*v", ">=", squares(multiples=[{"multiplier": tree("-u"), "fact": 0}]), "v > 0")),
    Mutant(SIGN, 'if op != ">=" and not positive:', "if False:", no_sign("u**2", ">", squares(("1", "u", [])))),
    # compare, angle
    Mutant(SIGN, 'prove_sign(a, ">=", data.field(proof, "positive"), setting)', "pass", no_sign(
        "u - 1", ">", compare("u", "1"), "u < -2")),
    Mutant(SIGN, 'strict = ">=" if op == ">=" else ">"\n    if proof', 'strict = ">="\n    if proof', no_sign("sqrt(u**2 + v**2) - u", ">", compare(
        "sqrt(u**2 + v**2)", "u", S, {"rule": "rewrite", "to": tree("v**2"), "zero": RING, "proof": S}))),
    Mutant(SIGN, 'prove_zero(sub(e, sub(a, b)), proof.get("zero"), setting)', "pass", no_sign("u", ">", compare("2", "1", S, S))),
    Mutant(SIGN, 'if op != "!=" and k % 2:', "if False:", no_sign("sin(u)", ">", {
        "rule": "angle", "turns": 1, "low": fact(0), "high": fact(1)}, "u - pi > 0", "2*pi - u > 0")),
    Mutant(SIGN, 'num(k if e.op == "sin" else Fraction(2 * k - 1, 2))', "num(k)", no_sign("cos(u)", ">", {
        "rule": "angle", "turns": 0, "low": fact(0), "high": fact(1)}, "u > 0", "pi - u > 0")),
    Mutant(SIGN, 'if op != "!=" or known not in (">", "<"):', 'if op != "!=" or known not in (">", "<", ">="):', no_sign("u**2", "!=", {
        "rule": "nonzero_by_sign", "op": ">=", "proof": S})),
    # regions
    Mutant(REGIONS, '("zero", on, "=", "!=")', '("zero", on, "=", ">=")', no_sign("u**2", ">", {
        "rule": "cases", "on": tree("u**2"), "positive": fact(0), "negative": {"rule": "contradiction", "index": 0, "proof": S}, "excluded": {"zero": S}})),
    Mutant(REGIONS, '("negative", neg(on), ">", ">=")', '("negative", on, ">", ">=")', no_sign("u", ">=", by_cases("u", zero=S, negative=fact(0)))),
    Mutant(REGIONS, 'raise Rejected(f"the case {name} is missing")', "pass", no_sign("u", ">", {"rule": "cases", "on": tree("u"), "positive": fact(0)})),
    Mutant(REGIONS, 'check_defined(on, setting, "what the cases are about")', "pass", no_sign("u", ">=", by_cases("sqrt(u)"))),
    Mutant(REGIONS, 'prove_sign(fact, op, data.field(proof, "proof"), setting)\n    return', "return", no_sign("u", ">", {
        "rule": "have", "fact": tree("u"), "op": ">", "proof": S, "then": fact(0)})),
    Mutant(REGIONS, 'check_defined(fact, setting, "a fact on the way")', "pass", no_sign("u", ">=", {
        "rule": "have", "fact": tree("sqrt(u)"), "op": ">=", "proof": S, "then": S})),
    Mutant(REGIONS, 'if known != "=":\n        raise Rejected("a slice', 'if known == "=":\n        raise Rejected("a slice', no_sign("u - 1", ">", {
        "rule": "slice", "fact": 0, "variable": "u", "value": tree("2"), "proof": S}, "u != 2")),
    Mutant(REGIONS, '{">": "<=", ">=": "<", "=": "!="}[known]', '{">": "<", ">=": "<", "=": "!="}[known]', sign("u", ">", {
        "rule": "contradiction", "index": 0, "proof": S}, "-u**2 > 0")),
    Mutant(REGIONS, "if name in old or not name.isidentifier():", "if not name.isidentifier():", no_sign("exp(-u) - 2", ">", {
        "rule": "lift", "symbols": {"u": tree("exp(-u)")}, "facts": [], "claim": tree("u - 2"), "zero": RING, "proof": S}, "u > 2")),
    Mutant(REGIONS, 'prove(told, data.field(entry, "proof"), inside)', "pass", no_sign("exp(u) - 2", ">", {
        "rule": "lift", "symbols": {"_s0": tree("exp(u)")}, "facts": [{"fact": tree("_s0 - 2"), "op": ">", "proof": S}], "claim": tree("_s0 - 2"),
        "zero": RING, "proof": S})),
    Mutant(REGIONS, 'prove_zero(sub(e, told), proof.get("zero"), inside.grant(told))', "pass", no_sign("exp(u) - 2", ">", {
        "rule": "lift", "symbols": {"_s0": tree("exp(u)")}, "facts": [{"fact": tree("_s0"), "op": ">", "proof": S}], "claim": tree("_s0"),
        "zero": RING, "proof": S})),
    Mutant(REGIONS, 'check_defined(claim, wide, "the claim")', "pass", no_sign("u", "!=", {
        "rule": "lift", "symbols": {"_s0": tree("u")}, "facts": [], "claim": tree("1/(1/_s0)"), "zero": RING, "proof": S})),
    Mutant(REGIONS, '        check_defined(told, about, "a new fact")\n', "", no_sign(
        "u", ">=", {"rule": "lift", "symbols": {}, "facts": [{"fact": tree("sqrt(u)"), "op": ">=", "proof": S}], "claim": tree("u"), "zero": RING, "proof": S})),
    Mutant(REGIONS, '        check_defined(kernels[name], inside, f"the kernel {name!r}")\n', "", no_sign("u", ">=", {
        "rule": "lift", "symbols": {"_s0": tree("sqrt(u)")}, "facts": [], "claim": tree("_s0**2"), "zero": RING, "proof": S})),
    # letters for subterms
    Mutant(LETTERS, "if not vanishes(sub(value, tree), setting.names, setting.budget):", "if False:", no_zero(
        "exp(u + v) - 1", letters("u + v", "_s0 - _s0", RING, _s0="u"))),
    Mutant(LETTERS, "if name in setting.names or not", "if not", no_sign("v", ">", letters("v", "u", S, u="v"), "u > 0")),
    Mutant(LETTERS, 'check_defined(value, setting, "a combination of the new names")', "pass", no_sign(
        "u", ">", letters("u", "_s0*sqrt(_s0)/sqrt(_s0)", S, _s0="u"))),
    Mutant(LETTERS, "{neg(tree): neg(combination)}", "{neg(tree): combination}", no_zero(
        "exp(-u - v) - exp(u + v)", letters("u + v", "_s0", RING, _s0="u + v"))),
    # what is known
    Mutant(SETTING, 'return [(base, ">=" if n > 0 else ">")]', 'return [(base, ">")]', no_sign("sqrt(u) + u", ">", S)),
    Mutant(SETTING, 'return [(base, "!=")] if n < 0 else []', 'return [(base, ">")] if n < 0 else []', no_sign("1/u", ">", S)),
    Mutant(SETTING, 'return [(call("cos", args[0]), "!=")]', 'return [(call("cos", args[0]), ">")]', no_sign("cos(u)*(1 + tan(u)**2)", ">", S)),
    Mutant(SETTING, 'if op in ("asin", "acos"):\n        return [(sub(num(1), power(args[0], num(2))), ">=")]',
           'if op in ("asin", "acos"):\n        return [(sub(num(1), power(args[0], num(2))), ">")]', no_sign("(1 - u**2)*(1 + asin(u)**2)", ">", S)),
    Mutant(SETTING, 'if op == "atanh":\n        return [(sub(num(1), power(args[0], num(2))), ">")]', "if op == 'atanh':\n        return []",
           sign("(1 - u**2)*(1 + atanh(u)**2)", ">", S)),
    Mutant(SETTING, 'return [(sub(args[0], num(1)), ">=")]', 'return [(sub(args[0], num(1)), ">")]', no_sign("(u - 1)*(1 + acosh(u)**2)", ">", S)),
    Mutant(SETTING, 'return [(args[0] + call("exp", num(-1)), ">=")]', 'return [(args[0] + call("exp", num(-1)), ">")]', no_sign(
        "(u + exp(-1))*(1 + LambertW(u)**2)", ">", S)),
    Mutant(SETTING, 'return [(args[0], "!=")]', 'return [(args[0], ">")]', no_sign("u*(1 + Ei(u)**2)", ">", S)),
    Mutant(SETTING, 'if exponent.op != "num":\n            return [(base, ">")]', 'if exponent.op != "num":\n            return []', sign("u*(1 + (u**v)**2)", ">", S)),
    Mutant(SETTING, 'if node.op == "piecewise":\n            stack.extend(node.args[1:2])', 'if node.op == "piecewise":\n            stack.extend(node.args)', no_sign(
        "Piecewise((u, v > 0), (sqrt(u), True))", ">=", S)),
    Mutant(SETTLING, "s = side(sub(*node.args))", "s = side(sub(*node.args)) or 1", no_sign("Max(u, v) - u", "<=", S)),
    Mutant(SETTLING, '(s > 0) == (node.op == "Max")', '(s > 0) == (node.op == "Min")', no_sign("Max(u, v) - v", "<=", S, "u > v")),
]
