"""The adjoint: reverse mode, SSA to SSA.

before: a specialised function.
after: a forward sweep (the function's own operations) and a reverse sweep that goes through them backwards. The
reverse sweep refers to primal values wherever they were defined, even inside loops and branches of the forward sweep;
each block of it begins with a ``region`` mark that says which block of the forward sweep it undoes. The next stage,
:mod:`srcad.derive.save`, brings the values from there to here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from srcad.analysis.activity import maybe_complex, maybe_undefined, varied
from srcad.analysis.specialise import Program
from srcad.derive.adjoints import Adjoint, Adjoints, Key, LoopAdjoints, Region, adjoint_type, name_of
from srcad.derive.calls import Calls
from srcad.derive.count import count_trips
from srcad.derive.fit import like
from srcad.derive.instantiate import LowerRule
from srcad.derive.leaving import place_of, tell_exits
from srcad.derive.output import check_output
from srcad.derive.reverse import BUFFER_OPERATIONS, reverse_apply
from srcad.derive.shadows import add_shadows
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder, blocks_of, exits_of
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
    Parameter,
    Value,
    With,
    Yield,
)
from srcad.ir.rewrite import substitute_operation


@dataclass(frozen=True, slots=True)
class Draft:
    """A derivative whose reverse sweep still refers to values inside the forward sweep's loops and branches."""

    function: Function
    regions: dict[Value, Region]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the gradient function returns.

    Parameters
    ----------
    wrt : tuple of int
        Positions of the differentiated parameters.
    with_value : bool
        Whether the result is ``(value, gradient)``.
    single : bool
        Whether the gradient is the one adjoint, not a tuple of one.
    """

    wrt: tuple[int, ...]
    with_value: bool = False
    single: bool = True


@dataclass(frozen=True, slots=True)
class Tools:
    """What deriving needs from outside: the program, how rules are lowered, and the pairs of called functions."""

    program: Program
    lower_rule: LowerRule
    calls: Calls


def derive_adjoint(function: Function, wanted: Wanted, tools: Tools) -> Draft:
    """Return the draft of the gradient of ``function``: same parameters, and the seed."""
    sweep, function = _start(function, [function.params[i] for i in wanted.wrt], tools)
    builder = sweep.builder
    output = check_output(function, builder)
    terminator = function.body.terminator
    seed = Value(ty.FLOAT, f"{function.name}_bar")
    if output is not None:
        _go_back(sweep, function, seed)
        inputs = [function.params[i] for i in wanted.wrt]
        gradients = [_gradient(sweep.adjoints, v) for v in inputs]
        for gradient, value in zip(gradients, inputs):
            sweep.context.name(gradient, (value,))
        gradients = sweep.named(gradients)
        result = gradients[0] if wanted.single else builder.apply("build.tuple", *gradients)
        if wanted.with_value:
            result = builder.apply("build.tuple", output, result)
        terminator = Yield((result,), terminator.location)
    suffix = "value_and_grad" if wanted.with_value else "grad"
    own = Parameter(seed.hint, "seed", ty.Literal(1.0))
    body = Block((*function.params, seed), tuple(builder.operations), terminator)
    name = f"{function.name}_{suffix}"
    made = replace(function, name=name, parameters=(*function.parameters, own), body=body)
    return Draft(made, sweep.context.regions)


def derive_callee(function: Function, active: Sequence[bool], tools: Tools) -> Draft:
    """Return the draft of both parts of a callee in one: it yields its result, and the adjoints of active arguments.

    The last parameter is the adjoint of the result.
    """
    inputs = [v for v, a in zip(function.params, active) if a]
    sweep, function = _start(function, inputs, tools)
    (output,) = function.body.terminator.values
    g = Value(adjoint_type(output.type), f"{function.name}_bar")
    _go_back(sweep, function, g)
    adjoints = sweep.named([sweep.adjoints.value_or_zero((v,)) for v in inputs])
    result = adjoints[0] if len(adjoints) == 1 else sweep.builder.apply("build.tuple", *adjoints)
    body = Block((*function.params, g), tuple(sweep.builder.operations), Yield((output, result)))
    return Draft(
        replace(function, parameters=(*function.parameters, Parameter(g.hint)), body=body), sweep.context.regions
    )


def _start(function: Function, inputs: Sequence[Value], tools: Tools) -> tuple[Sweep, Function]:
    """Prepare the forward sweep; return the sweep that is to go back through it."""
    function, places = tell_exits(function)
    function, counts = count_trips(function)
    active = varied(function, inputs)
    function, shadows = add_shadows(function, active)
    active = frozenset(v for v in active if not ty.has_reference(v.type))
    function = replace(function, body=tools.calls.prepare(function.body, active))
    active |= tools.calls.made.keys()
    builder = Builder(function.params, tools.program.typing.infer, function.location)
    builder.operations += function.body.operations
    context = _Context(active, maybe_complex(function), tools, counts, places, shadows)
    return Sweep(builder, Adjoints(builder, undefined=maybe_undefined(function)), context), function


def _go_back(sweep: Sweep, function: Function, seed: Value) -> None:
    _section(sweep.builder, REVERSE)
    end = function.body.terminator
    sweep.builder.location = end.location
    sweep.seed(end.values[0], seed)
    sweep.block(function.body)
    if sweep.context.refusals:
        raise NotDifferentiable.collect(sweep.context.refusals)
    sweep.builder.location = None


#: The text of the mark at which the reverse sweep begins.
REVERSE = "reverse sweep"


def _defined(operation: Operation) -> Iterator[Value]:
    """Yield the values that an operation defines, in its blocks too."""
    yield from operation.results
    for block in blocks_of(operation):
        yield from block.params
        for inner in block.operations:
            yield from _defined(inner)


def _section(builder: Builder, text: str) -> None:
    builder.location = None
    builder.apply_many("section", (builder.constant(text),), 0)


def _gradient(adjoints: Adjoints, value: Value) -> Value:
    """Return the adjoint of an argument: of the argument's own type, fresh, by structure."""
    adjoints.builder.location = None
    return _gradient_of((value,), value.type, value, adjoints)


