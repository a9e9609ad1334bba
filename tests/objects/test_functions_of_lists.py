"""Functions of the library that change a list which two names may mean, or hand it on: it stays the same one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import collections
import copy
import functools
import heapq
import itertools
import math
import operator


def put(items, v):
    items.append(v)
    return items


def program(x):
    a = [x, 1.0, 0.3]
    b = a if x > 0 else [2.0]
    {changed}
    return sum(a) * x + a[0] * a[1] + b[-1]
"""
CHANGED = """functools.reduce(put, [x, x * x], a)
t = functools.reduce(put, [x, x * x], a); t[0] = 7.0 * x
t = functools.reduce(lambda u, v: u, [a, b]); t[0] = x * x
heapq.heappush(a, 0.1 * x)
heapq.heapify(a)
t = heapq.heappop(a); a.append(t * x)
operator.setitem(a, 0, x * x)
operator.delitem(a, 0)
operator.iadd(a, [x * x])
getattr(a, "append")(x * x)
t = getattr(a, "pop")(); a.insert(0, t * x)
p = a.append; p(x * x)
p = operator.methodcaller("append", x * x); p(a)
p = functools.partial(put, a); p(x * x)
p = functools.partial(map, math.sin, a); a.append(x); a[0] = list(p())[-1]
t = operator.itemgetter(0)(a); a[0] = t * x
t = max([a, [0.0]], key=len); t[0] = x * x
t = min(a, b, key=len); t[0] = x * x
t = next(iter([a])); t[0] = x * x
t = a or b; t[0] = x * x
t, *rest = [a, b]; t[0] = x * x
t = list(zip([a], [b]))[0][0]; t[0] = x * x
t = list(map(put, [a, b], [x, x * x])); t[0][0] = x * x * x
t = [a] * 2; t[1][0] = x * x
t = copy.copy(a); t[0] = 5.0 * x
t = copy.deepcopy([a])[0]; t[0] = 5.0 * x
t = collections.deque(a); t.append(x); a[0] = t[-1] * t[0]
t = collections.namedtuple("Pair", "u v")(a, b); t.u[0] = x * x
any(u.append(x * x) for u in [a, b])
for u in map(lambda u: u, [a]): u[0] *= x
for u in itertools.chain([a], [b]): u[0] *= x
for u in itertools.repeat(a, 2): u[0] *= x""".split("\n")
REFUSED = """list.append(a, x * x)
functools.partial(list.append, a)(x * x)
a.__setitem__(0, x * x)""".split("\n")


@pytest.mark.parametrize("changed", CHANGED)
def test_a_list_under_two_names(changed: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(changed=changed), tmp_path / f"functions_of_lists_{CHANGED.index(changed)}.py")
    value, gradient = srcad.value_and_grad(program)(0.83)
    assert value == pytest.approx(program(0.83), rel=1e-12)
    np.testing.assert_allclose(gradient, differences(lambda point: program(float(point)), 0.83), rtol=1e-8)


@pytest.mark.parametrize("changed", REFUSED)
def test_what_is_not_described_is_refused(changed: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(changed=changed), tmp_path / f"refused_of_lists_{REFUSED.index(changed)}.py")
    with pytest.raises(NotDifferentiable):
        srcad.grad(program)(0.83)
