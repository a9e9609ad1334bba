"""The source of running functions, and what the names in it are bound to while the program runs.

A function is found by its code object, never through ``__wrapped__``: a decorated function is its wrapper, which calls
the inner one. What is found is checked against the code that runs.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from inspect import getattr_static
from types import FunctionType, MethodType, ModuleType

import gast

from srcad.errors import Location, NotDifferentiable, SourceNotFound, SrcadError
from srcad.ir.types import Callable as CallableType
from srcad.ir.types import Module
from srcad.runtime.partials import as_function
from srcad.source.classes import Classes, is_enumeration, read_field, read_member
from srcad.source.enumerations import enumeration_type
from srcad.source.interface import Binding, Captured, ClassDefinition, Definition, Failing, Known, Missing
from srcad.source.match import find_node, functions_in
from srcad.source.names import (
    by_name,
    canonical_name,
    class_called,
    describe,
    describe_kind,
    is_exception,
    is_opaque,
    library_constant,
)
from srcad.source.reading import read_cell, read_default, read_global
from srcad.source.text import convert, futures_of, read_text

#: The attribute in which a derivative keeps the function that it is the derivative of.
PRIMAL = "__srcad_primal__"
_ABSENT = object()
_SPELLING = "correct the name, or install the version of the module that has it"
_PYTEST = "@pytest_ar"


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """A function, module or constant that a name led to: what was made of it holds as long as it still does.

    ``path`` is as the source of a capture, or ``("attribute", module, name)``; read it with :meth:`LiveProgram.read`.
    """

    path: tuple[Hashable, ...]
    value: object


class LiveProgram:
    """The running functions that one derivative is made of, by key; each is found once.

    Keys are unique within one program: closures made by one ``def`` are numbered in the order in which they are met.

    Parameters
    ----------
    has_rule : callable, optional
        Says whether a qualified name has a rule; such a function goes by name although it may have source.

    Attributes
    ----------
    resolutions : list of Resolution
        What was resolved so far, in order.
    """

    def __init__(self, has_rule: Callable[[str], bool] = lambda name: False) -> None:
        self.has_rule = has_rule
        self.resolutions: list[Resolution] = []
        self._definitions: dict[FunctionType, Definition] = {}
        self._functions: dict[Hashable, FunctionType] = {}
        self._namespaces: dict[str, dict[str, object]] = {}
        self._modules: dict[str, ModuleType] = {}
        self.classes = Classes(self.classify)

    def define(self, function: FunctionType) -> Definition:
        """Return the definition of a Python function.

        Raises
        ------
        SourceNotFound
            If there is no source (SRC030), or it is not the source of what runs (SRC031).
        """
        if (found := self._definitions.get(function)) is None:
            key = self._new_key(function)
            tree, lines = self._find(function)
            found = Definition(
                key=key,
                name=function.__code__.co_name,
                qualname=function.__qualname__,
                module=self.namespace_label(function.__globals__),
                file=function.__code__.co_filename,
                tree=tree,
                lines=lines,
                scope=LiveScope(self, function, key),
            )
            self._definitions[function] = found
            self._functions[key] = function
        return found

    def read(self, path: tuple[Hashable, ...]) -> object:
        """Return what a capture or a resolution's path leads to now.

        Raises
        ------
        NameError, AttributeError
            If the name is bound no more.
        """
        kind, owner, name = path
        assert isinstance(name, str)
        match kind:
            case "global":
                assert isinstance(owner, str)
                return read_global(self._namespaces[owner], name)
            case "attribute":
                assert isinstance(owner, str)
                return getattr(self._modules[owner], name)
            case "cell":
                return read_cell(self._functions[owner], name)
            case "default":
                return read_default(self._functions[owner], name)
            case "member":
                return read_member(self.classes.with_key(owner), name)
            case "field":
                return read_field(self.classes.with_key(owner), name)
        raise ValueError(f"no such path: {path!r}")

    def reader(self, path: tuple[Hashable, ...]) -> Callable[[], object]:
        """Return a function that reads a path."""
        return functools.partial(self.read, path)

    def is_current(self) -> bool:
        """Say whether all that was resolved is still what its name leads to."""
        return all(self._still_leads_to(resolution) for resolution in self.resolutions)

    def _still_leads_to(self, resolution: Resolution) -> bool:
        try:
            return self.read(resolution.path) is resolution.value
        except (NameError, AttributeError):
            return False

    def classify(self, path: tuple[Hashable, ...], value: object, capture: Captured) -> Binding:
        """Return what a name is bound to that leads to ``value`` by ``path``, and log it if its meaning is fixed."""
        binding = self._meaning(str(path[-1]), value)
        if isinstance(binding, Known):
            self.resolutions.append(Resolution(path, value))
        return binding or capture

    def meaning(self, value: object) -> Known | Missing | None:
        """Return what a function that is no name's value, such as an argument, stands for."""
        return self._meaning("", value)

    def key_of(self, function: FunctionType) -> Hashable:
        """Return the key of the definition of a function, or None if it is not part of the program."""
        found = self._definitions.get(function)
        return found.key if found is not None else None

    def _meaning(self, name: str, value: object) -> Known | Missing | None:
        """Return the fixed meaning of a value, or None for one that is read at each call."""
        if isinstance(value, ModuleType):
            return Known(Module(self.module_label(value)))
        if (constant := library_constant(name, value)) is not None:
            return Known(constant)
        if (enumeration := enumeration_type(value)) is not None:
            return Known(enumeration)
        if is_derivative(value):
            return Missing(f"it is a derivative that srcad made, of {describe(getattr(value, PRIMAL))}")
        function = see_through(value)
        if isinstance(function, FunctionType) and not is_opaque(function):
            return self._transformed(function)
        if isinstance(value, type) and not is_opaque(value) and not is_exception(value) and not is_enumeration(value):
            return self._class(value)
        if name == "__class__" and isinstance(value, type) and is_exception(value):  # what super() stands in
            found = self.classes.describe_exception(value)
            return Known(CallableType(found)) if found is not None else None
        return by_name(value)

    def _class(self, cls: type) -> Known | Missing:
        """Return what a class stands for: if it is not all written in Python, its name."""
        found = self.classes.describe(cls)
        if not isinstance(found, Missing):
            return Known(CallableType(found))
        name = canonical_name(cls)
        return Known(CallableType(name)) if name else found

    def class_named(self, name: str) -> ClassDefinition | None:
        """Return the class of an argument or a captured object, which a module has under its name; None if none has."""
        module, _, last = name.rpartition(".")
        if module not in sys.modules or not isinstance(value := vars(sys.modules[module]).get(last), type):
            return None
        if is_enumeration(value):
            return self.classes.describe_enumeration(value)
        path = ("global", self.namespace_label(vars(sys.modules[module])), last)
        if is_exception(value):
            self.resolutions.append(Resolution(path, value))
            return self.classes.describe_exception(value)
        match self.classify(path, value, Captured(path)):
            case Known(type=CallableType(target=ClassDefinition() as found)):
                return found
            case _:
                return None

    def library_source(self, name: str) -> ClassDefinition | None:
        """Return what a class consists of that goes by name although it is written in Python; None for any other."""
        cls = class_called(name)
        found = self.classes.describe(cls) if cls is not None else None
        return found if isinstance(found, ClassDefinition) else None

    def _transformed(self, function: FunctionType) -> Known | Missing:
        name = f"{function.__module__}.{function.__qualname__}"
        if self.has_rule(name):
            return Known(CallableType(name))
        try:
            return Known(CallableType(self.define(function)))
        except SourceNotFound as error:
            is_frozen = function.__code__.co_filename.startswith("<frozen ")
            return Known(CallableType(name)) if is_frozen else Missing(error.message)

    def module_label(self, module: ModuleType) -> str:
        """Return the name under which this program knows a module."""
        label = self.namespace_label(vars(module))
        self._modules[label] = module
        return label

    def module(self, label: str) -> ModuleType:
        """Return the module that goes by a label."""
        if label not in self._modules:
            self._modules[self.namespace_label(vars(sys.modules[label]))] = sys.modules[label]
        return self._modules[label]

    def namespace_label(self, namespace: dict[str, object]) -> str:
        """Return the label of a namespace: its module's name, told apart from other namespaces of that name."""
        name = label = str(namespace.get("__name__", "builtins"))
        count = 1
        while self._namespaces.setdefault(label, namespace) is not namespace:
            count += 1
            label = f"{name}[{count}]"
        return label

    def _new_key(self, function: FunctionType) -> Hashable:
        """Return where the function stands, and which of the functions made there it is."""
        code = function.__code__
        columns = [p[2] for p in code.co_positions() if p[0] == code.co_firstlineno and p[2]]
        place = (
            self.namespace_label(function.__globals__),
            function.__qualname__,
            code.co_filename,
            code.co_firstlineno,
        )
        count = 0
        while (key := (*place, min(columns, default=0), count)) in self._functions:
            count += 1
        return key

    def _find(self, function: FunctionType) -> tuple[gast.FunctionDef | gast.Lambda, tuple[str, ...]]:
        code = function.__code__
        text = read_text(code, function.__globals__)
        if text is None:
            raise _no_source(function)
        lines = tuple(text.splitlines())
        try:
            functions = functions_in(text, code.co_filename, futures_of(code))
        except SyntaxError:
            raise _changed(function, lines) from None
        node = find_node(code, functions, _PYTEST in function.__globals__)
        if node is None:
            raise _not_in_text(function, lines)
        tree = convert(node, code.co_filename, lines, code.co_qualname)
        _forget_changed_defaults(tree, function)
        return tree, lines


