"""Writes: what each form of assignment, ``out=``, ``where=`` and the functions that write do to what was there."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import scalar, shaped, single, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
V4 = vector(1.2, -0.7, 2.1, 0.4)
M23 = shaped(2, 3)
M33 = shaped(3, 3)
T234 = shaped(2, 3, 4)


@trap("writing", V4)
def fancy_product_loses_repeats(x):
    b = x * 1.0
    b[[0, 0, 3, 3]] *= x
    return np.sum(b**2)


@trap("writing", V4)
def fancy_write_of_a_matrix_last_wins(x):
    b = np.zeros(3)
    b[np.array([[0, 1], [1, 0]])] = np.outer(x[:2], x[2:])
    return np.sum(b * W)


@trap("writing", M33)
def fancy_rows_repeated_last_wins(x):
    b = np.zeros((2, 3))
    b[[1, 0, 1]] = x * x
    return np.sum(b * np.arange(6.0).reshape(2, 3))


@trap("writing", M33)
def fancy_pairs_repeated_last_wins(x):
    b = x * 1.0
    b[[0, 1, 0], [2, 2, 2]] = x[:, 0] * x[:, 1]
    b[np.ix_([0, 2], [1, 0])] *= x[:2, :2]
    return np.sum(b**2)


@trap("writing", V4)
def fancy_write_of_what_is_read_at_the_same_places(x):
    b = x * 1.0
    i = np.array([3, 0, 1])
    b[i] = b[i[::-1]] * b[i]
    b[-1] = b[i][0]
    return np.sum(b * np.array([1.0, 3.0, 7.0, 2.0]))


@trap("writing", M23)
def add_at_of_pairs(x):
    b = np.zeros((2, 2))
    np.add.at(b, ([0, 1, 0], [1, 1, 1]), x[0] * x[1])
    np.add.at(b, (slice(None), [0, 0]), x[:, :2])
    return np.sum(b**2)


@trap("writing", V4)
def maximum_at(x):
    b = np.array([0.0, 1.0])
    np.maximum.at(b, [0, 0, 1, 1], x)
    return np.sum(b * np.array([1.0, 3.0]))


@trap("writing", V4)
def multiply_at(x):
    b = np.array([2.0, 3.0])
    np.multiply.at(b, [0, 0, 1, 0], x)
    return np.sum(b * np.array([1.0, 3.0]))


@trap("writing", M33)
def mask_with_a_broadcast_row(x):
    b = x * 1.0
    b[x[:, 0] > 0] = x[1] * 2.0
    b[:, b[0] < 0] += 1.0
    return np.sum(b**2)


@trap("writing", M33)
def mask_in_two_dimensions_added(x):
    b = x * 1.0
    b[b > 0] += b[0, 0]
    b[b < 0] *= b[b < 0]
    return np.sum(b * np.arange(9.0).reshape(3, 3))


@trap("writing", M33)
def mask_and_integer_together(x):
    b = x * 1.0
    b[x[:, 0] > 0, 1] = x[0, 0] * x[0, 1]
    b[1, x[1] < 0] = 3.0
    return np.sum(b**2)


@trap("writing", V4)
def mask_that_changes_with_the_write(x):
    b = x * 1.0
    m = b > 0
    b[m] -= 1.0
    m &= b > 0
    b[m] = b[m] ** 2
    b[~m] *= 3.0
    return np.sum(b**2)


@trap("writing", V4)
def out_and_where(x):
    b = x * x
    np.multiply(x, 3.0, out=b, where=x > 0)
    np.sqrt(b, out=b, where=b > 1.0)
    return np.sum(b**2)


@trap("writing", vector(0.0, -1.0, 2.0), [0.0, 0.0, 0.5])
def log_where_positive(x):
    return np.sum(np.log(x, out=np.zeros_like(x), where=x > 0))


@trap("writing", vector(0.0, -1.0, 2.0), [0.0, 1.0, -0.25])
def divide_where_not_zero(x):
    r = np.divide(1.0, x, out=np.zeros(3), where=x > 0)
    r[1] = x[1]
    return np.sum(r)


@trap("writing", vector(0.0, 4.0), [1.0, 0.25])
def sqrt_out_where_keeps_the_old(x):
    b = x * 1.0
    np.sqrt(x, out=b, where=x > 0)
    return np.sum(b)


@trap("writing", V3)
def sum_where(x):
    return np.sum(x * x, where=x > 0) + np.sum(x, where=[True, False, True], initial=3.0)


@trap("writing", V3)
def max_where_with_initial(x):
    return np.max(x, where=x < 2.0, initial=-10.0) * np.mean(x, where=x > 0)


@trap("writing", M23)
def reductions_into_out(x):
    b = np.zeros(3)
    np.max(x, axis=0, out=b)
    c = np.zeros(2)
    np.mean(x * x, axis=1, out=c)
    x.sum(axis=1, out=c[:])
    np.cumsum(b, out=b)
    return np.sum(b**2) * c[0] + c[1]


@trap("writing", M33)
def matmul_into_out(x):
    b = np.zeros((3, 3))
    np.matmul(x, x, out=b)
    np.dot(b, x, out=b[:])
    return np.sum(b**2)


@trap("writing", M33)
def dot_out_and_matmul_augmented(x):
    b = x * 1.0
    b @= x
    b @= b.T
    return np.sum(b)


@trap("writing", M23)
def concatenate_into_out(x):
    b = np.zeros((4, 3))
    np.concatenate([x, x * x], out=b)
    np.stack([x[0], x[1]], out=b[::2])
    return np.sum(b**2 * np.arange(12.0).reshape(4, 3))


@trap("writing", V4)
def clip_and_sort_into_out(x):
    b = x * 2.0
    np.clip(b, -1.0, 3.0, out=b)
    b.sort()
    b[::-1].sort()
    return np.sum(b * np.array([1.0, 3.0, 7.0, 2.0]))


@trap("writing", V4)
def partition_in_place(x):
    b = x * 2.0
    b.partition(2)
    return b[2] ** 2 + np.sum(b[3:])


@trap("writing", M33)
def sorted_along_the_first_axis(x):
    b = x * 2.0
    b.sort(axis=0)
    b.T.sort(axis=0)
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("writing", V4)
def take_into_out_with_modes(x):
    return np.sum(np.take(x, [5, -1, 2], mode="wrap") ** 2) + np.sum(x.take([7, -3, 1], mode="clip") ** 3)


@trap("writing", M23)
def put_along_axis(x):
    b = x * 1.0
    i = np.argmax(b, axis=1)[:, None]
    np.put_along_axis(b, i, x[:, :1] * x[:, 1:2], axis=1)
    return np.sum(b**2) + np.sum(np.take_along_axis(b, i, axis=1) ** 3)


@trap("writing", V4)
def put_repeats(x):
    b = x * 1.0
    np.put(b, [0, 0, 2], [x[1], x[2], 7.0])
    b.put([1], x[0] * x[0])
    return np.sum(b**2)


@trap("writing", V4)
def place_and_putmask(x):
    b = x * 1.0
    np.place(b, b > 0, [x[0] * 2.0, x[1]])
    np.putmask(b, b < 0, x * x)
    return np.sum(b**2)


@trap("writing", M33)
def copyto_with_where_and_broadcast(x):
    b = x * 1.0
    np.copyto(b, x[0], where=x > 0)
    np.copyto(b[:, 0], 2.0)
    return np.sum(b**2)


@trap("writing", M33)
def fill_diagonal_with_a_vector(x):
    b = x * 1.0
    np.fill_diagonal(b, x[0] * x[1])
    b[np.diag_indices(3)] += x[2]
    b[np.tril_indices(3, -1)] = 0.0
    return np.sum(b**2)


@trap("writing", shaped(3, 4))
def open_mesh_read_and_written(x):
    b, mesh = x * 2.0, np.ix_([0, 2], [1, 3])
    s, row = b[mesh], b[np.ix_([True, False, False], [0, 1])]
    s *= 3.0
    row += x[0, 0]
    b[mesh] = s.T
    return np.sum(b**2 * np.arange(12.0).reshape(3, 4)) + np.sum(row * x[:, :2])


@trap("writing", M33)
def rows_of_an_unknown_number_unpacked(x):
    a = x * x[0]
    p, q, r = a
    q[:] = p * r
    p, r = r, p
    p *= x[1]
    r[0] = x[2, 2]
    return np.sum(a**2 * np.arange(9.0).reshape(3, 3))


@trap("writing", M33)
def unpacked_in_each_trip(x):
    a = x * x[0]
    t = 0.0
    for k in range(3):
        p, q, r = a
        q += p * 0.5
        r[k] = q[k]
        a = a[::-1]
        first, second, third = a[k]
        a[k, 1] = first * third
        t += second
    return t + np.sum(a**2 * np.arange(9.0).reshape(3, 3))


@trap("writing", M33)
def parts_taken_by_indices_of_triangles_and_changed(x):
    b = x * 2.0
    upper, diagonal = np.triu_indices(3, 1), np.diag_indices(3)
    v, d = b[upper], b[diagonal]
    v *= 2.0
    d -= d.mean()
    b[np.tril_indices(3, -1)] = v
    b[diagonal] += d
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("writing", M33)
def parts_taken_by_where_and_changed(x):
    b = x * 2.0
    v, i = b[np.where(x > 0)], np.where(x[0] < 1.0)[0]
    v *= x[0, 0]
    b[i] += v.sum()
    rows = b[i]
    rows[0] = x[1]
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3)) + np.sum(rows * x[np.where(x[:, 0] == x[0, 0])[0]])


@trap("writing", shaped(7, 2))
def diagonal_that_wraps(x):
    b = x * 1.0
    np.fill_diagonal(b, x[:3, 1] * x[3, 0], wrap=True)
    np.fill_diagonal(b[4:].T, x[0, 0], True)
    return np.sum(b**2 * np.arange(14.0).reshape(7, 2))


@trap("writing", M23)
def put_along_no_axis(x):
    b = x * 1.0
    np.put_along_axis(b, np.array([5, 0, 5]), x[0] * x[1], axis=None)
    np.put_along_axis(b, np.array([-2]), x[0, 0], None)
    return np.sum(b**2 * np.arange(6.0).reshape(2, 3))


@trap("writing", M33)
def triangle_mirrored(x):
    b = x * 1.0
    i, j = np.triu_indices(3, 1)
    b[j, i] = b[i, j]
    return np.sum(b @ b)


@trap("writing", V3)
def integer_array_truncates_a_slice(x):
    b = np.zeros(4, dtype=np.int64)
    b[1:] = x
    return np.sum(b * x[0]) + b[3]


@trap("writing", V3)
def float_array_holds_integers(x):
    b = np.arange(3).astype(float)
    b += x
    b[0] = 1
    return np.sum(b**2)


@trap("writing", V3)
def integers_become_floats_by_division(x):
    k = np.array([1, 2, 3])
    y = k / x
    k = k * x
    return np.sum(k * y * x)


@trap("writing", V3)
def rounded_into_integers(x):
    k = np.rint(x).astype(int)
    return np.sum(x * k) + np.sum(x.astype(np.int32) * x) + x[k[0]]


@trap("writing", single(1.0, 2.0, 3.0), np.array([2.0, 4.0, 6.0], np.float32))
def single_written_into_double(x):
    b = np.zeros(3)
    b[:] = x
    b[1:] += 0.0
    return np.sum(b * b)


@trap("writing", vector(0.1, 0.2, 0.3), np.array([1.0, 10.0, 100.0]))
def double_written_into_single(x):
    b = np.zeros(3, dtype=np.float32)
    b[:] = x
    return np.sum(b.astype(float) * W)


@trap("writing", single(0.5, 1.5, 2.5), np.array([2.0, 1.0, 0.0], np.float32))
def single_kept_through_python_floats(x):
    total = 0.0
    for i in range(3):
        total += float(x[i]) * (2 - i)
    return total


@trap("writing", V3)
def array_assigned_from_a_list(x):
    b = np.zeros((2, 3))
    b[0] = [x[0], x[1] * x[2], 1.0]
    b[1, 1:] = x[0], x[2]
    b[:, 0] = [3.0, x[1]]
    return np.sum(b**2)


@trap("writing", V3)
def array_assigned_from_a_comprehension(x):
    b = np.zeros((3, 3))
    b[:] = [v * x for v in x]
    b[1:, :2] = [[x[0], 1.0], [x[1], 2.0]]
    return np.sum(b**2)


@trap("writing", T234)
def ellipsis_and_newaxis_written(x):
    b = x * 1.0
    b[..., -1] = x[..., 0] * x[..., 1]
    b[0, ..., 1] = x[1, :, 2]
    b[:, None, 1, ::2] *= 2.0
    b[1, 2, ...] = 1.0
    return np.sum(b**2)


@trap("writing", M33)
def slice_objects_and_tuples(x):
    b = x * 1.0
    s = slice(0, 2)
    at = (s, slice(None, None, -2))
    b[at] = x[1:, 1:]
    b[np.s_[1:, 0]] += x[0, 0]
    b[(2, 2)] = x[0, 1]
    return np.sum(b**2)


@trap("writing", V3)
def empty_slice_written(x):
    b = x * 1.0
    b[3:] = x[0]
    b[2:1] += 5.0
    b[np.array([], dtype=int)] = 7.0
    b[np.zeros(3, dtype=bool)] = x[1]
    return np.sum(b**2)


@trap("writing", scalar(1.3))
def scalar_broadcast_into_views(x):
    b = np.zeros((3, 4))
    b[1:, ::2] = x
    b[0] += x * x
    b[:, 3] -= b[0, 0] * x
    return np.sum(b**2)


@trap("writing", V3)
def augmented_with_every_operator(x):
    b = x * 2.0
    b += x
    b -= x * x
    b *= x + 3.0
    b /= x + 4.0
    b **= 2
    b %= 5.0
    b //= 0.7
    return np.sum(b * x)


@trap("writing", V3)
def floor_divided_in_place(x):
    b = x * 3.0
    c = b
    c //= x[2] + 0.1
    return np.sum(b * x) + np.sum(np.remainder(x, 0.8)) + np.sum(divmod(x, 0.9)[1])


@trap("writing", V4)
def running_maximum_by_accumulate(x):
    m = np.maximum.accumulate(x)
    p = np.multiply.accumulate(x)
    a = np.add.accumulate(x * x)
    return np.sum(m * np.array([1.0, 3.0, 7.0, 2.0])) + np.sum(p) + np.sum(a**2)


@trap("writing", V4)
def ufunc_methods(x):
    return (
        np.add.reduce(x) * np.multiply.reduce(x)
        + np.maximum.reduce(x)
        + np.sum(np.multiply.outer(x, x) * np.arange(16.0).reshape(4, 4))
        + np.sum(np.add.reduceat(x * x, [0, 2]) * np.array([1.0, 3.0]))
    )


@trap("writing", M23)
def ufunc_reduce_with_axes(x):
    return (
        np.sum(np.add.reduce(x, axis=1) ** 2)
        + np.sum(np.minimum.reduce(x, axis=0, keepdims=True) * x)
        + np.add.reduce(x, axis=None)
        + np.sum(np.subtract.outer(x[0], x[1]) ** 2)
        + np.logical_or.reduce(x > 0)[0] * x[0, 0]
    )


@trap("writing", V4)
def histogram_of_weights(x):
    b = np.bincount(np.array([0, 1, 1, 3]), weights=x * x, minlength=5)
    return np.sum(b * np.arange(5.0) ** 2)


@trap("writing", V3)
def deposit_to_neighbours(x):
    grid = np.zeros(6)
    for p in x:
        c = int(np.floor(p)) + 2
        f = p - np.floor(p)
        grid[c] += 1.0 - f
        grid[c + 1] += f
    return np.sum(grid**2)


@trap("writing", V3)
def deposit_by_fancy_add_at(x):
    grid = np.zeros(6)
    c = np.floor(x).astype(int) + 2
    f = x - np.floor(x)
    np.add.at(grid, c, 1.0 - f)
    np.add.at(grid, c + 1, f)
    return np.sum(grid**2)


@trap("writing", V4)
def write_depends_on_what_is_there(x):
    b = x * 1.0
    for i in range(3):
        if b[i] > b[i + 1]:
            b[i], b[i + 1] = b[i + 1], b[i]
        b[i] += 0.25 * b[i + 1]
    return np.sum(b * np.array([1.0, 3.0, 7.0, 2.0]))


@trap("writing", V4)
def bubble_sort(x):
    b = x.copy()
    n = len(b)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if b[j] > b[j + 1]:
                b[j], b[j + 1] = b[j + 1], b[j]
                swapped = True
        if not swapped:
            break
    return np.sum(b * np.array([1.0, 3.0, 7.0, 2.0]))


@trap("writing", V4)
def ring_buffer_of_the_last_two(x):
    ring = np.zeros(2)
    total = 0.0
    for i in range(4):
        total += ring[(i - 1) % 2] * x[i]
        ring[i % 2] = x[i] * x[i]
    return total + ring[-1]


@trap("writing", V3)
def insert_and_delete_and_append(x):
    y = np.insert(x, 1, x[0] * x[2])
    z = np.delete(y, 0)
    w = np.append(z, [x[0], 1.0])
    return np.sum(w**2 * np.arange(1.0, 6.0)) + np.sum(np.append(x, x[0]) ** 3)


@trap("writing", M23)
def delete_and_insert_along_axes(x):
    y = np.delete(x, [0, 2], axis=1)
    z = np.insert(x, 1, x[0] * 2.0, axis=0)
    return np.sum(y**2) + np.sum(z**2 * np.arange(9.0).reshape(3, 3)) + np.sum(np.append(x, x[:1], axis=0) ** 3)


@trap("writing", V4, may_refuse=True)
def compress_extract_and_choose(x):
    return (
        np.sum(np.compress(x > 0, x) ** 2)
        + np.sum(np.extract(x < 2, x) ** 3)
        + np.sum(np.choose([0, 1, 1, 0], [x, x * x]) * np.arange(4.0))
        + np.sum(x.compress([True, False, True]))
    )


@trap("writing", V4, may_refuse=True)
def piecewise_and_select(x):
    p = np.piecewise(x, [x < 0, x >= 1], [lambda v: v * v, lambda v: v**3, 0.5])
    s = np.select([x < 0, x < 1], [x, 2.0 * x], default=x * x)
    return np.sum(p * s)
