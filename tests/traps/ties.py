"""Ties, zeros, powers and jumps, and what guards singular points."""

from __future__ import annotations

import math

import numpy as np

from tests.traps.registry import matrix, scalar, trap, vector

W = np.array([1.0, 10.0, 100.0])
INF = np.inf


@trap("kinks", vector(0.0, 0.0, 0.0), [0.0, 0.0, 0.0])
def powers_zero_to_zero_of_arrays(x):
    return np.sum(x ** np.zeros(3)) + np.sum(np.power(x, 0.0)) + np.sum(np.float_power(x, 0))


@trap("kinks", scalar(0.0), 0.0)
def zero_power_of_python_floats(x):
    return x**0 + pow(x, 0.0) + math.pow(x, 0) + x**2.0 + x**3


@trap("kinks", scalar(0.0), 1.0)
def first_powers_of_zero(x):
    return x**1.0 * 0.5 + math.pow(x, 1) * 0.25 + np.power(x, 1.0) * 0.25


@trap("kinks", vector(-2.0, 3.0))
def negative_base_integer_exponent_array(x):
    return (
        np.sum(x ** np.array([3, -2]))
        + np.sum(np.power(x, [2.0, 3.0]))
        + np.sum(x ** np.int64(3))
        + np.sum(x ** np.float64(2))
    )


@trap("kinks", vector(-2.0, 3.0), None)
def power_of_negative_base_by_active_whole(x):
    return x[0] ** 2 * x[1] + (-x[0]) ** x[1]


@trap("kinks", vector(2.0, 3.0))
def in_place_power(x):
    y = x * 1.0
    y **= 2
    y **= 1.5
    y **= x
    return np.sum(y)


@trap("kinks", vector(2.0, 2.0, 2.0), [1 / 3, 1 / 3, 1 / 3])
def maximum_reduce_of_equals(x):
    return np.maximum.reduce(x)


@trap("kinks", vector(2.0, 2.0, 1.0), [0.5, 0.5, 0.0])
def maximum_of_two_active_equals(x):
    return np.max(np.maximum(x[:1], x[1:2]))


@trap("kinks", vector(2.0, 2.0, 1.0), [0.5, 0.5, 0.0])
def builtin_max_of_arguments(x):
    return max(x[0], x[1], x[2])


@trap("kinks", vector(2.0, 2.0, 1.0), [1.0, 10.0, 100.0])
def builtin_sorted_is_stable(x):
    a, b, c = sorted(x, reverse=True)
    return a * 1.0 + b * 10.0 + c * 100.0


@trap("kinks", vector(0.0, 3.0, 4.0), [0.0, 0.6, 0.8])
def norms_near_and_at_zero(x):
    return np.linalg.norm(x) + np.linalg.norm(x[:1]) + np.linalg.norm(x * 0.0)


@trap("kinks", matrix([0.0, 0.0], [3.0, 4.0]), [[0.0, 0.0], [0.6, 0.8]])
def norms_along_axis_with_zero_row(x):
    return np.sum(np.linalg.norm(x, axis=1)) + np.sum(np.linalg.norm(x[:1], axis=-1, keepdims=True))


@trap("kinks", vector(0.0, -3.0, 4.0), [0.0, -1.0, 1.0])
def norm_one_with_zero(x):
    return np.linalg.norm(x, 1)


@trap("kinks", vector(0.0, -4.0, 4.0), [0.0, -0.5, 0.5])
def norm_inf_with_tie(x):
    return np.linalg.norm(x, np.inf)


@trap("kinks", vector(0.0, -3.0, 4.0), [0.0, 0.0, 0.0])
def norm_zero_counts(x):
    return np.linalg.norm(x, 0)


@trap("kinks", vector(0.0, -3.0, 4.0))
def norm_of_order_three(x):
    return np.linalg.norm(x, 3) + np.linalg.norm(x, ord=2.5) ** 2


@trap("kinks", vector(1.0, -3.0, 4.0))
def norm_of_negative_order(x):
    return np.linalg.norm(x, -1) + np.linalg.norm(x, -np.inf) * 2.0 + np.linalg.norm(x, -2)


@trap("kinks", vector(0.0, 1.0, -1.0), [0.0, 1.0, 1.0])
def hypot_with_zero_other(x):
    return (
        np.sum(np.hypot(x, 0.0)) * 0.0
        + np.hypot(x[1], 0.0)
        + np.hypot(0.0, x[0])
        - np.hypot(0.0, x[2]) * -1.0
        + 2.0 * x[2]
    )


@trap("kinks", vector(1.0, 2.0, 3.0), [0.0, 1.0, 0.0])
def median_low_and_high(x):
    return np.median(x) + 0.0 * np.median(x[:2])


@trap("kinks", vector(2.0, 2.0, 3.0, 2.0))
def sum_of_clip_with_equal_bounds(x):
    return np.sum(np.clip(x, 2.5, 2.5)) + x[0] ** 2


