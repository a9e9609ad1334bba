"""How many bytes a tape or a variable holds, all trips and calls together.

An array counts with the memory that it keeps alive, which may be that of another array, made elsewhere: once if that
was made before the loop, nothing if it is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from srcad.errors import Location
from srcad.explain.origins import Origin, is_copied, may_be_missing
from srcad.explain.parts import Part
from srcad.explain.sizes import NOTHING, Lengths, Size, at_most, total
from srcad.explain.words import line_of
from srcad.ir import types as ty
from srcad.ir.lengths import Length, is_unknown
from srcad.ir.nodes import Apply, If, Loop, Node, Value
from srcad.ir.walk import exits_of

#: A copy of what may hold nothing.
_COPY_IF_ANY = "srcad.runtime.kept"


class Amounts:
    """Tells the sizes of what one part saves.

    Parameters
    ----------
    part : Part
        Where it is saved.
    lengths : Lengths
        How lengths are called.
    home : Location
        Of the ``def`` that is differentiated.
    """

    def __init__(self, part: Part, lengths: Lengths, home: Location) -> None:
        self.part = part
        self.program = part.program
        self.lengths = lengths
        self.home = home

    def kept(self, value: Value) -> Size:
        """Return what a variable holds that lives on, in all calls."""
        sites = self._sites(value)
        size = self.lengths.size(value.type)
        if sites is not None:
            size = _any_of([self._memory(site, value) for site in sites])
        return self._in_all_calls(at_most(size) if may_be_missing(self.part, value) else size)

    def pushed(self, push: Apply, origin: Origin) -> Size:
        """Return what a tape holds in the end."""
        value = push.operands[1]
        loops = self.program.loops[push]
        sites = self._sites(value)
        if sites is None or is_copied(self.part, value):
            made = self.program.definition.get(value)
            size = self._in_all_trips(push, loops, self.lengths.size(value.type))
            return at_most(size) if isinstance(made, Apply) and made.name == _COPY_IF_ANY else size
        around = {site: tuple(loop for loop in loops if loop in self.program.owner[site]) for site in sites}
        if loops in around.values():  # one array for each push, whichever it is
            size = self._in_all_trips(push, loops, _any_of([self._memory(site, value) for site in sites]))
        else:
            size = total([self._in_all_trips(push, around[site], self._memory(site, value)) for site in sites])
        return size if self._is_fresh(value, origin, sites) else at_most(size)

    def _sites(self, value: Value) -> list[Value] | None:
        """Return where the memory of an array was made, the caller's apart; None for a value that is no array."""
        if not isinstance(value.type, ty.Array | ty.Reference):
            return None
        sites = {root.site for root in self.part.memory.owns(value)}
        return [v for v in self.program.values if v in sites and v not in self.program.function.params]

    def _memory(self, site: Value, value: Value) -> Size:
        """Return the size of the memory that was made at a site."""
        known = isinstance(site.type, ty.Array | ty.Reference)
        return self.lengths.size(site.type if known else value.type)

    def _is_fresh(self, value: Value, origin: Origin, sites: Sequence[Value]) -> bool:
        """Say whether each trip puts another array on the tape, and none is the caller's."""
        roots = self.part.memory.owns(value)
        loops = self.program.owner[value]
        branches = any(isinstance(self.program.definition.get(v), If) for v in origin.values)
        return len(roots) == len(sites) == 1 and self.program.owner[sites[0]] == loops and not branches

    def _in_all_calls(self, size: Size) -> Size:
        calls = (f"calls({called(self.part)})",) if self.part.is_forward_part else ()
        return self.lengths.repeated(size, calls)

    def _in_all_trips(self, push: Apply, loops: Sequence[Loop], size: Size) -> Size:
        """Return a size in all trips of ``loops``, those around a push in which another one is saved each time."""
        size = self._in_all_calls(size)
        inner: Node = push
        for loop in reversed(self.program.loops[push]):
            if self.program.block[inner] is not loop.body:
                size = at_most(size)
            inner = loop
            if loop not in loops:
                continue
            length = trips(loop)
            if length is None or not self.lengths.is_told(length):
                name = line_of(loop.location, self.home) if loop.location is not None else "the loop"
                return self.lengths.repeated(size, (f"trips({name.removeprefix('line ')})",))
            size = self.lengths.times(at_most(size) if exits_of(loop.body) else size, length)
        return size if self.program.block[inner] is self.program.function.body else at_most(size)


def called(part: Part) -> str:
    """Return the name of the user's function whose forward part this is."""
    return part.definition.name.removesuffix("_forward")


def trips(loop: Loop) -> Length | None:
    """Return how often the body of a loop runs, if its types tell."""
    match loop.iterable.type if loop.iterable is not None else None:
        case ty.Range(length=length) | ty.List(length=length) | ty.Iterator(length=length):
            found = length
        case ty.Array(shape=(length, *_)):
            found = length
        case _:
            found = None
    return None if found is None or is_unknown(found) else found


def _any_of(sizes: Iterable[Size]) -> Size:
    """Return the size of one of several."""
    different = list(dict.fromkeys(sizes))
    return NOTHING if not different else different[0] if len(different) == 1 else at_most(total(different))
