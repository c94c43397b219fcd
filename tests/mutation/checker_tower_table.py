"""Mutants of the checker's towers (`mirrorsym.recheck.tower`): wrong signs and relations, conditions left out.

The false claims that a missing condition would let through are written out: a generator or an image that is nowhere defined, a root
that is negative, a letter with two meanings.
"""

from __future__ import annotations

from kit import STURM, Mutant, S, angle, by_cases, exp, fact, image, log, no_zero, opaque, root, tower, tree, zero

T = "mirrorsym.recheck.tower"
ARC = "mirrorsym.recheck.arcs"
#: u wherever it is defined, which is for u > 0 only
NARROW = "u*sqrt(Max(u, 0))/sqrt(Max(u, 0))"
HOLLOW = "sqrt(1/(-1 - u**2))"
MUTANTS = [
    # names: a letter with two meanings
    Mutant(T, "name in names or name in generator_names", "name in names", no_zero("sqrt(atan(u)**2) - atan(u)", tower(
        opaque("atan(u)"), {**exp("u"), "name": "_t0"}, images=(image("sqrt(atan(u)**2)", "root", image=tree("_t0"), proof=S),)))),
    Mutant(T, "name in names or name in generator_names", "name in generator_names", no_zero("sqrt(atan(u)**2) - atan(u)", tower(
        {**opaque("atan(u)"), "name": "v"}, images=(image("sqrt(atan(u)**2)", "root", image=tree("v"), proof=S),)), "v > 0")),
    # what a certificate brings in is defined
    Mutant(T, '        check_defined(of, self.setting, f"the generator {name!r}")\n', "", no_zero("exp(log(1 + u**2)) + 1 + u**2", tower(
        log(HOLLOW), images=(image("log(1 + u**2)", "log", logs={"_t0": "-2"}, scale=2),
                             image("exp(log(1 + u**2))", "exp", logs={"_t0": "-2"}))))),
    Mutant(T, 'check_defined(tree, self.inner, "an image")', "pass", no_zero("sqrt(u**2) - u", tower(images=(
        image("sqrt(u**2)", "root", image=tree(NARROW), proof=by_cases("u")),)))),
    Mutant(T, 'check_defined(tree.substitute(self.definitions), self.setting, "an image")', "pass", no_zero("sqrt(u**2) - u", tower(images=(
        image("sqrt(u**2)", "root", image=tree(NARROW), proof=by_cases("u")),)))),
    Mutant(T, 'check_defined(a, self.setting, "an image\'s argument")', "pass", no_zero("abs(u) - u", tower(images=(
        image(f"abs({NARROW})", "sign", op=">=", proof=by_cases("u")),)))),
    # signs
    Mutant(T, '            self._sign(of, ">", entry)\n            self._recall', "            self._recall", no_zero("exp(log(u**2)/2) - u", tower(log("u"), images=(
        image("log(u**2)", "log", logs={"_t0": "2"}), image("exp(log(u**2)/2)", "exp", logs={"_t0": "1"}))), "u < 0")),
    Mutant(T, '            return ">="\n        return ">"', '            return ">"\n        return ">"', no_zero("sqrt(u**2) - u", tower(
        root("Max(u, 0)"), images=(image("sqrt(u**2)", "root", image=tree("u*_t0/_t0"), proof=by_cases("u")),)))),
    Mutant(T, '            prove_sign(tree, ">=", proof, self.inner.deeper())', "            pass", no_zero("sqrt(u**2) - u", tower(
        images=(image("sqrt(u**2)", "root", image=tree("u"), proof=S),)))),
    Mutant(T, '        if atom.op == "sign":\n            op = op[0]\n', "", no_zero("sign(u**2 - 2*u + 1) - 1", tower(
        images=(image("sign(u**2 - 2*u + 1)", "sign", op=">=", proof=STURM),)))),
    Mutant(T, 'up = op[0] == ">"', 'up = op[0] != ">"', no_zero("abs(u**2 - u + 1) + u**2 - u + 1", tower(
        images=(image("abs(u**2 - u + 1)", "sign", op=">=", proof=STURM),)))),
    Mutant(T, 'a if up == (atom.op == "Max") else', 'a if up == (atom.op == "Min") else', no_zero("Max(u**2 + 1, u) - u", tower(
        images=(image("Max(u**2 + 1, u)", "sign", op=">=", proof=STURM),)))),
    Mutant(T, "        prove_sign(about, op, claim.get", "        (lambda *_: None)(about, op, claim.get", no_zero("abs(u) - u", tower(
        images=(image("abs(u)", "sign", op=">=", proof=S),)))),
    Mutant(T, 'op not in (">=", "<=", ">", "<") or', 'op not in (">=", "<=", ">", "<", "!=") or', no_zero("abs(u) + u", tower(
        images=(image("abs(u)", "sign", op="!=", proof=fact(0)),)), "u != 0")),
    Mutant(T, 'atom.op not in ("abs", "sign", "Max", "Min")', "False", no_zero("polygamma(1, u) - u", tower(
        images=(image("polygamma(1, u)", "sign", op=">=", proof=S),)), "u > 0", "u < 1")),
    Mutant(T, 'if atom.op in ("Max", "Min") and len(atom.args) != 2', 'if atom.op in ("Max", "Min") and not atom.args', no_zero(
        "Max(u, v, w) - u", tower(images=(image("Max(u, v, w)", "sign", op=">=", proof=S),)), "u > 0", variables="u v w")),
    # each image is an identity
    Mutant(T, 'total, "the argument of an exp is not the stated combination"', 'self.of(rewritten(atom.args[0])), ""', no_zero(
        "exp(2*u) - exp(u)", tower(exp("u"), images=(image("exp(2*u)", "exp", exponents={"_t0": 1}),)))),
    Mutant(T, 'left, right, "the argument of a log is not the stated product"', 'left, left, ""', no_zero("log(u**2) - 3*log(u)", tower(
        log("u"), images=(image("log(u**2)", "log", logs={"_t0": "3"}),)), "u > 0")),
    Mutant(T, 'total, "an angle is not the stated combination"', 'self.of(rewritten(atom.args[0])), ""', no_zero("cos(2*u) - cos(u)", tower(
        *angle("u"), images=(image("cos(2*u)", "cos", angles={"_t0": 1}, pi="0"),)))),
    Mutant(T, "self._require(self.to(image, degree), self.of(rewritten(atom.args[0])),", "(lambda *_: None)(0, 0,", no_zero(
        "sqrt(u**2 + 1) - 2*u", tower(images=(image("sqrt(u**2 + 1)", "root", image=tree("2*u"), proof=S),)), "u > 0")),
    Mutant(T, "self.by(self.constant(sign), known),\n", "self.of(rewritten(a)),\n", no_zero("atan(2*u) - atan(u)", tower(
        opaque("atan(u)"), images=(image("atan(2*u)", "opaque", name="_t0", sign=1),)))),
    Mutant(T, "if sign == -1 and atom.op not in ODD", "if False", no_zero("gamma(-u) + gamma(u)", tower(
        opaque("gamma(u)"), images=(image("gamma(-u)", "opaque", name="_t0", sign=-1),)), "u > 0", "u < 1")),
    Mutant(T, 'entry["op"] != atom.op or', "", no_zero("erf(u) - atan(u)", tower(
        opaque("erf(u)"), images=(image("atan(u)", "opaque", name="_t0", sign=1),)))),
    Mutant(T, 'ODD = ("atan",', 'ODD = ("cos", "atan",', no_zero("cos(-u) + cos(u)", tower(
        opaque("cos(u)"), images=(image("cos(-u)", "opaque", name="_t0", sign=-1),)))),
    Mutant(T, 'entry["of"].op != "LambertW"', "False", no_zero("exp(atan(u))*atan(u) - u", tower(
        opaque("atan(u)"), images=(image("exp(atan(u))", "exp", lambert={"_t0": {"power": 1, "proof": S}}),)), "u > 0")),
    Mutant(ARC, "if not tower.same(sine,", "if not tower.same(sine, sine) and not tower.same(sine,", no_zero("atan(2*sin(u)/cos(u)) - u", tower(
        images=(image("atan(2*sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), "u > 0", "u < 1")),
    Mutant(ARC, '("high", sub(quarter, angle))', '("low", add(quarter, angle))', no_zero("atan(sin(u)/cos(u)) - u", tower(
        images=(image("atan(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), "u > 0", "u < 2")),
    Mutant(ARC, 'if atom.op != "atan":', "if False:", no_zero("asin(sin(u)/cos(u)) - u", tower(
        images=(image("asin(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), "u > 0", "u < 1/2")),
    # the right function, the right generator
    Mutant(T, 'rule in ("exp", "log", "sin", "cos") and atom.op != rule', "False", no_zero("log(u) - exp(u)", tower(
        exp("u"), images=(image("log(u)", "exp", exponents={"_t0": 1}),)), "u > 0")),
    Mutant(T, "got is None or got[0] != kind", "got is None", no_zero("exp(u) - log(u)", tower(
        log("u"), images=(image("exp(u)", "exp", exponents={"_t0": 1}),)), "u > 0")),
    Mutant(T, "degree % q.denominator or not self.same(of, base)", "degree % q.denominator", no_zero("exp(log(u)/2) - sqrt(v)", tower(
        log("u"), root("v"), images=(image("exp(log(u)/2)", "exp", logs={"_t0": "1/2"}, roots={"_t0": "_t1"}),)), "u > 0", "v > 0")),
    Mutant(T, "r.denominator not in (1, 2)", "r.denominator not in (1, 2, 3)", no_zero("sin(u + pi/3) - sin(u)", tower(
        *angle("u"), images=(image("sin(u + pi/3)", "sin", angles={"_t0": 1}, pi="1/3"),)))),
    Mutant(T, "if scale < 1:", "if scale < 0:", no_zero("log(2*u) - log(u)", tower(
        log("u"), images=(image("log(2*u)", "log", logs={"_t0": "1"}, scale=0),)), "u > 0")),
    Mutant(T, "q.denominator != 1 or abs(q) > 100_000", "abs(q) > 100_000", no_zero("log(u**2) - 4*log(u)/3", tower(
        log("u"), images=(image("log(u)", "log", logs={"_t0": "3/2"}), image("log(u**2)", "log", logs={"_t0": "2"}))), "u > 0")),
    # the identities themselves
    Mutant(T, "self.plus(self.by(s, cos), self.by(c, letter))", "self.minus(self.by(s, cos), self.by(c, letter))", zero(
        "sin(2*u) - 2*sin(u)*cos(u)", tower(*angle("u"), images=(image("sin(2*u)", "sin", angles={"_t0": 2}, pi="0"),)))),
    Mutant(T, "self.minus(self.by(c, cos), self.by(s, letter))", "self.plus(self.by(c, cos), self.by(s, letter))", zero(
        "cos(2*u) - cos(u)**2 + sin(u)**2", tower(*angle("u"), images=(image("cos(2*u)", "cos", angles={"_t0": 2}, pi="0"),)))),
    Mutant(T, "letter = self.minus(self.constant(0), letter)", "pass", no_zero("cos(u - v) - cos(u)*cos(v) + sin(u)*sin(v)", tower(
        *angle("u"), *angle("v"), images=(image("cos(u - v)", "cos", angles={"_t0": 1, "_t2": -1}, pi="0"),)))),
    Mutant(T, "(0, 1, 0, -1)[quarter]", "(0, -1, 0, 1)[quarter]", no_zero("sin(u + pi/2) + cos(u)", tower(
        *angle("u"), images=(image("sin(u + pi/2)", "sin", angles={"_t0": 1}, pi="1/2"),)))),
    Mutant(T, "(1, 0, -1, 0)[quarter]", "(1, 0, 1, 0)[quarter]", no_zero("cos(u + pi) - cos(u)", tower(
        *angle("u"), images=(image("cos(u + pi)", "cos", angles={"_t0": 1}, pi="1"),)))),
    Mutant(T, 's if atom.op == "sin" else c', 'c if atom.op == "sin" else s', no_zero("sin(u + pi/2) + sin(u)", tower(
        *angle("u"), images=(image("sin(u + pi/2)", "sin", angles={"_t0": 1}, pi="1/2"),)))),
    Mutant(T, "self.by(base, self.to(letter, -1)), n)", "self.by(base, letter), n)", zero("LambertW(u)*exp(LambertW(u)) - u", tower(
        opaque("LambertW(u)"), images=(image("exp(LambertW(u))", "exp", lambert={"_t0": {"power": 1, "proof": S}}),)), "u > 0")),
    Mutant(T, "self.minus(logarithm, letter)", "self.plus(logarithm, letter)", no_zero("log(LambertW(u)) - LambertW(u) - log(u)", tower(
        opaque("LambertW(u)"), images=(image("log(LambertW(u))", "log", lambert={"_t0": {"multiple": "1", "proof": S}}),)), "u > 0")),
    Mutant(T, "image = self.plus(image, self.by(self.constant(q), of))", "image = self.minus(image, self.by(self.constant(q), of))", no_zero(
        "log(u*exp(v)) - log(u) + v", tower(log("u"), exp("v"), images=(image("log(u*exp(v))", "log", logs={"_t0": "1"}, exponents={"_t1": "1"}),)),
        "u > 0")),
    Mutant(T, "if not value[0].is_zero():", "if value[0].is_constant():", no_zero("exp(u) - u", tower(exp("u")))),
    Mutant(T, "for known, image in self.images.get(shape, ()):", "for known, image in ():", zero("exp(2*u) - exp(u)**2", tower(
        exp("u"), images=(image("exp(2*u)", "exp", exponents={"_t0": 2}),)))),
    Mutant(T, "len(known) == len(args) and all(map(self.same, known, args))", "len(known) == len(args)", no_zero("exp(3*u) - exp(2*u)", tower(
        exp("u"), images=(image("exp(2*u)", "exp", exponents={"_t0": 2}),)))),
]
