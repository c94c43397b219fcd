"""A `Picture` as a file: SVG, PDF or PNG by Matplotlib, the same bytes for the same picture.

Colors are those of a scale that color-blind people and gray prints keep apart, and every curve has its own dashes.

Main definition: `drawn`.
"""

from __future__ import annotations

import io
from typing import Any

from numeric_backend.plots.picture import Picture

__all__ = ["FORMATS", "drawn"]

FORMATS = ("png", "svg", "pdf")
_STYLE = {"svg.hashsalt": "mirrorsym", "svg.fonttype": "path", "pdf.fonttype": 42, "font.family": "DejaVu Sans", "font.size": 10,
          "mathtext.fontset": "dejavusans", "axes.unicode_minus": True, "axes.spines.top": False, "axes.spines.right": False,
          "path.simplify": False, "text.usetex": False}
_NO_DATES = {"svg": {"Date": None, "Creator": None}, "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
             "png": {"Software": None}}
_DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (4, 1, 1, 1, 1, 1)), (0, (1, 1)))
_TOP = 0.8  # the brightest end of the scale is too pale on white


def drawn(picture: Picture, form: str) -> bytes:
    """The picture as a file of the format "png", "svg" or "pdf"."""
    import matplotlib as mpl

    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(6.4, 5.2) if picture.equal else (7.0, 4.2), layout="constrained")
        _draw(figure.add_subplot(), picture)
        if picture.series:
            figure.legend(fontsize=9, frameon=False, loc="outside right upper")  # beside the curves, where it covers none
        buffer = io.BytesIO()
        figure.savefig(buffer, format=form, dpi=150, metadata=_NO_DATES[form])
    return buffer.getvalue()


def color(rank: int, count: int) -> Any:
    """The color of the curve `rank` of `count`."""
    import matplotlib as mpl

    return mpl.colormaps["viridis"](_TOP * rank / max(1, count - 1))


def _draw(axes: Any, picture: Picture) -> None:
    ranks = sorted({s.rank for s in picture.series})
    order = {r: i for i, r in enumerate(ranks)}
    for s in picture.series:
        i = order[s.rank]
        if s.style == "line":
            axes.plot(s.x, s.y, color=color(i, len(ranks)), ls=_DASHES[i % len(_DASHES)], lw=1.8, label=_plain(s.label), zorder=3)
        else:
            axes.plot(s.x, s.y, "o", color=color(i, len(ranks)), mfc="white", ms=4, mew=1.1, zorder=4)
    for m in picture.marks:
        i = order.get(m.rank, 0)
        size = 5.0 + 4.0 * (len(ranks) - 1 - i) / max(1, len(ranks) - 1)  # those in one place lie in each other as rings
        paint = color(i, len(ranks))
        axes.plot([m.x], [m.y], "o", color=paint, mfc="white" if m.kind == "open" else paint, ms=size, zorder=5)
    for kind, meaning in picture.meanings.items():
        if any(m.kind == kind for m in picture.marks):
            axes.plot([], [], "o", color="#444444", mfc="white" if kind == "open" else "#444444", ms=6, label=_plain(meaning))
    x0, x1, y0, y1 = picture.window
    axes.set(xlim=(x0, x1), ylim=(y0, y1), xlabel=picture.x_label, ylabel=picture.y_label)
    if picture.equal:
        axes.set_aspect("equal")
    axes.grid(color="#e3e3e3", lw=0.6)
    axes.set_title("\n".join(t for t in (picture.title, picture.subtitle) if t), fontsize=10, loc="left", parse_math=False)


def _plain(text: str) -> str:
    """Text that Matplotlib shows as it is, with a proper minus sign."""
    return text.replace("$", r"\$").replace("-", "\N{MINUS SIGN}")
