"""The fields of dataclasses and named tuples, as the text of their classes says them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

#: What ``@dataclass`` does where it is not told otherwise.
_DEFAULTS = {"init": True, "repr": True, "eq": True, "order": False, "frozen": False, "kw_only": False}
_MADE = {
    "init": ("__init__",),
    "repr": ("__repr__",),
    "eq": ("__eq__",),
    "order": ("__lt__", "__le__", "__gt__", "__ge__"),
}
#: Options that change nothing of what an instance computes.
_WITHOUT_MEANING = frozenset({"unsafe_hash", "match_args", "slots", "weakref_slot"})

#: Gives the qualified name of what an expression is, or None.
NameOf = Callable[[ast.expr], str | None]


@dataclass(frozen=True, slots=True)
class FieldText:
    """A field: what is written for its value and type, whether it is passed by name only, or at all, and compared."""

    name: str
    default: ast.expr | None = None
    factory: ast.expr | None = None
    keyword: bool = False
    given: bool = True
    annotation: ast.expr | None = None
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Declaration:
    """What makes a class a dataclass or one of named tuples."""

    is_tuple: bool
    fields: tuple[FieldText, ...]
    options: Mapping[str, bool]

    @property
    def frozen(self) -> bool:
        """Whether fields cannot be assigned."""
        return self.options["frozen"]

    def made(self) -> frozenset[str]:
        """Return the names of the methods that are made for the class unless it has them."""
        if self.is_tuple:
            return frozenset()
        return frozenset(name for option, names in _MADE.items() if self.options[option] for name in names)


class Undescribed(Exception):
    """What the text of a class does not tell; the message says what that is."""


def dataclass_options(decorator: ast.expr) -> Mapping[str, bool] | None:
    """Return what ``@dataclass`` or ``@dataclass(...)`` is told; None if that is known at run time only."""
    options = dict(_DEFAULTS)
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if not isinstance(keyword.value, ast.Constant) or keyword.arg not in {*_DEFAULTS, *_WITHOUT_MEANING}:
            return None
        options[keyword.arg] = bool(keyword.value.value)
    return options


def dataclass_declaration(node: ast.ClassDef, options: Mapping[str, bool], name_of: NameOf) -> Declaration:
    """Return the fields of a dataclass.

    Raises
    ------
    Undescribed
        For a field that is passed to ``__post_init__`` only, or whose text does not say what it is.
    """
    return Declaration(False, tuple(_fields(node, options["kw_only"], name_of)), options)


def tuple_declaration(node: ast.ClassDef) -> Declaration:
    """Return the fields of a class made from ``NamedTuple``."""
    annotated = [statement for statement in node.body if isinstance(statement, ast.AnnAssign)]
    fields = tuple(FieldText(ast.unparse(s.target), s.value, annotation=s.annotation) for s in annotated)
    return Declaration(True, fields, _DEFAULTS)


def namedtuple_declaration(call: ast.Call) -> Declaration:
    """Return the fields of ``namedtuple("name", fields)`` or ``NamedTuple("name", [(field, type), ...])``.

    Raises
    ------
    Undescribed
        If the text does not say what they are.
    """
    arguments = {k.arg: k.value for k in call.keywords}
    if len(call.args) != 2 or not arguments.keys() <= {"defaults"}:
        raise Undescribed("its fields are known at run time only")
    names = _names(call.args[1])
    given = arguments.get("defaults", ast.Tuple([], ast.Load()))
    if not isinstance(given, (ast.Tuple, ast.List)) or len(given.elts) > len(names):
        raise Undescribed("its defaults are known at run time only")
    defaults = [*[None] * (len(names) - len(given.elts)), *given.elts]
    return Declaration(True, tuple(map(FieldText, names, defaults)), _DEFAULTS)


def _names(node: ast.expr) -> list[str]:
    """Return the names of the fields in a text, or in a list of names or of pairs."""
    match node:
        case ast.Constant(value=str() as text):
            return text.replace(",", " ").split()
        case ast.List(elts=items) | ast.Tuple(elts=items):
            firsts = [item.elts[0] if isinstance(item, ast.Tuple) and item.elts else item for item in items]
            names = [item.value for item in firsts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            if len(names) == len(items):
                return names
    raise Undescribed("its fields are known at run time only")


def _fields(node: ast.ClassDef, keyword: bool, name_of: NameOf) -> Iterator[FieldText]:
    for statement in node.body:
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        match _outermost(statement.annotation, name_of):
            case "typing.ClassVar":
                pass
            case "dataclasses.KW_ONLY":
                keyword = True
            case "dataclasses.InitVar":
                raise Undescribed(f"the field {statement.target.id!r} is passed to __post_init__ only")
            case _:
                yield _field(statement.target.id, statement, keyword, name_of)


def _outermost(annotation: ast.expr, name_of: NameOf) -> str | None:
    """Return the qualified name of an annotation without what is in its brackets."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return None
    inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return name_of(inner) if isinstance(inner, (ast.Name, ast.Attribute)) else None


def _field(name: str, statement: ast.AnnAssign, keyword: bool, name_of: NameOf) -> FieldText:
    value = statement.value
    if not (isinstance(value, ast.Call) and name_of(value.func) == "dataclasses.field"):
        return FieldText(name, value, None, keyword, annotation=statement.annotation)
    told = {k.arg: k.value for k in value.keywords}
    flags: dict[str, bool] = {}
    for flag, otherwise in (("init", True), ("kw_only", keyword), ("compare", True)):
        node = told.get(flag, ast.Constant(otherwise))
        if not isinstance(node, ast.Constant) or None in told:
            raise Undescribed(f"what field() says of {name!r} is known at run time only")
        flags[flag] = bool(node.value)
    factory = told.get("default_factory")
    given, default = flags["init"], told.get("default")
    return FieldText(name, default, factory, flags["kw_only"], given, statement.annotation, flags["compare"])
