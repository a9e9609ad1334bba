"""Programs that go through iterables in all of Python's ways; each with a point at which it is differentiated."""

from __future__ import annotations

import functools
import itertools
import math
import operator
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np

Point: TypeAlias = "float | np.ndarray"
Scalar: TypeAlias = Callable[..., Any]

WEIGHTS = (0.5, -1.5, 2.5)

NUMBER = 1.3
ARRAY = np.array([0.6, -1.3, 2.1])
POSITIVE = np.array([0.6, 1.3, 2.1, 0.9])


@dataclass(frozen=True)
class Case:
    """A program and a point."""

    function: Scalar
    point: Point

    def __str__(self) -> str:
        return self.function.__name__


CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


@at(ARRAY)
def gen_sum(x):
    return sum(v * v for v in x)


@at(ARRAY)
def gen_sum_start(x):
    return sum((v * v for v in x), x[0])


@at(NUMBER)
def gen_sum_range(x):
    return sum(x**i / math.factorial(i) for i in range(5))


@at(ARRAY)
def gen_sum_cond(x):
    return sum(v * v for v in x if v > 0)


@at(ARRAY)
def gen_sum_two(x):
    return sum(a * b for a in x for b in x if a > b)


@at(ARRAY)
def gen_sum_zip(x):
    return sum(a * b for a, b in zip(x, WEIGHTS))


@at(ARRAY)
def gen_max(x):
    return max(v * v for v in x)


@at(ARRAY)
def gen_max_key(x):
    return max((v for v in x), key=lambda v: -v * v)


@at(ARRAY)
def gen_max_default(x):
    return max((v for v in x if v > 100.0), default=x[1] * x[0])


@at(ARRAY)
def max_key_list(x):
    return max([v * 1.0 for v in x], key=abs) ** 2


@at(ARRAY)
def max_key_two(x):
    return max(x[0], x[1], key=abs) ** 2


@at(ARRAY)
def gen_min(x):
    return min(np.sin(v) for v in x)


@at(ARRAY)
def gen_any(x):
    return x[0] ** 2 if any(v > 2 for v in x) else x[1]


@at(ARRAY)
def gen_all(x):
    return x[0] ** 2 if all(v > -2 for v in x) else x[1]


@at(ARRAY)
def gen_list(x):
    items = list(v * v for v in x)
    return items[0] * items[1]


@at(ARRAY)
def gen_tuple(x):
    items = tuple(v * v for v in x)
    return items[0] * items[1]


@at(ARRAY)
def gen_sorted(x):
    s = sorted(v * v for v in x)
    return s[0] * s[2] + 2 * s[1]


@at(ARRAY)
def sorted_array(x):
    s = sorted(x)
    return s[0] * s[2] + 2 * s[1]


@at(ARRAY)
def sorted_key(x):
    s = sorted(x, key=lambda v: v * v, reverse=True)
    return s[0] * s[2] + 2 * s[1]


@at(ARRAY)
def sorted_pairs(x):
    s = sorted([(v * v, i) for i, v in enumerate(x)])
    return s[0][0] * s[2][0] + 3 * s[1][0]


@at(ARRAY)
def gen_array(x):
    return np.sum(np.array([v * v for v in x]) ** 2)


@at(ARRAY)
def gen_nparray_tuple(x):
    return np.sum(np.array(tuple(v * v for v in x)) ** 2)


@at(ARRAY)
def gen_stack(x):
    return np.sum(np.stack([x * i for i in range(3)]) ** 2)


@at(ARRAY)
def gen_stack_gen(x):
    return np.sum(np.stack(list(x * i for i in range(3))) ** 2)


@at(ARRAY)
def gen_fromiter(x):
    return np.sum(np.fromiter((v * v for v in x), dtype=float) ** 2)


@at(ARRAY)
def gen_fromiter_count(x):
    return np.sum(np.fromiter((v * v for v in x), float, count=3) ** 2)


