"""Writes, views and aliases."""

from __future__ import annotations

import copy

import numpy as np

from tests.traps.registry import matrix, scalar, shaped, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
M22 = matrix([1.1, 2.2], [3.3, -0.4])


@trap("alias", V3)
def overwrite_whole(x):
    b = x * 2.0
    c = b * b
    b[...] = 0.0
    return np.sum(c + b)


@trap("alias", V3)
def base_sees_view_write(x):
    b = x * 1.0
    v = b[1:]
    v[0] = x[2] * x[2]
    return np.sum(b * W)


@trap("alias", V3)
def view_multiplied_in_place(x):
    b = x * 1.0
    v = b[::2]
    v *= v
    return np.sum(b * W)


@trap("alias", V3)
def shift_the_other_way(x):
    b = x * 1.0
    b[:-1] = b[1:]
    return np.sum(b * W)


@trap("alias", V3)
def reversed_onto_itself(x):
    b = x * 1.0
    b[:] = b[::-1]
    return np.sum(b * W)


@trap("alias", V3)
def fancy_add_loses_repeats(x):
    b = np.zeros(2)
    b[np.array([0, 0, 1])] += x
    return b[0] + b[1] * 10.0


@trap("alias", V3)
def subtract_at(x):
    b = np.ones(2)
    np.subtract.at(b, np.array([0, 0, 1]), x * x)
    return b[0] + b[1] * 10.0


@trap("alias", V3)
def mask_multiplied(x):
    b = x * 1.0
    b[b < 0] *= 3.0
    return np.sum(b * b)


@trap("alias", M22)
def reshape_is_a_view(x):
    b = x * 1.0
    r = b.reshape(4)
    r[1] = 5.0
    return np.sum(b * b * np.arange(4.0).reshape(2, 2))


@trap("alias", M22)
def flatten_is_a_copy(x):
    b = x * 1.0
    r = b.flatten()
    r[0] = 0.0
    return np.sum(b * b) + np.sum(r)


@trap("alias", M22)
def ravel_of_transpose_is_a_copy(x):
    b = x * 1.0
    r = b.T.ravel()
    r[0] = 0.0
    return np.sum(b * b) + np.sum(r)


@trap("alias", M22)
def diagonal_written(x):
    b = x * 1.0
    b[np.arange(2), np.arange(2)] = x[0] * x[1]
    return np.sum(b * b)


@trap("alias", M22)
def fill_diagonal(x):
    b = x * 1.0
    np.fill_diagonal(b, 0.0)
    return np.sum(b * b)


@trap("alias", M22)
def row_is_a_view(x):
    b = x * 1.0
    for row in b:
        row[0] = row[1] * row[1]
    return np.sum(b * b)


@trap("alias", V3)
def swapped_names(x):
    a = x * 1.0
    b = x * x
    a, b = b, a
    a[0] = 0.0
    return np.sum(a * W) + np.sum(b)


@trap("alias", V3)
def double_buffer(x):
    old = x * 1.0
    new = np.zeros(3)
    for _ in range(3):
        new[1:] = old[:-1] * old[1:]
        new[0] = old[0]
        old, new = new, old
    return np.sum(old * W)


@trap("alias", V3)
def swap_through_temporary_view(x):
    b = x * 1.0
    t = b[0:1]
    b[0:1] = b[2:3]
    b[2:3] = t
    return np.sum(b * W)


@trap("alias", V3)
def swap_through_temporary_copy(x):
    b = x * 1.0
    t = b[0:1].copy()
    b[0:1] = b[2:3]
    b[2:3] = t
    return np.sum(b * W)


@trap("alias", V3)
def source_changed_after_assignment(x):
    a = np.zeros(3)
    b = x * x
    a[:] = b
    b[:] = 0.0
    return np.sum(a * W) + np.sum(b)


@trap("alias", V3)
def list_holds_the_array(x):
    b = x * 1.0
    held = [b, b]
    held[0][1] = 4.0
    return np.sum(held[1] * W)


@trap("alias", V3)
def list_holds_two_arrays(x):
    rows = [x * 1.0, x * x]
    rows[0] += rows[1]
    rows[1][0] = 0.0
    return np.sum(rows[0] * rows[1])


