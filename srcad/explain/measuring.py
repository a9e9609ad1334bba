"""Measuring: the text of a derivative, with a ledger in it, is run on arguments.

before: ``y_tape = []``
after: ``y_tape = ledger.tape(0)``
"""

from __future__ import annotations

import ast
import copy
import gc
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from srcad.cache.execute import execute
from srcad.emit.comments import Blank, Comment
from srcad.emit.printer import print_module
from srcad.emit.quoting import REVERSE_SWEEP, bodies_of
from srcad.errors import ArgumentError
from srcad.explain.ledger import Ledger
from srcad.explain.origins import leaves, may_be_missing
from srcad.explain.parts import Part
from srcad.explain.saved import SCOPE, TAPE, Saved
from srcad.ir.nodes import Apply, Loop, Value


@dataclass(frozen=True, slots=True)
class Run:
    """A call that is measured.

    Parameters
    ----------
    primal : callable
        The user's function.
    gradient : callable
        The emitted one.
    name : str
        Its name in the text.
    arguments, extra : tuple, dict
        What it gets; ``extra`` are captured values, by name.
    """

    primal: Callable[..., Any]
    gradient: Callable[..., Any]
    name: str
    arguments: tuple[tuple[Any, ...], dict[str, Any]]
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured: the bytes of each row, of all, and the peaks of memory while primal and gradient ran."""

    rows: tuple[int, ...]
    total: int
    primal_peak: int
    gradient_peak: int


def measure(tree: ast.Module, parts: Sequence[Part], saved: Sequence[Saved], run: Run) -> Measured:
    """Run primal and gradient, and return what they hold.

    The functions run on copies of the arguments: the primal, then the gradient, then the gradient with a ledger.
    ``tree`` is changed.

    Raises
    ------
    ArgumentError
        For arguments that cannot be copied.
    """
    primal_peak = _peak(run.primal, *_copied(run.arguments))
    arguments, named = _copied(run.arguments)
    gradient_peak = _peak(run.gradient, arguments, {**named, **run.extra})
    ledger_name = _instrument(tree, parts, saved)
    arguments, named = _copied(run.arguments)
    ledger = Ledger([arguments, named, run.extra])
    namespace = execute(print_module(tree), None, f"{run.name}.measured")
    namespace[ledger_name] = ledger
    instrumented = namespace[run.name]
    assert callable(instrumented)
    instrumented(*arguments, **named, **run.extra)
    rows = tuple(ledger.peak_of(number) for number in range(len(saved)))
    return Measured(rows, ledger.peak, primal_peak, gradient_peak)


def _copied(arguments: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    try:
        return copy.deepcopy(arguments)
    except (TypeError, copy.Error) as error:
        hint = "call .report() without arguments: it tells what the analysis knows"
        raise ArgumentError("SRC023", f"the arguments cannot be copied: {error}", hint=hint) from error


def _peak(function: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]) -> int:
    """Call a function and return the memory that it took at most, beyond what was there before."""
    gc.collect()
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        function(*arguments, **named)
        return max(tracemalloc.get_traced_memory()[1] - before, 0)
    finally:
        if not running:
            tracemalloc.stop()


# ---------------------------------------------------------------------- the text with a ledger


def _instrument(tree: ast.Module, parts: Sequence[Part], saved: Sequence[Saved]) -> str:
    """Let the text tell a ledger what it saves; return the name under which it calls the ledger."""
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    name = next(n for n in _names() if n not in taken)
    for part in parts:
        rows = [(number, s) for number, s in enumerate(saved) if s.part is part and s.counted]
        writer = _Writer(part, rows, name)
        part.definition.body = writer.body(part.definition.body)
    return name


def _names() -> Iterator[str]:
    yield "ledger"
    number = 1
    while True:
        yield f"ledger_{number}"
        number += 1


class _Writer:
    """Writes the statements of one part anew."""

    def __init__(self, part: Part, rows: Iterable[tuple[int, Saved]], ledger: str) -> None:
        self.part = part
        self.ledger = ledger
        self.names = part.spelling.names
        self.tapes: dict[Value, int] = {}
        #: What is counted where it is made, and what where the sweep turns back.
        self.made: dict[Value, list[int]] = {}
        self.scope: list[tuple[int, Saved]] = []
        for number, saved in rows:
            if saved.kind == TAPE:
                self.tapes[saved.holder] = number
            elif saved.kind == SCOPE and not self._is_made_in_branches(saved):
                self.scope.append((number, saved))
            else:
                for value in leaves(part, saved.holder):
                    self.made.setdefault(value, []).append(number)

    def _is_made_in_branches(self, saved: Saved) -> bool:
        """Say whether a name may hold something else, for the branch that gives the value need not be taken."""
        if self.part.is_forward_part or not may_be_missing(self.part, saved.holder):
            return False
        handed = set(self.part.spelling.handed.values())
        definition, statements = self.part.program.definition, self.part.statements
        return all(v in handed or definition.get(v) in statements for v in leaves(self.part, saved.holder))

    def body(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Return the body of the function."""
        written = self._statements(statements)
        return [self._call("enter"), *written] if self.part.is_reverse_part else written

    def _statements(self, statements: Iterable[ast.stmt]) -> list[ast.stmt]:
        written: list[ast.stmt] = []
        for statement in statements:
            for inner in bodies_of(statement):
                inner[:] = self._statements(inner)
            written += self._statement(statement)
        return written

    def _statement(self, statement: ast.stmt) -> list[ast.stmt]:
        if isinstance(statement, Comment) and statement.text == REVERSE_SWEEP:
            return [*(self._now(n, self.names[s.holder]) for n, s in self.scope), Blank(), statement]
        if isinstance(statement, ast.Return) and self.part.is_forward_part:
            return [self._leave(statement)]
        operation = self.part.spelling.operations.get(statement)
        match operation:
            case None:
                return [statement, *self._handed_on(statement)]
            case Apply(name="tape.new", results=(tape,)) if tape in self.tapes and isinstance(statement, ast.Assign):
                made = self._attribute("tape", ast.Constant(self.tapes[tape]))
                return [ast.Assign(statement.targets, made, lineno=0)]
            case Loop(body=body):
                return [*self._counted(body.params), statement, *self._counted(operation.results)]
        return [statement, *self._counted(operation.results)]

    def _handed_on(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the counting of a value that is handed on to a name outside a branch."""
        value = self.part.spelling.handed.get(statement)
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) if value is not None and value not in self.names:
                return [self._now(number, name) for number in self.made.get(value, ())]
        return []

    def _counted(self, values: Sequence[Value]) -> list[ast.stmt]:
        named = [value for value in values if value in self.names]
        return [self._now(number, self.names[value]) for value in named for number in self.made.get(value, ())]

    def _leave(self, statement: ast.Return) -> ast.stmt:
        assert statement.value is not None
        handed = self.part.handed
        pairs = [[ast.Constant(number), ast.Constant(handed.index(s.value))] for number, s in self.scope]
        rows: list[ast.expr] = [ast.Tuple(list(pair), ast.Load()) for pair in pairs]
        single = ast.Constant(self.part.hands_over_one)
        return ast.Return(self._attribute("leave", statement.value, single, ast.Tuple(rows, ast.Load())))

    def _now(self, row: int, name: str) -> ast.stmt:
        return self._call("now", ast.Constant(row), _reading(name))

    def _call(self, method: str, *arguments: ast.expr) -> ast.stmt:
        return ast.Expr(self._attribute(method, *arguments))

    def _attribute(self, method: str, *arguments: ast.expr) -> ast.Call:
        function = ast.Attribute(ast.Name(self.ledger, ast.Load()), method, ast.Load())
        return ast.Call(function, list(arguments), [])


def _reading(name: str) -> ast.expr:
    """Return ``lambda: name``: it is looked at only when it is called, and may not be assigned."""
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, ast.Name(name, ast.Load()))
