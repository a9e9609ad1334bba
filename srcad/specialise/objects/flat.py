"""``a.flat``: the elements of an array in a row, to go through, to read and to write to.

before: ``f = getattr(a, 'flat')``; ``array.store(f, k, v)``
after: ``array.store(a, np.unravel_index(k, a.shape), v)``

It is a generator that knows its array. What reads items of it or writes to them is said in ``rules/flat.py``.
"""

from __future__ import annotations

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.meanings import splice_meaning
from srcad.specialise.tables import Keywords, attempts, prepares

_FLAT = ty.Literal("flat")


@attempts
def make_flat(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Append ``a.flat``."""
    if name != "getattr" or operands[1].type != _FLAT or not isinstance(cloner.heap.record(operands[0]).type, ty.Array):
        return None
    made = _meaning(cloner, "numpy.ndarray.flat", operands[0])
    cloner.program.flats[made] = operands[0]
    return (made,)


@attempts
def read_flat(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Read items of ``a.flat``, or count them."""
    if not operands or operands[0] not in cloner.program.flats:
        return None
    array = cloner.program.flats[operands[0]]
    if name == "operator.getitem":
        return (_meaning(cloner, "numpy.flatiter.__getitem__", array, operands[1]),)
    return cloner.apply("numpy.size", (array,)) if name == "builtins.len" else None


@prepares
def pass_flat(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Pass the elements to a function of NumPy, which makes an array of them."""
    flats = cloner.program.flats
    if not name.startswith("numpy.") or flats.keys().isdisjoint(operands):
        return operands
    return tuple(cloner.apply("numpy.ravel", (flats[v],))[0] if v in flats else v for v in operands)


def store_flat(cloner: Cloner, array: Value, index: Value, value: Value) -> None:
    """Write ``array.flat[index] = value``."""
    _meaning(cloner, "numpy.flatiter.__setitem__", array, index, value)


def _meaning(cloner: Cloner, name: str, *operands: Value) -> Value:
    meaning = cloner.program.meaning(name)
    assert meaning is not None
    return splice_meaning(cloner, name, meaning, operands, (None,) * len(operands))[0]
