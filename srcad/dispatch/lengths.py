"""Lengths that arguments share: part of what an emitted text may rest on. Only a miss loads this.

The key of an array says of each axis whether its length is 0, 1 or more. Where two axes of arrays among the arguments
are equally long in a call, the keys say that, too: what is broadcast in general is not broadcast there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from srcad.dispatch.keys import Key


def relate(names: Sequence[str], keys: Sequence[Key], values: Sequence[object]) -> tuple[Key, ...]:
    """Return the keys with lengths that are equal to those of earlier axes named after these.

    Parameters
    ----------
    names, keys, values : sequences
        Of the arguments; those that are no arrays keep their keys.

    Examples
    --------
    >>> from srcad.dispatch.keys import key_of
    >>> a, b = np.ones((3, 2)), np.ones(2)
    >>> relate(["a", "b"], [key_of(a), key_of(b)], [a, b])
    (('array', 'float64', 'nn'), ('related', 'float64', 'a.1'))
    """
    owners: dict[int, str] = {}
    found: list[Key] = []
    for name, key, value in zip(names, keys, values, strict=True):
        if not isinstance(value, np.ndarray) or key[0] != "array" or not key[1] or "?" in key[2]:
            found.append(key)
            continue
        own = [f"{name}.{axis}" for axis in range(value.ndim)]
        axes = [
            owners.setdefault(length, place) if length > 1 else str(length) for length, place in zip(value.shape, own)
        ]
        unrelated = all(axis in (place, "0", "1") for axis, place in zip(axes, own))
        found.append(key if unrelated else ("related", key[1], *axes))
    return tuple(found)
