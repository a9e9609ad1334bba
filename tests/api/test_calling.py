"""What ``grad`` and ``value_and_grad`` accept, and how their results behave as Python objects."""

from __future__ import annotations

import functools
import importlib
import inspect
import subprocess
import sys
import threading
import warnings
from collections import namedtuple
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import srcad
from srcad import ArgumentError, NotDifferentiable, SourceNotFound


def volume(width, height, *, depth=1.0):
    """Tell how much fits in."""
    return width * height * depth


def cube(x):
    return x**3


@pytest.mark.parametrize(
    ("argnums", "expected"),
    [
        (0, 3.0),
        (1, 2.0),
        (-1, 6.0),
        ("height", 2.0),
        (np.int64(-2), 2.0),
        ((0,), (3.0,)),
        ((1, 0), (2.0, 3.0)),
        (["width", -1], (3.0, 6.0)),
    ],
)
def test_argnums_are_indices_names_and_several_of_these(argnums, expected):
    assert srcad.grad(volume, argnums)(2.0, 3.0) == expected
    assert srcad.value_and_grad(volume, argnums=argnums)(2.0, 3.0) == (6.0, expected)


@pytest.mark.parametrize("argnums", [3, -4, "weight", 1.0, True, None, (), (0, 0), (0, "width")])
def test_wrong_argnums_are_refused_at_once_and_the_parameters_named(argnums):
    with pytest.raises(ArgumentError, match="SRC020") as caught:
        srcad.grad(volume, argnums)
    assert "0: width, 1: height, 2: depth" in str(caught.value)


def test_decorators_with_and_without_arguments():
    @srcad.grad
    def plain(x):
        return x * x

    @srcad.grad()
    def empty(x):
        return x * x

    @srcad.value_and_grad(argnums=("y",))
    def both(x, y):
        return x * y

    assert (plain(3.0), empty(3.0), both(3.0, 4.0)) == (6.0, 6.0, (12.0, (3.0,)))


def test_name_doc_and_signature_are_kept():
    derivative = srcad.grad(volume)
    assert (derivative.__name__, derivative.__doc__) == ("volume", "Tell how much fits in.")
    assert inspect.signature(derivative) == inspect.signature(volume)
    assert derivative.primal is volume


def test_python_binds_the_arguments_and_names_the_function():
    derivative = srcad.grad(volume)
    assert derivative(height=3.0, width=2.0, depth=2.0) == 6.0
    with pytest.raises(TypeError, match=r"volume\(\) missing 1 required positional argument: 'height'"):
        derivative(2.0)
    with pytest.raises(TypeError, match=r"volume\(\) got an unexpected keyword argument 'length'"):
        derivative(2.0, 3.0, length=1.0)


def test_variadic_and_positional_only_parameters():
    def polynomial(x, /, *coefficients, scale=1.0, **more):
        total = 0.0
        for coefficient in coefficients:
            total = total * x + coefficient
        return total * scale

    assert srcad.grad(polynomial)(2.0, 1.0, 3.0, 5.0, scale=2.0) == 14.0


class Spring:
    """Has stiffness."""

    def __init__(self, stiffness):
        self.stiffness = stiffness

    def energy(self, x):
        return 0.5 * self.stiffness * x * x

    force = srcad.grad(energy, "x")

    @srcad.grad(argnums=1)
    def decorated(self, x):
        return 0.5 * self.stiffness * x * x


def test_methods_bind():
    spring = Spring(3.0)
    assert spring.force(2.0) == spring.decorated(x=2.0) == srcad.grad(spring.energy)(2.0) == 6.0
    spring.stiffness = 5.0
    assert spring.force(2.0) == 10.0
    assert isinstance(Spring.force, srcad.Derivative)


def test_class_and_static_methods_bind_and_are_inherited():
    class Base:
        power = 3.0

        @classmethod
        @srcad.grad(argnums="x")
        def of_class(cls, x):
            return cls.power * x

        @staticmethod
        @srcad.grad
        def static(x):
            return x * x

        @srcad.grad(argnums="x")
        def plain(self, x):
            return self.power * x * x

    class Child(Base):
        power = 5.0

    assert [Base.of_class(1.0), Base().of_class(1.0), Child.of_class(1.0)] == [3.0, 3.0, 5.0]
    assert [Base.static(2.0), Child().static(2.0)] == [4.0, 4.0]
    assert [Base().plain(1.0), Child().plain(1.0)] == [6.0, 10.0]


def test_what_a_type_checker_accepts_runs(capsys):
    importlib.import_module("tests.api.typed_use")
    assert "def area_grad(" in capsys.readouterr().out