def _double_first(b):
    b[0] = b[0] * 2.0


@trap("alias", V3)
def helper_writes(x):
    b = x * 1.0
    _double_first(b)
    _double_first(b[1:])
    return np.sum(b * b)


def _accumulate(a, b):
    a += b
    return a


@trap("alias", V3)
def same_array_twice(x):
    b = x * 1.0
    c = _accumulate(b, b)
    return np.sum(b * c)


@trap("alias", V3)
def helper_returns_its_argument(x):
    b = x * 1.0
    c = _accumulate(b, x)
    c[0] = 1.0
    return np.sum(b * b)


def _middle(b):
    return b[1:]


@trap("alias", V3)
def helper_returns_a_view(x):
    b = x * 1.0
    _middle(b)[:] = 2.0
    return np.sum(b * b)


@trap("alias", V3)
def captured_then_written(x):
    b = x * 1.0

    def weigh():
        return np.sum(b * b)

    first = weigh()
    b[0] = 3.0
    return first * weigh()


@trap("alias", V3)
def written_by_a_closure(x):
    b = x * 1.0

    def clear(i):
        b[i] = 0.0

    s = np.sum(b * b)
    clear(1)
    return s + np.sum(b * b)


@trap("alias", V3)
def out_is_an_operand(x):
    b = x * 1.0
    np.multiply(b, b, out=b)
    np.exp(b, b)
    return np.sum(b)


@trap("alias", V3)
def sum_into_out(x):
    b = np.zeros(())
    np.sum(x * x, out=b)
    return b * 2.0


@trap("alias", V3)
def copyto(x):
    b = np.zeros(3)
    np.copyto(b, x * x)
    return np.sum(b * W)


@trap("alias", V3)
def the_input_is_written(x):
    x[0] = x[1] * x[2]
    return np.sum(x * x)


@trap("alias", V3)
def the_input_is_scaled(x):
    x *= 2.0
    return np.sum(x * x)


@trap("alias", scalar(1.3))
def augmented_float_rebinds(x):
    y = x
    y *= x
    y += x
    return x * y


@trap("alias", V3)
def augmented_element(x):
    b = x * 1.0
    for i in range(1, 3):
        b[i] += b[i - 1] * b[i]
    return b[2]


@trap("alias", V3)
def slice_read_after_write(x):
    b = np.zeros(4)
    b[1:] = x
    c = b[:-1]
    b[1:] = c * x
    return np.sum(c * W)


@trap("alias", V3)
def asarray_is_an_alias(x):
    b = x * 1.0
    c = np.asarray(b)
    c[0] = 2.0
    return np.sum(b * b)


@trap("alias", V3)
def array_is_a_copy(x):
    b = x * 1.0
    c = np.array(b)
    c[0] = 2.0
    return np.sum(b * b) + np.sum(c * c)


@trap("alias", M22)
def broadcast_write(x):
    b = np.zeros((3, 2, 2))
    b[:] = x
    b[1] = 0.0
    return np.sum(b * b)


@trap("alias", V3)
def where_keyword(x):
    b = np.ones(3)
    np.multiply(x, x, out=b, where=x > 0)
    return np.sum(b * W)


@trap("alias", V3)
def put_and_fill(x):
    b = x * 1.0
    b.fill(2.0)
    b[0] = x[1]
    return np.sum(b * b)


@trap("alias", V3)
def sorted_in_place(x):
    b = x * 1.0
    b.sort()
    return np.sum(b * W)


@trap("alias", V3)
def dictionary_of_arrays(x):
    d = {"a": x * 1.0}
    e = d["a"]
    d["a"][0] = 5.0
    return np.sum(e * e)


@trap("alias", V3)
def copied_list(x):
    a = [x[0], x[1]]
    b = list(a)
    a[0] = x[2]
    return a[0] * b[0]


@trap("alias", V3)
def aliased_list(x):
    a = [x[0], x[1]]
    b = a
    a[0] = x[2]
    return a[0] * b[0] + b[1]


@trap("alias", V3)
def appended_alias(x):
    a = [x[0]]
    b = a
    b.append(x[1])
    a += [x[2]]
    return a[1] * b[2] + a[0] * len(a)


