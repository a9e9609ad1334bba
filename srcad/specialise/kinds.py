"""Kinds: what ``isinstance`` says of values whose class is known before the program runs.

before: ``isinstance(x, pandas.Series)``
after: ``False``, where ``x`` is a float
"""

from __future__ import annotations

from abc import ABCMeta

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.absent import classes_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.folding import fold
from srcad.specialise.objects.instances import as_class, class_or_tuple
from srcad.specialise.tables import Keywords, attempts
from srcad.specialise.unpacking import items_of


@attempts
def tell_kind(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Tell whether a value is an instance of a class, or of one of several, as far as that is known."""
    if name != "builtins.isinstance" or len(operands) != 2:
        return None
    value, kind = operands
    answers = [_is_one_of(cloner, value, k) for k in items_of(cloner, kind) or (kind,)]
    if True in answers:
        return (cloner.builder.constant(True),)
    return None if None in answers else (cloner.builder.constant(False),)


def _is_one_of(cloner: Cloner, value: Value, kind: Value) -> bool | None:
    """Say whether a value is an instance of one class."""
    t = cloner.heap.record(value).type
    cls = class_or_tuple(cloner, value)
    if (wanted := as_class(kind)) is not None:
        if cls is not None:
            return wanted.key in cls.bases
        return None if isinstance(t, (ty.Unknown, ty.Object, ty.Undefined)) else False
    if (folded := fold("builtins.isinstance", [t, kind.type])) is not None:
        return bool(folded.value)
    target = kind.type.target if isinstance(kind.type, ty.Callable) else None
    library = cloner.program.library_class(target) if isinstance(target, str) else None
    if library is None or type(library) not in (type, ABCMeta):
        return None  # its metaclass may say anything
    classes = classes_of(cloner, t)
    answers = {issubclass(c, library) for c in classes}
    return answers.pop() if len(answers) == 1 else None
