"""The loop of an experiment as source text, for compilers: the same steps as `plain.loop`, one configuration (or vector of them) at a time.

The text is the same for lanes and for a thread of a GPU; a `Dialect` says how a number is written and where an element of a
configuration's arrays lies.  One configuration alone has its own coordinates, and the rows of its data, in the lanes.  Products with the
data are blocked: several rows at a time share each load of x.  Every sum runs over its terms in their order, and no sum is split, so
that neither blocks nor lanes change a bit.

Main definitions: `Dialect`, `loop_source`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numeric_backend.backends.writing import function_source
from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.experiment import Experiment

__all__ = ["Dialect", "loop_source"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is written: `number` makes a value of the plain number {}, `read` and `write` reach element {i} of the array {a}.

    `rows` is the number of rows in a block; `entry` is element {i} of an array {a} of plain
    numbers; `before` stands before each helper; `begin` begins the main function and ends with the
    indentation of what follows; `broken` is the text that reports a state that is not finite (`bad` is NaN) at step t, `left` one outside
    M (`inside` is not positive).
    """

    number: str
    read: str
    write: str
    entry: str
    rows: int
    before: str
    begin: str
    broken: str
    left: str
    lanes: int = 0  # of one configuration alone; 0 where a value belongs to one coordinate


def loop_source(e: Experiment, d: Dialect, minibatch: bool) -> str:
    """The text of all functions of the loop; its entry is `advance`."""
    number = d.number
    kernels = [function_source(kernel, name, outputs, number) for name, kernel, outputs in _functions(e)]
    helpers = []
    if e.loss.rows:
        measure = (_measure_alone if d.lanes else _measure)(e, d)
        helpers = [_products("residuals", e, d, minibatch), _products("pulled", e, d, minibatch), measure]
    return "\n\n".join([d.before + text for text in (*kernels, *helpers)] + [_advance(e, d, minibatch)])


def _functions(e: Experiment) -> list[tuple[str, Kernel, Sequence[int] | None]]:
    found: list[tuple[str, Kernel, Sequence[int] | None]] = [
        ("map_", e.map, None), ("pull", e.pull, None), ("penalty", e.penalty, None), ("schedule", e.schedule, None),
        ("update", e.rule.update, None), ("value_", e.loss.kernel, (0,)), ("slope", e.loss.kernel, range(1, len(e.loss.kernel.outputs)))]
    if e.rule.clock is not None:
        found.append(("clock", e.rule.clock, None))
    if e.margins is not None:
        found.append(("margins", e.margins, None))
    return found


def _hyper(e: Experiment, kernel: Kernel, leading: int, scalars: dict[str, str]) -> list[str]:
    """What the further arguments of a kernel are called in the loop."""
    return [scalars.get(label) or f"h{e.hyper.index(label)}" for label in kernel.arguments[leading:]]


def _loss_arguments(e: Experiment) -> list[str]:
    return [f"h{e.hyper.index(label)}" for label in e.loss.kernel.arguments[2:]]


def _products(name: str, e: Experiment, d: Dialect, minibatch: bool) -> str:
    """r = slope of the loss at Z x (`residuals`), or q = Z^T r (`pulled`), in blocks of rows of the matrix."""
    first = name == "residuals"
    extra = _loss_arguments(e) if first else []
    source, target = ("x", "r") if first else ("r", "q")
    indirect = ", order, o_at" if minibatch else ""
    head = f"def {name}(A, a_at, rows, cols, y, y_at, x, r, q, size{indirect}, {', '.join([*extra, 'total', 'me', 'scale'])}):\n"

    def number(array: str, i: str) -> str:
        return d.number.format(d.entry.format(a=array, i=i))

    def row(i: str) -> str:
        return d.entry.format(a="order", i=f"o_at + {i}")

    def label(i: str) -> str:
        return d.read.format(a="y", i=f"y_at + {i}") if d.lanes else number("y", f"y_at + {row(i)}" if minibatch else f"y_at + {i}")

    def entry(k: int) -> str:
        if d.lanes:
            return d.read.format(a="A", i=f"b + {k}")
        return number("A", (f"b{k} + j" if first else f"c + {k}") if minibatch else f"b + {k}")

    def block(count: int, indent: str) -> list[str]:
        lines = [f"s{k} = {d.number.format('0.0')}" for k in range(count)]
        if minibatch and first:
            lines += [f"b{k} = a_at + {row(f'i + {k}')}*cols" for k in range(count)]
        elif not minibatch:
            lines.append("b = a_at + i*cols" if count == d.rows else "b = a_at + (i - i % ROWS)*cols + i % ROWS")
        lines.append("for j in range(cols):")
        if minibatch and not first:
            lines.append(f"    c = a_at + {row('j')}*size + i")
        lines.append(f"    v = {number(source, 'j') if d.lanes else d.read.format(a=source, i='j')}")
        lines += [f"    s{k} = fma({entry(k)}, v, s{k})" for k in range(count)]
        if not minibatch:
            lines.append("    b += ROWS")
        for k in range(count):
            at = f"i + {k}"
            if first:
                arguments = ", ".join([f"s{k}", label(at), *extra])
                lines += [f"s{k} = slope({arguments})[0]"]
            else:
                lines += [f"s{k} = s{k} * scale"]
            lines.append(d.write.format(a=target, i=at, v=f"s{k}"))
        return [indent + line for line in lines]

    lines = ["    i = 0"]
    for count in dict.fromkeys((d.rows, 3, 1) if d.lanes else (d.rows, 1)):
        lines += [f"    while i + {count} <= rows:", *block(count, " " * 8), f"        i += {count}"]
    return head + "\n".join(lines).replace("ROWS", str(d.rows)) + "\n"


