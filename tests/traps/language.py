"""Python's own traps: flow, exits, scopes, functions that are values, generators, numbers and texts."""

from __future__ import annotations

import bisect
import contextlib
import functools
import itertools
import math
import operator
import random
from collections import defaultdict, deque, namedtuple

import numpy as np

from tests.traps.registry import scalar, trap, vector

S = scalar(1.3)
V3 = vector(1.2, -0.7, 2.1)
V4 = vector(1.2, -0.7, 2.1, 0.4)


@trap("language", S)
def newton_until_it_converges(x):
    y = 1.0
    while True:
        new = 0.5 * (y + x / y)
        if abs(new - y) < 1e-14:
            break
        y = new
    return new


@trap("language", S)
def collatz_like_exits(x):
    n, y = 7, x
    while n != 1:
        if n % 2:
            n = 3 * n + 1
            y *= 1.01
            continue
        n //= 2
        y += x
        if y > 40.0:
            break
    else:
        y = y * y
    return y


@trap("language", S)
def else_of_a_loop_that_breaks(x):
    y = x
    for i in range(5):
        if y * i > 5.0:
            y *= 3.0
            break
        y *= x
    else:
        y = 100.0
    return y


@trap("language", S)
def return_in_try_with_finally(x):
    log = []

    def inner(v):
        for i in range(4):
            try:
                if i == 2:
                    return v * i
                v = v * x
            finally:
                log.append(v)
        return v

    return inner(x) * log[-1] + log[0] * len(log)


@trap("language", S)
def finally_overrides_the_value(x):
    def inner():
        y = x
        try:
            return y * 2.0
        finally:
            y = y * 100.0

    return inner()


@trap("language", S)
def continue_in_finally_free_loop(x):
    y = x
    for i in range(6):
        try:
            if i % 2:
                continue
            if i == 4:
                break
            y = y * x
        finally:
            y = y + 0.1
    return y


@trap("language", S)
def exceptions_as_control_flow(x):
    table = {"a": x * 2.0}
    total = 0.0
    for key in ("a", "b", "a"):
        try:
            total += table[key]
        except KeyError:
            table[key] = total * x
            total -= table[key]
        else:
            total *= x
    return total


class _Stop(Exception):
    def __init__(self, value):
        super().__init__("stop")
        self.value = value


@trap("language", S, may_refuse=True)
def exception_carries_the_value(x):
    try:
        y = x
        while True:
            y = y * x
            if y > 4.0:
                raise _Stop(y)
    except _Stop as stop:
        return stop.value * 2.0


@trap("language", S)
def nested_handlers_raise_again(x):
    def risky(v):
        if v > 1.0:
            raise ValueError("large")
        return v

    y = x
    try:
        try:
            y = risky(x) * 2.0
        except ValueError:
            y = x**2
            raise
    except ValueError as error:
        y = y * len(str(error))
    return y


@trap("language", S)
def zero_division_is_caught(x):
    try:
        y = 1.0 / (x - x)
    except ZeroDivisionError:
        y = x**3
    return y


@trap("language", S)
def math_domain_is_caught(x):
    try:
        return math.sqrt(-x)
    except ValueError:
        return math.sqrt(x)


@trap("language", S)
def recursion_with_accumulator(x):
    def go(n, acc):
        if n == 0:
            return acc
        return go(n - 1, acc * x + n)

    return go(5, 1.0)


@trap("language", S)
def ackermann_like(x):
    def f(m, n, v):
        if m == 0:
            return v * x
        if n == 0:
            return f(m - 1, 1, v + 1.0)
        return f(m - 1, n - 1, f(m, n - 1, v * 0.5))

    return f(2, 2, x)


def _even(n, v):
    return v if n == 0 else _odd(n - 1, v * v)


def _odd(n, v):
    return -v if n == 0 else _even(n - 1, v + 1.0)


@trap("language", scalar(0.7))
def mutual_recursion_on_numbers(x):
    return _even(5, x) + _odd(4, x)


@trap("language", V4)
def divide_and_conquer(x):
    def merge(a):
        if len(a) == 1:
            return a[0]
        m = len(a) // 2
        left, right = merge(a[:m]), merge(a[m:])
        return left * right + max(left, right)

    return merge(x)


