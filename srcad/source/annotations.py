"""Annotations and ``--types`` → types of the parameters, by one grammar.

==============================================  ==========================================================
``float``, ``int``, ``bool``, ``complex``       a Python number
``str``                                         a string
``float64``, ``np.float64``, …                  a NumPy scalar
``np.ndarray``                                  an array of which nothing else is known
``Annotated[np.ndarray, "float64[m, 3]"]``      an array; in a text such as ``--types`` simply ``float64[m, 3]``
``float64[]``, ``float64[...]``                 a 0-d array; an array of any rank
``tuple[float, int]``, ``list[float]``          by structure
a class of the project's, ``Params``            its own instances (none of subclasses), by what it says of their
                                                attributes; ``self`` is such an instance, too
==============================================  ==========================================================

Axes with one name are equally long, and a named length is 2 or more. An annotation that says anything else is of an
unknown type, for which the generic text is right; in a text that was written for srcad it is an error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable as Function
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn, TypeAlias

import gast
import numpy as np

from srcad.errors import ArgumentError, Location
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import Length, Linear, symbol
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    TEXT,
    UNKNOWN,
    Array,
    Callable,
    List,
    Module,
    Object,
    Scalar,
    Tuple,
    Type,
    dtype_kind,
)
from srcad.source.attributes import Attribute, instance_attributes, is_abstract
from srcad.source.interface import Binding, ClassDefinition, Definition, Known, Missing, Scope
from srcad.source.members import DeclaredMembers
from srcad.source.text import place

_NUMBERS: Mapping[str, Type] = {
    "builtins.float": FLOAT,
    "builtins.int": INT,
    "builtins.bool": BOOL,
    "builtins.complex": COMPLEX,
    "builtins.str": TEXT,
}
#: Metadata of an ``Annotated`` array that is meant for srcad; other strings are somebody else's.
_ARRAY_TEXT = re.compile(r"\s*(bool|u?int|float|complex|longdouble)\w*\s*\[")
_GRAMMAR = (
    'write float, int, float64, float64[n], float64[m, 3], tuple[float, int] or list[float], as in "u: float64[n]"'
)

#: What a class has that gets an instance first.
_OF_INSTANCES = ("method", "property", "cached")
_NOTHING = Missing("it is no dotted name of a module or class")

_Node: TypeAlias = gast.AST
#: Gives what a dotted name is bound to.
_Names: TypeAlias = Function[[gast.AST], Binding]


def annotated_types(definition: Definition, types: str | None = None) -> tuple[Type, ...]:
    """Return the types of a function's parameters, in the order of its ``def``; captures have none.

    Parameters
    ----------
    definition : Definition
        The function; its annotations are read, never evaluated.
    types : str, optional
        What the user says of some parameters, in place of their annotations: ``"u: float64[n], n: int"``.

    Raises
    ------
    ArgumentError
        SRC024, for a type that cannot be read and for a name that is no parameter's.
    """
    given = _given(types or "", definition)
    return tuple(given.get(name) or _annotated(name, node, definition) for name, node in _parameters(definition))


def _parameters(definition: Definition) -> Iterator[tuple[str, _Node | None]]:
    """Give the name and annotation of each parameter; what collects arguments has no type of its own."""
    a = definition.tree.args
    for parameter in (*a.posonlyargs, *a.args):
        yield parameter.id, parameter.annotation
    if a.vararg is not None:
        yield a.vararg.id, None
    for parameter in a.kwonlyargs:
        yield parameter.id, parameter.annotation
    if a.kwarg is not None:
        yield a.kwarg.id, None


def _annotated(name: str, annotation: _Node | None, definition: Definition) -> Type:
    reader = _Annotation(partial(_binding, definition.scope), definition.file, definition.lines, f"{name}.")
    if annotation is not None:
        return _for_parameter(name, reader.type(annotation))
    cls = _class_of(definition)
    is_self = cls is not None and name == next(_parameters(definition))[0]
    return reader.instance(cls) if cls is not None and is_self else UNKNOWN


def _class_of(definition: Definition) -> ClassDefinition | None:
    """Return the class of the object that a function gets first; None for one that is no method."""
    outer = definition.qualname.split(".")[:-1]
    if outer and outer[-1] != "<locals>":
        match definition.scope.resolve("__class__"):
            case Known(type=Callable(target=ClassDefinition(members=members) as cls)):
                member = members.member(definition.name)
                return cls if member is not None and member.kind in _OF_INSTANCES else None
    return None


def _binding(scope: Scope, node: _Node) -> Binding:
    """Return what a dotted name is bound to in a function."""
    match node:
        case gast.Name(id=name):
            return scope.resolve(name)
        case gast.Attribute(value=value, attr=attr):
            match _binding(scope, value):
                case Known(type=Module(name=module)):
                    return scope.attribute(module, attr)
                case Known(type=Callable(target=ClassDefinition(members=members))):
                    member = members.member(attr)
                    return _NOTHING if member is None else member.binding
    return _NOTHING


def _for_parameter(name: str, t: Type) -> Type:
    """Return an integer's type with the symbolic value that goes by the parameter's name; other types as they are."""
    return Scalar("int", value=symbol(name)) if t == INT else t


def _given(text: str, definition: Definition) -> dict[str, Type]:
    """Return the types in the text of ``--types``, by parameter."""
    names = [name for name, _ in _parameters(definition)]
    found: dict[str, Type] = {}
    for parameter in _listed(text):
        name = parameter.arg
        if name not in names:
            hint = f"its parameters are {', '.join(names) or 'none'}"
            raise ArgumentError("SRC024", f"--types: {definition.name}() has no parameter {name!r}", hint=hint)
        if parameter.annotation is None:
            raise ArgumentError("SRC024", f"--types gives no type to {name!r}", hint=_GRAMMAR)
        t = _Text(f"--types of {name!r}", None).type(gast.ast_to_gast(parameter.annotation))
        found[name] = _for_parameter(name, t)
    return found


def _listed(text: str) -> list[ast.arg]:
    """Return the names and types that a text lists: its grammar is that of a parameter list."""
    try:
        (function,) = ast.parse(f"def types({_parsable(text)}): pass").body
    except (SyntaxError, ValueError):
        raise ArgumentError("SRC024", f"--types {text!r} cannot be read", hint=_GRAMMAR) from None
    assert isinstance(function, ast.FunctionDef)
    a = function.args
    if a.posonlyargs or a.kwonlyargs or a.vararg or a.kwarg or a.defaults or function.returns:
        raise ArgumentError("SRC024", f"--types {text!r} holds more than names and types", hint=_GRAMMAR)
    return a.args


def _parsable(text: str) -> str:
    """Return the text with the axes of 0-d arrays spelled in a way that Python can parse."""
    return text.strip().replace("[]", "[()]")


def _spelled(node: _Node) -> str:
    """Return the text of an expression, as the user wrote it."""
    return ast.unparse(gast.gast_to_ast(node)).replace("[()]", "[]")


@dataclass(frozen=True, slots=True)
class _Text:
    """Reads a type that was written for srcad: names are those of Python's and NumPy's types.

    ``where`` says what text it is, for errors; ``location`` where it stands. ``prefix`` comes before the names of axes;
    with None they have no names.
    """

    where: str
    location: Location | None
    prefix: str | None = ""

    def parse(self, text: str) -> Type:
        """Return the type that a text spells."""
        try:
            tree = ast.parse(_parsable(text), mode="eval")
        except (SyntaxError, ValueError):
            self.fail(text)
        return self.type(gast.ast_to_gast(tree.body))

    def type(self, node: _Node) -> Type:
        """Return the type that an expression spells."""
        match node:
            case gast.Name(id=name):
                return _NUMBERS.get(f"builtins.{name}") or self.scalar(name, node)
            case gast.Constant(value=None):
                return NONE
            case gast.Subscript(value=gast.Name(id="tuple"), slice=items):
                return Tuple(tuple(self.type(item) for item in _items(items)))
            case gast.Subscript(value=gast.Name(id="list"), slice=item):
                return List(self.type(item))
            case gast.Subscript(value=gast.Name(id=name), slice=axes):
                return Array(self.dtype(name, node), self.shape(axes))
        self.fail(_spelled(node))

    def scalar(self, name: str, node: _Node) -> Type:
        """Return the type of a NumPy scalar."""
        dtype = self.dtype(name, node)
        return Scalar(dtype_kind(dtype) or "", "numpy", dtype)

    def dtype(self, name: str, node: _Node) -> str:
        """Return the full name of a number's dtype."""
        try:
            dtype = np.dtype(name)
        except TypeError:
            self.fail(name)
        if dtype.kind not in "biufc":
            self.fail(name)
        return dtype.name

    def shape(self, axes: _Node) -> tuple[Length, ...] | None:
        """Return the lengths of an array's axes, or None for any rank."""
        if isinstance(axes, gast.Constant) and axes.value is Ellipsis:
            return None
        return tuple(self.length(axis) for axis in _items(axes))

    def length(self, axis: _Node) -> Length:
        """Return the length of one axis."""
        match axis:
            case gast.Name(id=name):
                return UNKNOWN_LENGTH if self.prefix is None else symbol(f"{self.prefix}{name}", lower=2)
            case gast.Constant(value=int() as length) if not isinstance(length, bool):
                return Linear(length)
        self.fail(_spelled(axis), "name or length of an axis")

    def fail(self, text: str, what: str = "type") -> NoReturn:
        """Refuse a part of the text."""
        raise ArgumentError("SRC024", f"{self.where}: {text.strip()!r} is no {what}", self.location, _GRAMMAR)


