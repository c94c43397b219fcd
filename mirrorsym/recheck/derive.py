"""The checker's own derivatives, and the expressions that each criterion says are zero.

Where a function's smoothness guards hold, the derivative of its tree is the tree returned here (at a kink it is
whatever the formula gives, and the criterion `smooth` is what speaks about that).  With `copies` = k every claim here
is about one block: gradients of different copies point into disjoint variables, so brackets, mixed derivatives and
third derivatives across copies vanish identically, and those inside a copy are the block's.

Main definitions: `derivative`, `gradient`, `bracket`, `Items` (key -> expression).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement

from mirrorsym.expression import ONE, PI, RELATIONS, ZERO, Expression, add, call, mul, neg, num, power, sqrt, sub, sym
from mirrorsym.recheck.limits import Budget, Rejected

__all__ = ["Items", "derivative"]

_HALF = num(Fraction(1, 2))


def derivative(e: Expression, name: str, budget: Budget) -> Expression:
    """d e / d name.

    >>> str(derivative(sym("u") ** 3, "u", Budget()))
    '3*u**2'
    """
    if name not in e.names:
        return ZERO
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        budget.spend(1 + (len(node.args) ** 2 // 4 if node.op == "mul" else len(node.args)))
        if node.op in RELATIONS or node.op == "true" or name not in node.names:
            done[node] = ZERO
        elif node.op == "sym":
            done[node] = ONE
        else:
            done[node] = _chain(node, name, done)
    return done[e]


def _chain(node: Expression, name: str, done: Mapping[Expression, Expression]) -> Expression:
    op, args = node.op, node.args
    if op == "piecewise":
        parts = [done[a] if i % 2 == 0 else a for i, a in enumerate(args)]
        return Expression("piecewise", tuple(parts))
    d = [done[a] for a in args]
    if op == "add":
        return add(*d)
    if op == "mul":
        return add(*(mul(*args[:i], d[i], *args[i + 1:]) for i in range(len(args)) if d[i] != ZERO))
    if op == "pow":
        base, exponent = args
        if name not in exponent.names:
            return mul(exponent, power(base, add(exponent, num(-1))), d[0])
        return add(mul(exponent, power(base, add(exponent, num(-1))), d[0]), mul(node, call("log", base), d[1]))
    if op in ("Max", "Min"):
        return _choice(op, args, d)
    if op in ("polygamma", "besselj"):
        if name in args[0].names:
            raise Rejected(f"{op} is differentiated only in its last argument")
        return mul(_outer(node), d[1])
    return mul(_outer(node), d[0])


def _choice(op: str, args: tuple[Expression, ...], d: list[Expression]) -> Expression:
    """Max(a, b)' = (a' + b')/2 + sign(a - b)(a' - b')/2, taken from left to right."""
    value, slope = args[0], d[0]
    for b, db in zip(args[1:], d[1:], strict=True):
        toward = call("sign", sub(value, b) if op == "Max" else sub(b, value))
        slope = add(mul(_HALF, add(slope, db)), mul(_HALF, toward, sub(slope, db)))
        value = call(op, value, b)
    return slope


def _outer(node: Expression) -> Expression:
    op, b = node.op, node.args[-1]
    table: dict[str, Callable[[], Expression]] = {
        "exp": lambda: node,
        "log": lambda: power(b, num(-1)),
        "sin": lambda: call("cos", b),
        "cos": lambda: neg(call("sin", b)),
        "tan": lambda: power(call("cos", b), num(-2)),
        "sinh": lambda: call("cosh", b),
        "cosh": lambda: call("sinh", b),
        "tanh": lambda: power(call("cosh", b), num(-2)),
        "asin": lambda: power(sub(ONE, power(b, num(2))), num(Fraction(-1, 2))),
        "acos": lambda: neg(power(sub(ONE, power(b, num(2))), num(Fraction(-1, 2)))),
        "atan": lambda: power(add(power(b, num(2)), ONE), num(-1)),
        "asinh": lambda: power(add(power(b, num(2)), ONE), num(Fraction(-1, 2))),
        "acosh": lambda: power(sub(power(b, num(2)), ONE), num(Fraction(-1, 2))),
        "atanh": lambda: power(sub(ONE, power(b, num(2))), num(-1)),
        "abs": lambda: call("sign", b),
        "sign": lambda: ZERO,
        "erf": lambda: mul(num(2), power(sqrt(PI), num(-1)), call("exp", neg(power(b, num(2))))),
        "gamma": lambda: mul(node, call("polygamma", ZERO, b)),
        "polygamma": lambda: call("polygamma", add(node.args[0], ONE), b),
        "LambertW": lambda: mul(call("exp", neg(node)), power(add(node, ONE), num(-1))),
        "Ei": lambda: mul(call("exp", b), power(b, num(-1))),
        "besselj": lambda: mul(_HALF, sub(call("besselj", sub(node.args[0], ONE), b),
                                          call("besselj", add(node.args[0], ONE), b))),
    }
    if op not in table:
        raise Rejected(f"the checker has no derivative for {op}")
    return table[op]()



