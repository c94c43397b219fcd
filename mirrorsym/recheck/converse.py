"""A parametrization g of a potential R, or an embedding F, from the formulas in the file and certificates of the claims about them.

X is the set of x that `domain` cuts out, M that of the pair; the parameters are the same.  With J = dg, shown for all x in X:

* `twice_differentiable`: R and F are C^2 on X (the criterion `smooth` of the functions R, F_1, ...).
* `isometric`: d_i F . d_j F = d_i d_j R for i <= j.
* `inverse`: F(x) lies in M and g(F(x)) = x.
* `metric`: d_j F_k(x) = sum_i (d_k g_i)(F(x)) d_i d_j R(x), that is dF = J^T H at F(x), H = Hess R.  With J dF = 1, from `inverse`,
  J J^T H = 1, so J has full rank there and H is positive definite.  If x follows the mirror flow, H dx = -grad L dt, then w = F(x) has
  dw = dF dx = J^T H dx = -J^T grad L dt: the gradient flow of L(g(w)), and the only one from its start, because g is C^2.
* `range`: g(w) lies in X for all w in M; with `inverse`, g maps M onto X.  `one_to_one`: F(g(w)) = w on M.
* `potential`, where the file names a `clock` a: R(x, a) is R_a of the pair (g, h) from its initial point, as `verified` shows it for a
  claim R; what is above is about R(x, 0).
* `convex` fails: v^T Hess R v <= 0 for some v != 0 at a point of X, where R is analytic.  Then no J has J J^T Hess R = 1 there.

A `parametrization` holds if `inverse` and `metric` do and the pair is smooth, regular and commuting on M, with a clock also `potential` and
commuting_with_h; it fails if R is not C^2, or not
`convex`.  An `isometry` is what `isometric` says; it fails too where R is not C^2.

Main definition: `Converse`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.expression import ZERO, Expression, add, mul, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.claims import check_claim
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.glue import Evidence, glued
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.openness import check_open
from mirrorsym.recheck.points import Point, analytic_at, nonzero_at, point_in, sign_at
from mirrorsym.recheck.problem import Problem, read_problem
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.support import Support
from mirrorsym.recheck.verified import check_user_claim
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Converse"]

SMOOTH = "twice_differentiable"
NEEDED = {"claims": (SMOOTH, "inverse", "metric"), "criteria": ("smooth", "regular", "commuting")}
#: what a claim of this name may rest on: claims and criteria of the same file that hold and were accepted
RESTS_ON = {"inverse": ("smooth",), "metric": ("smooth", "inverse"), "range": ("smooth",), "one_to_one": ("smooth", "range")}


def _kinds(value: Any) -> dict[str, Any]:
    if not isinstance(value or {}, dict):
        raise InputError(["parameters: not an object"])
    return value or {}


class Converse:
    """What a file of the schema `mirrorsym.parametrize/1` is about; InputError where it does not say that."""

    def __init__(self, report: dict[str, Any], seconds: float) -> None:
        self.report, self.seconds = report, seconds
        self.about = report.get("about")
        kinds = report.get("parameters")
        about = {"variables": report.get("x"), "domain": report.get("domain"), "parameters": kinds}
        self.clock = report.get("clock")
        if self.clock is None:
            self.primal = read_problem({**about, "g": [report.get("R")]})
        else:
            known = _kinds(kinds)
            if not isinstance(self.clock, str) or self.clock in known:
                raise InputError(["clock: it is no name of its own"])
            moving = read_problem({**about, "parameters": {**known, self.clock: "real"}, "g": [report.get("R")]})
            still = read_problem({**about, "g": ["0"]})
            self.moving = moving.g[0]
            self.primal = replace(still, g=(self.moving.substitute({self.clock: ZERO}),))
        self.pair = None if report.get("pair") is None else read_problem(report["pair"])
        if self.pair is not None:
            if self.pair.domain.parameters != self.primal.domain.parameters or len(self.pair.g) != len(self.x) or self.pair.copies != 1:
                raise InputError(["pair: it has other parameters than R, or not one coordinate for each x"])
            if set(self.pair.domain.variables) & set(self.x):
                raise InputError(["pair: its variables are not different from those of R"])
        self.F = self._embedding()
        if self.about not in ("parametrization", "isometry"):
            raise InputError(["about: neither a parametrization nor an isometry"])
        for problem in filter(None, (self.primal, self.pair)):
            try:
                check_open(problem.setting(Budget(seconds=seconds)))
            except Rejected as e:
                raise InputError([str(e)]) from None

    def _embedding(self) -> tuple[Expression, ...]:
        texts = self.report.get("embedding")
        if texts is None:
            return ()
        try:
            m = self.primal.domain
            F = tuple(read(t, {*m.variables, *m.parameter_names}) for t in data.items(texts, "embedding", 500))
        except Rejected as e:
            raise InputError([f"embedding: {e}"]) from None
        if self.pair is not None and len(F) != len(self.pair.domain.variables):
            raise InputError(["embedding: there is not one formula for each variable of the pair"])
        return F

    @property
    def x(self) -> tuple[str, ...]:
        """The variables of R."""
        return self.primal.domain.variables

    @property
    def R(self) -> Expression:
        """The potential."""
        return self.primal.g[0]

    @property
    def functions(self) -> Problem:
        """R and F as the coordinates of a map on X."""
        return Problem((self.R, *self.F), None, self.primal.domain, 1)

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of the file, checked or not."""
        return data.record(self.report.get("claims") or {}, "the claims")

    def answer(self, done: Mapping[str, Any]) -> str:
        """Accept the answer as a whole from the claims and criteria that were accepted before, or raise `Rejected`."""
        def held(name: str, status: str) -> bool:
            return name in done and done[name].accepted and done[name].status == status

        status, points = self.report.get("status"), [v.get("witness") for n, v in self.claims.items() if held(n, "FAILS")]
        if self.report.get("witness") and self.report["witness"] not in points:
            raise Rejected("the point at which the answer fails is not that of a claim")
        if status == "FAILS":
            if held(SMOOTH, "FAILS"):
                return "R is not twice differentiable on X"
            if held("convex", "FAILS") and self.about == "parametrization":
                return "Hess R is not positive definite at a point of X"
            if held("isometric", "FAILS") and self.about == "isometry":
                return "dF^T dF is not Hess R at a point of X"
            raise Rejected("no claim refutes the answer")
        if status != "HOLDS":
            raise Rejected("an answer holds, fails, or claims nothing")
        if self.about == "isometry":
            if not held("isometric", "HOLDS") or not self.F:
                raise Rejected("the claim isometric is not shown to hold")
            return "dF^T dF = Hess R on X"
        needed = [*NEEDED["claims"], *NEEDED["criteria"], *(("potential", "commuting_with_h") if self.clock is not None else ())]
        if self.pair is None or not self.F:
            raise Rejected("there is no parametrization")
        missing = [n for n in needed if not held(n, "HOLDS")]
        if missing:
            raise Rejected(f"{missing[0]} is not shown to hold")
        return "g is commuting, and F turns the mirror flow of R into its gradient flow"

    def claim(self, name: str, entry: dict[str, Any], certificates: Mapping[str, Any], done: Mapping[str, Any], support: Support) -> None:
        """Accept that the claim's certificate proves its status, or raise `Rejected`; `support` is what the pair's certificates bring."""
        cited = data.items(data.field(entry, "certificates"), "the certificates", 1)
        if len(cited) != 1 or not isinstance(cited[0], str) or cited[0] not in certificates:
            raise Rejected("the claim cites no certificate, or several, or one that is missing")
        certificate = data.record(certificates[cited[0]], "the certificate")
        status = entry["status"]
        for needed in RESTS_ON.get(name, ()):
            if needed not in done or not done[needed].accepted or done[needed].status != "HOLDS":
                raise Rejected(f"it rests on {needed}, which is not shown to hold")
        if name == "potential":
            self._potential(entry, certificate)
        else:
            _Claim(self, certificate, support).check(name, status)
        self._witness(entry, certificate)

    def _potential(self, entry: dict[str, Any], certificate: dict[str, Any]) -> None:
        """R is R_a of the pair: the formula that the certificate is about is R in the names of the outputs."""
        details = data.record(data.field(entry, "details"), "the details")
        outputs = data.record(data.field(details, "outputs"), "the outputs")
        if entry["status"] != "HOLDS" or self.clock is None or self.pair is None:
            raise Rejected("there is no clock, or no pair, or the claim is not that R is the potential")
        names = data.items(data.field(outputs, "x"), "the names of x", len(self.x))
        if len(names) != len(self.x):
            raise Rejected("the outputs have not one name for each x")
        put = {n: sym(data.text(t, "a name")) for n, t in zip(self.x, names, strict=True)}
        put[self.clock] = sym(data.text(data.field(outputs, "a"), "a name"))
        here = self.moving.substitute(put)
        given = read(data.field(details, "given"), here.names | {e.args[0] for e in put.values()})
        if not vanishes(sub(here, given), here.names | given.names, self.budget):
            raise Rejected("the formula that is verified is not R")
        claim = {"status": "HOLDS", "given": details["given"], "holds_on": details.get("holds_on"), "certificates": [certificate]}
        init = data.field(self.report["pair"], "init")
        check_user_claim("R", claim, outputs, self.pair, init, self.budget)
        if details.get("holds_on"):
            raise Rejected("R is shown to be the potential under assumptions only")

    def _witness(self, entry: dict[str, Any], certificate: dict[str, Any]) -> None:
        """The point that the claim names is the certificate's."""
        point = certificate.get("point")
        for n, text in data.record(entry.get("witness") or {}, "the witness").items():
            if not isinstance(point, dict) or n not in point or not vanishes(sub(read(text, ()), data.tree(point[n], ())), (), self.budget):
                raise Rejected("the claim's witness is not the certificate's point")

    @property
    def budget(self) -> Budget:
        """A fresh budget for one claim."""
        return Budget(seconds=self.seconds)


