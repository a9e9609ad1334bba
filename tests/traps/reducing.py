"""Reductions with all their keyword arguments, and ufuncs with theirs."""

from __future__ import annotations

import math

import numpy as np

from tests.traps.registry import matrix, shaped, single, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
M23 = shaped(2, 3)
T234 = shaped(2, 3, 4)


@trap("accum", T234)
def sums_over_tuples_with_negative_axes(x):
    return np.sum(np.sum(x, axis=(0, -1), keepdims=True) ** 2) + np.sum(np.sum(x, axis=(-1, -2)) ** 3)


@trap("accum", M23)
def sum_with_initial_and_where(x):
    keep = np.array([[True, False, True], [False, False, False]])
    return np.sum(np.sum(x, axis=1, initial=2.0, where=keep) ** 2) + np.sum(x, initial=x[0, 0], where=keep[:1]) ** 2


@trap("accum", M23)
def products_with_initial_and_where(x):
    keep = np.array([[True, False, True], [True, True, False]])
    return np.sum(np.prod(x, axis=0, initial=3.0, where=keep)) + np.prod(x, where=keep[0]) + x.prod(initial=2.0)


@trap("accum", M23)
def extrema_with_initial_and_where(x):
    keep = np.array([[True, False, True], [True, True, False]])
    return (
        np.max(x, initial=-1.0, where=keep) * np.min(x, axis=1, initial=0.2, where=keep).sum()
        + x.max(axis=1, initial=0.1).sum()
    )


@trap("accum", M23)
def means_with_where(x):
    keep = np.array([[True, False, True], [True, True, False]])
    return np.sum(np.mean(x, axis=1, where=keep) ** 2) + np.mean(x, where=keep, keepdims=True)[0, 0] ** 2


@trap("accum", M23)
def spreads_with_where(x):
    keep = np.array([[True, True, True], [True, True, False]])
    return np.sum(np.var(x, axis=1, where=keep, ddof=1)) + np.std(x, where=keep) + np.std(x, axis=(0, 1), ddof=2)


@trap("accum", M23)
def spread_with_given_mean(x):
    m = np.mean(x, axis=1, keepdims=True)
    return np.sum(np.var(x, axis=1, mean=m)) + np.sum(np.std(x, axis=1, mean=m, correction=1))


@trap("accum", M23)
def sums_of_another_dtype(x):
    return np.mean(x, dtype="float64") ** 2 + np.cumsum(x, axis=1, dtype=float)[1, 2] ** 2


@trap("accum", single(0.5, 1.5, -2.0), np.array([2.0, 2.0, 2.0], dtype=np.float32))
def float32_summed_in_float64(x):
    return np.sum(x, dtype=np.float64) * 2.0


@trap("accum", single(0.5, 1.5, -2.0), np.array([1.0, 3.0, -4.0], dtype=np.float32))
def float32_dotted_with_float64(x):
    return np.dot(x.astype(np.float64), x)


@trap("accum", shaped(1, 3))
def both_operands_have_lengths_of_one(x):
    return np.sum((x * x.T) * np.arange(9.0).reshape(3, 3)) + np.sum(x.T - x * 2.0 * np.ones((2, 1, 1)))


@trap("accum", shaped(1, 1))
def one_by_one_against_everything(x):
    return np.sum(x * np.ones((2, 3)) + np.arange(2.0)[:, None] * x**2) - np.sum(x[0] / np.array([2.0, 4.0]))


@trap("accum", lambda: np.array(1.7), 3 * 1.7**2 + 6.0)
def zero_dimensional_argument(x):
    return x * x * x + np.sum(x * np.ones((2, 3)))


@trap("accum", lambda: np.array(1.7), 2 * 1.7 + 3.0 + 2 * 1.7)
def zero_dimensional_indexed_by_nothing(x):
    return x[()] ** 2 + x[...] * 3.0 + float(x) * x.item()


