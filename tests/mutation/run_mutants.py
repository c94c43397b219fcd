"""Try every mutant of one table in a process of its own: `run_mutants.py TABLE` prints one line per complaint, as JSON.

All modules are imported once; each mutant is tried in a forked copy, which a table's hundred rows can afford.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path

from kit import Mutant
from swap import swap

SECONDS = 30


def tried(mutant: Mutant) -> str:
    """What the claim says under the mutant: "right", "wrong", or how the process ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            module = importlib.import_module(mutant.module)
            text = Path(str(module.__file__)).read_text(encoding="utf-8")
            swap(mutant.module, text.replace(mutant.old, mutant.new))
            answer = "right" if mutant.right() else "wrong"
        except BaseException as e:  # noqa: BLE001 - a mutant that crashes is caught as well
            answer = f"wrong: {type(e).__name__}"
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    answer = b"".join(iter(lambda: os.read(reader, 1000), b"")).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return answer or "ended"


def complaints(mutants: list[Mutant]) -> list[str]:
    """What is wrong with the table or the tests."""
    out = []
    for m in mutants:
        what = f"{m.module}: {m.old.strip()!r} -> {m.new.strip()!r}"
        count = Path(str(importlib.import_module(m.module).__file__)).read_text(encoding="utf-8").count(m.old)
        if count != 1:
            out.append(f"{what}: the fragment occurs {count} times")
        elif not m.right():
            out.append(f"{what}: the claim is wrong as the module stands")
        elif (answer := tried(m)) in ("right", "ended"):
            out.append(f"{what}: the mutant {'is not caught' if answer == 'right' else 'did not end'}")
    return out


if __name__ == "__main__":
    sys.stdout.write(json.dumps(complaints(importlib.import_module(sys.argv[1]).MUTANTS)))
