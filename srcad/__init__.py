"""srcad: derivatives of plain Python and NumPy functions, as Python source that reads like hand-written code."""

from srcad.api import grad, value_and_grad
from srcad.dispatch.derivative import Derivative
from srcad.dispatch.specialisation import Specialisation
from srcad.errors import (
    ArgumentError,
    CacheWarning,
    GradientCheckFailed,
    InternalError,
    Location,
    NotDifferentiable,
    SourceNotFound,
    SrcadError,
)

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "CacheWarning",
    "Derivative",
    "GradientCheckFailed",
    "InternalError",
    "Location",
    "NotDifferentiable",
    "SourceNotFound",
    "Specialisation",
    "SrcadError",
    "grad",
    "value_and_grad",
]
