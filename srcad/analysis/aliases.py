"""Aliases: which memory each value may be, and which it may lead to.

Memory is named by the value whose operation made it, its *root*. A value *owns* the roots that it may itself be: a view
owns the roots of its base. It *reaches* those that can be got at through it, too: a list reaches its items. Neither
looks at the order of operations. Arrays that take turns in a loop have roots of their own in it, and behind it
(:mod:`srcad.analysis.turns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from srcad.analysis.turns import Turns, taking_turns
from srcad.analysis.views import base_of, is_advanced, may_give_view
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_READS
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Raise,
    Try,
    Value,
    With,
)
from srcad.ir.types import Type
from srcad.ir.versions import ARRAY_VERSIONS, AUGMENTED, LIST_ADDITIONS, LIST_VERSIONS, REBOUND
from srcad.ir.walk import blocks_of, exits_of, operands_of
from srcad.rules.table import IMMUTABLE_CLASSES, lookup

Roots: TypeAlias = frozenset[Value]
NOTHING: Roots = frozenset()

#: What gives its first operand itself, maybe changed.
_SAME = frozenset({"check.defined", *ARRAY_VERSIONS, *LIST_VERSIONS})
#: What makes a container of its operands, or of their items.
_HOLDERS = frozenset({"build.tuple", "build.list", "build.dict", "build.object"})
_COLLECTORS = frozenset(f"builtins.{n}" for n in ("list", "tuple", "sorted"))
#: What goes on reading its operands.
_ITERATORS = frozenset(f"builtins.{n}" for n in ("zip", "enumerate", "reversed", "iter"))
_PARTS = frozenset({"unpack", "getattr"})


def refers(t: Type) -> bool:
    """Say whether a value of this type may refer to something that can be written to."""
    match t:
        case ty.Literal() | ty.Scalar() | ty.Text() | ty.Range() | ty.Slice() | ty.Module() | ty.Undefined():
            return False
        case ty.Tuple(items=items):
            return any(map(refers, items))
        case ty.Callable(captures=captures):
            return any(map(refers, captures))
        case ty.Object(name=name):
            return name not in IMMUTABLE_CLASSES
        case _:
            return True


def _holds_numbers(t: Type) -> bool:
    """Say whether a list or tuple has items that refer to nothing."""
    match t:
        case ty.List(item=item):
            return item != ty.UNDEFINED and not refers(item)
        case ty.Tuple(items=items):
            return not any(map(refers, items))
        case _:
            return False


@dataclass(slots=True)
class Aliases:
    """The roots of all values of a function: see the module."""

    function: Function
    own: dict[Value, Roots] = field(default_factory=dict)
    reach: dict[Value, Roots] = field(default_factory=dict)
    #: Of each loop: which of the values that it carries are arrays that take turns.
    turning: Mapping[Loop, frozenset[int]] = field(default_factory=dict)
    #: By roots that take turns: all that may be the same memory.
    groups: dict[Value, Roots] = field(default_factory=dict)
    _changed: bool = True
    #: What is kept in the objects of each region.
    _kept: dict[int, Roots] = field(default_factory=dict)
    #: The parts of parameters, each known by the first value that reads it.
    _parts: dict[tuple[Value, Type], Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        turns = taking_turns(self.function, self, self._analyse)
        self.groups = turns.same_memory(self.owns)

    def _analyse(self, turns: Turns) -> None:
        for known in (self.own, self.reach, self._kept, self._parts):
            known.clear()
        self.turning, self._changed = turns.slots(), True
        for param in self.function.params:
            self._fresh(param)
        while self._changed:
            self._changed = False
            self._operations(self.function.body.operations)

    def owns(self, value: Value) -> Roots:
        """Return the memory that the value may itself be."""
        return self.own.get(value, NOTHING)

    def reaches(self, value: Value) -> Roots:
        """Return the memory that can be got at through the value, its own included."""
        return self.reach.get(value, NOTHING)

    def origins(self, value: Value) -> Roots:
        """Return the memory that can be got at through the value, under all names that loops give it in turn."""
        found = self.reaches(value)
        return found.union(*(self.groups[root] for root in found if root in self.groups))

    sites, reachable_sites = owns, reaches

    def is_part(self, root: Value) -> bool:
        """Say whether memory is that of a part of a parameter: it was there before it was first read."""
        return root in self._parts.values()

    def sites_kept(self) -> Roots:
        """Return the memory that objects of regions hold."""
        return NOTHING.union(*self._kept.values())

    def is_plain(self, value: Value) -> bool:
        """Say whether a value is an array that was made here, or passed by itself."""
        roots = self.owns(value)
        is_known = roots == self.reaches(value) and roots.isdisjoint(self._parts.values())
        return isinstance(value.type, ty.Array) and bool(roots) and is_known

    def _set(self, value: Value, own: Roots, reach: Roots) -> None:
        if not refers(value.type):
            return
        if _holds_numbers(value.type):  # they were copied out of what they stood in
            reach = NOTHING
        before = self.owns(value), self.reaches(value)
        after = before[0] | own, before[1] | own | reach
        if after != before:
            self.own[value], self.reach[value] = after
            self._changed = True

    def _fresh(self, value: Value, reach: Roots = NOTHING) -> None:
        self._set(value, frozenset({value}), reach)

    def _flow(self, target: Value, source: Value) -> None:
        self._set(target, self.owns(source), self.reaches(source))

    def _flow_all(self, targets: Iterable[Value], sources: Iterable[Value]) -> None:
        for target, source in zip(targets, sources):
            self._flow(target, source)

    def _all(self, values: Iterable[Value]) -> Roots:
        return NOTHING.union(*map(self.reaches, values))

    def _items(self, container: Value) -> Roots:
        """Return what items of a container may be; of one that holds nothing known, anything that it reaches."""
        if isinstance(container.type, ty.List) and not refers(container.type.item):
            return NOTHING
        return (self.reaches(container) - self.owns(container)) or self.reaches(container)

    def _operations(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            self._operation(operation)

    def _operation(self, operation: Operation) -> None:
        match operation:
            case Constant():
                pass
            case Apply():
                self._apply(operation)
            case Invoke(operands=operands, results=results):
                for result in results:
                    self._set(result, self._all(operands) | {result}, self._all(operands))
            case Closure(captures=captures, result=result):
                self._fresh(result, self._all(captures))
            case If(results=results) | Try(results=results):
                for inner in blocks_of(operation):
                    self._operations(inner.operations)
                    self._flow_all(results, inner.terminator.values)
            case With(body=body, results=results):
                self._operations(body.operations)
                self._flow_all(results, body.terminator.values)
            case Loop():
                self._loop(operation)

    def _loop(self, loop: Loop) -> None:
        body, carried = loop.body, loop.carried
        if loop.iterable is not None:
            self._part(body.params[0], loop.iterable)
        for k in self.turning.get(loop, ()):
            self._fresh(carried[k])
            self._fresh(loop.results[k])
        self._carry(loop, carried, loop.inits)
        self._carry(loop, loop.results, carried)
        self._operations(body.operations)
        self._carry(loop, carried, body.terminator.values)
        for end in exits_of(body):
            self._carry(loop, loop.results, end.values)

    def _carry(self, loop: Loop, targets: Sequence[Value], sources: Sequence[Value]) -> None:
        """Let values that a loop carries be others, but those that take turns: they are named anew."""
        turning = self.turning.get(loop, ())
        for k, (target, source) in enumerate(zip(targets, sources)):
            if k not in turning:
                self._flow(target, source)

    def _part(self, value: Value, whole: Value) -> None:
        """Let a value be a part of another one: a view of an array, or an item of a container."""
        if isinstance(whole.type, ty.Array) and isinstance(value.type, ty.List):  # the rest of ``a, *rest = array``
            self._fresh(value, self.owns(whole))
        elif isinstance(whole.type, ty.Array):
            self._set(value, self.owns(whole), NOTHING)
        else:
            items = self._items(whole)
            self._set(value, items, items)

    def _apply(self, operation: Apply) -> None:
        name, operands = operation.name, operation.operands
        if name in _SAME:
            added = operands[1:] if name in LIST_ADDITIONS else ()
            held = self._all(operands[:1]).union(*map(self._items if name == "list.extend" else self.reaches, added))
            self._set(operation.results[0], self.owns(operands[0]), held)
            for item in operation.results[1:]:  # what pop() gives
                self._part(item, operands[0])
        elif (part := self._part_of_parameter(operation)) is not None:
            self._set(operation.result, frozenset({part}), NOTHING)
            self._set(operands[0], NOTHING, self.reaches(operation.result))
        elif name == "operator.getitem" and self._copies(operation):
            self._fresh(operation.result)
        elif name == "operator.getitem":
            self._part(operation.result, operands[0])
        elif name.startswith("heap."):
            self._heap(operation)
        elif name in _PARTS:
            for result in operation.results:
                self._part(result, operands[0])
        elif name in _HOLDERS:
            starred = [v for v, k in zip(operands, operation.keywords) if k == "*"]
            whole = self._all(v for v in operands if v not in starred)
            self._fresh(operation.result, whole.union(*map(self._items, starred)))
        elif name in _COLLECTORS:
            self._fresh(operation.result, NOTHING.union(*map(self._items, operands)))
        elif name in _ITERATORS:
            self._fresh(operation.result, self._all(operands))
        else:
            self._primitive(operation)

    def _heap(self, operation: Apply) -> None:
        """Let what is read of the objects of a region be all that is put into one of them; a list read whole is new."""
        held = [t for v in (*operation.results, *operation.operands[:1]) if isinstance(t := v.type, ty.Handle)]
        region = held[0].region if held else 0
        before = self._kept.get(region, NOTHING)
        if operation.name in HEAP_READS:
            for result in operation.results:
                self._set(result, before if operation.name == "heap.read" else frozenset({result}), before)
            return
        self._kept[region] = before | self._all(operation.operands)
        self._changed = self._changed or self._kept[region] != before
        for result in operation.results:
            self._fresh(result, before)

    def _part_of_parameter(self, operation: Apply) -> Value | None:
        """Return what stands for the part of a parameter, or of such a part, that an operation reads."""
        if operation.name not in ("getattr", "operator.getitem"):
            return None
        whole, name = operation.operands[:2]
        if not isinstance(name.type, ty.Literal) or not isinstance(whole.type, (ty.Dict, ty.Object)):
            return None
        if whole not in self.function.params and whole not in self._parts.values():
            return None
        return self._parts.setdefault((whole, name.type), operation.result)

    def _copies(self, operation: Apply) -> bool:
        return isinstance(operation.operands[0].type, ty.Array) and is_advanced(operation.operands[1].type)

    def _primitive(self, operation: Apply) -> None:
        if operation.name in (AUGMENTED, REBOUND):  # the old array, or what is computed of it
            given = operation.operands[operation.name == REBOUND :]
            self._set(operation.result, NOTHING.union(*map(self.owns, given)), self._all(given))
            return
        primitive = lookup(operation.name)
        for result in operation.results:
            if primitive is None or (operation.name == "call"):
                self._set(result, self._all(operation.operands) | {result}, NOTHING)
            elif may_give_view(operation):
                roots = self._bases(operation)
                is_array = isinstance(result.type, ty.Array)
                self._set(result, roots if is_array else roots | {result}, roots)
            else:
                self._fresh(result)

    def _bases(self, operation: Apply) -> Roots:
        """Return the memory that a view may look at: of any array passed, for keywords come in any order."""
        arrays = (v for v in operation.operands if isinstance(v.type, ty.Array))
        return self.owns(base_of(operation)).union(*map(self.owns, arrays))


def taken(function: Function) -> set[Value]:
    """Return the values that some operation takes or the function gives, directly or by way of joins and closures."""
    handed_on: dict[Value, list[Value]] = {}
    pending = [*function.body.terminator.values, *_takes(function.body, handed_on)]
    found: set[Value] = set()
    while pending:
        value = pending.pop()
        if value not in found:
            found.add(value)
            pending += handed_on.get(value, ())
    return found


def _takes(block: Block, handed_on: dict[Value, list[Value]]) -> Iterator[Value]:
    """Yield what operations in a block take; note in ``handed_on`` what joined values and closures come from."""

    def join(targets: Iterable[Value], sources: Iterable[Value]) -> None:
        for target, source in zip(targets, sources):
            handed_on.setdefault(target, []).append(source)

    for operation in block.operations:
        inner = blocks_of(operation)
        for nested in inner:
            yield from _takes(nested, handed_on)
        match operation:
            case If(condition=condition, results=results):
                yield condition
            case With(manager=manager, results=results):
                yield manager
            case Loop(iterable=iterable, inits=inits, body=body, results=results):
                yield from () if iterable is None else (iterable,)
                params = operation.carried
                join(params, inits)
                join(params, body.terminator.values)
                join(results, params)
                for end in exits_of(body):
                    join(results, end.values)
            case Closure(captures=captures, result=result):
                handed_on.setdefault(result, []).extend(captures)
            case _:
                yield from operands_of(operation)
        for nested in inner:
            if isinstance(nested.terminator, Raise):
                yield from nested.terminator.values
            else:
                join(operation.results, nested.terminator.values)
