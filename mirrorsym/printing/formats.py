"""A document in any of the formats that people ask for.

Main definitions: `FORMATS`, `written`.
"""

from __future__ import annotations

from mirrorsym.printing.document import Document

__all__ = ["FORMATS", "written"]

#: formats of documents; text and json have ways of their own
FORMATS = ("latex", "pdf", "html", "markdown", "typst")


def written(doc: Document, form: str, standalone: bool = True, bib: str | None = None) -> str | bytes:
    """The document in one of `FORMATS`; InputError where a library for it is missing.

    `bib`: LaTeX takes the papers from the BibTeX file of that name (without its ending) instead of listing them itself.

    >>> written(Document("nothing", ()), "markdown")
    '# nothing\\n'
    """
    if form == "latex":
        from mirrorsym.printing.paper import latex

        return latex(doc, standalone, bib)
    if form == "html":
        from mirrorsym.printing.web import fragment, html

        return html(doc) if standalone else fragment(doc) + "\n"
    if form == "markdown":
        from mirrorsym.printing.markdown import markdown

        return markdown(doc)
    from mirrorsym.printing.typst import pdf, typst

    return pdf(doc) if form == "pdf" else typst(doc)
