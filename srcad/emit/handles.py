"""Lists, dicts and instances that change: expressions that make and read them, statements that change them.

An instance stands there as a ``types.SimpleNamespace``: its methods are gone, what it holds is left.
"""

from __future__ import annotations

import ast

from srcad.emit.assignments import Assignments
from srcad.emit.expressions import Expressions, expresses
from srcad.emit.inplace import is_adjoint
from srcad.emit.updates import Special, increased
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

_NAMESPACE = "types.SimpleNamespace"


@expresses("heap.object")
def _object(e: Expressions, operation: Apply) -> ast.expr:
    _, *pairs = operation.operands
    names = [_name(v) for v in pairs[::2]]
    fields = [ast.keyword(name, e.value(v)) for name, v in zip(names, pairs[1::2])]
    return ast.Call(e.imports.reference(_NAMESPACE), [], fields)


@expresses("heap.hold")
def _hold(e: Expressions, operation: Apply) -> ast.expr:
    """Return the list itself if nobody else has it."""
    (content,) = operation.operands
    alone = len(e.program.users[content]) == 1 and e.nesting.is_inlined(content)
    made = e.program.definition.get(content)
    fresh = isinstance(made, Apply) and not made.name.startswith(("heap.", "memory.", "operator.getitem"))
    whole = e.value(content)
    return whole if alone and fresh else ast.Call(e.imports.reference("builtins.list"), [whole], [])


@expresses("heap.zero")
def _zero(e: Expressions, operation: Apply) -> ast.expr:
    t = operation.result.type
    assert isinstance(t, ty.Handle)
    if isinstance(t.target, (ty.Dict, ty.Mapping)):
        return ast.Dict([], [])
    assert isinstance(t.target, ty.Object)
    none, nothing = ast.Constant(None), ast.Constant(0.0)
    fields = [ast.keyword(n, none if ty.has_reference(held) else nothing) for n, held in t.target.fields]
    return ast.Call(e.imports.reference(_NAMESPACE), [], fields)


@expresses("heap.read")
def _read(e: Expressions, operation: Apply) -> ast.expr:
    return _place(e, operation, ast.Load())


@expresses("heap.read_or")
def _read_or(e: Expressions, operation: Apply) -> ast.expr:
    handle, key = operation.operands
    return _get(e, handle, key)


@expresses("heap.contains")
def _contains(e: Expressions, operation: Apply) -> ast.expr:
    handle, key = operation.operands
    return ast.Compare(e.value(key), [ast.In()], [e.value(handle)])


def _get(e: Expressions, handle: Value, key: Value) -> ast.expr:
    function = ast.Attribute(e.value(handle), "get", ast.Load())
    return ast.Call(function, [e.value(key), ast.Constant(0.0)], [])


def _place(e: Expressions, operation: Apply, context: ast.expr_context) -> ast.Attribute | ast.Subscript:
    handle, key = operation.operands[:2]
    assert isinstance(handle.type, ty.Handle)
    if isinstance(handle.type.target, ty.Object):
        return ast.Attribute(e.value(handle), _name(key), context)
    return ast.Subscript(e.value(handle), e.index(key), context)


def _name(value: Value) -> str:
    assert isinstance(value.type, ty.Literal)
    return str(value.type.value)


def _store(s: Assignments, operation: Apply) -> list[ast.stmt]:
    handle, _, item = operation.operands
    value, place = s.expressions.value(item), _place(s.expressions, operation, ast.Store())
    if isinstance(ty.widen(item.type), ty.Scalar) and (rest := _beside(place, value, is_adjoint(handle.hint))):
        return s.write(operation, ast.AugAssign(place, *rest))
    return s.write(operation, ast.Assign([place], value, lineno=0))


def _beside(place: ast.expr, value: ast.expr, swaps: bool) -> tuple[ast.operator, ast.expr] | None:
    """Return ``op, v`` of a value ``place op v``, or None; of ``v * place``, too, if the order does not matter."""
    if not isinstance(value, ast.BinOp):
        return None
    text = ast.unparse(place)
    if ast.unparse(value.left) == text:
        return value.op, value.right
    if swaps and isinstance(value.op, ast.Mult) and ast.unparse(value.right) == text:
        return value.op, value.left
    return None


def _add(s: Assignments, operation: Apply) -> list[ast.stmt]:
    handle, key, g = operation.operands
    place, e = _place(s.expressions, operation, ast.Store()), s.expressions
    assert isinstance(handle.type, ty.Handle)
    if isinstance(handle.type.target, (ty.Dict, ty.Mapping)):
        before: ast.expr = _get(e, handle, key)
    elif isinstance(ty.widen(g.type), ty.Scalar):
        return s.write(operation, increased(place, e.value(g)))
    else:
        before = _place(e, operation, ast.Load())
    if isinstance(ty.widen(g.type), ty.Scalar):
        total: ast.expr = ast.BinOp(before, ast.Add(), e.value(g))
    else:
        total = ast.Call(e.imports.reference("srcad.runtime.added"), [before, e.value(g)], [])
    return s.write(operation, ast.Assign([place], total, lineno=0))


def _add_all(s: Assignments, operation: Apply) -> list[ast.stmt]:
    function = s.expressions.imports.reference("srcad.runtime.add_items")
    return s.write(operation, ast.Expr(s.expressions.call(function, operation.operands, operation.keywords)))


def _append(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, _method(s, operation, "append"))


def _insert(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, _method(s, operation, "insert"))


def _method(s: Assignments, operation: Apply, name: str) -> ast.stmt:
    handle, *arguments = operation.operands
    function = ast.Attribute(s.expressions.value(handle), name, ast.Load())
    return ast.Expr(ast.Call(function, list(map(s.expressions.value, arguments)), []))


def _delete(s: Assignments, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, ast.Delete([_place(s.expressions, operation, ast.Del())]))


def _replace(s: Assignments, operation: Apply) -> list[ast.stmt]:
    handle, content, _ = operation.operands
    whole = ast.Subscript(s.expressions.value(handle), ast.Slice(), ast.Store())
    return s.write(operation, ast.Assign([whole], s.expressions.value(content), lineno=0))


#: How each operation that changes an object is written.
STATEMENTS: dict[str, Special] = {
    "heap.store": _store,
    "heap.add": _add,
    "heap.add_all": _add_all,
    "heap.append": _append,
    "heap.insert": _insert,
    "heap.delete": _delete,
    "heap.replace": _replace,
}
