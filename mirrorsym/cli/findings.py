"""What is installed: the findings of `mirrorsym doctor`.

Main definitions: `findings`, `Finding`.
"""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import sys
import time
from dataclasses import dataclass
from importlib import metadata

__all__ = ["Finding", "findings"]

#: distribution -> (module, what it does here)
CORE = {
    "click": ("click", "the command line"),
    "rich": ("rich", "tables"),
    "pydantic": ("pydantic", "pair files"),
    "jinja2": ("jinja2", "HTML reports"),
    "python-flint": ("flint", "exact polynomials and ball arithmetic: every decision"),
    "sympy": ("sympy", "formulas given as SymPy expressions, closed forms"),
    "mpmath": ("mpmath", "numbers of any precision"),
    "numpy": ("numpy", "the numeric laboratory"),
    "scipy": ("scipy", "the numeric laboratory"),
}
UNUSED = ""  # known to be useful later; this version does not use it
#: distribution -> (module, what is lost without it)
EXTRAS = {
    "pytest": ("pytest", "`python3 run.py test`"),
    "hypothesis": ("hypothesis", "the generated tests, and mirrorsym.testing"),
    "pytest-xdist": ("xdist", "running the tests on several cores"),
    "matplotlib": ("matplotlib", "pictures: plot, rerun --plot"),
    "numba": ("numba", "kernels and loops compiled for all cores"),
    "numba-cuda": ("numba_cuda", "kernels and loops on a GPU"),
    "jax": ("jax", "the backend jax, and a peer in the benchmarks"),
    "heyoka": ("heyoka", "the backend heyoka, and a peer in the benchmarks"),
    "diffrax": ("diffrax", "a peer in the benchmarks"),
    "torch": ("torch", UNUSED),
    "typst": ("typst", "PDF without TeX: derive --to pdf"),
    "z3-solver": ("z3", UNUSED),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for: its version (None when it is missing), what it is for, how to get it."""

    name: str
    needed: bool
    version: str | None
    remark: str
    install: str | None = None


def findings() -> list[Finding]:
    """Everything that is looked for, with what was found."""
    return [_python(), *_core(), *_extras(), _worker(), _memory(), _gpu()]


def _python() -> Finding:
    return Finding("python", True, platform.python_version(), f"{platform.python_implementation()} in {sys.prefix}")


def _core() -> list[Finding]:
    return [Finding(name, True, _version(name, module), use, None if _version(name, module) else _install(name))
            for name, (module, use) in CORE.items()]


def _extras() -> list[Finding]:
    found = []
    for name, (module, cost) in EXTRAS.items():
        version = _version(name, module)
        remark = f"for {cost}" if cost else "optional; this version does not use it"
        found.append(Finding(name, False, version, remark, None if version or not cost else _install(name)))
    return found


def _worker() -> Finding:
    from mirrorsym.calculus.bounded import BoundExceeded, Worker

    start = time.monotonic()
    try:
        with Worker() as worker:
            worker.call("math:gcd", 12, 18, timeout=10)
    except (BoundExceeded, OSError) as error:
        return Finding("worker", True, None, f"decisions cannot be bounded: {error}")
    return Finding("worker", True, "works", f"decisions are bounded in time; one starts in "
                                               f"{time.monotonic() - start:.2f} s")


def _memory() -> Finding:
    from mirrorsym.calculus.bounded import memory_bound

    reason = memory_bound()
    return Finding("memory bound", False, None if reason else "works", reason or "decisions are bounded in memory")


def _gpu() -> Finding:
    there = shutil.which("nvidia-smi") is not None
    return Finding("NVIDIA driver", False, "found" if there else None, "optional; this version does not use it")


def _version(name: str, module: str) -> str | None:
    try:
        if importlib.util.find_spec(module) is None:
            return None
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"
    except (ImportError, ValueError):
        return None


def _install(name: str) -> str:
    """The command that installs `name`: through the extra of ours that contains it, where there is one."""
    try:
        required = metadata.requires("mirrorsym") or []
    except metadata.PackageNotFoundError:
        required = []
    for line in required:
        extra = re.search(r"extra == ['\"]([\w.-]+)['\"]", line)
        required_name = re.match(r"[\w.-]+", line.strip())
        if extra and required_name and required_name[0].lower() == name:
            return f'pip install "mirrorsym[{extra[1]}]"'
    return f"pip install {name}"