@trap("alias", V3)
def appended_in_a_helper(x):
    kept = []

    def keep(value):
        kept.append(value * value)

    for value in x:
        keep(value)
    return kept[0] * kept[-1]


@trap("alias", V3)
def nested_list_alias(x):
    rows = [[0.0] * 2] * 2
    rows[0][0] = x[0] * x[1]
    return rows[1][0] * x[2]


@trap("alias", V3)
def view_kept_before_rebinding(x):
    b = x * 1.0
    v = b[:2]
    b = b * 2.0
    b[0] = 0.0
    return np.sum(v * v) + np.sum(b)


@trap("alias", shaped(2, 3))
def transposed_in_place(x):
    b = x * 1.0
    b.T[1] *= b.T[0]
    return np.sum(b * b)


@trap("alias", shaped(2, 3))
def swapaxes_is_a_view(x):
    b = x * 1.0
    t = np.swapaxes(b, 0, 1)
    t[2] = 1.0
    return np.sum(b * b)


@trap("alias", V3)
def newaxis_is_a_view(x):
    b = x * 1.0
    t = b[:, None]
    t[0, 0] = 3.0
    return np.sum(b * b)


@trap("alias", V3)
def deepcopied(x):
    b = [x * 1.0]
    c = copy.deepcopy(b)
    b[0][0] = 0.0
    return np.sum(b[0] * c[0])


@trap("alias", V3)
def written_in_one_branch(x):
    b = x * 1.0
    s = np.sum(b * b)
    if s > 1.0:
        b[0] = s
    return np.sum(b * b)


@trap("alias", V3)
def alias_in_one_branch(x):
    b = x * 1.0
    c = b if x[0] > 0 else x * 2.0
    c[0] = x[1] * x[1]
    return np.sum(b * W)


@trap("alias", V3)
def float32_rounds(x):
    b = np.zeros(3, dtype=complex)
    b[:] = x
    b[0] *= 2.0
    return np.sum(np.abs(b) ** 2)


@trap("alias", V3)
def integers_truncate_on_add(x):
    b = np.zeros(3, dtype=int)
    b[:] = x
    return np.sum(b) * x[0]


@trap("alias", V3)
def prefix_sums_in_place(x):
    b = x * 1.0
    for i in range(1, len(b)):
        b[i] = b[i] + b[i - 1]
    return np.sum(b * b)


@trap("alias", V3)
def iterated_while_written(x):
    b = x * 1.0
    s = 0.0
    for i, value in enumerate(b):
        b[(i + 1) % 3] = value * value
        s = s + value
    return s


@trap("alias", V3)
def unpacked_then_written(x):
    b = x * 1.0
    p, q, r = b
    b[:] = 0.0
    return p * q * r + np.sum(b)


@trap("alias", V3)
def maximum_in_place(x):
    b = x * 1.0
    np.maximum(b, 0.5, out=b)
    np.clip(b, None, 2.0, out=b)
    return np.sum(b * W)


@trap("alias", V3)
def zipped_while_written(x):
    b = x * 1.0
    s = 0.0
    for v, w in zip(b, b[1:]):
        b[2] = v * w
        s = s + v * w
    return s


@trap("alias", V3)
def iterated_directly_while_written(x):
    b = x * 1.0
    s = 0.0
    for v in b:
        b[2] = v * v
        s = s + v
    return s


@trap("alias", V3)
def reversed_while_written(x):
    b = x * 1.0
    s = 0.0
    for v in reversed(b):
        b[0] = v * v
        s = s + v
    return s


@trap("alias", V3)
def list_iterated_while_appended(x):
    kept = [x[0]]
    s = 0.0
    for v in kept:
        s = s + v
        if len(kept) < 3:
            kept.append(v * x[1])
    return s


@trap("alias", V3)
def list_kept_by_an_iterator(x):
    b = x * 1.0
    items = enumerate(b)
    b[0] = x[1] * x[2]
    s = 0.0
    for i, v in items:
        s = s + v * (i + 1)
    return s


