"""Breaking long lines the way Black does.

A logical line that is too long is broken at brackets: at its last bracket if what stands before that fits, or, where
the line holds an expression of several terms (``x = a + b + c``), at parentheses put around the expression. What is
inside the brackets goes on one line of its own if it fits, else it is broken at its loosest delimiter: one element
per line with a trailing comma, or one term per line with the operator first; and so on, inwards. A line that cannot
be broken stays long.

Before::

    total = first_function(argument_one, argument_two) + second_function(argument_three)

After::

    total = (
        first_function(argument_one, argument_two) + second_function(argument_three)
    )
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

INDENT = "    "

_COMPREHENSION, _COMMA, _TERNARY, _LOGIC, _COMPARE = 20, 18, 16, 14, 10
_PRIORITY = {
    "|": 9, "^": 8, "&": 7, "<<": 6, ">>": 6, "+": 5, "-": 5, "*": 4, "/": 4, "//": 4, "%": 4, "@": 4, "**": 1,
    "<": _COMPARE, ">": _COMPARE, "==": _COMPARE, "!=": _COMPARE, "<=": _COMPARE, ">=": _COMPARE,
    ",": _COMMA, "and": _LOGIC, "or": _LOGIC, "in": _COMPARE, "is": _COMPARE, "not": _COMPARE,
    "if": _TERNARY, "else": _TERNARY, "for": _COMPREHENSION, "async": _COMPREHENSION,
}  # fmt: skip
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_ASSIGN = frozenset({"=", "+=", "-=", "*=", "/=", "//=", "%=", "@=", "**=", "&=", "|=", "^=", "<<=", ">>="})
#: Statements whose expression may be put in parentheses, and whether a colon ends them.
_HOLDS_EXPRESSION = {"return": False, "if": True, "elif": True, "while": True, "for": True}
_NO_VALUE = frozenset(keyword.kwlist) - {"None", "True", "False"}


@dataclass(frozen=True, slots=True)
class _Token:
    """One token (an f-string counts as one), where it stands in the line, and how many brackets are around it."""

    text: str
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Some adjacent tokens of a line."""

    line: str
    tokens: tuple[_Token, ...]

    @property
    def text(self) -> str:
        """The text of the tokens with the spaces between them."""
        return self.line[self.tokens[0].start : self.tokens[-1].end] if self.tokens else ""

    @property
    def depth(self) -> int:
        """The depth of the outermost tokens."""
        return min((token.depth for token in self.tokens), default=0)

    def part(self, start: int, stop: int | None = None) -> _Span:
        """Return the tokens from one position up to another."""
        return _Span(self.line, self.tokens[start:stop])


def wrap(code: str, level: int, width: int = 88) -> list[str]:
    """Return the physical lines of one logical line, which stands at an indentation level and has no comment."""
    line = INDENT * level + code
    if len(line) <= width or "\n" in code:
        return [line]
    span = _Span(code, tuple(_tokens(code)))
    return list(_Wrapper(width).statement(span, level))


def _tokens(code: str) -> Iterator[_Token]:
    """Yield the tokens of a line."""
    depth, text_depth, text_start = 0, 0, 0
    fstring = (getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1))
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        start, end = token.start[1], token.end[1]
        if token.type in fstring:
            text_start = start if not text_depth else text_start
            text_depth += 1 if token.type == fstring[0] else -1
            if not text_depth:
                yield _Token(code[text_start:end], text_start, end, depth)
        elif token.string.strip() and not text_depth:
            depth -= token.string in _CLOSE
            yield _Token(token.string, start, end, depth)
            depth += token.string in _OPEN