@trap("accum", lambda: np.zeros((0, 3)), np.zeros((0, 3)))
def empty_matrix_reduced(x):
    return np.sum(x) + np.sum(np.sum(x, axis=0) ** 2) + np.prod(x) + np.sum(x.T @ x) + np.sum(np.max(x, axis=1))


@trap("accum", lambda: np.zeros(0), np.zeros(0))
def empty_vector_through_functions(x):
    y = np.concatenate([x, np.ones(2)])
    return np.sum(np.cumsum(y)) + np.sum(np.sort(x)) + np.sum(np.outer(x, y)) + np.sum(np.diff(y)) + np.dot(x, x)


@trap("accum", vector(0.5, 1.5))
def minimum_of_nothing_with_initial(x):
    return np.max(x[x > 9.0], initial=x[0] * x[1]) + np.sum(x[:0], initial=3.0) * x[0]


@trap("accum", T234)
def counts_and_norms_by_axes(x):
    return np.count_nonzero(x > 0) * x[0, 0, 0] + np.sum(np.count_nonzero(x, axis=(0, 2), keepdims=True) * x)


@trap("accum", T234)
def ufunc_reduce_with_everything(x):
    return (
        np.sum(np.add.reduce(x, axis=(0, 2), keepdims=True) ** 2)
        + np.sum(np.multiply.reduce(x, axis=1, initial=2.0))
        + np.sum(np.maximum.reduce(x, axis=2))
        + np.minimum.reduce(x, axis=None)
    )


@trap("accum", M23)
def ufunc_accumulate_and_outer(x):
    return (
        np.sum(np.add.accumulate(x, axis=1) ** 2)
        + np.sum(np.multiply.accumulate(x, axis=0) ** 2)
        + np.sum(np.multiply.outer(x[0], x) ** 2)
        + np.sum(np.subtract.outer(x[0], x[1]) ** 2)
    )


@trap("accum", vector(0.5, 1.5, -2.0, 0.7, 3.0))
def ufunc_reduceat(x):
    return np.sum(np.add.reduceat(x, [0, 2, 3]) ** 2) + np.sum(np.add.reduceat(x**2, [1, 3, 0]) * W)


@trap("accum", vector(0.5, 1.5, 2.0))
def maximum_accumulate(x):
    return np.sum(np.maximum.accumulate(x) * W) + np.sum(np.minimum.accumulate(x[::-1]) * W)


@trap("accum", vector(0.3, 1.5, -2.0))
def out_arguments_of_reductions(x):
    total, largest = np.empty(()), np.empty(1)
    np.sum(x * x, out=total)
    np.max(x, out=largest, keepdims=True)
    return total * largest[0]


@trap("accum", vector(0.3, 1.5, -2.0))
def out_of_cumulative_and_mean(x):
    c = np.empty(3)
    np.cumsum(x, out=c)
    m = np.empty(())
    np.mean(c * c, out=m)
    return m + np.sum(c * W)


@trap("accum", vector(0.3, 1.5, -2.0))
def ufunc_where_with_out(x):
    r = x * 2.0
    np.exp(x, out=r, where=x > 0)
    s = np.full(3, 5.0)
    np.divide(1.0, x, where=x < 0, out=s)
    return np.sum(r * W) + np.sum(s * W)


@trap("accum", vector(0.3, 1.5, -2.0))
def ufunc_positional_out_twice(x):
    r = np.empty(3)
    np.add(x, 1.0, r)
    np.multiply(r, x, r)
    np.negative(r, r)
    return np.sum(r * W)


@trap("accum", vector(3.7, 1.5, -2.2))
def ufuncs_with_two_results(x):
    fraction, whole = np.modf(x)
    quotient, rest = np.divmod(x, 0.7)
    return np.sum(fraction * x) + np.sum(whole * x) + np.sum(quotient * x + rest)


@trap("accum", vector(3.7, 1.5, -2.2))
def ldexp_and_friends(x):
    return np.sum(np.ldexp(x, 3)) + np.sum(np.copysign(x, -1.0)) + np.sum(np.spacing(x)) * 0.0 + math.ldexp(x[0], 2)


