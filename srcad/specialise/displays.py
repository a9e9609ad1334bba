"""Displays that are written as calls and operators: ``dict(a=x)``, ``d | e``, and the rest of a mapping pattern."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.records import is_dict_handle, is_object
from srcad.specialise.objects.regions import Unrolls
from srcad.specialise.program import Copied, OneShot
from srcad.specialise.tables import Keywords, applies, attempts
from srcad.specialise.unpacking import entries_of, items_of, known_items

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
    """Write out a list of what a tuple or list is made of here, or of objects that are known one by one."""
    if name != "builtins.list" or len(operands) != 1:
        return None
    made_here = cloner.heap.record(operands[0]) in cloner.parts
    items = items_of(cloner, operands[0])
    if items is None or not (made_here or any(is_object(item.type) for item in items)):
        return None
    return cloner.apply("build.list", items)


@attempts
def pairs_with_letters(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Write out ``zip("ab", values)``: the letters are the keys of a dict, which must be known."""
    if name != "builtins.zip" or any(keywords) or not any(_letters(v) for v in operands):
        return None
    columns = [[cloner.builder.constant(c) for c in _letters(v)] or known_items(cloner, v) for v in operands]
    if any(column is None for column in columns):
        return None
    rows = zip(*(column for column in columns if column is not None))
    return cloner.apply("build.tuple", tuple(cloner.apply("build.tuple", row)[0] for row in rows))


def _letters(value: Value) -> str:
    letters = value.type.value if isinstance(value.type, ty.Literal) else None
    return letters if isinstance(letters, str) else ""


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


@attempts
def take_in_turn(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Write out what goes through functions, of which nobody could tell which is which, or where loops are written out.

    It can be gone through once, and what it goes through is not to change before.
    """
    if name not in _IN_TURN or any(keywords) or (name != "builtins.zip" and len(operands) > 1):
        return None
    copies = cloner.program.copied.keys() | cloner.program.views.keys()
    if not copies.isdisjoint(operands):  # what these are copies of is not to change, either
        return None
    found = [known_items(cloner, v) for v in operands]
    columns = [column for column in found if column is not None]
    wanted = len(columns) == len(found) and (
        any(_is_function(item) for column in columns for item in column)
        or cloner.program.regions.is_written_out(cloner.builder.location, Unrolls.ITEMS)
    )
    if not wanted:
        return None
    if name == "builtins.reversed":
        (made,) = cloner.apply("build.tuple", columns[0][::-1])
    else:
        if name == "builtins.enumerate":
            columns.insert(0, tuple(map(cloner.builder.constant, range(len(columns[0])))))
        (made,) = cloner.apply("build.tuple", tuple(cloner.apply("build.tuple", row)[0] for row in zip(*columns)))
    cloner.program.one_shots[made] = OneShot(cloner.trip)
    read = {v: cloner.heap.record(v) for v in operands}
    cloner.program.copied[made] = Copied(read, any(isinstance(v.type, ty.Array) for v in read))
    return (made,)


#: What goes through iterables, one item of each at a time.
_IN_TURN = frozenset({"builtins.reversed", "builtins.enumerate", "builtins.zip"})


def _is_function(value: Value) -> bool:
    return isinstance(value.type, ty.Callable)


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
