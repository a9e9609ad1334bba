"""Conformance cases for reverse-mode AD of plain Python + NumPy: each is one trap.

Each entry of CASES: (id, group, fun, make_x, expected, opts)
 * fun(x) is a plain NumPy function of one differentiable argument;
 * make_x() -> fresh input;
 * expected -> the right gradient (numpy array or float), hand derived;
 * opts: 'kink' = not differentiable at the point, expected is the agreed
   convention (so no finite-difference check).
"""

import math
import numpy as np

CASES = []
W3 = np.array([1.0, 10.0, 100.0])
GLOBAL_SCALE = 3.0


def case(group, fun, make_x, expected, opts=""):
    CASES.append((fun.__name__, group, fun, make_x, expected, opts))


def V(*a):
    return lambda: np.array(a, dtype=float)


def S(a):
    return lambda: float(a)


def M(rows):
    return lambda: np.array(rows, dtype=float)


def a01_overwrite_needed(x):
    b = x * 1.0
    y = b * b
    b[:] = 1.0
    return np.sum(y)


case("alias", a01_overwrite_needed, V(1, 2, 3), np.array([2.0, 4.0, 6.0]))


def a03_view_sees_base_write(x):
    b = x * 1.0
    v = b[1:]
    b[1] = 5.0
    return np.sum(v * v)


case("alias", a03_view_sees_base_write, V(1, 2, 3), np.array([0.0, 0.0, 6.0]))


def a05_overlapping_shift(x):
    b = x * 1.0
    b[1:] = b[:-1]
    return np.sum(b * W3)


case("alias", a05_overlapping_shift, V(1, 2, 3), np.array([11.0, 100.0, 0.0]))


def a07_fancy_write_last_wins(x):
    b = np.zeros(2)
    b[np.array([0, 0, 1])] = x
    return b[0] * 1.0 + b[1] * 10.0


case("alias", a07_fancy_write_last_wins, V(1, 2, 3), np.array([0.0, 1.0, 10.0]))


def a09_add_at_accumulates(x):
    b = np.zeros(2)
    np.add.at(b, np.array([0, 0, 1]), x)
    return b[0] * 1.0 + b[1] * 10.0


case("alias", a09_add_at_accumulates, V(1, 2, 3), np.array([1.0, 1.0, 10.0]))


def a11_mask_assign(x):
    b = x * 1.0
    b[b < 0] = 0.0
    return np.sum(b * b)


case("alias", a11_mask_assign, V(-1, 2, 3), np.array([0.0, 4.0, 6.0]))


def a13_ravel_is_view(x):
    b = x * 1.0
    r = b.ravel()
    r[0] = 0.0
    return np.sum(b * b)


case("alias", a13_ravel_is_view, M([[1, 2], [3, 4]]), np.array([[0.0, 4.0], [6.0, 8.0]]))


def a15_transpose_is_view(x):
    b = x * 1.0
    t = b.T
    t[0, 1] = 7.0
    return np.sum(b * b)


case("alias", a15_transpose_is_view, M([[1, 2], [3, 4]]), np.array([[2.0, 4.0], [0.0, 8.0]]))


def a17_tuple_swap(x):
    a = x
    b = x * x
    for i in range(3):
        a, b = b, a * b
    return b


case("alias", a17_tuple_swap, S(1.1), 8 * 1.1**7)


def a19_chained_assign_alias(x):
    a = b = x * 2.0
    a += 1.0
    return np.sum(a * b)


case("alias", a19_chained_assign_alias, V(1, 2, 3), np.array([12.0, 20.0, 28.0]))


def a21_out_kwarg(x):
    b = np.zeros(3)
    np.multiply(x, x, out=b)
    return np.sum(b * W3)


case("alias", a21_out_kwarg, V(1, 2, 3), np.array([2.0, 40.0, 600.0]))


def a23_element_recurrence(x):
    b = np.zeros(4)
    b[0] = 1.0
    for i in range(3):
        b[i + 1] = b[i] * x[i]
    return b[3]


case("alias", a23_element_recurrence, V(2, 3, 4), np.array([12.0, 8.0, 6.0]))


def a25_swap_elements(x):
    b = x * 1.0
    b[0], b[2] = b[2], b[0]
    return np.sum(b * W3)


case("alias", a25_swap_elements, V(1, 2, 3), np.array([100.0, 10.0, 1.0]))


def a27_int_array_truncates(x):
    b = np.zeros(2, dtype=int)
    b[0] = x[0]
    return b[0] * 2.0 + x[1]


