"""Tree → text: the one place that prints Python, in the style of Black.

:func:`print_module` is the way in. astor walks the statements and expressions and knows precedence; the visitors here
replace those of its visitors that print wrongly, or not as a person would write. Each logical line becomes a
:class:`Line`; :mod:`srcad.emit.wrapping` breaks the long ones and :mod:`srcad.emit.aligning` places the comments.
Whatever is printed is parsed again and compared with the tree that was meant.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Sequence

from srcad.emit.aligning import Line, Places, lay_out
from srcad.emit.canonical import canonical, difference
from srcad.emit.comments import Blank, Comment, comment_of, place_of
from srcad.emit.strings import quote, quote_block, quote_pieces
from srcad.errors import InternalError, Location

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # astor looks at ast.Num and its like, which are deprecated
    from astor.code_gen import SourceGenerator, set_precedence
    from astor.op_util import Precedence, get_op_symbol

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)


def print_module(tree: ast.Module, numpy: str = "np") -> str:
    """Return the text of a module.

    Parameters
    ----------
    tree : ast.Module
        May hold :class:`~srcad.emit.comments.Comment` and :class:`~srcad.emit.comments.Blank` statements, trailing
        comments (:func:`~srcad.emit.comments.with_comment`), negative, non-finite and NumPy constants. Not changed.
    numpy : str
        The name of NumPy in the text, for ``np.inf`` and ``np.nan``.

    Returns
    -------
    str
        Lines of at most 88 characters where they can be broken, comments up to column 100.

    Raises
    ------
    InternalError
        ``SRC090``: the text does not read back as the tree.

    Examples
    --------
    >>> print(print_module(ast.parse("y = (x)**2 * -1; z = u[1 : -1]")), end="")
    y = x**2 * -1
    z = u[1:-1]
    """
    return print_with_places(tree, numpy)[0]


def print_with_places(tree: ast.Module, numpy: str = "np") -> tuple[str, Places]:
    """Return the text of a module, and for its lines the user's lines that they come from; see :func:`print_module`."""
    meant = canonical(tree, numpy)
    printer = _Printer("    ")
    printer.visit(meant)
    text, places = lay_out(printer.finished())
    _check(meant, text)
    return text, places


def _check(meant: ast.AST, text: str) -> None:
    """Compare the text with the tree that was meant."""
    try:
        found = difference(meant, canonical(ast.parse(text)))
    except SyntaxError as error:
        found = f"{error.msg} in line {error.lineno}"
    if found:
        raise InternalError("SRC090", f"the printed text is not what was meant: {found}\n{text}")


