"""Memory that is seen under several names: views, copies, conversions, callees."""

from __future__ import annotations

import copy

import numpy as np

from tests.traps.registry import matrix, trap, vector

W = np.array([1.0, 10.0, 100.0])
M = matrix([1.0, 2.0], [3.0, 4.0])
V3 = vector(1.2, -0.7, 2.1)


@trap("memory", V3)
def augmented_view_of_step_minus_one(x):
    b = x * 1.0
    b[::-1] += b
    return np.sum(b * W)


@trap("memory", V3)
def augmented_fancy_with_repeats(x):
    b = x * 1.0
    b[[0, 0, 1]] += x
    b[[2, 2]] *= 3.0
    return np.sum(b * W)


@trap("memory", V3)
def ufunc_at_of_many_kinds(x):
    b = np.ones(3)
    np.multiply.at(b, [0, 0, 2], x)
    np.subtract.at(b, [1, 1, 1], x[::-1])
    np.add.at(b, slice(0, 2), x[:2] ** 2)
    return np.sum(b * W)


@trap("memory", V3)
def ufunc_at_of_matrix_indices(x):
    b = np.zeros((2, 2))
    np.add.at(b, ([0, 0, 1], [1, 1, 0]), x)
    np.add.at(b, 0, x[:2])
    np.maximum.at(b, ([0], [0]), 0.5)
    return np.sum(b**2)


@trap("memory", V3)
def divide_and_negative_at(x):
    b = x * 2.0
    np.divide.at(b, [0, 0], x[1])
    np.negative.at(b, [2])
    return np.sum(b * W)


@trap("memory", V3, [0.0, 1.0, 0.0])
def written_to_integers_and_bools(x):
    i = np.zeros(3, dtype=int)
    i[:] = x * 3.0
    b = np.zeros(2, dtype=bool)
    b[0] = x[0]
    return i.sum() * 1.0 + b.sum() + x[1]


@trap("memory", vector(1.5, 2.5, 0.5))
def float32_buffer_in_between(x):
    b = np.zeros(3, dtype=np.float32)
    b[:] = [1.5, 2.5, 0.5]
    b *= 2
    return np.sum(b * x)


@trap("memory", V3)
def casts_back_and_forth(x):
    return (
        np.sum(x.astype(np.complex128).real ** 2)
        + np.sum(x.astype(np.float64, copy=False) * W)
        + np.sum(x.astype(int) * x)
        + np.sum(np.float64(x[0]) * np.asarray(x, dtype=float))
    )


@trap("memory", M)
def row_view_chain_written(x):
    b = x * 1.0
    r = b[0]
    s = r[1:]
    s *= b[1, 0]
    r[0] = s[0]
    return np.sum(b**2)


@trap("memory", M)
def for_rows_in_place(x):
    b = x * 1.0
    for row in b:
        row /= row.sum()
    return np.sum(b**2)


@trap("memory", M)
def enumerate_rows_of_transpose(x):
    b = x * 1.0
    for i, col in enumerate(b.T):
        col[i] = col[1 - i] ** 2
    return np.sum(b * np.array([[1.0, 2.0], [3.0, 4.0]]))


@trap("memory", M)
def zip_of_rows_written(x):
    a, b = x * 1.0, x * 2.0
    for p, q in zip(a, b[::-1]):
        p += q
        q[:] = p[::-1] * p
    return np.sum(a * b)


@trap("memory", M)
def starred_unpacking_of_rows_are_views(x):
    b = x * 1.0
    first, *others = b
    first *= 3.0
    others[0][:] = first
    return np.sum(b**2)


@trap("memory", M)
def swapped_rows_by_tuple_of_views_wrong(x):
    b = x * 1.0
    b[0], b[1] = b[1], b[0]
    return np.sum(b * np.array([[1.0, 2.0], [3.0, 4.0]]))


@trap("memory", M)
def swapped_rows_by_fancy(x):
    b = x * 1.0
    b[[0, 1]] = b[[1, 0]]
    b[:, [0, 1]] = b[:, [1, 0]] * x
    return np.sum(b * np.array([[1.0, 2.0], [3.0, 4.0]]))


@trap("memory", V3)
def write_through_where_indices(x):
    b = x * 1.0
    b[np.where(b > 0)] = -(x[np.nonzero(x > 0)] ** 2)
    b[np.argmax(b)] += 10.0 * x[0]
    return np.sum(b * W)


@trap("memory", V3)
def nested_mask_of_mask_does_nothing(x):
    b = x * 1.0
    b[b > 0][0] = 99.0
    b[[0, 1]][0] = 77.0
    b[0:2][0] = x[2] ** 2
    return np.sum(b * W)


