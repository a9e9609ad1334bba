"""How strings are written: double quotes first, a docstring in triple ones."""

from __future__ import annotations

from collections.abc import Sequence


def quote(value: str | bytes, preferred: str = '"') -> str:
    """Return the literal of a string, in the preferred quotes unless the others need fewer escapes.

    >>> print(quote("it's"), quote('say "hi"'), quote(b"x"))
    "it's" 'say "hi"' b"x"
    """
    prefix, text = ("b", value.decode("latin-1")) if isinstance(value, bytes) else ("", value)
    mark = min((preferred, _other(preferred)), key=text.count)
    inner = "".join(_escaped(character, mark, prefix) for character in text)
    return f"{prefix}{mark}{inner}{mark}"


def quote_pieces(pieces: Sequence[tuple[str, bool]], preferred: str = '"') -> str:
    """Return the literal of an f-string.

    Parameters
    ----------
    pieces : sequence of (str, bool)
        Text and, where the flag is set, code with its braces. Before Python 3.12 code could hold no backslash and not
        the quotes of the literal around it, so quotes that no code holds are taken if there are any.
    preferred : str
        The quotes to take if there is a choice.
    """
    code = "".join(piece for piece, is_code in pieces if is_code)
    text = "".join(piece for piece, is_code in pieces if not is_code)
    marks = sorted((preferred, _other(preferred)), key=text.count)
    candidates = [*marks, *(mark * 3 for mark in marks)]
    mark = next((mark for mark in candidates if mark not in code), preferred)
    inner = (piece if is_code else "".join(_escaped(c, mark[0], "") for c in piece) for piece, is_code in pieces)
    return f"f{mark}{''.join(inner)}{mark}"


def _other(mark: str) -> str:
    """Return the other quotes."""
    return "'" if mark == '"' else '"'


def _escaped(character: str, mark: str, prefix: str) -> str:
    """Return a character as it stands in a literal between marks."""
    if character in "'\"":
        return f"\\{character}" if character == mark else character
    return repr(character.encode("latin-1"))[2:-1] if prefix else repr(character)[1:-1]


def quote_block(text: str) -> str:
    """Return a docstring's literal: triple quotes, its line breaks as they are."""
    lines = [_escape(line) for line in text.split("\n")]
    inner = "\n".join(lines).replace('"""', '\\"\\"\\"')
    if inner.endswith('"'):
        inner = f'{inner[:-1]}\\"'
    return f'"""{inner}"""'


def _escape(line: str) -> str:
    """Escape backslashes and what cannot be seen."""
    return "".join(c if (c.isprintable() and c != "\\") or c == "\t" else repr(c)[1:-1] for c in line)
