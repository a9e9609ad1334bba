"""Random programs: what they compute is smooth almost everywhere and stays bounded, how they get there is not simple."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

HELPERS = '''\
import functools
import itertools
import math

import numpy as np

WEIGHTS = (0.5, -0.75, 1.25)


def bend(u, k=0.5):
    """A helper with an early return."""
    if u < k:
        return np.sin(u) * k
    return u / (1.0 + u * u)


def both(u, v):
    return np.tanh(u * v), u - v


class Stop(Exception):
    """Raised by programs."""


TABLE = {0: 0.5, 2: -0.25}


def risky(u, k):
    """Raise, or bend."""
    if k == 1:
        raise ValueError("one")
    if u > 2.5:
        raise Stop
    return bend(u) * (1 / k)


def shrink(u, n):
    return np.sin(u) if n <= 0 else shrink(u * 0.75 + 0.125, n - 1) * 0.9


def spiral(u, n):
    """A generator."""
    for k in range(n):
        u = np.sin(u) + 0.3 * k
        if k != 1:
            yield u * 0.8


def fold(values, start=0.0):
    total = start
    for v in values:
        if v > 40.0:
            break
        total = np.tanh(total + 0.5 * v)
    return total
'''


@dataclass
class Scope:
    """The names that a generated statement may use."""

    floats: list[str]
    arrays: list[str]
    integers: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)

    def copy(self) -> Scope:
        return Scope([*self.floats], [*self.arrays], [*self.integers], [*self.functions])


class Generator:
    """Writes one program from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.loops = 0
        self.budget = 14
        self.makers: list[tuple[int, Callable[[Scope, bool], list[str]]]] = [
            (5, self.assignment),
            (2, self.augmented),
            (2, self.tuple_assignment),
            (1, self.starred),
            (4, self.branch),
            (4, self.for_loop),
            (2, self.while_loop),
            (2, self.comprehension),
            (2, self.consumer),
            (1, self.growing_list),
            (1, self.inner_function),
            (1, self.array_assignment),
            (1, self.conditional),
            (3, self.attempt),
        ]

    def program(self) -> str:
        """Return the text of a module that defines ``program(x, w)``: a float and an array of three."""
        scope = Scope(["x"], ["w"])
        body = ["a = x * 0.5", "b = np.sin(w[0]) + x"]
        scope.floats += ["a", "b"]
        body += self.block(scope, 6, False)
        result = " + ".join(
            dict.fromkeys([*self.random.choices(scope.floats, k=3), "b", f"np.sum({scope.arrays[-1]})"])
        )
        body.append(f"return {result}")
        return HELPERS + "\n\ndef program(x, w):\n" + "\n".join(f"    {line}" for line in body) + "\n"

    # ------------------------------------------------------------ names and expressions

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def number(self) -> str:
        return self.random.choice(["0.5", "1.25", "-0.75", "2.0", "0.3"])

    def atom(self, scope: Scope) -> str:
        choice = self.random.random()
        if choice < 0.7:
            return self.random.choice(scope.floats)
        if choice < 0.8:
            return f"{self.random.choice(scope.arrays)}[{self.random.randrange(3)}]"
        if choice < 0.9 and scope.integers:
            return self.random.choice(scope.integers)
        return self.number()

    def expression(self, scope: Scope, depth: int = 2) -> str:
        if depth == 0:
            return self.atom(scope)
        a, b = self.expression(scope, depth - 1), self.expression(scope, depth - 1)
        forms = [
            f"({a} + {b})",
            f"({a} - {b})",
            f"np.sin({a}) * {self.number()}",
            f"np.tanh({a} * {b})",
            f"np.cos({a})",
            f"({a} / (1.0 + {b} * {b}))",
            f"bend({a})",
            f"bend({a}, k={self.number()})",
            f"math.atan({a})",
            f"fold([{a}, {b}])",
            f"shrink({a}, {self.random.randrange(4)})",
            a,
        ]
        forms += [f"{f}({a})" for f in scope.functions]
        return self.random.choice(forms)

    def value(self, scope: Scope) -> str:
        """Return a bounded expression."""
        text = self.expression(scope, self.random.randint(1, 2))
        return f"np.tanh({text})" if self.random.random() < 0.5 else f"0.9 * np.sin({text}) + {self.atom(scope)} * 0.4"

    def test(self, scope: Scope) -> str:
        a, b = self.atom(scope), self.number()
        forms = [
            f"{a} > {b}",
            f"{a} < {b} < 3.0",
            f"{a} > {b} and {self.atom(scope)} < 1.1",
            f"not {a} > {b}",
            f"{a} < {b} or {self.atom(scope)} > 0.35",
        ]
        if scope.integers:
            forms += [f"{self.random.choice(scope.integers)} % 2 == {self.random.randrange(2)}"] * 2
        return self.random.choice(forms)

    # ------------------------------------------------------------ statements

    def block(self, scope: Scope, most: int, in_loop: bool) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, most)):
            if self.budget <= 0:
                break
            self.budget -= 1
            weights = [w for w, _ in self.makers]
            (maker,) = self.random.choices([m for _, m in self.makers], weights)
            lines += maker(scope, in_loop)
        return lines or self.assignment(scope, in_loop)

    def target(self, scope: Scope) -> str:
        changeable = [n for n in scope.floats if n != "x"]
        if self.random.random() < 0.6:
            return self.random.choice(changeable)
        return self.fresh("v")

    def assignment(self, scope: Scope, in_loop: bool) -> list[str]:
        value, name = self.value(scope), self.target(scope)
        _add(scope.floats, name)
        return [f"{name} = {value}"]

    def augmented(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.random.choice([n for n in scope.floats if n != "x"])
        operator = self.random.choice(["+=", "-=", "*="])
        return [f"{name} {operator} {self.value(scope)}", f"{name} = np.tanh({name})"]

    def tuple_assignment(self, scope: Scope, in_loop: bool) -> list[str]:
        a, b = self.target(scope), self.target(scope)
        pair = f"both({self.atom(scope)}, {self.atom(scope)})"
        value = self.random.choice([f"{self.value(scope)}, {self.value(scope)}", pair, f"({self.atom(scope)}, {a})"])
        if a not in scope.floats:
            value = value.replace(f", {a})", ", x)")
        _add(scope.floats, a)
        _add(scope.floats, b)
        return [f"{a}, {b} = {value}", f"{a} = np.sin({a})"]

    def starred(self, scope: Scope, in_loop: bool) -> list[str]:
        first, rest = self.fresh("v"), self.fresh("rest")
        values = ", ".join(self.atom(scope) for _ in range(3))
        line = f"{first}, *{rest} = {values}"
        result = self.fresh("v")
        scope.floats += [first, result]
        return [line, f"{result} = {rest}[0] * 0.5 - np.sin({rest}[-1])"]

    def array_assignment(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.fresh("u")
        value = f"np.sin({self.random.choice(scope.arrays)} * {self.atom(scope)}) + {self.atom(scope)}"
        scope.arrays.append(name)
        return [f"{name} = {value}"]

    def conditional(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.target(scope)
        line = f"{name} = {self.value(scope)} if {self.test(scope)} else {self.atom(scope)}"
        _add(scope.floats, name)
        return [line]

    def branch(self, scope: Scope, in_loop: bool) -> list[str]:
        lines = [f"if {self.test(scope)}:", *_indent(self.leaving(scope.copy(), in_loop))]
        other = self.random.random()
        if other < 0.25:
            lines += [f"elif {self.test(scope)}:", *_indent(self.block(scope.copy(), 2, in_loop))]
        if other < 0.6:
            lines += ["else:", *_indent(self.leaving(scope.copy(), in_loop))]
        return lines

    def leaving(self, scope: Scope, in_loop: bool) -> list[str]:
        lines = self.block(scope, 2, in_loop)
        choice = self.random.random()
        if in_loop and choice < 0.2:
            return [*lines, "break"]
        if in_loop and choice < 0.4:
            return [*lines, "continue"]
        if choice < 0.55:
            return [*lines, f"return {self.value(scope)}"]
        return lines

    def attempt(self, scope: Scope, in_loop: bool) -> list[str]:
        inner = scope.copy()
        body = [*self.risky(inner), *self.block(inner, 2, in_loop)]
        if self.random.random() < 0.6:
            body += self.risky(inner)
        if self.random.random() < 0.3:
            body = [*self.block(inner, 1, in_loop), *body]
        lines = ["try:", *_indent(body)]
        kinds = ["ValueError", "ZeroDivisionError", "(Stop, LookupError)", "Exception"]
        for kind in sorted(self.random.sample(kinds, self.random.randint(1, 2)), key=kinds.index):
            lines += [f"except {kind}:", *_indent(self.leaving(scope.copy(), in_loop))]
        if self.random.random() < 0.25:
            lines += ["else:", *_indent(self.leaving(scope.copy(), in_loop))]
        if self.random.random() < 0.15:
            lines += ["finally:", *_indent(self.array_assignment(scope, in_loop))]
        return lines

    def risky(self, scope: Scope) -> list[str]:
        name, k = self.target(scope), self.random.choice([*scope.integers, "0", "1", "2", "3"])
        forms = [
            f"{name} = risky({self.atom(scope)}, {k})",
            f"{name} = np.tanh({self.atom(scope)}) * WEIGHTS[{k}]",
            f"{name} = np.tanh({self.atom(scope)}) * TABLE[{k}]",
            f"{name} = np.sin({self.atom(scope)}) + 1 / {k}",
        ]
        _add(scope.floats, name)
        line = self.random.choice(forms)
        return [f"if {self.test(scope)}:", "    raise Stop", line] if self.random.random() < 0.2 else [line]

    def for_loop(self, scope: Scope, in_loop: bool) -> list[str]:
        if self.loops >= 3:
            return self.assignment(scope, in_loop)
        inner = scope.copy()
        i, v, z = self.fresh("i"), self.fresh("e"), self.fresh("e")
        array = self.random.choice(scope.arrays)
        start, items = self.random.randrange(3), f"[{self.atom(scope)}, {self.atom(scope)}, {self.atom(scope)}]"
        header, floats, integers = self.random.choice(
            [
                (f"for {i} in range({start}, {start + self.random.randrange(4)}):", [], [i]),
                (f"for {i} in range(4, 0, -{self.random.randint(1, 3)}):", [], [i]),
                (f"for {i} in reversed(range({self.random.randrange(4)})):", [], [i]),
                (f"for {v} in {array}:", [v], []),
                (f"for {v} in reversed({array}):", [v], []),
                (f"for {i}, {v} in enumerate({array}):", [v], [i]),
                (f"for {v}, {z} in zip({array}, WEIGHTS):", [v, z], []),
                (f"for {i}, ({v}, {z}) in enumerate(zip({array}, {self.random.choice(scope.arrays)})):", [v, z], [i]),
                (f"for {v} in {items}:", [v], []),
                (f"for {v} in WEIGHTS:", [v], []),
                (f"for {v} in map(bend, {array}):", [v], []),
                (f"for {v} in spiral({self.atom(scope)}, {self.random.randrange(4)}):", [v], []),
                (f"for {i}, {v} in enumerate(spiral({self.atom(scope)}, 3), 1):", [v], [i]),
                (f"for {v} in (np.tanh({z} * {self.atom(scope)}) for {z} in {array} if {z} < 1.2):", [v], []),
                (f"for {v} in itertools.chain({array}, spiral({self.atom(scope)}, 2)):", [v], []),
                (f"for {v}, {z} in itertools.product({array}, WEIGHTS[:2]):", [v, z], []),
                (f"for {v}, {z} in itertools.pairwise({array}):", [v, z], []),
            ]
        )
        inner.floats += floats
        inner.integers += integers
        self.loops += 1
        lines = [header, *_indent(self.block(inner, 4, True))]
        self.loops -= 1
        if self.random.random() < 0.25:
            lines += ["else:", *_indent(self.block(scope.copy(), 2, in_loop))]
        return lines

    def while_loop(self, scope: Scope, in_loop: bool) -> list[str]:
        if self.loops >= 3:
            return self.assignment(scope, in_loop)
        n = self.fresh("n")
        inner = scope.copy()
        inner.integers.append(n)
        test = f"{n} < {self.random.randrange(5)}"
        if self.random.random() < 0.5:
            test += f" and ({self.test(scope)})"
        self.loops += 1
        lines = [f"{n} = 0", f"while {test}:", f"    {n} += 1", *_indent(self.block(inner, 4, True))]
        self.loops -= 1
        if self.random.random() < 0.25:
            lines += ["else:", *_indent(self.block(scope.copy(), 2, in_loop))]
        return lines

    def comprehension(self, scope: Scope, in_loop: bool) -> list[str]:
        e, items, result = self.fresh("e"), self.fresh("items"), self.fresh("v")
        inner = scope.copy()
        inner.floats.append(e)
        filtered = f" if {e} > {self.number()}" if self.random.random() < 0.4 else ""
        value = self.value(inner)
        source = self.random.choice([*scope.arrays, "WEIGHTS"])
        use = self.random.choice([f"fold({items}, {self.atom(scope)})", f"np.tanh(sum({items}))"])
        scope.floats.append(result)
        return [f"{items} = [{value} for {e} in {source}{filtered}]", f"{result} = {use}"]

    def source(self, scope: Scope) -> str:
        """Return something to go through, of numbers."""
        array, e = self.random.choice(scope.arrays), self.fresh("e")
        forms = [
            array,
            "WEIGHTS",
            f"map(bend, {array})",
            f"spiral({self.atom(scope)}, {self.random.randint(2, 4)})",
            f"filter(lambda {e}: {e} > -3.0, {array})",
            f"itertools.chain({array}, WEIGHTS)",
            f"itertools.islice({array}, 2)",
            f"itertools.takewhile(lambda {e}: {e} < 2.5, {array})",
            f"itertools.accumulate({array}, lambda {e}, k: np.sin({e} + k))",
            f"({e} * {self.atom(scope)} for {e} in {array})",
            f"[{self.atom(scope)}, {self.atom(scope)}]",
        ]
        return self.random.choice(forms)

    def consumer(self, scope: Scope, in_loop: bool) -> list[str]:
        """Use up an iterable at once."""
        e, z, name = self.fresh("e"), self.fresh("e"), self.target(scope)
        inner = scope.copy()
        inner.floats.append(e)
        items, pairs = self.source(scope), self.random.choice(scope.arrays)
        value = self.value(inner)
        filtered = f" if {self.test(inner)}" if self.random.random() < 0.4 else ""
        forms = [
            f"sum({value} for {e} in {items}{filtered})",
            f"sum(({value} for {e} in {items}{filtered}), {self.atom(scope)})",
            f"max({value} for {e} in {items})",
            f"fold(({value} for {e} in {items}{filtered}), {self.atom(scope)})",
            f"math.fsum({value} for {e} in {items}{filtered})",
            f"next(({value} for {e} in {items}{filtered}), {self.atom(scope)})",
            f"functools.reduce(lambda {z}, {e}: np.tanh({z} + {value}), {items}, {self.atom(scope)})",
            f"sum({e} * {z} * 0.3 for {e}, {z} in itertools.combinations({pairs}, 2))",
            f"sum({e} * {z} * 0.3 for {e} in {pairs} for {z} in WEIGHTS if {e} > {z})",
            f"sorted({value} for {e} in {pairs})[1]",
            f"min({pairs}, key=lambda {e}: {value})",
            f"{self.atom(scope)} if any({self.test(inner)} for {e} in {items}) else {self.atom(scope)}",
        ]
        _add(scope.floats, name)
        return [f"{name} = np.tanh({self.random.choice(forms)})"]

    def growing_list(self, scope: Scope, in_loop: bool) -> list[str]:
        items, i, result = self.fresh("items"), self.fresh("i"), self.fresh("v")
        inner = scope.copy()
        inner.integers.append(i)
        lines = [f"{items} = [{self.atom(scope)}]", f"for {i} in range({self.random.randint(0, 3)}):"]
        body = [f"{items}.append(np.sin({items}[-1]) + {self.value(inner)})"]
        if self.random.random() < 0.4:
            body = [f"if {self.test(inner)}:", *_indent(body)]
        lines += [*_indent(body), f"{result} = fold({items})"]
        scope.floats.append(result)
        return lines

    def inner_function(self, scope: Scope, in_loop: bool) -> list[str]:
        name, u, kept = self.fresh("f"), self.fresh("p"), self.fresh("c")
        lines = [f"{kept} = {self.value(scope)}"]
        inner = Scope([u, kept], ["w"])
        if self.random.random() < 0.5:
            lines.append(f"{name} = lambda {u}, k={self.number()}: {self.value(inner)} * k")
        else:
            lines += [f"def {name}({u}):"]
            if self.random.random() < 0.5:
                lines += _indent([f"if {u} > {self.number()}:", f"    return {self.value(inner)}"])
            lines += _indent([f"return {self.value(inner)}"])
        scope.floats.append(kept)
        result = self.fresh("v")
        lines.append(f"{result} = {name}({self.atom(scope)}) + {name}({self.number()})")
        scope.floats.append(result)
        return lines


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
