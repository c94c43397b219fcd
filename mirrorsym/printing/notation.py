"""The notation table: how a name is set.

Names of formulas are letters with subscripts: `u0` is u with the subscript 0, `mu1` is the Greek letter with 1, `w_star` has a word
below.  Where there is one coordinate, x1 and mu1 lose their number; where a pair stands for all coordinates, everything gets an i.

Main definitions: `Notation`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mirrorsym.printing.boxes import Atom, Box, Script, row, width

__all__ = ["GREEK", "Notation"]

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "lam": "λ",
    "lamda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
_NAME = re.compile(r"(?P<stem>[^\W\d_]+)(?P<digits>\d*)(?P<rest>(_\w*)?)", re.UNICODE)


#: a name that takes more room gets a letter of its own
_LONG = 16
#: words of the theory, which mean themselves in a sentence even where a pair has such a name
_OURS = frozenset({"grad", "int", "sum", "oo", "dom", "d", "psi", "Hess", "dot"})


@dataclass(frozen=True, slots=True)
class Notation:
    """`own` are names with a setting of their own, `index` the subscript that the names in `indexed` get.

    `known` are all names of the pair, which are formulas in a sentence too; `coordinates` is how many g has (0: not known); `aliases` are
    names that are too long for a formula, and so have a letter in `own`.
    """

    own: Mapping[str, Box] = field(default_factory=dict, hash=False)
    index: str | None = None
    indexed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    coordinates: int = 0
    aliases: tuple[str, ...] = ()

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Notation:
        """That of a report: outputs of one coordinate lose their number, copies get the index i.

        >>> from mirrorsym.printing.latex import spelled
        >>> n = Notation.of({"pair": {"variables": ["u"], "copies": 1}, "potential": {"x": ["x1"], "mu": ["mu1"], "a": "a"}})
        >>> spelled(n.symbol("x1")), spelled(n.symbol("u0")), spelled(n.symbol("w_star"))
        ('x', 'u_0', 'w_{\\\\mathrm{star}}')
        """
        potential = report.get("potential") or {}
        pair = report.get("pair") or {}
        variables, parameters = tuple(pair.get("variables") or ()), tuple(pair.get("parameters") or ())
        starts = _names(pair.get("init") or {}) | {f"{v}0" for v in variables}
        given = {*variables, *parameters, *starts}
        own: dict[str, Box] = {}
        for names, letter, taken in (
            (tuple(potential.get("x") or ()), Atom("x"), "x"),
            (tuple(potential.get("mu") or ()), Atom("μ"), "mu"),
            ((potential["a"],) if potential.get("a") else (), Atom("a"), "a"),
        ):
            if len(names) == 1 and taken not in given - {names[0]}:
                own[names[0]] = letter
            elif taken == "a":
                own |= {n: Script(letter, down=Atom("clock", "word")) for n in names}
            else:
                own |= {n: Script(letter, down=Atom(str(i), "number")) for i, n in enumerate(names, 1)}
        outputs = frozenset(own)
        begun = {e for v, e in (pair.get("init") or {}).items() if e in (f"{v}0", _begun(v)) and e not in parameters}
        long = tuple(n for n in (*variables, *parameters, *sorted(starts - {*variables, *parameters, *begun})) if width(_set(n)) > _LONG)
        letter = next(Atom(c) for c in "ξζηχθ" if not any(_stem(n) == c for n in given))
        own |= {n: Script(letter, down=Atom(str(i), "number")) for i, n in enumerate(long, 1)}
        for v, e in (pair.get("init") or {}).items():
            if e in begun:
                box = own.get(v) or _set(v)
                zero = Atom("0", "number")
                below = row(box.down, Atom(",", "text"), zero) if isinstance(box, Script) else zero
                own[e] = Script(box.base if isinstance(box, Script) else box, down=below)
        seen = {own[n]: n for n in sorted(outputs)}
        for name in (*variables, *parameters, *sorted(given)):  # two names must not look the same
            if seen.setdefault(own.get(name) or _set(name), name) != name:
                own[name] = Atom(name, "word")
        known = frozenset({*outputs, *given}) - _OURS
        n = len(pair.get("g") or ())
        if (pair.get("copies") or 1) == 1:
            return cls(own, known=known, coordinates=n, aliases=long)
        indexed = frozenset({*potential.get("x", ()), *potential.get("mu", ()), *variables, *(starts - set(parameters))})
        return cls(own, "i", indexed, known, n, long)

    def symbol(self, name: str) -> Box:
        """The name as it is set."""
        box = self.own.get(name)
        if box is None:
            box = _set(name)
        if name not in self.indexed or self.index is None:
            return box
        index = Atom(self.index)
        if isinstance(box, Script) and box.up is None:
            return Script(box.base, None, row(index, Atom(",", "text"), box.down))
        return Script(box, down=index)


def _names(init: Mapping[str, Any]) -> set[str]:
    return {n for v in init.values() for n in re.findall(r"[^\W\d]\w*", str(v))}


def _begun(entry: str) -> str:
    """The initial value of an entry of a matrix: that of U_1_2 is U0_1_2."""
    return re.sub(r"^([^\W_]+)((?:_\d+)+)$", r"\g<1>0\2", entry)


def _stem(name: str) -> str:
    found = _NAME.fullmatch(name)
    return "" if found is None else GREEK.get(found["stem"], found["stem"])


def _set(name: str) -> Box:
    found = _NAME.fullmatch(name)
    if found is None:
        return Atom(name, "word")
    stem, digits, rest = found["stem"], found["digits"], found["rest"].strip("_")
    base: Box = Atom(GREEK[stem]) if stem in GREEK else Atom(stem) if len(stem) == 1 else Atom(stem, "word")
    below = [p for p in (digits, *rest.split("_")) if p]
    if not below:
        return base
    if len(below) > 1 and all(len(p) == 1 and p.isdigit() for p in below):
        return Script(base, down=Atom("".join(below), "number"))  # entries of a matrix
    parts: list[Box] = []
    for p in below:
        if parts:
            parts.append(Atom(",", "text"))
        kind = "number" if p.isdigit() else "letter" if len(p) == 1 or p in GREEK else "word"
        parts.append(Atom(GREEK.get(p, p), kind))
    return Script(base, down=row(*parts))
