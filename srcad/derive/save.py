"""Saving: brings the primal values that the reverse sweep needs from the forward sweep.

before: operations in the reverse sweep use values defined inside loops and branches of the forward sweep.
after: a value of a branch lives on through the ``If``; the values of a trip are saved on tapes, one tape a value, or
made again from saved ones; those of a trip that was left half-way leave the loop with it. Values of the function's own
block are still in scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from srcad.analysis.specialise import Cloner, Program
from srcad.derive.adjoint import REVERSE, Draft
from srcad.derive.adjoints import Region
from srcad.derive.forward import ForwardMap, Place
from srcad.derive.remake import Supply, supply
from srcad.derive.sites import Site, find_sites, need
from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.builder import Builder, exits_of
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Value,
    With,
    Yield,
)
from srcad.ir.rewrite import substitute_operation, substitute_terminator
from srcad.ir.types import Literal


def save(draft: Draft, program: Program) -> Function:
    """Return the derivative with every value brought to where it is used."""
    body = draft.function.body
    split = reverse_start(body)
    forward = ForwardMap(body)
    forward.enter(body, body.operations[:split])
    sites = find_sites(body.operations[split:], draft.regions, forward)
    plan = _Planner(forward, sites).plan()
    operations = [*_Forward(plan, forward).operations(body, body.operations[:split])]
    builder = Builder(body.params, program.typing.infer)
    builder.operations = operations
    reverse = _Reverse(plan, program, {s.token: s for s in sites}, forward)
    new = reverse.operations(body.operations[split:], builder, {})
    terminator = substitute_terminator(body.terminator, new)
    return replace(draft.function, body=Block(body.params, tuple(builder.operations), terminator))


def reverse_start(body: Block) -> int:
    """Return the position of the mark at which the reverse sweep begins."""
    for position, operation in enumerate(body.operations):
        if (
            isinstance(operation, Apply)
            and operation.name == "section"
            and operation.operands[0].type == Literal(REVERSE)
        ):
            return position
    return len(body.operations)


@dataclass(frozen=True, slots=True)
class _Tape:
    """Where a value of a loop's body is saved: pushed after ``position`` of ``block``."""

    value: Value
    tape: Value
    block: Block
    position: int


@dataclass(frozen=True, slots=True)
class _Handed:
    """A value that the next trip begins with, as ``param``; the last one is the ``result`` of the loop."""

    param: Value
    result: Value


@dataclass(slots=True)
class _Plan:
    tapes: dict[Value, _Tape] = field(default_factory=dict)
    #: Tapes to be made just before an operation.
    made_before: dict[int, list[Value]] = field(default_factory=dict)
    #: Additional results of an If or With: (branch, value inside, result).
    exports: dict[int, list[tuple[Block, Value, Value]]] = field(default_factory=dict)
    #: Additional carried values of a Loop, set at one exit: (exit, value inside, result).
    carries: dict[int, list[tuple[Exit, Value, Value]]] = field(default_factory=dict)
    #: For each site: the value outside its block that stands for a needed one.
    aliases: dict[Site, dict[Value, Value]] = field(default_factory=dict)
    #: For each site: the constants that are written again.
    constants: dict[Site, list[Value]] = field(default_factory=dict)
    supplies: dict[Block, Supply] = field(default_factory=dict)
    #: For the body of a loop: saved values that the reverse loop carries instead of reading them from a tape.
    handed: dict[Block, dict[Value, _Handed]] = field(default_factory=dict)
    #: The sites that undo whole trips, or branches inside them.
    taped: set[Site] = field(default_factory=set)
    #: Tapes that an exit must cut back to their length at the start of the trip: exit → tapes.
    cuts: dict[int, list[Value]] = field(default_factory=dict)


