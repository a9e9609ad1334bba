"""Interpreting the lowered function gives exactly what the Python function gives."""

from __future__ import annotations

import copy
import linecache
from collections.abc import Callable, Hashable
from itertools import count
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Function
from srcad.ir.verify import verify
from srcad.lower.function import lower_function
from srcad.source.interface import Definition
from srcad.source.live import LiveProgram
from tests.conformance.cases import CASES
from tests.interpreter import run
from tests.lower.programs import PROGRAMS

#: Programs that write through what the IR cannot see as a write (views, ``out=``), or that lowering refuses.
NOT_PURE = {"b33_mutable_default"}


def meaning(function: FunctionType) -> Callable[..., Any]:
    """Return a callable that interprets the lowered ``function``."""
    live = LiveProgram()

    def lower(target: Hashable) -> Function:
        assert isinstance(target, Definition)
        return lower_function(target)

    lowered = lower_function(live.define(function))
    verify(lowered)
    return lambda *arguments: run(lowered, *arguments, read=live.read, lower=lower)


def outcome(function: Callable[..., Any], *arguments: object) -> tuple[str, Any]:
    """Return the result of a call, or the name of the exception that it raises."""
    try:
        return "gives", function(*copy.deepcopy(arguments))
    except (ArithmeticError, AssertionError, LookupError, NameError, TypeError, ValueError) as error:
        return "raises", type(error).__name__


def assert_same(function: FunctionType, *arguments: object) -> None:
    """Compare the interpreted function with Python's."""
    with np.errstate(all="ignore"):
        expected, found = outcome(function, *arguments), outcome(meaning(function), *arguments)
    np.testing.assert_equal(found, expected)


@pytest.mark.parametrize(("function", "inputs"), PROGRAMS, ids=[f.__name__ for f, _ in PROGRAMS])
def test_programs_mean_what_they_mean_in_python(function: FunctionType, inputs: tuple[object, ...]) -> None:
    for value in inputs:
        assert_same(function, value)


@pytest.mark.parametrize(
    ("function", "make_x"),
    [(c[2], c[3]) for c in CASES if c[1] in ("flow", "accum", "num") and c[0] not in NOT_PURE],
    ids=[c[0] for c in CASES if c[1] in ("flow", "accum", "num") and c[0] not in NOT_PURE],
)
def test_conformance_programs_are_lowered_faithfully_or_refused(
    function: FunctionType, make_x: Callable[[], object]
) -> None:
    try:
        meaning(function)
    except NotDifferentiable:
        return
    assert_same(function, make_x())


# ---------------------------------------------------------------- programs made at random

NAMES = ("a", "b", "c")
EXPRESSIONS = st.sampled_from(
    ["a + 1", "b - a", "c * 2", "a % 3", "b", "x", "a if b > c else c", "(a > b and c) or b", "x + c", "(a := b + 1)"]
)
TESTS = st.sampled_from(["a > b", "x % 2 == 0", "c < 4", "a < b < c", "not b", "n % 2", "n > 3 and a > 1"])
SIMPLE = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(NAMES), EXPRESSIONS),
    st.builds("{} += {}".format, st.sampled_from(NAMES), EXPRESSIONS),
    st.builds("log.append({})".format, EXPRESSIONS),
    st.builds("a, b = {}, {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("d = {}".format, EXPRESSIONS),
    st.sampled_from(["log.append(d)", "n = n + 1", "c = [i for i in range(3) if i != a][-1]"]),
    st.builds("return ({}, log)".format, EXPRESSIONS),
    st.sampled_from(["break", "continue"]),
)


def indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def blocks(statements: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    return st.lists(statements, min_size=1, max_size=3).map(lambda parts: [line for part in parts for line in part])


def compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    body = blocks(inner)
    maybe: st.SearchStrategy[list[str]] = st.one_of(st.just([]), body)
    return st.one_of(
        st.builds(lambda test, then, other: [f"if {test}:", *indented(then), *_else(other)], TESTS, body, maybe),
        st.builds(
            lambda name, count_, then, other: [f"for {name} in range({count_}):", *indented(then), *_else(other)],
            st.sampled_from((*NAMES, "e")), st.integers(0, 3), body, maybe,
        ),
        st.builds(
            lambda test, then, other: [f"while {test}:", *indented(["n = n + 1", *STOP, *then]), *_else(other)],
            TESTS, body, maybe,
        ),
    )  # fmt: skip


STOP = ["if n > 12:", "    break"]


def _else(lines: list[str]) -> list[str]:
    return ["else:", *indented(lines)] if lines else []


PROGRAM = blocks(st.recursive(SIMPLE.map(lambda s: [s]), compound, max_leaves=14))
_NUMBERS = count()


def compiled(lines: list[str]) -> FunctionType | None:
    """Return the function with this body, or None where Python has no such program (``break`` outside loops)."""
    head = ["def program(x):", "    a, b, c, n = x, 1, 2, 0", "    log = []", "    if x > 9:", "        d = 0"]
    text = "\n".join([*head, *indented(lines), "    return a, b, c, n, log", ""])
    file = f"<program {next(_NUMBERS)}>"
    try:
        code = compile(text, file, "exec")
    except SyntaxError:
        return None
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "tests.lower.made"}
    exec(code, namespace)
    function = namespace["program"]
    assert isinstance(function, FunctionType)
    return function


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(PROGRAM)
def test_control_flow_means_what_it_means_in_python(lines: list[str]) -> None:
    function = compiled(lines)
    if function is not None:
        for x in (0, 1, 5):
            assert_same(function, x)
