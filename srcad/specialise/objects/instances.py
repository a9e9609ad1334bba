"""Instances: objects of the user's classes, known by their fields, whose methods are spliced in.

before: ``attribute.set(m, 'k', x)``; ``getattr(m, 'k')``; ``method(m, 'apply', y)``
after: ``x``; what the method does

How they are made stands in ``constructing``, what operators do with them in ``overloading``.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Parameter, Value
from srcad.source.interface import (
    BASE_EXCEPTION,
    SETTER,
    Binding,
    Captured,
    ClassDefinition,
    Computed,
    Known,
    Local,
    Member,
    Missing,
)
from srcad.specialise.absent import raise_if_absent
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects import named_tuples
from srcad.specialise.objects.dicts import part_name
from srcad.specialise.objects.flat import store_flat
from srcad.specialise.objects.handles import read_at, store_at, want
from srcad.specialise.objects.making import replace_parts
from srcad.specialise.objects.records import is_cell, item_of, names_of, with_names
from srcad.specialise.tables import Keywords, applies

#: Attributes of classes that say what becomes of an assignment, and what reading gives whatever the instance holds.
_SETTING = ("property", "descriptor")
_HINT = "make the object in this function, and pass it by its name"

# --- classes --------------------------------------------------------------------------------------------------------


def class_of(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class of an instance, if its source is known."""
    t = cloner.heap.seen(value)
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


def bound_value(cloner: Cloner, name: str, binding: Binding) -> Value:
    """Return the value of what stands in a class."""
    match binding:
        case Known(type=t):
            return cloner.builder.reference(t)
        case Captured(source=source):
            return cloner.program.capture(Parameter(name, "capture", source=source))
        case Local(value=value):
            return _local_value(cloner, name, value)
        case Computed(definition=definition):
            return cloner.apply("call", (cloner.builder.reference(ty.Callable(definition)),))[0]
        case Missing(reason=reason, hint=hint):
            message = f"{name!r} cannot be used here: {reason}"
            raise NotDifferentiable("SRC005", message, cloner.builder.location, hint)
        case other:
            message, hint = f"{name!r} cannot be used here: {other}", "assign it in the constructor"
            raise NotDifferentiable("SRC005", message, cloner.builder.location, hint)


def _local_value(cloner: Cloner, name: str, value: Value) -> Value:
    """Return a value of a class that the function made, if it is the same wherever the class is used."""
    if not cloner.builder.sees(value):
        message = f"{name!r} cannot be used here: its class is made in a branch or a loop"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "define the class outside of it")
    return value


def call_member(
    cloner: Cloner, member: Member, receiver: Value, operands: Sequence[Value], keywords: Keywords
) -> Value:
    """Call what an attribute of the class of ``receiver`` is; a static method does not get the object."""
    function = bound_value(cloner, "method", member.binding)
    first = () if member.kind in ("static", "value") else (receiver,)
    return cloner.apply("call", (function, *first, *operands), (None,) * (1 + len(first)) + tuple(keywords))[0]


# --- attributes -----------------------------------------------------------------------------------------------------


def put(cloner: Cloner, owner: Value, name: str, value: Value) -> None:
    """Let a field of an instance hold a value."""
    cloner.heap.named(value, part_name(owner, name))
    if isinstance(owner.type, ty.Handle):
        store_at(cloner, owner, cloner.builder.constant(name), value)
        return
    record = cloner.heap.record(owner)
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
    if (raised := raise_if_absent(cloner, owner, name)) is not None:
        return raised[:0]
    if name == "flat" and isinstance(cloner.heap.seen(owner), ty.Array):
        store_flat(cloner, owner, cloner.builder.constant(...), value)
        return ()
    if name in ("real", "imag") and isinstance(cloner.heap.seen(owner), ty.Array):
        (part,) = cloner.apply("getattr", (owner, attribute))
        cloner.apply("array.store", (part, cloner.builder.constant(...), value))
        return ()
    if isinstance(owner.type, ty.Callable):
        owner = _state_to_change(cloner, owner)
    if not isinstance(cloner.heap.seen(owner), ty.Object):
        message = f"assignment to an attribute of a value of type {cloner.heap.record(owner).type}"
        raise NotDifferentiable("SRC003", message, location, "return the new value instead")
    cls = class_of(cloner, owner)
    setter = None if cls is None else cls.members.member("__setattr__")
    if setter is not None and owner not in cloner.program.outer:
        call_member(cloner, setter, owner, (attribute, value), (None, None))
        return ()
    member = None if cls is None else cls.members.member(name)
    if (held := descriptor_of(cloner, member, "__set__")) is not None:
        cloner.apply("method", (held, cloner.builder.constant("__set__"), owner, value))
        return ()
    assigning = cls.members.member(name + SETTER) if cls and member and member.kind == "property" else None
    if assigning is not None and not setter and cls is not None and not cls.frozen:
        call_member(cloner, assigning, owner, (value,), (None,))
        return ()
    if cls is None or cls.frozen or setter or (member and member.kind in _SETTING):
        message = f"assignment to the attribute {name!r}, of which the class says what it does"
        raise NotDifferentiable("SRC003", message, location, "write a method that computes the new value")
    if _hides(cloner, cls, member, owner, name):
        cloner.program.regions.shadow(cls.key, name)
    _put_in_known(cloner, owner, name, value)
    return ()


