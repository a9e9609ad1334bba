"""Control flow, copies, containers and names: each text is executed as well."""

from __future__ import annotations

import numpy as np
import pytest

from srcad.errors import Location
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Closure, Exit, Function, If, Invoke, Parameter, Raise, Value, Yield
from tests.emit.making import FLOAT, INT, VECTOR, builder, function, inner_slice, load, loop, text_of
from tests.emit.reference import run


def _agrees(made: Function, *arguments: object) -> str:
    """Check the text against the pure semantics and return its body."""
    text = text_of(made)
    expected = run(made, *arguments)
    np.testing.assert_equal(load(text, made.name)(*arguments), expected, err_msg=text)
    return text


def test_a_swap_is_one_tuple_assignment() -> None:
    a, b, n = Value(FLOAT, "a"), Value(FLOAT, "b"), Value(INT, "n")
    build = builder(a, b, n)
    p, q = Value(FLOAT, "a"), Value(FLOAT, "b")
    body = build.nested((Value(INT), p, q))
    product = body.apply("operator.mul", p, q, hint="b")
    trips = build.apply("builtins.range", n)
    end = loop(build, trips, [a, b], body.finish(Yield((q, product))), ["a", "b"])
    text = _agrees(function("f", build, *end.results[:2]), 2.0, 3.0, 3)
    assert "a, b = b, a * b" in text


def test_independent_copies_are_assignments_of_their_own() -> None:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    p, q = Value(FLOAT, "a"), Value(FLOAT, "b")
    body = build.nested((Value(INT), p, q))
    total = body.apply("operator.add", p, q, hint="a")
    trips = build.apply("builtins.range", n)
    end = loop(build, trips, [x, build.constant(1.0)], body.finish(Yield((total, q))), ["a", "b"])
    text = _agrees(function("f", build, end.results[0]), 2.0, 3)
    assert text == "def f(x, n):\n    a = x\n    b = 1.0\n    for _ in range(n):\n        a += b\n    return a\n"


def test_nested_loops_share_the_carried_name() -> None:
    u, n = Value(VECTOR, "u"), Value(INT, "n")
    build = builder(u, n)
    outer, inner = Value(VECTOR, "u"), Value(VECTOR, "u")
    i, j = Value(INT, "i"), Value(INT, "j")
    body = build.nested((i, outer))
    deeper = body.nested((j, inner))
    value = deeper.apply("operator.add", deeper.apply("operator.getitem", inner, i), deeper.constant(1.0))
    new = deeper.apply("array.store", inner, j, value, hint="u")
    done = loop(body, body.apply("builtins.range", n), [outer], deeper.finish(Yield((new,))), ["u"])
    end = loop(build, build.apply("builtins.range", n), [u], body.finish(Yield((done.results[0],))), ["u"])
    given = np.array([1.0, 2.0, 3.0, 4.0])
    text = _agrees(function("f", build, end.results[0]), given, 3)
    assert text.count("copy()") == 1
    assert "    u = u.copy()" in text
    assert "            u[j] = u[i] + 1.0\n" in text
    np.testing.assert_array_equal(given, [1.0, 2.0, 3.0, 4.0])


def _search(number_is_used: bool) -> Function:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    y = Value(FLOAT, "y")
    body = build.nested((Value(INT, "i"), y))
    new = body.apply("operator.mul", y, x, hint="y")
    test = body.apply("operator.gt", new, body.constant(7.0))
    body.add(If(test, body.nested().finish(Exit(1, (new,))), body.nested().finish(Yield(())), ()))
    end = loop(build, build.apply("builtins.range", n), [x], body.finish(Yield((new,))), ["y"])
    if not number_is_used:
        return function("f", build, end.results[0])
    found = build.apply("operator.eq", end.results[1], build.constant(1))
    no = build.nested()
    branches = build.nested().finish(Yield((end.results[0],))), no.finish(Yield((no.constant(0.0),)))
    result = Value(FLOAT, "r")
    build.add(If(found, *branches, (result,)))
    return function("f", build, result)


def test_an_exit_is_a_break() -> None:
    made = _search(number_is_used=False)
    _agrees(made, 1.1, 3)
    text = _agrees(made, 2.0, 9)
    assert "        if y > 7.0:\n            break\n" in text
    assert "exit" not in text


