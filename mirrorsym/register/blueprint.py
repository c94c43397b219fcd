"""The blueprint: which claim uses which, drawn in layers and colored by verdict.

Main definitions: `svg`, `page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mirrorsym.register.files import PAPERS, Entry

__all__ = ["page", "svg"]

#: fill by state; the words stand in the boxes' titles too, so color is not the only sign
_FILL = {"HOLDS": "#b7e1b0", "FAILS": "#f4b6a9", "corrected": "#fbe3a2", "UNDECIDED": "#dcdfe4"}
_WIDE, _HIGH, _GAP_X, _GAP_Y, _EDGE = 176, 26, 70, 10, 20


def svg(entries: Sequence[Entry]) -> str:
    """The graph as one SVG: a box per file, an arrow from what is used to what uses it.

    >>> svg(()).startswith("<svg")
    True
    """
    files = _files(entries)
    layers = _layers(files)
    place = {name: (_EDGE + x * (_WIDE + _GAP_X), _EDGE + y * (_HIGH + _GAP_Y))
             for x, layer in enumerate(layers) for y, name in enumerate(layer)}
    width = 2 * _EDGE + max(1, len(layers)) * (_WIDE + _GAP_X) - _GAP_X
    height = 2 * _EDGE + max([len(layer) for layer in layers] or [1]) * (_HIGH + _GAP_Y)
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            'font-family="sans-serif" font-size="12"><title>What uses what</title>')
    tip = ('<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
           '<path d="M0 0 L8 4 L0 8 z" fill="#66707c"/></marker></defs>')
    out = [head, tip]
    for name, (_, uses) in files.items():
        x, y = place[name]
        for used in uses:
            ux, uy = place[used]
            x0, y0, x1, y1 = ux + _WIDE, uy + _HIGH // 2, x, y + _HIGH // 2
            bend = max(30, (x1 - x0) // 2)
            curve = f"M{x0} {y0} C{x0 + bend} {y0} {x1 - bend} {y1} {x1} {y1}"
            out.append(f'<path d="{curve}" fill="none" stroke="#66707c" marker-end="url(#tip)"/>')
    for name, (state, _) in files.items():
        x, y = place[name]
        box = f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4" fill="{_FILL[state]}" stroke="#4a525c"/>'
        out.append(f'<g><title>{escape(name)}: {state}</title>{box}<text x="{x + 8}" y="{y + 17}">{escape(name)}</text></g>')
    return "\n".join([*out, "</svg>"]) + "\n"


def page(entries: Sequence[Entry]) -> str:
    """The graph on one page of HTML, with its legend."""
    words = {"HOLDS": "proved as printed", "corrected": "refuted as printed, proved as corrected", "FAILS": "refuted",
             "UNDECIDED": "not decided or open"}
    legend = " ".join(f'<span class="key" style="background:{_FILL[s]}">{w}</span>' for s, w in words.items())
    papers = "".join(f"<li><b>{k}</b>: {escape(v)}</li>" for k, v in PAPERS.items())
    style = ("body{font-family:sans-serif;margin:1rem;background:#fff;color:#1c2128}div{overflow-x:auto}"
             ".key{border:1px solid #4a525c;padding:2px 8px;border-radius:4px}")
    head = ('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Blueprint of the register</title><style>{style}</style>")
    said = "An arrow leads from a result to one that uses it. A file has the weakest state of its claims."
    return (f'<!doctype html>\n<html lang="en"><head>{head}</head><body><h1>Blueprint of the register</h1>'
            f"<p>{said}</p><p>{legend}</p><ul>{papers}</ul><div>{svg(entries)}</div></body></html>\n")


def _files(entries: Sequence[Entry]) -> dict[str, tuple[str, list[str]]]:
    """File -> its state, and the files that it uses."""
    out: dict[str, tuple[str, list[str]]] = {}
    known = {f"{e.paper}/{e.path.stem}" for e in entries}
    for name in sorted(known, key=lambda n: (list(PAPERS).index(n.partition("/")[0]), n)):
        own = [e for e in entries if f"{e.paper}/{e.path.stem}" == name]
        uses = {"/".join(u.split("/")[:2]) for e in own for u in e.claim.uses} & known - {name}
        states = {"corrected" if e.claim.recorded == "FAILS" and e.claim.corrected is not None else e.claim.recorded for e in own}
        out[name] = (next(s for s in ("FAILS", "corrected", "UNDECIDED", "HOLDS") if s in states), sorted(uses))
    return out


def _layers(files: dict[str, tuple[str, list[str]]]) -> list[list[str]]:
    """A file stands right of everything that it uses; what is in a circle stands where it was met."""
    depth: dict[str, int] = {}

    def of(name: str, above: tuple[str, ...]) -> int:
        if name not in depth:
            depth[name] = max((of(u, (*above, name)) + 1 for u in files[name][1] if u not in (*above, name)), default=0)
        return depth[name]

    for name in files:
        of(name, ())
    return [[n for n in files if depth[n] == k] for k in range(max(depth.values(), default=-1) + 1)]
