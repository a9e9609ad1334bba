"""Which ``def`` or ``lambda`` of a text a running code object was compiled from.

The text is compiled again and the code objects are compared, so that a text that changed since is never mistaken for
the source of what runs.
"""

from __future__ import annotations

import ast
import dis
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from types import CodeType
from typing import TypeAlias

from srcad.source.text import compile_tree, parse_text

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
#: A function and the code object that it was compiled to.
Pair: TypeAlias = tuple[FunctionNode, CodeType]
Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

_EXACT = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags", "co_exceptiontable")
_ALIKE = ("co_name", "co_qualname", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount")
_PROLOGUE = frozenset({"RESUME", "MAKE_CELL", "COPY_FREE_VARS", "RETURN_GENERATOR"})
_WITHOUT_MEANING = frozenset({"EXTENDED_ARG", "CACHE", "NOP"})


def find_node(running: CodeType, pairs: Iterable[Pair], asserts_rewritten: bool) -> FunctionNode | None:
    """Return the node that ``running`` was compiled from, or None if the text does not hold it.

    Parameters
    ----------
    running : code
        Of the function that is looked for.
    pairs : iterable of (node, code)
        What :func:`functions_in` says of the text.
    asserts_rewritten : bool
        The running module was compiled with other ``assert`` statements in place of its own, as pytest does.
    """
    matches = []
    for node, code in pairs:
        asserts = assert_spans(node) if asserts_rewritten else ()
        if same_code(code, running, asserts):
            away = abs(code.co_firstlineno - running.co_firstlineno)
            matches.append((away, code.co_linetable != running.co_linetable, node.lineno, node.col_offset, node))
    return min(matches, key=lambda match: match[:-1])[-1] if matches else None


@lru_cache(maxsize=8)
def functions_in(text: str, file: str, futures: int) -> tuple[Pair, ...]:
    """Return the functions in a module's text; see :func:`pair`. Most derivatives are of functions of few modules.

    Raises
    ------
    SyntaxError
        If it is not Python.
    """
    tree = parse_text(text, file, futures)
    return tuple(pair(tree, compile_tree(tree, file, futures)))


def pair(tree: ast.Module, module: CodeType) -> Iterator[Pair]:
    """Give each function's node with its code object; lambdas that share a line and cannot be told apart are left out.

    Positions are those of the same compilation, so a node is known by its first line, its name and, among lambdas on
    one line, by the part of the line that its instructions come from.
    """
    nodes: dict[tuple[int, str], list[FunctionNode]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            nodes[first_line(node), getattr(node, "name", "<lambda>")].append(node)
    for code in inner_codes(module):
        candidates = nodes.get((code.co_firstlineno, code.co_name), [])
        found = candidates[0] if len(candidates) == 1 else _innermost(candidates, code)
        if found is not None:
            yield found, code


def first_line(node: FunctionNode) -> int:
    """Return what ``co_firstlineno`` is for the node: the line of its first decorator, or its own."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(d.lineno for d in decorators)])


def inner_codes(code: CodeType) -> Iterator[CodeType]:
    """Give the code objects inside a code object, outer ones first."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from inner_codes(constant)


def _innermost(candidates: Sequence[FunctionNode], code: CodeType) -> FunctionNode | None:
    """Return the smallest lambda whose body all instructions of ``code`` come from."""
    positions = [p for i in dis.get_instructions(code) if i.opname not in _PROLOGUE and (p := _start(i)) is not None]
    holding = [
        node
        for node in candidates
        if isinstance(node, ast.Lambda) and positions and all(_within(p, [_span(node.body)]) for p in positions)
    ]
    return max(holding, key=lambda node: (node.lineno, node.col_offset), default=None)


def _start(instruction: dis.Instruction) -> tuple[int, int] | None:
    where = instruction.positions
    if where is None or where.lineno is None or where.col_offset is None:
        return None
    if (where.lineno, where.col_offset) == (where.end_lineno, where.end_col_offset):
        return None  # no text of its own: the first and last instructions of a lambda
    return where.lineno, where.col_offset


def _span(node: ast.stmt | ast.expr) -> Span:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _within(position: tuple[int, int], spans: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans)


def assert_spans(node: FunctionNode) -> tuple[Span, ...]:
    """Return where the ``assert`` statements of a function stand."""
    return tuple(_span(child) for child in ast.walk(node) if isinstance(child, ast.Assert))


def same_code(a: CodeType, b: CodeType, asserts: Sequence[Span] = ()) -> bool:
    """Say whether two code objects do the same, wherever they stand and whatever their ``assert`` statements do.

    Parameters
    ----------
    a, b : code
        ``a`` was compiled from the text.
    asserts : sequence of spans
        The ``assert`` statements in the text of ``a``; without any, the code must be the same to the byte.
    """
    if any(getattr(a, name) != getattr(b, name) for name in _ALIKE):
        return False
    if not asserts:
        return all(getattr(a, name) == getattr(b, name) for name in _EXACT) and _same_constants(a, b)
    # Spans are those of the text: what runs may stand some lines further down.
    moved = b.co_firstlineno - a.co_firstlineno
    there = tuple(((s[0] + moved, s[1]), (e[0] + moved, e[1])) for s, e in asserts)
    ours, theirs = _instructions(a, asserts), _instructions(b, there)
    if len(ours) != len(theirs):
        return False
    return all(
        name == other and _same_argument(x, y, asserts) for (name, x), (other, y) in zip(ours, theirs, strict=True)
    )


def _same_argument(x: object, y: object, asserts: Sequence[Span]) -> bool:
    if isinstance(x, CodeType) and isinstance(y, CodeType):
        return same_code(x, y, asserts)
    return _frozen(x) == _frozen(y)


def _same_constants(a: CodeType, b: CodeType) -> bool:
    if len(a.co_consts) != len(b.co_consts):
        return False
    return all(_same_argument(x, y, ()) for x, y in zip(a.co_consts, b.co_consts, strict=True))


def _frozen(constant: object) -> Hashable:
    """Return something that is equal for constants of equal type and value (1, 1.0 and True are three)."""
    kind = type(constant).__name__
    if isinstance(constant, tuple):
        return kind, tuple(map(_frozen, constant))
    if isinstance(constant, frozenset):
        return kind, frozenset(map(_frozen, constant))
    return kind, repr(constant)


def _instructions(code: CodeType, asserts: Sequence[Span]) -> list[tuple[str, object]]:
    """Return the instructions outside ``asserts``; a jump's argument is the number of the one that it leads to."""
    kept, offsets = [], []
    for instruction in dis.get_instructions(code):
        if instruction.opname in _WITHOUT_MEANING or _asserted(instruction, asserts):
            continue
        kept.append(instruction)
        offsets.append(instruction.offset)
    jumps = {*dis.hasjrel, *dis.hasjabs}
    return [(i.opname, sum(offset < i.argval for offset in offsets) if i.opcode in jumps else i.argval) for i in kept]


def _asserted(instruction: dis.Instruction, asserts: Sequence[Span]) -> bool:
    where = instruction.positions
    if where is None or where.lineno is None:
        return False
    if where.col_offset is None:
        return any(start[0] <= where.lineno <= end[0] for start, end in asserts)
    return _within((where.lineno, where.col_offset), asserts)
