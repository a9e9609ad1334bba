"""Common subexpressions: what was computed once is not computed again.

before: ``a = -x; b = -x; return a * b``
after: ``a = -x; return a * a``

Only operations whose results nobody writes to or tells apart are merged: not ``zero``, not copies; and not the numbers
``b_bar = 2 * g`` and ``c_bar = 2 * g``, whose names tell more than the merging saves. What an array in memory holds
is read once for as long as nothing is written to memory.
"""

from __future__ import annotations

from collections.abc import Hashable, MutableMapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from srcad.analysis.references import VIEWS_OR_COPIES
from srcad.ir.nodes import Apply, Block, Constant, Function, Invoke, Loop, Operation, Value, Yield
from srcad.ir.rewrite import substitute, substitute_terminator, with_operands
from srcad.ir.types import Array, Iterator, Literal, Reference, Scalar, widen
from srcad.ir.versions import ARRAY_VERSIONS, LIST_VERSIONS
from srcad.ir.walk import operations_in, with_blocks
from srcad.rules.table import lookup
from srcad.simplify.lengths import asked_shape, is_part_of_shape

_FRESH = frozenset(
    {
        "zero",
        "copy",
        "own",
        "list.add_at",
        *LIST_VERSIONS,
        *ARRAY_VERSIONS,
        "undefined",
        "builtins.range",
        "numpy.copy",
        "numpy.ndarray.copy",
        *(f"numpy.{name}{like}" for name in ("empty", "zeros", "ones", "full") for like in ("", "_like")),
    }
)
#: By what equal operations have in common: what the first one has given.
_Computed: TypeAlias = dict[Hashable, tuple[Value, ...]]
_COMPARISONS = frozenset(f"operator.{name}" for name in ("eq", "ne", "lt", "le", "gt", "ge", "is_", "is_not"))
_FRESH_PREFIXES = ("tape.", "memory.", "heap.", "set.", "srcad.runtime.", "build.list", "build.dict", "section", "call")


def merge_common(function: Function) -> Function:
    """Return the function with repeated pure operations merged into their first occurrence."""
    merger = _LoadMerger({})
    body = merger.block(function.body, {})
    return replace(function, body=substitute(body, merger.names))


def merge_arrays(function: Function, parts: MutableMapping[Value, tuple[Value, ...]]) -> Function:
    """Return the primal function with repeated array arithmetic done once, and so its adjoint; views stay apart.

    An element of an array that one line names several times is read once, and a name is found defined once. ``parts``,
    of which values records are made, is brought up to date.
    """
    merger = _ArrayMerger({})
    body = merger.block(function.body, {})
    new = merger.names | {old: merger.names.get(first, first) for old, first in merger.new.items()}
    for record, values in parts.items():
        if not new.keys().isdisjoint(values):
            parts[record] = tuple(new.get(v, v) for v in values)
    return replace(function, body=substitute(body, merger.names))


def equal_values(operations: Sequence[Operation]) -> dict[Value, Value]:
    """Return, of the values that operations compute again, the first ones that are equal."""
    merger = _Merger({})
    merger.block(Block((), tuple(operations), Yield(())), {})
    return merger.new


def is_mergeable(operation: Operation) -> bool:
    """Say whether two equal operations give the same value."""
    if not isinstance(operation, Apply) or len(operation.results) != 1:
        return False
    name = operation.name
    if isinstance(operation.result.type, Iterator):  # each is used up by the loop that goes through it
        return False
    if name in _FRESH or name.startswith(_FRESH_PREFIXES):
        return False
    if name in _COMPARISONS and isinstance(operation.result.type, Scalar):  # as short as the name would be
        return False
    if name in VIEWS_OR_COPIES and isinstance(operation.result.type, Reference):  # may be a buffer of its own
        return False
    primitive = lookup(name)
    return primitive is not None and not primitive.effect


def _is_array_arithmetic(operation: Apply) -> bool:
    """Say whether an operation computes an array and is no view."""
    primitive = lookup(operation.name)
    result = operation.result.type
    return isinstance(result, Array) and bool(result.shape) and primitive is not None and not primitive.view


def _loads_array(operation: Apply) -> bool:
    return operation.name == "memory.load" and _is_array_arithmetic(operation)


def _may_write(operation: Operation) -> bool:
    """Say whether an operation, apart from those in its blocks, may write to memory."""
    if isinstance(operation, Apply):
        primitive = lookup(operation.name)
        return primitive is None or primitive.effect
    return isinstance(operation, Invoke)


def _is_element(operation: Apply) -> bool:
    """Say whether an operation reads one element of an array."""
    array = operation.operands[0].type if operation.name == "operator.getitem" else None
    return isinstance(array, Array) and isinstance(widen(operation.result.type), Scalar)


