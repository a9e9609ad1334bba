"""Handles: what may be done with them, so that none is lost.

An object that a handle leads to has an adjoint of its own, which goes wherever the handle goes. A value that may be a
handle, and does not tell, would lose it: that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, Loop, Operation, Raise, Value
from srcad.ir.types import Type
from srcad.ir.versions import LIST_VERSIONS
from srcad.ir.walk import blocks_of, exits_of, operands_of

#: What hands handles on as they are.
_MOVES = frozenset(
    {
        *("build.tuple", "build.list", "unpack", "operator.getitem", "check.defined", "operator.mul", "operator.add"),
        *(f"builtins.{name}" for name in ("list", "tuple", "reversed", "zip", "enumerate", "iter")),
        *LIST_VERSIONS,
    }
)
_TAKES_OUT = frozenset({"operator.getitem", "unpack", "check.defined"})
#: What looks at which object it is, or at how many there are.
_LOOKS = frozenset({"operator.is_", "operator.is_not", "builtins.len", "operator.not_", "builtins.bool", "refused"})
_HINT = "keep numbers and arrays in it, or make a copy of it"


def check_handles(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each place at which a handle may get lost."""
    return list({r.location: r for r in _block(function.body)}.values())


def _block(block: Block) -> Iterator[NotDifferentiable]:
    for operation in block.operations:
        for inner in blocks_of(operation):
            yield from _block(inner)
        lost = _loses(operation) if isinstance(operation, Apply) else _joins_badly(operation)
        if lost:
            message = "a list, dict or object that changes under several names, and is used in this way"
            yield NotDifferentiable("SRC003", message, operation.location, _HINT)


def _loses(operation: Apply) -> bool:
    held = [v.type for v in operation.operands if ty.has_handle(v.type)]
    if not held or operation.name in _LOOKS:
        return False
    if operation.name.startswith("heap."):
        return _hides(operation)
    if operation.name not in _MOVES:
        return True
    return any(map(_may_be_one, operation.results)) if operation.name in _TAKES_OUT else not _holds(operation)


def _hides(operation: Apply) -> bool:
    """Say whether a handle is put into an object of which the type does not tell that it holds handles."""
    owner = operation.results[0] if operation.results else operation.operands[0]
    given = operation.operands if operation.results else operation.operands[1:]
    if not isinstance(owner.type, ty.Handle) or not any(ty.has_handle(v.type) for v in given):
        return False
    match owner.type.target:
        case ty.List(item=ty.Unknown()) | ty.Mapping(value=ty.Unknown()):
            return True
        case _:
            return False


def _may_be_one(value: Value) -> bool:
    """Say whether a value may be a handle, or hold one, though its type does not tell."""
    t = value.type
    inside = t.item if isinstance(t, ty.List) else t
    return isinstance(inside, ty.Unknown)


def _holds(operation: Apply) -> bool:
    return not operation.results or any(ty.has_handle(r.type) for r in operation.results)


def _joins_badly(operation: Operation) -> bool:
    if isinstance(operation, Constant):
        return False
    if not blocks_of(operation):  # a function gets it that is compiled apart
        is_closure = isinstance(operation, Closure)
        return not is_closure and any(ty.has_handle(v.type) for v in operands_of(operation))
    if isinstance(operation, Loop) and operation.iterable is not None and ty.has_handle(operation.iterable.type):
        return True
    pairs: list[tuple[Value, Value]] = []
    for inner in blocks_of(operation):
        ends = [inner.terminator, *(exits_of(inner) if isinstance(operation, Loop) else ())]
        pairs += [p for end in ends if not isinstance(end, Raise) for p in _paired(operation.results, end.values)]
    if isinstance(operation, Loop):
        params = operation.carried
        pairs += [*_paired(params, operation.inits), *_paired(params, operation.body.terminator.values)]
    return any(not _keeps(source.type, target.type) for target, source in pairs)


def _paired(targets: Iterable[Value], sources: Iterable[Value]) -> list[tuple[Value, Value]]:
    return list(zip(targets, sources))


def _keeps(source: Type, target: Type) -> bool:
    """Say whether a type tells of all handles of which another one does."""
    if not ty.has_handle(source):
        return True
    match source, target:
        case ty.Handle(region=a), ty.Handle(region=b):
            return a == b
        case ty.Tuple(items=a), ty.Tuple(items=b) if len(a) == len(b):
            return all(map(_keeps, a, b))
        case (ty.List(item=a), ty.List(item=b)) | (ty.Iterator(item=a), ty.Iterator(item=b)):
            return _keeps(a, b)
        case _:
            return False
