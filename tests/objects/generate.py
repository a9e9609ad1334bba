"""Random programs in which many names lead to few lists, dicts, objects and arrays that change."""

from __future__ import annotations

import random
from collections.abc import Callable

HEAD = """\
import numpy as np


class Thing:
    def __init__(self, v):
        self.v = v
        self.w = 1.0
        self.items = [v, 2.0]
        self.other = None
        self.row = np.array([v, 1.0, 0.5])

    def grow(self, k):
        self.v = self.v * 0.5 + k
        self.items[0] = self.items[0] + self.v * 0.1
        return self


def put(items, i, v):
    items[i] = v


def program(x, u):
    y = 0.0
    i = 1
    k = "b"
    a = [x, 2.0, x * x]
    b = [0.5, x]
    c = a
    rows = [[x * j, 1.0 + j] for j in range(3)]
    p = Thing(x)
    q = Thing(2.0)
    r = p
    things = [Thing(x), Thing(0.7)]
    d = {"a": [x, 1.0], "b": [3.0, x]}
    e = {"z": x}
    h = u * 1.0
    f = h
    several = [u * j for j in range(1, 4)]
    named = {"a": u * x, "b": h}
"""
TAIL = """\
    y += sum(a) + 2 * sum(b) + 3 * sum(c) + rows[0][0] - rows[1][-1] + 0.5 * sum(rows[2])
    y += p.v + 2 * p.w + 3 * p.items[0] + q.v * 0.7 + q.w + q.items[-1] + r.v
    y += things[0].v + 2 * things[1].w + things[1].items[0]
    y += sum(d["a"]) + d["b"][0] + e["z"] + h[0] + 2 * np.sum(f)
    y += several[0] @ several[1] - 0.3 * np.sum(several[2]) + named["a"][1] + 2 * np.sum(named["b"])
    return y + p.row[0] + 2 * np.sum(q.row) + things[0].row[1] - 0.5 * np.sum(things[1].row)
"""
LISTS = "a b c rows[0] rows[1] rows[-1] rows[i%3] rows[len(a)%3] p.items q.items things[i%2].items d['a'] d[k]".split()
ARRAYS = "h f several[0] several[-1] several[i%3] named['a'] named[k] p.row q.row things[i%2].row".split()
OBJECTS = "p q r things[0] things[1] things[i%2]".split()
PLACES = ("0", "1", "-1", "i % 2")