def _gradient_of(key: Key, t: ty.Type, primal: Value, adjoints: Adjoints) -> Value:
    builder = adjoints.builder

    def item(index: int | str, inner: ty.Type) -> Value:
        part = builder.apply("operator.getitem", primal, builder.constant(index))
        return _gradient_of((*key, index), inner, part, adjoints)

    match t:
        case ty.Tuple(items=items) if not t.name:
            return builder.apply("build.tuple", *(item(i, inner) for i, inner in enumerate(items)))
        case ty.Dict(items=pairs):
            flat = [v for k, inner in pairs for v in (builder.constant(k), item(k, inner))]
            return builder.apply("build.dict", *flat)
        case _:
            return like(adjoints.value_or_zero(key), primal, builder)


@dataclass(slots=True)
class _Context:
    """What all sweeps of one derivative share."""

    varied: frozenset[Value]
    complex: frozenset[Value]
    tools: Tools
    counts: dict[Value, Value]
    places: dict[Value, Value]
    #: Of references to active buffers: the references to their adjoints.
    shadows: dict[Value, Value]
    regions: dict[Value, Region] = field(default_factory=dict)
    refusals: list[NotDifferentiable] = field(default_factory=list)
    definitions: dict[Value, Operation] = field(default_factory=dict)
    names: dict[Value, Value] = field(default_factory=dict)

    def name(self, adjoint: Value, key: Key) -> None:
        """Note what to call an adjoint that has no name yet: after the first value whose adjoint it is."""
        if not adjoint.hint and (name := name_of(key)):
            self.names.setdefault(adjoint, Value(adjoint.type, name))


