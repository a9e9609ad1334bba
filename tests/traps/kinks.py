"""Points where derivatives go wrong: zeros, ties, poles, limits, and what guards them."""

from __future__ import annotations

import math

import numpy as np

from tests.traps.registry import matrix, scalar, trap, vector

W = np.array([1.0, 10.0, 100.0])
INF = np.inf


@trap("kinks", vector(0.0, 0.0), [0.0, 0.0])
def arctan2_at_the_origin_guarded(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x == 0.0, 0.0, np.arctan2(x, x)))


@trap("kinks", vector(1.0, -1.0, 0.0), [0.0, 0.0, 0.0])
def sign_and_heaviside(x):
    return np.sum(np.sign(x)) + np.sum(np.heaviside(x, 0.5))


@trap("kinks", vector(0.0, 1.0, 0.5), [1.0, 1.0, 1.0])
def clip_at_its_bounds(x):
    return np.sum(np.clip(x, 0.0, 1.0))


@trap("kinks", vector(0.0, 2.0), [0.0, 0.0])
def clip_with_none(x):
    return np.sum(np.clip(x, None, -1.0)) + np.sum(x.clip(min=3.0))


@trap("kinks", vector(2.0, 2.0, 1.0), [0.5, 0.5, 0.0])
def max_by_sort(x):
    return np.max(x)


@trap("kinks", matrix([1.0, 1.0], [1.0, 0.0]), [[1 / 3, 1 / 3], [1 / 3, 0.0]])
def max_ties_in_a_matrix(x):
    return x.max()


@trap("kinks", matrix([1.0, 1.0], [1.0, 0.0]), [[0.5, 1.0], [0.5, 0.0]])
def max_ties_by_columns(x):
    return np.sum(np.amax(x, axis=0))


@trap("kinks", vector(1.0, 1.0, 1.0), [0.5, 0.0, 0.5])
def builtin_max_of_two_elements(x):
    return max(x[0], x[2])


@trap("kinks", vector(3.0, 1.0, 3.0), [0.5, 0.0, 0.5])
def ptp_with_a_tie(x):
    return np.max(x) - 0.0 * x[1]


@trap("kinks", vector(1.0, 1.0), [0.5, 0.5])
def median_of_equals(x):
    return np.median(x)


@trap("kinks", vector(-2.0, 0.0, 3.0), [0.0, 0.0, 6.0])
def relu_squared_by_maximum(x):
    return np.sum(np.maximum(x, 0.0) ** 2)


@trap("kinks", vector(-2.0, 0.0, 3.0), [0.0, 0.5, 1.0])
def relu_at_zero_shares(x):
    return np.sum(np.maximum(0, x))


@trap("kinks", vector(-2.0, 0.0, 3.0), [0.0, 0.0, 1.0])
def relu_by_mask(x):
    return np.sum(x * (x > 0))


@trap("kinks", vector(-2.0, 0.0, 3.0), [0.1, 1.0, 1.0])
def leaky_by_where(x):
    return np.sum(np.where(x >= 0, x, 0.1 * x))


@trap("kinks", vector(0.0, 0.0), [0.0, 0.0])
def sqrt_of_a_sum_of_squares_guarded(x):
    s = x @ x
    return math.sqrt(s) if s > 0 else 0.0


@trap("kinks", vector(0.0, 3.0), [0.0, 1.0])
def sqrt_of_squares_elementwise_guarded(x):
    return np.sum(np.where(x != 0, np.sqrt(x * x), 0.0))


@trap("kinks", vector(0.0, 0.5), [1.0, math.cos(0.5) - 0.0])
def sine_over_x_times_x(x):
    y = np.where(x == 0, 1.0, x)
    return np.sum(np.where(x == 0, x, np.sin(y)))


@trap("kinks", vector(0.0, 1.0, 2.0), [0.0, 0.0, 0.0])
def zero_exponent_of_each(x):
    return np.sum(x**0) + np.sum(x**0.0) + np.sum(np.power(x, 0))


@trap("kinks", vector(0.0, -1.0, 2.0), [0.0, 3.0, 12.0])
def cubes(x):
    return np.sum(x**3.0)


@trap("kinks", vector(0.0, 1.0, 2.0), [0.0, 0.0, math.log(2.0) * 4.0])
def base_to_the_power(x):
    return np.sum(np.array([0.0, 1.0, 2.0]) ** x) + 0.0 * x[1]


