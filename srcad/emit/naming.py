"""Out of SSA: a Python name for each value that is not nested, and the copies that remain.

Values that hand on to one another (what a loop carries, what a branch yields, the versions of a buffer) share a name
where their live ranges allow; elsewhere a copy is left at the end of the block.
"""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import count

from srcad.emit.describing import describe
from srcad.emit.effects import is_pure
from srcad.emit.inplace import is_adjoint
from srcad.emit.liveness import Liveness
from srcad.emit.nesting import Nesting
from srcad.emit.program import Program, is_update, walk
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_READS
from srcad.ir.nodes import Apply, Block, Constant, Exit, If, Loop, Operation, Raise, Try, Value, With, Yield
from srcad.ir.walk import blocks_of

#: Names of values that nobody named, primal and adjoint ones; each belongs to one value.
_TEMPORARIES = frozenset({"t", "g"})


@dataclass(slots=True)
class _Holders:
    """Who holds a name: their values, and those that must not have it, too, as sets of bits."""

    members: int = 0
    clashes: int = 0


class Naming:
    """Names for the values of a function.

    Attributes
    ----------
    names : dict
        The name of each value that has one.
    """

    def __init__(self, program: Program, nesting: Nesting, liveness: Liveness, reserved: Set[str]) -> None:
        self.program = program
        self.nesting = nesting
        self.liveness = liveness
        self.reserved = reserved | set(keyword.kwlist) | set(keyword.softkwlist)
        self.names: dict[Value, str] = {}
        self._parent: dict[Value, Value] = {}
        self._clashes: dict[Value, int] = {}
        self._members: dict[Value, list[Value]] = {}
        self._holders: dict[str, _Holders] = {}
        #: The names of temporaries that stand for a text.
        self._meaningless: dict[Hashable, list[str]] = {}
        self._temporary: set[str] = set()
        #: By letter: the number of the next temporary.
        self._numbers: Counter[str] = Counter()
        self._pinned = dict(zip(program.function.params, (p.name for p in program.function.parameters)))
        self._collect()
        self._coalesce()
        self._choose_names()

    def __getitem__(self, value: Value) -> str:
        return self.names[value]

    def __contains__(self, value: Value) -> bool:
        return value in self.names

    # What needs a name, and what it clashes with.

    def _collect(self) -> None:
        params = self.program.function.params
        everything = self.liveness.members(params)
        for value in params:
            self._enter(value, everything | self.liveness.entry[self.program.function.body])
        for node in walk(self.program.function.body):
            if not isinstance(node, (Yield, Exit, Raise)):
                self._collect_operation(node)

    def _collect_operation(self, operation: Operation) -> None:
        if operation.results and all(map(self.nesting.is_inlined, operation.results)):
            return
        after = self.liveness.after[operation]
        match operation:
            case If() if operation not in self.nesting.conditional:
                wanted = [r for r in operation.results if self.liveness.is_live(r, after)]
            case With(body=body):
                wanted = [r for r in operation.results if self.liveness.is_live(r, after)]
                for value in body.params:
                    self._enter(value, self.liveness.entry[body])
            case Try():
                wanted = self._collect_try(operation)
            case Loop():
                wanted = self._collect_loop(operation)
            case Apply(name="undefined"):
                wanted = [r for r in operation.results if self._is_read(r)]
            case _:
                wanted = list(operation.results)
        for value in wanted:
            self._enter(value, after | self.liveness.members(wanted))

    def _collect_try(self, operation: Try) -> list[Value]:
        after = self.liveness.after[operation]
        everything = (1 << len(self.program.values)) - 1
        for handler in operation.handlers:  # Python deletes the name of the exception
            self._enter(handler.params[0], everything)
        *results, outcome = operation.results
        if self.liveness.is_live(outcome, after):  # it is set before the body begins
            self._enter(outcome, after | self._held_within(operation))
        return [r for r in results if self.liveness.is_live(r, after)]

    def _held_within(self, operation: Operation) -> int:
        """Return what has a value at some place in the blocks of an operation."""
        found = 0
        for block in blocks_of(operation):
            found |= self.liveness.entry[block] | self.liveness.members(block.params)
            found |= self.liveness.after[block.terminator]
            for inner in block.operations:
                found |= self.liveness.after[inner] | self.liveness.members(inner.results)
                if not all(map(self.nesting.is_inlined, inner.results)) or not inner.results:  # else it has no names
                    found |= self._held_within(inner)
        return found

    def _collect_loop(self, loop: Loop) -> list[Value]:
        head, after = self.liveness.head[loop], self.liveness.after[loop]
        carried = loop.body.params[loop.iterable is not None :]
        if loop.iterable is not None:
            entry = self.liveness.entry[loop.body]
            if self.liveness.is_live(loop.body.params[0], entry):
                self._enter(loop.body.params[0], entry)
        header = 0 if loop.iterable is None else self.liveness.leaves(loop.iterable)
        for value, init in zip(carried, loop.inits):
            if self.liveness.is_live(value, head):  # it gets its start before the header is read
                self._enter(value, head | header & ~self.liveness.bit[init])
        *results, number = loop.results
        if self.liveness.is_live(number, after):
            self._enter(number, (1 << len(self.program.values)) - 1)
        return [r for r in results if self.liveness.is_live(r, after)]

    def _is_read(self, value: Value) -> bool:
        return any(isinstance(u, Apply) for u in self.program.users[value])

    def _enter(self, value: Value, clashes: int) -> None:
        self._parent.setdefault(value, value)
        self._members.setdefault(value, [value])
        self._clashes[value] = self._clashes.get(value, 0) | clashes & ~self.liveness.bit[value]

    # Which values share a name.

    def _coalesce(self) -> None:
        for loop in self._loops():
            for param, result in zip(loop.body.params[loop.iterable is not None :], loop.results):
                if param in self._parent and result in self._parent:
                    self._merge(param, result)
        for old, new in self._versions():
            self._join(old, new)
        handed = list(self._handed_on())
        for source, target in handed:
            if source.hint == target.hint:
                self._join(source, target)
        for source, target in handed:
            if self._may_share(source, target):
                self._join(source, target)

    def _loops(self) -> Iterator[Loop]:
        return (n for n in walk(self.program.function.body) if isinstance(n, Loop))

    def _versions(self) -> Iterator[tuple[Value, Value]]:
        for node in walk(self.program.function.body):
            if isinstance(node, Apply) and is_update(node):
                yield node.operands[0], node.results[0]

    def _handed_on(self) -> Iterator[tuple[Value, Value]]:
        """Yield (source, target) for each value that is handed to a block's parameter or an operation's result."""
        yield from self._handed_on_in(self.program.function.body, None)

    def _handed_on_in(self, block: Block, loop: Loop | None) -> Iterator[tuple[Value, Value]]:
        for operation in block.operations:
            if isinstance(operation, Loop):
                carried = operation.body.params[operation.iterable is not None :]
                yield from zip(operation.inits, carried)
                yield from self._handed_on_in(operation.body, operation)
                yield from zip(_yielded(operation.body), carried)
            else:
                for inner in blocks_of(operation):
                    yield from self._handed_on_in(inner, loop)
                    yield from zip(_yielded(inner), operation.results)
        if isinstance(block.terminator, Exit) and loop is not None:
            yield from zip(block.terminator.values, loop.results)

    def _may_share(self, source: Value, target: Value) -> bool:
        """Say whether values of two names that the user gave may share one."""
        hints = {v.hint for v in (*self._class(source), *self._class(target)) if v.hint}
        mine = [h for h in hints if not is_adjoint(h)]
        return len(hints) < 2 or not mine

    def _class(self, value: Value) -> list[Value]:
        return self._members[self._find(value)] if value in self._parent else []

    def _find(self, value: Value) -> Value:
        while self._parent[value] is not value:
            value = self._parent[value]
        return value

    def _join(self, a: Value, b: Value) -> None:
        """Let two values share a name, unless something forbids it."""
        if a not in self._parent or b not in self._parent:
            return
        a, b = self._find(a), self._find(b)
        if a is b or self._clash(a, b) or (self._pin(a) and self._pin(b)):
            return
        if not self._fits_pin(b, self._pin(a)) or not self._fits_pin(a, self._pin(b)):
            return
        self._merge(a, b)

    def _pin(self, root: Value) -> str:
        return next((self._pinned[v] for v in self._members[root] if v in self._pinned), "")

    def _fits_pin(self, root: Value, name: str) -> bool:
        return not name or all(v.hint in ("", name) for v in self._members[root])

    def _clash(self, a: Value, b: Value) -> bool:
        return bool(
            self._clashes[a] & self.liveness.members(self._members[b])
            or self._clashes[b] & self.liveness.members(self._members[a])
        )

    def _merge(self, a: Value, b: Value) -> None:
        a, b = self._find(a), self._find(b)
        if a is b:
            return
        self._parent[b] = a
        self._members[a] += self._members.pop(b)
        self._clashes[a] |= self._clashes.pop(b)

    # The names.

    def _choose_names(self) -> None:
        order = {value: i for i, value in enumerate(self.program.values)}
        roots = sorted(self._members, key=lambda r: min(order[v] for v in self._members[r]))
        hints = {root: self._hint(root) for root in roots}
        for root in [*(r for r in roots if self._pin(r)), *(r for r in roots if not self._pin(r) and hints[r])]:
            self._give(root, hints[root])
        for root in roots:
            if root in self.names:
                continue
            made = self._made_name(root)
            if made not in _TEMPORARIES:
                self._give(root, made)
            elif not self._give_again(root, key := self._text_key(root)):
                self._give_temporary(root, made)
                self._temporary.add(self.names[root])
                self._meaningless.setdefault(key, []).append(self.names[root])

    def _give_again(self, root: Value, text: Hashable) -> bool:
        """Give a value the temporary name of what has the same text: the reverse sweep computes it again."""
        for name in self._meaningless.get(text, ()):
            if self._is_free(name, root):
                self._hold(name, root)
                return True
        return False

    def _is_free(self, name: str, root: Value) -> bool:
        """Say whether nothing that clashes with a value holds the name."""
        holders = self._holders.get(name)
        if holders is None:
            return True
        return not (self._clashes[root] & holders.members or self._members_of(root) & holders.clashes)

    def _members_of(self, root: Value) -> int:
        return self.liveness.members(self._members[root])

    def _hold(self, name: str, root: Value) -> None:
        holders = self._holders.setdefault(name, _Holders())
        holders.members |= self._members_of(root)
        holders.clashes |= self._clashes[root]
        self.names.update((value, name) for value in self._members[root])

    def _hint(self, root: Value) -> str:
        """Return the name that most of the values of a class want; the first of them decides a tie."""
        if pin := self._pin(root):
            return pin
        hints = Counter(v.hint for v in self._members[root] if v.hint)
        return hints.most_common(1)[0][0] if hints else ""

    def _give(self, root: Value, wish: str) -> None:
        """Give a value the first free name of those made from ``wish``."""
        pin = self._pin(root)
        for name in _candidates(wish):
            if (name not in self.reserved or pin == name) and self._is_free(name, root):
                self._hold(name, root)
                return

    def _give_temporary(self, root: Value, letter: str) -> None:
        """Give a value a name that belongs to no other: the letter, with the next number."""
        while True:
            number = self._numbers[letter]
            self._numbers[letter] += 1
            name = f"{letter}{number or ''}"
            if name not in self.reserved and name not in self._holders:
                self._hold(name, root)
                return

    def _made_name(self, root: Value) -> str:
        """Return a name for a value that nobody named, from what it is."""
        first = self._members[root][0]
        if self.nesting.value in self._members[root]:
            return "value"
        if first in self.nesting.adjoints:
            return "g"
        if made := self._made_from_operation(root):
            return made
        return "i" if self._is_index(first) else "g" if self._is_read_of_adjoint(first) else "t"

    def _is_read_of_adjoint(self, value: Value) -> bool:
        """Say whether the value stands at a place of an adjoint: a shadow is filled, it does not depend on the seed."""
        made = self.program.definition.get(value)
        return isinstance(made, Apply) and made.name in HEAP_READS and is_adjoint(made.operands[0].hint)

    def _is_index(self, value: Value) -> bool:
        return value not in self.program.definition and ty.kind_of(value.type) == "int"

    def _made_from_operation(self, root: Value) -> str:
        """Return a name made from that of the operation and its operand, or an empty text."""
        first = self._members[root][0]
        definition = self.program.definition.get(first)
        if isinstance(definition, Loop) and first is definition.results[-1]:
            return "exit_number"
        if any(isinstance(v.type, ty.Range) for v in self._members[root]):
            return "indices"
        if not isinstance(definition, Apply) or first is not definition.results[0]:
            return ""
        if definition.name == "copy":
            return self.names.get(definition.operands[0], "")
        return describe(definition, self._meaningful_name)

    def _meaningful_name(self, value: Value) -> str:
        name = self.names.get(value, "")
        return "" if name in self._temporary or is_adjoint(name) else name

    def _text_key(self, value: Value) -> Hashable:
        """Return what the text of a value's definition will be: equal ones get one name, if they may."""
        definition = self.program.definition.get(value)
        if isinstance(definition, Constant):
            return ("constant", value.type)
        if not isinstance(definition, Apply) or len(definition.results) != 1 or not is_pure(definition):
            return value
        operands = tuple(self.names.get(v) or self._text_key(v) for v in definition.operands)
        return (definition.name, operands, definition.keywords)


def _candidates(wish: str) -> Iterator[str]:
    yield wish
    if wish == "i":
        yield from ("j", "k", "m")
    yield from (f"{wish}_{number}" for number in count(1))


def _yielded(block: Block) -> Iterable[Value]:
    return block.terminator.values if isinstance(block.terminator, Yield) else ()
