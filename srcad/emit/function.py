"""``Function`` → ``ast.FunctionDef``: the stages of this package in order, until every line is short enough."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from srcad.analysis.possible import maybe_undefined
from srcad.derive.asking import ask_whether_assigned, is_check
from srcad.emit.assignments import Assignments
from srcad.emit.comments import Blank, with_place
from srcad.emit.copies import assign
from srcad.emit.expressions import Expressions
from srcad.emit.imports import Imports
from srcad.emit.inplace import write_in_place
from srcad.emit.liveness import Liveness
from srcad.emit.memory import Memory
from srcad.emit.naming import Naming
from srcad.emit.nesting import Nesting, choose_nesting
from srcad.emit.program import Program
from srcad.emit.quoting import bodies_of, write_comments
from srcad.emit.spelling import Spelling, with_spelling
from srcad.emit.splitting import choose_splits
from srcad.emit.spreading import depends_on_adjoints
from srcad.emit.statements import Statements
from srcad.emit.unbound import maybe_unbound
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Closure, Constant, Function, Parameter, Value
from srcad.ir.walk import nodes_in


def emit_function(
    function: Function,
    imports: Imports | None = None,
    functions: Mapping[Function, str] | None = None,
    reserved: Set[str] = frozenset(),
) -> ast.FunctionDef:
    """Return the Python text of a function, as a tree.

    Parameters
    ----------
    function : Function
        Verified SSA.
    imports : Imports, optional
        Collects the modules that the text names.
    functions : mapping, optional
        The names under which other functions are emitted in the same module.
    reserved : set of str
        Further names that variables must not have.
    """
    imports = imports or Imports(frozenset(p.name for p in function.parameters))
    return _emit(function, imports, functions or {}, reserved)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The text of one round."""

    nesting: Nesting
    statements: Statements
    body: list[ast.stmt]


class _Untold(Exception):
    """The text would assign a name of which it asks whether it is assigned."""


def _emit(
    function: Function, imports: Imports, functions: Mapping[Function, str], reserved: Set[str], depth: int = 1
) -> ast.FunctionDef:
    try:
        asking = ask_whether_assigned(function)
        return _Emitter(function, asking, imports, functions, reserved).emit(depth)
    except _Untold:
        asking = ask_whether_assigned(function, everywhere=True)
        return _Emitter(function, asking, imports, functions, reserved).emit(depth)


