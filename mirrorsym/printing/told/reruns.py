"""A rerun as a document: the pair, how it was run, and every prediction with what was observed.

Reruns are above this floor, so one comes as the plain data of `mirrorsym.rerun/1`.

Main definition: `reruns`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mirrorsym.maps import Pair
from mirrorsym.printing.document import Document, Inline, Paragraph, Part, Section, Table
from mirrorsym.printing.setting import Teller

__all__ = ["reruns"]


def reruns(data: Mapping[str, Any], pair: Pair, name: str) -> Document:
    """The document of a rerun of `pair`, which is called `name`."""
    teller = Teller(pair)
    settings, run = data["settings"], data["run"]
    setting = (f"{settings['trajectories']} trajectories under the loss {settings['loss']} with alpha = {settings['alpha']}, up to "
               f"t = {settings['duration']:g}, integrated by {settings['backend']}: {run['steps']} steps"
               + ("" if run["error"] is None else f", error estimates up to {run['error']:.1e}") + ".")
    parts: list[Part] = [*teller.introduced(), Section("The run"), Paragraph((setting,))]
    if settings["parameters"]:
        parts.append(Paragraph(("With " + ", ".join(f"{n} = {v:g}" for n, v in settings["parameters"].items()) + ".",)))
    counts = Counter(e["because"] for e in run["ended"])
    for why, n in sorted(counts.items()):
        parts.append(Paragraph((f"{n} of {settings['trajectories']} trajectories ended early: {why}.",)))
    parts.append(Paragraph(("Predictions come from: ", *teller.say(f"{data['potential']['because']}."))))
    rows: list[tuple[tuple[Inline, ...], ...]] = []
    silent: dict[str, list[str]] = {}
    for key, found in data["predictions"].items():
        if found["outcome"] == "not applicable" and found["gap"] is None:
            silent.setdefault(found["because"], []).append(key.replace("_", " "))
            continue
        statement = (*teller.say(found["statement"]), *teller.say(f" ({found['source']})"))
        rows.append((statement, (found["outcome"],), (_number(found["gap"]),), teller.say(found["because"])))
    parts += [Section("Predictions and observations"), Table(("prediction", "observed", "gap", "how"), tuple(rows))]
    parts += [Paragraph((f"Not applicable: {', '.join(names)}: ", *teller.say(f"{why}."))) for why, names in silent.items()]
    parts.append(Paragraph((f"In all: {data['outcome']} within {settings['tolerance']:g}. These are observations, not proofs.",)))
    return Document(f"A rerun of {name}", tuple(parts))


def _number(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:.1e}"
