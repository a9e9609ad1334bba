"""Which memory a value stands for: what decides where a new version may overwrite the old one.

Memory is named by the value whose operation made it, its *site*. A value *owns* the sites that its own memory may come
from and *reaches* those that can be read through it (a list reaches its items). Within a loop, the memory that an
earlier trip made is ``stale``: never the one that the same site made in this trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from srcad.analysis.references import References
from srcad.analysis.turns import Turns, taking_turns
from srcad.analysis.views import is_advanced, may_give_view
from srcad.emit.program import UPDATES, Program
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_MAKES, HEAP_READS, HEAP_WRITES
from srcad.ir.nodes import Apply, Block, Closure, Constant, Exit, If, Invoke, Loop, Operation, Try, Value, With, Yield
from srcad.ir.walk import blocks_of, nodes_in, reachable
from srcad.rules.table import PUBLIC_CLASSES, Primitive, lookup


@dataclass(frozen=True, slots=True)
class Root:
    """Memory made by the operation that gives ``site``: in this trip of the loops around it, or (stale) before."""

    site: Value
    stale: bool = False


Roots: TypeAlias = frozenset[Root]
NOTHING: Roots = frozenset()

_ALIASES = frozenset({"unbroadcast", "srcad.runtime.sum_to", "srcad.runtime.shapes.sum_to", "move", "check.defined"})
_PARTS = frozenset({"unpack", "getattr"})
_CONTAINERS = frozenset({"build.tuple", "build.list", "build.dict"})
#: Functions whose result nobody can write to: views in which one place stands for many, or that NumPy protects.
_READ_ONLY = frozenset(
    {"numpy.broadcast_to", "numpy.broadcast_arrays", "numpy.diagonal", "numpy.diag", "numpy.ndarray.diagonal"}
)
_FRESH = frozenset({"tape.new", "zero", "undefined", "build.slice", "build.text", "build.format"})


def has_memory(t: ty.Type) -> bool:
    """Say whether values of this type may hold memory that can be written to."""
    if isinstance(t, ty.Tuple) and not t.name:
        return any(map(has_memory, t.items))
    if isinstance(t, ty.Object) and t.name in PUBLIC_CLASSES:
        return False
    return not isinstance(t, (ty.Literal, ty.Scalar, ty.Text, ty.Range, ty.Slice, ty.Undefined, ty.Module)) and not (
        isinstance(t, ty.Callable) and not t.captures
    )


class Memory:
    """The memory of every value of a function.

    Attributes
    ----------
    own, reach : dict
        See the module.
    foreign : set
        Sites that belong to the caller, or to nobody that we know.
    pushes : list
        The ``tape.push`` operations.
    loads : dict
        By their results: the operations that read a buffer.
    turns : Turns
        Which arrays take turns in which loops.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.own: dict[Value, Roots] = {}
        self.reach: dict[Value, Roots] = {}
        self.foreign: set[Value] = set()
        self.pushes = [n for n in nodes_in(program.function.body) if isinstance(n, Apply) and n.name == "tape.push"]
        self.loads: dict[Value, Apply] = {}
        #: What was pushed on tapes; a tape that a branch or a loop makes lives on as a result of it.
        self._taped: dict[Value, Roots] = {}
        self._results_of: dict[Value, set[Value]] = {}
        self._held: dict[Value, Roots] = {}
        self._references: References | None = None
        self._changed = True
        self._turning: Mapping[Loop, frozenset[int]] = {}
        self.turns = taking_turns(program.function, self, self._analyse)
        self._groups = self.turns.same_memory(self.sites)

    def _analyse(self, turns: Turns) -> None:
        for known in (self.own, self.reach, self.loads, self._taped, self._results_of, self._held):
            known.clear()
        self._turning, self.foreign, self._changed = turns.slots(), set(self.program.function.params), True
        for value in self.program.function.params:
            self._fresh(value)
        while self._changed:
            self._changed = False
            self._block(self.program.function.body, None)

    def owns(self, value: Value) -> Roots:
        """Return where the memory of the value itself may come from."""
        return self.own.get(value, NOTHING)

    def reaches(self, value: Value) -> Roots:
        """Return where the memory that can be read through the value may come from."""
        return self.reach.get(value, NOTHING)

    def names(self, site: Value) -> frozenset[Value]:
        """Return all sites that name the same memory as one that takes turns, itself included; nothing for others."""
        return self._groups.get(site, frozenset())

    def owns_elsewhere(self, value: Value) -> Roots:
        """Return where the memory of the value itself may come from, under all names that loops give it in turn."""
        own = self.owns(value)
        others = (site for root in own for site in self.names(root.site))
        return own.union(Root(site, stale) for site in others for stale in (False, True))

    def sites(self, value: Value) -> frozenset[Value]:
        """Return the sites of the memory that a value may be."""
        return frozenset(root.site for root in self.owns(value))

    def reachable_sites(self, value: Value) -> frozenset[Value]:
        """Return the sites of what can be read through a value."""
        return frozenset(root.site for root in self.reaches(value))

    def sites_kept(self) -> frozenset[Value]:
        """Return the sites of what objects of regions hold."""
        return frozenset(root.site for held in self._held.values() for root in held)

    def is_plain(self, value: Value) -> bool:
        """Say whether a value is an array that this function has made in this trip of the loops around."""
        roots = self.owns(value)
        is_known = roots == self.reaches(value) and not any(root.stale or root.site in self.loads for root in roots)
        return isinstance(value.type, ty.Array) and is_known and self.is_owned(value)

    def names_of(self, tape: Value) -> frozenset[Value]:
        """Return a tape, and the results of branches and loops that may be it."""
        return reachable([tape], ((t, result) for t, results in self._results_of.items() for result in results))

    def is_owned(self, value: Value) -> bool:
        """Say whether the value's own memory was made by this function, and is known."""
        roots = self.owns(value)
        return bool(roots) and not any(root.site in self.foreign for root in roots)

    def _set(self, value: Value, own: Roots, reach: Roots) -> None:
        if not has_memory(value.type):
            return
        if isinstance(value.type, ty.Handle):
            own = reach = self._region(value)
        if _is_of_arrays_alone(value.type):
            own, reach = (frozenset(r for r in roots if not self._is_display(r.site)) for roots in (own, reach))
        before = self.owns(value), self.reaches(value)
        after = before[0] | own, before[1] | own | reach
        if after != before:
            self.own[value], self.reach[value] = after
            self._changed = True

    def _is_display(self, site: Value) -> bool:
        """Say whether what stands there are the items of a container, no numbers."""
        made = self.program.definition.get(site)
        return isinstance(made, Apply) and made.name in _CONTAINERS

    def _region(self, value: Value) -> Roots:
        """Return what stands for all objects that handles which may be joined with this one lead to."""
        if self._references is None:
            self._references = References(self.program.function)
        site = self._references.of(value)
        self.foreign.add(site)
        return frozenset({Root(site, True)})

    def _fresh(self, value: Value, reach: Roots = NOTHING) -> None:
        self._set(value, frozenset({Root(value)}), reach)

    def _flow(self, target: Value, source: Value, loop: Loop | None = None) -> None:
        self._set(target, self._aged(self.owns(source), loop), self._aged(self.reaches(source), loop))
        if source in self._taped:
            self._results_of.setdefault(source, set()).add(target)
            self._tape(target, self._aged(self._taped[source], loop))

    def _tape(self, tape: Value, roots: Roots) -> None:
        """Let a tape keep memory."""
        before = self._taped.get(tape)
        after = (before or NOTHING) | roots
        if after != before:
            self._taped[tape] = after
            self._changed = True

    def _aged(self, roots: Roots, loop: Loop | None) -> Roots:
        if loop is None:
            return roots
        return frozenset(Root(r.site, r.stale or loop in self.program.owner[r.site]) for r in roots)

    def _all(self, values: Iterable[Value]) -> Roots:
        return NOTHING.union(*(self.reaches(v) for v in values))

    def _block(self, block: Block, loop: Loop | None) -> None:
        for operation in block.operations:
            self._operation(operation, loop)
        if isinstance(block.terminator, Exit) and loop is not None:
            self._carry(loop, loop.results, block.terminator.values, loop)

    def _operation(self, operation: Operation, loop: Loop | None) -> None:
        match operation:
            case Constant():
                return
            case Apply():
                self._apply(operation)
            case Invoke(operands=operands, results=results):
                self._opaque(results, operands)
            case Closure(captures=captures, result=result):
                self._fresh(result, self._all(captures))
            case Try(handlers=handlers, results=results):
                self._opaque((h.params[0] for h in handlers), ())
                for block in blocks_of(operation):
                    self._block(block, loop)
                    self._yields(block, results)
            case If(then=then, orelse=orelse, results=results):
                for block in (then, orelse):
                    self._block(block, loop)
                    self._yields(block, results)
            case With(manager=manager, body=body, results=results):
                self._opaque(body.params, (manager,))
                self._block(body, loop)
                self._yields(body, results)
            case Loop():
                self._loop(operation)

    def _yields(self, block: Block, results: tuple[Value, ...]) -> None:
        if isinstance(block.terminator, Yield):
            for result, value in zip(results, block.terminator.values):
                self._flow(result, value)

    def _loop(self, loop: Loop) -> None:
        carried = loop.body.params
        if loop.iterable is not None:
            item, carried = carried[0], carried[1:]
            self._set(item, self.reaches(loop.iterable), self.reaches(loop.iterable))
        for k in self._turning.get(loop, ()):
            self._fresh(carried[k])
            self._fresh(loop.results[k])
        self._carry(loop, carried, loop.inits, None)
        self._block(loop.body, loop)
        if isinstance(loop.body.terminator, Yield):
            self._carry(loop, carried, loop.body.terminator.values, loop)
        if loop.iterable is not None:
            self._carry(loop, loop.results, carried, loop)

    def _carry(self, loop: Loop, targets: Sequence[Value], sources: Sequence[Value], aged: Loop | None) -> None:
        """Let values that a loop carries be others, but those that take turns: they are named anew."""
        turning = self._turning.get(loop, ())
        for k, (target, source) in enumerate(zip(targets, sources)):
            if k not in turning:
                self._flow(target, source, aged)

    def _apply(self, operation: Apply) -> None:
        name, operands = operation.name, operation.operands
        if name in UPDATES:
            self._update(operation)
        elif name == "tape.push":
            tape, value = operands
            roots = self.reaches(value)
            self._tape(tape, roots | {Root(r.site, True) for r in roots})
        elif name == "tape.pop":
            self.foreign.add(operation.result)
            self._fresh(operation.result, self._taped.get(operands[0], NOTHING))
            self._set(operation.result, self._taped.get(operands[0], NOTHING), NOTHING)
        elif name == "copy":
            (value,) = operands
            inner = NOTHING if isinstance(value.type, ty.Array) else self.reaches(value) - self.owns(value)
            self._fresh(operation.result, inner)
        elif name == "memory.load" or (name == "memory.read" and not _copies(operation)) or name == "heap.load":
            self._load(operation)
        elif name in HEAP_MAKES | HEAP_WRITES:
            self._keep(operation)
        elif name in HEAP_READS:
            self._item(operation)
        elif name in _ALIASES:
            self._flow(operation.result, operands[0])
        elif name in _PARTS:
            self._parts(operation.results, operands[:1])
        elif name in _CONTAINERS:
            self._fresh(operation.result, self._all(operands))
        elif name not in _FRESH:
            self._primitive(operation)
        else:
            self._fresh(operation.result)

    def _load(self, operation: Apply) -> None:
        """Let what is loaded be the memory of the buffer, and remember from which load it comes."""
        (reference, *_), result = operation.operands, operation.result
        self.loads[result] = operation
        kept = self._kept(reference) if isinstance(reference.type, ty.Handle) else NOTHING
        self._set(result, self.owns(reference), self.reaches(reference) | kept | {Root(result)})

    def _keep(self, operation: Apply) -> None:
        """Let what is put into an object be what may be read of each object of its region."""
        makes = operation.name in HEAP_MAKES
        holder = operation.results[0] if makes else operation.operands[0]
        if makes:
            self._fresh(holder)
        kept = self._all(v for v in operation.operands if v is not holder and ty.has_reference(v.type))
        (region,) = self._region(holder)
        before = self._held.get(region.site, NOTHING)
        after = before | {Root(r.site, True) for r in kept}
        self._held[region.site] = after
        self._changed = self._changed or after != before

    def _item(self, operation: Apply) -> None:
        """Let what is read of an object be anything that was put there; nobody may write to it but by a reference."""
        result = operation.result
        self.foreign.add(result)
        if ty.has_reference(result.type):
            found = self._kept(operation.operands[0])
            self._set(result, found, found)
        else:
            self._fresh(result)

    def _kept(self, handle: Value) -> Roots:
        """Return the memory of what was put into objects of a region."""
        (region,) = self._region(handle)
        return self._held.get(region.site, NOTHING)

    def loads_in(self, value: Value) -> list[Apply]:
        """Return the loads from buffers that a value may come from."""
        sites = dict.fromkeys(root.site for root in self.reaches(value) if root.site in self.loads)
        return [self.loads[site] for site in sites]

    def _update(self, operation: Apply) -> None:
        target, *others = operation.operands
        kept = NOTHING if isinstance(target.type, ty.Array) else self._all(others)
        self._set(operation.results[0], self.owns(target), self.reaches(target) | kept)
        if operation.name == "list.pop":
            items = self.reaches(target) - self.owns(target)
            self._set(operation.results[1], items, items)

    def _parts(self, results: Iterable[Value], wholes: Iterable[Value]) -> None:
        roots = self._all(wholes)
        for result in results:
            self._set(result, roots, roots)

    def _primitive(self, operation: Apply) -> None:
        primitive = lookup(operation.name)
        reached = primitive is None or (primitive.effect and any(has_memory(v.type) for v in operation.operands))
        if primitive is None or reached or operation.name in _READ_ONLY or _may_choose(operation):
            self._opaque(operation.results, operation.operands)
        elif (primitive.view or may_give_view(operation)) and not _copies(operation):
            arrays = [v for v in operation.operands if isinstance(v.type, (ty.Array, ty.Reference))]
            self._parts(operation.results, arrays or operation.operands[:1])
        else:
            computed = _is_elementwise(primitive) and _is_of_arrays(operation)
            for result in operation.results:
                holds = not computed and not isinstance(result.type, ty.Array)
                self._fresh(result, self._all(operation.operands) if holds else NOTHING)

    def _opaque(self, results: Iterable[Value], operands: Iterable[Value]) -> None:
        roots = self._all(operands)
        for result in results:
            self.foreign.add(result)
            self._set(result, roots | {Root(result)}, roots)


