"""Members of enumerations are constants: compared, matched, looked at, passed."""

from __future__ import annotations

from enum import Enum, IntEnum

import pytest

import srcad
from srcad.errors import NotDifferentiable


class Mode(Enum):
    SQUARE = "square"
    CUBE = "cube"
    LINE = "line"


class Other(Enum):
    SQUARE = "square"


class Level(IntEnum):
    LOW = 1
    HIGH = 3


DEFAULT = Mode.CUBE


def matched(x, mode, level=Level.LOW):
    match mode:
        case Mode.SQUARE | Other.SQUARE:
            y = x * x
        case Mode.CUBE if level is Level.HIGH:
            y = x**3
        case _:
            y = x
    return y * level


def compared(x):
    if DEFAULT is Mode.SQUARE or DEFAULT == Other.SQUARE:
        return x
    if DEFAULT in (Mode.LINE, Mode.CUBE) and DEFAULT is not Mode.LINE:
        return x**3
    return 2.0 * x


def looked_at(x):
    return x * x if Mode.SQUARE.value == "square" and Mode.LINE.name == "LINE" else x


def numbers(x):
    return x**Level.HIGH if Level.LOW < Level.HIGH else x


def chosen_at_run_time(x):
    mode = Mode.SQUARE if x > 0 else Mode.LINE
    return x * x if mode is Mode.SQUARE else x


@pytest.mark.parametrize(
    ("arguments", "slope"),
    [
        ((2.0, Mode.SQUARE), 4.0),
        ((2.0, Other.SQUARE), 4.0),
        ((2.0, Mode.CUBE), 1.0),
        ((2.0, Mode.CUBE, Level.HIGH), 36.0),
        ((2.0, Mode.LINE, Level.HIGH), 3.0),
    ],
)
def test_an_argument_is_known_by_its_member(arguments, slope: float) -> None:
    assert srcad.value_and_grad(matched)(*arguments) == (matched(*arguments), slope)


@pytest.mark.parametrize(("function", "slope"), [(compared, 12.0), (looked_at, 4.0), (numbers, 12.0)])
def test_members_are_constants(function, slope: float) -> None:
    assert srcad.value_and_grad(function)(2.0) == (function(2.0), slope)


def test_a_global_that_holds_another_member_is_seen() -> None:
    global DEFAULT
    derivative = srcad.grad(compared)
    assert derivative(2.0) == 12.0
    DEFAULT = Mode.SQUARE
    try:
        assert derivative(2.0) == 1.0
    finally:
        DEFAULT = Mode.CUBE


def test_a_member_chosen_at_run_time_is_refused() -> None:
    with pytest.raises(NotDifferentiable, match="member of one") as caught:
        srcad.grad(chosen_at_run_time)(2.0)
    assert caught.value.code == "SRC002"
    assert caught.value.location is not None
