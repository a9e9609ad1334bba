"""The table of primitives: what is known of each function of other people that the compiler may meet.

Keyed by canonical qualified name (``numpy.sin``, ``operator.add``, ``numpy.ndarray.sum``), so that looking one up
loads no library but NumPy. The families under :mod:`srcad.rules` declare entries with the decorators of
:mod:`srcad.rules.declare`; a family is imported when a name with one of its prefixes is first looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import FunctionType
from typing import Literal, TypeAlias

from srcad.ir.types import Type

Kind: TypeAlias = Literal["elementwise", "linear", "multilinear", "custom"]
ResultType: TypeAlias = Callable[..., "Type | Sequence[Type]"]


@dataclass(frozen=True, slots=True)
class Rule:
    """The derivative of a primitive.

    Parameters
    ----------
    kind : str
        ``elementwise`` (diagonal Jacobian; forward mode is the same terms with ``g`` the tangents, summed),
        ``linear`` (in its differentiable operand; forward mode is the function itself), ``multilinear`` (forward mode
        is the product rule) or ``custom`` (``forward`` is written by hand).
    reverse : function
        ``reverse(g, *operands, out)``: the terms, one per differentiable operand (a tuple if there are several).
    differentiable : tuple of str
        Names of the differentiable parameters, in the order of the terms.
    forward : function or None
        Of a custom rule: ``forward(tangents, *operands, out)``.
    domain : tuple of (float, float)
        For each differentiable operand, the open interval that tests sample from.
    absorbs : bool
        The function passes over values, such as NaN, that earlier operations may not be differentiable at: where its
        term is zero, theirs are zero, too, whatever they multiply it with. The same holds wherever an argument
        ``where`` is given.
    """

    kind: Kind
    reverse: FunctionType
    differentiable: tuple[str, ...]
    forward: FunctionType | None = None
    domain: tuple[tuple[float, float], ...] = ()
    absorbs: bool = False


@dataclass(frozen=True, slots=True)
class Primitive:
    """One function that the compiler knows.

    Parameters
    ----------
    name : str
        Canonical qualified name.
    result : callable
        ``result(*types, **types) -> Type``, called as the primitive is called, with types for values; a list of
        types for several results. Must give ``Unknown()`` where it cannot tell, and never a wrong type.
    rule : Rule or None
        None: the derivative is zero everywhere where it exists, so no adjoint passes.
    effect : bool
        It does something besides giving its result: it is neither removed, nor moved, nor repeated.
    can_fail : bool
        It may raise where arithmetic would not (subscripts, conversions): it is not removed when its result is unused.
    view : bool
        The result may share memory with the first operand.
    real : bool
        What is said of the derivative (the rule, or that there is none) holds for real operands alone.
    """

    name: str
    result: ResultType
    rule: Rule | None = None
    effect: bool = False
    can_fail: bool = False
    view: bool = False
    real: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """An argument that a function may write to.

    Parameters
    ----------
    parameter : str
        Its name as a keyword.
    position : int or None
        Its place among the positional arguments, with the array of a method as 0; None if it is a keyword only.
    unless : tuple of (str, int, bool) or None
        The function does not write if this parameter, by name and position, is left out or has this value.
    """

    parameter: str
    position: int | None
    unless: tuple[str, int, bool] | None = None


#: Classes whose instances never change.
IMMUTABLE_CLASSES = frozenset(f"datetime.{name}" for name in ("datetime", "date", "time", "timedelta", "timezone"))

#: Classes of other people whose methods are primitives: the name by which their users know them.
PUBLIC_CLASSES = {
    **{name: name for name in sorted(IMMUTABLE_CLASSES)},
    "logging.Logger": "logging.Logger",
    "logging.RootLogger": "logging.Logger",
    "numpy.random._generator.Generator": "numpy.random.Generator",
    "numpy.random.mtrand.RandomState": "numpy.random.RandomState",
}

_TABLE: dict[str, Primitive] = {}
_WRITES: dict[str, tuple[Written, ...]] = {}
_FAMILIES = {
    "operator.": ("operators", "indexing", "algebra"),
    "builtins.": ("python", "sets", "messages"),
    "bisect.": ("python",),
    "logging.": ("messages",),
    "warnings.": ("messages",),
    "math.": ("mathematics", "products"),
    "statistics.": ("statistics",),
    "datetime.": ("dates",),
    "numpy.linalg.": ("linalg", "singular", "eigenvalues", "norms", "algebra", "shaping"),
    "numpy.fft.": ("fourier",),
    "numpy.random.": ("random",),
    "random.": ("random",),
    "numpy.": (
        *("elementwise", "kinks", "complexes", "reductions", "products", "nans", "ordering", "quantiles", "histograms"),
        *("differences", "gradients", "polynomials", "algebra", "diagonals", "shaping", "copying", "joining"),
        *("splitting", "padding"),
        *("rearranging", "covariance", "python", "creation", "indexing", "zero", "ufunc_methods"),
    ),
    "srcad.": ("static", "runtime", "handles", "scattering", "random"),
    "": ("intrinsics", "handles", "sets", "iterators", "combinations"),
}


def register(primitive: Primitive) -> None:
    """Enter a primitive; an entry of the same name is replaced by a user's only, before first use."""
    _TABLE[primitive.name] = primitive


def lookup(name: str) -> Primitive | None:
    """Return what is known of ``name``, loading the families of its prefix, or None."""
    if (found := _TABLE.get(name)) is not None:
        return found
    prefix = next(p for p in _FAMILIES if name.startswith(p))
    for family in _FAMILIES[prefix]:
        _load(family)
        if name in _TABLE:
            return _TABLE[name]
    return None


@cache
def _load(family: str) -> None:
    import_module(f"srcad.rules.{family}")


def declare_writes(written: Written, *names: str) -> None:
    """Declare that functions may write to an argument, whether or not they are primitives."""
    for name in names:
        _WRITES[name] = (*_WRITES.get(name, ()), written)


def declared_writes(name: str) -> tuple[Written, ...]:
    """Return what was declared; :func:`srcad.rules.writing.writes_of` adds what ``out`` means."""
    return _WRITES.get(name, ())
