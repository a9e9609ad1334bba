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


def edges_forward(a: Number, bins: Number, range: Number, tangents: Number, edges: Number) -> Number:
    """Return how the edges move with the data, with given edges or with a given range."""
    da, dbins, drange, _ = tangents
    if np.ndim(bins) > 0:
        return np.zeros_like(edges) if dbins is None else dbins
    along = np.linspace(0.0, 1.0, np.size(edges))
    if range is not None:
        return np.zeros_like(edges) if drange is None else drange[0] * (1.0 - along) + drange[1] * along
    if da is None:
        return np.zeros_like(edges)
    x, slope = np.asarray(a), np.asarray(da)
    return np.mean(slope[x == np.min(x)]) * (1.0 - along) + np.mean(slope[x == np.max(x)]) * along


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
    """Return the sums of the tangents of the weights, and how the edges move."""
    counts, edges = out
    moving = edges_forward(a, bins, range, tangents, edges)
    slope = np.zeros_like(counts)
    if weights is not None and tangents[3] is not None:
        slope, _ = np.histogram(a, edges, weights=tangents[3])
    if density:
        whole = np.sum(np.histogram(a, edges, weights=weights)[0])
        width = np.diff(edges)
        slope = (slope - counts * width * np.sum(slope)) / (width * whole) - counts * np.diff(moving) / width
    return slope, moving


@custom(
    "numpy.histogram", result=_counted, wrt=("a", "bins", "range", "weights"), forward=histogram_forward, can_fail=True
)
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
    """Add up weights: each gets what its bin gets. Edges go with the extreme elements, unless they are given."""
    counts, edges = out
    of_weights: Number = 0.0
    if weights is not None and g[0] is not None:
        place, held = bin_of(np.asarray(a), edges)
        share = g[0]
        if density:
            whole, _ = np.histogram(a, edges, weights=weights)
            share = (g[0] / np.diff(edges) - np.sum(g[0] * counts)) / np.sum(whole)
        of_weights = np.where(held, share[place], 0.0)
    if g[1] is None and not density:
        return 0.0, 0.0, 0.0, of_weights
    of_edges = np.zeros_like(edges) if g[1] is None else g[1]
    if density and g[0] is not None:
        wider = np.pad(g[0] * counts / np.diff(edges), 1)
        of_edges = of_edges + np.diff(wider)
    if np.ndim(bins) > 0:
        return 0.0, of_edges, 0.0, of_weights
    along = np.linspace(0.0, 1.0, np.size(edges))
    low, high = np.sum(of_edges * (1.0 - along)), np.sum(of_edges * along)
    if range is not None:
        return 0.0, 0.0, (low, high), of_weights
    x = np.asarray(a)
    lowest, highest = x == np.min(x), x == np.max(x)
    return low * lowest / np.sum(lowest) + high * highest / np.sum(highest), 0.0, 0.0, of_weights