@dataclass(frozen=True, slots=True, eq=False)
class LiveScope:
    """The names of one running function: its cells, then its globals, then Python's built-in ones."""

    program: LiveProgram
    function: FunctionType
    key: Hashable

    def resolve(self, name: str) -> Binding:
        """Return what a free or global name is bound to now."""
        path: tuple[Hashable, ...] = (
            ("cell", self.key, name)
            if name in self.function.__code__.co_freevars
            else ("global", self.program.namespace_label(self.function.__globals__), name)
        )
        try:
            value = self.program.read(path)
        except NameError:
            return Missing(
                "it has no value", f"assign to {name} before the derivative is first called, or correct the name"
            )
        self._refuse_own_derivative(name, value)
        return self.program.classify(path, value, Captured(path))

    def attribute(self, module: str, name: str) -> Binding:
        """Return what an attribute of a module is bound to now."""
        try:
            value = getattr(self.program.module(module), name)
        except (AttributeError, KeyError):
            return Missing(f"module {module!r} has no attribute {name!r}", _SPELLING, absent=True)
        return self.program.classify(("attribute", module, name), value, Captured(("global", module, name)))

    def module(self, name: str, level: int = 0) -> Binding | Failing:
        """Import a module, as the function is about to do, and return it."""
        try:
            package = str(self.function.__globals__.get("__package__") or "")
            absolute = importlib.util.resolve_name("." * level + name, package) if level else name
            module = importlib.import_module(absolute)
        except ImportError as error:
            return Failing(type(error).__name__, str(error))
        return Known(Module(self.program.module_label(module)))

    def _refuse_own_derivative(self, name: str, value: object) -> None:
        if not is_derivative(value):
            return
        primal = see_through(getattr(value, PRIMAL))
        code = self.function.__code__
        if isinstance(primal, FunctionType) and primal.__code__ is code:
            raise NotDifferentiable(
                "SRC008",
                f"{name} is the derivative of this function here, not the function itself",
                Location(code.co_filename, code.co_firstlineno, text=_first_line(self.function)),
                f"leave the function undecorated and write {name}_grad = srcad.grad({name})",
            )


