"""Random programs that write into small arrays, which they see under many names.

What they compute is smooth almost everywhere and stays bounded; all shapes are known while the program is written.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import prod

from tests.aliases.inputs import LAYOUTS, Input
from tests.aliases.shapes import Range, Shape, basic, fancy, fits, view

HEADER = """\
import numpy as np


def poke(u, v):
    u[...] = u * 0.5 + v


def nudge(u, v):
    u += v
    return u


def deep(u, v):
    poke(u[1:], v)
    nudge(u[:1], v * 0.5)


def both(u, w):
    u *= 0.7
    w[...] = w + u * 0.3


def choose(u, w, flag):
    return u if flag else w


def early(u, v):
    if np.sum(u) > 0.4:
        u[-1] = v
        return u
    u *= 0.5
    return u[...]


def rows(u):
    for row in u:
        row *= 0.9
        row[0] = np.sin(row[-1])


def shift(u):
    for k in range(1, len(u)):
        u[k] = u[k] * 0.5 + u[k - 1]
"""

SHAPES: tuple[Shape, ...] = ((3,), (4,), (4,), (5,), (2, 3), (3, 3), (3, 3), (4, 2), (2, 3, 2), (2, 2, 2))


@dataclass(frozen=True)
class Program:
    """A module that defines ``program(x, y, s)``, and the arrays that it gets; ``y`` may be ``x`` itself."""

    text: str
    x: Input
    y: Input
    together: bool = False


@dataclass(frozen=True)
class Array:
    """What is known of an array: its shape and whether it holds floats or integers."""

    shape: Shape
    kind: str = "f"


@dataclass
class Scope:
    """The names that a generated statement may use."""

    arrays: dict[str, Array]
    floats: list[str]
    integers: dict[str, Range] = field(default_factory=dict)
    functions: dict[str, tuple[Shape, ...]] = field(default_factory=dict)
    #: What is not given another value: arguments, and what inner functions see.
    fixed: set[str] = field(default_factory=set)
    returns: bool = True

    def copy(self) -> Scope:
        return replace(
            self,
            arrays=dict(self.arrays),
            floats=[*self.floats],
            integers=dict(self.integers),
            functions=dict(self.functions),
        )


Maker = Callable[[Scope, bool], list[str]]


class Generator:
    """Writes one program; ``choices`` may be those of hypothesis, which makes what it chooses smaller."""

    def __init__(self, choices: random.Random, *, writers: bool = False) -> None:
        self.random = choices
        self.count = 0
        self.loops = 0
        #: Functions that were written before, by the shapes of the arrays that they take.
        self.known: dict[str, tuple[Shape, ...]] = {}
        self.budget = self.random.randint(4, 14)
        self.makers: list[tuple[float, Maker]] = [
            (5, self.write),
            (3, self.augmented_name),
            (2, self.overlapping),
            (2, self.swap_elements),
            (2, self.masked),
            (2, self.fancy_write),
            (4, self.alias),
            (2, self.fresh),
            (1, self.chained),
            (2, self.swap_names),
            (1.5, self.through_container),
            (1.5, self.read),
            (1, self.collected),
            (2.5, self.call_helper),
            (1, self.inner_function),
            (3, self.branch),
            (1.5, self.chosen_alias),
            (3, self.for_loop),
            (1.5, self.items_loop),
            (1, self.while_loop),
            (0.7, self.integer_array),
            (0.7, self.chosen_index),
            (0.5, self.single_precision),
        ]
        if writers:
            self.makers.append((4, self.writing_function))

    def program(self) -> Program:
        """Return a program."""
        x, y, together = self.inputs()
        helpers = [line for _ in range(self.random.choice([0, 0, 1, 2])) for line in self.helper()]
        scope = Scope({"x": Array(x.shape), "y": Array(y.shape)}, ["s"], fixed={"x", "y", "s"})
        scope.functions.update(self.known)
        if self.random.random() < 0.85:
            scope.fixed.discard("x")
        body = self.fresh(scope, False) + self.fresh(scope, False)
        body += self.block(scope, 8, False)
        body.append(f"return {self.result(scope)}")
        return Program("\n".join([HEADER, *helpers, "", "def program(x, y, s):", *_indent(body), ""]), x, y, together)

    def inputs(self) -> tuple[Input, Input, bool]:
        """Return the arrays that the program gets, and whether both are one."""

        def made(shape: Shape) -> Input:
            layout = self.random.choice(LAYOUTS) if self.random.random() < 0.5 else "C"
            return Input(shape, layout, "float32" if self.random.random() < 0.04 else "float64")

        x = made(() if self.random.random() < 0.05 else self.random.choice(SHAPES))
        y = made(x.shape if self.random.random() < 0.5 else self.random.choice(SHAPES))
        together = self.random.random() < 0.03
        return x, (x if together else y), together

    def helper(self) -> list[str]:
        """Return a function of one or two arrays, which it may write to."""
        name = self.name("helper")
        shapes = tuple(self.random.choice(SHAPES) for _ in range(self.random.randint(1, 2)))
        if len(shapes) == 2 and self.random.random() < 0.5:
            shapes = (shapes[0], shapes[0])
        names = [f"p{i}" for i in range(len(shapes))]
        scope = Scope({n: Array(s) for n, s in zip(names, shapes)}, ["v"], functions=dict(self.known), returns=False)
        budget, self.budget = self.budget, 3
        lines = self.block(scope, 3, False)
        self.budget = budget
        if self.random.random() < 0.5:
            lines.append(
                f"return {self.random.choice([n for n in scope.arrays if scope.arrays[n].shape == shapes[0]])}"
            )
        else:
            lines.append(f"return {names[0]}")
        self.known = {**self.known, name: shapes}
        return ["", f"def {name}({', '.join(names)}, v):", *_indent(lines), ""]

    # ------------------------------------------------------------ names and expressions

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def number(self) -> str:
        return self.random.choice(["0.5", "1.25", "-0.75", "0.9", "0.3", "-0.4"])

    def array(self, scope: Scope, kind: str = "f", least: int = 0) -> str:
        """Return the name of an array, if possible of a kind and some rank at least; arguments are rarely chosen."""
        floats = [n for n, a in scope.arrays.items() if a.kind == "f"]
        names = [n for n, a in scope.arrays.items() if a.kind == kind and len(a.shape) >= least]
        own = [n for n in names if n not in ("x", "y")]
        return self.random.choice(own if own and self.random.random() < 0.9 else names or floats)

    def element(self, scope: Scope) -> str:
        name = self.array(scope, "i" if self.random.random() < 0.1 else "f")
        shape = scope.arrays[name].shape
        if not shape:
            return f"{name}[()]"
        index = ", ".join(self.position(scope, n) for n in shape)
        return f"{name}[{index}]"

    def position(self, scope: Scope, length: int) -> str:
        integers = sorted(scope.integers)
        if integers and self.random.random() < 0.6:
            name = self.random.choice(integers)
            low, high = scope.integers[name]
            return name if low >= 0 and high < length else f"{name} % {length}"
        return str(self.random.randrange(-length, length))

    def atom(self, scope: Scope) -> str:
        choice = self.random.random()
        if choice < 0.4:
            return self.random.choice(scope.floats)
        if choice < 0.75:
            return self.element(scope)
        if choice < 0.85:
            return f"np.sum({self.array(scope)}) * 0.2"
        if choice < 0.9 and scope.integers:
            return self.random.choice(sorted(scope.integers))
        return self.number()

    def scalar(self, scope: Scope) -> str:
        """Return a bounded expression of a float."""
        a, b = self.atom(scope), self.atom(scope)
        return self.random.choice(
            [
                a,
                f"np.sin({a} + {b})",
                f"np.tanh({a} * {b})",
                f"{a} * {self.number()}",
                f"({a} - {b}) * 0.5",
                f"np.cos({a})",
                f"{a} / (1.5 + {b} * {b})",
            ]
        )

    def leaf(self, scope: Scope, shape: Shape, exact: bool = False) -> str | None:
        """Return an array, or a view of one, that can be broadcast to a shape, if one is found."""
        for _ in range(12):
            name = self.array(scope)
            text, found = name, scope.arrays[name].shape
            for _ in range(self.random.choice([0, 0, 1, 1, 2])):
                text, found = view(self.random, text, found, scope.integers)
            if self.random.random() < 0.15 and found:
                index, found = fancy(self.random, found)
                text = f"{text}[{index}]"
            elif self.random.random() < 0.1 and len(found) == 2:
                text, found = self.random.choice([f"{text}.diagonal()", f"np.diagonal({text})"]), (min(found),)
            elif self.random.random() < 0.1:
                text = self.random.choice([f"{text}.copy()", f"(1.0 * {text})"])
            if found == shape or (not exact and fits(found, shape)):
                return text
        return None

    def value(self, scope: Scope, shape: Shape, exact: bool = False) -> str:
        """Return a bounded expression that can be broadcast to a shape, or has it exactly."""
        if not shape and not exact:
            return self.scalar(scope)
        first = self.leaf(scope, shape, exact)
        if first is None:
            if not exact:
                return self.scalar(scope)
            first = f"(np.arange({prod(shape)}.0).reshape({shape}) * 0.1 + {self.scalar(scope)})"
        second = self.leaf(scope, shape)
        if second is None or self.random.random() < 0.5:
            second = self.scalar(scope)
        return self.random.choice(
            [
                first,
                first,
                f"np.sin({first}) + {self.number()}",
                f"{first} * {self.number()}",
                f"{first} * 0.5 + {second} * 0.5",
                f"np.tanh({first} * ({second}))",
                f"{first} - {second} * 0.5",
                f"np.cos({first} + {second})",
                f"np.where({first} > {self.number()}, {first}, {second})",
            ]
        )

    def test(self, scope: Scope) -> str:
        forms = [f"{self.atom(scope)} > {self.number()}", f"np.sum({self.array(scope)}) < 0.5"]
        if scope.integers:
            forms += [f"{self.random.choice(sorted(scope.integers))} % 2 == {self.random.randrange(2)}"] * 2
        return self.random.choice(forms)

    def result(self, scope: Scope) -> str:
        """Return the expression of a float that depends on several arrays."""
        terms = []
        for _ in range(self.random.randint(2, 4)):
            name = self.array(scope)
            size = prod(scope.arrays[name].shape)
            weights = f"np.arange(1.0, {size + 1}.0).reshape({scope.arrays[name].shape})"
            terms.append(
                self.random.choice(
                    [
                        f"np.sum({name} * {weights}) * 0.3",
                        f"np.sum({name} * {name})",
                        f"np.sin({name}).sum()",
                        self.atom(scope),
                    ]
                )
            )
        return " + ".join([*dict.fromkeys(terms), "0.0 * s"])

    # ------------------------------------------------------------ writes

    def target(self, scope: Scope) -> tuple[str, Shape]:
        """Return what to write to, an array or a view of one, and its shape."""
        name = self.array(scope)
        text, shape = name, scope.arrays[name].shape
        while self.random.random() < 0.2:
            text, shape = view(self.random, text, shape, scope.integers)
        return text, shape

    def operator(self) -> str:
        return self.random.choice(["=", "=", "=", "+=", "-=", "*="])

    def write(self, scope: Scope, in_loop: bool) -> list[str]:
        text, shape = self.target(scope)
        choice = self.random.random()
        if choice < 0.12:
            return [f"{text}[...] {self.operator()} {self.value(scope, shape)}"]
        if choice < 0.2 and shape:
            return [f"{text}[:] {self.operator()} {self.value(scope, shape)}"]
        index, found = basic(self.random, shape, scope.integers)
        return [f"{text}[{index}] {self.operator()} {self.value(scope, found)}"]

    def augmented_name(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope)
        if name in scope.fixed and name not in ("x", "y"):
            return self.write(scope, in_loop)
        shape = scope.arrays[name].shape
        value = self.value(scope, shape)
        if self.random.random() < 0.15:
            return [f"{name} /= 1.5 + np.sin({value})"]
        return [f"{name} {self.random.choice(['+=', '-=', '*='])} {value}"]

    def overlapping(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope, least=1)
        n = scope.arrays[name].shape
        if not n or n[0] < 2:
            return self.write(scope, in_loop)
        to, source = self.random.choice([("1:", ":-1"), (":-1", "1:"), ("::-1", ":"), (":", "::-1"), ("1:", "-2::-1")])
        factor = self.random.choice(["", "", " * 0.5"])
        return [f"{name}[{to}] {self.operator()} {name}[{source}]{factor}"]

    def swap_elements(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope, least=1)
        shape = scope.arrays[name].shape
        if not shape:
            return self.write(scope, in_loop)
        axes = len(shape) if self.random.random() < 0.8 else self.random.randint(1, len(shape))
        a, b = (", ".join(self.position(scope, n) for n in shape[:axes]) for _ in range(2))
        if self.random.random() < 0.15 and shape[0] > 1:
            return [f"{name}[[0, 1]] = {name}[[1, 0]]"]
        return [f"{name}[{a}], {name}[{b}] = {name}[{b}], {name}[{a}]"]

    def masked(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope, least=1)
        shape = scope.arrays[name].shape
        other = self.leaf(scope, shape, exact=True) or name
        mask = f"{other} {self.random.choice(['<', '>'])} {self.number()}"
        if self.random.random() < 0.5:
            m = self.name("mask")
            lines, mask = [f"{m} = {mask}"], m
        else:
            lines = []
        value = self.scalar(scope)
        source = self.leaf(scope, shape, exact=True)
        if source is not None and self.random.random() < 0.4:
            value = f"({source})[{mask}] * {self.number()}"
        return [*lines, f"{name}[{mask}] {self.operator()} {value}"]

    def fancy_write(self, scope: Scope, in_loop: bool) -> list[str]:
        text, shape = self.target(scope)
        if not shape:
            return self.write(scope, in_loop)
        index, found = fancy(self.random, shape)
        return [f"{text}[{index}] {self.operator()} {self.value(scope, found)}"]

    # ------------------------------------------------------------ names of arrays

    def bound(self, scope: Scope, shape: Shape) -> str:
        """Return a name to bind an array to: a new one, or one that has been of the same shape."""
        names = [n for n, a in scope.arrays.items() if a == Array(shape) and n not in scope.fixed]
        if names and self.random.random() < 0.4:
            return self.random.choice(names)
        return self.name("b")

    def alias(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope)
        text, shape = name, scope.arrays[name].shape
        for _ in range(self.random.choice([0, 1, 1, 1, 2, 3])):
            text, shape = view(self.random, text, shape, scope.integers)
        result = self.bound(scope, shape)
        scope.arrays[result] = Array(shape)
        return [f"{result} = {text}"]

    def fresh(self, scope: Scope, in_loop: bool) -> list[str]:
        """Return what makes an array of its own."""
        name = self.array(scope)
        text, shape = name, scope.arrays[name].shape
        if self.random.random() < 0.4:
            shape = self.random.choice(SHAPES)
            text, made = self.leaf(scope, shape, exact=True), self.number()
            forms = [f"np.zeros({shape})", f"np.full({shape}, {made})", f"np.ones({shape}) * {self.scalar(scope)}"]
            if text:
                forms.append(f"np.array({text})")
        else:
            forms = [f"{text}.copy()", f"np.array({text})", f"np.zeros_like({text})", f"np.copy({text})"]
            if shape:
                forms += [f"{text} * 1.0", f"{text} * {self.scalar(scope)}", f"np.sin({text})"]
        result = self.bound(scope, shape)
        scope.arrays[result] = Array(shape)
        return [f"{result} = {self.random.choice(forms)}"]

    def chained(self, scope: Scope, in_loop: bool) -> list[str]:
        shape = self.random.choice(SHAPES)
        value = self.value(scope, shape, exact=True)
        a, b = self.bound(scope, shape), self.name("b")
        scope.arrays[a] = scope.arrays[b] = Array(shape)
        return [f"{a} = {b} = {value}"]

    def swap_names(self, scope: Scope, in_loop: bool) -> list[str]:
        a = self.array(scope)
        shape = scope.arrays[a].shape
        others = [n for n, v in scope.arrays.items() if v == Array(shape) and n not in scope.fixed]
        if len(others) < 2:
            return self.alias(scope, in_loop)
        a, b = self.random.sample(others, 2)
        return [f"{a}, {b} = {b}, {a}", *self.write(scope, in_loop)]

    def through_container(self, scope: Scope, in_loop: bool) -> list[str]:
        a = self.array(scope)
        shape = scope.arrays[a].shape
        others = [n for n, v in scope.arrays.items() if v == Array(shape)]
        b, c = self.random.choice(others), self.random.choice(others)
        held = self.name("held")
        lines = [f"{held} = {self.random.choice(['({}, {})', '[{}, {}]', '({}, {}[...])']).format(b, c)}"]
        place = self.random.randrange(2)
        if self.random.random() < 0.15:
            return self.through_dict(scope, b, c)
        index, found = basic(self.random, shape, scope.integers)
        choice = self.random.random()
        if choice < 0.4:
            lines.append(f"{held}[{place}][{index}] {self.operator()} {self.value(scope, found)}")
        elif choice < 0.7:
            result, other = self.bound(scope, shape), self.name("b")
            scope.arrays[result] = scope.arrays[other] = Array(shape)
            lines.append(self.random.choice([f"{result} = {other} = {held}[{place}]", f"{result}, {other} = {held}"]))
        else:
            q = self.name("q")
            lines += [f"for {q} in {held}:", f"    {q}[{index}] {self.operator()} {self.value(scope, found)}"]
        return lines

    def through_dict(self, scope: Scope, b: str, c: str) -> list[str]:
        held, shape = self.name("held"), scope.arrays[b].shape
        index, found = basic(self.random, shape, scope.integers)
        place = self.random.choice(["p", "q"])
        lines = [f'{held} = {{"p": {b}, "q": {c}}}']
        lines.append(f'{held}["{place}"][{index}] {self.operator()} {self.value(scope, found)}')
        result = self.bound(scope, shape)
        scope.arrays[result] = Array(shape)
        return [*lines, f'{result} = {held}["{place}"]']

    def read(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.random.choice([n for n in scope.floats if n not in scope.fixed] or ["s"])
        if name == "s" or self.random.random() < 0.5:
            name = self.name("v")
        value = self.scalar(scope)
        if name not in scope.floats:
            scope.floats.append(name)
        return [f"{name} = {value}"]

    def collected(self, scope: Scope, in_loop: bool) -> list[str]:
        """Take numbers out of an array; the list has them, whatever becomes of the array."""
        a, items = self.array(scope, least=1), self.name("l")
        shape = scope.arrays[a].shape
        if not shape:
            return self.read(scope, in_loop)
        flat = a if len(shape) == 1 else self.random.choice([f"{a}.ravel()", f"{a}.flat", f"{a}.reshape(-1)"])
        forms = [
            "list({})",
            "[*{}]",
            "sorted({})",
            "[{} * 0.5 for {} in {}]",
            "list(reversed({}))",
            "list(enumerate({}))",
        ]
        forms += ["list(zip({}, {}))", "list(map(np.sin, {}))"]
        form = self.random.choice(forms)
        if "reversed" in form and flat.endswith("flat"):
            form = "list({})"
        e = self.name("e")
        made = form.format(e, e, flat) if "for" in form else form.format(flat, flat)
        part = "[1]" if "enumerate" in form or "zip" in form else ""
        for _ in range(self.random.randint(1, 2)):
            scope.floats.append(f"{items}[{self.random.randrange(-shape[-1], shape[-1])}]{part}")
        if part:
            scope.fixed.update(f for f in scope.floats if f.startswith(f"{items}["))
        return [f"{items} = {made}"]

    def integer_array(self, scope: Scope, in_loop: bool) -> list[str]:
        """Truncate floats in an array of integers."""
        name, n = self.name("k"), self.random.randint(2, 4)
        lines = [f"{name} = np.zeros({n}, dtype=int)", f"{name}[{self.random.randrange(n)}] = {self.atom(scope)} * 3.0"]
        if self.random.random() < 0.5:
            lines.append(f"{name}[:] = {name} + 1")
        scope.arrays[name] = Array((n,), "i")
        return lines

    def single_precision(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope)
        shape = scope.arrays[name].shape
        result = self.name("b")
        scope.arrays[result] = Array(shape)
        form = self.random.choice([f"{name}.astype(np.float32)", f"np.zeros({shape}, dtype=np.float32)"])
        return [f"{result} = {form}", f"{result}[...] = {self.value(scope, shape)}"]

    def chosen_index(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.name("n")
        value = self.random.choice([f"int({self.test(scope)})", f"int(np.abs({self.atom(scope)}) * 3.0) % 4"])
        scope.integers[name] = (0, 3)
        return [f"{name} = {value}"]

    # ------------------------------------------------------------ functions

    def call_helper(self, scope: Scope, in_loop: bool) -> list[str]:
        if scope.functions and self.random.random() < 0.5:
            return self.call_own(scope)
        text, shape = self.target(scope)
        v = self.scalar(scope)
        forms = [f"poke({text}, {v})", f"nudge({text}, {v})"]
        others = [n for n, a in scope.arrays.items() if a == Array(shape)]
        if others:
            forms.append(f"both({text}, {self.random.choice(others)})")
        if shape:
            forms += [f"deep({text}, {v})", f"early({text}, {v})", f"shift({text})"]
        if len(shape) > 1:
            forms.append(f"rows({text})")
        if len(others) > 1 and self.random.random() < 0.3:
            a, b = self.random.sample(others, 2)
            form = f"choose({a}, {b}, {self.test(scope)})"
            scope.arrays[(result := self.bound(scope, shape))] = Array(shape)
            return [f"{result} = {form}"]
        form = self.random.choice(forms)
        if form.startswith(("nudge", "early")) and self.random.random() < 0.5:
            scope.arrays[(result := self.bound(scope, shape))] = Array(shape)
            return [f"{result} = {form}"]
        return [form]

    def call_own(self, scope: Scope) -> list[str]:
        name = self.random.choice(sorted(scope.functions))
        shapes = scope.functions[name]
        arguments = [self.leaf(scope, s, exact=True) or f"np.ones({s})" for s in shapes]
        if len(set(shapes)) < len(shapes) and self.random.random() < 0.3:
            arguments = [arguments[0]] * 2
        call = f"{name}({', '.join(arguments)}, {self.scalar(scope)})"
        if self.random.random() < 0.5:
            scope.arrays[(result := self.bound(scope, shapes[0]))] = Array(shapes[0])
            return [f"{result} = {call}"]
        return [call]

    def inner_function(self, scope: Scope, in_loop: bool) -> list[str]:
        name, v = self.name("f"), self.name("p")
        kept = self.array(scope)
        scope.fixed.add(kept)
        inner = Scope({kept: scope.arrays[kept]}, [v])
        lines = [f"def {name}({v}):", *_indent(self.write(inner, False))]
        if self.random.random() < 0.5:
            lines += _indent(self.write(inner, False))
        lines += _indent([f"return {self.element(inner)}"])
        if self.random.random() < 0.2:
            lines = [f"{name} = lambda {v}: {self.scalar(inner)}"]
        result = self.name("v")
        lines += [f"{result} = {name}({self.scalar(scope)})", *self.write(scope, in_loop)]
        scope.floats.append(result)
        if self.random.random() < 0.5:
            lines.append(f"{result} = {result} + {name}({self.scalar(scope)})")
        return lines

    def writing_function(self, scope: Scope, in_loop: bool) -> list[str]:
        """Write by a function of NumPy."""
        text, shape = self.target(scope)
        a, b = self.value(scope, shape), self.value(scope, shape)
        forms = [
            f"np.multiply({a}, {b}, out={text})",
            f"np.add({a}, {b}, {text})",
            f"np.sin({a}, out={text})",
            f"np.copyto({text}, {a})",
            f"{text}.fill({self.scalar(scope)})",
        ]
        if shape:
            index, found = fancy(self.random, shape)
            if "," not in index.replace(", ", ","):
                forms += [f"np.add.at({text}, {index}, {self.value(scope, found)})"] * 2
            count = self.random.randint(1, 3)
            indices = [self.random.randrange(shape[0]) for _ in range(count)]
            value = self.value(scope, (count, *shape[1:]))
            forms += [f"np.add.at({text}, {indices}, {value})", f"np.subtract.at({text}, {indices}, {value})"]
            forms.append(f"np.put({text}, {indices}, {self.value(scope, (count,))})")
            forms.append(f"np.putmask({text}, {text} > {self.number()}, {self.scalar(scope)})")
        if len(shape) == 2:
            forms.append(f"np.fill_diagonal({text}, {self.scalar(scope)})")
        return [self.random.choice(forms)]

    # ------------------------------------------------------------ control flow

    def block(self, scope: Scope, most: int, in_loop: bool) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, most)):
            if self.budget <= 0:
                break
            self.budget -= 1
            weights = [w for w, _ in self.makers]
            (maker,) = self.random.choices([m for _, m in self.makers], weights)
            lines += maker(scope, in_loop)
        return lines or self.write(scope, in_loop)

    def branch(self, scope: Scope, in_loop: bool) -> list[str]:
        lines = [f"if {self.test(scope)}:", *_indent(self.leaving(scope.copy(), in_loop))]
        if self.random.random() < 0.5:
            lines += ["else:", *_indent(self.leaving(scope.copy(), in_loop))]
        return lines

    def leaving(self, scope: Scope, in_loop: bool) -> list[str]:
        lines = self.block(scope, 2, in_loop)
        choice = self.random.random()
        if in_loop and choice < 0.2:
            return [*lines, "break"]
        if in_loop and choice < 0.35:
            return [*lines, "continue"]
        if scope.returns and choice < 0.45:
            return [*lines, f"return {self.result(scope)}"]
        return lines

    def chosen_alias(self, scope: Scope, in_loop: bool) -> list[str]:
        name = self.array(scope)
        shape = scope.arrays[name].shape
        first, second = name, self.leaf(scope, shape, exact=True) or f"{name} * 1.0"
        test, result = self.test(scope), self.bound(scope, shape)
        scope.arrays[result] = Array(shape)
        if self.random.random() < 0.5:
            return [f"{result} = {first} if {test} else {second}"]
        return [f"if {test}:", f"    {result} = {first}", "else:", f"    {result} = {second}"]

    def for_loop(self, scope: Scope, in_loop: bool) -> list[str]:
        if self.loops >= 2:
            return self.write(scope, in_loop)
        i, inner = self.name("i"), scope.copy()
        start, trips = self.random.randrange(2), self.random.randrange(4)
        header, bounds = self.random.choice(
            [
                (f"for {i} in range({start + trips}):", (0, start + trips - 1)),
                (f"for {i} in range({start}, {start + trips}):", (start, start + trips - 1)),
                (f"for {i} in range({trips}, -1, -1):", (0, trips)),
                (f"for {i} in (2, 0, 1):", (0, 2)),
            ]
        )
        inner.integers[i] = bounds
        self.loops += 1
        body = self.block(inner, 4, True)
        self.loops -= 1
        lines = [header, *_indent(body)]
        if self.random.random() < 0.1:
            lines += ["else:", *_indent(self.block(scope.copy(), 2, in_loop))]
        return lines

    def items_loop(self, scope: Scope, in_loop: bool) -> list[str]:
        """Go through the items of an array, or of two side by side, and write to what they are views of."""
        if self.loops >= 2:
            return self.write(scope, in_loop)
        a, inner, i = self.array(scope, least=1), scope.copy(), self.name("i")
        shape = scope.arrays[a].shape
        if not shape:
            return self.write(scope, in_loop)
        others = [n for n, v in scope.arrays.items() if v.kind == "f" and v.shape[:1] == shape[:1]]
        b = self.random.choice(others)
        e, z = self.name("e"), self.name("z")
        form = self.random.randrange(6)
        self.item(inner, e, shape[1:])
        if form == 0:
            header = f"for {e} in {a}:"
        elif form == 1:
            header, inner.integers[i] = f"for {i}, {e} in enumerate({a}):", (0, shape[0] - 1)
        elif form == 2:
            header = f"for {e}, {z} in zip({a}, {b}):"
            self.item(inner, z, scope.arrays[b].shape[1:])
        elif form == 3:
            header = f"for {e} in reversed({a}):"
        elif form == 4:
            header = f"for {e} in {self.random.choice(['list({})', '[*{}]', 'list(reversed({}))']).format(a)}:"
        else:
            header = f"for {e}, {z} in zip(list({a}), {b}):"
            self.item(inner, z, scope.arrays[b].shape[1:])
        if shape[1:]:
            index, found = basic(self.random, shape[1:], inner.integers)
            first = f"{e}[{index}] {self.operator()} {self.value(inner, found)}"
        else:
            first = f"{a}[{self.position(inner, shape[0])}] {self.operator()} np.sin({e})"
        self.loops += 1
        body = [first, *self.block(inner, 3, True)]
        self.loops -= 1
        return [header, *_indent(body)]

    def item(self, scope: Scope, name: str, shape: Shape) -> None:
        if shape:
            scope.arrays[name] = Array(shape)
        else:
            scope.floats.append(name)

    def while_loop(self, scope: Scope, in_loop: bool) -> list[str]:
        if self.loops >= 2:
            return self.write(scope, in_loop)
        n, inner = self.name("n"), scope.copy()
        trips = self.random.randrange(1, 4)
        inner.integers[n] = (1, trips)
        test = f"{n} < {trips}"
        if self.random.random() < 0.4:
            test += f" and {self.test(scope)}"
        self.loops += 1
        lines = [f"{n} = 0", f"while {test}:", f"    {n} += 1", *_indent(self.block(inner, 4, True))]
        self.loops -= 1
        return lines


def _indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
