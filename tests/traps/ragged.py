"""Lists of arrays of different lengths, which broadcast against one another, and views in them."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import trap, vector

V4 = vector(1.2, -0.7, 2.1, 0.4)


@trap("ragged", V4)
def every_pair_of_a_ragged_list(x):
    parts, s = [x[: k + 1] * x[k] for k in range(4)], 0.0
    for a in parts:
        for b in parts:
            if len(a) == 1 or len(b) == 1:
                s += np.sum(a * b)
    return s


@trap("ragged", V4)
def neighbours_in_a_ragged_list(x):
    parts = [x[: k + 1] * x[k] for k in range(4)]
    last, s = parts[0], 0.0
    for a in parts:
        if len(last) == 1:
            s += np.sum((a * last) ** 2)
        last = a
    return s


@trap("ragged", V4)
def ragged_views_written(x):
    b = np.concatenate([x, x * x])
    tails = [b[k:] for k in range(4)]
    for k, tail in enumerate(tails):
        tail[0] += tail[1] * x[k]
        tail *= 0.9
    return np.sum(b**2) + np.sum(tails[2])


@trap("ragged", V4)
def ragged_items_replaced(x):
    parts = []
    for k in range(4):
        parts.append(x[: k + 1] * x[k])
        if k == 2:
            parts[0] = parts[-1] * parts[0]
            parts[1] *= parts[0][:2]
    return sum(np.sum(a[:1] * b) for a, b in zip(parts, parts[::-1]))


@trap("ragged", V4)
def ragged_items_of_a_dictionary(x):
    parts, s = {k: x[: k + 1] * x[k] for k in range(4)}, 0.0
    for a in parts.values():
        s += np.sum(a * parts[0])
        a[-1] = s
    return s + np.sum(parts[3] * parts[0])


@trap("ragged", V4)
def ragged_pairs_with_views(x):
    pairs = [(a, a[::-1]) for a in [x[: k + 1] * x[k] for k in range(4)]]
    s = 0.0
    for a, b in pairs:
        s += a @ b
        b[0] = s
    return s + np.sum(pairs[0][0] * pairs[2][1])


@trap("ragged", V4)
def masked_items_of_other_lengths(x):
    parts = []
    for k in range(2):
        kept = x > 1.5 * k
        parts.append((x[kept], x[kept] * k))
    return np.sum(parts[0][0] * parts[1][1]) + np.sum(parts[1][0] * parts[0][0])


@trap("ragged", V4)
def layers_of_other_widths(x):
    layers = [(np.outer(x, x[:3]), x[:3] * 1.0), (np.outer(x[:3], x[:2]), x[:2] * 1.0)]
    h = x
    for weights, bias in layers:
        h = np.tanh(h @ weights + bias)
    for weights, bias in layers:
        weights *= 0.9
        bias -= 0.1
    h = h[0] * x
    for i in range(2):
        weights, bias = layers[i]
        h = np.tanh(h @ weights + bias)
    return np.sum(h**2)


@trap("ragged", V4)
def queue_of_halves(x):
    queue = [x * 1.0]
    while len(queue) < 6:
        a = queue.pop(0)
        if len(a) > 1:
            queue.append(a[: len(a) // 2])
            queue.append(a[len(a) // 2 :])
        else:
            queue.append(a * x[:1])
            queue.append(a * 2.0)
    return sum(np.sum(a**2) * i for i, a in enumerate(queue)) + np.sum(queue[0] * queue[-1])


@trap("ragged", V4)
def items_of_lists_written_as_a_whole(x):
    rows = [x * 1.0 for _ in range(3)]
    first, view = rows[0], rows[0][1:]
    for k in range(3):
        rows[k][...] = x * (k + 2) + view[0]
    pairs = [(x * 1.0, x * k) for k in range(3)]
    for k in range(3):
        pairs[k][0][...] = x * (k + 2) + first[0]
        pairs[k][1][...] = pairs[k][0] * 2.0
    return np.sum(first**2) + np.sum(rows[1] ** 2) + np.sum(view) + np.sum(pairs[1][1] ** 2)
