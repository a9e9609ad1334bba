"""Lasting: what stands at a place that nobody writes to later can be read there again when the program has ended.

before: ``x1 = for i in range(n) carrying x = x0: … v = f(x[i]); array.store(x, i + 1, v)``; the reverse sweep needs
``x[i]`` and ``v``
after: there they are ``x1[i]`` and ``x1[i + 1]``, of the last version of the array; nothing is saved
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.apart import never_meet, scope_of
from srcad.analysis.histories import histories_of
from srcad.derive.overwritten import overwritten
from srcad.ir import types as ty
from srcad.ir.builder import Infer
from srcad.ir.nodes import Apply, Block, Operation, Value


def lasting(top: Block, operations: Sequence[Operation], infer: Infer) -> dict[Value, Apply]:
    """Return, for what these operations read from arrays and lists or write there, how it is read behind them."""
    histories, scope = histories_of(top, operations), scope_of(top, operations)
    lost = overwritten(operations)
    found: dict[Value, Apply] = {}
    for root, value, access in histories.accesses:
        last, index = histories.current.get(root), access.index
        if last is None or index is None or last in lost or root in histories.forked or value in found:
            continue
        again = Apply("operator.getitem", (last, index), (value,), ())
        writes = histories.writes[root]
        if all(never_meet(access, write, scope) for write in writes) and _gives(again, infer):
            found[value] = again
    return found


def _gives(read: Apply, infer: Infer) -> bool:
    """Say whether this reads a value as it was: to write it may have changed its dtype and its shape."""
    (t,), old = infer(read.name, read.operands, read.keywords, 1), read.result.type
    if isinstance(old, ty.Scalar) and isinstance(t, ty.Scalar):
        return (old.kind, old.form, old.dtype) == (t.kind, t.form, t.dtype)
    return ty.is_same_array(old, t)
