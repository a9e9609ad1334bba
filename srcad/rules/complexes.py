"""Parts of complex numbers, moduli and angles; with ``z_bar = dL/dRe z + i dL/dIm z``."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import FLOAT, INT, UNKNOWN, Array, Scalar, Type, kind_of, widen
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import real_dtype
from srcad.rules.results import apply_ufunc, same_as_first, ufunc

# --- result types -----------------------------------------------------------------------------------------------------


def _part(x: Type) -> Type:
    """Return the type of ``x.real`` and ``x.imag``: what ``x`` is, but real; 0-d arrays stay arrays."""
    match widen(x):
        case Scalar(kind="complex", form="python"):
            return FLOAT
        case Scalar(kind="bool", form="python"):
            return INT
        case Scalar(kind="complex", form=form, dtype=dtype):
            return Scalar("float", form, real_dtype(dtype))
        case Scalar():
            return same_as_first(x)
        case Array(dtype=dtype, shape=shape):
            return Array(real_dtype(dtype), shape)
        case _:
            return UNKNOWN


def _conjugated(x: Type) -> Type:
    """Return the type of ``x.conj()``, which is ``x`` itself where that is a real array."""
    wide = widen(x)
    if isinstance(wide, Array):
        return wide if wide.dtype and wide.dtype == real_dtype(wide.dtype) else apply_ufunc("conjugate", x)
    return UNKNOWN


def _angle(z: Type, *_deg: Type, **_named: Type) -> Type:
    return apply_ufunc("arctan2", _part(z) if kind_of(z) == "complex" else INT, _part(z))


# --- complex numbers: with z_bar = dL/dRe z + i dL/dIm z --------------------------------------------------------------


def real_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Real part of the tangent."""
    return np.real(tangents[0])


def imag_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Imaginary part of the tangent."""
    return np.imag(tangents[0])


def conjugate_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Conjugate of the tangent."""
    return np.conj(tangents[0])


def absolute_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Part of the tangent along ``x``."""
    return np.real(np.conj(np.sign(x)) * tangents[0])


def angle_forward(tangents: Number, z: Number, deg: Number = False, *, out: Number) -> Number:
    """Part of the tangent across ``z``, by its modulus."""
    turned = np.imag(tangents[0] / z)
    return np.rad2deg(turned) if deg else turned


@custom("numpy.real", "numpy.ndarray.real", result=_part, forward=real_forward, view=True)
def real(g: Number, x: Number, *, out: Number) -> Number:
    """Real part."""
    return g


@custom("numpy.imag", "numpy.ndarray.imag", result=_part, forward=imag_forward, view=True)
def imag(g: Number, x: Number, *, out: Number) -> Number:
    """Imaginary part."""
    return 1j * g if np.iscomplexobj(x) else 0.0 * g


@custom("numpy.ndarray.conj", "numpy.ndarray.conjugate", result=_conjugated, forward=conjugate_forward, view=True)
@custom("numpy.conj", "numpy.conjugate", result=ufunc("conjugate"), forward=conjugate_forward)
def conjugate(g: Number, x: Number, *, out: Number) -> Number:
    """Conjugate."""
    return np.conj(g)


@custom("numpy.abs", "numpy.absolute", result=ufunc("absolute"), forward=absolute_forward)
def absolute(g: Number, x: Number, *, out: Number) -> Number:
    """``|x|``; 0 at 0. ``np.sign`` of a complex number is ``z / |z|``."""
    return g * np.sign(x)


@custom("numpy.angle", result=_angle, wrt=("z",), forward=angle_forward)
def angle(g: Number, z: Number, deg: Number = False, *, out: Number) -> Number:
    """Argument of a complex number."""
    if not np.iscomplexobj(z):
        return 0.0 * g
    turned = np.rad2deg(g) if deg else g
    return 1j * turned * z / (np.real(z) * np.real(z) + np.imag(z) * np.imag(z))
