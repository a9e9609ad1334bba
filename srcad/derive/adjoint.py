"""The adjoint: reverse mode, SSA to SSA.

before: a specialised function.
after: a forward sweep (the function's own operations) and a reverse sweep that goes through them backwards. The
reverse sweep refers to primal values wherever they were defined, even inside loops and branches of the forward sweep;
each block of it begins with a ``region`` mark that says which block of the forward sweep it undoes. The next stage,
:mod:`srcad.derive.save`, brings the values from there to here.

The going back is done by a :class:`Sweep` (``sweep``), which meets plain operations (``reverse``, ``moving``,
``versions``, ``buffers``), control flow (``branches``, ``loops``) and calls (``invocations``).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from srcad.analysis.activity import varied
from srcad.analysis.possible import has_singularities, maybe_complex, maybe_undefined
from srcad.derive import branches, buffers, handles, loops, moving, reverse, selecting, tries, versions
from srcad.derive.adjoints import Adjoints, Key, Region, adjoint_type, project
from srcad.derive.count import count_trips
from srcad.derive.drawing import draw_apart
from srcad.derive.fit import like
from srcad.derive.invocations import seed_result
from srcad.derive.leaving import tell_exits
from srcad.derive.output import check_output
from srcad.derive.shadows import add_shadows
from srcad.derive.sweep import Context, Sweep, Tools
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Block, Function, Parameter, Value, Yield

__all__ = ["REVERSE", "Draft", "Tools", "Wanted", "derive_adjoint", "derive_callee"]

#: They say how to undo what they are named after: the sweep finds that in tables.
TABLES = (reverse, moving, selecting, versions, buffers, handles, branches, loops, tries)

#: The text of the mark at which the reverse sweep begins.
REVERSE = "reverse sweep"


@dataclass(frozen=True, slots=True)
class Draft:
    """A derivative whose reverse sweep still refers to values inside the forward sweep's loops and branches.

    Loops of the forward sweep with the bodies ``skipped`` are undone in one branch of the reverse sweep alone.
    """

    function: Function
    regions: dict[Value, Region]
    skipped: Set[Block]


#: The position of a parameter; of an argument that ``*args`` collects, that of ``args`` and which it is.
Place: TypeAlias = "int | tuple[int, int]"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the gradient function returns.

    Parameters
    ----------
    wrt : tuple of Place
        Where the differentiated arguments are.
    with_value : bool
        Whether the result is ``(value, gradient)``.
    single : bool
        Whether the gradient is the one adjoint, not a tuple of one.
    """

    wrt: tuple[Place, ...]
    with_value: bool = False
    single: bool = True


def derive_adjoint(function: Function, wanted: Wanted, tools: Tools) -> Draft:
    """Return the draft of the gradient of ``function``: same parameters, and the seed."""
    inputs = dict.fromkeys(_key_of(function, place)[0] for place in wanted.wrt)
    sweep, function = _start(function, list(inputs), tools)
    builder = sweep.builder
    output = check_output(function, builder)
    terminator = function.body.terminator
    seed = Value(ty.FLOAT, f"{function.name}_bar")
    if output is not None:
        _go_back(sweep, function, seed)
        keys = [_key_of(function, place) for place in wanted.wrt]
        gradients = [_gradient(sweep.adjoints, function, place) for place in wanted.wrt]
        for gradient, key in zip(gradients, keys):
            sweep.context.name(gradient, key)
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
    return Draft(made, sweep.context.regions, sweep.context.skipped)


def derive_callee(function: Function, active: Sequence[bool], tools: Tools) -> Draft:
    """Return the draft of both parts of a callee in one: it yields its result, and the adjoints of active arguments.

    The last parameter is the adjoint of the result.
    """
    inputs = [v for v, a in zip(function.params, active) if a]
    sweep, function = _start(function, inputs, tools)
    (output,) = function.body.terminator.values
    g = Value(adjoint_type(output.type), f"{function.name}_bar")
    _go_back(sweep, function, g)
    adjoints = sweep.named([sweep.whole((v,), v.type, sweep.adjoints.take(v)) for v in inputs])
    result = adjoints[0] if len(adjoints) == 1 else sweep.builder.apply("build.tuple", *adjoints)
    body = Block((*function.params, g), tuple(sweep.builder.operations), Yield((output, result)))
    return Draft(
        replace(function, parameters=(*function.parameters, Parameter(g.hint)), body=body),
        sweep.context.regions,
        sweep.context.skipped,
    )