class _Planner:
    """Decides how each needed value is brought over, inner sites first: what they need may be made of outer values."""

    def __init__(self, forward: ForwardMap, sites: Sequence[Site]) -> None:
        self.forward = forward
        self.sites = sites
        self.made = _Plan()
        self.lifted: dict[tuple[Value, Block, int], Value] = {}

    def plan(self) -> _Plan:
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
            if isinstance(self.forward.definition.get(value), Constant):
                self.made.constants.setdefault(site, []).append(value)
                continue
            outside = self._lift(value, site.region)
            self.made.aliases.setdefault(site, {})[value] = outside
            need(outside, site.around, self.forward)

    def _lift(self, value: Value, region: Region) -> Value:
        """Return a value of the block around that stands for ``value`` of a region's block."""
        block, leaving = region.block, region.exit
        place = self._place_outside(block, leaving)
        key = (value, block, id(leaving))
        if key not in self.lifted:
            result = Value(value.type, value.hint)
            self.lifted[key] = result
            self.forward.home[result] = place.block
            self.forward.position[result] = place.position
            if isinstance(place.operation, Loop):
                if leaving is None:
                    raise InternalError("SRC090", "a value leaves a loop that was not left")
                self.made.carries.setdefault(id(place.operation), []).append((leaving, value, result))
            else:
                self.made.exports.setdefault(id(place.operation), []).append((block, value, result))
        return self.lifted[key]

    def _place_outside(self, block: Block, leaving: Exit | None) -> Place:
        """Return the operation that hands a value of ``block`` out: what holds the block, or the loop that is left."""
        place = self.forward.place[block]
        while leaving is not None and not isinstance(place.operation, Loop):
            place = self.forward.place[place.block]
        return place

    # ------------------------------------------------------------------ values of whole trips

    def _is_item(self, value: Value, region: Region) -> bool:
        return region.iterable is not None and region.index is not None and value is region.block.params[0]

    def _need_item(self, site: Site) -> None:
        region = site.region
        if not region.index_is_item:
            assert region.index is not None
            for value in self._read_for_item(region.iterable):
                need(value, site.around, self.forward)
            need(region.index, site.around, self.forward)

    def _read_for_item(self, iterable: Value | None) -> list[Value]:
        assert iterable is not None
        made_by = self.forward.definition.get(iterable)
        if isinstance(made_by, Apply) and made_by.name in ("builtins.zip", "builtins.enumerate", "builtins.reversed"):
            return [v for operand in made_by.operands for v in self._read_for_item(operand)]
        return [iterable]

    def _tape_all(self, block: Block, sites: Sequence[Site]) -> None:
        forward = self.forward

        def is_given(value: Value) -> bool:
            return forward.home.get(value) is not block or any(self._is_item(value, s.region) for s in sites)

        needed = [v for s in sites for v in s.needed]
        found = supply(needed, forward.definition.get, is_given, forward.overwritten.__contains__)
        self.made.supplies[block] = found
        handed = self.made.handed[block] = self._handed_on(block, found)
        for site in sites:
            self._need_leaves(site, found)
            for value in found.saved:
                outside = handed[value].result if value in handed else self._tape(value, block)
                need(outside, site.around, forward)

    def _handed_on(self, block: Block, found: Supply) -> dict[Value, _Handed]:
        """Find the saved values that the next trip begins with, where what this trip began with is saved, too.

        Going backwards, such a value is what the trip undone before began with: one tape serves both.
        """
        loop = self.forward.place[block].operation
        if not isinstance(loop, Loop) or not isinstance(block.terminator, Yield):
            return {}
        params = block.params[len(block.params) - len(loop.inits) :]
        exits = exits_of(block)
        handed: dict[Value, _Handed] = {}
        for i, (value, param) in enumerate(zip(block.terminator.values, params)):
            both = value is not param and value in found.saved and param in found.saved
            if both and self.forward.home.get(value) is block and all(e.values[i] is param for e in exits):
                handed.setdefault(value, _Handed(param, loop.results[i]))
        return handed

    def _need_leaves(self, site: Site, found: Supply) -> None:
        used = [*site.needed]
        for value in found.remade:
            operation = self.forward.definition[value]
            used += operation.operands if isinstance(operation, Apply) else ()
        for value in used:
            if self._is_item(value, site.region):
                self._need_item(site)
            elif self.forward.home.get(value) is not site.region.block:
                need(value, site.around, self.forward)

    def _tape(self, value: Value, block: Block) -> Value:
        if value not in self.made.tapes:
            outermost = self.forward.outermost_loop(block)
            assert outermost is not None
            name = value.hint or self._describe(value)
            tape = Value(ty.List(value.type), f"{name}_tape" if name else "tape")
            self.forward.home[tape] = outermost.block
            self.forward.position[tape] = outermost.position - 1
            self.made.made_before.setdefault(id(outermost.operation), []).append(tape)
            position = max(self.forward.position[value], _last_exit(block))
            self.made.tapes[value] = _Tape(value, tape, block, position)
        return self.made.tapes[value].tape

    def _describe(self, value: Value) -> str:
        """Return a name for a value that has none: ``sin_y`` for ``np.sin(y)``."""
        made = self.forward.definition.get(value)
        if not isinstance(made, Apply) or len(made.operands) != 1 or not made.operands[0].hint:
            return ""
        return f"{made.name.rpartition('.')[2].rstrip('_')}_{made.operands[0].hint}"

    def _cut_tapes(self) -> None:
        """Find the tapes that a trip left half-way has written to though nothing undoes that trip."""
        for tape in self.made.tapes.values():
            block = tape.block
            while block in self.forward.place:
                place = self.forward.place[block]
                self._cut_at_exits(tape, place.block, place.position + 1)
                block = place.block

    def _cut_at_exits(self, tape: _Tape, block: Block, position: int) -> None:
        for end in _exits_after(block, position):
            undone = any(
                s.region.exit is end and any(i.region.block is tape.block for i in s.inside) for s in self.sites
            )
            cuts = self.made.cuts.setdefault(id(end), [])
            if not undone and tape.tape not in cuts:
                cuts.append(tape.tape)


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


