"""The HTML look: one self-contained page, or a fragment for a notebook.

No script, no network, no picture: a page can be mailed and opened on a phone.  Every text passes the template's
escaping; dark mode follows the reader's system; certificates fold.

Main definitions: `page`, `look`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache, singledispatch
from typing import TYPE_CHECKING, Any

from mirrorsym.maps import Pair
from mirrorsym.printing import words
from mirrorsym.report import PairReport

if TYPE_CHECKING:
    import jinja2

__all__ = ["look", "page"]

_MOST_OF_A_CERTIFICATE = 20_000


@singledispatch
def look(noun: object) -> str | None:
    """A fragment for a notebook; None for a noun that nothing is told about."""
    from mirrorsym.printing.told import told
    from mirrorsym.printing.web import fragment

    doc = told(noun)
    return None if doc is None else f'<div class="mirrorsym">{fragment(doc)}</div>'


@look.register
def _(noun: PairReport) -> str:
    if noun.potential is not None:
        from mirrorsym.printing.told import told
        from mirrorsym.printing.web import fragment

        doc = told(noun)
        return "" if doc is None else f'<div class="mirrorsym">{fragment(doc)}</div>'
    return _templates().get_template("notebook.html.j2").render(report=noun.to_json())


@look.register
def _(noun: Pair) -> str:
    return _templates().get_template("notebook.html.j2").render(pair=noun.to_json())


def page(rows: Sequence[tuple[str, Mapping[str, Any]]], title: str = "mirrorsym report", when: str = "") -> str:
    """A whole page for (name, report) rows: with several, a table of all verdicts comes first."""
    criteria = words.in_order(name for _, report in rows for name in report["criteria"])
    return _templates().get_template("page.html.j2").render(
        rows=[(f"pair-{i}", words.clean(name), report) for i, (name, report) in enumerate(rows, start=1)],
        criteria=criteria, title=title, when=when)


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mirrorsym.printing"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
    environment.filters["clean"] = words.clean
    environment.globals |= {
        "marks": words.MARKS, "legend": words.LEGEND, "in_order": words.in_order, "status_words": words.STATUS_WORDS,
        "pair_rows": words.pair_rows, "remarks": words.remarks, "theorem_words": words.theorem_words,
        "tally": words.tally, "certificate": _certificate,
    }
    return environment


def _certificate(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False)
    if len(text) > _MOST_OF_A_CERTIFICATE:
        left = len(text) - _MOST_OF_A_CERTIFICATE
        text = f"{text[:_MOST_OF_A_CERTIFICATE]} ... ({left} more characters; --json has all)"
    return words.clean(text)