def _hides(cloner: Cloner, cls: ClassDefinition, member: Member | None, owner: Value, name: str) -> bool:
    """Say whether an instance gets an attribute that its class has held for it until now."""
    if member is None or member.kind != "value" or not isinstance(member.binding, (Known, Captured, Local)):
        return False
    is_field = any(f.name == name for f in cls.members.fields() or ())
    return not is_field and name not in (names_of(cloner.heap.seen(owner)) or ())


@applies("builtins.object.__setattr__")
def set_plainly(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Assign to an attribute, whatever the class says."""
    owner, attribute, value = operands
    cls = class_of(cloner, owner)
    name = attribute.type.value if isinstance(attribute.type, ty.Literal) else None
    member = cls.members.member(name) if cls is not None and isinstance(name, str) else None
    if cls is None or not isinstance(name, str) or (member and member.kind in _SETTING):
        message = "assignment to an attribute by object.__setattr__"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "write o.name = value")
    _put_in_known(cloner, owner, name, value)
    return (cloner.builder.constant(None),)


def _state_to_change(cloner: Cloner, owner: Value) -> Value:
    """Return what holds the attributes of a class, or of a function that the program makes."""
    cls = as_class(owner)
    key = owner if cls is None else cls.key
    if key in cloner.program.states:
        return cloner.program.states[key]
    if cls is not None or owner not in cloner.program.closures:
        what = f"the class {cls.name}" if cls is not None else f"{owner.type}"
        message, hint = f"assignment to an attribute of {what}", "return the new value, or keep it in an object"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
    cloner.program.states[key] = cloner.apply("types.SimpleNamespace", ())[0]
    return cloner.program.states[key]


def _held_by_class(cloner: Cloner, cls: ClassDefinition, name: str) -> Value | None:
    """Return what a class, or a base of it, has under a name, if attributes of that change."""
    states = {key: cloner.program.states[key] for key in cls.bases if key in cloner.program.states}
    held = {key for key, state in states.items() if name in (names_of(cloner.heap.seen(state)) or ())}
    if not held:
        return None
    first = next(m for m in cls.members.order if m.key in held or m.own(name) is not None)
    if first.key not in held:
        return None
    return cloner.apply("getattr", (states[first.key], cloner.builder.constant(name)))[0]


def _put_in_known(cloner: Cloner, owner: Value, name: str, value: Value) -> None:
    """Let a field of an instance hold a value; refuse an instance that is not known."""
    cloner.heap.expand(owner)
    if not cloner.heap.is_owned(owner) and not isinstance(owner.type, ty.Handle):
        want(cloner, owner)
        message = f"assignment to the attribute {name!r} of an object that is not known before the program runs"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, _HINT)
    put(cloner, owner, name, value)


@applies("getattr")
def get_attribute(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read an attribute of an instance, of its class, or of anything else."""
    owner, attribute = operands
    t = cloner.heap.seen(owner)
    assert isinstance(attribute.type, ty.Literal)
    name = str(attribute.type.value)
    if (cls := as_class(owner)) is not None:
        return (_class_attribute(cloner, cls, owner, name),)
    if owner in cloner.program.states:
        return cloner.apply("getattr", (cloner.program.states[owner], attribute), (), 1, hints)
    if isinstance(t, ty.Object) and name == "__class__" and (cls := class_of(cloner, owner)) is not None:
        return (cloner.builder.reference(ty.Callable(cls)),)
    if isinstance(t, ty.Object) and f"_{name}_" in dict(t.fields):  # the name or value of a member of an enumeration
        return cloner.apply_plain("getattr", operands, keywords, count, hints)
    if not isinstance(t, (ty.Object, ty.Tuple)) or (cls := class_or_tuple(cloner, owner)) is None:
        return cloner.apply_plain("getattr", operands, keywords, count, hints)
    if cls.tuple_fields and name == "_fields":
        return (named_tuples.fields(cloner, cls),)
    has = name in (names_of(t) or ()) if isinstance(t, ty.Object) else name in t.fields
    member = cls.members.member(name)
    decides = member is not None and (member.kind in _SETTING or descriptor_of(cloner, member, "__set__") is not None)
    if has and (isinstance(t, ty.Tuple) or not decides):
        if isinstance(owner.type, ty.Handle):
            return (read_at(cloner, owner, attribute, hints[0]),)
        return cloner.apply_plain("getattr", operands, keywords, count, hints)
    return (_read(cloner, cls, member, owner, name, hints[0]),)


def _read(cloner: Cloner, cls: ClassDefinition, member: Member | None, owner: Value, name: str, hint: str) -> Value:
    """Return what reading an attribute gives that the class of an instance has."""
    if (held := _held_by_class(cloner, cls, name)) is not None:
        return held
    if member is None:
        message = f"{cls.name} object has no attribute {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "assign it in the constructor")
    match member.kind:
        case "property":
            return cloner.heap.named(call_member(cloner, member, owner, (), ()), hint)
        case "cached":
            return cloner.heap.named(_kept(cloner, member, owner, name), hint)
        case "value" if (held := descriptor_of(cloner, member, "__get__")) is not None:
            kind = cloner.builder.reference(ty.Callable(cls))
            return cloner.apply("method", (held, cloner.builder.constant("__get__"), owner, kind))[0]
        case "value" | "descriptor":
            return bound_value(cloner, name, member.binding)
        case _:
            return _bound_method(cloner, member, owner, name)


def descriptor_of(cloner: Cloner, member: Member | None, special: str) -> Value | None:
    """Return the instance that a local class holds if its own class says what reading or assigning it does."""
    if member is None or member.kind != "value" or not isinstance(member.binding, Local):
        return None
    value = bound_value(cloner, special, member.binding)
    cls = class_of(cloner, value)
    return value if cls is not None and cls.members.member(special) is not None else None


def _kept(cloner: Cloner, member: Member, owner: Value, name: str) -> Value:
    """Return what a property gives that is computed once; the instance holds it from now on."""
    value = call_member(cloner, member, owner, (), ())
    _put_in_known(cloner, owner, name, value)
    return value


def class_or_tuple(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class of an instance or of a named tuple."""
    t = cloner.heap.seen(value)
    if isinstance(t, ty.Tuple):
        if t.name and t.name not in cloner.program.classes:
            cloner.program.classes[t.name] = cloner.program.class_named(t.name)
        return cloner.program.classes.get(t.name)
    return class_of(cloner, value)


def _class_attribute(cloner: Cloner, cls: ClassDefinition, value: Value, name: str) -> Value:
    if cls.tuple_fields and name == "_fields":
        return named_tuples.fields(cloner, cls)
    if (held := _held_by_class(cloner, cls, name)) is not None:
        return held
    member = cls.members.member(name)
    if member is None and name == "__name__":
        return cloner.builder.constant(str(cls.statement or cls.name).rpartition(".")[2])
    if member is None:
        message = f"the class {cls.name} has no attribute {name!r}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "correct the name")
    if member.kind == "class":
        return _bound_method(cloner, member, value, name)
    if descriptor_of(cloner, member, "__get__") is not None:
        message = f"the attribute {name!r} of a class that holds a descriptor under this name"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "read it from an instance")
    return bound_value(cloner, name, member.binding)


def _bound_method(cloner: Cloner, member: Member, receiver: Value, name: str) -> Value:
    """Return a method as a value."""
    function = bound_value(cloner, name, member.binding)
    if member.kind == "static":
        return function
    made = Value(ty.UNKNOWN, name)  # of a join nobody could tell to which instances it is bound
    cloner.builder.add(Apply("method.value", (), (made,), (), cloner.builder.location))
    cloner.program.methods[made] = (function, receiver)
    return made


def method_of_instance(
    cloner: Cloner, receiver: Value, name: str, operands: Sequence[Value], keywords: Keywords
) -> Value | None:
    """Call a method of an instance, of a class or of ``super()``; None where the receiver is none of these."""
    if (behind := cloner.program.supers.get(receiver)) is not None:
        return _call_behind(cloner, *behind, name, operands, keywords)
    if (cls := as_class(receiver)) is not None:
        if cls.tuple_fields and name == "_make":
            return named_tuples.make(cloner, cls, operands)
        function = _class_attribute(cloner, cls, receiver, name)
        return cloner.apply("call", (function, *operands), (None, *keywords))[0]
    t = cloner.heap.seen(receiver)
    if not isinstance(t, (ty.Object, ty.Tuple)) or (cls := class_or_tuple(cloner, receiver)) is None:
        return None
    if not isinstance(item_of(t, ty.Literal(name)), ty.Undefined):
        (held,) = cloner.apply("getattr", (receiver, cloner.builder.constant(name)))
        return cloner.apply("call", (held, *operands), (None, *keywords))[0]
    if isinstance(t, ty.Tuple) and name in named_tuples.METHODS:
        return named_tuples.METHODS[name](cloner, cls, receiver, operands, keywords)
    member = cls.members.member(name)
    if member is None and isinstance(t, ty.Tuple):
        return None
    return _call_method(cloner, cls, member, receiver, name, operands, keywords)


def _call_method(
    cloner: Cloner,
    cls: ClassDefinition,
    member: Member | None,
    receiver: Value,
    name: str,
    operands: Sequence[Value],
    keywords: Keywords,
) -> Value:
    """Call what an attribute of the class of ``receiver`` is, or what a property gives."""
    if member is None:
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
    if member is None and name == "__init__":  # that of object, or of exceptions
        if cls is not None and BASE_EXCEPTION in cls.bases:
            put(cloner, receiver, "args", cloner.apply("build.tuple", tuple(operands))[0])
        return cloner.builder.constant(None)
    if member is None and name == "__setattr__":
        return set_plainly(cloner, (receiver, *operands), (None, *keywords), 1, ("",))[0]
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
