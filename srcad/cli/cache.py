"""``srcad cache``: looking at the cache and clearing it."""

from __future__ import annotations

import argparse
from fnmatch import fnmatchcase

from srcad.cache.maintenance import clear, entries, info
from srcad.options import Options


def run(arguments: argparse.Namespace) -> int:
    """Do what ``info``, ``path``, ``list`` or ``clear`` says, and return the exit status."""
    options = Options()
    match arguments.action:
        case "path":
            print(options.cache_directory)
        case "info":
            found = info(options)
            print(f"{found.directory}\n{_counted(found.entries)}, {found.size:,} bytes")
        case "list":
            for entry in entries(options):
                if fnmatchcase(entry.name, arguments.pattern):
                    print(f"{entry.size:>8,}  {entry.name}  {entry.title}")
        case "clear":
            print(f"{_counted(clear(options, arguments.pattern))} deleted")
    return 0


def _counted(number: int) -> str:
    return f"{number} derivative{'' if number == 1 else 's'}"