class Sweep:
    """Goes backwards through one block."""

    def __init__(self, builder: Builder, adjoints: Adjoints, context: _Context) -> None:
        self.builder = builder
        self.adjoints = adjoints
        self.context = context

    def seed(self, value: Value, seed: Value) -> None:
        """Start from the result of the function."""
        if self.is_varied(value):
            self._take_apart((value,), value.type, seed)

    def _take_apart(self, key: Key, t: ty.Type, g: Value) -> None:
        """Give each item of a tuple its own adjoint, from the adjoint of the whole."""
        if not _is_taken_apart(t):
            return self.adjoints.add(key, Adjoint(g))
        assert isinstance(t, ty.Tuple)
        items = [Value(adjoint_type(item), f"{g.hint}_{i}") for i, item in enumerate(t.items)]
        self.builder.add(Apply("unpack", (g, self.builder.constant(None)), tuple(items), (), self.builder.location))
        for i, item in enumerate(items):
            self._take_apart((*key, i), t.items[i], item)
        return None

    def is_varied(self, value: Value) -> bool:
        """Say whether a value depends on the differentiated inputs."""
        return value in self.context.varied

    def add(self, key: Key, adjoint: Adjoint) -> None:
        """Accumulate a contribution to a varied value; others need none."""
        if not self.is_varied(key[0]):
            return
        if self.adjoints.current(key) is None:
            self.context.name(adjoint.raw, key)
        self.adjoints.add(key, adjoint)

    def named(self, adjoints: Sequence[Value]) -> list[Value]:
        """Give the adjoints in the reverse sweep their names; return what has become of some of them."""
        operations = self.builder.operations
        start = next(i for i, o in enumerate(operations) if isinstance(o, Apply) and o.name == "section")
        made = {v for operation in operations[start:] for v in _defined(operation)}
        names = {old: new for old, new in self.context.names.items() if old in made}
        operations[start:] = [substitute_operation(o, names) for o in operations[start:]]
        return [names.get(v, v) for v in adjoints]

    def define(self, operations: Sequence[Operation]) -> None:
        """Note where values are defined."""
        for operation in operations:
            self.context.definitions.update((r, operation) for r in operation.results)

    def block(self, block: Block, stop: int | None = None) -> None:
        """Undo the operations of a block, from its end or from the one before position ``stop``."""
        self.define(block.operations)
        for operation in reversed(block.operations[:stop]):
            self._operation(operation)

    def _operation(self, operation: Operation) -> None:
        self.builder.location = operation.location
        match operation:
            case Apply():
                reverse_apply(self, operation)
            case If():
                self._if(operation)
            case Loop():
                self._loop(operation)
            case With():
                self._with(operation)
            case Constant():
                pass
            case Invoke():
                self._invoke(operation)
            case Closure():
                pass

    def _invoke(self, operation: Invoke) -> None:
        """Call the reverse part of the pair whose forward part this is."""
        (both,) = operation.results
        found = self.adjoints.take(both)
        if not found:
            return
        called = self.context.tools.calls.made[both]
        pair = called.pair
        parts = {tuple(path)[2:]: adjoint for path, adjoint in found}  # of the first item: the other is the tape
        g = self._together((called.result,), called.result.type, parts)
        if g is None:
            return self.refuse("SRC002", "recursive function whose result is used as a structure", operation)
        active = [v for v, a in zip(operation.operands, pair.active) if a]
        types = tuple(adjoint_type(v.type) for v in active)
        result = Value(types[0] if len(types) == 1 else ty.Tuple(types))
        self.builder.add(Invoke(pair.reverse, (called.tape, g), (result,), operation.location))
        terms = [result]
        if len(types) > 1:
            terms = [Value(t, name_of((v,))) for t, v in zip(types, active)]
            unpack = Apply("unpack", (result, self.builder.constant(None)), tuple(terms), (), operation.location)
            self.builder.add(unpack)
        for value, term in zip(active, terms):
            self.add((value,), Adjoint(term))
        return None

    def _together(self, key: Key, t: ty.Type, found: dict[tuple[object, ...], Adjoint]) -> Value | None:
        """Return the adjoint of a key as one value, from those of its parts; zeros where nothing came.

        ``found`` holds them by the path from the key. None if a part is no item of a tuple.
        """
        whole = found.pop((), None)
        if not found and (whole is not None or not _is_taken_apart(t)):
            return self.adjoints.zero(key) if whole is None else self.adjoints.materialise(whole)
        if not isinstance(t, ty.Tuple) or not {path[0] for path in found} <= set(range(len(t.items))):
            return None
        inner = [{p[1:]: a for p, a in found.items() if p[0] == i} for i in range(len(t.items))]
        parts = [self._together((*key, i), item, inner[i]) for i, item in enumerate(t.items)]
        given = [part for part in parts if part is not None]
        if len(given) < len(parts):
            return None
        g = self.builder.apply("build.tuple", *given)
        if whole is None:
            return g
        return self.builder.apply("srcad.runtime.accumulate", self.adjoints.materialise(whole), g)

    def refuse(self, code: str, message: str, operation: Operation, hint: str = "") -> None:
        """Note a refusal; all are shown together."""
        self.context.refusals.append(NotDifferentiable(code, message, operation.location, hint))

    def child(self, block: Block, region: Region) -> Sweep:
        """Return a sweep for a branch, whose block begins with the mark of its region."""
        builder = self.builder.nested()
        sweep = Sweep(builder, Adjoints(builder, self.adjoints), self.context)
        sweep.mark(region)
        return sweep

    def mark(self, region: Region) -> None:
        """Append the mark of a region."""
        token = Value(ty.NONE)
        self.builder.add(Apply("region", (), (token,), (), self.builder.location))
        self.context.regions[token] = region

    # ------------------------------------------------------------------ branches

    def _if(self, operation: If) -> None:
        seeds = [self.adjoints.take(r) for r in operation.results]
        if not any(seeds) and not self.reads_buffers(operation):
            return
        falling = [b for b in (operation.then, operation.orelse) if isinstance(b.terminator, Yield)]
        if len(falling) == 1:
            self.mark(Region(falling[0]))
            self._seed_branch(falling[0], operation.results, seeds)
            self.block(falling[0])
            return
        sweeps = []
        for block in falling:
            sweep = self.child(block, Region(block))
            sweep._seed_branch(block, operation.results, seeds)
            sweep.block(block)
            sweeps.append(sweep)
        self._merge(operation.condition, sweeps[0], sweeps[1])

    def reads_buffers(self, operation: Operation) -> bool:
        """Say whether active buffers are read or written in the blocks of an operation: their adjoints change."""
        return any(self.touches_buffers(o) for block in blocks_of(operation) for o in block.operations)

    def touches_buffers(self, operation: Operation) -> bool:
        """Say whether an operation, or one in its blocks, reads, writes or makes a buffer that has a shadow."""
        if isinstance(operation, Apply) and operation.name in BUFFER_OPERATIONS:
            return any(v in self.context.shadows for v in (*operation.results, *operation.operands[:1]))
        return self.reads_buffers(operation)

    def _seed_branch(
        self, block: Block, results: Sequence[Value], seeds: Sequence[Sequence[tuple[Key, Adjoint]]]
    ) -> None:
        for value, found in zip(block.terminator.values, seeds):
            for key, adjoint in found:
                self.add((value, *key[1:]), adjoint)

    def _merge(
        self, condition: Value, then: Sweep, orelse: Sweep, slots: Sequence[tuple[Key, Value, Value]] = ()
    ) -> list[Value]:
        """Join two branches: each yields its adjoints of the values from outside, then the ``slots``."""
        keys = list(dict.fromkeys([*then.adjoints.own, *orelse.adjoints.own]))
        yields = [[s.adjoints.value_or_zero(key) for key in keys] for s in (then, orelse)]
        results = [Value(adjoint_type(v.type), name_of(key)) for key, v in zip(keys, yields[0])]
        extra = [Value(adjoint_type(a.type), name_of(key)) for key, a, _ in slots]
        ends = [
            s.builder.finish(Yield((*y, *side)))
            for s, y, side in zip((then, orelse), yields, ([a for _, a, _ in slots], [b for _, _, b in slots]))
        ]
        if results or extra or any(map(_writes_buffers, ends)):
            self.builder.add(If(condition, ends[0], ends[1], (*results, *extra), self.builder.location))
        for key, result in zip(keys, results):
            self.adjoints.replace(key, result)
        return extra

    def _with(self, operation: With) -> None:
        seeds = [self.adjoints.take(r) for r in operation.results]
        if not any(seeds) and not self.reads_buffers(operation):
            return
        manager = self.context.definitions[operation.manager]
        if not (isinstance(manager, Apply) and manager.name == "numpy.errstate"):
            self.mark(Region(operation.body))
            self._seed_branch(operation.body, operation.results, seeds)
            self.block(operation.body)
            return
        again = self.builder.apply(manager.name, *manager.operands, keywords=manager.keywords)
        sweep = self.child(operation.body, Region(operation.body))
        sweep._seed_branch(operation.body, operation.results, seeds)
        sweep.block(operation.body)
        keys = list(sweep.adjoints.own)
        values = tuple(sweep.adjoints.value_or_zero(key) for key in keys)
        results = tuple(Value(v.type, name_of(key)) for key, v in zip(keys, values))
        body = sweep.builder.finish(Yield(values))
        body = Block((Value(ty.UNKNOWN),), body.operations, body.terminator)
        self.builder.add(With(again, body, results, operation.location))
        for key, result in zip(keys, results):
            self.adjoints.replace(key, result)

    # ------------------------------------------------------------------ loops

    def _loop(self, loop: Loop) -> None:
        seeds: list[Value | None] = []
        for result in loop.results[:-1]:
            found = self.adjoints.take(result)
            if any(len(key) > 1 for key, _ in found):
                self.refuse("SRC002", "loop that carries a structure whose items vary", loop)
            seeds.append(self.adjoints.materialise(found[0][1]) if found else None)
        if any(s is not None for s in seeds) or self.reads_buffers(loop):
            seeds = self._partial_trips(loop, seeds)
            self._whole_trips(loop, seeds)

    def _partial_trips(self, loop: Loop, seeds: list[Value | None]) -> list[Value | None]:
        """Undo the trip in which the loop was left, whichever exit that was; return the adjoints of its parameters."""
        carried = _carried(loop)
        exits = exits_of(loop.body)
        special = [
            e
            for e in exits
            if any(s and e.values[i] is not carried[i] for i, s in enumerate(seeds)) or self._passes_buffers(loop, e)
        ]
        if not special:
            return seeds
        always = len(special) == len(exits) + (loop.iterable is not None)
        return self._one_exit(loop, special, seeds, always)

    def _passes_buffers(self, loop: Loop, end: Exit) -> bool:
        """Say whether active buffers are read or written on the way to an exit."""
        path = _path_to(loop.body, end) or []
        return any(self.touches_buffers(o) for block, stop in path for o in block.operations[:stop])

    def _one_exit(
        self, loop: Loop, exits: Sequence[Exit], seeds: list[Value | None], always: bool
    ) -> list[Value | None]:
        """Branch on the first of ``exits``; ``always`` says that one of them was taken."""
        if not exits:
            return seeds
        first, rest = exits[0], exits[1:]
        certain = always and not rest
        condition = self.builder.constant(True) if certain else self._was_left_by(loop, first)
        then, orelse = self._branch(), self._branch()
        taken = then._leave(loop, first, seeds)
        other = [*seeds] if certain else orelse._one_exit(loop, rest, [*seeds], always)
        slots = [
            ((p,), then._or_zero(a, p, loop.results[i]), orelse._or_zero(b, p, loop.results[i]))
            for i, (p, a, b) in enumerate(zip(_carried(loop), taken, other))
            if a is not None or b is not None
        ]
        merged = iter(self._merge(condition, then, orelse, slots))
        return [next(merged) if a is not None or b is not None else None for a, b in zip(taken, other)]

    def _was_left_by(self, loop: Loop, end: Exit) -> Value:
        told = self.context.places.get(loop.results[-1])
        number = end.number if told is None else place_of(loop, end, told)
        return self.builder.apply("operator.eq", told or loop.results[-1], self.builder.constant(number))

    def _branch(self) -> Sweep:
        builder = self.builder.nested()
        return Sweep(builder, Adjoints(builder, self.adjoints), self.context)

    def _or_zero(self, value: Value | None, param: Value, result: Value) -> Value:
        return self.adjoints.zero((result,)) if value is None else value

    def _leave(self, loop: Loop, end: Exit, seeds: Sequence[Value | None]) -> list[Value | None]:
        """Undo the operations on the way to one exit."""
        path = _path_to(loop.body, end)
        assert path is not None
        for value, seed in zip(end.values, seeds):
            if seed is not None:
                self.add((value,), Adjoint(seed))
        index = self.context.counts.get(loop.results[-1])
        for block, _ in path:
            outermost = block is loop.body
            self.define(block.operations)
            self.mark(Region(block, index if outermost else None, loop.iterable if outermost else None, exit=end))
        for block, stop in reversed(path):
            self.block(block, stop)
        taken: list[Value | None] = []
        for param in _carried(loop):
            found = self.adjoints.take(param)
            taken.append(self.adjoints.materialise(found[0][1]) if found else None)
        self._item_adjoint(loop, index)
        return taken

    def _whole_trips(self, loop: Loop, seeds: Sequence[Value | None]) -> None:
        terminator = loop.body.terminator
        if not isinstance(terminator, Yield):
            return self._add_inits(loop, list(range(len(seeds))), [s for s in seeds], seeds)
        carried = _carried(loop)
        active = [i for i, p in enumerate(carried) if self.is_varied(p) or seeds[i] is not None]
        sources, index, index_is_item = self._backwards(loop)
        inits = [seeds[i] or self.adjoints.zero((loop.results[i],)) for i in active]
        grads = [Value(adjoint_type(terminator.values[i].type), name_of((p,))) for i, p in _at(active, carried)]
        builder = self.builder.nested()
        adjoints = LoopAdjoints(builder, self.adjoints, _defined_in(loop.body))
        sweep = Sweep(builder, adjoints, self.context)
        sweep.mark(Region(loop.body, index, loop.iterable, index_is_item))
        builder.location = terminator.location or loop.location
        for i, g in zip(active, grads):
            sweep.add((terminator.values[i],), Adjoint(g))
        sweep.block(loop.body)
        builder.location = loop.location
        outs = [adjoints.value_or_zero((p,)) for _, p in _at(active, carried)]
        sweep._item_adjoint(loop, index)
        keys = list(adjoints.accumulators)
        outs += [adjoints.value_or_zero(key) for key in keys]
        body = Block(
            (index, *grads, *(a.param for a in adjoints.accumulators.values())),
            tuple(builder.operations),
            Yield(tuple(outs), loop.location),
        )
        results = [Value(adjoint_type(v.type), p.hint) for v, p in zip(outs, body.params[1:])]
        starts = (*inits, *(a.init for a in adjoints.accumulators.values()))
        self.builder.add(Loop(sources, starts, body, (*results, Value(ty.Literal(0))), loop.location))
        for key, result in zip(keys, results[len(active) :]):
            self.adjoints.replace(key, result)
        self._add_inits(loop, active, results, seeds)

    def _add_inits(
        self, loop: Loop, active: Sequence[int], results: Sequence[Value | None], _: Sequence[Value | None]
    ) -> None:
        for i, result in zip(active, results):
            if result is not None:
                self.add((loop.inits[i],), Adjoint(result))

    def _backwards(self, loop: Loop) -> tuple[Value, Value, bool]:
        """Return the iterable of the reverse loop, its item, and whether that is the forward loop's item."""
        count = self.context.counts.get(loop.results[-1])
        item = loop.body.params[0] if loop.iterable is not None else None
        if count is None and loop.iterable is not None and isinstance(loop.iterable.type, ty.Range):
            assert item is not None
            again = self._again(loop.iterable)
            return self.builder.apply("builtins.reversed", again), Value(ty.INT, item.hint), True
        if count is None:
            assert loop.iterable is not None
            count = self.builder.apply("builtins.len", loop.iterable)
        trips = self.builder.apply("builtins.range", count)
        return self.builder.apply("builtins.reversed", trips), Value(ty.INT, "k"), False

    def _again(self, iterable: Value) -> Value:
        """Return the range that a loop went through, made again where it was made in the same place."""
        made = self.context.definitions.get(iterable)
        if isinstance(made, Apply) and made.name == "builtins.range":
            return self.builder.apply(made.name, *made.operands)
        return iterable

    def _item_adjoint(self, loop: Loop, index: Value | None) -> None:
        """Hand the adjoint of the loop's item to the iterable."""
        if loop.iterable is None:
            return
        for key, adjoint in self.adjoints.take(loop.body.params[0]):
            assert index is not None
            self._to_iterable(loop.iterable, index, key[1:], adjoint, loop)

    def _to_iterable(
        self, iterable: Value, index: Value, path: tuple[object, ...], adjoint: Adjoint, loop: Loop
    ) -> None:
        made_by = self.context.definitions.get(iterable)
        name = made_by.name if isinstance(made_by, Apply) else ""
        if isinstance(made_by, Apply) and name == "builtins.zip" and path:
            assert isinstance(path[0], int)
            return self._to_iterable(made_by.operands[path[0]], index, path[1:], adjoint, loop)
        if isinstance(made_by, Apply) and name == "builtins.enumerate" and path:
            return self._to_iterable(made_by.operands[0], index, path[1:], adjoint, loop) if path[0] == 1 else None
        if isinstance(made_by, Apply) and name == "builtins.reversed":
            back = self.builder.apply("operator.sub", self.builder.constant(-1), index)
            return self._to_iterable(made_by.operands[0], back, path, adjoint, loop)
        if path or isinstance(iterable.type, (ty.Iterator, ty.Dict, ty.Mapping)):
            return self.refuse("SRC002", "iteration over active values in this form", loop, "iterate over an index")
        return self.add_at(iterable, index, self.adjoints.materialise(adjoint))

    def add_at(self, container: Value, index: Value, g: Value) -> None:
        """Accumulate the adjoint of ``container[index]``."""
        if not self.is_varied(container):
            return
        key = (container,)
        now = self.adjoints.value_or_zero(key)
        operation = "list.add_at" if isinstance(container.type, ty.List) else "array.add_at"
        if isinstance(ty.widen(container.type), (ty.Unknown, ty.Tuple)):
            operation = "srcad.runtime.add_at"
        self.adjoints.replace(key, self.builder.apply(operation, now, index, g, hint=name_of(key)))