def test_the_number_of_the_exit_is_kept_only_if_it_is_used() -> None:
    made = _search(number_is_used=True)
    _agrees(made, 1.1, 3)
    text = _agrees(made, 2.0, 9)
    assert "exit_number = 0\n" in text
    assert "    if exit_number == 1:\n        return y\n    return 0.0\n" in text


def test_a_test_at_the_start_is_a_while() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    y = Value(FLOAT, "y")
    body = build.nested((y,))
    test = body.apply("operator.gt", y, body.constant(100.0))
    body.add(If(test, body.nested().finish(Yield(())), body.nested().finish(Exit(0, (y,))), ()))
    half = body.apply("operator.truediv", y, body.constant(2.0), hint="y")
    end = loop(build, None, [x], body.finish(Yield((half,))), ["y"])
    made = function("f", build, build.apply("operator.mul", end.results[0], end.results[0]))
    _agrees(made, 2.0)
    assert "    y = x\n    while y > 100.0:\n        y = y / 2.0\n" in _agrees(made, 450.0)


def test_a_loop_that_leaves_in_its_middle_is_while_true() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    y = Value(FLOAT, "y")
    body = build.nested((y,))
    new = body.apply("operator.mul", y, body.constant(2.0), hint="y")
    test = body.apply("operator.gt", new, body.constant(100.0))
    body.add(If(test, body.nested().finish(Exit(1, (new,))), body.nested().finish(Yield(())), ()))
    end = loop(build, None, [x], body.finish(Yield((new,))), ["y"])
    assert "while True:\n        y = y * 2.0\n        if y > 100.0:\n            break\n" in _agrees(
        function("f", build, end.results[0]), 3.0
    )


def test_a_name_of_one_branch_stays_unassigned_in_the_other() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    test = build.apply("operator.gt", x, build.constant(0.0))
    then, orelse = build.nested(), build.nested()
    square = then.apply("operator.mul", x, x, hint="t")
    branches = then.finish(Yield((square,))), orelse.finish(Yield((orelse.apply("undefined", hint="t"),)))
    t = Value(FLOAT, "t")
    build.add(If(test, *branches, (t,)))
    read = build.apply("check.defined", t, build.constant("t"))
    made = function("f", build, build.apply("operator.mul", read, build.constant(3.0)))
    assert _agrees(made, 2.0) == "def f(x):\n    if x > 0.0:\n        t = x * x\n    return t * 3.0\n"
    with pytest.raises(UnboundLocalError):
        load(text_of(made), "f")(-1.0)


def test_what_a_loop_over_nothing_leaves_unassigned() -> None:
    n = Value(INT, "n")
    build = builder(n)
    start = build.apply("undefined", hint="i")
    item, last = Value(INT, "i"), Value(INT, "i")
    body = build.nested((item, last))
    end = loop(build, build.apply("builtins.range", n), [start], body.finish(Yield((item,))), ["i"])
    made = function("f", build, build.apply("operator.mul", end.results[0], build.constant(2)))
    assert _agrees(made, 4) == "def f(n):\n    for i in range(n):\n        pass\n    return i * 2\n"


def test_a_conditional_expression_and_a_chained_comparison() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    low = build.apply("operator.lt", build.constant(0.0), x)
    inside, outside = build.nested(), build.nested()
    high = inside.apply("operator.lt", x, inside.constant(5.0))
    both = Value(ty.BOOL)
    build.add(If(low, inside.finish(Yield((high,))), outside.finish(Yield((low,))), (both,)))
    then, orelse = build.nested(), build.nested()
    blocks = (
        then.finish(Yield((then.apply("operator.mul", x, x),))),
        orelse.finish(Yield((orelse.apply("operator.neg", x),))),
    )
    result = Value(FLOAT)
    build.add(If(both, *blocks, (result,)))
    made = function("f", build, result)
    for x_ in (-1.0, 2.0, 7.0):
        assert _agrees(made, x_) == "def f(x):\n    return x * x if 0.0 < x < 5.0 else -x\n"


def test_branches_that_end_the_function_return() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    test = build.apply("operator.gt", x, build.constant(0.0))
    then, orelse = build.nested(), build.nested()
    error = orelse.apply("operator.neg", x, hint="y")
    blocks = then.finish(Yield((x,))), orelse.finish(Yield((orelse.apply("operator.mul", error, error, hint="r"),)))
    result = Value(FLOAT, "r")
    build.add(If(test, *blocks, (result,)))
    made = function("f", build, result)
    _agrees(made, 1.0)
    assert "    if x > 0.0:\n        return x\n    y = -x\n" in _agrees(made, -2.0)


