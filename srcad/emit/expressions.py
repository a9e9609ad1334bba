"""One operation → one Python expression: a table, by the operation's name."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias

from srcad.analysis.references import VIEWS_OR_COPIES, References
from srcad.emit.imports import Imports
from srcad.emit.naming import Naming
from srcad.emit.nesting import Nesting
from srcad.emit.program import Program
from srcad.errors import InternalError, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Constant, Function, If, Invoke, Operation, Value
from srcad.ir.walk import nodes_in
from srcad.rules.table import IMMUTABLE_CLASSES, PUBLIC_CLASSES, lookup

BINARY: dict[str, type[ast.operator]] = {
    "add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "truediv": ast.Div, "floordiv": ast.FloorDiv, "mod": ast.Mod,
    "pow": ast.Pow, "matmul": ast.MatMult, "and_": ast.BitAnd, "or_": ast.BitOr, "xor": ast.BitXor,
    "lshift": ast.LShift, "rshift": ast.RShift,
}  # fmt: skip
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE, "is_": ast.Is,
    "is_not": ast.IsNot,
}  # fmt: skip
_UNARY: dict[str, type[ast.unaryop]] = {"neg": ast.USub, "pos": ast.UAdd, "invert": ast.Invert, "not_": ast.Not}
#: With a constant: of arrays neither may hold, or both.
_UNEQUAL: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    **{ast.In: ast.NotIn, ast.NotIn: ast.In},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is},
}
#: The opposite of an order; of floats, one may be no number.
_OPPOSITE_OF_INTEGERS = {"lt": ast.GtE, "ge": ast.Lt, "gt": ast.LtE, "le": ast.Gt}

#: Operations that are calls of a builtin.
_CALLS = {
    "tape.length": "builtins.len",
    "heap.size": "builtins.len",
    "heap.keys": "builtins.list",
    "set.make": "builtins.set",
    "set.size": "builtins.len",
    "set.items": "builtins.list",
}
_ATTRIBUTES = frozenset(
    {"T", "mT", "shape", "ndim", "size", "dtype", "real", "imag", "itemsize", "nbytes", "strides", "flat", "base"}
)
_CLASSES = ("numpy.ndarray", *(f"builtins.{name}" for name in ("str", "list", "dict", "tuple", "set", "float")))
_METHODS_OF = tuple(f"{name}." for name in (*_CLASSES, *PUBLIC_CLASSES.values()))

#: Constants that go by a name.
_NAMED = {math.pi: "pi", math.e: "e"}


def _is_of_class(name: str) -> bool:
    """Say whether what looks like a method, such as ``datetime.datetime.now``, is a function of a class."""
    return name.rpartition(".")[0] in IMMUTABLE_CLASSES and lookup(name) is None


class Expressions:
    """Makes the expressions of one function."""

    def __init__(
        self, program: Program, nesting: Nesting, naming: Naming, imports: Imports, functions: Mapping[Function, str]
    ) -> None:
        self.program = program
        self.nesting = nesting
        self.naming = naming
        self.imports = imports
        self.functions = functions
        self._library = _library_of(program)

    def value(self, value: Value) -> ast.expr:
        """Return the expression for a value: its name, or what is nested."""
        if self.nesting.is_inlined(value):
            return self.operation(self.program.definition[value])
        if value not in self.naming:
            raise InternalError("SRC090", f"a value without a name is used ({value.hint or 'unnamed'})")
        return ast.Name(self.naming[value], ast.Load())

    def operation(self, operation: Operation) -> ast.expr:
        """Return the expression for an operation with one result."""
        match operation:
            case Constant(
                result=Value(type=ty.Object() | ty.Enumeration() | ty.Literal(value=ty.Object())), location=location
            ):
                message = "an enumeration, or a member of one, that is used as a value at run time"
                raise NotDifferentiable("SRC002", message, location, "compare members with members")
            case Constant(result=result):
                return self.constant(result.type)
            case Invoke(function=function, operands=operands):
                return self._invoke(function, operands)
            case If():
                return self._conditional(operation)
            case Apply():
                return self._apply(operation)
        raise InternalError("SRC090", f"{type(operation).__name__} has no expression", operation.location)

    def constant(self, t: ty.Type) -> ast.expr:
        """Return the expression for a constant of this type."""
        match t:
            case ty.Literal(value=value):
                return self.literal(value)
            case ty.Callable(target=str() as target):
                return self.imports.reference(target)
            case ty.Callable(target=Function() as function) if function in self.functions:
                return ast.Name(self.functions[function], ast.Load())
            case ty.Module(name=name):
                return self.imports.module(name)
        raise InternalError("SRC090", f"no text for a constant of type {t}")

    def literal(self, value: Hashable) -> ast.expr:
        """Return the expression for a Python constant; negative numbers get their sign as an operator."""
        if isinstance(value, float) and not math.isfinite(value):
            name = self.imports.reference(f"{self._library}.{'nan' if math.isnan(value) else 'inf'}")
            return ast.UnaryOp(ast.USub(), name) if value < 0 else name
        if isinstance(value, complex):
            return self._complex(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.copysign(1.0, value) < 0:
            return ast.UnaryOp(ast.USub(), self.literal(-value))
        if isinstance(value, float) and value in _NAMED:
            return self.imports.reference(f"{self._library}.{_NAMED[value]}")
        if value == math.tau:
            return ast.BinOp(ast.Constant(2), ast.Mult(), self.literal(math.pi))
        assert value is None or value is ... or isinstance(value, (bool, int, float, str, bytes))
        return ast.Constant(value)

    def index(self, value: Value) -> ast.expr:
        """Return what stands between the brackets of a subscript."""
        definition = self.program.definition.get(value)
        if not self.nesting.is_inlined(value) or not isinstance(definition, Apply):
            return self.value(value)
        if definition.name == "build.slice":
            parts = [None if v.type == ty.NONE else self.value(v) for v in definition.operands]
            if len(parts) == 1:
                parts.insert(0, None)
            return ast.Slice(*parts)
        if definition.name == "build.tuple" and definition.operands:
            return ast.Tuple([self.index(v) for v in definition.operands], ast.Load())
        return self.value(value)

    def call(self, function: ast.expr, operands: Sequence[Value], keywords: Sequence[str | None]) -> ast.Call:
        """Return a call."""
        arguments: list[ast.expr] = []
        named: list[ast.keyword] = []
        for value, keyword in zip(operands, keywords):
            node = self.value(value)
            if keyword is None:
                arguments.append(node)
            elif keyword == "*":
                arguments.append(ast.Starred(node, ast.Load()))
            else:
                named.append(ast.keyword(None if keyword == "**" else keyword, node))
        return ast.Call(function, arguments, named)

    def negated(self, condition: Value) -> ast.expr:
        """Return ``not condition``, written short."""
        made = self.program.definition.get(condition) if self.nesting.is_inlined(condition) else None
        if isinstance(made, Apply) and all(ty.integer_kind(v.type) for v in made.operands):
            family, _, name = made.name.rpartition(".")
            if family == "operator" and name in _OPPOSITE_OF_INTEGERS:
                left, right = map(self.value, made.operands)
                return ast.Compare(left, [_OPPOSITE_OF_INTEGERS[name]()], [right])
        return _negated(self.value(condition))

    def _complex(self, value: complex) -> ast.expr:
        imaginary: ast.expr = ast.Constant(complex(0.0, abs(value.imag)))
        if not math.isfinite(value.real) or not math.isfinite(value.imag):
            parts = [self.literal(value.real), self.literal(value.imag)]
            return ast.Call(self.imports.reference("builtins.complex"), parts, [])
        negative = math.copysign(1.0, value.imag) < 0
        if value.real == 0.0 and not negative:
            return imaginary
        return ast.BinOp(self.literal(value.real), ast.Sub() if negative else ast.Add(), imaginary)

    def _invoke(self, function: Function, operands: Sequence[Value]) -> ast.expr:
        keywords = [None if p.kind in ("positional", "either") else p.name for p in function.parameters]
        stars = {"star": "*", "doublestar": "**"}
        spelled = [stars.get(p.kind, k) for p, k in zip(function.parameters, keywords)]
        return self.call(ast.Name(self.functions[function], ast.Load()), operands, spelled)

    def _conditional(self, operation: If) -> ast.expr:
        then, orelse = operation.then.terminator, operation.orelse.terminator
        condition = self.value(operation.condition)
        if (
            operation.condition.type == ty.BOOL
            and _is_known(then.values[0], True)
            and _is_known(orelse.values[0], False)
        ):
            return condition
        if self.nesting.echoes.get(orelse) is operation.condition:
            return _and(condition, self.value(then.values[0]))
        if self.nesting.echoes.get(then) is operation.condition:
            return ast.BoolOp(ast.Or(), [condition, self.value(orelse.values[0])])
        return ast.IfExp(condition, self.value(then.values[0]), self.value(orelse.values[0]))

    def _apply(self, operation: Apply) -> ast.expr:
        family, _, name = operation.name.rpartition(".")
        if maker := _INTRINSICS.get(operation.name):
            return maker(self, operation)
        if operation.name in _CALLS:
            return self.call(self.imports.reference(_CALLS[operation.name]), operation.operands, operation.keywords)
        if family in ("operator", "set"):
            return self._operator(name, operation)
        if operation.name.startswith(_METHODS_OF) and not _is_of_class(operation.name):
            receiver = self.value(operation.operands[0])
            attribute = ast.Attribute(receiver, name, ast.Load())
            if family == "numpy.ndarray" and name in _ATTRIBUTES:
                return attribute
            return self.call(attribute, operation.operands[1:], operation.keywords[1:])
        if not family:
            raise InternalError("SRC090", f"no text for the operation {operation.name}", operation.location)
        return self.call(self.imports.reference(operation.name), operation.operands, operation.keywords)

    def _operator(self, name: str, operation: Apply) -> ast.expr:
        if name == "not_":
            return self.negated(operation.operands[0])
        operands = [self.value(v) for v in operation.operands] if name != "getitem" else []
        if name in BINARY:
            return ast.BinOp(operands[0], BINARY[name](), operands[1])
        if name in _COMPARISONS:
            return ast.Compare(operands[0], [_COMPARISONS[name]()], [operands[1]])
        if name in _UNARY:
            return ast.UnaryOp(_UNARY[name](), operands[0])
        if name == "contains":
            return ast.Compare(operands[1], [ast.In()], [operands[0]])
        if name == "getitem":
            receiver, index = operation.operands
            return ast.Subscript(self.value(receiver), self.index(index), ast.Load())
        return self.call(self.imports.reference(operation.name), operation.operands, operation.keywords)


def _negated(condition: ast.expr) -> ast.expr:
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand
        case ast.Compare(left=left, ops=[op], comparators=comparators) if type(op) in _OPPOSITE:
            return ast.Compare(left, [_OPPOSITE[type(op)]()], comparators)
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=int() | str())] as comparators) if (
            type(op) in _UNEQUAL
        ):
            return ast.Compare(left, [_UNEQUAL[type(op)]()], comparators)
    return ast.UnaryOp(ast.Not(), condition)


def _is_known(value: Value, wanted: bool) -> bool:
    return isinstance(value.type, ty.Literal) and value.type.value is wanted


def _library_of(program: Program) -> str:
    """Return where ``inf`` comes from: ``math`` in a function that uses it, and nothing of NumPy."""
    nodes = nodes_in(program.function.body)
    used = {n.name.partition(".")[0] for n in nodes if isinstance(n, Apply)}
    return "math" if "math" in used and "numpy" not in used else "numpy"


def _and(left: ast.expr, right: ast.expr) -> ast.expr:
    """Return ``left and right``; ``a < b and b < c`` is ``a < b < c`` when ``b`` is a name or a constant."""
    if isinstance(left, ast.Compare) and isinstance(right, ast.Compare):
        middle = left.comparators[-1]
        if isinstance(middle, (ast.Name, ast.Constant)) and ast.dump(middle) == ast.dump(right.left):
            return ast.Compare(left.left, [*left.ops, *right.ops], [*left.comparators, *right.comparators])
    return ast.BoolOp(ast.And(), [left, right])


Maker: TypeAlias = Callable[[Expressions, Apply], ast.expr]


def _getattr(e: Expressions, operation: Apply) -> ast.expr:
    return ast.Attribute(e.value(operation.operands[0]), _text_of(operation.operands[1]), ast.Load())


def _method(e: Expressions, operation: Apply) -> ast.expr:
    receiver, name, *arguments = operation.operands
    function = ast.Attribute(e.value(receiver), _text_of(name), ast.Load())
    return e.call(function, arguments, operation.keywords[2:])


def _call(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.value(operation.operands[0]), operation.operands[1:], operation.keywords[1:])


def _sequence(e: Expressions, operation: Apply) -> list[ast.expr]:
    nodes = [e.value(v) for v in operation.operands]
    return [ast.Starred(n, ast.Load()) if k == "*" else n for n, k in zip(nodes, operation.keywords)]


def _tuple(e: Expressions, operation: Apply) -> ast.expr:
    return ast.Tuple(_sequence(e, operation), ast.Load())


def _list(e: Expressions, operation: Apply) -> ast.expr:
    return ast.List(_sequence(e, operation), ast.Load())


def _set(e: Expressions, operation: Apply) -> ast.expr:
    return ast.Set(_sequence(e, operation))


def _dict(e: Expressions, operation: Apply) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    waiting: ast.expr | None = None
    for value, keyword in zip(operation.operands, operation.keywords):
        node = e.value(value)
        if keyword == "**":
            keys.append(None)
            values.append(node)
        elif waiting is None:
            waiting = node
        else:
            keys.append(waiting)
            values.append(node)
            waiting = None
    return ast.Dict(keys, values)


def _slice(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.imports.reference("builtins.slice"), operation.operands, operation.keywords)


def _text(e: Expressions, operation: Apply) -> ast.expr:
    pieces: list[ast.expr] = []
    for value in operation.operands:
        node = e.value(value)
        if isinstance(node, ast.JoinedStr):
            pieces.extend(node.values)
        elif isinstance(node, ast.Constant):
            pieces.append(node)
        else:
            pieces.append(ast.FormattedValue(node, -1, None))
    return ast.JoinedStr(pieces)


def _format(e: Expressions, operation: Apply) -> ast.expr:
    value, conversion, spec = operation.operands
    code = conversion.type.value if isinstance(conversion.type, ty.Literal) else None
    number = ord(code) if isinstance(code, str) and code else code if isinstance(code, int) else -1
    return ast.JoinedStr([ast.FormattedValue(e.value(value), number, _pattern(e.value(spec)))])


def _pattern(spec: ast.expr) -> ast.expr | None:
    """Return what stands behind the colon of a formatted value."""
    if isinstance(spec, ast.JoinedStr):
        return spec
    if isinstance(spec, ast.Constant):
        return ast.JoinedStr([spec]) if spec.value else None
    return ast.JoinedStr([ast.FormattedValue(spec, -1, None)])


def _same(e: Expressions, operation: Apply) -> ast.expr:
    return e.value(operation.operands[0])


def _read(e: Expressions, operation: Apply) -> ast.expr:
    reference, index = operation.operands
    return ast.Subscript(e.value(reference), e.index(index), ast.Load())


def _zero(e: Expressions, operation: Apply) -> ast.expr:
    (value,) = operation.operands
    if isinstance(ty.widen(value.type), ty.Scalar):
        return zero_of(e, ast.Constant(0.0), value.type)
    if _may_be_copied(e, value):
        return ast.Call(e.imports.reference("srcad.runtime.zeros_as"), [e.value(value)], [])
    return zero_of(e, e.value(value), value.type)


def _unbroadcast(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.imports.reference("srcad.runtime.unbroadcast"), operation.operands, operation.keywords)


def _copy(e: Expressions, operation: Apply) -> ast.expr:
    value = operation.operands[0]
    if isinstance(value.type, ty.List):
        return ast.Call(e.imports.reference("builtins.list"), [e.value(value)], [])
    if isinstance(value.type, ty.Handle):
        kind = "list" if isinstance(value.type.target, ty.List) else "dict"
        return ast.Call(e.imports.reference(f"builtins.{kind}"), [e.value(value)], [])
    t = value.type.target if isinstance(value.type, ty.Reference) else value.type
    if isinstance(t, ty.Array) and t.shape == () and len(operation.operands) == 1:  # maybe a number of NumPy's
        return ast.Call(e.imports.reference("numpy.array"), [e.value(value)], [])
    whole = e.value(value) if len(operation.operands) == 1 else _read(e, operation)
    if _may_be_copied(e, operation.result):
        return ast.Call(e.imports.reference("srcad.runtime.own"), [whole], [])
    method = ast.Attribute(whole, "copy", ast.Load())
    return ast.Call(method, [], [ast.keyword("order", ast.Constant("K"))] if _keeps_strides(e, operation) else [])


def _may_be_copied(e: Expressions, buffer: Value) -> bool:
    """Say whether NumPy decides by the strides of a buffer what is a view of it."""
    if not isinstance(buffer.type, ty.Reference):
        return False
    references = References(e.program.function)
    return any(
        isinstance(n, Apply) and n.name in VIEWS_OR_COPIES and references.of(n.operands[0]) is references.of(buffer)
        for n in nodes_in(e.program.function.body)
    )


def _keeps_strides(e: Expressions, operation: Apply) -> bool:
    """Say whether a copy has to have the layout of the original: not what is kept, nor what has one axis."""
    t = operation.result.type
    t = t.target if isinstance(t, ty.Reference) else t
    kept = all(isinstance(u, Apply) and u.name == "tape.push" for u in e.program.users[operation.result])
    return isinstance(t, ty.Array) and not kept and (t.shape is None or len(t.shape) > 1)


def _tape_pop(e: Expressions, operation: Apply) -> ast.expr:
    return ast.Call(ast.Attribute(e.value(operation.operands[0]), "pop", ast.Load()), [], [])


def _tape_new(e: Expressions, operation: Apply) -> ast.expr:
    return ast.List([], ast.Load())


def zero_of(e: Expressions, like: ast.expr, t: ty.Type) -> ast.expr:
    """Return the zero adjoint of the expression ``like``, which has type ``t``."""
    zero: ast.expr
    match ty.widen(t):
        case ty.Scalar(kind=kind):
            zero = ast.Constant(0j if kind == "complex" else 0.0)
        case ty.Array() | ty.Reference():
            zero = ast.Call(e.imports.reference("numpy.zeros_like"), [like], [])
        case ty.Tuple(items=items, name=""):
            zero = ast.Tuple([zero_of(e, _item(like, k), item) for k, item in enumerate(items)], ast.Load())
        case ty.List(item=item) if isinstance(ty.widen(item), ty.Scalar):
            length = ast.Call(e.imports.reference("builtins.len"), [like], [])
            zero = ast.BinOp(ast.List([zero_of(e, like, item)], ast.Load()), ast.Mult(), length)
        case ty.Dict(items=pairs):
            values = [zero_of(e, _item(like, key), item) for key, item in pairs]
            zero = ast.Dict([_constant(key) for key, _ in pairs], values)
        case ty.Literal(value=None):
            zero = ast.Constant(None)
        case _:
            zero = ast.Call(e.imports.reference("srcad.runtime.zeros_like"), [like], [])
    return zero


def _item(whole: ast.expr, key: Any) -> ast.expr:
    return ast.Subscript(whole, _constant(key), ast.Load())


def _constant(key: Any) -> ast.expr:
    """Return a key of a dict, which is a literal."""
    return ast.Constant(key)


def _text_of(value: Value) -> str:
    assert isinstance(value.type, ty.Literal)
    assert isinstance(value.type.value, str)
    return value.type.value


_INTRINSICS: dict[str, Maker] = {
    "getattr": _getattr,
    "method": _method,
    "call": _call,
    "build.tuple": _tuple,
    "build.list": _list,
    "build.dict": _dict,
    "build.set": _set,
    "set.display": _set,
    "build.slice": _slice,
    "build.text": _text,
    "build.format": _format,
    "check.defined": _same,
    "move": _same,
    "memory.load": _same,
    "memory.read": _read,
    "memory.copy": _copy,
    "heap.list": _list,
    "heap.dict": _dict,
    "heap.load": _same,
    "zero": _zero,
    "unbroadcast": _unbroadcast,
    "copy": _copy,
    "tape.new": _tape_new,
    "tape.pop": _tape_pop,
}


def expresses(name: str) -> Callable[[Maker], Maker]:
    """Enter a function that makes the expression of an operation."""

    def enter(maker: Maker) -> Maker:
        _INTRINSICS[name] = maker
        return maker

    return enter
