"""Iterators over several things at once read each item in its turn: what the loop has changed by then is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import itertools


def program(x):
    l = [x[0], x[1], x[2]]
    d = {{"a": x[0], "b": x[1], "c": x[2]}}
    held = [d.values(), (0.5, x[2], 0.25)]
    s = 0.0
    {loop}
    return s + l[0] * l[1] + d["a"] * d["b"] * d["c"]
"""
X = np.array([1.3, 2.1, 0.7])

LOOPS = {
    "for c, v in zip('abc', l)": "l[1] = x[2] * 3.0; s += v * 'xabc'.index(c)",
    "for i, v in enumerate(l, 1)": "l[1] = x[2] * 3.0; s += v * i",
    "for v in reversed(l)": "l[1] = x[0] * 3.0; s += v * v",
    "for (k, v), w in zip(d.items(), (1.0, 2.0))": "d['b'] = x[2] * 3.0; s += v * w",
    "for k, w in zip(d, (1.0, 2.0))": "d[k] = d[k] * w * x[2]; s += d['b']",
    "for (k, v), (_, w) in zip(d.items(), d.items())": "d[k] = v * x[0]; d['b'] += w; s += v * w",
    "for i, (k, v) in enumerate(d.items())": "d[k] = v * i * x[2]; d['c'] *= x[0]; s += v",
    "for k, v in zip(d.keys(), d.values())": "d[k] = v * x[2]; d['c'] *= x[0]; s += v",
    "for v, w in zip(d.values(), (0.5, x[2], 1.5))": "d['b'] = x[2] * 3.0; s += v * w",
    "for v, w in zip(*held)": "d['b'] = x[2] * 3.0; s += v * w",
    "for k in reversed(d)": "d[k] = d[k] * x[2] + d['b']; s += d['b']",
    "for i, ((k, v), w) in enumerate(zip(d.items(), l), 2)": "d['b'] = x[2]; l[1] = x[0]; s += v * w * i",
    "for v, (i, w) in zip(d.values(), enumerate((1.0, 2.0)))": "d['b'] = x[2] * 3.0; s += v * w * i",
    "for v, w in itertools.pairwise(d.values())": "d['b'] = x[2] * 3.0; s += v * w",
    "for v in itertools.islice(d.values(), 2)": "d['b'] = x[2] * 3.0; s += v * v",
    "for (k, v), w in zip(d.items(), (1.0, 2.0, 3.0))": "d['c'] = x[0] * w; s += v * w; l.append(v) if s < 2 else None",
}


def check(text: str, folder: Path) -> None:
    function = load(text, folder / "in_turn.py")
    np.testing.assert_allclose(srcad.grad(function)(X), differences(function, X), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("loop", LOOPS)
def test_items_are_read_in_their_turn(loop: str, tmp_path: Path) -> None:
    check(PROGRAM.format(loop=f"{loop}: {LOOPS[loop]}"), tmp_path)


@pytest.mark.parametrize(
    "made",
    [
        "zip(d.items(), l)",
        "zip('abc', l)",
        "enumerate(d.values())",
        "reversed(d.values())",
        "zip(d.values(), (0.5, x[2], 1.5))",
        "enumerate(zip(d, l))",
    ],
)
def test_what_changes_before_they_are_gone_through_is_seen(made: str, tmp_path: Path) -> None:
    taken = {"r": "item * item", "e": "item[0] * item[1]", "z": "item[-1] * item[-1]"}[made[0]]
    taken = "item[1][1] * item[0]" if "e(z" in made else taken
    loop = f"z = {made}; d['b'] = x[2] * 3.0; l[1] = x[0] * x[2]; s = sum({taken} for item in z)"
    check(PROGRAM.format(loop=loop), tmp_path)


def test_what_zip_gives_to_a_dict_has_the_keys_of_one(tmp_path: Path) -> None:
    check(PROGRAM.format(loop="e = dict(zip(d, x)); s = e['b'] * e['c'] * e.get('q', 2.0)"), tmp_path)


def test_a_list_that_grows_meanwhile_is_refused(tmp_path: Path) -> None:
    loop = "for v, w in zip(l, (0.5, 1.5, 2.5, 3.5)): s += v * w; l.append(v) if len(l) < 4 else None"
    function = load(PROGRAM.format(loop=loop), tmp_path / "growing.py")
    try:
        gradient = srcad.grad(function)(X)
    except NotDifferentiable:
        return
    np.testing.assert_allclose(gradient, differences(function, X), rtol=1e-6)
