"""Fitting a term to its operand: undoing broadcasting, where equality of shapes is not proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Length, is_not_one, is_one, proved_equal
from srcad.ir.nodes import Apply, Value
from srcad.ir.walk import blocks_of, operands_of
from srcad.rules.dtypes import array_like

_LARGEST_MATRIX_RANK = 2


def fit(term: Value, operand: Value, builder: Builder) -> Value:
    """Return ``term`` summed to the shape of ``operand``, and real if the operand is."""
    if ty.kind_of(term.type) == "complex" and ty.kind_of(operand.type) in ("float", "int", "bool"):
        term = builder.apply("numpy.real", term)
    return _sum_to(term, operand, builder)


def _sum_to(term: Value, operand: Value, builder: Builder) -> Value:
    have, want = ty.widen(term.type), array_like(operand.type)
    match have, want:
        case ty.Scalar(), ty.Scalar():
            return term
        case ty.Array(), ty.Scalar():
            return builder.apply("numpy.sum", term)
        case ty.Array(shape=have_shape), ty.Array(shape=want_shape) if (
            have_shape is not None and want_shape is not None
        ):
            if (axes := _axes(have_shape, want_shape)) is not None:
                return _sum_over(term, *axes, builder)
        case ty.List() | ty.Tuple() | ty.Dict(), _:
            return term
    return builder.apply("unbroadcast", term, operand)


def _axes(have: Sequence[Length], want: Sequence[Length]) -> tuple[list[int], list[int]] | None:
    """Return the leading axes to sum away and the axes to sum to length 1, or None where that is not decided."""
    extra = len(have) - len(want)
    if extra < 0:
        return None
    kept = []
    for axis, (h, w) in enumerate(zip(have[extra:], want)):
        if proved_equal(h, w) or is_not_one(w):
            continue
        if not is_one(w):
            return None
        kept.append(axis)
    return list(range(extra)), kept


def _sum_over(term: Value, leading: Sequence[int], kept: Sequence[int], builder: Builder) -> Value:
    if leading:
        term = builder.apply("numpy.sum", term, _axis(leading, builder), keywords=(None, "axis"))
    if kept:
        true = builder.constant(True)
        term = builder.apply("numpy.sum", term, _axis(kept, builder), true, keywords=(None, "axis", "keepdims"))
    return term


def _axis(axes: Sequence[int], builder: Builder) -> Value:
    constants = [builder.constant(a) for a in axes]
    return constants[0] if len(axes) == 1 else builder.apply("build.tuple", *constants)


def assume_shape(term: Value, t: ty.Type, builder: Builder) -> Value:
    """Let the term of a rule that is not elementwise have the shape of its operand, as such rules promise.

    Products of stacks of matrices broadcast: there the promise does not hold for the leading axes.
    """
    have, want = ty.widen(term.type), array_like(t)
    if not (isinstance(have, ty.Array) and isinstance(want, ty.Array)) or have.shape is None or want.shape is None:
        return term
    if len(have.shape) != len(want.shape) or len(want.shape) > _LARGEST_MATRIX_RANK:
        return term
    shaped = Value(ty.Array(have.dtype, want.shape), term.hint)
    for position in range(len(builder.operations) - 1, -1, -1):
        operation = builder.operations[position]
        if term in operands_of(operation) or blocks_of(operation):
            return term  # other terms are made of it
        if operation.results == (term,) and isinstance(operation, Apply):
            builder.operations[position] = replace(operation, results=(shaped,))
            return shaped
    return term


def like(value: Value, primal: Value, builder: Builder) -> Value:
    """Return ``value`` as a gradient of ``primal``: of its exact type, held by nobody else."""
    have, want = ty.widen(value.type), ty.widen(primal.type)
    hint = value.hint or (f"{primal.hint}_bar" if primal.hint else "")
    match have, want:
        case ty.Scalar(), ty.Scalar(kind=kind, form="python"):
            certain = have.form == "python" and have.kind == kind
            return value if certain else builder.apply(f"builtins.{kind}", value, hint=hint)
        case ty.Scalar(), ty.Scalar(form="numpy", dtype=dtype) if dtype:
            return value if have.dtype == dtype else builder.apply(f"numpy.{dtype}", value, hint=hint)
        case ty.Array(), ty.Array() if _same_layout(have, want):
            return builder.apply("own", _filled(value, primal, builder), hint=hint)
        case ty.List(), ty.List(item=wanted) if isinstance(wanted, ty.Scalar):
            return value
        case _:
            return builder.apply("srcad.runtime.like", value, primal, hint=hint)


def _filled(value: Value, primal: Value, builder: Builder) -> Value:
    """Return an array of one number filled like the primal, not broadcast to the shape of something computed."""
    made = builder.maker(value)
    number = made.operands[0] if made is not None and made.name == "numpy.broadcast_to" else None
    if number is not None and isinstance(ty.widen(number.type), ty.Scalar):
        return builder.apply("numpy.full_like", primal, number)
    return value


def _same_layout(have: ty.Array, want: ty.Array) -> bool:
    if not have.dtype or have.dtype != want.dtype or have.shape is None or want.shape is None:
        return False
    return len(have.shape) == len(want.shape) > 0  # every contribution was fitted to the primal's shape
