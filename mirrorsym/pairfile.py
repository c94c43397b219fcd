"""The shape of a pair file: which sections and keys it has, and of which type, checked all at once.

Formulas are checked later, by `mirrorsym.reading`; here a formula is text or a number.

Main definitions: `PairFile` (the schema, docs/reference), `check_shape`, `SCHEMA`.
"""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mirrorsym.tokens import place_name

__all__ = ["SCHEMA", "PairFile", "check_shape"]

SCHEMA = "mirrorsym.pair/1"
_MAX_PROBLEMS = 100


def _known_schema(value: str) -> str:
    if value != SCHEMA:
        raise ValueError(f"this schema is not known; this version reads {SCHEMA!r}")
    return value


def _formula(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("a formula is text in quotes or a number")
    return value


def _start(value: Any) -> Any:
    for row in value if isinstance(value, list) else [value]:
        for cell in row if isinstance(row, list) else [row]:
            _formula(cell)
    return value


Formula = Annotated[Any, AfterValidator(_formula)]
Formulas = Annotated[list[Formula], BeforeValidator(lambda v: v if isinstance(v, list) else [v])]
Texts = Annotated[list[str], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MapSection(_Section):
    """`[map]`: the coordinates of g, the regularizer h, and further strict conditions on M."""

    g: Formulas
    h: Formula | None = None
    where: Texts = []


class OptionsSection(_Section):
    """`[options]`: the number of independent copies."""

    copies: Annotated[int, Field(ge=1)] = 1


class PairFile(_Section):
    """A pair file: `[variables]` in order, each with its part of M; `[parameters]`; `[map]`; `[init]`; `[options]`."""

    schema_: Annotated[str, AfterValidator(_known_schema), Field(alias="schema")] = SCHEMA
    title: str = ""
    variables: dict[str, str]
    parameters: dict[str, str] = {}
    map: MapSection
    init: dict[str, Annotated[Any, AfterValidator(_start)]] = {}
    options: OptionsSection = OptionsSection()


_KEYS = {
    "": ("schema", "title", "variables", "parameters", "map", "init", "options"),
    "map": ("g", "h", "where"), "options": ("copies",),
}
_SENTENCES = {
    "missing": "missing", "string_type": "text in quotes is expected", "list_type": "a list is expected",
    "dict_type": "a section with keys is expected", "model_type": "a section with keys is expected",
    "int_type": "a whole number is expected", "greater_than_equal": "a positive whole number is expected",
}


def check_shape(data: dict[str, Any]) -> list[str]:
    """Every mistake in the shape of `data`, place first; what is wrong is taken out of `data`, and the rest reads on.

    >>> data = {"variables": {"u": ""}, "map": {"g": ["u", True], "H": "u"}}
    >>> for problem in check_shape(data): print(problem)
    map.g[1]: a formula is text in quotes or a number
    map.H: unknown key, did you mean 'h'? (keys: g, h, where)
    >>> data["map"]
    {'g': ['u', None]}
    """
    try:
        PairFile.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
    else:
        return []
    problems = []
    for mistake in found:
        where = mistake["loc"]
        problems.append(f"{place_name(*where)}: {_sentence(mistake['type'], where, mistake['msg'])}")
        _remove(data, where)
    more = len(problems) - _MAX_PROBLEMS
    return [*problems[:_MAX_PROBLEMS], *([f"and {more} more mistakes of this kind"] if more > 0 else [])]


def _sentence(kind: str, where: tuple[int | str, ...], message: str) -> str:
    if kind != "extra_forbidden":
        return _SENTENCES.get(kind, message.removeprefix("Value error, "))
    keys = _KEYS.get(".".join(map(str, where[:-1])), ())
    word = str(where[-1])[:40]
    near = [k for k in keys if k.lower() == word.lower()] or get_close_matches(word, keys, n=1)
    return f"unknown key{f', did you mean {near[0]!r}?' if near else ''} (keys: {', '.join(keys)})"


def _remove(data: dict[str, Any], where: tuple[int | str, ...]) -> None:
    """Take the value at `where` out: None in a list, which keeps the places of the others, and at a declared name."""
    at: Any = data
    for part in where[:-1]:
        if not isinstance(at, dict) or part not in at:
            return
        at = at[part]
    last = where[-1]
    if isinstance(at, list) or (len(where) == 2 and where[0] in ("variables", "parameters") and isinstance(at, dict)):
        at[last] = None  # type: ignore[index]
    elif isinstance(at, dict):
        at.pop(last, None)