@at(ARRAY)
def gen_join(x):
    s = ",".join(f"{v:.2f}" for v in x)
    return len(s) * np.sum(x * x)


@at(ARRAY)
def gen_for(x):
    t = 0.0
    for v in (a * a for a in x):
        t = t * 0.5 + v
    return t


@at(ARRAY)
def gen_name(x):
    g = (a * a for a in x)
    return sum(g)


@at(ARRAY)
def gen_starcall(x):
    return math.hypot(*(a * a for a in x))


@at(ARRAY)
def listcomp_nested(x):
    m = [[a * b for a in x] for b in x]
    return m[0][1] * m[2][2]


@at(ARRAY)
def listcomp_walrus(x):
    y = [last := v * v for v in x]
    return y[0] * last


@at(ARRAY)
def listcomp_scope(x):
    v = x[0]
    y = [v * v for v in x]
    return v * y[1]


@at(ARRAY)
def setcomp(x):
    s = {int(v) for v in x}
    return len(s) * x[0] ** 2


@at(ARRAY)
def map_lambda(x):
    return sum(map(lambda v: v * v, x))


@at(ARRAY)
def map_sin(x):
    return sum(map(math.sin, x))


@at(ARRAY)
def map_two(x):
    return sum(map(operator.mul, x, WEIGHTS))


@at(ARRAY)
def map_list(x):
    items = list(map(math.sin, x))
    return items[0] * items[1]


@at(ARRAY)
def map_for(x):
    t = 0.0
    for v in map(np.sin, x):
        t += v * v
    return t


@at(ARRAY)
def filter_sum(x):
    return sum(filter(lambda v: v > 0, x))


@at(ARRAY)
def filter_none(x):
    return sum(filter(None, [x[0], 0.0, x[1]]))


@at(ARRAY)
def zip_star(x):
    pairs = [(v, v * v) for v in x]
    a, b = zip(*pairs)
    return a[0] * b[1]


@at(ARRAY)
def zip_list(x):
    items = list(zip(x, WEIGHTS))
    return items[0][0] * items[1][1] + items[2][0]


@at(ARRAY)
def enumerate_start(x):
    return sum(i * v for i, v in enumerate(x, 1))


@at(ARRAY)
def enumerate_list(x):
    items = list(enumerate(x))
    return items[1][1] ** 2


@at(ARRAY)
def reversed_list(x):
    items = list(reversed(x))
    return items[0] * items[1] ** 2


@at(ARRAY)
def reversed_for(x):
    t = 0.0
    for v in reversed([a * a for a in x]):
        t = t * 0.5 + v
    return t


@at(ARRAY)
def iter_next_default(x):
    return next((v for v in x if v < 0), 1.0) ** 2


@at(ARRAY)
def it_accumulate(x):
    items = list(itertools.accumulate(x))
    return items[0] * items[2]


@at(ARRAY)
def it_accumulate_f(x):
    return sum(accumulate(x, lambda a, b: a * b + 1))


@at(ARRAY)
def it_accumulate_init(x):
    return sum(accumulate(x, operator.mul, initial=2.0))


@at(ARRAY)
def it_chain(x):
    return sum(v * v for v in chain(x, WEIGHTS, [x[0]]))


@at(ARRAY)
def it_chain_from(x):
    return sum(chain.from_iterable([[a, a * a] for a in x]))


@at(ARRAY)
def it_product(x):
    return sum(a * b for a, b in itertools.product(x, WEIGHTS))


@at(ARRAY)
def it_product_repeat(x):
    return sum(a * b for a, b in itertools.product(x, repeat=2))


@at(ARRAY)
def it_comb(x):
    return sum((a - b) ** 2 for a, b in itertools.combinations(x, 2))


@at(ARRAY)
def it_perm(x):
    return sum(a * b * b for a, b in itertools.permutations(x, 2))