@trap("memory", V3)
def out_is_a_view_of_an_input(x):
    b = np.concatenate([x, x])
    np.add(b[:3], b[3:], out=b[1:4])
    np.multiply(b[::2], 2.0, out=b[::2])
    return np.sum(b * np.arange(6.0))


@trap("memory", V3)
def out_is_a_fancy_copy_does_nothing(x):
    b = x * 1.0
    np.add(x, 1.0, out=b[[0, 1, 2]])
    return np.sum(b * W)


@trap("memory", V3, may_refuse=True)
def out_tuple(x):
    q, r = np.zeros(3), np.zeros(3)
    np.divmod(x, 0.5, out=(q, r))
    np.exp(x, out=(q,))
    return np.sum(q * W) + np.sum(r)


@trap("memory", V3)
def returned_out_is_the_same_array(x):
    b = np.zeros(3)
    c = np.multiply(x, 2.0, out=b)
    c[0] = x[1] ** 2
    return np.sum(b * c)


@trap("memory", V3)
def copies_of_all_kinds(x):
    b = x * 1.0
    c, d, e, f = b.copy(), np.copy(b), copy.copy(b), copy.deepcopy(b)
    g, h = np.array(b), np.array(b, copy=True)
    i, j = np.asarray(b), b.view()
    b[0] = 0.0
    j[1] = x[0] ** 2
    return np.sum(c * d * e) + np.sum(f * g * h) + np.sum(i**2)


@trap("memory", V3)
def plus_is_a_copy_but_reshape_is_not(x):
    b = +x
    c = b.reshape(3, 1)
    d = b[:, None]
    b *= 2.0
    c[0, 0] = 5.0
    return np.sum(d**2)


@trap("memory", V3)
def conditional_view_or_copy(x):
    b = x * 1.0
    c = b if x[0] > 0 else b.copy()
    c += 1.0
    d = b[:] if x[1] > 0 else b + 0.0
    d *= 2.0
    return np.sum(b * c) + np.sum(d)


@trap("memory", V3)
def alias_changes_in_loop(x):
    a, b = x * 1.0, x * 2.0
    p, q = a, b
    for i in range(4):
        p[i % 3] += q[(i + 1) % 3] ** 2
        if i != 1:
            p, q = q, p
    return np.sum(a * W) + np.sum(b)


@trap("memory", V3, may_refuse=True)
def ring_of_three_arrays(x):
    ring = [x * 1.0, x * 2.0, x * 3.0]
    for i in range(5):
        ring[i % 3][:] = ring[(i + 1) % 3] * ring[(i + 2) % 3] * 0.3
        ring.append(ring.pop(0))
    return np.sum(ring[0] + 2.0 * ring[1])


@trap("memory", V3)
def history_of_references_and_of_copies(x):
    state, seen, kept = x * 1.0, [], []
    for _ in range(3):
        seen.append(state)
        kept.append(state.copy())
        state *= x
    return np.sum(seen[0]) + np.sum(kept[0] * kept[2]) + np.sum(seen[-1] * kept[1])


@trap("memory", V3)
def history_rebinds(x):
    state, seen = x * 1.0, []
    for _ in range(3):
        seen.append(state)
        state = state * x
    seen[1] += 1.0
    return sum(np.sum(s * s) for s in seen) + np.sum(state)


def _accumulate(total, term, scale=1.0):
    total += scale * term


@trap("memory", V3)
def helper_augments_array_but_not_number(x):
    t, s = np.zeros(3), 0.0
    _accumulate(t, x)
    _accumulate(s, x[0])
    _accumulate(t[1:], x[:-1], scale=x[2])
    return np.sum(t * W) + s


def _normalise(v):
    v /= np.linalg.norm(v)
    return v


@trap("memory", M)
def helper_returns_its_argument(x):
    b = x * 1.0
    c = _normalise(b[0])
    c *= 2.0
    d = _normalise(b[:, 1])
    return np.sum(b**2 * np.array([[1.0, 2.0], [3.0, 4.0]])) + c[0] * d[1]


@trap("memory", V3)
def outer_array_is_only_read(x):
    global W
    return np.sum(W * x) + np.sum(W[::-1][:2] * x[:2] ** 2)


@trap("memory", V3)
def dictionary_of_arrays_augmented(x):
    d = {"a": x * 1.0, "b": np.zeros(3)}
    for k in d:
        d[k] += x
    d["b"][0] *= d["a"][1]
    e = d["a"]
    d["a"] = d["a"] * 2.0
    e -= 100.0 * x
    return np.sum(d["a"] * W) + np.sum(d["b"]) + np.sum(e)