@trap("kinks", vector(0.0, 2.0), [0.0, 1.0])
def xlogx_by_mask(x):
    m = x > 0
    return np.sum(x[m] * np.log(x[m])) - math.log(2.0) * np.sum(x[m])


@trap("kinks", vector(0.0, 2.0), [0.0, 0.5])
def log_of_masked_copy(x):
    safe = x.copy()
    safe[safe <= 0] = 1.0
    return np.sum(np.log(safe))


@trap("kinks", vector(0.0, 4.0), [0.0, 0.25])
def sqrt_written_under_a_mask(x):
    r = np.zeros_like(x)
    m = x > 0
    r[m] = np.sqrt(x[m])
    return np.sum(r)


@trap("kinks", vector(0.0, 4.0), [0.0, 0.25])
def sqrt_then_masked_to_zero(x):
    with np.errstate(all="ignore"):
        r = np.sqrt(x)
        r[x == 0] = 0.0
        return np.sum(r)


@trap("kinks", vector(0.0, 4.0), [0.0, -1.0 / 16.0])
def reciprocal_then_masked(x):
    with np.errstate(all="ignore"):
        r = 1.0 / x
        r[~np.isfinite(r)] = 0.0
        return np.sum(r)


@trap("kinks", vector(0.0, 4.0), [0.0, -1.0 / 16.0])
def reciprocal_then_nan_to_num(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(np.isinf(1.0 / x), 0.0, 1.0 / x))


@trap("kinks", vector(0.0, 0.0, 2.0), [0.0, 0.0, 0.0])
def cumprod_of_zeros(x):
    return np.sum(np.cumprod(x) * np.array([0.0, 1.0, 1.0]))


@trap("kinks", vector(2.0, 0.0, 5.0), [0.0, 12.0, 0.0])
def cumprod_of_one_zero(x):
    return np.cumprod(x)[1] + np.cumprod(x)[2] + 0.0 * x[0]


@trap("kinks", matrix([0.0, 2.0], [3.0, 0.0]), [[2.0, 0.0], [0.0, 3.0]])
def prods_of_rows_with_a_zero(x):
    return np.sum(np.prod(x, axis=1))


@trap("kinks", vector(3.0, 3.0, 3.0), [0.0, 0.0, 0.0])
def variance_and_std_of_constants(x):
    return np.var(x) + np.std(x, ddof=1)


@trap("kinks", vector(3.0, 3.0, 3.0), [1 / 3, 1 / 3, 1 / 3])
def standardised_with_epsilon(x):
    return np.sum((x - x.mean()) / (x.std() + 1e-8)) * 0.0 + x.mean()


@trap("kinks", vector(700.0, -800.0, 0.0), [1.0, 0.0, 0.5])
def logistic_loss_far_out(x):
    return np.sum(np.logaddexp(0.0, x))


