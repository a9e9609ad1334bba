"""Random subscripts and views, with the shapes that they give."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import prod

Shape = tuple[int, ...]
Range = tuple[int, int]


def fits(shape: Shape, into: Shape) -> bool:
    """Say whether an array of a shape can be broadcast into another shape."""
    return len(shape) <= len(into) and all(a in (1, b) for a, b in zip(reversed(shape), reversed(into)))


def position(rng: random.Random, length: int, integers: Mapping[str, Range]) -> str:
    """Return a subscript of one element."""
    if integers and rng.random() < 0.6:
        name = rng.choice(sorted(integers))
        low, high = integers[name]
        if low >= 0 and high < length:
            return rng.choice([name, f"-{name} - 1", f"{length - 1} - {name}", f"({name} + 1) % {length}"])
        return rng.choice([f"{name} % {length}", f"-({name} % {length}) - 1"])
    return str(rng.randrange(-length, length))


def part(rng: random.Random, length: int) -> tuple[str, int]:
    """Return a slice and its length."""
    a, b = rng.randrange(length), rng.randint(1, length)
    texts = [
        ":",
        "1:",
        ":-1",
        "::2",
        "::-1",
        f"{a}:",
        f":{b}",
        f"{a}:{b}",
        f"{b}:{a}:-1",
        "-2:",
        "::-2",
        "1::2",
        f"-1:-{b + 1}:-1",
    ]
    for text in rng.sample(texts, len(texts)):
        bounds = [int(t) if t else None for t in text.split(":")]
        found = len(range(length)[slice(*bounds)])
        if found:
            return text, found
    return ":", length


def basic(rng: random.Random, shape: Shape, integers: Mapping[str, Range]) -> tuple[str, Shape]:
    """Return a subscript that gives a view, or an element, and its shape."""
    if not shape:
        return rng.choice(["...", "()"]), ()
    taken = rng.randint(1, len(shape)) if rng.random() < 0.5 else len(shape)
    texts: list[str] = []
    result: list[int] = []
    trailing = rng.random() < 0.2
    axes = range(len(shape) - taken, len(shape)) if trailing else range(taken)
    if trailing:
        texts.append("...")
        result += shape[: len(shape) - taken]
    for axis in axes:
        if rng.random() < 0.08:
            texts.append(rng.choice(["None", "np.newaxis"]))
            result.append(1)
        if rng.random() < 0.45:
            texts.append(position(rng, shape[axis], integers))
        else:
            text, length = part(rng, shape[axis])
            texts.append(text)
            result.append(length)
    if not trailing:
        result += shape[taken:]
        if rng.random() < 0.1:
            texts.append("...")
    return ", ".join(texts), tuple(result)


def fancy(rng: random.Random, shape: Shape) -> tuple[str, Shape]:
    """Return a subscript by integer arrays, with repeats, and its shape."""

    def several(length: int, count: int) -> str:
        items = ", ".join(str(rng.randrange(-length, length)) for _ in range(count))
        return rng.choice([f"[{items}]", f"np.array([{items}])"])

    count = rng.randint(1, 3)
    first = several(shape[0], count)
    forms: list[tuple[str, Shape]] = [(first, (count, *shape[1:]))]
    if len(shape) > 1:
        second = several(shape[1], count)
        forms.append((f"{first}, {second}", (count, *shape[2:])))
        forms.append((f":, {second}", (shape[0], count, *shape[2:])))
        text, length = part(rng, shape[1])
        forms.append((f"{first}, {text}", (count, length, *shape[2:])))
        forms.append((f"{first}, {rng.randrange(shape[1])}", (count, *shape[2:])))
    return rng.choice(forms)


def reshaped(rng: random.Random, shape: Shape) -> Shape:
    """Return another shape of as many elements."""
    size = prod(shape)
    forms = [(size,), (1, size), (size, 1)]
    forms += [(k, size // k) for k in (2, 3, 4) if size % k == 0]
    if size % 4 == 0:
        forms.append((2, 2, size // 4))
    return rng.choice(forms)


def view(rng: random.Random, text: str, shape: Shape, integers: Mapping[str, Range]) -> tuple[str, Shape]:
    """Return an array seen in another way: a view, or what may be one."""
    choice = rng.random()
    if choice < 0.5 and shape:
        index, found = basic(rng, shape, integers)
        if found or "..." in index:
            return f"{text}[{index}]", found
    if choice < 0.7 and len(shape) > 1:
        swapped = (shape[1], shape[0], *shape[2:])
        rolled = (*shape[1:], shape[0])
        return rng.choice(
            [
                (f"np.moveaxis({text}, 0, -1)", rolled),
                (f"{text}.T", shape[::-1]),
                (f"{text}.transpose()", shape[::-1]),
                (f"np.transpose({text})", shape[::-1]),
                (f"{text}.swapaxes(0, 1)", swapped),
                (f"np.swapaxes({text}, 1, 0)", swapped),
            ]
        )
    if choice < 0.74:
        return rng.choice([(f"np.expand_dims({text}, 0)", (1, *shape)), (f"np.asarray({text})", shape)])
    if choice < 0.87:
        return rng.choice([f"{text}.ravel()", f"np.ravel({text})", f"{text}.reshape(-1)"]), (prod(shape),)
    found = reshaped(rng, shape)
    sizes = ", ".join(map(str, found))
    return rng.choice([f"{text}.reshape({sizes})", f"np.reshape({text}, ({sizes},))"]), found
