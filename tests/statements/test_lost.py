"""What would lose a derivative without a word is right, or is refused."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import array
import collections
import queue

import numpy as np


class Spring:
    def __init__(self, k):
        self.k = k

    def force(self, x, power=3.0):
        return self.k * x**power

    def energy(self, x, power=2.0):
        return 0.5 * self.k * x**power


class Appending(list):
    def __call__(self, x):
        self.append(x)


class Items:
    def __init__(self, v):
        self.v = v

    def __rmul__(self, other):
        return self.v * other * 2.0

    def __len__(self):
        return 2

    def __getitem__(self, i):
        if i > 1:
            raise IndexError
        return self.v * (i + 1)


class Deferred(Items):
    __array_ufunc__ = None


def program(x):
    spring, d, a = Spring(x[0]), {{1: x[0], 0: x[1]}}, Appending()
    {body}
"""
X = np.array([1.3, 2.1, 0.7, 1.9])

RIGHT = [
    "methods = [spring.force, spring.energy]; return sum(m(x[1]) for m in methods)",
    "m = spring.energy; return m(x[1]) + (lambda *v: spring.force(*v))(x[2])",
    """try:
        unused = spring.force
    except ZeroDivisionError:
        return 0.0
    return spring.energy(x[1])""",
    """e = x[0]
    try:
        raise ValueError
    except ValueError as e:
        e = x[1]
    try:
        return e * x[2]
    except NameError:
        return x[3] ** 2""",
    """e = x[0]
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as e:
            if i == 1:
                break
    try:
        return e * x[1]
    except NameError:
        return x[2] ** 4""",
    """e, s = x[0], 0.0
    for i in range(3):
        try:
            if i == 1:
                raise KeyError
        except KeyError as e:
            s += x[1]
        try:
            s += e * x[2]
        except NameError:
            s, e = s + 10.0 * x[3], x[0] * x[2]
    return s""",
    """try:
        with np.errstate(all="ignore"):
            return late * x[0]
        late = 0.5
    except NameError:
        return x[1] * x[2]""",
    """try:
        s = sum(late * v for v in x[4:])
        late = x[0]
    except NameError:
        return x[1] * x[2]
    return late * x[3] + s""",
    """if x[0] > 5.0:
        rare = x[1]
    f = lambda: rare * x[0]
    try:
        return f()
    except NameError:
        return x[1] * x[2]""",
    """if x[0] > 5.0:
        rare = x[1]
    f = lambda: rare * x[0]
    return f() if x[0] > 5.0 else x[2] * x[3]""",
    "d = {i: v for i, v in enumerate(x) if v > 1.0}; return sum(x[k] * x[k] for k in set(d))",
    "d = {i: v for i, v in enumerate(x) if v > 1.0}; return sum(x[k] ** 3 for k in {2 * q % 3 for q in d})",
    "d[1.0] *= x[2]; d[True] += x[3]; d[False] *= d[1]; return d[1] * d[0.0] * len(d)",
    "d[2] = x[1]; d[2.0] += x[0]; d.update({1.0: x[2] * x[2]}); return sum(d.values()) + d.get(True) + (1.0 in d)",
    "d = {}; [d.__setitem__ for _ in ()]; d[int(x[0])] = x[1]; return sum(k * v for k, v in d.items())",
    "d = {x[0]: x[1]}; d[x[2]] = x[3]; return d[x[0]] * d[x[2]]",
    "return np.sum(x * Deferred(x[1])) + float(x[0]) * Items(x[1])",
    "return x.astype(int)[1] * x[0] + np.array([x[0], 2], dtype=float)[0] * x[2]",
    """s, i = 1.0, 0
    try:
        while True:
            s, i = s * x[i] * i + x[0], i + 1
    except IndexError:
        return s""",
    """items, s = list(x), 1.0
    try:
        while True:
            s += s * items.pop()
    except IndexError:
        return s""",
    """class Pairs:
        def __init__(self):
            self.i = 0
        def take(self):
            if self.i >= 3:
                raise StopIteration
            self.i += 1
            return x[self.i - 1], x[self.i]
    class Asked:
        def __init__(self, pairs):
            self.pairs = pairs
            self.pair = None
        def goes_on(self):
            try:
                self.pair = self.pairs.take()
            except StopIteration:
                return False
            return True
    asked, s = Asked(Pairs()), 0.0
    while asked.goes_on():
        s += asked.pair[0] * asked.pair[1]
    return s""",
    """try:
        return spring[0] * x[1]
    except TypeError:
        return x[2] * x[1]""",
    """try:
        while True:
            s = x[0] * x[1]
            raise ValueError
    except ValueError:
        return s * x[2]""",
    """s, i = 1.0, 0
    if x[0] < 1.0:
        while True:
            s, i = s * x[i], i + 1
    return s * x[2]""",
]
REFUSED = {
    "return spring['k'] * x[0]": "is not subscriptable",
    "m = spring.force if x[1] > 1.0 else spring.energy; return m(x[2])": "a bound method",
    "m = [spring.force, spring.energy][int(x[0])]; return m(x[2])": "a bound method",
    "m = {'f': spring.force, 'e': spring.energy}['f' if x[0] > 1.0 else 'e']; return m(x[1])": "a bound method",
    """if x[0] < 1.0:
        while True:
            continue
            return x[1]
    return x[2]""": "a loop that nothing leaves",
    "a(x[0]); return a[0] * x[1]": "may write",
    "q = queue.Queue(); put = q.put; put(x[0]); return q.get() * x[1]": "may write",
    "b = array.array('d'); f = b.append; f(x[0]); return b[0] * x[1]": "may write",
    "e = collections.OrderedDict(); f = e.__setitem__; f('a', x[0]); return e['a'] * x[1]": "may write",
    "e = {v: 1.0 for v in x}; return sum(k * n for k, n in e.items())": "keys of a dict that are differentiated",
    "e = collections.defaultdict(int); e[x[0]] += 1; return max(e) * x[1]": "keys of a dict that are differentiated",
    "e = {}; e[x[0]] = x[1]; k, v = e.popitem(); return k * v": "keys of a dict that are differentiated",
    "return np.array([x[0]], dtype=object)[0] * x[1]": "array of objects",
    "return np.asarray([x[0]], 'O').sum()": "array of objects",
    "return x.astype(str).astype(float).sum()": "array of objects",
    "return np.array([(x[0], x[1])], dtype=[('a', float), ('b', float)])['a'][0]": "array of objects",
    "return locals()['x'][0] * x[1]": "looks at the variables",
    "k = 2.0; return eval('k') * x[0]": "looks at the variables",
    "return x[0] * vars()['x'][1]": "looks at the variables",
    "return np.sum(x[0] * Items(x[1]))": "to the left of an object",
    "return np.sum(x * Items(x[1]))": "to the left of an object",
}


