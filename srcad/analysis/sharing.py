"""Sharing: arrays that are seen under several names while they are written to become buffers.

before: ``v = b[1:]; b1 = array.store(b, 1, 5.0); sum(v)``, where ``v`` is an older look at what is written to.
after: ``r = memory.new(b); s = r[1:]; memory.store(r, 1, 5.0); sum(memory.load(s))``: in the order of the program, each
name a reference to the one buffer, as NumPy has it.

All arrays that may be the same memory as a shared one, on any path, are shared with it. Views of references are
references; whatever else is done with a buffer is done with what is loaded from it there and then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping, Sequence, Set
from dataclasses import dataclass, replace

from srcad.analysis.aliases import Aliases, Roots, taken
from srcad.analysis.arguments import state_of
from srcad.analysis.invariant import remove_invariant
from srcad.analysis.shared_loops import SharedLoops
from srcad.analysis.standins import StandIns
from srcad.analysis.typing import Typing
from srcad.analysis.views import CONJUGATES, base_of, is_advanced, keeps_dtype, may_be_operand, may_give_view
from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, If, Invoke, Loop, Operation, Try, Value, With
from srcad.ir.rewrite import substitute_operation
from srcad.ir.versions import ARRAY_VERSIONS, LIST_ADDITIONS
from srcad.ir.walk import defined_in, operands_of, operations_in, used_in, with_blocks

#: What tells nothing of the content: it looks at the reference alone.
_LAYOUT = frozenset(
    """numpy.ndarray.shape numpy.ndarray.ndim numpy.ndarray.size numpy.ndarray.dtype numpy.ndarray.itemsize
    numpy.ndarray.nbytes numpy.ndarray.strides numpy.shape numpy.ndim numpy.size builtins.len builtins.isinstance
    builtins.type operator.is_ operator.is_not""".split()
)
_WRITES = {"array.store": "memory.store", "array.add_at": "memory.add_at"}
_HOLDERS = frozenset({"build.tuple", "build.list", "build.dict", *LIST_ADDITIONS})
_PARTS = frozenset({"unpack", "getattr", "operator.getitem"})
_COLLECTORS = frozenset(f"builtins.{n}" for n in ("list", "tuple", "zip", "enumerate", "reversed", "iter"))
#: Views that nobody can write through: they are taken anew of what is loaded at each use.
_READ_ONLY = frozenset(
    {"numpy.broadcast_to", "numpy.diag", "numpy.diagonal", "numpy.ndarray.diagonal", "numpy.imag", "numpy.ndarray.imag"}
    | {"numpy.lib.stride_tricks.sliding_window_view"}
)
_SAME = frozenset({"check.defined"})
#: What goes through a buffer later, with something beside each of its items.
_PAIRING = frozenset({"builtins.zip", "builtins.enumerate"})
_SEEN = _LAYOUT | {"builtins.reversed", "builtins.iter"}


def share(
    function: Function,
    written: Iterable[Value],
    late: Set[Value],
    typing: Typing,
    parts: MutableMapping[Value, tuple[Value, ...]],
) -> Function:
    """Return the function with the arrays that ``written`` may be, and all that may be the same, as buffers.

    ``late`` are the values that are used behind a write to what they look at; ``parts`` tells of what tuples and lists
    are made.

    Raises
    ------
    NotDifferentiable
        SRC003: where references to a buffer are held by something that cannot be followed.
    """
    aliases = Aliases(function)
    names = StandIns(aliases, _closure(function, aliases, written), late)
    state = frozenset(state_of(function))
    loops = SharedLoops(names, Counter(used_in(function.body)))
    sharing = _Sharing(names, loops, typing, state, taken(function), parts)
    made = replace(function, body=sharing.function(function.body))
    for operation in _reading_unseen(made.body):
        names.refuse(f"{_named(operation)} of an array that is written to", operation)
    if names.refusals:
        raise NotDifferentiable.collect(names.refusals)
    return remove_invariant(made)


def _closure(function: Function, aliases: Aliases, written: Iterable[Value]) -> Roots:
    """Return the roots of all arrays that may be the same memory as the written ones, or are held together."""
    groups = [aliases.owns(v) for v in _arrays(function.body)]
    groups += dict.fromkeys(aliases.groups.values())
    groups += [_arrays_in(aliases.reaches(v)) for v in defined_in(function.body) if not isinstance(v.type, ty.Array)]
    shared = frozenset(r for v in written for r in aliases.owns(v))
    size = -1
    while size != len(shared):
        size = len(shared)
        shared = shared.union(*(g for g in groups if not g.isdisjoint(shared)))
    return shared


def _arrays_in(roots: Roots) -> Roots:
    return frozenset(r for r in roots if isinstance(r.type, ty.Array))


def _arrays(block: Block) -> list[Value]:
    return [v for v in defined_in(block) if isinstance(v.type, ty.Array)]


@dataclass(slots=True)
class _Sharing:
    names: StandIns
    loops: SharedLoops
    typing: Typing
    state: frozenset[Value]
    #: What some operation takes, not only joins hand on: other functions made here have been put where they are called.
    called: Set[Value]
    parts: MutableMapping[Value, tuple[Value, ...]]

    # ------------------------------------------------------------------ blocks

    def function(self, body: Block) -> Block:
        """Return the body of the function, with buffers for the shared arguments."""
        builder = Builder(body.params, self.typing.infer)
        operations = list(body.operations)
        while operations and isinstance(operations[0], Apply) and operations[0].name == "srcad.runtime.check_apart":
            builder.add(operations.pop(0))
        for param in body.params:
            self._parameter(param, body, builder)
        self.operations(operations, builder)
        values = tuple(self.names.load(v, builder) for v in body.terminator.values)
        return builder.finish(replace(body.terminator, values=values))

    def _parameter(self, param: Value, body: Block, builder: Builder) -> None:
        if self.names.is_shared(param):
            name = "memory.outer" if param in self.state else "memory.new"
            self.names.env[param] = self.names.made(name, param, builder)
        elif self.names.holds_shared(param):
            message, hint = f"write into an array held by {param.hint!r}", "pass the array by itself"
            raise NotDifferentiable("SRC003", message, self._place_of_write(param, body), hint)

    def _place_of_write(self, param: Value, body: Block) -> Location | None:
        """Return where something that an argument leads to is written to first."""
        aliases = self.names.aliases
        held = aliases.reaches(param)
        writes = (o for o in operations_in(body.operations) if isinstance(o, Apply) and o.name in ARRAY_VERSIONS)
        found = (w for w in writes if not held.isdisjoint(aliases.origins(w.operands[0])))
        return next((w.location for w in found), None)

    def operations(self, operations: Sequence[Operation], builder: Builder) -> None:
        """Append operations, in terms of references."""
        for operation in operations:
            builder.location = operation.location
            self.loops.definitions.update((r, operation) for r in operation.results)
            self.operation(operation, builder)

    def block(self, block: Block, builder: Builder) -> Block:
        """Return a nested block."""
        inner = builder.nested(tuple(map(self.names.new, block.params)))
        self.operations(block.operations, inner)
        return self._finished(block, inner)

    def _finished(self, block: Block, inner: Builder) -> Block:
        values = tuple(self.names.now(v, inner) for v in block.terminator.values)
        return inner.finish(replace(block.terminator, values=values))

    # ------------------------------------------------------------------ operations

    def operation(self, operation: Operation, builder: Builder) -> None:
        """Append one operation."""
        match operation:
            case Apply():
                self._apply(operation, builder)
            case If(condition=condition, then=then, orelse=orelse):
                blocks = self.block(then, builder), self.block(orelse, builder)
                results = tuple(map(self.names.new, operation.results))
                builder.add(If(self.names.load(condition, builder), *blocks, results, operation.location))
            case With(manager=manager, body=body):
                made = self.block(body, builder)
                builder.add(With(manager, made, tuple(map(self.names.new, operation.results)), operation.location))
            case Try():
                results = tuple(map(self.names.new, operation.results))
                builder.add(with_blocks(replace(operation, results=results), lambda b: self.block(b, builder)))
            case Loop():
                self._loop(operation, builder)
            case Closure(result=result) if result not in self.called:
                self.names.env[result] = builder.apply("undefined")  # its calls have been spliced in
            case Closure() | Invoke():
                self._call(operation, builder)
            case Constant():
                builder.add(operation)

    def _call(self, operation: Closure | Invoke, builder: Builder) -> None:
        given = operands_of(operation)
        if any(self.names.is_shared(v) or self.names.holds_shared(v) for v in given):
            self.names.refuse(
                "a function that calls itself, or is chosen at run time, gets an array that is written to", operation
            )
        if any(map(self.names.holds_shared, operation.results)):
            self.names.refuse(
                "what a function that calls itself gives holds an array that is written to and used under another name",
                operation,
            )
        builder.add(substitute_operation(operation, dict(zip(given, self.names.all_now(given, builder)))))
        for result in filter(self.names.is_shared, operation.results):
            self._rename(result, builder)

    def _loop(self, loop: Loop, builder: Builder) -> None:
        source = loop.iterable
        if self.loops.is_over_shared(loop):
            source, inner = self.loops.count(loop, builder)
            self.operations(loop.body.operations, inner)
            made = self._finished(loop.body, inner)
        else:
            made = self.block(loop.body, builder)
        inits = self.names.all_now(loop.inits, builder)
        results = tuple(map(self.names.new, loop.results))
        builder.add(Loop(source, inits, made, results, loop.location))

    def _apply(self, operation: Apply, builder: Builder) -> None:
        name, operands = operation.name, operation.operands
        if operands and operands[0] in self.loops.parts:
            self.loops.part(operation, builder)
        elif name in _WRITES and self.names.is_shared(operands[0]):
            target, index, item = operands
            written = (self.names.now(target, builder), self.names.load(index, builder), self.names.load(item, builder))
            builder.add(Apply(_WRITES[name], written, (), (), operation.location))
            self.names.env[operation.result] = written[0]
        elif name in _SAME and self.names.is_shared(operands[0]):
            sources, result = self.names.all_now(operands, builder), self.names.new(operation.result)
            builder.add(replace(operation, operands=sources, results=(result,)))
        elif name in _LAYOUT:
            builder.add(replace(operation, operands=tuple(self.names.looked_at(v, builder) for v in operands)))
        elif self.names.is_shared(base := base_of(operation) if operands else Value()) and self._is_view(operation):
            self._view(operation, base, builder)
        elif name == "unpack" and self.names.is_shared(operands[0]) and operands[1].type == ty.NONE:
            self._rows(operation, builder)
        elif any(map(self.names.holds_shared, (*operands, *operation.results))):
            self._container(operation, builder)
        else:
            self._number(operation, builder)

    def _rows(self, operation: Apply, builder: Builder) -> None:
        """Append ``a, b = m`` of a shared array: its rows, which are views, or its elements."""
        whole = operation.operands[0]
        shape = whole.type.shape if isinstance(whole.type, ty.Array) else None
        if not shape:
            self.names.refuse("unpacking of an array of unknown rank that is written to", operation)
        elif shape[0].known != len(operation.results):  # its length is to be checked
            self._unpack(operation, builder)
            return
        reference = self.names.now(whole, builder)
        for position, result in enumerate(operation.results):
            index = builder.constant(position)
            is_row = isinstance(result.type, ty.Array)
            row = self.names.new(result) if is_row else result
            name = "operator.getitem" if is_row else "memory.read"
            builder.add(Apply(name, (reference, index), (row,), (), operation.location))

    def _unpack(self, operation: Apply, builder: Builder) -> None:
        """Append ``a, b = m`` of a shared array of unknown length as it is."""
        if not isinstance(operation.results[0].type, ty.Array):
            self._number(operation, builder)
            return
        operands = self.names.all_now(operation.operands, builder)
        builder.add(replace(operation, operands=operands, results=tuple(map(self.names.new, operation.results))))

    def _is_view(self, operation: Apply) -> bool:
        if operation.name == "operator.getitem":
            _, index = operation.operands
            return isinstance(operation.result.type, ty.Array) and not is_advanced(index.type)
        return operation.name != "unpack" and may_give_view(operation)

    def _view(self, operation: Apply, base: Value, builder: Builder) -> None:
        if may_be_operand(operation):
            self.names.refuse("what may be an array itself that is written to", operation)
        if _is_read_only(operation) or base in self.names.deferred:
            self.names.defer(operation, base)
            return
        unsure = "copy" in operation.keywords and ("order" in operation.keywords or not keeps_dtype(operation))
        if unsure or (operation.name in CONJUGATES and ty.kind_of(base.type) is None):
            self.names.refuse("what may be a copy of an array that is written to", operation)
        several = sum(map(self.names.is_shared, operation.operands)) > 1
        if several and operation.name != "operator.getitem" and not isinstance(operation.result.type, ty.Iterator):
            self.names.refuse("views of several arrays that are written to", operation)
        operands = tuple(
            self.names.now(v, builder) if v is base else self.names.load(v, builder) for v in operation.operands
        )
        builder.add(replace(operation, operands=operands, results=(self.names.new(operation.result),)))

    def _container(self, operation: Apply, builder: Builder) -> None:
        known = operation.name in _HOLDERS | _PARTS | _COLLECTORS or operation.name.startswith("heap.")
        lost = any(map(self.names.is_lost, operation.results))
        if not known and not lost and self._holds_none(operation) and all(map(self._is_display, operation.operands)):
            self._computed(
                replace(operation, operands=tuple(self._loaded(v, builder) for v in operation.operands)), builder
            )
            return
        if not known or lost:
            self.names.refuse(
                f"{operation.name.rpartition('.')[2]} of something that holds an array that is written to", operation
            )
        operands = self.names.all_now(operation.operands, builder)
        builder.add(replace(operation, operands=operands, results=tuple(map(self.names.new, operation.results))))

    def _holds_none(self, operation: Apply) -> bool:
        """Say whether what an operation gives leads to no shared array."""
        return not any(map(self.names.holds_shared, operation.results))

    def _is_display(self, value: Value) -> bool:
        """Say whether a value leads to no shared array, or is a list or tuple of items that are known."""
        if not self.names.holds_shared(value):
            return True
        made = self.loops.definitions.get(value)
        if not isinstance(made, Apply) or made.name not in ("build.list", "build.tuple") or any(made.keywords):
            return False
        return all(map(self._is_display, made.operands))

    def _loaded(self, value: Value, builder: Builder) -> Value:
        """Return a value, a display with what its arrays hold here and now."""
        if not self.names.holds_shared(value):
            return self.names.load(value, builder)
        made = self.loops.definitions[value]
        assert isinstance(made, Apply)
        items = tuple(self._loaded(v, builder) for v in made.operands)
        display = builder.apply(made.name, *items)
        self.parts[display] = items
        return display

    def _number(self, operation: Apply, builder: Builder) -> None:
        """Append an operation on numbers: what it reads is loaded; a shared array that it gives is a new buffer."""
        if any(map(self.names.is_lost, operation.results)):
            self.names.refuse("an array that is written to, of a type that is not known here", operation)
        base = operation.operands[0] if operation.name == "operator.getitem" else None
        if base is not None and self.names.is_shared(base) and base not in self.names.deferred:
            operands = (self.names.now(base, builder), self.names.load(operation.operands[1], builder))
            made = Apply("memory.read", operands, operation.results, (), operation.location)
        else:
            loaded = {v: self.names.load(v, builder) for v in operation.operands}
            made = replace(operation, operands=tuple(loaded[v] for v in operation.operands))
        self._computed(made, builder)

    def _computed(self, operation: Apply, builder: Builder) -> None:
        """Append what computes numbers; a shared array that it gives is a new buffer."""
        builder.add(operation)
        for result in filter(self.names.is_shared, operation.results):
            if self.names.aliases.owns(result) != {result}:
                self.names.refuse("a view, in this form, of an array that is written to", operation)
            self._rename(result, builder)

    def _rename(self, result: Value, builder: Builder) -> None:
        """Make a buffer of what the last operation, or one of the last, gives; the buffer has the user's name."""
        assert isinstance(result.type, ty.Array)
        number = Value(result.type)
        made = next(o for o in reversed(builder.operations) if result in o.results)
        assert isinstance(made, (Apply, Invoke))
        results = tuple(number if r is result else r for r in made.results)
        builder.operations[builder.operations.index(made)] = replace(made, results=results)
        reference = Value(ty.Reference(result.type), result.hint)
        builder.add(Apply("memory.new", (number,), (reference,), (), builder.location))
        self.names.env[result] = reference


