"""Instances that are gone through: their ``__iter__`` says by what.

before: ``sum(polygon)``, ``for corner in polygon``
after: ``sum(polygon.__iter__())``, a generator in most cases
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.meanings import means
from srcad.specialise.iteration.used_up import used_up
from srcad.specialise.objects.instances import call_member, class_of
from srcad.specialise.tables import Keywords, applies, attempts, prepares

#: What goes through its operands.
_CONSUMERS = frozenset(
    """builtins.sum builtins.max builtins.min builtins.sorted builtins.list builtins.tuple builtins.set
    builtins.frozenset builtins.any builtins.all builtins.zip builtins.map builtins.filter builtins.enumerate
    math.prod math.fsum functools.reduce statistics.mean statistics.fmean itertools.chain itertools.accumulate
    itertools.islice itertools.pairwise""".split()
)


@attempts
def go_through_instances(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply what goes through instances to their iterators."""
    if name not in _CONSUMERS or not any(is_iterable(cloner, v) for v in operands):
        return None
    given = tuple(iterator_of(cloner, v) if is_iterable(cloner, v) else v for v in operands)
    return cloner.apply(name, given, keywords)


@prepares
def unpack_instance(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Return a list of what an instance gives, where it is unpacked."""
    if name != "unpack" or not is_iterable(cloner, operands[0]):
        return operands
    return (cloner.apply("builtins.list", (iterator_of(cloner, operands[0]),))[0], *operands[1:])


@applies("srcad.iterator")
def loop_through(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Give what a loop over an object goes through."""
    (value,) = operands
    return (iterator_of(cloner, value) if is_iterable(cloner, value) else value,)


def is_iterable(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is an instance that Python would go through."""
    cls = class_of(cloner, value)
    return cls is not None and any(cls.members.member(special) for special in ("__iter__", "__getitem__"))


def iterator_of(cloner: Cloner, value: Value) -> Value:
    """Append the call of ``__iter__``; what that gives is asked for its items if it is an instance itself.

    Where there is none, there is ``__getitem__``.
    """
    cls = class_of(cloner, value)
    member = None if cls is None else cls.members.member("__iter__")
    if member is None:
        return means(cloner, "srcad.cursors.indexed", (value,))[0]
    given = call_member(cloner, member, value, (), ())
    if isinstance(cloner.heap.seen(given), ty.Object):
        (given,) = means(cloner, "srcad.cursors.left", (given,))
    return used_up(cloner, given)
