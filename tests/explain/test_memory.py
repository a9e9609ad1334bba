"""The memory report: what it tells is what a person counts by hand."""

from __future__ import annotations

import inspect
import math
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.cli.main import main
from srcad.errors import ArgumentError
from srcad.explain.report import MemoryReport
from tests.explain import programs

X = np.linspace(0.1, 0.9, 50)
FLOAT = 8

WAVE = """\
import numpy as np


def wave(x: float, n: int):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y
"""

JACOBI = """\
from typing import Annotated

import numpy as np


def jacobi(u: Annotated[np.ndarray, "float64[m, k]"], n: int):
    for _ in range(n):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    return np.sum(u**2)
"""


def report(function: Callable[..., object], *args: object, argnums: object = 0) -> MemoryReport:
    made: MemoryReport = srcad.grad(function, argnums=argnums).report(*args)  # type: ignore[arg-type]
    return made


def measured(made: MemoryReport) -> dict[tuple[str, str], int | None]:
    return {(row.name, row.kind): row.measured for row in made.rows}


def line(function: Callable[..., object], text: str) -> int:
    """Return the number of the first line of a function that holds a text."""
    lines, start = inspect.getsourcelines(function)
    return next(start + k for k, one in enumerate(lines) if text in one)


def test_a_linear_stencil_saves_nothing_but_the_copy_that_protects_the_caller() -> None:
    u = np.ones((20, 30))
    for trips in (1, 9, 40):
        made = report(programs.jacobi, u, trips)
        assert [(r.name, r.kind, r.measured) for r in made.rows if r.measured] == [("u", "copy", u.nbytes)]
        assert made.measured == u.nbytes
        assert any(note.endswith("it is linear.") for note in made.notes)
    assert (u == 1.0).all()


def test_a_linear_loop_without_writes_saves_nothing() -> None:
    made = report(programs.scaled, X, 0.1, 4)
    assert [row.kind for row in made.rows] == ["scope"]
    assert any("loop of line" in note and "linear" in note for note in made.notes)


def test_the_wave_saves_two_floats_a_trip() -> None:
    for n in (0, 1, 100):
        made = report(programs.wave, 0.3, n)
        assert measured(made) == {("y", "tape"): n * FLOAT, ("np.sin(y)", "tape"): n * FLOAT}
        assert made.measured == 2 * n * FLOAT
    here = line(programs.wave, "np.sin")
    assert [(row.line, row.code, row.bytes, row.why) for row in made.rows] == [
        (here, "y = np.sin(y) * x", "8·n", f"adjoint of np.sin in line {here}"),
        (here, "y = np.sin(y) * x", "8·n", f"adjoint of * in line {here}"),
    ]
    assert made.bytes == "16·n"


def test_nested_loops_save_once_a_trip_of_the_inner_one() -> None:
    made = report(programs.nested, X, 3, 5)
    # of the inner loop's first trip, x is the caller's own array
    assert measured(made)["x", "tape"] == (3 * 5 - 1) * X.nbytes
    assert measured(made)["np.exp(x)", "tape"] == 3 * X.nbytes
    assert made.rows[0].bytes == "≤ 8·m·n·x.size"


def test_trips_that_no_type_tells_are_named() -> None:
    made = report(programs.triangle, X, 5)
    trips = f"trips({line(programs.triangle, 'in range(i)')})"
    assert made.rows[0].bytes == f"≤ 8·{trips}·x.size"
    assert made.rows[0].measured == (0 + 1 + 2 + 3 + 4 - 1) * X.nbytes
    assert f"{trips}: the number of all trips of the loop in that line." in made.notes


def test_an_array_that_a_branch_leaves_alone_counts_once() -> None:
    made = report(programs.choose, X, 7)  # sin in the trips 0, 3 and 6
    assert made.rows[0].measured == 2 * X.nbytes
    assert made.rows[0].bytes.startswith("≤")


def test_a_while_loop_saves_a_number_a_trip() -> None:
    trips, x = 0, 100.0
    while x > 1.0:
        x, trips = math.sqrt(x), trips + 1
    made = report(programs.halve, 100.0)
    assert (made.rows[0].bytes, made.rows[0].measured) == (f"8·trips({line(programs.halve, 'while')})", trips * FLOAT)


def test_a_helper_that_is_spliced_in_saves_at_its_own_line() -> None:
    made = report(programs.calls_helper, X, X + 1, 4)
    assert made.rows[0].code == "return np.tanh(a * b)"
    assert made.rows[0].measured == 4 * X.nbytes


def test_a_recursive_function_saves_in_each_call() -> None:
    made = report(programs.power, 0.5, 6)
    kept = [row for row in made.rows if row.how == "kept by each call of power()"]
    assert [row.measured for row in kept] == [5 * FLOAT, 5 * FLOAT]  # the last call returns at once
    assert made.measured == 2 * 6 * FLOAT
    assert all("calls(power)" in row.bytes for row in kept)


def test_a_buffer_is_copied_onto_the_tape_where_it_is_overwritten() -> None:
    made = report(programs.buffer, X, 7)
    tape = made.rows[0]
    assert (tape.kind, tape.measured) == ("tape", 7 * (len(X) - 1) * FLOAT)
    assert tape.how.endswith(f"as a copy: line {line(programs.buffer, 'w[1:]')} writes to it")
    assert tape.bytes == "8·n·(len(u) - 1)"
    assert made.measured == 7 * (len(X) - 1) * FLOAT + X.nbytes


def test_a_loop_that_is_left_half_way_keeps_the_partial_trip() -> None:
    made = report(programs.broken_off, X, 10)  # five times sin; of what is pushed, the first is the caller's
    assert made.rows[0].measured == 3 * X.nbytes
    assert made.measured == 5 * X.nbytes


