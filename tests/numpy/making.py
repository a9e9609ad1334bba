"""Programs of one expression each, in files, as users have them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

#: Few to a file: a derivative reads the whole file of its function.
PER_FILE = 20


def load(folder: Path, head: str, cases: Sequence[tuple[str, str]]) -> list[ModuleType]:
    """Return modules with the functions ``f0, f1, …`` of (parameter, expression), twenty in each."""
    numbered = list(enumerate(cases))
    return [_module(folder, head, numbered[i : i + PER_FILE], i) for i in range(0, len(cases), PER_FILE)]


def _module(folder: Path, head: str, cases: Sequence[tuple[int, tuple[str, str]]], start: int) -> ModuleType:
    functions = [
        f"def f{i}({parameter}):\n    y = {expression}\n    return np.sum(np.sin(y + 0.3) * 2.0)\n"
        for i, (parameter, expression) in cases
    ]
    name = f"{folder.name}_{start}"
    path = folder / f"{name}.py"
    path.write_text("\n\n".join([head, *functions]))
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module