@trap("memory", V3)
def list_multiplication_shares_rows(x):
    rows = [x * 1.0] * 2
    rows[0][0] = 7.0
    return np.sum(rows[0] * rows[1])


@trap("memory", V3)
def comprehension_makes_rows_apart(x):
    rows = [x * 1.0 for _ in range(2)]
    rows[0][0] = 7.0
    rows[1] += rows[0]
    return np.sum(rows[0] * rows[1])


@trap("memory", V3)
def stack_is_a_copy_of_the_rows(x):
    a = x * 1.0
    m = np.stack([a, a])
    m[0] *= 2.0
    a[0] = 9.0
    return np.sum(m[0] * m[1] * a)


@trap("memory", V3)
def array_of_list_of_scalars_is_a_copy(x):
    values = [x[0], x[1]]
    a = np.array(values)
    values[0] = 5.0
    a[1] = a[0] ** 2
    return np.sum(a) * values[0]


@trap("memory", M)
def flat_and_nditer_writes(x):
    b = x * 1.0
    b.flat[1:3] = x[0, 0] ** 2
    b.flat[0] += 1.0
    return np.sum(b * np.array([[1.0, 2.0], [3.0, 4.0]])) + sum(v * i for i, v in enumerate(b.flat))


@trap("memory", M)
def diagonal_by_einsum_is_a_view(x):
    b = x * 1.0
    d = np.einsum("ii->i", b)
    d *= 3.0
    return np.sum(b**2)


@trap("memory", M)
def diagonal_by_arange(x):
    b = x * 1.0
    i = np.arange(2)
    b[i, i] = x[i, ::-1][0] ** 2
    b[i, i[::-1]] += 1.0
    return np.sum(b**2)


@trap("memory", M)
def triangle_written_by_mask_and_indices(x):
    b = x * 1.0
    b[np.tril_indices(2, -1)] = 0.0
    b[np.triu(np.ones((2, 2), dtype=bool), 1)] *= x[0, 0]
    return np.sum(b**2)


@trap("memory", M)
def mask_of_rows_and_columns(x):
    b = x * 1.0
    rows = np.array([True, False])
    b[rows] = b[~rows] * 2.0
    b[:, rows] += x[:, ~rows]
    b[rows, 1] = x[1, 1] ** 2
    return np.sum(b**2)


@trap("memory", M)
def ix_written(x):
    b = np.zeros((3, 3))
    b[np.ix_([0, 2], [1, 2])] = x
    b[np.ix_([0, 1], [0, 1])] += x**2
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("memory", V3)
def broadcast_write_of_scalar_row_and_column(x):
    b = np.zeros((3, 3))
    b[...] = x
    b[:, 0] = x[0]
    b[1:, 1:] = x[1:, None]
    b[0] *= x
    b[:, :] -= x[:, np.newaxis]
    return np.sum(b**2)


@trap("memory", V3)
def write_with_extra_leading_one(x):
    b = np.zeros(3)
    b[:] = x[None, :]
    b[1:2] = x[0] ** 2
    b[()] = b * 2.0
    return np.sum(b * W)


@trap("memory", V3)
def written_list_values(x):
    b = np.zeros((2, 3))
    b[0] = [x[0], 1.0, x[1] * x[2]]
    b[1, :2] = (x[2], x[0])
    b[:, -1] = [x[0] ** 2, 3.0]
    return np.sum(b**2)


@trap("memory", V3)
def shift_registers(x):
    h = np.zeros(4)
    out = 0.0
    for v in x:
        h[1:] = h[:-1]
        h[0] = v
        out += h @ np.array([1.0, 0.5, 0.25, 0.1]) ** 2 * h[1]
    return out + h.sum()


@trap("memory", V3)
def roll_assigned_in_place(x):
    b = x * 1.0
    b[:] = np.roll(b, 1)
    b[:] = b[::-1] * b
    b[1:] -= b[:-1]
    return np.sum(b * W)


@trap("memory", V3)
def cumulative_in_place_loops(x):
    b = x.copy()
    for i in range(1, len(b)):
        b[i] += b[i - 1] * b[i]
    for i in range(len(b) - 2, -1, -1):
        b[i] *= b[i + 1]
    return b[0] + b[1]


