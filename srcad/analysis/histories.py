"""Histories: the versions of an array or a list one after the other, where they are read and where written to.

``b = array.store(a, i, x)`` is the next version of ``a``; so is what a branch or a loop gives that began with ``a``,
whichever way it took.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from srcad.analysis.apart import Access, Path
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Operation, Terminator, Value, Yield
from srcad.ir.walk import blocks_of, exits_of, operands_of

#: What gives a new version of its first operand, in which all places but those of the index are as they were.
_WRITES = frozenset({"array.store", "array.add_at", "list.store", "list.add_at"})
#: Those behind which the third operand is what stands there.
_STORES = frozenset({"array.store", "list.store"})
_READ = "operator.getitem"


def histories_of(
    top: Block,
    operations: Sequence[Operation],
    begins: Callable[[Apply], bool] = lambda write: False,
) -> Histories:
    """Return the histories of arrays and lists in some operations of a block.

    ``begins`` says of a write whether it leaves nothing of the version before, so that a history begins with it.
    """
    histories = Histories(begins)
    size = -1
    while size != len(histories.fresh):  # what is found not to be a version may be what others are versions of
        size = len(histories.fresh)
        histories.forget()
        histories.block(top, operations, ())
    return histories


@dataclass(slots=True)
class Histories:
    """Which values are versions of one array or list, what is read of them and where they are written to."""

    begins: Callable[[Apply], bool]
    #: Results of branches and loops that are no versions of what these began with.
    fresh: set[Value] = field(default_factory=set)
    roots: dict[Value, Value] = field(default_factory=dict)
    #: The version of now, of what has several.
    current: dict[Value, Value] = field(default_factory=dict)
    #: What goes on from an older version somewhere.
    forked: set[Value] = field(default_factory=set)
    #: The first version, what is read or written, and where.
    accesses: list[tuple[Value, Value, Access]] = field(default_factory=list)
    writes: dict[Value, list[Access]] = field(default_factory=dict)
    #: All uses of all versions, but that blocks hand them on.
    uses: dict[Value, list[Access]] = field(default_factory=dict)
    home: dict[Value, Block] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget all but what is no version."""
        for noted in (self.roots, self.current, self.forked, self.accesses, self.writes, self.uses):
            noted.clear()

    def root(self, value: Value) -> Value:
        """Return the first version of an array or a list."""
        return value if value in self.fresh else self.roots.get(value, value)

    def block(self, block: Block, operations: Sequence[Operation], path: Path) -> None:
        """Look at the operations of a block, and of the blocks in them."""
        self.home.update(dict.fromkeys(block.params, block))
        for position, operation in enumerate(operations):
            here = (*path, (block, position))
            self.home.update(dict.fromkeys(operation.results, block))
            self._note_uses(operation, here)
            if isinstance(operation, Apply):
                self._apply(operation, here)
            else:
                self._blocks(operation, here)

    def _note_uses(self, operation: Operation, here: Path) -> None:
        operands = operands_of(operation)
        if isinstance(operation, Loop):  # hands on what it carries, and takes an item before each trip
            operands, here = operands[: operation.iterable is not None], (*here, (operation.body, -1))
        for position, value in enumerate(operands):
            if not isinstance(value.type, (ty.Scalar, ty.Literal)):
                index = _index(operation) if position == 0 else None
                self.uses.setdefault(self.root(value), []).append(Access(operation, index, here))

    def _apply(self, operation: Apply, here: Path) -> None:
        access = Access(operation, _index(operation), here)
        if operation.name in _WRITES and not self.begins(operation):
            whole, _, written = operation.operands
            root = self._step(whole, operation.result)
            self.writes[root].append(access)
            if operation.name in _STORES and self.home.get(written) is here[-1][0]:  # what is there is written then
                self.accesses.append((root, written, access))
        elif operation.name == _READ and self._is_current(operation.operands[0]):
            self.accesses.append((self.root(operation.operands[0]), operation.result, access))

    def _is_current(self, value: Value) -> bool:
        root = self.root(value)
        return self.current.get(root, root) is value

    def _step(self, old: Value, new: Value) -> Value:
        """Let one version follow another one; return their first version."""
        root = self.roots[new] = self.root(old)
        if not self._is_current(old):
            self.forked.add(root)
        self.current[root] = new
        self.writes.setdefault(root, [])
        return root

    def _blocks(self, operation: Operation, here: Path) -> None:
        """Look at the blocks of an operation; what goes on behind it are its results."""
        before = dict(self.current)
        carried = operation.carried if isinstance(operation, Loop) else ()
        if isinstance(operation, Loop):
            for param, init in zip(carried, operation.inits):
                if param not in self.fresh and isinstance(init.type, (ty.Array, ty.List)):
                    self._step(init, param)
        at_start, written = dict(self.current), set[Value]()
        for inner in blocks_of(operation):
            self.current = dict(at_start)
            self.block(inner, inner.operations, here)
            self._check_end(inner.terminator)
            written.update(root for root, now in self.current.items() if at_start.get(root, root) is not now)
        self.current = before.copy()
        ends = ends_of(operation)
        for i, result in enumerate(operation.results if ends else ()):
            self._join(result, [end.values[i] for end in ends if i < len(end.values)], carried[i : i + 1])
        # What is not handed on goes on, if it does, from the version before.
        self.forked.update(root for root in written if self.current.get(root, root) is before.get(root, root))

    def _check_end(self, end: Terminator) -> None:
        for value in end.values:
            if not self._is_current(value):
                self.forked.add(self.root(value))

    def _join(self, result: Value, ends: Sequence[Value], params: Sequence[Value]) -> None:
        """Let a result be the next version of what it is one of, whichever way was taken; else it is none."""
        roots = {self.root(value) for value in (*ends, *params)}
        if len(roots) == 1 and result not in self.fresh:
            (root,) = roots
            self.roots[result] = root
            if root in self.current or root in self.writes:
                self.current[root] = result
        else:
            self.fresh.update((result, *params))


def _index(operation: Operation) -> Value | None:
    """Return the index of what is read of a first operand, or written to it; None if it is used in another way."""
    names = isinstance(operation, Apply) and (operation.name == _READ or operation.name in _WRITES)
    return operation.operands[1] if isinstance(operation, Apply) and names else None


def ends_of(operation: Operation) -> list[Terminator]:
    """Return the ends of the blocks of an operation that say what its results are; none, if they tell no versions."""
    match operation:
        case If(then=then, orelse=orelse):
            return [b.terminator for b in (then, orelse) if isinstance(b.terminator, Yield)]
        case Loop(body=body):
            return [e for e in (body.terminator, *exits_of(body)) if isinstance(e, (Yield, Exit))]
        case _:
            return []
