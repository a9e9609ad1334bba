"""Programs that NumPy itself computes wrongly.

``a[i] = v`` is to give ``a`` the values that ``v`` had before, whatever memory the two share; but NumPy (2.4) does not
see each overlap: of six elements, ``b[::2] = b[:3]`` reads ``b[2]`` after it wrote there. What a program means is told
by the same program with copies on the right.
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np


class _Copying(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Copy what is assigned to one subscript; several targets see each other's writes, as they should."""
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript):
            node.value = ast.Call(ast.Name("copied_side", ast.Load()), [node.value], [])
        return node


def with_copied_sides(text: str) -> str:
    """Return the text of a module in which an array that is assigned to a subscript is copied before.

    >>> print(with_copied_sides("b[1:] = b[:-1]").splitlines()[-1])
    b[1:] = copied_side(b[:-1])
    """
    module = ast.fix_missing_locations(_Copying().visit(ast.parse(text)))
    return f"from tests.aliases.overlapping import copied_side\n\n{ast.unparse(module)}"


def copied_side(value: Any) -> Any:
    """Return a copy of an array; what is no array shares no memory."""
    return value.copy() if isinstance(value, np.ndarray) else value
