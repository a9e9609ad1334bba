"""Calls with ``*values`` whose number is not known before the program runs.

Parameters that must be given receive one item each, as many as there are; ``*rest`` receives what is left, as a list.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Function, Parameter, Value
from srcad.specialise.cloner import Cloner

Arguments = tuple[list[Value], dict[str, Value], "Value | None"]


def unpack_arguments(
    cloner: Cloner, function: Function, operands: Sequence[Value], keywords: Sequence[str | None]
) -> Arguments:
    """Return the positional arguments, those by name, and what ``*rest`` receives if that is a list."""
    named = {k: v for v, k in zip(operands, keywords) if k is not None and k not in ("*", "**")}
    places = [(v, k) for v, k in zip(operands, keywords) if k in (None, "*")]
    first = next((i for i, (_, k) in enumerate(places) if k == "*"), len(places))
    positional, starred = [v for v, _ in places[:first]], places[first:]
    if not starred and "**" not in keywords:
        return positional, named, None
    if "**" in keywords:
        message, hint = "call with starred arguments of unknown number", "give them one by one, or as a tuple"
        raise NotDifferentiable("SRC009", message, cloner.builder.location, hint)
    plain = [p for p in function.parameters if p.kind in ("positional", "either")]
    starred = [*((v, None) for v in positional[len(plain) :]), *starred]  # those go to the rest, too
    positional, wanted = positional[: len(plain)], plain[len(positional) :]
    wanted = [p for p in wanted if p.name not in named]
    if any(p.default is not None for p in wanted):
        message = f"call with starred arguments of unknown number, of which {function.name}() need not get all"
        raise NotDifferentiable("SRC009", message, cloner.builder.location, "pass the arguments one by one")
    rest = next((p for p in function.parameters if p.kind == "star"), None)
    items, left = _spread(cloner, _together(cloner, starred), wanted, rest)
    return [*positional, *items], named, left


def _together(cloner: Cloner, places: Sequence[tuple[Value, str | None]]) -> Value:
    """Return the arguments from the first starred one on, in one list."""
    if len(places) == 1:
        return places[0][0]
    return cloner.apply("build.list", tuple(v for v, _ in places), tuple(k for _, k in places))[0]


def _spread(
    cloner: Cloner, values: Value, wanted: Sequence[Parameter], rest: Parameter | None
) -> tuple[Sequence[Value], Value | None]:
    """Return an item for each wanted parameter, and the list of the others if there is a place for them."""
    if rest is not None and not wanted:
        return (), cloner.apply("builtins.list", (values,))[0]
    star = cloner.builder.constant(None if rest is None else len(wanted))
    hints = [p.name for p in wanted] + ([] if rest is None else [rest.name])
    items = cloner.apply("unpack", (values, star), (), len(hints), hints)
    return (items, None) if rest is None else (items[:-1], items[-1])
