"""Operations that are statements of their own kind: writes into arrays and lists, tapes, ``unpack``, headings."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from srcad.emit.assignments import Assignments
from srcad.emit.comments import Blank, Comment
from srcad.emit.copies import assign
from srcad.emit.expressions import BINARY
from srcad.emit.inplace import is_adjoint
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

Special: TypeAlias = Callable[[Assignments, Apply], list[ast.stmt]]


def _section(s: Assignments, operation: Apply) -> list[ast.stmt]:
    title = operation.operands[0].type
    assert isinstance(title, ty.Literal)
    return [Blank(), Comment(str(title.value))]


def _undefined(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return []


def _unpack(s: Assignments, operation: Apply) -> list[ast.stmt]:
    names = [s.naming[r] if s.program.users[r] else "_" for r in operation.results]
    parts: list[ast.expr] = [ast.Name(n, ast.Store()) for n in names]
    if (star := star_of(operation)) is not None:
        parts[star] = starred(parts[star])
    statement = ast.Assign([ast.Tuple(parts, ast.Store())], s.expressions.value(operation.operands[0]), lineno=0)
    s.made_for[statement] = operation
    return [statement]


def _store(s: Assignments, operation: Apply) -> list[ast.stmt]:
    if (augmented := _augmented(s, operation)) is not None:
        return s.write(operation, augmented)
    value = s.expressions.value(operation.operands[2])
    return s.write(operation, ast.Assign([s.subscript(operation)], value, lineno=0))


def _augmented(s: Assignments, operation: Apply) -> ast.stmt | None:
    """Return ``a += v`` for ``a[...] = a + v`` and ``a[i] += v`` for ``a[i] = a[i] + v``, or None."""
    target, index, total = operation.operands
    made = s.program.definition.get(total)
    if not s.nesting.is_inlined(total) or not isinstance(made, Apply) or not made.name.startswith("operator."):
        return None
    operator = BINARY.get(made.name.rpartition(".")[2])
    if operator is None:
        return None
    old, other = made.operands
    if made.name == "operator.mul" and is_adjoint(target.hint) and _reads_place(s, other, operation):
        old, other = other, old
    if not _casts_as_in_place(old.type, total.type, target.type):
        return None
    place: ast.Name | ast.Subscript | None = None
    if _is_whole(s, old, target) and index.type == ty.Literal(...) and target in s.naming:
        place = ast.Name(s.naming[target], ast.Store())
    elif _reads_place(s, old, operation) and _has_no_repeats(index.type):
        place = s.subscript(operation)
    return None if place is None else ast.AugAssign(place, operator(), s.expressions.value(other))


def _is_whole(s: Assignments, value: Value, target: Value) -> bool:
    """Say whether the text of a value is the name of what is written to."""
    read = s.program.definition.get(value)
    loads = isinstance(read, Apply) and read.name == "memory.load" and s.nesting.is_inlined(value)
    return value is target or (loads and isinstance(read, Apply) and read.operands[0] is target)


def _reads_place(s: Assignments, value: Value, store: Apply) -> bool:
    """Say whether the text of a value is just the place that is written to."""
    read = s.program.definition.get(value)
    if not s.nesting.is_inlined(value) or not isinstance(read, Apply):
        return False
    if read.name not in ("operator.getitem", "memory.read"):
        return False
    indices = [ast.dump(s.expressions.index(o.operands[1])) for o in (read, store)]
    return read.operands[0] is store.operands[0] and indices[0] == indices[1]


def _casts_as_in_place(old: ty.Type, new: ty.Type, whole: ty.Type) -> bool:
    """Say whether ``old op= v`` does what ``old[...] = old op v`` does: it refuses more casts and shapes."""
    whole = whole.target if isinstance(whole, ty.Reference) else whole
    match ty.widen(old), ty.widen(new), ty.widen(whole):
        case ty.Scalar(), ty.Scalar(), ty.Array():
            return True
        case ty.Scalar(), ty.Scalar(), ty.List(item=item):
            return isinstance(ty.widen(item), ty.Scalar)
        case ty.Array(dtype=before, shape=(*axes,)), ty.Array(dtype=after, shape=(*others,)), ty.Array():
            return bool(before and after) and len(axes) == len(others) and np.can_cast(after, before, "same_kind")
    return False


def _add_at(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, index, value = operation.operands
    if _has_no_repeats(index.type):
        return s.write(operation, increased(s.subscript(operation), s.expressions.value(value)))
    place = s.expressions.value(index)
    arguments = [s.expressions.value(target), place, s.expressions.value(value)]
    call = ast.Call(s.expressions.imports.reference("numpy.add.at"), arguments, [])
    return s.write(operation, ast.Expr(call))


def _add_to_buffer(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, index, value = operation.operands
    place: ast.Name | ast.Subscript = s.subscript(operation)
    if index.type == ty.Literal(...) and target in s.naming:
        place = ast.Name(s.naming[target], ast.Store())
    return s.write(operation, increased(place, s.expressions.value(value)))


def increased(place: ast.Name | ast.Subscript | ast.Attribute, value: ast.expr) -> ast.AugAssign:
    """Return ``place += value``, or ``place -= v`` where the value is ``-v``."""
    negated = _negated(value)
    return ast.AugAssign(place, ast.Add(), value) if negated is None else ast.AugAssign(place, ast.Sub(), negated)


def _negated(value: ast.expr) -> ast.expr | None:
    """Return the negative of a value, or of a product or quotient, that begins with a sign."""
    match value:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as operator, right=right):
            first = _negated(left)
            return None if first is None else ast.BinOp(first, operator, right)
    return None


def _rejoin(s: Assignments, operation: Apply) -> list[ast.stmt]:
    function = s.expressions.imports.reference("srcad.runtime.rejoin")
    return s.write(operation, ast.Expr(s.expressions.call(function, operation.operands, operation.keywords)))


def _has_no_repeats(t: ty.Type) -> bool:
    """Say whether a subscript of this type names each place at most once."""
    match ty.widen(t):
        case ty.Tuple(items=items):
            return all(map(_has_no_repeats, items))
        case ty.Scalar(kind=kind):
            return kind in ("int", "bool")
        case ty.Array(dtype=dtype):
            return dtype == "bool"
        case ty.Literal(value=value):
            return value is None or value is ...
    return isinstance(t, ty.Slice)


def _add_in_place(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, value = operation.operands
    name = ast.Name(s.naming[target], ast.Store())
    operator = ast.Add() if operation.name == "operator.iadd" else ast.Sub()
    return s.write(operation, ast.AugAssign(name, operator, s.expressions.value(value)))


def _method_statement(s: Assignments, operation: Apply, name: str) -> ast.stmt:
    target, value = operation.operands
    function = ast.Attribute(s.expressions.value(target), name, ast.Load())
    return ast.Expr(ast.Call(function, [s.expressions.value(value)], []))


def _list_add_at(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, index, value = operation.operands
    if isinstance(ty.widen(value.type), ty.Scalar):
        return s.write(operation, increased(s.subscript(operation), s.expressions.value(value)))
    old = ast.Subscript(s.expressions.value(target), s.expressions.index(index), ast.Load())
    total = ast.BinOp(old, ast.Add(), s.expressions.value(value))
    return s.write(operation, ast.Assign([s.subscript(operation)], total, lineno=0))


def _cut(s: Assignments, operation: Apply) -> list[ast.stmt]:
    tape, mark = operation.operands
    rest = ast.Subscript(s.expressions.value(tape), ast.Slice(s.expressions.value(mark)), ast.Del())
    return [ast.Delete([rest])]


def _append(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, _method_statement(s, operation, "append"))


def _insert(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, *arguments = operation.operands
    function = ast.Attribute(s.expressions.value(target), "insert", ast.Load())
    return s.write(operation, ast.Expr(ast.Call(function, list(map(s.expressions.value, arguments)), [])))


def _delete(s: Assignments, operation: Apply) -> list[ast.stmt]:
    target, index = operation.operands
    place = ast.Subscript(s.expressions.value(target), s.expressions.index(index), ast.Del())
    return s.write(operation, ast.Delete([place]))


def _extend(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, _method_statement(s, operation, "extend"))


def _set_attribute(s: Assignments, operation: Apply) -> list[ast.stmt]:
    owner, name, value = operation.operands
    assert isinstance(name.type, ty.Literal)
    target = ast.Attribute(s.expressions.value(owner), str(name.type.value), ast.Store())
    return s.write(operation, ast.Assign([target], s.expressions.value(value), lineno=0))


def _push(s: Assignments, operation: Apply) -> list[ast.stmt]:
    statement = _method_statement(s, operation, "append")
    s.made_for[statement] = operation
    return [statement]


def _pop(s: Assignments, operation: Apply) -> list[ast.stmt]:
    (target,) = operation.operands
    call = ast.Call(ast.Attribute(s.expressions.value(target), "pop", ast.Load()), [], [])
    item = operation.results[1]
    return s.write(operation, assign(s.naming[item], call) if s.program.users[item] else ast.Expr(call))


#: How each operation that is a statement of its own kind is written.
SPECIAL: dict[str, Special] = {
    "section": _section,
    "undefined": _undefined,
    "unpack": _unpack,
    "array.store": _store,
    "array.add_at": _add_at,
    "memory.store": _store,
    "memory.add": _add_to_buffer,
    "memory.add_at": _add_at,
    "memory.rejoin": _rejoin,
    "operator.iadd": _add_in_place,
    "operator.isub": _add_in_place,
    "list.append": _append,
    "outside.attribute": _set_attribute,
    "list.store": _store,
    "list.insert": _insert,
    "list.delete": _delete,
    "list.extend": _extend,
    "list.add_at": _list_add_at,
    "list.pop": _pop,
    "tape.push": _push,
    "tape.cut": _cut,
}


def star_of(operation: Apply) -> int | None:
    """Return the place of the starred target of an ``unpack``, or None."""
    if len(operation.operands) < 2 or not isinstance(operation.operands[1].type, ty.Literal):
        return None
    position = operation.operands[1].type.value
    return position if isinstance(position, int) else None


def starred(node: ast.expr) -> ast.expr:
    """Return ``*node``."""
    return ast.Starred(node, ast.Store())
