"""Classes of exceptions that a function makes: made again where its derivative runs."""

from __future__ import annotations


def exception_class(name: str, base: type[BaseException]) -> type[BaseException]:
    """Return the class of exceptions with a qualified name that is made from a base; the same one while it is used.

    >>> exception_class("model.solve.<locals>.Failed", ValueError).__mro__[1]
    <class 'ValueError'>
    """
    module, _, qualname = name.partition(".")
    for made in base.__subclasses__():
        if (made.__module__, made.__qualname__) == (module, qualname):
            return made
    return type(qualname.rpartition(".")[2], (base,), {"__module__": module, "__qualname__": qualname})