class _Emitter:
    """The text of a function: of the ``original``, for which ``function`` stands."""

    def __init__(
        self,
        original: Function,
        function: Function,
        imports: Imports,
        functions: Mapping[Function, str],
        reserved: Set[str],
    ) -> None:
        self.original = original
        self.function = write_in_place(function)
        self.adjoints = depends_on_adjoints(self.function)
        self.imports = imports
        self.functions = functions
        self.program = Program(self.function)
        self.memory = Memory(self.program)
        self.outer = reserved
        self.reserved = reserved | set(functions.values()) | _builtins_used(self.function)
        self.modules: frozenset[str] = frozenset()
        self.split: set[Value] = set()
        self.joined: set[Value] = set()

    def emit(self, depth: int) -> ast.FunctionDef:
        draft = self._draft()
        while self._improve(draft, depth):
            draft = self._draft()
        text = draft.statements.assignments
        write_comments(draft.body, text.made_for, text.handed, self.program, draft.nesting)
        for statement, _ in _levels(draft.body, depth):
            with_place(statement, text.place(statement))
        made = ast.FunctionDef(
            name=self.functions.get(self.original, self.function.name),
            args=_arguments(self.function.parameters, draft.statements.expressions),
            body=[*self._nothing_yet(text, draft.body), *draft.body],
            decorator_list=[],
            lineno=0,
        )
        operations = {**text.around, **text.made_for}
        spelling = Spelling(self.original, self.function, text.naming.names, operations, text.handed)
        return with_spelling(made, spelling)

    def _nothing_yet(self, text: Assignments, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Return ``name = None`` for each name that is copied to another one before it need have a value."""
        doubtful = maybe_undefined(self.program.function)
        parameters = {p.name for p in self.function.parameters}
        names = dict.fromkeys(text.naming[v] for v in text.copied if v in doubtful)
        if not names:
            return []
        unbound = maybe_unbound(body, parameters)
        asked = {text.naming.names.get(n.operands[0]) for n in nodes_in(self.program.function.body) if is_check(n)}
        if not asked.isdisjoint(unbound.intersection(names)):
            raise _Untold
        return [assign(name, ast.Constant(None)) for name in names if name in unbound]

    def _draft(self) -> _Draft:
        nesting = choose_nesting(self.program, self.memory, self.adjoints, self.split, self.joined)
        liveness = Liveness(self.program, nesting.is_inlined, whole=nesting.conditional)
        self.modules = self.imports.names
        naming = Naming(self.program, nesting, liveness, self.reserved | self.modules)
        expressions = Expressions(self.program, nesting, naming, self.imports, self.functions)
        statements = Statements(self.program, liveness, expressions, self._define)
        body = statements.body()
        while body and isinstance(body[0], Blank):
            del body[0]
        return _Draft(nesting, statements, body)

    def _define(self, closure: Closure, name: str, expressions: Expressions) -> ast.stmt:
        """Return the nested ``def`` of a closure; defaults hold what it captures, as it is now."""
        made = _emit(closure.function, self.imports, self.functions, self.outer, depth=2)
        made.name = name
        parameters = closure.function.parameters
        captured = [p.name for p in parameters if p.kind == "capture"]
        computed = [p.name for p in parameters if isinstance(p.default, ty.Unknown)]  # captured first, in this order
        values = dict(zip((*computed, *captured[len(computed) :]), map(expressions.value, closure.captures)))
        _fill_in(made.args, values, frozenset(captured[: len(computed)]))
        return made

    def _improve(self, draft: _Draft, depth: int) -> bool:
        """Note what the next round has to do otherwise, and say whether there is anything."""
        text = draft.statements.assignments
        joined = {v for v in text.copied if len(self.program.users[v]) == 1} - self.joined - self.split
        split: set[Value] = set()
        for statement, level in _levels(draft.body, depth):
            if (operation := text.made_for.get(statement)) is not None:
                length = 4 * level + len(ast.unparse(statement))
                split.update(choose_splits(operation, length, 4 * level, text.expressions))
        more = bool(joined or split - self.split) or self.modules != self.imports.names
        self.joined |= joined
        self.split |= split
        return more


def _levels(statements: Sequence[ast.stmt], level: int) -> Iterator[tuple[ast.stmt, int]]:
    for statement in statements:
        yield statement, level
        for body in bodies_of(statement):
            yield from _levels(body, level + 1)


def _arguments(parameters: Sequence[Parameter], expressions: Expressions) -> ast.arguments:
    """Return the parameter list; captures and the seed are keyword-only."""
    arguments = ast.arguments([], [], None, [], [], None, [])
    for parameter in parameters:
        argument = ast.arg(parameter.name)
        default = None if parameter.default is None else _default(parameter.default, expressions)
        if parameter.kind in ("positional", "either"):
            (arguments.posonlyargs if parameter.kind == "positional" else arguments.args).append(argument)
            if default is None and arguments.defaults:
                default = ast.Constant(None)
            if default is not None:
                arguments.defaults.append(default)
        elif parameter.kind == "star":
            arguments.vararg = argument
        elif parameter.kind == "doublestar":
            arguments.kwarg = argument
        else:
            arguments.kwonlyargs.append(argument)
            arguments.kw_defaults.append(default)
    return arguments


def _fill_in(arguments: ast.arguments, values: Mapping[str, ast.expr], unused: frozenset[str]) -> None:
    """Give parameters these defaults; leave out those that are ``unused``."""
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    first = len(names) - len(arguments.defaults)
    defaults = {**dict(zip(names[first:], arguments.defaults)), **values}
    arguments.defaults = [defaults[name] for name in names if name in defaults]
    keywords = {a: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if a.arg not in unused}
    arguments.kwonlyargs = list(keywords)
    arguments.kw_defaults = [values.get(a.arg, default) for a, default in keywords.items()]


def _default(default: ty.Type, expressions: Expressions) -> ast.expr | None:
    """Return a default that is a constant; any other is a capture of its own, which the caller fills in."""
    match default:
        case ty.Literal(value=value):
            return expressions.literal(value)
        case ty.Tuple(items=items):
            parts = [_default(item, expressions) for item in items]
            return ast.Tuple([part for part in parts if part is not None], ast.Load())
    return None


def _builtins_used(function: Function) -> set[str]:
    """Return the builtins that the text may name, which variables must not hide."""
    found = {"slice", "len", "list"}
    for node in nodes_in(function.body):
        if isinstance(node, Apply) and node.name.startswith("builtins."):
            found.add(node.name.split(".")[1])
        elif isinstance(node, Constant) and isinstance(node.result.type, ty.Callable):
            module, _, name = str(node.result.type.target).rpartition(".")
            found |= {name} if module == "builtins" else set()
    return found
