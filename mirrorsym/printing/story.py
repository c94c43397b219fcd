"""A derivation as a person would write it: setting, hypotheses, flow, Q_a, inversion, R_a, domains, effects, the theorem that applies.

Main definition: `story`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.potential import Potential
from mirrorsym.printing.boxes import Atom, Box, Fence, Matrix, Script, row
from mirrorsym.printing.curvature import hessian
from mirrorsym.printing.curves import potential_figure
from mirrorsym.printing.derivation import PROPERTIES, effect_words
from mirrorsym.printing.document import Cite, Display, Document, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.gathered import gathered
from mirrorsym.printing.layout import layout, relation
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.prose import prose
from mirrorsym.printing.setting import EQ, Teller, commas, fixed
from mirrorsym.printing.shorten import Short, shortened
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status

__all__ = ["story"]

#: rule of a proof -> how a reader would call it
_MARKS = {"ring": "normal form", "tower": "normal form", "derivatives": "normal form", "sum": "normal form", "structure": "sign",
          "limit": "limit"}
#: hypothesis -> in words
_NAMED = {
    "smooth": "g and h are twice continuously differentiable",
    "regular": "dg has full rank",
    "commuting": "the gradient fields of g commute",
    "commuting_with_h": "they commute with that of h",
    "complete_flows": "the flows of g and h compose wherever they exist (lwla Assumption 3.5, jointly)",
    "complete_flows_of_g": "the flows of g compose wherever they exist (lwla Assumption 3.5)",
}


def story(report: PairReport) -> Document:
    """The derivation of a report as a document.

    >>> from mirrorsym import Pair, derive
    >>> doc = story(derive(Pair(g=["u**2"], h="u**2", domain=["u > 0"])))
    >>> [line.name for line in doc.lines][:4]
    ['g', 'h', '', 'psi[0]']
    """
    return _Story(report).told()


class _Story(Teller):
    """One report with its notation."""

    def __init__(self, report: PairReport) -> None:
        self.report = report
        self.data: dict[str, Any] = report.to_json()
        super().__init__(report.pair, self.data)
        derivation = getattr(report.potential, "derivation", None)
        self.steps = {} if derivation is None else {s.name: s for s in derivation.steps}

    def told(self) -> Document:
        """All parts."""
        title = self.pair.title or "A mirror flow and its potential"
        parts = [*self.introduced(), *self.flowing(), *self.renamed(), *self.hypotheses()]
        p = self.report.potential
        if isinstance(p, Potential) and p.status is Status.HOLDS:
            parts += [*self.flow(p), *self.dual(p), *self.primal(p)]
        else:
            reason = "the derivation was not tried" if p is None else p.because
            parts += [Section("No potential"), Paragraph(("No potential is derived: ", *self.say(f"{reason}.")))]
        figure = potential_figure(self.report)
        parts += [figure] if figure is not None else []
        return Document(title, (*parts, *self.properties(), *self.effects(), *self.schedule(), *self.theorems()))

    # -- pieces ---------------------------------------------------------------------------------------------------
    def shown(self, left: str, name: str, items: tuple[Expression, ...] | Expression, *steps: str) -> Display:
        """One field of the potential with the reason and how it was checked; long formulas with abbreviations explained after them."""
        many = items if isinstance(items, tuple) else (items,)
        formulas, notation = shortened([gathered(e) for e in many], self.notation)
        lines = []
        for i, (e, original) in enumerate(zip(formulas, many, strict=True)):
            body = layout(e, notation)
            of = fixed(left)
            if len(many) > 1:
                of = Script(Fence(of), down=Atom(str(i + 1), "number"))
            lines.append(
                Line(of, body if isinstance(items, tuple) else self.total(body), name if len(many) == 1 else f"{name}[{i}]", original)
            )
        return self.display(lines, notation, steps)

    def display(self, lines: list[Line], notation: Notation, steps: tuple[str, ...]) -> Display:
        """Lines with what their abbreviations mean, and the reason of the first of the steps that is there."""
        because: list[Inline] = []
        if isinstance(notation, Short):
            because += ["Here ", *commas([row(notation.symbol(n), EQ, layout(e, notation)) for n, e in notation.meanings]), ". "]
        reason = next((self.steps[n].because for n in steps if n in self.steps), "")
        if reason:
            because += [*_sentence(self.say(f"{reason}."))]
        known = [self.steps[n] for n in steps if n in self.steps]
        rules = [_MARKS.get(str(p.get("rule")), "proof") for s in known for p in (*s.proofs, *s.sign_proofs)]
        mark = "" if not known else ", ".join(dict.fromkeys(rules)) or "proof" if all(s.checked for s in known) else "not proved"
        return Display(tuple(lines), tuple(because), mark)

    def where(self, lead: str, known: tuple[Expression, ...], everything: str, step: str) -> Paragraph:
        """A domain in words, with the reason."""
        because = self.steps[step].because if step in self.steps else ""
        reason = (" ", *_sentence(self.say(f"{because}."))) if because else ()
        return Paragraph((lead, *self.conditions(known), ".", *reason) if known else (*self.say(everything), *reason))

    # -- the parts -------------------------------------------------------------------------------------------------
    def renamed(self) -> list[Part]:
        """How the clock is written where its letter is taken."""
        clock = getattr(self.report.potential, "a", None) or "a"
        if self.notation.symbol(clock) == Atom("a"):
            return []
        box = self.notation.symbol(clock)
        return [Paragraph(("In formulas the clock is written ", box, ", since ", Atom("a"), " is a name of the pair."))]

    def hypotheses(self) -> list[Part]:
        """What is needed, with verdicts."""
        found = {n: self.report.criteria[n] for n in _NAMED if n in self.report.criteria}
        rows = tuple(
            (self.say(_NAMED[n]), (str(v.status),), self.say(v.because)) for n, v in found.items() if v.status is not Status.NOT_APPLICABLE
        )
        return [Section("Hypotheses"), Table(("hypothesis", "verdict", "why"), rows)] if rows else []

    def flow(self, p: Potential) -> list[Part]:
        """psi."""
        formulas, notation = shortened([gathered(e) for e in p.psi or ()], self.notation)
        arguments = "(mu, a)" if self.pair.h is not None else "(mu)"
        constant = "sum mu_i grad g_i" + (" + a grad h" if self.pair.h is not None else "")
        lines = [
            Line(Script(Atom("ψ"), down=self.notation.symbol(v)), layout(e, notation), f"psi[{i}]", o)
            for i, (v, e, o) in enumerate(zip(self.pair.M.variables, formulas, p.psi or (), strict=True))
        ]
        said = self.say(f"The flow of the constant combination {constant} from w_init for time 1 is psi{arguments}, with the coordinates")
        parts: list[Part] = [Section("The flow"), Paragraph(said), self.display(lines, notation, ("psi", "start", "inside"))]
        if p.dual_domain is not None:
            everything = "It exists in M for all values of the dual state" + (" and the clock." if self.pair.h is not None else ".")
            parts.append(self.where("It exists in M exactly where ", p.dual_domain, everything, "dual_domain"))
        for end in () if p.existence is None else p.existence.ends:
            if end.what is not None:
                who = commas([self.notation.symbol(v) for v in end.variables])
                how = " becomes unbounded (blow-up)" if end.what == "blow-up" else " reaches the boundary of M (exit)"
                many = how if len(end.variables) == 1 else how.replace("becomes", "become").replace("reaches", "reach")
                where = relation(end.condition, self.notation)
                parts.append(Paragraph(("Where ", where, " ceases to hold, ", *who, *self.say(f"{many}."))))
        return parts

    def dual(self, p: Potential) -> list[Part]:
        """grad Q_a, Q_a and the minimizer."""
        parts: list[Part] = [Section("The dual potential")]
        if p.grad_Q is not None:
            parts += [Paragraph(("Put the flow into g:",)), self.shown("grad Q_a(mu)", "grad_Q", p.grad_Q, "grad_Q")]
        if p.Q is not None:
            normalized = "" if self.pair.h is None else ", normalized by d_a Q_a = h(psi),"
            parts += [Paragraph(self.say(f"A function with this gradient{normalized} is")), self.shown("Q_a(mu)", "Q", p.Q, "Q")]
        if p.minimizer is not None and self.pair.h is not None:
            parts += [
                Paragraph(self.say("The minimizer of R_a is the value at mu = 0:")),
                self.shown("x(a)", "minimizer", p.minimizer, "minimizer"),
            ]
        return parts

    def primal(self, p: Potential) -> list[Part]:
        """grad R_a, R_a, its derivative by a, its domain."""
        parts: list[Part] = [Section("The time-dependent Legendre function" if self.pair.h is not None else "The Legendre function")]
        if p.grad_R is None:
            said = f"The inverse has no closed form here: grad R_a(x) is the mu with grad Q_a(mu) = x. Reason: {p.because}."
            return [*parts, Paragraph(self.say(said))]
        parts.append(Paragraph(self.say("Solving grad Q_a(mu) = x on the branch that contains the flow gives")))
        parts.append(self.shown("grad R_a(x)", "grad_R", p.grad_R, "grad_R", "attained", "range"))
        parts += self.hessian(p)
        if p.primal_domain is not None:
            parts.append(self.where("The values of x are those with ", p.primal_domain, "Every x is reached.", "primal_domain"))
        if p.R is not None:
            parts += [
                Paragraph(self.say("so that, with R_a(x) + Q_a(mu) = <mu, x>,")),
                self.shown("R_a(x)", "R", p.R, "R", "legendre", "value"),
            ]
        if p.dR_da is not None and self.pair.h is not None:
            parts += [
                Paragraph(self.say("Its derivative by the clock is -h(psi):")),
                self.shown("d_a R_a(x)", "dR_da", p.dR_da, "dR_da", "d_a"),
            ]
        return parts

    def hessian(self, p: Potential) -> list[Part]:
        """What Hess R_a is; for few coordinates its entries, differentiated from grad R_a."""
        entries = hessian(p)
        if entries is None:
            return []
        rows = [[layout(gathered(e), self.notation) for e in row] for row in entries]
        body: Box = rows[0][0] if len(rows) == 1 else Matrix(tuple(tuple(r) for r in rows))
        formula = entries[0][0] if len(rows) == 1 else None
        regular = self.report.criteria.get("regular")
        definite = ", and positive definite because dg has full rank" if regular is not None and regular.status is Status.HOLDS else ""
        because = (*prose("With J the Jacobian of g it is the inverse of"), " ", row(Atom("J"), Script(Atom("J"), up=Atom("⊤"))),
                   *prose(f" at psi{definite}."))
        return [Paragraph(("Its Hessian is",)), Display((Line(fixed("Hess R_a(x)"), body, "hess_R", formula),), because, "differentiated")]

    def properties(self) -> list[Part]:
        """Contracting, Legendre, mirror map, Bregman."""
        found = {n: self.report.criteria[n] for n in PROPERTIES if n in self.report.criteria}
        known = {n: v for n, v in found.items() if v.status is not Status.NOT_APPLICABLE}
        rows = tuple(((n.replace("_", " "),), (str(v.status),), self.say(v.because)) for n, v in known.items())
        return [Section("Properties of the potential"), Table(("property", "verdict", "why"), rows)] if rows else []

    def effects(self) -> list[Part]:
        """What the regularizer does as a decreases."""
        rows = tuple(((name.replace("_", " "),), self.say(said), self.say(why)) for name, said, why in effect_words(self.data))
        return [Section("Effects as the clock decreases from 0"), Table(("effect", "what happens", "why"), rows)] if rows else []

    def schedule(self) -> list[Part]:
        """The clock of a schedule alpha_t, its hypotheses, and whether the convergence theorem applies with it."""
        found = self.report.schedule
        if not found:
            return []
        said: list[Inline] = ["With ", row(fixed("alpha_t"), EQ, self.formula(found["alpha"]))]
        for i, (a, begin) in enumerate(zip(found["a"] or (), found["times"] or (), strict=True)):
            later = (" from ", row(Atom("t"), EQ, self.formula(begin)), " on") if len(found["a"]) > 1 else ()
            said += [", " if i else " the clock is ", row(fixed("a_t"), EQ, self.formula(a)), *later]
        if found.get("total") is not None:
            said += [" and ends at ", row(fixed("a_oo"), EQ, self.formula(found["total"]))]
        parts: list[Part] = [Section("The schedule"), Paragraph((*said, "."))]
        rows = [((n.replace("_", " "),), (h["status"],), self.say(h["because"])) for n, h in found["hypotheses"].items()]
        theorem = found.get("theorem")
        if theorem is not None:
            word = {"HOLDS": "applies", "NOT_APPLICABLE": "does not"}.get(theorem["status"], theorem["status"])
            rows.append(((Cite("tdmf", "Thm 3.2"),), (word,), self.say(theorem["because"])))
        return [*parts, Table(("hypothesis", "verdict", "why"), tuple(rows))]

    def theorems(self) -> list[Part]:
        """What applies, with number and source."""
        rows = []
        for name, t in self.data["theorems"].items():
            if t["status"] in ("HOLDS", "CONDITIONAL") and name != "lwla.4.9":  # that one says what a mirror flow needs
                paper, _, number = name.partition(".")
                place = f"Cor. {number[1:]}" if number.startswith("c") else f"Thm {number.upper()}"
                rows.append(((Cite(paper, place),), self.say(t["because"])))
        return [Section("What follows"), Table(("theorem", "says for this pair"), tuple(rows))] if rows else []


def _sentence(parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (parts[0][:1].upper() + parts[0][1:], *parts[1:]) if isinstance(parts[0], str) else parts


def _spaced(parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (" ", *parts) if parts and parts != ("",) else ()
