"""The ways of calling the derivative of a test's program: as a function, decorated, as a method, from a file."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from typing import Any

import srcad
from tests.transpiled import transpiled, types_of

Program = Callable[..., Any]


def of_the_function(program: Program, *arguments: Any) -> Any:
    """Return the gradient of the function that the module has."""
    return srcad.grad(program)(*arguments)


def decorated(program: Program, *arguments: Any) -> Any:
    """Return what the function gives when ``@srcad.grad`` stands above it."""
    node = _definition(program)
    node.decorator_list.insert(0, ast.parse("srcad.grad", mode="eval").body)
    return _executed(node, program)[node.name](*arguments)


def of_a_method(program: Program, *arguments: Any) -> Any:
    """Return the gradient of the function as a method of a class."""
    node = _definition(program)
    node.args.args.insert(0, ast.arg("self"))
    holder = ast.parse("class Holder:\n    pass").body[0]
    assert isinstance(holder, ast.ClassDef)
    holder.body = [node]
    return srcad.grad(getattr(_executed(holder, program)["Holder"](), node.name))(*arguments)


def from_a_file(program: Program, *arguments: Any, typed: bool = True) -> Any:
    """Return what the file gives that ``srcad transpile`` writes, told the types of arguments or not."""
    return transpiled(program, types_of(program, arguments) if typed else None)(*arguments)


WAYS = (of_the_function, decorated, of_a_method, from_a_file)


def _definition(program: Program) -> ast.FunctionDef:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(program))).body
    assert isinstance(node, ast.FunctionDef)
    return node


def _executed(node: ast.stmt, program: Program) -> dict[str, Any]:
    """Execute a statement where the function stands, and return the names there; other programs see nothing of it."""
    text = ast.unparse(ast.fix_missing_locations(node)) + "\n"
    file = f"<{type(node).__name__} of {program.__module__}.{program.__qualname__}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {**program.__globals__, "srcad": srcad}
    exec(compile(text, file, "exec"), namespace)
    return namespace
