"""What the language does not hold is refused, at its place and with a hint; what Python raises is raised."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable

LAST = 0.0
COUNT = 0


def counts_its_calls():
    count = 0.0

    def counted(x):
        nonlocal count
        count = count + 1.0
        return x * count

    return counted


def functions_in_a_list(x):
    made = [lambda y: y * i * x for i in range(3)]
    return made[0](x)


def recursive_dict(x):
    def both(n):
        if n == 0:
            return {"a": x, "b": 1.0}
        d = both(n - 1)
        return {"a": d["a"] * x + d["b"], "b": d["a"]}

    return both(3)["a"]


def reads_what_may_be_deleted(x):
    y = x * x
    if x > 0:
        del y
    return x * y


def deletes_a_shared_variable(x):
    y = x * x

    def shared():
        return y  # noqa: F821

    z = shared()
    del y
    return z


def goes_through_a_generator_twice(x):
    values = (v * x for v in (1.0, 2.0))
    return sum(values) + sum(values)


def goes_through_a_generator_of_outside(x):
    values = (v * x for v in (1.0, 2.0, 3.0))
    total = 0.0
    for _ in range(2):
        for v in values:
            total += v
    return total


def keeps_a_generator(x):
    kept = [(v * x for v in (1.0, 2.0))] * (1 + (x > 1.0))
    total = 0.0
    for values in kept:
        total += sum(values)
    return total


def zips_generators_that_share(x):
    total = 0.0

    def running(scale):
        nonlocal total
        for k in range(3):
            total += x * k * scale
            yield total

    return sum(a * b for a, b in zip(running(1.0), running(2.0)))


def asks_what_is_sent(x):
    def values():
        factor = yield x
        yield x if factor is None else x * factor

    return sum(values())


def assigns_an_array_to_a_global(x):
    global LAST
    LAST = np.array([x, x])
    return x


def calls_what_assigns_to_a_global(x):
    return counts_in_a_global(x) * x


def counts_in_a_global(x):
    global COUNT
    COUNT = COUNT + 1
    return x * x


def scaled_by_count(x):
    return x * COUNT


def assigns_to_a_global_that_a_callee_reads(x):
    global COUNT
    COUNT = COUNT + 1
    return scaled_by_count(x)


def several(x):
    async def first():
        return x

    async def second():
        return x

    return x


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (counts_its_calls(), "outside the differentiated one"),
        (functions_in_a_list, "made in an earlier trip"),
        (recursive_dict, "dict used in this way"),
        (reads_what_may_be_deleted, "may have been deleted"),
        (deletes_a_shared_variable, "del of the variable 'y'"),
        (goes_through_a_generator_twice, "may have been gone through before"),
        (goes_through_a_generator_of_outside, "may have been gone through before"),
        (keeps_a_generator, "not known item by item"),
        (zips_generators_that_share, "zip of generators"),
        (asks_what_is_sent, "yield"),
        (assigns_an_array_to_a_global, "something else than a number"),
        (calls_what_assigns_to_a_global, "by a function that is called here"),
        (assigns_to_a_global_that_a_callee_reads, "read by a function that is called"),
    ],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_it_is_refused_with_its_place(function, text: str) -> None:
    with pytest.raises(NotDifferentiable, match=text) as caught:
        srcad.grad(function)(1.3)
    location = caught.value.location
    assert location is not None
    assert location.file.endswith("test_refused.py")
    assert location.text in function.__code__.co_consts or location.line > function.__code__.co_firstlineno


def test_all_refusals_are_collected() -> None:
    with pytest.raises(NotDifferentiable) as caught:
        srcad.grad(several)(1.3)
    assert len(caught.value.all()) >= 2


def falls_off(x):
    if x > 0:
        return x * x


def test_a_path_without_a_return_is_a_clear_error() -> None:
    with pytest.raises(TypeError, match="must be a real scalar, not NoneType"):
        srcad.grad(falls_off)(-1.0)


def asserts(x):
    assert x > 0, f"{x} is not positive"
    return x * x


def unassigned(x):
    if x > 0:
        y = x
    return y * x


def raises_in_recursion(x):
    def down(t, n):
        if n == 0:
            raise ValueError("bottom")
        return down(t * 0.5, n - 1)

    down(x, 2)
    return x * x


def test_asserts_raise_with_their_message() -> None:
    with pytest.raises(AssertionError, match=r"-1\.0 is not positive"):
        srcad.grad(asserts)(-1.0)


def test_reading_what_is_not_assigned_raises() -> None:
    with pytest.raises(UnboundLocalError):
        srcad.grad(unassigned)(-1.0)


def test_a_call_that_may_raise_is_made_though_nobody_uses_its_result() -> None:
    with pytest.raises(ValueError, match="bottom"):
        srcad.grad(raises_in_recursion)(1.3)