def _measure(e: Experiment, d: Dialect) -> str:
    """The value of the loss over all rows, one after the other."""
    extra = _loss_arguments(e)
    entry, label = (d.number.format(d.entry.format(a=a, i=i)) for a, i in (("Z", "b + j"), ("y", "y_at + i")))
    lines = [
        f"def measure(Z, z_at, rows, cols, y, y_at, x, {', '.join([*extra, 'total', 'me'])}):", f"    sum_ = {d.number.format('0.0')}",
        "    for i in range(rows):", f"        a = {d.number.format('0.0')}", "        b = z_at + i*cols", "        for j in range(cols):",
        f"            a = fma({entry}, {d.read.format(a='x', i='j')}, a)",
        f"        sum_ = sum_ + value_({', '.join(['a', label, *extra])})[0]", "    return sum_"]
    return "\n".join(lines) + "\n"


def _measure_alone(e: Experiment, d: Dialect) -> str:
    """The same sum, where a vector holds the predictions of several rows: they are added one after the other all the same."""
    extra, zero = _loss_arguments(e), d.number.format("0.0")
    entry, label = d.read.format(a="P", i="b"), d.read.format(a="y", i="y_at + i")
    lines = [
        f"def measure(P, p_at, rows, cols, y, y_at, x, {', '.join([*extra, 'total', 'me'])}):", f"    sum_ = {zero}",
        f"    for i in range((rows + {d.lanes - 1})//{d.lanes}):", f"        a = {zero}",
        f"        b = p_at + (i - i % {d.rows})*cols + i % {d.rows}", "        for j in range(cols):",
        f"            a = fma({entry}, {d.number.format(d.entry.format(a='x', i='j'))}, a)", f"            b += {d.rows}",
        f"        v = value_({', '.join(['a', label, *extra])})[0]", f"        for lane in range(min({d.lanes}, rows - {d.lanes}*i)):",
        f"            sum_ = sum_ + {d.number.format('get(v, lane)')}", "    return sum_"]
    return "\n".join(lines) + "\n"


