"""What moves values about, in reverse: the adjoint of a structure goes to its items, that of an item to its place."""

from __future__ import annotations

from srcad.derive.adjoints import Adjoint
from srcad.derive.displays import each_run
from srcad.derive.fit import fit
from srcad.derive.reverse import reverses
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.versions import AUGMENTED, REBOUND


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
        return each_run(sweep, operation, g)
    mixed = not sweep.context.complex.isdisjoint(operation.operands)
    for i, item in enumerate(operation.operands):
        if sweep.is_varied(item):
            part = _item(sweep, g, i)
            is_complex = item in sweep.context.complex or ty.kind_of(item.type) == "complex"
            if mixed and ty.kind_of(part.type) is None and not is_complex:
                part = sweep.builder.apply("numpy.real", part)
            sweep.add((item,), Adjoint(fit(part, item, sweep.builder)))
    return None


def _item(sweep: Sweep, g: Value, i: int) -> Value:
    """Return an item of the adjoint of a sequence; a rule may have made it of its items."""
    made = sweep.builder.maker(g)
    if made is not None and made.name == "build.tuple" and "*" not in made.keywords:
        return made.operands[i]
    return sweep.builder.apply("operator.getitem", g, sweep.builder.constant(i))


@reverses("build.dict", "build.object")
def _dict(sweep: Sweep, operation: Apply) -> None:
    places: dict[object, Value] = {}
    pairs = operation.operands[operation.name == "build.object" :]
    for name, item in zip(pairs[::2], pairs[1::2]):
        if isinstance(name.type, ty.Literal):
            places[name.type.value] = item
    for key, adjoint in sweep.adjoints.take(operation.result):
        if len(key) > 1 and key[1] in places:
            sweep.add((places[key[1]], *key[2:]), adjoint)
        else:
            sweep.refuse("SRC002", "dict used in this way", operation, "read items of it by constant keys")


@reverses("operator.getitem")
def _getitem(sweep: Sweep, operation: Apply) -> None:
    container, index = operation.operands
    found = sweep.adjoints.take(operation.result)
    if not sweep.is_varied(container):
        if found and sweep.is_varied(index) and isinstance(container.type, (ty.Unknown, ty.Object)):
            sweep.refuse("SRC004", "subscript by an active value, as of np.r_", operation, "use np.concatenate")
        return
    if isinstance(container.type, ty.List) and isinstance(operation.result.type, ty.Tuple) and found:
        sweep.add_at(container, index, sweep.whole((operation.result,), operation.result.type, found))
        return
    for key, adjoint in found:
        if _is_structure(container.type):
            if not isinstance(index.type, ty.Literal):
                sweep.refuse(
                    "SRC002", "index that is not constant, into a tuple or dict", operation, "use a list or an array"
                )
                return
            place = index.type.value
            if isinstance(container.type, ty.Tuple) and isinstance(place, int) and place < 0:
                place += len(container.type.items)
            sweep.add((container, place, *key[1:]), adjoint)
        elif isinstance(ty.widen(container.type), ty.Scalar):  # NumPy's scalars have items: x[()], x[None], x[True]
            whole = sweep.builder.apply("numpy.sum", sweep.adjoints.materialise(adjoint))
            sweep.add((container,), Adjoint(whole))
        elif len(key) > 1:
            sweep.refuse("SRC002", "structure inside a list", operation, "keep a list for each of its items")
        else:
            sweep.add_at(container, index, sweep.adjoints.materialise(adjoint), adjoint.is_masked)


def _is_structure(t: ty.Type) -> bool:
    return isinstance(t, (ty.Tuple, ty.Dict, ty.Object))


@reverses("getattr")
def _getattr(sweep: Sweep, operation: Apply) -> None:
    receiver, attribute = operation.operands
    for key, adjoint in sweep.adjoints.take(operation.result):
        if not _is_structure(receiver.type) or not isinstance(attribute.type, ty.Literal):
            sweep.refuse(
                "SRC002", "attribute of an active value", operation, "give the type, or pass the attribute itself"
            )
            return
        sweep.add((receiver, attribute.type.value, *key[1:]), adjoint)


@reverses("unpack")
def _unpack(sweep: Sweep, operation: Apply) -> None:
    container, star = operation.operands
    for i, result in enumerate(operation.results):
        found = sweep.adjoints.take(result)
        if found and isinstance(container.type, ty.List) and isinstance(result.type, ty.Tuple):
            index = _unpacked_index(sweep, i, star, len(operation.results))
            sweep.add_at(container, index, sweep.whole((result,), result.type, found))
            continue
        for key, adjoint in found:
            if _is_structure(container.type):
                sweep.add((container, i, *key[1:]), adjoint)
            else:
                index = _unpacked_index(sweep, i, star, len(operation.results))
                sweep.add_at(container, index, sweep.adjoints.materialise(adjoint), adjoint.is_masked)


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


@reverses("check.defined", "copy", AUGMENTED, REBOUND)
def _same(sweep: Sweep, operation: Apply) -> None:
    handed_on = operation.operands[operation.name in (AUGMENTED, REBOUND)]
    for key, adjoint in sweep.adjoints.take(operation.result):
        sweep.add((handed_on, *key[1:]), adjoint)


@reverses("builtins.list", "builtins.tuple")
def _sequence_copy(sweep: Sweep, operation: Apply) -> None:
    g = sweep.take(operation.result)
    if g is None or not operation.operands:
        return
    source = operation.operands[0]
    if isinstance(ty.widen(source.type), (ty.Array, ty.Unknown)):
        g = sweep.builder.apply("numpy.array", g)
    elif isinstance(source.type, ty.List):
        g = sweep.builder.apply("builtins.list", g)
    sweep.add((source,), Adjoint(g))
