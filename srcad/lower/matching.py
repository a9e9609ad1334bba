"""``match``: a statement becomes a chain of ``if``; what a pattern asks for is an expression of its own.

before: ``match p: case (a, 0): return a``; ``case _ if late: …``
after: ``if Matches(p, (a, 0)): Captures(p, (a, 0)); return a``; ``elif late: …``

Testing binds nothing and changes nothing. What a pattern captures is taken out of the subject once more where the case
goes on, so that the names are bound on that path alone; a guard stands behind its captures, as in Python.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.lower.expressions import choose, expression, lowers
from srcad.lower.frame import Frame
from srcad.lower.patterns import Captures, Matches, captured_names

#: The built-in classes whose one positional sub-pattern matches the subject itself.
_WHOLE = frozenset(
    f"builtins.{name}" for name in "bool bytearray bytes dict float frozenset int list set str tuple".split()
)


def without_matches(tree: gast.AST) -> gast.AST:
    """Return a function's tree with each ``match`` in it as a chain of ``if``; one that has none as it is."""
    if not any(isinstance(node, gast.Match) for node in gast.walk(tree)):
        return tree
    return _Rewriter().visit(copy.deepcopy(tree))


class _Rewriter(ast.NodeTransformer):
    """Puts a chain of ``if`` in the place of each ``match``, innermost first."""

    def visit_Match(self, node: gast.Match) -> list[gast.AST]:
        self.generic_visit(node)
        subject, before = _subject(node)
        rest: list[gast.AST] = []
        for case in reversed(node.cases):
            rest = _case(subject, case, rest)
        return [*before, *rest]


def _subject(node: gast.Match) -> tuple[gast.AST, list[gast.AST]]:
    """Return an expression for the subject that may stand in each test, and what comes first."""
    bound = {name for case in node.cases for name in captured_names(case.pattern)}
    walrus = any(isinstance(n, gast.NamedExpr) for case in node.cases if case.guard for n in gast.walk(case.guard))
    if isinstance(node.subject, gast.Name) and node.subject.id not in bound and not walrus:
        return node.subject, []
    name = f"match subject {node.lineno}:{node.col_offset}"
    target, subject = (_at(gast.Name(name, context, None, None), node) for context in (gast.Store(), gast.Load()))
    return subject, [_at(gast.Assign([target], node.subject, None), node)]


def _case(subject: gast.AST, case: gast.match_case, rest: list[gast.AST]) -> list[gast.AST]:
    """Return the statements that a case and those behind it become."""
    pattern = case.pattern
    bind = [_about(Captures, subject, pattern)] if any(captured_names(pattern)) else []
    body = [*(_at(gast.Expr(b), pattern) for b in bind), *case.body]
    if case.guard is None and _is_irrefutable(pattern):
        return body
    tests = [] if _is_irrefutable(pattern) else [_about(Matches, subject, pattern)]
    tests += [*bind, case.guard] if case.guard is not None else []
    test = tests[0] if len(tests) == 1 else _at(gast.BoolOp(gast.And(), tests), pattern)
    return [_at(gast.If(test, body, rest), pattern)]


def _about(kind: type[Matches | Captures], subject: gast.AST, pattern: gast.AST) -> gast.AST:
    node = kind()
    node.subject, node.pattern = subject, pattern
    return _at(node, pattern)


def _at(node: gast.AST, place: gast.AST) -> gast.AST:
    return gast.copy_location(node, place)


def _is_irrefutable(pattern: gast.AST) -> bool:
    match pattern:
        case gast.MatchAs(pattern=inner):
            return inner is None or _is_irrefutable(inner)
        case gast.MatchOr(patterns=patterns):
            return _is_irrefutable(patterns[-1])
        case _:
            return False


# ---------------------------------------------------------------------------------------------------- tests


@lowers(Matches)
def _matches(frame: Frame, node: Matches) -> Value:
    return _test(frame, expression(frame, node.subject), node.pattern)