def _advance(e: Experiment, d: Dialect, minibatch: bool) -> str:
    k, m, c, s, features = e.block, e.outputs, _blocks(e, d), len(e.rule.slots), e.features
    data, matrix = ("P, p_at" if d.lanes else "Z, z_at"), ("vectors, size", "wide, rows") if d.lanes else ("rows, size", "size, rows")
    scalars = {"step": "step", "time": "time", "area": "area", "loss": "loss", "rate": "rate", "alpha": "alpha",
               **{name: f"extra{i}" for i, name in enumerate(e.rule.extras)}}

    def read(a: str, i: str) -> str:
        return d.read.format(a=a, i=i)

    def write(a: str, i: str, v: str) -> str:
        return d.write.format(a=a, i=i, v=v)

    def call(name: str, kernel: Kernel, leading: Sequence[str]) -> str:
        return f"{name}({', '.join([*leading, *_hyper(e, kernel, len(leading), scalars)])})"

    def block(a: str, count: int) -> list[str]:
        return [f"{a}{i} = {read(a, f'{i * c} + c')}" for i in range(count)]

    ws, xs, qs = ([f"{a}{i}" for i in range(n)] for a, n in (("w", k), ("x", m), ("q", m)))
    inner = [f"bad = {d.number.format('0.0')}", f"inside = {d.number.format('1.0')}", f"for c in range({c}):"]
    inner += ["    " + line for line in block("w", k)]
    inner += [f"    bad = fma({w}, {d.number.format('0.0')}, bad)" for w in ws]
    inner += [f"    {', '.join(xs)}, = {call('map_', e.map, ws)}"]
    inner += ["    " + write("x", f"{i * c} + c", x) for i, x in enumerate(xs)]
    if e.margins is not None:
        count = len(e.margins.outputs)
        inner += [f"    {', '.join(f'm{i}' for i in range(count))}, = {call('margins', e.margins, ws)}"]
        inner += [f"    inside = minimum(inside, m{i})" for i in range(count)]
    inner += d.broken.splitlines()
    if e.margins is not None:
        inner += d.left.splitlines()
    inner += ["last = t == first + steps", "if last or (t - first) % every == 0:"]
    inner += ["    " + line for line in _record(e, d)]
    inner += ["    record += 1", "if last:", "    break", "step = " + d.number.format("float(t)")]
    everything = [f"x_{i}" for i in range(features)]
    if e.loss.rows:
        extra = _loss_arguments(e)
        tail = ", ".join([*extra, "total", "me", "factor"])
        if minibatch:
            inner += ["o_at = (g*batches + t % batches)*batch"]
            inner += [f"residuals(Z, z_at, batch, size, y, y_at, x, r, q, size, order, o_at, {tail})",
                      f"pulled(Z, z_at, size, batch, y, y_at, x, r, q, size, order, o_at, {tail})"]
        else:
            inner += [f"residuals(P, p_at, {matrix[0]}, y, y_at, x, r, q, size, {tail})",
                      f"pulled(T, t_at, {matrix[1]}, y, y_at, x, r, q, size, {tail})"]
        if e.uses_loss:
            inner += [f"loss = measure({data}, rows, size, y, y_at, x, {', '.join([*extra, 'total', 'me'])}) * scale"]
    else:
        inner += [f"{x} = {read('x', str(i))}" for i, x in enumerate(everything)]
        inner += [f"{', '.join(f'q_{i}' for i in range(features))}, = {call('slope', e.loss.kernel, everything)}"]
        inner += [write("q", str(i), f"q_{i} * scale") for i in range(features)]
        if e.uses_loss:
            inner += [f"loss = {call('value_', e.loss.kernel, everything)}[0] * scale"]
    inner += [f"rate, alpha = {call('schedule', e.schedule, [])}"]
    if e.rule.clock is not None:
        inner += [f"{', '.join(f'extra{i}' for i in range(len(e.rule.extras)))}, = {call('clock', e.rule.clock, [])}"]
    inner += [f"for c in range({c}):"]
    inner += ["    " + line for line in (*block("w", k), *block("q", m))]
    inner += [f"    {', '.join(f'p{i}' for i in range(k))}, = {call('pull', e.pull, [*ws, *qs])}",
              f"    {', '.join(f'n{i}' for i in range(k))}, = {call('penalty', e.penalty, ws)}"]
    for i in range(k):
        slots = [f"s{j}" for j in range(s)]
        inner += [f"    s{j} = {read('s', f'{(j * k + i) * c} + c')}" for j in range(s)]
        inner += [f"    {', '.join([f'w{i}', *slots])}, = {call('update', e.rule.update, [f'w{i}', f'p{i}', f'n{i}', *slots])}"]
        inner += ["    " + write("w", f"{i * c} + c", f"w{i}")]
        inner += ["    " + write("s", f"{(j * k + i) * c} + c", f"s{j}") for j in range(s)]
    inner += ["time = time + rate", "area = area - rate * alpha"]
    hyper = [f"h{i} = {read('h', str(i))}" for i in range(len(e.hyper))]
    body = [*hyper, f"time = {read('clocks', '0')}", f"area = {read('clocks', '1')}", "record = 0",
            "for t in range(first, first + steps + 1):", *("    " + line for line in inner)]
    start, _, indent = d.begin.rpartition("\n")
    return start + "\n" + "\n".join(indent + line for line in body) + "\n"


def _record(e: Experiment, d: Dialect) -> list[str]:
    """Writing one record: the loss, time and area, then the state."""
    k, c, features = e.block, _blocks(e, d), e.features
    if e.loss.rows:
        value = f"measure({'P, p_at' if d.lanes else 'Z, z_at'}, rows, size, y, y_at, x, {', '.join([*_loss_arguments(e), 'total', 'me'])})"
    else:
        names = [f"h{e.hyper.index(label)}" for label in e.loss.kernel.arguments[features:]]
        value = f"value_({', '.join([*(d.read.format(a='x', i=str(i)) for i in range(features)), *names])})[0]"
    width = k * c + 3
    places = [f"record*{width} + {i}" for i in range(3)]
    numbers = (f"{value} * scale", "time", "area")
    lines = [d.write.format(a="saved", i=place, v=v) for place, v in zip(places, numbers, strict=True)]
    state = d.write.format(a="saved", i=f"record*{width} + 3 + i", v=d.read.format(a="w", i="i"))
    return [*lines, f"for i in range({k * c}):", "    " + state]


def _blocks(e: Experiment, d: Dialect) -> int:
    """How many values hold one variable of all copies."""
    return -(-e.copies // d.lanes) if d.lanes else e.copies
