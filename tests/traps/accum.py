"""Accumulation: shapes, broadcasting, reductions, products of matrices, subscripts, fan-out."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import matrix, scalar, shaped, single, trap, vector

W = np.array([1.0, 10.0, 100.0])
C = np.arange(6.0).reshape(2, 3) - 1.7
STACK = np.cos(np.arange(24.0)).reshape(2, 3, 4)
K = np.array([2, 3, 4])
V3 = vector(1.2, -0.7, 2.1)
M23 = shaped(2, 3)
M33 = shaped(3, 3)
T234 = shaped(2, 3, 4)


@trap("accum", V3)
def fan_out(x):
    y = x * x
    return np.sum(y) + np.sum(y * y) + y[0] * y[2]


@trap("accum", V3)
def operand_added_to_itself(x):
    y = x + x
    return np.sum(y * y)


@trap("accum", V3)
def operand_less_itself(x):
    return np.sum((x - x) * W + x / x)


@trap("accum", V3)
def same_operand_outer(x):
    return np.sum(np.outer(x, x) * np.arange(9.0).reshape(3, 3))


@trap("accum", scalar(0.7))
def scalar_against_matrix(x):
    return np.sum(x * C + C / x - x)


@trap("accum", scalar(0.7))
def matrix_against_scalar(x):
    return np.sum(C * x) + np.sum(C - x) + np.sum((C + 3.0) ** x)


@trap("accum", lambda: np.array(0.7))
def zero_dimensional(x):
    return x * np.sum(C * x)


@trap("accum", lambda: np.array([0.7]))
def one_element(x):
    return np.sum(x * C)


@trap("accum", lambda: np.float64(0.7))
def numpy_scalar(x):
    return np.sum(x * C) * x


@trap("accum", lambda: np.array([[0.7]]))
def one_by_one(x):
    return np.sum(x * STACK) + x[0, 0]


@trap("accum", vector(0.3, -0.4))
def column_against_row(x):
    return np.sum((x[:, None] - x[None, :]) ** 2 * np.array([[1.0, 2.0], [5.0, 1.0]]))


@trap("accum", V3)
def row_against_matrix(x):
    return np.sum(C * x + x) + np.sum((x - C) ** 2)


@trap("accum", shaped(2, 1))
def column_against_matrix(x):
    return np.sum(C * x) + np.sum(np.maximum(C, x))


@trap("accum", shaped(1, 3))
def row_matrix_against_stack(x):
    return np.sum(STACK.transpose(0, 2, 1) * x)


@trap("accum", shaped(3, 1))
def both_sides_broadcast(x):
    return np.sum((x + x.T) ** 2 * np.arange(9.0).reshape(3, 3))


@trap("accum", V3)
def integers_mixed(x):
    return np.sum(x * K) + np.sum(K - x) + np.sum(x**K) + np.sum(K / (x + 9.0))


@trap("accum", M23)
def sum_along_negative_axis(x):
    return np.sum(np.sum(x, axis=-1) ** 2) + np.sum(x.sum(-2) ** 3)


@trap("accum", T234)
def sum_along_two_axes(x):
    return np.sum(np.sum(x, axis=(0, 2)) ** 2) + np.sum(np.sum(x, axis=(-1, 0), keepdims=True) * x)


@trap("accum", T234)
def mean_along_two_axes(x):
    return np.sum(np.mean(x, axis=(0, -1)) ** 2) + np.sum(x.mean(axis=(1, 2)) ** 3)


@trap("accum", M23)
def mean_keeps_dimensions(x):
    return np.sum((x - np.mean(x, axis=1, keepdims=True)) ** 2 * C) + np.mean(x) * np.mean(x, keepdims=True)[0, 0]


@trap("accum", M23)
def var_with_ddof_and_axis(x):
    return np.sum(np.var(x, axis=1, ddof=1) * np.array([1.0, 3.0])) + np.sum(x.var(0, ddof=1, keepdims=True) * x)


@trap("accum", M23)
def std_with_negative_axis(x):
    return np.sum(np.std(x, axis=-1, keepdims=True) * x) + np.sum(x.std(axis=0) ** 3)


@trap("accum", T234)
def std_along_two_axes(x):
    return np.sum(np.std(x, axis=(0, 2), ddof=1) * W) + np.sum(np.var(x, axis=(1, 2)))


@trap("accum", T234)
def extrema_along_two_axes(x):
    return np.sum(np.max(x, axis=(0, 2)) ** 2) + np.sum(np.min(x, axis=(-1, 1), keepdims=True) * x)


@trap("accum", M23)
def prod_along_axis(x):
    return np.sum(np.prod(x, axis=-1) ** 2) + np.sum(np.prod(x, axis=0, keepdims=True) * x)


@trap("accum", M23)
def cumsum_along_axis(x):
    return np.sum(np.cumsum(x, axis=-1) ** 2) + np.sum(x.cumsum(0) ** 3) + np.sum(np.cumsum(x) * np.arange(6.0))


@trap("accum", V3, may_refuse=True)
def running_product(x):
    return np.sum(np.cumprod(x) * W)


@trap("accum", M33)
def trace_of_product(x):
    return np.trace(x @ x) + np.trace(x) ** 2


@trap("accum", M23, may_refuse=True)
def trace_with_offset(x):
    return np.trace(x, offset=1) * x[0, 0]


@trap("accum", V3)
def vector_times_matrix(x):
    return np.sum((x @ C.T) ** 2) + np.sum(C @ x)


@trap("accum", V3)
def vector_times_vector(x):
    return (x @ W) * (x @ x) + np.matmul(x, x)


@trap("accum", M23)
def matrix_times_matrix(x):
    return np.sum((x @ C.T) ** 2) + np.sum((C.T @ x) ** 2) + np.sum(x @ x.T)


@trap("accum", T234)
def stack_times_matrix(x):
    return np.sum((x @ np.ones((4, 2))) ** 2) + np.sum((np.ones((2, 3)) @ x) ** 2)


@trap("accum", shaped(4, 2))
def matrix_under_stack(x):
    return np.sum((STACK @ x) ** 2)


@trap("accum", shaped(2, 3))
def matrix_over_stack(x):
    return np.sum((x @ STACK) ** 2)


@trap("accum", shaped(4))
def stack_times_vector(x):
    return np.sum((STACK @ x) ** 2)


@trap("accum", V3)
def vector_times_stack(x):
    return np.sum((x @ STACK) ** 2)


@trap("accum", shaped(1, 4, 2))
def stacks_broadcast(x):
    return np.sum((STACK @ x) ** 2)


@trap("accum", T234)
def stack_times_its_transpose(x):
    return np.sum((x @ x.transpose(0, 2, 1)) ** 2)


@trap("accum", T234)
def dot_of_stack(x):
    return np.sum(np.dot(x, np.arange(4.0)) ** 2)


@trap("accum", T234, may_refuse=True)
def dot_of_stacks(x):
    return np.sum(np.dot(x, np.cos(np.arange(8.0)).reshape(4, 2)) ** 2)


@trap("accum", M23)
def inner_products(x):
    return np.sum(np.inner(x, W) ** 2) + np.sum(np.inner(x, x))


@trap("accum", scalar(0.7))
def dot_with_a_scalar(x):
    return np.sum(np.dot(x, C)) * np.dot(x, x)


@trap("accum", M23)
def outer_flattens(x):
    return np.sum(np.outer(x, W) ** 2) + np.sum(np.outer(W, x[0]) * np.arange(9.0).reshape(3, 3))


@trap("accum", M23)
def tensordot_over_two_axes(x):
    return np.tensordot(x, C, axes=([0, 1], [0, 1])) * np.tensordot(x, x, axes=2)


@trap("accum", T234)
def tensordot_over_one_axis(x):
    return np.sum(np.tensordot(x, C, axes=((1,), (1,))) ** 2) + np.sum(np.tensordot(x, STACK, axes=([0, 2], [0, 2])))


@trap("accum", V3)
def tensordot_without_axes(x):
    return np.sum(np.tensordot(x, C, axes=0) ** 2)


@trap("accum", M33)
def einsum_of_diagonal(x):
    return np.sum(np.einsum("ii->i", x) ** 2) + np.einsum("ii", x)


@trap("accum", M23)
def einsum_implicit_output(x):
    return np.sum(np.einsum("ij,jk", x, C.T) ** 2) + np.sum(np.einsum("ba", x) * C.T)


@trap("accum", V3)
def einsum_same_operand_twice(x):
    return np.einsum("i,i", x, x) + np.sum(np.einsum("i,j->ji", x, x) * np.arange(9.0).reshape(3, 3))


@trap("accum", V3)
def einsum_of_three(x):
    return np.einsum("i,ij,j->", x[:2], C, x) + np.sum(np.einsum("i,i,i->i", x, x, W))


@trap("accum", T234)
def einsum_batched(x):
    return np.sum(np.einsum("bij,bkj->bik", x, STACK) ** 2) + np.sum(np.einsum("bij->ji", x) ** 2)


@trap("accum", T234, may_refuse=True)
def einsum_with_ellipsis(x):
    return np.sum(np.einsum("...j,j->...", x, np.arange(4.0)) ** 2)


@trap("accum", M23)
def einsum_drops_an_index(x):
    return np.sum(np.einsum("ij,kj->k", x, C) ** 2)


@trap("accum", V3)
def fancy_read_repeats(x):
    return np.sum(x[np.array([0, 0, 2, 0])] * np.arange(1.0, 5.0)) + np.sum(x[[1, 1]] ** 2)


@trap("accum", M23)
def fancy_rows(x):
    return np.sum(x[[0, 1, 0]] * np.arange(9.0).reshape(3, 3)) + np.sum(x[:, [2, 2, 0]] ** 2)


@trap("accum", M23)
def fancy_pairs(x):
    return np.sum(x[[0, 1, 1], [2, 2, 2]] * W) + np.sum(x[np.array([[0], [1]]), np.array([0, 0, 1])] ** 2)


@trap("accum", T234)
def fancy_apart(x):
    return np.sum(x[[0, 1, 1], :, [2, 2, 2]] ** 2 * np.arange(9.0).reshape(3, 3))


@trap("accum", T234)
def fancy_after_an_integer(x):
    return np.sum(x[0, :, [2, 2, 1]] ** 2 * np.arange(9.0).reshape(3, 3))


@trap("accum", V3)
def boolean_mask(x):
    return np.sum(x[x > 0] ** 2) * np.sum(x[np.array([True, False, True])])


@trap("accum", M23)
def boolean_mask_of_rows(x):
    return np.sum(x[np.array([False, True])] ** 2) + np.sum(x[:, np.array([True, False, True])] ** 3)


@trap("accum", M23)
def matrix_mask(x):
    return np.sum(x[x > 0.2] ** 2) + np.sum(x[C > 0] * np.arange(4.0)[: len(x[C > 0])])


@trap("accum", V3)
def empty_mask(x):
    return np.sum(x[x > 100.0] ** 2) + x[0]


@trap("accum", T234)
def ellipsis_and_newaxis(x):
    return np.sum(x[..., 1] ** 2) + np.sum(x[0, ..., None, 2] ** 3) + np.sum(x[None, :, 1, ::2] * x[:, 0, 1::2])


@trap("accum", M23)
def negative_steps(x):
    return np.sum(x[::-1, ::-2] ** 2 * np.array([[1.0, 2.0], [3.0, 5.0]])) + np.sum(
        x[-1, -2::-1] * np.array([1.0, 7.0])
    )


@trap("accum", V3)
def negative_and_numpy_integers(x):
    i = np.int64(1)
    return x[-1] * x[i] * x[np.argmin(x)]


@trap("accum", V3)
def empty_slice(x):
    return np.sum(x[2:1]) + np.sum(x[5:]) + x[1]


@trap("accum", M23)
def row_then_element(x):
    return x[1][2] * x[0][-1] + x[1, 2] ** 2


@trap("accum", M23)
def row_as_tuple_index(x):
    i = (0, 1)
    return x[i] * x[1, 1]


@trap("accum", V3)
def unused_half(x):
    y = np.exp(x)
    _unused = y * 2.0
    return x[0] * 2.0


@trap("accum", V3)
def constant_output(x):
    return 2.0


@trap("accum", V3)
def unrelated_array_output(x):
    return np.sum(W)


@trap("accum", scalar(1.3))
def output_is_the_input(x):
    return x


@trap("accum", lambda: np.array(1.3))
def output_is_the_array(x):
    return x


@trap("accum", V3)
def output_is_an_element(x):
    return x[1]


@trap("accum", V3)
def comparison_counts(x):
    return np.sum(x > 0) * x[0] + np.count_nonzero(x) * x[1]


@trap("accum", V3)
def integer_result_inside(x):
    n = int(x[2])
    return n * x[0] + x[0] ** n


@trap("accum", scalar(1.7))
def output_of_integer_arithmetic(x):
    return int(x) * 2.0 + float(len([x, x]))


@trap("accum", V3)
def transposes(x):
    m = np.outer(x, W)
    return np.sum(m.T * np.arange(9.0).reshape(3, 3)) + np.sum(x.T * x)


@trap("accum", T234)
def transpose_of_three_axes(x):
    return np.sum(x.transpose(2, 0, 1) ** 2 * np.arange(24.0).reshape(4, 2, 3)) + np.sum(
        np.transpose(x) * np.arange(24.0).reshape(4, 3, 2)
    )


@trap("accum", T234)
def moved_axes(x):
    return np.sum(np.moveaxis(x, 0, -1) * np.arange(24.0).reshape(3, 4, 2)) + np.sum(np.swapaxes(x, -1, 0)[3] ** 2)


@trap("accum", M23)
def reshaped_with_unknown(x):
    return np.sum(x.reshape(3, -1) @ C) + np.sum(np.reshape(x, -1) * np.arange(6.0)) + np.sum(x.reshape(-1, 1, 2)[0])


@trap("accum", M23)
def stacked_with_itself(x):
    return np.sum(np.concatenate([x, x, C]) ** 2 * np.arange(6.0)[:, None]) + np.sum(np.stack((x, x), axis=-1) ** 3)


@trap("accum", V3)
def column_stacked(x):
    return np.sum(np.column_stack([x, x * x]) ** 2)


@trap("accum", V3)
def repeated_and_tiled(x):
    return np.sum(np.repeat(x, 2) * np.arange(6.0)) + np.sum(np.tile(x, (2, 2)) * np.arange(12.0).reshape(2, 6))


@trap("accum", V3, may_refuse=True)
def repeated_unevenly(x):
    return np.sum(np.repeat(x, [1, 0, 2]) * W)


@trap("accum", V3, may_refuse=True)
def padded(x):
    return np.sum(np.pad(x, (1, 2)) ** 2 * np.arange(6.0))


@trap("accum", V3, may_refuse=True)
def differences_of_neighbours(x):
    return np.sum(np.diff(x) ** 2)


@trap("accum", V3)
def rolled_and_flipped(x):
    return np.sum(np.roll(x, -1) * x * W) + np.sum(np.flip(x) * W) + np.sum(x[::-1] * x)


@trap("accum", M23)
def rolled_matrix(x):
    return (
        np.sum(np.roll(x, 1) * x) + np.sum(np.roll(x, 2, axis=1) * C) + np.sum(np.flip(x) * C) + np.sum(np.flip(x, 0))
    )


@trap("accum", V3)
def broadcast_explicitly(x):
    return np.sum(np.broadcast_to(x, (2, 3)) * C) + np.sum(np.broadcast_to(x[:, None], (3, 2)) * C.T)


@trap("accum", V3)
def built_from_elements(x):
    m = np.array([[x[0], 2.0], [x[1] * x[2], x[0]]])
    return np.sum(m @ m)


@trap("accum", V3)
def built_from_rows(x):
    return np.sum(np.array([x, x * x, W]) ** 2)


@trap("accum", V3)
def summed_by_python(x):
    return sum(x) * sum([v * v for v in x], 1.0)


@trap("accum", V3, may_refuse=True)
def summed_from_a_generator(x):
    return sum(x[i] * i for i in range(3)) * x[0]


@trap("accum", V3)
def iterated_with_zip(x):
    s = 0.0
    for a, b in zip(x, x[1:]):
        s = s + a * b
    return s


@trap("accum", V3)
def iterated_with_enumerate(x):
    s = 0.0
    for i, a in enumerate(x):
        s = s + i * a * a
    return s


@trap("accum", M23)
def iterated_rows(x):
    s = 0.0
    for row in x:
        s = s + row @ W * row[0]
    return s


@trap("accum", single(1.0, 2.0, 3.0), np.array([2.0, 4.0, 6.0], dtype=np.float32))
def float32_kept(x):
    return np.sum(x * x)


@trap("accum", single(1.0, 2.0, 3.0), np.array([1.0, 10.0, 100.0], dtype=np.float32))
def float32_with_float64(x):
    return np.sum(x * W)


@trap("accum", single(1.0, 2.0, 3.0), np.array([2.0, 3.0, 4.0], dtype=np.float32))
def float32_with_integers(x):
    return np.sum(x * K)


@trap("accum", lambda: np.float32(2.0), np.float32(6.0))
def float32_scalar(x):
    return np.sum(x * np.ones(2)) * x - x * x * x / 6.0 + x / 1.0 - x + x * 0.0


@trap("accum", lambda: np.asfortranarray(np.arange(6.0).reshape(2, 3)))
def fortran_order(x):
    return np.sum(x * C) + np.sum(x.ravel() * np.arange(6.0)) + np.sum(x.T.reshape(-1) ** 2)


@trap("accum", lambda: np.arange(12.0)[::2])
def strided_input(x):
    return np.sum(x * x) + x[1] * x[-1]


@trap("accum", lambda: np.zeros(0), np.zeros(0))
def no_elements(x):
    return np.sum(x * x)


@trap("accum", vector(0.4, 1.3))
def two_outputs_of_split(x):
    a, b = np.split(x, 2)
    return np.sum(a * b) + a[0]


@trap("accum", M33)
def triangles(x):
    return np.sum(np.tril(x) ** 2 * np.arange(9.0).reshape(3, 3)) + np.sum(np.triu(x, 1) @ x)


@trap("accum", M33)
def diagonals(x):
    return np.sum(np.diag(x) ** 2) + np.sum(np.diag(np.diag(x)) @ x)


@trap("accum", M33, may_refuse=True)
def linear_algebra(x):
    m = x @ x.T + np.eye(3)
    return np.linalg.det(m) + np.sum(np.linalg.inv(m) ** 2) + np.sum(np.linalg.solve(m, x) ** 2)


@trap("accum", M33, may_refuse=True)
def cholesky_factor(x):
    return np.sum(np.linalg.cholesky(x @ x.T + np.eye(3)) * np.arange(9.0).reshape(3, 3))


@trap("accum", M33, may_refuse=True)
def eigenvalues(x):
    return np.sum(np.linalg.eigvalsh(x + x.T) * W)


@trap("accum", V3, may_refuse=True)
def vector_products(x):
    return np.sum(np.cross(x, W) ** 2) + np.sum(np.kron(x, W)) + np.sum(np.convolve(x, W) ** 2)


@trap("accum", M23)
def averages(x):
    return np.mean(x) * np.mean(x, axis=None) + np.mean(x[0]) / x.size + x.mean() * x.ndim


@trap("accum", scalar(0.7))
def reductions_of_a_scalar(x):
    return np.sum(x) * np.mean(x) + np.max(x) * np.prod(x) + np.sum(np.atleast_1d(x))


@trap("accum", matrix([0.3], [0.9]))
def squeezed_axes(x):
    return np.sum(np.squeeze(x) ** 2 * np.array([1.0, 5.0])) + np.sum(x.squeeze(axis=1)[0] * x)


@trap("accum", shaped(3, 1))
def column_broadcast_explicitly(x):
    return np.sum(np.broadcast_to(x, (3, 2)) * C.T) + np.sum(np.broadcast_to(x, C.T.shape) ** 2)


@trap("accum", shaped(3, 1))
def column_filled(x):
    return np.sum(np.full((3, 2), x) * C.T) + np.sum(np.full_like(C.T, x) ** 2)


@trap("accum", shaped(1, 3))
def row_filled(x):
    return np.sum(np.full((2, 3), x) * C) + np.sum(np.full((3,), x[0]) * W)


@trap("accum", shaped(3, 1))
def column_written(x):
    b = np.zeros((3, 2))
    b[:] = x
    return np.sum(b * C.T)


@trap("accum", shaped(1, 3), may_refuse=True)
def columns_ranged(x):
    return np.sum(np.linspace(x[0], 2.0, 2) * C) + np.sum(np.linspace(0.0, x, 2)[:, 0] * C)
