"""What a rule knows no derivative of is refused, before the program runs or when its values tell."""

from __future__ import annotations

import numpy as np
import pytest

import srcad


def first_right_vector(x):
    _, _, vt = np.linalg.svd(x)
    return np.abs(vt[0, 0])


def raises_itself(x):
    if np.sum(x) > 0:
        raise NotImplementedError("not for these")
    return np.sum(x)


def test_what_values_decide_is_refused_at_the_user_s_line() -> None:
    gradient = srcad.grad(first_right_vector)
    assert np.all(np.isfinite(gradient(np.array([[2.0, 0.3], [0.1, 1.0]]))))
    with pytest.raises(srcad.NotDifferentiable, match="full_matrices=False") as caught:
        gradient(np.arange(6.0).reshape(3, 2) ** 2)
    assert caught.value.code == "SRC004"
    assert caught.value.location is not None
    assert caught.value.location.text.strip() == "_, _, vt = np.linalg.svd(x)"


def test_what_the_program_raises_is_its_own() -> None:
    with pytest.raises(NotImplementedError, match="not for these") as caught:
        srcad.grad(raises_itself)(np.ones(2))
    assert not isinstance(caught.value, srcad.SrcadError)
