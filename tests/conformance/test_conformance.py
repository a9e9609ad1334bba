"""Trap programs with gradients worked out by hand: they are right in every way of calling a derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcad.cli.modules import Failed
from tests.conformance.cases import CASES
from tests.ways import WAYS, from_a_file

Program = Callable[[Any], Any]
Input = Callable[[], Any]

#: What a file cannot have, and why: these are all.
REFUSED = {("from_a_file", "b33_mutable_default"): "append of a value of type"}  # what the default holds by then

#: Files for which no types are known refuse these, when they are written or at run time: what is written to may be an
#: array then, and whether it is another's view is not known.
REFUSED_WITHOUT_TYPES = frozenset(
    {
        "a01_overwrite_needed",
        "a03_view_sees_base_write",
        "a05_overlapping_shift",
        "a11_mask_assign",
        "a13_ravel_is_view",
        "a15_transpose_is_view",
        "a19_chained_assign_alias",
        "a21_out_kwarg",
        "a25_swap_elements",
        "b33_mutable_default",
    }
)


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in CASES],
)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_gradient_is_right(way: Callable[..., Any], program: Program, make_input: Input, expected: object) -> None:
    x = make_input()
    if (why := REFUSED.get((way.__name__, program.__name__))) is not None:
        with pytest.raises(Failed) as caught:
            way(program, x)
        assert any(why in str(error) for error in caught.value.errors)
        return
    found = way(program, x)
    assert type(found) is type(x)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10, strict=isinstance(x, np.ndarray))
    np.testing.assert_array_equal(x, make_input())


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in CASES],
)
def test_text_for_any_types_is_right_or_refused(program: Program, make_input: Input, expected: object) -> None:
    x = make_input()
    try:
        found = from_a_file(program, x, typed=False)
    except (Failed, TypeError, NotImplementedError):
        assert program.__name__ in REFUSED_WITHOUT_TYPES
        return
    assert program.__name__ not in REFUSED_WITHOUT_TYPES
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10)
    np.testing.assert_array_equal(x, make_input())