class _Wrapper:
    """The width, and the mutually recursive ways to break a span."""

    def __init__(self, width: int) -> None:
        self.width = width

    def fits(self, text: str, level: int) -> bool:
        """Say whether the text fits on a line of its own."""
        return len(INDENT) * level + len(text) <= self.width

    def statement(self, span: _Span, level: int) -> Iterator[str]:
        """Break a whole statement."""
        held = _held_expression(span)
        if held is None:
            return self.brackets(span, level)
        start, stop = held
        value = span.part(start, stop)
        delimiters = _delimiters(value)
        if not delimiters:
            if self.split_point(span, level) is None and self.fits(value.text, level + 1):
                return self.parenthesised(span, start, stop, level)
            return self.brackets(span, level)
        if len(delimiters) == 1 and value.tokens[delimiters[0]].text != "," and self.hugs(span, value, level):
            return self.brackets(span, level)
        return self.parenthesised(span, start, stop, level)

    def hugs(self, span: _Span, value: _Span, level: int) -> bool:
        """Say whether the line is better broken at the value's last bracket than put in parentheses of its own."""
        pairs = _pairs(span)
        if not pairs or value.tokens[-1].text not in _CLOSE or self.fits(value.text, level + 1):
            return False
        opening, closing = pairs[-1]
        head = span.part(0, opening + 1)
        return closing - opening > 1 and self.fits(head.text, level)

    def parenthesised(self, span: _Span, start: int, stop: int, level: int) -> Iterator[str]:
        """Put the tokens from ``start`` to ``stop`` into parentheses on lines of their own."""
        yield f"{INDENT * level}{span.part(0, start).text} ("
        yield from self.contents(span.part(start, stop), level + 1, spread=True)
        yield f"{INDENT * level}){span.part(stop).text}"

    def inside(self, span: _Span, level: int) -> Iterator[str]:
        """Lay out what stands inside brackets: on one line, or broken at the loosest delimiters."""
        if self.fits(span.text, level):
            yield INDENT * level + span.text
            return
        delimiters = _delimiters(span)
        if not delimiters:
            yield from self.brackets(span, level)
        elif span.tokens[delimiters[0]].text == ",":
            yield from self.elements(span, delimiters, level)
        else:
            for start, stop in zip([0, *delimiters], [*delimiters, None]):
                yield from self.inside(span.part(start, stop), level)

    def contents(self, span: _Span, level: int, spread: bool) -> Iterator[str]:
        """Lay out what stands inside brackets; to ``spread`` is to give each element of a display its own line."""
        delimiters = _delimiters(span) if spread else []
        if delimiters and span.tokens[delimiters[0]].text == ",":
            return self.elements(span, delimiters, level)
        return self.inside(span, level)

    def elements(self, span: _Span, commas: Sequence[int], level: int) -> Iterator[str]:
        """Lay out one element per line, each with a comma after it."""
        starts = [0, *(comma + 1 for comma in commas)]
        for start, stop in zip(starts, [*commas, len(span.tokens)]):
            if start < stop:
                *lines, last = self.inside(span.part(start, stop), level)
                yield from lines
                yield f"{last},"

    def split_point(self, span: _Span, level: int) -> tuple[int, int] | None:
        """Return the last pair of outermost brackets, not empty, whose opening one still fits on the line."""
        for opening, closing in reversed(_pairs(span)):
            if closing - opening > 1 and self.fits(span.part(0, opening + 1).text, level):
                return opening, closing
        return None

    def brackets(self, span: _Span, level: int) -> Iterator[str]:
        """Break at a pair of brackets; what follows the closing one stays on its line if it can."""
        pair = self.first_pair(span) if span.tokens[0].text in ("def", "class", "async") else None
        pair = pair or self.split_point(span, level)
        if pair is None:
            yield INDENT * level + span.text
            return
        opening, closing = pair
        yield INDENT * level + span.part(0, opening + 1).text
        spread = not opening or _begins_display(span.tokens[opening - 1])
        yield from self.contents(span.part(opening + 1, closing), level + 1, spread)
        yield from self.tail(span.part(closing), level)

    def tail(self, span: _Span, level: int) -> Iterator[str]:
        """Lay out what begins with a closing bracket."""
        if self.fits(span.text, level) or self.split_point(span, level) is None:
            yield INDENT * level + span.text
        else:
            yield from self.brackets(span, level)

    def first_pair(self, span: _Span) -> tuple[int, int] | None:
        """Return the first pair of brackets that is not empty: the parameters of a ``def``."""
        return next(((i, j) for i, j in _pairs(span) if j - i > 1), None)