def test_a_branch_that_raises_comes_first() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    test = build.apply("operator.gt", x, build.constant(0.0))
    orelse = build.nested()
    error = orelse.reference(ty.Callable("builtins.ValueError"))
    raised = orelse.apply("call", error, orelse.constant("negative"))
    build.add(If(test, build.nested().finish(Yield(())), orelse.finish(Raise((raised,))), ()))
    text = text_of(function("f", build, build.apply("numpy.sin", x)))
    assert "    if not x > 0.0:\n        raise ValueError('negative')\n    return np.sin(x)\n" in text.replace('"', "'")


def test_items_are_unpacked_in_the_target() -> None:
    pairs = Value(ty.List(ty.Tuple((FLOAT, FLOAT))), "pairs")
    build = builder(pairs)
    total, item = Value(FLOAT, "total"), Value(ty.UNKNOWN)
    body = build.nested((item, total))
    none = body.constant(None)
    index, pair = Value(INT, "i"), Value(ty.UNKNOWN)
    a, b = Value(FLOAT, "a"), Value(FLOAT, "b")
    body.add(Apply("unpack", (item, none), (index, pair)))
    body.add(Apply("unpack", (pair, none), (a, b)))
    term = body.apply("operator.mul", body.apply("operator.mul", a, b), index)
    new = body.apply("operator.add", total, term, hint="total")
    numbered = build.apply("builtins.enumerate", pairs)
    end = loop(build, numbered, [build.constant(0.0)], body.finish(Yield((new,))), ["total"])
    text = _agrees(function("f", build, end.results[0]), [(1.0, 2.0), (3.0, 4.0)])
    assert "    for i, (a, b) in enumerate(pairs):\n        total += a * b * i\n" in text


def test_appending_in_a_loop_writes_in_place() -> None:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    rows = Value(ty.List(FLOAT), "rows")
    y = Value(FLOAT, "y")
    body = build.nested((Value(INT, "i"), rows, y))
    square = body.apply("operator.mul", y, x, hint="y")
    new = body.apply("list.append", rows, square, hint="rows")
    empty = build.apply("build.list", hint="rows")
    end = loop(build, build.apply("builtins.range", n), [empty, x], body.finish(Yield((new, square))), ["rows", "y"])
    text = _agrees(function("f", build, end.results[0]), 2.0, 4)
    assert "rows.append(y)" in text
    assert "copy" not in text
    assert "list(" not in text


def test_a_loop_that_only_appends_is_a_comprehension() -> None:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    i, rows = Value(INT, "i"), Value(ty.List(FLOAT), "rows")
    body = build.nested((i, rows))
    item = body.apply("operator.mul", x, body.apply("operator.add", i, body.constant(1.0)))
    new = body.apply("list.append", rows, item, hint="rows")
    empty = build.apply("build.list", hint="rows")
    end = loop(build, build.apply("builtins.range", n), [empty], body.finish(Yield((new,))), ["rows"])
    text = _agrees(function("f", build, end.results[0]), 2.0, 3)
    assert text == "def f(x, n):\n    rows = [x * (i + 1.0) for i in range(n)]\n    return rows\n"


def test_repeated_indices_accumulate() -> None:
    u, rows = Value(VECTOR, "u"), Value(ty.Array("int64", VECTOR.shape), "rows")
    build = builder(u, rows)
    made = function("f", build, build.apply("array.add_at", u, rows, build.constant(1.0), hint="u"))
    text = _agrees(made, np.zeros(3), np.array([0, 0, 2]))
    assert "np.add.at(u, rows, 1.0)" in text


def test_a_value_that_is_pushed_and_then_written_to_is_copied_at_the_push() -> None:
    u, n = Value(VECTOR, "u"), Value(INT, "n")
    build = builder(u, n)
    tape = build.apply("tape.new", hint="u_tape")
    old = Value(VECTOR, "u")
    body = build.nested((Value(INT, "i"), old))
    body.apply_many("tape.push", [tape, old], 0)
    new = body.apply("array.store", old, body.constant(0), body.constant(0.5), hint="u")
    loop(build, build.apply("builtins.range", n), [u], body.finish(Yield((new,))), ["u"])
    last = Value(VECTOR, "last")
    build.add(Apply("tape.pop", (tape,), (last,)))
    text = _agrees(function("f", build, last), np.array([1.0, 2.0, 3.0]), 1)
    assert "u_tape.append(u.copy())" in text