def _forget_changed_defaults(tree: gast.FunctionDef | gast.Lambda, function: FunctionType) -> None:
    """Put a name in the place of each literal default that the function does not have any more.

    What is no literal is read from the function at each call.
    """
    arguments = tree.args
    plain = [*arguments.posonlyargs, *arguments.args]
    first = len(plain) - len(arguments.defaults)
    for nodes, parameters in ((arguments.defaults, plain[first:]), (arguments.kw_defaults, arguments.kwonlyargs)):
        for position, (node, parameter) in enumerate(zip(nodes, parameters, strict=True)):
            if node is not None and not _is_still(node, function, parameter.id):
                changed = gast.Name(id=f"{parameter.id}_default", ctx=gast.Load(), annotation=None, type_comment=None)
                nodes[position] = gast.copy_location(changed, node)


def _is_still(node: gast.AST, function: FunctionType, name: str) -> bool:
    """Say whether the default of a parameter is what the source says, as far as that is a literal."""
    try:
        written = ast.literal_eval(gast.gast_to_ast(node))
        return repr(read_default(function, name)) == repr(written)
    except ValueError:  # an expression
        return True
    except NameError:
        return False


def definition_of(function: object, program: LiveProgram | None = None) -> tuple[Definition, object]:
    """Return the definition of a callable, and the object that it is bound to, or None.

    Parameters
    ----------
    function : callable
        A Python function, or a method bound to an object; caches of :mod:`functools` are seen through.
    program : LiveProgram, optional
        What the functions that this one uses belong to; a new one by default.

    Raises
    ------
    SourceNotFound
        If there is no source, or it is not the source of what runs.
    NotDifferentiable
        For any other callable.
    """
    program = program if program is not None else LiveProgram()
    receiver = None
    plain = function if isinstance(function, functools.partial) else see_through(function)
    if isinstance(plain, MethodType):
        receiver, plain = plain.__self__, see_through(plain.__func__)
    if not isinstance(plain, FunctionType) or is_opaque(plain):
        raise _refusal(plain)
    return program.define(plain), receiver


