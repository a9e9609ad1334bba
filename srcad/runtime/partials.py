"""Objects of :class:`functools.partial` as functions: with source, and with what they bind in cells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

_FUNCTIONS: WeakKeyDictionary[partial[Any], FunctionType] = WeakKeyDictionary()


def as_function(bound: partial[Any]) -> FunctionType:
    """Return a function that does what a partial object does; always the same one for the same object.

    >>> as_function(partial(pow, 2))(5)
    32
    """
    if bound not in _FUNCTIONS:
        made = _bind(bound.func, bound.args, bound.keywords)
        assert isinstance(made, FunctionType)
        made.__module__, made.__qualname__ = "functools", "partial.call"
        _FUNCTIONS[bound] = made
    return _FUNCTIONS[bound]


def _bind(func: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Callable[..., Any]:
    def call(*more: Any, **others: Any) -> Any:
        return func(*args, *more, **{**keywords, **others})

    return call
