"""Histograms: sums of weights over bins; what falls into which bin is a step."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, promote

_FALSE = Literal(False)


def _counted(a: Type, bins: Type = NONE, range: Type = NONE, density: Type = _FALSE, weights: Type = NONE) -> Type:
    counts = Array("int64", (UNKNOWN_LENGTH,)) if density == _FALSE else Array("float64", (UNKNOWN_LENGTH,))
    if weights != NONE:
        if array_like(weights) == UNKNOWN:
            return UNKNOWN
        counts = Array(promote(array_like(weights)) if density == _FALSE else "", (UNKNOWN_LENGTH,))
    return Tuple((counts, Array("", (UNKNOWN_LENGTH,))))


def bin_of(a: Number, edges: Number) -> Number:
    """Return the number of each element's bin, and whether it is in any; the last one has both its edges."""
    place = np.clip(np.searchsorted(edges, a, side="right") - 1, 0, np.size(edges) - 2)
    return place, (a >= edges[0]) & (a <= edges[-1])


def histogram_forward(
    tangents: Number,
    a: Number,
    bins: Number = 10,
    range: Number = None,
    density: bool = False,
    weights: Number = None,
    *,
    out: Number,
) -> Number:
    """Return the sums of the tangents of the weights."""
    counts, edges = out
    if weights is None or tangents[0] is None:
        return np.zeros_like(counts), np.zeros_like(edges)
    slope, _ = np.histogram(a, edges, weights=tangents[0])
    if density:
        whole, _ = np.histogram(a, edges, weights=weights)
        slope = (slope - counts * np.diff(edges) * np.sum(slope)) / (np.diff(edges) * np.sum(whole))
    return slope, np.zeros_like(edges)


@custom("numpy.histogram", result=_counted, wrt=("weights",), forward=histogram_forward, can_fail=True)
def histogram(
    g: Number,
    a: Number,
    bins: Number = 10,
    range: Number = None,
    density: bool = False,
    weights: Number = None,
    *,
    out: Number,
) -> Number:
    """Add up weights: each gets what its bin gets."""
    if weights is None or g[0] is None:
        return 0.0
    counts, edges = out
    place, held = bin_of(np.asarray(a), edges)
    share = g[0]
    if density:
        whole, _ = np.histogram(a, edges, weights=weights)
        share = (g[0] / np.diff(edges) - np.sum(g[0] * counts)) / np.sum(whole)
    return np.where(held, share[place], 0.0)
