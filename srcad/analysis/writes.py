"""Writes: which in-place operations the functional IR describes exactly, and which are refused.

``array.store`` and ``list.append`` give a new version of an array or list; that is what NumPy does as long as nobody
looks at the object through an older value afterwards: through the old version, a view, a container, a caller's name.
This check finds each write after which an older value is used that may reach the same memory
(:mod:`srcad.analysis.aliases`): arrays so written must be shared as buffers (:mod:`srcad.analysis.sharing`), lists are
refused. It also refuses what writes in ways that are not modelled: ``out=``, functions that are not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from srcad.analysis.ages import Ages
from srcad.analysis.aliases import NOTHING, Aliases
from srcad.analysis.arguments import describe_call, state_of
from srcad.analysis.raising import done_last
from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_MAKES, HEAP_WRITES
from srcad.ir.nodes import Apply, Block, Function, If, Loop, Operation, Try, Value, With
from srcad.ir.types import Type
from srcad.ir.versions import ARRAY_VERSIONS, AUGMENTED, LIST_VERSIONS
from srcad.ir.walk import blocks_of, defined_in, operands_of, used_in
from srcad.rules.table import Written, lookup
from srcad.rules.writing import writes_of
from srcad.source.names import is_exception_name

#: What lets an object outside hold something else.
_PUTS_BACK = frozenset({"outside.attribute", "srcad.runtime.set_items"})
#: What writes to arrays alone.
_OF_ARRAYS = ARRAY_VERSIONS | {AUGMENTED}
_VERSIONS = _OF_ARRAYS | LIST_VERSIONS
_HINT = "write into an array of your own that nothing else refers to: u = u.copy()"


@dataclass(frozen=True, slots=True)
class Writes:
    """What was found: the writes that are refused, and the arrays and lists whose other names see a write to them.

    ``exposed`` are what may be writes, if a value turns out to be an array, which other names see; ``late`` are the
    values that are used behind a write to what they look at.
    """

    refusals: list[NotDifferentiable]
    shared: list[Value]
    lists: list[Value]
    exposed: list[Apply]
    late: Set[Value]


def check_writes(function: Function) -> Writes:
    """Return what the functional IR does not describe exactly."""
    aliases = Aliases(function)
    check = _Check(function, aliases, Ages(aliases))
    check.block(function.body, [])
    return Writes(list(check.told.values()), check.shared, check.lists, list(check.exposed), check.late)


def guard_shared_arguments(function: Function) -> Function:
    """Return the function with a run-time check that no written argument shares memory with another one.

    before: ``def f(u, v): u[0] = 1.0; …``
    after: ``def f(u, v): check_apart(u, v); u[0] = 1.0; …``
    """
    aliases = Aliases(function)
    written = NOTHING.union(*map(aliases.origins, _stored(function.body)))
    holders = (ty.Unknown, ty.List, ty.Tuple, ty.Dict, ty.Object)
    arrays = [v for v in function.params if isinstance(v.type, (ty.Array, *holders))]
    first = [v for v in arrays if not aliases.reaches(v).isdisjoint(written)]
    if not first or (len(arrays) == 1 and not (isinstance(first[0].type, holders) and may_hold_arrays(first[0].type))):
        return function
    operands = (*first, *(v for v in arrays if v not in first))
    guard = Apply("srcad.runtime.check_apart", operands, (), (), function.location)
    return replace(function, body=replace(function.body, operations=(guard, *function.body.operations)))


def _stored(block: Block) -> list[Value]:
    found: list[Value] = []
    for operation in block.operations:
        if isinstance(operation, Apply) and operation.name in ARRAY_VERSIONS:
            found.append(operation.operands[0])
        for inner in blocks_of(operation):
            found += _stored(inner)
    return found


def may_be_seen(operation: Apply) -> bool:
    """Say whether an operation may change what other names see, though nobody uses the version that it gives."""
    if operation.name in _VERSIONS:
        return True
    return any(_is_written(w, operation) for w in writes_of(operation.name))


def is_unknown_call(operation: Operation) -> bool:
    """Say whether an operation calls something of which nothing is known: it may write into what it is given."""
    if not isinstance(operation, Apply) or _is_intrinsic(operation.name):
        return False
    return lookup(operation.name) is None and not is_exception_name(operation.name)


def acts(operation: Operation) -> bool:
    """Say whether an operation itself, without its blocks, does something that is seen besides its result."""
    if not isinstance(operation, Apply):
        return False
    primitive = lookup(operation.name)
    return is_unknown_call(operation) if primitive is None else primitive.effect


def _is_intrinsic(name: str) -> bool:
    return name.startswith(("build.", "list.", "array.", "tape.", "check.")) or ("." not in name and name != "call")


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A write that may have happened: the memory written to, each with its age, when, in which loops, and by what."""

    memory: dict[Value, int]
    when: int
    loops: tuple[int, ...]
    by: Apply


