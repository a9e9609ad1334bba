"""Members of enumerations: they are compared, and looked at, before the program runs."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.records import is_member
from srcad.specialise.tables import Keywords, attempts, prepares

_COMPARISONS = {"operator.eq": True, "operator.is_": True, "operator.ne": False, "operator.is_not": False}


@attempts
def look_at_members(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Fold comparisons of members, and their names and values."""
    types = [v.type for v in operands]
    known: object = None
    match name, types:
        case "getattr" | "operator.getitem", [ty.Enumeration(members=members), ty.Literal(value=str() as key)]:
            return (cloner.builder.reference(dict(members)[key]),) if key in dict(members) else None
        case "getattr", [t, ty.Literal(value="name" | "value" as attribute)] if _may_be_plain_member(t):
            return _of_plain_member(cloner, operands[0], attribute)
        case "call", [ty.Enumeration() as enumeration, ty.Literal() as value]:
            return _with_value(cloner, enumeration, value)
        case "builtins.len", [ty.Enumeration() as enumeration]:
            return (cloner.builder.constant(len(members_of(enumeration))),)
        case "getattr", [ty.Object() as owner, ty.Literal(value="value" | "name" as attribute)] if is_member(owner):
            field = dict(owner.fields)[f"_{attribute}_"]
            return (cloner.builder.reference(field),) if isinstance(field, ty.Literal) else None
        case _, [ty.Object() as a, ty.Object() as b] if name in _COMPARISONS and is_member(a) and is_member(b):
            known = _same(a, b) == _COMPARISONS[name]
        case "operator.contains", [ty.Tuple(items=items), ty.Object() as b] if _members(items) and is_member(b):
            known = any(_same(a, b) for a in _members(items))
        case "operator.is_" | "operator.is_not", _ if any(map(is_member, types)) and any(map(_is_plain, types)):
            return cloner.apply("operator.eq" if name == "operator.is_" else "operator.ne", operands)
        case _:
            return None
    return (cloner.builder.constant(bool(known)),)


@prepares
def members_as_keys(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Return operands with constants in the place of members that are keys of a dict."""
    if name == "build.dict":
        places: Sequence[int] = range(0, len(operands), 2)
    elif name == "operator.getitem" and isinstance(cloner.heap.record(operands[0]).type, ty.Dict):
        places = (1,)
    else:
        return operands
    found = list(operands)
    for place in places:
        if is_member(found[place].type):
            found[place] = cloner.builder.constant(found[place].type)
    return tuple(found)


def _may_be_plain_member(t: ty.Type) -> bool:
    """Say whether a type is that of an integer or a text, which have neither name nor value unless they are members."""
    wide = ty.widen(t)
    return isinstance(wide, ty.Text) or (isinstance(wide, ty.Scalar) and wide.kind == "int" and wide.form == "python")


def _of_plain_member(cloner: Cloner, value: Value, attribute: str) -> tuple[Value, ...] | None:
    if cloner.program.attempted:  # a handler may wait for what a number raises
        return None
    if attribute == "value":
        return (value,)
    message = "the name of a member of an enumeration that is a number or a text itself"
    raise NotDifferentiable("SRC002", message, cloner.builder.location, "name the member: Kind.FIRST.name")


def _with_value(cloner: Cloner, enumeration: ty.Enumeration, value: ty.Literal) -> tuple[Value, ...] | None:
    """Return the member that has a value; None if there is none, which raises."""
    for member in members_of(enumeration):
        held = dict(member.fields).get("_value_") if isinstance(member, ty.Object) else member
        if held == value:
            return (cloner.builder.reference(member),)
    return None


def members_of(enumeration: ty.Enumeration) -> tuple[ty.Type, ...]:
    """Return the members, each once, in order."""
    return tuple(dict.fromkeys(t for _, t in enumeration.members))


def _is_plain(t: ty.Type) -> bool:
    """Say whether a type is that of a member which is a number or a text."""
    return isinstance(t, ty.Literal) and isinstance(t.value, (int, float, str))


def _members(items: tuple[ty.Type, ...]) -> list[ty.Object]:
    """Return the members that all items are, or none."""
    found = [t for t in items if isinstance(t, ty.Object) and is_member(t)]
    return found if len(found) == len(items) else []


def _same(a: ty.Object, b: ty.Object) -> bool:
    return (a.name, dict(a.fields)["_name_"]) == (b.name, dict(b.fields)["_name_"])
