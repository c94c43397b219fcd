"""Errata pages: what of a paper stands, what stands after a correction, and what is refuted and by which point.

Main definition: `errata`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mirrorsym.register.differential import INNERMOST, split
from mirrorsym.register.files import PAPERS, Entry

__all__ = ["errata", "typeset"]

_RELATION = re.compile(r"<=|>=|!=|=|<|>")
_TEX = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "=": "=", "<": "<", ">": ">"}


def errata(paper: str, entries: Sequence[Entry], found: Mapping[str, Mapping[str, Any]]) -> str:
    """The page of one paper as Markdown; `found` is what the last full audit found, by claim."""
    own = [e for e in entries if e.paper == paper]
    refuted = [e for e in own if e.claim.recorded == "FAILS"]
    held = [e for e in own if e.claim.recorded == "HOLDS"]
    rest = [e for e in own if e.claim.recorded == "UNDECIDED"]
    mended = sum(e.claim.corrected is not None for e in refuted)
    summary = (f"Key `{paper}`. {len(own)} claims were examined: {len(held)} are proved as printed, {len(refuted)} are refuted as printed "
               f"({mended} of them hold after the correction that is stated), {len(rest)} are not decided here. Statements are in our "
               f"words, with the numbers of the paper. Every verdict is computed by `mirrorsym audit {paper}`, and its certificate is read "
               "by a separate checker. This page is generated.\n")
    parts = [f"# Errata: {PAPERS[paper]}\n", summary]
    if refuted:
        parts.append("## Refuted as printed\n")
        for e in refuted:
            parts += _refuted(e, found.get(e.id, {}))
    for title, some in (("Proved as printed", held), ("Not decided by computation, or still open", rest)):
        if some:
            parts.append(f"## {title}\n")
            parts.append("| claim | where | statement | scope |\n|---|---|---|---|")
            parts += [f"| `{e.id}` | {_cell(e.claim.where)} | {_cell(e.claim.says)} | {e.claim.scope} |" for e in some]
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _refuted(e: Entry, found: Mapping[str, Any]) -> list[str]:
    c = e.claim
    out = [f"### {c.where} (`{e.id}`)\n", f"**Claim.** {c.says}\n"]
    if c.hypotheses:
        out.append("**Under.** " + "; ".join(c.hypotheses) + ".\n")
    out += _formulas("As printed", c.printed)
    witness = found.get("witness") or {}
    at = ", ".join(f"`{n} = {v}`" for n, v in witness.items())
    out.append(f"**Refuted.** {found.get('because', '')}{f' (at {at})' if at else ''}\n")
    out.append(f"**Why.** {c.why}\n")
    if c.corrected is not None:
        out.append(f"**Corrected, and proved.** {c.corrected_says}\n")
        out += _formulas("Corrected", c.corrected)
    elif c.corrected_says:
        out.append(f"**Correction, argued for and not proved here.** {c.corrected_says}\n")
    if c.note:
        out.append(f"**Note.** {c.note}\n")
    out.append("**See it with mpmath alone:**\n\n```python\n" + c.script.strip() + "\n```\n")
    return out


def _formulas(title: str, formulas: Mapping[str, str]) -> list[str]:
    shown = [f"$$\\text{{{_plain(n)}:}}\\quad {typeset(f)}$$\n" for n, f in formulas.items()]
    return [f"{title}:\n", *shown] if shown else []


def typeset(text: str) -> str:
    r"""A formula, a relation, or several between ";", as LaTeX.

    >>> typeset("x**2/2 >= y")
    '\\frac{x^{2}}{2} \\ge y'
    >>> typeset("diff(x*diff(f, x), x) > 0")
    '\\partial_{x}\\left[x \\partial_{x}\\left[f\\right]\\right] > 0'
    >>> typeset("D[At[f, x, t], t] = 0")
    '\\partial_{t}\\left[\\left.f\\right|_{x = t}\\right] = 0'
    """
    pieces = [p.strip() for p in text.split(";")]
    return r",\quad ".join(_typeset(p) for p in pieces)


def _typeset(text: str) -> str:
    marks: list[tuple[str, str]] = []
    marked = _bracketed(text)
    while found := INNERMOST.search(marked):  # a name stands for D[...] or At[...] until the rest is set
        name = "zz" + "".join("abcdefghij"[int(d)] for d in f"{len(marks):02}")
        marks.append((name, _operator(found[1], split(found[2]))))
        marked = f"{marked[:found.start()]}{name}{marked[found.end():]}"
    out = _plainly(marked)
    if out is None:
        return r"\texttt{" + _plain(text) + "}"
    for name, meaning in reversed(marks):
        out = out.replace(name, meaning)
    return out


def _bracketed(text: str) -> str:
    """The text with D[f, x] in place of diff(f, x)."""
    while (at := text.rfind("diff(")) >= 0:
        depth = 0
        for end in range(at + 4, len(text)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if not depth:
                break
        text = f"{text[:at]}D[{text[at + 5:end]}]{text[end + 1:]}"
    return text


def _operator(kind: str, parts: list[str]) -> str:
    """LaTeX of a derivative or of a value, whose formula may hold names of others."""
    f, *rest = (_plainly(p) or _plain(p) for p in parts)
    if kind == "D":
        return "".join(rf"\partial_{{{v}}}" for v in rest) + rf"\left[{f}\right]"
    return rf"\left.{f}\right|_{{{', '.join(f'{v} = {t}' for v, t in zip(rest[::2], rest[1::2], strict=False))}}}"


def _plainly(text: str) -> str | None:
    """LaTeX of a formula or relation of the grammar; None for what is none."""
    import sympy

    from mirrorsym.grammar import read_all
    from mirrorsym.symbolic import to_sympy

    depth, cut, ops = 0, [], []
    for m in re.finditer(r"[()]|<=|>=|!=|=|<|>", text):
        depth += {"(": 1, ")": -1}.get(m.group(), 0)
        if not depth and _RELATION.fullmatch(m.group()):
            cut.append(m.span())
            ops.append(_TEX[m.group()])
    edges = [0, *(i for span in cut for i in span), len(text)]
    sides = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    out = []
    for side in sides:
        read = read_all([("formula", side)], None, new_names=True)
        if read.problems:
            return None
        out.append(sympy.latex(to_sympy(read.values["formula"][0]), ln_notation=False, inv_trig_style="full"))
    return " ".join(piece for i, side in enumerate(out) for piece in ((side, ops[i]) if i < len(ops) else (side,)))


def _plain(text: str) -> str:
    return re.sub(r"([_#%&${}])", r"\\\1", text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
