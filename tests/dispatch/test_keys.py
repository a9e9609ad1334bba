"""Keys tell apart what the compiler tells apart, and nothing else; types follow from keys alone."""

from __future__ import annotations

import ast
import enum
import functools
import math
import subprocess
import sys
import timeit
from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

from srcad.dispatch.keys import functions_in, join, key_of, spell
from srcad.dispatch.types_of import type_from_key, type_of
from srcad.errors import ArgumentError
from srcad.ir import types as ty
from srcad.ir.lengths import ONE, UNKNOWN, is_not_one, symbol

Point = namedtuple("Point", "x y")


@dataclass
class Model:
    """Some parameters."""

    weight: np.ndarray
    steps: int


@dataclass(slots=True)
class Slotted:
    """The same in slots."""

    weight: float


class Color(enum.Enum):
    """A member of it is an object."""

    RED = 1


class Units(np.ndarray):
    """A subclass."""


def type_named(value, name="x"):
    return type_of(value, name, lambda function: getattr(function, "__qualname__", repr(function)))


def test_python_scalar_numpy_scalar_and_0d_array_are_three_things():
    values = [2.0, np.float64(2.0), np.array(2.0), 2, True, np.int64(2), 2j, np.bool_(True), np.float32(2)]
    assert len({key_of(v) for v in values}) == len(values)
    assert type_named(np.float64(2.0)) == ty.Scalar("float", "numpy", "float64")
    assert type_named(np.array(2.0)) == ty.Array("float64", ())
    assert type_named(2.0) == ty.FLOAT


def test_numbers_play_no_part_but_flags_and_text_do():
    assert key_of(1.0) == key_of(2.0)
    assert key_of(1) == key_of(2)
    assert key_of(True) != key_of(False) != key_of(None)
    assert key_of("mean") != key_of("sum")
    assert type_named("mean") == ty.Literal("mean")
    assert type_named(b"\0") == ty.Literal(b"\0")
    assert key_of("a" * 65) == key_of("b" * 65)
    assert type_named("a" * 65) == ty.TEXT


def test_an_integer_has_the_value_of_its_name():
    assert type_named(3, "n") == ty.Scalar("int", value=symbol("n"))


def test_axes_are_one_or_a_symbol_of_their_own():
    t = type_named(np.ones((3, 1, 3)))
    assert isinstance(t, ty.Array)
    assert t.shape is not None
    first, middle, last = t.shape
    assert middle == ONE
    assert first == symbol("x.0", lower=2) != last
    assert is_not_one(first)
    assert key_of(np.ones(3)) == key_of(np.ones(2))
    assert len({key_of(np.ones(n)) for n in range(3)}) == 3


@pytest.mark.parametrize("rank", range(8))
def test_fast_path_for_arrays_agrees_with_the_slow_one(rank):
    for dtype in "?bhilqfdgFDG":
        array = np.zeros((2,) * rank, dtype)
        assert key_of(array) == ("array", array.dtype.name, "n" * rank) == key_of((array,))[1]


@pytest.mark.parametrize(
    "value",
    [
        np.ones(2).view(Units),
        np.ma.array([1.0]),
        np.array([None]),
        np.zeros(2, [("a", float)]),
        np.array(["a"]),
        np.zeros(2, "M8[s]"),
        np.datetime64(0, "s"),
    ],
)
def test_other_arrays_are_refused_with_their_place(value):
    with pytest.raises(ArgumentError, match=r"params\['w'\]\[1\].*SRC023"):
        key_of({"w": (1.0, value)}, "params")


def test_tuples_go_by_structure():
    assert type_named((1.0, 2)) == ty.Tuple((ty.FLOAT, ty.Scalar("int", value=symbol("x[1]"))))
    assert type_named(Point(1.0, 2.0)) == ty.Tuple((ty.FLOAT, ty.FLOAT), f"{__name__}.Point", ("x", "y"))
    assert key_of(Point(1.0, 2.0)) != key_of((1.0, 2.0))


def test_lists_go_by_element_not_by_length():
    assert key_of([1.0]) == key_of([1.0, 2.0])
    assert type_named([1, 2]) == ty.List(ty.INT, symbol("len(x)", lower=0))


def test_lengths_of_a_lists_elements_are_not_proved_equal():
    assert type_named([np.ones((2, 1)), np.ones((3, 1))]).item == ty.Array("float64", (UNKNOWN, ONE))
    assert type_named([np.ones((2, 1)), np.ones((3, 2))]).item == ty.Array("float64", (UNKNOWN, UNKNOWN))
    assert type_named([np.ones(2), np.ones((3, 2))]).item == ty.Array("float64", None)
    assert type_named([np.ones(2), np.ones(3, "f")]).item == ty.Array("", (UNKNOWN,))
    assert type_named([[1, 2], [3]]).item == ty.List(ty.INT)


