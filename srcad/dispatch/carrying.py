"""Functions by value: from one process to another that cannot import them.

Python pickles a function by its name, which a lambda or a closure does not have. Here its source travels, with what it
captures and the functions that it calls; code objects do not, since each version of Python has its own. Globals are
those of the module there; only those of ``__main__``, and of namespaces that are no module's, travel too.
"""

from __future__ import annotations
import __future__

import builtins
import dis
import linecache
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import CellType, CodeType, FunctionType, ModuleType

from srcad.cache.digest import source_digest

_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


@dataclass(frozen=True, slots=True)
class ModuleNamed:
    """Stands for a module."""

    name: str


@dataclass(frozen=True, slots=True)
class FunctionNumbered:
    """Stands for a function in the same parcel."""

    number: int


@dataclass(frozen=True, slots=True)
class Packed:
    """One function: where its code is in its file, and what it is bound to.

    ``number`` tells apart the code objects that share ``qualname`` and ``line``; ``namespace`` numbers the globals.
    """

    file: str
    qualname: str
    line: int
    number: int
    flags: int
    namespace: int
    defaults: tuple[object, ...] | None
    keyword_defaults: dict[str, object] | None
    cells: tuple[tuple[str, bool, object], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Functions, the first of which was asked for; the texts of their files; their namespaces.

    A namespace is its name and the values that travel, or None for those of the module of this name.
    """

    functions: tuple[Packed, ...]
    texts: dict[str, str]
    namespaces: tuple[tuple[str, dict[str, object] | None], ...]


def is_importable(value: object) -> bool:
    """Say whether a value's module and qualified name lead to it, in other processes too.

    ``__main__`` is another module in each process: joblib's and Dask's workers have not run the user's script.
    """
    if getattr(value, "__module__", None) == "__main__":
        return False
    found: object = sys.modules.get(getattr(value, "__module__", None) or "")
    try:
        for name in str(getattr(value, "__qualname__", "")).split("."):
            found = getattr(found, name)
    except AttributeError:
        return False
    return found is value


def pack(function: FunctionType) -> Parcel:
    """Return what rebuilds a function elsewhere.

    Raises
    ------
    SourceNotFound
        If it has no source, or the file changed since it was defined.
    """
    packing = _Packing()
    packing.number_of(function)
    functions: list[Packed] = []
    while len(functions) < len(packing.functions):
        functions.append(packing.pack(packing.functions[len(functions)]))
    namespaces = tuple((str(n.get("__name__", "")), None if _is_of_module(n) else v) for n, v in packing.namespaces)
    return Parcel(tuple(functions), packing.texts, namespaces)


def unpack(parcel: Parcel) -> FunctionType:
    """Return the function that was packed."""
    files = {file: _register(file, text) for file, text in parcel.texts.items()}
    namespaces: list[dict[str, object]] = [
        vars(import_module(name)) if values is None else {"__name__": name, "__builtins__": builtins}
        for name, values in parcel.namespaces
    ]
    codes = [_find_code(packed, parcel.texts[packed.file], files[packed.file]) for packed in parcel.functions]
    functions = [
        FunctionType(code, namespaces[p.namespace], code.co_name, None, tuple(CellType() for _ in p.cells))
        for code, p in zip(codes, parcel.functions, strict=True)
    ]
    for (_, values), namespace in zip(parcel.namespaces, namespaces, strict=True):
        namespace.update((name, _resolve(value, functions)) for name, value in (values or {}).items())
    for function, packed in zip(functions, parcel.functions, strict=True):
        _bind(function, packed, functions)
    return functions[0]


@dataclass(slots=True)
class _Packing:
    """The functions met so far, in order, and what they need."""

    functions: list[FunctionType] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    namespaces: list[tuple[dict[str, object], dict[str, object]]] = field(default_factory=list)

    def number_of(self, function: FunctionType) -> FunctionNumbered:
        if function not in self.functions:
            self.functions.append(function)
        return FunctionNumbered(self.functions.index(function))

    def pack(self, function: FunctionType) -> Packed:
        code = function.__code__
        self.texts[code.co_filename] = text = _text_of(function)
        cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
        keywords = function.__kwdefaults__
        return Packed(
            file=code.co_filename,
            qualname=code.co_qualname,
            line=code.co_firstlineno,
            number=_number(code, text),
            flags=code.co_flags & _FUTURES,
            namespace=self._pack_globals(function),
            defaults=tuple(map(self._value, function.__defaults__)) if function.__defaults__ else None,
            keyword_defaults={n: self._value(v) for n, v in keywords.items()} if keywords else None,
            cells=tuple((name, *self._cell(cell)) for name, cell in cells),
        )

    def _pack_globals(self, function: FunctionType) -> int:
        known = [namespace for namespace, _ in self.namespaces]
        number = next((i for i, n in enumerate(known) if n is function.__globals__), len(known))
        if number == len(known):
            self.namespaces.append((function.__globals__, {}))
        if _is_of_module(function.__globals__):
            return number
        held = self.namespaces[number][1]
        for name in _global_names(function.__code__):
            if name in function.__globals__ and name not in held:
                held[name] = self._value(function.__globals__[name])
        return number

    def _cell(self, cell: CellType) -> tuple[bool, object]:
        return (False, None) if cell == CellType() else (True, self._value(cell.cell_contents))

    def _value(self, value: object) -> object:
        if isinstance(value, ModuleType):
            return ModuleNamed(value.__name__)
        if isinstance(value, FunctionType) and not (is_importable(value) and _is_of_module(value.__globals__)):
            return self.number_of(value)
        return value


def _is_of_module(namespace: dict[str, object]) -> bool:
    """Say whether a namespace is that of a module that other processes can import under its name."""
    name = str(namespace.get("__name__", ""))
    return name != "__main__" and name in sys.modules and vars(sys.modules[name]) is namespace


def _text_of(function: FunctionType) -> str:
    # Loads the front end, which a process that only calls derivatives does not need.
    live, text = import_module("srcad.source.live"), import_module("srcad.source.text")
    live.LiveProgram().define(function)
    found = text.read_text(function.__code__, function.__globals__)
    assert isinstance(found, str)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _candidates(text: str, file: str, flags: int, qualname: str, line: int) -> list[CodeType]:
    module = compile(text, file, "exec", flags, dont_inherit=True)
    return [c for c in _codes(module) if (c.co_qualname, c.co_firstlineno) == (qualname, line)]


def _number(code: CodeType, text: str) -> int:
    """Return which of the code objects with its name and line it is; of equal ones any will do."""
    found = _candidates(text, code.co_filename, code.co_flags & _FUTURES, code.co_qualname, code.co_firstlineno)
    return next((i for i, c in enumerate(found) if c.co_code == code.co_code and c.co_consts == code.co_consts), 0)


def _find_code(packed: Packed, text: str, file: str) -> CodeType:
    return _candidates(text, file, packed.flags, packed.qualname, packed.line)[packed.number]


def _global_names(code: CodeType) -> list[str]:
    """Return the names that a function and those inside it look up among its globals, sorted."""
    instructions = (i for c in (code, *_codes(code)) for i in dis.get_instructions(c))
    return sorted({i.argval for i in instructions if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")})


def _register(file: str, text: str) -> str:
    """Make the text readable under its file's name, or under another where that file holds something else here."""
    linecache.checkcache(file)
    here = "".join(linecache.getlines(file))
    if here == text:
        return file
    name = file if not here else f"<{file} {source_digest(text)[:8]}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return name


def _resolve(value: object, functions: list[FunctionType]) -> object:
    if isinstance(value, ModuleNamed):
        return import_module(value.name)
    return functions[value.number] if isinstance(value, FunctionNumbered) else value


def _bind(function: FunctionType, packed: Packed, functions: list[FunctionType]) -> None:
    function.__qualname__ = packed.qualname
    if packed.defaults is not None:
        function.__defaults__ = tuple(_resolve(value, functions) for value in packed.defaults)
    if packed.keyword_defaults is not None:
        function.__kwdefaults__ = {n: _resolve(v, functions) for n, v in packed.keyword_defaults.items()}
    for (_, filled, value), cell in zip(packed.cells, function.__closure__ or (), strict=True):
        if filled:
            cell.cell_contents = _resolve(value, functions)
