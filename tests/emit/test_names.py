"""Names of values that nobody named: what they are, as a person would call it."""

from __future__ import annotations

import numpy as np
import pytest

import srcad

X = np.array([0.6, -1.3, 2.1])


def one_of_two(x, n):
    return x * x if n == 1 else x


def several(x, n):
    return x * x if n == 1 or x > 0.5 else x


def cuts_off(x):
    y = x * 1.0
    y[x < 0.0] = 0.0
    return np.sum(y * y)


def products_of_pairs(x, n):
    s = 0.0
    y = x * 2.0
    for k in range(n):
        y[k] = y[k] * y[k + 1]
        s += y[0] * y[k] ** 2
    return s


def transposed(x):
    return np.sum((x.T @ x) ** 2) + np.sum(x.T)


def steps(x, n):
    for _ in range(n):
        if x * x < 3.0 * x:
            x = x + np.sin(x)
    return x


@pytest.mark.parametrize(
    ("program", "arguments", "texts"),
    [
        (several, (2.0, 1), ["if n == 1 or x > 0.5"]),
        (cuts_off, (X,), ["x_below_0 = x < 0.0", "y[x_below_0] = 0.0"]),
        (products_of_pairs, (X, 2), ["y_k_tape = []", "y_k_tape.append(y_k)", "y_k = y_k_tape.pop()"]),
        (transposed, (np.eye(2),), ["x_T = x.T"]),
        (steps, (2.0, 3), ["condition_tape.append(condition)", "condition = condition_tape.pop()"]),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_names_tell_what_values_are(program, arguments, texts):
    source = srcad.grad(program).source(*arguments)
    for text in texts:
        assert text in source, source


def test_a_question_is_named_by_what_it_asks():
    source = srcad.value_and_grad(one_of_two).source(2.0, 1)
    assert "n_is_1 = n == 1" in source
