"""Branches: an ``If`` that the types decide is gone; the other one's branches are joined. A ``With`` has one branch."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.cloner import Cloner, copies
from srcad.analysis.folding import truth
from srcad.analysis.structures import branch_result, common_structure, flatten, leaves, rebuild
from srcad.ir import types as ty
from srcad.ir.nodes import Block, If, Raise, Terminator, Value, With, Yield


@copies(If)
def copy_if(cloner: Cloner, operation: If) -> Terminator | None:
    """Copy an ``If``, or the one of its branches that is taken for all values of the types."""
    condition = cloner.env[operation.condition]
    if (known := truth(condition.type)) is not None:
        return _decided(cloner, operation, operation.then if known else operation.orelse)
    branches = [cloner.nested(), cloner.nested()]
    ends = [b.run(block) for b, block in zip(branches, (operation.then, operation.orelse))]
    falls = any(isinstance(e, Yield) for e in ends)
    hints = [r.hint for r in operation.results]
    joined, (then, orelse) = _merge(branches, ends, hints if falls else [])
    cloner.builder.location = cloner.place(operation)
    flat = tuple(leaves(cloner.program, joined))
    cloner.builder.add(If(condition, then, orelse, flat, cloner.builder.location))
    rebuild(cloner, joined)
    if not falls:
        return Raise((), cloner.builder.location)  # not reached
    cloner.env.update(zip(operation.results, joined))
    return None


def _decided(cloner: Cloner, operation: If, block: Block) -> Terminator | None:
    terminator = cloner.run(block)
    if not isinstance(terminator, Yield):
        return terminator
    named = (cloner.named(v, r.hint) for v, r in zip(terminator.values, operation.results))
    cloner.env.update(zip(operation.results, named))
    return None


@copies(With)
def copy_with(cloner: Cloner, operation: With) -> Terminator | None:
    """Copy a ``With``."""
    manager = cloner.env[operation.manager]
    params = [Value(ty.UNKNOWN, p.hint) for p in operation.body.params]
    inner = cloner.nested(params)
    cloner.env.update(zip(operation.body.params, params))
    end = inner.run(operation.body)
    falls = isinstance(end, Yield)
    joined, (body,) = _merge([inner], [end], [r.hint for r in operation.results] if falls else [])
    cloner.builder.add(With(manager, body, tuple(leaves(cloner.program, joined)), cloner.place(operation)))
    rebuild(cloner, joined)
    if operation.results and not falls:
        return body.terminator
    cloner.env.update(zip(operation.results, joined))
    return None


def _merge(
    branches: Sequence[Cloner], ends: Sequence[Terminator], hints: Sequence[str]
) -> tuple[list[Value], list[Block]]:
    """Join what the falling branches yield, taking tuples apart; return joined values and finished blocks."""
    program = branches[0].program
    flat: list[list[Value]] = [[] for _ in ends]
    joined = []
    for i, hint in enumerate(hints):
        values = [e.values[i] for e in ends if isinstance(e, Yield)]
        structure = common_structure(program, values)
        for branch, end, found in zip(branches, ends, flat):
            if isinstance(end, Yield):
                found += flatten(branch, end.values[i], structure)
        joined.append(branch_result(program, structure, values, hint))
    ended = [Yield(tuple(f), e.location) if isinstance(e, Yield) else e for f, e in zip(flat, ends)]
    return joined, [b.builder.finish(e) for b, e in zip(branches, ended)]
