"""What srcad says of an example."""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

from srcad.cli.main import main
from srcad.errors import SrcadError
from tests.refusals.examples import Example


def message(example: Example, folder: Path) -> str:
    """Return the message, with paths as they are seen from the folder."""
    (folder / "example.py").write_text(example.program, encoding="utf8")
    linecache.clearcache()
    with contextlib.chdir(folder):
        if not example.command:
            return _of_program()
        if example.command[0] == "transpile":
            with contextlib.redirect_stderr(io.StringIO()) as stream:
                main(example.command)
            return stream.getvalue().rstrip()
        return _of_process(example, folder)


def _of_program() -> str:
    try:
        runpy.run_path("example.py")
    except SrcadError as error:
        return str(error)
    return ""


def _of_process(example: Example, folder: Path) -> str:
    """Return what a program that goes on all the same has to say."""
    name, _, value = example.command[0].partition("=")
    environment = {**os.environ, "SRCAD_CACHE": "1", name: value}
    command = [sys.executable, "example.py"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return re.sub(rf"{re.escape(str(folder))}{re.escape(os.sep)}|(?<=: )\S*(?=/srcad/)", "", done.stderr).rstrip()
