"""What emitted code may call beside NumPy."""

from srcad.runtime.adjoints import accumulate, add_at, augmented, check_apart, like, rebound, scalar_output
from srcad.runtime.buffers import kept, last_written, own, rejoin, zeros_as
from srcad.runtime.classes import check_class
from srcad.runtime.drawing import normal_size, uniform_size
from srcad.runtime.elementwise import polygamma
from srcad.runtime.exceptions import exception_class
from srcad.runtime.handles import add_items, added, received
from srcad.runtime.lists import check_assigned, deleted_at, inserted_at, unassigned
from srcad.runtime.masks import masked
from srcad.runtime.matching import is_mapping, is_sequence
from srcad.runtime.ordering import order, ranks
from srcad.runtime.outside import fresh, set_global, set_items
from srcad.runtime.questions import (
    drops_derivatives,
    is_array,
    is_indexable,
    is_integer,
    is_list_of_arrays,
    is_list_of_numbers,
    is_scalar,
)
from srcad.runtime.refusing import no_derivative
from srcad.runtime.shapes import (
    along,
    along_each,
    join_like,
    ravelled,
    scatter,
    split_like,
    sum_to,
    unbroadcast,
    unravelled,
    untile,
    zeros_like,
)

__all__ = [
    "accumulate",
    "add_at",
    "add_items",
    "added",
    "along",
    "along_each",
    "augmented",
    "check_apart",
    "check_assigned",
    "check_class",
    "deleted_at",
    "drops_derivatives",
    "exception_class",
    "fresh",
    "inserted_at",
    "is_array",
    "is_indexable",
    "is_integer",
    "is_list_of_arrays",
    "is_list_of_numbers",
    "is_mapping",
    "is_scalar",
    "is_sequence",
    "join_like",
    "kept",
    "last_written",
    "like",
    "masked",
    "no_derivative",
    "normal_size",
    "order",
    "own",
    "polygamma",
    "ranks",
    "ravelled",
    "rebound",
    "received",
    "rejoin",
    "scalar_output",
    "scatter",
    "set_global",
    "set_items",
    "split_like",
    "sum_to",
    "unassigned",
    "unbroadcast",
    "uniform_size",
    "unravelled",
    "untile",
    "zeros_as",
    "zeros_like",
]
