"""Raising: which operations may raise an exception that a handler could catch.

The doubt decides for *may*: what is not known to succeed may raise. Arithmetic of NumPy raises where the user asked for
that (``np.errstate(all="raise")``); that of Python's numbers only where it divides, or takes powers.
"""

from __future__ import annotations

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Constant, If, Loop, Operation, Raise, Value
from srcad.ir.walk import blocks_of

_SAFE = frozenset(
    """build.tuple build.list build.slice undefined list.append memory.new memory.load region section zero copy own
    tape.new tape.push tape.pop tape.cut tape.length generator.new heap.list heap.object heap.hold heap.load heap.append
    heap.zero method.value try.mark try.begin try.state""".split()
)
#: What can be gone through for sure.
_SEQUENCES = (ty.Tuple, ty.List, ty.Range)
#: A step of ``range`` may be zero.
_WITH_STEP = 3
_SAFE_FOR_NUMBERS = frozenset(
    f"operator.{name}"
    for name in ("add", "sub", "mul", "neg", "pos", "not_", "eq", "ne", "lt", "le", "gt", "ge", "is_", "is_not")
)


def may_raise(operation: Operation) -> bool:
    """Say whether an operation, or one in its blocks, may raise."""
    match operation:
        case Constant() | Closure():
            return False
        case Apply(name=name, keywords=keywords) if name in _SAFE:
            return "*" in keywords
        case Apply(name="build.dict" | "build.object", operands=operands, keywords=keywords):
            is_plain = all(isinstance(v.type, ty.Literal) for v in operands[operation.name == "build.object" :: 2])
            return "**" in keywords or not is_plain
        case Apply(name="builtins.range", operands=(*bounds,)) if len(bounds) < _WITH_STEP:
            return not all(ty.integer_kind(v.type) for v in bounds)
        case Apply(name="operator.truediv", operands=(dividend, divisor)):
            return not (_is_number(dividend) and _is_number(divisor) and _is_nonzero(divisor))
        case Apply(name="builtins.float", operands=(number,)):
            return not (_is_number(number) and ty.kind_of(number.type) != "int")  # integers may be too large
        case Apply(
            name="builtins.reversed" | "builtins.enumerate" | "builtins.zip", operands=operands, keywords=keywords
        ):
            return any(keywords) or not all(isinstance(v.type, _SEQUENCES) for v in operands)
        case Apply(name="builtins.len", operands=(sized,)):
            return not isinstance(sized.type, (ty.Text, ty.Tuple, ty.List, ty.Range, ty.Dict, ty.Mapping))
        case Apply(name=name, operands=operands):
            return not (name in _SAFE_FOR_NUMBERS and all(map(_is_number, operands)))
        case Loop(iterable=iterable) if iterable is not None and not isinstance(iterable.type, (ty.Range, ty.List)):
            return True
        case _:
            blocks = blocks_of(operation)
            return not blocks or any(map(block_may_raise, blocks))


def block_may_raise(block: Block) -> bool:
    """Say whether a block may raise."""
    return isinstance(block.terminator, Raise) or any(map(may_raise, block.operations))


def done_last(block: Block) -> frozenset[Operation]:
    """Return the plain operations, in trailing branches too, behind which nothing raises: if they are done, all is."""
    found: set[Operation] = set()
    if isinstance(block.terminator, Raise):
        return frozenset()
    for operation in reversed(block.operations):
        if isinstance(operation, Apply):
            found.add(operation)
        elif isinstance(operation, If):
            found.update(*map(done_last, blocks_of(operation)))
        if may_raise(operation):
            break
    return frozenset(found)


def _is_number(value: Value) -> bool:
    t = ty.widen(value.type)
    return isinstance(t, ty.Scalar) and t.form == "python" and t.kind in ("bool", "int", "float")


def _is_nonzero(value: Value) -> bool:
    return isinstance(value.type, ty.Literal) and bool(value.type.value)
