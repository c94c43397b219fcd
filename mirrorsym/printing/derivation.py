"""How a derivation looks on a terminal: the formulas of the potential, the steps that prove them, properties, effects, theorems.

Main definitions: `derivation_text`, `effects_text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.text import theorems_table, verdicts_table
from mirrorsym.printing.words import clean

__all__ = ["PROPERTIES", "derivation_text", "effect_words", "effects_text", "existence_lines", "schedule_text"]

#: criteria of a report that are about the potential, in the order in which they are shown
PROPERTIES = ("contracting", "contracting_up_to_constant", "legendre", "mirror_map", "bregman", "homogeneous")

#: theorems about what a mirror flow would need, which say nothing of a potential that is there
_NECESSARY = ("lwla.4.9",)
#: field of a potential -> how it is introduced
_LINES = (
    ("psi", "psi(mu, a)"), ("grad_Q", "grad Q_a(mu)"), ("Q", "Q_a(mu)"), ("dual_domain", "where psi exists"), ("grad_R", "grad R_a(x)"),
    ("R", "R_a(x)"), ("dR_da", "d_a R_a(x)"), ("primal_domain", "range of x"), ("a_domain", "R_a convex for"),
    ("minimizer", "minimizer of R_a"), ("assuming", "assuming"),
)
_EVERYTHING = {"dual_domain": "for all mu and a", "primal_domain": "all x", "a_domain": "all a"}


def derivation_text(report: dict[str, Any]) -> list[RenderableType]:
    """The potential of a report (schema mirrorsym.report/1) as printable parts."""
    potential = report["potential"]
    parts: list[RenderableType] = []
    if potential["status"] != "HOLDS":
        lead = "the pair commutes, but no formula of its potential was found: " if potential.get("offer") else "no potential: "
        parts.append(Text(lead + clean(potential["because"])))
        return [*parts, *_around(report)]
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    clock = potential.get("a") or "a"  # another letter where the pair has an a of its own
    for field, told in _LINES:
        label = told.replace("(mu, a)", f"(mu, {clock})")
        value = potential[field]
        if value is None:
            continue
        items = value if isinstance(value, list) else [value]
        if field == "a_domain" and items and potential.get("a_interval"):
            low, high = (potential["a_interval"][n] for n in ("lower", "upper"))
            a = potential["a"]
            items = [f"{low} < {a} < {high}" if low and high else f"{a} > {low}" if low else f"{a} < {high}"]
        if not items:
            if field in _EVERYTHING:
                table.add_row(label, _EVERYTHING[field].removesuffix(" a") + f" {clock}" if field != "primal_domain" else "all x")
            continue
        for i, item in enumerate(items):
            table.add_row(label if i == 0 else "", item)
    for label, ending in existence_lines(potential.get("existence")):
        table.add_row(label, ending)
    parts += [table, Text()]
    steps = Table(title=None, show_header=True, header_style="bold", box=None, padding=(0, 2, 0, 0))
    steps.add_column("step")
    steps.add_column("checked")
    steps.add_column("why", overflow="fold")
    for s in (potential["derivation"] or {"steps": []})["steps"]:
        steps.add_row(s["name"], "proved" if s["checked"] else "open", s["because"])
    parts += [steps, Text(), Text(potential["because"])]
    if not potential["closed_form"]:
        parts.append(Text("implicit: grad R_a(x) is the mu with grad Q_a(mu) = x"))
    return [*parts, *_around(report)]


def existence_lines(life: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """(label, words) about the ends of the dual domain, and the times of each flow.

    >>> from mirrorsym import Pair, derive
    >>> list(existence_lines(derive(Pair(g=["log(u)"], domain=["u > 0"])).to_json()["potential"]["existence"]))
    [('psi ends', 'exit: u reaches the boundary of M where mu1 > -u0**2/2 fails'), ('flow of g1', 'exists for mu1 > -u0**2/2')]
    """
    if life is None:
        return
    for i, end in enumerate(life["ends"]):
        yield "" if i else "psi ends", _END[end["what"]].format(
            who=_who(end["variables"]), where=end["condition"], why=end["because"])
    for flow in life["flows"]:
        yield f"flow of {flow['function']}", _times(flow)


_END = {"blow-up": "blow-up: |{who}| goes to infinity where {where} fails",
        "exit": "exit: {who} reaches the boundary of M where {where} fails",
        None: "open where {where} fails: {why}"}


def _who(variables: list[str]) -> str:
    return variables[0] if len(variables) == 1 else f"({', '.join(variables)})"


def _times(flow: dict[str, Any]) -> str:
    if flow["lower"] is None or flow["upper"] is None:
        return "open: the signs of the slopes of the conditions are not known"
    low, high = ([b["at"] for b in flow[side]] for side in ("lower", "upper"))
    t = flow["time"]
    below, above = (bounds[0] if len(bounds) == 1 else f"{word}({', '.join(bounds)})" for bounds, word in ((low, "Max"), (high, "Min")))
    if low and high:
        return f"exists for {below} < {t} < {above}"
    return f"exists for {t} > {below}" if low else f"exists for {t} < {above}" if high else f"exists for all {t}"


def _around(report: dict[str, Any]) -> list[RenderableType]:
    """What is known about the potential, with or without its formulas; nothing where there is none."""
    parts: list[RenderableType] = []
    criteria = report["criteria"]
    known = {n: criteria[n] for n in PROPERTIES if n in criteria and criteria[n]["status"] != "NOT_APPLICABLE"}
    if known:
        parts += [Text(), verdicts_table(known, "property")]
    if any(e["status"] != "NOT_APPLICABLE" for e in (report["effects"] or {}).values()):
        parts += [Text(), effects_text(report)]
    if report.get("schedule"):
        parts += [Text(), schedule_text(report["schedule"])]
    applying = {n: t for n, t in report["theorems"].items() if t["status"] in ("HOLDS", "CONDITIONAL") and n not in _NECESSARY}
    if applying:
        parts += [Text(), theorems_table(applying)]
    return parts


def schedule_text(schedule: dict[str, Any]) -> RenderableType:
    """The clock of a schedule, its hypotheses, and whether tdmf Thm 3.2 applies with it."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("schedule", "", "why"):
        table.add_column(head, no_wrap=head != "why", overflow="fold")
    table.add_row(Text("alpha"), Text(), Text(clean(schedule["alpha"])))
    for i, (a, begin) in enumerate(zip(schedule["a"] or (), schedule["times"] or (), strict=True)):
        table.add_row(Text("" if i else "a_t"), Text(), Text(clean(a if len(schedule["a"]) == 1 else f"{a} from t = {begin} on")))
    if schedule.get("total") is not None:
        ends = schedule["hypotheses"].get("switched_off", {}).get("status") == "HOLDS"
        table.add_row(Text("a_oo"), Text(), Text(clean(schedule["total"]) + ("" if ends else ", the limit of a_t as t grows")))
    for name, entry in schedule["hypotheses"].items():
        table.add_row(Text(name), Text(clean(entry["status"])), Text(clean(entry["because"])))
    theorem = schedule.get("theorem")
    if theorem is not None:
        word = {"HOLDS": "applies", "NOT_APPLICABLE": "does not"}.get(theorem["status"], theorem["status"])
        table.add_row(Text("tdmf.3.2"), Text(word), Text(clean(theorem["because"])))
    return Group(table)