def _reading_unseen(body: Block) -> Iterator[Operation]:
    """Give the operations that take numbers of a buffer which no derivative would find there."""
    iterators: set[Value] = set()
    for operation in operations_in(body.operations):
        match operation:
            case Apply(name=name, operands=operands) if name in _PAIRING:
                if any(v in iterators or isinstance(v.type, ty.Reference) for v in operands):
                    iterators.update(operation.results)
                continue
            case Apply(name=name, operands=operands) if name not in _SEEN and not name.startswith(("memory.", "heap.")):
                sources, targets = operands, operation.results
            case Loop(iterable=Value() as iterable):
                sources, targets = (iterable,), operation.body.params[:1]
            case _:
                continue
        read = any(v in iterators or isinstance(v.type, ty.Reference) for v in sources)
        if read and any(not ty.has_reference(v.type) and ty.may_be_float(v.type) for v in targets):
            yield operation


def _named(operation: Operation) -> str:
    return operation.name.rpartition(".")[2] if isinstance(operation, Apply) else "a loop over the items"


def _is_read_only(operation: Apply) -> bool:
    """Say whether nobody can write through the view that an operation gives; the parts of complex numbers can."""
    is_part = operation.name.endswith("imag") and ty.kind_of(operation.operands[0].type) == "complex"
    return operation.name in _READ_ONLY and not is_part
