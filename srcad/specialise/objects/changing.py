"""What changes: cells, and in-place writes.

before: ``c = cell.new(); cell.set(c, x); …; y = cell.get(c)``; ``v = u``, ``array.store(u, 0, 1.0)``, ``sum(v)``
after: ``y = x``; ``u1 = array.store(u, 0, 1.0)``, ``sum(u1)``

An object that the compiled code can see all of is known by the value that made it, whatever names, tuples, closures and
other objects lead there: aliases need no care. What it holds is a value at each place of the program
(:class:`srcad.specialise.heap.Heap`); where control flow joins, so do the contents
(:mod:`srcad.specialise.control.structures`). A view of an array is an object of its own: what is seen through it is
found later (:mod:`srcad.analysis.writes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.absent import raise_if_fixed
from srcad.specialise.cloner import Cloner
from srcad.specialise.normalise import in_place_total
from srcad.specialise.objects.containers import store_item
from srcad.specialise.objects.flat import store_flat
from srcad.specialise.objects.handles import change_in_place, store_at, want
from srcad.specialise.objects.lists import extend
from srcad.specialise.tables import Keywords, applies


@applies("cell.new")
def make_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a cell, which holds nothing."""
    cell, nothing = Value(ty.Object("cell"), hints[0]), Value(ty.UNDEFINED, hints[0])
    for value in (cell, nothing):
        cloner.builder.add(Apply("undefined", (), (value,), (), cloner.builder.location))
    cloner.heap.write(cell, nothing)
    return (cell,)


@applies("cell.get")
def read_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read a cell; without a name for the message, whether it holds anything or not."""
    cell, *name = operands
    held = cloner.heap.now.get(cell)
    if held is None:
        raise _unseen(cloner, cell)
    if not name:
        return (held,)
    if isinstance(cloner.heap.record(held).type, ty.Undefined) or held in cloner.program.doubtful:
        return cloner.apply("check.defined", (held, *name), (), 1, hints)
    return (cloner.heap.named(held, hints[0]),)


@applies("cell.set")
def write_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Write to a cell."""
    cell, value = operands
    if cell not in cloner.heap.now:
        raise _unseen(cloner, cell)
    cloner.heap.write(cell, value)
    return ()


def _unseen(cloner: Cloner, cell: Value) -> NotDifferentiable:
    """Return the refusal of a cell in a function that calls itself, which is compiled apart from its owner."""
    message = f"the variable {cell.hint!r}, which functions share, is used by one that calls itself"
    return NotDifferentiable("SRC006", message, cloner.builder.location, "pass it as an argument, and return it")


@applies("array.store")
def store(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Write ``a[index] = value``; the object stays the same one."""
    target, index, value = operands
    match cloner.heap.seen(target):
        case ty.List() | ty.Dict() | ty.Mapping() if isinstance(target.type, ty.Handle):
            store_at(cloner, target, index, value)
        case ty.List() | ty.Dict() | ty.Mapping():
            store_item(cloner, target, cloner.heap.content(index), value)
        case ty.Iterator() if target in cloner.program.flats:
            store_flat(cloner, cloner.program.flats[target], index, value)
        case ty.Object():
            cloner.apply("method", (target, cloner.builder.constant("__setitem__"), index, value))
        case _ if raise_if_fixed(cloner, target) is None:
            cloner.heap.write(target, _version(cloner, "array.store", operands, hints))
    return (target,)


@applies("array.add_at")
def add_at(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Write ``a[index] += value``, where repeated indices accumulate."""
    cloner.heap.write(operands[0], _version(cloner, "array.add_at", operands, hints))
    return (operands[0],)


@applies("item.augment")
def augment_item(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Write ``a[index] op= value``, where ``a[index]`` was ``part``: an array that is an item stays the same.

    So it does in a tuple, though the tuple cannot be written to behind that.
    """
    target, index, part, value, how = operands
    assert isinstance(how.type, ty.Literal)
    name = f"operator.i{how.type.value}"
    is_container = isinstance(cloner.heap.seen(target), (ty.List, ty.Dict, ty.Mapping, ty.Tuple))
    (total,) = cloner.apply(name if is_container else PLAIN[name], (part, value))
    return cloner.apply("array.store", (target, index, total), (), 1, hints)


def _version(cloner: Cloner, name: str, operands: tuple[Value, ...], hints: Sequence[str]) -> Value:
    cloner.heap.own(operands[0])
    held = cloner.heap.content(operands[0])
    return cloner.apply_plain(name, operands, (None,) * len(operands), 1, (held.hint or hints[0],))[0]


def _in_place(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Apply ``a op= b``: arrays and lists stay the objects that they are."""
    target, value = operands
    match cloner.heap.record(target).type:
        case ty.Array():
            operands = cloner.heap.contents(cloner.prepare(PLAIN[name], operands, keywords))
            total = in_place_total(PLAIN[name], operands, cloner.builder)
            return cloner.apply("array.store", (target, cloner.builder.constant(...), total), (), 1, hints)
        case ty.Handle(target=ty.List()):
            change_in_place(cloner, name, PLAIN[name], target, value)
            return (target,)
        case ty.Dict() | ty.Mapping() | ty.Handle(target=ty.Dict() | ty.Mapping()) if name == "operator.ior":
            cloner.apply("method", (target, cloner.builder.constant("update"), value))
            return (target,)
        case ty.List() if name == "operator.iadd":
            extend(cloner, target, value)
            return (target,)
        case ty.Tuple(name="") if name in ("operator.iadd", "operator.imul"):
            return cloner.apply(PLAIN[name], operands, keywords, 1, hints)
        case ty.List():
            want(cloner, target)
            return cloner.apply_plain(name, operands, keywords, 1, hints)
        case _:
            return cloner.apply_plain(name, operands, keywords, 1, hints)


#: In-place operators, with what they compute.
PLAIN = {
    f"operator.i{name}": f"operator.{name}{'_' * (name in ('and', 'or'))}"
    for name in "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
}


def _register(name: str) -> None:
    @applies(name)
    def apply_in_place(
        cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
    ) -> tuple[Value, ...]:
        return _in_place(cloner, name, operands, keywords, hints)


for _name in PLAIN:
    _register(_name)
