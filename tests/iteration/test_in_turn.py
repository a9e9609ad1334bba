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
    a = x * 1.0
    view = a[:]
    d = {{"a": x[0], "b": x[1], "c": x[2]}}
    held = [d.values(), (0.5, x[2], 0.25)]
    s = 0.0
    {loop}
    return s + a @ a + l[0] * l[1] + d["a"] * d["b"] * d["c"]
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
    "for i, (v, w) in enumerate(itertools.pairwise(l))": "l[i + 1] = w * x[2]; s += v * w",
    "for v, w in itertools.pairwise(l)": "s += v * w; l.append(v * x[0]) if len(l) < 6 else None",
    "for v, w in itertools.pairwise(a)": "a[1] = v * 3.0; s += v * w",
    "for v, w in itertools.pairwise(view)": "a[1:] *= v; s += v * w",
    "for v, w in itertools.pairwise(u * x[0] for u in view)": "a[2] = v * 3.0; s += v * w",
    "for v in itertools.accumulate(view)": "a[1] = v * 3.0; s += v * v",
    "for v, w in itertools.combinations(view, 2)": "a[2] = v * 3.0; s += v * w",
    "for v, w in itertools.zip_longest(view, view[1:], fillvalue=x[2])": "a[2] = v * 3.0; s += v * w",
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


@pytest.mark.parametrize("source", ["view", "a", "(u * 2.0 for u in view)"])
def test_runs_of_an_array_that_changes_meanwhile_are_refused(source: str, tmp_path: Path) -> None:
    loop = f"for _, run in itertools.groupby({source}, lambda u: u > 1.0): s += sum(run); a[2] = s"
    function = load(PROGRAM.format(loop=loop), tmp_path / "runs.py")
    with pytest.raises(NotDifferentiable, match=r"a loop that changes what groupby\(\) goes through"):
        srcad.grad(function)(X)


def test_an_array_made_apart_may_be_written_to(tmp_path: Path) -> None:
    lines = [
        "o = np.empty(2); o[0] = o[1] = 1.0",
        "for k, run in itertools.groupby(view, lambda u: u > 1.0): o[int(k)] *= sum(run)",
        "s = o[0] * 2.0 + o[1]",
    ]
    check("import numpy as np\n" + PROGRAM.format(loop="\n    ".join(lines)), tmp_path)


def test_a_list_that_grows_meanwhile_is_refused(tmp_path: Path) -> None:
    loop = "for v, w in zip(l, (0.5, 1.5, 2.5, 3.5)): s += v * w; l.append(v) if len(l) < 4 else None"
    function = load(PROGRAM.format(loop=loop), tmp_path / "growing.py")
    with pytest.raises(NotDifferentiable, match="changes the length of a list that it goes through"):
        srcad.grad(function)(X)
