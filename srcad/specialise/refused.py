"""What lowering refused: a function notes it where it begins, and uses ``refused`` in place of the values."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, applies, attempts

#: What sees the variables of the function that calls it: those of the derivative have other names.
_OF_VARIABLES = frozenset(f"builtins.{name}" for name in ("locals", "globals", "eval", "exec"))


@applies("refused")
def apply_refused(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Note the refusal that the operands tell, if they do."""
    if not operands:
        return cloner.refused((), ())
    code, message, hint = (v.type.value for v in operands if isinstance(v.type, ty.Literal))
    return cloner.refused([NotDifferentiable(str(code), str(message), cloner.builder.location, str(hint))], ())


@attempts
def refuse_variables(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Refuse calls that look at the variables of the function around them."""
    if name not in _OF_VARIABLES and (name != "builtins.vars" or operands):
        return None
    message = f"call of {name.removeprefix('builtins.')}(), which looks at the variables around it"
    raise NotDifferentiable("SRC001", message, cloner.builder.location, "name what you need, or keep it in a dict")
