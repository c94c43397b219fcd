"""`python -m mirrorsym.testing.corpus`: decide the corpus and print, per family, what was right, WRONG and UNDECIDED.

    python -m mirrorsym.testing.corpus --profile full --workers 2 --log corpus.jsonl     # 2,000 pairs; the same again goes on
    python -m mirrorsym.testing.corpus --profile full --part 1/4 --log part1.jsonl       # a quarter, for another machine
    python -m mirrorsym.testing.corpus --seed 3-5 --family rotated=50 --family separable=20
    python -m mirrorsym.testing.corpus --only 0/rotated/17 --show all

Ends with 1 if any verdict was wrong or any certificate was rejected.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirrorsym.testing.corpus import Tally, generate, run, tally
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import Known, Outcome

#: name -> seed and number of pairs: the sample of the test suite, and the corpus that a release is held against
PROFILES = {"sample": (3, 300), "full": (0, 2000)}


def main(arguments: list[str] | None = None) -> int:
    """Run the corpus as the command line says."""
    options = _options(arguments)
    pairs = list(_pairs(options))
    log = None if options.log is None else Path(options.log)
    lines = _already(log, {k.name for k in pairs})
    done = {x["name"] for x in lines}
    start = time.monotonic()
    file = None if log is None else log.open("a", encoding="utf-8")
    try:
        for found in run((k for k in pairs if k.name not in done), options.workers, options.timeout, recheck=not options.no_recheck):
            line = found.to_json()
            lines.append(line)
            if file is not None:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
            _tell(found.known, line, options.show)
            if len(lines) % (1 if sys.stderr.isatty() else 100) == 0:
                end = "    \r" if sys.stderr.isatty() else "\n"
                print(f"{len(lines)}/{len(pairs)} pairs, {time.monotonic() - start:.0f} s, {found.known.family}", end=end, file=sys.stderr)
    finally:
        if file is not None:
            file.close()
    tallies = tally(lines)
    _table(tallies)
    return int(not all(t.faultless for t in tallies.values()))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mirrorsym.testing.corpus", description="Decide the corpus of known pairs.")
    parser.add_argument("--profile", choices=sorted(PROFILES), help="a seed and a number of pairs by name")
    parser.add_argument("--seed", default="0", help="a seed, or a range as 0-4: one corpus for each")
    parser.add_argument("--count", type=int, default=2000, help="pairs for each seed")
    parser.add_argument("--family", action="append", metavar="NAME[=COUNT]", help="only these families; without COUNT, --count of them")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="every N-th pair, from the K-th")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="pairs by name, as 0/rotated/17")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for each decision")
    parser.add_argument("--workers", type=int, default=1, help="how many pairs at a time")
    parser.add_argument("--no-recheck", action="store_true", help="leave out the independent checker")
    parser.add_argument("--show", choices=("wrong", "open", "all"), default="wrong", help="which pairs to print")
    parser.add_argument("--log", help="a file of JSON lines; pairs that it holds already are not decided again")
    options = parser.parse_args(arguments)
    if options.profile is not None:
        options.seed, options.count = str(PROFILES[options.profile][0]), PROFILES[options.profile][1]
    try:
        first, _, last = options.seed.partition("-")
        options.seeds = range(int(first), int(last or first) + 1)
        k, n = map(int, options.part.split("/"))
        options.slice = slice(k - 1, None, n)
        if not 1 <= k <= n:
            parser.error("--part: K/N needs 1 <= K <= N")
        options.families = None if options.family is None else {
            name: int(number) if equals else options.count for name, equals, number in (f.partition("=") for f in options.family)}
    except ValueError as error:
        parser.error(f"not a number: {error}")
    unknown = sorted(set(options.families or {}) - set(all_families()))
    if unknown:
        parser.error(f"--family: no family {', '.join(unknown)} (known: {', '.join(all_families())})")
    return options


def _pairs(options: argparse.Namespace) -> Iterator[Known]:
    if options.only is not None:
        for name in options.only:
            seed, family, number = name.split("/")
            yield from (k for k in generate(int(seed), int(number) + 1, family) if k.name == name)
        return
    for seed in options.seeds:
        yield from list(generate(seed, options.count, options.families))[options.slice]


def _already(log: Path | None, names: set[str]) -> list[dict[str, Any]]:
    """The lines of an earlier run about these pairs; what a kill left unfinished is dropped."""
    if log is None or not log.exists():
        return []
    whole = [x for x in log.read_text("utf-8").splitlines(keepends=True) if x.endswith("\n")]
    log.write_text("".join(whole), "utf-8")
    lines = {x["name"]: x for x in map(json.loads, whole)}
    return [x for name, x in lines.items() if name in names]


def _tell(known: Known, line: dict[str, Any], show: str) -> None:
    bad = [n for n, o in line["outcomes"].items() if o == Outcome.WRONG]
    left = [n for n, o in line["outcomes"].items() if o in (Outcome.OPEN, Outcome.PARTIAL)]
    if not (show == "all" or bad or line["rejected"] or (show == "open" and left)):
        return
    print(f"{known.name} [{line['seconds']:.2f} s] {known}")
    if line["refused"]:
        print(f"    REFUSED {line['refused']}")
    for name in [*bad, *left]:
        said = "" if line["refused"] else f"{line['verdicts'][name]}: {line['said'][name]}"
        print(f"    {line['outcomes'][name].upper()} {name}: known {line['answers'][name]}; {said}")
    for name, reason in line["rejected"].items():
        print(f"    REJECTED {name}: {reason}")
    sys.stdout.flush()


def _table(tallies: dict[str, Tally]) -> None:
    print(f"{'family':<15}{'pairs':>6}{'known':>7}{'right':>7}{'WRONG':>7}{'partial':>8}{'UNDECIDED':>18}"
          f"{'accepted':>10}{'rejected':>9}{'CPU s':>9}")
    total = Tally()
    for t in tallies.values():
        total.join(t)
    for name, t in [*tallies.items(), ("total", total)]:
        o = t.outcomes
        print(f"{name:<15}{t.pairs:>6}{t.asserted:>7}{o[Outcome.RIGHT]:>7}{o[Outcome.WRONG]:>7}{o[Outcome.PARTIAL]:>8}"
              f"{o[Outcome.OPEN]:>7} ({100 * t.share(Outcome.OPEN):6.2f} %){t.checked - t.rejected:>10}{t.rejected:>9}{t.seconds:>9.1f}")


if __name__ == "__main__":
    sys.exit(main())