case("alias", a27_int_array_truncates, V(1.7, 2), np.array([0.0, 1.0]))


def b01_product_loop(x):
    p = 1.0
    for i in range(3):
        p = p * x[i]
    return p


case("flow", b01_product_loop, V(2, 3, 4), np.array([12.0, 8.0, 6.0]))


def b03_zero_trip_while(x):
    y = x
    while y > 100.0:
        y = y / 2.0
    return y * y


case("flow", b03_zero_trip_while, S(2), 4.0)


def b05_one_branch_def(x):
    if x > 0:
        t = x * x
    y = 2.0
    if x > 0:
        y = t * 3.0
    return y


case("flow", b05_one_branch_def, S(2), 12.0)


def b07_return_in_loop(x):
    y = x
    for i in range(10):
        y = y * x
        if y > 7:
            return y
    return 0.0 * x


case("flow", b07_return_in_loop, S(2), 12.0)


def b09_continue(x):
    s = 0.0
    for i in range(4):
        if i % 2 == 0:
            continue
        s = s + x**i
    return s


case("flow", b09_continue, S(2), 1 + 3 * 4.0)


def b11_self_assign(x):
    x = x
    x = x * x
    x = x * x
    return x


case("flow", b11_self_assign, S(2), 32.0)


def b13_loop_var_after(x):
    s = 0.0
    for i in range(3):
        s = s + x[i]
    return s * x[i]


case("flow", b13_loop_var_after, V(1, 2, 3), np.array([3.0, 3.0, 9.0]))


def b15_ternary(x):
    return x * x if x > 0 else -x


case("flow", b15_ternary, S(3), 6.0)


def b17_chained_compare(x):
    if 0 < x < 5:
        return x**3
    return x


case("flow", b17_chained_compare, S(2), 12.0)


def b19_reversed_step(x):
    s = 1.0
    for i in range(2, -1, -1):
        s = s * s + x[i]
    return s


case(
    "flow",
    b19_reversed_step,
    V(0.1, 0.2, 0.3),
    np.array([1.0, 2 * ((1 + 0.3) ** 2 + 0.2), 4 * ((1 + 0.3) ** 2 + 0.2) * 1.3]),
)


def b21_try_not_taken(x):
    try:
        y = x * x
    except ValueError:
        y = x
    return y


case("flow", b21_try_not_taken, S(3), 6.0)


def b23_with_errstate(x):
    with np.errstate(divide="ignore"):
        y = 1.0 / x
    return y


case("flow", b23_with_errstate, S(2), -0.25)


def b25_stack_list(x):
    rows = [x * (i + 1.0) for i in range(3)]
    return np.sum(np.stack(rows) ** 2)


case("flow", b25_stack_list, V(1, 2), np.array([28.0, 56.0]))


def b27_closure(x):
    k = x * 2.0

    def inner(z):
        return z * k

    return inner(x)


case("flow", b27_closure, S(3), 12.0)


def b29_nonlocal(x):
    acc = x

    def bump():
        nonlocal acc
        acc = acc * x

    bump()
    bump()
    return acc


case("flow", b29_nonlocal, S(2), 12.0)


def b31_kwonly_default(x):
    return _kw(x, scale=4.0)


def _kw(x, *, scale=1.0, shift=2.0):
    return x * scale + shift


case("flow", b31_kwonly_default, S(2), 4.0)


def b33_mutable_default(x):
    _md(x)
    return _md(x)


def _md(x, memo=[]):
    if len(memo) >= 2:
        memo.clear()
    memo.append(x)
    return memo[-1] * memo[0]


case("flow", b33_mutable_default, S(3), 6.0)


class _Model(object):
    def __init__(self, k):
        self.k = k

    def apply(self, z):
        return self.k * z * z


def b35_attr_update(x):
    m = _Model(1.0)
    for i in range(3):
        m.k = m.k * x
    return m.k


case("flow", b35_attr_update, S(2), 12.0)


def b37_math_module(x):
    return math.sin(x) * math.exp(x)


case("flow", b37_math_module, S(1), math.exp(1) * (math.sin(1) + math.cos(1)))


def b39_string_switch(x):
    return _mode(x, "cube")


def _mode(x, mode):
    if mode == "square":
        return x**2
    elif mode == "cube":
        return x**3
    return x


case("flow", b39_string_switch, S(2), 12.0)


def b41_starred_unpack(x):
    a, *rest = x
    return a * rest[0] * rest[1]


case("flow", b41_starred_unpack, V(2, 3, 4), np.array([12.0, 8.0, 6.0]))