def _exits_after(block: Block, position: int) -> list[Exit]:
    """Return the exits of the loop around that can be taken from a position of a block on."""
    found = [block.terminator] if isinstance(block.terminator, Exit) else []
    for operation in block.operations[position:]:
        if isinstance(operation, If):
            found += [e for b in (operation.then, operation.orelse) for e in _exits_after(b, 0)]
    return found


class _Forward:
    """Writes the forward sweep again, with tapes, exports and cuts."""

    def __init__(self, plan: _Plan, forward: ForwardMap) -> None:
        self.plan = plan
        self.pushes: dict[Block, dict[int, list[_Tape]]] = {}
        for tape in plan.tapes.values():
            self.pushes.setdefault(tape.block, {}).setdefault(tape.position, []).append(tape)
        self.marks: dict[Value, Value] = {}

    def operations(self, block: Block, operations: Sequence[Operation]) -> list[Operation]:
        """Return the operations with what must be added between them."""
        found = self._pushes(block, -1)
        for position, operation in enumerate(operations):
            for tape in self.plan.made_before.get(id(operation), ()):
                found.append(Apply("tape.new", (), (tape,), (), operation.location))
            found += self._operation(operation)
            found += self._pushes(block, position)
        return found

    def _pushes(self, block: Block, position: int) -> list[Operation]:
        tapes = self.pushes.get(block, {}).get(position, [])
        return [Apply("tape.push", (t.tape, t.value), (), ()) for t in tapes]

    def _block(self, block: Block) -> Block:
        operations = self.operations(block, block.operations)
        if isinstance(block.terminator, Exit):
            operations += self._cuts(block.terminator)
        return Block(block.params, tuple(operations), block.terminator)

    def _cuts(self, end: Exit) -> list[Operation]:
        tapes = self.plan.cuts.get(id(end), ())
        return [Apply("tape.cut", (tape, self.marks[tape]), (), ()) for tape in tapes]

    def _loop_body(self, body: Block) -> Block:
        """Write the body of a loop; at its start, note the lengths of tapes that an exit may have to cut back."""
        tapes = dict.fromkeys(t for end in exits_of(body) for t in self.plan.cuts.get(id(end), ()))
        outer = self.marks
        self.marks = {**outer, **{t: Value(ty.INT, "mark") for t in tapes}}
        notes = [Apply("builtins.len", (t,), (self.marks[t],), ()) for t in tapes]
        inner = self._block(body)
        self.marks = outer
        return Block(inner.params, (*notes, *inner.operations), inner.terminator)

    def _operation(self, operation: Operation) -> list[Operation]:
        match operation:
            case If():
                return [self._if(operation)]
            case With():
                return [self._with(operation)]
            case Loop():
                return self._loop(operation)
            case Constant() | Apply() | Invoke() | Closure():
                return [operation]

    def _if(self, operation: If) -> If:
        exports = self.plan.exports.get(id(operation), [])
        blocks = [
            _yield_more(self._block(b), [v if b is home else None for home, v, _ in exports])
            for b in (operation.then, operation.orelse)
        ]
        results = (*operation.results, *(r for _, _, r in exports))
        return If(operation.condition, blocks[0], blocks[1], results, operation.location)

    def _with(self, operation: With) -> With:
        exports = self.plan.exports.get(id(operation), [])
        body = _yield_more(self._block(operation.body), [v for _, v, _ in exports])
        return replace(operation, body=body, results=(*operation.results, *(r for _, _, r in exports)))

    def _loop(self, operation: Loop) -> list[Operation]:
        carries = self.plan.carries.get(id(operation), [])
        ends = {id(e): e for e, _, _ in carries}
        body = self._loop_body(operation.body)
        if not carries:
            return [replace(operation, body=body)]
        nothing = [Apply("undefined", (), (Value(ty.UNDEFINED, v.hint),), ()) for _, v, _ in carries]
        params = [Value(v.type, v.hint) for _, v, _ in carries]

        def values(end: Exit) -> list[Value]:
            return [v if e is end else p for (e, v, _), p in zip(carries, params)]

        assert ends
        body = _carry_more(body, params, values)
        inits = (*operation.inits, *(n.result for n in nothing))
        results = (*operation.results[:-1], *(r for _, _, r in carries), operation.results[-1])
        return [*nothing, replace(operation, inits=inits, body=body, results=results)]


