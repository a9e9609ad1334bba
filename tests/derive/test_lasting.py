"""What stands where nobody writes to later is read again at the end, not saved; and only that."""

from __future__ import annotations

import linecache
import random
import re

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

X = np.array([0.6, -1.3, 0.9, 0.4, 1.1])


def trajectory(x, n):
    y = np.zeros((n + 1, x.size))
    y[0] = x
    for t in range(n):
        y[t + 1] = y[t] + 0.1 * y[t] ** 2 * x
    return np.sum(y[n] * y[1])


def downwards(x, n):
    y = np.zeros(n + 1)
    y[n] = x[0]
    for t in range(n - 1, -1, -1):
        y[t] = y[t + 1] * y[t + 1] + y[t + 1 :] @ y[t + 1 :]
    return np.sum(y**2)


def triangle(x, n):
    table = np.zeros((n, n))
    for i in range(n):
        table[i, i] = x[i]
        for j in range(i + 1, n):
            table[i, j] = x[j] * table[i, j - 1]
        for j in range(i):
            table[i, j] = table[j, i] * x[i]
    return np.sum(table**2)


def two_apart(x, n):
    y = x * 1.0
    for i in range(0, n - 1, 2):
        y[i] = y[i + 1] * y[i + 1] * x[i]
    return np.sum(y**3)


def in_a_list(x, n):
    values = [0.5] * n
    for i in range(1, n):
        values[i] = values[i - 1] * values[i - 1] * x[i]
    return sum(values)


def left_early(x, n):
    y = np.zeros(n + 1)
    y[0] = x[0]
    for t in range(n):
        if y[t] > 2.0:
            break
        y[t + 1] = y[t] * y[t] + x[t] * y[t]
    return np.sum(y**2) + y[1] * x[3]


@pytest.mark.parametrize("program", [trajectory, downwards, triangle, two_apart])
def test_what_lasts_is_not_saved(program):
    text = _checked(program, X, len(X))
    assert "_tape" not in text
    assert ".append(" not in text


@pytest.mark.parametrize("program", [in_a_list, left_early])
def test_it_is_right_in_lists_and_where_loops_end_early(program):
    _checked(program, X, len(X))
    _checked(program, 2.0 * X, 3)


def round_about(x, n):
    y = x * 1.0
    for i in range(n):
        y[i] = y[i - 1] * y[i] * y[i - 1]  # y[-1] is the last one, which is written to in the last trip
    return np.sum(y**2)


def overwritten_behind(x, n):
    y = np.zeros(n + 1)
    y[0] = x[0]
    for t in range(n):
        y[t + 1] = y[t] * y[t] * x[t]
    y[1:] = y[1:] * 2.0
    return np.sum(y**2)


def in_each_trip_again(x, n):
    y = np.zeros(n + 1)
    total = 0.0
    for k in range(3):
        y[0] = x[k]
        for t in range(n):
            y[t + 1] = y[t] * y[t] + x[t]
        total = total + y[n] * y[1]
    return total


def ahead(x, n):
    y = x * 1.0
    for i in range(n - 1):
        y[i] = y[i] * y[i + 1] * y[i + 1]
    return np.sum(y**2)


def computed_places(x, n):
    y = x * 1.0
    for i in range(n):
        k = (2 * i) % n
        y[k] = y[k] * y[i] + y[i]
    return np.sum(y**2)


def one_of_two(x, n):
    y, z = x * 1.0, x * 2.0
    for i in range(n - 1):
        if x[i] > 0.5:
            y, z = z, y
        y[i + 1] = y[i] * z[i] * y[i]
    return np.sum(y**2) + np.sum(z)


def made_again(x, n):
    y = x * 1.0
    for i in range(n - 1):
        y[i + 1] = y[i] * y[i]
        y = y * x
    return np.sum(y)


def list_in_a_branch(x, n):
    values = [0.5 * x[0] for _ in range(n)]
    values[0] = x[1]
    total = x[2]
    if x[0] > 0.2:
        for i in range(1, n):
            v = values[i - 1] * values[i - 1] * x[i]
            values[i] = v
            total += v * v
    return total


