"""Numbers that stand beside arrays that are written to, in tuples and dicts: they have derivatives of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

import srcad
from srcad import NotDifferentiable
from tests.flow.numerical import differences

X = np.array([1.1, 2.3, -0.7, 0.4])


class Mass(NamedTuple):
    weight: Any
    force: Any


def pairs_of_a_list(x: Any) -> Any:
    pairs = []
    for i in range(2):
        pairs.append((x * 1.0, x[i]))
    for a, _ in pairs:
        a[0] = 0.0
    return sum(b * np.sum(a) for a, b in pairs)


def masses(x: Any) -> Any:
    masses = []
    for i in range(3):
        masses.append(Mass(x[i], np.zeros(1)))
    for m in masses:
        m.force[0] += m.weight * m.weight
    return sum(m.weight * m.force[0] for m in masses)


def by_number(x: Any, k: int = 1) -> Any:
    pairs = [(x[i : i + 2].copy(), x[i] ** 2) for i in range(3)]
    pairs[k][0][1] = pairs[k - 1][1]
    return pairs[k][1] * np.sum(pairs[k][0]) + pairs[0][1]


def under_two_names(x: Any) -> Any:
    pairs = []
    for i in range(2):
        pairs.append((x, x[i]))
    x *= 2.0
    return sum(b * a[2] for a, b in pairs)


def nested(x: Any) -> Any:
    found = []
    for i in range(3):
        found.append((x[i], (x[i:], 2.0 * x[i])))
    x[1] = 5.0
    return sum(a * b[0] * c for a, (b, c) in found)


def layers(x: Any) -> Any:
    layers = [(x[:2] * (k + 1.0), x[k + 1]) for k in range(2)]
    for w, _ in layers:
        w *= 0.5
    t = x[3]
    for w, b in layers:
        t = np.sin(t * np.sum(w) + b)
    return t


def taken_out(x: Any) -> Any:
    pairs = [(x * (k + 1.0), x[k]) for k in range(3)]
    a, b = pairs.pop()
    a[0] = b
    pairs.insert(0, (a, b * b))
    return sum(np.sum(a) * b for a, b in pairs)


def particles(x: Any) -> Any:
    parts = [{"pos": x[i : i + 2].copy(), "m": x[i] ** 2} for i in range(3)]
    for _ in range(2):
        for p in parts:
            for q in parts:
                if p is not q:
                    p["pos"] += 0.01 * q["m"] * (q["pos"] - p["pos"])
    return sum(p["m"] * np.sum(p["pos"] ** 2) for p in parts)


def counted_by_get(x: Any) -> Any:
    d = {"buf": np.zeros(3)}
    for i in range(3):
        d["buf"][i] = x[i]
        d["n"] = d.get("n", 1.0) + x[i]
    return d["n"] * np.sum(d["buf"])


def best_so_far(x: Any) -> Any:
    state = {"w": x, "rate": x[0]}
    for _ in range(3):
        state["w"] *= state["rate"]
        if state["w"][1] > 1:
            state["best"] = state["w"][0]
    return state.get("best", 0.0) + np.sum(state["w"])


def deleted(x: Any) -> Any:
    d = {"b": np.zeros(2)}
    if x[0] > 0:
        d["k"] = x[1]
    d["b"][0] = x[0] * d["k"]
    del d["k"]
    return d["b"][0]


def popped(x: Any) -> Any:
    d = {"b": x * 1.0}
    if x[0] > 0:
        d["a"] = x[0]
    d["b"][0] = 3.0
    return d.pop("a", 0.0) * np.sum(d["b"])


def a_dict_of_the_users_that_is_named_like_an_adjoint(x: Any) -> Any:
    k_bar = {"b": x[0], "c": x[1]}
    other = k_bar
    try:
        del other["d" if x[0] > 0 else "b"]
    except KeyError:
        return x[1] * k_bar["b"]
    return x[0]


@pytest.mark.parametrize(
    "function",
    [
        *(pairs_of_a_list, masses, by_number, under_two_names, nested, layers, taken_out),
        *(particles, counted_by_get, best_so_far, deleted, popped, a_dict_of_the_users_that_is_named_like_an_adjoint),
    ],
)
def test_the_gradient_is_right(function: Callable[..., Any]) -> None:
    value, gradient = srcad.value_and_grad(function)(X.copy())
    assert value == pytest.approx(function(X.copy()), rel=1e-12)
    expected = differences(lambda t: function(np.array(t)), X)
    np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-8)
    np.testing.assert_array_equal(srcad.grad(function)(X.copy()), gradient)


class Store:
    def __init__(self) -> None:
        self.pairs: list[Any] = []

    def add(self, pair: Any) -> None:
        self.pairs.append(pair)


def in_one_of_two_stores(x: Any) -> Any:
    first, second = Store(), Store()
    for i in range(2):
        chosen = first if x[i] > 0 else second
        chosen.add((x * 1.0, x[i]))
    for a, _ in first.pairs:
        a[0] = 0.0
    return sum(b for _, b in first.pairs)


def test_pairs_in_a_list_under_several_names_are_refused() -> None:
    with pytest.raises(NotDifferentiable, match="numbers beside arrays that are written to"):
        srcad.grad(in_one_of_two_stores)(X)
