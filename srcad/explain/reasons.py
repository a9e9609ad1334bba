"""Why a value is saved: what reads it in the reverse sweep, and which of the user's operations that undoes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType

from srcad.emit.program import Program
from srcad.errors import Location
from srcad.explain.parts import Part
from srcad.explain.words import WORDS, word_for
from srcad.ir.nodes import Apply, Constant, Exit, Function, If, Invoke, Loop, Node, Value, Yield
from srcad.ir.walk import nodes_in
from srcad.pipeline import lower_rule
from srcad.rules.table import Rule, lookup

#: Operations that read of a value only what it is like.
OF_SHAPE = frozenset(
    """zero unbroadcast numpy.shape numpy.ndim numpy.size numpy.zeros_like numpy.ndarray.shape numpy.ndarray.ndim
    numpy.ndarray.size builtins.len srcad.runtime.zeros_like srcad.runtime.unbroadcast""".split()
)


@dataclass(frozen=True, slots=True)
class Reason:
    """An operation of the user's whose adjoint reads a saved value.

    Parameters
    ----------
    operation : str
        As a person would write it, ``np.sin``; empty if that cannot be told.
    location : Location
        Where it stands.
    reads : str
        What is read: the ``value``, no more than its ``shape``, or which ``branch`` it chose.
    """

    operation: str
    location: Location
    reads: str = "value"


@dataclass(slots=True)
class Primal:
    """The user's operations that have adjoints, by where they stand."""

    places: dict[Location, list[Apply]] = field(default_factory=dict)

    @classmethod
    def of(cls, function: Function) -> Primal:
        """Return the operations of a function and of those that it calls."""
        primal = cls()
        primal._enter(function, set())
        return primal

    def _enter(self, function: Function, seen: set[Function]) -> None:
        if function in seen:
            return
        seen.add(function)
        for node in nodes_in(function.body):
            if isinstance(node, Invoke):
                self._enter(node.function, seen)
            elif isinstance(node, Apply) and node.location is not None and _is_told(node):
                self.places.setdefault(node.location, []).append(node)

    def words(self, location: Location, value: Value | None) -> list[str]:
        """Return what is undone at a place by terms that read ``value`` of the forward sweep (None: not known which).

        Where that cannot be told, it is one empty word.
        """
        here = self.places.get(location, [])
        if len(here) > 1:
            computed = [o for o in here if _rule(o) is not None]
            here = [o for o in here if _reads(o, value)] or (computed if len(computed) == 1 else [])
        return list(dict.fromkeys(word_for(o.name) for o in here)) or [""]


def _is_told(operation: Apply) -> bool:
    """Say whether an operation has an adjoint, and a name that a person knows."""
    return _rule(operation) is not None or operation.name in WORDS


def _rule(operation: Apply) -> Rule | None:
    primitive = lookup(operation.name)
    return None if primitive is None else primitive.rule


def _reads(operation: Apply, value: Value | None) -> bool:
    """Say whether the rule of an operation reads a value; any, if it is not known which."""
    found = _rule(operation)
    if found is None:
        return value in operation.operands
    names, read = _read_by(found.reverse)
    if value is None:
        return bool(read)
    if value in operation.results:
        return "out" in read
    positions = zip(names, operation.positional)
    return any(v is value and n in read for n, v in [*positions, *operation.named.items()])


@cache
def _read_by(rule: FunctionType) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names of a rule's operands, and of those that it reads."""
    lowered = lower_rule(rule)
    used = Program(lowered).users
    names = tuple(p.name for p in lowered.parameters[1:])
    return names, frozenset(n for n, v in zip(names, lowered.params[1:]) if used[v])