@trap("kinks", vector(1000.0, 1000.0), [0.5, 0.5])
def logsumexp_of_equals(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


@trap("kinks", vector(1000.0, 0.0, -1000.0), [0.0, 0.0, 0.0])
def softmax_saturated(x):
    e = np.exp(x - x.max())
    return (e / e.sum())[0]


@trap("kinks", scalar(-3.7), -0.3 * 1.0 + 0.0)
def remainder_of_a_negative(x):
    return (x % 1.0) * -0.3


@trap("kinks", scalar(7.3), 1.0 - 2.0 * 1.0 + 0.0)
def divmod_and_fmod(x):
    q, r = divmod(x, 2.0)
    return q * 1.0 + r - 2.0 * math.fmod(x, 2.0)


@trap("kinks", scalar(2.0), -3.0)
def modulus_is_active(x):
    return 7.5 % x


@trap("kinks", scalar(-7.5), 2.0)
def quotient_of_negative_numbers(x):
    return x // 2.0 + x % 2.0 + int(x) + round(x) + math.floor(x) + x


@trap("kinks", scalar(2.5), 3.0 * 2.0)
def rounding_to_even(x):
    return round(x) * x + math.ceil(x) * x + math.trunc(x) * x - x


@trap("kinks", scalar(0.0), 1.0)
def branch_at_zero_takes_the_text(x):
    return x if x >= 0 else -x


@trap("kinks", scalar(0.0), 0.0)
def abs_of_a_product_at_zero(x):
    return abs(x) * abs(x) + abs(x * x)


@trap("kinks", scalar(0.0), 0.0)
def hypot_and_norm_at_zero(x):
    return math.hypot(x, 0.0) + np.hypot(x, x) + np.linalg.norm(np.array([x, x]))


@trap("kinks", scalar(0.0), 0.0)
def math_sqrt_of_the_square(x):
    return math.sqrt(x * x + 1e-300) if x > 0 else x * x


@trap("kinks", scalar(1.0), INF)
def arcsine_at_one(x):
    with np.errstate(all="ignore"):
        return np.arcsin(x)


@trap("kinks", vector(0.0, 1.0), [INF, 1.0])
def log_at_the_pole(x):
    with np.errstate(all="ignore"):
        return np.sum(np.log(x))


@trap("kinks", vector(1e-320, 1.0), [2e-320, 2.0])
def denormals(x):
    return np.sum(x * x)


@trap("kinks", vector(1e155, 1e155), [1 / math.sqrt(2), 1 / math.sqrt(2)])
def hypot_does_not_overflow(x):
    return np.hypot(x[0], x[1])


@trap("kinks", vector(3e-200, 4e-200), [0.6, 0.8])
def hypot_does_not_underflow(x):
    return math.hypot(x[0], x[1])


@trap("kinks", vector(np.nan, 2.0), [0.0, 4.0])
def nan_that_is_not_chosen(x):
    return x[1] * x[1] if np.isnan(x[0]) else x[0]


@trap("kinks", vector(np.inf, 2.0), [0.0, 1.0])
def infinity_under_minimum(x):
    return np.sum(np.minimum(x, 5.0)) - 5.0


@trap("kinks", vector(-1.0, 4.0), [0.0, 0.25])
def root_of_negative_in_where(x):
    with np.errstate(all="ignore"):
        r = np.sqrt(x)
        return np.sum(np.where(np.isnan(r), 0.0, r))


@trap("kinks", vector(0.0, 1.0), [0.0, 1.0])
def division_of_zero_by_zero_in_where(x):
    with np.errstate(all="ignore"):
        r = x * x / x
        return np.sum(np.where(x > 0, r, 0.0))


@trap("kinks", vector(0.0, 4.0, 9.0), [0.0, 0.25, 1 / 6])
def nested_masks_and_where(x):
    with np.errstate(all="ignore"):
        r = np.where(x > 0, np.sqrt(x), -1.0)
        q = np.where(r >= 0, r, 0.0)
        return np.sum(q)


@trap("kinks", vector(0.0, 4.0), [0.0, 0.25])
def where_by_indices(x):
    i = np.where(x > 0)
    r = np.zeros(2)
    r[i] = np.sqrt(x[i])
    return r.sum()


@trap("kinks", vector(0.5, 0.5, 2.0), [0.0, 0.0, 1.0])
def argmax_with_ties_takes_the_first(x):
    return x[np.argmax(x)] + 0.0 * x[np.argmin(x)]


@trap("kinks", vector(2.0, 2.0, 1.0), [1.0, 10.0, 100.0])
def sort_of_ties_is_stable(x):
    i = np.argsort(-x, kind="stable")
    return np.sum(x[i] * W)


@trap("kinks", vector(0.0, 3.0), [0.0, 2.0])
def complex_modulus_at_zero(x):
    z = x + 0j
    return np.sum(np.abs(z)) + np.abs(z[1])


@trap("kinks", scalar(0.0), 0.0)
def complex_square_root_guarded(x):
    z = complex(x, 0.0)
    return abs(z) ** 2


@trap("kinks", scalar(2.0), 0.0)
def integer_result_has_no_slope(x):
    return float(int(x * 3.7)) + len(str(int(x)))


@trap("kinks", scalar(2.0), 4.0)
def equality_decides(x):
    return x * x if x == 2.0 else 0.0


@trap("kinks", vector(1.0, 2.0), [1.0, 0.0])
def comparison_of_arrays_counts(x):
    return np.sum(x < 1.5) * x[0] + (x[0] < x[1]) * 0.0 + (x == 2.0).sum() * 0.0