class Items:
    """All expressions that the criteria speak of, derived from g and h alone; keys as in the reference page.

    `functions` maps "0", ..., "n-1" and (if there is one) "h" to the trees.
    """

    def __init__(self, g: tuple[Expression, ...], h: Expression | None, variables: tuple[str, ...],
                 budget: Budget) -> None:
        self.g, self.w, self.budget = g, variables, budget
        self.functions: dict[str, Expression] = {str(i): f for i, f in enumerate(g)}
        if h is not None:
            self.functions["h"] = h
        self._memo: dict[tuple[Expression, tuple[str, ...]], Expression] = {}
        self._fields: dict[str, tuple[Expression, ...]] = {}

    def d(self, f: Expression, *names: str) -> Expression:
        """The partial derivative of f in these variables (order does not matter)."""
        names = tuple(sorted(names, key=self.w.index))
        if not names:
            return f
        key = (f, names)
        if key not in self._memo:
            self._memo[key] = derivative(self.d(f, *names[:-1]), names[-1], self.budget)
        return self._memo[key]

    def gradient(self, f: Expression) -> tuple[Expression, ...]:
        """All first derivatives of f."""
        return tuple(self.d(f, k) for k in self.w)

    def bracket(self, x: tuple[Expression, ...], y: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """[X, Y] = (DY)X - (DX)Y."""
        out = []
        for xk, yk in zip(x, y, strict=True):
            terms = [mul(self.d(yk, v), x[i]) for i, v in enumerate(self.w)]
            terms += [neg(mul(self.d(xk, v), y[i])) for i, v in enumerate(self.w)]
            out.append(add(*(t for t in terms if t != ZERO)))
        return tuple(out)

    def b(self, f: Expression, q: Expression, k: str) -> Expression:
        """sum_l (d_l d_k q * d_l f - d_l d_k f * d_l q): the k-th entry of [grad f, grad q]."""
        terms = []
        for v in self._of(f, q):
            df, dq = self.d(f, v), self.d(q, v)
            if df != ZERO:
                terms.append(mul(self.d(q, v, k), df))
            if dq != ZERO:
                terms.append(neg(mul(self.d(f, v, k), dq)))
        return add(*(t for t in terms if t != ZERO))

    def _of(self, *functions: Expression) -> list[str]:
        """The variables that occur in each of the functions, in order: derivatives in the others are identically zero."""
        found = frozenset.intersection(*(f.names for f in functions))
        return [v for v in self.w if v in found]

    def word(self, word: str) -> tuple[Expression, ...]:
        """The left-nested bracket of the gradients named in "j1.j2.....jk"."""
        if word not in self._fields:
            head, _, last = word.rpartition(".")
            if not last.isdigit() or not last.isascii() or int(last) >= len(self.g) or str(int(last)) != last:
                raise Rejected(f"there is no bracket word {word[:40]!r}")
            grad = self.gradient(self.g[int(last)])
            self._fields[word] = self.bracket(self.word(head), grad) if head else grad
        return self._fields[word]

    @cached_property
    def jacobian(self) -> list[list[Expression]]:
        """Rows: gradients of g_0, ..., g_{n-1}."""
        return [list(self.gradient(f)) for f in self.g]

    # -- the items of the criteria -----------------------------------------------------------------------------
    def commuting(self) -> dict[str, Callable[[], Expression]]:
        """b(i,j,k) for i < j, where g_i and g_j share a variable and one of them contains k; the others are zero at sight."""
        n = len(self.g)
        return {f"{i},{j},{k}": _later(self.b, self.g[i], self.g[j], k)
                for i in range(n) for j in range(i + 1, n) if self.g[i].names & self.g[j].names & set(self.w)
                for k in self.w if k in self.g[i].names or k in self.g[j].names}

    def commuting_with_h(self) -> dict[str, Callable[[], Expression]]:
        """b(i,h,k)."""
        h = self.functions["h"]
        return {f"{i},h,{k}": _later(self.b, f, h, k) for i, f in enumerate(self.g) for k in self.w}

    def block_separable(self, owner: Mapping[str, int]) -> dict[str, Callable[[], Expression]]:
        """d_k g_i for every i that does not own the variable k."""
        return {f"d:{k}:{i}": _later(self.d, f, k)
                for k in self.w for i, f in enumerate(self.g) if owner.get(k) != i and k in f.names}

    def mixed(self) -> dict[str, Callable[[], Expression]]:
        """d_k d_l f for k < l that occur in f."""
        return {f"m:{name}:{k}:{v}": _later(self.d, f, k, v) for name, f in self.functions.items()
                for k, v in combinations(self._of(f), 2)}

    def wronskian(self, owner: Mapping[str, int]) -> dict[str, Callable[[], Expression]]:
        """W(d_k g_o, d_k h) = d_k g_o * d_k^2 h - d_k^2 g_o * d_k h for every variable k with an owner o."""
        h = self.functions["h"]

        def one(k: str, f: Expression) -> Expression:
            return sub(mul(self.d(f, k), self.d(h, k, k)), mul(self.d(f, k, k), self.d(h, k)))

        return {k: _later(one, k, self.g[owner[k]]) for k in self.w if k in owner}

    def quadratic(self) -> dict[str, Callable[[], Expression]]:
        """All third derivatives that are not zero at sight, and sum_l d_k d_l f * w_l - d_k f (which kills linear terms)."""
        found: dict[str, Callable[[], Expression]] = {}
        for name, f in self.functions.items():
            for j, k, v in combinations_with_replacement(self._of(f), 3):
                if self.d(f, j, k) != ZERO:
                    found[f"t:{name}:{j}:{k}:{v}"] = _later(self.d, f, j, k, v)
            for k in self._of(f):
                found[f"e:{name}:{k}"] = _later(self._euler, f, k)
        return found

    def _euler(self, f: Expression, k: str) -> Expression:
        return add(*(mul(self.d(f, k, v), sym(v)) for v in self._of(f)), neg(self.d(f, k)))

    def along(self, f: Expression, word: str) -> Expression:
        """grad f * (the bracket `word`)."""
        return add(*(mul(a, b) for a, b in zip(self.gradient(f), self.word(word), strict=True)))


def _later(f: Callable[..., Expression], *args: object) -> Callable[[], Expression]:
    return lambda: f(*args)
