"""What a derivative saves: tapes, values that stay in scope, copies, shadows of buffers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from srcad.emit.inplace import is_adjoint
from srcad.emit.program import is_undefined, writes
from srcad.errors import Location
from srcad.explain.amounts import Amounts, called
from srcad.explain.origins import (
    COPIES,
    Origin,
    is_copied,
    is_tape_of_call,
    meant_by,
    name_of,
    names_outside,
    origin_of,
)
from srcad.explain.parts import Part
from srcad.explain.reasons import Primal, Readers, Reason
from srcad.explain.sizes import NOTHING, Lengths, Size
from srcad.explain.words import line_of
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Exit, Loop, Raise, Value, Yield
from srcad.ir.walk import operands_of

#: What a tape of a loop, a value that stays in scope, a copy, a shadow is called here.
TAPE, SCOPE, COPY, SHADOW = "tape", "scope", "copy", "shadow"


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """One value that is saved.

    Parameters
    ----------
    kind : str
        ``tape``, ``scope``, ``copy`` or ``shadow``.
    part : Part
        Where that happens.
    value : Value
        What is saved, in this part.
    holder : Value
        The tape; else what has the name in the text.
    name : str
        The user's name, or the expression that computes it.
    location : Location
        The line that computes it.
    how : str
        Where it is kept, in words.
    reasons : tuple of Reason
        What reads it in the reverse sweep.
    remark : str
        Why, where no adjoint reads it.
    size : Size
        In bytes, all trips together.
    counted : bool
        Whether its memory is not that of another row, or of the caller.
    """

    kind: str
    part: Part
    value: Value
    holder: Value
    name: str
    location: Location
    how: str
    reasons: tuple[Reason, ...] = ()
    remark: str = ""
    size: Size = NOTHING
    counted: bool = True


def find_saved(parts: Sequence[Part], primal: Primal, lengths: Lengths, home: Location) -> list[Saved]:
    """Return what the parts of a derivative save, in the order of the user's lines.

    Parameters
    ----------
    parts : sequence of Part
        Of the emitted module.
    primal : Primal
        The user's operations.
    lengths : Lengths
        How lengths are called.
    home : Location
        Of the ``def`` that is differentiated: lines of its file are told without the file.
    """
    found = [saved for part in parts for saved in _Search(part, primal, lengths, home).all()]
    found.sort(key=lambda s: (s.location.file != home.file, s.location.file, s.location.line))
    return found


class _Search:
    """Finds what one part saves."""

    def __init__(self, part: Part, primal: Primal, lengths: Lengths, home: Location) -> None:
        self.part = part
        self.program = part.program
        self.lengths = lengths
        self.amounts = Amounts(part, lengths, home)
        self.home = home
        self.tapes = {v for push in part.memory.pushes for v in names_outside(part, push.operands[0])}
        #: Tapes, and what branches and loops give that may be one.
        self.kept_tapes = {v for push in part.memory.pushes for v in part.memory.names_of(push.operands[0])}
        self.writes = list(self._all_writes())
        self.readers = Readers(part.reverse, part, primal)

    def all(self) -> list[Saved]:
        """Return what is saved; memory is counted where it is met first."""
        owned: set[Value] = set()
        counted = []
        for saved in (*self._copies(), *self._tapes(), *self._scope()):
            sites = {root.site for root in self.part.memory.owns(saved.holder)}
            if saved.kind == SCOPE and sites and sites <= owned:
                saved = replace(saved, size=NOTHING, counted=False)
            counted.append(saved)
            if saved.kind != TAPE:  # of what is made in a loop, each trip makes another one
                owned |= {site for site in sites if not self.program.owner[site]}
        return counted

    # ------------------------------------------------------------------ tapes

    def _tapes(self) -> Iterator[Saved]:
        for push in self.part.memory.pushes:
            tape, value = push.operands
            origin = origin_of(self.part, value)
            if is_tape_of_call(self.part, origin) or value in self.kept_tapes:
                continue
            pops = list(self._pops(tape))
            meant = meant_by(self.part, value)
            reasons = self.readers.reasons([(pop, meant) for pop in pops])
            how = f"on a tape, {self._how_often(push)}"
            copied = self._overwriter(value) if is_copied(self.part, value) else ""
            how = f"{how}, as a copy: {copied}" if copied else how
            size = self.amounts.pushed(push, origin)
            remark = "" if reasons else "its shape, for an adjoint that begins with zeros"
            yield self._saved(TAPE, value, tape, origin, how, size, reasons, remark, push)

    def _pops(self, tape: Value) -> Iterator[Value]:
        for outside in names_outside(self.part, tape):
            if (received := self.part.counterpart(outside)) is not None:
                yield from self._popped(received)
        for push in self.part.memory.pushes:
            if push.operands[1] in self.part.memory.names_of(tape):  # it is put on another tape, in each trip around
                for kept in self._pops(push.operands[0]):
                    yield from self._popped(kept)

    def _popped(self, tape: Value) -> Iterator[Value]:
        users = self.part.reverse.program.users[tape]
        return (u.result for u in users if isinstance(u, Apply) and u.name == "tape.pop")

    # ------------------------------------------------------------------ values that stay in scope

    def _scope(self) -> Iterator[Saved]:
        params = set(self.program.function.params)
        for value in self._crossing():
            origin = origin_of(self.part, value)
            sites = {root.site for root in self.part.memory.owns(value)}
            shadow = isinstance(value.type, ty.Reference) and is_adjoint(value.hint)
            if shadow or value in params or (sites and sites <= params) or is_tape_of_call(self.part, origin):
                continue
            received = self.part.counterpart(value)
            reasons = () if received is None else self.readers.reasons([(received, meant_by(self.part, value))])
            if reasons and _is_worth_telling(value.type):
                size = self.amounts.kept(value)
                how = f"kept by each call of {called(self.part)}()" if self.part.is_forward_part else "stays in scope"
                yield self._saved(SCOPE, value, value, origin, how, size, reasons)

    def _crossing(self) -> list[Value]:
        """Return the values of the forward sweep with names that the reverse sweep reads."""
        if self.part.is_forward_part:
            return [v for v in self.part.handed if v not in self.tapes]
        used: dict[Value, None] = {}
        for node in self.part.nodes:
            if self.part.sweeps_back(node):
                self._read(node.values if isinstance(node, Yield | Exit | Raise) else operands_of(node), used)
        return list(used)

    def _read(self, values: Iterable[Value], used: dict[Value, None]) -> None:
        """Add the values of the forward sweep that are read: where one is nested in an expression, what that reads."""
        for value in values:
            made = self.program.definition.get(value)
            if value in self.part.spelling.names:
                top = not self.program.owner[value] and value not in self.tapes
                if top and (made is None or not self.part.sweeps_back(made)) and not is_undefined(self.program, value):
                    used[value] = None
            elif made is not None:
                self._read(operands_of(made), used)

    # ------------------------------------------------------------------ copies and shadows

    def _copies(self) -> Iterator[Saved]:
        pushed = {push.operands[1] for push in self.part.memory.pushes}
        for node in self.part.nodes:
            if not isinstance(node, Apply) or len(node.results) != 1 or node.result in pushed:
                continue
            value = node.result
            origin = origin_of(self.part, value)
            size = self.lengths.size(value.type)
            if node.name in COPIES and not self.part.sweeps_back(node) and _is_worth_telling(value.type):
                if origin.source not in self._seeds():
                    yield self._copy(node, origin, size)
            elif node.name == "zero" and isinstance(value.type, ty.Reference):
                how = f"shadow of its buffer{', one a trip' if self.program.loops[node] else ''}"
                yield self._saved(
                    SHADOW, value, value, origin, how, size, remark="it is written to under several names"
                )

    def _copy(self, node: Apply, origin: Origin, size: Size) -> Saved:
        value = self._holder(node)
        remark = self._overwriter(node.result)
        if origin.source in self.program.function.params:
            remark = f"{remark}; the caller keeps the original" if remark else "the caller keeps the original"
        how = "copied in each trip, one at a time" if self.program.loops[node] else "copied"
        return self._saved(COPY, node.result, value, origin, how, size, remark=remark)

    def _holder(self, node: Apply) -> Value:
        """Return what has a name in the text: the copy, or what a loop carries that begins with it."""
        value = node.result
        for user in self.program.users[value]:
            if value not in self.part.spelling.names and isinstance(user, Loop) and value in user.inits:
                return user.carried[user.inits.index(value)]
        return value

    def _overwriter(self, copied: Value) -> str:
        """Return what a copy protects from: the first write to it, or to what it was made of."""
        for value in (copied, *operands_of(self.program.definition[copied])):
            sites = {root.site for root in self.part.memory.owns(value)}
            for location, written in self.writes:
                if not sites.isdisjoint(written):
                    return f"{line_of(location, self.home)} writes to it"
        return ""

    def _all_writes(self) -> Iterator[tuple[Location, frozenset[Value]]]:
        """Yield the places of writes, each with what may be written to."""
        for node in self.part.nodes:
            if isinstance(node, Apply) and writes(node) and node.location is not None:
                yield node.location, frozenset(root.site for root in self.part.memory.owns_elsewhere(node.operands[0]))

    def _seeds(self) -> list[Value]:
        function = self.program.function
        return [v for v, p in zip(function.params, function.parameters) if p.kind == "seed"]

    # ------------------------------------------------------------------ how often

    def _how_often(self, push: Apply) -> str:
        loop = self.program.loops[push][-1]
        place = line_of(loop.location, self.home) if loop.location is not None else "the loop"
        if self.program.block[push] is not loop.body:
            return f"in those trips of {place} that come here"
        return f"each trip of {place}"

    def _saved(
        self,
        kind: str,
        value: Value,
        holder: Value,
        origin: Origin,
        how: str,
        size: Size,
        reasons: tuple[Reason, ...] = (),
        remark: str = "",
        push: Apply | None = None,
    ) -> Saved:
        location = origin.location or next((r.location for r in reasons), self.home)
        name = name_of(self.part, origin, push)
        return Saved(kind, self.part, value, holder, name, location, how, reasons, remark, size)


def _is_worth_telling(t: ty.Type) -> bool:
    """Say whether values of a type hold numbers that count: not an index, a count, a shape or a flag."""
    match ty.widen(t):
        case ty.Scalar(kind=kind):
            return kind in ("float", "complex")
        case ty.Array() | ty.List() | ty.Reference() | ty.Unknown() | ty.Object() | ty.Mapping():
            return True
        case ty.Tuple(items=items):
            return any(map(_is_worth_telling, items))
        case ty.Dict(items=pairs):
            return any(_is_worth_telling(item) for _, item in pairs)
    return False
