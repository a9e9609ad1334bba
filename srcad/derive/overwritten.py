"""Overwritten: arrays whose memory somebody takes while they may still be needed; to be saved they have to be copied.

before: ``v = u[1:]; u1 = array.store(u, …)``, or ``u`` that a loop begins with and its trips overwrite
after: ``u`` and ``v`` are overwritten, ``u1`` is not
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, If, Loop, Operation, Try, Value, With
from srcad.ir.walk import blocks_of, exits_of
from srcad.rules.table import lookup

_UPDATES = frozenset({"array.store", "array.add_at"})
_BUFFER_READS = frozenset({"memory.load", "memory.read"})


def overwritten(operations: Sequence[Operation]) -> frozenset[Value]:
    """Return the arrays in these operations, and in their blocks, that are overwritten."""
    found: dict[Value, None] = {}
    same: dict[Value, list[Value]] = {}
    _look(operations, found, same)
    waiting = [*found]
    while waiting:
        for value in same.get(waiting.pop(), ()):
            if value not in found:
                found[value] = None
                waiting.append(value)
    return frozenset(found)


def _look(operations: Iterable[Operation], found: dict[Value, None], same: dict[Value, list[Value]]) -> None:
    """Note what is overwritten, and which values have the memory of another one."""
    for operation in operations:
        for block in blocks_of(operation):
            _look(block.operations, found, same)
        match operation:
            case Apply(name=name, operands=(array, *_)) if name in _UPDATES:
                found[array] = None
            case Apply(name=name, results=(result,)) if name in _BUFFER_READS and isinstance(result.type, ty.Array):
                found[result] = None
            case Apply(name=name, operands=(array, *_), results=(result,)) if isinstance(result.type, ty.Array):
                primitive = lookup(name)
                if primitive is not None and primitive.view:
                    same.setdefault(array, []).append(result)
            case If(results=results) | With(results=results) | Try(results=results):
                for block in blocks_of(operation):
                    _join(results, block.terminator.values, same)
            case Loop(inits=inits, body=body, results=results):
                params = operation.carried
                _join(params, inits, same)
                for end in (body.terminator, *exits_of(body)):
                    _join(results, end.values, same)
                _join(params, body.terminator.values, same)
            case _:
                pass


def _join(values: Iterable[Value], sources: Iterable[Value], same: dict[Value, list[Value]]) -> None:
    for value, source in zip(values, sources):
        same.setdefault(value, []).append(source)
