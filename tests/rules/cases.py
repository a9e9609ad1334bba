"""Calls of functions that have rules: what tests of result types and of rules have in common."""

from __future__ import annotations

import builtins
import math
import operator
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

from srcad.runtime import shapes, subscripts
from tests.rules.calls import Call, call, several
from tests.rules.library import LIBRARY

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
    *several("numpy.ravel numpy.ndarray.ravel numpy.ndarray.flatten", (M34,), (M34, "F"), (M34, "K"), (M34, "A"), (Z,)),
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
    *several("numpy.indices", ((2, 3),), ((2, 1, 3), "float32"), ((4,), int, True), ((2, 3), int, False)),
    call("numpy.indices", (2, 3), sparse=True),
    *several(
        "numpy.float64 numpy.float32 numpy.complex128 numpy.int64 numpy.bool", (2.0,), (2,), (Z,), (V3,), ([1.0, 2.0],)
    ),
    *several("numpy.random.rand numpy.random.randn", (), (2,), (2, 3)),
    *several("numpy.random.random numpy.random.standard_normal", (), (3,), ((2, 3),)),
    *several("numpy.random.randint", (3,), (1, 3), (1, 3, (2, 2)), (0, 3, 4)),
]

PAIRS = [(V3, V3), (M34, V4), (V3, M34), (M34, M43), (T234, V4), (V3, T234), (T234, T245), (T134, T245), (M34, T245)]
ALGEBRA = [
    *several(
        "numpy.matmul operator.matmul",
        *PAIRS,
        (T234, M43),
        (T234[:, ::2], M43),
        (F32, F32.T),
        (F32, M34),
        (F32[0], F32[0]),
    ),
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
    call("srcad.runtime.unravelled", V3[::-1][:2], np.zeros((1, 2)).T, "K"),
    call("srcad.runtime.unravelled", np.arange(12.0) ** 1.5, M43.T, "K"),
    call("srcad.runtime.ravelled", M34, M43.T, "K"),
    call("srcad.runtime.ravelled", M34, M34, "F"),
    call("srcad.runtime.subscripts.spread", V3, "ii->i", (3, 3)),
    call("srcad.runtime.subscripts.spread", V3, "ij->j", (2, 3)),
    call("srcad.runtime.shapes.unbroadcast", M34, V4),
]

