"""The decorators with which rules are declared.

A rule is an ordinary, runnable Python function ``rule(g, *operands, out)`` whose *source* is lowered and spliced into
the derivative. Its parameters after ``g`` are those of the primitive, with their names, order and defaults; ``out`` is
the primal result. It returns the terms, linear in ``g``, one per differentiable operand. Terms need not undo
broadcasting: the engine does. Its body may call only differentiable primitives, so that second order follows.
A division or a power in a rule is Python's own where the primal is a Python number, else NumPy's: it raises only
where the primal raises.

>>> from srcad.rules.declare import Number, elementwise
>>> from srcad.ir.types import FLOAT
>>> @elementwise("example.halve", result=lambda x: FLOAT)
... def halve(g: Number, x: Number, *, out: Number) -> Number:
...     return g / 2
>>> halve(1.0, 3.0, out=1.5)
0.5

Decorators stack: one rule may serve several functions with different result types.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, TypeAlias, TypeVar

from srcad.rules.table import Kind, Primitive, ResultType, Rule, register

F = TypeVar("F", bound=Callable[..., object])

#: In the signatures of rules: a Python number, a NumPy scalar or an array.
Number: TypeAlias = Any


def elementwise(
    *names: str,
    result: ResultType,
    wrt: Sequence[str] = (),
    domain: Sequence[tuple[float, float]] = (),
    can_fail: bool = False,
    real: bool = False,
    absorbs: bool = False,
) -> Callable[[F], F]:
    """Declare a function that acts element by element on ``wrt`` (by default its operands without default)."""
    return _declare(
        *("elementwise", names, result), wrt=wrt, domain=domain, can_fail=can_fail, real=real, absorbs=absorbs
    )


def linear(
    *names: str,
    result: ResultType,
    wrt: Sequence[str] = (),
    domain: Sequence[tuple[float, float]] = (),
    view: bool = False,
    can_fail: bool = False,
) -> Callable[[F], F]:
    """Declare a function that is linear in ``wrt`` (its first operand by default); the body is the transpose."""
    return _declare("linear", names, result, wrt=wrt, domain=domain, view=view, can_fail=can_fail)


def multilinear(
    *names: str, result: ResultType, wrt: Sequence[str] = (), domain: Sequence[tuple[float, float]] = ()
) -> Callable[[F], F]:
    """Declare a function that is linear in each of ``wrt`` (its operands without default)."""
    return _declare("multilinear", names, result, wrt=wrt, domain=domain)


def custom(
    *names: str,
    result: ResultType,
    wrt: Sequence[str] = (),
    forward: Callable[..., object] | None = None,
    domain: Sequence[tuple[float, float]] = (),
    can_fail: bool = False,
    view: bool = False,
    real: bool = False,
    absorbs: bool = False,
    effect: bool = False,
) -> Callable[[F], F]:
    """Declare a function whose reverse and forward rules are both written by hand.

    ``forward(tangents, *operands, out)`` gets a tuple of tangents, one per ``wrt``; an absent one is None.
    """
    return _declare(
        *("custom", names, result),
        wrt=wrt,
        forward=forward,
        domain=domain,
        can_fail=can_fail,
        view=view,
        real=real,
        absorbs=absorbs,
        effect=effect,
    )


def known(
    *names: str,
    result: ResultType,
    effect: bool = False,
    can_fail: bool = False,
    view: bool = False,
    real: bool = False,
) -> None:
    """Declare functions through which no derivative passes."""
    for name in names:
        register(Primitive(name, result, None, effect, can_fail, view, real))


def _declare(
    kind: Kind,
    names: Sequence[str],
    result: ResultType,
    *,
    wrt: Sequence[str] = (),
    forward: Callable[..., object] | None = None,
    domain: Sequence[tuple[float, float]] = (),
    can_fail: bool = False,
    view: bool = False,
    real: bool = False,
    absorbs: bool = False,
    effect: bool = False,
) -> Callable[[F], F]:
    def enter(reverse: F) -> F:
        assert isinstance(reverse, FunctionType)
        assert forward is None or isinstance(forward, FunctionType)
        differentiable = tuple(wrt) or _operands_without_default(reverse, first_only=kind == "linear")
        rule = Rule(kind, reverse, differentiable, forward, tuple(domain), absorbs)
        for name in names:
            register(Primitive(name, result, rule, effect, can_fail, view, real))
        return reverse

    return enter


def _operands_without_default(reverse: FunctionType, first_only: bool) -> tuple[str, ...]:
    parameters = list(inspect.signature(reverse).parameters.values())[1:]
    names = tuple(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty)
    return names[:1] if first_only else names
