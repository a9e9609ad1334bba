"""``[tool.srcad]`` of ``pyproject.toml``: what ``srcad transpile`` does without targets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from srcad.errors import ArgumentError, SourceNotFound

_FILE = "pyproject.toml"
_EXAMPLE = 'write, in pyproject.toml, [tool.srcad] with targets = ["examples/*.py"] and output = "generated"'


@dataclass(frozen=True, slots=True)
class Settings:
    """The targets of a project, in order, and the folder for the derivatives (None: standard output)."""

    targets: tuple[str, ...]
    output: str | None


def read_settings() -> Settings:
    """Return the settings of the project in the working folder.

    Raises
    ------
    SourceNotFound
        SRC032, if ``pyproject.toml`` cannot be read.
    ArgumentError
        SRC051, if it says nothing of srcad, or nothing that can be understood.
    """
    try:
        with open(_FILE, "rb") as file:
            document = tomllib.load(file)
    except FileNotFoundError:
        raise ArgumentError("SRC051", f"no target is given, and there is no {_FILE} here", hint=_EXAMPLE) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceNotFound("SRC032", f"{_FILE} cannot be read: {error}") from None
    match document.get("tool", {}):
        case {"srcad": {"targets": list(patterns), **others}}:
            return Settings(_expand(patterns), _output(others))
    raise ArgumentError("SRC051", f"no target is given, and {_FILE} has no targets in [tool.srcad]", hint=_EXAMPLE)


def _output(others: dict[object, object]) -> str | None:
    output = others.pop("output", None)
    if others:
        raise ArgumentError("SRC051", f"[tool.srcad] has no setting {next(iter(others))!r}", hint=_EXAMPLE)
    if output is not None and not isinstance(output, str):
        raise ArgumentError("SRC051", f"[tool.srcad] output must be a path, not {output!r}", hint=_EXAMPLE)
    return output


def _expand(patterns: list[object]) -> tuple[str, ...]:
    """Return the targets that patterns stand for; each has to stand for one at least."""
    targets: dict[str, None] = {}
    for pattern in patterns:
        if not isinstance(pattern, str):
            raise ArgumentError("SRC051", f"[tool.srcad] targets must be strings, not {pattern!r}", hint=_EXAMPLE)
        found = _matching(pattern)
        if not found:
            raise ArgumentError("SRC051", f"[tool.srcad] target {pattern!r} matches no file", hint=_EXAMPLE)
        targets.update(dict.fromkeys(found))
    return tuple(targets)


def _matching(pattern: str) -> list[str]:
    """Return the targets that one pattern stands for: the files that it matches, or itself."""
    if not any(character in pattern for character in "*?["):
        return [pattern]
    if Path(pattern).is_absolute():
        raise ArgumentError("SRC051", f"[tool.srcad] target {pattern!r} must be relative", hint=_EXAMPLE)
    return sorted(path.as_posix() for path in Path().glob(pattern) if path.is_file())
