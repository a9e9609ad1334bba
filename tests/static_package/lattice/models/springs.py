"""Functions of a module two folders down, of which one has the name of another module's."""

from .. import shapes
from ..constants import GRAVITY as g
from ..constants import settings
from ..shapes import volume

SCALE = 7.0


def area(x: float):
    return SCALE * x


def energy(x: float, mass: float):
    return area(x) * volume(x, 2.0) + shapes.area(x) + mass * g * x


def stored(x: float):
    return settings["stiffness"] * x**2 / 2


def factorial(x: float, n: int):
    return x if n <= 1 else n * factorial(x, n - 1)
