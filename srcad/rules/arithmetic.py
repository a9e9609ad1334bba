"""Result types of Python's operators, on Python numbers, NumPy scalars and arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from srcad.ir.types import (
    UNKNOWN,
    Array,
    Scalar,
    Type,
    widen,
)
from srcad.rules.dtypes import resolve_all
from srcad.rules.results import apply_ufunc

# --- Python's operators ---------------------------------------------------------------------------------------------


def python_kind(*kinds: str) -> str:
    """Return the kind of a Python sum or product of numbers of these kinds; booleans count as integers."""
    return next((k for k in ("complex", "float") if k in kinds), "int")


def python_arithmetic(*operands: Scalar) -> Scalar | None:
    """Return the type of a Python sum or product."""
    return Scalar(python_kind(*(o.kind for o in operands)))


def _complex_goes_first(operands: Sequence[Scalar]) -> bool:
    """Say whether Python's ``complex`` may do the operation itself: it takes an ``np.float64`` for a float."""
    return any(o.kind == "complex" and o.form == "python" for o in operands)


def _either(t: Type) -> Type:
    return Scalar(t.kind, "either", t.dtype) if isinstance(t, Scalar) else t


def python_operator(function: str, python: Callable[..., Scalar | None] = python_arithmetic) -> Callable[..., Type]:
    """Return the result type of an operator.

    ``python(*operands)`` gives the type for Python numbers, None where it cannot tell; ``numpy.<function>`` is what
    the operator calls for arrays and NumPy scalars. Lists, tuples and strings give ``Unknown``.
    """

    def result(*types: Type, **_named: Type) -> Type:
        operands = [widen(t) for t in types]
        scalars = [o for o in operands if isinstance(o, Scalar)]
        if len(scalars) < len(operands):
            is_arithmetic = any(isinstance(o, Array) for o in operands)
            return apply_ufunc(function, *operands) if is_arithmetic else UNKNOWN
        forms = {s.form for s in scalars}
        if "numpy" in forms:
            given = apply_ufunc(function, *scalars)
            return _either(given) if _complex_goes_first(scalars) else given
        found = python(*scalars)
        if found is None or forms == {"python"}:
            return found or UNKNOWN
        dtype, kind = resolve_all(function, 0, scalars)
        return Scalar(found.kind, "either", dtype) if kind == found.kind else UNKNOWN

    return result