def test_a_function_that_is_called_stands_before_its_caller() -> None:
    z = Value(FLOAT, "z")
    inner = builder(z)
    helper = function("helper", inner, inner.apply("operator.mul", z, z))
    x = Value(FLOAT, "helper_2")
    build = builder(x)
    results = [Value(FLOAT), Value(FLOAT)]
    build.add(Invoke(helper, (x,), (results[0],)))
    build.add(Invoke(helper, (results[0],), (results[1],)))
    text = _agrees(function("f", build, results[1]), 3.0)
    assert text.count("def helper(") == 1
    assert text.index("def helper(") < text.index("def f(")


def test_a_closure_holds_what_it_captured() -> None:
    x = Value(FLOAT, "x")
    z, k = Value(FLOAT, "z"), Value(FLOAT, "k")
    inner = builder(z, k)
    body = inner.finish(Yield((inner.apply("operator.mul", z, k),)))
    code = Function("scale", (Parameter("z"), Parameter("k", "capture")), body)
    build = builder(x)
    k_now = build.apply("operator.mul", x, build.constant(2.0), hint="k")
    made = Value(ty.Callable(code, (FLOAT,)), "scale")
    build.add(Closure(code, (k_now,), made))
    result = Value(FLOAT)
    build.add(Apply("call", (made, x), (result,)))
    text = text_of(function("f", build, result))
    assert "    def scale(z, *, k=k):\n        return z * k\n" in text
    assert load(text, "f")(3.0) == 18.0


def test_names_avoid_what_the_text_uses() -> None:
    np_, sum_ = Value(VECTOR, "np"), Value(FLOAT, "lambda")
    build = builder(np_)
    s = build.apply("numpy.sum", np_, hint="numpy")
    t = build.apply("operator.mul", s, s, hint=sum_.hint)
    text = text_of(function("f", build, build.apply("operator.add", t, t)))
    assert load(text, "f")(np.array([1.0, 2.0])) == 18.0


def test_a_long_expression_is_split_into_statements() -> None:
    names = [f"coefficient_{i}" for i in range(8)]
    values = [Value(FLOAT, name) for name in names]
    build = builder(*values)
    total = build.constant(1.0)
    for value in values:
        total = build.apply("operator.add", total, build.apply("operator.mul", value, value))
    text = _agrees(function("f", build, total), *map(float, range(8)))
    assert all(len(line) < 80 for line in text.splitlines()[1:] if " = " in line)
    assert text.count("\n") > 3


def test_what_a_loop_goes_over_keeps_its_name_until_the_header() -> None:
    n = Value(INT, "n")
    build = builder(n)
    trips = build.apply("builtins.range", n, hint="trips")
    count = Value(INT, "trips")
    body = build.nested((Value(INT), count))
    more = body.apply("operator.add", count, body.constant(1), hint="trips")
    end = loop(build, trips, [build.constant(0)], body.finish(Yield((more,))), ["trips"])
    text = _agrees(function("f", build, end.results[0]), 4)
    assert "for _ in trips:" in text
    assert "trips_1 = 0\n" in text


def test_a_loop_may_carry_what_its_range_was_made_from() -> None:
    n = Value(INT, "n")
    build = builder(n)
    trips = build.apply("builtins.range", n)
    old = Value(INT, "n")
    body = build.nested((Value(INT), old))
    new = body.apply("operator.mul", old, body.constant(2), hint="n")
    end = loop(build, trips, [n], body.finish(Yield((new,))), ["n"])
    text = _agrees(function("f", build, end.results[0]), 3)
    assert text == "def f(n):\n    for _ in range(n):\n        n = n * 2\n    return n\n"


def test_a_range_stands_in_the_header_past_tapes_and_starts() -> None:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    trips = build.apply("builtins.range", n)
    tape = build.apply("tape.new", hint="y_tape")
    y = Value(FLOAT, "y")
    body = build.nested((Value(INT), y))
    body.apply_many("tape.push", [tape, y], 0)
    new = body.apply("numpy.sin", y, hint="y")
    end = loop(build, trips, [x], body.finish(Yield((new,))), ["y"])
    result = build.apply("operator.mul", end.results[0], build.apply("tape.pop", tape))
    assert "    for _ in range(n):\n" in _agrees(function("f", build, result), 0.5, 3)