@trap("accum", M23)
def ptp_with_axes(x):
    return np.sum(np.ptp(x, axis=1)) + np.ptp(x, axis=(0, 1)) + np.sum(np.ptp(x, axis=0, keepdims=True) * W)


@trap("accum", M23)
def averages_returned_with_weights(x):
    a, w = np.average(x, axis=1, weights=x**2, returned=True)
    b, n = np.average(x, returned=True)
    return np.sum(a * w) + b * n + np.sum(np.average(x, axis=0, weights=np.array([1.0, 3.0]), keepdims=True))


@trap("accum", M23)
def average_weights_of_one_axis(x):
    return np.sum(np.average(x, axis=1, weights=x[0] ** 2) ** 2)


@trap("accum", M23)
def medians_with_tuples_and_keepdims(x):
    return np.median(x, axis=(0, 1)) ** 2 + np.sum(np.median(x, axis=1, keepdims=True) * x)


@trap("accum", M23)
def quantiles_of_lists_and_methods(x):
    return (
        np.sum(np.quantile(x, [0.1, 0.55, 0.9], axis=1) ** 2)
        + np.quantile(x, 0.3, method="nearest")
        + np.sum(np.percentile(x, [20, 70], method="midpoint", keepdims=True))
    )


@trap("accum", M23)
def quantiles_of_other_methods(x):
    return sum(np.quantile(x, 0.37, method=m) for m in ("hazen", "weibull", "median_unbiased", "normal_unbiased"))


@trap("accum", M23)
def quantile_along_two_axes(x):
    return np.quantile(x, 0.3, axis=(0, 1)) + np.sum(np.percentile(x[None], 40, axis=(0, 2)))


@trap("accum", vector(0.3, 1.5, -2.0))
def quantile_at_an_active_place(x):
    return np.quantile(np.array([1.0, 4.0, 2.0, 9.0]), x[0]) + np.percentile(x, 40.0 * x[1])


@trap("accum", vector(0.3, np.nan, -2.0), [0.0, 0.0, 1.0])
def nan_extrema_and_medians(x):
    return np.nanmin(x)


@trap("accum", lambda: np.array([[0.3, np.nan, -2.0], [1.0, 2.0, 4.0]]), None)
def nan_reductions_by_axis(x):
    y = np.where(np.isnan(x), np.nan, x)
    return np.nansum(np.nanmean(y, axis=1, keepdims=True) ** 2)


@trap("accum", lambda: np.array([[0.3, np.nan, -2.0], [1.0, 2.0, 4.0]]), [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]])
def nan_medians(x):
    return np.sum(np.nanmedian(x, axis=1))


@trap("accum", lambda: np.array([[0.3, np.nan, -2.0], [1.0, 2.0, 4.0]]), [[-2.0, 0.0, 0.3], [8.0, 4.0, 2.0]])
def nan_products(x):
    return np.sum(np.nanprod(x, axis=1))


@trap("accum", lambda: np.array([[0.3, np.nan, -2.0], [1.0, 2.0, 4.0]]), [[4.0, 0.0, 1.0], [3.0, 2.0, 1.0]])
def nan_cumulative_sums(x):
    return np.nansum(np.nancumsum(x, axis=1) * np.array([[3.0, 0.0, 1.0], [1.0, 1.0, 1.0]]))


@trap("accum", vector(1.0, 2.0, 4.0))
def traces_and_dots_of_methods(x):
    m = np.outer(x, x**2)
    return (
        m.trace(1)
        + m.trace(offset=-1)
        + x.dot(m).dot(x)
        + m.diagonal(1).sum()
        + m.T.ravel()[1]
        + np.trace(m, axis1=1, axis2=0)
    )


