"""Emitted text → a namespace with the functions that it defines."""

from __future__ import annotations

import linecache
from pathlib import Path

from srcad.cache.digest import source_digest


def execute(text: str, path: Path | None, name: str) -> dict[str, object]:
    r"""Run emitted text as if it were a module, and return what it defines.

    Tracebacks, ``pdb``, ``inspect.getsource`` and profilers see the file; a text that lies in none gets a file name of
    its own, such as ``<srcad wave_grad 1f3a9c02>``, and is registered with ``linecache``.

    Parameters
    ----------
    text : str
        The source.
    path : Path or None
        The file that holds this very text.
    name : str
        The module's ``__name__``.

    Examples
    --------
    >>> execute("def double(x):\n    return 2 * x\n", None, "double_grad")["double"](4)
    8
    """
    file = str(path) if path is not None else f"<srcad {name} {source_digest(text)[:8]}>"
    if path is None:
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, object] = {"__name__": name, "__file__": file}
    exec(compile(text, file, "exec", dont_inherit=True), namespace)
    return namespace