def _begins_display(before: _Token) -> bool:
    """Say whether a bracket after this token begins a tuple, list, set or dict, not a call or a subscript."""
    text = before.text
    return text in _NO_VALUE or not (text[-1].isalnum() or text[-1] in "_)]}\"'")


def _pairs(span: _Span) -> list[tuple[int, int]]:
    """Return the positions of the outermost pairs of brackets that both open and close inside the span."""
    outer = span.depth
    pairs: list[tuple[int, int]] = []
    opening: int | None = None
    for i, token in enumerate(span.tokens):
        if token.depth == outer and token.text in _OPEN:
            opening = i
        elif token.depth == outer and token.text in _CLOSE and opening is not None:
            pairs.append((opening, i))
            opening = None
    return pairs


def _delimiters(span: _Span) -> list[int]:
    """Return the positions of the loosest delimiters among the outermost tokens."""
    found = dict(_delimiter_priorities(span))
    loosest = max(found.values(), default=0)
    return [i for i, priority in found.items() if priority == loosest]


def _delimiter_priorities(span: _Span) -> Iterator[tuple[int, int]]:
    """Yield each outermost delimiter's position and how loosely it binds."""
    outer = span.depth
    lambdas, in_target = 0, False
    for i, token in enumerate(span.tokens):
        if token.depth != outer:
            continue
        lambdas += (token.text == "lambda") - (token.text == ":" and lambdas > 0)
        before = span.tokens[i - 1].text if i else ""
        if i and not lambdas and not in_target and _is_delimiter(token.text, before):
            yield i, _COMPREHENSION if token.text == "if" and _filters(span, i) else _PRIORITY[token.text]
        in_target = token.text == "for" or (in_target and token.text != "in")


def _is_delimiter(text: str, before: str) -> bool:
    """Say whether a token, after another, is an infix operator or a comma, and not the second half of one."""
    if text not in _PRIORITY:
        return False
    if text == "not":  # as in ``not in``
        return before not in _PRIORITY and before not in _NO_VALUE and before not in _OPEN and before not in "=:"
    if (before, text) in (("not", "in"), ("async", "for")):
        return False
    unary = text in ("+", "-", "*", "**") and (before in _PRIORITY or before in _NO_VALUE or before in _OPEN)
    return not unary and not (text in ("+", "-", "*", "**") and before in ("=", ":", ":="))


def _filters(span: _Span, position: int) -> bool:
    """Say whether the ``if`` at a position is a comprehension's, not a conditional expression's."""
    texts = [t.text for t in span.tokens if t.depth == span.depth]
    here = sum(1 for t in span.tokens[:position] if t.depth == span.depth)
    return "for" in texts[:here] and "else" not in texts[here:]


def _held_expression(span: _Span) -> tuple[int, int] | None:
    """Return where the expression of an assignment, ``return``, ``if``, ``while`` or ``for`` begins and ends."""
    first = span.tokens[0].text
    outer = [(i, token.text) for i, token in enumerate(span.tokens) if token.depth == 0]
    end = len(span.tokens)
    if first in _HOLDS_EXPRESSION:
        end -= _HOLDS_EXPRESSION[first]
        start = next(i for i, text in outer if text == "in") + 1 if first == "for" else 1
        return (start, end) if start < end else None
    if first == "from" and span.tokens[-1].text != "*":
        return next(i for i, text in outer if text == "import") + 1, end
    if first in keyword.kwlist:
        return None
    before_lambda = outer[: next((k for k, (_, text) in enumerate(outer) if text == "lambda"), len(outer))]
    assigns = [i for i, text in before_lambda if text in _ASSIGN]
    return (assigns[-1] + 1, end) if assigns else None