def is_derivative(value: object) -> bool:
    """Say whether a value is a derivative that srcad made (without running code of the value's class)."""
    return getattr_static(value, PRIMAL, _ABSENT) is not _ABSENT


def see_through(value: object) -> object:
    """Return the function inside a cache of :mod:`functools` or a ``staticmethod``, and one for a partial object."""
    while isinstance(value, (functools._lru_cache_wrapper, staticmethod)):
        value = value.__wrapped__
    return as_function(value) if isinstance(value, functools.partial) else value


def _no_source(function: FunctionType) -> SourceNotFound:
    file = function.__code__.co_filename
    hint = "put the function in a file, or register its text in linecache before exec"
    if file == "<stdin>":
        file, hint = "what came through standard input", "put the function in a file, or in a notebook"
    return SourceNotFound("SRC030", f"{describe(function)} has no source: {file} cannot be read", hint=hint)


def _not_in_text(function: FunctionType, lines: tuple[str, ...]) -> SourceNotFound:
    code = function.__code__
    if code.co_filename == "<string>":
        return _no_source(function)  # executed by the ``-c`` command, not part of it
    if code.co_name == "<lambda>" and all(position[2] is None for position in code.co_positions()):
        return SourceNotFound(
            "SRC030",
            "lambdas cannot be told apart: Python was told to forget columns",
            Location(code.co_filename, code.co_firstlineno),
            "write a def, or start Python without -X no_debug_ranges",
        )
    return _changed(function, lines)


def _changed(function: FunctionType, lines: tuple[str, ...]) -> SourceNotFound:
    code = function.__code__
    text = lines[code.co_firstlineno - 1] if code.co_firstlineno <= len(lines) else ""
    return SourceNotFound(
        "SRC031",
        f"the file changed since {describe(function)} was defined",
        Location(code.co_filename, code.co_firstlineno, text=text),
        "import the module again, or start the program anew",
    )


def _first_line(function: FunctionType) -> str:
    lines = (read_text(function.__code__, function.__globals__) or "").splitlines()
    return dict(enumerate(lines, 1)).get(function.__code__.co_firstlineno, "")


_OWN = "differentiate the function that it is the derivative of"


def _refusal(value: object) -> SrcadError:
    if is_derivative(value):
        return NotDifferentiable("SRC004", "a derivative that srcad made has no source of its own", hint=_OWN)
    if not callable(value):
        return NotDifferentiable("SRC004", f"{describe_kind(value)} is not callable", hint="give a function")
    hint = "wrap the call in a function: def f(x): ..."
    if isinstance(value, (type, functools.partial)) or not is_opaque(value):
        return NotDifferentiable("SRC004", f"{describe_kind(value)} is not differentiated", hint=hint)
    return SourceNotFound("SRC030", f"{canonical_name(value) or describe_kind(value)} is not Python source", hint=hint)
