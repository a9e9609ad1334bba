"""What a person writes shorter: a place of a place, a range's items, two transposes, names that need no value yet."""

from __future__ import annotations

import re

import numpy as np

import srcad
from tests.flow.numerical import differences
from tests.tries.programs import ends_with_an_index_error

X = np.array([0.6, -1.3, 2.1])


def _checked(program, x, *others):
    """Return the text of a gradient that is right."""
    expected = differences(lambda v: program(v, *others), x)
    np.testing.assert_allclose(srcad.grad(program)(x, *others), expected, rtol=1e-7, atol=1e-8)
    return srcad.grad(program).source(x, *others)


def writes_behind_a_view(x):
    b = x * 1.0
    v = b[1:]
    b[1] = 5.0
    return np.sum(v * v)


def leaves_a_range(x, n):
    s = 0.0
    for i in range(n):
        if s > 2.0:
            break
        s += x[i] ** 2 * (i + 1)
    return s


def leaves_in_the_middle(x, n):
    s = 0.0
    for i in range(n):
        s += x[i] ** 2 * (i + 1)
        if s > 2.0:
            return s * x[i]
    return s


def backwards(x, n):
    s = 0.0
    for i in reversed(range(n)):
        s += x[i] ** 2 * (i + 1)
        if s > 2.0:
            s = s * x[i]
            break
    return s


def beside_another(x, n):
    s = 0.0
    for i, v in zip(range(n), x):
        s += v**2 * (i + 1)
        if s > 2.0:
            s = s * v * i
            break
    return s


def from_two(x, n):
    s = 0.0
    for i in range(2, n):
        if s > 2.0:
            break
        s += x[i] ** 2 * (i + 1)
    return s


def transposed(x):
    return np.sum((x.T @ x) ** 3)


def softmax(x):
    weights = np.exp(x)
    weights = weights / np.sum(weights)
    return np.sum(weights**3)


def logistic_in_a_loop(x):
    for _ in range(3):
        x = 1.0 / (1.0 + np.exp(-x))
    return np.sum(x * x)


def leaves_before_it_divides(x, n):
    s = 0.0
    for _ in range(n):
        a = np.exp(x)
        b = 2.0 + a
        s = s + np.sum(np.log(b))
        if s > 8.0:
            break
        s = s + np.sum(np.sin(a / b))
        x = 0.9 * x
    return s


def one_of_two(x, kind):
    if kind != "a":
        y = x * x
    else:
        y = x
    return y * x


def test_a_place_of_a_view_is_a_place():
    assert "b_bar[1:] +=" in _checked(writes_behind_a_view, X)


def test_a_range_from_zero_gives_its_places():
    for program in (leaves_a_range, leaves_in_the_middle):
        for x in (X, 0.5 * X, 9.0 * X):
            text = _checked(program, x, 3)
            assert "for i in reversed(range(trips))" in text
            assert "indices" not in text


def test_other_ranges_are_kept():
    for program in (backwards, beside_another):
        for x in (X, 0.5 * X, 9.0 * X):
            _checked(program, x, 3)
    x = np.array([0.6, -1.3, 0.1, 1.9, 0.7])
    assert "indices[k]" in _checked(from_two, x, 5)


def test_nothing_is_transposed_twice():
    assert ".T.T" not in _checked(transposed, np.array([[0.6, -1.3], [2.1, 0.4]]))


def test_what_is_read_behind_the_body_alone_needs_no_value_before():
    assert "None" not in _checked(ends_with_an_index_error, 1.3, [1.0, 2.0, 5.0])


def test_texts_are_compared_without_not():
    source = srcad.value_and_grad(one_of_two).source(2.0, "b")
    assert "not " not in source


def test_a_softmax_is_its_weights_times_a_difference():
    reverse = _checked(softmax, X).partition("# reverse sweep")[2]
    assert " / " not in re.sub("#.*", "", reverse)
    assert re.search(r"(\w+) - \1 @ weights", reverse)


def test_a_logistic_function_keeps_what_it_gave():
    reverse = _checked(logistic_in_a_loop, X).partition("# reverse sweep")[2]
    assert " / " not in re.sub("#.*", "", reverse)


def test_a_quotient_that_may_not_be_there_is_not_used():
    for n in (1, 2, 5):  # the loop is left in its second trip
        _checked(leaves_before_it_divides, X, n)
