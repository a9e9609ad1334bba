"""What emitted code calls where types are not known before it runs: adjoints of any structure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np


def accumulate(a: Any, b: Any) -> Any:
    """Return the sum of two adjoints of one value; lists, tuples and dicts are summed item by item.

    >>> accumulate([1.0, 2.0], [10.0, 20.0])
    [11.0, 22.0]
    """
    if a is None or b is None:  # of what has no derivative
        return a if b is None else b
    if isinstance(a, dict):
        return {key: accumulate(a[key], b[key]) for key in a}
    if isinstance(a, (list, tuple)):
        return a if _is_nothing(b) else _made_like(a, (accumulate(x, y) for x, y in zip(a, b, strict=True)))
    return b if isinstance(b, (list, tuple)) and _is_nothing(a) else a + b


def _is_nothing(adjoint: Any) -> bool:
    """Say whether an adjoint is the zero of a value of which the structure was not known."""
    return isinstance(adjoint, float) and adjoint == 0.0


def _made_like(sequence: Any, items: Iterable[Any]) -> Any:
    """Return a list or a tuple of the class of another one, which may be one of named tuples."""
    return type(sequence)(*items) if hasattr(sequence, "_fields") else type(sequence)(items)


def add_at(adjoint: Any, index: Any, g: Any) -> Any:
    """Return ``adjoint`` with ``g`` added at ``index``; repeated indices accumulate. ``adjoint`` may be changed.

    ``adjoint`` is an array, a list, a tuple or a dict of adjoints; of an array without axes NumPy makes numbers.
    """
    if isinstance(adjoint, np.generic):
        adjoint = np.array(adjoint)
    if isinstance(adjoint, np.ndarray):
        total = adjoint if adjoint.flags.writeable else adjoint.copy()  # a broadcast number is not
        np.add.at(total, index, g)
        return total
    if isinstance(adjoint, tuple):
        return _made_like(adjoint, add_at(list(adjoint), index, g))
    if isinstance(adjoint, list) and isinstance(index, slice):
        if _is_nothing(g):
            return adjoint
        adjoint[index] = [accumulate(a, b) for a, b in zip(adjoint[index], g, strict=True)]
    else:
        key: Hashable = index
        adjoint[key] = accumulate(adjoint[key], g)
    return adjoint


def like(adjoint: Any, primal: Any) -> Any:
    """Return ``adjoint`` as the gradient of ``primal``: of its type, shape and dtype, shared with nobody.

    >>> like(np.float64(2.0), 1.0)
    2.0
    >>> like(2.0, np.ones(3))
    array([2., 2., 2.])

    Raises
    ------
    TypeError
        If the adjoint of a real value is complex: the text was emitted for real values alone. If the primal is, or
        holds, an integer or a bool.
    """
    if isinstance(primal, (int, np.ndarray, np.generic)) and np.asarray(primal).dtype.kind in "biu":
        what = "an array of integers" if np.ndim(primal) else f"{primal!r}"
        raise TypeError(f"{what} cannot be differentiated [SRC021]\n  hint: pass floats, such as 2.0 instead of 2")
    if isinstance(primal, np.ndarray):
        gradient = np.empty_like(primal, subok=False)
        gradient[...] = _real_only(adjoint, primal.dtype.kind)
        return gradient
    if isinstance(primal, (float, complex)) and not isinstance(primal, np.generic):
        return type(primal)(_real_only(adjoint, "f" if isinstance(primal, float) else "c"))
    if isinstance(primal, np.generic):
        return primal.dtype.type(_real_only(adjoint, primal.dtype.kind))
    if isinstance(primal, dict):
        return {key: like(adjoint[key], value) for key, value in primal.items()}
    if isinstance(primal, (list, tuple)):
        return _made_like(primal, (like(a, p) for a, p in zip(adjoint, primal, strict=True)))
    return None


def _real_only(adjoint: Any, kind: str) -> Any:
    if np.iscomplexobj(adjoint) and kind != "c":
        raise TypeError("complex values met a gradient that was written for real ones: state the types of arguments")
    return adjoint


def rebound(old: Any, total: Any) -> Any:
    """Return ``total``, which takes the place of ``old``; refuse an array, which ``op=`` would write into.

    Raises
    ------
    NotImplementedError
        If ``old`` is an array: programs catch a ``TypeError`` there, and this is none of theirs.
    """
    if isinstance(old, np.ndarray):
        advice = "write `x = x + y` instead of `x += y`"
        raise NotImplementedError(f"in-place operation on an array that has other names: {advice}")
    return total


def augmented(old: Any, total: Any) -> Any:
    """Return what ``old op= y`` leaves behind, ``total`` being ``old op y``: an array keeps its shape and dtype.

    >>> augmented(np.float32([1, 2]), np.array([1.5, 2.5])).dtype
    dtype('float32')

    Raises
    ------
    ValueError
        If the total is of another shape than the array.
    """
    if not isinstance(old, np.ndarray):
        return total
    if np.shape(total) != old.shape:
        raise ValueError(f"an array of shape {old.shape} cannot hold a result of shape {np.shape(total)}")
    return np.asarray(total).astype(old.dtype, casting="same_kind", copy=False)


def check_apart(*arguments: Any) -> None:
    """Refuse arguments that share memory, one of which the function writes to.

    Raises
    ------
    ValueError
        If two arrays, anywhere in the arguments, overlap.
    """
    arrays = [a for argument in arguments for a in _arrays_in(argument)]
    for position, one in enumerate(arrays):
        if any(np.shares_memory(one, other) for other in arrays[:position]):
            raise ValueError("two arguments share memory, and the function writes to one of them: pass a copy")


def _arrays_in(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    elif hasattr(value, "__dict__") and not callable(value):
        value = list(vars(value).values())
    return [a for item in value for a in _arrays_in(item)] if isinstance(value, (list, tuple)) else []


def scalar_output(value: Any) -> Any:
    """Return ``value``, the output of a differentiated function, if it is a real scalar.

    Raises
    ------
    TypeError
        If it is an array of another shape than ``()``, complex, or no number.
    """
    if isinstance(value, (float, int, np.floating, np.integer, np.bool_)):
        return value
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "fiub":
        return value
    raise TypeError(
        f"the output of a differentiated function must be a real scalar, not {_describe(value)} [SRC022]\n"
        "  hint: return one scalar, such as np.sum(y), or abs(z) ** 2 of a complex number"
    )


def _describe(value: Any) -> str:
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    return f"{type(value).__name__}{shape}"
