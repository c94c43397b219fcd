"""The papers that documents cite, for the list at the end of a text and for BibTeX.

Main definitions: `Paper`, `PAPERS`, `bibtex`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["PAPERS", "Paper", "bibtex", "paper"]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a list of papers says: `authors` are (given names, family name), nobody for a paper under blind review."""

    key: str
    title: str
    authors: tuple[tuple[str, str], ...] = ()
    venue: str = ""
    year: int | None = None
    arxiv: str = ""

    @property
    def names(self) -> str:
        """The authors as a list of papers names them.

        >>> PAPERS["homog"].names
        'T. Jacobs, G. Montúfar'
        """
        return ", ".join(f"{given[0]}. {family}" for given, family in self.authors)

    @property
    def published(self) -> str:
        """Where and when."""
        where = [self.venue, f"arXiv:{self.arxiv}" if self.arxiv else "", "" if self.year is None else str(self.year)]
        return ", ".join(w for w in where if w)


PAPERS = {
    p.key: p
    for p in (
        Paper("tdmf", "Time-Dependent Mirror Flows and Where to Find Them", venue="under double-blind review"),
        Paper(
            "lwla",
            "Implicit Bias of Gradient Descent on Reparametrized Models: On Equivalence to Mirror Descent",
            (("Zhiyuan", "Li"), ("Tianhao", "Wang"), ("Jason D.", "Lee"), ("Sanjeev", "Arora")),
            "Advances in Neural Information Processing Systems 35",
            2022,
        ),
        Paper(
            "homog",
            "Implicit Bias of Mirror Flow in Homogeneous Neural Networks: Sparse and Dense Feature Learning",
            (("Tom", "Jacobs"), ("Guido", "Montúfar")),
            year=2026,
            arxiv="2605.19458",
        ),
    )
}


def paper(key: str) -> Paper:
    """The paper of a key; for a key that nobody knows the key itself is its title.

    >>> paper("unknown").title
    'unknown'
    """
    return PAPERS.get(key) or Paper(key, key)


def bibtex(keys: Iterable[str]) -> str:
    r"""The entries of the papers, each with its key, in ASCII.

    >>> print(bibtex(["homog"]), end="")
    @misc{homog,
      title = {{Implicit Bias of Mirror Flow in Homogeneous Neural Networks: Sparse and Dense Feature Learning}},
      author = {Jacobs, Tom and Mont{\'u}far, Guido},
      year = {2026},
      eprint = {2605.19458},
      archivePrefix = {arXiv},
    }
    """
    return "\n".join(map(_entry, dict.fromkeys(keys)))


def _entry(key: str) -> str:
    p = paper(key)
    fields = {"title": f"{{{p.title}}}", "author": " and ".join(f"{family}, {given}" for given, family in p.authors) or "{Anonymous}"}
    if p.year is not None:
        fields["year"] = str(p.year)
    if p.arxiv:
        fields |= {"eprint": p.arxiv, "archivePrefix": "arXiv"}
    elif p.venue:
        fields["note" if p.year is None else "booktitle"] = p.venue
    kind = "inproceedings" if "booktitle" in fields else "misc"
    text = f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n"
    return text.replace("ú", r"{\'u}")
