"""Set displays. Where one is only looked into (``k in {1, 2}``) it is as good as a tuple."""

from __future__ import annotations

import gast

from srcad.ir.nodes import Value
from srcad.lower.expressions import expression, lowers
from srcad.lower.frame import Frame


@lowers(gast.Set)
def _set(frame: Frame, node: gast.Set) -> Value:
    starred = [isinstance(item, gast.Starred) for item in node.elts]
    items = [expression(frame, item.value if star else item) for item, star in zip(node.elts, starred)]
    frame.at(node)
    return frame.builder.apply("build.set", *items, keywords=["*" if star else None for star in starred])
