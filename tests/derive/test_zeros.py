"""What is added to zeros is written, and zeros that nobody looks at are not; but only where that is proved."""

from __future__ import annotations

import linecache
import re

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

X = np.array([0.6, -1.3, 0.9, 0.4, 1.1, -0.7])


def gradient_text(function, *args):
    return srcad.grad(function).source(*args)


def check(function, *args):
    """Compare with differences; return the text."""
    gradient = srcad.grad(function)(*args)
    x, *others = args
    np.testing.assert_allclose(gradient, differences(lambda v: function(v, *others), x), rtol=1e-6, atol=1e-7)
    return gradient_text(function, *args)


def by_numbers(x, n):
    total = 0.0
    for i in range(n):
        total += np.sin(x[i]) * x[i]
    return total


def downwards(x, n):
    total = 0.0
    for i in range(n - 1, -1, -1):
        total += x[i] ** 3
    return total


def every_other(x, n):
    total = 0.0
    for i in range(0, n, 2):
        total += x[i] ** 3
    return total


def triangle(x, n):
    total, table = 0.0, np.outer(x, x)
    for i in range(n):
        for j in range(i):
            total += table[i, j] ** 3
    return total


def windows(x, n):
    total, table = 0.0, np.outer(x, x)
    for i in range(n):
        total += np.sum(table[i, 1:] ** 2)
    return total


@pytest.mark.parametrize("function", [by_numbers, downwards, every_other, triangle, windows])
def test_each_trip_writes_to_places_of_its_own(function):
    text = check(function, X, 6)
    assert re.search(r"_bar\[[^]]*\] = ", text), text
    assert not re.search(r"_bar\[[^]]*\] [-+]= ", text), text


def from_the_end(x, n):
    total = 0.0
    for i in range(-n, n):
        total += x[i] ** 3
    return total


