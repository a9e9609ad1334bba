"""The form of a tree that its text reads back as.

A tree that a program builds can hold what no text parses to: negative and non-finite constants, NumPy scalars,
adjacent pieces of text in an f-string, one node in two places. :func:`canonical` returns a fresh tree without them,
and :func:`difference` compares such a tree with the one parsed from its text.
"""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from srcad.emit.comments import Blank, Comment

#: What a text does not tell: the context follows from the place, the others are notes of a parser.
_UNTOLD = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def canonical(node: ast.AST, numpy: str = "np") -> ast.AST:
    """Return a copy of ``node``, without shared nodes, whose constants are as a parser gives them.

    Parameters
    ----------
    node : ast.AST
        Any tree, with or without :class:`~srcad.emit.comments.Comment` and :class:`~srcad.emit.comments.Blank`.
    numpy : str
        The name of NumPy where the text will stand, for ``np.inf`` and ``np.nan``.
    """
    if isinstance(node, ast.Constant):
        return _constant(node, numpy)
    if isinstance(node, ast.pattern):  # patterns allow no calls, and no ``-np.inf``
        return copy.deepcopy(node)
    fresh = type(node).__new__(type(node))  # its fields come from the other one
    vars(fresh).update(vars(node))
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            setattr(fresh, name, canonical(value, numpy))
        elif isinstance(value, list):
            items = [canonical(item, numpy) if isinstance(item, ast.AST) else item for item in value]
            setattr(fresh, name, items)
    if isinstance(fresh, ast.JoinedStr):
        fresh.values = list(_joined(fresh.values))
    return fresh


def _constant(node: ast.Constant, numpy: str) -> ast.expr:
    """Return an expression that parses back to the constant's value, of the same type."""
    value = node.value.item() if isinstance(node.value, np.generic) else node.value
    if isinstance(value, float):
        return _float(value, numpy)
    if isinstance(value, int) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    if isinstance(value, complex):
        return _complex(value, numpy)
    return ast.Constant(value)


def _float(value: float, numpy: str) -> ast.expr:
    """Return the expression of a float: the sign of a NaN does not matter, that of a zero does."""
    if math.isnan(value):
        return ast.Attribute(ast.Name(numpy, ast.Load()), "nan", ast.Load())
    size: ast.expr = ast.Constant(abs(value))
    if math.isinf(value):
        size = ast.Attribute(ast.Name(numpy, ast.Load()), "inf", ast.Load())
    return ast.UnaryOp(ast.USub(), size) if math.copysign(1.0, value) < 0 else size


def _complex(value: complex, numpy: str) -> ast.expr:
    """Return ``2j`` where the literal says it all, else ``complex(re, im)``: ``-0.0 + 2j`` would lose a sign."""
    plain = math.copysign(1.0, value.real) > 0 and math.copysign(1.0, value.imag) > 0 and math.isfinite(value.imag)
    if value.real == 0 and plain:
        return ast.Constant(value)
    parts = [_float(value.real, numpy), _float(value.imag, numpy)]
    return ast.Call(ast.Name("complex", ast.Load()), parts, [])


def _joined(values: list[ast.expr]) -> Iterator[ast.expr]:
    """Yield the pieces of an f-string with adjacent text merged and empty text dropped."""
    text = ""
    for value in values:
        if isinstance(value, ast.Constant):
            text += str(value.value)
            continue
        if text:
            yield ast.Constant(text)
        text = ""
        yield value
    if text:
        yield ast.Constant(text)


def difference(meant: object, read: object, path: str = "tree") -> str:
    """Say where two canonical trees differ, or return an empty string; comments and contexts do not count."""
    if isinstance(meant, ast.AST) and isinstance(read, ast.AST):
        if type(meant) is not type(read):
            return f"{path}: {type(meant).__name__} is read as {type(read).__name__}"
        names = [name for name in meant._fields if name not in _UNTOLD]
        pairs = ((n, _field(meant, n), _field(read, n)) for n in names)
        return next(filter(None, (difference(a, b, f"{path}.{n}") for n, a, b in pairs)), "")
    if isinstance(meant, list) and isinstance(read, list):
        statements = [item for item in meant if not isinstance(item, (Comment, Blank))]
        numbered = enumerate(zip_longest(statements, read))
        return next(filter(None, (difference(a, b, f"{path}[{i}]") for i, (a, b) in numbered)), "")
    same = type(meant) is type(read) and repr(meant) == repr(read)
    return "" if same else f"{path}: {meant!r} is read as {read!r}"


def _field(node: ast.AST, name: str) -> object:
    """Return a field; an empty list, and level 0 of an import, count like one that a builder left out."""
    value = getattr(node, name, None)
    return None if value == [] or (name == "level" and value == 0) else value