def effects_text(report: dict[str, Any]) -> RenderableType:
    """The three effects as a decreases from 0: what happens, and why."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("effect", "as a decreases from 0", "why"):
        table.add_column(head, no_wrap=head == "effect", overflow="fold")
    for name, effect in _all_effects(report):
        found = effect["status"] == "HOLDS"
        why = Text(clean(effect["because"]))
        if found and effect["holds_on"]:
            why.append("\nwhere " + ", ".join(clean(r) for r in effect["holds_on"]), style="italic")
        table.add_row(Text(name), Text(_IN_WORDS[name](effect["value"], report) if found else "open"), why)
    return Group(table)


def _all_effects(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, entry), with what stands inside of type_of_bias after it."""
    for name, effect in report["effects"].items():
        yield name, effect
        if name == "type_of_bias":
            yield from ((part, effect[part]) for part in ("growth", "limits") if (effect.get(part) or {}).get("value"))


def _position(value: dict[str, Any], report: dict[str, Any]) -> str:  # noqa: ARG001 - one signature for all effects
    if not value["moves"]:
        return "the minimizer of R_a stays"
    where = {True: "moves toward 0", False: "moves away from 0", None: "moves"}[value["toward_zero"]]
    return f"the minimizer of R_a {where}"


def _types(value: list[str], report: dict[str, Any]) -> str:
    return _listed([t.replace("_", " ") for t in value], report)


