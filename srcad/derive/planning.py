"""Planning: decides how each primal value that the reverse sweep needs is brought from the forward sweep.

before: sites of the reverse sweep, each with the values of its block that it needs.
after: a plan, which values are put on tapes, leave their branch or loop, are made again or handed on from trip to trip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from srcad.derive.adjoints import Region, counts_from_zero
from srcad.derive.counters import first_number
from srcad.derive.forward import DISPLAYS, ForwardMap, Place
from srcad.derive.remake import Supply, supply
from srcad.derive.sites import Site, need
from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Constant, Exit, If, Loop, Operation, Raise, Try, Value, Yield
from srcad.ir.walk import blocks_of, exits_of, operands_of


@dataclass(frozen=True, slots=True)
class Tape:
    """Where a value of a loop's body is saved: pushed after ``position`` of ``block``."""

    value: Value
    tape: Value
    block: Block
    position: int


@dataclass(frozen=True, slots=True)
class Handed:
    """A value that the next trip begins with, as ``param``; the last one is the ``result`` of the loop."""

    param: Value
    result: Value


@dataclass(slots=True)
class Plan:
    """How each value is brought over; operations and exits are told by their ``id``."""

    tapes: dict[Value, Tape] = field(default_factory=dict)
    #: Tapes to be made just before an operation.
    made_before: dict[int, list[Value]] = field(default_factory=dict)
    #: Additional results of an If or With: (branch, value inside, result).
    exports: dict[int, list[tuple[Block, Value, Value]]] = field(default_factory=dict)
    #: Additional carried values of a Loop, set at some of its exits: (exit, value inside, result).
    carries: dict[int, list[tuple[Exit, Value, Value]]] = field(default_factory=dict)
    #: For each site: the value outside its block that stands for a needed one.
    aliases: dict[Site, dict[Value, Value]] = field(default_factory=dict)
    #: For each site: what is written again, as it is made of constants alone.
    constants: dict[Site, list[Value]] = field(default_factory=dict)
    supplies: dict[Block, Supply] = field(default_factory=dict)
    #: For the body of a loop: saved values that the reverse loop carries instead of reading them from a tape.
    handed: dict[Block, dict[Value, Handed]] = field(default_factory=dict)
    #: The sites that undo whole trips, or branches inside them.
    taped: set[Site] = field(default_factory=set)
    #: Tapes that an exit must cut back to their length at the start of the trip: exit → tapes.
    cuts: dict[int, dict[Value, None]] = field(default_factory=dict)
    #: Tapes that a Try's handlers must cut back to their length before it.
    unwound: dict[int, list[Value]] = field(default_factory=dict)


def make_plan(forward: ForwardMap, sites: Sequence[Site]) -> Plan:
    """Return the plan that brings every value to the sites that need it."""
    return _Planner(forward, sites).plan()