@dataclass(frozen=True, slots=True)
class _Put:
    """A place in the text where memory was put into an object that a handle leads to: when, and in which loops."""

    when: int
    loops: tuple[int, ...]

    def is_behind(self, root: Value, write: _Written) -> bool:
        """Say whether that was written to later, in the same trip of a loop or in one that follows."""
        age, both = write.memory[root], set(self.loops).intersection(write.loops)
        return age <= self.when < write.when or any(age <= start for start in both)


@dataclass(slots=True)
class _Check:
    function: Function
    aliases: Aliases
    #: When each value comes to be, in the order of the text: roots do not tell which trip of a loop made them.
    ages: Ages
    told: dict[tuple[str, str, Location | None], NotDifferentiable] = field(default_factory=dict)
    shared: list[Value] = field(default_factory=list)
    #: What the lists were made as that are changed while others look at them.
    lists: list[Value] = field(default_factory=list)
    exposed: dict[Apply, None] = field(default_factory=dict)
    late: set[Value] = field(default_factory=set)
    #: What was put into objects that handles lead to, by the memory that it leads to.
    puts: dict[Value, list[_Put]] = field(default_factory=dict)
    #: Which of that a write is behind, as far as it was asked for.
    seen: dict[tuple[Value, _Written], bool] = field(default_factory=dict)
    #: When the trips of the loops around began.
    loops: tuple[int, ...] = ()

    def block(self, block: Block, behind: list[_Written], is_trip: bool = False) -> None:
        """Check the uses in a block; ``behind`` holds the writes that may have happened."""
        start, outer = self.ages.begin(block), self.loops
        self.loops = (*outer, start) if is_trip else outer
        self._operations(block, behind)
        self._uses(block.terminator.values, behind)
        self.loops = outer

    def _operations(self, block: Block, behind: list[_Written]) -> None:
        for operation in block.operations:
            self._uses(_looked_at(operation), behind)
            if isinstance(operation, Apply):
                self._write(operation, behind)
            self._inside(operation, behind)
            self.ages.make(operation)

    def _inside(self, operation: Operation, behind: list[_Written]) -> None:
        match operation:
            case Loop(body=body, iterable=iterable):
                start = len(behind)
                self.ages.enter(operation)
                self.block(body, behind, is_trip=True)
                if len(behind) > start:
                    self._next_trip(body, behind[start:])
                    self._uses([iterable] if iterable else [], behind[start:])
            case If(then=then, orelse=orelse):
                first, second = list(behind), list(behind)
                self.block(then, first)
                self.block(orelse, second)
                behind += [*first[len(behind) :], *second[len(behind) :]]
            case With(body=body):
                self.block(body, behind)
            case Try():
                self._attempt(operation, behind)
            case _:
                pass

    def _attempt(self, operation: Try, behind: list[_Written]) -> None:
        """Check a ``Try``: its handlers run behind what its body may have written before it raised."""
        self.block(operation.body, behind)
        last = done_last(operation.body)
        seen = [b for b in behind if b.by not in last]
        ways = [list(seen) for _ in operation.handlers]
        for handler, way in zip(operation.handlers, ways):
            self.block(handler, way)
        behind += [b for way in ways for b in way[len(seen) :]]

    def _next_trip(self, body: Block, written: list[_Written]) -> None:
        """Check values from outside the loop: the next trip uses them behind what this one has written."""
        inside = set(defined_in(body))
        for value in dict.fromkeys(used_in(body)):
            if value not in inside:
                self._uses((value,), written)

    def _uses(self, values: Iterable[Value], behind: list[_Written]) -> None:
        for value in values:
            found = self.aliases.reaches(value)
            if not found:
                continue
            holds_arrays, born = may_hold_arrays(value.type), self.ages.born.get(value, 0)
            is_handle = ty.has_handle(value.type)
            for write in behind:
                if write.by.name in _OF_ARRAYS and not holds_arrays:
                    continue
                sees = self._sees_put if is_handle else partial(_is_older, born)
                if any(sees(root, write) for root in write.memory.keys() & found):
                    self.late.add(value)
                    self._refuse_write(write.by)

    def _sees_put(self, root: Value, write: _Written) -> bool:
        """Say whether memory was put into an object that a handle leads to, and written to later."""
        if (root, write) not in self.seen:
            self.seen[root, write] = any(put.is_behind(root, write) for put in self.puts.get(root, ()))
        return self.seen[root, write]

    def _write(self, operation: Apply, behind: list[_Written]) -> None:
        name = operation.name
        if name in HEAP_MAKES or name in HEAP_WRITES:
            memory = NOTHING.union(*map(self.aliases.reaches, operation.operands[name in HEAP_WRITES :]))
            put = _Put(self.ages.tick(), self.loops)
            for root in memory:
                self.puts.setdefault(root, []).append(put)
            self.seen.clear()
        elif name in ARRAY_VERSIONS:
            self._store(operation, behind)
        elif name in LIST_VERSIONS:
            self._change_list(operation, behind)
        elif name == AUGMENTED:
            self._augment(operation, behind)
        elif any(_is_written(w, operation) for w in writes_of(name)):
            plain = name.removeprefix("numpy.")
            message = f"{plain} writes into an array in a way that is not described"
            self._refuse(operation, message, "write a[i] = v, or use a function that returns a new array")
        elif is_unknown_call(operation):
            callee = operation.operands[0] if name == "call" else None
            targets = operation.operands[1:] if callee and not self._may_keep(callee, operation) else operation.operands
            self._note(operation, targets, behind)

    def _may_keep(self, callee: Value, call: Apply) -> bool:
        """Say whether something that is called may keep a number that it is given: an object that is made here."""
        if not isinstance(callee.type, ty.Unknown):
            return True
        given = [v for v in call.operands[1:] if not isinstance(v.type, ty.Literal)]
        return callee not in self.function.params and any(map(ty.may_be_float, (v.type for v in given)))

    def _note(
        self, operation: Apply, targets: Sequence[Value], behind: list[_Written], only_lists: bool = False
    ) -> None:
        """Note a write to what the targets lead to, or to the lists among that."""
        written: dict[Value, int] = {}
        for target in targets:
            for root in self.aliases.reaches(target):
                if not only_lists or isinstance(root.type, (ty.List, ty.Unknown)):
                    age = self.ages.age(target, root)
                    written[root] = min(age, written.get(root, age))
        behind.append(_Written(written, self.ages.tick(), self.loops, operation))

    def _store(self, operation: Apply, behind: list[_Written]) -> None:
        target = operation.operands[0]
        if not isinstance(target.type, ty.Array):
            self._refuse(
                operation,
                f"write into a value of type {target.type}",
                "only writes into arrays are differentiated; transpiled files need the type: --types 'u: float64[n]'",
            )
        else:
            self._share_outside(target)
            self._note(operation, (target,), behind)

    def _augment(self, operation: Apply, behind: list[_Written]) -> None:
        """Note what rebinds a number, and writes into an array."""
        target = operation.operands[0]
        if not self.aliases.origins(target).isdisjoint(self.function.params):
            self.exposed[operation] = None
        self._note(operation, (target,), behind)

    def _change_list(self, operation: Apply, behind: list[_Written]) -> None:
        target = operation.operands[0]
        if not isinstance(target.type, ty.List):
            what = operation.name.removeprefix("list.")
            self._refuse(operation, f"{what} of a value of type {target.type}", "append to a list made here")
            return
        self._refuse_outside(operation, target)
        self._note(operation, (target,), behind, only_lists=True)

    def _share_outside(self, target: Value) -> None:
        """Share an array that outlives the call: what is written to it stays written."""
        state = [v for v in state_of(self.function) if not isinstance(v.type, ty.Object)]
        if not self.aliases.origins(target).isdisjoint(state):
            self.shared.append(target)

    def _refuse_outside(self, operation: Apply, target: Value) -> None:
        if not self.aliases.owns(target).isdisjoint(state_of(self.function)):
            self._refuse(operation, "change of a list that outlives the call", _HINT)

    def _refuse_write(self, write: Apply) -> None:
        if write.name in ARRAY_VERSIONS:
            self.shared.append(write.operands[0])
            return
        if write.name == AUGMENTED:
            self.exposed[write] = None
            return
        if not is_unknown_call(write):
            owned = self.aliases.owns(write.operands[0])
            self.lists += (v for v in self.ages.born if v in owned)
            self._refuse(write, "write into an array or list that is used under another name or as a view afterwards")
            return
        message = f"call of {describe_call(write)}, which may write into a value that is used afterwards"
        self._refuse(write, message, "use functions that srcad knows, or pass copies", "SRC004")

    def _refuse(self, operation: Apply, message: str, hint: str = _HINT, code: str = "SRC003") -> None:
        refusal = NotDifferentiable(code, message, operation.location, hint)
        self.told.setdefault((code, message, operation.location), refusal)