@trap("language", S, may_refuse=True)
def fibonacci_memo(x):
    memo = {0: x, 1: x * x}

    def fib(n):
        if n not in memo:
            memo[n] = fib(n - 1) + 0.5 * fib(n - 2)
        return memo[n]

    return fib(7)


@trap("language", S, may_refuse=True)
def late_binding_closures(x):
    fs = []
    for i in range(3):
        fs.append(lambda v: v * i * x)
    return sum(f(1.0) for f in fs)


@trap("language", S, may_refuse=True)
def early_binding_by_default(x):
    fs = [lambda v, i=i: v * i * x for i in range(3)]
    return sum(f(x) for f in fs)


@trap("language", S, may_refuse=True)
def closures_in_a_loop_capture_the_last(x):
    y = x
    fs = []
    for i in range(3):
        y = y * x

        def g(v, i=i):
            return v * y + i

        fs.append(g)
    y = 2.0 * x
    return fs[0](x) * fs[2](1.0)


@trap("language", S)
def counter_closure(x):
    def make():
        total = x

        def add(v):
            nonlocal total
            total += v * total
            return total

        def get():
            return total

        return add, get

    add, get = make()
    other, other_get = make()
    add(x)
    other(2.0)
    add(1.0)
    return get() * other_get()


@trap("language", S)
def comprehension_scope(x):
    i = 5.0
    y = [i * x for i in range(3)]
    z = {k: v * i for k, v in enumerate(y)}
    return i * z[2] + sum(z.values())


@trap("language", S)
def nested_comprehensions(x):
    m = [[x ** (i + j) for j in range(3) if (i + j) % 2 == 0] for i in range(3)]
    return sum(v * (k + 1) for k, row in enumerate(m) for v in row)


@trap("language", S)
def walrus_everywhere(x):
    if (y := x * x) > 1.0 and (z := y * x) > 2.0:
        return y * z
    return (y := y + 1.0) * x


@trap("language", V4)
def walrus_in_while(x):
    i, total = 0, 0.0
    while (i := i + 1) < 4 and (v := x[i]) > -1.0:
        total += v * v * x[i - 1]
    return total + v


@trap("language", V3)
def matches(x):
    total = 0.0
    for item in [("scale", 2.0), ("shift", 1.0, 3.0), {"power": 2}, 7, None]:
        match item:
            case ("scale", k):
                total += k * x[0]
            case ("shift", a, b) if a < b:
                total += (a + b) * x[1] * x[1]
            case {"power": n}:
                total += x[2] ** n
            case int(n):
                total *= n
            case _:
                total += 1.0
    return total


@trap("language", S)
def chained_comparisons_run_once(x):
    calls = []

    def value(v):
        calls.append(v)
        return v

    y = x if value(0.0) < value(x) < value(2.0) <= value(3.0) != value(4.0) else -x
    return y * len(calls)


@trap("language", S)
def short_circuits(x):
    count = [0]

    def tick(v):
        count[0] += 1
        return v

    a = tick(0.0) and tick(x)
    b = tick(x) or tick(2.0)
    c = tick(0.0) or tick(0) or tick(x * x)
    return a + b * c * count[0]


@trap("language", S)
def none_guards(x):
    def go(v, scale=None, shift=None):
        scale = 2.0 if scale is None else scale
        if shift is not None:
            v = v + shift
        return v * scale

    return go(x) * go(x, shift=x) * go(x, scale=x)


@trap("language", S)
def deleted_names(x):
    y = x * 2.0
    z = y * y
    del y
    y = z + x
    rows = [x, y, z]
    del rows[1]
    table = {"a": x, "b": y}
    del table["a"]
    return rows[1] * table["b"] + len(rows)


_scale = 3.0


def _set_scale(v):
    global _scale
    _scale = v


@trap("language", S, may_refuse=True)
def globals_written_and_read(x):
    _set_scale(x * x)
    y = _scale * x
    _set_scale(3.0)
    return y * _scale


@trap("language", S)
def keyword_plumbing(x):
    def inner(a, /, b, *rest, c=1.0, **others):
        return a * b + sum(rest) * c + others.get("d", 0.0) + len(others)

    def outer(*args, **kwargs):
        return inner(*args, **{**kwargs, "d": args[0]})

    return outer(x, 2.0, x, x * x, c=x, e=1.0)


@trap("language", S)
def defaults_are_evaluated_once(x):
    k = x

    def f(v, scale=k * 2.0, *, shift=k):
        return v * scale + shift

    k = 100.0
    return f(x) + f(x, 1.0, shift=k)


