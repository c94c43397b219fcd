"""`python -m mirrorsym.testing.corpus`: decide the corpus and print, per family, what was right, WRONG and UNDECIDED.

Ends with 1 if any verdict was wrong or any certificate was rejected.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from mirrorsym.calculus.bounded import Worker
from mirrorsym.testing.corpus import Examined, Tally, examine, generate
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import Outcome


def main() -> int:
    """Run the corpus as the command line says."""
    options = _options()
    tallies: dict[str, Tally] = {}
    lines: list[dict[str, Any]] = []
    with nullcontext(None) if options.in_process else Worker(memory=2 << 30) as worker:
        for number, known in enumerate(generate(options.seed, options.count, options.family)):
            if options.only is not None and number not in options.only:
                continue
            found = examine(known, worker, options.timeout)
            entry = tallies.setdefault(known.family, Tally())
            entry.add(found)
            rejected = _recheck(found, entry) if options.recheck else {}
            _tell(number, found, rejected, options)
            lines.append(_json(number, found, rejected))
    _table(tallies)
    if options.json:
        Path(options.json).write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), "utf-8")
    return int(any(t.outcomes[Outcome.WRONG] or t.rejected for t in tallies.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mirrorsym.testing.corpus", description="Decide the corpus of known pairs.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--family", choices=sorted(all_families()))
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for each decision")
    parser.add_argument("--in-process", action="store_true", help="without a worker and without bounds")
    parser.add_argument("--recheck", action="store_true", help="hold every certificate against the independent checker")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of pairs")
    parser.add_argument("--show", choices=("wrong", "open", "all"), default="wrong", help="which pairs to print")
    parser.add_argument("--json", help="a file for one line per pair")
    return parser.parse_args()


def _recheck(found: Examined, entry: Tally) -> dict[str, str]:
    """Criteria whose certificates the checker rejects, with its reason."""
    from mirrorsym.recheck import recheck

    if found.report is None:
        return {}
    result = recheck(found.report.to_json())
    rejected = {}
    for name, verdict in found.report.criteria.items():
        if not verdict.certificates:
            continue
        entry.rechecked += 1
        reason = result.reason(name)
        if reason is not None:
            entry.rejected += 1
            rejected[name] = reason
    return rejected


def _tell(number: int, found: Examined, rejected: dict[str, str], options: argparse.Namespace) -> None:
    bad = {n: o for n, o in found.outcomes.items() if o is Outcome.WRONG}
    open_ = {n: o for n, o in found.outcomes.items() if o in (Outcome.OPEN, Outcome.PARTIAL)}
    if not (options.show == "all" or bad or rejected or (options.show == "open" and open_)):
        return
    print(f"#{number} {found.known.family} [{found.seconds:.2f} s] {found.known}")
    if found.refused:
        print(f"    REFUSED {found.refused}")
    for name, outcome in {**bad, **open_}.items():
        verdict = found.report.criteria[name] if found.report is not None else None
        said = "" if verdict is None else f"{verdict.status}: {verdict.because}"
        print(f"    {outcome.upper()} {name}: known {found.known.answers[name]}; {said}")
    for name, reason in rejected.items():
        print(f"    REJECTED {name}: {reason}")
    sys.stdout.flush()


def _json(number: int, found: Examined, rejected: dict[str, str]) -> dict[str, Any]:
    verdicts = {} if found.report is None else {n: str(v.status) for n, v in found.report.criteria.items()}
    return {"number": number, "family": found.known.family, "pair": found.known.pair.to_json(), "because": found.known.because,
            "answers": {n: str(a) for n, a in found.known.answers.items()}, "verdicts": verdicts,
            "outcomes": {n: str(o) for n, o in found.outcomes.items()}, "refused": found.refused, "rejected": rejected,
            "seconds": {} if found.report is None else dict(found.report.seconds)}


def _table(tallies: dict[str, Tally]) -> None:
    print(f"{'family':<15}{'pairs':>6}{'known':>7}{'right':>7}{'WRONG':>7}{'partial':>8}{'UNDECIDED':>16}{'seconds':>9}{'rechecked':>10}{'rejected':>9}")
    total = Tally()
    for name, t in [*tallies.items(), ("total", total)]:
        if name != "total":
            total.pairs += t.pairs
            total.outcomes.update(t.outcomes)
            total.seconds += t.seconds
            total.rechecked += t.rechecked
            total.rejected += t.rejected
        o = t.outcomes
        print(f"{name:<15}{t.pairs:>6}{t.asserted:>7}{o[Outcome.RIGHT]:>7}{o[Outcome.WRONG]:>7}{o[Outcome.PARTIAL]:>8}"
              f"{o[Outcome.OPEN]:>7} ({100 * t.share(Outcome.OPEN):5.2f} %){t.seconds:>9.1f}{t.rechecked:>10}{t.rejected:>9}")


if __name__ == "__main__":
    sys.exit(main())
