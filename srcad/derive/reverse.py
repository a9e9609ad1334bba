"""Reverse mode of one plain operation: by its rule, or, for what moves values about, by the table here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from srcad.analysis.activity import STRUCTURAL
from srcad.analysis.writes import names_each_place_once
from srcad.derive.adjoints import Adjoint, Key, Masks, name_of
from srcad.derive.fit import assume_shape, fit
from srcad.derive.instantiate import terms_of
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.rules.table import Primitive, lookup

if TYPE_CHECKING:
    from srcad.derive.adjoint import Sweep

Reverse: TypeAlias = "Callable[[Sweep, Apply], None]"

_TABLE: dict[str, Reverse] = {}


def reverse_apply(sweep: Sweep, operation: Apply) -> None:
    """Hand the adjoints of an operation's results to its operands."""
    if operation.name in _VIEWS_OR_COPIES and _reverse_view(sweep, operation):
        return None
    if operation.name in _TABLE:
        return _TABLE[operation.name](sweep, operation)
    if len(operation.results) != 1:
        return None
    found = sweep.adjoints.take(operation.result)
    if not found:
        return None
    primitive = lookup(operation.name)
    if any(len(key) > 1 for key, _ in found) and operation.name not in STRUCTURAL:
        return _several_results(sweep, operation, primitive, found)
    return _by_rule(sweep, operation, primitive, found[0][1])


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
        if rule.kind != "elementwise" and operation.name not in _COPYING:
            term = assume_shape(term, operand.type, sweep.builder)
        sweep.add((operand,), _fitted(sweep, Adjoint(term, masks, absorbing), operand))


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
            what = f"{_spell(operation.name)} by its argument {keyword or operand.hint or ''}".rstrip()
            sweep.refuse("SRC004", f"the derivative of {what} is not known", operation, "keep that argument constant")


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
        return f"{_spell(operation.name)} of a complex value"
    sequences = (ty.List, ty.Tuple, ty.Text, ty.Dict, ty.Mapping)
    if operation.name in _ARITHMETIC and any(isinstance(v.type, sequences) for v in operation.operands):
        return f"{_spell(operation.name)} of lists or tuples"
    return ""


_ARITHMETIC = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "pow", "neg"))


def _spell(name: str) -> str:
    """Return the name of an operation as a user would say it."""
    if name.startswith("numpy.ndarray."):
        return f"the array method {name.removeprefix('numpy.ndarray.')}"
    return name.removeprefix("builtins.").replace("operator.", "the operator ")


def _fitted(sweep: Sweep, adjoint: Adjoint, operand: Value) -> Adjoint:
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
    given = {key[1]: sweep.adjoints.materialise(adjoint) for key, adjoint in found if len(key) == 2}
    items = [given[i] if i in given else sweep.builder.constant(None) for i in range(len(t.items))]
    lowered = sweep.context.tools.lower_rule(primitive.rule.reverse)
    g = sweep.builder.apply("build.tuple", *items)
    sweep.context.tools.program.parts[g] = tuple(items)
    for operand, term in terms_of(primitive.rule, lowered, operation, g, sweep.builder, sweep.context.tools.program):
        sweep.add((operand,), Adjoint(fit(term, operand, sweep.builder)))


def _refuse_unknown(sweep: Sweep, operation: Apply) -> None:
    name = operation.name
    if name == "call":
        message = "call of a function that is not known before the program runs"
    else:
        message = f"{_spell(name)} has no derivative rule"
    sweep.refuse("SRC004", message, operation, "keep it away from differentiated values, or use functions with a rule")


def reverses(*names: str) -> Callable[[Reverse], Reverse]:
    """Enter a function as the reverse of operations."""

    def enter(function: Reverse) -> Reverse:
        _TABLE.update(dict.fromkeys(names, function))
        return function

    return enter


def _take_value(sweep: Sweep, value: Value) -> Value | None:
    found = sweep.adjoints.take(value)
    return sweep.adjoints.materialise(found[0][1]) if found else None


@reverses("build.tuple")
def _tuple(sweep: Sweep, operation: Apply) -> None:
    for key, adjoint in sweep.adjoints.take(operation.result):
        if len(key) > 1 and isinstance(key[1], int):
            sweep.add((operation.operands[key[1]], *key[2:]), adjoint)
        elif len(key) == 1:  # somebody used the tuple as a sequence: its adjoint is one, too
            _each_item(sweep, operation, sweep.adjoints.materialise(adjoint))


@reverses("build.list")
def _list(sweep: Sweep, operation: Apply) -> None:
    for key, adjoint in sweep.adjoints.take(operation.result):
        if len(key) > 1 and isinstance(key[1], int):
            sweep.add((operation.operands[key[1]], *key[2:]), adjoint)
        else:
            _each_item(sweep, operation, sweep.adjoints.materialise(adjoint))


def _each_item(sweep: Sweep, operation: Apply, g: Value) -> None:
    if "*" in operation.keywords:
        return sweep.refuse("SRC002", "starred item of an active display", operation)
    for i, item in enumerate(operation.operands):
        if sweep.is_varied(item):
            part = sweep.builder.apply("operator.getitem", g, sweep.builder.constant(i))
            sweep.add((item,), Adjoint(fit(part, item, sweep.builder)))
    return None