def test_functions_that_call_each_other_stand_in_a_fixed_order() -> None:
    x = Value(FLOAT, "x")
    empty = builder().finish(Yield(()))
    even, odd = (Function(name, (Parameter("x"),), empty) for name in ("even", "odd"))
    for made, other in ((even, odd), (odd, even)):
        x = Value(FLOAT, "x")
        build = builder(x)
        build.operations.append(Invoke(other, (build.apply("operator.neg", x),), (result := Value(FLOAT),)))
        object.__setattr__(made, "body", build.finish(Yield((result,))))
    text = text_of(even)
    assert text == "def odd(x):\n    return even(-x)\n\n\ndef even(x):\n    return odd(-x)\n"


def test_defaults_are_constants() -> None:
    values = [Value(FLOAT, name) for name in "abcde"]
    build = builder(*values)
    pair = ty.Tuple((ty.Literal(1), ty.Literal(-2.0)))
    parameters = (
        Parameter("a", default=ty.UNKNOWN),
        Parameter("b", default=ty.Literal(None)),
        Parameter("c", default=ty.UNKNOWN),
        Parameter("d", "keyword", default=pair),
        Parameter("e", "keyword", default=ty.UNKNOWN),
    )
    text = text_of(Function("f", parameters, build.finish(Yield((values[0],)))))
    # The default of c is not known here: before it there can be none.
    assert text.startswith("def f(a, b, c, *, d=(1, -2.0), e):\n")


def test_nothing_is_printed_after_branches_that_all_leave() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    test = build.apply("operator.gt", x, build.constant(0.0))
    branches = []
    for name in ("ValueError", "KeyError"):
        branch = build.nested()
        raised = branch.apply("call", branch.reference(ty.Callable(f"builtins.{name}")), x)
        branches.append(branch.finish(Raise((raised,))))
    build.add(If(test, *branches, ()))
    text = text_of(Function("f", (Parameter("x"),), build.finish(Raise(()))))
    assert text == "def f(x):\n    if x > 0.0:\n        raise ValueError(x)\n    raise KeyError(x)\n"


def test_a_loop_that_every_branch_leaves() -> None:
    x, n = Value(FLOAT, "x"), Value(INT, "n")
    build = builder(x, n)
    y = Value(FLOAT, "y")
    body = build.nested((Value(INT), y))
    test = body.apply("operator.gt", y, body.constant(0.0))
    then, orelse = body.nested(), body.nested()
    ends = [b.finish(Exit(k, (b.apply("numpy.sin", y, hint="y"),))) for k, b in ((1, then), (2, orelse))]
    body.add(If(test, *ends, ()))
    end = loop(build, build.apply("builtins.range", n), [x], body.finish(Raise(())), ["y"])
    text = _agrees(function("f", build, end.results[0]), 0.5, 3)
    assert "raise" not in text


def test_a_write_over_the_whole_is_an_operator_that_writes() -> None:
    u, n = Value(VECTOR, "u"), Value(INT, "n")
    build = builder(u, n)
    old = Value(VECTOR, "a")
    body = build.nested((Value(INT), old))
    new = body.apply("array.store", old, body.constant(...), body.apply("operator.mul", old, u), hint="a")
    end = loop(build, build.apply("builtins.range", n), [u], body.finish(Yield((new,))), ["a"])
    given = np.array([1.0, 2.0, 3.0])
    text = _agrees(function("f", build, end.results[0]), given, 2)
    assert "        a *= u\n" in text
    np.testing.assert_array_equal(given, [1.0, 2.0, 3.0])


def test_a_write_over_the_whole_of_an_argument_needs_no_copy() -> None:
    u = Value(VECTOR, "u")
    build = builder(u)
    new = build.apply("array.store", u, build.constant(...), build.apply("operator.add", u, u), hint="u")
    text = _agrees(
        function("f", build, build.apply("array.store", new, build.constant(0), build.constant(5.0))), np.ones(3)
    )
    assert "    u = u + u\n    u[0] = 5.0\n" in text