@trap("language", S)
def mutable_default_grows(x):
    def f(v, seen=[]):
        seen.append(v)
        return sum(seen)

    return f(x) * f(x * x) * f(1.0)


def _twice(f):
    @functools.wraps(f)
    def wrapped(*args, **kwargs):
        return f(f(*args, **kwargs), **kwargs)

    return wrapped


def _scaled(k):
    def decorate(f):
        def wrapped(v, **kw):
            return k * f(v, **kw)

        return wrapped

    return decorate


@_twice
@_scaled(1.5)
def _decorated(v, shift=0.0):
    return v * v + shift


@trap("language", S)
def decorators_stacked(x):
    return _decorated(x, shift=0.5)


@trap("language", S, may_refuse=True)
def partials(x):
    power = functools.partial(pow, x)
    add = functools.partial(operator.add, x)
    nested = functools.partial(functools.partial(lambda a, b, c: a * b - c, x), c=2.0)
    return power(3) * add(1.0) + nested(b=x)


@trap("language", V4)
def reduces(x):
    return (
        functools.reduce(operator.mul, x)
        + functools.reduce(lambda a, b: a * 0.5 + b, x[1:], x[0])
        + functools.reduce(max, x, 0.0)
    )


@trap("language", S)
def cached_helper(x):
    @functools.cache
    def weight(n):
        return 1.0 if n < 2 else weight(n - 1) + weight(n - 2)

    return sum(weight(k) * x**k for k in range(6))


@trap("language", V4)
def iterators_of_itertools(x):
    return (
        sum(a * b for a, b in itertools.pairwise(x))
        + sum(a * b for a, b in itertools.combinations(x, 2))
        + sum(math.prod(t) for t in itertools.product(x[:2], repeat=2))
        + sum(itertools.accumulate(x, operator.mul))
        + sum(v * k for k, v in zip(itertools.count(1), x))
        + sum(itertools.islice(x, 1, None, 2))
        + sum(itertools.chain(x[:1], [x[2], 3.0]))
        + sum(v for v in itertools.takewhile(lambda v: v > -0.5, x))
    )


@trap("language", V4)
def grouped_and_batched(x):
    total = 0.0
    for positive, group in itertools.groupby(x, key=lambda v: bool(v > 0)):
        items = list(group)
        total += len(items) * items[-1] ** 2 if positive else items[0]
    return total


@trap("language", V4, may_refuse=True)
def operators_as_functions(x):
    pick = operator.itemgetter(2, 0)
    a, b = pick(x)
    ops = {"+": operator.add, "*": operator.mul, "-": operator.sub, "/": operator.truediv}
    y = a
    for symbol, v in zip("+*-/", x):
        y = ops[symbol](y, v)
    return y * operator.neg(b) + operator.pow(a, 2)


@trap("language", V4)
def generators_by_hand(x):
    def running(values):
        total = 0.0
        for v in values:
            total += v
            yield total * x[0]

    def squares(values):
        yield from (v * v for v in running(values))
        yield x[1]

    return sum(squares(x)) + max(running(x)) + list(running(x[:2]))[-1]


@trap("language", V3, may_refuse=True)
def generator_advanced_by_next(x):
    def values():
        yield x[0]
        yield x[1] * 2.0
        yield x[2]

    it = iter(values())
    first = next(it)
    rest = [v * first for v in it]
    return sum(rest) + next(it, 1.0)


@contextlib.contextmanager
def _scoped(stack, v):
    stack.append(v)
    try:
        yield v * 2.0
    finally:
        stack.pop()


@trap("language", S, may_refuse=True)
def context_manager_by_decorator(x):
    stack = [1.0]
    with _scoped(stack, x) as y:
        z = y * stack[-1]
    return z * stack[-1] + len(stack)


@trap("language", S)
def suppressed_exceptions(x):
    y = x
    with contextlib.suppress(ValueError):
        y = y * 2.0
        raise ValueError
    with contextlib.suppress(ZeroDivisionError):
        y = y + 1.0 / 0.0
    return y * x


@trap("language", S)
def keys_and_texts(x):
    table = {f"k{i}": x**i for i in range(4)}
    text = f"{len(table)}:{'k2' in table}"
    name = "k" + str(3)
    return table[name] * table[f"k{1}"] * len(text) + table.get("none", x)


