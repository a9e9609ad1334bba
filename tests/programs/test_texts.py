"""What the texts of real programs must not do: copy arrays in loops over elements, save what linear code needs not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

import srcad
from tests.programs.families import PROGRAMS
from tests.programs.registry import Program

#: Programs that read and write element by element: each access costs the same in both sweeps, whatever the size.
SCALAR_LOOPS = (
    "bilinear_warp",
    "bubble_sort",
    "cholesky",
    "dynamic_time_warping",
    "fft_iterative",
    "fft_recursive",
    "gauss_seidel_2d",
    "linear_histogram",
    "shortest_path",
    "sparse_powers",
    "viterbi_score",
)

_COPIES = ("copy", "zeros_like")


def named(name: str) -> Program:
    return next(p for p in PROGRAMS if p.name == name)


def emitted(name: str) -> str:
    """Return the text of a program's gradient, for the types of its arguments."""
    program = named(name)
    return srcad.grad(program.function, program.wrt).source(*program.make())


def copies_in_loops(text: str) -> Iterator[str]:
    """Yield the calls in loops that copy an array, or make one."""
    loops = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.For | ast.While))
    for node in (inner for loop in loops for inner in ast.walk(loop)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _COPIES:
            yield ast.unparse(node)


@pytest.mark.parametrize("name", SCALAR_LOOPS)
def test_loops_over_elements_copy_no_arrays(name: str) -> None:
    assert list(copies_in_loops(emitted(name))) == []


@pytest.mark.parametrize("name", ["jacobi_2d", "poisson_2d"])
def test_linear_stencils_save_nothing(name: str) -> None:
    text = emitted(name)
    assert "tape" not in text
    assert "unbroadcast" not in text
    assert text.count(".copy(") == 1
    assert not list(copies_in_loops(text))


#: How many values of each trip are saved, by programs of which something has to be.
SAVED = {"upwind_advection": 1, "viscous_burgers": 1, "wave_1d": 1, "batch_normalisation": 3}


@pytest.mark.parametrize("name", SAVED)
def test_what_can_be_made_again_is_not_saved(name: str) -> None:
    assert len(re.findall(r"\w*tape\w* = \[\]", emitted(name))) == SAVED[name]


def test_what_does_not_vary_is_computed_once() -> None:
    text = emitted("upwind_advection")
    assert text.index("np.maximum(velocity, 0.0)") < text.index("for _ in range(n)")
    assert sum("np.maximum" in line.partition("#")[0] for line in text.splitlines()) == 1


def test_arrays_that_take_turns_are_not_saved() -> None:
    text = emitted("wave_1d")
    assert "bar_tape" not in text
    assert "    before, now, after = now, after, before\n" in text
    assert "    now_bar, after_bar, before_bar = before_bar, now_bar, after_bar\n" in text
    assert "_bar_1" not in text
    assert sum(".copy()" in line.partition("#")[0] for line in text.splitlines()) == 2  # the program's own


def test_sums_in_place_clear_nothing() -> None:
    text = emitted("shortest_path")
    assert "cost_bar[0, j - 1] += cost_bar[0, j]" in text
    assert "= 0.0" not in text


@pytest.mark.parametrize("name", ["cholesky_in_place", "lu_solve", "householder_least_squares"])
def test_slices_of_one_loop_need_no_shapes(name: str) -> None:
    text = emitted(name)
    assert ".shape)" not in text
    assert "sum_to" not in text
    assert "A_bar.copy" not in text


def test_a_shape_costs_no_computation() -> None:
    text = emitted("conv2d_by_taps")
    assert "out.size" in text
    assert "**" not in "".join(line.partition("#")[0] for line in text.splitlines())
