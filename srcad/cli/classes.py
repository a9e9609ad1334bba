"""Arguments that are annotated with a class: what is written for it holds for its own instances alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Function, Value
from srcad.ir.walk import used_in
from srcad.specialise.program import Program


def check_classes(function: Function, types: Sequence[ty.Type], program: Program) -> Function:
    """Return a derivative that first asks whether arguments that are used are of the classes that their types name.

    Before: ``p.mass * x`` with ``p: Params``. After: ``runtime.check_class(p, 'Params')`` comes before that.
    """
    lowered = program.lower(function.origin)
    used = set(used_in(lowered.body))
    builder = Builder(infer=program.typing.infer, location=function.location)
    for value, t, written in zip(function.params, types, lowered.params):
        if written in used:
            _check(value, t, builder)
    body = replace(function.body, operations=(*builder.operations, *function.body.operations))
    return replace(function, body=body)


def _check(value: Value, t: ty.Type, builder: Builder) -> None:
    match t:
        case ty.Object(name=name, fields=pairs):
            parts = [(builder.constant(field), item) for field, item in pairs if _names_class(item)]
            _check_one(value, name, builder)
            for field, item in parts:
                _check(builder.apply("getattr", value, field), item, builder)
        case ty.Tuple(items=items, name=name):
            if name:
                _check_one(value, name, builder)
            for position, item in enumerate(items):
                if _names_class(item):
                    _check(builder.apply("operator.getitem", value, builder.constant(position)), item, builder)
        case ty.List(item=ty.Object(name=name) | ty.Tuple(name=name)) if name:
            _check_one(value, name, builder)


def _check_one(value: Value, name: str, builder: Builder) -> None:
    builder.apply_many("srcad.runtime.check_class", (value, builder.constant(name.rpartition(".")[2])), 0)


def _names_class(t: ty.Type) -> bool:
    """Say whether a value of a type is, or holds, an instance of a class."""
    match t:
        case ty.Object():
            return True
        case ty.Tuple(items=items, name=name):
            return bool(name) or any(map(_names_class, items))
        case ty.List(item=item):
            return _names_class(item)
        case _:
            return False
