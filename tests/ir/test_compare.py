"""Functions are compared up to the renaming of values, and printed the same each time."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest

from srcad.ir.builder import Builder
from srcad.ir.compare import same
from srcad.ir.nodes import Block, Exit, Function, If, Loop, Parameter, Value, Yield
from srcad.ir.printer import format_function
from srcad.ir.types import FLOAT, Literal
from srcad.lower.function import lower_function
from srcad.source.live import LiveProgram


def rich(x: Any, n: Any = 3, *, scale: Any = (1.0, -2.0)) -> Any:
    def inner(z: Any) -> Any:
        return z * x

    s = 0.0
    for i in range(n):
        if s > 10:
            break
        s = s + inner(i)
    if s > 5:
        raise ValueError(f"{s:.2f}", *[n])
    return s, scale


def lowered(function: Callable[..., Any]) -> Function:
    assert isinstance(function, FunctionType)
    return lower_function(LiveProgram().define(function))


def test_a_function_lowered_twice_is_the_same_and_prints_the_same() -> None:
    first, second = lowered(rich), lowered(rich)
    assert same(first, second)
    assert format_function(first) == format_function(second)


def binary(name: str, swapped: bool = False, constant: object = 1.0) -> Function:
    """Return ``f(x) = name(x, constant)``, or with swapped operands."""
    x = Value(hint="x")
    builder = Builder([x])
    y = builder.constant(constant)
    operands = (y, x) if swapped else (x, y)
    return Function("f", (Parameter("x"),), builder.finish(Yield((builder.apply(name, *operands),))))


@pytest.mark.parametrize(
    "other",
    [
        lambda: binary("operator.mul"),
        lambda: binary("operator.add", swapped=True),
        lambda: binary("operator.add", constant=1),
    ],
    ids=["operation", "operands", "constant"],
)
def test_functions_that_differ_are_told_apart(other: Callable[[], Function]) -> None:
    assert same(binary("operator.add"), binary("operator.add"))
    assert not same(binary("operator.add"), other())


def test_values_are_paired_one_to_one() -> None:
    def product(pick: Callable[[Value, Value], tuple[Value, Value]]) -> Function:
        x, y = Value(), Value()
        builder = Builder([x, y])
        result = builder.apply("operator.mul", *pick(x, y))
        return Function("f", (Parameter("x"), Parameter("y")), builder.finish(Yield((result,))))

    assert not same(product(lambda x, y: (x, y)), product(lambda x, y: (x, x)))
    assert not same(product(lambda x, y: (x, x)), product(lambda x, y: (x, y)))


PRINTED = """\
function clipped(%0.x, %1.n = 3):
    %2.y = 0.0
    %3.y: float = if %0.x:
        %4 = 2
        %5.y = operator.mul(%0.x, %4)
        yield %5.y
    else:
        yield %2.y
    %6, %7 = for %8.i in %1.n carrying %9.y = %3.y:
        if %8.i:
            exit 1 %2.y
        else:
            yield
        yield %9.y
    yield %6"""


def clipped() -> Function:
    x, n = Value(hint="x"), Value(hint="n")
    builder = Builder([x, n])
    y = builder.constant(0.0, "y")
    then, orelse = builder.nested(), builder.nested()
    product = then.apply("operator.mul", x, then.constant(2), hint="y")
    joined = Value(FLOAT, "y")
    builder.add(If(x, then.finish(Yield((product,))), orelse.finish(Yield((y,))), (joined,)))
    trips, item, carried = Value(), Value(hint="i"), Value(hint="y")
    body = Builder([item, carried])
    body.add(If(item, Block((), (), Exit(1, (y,))), Block((), (), Yield(())), ()))
    builder.add(Loop(n, (joined,), body.finish(Yield((carried,))), (trips, Value())))
    return Function("clipped", (Parameter("x"), Parameter("n", default=Literal(3))), builder.finish(Yield((trips,))))


def test_the_printed_form_reads_like_a_program() -> None:
    assert format_function(clipped()) == PRINTED
