"""Sums of products in the reverse sweep are contractions: what they give, and how they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad

Program = Callable[[Any, Any], Any]


def pairs(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a[:, np.newaxis, :] * b, axis=2)))


def rows(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a * b, axis=1)))


def columns(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a * b[:, None], axis=0)))


def products(a: Any, b: Any) -> Any:
    return np.sum(np.sin(a[:, None] * b))


def kept(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a[:, None, :] * b, axis=2, keepdims=True)))


def patches(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a[:, :, :, None] * b, axis=(1, 2))))


def last_first(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a * b[:, None, None, :], axis=3)))


def windows(a: Any, b: Any) -> Any:
    total = 0.0
    for i in range(a.shape[1] - b.shape[0] + 1):
        window = a[:, i : i + b.shape[0], np.newaxis]
        total += np.sum(np.sin(np.sum(window * b, axis=1)))
    return total


def scaled(a: Any, b: Any) -> Any:
    return np.sum(np.sin(a * b))


def shifted(a: Any, b: Any) -> Any:
    return np.sum(np.sin(a + b))


def side_by_side(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a * b, axis=2)))


def both_of_length_one(a: Any, b: Any) -> Any:
    return np.sum(np.sin(np.sum(a[:, None, None, :] * b[:, None, :], axis=3)))


#: The program, the shapes of its arguments, and what the reverse sweep holds.
PROGRAMS: list[tuple[Program, tuple[int, ...], tuple[int, ...], tuple[str, ...]]] = [
    (pairs, (3, 4), (5, 4), ("g @ b", "g.T @ a")),
    (rows, (3, 4), (4,), ("a.T @ g",)),
    (columns, (3, 4), (3,), ("a @ g",)),
    (products, (3,), (4,), ("g @ b", "g.T @ a")),
    (kept, (3, 4), (5, 4), ("g @ b", "g.T @ a")),
    (patches, (2, 3, 4), (3, 4, 5), ("np.tensordot(g, b, axes=(1, 2))", "np.tensordot(a, g, axes=(0, 0))")),
    (last_first, (2, 3, 4), (5, 4), ("np.tensordot(g, b, axes=(0, 0))", "np.tensordot(g, a, axes=((1, 2), (0, 1)))")),
    (windows, (3, 6), (2, 4), ("@ b.T", "np.squeeze(window, 2).T @ ")),
    (scaled, (3, 4), (), ("np.vdot(g, a)",)),
    (shifted, (2, 3, 4), (4,), ('np.einsum("ijk->k", a_bar)',)),
    (shifted, (2, 3, 4, 5), (4, 5), ('np.einsum("ijkl->kl", a_bar)',)),
    (shifted, (3, 4), (4,), ("np.sum(a_bar, axis=0)",)),
    (shifted, (2, 3, 4), (3, 1), ("np.sum(np.sum(a_bar, axis=0), axis=1, keepdims=True)",)),
    (side_by_side, (2, 3, 4), (2, 1, 4), ("np.sum(g * a, axis=1, keepdims=True)",)),
    (both_of_length_one, (3, 4), (5, 4), ()),
]


def numbers(*shapes: tuple[int, ...]) -> list[Any]:
    random = np.random.default_rng(11)
    return [random.normal(size=shape) if shape else 0.3 for shape in shapes]


def check(program: Program, arguments: list[Any]) -> None:
    """Compare both gradients with complex steps."""
    gradients = srcad.grad(program, (0, 1))(*arguments)
    for i, (gradient, argument) in enumerate(zip(gradients, arguments, strict=True)):
        assert np.shape(gradient) == np.shape(argument)
        step = np.cos(np.arange(np.size(argument), dtype=float)).reshape(np.shape(argument))
        moved = [a + 1e-30j * step if k == i else a for k, a in enumerate(arguments)]
        slope = program(*moved).imag / 1e-30
        assert np.sum(gradient * step) == pytest.approx(slope, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("program", "first", "second", "texts"), PROGRAMS)
def test_a_sum_of_products_is_a_contraction(
    program: Program, first: tuple[int, ...], second: tuple[int, ...], texts: tuple[str, ...]
) -> None:
    arguments = numbers(first, second)
    check(program, arguments)
    source = srcad.grad(program, (0, 1)).source(*arguments)
    for text in texts:
        assert text in source


@pytest.mark.parametrize(("program", "first", "second", "texts"), PROGRAMS)
def test_axes_of_length_one_and_none_contract_as_well(
    program: Program, first: tuple[int, ...], second: tuple[int, ...], texts: tuple[str, ...]
) -> None:
    check(program, numbers(tuple(1 for _ in first), tuple(1 for _ in second)))
    if program is not windows:
        check(program, numbers(tuple(0 for _ in first), tuple(0 for _ in second)))


def test_single_precision_is_summed_as_numpy_does() -> None:
    a, b = (x.astype(np.float32) for x in numbers((3, 4), (5, 4)))
    gradient = srcad.grad(pairs)(a, b)
    assert gradient.dtype == np.float32
    assert "np.sum(" in srcad.grad(pairs).source(a, b).partition("# reverse sweep")[2].partition("a_bar")[2]
    np.testing.assert_allclose(gradient, srcad.grad(pairs)(a.astype(float), b.astype(float)), rtol=1e-5, atol=1e-6)


def test_fortran_order_and_steps_contract_as_well() -> None:
    a, b = numbers((6, 4), (5, 4))
    check(pairs, [np.asfortranarray(a)[::-2], b[:, ::-1].copy()[:, ::-1]])
