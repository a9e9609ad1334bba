"""Random programs in which arrays take turns in loops: swapped, rotated, looked at by others, made anew in a trip."""

from __future__ import annotations

import random

from tests.aliases.generate import Program
from tests.aliases.inputs import Input

LENGTH = 4
#: What buffers begin as; some are the same memory as others, or as what the caller holds.
_BEGINNINGS = (
    "x * {k}",
    "x.copy()",
    "np.zeros_like(x)",
    "np.full(4, {k})",
    "np.sin(y * {k})",
    "x",
    "y",
    "{other}",
    "m[0]",
)
#: What may take the place of a buffer in a trip.
_OTHERS = ("x * 0.5", "a + b", "np.tanh(b)", "a.copy()", "x", "m[1]", "spare")
_ORDERS = (("a", "b"), ("b", "a"), ("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b"), ("c", "b", "a"))


class Turning:
    """Writes one program; its buffers are ``a``, ``b`` and maybe ``c``."""

    def __init__(self, choices: random.Random) -> None:
        self.random = choices
        self.names = list("abc"[: choices.choice((2, 2, 3))])
        #: What else the program may look at.
        self.seen: list[str] = []

    def program(self) -> Program:
        """Return a program."""
        lines = ["m = np.outer(np.arange(1.0, 4.0), x) * 0.3", "spare = y * 0.7", "total = 0.0", "held = []"]
        first: dict[str, str] = {}
        plain = self.random.random() < 0.4
        for i, name in enumerate(self.names):
            begin = self.random.choice(_BEGINNINGS[: 5 if plain or self.random.random() < 0.7 else None])
            begin = begin.format(k=self.number(), other=self.random.choice(self.names[:i] or ["x"]))
            if plain or self.random.random() < 0.2:  # the loop has other names than what it begins with
                first[name] = f"{name}_first"
                lines += [f"{first[name]} = {begin}", f"{name} = {first[name]}"]
            else:
                lines.append(f"{name} = {begin}")
        if not plain and self.random.random() < 0.3:
            lines.append(f"v = {self.random.choice(self.names)}[1:]")
            self.seen.append("np.sum(v ** 2)")
        if plain or self.random.random() < 0.2:
            a, b = (self.random.choice(self.names) for _ in range(2))
            a, b = first.get(a, a), first.get(b, b)
            sums = (f"np.sum({a}) * x[1]", f"np.sum({a} * {b}) * s", f"{a}[1] * np.sin({b}[2])", f"({a} + {b}) @ {a}")
            lines.append(f"read = {self.random.choice(sums)}")
            self.seen.append("read")
        lines += self.loop(2 if self.random.random() < 0.3 else 1)
        if self.random.random() < 0.3:
            lines += self.statement("0")
        kept = "sum(np.sum(h ** 2) for h in held)"
        results = [f"np.sum({name} ** {i + 2})" for i, name in enumerate(self.names)]
        chosen = self.random.sample(results, self.random.randint(1, len(results)))
        lines.append(f"return {' + '.join([*chosen, 'total', *self.seen, *([kept] if 'held.' in str(lines) else [])])}")
        text = "\n".join(
            ["import numpy as np", "", "", "def program(x, y, s):", *(f"    {line}" for line in lines), ""]
        )
        return Program(text, Input((LENGTH,)), Input((LENGTH,)))

    def loop(self, depth: int) -> list[str]:
        """Return a loop in which the arrays take turns."""
        index = "ij"[depth - 1]
        trips = self.random.randint(1, 4)
        is_while = self.random.random() < 0.2
        head = [f"{index} = 0", f"while {index} < {trips}:"] if is_while else [f"for {index} in range({trips}):"]
        body = [line for _ in range(self.random.randint(1, 3)) for line in self.statement(index)]
        if depth > 1:
            body += self.loop(depth - 1)
        if self.random.random() < 0.2:
            body += [f"if total > {self.number()}:", "    break"]
        if self.random.random() < 0.85:
            body += self.turn(index)
        if is_while:
            body.append(f"{index} += 1")
        return [*head, *(f"    {line}" for line in body)]

    def turn(self, index: str) -> list[str]:
        """Return the statement by which arrays get each other's names, or something else."""
        orders = [o for o in _ORDERS if sorted(o) == self.names]
        order = list(self.random.choice(orders))
        swap = f"{', '.join(self.names)} = {', '.join(order)}"
        match self.random.random():
            case r if r < 0.65:
                return [swap]
            case r if r < 0.75:
                return [f"if {index} % 2 == 0:", f"    {swap}"]
            case r if r < 0.85:
                order[self.random.randrange(len(order))] = self.random.choice(_OTHERS)
                return [f"{', '.join(self.names)} = {', '.join(order)}"]
            case r if r < 0.9:
                return ["a = b"]
            case _:
                return [f"held.append({self.random.choice(self.names)})", swap]

    def statement(self, index: str) -> list[str]:
        """Return what reads and writes buffers."""
        a, b, c = (self.random.choice(self.names) for _ in range(3))
        k = self.number()
        return self.random.choice(
            [
                [f"{a}[1:-1] = {b}[:-2] * {k} + {c}[2:]"],
                [f"{a}[1:-1] = {b}[:-2] * {c}[2:] - {k} * {a}[1:-1]"],
                [f"{a}[:] = np.sin({b}) + {c} * {k}"],
                [f"{a} += {k} * {b}"],
                [f"{a} *= {k}"],
                [f"{a} = {b} * {k} + {c}"],
                [f"{a}[0] = {b}[-1] * {c}[0]", f"{a}[-1] = {k} * {a}[0]"],
                [f"total = total + {a}[{index}] * {b}[1]"],
                [f"total = total + np.sum({a}) * x[0] + np.sum({b}[1:] * {c}[:-1]) * s"],
                [f"for e in range(1, {LENGTH}):", f"    {a}[e] = {b}[e - 1] * {k} + {c}[e] ** 2 * 0.1"],
                [f"w = {a}[::2]", f"w += {b}[1::2] * {k}"],
                [f"w = {a}", f"{b}[1:] = w[:-1] * {k}", f"total = total + np.sum(w * {c})"],
                [f"if {a}[1] > {k}:", f"    {b}[2] = {c}[1] * {k}", "else:", f"    {a}[:2] = {b}[2:] * {c}[1]"],
                [f"np.multiply({a}, {k}, out={b})"],
                [f"m[1] = {a} * {b}[0]", f"{c}[0] = m[1, 1]"],
            ]
        )

    def number(self) -> str:
        return self.random.choice(["0.5", "1.25", "-0.75", "0.9", "0.3", "-0.4"])