def halves(x, n):
    total = 0.0
    for i in range(n):
        total += x[i // 2] ** 3
    return total


def neighbours(x, n):
    total = 0.0
    for i in range(n - 1):
        total += x[i] * x[i + 1] ** 2
    return total


def inner_numbers_alone(x, n):
    total = 0.0
    for i in range(n):
        for j in range(3):
            total += x[j] ** 2 * i
    return total


def two_loops(x, n):
    total = 0.0
    for i in range(n):
        total += x[i] ** 2
    for i in range(n):
        total += x[i] ** 3
    return total


def one_place_and_each(x, n):
    total = 0.0
    for i in range(n):
        total += x[i] * x[0]
    return total


def counted(x, n):
    total, i = 0.0, 0
    while i < n:
        total += x[i] ** 2
        i += 1 if x[i] > 0.0 else 2
    return total


def data_tell(x, n):
    total = 0.0
    for i in range(n):
        j = int(x[i] > 0.0)
        total += x[j] ** 2
    return total


def the_same_length_by_trip(x, n):
    total = 0.0
    for i in range(1, n):
        k = i % 3
        for j in range(k):
            total += x[j] ** 2 * i
    return total


def the_last_number_again(x, n):
    total, i = 0.0, 2
    for i in range(n):
        total += x[i] ** 2
    return total + x[i] ** 3


def the_same_number_in_another_loop(x, n):
    total = 0.0
    for i in range(n):
        total += x[i] ** 2
        for j in range(2):
            total += x[i] * x[j]
    return total


def ranges_that_overlap(x, n):
    total = 0.0
    for start in range(3):
        for i in range(start, n):
            total += x[i] ** 2
    return total


@pytest.mark.parametrize(
    "function",
    [
        from_the_end,
        halves,
        neighbours,
        inner_numbers_alone,
        two_loops,
        one_place_and_each,
        counted,
        data_tell,
        the_same_length_by_trip,
        the_last_number_again,
        the_same_number_in_another_loop,
        ranges_that_overlap,
    ],
)
@pytest.mark.parametrize("n", [0, 1, 3, 6])
def test_places_that_may_meet_are_added_to(function, n):
    text = check(function, X, n)
    assert re.search(r"_bar\[[^]]*\] [-+]= ", text), text


def filled(x, n):
    y = np.zeros(n)
    for i in range(n):
        y[i] = x[i] ** 2
    return y @ y


def recurrence(x, n):
    y = np.zeros(n + 1)
    y[0] = x[0]
    for i in range(n):
        y[i + 1] = y[i] * x[i] + np.sin(y[i])
    return y @ y


def by_branches(x, n):
    y = np.zeros(n)
    for i in range(n):
        if x[i] > 0.0:
            y[i] = x[i] ** 2
        else:
            y[i] = x[i]
    return y @ y


def rows(x, n):
    table = np.zeros((n, 3))
    for i in range(n):
        table[i] = x[i] * x[:3]
    return np.sum(table**3)


@pytest.mark.parametrize("function", [filled, recurrence, by_branches, rows])
@pytest.mark.parametrize("n", [1, 4, 6])
def test_what_nobody_looks_at_is_not_cleared(function, n):
    assert "] = 0.0" not in check(function, X, n)


def written_twice(x, n):
    y = np.zeros(n + 1)
    for i in range(n):
        y[i] = x[i] ** 2
        y[i + 1] = x[i]
    return y @ y


def written_and_kept(x, n):
    y = x * x[0]
    for i in range(0, n, 2):
        y[i] = x[i] ** 2
    return y @ y


def written_each_trip(x, n):
    y = np.zeros(3)
    total = 0.0
    for i in range(n):
        y[i % 3] = x[i]
        total += y @ y
    return total


def written_from_the_end(x, n):
    y = np.zeros(n)
    for i in range(-n, n):
        y[i] = x[i] ** 2 + y[0]
    return y @ y


def written_by_two_loops(x, n):
    y = np.zeros(n)
    for i in range(n):
        y[i] = x[i] ** 2
    for i in range(n // 2):
        y[i] = x[i]
    return y @ y


@pytest.mark.parametrize(
    "function", [written_twice, written_and_kept, written_each_trip, written_from_the_end, written_by_two_loops]
)
@pytest.mark.parametrize("n", [1, 4, 6])
def test_what_was_overwritten_is_cleared(function, n):
    assert "] = 0.0" in check(function, X, n)


def a_work_array(x, n):
    work, total = np.zeros_like(x), 0.0
    for i in range(n):
        work[:] = x * i
        work[0] = 2.0
        total += np.sum(work**3)
    return total


def parts_of_a_work_array(x, n):
    m = x.shape[0]
    work, total = np.zeros(2 * m), 0.0
    for i in range(n):
        work[:m] = x * i
        work[m:] = np.sin(x)
        total += np.sum(work[:m] ** 2) + np.sum(work[m:] ** 3)
    return total


@pytest.mark.parametrize("function", [a_work_array, parts_of_a_work_array])
@pytest.mark.parametrize("n", [0, 1, 4])
def test_a_work_array_that_each_trip_fills_is_not_cleared(function, n):
    assert "[:] = 0.0" not in check(function, X, n)


def parts_with_a_gap(x, n):
    m = x.shape[0]
    work, total = np.ones(2 * m), 0.0
    for i in range(n):
        work[: m - 1] = x[:-1] * i * work[0]
        work[m:] = np.sin(x)
        total += np.sum(work**2)
    return total


def parts_that_overlap(x, n):
    m = x.shape[0]
    work, total = np.ones(2 * m), 0.0
    for i in range(n):
        work[: m + 1] = x[0] * i
        work[m:] = np.sin(x)
        total += np.sum(work[: m + 1] ** 2) * work[m] + work[m - 1]
    return total


def used_behind_the_loop(x, n):
    work, total = x * 2.0, 0.0
    for i in range(n):
        total += np.sum(work**3)
        work[:] = x * i
    return total + work[1] ** 2


@pytest.mark.parametrize("function", [parts_with_a_gap, parts_that_overlap, used_behind_the_loop])
@pytest.mark.parametrize("n", [0, 1, 4])
def test_a_work_array_that_may_keep_something(function, n):
    check(function, X, n)


def test_lists():
    def total_of(x, n):
        items = [x[i] * i for i in range(n)]
        total = 0.0
        for i in range(n):
            total += items[i] ** 2
        items[0] = x[1]
        return total * items[0]

    check(total_of, X, 5)


def test_a_part_is_scaled_in_place():
    def gate(x, n):
        y = np.zeros((n, 2))
        y[:, 0] = x
        y[:, 0] = 1.0 / (1.0 + np.exp(-y[:, 0]))
        y[:, 1] = x[0]
        return np.sum(y**2)

    assert re.search(r"y_bar\[:, 0\] \*= ", check(gate, X, 6))


@pytest.mark.parametrize("seed", range(120))
def test_random_loops(seed):
    """Loops over ranges of every kind, that read and write at sums and products of their numbers."""
    random = np.random.default_rng(seed)
    source = _random_program(random)
    name = f"<zeros {seed}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace: dict[str, object] = {"np": np}
    exec(compile(source, name, "exec"), namespace)
    check(namespace["f"], X, 3)


def _random_program(random) -> str:
    """Return the text of a function of loops over arrays of twelve numbers; the numbers of a trip are at most 2."""
    lines = ["def f(x, n):", "    y = np.zeros(12)", "    z = np.concatenate((x, x * x[0]))", "    total = 0.0"]

    def place(names):
        chosen = [
            f"{random.integers(1, 3)} * {v}" if random.random() < 0.3 else v for v in names if random.random() < 0.7
        ]
        start = " + ".join([*chosen, str(random.integers(-2, 4))])
        kind = random.integers(4)
        if kind == 0:
            return f"{start} : {start} + 2"
        return f"{start}" if kind < 3 or not names else str(random.integers(-3, 3))

    def one(text):
        return f"np.sum({text})"

    def block(indent, names, depth):
        for _ in range(random.integers(1, 4)):
            kind = random.integers(6)
            if kind < 2 and depth < 2:
                i = "ijk"[depth]
                header = [
                    "range(n)",
                    "range(1, n)",
                    "range(n - 1, -1, -1)",
                    "range(0, n, 2)",
                    "range(2)",
                    "range(n - 2)",
                ]
                if names:
                    header += [f"range({names[-1]})", f"range({names[-1]}, n)"]
                lines.append(f"{indent}for {i} in {random.choice(header)}:")
                block(indent + "    ", [*names, i], depth + 1)
            elif kind == 2:
                lines.append(f"{indent}total += {one(f'z[{place(names)}]')} * {one(f'y[{place(names)}]')}")
            elif kind == 3:
                lines.append(f"{indent}y[{place(names)}] = np.sin({one(f'z[{place(names)}]')})")
            elif kind == 4:
                lines.append(
                    f"{indent}y[{place(names)}] += {one(f'x[{random.integers(6)}]')} * {one(f'z[{place(names)}]')}"
                )
            elif names:
                lines.append(f"{indent}if x[{names[-1]}] > 0.5:")
                lines.append(f"{indent}    z[{place(names)}] = {one(f'y[{place(names)}]')} * 0.5")
            else:
                lines.append(f"{indent}z[{place(names)}] *= 0.7")

    block("    ", [], 0)
    lines.append("    return total + y @ np.cos(z)")
    return "\n".join(lines) + "\n"
