"""Loops that save nothing, and whether that is because they are linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from srcad.dispatch.signature import Place, parameter_of
from srcad.emit.spreading import depends_on
from srcad.errors import Location
from srcad.explain.parts import Part
from srcad.explain.reasons import OF_SHAPE
from srcad.explain.saved import TAPE, Saved
from srcad.explain.words import line_of
from srcad.ir.nodes import Apply, Exit, Function, Loop, Node, Raise, Value, Yield
from srcad.ir.types import may_be_float
from srcad.ir.walk import nodes_in, operands_of


def unsaved_loops(
    primal: Function, wrt: Sequence[Place], parts: Sequence[Part], saved: Sequence[Saved], home: Location
) -> Iterator[str]:
    """Yield a sentence for each loop that is undone without anything saved in its trips.

    Parameters
    ----------
    primal : Function
        The function that is differentiated.
    wrt : sequence of Place
        Where the differentiated arguments are.
    parts, saved
        Of its derivative.
    home : Location
        Of the ``def``: lines of its file are told without the file.
    """
    filled = {loop.location for s in saved if s.kind == TAPE for loop in _loops_around(s)}
    undone = _undone(parts)
    for location in dict.fromkeys(n.location for n in nodes_in(primal.body) if isinstance(n, Loop)):
        if location is None or location in filled or location not in undone:
            continue
        linear = not any(_reads_varied(part, loop, wrt) for part, loop in undone[location])
        why = "it is linear" if linear else "the reverse sweep reads nothing that its trips compute"
        yield f"Nothing is saved in the loop of {line_of(location, home)}: {why}."


def _loops_around(saved: Saved) -> Iterable[Loop]:
    pushes = (push for push in saved.part.memory.pushes if push.operands[0] is saved.holder)
    return [loop for push in pushes for loop in saved.part.program.loops[push]]


def _undone(parts: Sequence[Part]) -> dict[Location, list[tuple[Part, Loop]]]:
    """Return the loops of reverse sweeps by the places of the user's loops that they undo."""
    found: dict[Location, list[tuple[Part, Loop]]] = {}
    for part in parts:
        for node in part.nodes:
            if isinstance(node, Loop) and node.location is not None and part.sweeps_back(node):
                found.setdefault(node.location, []).append((part, node))
    return found


def _reads_varied(part: Part, loop: Loop, wrt: Sequence[Place]) -> bool:
    """Say whether a reverse loop reads a number that may depend on what is differentiated."""
    params = part.program.function.params
    inputs = params if part.is_reverse_part else [params[parameter_of(place)] for place in wrt]
    varied = depends_on(part.program.function, inputs) - part.adjoints
    return any(_is_read(node, varied) for node in nodes_in(loop.body))


def _is_read(node: Node, varied: Set[Value]) -> bool:
    if isinstance(node, (Yield, Exit, Raise)) or (isinstance(node, Apply) and node.name in OF_SHAPE):
        return False
    return any(v in varied and may_be_float(v.type) for v in operands_of(node))
