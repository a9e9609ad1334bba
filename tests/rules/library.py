"""Calls of functions of NumPy's library with arguments that are used now and then."""

from __future__ import annotations

import numpy as np

from tests.rules.calls import Call, call, several

V5 = np.array([0.4, 1.5, -2.0, 0.7, 3.0])
M34 = np.cos(np.arange(12.0) ** 2).reshape(3, 4)
S33 = np.cos(np.arange(1.0, 10.0) ** 2).reshape(3, 3) + 2.0 * np.eye(3)
T234 = np.cos(np.arange(24.0) ** 2).reshape(2, 3, 4)
T233 = np.cos(np.arange(1.0, 19.0) ** 2).reshape(2, 3, 3) + 2.0 * np.eye(3)
KEEP = np.array([[True, False, True, True], [True, True, False, True], [True, True, True, True]])

LIBRARY: list[Call] = [
    *[call("numpy.median", T234, axis) for axis in ((0, 1), (-1, 0), (0, 1, 2))],
    *several("numpy.nanmedian", (V5,), (M34, 0), (T234, (0, 2))),
    *[
        call("numpy.quantile", M34, 0.37, 1, method=method)
        for method in (
            *("hazen", "weibull", "median_unbiased", "normal_unbiased"),
            *("interpolated_inverted_cdf", "nearest"),
        )
    ],
    *several("numpy.quantile", (T234, [0.2, 0.7], (0, 2)), (M34, [[0.2, 0.7]], 1), (V5, 0.33)),
    *several("numpy.percentile", (T234, [20.0, 70.0], (0, 2)), (V5, 33.0)),
    call("numpy.average", M34, 1, M34**2, True),
    call("numpy.average", M34, 0, np.array([1.0, 2.0, 4.0]), True),
    call("numpy.average", M34, returned=True),
    *[
        call(f"numpy.{name}.reduce", M34, 1, initial=0.3, where=KEEP)
        for name in ("add", "multiply", "maximum", "minimum")
    ],
    *several("numpy.logaddexp.reduce", (V5,), (M34, 1)),
    *several("numpy.nancumsum numpy.nancumprod", (V5,), (M34,), (M34, 1)),
    *[call(f"numpy.cumulative_{name}", V5) for name in ("sum", "prod")],
    *[call(f"numpy.cumulative_{name}", M34, axis=1, include_initial=True) for name in ("sum", "prod")],
    *several("numpy.diff", (V5, 0), (V5, 3), (M34, 2, 0)),
    call("numpy.ediff1d", V5, to_end=[1.0, 2.0], to_begin=0.5),
    call("numpy.gradient", V5, edge_order=2),
    call("numpy.gradient", M34, np.array([0.0, 1.0, 1.5, 3.0]), axis=1, edge_order=2),
    call("numpy.unwrap", V5, None, -1, period=2.1),
    call("numpy.meshgrid", V5, V5[:2], sparse=True),
    call("numpy.linspace", 0.5, 2.0, 4, True, True),
    call("numpy.linspace", 0.5, 2.0, 4, False, True),
    *several("numpy.polyder numpy.polyint", (V5, 2), (V5, 3)),
    call("numpy.polyint", V5, 2, [1.0, 2.0]),
    call("numpy.polyint", V5, 2, 1.5),
    call("numpy.polyfit", np.array([0.0, 1.0, 2.0, 4.0, 5.0]), V5, 2),
    call("numpy.polyfit", np.array([0.0, 1.0, 2.0]), M34, 1, w=np.array([1.0, 2.0, 0.5])),
    call("numpy.kron", M34[None], V5),
    *several("numpy.linalg.cross", (V5[:3], V5[2:])),
    *several("numpy.matvec", (M34, V5[:4]), (T234, V5[:4]), (M34, T234)),
    call("numpy.einsum", "ij,j->i", M34, np.array([0.7])),
    call("numpy.einsum", "i,i,i,i,i->i", V5, V5, V5, V5, V5),
    *[call("numpy.linalg.norm", T234, order, axes) for order in (1, -np.inf, 2, "nuc") for axes in ((1, 2), (2, 0))],
    call("numpy.linalg.norm", T234, 1, (0, 2), True),
    *several("numpy.linalg.matrix_norm", (T234,), (M34,)),
    call("numpy.linalg.matrix_norm", M34, ord=2),
    *several("numpy.linalg.vector_norm", (T234,), (V5,)),
    call("numpy.linalg.vector_norm", M34, axis=1, ord=3),
    *[call("numpy.linalg.cond", a, p) for a in (S33, T233) for p in (1, -1, np.inf, 2, -2, "fro")],
    *several("numpy.linalg.qr", (M34.T, "r"), (S33, "r")),
    *several("numpy.linalg.matrix_rank", (S33,), (T233,)),
    *several("numpy.fft.rfftn", (M34,), (M34, None, (1, 0)), (M34, (3, 6))),
    *several("numpy.fft.rfft2", (M34,), (T234, None, (0, 2), "ortho")),
    call("numpy.histogram", V5, [-2.5, 0.0, 1.0, 2.0], None, False, V5**2),
    call("numpy.histogram", V5, 3, (-1.0, 2.0), True, V5**2),
    call("numpy.histogram", V5, 4),
    call("numpy.histogram", V5, "auto", None, True),
    call("numpy.histogram", V5, 3, None, True, V5**2),
    call("numpy.histogram", V5, np.array([-2.5, 0.1, 0.5, 3.5]), None, True),
    call("numpy.histogram", V5, 2, (-2.5, 3.5), True),
]
