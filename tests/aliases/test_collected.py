"""Numbers that are taken out of an array, which is then written to under another name, are those of before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import functools
import itertools
import math
import statistics

import numpy as np


def program(x, w):
    a = w * x
    v = a[1:]
    {taken}
    v[0] = x * x
    return {result} + np.sum(a)
"""
TAKEN = {
    "items = list(a)": "items[1] * items[2]",
    "items = sorted(a)": "items[1] * items[2]",
    "items = a.tolist()": "items[1] * items[2]",
    "items = [*a]": "items[1] * items[2]",
    "first, *items = a": "first * items[1]",
    "first, second, third = a": "first * second * third",
    "items = list(a); items.append(x)": "items[1] * items[3]",
    "items = []; items.extend(a)": "items[0] * items[1]",
    "items = [x]; items += list(a)": "items[0] * items[2]",
    "items = [x]; items[1:] = a": "items[0] * items[2]",
    "items = list(a) + [x]": "items[1] * items[3]",
    "items = list(a) * 2": "items[1] * items[4]",
    "items = list(a[::-1])": "items[0] * items[1]",
    "items = list(reversed(a))": "items[0] * items[1]",
    "items = list(map(float, a))": "items[0] * items[1]",
    "items = list(filter(lambda e: e > -9.0, a))": "items[0] * items[1]",
    "items = [e for e in a]": "items[0] * items[1]",
    "items = list(enumerate(a))": "sum(e * k for k, e in items)",
    "items = list(zip(a, a))": "sum(e * u for u, e in items)",
    "items = [pair for pair in zip(range(3), a)]": "items[1][1] * items[2][1]",
    "items = [(k, pair) for k, pair in enumerate(zip(a, w))]": "items[1][1][0] * items[2][1][1]",
    "items = {k: e for k, e in enumerate(a)}": "items[1] * items[2]",
    "items = np.array(list(a))": "items[0] * items[1]",
    "items = np.fromiter(a, float)": "items[0] * items[1]",
    "items = list(itertools.chain(a, a))": "items[0] * items[4]",
    "items = list(itertools.accumulate(a))": "items[0] * items[2]",
    "items = list(a.flat)": "items[0] * items[1]",
    "items = a[[1, 2]]": "items[0] * items[1]",
    "items = np.array(a)": "items[0] * items[1]",
    "items = list(a.reshape(3, 1))": "items[1][0] * items[2][0]",
    "s = sum(a)": "s * s",
    "s = math.fsum(a)": "s * s",
    "s = math.prod(a)": "s * s",
    "s = statistics.mean(a)": "s * s",
    "s = max(a) * min(a)": "s * s",
    "s = functools.reduce(lambda u, e: u * e, a)": "s * s",
}
WRITING = """
import numpy as np


def program(x, w):
    a = w * x
    v = a[1:]
    s = x
    for {item} in {source}:
        s += e * e
        v[0] = 0.5 * s
    return s + np.sum(a)
"""


def _check(text: str, folder: Path) -> None:
    w, x = np.array([0.37, -0.61, 1.29]), 0.83
    program = load(text, folder / f"collected_{abs(hash(text))}.py")
    value, gradient = srcad.value_and_grad(program, argnums=(0, 1))(x, w)
    assert value == pytest.approx(program(x, w), rel=1e-12)
    np.testing.assert_allclose(gradient[0], differences(lambda point: program(float(point), w), x), rtol=1e-8)
    np.testing.assert_allclose(gradient[1], differences(lambda point: program(x, point), w), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("taken", TAKEN)
def test_what_was_taken_before_a_write(taken: str, tmp_path: Path) -> None:
    _check(PROGRAM.format(taken=taken, result=TAKEN[taken]), tmp_path)


@pytest.mark.parametrize(
    ("item", "source"),
    [("e", "list(a)"), ("e", "sorted(a)"), ("k, e", "enumerate(list(a))"), ("e", "[*a]"), ("e, _", "list(zip(a, a))")],
)
def test_what_was_taken_before_a_loop_that_writes(item: str, source: str, tmp_path: Path) -> None:
    _check(WRITING.format(item=item, source=source), tmp_path)


@pytest.mark.parametrize("taken", ["items = tuple(a)", "items = dict(enumerate(a))"])
def test_what_is_not_described_is_refused(taken: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(taken=taken, result="items[0]"), tmp_path / "refused_taken.py")
    with pytest.raises(NotDifferentiable):
        srcad.grad(program)(0.83, np.array([0.37, -0.61, 1.29]))


JOINED = {
    "items = np.concatenate((a[:1], v * 2.0, [x]))": "np.sum(items * items)",
    "items = np.stack([a, v[[0, 1, 0]]]); items[0, 1] = a[2]": "np.sum(items * items)",
    "items = np.hstack((x, a, x))": "np.sum(items * items)",
    "items = np.vstack([a, [1.0, x, 3.0]])": "np.sum(items * items)",
    "items = np.array([a, w])": "np.sum(items * items)",
    "items = np.linalg.norm([a, w])": "items * x",
    "items = np.select([a > 0.3, a < 0.1], [a, a * 2.0], 0.5)": "np.sum(items * items)",
    "items = sum([a, w])": "np.sum(items * items)",
}


@pytest.mark.parametrize("taken", JOINED)
def test_arrays_that_were_joined_before_a_write(taken: str, tmp_path: Path) -> None:
    _check(PROGRAM.format(taken=taken, result=JOINED[taken]), tmp_path)


DIFFUSION = """
import numpy as np


def program(x, w):
    a = w * x
    v = a[:]
    for _ in range(2):
        g = np.hstack((x, a, x))
        v[:] = 0.5 * (g[2:] + g[:-2])
    return np.sum(a * a)
"""


def test_an_array_that_is_written_to_is_joined_in_each_trip(tmp_path: Path) -> None:
    _check(DIFFUSION, tmp_path)
