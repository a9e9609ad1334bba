"""Arguments: which parameters are differentiated, and whether their types can be."""

from __future__ import annotations

from srcad.errors import ArgumentError, Location
from srcad.ir import types as ty


def check_differentiable(name: str, t: ty.Type, location: Location | None) -> None:
    """Refuse to differentiate with respect to an argument that carries no derivative.

    Raises
    ------
    ArgumentError
        SRC021, with the hint that says ``2.0`` for an int.
    """
    wide = ty.widen(t)
    if ty.may_be_float(t) and not isinstance(wide, (ty.Object, ty.Callable)):
        return
    match wide:
        case ty.Scalar(kind="int"):
            what, hint = "an int", "pass a float, such as 2.0 instead of 2"
        case ty.Scalar(kind="bool"):
            what, hint = "a bool", "pass a float, such as 1.0 instead of True"
        case ty.Array(dtype=dtype):
            what, hint = f"an array of dtype {dtype}", f"pass {name}.astype(float), or np.array([2.0, …])"
        case _:
            what, hint = f"of type {wide}", "name other arguments in argnums"
    raise ArgumentError("SRC021", f"argument {name!r} is {what} and cannot be differentiated", location, hint)
