"""Subscripts that read and write, ``op=``, lists, from user's text to gradient, against differences."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from types import ModuleType

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.aliases.augmenting import AUGMENTING
from tests.aliases.lists import LISTS
from tests.aliases.outputs import OUTPUTS
from tests.aliases.placing import PLACING
from tests.aliases.reading import READING
from tests.aliases.writing import WRITING
from tests.flow.numerical import differences

TEXTS = (READING, WRITING, PLACING, AUGMENTING, LISTS, OUTPUTS)
CASES = [text for texts in TEXTS for text in texts.strip().split("\n\n")]
X = np.array([0.3, 0.7, -0.4, 1.1])


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a module with a function of each program."""
    functions = [f"def f{number}(x):\n{indent(text, '    ')}\n" for number, text in enumerate(CASES)]
    path = Path(tmp_path_factory.mktemp("programs")) / "subscript_programs.py"
    path.write_text(
        "import itertools\nfrom collections import deque\nimport numpy as np\n\n" + "\n".join(functions),
        encoding="utf8",
    )
    specification = importlib.util.spec_from_file_location("subscript_programs", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text.replace("\n", "; ")[:80] for text in CASES])
def test_the_gradient_agrees_with_differences(programs: ModuleType, number: int) -> None:
    function: Callable[..., float] = getattr(programs, f"f{number}")
    given = X.copy()
    found = srcad.grad(function)(given)
    np.testing.assert_array_equal(given, X)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, differences(function, X), rtol=1e-7, atol=1e-8)


def keeps_totals(x: np.ndarray) -> float:
    total, kept = 0.0, []
    for k in range(3):
        total += x * k
        kept.append(total)
    return np.sum(kept[0] * kept[1])


def keeps_the_last_total(x: np.ndarray) -> float:
    total = last = 0.0
    for k in range(3):
        last = total
        total += x * k
    return np.sum(total * last)


def writes_to_an_argument(x: np.ndarray) -> float:
    total = 0.0
    if x[0] > 0.0:
        total = x
    total += 1.0
    return np.sum(total * x)


def writes_in_a_try(x: np.ndarray) -> float:
    total = 0.0
    if x[0] > 0.0:
        total = x
    with contextlib.suppress(TypeError):
        total += 1.0
    return np.sum(total * x)


def queues_of_several_lengths(x: np.ndarray) -> float:
    queues = [deque(maxlen=2), deque(maxlen=3)]
    for v in x:
        for queue in queues:
            queue.append(v)
    return sum(sum(queue) ** 2 for queue in queues)


class Mean:
    """The mean of the last numbers."""

    def __init__(self, n: int) -> None:
        self.last: deque[float] = deque(maxlen=n)

    def push(self, v: float) -> float:
        """Add a number; return the mean."""
        self.last.append(v)
        return sum(self.last) / len(self.last)


def queues_made_in_one_place(x: np.ndarray) -> float:
    short, long = Mean(2), Mean(3)
    return sum(short.push(v) ** 2 + long.push(v) for v in x)


@pytest.mark.parametrize("function", [queues_of_several_lengths, queues_made_in_one_place])
def test_queues_that_may_have_several_greatest_lengths_are_refused(function: Callable[..., float]) -> None:
    with pytest.raises(NotDifferentiable, match="greatest length"):
        srcad.grad(function)(X)


@pytest.mark.parametrize("function", [keeps_totals, keeps_the_last_total, writes_to_an_argument, writes_in_a_try])
def test_what_turns_out_to_be_an_array_with_other_names_is_refused(function: Callable[..., float]) -> None:
    with pytest.raises(NotImplementedError, match="in-place operation on an array that has other names"):
        srcad.grad(function)(X)
