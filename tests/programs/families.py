"""All programs: importing a family enters what it holds."""

from __future__ import annotations

from tests.programs import dynamics, factorisations, images, implicit, networks, sequences, states, stencils, transforms
from tests.programs.registry import PROGRAMS

__all__ = ["FAMILIES", "PROGRAMS"]

FAMILIES = (dynamics, factorisations, images, implicit, networks, sequences, states, stencils, transforms)
