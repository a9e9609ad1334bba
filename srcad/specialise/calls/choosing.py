"""Functions that are chosen at run time: a call of one of several is an ``If`` over them.

before: ``f = np.sin if c else np.cos``; ``y = f(x)``
after: ``y = np.sin(x) if f == np.sin else np.cos(x)``, of which
:mod:`srcad.specialise.calls.choices` makes a test of names
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, If, Operation, Raise, Value, Yield
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, attempts

_PAIR = 2
_HINT = "call the function by its name, in an if"


def call_chosen(cloner: Cloner, callee: Value, operands: tuple[Value, ...], keywords: Keywords) -> Value:
    """Append the call of a function of which several are possible; return the result."""
    assert isinstance(callee.type, ty.Choice)
    branches = [_call(cloner, option, operands, keywords) for option in callee.type.options]
    for value in (callee, *operands):
        cloner.env[value] = value
    *others, (made, chosen) = branches
    block = _block((*made, chosen), chosen.result)
    for made, call in reversed(others):
        held = Value(ty.BOOL)
        option = Value(made[-1].results[0].type)
        test = (
            Constant(option),
            Apply("operator.eq", (callee, option), (held,), (None, None), cloner.builder.location),
        )
        result = Value()
        branch = If(held, _block((*made, call), call.result), block, (result,), cloner.builder.location)
        block = _block((*test, branch), result)
    end = cloner.run(block)
    return (end.values if isinstance(end, Yield) else cloner.always(end))[0]


def _block(operations: Sequence[Operation], result: Value) -> Block:
    return Block((), tuple(operations), Yield((result,)))


def _call(
    cloner: Cloner, option: ty.Callable, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[tuple[Operation, ...], Apply]:
    """Return what makes a function, and the call of it."""
    location = cloner.builder.location
    callee = Value(option)
    make: Operation = Constant(callee, location)
    if isinstance(option.target, Function):
        function, captures = instance_of(cloner, option)
        cloner.env.update((c, c) for c in captures)
        make = Closure(function, captures, callee, location)
    return (make,), Apply("call", (callee, *operands), (Value(),), (None, *keywords), location)


def instance_of(cloner: Cloner, t: ty.Type) -> tuple[Function, tuple[Value, ...]]:
    """Return code and captures of a closure of which the type is known, if these are the captured values here, too."""
    assert isinstance(t, ty.Callable)
    assert isinstance(t.target, Function)
    if not any(p.kind == "capture" and not p.source for p in t.target.parameters):
        return t.target, ()
    closures = cloner.program.closures.items() if t.instance else ()
    found = next((captured for v, captured in closures if _is_instance(v, t)), None)
    if found is None or not all(map(cloner.builder.sees, found[1])):
        raise NotDifferentiable("SRC002", "call of a function chosen at run time", cloner.builder.location, _HINT)
    return found


def _is_instance(made: Value, t: ty.Callable) -> bool:
    return isinstance(made.type, ty.Callable) and (made.type.target, made.type.instance) == (t.target, t.instance)


@attempts
def choose_item(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Look up one of several functions in a tuple, list or dict, or a number in a tuple, by what is not known."""
    if name != "operator.getitem" or isinstance(operands[1].type, (ty.Literal, ty.Slice)):
        return None
    container, index = _as_tuple(cloner, operands[0]), operands[1]
    t = cloner.heap.record(container).type
    match t:
        case ty.Tuple(items=types) if _are_numbers(types) and len(types) > _PAIR:
            return cloner.apply("operator.getitem", (*cloner.apply("builtins.list", (container,)), index))
        case ty.Tuple(items=types) if types and (all(isinstance(t, ty.Callable) for t in types) or _are_numbers(types)):
            keys: Sequence[Hashable] = range(len(types))
            span = cloner.apply("builtins.range", (cloner.builder.constant(len(types)),))[0]
            index = cloner.apply("operator.getitem", (span, index))[0]  # counts from the end, too, and may fail
        case ty.Dict(items=pairs) if pairs and all(isinstance(t, ty.Callable) for _, t in pairs):
            keys = [key for key, _ in pairs]
        case _:
            return None
    items = [cloner.apply("operator.getitem", (container, cloner.builder.constant(key)))[0] for key in keys]
    cloner.env.update((v, v) for v in (index, *items))
    block = _found_nowhere(cloner, t, index, items[-1])
    found = list(zip(keys, items))
    for key, item in reversed(found[:-1] if isinstance(t, ty.Tuple) else found):
        block = _found_here(cloner, index, key, item, block)
    end = cloner.run(block)
    return end.values if isinstance(end, Yield) else cloner.always(end)


def _as_tuple(cloner: Cloner, container: Value) -> Value:
    """Return a tuple of the functions that a list holds now; anything else as it is."""
    record = cloner.heap.record(container)
    items = cloner.parts.get(record, ()) if isinstance(record.type, ty.List) else ()
    if not items or not all(isinstance(v.type, ty.Callable) for v in items):
        return container
    return cloner.apply("build.tuple", items)[0]


def _are_numbers(types: Sequence[ty.Type]) -> bool:
    """Say whether what a tuple holds are numbers, and may carry a derivative."""
    computed = [t for t in types if not isinstance(t, ty.Literal)]
    return all(isinstance(ty.widen(t), ty.Scalar) for t in types) and any(map(ty.may_be_float, computed))


def _found_here(cloner: Cloner, index: Value, key: Hashable, item: Value, elsewhere: Block) -> Block:
    """Return a block that gives an item if the index is this key."""
    wanted, held, result = Value(ty.Literal(key)), Value(), Value()
    location = cloner.builder.location
    test = Apply("operator.eq", (index, wanted), (held,), (None, None), location)
    branch = If(held, Block((), (), Yield((item,))), elsewhere, (result,), location)
    return _block((Constant(wanted), test, branch), result)


def _found_nowhere(cloner: Cloner, container: ty.Type, index: Value, last: Value) -> Block:
    """Return the block for an index that is no key: of a tuple there is none."""
    if isinstance(container, ty.Tuple):
        return Block((), (), Yield((last,)))
    error = Value()
    made = Apply("builtins.KeyError", (index,), (error,), (None,), cloner.builder.location)
    return Block((), (made,), Raise((error,), cloner.builder.location))
