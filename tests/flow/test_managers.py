"""Functions decorated with ``contextmanager``: the body of ``with`` stands in the place of their ``yield``."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.cli.modules import Failed
from srcad.errors import NotDifferentiable
from tests.flow.numerical import assert_gradients, differences
from tests.transpiled import transpiled

LEVELS = [1.0]


@contextmanager
def level(value: Any) -> Iterator[Any]:
    before = LEVELS[0]
    LEVELS[0] = value
    try:
        yield value * 2.0
    finally:
        LEVELS[0] = before


@contextmanager
def squared(value: Any) -> Iterator[Any]:
    yield value * value


def two_at_once(x):
    with squared(x) as a, squared(2.0 * x) as b:
        return a * b


def tidied_by_finally(x):
    log = []

    @contextmanager
    def timed(name):
        log.append(x)
        try:
            yield len(name)
        finally:
            log.append(x * x)

    with timed("abc") as n:
        y = math.log(x) * n
        z = y * math.sqrt(x)
    return z * sum(log) * y


def left_early(x):
    def halved(v):
        with level(v) as w:
            if v > 1.0:
                return w * math.log(v) * LEVELS[0]
        return v

    return halved(x) + halved(0.5 * x)


def left_by_loops(x):
    total = 0.0
    for v in (0.5 * x, -x, 2.0 * x, 9.0 * x, x):
        with level(v) as w:
            if v < 0.0:
                continue
            if v > 5.0:
                break
            total += w * math.exp(v)
    return total * LEVELS[0]


def one_in_another(x):
    @contextmanager
    def both(v):
        with level(v) as a, np.errstate(all="ignore"):
            yield a * LEVELS[0]

    with both(x) as y:
        return y * x


def one_of_two_yields(x):
    @contextmanager
    def chosen(first):
        if first:
            yield x
        else:
            yield x * x

    with chosen(x > 1.0) as a, chosen(x < 1.0) as b:
        return a * b


class Gate:
    def __init__(self):
        self.open = 1.0

    @contextmanager
    def opened(self, by, *more, times=1.0, **rest):
        self.open *= by * sum(more) * times + sum(rest.values())
        yield self
        self.open += 1.0


def method(x):
    gate = Gate()
    with gate.opened(x, x, 2.0, times=x, last=1.0) as same:
        y = same.open * x
    return y * gate.open


def of_a_local_class(x):
    class Scale:
        def __init__(self):
            self.factor = x

        @contextlib.contextmanager
        def doubled(self):
            self.factor *= 2.0
            try:
                yield
            finally:
                self.factor /= 2.0

    scale = Scale()
    with scale.doubled():
        y = scale.factor * x
    return y * scale.factor


def generator_with_finally(x):
    seen = []

    def squares():
        for v in (x, 2.0, x * x, 3.0):
            try:
                yield v * v
            finally:
                seen.append(v)

    total = 0.0
    for w in squares():
        if w > 5.0:
            break
        total += w
    return total * sum(seen)


def generator_in_a_context(x):
    def values():
        with level(x) as v, np.errstate(all="ignore"):
            yield v
            yield v * v

    return sum(values())


FUNCTIONS = [
    two_at_once,
    tidied_by_finally,
    left_early,
    left_by_loops,
    one_in_another,
    one_of_two_yields,
    method,
    of_a_local_class,
    generator_with_finally,
    generator_in_a_context,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    assert_gradients(function, x)
    assert LEVELS == [1.0]


@pytest.mark.parametrize("function", [two_at_once, tidied_by_finally, one_of_two_yields, method, of_a_local_class])
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    assert transpiled(function, "x: float")(1.3) == pytest.approx(differences(function, 1.3), rel=1e-7)


def catches(x):
    @contextmanager
    def forgiving():
        try:
            yield x
        except ValueError:
            print(x)

    y = x
    with forgiving():
        y = x * x
        y = math.log(-y)
    return y


def catches_in_a_loop(x):
    def forgiving():
        try:
            yield x
        except ValueError:
            yield x * x

    return sum(forgiving())


def yields_in_a_loop(x):
    @contextmanager
    def often():
        for _ in range(3):
            yield x

    with often() as y:
        return y * y


REFUSED = {catches: "catches exceptions", catches_in_a_loop: "catches exceptions", yields_in_a_loop: "more than once"}


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_it_is_refused(function: Callable[[float], float]) -> None:
    with pytest.raises(NotDifferentiable, match=REFUSED[function]):
        srcad.grad(function)(1.3)


def enters_what_a_library_gives(x):
    with contextlib.nullcontext(x * x) as y:
        return y * x


def test_what_a_manager_gives_is_followed_or_refused() -> None:
    """The library is not followed when files are transpiled: nothing is known of what its managers give."""
    assert_gradients(enters_what_a_library_gives, 1.3)
    with pytest.raises(Failed, match="what a context manager gives"):
        transpiled(enters_what_a_library_gives, "x: float")
