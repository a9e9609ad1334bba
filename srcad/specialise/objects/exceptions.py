"""Exceptions that carry values: objects that handlers read, made again as exceptions where they are raised.

before: ``try: raise Failed(x)`` with ``except Failed as e: y = e.args[0]``, and a class ``Failed`` of the function
after: ``e`` is an object that a cell holds from where it is raised on, ``y = x``; what is raised is
``runtime.exception_class('Failed', Exception)(x)``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence, Set

from srcad.analysis.raising import may_raise
from srcad.analysis.writes import is_unknown_call
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Invoke, Operation, Raise, Try, Value
from srcad.ir.walk import blocks_of, operations_in, used_in
from srcad.source.interface import BASE_EXCEPTION, ClassDefinition
from srcad.source.names import is_exception_name
from srcad.specialise.calls.constructing import exception_outside
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import as_class, class_of
from srcad.specialise.objects.namespaces import NoMembers
from srcad.specialise.tables import Keywords, applies, attempts, prepares
from srcad.specialise.unpacking import items_of

#: What looks at the object that stands for an exception.
_READS = ("getattr", "method", "attribute.set", "cell.", "build.tuple", "build.list", "check.defined", "builtins.type")


def builtin_exception(name: str) -> ClassDefinition:
    """Return a class of exceptions that goes by its name."""
    module, _, last = name.rpartition(".")
    order = [f"{c.__module__}.{c.__qualname__}" for c in getattr(sys.modules[module], last).__mro__ if c is not object]
    return ClassDefinition(name, name, NoMembers(name), (name, *order))


def as_exception_class(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class that a value is; of those that go by name, or stand outside, one of exceptions."""
    target = value.type.target if isinstance(value.type, ty.Callable) else None
    if isinstance(target, str):
        return builtin_exception(target) if is_exception_name(target) else None
    return as_class(value) or exception_outside(cloner, value)


def is_exception_class(cls: ClassDefinition) -> bool:
    """Say whether instances of a class can be raised."""
    return BASE_EXCEPTION in cls.bases


def catches_values(operation: Try) -> bool:
    """Say whether a handler looks at what it has caught."""
    return any(handler.params[0] in set(used_in(handler)) for handler in operation.handlers)


@attempts
def make_exception(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Make an object in the place of an exception with numbers, where a handler may look at it."""
    if not cloner.heap.catching or any(keywords) or not is_exception_name(name):
        return None
    if not any(ty.may_be_float(cloner.heap.record(v).type) for v in operands):
        return None
    return cloner.apply("call", (cloner.builder.reference(ty.Callable(builtin_exception(name))), *operands))


def is_exception(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is an object that stands for an exception."""
    cls = class_of(cloner, value)
    return cls is not None and is_exception_class(cls)


@applies("srcad.raised")
def raised(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Give what is raised, and its cause; handlers around find the object that stands for it in their cells."""
    for cell in cloner.heap.catching:
        if not operands:
            cloner.heap.write(cell, cloner.heap.caught[cell])
        elif is_exception(cloner, operands[0]):
            cloner.heap.write(cell, operands[0])
        else:
            _forget(cloner, cell)
    return tuple(_made_again(cloner, v) for v in operands)


def _made_again(cloner: Cloner, value: Value) -> Value:
    """Return an exception in the place of an object that stands for one."""
    cls = class_of(cloner, value)
    if cls is None or not is_exception_class(cls):
        return value
    if value in cloner.program.caught:
        return cloner.program.caught[value]
    if value in cloner.program.outside:
        callee, operands, keywords = cloner.program.outside[value]
        given = cloner.heap.contents(operands)
        made = cloner.builder.apply("call", callee, *given, keywords=(None, *keywords))
        cloner.program.carriers.add(made)
        return made
    (arguments,) = cloner.apply("getattr", (value, cloner.builder.constant("args")))
    items = items_of(cloner, arguments)
    given = cloner.heap.contents((arguments,) if items is None else items)
    kind, words = class_value(cloner, cls), ["*" if items is None else None] * len(given)
    if isinstance(kind.type, ty.Callable) and isinstance(kind.type.target, str):
        made = cloner.builder.apply(kind.type.target, *given, keywords=words)
    else:
        made = cloner.builder.apply("call", kind, *given, keywords=(None, *words))
    cloner.program.carriers.add(made)
    return made


def begin_handler(handler: Cloner) -> None:
    """Let handlers around find nothing of what this one has caught, unless it raises that again."""
    handler.heap.caught = {cell: handler.heap.now[cell] for cell in handler.heap.catching}
    for cell in handler.heap.catching:
        _forget(handler, cell)


def _forget(cloner: Cloner, cell: Value) -> None:
    cloner.heap.write(cell, cloner.builder.apply("undefined"))


def class_value(cloner: Cloner, cls: ClassDefinition) -> Value:
    """Return a class of exceptions as the running program knows it."""
    if is_exception_name(cls.name):
        return cloner.builder.reference(ty.Callable(cls.name))
    base = next(str(key) for key in cls.bases if isinstance(key, str) and is_exception_name(key))
    made = cloner.builder.reference(ty.Callable(base))
    others = [key for key in cls.bases if isinstance(key, tuple)]
    for name in (cloner.program.local_classes[key] for key in reversed(others)):
        made = cloner.builder.apply("srcad.runtime.exception_class", cloner.builder.constant(name), made)
    return made


def caught_kind(cloner: Cloner, kind: Value) -> Value:
    """Return the class that a handler catches as the running program knows it."""
    cls = as_class(kind)
    return kind if cls is None or not is_exception_class(cls) else class_value(cloner, cls)


def carries_values(cloner: Cloner, body: Block, kinds: Sequence[Value]) -> bool:
    """Say whether what handlers for these classes catch was raised in a body on purpose, so that it is known there.

    Nobody else raises exceptions of a class that the function has made, or that stands beside it, if nothing unknown is
    called.
    """
    operations = list(operations_in(body.operations))
    if any(isinstance(o, Invoke) for o in operations):
        return False
    made = {v for v in cloner.program.carriers if any(v in o.results for o in operations)}
    classes = [as_class(kind) or exception_outside(cloner, kind) for kind in kinds]
    if kinds and all(cls is not None and is_exception_class(cls) for cls in classes):
        return not any(is_unknown_call(o) for o in operations if made.isdisjoint(o.results))
    blocks = [body, *(b for o in operations for b in blocks_of(o))]
    if any(isinstance(b.terminator, Raise) and not made.issuperset(b.terminator.values[:1]) for b in blocks):
        return False
    return not any(may_raise(o) for o in operations if not _makes_exceptions(o, made))


def _makes_exceptions(operation: Operation, made: Set[Value]) -> bool:
    """Say whether all that an operation does is to make what is raised, or to choose what is done."""
    if blocks_of(operation) or not made.isdisjoint(operation.results):
        return True
    return isinstance(operation, Apply) and operation.name == "srcad.runtime.exception_class"


def enter_with(cloner: Cloner, exception: Value, cell: Value) -> Value:
    """Return what a handler has caught: the object that a cell holds, if one was raised."""
    held = cloner.heap.now.get(cell)
    if held is None or not is_exception(cloner, held):
        return exception
    cloner.program.caught[held] = exception
    return held


@prepares
def pass_exceptions(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Return operands with the exceptions themselves for those who do more than read their attributes."""
    if name.startswith(_READS) or not cloner.program.caught:
        return operands
    return tuple(cloner.program.caught.get(v, v) for v in operands)
