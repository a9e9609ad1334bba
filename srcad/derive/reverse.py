"""Plain operations in reverse: by their rules, or by the table to which :func:`reverses` adds.

The table holds what has no rule: what moves values about (``moving``) and changes what they hold (``versions``), what
reads and writes buffers (``buffers``), and what chooses by conditions, which become masks (``selecting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from srcad.analysis.activity import STRUCTURAL
from srcad.analysis.arguments import describe_call
from srcad.derive.adjoints import Adjoint, Key, Masks
from srcad.derive.fit import assume_shape, fit
from srcad.derive.instantiate import terms_of
from srcad.derive.merging import undo_in_branch
from srcad.derive.sweep import Sweep, undoes
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.rules.merging import element_of
from srcad.rules.table import Primitive, Rule, lookup

Reverse: TypeAlias = Callable[[Sweep, Apply], None]

_TABLE: dict[str, Reverse] = {}


def reverses(*names: str) -> Callable[[Reverse], Reverse]:
    """Enter a function as the reverse of operations."""

    def enter(function: Reverse) -> Reverse:
        _TABLE.update(dict.fromkeys(names, function))
        return function

    return enter


@undoes(Apply)
def undo_apply(sweep: Sweep, operation: Apply) -> None:
    """Hand the adjoints of an operation's results to its operands."""
    undo_in_branch(sweep, operation, _TABLE.get(operation.name, undo_by_rule))


@reverses("refused")
def undo_refused(sweep: Sweep, operation: Apply) -> None:
    """Go on with what is refused, to find what else is."""
    if sweep.take(operation.result) is not None:
        for operand in operation.operands:
            sweep.add((operand,), Adjoint(sweep.builder.apply("refused")))


def undo_by_rule(sweep: Sweep, operation: Apply) -> None:
    """Hand the adjoint of an operation's result to its operands as its rule says."""
    if len(operation.results) != 1:
        return
    found = sweep.adjoints.take(operation.result)
    if not found:
        return
    primitive = lookup(operation.name)
    if any(len(key) > 1 for key, _ in found) and operation.name not in STRUCTURAL:
        _several_results(sweep, operation, primitive, found)
        return
    _by_rule(sweep, operation, primitive, found[0][1])


def _by_rule(sweep: Sweep, operation: Apply, primitive: Primitive | None, adjoint: Adjoint) -> None:
    if not any(map(sweep.is_varied, operation.operands)):
        return
    if primitive is None or primitive.rule is None:
        _refuse_unknown(sweep, operation)
        return
    if problem := _outside_rule(operation, primitive):
        sweep.refuse("SRC004", problem, operation, "write it with functions that have a rule")
        return
    rule = primitive.rule
    lowered = sweep.context.tools.lower_rule(rule.reverse)
    if rule.kind == "elementwise":
        g, masks = adjoint.raw, _masks(sweep, adjoint)
    else:
        g, masks = sweep.adjoints.materialise(adjoint), ()
    absorbing = (adjoint.is_masked and not masks) or rule.absorbs or "where" in operation.keywords
    is_complex = operation.result in sweep.context.complex
    if is_complex:
        g = sweep.builder.apply("numpy.conjugate", g)
    terms = terms_of(rule, lowered, operation, g, sweep.builder, sweep.context.tools.program)
    _refuse_uncovered(sweep, operation, {operand for operand, _ in terms})
    for operand, term in terms:
        if not sweep.is_varied(operand):
            continue
        if is_complex:
            term = sweep.builder.apply("numpy.conjugate", term)
            term = _real_for(sweep, term, operand)
        if _keeps_shapes(rule, operation.name) and term is not g:
            term = assume_shape(term, operand.type, sweep.builder)
        sweep.add((operand,), fitted(sweep, Adjoint(term, masks, absorbing), operand))


def _masks(sweep: Sweep, adjoint: Adjoint) -> Masks:
    """Return the masks that hold for the terms of an elementwise operation."""
    if not adjoint.absorbing:
        return adjoint.masks
    nonzero = sweep.builder.apply("operator.ne", adjoint.raw, sweep.builder.constant(0.0))
    return (*adjoint.masks, (nonzero, True))


#: Functions with an operand that has no influence, or that of a step: its derivative is zero. Ours know what they do.
_FLAT = (
    "numpy.copysign", "math.copysign", "numpy.heaviside", "numpy.arange", "numpy.full_like", "unbroadcast", "srcad.",
)  # fmt: skip


