"""Standalone modules bring along what they call, whatever that is and whatever names they use themselves."""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np
import pytest

from srcad import runtime
from srcad.emit.comments import Blank, Comment
from srcad.emit.printer import print_module
from srcad.emit.standalone import make_standalone


def standalone(text: str) -> str:
    tree = ast.parse(text)
    first = next(i for i, statement in enumerate(tree.body) if isinstance(statement, ast.FunctionDef))
    body = [Comment("Header."), *tree.body[:first], Blank(), Blank(), *tree.body[first:]]
    return print_module(make_standalone(ast.Module(body, [])))


@pytest.mark.parametrize("name", [*runtime.__all__, "elementwise.polygamma"])
def test_everything_in_the_runtime_can_be_brought_along(name: str) -> None:
    text = standalone(f"from srcad import runtime\ndef f(*values):\n    return runtime.{name}(*values)\n")
    assert "srcad" not in text
    assert "import" not in re.sub("import (numpy as np|math|sys)\\n", "", text)
    namespace: dict[str, object] = {}
    exec(compile(text, "<standalone>", "exec"), namespace)
    assert {"f", name.rpartition(".")[2]} <= set(namespace)


def test_names_of_the_module_are_not_taken_and_imports_stand_once() -> None:
    text = standalone(
        "import numpy as np\nfrom srcad import runtime as rt\n"
        "def f(unbroadcast, unstacked):\n    return np.abs(rt.unbroadcast(unbroadcast, unstacked))\n"
    )
    assert text.count("import") == 1
    namespace: dict[str, Any] = {}
    exec(compile(text, "<standalone>", "exec"), namespace)
    assert namespace["f"](-np.ones((2, 3)), 1.0) == 6.0
    assert namespace["f"](-np.ones((2, 2)), [1.0, 2.0]).tolist() == [2.0, 2.0]


def test_a_module_without_the_runtime_stays_as_it_is() -> None:
    tree = ast.parse("import numpy as np\ndef f(x):\n    return np.sin(x)\n")
    assert make_standalone(tree) is tree