S34, S234 = (np.random.default_rng(4).normal(size=shape) for shape in ((3, 4), (2, 3, 4)))
SQUARE = np.array([[2.0, 0.3, -0.4], [0.1, 1.5, 0.6], [-0.2, 0.5, 3.0]])
PAIR = np.stack([SQUARE, SQUARE.T + 0.1])
POSITIVE = SQUARE @ SQUARE.T
SOME = np.arange(12).reshape(3, 4) % 3 != 1
REDUCED: list[dict[str, Any]] = [{}, {"axis": 0}, {"axis": -1}, {"axis": 1, "keepdims": True}, {"keepdims": True}]
SEVERAL: list[dict[str, Any]] = [{"axis": (0, 1)}, {"axis": (1, 0), "keepdims": True}]
SUMS = "numpy.sum numpy.mean numpy.prod numpy.var numpy.std numpy.nansum numpy.nanmean numpy.nanprod numpy.nanvar"
EXTREMA = "numpy.max numpy.min numpy.nanmax numpy.nanmin"
GAPS = np.where(np.arange(12).reshape(3, 4) % 5 == 1, np.nan, S34)
REDUCTIONS = [
    *[call(f, S34, **named) for f in f"{SUMS} numpy.nanstd {EXTREMA} numpy.ptp".split() for named in REDUCED + SEVERAL],
    *[call(f, GAPS, **named) for f in f"{SUMS} numpy.nanstd {EXTREMA}".split()[5:10] for named in REDUCED],
    *[call(f, GAPS, **named) for f in ("numpy.nanmax", "numpy.nanmin") for named in REDUCED],
    *[call(f, S34, where=SOME, **n) for f in SUMS.split() for n in ({}, {"axis": 0}, {"axis": 1, "keepdims": True})],
    *[call(f, S34, initial=0.3, **named) for f in ("numpy.sum", "numpy.prod", "numpy.nansum") for named in REDUCED[:4]],
    *[call(f, S34, initial=0.3, where=SOME, axis=0) for f in ("numpy.max", "numpy.min", "numpy.prod", "numpy.sum")],
    *[call(f, S34, initial=5.0, axis=0) for f in ("numpy.max", "numpy.min")],
    *[call(f, S34, 0, "float64") for f in ("numpy.sum", "numpy.mean", "numpy.prod", "numpy.var", "numpy.std")],
    *[call(f, S34, 1, ddof=1) for f in ("numpy.var", "numpy.std", "numpy.nanvar", "numpy.nanstd")],
    *[call(f, S34, axis=0, correction=1) for f in ("numpy.var", "numpy.std")],
    *[call(f, S34, axis=0, mean=np.array([[0.1, 0.2, 0.3, 0.4]])) for f in ("numpy.var", "numpy.std")],
    *several("numpy.average", (S34,), (S34, 0), (S34, None, M34**2), (S34, 1, V4), (T234, 1, V3), (S34, -1, V4)),
    call("numpy.average", S34, axis=1, keepdims=True),
    *several("numpy.median", (V3,), (V4,), (S34,), (S34, 0), (S34, 1), (S34, -1)),
    call("numpy.median", S34, axis=1, keepdims=True),
    *several("numpy.cumsum numpy.cumprod", (V4,), (S34,), (S34, 0), (S34, 1), (S34, -1), (S34, 0, "float64")),
    *several("numpy.ndarray.cumsum numpy.ndarray.cumprod", (S34,), (S34, 1)),
    *[call("numpy.cumprod", np.where(S34 > 0.5, 0.0, S34), axis) for axis in (None, 0, 1)],
    *[call("numpy.prod", np.where(S34 > 0.5, 0.0, S34), axis=axis) for axis in (None, 0, 1, (0, 1))],
    *[call("numpy.prod", S234, axis=axis) for axis in ((0, 2), (2, 1), 1)],
    *several("numpy.add.reduce numpy.multiply.reduce numpy.maximum.reduce numpy.minimum.reduce", (S34,), (S34, 1)),
    *several("numpy.maximum.accumulate numpy.minimum.accumulate", (V3,), (S34,), (S34, 1)),
    *several("numpy.add.accumulate numpy.multiply.accumulate", (S34,), (S34, 1)),
    *several("numpy.add.outer numpy.subtract.outer numpy.multiply.outer", (V3, V4), (M34, V3), (V3, M34), (2.0, V3)),
    *[call(f"numpy.ndarray.{f}", S34, **n) for f in "sum mean prod var std max min".split() for n in REDUCED + SEVERAL],
    *several("numpy.amax numpy.amin", (S34,), (S34, 0)),
    *several("numpy.ndarray.clip", (V3, 0.0, 1.0), (V3, None, 1.0)),
    *several("math.modf", (2.7,), (-1.3,)),
    *several("math.frexp", (2.7,), (-0.3,)),
    call("math.prod", [2.0, 3.0, 0.5]),
    call("math.prod", (2.0, 0.0, 0.5), start=2.0),
    call("math.dist", (1.0, 2.0), (0.5, -1.0)),
    call("math.fsum", [1.0, 2.0, 4.0]),
    *several("math.hypot", (3.0, 4.0), (1.0, 2.0, 2.0)),
]
LINALG = [
    *several("numpy.linalg.inv numpy.linalg.det", (SQUARE,), (PAIR,)),
    call("numpy.linalg.det", SQUARE - np.outer(SQUARE[:, 0], [1.0, 0.0, 0.0])),
    *several("numpy.linalg.slogdet", (SQUARE,), (PAIR,)),
    *several("numpy.linalg.solve", (SQUARE, V3), (SQUARE, M34), (PAIR, V3), (PAIR, M34), (SQUARE, S234), (PAIR, S234)),
    *several("numpy.linalg.matrix_power", (SQUARE, 0), (SQUARE, 1), (SQUARE, 3), (SQUARE, -2)),
    *several("numpy.linalg.cholesky numpy.linalg.eigvalsh", (POSITIVE,), (np.stack([POSITIVE, POSITIVE.T + 1.0]),)),
    call("numpy.linalg.cholesky", POSITIVE, upper=True),
    call("numpy.linalg.eigvalsh", POSITIVE, "U"),
    *several("numpy.linalg.eigh", (POSITIVE,), (POSITIVE, "U")),
    call("numpy.linalg.svd", S34, compute_uv=False),
    call("numpy.linalg.svdvals", S34),
    call("numpy.linalg.svd", SQUARE),
    *[call("numpy.linalg.svd", a, False) for a in (S34, S34.T, S234)],
    *several("numpy.linalg.qr", (SQUARE,), (S34,), (S34.T,), (PAIR,)),
    *several("numpy.linalg.pinv", (SQUARE,), (S34,), (S34.T,), (PAIR,)),
    *several("numpy.linalg.lstsq", (S34.T, V4), (S34.T, M43), (SQUARE, V3), (S34, V3)),
    *several("numpy.linalg.cond", (SQUARE,), (S34,), (PAIR,)),
    *[call("numpy.linalg.norm", V3, ord) for ord in (None, 1, 2, 3, 2.5, 0, np.inf, -np.inf)],
    *[call("numpy.linalg.norm", S34, ord) for ord in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf)],
    *[call("numpy.linalg.norm", S34, axis=axis, keepdims=k) for axis in (None, 0, 1, (0, 1)) for k in (False, True)],
    *[call("numpy.linalg.norm", S234, ord=ord, axis=-1) for ord in (1, 3, np.inf)],
    *several("numpy.linalg.matmul numpy.linalg.outer", (V3, V3)),
    *several("numpy.kron", (V3, V4), (M34, SQUARE), (V3, SQUARE), (M34, V3)),
    *several("numpy.vdot", (V3, V3 + 1), (M34, S34)),
    *several("numpy.vecdot numpy.linalg.vecdot", (V3, V3 + 1), (M34, V4), (V4, M34)),
]
ORDER = np.array([0.3, -1.2, 2.5, 0.7])
SAMPLED = [
    *several("numpy.sort", (ORDER,), (S34,), (S34, 0), (S34, None)),
    call("builtins.sorted", [0.3, -1.2, 2.5]),
    call("builtins.sorted", (0.3, -1.2, 2.5), reverse=True),
    *several("numpy.diff", (V4,), (V4, 2), (S34,), (S34, 1, 0), (S34, 2, 1)),
    *[call("numpy.diff", V4, **named) for named in ({"prepend": 0.5}, {"append": 2.0}, {"prepend": V3, "append": V3})],
    *[call("numpy.diff", S34, axis=0, prepend=p) for p in (0.5, S34[:2])],
    *several("numpy.trapezoid", (V4,), (S34,), (V4, V4**2), (S34, V4), (S34, M34**3)),
    *[
        call("numpy.trapezoid", S34, **n)
        for n in ({"dx": 0.5}, {"axis": 0}, {"dx": 0.5, "axis": 0}, {"x": V3, "axis": 0})
    ],
    *several("numpy.gradient", (V4,), (V4, 0.5), (V4, V4**2), (S34,), (S34, 0.5), (S34, V3, V4)),
    *[call("numpy.gradient", S34, axis=axis) for axis in (0, -1, (0, 1), (1, 0))],
    *several("numpy.ediff1d", (V4,), (S34,)),
    *several("numpy.correlate", (V4, V3), (V4, V3[:2], "same"), (V3[:2], V4, "same"), (V3, V4, "full"), (V3, V4)),
    *[call(f, S34, q, axis) for f in ("numpy.quantile",) for q in (0.3, [0.05, 0.35, 0.95]) for axis in (None, 0, -1)],
    *[call("numpy.quantile", ORDER, 0.3, method=method) for method in ("lower", "higher", "midpoint")],
    call("numpy.quantile", S34, 0.4, axis=1, keepdims=True),
    *several("numpy.percentile", (S34, 30.0), (S34, [10, 55], 0)),
    *several("numpy.cov", (S34,), (V4,), (V4, ORDER), (S34, S34[:1] ** 2), (S34, None, False), (S34, None, True, True)),
    call("numpy.cov", S34, ddof=2),
    *several("numpy.corrcoef", (S34,), (V4, ORDER), (S34, None, False)),
    *several("numpy.interp", (np.array([1.2, 2.7, 0.5, 9.0]), V4, ORDER), (1.3, V4, ORDER), (1.3, V4, ORDER, 0.5, 0.7)),
    call("numpy.interp", np.array([1.2, 0.5, 9.0]), V4, ORDER, left=0.5, right=0.7),
    *several("numpy.convolve", (V3, V4), (V4, V3), (V3, V4, "same"), (V4, V3, "same"), (V4, V3, "valid")),
    call("numpy.convolve", V4, V3[:2], mode="same"),
    *several("numpy.polyval", (V3, 0.7), (V3, V4), (V3, S34), ([1.0, 2.0], V3)),
    *several("numpy.polyadd numpy.polysub numpy.polymul", (V3, V3[:2]), (V3[:2], V4), ([1.0, 2.0], V3)),
    *several("numpy.polyder numpy.polyint", (V4,), (V3,)),
    *several("numpy.vander", (V3,), (V3, 2), (V3, 4, True)),
    *several("numpy.logspace", (0.1, 0.5, 4), (0.1, 0.5, 4, False), (0.1, 0.5, 4, True, 2.0)),
]
PLACED = [
    *several("numpy.pad", (V3, 1), (M34, 2), (V3, (1, 2)), (M34, ((1, 0), (0, 2))), (T234, 1)),
    *[call("numpy.pad", V3, 1, mode) for mode in ("edge", "reflect", "symmetric", "wrap")],
    call("numpy.pad", V3, 1, constant_values=2.0),
    call("numpy.pad", V3, (1, 2), constant_values=(2.0, 3.0)),
    *several("numpy.meshgrid", (V3, V4), (V3,), (V3, V4, I2 * 1.0), (2.0, V3)),
    call("numpy.meshgrid", V3, V4, indexing="ij"),
    call("numpy.select", [V3 > 1, V3 > 0], [V3 * 2, V3 * 3], 0.5),
    *several("numpy.compress", (MASK, M34, 0), (MASK, V3)),
    call("numpy.ndarray.compress", M34, MASK, 0),
    call("numpy.extract", M34 > 0, M34),
    *several("numpy.delete", (V3, 1), (M34, 1, 0), (M34, [0, 2], 1)),
    *several("numpy.append", (V3, V4), (V3, 2.0), (M34, M34, 0), (M34, M34[:, :1], 1)),
    *several("numpy.dstack", ((M34, M34),), ((V3, V3),), ([T234, T234[:, :, :1]],)),
    *several("numpy.hsplit", (V4, 2), (M34, 2)),
    call("numpy.vsplit", M34, 3),
    call("numpy.dsplit", T234, [1, 3]),
    *several("numpy.ndarray.item", (V3, 1), (M34, 1, 2), (M34, (1, 2)), (M34, 5), (M34[:1, :1],)),
    call("numpy.ndarray.tolist", V3),
    *several("numpy.clip", (V3, 0.0, 1.0), (V3, None, 1.0), (M34, V4, V4 + 1)),
    call("numpy.clip", V3, min=0.0, max=1.0),
    *several("numpy.where", (MASK, V3, 2.0), (MASK[:, None], M34, V4)),
    *several("numpy.partition", (ORDER, 2), (S34, 1), (S34, 1, 0), (S34, 4, None)),
    *several("numpy.unique", (ORDER,), (S34,)),
    call("numpy.unique", ORDER, return_inverse=True, return_counts=True),
    *several(
        "numpy.insert", (V3, 1, 2.0), (V3, [2, 0], V4[:2]), (M34, 1, V4, 0), (M34, [0, 2], 1.5, 1), (M34, 3, V3[:1])
    ),
    *several("numpy.resize", (V3, (2, 4)), (M34, 5)),
    *several("numpy.trim_zeros", (np.array([0.5, 1.5, 2.0]),)),
    *several("numpy.diagflat", (V3,), (M34, -1)),
    *several("numpy.lib.stride_tricks.sliding_window_view", (V4, 2), (M34, (2, 3)), (M34, 2, 1)),
    call("numpy.bincount", np.array([0, 3, 1, 3]), V4),
    *several("numpy.add.reduceat", (V4, [0, 2]), (V4, [1, 3, 0]), (M34, [0, 2, 1], 1)),
    *several("numpy.fft.rfft", (V4,), (V3,), (V4, 6), (V4, 3), (M34, None, 0, "ortho")),
    *several("numpy.fft.irfft", (V3,), (V3, 5), (V3, 3), (M34, None, 0, "forward"), (V4 + 1j * ORDER, 7)),
    *several("numpy.fft.fft numpy.fft.ifft", (V4, 6), (M34, 3), (M34, 2, 0)),
    *several("numpy.fft.fft2 numpy.fft.ifft2 numpy.fft.fftn numpy.fft.ifftn", (M34,), (T234,)),
    *several("numpy.fft.fftshift numpy.fft.ifftshift", (V3,), (M34, 0)),
    call("numpy.array", V3, ndmin=3),
    call("numpy.concatenate", (V3, V4), dtype="float64"),
    call("numpy.unwrap", V4),
    call("numpy.modf", V3 + 0.3),
    call("numpy.ldexp", V3, 2),
    call("numpy.divmod", V4, 0.77),
    call("builtins.divmod", 4.0, 0.7),
]
POINTS = [0.3, 1.2, 2.5, 0.7]
STATISTICS = [
    *several("statistics.mean statistics.fmean statistics.geometric_mean statistics.harmonic_mean", (POINTS,), (V4,)),
    *several("statistics.median statistics.median_low statistics.median_high", (POINTS,), (POINTS[1:],), (ORDER,)),
    *several(
        "statistics.variance statistics.pvariance statistics.stdev statistics.pstdev", (POINTS,), (tuple(POINTS),)
    ),
    *several("statistics.covariance statistics.correlation", (POINTS, [1.0, -2.0, 0.5, 1.5]), (V4, ORDER)),
    *several("statistics.linear_regression", (POINTS, [1.0, -2.0, 0.5, 1.5]), (V4, ORDER)),
    call("statistics.linear_regression", POINTS, [1.0, -2.0, 0.5, 1.5], proportional=True),
    call("statistics.fmean", POINTS, weights=[1.0, 2.0, 0.5, 1.5]),
    call("statistics.harmonic_mean", POINTS, weights=[1.0, 2.0, 0.5, 1.5]),
]
CASES = [*INDEXING, *SHAPING, *JOINING, *CREATION, *ALGEBRA, *EINSUM, *RUNTIME]
CASES += [*REDUCTIONS, *LINALG, *SAMPLED, *PLACED, *STATISTICS, *LIBRARY]


MODULES = {"math": math, "builtins": builtins, "operator": operator, "numpy": np, "statistics": statistics}


def real(name: str) -> Callable[..., Any]:
    """Return the function of a name; an attribute of arrays becomes a function."""
    if name.startswith("srcad.runtime."):
        module = subscripts if ".subscripts." in name else shapes
        return operator.attrgetter(name.rpartition(".")[2])(module)
    if name.startswith("numpy.ndarray."):
        attribute = name.rpartition(".")[2]
        return lambda a, *args, **named: _of_array(getattr(a, attribute), *args, **named)
    module, _, attribute = name.partition(".")
    return operator.attrgetter(attribute)(MODULES[module])


def _of_array(attribute: Any, *args: Any, **named: Any) -> Any:
    return attribute(*args, **named) if callable(attribute) else attribute


def identity(case: Call) -> str:
    """Return a short name for a case."""
    shown = ",".join(str(np.shape(a)) if isinstance(a, np.ndarray) else repr(a)[:30] for a in case[1])
    return f"{case[0]}({shown}){''.join(case[2])}".replace("\n", "")
