"""What emitted code may call beside NumPy."""

from srcad.runtime.adjoints import accumulate, add_at, like, not_array, scalar_output
from srcad.runtime.shapes import (
    along,
    along_each,
    join_like,
    scatter,
    split_like,
    unbroadcast,
    untile,
    zeros_like,
)

__all__ = [
    "accumulate",
    "add_at",
    "along",
    "along_each",
    "join_like",
    "like",
    "not_array",
    "scalar_output",
    "scatter",
    "split_like",
    "unbroadcast",
    "untile",
    "zeros_like",
]