@reverses("build.dict")
def _dict(sweep: Sweep, operation: Apply) -> None:
    places: dict[object, Value] = {}
    for name, item in zip(operation.operands[::2], operation.operands[1::2]):
        if isinstance(name.type, ty.Literal):
            places[name.type.value] = item
    for key, adjoint in sweep.adjoints.take(operation.result):
        if len(key) > 1 and key[1] in places:
            sweep.add((places[key[1]], *key[2:]), adjoint)
        else:
            sweep.refuse("SRC002", "dict used in this way", operation)


@reverses("operator.getitem")
def _getitem(sweep: Sweep, operation: Apply) -> None:
    container, index = operation.operands
    found = sweep.adjoints.take(operation.result)
    if not sweep.is_varied(container):
        if found and sweep.is_varied(index) and isinstance(container.type, (ty.Unknown, ty.Object)):
            sweep.refuse("SRC004", "subscript by an active value, as of np.r_", operation, "use np.concatenate")
        return
    for key, adjoint in found:
        if _is_structure(container.type):
            if not isinstance(index.type, ty.Literal):
                sweep.refuse("SRC002", "index that is not constant, into a tuple or dict", operation)
                return
            place = index.type.value
            if isinstance(container.type, ty.Tuple) and isinstance(place, int) and place < 0:
                place += len(container.type.items)
            sweep.add((container, place, *key[1:]), adjoint)
        elif len(key) > 1:
            sweep.refuse("SRC002", "structure inside a list", operation)
        else:
            sweep.add_at(container, index, sweep.adjoints.materialise(adjoint))


def _is_structure(t: ty.Type) -> bool:
    return isinstance(t, (ty.Tuple, ty.Dict, ty.Object))


@reverses("getattr")
def _getattr(sweep: Sweep, operation: Apply) -> None:
    receiver, attribute = operation.operands
    for key, adjoint in sweep.adjoints.take(operation.result):
        if not _is_structure(receiver.type) or not isinstance(attribute.type, ty.Literal):
            sweep.refuse("SRC002", "attribute of an active value", operation)
            return
        sweep.add((receiver, attribute.type.value, *key[1:]), adjoint)


@reverses("unpack")
def _unpack(sweep: Sweep, operation: Apply) -> None:
    container, star = operation.operands
    for i, result in enumerate(operation.results):
        for key, adjoint in sweep.adjoints.take(result):
            if _is_structure(container.type):
                sweep.add((container, i, *key[1:]), adjoint)
            else:
                index = _unpacked_index(sweep, i, star, len(operation.results))
                sweep.add_at(container, index, sweep.adjoints.materialise(adjoint))


def _unpacked_index(sweep: Sweep, i: int, star: Value, count: int) -> Value:
    """Return the index in the sequence of the ``i``-th target of an assignment that may have a starred target."""
    build = sweep.builder
    position = star.type.value if isinstance(star.type, ty.Literal) else None
    if not isinstance(position, int) or i < position:
        return build.constant(i)
    if i > position:
        return build.constant(i - count)
    left = count - 1 - position
    stop = build.constant(-left if left else None)
    return build.apply("build.slice", build.constant(position), stop, build.constant(None))


@reverses("check.defined", "copy", "srcad.runtime.not_array")
def _same(sweep: Sweep, operation: Apply) -> None:
    for key, adjoint in sweep.adjoints.take(operation.result):
        sweep.add((operation.operands[0], *key[1:]), adjoint)


@reverses("builtins.list", "builtins.tuple")
def _sequence_copy(sweep: Sweep, operation: Apply) -> None:
    g = _take_value(sweep, operation.result)
    if g is None or not operation.operands:
        return
    source = operation.operands[0]
    if isinstance(ty.widen(source.type), (ty.Array, ty.Unknown)):
        g = sweep.builder.apply("numpy.array", g)
    sweep.add((source,), Adjoint(g))


@reverses("list.append")
def _append(sweep: Sweep, operation: Apply) -> None:
    old, item = operation.operands
    g = _take_value(sweep, operation.result)
    if g is None:
        return
    hint = f"{old.hint}_bar" if old.hint else ""
    rest, last = sweep.builder.apply_many("list.pop", (g,), 2)
    rest = _hinted(sweep, rest, hint)
    sweep.add((old,), Adjoint(rest))
    sweep.add((item,), Adjoint(fit(last, item, sweep.builder)))


def _hinted(sweep: Sweep, value: Value, hint: str) -> Value:
    last = sweep.builder.operations[-1]
    assert isinstance(last, Apply)
    renamed = Value(value.type, hint)
    results = tuple(renamed if r is value else r for r in last.results)
    sweep.builder.operations[-1] = Apply(last.name, last.operands, results, last.keywords, last.location)
    return renamed


