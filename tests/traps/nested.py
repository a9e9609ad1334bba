"""Containers in containers, complex memory, and transforms of several axes."""

from __future__ import annotations

import collections
import copy

import numpy as np

from tests.traps.registry import scalar, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
S = scalar(1.3)


@trap("memory", V3)
def copies_in_reshape_and_asarray(x):
    b = x * 1.0
    c, d, e = np.asarray(b, copy=True), b.reshape(3, 1, copy=True), np.reshape(b, (1, 3))
    b[0] = 0.0
    e[0, 1] = x[0] ** 2
    return np.sum(c * W) + np.sum(d[:, 0] * b) + np.sum(e)


@trap("memory", V3)
def complex_buffers_conjugated_and_squared(x):
    z = np.zeros((2, 3), dtype=complex)
    z[0] = x + 1j * x[::-1]
    r = z[0]
    z[1] = r.conj() * 1j
    r *= 2j
    c = z.T.conj()
    z[1, 0] = 5.0 + x[1]
    return np.sum(np.abs(c) ** 2 * np.arange(6.0).reshape(3, 2)) + np.sum((z @ c).real) + np.sum(np.conj(z).imag * x)


@trap("memory", V3)
def complex_buffer_from_real_values_and_back(x):
    z = np.zeros(3, dtype=complex)
    f = np.zeros(3)
    v = z[1:]
    z[:] = x
    v *= 1j * x[1:]
    f[:] = z.imag
    g = f[:2]
    f += z.real
    g[0] = x[2] ** 2
    return np.sum(f * W) + np.sum(np.abs(z))


@trap("memory", V3)
def hermitian_products(x):
    a = np.outer(x, x) + 1j * np.outer(W / 100, x)
    b = a.conj().T
    b[0, 0] = 2.0
    c = a.T
    c[1] *= 1j
    return np.sum((a @ b).real) + np.sum(np.abs(a.conjugate()) ** 2 * W)


@trap("memory", V3)
def flattened_and_raveled(x):
    m = np.outer(x, x)
    f, r, k = m.flatten(), m.ravel(), m.T.ravel()
    m[0, 1] = 7.0
    r[0] = x[2] ** 2
    k[3] = 5.0
    return np.sum(f * np.arange(9.0)) + np.sum(m * W) + np.sum(k * r)


@trap("memory", V3, may_refuse=True)
def atleast_and_broadcast(x):
    b = x * 1.0
    c = np.atleast_2d(b)
    d, e = np.broadcast_arrays(b, np.ones((2, 3)))
    b[1] = x[0] ** 2
    c[0, 2] *= 3.0
    return np.sum(c * W) + np.sum(b * e[0]) + np.sum(np.array(d) * np.arange(6.0).reshape(2, 3))


@trap("memory", V3)
def stacked_lists_of_buffers(x):
    rows = [x * 1.0, x * 2.0]
    m = np.array(rows)
    rows[0][0] = 9.0
    m[1] += rows[1]
    n = np.stack(rows)
    rows[1] *= m[0]
    return np.sum(m * n) + np.sum(rows[0] * rows[1])


@trap("objects", S)
def rows_of_rows(x):
    grid = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            grid[i][j] = x * (i + 1) + j
    row = grid[1]
    row[0] = x * x
    grid[2] = row
    grid[2][1] *= x
    return sum(sum(r) for r in grid) + grid[1][1]


@trap("objects", S)
def rows_shared_by_multiplication(x):
    grid = [[x] * 2] * 2
    grid[0][1] = x * x
    grid.append(list(grid[0]))
    grid[2][0] = 5.0 * x
    return sum(a * b for a, b in grid)


@trap("objects", S)
def rows_inserted_and_popped(x):
    rows = [[x, 1.0], [2.0, x]]
    rows.insert(1, rows[0])
    rows[0][1] = x * x
    last = rows.pop()
    last.append(x)
    rows.append(last[::-1])
    return sum(v * (i + 1) for i, r in enumerate(rows) for v in r)


