"""Out of SSA: a Python name for each value that is not nested."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass
from itertools import count

from srcad.emit.classes import Classes
from srcad.emit.describing import describe
from srcad.emit.effects import is_pure
from srcad.emit.inplace import is_adjoint
from srcad.emit.liveness import Liveness
from srcad.emit.nesting import Nesting
from srcad.emit.program import Program, is_update
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_READS
from srcad.ir.nodes import Apply, Constant, Loop, Value

#: Names of values that nobody named, questions, other primal and adjoint ones; each belongs to one value.
_WORDS = frozenset({"condition", "mask"})
_TEMPORARIES = frozenset({"t", "g"}) | _WORDS


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
        self._classes = Classes(program, nesting, liveness)
        self._members = self._classes.members
        self._holders: dict[str, _Holders] = {}
        #: The names of temporaries that stand for a text.
        self._meaningless: dict[Hashable, list[str]] = {}
        #: The names of what tapes hold that nobody named.
        self._held: dict[Value, str] = {}
        #: The names of temporaries, and the words that they are made of.
        self._temporary: dict[str, str] = {}
        #: By letter: the number of the next temporary.
        self._numbers: Counter[str] = Counter()
        self._choose_names()

    def __getitem__(self, value: Value) -> str:
        return self.names[value]

    def __contains__(self, value: Value) -> bool:
        return value in self.names

    def _choose_names(self) -> None:
        order = {value: i for i, value in enumerate(self.program.values)}
        roots = sorted(self._members, key=lambda r: min(order[v] for v in self._members[r]))
        hints = {root: self._hint(root) for root in roots}
        for root in [
            *(r for r in roots if self._classes.pin(r)),
            *(r for r in roots if not self._classes.pin(r) and hints[r]),
        ]:
            self._give(root, hints[root])
        tapes: list[Value] = []
        for root in roots:
            if root in self.names:
                continue
            if self._is_made_by(root, "tape.new"):  # it goes by the name of what it holds
                tapes.append(root)
                continue
            if popped := self._is_made_by(root, "tape.pop"):
                self._name_tapes(tapes)
            made = self._made_name(root)
            if popped and made in _WORDS:  # it is what was pushed, whoever else is called so
                self._give(root, made)
            else:
                self._give_made(root, made)
        self._name_tapes(tapes)

    def _give_made(self, root: Value, made: str) -> None:
        """Give a value the name that was made for it; temporaries of one text share theirs."""
        if made not in _TEMPORARIES:
            self._give(root, made)
        elif not self._give_again(root, key := self._text_key(root)):
            self._give_temporary(root, made)
            self._temporary[self.names[root]] = made
            self._meaningless.setdefault(key, []).append(self.names[root])

    def _is_made_by(self, root: Value, name: str) -> bool:
        made = self.program.definition.get(self._members[root][0])
        return isinstance(made, Apply) and made.name == name

    def _name_tapes(self, tapes: list[Value]) -> None:
        """Give tapes that nobody named the names of what is pushed on them."""
        for tape in tapes:
            held = self._held[tape] = self._held_name(tape)
            self._give(tape, f"{held}_tape" if held else "tape")
        tapes.clear()

    def _held_name(self, tape: Value) -> str:
        """Return the name of what is pushed on a tape, or an empty text."""
        pushed = next(
            (u.operands[1] for u in self.program.users[tape] if isinstance(u, Apply) and u.name == "tape.push"), tape
        )
        if pushed in self.names:
            name = self.names[pushed]
            word = self._temporary.get(name, name)
            return word if len(word) > 1 else ""
        made = self.program.definition.get(pushed)
        if not isinstance(made, Apply):
            return ""
        return self._meaningful_name(made.operands[0]) if made.name == "copy" else self._described(made)

    def _described(self, operation: Apply) -> str:
        return describe(operation, self._meaningful_name, self._items)

    def _items(self, index: Value) -> tuple[Value, ...]:
        """Return what an index consists of."""
        made = self.program.definition.get(index)
        return made.operands if isinstance(made, Apply) and made.name == "build.tuple" else (index,)

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
        return not (self._classes.clashes[root] & holders.members or self._classes.bits[root] & holders.clashes)

    def _hold(self, name: str, root: Value) -> None:
        holders = self._holders.setdefault(name, _Holders())
        holders.members |= self._classes.bits[root]
        holders.clashes |= self._classes.clashes[root]
        self.names.update((value, name) for value in self._members[root])

    def _hint(self, root: Value) -> str:
        """Return the name that most of the values of a class want; the first of them decides a tie.

        Where a loop writes to an array that it carries, the name tells what it is in the trip.
        """
        if pin := self._classes.pin(root):
            return pin
        members = [v for v in self._members[root] if v.hint]
        hints = Counter(v.hint for v in [v for v in members if self._is_written_in_trip(v)] or members)
        hint = hints.most_common(1)[0][0] if hints else ""
        return f"{hint}_start" if hint and any(self._starts(v, hint) for v in self._members[root]) else hint

    def _is_written_in_trip(self, value: Value) -> bool:
        """Say whether a value is a new version of an array that a loop carries, and so of what the trip began with."""
        made = self.program.definition.get(value)
        while isinstance(made, Apply) and is_update(made):
            if made.operands[0] in self.program.carriers:
                return True
            made = self.program.definition.get(made.operands[0])
        return False

    def _starts(self, value: Value, hint: str) -> bool:
        """Say whether a loop moves an integer of the same name that begins with this one, which is used later, too."""
        if ty.kind_of(value.type) != "int":
            return False
        for loop in self.program.users[value]:
            if isinstance(loop, Loop):
                carried = loop.carried
                moved = [p for p, init in zip(carried, loop.inits) if init is value and p.hint == hint]
                if any(self._classes.find(p) is not self._classes.find(value) for p in moved):
                    return True
        return False

    def _give(self, root: Value, wish: str) -> None:
        """Give a value the first free name of those made from ``wish``."""
        pin = self._classes.pin(root)
        for name in _candidates(wish):
            if (name not in self.reserved or pin == name) and self._is_free(name, root):
                self._hold(name, root)
                return

    def _give_temporary(self, root: Value, letter: str) -> None:
        """Give a value a name that belongs to no other: the letter, with the next number."""
        while True:
            number = self._numbers[letter]
            self._numbers[letter] += 1
            name = f"{letter}{'_' * (len(letter) > 1)}{number}" if number else letter
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
        if self._is_index(first):
            return "i"
        if ty.kind_of(first.type) == "bool":
            return "mask" if isinstance(first.type, ty.Array) and first.type.shape else "condition"
        return "g" if self._is_read_of_adjoint(first) else "t"

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
        if definition.name == "tape.pop":
            return self._held.get(self._classes.find(definition.operands[0]), "")
        return self._described(definition)

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
