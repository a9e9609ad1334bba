"""Every declared rule against differences of the function itself, as the table and the rule's domain say.

The rules are run as the plain Python functions that they are. The terms, summed to the operands' shapes, are compared
with central differences of sixth order; forward rules with the reverse ones by the dot-product test.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from srcad.rules.table import Primitive, lookup
from tests.rules.cases import CASES
from tests.rules.test_results import declared, real_function

#: Functions of other operands than plain numbers, which are called in ``cases.py``, and those of complex numbers.
SPECIAL = {c[0] for c in CASES} | {"builtins.sum", "builtins.max", "builtins.min", "builtins.complex", "math.ldexp"}
SPECIAL |= {"numpy.heaviside", "numpy.copysign", "math.copysign", "builtins.set", "builtins.frozenset"}


def with_rules() -> dict[str, Primitive]:
    """Return the primitives that have a rule."""
    return {name: p for name, p in declared().items() if p.rule is not None}


def elementwise_names() -> list[str]:
    """Return the names of the rules whose operands are all plain numbers."""
    return [n for n, p in with_rules().items() if n not in SPECIAL]


def function_of(name: str) -> Callable[..., Any]:
    """Return the function of a name, or skip."""
    function = real_function(name)
    if function is None:
        pytest.skip("not in this version of Python or NumPy")
    return function


def difference(f: Callable[[Any], Any], x: Any, direction: Any) -> Any:
    """Return the derivative of ``f`` along ``direction`` by central differences of sixth order."""
    h = 2e-3
    weights = {1: 45, 2: -9, 3: 1}
    return sum(w * (f(x + k * h * direction) - f(x - k * h * direction)) for k, w in weights.items()) / (60 * h)


def sum_to(term: Any, operand: Any) -> Any:
    """Undo broadcasting."""
    term, shape = np.asarray(term), np.shape(operand)
    term = np.broadcast_to(term, np.broadcast_shapes(term.shape, shape))
    term = term.sum(axis=tuple(range(term.ndim - len(shape))))
    ones = tuple(i for i, n in enumerate(shape) if n == 1)
    return term.sum(axis=ones, keepdims=True)


def terms_of(primitive: Primitive, g: Any, operands: tuple[Any, ...], out: Any, **static: Any) -> tuple[Any, ...]:
    """Return the terms of a rule, one per differentiable operand, summed to its shape."""
    assert primitive.rule is not None
    terms = primitive.rule.reverse(g, *operands, out=out, **static)
    terms = terms if isinstance(terms, tuple) else (terms,)
    return tuple(sum_to(t, x) for t, x in zip(terms, operands))


def check(primitive: Primitive, function: Callable[..., Any], operands: tuple[Any, ...], **static: Any) -> None:
    """Compare each term with differences, and see that the terms are linear in ``g``."""
    rng = np.random.default_rng(7)
    out = function(*operands, **static)
    g = rng.normal(size=np.shape(out)) if np.ndim(out) else 0.7
    terms = terms_of(primitive, g, operands, out, **static)
    for i, (term, x) in enumerate(zip(terms, operands)):
        direction = rng.normal(size=np.shape(x)) if np.ndim(x) else 1.0
        slope = difference(lambda v, i=i: function(*operands[:i], v, *operands[i + 1 :], **static), x, direction)
        np.testing.assert_allclose(np.sum(term * direction), np.sum(g * slope), rtol=1e-6, atol=1e-8)
    doubled = terms_of(primitive, 2 * g, operands, out, **static)
    for once, twice in zip(terms, doubled):
        np.testing.assert_allclose(twice, 2 * once)


def samples(primitive: Primitive, shapes: tuple[tuple[int, ...], ...]) -> tuple[Any, ...]:
    """Return operands of these shapes from the rule's domain; ``()`` gives Python floats."""
    assert primitive.rule is not None
    rng = np.random.default_rng(len(str(shapes)))
    domain = primitive.rule.domain or ((-2.0, 2.0),) * len(shapes)
    drawn = [rng.uniform(low, high, size=shape) for (low, high), shape in zip(domain, shapes)]
    return tuple(float(x) if np.ndim(x) == 0 else x for x in drawn)