class _Planner:
    """Decides how each needed value is brought over, inner sites first: what they need may be made of outer values."""

    def __init__(self, forward: ForwardMap, sites: Sequence[Site]) -> None:
        self.forward = forward
        self.sites = sites
        self.made = Plan()
        self.lifted: dict[tuple[Value, Block, int], Value] = {}

    def plan(self) -> Plan:
        """Return the plan for all sites: inner blocks first, for what they need may come from outer ones alone."""
        sites: dict[Block, list[Site]] = {}
        for site in reversed(self.sites):
            sites.setdefault(site.region.block, []).insert(0, site)
        for block in sorted(sites, key=self._depth, reverse=True):
            taped = [s for s in sites[block] if self._is_taped(s)]
            self.made.taped.update(taped)
            for site in reversed(sites[block]):
                if site not in self.made.taped:
                    self._lift_all(site)
            if taped:
                self._tape_all(block, taped)
        self._cut_tapes()
        return self.made

    def _depth(self, block: Block) -> int:
        return 1 + self._depth(self.forward.place[block].block) if block in self.forward.place else 0

    def _is_taped(self, site: Site) -> bool:
        """Say whether the nearest loop around the site's block is undone trip by trip."""
        block = site.region.block
        while block in self.forward.place:
            around = site.around[block]
            if around.region.exit is not None:
                return False
            if isinstance(self.forward.place[block].operation, Loop):
                return True
            block = self.forward.place[block].block
        return False

    # ------------------------------------------------------------------ values that leave their block

    def _lift_all(self, site: Site) -> None:
        for value in list(site.needed):
            if self._is_item(value, site.region):
                self._need_item(site)
                continue
            if self._is_of_constants(value):
                self._write_again(value, self.made.constants.setdefault(site, []))
                continue
            outside = self._lift(value, site.region)
            self.made.aliases.setdefault(site, {})[value] = outside
            need(outside, site.around, self.forward)

    def _is_of_constants(self, value: Value) -> bool:
        """Say whether a value is a constant, or a slice or tuple of constants."""
        made = self.forward.definition.get(value)
        if isinstance(made, Apply) and made.name in DISPLAYS:
            return all(map(self._is_of_constants, made.operands))
        return isinstance(made, Constant)

    def _write_again(self, value: Value, written: list[Value]) -> None:
        """Add a value that is made of constants to those that are written again, behind what it is made of."""
        for operand in operands_of(self.forward.definition[value]):
            self._write_again(operand, written)
        if value not in written:
            written.append(value)

    def _lift(self, value: Value, region: Region) -> Value:
        """Return a value of the block around that stands for ``value`` of a region's block."""
        block, leaving = region.block, region.exit
        place = self._place_outside(block, leaving)
        if (handed := _handed_out(value, block, leaving, place.operation)) is not None:
            return handed
        key = (value, block, id(leaving))
        if key not in self.lifted:
            if isinstance(place.operation, Loop):
                result = self._carry(value, leaving, place.operation)
            else:
                result = Value(value.type, value.hint)
                self.made.exports.setdefault(id(place.operation), []).append((block, value, result))
            self.lifted[key] = result
            self.forward.home[result] = place.block
            self.forward.position[result] = place.position
        return self.lifted[key]

    def _carry(self, value: Value, leaving: Exit | None, loop: Loop) -> Value:
        """Return the result of a loop that a value becomes at an exit; one of each exit may share it."""
        if leaving is None:
            raise InternalError("SRC090", "a value leaves a loop that was not left")
        carries = self.made.carries.setdefault(id(loop), [])
        taken = {result for end, _, result in carries if end is leaving}
        alike = (r for _, other, r in carries if (other.type, other.hint) == (value.type, value.hint))
        result = next((r for r in alike if r not in taken), None) or Value(value.type, value.hint)
        carries.append((leaving, value, result))
        return result

    def _place_outside(self, block: Block, leaving: Exit | None) -> Place:
        """Return the operation that hands a value of ``block`` out: what holds the block, or the loop that is left."""
        place = self.forward.place[block]
        while leaving is not None and not isinstance(place.operation, Loop):
            place = self.forward.place[place.block]
        return place

    # ------------------------------------------------------------------ values of whole trips

    def _is_item(self, value: Value, region: Region) -> bool:
        return region.iterable is not None and region.index is not None and value is region.block.params[0]

    def _is_counter(self, value: Value, region: Region) -> bool:
        is_here = value in self.forward.counters and self.forward.home[value] is region.block
        return is_here and first_number(region, self.forward.definition.get) is not None

    def _is_known_by_trip(self, value: Value, region: Region) -> bool:
        return self._is_item(value, region) or self._is_counter(value, region)

    def _need_item(self, site: Site) -> None:
        region = site.region
        if not region.index_is_item:
            assert region.index is not None
            assert region.iterable is not None
            if not counts_from_zero(self.forward.definition.get(region.iterable)):
                for value in self._read_for_item(region.iterable):
                    need(value, site.around, self.forward)
            need(region.index, site.around, self.forward)

    def _read_for_item(self, iterable: Value) -> list[Value]:
        made_by = self.forward.definition.get(iterable)
        if isinstance(made_by, Apply) and made_by.name in ("builtins.zip", "builtins.enumerate", "builtins.reversed"):
            return [v for operand in made_by.operands for v in self._read_for_item(operand)]
        return [iterable]

    def _tape_all(self, block: Block, sites: Sequence[Site]) -> None:
        found = self.made.supplies[block] = self._supply(block, sites)
        handed = self.made.handed[block] = self._handed_on(block, found)
        for site in sites:
            self._need_leaves(site, found)
            for value in found.saved:
                outside = handed[value].result if value in handed else self._tape(value, block)
                need(outside, site.around, self.forward)

    def _supply(self, block: Block, sites: Sequence[Site]) -> Supply:
        """Return the cheapest supply of what the sites need.

        What is defined around the block is on hand there, but an array that is overwritten would have to be copied in
        each trip of the loop around: what is read of it may be saved instead.
        """
        home, overwritten = self.forward.home, self.forward.overwritten

        def is_given(value: Value) -> bool:
            if home.get(value) is block:
                return any(self._is_known_by_trip(value, s.region) for s in sites)
            return home.get(value, self.forward.top) is self.forward.top or value not in overwritten

        def definition(value: Value) -> Operation | None:
            return self.forward.definition.get(value) if home.get(value) is block else None

        needed = [v for s in sites for v in s.needed]
        turning = {v: cycle for cycle in self._cycles(block) for v in cycle if v not in overwritten}
        found = supply(needed, definition, self.forward.order, is_given, overwritten.__contains__, turning.__contains__)
        saved = dict.fromkeys(v for v in found.saved if home[v] is block)
        for value in found.saved:
            saved.update(dict.fromkeys(turning.get(value, ())))
        firsts: dict[Value, Value] = {}
        for value in saved:
            firsts.setdefault(self.forward.equal.get(value, value), value)
        equal = {v: firsts[self.forward.equal.get(v, v)] for v in saved}
        return Supply(tuple(firsts.values()), found.remade, {v: first for v, first in equal.items() if v is not first})

    def _cycles(self, block: Block) -> list[tuple[Value, ...]]:
        """Return the values that take turns from trip to trip: each trip begins with those of the one before, moved."""
        loop = self.forward.place[block].operation
        if not isinstance(loop, Loop) or not isinstance(block.terminator, Yield) or exits_of(block):
            return []
        params = block.params[len(block.params) - len(loop.inits) :]
        slot_of = {v: p for p, v in zip(params, block.terminator.values) if v in params and v is not p}
        cycles: list[tuple[Value, ...]] = []
        for start in slot_of:
            path = [start]
            while (following := slot_of.get(path[-1])) not in (None, start) and following not in path:
                path.append(following)
            if following is start and not any(start in cycle for cycle in cycles):
                cycles.append(tuple(path))
        return cycles

    def _handed_on(self, block: Block, found: Supply) -> dict[Value, Handed]:
        """Find the saved values that the next trip begins with, where what this trip began with is saved, too.

        Going backwards, such a value is what the trip undone before began with: one tape serves both.
        """
        loop = self.forward.place[block].operation
        if not isinstance(loop, Loop) or not isinstance(block.terminator, Yield):
            return {}
        params = block.params[len(block.params) - len(loop.inits) :]
        exits = exits_of(block)
        handed: dict[Value, Handed] = {}
        for i, (value, param) in enumerate(zip(block.terminator.values, params)):
            both = value is not param and value in found.saved and param in found.saved
            if both and self.forward.home.get(value) is block and all(e.values[i] is param for e in exits):
                handed.setdefault(value, Handed(param, loop.results[i]))
        return handed

    def _need_leaves(self, site: Site, found: Supply) -> None:
        used = [*site.needed]
        for value in found.remade:
            operation = self.forward.definition[value]
            used += operation.operands if isinstance(operation, Apply) else ()
        for value in used:
            if self._is_item(value, site.region):
                self._need_item(site)
            elif self._is_counter(value, site.region):
                need(self.forward.counters[value].init, site.around, self.forward)
            elif self.forward.home.get(value) is not site.region.block:
                need(value, site.around, self.forward)

    def _tape(self, value: Value, block: Block) -> Value:
        if value not in self.made.tapes:
            outermost = self.forward.outermost_loop(block)
            assert outermost is not None
            tape = Value(ty.List(value.type), _name_of_tape(value))
            self.forward.home[tape] = outermost.block
            self.forward.position[tape] = outermost.position
            self.made.made_before.setdefault(id(outermost.operation), []).append(tape)
            position = max(self.forward.position[value], self._last_leave(block))
            self.made.tapes[value] = Tape(value, tape, block, position)
        return self.made.tapes[value].tape

    def _last_leave(self, block: Block) -> int:
        """Return the position of the last operation of a block that may leave it half-way, or -1."""
        around = self.forward.place[block].operation
        if isinstance(around, Try) and block is around.body:
            return len(block.operations) - 1
        return _last_exit(block)

    def _cut_tapes(self) -> None:
        """Find the tapes that a trip left half-way has written to though nothing undoes that trip."""
        undone: dict[int, set[Block]] = {}
        for site in self.sites:
            if site.region.exit is not None:
                blocks = (i.region.block for i in site.inside if i in self.made.taped)
                undone.setdefault(id(site.region.exit), set()).update(blocks)
        exits: dict[Block, list[Exit]] = {}
        for tape in self.made.tapes.values():
            if tape.block not in exits:
                behind = self._exits_behind(tape)
                exits[tape.block] = [e for e in behind if tape.block not in undone.get(id(e), ())]
            for end in exits[tape.block]:
                self.made.cuts.setdefault(id(end), {})[tape.tape] = None
            self._unwind(tape)

    def _exits_behind(self, tape: Tape) -> Iterator[Exit]:
        """Yield the exits of loops that can be taken when a value is on its tape, and that leave the tape there."""
        caught: set[Value] = set()
        block = tape.block
        while self.forward.home[tape.tape] is not self.forward.place[block].block:
            place = self.forward.place[block]
            if isinstance(place.operation, Try) and block is place.operation.body:
                caught.add(place.operation.outcome)
            yield from _exits_after(place.block, place.position + 1, caught)
            block = place.block

    def _unwind(self, tape: Tape) -> None:
        """Note a tape that the body of a ``Try`` writes to before it may raise, if it was made before that."""
        block = self.forward.place[tape.block].block
        while block in self.forward.place and self.forward.home[tape.tape] is not block:
            around = self.forward.place[block].operation
            if isinstance(around, Try) and block is around.body:
                self.made.unwound.setdefault(id(around), []).append(tape.tape)
            block = self.forward.place[block].block


