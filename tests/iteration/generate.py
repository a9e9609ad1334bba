"""Random programs that change a list, an array or a dict while they go through it in one of many ways."""

from __future__ import annotations

import random

HEAD = """\
import functools
import itertools

import numpy as np


class Box:
    def __init__(self, items):
        self.items = items

    def put(self, v):
        self.items.append(v)


def lengthen(items, v):
    items.append(v)


def change(items, i, v):
    items[i] = v


def products(items, u):
    for v in items:
        yield v * u


def program(x, w):
    s = 0.0
    {made}
    {loop}:
        {first}
        s = s * 0.9 + e * x{second}
    return s + {whole}
"""

_LISTS = [
    "items = [x, x * x, 0.5 * x]",
    "items = [x, x * x, 0.5 * x]; items.sort()",
    "items = [x, x * x, 0.5 * x]; box = Box(items); box.put(2.0 * x)",
    "pair = ([x, x * x, 0.5 * x], 1); items = pair[0]",
    "items = [x, x * x, 0.5 * x]; other = items if x > 0.3 else [x]",
    "rows = [[x, x * x, 0.5 * x], [x]]; items = rows[0]; rows[1] = items",
    "items = [x, x * x]\n    if w[0] > 0:\n        items.append(x * x * x)",
    "items = []\n    for v in w:\n        items.append(v * x)",
    "items = [v * x for v in w]",
    "items = list(w); items[0] = x",
    "held = {'a': [x, 0.5], 'b': [x * x, x, 0.25]}; items = held['b']",
]
_ARRAYS = [
    "items = w * x",
    "whole = np.concatenate([w * x, w]); items = whole[:3]",
    "items = np.zeros(3); items[1:] = x; items[0] = w[0]",
    "whole = np.outer(w, w) * x; items = whole[1]",
    "items = w * x; other = items",
]
_LOOPS = """for e in items
for i, e in enumerate(items)
for e, q in zip(items, w)
for e, q in zip((v * x for v in items), w)
for e, q in zip(map(lambda v: v * x, items), w)
for e in reversed(items)
for e, q in zip(reversed(items), w)
for e in iter(items)
for e in itertools.chain(items, [x])
for e in itertools.islice(items, 2)
for e in itertools.accumulate(items)
for e, q in itertools.pairwise(items)
for e in filter(lambda v: v > 0.1, items)
for e in (v * x for v in items)
for e in products(items, x)
for e, q in zip(products(items, x), w)
for i, e in enumerate(v * x for v in items)
for (i, e), q in zip(enumerate(items), w)
for e in map(lambda a, b: a * b, items, w)
for e in (v * x for v in items if v > 0.1)
for e, q in zip(filter(lambda v: v > 0.1, items), w)
for e, q in itertools.product(items, w)
for e, q in itertools.combinations(items, 2)
for e in list(items)
for e in items[:]
for e in items[::-1]
for e, q in zip(items[1:], items)
for e, q in zip(items, items)
for e in (items[k] for k in range(len(items)))
for e in (u + 1.0 for u in (v * x for v in items))
for e, q in zip(itertools.chain(items, [x]), w)
for i, (e, q) in enumerate(zip(items, w))
for e in [*items, x]
for e in itertools.starmap(lambda a, b: a * b, zip(items, w))
for e, q in zip(itertools.cycle(items), w)
for e, q in itertools.zip_longest(items, w, fillvalue=0.5)
for e in itertools.takewhile(lambda v: v < 50.0, items)
for e in [v * x for v in items]
for e in tuple(items)
for e in sorted(items)
for e, q in zip(sorted(items), items)
for e, q in zip(w, itertools.accumulate(items))
for q, e in zip(w, functools.reduce(lambda a, b: [*a, b], items, []))""".split("\n")
_PLACES = [
    "items[0] = e * 1.5",
    "items[-1] = e * 1.5",
    "items[1] += e",
    "change(items, 0, e * 0.7)",
    "Box(items).items[0] = e * 1.2",
    "again = items; again[1] = again[1] * e",
    "(items, 1)[0][0] = e",
    "items[0], items[1] = items[1], items[0]",
    "items[:] = [v * 1.1 for v in items]",
    "pass",
]
_LENGTHS = [
    "items = [v * 1.1 for v in items]",
    "items.reverse()",
    "items.sort()",
    *(
        f"if len(items) < 6:\n            {change}"
        for change in (
            "items.append(e * 0.5)",
            "items.insert(0, e * 0.5)",
            "items.extend([e, x])",
            "items += [e]",
            "lengthen(items, e)",
            "Box(items).put(e)",
        )
    ),
    *(
        f"if len(items) > 2:\n            {change}"
        for change in ("items.pop()", "items.pop(0)", "del items[0]", "items.remove(items[0])", "del items[1:]")
    ),
]
_ARRAY_CHANGES = [
    "items *= 0.9",
    "items[:] = items[::-1]",
    "np.multiply(items, e, out=items)",
    "items = items * 1.1",
    "items.sort()",
    "items[1:] = items[:-1]",
]
_DICTS = [
    "items = {'a': x, 'b': x * x, 'c': w[0] * x}",
    "items = dict(zip('abc', w * x))",
    "items = {'a': x, 'b': 0.5}\n    if w[0] > 0:\n        items['c'] = x * x",
    "held = [{'a': x, 'b': 0.5}, {}]; items = held[0]; held[1] = items",
]
_DICT_LOOPS = """for k, e in items.items()
for e in items.values()
for e in (items[k] for k in items)
for k, e in list(items.items())
for k, e in zip(items, w)
for k, e in zip(items, items.values())
for e in (v * x for v in items.values())
for e, q in zip((v * x for v in items.values()), w)
for e in map(items.get, items)
for e in sorted(items.values())
for i, e in enumerate(items.values())
for e in itertools.chain(items.values(), w)
for e in itertools.accumulate(items.values())""".split("\n")
_DICT_CHANGES = [
    "items['a'] = e * 1.5",
    "items['b'] += e",
    "items.update(b=e)",
    "change(items, 'a', e)",
    "Box(items).items['b'] = e * 1.2",
    "again = items; again['b'] = again['b'] * e",
    "items = {**items, 'a': e}",
    "pass",
]


def program(choices: random.Random) -> str:
    """Return the text of a program."""
    kind = choices.choice(["list"] * 3 + ["array", "dict"])
    made, loops, changes, whole = {
        "list": (_LISTS, _LOOPS, _PLACES + _LENGTHS, "sum(items) * x + len(items)"),
        "array": (_ARRAYS, _LOOPS, _PLACES + _ARRAY_CHANGES, "np.sum(items) * x"),
        "dict": (_DICTS, _DICT_LOOPS, _DICT_CHANGES, "sum(items.values()) * x + len(items)"),
    }[kind]
    first, second = (choices.choice(changes) for _ in range(2))
    if choices.random() < 0.5:
        first = "pass"
    return HEAD.format(
        made=choices.choice(made),
        loop=choices.choice(loops),
        first=first,
        second="\n        " + second if choices.random() < 0.8 else "",
        whole=whole,
    )
