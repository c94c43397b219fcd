"""The corpus: thousands of pairs with known answers, the same for a seed on every machine, and how the tool did on them.

`generate(seed, count)` deals the families of `mirrorsym.testing.families` in fixed proportions; `examine` holds one
pair's verdicts against its answers and its certificates before the independent checker; `run` does so for many, in several
processes; `python -m mirrorsym.testing.corpus` prints the tally.

Main definitions: `generate`, `examine`, `Examined`, `run`, `Tally`, `tally`.
"""

from mirrorsym.testing.corpus.examining import Examined, examine
from mirrorsym.testing.corpus.generating import generate
from mirrorsym.testing.corpus.running import run
from mirrorsym.testing.corpus.tallies import Tally, tally

__all__ = ["Examined", "Tally", "examine", "generate", "run", "tally"]
