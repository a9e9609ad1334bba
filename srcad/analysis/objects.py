"""Instances: objects of the user's classes, known by their fields, whose methods are spliced in.

before: ``m = call(Model, 1.0)``; ``attribute.set(m, 'k', x)``; ``method(m, 'apply', y)``
after: no instance is left; its fields are values.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.binding import bind
from srcad.analysis.cloner import Cloner, Keywords, applies, attempts
from srcad.analysis.containers import replace_parts
from srcad.analysis.records import is_cell, item_of, names_of, with_names
from srcad.errors import ArgumentError, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Parameter, Value
from srcad.source.interface import Binding, Captured, ClassDefinition, Field, Known, Member, Missing

_HINT = "make the object in this function, and pass it by its name"

# --- classes --------------------------------------------------------------------------------------------------------


def class_of(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class of an instance, if its source is known."""
    t = cloner.record(value).type
    if not isinstance(t, ty.Object) or is_cell(t):
        return None
    classes = cloner.program.classes
    if t.name not in classes:
        classes[t.name] = cloner.program.class_named(t.name)
    return classes[t.name]


def as_class(value: Value) -> ClassDefinition | None:
    """Return the class that a value is."""
    t = value.type
    return t.target if isinstance(t, ty.Callable) and isinstance(t.target, ClassDefinition) else None


def construct(
    cloner: Cloner, cls: ClassDefinition, operands: Sequence[Value], keywords: Keywords, hint: str
) -> Value:
    """Make an instance, and run its constructor."""
    if cls.tuple_fields:
        return _named_tuple(cloner, cls, operands, keywords, hint)
    cloner.program.classes[cls.name] = cls
    made = Value(ty.Object(cls.name), hint)
    name = cloner.builder.constant(cls.name)
    cloner.builder.add(Apply("build.object", (name,), (made,), (None,), cloner.builder.location))
    cloner.parts[made] = cloner.program.built[made] = ()
    cloner.program.owned.add(made)
    fields = cls.members.fields()
    if fields is not None:
        _fill(cloner, cls, made, fields, operands, keywords)
    elif (member := cls.members.member("__init__")) is not None:
        call_member(cloner, member, made, operands, keywords)
    elif operands:
        raise ArgumentError("SRC009", f"{cls.name}() takes no arguments", cloner.builder.location)
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
        if value is not None:
            _put(cloner, made, f.name, value)
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
    held = cloner.contents(items)
    t = ty.Tuple(tuple(v.type for v in held), cls.name, cls.tuple_fields)
    made = Value(t, hint)
    cloner.builder.add(Apply("build.tuple", held, (made,), (None,) * len(held), cloner.builder.location))
    cloner.parts[made], cloner.program.built[made] = items, held
    cloner.program.classes[cls.name] = cls
    return made


def bound_value(cloner: Cloner, name: str, binding: Binding) -> Value:
    """Return the value of what stands in a class."""
    match binding:
        case Known(type=t):
            return cloner.builder.reference(t)
        case Captured(source=source):
            return cloner.program.capture(Parameter(name, "capture", source=source))
        case Missing(reason=reason, hint=hint):
            message = f"{name!r} cannot be used here: {reason}"
            raise NotDifferentiable("SRC005", message, cloner.builder.location, hint)
        case other:
            raise NotDifferentiable("SRC005", f"{name!r} cannot be used here: {other}", cloner.builder.location)


def call_member(
    cloner: Cloner, member: Member, receiver: Value, operands: Sequence[Value], keywords: Keywords
) -> Value:
    """Call what an attribute of the class of ``receiver`` is; a static method does not get the object."""
    function = bound_value(cloner, "method", member.binding)
    first = () if member.kind in ("static", "value") else (receiver,)
    return cloner.apply("call", (function, *first, *operands), (None,) * (1 + len(first)) + tuple(keywords))[0]


# --- attributes -----------------------------------------------------------------------------------------------------


def _put(cloner: Cloner, owner: Value, name: str, value: Value) -> None:
    """Let a field of an instance hold a value."""
    record = cloner.record(owner)
    names = names_of(record.type) or ()
    found = {**dict(zip(names, cloner.parts[record])), name: value}
    like = with_names(record.type, list(found), [ty.UNDEFINED] * len(found))
    replace_parts(cloner, owner, list(found.values()), like)


