"""Result types and rules of the families that index, shape, join, create and multiply arrays.

Each case is a call of the real function. Its result must be what the declared result type says, for types that are
exact, for symbolic lengths and for arguments of which only the type is known; and the terms of its rule must be the
transpose of the function, by the dot-product test with central differences, which are exact for what is (multi)linear.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcad.ir import types as ty
from srcad.ir.lengths import Linear, symbol
from srcad.rules.table import Primitive, lookup
from srcad.runtime import shapes, subscripts
from tests.rules.describe import describes

V3, V4 = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0])
M34 = np.arange(12.0).reshape(3, 4) - 5.0
M43 = np.arange(12.0).reshape(4, 3) ** 1.5 / 3.0
M33 = M34[:, :3] * 0.7 + 0.1
T234 = np.arange(24.0).reshape(2, 3, 4) * 0.3 - 2.0
T245 = np.arange(40.0).reshape(2, 4, 5) * 0.1 - 1.0
T134 = T234[:1]
Z = np.array(1.5)
F32 = np.array([[0.5, 1.5, 2.5]], "float32")
C3 = np.array([1j, 2.0, 3.0 - 1j])
I2, MASK, MASK_4 = np.array([2, 0]), np.array([True, False, True]), V4 > 2
ALL = slice(None)

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def call(name: str, *args: Any, **named: Any) -> Call:
    """Return one case."""
    return name, args, named


def several(names: str, *argument_lists: tuple[Any, ...]) -> list[Call]:
    """Return the cases of functions that take the same arguments."""
    return [call(name, *args) for name in names.split() for args in argument_lists]


V4_INDICES: list[Any] = [0, -1, None, Ellipsis, (None, ALL), (ALL, None), (..., 0), (0, ...), (None, 0), I2, MASK_4]
SLICES = [(1, -1), (None, -2), (2, None), (0, 2), (None, 9), (9, None), (-9, None), (-3, -1), (-1, -3), (3, 1), (-3, 3)]
STEPS = [
    (None, None, 2),
    (1, None, 2),
    (None, None, -1),
    (2, None, -1),
    (-2, None, -1),
    (None, 0, -1),
    (None, None, -2),
]
V3_INDICES: list[Any] = [[0, 1], MASK, (I2, None), np.array(1), np.int64(2), [True, False, True], range(2)]
M34_INDICES: list[Any] = [0, (0, 1), (0, ALL), (ALL, 1), (slice(1, None), slice(None, -1)), MASK, M34 > 0]
M34_INDICES += [I2, (I2, I2), (I2[:, None], I2), (ALL, I2), (I2, ALL), (I2, 0), (MASK, 1), (MASK, [0, 1])]
T234_INDICES: list[Any] = [
    0,
    (0, 1, 2),
    (ALL, I2[:1], ALL),
    (0, ALL, I2),
    (..., 1),
    (MASK[:2], 0),
    (0, None, [1, 0], ...),
]
T234_INDICES += [(ALL, [0, 1], ..., [1, 1]), ([0, 1], [0, 1]), (ALL, [0, 1], [0, 1]), (ALL, [0, 1], 0)]
T234_INDICES += [(np.array(0), ..., 1, 1), ([0, 1], ALL, 1), ([0, 1], ..., 1), (1, 1, 1, ...)]

INDEXING = [
    *[call("operator.getitem", V4, i) for i in [*V4_INDICES, *(slice(*s) for s in SLICES + STEPS)]],
    *[call("operator.getitem", V3, i) for i in V3_INDICES],
    *[call("operator.getitem", M34, i) for i in M34_INDICES],
    *[call("operator.getitem", T234, i) for i in T234_INDICES],
    *[call("operator.getitem", (1.0, M34, "a"), i) for i in (0, -1, ALL, slice(1, None), slice(None, None, -1))],
    *[call("operator.getitem", [1.0, 2.0], i) for i in (0, -1, ALL, slice(1, None))],
    call("operator.getitem", Z, ()),
    call("operator.getitem", F32, 0),
    *several("numpy.shape numpy.ndim numpy.size", (M34,), (2.0,), ((1.0, 2.0),)),
    *[call(f"numpy.ndarray.{name}", M34) for name in ("shape", "ndim", "size", "itemsize", "nbytes", "strides")],
    *[call("numpy.take", a, i, axis) for a in (V4, M34) for i in (0, [0, 1, 1], I2[:, None]) for axis in (None, 0, -1)],
    call("numpy.take", M34, I2, 1),
    call("numpy.take", M34, [5, -1, 1], 0, mode="wrap"),
    call("numpy.take", V3, [5, -1, 1], mode="clip"),
    call("numpy.ndarray.take", M34, I2, axis=1),
    *[call("numpy.take_along_axis", M34, np.argsort(-M34, axis=axis), axis) for axis in (0, 1, -1)],
    call("numpy.take_along_axis", M34, np.array([[1], [0], [0]]), 1),
    call("numpy.take_along_axis", M34, np.array([1, 1, 0]), None),
]

SHAPING = [
    *[call("numpy.reshape", M34, s) for s in ((4, 3), -1, 12, (2, -1), (-1, 6), (2, 3, 2), (1, -1, 1), [6, 2])],
    call("numpy.reshape", M34, (4, 3), order="F"),
    call("numpy.reshape", M34.T, (4, 3), order="A"),
    call("numpy.reshape", 2.0, (1, 1)),
    call("numpy.ndarray.reshape", M34, 2, -1),
    call("numpy.ndarray.reshape", M34, (6, 2)),
    call("numpy.ndarray.reshape", M34, -1, order="F"),
    *several("numpy.ravel numpy.ndarray.ravel numpy.ndarray.flatten", (M34,), (M34, "F"), (Z,)),
    *several("numpy.ndarray.T", (M34,), (V3,), (T234,)),
    call("numpy.ndarray.mT", T234),
    *several("numpy.transpose numpy.ndarray.transpose", (M34,), (V3,), (T234,), (T234, (1, 2, 0)), (T234, (2, 0, -2))),
    call("numpy.ndarray.transpose", T234, 2, 0, 1),
    *several("numpy.swapaxes numpy.ndarray.swapaxes", (T234, 0, 2), (T234, -1, 1), (M34, 0, 1)),
    *[call("numpy.moveaxis", T234, *s) for s in ((0, -1), (2, 0), ((0, 1), (-1, 0)), (1, 1))],
    *several("numpy.squeeze numpy.ndarray.squeeze", (T134,), (T134, 0), (M34[:1, :1],), (M34[:1, :1], 1)),
    *[call("numpy.expand_dims", M34, axis) for axis in (0, -1, 1, (0, 2))],
    *[call("numpy.broadcast_to", a, (2, 3, 4)) for a in (M34, V4, 2.0, Z, T134)],
    *several("numpy.atleast_1d numpy.atleast_2d numpy.atleast_3d", (2.0,), (V3,), (M34,), (T234,)),
    *several("numpy.flip", (M34,), (M34, 0), (T234, (0, 2))),
    *several("numpy.fliplr numpy.flipud", (M34,)),
    *[call("numpy.roll", M34, *s) for s in ((1,), (-2, 0), (1, 1), ((1, 2), (0, 1)), (1, (0, 1)))],
    *[call("numpy.rot90", M34, *s) for s in ((), (2,), (-1,), (1, (1, 0)))],
    *several("numpy.asarray numpy.array numpy.copy", (M34,), (2.0,), (F32,), ((1.0, 2.0),), ([1.0, 2.0],), (Z,)),
    *several("numpy.asarray numpy.array", ((V3, V3, V3),), ([[1.0, 2.0], [3.0, 4.0]],), (((1.0, 2.0), (3.0, 4.0)),)),
    call("numpy.array", (1.0, 2.0, 3.0, 4.0, 5.0)),
    call("numpy.array", ([1.0, 2.0], [3.0, 4.0])),
    call("numpy.array", M34, "float32"),
    *several("numpy.ndarray.astype", (M34, "float32"), (M34, "complex128"), (np.float64(2.0), "float32")),
    *several("numpy.ndarray.copy", (M34,), (Z,)),
]

JOINING = [
    *several("numpy.concatenate numpy.hstack", ((V3, V4),), ([V3, V4],), ((V3, V4, V3),), ((V3, V4, V3, V4),)),
    *[call("numpy.concatenate", (M34, M34[:2]), axis) for axis in (0, -2, None)],
    *[call("numpy.concatenate", (M34, M34[:, :2], M34[:, 1:]), axis) for axis in (1, -1)],
    call("numpy.concatenate", [M34, M34[:, :2]], axis=1),
    call("numpy.concatenate", (T234, T234[:, :, :1]), axis=2),
    call("numpy.concatenate", (F32, F32[:, :1]), 1),
    call("numpy.concatenate", (V3,)),
    *[call("numpy.stack", arrays, axis) for arrays in ((V3, V3), (V3, V3, V3), [V3, V3]) for axis in (0, 1, -1)],
    call("numpy.stack", (M34, M34), 2),
    call("numpy.stack", (1.0, 2.0)),
    *several("numpy.vstack", ((V4, V4),), ((V4, M34),), ((M34, V4, M34),), ([M34, M34],), ((1.0, 2.0),)),
    *several("numpy.hstack", ((M34, M33),), ((1.0, V3),), ((T234, T234[:, :1]),)),
    *several("numpy.column_stack", ((V3, V3),), ((V3, M34),), ((M34, V3, M33),), ([V3, V3],)),
    *several("numpy.split", (V4, 2), (V4, [1, 3]), (M34, 2, 1), (M34, (1,), 0), (V4, (1, 2, 3))),
    *several("numpy.array_split", (V4, 3), (M34, 2), (M34, 2, 1), (V4, 2)),
    *several("numpy.tile", (V3, 2), (M34, 2), (M34, (2, 1)), (V3, (2, 3)), (T234, (2,)), (M34, (2, 1, 2)), (2.0, 3)),
    *several("numpy.repeat numpy.ndarray.repeat", (V3, 2), (M34, 2), (M34, 2, 0), (M34, 2, -1), (V3, [1, 0, 2], 0)),
    call("numpy.repeat", M34, np.array([1, 0, 2]), 0),
]

CREATION = [
    *several("numpy.zeros numpy.ones numpy.empty", (3,), ((2, 3),), ([2, 3],), (3, "float32"), ((),)),
    *several("numpy.zeros_like numpy.ones_like numpy.empty_like", (M34,), (F32,), (2.0,), (1,), ([1.0, 2.0],)),
    call("numpy.zeros_like", M34, dtype="int64", shape=(2,)),
    *several("numpy.full", (3, 2.0), ((2, 3), 2.0), ((2, 3), V3), (2, 1)),
    *several("numpy.full_like", (M34, 2.0), (M34, V4), (F32, 2.0)),
    *several("numpy.arange", (4,), (1, 7), (1, 7, 2), (7, 1, -2), (5, 1), (1.7,), (0.25, 3.0, 0.5), (1.0, 2.7)),
    *several("numpy.linspace", (0.0, 1.0), (0.5, 2.0, 4), (0.5, 2.0, 4, False), (V3, 2.0, 5), (V3, M33, 5), (0, 1, 3)),
    call("numpy.linspace", V3, 2.0, 5, axis=-1),
    *several("numpy.eye", (3,), (3, 4), (3, 4, 1)),
    call("numpy.identity", 3),
    *several(
        "numpy.float64 numpy.float32 numpy.complex128 numpy.int64 numpy.bool", (2.0,), (2,), (Z,), (V3,), ([1.0, 2.0],)
    ),
    *several("numpy.random.rand numpy.random.randn", (), (2,), (2, 3)),
    *several("numpy.random.random numpy.random.standard_normal", (), (3,), ((2, 3),)),
    *several("numpy.random.randint", (3,), (1, 3), (1, 3, (2, 2)), (0, 3, 4)),
]

PAIRS = [(V3, V3), (M34, V4), (V3, M34), (M34, M43), (T234, V4), (V3, T234), (T234, T245), (T134, T245), (M34, T245)]
ALGEBRA = [
    *several("numpy.matmul operator.matmul", *PAIRS, (T234, M43), (F32, F32.T), (F32, M34), (F32[0], F32[0])),
    *several("numpy.dot numpy.ndarray.dot", *PAIRS[:6], (T234, M43), (T234, T245), (M34, T245), (V4, T245), (V3, 2.0)),
    *several("numpy.dot", (2.0, 3.0), (2.0, M34), (Z, V3), ((1.0, 2.0, 3.0), M34)),
    *several("numpy.inner", (V3, V3), (M34, V4), (V4, M34), (M34, M34), (T234, M34), (M34, T234), (2.0, V3)),
    *several("numpy.outer", (V3, V4), (M34, V3), (V3, M34), (2.0, V3)),
    *several("numpy.tensordot", (M34, M43, 1), (T234, M34, 2), (T234, M34), (V3, V4, 0), (T234, T234, 3)),
    *several("numpy.tensordot", (M34, M43, ((1, 0), (0, 1))), (T234, M43, (-1, 0)), (T234, M34, ((1,), (0,)))),
    *several("numpy.cross", (V3, V3 + 1), (M33, V3), (V3, M33 + 1)),
    call("numpy.cross", M33, M33 + 1, axis=0),
    *several(
        "numpy.trace numpy.ndarray.trace", (M34,), (M34, 1), (M34, -1), (T234,), (T234, 0, 1, 2), (T234, 1, -1, 0)
    ),
    *several("numpy.diag", (V3,), (V3, 1), (V3, -2), (M33,), (M34,), (M34, 1), (M43, -1), (M43,)),
    *several(
        "numpy.diagonal numpy.ndarray.diagonal", (M34,), (M34, 1), (M34, -1), (T234,), (T234, 0, 1, 2), (T234, 1, 2, 0)
    ),
    *several("numpy.tril numpy.triu", (M34,), (M34, 1), (T234, -1)),
]
EINSUM = [
    *[
        call("numpy.einsum", s, M34, M43)
        for s in ("ij,jk->ik", "ij,jk", "ij,jk->", "ij,ji", "ij,ji->ij", "ij, jk -> k")
    ],
    *[
        call("numpy.einsum", s, M33)
        for s in ("ii->", "ii", "ii->i", "ij->ji", "ij->i", "ij->", "ji", "...i->...", "ij->ij")
    ],
    *[call("numpy.einsum", s, T234) for s in ("ijk->kij", "ijk->j", "...k->...", "i...->...i", "...jk->...kj")],
    *[call("numpy.einsum", s, V3, V3) for s in ("i,i", "i,i->i", "i,j->ij", "i,j->", "i,j->j")],
    *[call("numpy.einsum", s, M33, V3) for s in ("ii,i->i", "ij,j->i", "ii,j->j", "ij,i->", "ii,j->", "jj,j->")],
    *[call("numpy.einsum", s, T234, M43) for s in ("...ij,jk->...ik", "...ij,...jk->...ik", "bij,jk->bik")],
    call("numpy.einsum", "...ij,...jk->...ik", T134, T245),
    call("numpy.einsum", "...ij,...jk", M34, T245),
    call("numpy.einsum", "i,ij,j->", V3, M34, V4),
    call("numpy.einsum", "i,ij,j", V3, M34, V4, optimize=True),
    call("numpy.einsum", "i,ij,jk,k->", V3, M34, M43, V3),
    call("numpy.einsum", "iij->ij", np.arange(18.0).reshape(3, 3, 2)),
    call("numpy.einsum", "iii->", np.arange(27.0).reshape(3, 3, 3)),
    call("numpy.einsum", ",i->i", 2.0, V3),
]
RUNTIME = [
    call("srcad.runtime.scatter", V3, [0, 2, 0], 3),
    call("srcad.runtime.scatter", M34, (ALL, [0, 2, 0, 1]), (3, 3)),
    call("srcad.runtime.along_each", np.array([[1], [0], [0]]), 1, (3, 4)),
    call("srcad.runtime.split_like", V4, (V3, V3[:1]), 0),
    call("srcad.runtime.split_like", M34, (V4, M34[1:]), 0),
    call("srcad.runtime.split_like", M34, [V3, M34[:, 1:]][:1] * 4, 1),
    call("srcad.runtime.join_like", (V3, V3[:1]), (V3, V3[:1]), 0, (4,)),
    call("srcad.runtime.untile", M34, (1, 2), (3, 2)),
    call("srcad.runtime.subscripts.spread", V3, "ii->i", (3, 3)),
    call("srcad.runtime.subscripts.spread", V3, "ij->j", (2, 3)),
    call("srcad.runtime.shapes.unbroadcast", M34, V4),
]
CASES = [*INDEXING, *SHAPING, *JOINING, *CREATION, *ALGEBRA, *EINSUM, *RUNTIME]


def real(name: str) -> Callable[..., Any]:
    """Return the function of a name; an attribute of arrays becomes a function."""
    if name.startswith("srcad.runtime.subscripts."):
        found: Callable[..., Any] = getattr(subscripts, name.rpartition(".")[2])
        return found
    if name.startswith("srcad.runtime."):
        return getattr(shapes, name.rpartition(".")[2])
    if name.startswith("operator."):
        return getattr(operator, name.partition(".")[2])
    if name.startswith("numpy.ndarray."):
        attribute = name.rpartition(".")[2]
        return lambda a, *args, **named: _of_array(getattr(a, attribute), *args, **named)
    return operator.attrgetter(name.partition(".")[2])(np)


def _of_array(attribute: Any, *args: Any, **named: Any) -> Any:
    return attribute(*args, **named) if callable(attribute) else attribute


def entry(name: str) -> Primitive:
    """Return what the table says."""
    found = lookup(name)
    assert found is not None, name
    return found


def identity(case: Call) -> str:
    """Return a short name for a case."""
    shown = ",".join(str(np.shape(a)) if isinstance(a, np.ndarray) else repr(a)[:30] for a in case[1])
    return f"{case[0]}({shown}){''.join(case[2])}".replace("\n", "")


def typed(  # noqa: PLR0911 - one flat match over the kinds of values
    value: Any, exact: bool, symbols: dict[str, int] | None = None
) -> ty.Type:
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


@pytest.mark.parametrize("case", [c for c in CASES if not c[0].startswith("numpy.random")], ids=identity)
def test_the_rule_is_the_transpose_of_the_function(case: Call) -> None:
    """``<g, f'(x) dx> = <terms, dx>`` for each differentiable operand."""
    name, args, named = case
    rule = entry(name).rule
    if rule is None:
        return
    out = real(name)(*args, **named)
    signature = inspect.signature(rule.reverse)
    bound = signature.bind(0.0, *args, **named, out=out)
    g = random_like(out, 1)
    terms = rule.reverse(g, *args, **named, out=out)
    starred = rule.differentiable[0].startswith("*")
    terms = terms if starred or len(rule.differentiable) > 1 else (terms,)
    positions = (
        range(1, len(args))
        if starred
        else [list(bound.arguments).index(n) - 1 for n in rule.differentiable if n in bound.arguments]
    )
    for position, term in zip(positions, terms):
        if not is_float(args[position]):
            continue
        direction = random_like(args[position], 2 + position)
        h = 1e-3 if name == "numpy.arange" else 0.5  # its length depends on its operands
        above, below = (
            real(name)(*args[:position], moved(args[position], direction, step), *args[position + 1 :], **named)
            for step in (h, -h)
        )
        slope = (dot(g, above) - dot(g, below)) / (2 * h)
        assert np.isclose(dot(fitted(term, args[position]), direction), slope, rtol=1e-6, atol=1e-8)
        assert same_structure(fitted(term, args[position]), args[position])


