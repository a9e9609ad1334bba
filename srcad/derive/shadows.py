"""Shadows: each reference to an active buffer gets a companion, the reference to the buffer's adjoint.

before: ``r = memory.new(b); v = r[1:]; memory.store(v, 0, x)``
after: ``r = memory.new(b); r_bar = memory.zero(r); v = r[1:]; v_bar = r_bar[1:]; memory.store(v, 0, x)``

Whatever the program does with a reference (views, branches, loops, lists, swaps) is done with its shadow, too; so the
adjoint of a view is the same view of the adjoint, whatever the data decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from srcad.analysis.references import References
from srcad.derive.adjoints import name_of
from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.handles import HEAP_MAKES, HEAP_WRITES, held_at
from srcad.ir.nodes import Apply, Block, Exit, Function, If, Loop, Operation, Terminator, Try, Value, With, Yield
from srcad.ir.walk import with_blocks

_NEW = frozenset({"memory.new", "memory.outer"})
_SILENT = frozenset({"memory.load", "memory.read", "memory.store", "memory.add_at"})


def add_shadows(function: Function, active: Set[Value]) -> tuple[Function, dict[Value, Value]]:
    """Return the function with shadows, and the shadow of each reference to a buffer that is ``active``.

    Parameters
    ----------
    function : Function
        Specialised; its buffers are shared (see :mod:`srcad.analysis.sharing`).
    active : set of Value
        Among them the names of the classes of references whose buffers carry a derivative.
    """
    doubling = _Doubling(References(function), active)
    body = doubling.block(function.body, ())
    return replace(function, body=body), doubling.shadows


@dataclass(slots=True)
class _Doubling:
    references: References
    active: Set[Value]
    shadows: dict[Value, Value] = field(default_factory=dict)

    def has_shadow(self, value: Value) -> bool:
        """Say whether a value leads to active buffers."""
        return ty.has_reference(value.type) and self.references.of(value) in self.active

    def new(self, value: Value, hint: str = "") -> Value:
        """Return a value for the shadow of ``value``."""
        self.shadows[value] = Value(value.type, name_of((value,)) or hint)
        return self.shadows[value]

    def shadow(self, value: Value, builder: Builder) -> Value:
        """Return the shadow of a value that leads to active buffers, or holds nothing: an empty list, no value."""
        if value in self.shadows:
            return self.shadows[value]
        if isinstance(value.type, ty.Reference) and self.has_shadow(value):
            raise InternalError("SRC090", f"the array {value.hint or value} has no adjoint", builder.location)
        empty = isinstance(value.type, ty.List)
        nothing = Value(value.type if empty else ty.UNDEFINED, name_of((value,)))
        builder.add(Apply("build.list" if empty else "undefined", (), (nothing,), (), builder.location))
        return nothing

    def places(self, values: Sequence[Value]) -> list[int]:
        """Return the positions of values that have shadows."""
        return [i for i, v in enumerate(values) if self.has_shadow(v)]

    def block(self, block: Block, leaving: Sequence[int], staying: Sequence[int] = ()) -> Block:
        """Return a block that yields the shadows of ``staying`` values, too; exits those of ``leaving`` ones."""
        builder = Builder(block.params)
        self.operations(block.operations, builder, leaving)
        return builder.finish(self.terminator(block.terminator, builder, leaving, staying))

    def terminator(
        self, end: Terminator, builder: Builder, leaving: Sequence[int], staying: Sequence[int]
    ) -> Terminator:
        """Return a terminator that hands on shadows."""
        builder.location = end.location
        match end:
            case Yield(values=values):
                return replace(end, values=(*values, *(self.shadow(values[i], builder) for i in staying)))
            case Exit(values=values):
                return replace(end, values=(*values, *(self.shadow(values[i], builder) for i in leaving)))
            case _:
                return end

    def operations(self, operations: Iterable[Operation], builder: Builder, leaving: Sequence[int]) -> None:
        """Append operations, each with what it does to shadows."""
        for operation in operations:
            builder.location = operation.location
            match operation:
                case Apply():
                    builder.add(operation)
                    self._apply(operation, builder)
                case If(then=then, orelse=orelse, results=results):
                    places = self.places(results)
                    blocks = self.block(then, leaving, places), self.block(orelse, leaving, places)
                    found = (*results, *(self.new(results[i]) for i in places))
                    builder.add(replace(operation, then=blocks[0], orelse=blocks[1], results=found))
                case With(body=body, results=results):
                    places = self.places(results)
                    made = self.block(body, leaving, places)
                    builder.add(
                        replace(operation, body=made, results=(*results, *(self.new(results[i]) for i in places)))
                    )
                case Try(results=results):
                    places = self.places(results)
                    doubled = with_blocks(operation, partial(self.block, leaving=leaving, staying=places))
                    shadows = (self.new(results[i]) for i in places)
                    builder.add(replace(doubled, results=(*results[:-1], *shadows, results[-1])))
                case Loop():
                    self._loop(operation, builder)
                case _:
                    builder.add(operation)

    def _apply(self, operation: Apply, builder: Builder) -> None:
        if operation.name in _SILENT:
            return
        if operation.name in HEAP_MAKES | HEAP_WRITES:
            self._heap(operation, builder)
            return
        doubled = [r for r in operation.results if self.has_shadow(r)]
        if not doubled:
            return
        if operation.name in _NEW:
            (reference,) = operation.results
            builder.add(Apply("memory.zero", (reference,), (self.new(reference),), (), operation.location))
        elif operation.name == "check.defined":
            self.shadows[operation.result] = self.shadow(operation.operands[0], builder)
        else:
            operands = tuple(self.shadow(v, builder) if self.has_shadow(v) else v for v in operation.operands)
            hint = self._name_of_part(operation)
            results = tuple(self.new(r, hint) if r in doubled else Value(r.type) for r in operation.results)
            builder.add(replace(operation, operands=operands, results=results))

    def _name_of_part(self, operation: Apply) -> str:
        """Return a name for the adjoint of an object in another one, ``p_pos_bar`` for ``p.pos``, or an empty text."""
        if operation.name not in ("heap.read", "operator.getitem") or not isinstance(operation.result.type, ty.Handle):
            return ""
        holder, place = operation.operands[:2]
        whole = name_of((holder,)) or self.shadows.get(holder, holder).hint
        field = place.type.value if isinstance(place.type, ty.Literal) else place.hint
        part = field if isinstance(field, str) and field.isidentifier() else "item"
        return f"{whole.removesuffix('_bar')}_{part}_bar" if whole else ""

    def _heap(self, operation: Apply, builder: Builder) -> None:
        """Do to the shadow of an object what is done to the object: places for numbers come and go as zeros."""
        makes = operation.name in HEAP_MAKES
        holder = operation.results[0] if makes else operation.operands[0]
        if not self.has_shadow(holder):
            return
        held = isinstance(holder.type, ty.Handle) and ty.has_reference(holder.type.target)
        is_mapping = isinstance(holder.type, ty.Handle) and isinstance(holder.type.target, (ty.Dict, ty.Mapping))
        if operation.name == "heap.object" or (makes and is_mapping and not held):
            builder.add(Apply("heap.zero", (holder,), (self.new(holder),), (), operation.location))
        elif is_mapping and not (held and _leads_on(operation)):
            return  # what is not there is zero
        elif operation.name != "heap.store" or any(map(self.has_shadow, operation.operands[2:])):
            operands = tuple(self._beside(operation, i, builder) for i in range(len(operation.operands)))
            results = tuple(map(self.new, operation.results))
            builder.add(replace(operation, operands=operands, results=results))

    def _beside(self, operation: Apply, place: int, builder: Builder) -> Value:
        """Return what stands beside an operand: its shadow, or the zero that is the adjoint of a number at first."""
        value = operation.operands[place]
        if self.has_shadow(value):
            return self.shadow(value, builder)
        if not _is_item(operation.name, place):
            return value
        if operation.name in ("heap.hold", "heap.replace"):
            zeros = Value(value.type)
            builder.add(Apply("zero", (value,), (zeros,), (), operation.location))
            return zeros
        return builder.constant(0.0)

    def _loop(self, loop: Loop, builder: Builder) -> None:
        params = loop.carried
        *carried, number = loop.results
        # What only exits give is no reference before.
        places = sorted({*self.places(params), *self.places(carried)})
        companions = tuple(self.shadow(loop.inits[i], builder) for i in places)
        shadows = tuple(self.new(params[i]) for i in places)
        made = self.block(loop.body, places, places)
        made = replace(made, params=(*made.params, *shadows))
        results = (*carried, *(self.new(carried[i]) for i in places), number)
        builder.add(replace(loop, inits=(*loop.inits, *companions), body=made, results=results))


def _leads_on(operation: Apply) -> bool:
    """Say whether what an operation does to a dict may concern references: what it deletes may be a number."""
    if operation.name != "heap.delete":
        return True
    holder, place = operation.operands
    assert isinstance(holder.type, ty.Handle)
    return ty.has_reference(held_at(holder.type, place.type))


#: The operand that is put into an object.
_ITEM = {"heap.append": 1, "heap.replace": 1, "heap.insert": 2, "heap.store": 2}


def _is_item(name: str, place: int) -> bool:
    """Say whether an operand is put into the object, is no place in it."""
    if name == "heap.dict":
        return place % 2 == 1
    return name in ("heap.list", "heap.hold") or _ITEM.get(name) == place