def _yield_more(block: Block, values: Sequence[Value | None]) -> Block:
    """Let a block that falls through yield more values; None stands for an undefined one."""
    if not isinstance(block.terminator, Yield) or not values:
        return block
    operations = list(block.operations)
    found = []
    for value in values:
        if value is None:
            value = Value(ty.UNDEFINED)
            operations.append(Apply("undefined", (), (value,), ()))
        found.append(value)
    end = replace(block.terminator, values=(*block.terminator.values, *found))
    return Block(block.params, tuple(operations), end)


def _carry_more(body: Block, params: Sequence[Value], values: object) -> Block:
    """Let a loop's body carry more values; ``values`` gives those of an exit."""
    assert callable(values)

    def change(block: Block, top: bool) -> Block:
        operations = tuple(
            replace(o, then=change(o.then, False), orelse=change(o.orelse, False)) if isinstance(o, If) else o
            for o in block.operations
        )
        end = block.terminator
        if isinstance(end, Exit):
            end = replace(end, values=(*end.values, *values(end)))
        elif top and isinstance(end, Yield):
            end = replace(end, values=(*end.values, *params))
        return Block((*block.params, *params) if top else block.params, operations, end)

    return change(body, True)


class _Reverse:
    """Writes the reverse sweep again, each mark of a region replaced by what brings its values."""

    def __init__(self, plan: _Plan, program: Program, sites: Mapping[Value, Site], forward: ForwardMap) -> None:
        self.plan = plan
        self.program = program
        self.sites = sites
        self.forward = forward

    def operations(
        self, operations: Sequence[Operation], builder: Builder, new: Mapping[Value, Value]
    ) -> dict[Value, Value]:
        """Append the operations with the values ``new`` in place of old ones; return what replaces what at the end."""
        here = dict(new)
        for operation in operations:
            builder.location = operation.location
            if isinstance(operation, Apply) and operation.name == "region":
                self._bring(self.sites[operation.result], builder, here)
            else:
                builder.add(self._operation(operation, builder, here))
        return here

    def _operation(self, operation: Operation, builder: Builder, here: Mapping[Value, Value]) -> Operation:
        match operation:
            case If(then=then, orelse=orelse):
                blocks = self._block(then, builder, here), self._block(orelse, builder, here)
                condition = here.get(operation.condition, operation.condition)
                return replace(operation, condition=condition, then=blocks[0], orelse=blocks[1])
            case Loop():
                return self._loop(operation, builder, here)
            case With(manager=manager, body=body):
                return replace(operation, manager=here.get(manager, manager), body=self._block(body, builder, here))
            case _:
                return substitute_operation(operation, here)

    def _block(self, block: Block, builder: Builder, here: Mapping[Value, Value]) -> Block:
        inner = builder.nested(block.params)
        new = self.operations(block.operations, inner, here)
        return inner.finish(substitute_terminator(block.terminator, new))

    def _loop(self, loop: Loop, builder: Builder, here: Mapping[Value, Value]) -> Loop:
        """Write a loop again; it also carries what one trip hands on to the one before."""
        first = loop.body.operations[0] if loop.body.operations else None
        marked = isinstance(first, Apply) and first.name == "region"
        region = self.sites[first.results[0]].region if marked and first is not None else None
        handed = self.plan.handed.get(region.block, {}) if region is not None and region.exit is None else {}
        carried = {value: Value(value.type, value.hint or h.param.hint) for value, h in handed.items()}
        inner = builder.nested((*loop.body.params, *carried.values()))
        new = self.operations(loop.body.operations, inner, {**here, **carried})
        end = substitute_terminator(loop.body.terminator, new)
        end = replace(end, values=(*end.values, *(new[h.param] for h in handed.values())))
        starts = (*loop.inits, *(h.result for h in handed.values()))
        results = (*loop.results[:-1], *(Value(v.type, v.hint) for v in carried), loop.results[-1])
        source = None if loop.iterable is None else here.get(loop.iterable, loop.iterable)
        inits = tuple(here.get(v, v) for v in starts)
        return replace(loop, iterable=source, inits=inits, body=inner.finish(end), results=results)

    def _bring(self, site: Site, builder: Builder, here: dict[Value, Value]) -> None:
        for value, outside in self.plan.aliases.get(site, {}).items():
            here[value] = here.get(outside, outside)
        for value in self.plan.constants.get(site, ()):
            here[value] = builder.reference(value.type, value.hint)
        region = site.region
        if site not in self.plan.taped:
            self._bring_item(site, builder, here)
            return
        found = self.plan.supplies[region.block]
        handed = self.plan.handed.get(region.block, {})
        for value in found.saved:
            if value in handed:
                continue
            tape = self.plan.tapes[value].tape
            popped = Value(value.type, tape.hint.removesuffix("_tape").removesuffix("tape"))
            builder.add(Apply("tape.pop", (here.get(tape, tape),), (popped,), (), builder.location))
            here[value] = popped
        self._bring_item(site, builder, here)
        self._remake(found.remade, builder, here)

    def _remake(self, values: Sequence[Value], builder: Builder, here: dict[Value, Value]) -> None:
        cloner = Cloner(builder, self.program)
        cloner.env = here
        for value in values:
            operation = self.forward.definition[value]
            builder.location = None
            if isinstance(operation, Apply):
                operands = tuple(here.get(v, v) for v in operation.operands)
                (here[value],) = cloner.apply(operation.name, operands, operation.keywords, 1, (value.hint,))
            else:
                here[value] = builder.reference(value.type, value.hint)

    def _bring_item(self, site: Site, builder: Builder, here: dict[Value, Value]) -> None:
        region = site.region
        if region.iterable is None or region.index is None:
            return
        item = region.block.params[0]
        if region.index_is_item:
            here[item] = region.index
            return
        if item not in site.needed and not self._item_is_read(site):
            return
        cloner = Cloner(builder, self.program)
        index = here.get(region.index, region.index)
        here[item] = self._element(region.iterable, index, cloner, here, item.hint)

    def _item_is_read(self, site: Site) -> bool:
        found = self.plan.supplies.get(site.region.block)
        item = site.region.block.params[0]
        definitions = [self.forward.definition[v] for v in found.remade] if found else []
        return any(isinstance(o, Apply) and item in o.operands for o in definitions)

    def _element(
        self, iterable: Value, index: Value, cloner: Cloner, here: Mapping[Value, Value], hint: str = ""
    ) -> Value:
        """Append what reads the item of an iterable at a position."""
        made_by = self.forward.definition.get(iterable)
        name = made_by.name if isinstance(made_by, Apply) else ""
        operands = made_by.operands if isinstance(made_by, Apply) else ()
        if name == "builtins.zip":
            parts = tuple(self._element(v, index, cloner, here) for v in operands)
            return cloner.apply("build.tuple", parts, hints=(hint,))[0]
        if name == "builtins.enumerate":
            number = index if len(operands) == 1 else cloner.apply("operator.add", (index, operands[1]))[0]
            return cloner.apply("build.tuple", (number, self._element(operands[0], index, cloner, here)))[0]
        if name == "builtins.reversed":
            back = cloner.apply("operator.sub", (cloner.builder.constant(-1), index))[0]
            return self._element(operands[0], back, cloner, here, hint)
        return cloner.apply("operator.getitem", (here.get(iterable, iterable), index), hints=(hint,))[0]