def _name_of_tape(value: Value) -> str:
    """Return the name of a tape of values, which may be tapes themselves."""
    return f"{value.hint}s" if value.hint.endswith("_tape") else f"{value.hint}_tape" if value.hint else ""


def _handed_out(value: Value, block: Block, leaving: Exit | None, operation: Operation) -> Value | None:
    """Return the result that a value of a try statement, or one that leaves a loop, is anyway; or None."""
    end = block.terminator if isinstance(operation, Try) else leaving if isinstance(operation, Loop) else None
    if end is None or isinstance(end, Raise) or value not in end.values:
        return None
    return operation.results[end.values.index(value)]


def _last_exit(block: Block) -> int:
    """Return the position of the last operation of a block in which a loop can be left, or -1."""
    found = -1
    for position, operation in enumerate(block.operations):
        if isinstance(operation, If) and any(map(_may_leave, (operation.then, operation.orelse))):
            found = position
    return found


def _may_leave(block: Block) -> bool:
    return isinstance(block.terminator, Exit) or any(
        _may_leave(b) for o in block.operations if isinstance(o, If) for b in (o.then, o.orelse)
    )


def _exits_after(block: Block, position: int, caught: Set[Value]) -> list[Exit]:
    """Return the exits of the loop around that can be taken from a position of a block on.

    ``caught`` are outcomes that are true where a body was not run to its end: what it pushed is gone.
    """
    found = [block.terminator] if isinstance(block.terminator, Exit) else []
    for operation in block.operations[position:]:
        if isinstance(operation, If):
            blocks = blocks_of(operation)[operation.condition in caught :]
            found += [e for b in blocks for e in _exits_after(b, 0, caught)]
    return found