@trap("kinks", vector(0.5, 2.0, 3.0), [0.0, 0.0, 0.0])
def clip_with_crossed_bounds(x):
    return np.sum(np.clip(x, 2.7, 1.0))


@trap("kinks", vector(0.5, 2.5, 3.0), [0.0, 1.0, 0.0])
def clip_by_min_and_max_keywords(x):
    return np.sum(np.clip(x, min=1.0, max=2.7))


@trap("kinks", vector(0.5, 2.5, 3.0), [0.0, 1.0, 0.0])
def clip_out_and_method(x):
    y = x * 1.0
    y.clip(1.0, 2.7, out=y)
    np.clip(y, 1.0, None, out=y)
    return np.sum(y)


@trap("kinks", vector(-1.0, 0.0, 2.0), [0.0, 0.0, 1.0])
def relu_by_where_multiplied(x):
    return np.sum(np.where(x > 0, x, 0)) + np.sum(0.0 * x)


@trap("kinks", vector(-1.0, 0.0, 2.0), [0.0, 0.0, 1.0])
def relu_by_in_place_mask(x):
    y = x.copy()
    y[y <= 0] *= 0.0
    return y.sum()


@trap("kinks", vector(-1.0, 0.0, 2.0), [0.0, 0.5, 1.0])
def relu_by_half_of_abs(x):
    return np.sum((x + abs(x)) / 2)


@trap("kinks", vector(1.5, -1.5, 2.5), [0.0, 0.0, 0.0])
def roundings(x):
    return (
        np.sum(np.round(x))
        + np.sum(np.rint(x))
        + np.sum(np.fix(x))
        + np.sum(np.trunc(x))
        + np.sum(np.around(x, 1))
        + np.sum(np.floor(x))
    )


@trap("kinks", vector(1.282, -1.5613, 25.5))
def rounded_to_places(x):
    return (
        np.sum(np.round(x, decimals=1) * x)
        + np.sum(x.round(2) * x)
        + np.sum(np.round(x, -1) * x)
        + round(x[0], 1) * x[1]
    )


@trap("kinks", scalar(2.34))
def rounded_python_floats(x):
    return round(x, 1) * x + round(x) * x + round(x, None) * x + float(f"{x:.1f}") * x


@trap("kinks", vector(7.5, -7.5, 2.2))
def floor_division_of_arrays(x):
    return (
        np.sum(x // 2 * x) + np.sum(7.7 // x * x) + np.sum(np.floor_divide(x, [2, 3, -1]) * x) + np.sum(x % [2, -3, 1])
    )


@trap("kinks", vector(7.5, -7.5, 2.2))
def in_place_floor_and_remainder(x):
    y = x * 1.0
    y //= 2.0
    z = x * 1.0
    z %= 2.0
    return np.sum(y * x) + np.sum(z * x)


@trap("kinks", vector(7.5, 2.2))
def remainders_with_both_active(x):
    return (
        x[0] % x[1]
        + np.remainder(x[0], -x[1])
        + math.fmod(x[0], x[1])
        + math.remainder(x[0], x[1])
        + np.fmod(-x[0], x[1])
        + divmod(x[0], x[1])[1]
    )


@trap("kinks", scalar(7.5))
def modulo_by_integers_and_of_them(x):
    return x % 2 + 17 % x + divmod(x, 2)[0] * x + divmod(23, x)[1] + -x % 3


@trap("kinks", vector(0.0, 2.0), [1.0, 1.0])
def sinc_times_x_is_sine(x):
    return np.sum(np.sinc(x) * x)


@trap("kinks", vector(1e-150, 1.0), [1.0, 1.0])
def tiny_ratio(x):
    return np.sum(x * x / x)


@trap("kinks", vector(0.0, 1.0), [0.0, 1.0])
def masked_division(x):
    r = np.divide(x**2, x, out=np.zeros_like(x), where=x != 0)
    return np.sum(r)


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 0.5, 0.25])
def masked_root_ufunc(x):
    return np.sum(np.sqrt(x, out=np.zeros_like(x), where=x > 0))


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def masked_log_of_copy(x):
    y = x.copy()
    np.log(x, out=y, where=x > 0)
    y[0] = 0.0
    return np.sum(y)


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_under_sum_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.log(x), where=x > 0)


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0 / 2, 0.25 / 2])
def log_under_mean_where(x):
    with np.errstate(all="ignore"):
        return np.mean(np.log(x), where=x > 0)


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_then_nan_to_num(x):
    with np.errstate(all="ignore"):
        return np.sum(np.nan_to_num(np.log(x), neginf=0.0))


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_in_select(x):
    with np.errstate(all="ignore"):
        return np.sum(np.select([x > 0, x == 0], [np.log(x), 0.0 * x], default=7.0))


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_in_choose(x):
    with np.errstate(all="ignore"):
        return np.sum(np.choose((x > 0).astype(int), [np.zeros(3), np.log(x)]))


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_in_piecewise(x):
    return np.sum(np.piecewise(x, [x > 0, x <= 0], [lambda v: np.log(v), 0.0]))


