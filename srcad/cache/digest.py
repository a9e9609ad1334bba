"""Digests of code, source and objects: equal in every process, whatever the hash seed, and cheap.

They say whether something is still what it was when a derivative was made from it.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType, ModuleType

from srcad.runtime.partials import as_function

try:  # hashlib has the same function, but loads OpenSSL first: 3 to 13 ms of a cache hit
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

#: Values whose ``repr`` says all about them.
CONSTANTS = (type(None), type(Ellipsis), bool, int, float, complex, str, bytes)


def bytes_digest(data: bytes) -> str:
    """Return 32 hexadecimal digits that stand for ``data``."""
    return blake2b(data, digest_size=16).hexdigest()


def source_digest(text: str) -> str:
    """Return the digest of a piece of source text.

    >>> source_digest("a = 1") == source_digest("a = 1"), source_digest("a = 1") == source_digest("a = 2")
    (True, False)
    """
    return bytes_digest(text.encode("utf-8", "surrogatepass"))


def code_digest(code: CodeType) -> str:
    """Return the digest of what a code object does.

    File name and line numbers play no part. Nested code objects do, and constants with their exact types: ``1``,
    ``1.0`` and ``True`` differ.
    """
    return source_digest(_spell_code(code))


def region_digest(code: CodeType) -> str:
    """Return the digest of the lines of the file that a code object was compiled from.

    Comments within these lines count, since derivatives quote the user's lines. Without a file (``python -c``) it is
    the digest of nothing, and :func:`code_digest` alone speaks.
    """
    first, last = code.co_firstlineno, max(_lines(code), default=0)
    return source_digest("".join(_file_lines(code.co_filename)[first - 1 : last]))


def function_digest(function: FunctionType) -> str:
    """Return the digest of a function: code, source, place in its file, and constant defaults.

    Of other defaults the class counts, not the value; of captured variables the names. Their values are read at each
    call.
    """
    code = function.__code__
    keywords = sorted((function.__kwdefaults__ or {}).items())
    parts = (
        code_digest(code),
        region_digest(code),
        code.co_filename,
        code.co_firstlineno,
        [_spell_default(value) for value in function.__defaults__ or ()],
        [(name, _spell_default(value)) for name, value in keywords],
    )
    return source_digest(repr(parts))


def underlying_function(value: object) -> FunctionType | None:
    """Return the Python function behind a function, a bound method, a ``functools.cache`` or a partial, or None."""
    if isinstance(value, partial):
        return as_function(value)
    if isinstance(value, MethodType):
        value = value.__func__
    elif type(value).__name__ == "_lru_cache_wrapper":
        value = getattr(value, "__wrapped__", None)
    return value if isinstance(value, FunctionType) else None


def defaults_of(function: FunctionType) -> dict[str, object]:
    """Return the defaults of a function's parameters by name, in the order of its ``def``."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = function.__defaults__ or ()
    return {**dict(zip(names[len(names) - len(given) :], given)), **(function.__kwdefaults__ or {})}


def qualified_name(value: object) -> str:
    """Return the kind, module and qualified name of something that is known by name: a ufunc, a builtin, a class."""
    if isinstance(value, ModuleType):
        return f"module {value.__name__}"
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "")
    return f"{type(value).__name__} {module}.{name}"


def _spell_code(code: CodeType) -> str:
    parts = (
        code.co_name,
        code.co_qualname,
        (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags),
        code.co_code,
        code.co_exceptiontable,
        (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars),
        [_spell_constant(constant) for constant in code.co_consts],
    )
    return repr(parts)


def _spell_constant(value: object) -> str:
    if isinstance(value, CodeType):
        return code_digest(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_spell_constant, value))},)"
    if isinstance(value, frozenset):  # its order depends on the hash seed
        return f"{{{', '.join(sorted(map(_spell_constant, value)))}}}"
    return repr(value)


def _spell_default(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_spell_default, value))},)"
    if type(value) in CONSTANTS:
        return repr(value)
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _lines(code: CodeType) -> Iterator[int]:
    yield from (line for _, _, line in code.co_lines() if line is not None)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _lines(constant)


def _file_lines(file: str) -> list[str]:
    """Return the lines of a file as it is now; those of text that never was a file come from ``linecache``."""
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.readlines()
    except OSError:
        return linecache.getlines(file)
