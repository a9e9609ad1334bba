"""Expressions: a table of small functions, one for each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.lower.frame import Frame
from srcad.lower.resolve import attribute_of_module, resolve_dotted, resolve_name

Lower: TypeAlias = Callable[[Frame, gast.AST], Value]

_TABLE: dict[type[gast.AST], Lower] = {}

BINARY = {
    gast.Add: "add",
    gast.Sub: "sub",
    gast.Mult: "mul",
    gast.Div: "truediv",
    gast.FloorDiv: "floordiv",
    gast.Mod: "mod",
    gast.Pow: "pow",
    gast.MatMult: "matmul",
    gast.BitAnd: "and_",
    gast.BitOr: "or_",
    gast.BitXor: "xor",
    gast.LShift: "lshift",
    gast.RShift: "rshift",
}
_UNARY = {gast.USub: "neg", gast.UAdd: "pos", gast.Invert: "invert", gast.Not: "not_"}
_COMPARE = {
    gast.Eq: "eq",
    gast.NotEq: "ne",
    gast.Lt: "lt",
    gast.LtE: "le",
    gast.Gt: "gt",
    gast.GtE: "ge",
    gast.Is: "is_",
    gast.IsNot: "is_not",
}


def lowers(*kinds: type[gast.AST]) -> Callable[[Lower], Lower]:
    """Enter a function as what lowers nodes of these kinds."""

    def enter(function: Lower) -> Lower:
        _TABLE.update(dict.fromkeys(kinds, function))
        return function

    return enter


def expression(frame: Frame, node: gast.AST) -> Value:
    """Lower an expression; return its value."""
    lower = _TABLE.get(type(node))
    if lower is None:
        return frame.refuse(
            "SRC002", f"{_words(node)} is not differentiated", node, "write it with the expressions that srcad knows"
        )
    return lower(frame, node)


def _words(node: gast.AST) -> str:
    known = {
        gast.Yield: "yield",
        gast.YieldFrom: "yield from",
        gast.Await: "await",
        gast.Set: "a set display",
        gast.Starred: "a starred expression here",
    }
    return known.get(type(node), type(node).__name__)


@lowers(gast.Constant)
def _constant(frame: Frame, node: gast.Constant) -> Value:
    return frame.builder.constant(node.value)


@lowers(gast.Name)
def _name(frame: Frame, node: gast.Name) -> Value:
    frame.at(node)
    return resolve_name(frame, node)


@lowers(gast.Attribute)
def _attribute(frame: Frame, node: gast.Attribute) -> Value:
    if (known := resolve_dotted(frame, node)) is not None:
        return known
    value = expression(frame, node.value)
    frame.at(node)
    return frame.builder.apply("getattr", value, frame.builder.constant(node.attr))


@lowers(gast.BinOp)
def _binary(frame: Frame, node: gast.BinOp) -> Value:
    left, right = expression(frame, node.left), expression(frame, node.right)
    frame.at(node)
    return frame.builder.apply(f"operator.{BINARY[type(node.op)]}", left, right)


@lowers(gast.UnaryOp)
def _unary(frame: Frame, node: gast.UnaryOp) -> Value:
    operand = expression(frame, node.operand)
    frame.at(node)
    return frame.builder.apply(f"operator.{_UNARY[type(node.op)]}", operand)


@lowers(gast.Compare)
def _compare(frame: Frame, node: gast.Compare) -> Value:
    return _comparisons(frame, node, expression(frame, node.left), list(zip(node.ops, node.comparators)))


def _comparisons(frame: Frame, node: gast.AST, left: Value, rest: Sequence[tuple[gast.AST, gast.AST]]) -> Value:
    """Lower ``a < b < c`` as ``a < b and b < c`` with ``b`` evaluated once."""
    (operator, comparator), *more = rest
    if isinstance(comparator, gast.Set) and isinstance(operator, (gast.In, gast.NotIn)):
        comparator = gast.copy_location(gast.Tuple(comparator.elts, gast.Load()), comparator)
    right = expression(frame, comparator)
    frame.at(node)
    held = _comparison(frame, operator, left, right)
    if not more:
        return held
    return choose(frame, node, held, lambda inner: _comparisons(inner, node, right, more), lambda inner: held)


def _comparison(frame: Frame, operator: gast.AST, left: Value, right: Value) -> Value:
    if isinstance(operator, (gast.In, gast.NotIn)):
        found = frame.builder.apply("operator.contains", right, left)
        return found if isinstance(operator, gast.In) else frame.builder.apply("operator.not_", found)
    return frame.builder.apply(f"operator.{_COMPARE[type(operator)]}", left, right)


@lowers(gast.BoolOp)
def _bool_op(frame: Frame, node: gast.BoolOp) -> Value:
    return _bool_rest(frame, node, expression(frame, node.values[0]), node.values[1:])


def _bool_rest(frame: Frame, node: gast.BoolOp, first: Value, rest: Sequence[gast.AST]) -> Value:
    if not rest:
        return first
    branches: list[Callable[[Frame], Value]] = [
        lambda inner: _bool_rest(inner, node, expression(inner, rest[0]), rest[1:]),
        lambda inner: first,
    ]
    if isinstance(node.op, gast.Or):
        branches.reverse()
    return choose(frame, node, first, *branches)


@lowers(gast.IfExp)
def _conditional(frame: Frame, node: gast.IfExp) -> Value:
    test = expression(frame, node.test)
    return choose(
        frame, node, test, lambda inner: expression(inner, node.body), lambda inner: expression(inner, node.orelse)
    )


def choose(
    frame: Frame, node: gast.AST, condition: Value, then: Callable[[Frame], Value], orelse: Callable[[Frame], Value]
) -> Value:
    """Append an ``If`` that gives one of two values."""
    slot = "conditional value"
    branches = []
    for lower in (then, orelse):
        inner = frame.nested()
        inner.at(node)
        inner.env[slot] = lower(inner)
        branches.append(inner)
    frame.at(node)
    frame.branch(condition, branches[0], branches[1], frame.builder.location)
    return frame.env.pop(slot)


@lowers(gast.NamedExpr)
def _walrus(frame: Frame, node: gast.NamedExpr) -> Value:
    return frame.bind(node.target.id, expression(frame, node.value))


@lowers(gast.Tuple, gast.List)
def _display(frame: Frame, node: gast.Tuple | gast.List) -> Value:
    items, keywords = [], []
    for item in node.elts:
        starred = isinstance(item, gast.Starred)
        items.append(expression(frame, item.value if starred else item))
        keywords.append("*" if starred else None)
    frame.at(node)
    name = "build.tuple" if isinstance(node, gast.Tuple) else "build.list"
    return frame.builder.apply(name, *items, keywords=keywords)


@lowers(gast.Dict)
def _dict(frame: Frame, node: gast.Dict) -> Value:
    pairs = [(key, value) for pair in zip(node.keys, node.values) for key, value in _entry(*pair)]
    operands = [expression(frame, value) for _, value in pairs]
    frame.at(node)
    return frame.builder.apply("build.dict", *operands, keywords=[keyword for keyword, _ in pairs])


def _entry(key: gast.AST | None, value: gast.AST) -> list[tuple[str | None, gast.AST]]:
    """Return the operands of one entry of a dict display, each with its keyword: a mapping is unpacked alone."""
    return [("**", value)] if key is None else [(None, key), (None, value)]


@lowers(gast.Subscript)
def _subscript(frame: Frame, node: gast.Subscript) -> Value:
    container, index = expression(frame, node.value), expression(frame, node.slice)
    frame.at(node)
    return frame.builder.apply("operator.getitem", container, index)


@lowers(gast.Slice)
def _slice(frame: Frame, node: gast.Slice) -> Value:
    parts = [
        frame.builder.constant(None) if part is None else expression(frame, part)
        for part in (node.lower, node.upper, node.step)
    ]
    return frame.builder.apply("build.slice", *parts)


@lowers(gast.JoinedStr)
def _text(frame: Frame, node: gast.JoinedStr) -> Value:
    pieces = [expression(frame, piece) for piece in node.values]
    frame.at(node)
    return frame.builder.apply("build.text", *pieces)


@lowers(gast.FormattedValue)
def _format(frame: Frame, node: gast.FormattedValue) -> Value:
    value = expression(frame, node.value)
    conversion = None if node.conversion == -1 else chr(node.conversion)
    spec = frame.builder.constant(None) if node.format_spec is None else expression(frame, node.format_spec)
    frame.at(node)
    return frame.builder.apply("build.format", value, frame.builder.constant(conversion), spec)


@lowers(gast.Call)
def _call(frame: Frame, node: gast.Call) -> Value:
    callee = node.func
    known = resolve_dotted(frame, callee) if isinstance(callee, gast.Attribute) else None
    if isinstance(callee, gast.Attribute) and known is None:
        receiver = expression(frame, callee.value)
        attribute = frame.builder.constant(callee.attr)
        return _apply(frame, node, "method", [receiver, attribute])
    function = known if known is not None else expression(frame, callee)
    if function.type == ty.Callable("builtins.super") and not node.args:
        return _super(frame, node)
    if isinstance(function.type, ty.Callable) and isinstance(function.type.target, str):
        told = attribute_of_module(frame, node, function.type.target)
        return _apply(frame, node, function.type.target, []) if told is None else told
    return _apply(frame, node, "call", [function])


def _super(frame: Frame, node: gast.Call) -> Value:
    """Lower ``super()``: the class in which the method stands, and its first argument."""
    name = gast.copy_location(gast.Name("__class__", gast.Load(), None, None), node)
    behind, first = resolve_name(frame, name), frame.function.definition.tree.args
    receiver = next(p.id for p in (*first.posonlyargs, *first.args))
    frame.at(node)
    return frame.builder.apply("super", behind, frame.read(receiver))


def _apply(frame: Frame, node: gast.Call, name: str, first: list[Value]) -> Value:
    operands: list[Value] = list(first)
    keywords: list[str | None] = [None] * len(first)
    for argument in node.args:
        starred = isinstance(argument, gast.Starred)
        operands.append(expression(frame, argument.value if starred else argument))
        keywords.append("*" if starred else None)
    for keyword in node.keywords:
        operands.append(expression(frame, keyword.value))
        keywords.append("**" if keyword.arg is None else keyword.arg)
    frame.at(node)
    return frame.builder.apply(name, *operands, keywords=keywords)
