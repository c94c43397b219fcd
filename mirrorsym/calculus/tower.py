"""Towers: an expression rewritten as a rational function of a few generators with known relations.

Every exponential, logarithm, radical, angle and special function of an expression is written with *generators*: exp of a linearly
independent exponent, log and roots of irreducible factors whose sign on the region is proved, sin and cos of a common angle,
anything else as it stands.  Relations (t^q = f for roots, s^2 = 1 - c^2) are then divided out.  If the numerator
vanishes, so does the expression, wherever it is defined; `Tower.certificate` records each step for the checker.

Precondition: the expression's symbols are symbols of the region.  Main definitions: `Tower`, `Generator`, `normal_form`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from mirrorsym.calculus.angles import common_angle, spelled
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.ratio import Ratio, TooLarge, from_polynomial, polynomial_ring, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, make, mul, num, power, sqrt, sub, sym

__all__ = ["Generator", "Refine", "Tower", "normal_form"]

HALF = num(Fraction(1, 2))
MAX_GENERATORS = 48


class Refine(Exception):
    """A generator must be replaced by a root of itself; start again with what was learnt."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator: `of` in the pair's own symbols, `key` in symbols and earlier generators."""

    name: str
    kind: str
    of: Expression
    key: Expression
    degree: int = 1
    proof: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry of a `tower` certificate."""
        out: dict[str, Any] = {"name": self.name, "kind": self.kind, "of": self.of.to_json()}
        if self.kind == "root":
            out["degree"] = self.degree
        if self.proof is not None:
            out["proof"] = self.proof
        return out

    @property
    def definition(self) -> Expression:
        """The function that the generator stands for."""
        if self.kind == "root":
            return power(self.of, num(Fraction(1, self.degree)))
        if self.kind == "opaque":
            return self.of
        return call(self.kind, self.of)


class Tower:
    """Builds generators and images for expressions on one region; `finer` carries what earlier passes learnt."""

    def __init__(self, region: Region, finer: dict[tuple[str, Expression], int], depth: int = 2) -> None:
        self.region = region
        self.finer = finer
        self.depth = depth
        self.generators: list[Generator] = []
        self.images: list[dict[str, Any]] = []
        self.memo: dict[Expression, Expression] = {}
        self._found: dict[tuple[str, Expression], Generator] = {}
        self._ratios: dict[str, Ratio] = {}
        self._opaque: list[tuple[str, tuple[Expression, ...], Generator]] = []
        self.telling = False  # whether a fact is being tried as an image, see `tower_told`
        self.turning: dict[Expression, Fraction] | None = None  # the sum that all angles are multiples of, see `angles`

    # -- arithmetic in the current ring ---------------------------------------------------------------------
    @property
    def names(self) -> tuple[str, ...]:
        """Symbols of the region, then the generators in order."""
        return (*self.region.names, *(g.name for g in self.generators))

    def ratio(self, image: Expression) -> Ratio:
        """An image as a reduced quotient of polynomials."""
        r = ratio_of(image, self.names)
        if r is None:
            raise TooLarge("an image is not rational")
        above, factor = self.reduce(r.above)
        below, other = self.reduce(r.below)
        if below == 0:
            raise ZeroDivisionError("a denominator vanishes identically")
        if factor != 1 or other != 1:
            above, below = above * other, below * factor
        g = above.gcd(below) if above != 0 else below
        return Ratio(above / g, below / g) if above != 0 else Ratio(above, below / g)

    def reduce(self, p: Any) -> tuple[Any, Any]:
        """`p` modulo the relations, as (remainder, 1): bases of roots are polynomials by construction."""
        ring = p.context()
        for g in reversed(self.generators):
            if g.kind not in ("root", "sin"):
                continue
            index = ring.names().index(g.name)
            degree = g.degree if g.kind == "root" else 2
            if int(p.degrees()[index]) < degree:
                continue
            if g.kind == "root":
                base = ratio_of(g.key, ring.names())
                assert base is not None and base.below == 1
                relation = base.above
            else:
                partner = self.generators[self.generators.index(g) + 1].name
                relation = 1 - ring.gen(ring.names().index(partner)) ** 2
            groups: dict[int, dict[Any, Any]] = {}
            for exponents, c in p.to_dict().items():
                k, rest = divmod(int(exponents[index]), degree)
                e = list(exponents)
                e[index] = rest
                groups.setdefault(k, {})[tuple(e)] = c
            total = ring.constant(0)
            for k, terms in groups.items():
                total += ring.from_dict(terms) * relation**k
            p = total
        return p, 1

    def unfold(self, image: Expression) -> Expression:
        """An image written in the pair's own symbols again."""
        return neat(image.substitute({g.name: g.definition for g in self.generators}))

    def equal(self, a: Expression, b: Expression) -> bool:
        """Whether two images are the same rational function modulo the relations."""
        return self.ratio(sub(a, b)).is_zero

    # -- images ---------------------------------------------------------------------------------------------
    def image(self, e: Expression) -> Expression:
        """`e` with every kernel replaced by generators."""
        for n in e.walk():
            if n not in self.memo and n.op not in ("<", "<=", ">", ">=", "=", "!=", "true"):
                self.memo[n] = self._image(n)
        return self.memo[e]

    def _image(self, n: Expression) -> Expression:
        op, args = n.op, n.args
        if op in ("num", "sym"):
            return n
        if op in ("add", "mul"):
            return make(op, tuple(self.memo[a] for a in args))
        if op == "pow" and args[1].op == "num":
            p, q = args[1].args[0].numerator, args[1].args[0].denominator
            if q == 1:
                return power(self.memo[args[0]], num(p))
            from mirrorsym.calculus.tower_atoms import root_image

            return power(root_image(self, power(args[0], num(Fraction(1, q)))), num(p))
        from mirrorsym.calculus import tower_atoms as atoms

        if op == "pow":
            return self.image(call("exp", mul(args[1], call("log", args[0]))))
        if op in ("sinh", "cosh", "tanh"):
            x = self.image(call("exp", args[0]))
            if op == "tanh":
                return div(sub(x**2, ONE), add(x**2, ONE))
            return mul(HALF, (add if op == "cosh" else sub)(x, power(x, num(-1))))
        a = args[0] if args else ZERO
        if op == "asinh":
            return self.image(call("log", add(a, sqrt(add(a**2, ONE)))))
        if op == "acosh":
            return self.image(call("log", add(a, sqrt(sub(a**2, ONE)))))
        if op == "atanh":
            return mul(HALF, self.image(call("log", div(add(ONE, a), sub(ONE, a)))))
        if op in ("sin", "cos") and a.op in ("atan", "asin", "acos"):
            b = a.args[0]
            if a.op == "atan":
                return self.image(div(b if op == "sin" else ONE, sqrt(add(b**2, ONE))))
            return self.image(b if (op == "sin") == (a.op == "asin") else sqrt(sub(ONE, b**2)))
        if op == "tan":
            return div(self.image(call("sin", a)), self.image(call("cos", a)))
        if op in ("sin", "cos") and a.op in ("add", "mul") and (parts := atoms.off_tangents(a)) is not None:
            return self.image(parts[0 if op == "sin" else 1])
        if op == "acos":
            pi = Expression("const", ("pi",))
            return sub(mul(HALF, self.image(pi)), self.image(call("asin", a)))
        handler = {"exp": atoms.exp_image, "log": atoms.log_image, "sin": atoms.angle_image, "cos": atoms.angle_image,
                   "abs": atoms.sign_image, "sign": atoms.sign_image, "Max": atoms.sign_image,
                   "Min": atoms.sign_image}.get(op, atoms.opaque_image)
        return handler(self, n)

    # -- generators -----------------------------------------------------------------------------------------
    def generator(self, kind: str, key: Expression, denominator: int = 1, proof: dict[str, Any] | None = None) -> Generator:
        """The generator for exp(key/q), key**(1/q), log(key) or an angle key/q, with q a multiple of `denominator`.

        Raises `Refine` when an existing generator is too coarse.
        """
        found = self._found.get((kind, key))
        if found is not None:
            if found.degree % denominator:
                self._finer(kind, key, denominator)
            return found
        q = self.finer.get((kind, key), 1)
        if q % denominator:
            q = lcm(q, denominator)
            self.finer[kind, key] = q
        if len(self.generators) >= MAX_GENERATORS:
            raise TooLarge("too many kernels")
        of = self.unfold(key)
        if any(n not in self.memo for n in of.walk()):
            self.image(of)  # its kernels may be spelled as no formula did so far, and a certificate must say what they are
        scaled = of if kind in ("root", "log") or q == 1 else mul(num(Fraction(1, q)), of)
        scaled = spelled(scaled) if kind == "sin" else scaled
        g = Generator(f"_t{len(self.generators)}", kind, scaled, key, q, proof)
        self.generators.append(g)
        self._found[kind, key] = g
        if kind == "sin":
            self.generators.append(Generator(f"_t{len(self.generators)}", "cos", scaled, key, q))
        self._note(g)
        return g

    def has(self, kind: str, key: Expression) -> bool:
        """Whether a generator for this key exists or is known to be needed."""
        return (kind, key) in self._found or (kind, key) in self.finer

    def _finer(self, kind: str, key: Expression, denominator: int) -> None:
        self.finer[kind, key] = lcm(self.finer.get((kind, key), 1), denominator)
        raise Refine(f"{kind} of {key}")

    def _note(self, g: Generator) -> None:
        """Record the image of the generator's own definition, which other definitions may contain."""
        atom: dict[str, Any] = {"atom": g.definition.to_json()}
        if g.kind == "exp":
            self.images.append({**atom, "rule": "exp", "exponents": {g.name: 1}, "logs": {}, "roots": {}})
        elif g.kind == "log":
            self.images.append({**atom, "rule": "log", "logs": {g.name: "1"}, "exponents": {}, "scale": 1})
        elif g.kind == "root":
            self.images.append({**atom, "rule": "root", "image": ["sym", g.name], "proof": {"rule": "structure"}})
        elif g.kind == "sin":
            for f in ("sin", "cos"):
                self.images.append({"atom": call(f, g.of).to_json(), "rule": f, "angles": {g.name: 1}, "pi": "0"})
        elif g.kind == "opaque":
            self.images.append({**atom, "rule": "opaque", "name": g.name, "sign": 1})
        self.memo.setdefault(g.definition, sym(g.name))
        if g.kind == "sin":
            self.memo.setdefault(call("cos", g.of), sym(self.generators[-1].name))

    def opaque(self, op: str, args: tuple[Expression, ...], node: Expression) -> Generator:
        """A generator that stands for a function node as it is."""
        if len(self.generators) >= MAX_GENERATORS:
            raise TooLarge("too many kernels")
        g = Generator(f"_t{len(self.generators)}", "opaque", node, node)
        self.generators.append(g)
        self._opaque.append((op, args, g))
        self._note(g)
        return g

    def opaques(self, op: str) -> Iterable[tuple[tuple[Expression, ...], Generator]]:
        """Opaque generators of one function, with the images of their arguments."""
        return [(args, g) for o, args, g in self._opaque if o == op]

    def certificate(self) -> dict[str, Any]:
        """The ZERO proof of an expression whose numerator has been found to vanish."""
        if not self.generators and not self.images:
            return {"rule": "ring"}
        return {"rule": "tower", "generators": [g.to_json() for g in self.generators], "images": self.images}


def normal_form(e: Expression, region: Region, depth: int = 2) -> tuple[Tower, Ratio] | None:
    """The tower of `e` and its value there as a quotient of polynomials; None when a bound is reached.

    >>> x = sym("x")
    >>> tower, ratio = normal_form(call("cosh", x)**2 - call("sinh", x)**2 - 1, Region(("x",)))
    >>> ratio.is_zero
    True
    """
    finer: dict[tuple[str, Expression], int] = {}
    turning = common_angle(e)
    for _ in range(8):
        tower = Tower(region, finer, depth)
        tower.turning = turning
        try:
            return tower, tower.ratio(tower.image(e))
        except Refine:
            continue
        except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
            return None
    return None


__all__ += ["from_polynomial", "polynomial_ring"]