def as_integers(x, n):
    y = np.zeros(n, dtype=int)
    total = 0.0
    for i in range(n):
        v = 9.7 * x[i]
        y[i] = v
        total += v * v + y[i] * x[i]
    return total


@pytest.mark.parametrize(
    "program",
    [
        round_about,
        overwritten_behind,
        in_each_trip_again,
        ahead,
        computed_places,
        one_of_two,
        made_again,
        list_in_a_branch,
        as_integers,
    ],
)
def test_what_is_overwritten_is_saved(program):
    _checked(program, X, len(X))


def test_what_was_read_from_a_place_that_is_written_to_is_on_a_tape():
    assert "tape" in _checked(round_about, X, len(X))
    assert "tape" in _checked(ahead, X, len(X))


def _checked(program, x, *others):
    """Return the text of a gradient that is right."""
    expected = differences(lambda v: program(v, *others), x)
    np.testing.assert_allclose(srcad.grad(program)(x, *others), expected, rtol=1e-6, atol=1e-8)
    return re.sub(" *#.*", "", srcad.grad(program).source(x, *others))


# ---------------------------------------------------------------------- random places in nested loops

_RANGES = (
    "range(5)",
    "range(1, 5)",
    "range(0, 5, 2)",
    "range(4, -1, -1)",
    "range(3, 0, -1)",
    "range(i, 5)",
    "range(i)",
)


def _written_program(draw: random.Random) -> str:
    """Return a program of loops, one in another, that read and write ``y`` and ``z`` at places near their variables."""
    lines = ["def program(x):", "    y = x * 1.0", "    z = np.outer(x, x)", "    s = 0.0"]
    for _ in range(draw.randint(1, 2)):
        lines.append(f"    for i in {draw.choice(_RANGES[:5])}:")
        for _ in range(draw.randint(0, 1)):
            lines += _statements(draw, ["i"], "        ")
        if draw.random() < 0.7:
            lines.append(f"        for j in {draw.choice(_RANGES)}:")
            for _ in range(draw.randint(1, 2)):
                lines += _statements(draw, ["i", "j"], "            ")
        for _ in range(draw.randint(1, 2)):
            lines += _statements(draw, ["i"], "        ")
    return "\n".join([*lines, "    return np.sum(y * y) + np.sum(z) + s", ""])


def _statements(draw: random.Random, names: list[str], indent: str) -> list[str]:
    """Return a write, maybe in a branch, maybe of a value that is needed behind it."""
    condition = [f"{indent}if x[{names[-1]}] > 0.5:"] if draw.random() < 0.3 else []
    inner = indent + "    " * len(condition)
    target = draw.choice([f"y[{_place(draw, names)}]", f"z[{_place(draw, names)}, {_place(draw, names)}]"])
    value = f"0.3 * np.sin({_read(draw, names)} * {_read(draw, names)}) + 0.2 * x[{names[-1]}]"
    if draw.random() < 0.5:
        return [*condition, f"{inner}{target} {draw.choice(['=', '+='])} {value}"]
    return [f"{indent}v = {value}", *condition, f"{inner}{target} = v", f"{indent}s = 0.9 * s + v * v"]


def _read(draw: random.Random, names: list[str]) -> str:
    place, other = _place(draw, names), _place(draw, names)
    kinds = [
        f"y[{place}]",
        f"y[{place}]",
        f"z[{place}, {other}]",
        f"np.sum(y[:{place}])",
        f"np.sum(z[{place}, {other}:])",
    ]
    return draw.choice(kinds)


def _place(draw: random.Random, names: list[str]) -> str:
    """Return a place; it may count from the end, and never is beyond it."""
    name = draw.choice(names)
    return draw.choice([name, f"{name} - 1", f"{name} - 2", f"({name} + 1) % 5", "0", "-1", "3"])


@pytest.mark.parametrize("seed", range(40))
def test_random_places(seed):
    text, name = _written_program(random.Random(seed)), f"<lasting {seed}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    names = {"np": np}
    exec(compile(text, name, "exec"), names)
    program = names["program"]
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-7, err_msg=text)


def test_a_part_that_is_needed_behind_a_write_is_copied_alone():
    text = _checked(trajectory, X, 4)
    assert "y_bar[t + 1].copy()" in text
    assert text.count(".copy(") == 1
