"""How strings are written: double quotes first, a docstring in triple ones."""

from __future__ import annotations


def quote(value: str | bytes) -> str:
    """Return the literal of a string, in double quotes unless single ones need fewer escapes.

    >>> print(quote("it's"), quote('say "hi"'), quote(b"x"))
    "it's" 'say "hi"' b"x"
    """
    if isinstance(value, bytes):
        prefix, characters = "b", [repr(bytes([byte]))[2:-1] for byte in value]
    else:
        prefix, characters = "", [repr(character)[1:-1] for character in value]
    double, single = characters.count('"'), characters.count("\\'") + characters.count("'")
    mark = '"' if double <= single else "'"
    inner = "".join(c if c[-1] not in "\"'" else f"\\{mark}" if c[-1] == mark else c[-1] for c in characters)
    return f"{prefix}{mark}{inner}{mark}"


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


def requote(fstring: str) -> str:
    """Return an f-string's literal with double quotes for single ones, where nothing inside is in the way."""
    if not fstring.startswith("f'") or fstring.startswith("f'''") or '"' in fstring or "'" in fstring[2:-1]:
        return fstring
    return f'f"{fstring[2:-1]}"'