@pytest.mark.parametrize("body", RIGHT)
def test_what_looks_like_it_is_right(body: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(body=body), tmp_path / "kept.py")
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("body", REFUSED)
def test_what_would_be_lost_is_refused(body: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(body=body), tmp_path / "lost.py")
    with pytest.raises(NotDifferentiable, match=REFUSED[body]):
        srcad.grad(program)(X)


UNDEFINED = [
    """e = x[0]
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e * x[1]""",
    """e = x[0]
    try:
        if x[0] > 1.0:
            raise ValueError
    except ValueError as e:
        pass
    return e * x[1]""",
    """if len(x) == 4:
        pass
    else:
        e = x[0]
    return e * x[1]""",
    """for e in x[4:]:
        pass
    return e * x[1]""",
    """for _ in range(0):
        e = x[0]
    return e * x[1]""",
]


@pytest.mark.parametrize("body", UNDEFINED)
def test_a_name_that_holds_nothing_raises(body: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(body=body), tmp_path / "undefined.py")
    with pytest.raises((UnboundLocalError, NotDifferentiable), match=r"'e'.* (not associated|deleted)"):
        srcad.grad(program)(X)


def test_calls_that_lead_too_deep_are_refused(tmp_path: Path) -> None:
    text = """
        class Node:
            def __init__(self, v, behind):
                self.v, self.behind = v, behind

            def total(self):
                return self.v * self.v + (self.behind.total() if self.behind is not None else 0.0)


        def program(x):
            node = None"""
    made = [f"node = Node(x[{k % 4}] * {k}.0, node)" for k in range(150)]
    lines = [dedent(text), *(f"    {line}" for line in (*made, "return node.total()", ""))]
    program = load("\n".join(lines), tmp_path / "deep.py")
    with pytest.raises(NotDifferentiable, match="too deep"):
        srcad.grad(program)(X)
