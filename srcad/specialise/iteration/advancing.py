"""Iterators that are asked for one item after the other: objects that know where they are.

before: ``it = iter(x)``, ``for a in it: s += a * next(it)``
after: ``it = Cursor(x)``, ``for a in it: s += a * it.__next__()``, with the class of :mod:`srcad.rules.cursors`

An iterator is first taken for what a loop goes through once. Where something else is done with it, its place is noted,
and the next time that the program is specialised such an object is made there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.meanings import means
from srcad.specialise.iteration.used_up import SEQUENCES
from srcad.specialise.objects.instances import class_of
from srcad.specialise.tables import Keywords, applies, attempts

_CLASSES = "srcad.rules.cursors."
#: What gives iterators that have objects in their place, with the operands that these go through.
_FORMS = {
    "builtins.iter": slice(0, 1),
    "builtins.reversed": slice(0, 0),
    "builtins.enumerate": slice(0, 1),
    "builtins.map": slice(1, 2),
    "builtins.zip": slice(0, None),
    "itertools.count": slice(0, 0),
    "itertools.cycle": slice(0, 0),
}
#: How many operands ``next`` has with a default, ``map`` with one iterable, and ``zip`` at least.
_TWO = 2
_MOST_SIDE_BY_SIDE = 3


def _apply_form(
    name: str, cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make an iterator that is an object, if one is wanted; if not, apply the name as it stands."""
    made = _made(cloner, name, operands, keywords)
    if made is None:
        return cloner.apply_plain(name, operands, keywords, count, hints)
    return tuple(cloner.heap.named(v, h) for v, h in zip(made, hints))


for _name in _FORMS:
    applies(_name)(partial(_apply_form, _name))


def _made(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Make an iterator that is an object, if one is wanted here; what goes side by side with others needs one."""
    if set(keywords) & {"*", "**", "strict"}:
        return None
    gone_through = operands[_FORMS[name]]
    if name == "builtins.iter" and len(operands) == 1 and is_cursor(cloner, operands[0]):
        return operands
    of_others = name == "builtins.zip" and any(_is_iterator(cloner, v) for v in gone_through)
    is_wanted = of_others or cloner.program.regions.is_advanced(cloner.builder.location)
    if not is_wanted or not _is_possible(cloner, name, operands):
        return None
    objects = {v: _cursor(cloner, v) for v in gone_through}
    if name == "builtins.iter":
        return (objects[operands[0]],)
    form = f"srcad.cursors.{name.split('.')[-1]}{'_others' * of_others}"
    return means(cloner, form, tuple(objects.get(v, v) for v in operands), keywords)


def _is_possible(cloner: Cloner, name: str, operands: tuple[Value, ...]) -> bool:
    """Say whether an iterator can be an object: ``cycle`` keeps what it has seen, which must not change."""
    match name:
        case "itertools.cycle":
            return isinstance(cloner.heap.seen(operands[0]), (ty.Tuple, ty.Range))
        case "builtins.reversed":
            return isinstance(cloner.heap.seen(operands[0]), SEQUENCES)
        case "builtins.iter":
            return len(operands) == 1
        case "builtins.map":
            return len(operands) == _TWO
        case "builtins.zip":
            return _TWO <= len(operands) <= _MOST_SIDE_BY_SIDE
        case _:
            return True


def _cursor(cloner: Cloner, iterable: Value) -> Value:
    """Return the object that goes through an iterable; where another iterator is gone through, want one there first."""
    if _is_iterator(cloner, iterable):
        (iterable,) = cloner.apply("builtins.iter", (iterable,))  # which may be another one
    if _tells(cloner, iterable):
        return iterable
    if _is_iterator(cloner, iterable):
        return means(cloner, "srcad.cursors.asked", (iterable,))[0]
    items = cloner.heap.seen(iterable)
    if isinstance(items, SEQUENCES):
        return means(cloner, f"srcad.cursors.iter{'_list' * isinstance(items, ty.List)}", (iterable,))[0]
    program = cloner.program
    if iterable in program.generators:
        program.regions.advance(program.generators[iterable].location)
    elif iterable in program.one_shots:
        program.regions.advance(program.one_shots[iterable].place)
    message, hint = "an iterator of which items are taken one after the other", "make a list of it, and go through that"
    raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)


def is_cursor(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is an iterator that is an object of ours."""
    cls = class_of(cloner, value)
    return cls is not None and cls.name.startswith(_CLASSES)


def _tells(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is an iterator of ours that tells whether it has more."""
    return is_cursor(cloner, value) and _has(cloner, value, "has_more")


def _is_iterator(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is an instance that is asked for one item after the other."""
    return _has(cloner, value, "__next__")


def _has(cloner: Cloner, value: Value, method: str) -> bool:
    cls = class_of(cloner, value)
    return cls is not None and cls.members.member(method) is not None


@attempts
def take_or_default(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Ask an iterator that is an instance for the next item, with a default for its end."""
    if name != "builtins.next" or len(operands) != _TWO or class_of(cloner, operands[0]) is None:
        return None
    form = "srcad.cursors.next_if_more" if _tells(cloner, operands[0]) else "srcad.cursors.next_or"
    return means(cloner, form, operands)
