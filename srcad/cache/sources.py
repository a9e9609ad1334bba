"""The digest of srcad's own sources: a changed compiler makes every derivative anew.

A version number would not do, for a checkout that is worked on changes without it. Reading sixty files on each hit
would be slow; so the digest of their *content* is kept in the cache's folder, in a file named after what ``stat``
says of them (path, time of change, size), which is as trustworthy as Python's own ``.pyc`` files. The content decides,
so two installations of the same sources share their entries.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from srcad.cache.digest import bytes_digest, source_digest
from srcad.cache.files import read_private, write_private
from srcad.options import Options

#: The folder of the package, or a path inside the archive that it was imported from.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: Below the cache's folder.
MEMO_FOLDER = "srcad-sources"
_DIGITS = 32


def own_digest(options: Options, package: str = PACKAGE) -> str:
    """Return the digest of the content of all modules of srcad.

    Parameters
    ----------
    options : Options
        ``cache_directory`` keeps the digest for the next process, if ``cache`` allows it.
    package : str
        The folder of the package.
    """
    paths = sorted(_source_files(package))
    if not options.cache:
        return _content_digest(paths, package)
    memo = options.cache_directory / MEMO_FOLDER / f"{_stamp(paths)}.txt"
    known = read_private(memo)
    if known is not None and len(known) == _DIGITS:
        return known.decode("ascii", "replace")
    digest = _content_digest(paths, package)
    write_private(memo, digest.encode("ascii"))
    return digest


def _stamp(paths: list[str]) -> str:
    status = ((path, os.stat(path)) for path in paths)
    return source_digest(repr([(path, s.st_mtime_ns, s.st_size) for path, s in status]))


def _content_digest(paths: list[str], package: str) -> str:
    contents = [(os.path.relpath(path, package), bytes_digest(Path(path).read_bytes())) for path in paths]
    return source_digest(repr(contents))


def _source_files(folder: str) -> Iterator[str]:
    if not os.path.isdir(folder):  # imported from an archive: the archive stands for its content
        yield _archive(folder)
        return
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _source_files(entry.path)


def _archive(path: str) -> str:
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path
