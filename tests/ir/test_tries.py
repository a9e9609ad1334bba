"""``Try`` in the IR: its printed form, what the verifier asks of it, comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.compare import same
from srcad.ir.nodes import Apply, Exit, Function, If, Parameter, Raise, Try, Value, Yield
from srcad.ir.printer import format_function
from srcad.ir.rewrite import substitute_uses
from srcad.ir.verify import verify
from srcad.ir.walk import blocks_of, operands_of, with_blocks
from srcad.simplify.joining import join_branches


def attempt(extra: int = 0) -> Function:
    """``try: y = x / x`` with ``except ZeroDivisionError as e: y = x`` and a handler that raises again."""
    x, y, outcome = Value(ty.FLOAT, "x"), Value(ty.FLOAT, "y"), Value(ty.INT, "caught")
    builder = Builder([x])
    kind = builder.reference(ty.Callable("builtins.ZeroDivisionError"))
    body = builder.nested()
    quotient = body.apply("operator.truediv", x, x)
    error, other = Value(hint="e"), Value(hint="e")
    handlers = (
        builder.nested((error,)).finish(Yield((x,) * (1 + extra))),
        builder.nested((other,)).finish(Raise((other,))),
    )
    builder.add(Try(body.finish(Yield((quotient,))), ((kind,), ()), handlers, (y, outcome)))
    return Function("f", (Parameter("x"),), builder.finish(Yield((y,))))


def the_try(function: Function) -> Try:
    (found,) = (o for o in function.body.operations if isinstance(o, Try))
    return found


def test_the_printed_form_shows_what_is_caught() -> None:
    assert format_function(attempt()).splitlines() == [
        "function f(%0.x: float):",
        "    %1 = function builtins.ZeroDivisionError",
        "    %2.y: float, %3.caught: int = try:",
        "        %4 = operator.truediv(%0.x, %0.x)",
        "        yield %4",
        "    except %1 as %5.e:",
        "        yield %0.x",
        "    except as %6.e:",
        "        raise %6.e",
        "    yield %2.y",
    ]


def test_a_well_formed_try_is_accepted() -> None:
    function = attempt()
    verify(function)
    found = the_try(function)
    assert len(blocks_of(found)) == 3
    assert operands_of(found) == found.kinds[0]


def with_try(function: Function, changed: Try) -> Function:
    operations = tuple(changed if isinstance(o, Try) else o for o in function.body.operations)
    return replace(function, body=replace(function.body, operations=operations))


def test_a_block_that_yields_too_much_is_refused() -> None:
    with pytest.raises(InternalError, match="2 yielded values where 1 are expected"):
        verify(attempt(extra=1))


def test_an_exit_in_a_try_is_refused() -> None:
    function = attempt()
    left = with_blocks(the_try(function), lambda block: replace(block, terminator=Exit(1, ())))
    with pytest.raises(InternalError, match="an exit stands outside a loop"):
        verify(with_try(function, left))


def test_a_handler_does_not_see_what_the_body_defines() -> None:
    function = attempt()
    found = the_try(function)
    inside = found.body.terminator.values
    handler = replace(found.handlers[0], terminator=Yield(inside))
    wrong = replace(found, handlers=(handler, found.handlers[1]))
    with pytest.raises(InternalError, match="used where it is not defined"):
        verify(with_try(function, wrong))


def test_comparison_looks_at_what_is_caught() -> None:
    assert same(attempt(), attempt())
    function = attempt()
    found = the_try(function)
    other = replace(found, kinds=((), ()))
    assert not same(function, with_try(function, other))


def test_uses_in_all_blocks_are_substituted() -> None:
    function = attempt()
    new = Value(ty.FLOAT, "z")
    changed = substitute_uses(function.body, {function.params[0]: new})
    (found,) = (o for o in changed.operations if isinstance(o, Try))
    assert found.handlers[0].terminator.values == (new,)
    assert isinstance(division := found.body.operations[0], Apply)
    assert division.operands == (new, new)


def branches(together: bool) -> Function:
    """``if c: y = -x`` and ``if c: z = -y``, or both in one branch."""
    condition, x = Value(ty.BOOL, "c"), Value(ty.FLOAT, "x")
    builder = Builder([condition, x])
    first = _branch(builder, condition, x, 2 if together else 1)
    found = first if together else (*first, *_branch(builder, condition, first[-1], 1))
    result = builder.apply("build.tuple", *found)
    return Function("f", (Parameter("c"), Parameter("x")), builder.finish(Yield((result,))))


def _branch(builder: Builder, condition: Value, x: Value, count: int) -> tuple[Value, ...]:
    from_here = builder.nested()
    values = [x]
    for _ in range(count):
        values.append(from_here.apply("operator.neg", values[-1]))
    results = tuple(Value(ty.FLOAT) for _ in range(count))
    otherwise = builder.nested().finish(Yield((x,) * count))
    builder.add(If(condition, from_here.finish(Yield(tuple(values[1:]))), otherwise, results))
    return results


def test_branches_on_one_condition_are_joined() -> None:
    assert same(join_branches(branches(together=False)), branches(together=True))
