"""The arrays that random programs get: of any rank, and laid out as NumPy allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

LAYOUTS = ("C", "F", "reversed", "strided", "transposed", "read-only")


@dataclass(frozen=True)
class Input:
    """How an array is made of its values."""

    shape: tuple[int, ...]
    layout: str = "C"
    dtype: str = "float64"

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(np.prod(self.shape))

    def writable(self) -> Input:
        """Return the input as an array that can be written to."""
        return replace(self, layout="C") if self.layout == "read-only" else self

    def make(self, values: np.ndarray) -> np.ndarray:
        """Return a new array with memory of its own."""
        plain = np.array(values, self.dtype).reshape(self.shape)
        if not self.shape:
            return plain
        match self.layout:
            case "F":
                return np.asfortranarray(plain)
            case "reversed":
                return plain[::-1].copy()[::-1]
            case "strided":
                wide = np.zeros((*self.shape[:-1], 2 * self.shape[-1]), self.dtype)
                wide[..., ::2] = plain
                return wide[..., ::2]
            case "transposed":
                return np.swapaxes(np.swapaxes(plain, 0, -1).copy(), 0, -1)
            case "read-only":
                plain.flags.writeable = False
        return plain
