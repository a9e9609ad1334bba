"""The verifier finds each way in which IR can be malformed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from srcad.errors import InternalError
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Closure, Exit, Function, If, Invoke, Loop, Parameter, Raise, Value, With, Yield
from srcad.ir.verify import verify


def function(body: Block) -> Function:
    """Return a function with as many parameters as its body has."""
    return Function("f", tuple(Parameter(f"p{i}") for i in range(len(body.params))), body)


def yielding(*values: Value) -> Block:
    return Block((), (), Yield(values))


def good() -> Function:
    """``x`` doubled until a test fails, in a loop with an exit in an ``If``."""
    x, carried = Value(hint="x"), Value(hint="x")
    body = Builder([carried])
    test = body.apply("operator.lt", carried, carried)
    body.add(If(test, yielding(), Block((), (), Exit(0, (carried,))), ()))
    doubled = body.apply("operator.add", carried, carried)
    builder = Builder([x])
    result, number = Value(), Value()
    builder.add(Loop(None, (x,), body.finish(Yield((doubled,))), (result, number)))
    return function(builder.finish(Yield((result,))))


def test_well_formed_functions_pass() -> None:
    verify(good())
    verify(function(Block((), (), Raise(()))))


def used_before() -> Function:
    x, y = Value(), Value()
    operations = (Apply("operator.neg", (y,), (Value(),)), Apply("operator.neg", (x,), (y,)))
    return function(Block((x,), operations, Yield((y,))))


def used_outside_its_branch() -> Function:
    x, y = Value(), Value()
    then = Block((), (Apply("operator.neg", (x,), (y,)),), Yield(()))
    return function(Block((x,), (If(x, then, yielding(), ()),), Yield((y,))))


def defined_twice() -> Function:
    x, y = Value(), Value()
    return function(Block((x,), (Apply("operator.neg", (x,), (y,)),) * 2, Yield((y,))))


def yields_too_few() -> Function:
    x, y = Value(), Value()
    return function(Block((x,), (If(x, yielding(x), yielding(), (y,)),), Yield((y,))))


def results_of_no_branch() -> Function:
    x, y = Value(), Value()
    gone = Block((), (), Raise(()))
    return function(Block((x,), (If(x, gone, gone, (y,)),), Yield((x,))))


def exit_outside_loop() -> Function:
    return function(Block((), (), Exit(1, ())))


def exit_out_of_with() -> Function:
    x = Value()
    body = Block((), (With(x, Block((Value(),), (), Exit(1, ())), ()),), Yield(()))
    return function(Block((x,), (Loop(x, (), Block((Value(),), body.operations, Yield(())), (Value(),)),), Yield(())))


def exit_with_too_much() -> Function:
    x = Value()
    return function(Block((x,), (Loop(None, (), Block((), (), Exit(0, (x,))), (Value(),)),), Yield((x,))))


def loop_without_exit() -> Function:
    return function(Block((), (Loop(None, (), yielding(), (Value(),)),), Yield(())))


def loop_without_number() -> Function:
    x = Value()
    return function(Block((x,), (Loop(x, (), Block((Value(),), (), Yield(())), ()),), Yield(())))


def loop_without_item() -> Function:
    x = Value()
    return function(Block((x,), (Loop(x, (), yielding(), (Value(),)),), Yield(())))


def keywords_of_another_length() -> Function:
    x = Value()
    return function(Block((x,), (Apply("f", (x, x), (), (None,)),), Yield(())))


def parameters_of_another_length() -> Function:
    return Function("f", (Parameter("x"),), yielding())


def invoke_with_too_few() -> Function:
    return function(Block((), (Invoke(good(), (), (Value(),)),), Yield(())))


def closure_with_too_much() -> Function:
    x = Value()
    return function(Block((x,), (Closure(good(), (x,), Value()),), Yield(())))


def closure_that_sees_outside() -> Function:
    x = Value()
    return function(Block((x,), (Closure(function(yielding(x)), (), Value()),), Yield(())))


def raise_of_three() -> Function:
    x = Value()
    return function(Block((x,), (), Raise((x, x, x))))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (used_before, "used where it is not defined"),
        (used_outside_its_branch, "used where it is not defined"),
        (defined_twice, "defined twice"),
        (yields_too_few, "0 yielded values where 1 are expected"),
        (results_of_no_branch, "neither branch falls through"),
        (exit_outside_loop, "an exit stands outside a loop"),
        (exit_out_of_with, "an exit stands outside a loop"),
        (exit_with_too_much, "1 values of an exit where 0 are expected"),
        (loop_without_exit, "no exit"),
        (loop_without_number, "0 results where 1 are expected"),
        (loop_without_item, "0 block parameters where 1 are expected"),
        (keywords_of_another_length, "1 keywords where 2 are expected"),
        (parameters_of_another_length, "has 1 parameters"),
        (invoke_with_too_few, "0 operands where 1 are expected"),
        (closure_with_too_much, "1 captures where 0 are expected"),
        (closure_that_sees_outside, "used where it is not defined"),
        (raise_of_three, "more than an exception and its cause"),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_malformed_functions_are_found(make: Callable[[], Function], message: str) -> None:
    with pytest.raises(InternalError, match=message) as caught:
        verify(make())
    assert caught.value.code == "SRC090"