def _refuse_uncovered(sweep: Sweep, operation: Apply, covered: set[Value]) -> None:
    """Refuse an active operand of which the rule knows no derivative."""
    if operation.name.startswith(_FLAT):
        return
    for operand, keyword in zip(operation.operands, operation.keywords):
        if operand not in covered and sweep.is_varied(operand):
            what = f"{describe_call(operation)} by its argument {keyword or operand.hint or ''}".rstrip()
            sweep.refuse("SRC004", f"the derivative of {what} is not known", operation, "keep that argument constant")


#: Functions of several operands, none of which is broadcast to another one, if they are no stacks of matrices.
_UNBROADCAST = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("operator", "matmul"),
        ("numpy", "matmul dot inner outer diff interp convolve correlate"),
        ("numpy.ndarray", "dot"),
        ("numpy.linalg", "matmul outer solve"),
    )
    for name in names.split()
)


def _keeps_shapes(rule: Rule, name: str) -> bool:
    """Say whether the terms of a rule have the shapes of their operands, even if that cannot be proved."""
    return (
        rule.kind != "elementwise" and name not in _COPYING and (len(rule.differentiable) == 1 or name in _UNBROADCAST)
    )


#: What fills a shape with copies of its operand: the rule hands all copies back, for the engine to sum.
_COPYING = frozenset({"numpy.broadcast_to", "numpy.full", "numpy.full_like"})


def _real_for(sweep: Sweep, term: Value, operand: Value) -> Value:
    """Return the real part of the term of a real operand."""
    is_complex = operand in sweep.context.complex or ty.kind_of(operand.type) == "complex"
    if is_complex or ty.kind_of(term.type) not in (None, "complex"):
        return term
    return sweep.builder.apply("numpy.real", term)


def _outside_rule(operation: Apply, primitive: Primitive) -> str:
    """Return why the rule does not hold for these operands, or an empty text."""
    kinds = [ty.kind_of(v.type) for v in operation.operands]
    if primitive.real and "complex" in kinds:
        return f"{describe_call(operation)} of a complex value"
    sequences = (ty.List, ty.Tuple, ty.Text, ty.Dict, ty.Mapping)
    if operation.name in _ARITHMETIC and any(isinstance(v.type, sequences) for v in operation.operands):
        return f"{describe_call(operation)} of lists or tuples"
    if operation.name == "builtins.sum" and isinstance(element_of(operation.operands[0].type), sequences):
        return "sum of lists or tuples"
    return ""


_ARITHMETIC = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "pow", "neg"))


def fitted(sweep: Sweep, adjoint: Adjoint, operand: Value) -> Adjoint:
    """Undo broadcasting; the masks are applied before a sum, which would let what they hide through."""
    if not adjoint.masks:
        return Adjoint(fit(adjoint.raw, operand, sweep.builder), absorbing=adjoint.absorbing)
    before = len(sweep.builder.operations)
    fitted = fit(adjoint.raw, operand, sweep.builder)
    if fitted is adjoint.raw:
        return adjoint
    del sweep.builder.operations[before:]
    return Adjoint(fit(sweep.adjoints.materialise(adjoint), operand, sweep.builder), absorbing=True)


def _several_results(
    sweep: Sweep, operation: Apply, primitive: Primitive | None, found: list[tuple[Key, Adjoint]]
) -> None:
    """Reverse a primitive whose result is a tuple: its rule gets a tuple of adjoints, None where there is none."""
    t = operation.result.type
    if primitive is None or primitive.rule is None or not isinstance(t, ty.Tuple):
        _refuse_unknown(sweep, operation)
        return
    if problem := _outside_rule(operation, primitive):
        sweep.refuse("SRC004", problem, operation, "write it with functions that have a rule")
        return
    given = {key[1]: sweep.adjoints.materialise(adjoint) for key, adjoint in found if len(key) == 2}
    is_complex = operation.result in sweep.context.complex
    if is_complex:
        given = {i: sweep.builder.apply("numpy.conjugate", g) for i, g in given.items()}
    items = [given[i] if i in given else sweep.builder.constant(None) for i in range(len(t.items))]
    lowered = sweep.context.tools.lower_rule(primitive.rule.reverse)
    g = sweep.builder.apply("build.tuple", *items)
    sweep.context.tools.program.parts[g] = tuple(items)
    for operand, term in terms_of(primitive.rule, lowered, operation, g, sweep.builder, sweep.context.tools.program):
        if is_complex:
            term = _real_for(sweep, sweep.builder.apply("numpy.conjugate", term), operand)
        sweep.add((operand,), Adjoint(fit(term, operand, sweep.builder)))


def _refuse_unknown(sweep: Sweep, operation: Apply) -> None:
    what = describe_call(operation)
    message = f"call of {what}" if operation.name == "call" else f"{what} has no derivative rule"
    sweep.refuse("SRC004", message, operation, "keep it away from differentiated values, or use functions with a rule")