@trap("kinks", vector(0.0, 1.0, 4.0), [0.0, 1.0, 0.25])
def log_put_by_putmask(x):
    with np.errstate(all="ignore"):
        y = np.log(x)
        np.putmask(y, x == 0, 0.0)
        return np.sum(y)


@trap("kinks", vector(-1.0, 4.0), [0.0, 0.25])
def nansum_of_roots(x):
    with np.errstate(all="ignore"):
        return np.nansum(np.sqrt(x))


@trap("kinks", vector(-1.0, 4.0, 9.0), [0.0, 0.25, 0.0])
def nanmin_of_roots(x):
    with np.errstate(all="ignore"):
        return np.nanmin(np.sqrt(x))


@trap("kinks", vector(-1.0, 4.0), [0.0, 0.25])
def fmax_of_roots(x):
    with np.errstate(all="ignore"):
        return np.sum(np.fmax(np.sqrt(x), 0.0))


@trap("kinks", vector(0.0, 0.0), [0.0, 0.0])
def angle_and_abs_of_zero(x):
    z = x[0] + 1j * x[1]
    return np.abs(z) + abs(z) ** 2 + np.absolute(z) * 3.0


@trap("kinks", vector(3.0, 3.0, 1.0), [1.0, 0.0, -1.0])
def argmax_and_argmin_of_ties(x):
    return x[np.argmax(x)] - x[x.argmin()]


@trap("kinks", vector(1.0, 1.0, 2.0), [0.0, 1.0, 0.0])
def searchsorted_sides(x):
    return x[np.searchsorted(x, 1.0, side="right") - 1] + 0.0 * x[np.searchsorted(x, 1.0, side="left")]


@trap("kinks", vector(2.0, 1.0, 2.0), [100.0, 1.0, 0.0])
def unique_takes_first_of_equals(x):
    u = np.unique(x)
    return u[0] + u[1] * 100.0


@trap("kinks", vector(0.0, -1.0, 1.0), [0.0, 0.0, 0.0])
def sign_functions(x):
    return np.sum(np.sign(x)) + np.sum(np.signbit(x)) + np.sum(np.heaviside(x, 1.0)) + math.copysign(1.0, x[1])


@trap("kinks", vector(0.0, -1.0, 1.0))
def heaviside_of_active_second(x):
    return np.sum(np.heaviside(np.array([0.0, 1.0, -1.0]), x) * W)


@trap("kinks", vector(0.25, 0.5), [1.0, 2.0])
def maximum_at_infinities(x):
    return np.sum(np.maximum(x, -np.inf) * np.array([1.0, 2.0])) + np.minimum(np.inf, x[0]) * 0.0


@trap("kinks", scalar(1.0), 0.5)
def min_of_tie_with_constant_by_builtin(x):
    return min(1.0, x)


@trap("kinks", scalar(1.0), 1.0)
def if_chain_at_the_edge(x):
    return x if x >= 1.0 else 1.0


@trap("kinks", scalar(0.0), 0.0)
def power_three_halves_at_zero(x):
    return x**1.5 + np.power(x, 2.5) + math.pow(x, 1.5)


@trap("kinks", scalar(0.0), INF)
def root_power_at_zero(x):
    with np.errstate(all="ignore"):
        return np.power(x, 0.25)


@trap("kinks", scalar(4.3))
def all_the_roots(x):
    return x**0.5 + math.sqrt(x) + np.sqrt(x) + math.isqrt(int(x)) * x + math.cbrt(x) + x ** (1 / 3)


@trap("kinks", vector(1.5, 2.5), None)
def logaddexp2_and_log_of_sum(x):
    return np.logaddexp2(x[0], x[1]) + np.logaddexp.reduce(x) + np.log(np.sum(np.exp2(x)))


@trap("kinks", vector(-np.inf, 1.0), [0.0, 1.0])
def logaddexp_with_infinity(x):
    return np.logaddexp(x[0], x[1])


@trap("kinks", vector(-np.inf, -np.inf, 2.0), [0.0, 0.0, 1.0])
def logaddexp_reduce_of_infinities(x):
    return np.logaddexp.reduce(x)


@trap("kinks", vector(0.3, 0.3), [0.0, 0.0])
def difference_of_equals_under_sqrt_guarded(x):
    d = x[0] - x[1]
    return np.sqrt(d**2) if d != 0 else 0.0


@trap("kinks", vector(3.0, 3.0, 3.0), [0.0, 0.0, 0.0])
def ptp_of_equals(x):
    return np.ptp(x)


@trap("kinks", vector(1.0, 1.0, 2.0), [0.0, 0.0, 0.0])
def std_of_parts_that_are_equal(x):
    return np.std(x[:2]) + np.std(np.array([x[2], x[2]]))
