"""The state of lowering one function: the block under construction and what each name holds in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import gast

from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    If,
    Operation,
    Parameter,
    Raise,
    Terminator,
    Value,
    Yield,
)
from srcad.ir.rewrite import substitute_operation
from srcad.source.interface import Definition

#: The slot of the value that ``return`` gives, and the flag that says that the rest is skipped.
RETURN, SKIP = "return", "if skipped"
#: Where control goes behind a try statement that was left early: one of the numbers below, 0 when it was not.
LEFT = "how left"

BREAK_EXIT, RETURN_EXIT, CONTINUED = 1, 2, 3

#: Lowers the statements of a block, in order.
Statements: TypeAlias = "Callable[[Frame, Sequence[gast.AST]], None]"
#: Makes an operation of its blocks and what they yield.
Make: TypeAlias = Callable[[Sequence[Block], tuple[Value, ...]], Operation]


@dataclass(slots=True)
class Enclosing:
    """What must be known of the function that is being lowered.

    ``local`` are its names, ``refusals`` what was refused so far, ``statements`` what lowers the statements of a body,
    ``captures`` the variables that become parameters.
    """

    definition: Definition
    local: frozenset[str]
    refusals: list[NotDifferentiable]
    statements: Statements
    captures: dict[str, tuple[Parameter, Value]] = field(default_factory=dict)
    #: The variables that are cells, of this function or of one around it, with the cells.
    cells: dict[str, Value] = field(default_factory=dict)
    #: Those that are cells for this function alone: handlers of ``try`` statements see what they hold half-way.
    halfway: dict[str, Value] = field(default_factory=dict)
    #: The globals that the function assigns to, with their modules.
    globals: dict[str, str] = field(default_factory=dict)
    #: The names that some path to here may have deleted.
    deleted: set[str] = field(default_factory=set)
    #: Those that a handler has deleted, which had their names for an exception.
    caught: set[str] = field(default_factory=set)
    outer: Frame | None = None
    #: The name under which an inner function calls itself.
    own_name: str = ""

    def cell_of(self, name: str) -> Value | None:
        """Return the cell that holds a variable, if one does."""
        return self.cells.get(name, self.halfway.get(name))


class Frame:
    """One block under construction.

    ``carried`` are the names that the innermost loop carries, None outside loops; ``partial`` the values that may be
    undefined; ``ended`` the terminator after which nothing is reached. In a ``guarded`` frame, that of a try statement,
    nothing leaves the loop: what would skips the rest, and leaves it behind the statement.
    """

    def __init__(
        self,
        builder: Builder,
        env: dict[str, Value],
        function: Enclosing,
        carried: Sequence[str] | None = None,
        partial: set[Value] | None = None,
        guarded: bool = False,
    ) -> None:
        self.builder = builder
        self.env = env
        self.function = function
        self.carried = carried
        self.partial = set() if partial is None else partial
        self.guarded = guarded
        self.ended: Terminator | None = None

    def nested(self, params: Sequence[Value] = ()) -> Frame:
        """Return a frame for a block inside this one that starts from the same names."""
        builder = self.builder.nested(params)
        return Frame(builder, dict(self.env), self.function, self.carried, self.partial, self.guarded)

    @property
    def leaves_loops(self) -> bool:
        """Say whether ``break`` and ``return`` leave a loop here."""
        return self.carried is not None and not self.guarded

    def at(self, node: gast.AST) -> None:
        """Give what is appended next the place of a node."""
        self.builder.location = self.location(node)

    def location(self, node: gast.AST) -> Location:
        """Return the place of a node."""
        definition = self.function.definition
        line = getattr(node, "lineno", definition.tree.lineno)
        text = definition.lines[line - 1] if 0 < line <= len(definition.lines) else ""
        start = getattr(node, "col_offset", 0)
        column = len(text.encode()[:start].decode(errors="ignore")) + 1
        return Location(definition.file, line, column, text)

    def refuse(self, code: str, message: str, node: gast.AST, hint: str = "") -> Value:
        """Note a refusal, and return a value with which lowering can go on to find more."""
        return self.refused(NotDifferentiable(code, message, self.location(node), hint))

    def refused(self, refusal: NotDifferentiable) -> Value:
        """Note a refusal, and return what stands for the value."""
        self.function.refusals.append(refusal)
        return self.builder.apply("refused")

    def unreached(self, message: str, node: gast.AST, hint: str) -> Value:
        """Return what stands for a name that nothing has: it is refused if control may get here."""
        self.at(node)
        return refused_here(self.builder, "SRC005", message, hint)

    def read(self, name: str) -> Value:
        """Return the value of a local name; reading one that may be undefined is checked."""
        if (cell := self.function.cell_of(name)) is not None:
            return self.builder.apply("cell.get", cell, self.builder.constant(name), hint=name)
        value = self.env.get(name)
        if value is None:
            value = self.undefined(name)
        return self.checked(value, name)

    def checked(self, value: Value, name: str) -> Value:
        """Return what a name holds; where that may be nothing, it is asked."""
        if value in self.partial:
            if value.type == ty.UNDEFINED:
                return self._fail(value, name)
            if name in self.function.deleted or (name in self.function.caught and not self.guarded):
                self._refuse_deleted(name)
            return self.builder.apply("check.defined", value, self.builder.constant(name), hint=name)
        return value

    def _fail(self, undefined: Value, name: str) -> Value:
        """Append what reading a name raises that holds nothing on any path to here."""
        location = self.builder.location
        failed, on = self.builder.nested(), self.builder.nested()
        message = failed.constant(f"cannot access local variable {name!r} where it is not associated with a value")
        end = Raise((failed.apply("builtins.UnboundLocalError", message),), location)
        result = Value(hint=name)
        blocks = failed.finish(end), on.finish(Yield((undefined,), location))
        self.builder.add(If(self.builder.constant(True), *blocks, (result,), location))
        return result

    def _refuse_deleted(self, name: str) -> None:
        """Refuse to read a name that some paths have deleted: on these, what it held is still there.

        In a ``try`` statement it is asked for what a handler has deleted.
        """
        message = f"the name {name!r}, which may have been deleted here"
        hint = "leave out the del; a handler deletes the name of its exception"
        self.function.refusals.append(NotDifferentiable("SRC001", message, self.builder.location, hint))

    def undefined(self, name: str) -> Value:
        """Append the value of a name that is not assigned."""
        value = Value(ty.UNDEFINED, name if name.isidentifier() and name != RETURN else "")
        self.builder.add(Apply("undefined", (), (value,), (), self.builder.location))
        self.partial.add(value)
        return value

    def bind(self, name: str, value: Value) -> Value:
        """Let a name hold a value, which takes the name if it has just been made and has none; return the value."""
        value = self._named(value, name)
        if (cell := self.function.cell_of(name)) is not None:
            self.builder.apply_many("cell.set", (cell, value), 0)
        else:
            self.env[name] = value
        if name in self.function.globals:
            place = (self.builder.constant(self.function.globals[name]), self.builder.constant(name))
            self.builder.apply_many("global.set", (*place, value), 0)
        return value

    def _named(self, value: Value, name: str) -> Value:
        if value.hint or not name.isidentifier() or name == RETURN:
            return value
        operations = self.builder.operations  # a comprehension makes its list before the loop that fills it
        place = next((i for i in reversed(range(len(operations))) if operations[i].results == (value,)), None)
        if place is None:
            return value
        named = Value(value.type, name)
        operations[place] = _with_result(operations[place], named)
        operations[place + 1 :] = [substitute_operation(o, {value: named}) for o in operations[place + 1 :]]
        return named

    def forget(self, name: str, was_bound: bool) -> None:
        """Let the name of a caught exception hold nothing; if it was bound before, that must not come back."""
        if (cell := self.function.cell_of(name)) is not None:
            self.builder.apply_many("cell.set", (cell, self.undefined(name)), 0)
        elif not was_bound:
            self.env.pop(name, None)
        if was_bound:
            self.env[name] = self.undefined(name)
            self.function.caught.add(name)

    def unpack(self, value: Value, star: Value, hints: Sequence[str]) -> tuple[Value, ...]:
        """Append ``a, *b, c = value``; return the values of the targets."""
        results = tuple(Value(hint=hint) for hint in hints)
        self.builder.add(Apply("unpack", (value, star), results, (), self.builder.location))
        return results

    def end(self, terminator: Terminator) -> None:
        """End the block: what follows is not reached."""
        self.ended = terminator

    def finish(self, names: Iterable[str]) -> Block:
        """Return the block; one that falls through yields what the names hold."""
        if self.ended is not None:
            return self.builder.finish(self.ended)
        return self.builder.finish(Yield(self.values(names), self.builder.location))

    def values(self, names: Iterable[str]) -> tuple[Value, ...]:
        """Return what the names hold; undefined values where they hold nothing."""
        return tuple(self.env[n] if n in self.env else self.undefined(n) for n in names)

    def leave(self, number: int) -> None:
        """Leave the innermost loop."""
        assert self.carried is not None
        self.end(Exit(number, self.values(self.carried), self.builder.location))

    def branch(self, condition: Value, then: Frame, orelse: Frame, location: Location | None) -> None:
        """Join two branches: names that hold different values afterwards hold results of the ``If``."""

        def make(blocks: Sequence[Block], results: tuple[Value, ...]) -> Operation:
            return If(condition, blocks[0], blocks[1], results, location)

        self.join((then, orelse), make, location)

    def join(self, ways: Sequence[Frame], make: Make, location: Location | None) -> None:
        """Append the operation of which ``ways`` are the blocks; names hold what it gives where they differ."""
        falling = [f for f in ways if f.ended is None]
        names = self._differing(falling)
        slots = _slots(names, falling)
        firsts = list(slots.values())
        blocks = [f.finish(firsts) for f in ways]
        results = [Value(hint=_hint(n, falling)) for n in firsts]
        for name, result in zip(firsts, results):
            if any(f.env[name] in f.partial if name in f.env else True for f in falling):
                self.partial.add(result)
        self.builder.location = location
        self.builder.add(make(blocks, tuple(results)))
        by_slot = dict(zip(slots, results))
        for name in names:
            self.env[name] = by_slot[_slot(name, falling)]
        if not falling:
            self.end(Raise((), location))  # not reached

    def _differing(self, falling: Sequence[Frame]) -> list[str]:
        names = dict.fromkeys(n for f in falling for n in f.env)
        return [n for n in names if any(f.env.get(n) is not self.env.get(n) for f in falling)]


def _slot(name: str, frames: Sequence[Frame]) -> tuple[Value | None, ...]:
    return tuple(f.env.get(name) for f in frames)


def _slots(names: Sequence[str], frames: Sequence[Frame]) -> dict[tuple[Value | None, ...], str]:
    """Return one name for each combination of values: names that hold the same object go on doing so."""
    found: dict[tuple[Value | None, ...], str] = {}
    for name in names:
        found.setdefault(_slot(name, frames), name)
    return found


def _hint(name: str, frames: Sequence[Frame]) -> str:
    if name.isidentifier() and name != RETURN:
        return name
    hints = {f.env[name].hint for f in frames if name in f.env}
    return hints.pop() if len(hints) == 1 else ""


def _with_result(operation: Operation, result: Value) -> Operation:
    match operation:
        case Constant() | Closure():
            return replace(operation, result=result)
        case _:
            return replace(operation, results=(result,))


def refused_here(builder: Builder, code: str, message: str, hint: str) -> Value:
    """Append what is refused if control may get to it; return what stands for its value."""
    return builder.apply("refused", *map(builder.constant, (code, message, hint)))
