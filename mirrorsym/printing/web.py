"""Documents as one HTML file: MathML, no script, no network; readable on a phone, in the dark, and by keyboard.

Main definitions: `html`, `fragment`.
"""

from __future__ import annotations

from html import escape

from mirrorsym.printing.document import Cite, Code, Display, Document, Figure, Inline, Paragraph, Part, Section, Table
from mirrorsym.printing.mathml import math, spelled
from mirrorsym.printing.papers import paper
from mirrorsym.printing.prose import prose

__all__ = ["fragment", "html"]

_DASHES = ("none", "6 3", "2 3", "8 3 2 3")
_SMALL = 'font-size="12" stroke="none" fill="currentColor"'
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2128;--paper:#fff;--line:#d5dae0;--quiet:#57606a}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14181d;--line:#3a424c;--quiet:#9aa4af}}
body{margin:0 auto;max-width:46rem;padding:1rem;font:1rem/1.55 Georgia,"Times New Roman",serif;color:var(--ink);background:var(--paper)}
p{overflow-wrap:anywhere}h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:1.8rem}
.display{overflow-x:auto;margin:.6rem 0;padding:.2rem 0}.display:focus-visible,.scroll:focus-visible{outline:2px solid currentColor}
.why{color:var(--quiet);font-size:.92rem;margin:.2rem 0 1rem}.mark{font-style:italic}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;
  border-bottom:1px solid var(--line);overflow-wrap:break-word}
p{overflow:auto hidden}
.scroll{overflow-x:auto}figure{margin:1rem 0}svg{max-width:100%;height:auto}figcaption{font-size:.92rem;color:var(--quiet)}
h3{font-size:1rem}pre{overflow-x:auto;font-size:.85rem;border:1px solid var(--line);padding:.5rem}
math{font-size:1.05em}mtd{padding:.25em .2em}
"""


def html(doc: Document) -> str:
    """A whole page."""
    title = escape(doc.title)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{fragment(doc)}{_papers(doc)}\n</main></body></html>\n"
    )


def fragment(doc: Document) -> str:
    """The parts without a page around them."""
    return "\n".join(map(_part, doc.parts))


def _papers(doc: Document) -> str:
    """The list of what is cited."""
    rows = []
    for key in doc.papers:
        p = paper(key)
        told = ". ".join(t for t in (escape(p.names), f"<em>{escape(p.title)}</em>", escape(p.published)) if t)
        rows.append(f'<li id="{escape(key)}"><cite>{escape(key)}</cite>: {told}.</li>')
    return "\n<h2>Papers</h2>\n<ul>" + "".join(rows) + "</ul>" if rows else ""


def _part(part: Part) -> str:
    if isinstance(part, Section):
        return f"<h{part.level + 1}>{escape(part.title)}</h{part.level + 1}>"
    if isinstance(part, Paragraph):
        return f"<p>{_inline(part.parts)}</p>"
    if isinstance(part, Display):
        return _display(part)
    if isinstance(part, Code):
        return f'<pre tabindex="0">{escape(part.text.strip(chr(10)))}</pre>'
    return _figure(part) if isinstance(part, Figure) else _table(part)


def _inline(parts: tuple[Inline, ...]) -> str:
    out = []
    for p in parts:
        if isinstance(p, str):
            out.append(escape(p))
        elif isinstance(p, Cite):
            out.append(f"<cite>{escape(p.key)}</cite>" + (f" {escape(p.place)}" if p.place else ""))
        else:
            out.append(math(p))
    return "".join(out)


def _display(part: Display) -> str:
    rows = []
    for line in part.lines:
        left = "" if line.left is None else spelled(line.left)
        data = f' data-name="{escape(line.name)}"' if line.name else ""
        source = "" if line.formula is None else f'<annotation encoding="text/x-mirrorsym">{escape(str(line.formula))}</annotation>'
        right = spelled(line.right)
        right = f"<semantics><mrow>{right}</mrow>{source}</semantics>" if source else right
        rows.append(
            f'<mtr{data}><mtd style="text-align:right">{left}</mtd><mtd><mo>=</mo></mtd><mtd style="text-align:left">{right}</mtd></mtr>'
        )
    table = f'<math display="block"><mtable displaystyle="true" columnalign="right center left">{"".join(rows)}</mtable></math>'
    mark = f' <span class="mark">[{escape(part.mark)}]</span>' if part.mark else ""
    why = f'<p class="why">{_inline(part.because)}{mark}</p>' if part.because or mark else ""
    return f'<div class="display" tabindex="0" role="group" aria-label="equation">{table}</div>{why}'


def _figure(part: Figure) -> str:
    wide, high = 420, 240
    head = f'viewBox="-6 -8 {wide + 86} {high + 30}" role="img" aria-label="{escape(part.caption)}"'
    out = [f'<figure><svg {head} fill="none" stroke="currentColor">', f'<path d="M0 0V{high}H{wide}" stroke-width="1"/>']
    for i, curve in enumerate(part.curves):
        pieces = part.inside(curve, wide, high)
        for piece in pieces:
            path = "L".join(f"{x:g} {high - y:g}" for x, y in piece)
            out.append(f'<path d="M{path}" stroke-width="1.6" stroke-dasharray="{_DASHES[i % len(_DASHES)]}"/>')
        if pieces:
            x, y = pieces[-1][-1]
            out.append(f'<text x="{x + 4:g}" y="{high - y + 4:g}" {_SMALL}>{escape(curve.label)}</text>')
    x0, x1, _, _ = part.box
    for x, label in ((0.0, f"{x0:g}"), (wide / 2, "x"), (wide - 8.0, f"{x1:g}")):
        out.append(f'<text x="{x:g}" y="{high + 16}" {_SMALL}>{label}</text>')
    return "".join(out) + f"</svg><figcaption>{_inline(prose(part.caption))}</figcaption></figure>"


def _table(part: Table) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in part.head)
    rows = "".join("<tr>" + "".join(f"<td>{_inline(c)}</td>" for c in r) + "</tr>" for r in part.rows)
    around = '<div class="scroll" tabindex="0" role="region" aria-label="table">'
    return f"{around}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
