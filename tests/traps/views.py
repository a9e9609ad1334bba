"""Views and second names: who sees a write, and where NumPy makes a copy in their stead."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tests.traps.registry import matrix, scalar, shaped, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
V4 = vector(1.2, -0.7, 2.1, 0.4)
M23 = shaped(2, 3)
M33 = shaped(3, 3)
M44 = shaped(4, 4)


@trap("views", M33)
def ravel_of_columns_is_a_copy(x):
    b = x * 1.0
    r = b[:, :2].ravel()
    r[0] = 0.0
    b[1, 0] = 2.0 * r[1]
    return np.sum(b * b) + np.sum(r * r)


@trap("views", M33)
def ravel_of_rows_is_a_view(x):
    b = x * 1.0
    r = b[1:].ravel()
    r[0] = r[1] * r[2]
    return np.sum(b * b)


@trap("views", M33)
def ravel_in_fortran_order(x):
    b = x * 1.0
    r = b.ravel(order="F")
    r[0] = 0.0
    s = b.T.ravel(order="F")
    s[1] = r[2] * 3.0
    return np.sum(b * b * np.arange(9.0).reshape(3, 3))


@trap("views", lambda: np.asfortranarray(np.arange(6.0).reshape(2, 3) + 0.5))
def ravel_with_order_kept(x):
    b = x * 1.0
    r = b.ravel(order="K")
    r[1] = r[2] * r[3]
    return np.sum(b * b * np.arange(6.0).reshape(2, 3))


@trap("views", M44)
def reshape_of_a_transpose_is_a_copy(x):
    b = x * 1.0
    r = b.T.reshape(2, 8)
    r[0] = 0.0
    q = b.reshape(2, 8)
    q[1] *= b[0, 0]
    return np.sum(b * b) + np.sum(r * r)


@trap("views", M44)
def reshape_of_every_second_row_splits_an_axis(x):
    b = x * 1.0
    r = b[::2].reshape(2, 2, 2)
    r[0, 1, 1] = b[3, 3] * b[0, 0]
    return np.sum(b * b * np.arange(16.0).reshape(4, 4))


@trap("views", M44)
def view_of_view_of_view(x):
    b = x * 1.0
    v = b[1:][::-1].T[1:3]
    v[0, 0] = v[1, 1] * v[0, 2]
    v += 1.0
    return np.sum(b * b * np.arange(16.0).reshape(4, 4))


@trap("views", V4)
def negative_step_over_itself(x):
    b = x * 1.0
    b[1:] += b[:-1][::-1]
    b[::-2] *= b[::2]
    return np.sum(b**3)


@trap("views", V4)
def overlap_in_a_product(x):
    b = x * 1.0
    np.multiply(b[:-1], b[1:], out=b[1:])
    np.add(b[1:], b[:-1], out=b[:-1])
    return np.sum(b * np.array([1.0, 3.0, 7.0, 2.0]))


@trap("views", M33)
def transpose_added_to_itself(x):
    b = x * 1.0
    b += b.T
    b.T[0] *= b[1]
    return np.sum(b * b * np.arange(9.0).reshape(3, 3))


@trap("views", M33)
def rows_exchanged_by_fancy_index(x):
    b = x * 1.0
    b[[0, 2]] = b[[2, 0]]
    b[:, [0, 1]] = b[:, [1, 1]]
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("views", M33)
def rows_exchanged_as_views_go_wrong(x):
    b = x * 1.0
    b[0], b[2] = b[2], b[0]
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("views", M33)
def rows_exchanged_by_copies(x):
    b = x * 1.0
    for i in range(2):
        b[i], b[i + 1] = b[i + 1].copy(), b[i].copy()
    return np.sum(b**2 * np.arange(9.0).reshape(3, 3))


@trap("views", V3)
def three_buffers_rotated(x):
    a, b, c = x * 1.0, np.zeros(3), np.ones(3)
    for k in range(4):
        np.multiply(a, x + k, out=b)
        c += b[::-1]
        a, b, c = b, c, a
    return np.sum(a * W) + np.sum(b) + np.sum(c * c)


@trap("views", V3)
def buffers_swapped_in_a_list(x):
    pair = [x * 1.0, x * x]
    for i in range(3):
        source, target = pair[i % 2], pair[(i + 1) % 2]
        target[1:] = source[:-1] * target[1:]
        target[0] *= source[2]
    return np.sum(pair[0] * W) + np.sum(pair[1] ** 2)


@trap("views", V3)
def buffers_swapped_in_a_dictionary(x):
    state = {"old": x * 1.0, "new": np.zeros(3)}
    for _ in range(3):
        state["new"][:] = np.sin(state["old"]) * x
        state["old"], state["new"] = state["new"], state["old"]
    return np.sum(state["old"] * W) + np.sum(state["new"])


class _Grid:
    def __init__(self, u):
        self.u = u
        self.inside = u[1:-1]
        self.edge = [u[:1], u[-1:]]

    def step(self):
        self.inside *= 0.5 * (self.u[:-2] + self.u[2:])
        for e in self.edge:
            e += 0.1 * self.inside[0]


@trap("views", V4, may_refuse=True)
def attributes_that_are_views(x):
    g = _Grid(x * 1.0)
    g.step()
    g.step()
    return np.sum(g.u**2)


@trap("views", V4, may_refuse=True)
def attribute_rebound_leaves_the_view(x):
    g = _Grid(x * 1.0)
    kept = g.u
    g.u = g.u * 2.0
    g.step()
    return np.sum(g.u * kept)


@trap("views", V4, may_refuse=True)
def attribute_augmented_writes(x):
    g = _Grid(x * 1.0)
    kept = g.u
    g.u *= x
    g.u += 1.0
    return np.sum(kept * kept) + np.sum(g.inside)


@dataclass
class _Pair:
    a: np.ndarray
    b: np.ndarray
    seen: list = field(default_factory=list)


@trap("views", V3, may_refuse=True)
def one_array_in_two_fields(x):
    y = x * 1.0
    p = _Pair(y, y)
    p.a[0] = p.b[1] * 2.0
    p.seen.append(p.a)
    p.b = p.b * 3.0
    p.seen[0][2] = p.b[0]
    return np.sum(p.a * W) + np.sum(p.b)


def _collect(v, into=None):
    if into is None:
        into = []
    into.append(v)
    return into


@trap("views", V3)
def default_none_list(x):
    b = x * 1.0
    kept = _collect(b[1:], _collect(b))
    fresh = _collect(b)
    b[1] = x[0] * x[2]
    return np.sum(kept[0] ** 2) + np.sum(kept[1] ** 3) + fresh[0][1]


def _fill(target, value):
    target[...] = value
    return target[::-1]


@trap("views", V3)
def callee_returns_a_view_of_what_it_wrote(x):
    b = np.zeros(3)
    r = _fill(b, x * x)
    r[0] = 5.0
    _fill(r[1:], r[0] * x[:2])
    return np.sum(b * W)


def _smooth(u, out):
    out[1:-1] = u[:-2] + u[1:-1] + u[2:]
    return out


@trap("views", V4)
def callee_reads_and_writes_the_same_array(x):
    b = x * 1.0
    _smooth(b, b)
    _smooth(b[::-1], b)
    return np.sum(b**2)


def _halve_first(rows):
    for row in rows:
        row[0] *= 0.5
    rows[1] = rows[0] + rows[1]


@trap("views", M33)
def callee_writes_rows_of_an_array_and_of_a_list(x):
    b = x * 1.0
    _halve_first(b)
    rows = [b[0], b[2]]
    _halve_first(rows)
    return np.sum(b**2) + np.sum(rows[1] ** 3)


@trap("views", V3)
def closure_sees_later_writes(x):
    b = x * 1.0

    def energy():
        return np.sum(b * b)

    before = energy()
    b[0] = before
    middle = energy()
    b = np.ones(3)
    return before + 3.0 * middle + energy()


@trap("views", V3)
def lambda_default_keeps_the_array(x):
    b = x * 1.0
    read = lambda i, b=b: b[i]
    b[1] = b[0] * b[2]
    b = b * 2.0
    b[1] = 7.0
    return read(1) * b[0]


@trap("views", M33)
def diagonal_by_flat_stride(x):
    b = x * 1.0
    b.reshape(-1)[::4] = 2.0 * b[0]
    return np.sum(b * b)


@trap("views", M33)
def diagonal_through_a_strided_view_of_ravel(x):
    b = x * 1.0
    d = b.ravel()[:: b.shape[1] + 1]
    d += 1.0
    d *= b[0]
    return np.sum(b * b)


@trap("views", M33)
def column_as_two_dimensions(x):
    b = x * 1.0
    c = b[:, 1:2]
    c *= b[:, :1]
    c[0] = b[2, 2]
    return np.sum(b * b)


@trap("views", V3)
def newaxis_outer_written(x):
    b = np.ones((3, 3))
    b *= x[:, np.newaxis]
    b /= x[np.newaxis, :] + 5.0
    b[np.newaxis][0, 1] = x
    return np.sum(b**2)


@trap("views", M23)
def rolled_axis_is_a_view(x):
    b = x * 1.0
    t = np.moveaxis(b, 0, 1)
    t[2] = t[0] * t[1]
    r = np.rollaxis(b, 1)
    r[0] += 1.0
    return np.sum(b * b)


@trap("views", M23)
def rot90_is_a_view(x):
    b = x * 1.0
    r = np.rot90(b)
    r[0, 1] = r[1, 0] * 2.0
    return np.sum(b**2 * np.arange(6.0).reshape(2, 3))


@trap("views", M23)
def split_rows_are_views(x):
    b = x * 1.0
    top, bottom = np.vsplit(b, 2)
    left, right = np.array_split(b, 2, axis=1)
    top += bottom
    right[1] = left[0, 0]
    return np.sum(b**2)


@trap("views", M23)
def where_result_is_fresh(x):
    b = x * 1.0
    c = np.where(b > 0, b, 2.0 * b)
    c[0] = 0.0
    b[1] = c[1] * b[0]
    return np.sum(b**2) + np.sum(c**3)


@trap("views", V3)
def copy_then_write_both(x):
    b = x * 1.0
    c = b.copy()
    d = np.array(b)
    e = b[:]
    b[0] = 3.0
    c[1] = b[2]
    d[2] = c[1] * x[0]
    return np.sum(b * c * d) + e[0] * e[1]


@trap("views", V3)
def int_index_gives_a_number_not_a_view(x):
    b = x * 1.0
    first = b[0]
    one = b[0:1]
    zero = b[0, ...]
    b[0] = x[2] * x[1]
    return first * one[0] + zero * first


@trap("views", V3)
def zero_dimensional_array_written(x):
    total = np.zeros(())
    for i in range(3):
        total += x[i] * total + x[i]
    kept = total
    total[...] = total * x[0]
    return kept * 1.0 + total[()]


@trap("views", V3)
def zero_dimensional_expression_is_a_scalar(x):
    total = np.array(1.0)
    kept = total
    total = total + x[0]
    total += x[1]
    return kept * total


@trap("views", scalar(1.3))
def array_of_a_scalar_written(x):
    a = np.array([x, 2.0])
    b = a
    b[1] = a[0] * a[1]
    a[0] = b[1]
    return a[0] * b[1]


@trap("views", V3)
def empty_like_is_filled(x):
    b = np.empty_like(x)
    c = np.empty((2, 3))
    b[:] = x
    c[0] = b * b
    c[1] = c[0, ::-1] * b
    return np.sum(c**2)


@trap("views", V3)
def full_array_that_is_overwritten_in_part(x):
    b = np.full(5, x[0])
    b[1:4] = x
    b[-1] = b[0] * b[1]
    return np.sum(b**2)


@trap("views", V3)
def name_rebound_to_its_own_view(x):
    b = np.concatenate([x, x * 2.0])
    whole = b
    while b.size > 1:
        b[0] *= b[-1]
        b = b[1:-1]
    return np.sum(whole**2)


@trap("views", V4, may_refuse=True)
def list_of_views_written_in_a_loop(x):
    b = x * 1.0
    parts = [b[i : i + 2] for i in range(3)]
    for i, p in enumerate(parts):
        p *= i + parts[0][0]
    return np.sum(b**2)


@trap("views", V4)
def view_chosen_by_data(x):
    b = x * 1.0
    for i in range(4):
        v = b[:2] if b[i] > 0.5 else b[2:]
        v *= x[i] + 1.0
    return np.sum(b**2)


@trap("views", V4)
def view_kept_from_the_last_trip(x):
    b = x * 1.0
    last = b[:1]
    for i in range(1, 4):
        last[0] = last[0] * b[i]
        last = b[i : i + 1]
    return np.sum(b**2)


@trap("views", V3)
def unpacked_array_gives_scalars(x):
    b = x * 1.0
    p, q, r = b
    b[0] = 10.0
    [s, *t] = b
    b[1] = 20.0
    return p * q * r + s * t[0]


@trap("views", M23, may_refuse=True)
def unpacked_matrix_gives_views(x):
    b = x * 1.0
    p, q = b
    p *= q
    q[:] = p[::-1]
    return np.sum(b**2)


@trap("views", M33)
def iterating_over_a_transpose(x):
    b = x * 1.0
    for column in b.T:
        column -= np.sum(column * b[0])
    return np.sum(b**2)


@trap("views", M33, may_refuse=True)
def ndindex_and_ndenumerate(x):
    b = x * 1.0
    for i, j in np.ndindex(3, 3):
        if i != j:
            b[i, j] = b[i, j] * b[j, i]
    total = 0.0
    for (i, j), v in np.ndenumerate(b):
        total += (i + 2 * j) * v * v
    return total


@trap("views", V3)
def same_array_as_operand_and_index_source(x):
    b = x * 1.0
    order = np.argsort(b)
    b[order] = b[order[::-1]] * np.arange(1.0, 4.0)
    return np.sum(b * W)


@trap("views", V3)
def iadd_of_itself_reversed(x):
    b = x * 1.0
    b += b[::-1]
    b -= b[0]
    b *= b
    return np.sum(b)


@trap("views", V3)
def divided_by_its_own_element(x):
    b = x * 1.0
    b /= b[0]
    b[1:] /= b[1]
    return np.sum(b * W) + b[2]


@trap("views", M23)
def rows_normalised_by_a_view(x):
    b = x * 1.0
    b /= b[:, :1]
    b -= b[0]
    return np.sum(b**2 * np.arange(6.0).reshape(2, 3))


@trap("views", V3)
def tuple_of_names_assigned_at_once(x):
    a = b = c = x * 1.0
    a, b[0], c = c * 2.0, a[1], b
    return np.sum(a * W) + np.sum(b * c)


@trap("views", V3)
def index_is_computed_before_assignment(x):
    b = x * 1.0
    i = 0
    i, b[i] = 2, b[2] * b[1]
    b[i], i = b[0], 1
    return np.sum(b * W) * b[i]


@trap("views", V3)
def right_side_is_computed_first(x):
    b = x * 1.0

    def change():
        b[0] = b[0] * 3.0
        return b[0]

    b[0] = b[0] + change()
    b[1] += change()
    return np.sum(b * W)


@trap("views", V3)
def augmented_reads_before_the_call(x):
    b = x * 1.0

    def change():
        b[2] = 50.0
        return 1.0

    b[2] += change()
    total = b[2]
    total += change()
    return total + np.sum(b * x)


@trap("views", matrix([0.5, 1.5], [2.5, -0.5]), may_refuse=True)
def flatiter_written_and_read(x):
    b = x * 1.0
    b.flat[1] = b.flat[2] * 2.0
    total = 0.0
    for v in b.flat:
        total = total * 0.5 + v * v
    return total + b.flat[-1]


@trap("views", V3, may_refuse=True)
def real_of_a_complex_array_written(x):
    z = x + 1j * x[::-1]
    z.real[0] = x[1] * x[2]
    z.imag = z.imag * 2.0
    return np.sum(np.abs(z) ** 2 * W)


@trap("views", V3)
def frozen_view_of_a_constant(x):
    b = np.broadcast_to(x[0], (3,)).copy()
    b[1] = x[1]
    return np.sum(b**2)


@trap("views", V3)
def memo_dictionary_of_arrays(x):
    memo = {}
    for i in range(4):
        key = i % 2
        if key not in memo:
            memo[key] = x * (i + 1.0)
        else:
            memo[key] += memo[1 - key]
    return np.sum(memo[0] * W) + np.sum(memo[1] ** 2)


@trap("views", V3)
def concatenated_is_a_copy(x):
    b = x * 1.0
    c = np.concatenate([b])
    s = np.stack([b, b])
    h = np.hstack(b)
    b[0] = 5.0
    c[1] = b[0] * c[0]
    s[0, 2] = c[1]
    return np.sum(b * c) + np.sum(s[0] * s[1]) + h[0] ** 2


@trap("views", V3)
def star_arguments_are_the_same_arrays(x):
    b, c = x * 1.0, x * 2.0

    def scale(*arrays, by):
        for a in arrays:
            a *= by
        return arrays[0]

    d = scale(b, c, b, by=3.0)
    d[0] = c[1]
    return np.sum(b * c)


@trap("views", V3)
def keyword_arguments_are_the_same_arrays(x):
    b = x * 1.0
    settings = {"target": b, "by": 2.0}

    def scale(target, by=1.0, **rest):
        target *= by
        for v in rest.values():
            v += target

    scale(**settings, other=b)
    settings["target"][0] = x[1]
    return np.sum(b**2)


@trap("views", V3)
def conditional_copy(x):
    b = x * 1.0
    c = b if x[0] > 0 else b.copy()
    d = b.copy() if x[0] > 0 else b
    c[0] = b[1] * 3.0
    d[1] = c[0]
    return np.sum(b * W) + np.sum(c * d)


@trap("views", V3)
def or_returns_the_same_list(x):
    given = []
    kept = given or [x * 1.0]
    kept.append(kept[0])
    kept[1][0] = x[1]
    return np.sum(kept[0] ** 2) + len(given)
