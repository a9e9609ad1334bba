"""What functions that make functions do, said as plain Python."""

from __future__ import annotations

from collections.abc import Callable

from srcad.rules.declare import Number, known
from srcad.rules.meanings import means
from srcad.rules.results import unknown

known("functools.update_wrapper", result=unknown)


@means("functools.partial")
def partial(func: Number, *args: Number, **keywords: Number) -> Callable[..., Number]:
    """Bind the first arguments of a function, and some by name."""

    def call(*more: Number, **others: Number) -> Number:
        return func(*args, *more, **{**keywords, **others})

    return call


@means("operator.itemgetter")
def itemgetter(*items: Number) -> Callable[[Number], Number]:
    """Give a function that takes an item, or a tuple of several."""

    def get(obj: Number) -> Number:
        if len(items) == 1:
            return obj[items[0]]
        found: tuple[Number, ...] = ()
        for item in items:
            found = (*found, obj[item])
        return found

    return get


@means("operator.attrgetter")
def attrgetter(*attrs: str) -> Callable[[Number], Number]:
    """Give a function that reads an attribute, or a tuple of several."""

    def get(obj: Number) -> Number:
        if len(attrs) == 1:
            return getattr(obj, attrs[0])
        found: tuple[Number, ...] = ()
        for attr in attrs:
            found = (*found, getattr(obj, attr))
        return found

    return get


@means("operator.methodcaller")
def methodcaller(name: str, *args: Number, **keywords: Number) -> Callable[[Number], Number]:
    """Give a function that calls a method of what it is given."""

    def call(obj: Number) -> Number:
        return getattr(obj, name)(*args, **keywords)

    return call


@means("operator.setitem")
def setitem(a: Number, b: Number, c: Number) -> None:
    """Write to a place."""
    a[b] = c


@means("operator.delitem")
def delitem(a: Number, b: Number) -> None:
    """Take an item out."""
    del a[b]


@means("contextlib.contextmanager")
def contextmanager(func: Callable[..., Number]) -> Callable[..., Number]:
    """Hand on the generator: a ``with`` statement goes through it."""
    return func


@means("contextlib._GeneratorContextManager")
def entered(func: Callable[..., Number], args: Number, kwds: Number) -> Number:
    """Call the generator, as the function does that ``contextmanager`` has made."""
    return func(*args, **kwds)
