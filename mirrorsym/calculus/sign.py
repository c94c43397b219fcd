"""Is an expression positive, nonnegative or nonzero on a region?  Proofs, and exact points that refute.

`prove` tries methods in rising cost, each within its own bound: interval structure, a fact, one factor at a time, Sturm sequences,
combinations of facts and squares, one variable at a time, kernels lifted to new symbols, comparison of radicals,
slopes and convexity along one variable, boxes.  A proof has the format of docs/reference/certificates.md (SIGN).
None means that nothing was found: that decides nothing.

Main definitions: `prove`, `refute`, `empty`, `sign_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from mirrorsym.calculus import angle, beside_roots, boxes, circle, lift, polynomial, slope, split, straighten, switches
from mirrorsym.calculus.compact import compact
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.probe import near, signs
from mirrorsym.calculus.refute import WRONG, counterexample, descent
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.search import CURRENT, STRUCTURE, Proof, Search, Work, negated, quotient, size, with_guards
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ZERO, Expression, sub

__all__ = ["empty", "prove", "refute", "sign_of"]

FLIPPED = {"<": ">", "<=": ">="}
Method = Callable[[Expression, str, Region, Search], Proof | None]


def prove(e: Expression, op: str, region: Region, depth: int = 2, budget: float = 1.0) -> Proof | None:
    """A SIGN proof that `e op 0` wherever `e` is defined on the region, or None.

    `depth` bounds how far proofs by kernels may nest (0: interval structure, facts and polynomials only), `budget` the
    work, in units of about a second; a question that comes up inside another one draws on the work of that one.  The
    answer is shared: do not change it.

    >>> from mirrorsym.expression import call, sym
    >>> x = sym("x")
    >>> prove(x**2 - x + 1, ">", Region(("x",)))["rule"]
    'sturm'
    """
    if follows(e, op, region):
        return STRUCTURE
    answers = _answers(region)
    key = (e, op, depth, budget)
    if key in answers:
        return answers[key]
    outer = CURRENT.get()
    work = Work(int(budget * (3000 if depth >= 2 else 1200 if depth == 1 else 300)), outer)
    token = CURRENT.set(work)
    try:
        proof = _run(e, op, region, Search(3 if depth <= 0 else 5 + depth, work, _run, depth,
                                           fresh=depth >= 2 and outer is None))
    finally:
        CURRENT.reset(token)
    if proof is not None or outer is None or outer.left > 0:
        answers[key] = proof
    return proof


@lru_cache(maxsize=512)
def _answers(region: Region) -> dict[tuple[Expression, str, int, float], Proof | None]:  # noqa: ARG001 (the key)
    """Answers about one region so far; a None for want of work is not kept."""
    return {}


def sign_of(e: Expression, region: Region) -> str | None:
    """"+" or "-" when interval structure or a flat proof shows the strict sign of `e`, else None.

    >>> from mirrorsym.expression import call, sym
    >>> sign_of(-call("exp", sym("u")), Region(("u",)))
    '-'
    """
    for op, answer in ((">", "+"), ("<", "-")):
        if prove(e, op, region, depth=0) is not None:
            return answer
    return None


def empty(region: Region) -> Proof | None:
    """A proof that no point satisfies all facts: {"fact": index, "proof": why the other facts imply the contrary}.

    None also when a point is found, or nothing is.

    >>> from mirrorsym.expression import sym
    >>> u = sym("u")
    >>> empty(Region(("u",), (), ((u - 1, ">"), (-u, ">"))))["fact"]
    0
    """
    from mirrorsym.calculus import zero

    contrary = {">": "<=", ">=": "<", "=": "!="}
    seen: set[str] = set()
    for name in region.names:  # one independent group of symbols after the other
        part = near(region, frozenset((name,)))
        if name in seen or not part.facts or samples(part, 1):
            seen.update(part.names)
            continue
        seen.update(part.names)
        for i, (e, op) in enumerate(region.facts):
            if not e.names <= set(part.names):
                continue
            others = split.dropped(region, i)
            proof = zero.prove(e, others) if op == "!=" else prove(e, contrary[op], others)
            if proof is not None:
                return {"fact": i, "proof": proof}
    for i, (e, op) in enumerate(region.facts):
        if not e.names and op in contrary:
            proof = prove(e, contrary[op], split.dropped(region, i), 0)
            if proof is not None:
                return {"fact": i, "proof": proof}
    return None


# -- the search ---------------------------------------------------------------------------------------------
def _run(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """One claim: the cheap answers, the sample points, then the methods in order."""
    if op in FLIPPED:
        return _run(negated(e), FLIPPED[op], region, search)
    if follows(e, op, region):
        return STRUCTURE
    if not e.names:
        return _constant(e, op, region, search)
    for i, (f, have) in enumerate(region.facts):
        if f.op == "num" and not {">": f.value > 0, ">=": f.value >= 0, "!=": f.value != 0, "=": f.value == 0}[have]:
            return {"rule": "contradiction", "index": i, "proof": {"rule": "ring"} if have == "!=" else STRUCTURE}
    if not search.spend(1 + size(e) // 20):
        return None
    found = signs(e, region)
    if found & {">": {0, -1}, ">=": {-1}, "!=": {0}}[op]:
        return None
    proof = _by_methods(e, op, region, search)
    if proof is not None:
        return proof
    if op == "!=" and "nonzero_by_sign" not in search.barred:
        return _by_sign(e, found, region, search)
    return None


def _by_methods(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """The methods in order; for a question from outside, a search for a counterexample after the cheap ones."""
    plain = all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num"
                                                           and n.args[1].args[0].denominator == 1) for n in e.walk())
    later = PLAIN_METHODS if plain else KERNEL_METHODS
    if op == "!=" and {1, -1} <= signs(e, region):
        # both signs occur: only factors, facts and a split can help
        later = tuple(m for m in later if m[0] in ("factors", "cases")) if not plain else ()
    if search.fresh:
        proof = _first(CHEAP_METHODS, e, op, region, search.deeper("cases", "boxes", *polynomial.COSTLY))
        if proof is not None:
            return proof
        if op != "!=" and descent(e, WRONG[op], near(region, e.names), 1) is not None:
            return None
    return _first((*METHODS, *later), e, op, region, search)


def _first(methods: tuple[tuple[str, float, Method], ...], e: Expression, op: str, region: Region, search: Search
           ) -> Proof | None:
    for name, share, method in methods:
        if name not in search.barred:
            proof = method(e, op, region, search.part(share))
            if proof is not None:
                return proof
    return None


def _constant(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """A claim about one number: an enclosure, or the proof that it is zero."""
    bits = 64
    while bits <= 2048:
        try:
            b = enclose(e, {}, bits)
        except Undefined:
            return None
        except Unsettled:
            bits *= 4
            continue
        if b > 0 or (op == "!=" and b < 0):
            return {"rule": "boxes", "variables": [], "bits": bits, "boxes": [[]]}
        if b < 0:
            return None
        bits *= 4
    return _identically_zero(e, op, region, search)


def _identically_zero(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    if op != ">=":
        return None
    zero = search.vanishes(e, region)
    return None if zero is None else {"rule": "rewrite", "to": ZERO.to_json(), "zero": zero, "proof": STRUCTURE}


def _fact(e: Expression, op: str, region: Region, search: Search) -> Proof | None:  # noqa: ARG001 (a `Method`)
    """The claim is one of the facts, up to a factor."""
    enough = {">": (">",), ">=": (">", ">=", "="), "!=": (">", "!=")}[op]
    for i, (f, have) in enumerate(region.facts):
        if (have in enough or (have == ">" and op == "!=")) and f.names == e.names:
            c = quotient(e, f)
            if c is not None and (c > 0 or have in ("!=", "=") or op == "!="):
                if c < 0 and have == ">":
                    inner = {"rule": "fact", "index": i, "factor": str(-c)}
                    return {"rule": "nonzero_by_sign", "op": "<", "proof": inner}
                return {"rule": "fact", "index": i, "factor": str(c)}
    return None


def _by_sign(e: Expression, found: frozenset[int], region: Region, search: Search) -> Proof | None:
    for op, sign in ((">", 1), ("<", -1)):
        if -sign not in found:
            proof = search.prove(e, op, region)
            if proof is not None:
                return {"rule": "nonzero_by_sign", "op": op, "proof": proof}
    return None


def _compact(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """Interval structure of the factored expression."""
    short = compact(e)
    if short is None or not follows(short, op, region):
        return None
    zero = search.vanishes(sub(e, short), region)
    guards = search.guards([short], e, region) if zero is not None else None
    if zero is None or guards is None:
        return None
    return with_guards({"rule": "rewrite", "to": short.to_json(), "zero": zero, "proof": STRUCTURE}, guards)


#: name, share of the remaining work, method, in rising cost
METHODS: tuple[tuple[str, float, Method], ...] = (
    ("slice", 0.5, split.on_slice),
    ("fact", 1.0, _fact),
    ("zero excluded", 0.2, split.zero_excluded),
    ("rational", 0.8, polynomial.rational),
    ("pi", 0.4, lift.with_pi),
)
CHEAP_METHODS = (*METHODS, ("compact", 1.0, _compact))
#: for rational functions
PLAIN_METHODS: tuple[tuple[str, float, Method], ...] = (
    ("cases", 0.6, split.cases),
    ("boxes", 1.0, boxes.cover),
)
#: for expressions with functions, roots or symbolic powers
KERNEL_METHODS: tuple[tuple[str, float, Method], ...] = (
    ("compact", 1.0, _compact),
    ("angle", 0.4, angle.quadrant),
    ("amplitude", 0.2, circle.amplitude),
    ("switches", 0.6, switches.switched),
    ("beside roots", 0.2, beside_roots.beside_roots),
    ("straight", 0.5, straighten.proved),
    ("factors", 0.5, polynomial.factored),
    ("normal", 1.0, lift.normal),
    ("compare", 0.3, lift.compared),
    ("few boxes", 0.1, boxes.cover),
    ("tangent", 0.2, slope.tangent),
    ("lift", 0.3, lift.lifted),
    ("by exp", 0.3, lift.by_exp),
    ("monotone", 0.4, slope.monotone),
    ("scale", 0.3, split.scaled_symbol),
    ("shift", 0.4, split.shifted_symbol),
    ("cases", 0.5, split.cases),
    ("breaks", 0.6, split.breaks),
    ("boxes", 1.0, boxes.cover),
)


# -- refutation ---------------------------------------------------------------------------------------------
@lru_cache(maxsize=2048)
def refute(e: Expression, op: str, region: Region) -> dict[str, Expression] | None:
    """An exact point of the region at which `e op 0` is provably false, or None.  The answer is shared: do not change it.

    >>> from mirrorsym.expression import sym
    >>> {k: str(v) for k, v in refute(sym("u") - 3, ">", Region(("u",))).items()}
    {'u': '1'}
    """
    return counterexample(e, op, region)