class Readers:
    """Finds what reads values in the reverse sweep of one part; ``forward`` is the part that computed them."""

    def __init__(self, part: Part, forward: Part, primal: Primal) -> None:
        self.part = part
        self.program = part.program
        self.primal = primal
        self._computed: dict[Hashable, Value] = {}
        for node in forward.program.position:
            if isinstance(node, Apply) and len(node.results) == 1:
                self._computed.setdefault(_key(node, forward.program, {}), node.result)

    def reasons(self, values: Iterable[tuple[Value, Value | None]]) -> tuple[Reason, ...]:
        """Return why values are needed: each with what it was in the forward sweep (None: one of several values)."""
        found: dict[tuple[str, int, str], Reason] = {}
        for reason in sorted(self._reasons(values), key=_order):
            found.setdefault((reason.location.file, reason.location.line, reason.operation), reason)
        contents = [reason for reason in found.values() if reason.reads != "shape"]
        return tuple(contents or found.values())

    def _reasons(self, values: Iterable[tuple[Value, Value | None]]) -> Iterator[Reason]:
        waiting = list(values)
        was = dict(waiting)
        while waiting:
            value, before = waiting.pop(0)
            for node in self.program.users[value]:
                if not self.part.sweeps_back(node):
                    continue
                yield from self._reasons_of(node, before)
                for follower in self._followers(node, value, was):
                    if follower[0] not in was:
                        was[follower[0]] = follower[1]
                        waiting.append(follower)

    def _reasons_of(self, node: Node, value: Value | None) -> Iterator[Reason]:
        """Yield the reasons for which an operation of the reverse sweep reads a value; none if it only hands it on."""
        location = node.location
        if location is None:
            return
        match node:
            case If():
                yield Reason("if", location, "branch")
            case Invoke(function=function):
                yield Reason(f"{function.name.removesuffix('_reverse')}()", location)
            case Apply(name=name) if not name.startswith("tape."):
                reads = "shape" if name in OF_SHAPE else "value"
                yield from (Reason(word, location, reads) for word in self.primal.words(location, value))

    def _followers(
        self, node: Node, value: Value, was: Mapping[Value, Value | None]
    ) -> Iterator[tuple[Value, Value | None]]:
        """Yield what an operation hands the value on as, or computes again from it."""
        match node:
            case Apply(location=None, results=results) if not node.name.startswith("tape.") and node.name != "zero":
                again = None if node.results and node.results[0] in self.part.adjoints else self._again(node, was)
                yield from ((r, again) for r in results)
            case Loop(inits=inits, results=results):
                for k, init in enumerate(inits):
                    if init is value:
                        yield from ((v, None) for v in (node.carried[k], results[k]))
            case Yield(values=values) | Exit(values=values):
                yield from ((t, None) for v, targets in zip(values, self._targets(node)) if v is value for t in targets)

    def _targets(self, end: Yield | Exit) -> Iterable[tuple[Value, ...]]:
        """Return, for each value that a block ends with, what it is called outside."""
        if isinstance(end, Exit):
            return [(r,) for r in self.program.loops[end][-1].results]
        around = self.part.parents.get(self.program.block[end])
        if isinstance(around, Loop):
            return list(zip(around.carried, around.results))
        return [] if around is None else [(r,) for r in around.results]

    def _again(self, node: Apply, was: Mapping[Value, Value | None]) -> Value | None:
        """Return the value of the forward sweep that an operation computes again, if it is known."""
        return self._computed.get(_key(node, self.program, was)) if len(node.results) == 1 else None


def _order(reason: Reason) -> tuple[bool, str, int]:
    """Return the order of reasons: by lines, contents before shapes."""
    return (reason.reads == "shape", reason.location.file, reason.location.line)


def _key(operation: Apply, program: Program, was: Mapping[Value, Value | None]) -> Hashable:
    """Return what tells whether two operations compute the same from the same values."""
    return (operation.name, operation.keywords, tuple(_key_of(v, program, was) for v in operation.operands))


def _key_of(value: Value, program: Program, was: Mapping[Value, Value | None]) -> Hashable:
    made = program.definition.get(value)
    return made.result.type if isinstance(made, Constant) else was.get(value) or value
