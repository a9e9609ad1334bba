"""Lasting: what stands at a place that nobody writes to later can be read there again when the program has ended.

before: ``x1 = for i in range(n) carrying x = x0: … v = f(x[i]); array.store(x, i + 1, v)``; the reverse sweep needs
``x[i]`` and ``v``
after: there they are ``x1[i]`` and ``x1[i + 1]``, of the last version of the array; nothing is saved
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from srcad.derive.apart import Access, Path, Scope, never_meet
from srcad.derive.overwritten import overwritten
from srcad.ir import types as ty
from srcad.ir.builder import Infer
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Operation, Terminator, Value, Yield
from srcad.ir.walk import blocks_of, exits_of

#: What gives a new version of its first operand, in which all places but those of the index are as they were.
_WRITES = frozenset({"array.store", "array.add_at", "list.store"})
#: Those behind which the third operand is what stands there.
_STORES = frozenset({"array.store", "list.store"})


def lasting(top: Block, operations: Sequence[Operation], infer: Infer) -> dict[Value, Apply]:
    """Return, for what these operations read from arrays and lists or write there, how it is read behind them."""
    versions = _Versions()
    size = -1
    while size != len(versions.fresh):  # what is found not to be a version may be what others are versions of
        size = len(versions.fresh)
        versions.begin()
        versions.block(top, operations, ())
    lost = overwritten(operations)
    found: dict[Value, Apply] = {}
    for root, value, access in versions.accesses:
        last = versions.current.get(root)
        if last is None or last in lost or root in versions.forked or value in found:
            continue
        again = Apply("operator.getitem", (last, access.index), (value,), ())
        if all(never_meet(access, write, versions.scope) for write in versions.writes[root]) and _gives(again, infer):
            found[value] = again
    return found


def _gives(read: Apply, infer: Infer) -> bool:
    """Say whether this reads a value as it was: to write it may have changed its dtype and its shape."""
    (t,), old = infer(read.name, read.operands, read.keywords, 1), read.result.type
    if isinstance(old, ty.Scalar) and isinstance(t, ty.Scalar):
        return (old.kind, old.form, old.dtype) == (t.kind, t.form, t.dtype)
    return ty.is_same_array(old, t)


@dataclass(slots=True)
class _Versions:
    """Which values are versions of one array or list, what is read of them and where they are written to."""

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
    home: dict[Value, Block] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)

    def begin(self) -> None:
        """Forget all but what is no version."""
        for noted in (self.roots, self.current, self.forked, self.accesses, self.writes):
            noted.clear()

    def root(self, value: Value) -> Value:
        """Return the first version of an array or a list."""
        return value if value in self.fresh else self.roots.get(value, value)

    def block(self, block: Block, operations: Sequence[Operation], path: Path) -> None:
        """Look at the operations of a block, and of the blocks in them."""
        self.scope.enter(block.params, (*path, (block, -1)))
        self.home.update(dict.fromkeys(block.params, block))
        for position, operation in enumerate(operations):
            here = (*path, (block, position))
            self.scope.enter(operation.results, here)
            self.home.update(dict.fromkeys(operation.results, block))
            if isinstance(operation, Apply):
                self._apply(operation, here)
            else:
                self._blocks(operation, here)

    def _apply(self, operation: Apply, here: Path) -> None:
        self.scope.note(operation)
        name, operands = operation.name, operation.operands
        if name in _WRITES:
            root, access = self._step(operands[0], operation.result), Access(operands[1], here)
            self.writes[root].append(access)
            if name in _STORES and self.home.get(operands[2]) is here[-1][0]:  # what is there is written then
                self.accesses.append((root, operands[2], access))
        elif name == "operator.getitem" and self._is_current(operands[0]):
            self.accesses.append((self.root(operands[0]), operation.result, Access(operands[1], here)))

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
        carried = _carried(operation) if isinstance(operation, Loop) else ()
        if isinstance(operation, Loop):
            self.scope.enter_loop(operation)
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
        ends = _ends(operation)
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


def _ends(operation: Operation) -> list[Terminator]:
    """Return the ends of the blocks of an operation that say what its results are; none, if they tell no versions."""
    match operation:
        case If(then=then, orelse=orelse):
            return [b.terminator for b in (then, orelse) if isinstance(b.terminator, Yield)]
        case Loop(body=body):
            return [e for e in (body.terminator, *exits_of(body)) if isinstance(e, (Yield, Exit))]
        case _:
            return []


def _carried(loop: Loop) -> tuple[Value, ...]:
    return loop.body.params[len(loop.body.params) - len(loop.inits) :]