def test_arrays_that_two_rows_hold_count_once_in_all() -> None:
    made = report(programs.twice, X, 4)
    parts = [row.measured or 0 for row in made.rows]
    assert made.measured is not None
    assert made.measured <= sum(parts)


def test_single_precision_counts_four_bytes() -> None:
    made = report(programs.straight, X.astype("float32"))
    assert measured(made) == {("y", "scope"): 4 * len(X), ("z", "scope"): 4 * len(X)}
    assert made.bytes == "8·x.size"


def test_what_needs_nothing_says_so() -> None:
    made = report(programs.linear, X, X)
    assert (made.rows, made.measured) == ((), 0)
    assert made.notes[0] == "Nothing is saved: no adjoint reads a value that the function computes."


def test_lists_are_counted_by_their_length() -> None:
    made = report(programs.items, [1.0, 2.0, 3.0])
    assert (made.rows[0].bytes, made.rows[0].measured) == ("8·len(xs)", 3 * FLOAT)


def test_the_peaks_hold_what_is_saved() -> None:
    made = report(programs.nested, np.ones(10_000), 5, 5)
    assert made.primal_peak is not None
    assert made.gradient_peak is not None
    assert made.measured is not None
    assert made.gradient_peak >= made.measured > made.primal_peak


def test_without_arguments_the_types_used_last_are_told() -> None:
    derivative = srcad.grad(programs.wave)
    generic = derivative.report()
    assert [row.bytes for row in generic.rows] == ["?", "?"]
    derivative(0.3, 5)
    assert [row.bytes for row in derivative.report().rows] == ["8·n", "8·n"]
    assert derivative.report().measured is None


def test_functions_that_were_passed_have_to_be_passed_again() -> None:
    def apply(f, x):
        return f(x) * x

    derivative = srcad.grad(apply, argnums=1)
    derivative(math.sin, 2.0)
    with pytest.raises(ArgumentError, match="made for functions"):
        derivative.report()
    assert derivative.report(math.sin, 2.0).measured is not None


def test_a_call_from_the_cache_does_not_load_the_reports(tmp_path: Path) -> None:
    (tmp_path / "wave.py").write_text(
        f"{WAVE}\nimport sys\nimport srcad\nsrcad.grad(wave)(0.3, 5)\n"
        "print(any(name.startswith('srcad.explain') for name in sys.modules))\n"
    )
    command = [sys.executable, "wave.py"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout == "False\n"


@pytest.mark.parametrize("width", [100, 50])
@pytest.mark.parametrize(("name", "text"), [("wave", WAVE), ("jacobi", JACOBI)])
def test_the_command_prints_the_table(
    name: str,
    text: str,
    width: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden: Callable[[Path, str], None],
) -> None:
    (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["show", "--memory", f"{name}.py:{name}"]) == 0
    out = capsys.readouterr().out
    golden(Path(__file__).parent / "golden" / f"{name}_{width}.txt", out)
    assert all(len(line) <= width for line in out.splitlines()[1:])


def test_what_cannot_be_differentiated_is_told_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stored.py").write_text("def stored(x: float):\n    yield x\n")
    monkeypatch.chdir(tmp_path)
    assert main(["show", "--memory", "stored.py:stored"]) == 3
    captured = capsys.readouterr()
    assert (captured.out, captured.err.startswith("stored.py:")) == ("", True)


def test_one_view_is_shown_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["show", "--memory", "--ir", "wave.py"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_file_with_several_derivatives_gives_several_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "two.py").write_text(f"{WAVE}\n\ndef square(x: float):\n    return x * x\n")
    monkeypatch.chdir(tmp_path)
    assert main(["show", "--memory", "two.py"]) == 0
    titles = [text for text in capsys.readouterr().out.splitlines() if text.startswith("Memory of")]
    assert [title.partition("(")[0] for title in titles] == ["Memory of wave_grad", "Memory of square_grad"]


def test_arguments_and_the_callers_arrays_stay_as_they_are() -> None:
    u = np.linspace(0.0, 1.0, 9)
    report(programs.smooth, u, 3)
    assert (u == np.linspace(0.0, 1.0, 9)).all()


def test_arguments_that_cannot_be_copied_are_refused() -> None:
    def locked(x, lock):
        return x * x

    with pytest.raises(ArgumentError, match="cannot be copied"):
        report(locked, 2.0, threading.Lock())


def test_methods_are_measured_with_their_object() -> None:
    class Model:
        rate = 0.5

        def loss(self, x):
            y = np.exp(x)
            return np.sum(np.sin(y * self.rate) * y)

    made = srcad.grad(Model().loss).report(X)
    assert made.measured % X.nbytes == 0
    assert made.measured >= X.nbytes


def test_the_report_is_data_that_cannot_be_changed() -> None:
    made = report(programs.wave, 0.3, 3)
    with pytest.raises(AttributeError):
        made.rows[0].line = 4  # type: ignore[misc]
    assert str(made).splitlines()[0].startswith("Memory of wave_grad()")


def test_tapes_that_are_made_in_each_trip_are_told_by_what_they_hold() -> None:
    def program(x, n):
        total = 0.0
        for i in range(2):
            t = x
            for _ in range(n):
                t = np.sin(t + i)
            if i == 0:
                total += t
        return total

    made = report(program, 0.5, 3)
    assert [(row.name, row.kind, row.bytes) for row in made.rows] == [("t + i", "tape", "16·n")]
    assert made.rows[0].why.startswith("adjoint of np.sin")
    assert made.measured == 2 * 3 * FLOAT
