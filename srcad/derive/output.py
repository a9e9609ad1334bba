"""The output of a differentiated function: a real scalar, or an error that says what to do."""

from __future__ import annotations

from srcad.analysis.arguments import describe
from srcad.errors import ArgumentError
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Function, Value, Yield


def check_output(function: Function, builder: Builder) -> Value | None:
    """Return the output value, checked at run time where its type is not known; None if the function never returns.

    Raises
    ------
    ArgumentError
        SRC022: an array that is not 0-d, a complex number, None, a tuple, …
    """
    end = function.body.terminator
    if not isinstance(end, Yield):
        return None
    (value,) = end.values
    problem = _problem(ty.widen(value.type))
    if problem:
        what, hint = problem
        # A lambda has no name of its own.
        subject = "the function" if function.name == "function" else f"{function.name}()"
        raise ArgumentError("SRC022", f"{subject} returns {what}", end.location or function.location, hint)
    if isinstance(value.type, (ty.Unknown, ty.Array)) and _is_uncertain(value.type):
        return builder.apply("srcad.runtime.scalar_output", value)
    return value


def _is_uncertain(t: ty.Type) -> bool:
    return not isinstance(t, ty.Array) or t.shape is None or not t.dtype


def _problem(t: ty.Type) -> tuple[str, str] | None:
    match t:
        case ty.Scalar(kind="complex"):
            return "a complex number", "return a real scalar, such as the real part or abs(z) ** 2"
        case ty.Array(shape=shape) if shape:
            return f"an array of rank {len(shape)}", "return a scalar, such as np.sum(y)"
        case ty.Array(dtype=dtype) if dtype and ty.dtype_kind(dtype) == "complex":
            return "a complex array", "return a real scalar, such as np.sum(np.abs(y) ** 2)"
        case ty.Literal(value=None):
            return "None", "return the value to differentiate"
        case ty.Scalar() | ty.Array() | ty.Unknown() | ty.Literal() | ty.Undefined():
            return None
        case _:
            return describe(t), "return one scalar"
