"""Model files (TOML) to models: every mistake at once, each with its place; unknown keys are mistakes.

```toml
schema = "mirrorsym.model/1"
activation = "relu"                  # linear, relu, leaky_relu(1/10), abs, tanh, softplus, ..., or a formula in z; default linear
biases = false                       # default for the layers
potential = "hyperbolic_entropy(lam)"  # default for the layers: a name with its constants, or a formula in w

[parameters]
lam = "positive"

[[layers]]
shape = [3, 2]                       # rows and columns: outputs and inputs
[[layers]]
shape = [1, 3]
potential = "smoothened(3, 1/10)"
bias = true                          # also: name, activation (after this layer), on = "w > 0", structure = "diagonal"

[data]                               # optional
x = [[1, 2], [-1, "1/2"]]
y = [1, -1]

[start]                              # optional: all weights, by the layer's name; biases by NAME_b
W1 = [[1, 0], [0, 1], ["1/2", 2]]
W2 = [[1, -1, 2]]
W2_b = [0]
```

Main definitions: `read_model`, `ModelFile`, `ACTIVATIONS`, `POTENTIALS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from os import PathLike
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.grammar import exact, read_all
from mirrorsym.model import ARGUMENT, WEIGHT, Layer, Model
from mirrorsym.parsing import file_text, toml_data
from mirrorsym.reading import Draft, read_parts
from mirrorsym.tokens import name_problem, place_name, quoted

__all__ = ["ACTIVATIONS", "POTENTIALS", "SCHEMA", "ModelFile", "read_model"]

SCHEMA = "mirrorsym.model/1"
_MOST = 2_000_000  # weights of a model
#: name -> (constants, formula in z)
ACTIVATIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "linear": ((), "z"), "identity": ((), "z"), "relu": ((), "Max(z, 0)"),
    "leaky_relu": (("slope",), "Piecewise((z, z > 0), ((slope)*z, True))"), "abs": ((), "abs(z)"), "square": ((), "z**2"),
    "tanh": ((), "tanh(z)"), "softplus": ((), "log(1 + exp(z))"), "sigmoid": ((), "1/(1 + exp(-z))"),
    "gelu": ((), "z*(1 + erf(z/sqrt(2)))/2"), "silu": ((), "z/(1 + exp(-z))"),
}
#: name -> (constants, formula in w)
POTENTIALS: dict[str, tuple[tuple[str, ...], str]] = {
    "squares": ((), "w**2/2"), "euclidean": ((), "w**2/2"),
    "hyperbolic_entropy": (("lam",), "w*asinh(w/(lam)) - sqrt(w**2 + (lam)**2)"),
    "smoothened": (("p", "lam"), "abs(w)**(p)/(p) + (lam)*w**2/2"),
    "p_norm": (("p",), "abs(w)**(p)/(p)"), "cosh": ((), "cosh(w)"),
}
_DEFAULT_CONSTANTS = {"leaky_relu": ("1/100",)}


def _known_schema(value: str) -> str:
    if value != SCHEMA:
        raise ValueError(f"this schema is not known; this version reads {SCHEMA!r}")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | float):
        raise ValueError("a number is expected, as a number or in quotes")
    return value


def _rows(value: Any) -> Any:
    if not isinstance(value, list):
        raise ValueError("a list of numbers, or a list of rows of numbers, is expected")
    for row in value:
        for cell in row if isinstance(row, list) else [row]:
            _number(cell)
    return value


Number = Annotated[Any, AfterValidator(_number)]
Size = Annotated[int, Field(ge=1, le=1_000_000)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class LayerSection(_Section):
    """One `[[layers]]`."""

    shape: Annotated[list[Size], Field(min_length=2, max_length=2)]
    name: str | None = None
    structure: Annotated[str, Field(pattern="^(dense|diagonal)$")] = "dense"
    bias: bool | None = None
    activation: str | None = None
    potential: str | None = None
    on: str = ""


class DataSection(_Section):
    """`[data]`: inputs, one row each, and their labels."""

    x: list[list[Number]]
    y: list[Number]


class ModelFile(_Section):
    """A model file; see the module."""

    schema_: Annotated[str, AfterValidator(_known_schema), Field(alias="schema")] = SCHEMA
    title: str = ""
    activation: str = "linear"
    biases: bool = False
    potential: str = "squares"
    parameters: dict[str, str] = {}
    layers: Annotated[list[LayerSection], Field(min_length=1, max_length=50)]
    data: DataSection | None = None
    start: dict[str, Annotated[Any, AfterValidator(_rows)]] | None = None


_KEYS: dict[str, type[BaseModel]] = {"": ModelFile, "layers": LayerSection, "data": DataSection}
_SENTENCES = {
    "missing": "missing", "string_type": "text in quotes is expected", "list_type": "a list is expected",
    "dict_type": "a section with keys is expected", "model_type": "a section with keys is expected",
    "int_type": "a whole number is expected", "greater_than_equal": "a positive whole number is expected",
    "less_than_equal": "a smaller number is expected", "bool_type": "true or false is expected",
    "too_short": "more entries are needed", "too_long": "there are too many entries",
    "string_pattern_mismatch": "'dense' or 'diagonal' is expected", "model_attributes_type": "a section with keys is expected",
}


def read_model(source: str | PathLike[str]) -> Model:
    """The model of a model file: a path, or the text of one (a string with a line break); InputError with all mistakes.

    >>> model = read_model('''
    ... activation = "relu"
    ... [[layers]]
    ... shape = [2, 3]
    ... [[layers]]
    ... shape = [1, 2]
    ... ''')
    >>> str(model.layers[0].activation), model.layers[1].activation, len(model.entries)
    ('Max(z, 0)', None, 8)
    """
    text = source if isinstance(source, str) and "\n" in source else file_text(source, "model")
    data = toml_data(text, "model")
    try:
        file = ModelFile.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise InputError([f"{place_name(*m['loc'])}: {_sentence(m['type'], m['loc'], m['msg'])}" for m in found][:100]) from None
    return _model(file)


def _sentence(kind: str, where: tuple[int | str, ...], message: str) -> str:
    if kind != "extra_forbidden":
        return _SENTENCES.get(kind, message.removeprefix("Value error, "))
    section = _KEYS.get(next((str(w) for w in where[:-1] if isinstance(w, str)), ""), ModelFile)
    keys = [field.alias or name for name, field in section.model_fields.items()]
    word = str(where[-1])[:40]
    near = [k for k in keys if k.lower() == word.lower()] or get_close_matches(word, keys, n=1)
    return f"unknown key{f', did you mean {near[0]!r}?' if near else ''} (keys: {', '.join(keys)})"


# -- what the fields say --------------------------------------------------------------------------------------
def _model(file: ModelFile) -> Model:
    problems: list[str] = []
    kinds = Draft(g=[("w", WEIGHT)], variables=[("w", WEIGHT), ("z", ARGUMENT)],
                  parameters=[(place_name("parameters", n), n, k or "real") for n, k in file.parameters.items()])
    parts = read_parts(kinds)
    problems += [p for p in parts.problems if p.startswith("parameters")]
    parameters = parts.M.parameters
    names = [p.name for p in parameters]
    layers = [layer for k, s in enumerate(file.layers) if (layer := _layer(k, s, file, names, problems)) is not None]
    for k, (a, b) in enumerate(zip(file.layers, file.layers[1:], strict=False)):
        if a.shape[0] != b.shape[1]:
            problems.append(f"layers[{k + 1}].shape: the layer before has {a.shape[0]} outputs, and this one {b.shape[1]} inputs")
    if len(layers) == len(file.layers) and not problems:
        model = Model(tuple(layers), parameters, title=file.title)
        _distinct(model, problems)
        pairs = _data(file, model, problems)
        start = None if file.start is None else _start(file.start, model, problems)
        if not problems:
            return Model(tuple(layers), parameters, pairs, start, file.title)
    raise InputError(problems)


def _layer(k: int, s: LayerSection, file: ModelFile, names: list[str], problems: list[str]) -> Layer | None:
    before, last, at = len(problems), k == len(file.layers) - 1, f"layers[{k}]"
    rows, columns = s.shape
    name = s.name if s.name is not None else f"W{k + 1}"
    wrong = name_problem(name)
    if wrong or not name.isascii():
        problems.append(f"{at}.name: {quoted(name)}: {wrong or 'an English name is expected'}")
    if s.structure == "diagonal" and rows != columns:
        problems.append(f"{at}.shape: a diagonal layer has as many rows as columns")
    if rows * columns > _MOST:
        problems.append(f"{at}.shape: more than {_MOST} weights")
    if last and s.activation is not None:
        problems.append(f"{at}.activation: the last layer has none")
    place = f"{at}.activation" if s.activation is not None else "activation"
    activation = None if last else _formula(place, s.activation or file.activation, ACTIVATIONS, ARGUMENT, names, problems)
    place = f"{at}.potential" if s.potential is not None else "potential"
    potential = _formula(place, s.potential or file.potential, POTENTIALS, WEIGHT, names, problems)
    on: tuple[Expression, ...] = ()
    if s.on.strip():
        parts = read_parts(Draft(g=[("w", WEIGHT)], variables=[("w", WEIGHT)], conditions=[(f"{at}.on", s.on)]))
        problems += parts.problems
        on = parts.M.conditions
    if len(problems) > before or potential is None:
        return None
    plain = activation is not None and str(activation) == ARGUMENT
    return Layer(name, rows, columns, s.structure == "diagonal", file.biases if s.bias is None else s.bias, None if plain else activation,
                 potential, on)


def _formula(place: str, text: str, known: Mapping[str, tuple[tuple[str, ...], str]], variable: str, names: list[str],
             problems: list[str]) -> Expression | None:
    """The formula that a name with constants, or a text, says."""
    called = re.fullmatch(r"\s*([A-Za-z_-]+)\s*(?:\((.*)\))?\s*", text)
    word = called[1].replace("-", "_") if called else ""
    if called and word in known and not (word == "abs" and called[2] is not None) and not (word in ("cosh", "tanh") and called[2]):
        constants, formula = known[word]
        given = _DEFAULT_CONSTANTS.get(word, ()) if called[2] is None else tuple(p.strip() for p in called[2].split(","))
        if len(given) != len(constants):
            said = f"{word}({', '.join(constants)})" if constants else word
            problems.append(f"{place}: {quoted(text)}: {said} is expected")
            return None
        for c, value in zip(constants, given, strict=True):
            read = read_all([(place, value)], names)
            if read.problems:
                problems += [f"{p} (the constant {c})" for p in read.problems if f"{p} (the constant {c})" not in problems]
                return None
            formula = re.sub(rf"\({c}\)", f"({value})", formula)
        text = formula
    read = read_all([(place, text)], [*names, variable])
    problems += [p for p in read.problems if p not in problems]
    found = read.expressions.get(place)
    if found is not None and variable not in found.names:
        message = f"{place}: {quoted(text)} does not depend on {variable}"
        problems += [message] if message not in problems else []
        return None
    return found


def _distinct(model: Model, problems: list[str]) -> None:
    names = [*model.entries, *model.inputs, *(p.name for p in model.parameters)]
    if len(set(names)) != len(names):
        problems.append("layers: two weights, inputs or parameters have the same name; give the layers other names")
    problems += [f"parameters.{p.name}: the name is taken by {'a potential' if p.name == WEIGHT else 'an activation'}'s variable"
                 for p in model.parameters if p.name in (WEIGHT, ARGUMENT)]


def _exact(place: str, value: Any, problems: list[str]) -> Fraction:
    if isinstance(value, str):
        read = read_all([(place, value)], ())
        e = read.expressions.get(place)
        if e is not None and e.op == "num":
            return Fraction(e.args[0])
        problems += read.problems or [f"{place}: {quoted(value)} is no rational number"]
        return Fraction(0)
    try:
        return exact(value)
    except ValueError as error:
        problems.append(f"{place}: {error}")
        return Fraction(0)


def _data(file: ModelFile, model: Model, problems: list[str]) -> tuple[tuple[tuple[Fraction, ...], Fraction], ...]:
    if file.data is None:
        return ()
    if len(file.data.x) != len(file.data.y):
        problems.append(f"data.y: there are {len(file.data.x)} inputs and {len(file.data.y)} labels")
        return ()
    out = []
    for i, (row, y) in enumerate(zip(file.data.x, file.data.y, strict=True)):
        if len(row) != len(model.inputs):
            problems.append(f"data.x[{i}]: {len(model.inputs)} numbers are expected, not {len(row)}")
            continue
        x = tuple(_exact(f"data.x[{i}][{j}]", v, problems) for j, v in enumerate(row))
        out.append((x, _exact(f"data.y[{i}]", y, problems)))
    return tuple(out)


def _start(given: Mapping[str, Any], model: Model, problems: list[str]) -> tuple[Fraction, ...]:
    values: dict[str, Fraction] = {}
    wanted: dict[str, tuple[str, ...]] = {}
    for layer in model.layers:
        wanted[layer.name] = layer.weights
        if layer.bias:
            wanted[f"{layer.name}_b"] = layer.entries[len(layer.weights):]
    problems += [f"{place_name('start', n)}: there is no such layer" for n in given if n not in wanted]
    for name, entries in wanted.items():
        if name not in given:
            problems.append(f"{place_name('start', name)}: missing")
            continue
        rows = given[name]
        cells = [c for row in rows for c in (row if isinstance(row, list) else [row])]
        layer = next(a for a in model.layers if name in (a.name, f"{a.name}_b"))
        shaped = name == layer.name and not layer.diagonal
        if len(cells) != len(entries) or (shaped and any(not isinstance(r, list) or len(r) != layer.columns for r in rows)):
            shape = f"{layer.rows} rows of {layer.columns} numbers" if shaped else f"{len(entries)} numbers"
            problems.append(f"{place_name('start', name)}: {shape} are expected")
            continue
        values |= {n: _exact(place_name("start", name), c, problems) for n, c in zip(entries, cells, strict=True)}
    return tuple(values.get(n, Fraction(0)) for n in model.entries)
