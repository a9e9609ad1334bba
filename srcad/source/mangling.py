"""Private names of classes: what is called ``__name`` inside the class ``Model`` is ``_Model__name`` to Python."""

from __future__ import annotations

from itertools import pairwise

import gast

_FIELDS = {
    gast.Attribute: "attr",
    gast.Name: "id",
    gast.FunctionDef: "name",
    gast.ClassDef: "name",
    gast.keyword: "arg",
    gast.ExceptHandler: "name",
}


def mangled(name: str, cls: str) -> str:
    """Return a name that is written inside a class as Python knows it.

    >>> mangled("__rate", "_Model"), mangled("__init__", "Model"), mangled("_rate", "Model"), mangled("__rate", "__")
    ('_Model__rate', '__init__', '_rate', '__rate')
    """
    owner = cls.lstrip("_")
    return f"_{owner}{name}" if owner and name.startswith("__") and not name.endswith("__") else name


def class_around(qualname: str) -> str:
    """Return the name of the innermost class around a function; empty if there is none.

    >>> class_around("Model.step"), class_around("Model.step.<locals>.inner"), class_around("f.<locals>.g")
    ('Model', 'Model', '')
    """
    parts = qualname.split(".")
    owners = [name for name, inside in pairwise(parts) if "<locals>" not in (name, inside)]
    return owners[-1] if owners else ""


def mangle(tree: gast.AST, cls: str) -> None:
    """Give the private names in a function their full names, in place; classes inside it have names of their own."""
    stack = [tree]
    while stack:
        node = stack.pop()
        owner = _FIELDS.get(type(node))
        if owner is not None and isinstance(name := getattr(node, owner), str):
            setattr(node, owner, mangled(name, cls))
        if isinstance(node, (gast.Global, gast.Nonlocal)):
            node.names = [mangled(name, cls) for name in node.names]
        if not isinstance(node, gast.ClassDef):
            stack += gast.iter_child_nodes(node)