@trap("alias", V3)
def list_of_rows_shared(x):
    b = x * 1.0
    rows = [b for _ in range(2)]
    b[0] = 7.0
    return np.sum(rows[0] * rows[1])


@trap("alias", V3)
def tuple_keeps_old_array(x):
    b = x * 1.0
    pair = (b, 1.0)
    b[1] = x[0] * x[0]
    return np.sum(pair[0] * W)


@trap("alias", V3)
def conditional_view(x):
    b = x * 1.0
    v = b[1:] if x[0] > 0 else b[:-1]
    b[1] = x[0] * x[2]
    return np.sum(v * v)


@trap("alias", V3)
def old_version_in_next_trip(x):
    b = x * 1.0
    c = x * 2.0
    for i in range(2):
        c[i] = b[i + 1] * c[i]
        b = c
    return np.sum(b * c * W)


@trap("alias", V3)
def squeezed_view_written(x):
    b = np.reshape(x, (1, 3)) * 1.0
    s = np.squeeze(b)
    b[0, 1] = 4.0
    return np.sum(s * s)


@trap("alias", V3)
def broadcast_view_of_written(x):
    b = x * 1.0
    v = np.broadcast_to(b, (2, 3))
    b[1] = 4.0
    return np.sum(v * v)


@trap("alias", V3)
def real_is_a_view(x):
    b = x * 1.0
    r = np.real(b)
    b[1] = 4.0
    return np.sum(r * r)


@trap("alias", V3)
def split_is_a_view(x):
    b = np.concatenate([x, x])
    p, q = np.split(b, 2)
    b[1] = 4.0
    return np.sum(p * q)


@trap("alias", M22)
def diagonal_is_a_view(x):
    b = x * 1.0
    d = np.diagonal(b)
    b[0, 0] = 4.0
    return np.sum(d * d)


@trap("alias", M22)
def diag_is_a_view(x):
    b = x * 1.0
    d = np.diag(b)
    b[0, 0] = 4.0
    return np.sum(d * d)


@trap("alias", V3)
def astype_without_copy(x):
    b = x * 1.0
    c = b.astype(float, copy=False)
    b[0] = 4.0
    return np.sum(c * c)


@trap("alias", V3)
def array_without_copy(x):
    b = x * 1.0
    c = np.array(b, copy=None)
    b[0] = 4.0
    return np.sum(c * c)


@trap("alias", V3)
def einsum_gives_a_view(x):
    b = np.outer(x, x)
    d = np.einsum("ii->i", b)
    b[0, 0] = 4.0
    return np.sum(d * W)


@trap("alias", V3)
def atleast_gives_a_view(x):
    b = x * 1.0
    d = np.atleast_2d(b)
    b[0] = 4.0
    return np.sum(d * W)


@trap("alias", V3)
def flip_is_a_view(x):
    b = x * 1.0
    d = np.flip(b)
    b[0] = 4.0
    return np.sum(d * W)


@trap("alias", V3)
def expanded_is_a_view(x):
    b = x * 1.0
    d = np.expand_dims(b, 0)
    b[0] = 4.0
    return np.sum(d * W)


@trap("alias", V3)
def conjugate_of_real_is_a_view(x):
    b = x * 1.0
    d = b.conj()
    b[0] = 4.0
    return np.sum(d * W)


@trap("alias", V3)
def positive_is_a_copy(x):
    b = x * 1.0
    d = +b
    b[0] = 4.0
    return np.sum(d * b)


@trap("alias", V3)
def iteration_variable_is_a_view(x):
    b = np.outer(x, x)
    rows = [row for row in b]
    b[0, 0] = 4.0
    return np.sum(rows[0] * W)


@trap("alias", V3)
def list_function_holds_views(x):
    b = np.outer(x, x)
    rows = list(b)
    b[0, 0] = 4.0
    return np.sum(rows[0] * W)


@trap("alias", V3)
def nan_to_num_without_copy(x):
    b = x * 1.0
    c = np.nan_to_num(b, copy=False)
    b[0] = 4.0
    return np.sum(c * W)


@trap("alias", V3)
def broadcast_arrays_are_views(x):
    b = x * 1.0
    c, _ = np.broadcast_arrays(b, np.zeros((2, 3)))
    b[0] = 4.0
    return np.sum(c * W)


