"""Overloading: operators and built-in functions that a user's class defines."""

from __future__ import annotations

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.source.interface import ClassDefinition, Member, Missing
from srcad.specialise.absent import raise_type_error
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.exceptions import as_exception_class, is_exception_class
from srcad.specialise.objects.instances import call_member, class_of, class_or_tuple
from srcad.specialise.tables import Keywords, attempts
from srcad.specialise.unpacking import items_of

#: What operators and functions call, with what the other operand is asked for if there is none.
_OPERATORS = {
    **{f"operator.{n}": (f"__{n.strip('_')}__", f"__r{n.strip('_')}__") for n in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")},
    **{f"operator.{n}": (f"__{n}__", f"__{m}__") for n, m in (
        ("lt", "gt"), ("gt", "lt"), ("le", "ge"), ("ge", "le"), ("eq", "eq"), ("ne", "ne"))},
    **{f"operator.{n}": (f"__{n}__", "") for n in ("neg", "pos", "invert", "getitem", "contains")},
    **{f"builtins.{n}": (f"__{n}__", "") for n in (
        "len", "abs", "float", "int", "bool", "iter", "next", "str", "repr")},
}  # fmt: skip


#: What instances of classes without such a method are said to lack.
_LACKING = {"operator.getitem": "is not subscriptable", "builtins.len": "has no len()"}


@attempts
def apply_operator(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply an operator that a user's class defines, or one that tells objects from one another."""
    if name == "builtins.isinstance" and len(operands) == 2:
        return _isinstance(cloner, *operands)
    if name == "operator.not_" and class_of(cloner, operands[0]) is not None:
        return cloner.apply(name, cloner.apply("builtins.bool", operands))
    if name == "builtins.type" and len(operands) == 1 and (cls := class_of(cloner, operands[0])) is not None:
        return (cloner.builder.reference(ty.Callable(cls)),)
    if name == "builtins.callable":
        return _callable(cloner, operands[0])
    if name in ("operator.is_", "operator.is_not"):
        return _is_same(cloner, name, *operands)
    if f"operator.{name.removeprefix('operator.i')}" in _OPERATORS and name.startswith("operator.i"):
        return _in_place(cloner, name, operands)
    return _overloaded(cloner, name, operands) if name in _OPERATORS else None


def _overloaded(cloner: Cloner, name: str, operands: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """Call the special method that an operator stands for, of the left operand or else of the right one."""
    classes = [class_of(cloner, v) for v in operands]
    if name == "builtins.bool" and classes[0] is not None:
        return _truth(cloner, classes[0], operands[0])
    for place, (special, cls) in enumerate(zip(_OPERATORS[name], classes)):
        member = cls.members.member(special) if special and cls is not None else None
        if cls is not None and (compared := _by_fields(cloner, cls, member, name, operands)) is not None:
            return compared
        if member is not None:
            if cls is not None and place == 1:
                _check_deferring(cloner, cls, operands[0])
            rest = operands[1:] if place == 0 else operands[:1]
            return (call_member(cloner, member, operands[place], rest, (None,) * len(rest)),)
    if name in _LACKING and classes[0] is not None:
        return raise_type_error(cloner, f"{classes[0].name!r} object {_LACKING[name]}")
    if name == "operator.ne" and any(cls is not None and cls.members.member("__eq__") for cls in classes):
        return cloner.apply("operator.not_", cloner.apply("operator.eq", operands))
    return None


def _check_deferring(cloner: Cloner, cls: ClassDefinition, left: Value) -> None:
    """Refuse an instance to the right of what NumPy makes an array of it for, and asks the class item by item."""

    def has(*names: str) -> bool:
        return all(cls.members.member(name) is not None for name in names)

    t = ty.widen(cloner.heap.seen(left))
    is_sequence = has("__array__") or has("__len__", "__getitem__")
    goes_by_items = isinstance(t, ty.Array) or (isinstance(t, ty.Scalar) and t.form != "python" and is_sequence)
    if goes_by_items and not has("__array_ufunc__") and not has("__array_priority__"):
        message = (
            f"an array or a number of NumPy's to the left of an object of {cls.name}, of which NumPy makes an array"
        )
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "put the object to the left")


def _by_fields(
    cloner: Cloner, cls: ClassDefinition, member: Member | None, name: str, operands: tuple[Value, ...]
) -> tuple[Value, ...] | None:
    """Compare instances of a dataclass by their fields; None where the class says itself what is compared."""
    is_made = member is not None and isinstance(member.binding, Missing)
    fields = cls.members.fields() if is_made else None
    if fields is None or len(operands) != 2 or any(class_of(cloner, v) != cls for v in operands):
        return None
    compared = [cloner.builder.constant(f.name) for f in fields if f.compared]
    tuples = [
        cloner.apply("build.tuple", tuple(cloner.apply("getattr", (v, name))[0] for name in compared))[0]
        for v in operands
    ]
    return cloner.apply(name, (tuples[0], tuples[1]))


def _truth(cloner: Cloner, cls: ClassDefinition, value: Value) -> tuple[Value, ...]:
    """Tell whether an instance is true: as its class says, by its length, or as any object."""
    for special in ("__bool__", "__len__"):
        if (member := cls.members.member(special)) is not None:
            return (call_member(cloner, member, value, (), ()),)
    if isinstance(value.type, ty.Handle):  # it may be none
        return cloner.apply("operator.is_not", (value, cloner.builder.constant(None)))
    return (cloner.builder.constant(True),)


def _in_place(cloner: Cloner, name: str, operands: tuple[Value, ...]) -> tuple[Value, ...] | None:
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
    kinds = items_of(cloner, kind) or (kind,)
    cls, wanted = class_or_tuple(cloner, value), [as_exception_class(cloner, k) for k in kinds]
    t = cloner.heap.seen(value)
    if cls is not None:
        if any(w is not None and w.key in cls.bases for w in wanted):
            return (cloner.builder.constant(True),)
        is_known = isinstance(t, ty.Object) and not (is_exception_class(cls) and None in wanted)
        return (cloner.builder.constant(False),) if is_known else None
    if None in wanted or isinstance(t, (ty.Unknown, ty.Object, ty.Undefined)):
        return None
    return (cloner.builder.constant(False),)


def _callable(cloner: Cloner, value: Value) -> tuple[Value, ...] | None:
    """Tell whether a value can be called."""
    t = cloner.heap.seen(value)
    if isinstance(t, (ty.Callable, ty.Choice)):
        return (cloner.builder.constant(True),)
    if (cls := class_of(cloner, value)) is not None:
        return (cloner.builder.constant(cls.members.member("__call__") is not None),)
    return None if isinstance(t, (ty.Unknown, ty.Undefined, ty.Object)) else (cloner.builder.constant(False),)


def _is_same(cloner: Cloner, name: str, left: Value, right: Value) -> tuple[Value, ...] | None:
    """Tell whether two objects that were made here are one."""
    made = [v for v in (left, right) if v in cloner.program.owned and not isinstance(v.type, ty.Tuple)]
    if left is right and made:
        return (cloner.builder.constant(name == "operator.is_"),)
    return (cloner.builder.constant(name != "operator.is_"),) if len(made) == 2 else None
