"""Each code has an example that is refused with it, and stands so in the internals' README."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import srcad
from srcad.errors import CODES
from tests.refusals.examples import EXAMPLES
from tests.refusals.run import message
from tests.refusals.write import README, current

#: What is raised only where srcad itself is wrong.
_BUGS = {"SRC090"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_example_is_refused_with_its_code(example, tmp_path) -> None:
    said = message(example, tmp_path)
    assert re.findall(r"\[(SRC\d+)\]", said) == [example.code]


def test_each_code_has_one_example() -> None:
    assert [example.code for example in EXAMPLES] == [code for code in CODES if code not in _BUGS]


def test_readme_is_current() -> None:
    assert README.read_text(encoding="utf8") == current()


def test_each_code_that_is_used_is_in_the_table() -> None:
    used = set()
    for path in Path(srcad.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= set(re.findall(r"SRC\d{3}", node.value))
    assert used == set(CODES)


def test_each_refusal_says_what_to_do_instead() -> None:
    without = []
    for path in sorted(Path(srcad.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and _refuses(node) and not _has_hint(node):
                without.append(f"{path}:{node.lineno}")
    assert not without


def _refuses(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="NotDifferentiable") | ast.Attribute(attr="refuse", value=ast.Name(id="frame" | "sweep")):
            return not any(isinstance(argument, ast.Starred) for argument in call.args)
    return False


def _has_hint(call: ast.Call) -> bool:
    return len(call.args) >= 4 or any(keyword.arg == "hint" for keyword in call.keywords)
