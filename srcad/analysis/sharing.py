"""Sharing: arrays that are seen under several names while they are written to become buffers.

before: ``v = b[1:]; b1 = array.store(b, 1, 5.0); sum(v)``, where ``v`` is an older look at what is written to.
after: ``r = memory.new(b); s = r[1:]; memory.store(r, 1, 5.0); sum(memory.load(s))``: in the order of the program, each
name a reference to the one buffer, as NumPy has it.

All arrays that may be the same memory as a shared one, on any path, are shared with it. Views of references are
references; whatever else is done with a buffer is done with what is loaded from it there and then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from srcad.analysis.aliases import Aliases, Roots, base_of, is_advanced, may_give_view, taken
from srcad.analysis.invariant import remove_invariant
from srcad.analysis.typing import Typing
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder, blocks_of, operands_of
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
    Terminator,
    Value,
    With,
)
from srcad.ir.types import Type

#: What tells nothing of the content: it looks at the reference alone.
_LAYOUT = frozenset(
    """numpy.ndarray.shape numpy.ndarray.ndim numpy.ndarray.size numpy.ndarray.dtype numpy.ndarray.itemsize
    numpy.ndarray.nbytes numpy.ndarray.strides numpy.shape numpy.ndim numpy.size builtins.len builtins.isinstance
    builtins.type operator.is_ operator.is_not""".split()
)
_WRITES = {"array.store": "memory.store", "array.add_at": "memory.add_at"}
_HOLDERS = frozenset({"build.tuple", "build.list", "build.dict", "list.append"})
_PARTS = frozenset({"unpack", "getattr", "operator.getitem"})
_ITERATORS = frozenset({"builtins.zip", "builtins.enumerate", "builtins.reversed"})
_COLLECTORS = frozenset(f"builtins.{n}" for n in ("list", "tuple", "zip", "enumerate", "reversed", "iter"))
#: Views that nobody can write through: they are taken anew of what is loaded at each use.
_READ_ONLY = frozenset(
    {"numpy.broadcast_to", "numpy.diag", "numpy.diagonal", "numpy.ndarray.diagonal", "numpy.imag", "numpy.ndarray.imag"}
)
_SAME = frozenset({"check.defined", "srcad.runtime.not_array"})


def share(function: Function, written: Iterable[Value], typing: Typing) -> Function:
    """Return the function with the arrays that ``written`` may be, and all that may be the same, as buffers.

    Raises
    ------
    NotDifferentiable
        SRC003: where references to a buffer are held by something that cannot be followed.
    """
    aliases = Aliases(function)
    shared = _closure(function, aliases, written)
    sharing = _Sharing(aliases, shared, typing, {v: p.kind for v, p in zip(function.params, function.parameters)})
    sharing.uses.update(_used(function.body))
    sharing.called = taken(function)
    made = replace(function, body=sharing.function(function.body))
    if sharing.refusals:
        raise NotDifferentiable.collect(sharing.refusals)
    return remove_invariant(made)


def _closure(function: Function, aliases: Aliases, written: Iterable[Value]) -> Roots:
    """Return the roots of all arrays that may be the same memory as the written ones, or are held together."""
    groups = [aliases.owns(v) for v in _arrays(function.body)]
    groups += [_arrays_in(aliases.reaches(v)) for v in _values(function.body) if not isinstance(v.type, ty.Array)]
    shared = frozenset(r for v in written for r in aliases.owns(v))
    size = -1
    while size != len(shared):
        size = len(shared)
        shared = shared.union(*(g for g in groups if not g.isdisjoint(shared)))
    return shared


def _arrays_in(roots: Roots) -> Roots:
    return frozenset(r for r in roots if isinstance(r.type, ty.Array))


def _arrays(block: Block) -> list[Value]:
    return [v for v in _values(block) if isinstance(v.type, ty.Array)]


def _values(block: Block) -> Iterator[Value]:
    yield from block.params
    for operation in block.operations:
        yield from operation.results
        for inner in blocks_of(operation):
            yield from _values(inner)


def _used(block: Block) -> Iterator[Value]:
    yield from block.terminator.values
    for operation in block.operations:
        yield from operands_of(operation)
        for inner in blocks_of(operation):
            yield from _used(inner)


@dataclass(slots=True)
class _Sharing:
    aliases: Aliases
    shared: Roots
    typing: Typing
    kinds: Mapping[Value, str]
    env: dict[Value, Value] = field(default_factory=dict)
    #: Read-only views, taken anew at each use.
    deferred: dict[Value, Apply] = field(default_factory=dict)
    #: The items of what a loop goes through side by side.
    parts: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    definitions: dict[Value, Operation] = field(default_factory=dict)
    uses: Counter[Value] = field(default_factory=Counter)
    #: What some operation takes, not only joins hand on: other functions made here have been put where they are called.
    called: Set[Value] = frozenset()
    refusals: list[NotDifferentiable] = field(default_factory=list)

    # ------------------------------------------------------------------ what is shared

    def is_shared(self, value: Value) -> bool:
        """Say whether a value is an array that may be a shared one."""
        return isinstance(value.type, ty.Array) and not self.aliases.owns(value).isdisjoint(self.shared)

    def holds_shared(self, value: Value) -> bool:
        """Say whether a value, which is no array, leads to shared arrays."""
        return not isinstance(value.type, ty.Array) and not self.aliases.reaches(value).isdisjoint(self.shared)

    def new(self, value: Value) -> Value:
        """Return what stands for a value in the new function, defined by what is being copied."""
        if self.is_shared(value):
            made = Value(ty.Reference(value.type), value.hint)  # type: ignore[arg-type]
        elif self.holds_shared(value):
            made = Value(_with_references(value.type), value.hint)
        else:
            made = value
        self.env[value] = made
        return made

    def refuse(self, message: str, operation: Operation | Terminator) -> None:
        """Note a refusal."""
        hint = "write into an array of your own that nothing else refers to: u = u.copy()"
        self.refusals.append(NotDifferentiable("SRC003", message, operation.location, hint))

    # ------------------------------------------------------------------ blocks

    def function(self, body: Block) -> Block:
        """Return the body of the function, with buffers for the shared arguments."""
        builder = Builder(body.params, self.typing.infer)
        operations = list(body.operations)
        while operations and isinstance(operations[0], Apply) and operations[0].name == "srcad.runtime.check_apart":
            builder.add(operations.pop(0))
        for param in body.params:
            self._parameter(param, builder)
        self.operations(operations, builder)
        values = tuple(self.load(v, builder) for v in body.terminator.values)
        return builder.finish(replace(body.terminator, values=values))

    def _parameter(self, param: Value, builder: Builder) -> None:
        if self.is_shared(param):
            name = "memory.outer" if self.kinds[param] == "capture" else "memory.new"
            self.env[param] = self.made(name, param, builder)
        elif self.holds_shared(param):
            raise NotDifferentiable(
                "SRC003", f"write into an array held by {param.hint!r}", builder.location, "pass the array by itself"
            )

    def made(self, name: str, value: Value, builder: Builder) -> Value:
        """Append what makes a buffer of a number; return the reference to it."""
        assert isinstance(value.type, ty.Array)
        reference = Value(ty.Reference(value.type), value.hint)
        builder.add(Apply(name, (value,), (reference,), (), builder.location))
        return reference

    def operations(self, operations: Sequence[Operation], builder: Builder) -> None:
        """Append operations, in terms of references."""
        for operation in operations:
            builder.location = operation.location
            self.definitions.update((r, operation) for r in operation.results)
            self.operation(operation, builder)

    def block(self, block: Block, builder: Builder) -> Block:
        """Return a nested block."""
        inner = builder.nested(tuple(map(self.new, block.params)))
        self.operations(block.operations, inner)
        return self._finished(block, inner)

    def _finished(self, block: Block, inner: Builder) -> Block:
        values = tuple(self.now(v, inner) for v in block.terminator.values)
        return inner.finish(replace(block.terminator, values=values))

    def now(self, value: Value, builder: Builder) -> Value:
        """Return what stands for a value, which may be a reference."""
        if value in self.deferred:
            return self.load(value, builder)
        return self.env.get(value, value)

    def load(self, value: Value, builder: Builder) -> Value:
        """Return a value as a number, read here and now."""
        if value in self.deferred:
            view = self.deferred[value]
            operands = tuple(self.load(v, builder) for v in view.operands)
            result = Value(value.type)
            builder.add(replace(view, operands=operands, results=(result,)))
            return result
        reference = self.env.get(value, value)
        if isinstance(reference.type, ty.Reference):
            result = Value(value.type)
            builder.add(Apply("memory.load", (reference,), (result,), (), builder.location))
            return result
        return reference

    # ------------------------------------------------------------------ operations

    def operation(self, operation: Operation, builder: Builder) -> None:
        """Append one operation."""
        match operation:
            case Apply():
                self._apply(operation, builder)
            case If(condition=condition, then=then, orelse=orelse):
                blocks = self.block(then, builder), self.block(orelse, builder)
                results = tuple(map(self.new, operation.results))
                builder.add(If(self.load(condition, builder), *blocks, results, operation.location))
            case With(manager=manager, body=body):
                made = self.block(body, builder)
                builder.add(With(manager, made, tuple(map(self.new, operation.results)), operation.location))
            case Loop():
                self._loop(operation, builder)
            case Closure(result=result) if result not in self.called:
                self.env[result] = builder.apply("undefined")  # its calls have been spliced in
            case Closure() | Invoke():
                self._call(operation, builder)
            case Constant():
                builder.add(operation)

    def _call(self, operation: Closure | Invoke, builder: Builder) -> None:
        if any(self.is_shared(v) or self.holds_shared(v) for v in operands_of(operation)):
            self.refuse(
                "a function that calls itself, or is chosen at run time, gets an array that is written to", operation
            )
        builder.add(operation)

    def _loop(self, loop: Loop, builder: Builder) -> None:
        body, source = loop.body, loop.iterable
        if source is not None and (self.is_shared(source) or self.holds_shared(source)):
            index = Value(ty.INT, "k")
            unpacked = {
                o.operands[0]: o.results for o in body.operations if isinstance(o, Apply) and o.name == "unpack"
            }
            inner = builder.nested((index, *map(self.new, body.params[1:])))
            self._item(body.params[0], source, index, inner, unpacked)
            source = builder.apply("builtins.range", self._length(source, builder, loop))
            self.operations(body.operations, inner)
            made = self._finished(body, inner)
        else:
            made = self.block(body, builder)
        inits = tuple(self.now(v, builder) for v in loop.inits)
        results = tuple(map(self.new, loop.results))
        builder.add(Loop(source, inits, made, results, loop.location))

    def _length(self, iterable: Value, builder: Builder, loop: Loop) -> Value:
        """Append what counts the items of an iterable."""
        if not isinstance(iterable.type, ty.Iterator):
            return builder.apply("builtins.len", self.now(iterable, builder))
        made = self.definitions.get(iterable)
        here = any(self.env.get(iterable) in o.results for o in builder.operations)
        if not isinstance(made, Apply) or made.name not in _ITERATORS or self.uses[iterable] > 1 or not here:
            self.refuse("an iterator over arrays that are written to, kept in a variable", loop)
            return builder.constant(0)
        lengths = [self._length(v, builder, loop) for v in made.operands[: None if made.name == "builtins.zip" else 1]]
        return lengths[0] if len(lengths) == 1 else builder.apply("builtins.min", *lengths)

    def _item(
        self, item: Value, iterable: Value, index: Value, builder: Builder, unpacked: Mapping[Value, Sequence[Value]]
    ) -> None:
        """Append what reads an item of an iterable, as the iteration would have done; let ``item`` be that.

        ``unpacked`` says to which names a tuple is unpacked at once.
        """
        made = self.definitions.get(iterable)
        if not isinstance(iterable.type, ty.Iterator) or not isinstance(made, Apply):
            self._element(item, iterable, index, builder)
        elif made.name == "builtins.reversed":
            back = builder.apply("operator.sub", builder.constant(-1), index)
            self._item(item, made.operands[0], back, builder, unpacked)
        elif isinstance(item.type, ty.Tuple):
            sources = made.operands
            parts = unpacked.get(item, ())
            if len(parts) != len(item.type.items):
                parts = tuple(Value(t) for t in item.type.items)
            self.parts[item] = tuple(parts)
            if made.name == "builtins.enumerate":
                start = [self.load(v, builder) for v in sources[1:]]
                self.env[parts[0]] = builder.apply("operator.add", index, *start) if start else index
                parts, sources = parts[1:], sources[:1]
            for part, source in zip(parts, sources):
                self._item(part, source, index, builder, unpacked)

    def _element(self, item: Value, container: Value, index: Value, builder: Builder) -> None:
        """Append what reads an element of a container by an index."""
        shared = self.is_shared(container)
        name = "memory.read" if shared and not isinstance(item.type, ty.Array) else "operator.getitem"
        inside = shared or self.holds_shared(container)
        made = Value(_with_references(item.type) if inside else item.type, item.hint)
        self.env[item] = made
        builder.add(Apply(name, (self.now(container, builder), index), (made,), (), builder.location))

    def _apply(self, operation: Apply, builder: Builder) -> None:
        name, operands = operation.name, operation.operands
        if operands and operands[0] in self.parts:
            self._part(operation, builder)
        elif name in _WRITES and self.is_shared(operands[0]):
            target, index, item = operands
            written = (self.now(target, builder), self.load(index, builder), self.load(item, builder))
            builder.add(Apply(_WRITES[name], written, (), (), operation.location))
            self.env[operation.result] = written[0]
        elif name in _SAME and self.is_shared(operands[0]):
            builder.add(
                replace(operation, operands=self._all(operands, builder), results=(self.new(operation.result),))
            )
        elif name in _LAYOUT:
            builder.add(replace(operation, operands=self._all(operands, builder)))
        elif self.is_shared(base := base_of(operation) if operands else Value()) and self._is_view(operation):
            self._view(operation, base, builder)
        elif any(map(self.holds_shared, (*operands, *operation.results))):
            self._container(operation, builder)
        else:
            self._number(operation, builder)

    def _part(self, operation: Apply, builder: Builder) -> None:
        """Let the results of ``unpack``, or of a subscript, of a tuple that is known by its parts be these."""
        whole, index = operation.operands
        parts = self.parts[whole]
        place = index.type.value if isinstance(index.type, ty.Literal) else ""
        if operation.name == "unpack" and place is None:
            self.env.update((r, self.now(p, builder)) for r, p in zip(operation.results, parts))
        elif operation.name == "operator.getitem" and isinstance(place, int):
            self.env[operation.result] = self.now(parts[place], builder)
        else:
            self.refuse("this use of what a loop over arrays that are written to gives", operation)

    def _all(self, values: Sequence[Value], builder: Builder) -> tuple[Value, ...]:
        return tuple(self.now(v, builder) for v in values)

    def _is_view(self, operation: Apply) -> bool:
        if operation.name == "operator.getitem":
            _, index = operation.operands
            return isinstance(operation.result.type, ty.Array) and not is_advanced(index.type)
        return operation.name != "unpack" and may_give_view(operation)

    def _view(self, operation: Apply, base: Value, builder: Builder) -> None:
        if operation.name in _READ_ONLY:
            self.deferred[operation.result] = operation
            return
        operands = tuple(self.now(v, builder) if v is base else self.load(v, builder) for v in operation.operands)
        builder.add(replace(operation, operands=operands, results=(self.new(operation.result),)))

    def _container(self, operation: Apply, builder: Builder) -> None:
        known = operation.name in _HOLDERS or operation.name in _PARTS or operation.name in _COLLECTORS
        if not known or any(map(self._is_lost, operation.results)):
            self.refuse(
                f"{operation.name.rpartition('.')[2]} of something that holds an array that is written to", operation
            )
        operands = self._all(operation.operands, builder)
        builder.add(replace(operation, operands=operands, results=tuple(map(self.new, operation.results))))

    def _is_lost(self, value: Value) -> bool:
        """Say whether a value may be a shared array, or hold one, though its type does not tell."""
        lost = isinstance(value.type, (ty.Unknown, ty.Object))
        return lost and not self.aliases.reaches(value).isdisjoint(self.shared)

    def _number(self, operation: Apply, builder: Builder) -> None:
        """Append an operation on numbers: what it reads is loaded; a shared array that it gives is a new buffer."""
        if any(map(self._is_lost, operation.results)):
            self.refuse("an array that is written to, of a type that is not known here", operation)
        if operation.name == "operator.getitem" and self.is_shared(operation.operands[0]):
            operands = (self.now(operation.operands[0], builder), self.load(operation.operands[1], builder))
            made = Apply("memory.read", operands, operation.results, (), operation.location)
        else:
            loaded = {v: self.load(v, builder) for v in operation.operands}
            made = replace(operation, operands=tuple(loaded[v] for v in operation.operands))
        builder.add(made)
        for result in operation.results:
            if self.is_shared(result):
                self._rename(result, builder)

    def _rename(self, result: Value, builder: Builder) -> None:
        """Make a buffer of the result of the last operation; the buffer has the user's name."""
        number = Value(result.type)
        last = builder.operations[-1]
        assert isinstance(last, Apply)
        results = tuple(number if r is result else r for r in last.results)
        builder.operations[-1] = replace(last, results=results)
        reference = Value(ty.Reference(result.type), result.hint)  # type: ignore[arg-type]
        builder.add(Apply("memory.new", (number,), (reference,), (), builder.location))
        self.env[result] = reference


def _with_references(t: Type) -> Type:  # noqa: PLR0911 - one flat list of cases
    """Return the type of a container with references in place of arrays."""
    match t:
        case ty.Array():
            return ty.Reference(t)
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple(tuple(map(_with_references, items)), name, fields)
        case ty.List(item=item, length=length):
            return ty.List(_with_references(item), length)
        case ty.Iterator(item=item, length=length):
            return ty.Iterator(_with_references(item), length)
        case ty.Mapping(value=item):
            return ty.Mapping(_with_references(item))
        case ty.Dict(items=pairs):
            return ty.Dict(tuple((k, _with_references(i)) for k, i in pairs))
        case _:
            return t
