"""The words that every look of a report shares: one place where statuses, points, conditions and pairs become text.

Everything works on the plain data of a report (docs/reference: JSON), so that a report read from a file looks the same
as a fresh one.  Text that a user gave may hold anything; `clean` takes out what could steer a terminal or hide on a page.

Main definitions: `STATUS_WORDS`, `MARKS`, `clean`, `in_order`, `pair_rows`, `remarks`, `theorem_words`, `tally`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = [
    "LEGEND", "MARKS", "MOST_COORDINATES", "MOST_LETTERS", "STATUS_WORDS", "clean", "column_head", "in_order",
    "pair_rows", "remarks", "shorten", "tally", "theorem_words",
]

MOST_COORDINATES = 8
MOST_LETTERS = 600
#: status -> the word of a row
STATUS_WORDS = {"HOLDS": "HOLDS", "FAILS": "FAILS", "CONDITIONAL": "CONDITIONAL", "UNDECIDED": "UNDECIDED",
                "NOT_APPLICABLE": "n/a"}
#: status -> the word of a table with many pairs
MARKS = {"HOLDS": "yes", "FAILS": "NO", "CONDITIONAL": "if", "UNDECIDED": "?", "NOT_APPLICABLE": "-"}
#: status -> what its mark means
LEGEND = {"HOLDS": "holds", "FAILS": "fails", "CONDITIONAL": "under a condition", "UNDECIDED": "undecided",
          "NOT_APPLICABLE": "does not apply"}
#: the criteria that readers look for first; others follow in the order in which they were decided
_FIRST = ("smooth", "regular", "joint_regular", "commuting", "commuting_with_h")


def clean(text: object) -> str:
    r"""`text` without characters that steer a terminal, reverse the direction of writing or cannot be seen.

    >>> clean("a\x1b[31m b\u202e c\n")
    'a?[31m b? c '
    """
    shown = str(text)
    if shown.isascii() and shown.isprintable():  # most texts, and there are thousands on a page
        return shown
    return "".join(
        " " if c in "\n\t" else "?" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else c
        for c in shown)


def shorten(text: str, limit: int = MOST_LETTERS) -> str:
    """`text`, or its beginning and how much is left out.

    >>> shorten("abcdefghij", 4)
    'abcd ... (6 more characters; --json has all)'
    """
    if len(text) <= limit:
        return text
    return f"{text[:limit]} ... ({len(text) - limit} more characters; --json has all)"


def in_order(names: Iterable[str]) -> list[str]:
    """Criteria as a reader expects them, without repetition.

    >>> in_order(["commuting", "quadratic", "smooth"])
    ['smooth', 'commuting', 'quadratic']
    """
    given = dict.fromkeys(names)
    return [n for n in _FIRST if n in given] + [n for n in given if n not in _FIRST]


def pair_rows(pair: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a pair is, as (label, text) rows: the coordinates of g, h, M, parameters, start and copies.

    Of a report that others wrote, only what the checker reads is known to be there.
    """
    several = len(pair["g"]) > 1
    rows = [(f"g[{i}]" if several else "g", shorten(clean(g))) for i, g in enumerate(pair["g"][:MOST_COORDINATES])]
    if len(pair["g"]) > MOST_COORDINATES:
        rows.append(("", f"... and {len(pair['g']) - MOST_COORDINATES} more coordinates"))
    if pair.get("h") is not None:
        rows.append(("h", shorten(clean(pair["h"]))))
    rows.append(("M", _domain(pair)))
    if pair.get("parameters"):
        rows.append(("with", shorten(_listed(_parameter(name, kind) for name, kind in pair["parameters"].items()))))
    if isinstance(start := pair.get("init"), Mapping):
        rows.append(("from", shorten(_listed(f"{clean(n)} = {clean(str(e))}" for n, e in start.items()), 200)))
    if pair.get("copies", 1) > 1:
        rows.append(("times", f"{pair['copies']} copies, coordinatewise; one generic coordinate is shown"))
    return rows


def _domain(pair: Mapping[str, Any]) -> str:
    names = shorten(_listed(clean(n) for n in pair["variables"]), 120)
    if not pair.get("domain"):
        return f"all real {names}"
    within = shorten(_listed(clean(c) for c in pair["domain"]), 300)
    return f"({names}) with {within}" if len(pair["variables"]) > 1 else within


def _parameter(name: str, kind: str) -> str:
    return clean(kind if any(c in kind for c in "<>=") else f"{name} {kind}")


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def remarks(verdict: Mapping[str, Any]) -> list[str]:
    """What a verdict says beside its reason: the condition, the point, where it holds, how the printed form differs."""
    found = []
    if verdict.get("condition"):
        exactly = "exactly when " + " and ".join(clean(c) for c in verdict["condition"])
        if not clean(str(verdict.get("because", ""))).endswith(exactly):
            found.append(exactly)
    if verdict.get("witness"):
        found.append("at " + _point(verdict["witness"]))
    if verdict.get("holds_on"):
        lead = "where" if verdict.get("status") == "HOLDS" else "it does hold where"
        found.append(f"{lead} " + " and ".join(clean(c) for c in verdict["holds_on"]))
    details = verdict.get("details") or {}
    if details.get("printed") == "does not vanish" and verdict.get("status") == "HOLDS":
        found.append(f"as printed, W(g, h) does not vanish: {clean(details['why'])}")
    return [shorten(text) for text in found]


def _point(values: Mapping[str, Any]) -> str:
    return shorten(_listed(f"{clean(n)} = {clean(x)}" for n, x in values.items()), 300)


def theorem_words(theorem: Mapping[str, Any]) -> tuple[str, str]:
    """The word for a theorem's status, and the sentence beside it."""
    form = f" ({clean(theorem['form'])})" if theorem.get("form") else ""
    because = shorten(clean(theorem["because"]))
    if theorem["status"] == "HOLDS":
        return "applies", because + form
    if theorem["status"] == "NOT_APPLICABLE" and theorem.get("first_missing"):
        missing = clean(theorem["first_missing"])
        lead = "" if because.startswith(missing) else f"first missing hypothesis: {missing}. "
        return "does not", lead + because
    if theorem["status"] == "CONDITIONAL" and theorem.get("condition"):
        return "if", because
    return STATUS_WORDS[theorem["status"]], because


def tally(statuses: Sequence[str]) -> str:
    """How many verdicts of which kind, as a phrase.

    >>> tally(["HOLDS", "FAILS", "HOLDS", "NOT_APPLICABLE"])
    '2 hold, 1 fails, 1 not applicable'
    """
    forms = {"HOLDS": ("holds", "hold"), "FAILS": ("fails", "fail"), "CONDITIONAL": ("conditional",) * 2,
             "UNDECIDED": ("undecided",) * 2, "NOT_APPLICABLE": ("not applicable",) * 2}
    counts = [(statuses.count(status), words) for status, words in forms.items()]
    return ", ".join(f"{n} {words[n > 1]}" for n, words in counts if n)


def column_head(name: str, letters: int) -> str:
    """A criterion's name as the narrow head of a column, the beginnings of its words one above the other.

    >>> column_head("commuting_with_h", 4).split(chr(10))
    ['comm', 'with', 'h']
    """
    return "\n".join(word[:letters] for word in name.split("_"))