def _test(frame: Frame, value: Value, pattern: gast.AST) -> Value:
    """Append what says whether a value matches a pattern."""
    frame.at(pattern)
    match pattern:
        case gast.MatchAs(pattern=None) | gast.MatchStar():
            return frame.builder.constant(True)
        case gast.MatchAs(pattern=inner):
            return _test(frame, value, inner)
        case gast.MatchValue(value=wanted):
            other = expression(frame, wanted)
            frame.at(pattern)
            return frame.builder.apply("operator.eq", value, other)
        case gast.MatchSingleton(value=wanted):
            return frame.builder.apply("operator.is_", value, frame.builder.constant(wanted))
        case gast.MatchOr(patterns=patterns):
            return _either(frame, pattern, [_tester(value, p) for p in patterns])
        case gast.MatchSequence(patterns=patterns):
            return _all(frame, pattern, list(_sequence_tests(value, patterns)))
        case gast.MatchMapping(keys=keys, patterns=patterns):
            return _all(frame, pattern, list(_mapping_tests(value, keys, patterns)))
        case gast.MatchClass():
            return _all(frame, pattern, list(_class_tests(frame, value, pattern)))
        case _:
            return frame.refuse("SRC001", f"the pattern {type(pattern).__name__}", pattern, "write it with if")


_Test = Callable[[Frame], Value]


def _tester(value: Value, pattern: gast.AST) -> _Test:
    return lambda frame: _test(frame, value, pattern)


def _all(frame: Frame, node: gast.AST, tests: Sequence[_Test]) -> Value:
    """Append tests of which each is made only if those before it held."""
    first = tests[0](frame)
    if len(tests) == 1 or first.type == ty.Literal(False):
        return first
    return choose(frame, node, first, lambda inner: _all(inner, node, tests[1:]), lambda inner: first)


def _either(frame: Frame, node: gast.AST, tests: Sequence[_Test]) -> Value:
    """Append tests of which each is made only if none before it held."""
    first = tests[0](frame)
    if len(tests) == 1:
        return first
    return choose(frame, node, first, lambda inner: first, lambda inner: _either(inner, node, tests[1:]))


def _sequence_tests(value: Value, patterns: Sequence[gast.AST]) -> Iterator[_Test]:
    star = _star(patterns)
    yield lambda frame: frame.builder.apply("srcad.runtime.is_sequence", value)
    yield lambda frame: _has_length(frame, value, len(patterns) - (star is not None), star is not None)
    for index, pattern in _fixed(patterns):
        if not _is_irrefutable(pattern):
            yield partial(_item_test, value=value, index=index, pattern=pattern)


def _item_test(frame: Frame, *, value: Value, index: int, pattern: gast.AST) -> Value:
    return _test(frame, _item(frame, value, index), pattern)


def _has_length(frame: Frame, value: Value, count: int, at_least: bool) -> Value:
    size = frame.builder.apply("builtins.len", value)
    return frame.builder.apply(f"operator.{'ge' if at_least else 'eq'}", size, frame.builder.constant(count))


def _mapping_tests(value: Value, keys: Sequence[gast.AST], patterns: Sequence[gast.AST]) -> Iterator[_Test]:
    yield lambda frame: frame.builder.apply("srcad.runtime.is_mapping", value)
    for key, pattern in zip(keys, patterns):
        yield partial(_has_key, value=value, key=key)
        if not _is_irrefutable(pattern):
            yield partial(_entry_test, value=value, key=key, pattern=pattern)


def _has_key(frame: Frame, *, value: Value, key: gast.AST) -> Value:
    return frame.builder.apply("operator.contains", value, expression(frame, key))


def _entry_test(frame: Frame, *, value: Value, key: gast.AST, pattern: gast.AST) -> Value:
    return _test(frame, _entry(frame, value, key), pattern)


def _class_tests(frame: Frame, value: Value, pattern: gast.MatchClass) -> Iterator[_Test]:
    class_ = expression(frame, pattern.cls)
    yield lambda frame: frame.builder.apply("builtins.isinstance", value, class_)
    for index, inner in enumerate(pattern.patterns):
        if not _is_irrefutable(inner):
            yield partial(_positional_test, value=value, class_=class_, index=index, pattern=inner)
    for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns):
        if not _is_irrefutable(inner):
            yield partial(_attribute_test, value=value, name=name, pattern=inner)


def _positional_test(frame: Frame, *, value: Value, class_: Value, index: int, pattern: gast.AST) -> Value:
    return _test(frame, _positional(frame, value, class_, index), pattern)


def _attribute_test(frame: Frame, *, value: Value, name: str, pattern: gast.AST) -> Value:
    return _test(frame, _attribute(frame, value, name), pattern)


