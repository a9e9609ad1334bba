"""Activity: which values depend on a differentiated input (they are *varied*).

The other half, reaching the output, needs no analysis of its own: the reverse sweep meets only what does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from srcad.analysis.references import References
from srcad.ir.handles import HEAP_MAKES, HEAP_READS, HEAP_WRITES
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Raise,
    Try,
    Value,
    With,
)
from srcad.ir.types import Dict, Handle, Mapping, Reference, Type, Unknown, kind_of, may_be_float
from srcad.ir.walk import blocks_of, exits_of, operands_of
from srcad.rules.table import lookup

#: Operations that move values about without computing: what goes in comes out.
STRUCTURAL = frozenset(
    """build.tuple build.list build.dict build.set build.object operator.getitem unpack list.append list.store
    list.insert list.delete list.extend list.pop array.store array.add_at
    check.defined copy call builtins.zip builtins.enumerate builtins.reversed builtins.list builtins.tuple builtins.iter
    srcad.runtime.augmented srcad.runtime.rebound unbroadcast getattr refused""".split()
)


def varied(function: Function, inputs: Iterable[Value]) -> frozenset[Value]:
    """Return the values of ``function`` that depend on ``inputs`` and can carry a derivative.

    Of references, the names of the classes whose buffers are written with such values are among them.
    """
    found: set[Value] = set(inputs)
    references = References(function)
    size = -1
    while size != len(found):
        size = len(found)
        _block(function.body, found, references)
    return frozenset(found)


def carries(t: Type) -> bool:
    """Say whether a buffer that a reference of this type leads to can carry a derivative."""
    return isinstance(t, (Reference, Handle)) and may_be_float(t.target)


def passes_derivative(name: str) -> bool:
    """Say whether an operation's results may depend smoothly on its operands."""
    if name in STRUCTURAL:
        return True
    primitive = lookup(name)
    return primitive is None or primitive.rule is not None


def _holds_for_reals(operation: Apply) -> bool:
    """Say whether a derivative of zero is known for real operands only, and these are complex."""
    primitive = lookup(operation.name)
    complex_operand = any(kind_of(v.type) == "complex" for v in operation.operands)
    return primitive is not None and primitive.real and complex_operand


def _merges(operation: Apply) -> bool:
    """Say whether an operation may be ``d | e`` of dicts, whose items are those of its operands."""
    dicts = (Dict, Mapping, Unknown)
    return operation.name == "operator.or_" and any(isinstance(v.type, dicts) for v in operation.operands)


def _block(block: Block, found: set[Value], references: References) -> None:
    for operation in block.operations:
        _operation(operation, found, references)


def _mark(targets: Iterable[Value], found: set[Value]) -> None:
    found.update(v for v in targets if may_be_float(v.type))


def _operation(operation: Operation, found: set[Value], references: References) -> None:
    match operation:
        case Constant():
            pass
        case Apply():
            _apply(operation, found, references)
        case Closure(captures=captures, result=result):
            if not found.isdisjoint(captures):
                found.add(result)
        case Invoke(operands=operands, results=results):
            if not found.isdisjoint(operands):
                _mark(results, found)
        case If() | With():
            _blocks(operation, found, references)
        case Try(body=body, handlers=handlers):
            _blocks(operation, found, references)
            if any(not found.isdisjoint(values) for values in _raised(body)):
                _mark((p for h in handlers for p in h.params), found)
        case Loop():
            _loop(operation, found, references)
        case _:
            assert_never(operation)


def _apply(operation: Apply, found: set[Value], references: References) -> None:
    if operation.name.startswith("memory."):
        _buffer(operation, found, references)
    elif operation.name.startswith("heap."):
        _heap(operation, found, references)
    elif not found.isdisjoint(operation.operands) and (
        passes_derivative(operation.name) or _holds_for_reals(operation) or _merges(operation)
    ):
        _mark(operation.results, found)


def _blocks(operation: If | With | Try, found: set[Value], references: References) -> None:
    if isinstance(operation, With) and operation.manager in found:
        _mark(operation.body.params, found)
    for block in blocks_of(operation):
        _block(block, found, references)
        _mark((r for r, v in zip(operation.results, block.terminator.values) if v in found), found)


def _raised(block: Block) -> Iterator[tuple[Value, ...]]:
    """Give the exceptions that a block raises itself; of those that it calls for, what goes into the call."""
    if isinstance(block.terminator, Raise):
        yield block.terminator.values
    for operation in block.operations:
        for inner in blocks_of(operation):
            yield from _raised(inner)
        if isinstance(operation, Invoke) and _raises_numbers(operation.function, {operation.function}):
            yield operation.operands


def _raises_numbers(function: Function, seen: set[Function]) -> bool:
    """Say whether a function, or one that it invokes, may raise an exception that holds a number."""
    found = False
    blocks = [function.body]
    while blocks and not found:
        block = blocks.pop()
        raised = block.terminator.values if isinstance(block.terminator, Raise) else ()
        for operation in block.operations:
            blocks.extend(blocks_of(operation))
            if isinstance(operation, Invoke) and operation.function not in seen:
                seen.add(operation.function)
                found |= _raises_numbers(operation.function, seen)
            made = not set(raised).isdisjoint(operation.results)
            found |= made and any(may_be_float(v.type) for v in operands_of(operation))
    return found


def _buffer(operation: Apply, found: set[Value], references: References) -> None:
    """Mark the class of a buffer to which a varied value goes, and what is read from such a buffer."""
    match operation:
        case Apply(name="memory.new", operands=(value,), results=(reference,)):
            if value in found and may_be_float(value.type):
                found.add(references.of(reference))
        case Apply(name="memory.store" | "memory.add_at", operands=(reference, _, value)):
            if value in found and carries(reference.type):
                found.add(references.of(reference))
        case Apply(name="memory.load" | "memory.read", operands=(reference, *_), results=results):
            if references.of(reference) in found:
                _mark(results, found)
        case _:
            pass


def _heap(operation: Apply, found: set[Value], references: References) -> None:
    """Mark the class of an object to which a varied value goes, and what is read of such an object."""
    holder = operation.results[0] if operation.name in HEAP_MAKES else operation.operands[0]
    if operation.name in HEAP_READS:
        if references.of(holder) in found:
            _mark(operation.results, found)
    elif operation.name in HEAP_MAKES | HEAP_WRITES and any(
        v in found and may_be_float(v.type) for v in operation.operands
    ):
        found.add(references.of(holder))


def _loop(loop: Loop, found: set[Value], references: References) -> None:
    params = loop.body.params
    carried = loop.carried
    if loop.iterable in found:
        _mark(params[:1], found)
    _mark((p for p, v in zip(carried, loop.inits) if v in found), found)
    size = -1
    while size != len(found):
        size = len(found)
        _block(loop.body, found, references)
        _mark((p for p, v in zip(carried, loop.body.terminator.values) if v in found), found)
    _mark((r for r, p in zip(loop.results, carried) if p in found), found)
    for end in exits_of(loop.body):
        _mark((r for r, v in zip(loop.results, end.values) if v in found), found)
