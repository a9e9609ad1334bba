"""Where a value comes from: the user's line and name."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from srcad.emit.program import Program, is_undefined
from srcad.errors import Location
from srcad.explain.parts import Part
from srcad.ir.nodes import Apply, Closure, Constant, If, Invoke, Loop, Operation, Try, Value, Yield
from srcad.ir.types import NONE
from srcad.ir.walk import blocks_of, exits_of

#: Operations that hand a value on as it is, or a copy of it.
COPIES = frozenset({"copy", "memory.copy", "srcad.runtime.kept"})
_SAME = COPIES | {"own", "move", "check.defined", "memory.load"}
_LONGEST_TEXT = 40
_MOST_EXPANSIONS = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Parameters
    ----------
    values : tuple of Value
        The value and those that it only hands on, the one that is computed last.
    location : Location or None
        The line that computes it.
    """

    values: tuple[Value, ...]
    location: Location | None

    @property
    def source(self) -> Value:
        """The value that is computed."""
        return self.values[-1]


def origin_of(part: Part, value: Value) -> Origin:
    """Return where a value comes from: through copies, branches and what loops carry."""
    chain = [value]
    location = _place(part.program, value)
    while (before := _before(part, chain[-1])) is not None and before not in chain:
        chain.append(before)
        location = _place(part.program, before) or location
    return Origin(tuple(chain), location)


def name_of(part: Part, origin: Origin, push: Apply | None = None) -> str:
    """Return the user's name of a value, or the expression that computes it; ``push`` is what puts it on a tape."""
    if hint := next((v.hint for v in origin.values if v.hint), ""):
        return hint
    named = next((part.spelling.names[v] for v in origin.values if v in part.spelling.names), "")
    pushed = _pushed(part, push) if push is not None else ""
    return _expression(part, origin) or pushed or named or "a value without a name"


def is_copied(part: Part, value: Value) -> bool:
    """Say whether a value is a copy that was made to be kept."""
    made = part.program.definition.get(value)
    return isinstance(made, Apply) and made.name in COPIES


def names_outside(part: Part, value: Value) -> list[Value]:
    """Return the value and what it is called behind the branches that it leaves."""
    found = [value]
    for inner in found:  # which grows
        for user in part.program.users[inner]:
            around = part.parents.get(part.program.block[user])
            if isinstance(user, Yield) and around is not None and not isinstance(around, Loop):
                found += [r for r, v in zip(around.results, user.values) if v is inner and r not in found]
    return found


def meant_by(part: Part, value: Value) -> Value:
    """Return the value itself: not its copy, nor what it is called behind a branch or a loop."""
    while value in part.program.definition and (before := _before(part, value)) is not None:
        value = before
    return value


def may_be_missing(part: Part, value: Value) -> bool:
    """Say whether a value comes out of a branch that may not have been taken."""
    made = part.program.definition.get(value)
    if not isinstance(made, If | Try):
        return False
    k = made.results.index(value)
    return any(v is None or _is_nothing(part.program, v) for v in _ends(made, k))


def leaves(part: Part, value: Value) -> list[Value]:
    """Return the values that one may be behind branches."""
    made = part.program.definition.get(value)
    if not isinstance(made, If | Try):
        return [value]
    ends = [v for v in _ends(made, made.results.index(value)) if v is not None and not _is_nothing(part.program, v)]
    return [leaf for end in ends for leaf in leaves(part, end)]


def _ends(operation: If | Try, k: int) -> Iterator[Value | None]:
    """Yield what each block gives as the result ``k``; None for one that gives nothing."""
    for block in blocks_of(operation):
        values = block.terminator.values if isinstance(block.terminator, Yield) else ()
        yield values[k] if k < len(values) else None


def is_tape_of_call(part: Part, origin: Origin) -> bool:
    """Say whether a value is what the forward part of a called function handed over."""
    made = _call_that_gives(part, origin.source)
    return made is not None and origin.source is made.results[-1]


def _call_that_gives(part: Part, value: Value) -> Apply | None:
    """Return what takes apart what a forward part gives, if a value comes from there."""
    made = part.program.definition.get(value)
    if not isinstance(made, Apply) or made.name != "unpack":
        return None
    return made if isinstance(part.program.definition.get(made.operands[0]), Invoke) else None


def _before(part: Part, value: Value) -> Value | None:
    """Return the value that this one hands on, or None if it is computed."""
    made = part.program.definition.get(value)
    match made:
        case None:
            return _carried(part, value)
        case Apply(name=name, operands=operands) if name in _SAME and operands:
            return operands[0]
        case Constant() | Apply() | Invoke() | Closure():
            return None
        case Loop():
            k = made.results.index(value)
            return _left_with(part.program, made, k) if k < len(made.inits) else None
    return _yielded(part.program, made, made.results.index(value))


def _left_with(program: Program, loop: Loop, k: int) -> Value | None:
    """Return the value that a loop ends with as the result ``k``."""
    param = loop.carried[k]
    ends = (_yielded(program, loop, k), *(end.values[k] for end in exits_of(loop.body)))
    return next((v for v in ends if v not in (None, param)), loop.inits[k])


def _yielded(program: Program, operation: Operation, k: int) -> Value | None:
    """Return the value that a block hands out as the result ``k``; of two branches, the first that has one."""
    for block in blocks_of(operation):
        values = block.terminator.values if isinstance(block.terminator, Yield) else ()
        if k < len(values) and not _is_nothing(program, values[k]):
            return values[k]
    return None


def _is_nothing(program: Program, value: Value) -> bool:
    """Say whether a branch has no value here: the name is not assigned, or stands for that."""
    return is_undefined(program, value) or value.type == NONE


def _carried(part: Part, value: Value) -> Value | None:
    """Return the value that a trip hands to the next one as ``value``, or what the loop begins with."""
    if value not in part.carriers:
        return None
    loop, k = part.carriers[value]
    handed_on = _yielded(part.program, loop, k)
    return loop.inits[k] if handed_on in (None, value) else handed_on


def _place(program: Program, value: Value) -> Location | None:
    made = program.definition.get(value)
    if made is None:
        loops = program.owner[value]
        return loops[-1].location if loops else program.function.location
    return None if isinstance(made, (If, Loop)) else made.location


def _expression(part: Part, origin: Origin) -> str:
    """Return the text that computes a value, if a statement does that alone."""
    for value in reversed(origin.values):
        made = part.program.definition.get(value)
        statement = part.statements.get(made) if made is not None else None
        if isinstance(statement, ast.Assign):
            text = _users_text(part, statement.value)
            return text if _call_that_gives(part, value) is None else text.replace("_forward(", "(", 1)
    return ""


def _pushed(part: Part, push: Apply) -> str:
    """Return the text of what is put on a tape."""
    match part.statements.get(push):
        case ast.Expr(value=ast.Call(args=[node])):
            return _users_text(part, node).removesuffix(".copy()")
    return ""


def _users_text(part: Part, node: ast.expr) -> str:
    """Return the text of an expression with the user's names, and expressions for those that have none."""
    text = ast.unparse(_Users(part).visit(copy.deepcopy(node)))
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


class _Users(ast.NodeTransformer):
    """Puts the user's names for those of the emitted text."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.left = _MOST_EXPANSIONS

    def visit_Name(self, node: ast.Name) -> ast.expr:
        meaning = self.part.temporaries.get(node.id)
        if isinstance(meaning, str):
            return ast.Name(meaning, ast.Load())
        if meaning is None or not self.left:
            return node
        self.left -= 1
        expanded: ast.expr = self.visit(copy.deepcopy(meaning))
        return expanded
