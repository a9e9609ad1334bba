"""Rules as mathematics: the operands of a call, its differences, its terms and its tangents.

Values are numbers, arrays, and lists or tuples of these; ``None`` stands for an adjoint or a tangent that is absent.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcad.rules.table import Rule, lookup
from srcad.runtime import shapes
from tests.rules.cases import Call, real


@dataclass(frozen=True)
class Operand:
    """A differentiable argument that was given: where it stands in the call, and which of the terms is its own."""

    key: int | str
    term: int
    value: Any


def rule_of(name: str) -> Rule | None:
    """Return the rule of a function."""
    primitive = lookup(name)
    assert primitive is not None, name
    return primitive.rule


def operands_of(rule: Rule, case: Call) -> list[Operand]:
    """Return the differentiable arguments of a call that hold floats."""
    _, args, named = case
    parameters = list(inspect.signature(rule.reverse).parameters.values())[1:]
    found = []
    for term, name in enumerate(rule.differentiable):
        if name.startswith("*"):
            start = next(i for i, p in enumerate(parameters) if p.kind is p.VAR_POSITIONAL)
            found += [Operand(start + i, i, v) for i, v in enumerate(args[start:])]
            continue
        place = next(i for i, p in enumerate(parameters) if p.name == name)
        if name in named:
            found.append(Operand(name, term, named[name]))
        elif place < len(args) and parameters[place].kind is not inspect.Parameter.KEYWORD_ONLY:
            found.append(Operand(place, term, args[place]))
    return [o for o in found if is_float(o.value)]


def replaced(case: Call, operand: Operand, value: Any) -> Call:
    """Return the call with another value for an operand."""
    name, args, named = case
    if isinstance(operand.key, str):
        return name, args, {**named, operand.key: value}
    return name, (*args[: operand.key], value, *args[operand.key + 1 :]), named


def value_of(case: Call) -> Any:
    """Return what the function itself gives."""
    name, args, named = case
    return real(name)(*args, **named)


def terms_of(rule: Rule, case: Call, g: Any) -> tuple[Any, ...]:
    """Return the terms of a rule."""
    _, args, named = case
    terms = rule.reverse(g, *args, **named, out=value_of(case))
    starred = rule.differentiable[0].startswith("*")
    return terms if starred or len(rule.differentiable) > 1 else (terms,)


def slope(case: Call, operand: Operand, direction: Any) -> Any:
    """Return the derivative of the result along a direction, by central differences of sixth order."""
    h = 1e-4
    weights = {1: 45, 2: -9, 3: 1, -1: -45, -2: 9, -3: -1}
    values = [value_of(replaced(case, operand, moved(operand.value, direction, k * h))) for k in weights]
    return combined([w / (60 * h) for w in weights.values()], values)


def combined(weights: list[float], values: list[Any]) -> Any:
    """Return a weighted sum of results of one structure."""
    if isinstance(values[0], (list, tuple)):
        return tuple(combined(weights, list(items)) for items in zip(*values))
    return sum(w * np.asarray(v, dtype=float) for w, v in zip(weights, values))


def tangent(rule: Rule, case: Call, dots: dict[int, Any]) -> Any:
    """Return the tangent of the result by forward mode, as the kind of the rule says; ``dots`` by number of term."""
    _, args, named = case
    given = operands_of(rule, case)
    match rule.kind:
        case "elementwise":
            return sum(terms_of(rule, case, dots[o.term])[o.term] for o in given if o.term in dots)
        case "linear":
            for o in given:
                case = replaced(case, o, dots[o.term] if o.term in dots else zero_like(o.value))
            return value_of(case)
        case "multilinear":
            return sum(np.asarray(value_of(replaced(case, o, dots[o.term]))) for o in given if o.term in dots)
        case _:
            assert rule.forward is not None
            tangents = tuple(dots.get(i) for i in range(len(rule.differentiable)))
            if rule.differentiable[0].startswith("*"):
                tangents = tuple(dots.get(i) for i in range(len(given)))
            return rule.forward(tangents, *args, **named, out=value_of(case))


# --- structures -------------------------------------------------------------------------------------------------------


def is_float(value: Any) -> bool:
    """Say whether a value can be differentiated."""
    if isinstance(value, (list, tuple)):
        return all(map(is_float, value))
    return np.asarray(value).dtype.kind == "f"


def random_like(value: Any, seed: int) -> Any:
    """Return random numbers in the structure of a value."""
    if isinstance(value, (list, tuple)):
        return mapped(value, lambda i, v: random_like(v, seed + i))
    numbers = np.random.default_rng(seed).normal(size=np.shape(value))
    return numbers if isinstance(value, np.ndarray) else type(value)(numbers)


def zero_like(value: Any) -> Any:
    """Return zeros in the structure of a value."""
    if isinstance(value, (list, tuple)):
        return mapped(value, lambda _, v: zero_like(v))
    return np.zeros_like(value) if isinstance(value, (np.ndarray, np.generic)) else 0.0


def moved(value: Any, direction: Any, h: float) -> Any:
    """Return ``value + h * direction``."""
    if isinstance(value, (list, tuple)):
        return mapped(value, lambda i, v: moved(v, direction[i], h))
    if isinstance(value, np.ndarray):
        return np.asarray(value, "float64") + h * direction
    return type(value)(value + h * direction)


def mapped(value: Any, function: Callable[[int, Any], Any]) -> Any:
    """Return a list or a plain tuple of what a function gives for each item."""
    return (list if isinstance(value, list) else tuple)(function(i, v) for i, v in enumerate(value))


def dot(a: Any, b: Any) -> float:
    """Return the inner product of two structures; NaN counts where both have it."""
    if isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        return sum(map(dot, a, b))
    return float(np.sum(np.real(np.asarray(a) * np.asarray(b))))


def fitted(term: Any, operand: Any) -> Any:
    """Undo broadcasting, as the engine does, item by item of a sequence."""
    if isinstance(term, (tuple, list)) and isinstance(operand, (tuple, list)):
        return type(operand)(map(fitted, term, operand))
    return shapes.unbroadcast(term, operand)


def same_structure(term: Any, operand: Any) -> bool:
    """Say whether a term has the structure and shapes of the operand."""
    if isinstance(operand, (list, tuple)):
        return isinstance(term, (list, tuple)) and all(map(same_structure, term, operand))
    return np.shape(term) == np.shape(operand)
