"""Whole packages are transpiled by reading them: imports of every spelling, constants, names that collide."""

from __future__ import annotations

import contextlib
import importlib
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from srcad.cli.main import main

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "lattice", tmp_path / "lattice", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "use.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def primal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Import a module of the package, to compare with; what is imported is forgotten again."""
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        del sys.modules[name]


def transpile(*arguments: str, status: int = 0) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        assert main(["transpile", *arguments]) == status
    return stream.getvalue()


def executed(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(text, "<derivative>", "exec"), namespace)
    return namespace


def difference(function: Callable[..., float], x: float, *rest: float) -> float:
    step = 1e-6
    return (function(x + step, *rest) - function(x - step, *rest)) / (2 * step)


FUNCTIONS = {
    "lattice/shapes.py": (("area", ()), ("volume", (0.7,)), ("weighted", ())),
    "lattice/constants.py": (("scaled", ()),),
    "lattice/models/springs.py": (("area", ()), ("energy", (0.7,)), ("factorial", (4,))),
}


@pytest.mark.parametrize("target", ["lattice", "lattice/"])
def test_a_package_is_written_as_it_stands(folder: Path, primal: Callable[[str], ModuleType], target: str) -> None:
    transpile(target, "-o", "out", status=3)
    written = {path.relative_to("out").as_posix() for path in Path("out").rglob("*.py")}
    assert written == set(FUNCTIONS)
    assert "lattice" not in sys.modules
    for path, functions in FUNCTIONS.items():
        made = executed((Path("out") / path).read_text(encoding="utf8"))
        module = primal(path.removesuffix(".py").replace("/", "."))
        for name, rest in functions:
            assert made[f"{name}_grad"](1.3, *rest) == pytest.approx(difference(getattr(module, name), 1.3, *rest))


def test_what_is_written_is_no_source_the_next_time(folder: Path) -> None:
    transpile("lattice", "-o", "lattice/derivatives", status=3)
    before = sorted(Path("lattice").rglob("*.py"))
    assert transpile("lattice", "-o", "lattice/derivatives", status=3) == ""
    assert sorted(Path("lattice").rglob("*.py")) == before


@pytest.mark.parametrize(
    ("target", "name", "rest"),
    [
        ("lattice:area", "area", ()),
        ("lattice:solid_volume", "volume", (0.7,)),
        ("lattice:spring_energy", "energy", (0.7,)),
        ("lattice.models:energy", "energy", (0.7,)),
        ("lattice.shapes:scaled", "scaled", ()),
        ("use.py:total", "total", ()),
        ("use.py:spring_energy", "energy", (0.7,)),
    ],
)
def test_functions_are_found_where_they_are_imported(
    folder: Path, primal: Callable[[str], ModuleType], target: str, name: str, rest: tuple[float, ...]
) -> None:
    made = executed(transpile(target))[f"{name}_grad"]
    module, _, function = target.partition(":")
    imported = getattr(primal(module.removesuffix(".py")), function)
    assert made(1.3, *rest) == pytest.approx(difference(imported, 1.3, *rest))


def test_constants_of_one_name_from_several_modules_stay_apart(folder: Path) -> None:
    text = transpile("use.py")
    values = {name: value for name, value in executed(text).items() if name.startswith("SCALE")}
    assert sorted(values.values()) == [0.5, 7.0]


def test_what_the_package_changes_is_passed_by_keyword(folder: Path) -> None:
    text = transpile("lattice/models/springs.py:stored")
    assert "# Passed by keyword, as they are in the module: `settings`." in text
    assert executed(text)["stored_grad"](2.0, settings={"stiffness": 3.0}) == 6.0
    text = transpile("lattice/shapes.py:limited")
    assert "# Passed by keyword, as they are in the module: `LIMITS`, `tilt`." in text
    assert executed(text)["limited_grad"](2.0, LIMITS=[1.0, 3.0], tilt=0.5) == 1.5


def test_functions_of_a_package_that_are_refused_are_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transpile("lattice", "-o", "out", status=3)
    text = Path("out/lattice/constants.py").read_text(encoding="utf8")
    assert "# Left out, as they are refused: `soften`." in text
    assert "lattice/constants.py:25:5: " in capsys.readouterr().err


def test_several_targets_at_once_are_each_written_to_a_place(folder: Path) -> None:
    transpile("use.py", "lattice.shapes:area", "lattice.shapes:volume", "lattice/models", "-o", "out")
    written = {path.relative_to("out").as_posix() for path in Path("out").rglob("*.py")}
    assert written == {"use.py", "shapes.py", "lattice/models/springs.py"}
    assert set(executed(Path("out/shapes.py").read_text(encoding="utf8"))) >= {"area_grad", "volume_grad"}


def test_the_command_in_a_header_writes_that_file_again(folder: Path) -> None:
    transpile("lattice", "-o", "out", status=3)
    text = Path("out/lattice/models/springs.py").read_text(encoding="utf8")
    (line,) = [line for line in text.splitlines() if "To regenerate" in line]
    assert transpile(*line.split("srcad transpile ")[1].split()) == text


def test_standalone_text_has_its_constants_and_imports_once(folder: Path, primal: Callable[[str], ModuleType]) -> None:
    text = transpile("lattice/shapes.py:weighted", "--standalone")
    assert text.count("import numpy as np") == 1
    assert "srcad import" not in text
    weighted = primal("lattice.shapes").weighted
    assert executed(text)["weighted_grad"](1.3) == pytest.approx(difference(weighted, 1.3))


def test_nothing_is_imported(folder: Path) -> None:
    program = "import sys; from srcad.cli.main import main; main(sys.argv[1:]); sys.exit('lattice' in sys.modules)"
    command = [sys.executable, "-c", program, "transpile", "lattice"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
