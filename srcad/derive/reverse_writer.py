"""The reverse sweep written again: each mark of a region is replaced by what brings the values that it needs.

before: the reverse sweep uses values of the forward sweep's blocks; a plan.
after: it takes them from tapes, from results of the forward sweep's branches and loops, or makes them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from srcad.derive.adjoints import counts_from_zero
from srcad.derive.counters import first_number
from srcad.derive.forward import ForwardMap
from srcad.derive.planning import Plan
from srcad.derive.sites import Site
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, If, Loop, Operation, Value, With
from srcad.ir.rewrite import substitute_operation, substitute_terminator
from srcad.specialise.function import Cloner, Program
from srcad.specialise.heap import Heap


class ReverseWriter:
    """Writes the reverse sweep again, each mark of a region replaced by what brings its values."""

    def __init__(self, plan: Plan, program: Program, sites: Mapping[Value, Site], forward: ForwardMap) -> None:
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
        self._remake(self.plan.constants.get(site, ()), builder, here)
        region = site.region
        if site not in self.plan.taped:
            self._bring_item(site, builder, here)
            return
        found = self.plan.supplies[region.block]
        handed = self.plan.handed.get(region.block, {})
        for value in reversed(found.saved):
            if value in handed:
                continue
            tape = self.plan.tapes[value].tape
            popped = Value(value.type, value.hint)
            builder.add(Apply("tape.pop", (here.get(tape, tape),), (popped,), (), builder.location))
            here[value] = popped
        here.update({value: here[first] for value, first in found.equal.items()})
        self._bring_item(site, builder, here)
        self._bring_counters(site, builder, here)
        self._remake(found.remade, builder, here)

    def _remake(self, values: Sequence[Value], builder: Builder, here: dict[Value, Value]) -> None:
        cloner = Cloner(Heap(builder, self.program))
        cloner.env = here
        for value in values:
            operation = self.forward.definition[value]
            builder.location = None
            if isinstance(operation, Apply) and ty.has_reference(value.type):  # of a type that tells so, as it was
                operands = tuple(here.get(v, v) for v in operation.operands)
                here[value] = Value(value.type, value.hint)
                builder.add(replace(operation, operands=operands, results=(here[value],), location=None))
            elif isinstance(operation, Apply):
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
        if counts_from_zero(self.forward.definition.get(region.iterable)):
            here[item] = here.get(region.index, region.index)
            return
        if not self._is_read(item, site):
            return
        cloner = Cloner(Heap(builder, self.program))
        index = here.get(region.index, region.index)
        here[item] = self._element(region.iterable, index, cloner, here, item.hint)

    def _bring_counters(self, site: Site, builder: Builder, here: dict[Value, Value]) -> None:
        region = site.region
        start = first_number(region, self.forward.definition.get)
        if start is None or region.index is None:
            return
        index = here.get(region.index, region.index)
        for param in region.block.params:
            if (counter := self.forward.counters.get(param)) is not None and self._is_read(param, site):
                init = here.get(counter.init, counter.init)
                here[param] = counter.at(index, start, init, builder)

    def _is_read(self, value: Value, site: Site) -> bool:
        """Say whether a site needs a value, or what is made again for it does."""
        found = self.plan.supplies.get(site.region.block)
        definitions = [self.forward.definition[v] for v in found.remade] if found else []
        return value in site.needed or any(isinstance(o, Apply) and value in o.operands for o in definitions)

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
