"""The rule `tower`: e vanishes because its normal form over generators with stated relations does.

A generator is a letter for exp(A), log(A), A**(1/q), a pair sin(A), cos(A), or any one function value.  An *image*
says how a function value met in e is written in generators; each image is an identity of real functions that is
verified here in the normal form built so far:

* exp: N(A) = sum k_i A_i + sum m_j log(B_j)  =>  exp(A) = prod exp(A_i)**k_i * prod B_j**m_j  (B_j > 0 is proved).
* log: N(A)**m = prod B_j**(m c_j) * prod exp(A_i)**(m k_i), m >= 1  =>  where log A is defined A > 0, the right side is
  positive too (B_j > 0 proved), positive numbers with the same m-th power are equal, so log A = sum c_j log B_j + sum k_i A_i.
* W = LambertW(B) in either: W*exp(W) = B.  exp(k*W) = (B/W)**k where B != 0, and log W = log B - W where W > 0, so B > 0.
* root: image >= 0 and image**q = b  =>  image = b**(1/q), the only nonnegative q-th root (b >= 0 where it is defined).
* sin, cos: A = sum k_i A_i + r*pi, 2r an integer: angle addition in the ring with s_i**2 + c_i**2 = 1.
* opaque: the same function of the same argument, or of its negative for an odd function.
* arc: atan B = A where sin A = B cos A and |A| < pi/2 (`arcs`).
* value: a short table of exact values.   * sign: abs, sign, Max, Min of something whose sign is proved.

Generators' arguments and images come from the certificate, so each is first shown to be defined wherever e is
(`check_defined`): a generator that is nowhere defined would prove everything.  Then give every letter its real value
at a point where e is defined: all relations hold there, and the argument of `normal` applies.

Main definitions: `tower_zero`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from mirrorsym.expression import PI, Expression, call, mul, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.letters import definition, unfolded, uses
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal, Quotient
from mirrorsym.recheck.rewriting import rewritten
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.values import exact_value

__all__ = ["tower_zero"]

KINDS = ("exp", "log", "root", "sin", "cos", "opaque")
ODD = ("atan", "asin", "asinh", "erf", "tan", "sinh", "tanh", "atanh")


def tower_zero(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """Accept the claim e = 0, or raise `Rejected`."""
    entries = data.items(proof.get("generators", []), "the generators", 300)
    named = {str(g.get("name")) for g in entries if isinstance(g, dict)}
    setting = setting.forget((named & set(setting.extra)) - e.names).grant(e, rewritten(e))
    claims = data.items(proof.get("images", []), "the images", 3_000)
    tower = Tower(e, entries, claims, setting)
    try:
        tower.build()
        value = tower.of(rewritten(e))
    except ZeroDivisionError:
        raise Rejected("something that is identically zero is inverted") from None
    if not value[0].is_zero():
        raise Rejected("the numerator of the normal form over the generators is not zero")


class Tower(Normal):
    """A normal form in which listed atoms have images; the others are letters of their own."""

    def __init__(self, e: Expression, generators: list[Any], images: list[Any], setting: Setting) -> None:
        self.setting = setting
        self.plans: list[tuple[dict[str, Any], Expression]] = []
        names = set(setting.names)
        generator_names: set[str] = set()
        for g in generators:
            entry = data.record(g, "a generator")
            name = data.text(data.field(entry, "name"), "a generator's name")
            if name in names or name in generator_names:
                raise Rejected(f"the generator name {name[:40]!r} is taken")
            generator_names.add(name)
            self.plans.append((entry, data.tree(data.field(entry, "of"), names)))
        self.claims = [(data.record(i, "an image"), data.tree(data.field(i, "atom"), names)) for i in images]
        trees = [rewritten(t) for t in (e, *(t for _, t in self.plans), *(t for _, t in self.claims))]
        super().__init__(setting.names, trees, setting.budget, spare=16 + 2 * len(generators))
        self.generators: dict[str, tuple[str, Quotient, Quotient, dict[str, Any]]] = {}
        self.images: dict[str, list[tuple[list[Quotient], Quotient]]] = {}
        self.cosines: dict[str, Quotient] = {}
        self.inner = setting
        self.generator_names = generator_names
        self.definitions = {entry["name"]: definition(entry, of) for entry, of in self.plans}

    # -- reading ----------------------------------------------------------------------------------------------
    def build(self) -> None:
        """All generators and images: an image is read as soon as its atom's turn comes, innermost first."""
        waiting = list(self.claims)
        for position, (entry, of) in enumerate(self.plans):
            waiting = self._images(waiting)
            self._generator(entry, of, position)
        for claim, atom in waiting:
            self._image(claim, atom)

    def _images(self, waiting: list[Any]) -> list[Any]:
        """Images that need only the generators at hand; the others wait, and with them those of atoms around theirs."""
        later = []
        unread: set[Expression] = set()
        for claim, atom in waiting:
            known = uses(claim) & self.generator_names <= self.generators.keys()
            if known and not (unread and unread.intersection(rewritten(atom).walk())):
                self._image(claim, atom)
            else:
                later.append((claim, atom))
                unread.add(rewritten(atom))
        return later

    def _generator(self, entry: dict[str, Any], of: Expression, position: int) -> None:
        name, kind = entry["name"], data.field(entry, "kind")
        if kind not in KINDS:
            raise Rejected(f"there is no generator of kind {str(kind)[:40]!r}")
        check_defined(of, self.setting, f"the generator {name!r}")
        if kind == "opaque":
            if of.op in ("num", "sym", "add", "mul", "pow", "piecewise"):
                raise Rejected(f"the opaque generator {name!r} is not one function value")
            plain = rewritten(of)
            letter = self.of(plain)
            self.generators[name] = (kind, letter, self.of(plain.args[0]) if plain.op != "const" else letter,
                                     {"op": plain.op, "of": of, "args": [self.of(a) for a in plain.args if plain.op != "const"]})
            self.inner = _symbol(self.inner, name)
            return
        argument = self.of(rewritten(of))
        if kind == "exp":
            letter = self.shared("exp", [argument], call("exp", of))
            self.inner = _symbol(self.inner, name).assume(sym(name), ">")
        elif kind == "log":
            self._sign(of, ">", entry)
            self._recall(of, ">")
            letter = self.shared("log", [argument], call("log", of))
            self.inner = _symbol(self.inner, name)
        elif kind == "root":
            degree = data.whole(data.field(entry, "degree"), "a root's degree", 10_000)
            if degree < 2:
                raise Rejected("a root's degree is less than 2")
            op = self._sign_of_base(of, entry)
            self._recall(of, op)
            letter = self._root_letter([argument], degree, of)
            self.inner = _symbol(self.inner, name).assume(sym(name), op)
        elif kind == "sin":
            following = self.plans[position + 1] if position + 1 < len(self.plans) else None
            if following is None or following[0].get("kind") != "cos" or following[1] != of:
                raise Rejected(f"the generator {name!r} is not followed by the cos of the same argument")
            letter = self.of(rewritten(call("sin", of)))  # a letter, or what the sine of an arc function is
            self.inner = _symbol(self.inner, name)
        else:
            before = self.plans[position - 1] if position else None
            if before is None or before[0].get("kind") != "sin" or before[1] != of:
                raise Rejected(f"the generator {name!r} does not follow the sin of the same argument")
            letter = self.of(rewritten(call("cos", of)))
            self.inner = _symbol(self.inner, name)
        self.generators[name] = (kind, letter, argument, entry)
        if kind == "sin":
            self.cosines[name] = self.of(rewritten(call("cos", of)))

    def _recall(self, of: Expression, op: str) -> None:
        """What was proved of one generator is known to those after it."""
        self.setting, self.inner = self.setting.recall(of, op), self.inner.recall(of, op)

    def _sign(self, of: Expression, op: str, entry: dict[str, Any]) -> None:
        from mirrorsym.recheck.sign import prove_sign

        prove_sign(of, op, entry.get("proof", {"rule": "structure"}), self.setting.deeper())

    def _sign_of_base(self, of: Expression, entry: dict[str, Any]) -> str:
        try:
            self._sign(of, ">", entry)
        except Rejected:
            self._sign(of, ">=", entry)
            return ">="
        return ">"

    # -- atoms ------------------------------------------------------------------------------------------------
    def shared(self, shape: str, args: list[Quotient], e: Expression,
               relation: tuple[int, Quotient] | None = None) -> Quotient:
        """The image of the atom if it has one, else its letter."""
        for known, image in self.images.get(shape, ()):
            if len(known) == len(args) and all(map(self.same, known, args)):
                return image
        return super().shared(shape, args, e, relation)

    def _image(self, claim: dict[str, Any], atom: Expression) -> None:
        rule = data.field(claim, "rule")
        if atom.op == "const" and rule == "opaque":  # pi is its own letter
            self._named(data.field(claim, "name"), "opaque")
            return
        if atom.op in ("num", "sym", "const", "add", "mul", "piecewise"):
            raise Rejected("an image's atom is not one function value")
        for a in atom.args:  # the image speaks of points where the atom itself is defined
            check_defined(a, self.setting, "an image's argument")
        if rule == "root" and (atom.op != "pow" or atom.args[1].op != "num" or atom.args[1].args[0].numerator != 1):
            raise Rejected("an image of rule root needs an atom b**(1/q)")
        method = {"exp": self._exp, "log": self._log, "root": self._root, "sin": self._angle, "cos": self._angle,
                  "opaque": self._opaque, "value": self._value, "sign": self._by_sign, "arc": self._arc}.get(str(rule))
        if method is None:
            raise Rejected(f"there is no image rule {str(rule)[:40]!r}")
        if rule in ("exp", "log", "sin", "cos") and atom.op != rule:
            raise Rejected(f"an image of rule {rule} needs an atom of that function")
        image = method(claim, atom)
        if atom.op == "pow":
            shape, args = f"root {atom.args[1].args[0].denominator}", [self.of(rewritten(atom.args[0]))]
        else:
            shape, args = atom.op, [self.of(rewritten(a)) for a in atom.args]
        self.images.setdefault(shape, []).append((args, image))
        self.memo.clear()

    def _exp(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        total, image = self.constant(0), self.constant(1)
        for name, k in data.record(claim.get("exponents", {}), "the exponents").items():
            _, letter, of, _ = self._named(name, "exp")
            n = data.whole(k, "an exponent", 100_000)
            total = self.plus(total, self.by(self.constant(n), of))
            image = self.by(image, self.to(letter, n))
        roots = data.record(claim.get("roots", {}), "the roots")
        for name, m in data.record(claim.get("logs", {}), "the logs").items():
            _, letter, of, _ = self._named(name, "log")
            q = data.rational(m, "a multiple of a logarithm")
            total = self.plus(total, self.by(self.constant(q), letter))
            image = self.by(image, self._power_of(of, q, roots.get(name)))
        for name, part in data.record(claim.get("lambert", {}), "the values of LambertW").items():
            letter, base, tree = self._lambert(name)
            n = data.whole(data.field(part, "power"), "a power", 1_000)
            self._sign(tree.args[0], "!=", data.record(part, "a value of LambertW"))
            total = self.plus(total, self.by(self.constant(n), letter))
            image = self.by(image, self.to(self.by(base, self.to(letter, -1)), n))
        self._require(self.of(rewritten(atom.args[0])), total, "the argument of an exp is not the stated combination")
        return image

    def _lambert(self, name: Any) -> tuple[Quotient, Quotient, Expression]:
        """W = LambertW(B) as a letter, N(B), and the tree of W; W*exp(W) = B."""
        _, letter, base, entry = self._named(name, "opaque")
        if entry["of"].op != "LambertW":
            raise Rejected(f"the generator {str(name)[:40]!r} is no value of LambertW")
        return letter, base, entry["of"]

    def _power_of(self, base: Quotient, q: Fraction, root: Any) -> Quotient:
        if q.denominator == 1:
            return self.to(base, _small(q))
        _, letter, of, entry = self._named(root, "root")
        degree = data.whole(entry["degree"])
        if degree % q.denominator or not self.same(of, base):
            raise Rejected("the root named for a fractional power does not fit")
        return self.to(letter, _small(q * degree))

    def _log(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        scale = data.whole(claim.get("scale", 1), "the scale", 1_000)
        if scale < 1:
            raise Rejected("the scale is not positive")
        right, image = self.constant(1), self.constant(0)
        for name, c in data.record(claim.get("logs", {}), "the logs").items():
            _, letter, of, _ = self._named(name, "log")
            q = data.rational(c, "a multiple of a logarithm")
            right = self.by(right, self.to(of, _small(q * scale)))
            image = self.plus(image, self.by(self.constant(q), letter))
        for name, k in data.record(claim.get("exponents", {}), "the exponents").items():
            _, letter, of, _ = self._named(name, "exp")
            q = data.rational(k, "an exponent")
            right = self.by(right, self.to(letter, _small(q * scale)))
            image = self.plus(image, self.by(self.constant(q), of))
        for name, part in data.record(claim.get("lambert", {}), "the values of LambertW").items():
            letter, _, tree = self._lambert(name)
            q = data.rational(data.field(part, "multiple"), "a multiple of a logarithm")
            self._sign(tree, ">", data.record(part, "a value of LambertW"))
            right = self.by(right, self.to(letter, _small(q * scale)))
            logarithm = self.of(rewritten(call("log", tree.args[0])))
            image = self.plus(image, self.by(self.constant(q), self.minus(logarithm, letter)))
        left = self.to(self.of(rewritten(atom.args[0])), scale)
        self._require(left, right, "the argument of a log is not the stated product")
        return image

    def _root(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        from mirrorsym.recheck.sign import prove_sign

        tree = data.tree(data.field(claim, "image"), self.inner.names)
        try:
            check_defined(tree, self.inner, "an image")
        except Rejected:
            check_defined(tree.substitute(self.definitions), self.setting, "an image")
        proof = claim.get("proof", {"rule": "structure"})
        told = {n: d.to_json() for n, d in self.definitions.items() if n in self.generators}
        try:  # the claim with the generators' definitions in their place, or about the letters and the facts about them
            prove_sign(tree.substitute(self.definitions), ">=", unfolded(proof, told), self.setting.deeper())
        except Rejected:
            prove_sign(tree, ">=", proof, self.inner.deeper())
        degree = atom.args[1].args[0].denominator
        image = self.of_generators(tree)
        self._require(self.to(image, degree), self.of(rewritten(atom.args[0])),
                      "the image of a root has not that power")
        return image

    def of_generators(self, tree: Expression) -> Quotient:
        """The normal form of a polynomial or quotient in symbols and generator names."""
        if tree.op == "num":
            return self.constant(tree.args[0])
        if tree.op == "sym":
            name = tree.args[0]
            return self.generators[name][1] if name in self.generators else self.of(tree)
        if tree.op == "add":
            out = self.constant(0)
            for a in tree.args:
                out = self.plus(out, self.of_generators(a))
            return self.quotient(*out)
        if tree.op == "mul":
            out = self.constant(1)
            for a in tree.args:
                out = self.by(out, self.of_generators(a))
            return out
        if tree.op == "pow" and tree.args[1].op == "num" and tree.args[1].args[0].denominator == 1:
            return self.to(self.of_generators(tree.args[0]), _small(tree.args[1].args[0]))
        if not tree.names & self.generators.keys():
            return self.of(rewritten(tree))
        raise Rejected("an image applies a function to a generator")

    def _angle(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        r = data.rational(claim.get("pi", 0), "the multiple of pi")
        if r.denominator not in (1, 2):
            raise Rejected("the multiple of pi is not a multiple of 1/2")
        total = self.by(self.constant(r), self.of(PI))
        quarter = int(r * 2) % 4
        s, c = self.constant((0, 1, 0, -1)[quarter]), self.constant((1, 0, -1, 0)[quarter])
        for name, k in data.record(data.field(claim, "angles"), "the angles").items():
            _, letter, of, _ = self._named(name, "sin")
            n = data.whole(k, "a multiple of an angle", 200)
            total = self.plus(total, self.by(self.constant(n), of))
            cos = self.cosines[name]
            if n < 0:
                letter = self.minus(self.constant(0), letter)
            for _ in range(abs(n)):
                s, c = (self.plus(self.by(s, cos), self.by(c, letter)), self.minus(self.by(c, cos), self.by(s, letter)))
        self._require(self.of(rewritten(atom.args[0])), total, "an angle is not the stated combination")
        return s if atom.op == "sin" else c

    def _opaque(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        _, letter, _, entry = self._named(data.field(claim, "name"), "opaque")
        sign = data.whole(claim.get("sign", 1), "the sign", 1)
        if entry["op"] != atom.op or len(atom.args) != len(entry["args"]) or sign not in (1, -1):
            raise Rejected("an opaque image is of another function")
        if sign == -1 and atom.op not in ODD:
            raise Rejected(f"{atom.op} is not an odd function")
        for a, known in zip(atom.args, entry["args"], strict=True):
            self._require(self.of(rewritten(a)), self.by(self.constant(sign), known),
                          "the argument of an opaque image is not the generator's")
        return self.by(self.constant(sign), letter)

    def _value(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        value = exact_value(atom, self.budget)
        claimed = data.tree(data.field(claim, "value"), ())
        check_defined(claimed, self.setting, "a value")
        got = self.of(rewritten(value))
        self._require(self.of(rewritten(claimed)), got, "the stated value is not the table's")
        return got

    def _by_sign(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        from mirrorsym.recheck.sign import prove_sign

        op = data.field(claim, "op")
        if op not in (">=", "<=", ">", "<") or atom.op not in ("abs", "sign", "Max", "Min"):
            raise Rejected("an image of rule sign is for abs, sign, Max or Min")
        if atom.op in ("Max", "Min") and len(atom.args) != 2:
            raise Rejected("an image of rule sign takes Max or Min of two")
        a = atom.args[0]
        about = sub(a, atom.args[1]) if len(atom.args) == 2 else a
        if atom.op == "sign":
            op = op[0]
        prove_sign(about, op, claim.get("proof", {"rule": "structure"}), self.setting.deeper())
        up = op[0] == ">"
        if atom.op == "sign":
            return self.constant(1 if up else -1)
        if atom.op == "abs":
            return self.of(rewritten(a if up else mul(num(-1), a)))
        return self.of(rewritten(a if up == (atom.op == "Max") else atom.args[1]))

    def _arc(self, claim: dict[str, Any], atom: Expression) -> Quotient:
        from mirrorsym.recheck.arcs import arc

        return arc(self, claim, atom)

    # -- small things -----------------------------------------------------------------------------------------
    def _named(self, name: Any, kind: str) -> tuple[str, Quotient, Quotient, dict[str, Any]]:
        got = self.generators.get(name) if isinstance(name, str) else None
        if got is None or got[0] != kind:
            raise Rejected(f"there is no {kind} generator {str(name)[:40]!r} here")
        return got

    def _require(self, a: Quotient, b: Quotient, why: str) -> None:
        if not self.same(a, b):
            raise Rejected(why)


def _small(q: Fraction) -> int:
    if q.denominator != 1 or abs(q) > 100_000:
        raise Rejected("a power of a generator is not a small whole number")
    return int(q)


def _symbol(setting: Setting, name: str) -> Setting:
    return replace(setting, extra=(*setting.extra, name))
