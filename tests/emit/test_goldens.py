"""The two programs of the design's chapter on emitted code come out as they are printed there."""

from __future__ import annotations

import numpy as np
import pytest

from srcad.emit.module import emit_module
from srcad.emit.printer import print_module
from srcad.errors import Location
from srcad.ir import types as ty
from srcad.ir.nodes import Function, Parameter, Value, Yield
from tests.emit.making import FLOAT, INT, VECTOR, builder, inner_slice, load, loop, text_of

_WAVE = """\
# Gradient of `wave` (examples/wave.py:4) with respect to `x`.
import numpy as np


def wave_grad(x, n, *, wave_bar=1.0):
    # forward sweep
    y = x
    y_tape = []
    s_tape = []
    for _ in range(n):
        y_tape.append(y)
        s = np.sin(y)
        s_tape.append(s)
        y = s * x

    # reverse sweep
    x_bar = 0.0
    y_bar = wave_bar                   # line 8: return y
    for _ in range(n):
        s = s_tape.pop()
        y = y_tape.pop()
        x_bar += y_bar * s             # line 7: y = np.sin(y) * x
        y_bar = y_bar * x * np.cos(y)
    return x_bar + y_bar               # line 5: y = x
"""

_SMOOTH = """\
def smooth_grad(u, n, *, smooth_bar=1.0):
    u = u.copy()                           # smooth() writes to it; the caller keeps the original
    for _ in range(n):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])

    # reverse sweep
    u_bar = smooth_bar * 2 * u
    for _ in range(n):
        v_bar = 0.5 * u_bar[1:-1]
        u_bar[1:-1] = 0.0
        u_bar[:-2] += v_bar
        u_bar[2:] += v_bar
    return u_bar
"""


def _at(line: int, text: str) -> Location:
    return Location("examples/wave.py", line, 5, f"    {text}")


def _wave() -> Function:
    x, n, seed = Value(FLOAT, "x"), Value(INT, "n"), Value(FLOAT, "wave_bar")
    build = builder(x, n, seed)
    build.apply_many("section", [build.constant("forward sweep")], 0)
    y_tape, s_tape = (build.apply("tape.new", hint=f"{name}_tape") for name in "ys")
    trips = build.apply("builtins.range", n)
    item, y = Value(INT), Value(FLOAT, "y")
    body = build.nested((item, y))
    body.apply_many("tape.push", [y_tape, y], 0)
    s = body.apply("numpy.sin", y, hint="s")
    body.apply_many("tape.push", [s_tape, s], 0)
    new = body.apply("operator.mul", s, x, hint="y")
    loop(build, trips, [x], body.finish(Yield((new,))), ["y"])
    build.apply_many("section", [build.constant("reverse sweep")], 0)
    zero = build.apply("zero", x, hint="x_bar")
    build.location = _at(8, "return y")
    start = build.apply("move", seed, hint="y_bar")
    build.location = None
    trips = build.apply("builtins.range", n)
    x_bar, y_bar = Value(FLOAT, "x_bar"), Value(FLOAT, "y_bar")
    body = build.nested((Value(INT), x_bar, y_bar))
    s = body.apply_many("tape.pop", [s_tape], 1, hint="s")[0]
    y = body.apply_many("tape.pop", [y_tape], 1, hint="y")[0]
    body.location = _at(7, "y = np.sin(y) * x")
    s_bar = body.apply("operator.mul", y_bar, x, hint="s_bar")
    total = body.apply("operator.add", x_bar, body.apply("operator.mul", y_bar, s), hint="x_bar")
    back = body.apply("operator.mul", s_bar, body.apply("numpy.cos", y), hint="y_bar")
    end = loop(build, trips, [zero, start], body.finish(Yield((total, back))), ["x_bar", "y_bar"])
    build.location = _at(5, "y = x")
    result = build.apply("operator.add", end.results[0], end.results[1], hint="x_bar")
    parameters = (Parameter("x"), Parameter("n"), Parameter("wave_bar", "seed", ty.Literal(1.0)))
    return Function("wave_grad", parameters, build.finish(Yield((result,))))


def _smooth() -> Function:
    u, n, seed = Value(VECTOR, "u"), Value(INT, "n"), Value(FLOAT, "smooth_bar")
    build = builder(u, n, seed)
    trips = build.apply("builtins.range", n)
    old = Value(VECTOR, "u")
    body = build.nested((Value(INT), old))
    left = body.apply("operator.getitem", old, inner_slice(body, None, -2))
    right = body.apply("operator.getitem", old, inner_slice(body, 2, None))
    mean = body.apply("operator.mul", body.constant(0.5), body.apply("operator.add", left, right))
    new = body.apply("array.store", old, inner_slice(body, 1, -1), mean, hint="u")
    forward = loop(build, trips, [u], body.finish(Yield((new,))), ["u"])
    build.apply_many("section", [build.constant("reverse sweep")], 0)
    twice = build.apply("operator.mul", seed, build.constant(2))
    start = build.apply("operator.mul", twice, forward.results[0], hint="u_bar")
    trips = build.apply("builtins.range", n)
    old = Value(VECTOR, "u_bar")
    body = build.nested((Value(INT), old))
    seen = body.apply("operator.getitem", old, inner_slice(body, 1, -1))
    new = body.apply("array.store", old, inner_slice(body, 1, -1), body.constant(0.0), hint="u_bar")
    v_bar = body.apply("operator.mul", body.constant(0.5), seen, hint="v_bar")
    new = body.apply("array.add_at", new, inner_slice(body, None, -2), v_bar, hint="u_bar")
    new = body.apply("array.add_at", new, inner_slice(body, 2, None), v_bar, hint="u_bar")
    reverse = loop(build, trips, [start], body.finish(Yield((new,))), ["u_bar"])
    parameters = (Parameter("u"), Parameter("n"), Parameter("smooth_bar", "seed", ty.Literal(1.0)))
    return Function("smooth_grad", parameters, build.finish(Yield((reverse.results[0],))))


def test_wave_is_as_in_the_design() -> None:
    header = ["Gradient of `wave` (examples/wave.py:4) with respect to `x`."]
    assert print_module(emit_module([_wave()], header)) == _WAVE


def test_wave_is_right() -> None:
    gradient = load(_WAVE, "wave_grad")

    def wave(x: complex, n: int) -> complex:
        y = x
        for _ in range(n):
            y = np.sin(y) * x
        return y

    assert gradient(0.7, 4) == pytest.approx(wave(0.7 + 1e-30j, 4).imag / 1e-30)
    assert gradient(0.7, 0) == 1.0


def test_smooth_is_as_in_the_design() -> None:
    assert text_of(_smooth()) == _SMOOTH


def test_smooth_is_right_and_leaves_its_argument_alone() -> None:
    u = np.array([1.0, -2.0, 3.0, 0.5, -0.25])
    kept = u.copy()
    gradient = load(_SMOOTH, "smooth_grad")(u, 3)
    np.testing.assert_array_equal(u, kept)

    def smooth(u: np.ndarray) -> complex:
        for _ in range(3):
            u[1:-1] = 0.5 * (u[:-2] + u[2:])
        return np.sum(u**2)

    steps = 1e-30j * np.eye(5)
    np.testing.assert_allclose(gradient, [smooth(u + step).imag / 1e-30 for step in steps], rtol=1e-14)