@pytest.mark.parametrize("op", ["add", "sub", "truediv"])
def test_a_place_that_is_read_and_written_is_named_once(op: str) -> None:
    u, i = Value(VECTOR, "u"), Value(INT, "i")
    build = builder(u, i)
    for index in (i, inner_slice(build, 1, None)):
        read = build.apply("operator.getitem", u, index)
        u = build.apply("array.store", u, index, build.apply(f"operator.{op}", read, build.constant(2.0)), hint="u")
    text = _agrees(function("f", build, u), np.array([1.0, 2.0, 4.0]), 1)
    symbol = {"add": "+=", "sub": "-=", "truediv": "/="}[op]
    assert f"    u[i] {symbol} 2.0\n    u[1:] {symbol} 2.0\n" in text


def test_a_place_with_another_dtype_is_assigned() -> None:
    u, v = Value(ty.Array("int64", VECTOR.shape), "u"), Value(VECTOR, "v")
    build = builder(u, v)
    total = Value(VECTOR)
    build.add(Apply("operator.add", (u, v), (total,)))
    new = Value(u.type, "u")
    build.add(Apply("array.store", (u, build.constant(...), total), (new,)))
    text = _agrees(function("f", build, new), np.array([1, 2, 3]), np.array([0.5, 1.5, -1.0]))
    assert "    u = u.copy()" in text
    assert "    u[...] = u + v\n" in text


def test_the_forward_sweep_computes_the_value_and_the_seed_names_the_line() -> None:
    x, seed = Value(FLOAT, "x"), Value(FLOAT, "f_bar")
    build = builder(x, seed)
    value = build.apply("numpy.sin", x)
    build.apply_many("section", [build.constant("reverse sweep")], 0)
    build.location = Location("f.py", 7, 5, "    return np.sin(x)")
    x_bar = build.apply("operator.mul", seed, build.apply("operator.mul", x, x))
    build.location = None
    pair = build.apply("build.tuple", value, build.apply("build.tuple", x_bar, x_bar))
    parameters = (Parameter("x"), Parameter("f_bar", "seed", ty.Literal(1.0)))
    text = text_of(Function("f_value_and_grad", parameters, build.finish(Yield((pair,)))))
    assert "    value = np.sin(x)\n\n    # reverse sweep\n    g = f_bar * (x * x)" in text
    assert "# line 7: return np.sin(x)\n    return value, (g, g)\n" in text


def test_what_is_not_an_adjoint_quotes_no_line() -> None:
    x, seed = Value(FLOAT, "x"), Value(FLOAT, "f_bar")
    build = builder(x, seed)
    build.apply_many("section", [build.constant("reverse sweep")], 0)
    build.location = Location("f.py", 2, 5, "    for _ in range(n):")
    start = build.apply("zero", x, hint="x_bar")
    again = build.apply("numpy.sin", x, hint="s")
    build.location = Location("helpers.py", 3, 5, "    return s * s")
    x_bar = build.apply("operator.add", start, build.apply("operator.mul", seed, again), hint="x_bar")
    result = build.apply("operator.mul", x_bar, x_bar)
    parameters = (Parameter("x"), Parameter("f_bar", "seed", ty.Literal(1.0)))
    text = text_of(Function("f_grad", parameters, build.finish(Yield((result,))), Location("f.py", 1)))
    assert "line 2" not in text
    assert "    x_bar = 0.0 + f_bar * s  # helpers.py:3: return s * s\n" in text


def test_a_copy_of_an_argument_keeps_its_strides() -> None:
    a = Value(ty.Array("float64", (VECTOR.shape or ()) * 2), "a")
    build = builder(a)
    made = build.apply("array.store", a, build.constant(0), build.constant(1.0), hint="a")
    text = text_of(function("f_grad", build, made))
    assert '    a = a.copy(order="K")  # f() writes to it; the caller keeps the original\n' in text


def test_a_list_that_a_taped_value_may_hold_is_copied_before_it_grows() -> None:
    x = Value(FLOAT, "x")
    build = builder(x)
    items = build.apply("build.list", x, hint="items")
    tape = build.apply("tape.new")
    item = Value(ty.UNKNOWN, "item")  # for all that is known, the list itself
    build.add(Apply("operator.getitem", (items, build.constant(0)), (item,)))
    pair = Value(ty.Tuple((ty.UNKNOWN,)), "pair")
    build.add(Apply("build.tuple", (item,), (pair,)))
    build.add(Apply("tape.push", (tape, pair), ()))
    longer = build.apply("list.append", items, build.constant(2.0), hint="items")
    popped = Value(ty.UNKNOWN, "pair")
    build.add(Apply("tape.pop", (tape,), (popped,)))
    _agrees(function("f", build, longer, popped), 1.5)
