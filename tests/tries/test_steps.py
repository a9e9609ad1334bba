"""Bodies of try statements that are cut into steps: how many there may be."""

from __future__ import annotations

import pytest

import srcad
from srcad.errors import NotDifferentiable


class Point:
    def __init__(self, x: float) -> None:
        self.x = x


def test_too_many_steps_are_refused() -> None:
    def changes_an_object_very_often(x: float) -> float:
        point = Point(x)

        def move() -> None:
            point.x = x / point.x
            point.x = x / point.x
            point.x = x / point.x
            point.x = x / point.x

        try:
            (move(), move(), move(), move(), move(), move(), move(), move(), move())
            (move(), move(), move(), move(), move(), move(), move(), move(), move())
        except ZeroDivisionError:
            pass
        return point.x

    with pytest.raises(NotDifferentiable, match="too many changes"):
        srcad.grad(changes_an_object_very_often)(1.3)
