"""Instantiation: from a rule, written as a Python function, to operations in a derivative."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import TypeAlias

from srcad.errors import ArgumentError, InternalError, Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import is_at_least
from srcad.ir.nodes import Apply, Constant, Function, Operation, Parameter, Terminator, Value
from srcad.rules.table import Rule
from srcad.specialise.calls.binding import Bound, Rest, bind
from srcad.specialise.function import Cloner, Program
from srcad.specialise.heap import Heap
from srcad.specialise.tables import Keywords

LowerRule: TypeAlias = Callable[[FunctionType], Function]

#: Operations that raise for Python floats where NumPy's spelling gives inf or nan.
_IEEE = {"operator.truediv": "numpy.divide", "operator.pow": "numpy.power"}


class RuleCloner(Cloner):
    """Splices the body of a rule, whose operations may raise as Python's do: the primal's result is a Python float."""

    unrolls_tuples = True
    is_derived = False

    def place(self, operation: Operation) -> Location | None:
        """Return the place of the user's operation, not the rule's."""
        return self.builder.location

    def always(self, terminator: Terminator) -> tuple[Value, ...]:
        """Refuse what the rule refuses for operands like these."""
        reason = next((r for v in terminator.values if (r := self._reason(v))), "this call has no derivative rule")
        raise NotDifferentiable("SRC004", reason, self.builder.location, "write it with functions that have a rule")

    def _reason(self, error: Value) -> str:
        """Return the text with which an exception was made."""
        made = self.builder.maker(error)
        texts = (v.type.value for v in made.operands if isinstance(v.type, ty.Literal)) if made is not None else ()
        return next((t for t in texts if isinstance(t, str)), "")

    def apply(
        self,
        name: str,
        operands: tuple[Value, ...],
        keywords: Keywords = (),
        count: int = 1,
        hints: Sequence[str] = ("",),
    ) -> tuple[Value, ...]:
        """Apply ``name``; the names of a rule's variables are not the user's.

        What a rule raises says that it knows no derivative; where operands decide at run time, its text says so, too.
        """
        if name == "builtins.NotImplementedError":
            name = "srcad.runtime.no_derivative"
        return super().apply(name, operands, keywords, count, ("",) * count)


class IEEERuleCloner(RuleCloner):
    """Splices the body of a rule for a primal that gives inf or nan where Python raises: NumPy's spelling does so."""

    def apply(
        self,
        name: str,
        operands: tuple[Value, ...],
        keywords: Keywords = (),
        count: int = 1,
        hints: Sequence[str] = ("",),
    ) -> tuple[Value, ...]:
        """Apply ``name``, in NumPy's spelling where Python's could raise."""
        if name in _IEEE and _may_raise(name, [v.type for v in operands]):
            name = _IEEE[name]
        return super().apply(name, operands, keywords, count, hints)


def _may_raise(name: str, types: Sequence[ty.Type]) -> bool:
    def numpy_like(t: ty.Type) -> bool:
        wide = ty.widen(t)
        return isinstance(wide, ty.Array) or (isinstance(wide, ty.Scalar) and wide.form == "numpy")

    if any(map(numpy_like, types)):
        return False
    constant = types[1].value if isinstance(types[1], ty.Literal) else None
    value = ty.integer_value(types[1])
    if name == "operator.truediv" and value is not None and is_at_least(value, 1):
        return False
    if name == "operator.truediv":
        return not (isinstance(constant, (int, float)) and constant != 0)
    return not (isinstance(constant, (int, float)) and constant >= 0)


def is_python_scalar(t: ty.Type) -> bool:
    """Say whether a value is certainly a Python number, made by operations that raise as Python's do."""
    wide = ty.widen(t)
    return isinstance(wide, ty.Scalar) and wide.form == "python"


def _bound(operation: Apply, parameters: Sequence[Parameter]) -> dict[str, Bound]:
    """Return what the rule's parameters receive; refuse arguments that the rule does not know."""
    try:
        return bind(operation.name, parameters, operation.positional, operation.named, operation.location)
    except ArgumentError as error:
        reason = f"the derivative rule does not know this argument: {error.message}"
        hint = "write it with other arguments or functions"
        raise NotDifferentiable("SRC004", reason, operation.location, hint) from error


#: Rules that are neither elementwise nor multilinear, and compute with operands of which NumPy makes arrays.
_OF_ARRAYS = frozenset(
    {"numpy.vdot", "numpy.linalg.solve", "numpy.linalg.matrix_power", "numpy.average", "numpy.vander"}
)


def _as_array(value: Value, builder: Builder) -> Value:
    """Return the array that NumPy makes of a list or a tuple; anything else as it is."""
    return builder.apply("numpy.array", value) if isinstance(value.type, (ty.List, ty.Tuple)) else value


def _drop_tuple(result: Value, builder: Builder) -> None:
    """Remove the tuple of the terms that a rule returns, if that is what it does last: nobody looks at it."""
    for position in range(len(builder.operations) - 1, -1, -1):
        match builder.operations[position]:
            case Constant() | Apply(name="undefined"):
                continue
            case Apply(name="build.tuple", results=(made,)) if made is result:
                del builder.operations[position]
        break


def terms_of(
    rule: Rule, lowered: Function, operation: Apply, g: Value, builder: Builder, program: Program
) -> list[tuple[Value, Value]]:
    """Append the terms of ``operation`` for its incoming adjoint ``g``; return (operand, term) pairs.

    A term that is sure to be zero is left out.
    """
    operands = [p for p in lowered.parameters[1:] if p.kind != "capture" and p.name != "out"]
    bound = _bound(operation, operands)
    kind = RuleCloner if is_python_scalar(operation.results[0].type) else IEEERuleCloner
    cloner = kind(Heap(builder, program))
    values = {name: cloner.bound(b) for name, b in bound.items()}
    if rule.kind in ("elementwise", "multilinear") or operation.name in _OF_ARRAYS:
        values.update((name, _as_array(values[name], builder)) for name in rule.differentiable if name in values)
    values[lowered.parameters[0].name] = g
    values["out"] = operation.results[0]
    if any(p.kind == "capture" and p.source for p in lowered.parameters):
        raise InternalError("SRC090", f"the rule of {operation.name} captures a value", lowered.location)
    arguments = [values[p.name] for p in lowered.parameters]
    (result,) = cloner.splice(lowered, arguments)
    wrt = [name.lstrip("*") for name in rule.differentiable]
    terms = cloner.heap.contents(cloner.parts.get(result, ())) if len(wrt) > 1 else (result,)
    if len(terms) != len(wrt):
        raise InternalError("SRC090", f"the rule of {operation.name} gives {len(terms)} terms", lowered.location)
    if len(wrt) > 1:
        _drop_tuple(result, builder)
    pairs: list[tuple[Value, Value]] = []
    for name, term in zip(wrt, terms):
        target = bound[name]
        if isinstance(target, Value) and term.type != ty.Literal(0.0):
            pairs.append((target, term))
        elif isinstance(target, Rest):
            pairs += zip(target.values, cloner.heap.contents(cloner.parts[term]), strict=True)
    return pairs
