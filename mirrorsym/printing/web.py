"""Documents as one HTML file: MathML, no script, no network; readable on a phone, in the dark, and by keyboard.

Main definitions: `html`, `fragment`.
"""

from __future__ import annotations

from html import escape

from mirrorsym.printing.document import Cite, Display, Document, Inline, Paragraph, Part, Section, Table
from mirrorsym.printing.mathml import math, spelled

__all__ = ["fragment", "html"]

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2128;--paper:#fff;--line:#d5dae0;--quiet:#57606a}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14181d;--line:#3a424c;--quiet:#9aa4af}}
body{margin:0 auto;max-width:46rem;padding:1rem;font:1rem/1.55 Georgia,"Times New Roman",serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:1.8rem}
.display{overflow-x:auto;margin:.6rem 0;padding:.2rem 0}.display:focus-visible{outline:2px solid currentColor}
.why{color:var(--quiet);font-size:.92rem;margin:.2rem 0 1rem}.mark{font-style:italic}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;
  border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.scroll{overflow-x:auto}math{font-size:1.05em}mtd{padding:.25em .2em}
"""


def html(doc: Document) -> str:
    """A whole page."""
    title = escape(doc.title)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{fragment(doc)}\n</main></body></html>\n"
    )


def fragment(doc: Document) -> str:
    """The parts without a page around them."""
    return "\n".join(map(_part, doc.parts))


def _part(part: Part) -> str:
    if isinstance(part, Section):
        return f"<h2>{escape(part.title)}</h2>"
    if isinstance(part, Paragraph):
        return f"<p>{_inline(part.parts)}</p>"
    if isinstance(part, Display):
        return _display(part)
    return _table(part)


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


def _table(part: Table) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in part.head)
    rows = "".join("<tr>" + "".join(f"<td>{_inline(c)}</td>" for c in r) + "</tr>" for r in part.rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