def _ranges(value: dict[str, list[str]], report: dict[str, Any]) -> str:
    return f"of grad R_a: {_listed(value['dual'], report)}; of x: {_listed(value['primal'], report)}"


def _listed(words: list[str], report: dict[str, Any]) -> str:
    """One word for all coordinates, or one for each."""
    if len(set(words)) == 1:
        return words[0]
    return ", ".join(f"{x} {w}" for x, w in zip(report["potential"]["x"] or range(1, len(words) + 1), words, strict=True))


def _growth(value: list[dict[str, Any]], report: dict[str, Any]) -> str:
    words = []
    for entry in value:
        ends = {side: _power(entry[key]) for side, key in (("-oo", "minus_infinity"), ("+oo", "plus_infinity")) if entry[key] is not None}
        if len(ends) == 2 and len(set(ends.values())) == 1:
            told = f", {ends['-oo']} far out"
        else:
            told = "".join(f", {how} as x tends to {side}" for side, how in ends.items())
        words.append(f"like x^2 at its minimum{told}")
    return "R_a grows " + _listed(words, report)


def _power(p: str) -> str:
    return {"1": "|x| or |x|*log|x|", "oo": "faster than every power"}.get(p, f"|x|^({p})" if "/" in p else f"|x|^{p}")


def _limits(value: dict[str, list[Any]], report: dict[str, Any]) -> str:
    told = []
    for key, side in (("minus_infinity", "-oo"), ("plus_infinity", "+oo")):
        words = [_limit(entry) for entry in value[key]]
        if any(w != "open" for w in words):
            told.append(f"as a tends to {side}: {_listed(words, report)}")
    return "; ".join(told)


def _limit(entry: dict[str, Any] | None) -> str:
    if entry is None:
        return "open"
    if entry["shape"] == "L2":
        return "L2, R_a''(x)/R_a''(0) tends to 1"
    if entry["shape"] == "L1":
        factor = entry["slopes"][1]
        return "L1, R_a/|a| tends to " + ("|x|" if factor == "1" else f"{factor}*|x|" if factor.isalnum() else f"({factor})*|x|")
    slopes = " and ".join(entry["slopes"])
    if entry["shape"] == "linear":
        return f"R_a/|a| tends to a line of slope {slopes}"
    return f"R_a/|a| tends to lines of slope {slopes}, which meet at {', '.join(entry['breaks'])}"


_IN_WORDS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "positional_bias": _position, "type_of_bias": _types, "range": _ranges, "growth": _growth, "limits": _limits}


def effect_words(report: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(effect, what happens as a decreases from 0, why) for every effect of a report that applies."""
    for name, effect in _all_effects(report) if report["effects"] else ():
        if effect["status"] == "NOT_APPLICABLE":
            continue
        found = effect["status"] == "HOLDS"
        where = f", where {', '.join(effect['holds_on'])}" if found and effect["holds_on"] else ""
        yield name, _IN_WORDS[name](effect["value"], report) if found else "open", effect["because"] + where
