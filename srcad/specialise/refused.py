"""What lowering refused: a function notes it where it begins, and uses ``refused`` in place of the values."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, applies


@applies("refused")
def apply_refused(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Note the refusal that the operands tell, if they do."""
    if not operands:
        return cloner.refused((), ())
    code, message, hint = (v.type.value for v in operands if isinstance(v.type, ty.Literal))
    return cloner.refused([NotDifferentiable(str(code), str(message), cloner.builder.location, str(hint))], ())
