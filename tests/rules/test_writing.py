"""What functions of NumPy are declared to write to is what they write to."""

from __future__ import annotations

import doctest
from typing import Any

import numpy as np
import pytest

from srcad.rules import writing
from srcad.rules.table import Written
from srcad.rules.writing import writes_of

A = np.array([[3.0, np.nan, 2.0], [1.0, 5.0, 4.0], [7.0, 9.0, 8.0]])

#: Calls that write to the argument that is declared.
WRITING: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("numpy.copyto", (A, 1.0), {}),
    ("numpy.put", (A, [0, 1], 7.5), {}),
    ("numpy.putmask", (A, A > 2, 7.5), {}),
    ("numpy.place", (A, A > 2, [7.5]), {}),
    ("numpy.fill_diagonal", (A, 7.5), {}),
    ("numpy.put_along_axis", (A, np.array([[0], [1], [2]]), 7.5, 1), {}),
    ("numpy.add.at", (A, [0, 0], 1.0), {}),
    ("numpy.ndarray.fill", (A, 7.5), {}),
    ("numpy.ndarray.sort", (A, 0), {}),
    ("numpy.ndarray.partition", (A, 1), {}),
    ("numpy.ndarray.put", (A, [0], 7.5), {}),
    ("numpy.ndarray.byteswap", (A, True), {}),
    ("numpy.nan_to_num", (A, False), {}),
    ("numpy.nan_to_num", (A,), {"copy": False}),
    ("numpy.median", (A,), {"overwrite_input": True}),
    ("numpy.sin", (2.0, A), {}),
    ("numpy.sin", (2.0,), {"out": A}),
    ("numpy.add", (1.0, 2.0, A), {}),
    ("numpy.sum", (np.ones((3, 3, 3)), 0, None, A), {}),
    ("numpy.ndarray.sum", (np.ones((3, 3, 3)), 0, None, A), {}),
    ("numpy.ndarray.clip", (np.ones((3, 3)), 2.0, 3.0, A), {}),
    ("numpy.ndarray.round", (np.ones((3, 3)), 0, A), {}),
    ("numpy.ndarray.dot", (np.ones((3, 3)), np.ones((3, 3)), A), {}),
    ("numpy.dot", (np.ones((3, 3)), np.ones((3, 3)), A), {}),
    ("numpy.concatenate", ([np.ones((2, 3)), np.ones((1, 3))], 0, A), {}),
    ("numpy.stack", ([np.ones(3)] * 3, 0, A), {}),
    ("numpy.take", (np.ones(3), np.zeros((3, 3), int), None, A), {}),
    ("numpy.einsum", ("ij->ij", np.ones((3, 3))), {"out": A}),
    ("numpy.add.reduce", (np.ones((3, 3, 3)), 0, None, A), {}),
    ("numpy.linalg.multi_dot", ([np.ones((3, 3))] * 2,), {"out": A}),
]


def call(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Call the function of a name."""
    *owners, attribute = name.split(".")[1:]
    owner: Any = np
    for part in owners:
        owner = getattr(owner, part)
    getattr(owner, attribute)(*args, **named)


@pytest.mark.parametrize(("name", "args", "named"), WRITING, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(WRITING)])
def test_what_is_written_is_declared(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    target = A.copy()
    args = tuple(target if a is A else a for a in args)
    named = {k: target if a is A else a for k, a in named.items()}
    call(name, args, named)
    assert not np.array_equal(target, A, equal_nan=True)
    assert any(given(w, args, named) is target and not spared(w, args, named) for w in writes_of(name))


def given(written: Written, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Return the argument that is written to, or None."""
    if written.parameter in named:
        return named[written.parameter]
    return args[written.position] if written.position is not None and written.position < len(args) else None


def spared(written: Written, args: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Say whether another argument keeps the function from writing."""
    if written.unless is None:
        return False
    parameter, position, value = written.unless
    return named.get(parameter, args[position] if position < len(args) else value) is value


@pytest.mark.parametrize("name", ["numpy.nan_to_num", "numpy.median", "numpy.ndarray.byteswap"])
def test_what_is_not_asked_to_write_does_not(name: str) -> None:
    target = A.copy()
    call(name, (target,), {})
    np.testing.assert_array_equal(target, A)
    assert all(spared(w, (target,), {}) for w in writes_of(name) if given(w, (target,), {}) is target)


@pytest.mark.parametrize("name", ["math.sin", "operator.add", "builtins.len", "numpy.sort", "numpy.ndarray.copy"])
def test_what_does_not_write_has_no_entry(name: str) -> None:
    assert writes_of(name) == ()


def test_the_examples_run() -> None:
    assert doctest.testmod(writing).failed == 0
