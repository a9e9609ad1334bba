"""Functions that use the constants in every spelling."""

from __future__ import annotations

import numpy as np

from . import constants
from . import constants as names
from .constants import *

SCALE = 0.5


def area(radius: float):
    return constants.TURN / 2 * radius**2


def volume(radius: float, height: float):
    return area(radius) * height * SCALE


def weighted(radius: float):
    return np.sum(WEIGHTS * radius) * names.HALF_GRAVITY + scaled(radius)


def widen():
    constants.LIMITS[1] = 3.0
    names.tilt = 0.5


def limited(radius: float):
    return LIMITS[1] * radius * constants.tilt


def label(name: str):
    return f"shape {name}"
