"""What the tests of the checker share: settings and trees from text, and `accepted` for a proof or a report.

Nothing here comes from the finder; truth comes from the test's author, or from exact evaluation.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from mirrorsym.domain import KINDS, Domain, Parameter
from mirrorsym.expression import Expression, from_json
from mirrorsym.recheck import Recheck, recheck
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.zero import prove_zero

MANY = 150
NAMES = ("u", "v", "w", "x", "y")


class Kit:
    """Builders and judges; every method is pure."""

    def tree(self, text: str, *extra: str) -> Any:
        """The JSON tree of a formula in u, v, w, x, y, the parameters a, b, c, k, and the names in `extra`."""
        return read(text, {*NAMES, "a", "b", "c", "k", *extra}).to_json()

    def read(self, text: str) -> Expression:
        """The tree of a formula."""
        return read(text, {*NAMES, "a", "b", "c", "k"})

    def setting(self, *conditions: str, variables: str = "u v", **parameters: str) -> Setting:
        """What holds on a domain."""
        names = tuple(variables.split())
        known = {*names, *parameters}
        made = []
        for name, kind in parameters.items():
            made.append(Parameter.of(name, kind) if kind in KINDS else
                        Parameter(name, kind, tuple(read_conditions(kind, known))))
        relations = tuple(c for text in conditions for c in read_conditions(text, known))
        m = Domain(names, relations, tuple(made))
        return Setting(names, m.parameter_names, m.facts(), Budget(seconds=20), frozenset(p.name for p in made if p.integer))

    def zero(self, e: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> str | None:
        """None if the ZERO proof is accepted, else the reason."""
        return self._judge(lambda s: prove_zero(self.read(e), proof, s), conditions, variables, parameters)

    def sign(self, e: str, op: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> str | None:
        """None if the SIGN proof is accepted, else the reason."""
        return self._judge(lambda s: prove_sign(self.read(e), op, proof, s), conditions, variables, parameters)

    def _judge(self, prove: Callable[[Setting], None], conditions: Any, variables: str, parameters: Any) -> str | None:
        try:
            prove(self.setting(*conditions, variables=variables, **parameters))
        except Rejected as e:
            return str(e) or "rejected"
        return None

    def report(self, g: list[str], h: str | None = None, *domain: str, variables: str = "u v", copies: int = 1,
               parameters: dict[str, str] | None = None, **verdicts: tuple[str, Any]) -> dict[str, Any]:
        """A report with one certificate per verdict: criterion=(status, certificate)."""
        pair = {"variables": variables.split(), "domain": list(domain), "g": g, "h": h, "init": {},
                "parameters": parameters or {}, "copies": copies, "title": "", "matrices": {}}
        criteria, certificates = {}, {}
        for position, (name, (status, certificate)) in enumerate(verdicts.items()):
            cited = [] if certificate is None else [f"c{position}"]
            criteria[name] = {"status": status, "because": "", "source": "", "condition": None, "witness": None,
                              "holds_on": None, "certificates": cited}
            if certificate is not None:
                certificates[f"c{position}"] = certificate
                if certificate.get("kind") == "conditional":
                    criteria[name]["condition"] = self.relations(certificate.get("condition"))
        return json.loads(json.dumps({"schema": "mirrorsym.report/1", "pair": pair, "criteria": criteria, "theorems": {},
                                      "certificates": certificates}))

    def relations(self, trees: Any) -> Any:
        """The texts of relation trees; what is no list of relations stays as it is."""
        try:
            return [str(from_json(t)) for t in trees]
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            return trees

    def check(self, g: list[str], h: str | None = None, *domain: str, variables: str = "u v", copies: int = 1,
              parameters: dict[str, str] | None = None, **verdicts: tuple[str, Any]) -> Recheck:
        """Recheck such a report."""
        return recheck(self.report(g, h, *domain, variables=variables, copies=copies, parameters=parameters, **verdicts))

    def only(self, *args: Any, **kwargs: Any) -> str | None:
        """None if the single verdict of a report is accepted, else the reason."""
        (outcome,) = self.check(*args, **kwargs)
        return None if outcome.accepted else outcome.reason

    def changes(self, value: Any) -> Iterator[Any]:
        """Copies of JSON data with one place changed: a number, a name, an operation, a missing part.

        At most about `MANY`, spread evenly over all places.
        """
        every = [(path, new) for path in _paths(value) if path for new in _others(_get(value, path))]
        for path, new in every[:: len(every) // MANY + 1]:
            out = copy.deepcopy(value)
            _get(out, path[:-1])[path[-1]] = new
            yield out


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in entries:
        yield from _paths(part, (*path, key))


def _get(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _others(value: Any) -> list[Any]:
    if isinstance(value, bool) or value is None:
        return [1]
    if isinstance(value, int):
        return [value + 1, -value - 1, 0, 1.5]
    if isinstance(value, str):
        try:
            q = Fraction(value)
        except ValueError:
            return {">": [">=", "<", "!="], ">=": [">", "<="], "!=": [">", "="]}.get(value, [value + "_", "structure", ""])
        return [str(q + 1), str(-q), str(q / 2), "1/0", "nan"]
    return [None, "structure", {}, []]


@pytest.fixture(scope="session")
def kit() -> Kit:
    """The builders."""
    return Kit()