def _is_of_arrays_alone(t: ty.Type) -> bool:
    """Say whether a value is an array, or a tuple of arrays and numbers: it holds no list or dict."""
    if isinstance(t, ty.Tuple):
        return all(_is_of_arrays_alone(item) or not has_memory(item) for item in t.items)
    return isinstance(t, (ty.Array, ty.Reference))


def _may_choose(operation: Apply) -> bool:
    """Say whether the result may be one of the operands, as that of ``max`` is."""
    return operation.name.startswith("builtins.") and any(isinstance(r.type, ty.Unknown) for r in operation.results)


def _is_elementwise(primitive: Primitive) -> bool:
    return primitive.rule is not None and primitive.rule.kind == "elementwise"


def _is_of_arrays(operation: Apply) -> bool:
    """Say whether an elementwise operation gives an array of its own: that of a list may be one of the same items."""
    return operation.name.startswith("numpy.") or any(isinstance(v.type, ty.Array) for v in operation.operands)


def _copies(operation: Apply) -> bool:
    """Say whether a subscript of an array is an advanced one, which copies."""
    if operation.name not in ("operator.getitem", "memory.read"):
        return False
    if not isinstance(operation.operands[0].type, (ty.Array, ty.Reference)):
        return False
    return is_advanced(operation.operands[1].type)
