"""Iterators are used up: what ``zip``, ``enumerate`` and ``reversed`` give can be gone through once.

In the IR such a value stands for its items wherever it is used. That is the same for the first use, in the trip of a
loop in which it was made; any other one is refused. So is going through several at once, of which lists are made,
while arrays are written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Loop, Operation, Value
from srcad.ir.versions import ARRAY_VERSIONS
from srcad.ir.walk import operations_in
from srcad.specialise.program import OneShot, Program, State

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner

#: What binds, holds, compares or hands on an iterator, and takes nothing of it.
_PASSING = ("build.", "call", "cell.", "attribute.set", "check.", "generator.", "refused", "operator.is_")

_HINT = "make a list of it, and go through that"


def claim_operands(cloner: Cloner, operation: Operation) -> None:
    """Note that an operation of the user's goes through its operands; refuse one that may be used up."""
    for value in _gone_through(cloner, operation):
        found = cloner.program.one_shots.get(cloner.env[value])
        if found is None:
            continue
        if found.trip is not cloner.trip:
            message = "an iterator that may have been gone through before"
            raise NotDifferentiable("SRC002", message, cloner.builder.location, _HINT)
        found.trip = None


def _gone_through(cloner: Cloner, operation: Operation) -> Sequence[Value]:
    match operation:
        case Loop(iterable=Value() as iterable):
            return (iterable,)
        case Apply(name="method", operands=(receiver, *operands)):
            return () if isinstance(cloner.heap.seen(cloner.env[receiver]), ty.Object) else operands
        case Apply(name=name, operands=operands):
            return () if name.startswith(_PASSING) else operands
        case _:
            return ()


def note_made(cloner: Cloner, results: Sequence[Value], operands: Sequence[Value]) -> None:
    """Note the iterators that an operation has made."""
    for value in results:
        if isinstance(value.type, ty.Iterator) and value not in operands:
            cloner.program.one_shots.setdefault(value, OneShot(cloner.trip))


def note_joined(program: Program, value: Value, states: Sequence[State]) -> None:
    """Note a value that may be one of several iterators: it takes their place, they cannot be gone through any more."""
    known = [program.one_shots[s.value] for s in states if s.value in program.one_shots and s.value is not value]
    if not known:
        return
    trips = {id(found.trip): found.trip for found in known}
    program.one_shots[value] = OneShot(known[0].trip if len(trips) == 1 else None)
    for found in known:
        found.trip = None


def check_unwritten(cloner: Cloner, iterable: Value, start: int) -> None:
    """Refuse a loop that writes to arrays while it goes through a copy of what Python reads item by item.

    The loop, or what it was unrolled to, begins at place ``start`` of the block.
    """
    operations, copied = cloner.builder.operations, cloner.program.copied
    if not copied or not any(
        isinstance(o, Apply) and o.name in ARRAY_VERSIONS for o in operations_in(operations[start:])
    ):
        return
    made, waiting = {result: o for o in operations[:start] for result in o.results}, [iterable]
    while waiting:
        value = waiting.pop()
        if value in copied:
            message = "a loop that goes through iterators side by side, and writes to arrays"
            raise NotDifferentiable("SRC003", message, cloner.builder.location, "go through the arrays by an index")
        if isinstance(maker := made.get(value), Apply) and isinstance(value.type, ty.Iterator):
            waiting += maker.operands
