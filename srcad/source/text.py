"""The text that a code object was compiled from, and the tree of that text."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections.abc import Mapping
from types import CodeType

import gast

from srcad.errors import Location, NotDifferentiable
from srcad.source.mangling import class_around, mangle

_FUTURES: int = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_OPTIONS_WITH_VALUE = "WX"


def read_text(code: CodeType, namespace: Mapping[str, object]) -> str | None:
    """Return the text of the file, notebook cell, doctest or ``-c`` command that holds the code, or None."""
    linecache.checkcache(code.co_filename)
    # The module's loader, found in its namespace, reads what is in no plain file (zip archives).
    if lines := linecache.getlines(code.co_filename, dict(namespace)):
        return "".join(lines)
    return command_text(sys.orig_argv) if code.co_filename == "<string>" else None


def command_text(arguments: list[str]) -> str | None:
    """Return the program of ``python -c program``, or None.

    >>> command_text(["python", "-W", "error", "-Ic", "print(1)", "-c"])
    'print(1)'
    >>> command_text(["python", "script.py", "-c", "x"]) is None
    True
    """
    rest = iter(arguments[1:])
    for argument in rest:
        if not argument.startswith("-") or argument == "-":
            return None
        if argument.startswith("--"):
            if argument == "--check-hash-based-pycs":
                next(rest, None)
            continue
        for position, letter in enumerate(argument[1:], 2):
            if letter == "m":
                return None
            if letter == "c":
                return argument[position:] or next(rest, None)
            if letter in _OPTIONS_WITH_VALUE:
                if not argument[position:]:
                    next(rest, None)
                break
    return None


def futures_of(code: CodeType) -> int:
    """Return the flags of the ``__future__`` imports that a code object was compiled with."""
    return code.co_flags & _FUTURES


def parse_text(text: str, file: str, futures: int = 0) -> ast.Module:
    """Return the tree of a module's text, compiled with the flags of some ``__future__`` imports.

    Raises
    ------
    SyntaxError
        If it is not Python.
    """
    # Notebooks let cells await; the flag changes nothing where no cell does.
    options = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | futures
    tree = compile(text, file, "exec", flags=options, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def compile_tree(tree: ast.Module, file: str, futures: int = 0) -> CodeType:
    """Return the code object of a module's tree."""
    options = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | futures
    code = compile(tree, file, "exec", flags=options, dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def convert(node: ast.AST, file: str, lines: tuple[str, ...], qualname: str) -> gast.FunctionDef | gast.Lambda:
    """Return the gast tree of a ``def`` or ``lambda`` of that qualified name, with private names in full.

    Raises
    ------
    NotDifferentiable
        For ``async def``, and for syntax newer than gast, which would be dropped without a word.
    """
    if isinstance(node, ast.AsyncFunctionDef):
        hint = "differentiate a plain function that computes, and wait for its arguments outside"
        raise NotDifferentiable("SRC001", "async functions are not differentiated", place(node, file, lines), hint)
    for child in ast.walk(node):
        if not hasattr(gast, type(child).__name__) and not isinstance(child, ast.arg):
            message = f"the syntax {type(child).__name__} is not supported"
            raise NotDifferentiable("SRC001", message, place(child, file, lines), "write it in older Python")
    tree = gast.ast_to_gast(node)
    if owner := class_around(qualname):
        mangle(tree, owner)
    return tree


def place(node: ast.AST, file: str, lines: tuple[str, ...]) -> Location:
    """Return where a node stands."""
    line = getattr(node, "lineno", 1)
    text = lines[line - 1] if line <= len(lines) else ""
    before = text.encode()[: getattr(node, "col_offset", 0)].decode(errors="replace")
    return Location(file, line, len(before) + 1, text)
