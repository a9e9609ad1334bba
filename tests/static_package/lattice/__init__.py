"""A small package: it re-exports, by name and by star, and must not be imported to be differentiated."""

from .constants import *
from .models.springs import energy as spring_energy
from .shapes import area
from .shapes import volume as solid_volume

executed = True