class _Claim:
    """One claim; the methods raise `Rejected`, or it is proved."""

    def __init__(self, of: Converse, certificate: dict[str, Any], support: Support) -> None:
        self.of, self.certificate, self.support, self.budget = of, certificate, support, of.budget
        self.setting = of.primal.setting(self.budget)

    def check(self, name: str, status: str) -> None:
        """The method for the claim, its status and the kind of its certificate."""
        kind = data.text(data.field(self.certificate, "kind"), "the kind")
        if name == SMOOTH:
            if status == "FAILS" and str(self.certificate.get("function")) != "0":
                raise Rejected("it is not R that is shown to have a kink")
            check_claim("smooth", status, self.certificate, self.of.functions, self.budget, Support())
            return
        methods: dict[tuple[str, str, str], Callable[[], None]] = {
            ("isometric", "HOLDS", "zeros"): self.isometric, ("isometric", "FAILS", "nonzero"): self.not_isometric,
            ("convex", "FAILS", "direction"): self.not_convex, ("inverse", "HOLDS", "inverse"): self.inverse,
            ("metric", "HOLDS", "zeros"): self.metric, ("range", "HOLDS", "signs"): self.range,
            ("one_to_one", "HOLDS", "zeros"): self.one_to_one,
        }
        method = methods.get((name, status, kind))
        if method is None:
            raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {status} of {name[:40]!r}")
        method()

    # -- functions as they may be differentiated ------------------------------------------------------------------
    @cached_property
    def smooth(self) -> tuple[Expression, ...]:
        """R, F_1, ... on X."""
        evidence = Evidence()
        known = data.record(self.of.claims.get(SMOOTH, {}), "the claim about smoothness").get("certificates") or []
        certificates = data.record(self.of.report.get("certificates"), "the certificates")
        for name in known if isinstance(known, list) else []:
            entry = certificates.get(name) if isinstance(name, str) else None
            if isinstance(entry, dict) and entry.get("kind") == "smooth":
                evidence.take(entry)
        return self._plain(glued(self.of.functions.g, evidence, self.setting))

    @cached_property
    def g(self) -> tuple[Expression, ...]:
        """The coordinates of g on M."""
        pair = self._pair
        return self._plain(glued(pair.g, self.support.evidence, pair.setting(self.budget)))

    @staticmethod
    def _plain(found: Any) -> tuple[Expression, ...]:
        if found.terms:
            raise Rejected("the functions are only shown to be C^2 by pieces")
        return tuple(found.functions)

    @property
    def _pair(self) -> Problem:
        if self.of.pair is None or not self.of.F:
            raise Rejected("there is no parametrization that the claim could be about")
        return self.of.pair

    def _bend(self, i: int, j: int) -> Expression:
        """d_i d_j R."""
        return derivative(derivative(self.smooth[0], self.of.x[i], self.budget), self.of.x[j], self.budget)

    def _zeros(self, items: Mapping[str, Expression], setting: Setting) -> None:
        proofs = data.record(data.field(self.certificate, "items"), "the items")
        for key, e in items.items():
            prove_zero(e, proofs.get(key), setting)

    # -- on X -----------------------------------------------------------------------------------------------------
    def _entries(self, functions: Sequence[Expression]) -> dict[str, Expression]:
        """dF^T dF - Hess R, by key, from the trees of R, F_1, ..."""
        x, n = self.of.x, len(self.of.x)
        slopes = [[derivative(f, k, self.budget) for k in x] for f in functions[1:]]
        first = [derivative(functions[0], k, self.budget) for k in x]
        return {f"{i},{j}": sub(add(*(mul(row[i], row[j]) for row in slopes)), derivative(first[i], x[j], self.budget))
                for i in range(n) for j in range(i, n)}

    def isometric(self) -> None:
        """All entries vanish on X."""
        if not self.of.F:
            raise Rejected("there is no embedding")
        self._zeros(self._entries(self.smooth), self.setting.grant(*self.smooth))

    def not_isometric(self) -> None:
        """An entry is not 0 at a point of X near which R and F are analytic."""
        functions = self.of.functions.g
        entries = self._entries(functions)
        key = data.text(data.field(self.certificate, "item"), "the item")
        if key not in entries or not self.of.F:
            raise Rejected(f"there is no item {key[:40]!r}")
        point = point_in(data.field(self.certificate, "point"), self.setting)
        analytic_at(point, *functions)
        nonzero_at(point, entries[key])

    def not_convex(self) -> None:
        """A direction in which the second derivative of R is not positive."""
        x, r = self.of.x, self.of.R
        point = point_in(data.field(self.certificate, "point"), self.setting)
        analytic_at(point, r)
        v = [data.tree(t, ()) for t in data.items(data.field(self.certificate, "direction"), "the direction", len(x))]
        if len(v) != len(x) or not any(sign_at(Point({}, self.setting), e) in (1, -1) for e in v):
            raise Rejected("the direction is not one of X, or is not shown to be other than 0")
        slope = add(*(mul(c, derivative(r, k, self.budget)) for c, k in zip(v, x, strict=True)))
        bend = add(*(mul(c, derivative(slope, k, self.budget)) for c, k in zip(v, x, strict=True)))
        if sign_at(point, bend) not in (0, -1):
            raise Rejected("the second derivative in this direction is not shown to be 0 or negative")

    def inverse(self) -> None:
        """F maps X into M, and g(F(x)) = x."""
        pair, F = self._pair, self.smooth[1:]
        put = dict(zip(pair.domain.variables, F, strict=True))
        setting = self.setting.grant(*self.smooth)
        self._inside(pair, put, "inside", setting)
        self._zeros({str(i): sub(g.substitute(put), sym(k)) for i, (g, k) in enumerate(zip(self.g, self.of.x, strict=True))}, setting)

    def _inside(self, problem: Problem, put: Mapping[str, Expression], key: str, setting: Setting) -> None:
        """The conditions of a domain hold where its variables have their values in `put`; those of the parameters are the setting's."""
        claims = [(e.substitute(put), op) for e, op in problem.domain.facts()[:len(problem.domain.conditions)]]
        proofs = data.items(data.field(self.certificate, key), "the signs", 500)
        if len(proofs) != len(claims):
            raise Rejected("there is not one proof for each condition")
        for (e, op), proof in zip(claims, proofs, strict=True):
            check_defined(e, setting, "a condition")
            prove_sign(e, op, proof, setting)

    def metric(self) -> None:
        """dF = J(F)^T Hess R."""
        pair, F = self._pair, self.smooth[1:]
        put = dict(zip(pair.domain.variables, F, strict=True))
        n = len(self.of.x)
        items = {}
        for k, (w, f) in enumerate(zip(pair.domain.variables, F, strict=True)):
            column = [derivative(g, w, self.budget).substitute(put) for g in self.g]
            for j in range(n):
                change = add(*(mul(c, self._bend(i, j)) for i, c in enumerate(column)))
                items[f"{k},{j}"] = sub(derivative(f, self.of.x[j], self.budget), change)
        self._zeros(items, self.setting.grant(*self.smooth))

    # -- on M -----------------------------------------------------------------------------------------------------
    def range(self) -> None:
        """g maps M into X."""
        put = dict(zip(self.of.x, self.g, strict=True))
        self._inside(self.of.primal, put, "signs", self._pair.setting(self.budget).grant(*self.g))

    def one_to_one(self) -> None:
        """F(g(w)) = w."""
        pair = self._pair
        put = dict(zip(self.of.x, self.g, strict=True))
        names = pair.domain.variables
        self._zeros({str(k): sub(f.substitute(put), sym(w)) for k, (w, f) in enumerate(zip(names, self.smooth[1:], strict=True))},
                    pair.setting(self.budget).grant(*self.g))