def _start(function: Function, inputs: Sequence[Value], tools: Tools) -> tuple[Sweep, Function]:
    """Prepare the forward sweep; return the sweep that is to go back through it."""
    function, places = tell_exits(function)
    function, counts = count_trips(function)
    active = varied(function, inputs)
    function, active = draw_apart(function, active, tools.program.typing.infer)
    function, shadows = add_shadows(function, active)
    active = frozenset(v for v in active if not ty.has_reference(v.type) or ty.holds_numbers_beside(v.type))
    function = replace(function, body=tools.calls.prepare(function.body, active))
    active |= tools.calls.made.keys()
    builder = Builder(function.params, tools.program.typing.infer, function.location)
    builder.operations += function.body.operations
    singular = has_singularities(function, active)
    context = Context(active, maybe_complex(function), tools, counts, places, shadows, singular)
    return Sweep(builder, Adjoints(builder, undefined=maybe_undefined(function)), context), function


def _go_back(sweep: Sweep, function: Function, seed: Value) -> None:
    sweep.builder.location = None
    sweep.builder.apply_many("section", (sweep.builder.constant(REVERSE),), 0)
    end = function.body.terminator
    sweep.builder.location = end.location
    seed_result(sweep, end.values[0], seed)
    sweep.block(function.body)
    if refusals := [*sweep.context.tools.program.refusals, *sweep.context.refusals]:
        raise NotDifferentiable.collect(refusals)
    sweep.builder.location = None


def type_at(function: Function, place: Place) -> ty.Type:
    """Return the type of an argument."""
    t = _key_of(function, place)[0].type
    if isinstance(place, int):
        return t
    return t.items[place[1]] if isinstance(t, ty.Tuple) else ty.UNKNOWN


def _key_of(function: Function, place: Place) -> Key:
    """Return the key of the adjoint of an argument."""
    return (function.params[place],) if isinstance(place, int) else (function.params[place[0]], place[1])


def _gradient(adjoints: Adjoints, function: Function, place: Place) -> Value:
    """Return the adjoint of an argument: of the argument's own type, fresh, by structure."""
    builder, key = adjoints.builder, _key_of(function, place)
    builder.location = None
    argument = project(key, builder)
    if isinstance(place, int):
        return _gradient_of(key, type_at(function, place), argument, adjoints)
    whole = adjoints.value(key[:1])
    given = None if whole is None else builder.apply("operator.getitem", whole, builder.constant(place[1]))
    return _gradient_of(key, type_at(function, place), argument, adjoints, given)


def _gradient_of(key: Key, t: ty.Type, primal: Value, adjoints: Adjoints, given: Value | None = None) -> Value:
    """Return the adjoint of a part of an argument; ``given`` is what came to it as an item of a whole."""
    builder, own = adjoints.builder, adjoints.value(key)
    total = own if given is None else given if own is None else adjoints.added(given, own, own.hint)

    def item(index: Hashable, inner: ty.Type) -> Value:
        place = builder.constant(index)
        part = builder.apply("operator.getitem", primal, place)
        came = None if total is None else builder.apply("operator.getitem", total, place)
        return _gradient_of((*key, index), inner, part, adjoints, came)

    match t:
        case ty.Tuple(items=items):
            made = builder.apply("build.tuple", *(item(i, inner) for i, inner in enumerate(items)))
            return like(made, primal, builder) if t.name else made
        case ty.Dict(items=pairs):
            flat = [v for k, inner in pairs for v in (builder.constant(k), item(k, inner))]
            return builder.apply("build.dict", *flat)
        case _:
            return like(adjoints.zero(key) if total is None else total, primal, builder)
