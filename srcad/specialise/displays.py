"""Displays that are written as calls and operators: ``dict(a=x)``, ``d | e``, and the rest of a mapping pattern."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.records import is_dict_handle, is_object
from srcad.specialise.tables import Keywords, applies, attempts
from srcad.specialise.unpacking import entries_of, items_of

#: What has items of one kind.
_ROWS = (ty.List, ty.Array)


@attempts
def join_displays(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Make one dict of two with known keys, one list of two."""
    if name not in ("operator.or_", "operator.add", "builtins.max", "builtins.min"):
        return None
    given, operands = operands, cloner.heap.contents(operands)
    if name == "operator.or_" and any(map(is_dict_handle, given)):
        return cloner.apply("build.dict", given, ("**", "**"))
    if name == "operator.or_":
        merged = all(isinstance(v.type, ty.Dict) for v in operands)
        return cloner.apply("build.dict", operands, ("**",) * len(operands)) if merged else None
    if name == "operator.add":
        joined = all(isinstance(v.type, ty.List) for v in operands)
        return cloner.apply("build.list", operands, ("*",) * len(operands)) if joined else None
    if name in ("builtins.max", "builtins.min") and keywords == ("*",) and isinstance(operands[0].type, _ROWS):
        return cloner.apply(name, operands)
    return None


@attempts
def list_of_known(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Write out a list of nothing, of what a tuple or list is made of here, or of objects that are known one by one."""
    if name == "builtins.list" and not operands:
        return cloner.apply("build.list", ())
    if name != "builtins.list" or len(operands) != 1:
        return None
    made_here = cloner.heap.record(operands[0]) in cloner.parts
    items = items_of(cloner, operands[0])
    if items is None or not (made_here or any(is_object(item.type) for item in items)):
        return None
    return cloner.apply("build.list", items)


@attempts
def functions_in_list(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Keep functions in a tuple: in a list nobody could tell which is which."""
    if name == "build.list" and operands and all(isinstance(v.type, ty.Callable) for v in operands):
        return cloner.apply("build.tuple", operands)
    return None


@attempts
def known_length(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Count the items of a list that are known one by one."""
    if name != "builtins.len" or len(operands) != 1:
        return None
    record = cloner.heap.record(operands[0])
    is_known = record in cloner.parts and isinstance(record.type, ty.List)
    return (cloner.builder.constant(len(cloner.parts[record])),) if is_known else None


@applies("dict.without")
def rest_of_dict(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a dict of the entries of one that have other keys than the operands that follow."""
    whole, *keys = operands
    taken = {k.type for k in keys}
    entries = entries_of(cloner, whole)
    if entries is None:
        return cloner.apply("srcad.runtime.without", operands, (), 1, hints)
    left = [v for k, value in entries if ty.Literal(k) not in taken for v in (cloner.builder.constant(k), value)]
    return cloner.apply("build.dict", tuple(left), (), 1, hints)