@dataclass(frozen=True, slots=True)
class _Annotation:
    """Reads an annotation: names mean what they are bound to where it stands.

    ``owner`` is the expression for what is annotated, None if it is one of several values. ``prefix`` comes before the
    names of axes; with None they have no names. ``within`` holds the classes that are being described.
    """

    binding: _Names
    file: str
    lines: tuple[str, ...]
    owner: str | None
    prefix: str | None = ""
    within: tuple[Hashable, ...] = ()

    def type(self, node: _Node) -> Type:
        """Return the type that an annotation stands for."""
        match node:
            case gast.Constant(value=None):
                return NONE
            case gast.Constant(value=str() as text):
                return self.quoted(text, node)
            case gast.Name() | gast.Attribute():
                return self.named(self.binding(node))
            case gast.Subscript(value=value, slice=inner):
                return self.subscript(_qualified(self.binding(value)), _items(inner), node)
        return UNKNOWN

    def named(self, binding: Binding) -> Type:
        """Return the type that a name stands for."""
        match binding:
            case Known(type=Callable(target=ClassDefinition() as cls)):
                return self.instance(cls)
        name = _qualified(binding)
        if name in _NUMBERS:
            return _NUMBERS[name]
        if name == "numpy.ndarray":
            return Array()
        module, _, dtype = name.rpartition(".")
        kind = dtype_kind(dtype.rstrip("_")) if module == "numpy" else None
        return UNKNOWN if kind is None else Scalar(kind, "numpy", dtype.rstrip("_"))

    def instance(self, cls: ClassDefinition) -> Type:
        """Return the type of an instance of a class that a file declares."""
        members = cls.members
        if not isinstance(members, DeclaredMembers) or cls.key in self.within or is_abstract(members):
            return UNKNOWN
        if self.owner is None and self.within:  # what each item of a list holds is not looked into
            return UNKNOWN
        found = {a.name: self.attribute(a, cls) for a in instance_attributes(members)}
        if cls.tuple_fields:
            return Tuple(tuple(found[name] for name in cls.tuple_fields), cls.name, cls.tuple_fields)
        return Object(cls.name, tuple(found.items()))

    def attribute(self, attribute: Attribute, cls: ClassDefinition) -> Type:
        """Return the type of an attribute of an instance of a class."""
        if attribute.annotation is None:
            return UNKNOWN
        names, owner = attribute.names, self.owner
        reader = _Annotation(
            lambda node: names.expression(gast.gast_to_ast(node)),
            names.file.path,
            names.file.lines,
            None if owner is None else f"{owner}.{attribute.name}",
            None if owner is None else f"{owner}.",
            (*self.within, cls.key),
        )
        return reader.type(gast.ast_to_gast(attribute.annotation))

    def subscript(self, name: str, items: tuple[_Node, ...], node: _Node) -> Type:
        """Return the type that a subscripted name stands for."""
        match name:
            case "builtins.tuple" if not any(_is_ellipsis(item) for item in items):
                inner = self if self.owner is not None else replace(self, within=(*self.within, name))
                return Tuple(tuple(map(inner.type, items)))
            case "builtins.list" if len(items) == 1:
                return List(replace(self, owner=None).type(items[0]))
            case "typing.Annotated" | "typing_extensions.Annotated" if items:
                return self.annotated(self.type(items[0]), items[1:])
        return UNKNOWN

    def annotated(self, t: Type, metadata: tuple[_Node, ...]) -> Type:
        """Return the type of an ``Annotated``: of an array, the first string that describes one refines it."""
        if not isinstance(t, Array):
            return t
        for item in metadata:
            if isinstance(item, gast.Constant) and isinstance(item.value, str) and _ARRAY_TEXT.match(item.value):
                return self.text(item).parse(item.value)
        return t

    def text(self, node: _Node) -> _Text:
        """Return what reads a text that was written for srcad."""
        where = f"annotation {node.value!r}"
        return _Text(where, place(node, self.file, self.lines), self.prefix)

    def quoted(self, text: str, node: _Node) -> Type:
        """Return the type that a quoted annotation stands for: an expression, or an array in srcad's own words."""
        if _ARRAY_TEXT.match(text):
            return self.text(node).parse(text)
        try:
            tree = ast.parse(text, mode="eval")
        except SyntaxError:
            return UNKNOWN
        return self.type(gast.ast_to_gast(tree.body))


def _qualified(binding: Binding) -> str:
    """Return the qualified name of a module, or of somebody else's function or class; empty for anything else."""
    match binding:
        case Known(type=Module(name=name)):
            return name
        case Known(type=Callable(target=str() as target)):
            return target
    return ""


def _items(node: _Node) -> tuple[_Node, ...]:
    return tuple(node.elts) if isinstance(node, gast.Tuple) else (node,)


def _is_ellipsis(node: _Node) -> bool:
    return isinstance(node, gast.Constant) and node.value is Ellipsis
