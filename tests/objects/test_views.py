"""Views of dicts are alive: they give what the dict holds when they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad


def through_items(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    for _, e in d.items():
        d["b"] = np.sin(e)
    return sum(d.values())


def through_values(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    for e in d.values():
        d["b"] = np.sin(e) * x
    return sum(d.values())


def left_early(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w, "c": x * w}
    for _, e in d.items():
        d["c"] = d["c"] + e
        if d["c"] > 1.2:
            break
    return d["c"] * d["a"]


def looked_at_later(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    v = d.values()
    d["b"] = x * 3
    return sum(v)


def grown(x: Any, w: Any) -> Any:
    d: dict[str, Any] = {}
    v, keys = d.values(), d.keys()
    d["a"] = x
    d["b"] = w * x
    return sum(v) * len(keys) + sum(d[k] ** 2 for k in keys)


def in_a_comprehension(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    return sum([d.update(b=x * e) or e for e in d.values()])


def by_next(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    pairs = iter(d.items())
    _, first = next(pairs)
    d["b"] = x * 5
    _, second = next(pairs)
    return first + second**2


def in_a_generator(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    squares = (e * e for e in d.values())
    d["b"] = x
    return sum(squares)


def on_a_path(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    v = d.values()
    if x > 0.5:
        d["a"] = w * w
    return sum(v) + max(v)


def in_loops(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    s, n = 0.0, 0
    v, pairs = d.values(), d.items()
    while n < 3:
        d["a"] = d["a"] * w
        s += sum(v)
        for _, e in pairs:
            s += e * n
        n += 1
    return s


def passed_on(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    kept = [d.values()]

    def change(t: Any) -> None:
        d["a"] = t

    change(x * w)
    a, b = kept[0]
    return a * b


@pytest.mark.parametrize(
    "program",
    [
        through_items,
        through_values,
        left_early,
        looked_at_later,
        grown,
        in_a_comprehension,
        by_next,
        in_a_generator,
        on_a_path,
        in_loops,
        passed_on,
    ],
)
def test_it_sees_what_changes(program: Callable[..., Any]) -> None:
    x, w, h = 0.7, 0.4, 1e-6
    value, slopes = srcad.value_and_grad(program, (0, 1))(x, w)
    along_x = (program(x + h, w) - program(x - h, w)) / (2 * h)
    along_w = (program(x, w + h) - program(x, w - h)) / (2 * h)
    assert value == program(x, w)
    assert np.allclose(slopes, (along_x, along_w), rtol=1e-8)


def one_of_two(x: Any, w: Any) -> Any:
    d, e = {"a": x, "b": w}, {"a": w, "b": w}
    v = d.values() if x > 0.5 else e.values()
    d["b"] = x * 5
    return sum(v)


def counted(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    s = 0.0
    for i, e in enumerate(d.values()):
        s += e * i
        d["b"] = d["b"] + 1
    return s


def other_keys(x: Any, w: Any) -> Any:
    d = {"a": x, "b": w}
    for e in d.values():
        d["c"] = e
    return sum(d.values())


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (one_of_two, "a view of one of several dicts"),
        (other_keys, "changes the keys of the dict"),
    ],
)
def test_what_cannot_be_followed_is_refused(program: Callable[..., Any], message: str) -> None:
    with pytest.raises(srcad.NotDifferentiable, match=message):
        srcad.grad(program)(0.7, 0.4)


def grown_and_counted(x: Any, w: Any) -> Any:
    values = [x, w]
    values.append(x * w)
    for i, e in enumerate(values):
        values[(i + 1) % 3] = e * x
    return sum(values)


def grown_and_side_by_side(x: Any, w: Any) -> Any:
    values = [x, w]
    values.append(x * w)
    for i, (e, factor) in enumerate(zip(values, (0.5, 0.75, 1.25))):
        values[(i + 1) % 3] = e * factor
    return sum(values)


def grown_and_backwards(x: Any, w: Any) -> Any:
    values = [x, w]
    values.append(x * w)
    for e in reversed(values):
        values[0] = e * x
    return sum(values)


def changed_before_it_is_gone_through(x: Any, w: Any) -> Any:
    values = [x, w]
    values.append(x * w)
    pairs = zip(values, values)
    values[1] = x
    return sum(a * b for a, b in pairs)


def listed_before(x: Any, w: Any) -> Any:
    values = [x, w]
    values.append(x * w)
    for factor, (_, e) in zip((0.5, 0.75, 1.25), enumerate(values)):
        values[2] = e * factor
    return sum(values)


@pytest.mark.parametrize(
    "program",
    [
        counted,
        grown_and_counted,
        grown_and_side_by_side,
        grown_and_backwards,
        changed_before_it_is_gone_through,
        listed_before,
    ],
)
def test_iterators_see_what_changes_in_lists(program: Callable[..., Any]) -> None:
    test_it_sees_what_changes(program)
