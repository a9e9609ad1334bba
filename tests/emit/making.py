"""Short ways to make SSA by hand, to emit it and to call the text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from srcad import runtime
from srcad.emit.module import emit_module
from srcad.emit.printer import print_module
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Linear, symbol
from srcad.ir.nodes import Block, Function, Loop, Parameter, Value, Yield

FLOAT, INT = ty.FLOAT, ty.INT
LENGTH = symbol("n", lower=3)
VECTOR = ty.Array("float64", (LENGTH,))
INNER = ty.Array("float64", (Linear(-2, LENGTH.terms),))


def infer(name: str, operands: Sequence[Value], keywords: Sequence[str | None], count: int) -> list[ty.Type]:
    """Give the types of the few operations that the tests use."""
    if name in ("operator.lt", "operator.gt", "operator.eq", "operator.not_"):
        return [ty.BOOL]
    special: dict[str, ty.Type] = {
        "builtins.range": ty.Range(),
        "build.slice": ty.Slice(INT, INT, ty.NONE),
        "build.list": ty.List(FLOAT),
        "numpy.sum": FLOAT,
        "tape.new": ty.List(ty.UNKNOWN),
        "undefined": ty.UNDEFINED,
    }
    if name in special:
        return [special[name]] * count
    if name == "operator.getitem":
        return [INNER if isinstance(operands[1].type, ty.Slice) else FLOAT]
    if name == "list.pop":
        return [operands[0].type, FLOAT]
    arrays = [v.type for v in operands if isinstance(v.type, (ty.Array, ty.List))]
    plain = ty.forget_value(operands[0].type) if operands else ty.UNKNOWN
    return [arrays[0] if arrays else FLOAT if plain == INT and name == "numpy.sin" else plain] * count


def builder(*params: Value) -> Builder:
    """Return a builder that knows types."""
    return Builder(params, infer)


def function(name: str, build: Builder, *results: Value) -> Function:
    """Return the function that the builder has made."""
    return Function(name, tuple(Parameter(v.hint) for v in build.params), build.finish(Yield(results)))


def inner_slice(build: Builder, start: int | None, stop: int | None) -> Value:
    """Append ``start:stop``."""
    return build.apply("build.slice", build.constant(start), build.constant(stop), build.constant(None))


def loop(build: Builder, iterable: Value | None, inits: Sequence[Value], body: Block, hints: Sequence[str]) -> Loop:
    """Append a loop."""
    types = [p.type for p in body.params[iterable is not None :]]
    results = [Value(t, h) for t, h in zip(types, hints)]
    made = Loop(iterable, tuple(inits), body, (*results, Value(INT)))
    build.add(made)
    return made


def text_of(*functions: Function) -> str:
    """Return the emitted text."""
    return print_module(emit_module(functions))


def load(text: str, name: str) -> Callable[..., Any]:
    """Execute emitted text and return one of its functions."""
    namespace: dict[str, Any] = {"np": np, "math": math, "runtime": runtime}
    exec(compile(text, "<emitted>", "exec"), namespace)
    loaded: Callable[..., Any] = namespace[name]
    return loaded
