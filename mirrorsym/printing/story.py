"""A derivation as a person would write it: setting, hypotheses, flow, Q_a, inversion, R_a, domains, effects, the theorem that applies.

Main definition: `story`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.potential import Potential
from mirrorsym.printing.boxes import Atom, Box, Fence, Over, Row, Script, row
from mirrorsym.printing.curves import potential_figure
from mirrorsym.printing.derivation import PROPERTIES, effect_words
from mirrorsym.printing.document import Cite, Display, Document, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.gathered import gathered
from mirrorsym.printing.layout import layout, relation
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.prose import prose
from mirrorsym.printing.shorten import Short, shortened
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status

__all__ = ["story"]

EQ, COMMA = Atom("=", "operator"), Atom(", ", "text")
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


class _Story:
    """One report with its notation."""

    def __init__(self, report: PairReport) -> None:
        self.report, self.pair = report, report.pair
        self.data: dict[str, Any] = report.to_json()
        self.notation = Notation.of(self.data)
        self.copies = self.pair.copies > 1
        derivation = getattr(report.potential, "derivation", None)
        self.steps = {} if derivation is None else {s.name: s for s in derivation.steps}

    def told(self) -> Document:
        """All parts."""
        title = self.pair.title or "A mirror flow and its potential"
        parts = [*self.setting(), *self.hypotheses()]
        p = self.report.potential
        if isinstance(p, Potential) and p.status is Status.HOLDS:
            parts += [*self.flow(p), *self.dual(p), *self.primal(p)]
        else:
            reason = "the derivation was not tried" if p is None else p.because
            parts += [Section("No potential"), Paragraph(("No potential is derived: ", *prose(f"{reason}.")))]
        figure = potential_figure(self.report)
        parts += [figure] if figure is not None else []
        return Document(title, (*parts, *self.properties(), *self.effects(), *self.theorems()))

    # -- pieces ---------------------------------------------------------------------------------------------------
    def box(self, e: Expression) -> Box:
        """A formula as a reader wants it."""
        return layout(gathered(e), self.notation)

    def conditions(self, items: Iterable[Expression]) -> tuple[Inline, ...]:
        """Relations, with commas between them."""
        return _commas([relation(r, self.notation) for r in items])

    def total(self, body: Box) -> Box:
        """The sum over the coordinates where the pair stands for all of them."""
        if not self.copies:
            return body
        several = isinstance(body, Row) and any(isinstance(p, Atom) and p.text in ("+", "−") for p in body.parts)
        return Over("∑", row(Atom("i"), EQ, Atom("1", "number")), Atom("n"), Fence(body) if several else body)

    def shown(self, left: str, name: str, items: tuple[Expression, ...] | Expression, *steps: str) -> Display:
        """One field of the potential with the reason and how it was checked; long formulas with abbreviations explained after them."""
        many = items if isinstance(items, tuple) else (items,)
        formulas, notation = shortened([gathered(e) for e in many], self.notation)
        lines = []
        for i, (e, original) in enumerate(zip(formulas, many, strict=True)):
            body = layout(e, notation)
            of = _formula(left)
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
            because += ["Here ", *_commas([row(notation.symbol(n), EQ, layout(e, notation)) for n, e in notation.meanings]), ". "]
        reason = next((self.steps[n].because for n in steps if n in self.steps), "")
        if reason:
            because += [*_sentence(reason)]
        known = [self.steps[n] for n in steps if n in self.steps]
        rules = [_MARKS.get(str(p.get("rule")), "proof") for s in known for p in (*s.proofs, *s.sign_proofs)]
        mark = "" if not known else ", ".join(dict.fromkeys(rules)) or "proof" if all(s.checked for s in known) else "not proved"
        return Display(tuple(lines), tuple(because), mark)

    def where(self, lead: str, known: tuple[Expression, ...], everything: str, step: str) -> Paragraph:
        """A domain in words, with the reason."""
        reason = f" {self.steps[step].because[0].upper()}{self.steps[step].because[1:]}." if step in self.steps else ""
        if not known:
            return Paragraph((everything, *_spaced(prose(reason.strip()))))
        return Paragraph((lead, *self.conditions(known), ".", *_spaced(prose(reason.strip()))))

    # -- the parts -------------------------------------------------------------------------------------------------
    def setting(self) -> list[Part]:
        """g, h, M, w_init, and what mu and a are."""
        pair, n = self.pair, len(self.pair.g)
        names = _list([self.notation.symbol(v) for v in pair.M.variables])
        conditions = self.conditions(pair.M.conditions)
        where: tuple[Inline, ...] = (" where ", *conditions) if conditions else (" of all real vectors",)
        each = ", for every coordinate i = 1, ..., n" if self.copies else ""
        parts: list[Part] = [Section("Setting")]
        parts.append(Paragraph(("Let ", row(Atom("w"), EQ, Fence(names)), " lie in the open set ", Atom("M"), *where, *prose(f"{each}."))))
        lines = []
        for i, e in enumerate(pair.g):
            index = Atom("i") if self.copies else None if n == 1 else Atom(str(i + 1), "number")
            g = Atom("g") if index is None else Script(Atom("g"), down=index)
            lines.append(Line(row(g, Fence(Atom("w"))), self.box(e), "g" if n == 1 else f"g[{i}]", e))
        if pair.h is not None:
            lines.append(Line(_formula("h(w)"), self.total(self.box(pair.h)), "h", pair.h))
        parts.append(Display(tuple(lines)))
        if pair.M.parameters:
            parts.append(Paragraph(("Parameters: " + ", ".join(f"{p.name} ({p.kind})" for p in pair.M.parameters) + ".",)))
        more = "" if pair.h is None else " - alpha_t grad h(w) dt"
        parts += [Paragraph(("The gradient flow is",)), Display((Line(_formula("dw"), _formula("-grad (f o g)(w) dt" + more)),))]
        clock = "" if pair.h is None else " and the clock a_t = -int_0^t alpha_s ds"
        start = _list([self.box(dict(pair.init).get(v, Expression("sym", (f"{v}0",)))) for v in pair.M.variables])
        begin = Script(Atom("w"), down=Atom("init", "word"))
        parts.append(
            Paragraph(
                (
                    *prose(f"With the dual state mu_t = -int_0^t grad f(x_s) ds{clock}"),
                    " it moves along the gradients of the coordinates of ",
                    Atom("g"),
                    *((" and of ", Atom("h")) if more else ()),
                    ", from ",
                    row(begin, EQ, Fence(start)),
                    ".",
                )
            )
        )
        return parts

    def hypotheses(self) -> list[Part]:
        """What is needed, with verdicts."""
        found = {n: self.report.criteria[n] for n in _NAMED if n in self.report.criteria}
        rows = tuple(
            ((prose(_NAMED[n])), (str(v.status),), prose(v.because)) for n, v in found.items() if v.status is not Status.NOT_APPLICABLE
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
        said = prose(f"The flow of the constant combination {constant} from w_init for time 1 is psi{arguments}, with the coordinates")
        parts: list[Part] = [Section("The flow"), Paragraph(said), self.display(lines, notation, ("psi", "start", "inside"))]
        if p.dual_domain is not None:
            everything = "It exists in M for all values of the dual state" + (" and the clock." if self.pair.h is not None else ".")
            parts.append(self.where("It exists in M exactly where ", p.dual_domain, everything, "dual_domain"))
        for end in () if p.existence is None else p.existence.ends:
            if end.what is not None:
                who = _commas([self.notation.symbol(v) for v in end.variables])
                how = " becomes unbounded (blow-up)" if end.what == "blow-up" else " reaches the boundary of M (exit)"
                many = how if len(end.variables) == 1 else how.replace("becomes", "become").replace("reaches", "reach")
                parts.append(Paragraph(("Where ", relation(end.condition, self.notation), " ceases to hold, ", *who, *prose(f"{many}."))))
        return parts

    def dual(self, p: Potential) -> list[Part]:
        """grad Q_a, Q_a and the minimizer."""
        parts: list[Part] = [Section("The dual potential")]
        if p.grad_Q is not None:
            parts += [Paragraph(("Put the flow into g:",)), self.shown("grad Q_a(mu)", "grad_Q", p.grad_Q, "grad_Q")]
        if p.Q is not None:
            normalized = "" if self.pair.h is None else ", normalized by d_a Q_a = h(psi),"
            parts += [Paragraph(prose(f"A function with this gradient{normalized} is")), self.shown("Q_a(mu)", "Q", p.Q, "Q")]
        if p.minimizer is not None and self.pair.h is not None:
            parts += [
                Paragraph(prose("The minimizer of R_a is the value at mu = 0:")),
                self.shown("x(a)", "minimizer", p.minimizer, "minimizer"),
            ]
        return parts

    def primal(self, p: Potential) -> list[Part]:
        """grad R_a, R_a, its derivative by a, its domain."""
        parts: list[Part] = [Section("The time-dependent Legendre function" if self.pair.h is not None else "The Legendre function")]
        if p.grad_R is None:
            said = f"The inverse has no closed form here: grad R_a(x) is the mu with grad Q_a(mu) = x. Reason: {p.because}."
            return [*parts, Paragraph(prose(said))]
        parts.append(Paragraph(prose("Solving grad Q_a(mu) = x on the branch that contains the flow gives")))
        parts.append(self.shown("grad R_a(x)", "grad_R", p.grad_R, "grad_R", "attained", "range"))
        if p.primal_domain is not None:
            parts.append(self.where("The values of x are those with ", p.primal_domain, "Every x is reached.", "primal_domain"))
        if p.R is not None:
            parts += [
                Paragraph(prose("so that, with R_a(x) + Q_a(mu) = <mu, x>,")),
                self.shown("R_a(x)", "R", p.R, "R", "legendre", "value"),
            ]
        if p.dR_da is not None and self.pair.h is not None:
            parts += [
                Paragraph(prose("Its derivative by the clock is -h(psi):")),
                self.shown("d_a R_a(x)", "dR_da", p.dR_da, "dR_da", "d_a"),
            ]
        return parts

    def properties(self) -> list[Part]:
        """Contracting, Legendre, mirror map, Bregman."""
        found = {n: self.report.criteria[n] for n in PROPERTIES if n in self.report.criteria}
        rows = tuple(
            ((n.replace("_", " "),), (str(v.status),), prose(v.because)) for n, v in found.items() if v.status is not Status.NOT_APPLICABLE
        )
        return [Section("Properties of the potential"), Table(("property", "verdict", "why"), rows)] if rows else []

    def effects(self) -> list[Part]:
        """What the regularizer does as a decreases."""
        rows = tuple(((name.replace("_", " "),), prose(said), prose(why)) for name, said, why in effect_words(self.data))
        return [Section("Effects as the clock decreases from 0"), Table(("effect", "what happens", "why"), rows)] if rows else []

    def theorems(self) -> list[Part]:
        """What applies, with number and source."""
        rows = []
        for name, t in self.data["theorems"].items():
            if t["status"] in ("HOLDS", "CONDITIONAL") and name != "lwla.4.9":  # that one says what a mirror flow needs
                paper, _, number = name.partition(".")
                place = f"Cor. {number[1:]}" if number.startswith("c") else f"Thm {number.upper()}"
                rows.append(((Cite(paper, place),), prose(t["because"])))
        return [Section("What follows"), Table(("theorem", "says for this pair"), tuple(rows))] if rows else []


def _formula(text: str) -> Box:
    """A constant piece of notation."""
    (box,) = prose(text)
    if isinstance(box, str | Cite):
        raise ValueError(f"{text!r} is no formula")
    return box


def _sentence(reason: str) -> tuple[Inline, ...]:
    parts = prose(f"{reason}.")
    return (parts[0][:1].upper() + parts[0][1:], *parts[1:]) if isinstance(parts[0], str) else parts


def _spaced(parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (" ", *parts) if parts and parts != ("",) else ()


def _list(boxes: list[Box]) -> Box:
    return row(*(b for i, box in enumerate(boxes) for b in ((COMMA, box) if i else (box,))))


def _commas(boxes: list[Box]) -> tuple[Inline, ...]:
    return tuple(b for i, box in enumerate(boxes) for b in ((", ", box) if i else (box,)))
