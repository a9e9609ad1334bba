"""The decorators with which rules are declared.

A rule is an ordinary, runnable Python function ``rule(g, *operands, out)`` whose *source* is lowered and spliced into
the derivative. Its parameters after ``g`` are those of the primitive, with their names, order and defaults; ``out`` is
the primal result. It returns the terms, linear in ``g``, one per differentiable operand. Terms need not undo
broadcasting: the engine does. Its body may call only differentiable primitives, so that second order follows.

>>> from srcad.rules.declare import elementwise
>>> from srcad.ir.types import FLOAT
>>> @elementwise("example.halve", result=lambda x: FLOAT)
... def halve(g, x, *, out):
...     return g / 2
>>> halve(1.0, 3.0, out=1.5)
0.5
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import TypeVar

from srcad.rules.table import Kind, Primitive, ResultType, Rule, register

F = TypeVar("F", bound=Callable[..., object])


def elementwise(
    *names: str, result: ResultType, domain: Sequence[tuple[float, float]] = (), can_fail: bool = False
) -> Callable[[F], F]:
    """Declare a function that acts element by element: every positional operand without default is differentiable."""
    return _declare("elementwise", names, result, domain=domain, can_fail=can_fail)


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
    forward: FunctionType | None = None,
    domain: Sequence[tuple[float, float]] = (),
    can_fail: bool = False,
) -> Callable[[F], F]:
    """Declare a function whose reverse and forward rules are both written by hand.

    ``forward(tangents, *operands, out)`` gets a tuple of tangents, one per ``wrt``; an absent one is None.
    """
    return _declare("custom", names, result, wrt=wrt, forward=forward, domain=domain, can_fail=can_fail)


def known(
    *names: str, result: ResultType, effect: bool = False, can_fail: bool = False, view: bool = False
) -> None:
    """Declare functions through which no derivative passes."""
    for name in names:
        register(Primitive(name, result, None, effect, can_fail, view))


def _declare(
    kind: Kind,
    names: Sequence[str],
    result: ResultType,
    *,
    wrt: Sequence[str] = (),
    forward: FunctionType | None = None,
    domain: Sequence[tuple[float, float]] = (),
    can_fail: bool = False,
    view: bool = False,
) -> Callable[[F], F]:
    def enter(reverse: F) -> F:
        assert isinstance(reverse, FunctionType)
        differentiable = tuple(wrt) or _operands_without_default(reverse, first_only=kind == "linear")
        rule = Rule(kind, reverse, differentiable, forward, tuple(domain))
        for name in names:
            register(Primitive(name, result, rule, can_fail=can_fail, view=view))
        return reverse

    return enter


def _operands_without_default(reverse: FunctionType, first_only: bool) -> tuple[str, ...]:
    parameters = list(inspect.signature(reverse).parameters.values())[1:]
    names = tuple(
        p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty
    )
    return names[:1] if first_only else names
