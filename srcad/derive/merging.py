"""Merging: what two branches of the reverse sweep have accumulated becomes one adjoint.

before: ``r = np.sqrt(s)``, ``y = r if s > 0 else 0.0``; the adjoint of ``r`` comes from one branch alone
after: ``if s > 0: s_bar = 0.5 * y_bar / r``, ``else: s_bar = 0.0``

What was computed in the open and used in one branch alone is undone in that branch: elsewhere nothing depends on it,
and its derivative, which may be infinite or NaN there, has no part in the gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from srcad.derive.adjoints import Branch, Key, adjoint_type, name_of
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, If, Invoke, Loop, Value, Yield
from srcad.ir.walk import blocks_of

#: Whether something has come for a key in a branch: always, never, or where a condition holds.
_Came: TypeAlias = "bool | Value"
_O = TypeVar("_O", Apply, Loop, Invoke)


def merge(
    sweep: Sweep, condition: Value, then: Sweep, orelse: Sweep, slots: Sequence[tuple[Key, Value, Value]] = ()
) -> list[Value]:
    """Join two branches: each yields its adjoints of the values from outside, then the ``slots``."""
    keys = list(dict.fromkeys([*then.adjoints.own, *orelse.adjoints.own]))
    came = [(_came(then, key, condition, True), _came(orelse, key, condition, False)) for key in keys]
    rows = [(name_of(key), then.adjoints.value_or_zero(key), orelse.adjoints.value_or_zero(key)) for key in keys]
    rows += [(name_of(key), a, b) for key, a, b in slots]
    asked = [(key, *both) for key, both in zip(keys, came) if _is_asked(both, sweep)]
    rows += [(_question(key), _flag(then, a), _flag(orelse, b)) for key, a, b in asked]
    # What is the same on both sides is from outside, and needs no join.
    joined = {i: Value(_joined(a.type, b.type), name) for i, (name, a, b) in enumerate(rows) if a is not b}
    sides = [[row[1:] for row in rows][i] for i in joined]
    ends = [s.builder.finish(Yield(tuple(row[k] for row in sides))) for k, s in enumerate((then, orelse))]
    if joined or any(map(_writes_buffers, ends)):
        sweep.builder.add(If(condition, ends[0], ends[1], tuple(joined.values()), sweep.builder.location))
    found = [joined.get(i, a) for i, (_, a, _) in enumerate(rows)]
    flags = iter(found[len(keys) + len(slots) :])
    for key, value, both in zip(keys, found, came):
        masked = all(s.adjoints.is_masked(key) for s in (then, orelse))
        branch = (next(flags), True) if _is_asked(both, sweep) else _branch(condition, both)
        sweep.adjoints.replace(key, value, masked, branch)
    return found[len(keys) : len(keys) + len(slots)]


def undo_in_branch(sweep: Sweep, operation: _O, undo: Callable[[Sweep, _O], None]) -> None:
    """Undo an operation; if all that came for its results came from one branch, in a branch on the same condition."""
    found = [pair for result in operation.results for pair in sweep.adjoints.of(result)]
    branches = {adjoint.branch for _, adjoint in found}
    branch = branches.pop() if len(branches) == 1 else None
    if branch is None:
        undo(sweep, operation)
        return
    condition, holds = branch
    then, orelse = sweep.nested(), sweep.nested()
    inside = then if holds else orelse
    for key, adjoint in found:
        del sweep.adjoints.own[key]
        inside.adjoints.own[key] = replace(adjoint, branch=None)
    sweep.context.skipped.update(blocks_of(operation))
    undo(inside, operation)
    merge(sweep, condition, then, orelse)


def _came(side: Sweep, key: Key, condition: Value, answer: bool) -> _Came:
    """Return whether something has come for a key in the branch where this is the answer to a condition."""
    adjoint = side.adjoints.current(key)
    if adjoint is None or adjoint.branch is None:
        return adjoint is not None
    asked, holds = adjoint.branch
    if asked is condition:
        return holds == answer
    return asked if holds else side.builder.apply("operator.not_", asked)


def _is_asked(sides: tuple[_Came, _Came], sweep: Sweep) -> bool:
    """Say whether it takes more than which branch was taken to tell whether something has come, and it matters."""
    return sweep.context.singular and any(isinstance(side, Value) for side in sides)


def _question(key: Key) -> str:
    """Return the name of what tells whether something has come for a key."""
    return f"{key[0].hint}_is_used" if key[0].hint else ""


def _flag(side: Sweep, came: _Came) -> Value:
    return came if isinstance(came, Value) else side.builder.constant(came)


def _branch(condition: Value, sides: tuple[_Came, _Came]) -> Branch | None:
    """Return the branch from which alone something has come, or None."""
    match sides:
        case (True, False) | (False, True):
            return condition, sides[0] is True
    return None


def _writes_buffers(block: Block) -> bool:
    """Say whether a block of the reverse sweep writes to a shadow."""
    return any(
        (isinstance(o, Apply) and o.name.startswith(("memory.", "heap.")) and not o.results)
        or any(map(_writes_buffers, blocks_of(o)))
        for o in block.operations
    )


def _joined(a: ty.Type, b: ty.Type) -> ty.Type:
    """Return the type of an adjoint that is one of two: of zeros, and of what is computed, the dtypes may differ."""
    if ty.kind_of(a) == ty.kind_of(b) == "bool":
        return ty.BOOL
    t, other = adjoint_type(a), adjoint_type(b)
    if isinstance(t, ty.Array) and isinstance(other, ty.Array) and t.dtype != other.dtype:
        return replace(t, dtype="")
    return t
