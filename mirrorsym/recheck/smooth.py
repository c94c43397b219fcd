"""The criterion `smooth`: guards under which a formula is C^infinity, and kinks that show it is not.

HOLDS.  Each operation is analytic where its guard holds strictly; a composition of such operations is smooth wherever
all guards hold.  abs, Max and Min are also smooth where the deciding expression keeps a weak sign on all of M, since
there they equal one of their arguments.  A piecewise is smooth where no condition's two sides meet: then each
condition is locally constant.  By induction from the leaves a guard's own tree is defined once the guards inside it
hold, so each guard is proved for the points where its tree is defined.

FAILS: see `kinks`.  Functions that are C^2 although a guard fails: see `glue`.

Main definitions: `guards`, `prove_smooth`, `prove_continuous`, `check_continuous`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from mirrorsym.expression import Expression, add, call, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Fact, Setting, needs
from mirrorsym.recheck.structure import check_defined, sign_by_structure
from mirrorsym.wording import brief

__all__ = ["Guard", "check_continuous", "guards", "prove_continuous", "prove_smooth"]

Guard = tuple[Expression, tuple[str, ...]]

WEAK = ("!=", ">=", "<=")
CONTINUOUS = frozenset({"num", "sym", "const", "add", "mul", "pow", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin",
                        "acos", "atan", "asinh", "acosh", "atanh", "LambertW", "erf"})


def guards(e: Expression, outside: Collection[Expression] = ()) -> list[Guard]:
    """(guard, ops of which one must hold) for every subexpression, inner ones first; those in `outside` are left out whole.

    >>> from mirrorsym.expression import sym
    >>> [(str(g), ops) for g, ops in guards(call("log", sym("u")))]
    [('u', ('>',))]
    """
    found: dict[Guard, None] = {}
    for node in _walk(e, outside):
        op, args = node.op, node.args
        one: list[Guard] = []
        if op == "pow":
            q = args[1].args[0] if args[1].op == "num" else None
            if q is None or q.denominator != 1:
                one.append((args[0], (">",)))
            elif q < 0:
                one.append((args[0], ("!=",)))
        elif op in ("log", "gamma"):
            one.append((args[0], (">",)))
        elif op == "polygamma":
            if not (args[0].op == "num" and args[0].args[0].denominator == 1 and args[0].args[0] >= 0):
                raise Rejected("the order of a polygamma is no number")
            one.append((args[1], (">",)))
        elif op == "tan":
            one.append((call("cos", args[0]), ("!=",)))
        elif op in ("asin", "acos", "atanh"):
            one.append((sub(num(1), power(args[0], num(2))), (">",)))
        elif op == "acosh":
            one.append((sub(args[0], num(1)), (">",)))
        elif op == "LambertW":
            one.append((add(args[0], call("exp", num(-1))), (">",)))
        elif op in ("sign", "Ei"):
            one.append((args[0], ("!=",)))
        elif op == "abs":
            one.append((args[0], WEAK))
        elif op in ("Max", "Min"):
            one += [(sub(a, b), WEAK) for i, a in enumerate(args) for b in args[i + 1:]]
        elif op == "besselj":
            if args[0].op != "num":
                raise Rejected("the order of a Bessel function is no number")
            if args[0].args[0].denominator != 1:
                one.append((args[1], (">",)))
        elif op == "piecewise":
            if args[-1].op != "true":
                raise Rejected("a piecewise without a last case True may be undefined")
            one += [(sub(c.args[0], c.args[1]), ("!=",)) for c in args[1::2] if c.op != "true"]
        found.update(dict.fromkeys(one))
    return list(found)


def _walk(e: Expression, outside: Collection[Expression]) -> Iterator[Expression]:
    """The subexpressions of e, inner ones first, without those in `outside` and what is in them."""
    if not outside:
        yield from e.walk()
        return
    seen: set[Expression] = set(outside)
    stack = [(e, False)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if node.op not in ("num", "sym", "const"):
                stack.extend((a, False) for a in reversed(node.args))


def prove_smooth(functions: Iterable[Expression], entries: Any, setting: Setting, *, outside: Collection[Expression] = (),
                 weak: bool = True) -> dict[Guard, str]:
    """Accept that the functions are smooth on the setting's points, from the listed guards and `structure`; the op found for each guard.

    Inner guards come first, so a guard may be used in the proofs of those after it.  Subexpressions in `outside` are
    taken to be smooth.  Without `weak` a deciding expression that may be 0 is refused.
    """
    wanted = dict.fromkeys(g for f in functions for g in guards(f, outside))
    found: dict[Guard, str] = {}
    listed: list[Any] | None = None
    for guard, allowed in wanted:
        ops = allowed if weak or allowed != WEAK else ("!=",)
        about = setting.grant(guard)
        shown = next((op for op in ops if sign_by_structure(guard, op, about)), None)
        if shown is None:
            if listed is None:
                listed = [(data.tree(data.field(entry, "guard"), setting.names), data.field(entry, "op"), entry)
                          for entry in data.items(entries, "the guards")]
            try:
                shown = _listed(guard, ops, listed, about)
            except Rejected:
                wide = _with_all(listed, setting)
                shown = next((op for op in ops if sign_by_structure(guard, op, wide.grant(guard))), None)
                if shown is None:
                    raise
        found[guard, allowed] = shown
        setting = setting.recall(neg(guard), ">" + shown[1:]) if shown[0] == "<" else setting.recall(guard, shown)
    return found


def _listed(guard: Expression, ops: tuple[str, ...], listed: list[Any], setting: Setting) -> str:
    """The op of a listed guard that is enough and proved."""
    from mirrorsym.recheck.sign import implies, prove_sign

    for tree, op, entry in listed:
        turned = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(op, op) if isinstance(op, str) else op
        for candidate, known in ((sub(guard, tree), op), (add(guard, tree), turned)):
            if known in (">", ">=", "!=", "<", "<=") and any(implies(known, o) for o in ops) and (
                    vanishes(candidate, setting.names, setting.budget)):
                prove_sign(guard, str(known), data.field(entry, "proof"), setting)
                return str(known)
    raise Rejected(f"no guard proves that {brief(guard)} {' or '.join(ops)} 0")


def _with_all(listed: list[Any], setting: Setting) -> Setting:
    """The setting with every listed guard that is defined and proved: u != 0 serves where u**2 != 0 is wanted."""
    from mirrorsym.recheck.sign import with_guards

    for _, _, entry in listed:
        with suppress(Rejected):
            setting = with_guards({"guards": [entry]}, setting)
    return setting


def prove_continuous(functions: Iterable[Expression], entries: Any, setting: Setting) -> bool:
    """Accept that the functions are continuous on the setting's points, from the listed guards and `structure`.

    An operation of `CONTINUOUS` is continuous wherever it is defined.  A power of a base that may be 0, with an exponent that is positive
    but no number, has the value 0 there; a symbol >= 0 stands for it from then on, since elsewhere a power that is defined has a base > 0.
    The answer says whether there is such a power; if not, the functions are defined on all points.
    """
    listed = [(data.tree(data.field(entry, "guard"), setting.names), data.field(entry, "op"), entry)
              for entry in data.items(entries, "the guards")]
    image: dict[Expression, Expression] = {}
    new: set[str] = set()

    def accept(need: Fact) -> None:
        nonlocal setting
        tree, op = need
        about = setting.grant(tree)
        if not sign_by_structure(tree, op, about):
            if tree.names & new:
                raise Rejected(f"the structure of {brief(tree)} does not show that it is {op} 0")
            _listed(tree, (op,), listed, about)
        setting = setting.recall(tree, op)

    for node in dict.fromkeys(n for f in functions for n in f.walk()):
        if node.op not in CONTINUOUS:
            raise Rejected("a function that may jump occurs")
        leaf = node.op in ("num", "sym", "const")
        own = node if leaf else Expression(node.op, tuple(image[a] for a in node.args))
        if own.op == "pow" and own.args[1].op != "num":
            try:
                accept((own.args[0], ">"))
            except Rejected:
                accept((own.args[0], ">="))
                accept((own.args[1], ">"))
                name = f"_c{len(new)}"
                if name in setting.names:
                    raise
                new.add(name)
                own = sym(name)
                setting = replace(setting, extra=(*setting.extra, name)).recall(own, ">=")
        elif not leaf:
            for need in needs(own):
                accept(need)
        image[node] = own
    return bool(new)


def check_continuous(e: Expression, setting: Setting) -> None:
    """Accept that e is defined and continuous on the setting's points: no operation that may jump occurs."""
    if any(node.op in ("sign", "piecewise") for node in e.walk()):
        raise Rejected("a function that may jump occurs")
    check_defined(e, setting, "the expression")