def _is_older(born: int, root: Value, write: _Written) -> bool:
    """Say whether a value leads to memory as it was before a write.

    It is older than the write, and not older than the memory, which a loop makes anew in each trip.
    """
    return write.memory[root] <= born < write.when


def _looked_at(operation: Operation) -> tuple[Value, ...]:
    """Return what an operation looks at; what is put back into an object outside does not look at what it held."""
    operands = operands_of(operation)
    is_put_back = isinstance(operation, Apply) and operation.name in _PUTS_BACK
    return operands[1:] if is_put_back else operands


def may_hold_arrays(t: Type) -> bool:
    """Say whether an array may be got at through a value of a type; iterators go on reading what they go through."""
    match ty.widen(t):
        case ty.Scalar() | ty.Text() | ty.Literal() | ty.Range() | ty.Slice() | ty.Undefined() | ty.Module():
            return False
        case ty.Tuple(items=items):
            return any(map(may_hold_arrays, items))
        case ty.List(item=item) | ty.Mapping(value=item):
            return may_hold_arrays(item)
        case ty.Dict(items=pairs) | ty.Object(fields=pairs):
            return any(may_hold_arrays(item) for _, item in pairs)
        case _:
            return True


def _is_written(written: Written, operation: Apply) -> bool:
    """Say whether a call passes an argument to be written to."""
    if not _passed(operation, written.parameter, written.position):
        return False
    if written.unless is None:
        return True
    parameter, position, harmless = written.unless
    value = _passed(operation, parameter, position)
    return value is not None and value.type != ty.Literal(harmless)


def _passed(operation: Apply, parameter: str, position: int | None) -> Value | None:
    """Return the argument of a call for a parameter, unless it is None."""
    found = operation.argument(parameter, position)
    return None if found is None or found.type == ty.NONE else found


def names_each_place_once(index: Type) -> bool:
    """Say whether an index names no place twice."""
    if isinstance(index, ty.Tuple):
        return all(map(names_each_place_once, index.items))
    if isinstance(index, (ty.Slice, ty.Scalar, ty.Literal)):
        return True
    return isinstance(index, ty.Array) and index.dtype == "bool"
