"""What values may be on some path: complex numbers, nothing, or what is not finite."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from srcad.ir.nodes import Apply, Block, Function, Loop, Value
from srcad.ir.types import Literal, Scalar, Tuple, kind_of, widen
from srcad.ir.walk import blocks_of, exits_of, handed_on, operands_of, operations_in, reachable


def maybe_complex(function: Function) -> frozenset[Value]:
    """Return the values that may be complex, given that no argument of unknown type is.

    ``srcad.runtime.like`` refuses complex arguments of the generic text, where types are not known.
    """
    found: set[Value] = set()
    size = -1
    while size != len(found):
        size = len(found)
        _spread_complex(function.body, found)
    return frozenset(found)


def _spread_complex(block: Block, found: set[Value]) -> None:
    def spread(sources: Iterable[Value], targets: Iterable[Value]) -> None:
        if any(v in found or kind_of(v.type) == "complex" for v in sources):
            found.update(t for t in targets if kind_of(t.type) in (None, "complex"))

    for operation in block.operations:
        spread(operation.results, operation.results)
        if isinstance(operation, Apply) and operation.name in _COMPLEX_RESULTS:
            found.update(r for r in operation.results if kind_of(r.type) in (None, "complex"))
        if isinstance(operation, Apply) and operation.name == "numpy.linalg.eig":
            found.update(r for r in operation.results if isinstance(r.type, Tuple))
        if not isinstance(operation, Apply) or operation.name not in _REAL_RESULTS:
            spread(operands_of(operation), operation.results)
        for inner in blocks_of(operation):
            count = len(inner.params)
            inits = operation.inits if isinstance(operation, Loop) else ()
            for param, init in zip(inner.params[count - len(inits) :], inits):
                spread((init,), (param,))
            _spread_complex(inner, found)
            for values in (inner.terminator.values, *(e.values for e in exits_of(inner))):
                for value, result in zip(values, operation.results):
                    spread((value,), (result,))
                for value, param in zip(values, inner.params[count - len(inits) :] if inits else ()):
                    spread((value,), (param,))


#: Functions that may give complex numbers for real ones.
_COMPLEX_RESULTS = frozenset(
    {
        *(f"numpy.fft.{name}" for name in "fft ifft rfft fft2 ifft2 rfft2 fftn ifftn rfftn".split()),
        "numpy.linalg.eigvals",
    }
)
_REAL_RESULTS = frozenset(
    {
        *(
            f"{prefix}{name}"
            for prefix in ("numpy.", "numpy.ndarray.", "builtins.")
            for name in ("real", "imag", "abs", "absolute", "angle", "shape", "ndim", "size", "len")
        ),
        *(f"numpy.fft.{name}" for name in ("irfft", "irfft2", "irfftn", "hfft")),
        *(f"numpy.linalg.{name}" for name in ("norm", "matrix_norm", "vector_norm", "eigvalsh", "svdvals", "cond")),
    }
)


#: What may give inf or NaN of finite numbers, or has such a derivative; and what is asked where there may be NaN.
_SINGULAR = frozenset(
    {"operator.truediv", "operator.pow"}
    | {f"numpy.{n}" for n in ("divide", "true_divide", "power", "float_power", "reciprocal", "sqrt", "cbrt", "hypot")}
    | {f"numpy.{n}" for n in ("log", "log2", "log10", "log1p", "arcsin", "arccos", "arccosh", "arctanh", "arctan2")}
    | {f"math.{n}" for n in ("sqrt", "cbrt", "hypot", "dist", "pow", "log", "log2", "log10", "log1p")}
    | {f"math.{n}" for n in ("asin", "acos", "acosh", "atanh", "atan2")}
    | {f"numpy.{n}" for n in ("isnan", "isfinite", "isinf", "nan_to_num", "nansum", "nanmean", "nanmax", "nanmin")}
)
#: Those that are not if their second operand is a number that stands in the text, from 1 on.
_TAMED = frozenset({"operator.truediv", "operator.pow", "numpy.divide", "numpy.power"})


def has_singularities(function: Function, varied: Container[Value]) -> bool:
    """Say whether some element, or some number that varies, may not be finite though what it is computed of is."""
    return any(
        (o.result in varied or not isinstance(widen(o.result.type), Scalar))
        for o in operations_in(function.body.operations)
        if isinstance(o, Apply) and o.name in _SINGULAR and not _is_tamed(o)
    )


def _is_tamed(operation: Apply) -> bool:
    second = operation.operands[-1].type
    number = second.value if isinstance(second, Literal) else None
    return operation.name in _TAMED and isinstance(number, (int, float)) and number >= 1


def maybe_undefined(function: Function) -> frozenset[Value]:
    """Return the values that hold nothing on some path."""
    return reached(function, _undefined(function.body))


def reached(function: Function, sources: Iterable[Value]) -> frozenset[Value]:
    """Return what any of ``sources`` may be handed on as, by branches and loops, with these themselves."""
    return reachable(sources, handed_on(function.body.operations))


def _undefined(block: Block) -> Iterator[Value]:
    for operation in operations_in(block.operations):
        if isinstance(operation, Apply) and operation.name == "undefined":
            yield from operation.results
