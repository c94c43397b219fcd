"""Relations about derivatives: formulas that name expressions, and relations between those and their derivatives.

A formula without a relation names an expression for the formulas after it.  In a relation `D[f, x, y]` is the derivative of f by x and then
by y, and `At[f, x, t]` is f with t in the place of x.  What is settled is the relation with all of this written out;
whoever writes it sees to it that f is smooth on the domain, where D[abs(x), x] is sign(x) and D[log(x), x] is 1/x.

Main definitions: `differential`, `written_out`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Check, Finding, Formulas
from mirrorsym.register.ways import relations
from mirrorsym.verdict import Status

__all__ = ["INNERMOST", "differential", "split", "written_out"]

_RELATION = re.compile(r"<=|>=|!=|=|<|>")
#: D[...] or At[...] with none inside
INNERMOST = re.compile(r"\b(D|At)\[([^\[\]]*)\]")


def differential(given: tuple[str, ...] = (), **about: Any) -> Check:
    """Every formula with a relation holds on the domain (`domain`, `parameters`, `variables` as for `settle`); the others are names.

    `given` are names of relations that the claim presupposes: where one of them is not proved, nothing is decided.

    >>> from mirrorsym.calculus.bounded import Worker
    >>> from mirrorsym.register.bench import Bench
    >>> flow = differential(domain=["x0 > 0"])
    >>> with Worker() as worker:
    ...     str(flow({"psi": "x0*exp(2*mu)", "moves": "D[psi, mu] = 2*psi", "starts": "At[psi, mu, 0] = x0"}, Bench(worker)).status)
    'HOLDS'
    """
    def check(formulas: Formulas, bench: Bench) -> Finding:
        names = {n: f for n, f in formulas.items() if not _RELATION.search(f)}
        written = {n: written_out(f, names) for n, f in formulas.items() if n not in names}
        if not given:
            return relations(**about)(written, bench)
        before = relations(**about)({n: f for n, f in written.items() if n in given}, bench)
        if before.status is not Status.HOLDS:
            return Finding(Status.UNDECIDED, f"what the claim presupposes is not shown: {before.because}")
        found = relations(**about)({n: f for n, f in written.items() if n not in given}, bench)
        return replace(found, reports=(*before.reports, *found.reports))
    return check


def written_out(text: str, names: Mapping[str, str]) -> str:
    """The text with names replaced, and with derivatives and values in place of D[...] and At[...].

    >>> written_out("D[R, x] = log(x)", {"R": "x*log(x) - x"})
    '(log(x) + x/x - 1) = log(x)'
    """
    for name, meaning in reversed(list(names.items())):
        text = re.sub(rf"\b{name}\b", lambda m, meaning=meaning: f"({meaning})", text)  # type: ignore[misc]
    while found := INNERMOST.search(text):
        parts = split(found[2])
        if len(parts) < 2:
            raise InputError([f"{found[0]}: a formula and a variable are needed"])
        value = _derivative(parts[0], parts[1:]) if found[1] == "D" else _value(parts)
        text = f"{text[:found.start()]}({value}){text[found.end():]}"
    return text


def _derivative(text: str, variables: list[str]) -> str:
    from mirrorsym.calculus.differentiate import derivative

    e = _read(text)
    for name in variables:
        e = derivative(e, name)
    return str(e)


def _value(parts: list[str]) -> str:
    if len(parts) % 2 == 0:
        raise InputError([f"At[{', '.join(parts)}]: a formula is needed, and a value for each variable"])
    return str(_read(parts[0]).substitute({n: _read(t) for n, t in zip(parts[1::2], parts[2::2], strict=True)}))


def _read(text: str) -> Expression:
    """The text as an expression; a number is one too, which a map would have to have a variable beside."""
    from mirrorsym.maps import Pair

    return Pair(g=[text, "v_"]).g[0]


def split(text: str) -> list[str]:
    """The parts of what stands in the brackets, at commas outside of parentheses."""
    parts, depth = [""], 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        if c == "," and not depth:
            parts.append("")
        else:
            parts[-1] += c
    return [p.strip() for p in parts]