def test_mixed_lists_have_unknown_elements_and_empty_ones_none():
    assert type_named([1.0, "a"]).item == ty.UNKNOWN
    assert type_named([]).item == ty.UNDEFINED
    assert type_named(["a", "b" * 99]).item == ty.TEXT


def test_dicts_go_by_their_string_keys_in_order():
    t = type_named({"b": 1.0, "a": 2}, "p")
    assert t == ty.Dict((("b", ty.FLOAT), ("a", ty.Scalar("int", value=symbol("p['a']")))))
    assert key_of({"a": 1.0, "b": 1.0}) != key_of({"b": 1.0, "a": 1.0})
    assert type_named({1: 2.0}) == ty.Mapping(ty.FLOAT)
    assert type_named({str(i): 2.0 for i in range(65)}) == ty.Mapping(ty.FLOAT)


def test_places_that_look_alike_get_different_symbols():
    t = type_named({"b.c": 1, "b": {"c": 1}})
    assert isinstance(t, ty.Dict)
    flat, nested = (item for _, item in t.items)
    assert nested.items[0][1] != flat


def test_objects_go_by_class_and_fields():
    t = type_named(Model(np.ones(2), 3), "m")
    assert isinstance(t, ty.Object)
    assert t.name == f"{__name__}.Model"
    assert dict(t.fields)["steps"] == ty.Scalar("int", value=symbol("m.steps"))
    assert type_named(Slotted(1.0)) == ty.Object(f"{__name__}.Slotted", (("weight", ty.FLOAT),))
    assert isinstance(type_named(Color.RED), ty.Object)


def test_nesting_ends_and_cycles_do_no_harm():
    knot: list[object] = []
    knot.append(knot)
    assert spell(key_of(knot)) == "list(list(list(list(?))))"
    assert spell(key_of((((((1.0,),),),),))) == "tuple(tuple(tuple(tuple(?))))"
    assert functions_in(knot) == {}


def test_functions_go_by_code_and_the_types_of_what_they_capture():
    def power(n):
        return lambda x: x**n

    assert key_of(power(2)) == key_of(power(3)) != key_of(power(2.0))
    assert key_of(lambda x: x + 1) != key_of(lambda x: x + 2)
    t = type_named(power(2), "f")
    assert isinstance(t, ty.Callable)
    assert t.captures == (ty.Scalar("int", value=symbol("f.capture[0]")),)


def test_functions_of_a_structure_reach_the_callback():
    square = lambda x: x * x  # noqa: E731
    seen = []
    type_of({"f": (square, math.sin), "m": Model(np.ones(2), 3).__eq__}, "x", lambda f: seen.append(f) or "t")
    assert seen[:2] == [square, math.sin]
    assert type_of(functools.cache(square), "f", lambda f: type(f).__name__).target == "_lru_cache_wrapper"


def test_a_cell_that_is_not_assigned_yet_is_unknown():
    def outer():
        key = key_of(lambda: later)
        held = functions_in(lambda: later)
        later = 1.0
        return key, held, later

    key, held, _ = outer()
    assert key[-1] == "?"
    assert len(held) == 1


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.sin, "numpy.sin"),
        (np.sum, "numpy.sum"),
        (math.exp, "math.exp"),
        (abs, "builtins.abs"),
        (float, "builtins.float"),
        (np.float64, "numpy.float64"),
        (Color, f"{__name__}.Color"),
    ],
)
def test_what_is_known_by_name(value, name):
    assert key_of(value) == ("known", name)


def test_rest_of_the_grammar():
    assert type_named(math) == ty.Module("math")
    assert type_named(...) == ty.Literal(Ellipsis)
    assert type_named(slice(None, 3)) == ty.Slice(ty.NONE, ty.Scalar("int", value=symbol("x.stop")), ty.NONE)
    assert type_named(range(3)) == ty.Range(symbol("len(x)", lower=0))
    assert type_from_key("?", "x", id) == ty.UNKNOWN


def test_join_does_not_depend_on_order():
    keys = [key_of(np.ones(2)), key_of(np.ones(1)), key_of(np.ones((2, 2), "f"))]
    assert join(keys) == join(keys[::-1]) == ("array", "", "?")


def test_keys_load_nothing_of_the_compiler():
    program = "import sys, srcad.dispatch.keys; print(sorted(m for m in sys.modules if m.startswith('srcad.')))"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    packages = {name.split(".")[1] for name in ast.literal_eval(found)}
    assert packages <= {"api", "cache", "dispatch", "errors", "options", "runtime"}


def test_benchmark_prints_the_cost_of_a_key():
    array, flat = np.ones((3, 4)), (1.0, np.ones(3), 2)
    for name, value in (("float", 1.0), ("array", array), ("tuple", flat), ("model", Model(array, 2))):
        seconds = min(timeit.repeat(lambda v=value: key_of(v), number=10_000, repeat=5)) / 10_000
        print(f"key_of({name}): {seconds * 1e9:.0f} ns")
