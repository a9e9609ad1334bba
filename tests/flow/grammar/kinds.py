"""What a name may hold, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of value; containers have a kind of item."""

    name: str
    item: Kind | None = None


@dataclass(frozen=True)
class Part:
    """A place within a value: how it is written, of which kind it is, and whether it can be given another value."""

    text: str
    kind: Kind
    settable: bool = True


FLOAT = Kind("float")
INTEGER = Kind("integer")
FUNCTION = Kind("function")
ARRAY = Kind("array")
POINT = Kind("point")
VECTOR = Kind("vector")
BODY = Kind("body")
MODEL = Kind("model")
DEEP = Kind("deep")
ITERATOR = Kind("it")


def list_of(item: Kind) -> Kind:
    """Return the kind of lists of two items or more."""
    return Kind("list", item)


def dict_of(item: Kind) -> Kind:
    """Return the kind of dicts that have the keys ``"a"`` and ``"b"``, maybe others."""
    return Kind("dict", item)


def tuple_of(item: Kind) -> Kind:
    """Return the kind of tuples of two items."""
    return Kind("tuple", item)


LIST, DICT, TUPLE = list_of(FLOAT), dict_of(FLOAT), tuple_of(FLOAT)

_FIELDS: dict[Kind, tuple[Part, ...]] = {
    ARRAY: tuple(Part(f"{{}}[{i}]", FLOAT) for i in (0, 1, -1)),
    POINT: (Part("{}.x", FLOAT, False), Part("{}.y", FLOAT, False), Part("{}[1]", FLOAT, False)),
    VECTOR: (Part("{}.x", FLOAT), Part("{}.y", FLOAT), Part("{}[0]", FLOAT, False)),
    BODY: (Part("{}.place", FLOAT), Part("{}.speed", FLOAT), Part("{}.trail", LIST)),
    MODEL: (Part("{}.k", FLOAT), Part("{}.b", FLOAT), Part("{}.scaled", FLOAT), Part("{}.size", FLOAT, False)),
    DEEP: (Part("{}.k", FLOAT), Part("{}.inner.k", FLOAT), Part("{}.inner", MODEL), Part("{}.size", FLOAT, False)),
}

_ITEMS = {"list": ("{}[0]", "{}[-1]", "{}[1]"), "dict": ('{}["a"]', '{}["b"]'), "tuple": ("{}[0]", "{}[-1]")}

#: The greatest depth to which parts of parts are looked for.
DEPTH = 3


def parts(kind: Kind) -> tuple[Part, ...]:
    """Return what a value of a kind is made of."""
    if kind.item is None:
        return _FIELDS.get(kind, ())
    item = kind.item
    return tuple(Part(text, item, kind.name != "tuple") for text in _ITEMS[kind.name])


def places(text: str, kind: Kind, wanted: Kind, depth: int = DEPTH, settable: bool = False) -> Iterator[Part]:
    """Yield the places within the value ``text`` that are of the kind ``wanted``."""
    for part in parts(kind) if depth else ():
        inner = part.text.format(text)
        if part.kind == wanted:
            yield Part(inner, wanted, part.settable)
        yield from places(inner, part.kind, wanted, depth - 1, settable)