def fitted(term: Any, operand: Any) -> Any:
    """Undo broadcasting, as the engine does, item by item of a sequence."""
    if isinstance(term, (tuple, list)) and isinstance(operand, (tuple, list)):
        return type(operand)(map(fitted, term, operand))
    return shapes.unbroadcast(term, operand)


def same_structure(term: Any, operand: Any) -> bool:
    """Say whether a term has the structure and shapes of the operand."""
    if isinstance(operand, (list, tuple)):
        return isinstance(term, (list, tuple)) and all(map(same_structure, term, operand))
    return np.shape(term) == np.shape(operand)


def is_float(value: Any) -> bool:
    """Say whether a value can be differentiated."""
    if isinstance(value, (list, tuple)):
        return all(map(is_float, value))
    return np.asarray(value).dtype.kind == "f"


def random_like(value: Any, seed: int) -> Any:
    """Return random numbers in the structure and dtype of a value."""
    if isinstance(value, (list, tuple)):
        return type(value)(random_like(v, seed + i) for i, v in enumerate(value))
    numbers = np.random.default_rng(seed).normal(size=np.shape(value))
    return numbers if isinstance(value, np.ndarray) else float(numbers)


def moved(value: Any, direction: Any, h: float) -> Any:
    """Return ``value + h * direction``."""
    if isinstance(value, (list, tuple)):
        return type(value)(moved(v, d, h) for v, d in zip(value, direction))
    return np.asarray(value, "float64") + h * direction if isinstance(value, np.ndarray) else value + h * direction


def dot(a: Any, b: Any) -> float:
    """Return the inner product of two structures."""
    if isinstance(a, (list, tuple)):
        return sum(map(dot, a, b))
    return float(np.sum(np.real(np.asarray(a) * np.asarray(b))))


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