@trap("alias", V3)
def ascontiguous_is_the_same(x):
    b = x * 1.0
    c = np.ascontiguousarray(b)
    b[0] = 4.0
    return np.sum(c * W)


@trap("alias", V3)
def max_of_lists_is_an_alias(x):
    b = [x[0], x[1]]
    c = b or [x[2]]
    b[0] = x[2]
    return c[0] * c[1]


@trap("alias", V3)
def positional_out(x):
    b = x * 1.0
    np.exp(b, b)
    return np.sum(b * W)


@trap("alias", V3)
def positional_out_of_two(x):
    b = x * 1.0
    np.add(b, 1.0, b)
    return np.sum(b * b)


@trap("alias", M22)
def written_through_two_subscripts(x):
    b = x * 1.0
    b[0][1] = 5.0
    return np.sum(b * b)


@trap("alias", M22)
def added_through_two_subscripts(x):
    b = x * 1.0
    b[1:][0, 0] += b[0, 0]
    return np.sum(b * b)


@trap("alias", M22)
def shape_assigned(x):
    b = x * 1.0
    c = b
    c.shape = (4,)
    return np.sum(b * np.arange(4.0))


@trap("alias", V3)
def written_through_flat(x):
    b = x * 1.0
    b.flat[1] = 5.0
    return np.sum(b * b)


@trap("alias", V3)
def list_extended_in_place(x):
    a = [x[0]]
    b = a
    a += [x[1]]
    return b[-1] * a[0]


@trap("alias", V3)
def list_item_augmented(x):
    a = [x[0], x[1]]
    b = a
    a[0] += x[2]
    return b[0] * b[1]


@trap("alias", M22)
def rows_augmented(x):
    b = x * 1.0
    for row in b:
        row += 1.0
    return np.sum(b * b)


@trap("alias", V3)
def list_of_arrays_augmented(x):
    a = [x * 1.0, x * 2.0]
    for item in a:
        item *= item
    return np.sum(a[0] * a[1])


@trap("alias", V3)
def lists_of_lists_appended(x):
    a = [[x[0]], [x[1]]]
    a[0].append(x[2])
    inner = a[0]
    return inner[1] * a[1][0]


@trap("alias", V3)
def default_array_kept(x):
    def scaled(k, store=np.zeros(3)):  # noqa: B008 - the trap
        store[0] = k
        return store

    first = scaled(x[0])
    second = scaled(x[1])
    return first[0] * second[0]


@trap("alias", V3)
def while_loop_writes(x):
    b = x * 1.0
    i = 0
    while i < 2:
        b[i + 1] = b[i] * b[i + 1]
        i += 1
    return b[2] * b[1]


@trap("alias", V3)
def whole_array_rotated(x):
    b = x * 1.0
    for _ in range(2):
        last = b[-1]
        b[1:] = b[:-1] * 2.0
        b[0] = last
    return np.sum(b * W)


@trap("alias", V3)
def written_value_read_back(x):
    b = np.zeros(3)
    for i in range(3):
        b[i] = x[i] ** 2
        if i:
            b[i] = b[i] * b[i - 1]
    return b[2]


@trap("alias", M22)
def column_by_column(x):
    b = np.zeros((2, 2))
    for j in range(2):
        b[:, j] = x[j] * x[:, j]
    return np.sum(b * b)


@trap("alias", V3)
def early_return_after_write(x):
    b = x * 1.0
    for i in range(3):
        b[i] = b[i] * b[i]
        if b[i] < 1.0:
            return np.sum(b * W)
    return np.sum(b)


@trap("alias", V3)
def integer_array_becomes_float(x):
    b = np.array([1, 2, 3])
    c = b * x
    b[0] = 5
    return np.sum(b * c)


@trap("alias", vector(2.0, 3.0))
def written_then_used_as_exponent(x):
    b = np.ones(2)
    b[0] = x[0]
    y = b**b
    b[:] = 0.5
    return np.sum(y * x)


@trap("alias", V3)
def constant_array_of_the_module_is_copied(x):
    b = W.copy()
    b *= x
    return np.sum(b * W)
