"""Output files: where they go, whether they are ours, and writing them whole or not at all."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from srcad.errors import ArgumentError

#: A line of the comment at the top of a file that says that it may be overwritten.
OURS = "# Written by srcad."


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be written; ``old`` is what it holds now, None if there is no such file."""

    path: Path
    text: str
    old: str | None

    @property
    def changes(self) -> bool:
        """Whether writing it would change anything."""
        return self.text != self.old


def choose_paths(output: str, modules: Sequence[tuple[str, str]]) -> list[Path]:
    """Return the output file for each source file and its place: ``output`` itself, or the place in that folder.

    Raises
    ------
    ArgumentError
        SRC050, if two would be one file, or one would be a source or a file of another kind; SRC051, for no name.
    """
    if not output:
        raise ArgumentError("SRC051", "-o names no file", hint="write -o file.py, -o folder, or -o . for this folder")
    folder = Path(output)
    if folder.exists() and not folder.is_dir() and folder.suffix != ".py":
        raise ArgumentError("SRC050", f"{output} is neither a folder nor a .py file", hint="give -o another place")
    if folder.suffix == ".py" and not folder.is_dir():
        paths = [folder] * len(modules)
    else:
        paths = [folder / place for _, place in modules]
    sources = [source for source, _ in modules]
    read = {Path(source).resolve() for source in sources}
    for number, path in enumerate(paths):
        if path in paths[:number]:
            first = sources[paths.index(path)]
            message = f"{first} and {sources[number]} would both be written to {path}"
            raise ArgumentError("SRC050", message, hint="give -o a folder, or write them one by one")
        if path.resolve() in read:
            raise ArgumentError("SRC050", f"{path} is the source itself", hint="give -o another file or folder")
    return paths


def prepare(path: Path, text: str, force: bool) -> Output:
    """Return what is to be written to a file.

    Raises
    ------
    ArgumentError
        SRC050, if the file is there, is not srcad's and is not to be overwritten by force; SRC052, if it is no file
        that can be read.
    """
    try:
        old: str | None = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Output(path, text, None)
    except UnicodeDecodeError:  # no file of ours
        old = None
    except OSError as error:
        raise _unusable(path, error) from None
    if not force and (old is None or not _is_ours(old)):
        hint = "give -o another place, or overwrite it with --force"
        raise ArgumentError("SRC050", f"{path} was not written by srcad, and stays as it is", hint=hint)
    return Output(path, text, old or "")


def write(output: Output) -> None:
    """Write a file that appears whole or not at all.

    Raises
    ------
    ArgumentError
        SRC052, if that is not possible.
    """
    path = output.path
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "x", encoding="utf-8", newline="\n") as file:
            file.write(output.text)
        os.replace(temporary, path)
    except OSError as error:
        raise _unusable(path, error) from None
    finally:  # also where the user interrupts
        _remove(temporary)


def diff(output: Output) -> str:
    """Return what writing a file would change, as a unified diff."""
    old = (output.old or "").splitlines(keepends=True)
    name = output.path.as_posix()
    before = "/dev/null" if output.old is None else f"a/{name}"
    return "".join(difflib.unified_diff(old, output.text.splitlines(keepends=True), before, f"b/{name}"))


def _is_ours(text: str) -> bool:
    for line in text.splitlines():
        if line.startswith(OURS):
            return True
        if not line.startswith("#"):
            return False
    return False


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return  # it has its place now, or was never made


def _unusable(path: Path, error: OSError) -> ArgumentError:
    return ArgumentError("SRC052", f"{path} cannot be written: {error.strerror}", hint="give -o another place")