@at(ARRAY)
def it_pairwise(x):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(x))


@at(ARRAY)
def it_islice(x):
    return sum(v * v for v in itertools.islice(x, 2))


@at(ARRAY)
def it_islice3(x):
    return sum(v * v for v in itertools.islice(x, 0, 3, 2))


@at(NUMBER)
def it_repeat(x):
    return sum(itertools.repeat(x * x, 3))


@at(NUMBER)
def it_count(x):
    return sum(x**i for i, _ in zip(itertools.count(1), range(3)))


@at(ARRAY)
def it_cycle(x):
    return sum(a * b for a, b in zip(itertools.cycle(WEIGHTS), [x[0], x[1], x[2], x[0]]))


@at(ARRAY)
def it_takewhile(x):
    return sum(itertools.takewhile(lambda v: v > 0, x))


@at(ARRAY)
def it_dropwhile(x):
    return sum(itertools.dropwhile(lambda v: v > 0, x))


@at(ARRAY)
def it_starmap(x):
    return sum(itertools.starmap(lambda a, b: a * b, zip(x, WEIGHTS)))


@at(ARRAY)
def it_ziplongest(x):
    return sum(a * b for a, b in itertools.zip_longest(x, [2.0], fillvalue=1.0))


@at(ARRAY)
def it_compress(x):
    return sum(itertools.compress(x, [1, 0, 1]))


@at(ARRAY)
def fn_reduce(x):
    return functools.reduce(lambda a, b: a * b + 1, x)


@at(ARRAY)
def fn_reduce_init(x):
    return reduce(operator.mul, x, 2.0)


@at(ARRAY)
def fn_reduce_maxf(x):
    return reduce(max, x)


def pw(x, k, c=1.0):
    return c * x**k


@at(NUMBER)
def fn_partial_inner(x):
    f = functools.partial(pw, c=x)
    return f(x, 2)


cube = functools.partial(pw, k=3)


@at(NUMBER)
def fn_partial_outer(x):
    return cube(x) + cube(x, c=2.0)


@at(ARRAY)
def fn_partial_map(x):
    return sum(map(partial(pw, k=2), x))


@functools.cache
def fact(n):
    return 1 if n == 0 else n * fact(n - 1)


@functools.lru_cache(maxsize=8)
def sq(x):
    return x * x


@at(NUMBER)
def fn_cache(x):
    return sq(x) * fact(3)


def deco(f):
    @functools.wraps(f)
    def wrapper(*a, **k):
        return 2.0 * f(*a, **k)

    return wrapper


@deco
def decorated(x):
    return x**3


@at(NUMBER)
def fn_wraps(x):
    return decorated(x)


@at(NUMBER)
def fn_wraps_inner(x):
    def d(f):
        @functools.wraps(f)
        def w(y):
            return f(y) * x

        return w

    g = d(math.sin)
    return g(x)


@at(NUMBER)
def op_all(x):
    return operator.add(operator.mul(x, x), operator.truediv(1.0, x)) - operator.neg(x) + operator.pow(x, 3)


@at(ARRAY)
def op_itemgetter(x):
    f = operator.itemgetter(1)
    return f(x) ** 2


@at(ARRAY)
def op_itemgetter_sort(x):
    s = sorted([(i, v) for i, v in enumerate(x)], key=itemgetter(1))
    return s[0][1] * s[1][1] + s[2][1] ** 2


@at(ARRAY)
def op_getitem(x):
    return operator.getitem(x, 1) ** 2


@at(ARRAY)
def m_prod(x):
    return math.prod(x)


@at(ARRAY)
def m_prod_gen(x):
    return math.prod(v * v for v in x)


@at(ARRAY)
def m_prod_start(x):
    return math.prod([x[0], x[1]], start=x[2])


@at(ARRAY)
def m_fsum(x):
    return math.fsum(x * x)


@at(ARRAY)
def m_fsum_gen(x):
    return math.fsum(v * v for v in x)


