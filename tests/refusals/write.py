"""Write the table of codes into the internals' README: ``python -m tests.refusals.write``."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

import srcad
from srcad.errors import CODES
from tests.refusals.examples import EXAMPLES, Example
from tests.refusals.run import message

README = Path(srcad.__file__).parent / "README.md"
_BEGIN, _END = "<!-- codes: begin, written by `python -m tests.refusals.write` -->\n", "<!-- codes: end -->\n"


def current() -> str:
    """Return the text of the README, with what stands between its marks brought up to date."""
    text = README.read_text(encoding="utf8")
    return text[: text.index(_BEGIN) + len(_BEGIN)] + codes() + text[text.index(_END) :]


def codes() -> str:
    """Return the table of codes, and an example of each."""
    rows = ["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in CODES.items())]
    return "\n".join(["", *rows, "", *map(_section, EXAMPLES)])


def _section(example: Example) -> str:
    with tempfile.TemporaryDirectory() as folder:
        said = message(example, Path(folder).resolve())
    command = f"```bash\n{_command(example)}\n```\n" if example.command else ""
    program = f"```python\n{example.program}```\n"
    return f"### {example.code}: {CODES[example.code]}\n\n{program}{command}```text\n{said}\n```\n"


def _command(example: Example) -> str:
    if example.command[0] == "transpile":
        return shlex.join(["srcad", *example.command])
    return shlex.join([*example.command, "python", "example.py"])


if __name__ == "__main__":
    README.write_text(current(), encoding="utf8")
