"""``generated/`` is what the compiler writes for ``examples/`` today, and it computes the right derivatives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcad.cli.main import main
from srcad.cli.settings import read_settings
from tests.examples.test_examples import CASES, Case, named

ROOT = Path(__file__).parents[1]
_TITLE = re.compile(
    r"# (?P<kind>.+) of `(?P<function>\w+)` \(examples/(?P<file>\w+)\.py:\d+\) with respect to (?P<wrt>.+)\."
)
_SUFFIX = {"Gradient": "grad", "Value and gradient": "value_and_grad"}


def read(example: str) -> str:
    return (ROOT / "generated" / f"{example}.py").read_text()


def test_the_gallery_is_what_the_compiler_writes_today(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = main(["transpile", "--diff"])
    changes = capsys.readouterr().out
    assert status == 0, f"run `srcad transpile` and read what changed:\n{changes}"


def test_the_gallery_holds_one_file_for_each_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    examples = {Path(target).stem for target in read_settings().targets}
    assert {path.stem for path in (ROOT / "generated").glob("*.py")} == examples == {case.example for case in CASES}


def test_headers_hold_no_version_and_no_absolute_path() -> None:
    for path in sorted((ROOT / "generated").glob("*.py")):
        header = [line for line in path.read_text().splitlines() if line.startswith("#")]
        assert not re.search(r"\d+\.\d+\.\d+| /|\\", "\n".join(header)), path


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_the_gallery_holds_computes_the_derivatives(case: Case) -> None:
    text = read(case.example)
    namespace: dict[str, Any] = {}
    exec(compile(text, f"generated/{case.example}.py", "exec"), namespace)
    titles = [title for title in _TITLE.finditer(text) if title["function"] == case.function]
    assert titles
    names = case.primal.__code__.co_varnames
    for title in titles:
        found = namespace[f"{case.function}_{_SUFFIX[title['kind']]}"](*case.fresh())
        if title["kind"] == "Value and gradient":
            value, found = found
            assert value == case.primal(*case.fresh())
        wrt = [names.index(name) for name in re.findall(r"`(\w+)`", title["wrt"])]
        for position, gradient in zip(wrt, found if len(wrt) > 1 else (found,), strict=True):
            expected = case.numerics(case.primal, case.arguments, position)
            np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-9)
            assert type(gradient) is type(case.arguments[position])