@at(ARRAY)
def m_hypot(x):
    return math.hypot(x[0], x[1], x[2])


@at(ARRAY)
def m_hypot_star(x):
    return math.hypot(*x)


@at(ARRAY)
def m_dist(x):
    return math.dist([x[0], x[1]], [x[2], 1.0])


@at(ARRAY)
def m_dist_arr(x):
    return math.dist(x, WEIGHTS)


@at(POSITIVE)
def st_mean(x):
    return statistics.mean([v * v for v in x])


@at(POSITIVE)
def st_fmean(x):
    return statistics.fmean(x) ** 2


@at(POSITIVE)
def st_fmean_w(x):
    return statistics.fmean(x, weights=[1.0, 2.0, 3.0, 4.0]) ** 2


@at(POSITIVE)
def st_median(x):
    return statistics.median(x) ** 2


@at(POSITIVE)
def st_median_low(x):
    return statistics.median_low(x) ** 2


@at(POSITIVE)
def st_median_high(x):
    return statistics.median_high(x) ** 2


@at(POSITIVE)
def st_variance(x):
    return statistics.variance(list(x))


@at(POSITIVE)
def st_stdev(x):
    return statistics.stdev([v for v in x])


@at(POSITIVE)
def st_pvariance(x):
    return statistics.pvariance([v for v in x])


@at(POSITIVE)
def st_pstdev(x):
    return statistics.pstdev([v for v in x])


@at(POSITIVE)
def st_geo(x):
    return statistics.geometric_mean([v for v in x])


@at(POSITIVE)
def st_harm(x):
    return statistics.harmonic_mean([v for v in x])


@at(POSITIVE)
def st_linreg(x):
    r = statistics.linear_regression([1.0, 2.0, 3.0, 4.0], [v for v in x])
    return r.slope * r.intercept


@at(POSITIVE)
def st_linreg2(x):
    s, i = statistics.linear_regression(x, [1.0, 2.0, 3.0, 4.0])
    return s * i


@at(POSITIVE)
def st_corr(x):
    return statistics.correlation([v for v in x], [1.0, 2.0, 3.0, 5.0])


@at(POSITIVE)
def st_cov(x):
    return statistics.covariance([v for v in x], [1.0, 2.0, 3.0, 5.0])


@at(POSITIVE)
def st_quant(x):
    return sum(statistics.quantiles(x, n=3))


@at(ARRAY)
def gen_nested(x):
    return sum(sum(a * b for b in x) for a in x)


@at(ARRAY)
def gen_nested_lazy(x):
    return sum(a * 2 for a in (b * b for b in x))


@at(ARRAY)
def gen_closure(x):
    f = lambda k: sum(v * k for v in x)
    return f(2.0) * f(3.0)


@at(ARRAY)
def gen_tuple_target(x):
    return sum(a * b for i, (a, b) in enumerate(zip(x, WEIGHTS)))


@at(ARRAY)
def gen_arg(x):
    def f(vals):
        t = 0.0
        for v in vals:
            t += v * v
        return t

    return f(v * 2 for v in x)


@at(ARRAY)
def any_side(x):
    log = []

    def f(v):
        log.append(v)
        return v < 0

    b = any(f(v) for v in x)
    return len(log) * x[0] ** 2


@at(ARRAY)
def max_tuple(x):
    i, v = max(enumerate(x), key=lambda p: p[1])
    return v * v


@at(ARRAY)
def argmin_range(x):
    i = min(range(3), key=lambda i: x[i])
    return x[i] ** 2


@at(ARRAY)
def unpack_gen(x):
    a, b, c = (v * v for v in x)
    return a * b + c


@at(ARRAY)
def list_of_map_unpack(x):
    a, b, c = map(math.sin, x)
    return a * b + c


@at(ARRAY)
def in_gen(x):
    return x[0] ** 2 if 2.1 in (v for v in x) else x[1]


