"""The reports of many programs, against another way of counting, and against themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.explain import programs
from tests.explain.independent import bytes_of, is_told, measured_tapes, tapes_in_frame
from tests.flow.generate import program as random_program
from tests.programs.families import PROGRAMS
from tests.random_programs import load

X = np.linspace(0.1, 0.9, 20)

CALLS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (programs.wave, (0.3, 7)),
    (programs.nested, (X, 3, 4)),
    (programs.triangle, (X, 5)),
    (programs.choose, (X, 7)),
    (programs.halve, (50.0,)),
    (programs.buffer, (X, 6)),
    (programs.broken_off, (X, 9)),
    (programs.twice, (X, 4)),
    (programs.rotating, (X, 6)),
    (programs.some_branch, (X, 3)),
    (programs.some_branch, (-X, 3)),
    (programs.caught, (X, 5)),
    (programs.caught, (X + 1.0, 5)),
]

CHOSEN = (
    "n_body kalman_filter cholesky lu_solve wave_1d red_black gram_schmidt bubble_sort particle_in_cell asian_option"
)


def check(function: Callable[..., Any], arguments: tuple[Any, ...], argnums: tuple[int, ...] = (0,)) -> None:
    derivative = srcad.grad(function, argnums=argnums)
    report = derivative.report(*arguments)
    assert measured_tapes(report) == tapes_in_frame(derivative, arguments)
    for row in filter(is_told, report.rows):
        bound = bytes_of(row, function, arguments)
        exact = row.kind != "scope" and not row.bytes.startswith("≤")
        assert row.measured == bound if exact else row.measured <= bound, row
    assert report.measured <= sum(row.measured for row in report.rows)
    assert all(row.why and row.name for row in report.rows)


@pytest.mark.parametrize(("function", "arguments"), CALLS)
def test_tapes_hold_what_stands_in_the_frame(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    check(function, arguments)


@pytest.mark.parametrize("program", [pytest.param(p, id=p.name) for p in PROGRAMS if p.name in CHOSEN.split()])
def test_real_programs_hold_what_stands_in_the_frame(program: Any) -> None:
    check(program.function, program.make(), program.argnums)


def test_random_programs_hold_what_stands_in_the_frame(tmp_path: Path) -> None:
    checked = 0
    for seed in range(6, 14):
        program = load(random_program(random.Random(seed)), tmp_path / f"reported_program_{seed}.py")
        arguments = (0.83, np.array([0.37, -0.61, 1.29]))
        try:
            text = srcad.grad(program).source(*arguments)
            program(*arguments)
        except (NotDifferentiable, ArithmeticError, LookupError, ValueError):
            continue
        if "_forward(" not in text:  # the frames of called functions are gone when the reverse sweep begins
            check(program, arguments)
            checked += 1
    assert checked
