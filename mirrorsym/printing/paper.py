"""Documents in LaTeX: a fragment to \\input, or a whole file that needs amsmath, amssymb, geometry and hyperref only.

Main definition: `latex`.
"""

from __future__ import annotations

from mirrorsym.printing.boxes import width
from mirrorsym.printing.document import Cite, Code, Display, Document, Figure, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.latex import escaped, spelled
from mirrorsym.printing.layout_breaks import broken
from mirrorsym.printing.papers import paper
from mirrorsym.printing.prose import prose

__all__ = ["HEAD", "latex", "pieces"]

HEAD = r"""\documentclass[11pt]{article}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[margin=2.5cm]{geometry}
\usepackage{hyperref}
\allowdisplaybreaks
\emergencystretch=2em
"""
#: signs of a program that are other signs in running text
_CODE = {c: rf"{{\char{ord(c)}}}" for c in "\"'`^~\\{}<>|"}
#: a longer word may be broken anywhere
_WORD = 24
#: letters that fit on one line of a display
_LINE = 74


def latex(doc: Document, standalone: bool = True, bib: str | None = None) -> str:
    """The document; not `standalone`: what stands between \\begin{document} and \\end{document}, without the list of papers.

    With `bib` the list is made by BibTeX from the file of that name.
    """
    body = "\n".join(_part(p) for p in doc.parts).replace("\n\n\\begin{align*}", "\n\\begin{align*}")  # an empty line would be a gap
    if not standalone:
        return f"% {escaped(doc.title)}\n{body}"
    papers = "" if bib is not None else "\n".join(rf"\bibitem{{{k}}} {_entry(k)}" for k in doc.papers)
    listed = f"\\begin{{thebibliography}}{{9}}\n{papers}\n\\end{{thebibliography}}\n" if papers else ""
    if bib is not None and doc.papers:
        listed = f"\\bibliographystyle{{plain}}\n\\bibliography{{{bib}}}\n"
    title = f"\\title{{{_title(doc.title)}}}\n\\author{{}}\n\\date{{}}\n"
    return f"{HEAD}{title}\\begin{{document}}\n\\maketitle\n{body}\n{listed}\\end{{document}}\n"


def _title(text: str) -> str:
    return escaped(text) if len(text) < 120 else escaped(text[:117]) + r"\dots"


def _entry(key: str) -> str:
    p = paper(key)
    return ". ".join(t for t in (escaped(p.names), rf"\emph{{{escaped(p.title)}}}", escaped(p.published)) if t) + "."


def _part(part: Part) -> str:
    if isinstance(part, Section):
        return rf"\{'sub' * (part.level - 1)}section*{{{escaped(part.title)}}}" + "\n"
    if isinstance(part, Paragraph):
        return _inline(part.parts) + "\n"
    if isinstance(part, Display):
        return _display(part)
    if isinstance(part, Code):
        return _code(part)
    return _figure(part) if isinstance(part, Figure) else _table(part)


def _code(part: Code) -> str:
    """Lines that may be broken at blanks; those at the beginning of a line stay."""
    rows = []
    for line in part.text.strip("\n").split("\n"):
        deep = len(line) - len(line.lstrip(" "))
        words = r"\ ".join(_breakable_code(w) for w in line.strip(" ").split(" "))
        rows.append((rf"\hspace*{{{deep / 2:g}em}}" if deep else "") + rf"\mbox{{}}{words}")
    return "\\begin{flushleft}\\small\\ttfamily\n" + "\\\\\n".join(rows) + "\n\\end{flushleft}\n"


def _breakable(word: str) -> str:
    """A word in which a line may end after every eighth letter, so that no word is too long for a line."""
    return r"\hspace{0pt}".join(escaped(word[i : i + 8]) for i in range(0, len(word), 8))


def _breakable_code(word: str) -> str:
    return r"\hspace{0pt}".join("".join(_CODE.get(c) or escaped(c) for c in word[i : i + 8]) for i in range(0, len(word), 8))