def shapes_for(name: str, count: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield shapes of operands: Python floats, vectors, and shapes that broadcast."""
    if not name.startswith("numpy.ndarray."):
        yield ((),) * count
    if not name.startswith(("math.", "builtins.float", "builtins.round")):
        yield ((4,),) * count
        if count == 2:
            yield from (((3, 4), (4,)), ((3, 1), (1, 4)), ((4,), ()), ((), (3,)), ((1,), (2, 3)))


@pytest.mark.parametrize("name", elementwise_names())
def test_terms_agree_with_differences(name: str) -> None:
    primitive, function = with_rules()[name], function_of(name)
    assert primitive.rule is not None
    for shapes in shapes_for(name, len(primitive.rule.differentiable)):
        check(primitive, function, samples(primitive, shapes))


@pytest.mark.parametrize("name", [n for n in elementwise_names() if n.startswith(("numpy.", "operator."))])
def test_terms_of_float32_are_float32(name: str) -> None:
    primitive, function = with_rules()[name], function_of(name)
    assert primitive.rule is not None
    if name in ("numpy.imag", "numpy.ndarray.imag", "numpy.angle", "numpy.float_power"):
        pytest.skip("complex, or float64 always")
    operands = samples(primitive, ((3,),) * len(primitive.rule.differentiable))
    operands = tuple(x.astype("float32") for x in operands)
    out = function(*operands)
    for term in terms_of(primitive, np.ones(3, "float32"), operands, out):
        assert term.dtype == "float32"


def check_forward(primitive: Primitive, function: Callable[..., Any], x: Any, **static: Any) -> None:
    """Compare the forward rule of a custom rule with its reverse rule, by the dot-product test."""
    assert primitive.rule is not None
    if primitive.rule.kind != "custom":
        return
    assert primitive.rule.forward is not None
    rng = np.random.default_rng(3)
    out, x_dot = function(x, **static), rng.normal(size=np.shape(x))
    if np.iscomplexobj(x):
        x_dot = x_dot + 1j * rng.normal(size=np.shape(x))
    absent = (None,) * (len(primitive.rule.differentiable) - 1)
    tangent = primitive.rule.forward((x_dot, *absent), x, out=out, **static)
    g = rng.normal(size=np.shape(out))
    if np.iscomplexobj(out):
        g = g + 1j * rng.normal(size=np.shape(out))
    x_bar = primitive.rule.reverse(g, x, out=out, **static)
    x_bar = x_bar[0] if absent else x_bar
    np.testing.assert_allclose(np.sum(np.real(np.conj(g) * tangent)), np.sum(np.real(np.conj(x_bar) * x_dot)))


@pytest.mark.parametrize("name", ["numpy.real", "numpy.imag", "numpy.conj", "numpy.abs", "numpy.angle", "numpy.var"])
def test_complex_adjoints(name: str) -> None:
    primitive, function = with_rules()[name], function_of(name)
    assert primitive.rule is not None
    rng = np.random.default_rng(5)
    z = rng.normal(size=4) + 1j * rng.normal(size=4)
    check_forward(primitive, function, z)
    out = function(z)
    g = rng.normal(size=np.shape(out)) + (1j * rng.normal(size=np.shape(out)) if np.iscomplexobj(out) else 0)
    z_bar = primitive.rule.reverse(g, z, out=out)
    z_bar = z_bar[0] if isinstance(z_bar, tuple) else z_bar
    for direction in (rng.normal(size=4), 1j * rng.normal(size=4)):
        slope = difference(function, z, direction)
        expected = np.sum(np.real(np.conj(g) * slope))
        np.testing.assert_allclose(np.sum(np.real(np.conj(z_bar) * direction)), expected, rtol=1e-6)


def terms(name: str, g: Any, *operands: Any, **static: Any) -> list[Any]:
    """Return the terms as lists."""
    primitive = lookup(name)
    assert primitive is not None
    assert primitive.rule is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = function_of(name)(*operands, **static)
        found = primitive.rule.reverse(g, *operands, out=out, **static)
    return [np.asarray(t).tolist() for t in (found if isinstance(found, tuple) else (found,))]


V = np.array


@pytest.mark.parametrize(
    ("name", "operands", "expected"),
    [
        ("numpy.abs", (V([-2.0, 0.0, 3.0]),), [[-1, 0, 1]]),
        ("numpy.fabs", (V([-2.0, 0.0, 3.0]),), [[-1, 0, 1]]),
        ("math.fabs", (0.0,), [0]),
        ("builtins.abs", (-2.0,), [-1]),
        ("numpy.maximum", (V([1.0, 2.0, 3.0]), V([3.0, 2.0, 1.0])), [[0, 0.5, 1], [1, 0.5, 0]]),
        ("numpy.minimum", (V([1.0, 2.0, 3.0]), V([3.0, 2.0, 1.0])), [[1, 0.5, 0], [0, 0.5, 1]]),
        ("numpy.fmax", (V([1.0, np.nan]), V([np.nan, 2.0])), [[1, 0], [0, 1]]),
        ("numpy.maximum", (V([-np.inf]), V([-np.inf])), [[0.5], [0.5]]),
        ("builtins.max", (1.0, 1.0), [0.5, 0.5]),
        ("builtins.max", (1.0, 3.0, 3.0, 2.0), [0, 0.5, 0.5, 0]),
        ("builtins.min", ([1.0, 3.0, 1.0],), [[0.5, 0, 0.5]]),
        ("builtins.max", (V([1.0, 3.0, 3.0]),), [[0, 0.5, 0.5]]),
        ("builtins.sum", ([1.0, 2.0],), [[1, 1], 1]),
        ("builtins.sum", (V([1.0, 2.0]),), [[1, 1], 1]),
        ("math.fsum", ([1.0, 2.0],), [[1, 1]]),
        ("math.hypot", (3.0, 4.0, 0.0), [0.6, 0.8, 0]),
        ("math.hypot", (0.0, 0.0), [0, 0]),
        ("numpy.hypot", (V([0.0, 3.0]), V([0.0, 4.0])), [[0, 0.6], [0, 0.8]]),
        ("numpy.where", (V([True, False]), V([1.0, 2.0]), 3.0), [[1, 0], [0, 1]]),
        ("numpy.clip", (V([-1.0, 0.0, 0.5, 1.0, 2.0]), 0.0, 1.0), [[0, 1, 1, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1]]),
        ("numpy.clip", (V([-1.0, 2.0, 0.5]), 1.0, 0.0), [[0, 0, 0], [0, 0, 0], [1, 1, 1]]),
        ("numpy.clip", (V([-1.0, 2.0]), None, 0.0), [[1, 0], [0, 0], [0, 1]]),
        ("numpy.ndarray.clip", (V([-1.0, 2.0]), 0.0), [[0, 1], [1, 0], [0, 0]]),
        ("numpy.heaviside", (V([-1.0, 0.0]), 0.5), [[0, 1]]),
        ("numpy.copysign", (V([2.0, -2.0, 0.0]), -1.0), [[-1, 1, 0]]),
        ("operator.pow", (V([0.0, 2.0]), 0.0), [[0, 0], [0, float(np.log(2))]]),
        ("operator.pow", (0.0, 0), [0, 0]),
        ("operator.pow", (0.0, V([2.0, 3.0])), [[0, 0], [0, 0]]),
        ("operator.pow", (0.0, 0.5), [float("inf"), 0]),
        ("math.pow", (0.0, 0.5), [float("inf"), 0]),
        ("math.sqrt", (0.0,), [float("inf")]),
        ("numpy.sqrt", (V([0.0]),), [[float("inf")]]),
        ("numpy.log", (V([0.0]),), [[float("inf")]]),
        ("numpy.sinc", (V([0.0, 1.0]),), [[0, -1]]),
        ("numpy.prod", (V([2.0, 0.0, 3.0]),), [[0, 6, 0]]),
        ("numpy.prod", (V([2.0, 0.0, 0.0]),), [[0, 0, 0]]),
        ("numpy.std", (V([2.0, 2.0]),), [[0, 0]]),
        ("numpy.max", (V([1.0, 3.0, 3.0]),), [[0, 0.5, 0.5]]),
        ("numpy.max", (V([[1.0, 3.0], [1.0, 3.0]]),), [[[0, 0.5], [0, 0.5]]]),
    ],
    ids=str,
)
def test_conventions(name: str, operands: tuple[Any, ...], expected: list[Any]) -> None:
    found = terms(name, 1.0, *operands)
    for term, wanted in zip(found, expected):
        shape = np.shape(wanted)
        np.testing.assert_allclose(np.broadcast_to(term, shape), wanted, atol=1e-12)


@pytest.mark.parametrize("axis", [0, 1])
def test_products_with_zeros_along_an_axis(axis: int) -> None:
    x = V([[2.0, 0.0, 0.0], [3.0, 5.0, 0.0]])
    found, _ = terms("numpy.prod", np.ones(x.shape[1 - axis]), x, axis=axis)
    wanted = [[3, 5, 0], [2, 0, 0]] if axis == 0 else [[0, 0, 0], [0, 0, 15]]
    assert found == wanted