class _Merger:
    """Merges what is ``wanted``; equal values that stay apart count as one for what is computed of them."""

    def __init__(self, new: dict[Value, Value]) -> None:
        self.new = new
        #: What stands for a value in comparisons: for constants their type, for equal values the first one.
        self.same: dict[Value, Hashable] = {}
        #: Values without a name that were merged with one that has a name.
        self.names: dict[Value, Value] = {}

    def block(self, block: Block, known: _Computed) -> Block:
        """Merge in one block; ``known`` holds what the blocks around have computed."""
        operations = self._operations(block.operations, dict(known))
        return Block(block.params, tuple(operations), substitute_terminator(block.terminator, self.new))

    def _operations(self, operations: Sequence[Operation], known: _Computed) -> list[Operation]:
        kept: list[Operation] = []
        for old in operations:
            operation = self._inside(old, known)
            if isinstance(operation, Constant):
                self.same[operation.result] = ("constant", operation.result.type)
            if isinstance(operation, Apply) and self.is_mergeable(operation):
                results = operation.results
                first = known.setdefault(self.key(operation), results)
                if first is not results and not any(map(_are_told_apart, first, results)):
                    if self.wanted(operation):
                        self._merge(results, first)
                        continue
                    self.same.update(zip(results, first))
            self.note(operation)
            kept.append(operation)
        return kept

    def note(self, operation: Operation) -> None:
        """Note what an operation that stays does to memory."""

    def is_mergeable(self, operation: Apply) -> bool:
        """Say whether two equal operations give the same value."""
        return is_mergeable(operation)

    def key(self, operation: Apply) -> Hashable:
        """Return what equal operations have in common."""
        return operation.name, tuple(self.same.get(v, v) for v in operation.operands), operation.keywords

    def wanted(self, operation: Apply) -> bool:
        """Say whether an operation is to be done once: constants in a tuple are written wherever they are used."""
        return operation.name != "build.tuple" or not all(isinstance(v.type, Literal) for v in operation.operands)

    def _merge(self, values: Sequence[Value], others: Sequence[Value]) -> None:
        for value, first in zip(values, others):
            self.new[value] = first
            if value.hint and not first.hint:
                self.names.setdefault(first, Value(first.type, value.hint))

    def _inside(self, operation: Operation, known: _Computed) -> Operation:
        renamed = with_operands(operation, lambda v: self.new.get(v, v))
        return with_blocks(renamed, lambda block: self.block(block, known))


class _LoadMerger(_Merger):
    """Merges what is read of arrays in memory as well, as long as nothing is written there."""

    def __init__(self, new: dict[Value, Value]) -> None:
        super().__init__(new)
        #: How often something may have been written.
        self.writes = 0

    def is_mergeable(self, operation: Apply) -> bool:
        """Say whether two equal operations between two writes give the same value."""
        return _loads_array(operation) or super().is_mergeable(operation)

    def key(self, operation: Apply) -> Hashable:
        """Return what equal operations have in common."""
        return super().key(operation), self.writes if _loads_array(operation) else None

    def note(self, operation: Operation) -> None:
        """Count a write."""
        self.writes += _may_write(operation)

    def _inside(self, operation: Operation, known: _Computed) -> Operation:
        if isinstance(operation, Loop):
            self.writes += any(map(_may_write, operations_in((operation,))))  # in the trips before
        return super()._inside(operation, known)


class _ArrayMerger(_LoadMerger):
    """Merges arithmetic with arrays, reads of elements in one line, lengths, and checks of names; no views."""

    def is_mergeable(self, operation: Apply) -> bool:
        """Say whether two equal operations between two writes give the same values."""
        return is_part_of_shape(operation) or super().is_mergeable(operation)

    def key(self, operation: Apply) -> Hashable:
        """Return what equal operations have in common: lengths of arrays of one shape are the same."""
        if (shape := asked_shape(operation)) is not None:
            return operation.name, shape
        line = operation.location.line if _is_element(operation) and operation.location is not None else None
        return super().key(operation), line

    def wanted(self, operation: Apply) -> bool:
        """Say whether an operation is to be done once."""
        if operation.name == "numpy.ndarray.shape":  # it is what is taken out of it that has a name
            return False
        if asked_shape(operation) is not None or is_part_of_shape(operation):
            return True
        return _is_array_arithmetic(operation) or _is_element(operation) or operation.name == "check.defined"


def _are_told_apart(a: Value, b: Value) -> bool:
    """Say whether people would write the same arithmetic twice: two numbers of different names."""
    named = a.hint != b.hint and "" not in (a.hint, b.hint)
    return named and all(isinstance(widen(v.type), Scalar) for v in (a, b))