def _inline(parts: tuple[Inline, ...]) -> str:
    out = []
    for p in parts:
        if isinstance(p, str):
            lead, tail = " " * p.startswith(" "), " " * (p.endswith(" ") and p.strip() != "")
            out.append(lead + " ".join(_breakable(w) if len(w) > _WORD else escaped(w) for w in p.split()) + tail)
        elif isinstance(p, Cite):
            out.append(rf"\cite[{escaped(p.place)}]{{{p.key}}}" if p.place else rf"\cite{{{p.key}}}")
        else:
            out.append(f"${spelled(p).strip()}$")
    return "".join(out)


def _display(part: Display) -> str:
    rows = [piece for line in part.lines for piece in pieces(line)]
    rows = [r + (r" \\" if i < len(rows) - 1 else "") for i, r in enumerate(rows)]
    text = "\\begin{align*}\n" + "\n".join(rows) + "\n\\end{align*}\n"
    because = _inline(part.because)
    mark = rf" \emph{{[{escaped(part.mark)}]}}" if part.mark else ""
    return text + (f"{because}{mark}\n" if because or mark else "")


def pieces(line: Line) -> list[str]:
    """The rows of one equation: a long sum goes on in the next row, at its signs."""
    left = "" if line.left is None else spelled(line.left).strip() + " "
    first, *more = broken(line.right, _LINE - (0 if line.left is None else width(line.left)))
    return [f"{left}&= {spelled(first).strip()}", *(rf"&\quad {spelled(m).strip()}" for m in more)]


def _figure(part: Figure) -> str:
    """LaTeX's own picture: straight pieces as flat curves, so that no package is needed."""
    wide, high = 220, 130
    out = [rf"\begin{{center}}\setlength{{\unitlength}}{{1pt}}\begin{{picture}}({wide + 60},{high + 16})(0,-16)",
           rf"\put(0,0){{\line(1,0){{{wide}}}}}\put(0,0){{\line(0,1){{{high}}}}}"]
    for curve in part.curves:
        pieces = part.inside(curve, wide, high)
        for (x, y), (z, t) in ((p, q) for piece in pieces for p, q in zip(piece, piece[1:], strict=False)):
            out.append(rf"\qbezier({x:g},{y:g})({(x + z) / 2:g},{(y + t) / 2:g})({z:g},{t:g})")
        if pieces:
            x, y = pieces[-1][-1]
            out.append(rf"\put({x + 2:g},{y - 3:g}){{\scriptsize ${curve.label}$}}")
    x0, x1, _, _ = part.box
    out.append(rf"\put(0,-10){{\scriptsize ${x0:g}$}}\put({wide - 4},-10){{\scriptsize ${x1:g}$}}\put({wide // 2},-10){{\scriptsize $x$}}")
    return "\n".join(out) + "\n\\end{picture}\n\n\\smallskip\n" + _inline(prose(part.caption)) + "\n\\end{center}\n"


def _table(part: Table) -> str:
    """A tabular for each row, so that a page can end between two rows."""
    columns = len(part.head)
    widths = {1: ("0.95",), 2: ("0.24", "0.7"), 3: ("0.26", "0.2", "0.46"), 4: ("0.25", "0.17", "0.19", "0.25")}.get(
        columns, (f"{0.9 / columns - 0.03:.3g}",) * columns)
    spec = "".join(rf"p{{{w}\textwidth}}" for w in widths)
    rows = [" & ".join(rf"\textbf{{{escaped(h)}}}" for h in part.head) + r" \\ \hline"]
    rows += [" & ".join(rf"\raggedright {_inline(c)}" for c in r) + r" \tabularnewline" for r in part.rows]
    begin, end = rf"\noindent\begin{{tabular}}{{{spec}}}", r"\end{tabular}\par"
    head, *rest = (f"{begin}\n{r}\n{end}" for r in rows)
    return "\n".join([rf"\par\smallskip{head}\vspace{{2pt}}", *rest]) + "\\smallskip\n"