@at(ARRAY)
def poly_horner(x):
    return reduce(lambda acc, c: acc * x[0] + c, [x[1], x[2], 1.0])


@at(ARRAY)
def display_star_gen(x):
    items = [*(v * v for v in x), 1.0]
    return items[0] * items[1] + items[3]


@at(ARRAY)
def sum_array_gen(x):
    return np.sum(sum(x * i for i in range(3)))


@at(ARRAY)
def np_sum_gen_list(x):
    return np.sum([v * v for v in x])


@at(ARRAY)
def vstack_comp(x):
    return np.sum(np.vstack([x, x * 2]) ** 2) + np.sum(np.concatenate([x * i for i in range(2)]) ** 3)


@at(ARRAY)
def min_of_map(x):
    return min(map(abs, x))


# ---------------------------------------------------------------- generators


def powers(x, n):
    y = x
    for _ in range(n):
        y = y * x
        yield y


def chained_powers(x):
    yield from powers(x, 2)
    yield from (v * 2 for v in powers(x, 3))


@at(NUMBER)
def generator_summed(x):
    return sum(powers(x, 3))


@at(NUMBER)
def generator_left(x):
    t = 0.0
    for i, v in enumerate(powers(x, 5)):
        if i == 3:
            break
        t += v * i
    return t


@at(NUMBER, 0.4, 1.1)
def generator_without_loop_left(x):
    def inner():
        yield x
        yield x * x
        if x > 1:
            yield x**3
            return
        yield 0.5 * x

    t = 0.0
    for v in inner():
        if v > 2.0:
            break
        t = t * 2 + v
    return t


@at(NUMBER)
def generator_unpacked(x):
    a, b, *c = chained_powers(x)
    return a * b * sum(c)


@at(NUMBER, 5.0)
def generator_returned_from(x):
    for v in powers(x, 5):
        if v > 3:
            return v * x
    return x


@at(NUMBER)
def generator_named(x):
    y = x
    values = (y * k for k in (1.0, 2.0))
    y = 10 * x * x
    return sum(values)


@at(NUMBER)
def walrus_in_generator(x):
    t = 0
    while any((last := x * k) > 2 for k in (1.0, 2.0, 3.0)) and t < 1:
        t += 1
    return last


@at(NUMBER)
def generators_of_several_kinds(x):
    return max(powers(x, 3)) + min(v for v in powers(x, 2)) + sum(map(lambda a, b: a * b, powers(x, 2), [1.0, 2.0]))


@at(NUMBER)
def any_stops_early(x):
    n = 0

    def counted(v):
        nonlocal n
        n += 1
        return v > 1.5

    found = any(counted(k * x) for k in (1.0, 2.0, 3.0))
    return x * n if found else x


@at(NUMBER)
def all_stops_early(x):
    seen = []

    def noted(v):
        seen.append(v)
        return v < 2.0

    held = all(noted(k * x) for k in (1.0, 2.0, 3.0))
    return seen[-1] * len(seen) if not held else x


@at(NUMBER)
def nested_consumers(x):
    out = []
    for a in (u * u for u in (x, 2 * x) if u > 0):
        out.append(a)
        for b in (a * w for w in (1.0, 2.0)):
            if b > 5:
                continue
            out.append(b)
    return sum(out)


@at(NUMBER)
def in_with_and_try(x):
    with np.errstate(all="ignore"):
        t = sum(v * v for v in (x, x * x))
    try:
        t = t + sum(v * v for v in (x, x * x))
    except ValueError:
        t = x
    return t


@at(NUMBER)
def reduced_pairs(x):
    return reduce(lambda a, b: (a[0] * b, a[1] + b), [x, 2.0, x], (1.0, 0.0))[0]


@at(NUMBER)
def partial_of_partial(x):
    return partial(partial(pw, k=2), c=3.0)(x)