@trap("accum", T234)
def traces_of_stacks(x):
    return np.sum(np.trace(x, axis1=1, axis2=2) ** 2) + np.sum(np.trace(x, offset=1, axis1=0, axis2=2) ** 2)


@trap("accum", T234)
def argmax_with_keepdims(x):
    i = np.argmax(x, axis=1, keepdims=True)
    return np.sum(np.take_along_axis(x, i, axis=1) ** 2) + np.sum(
        np.take_along_axis(x, np.argsort(x, axis=-1), -1) * np.arange(4.0)
    )


@trap("accum", M23)
def cumprod_of_flattened(x):
    return np.sum(np.cumprod(x) * np.arange(6.0)) + np.sum(x.cumprod(axis=1)) + np.sum(x.cumsum(0) ** 2)


@trap("accum", matrix([2.0, 0.0, 3.0], [0.0, 5.0, 0.0]), [[1.0, 6.0 + 2.0, 0.0], [1.0 + 5.0 + 0.0, 0.0, 0.0]])
def cumprod_with_zeros_in_rows(x):
    return np.sum(np.cumprod(x, axis=1))


@trap("accum", vector(1.0, 2.0, 4.0))
def cumulative_functions_of_numpy_2(x):
    return (
        np.sum(np.cumulative_sum(x) * W)
        + np.sum(np.cumulative_prod(x) * W)
        + np.sum(np.cumulative_sum(x, include_initial=True) ** 2)
    )


@trap("accum", shaped(2, 3, 3))
def numpy_2_linalg_names(x):
    return (
        np.sum(np.matrix_transpose(x)[0] * x[1])
        + np.sum(np.vecdot(x[0], x[1]))
        + np.sum(np.linalg.outer(x[0, 0], x[0, 1]) ** 2)
        + np.sum(x.mT[0] ** 2)
    )


@trap("accum", shaped(3, 3))
def numpy_2_products(x):
    return (
        np.sum(np.matvec(x, x[0]))
        + np.sum(np.vecmat(x[0], x))
        + np.linalg.vecdot(x[0], x[1])
        + np.linalg.trace(x @ x)
        + np.sum(np.linalg.diagonal(x) ** 2)
    )


@trap("accum", vector(1.0, 2.0, 4.0))
def numpy_2_spellings(x):
    return (
        np.sum(np.permute_dims(np.outer(x, x), (1, 0))[0] * x)
        + np.sum(np.concat([x, x]) ** 2)
        + np.sum(np.pow(x, 2) + np.acos(x / 9.0) + np.atan2(x, 2.0) + np.asinh(x))
    )


@trap("accum", vector(1.0, 2.0, 4.0))
def unstacked(x):
    a, b, c = np.unstack(np.outer(x, x), axis=1)
    return a @ b + c @ x


# axes of length 1, in both directions
@trap("accum", V3)
def lengths_of_one_interp_periodic_free(x):
    return np.sum(np.interp(x, np.array([-1.0, 0.0, 3.0]), x**2))


@trap("accum", V3)
def lengths_of_one_einsum_views(x):
    m = np.outer(x, x)
    return (
        np.einsum("ij,ij->", m, m[:1])
        + np.einsum("i,j->", x, x[:1])
        + np.sum(np.einsum("ij,jk->ik", m[:, :1], x[None]))
        + np.sum(np.einsum("i,ij,j->j", x[:1], m, x[1:2]))
    )


@trap("accum", V3)
def lengths_of_one_matmul_one(x):
    return np.sum(x[:, None] @ x[None, :1] * x[None]) + np.sum(np.ones((3, 1)) @ x[None])


@trap("accum", V3)
def lengths_of_one_vecdots(x):
    return np.sum(np.vecdot(np.outer(x, x), x)) + np.inner(x, x) + np.sum(np.linalg.vecdot(x[None], np.outer(W, x)))


@trap("accum", V3)
def lengths_of_one_averages_broadcast(x):
    return np.sum(np.average(np.outer(x, x), axis=0, weights=x**2)) + np.average(x, weights=np.ones(3))


