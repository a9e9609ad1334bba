"""What a function does to its module."""

from __future__ import annotations

import sys


def set_global(module: str, name: str, value: object) -> None:
    """Assign to a global name of a module."""
    vars(sys.modules[module])[name] = value
