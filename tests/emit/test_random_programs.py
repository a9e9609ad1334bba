"""Random SSA, emitted and executed, agrees with the pure semantics and leaves arguments alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Exit, Function, If, Loop, Parameter, Value, Yield
from tests.emit.making import FLOAT, INNER, INT, VECTOR, infer, inner_slice, load, text_of
from tests.emit.reference import run

_LIST = ty.List(FLOAT)
_HINTS = ("", "", "a", "b", "u", "u_bar", "v_bar", "s")


class _Maker:
    """Makes one random function of two vectors and a number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.budget = 30

    def function(self) -> Function:
        params = (Value(VECTOR, "a"), Value(VECTOR, "b"), Value(FLOAT, "s"))
        build = Builder(params, infer)
        scope = [*params, build.constant(1.5)]
        self.steps(build, scope, 14, None)
        results = [self.pick(scope, VECTOR), self.pick(scope, FLOAT), self.pick(scope, VECTOR)]
        results += [v for v in scope if v.type == _LIST][-2:]
        return Function("f", tuple(Parameter(p.hint) for p in params), build.finish(Yield(tuple(results))))

    def hint(self) -> str:
        return self.random.choice(_HINTS)

    def pick(self, scope: list[Value], t: ty.Type) -> Value:
        fitting = [v for v in scope if ty.forget_value(v.type) == t]
        return self.random.choice(fitting[-5:] if self.random.random() < 0.6 else fitting)

    def steps(self, build: Builder, scope: list[Value], count: int, carried: tuple[ty.Type, ...] | None) -> None:
        for _ in range(self.random.randint(1, count)):
            self.budget -= 1
            self.step(build, scope, carried)

    def step(self, build: Builder, scope: list[Value], carried: tuple[ty.Type, ...] | None) -> None:
        choice = self.random.random()
        if choice < 0.12 and self.budget > 0:
            self.branch(build, scope, carried)
        elif choice < 0.24 and self.budget > 0:
            self.loop(build, scope)
        elif choice < 0.5:
            self.update(build, scope)
        elif choice < 0.58:
            self.taped(build, scope)
        else:
            self.plain(build, scope)

    def plain(self, build: Builder, scope: list[Value]) -> None:
        arithmetic = ["operator.add", "operator.mul", "operator.sub"]
        name = self.random.choice([*arithmetic, "view", "item", "numpy.sum", "move", "own", "list"])
        if name == "view":
            index = inner_slice(build, 1, -1)
            scope.append(build.apply("operator.getitem", self.pick(scope, VECTOR), index, hint=self.hint()))
            return
        if name == "item":
            index = build.constant(self.random.randint(0, 4))
            scope.append(build.apply("operator.getitem", self.pick(scope, VECTOR), index, hint=self.hint()))
            return
        if name == "list":
            self.items(build, scope)
            return
        t = self.random.choice([FLOAT, VECTOR, VECTOR])
        if name == "numpy.sum":
            scope.append(build.apply(name, self.pick(scope, VECTOR), hint=self.hint()))
        elif name in ("move", "own"):
            t = VECTOR if name == "own" else t
            scope.append(build.apply(name, self.pick(scope, t), hint=self.hint()))
        else:
            half = build.apply("operator.mul", self.pick(scope, t), build.constant(0.5))
            scope.append(build.apply(name, half, self.pick(scope, t), hint=self.hint()))
            if name == "operator.add":
                scope.append(build.apply(name, self.pick(scope, t), self.pick(scope, t), hint="u_bar"))

    def items(self, build: Builder, scope: list[Value]) -> None:
        lists = [v for v in scope if v.type == _LIST]
        if not lists or self.random.random() < 0.2:
            pair = self.pick(scope, FLOAT), self.pick(scope, FLOAT)
            scope.append(build.apply("build.list", *pair, hint=self.hint()))
            return
        target = self.random.choice(lists[-3:])
        scope.append(build.apply("list.append", target, self.pick(scope, FLOAT), hint=target.hint))
        if self.random.random() < 0.5:
            source = build.apply("list.append", self.random.choice(lists), self.pick(scope, FLOAT))
            scope.extend(build.apply_many("list.pop", [source], 2, hint=source.hint))

    def update(self, build: Builder, scope: list[Value]) -> None:
        target = self.pick(scope, VECTOR)
        name = self.random.choice(["array.store", "array.add_at"])
        parts = [v for v in scope if v.type == INNER]
        if parts and self.random.random() < 0.6:
            index, value = inner_slice(build, 1, -1), self.random.choice(parts)
            if self.random.random() < 0.5:
                value = build.apply("operator.mul", value, build.constant(0.5), hint=self.hint())
        else:
            index, value = build.constant(self.random.randint(0, 4)), self.pick(scope, FLOAT)
        hint = target.hint if self.random.random() < 0.7 else self.hint()
        scope.append(build.apply(name, target, index, value, hint=hint))

    def taped(self, build: Builder, scope: list[Value]) -> None:
        tape = build.apply("tape.new", hint="tape")
        for _ in range(2):
            build.apply_many("tape.push", [tape, self.pick(scope, VECTOR)], 0)
            self.update(build, scope)
        for _ in range(2):
            scope.append(Value(VECTOR, self.hint()))
            build.add(Apply("tape.pop", (tape,), (scope[-1],)))

    def branch(self, build: Builder, scope: list[Value], carried: tuple[ty.Type, ...] | None) -> None:
        zero = build.constant(self.random.choice([0.0, 1.0, -1.0]))
        condition = build.apply("operator.gt", self.pick(scope, FLOAT), zero)
        kinds = [FLOAT, VECTOR, _LIST] if any(v.type == _LIST for v in scope) else [FLOAT, VECTOR]
        types = [self.random.choice(kinds) for _ in range(self.random.randint(1, 2))]
        hints = [self.hint() for _ in types]
        blocks = []
        leaves = self.random.choice([0, 1]) if carried and self.random.random() < 0.5 else None
        for k in range(2):
            inner, inside = build.nested(), list(scope)
            if self.random.random() < 0.8:
                self.steps(inner, inside, 4, carried)
            if leaves == k and carried:
                number = self.random.randint(1, 2)
                blocks.append(inner.finish(Exit(number, tuple(self.pick(inside, t) for t in carried))))
            else:
                blocks.append(inner.finish(Yield(tuple(self.pick(inside, t) for t in types))))
        results = tuple(Value(t, h) for t, h in zip(types, hints))
        build.add(If(condition, blocks[0], blocks[1], results))
        scope.extend(results)

    def loop(self, build: Builder, scope: list[Value]) -> None:
        trips = build.apply("builtins.range", build.constant(self.random.choice([0, 1, 2, 3])))
        kinds = [FLOAT, VECTOR, _LIST] if any(v.type == _LIST for v in scope) else [FLOAT, VECTOR]
        types = tuple(self.random.choice(kinds) for _ in range(self.random.randint(1, 3)))
        hints = [self.hint() for _ in types]
        inits = tuple(self.pick(scope, t) for t in types)
        params = [Value(t, h) for t, h in zip(types, hints)]
        inner = build.nested((Value(INT, self.random.choice(["", "i"])), *params))
        inside = [*scope, *params]
        self.steps(inner, inside, 7, types)
        yielded = tuple(self.pick(inside[len(scope) :], t) for t in types)
        results = tuple(Value(t, h) for t, h in zip(types, hints))
        number = Value(INT)
        build.add(Loop(trips, inits, inner.finish(Yield(yielded)), (*results, number)))
        scope.extend(results)
        if self.random.random() < 0.3:
            scope.append(Value(FLOAT, self.hint()))
            build.add(Apply("operator.mul", (number, build.constant(0.5)), (scope[-1],)))


@pytest.mark.parametrize("seed", range(200))
def test_text_does_what_the_pure_program_does(seed: int) -> None:
    made = _Maker(seed).function()
    a, b = np.array([1.0, -2.0, 3.0, 0.5, -0.25]), np.array([0.5, 0.25, -1.0, 2.0, 1.0])
    expected = run(made, a.copy(), b.copy(), 0.75)
    text = text_of(made)
    given = (a.copy(), b.copy())
    got = load(text, "f")(*given, 0.75)
    for e, g in zip(expected, got, strict=True):
        np.testing.assert_array_equal(g, e, err_msg=text)
    np.testing.assert_array_equal(given, (a, b), err_msg=text)
    assert text_of(made) == text
