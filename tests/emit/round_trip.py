"""Print every file of the standard library and of NumPy and read it back: ``python -m tests.emit.round_trip``.

Takes minutes, so it is run by hand; ``test_printer.py`` does the same for a sample. Further files or folders may be
named as arguments.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from srcad.emit.printer import print_module
from srcad.errors import InternalError


def _files(root: Path) -> Iterator[Path]:
    """Yield a file, or the files of a folder without what is installed below it."""
    if root.is_file():
        yield root
    else:
        yield from (file for file in root.rglob("*.py") if "site-packages" not in file.relative_to(root).parts)


def main(roots: list[Path]) -> int:
    """Return the number of files whose text does not read back, or changes when it is printed again."""
    files = sorted(file for root in roots for file in _files(root))
    failures = 0
    for file in files:
        try:
            tree = ast.parse(file.read_text(encoding="utf8"))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue  # the standard library tests its parser with such files
        try:
            text = print_module(tree)
            stable = print_module(ast.parse(text)) == text
        except InternalError as error:
            print(f"{file}: {error.message.splitlines()[0]}")
            failures += 1
        else:
            if not stable:
                print(f"{file}: printing twice changes the text")
                failures += 1
    print(f"{len(files)} files, {failures} failures")
    return failures


if __name__ == "__main__":
    named = [Path(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(named or [Path(sysconfig.get_paths()["stdlib"]), Path(np.__file__).parent])))
