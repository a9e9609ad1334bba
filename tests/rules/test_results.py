"""Each declared result type describes what the real function gives, for values of many types."""

from __future__ import annotations

import builtins
import inspect
import itertools
import math
import operator
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module

import numpy as np
import pytest

from srcad.ir import types as ty
from srcad.ir.lengths import ONE, Linear, symbol
from srcad.rules import table
from srcad.rules.dtypes import broadcast_lengths
from tests.rules.describe import describes, type_of

FAMILIES = ("operators", "python", "mathematics", "elementwise", "kinks", "complexes", "reductions", "zero")
SKIPPED = {
    "builtins.print",
    "builtins.iter",
    "builtins.reversed",
    "builtins.zip",
    "builtins.enumerate",
    "builtins.slice",
}
SKIPPED |= {f"builtins.{name}" for name in ("hasattr", "isinstance", "ord", "set", "frozenset")}

SAMPLES: dict[str, object] = {
    "bool": True,
    "int": 2,
    "float": 0.5,
    "complex": 0.5 + 0.25j,
    "np.bool": np.True_,
    "np.int32": np.int32(2),
    "np.int64": np.int64(2),
    "np.float32": np.float32(0.5),
    "np.float64": np.float64(0.5),
    "np.complex64": np.complex64(0.5 + 0.25j),
    "0-d": np.array(0.5),
    "0-d float32": np.array(0.5, "float32"),
    "1-d": np.array([0.25, 0.5, 0.75]),
    "1-d float32": np.array([0.25, 0.5, 0.75], "float32"),
    "1-d float16": np.array([0.25, 0.5, 0.75], "float16"),
    "1-d int": np.array([1, 2, 3]),
    "1-d uint8": np.array([1, 2, 3], "uint8"),
    "1-d bool": np.array([True, False, True]),
    "1-d complex": np.array([0.25j, 0.5, 0.75]),
    "2-d": np.full((2, 3), 0.5),
    "row": np.full((1, 3), 0.5),
    "column float32": np.full((2, 1), 0.5, "float32"),
    "list": [0.25, 0.5, 0.75],
    "list of int": [1, 2, 3],
    "tuple": (0.25, 0.5, 0.75),
}
REDUCTIONS = {"sum", "mean", "prod", "max", "amax", "min", "amin", "var", "std", "any", "all", "argmax", "argmin"}


def declared() -> dict[str, table.Primitive]:
    """Return the primitives of the families under test."""
    modules = {f"srcad.rules.{f}" for f in FAMILIES}
    for module in modules:
        import_module(module)
    owners = {
        name: p for name, p in table._TABLE.items() if name.startswith(("operator.", "builtins.", "math.", "numpy."))
    }
    return {name: p for name, p in sorted(owners.items()) if name not in SKIPPED and _is_ours(p)}


def _is_ours(primitive: table.Primitive) -> bool:
    module = inspect.getmodule(primitive.rule.reverse if primitive.rule else primitive.result)
    ours = {f"srcad.rules.{f}" for f in (*FAMILIES, "results", "arithmetic", "kinks", "complexes")}
    return module is not None and module.__name__ in ours


def real_function(name: str) -> Callable[..., object] | None:
    """Return the function of a canonical name; a property of arrays becomes a function."""
    head, *rest = name.split(".")
    found: object = {"operator": operator, "builtins": builtins, "math": math, "numpy": np}[head]
    for part in rest:
        found = getattr(found, part, None)
    if found is None:
        return None
    if not callable(found):
        return lambda x: getattr(x, rest[-1])
    return found


def _is_mixed_choice(name: str, args: tuple[object, ...]) -> bool:
    """Say whether a choice among Python numbers of several kinds is called: these join to the widest kind."""
    return name in ("builtins.max", "builtins.min") and len({type(a) for a in args}) > 1


def _too_many(function: Callable[..., object], args: tuple[object, ...]) -> bool:
    """Say whether an argument would be ``out``."""
    return isinstance(function, np.ufunc) and len(args) > function.nin


