"""Constants, some of which the star import hands on."""

import math

import numpy as np

__all__ = ["GRAVITY", "LIMITS", "WEIGHTS", "scaled"]

GRAVITY = 9.81
HALF_GRAVITY = GRAVITY / 2
TURN = 2 * math.pi
WEIGHTS = np.array([0.25, 0.5, 0.25])
SCALE = 3.0
_factor = 1.5
settings = {"stiffness": 2.0}
LIMITS = [1.0, 2.0]
tilt = 1.0


def scaled(x):
    return _factor * SCALE * x


def soften(amount):
    settings["stiffness"] /= amount
