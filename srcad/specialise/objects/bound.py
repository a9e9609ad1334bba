"""Methods of containers and arrays that are values: ``add = items.append``, ``key=d.get``.

before: ``f = getattr(items, 'append')``; ``call(f, x)``
after: ``method(items, 'append', x)``; ``f`` is gone

Where such a value goes elsewhere nobody could tell what a call of it changes: that is refused.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, attempts

#: What a value of a type is when the program runs.
_CLASSES: dict[type[ty.Type], tuple[type, ...]] = {
    ty.List: (list, deque),
    ty.Tuple: (tuple,),
    ty.Dict: (dict,),
    ty.Mapping: (dict,),
    ty.Set: (set,),
    ty.Array: (np.ndarray,),
}


@attempts
def method_as_value(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Note which method of what a value is; nothing of it is left when the program runs."""
    if name != "getattr" or not isinstance(operands[1].type, ty.Literal):
        return None
    owner, attribute = operands[0], operands[1].type.value
    t = cloner.heap.seen(owner)
    classes = () if isinstance(t, ty.Tuple) and t.name else _CLASSES.get(type(t), ())
    if not any(callable(getattr(cls, str(attribute), None)) for cls in classes):
        return None
    made = Value(ty.UNKNOWN, str(attribute))
    cloner.builder.add(Apply("method.value", (), (made,), (), cloner.builder.location))
    cloner.program.methods[made] = (cloner.builder.constant(attribute), owner)
    return (made,)
