"""The register's files: found by folder, loaded by path.

A file `derivations/PAPER/NAME.py` has `COVERS`, the numbered items of the paper that it is about, `TITLE`, and `CLAIMS`.  The id of a
claim is PAPER/NAME, or PAPER/NAME/PART.

Main definitions: `Entry`, `entries`, `folder`, `chosen`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mirrorsym.errors import InputError
from mirrorsym.register.claim import Claim

__all__ = ["PAPERS", "Entry", "chosen", "entries", "folder", "items", "load"]

PAPERS = {"tdmf": "Time-dependent mirror flows and where to find them",
          "lwla": "Li, Wang, Lee, Arora 2022: implicit bias of gradient descent on reparametrized models",
          "homog": "Jacobs and Montufar 2026: mirror flow of homogeneous networks, and its review"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim with its id and the file that it stands in."""

    id: str
    claim: Claim
    paper: str
    title: str
    covers: tuple[str, ...]
    path: Path


def folder() -> Path:
    """Where the register lies: in an installed package beside the code, in a checkout at the top."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_register"
    return inside if inside.is_dir() else package.parent / "derivations"


@lru_cache(maxsize=512)
def load(path: Path, digest: str) -> tuple[Entry, ...]:  # noqa: ARG001 - a changed file is read anew
    """The claims of one file; InputError says what is wrong with it."""
    name = f"{path.parent.name}/{path.stem}"
    spec = importlib.util.spec_from_file_location(f"_mirrorsym_register_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InputError([f"{name}: this file cannot be loaded"])
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        covers, title, claims = tuple(module.COVERS), str(module.TITLE), tuple(module.CLAIMS)
    except (ValueError, TypeError, AttributeError, NameError, ImportError, SyntaxError) as e:
        raise InputError([f"{name}: {type(e).__name__}: {e}"]) from e
    parts = [c.part for c in claims]
    if not claims or len(set(parts)) != len(parts):
        raise InputError([f"{name}: there is no claim, or two have the same part"])
    return tuple(Entry(name if not c.part else f"{name}/{c.part}", c, path.parent.name, title, covers, path) for c in claims)


def entries(root: Path | None = None) -> tuple[Entry, ...]:
    """Every claim of the register, by paper and name."""
    root = folder() if root is None else root
    return tuple(e for paper in PAPERS for path in sorted((root / paper).glob("*.py")) for e in load(path, digest(path)))


def digest(path: Path) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def items(paper: str, root: Path | None = None) -> tuple[str, ...]:
    """The numbered items of a paper, in its order (`items.toml` in its folder)."""
    path = (folder() if root is None else root) / paper / "items.toml"
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["items"]) if path.exists() else ()


def chosen(ids: Iterable[str], among: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that the ids name: a paper, a file or a claim; all of them for no id.  InputError for an id that names nothing."""
    wanted = list(ids)
    problems = []
    for one in wanted:
        if not any(_within(e.id, one) for e in among):
            import difflib

            known = sorted({p for e in among for p in (e.paper, e.id)})
            near = difflib.get_close_matches(one, known, n=1)
            problems.append(f"{one!r} is no claim of the register" + (f"; did you mean {near[0]}?" if near else ""))
    if problems:
        raise InputError(problems)
    return tuple(e for e in among if not wanted or any(_within(e.id, one) for one in wanted))


def _within(name: str, one: str) -> bool:
    return name == one or name.startswith(one.rstrip("/") + "/")
