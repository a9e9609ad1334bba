"""With statements: a manager of the user's is what its methods do; any other one is entered by the emitted text.

before: ``with(Timer(), {b})`` of a class ``Timer`` in source form
after: ``Timer.__enter__(t)``, ``b``, ``Timer.__exit__(t, None, None, None)``

A function decorated with ``@contextmanager`` gives a generator, whose ``yield`` the body takes the place of.

If the body raises, nobody sees what ``__exit__`` does, but for the handlers of a ``try`` around: what outlives the call
is given its new content at the end of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import (
    Apply,
    Block,
    Constant,
    Function,
    If,
    Loop,
    Operation,
    Raise,
    Terminator,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.walk import blocks_of, operations_in
from srcad.lower.holding_back import gives_nothing
from srcad.source.interface import Definition, Known, Local, Member
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.branches import join_branches
from srcad.specialise.iteration.generators import consume, hands_on
from srcad.specialise.iteration.sealing import without_stops
from srcad.specialise.objects.instances import class_of
from srcad.specialise.program import Generator
from srcad.specialise.tables import copies

#: Managers of which it takes the arguments, or more, to know what they hold back.
_HOLDING_BACK = frozenset({"contextlib.suppress", "contextlib.ExitStack", "pytest.raises"})


@copies(With)
def copy_with(cloner: Cloner, operation: With) -> Terminator | None:
    """Copy a ``With``."""
    manager = cloner.env[operation.manager]
    if manager in cloner.program.generators:
        _by_generator(cloner, operation, cloner.program.generators[manager])
        return None
    if isinstance(cloner.heap.record(manager).type, ty.Object):
        return _by_methods(cloner, operation, manager)
    if any(name in _HOLDING_BACK for name in _makers(cloner, manager)):
        message = "a context manager that holds exceptions back, made elsewhere than in the with statement"
        hint = "write `with contextlib.suppress(...):`, or catch the exception by a try statement"
        raise NotDifferentiable("SRC001", message, cloner.place(operation), hint)
    params = [Value(ty.UNKNOWN, p.hint) for p in operation.body.params]
    inner = cloner.nested(params)
    cloner.env.update(zip(operation.body.params, params))
    end = inner.run(operation.body)
    join = join_branches(cloner, [inner], [end], operation.results)
    (body,) = join.blocks
    cloner.builder.add(With(cloner.heap.content(manager), body, join.leaves(cloner), cloner.place(operation)))
    if operation.results and not join.falls:
        end = body.terminator
        return Raise((), end.location) if isinstance(end, Raise) else end  # what follows is not reached
    join.take(cloner, operation.results)
    return None


def _makers(cloner: Cloner, manager: Value) -> Iterator[str]:
    """Yield the functions that may have made a manager."""
    made = [o for o in cloner.builder.visible() if manager in o.results]
    yield from (o.name for o in operations_in(made) if isinstance(o, Apply))


def _by_generator(cloner: Cloner, operation: With, source: Generator) -> None:
    """Copy a generator's body with the body of a ``with`` statement in the place of its only ``yield``."""
    if _yields(without_stops(source.function).body) != 1:
        message = "a context manager whose function may yield more than once, or not at all"
        raise NotDifferentiable("SRC001", message, source.location, "yield once on each way, outside loops")
    nothing = [cloner.builder.apply("undefined") for _ in operation.results]
    inits, carried = (tuple(Value(hint=r.hint) for r in operation.results) for _ in range(2))
    cloner.env.update(zip(inits, nothing))
    entered = operation.body.params or (Value(),)
    body = replace(operation.body, params=(*entered, *carried))
    loop = Loop(operation.manager, inits, body, (*operation.results, Value()), operation.location)
    consume(cloner, loop, source)


def _yields(block: Block) -> int:
    """Return how often a generator yields in a block; where that is not known, some number but 1."""
    return sum(map(_yields_of, block.operations))


def _yields_of(operation: Operation) -> int:
    match operation:
        case If(then=then, orelse=orelse):
            counts = {_yields(b) for b in (then, orelse) if not isinstance(b.terminator, Raise)}
            return counts.pop() if len(counts) == 1 else 2 * max(counts, default=0)
        case Try(body=body) | With(body=body):
            return _yields(body)
        case _:
            return 2 * sum(map(_yields, blocks_of(operation))) + hands_on(operation)


def _by_methods(cloner: Cloner, operation: With, manager: Value) -> Terminator | None:
    """Copy the body between what entering and leaving does."""
    cloner.builder.location = cloner.place(operation)
    leave = None if (cls := class_of(cloner, manager)) is None else cls.members.member("__exit__")
    if leave is None or not _lets_exceptions_through(leave):
        message = "a context manager that may hold exceptions back"
        hint = "let __exit__ return None or False, and catch the exception by a try statement"
        raise NotDifferentiable("SRC001", message, cloner.builder.location, hint)
    (entered,) = cloner.apply("method", (manager, cloner.builder.constant("__enter__")))
    cloner.env.update((p, entered) for p in operation.body.params)
    if cloner.heap.attempts:
        return _left_by_exceptions(cloner, operation)
    end = cloner.run(operation.body)
    if not isinstance(end, Yield):
        return end
    named = [cloner.heap.named(v, r.hint) for v, r in zip(end.values, operation.results)]
    _leave(cloner, operation)
    cloner.env.update(zip(operation.results, named))
    return None


def _left_by_exceptions(cloner: Cloner, operation: With) -> Terminator | None:
    """Copy the body, and what leaving does, where a handler may see what that does behind an exception."""
    exception, kind, done = Value(), Value(), Value()
    name, nothing = Value(ty.Literal("__exit__")), Value(ty.NONE)
    told = (
        Constant(name),
        Constant(nothing),
        Apply("builtins.type", (exception,), (kind,)),
        Apply("method", (operation.manager, name, kind, exception, nothing), (done,)),
    )
    location = operation.location
    handler = Block((exception,), told, Raise((), location))
    body = replace(operation.body, params=())
    end = cloner.copy(Try(body, ((),), (handler,), (*operation.results, Value()), location))
    if end is None:
        _leave(cloner, operation)
    return end


def _leave(cloner: Cloner, operation: With) -> None:
    cloner.builder.location = cloner.place(operation)
    name, nothing = cloner.builder.constant("__exit__"), cloner.builder.constant(None)
    cloner.apply("method", (cloner.env[operation.manager], name, nothing, nothing, nothing))


def _lets_exceptions_through(leave: Member) -> bool:
    """Say whether all that a method returns is None, False or nothing."""
    match leave.binding:
        case Known(type=ty.Callable(target=Definition(tree=gast.FunctionDef() as tree))):
            return gives_nothing(tree)
        case Local(value=Value(type=ty.Callable(target=Function(origin=Definition(tree=gast.FunctionDef() as tree))))):
            return gives_nothing(tree)
        case _:
            return False
