"""README.md shows what srcad really emits; its table of conventions holds."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.cli.main import main

README = Path(__file__).parents[2] / "README.md"
BLOCK = r"<!-- {}: {} -->\n```(?:python|text)\n(.*?)```"


def block(text, kind, name):
    found = re.search(BLOCK.format(kind, re.escape(name)), text, re.DOTALL)
    assert found is not None, f"README.md has no {kind} {name}"
    return found


def check(request, name, output):
    """Compare with the block, or put the output into it."""
    text = README.read_text(encoding="utf8")
    found = block(text, "output", name)
    if request.config.getoption("--update-golden"):
        README.write_text(text[: found.start(1)] + output + text[found.end(1) :], encoding="utf8")
    else:
        assert found[1] == output


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for found in re.finditer(BLOCK.format("program", r"(\S+)"), README.read_text(encoding="utf8"), re.DOTALL):
        (tmp_path / found[1]).write_text(found[2], encoding="utf8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(action, *arguments):
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        action(*arguments)
    return stream.getvalue()


def test_first_example_prints_what_stands_there(request, folder):
    check(request, "smooth.py", printed(runpy.run_path, "smooth.py"))


def test_transpiled_example_is_what_stands_there(request, folder):
    check(request, "srcad transpile wave.py", printed(main, ["transpile", "wave.py"]))


def test_report_is_what_stands_there(request, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    name = "srcad show wave.py --memory"
    check(request, name, printed(main, name.split()[1:]))


def root_of_positive(x):
    r = np.sqrt(x)
    return r if x > 0 else x


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (lambda x: abs(x), (0.0,), 0.0),
        (lambda x: np.sum(np.abs(x)), (np.zeros(2),), [0.0, 0.0]),
        (lambda x: np.sign(x), (0.0,), 0.0),
        (lambda x: np.floor(x), (1.0,), 0.0),
        (lambda x: max(x, 1.0), (1.0,), 0.5),
        (lambda x: min(x, 1.0), (1.0,), 0.5),
        (lambda x: np.maximum(x, 1.0), (1.0,), 0.5),
        (lambda x: np.minimum(x, 1.0), (1.0,), 0.5),
        (lambda x: np.max(x), (np.ones(4),), [0.25] * 4),
        (lambda x: np.min(x), (np.ones(4),), [0.25] * 4),
        (lambda x: np.sum(np.clip(x, 0.0, 1.0)), (np.array([0.0, 1.0, 2.0]),), [1.0, 1.0, 0.0]),
        (lambda x: np.std(x), (np.ones(2),), [0.0, 0.0]),
        (lambda x: np.hypot(x, 0.0), (0.0,), 0.0),
        (lambda x: x**0, (0.0,), 0.0),
        (lambda y: 0.0**y, (2.0,), 0.0),
        (lambda x: np.prod(x), (np.array([0.0, 2.0, 3.0]),), [6.0, 0.0, 0.0]),
        (lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0)), (np.array([0.0, 4.0]),), [0.0, 0.25]),
        (root_of_positive, (0.0,), 1.0),
    ],
)
def test_conventions_at_kinks(function, arguments, expected):
    np.testing.assert_array_equal(srcad.grad(function)(*arguments), expected)


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize("function", [lambda x: np.sqrt(x), lambda x: np.log(x)])
def test_poles_are_numpys(function):
    assert srcad.grad(function)(0.0) == np.inf
