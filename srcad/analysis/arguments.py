"""Arguments: which parameters are differentiated, and whether their types can be."""

from __future__ import annotations

from srcad.errors import ArgumentError, Location
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Function, Value

#: What the methods of arrays, and of what may be one, go by.
_METHOD = "numpy.ndarray."


def check_differentiable(name: str, t: ty.Type, location: Location | None) -> None:
    """Refuse to differentiate with respect to an argument, or to a number that it holds, that carries no derivative.

    Beside numbers a structure may hold options, such as a str or None: their gradient is None.

    Raises
    ------
    ArgumentError
        SRC021, with the hint that says ``2.0`` for an int; a number in a structure is named by its place: ``p['n']``.
    """
    errors: list[ArgumentError] = []
    for place, leaf in _leaves(name, t):
        if (problem := _problem(place, ty.widen(leaf))) is not None:
            where = place if place != name else repr(name)
            errors.append(_cannot(where, *problem, location))
    if errors:
        raise ArgumentError.collect(errors)
    if not ty.may_be_float(t) or isinstance(ty.widen(t), (ty.Object, ty.Callable)):
        what, hint = describe(t), "name other arguments in argnums"
        if isinstance(t, (ty.Tuple, ty.List, ty.Dict, ty.Mapping)):
            what = f"{what} without floats"
        raise _cannot(repr(name), what, hint, location)


def _cannot(where: str, what: str, hint: str, location: Location | None) -> ArgumentError:
    return ArgumentError("SRC021", f"argument {where} is {what} and cannot be differentiated", location, hint)


def state_of(function: Function) -> list[Value]:
    """Return the parameters that are state outside a function: what it captures and, of a method, its object."""
    found = [v for p, v in zip(function.parameters, function.params) if p.kind == "capture"]
    around = getattr(function.origin, "qualname", "").split(".")[:-1]
    is_method = bool(around) and around[-1] != "<locals>"
    return [*function.params[:1], *found] if is_method else found


def describe(t: ty.Type) -> str:
    """Return words for a value of a type, as its user would call it."""
    match ty.widen(t):
        case ty.Text():
            return "a str"
        case ty.Literal(value=None):
            return "None"
        case ty.Callable():
            return "a function"
        case ty.Object(name=name):
            return f"an object of the class {name.rpartition('.')[2]}"
        case ty.Mapping():
            return "a dict"
        case ty.Tuple(name=name) if name:
            return f"a {name.rpartition('.')[2]}"
        case ty.Tuple() | ty.List() | ty.Dict() | ty.Range() | ty.Slice() | ty.Module() | ty.Iterator() as wide:
            return f"{'an' if isinstance(wide, ty.Iterator) else 'a'} {type(wide).__name__.lower()}"
        case wide:
            return f"of type {wide}"


def describe_call(operation: Apply) -> str:
    """Return words for what an operation calls, as its user would say it."""
    name = operation.name
    if name == "call":
        return "a function that is not known before the program runs"
    if name.startswith(_METHOD):
        of_array = isinstance(ty.widen(operation.operands[0].type), (ty.Array, ty.Scalar, ty.Reference))
        what, whose = ("array method", "") if of_array else ("method", " of a value of unknown type")
        return f"the {what} {name.removeprefix(_METHOD)}{whose}"
    return name.removeprefix("builtins.").replace("operator.", "the operator ")


def _leaves(place: str, t: ty.Type) -> list[tuple[str, ty.Type]]:
    """Return what an argument holds that is no container, each with the expression that leads to it."""
    match t:
        case ty.Tuple(items=items, fields=fields):
            places = [f"{place}.{f}" for f in fields] or [f"{place}[{i}]" for i in range(len(items))]
            return [leaf for p, item in zip(places, items) for leaf in _leaves(p, item)]
        case ty.Dict(items=pairs):
            return [leaf for key, item in pairs for leaf in _leaves(f"{place}[{key!r}]", item)]
        case ty.List(item=item) | ty.Mapping(value=item):
            return _leaves(f"{place}[…]", item)
        case _:
            return [(place, t)]


def _problem(place: str, t: ty.Type) -> tuple[str, str] | None:
    """Return what a number is that cannot be differentiated, and what to do; None for anything else."""
    match t:
        case ty.Scalar(kind="int"):
            return "an int", "pass a float, such as 2.0 instead of 2"
        case ty.Scalar(kind="bool"):
            return "a bool", "pass a float, such as 1.0 instead of True"
        case ty.Array(dtype=dtype) if not ty.may_be_float(t):
            return f"an array of dtype {dtype}", f"pass {place}.astype(float), or np.array([2.0, …])"
        case _:
            return None