class Names:
    """Chooses what a program does, by the numbers of ``choices``."""

    def __init__(self, choices: random.Random) -> None:
        self.choices = choices

    def one(self, *options: str) -> str:
        return self.choices.choice(options)

    def items(self) -> str:
        return self.one(*LISTS)

    def thing(self) -> str:
        return self.one(*OBJECTS)

    def row(self) -> str:
        return self.one(*ARRAYS)

    def number(self) -> str:
        items, thing = self.items(), self.thing()
        parts = (f"{items}[0]", f"{items}[1]", f"{items}[-1]", f"{items}[i % 2]", f"sum({items}) * 0.1")
        fields = (f"{thing}.v", f"{thing}.w", f"{thing}.items[1]")
        elements = (f"{self.row()}[{self.one('0', '-1', 'i % 3')}]", f"np.sum({self.row()}) * 0.1")
        others = ("x", "x * x", "0.5", "i * x", "np.sin(x)", "e['z']")
        return self.one(*others, *elements, *parts, *fields)

    def value(self) -> str:
        n = self.number
        forms = (n(), f"{n()} * 0.5 + {n()}", f"0.3 * {n()} * {n()}", f"{n()} - 0.2 * {n()}")
        return self.one(*forms)

    # ------------------------------------------------------------------ statements

    def statement(self) -> list[str]:
        kinds: tuple[Callable[[], list[str]], ...] = (
            self.store, self.store, self.field, self.length, self.rename_list, self.rename_object, self.hold,
            self.whole, self.array, self.array, self.rename_array, self.call, self.loop,
        )  # fmt: skip
        return self.choices.choice(kinds)()

    def store(self) -> list[str]:
        return [f"{self.items()}[{self.one(*PLACES)}] {self.one('=', '+=')} {self.value()}"]

    def field(self) -> list[str]:
        return [f"{self.thing()}.{self.one('v', 'w')} {self.one('=', '+=')} {self.value()}"]

    def length(self) -> list[str]:
        items = self.items()
        if self.choices.random() < 0.5:
            return [f"if len({items}) < 8:", f"    {items}.append({self.value()})"]
        shorter = self.one(f"{items}.pop()", f"{items}.pop(0)", f"del {items}[1]", f"del {items}[-1]")
        return [f"if len({items}) > 3:", f"    {shorter}"]

    def rename_list(self) -> list[str]:
        items = self.items()
        new = self.one(items, f"[{self.value()}, {self.value()}]", f"{items}[:]", f"list({items})", f"{items} + [x]")
        return [self.one("a, b = b, a", f"{self.one('a', 'b', 'c')} = {new}")]

    def rename_object(self) -> list[str]:
        name = self.one("p", "q", "r")
        return [self.one("p, q = q, p", f"{name} = {self.thing()}", f"{name} = Thing({self.value()})")]

    def hold(self) -> list[str]:
        """Let something else hold a list or an object."""
        items, thing = self.items(), self.thing()
        place = self.one("0", "1", "i % 3")
        return [
            self.one(
                f"rows[{place}] = {items}",
                "rows[0], rows[1] = rows[1], rows[0]",
                f"things[{self.one('0', '1', 'i % 2')}] = {thing}",
                f"{self.thing()}.items = {items}",
                f"d[{self.one('k', repr('a'))}] = {items}",
                f"e['z'] = {self.value()}",
            )
        ]

    def whole(self) -> list[str]:
        items = self.items()
        part = self.one(":1", "1:2", "1:", ":")
        slice_ = f"{items}[{part}] = [{self.value()}, {self.value()}]"
        return [self.one(f"{items}.reverse()", f"{items}.sort()", slice_)]

    def array(self) -> list[str]:
        target, other = self.row(), self.row()
        element = f"{target}[{self.one('0', 'i % 3')}] {self.one('=', '+=')} {self.value()}"
        whole = f"{target} {self.one('*= 0.5', '+= ' + self.number(), '-= 0.2 * ' + other, '+= ' + target + '[::-1]')}"
        part = f"{target}[{self.one('1:', ':2')}] {self.one('=', '+=', '*=')} {other}[{self.one('1:', ':2')}]"
        return [self.one(element, element, whole, part)]

    def rename_array(self) -> list[str]:
        row = self.row()
        new = self.one(row, f"{row}[:]", f"{row}.copy()", f"{row} * 0.5", f"{row}[::-1]")
        place = self.one("h", "f", "several[i % 3]", "several[0]", "named['a']", "named[k]", f"{self.thing()}.row")
        return [f"{place} = {new}"]

    def call(self) -> list[str]:
        written = f"put({self.items()}, {self.one('0', '1', 'i % 2')}, {self.value()})"
        return [self.one(written, f"{self.thing()}.grow({self.value()})", f"y = y + {self.value()}")]

    def loop(self) -> list[str]:
        if self.choices.random() < 0.3:
            change = self.one("+= 0.1 * x", "*= 0.5", f"-= 0.1 * {self.row()}")
            return [self.one("for t in several:", "for t in named.values():"), f"    t {change}"]
        if self.choices.random() < 0.5:
            return ["for t in things:", f"    t.{self.one('v', 'w')} {self.one('=', '+=')} {self.value()}"]
        return [f"for t in {self.items()}:", "    y = y + t * 0.1"]

    def block(self, count: int, depth: int = 0) -> list[str]:
        """Return statements, with branches and loops around some."""
        lines: list[str] = []
        for _ in range(count):
            kind = self.choices.random() if depth < 2 else 1.0
            if kind < 0.1:
                lines += [f"if {self.number()} > {self.one('1.0', '0.5', 'x')}:", *self.inner(depth)]
                lines += ["else:", *self.inner(depth)] if self.choices.random() < 0.5 else []
            elif kind < 0.2:
                lines += [f"for i in range({self.one('2', '3')}):", *self.inner(depth)]
            else:
                lines += self.statement()
        return lines

    def inner(self, depth: int) -> list[str]:
        return [f"    {line}" for line in self.block(self.choices.randrange(1, 4), depth + 1)]


def program(choices: random.Random) -> str:
    """Return the text of a program."""
    body = Names(choices).block(choices.randrange(4, 10))
    return HEAD + "".join(f"    {line}\n" for line in body) + TAIL
