"""Result types and rules of the families that index, shape, join, create and multiply arrays.

Each case is a call of the real function. Its result must be what the declared result type says, for types that are
exact, for symbolic lengths and for arguments of which only the type is known; and the terms of its rule must be the
transpose of the function, by the dot-product test with central differences, which are exact for what is (multi)linear.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from srcad.ir import types as ty
from srcad.ir.lengths import Linear, symbol
from srcad.rules.table import Primitive, lookup
from tests.rules.cases import CASES, Call, identity, real
from tests.rules.describe import describes


def entry(name: str) -> Primitive:
    """Return what the table says."""
    found = lookup(name)
    assert found is not None, name
    return found


def typed(value: Any, exact: bool, symbols: dict[str, int] | None = None) -> ty.Type:
    """Return a type for a value: its constants kept or not, lengths as numbers or as symbols."""
    match value:
        case np.ndarray():
            return ty.Array(value.dtype.name, tuple(_length(n, symbols) for n in value.shape))
        case np.generic():
            return ty.Scalar(ty.dtype_kind(value.dtype.name) or "", "numpy", value.dtype.name)
        case tuple():
            return ty.Tuple(tuple(typed(v, exact, symbols) for v in value))
        case list():
            items = [typed(v, False, symbols) for v in value]
            same = all(t == items[0] for t in items)
            item = items[0] if same else ty.Array("float64", None)
            return ty.List(item, ty.integer_value(ty.Literal(len(value))))
        case range():
            return ty.Range(_length(len(value), symbols))
        case slice():
            return ty.Slice(typed(value.start, True), typed(value.stop, exact), typed(value.step, True))
        case None | str() | bool():
            return ty.Literal(value)
        case int():
            return ty.Literal(value) if exact else ty.INT
        case float() if not exact:
            return ty.FLOAT
        case _:
            return ty.Literal(value)


def _length(n: int, symbols: dict[str, int] | None) -> Linear:
    if symbols is None:
        return Linear(n)
    symbols[f"n{n}"] = n
    return symbol(f"n{n}", lower=0)


def result_type(case: Call, exact: bool, symbols: dict[str, int] | None = None) -> ty.Type | None:
    """Return the declared type of a case's result, or None if the call does not fit the result type's signature."""
    name, args, named = case
    result = entry(name).result
    types = [typed(a, exact, symbols) for a in args]
    by_name = {k: typed(v, exact, symbols) for k, v in named.items()}
    try:
        inspect.signature(result).bind(*types, **by_name)
    except TypeError:
        return None
    return result(*types, **by_name)


@pytest.mark.parametrize("case", CASES, ids=identity)
@pytest.mark.parametrize("exact", [True, False])
def test_the_result_type_describes_the_result(case: Call, exact: bool) -> None:
    """With lengths that are known, and with symbols for them."""
    name, args, named = case
    value = real(name)(*args, **named)
    found = result_type(case, exact)
    assert found is not None
    assert isinstance(found, ty.Unknown) or describes(found, value), (str(found), type(value), np.shape(value))
    symbols: dict[str, int] = {}
    found = result_type(case, exact, symbols)
    assert found is not None
    assert isinstance(found, ty.Unknown) or describes(found, value, symbols), (str(found), np.shape(value))


def test_equal_slices_of_one_axis_have_equal_lengths() -> None:
    """``u[:-2]`` and ``u[2:]`` and ``u[1:-1]``."""
    u = ty.Array("float64", (symbol("n", lower=0),))
    slices = [slice(None, -2), slice(2, None), slice(1, -1)]
    found = {entry("operator.getitem").result(u, typed(s, True)) for s in slices}
    assert {str(t) for t in found} == {"float64[n-2]"}


def test_a_slice_of_any_axis_has_the_length_that_python_gives() -> None:
    """All starts, stops and steps about an axis, with the length known and as a symbol with every lower bound."""
    ends = (None, *range(-5, 6))
    for n in range(5):
        for start in ends:
            for stop in ends:
                for step in (None, 1, 2, 3, -1, -2, -3):
                    actual = len(range(n)[start:stop:step])
                    for lower in range(n + 1):
                        axis = ty.Array("", (symbol("n", lower=lower),))
                        index = typed(slice(start, stop, step), True)
                        assert describes(entry("operator.getitem").result(axis, index), np.zeros(actual), {"n": n})


def test_a_shape_read_back_gives_the_same_length() -> None:
    """``np.zeros(u[2:].shape[0])`` is as long as ``u[2:]``, also where that may be clamped to 0."""
    u = ty.Array("float64", (symbol("n", lower=0),))
    part = entry("operator.getitem").result(u, typed(slice(2, None), True))
    shape = entry("numpy.ndarray.shape").result(part)
    assert entry("numpy.zeros").result(shape) == part
