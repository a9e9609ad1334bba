"""The heap: what objects hold at the place of the program that is being copied.

An array, list, dict, instance or cell is known by the value that made it. What it holds is another value at each place:
a version of an array, or a record, which is known by its parts (:mod:`srcad.specialise.objects.records`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type
from srcad.ir.walk import defined_by
from srcad.rules.merging import merged
from srcad.specialise.objects.records import is_cell, is_object, making, names_of, with_items
from srcad.specialise.objects.regions import LIST
from srcad.specialise.program import Program, State

#: An operation that does nothing: a place where the body of a ``try`` statement has changed something.
MARK = "try.mark"

#: What objects hold, and the objects that were changed.
Snapshot: TypeAlias = tuple[dict[Value, Value], dict[Value, None]]


class Heap:
    """What objects hold in the block under construction.

    Attributes
    ----------
    builder : Builder
        Where operations are appended that make an object of its parts.
    now : dict
        What objects hold here that have changed since they were made.
    written : dict
        The objects that were changed, here or in blocks inside, in order.
    attempts : int
        How many bodies of ``try`` statements are around: handlers may see what changes in them.
    """

    def __init__(self, builder: Builder, program: Program) -> None:
        self.builder = builder
        self.program = program
        self.parts = program.parts
        self.now: dict[Value, Value] = {}
        self.written: dict[Value, None] = {}
        self.attempts = 0
        #: The cells in which handlers around find the exceptions that are raised.
        self.catching: tuple[Value, ...] = ()
        #: What these held when the handler began in which this stands: it may raise the same again.
        self.caught: dict[Value, Value] = {}
        #: The records that are being made, each a part of the one before.
        self._making: list[Value] = []

    def nested(self, builder: Builder) -> Heap:
        """Return the heap of a block inside this one."""
        inner = Heap(builder, self.program)
        inner.now, inner.written = dict(self.now), self.written
        inner.attempts, inner.catching, inner.caught = self.attempts, self.catching, self.caught
        return inner

    def snapshot(self) -> Snapshot:
        """Return what :meth:`restore` needs to forget the writes that follow."""
        return dict(self.now), dict(self.written)

    def restore(self, snapshot: Snapshot) -> None:
        """Forget the writes since a snapshot; heaps of the blocks around share what was written."""
        self.now, written = dict(snapshot[0]), snapshot[1]
        self.written.clear()
        self.written.update(written)

    def write(self, owner: Value, content: Value) -> None:
        """Let an object hold something else."""
        self.now[owner] = content
        self.written[owner] = None
        self.program.regions.hand_on(owner, content)
        self.mark((owner,))

    def mark(self, changed: Sequence[Value]) -> None:
        """Note what objects hold where some have changed, if a handler may see it.

        See :mod:`srcad.specialise.control.halfway`.
        """
        if self.attempts and changed:
            mark = Apply(MARK, (), (), (), self.builder.location)
            self.builder.add(mark)
            self.program.marks[mark] = (tuple(changed), dict(self.now))

    def record(self, value: Value) -> Value:
        """Return what an object holds here, perhaps a record that no operation has made yet."""
        return self.now.get(value) or self.program.initial.get(value, value)

    def has_changed(self, held: Mapping[Value, Value]) -> bool:
        """Say whether some object holds something else here than it ``held``."""
        return any(self.record(owner) is not record for owner, record in held.items())

    def own(self, owner: Value) -> None:
        """Let a list that is a parameter, or an array that state outside holds, be a copy from the beginning."""
        program = self.program
        if owner not in program.roots or owner in program.initial:
            return
        if not (isinstance(owner.type, ty.List) or (isinstance(owner.type, ty.Array) and program.is_held(owner))):
            return
        builder = Builder((), self.builder.infer, self.builder.location)
        copy = "builtins.list" if isinstance(owner.type, ty.List) else "copy"
        program.initial[owner] = builder.apply(copy, owner, hint=owner.hint)
        program.prologue += builder.operations

    def content(self, value: Value) -> Value:
        """Return what an object holds here, as an operand."""
        return self._whole(self.record(value))

    def contents(self, values: Sequence[Value]) -> tuple[Value, ...]:
        """Return what objects hold here, as operands."""
        return tuple(map(self.content, values))

    def _whole(self, record: Value) -> Value:
        """Return a record made of what its parts hold here."""
        parts = self.parts.get(record)
        if parts is None:
            return record
        self._check_whole(record, parts)
        self._making.append(record)
        held = self.contents(parts)
        self._making.pop()
        if self.program.built.get(record) == held:
            return record
        made = Value(with_items(record.type, [v.type for v in held]), record.hint)
        self.make(made, held)
        self.parts[made] = parts
        return made

    def make(self, made: Value, held: tuple[Value, ...]) -> None:
        """Append the operation that makes a record of what its parts hold."""
        name, operands = making(made.type, held, self.builder)
        self.builder.add(Apply(name, operands, (made,), (), self.builder.location))
        self.program.built[made] = held

    def _check_whole(self, record: Value, parts: Sequence[Value]) -> None:
        if record in self._making:
            message, hint = "an object that holds itself", "use its attributes and items one by one"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)
        if not self.program.partial.isdisjoint(parts):
            message, hint = "use of a dict or an object that lacks an item on some path", "give it all items at first"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)

    def is_lacking(self, value: Value) -> bool:
        """Say whether a dict or an instance lacks a part on some path to this place."""
        return not self.program.partial.isdisjoint(self.parts.get(self.record(value), ()))

    def reached(self, values: Sequence[Value]) -> dict[Value, Value]:
        """Return the objects, with what they hold here, that values lead to; arrays and what handles lead to apart."""
        found: dict[Value, Value] = {}
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            record = self.record(value)
            if value not in found and (is_cell(value.type) or is_object(record.type)):
                found[value] = record
                waiting += (record,) if is_cell(value.type) else self.parts.get(record, ())
        return found

    def state(self, value: Value) -> State:
        """Return what a value is here, at the end of a path."""
        return self._state(value, self.record(value))

    def held(self, owner: Value) -> State:
        """Return the state of what an object, or a cell, holds here."""
        content = self.record(owner)
        return self.state(content) if is_cell(owner.type) else self._state(content, content)

    def _state(self, value: Value, record: Value) -> State:
        parts = self.parts.get(record)
        if parts is None:
            return State(value, record, record)
        lacking = not self.program.partial.isdisjoint(parts)
        absent = self.builder.apply("undefined") if lacking or names_of(record.type) is not None else None
        content = absent if lacking else self._whole(record)
        assert content is not None
        if absent is not None:
            self.program.partial.add(absent)
        return State(value, record, content, tuple(map(self.state, parts)), absent)

    def expand(self, value: Value) -> None:
        """Make the parts of a dict or instance known that is a parameter, or part of one."""
        record = self.record(value)
        names = names_of(record.type)
        if names is None or record in self.parts or record not in self.program.roots:
            return
        builder, program = Builder((), self.builder.infer, self.builder.location), self.program
        get = "operator.getitem" if isinstance(record.type, ty.Dict) else "getattr"
        parts = tuple(
            builder.apply(get, record, builder.reference(ty.Literal(name)), hint=_as_hint(name)) for name in names
        )
        program.prologue += builder.operations
        program.parts[record] = program.built[record] = parts
        program.owned.add(record)
        program.roots.update(parts)
        if record in program.outer:
            program.outer.update(parts)

    def defined(self) -> frozenset[Value]:
        """Return the values that the block under construction defines, in blocks inside it too."""
        return frozenset((*self.builder.params, *defined_by(self.builder.operations)))

    def changed_in(self, branches: Sequence[Heap]) -> list[Value]:
        """Return the objects, other than those made there, that hold something else at the end of a branch."""
        found = [o for o in self.written if any(b.record(o) is not self.record(o) for b in branches)]
        unseen = [o for o in found if o not in self.now]
        inside = frozenset().union(*(b.defined() for b in branches)) if unseen else frozenset()
        return [o for o in found if o not in inside]

    def escape(self, value: Value) -> None:
        """Note that something which cannot be followed may lead to an object from now on."""
        waiting, seen = [value], {value}
        while waiting:
            escaped = waiting.pop()
            self.program.owned.discard(escaped)
            self.program.escaped.add(escaped)
            parts = self.parts.get(self.record(escaped), ())
            self.check_iterators(parts)
            held = {part for part in parts if is_object(part.type)}
            waiting += held - seen
            seen |= held

    def give(self, value: Value) -> None:
        """Note that a value is put into something which cannot be followed."""
        self.check_iterators((value,))
        self.escape(value)

    def check_iterators(self, values: Sequence[Value]) -> None:
        """Refuse iterators of which nobody will know who goes through them; the next time they are objects."""
        places = [self.program.one_shots[v].place for v in values if v in self.program.one_shots]
        for place in places:
            self.program.regions.advance(place)
        if places:
            message, hint = "an iterator in something that is not known item by item", "make a list of it"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)
        for value in values:
            if isinstance(value.type, ty.Tuple):
                self.check_iterators(self.parts.get(value, ()))

    def is_owned(self, value: Value) -> bool:
        """Say whether an object is known by its parts, and nothing but the heap leads to it."""
        return value in self.program.owned and self.record(value) in self.parts

    def named(self, value: Value, hint: str) -> Value:
        """Remember the user's name for a value that has none, and for what it holds."""
        for named in (value, self.record(value)):
            if hint and not named.hint:
                self.program.hints.setdefault(named, hint)
        return value

    # ------------------------------------------------------------------ objects that handles lead to

    def seen(self, value: Value) -> Type:
        """Return the type of what an object holds here, or of what a handle leads to."""
        t = self.record(value).type
        return self.program.regions.target(t) if isinstance(t, ty.Handle) else t

    def load(self, value: Value) -> Value:
        """Return what a list or dict holds now that a handle leads to; anything else as it is."""
        t = self.seen(value)
        if not isinstance(value.type, ty.Handle) or isinstance(t, ty.Object):
            return value
        if isinstance(t, ty.Dict):  # nobody knows which keys are there
            t = ty.Mapping(merged(*(item for _, item in t.items)))
        held = Value(self.program.regions.with_targets(t))
        self.builder.add(Apply("heap.load", (value,), (held,), (), self.builder.location))
        return held

    def made_list(self, made: Value) -> Value:
        """Return a list that was made just now, or a handle to it, if it is to be in a region."""
        regions = self.program.regions
        if not regions.is_wanted(LIST):
            regions.note(made, LIST)
            return made
        handle = Value(regions.made_here(LIST, made.type), made.hint)
        self.builder.add(Apply("heap.hold", (made,), (handle,), (), self.builder.location))
        return handle

    # ------------------------------------------------------------------ what becomes unknown

    def lose(self, owner: Value, held: Value, itself: bool) -> None:
        """Know the items of a list no more that something unknown may lead to: those in it, or (``itself``) it, too."""
        parts, built = self.parts.get(held, ()), self.program.built.get(held, ())
        if itself and isinstance(held.type, ty.List) and held in self.parts:
            del self.parts[held]
            self.write(owner, held)
        for part, content in zip(parts, built):
            self.lose(part, content, True)

    def is_made_again(self, owner: Value, held: Value) -> bool:
        """Say whether a list of numbers or arrays was made of what another one holds by now: the two are one."""
        parts = self.parts.get(held, ())
        return held is not owner and isinstance(held.type, ty.List) and not any(is_object(p.type) for p in parts)

    def given_away(self, objects: Sequence[Value], operands: Sequence[Value]) -> tuple[Value, ...]:
        """Return what a function that is not known gets: of objects that it may change the parts are known no more."""
        given = []
        for owner, held in zip(objects, operands):
            if held in self.parts and not isinstance(held.type, ty.Tuple):
                made = Value(held.type, held.hint)
                self.make(made, self.program.built.get(held, ()))
                self.write(owner, made)
                held = made
            given.append(held)
        return tuple(given)


def _as_hint(name: Hashable) -> str:
    """Return the name of a part of a record as that of a variable, if it can be one."""
    return name if isinstance(name, str) and name.isidentifier() else ""
