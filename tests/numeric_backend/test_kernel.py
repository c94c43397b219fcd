"""Kernels: what is refused, what is shared, what is left out."""

from __future__ import annotations

import pytest

from numeric_backend.kernel import Builder, Instruction, Kernel


def test_a_step_is_written_once() -> None:
    b = Builder(("x",))
    x = b.argument(0)
    assert b.put("exp", x) == b.put("exp", b.argument(0))
    assert b.put("exp", x) != b.put("log", x)
    assert b.constant(2) != b.constant(3)


def test_what_no_output_needs_is_left_out() -> None:
    b = Builder(("x", "y"))
    x, y = b.argument(0), b.argument(1)
    b.put("exp", y)
    kernel = b.kernel((b.put("multiply", x, x),))
    assert [s.op for s in kernel.instructions] == ["argument", "multiply"]
    assert kernel.operations == 1
    assert kernel.arguments == ("x", "y")


def test_equal_programs_are_equal_and_hash_alike() -> None:
    def build() -> Kernel:
        b = Builder(("x",))
        return b.kernel((b.put("add", b.argument(0), b.constant(1)),))

    assert build() == build()
    assert len({build(), build()}) == 1


@pytest.mark.parametrize(("steps", "outputs"), [
    ([Instruction("add", (0, 0))], (0,)),
    ([Instruction("argument", (), 0), Instruction("exp", (1,))], (1,)),
    ([Instruction("argument", (), 1)], (0,)),
    ([Instruction("argument", (), 0)], (1,)),
    ([Instruction("argument", (), 0), Instruction("system", (0,))], (1,)),
    ([Instruction("argument", (), 0), Instruction("exp", (0, 0))], (1,)),
    ([Instruction("argument", (), 0), Instruction("exp", (-1,))], (1,)),
])
def test_what_is_no_straight_line_program_is_refused(steps: list[Instruction], outputs: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"step|output"):
        Kernel(("x",), tuple(steps), outputs)