def calls(name: str) -> Iterator[tuple[tuple[object, ...], dict[str, object]]]:
    """Yield sample arguments: one, two and three operands, and axes for reductions."""
    values = list(SAMPLES.values())
    yield from (((v,), {}) for v in values)
    if name == "numpy.diag_indices_from":
        yield from (((np.zeros(shape),), {}) for shape in ((3, 3), (2, 2, 2)))
    if name.rpartition(".")[2] not in REDUCTIONS | {"cumsum", "argsort", "round", "fix"} or name.startswith(
        "builtins."
    ):
        yield from ((pair, {}) for pair in itertools.product(values, repeat=2))
    if name in ("numpy.where", "numpy.clip", "numpy.ndarray.clip", "builtins.max"):
        yield from ((triple, {}) for triple in itertools.product(values[1:20:3], repeat=3))
    if name.rpartition(".")[2] in REDUCTIONS | {"cumsum", "argsort"}:
        for value in values:
            yield from (((value,), {"axis": axis}) for axis in (None, 0, 1, -1))
    if name.rpartition(".")[2] in REDUCTIONS:
        for value, axis in itertools.product(values, (None, 0, 1, (0, 1), ())):
            yield ((value,), {"axis": axis, "keepdims": True})
            yield ((value,), {"axis": axis, "keepdims": False})


@pytest.mark.parametrize("name", declared())
def test_the_declared_type_describes_the_result(name: str) -> None:
    primitive, function = declared()[name], real_function(name)
    if function is None:
        pytest.skip("not in this version of Python or NumPy")
    signature = inspect.signature(primitive.result)
    tried = unknown = 0
    for args, kwargs in calls(name):
        if name.startswith("numpy.ndarray.") and not isinstance(args[0], (np.ndarray, np.generic)):
            continue
        if _too_many(function, args) or _is_mixed_choice(name, args):
            continue
        types, named = [type_of(a) for a in args], {k: _literal(v) for k, v in kwargs.items()}
        try:
            signature.bind(*types, **named)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = function(*args, **kwargs)
        except (TypeError, ValueError, ZeroDivisionError, AttributeError, OverflowError):
            continue
        result = primitive.result(*types, **named)
        tried += 1
        unknown += isinstance(result, ty.Unknown)
        assert describes(result, value), f"{name}{args} {kwargs}: {result} does not describe {value!r} ({type(value)})"
    assert tried > 0
    if name not in MOSTLY_UNKNOWN:
        assert unknown <= 0.15 * tried, f"{unknown} of {tried} unknown"


MOSTLY_UNKNOWN = {
    *("numpy.unravel_index", "numpy.diag_indices", "numpy.count_nonzero"),
    *("builtins.type", "builtins.tuple", "builtins.max", "builtins.min", "numpy.result_type", "numpy.unwrap"),
}


def _literal(value: object) -> ty.Type:
    return ty.Tuple(tuple(map(_literal, value))) if isinstance(value, tuple) else ty.Literal(value)


def test_lengths_broadcast() -> None:
    n, long, five = symbol("n"), symbol("m", not_one=True), Linear(5)
    assert broadcast_lengths(n, n) == n
    assert broadcast_lengths(ONE, n) == n
    assert broadcast_lengths(n, long) == long
    assert broadcast_lengths(long, five) == five
    assert broadcast_lengths(n, symbol("k")) == broadcast_lengths(symbol("k"), n)
    assert broadcast_lengths(n, symbol("k")) not in (n, symbol("k"))


def test_integers_keep_their_symbolic_values() -> None:
    n = ty.Scalar("int", value=symbol("n"))
    less_two = table.lookup("operator.sub").result(n, ty.Literal(2))
    assert str(less_two) == "int(n-2)"
    assert str(table.lookup("operator.mul").result(ty.Literal(3), less_two)) == "int(3*n-6)"


def test_a_scalar_known_in_part_gives_what_is_sure() -> None:
    some_float = ty.Scalar("float", "either")
    assert table.lookup("numpy.sin").result(some_float) == ty.Scalar("float", "numpy")
    assert table.lookup("operator.add").result(some_float, ty.INT) == ty.Scalar("float", "either")
    assert table.lookup("numpy.isnan").result(ty.Array("", (ONE,))) == ty.Array("bool", (ONE,))
    assert table.lookup("numpy.sin").result(ty.Array("float64")) == ty.UNKNOWN