cube_by_five = partial(cube, c=5.0)


@at(NUMBER)
def captured_partial_of_partial(x):
    return cube_by_five(x) * sum(map(cube, [x, 2 * x]))


@at(ARRAY)
def buffer_in_generator(x):
    u = x * 1.0
    w = u
    total = 0.0
    for k in range(2):
        u[k] = u[k + 1] * w[k]
        total += sum(v * v for v in w)
    return total


@at(ARRAY)
def comprehension_variable_beside_a_shared_one(x):
    v = x[0]

    def change():
        nonlocal v
        v = v * 2.0

    squares = [v * v for v in x]
    change()
    return v * squares[1]


@at(ARRAY)
def exits_through_two_generators(x):
    total = 0.0
    for a, b in ((u, w) for u in x for w in (p * p for p in x)):
        if a * b > 4.0:
            break
        total = total * 0.5 + a * b
    return total


@at(ARRAY)
def generator_in_loop_with_a_list(x):
    kept = []
    for k in range(3):
        kept.append(sum(v * k for v in x) if k else x[0])
        kept = [v * 0.5 for v in kept]
    return sum(kept) * kept[0]


@at(ARRAY)
def rows_of_columns(x):
    rows = [[a * b for a in x] for b in x]
    columns = [[row[k] for row in rows] for k in range(3)]
    return sum(sum(c) * c[0] for c in columns)


@at(ARRAY)
def same_row_twice(x):
    rows = [[a, a * a] for a in x]
    return rows[0][0] * rows[0][1] + sum(rows[1]) * rows[1][1]


def growing(x):
    while True:
        yield x
        x = x * 1.1


def multiples(x, n):
    k = 0
    while k < n:
        yield x * k
        k += 1


@at(NUMBER)
def without_end_beside_a_range(x):
    total = 0.0
    for v, i in zip(growing(x), range(4)):
        total += v * i
    for i, v in zip([3.0, 2.0], growing(x * x)):
        total += v * i
    return total


@at(NUMBER)
def while_loops_side_by_side(x):
    return sum(v * w for v, w in zip(multiples(x, 9), multiples(x * x, 4)))