@trap("accum", V3)
def lengths_of_one_where_one(x):
    return np.sum(np.where(np.array([[True], [False]]), x, x[:1])) + np.sum(
        np.where(x[:1] > 0, np.outer(x, x), x[:, None])
    )


@trap("accum", V3)
def lengths_of_one_clips_broadcast(x):
    return np.sum(np.clip(x[:, None], -1.0, np.array([0.5, 1.5]))) + np.sum(np.clip(1.0, x[:1], x + 5.0))


@trap("accum", V3)
def lengths_of_one_heaviside_like(x):
    return np.sum(np.copysign(x, [1.0, -1.0, -1.0])) + np.sum(np.hypot(x, x[:1])) + np.sum(np.arctan2(x[:, None], W))


@trap("accum", V3)
def lengths_of_one_tensordot_one(x):
    return np.sum(np.tensordot(x[:, None], x[None], axes=1) ** 2) + np.sum(np.tensordot(x, np.outer(x, W), (0, 0)))


@trap("accum", V3)
def lengths_of_one_solves_one(x):
    return np.sum(np.linalg.solve(np.array([[[2.0 + x[0]]]]), np.ones((3, 1, 1)) * x[:, None, None])) + np.sum(
        np.linalg.solve(np.diag(x), np.ones((3, 2)))
    )


@trap("accum", V3, may_refuse=True)
def lengths_of_one_outer_ufunc(x):
    return (
        np.sum(np.maximum.outer(x, W / 50))
        + np.sum(np.add.outer(x, x) ** 2)
        + np.sum(np.multiply.outer(x, np.outer(x, x)))
        + np.sum(np.power.outer(np.abs(x), [1, 2]))
    )


@trap("accum", V3)
def lengths_of_one_cross_broadcast(x):
    return np.sum(np.cross(np.outer(x, x), x) * W) + np.sum(np.cross(x, np.eye(3)) ** 2)


@trap("accum", V3)
def lengths_of_one_cov_of_pairs(x):
    return np.cov(x, x**2)[0, 1] + np.corrcoef(x, x**3)[1, 0]


@trap("accum", V3)
def lengths_of_one_trapezoid_broadcast(x):
    return np.sum(np.trapezoid(np.outer(W, x), x**2)) + np.trapezoid(x, dx=x[0])


@trap("accum", V3)
def lengths_of_one_stack_scalars(x):
    return (
        np.sum(np.stack([x[0], 1.0, x[1] * x[2]]) ** 2)
        + np.sum(np.concatenate([x[:0], x, [1.0, x[0]]]) ** 2)
        + np.sum(np.hstack([x[0], x]))
    )


@trap("accum", V3)
def lengths_of_one_linspace_vectors(x):
    return np.sum(np.linspace(x, 2 * x[::-1], 4) ** 2) + np.sum(np.linspace(x[0], x[:2], 3, axis=-1))


@trap("accum", V3)
def lengths_of_one_full_broadcast(x):
    return np.sum(np.full((2, 3), x) * np.arange(6.0).reshape(2, 3)) + np.sum(np.full_like(np.ones((2, 3)), x[:1]))


@trap("accum", V3)
def lengths_of_one_repeats(x):
    return np.sum(np.repeat(x[:1], 4) * np.arange(4.0)) + np.sum(np.tile(x[:1], (2, 2)))


@trap("accum", V3, may_refuse=True)
def lengths_of_one_pads(x):
    return (
        np.sum(np.pad(x[:1], (1, 2), "edge") ** 2)
        + np.sum(np.pad(np.outer(x, x), ((0, 1), (2, 0)), "wrap"))
        + np.sum(np.pad(x, 1, "reflect", reflect_type="even"))
    )


@trap("accum", V3, may_refuse=True)
def lengths_of_one_gradient_two(x):
    return np.sum(np.gradient(np.outer(x, x), x, axis=0)) + np.sum(np.gradient(x[:2]))