@trap("language", S)
def value_in_a_text_and_back(x):
    label = f"{x:.2f}"
    return x * x + (1.0 if label == "1.30" else 0.0) + float("2.5") * x


@trap("language", S)
def number_types_mixed(x):
    n = 3
    b = x > 1.0
    y = n / 2 + n // 2 + n % 2 + True
    z = x * n + b * x - (not b) * x
    return z * y + x ** (n - 1) + x**-n + 2**n * x + -(x**2) + (-x) ** 2


@trap("language", S)
def integer_arithmetic_indices(x):
    total = 0.0
    for i in range(-5, 6, 3):
        total += x ** (i // 2) * (i % 3) - (-i) // 4 * x + (i << 1) * x * (i & 3)
    return total


@trap("language", S)
def builtins_on_scalars(x):
    return (
        max(x, 1.0, 0.5)
        + min([x, x * x])
        + abs(-x) ** 2
        + sum((x, x, 1.0), start=2.0)
        + pow(x, 2)
        + round(x, 1) * x
        + divmod(x, 0.4)[1]
        + float(x)
        + max([x, 3.0], key=lambda v: -v)
        + sorted([x, 1.0, x * x], reverse=True)[0]
    )


@trap("language", S)
def random_numbers_from_a_seed(x):
    rng = np.random.default_rng(3)
    z = rng.normal(size=4)
    total = np.mean(np.maximum(x * z, 0.1))
    for _ in range(2):
        total += x * rng.uniform()
    return total


@trap("language", S, may_refuse=True)
def random_branches_from_a_seed(x):
    rng = random.Random(5)
    y = x
    for _ in range(6):
        y = y * x if rng.random() < 0.5 else y + x
    return y


@trap("language", S)
def legacy_random_state(x):
    rng = np.random.RandomState(1)
    return np.sum(rng.rand(3) * x) ** 2 + rng.randint(5) * x


Point = namedtuple("Point", "x y")


@trap("language", S)
def named_tuples(x):
    p = Point(x, y=2.0)
    q = p._replace(y=p.x * p.y)
    a, b = q
    return a * b + q[1] ** 2 + p.y + sum(q)


@trap("language", V3, may_refuse=True)
def deques_and_default_dicts(x):
    d = deque([x[0]], maxlen=2)
    d.append(x[1])
    d.append(x[2])
    groups = defaultdict(float)
    for i, v in enumerate(x):
        groups[i % 2] += v * v
    return d[0] * d[-1] + groups[0] * groups[1]


@trap("language", V3)
def dictionary_methods(x):
    d = dict(a=x[0], b=x[1])
    d.update(c=x[2], a=x[0] * x[1])
    e = {**d, "b": 2.0} | {"z": x[0]}
    d.setdefault("q", x[2] ** 2)
    popped = d.pop("a")
    total = 0.0
    for i, (k, v) in enumerate(sorted(e.items())):
        total += (i + 1) * v * len(k)
    return total + popped * d["q"] + sum(d.values()) + min(e, key=e.get).count("z")


@trap("language", V3)
def list_methods(x):
    a = list(x)
    a.append(a[0] * a[1])
    a.extend([1.0, x[2]])
    a.insert(1, x[0] ** 2)
    last = a.pop()
    first = a.pop(0)
    a.reverse()
    a.remove(1.0)
    b = a + [first] * 2
    b[1:3] = [last]
    a[0] += 1.0
    return sum(v * (i + 1) for i, v in enumerate(b)) + a[0] * a.index(x[1]) + len(a)


@trap("language", V3)
def list_sorted_by_keys(x):
    items = [(v, i) for i, v in enumerate(x)]
    items.sort(key=lambda t: t[0], reverse=True)
    best, *others = items
    return best[0] ** 2 + sum(v * i for v, i in others)


@trap("language", V3)
def zips_and_enumerates(x):
    total = 0.0
    for i, (a, (b, c)) in enumerate(zip(x, zip(x[1:], x[::-1])), start=1):
        total += i * a * b * c
    (p, q), *rest = zip(x, x**2, strict=True)
    return total + p * q + len(rest)


@trap("language", S)
def star_unpacking(x):
    first, *middle, last = [x, x * 2.0, x * 3.0, x * 4.0]
    a, (b, *c) = 1.0, (x, 5.0, x)
    return first * last + sum(middle) + a * b * c[-1] + sum([*middle, *c])


@trap("language", S)
def swaps_in_loops(x):
    a, b, c = x, 1.0, 0.0
    for _ in range(4):
        a, b, c = b + c, a * x, a
    return a * b + c


@trap("language", S)
def loop_variable_survives(x):
    total = 0.0
    for i in range(1, 4):
        for j in range(i):
            total += x**j
    return total * i + j * x


@trap("language", S, may_refuse=True)
def iterable_changed_while_iterating(x):
    todo = [x]
    total = 0.0
    for v in todo:
        total += v
        if len(todo) < 4:
            todo.append(v * x)
    return total


@trap("language", S)
def range_object_is_fixed(x):
    n, y = 3, x
    for i in range(n):
        n = 10
        i = i + n
        y = y * x + i
    return y


@trap("language", S)
def stack_machine(x):
    stack = []
    for token in "x 2 * x + x * 3 -".split():
        if token == "x":
            stack.append(x)
        elif token in "+-*":
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b if token == "+" else a - b if token == "-" else a * b)
        else:
            stack.append(float(token))
    (result,) = stack
    return result


