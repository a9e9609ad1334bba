"""Comments: which of the user's lines each part of the reverse sweep undoes, and why an argument is copied."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from srcad.emit.comments import Comment, with_comment
from srcad.emit.nesting import Nesting
from srcad.emit.program import Program
from srcad.errors import Location
from srcad.ir.nodes import Apply, Function, Loop, Operation, Value
from srcad.ir.walk import nodes_in, operands_of

REVERSE_SWEEP = "reverse sweep"
_SUFFIXES = ("_value_and_grad", "_grad", "_forward")


def write_comments(
    body: Sequence[ast.stmt],
    made_for: Mapping[ast.stmt, Operation],
    handed: Mapping[ast.stmt, Value],
    program: Program,
    nesting: Nesting,
) -> None:
    """Give statements their comments.

    Parameters
    ----------
    body : sequence of ast.stmt
        The statements of the function.
    made_for : mapping
        The operation whose text each statement holds.
    handed : mapping
        The value that each plain assignment to a loop's or a branch's name hands on.
    program, nesting : Program, Nesting
        The function, and what is printed inside expressions.
    """
    _explain_copies(program.function, made_for)
    start = next((i for i, s in enumerate(body) if isinstance(s, Comment) and s.text == REVERSE_SWEEP), None)
    if start is not None:
        _Quoting(made_for, handed, program, nesting).quote(body[start:])


def _explain_copies(function: Function, made_for: Mapping[ast.stmt, Operation]) -> None:
    params = dict(zip(function.params, function.parameters))
    for statement, operation in made_for.items():
        if isinstance(operation, Apply) and operation.name == "copy" and operation.operands[0] in params:
            written = params[operation.operands[0]].kind != "seed"
            reason = f"{_users_name(function)}() writes to it; " if written else ""
            with_comment(statement, f"{reason}the caller keeps the original")


def _users_name(function: Function) -> str:
    """Return the name of the user's function that this one comes from."""
    name = getattr(function.origin, "name", "")
    if isinstance(name, str) and name.isidentifier():
        return name
    ending = next((s for s in _SUFFIXES if function.name.endswith(s)), "")
    return function.name.removesuffix(ending)


class _Quoting:
    def __init__(
        self,
        made_for: Mapping[ast.stmt, Operation],
        handed: Mapping[ast.stmt, Value],
        program: Program,
        nesting: Nesting,
    ) -> None:
        self.made_for = made_for
        self.handed = handed
        self.program = program
        self.nesting = nesting
        self.adjoints = nesting.adjoints

    def quote(self, statements: Sequence[ast.stmt]) -> None:
        """Tell the user's line at the first statement of each run that comes from it."""
        line: tuple[str, int] | None = None
        for statement in statements:
            if bodies := bodies_of(statement):
                for body in bodies:
                    self.quote(body)
                line = None
            elif (place := self._place(statement)) is not None and (place.file, place.line) != line:
                line = (place.file, place.line)
                with_comment(statement, self._text(place))

    def _place(self, statement: ast.stmt) -> Location | None:
        """Return the user's line that a statement undoes, if it is one."""
        function = self.program.function
        if (source := self.handed.get(statement)) is not None:
            seeds = (v for v, p in zip(function.params, function.parameters) if p.kind == "seed")
            return function.body.terminator.location if source in seeds else None
        operation = self.made_for.get(statement)
        if operation is None:
            return None
        if not isinstance(statement, ast.Return) and operation.location is not None:
            return operation.location if not self.adjoints.isdisjoint(operation.results) else None
        if isinstance(statement, ast.Return):
            return self._place_of_return(function.body.terminator.values)
        return _only(self._places(operation.results))

    def _place_of_return(self, values: Sequence[Value]) -> Location | None:
        """Return the one line that all of what is returned undoes, but for a loop's header."""
        returned = list(self._components(values))
        if not all(map(self.nesting.is_inlined, returned)):
            return None
        place = _only(self._places(returned))
        loops = (n.location for n in nodes_in(self.program.function.body) if isinstance(n, Loop))
        return None if place in loops else place

    def _components(self, values: Sequence[Value]) -> Iterator[Value]:
        """Yield the adjoints that are returned, alone or in containers."""
        for value in values:
            made = self.program.definition.get(value)
            if isinstance(made, Apply) and made.name in ("build.tuple", "build.dict", "move"):
                yield from self._components(made.operands)
            elif value in self.adjoints:
                yield value

    def _places(self, values: Sequence[Value]) -> Iterator[Location]:
        """Yield the places of the adjoint operations whose text values hold."""
        for value in values:
            operation = self.program.definition.get(value)
            if value not in self.adjoints or operation is None or not self.nesting.is_inlined(value):
                continue
            if operation.location is not None:
                yield operation.location
            yield from self._places(operands_of(operation))

    def _text(self, place: Location) -> str:
        """Return the comment; a line of another file than the function's comes with the file's name."""
        own = self.program.function.location
        where = f"line {place.line}"
        if own is not None and own.file != place.file:
            where = f"{PurePath(place.file).name}:{place.line}"
        return f"{where}: {place.text.strip()}".rstrip(": ")


def _only(places: Iterable[Location]) -> Location | None:
    """Return the first place if all are on one line."""
    found = list(places)
    return found[0] if len({(p.file, p.line) for p in found}) == 1 else None


def bodies_of(statement: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks of statements inside a statement."""
    found = [getattr(statement, name, []) for name in ("body", "orelse")]
    found[1:1] = [handler.body for handler in getattr(statement, "handlers", [])]
    return [body for body in found if body]