@applies("attribute.set")
def set_attribute(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Assign to an attribute."""
    owner, attribute, value = operands
    assert isinstance(attribute.type, ty.Literal)
    name, location = str(attribute.type.value), cloner.builder.location
    if not isinstance(cloner.record(owner).type, ty.Object):
        message = f"assignment to an attribute of a value of type {cloner.record(owner).type}"
        raise NotDifferentiable("SRC003", message, location, "return the new value instead")
    cls = class_of(cloner, owner)
    member = None if cls is None else cls.members.member(name)
    if cls is None or cls.frozen or cls.members.member("__setattr__") or (member and member.kind == "property"):
        message = f"assignment to the attribute {name!r}, of which the class says what it does"
        raise NotDifferentiable("SRC003", message, location, "write a method that computes the new value")
    cloner.expand(owner)
    if not cloner.is_owned(owner):
        message = f"assignment to the attribute {name!r} of an object that is not known before the program runs"
        raise NotDifferentiable("SRC003", message, location, _HINT)
    _put(cloner, owner, name, value)
    return ()


@applies("getattr")
def get_attribute(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read an attribute of an instance, of its class, or of anything else."""
    owner, attribute = operands
    t = cloner.record(owner).type
    assert isinstance(attribute.type, ty.Literal)
    name = str(attribute.type.value)
    if (cls := as_class(owner)) is not None:
        return (_class_attribute(cloner, cls, owner, name),)
    if isinstance(t, ty.Object) and name == "__class__" and (cls := class_of(cloner, owner)) is not None:
        return (cloner.builder.reference(ty.Callable(cls)),)
    has = name in (names_of(t) or ()) if isinstance(t, ty.Object) else name in getattr(t, "fields", ())
    if has or not isinstance(t, (ty.Object, ty.Tuple)) or (cls := _class(cloner, owner)) is None:
        return cloner.apply_plain("getattr", operands, keywords, count, hints)
    member = cls.members.member(name)
    if member is None:
        message = f"{cls.name} object has no attribute {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "assign it in the constructor")
    if member.kind == "property":
        return (cloner.named(call_member(cloner, member, owner, (), ()), hints[0]),)
    if member.kind == "value":
        return (bound_value(cloner, name, member.binding),)
    return (_bound_method(cloner, member, owner, name),)


def _class(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class of an instance or of a named tuple."""
    t = cloner.record(value).type
    if isinstance(t, ty.Tuple):
        if t.name and t.name not in cloner.program.classes:
            cloner.program.classes[t.name] = cloner.program.class_named(t.name)
        return cloner.program.classes.get(t.name)
    return class_of(cloner, value)


def _class_attribute(cloner: Cloner, cls: ClassDefinition, value: Value, name: str) -> Value:
    member = cls.members.member(name)
    if member is None:
        message = f"the class {cls.name} has no attribute {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "correct the name")
    if member.kind == "class":
        return _bound_method(cloner, member, value, name)
    return bound_value(cloner, name, member.binding)


def _bound_method(cloner: Cloner, member: Member, receiver: Value, name: str) -> Value:
    """Return a method as a value."""
    function = bound_value(cloner, name, member.binding)
    if member.kind == "static":
        return function
    made = Value(function.type, name)
    cloner.builder.add(Apply("undefined", (), (made,), (), cloner.builder.location))
    cloner.program.methods[made] = (function, receiver)
    return made


def method_of_instance(
    cloner: Cloner, receiver: Value, name: str, operands: Sequence[Value], keywords: Keywords
) -> Value | None:
    """Call a method of an instance, of a class or of ``super()``; None where the receiver is none of these."""
    if (behind := cloner.program.supers.get(receiver)) is not None:
        return _call_behind(cloner, *behind, name, operands, keywords)
    if (cls := as_class(receiver)) is not None:
        function = _class_attribute(cloner, cls, receiver, name)
        return cloner.apply("call", (function, *operands), (None, *keywords))[0]
    t = cloner.record(receiver).type
    if not isinstance(t, (ty.Object, ty.Tuple)) or (cls := _class(cloner, receiver)) is None:
        return None
    if not isinstance(item_of(t, ty.Literal(name)), ty.Undefined):
        (held,) = cloner.apply("getattr", (receiver, cloner.builder.constant(name)))
        return cloner.apply("call", (held, *operands), (None, *keywords))[0]
    member = cls.members.member(name)
    if member is None:
        if isinstance(t, ty.Tuple):
            return None
        message = f"{cls.name} object has no attribute {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "assign it in the constructor")
    if member.kind == "class":
        receiver = cloner.builder.reference(ty.Callable(cls))
    if member.kind == "property":
        held = call_member(cloner, member, receiver, (), ())
        return cloner.apply("call", (held, *operands), (None, *keywords))[0]
    return call_member(cloner, member, receiver, operands, keywords)


def _call_behind(
    cloner: Cloner,
    behind: ClassDefinition,
    receiver: Value,
    name: str,
    operands: Sequence[Value],
    keywords: Keywords,
) -> Value:
    cls = class_of(cloner, receiver) or as_class(receiver)
    member = None if cls is None else cls.members.member(name, behind)
    if member is None and name == "__init__":  # that of object
        return cloner.builder.constant(None)
    if member is None:
        message = f"super() has no method {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "correct the name")
    return call_member(cloner, member, receiver, operands, keywords)


@applies("super")
def apply_super(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Return what ``super()`` gives: the methods of the classes behind one, for an object."""
    behind, receiver = operands
    cls = as_class(behind)
    if cls is None:
        message = "super() of a class that is not known"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "call the method of the base by its name")
    made = Value(ty.Object("super"))
    cloner.builder.add(Apply("undefined", (), (made,), (), cloner.builder.location))
    cloner.program.supers[made] = (cls, receiver)
    return (made,)


# --- operators ------------------------------------------------------------------------------------------------------

#: What operators and functions call, with what the other operand is asked for if there is none.
_OPERATORS = {
    **{f"operator.{n}": (f"__{n.strip('_')}__", f"__r{n.strip('_')}__") for n in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")},
    **{f"operator.{n}": (f"__{n}__", f"__{m}__") for n, m in (
        ("lt", "gt"), ("gt", "lt"), ("le", "ge"), ("ge", "le"), ("eq", "eq"), ("ne", "ne"))},
    **{f"operator.{n}": (f"__{n}__", "") for n in ("neg", "pos", "invert", "getitem", "contains")},
    **{f"builtins.{n}": (f"__{n}__", "") for n in ("len", "abs", "float", "int", "bool", "iter", "next", "str", "repr")},
}  # fmt: skip


@attempts
def apply_operator(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply an operator that a user's class defines."""
    if name == "builtins.isinstance" and len(operands) == 2:
        return _isinstance(cloner, *operands)
    if name in ("operator.is_", "operator.is_not"):
        return _is_same(cloner, name, *operands)
    if name.startswith("operator.i") and name[10:] and f"operator.{name[10:]}" in _OPERATORS:
        return _in_place(cloner, name, operands, keywords)
    if name not in _OPERATORS:
        return None
    if name == "builtins.bool" and (cls := class_of(cloner, operands[0])) is not None:
        return _truth(cloner, cls, operands[0])
    for place, special in enumerate(_OPERATORS[name]):
        if place < len(operands) and special and (cls := class_of(cloner, operands[place])) is not None:
            if (member := cls.members.member(special)) is not None:
                rest = operands[1:] if place == 0 else operands[:1]
                return (call_member(cloner, member, operands[place], rest, (None,) * len(rest)),)
    return None


def _truth(cloner: Cloner, cls: ClassDefinition, value: Value) -> tuple[Value, ...]:
    """Tell whether an instance is true: as its class says, by its length, or as any object."""
    for special in ("__bool__", "__len__"):
        if (member := cls.members.member(special)) is not None:
            return (call_member(cloner, member, value, (), ()),)
    return (cloner.builder.constant(True),)


def _in_place(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply ``a op= b`` of an instance."""
    cls = class_of(cloner, operands[0])
    if cls is None:
        return None
    member = cls.members.member(f"__i{name[10:].strip('_')}__")
    if member is not None:
        return (call_member(cloner, member, operands[0], operands[1:], (None,)),)
    return cloner.apply(f"operator.{name[10:]}", operands)


def _isinstance(cloner: Cloner, value: Value, kind: Value) -> tuple[Value, ...] | None:
    """Tell whether an instance is one of a class of the user's."""
    kinds = cloner.items(kind) or (kind,)
    cls, wanted = _class(cloner, value), [as_class(k) for k in kinds]
    t = cloner.record(value).type
    if cls is not None:
        if any(w is not None and w.key in cls.bases for w in wanted):
            return (cloner.builder.constant(True),)
        return (cloner.builder.constant(False),) if isinstance(t, ty.Object) else None
    if None in wanted or isinstance(t, (ty.Unknown, ty.Object, ty.Undefined)):
        return None
    return (cloner.builder.constant(False),)


def _is_same(cloner: Cloner, name: str, left: Value, right: Value) -> tuple[Value, ...] | None:
    """Tell whether two objects that were made here are one."""
    made = [v for v in (left, right) if v in cloner.program.owned and not isinstance(v.type, ty.Tuple)]
    if left is right and made:
        return (cloner.builder.constant(name == "operator.is_"),)
    return (cloner.builder.constant(name != "operator.is_"),) if len(made) == 2 else None
