"""What a gradient promises, checked on one program: right, and nothing that it was given is changed or held."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import srcad
from srcad.errors import ArgumentError, NotDifferentiable
from tests.aliases.generate import Program
from tests.aliases.overlapping import with_copied_sides
from tests.flow.numerical import differences
from tests.random_programs import Outcome, TooSlow, limited, load, too_large

SCALAR = 0.43
STEPS = (2e-3, 5e-4)
SECONDS = 20


def check(program: Program, folder: Path, name: str = "random_alias_program") -> Outcome:
    """Compare the gradient of a program with differences, at a point where it has one."""
    widened = program.text.replace("np.float32", "np.float64")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function, wide = load(program.text, folder / f"{name}.py"), load(widened, folder / f"{name}_wide.py")
    except Exception as error:
        return Outcome("invalid", f"{type(error).__name__}: {error}")
    outcome = Outcome("kink")
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), limited(SECONDS):
            warnings.simplefilter("ignore")
            for seed in range(3):
                outcome = _Check(program, function, wide, seed).outcome()
                if outcome.kind != "kink":
                    break
            if outcome.kind == "wrong" and _is_computed_wrongly(program, function, folder / f"{name}_copied.py"):
                return Outcome("invalid", "NumPy reads what an assignment between overlapping views wrote")
    except TooSlow:
        return Outcome("wrong", "time", "".join(traceback.format_exc(limit=-6)))
    return outcome


def _is_computed_wrongly(program: Program, function: Callable[..., Any], path: Path) -> bool:
    """Say whether NumPy gives another value if what is assigned to places is copied before."""
    program = replace(program, x=program.x.writable(), y=program.y.writable())
    copied = load(with_copied_sides(program.text), path)
    points = [_Check(program, function, function, seed) for seed in range(3)]
    values = [(function(*p.arguments()), copied(*p.arguments())) for p in points]
    return any(not np.isclose(given, apart, equal_nan=True) for given, apart in values if given is not None)


class _Check:
    """One program at one point."""

    def __init__(self, program: Program, function: Callable[..., Any], wide: Callable[..., Any], seed: int) -> None:
        self.program, self.function, self.wide = program, function, wide
        generator = np.random.default_rng(seed)
        self.x = np.round(generator.uniform(-1.2, 1.3, program.x.size), 2)
        self.y = self.x if program.together else np.round(generator.uniform(-1.2, 1.3, program.y.size), 2)
        self.single = "float32" in (program.text + program.x.dtype + program.y.dtype)

    def arguments(self) -> tuple[Any, ...]:
        x = self.program.x.make(self.x)
        return x, (x if self.program.together else self.program.y.make(self.y)), SCALAR

    def outcome(self) -> Outcome:
        """Return what came of it."""
        try:
            value = self.function(*self.arguments())
        except ValueError as error:
            if "read-only" in str(error) and "read-only" in (self.program.x.layout, self.program.y.layout):
                self.program = replace(self.program, x=self.program.x.writable(), y=self.program.y.writable())
                return self.outcome()
            return Outcome("invalid", str(error))
        except Exception as error:
            return Outcome("invalid", f"{type(error).__name__}: {error}")
        try:
            return self.compare(value)
        except (NotDifferentiable, ArgumentError) as refusal:
            return Outcome("refused", str(refusal).splitlines()[0].split(": ", 1)[-1], str(refusal))
        except Exception as error:  # the report is the point of this
            return self.raised(error)

    def raised(self, error: Exception) -> Outcome:
        """Return what an error of the derivative is."""
        first = str(error).partition("\n")[0]
        if self.program.together and "two arguments share memory" in first:
            return Outcome("shared")
        if "in-place operation on an array that has other names" in first:  # what the text for any types refuses
            return Outcome("refused", first)
        place = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__} in {Path(place.filename).name.partition(' ')[0]}, {place.name}"
        if place.filename.startswith("<"):  # emitted code
            reason = f"{type(error).__name__}: {first[:60]}"
        return Outcome("wrong", reason, traceback.format_exc(limit=-6)[-5000:])

    def compare(self, value: Any) -> Outcome:
        """Compare the gradient with differences; check all else that it promises."""
        derivative = srcad.value_and_grad(self.function, argnums=(0, 1, 2))
        arguments = self.arguments()
        found, gradient = derivative(*arguments)
        for reason, holds in self.promises(value, found, arguments, gradient):
            if not holds:
                return Outcome("wrong", reason, f"{reason}: {found} {value} {gradient}")
        again, second = derivative(*self.arguments())
        same = again == found or (np.isnan(again) and np.isnan(found))
        if not same or not all(np.array_equal(a, b, equal_nan=True) for a, b in zip(gradient, second)):
            return Outcome("wrong", "twice", f"the second time {second}, not {gradient}")
        alone = srcad.grad(self.function, argnums=(0, 1, 2))(*self.arguments())  # its text has less of the program
        tolerance = 1e-3 if self.single else 1e-9
        if not all(np.allclose(a, b, tolerance, tolerance, equal_nan=True) for a, b in zip(gradient, alone)):
            return Outcome("wrong", "alone", f"gradient without the value {alone}, not {gradient}")
        return self.numbers(np.concatenate([np.ravel(g) for g in gradient]))

    def promises(
        self, value: Any, found: Any, arguments: tuple[Any, ...], gradient: tuple[Any, ...]
    ) -> Iterator[tuple[str, bool]]:
        # What replaces a whole argument may be laid out in another way, and so be summed in another order.
        tolerance = 1e-6 if self.single else 1e-13
        yield "value", bool(np.isclose(found, value, rtol=tolerance, atol=tolerance, equal_nan=True))
        yield "type of the float", type(gradient[2]) is float
        for argument, before, part in zip(arguments, self.arguments(), gradient[:2]):
            yield "type", isinstance(part, np.ndarray) and (part.shape, part.dtype) == (before.shape, before.dtype)
            yield "argument changed", np.array_equal(argument, before)
            yield "memory", not any(np.shares_memory(part, a) for a in arguments[:2])
            yield "writable", part.flags.writeable
        yield "memory of both", not np.shares_memory(gradient[0], gradient[1])

    def numbers(self, found: np.ndarray) -> Outcome:
        coarse, fine = (differences(self.at, np.concatenate([self.x, self.y, [SCALAR]]), step) for step in STEPS)
        tolerance = 2e-3 if self.single else 1e-6
        value = self.at(np.concatenate([self.x, self.y, [SCALAR]]))
        rounding = 100 * np.spacing(abs(value)) / min(STEPS)
        if too_large(value, min(STEPS)):
            return Outcome("kink", "too large for differences")
        if not np.all(np.isfinite(fine)) or np.max(np.abs(fine)) > 1e6:
            return Outcome("kink", "infinite")
        if np.allclose(found, fine, rtol=tolerance, atol=tolerance + rounding):
            return Outcome("right")
        if not np.allclose(coarse, fine, rtol=tolerance, atol=tolerance):
            return Outcome("kink")
        if not np.all(np.isfinite(found)) and self.overflows():
            return Outcome("kink", "numbers without end that nobody uses")
        return Outcome("wrong", "gradient", f"gradient {found}\nnot      {fine}")

    def overflows(self) -> bool:
        """Say whether numbers become infinite on the way."""
        try:
            with np.errstate(over="raise"):
                self.function(*self.arguments())
        except FloatingPointError:
            return True
        return False

    def at(self, point: Any) -> float:
        """Return the value at another point, in double precision."""
        x, y, s = np.split(np.asarray(point), [self.x.size, self.x.size + self.y.size])
        first, second = replace(self.program.x, dtype="float64"), replace(self.program.y, dtype="float64")
        return float(self.wide(first.make(x), second.make(y), float(s[0])))
