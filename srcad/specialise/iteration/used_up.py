"""Iterators are used up: what ``zip``, ``enumerate`` and ``reversed`` give can be gone through once.

In the IR such a value stands for its items wherever it is used. That is the same for the first use, in the trip of a
loop in which it was made; any other one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Loop, Operation, Value
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
