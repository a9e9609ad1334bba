"""The key of a cached derivative: all that is known before looking, and decides which text it is."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, fields
from types import FunctionType
from typing import TypeAlias

import numpy as np

from srcad.cache.digest import code_digest, region_digest, source_digest
from srcad.cache.sources import own_digest
from srcad.options import Options

#: Plain data: strings, ints, None and tuples of these, so that a hit loads no type of the compiler.
Plain: TypeAlias = "str | int | tuple[Plain, ...] | None"

_UNSAFE = re.compile(r"[^0-9A-Za-z.]+")
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Key:
    """What an entry is found by. Each part changes the digest, but for ``label``.

    Parameters
    ----------
    module, qualname, file, line
        Where the primal function is.
    source : str
        Digest of its lines in the file, as they are now.
    code : str
        Digest of its running code object.
    transform : str
        ``grad``, ``value_and_grad``, …
    argnums : plain data
        Which arguments are differentiated.
    types : plain data
        The types of arguments and captured values. Values of captured variables are no part.
    options, backend : plain data
        The options that change the text, those of the compiler and those of what runs it.
    versions : tuple of str
        Of srcad (a digest of its sources), of Python and of NumPy.
    label : str
        How ``types`` is spelled in the file's name.
    """

    module: str
    qualname: str
    file: str
    line: int
    source: str
    code: str
    transform: str
    argnums: Plain
    types: Plain
    options: Plain
    backend: Plain
    versions: tuple[str, ...]
    label: str = field(default="", compare=False)

    def lines(self) -> list[str]:
        """Return the parts for a reader, one a line."""
        return [f"{f.name}: {getattr(self, f.name)!r}" for f in fields(self) if f.compare]

    def digest(self) -> str:
        """Return 32 hexadecimal digits, equal in every process."""
        return source_digest("\n".join(self.lines()))

    def file_name(self) -> str:
        """Return where the entry lies below the cache's folder: ``shop.prices/total-grad-float-1f….py``.

        Any qualified name gives a portable one of bounded length; the digest tells apart what looks the same.
        """
        words = (_word(self.qualname), _word(self.transform), _word(self.label), self.digest()[:12])
        return f"{_word(self.module) or 'module'}/{'-'.join(filter(None, words))}.py"


def make_key(
    function: FunctionType,
    transform: str,
    argnums: Plain,
    types: Plain,
    options: Options,
    backend: Plain = (),
    label: str = "",
) -> Key:
    """Return the key of a derivative of ``function``."""
    code = function.__code__
    python = sys.version_info
    return Key(
        module=function.__module__ or "",
        qualname=function.__qualname__,
        file=code.co_filename,
        line=code.co_firstlineno,
        source=region_digest(code),
        code=code_digest(code),
        transform=transform,
        argnums=argnums,
        types=types,
        options=options_that_matter(options),
        backend=backend,
        versions=(own_digest(options), f"{python.major}.{python.minor}", np.__version__),
        label=label,
    )


def options_that_matter(options: Options) -> Plain:
    """Return every option but those that say where files lie and what is checked on the way."""
    silent = ("cache_directory", "cache", "verify")
    return tuple((f.name, repr(getattr(options, f.name))) for f in fields(options) if f.name not in silent)


def _word(text: str) -> str:
    return _UNSAFE.sub("_", text).strip("_.")[:_LONGEST_WORD].replace("._", ".").rstrip("_.")