@trap("language", S)
def truth_of_values(x):
    y = 0.0
    if x:
        y += x
    if not []:
        y *= x
    if "a" and [0]:
        y += 1.0
    while y:
        y = y - x if y > 10.0 else 0.0 * y
    return y + x * bool(x) + (x or 2.0)


@trap("language", V4)
def sentinel_search(x):
    best, where = None, -1
    for i, v in enumerate(x):
        if best is None or v > best:
            best, where = v, i
    return best * best + where


@trap("language", V4)
def flags_and_states(x):
    state, total = "start", 0.0
    for v in x:
        if state == "start":
            total, state = v, "up" if v > 0 else "down"
        elif state == "up":
            total *= v
            if v < 0:
                state = "down"
        else:
            total += v**2
    return total


@trap("language", S)
def assertion_and_pass(x):
    assert x > 0, f"{x} is not positive"
    if x > 100:
        raise ValueError("too large")
    else:
        pass
    ...
    return x * x


@trap("language", S, may_refuse=True)
def type_tests(x):
    def scale(v):
        if isinstance(v, (list, tuple)):
            return sum(scale(w) for w in v)
        if isinstance(v, str):
            return float(len(v)) * x
        return v * v

    return scale([x, (x, 2.0), "abc"]) + (x if callable(scale) else 0.0) + (x if hasattr(x, "real") else 0.0)


@trap("language", S)
def bisection(x):
    lo, hi = 0.0, 4.0
    for _ in range(20):
        mid = (lo + hi) / 2
        if mid * mid < 2.0:
            lo = mid
        else:
            hi = mid
    return lo * x


@trap("language", S)
def adaptive_steps(x):
    t, y, h = 0.0, x, 0.5
    steps = 0
    while t < 2.0 and steps < 100:
        k = -y * x
        if abs(h * k) > 0.6:
            h /= 2
            continue
        y += h * k
        t += h
        h = min(h * 1.5, 2.0 - t + 1e-12)
        steps += 1
    return y * steps


@trap("language", S)
def one_of_a_tuple_by_its_number(x):
    pair, many = (x, 2.0 * x * x), (x, x * x, 3.0 * x, 0.5)
    s = pair[x > 1.0] + pair[int(x) - 1] * 3.0 + pair[-int(x)]
    for k in range(4):
        s += many[k - 2] * (k + 1) * pair[k % 2]
    return s


@trap("language", S)
def one_value_for_all_keys(x):
    d = dict.fromkeys("ab", x * x)
    d["a"] += x
    e = dict.fromkeys(["a", "b"], 0.0)
    e["b"] += d["a"] * d["b"]
    return sum(e.values()) + e["b"] * d["b"]


@trap("language", V3)
def places_among_sorted_numbers(x):
    y = sorted(x)
    k = bisect.bisect_left(y, 0.0) + bisect.bisect(y, x[0])
    return y[k - 1] * x[1] + k * x[2]


@trap("language", S)
def parts_of_a_float(x):
    fraction, whole = math.modf(3.0 * x)
    mantissa, exponent = math.frexp(x * x * 5.0)
    return fraction * fraction + whole * x + mantissa * exponent * x