@trap("memory", lambda: np.array([[1.0, 2.0], [3.0, 4.0]], order="F"))
def fortran_argument_raveled(x):
    r = x.ravel()
    r[0] = 50.0
    f = x.ravel("F")
    f2 = x.reshape(-1, order="F")
    y = x.T.ravel()
    return np.sum(x * np.arange(4.0).reshape(2, 2)) + np.sum(f2 * f) + r[1] * y[2]


@trap("memory", lambda: np.arange(1.0, 9.0)[::2])
def strided_argument_written(x):
    x[1:] *= x[:-1]
    return np.sum(x)


@trap("memory", lambda: np.array([1.0, 2.0, 3.0])[::-1])
def reversed_argument_written(x):
    y = x[::-1]
    y[0] = x[0] ** 2
    return np.sum(x * W)


@trap("memory", lambda: np.broadcast_to(np.array([1.0, 2.0]), (3, 2)), None)
def argument_with_zero_strides(x):
    return np.sum(x**2 * np.arange(6.0).reshape(3, 2))


@trap("memory", V3)
def swapaxes_and_moveaxis_views_written(x):
    b = np.zeros((2, 3))
    np.swapaxes(b, 0, 1)[:, 0] = x
    np.moveaxis(b, 0, -1)[1] += 5.0 * x[0]
    b.T[2, 1] = x[1] ** 2
    np.expand_dims(b, 0)[0, 1, 0] = x[2]
    np.atleast_3d(b)[0, 0, 0] *= 3.0
    return np.sum(b**2)


@trap("memory", V3)
def split_views_written(x):
    b = np.concatenate([x, x**2])
    p, q = np.split(b, 2)
    p *= q
    l, r = np.hsplit(b, [4])
    l[3] = r[0]
    for i, part in enumerate(np.array_split(b, 3)):
        part += i
    return np.sum(b * np.arange(6.0))


@trap("memory", V3)
def broadcast_views_read_after_write(x):
    b = x * 1.0
    w = np.broadcast_to(b, (2, 3))
    b[0] = x[1] ** 2
    return np.sum(w * np.arange(6.0).reshape(2, 3))


@trap("memory", V3)
def squeeze_and_atleast_are_views(x):
    b = x * 1.0
    c = np.atleast_2d(b)
    d = np.squeeze(c)
    d[0] = 4.0
    c[0, 1] = x[2] ** 2
    return np.sum(b**2)


@trap("memory", V3, may_refuse=True)
def real_and_imag_views(x):
    z = x + 1j * x**2
    z.real[0] = x[1]
    np.imag(z)[1] = 3.0
    z.imag *= 2.0
    return np.sum(np.abs(z) ** 2)


@trap("memory", V3)
def sort_in_place_then_view(x):
    b = x * 1.0
    v = b[:2]
    b.sort()
    return np.sum(v * W[:2]) + b[2] ** 2


@trap("memory", V3)
def sliding_window_sees_writes(x):
    b = np.concatenate([x, x])
    w = np.lib.stride_tricks.sliding_window_view(b, 2)
    b[2] = x[0] ** 2
    return np.sum(w * np.arange(10.0).reshape(5, 2))


@trap("memory", V3)
def zero_dimensional_buffers(x):
    s = np.zeros(())
    s += x[0]
    s[...] = s * x[1]
    t = np.array(x[2])
    t *= s
    u = s
    u += 1.0
    return s * t + float(u)


@trap("memory", V3)
def numpy_scalar_augmented_does_not_write(x):
    a = x[0]
    a *= 3.0
    b = np.float64(2.0)
    c = b
    c += a
    return a + b * c + x[0]


@trap("memory", V3)
def empty_slices_written(x):
    b = x * 1.0
    b[3:] = 7.0
    b[1:1] += x[:0]
    b[np.zeros(3, dtype=bool)] = 5.0
    b[[]] = 3.0
    return np.sum(b * W)


@trap("memory", V3)
def write_in_comparison_of_self(x):
    b = x * 1.0
    b[b == b.max()] = 0.0
    b[b < 0] **= 2
    b -= b.mean()
    b /= b.std()
    return np.sum(b * W)


@trap("memory", V3)
def minimum_in_place_relaxation(x):
    d = np.full(4, 10.0)
    d[0] = 0.0
    for _ in range(2):
        for i in range(3):
            if d[i] + x[i] ** 2 < d[i + 1]:
                d[i + 1] = d[i] + x[i] ** 2
        np.minimum(d, d[::-1] + x[0], out=d)
    return d.sum()


@trap("memory", V3)
def augmented_with_itself_and_its_views(x):
    b = x * 1.0
    b += b
    b *= b[::-1]
    b -= b[0]
    b[1:] /= b[1:] + 5.0
    b **= 2
    return np.sum(b * W)


