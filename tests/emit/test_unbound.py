"""Names that may be read before they are assigned are found; those that have a value on every way are not."""

from __future__ import annotations

import ast
import textwrap

import pytest

from srcad.emit.unbound import maybe_unbound

CASES = {
    "straight": ("a = x\nb = a", set()),
    "backwards": ("b = a\na = x", {"a"}),
    "one branch": ("if x:\n    a = 1\nb = a", {"a"}),
    "both branches": ("if x:\n    a = 1\nelse:\n    a = 2\nb = a", set()),
    "a branch that leaves": ("if x:\n    a = 1\nelse:\n    raise x\nb = a", set()),
    "no trips": ("for i in x:\n    a = i\nb = a", {"a"}),
    "left by break alone": ("while True:\n    a = x\n    if a:\n        break\nb = a", set()),
    "left before": ("while True:\n    if x:\n        break\n    a = x\nb = a", {"a"}),
    "one trip before": ("for i in x:\n    if i:\n        b = a\n    a = i", {"a"}),
    "continues": ("for i in x:\n    if i:\n        continue\n    else:\n        a = i\n    b = a", set()),
    "tried": ("try:\n    a = x\nexcept ValueError:\n    pass\nb = a", {"a"}),
    "handled": ("try:\n    a = x\nexcept ValueError:\n    a = 1\nb = a", set()),
    "handler reads": ("try:\n    a = x\nexcept ValueError:\n    a = a + 1", {"a"}),
    "suppressed": ("with x:\n    a = 1\nb = a", {"a"}),
    "augmented": ("a += x", {"a"}),
    "comprehension": ("b = [a for a in x]\nc = a", {"a"}),
    "parts": ("a, *b = x\nc = (a, b)", set()),
    "a place": ("a[0] = x", {"a"}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_may_be_unbound(case: str) -> None:
    text, expected = CASES[case]
    assert maybe_unbound(ast.parse(textwrap.dedent(text)).body, {"x", "ValueError"}) == expected
