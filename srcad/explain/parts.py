"""The parts of a derivative as it is emitted: which of them sweeps forward, which back, and what they hand over."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from srcad.derive.calls import Pair
from srcad.emit.memory import Memory
from srcad.emit.program import Program
from srcad.emit.quoting import REVERSE_SWEEP
from srcad.emit.spelling import Spelling, spelling_of
from srcad.emit.spreading import depends_on_adjoints
from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Exit, Function, If, Loop, Node, Operation, Raise, Value, Yield
from srcad.ir.walk import blocks_of


@dataclass(slots=True, eq=False)
class Part:
    """One function of an emitted module.

    Parameters
    ----------
    definition : ast.FunctionDef
        Its text.
    spelling : Spelling
        What the text spells.
    start : float
        Where in the text the reverse sweep begins: infinite in a forward part, negative in a reverse part.
    handed : tuple of Value
        What a forward part hands to its reverse part, or what that receives, in the same order.
    hands_over_one : bool
        Whether a forward part hands over one value as it is, not a tuple.
    received : dict
        What stands for each of those values in the reverse part.
    reverse : Part
        The part with the reverse sweep: itself, or the partner of a forward part.
    """

    definition: ast.FunctionDef
    spelling: Spelling
    start: float = math.inf
    handed: tuple[Value, ...] = ()
    hands_over_one: bool = False
    received: dict[Value, Value] = field(default_factory=dict)
    program: Program = field(init=False)
    memory: Memory = field(init=False)
    adjoints: frozenset[Value] = field(init=False)
    parents: dict[Block, Operation] = field(init=False)
    carriers: dict[Value, tuple[Loop, int]] = field(init=False)
    statements: dict[Operation, ast.stmt] = field(init=False)
    temporaries: dict[str, str | ast.expr] = field(init=False)
    reverse: Part = field(init=False)

    def __post_init__(self) -> None:
        function = self.spelling.function
        self.program = Program(function)
        self.memory = Memory(self.program)
        self.adjoints = depends_on_adjoints(function)
        self.parents = {b: o for o in self.program.end if not isinstance(o, Yield | Exit | Raise) for b in blocks_of(o)}
        self.carriers = {v: (o, k) for o in self.parents.values() if isinstance(o, Loop) for k, v in _carried(o)}
        self.statements = {o: s for s, o in self.spelling.operations.items()}
        self.temporaries = dict(self._meanings())
        self.reverse = self

    @property
    def nodes(self) -> Iterable[Node]:
        """All operations and terminators, in the order of the text."""
        return self.program.position

    def _meanings(self) -> Iterator[tuple[str, str | ast.expr]]:
        """Yield the names that are not the user's, with what they stand for: the user's name, or an expression."""
        for value, name in self.spelling.names.items():
            made = self.program.definition.get(value)
            statement = self.statements.get(made) if made is not None else None
            if value.hint and value.hint != name:
                yield name, value.hint
            elif not value.hint and isinstance(statement, ast.Assign) and _is_plain(statement):
                yield name, statement.value

    @property
    def is_forward_part(self) -> bool:
        """Whether this is the forward part of a pair."""
        return self.reverse is not self

    @property
    def is_reverse_part(self) -> bool:
        """Whether this is the reverse part of a pair."""
        return self.start < 0

    def sweeps_back(self, node: Node) -> bool:
        """Say whether an operation belongs to the reverse sweep."""
        return self.program.position[node] > self.start

    def counterpart(self, value: Value) -> Value | None:
        """Return what stands for a value of the forward sweep in the reverse one."""
        return self.received.get(value) if self.is_forward_part else value


def parts_of(tree: ast.Module, pairs: Iterable[Pair]) -> list[Part]:
    """Return the parts of an emitted module in the order of the text.

    Parameters
    ----------
    tree : ast.Module
        As :func:`~srcad.emit.module.emit_module` gives it.
    pairs : iterable of Pair
        Those of the functions that are called.
    """
    parts: dict[Function, Part] = {}
    for definition in tree.body:
        spelling = spelling_of(definition)
        if spelling is not None and isinstance(definition, ast.FunctionDef):
            parts[spelling.original] = Part(definition, spelling)
    paired = {pair.forward: pair.reverse for pair in pairs if pair.forward in parts and pair.reverse in parts}
    for forward, reverse in paired.items():
        _join(parts[forward], parts[reverse])
    for function, part in parts.items():
        if function not in paired and function not in paired.values():
            part.start = _start(part)
    return list(parts.values())


def _is_plain(statement: ast.Assign) -> bool:
    return len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)


def _carried(loop: Loop) -> Iterable[tuple[int, Value]]:
    return enumerate(loop.carried)


def _start(part: Part) -> float:
    for node, position in part.program.position.items():
        if isinstance(node, Apply) and node.name == "section" and node.operands[0].type == ty.Literal(REVERSE_SWEEP):
            return position
    return math.inf


def _join(forward: Part, reverse: Part) -> None:
    """Note what the forward part of a pair hands to the reverse part."""
    forward.reverse = reverse
    reverse.start = -1
    tape = reverse.program.function.params[0]
    given = _made_of(forward, forward.program.function.body.terminator.values[0])
    unpacked = _unpacked(reverse, tape)
    forward.hands_over_one = unpacked is None
    reverse.handed = (tape,) if unpacked is None else unpacked
    ways = (
        [both[1:] for both in given] if unpacked is None else [w for both in given for w in _made_of(forward, both[1])]
    )
    forward.handed = tuple(next((v for v in place if v.type != ty.NONE), place[0]) for place in zip(*ways))
    forward.received = {value: received for way in ways for value, received in zip(way, reverse.handed)}
    if len(forward.handed) != len(reverse.handed):
        raise InternalError("SRC090", "the parts of a pair do not fit each other", forward.program.function.location)


def _made_of(part: Part, value: Value) -> list[tuple[Value, ...]]:
    """Return the items of a tuple that is made here: in one way, or in each branch in another."""
    made = part.program.definition.get(value)
    while isinstance(made, Apply) and made.name in ("copy", "move", "own"):
        made = part.program.definition.get(made.operands[0])
    if isinstance(made, If):
        place = made.results.index(value)
        return [way for b in (made.then, made.orelse) for way in _made_of(part, b.terminator.values[place])]
    if not isinstance(made, Apply) or made.name != "build.tuple":
        raise InternalError("SRC090", "a forward part does not hand over a tuple", part.program.function.location)
    return [made.operands]


def _unpacked(part: Part, tape: Value) -> tuple[Value, ...] | None:
    """Return what the reverse part takes the tuple of handed values apart into; None if it receives only one value."""
    if not isinstance(tape.type, ty.Tuple) or tape.hint != "tape":
        return None
    users: Sequence[Node] = part.program.users[tape]
    return next((u.results for u in users if isinstance(u, Apply) and u.name == "unpack"), ())
