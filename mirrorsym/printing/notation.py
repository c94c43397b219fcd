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

from mirrorsym.printing.boxes import Atom, Box, Script, row

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


@dataclass(frozen=True, slots=True)
class Notation:
    """`own` are names with a setting of their own, `index` the subscript that the names in `indexed` get."""

    own: Mapping[str, Box] = field(default_factory=dict, hash=False)
    index: str | None = None
    indexed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Notation:
        """That of a report: outputs of one coordinate lose their number, copies get the index i.

        >>> from mirrorsym.printing.latex import spelled
        >>> n = Notation.of({"pair": {"variables": ["u"], "copies": 1}, "potential": {"x": ["x1"], "mu": ["mu1"], "a": "a"}})
        >>> spelled(n.symbol("x1")), spelled(n.symbol("u0")), spelled(n.symbol("w_star"))
        ('x', 'u_0', 'w_{\\\\mathrm{star}}')
        """
        potential = report.get("potential") or {}
        x, mu = tuple(potential.get("x") or ()), tuple(potential.get("mu") or ())
        own: dict[str, Box] = {}
        for names, letter in ((x, Atom("x")), (mu, Atom("μ"))):
            if len(names) == 1:
                own[names[0]] = letter
            else:
                own |= {n: Script(letter, down=Atom(str(i), "number")) for i, n in enumerate(names, 1)}
        if potential.get("a"):
            own[potential["a"]] = Atom("a")
        copies = (report.get("pair") or {}).get("copies") or 1
        if copies == 1:
            return cls(own)
        variables = tuple(report["pair"]["variables"])
        starts = {n for n in _names(report["pair"].get("init") or {}) if n not in (report["pair"].get("parameters") or {})}
        return cls(own, "i", frozenset({*x, *mu, *variables, *starts}))

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


def _set(name: str) -> Box:
    found = _NAME.fullmatch(name)
    if found is None:
        return Atom(name, "word")
    stem, digits, rest = found["stem"], found["digits"], found["rest"].strip("_")
    base: Box = Atom(GREEK[stem]) if stem in GREEK else Atom(stem) if len(stem) == 1 else Atom(stem, "word")
    below = [p for p in (digits, *rest.split("_")) if p]
    if not below:
        return base
    parts: list[Box] = []
    for p in below:
        if parts:
            parts.append(Atom(",", "text"))
        kind = "number" if p.isdigit() else "letter" if len(p) == 1 or p in GREEK else "word"
        parts.append(Atom(GREEK.get(p, p), kind))
    return Script(base, down=row(*parts))
