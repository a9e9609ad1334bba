"""Functions of somebody else that are what a Python function of ours says they are."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Function, Value
from srcad.rules.table import lookup
from srcad.specialise.calls.binding import bind
from srcad.specialise.cloner import Cloner, MeaningCloner
from srcad.specialise.iteration.ahead import in_turn
from srcad.specialise.iteration.generators import suspend
from srcad.specialise.tables import Keywords, applies, attempts


@attempts
def apply_meaning(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Append what ``name(operands)`` means; return its results, or None if no meaning is known.

    A function of which something else is known, too, is called where no derivative can pass; an iterator that it gives
    is used up by a list, which can be gone through backwards.
    """
    meaning = cloner.program.meaning(in_turn(cloner, name))
    held = cloner.heap.contents(operands) if meaning is not None and lookup(name) is not None else ()
    if held and not any(ty.may_be_float(v.type) for v in held):
        types = cloner.program.typing.infer(name, held, keywords, 1)
        result = Value(types[0])
        cloner.builder.add(Apply(name, held, (result,), keywords, cloner.builder.location))
        return cloner.apply("builtins.list", (result,)) if isinstance(result.type, ty.Iterator) else (result,)
    return None if meaning is None else splice_meaning(cloner, name, meaning, operands, keywords)


@applies("srcad.rules.static.refuse")
def refuse(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Refuse what a meaning cannot say."""
    what = operands[0].type
    assert isinstance(what, ty.Literal)
    message, hint = f"{what.value} is not differentiated", "write it as loops"
    raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)


def splice_meaning(
    cloner: Cloner, name: str, meaning: Function, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...]:
    """Append a meaning with these arguments; that of a generator waits until it is consumed."""
    positional = [v for v, k in zip(operands, keywords) if k is None]
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    bound = bind(name, meaning.parameters, positional, named, cloner.builder.location)
    inner = cloner.spliced(MeaningCloner)
    values = [cloner.bound(bound[p.name]) for p in meaning.parameters if p.kind != "capture"]
    if meaning.is_generator:
        return (suspend(inner, meaning, values),)
    return inner.call(meaning, values)


def means(cloner: Cloner, form: str, operands: tuple[Value, ...], keywords: Keywords = ()) -> tuple[Value, ...]:
    """Append a meaning that there is, by its name, with these arguments."""
    meaning = cloner.program.meaning(form)
    assert meaning is not None
    return splice_meaning(cloner, form, meaning, operands, keywords or (None,) * len(operands))
