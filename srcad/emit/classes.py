"""Which values get a name, and which of them share one.

Values that hand on to one another (what a loop carries, what a branch yields, the versions of a buffer) share a name
where their live ranges allow; elsewhere a copy is left at the end of the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srcad.analysis.possible import maybe_undefined
from srcad.derive.asking import is_check
from srcad.emit.inplace import is_adjoint
from srcad.emit.liveness import Liveness
from srcad.emit.nesting import Nesting
from srcad.emit.program import Program, is_undefined, is_update
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Operation, Raise, Try, Value, With, Yield
from srcad.ir.walk import blocks_of, defined_in, nodes_in, reachable


class Classes:
    """The values of a function that need a name, in classes that share one.

    Each class is known by one of its values, its root.

    Attributes
    ----------
    members : dict
        The values of each class.
    bits : dict
        The same as a set of bits.
    clashes : dict
        What must not have the name of a class, as a set of bits.
    """

    def __init__(self, program: Program, nesting: Nesting, liveness: Liveness) -> None:
        self.program = program
        self.nesting = nesting
        self.liveness = liveness
        self.members: dict[Value, list[Value]] = {}
        self.bits: dict[Value, int] = {}
        self.clashes: dict[Value, int] = {}
        self._hints: dict[Value, set[str]] = {}
        self._parent: dict[Value, Value] = {}
        self._pins = dict(zip(program.function.params, (p.name for p in program.function.parameters)))
        self._collect()
        self._keep_telling()
        self._coalesce()

    def find(self, value: Value) -> Value:
        """Return the root of the class that a value is in."""
        parent = self._parent
        while parent[value] is not value:
            parent[value] = value = parent[parent[value]]  # the path becomes half as long
        return value

    def pin(self, root: Value) -> str:
        """Return the name of the parameter that a class holds, or an empty text."""
        return self._pins.get(root, "")

    # What needs a name, and what it clashes with.

    def _collect(self) -> None:
        params = self.program.function.params
        everything = self.liveness.members(params)
        for value in params:
            self._enter(value, everything | self.liveness.entry[self.program.function.body])
        for node in nodes_in(self.program.function.body):
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
        carried = loop.carried
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
        self.members.setdefault(value, [value])
        self.bits.setdefault(value, self.liveness.bit[value])
        self._hints.setdefault(value, {value.hint} - {""})
        self.clashes[value] = self.clashes.get(value, 0) | clashes & ~self.liveness.bit[value]

    def _keep_telling(self) -> None:
        """Let a name tell whether its value was assigned, where that is asked: nothing else has it before."""
        checks = [node for node in nodes_in(self.program.function.body) if is_check(node)]
        if not checks:
            return
        handed = list(self._handed_on())
        undefined = maybe_undefined(self.program.function)
        back = [(target, source) for source, target in handed if source in undefined]
        for check in checks:
            web = reachable(check.operands[:1], back)
            own = {v for source, target in handed if target in web for v in self._made_with(source, target)}
            first = max((self.liveness.bit[v] for v in web if is_undefined(self.program, v)), default=1)
            before = (first - 1) & ~self.liveness.members(web | own)
            for value in web & self._parent.keys():
                self.clashes[value] |= before

    def _made_with(self, source: Value, target: Value) -> Iterable[Value]:
        """Return what is defined beside a value if that is inside the operation that hands it on."""
        made, joined = self.program.definition.get(source), self.program.definition.get(target)
        if joined is None:
            joined = self.program.carriers[target][0]
        position = self.program.position
        if made is None or not position[joined] < position[made] < self.program.end[joined]:
            return ()
        return defined_in(self.program.block[made])

    # Which values share a name.

    def _coalesce(self) -> None:
        for loop in self._loops():
            for param, result in zip(loop.carried, loop.results):
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
        return (n for n in nodes_in(self.program.function.body) if isinstance(n, Loop))

    def _versions(self) -> Iterator[tuple[Value, Value]]:
        for node in nodes_in(self.program.function.body):
            if isinstance(node, Apply) and is_update(node):
                yield node.operands[0], node.results[0]

    def _handed_on(self) -> Iterator[tuple[Value, Value]]:
        """Yield (source, target) for each value that is handed to a block's parameter or an operation's result."""
        yield from self._handed_on_in(self.program.function.body, None)

    def _handed_on_in(self, block: Block, loop: Loop | None) -> Iterator[tuple[Value, Value]]:
        for operation in block.operations:
            if isinstance(operation, Loop):
                carried = operation.carried
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
        a, b = (self._hints[self.find(v)] if v in self._parent else set() for v in (source, target))
        return len(a | b) <= 1 or all(map(is_adjoint, (*a, *b)))

    def _join(self, a: Value, b: Value) -> None:
        """Let two values share a name, unless something forbids it."""
        if a not in self._parent or b not in self._parent:
            return
        a, b = self.find(a), self.find(b)
        if a is b or self._clash(a, b) or (self.pin(a) and self.pin(b)):
            return
        if not self._fits_pin(b, self.pin(a)) or not self._fits_pin(a, self.pin(b)):
            return
        self._merge(a, b)

    def _fits_pin(self, root: Value, name: str) -> bool:
        return not name or all(v.hint in ("", name) for v in self.members[root])

    def _clash(self, a: Value, b: Value) -> bool:
        return bool(self.clashes[a] & self.bits[b] or self.clashes[b] & self.bits[a])

    def _merge(self, a: Value, b: Value) -> None:
        a, b = self.find(a), self.find(b)
        if a is b:
            return
        self._parent[b] = a
        if pin := self.pin(a) or self.pin(b):
            self._pins[a] = pin
        self.members[a] += self.members.pop(b)
        self.bits[a] |= self.bits.pop(b)
        self._hints[a] |= self._hints.pop(b)
        self.clashes[a] |= self.clashes.pop(b)


def _yielded(block: Block) -> Iterable[Value]:
    return block.terminator.values if isinstance(block.terminator, Yield) else ()
