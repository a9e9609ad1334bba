"""A program beside the package that uses what it re-exports."""

import lattice
from lattice import models, spring_energy


def total(x: float):
    return spring_energy(x, 2.0) + lattice.solid_volume(x, 3.0) + models.energy(x, lattice.GRAVITY)