@trap("objects", S)
def lists_of_dicts_sorted_and_changed(x):
    people = [{"a": x, "n": 2}, {"a": x * x, "n": 1}]
    people.sort(key=lambda p: p["n"])
    people[0]["a"] += 1.0
    best = max(people, key=lambda p: p["a"])
    best["a"] *= x
    return people[0]["a"] * people[1]["a"]


@trap("objects", S, may_refuse=True)
def slices_of_lists_are_copies_rows_are_not(x):
    rows = [[x], [2.0 * x], [3.0 * x]]
    part = rows[1:]
    part[0][0] = x**3
    part[1] = [100.0]
    return sum(r[0] for r in rows) + part[1][0] * x


@trap("objects", S)
def deep_and_shallow_copies(x):
    a = {"l": [x, 2.0], "d": {"v": x}}
    b, c = copy.copy(a), copy.deepcopy(a)
    a["l"][0] *= 3.0
    b["d"]["v"] = x * x
    c["l"][1] = x
    b["l"] = [7.0]
    return a["l"][0] * a["d"]["v"] + c["l"][0] * c["d"]["v"] * c["l"][1] + b["l"][0]


@trap("objects", S, may_refuse=True)
def graph_nodes_linked_both_ways(x):
    class Node:
        def __init__(self, v):
            self.v, self.next, self.prev = v, None, None

    a, b, c = Node(x), Node(2.0), Node(x * x)
    a.next, b.prev, b.next, c.prev = b, a, c, b
    b.v = a.v * c.v
    b.next.v += b.prev.v
    node, t = a, 0.0
    while node is not None:
        t = t * 0.5 + node.v
        node = node.next
    return t


@trap("objects", S)
def queue_of_mutable_items(x):
    queue = collections.deque([[x, 1.0], [x * x, 2.0]])
    t = 0.0
    for _ in range(4):
        item = queue.popleft()
        item[0] = item[0] * 0.5 + t
        t += item[0] * item[1]
        queue.append(item)
    return t + queue[0][0] * queue[1][0]


@trap("objects", V3)
def arrays_in_nested_containers(x):
    state = {"grid": [x * 1.0, x * 2.0], "meta": {"scale": x[0]}}
    alias = state["grid"]
    alias[0][1:] *= state["meta"]["scale"]
    state["grid"][1] = state["grid"][0][::-1]
    alias[0][0] = 50.0
    state["meta"]["scale"] *= 2.0
    return np.sum(state["grid"][1] * W) * state["meta"]["scale"]


@trap("objects", S)
def tuple_of_lists_changed(x):
    t = ([x], [2.0])
    t[0].append(x * x)
    a, b = t
    b[0] = a[1] * 3.0
    u = (*t, [x])
    u[0][0] = 4.0 * x
    return t[0][0] * t[1][0] + sum(map(sum, u))


@trap("objects", S)
def default_argument_list_of_an_inner_function(x):
    def f(v, seen=[]):
        seen.append(v * x)
        return sum(seen)

    return f(x) + f(2.0) * f(x * x)


@trap("objects", S)
def dictionary_of_lists_grown(x):
    groups = {}
    for i, name in enumerate("abab"):
        groups.setdefault(name, []).append(x**i)
    groups["a"][0] = x * 5.0
    return sum(groups["a"]) * sum(groups["b"]) + len(groups)


@trap("memory", V3)
def real_part_assigned(x):
    z = np.zeros(3, dtype=complex)
    z.real = x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def imaginary_part_assigned(x):
    z = np.zeros(3, dtype=complex)
    z.imag = x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def imaginary_part_written(x):
    z = np.zeros(3, dtype=complex)
    z.imag[:] = x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def real_part_written(x):
    z = np.zeros(3, dtype=complex)
    z.real[:] = x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def both_parts_written(x):
    z = np.zeros(3, dtype=complex)
    z.real[:] = x
    z.imag[:] = x**2
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def element_turned(x):
    z = x + 1j * x**2
    z[1] *= 1j
    return np.sum((z * z.conj()).real * W)


