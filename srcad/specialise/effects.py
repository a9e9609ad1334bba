"""Functions of NumPy that write into an argument, in terms of ``array.store`` and ``array.add_at``.

before: ``numpy.multiply(x, y, out=b)``, ``numpy.copyto(b, x)``, ``numpy.add.at(b, i, x)``
after: ``array.store(b, ..., x * y)``, ``array.store(b, ..., x)``, ``array.add_at(b, i, x)``
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.ir.types import Type
from srcad.rules.writing import writes_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.meanings import splice_meaning
from srcad.specialise.tables import Keywords, attempts
from srcad.specialise.unpacking import items_of


@dataclass(frozen=True, slots=True)
class _Output:
    """A call without its output array, and that array."""

    target: Value
    operands: tuple[Value, ...]
    keywords: Keywords
    where: Value | None


@attempts
def apply_write(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Append the writes that ``name(operands)`` makes; return its results, or None if it makes none that are known."""
    if not name.startswith("numpy."):
        return None
    if name == "numpy.add.at":
        return _add_at(cloner, operands)
    if _is_method_at(name) and cloner.program.meaning(name) is None:
        return _at(cloner, name, operands)
    if (output := _output(name, operands, keywords)) is not None:
        return _store(cloner, name, output)
    return None


def _add_at(cloner: Cloner, operands: tuple[Value, ...]) -> tuple[Value, ...]:
    cloner.apply("array.add_at", operands, (None,) * len(operands))
    return (cloner.builder.constant(None),)


def _is_method_at(name: str) -> bool:
    """Say whether a name is that of ``np.multiply.at`` or one of its kin."""
    function, _, method = name.removeprefix("numpy.").rpartition(".")
    return method == "at" and isinstance(getattr(np, function, None), np.ufunc)


def _at(cloner: Cloner, name: str, operands: tuple[Value, ...]) -> tuple[Value, ...]:
    """Append ``np.multiply.at(a, i, b)``, one position after the other."""
    meaning = cloner.program.meaning("srcad.at")
    assert meaning is not None
    given = (cloner.builder.reference(ty.Callable(name.removesuffix(".at"))), *operands)
    return splice_meaning(cloner, name, meaning, given, (None,) * len(given))


def _output(name: str, operands: tuple[Value, ...], keywords: Keywords) -> _Output | None:
    """Return the call taken apart, if it has an output array."""
    if name == "numpy.nan_to_num":
        return _replaced(operands, keywords)
    place = next((w.position for w in writes_of(name) if w.parameter == "out"), None)
    positional = [i for i, k in enumerate(keywords) if k is None]
    at = next((i for i, k in enumerate(keywords) if k == "out"), None)
    if at is None and place is not None and place < len(positional):
        at = positional[place]
    if at is None:
        return None
    is_ufunc = isinstance(getattr(np, name.removeprefix("numpy."), None), np.ufunc)
    where = next((v for v, k in zip(operands, keywords) if k == "where" and is_ufunc), None)
    kept = [i for i in range(len(operands)) if i != at and not (is_ufunc and keywords[i] == "where")]
    return _Output(operands[at], tuple(operands[i] for i in kept), tuple(keywords[i] for i in kept), where)


def _replaced(operands: tuple[Value, ...], keywords: Keywords) -> _Output | None:
    """Return ``np.nan_to_num(x, copy=False)`` taken apart: its argument is its output."""
    at = next((i for i, k in enumerate(keywords) if k == "copy" or (k is None and i == 1)), None)
    if at is None or operands[at].type != ty.Literal(False) or None in keywords[at + 1 :]:
        return None
    if isinstance(ty.widen(operands[0].type), ty.Scalar):  # a number is no array to write to
        return None
    kept = [i for i in range(len(operands)) if i != at]
    return _Output(operands[0], tuple(operands[i] for i in kept), tuple(keywords[i] for i in kept), None)


def _store(cloner: Cloner, name: str, output: _Output) -> tuple[Value, ...]:
    target = output.target
    if isinstance(target.type, ty.Tuple) and len(target.type.items) == 1:
        (target,) = items_of(cloner, target) or (target,)
    (result,) = cloner.apply(name, output.operands, output.keywords)
    targets, results = items_of(cloner, target), items_of(cloner, result)
    if targets is None or results is None or len(targets) != len(results):
        return _write(cloner, target, result, output.where)
    written = [_write(cloner, t, r, output.where)[0] for t, r in zip(targets, results)]
    return cloner.apply("build.tuple", tuple(written))


def _write(cloner: Cloner, target: Value, result: Value, where: Value | None) -> tuple[Value, ...]:
    """Append what writes a result into an output array, where a mask holds; None stands for no array."""
    if target.type == ty.NONE:
        return (result,)
    if not _casts(result.type, cloner.heap.record(target).type):
        raise NotDifferentiable(
            "SRC003",
            f"out= of type {target.type} for a result of type {result.type}",
            cloner.builder.location,
            "assign the result instead: y[...] = np.sin(x)",
        )
    if where is not None:
        (result,) = cloner.apply("numpy.where", (where, result, target))
    return cloner.apply("array.store", (target, cloner.builder.constant(...), result))


def _casts(result: Type, target: Type) -> bool:
    """Say whether NumPy is certain to write a result of one type into an output array of another."""
    have, want = ty.widen(result), ty.widen(target)
    if not isinstance(want, ty.Array) or not want.dtype:
        return False
    if isinstance(have, ty.Scalar):
        dtype = have.dtype or {"bool": "bool", "int": "int64", "float": "float64", "complex": "complex128"}[have.kind]
    else:
        dtype = have.dtype if isinstance(have, ty.Array) else ""
    return bool(dtype) and np.can_cast(dtype, want.dtype, "same_kind")
