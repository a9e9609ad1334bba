"""Writes one program: what is in scope, the tables of what can be written, and how it is chosen."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from tests.flow.grammar.kinds import ARRAY, FLOAT, INTEGER, Kind, places

T = TypeVar("T")

Lines: TypeAlias = list[str]


@dataclass
class Scope:
    """The names that a generated statement may use, by what they hold, and where the statement stands."""

    names: dict[str, Kind]
    #: Names that are not given another value: arguments, what loops go over, what functions see of others.
    fixed: frozenset[str] = frozenset()
    in_loop: bool = False
    #: How many loops there are around.
    loops: int = 0
    #: Whether containers may grow: not while a loop may be going over them.
    grows: bool = True

    def inside(self, *fixed: str, loop: bool = False, grows: bool = True) -> Scope:
        """Return the scope of a block: what is assigned there is not sure to be there afterwards."""
        return replace(
            self,
            names=dict(self.names),
            fixed=self.fixed.union(fixed),
            in_loop=self.in_loop or loop,
            loops=self.loops + loop,
            grows=self.grows and grows,
        )

    def of(self, kind: Kind) -> list[str]:
        """Return the names that hold a kind."""
        return [name for name, held in self.names.items() if held == kind]

    def parts(self, kind: Kind, settable: bool = False) -> list[str]:
        """Return the places of a kind within what names hold."""
        found = [p for name, held in self.names.items() for p in places(name, held, kind)]
        return [p.text for p in found if p.settable or not settable]


Statement: TypeAlias = "Callable[[Writer, Scope], Lines]"
Form: TypeAlias = "Callable[[Writer, Scope, int], str]"
Constructor: TypeAlias = "Callable[[Writer, Scope, Kind], str]"

STATEMENTS: list[tuple[float, Statement]] = []
FORMS: list[tuple[float, Form]] = []
#: By the names of kinds.
CONSTRUCTORS: dict[str, Constructor] = {}


def statement(weight: float) -> Callable[[Statement], Statement]:
    """Enter what writes a statement."""

    def enter(function: Statement) -> Statement:
        STATEMENTS.append((weight, function))
        return function

    return enter


def form(weight: float) -> Callable[[Form], Form]:
    """Enter what writes a form of expression: of a float, at most as deep as is said."""

    def enter(function: Form) -> Form:
        FORMS.append((weight, function))
        return function

    return enter


def constructor(*names: str) -> Callable[[Constructor], Constructor]:
    """Enter what writes an expression that makes a new value of a kind with such a name."""

    def enter(function: Constructor) -> Constructor:
        CONSTRUCTORS.update(dict.fromkeys(names, function))
        return function

    return enter


@dataclass
class Writer:
    """Chooses; ``random`` may be that of hypothesis, which makes what it chooses smaller."""

    random: random.Random
    budget: int = 8
    count: int = 0
    #: What stands before the program: functions of the module.
    helpers: Lines = field(default_factory=list)

    # ------------------------------------------------------------ choices

    def choose(self, items: Sequence[T]) -> T:
        """Return one of several."""
        return items[self.random.randrange(len(items))]

    def weighted(self, table: Sequence[tuple[float, T]]) -> T:
        """Return one of a table with weights."""
        return self.random.choices([item for _, item in table], [weight for weight, _ in table])[0]

    def chance(self, probability: float) -> bool:
        """Say yes with a probability; what is less is simpler."""
        return self.random.random() > 1.0 - probability

    def name(self, stem: str) -> str:
        """Return a new name."""
        self.count += 1
        return f"{stem}{self.count}"

    # ------------------------------------------------------------ expressions

    def number(self) -> str:
        """Return a constant."""
        return self.choose(["0.5", "1.25", "-0.75", "2.0", "0.3"])

    def atom(self, scope: Scope) -> str:
        """Return a number: a name, a place in something, a constant."""
        choice = self.random.random()
        if choice < 0.55:
            return self.choose(scope.of(FLOAT))
        if choice < 0.85:
            return self.choose(scope.parts(FLOAT))
        if choice < 0.93 and scope.of(INTEGER):
            return self.choose(scope.of(INTEGER))
        return self.number()

    def expression(self, scope: Scope, depth: int = 2) -> str:
        """Return an expression of a float."""
        return self.weighted(FORMS)(self, scope, depth) if depth else self.atom(scope)

    def value(self, scope: Scope) -> str:
        """Return an expression that stays small."""
        text = self.expression(scope, self.random.randint(0, 2))
        return f"np.tanh({text})" if self.chance(0.5) else f"0.9 * np.sin({text}) + {self.atom(scope)} * 0.4"

    def test(self, scope: Scope) -> str:
        """Return a condition."""
        a, b = self.atom(scope), self.number()
        forms = [
            f"{a} > {b}",
            f"{a} < {b} < 3.0",
            f"{a} > {b} and {self.atom(scope)} < 1.1",
            f"not {a} > {b}",
            f"{a} < {b} or {self.atom(scope)} > 0.35",
        ]
        if scope.of(INTEGER):
            forms += [f"{self.choose(scope.of(INTEGER))} % 2 == {self.random.randrange(2)}"] * 2
        return self.choose(forms)

    # ------------------------------------------------------------ places

    def target(self, scope: Scope) -> str:
        """Return a name to which a float is assigned, known or new."""
        known = [n for n in scope.of(FLOAT) if n not in scope.fixed]
        return self.choose(known) if known and self.chance(0.5) else self.name("v")

    def changed(self, scope: Scope) -> str | None:
        """Return a name or place that holds a float, and can be given another one."""
        known = [n for n in scope.of(FLOAT) if n not in scope.fixed]
        settable = scope.parts(FLOAT, settable=True)
        found = settable if settable and self.chance(0.5) else known
        return self.choose(found) if found else None

    def some(self, scope: Scope, kind: Kind) -> tuple[Lines, str]:
        """Return a value of a kind: one that is there, or a new one and what makes it."""
        known = [*scope.of(kind), *scope.parts(kind)]
        if known and self.chance(0.8):
            return [], self.choose(known)
        name = self.name(kind.name)
        line = f"{name} = {self.new(scope, kind)}"
        scope.names[name] = kind
        return [line], name

    def new(self, scope: Scope, kind: Kind) -> str:
        """Return an expression that makes a value of a kind."""
        return CONSTRUCTORS[kind.name](self, scope, kind)

    def item(self, scope: Scope, kind: Kind) -> str:
        """Return something of a kind to be held by something else: often what others hold, too."""
        if kind == FLOAT:
            return self.atom(scope)
        known = [*scope.of(kind), *scope.parts(kind)]
        if known and self.chance(0.5):
            return self.choose(known)
        return self.new(scope, kind)

    # ------------------------------------------------------------ statements

    def block(self, scope: Scope, most: int) -> Lines:
        """Return some statements."""
        lines: Lines = []
        for _ in range(self.random.randint(1, most)):
            if self.budget > 0:
                self.budget -= 1
                lines += self.weighted(STATEMENTS)(self, scope)
        return lines or self.assigned(scope)

    def assigned(self, scope: Scope) -> Lines:
        """Return the simplest statement."""
        value, name = self.value(scope), self.target(scope)
        scope.names[name] = FLOAT
        return [f"{name} = {value}"]

    def leaving(self, scope: Scope, most: int = 2) -> Lines:
        """Return statements that may end with an exit."""
        lines = self.block(scope, most)
        choice = self.random.random()
        if scope.in_loop and choice > 0.8:
            return [*lines, "break"]
        if scope.in_loop and choice > 0.65:
            return [*lines, "continue"]
        if choice > 0.55:
            return [*lines, f"return {self.value(scope)}"]
        return lines


def indent(lines: Lines) -> Lines:
    """Return lines as those of a block."""
    return [f"    {line}" for line in lines]


def start() -> Scope:
    """Return the scope of ``program(x, w)``: a float, and an array of three."""
    return Scope({"x": FLOAT, "w": ARRAY}, frozenset({"x", "w"}))