@reverses("array.store")
def _store(sweep: Sweep, operation: Apply) -> None:
    old, index, item = operation.operands
    g = _take_value(sweep, operation.result)
    if g is None:
        return
    build = sweep.builder
    if index.type == ty.Literal(...) and ty.is_number(item.type):  # nothing of the old version is left
        sweep.add((item,), Adjoint(fit(g, item, build)))
        return
    if sweep.is_varied(item):
        sweep.add((item,), Adjoint(fit(_written(sweep, g, index), item, build)))
    if sweep.is_varied(old):
        hint = f"{old.hint}_bar" if old.hint else ""
        sweep.add((old,), Adjoint(build.apply("array.store", g, index, build.constant(0.0), hint=hint)))


def _written(sweep: Sweep, g: Value, index: Value) -> Value:
    """Append what a written value receives of the adjoint ``g`` of what it was written to."""
    name = "operator.getitem" if names_each_place_once(index.type) else "srcad.runtime.last_written"
    return sweep.builder.apply(name, g, index)


#: Functions of arrays whose result is a view or a copy, as NumPy finds when they run.
_VIEWS_OR_COPIES = (
    *(f"numpy.{n}" for n in ("reshape", "ravel", "asarray", "ascontiguousarray", "asfortranarray")),
    *(f"numpy.ndarray.{n}" for n in ("reshape", "ravel", "conj", "conjugate")),
)

#: What reads, writes or makes a buffer.
BUFFER_OPERATIONS = frozenset(
    {"memory.new", "memory.load", "memory.read", "memory.store", "memory.add_at", *_VIEWS_OR_COPIES}
)


def _reverse_view(sweep: Sweep, operation: Apply) -> bool:
    """Hand the adjoint of a copy to what it was copied from, if it was no view; say whether it is one."""
    shadow = sweep.context.shadows.get(operation.result)
    if shadow is None:
        return False
    base = sweep.context.shadows[operation.operands[0]]
    sweep.builder.apply_many("memory.rejoin", (base, shadow), 0)
    return True


@reverses("memory.new")
def _new_buffer(sweep: Sweep, operation: Apply) -> None:
    shadow = sweep.context.shadows.get(operation.result)
    (number,) = operation.operands
    if shadow is not None and sweep.is_varied(number):
        g = sweep.builder.apply("memory.load", shadow, hint=name_of((number,)))
        sweep.add((number,), Adjoint(g))


@reverses("memory.load", "memory.read")
def _load(sweep: Sweep, operation: Apply) -> None:
    g = _take_value(sweep, operation.result)
    shadow = sweep.context.shadows.get(operation.operands[0])
    if g is None or shadow is None:
        return
    index = operation.operands[1] if operation.name == "memory.read" else sweep.builder.constant(...)
    name = "memory.add" if names_each_place_once(index.type) else "memory.add_at"
    sweep.builder.apply_many(name, (shadow, index, _cast(sweep, g, shadow)), 0)


def _cast(sweep: Sweep, g: Value, shadow: Value) -> Value:
    """Return ``g`` real where it is to be added to a real adjoint."""
    assert isinstance(shadow.type, ty.Reference)
    if ty.kind_of(g.type) == "complex" and ty.kind_of(shadow.type.target) == "float":
        return sweep.builder.apply("numpy.real", g)
    return g


@reverses("memory.store")
def _store_in_buffer(sweep: Sweep, operation: Apply) -> None:
    reference, index, item = operation.operands
    shadow = sweep.context.shadows.get(reference)
    if shadow is None:
        return
    build = sweep.builder
    part = None
    if sweep.is_varied(item):
        if not names_each_place_once(index.type):
            part = build.apply("srcad.runtime.last_written", build.apply("memory.load", shadow), index)
        elif index.type == ty.Literal(...):
            part = build.apply("memory.load", shadow)
        else:
            part = build.apply("memory.read", shadow, index)
    build.apply_many("memory.store", (shadow, index, build.constant(0.0)), 0)
    if part is not None:
        sweep.add((item,), Adjoint(fit(part, item, build)))


@reverses("memory.add_at")
def _add_at_in_buffer(sweep: Sweep, operation: Apply) -> None:
    reference, index, item = operation.operands
    shadow = sweep.context.shadows.get(reference)
    if shadow is not None and sweep.is_varied(item):
        part = sweep.builder.apply("memory.read", shadow, index)
        sweep.add((item,), Adjoint(fit(part, item, sweep.builder)))


@reverses("array.add_at")
def _add_at(sweep: Sweep, operation: Apply) -> None:
    old, index, item = operation.operands
    g = _take_value(sweep, operation.result)
    if g is None:
        return
    sweep.add((old,), Adjoint(g))
    if sweep.is_varied(item):
        sweep.add((item,), Adjoint(fit(sweep.builder.apply("operator.getitem", g, index), item, sweep.builder)))


@reverses("numpy.where")
def _where(sweep: Sweep, operation: Apply) -> None:
    found = sweep.adjoints.take(operation.result)
    if not found or len(operation.operands) != 3:
        return
    condition, *sides = operation.operands
    (_, adjoint) = found[0]
    for operand, side in zip(sides, (True, False)):
        if sweep.is_varied(operand):
            masked = Adjoint(adjoint.raw, (*adjoint.masks, (condition, side)), adjoint.absorbing)
            sweep.add((operand,), _fitted(sweep, masked, operand))