def b43_functools_reduce(x):
    out = x[0]
    for v in x[1:]:
        out = max(out, v)
    return out


case("flow", b43_functools_reduce, V(1, 5, 3), np.array([0.0, 1.0, 0.0]))


def c02_same_operand(x):
    return np.dot(x, x)


case("accum", c02_same_operand, V(1, 2), np.array([2.0, 4.0]))


def c04_broadcast(x):
    return np.sum(x * np.ones((3, 4)) * W3[:, None])


case("accum", c04_broadcast, M([[2.0], [3.0], [4.0]]), np.array([[4.0], [40.0], [400.0]]))


def c06_sum_then_inplace_adj(x):
    s = np.sum(x)
    t = np.sum(x * x)
    return s * t


case("accum", c06_sum_then_inplace_adj, V(1, 2), np.array([5.0 + 6, 5.0 + 12]))


def c08_const_output(x):
    return 3.0


case("accum", c08_const_output, S(2), 0.0)


def c10_matmul_vec(x):
    A = np.arange(6.0).reshape(2, 3)
    return np.sum(A @ x)


case("accum", c10_matmul_vec, V(1, 2, 3), np.array([3.0, 5.0, 7.0]))


def c12_einsum_trace(x):
    return np.einsum("ii->", x) * x[0, 1]


case("accum", c12_einsum_trace, M([[1, 2], [3, 4]]), np.array([[2.0, 5.0], [0.0, 2.0]]))


def c14_var_ddof(x):
    return np.var(x, ddof=1)


case("accum", c14_var_ddof, V(1, 2, 6), np.array([-2.0, -1.0, 3.0]))


def c16_neg_step_slice(x):
    return np.sum(x[::-1] * W3)


case("accum", c16_neg_step_slice, V(1, 2, 3), np.array([100.0, 10.0, 1.0]))


def c18_take_along(x):
    i = np.argsort(x)
    return np.sum(x[i] * W3)


case("accum", c18_take_along, V(3, 1, 2), np.array([100.0, 1.0, 10.0]))


def c20_linalg_solve(x):
    A = np.array([[2.0, 0.0], [0.0, 4.0]])
    return np.sum(np.linalg.solve(A, x))


case("accum", c20_linalg_solve, V(1, 2), np.array([0.5, 0.25]))


def d02_max_ties(x):
    return np.max(x)


case("num", d02_max_ties, V(1, 1, 0), np.array([0.5, 0.5, 0.0]), "kink")


def d04_pow2_at_zero(x):
    return x**2


case("num", d04_pow2_at_zero, S(0), 0.0)


def d06_neg_base_pow(x):
    return x**3


case("num", d06_neg_base_pow, S(-2), 12.0)


def d08_const_pow(x):
    return 0.0**x


case("num", d08_const_pow, S(2), 0.0)


def d10_where_log_naive(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.log(x), 0.0))


case("num", d10_where_log_naive, V(0, 2), np.array([0.0, 0.5]), "kink")


def d12_linalg_norm_zero(x):
    return np.linalg.norm(x)


case("num", d12_linalg_norm_zero, V(0, 0), np.array([0.0, 0.0]), "kink")


def d14_prod_two_zero(x):
    return np.prod(x)


case("num", d14_prod_two_zero, V(0, 0, 3), np.array([0.0, 0.0, 0.0]))


def d16_std_const(x):
    return np.std(x)


case("num", d16_std_const, V(2, 2), np.array([0.0, 0.0]), "kink")


def d18_clip(x):
    return np.sum(np.clip(x, 0.0, 1.0))


case("num", d18_clip, V(-1, 0.5, 2), np.array([0.0, 1.0, 0.0]))


def d20_floor_sign(x):
    return np.floor(x) * x + np.sign(x)


case("num", d20_floor_sign, S(2.5), 2.0)


def d22_median_even(x):
    return np.median(x)


case("num", d22_median_even, V(4, 1, 3, 2), np.array([0.0, 0.0, 0.5, 0.5]))


def d24_fft_power(x):
    f = np.fft.fft(x)
    return np.sum(np.abs(f) ** 2)


case("num", d24_fft_power, V(1, 2, 3), np.array([6.0, 12.0, 18.0]))


def d26_interp(x):
    return np.interp(x, np.array([0.0, 1.0, 2.0]), np.array([0.0, 10.0, 30.0]))


case("num", d26_interp, S(1.5), 20.0)


def d28_cond_eq_branch(x):
    if x == 0:
        y = 0.0
    else:
        y = x * x
    return y + x


case("num", d28_cond_eq_branch, S(0), 1.0)
