"""Constructing: calls of the user's classes, and of what else is no function but can be called.

before: ``m = call(Model, 1.0)``
after: what ``Model.__init__`` does with an object that has no fields yet; no instance is left where nobody needs it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from srcad.errors import ArgumentError
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Parameter, Value
from srcad.rules.table import lookup
from srcad.source.interface import BASE_EXCEPTION, ClassDefinition, Field
from srcad.specialise.calls.binding import bind
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import as_class, bound_value, call_member, class_of, method_of_instance, put
from srcad.specialise.tables import Keywords, attempts

#: Python's own modules, but for those whose functions are in the table.
_LIBRARY = sys.stdlib_module_names - {"builtins", "operator", "math"}


def call_object(
    cloner: Cloner, callee: Value, operands: tuple[Value, ...], keywords: Keywords, hint: str
) -> Value | None:
    """Call a method that is a value, a class or an instance; None for anything else."""
    if callee in cloner.program.methods:
        method, receiver = cloner.program.methods[callee]
        if isinstance(method.type, ty.Literal):  # of a list or an array: the name
            return cloner.apply("method", (receiver, method, *operands), (None, None, *keywords))[0]
        return cloner.apply("call", (method, receiver, *operands), (None, None, *keywords))[0]
    if (cls := as_class(callee)) is not None:
        return construct(cloner, cls, operands, keywords, hint)
    if cloner.heap.catching and (cls := exception_outside(cloner, callee)) is not None:
        made = construct(cloner, cls, operands, keywords, hint)
        cloner.program.outside[made] = (callee, tuple(operands), keywords)
        return made
    if class_of(cloner, callee) is not None:
        return method_of_instance(cloner, callee, "__call__", operands, keywords)
    return None


def exception_outside(cloner: Cloner, callee: Value) -> ClassDefinition | None:
    """Return the class of exceptions, written in Python, that a captured value is; None for any other value."""
    source = next((s for s, (_, v) in cloner.program.captures.items() if v is callee), None)
    if source is None or source[0] != "global":
        return None
    found = cloner.program.class_named(f"{source[1]}.{source[2]}")
    return found if found is not None and BASE_EXCEPTION in found.bases else None


@attempts
def from_source(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Construct an instance of a class of Python's own library that may hold numbers, or call a method of the class."""
    if name.partition(".")[0] not in _LIBRARY or lookup(name) is not None:
        return None
    if not any(ty.may_be_float(cloner.heap.record(v).type) for v in operands):
        return None
    if (cls := cloner.program.library_source(name)) is not None:
        return (construct(cloner, cls, operands, keywords, ""),)
    owner, _, method = name.rpartition(".")
    if (cls := cloner.program.library_source(owner)) is None:
        return None
    receiver = cloner.builder.reference(ty.Callable(cls))
    return cloner.apply("method", (receiver, cloner.builder.constant(method), *operands), (None, None, *keywords))


def construct(cloner: Cloner, cls: ClassDefinition, operands: Sequence[Value], keywords: Keywords, hint: str) -> Value:
    """Make an instance, and run its constructor."""
    if cls.tuple_fields:
        return _named_tuple(cloner, cls, operands, keywords, hint)
    cloner.program.classes[cls.name] = cls
    made = blank(cloner, cls, hint)
    for name in cloner.program.regions.shadowed(cls.key):
        if (member := cls.members.member(name)) is not None:
            put(cloner, made, name, bound_value(cloner, name, member.binding))
    if BASE_EXCEPTION in cls.bases:
        given = tuple(v for v, k in zip(operands, keywords) if k is None)
        put(cloner, made, "args", cloner.apply("build.tuple", given)[0])
    fields = cls.members.fields()
    if fields is not None:
        _fill(cloner, cls, made, fields, operands, keywords)
    elif (member := cls.members.member("__init__")) is not None:
        call_member(cloner, member, made, operands, keywords)
    elif operands and BASE_EXCEPTION not in cls.bases:
        message, hint = f"{cls.name}() takes no arguments", "give the class an __init__"
        raise ArgumentError("SRC009", message, cloner.builder.location, hint)
    return made


def blank(cloner: Cloner, cls: ClassDefinition, hint: str) -> Value:
    """Append an instance without fields."""
    name, regions, t = cloner.builder.constant(cls.name), cloner.program.regions, ty.Object(cls.name)
    if regions.is_wanted(cls.name):
        handle = Value(regions.made_here(cls.name, t), hint)
        cloner.builder.add(Apply("heap.object", (name,), (handle,), (None,), cloner.builder.location))
        return handle
    made = Value(t, hint)
    cloner.builder.add(Apply("build.object", (name,), (made,), (None,), cloner.builder.location))
    cloner.parts[made] = cloner.program.built[made] = ()
    cloner.program.owned.add(made)
    regions.note(made, cls.name)
    return made


def _fill(
    cloner: Cloner,
    cls: ClassDefinition,
    made: Value,
    fields: Sequence[Field],
    operands: Sequence[Value],
    keywords: Keywords,
) -> None:
    """Give the fields of a dataclass their values."""
    given = [f for f in fields if f.given]
    bound = _bind(cloner, cls, given, operands, keywords)
    for f in fields:
        value = bound.get(f.name)
        if value is None and (f.default or f.factory):
            value = _default(cloner, f)
        if value is not None and cls.frozen:
            put(cloner, made, f.name, value)
        elif value is not None:
            cloner.apply("attribute.set", (made, cloner.builder.constant(f.name), value), count=0, hints=())
    if (member := cls.members.member("__post_init__")) is not None:
        call_member(cloner, member, made, (), ())


def _bind(
    cloner: Cloner, cls: ClassDefinition, fields: Sequence[Field], operands: Sequence[Value], keywords: Keywords
) -> dict[str, Value]:
    """Return the values that are given for fields."""
    parameters = [
        Parameter(f.name, "keyword" if f.keyword else "either", ty.UNKNOWN if f.default or f.factory else None)
        for f in fields
    ]
    parameters.sort(key=lambda p: p.kind == "keyword")
    positional = [v for v, k in zip(operands, keywords) if k is None]
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    name = cls.name.rpartition(".")[2]
    bound = bind(name, parameters, positional, named, cloner.builder.location)
    return {name: value for name, value in bound.items() if isinstance(value, Value)}


def _default(cloner: Cloner, field: Field) -> Value:
    if field.factory is not None:
        return cloner.apply("call", (bound_value(cloner, field.name, field.factory),))[0]
    assert field.default is not None
    return bound_value(cloner, field.name, field.default)


def _named_tuple(
    cloner: Cloner, cls: ClassDefinition, operands: Sequence[Value], keywords: Keywords, hint: str
) -> Value:
    """Make a named tuple."""
    defaults = cls.members.fields() or ()
    bound = _bind(cloner, cls, defaults, operands, keywords)
    items = tuple(bound[f.name] if f.name in bound else _default(cloner, f) for f in defaults)
    held = cloner.heap.contents(items)
    t = ty.Tuple(tuple(v.type for v in held), cls.name, cls.tuple_fields)
    made = Value(t, hint)
    cloner.builder.add(Apply("build.tuple", held, (made,), (None,) * len(held), cloner.builder.location))
    cloner.parts[made], cloner.program.built[made] = items, held
    cloner.program.classes[cls.name] = cls
    return made