@trap("memory", V3)
def deleted_array_keeps_view(x):
    b = x * 1.0
    v = b[1:]
    b[1] = x[0] ** 2
    del b
    return np.sum(v**2)


@trap("memory", V3, may_refuse=True)
def parts_of_complex_arrays_assigned(x):
    z = np.zeros(3, dtype=complex)
    z.real = x
    z.imag = 2.0
    z.imag *= x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def view_method(x):
    b = x * 1.0
    v = b.view()
    v[0] = x[1] ** 2
    w = b.view()
    b[1] = 3.0
    return np.sum(v * w) + np.sum(x.view() * W)


@trap("memory", V3)
def symmetric_transforms(x):
    return np.sum(np.fft.hfft(x) ** 2 * np.arange(4.0)) + np.sum(np.abs(np.fft.ihfft(x, norm="ortho")) ** 2)


@trap("memory", V3)
def vectors_times_matrices(x):
    return np.sum(np.vecmat(x, np.outer(x, W)) ** 2)


@trap("memory", V3)
def indices_of_triangles(x):
    m = np.outer(x, x)
    return np.sum(m[np.triu_indices_from(m, 1)] * W) + np.sum(m[np.tril_indices_from(m)] ** 2)


@trap("memory", V3)
def copies_asked_for(x):
    b = x * 1.0
    c, d = np.array(b, copy=True), b.astype(float, copy=True)
    v = b[1:]
    b[0] = 0.0
    v[0] = x[0] ** 2
    return np.sum(c * d * W) + np.sum(b * c)


@trap("memory", V3)
def copies_not_asked_for(x):
    b = x * 1.0
    c, d, e = np.array(b, copy=False), b.astype(np.float64, copy=False), np.array(b, copy=None)
    b[0] = 0.0
    d[1] = x[0] ** 2
    return np.sum(c * d * W) + np.sum(e * x)


@trap("memory", V3)
def conversions_that_must_copy(x):
    b = x * 1.0
    c, d = b.astype(complex, copy=False), b.astype(int, copy=False)
    v = b[1:]
    b[0] = 0.0
    v[0] = x[0] ** 2
    return np.sum(c.real * W) + np.sum(d * x) + np.sum(b)


@trap("memory", V3, may_refuse=True)
def conversions_in_an_order(x):
    b = np.outer(x, x)
    c = np.array(b, copy=None, order="F")
    d = np.asarray(b, order="F")
    b[0] = 0.0
    return np.sum(c * W) + np.sum(d * x)


@trap("memory", V3)
def asarray_of_another_dtype(x):
    b = x * 1.0
    c, d = np.asarray(b, dtype=np.float32), np.asarray(b, dtype=float)
    b[0] = 0.0
    return np.sum(d * W) + np.float64(np.sum(c[:0])) + np.sum(np.asarray(b, complex).real)


@trap("memory", V3)
def real_of_a_real_array_is_the_array(x):
    b = x * 1.0
    r = b.real
    r[0] = x[1] ** 2
    s = np.real(b)
    s *= 2.0
    return np.sum(b * W)


@trap("memory", V3, may_refuse=True)
def nan_to_num_in_place(x):
    b = np.where(x > 0, x, np.nan)
    v = b[1:]
    np.nan_to_num(b, copy=False, nan=2.0)
    return np.sum(v * W[1:]) + b[0] ** 2


@trap("memory", V3)
def conjugate_of_a_real_array(x):
    b = x * 1.0
    c = b.conj()
    b[0] = 5.0
    d = np.conjugate(b)
    b[1] = x[0] ** 2
    return np.sum(c * W) + np.sum(d)


@trap("memory", V3)
def squeeze_and_ravel_of_parts(x):
    m = np.outer(x, x)
    r, s = np.ravel(m[:, 0]), np.squeeze(m[:1])
    t = m[1:].reshape(-1)
    m[0] = x
    m[:, 0] *= 2.0
    return np.sum(r * W) + np.sum(s * x) + np.sum(t)


@trap("memory", V3)
def ascontiguous_of_transposed(x):
    m = np.outer(x, x)
    a, b = np.ascontiguousarray(m), np.ascontiguousarray(m.T)
    m[0, 1] = 7.0 * x[2]
    return np.sum(a * W) + np.sum(b * x)


@trap("memory", V3)
def asarray_of_integers_has_no_slope(x):
    b = x * 3.0
    c = np.asarray(b, dtype=int)
    b[0] = 0.0
    return np.sum(c * x) + np.sum(b)
