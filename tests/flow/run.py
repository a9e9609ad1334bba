"""Random programs against differences: ``python -m tests.flow.run 2000 [first seed]``."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.generate import Generator
from tests.flow.numerical import differences

POINT = 0.83
VECTOR = np.array([0.37, -0.61, 1.29])
STEPS = (1e-3, 3e-4)


@dataclass(frozen=True)
class Outcome:
    """What came of one program.

    It is ``right``, ``refused``, ``wrong``, has a ``kink`` (no derivative there), ``raises`` as the program does, or is
    ``invalid``.
    """

    kind: str
    detail: str = ""


def load(text: str, path: Path) -> Callable[..., Any]:
    """Write a program to a file, so that its source is found, and import it."""
    path.write_text(text, encoding="utf8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    program: Callable[..., Any] = module.program
    return program


def check(seed: int, folder: Path) -> Outcome:
    """Compare the gradient of one random program with differences."""
    program = load(Generator(seed).program(), folder / f"random_program_{seed}.py")
    vector = VECTOR.copy()
    try:
        expected_value = program(POINT, vector)
    except NameError:
        return Outcome("invalid")
    except Exception as error:  # programs raise what they raise
        return _raising(program, vector, error)
    try:
        derivative = srcad.value_and_grad(program, argnums=(0, 1))
        value, gradient = derivative(POINT, vector)
    except NotDifferentiable as refusal:
        return Outcome("refused", str(refusal))
    except Exception:  # the report is the point of this tool
        return Outcome("wrong", traceback.format_exc(limit=-4)[-4000:])
    if not np.isclose(value, expected_value, rtol=1e-12):
        return Outcome("wrong", f"value {value}, not {expected_value}")
    if type(gradient[0]) is not float or gradient[1].shape != vector.shape or gradient[1].dtype != vector.dtype:
        return Outcome("wrong", f"types of {gradient}")
    return _compare(program, gradient)


def _raising(program: Callable[..., Any], vector: np.ndarray, error: Exception) -> Outcome:
    """Say whether the derivative raises what the program raises."""
    try:
        srcad.grad(program)(POINT, vector)
    except NotDifferentiable as refusal:
        return Outcome("refused", str(refusal))
    except Exception as found:  # the report is the point of this tool
        alike = type(found) is type(error) and str(found) == str(error)
        return Outcome("raises") if alike else Outcome("wrong", f"{found!r}, not {error!r}")
    return Outcome("wrong", f"no {error!r}")


def _compare(program: Callable[..., Any], gradient: tuple[Any, Any]) -> Outcome:
    found = np.array([gradient[0], *gradient[1]])
    coarse, fine = (_differences(program, step) for step in STEPS)
    if np.allclose(found, fine, rtol=1e-6, atol=1e-7):
        return Outcome("right")
    if not np.allclose(coarse, fine, rtol=1e-6, atol=1e-6):
        return Outcome("kink")
    return Outcome("wrong", f"gradient {found}, not {fine}")


def _differences(program: Callable[..., Any], step: float) -> np.ndarray:
    def together(point: Any) -> float:
        return float(program(float(point[0]), point[1:]))

    return differences(together, np.array([POINT, *VECTOR]), step)


def main(count: int, first: int) -> int:
    """Check ``count`` programs; print what was refused and what was wrong."""
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            outcome = check(seed, Path(folder))
            kinds[outcome.kind] += 1
            if outcome.kind == "refused":
                reasons[outcome.detail.splitlines()[0].split(": ", 1)[-1]] += 1
            if outcome.kind == "wrong":
                print(f"--- seed {seed}\n{outcome.detail}", flush=True)
    print(dict(kinds))
    for reason, number in reasons.most_common():
        print(f"{number:5} {reason}")
    return kinds["wrong"]


if __name__ == "__main__":
    arguments = [int(a) for a in sys.argv[1:]]
    sys.exit(bool(main(*(*arguments, *(200, 0)[len(arguments) :]))))