@trap("memory", V3)
def real_values_added(x):
    z = x + 1j * x**2
    z += x
    return np.sum((z * z.conj()).real * W)


@trap("memory", V3)
def element_of_a_buffer_turned(x):
    z = np.zeros(3, dtype=complex)
    z.real[:] = x
    z[1] *= 1j
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def real_values_added_to_a_buffer(x):
    z = np.zeros(3, dtype=complex)
    z.real[:] = x
    z += x
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def imaginary_part_scaled(x):
    z = x + 1j * x**2
    z.imag *= 2.0
    return np.sum(np.abs(z) ** 2 * W)


@trap("memory", V3)
def parts_turned_and_added(x):
    z = np.zeros(3, dtype=complex)
    z.real = x
    z.imag[:] = x**2
    z[1] *= 1j
    z += x
    return np.sum((z * z.conj()).real * W)


@trap("memory", V3)
def modulus_of_a_buffer(x):
    z = np.zeros(3, dtype=complex)
    z.real[:] = x
    return np.sum((z * z.conj()).real * W)


@trap("memory", V3)
def modulus_of_a_view(x):
    z = np.zeros(3, dtype=complex)
    v = z[:]
    v[:] = x
    return np.sum((z * z.conj()).real * W)


@trap("memory", V3)
def modulus_by_conjugate(x):
    z = np.zeros(3, dtype=complex)
    v = z[:]
    v[:] = x
    return np.sum((z * z.conjugate()).real * W)


@trap("memory", V3)
def conjugate_before_a_write(x):
    z = np.zeros(3, dtype=complex)
    v = z[:]
    v[:] = x
    c = z.conj()
    v[0] = 3.0
    return np.sum((z * c).real * W)


@trap("memory", V3)
def conjugate_of_an_alias(x):
    z = np.zeros(3, dtype=complex)
    v = z[:]
    v[:] = x
    c = np.asarray(z).conj()
    v[0] = 3.0
    return np.sum((z * c).imag * W) + np.sum((z * 2j * c).imag * W)


A = lambda: np.cos(np.arange(1.0, 13.0) ** 2).reshape(3, 4)


@trap("shaping", A)
def half_spectrum_of_swapped_axes(x):
    return np.sum(np.abs(np.fft.rfft2(x, axes=(1, 0))) ** 3)


@trap("shaping", A)
def half_spectrum_of_longer_axis(x):
    return np.sum(np.abs(np.fft.rfftn(x, s=(3, 6))) ** 3)


@trap("shaping", A)
def half_spectrum_there_and_back(x):
    return np.sum(np.fft.irfftn(np.fft.rfftn(x) * np.arange(3.0), s=(3, 4)) ** 2)


@trap("shaping", A)
def real_transform_back(x):
    return np.sum(np.fft.irfft2(np.fft.fft2(x, norm="ortho"), norm="ortho") ** 3)


@trap("shaping", A)
def spectrum_of_another_size(x):
    return np.sum(np.abs(np.fft.fft2(x, s=(4, 3))) ** 2 * np.arange(3.0))


@trap("shaping", A)
def power_of_a_spectrum(x):
    return np.sum(np.abs(np.fft.fft2(x)) ** 2 * np.arange(4.0))


@trap("shaping", A)
def real_part_of_a_spectrum(x):
    return np.sum(np.fft.fft(x, axis=0).real ** 3)


@trap("shaping", A)
def unwrapped_row(x):
    return np.sum(np.unwrap(x[0] * 9.0) ** 2)


@trap("shaping", A)
def angles_in_degrees(x):
    return np.sum(np.angle(x + 1j, deg=True))


@trap("shaping", A)
def unwrapped_by_a_period(x):
    return np.sum(np.unwrap(x[0] * 3.0, period=2.0))
