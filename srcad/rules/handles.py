"""The operations of the IR on what handles lead to: their result types and effects.

Their derivatives are the engine's own. What makes an object gets its type from the specialiser, which knows all that is
ever put there.
"""

from __future__ import annotations

from srcad.ir.handles import HEAP_WRITES
from srcad.ir.types import BOOL, INT, UNDEFINED, UNKNOWN, Dict, Handle, List, Literal, Mapping, Object, Type
from srcad.rules.declare import known
from srcad.rules.intrinsics import zero_of
from srcad.rules.results import always, same_as_first, unknown


def part_of(target: Type, key: Type) -> Type:
    """Return the type of what a list, dict or instance holds at a place; ``Undefined`` where nothing is put."""
    match target:
        case List(item=item) | Mapping(value=item):
            return item
        case Object(fields=pairs) if isinstance(key, Literal):
            return dict(pairs).get(str(key.value), UNDEFINED)
        case Dict(items=pairs) if isinstance(key, Literal):
            return next((item for k, item in pairs if Literal(k) == key), UNDEFINED)
        case _:
            return UNKNOWN


def _read(handle: Type, key: Type) -> Type:
    return part_of(handle.target, key) if isinstance(handle, Handle) else UNKNOWN


def _load(handle: Type) -> Type:
    return handle.target if isinstance(handle, Handle) else UNKNOWN


def _received(_part: Type, primal: Type) -> Type:
    return zero_of(primal)


known("heap.list", "heap.dict", "heap.object", "heap.hold", result=unknown)
known("copy.copy", "copy.deepcopy", result=unknown)
known("collections.namedtuple", result=unknown)
known(*(f"dataclasses.{name}" for name in ("replace", "asdict", "astuple", "fields", "is_dataclass")), result=unknown)
known("heap.zero", result=same_as_first)
known("heap.load", result=_load)
known("heap.read", "heap.read_or", result=_read, can_fail=True)
known("heap.size", result=always(INT))
known("heap.keys", result=always(List(UNKNOWN)))
known("heap.contains", result=always(BOOL), can_fail=True)
known(*sorted(HEAP_WRITES), result=unknown, effect=True, can_fail=True)
known("srcad.runtime.received", result=_received)
