"""Operations on what handles lead to: lists, dicts and instances that several names may lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from srcad.ir.nodes import Apply, Operation
from srcad.ir.types import UNKNOWN, Dict, Handle, List, Literal, Mapping, Object, Type

#: They make an object, of items or of a list that nobody else holds, and give a handle.
HEAP_MAKES = frozenset({"heap.list", "heap.dict", "heap.object", "heap.hold", "heap.zero"})

#: They read what their first operand leads to.
HEAP_READS = frozenset({"heap.load", "heap.read", "heap.read_or", "heap.size", "heap.keys", "heap.contains"})

#: They change what their first operand leads to.
HEAP_WRITES = frozenset(
    {
        "heap.store",
        "heap.add",
        "heap.add_all",
        "heap.append",
        "heap.insert",
        "heap.delete",
        "heap.replace",
    }
)

#: Of these, the ones that the program makes; the others change adjoints.
PRIMAL_WRITES = HEAP_WRITES - {"heap.add", "heap.add_all"}

#: And those by which items come and go.
PLACE_CHANGES = frozenset({"heap.append", "heap.insert", "heap.delete", "heap.replace"})


def held_at(handle: Handle, place: Type) -> Type:
    """Return the type of what stands at a place, an index or key of this type: if it is not known which, of all."""
    match handle.target:
        case List(item=item) | Mapping(value=item):
            return item
        case Dict(items=pairs) | Object(fields=pairs) if isinstance(place, Literal):
            return dict(pairs).get(place.value, UNKNOWN)
        case whole:
            return whole


def regions_used(operations: Iterable[Operation], names: Set[str]) -> Iterator[int]:
    """Give the regions of what operations of some ``names`` read or write."""
    for operation in operations:
        if isinstance(operation, Apply) and operation.name in names:
            handle = operation.operands[0].type
            if isinstance(handle, Handle):
                yield handle.region