def test_decorating_parses_nothing():
    program = """
import sys
import srcad
@srcad.grad
def f(x): return x * undefined_for_now.anything(
    lambda: (yield))
assert f.path is None and f.specialisations == ()
assert not {"gast", "astor", "srcad.pipeline", "srcad.lower"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_source_show_path_and_clear(capsys):
    derivative = srcad.grad(cube)
    assert derivative.path is None
    assert derivative(2.0) == 12.0
    assert derivative.source() == derivative.source(5.0) == derivative.specialisations[0].text
    derivative.show()
    assert capsys.readouterr().out == derivative.source()
    assert derivative.path is not None
    assert derivative.path.read_text(encoding="utf8").startswith(derivative.source())
    assert repr(derivative) == "<grad of cube with respect to x; specialisations: 1>"
    assert repr(derivative.specialisations) == "(cube_grad(float),)"
    path = derivative.path
    derivative.clear()
    assert (derivative.specialisations, derivative.path, path.exists()) == ((), None, False)
    assert derivative(2.0) == 12.0


def test_source_without_a_call_is_right_for_any_types():
    namespace = {}
    exec(srcad.grad(cube).source(), namespace)
    assert namespace["cube_grad"](2.0) == 12.0
    assert namespace["cube_grad"](np.float32(2.0)) == 12.0


def test_specialisations_are_reused_and_told_apart():
    derivative = srcad.grad(lambda x: np.sum(x * x))
    for argument in (1.0, 2.0, np.ones(3), np.ones(4), np.ones((2, 2)), np.ones(3, np.float32)):
        derivative(argument)
    assert len(derivative.specialisations) == 4


def test_gradients_have_the_type_and_dtype_of_their_arguments():
    derivative = srcad.grad(lambda x: np.sum(x * 2.5) * 2.0)
    for argument in (1.0, np.float64(1), np.float32(1), np.array(1.0), np.ones(2), np.ones((1, 2), np.float32)):
        gradient = derivative(argument)
        assert type(gradient) is type(argument)
        assert np.asarray(gradient).dtype == np.asarray(argument).dtype
        assert np.shape(gradient) == np.shape(argument)


def test_structures_give_gradients_of_the_same_structure():
    def network(p, pair, layers):
        return np.sum(p["w"] @ p["b"][0]) * p["b"][1] + pair[0] * pair[1] + np.sum(layers[0] * layers[1])

    parameters = {"w": np.ones((2, 2)), "b": (np.array([1.0, 2.0]), 3.0)}
    layers = [np.array([1.0]), np.array([2.0])]
    in_p, in_pair, in_layers = srcad.grad(network, (0, 1, 2))(parameters, (4.0, 5.0), layers)
    assert (list(in_p), type(in_p["b"]), in_p["b"][1]) == (["w", "b"], tuple, 6.0)
    np.testing.assert_array_equal(in_p["w"], [[3.0, 6.0], [3.0, 6.0]])
    np.testing.assert_array_equal(in_p["b"][0], [6.0, 6.0])
    assert in_pair == (5.0, 4.0)
    assert [item.tolist() for item in in_layers] == [[2.0], [1.0]]


class Point(NamedTuple):
    x: float
    y: Any


Segment = namedtuple("Segment", "start end")


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (lambda p: p.x * p.y**2, Point(2.0, 3.0), Point(9.0, 12.0)),
        (lambda p: p[0] * p[1], Segment(2.0, 3.0), Segment(3.0, 2.0)),
        (lambda s: s.start.x * s.end.y, Segment(Point(2.0, 3.0), Point(4.0, 5.0)), ((5.0, 0.0), (0.0, 2.0))),
        (lambda points: sum(p.x * p.y for p in points), [Point(2.0, 3.0), Point(4.0, 5.0)], [(3.0, 2.0), (5.0, 4.0)]),
        (lambda named: named["p"].x * named["p"].y, {"p": Point(2.0, 3.0)}, {"p": Point(3.0, 2.0)}),
        (lambda p: 1.0, Point(2.0, 3.0), Point(0.0, 0.0)),
    ],
)
def test_gradients_of_named_tuples_are_named_tuples(function, argument, expected):
    gradient = srcad.grad(function)(argument)
    assert gradient == expected
    assert repr(type(gradient)) == repr(type(argument))
    if isinstance(gradient, list):
        assert all(type(item) is Point for item in gradient)


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (lambda p: sum(v**2 for v in p) + p[0] * p[1], (3.0, 4.0), (10.0, 11.0)),
        (lambda p: sum(p) * p[0], (3.0, 4.0), (10.0, 3.0)),
        (lambda p: max(p) * p[1], (3.0, 4.0), (0.0, 8.0)),
        (lambda p: sorted(p)[0] * p[0], (3.0, 4.0), (6.0, 0.0)),
        (lambda p: sum(v * v for row in p for v in row), ((1.0, 2.0), (3.0, 4.0)), ((2.0, 4.0), (6.0, 8.0))),
        (lambda p: sum(v * v for v in p) + p.x, Point(3.0, 4.0), Point(7.0, 8.0)),
        (lambda d: sum(v * v * len(k) for k, v in d.items()), {"a": 2.0, "bb": 3.0}, {"a": 4.0, "bb": 12.0}),
        (lambda d: sum(v * v for v in d["k"]) * d["k"][0], {"k": (1.0, 2.0)}, {"k": (7.0, 4.0)}),
    ],
)
def test_structures_that_are_gone_through_as_a_whole(function, argument, expected):
    assert srcad.grad(function)(argument) == expected


def scaled(by):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **options):
            return by * function(*args, **options)

        return inner

    return decorate


@scaled(2.0)
@scaled(
    3.0,
)
def decorated_twice(x, y=2.0):
    return x * x * y


def collecting(x, *others, power=2, **named):
    return x * sum(v**power for v in others) * named.get("factor", 1.0)


def test_arguments_that_are_collected_are_differentiated_by_their_number():
    assert srcad.grad(decorated_twice)(1.5) == 36.0
    assert srcad.grad(decorated_twice, (1, 0))(1.5, 3.0) == (13.5, 54.0)
    assert srcad.grad(collecting)(2.0, 3.0, 4.0, factor=2.0) == 50.0
    assert srcad.grad(collecting, 2)(2.0, 3, 4.0, power=3) == 96.0
    assert srcad.grad(collecting, ("others", "named"))(2.0, 3.0, factor=5.0) == ((60.0,), {"factor": 18.0})
    assert srcad.grad(collecting, 1)._generic().function(2.0, 3.0, 4.0) == 12.0
    assert "others[1]" in repr(srcad.grad(collecting, 2))
    with pytest.raises(ArgumentError, match=r"argnums=3 is out of range: collecting\(\) gets 3 arguments"):
        srcad.grad(collecting, 3)(2.0, 3.0, 4.0)
    with pytest.raises(ArgumentError, match=r"argument 'others\[0\]' is an int"):
        srcad.grad(collecting, 1)(2.0, 3)


def test_outputs_that_jump_have_gradient_zero():
    assert srcad.value_and_grad(lambda x: int(x))(2.5) == (2, 0.0)
    assert srcad.value_and_grad(lambda x: x > 1)(2.5) == (True, 0.0)
    value, gradient = srcad.value_and_grad(lambda x: 3)(np.ones(2))
    assert (value, gradient.tolist()) == (3, [0.0, 0.0])


@pytest.mark.parametrize("function", [lambda x: x[0], lambda x: np.sum(x), lambda x: np.asarray(np.sum(x))])
def test_scalars_of_any_kind_are_outputs(function):
    assert srcad.grad(function)(np.ones(1)).tolist() == [1.0]


@pytest.mark.parametrize(
    ("function", "hint"),
    [
        (lambda x: x * np.ones(1), "np.sum"),
        (lambda x: x * np.ones(3), "np.sum"),
        (lambda x: x * 1j, "real"),
        (lambda x: None, "return the value"),
        (lambda x: (x, x), "one scalar"),
        (lambda x: "text", "one scalar"),
    ],
)
def test_other_outputs_are_refused_with_a_hint(function, hint):
    with pytest.raises(ArgumentError, match="SRC022") as caught:
        srcad.grad(function)(2.0)
    assert hint in str(caught.value).partition("hint:")[2]


@pytest.mark.parametrize(
    ("argument", "hint"),
    [(2, "2.0"), (True, "1.0"), (np.arange(3), "astype(float)"), ("a", "argnums"), (None, "argnums")],
)
def test_arguments_that_cannot_be_differentiated_are_refused_with_a_hint(argument, hint):
    with pytest.raises(ArgumentError) as caught:
        srcad.grad(cube)(argument)
    assert hint in str(caught.value).partition("hint:")[2]


@pytest.mark.parametrize("value", [3, np.sin, int, object(), srcad.grad(cube)])
def test_what_is_no_python_function_is_refused_without_its_address(value):
    with pytest.raises(SourceNotFound, match="SRC030") as caught:
        srcad.grad(value)
    assert "0x" not in str(caught.value)


def test_decorators_in_the_wrong_order_are_told_so():
    for decorator in (staticmethod, classmethod, property):
        with pytest.raises(SourceNotFound, match=f"@{decorator.__name__} above, @srcad.grad next to the def"):
            srcad.grad(decorator(cube))


def test_wrong_use_is_told_without_frames_of_ours():
    with pytest.raises(ArgumentError) as caught:
        srcad.grad(cube, argnums=7)
    assert len(caught.traceback) <= 3


def test_function_that_reads_its_own_name_is_refused():
    @srcad.grad
    def own(x):
        return own(x) * x

    with pytest.raises(NotDifferentiable, match="SRC008") as caught:
        own(2.0)
    assert "own_grad = srcad.grad(own)" in str(caught.value)


def test_errors_fit_on_a_screen_and_show_no_frames_of_ours():
    def unknown(x):
        return np.i0(x) + np.i0(2.0 * x)

    with pytest.raises(NotDifferentiable, match="SRC004") as caught:
        srcad.grad(unknown)(2.0)
    assert str(caught.value).count("hint:") == 2
    assert len(str(caught.value).splitlines()) < 10
    assert len(caught.traceback) == 2
    assert caught.value.__cause__ is caught.value.__context__ is None or caught.value.__suppress_context__


def test_failure_in_emitted_code_names_the_users_line():
    def beyond(x):
        total = 0.0
        for i in range(3):
            total = total + x[i]
        return total

    with pytest.raises(IndexError) as caught:
        srcad.grad(beyond)(np.ones(2))
    line = beyond.__code__.co_firstlineno + 3
    assert caught.value.__notes__ == [
        "in the derivative of test_failure_in_emitted_code_names_the_users_line.<locals>.beyond: "
        f"{__file__}:{line}: total = total + x[i]"
    ]


def test_failure_names_the_right_one_of_two_equal_lines():
    def sum_of_two(x, i, step):
        total = 0.0
        total = total + x[i]
        i = i + step
        total = total + x[i]
        return total**2

    for _ in range(2):  # the second time from the cache on disk
        for start, step, line in ((9, 0, 2), (0, 9, 4)):
            with pytest.raises(IndexError) as caught:
                srcad.grad(sum_of_two)(np.ones(2), start, step)
            place = f"{__file__}:{sum_of_two.__code__.co_firstlineno + line}: total = total + x[i]"
            assert caught.value.__notes__ == [f"in the derivative of {sum_of_two.__qualname__}: {place}"]


scale = 2.0


def scaled(x, factor=3.0):
    return x * scale * factor


def test_globals_and_defaults_are_read_at_each_call(monkeypatch):
    derivative = srcad.grad(scaled)
    assert derivative(1.0) == 6.0
    monkeypatch.setattr(sys.modules[__name__], "scale", 5.0)
    assert derivative(1.0) == 15.0
    assert len(derivative.specialisations) == 1
    monkeypatch.setattr(sys.modules[__name__], "scale", np.float32(5.0))
    assert derivative(1.0) == 15.0
    assert len(derivative.specialisations) == 2
    monkeypatch.delattr(sys.modules[__name__], "scale")
    with pytest.raises(NotDifferentiable, match="'scale'"):
        derivative(1.0)


def test_defaults_of_the_function_itself_are_read_at_each_call():
    def positional(x, factor=2.0):
        return x * factor

    def keyword(x, *, factor=2.0):
        return x * factor

    derivatives = srcad.grad(positional), srcad.grad(keyword)
    assert [d(1.0) for d in derivatives] == [2.0, 2.0]
    positional.__defaults__ = (5.0,)
    keyword.__kwdefaults__["factor"] = 5.0
    assert [d(1.0) for d in derivatives] == [5.0, 5.0]
    keyword.__kwdefaults__ = {"factor": np.float32(7.0)}
    assert derivatives[1](1.0) == 7.0
    assert "factor" in derivatives[1].source()


def test_function_that_was_given_other_code_has_another_derivative():
    def square(x):
        return x * x

    def cube_with_default(x, offset=1.0):
        return x * x * x + offset

    derivative = srcad.grad(square)
    assert derivative(2.0) == 4.0
    square.__code__ = cube_with_default.__code__
    square.__defaults__ = cube_with_default.__defaults__
    assert derivative(2.0) == 12.0
    assert derivative.path.exists()


def test_helper_that_was_given_other_code_or_defaults_is_followed():
    def helper(x, factor=2.0):
        return x * factor

    def other(x, factor=1.0):
        return x * x * factor

    derivative = srcad.grad(lambda x: helper(x))
    assert derivative(3.0) == 2.0
    helper.__defaults__ = (5.0,)
    assert derivative(3.0) == 5.0
    helper.__defaults__ = (np.float32(7.0),)
    assert derivative(3.0) == 7.0
    helper.__code__ = other.__code__
    assert derivative(3.0) == 42.0
    helper.__defaults__ = (2.0,)
    assert derivative(3.0) == 12.0
    assert srcad.grad(lambda x: helper(x))(3.0) == 12.0


def test_keyword_default_of_a_helper_that_was_written_into_is_followed():
    def helper(x, *, factor=2.0, weights=(1.0,)):
        return x * factor

    def calls_itself(x, n, *, factor=2.0):
        return x if n == 0 else factor * calls_itself(x, n - 1)

    derivative, recursive = srcad.grad(lambda x: helper(x)), srcad.grad(lambda x, n: calls_itself(x, n))
    assert derivative(3.0) == 2.0
    assert recursive(3.0, 2) == 4.0
    assert helper.__kwdefaults__ is not None
    assert calls_itself.__kwdefaults__ is not None
    helper.__kwdefaults__["factor"] = calls_itself.__kwdefaults__["factor"] = 5.0
    assert derivative(3.0) == 5.0
    assert recursive(3.0, 2) == 25.0
    helper.__kwdefaults__["factor"] = np.float32(7.0)
    assert derivative(3.0) == 7.0
    helper.__kwdefaults__["factor"] = 2.0
    assert derivative(3.0) == 2.0


def test_function_is_its_wrapper_and_never_what_that_wraps():
    def doubled(function):
        @functools.wraps(function)
        def inner(x):
            return 2.0 * function(x)

        return inner

    @srcad.grad
    @doubled
    def wrapped(x):
        return x * x

    assert wrapped(3.0) == 12.0
    assert wrapped.__name__ == "wrapped"
    assert "def inner_grad(" in wrapped.source()
    renamed = srcad.grad(doubled(lambda x: x * x))
    assert renamed(3.0) == 12.0


def test_closures_are_read_at_each_call():
    factor = 2.0

    def multiplied(x):
        return x * factor

    derivative = srcad.grad(multiplied)
    assert derivative(1.0) == 2.0
    factor = 7.0
    assert derivative(1.0) == 7.0


def helper(x):
    return x * 2.0


def calls_helper(x):
    return helper(x) * x


def test_rebound_helper_means_a_new_specialisation(monkeypatch):
    derivative = srcad.grad(calls_helper)
    assert derivative(3.0) == 12.0
    monkeypatch.setattr(sys.modules[__name__], "helper", cube)
    assert derivative(3.0) == 108.0
    monkeypatch.undo()
    assert derivative(3.0) == 12.0
    assert len(derivative.specialisations) == 2


def calls_builtin(x):
    return abs(x) * x


def test_builtin_that_a_global_hides_later_means_a_new_specialisation(monkeypatch):
    derivative = srcad.grad(calls_builtin)
    assert derivative(3.0) == 6.0
    monkeypatch.setattr(sys.modules[__name__], "abs", cube, raising=False)
    assert derivative(3.0) == 108.0


def test_many_types_warn_once_at_the_users_line_and_go_on():
    derivative = srcad.grad(lambda x, mode: x * x)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert {derivative(2.0, "m" * i) for i in range(20)} == {4.0}
    assert [(w.filename, "'mode' varies" in str(w.message)) for w in caught] == [(__file__, True)]
    assert len(derivative.specialisations) == 17
    assert repr(derivative.specialisations[-1]) == "function_grad(...)"


def test_eight_threads_share_one_derivative():
    derivative = srcad.grad(lambda x: np.sum(x**2))
    arguments = [1.0, np.ones(2), np.ones((2, 2)), np.ones(2, np.float32)]
    failures = []
    barrier = threading.Barrier(8)

    def work():
        barrier.wait()
        for argument in arguments * 20:
            if not np.array_equal(derivative(argument), 2.0 * argument):
                failures.append(argument)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(derivative.specialisations) == len(arguments)


def test_debuggers_and_inspect_see_the_file():
    derivative = srcad.grad(cube)
    derivative(2.0)
    function = derivative.specialisations[0].function
    assert inspect.getsource(function) in derivative.source()
    assert Path(inspect.getsourcefile(function)) == derivative.path