def _is_taken_apart(t: ty.Type) -> bool:
    """Say whether adjoints of this type are those of the items."""
    return isinstance(t, ty.Tuple) and bool(t.items) and not t.name


def _writes_buffers(block: Block) -> bool:
    return any(
        (isinstance(o, Apply) and o.name.startswith("memory.") and not o.results)
        or any(map(_writes_buffers, blocks_of(o)))
        for o in block.operations
    )


def _carried(loop: Loop) -> tuple[Value, ...]:
    return loop.body.params[len(loop.body.params) - len(loop.inits) :]


def _at(positions: Sequence[int], values: Sequence[Value]) -> list[tuple[int, Value]]:
    return [(i, values[i]) for i in positions]


def _path_to(block: Block, end: Exit) -> list[tuple[Block, int]] | None:
    """Return the blocks from the loop's body to the one that ends in ``end``, each with how far it was run."""
    if block.terminator is end:
        return [(block, len(block.operations))]
    for position, operation in enumerate(block.operations):
        nested = blocks_of(operation) if isinstance(operation, (If, With)) else ()
        for candidate in nested:
            if (path := _path_to(candidate, end)) is not None:
                return [(block, position), *path]
    return None


def _defined_in(block: Block) -> frozenset[Value]:
    found = set(block.params)
    for operation in block.operations:
        found.update(operation.results)
        match operation:
            case If(then=then, orelse=orelse):
                found |= _defined_in(then) | _defined_in(orelse)
            case Loop(body=body) | With(body=body):
                found |= _defined_in(body)
            case _:
                pass
    return frozenset(found)
