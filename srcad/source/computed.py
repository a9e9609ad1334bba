"""Values of module-level names that hold functions: what makes them is computed where the name is read.

before: ``TABLE = {"sin": np.sin}``; ``cube = partial(power, n=3)``; ``@scaled(2.0) def f(x): ...``
after: the same as the body of a function without parameters, which reading the name calls
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from srcad.ir.types import Callable
from srcad.source.interface import Definition, Known
from srcad.source.match import FunctionNode
from srcad.source.members import Names, known_name

#: What makes a function of others, or of nothing.
_MAKERS = frozenset({"functools.partial", "operator.itemgetter", "operator.attrgetter", "operator.methodcaller"})


def holds_functions(value: ast.expr, names: Names) -> bool:
    """Say whether an expression at the top level of a file makes a function, or a display that holds one."""
    match value:
        case ast.Lambda():
            return True
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return any(holds_functions(item, names) for item in items)
        case ast.Dict(keys=keys, values=items):
            return None not in keys and any(holds_functions(item, names) for item in items)
        case ast.Name() | ast.Attribute():
            binding = names.expression(value)
            return isinstance(binding, Known) and isinstance(binding.type, Callable)
        case ast.Call(func=func):
            return known_name(names, func) in _MAKERS or makes_functions(func, names)
    return False


def makes_functions(function: ast.expr, names: Names) -> bool:
    """Say whether what an expression names is a function of the user's that returns one that it defines."""
    match names.expression(function):
        case Known(type=Callable(target=Definition() as definition)):
            return _returns_function(names.source(definition))
    return False


def is_display(value: ast.expr) -> bool:
    """Say whether an expression makes an object that can change."""
    return any(isinstance(node, (ast.Dict, ast.List)) for node in ast.walk(value))


@cache
def _returns_function(node: FunctionNode) -> bool:
    if isinstance(node, ast.Lambda):
        return isinstance(node.body, ast.Lambda)
    inner = {s.name for s in ast.walk(node) if isinstance(s, ast.FunctionDef) and s is not node}
    returned = list(_returned(node))
    return bool(returned) and all(
        isinstance(value, ast.Lambda) or (isinstance(value, ast.Name) and value.id in inner) for value in returned
    )


def _returned(node: ast.AST) -> Iterator[ast.expr | None]:
    """Give what the ``return`` statements of a function hand on, not those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return):
            yield child.value
        elif not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            yield from _returned(child)


def decorated(node: ast.FunctionDef, decorators: list[ast.expr]) -> ast.expr:
    """Return the expression that these decorators of a function make of it, which goes by its own name in there."""
    value: ast.expr = ast.copy_location(ast.Name(node.name, ast.Load()), node)
    for decorator in reversed(decorators):
        value = ast.copy_location(ast.Call(decorator, [value], []), decorator)
    return value