@at(ARRAY)
def runs_of_indices(x):
    total = 0.0
    for key, run in itertools.groupby(range(3), key=lambda i: i // 2):
        product = 1.0
        for i in run:
            product *= x[i]
        total += product * (key + 1)
    return total


@at(ARRAY)
def runs_of_values(x):
    total = 0.0
    for positive, run in itertools.groupby(x, key=lambda v: v > 0.5):
        part = sum(run)
        total += part * part * (2 if positive else 1)
    return total


@at(ARRAY)
def runs_as_lists(x):
    runs = [list(run) for _, run in itertools.groupby(x, np.sign)]
    return sum(len(run) * sum(run) ** 2 for run in runs)


@at(ARRAY)
def largest_of_runs(x):
    runs = itertools.groupby([v * v for v in x], lambda v: v > 0.5)
    return sum(max(run) * i for i, (_, run) in enumerate(runs, 1))


@at(ARRAY)
def iterator_made_in_each_trip(x):
    total = 0.0
    for i in range(2):
        numbered = enumerate(x)
        for k, v in numbered:
            total += v * v * k * (i + 1)
    return total


@at(ARRAY)
def linked_list_of_pairs(x):
    head = None
    for v in x:
        head = (v * v, head)
    total = 0.0
    k = 1
    while head is not None:
        v, head = head
        total += v * k
        k += 1
    return total


@at(ARRAY)
def backwards_beside_weights(x):
    u = x * 1.0
    total = 0.0
    for i, (v, w) in enumerate(zip(reversed(u), WEIGHTS)):
        total += v * v * w
        u[1 - i if i < 2 else 0] *= 0.5
    return total + np.sum(u)


@at(ARRAY)
def first_and_rest(x):
    items = iter(x)
    first = next(items)
    total = first * first
    for k, v in enumerate(items):
        total += v * first * k
    return total


@at(ARRAY)
def header_and_body(x):
    lines = iter([x[0] * x[1], 2.0 * x[2], x[1] ** 2, x[0]])
    scale = next(lines)
    offset = next(lines)
    return sum(scale * v + offset for v in lines)


@at(ARRAY)
def plain_iter(x):
    total = 0.0
    for v in iter(x):
        total += v * v
    return total * next(iter(x))


MATRIX = np.array([[0.6, -1.3, 2.1], [1.1, 0.4, -0.7]])


@at(MATRIX)
def columns_of_an_array(x):
    total = 0.0
    for column in zip(*x):
        total += max(column) * sum(column) + column[0] * len(column)
    for a, b in zip(*x):
        total += a / (b * b + 1.0)
    return total


@at(ARRAY)
def stars_among_arguments(x):
    def first_by_rest(first, *rest, factor=1.0, **more):
        return first * sum(rest) * factor + sum(more.values())

    def any_number(*values):
        return values[0] * sum(values[1:])

    options = {"factor": x[0], **{"z": x[1]}}
    a, *b = x
    total = first_by_rest(*x, **options) + first_by_rest(*b, 2.0, factor=a) + max(*x)
    return total + any_number(*x, 2.0) + any_number(1.0, *x, *b)


@at(ARRAY)
def pieces(x):
    def power(v, k):
        return v**k

    default = np.piecewise(x, [x < 0, x > 1], [lambda v: v * v, lambda v: 3 * v, 0.5])
    return np.sum(default) + np.sum(np.piecewise(x, [x < 0, x >= 0], [0.0, power], 2))


@at(NUMBER)
def what_can_be_called(x):
    def value_of(v):
        return v(x) if callable(v) else v

    return value_of(x) + value_of(lambda t: t * t)


@at(ARRAY)
def iter_until(x):
    calls = 0

    def scaled():
        nonlocal calls
        calls += 1
        return x[0] * calls if calls < 4 else None

    total = 0.0
    for v in iter(scaled, None):
        total += v * v
    stack = [3, 0, 2, 1]
    return total * calls + sum(x[k] for k in iter(stack.pop, 0))


@at(ARRAY)
def side_by_side_while_others_are_written_to(x):
    def halved(v):
        return 0.5 * v

    u = np.zeros(3)
    for first in itertools.chain((0.5, x[0]), x[1:]):
        for second, third in zip(map(halved, [0.5, first]), (0.3, 0.7, 1.1)):
            u[1] += first * second * third
    return np.sum(u**2)


@at(ARRAY)
def items_of_a_dict_beside_their_changes(x):
    state = {"prey": x[0], "hunters": 0.5}
    for _ in range(4):
        growth, decay = x[1] * state["prey"], -x[2] * state["hunters"]
        state = {k: v + 0.1 * change for (k, v), change in zip(state.items(), (growth, decay))}
    return state["prey"] * state["hunters"]


@at(ARRAY)
def items_of_a_dict_that_changes_before_it_is_gone_through(x):
    d = {"a": x[0], "b": x[1]}
    items = d.items()
    d["b"] = x[2] * x[2]
    return sum(k.count("b") * v * w for (k, v), w in zip(items, (x[0], x[1])))


@at(ARRAY)
def lists_of_one_item_many_times_over(x):
    n = len(x)
    ranks = [1.0 / n] * n
    for _ in range(3):
        new = [x[0] / n] * n
        for i in range(n):
            new[i] += x[1] * ranks[n - 1 - i]
        ranks = new
    table = [[x[2]] * n for _ in range(n)]
    table[1][2] = x[0] * x[1]
    pairs = n * [x[0], x[1] * x[2]]
    return sum(map(sum, table)) + ranks[0] * ranks[2] + pairs[3] * pairs[4] + len(pairs)
