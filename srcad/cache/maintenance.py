"""Looking at the cache and clearing it, for the command line. Files that are not srcad's are never touched."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from srcad.cache.files import is_private, read_private
from srcad.cache.sources import MEMO_FOLDER
from srcad.cache.store import MARK
from srcad.options import Options

_ENTRY = re.compile(r"(?P<name>.+)-[0-9a-f]{12}\.py")
_TEMPORARY = re.compile(r".+\.[0-9a-f]{12}\.tmp")
_MEMO = re.compile(r"[0-9a-f]{32}\.txt")

#: A temporary file this old (in seconds) has lost its writer.
_ABANDONED = 600.0


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry: its file, its ``module.function-types`` name, its size in bytes and its first line."""

    path: Path
    name: str
    size: int
    title: str


@dataclass(frozen=True, slots=True)
class Info:
    """The cache as a whole: its folder, how many entries it holds and their size in bytes."""

    directory: Path
    entries: int
    size: int


def entries(options: Options) -> list[Listed]:
    """Return the entries in the order of their names."""
    found = (_listed(path) for path in _files(options.cache_directory))
    return sorted((entry for entry in found if entry), key=lambda entry: (entry.name, entry.path))


def info(options: Options) -> Info:
    """Return how many entries there are and what room they take."""
    listed = entries(options)
    return Info(options.cache_directory, len(listed), sum(entry.size for entry in listed))


def clear(options: Options, pattern: str = "*") -> int:
    """Delete the entries whose name matches a pattern, and return how many there were.

    Parameters
    ----------
    options : Options
        ``cache_directory`` is cleared.
    pattern : str
        As of a shell, matched with ``module.function-types``: ``shop.*``, ``*wave*``. Files of writers that were
        killed go as well, and with ``*`` all that the cache keeps of its own.
    """
    matching = [entry.path for entry in entries(options) if fnmatchcase(entry.name, pattern)]
    removed = sum(map(_remove, matching))
    for path in _files(options.cache_directory):
        if _is_abandoned(path) or (pattern == "*" and _is_memo(path)):
            _remove(path)
    for folder in _folders(options.cache_directory):
        _remove_empty(folder)
    return removed


def _listed(path: Path) -> Listed | None:
    if (match := _ENTRY.fullmatch(path.name)) is None:
        return None
    data = read_private(path)
    if data is None or MARK.encode() not in data:
        return None
    title = data.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("# ")
    return Listed(path, f"{path.parent.name}.{match['name']}", len(data), title)


def _is_abandoned(path: Path) -> bool:
    if _TEMPORARY.fullmatch(path.name) is None:
        return False
    try:
        status = path.lstat()
    except FileNotFoundError:  # its writer has just finished
        return False
    return is_private(status) and time.time() - status.st_mtime > _ABANDONED


def _is_memo(path: Path) -> bool:
    return path.parent.name == MEMO_FOLDER and _MEMO.fullmatch(path.name) is not None


def _folders(directory: Path) -> Iterator[Path]:
    """Yield the folders of modules; links are not followed."""
    if directory.is_dir():
        yield from sorted(Path(e.path) for e in os.scandir(directory) if e.is_dir(follow_symlinks=False))


def _files(directory: Path) -> Iterator[Path]:
    for folder in _folders(directory):
        yield from sorted(folder.iterdir())


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:  # another process cleared it first
        return False
    return True


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # something is left in it, which is not ours
        return