# ---------------------------------------------------------------------------------------------------- captures


@lowers(Captures)
def _captures(frame: Frame, node: Captures) -> Value:
    """Bind the names of a pattern that matches; the value is True, so that a guard can follow."""
    _bind(frame, expression(frame, node.subject), node.pattern)
    return frame.builder.constant(True)


def _bind(frame: Frame, value: Value, pattern: gast.AST) -> None:
    """Bind the names that a pattern captures from a value that matches it."""
    if not any(captured_names(pattern)):
        return
    frame.at(pattern)
    match pattern:
        case gast.MatchAs(pattern=inner, name=name):
            if inner is not None:
                _bind(frame, value, inner)
            if name is not None:
                frame.bind(name, value)
        case gast.MatchOr(patterns=patterns):
            _bind_alternatives(frame, value, patterns)
        case gast.MatchSequence(patterns=patterns):
            _bind_sequence(frame, value, patterns)
        case gast.MatchMapping():
            _bind_mapping(frame, value, pattern)
        case gast.MatchClass():
            _bind_attributes(frame, value, pattern)


def _bind_alternatives(frame: Frame, value: Value, patterns: Sequence[gast.AST]) -> None:
    """Bind the names of the first of several patterns that matches."""
    first, *others = patterns
    if not others:
        return _bind(frame, value, first)
    condition = _test(frame, value, first)
    then, orelse = frame.nested(), frame.nested()
    _bind(then, value, first)
    _bind_alternatives(orelse, value, others)
    frame.branch(condition, then, orelse, frame.location(first))
    return None


def _bind_sequence(frame: Frame, value: Value, patterns: Sequence[gast.AST]) -> None:
    star = _star(patterns)
    for index, pattern in _fixed(patterns):
        if any(captured_names(pattern)):
            _bind(frame, _item(frame, value, index), pattern)
    if star is None or (name := patterns[star].name) is None:
        return
    parts = frame.unpack(value, frame.builder.constant(star), [name if i == star else "" for i in range(len(patterns))])
    frame.bind(name, parts[star])


def _bind_mapping(frame: Frame, value: Value, pattern: gast.MatchMapping) -> None:
    for key, inner in zip(pattern.keys, pattern.patterns):
        if any(captured_names(inner)):
            _bind(frame, _entry(frame, value, key), inner)
    if pattern.rest is not None:
        found = [expression(frame, key) for key in pattern.keys]
        frame.bind(pattern.rest, frame.builder.apply("dict.without", value, *found))


def _bind_attributes(frame: Frame, value: Value, pattern: gast.MatchClass) -> None:
    class_ = expression(frame, pattern.cls)
    for index, inner in enumerate(pattern.patterns):
        if any(captured_names(inner)):
            _bind(frame, _positional(frame, value, class_, index), inner)
    for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns):
        if any(captured_names(inner)):
            _bind(frame, _attribute(frame, value, name), inner)


# ---------------------------------------------------------------------------------------------------- parts


def _star(patterns: Sequence[gast.AST]) -> int | None:
    return next((i for i, p in enumerate(patterns) if isinstance(p, gast.MatchStar)), None)


def _fixed(patterns: Sequence[gast.AST]) -> Iterator[tuple[int, gast.AST]]:
    """Give the patterns with the index of the item that each stands for; those behind the star count from the end."""
    star = _star(patterns)
    for i, pattern in enumerate(patterns):
        if i != star:
            yield (i if star is None or i < star else i - len(patterns)), pattern


def _item(frame: Frame, value: Value, index: int) -> Value:
    return frame.builder.apply("operator.getitem", value, frame.builder.constant(index))


def _entry(frame: Frame, value: Value, key: gast.AST) -> Value:
    return frame.builder.apply("operator.getitem", value, expression(frame, key))


def _positional(frame: Frame, value: Value, class_: Value, index: int) -> Value:
    """Return what a positional sub-pattern of a class looks at: of some built-in classes, the subject itself."""
    if isinstance(class_.type, ty.Callable) and class_.type.target in _WHOLE:
        return value
    return frame.builder.apply("match.attribute", value, class_, frame.builder.constant(index))


def _attribute(frame: Frame, value: Value, name: str) -> Value:
    return frame.builder.apply("getattr", value, frame.builder.constant(name))
