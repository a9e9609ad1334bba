"""The key of a value: its type as plain nested tuples of strings, which load nothing of the compiler.

The grammar; ``K`` is a key::

    "float" "int" "complex"                 Python scalars
    "None" "True" "False" "..."             constants, by value
    ("text", s)   "text"                    a str by value; a longer one without it
    ("bytes", digits)   "bytes"             the same of bytes, as hexadecimal digits
    ("scalar", dtype)                       a NumPy scalar
    ("array", dtype, axes)                  exactly ndarray; one letter per axis: "0" and "1" for these
                                            lengths, else "n", "*" for any; a 0-d array has ""; "?" is an
                                            unknown rank, "" as dtype an unknown dtype
    ("related", dtype, axis, …)             an array among the arguments: "0", "1", or the name of a length, "x.0"
                                            for that of axis 0 of the argument x (see :mod:`srcad.dispatch.lengths`)
    ("tuple", K, …)
    ("namedtuple", class, (field, …), K, …)
    ("list", K)   ("list",)                 K of each element, or the join of their keys; nothing when empty
    ("dict", (name, …), K, …)               string keys, in order
    ("mapping", K)                          any other dict, by the join of its values' keys
    ("slice", K, K, K)   "range"
    ("function", module, qualname, digest of code, (text, …), K of each captured value, …)
                                            the texts are the defaults that are constants; none for an argument itself:
                                            its defaults are guarded, or read at each call
    ("method", K of the function, K of the instance)
    ("known", qualified name)               builtins, ufuncs, classes
    ("module", name)
    ("object", class, (field, …), K, …)
    "?"                                     anything: nested too deeply, or a join of different types

Equal keys mean equal types (:func:`srcad.dispatch.types_of.type_from_key`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import BuiltinFunctionType, CellType, FunctionType, MethodType, ModuleType
from typing import TypeAlias

import numpy as np

from srcad.cache.digest import CONSTANTS, code_digest, defaults_of, qualified_name, underlying_function
from srcad.errors import ArgumentError

Key: TypeAlias = "str | tuple[Key, ...]"

#: What is nested deeper than this is ``"?"``.
DEEPEST = 4
_LONGEST_TEXT = 64
_MOST_NAMES = 64

_SIMPLE: dict[type, Key] = {
    float: "float",
    int: "int",
    complex: "complex",
    range: "range",
    type(None): "None",
    type(Ellipsis): "...",
}
_DTYPES = {np.dtype(char).num: np.dtype(char).name for char in "?bhilqBHILQefdgFDG"}
_PLAIN_ARRAYS: dict[tuple[int, int], Key] = {
    (number, rank): ("array", name, "n" * rank) for number, name in _DTYPES.items() for rank in range(5)
}


def key_of(value: object, path: str = "argument") -> Key:
    """Return the key of a value.

    Parameters
    ----------
    value : object
        An argument or a captured value.
    path : str
        How to call it in an error: ``params['w'][0]``.

    Raises
    ------
    ArgumentError
        ``SRC023`` for subclasses of ndarray, foreign arrays, and dtypes that are no numbers.

    Examples
    --------
    >>> key_of(2.0), key_of(np.ones((3, 1)))
    ('float', ('array', 'float64', 'n1'))
    >>> key_of([{"a": 1}, {"a": 2}])
    ('list', ('dict', ('a',), 'int'))
    """
    if type(value) is np.ndarray:
        shape = value.shape
        if (not shape or min(shape) > 1) and (key := _PLAIN_ARRAYS.get((value.dtype.num, len(shape)))):
            return key
    elif simple := _SIMPLE.get(type(value)):
        return simple
    return _key(value, path, 0)


def functions_in(value: object) -> dict[Key, object]:
    """Return, by their keys, the functions, methods and things known by name that a value holds."""
    found: dict[Key, object] = {}
    _collect(value, 0, found)
    return found


def spell(key: Key) -> str:
    """Return a key as a person would write it.

    >>> spell(key_of(np.ones((3, 1)))), spell(key_of((1.0, [2])))
    ('float64[n,1]', 'tuple(float,list(int))')
    """
    match key:
        case str():
            return key
        case ("array", str(dtype), str(axes)):
            return f"{dtype or '?'}[{'...' if axes == '?' else ','.join(axes)}]"
        case ("related", str(dtype), *lengths):
            return f"{dtype}[{','.join(map(str, lengths))}]"
        case ("text", str(text)):
            return repr(text)
        case ("scalar" | "module" | "known", str(name)):
            return name
        case ("function", str(), str(qualname), *_):
            return qualname
        case ():
            return "()"
        case _:
            return f"{key[0]}({','.join(spell(part) for part in key[1:])})"


def join(keys: Iterable[Key]) -> Key:
    """Return the key of a value that could have any of these keys; ``"?"`` for none.

    Arrays lose what they differ in: a length, the rank, the dtype. Text loses its content. All else that differs is
    ``"?"``.
    """
    different = list(dict.fromkeys(keys))
    if len(different) == 1:
        return different[0]
    heads = {key if isinstance(key, str) else key[0] for key in different}
    if heads == {"array"}:
        _, dtypes, axes = zip(*different)
        return ("array", dtypes[0] if len(set(dtypes)) == 1 else "", _join_axes(axes))
    if heads == {"text"} or heads == {"bytes"}:
        return heads.pop()
    return "?"


def _join_axes(axes: Sequence[Sequence[object]]) -> str:
    if len({len(letters) for letters in axes}) > 1 or "?" in axes:
        return "?"
    columns = zip(*axes)
    return "".join(str(column[0]) if len(set(column)) == 1 else "*" for column in columns)


def _key(value: object, path: str, depth: int) -> Key:
    cls = type(value)
    if (simple := _SIMPLE.get(cls)) is not None:
        return simple
    if (key_of_class := _CLASSES.get(cls)) is not None:
        return key_of_class(value, path, depth)
    if isinstance(value, type):
        return _known(value, path, depth)
    if isinstance(value, np.generic):
        return ("scalar", _dtype(value, path))
    if hasattr(value, "__array__") or hasattr(value, "__array_ufunc__"):
        raise _foreign(value, path)
    return "?" if depth >= DEEPEST else _structure(value, path, depth)


def _structure(value: object, path: str, depth: int) -> Key:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return ("namedtuple", class_name(type(value)), tuple(value._fields), *_parts(value, path, depth))
    if (function := underlying_function(value)) is not None:
        return _guarded_by_nobody(function, path, depth)
    return _object(value, path, depth)


def _foreign(value: object, path: str) -> ArgumentError:
    return ArgumentError(
        "SRC023",
        f"{path} is a {class_name(type(value))}; srcad differentiates arrays of exactly the class numpy.ndarray",
        hint="convert it first: np.asarray(...), or np.array(...) for a copy",
    )


def _dtype(value: np.ndarray[tuple[int, ...], np.dtype[np.generic]] | np.generic, path: str) -> str:
    if (name := _DTYPES.get(value.dtype.num)) is not None:
        return name
    raise ArgumentError(
        "SRC023",
        f"{path} has the dtype {value.dtype}; srcad knows arrays of bool, integer, float and complex numbers",
        hint="pass fields of a structured array one by one; convert objects with .astype(float)",
    )


def _array(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, np.ndarray)
    return ("array", _dtype(value, path), "".join("01n"[min(length, 2)] for length in value.shape))


def _bool(value: object, path: str, depth: int) -> Key:
    return repr(value)


def _text(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, str)
    return ("text", value) if len(value) <= _LONGEST_TEXT else "text"


def _bytes(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, bytes)
    return ("bytes", value.hex()) if len(value) <= _LONGEST_TEXT else "bytes"


def _tuple(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, tuple)
    return "?" if depth >= DEEPEST else ("tuple", *_parts(value, path, depth))


def _list(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, list)
    if depth >= DEEPEST:
        return "?"
    return ("list", join(_parts(value, path, depth))) if value else ("list",)


def _dict(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, dict)
    if depth >= DEEPEST:
        return "?"
    keys = [_key(item, f"{path}[{name!r}]", depth + 1) for name, item in value.items()]
    if len(value) <= _MOST_NAMES and all(type(name) is str for name in value):
        return ("dict", tuple(value), *keys)
    return ("mapping", join(keys))


def _slice(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, slice)
    return ("slice", *(_key(part, path, depth + 1) for part in (value.start, value.stop, value.step)))


def _function(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, FunctionType)
    if depth >= DEEPEST:
        return "?"
    if depth:
        return _guarded_by_nobody(value, path, depth)
    return ("function", *_identity(value), (), *_cells(value, path, depth))


def _guarded_by_nobody(function: FunctionType, path: str, depth: int) -> Key:
    """Return the key of a function to which no route leads: its constant defaults are part of the text."""
    constants = tuple(repr(value) for value in defaults_of(function).values() if type(value) in CONSTANTS)
    return ("function", *_identity(function), constants, *_cells(function, path, depth))


def _identity(function: FunctionType) -> tuple[str, str, str]:
    return function.__module__ or "", function.__qualname__, code_digest(function.__code__)


def _cells(function: FunctionType, path: str, depth: int) -> list[Key]:
    captured = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return [_captured(cell, f"{path}.{name}", depth + 1) for name, cell in captured]


def _captured(cell: CellType, path: str, depth: int) -> Key:
    try:
        value = cell.cell_contents
    except ValueError:  # not assigned yet
        return "?"
    return _key(value, path, depth)


def _method(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, MethodType)
    if depth >= DEEPEST:
        return "?"
    function = underlying_function(value)
    if function is None:  # the method of a callable object
        return ("method", _key(value.__func__, path, depth), _key(value.__self__, path, depth + 1))
    return ("method", _guarded_by_nobody(function, path, depth), _key(value.__self__, path, depth + 1))


def _known(value: object, path: str, depth: int) -> Key:
    kind, _, name = qualified_name(value).partition(" ")
    return ("known", f"numpy{name}" if kind == "ufunc" and name.startswith(".") else name)


def _module(value: object, path: str, depth: int) -> Key:
    assert isinstance(value, ModuleType)
    return ("module", value.__name__)


def _object(value: object, path: str, depth: int) -> Key:
    fields = fields_of(value)
    keys = (_key(field, f"{path}.{name}", depth + 1) for name, field in fields.items())
    return ("object", class_name(type(value)), tuple(fields), *keys)


def fields_of(value: object) -> dict[str, object]:
    """Return the fields that an instance has now: those of its ``__dict__``, then those of its slots."""
    fields = dict(getattr(value, "__dict__", {}))
    for cls in type(value).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                fields[name] = getattr(value, name)
    return fields


def class_name(cls: type) -> str:
    """Return the qualified name of a class, with its module."""
    return f"{cls.__module__}.{cls.__qualname__}"


def _parts(value: Iterable[object], path: str, depth: int) -> list[Key]:
    return [_key(item, f"{path}[{position}]", depth + 1) for position, item in enumerate(value)]


def _collect(value: object, depth: int, found: dict[Key, object]) -> None:
    key = _key(value, "argument", depth)
    parts: Iterable[object] = ()
    match key:
        case ("function" | "method" | "known", *_):
            found[key] = value
            function = underlying_function(value)
            parts = _cell_values(function) if function is not None else ()
        case ("tuple" | "namedtuple" | "list", *_) if isinstance(value, (tuple, list)):
            parts = value
        case ("dict" | "mapping", *_) if isinstance(value, dict):
            parts = value.values()
        case ("object", *_):
            parts = fields_of(value).values()
    for part in parts:
        _collect(part, depth + 1, found)


def _cell_values(function: FunctionType) -> list[object]:
    cells = function.__closure__ or ()
    return [cell.cell_contents for cell in cells if cell != CellType()]


_CLASSES: dict[type, Callable[[object, str, int], Key]] = {
    np.ndarray: _array,
    bool: _bool,
    str: _text,
    bytes: _bytes,
    tuple: _tuple,
    list: _list,
    dict: _dict,
    slice: _slice,
    FunctionType: _function,
    MethodType: _method,
    BuiltinFunctionType: _known,
    np.ufunc: _known,
    type(np.sum): _known,  # functions that NumPy dispatches to foreign arrays
    ModuleType: _module,
}