class _Printer(SourceGenerator):
    """Collects logical lines. ``result`` holds the pieces of the line that is being written."""

    def __init__(self, indent_with: str, mark: str = '"') -> None:
        super().__init__(indent_with)
        self._mark = mark
        self.write = self._write
        self._lines: list[Line] = []
        self._comment = ""
        self._place: Location | None = None
        self._level = 0

    def finished(self) -> list[Line]:
        """Return all lines."""
        self.newline()
        return self._lines

    def _write(self, *items: ast.AST | str | Callable[[], None] | None) -> None:
        for item in items:
            if isinstance(item, ast.AST):
                self.visit(item)
            elif callable(item):
                item()
            elif item:
                self.result.append(item)

    def newline(self, node: ast.AST | None = None, extra: int = 0) -> None:
        """End the line that is being written; the next one has the trailing comment of ``node``."""
        if code := "".join(self.result):
            self._lines.append(Line(code, self._level, self._comment, self._place))
        self.result.clear()
        self._comment = comment_of(node) if node is not None else ""
        self._place = place_of(node) if node is not None else None
        self._level = self.indentation

    def visit(self, node: ast.AST) -> None:
        """Print a node; expressions, patterns and simple statements that astor does not know as Python does."""
        if visitor := getattr(self, f"visit_{type(node).__name__}", None):
            visitor(node)
        elif hasattr(node, "body") and isinstance(node, ast.stmt):
            raise InternalError("SRC090", f"there is no way to print {type(node).__name__}")
        else:
            if isinstance(node, ast.stmt):
                self.newline(node)
            self.write(ast.unparse(node))

    # Statements

    def visit_Module(self, node: ast.Module) -> None:
        """Print the statements, definitions two lines apart."""
        self._suite(node.body, 2, documented=True, spaced=True)

    def body(self, statements: Sequence[ast.stmt]) -> None:
        """Print an inner suite."""
        self._inner(statements, documented=False)

    def _inner(self, statements: Sequence[ast.stmt], documented: bool, spaced: bool = False) -> None:
        self.indentation += 1
        self._suite(statements, 1, documented, spaced)
        self.indentation -= 1

    def _suite(self, statements: Sequence[ast.stmt], apart: int, documented: bool, spaced: bool = False) -> None:
        """Print statements, definitions ``apart`` lines apart; the first may be a docstring, with space after it."""
        first = next((i for i, s in enumerate(statements) if not isinstance(s, (Comment, Blank))), -1)
        for i, statement in enumerate(statements):
            blanks = _blanks(statements, i, apart)
            if i == first + 1 and spaced and _docstring(statements[first]) is not None:
                blanks = max(blanks, 1)
            self.newline()
            if blanks:
                self._lines.extend([Line("", 0)] * blanks)
            if documented and i == first and (text := _docstring(statement)) is not None:
                self.newline(statement)
                self.write(quote_block(text))
            else:
                self.visit(statement)

    def visit_Comment(self, node: Comment) -> None:
        """Print a comment on lines of its own."""
        self.newline()
        self._lines.extend(Line("", self.indentation, text or " ") for text in node.text.splitlines() or [""])

    def visit_Blank(self, node: Blank) -> None:
        """Print nothing: the blank line comes with the next statement."""

    def visit_FunctionDef(self, node: ast.FunctionDef, is_async: bool = False) -> None:
        """Print a definition."""
        self._decorators(node.decorator_list)
        self.statement(node, "async def " if is_async else "def ", node.name)
        self._type_params(node)
        self.write("(", node.args, ")")
        if node.returns is not None:
            set_precedence(Precedence.Comma, node.returns)
            self.write(" -> ", node.returns)
        self.write(":")
        self._inner(node.body, documented=True)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Print a class."""
        self._decorators(node.decorator_list)
        self.statement(node, "class ", node.name)
        self._type_params(node)
        if node.bases or node.keywords:
            self.write("(")
            self._arguments(node.bases, node.keywords)
            self.write(")")
        self.write(":")
        self._inner(node.body, documented=True, spaced=True)

    def _decorators(self, decorators: Sequence[ast.expr]) -> None:
        for decorator in decorators:
            set_precedence(Precedence.Comma, decorator)
            self.newline()
            self.write("@", decorator)

    def _type_params(self, node: ast.stmt) -> None:
        if params := getattr(node, "type_params", []):
            self.write("[", ", ".join(map(ast.unparse, params)), "]")

    def visit_arguments(self, node: ast.arguments) -> None:
        """Print parameters with their defaults."""
        ordered = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(ordered) - len(node.defaults)) + list(node.defaults)
        pieces: list[tuple[str, ast.arg | None, ast.expr | None]] = [("", a, d) for a, d in zip(ordered, defaults)]
        if node.posonlyargs:
            pieces.insert(len(node.posonlyargs), ("/", None, None))
        if node.vararg or node.kwonlyargs:
            pieces.append(("*", node.vararg, None))
        pieces += [("", a, d) for a, d in zip(node.kwonlyargs, node.kw_defaults)]
        if node.kwarg:
            pieces.append(("**", node.kwarg, None))
        for i, (star, arg, default) in enumerate(pieces):
            self.write(", " if i else "", star, arg)
            if default is not None:
                set_precedence(Precedence.Comma, default)
                self.write(" = " if arg is not None and arg.annotation else "=", default)

    def visit_arg(self, node: ast.arg) -> None:
        """Print one parameter with its annotation."""
        set_precedence(Precedence.Comma, node.annotation)
        self.write(node.arg, ": " if node.annotation else "", node.annotation)

    def visit_If(self, node: ast.If) -> None:
        """Print a chain of ``if`` and ``elif``, each with its own trailing comment."""
        word, rest = "if ", [node]
        while rest:
            node = rest.pop()
            set_precedence(node, node.test)
            self.statement(node, word, node.test, ":")
            self.body(node.body)
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
                word, rest = "elif ", [node.orelse[0]]
        self.else_body(node.orelse)

    def visit_For(self, node: ast.For, is_async: bool = False) -> None:
        """Print a loop over an iterable."""
        set_precedence(node, node.target, node.iter)
        self.statement(node, "async for " if is_async else "for ", node.target, " in ", node.iter, ":")
        self.body_or_else(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        """Print a context manager."""
        set_precedence(Precedence.Comma, node.context_expr, node.optional_vars)
        self.write(node.context_expr, " as " if node.optional_vars else "", node.optional_vars)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Print ``raise``."""
        set_precedence(Precedence.Comma, node.exc, node.cause)
        self.statement(node, "raise", " " if node.exc else "", node.exc)
        self.write(" from " if node.cause else "", node.cause)

    def visit_Try(self, node: ast.Try | ast.TryStar, star: str = "") -> None:
        """Print ``try``, with ``except`` or ``except*``."""
        self.statement(node, "try:")
        self.body(node.body)
        for handler in node.handlers:
            set_precedence(Precedence.Comma, handler.type)
            self.newline(handler)
            self.write(f"except{star}", " " if handler.type else "", handler.type)
            self.write(f" as {handler.name}" if handler.name else "", ":")
            self.body(handler.body)
        self.else_body(node.orelse)
        if node.finalbody:
            self.newline()
            self.write("finally:")
            self.body(node.finalbody)

    def visit_TryStar(self, node: ast.TryStar) -> None:
        """Print ``try`` with ``except*``."""
        self.visit_Try(node, "*")

    def visit_Match(self, node: ast.Match) -> None:
        """Print ``match``; Python itself prints the patterns."""
        set_precedence(Precedence.Tuple, node.subject)
        self.statement(node, "match ", node.subject, ":")
        self.indentation += 1
        for case in node.cases:
            self.newline()
            set_precedence(Precedence.Comma, case.guard)
            self.write("case ", ast.unparse(case.pattern), " if " if case.guard else "", case.guard, ":")
            self.body(case.body)
        self.indentation -= 1

    # Expressions

    def visit_Constant(self, node: ast.Constant) -> None:
        """Print a constant; canonical ones are not negative and finite."""
        value = node.value
        if isinstance(value, (str, bytes)):
            self.write(quote(value, self._mark))
        elif value is Ellipsis:
            self.write("...")
        elif isinstance(value, (int, float, complex)) and not isinstance(value, bool):
            with self.delimit(node):
                self.write(repr(value))
        else:
            self.write(repr(value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Print an f-string."""
        self.write(quote_pieces(list(self._pieces(node.values)), self._mark))

    def _pieces(self, values: Sequence[ast.expr]) -> Iterator[tuple[str, bool]]:
        """Yield the pieces of an f-string or a format, and whether each is code."""
        for value in values:
            if isinstance(value, ast.FormattedValue):
                yield "{" + self._replacement(value), True
                if isinstance(value.format_spec, ast.JoinedStr):
                    yield ":", True
                    yield from self._pieces(value.format_spec.values)
                yield "}", True
            elif isinstance(value, ast.Constant):
                yield str(value.value).replace("{", "{{").replace("}", "}}"), False

    def _replacement(self, field: ast.FormattedValue) -> str:
        """Return the code of a replacement field, with the other kind of quotes; a brace of its own stands apart."""
        inner = _Printer(self.indent_with, "'")
        set_precedence(Precedence.Or, field.value)
        inner.visit(field.value)
        code = "".join(inner.result)
        conversion = f"!{chr(field.conversion)}" if field.conversion >= 0 else ""
        return f"{' ' if code.startswith('{') else ''}{code}{conversion}"

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Print a binary operation; a power of simple operands has no spaces."""
        with self.delimit(node, node.op) as delimiters:
            power = isinstance(node.op, ast.Pow)
            set_precedence(Precedence.Pow + 1 if power else delimiters.p, node.left)
            set_precedence(Precedence.PowRHS if power else delimiters.p + 1, node.right)
            bare = power and not isinstance(node.left, ast.UnaryOp)  # a sign would have its power in parentheses
            hugs = bare and _is_simple_operand(node.left) and _is_simple_operand(node.right)
            self.write(node.left, get_op_symbol(node.op, "%s" if hugs else " %s "), node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Print a sign or ``not``; ``-(x**2)`` says plainly what ``-x**2`` means."""
        with self.delimit(node, node.op) as delimiters:
            power = isinstance(node.operand, ast.BinOp) and isinstance(node.operand.op, ast.Pow)
            set_precedence(Precedence.highest if power else delimiters.p, node.operand)
            self.write(get_op_symbol(node.op), " " if isinstance(node.op, ast.Not) else "", node.operand)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Print a subscript."""
        set_precedence(node, node.slice)
        self.write(node.value, "[", node.slice, "]")

    def visit_Slice(self, node: ast.Slice) -> None:
        """Print a slice; unless its bounds are names and numbers, there are spaces around its colons."""
        parts = [node.lower, node.upper, node.step]
        set_precedence(Precedence.Comma, *parts)
        space = "" if all(part is None or _is_simple_bound(part) for part in parts) else " "
        self.write(node.lower, space if node.lower else "", ":", space if node.upper else "", node.upper)
        if node.step is not None:
            self.write(space if node.upper else "", ":", space, node.step)

    def visit_Starred(self, node: ast.Starred) -> None:
        """Print ``*value``."""
        set_precedence(Precedence.BitOr, node.value)
        self.write("*", node.value)

    def visit_Call(self, node: ast.Call) -> None:
        """Print a call."""
        self.write(node.func, "(")
        if len(node.args) == 1 and not node.keywords:
            set_precedence(Precedence.call_one_arg, node.args[0])
            self.write(node.args[0])
        else:
            self._arguments(node.args, node.keywords)
        self.write(")")

    def _arguments(self, positional: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> None:
        set_precedence(Precedence.Comma, *positional, *(k.value for k in keywords))
        for i, argument in enumerate([*positional, *keywords]):
            self.write(", " if i else "", argument)

    def visit_keyword(self, node: ast.keyword) -> None:
        """Print a keyword argument or an unpacked mapping."""
        self.write(f"{node.arg}=" if node.arg else "**", node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        """Print a dict display."""
        self.write("{")
        for i, (key, value) in enumerate(zip(node.keys, node.values)):
            set_precedence(Precedence.Comma, key)
            set_precedence(Precedence.Comma if key else Precedence.BitOr, value)
            self.write(", " if i else "", key, ": " if key else "**", value)
        self.write("}")

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Print a lambda."""
        with self.delimit(node) as delimiters:
            set_precedence(delimiters.p, node.body)
            arguments = node.args
            empty = not (arguments.posonlyargs or arguments.args or arguments.kwonlyargs)
            bare = empty and arguments.vararg is None and arguments.kwarg is None
            self.write("lambda" if bare else "lambda ", arguments, ": ", node.body)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        """Print a tuple: one of a single element is easier to see in parentheses."""
        with self.delimit(node) as delimiters:
            single = len(node.elts) == 1
            in_subscript = delimiters.pp == Precedence.Subscript
            delimiters.discard = delimiters.discard and node.elts and (in_subscript or not single)
            self.comma_list(node.elts, single)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        """Print a list comprehension."""
        set_precedence(Precedence.Comma, node.elt)
        self.write("[", node.elt, *node.generators, "]")

    def visit_SetComp(self, node: ast.SetComp) -> None:
        """Print a set comprehension."""
        set_precedence(Precedence.Comma, node.elt)
        self.write("{", node.elt, *node.generators, "}")

    def visit_DictComp(self, node: ast.DictComp) -> None:
        """Print a dict comprehension."""
        set_precedence(Precedence.Comma, node.key, node.value)
        self.write("{", node.key, ": ", node.value, *node.generators, "}")


def _docstring(statement: ast.stmt) -> str | None:
    """Return the text of a statement that is a string alone, or None."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


def _blanks(statements: Sequence[ast.stmt], i: int, apart: int) -> int:
    """Return the number of blank lines before a statement of a suite."""
    if not i or isinstance(statements[i], Blank):
        return 0
    before, asked = statements[i - 1], 0
    if isinstance(before, Blank):
        asked = 1
        before = next((s for s in reversed(statements[:i]) if not isinstance(s, Blank)), before)
    if isinstance(before, Comment) and not asked:
        return 0
    described = next((s for s in statements[i:] if not isinstance(s, Comment)), statements[i])
    if isinstance(before, _DEFINITIONS) or (isinstance(described, _DEFINITIONS) and not isinstance(before, Blank)):
        return apart
    after_imports = isinstance(before, _IMPORTS) and not isinstance(described, _IMPORTS)
    return max(asked, int(after_imports))


def _is_simple_operand(node: ast.expr) -> bool:
    """Say whether a power hugs this operand: a name, a number or attributes of a name, perhaps with a sign."""
    match node:
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert(), operand=operand):
            return _is_simple_operand(operand)
        case ast.Attribute(value=value):
            return isinstance(value, (ast.Name, ast.Attribute)) and _is_simple_operand(value)
        case ast.Constant(value=value):
            return isinstance(value, (int, float, complex))
        case _:
            return isinstance(node, ast.Name)


def _is_simple_bound(node: ast.expr) -> bool:
    """Say whether a slice needs no spaces around its colon for this bound: a name or a constant, perhaps signed."""
    inner = node.operand if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not) else node
    return isinstance(inner, (ast.Name, ast.Constant))
