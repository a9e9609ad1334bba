"""Kinks, poles, magnitudes, powers, ties, complex numbers."""

from __future__ import annotations

import math

import numpy as np

from tests.traps.registry import matrix, scalar, shaped, single, trap, vector

W = np.array([1.0, 10.0, 100.0])
INF = np.inf
V3 = vector(1.2, -0.7, 2.1)


@trap("num", vector(-2, 0, 3), [-1.0, 0.0, 1.0])
def abs_at_zero(x):
    return np.sum(np.abs(x))


@trap("num", scalar(0), 0.0)
def builtin_abs_at_zero(x):
    return abs(x)


@trap("num", scalar(0), 0.0)
def math_fabs_at_zero(x):
    return math.fabs(x)


@trap("num", vector(0, 4), [0.0, 0.25])
def sqrt_under_where(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


@trap("num", vector(0, 4), [0.0, 0.25])
def sqrt_under_nested_where(x):
    safe = np.where(x > 0, x, 1.0)
    return np.sum(np.where(x > 0, np.sqrt(safe), 0.0))


@trap("num", vector(0, 2), [0.0, -0.25])
def reciprocal_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x == 0, 0.0, 1.0 / x))


@trap("num", vector(0, 2), [0.0, 0.5 * math.cos(math.log(2.0))])
def chain_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.sin(np.log(x)), x * 0.0))


@trap("num", vector(0, 4), [0.0, 1.0])
def sqrt_times_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, 4.0 * np.sqrt(x) * 1.0, 0.0))


@trap("num", vector(0, 2, -1), [0.0, 0.5, 0.0])
def nested_wheres(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.where(x > 1, np.log(x), x), 0.0))


@trap("num", vector(0, 2), [1.0, math.cos(2.0) / 2 - math.sin(2.0) / 4])
def sinc_by_hand(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x == 0, x, np.sin(x) / x))


@trap("num", vector(1000.0, -1.0), [1.0, 1 / (1 + math.e)])
def softplus_by_hand(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 30, x, np.log1p(np.exp(x))))


@trap("num", scalar(4))
def half_power(x):
    return x**0.5


@trap("num", vector(0, 4), [INF, 0.25])
def half_power_at_zero(x):
    with np.errstate(all="ignore"):
        return np.sum(x**0.5)


@trap("num", vector(0, 4), [INF, 0.25])
def sqrt_at_zero(x):
    with np.errstate(all="ignore"):
        return np.sum(np.sqrt(x))


@trap("num", vector(0, 2), [0.0, 0.0])
def zeroth_power(x):
    return np.sum(x**0)


@trap("num", scalar(0), 0.0)
def zeroth_power_of_zero(x):
    return x**0.0


@trap("num", vector(0, 2), [1.0, 1.0])
def first_power_at_zero(x):
    return np.sum(x**1)


@trap("num", vector(0, -2, 2), [0.0, 12.0, 12.0])
def third_power(x):
    return np.sum(x**3)


@trap("num", scalar(-1.5))
def negative_integer_power(x):
    return x**-2 + x**-3


@trap("num", vector(-1.5, 2.0))
def power_by_float_that_is_whole(x):
    return np.sum(x**2.0) + np.sum(x**3.0)


@trap("num", vector(-1.5, 2.0))
def power_with_array_exponent(x):
    return np.sum(x ** np.array([2, 3]))


@trap("num", vector(0.0, 2.0), [0.0, 2.0 * (1 + math.log(2)) * 2.0])
def self_power_of_where(x):
    safe = np.where(x > 0, x, 1.0)
    return np.sum(np.where(x > 0, safe**safe, 0.0))


@trap("num", vector(1.0, 2.0, 3.0), [0.0, 0.0, 0.0])
def zero_to_the_power(x):
    return np.sum(np.zeros(3) ** x)


@trap("num", vector(2.0, 3.0), [12.0, 8.0 * math.log(2.0)])
def power_of_two_actives(x):
    return x[0] ** x[1]


@trap("num", vector(0.0, 3.0), [0.0, 0.0])
def power_of_actives_at_zero_base(x):
    return x[0] ** x[1]


@trap("num", scalar(-2.0))
def negative_base_power(x):
    return x**4 - (-x) ** 3


@trap("num", scalar(3.0))
def integer_base(x):
    return 2**x + math.pow(2, x) + np.power(2.0, x)


@trap("num", vector(1000.0, 1001.0), [1 / (1 + math.e), math.e / (1 + math.e)])
def logsumexp_by_shift(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


@trap("num", vector(1000.0, 1000.0), [0.5, 0.5])
def logaddexp_of_large(x):
    return np.logaddexp(x[0], x[1])


@trap("num", vector(-1000.0, 1000.0), [0.0, 1.0])
def logaddexp_of_far_apart(x):
    return np.logaddexp(x[0], x[1]) + np.logaddexp(x[0], 0.0)


@trap("num", vector(-1000.0, 0.0, 1000.0), [0.0, 0.5, 1.0])
def softplus_by_logaddexp(x):
    return np.sum(np.logaddexp(0.0, x))


@trap("num", vector(-800.0, 0.5, 800.0), [0.0, math.exp(-0.5) / (1.0 + math.exp(-0.5)) ** 2, 0.0])
def stable_sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.sum(np.where(x >= 0, 1 / (1 + z), z / (1 + z)) * 1.0)


@trap("num", vector(1e-12, -1e-9), [1.0, 1.0])
def small_magnitudes(x):
    return np.sum(np.expm1(x) + np.log1p(x)) / 2.0


@trap("num", vector(1000.0, 20.0, -1000.0), [0.0, 1 - math.tanh(20.0) ** 2, 0.0])
def saturated_tanh(x):
    return np.sum(np.tanh(x))


@trap("num", vector(0, 0), [0.0, 0.0], may_refuse=True)
def norm_at_zero(x):
    return np.linalg.norm(x)


@trap("num", vector(3, 4), [0.6, 0.8])
def norm_by_hand(x):
    return np.sqrt(np.sum(x**2))


@trap("num", vector(0, 0), [0.0, 0.0])
def hypot_at_zero(x):
    return np.hypot(x[0], x[1])


@trap("num", vector(3e200, 4e200), [0.6, 0.8])
def hypot_of_large(x):
    return np.hypot(x[0], x[1])


@trap("num", vector(2, 0, 3), [0.0, 6.0, 0.0])
def prod_one_zero(x):
    return np.prod(x)


@trap("num", matrix([2, 0, 3], [1, 2, 4]), [[0.0, 6.0, 0.0], [8.0, 4.0, 2.0]])
def prod_one_zero_along_axis(x):
    return np.sum(np.prod(x, axis=1))


@trap("num", matrix([0, 0, 3], [0, 2, 4]), [[0.0, 0.0, 0.0], [8.0, 0.0, 0.0]])
def prod_two_zeros_along_axis(x):
    return np.sum(np.prod(x, axis=1))


@trap("num", vector(2, 2, 3), [0.5, 0.5, 0.0])
def min_ties(x):
    return np.min(x)


@trap("num", matrix([1, 1, 3], [2, 4, 4]), [[0.5, 0.5, 0.0], [10.0, 0.0, 0.0]])
def min_ties_along_axis(x):
    return np.sum(np.min(x, axis=1) * np.array([1.0, 10.0]))


@trap("num", matrix([1, 1, 3], [1, 4, 3]), [[0.5, 0.0, 50.0], [0.5, 10.0, 50.0]])
def max_ties_along_axis(x):
    return np.sum(np.max(x, axis=0, keepdims=True) * W)


@trap("num", vector(1, 2, 3), [0.5, 1.0, 1.0])
def maximum_ties(x):
    return np.sum(np.maximum(x, np.array([1.0, 0.0, -2.0])))


@trap("num", vector(2, 2), [0.5, 0.5])
def maximum_of_equals(x):
    return np.maximum(x[0], x[1])


@trap("num", vector(2, 2), [1.0, 1.0])
def minimum_with_itself(x):
    return np.sum(np.minimum(x, x))


@trap("num", scalar(2), 0.5)
def maximum_with_a_constant(x):
    return np.maximum(x, 2.0)


@trap("num", vector(0, -1, 2), [0.5, 0.0, 1.0])
def relu(x):
    return np.sum(np.maximum(0, x))


@trap("num", matrix([2, 2], [1, 3]), [[0.0, 0.0], [-0.5, 0.5]])
def std_along_axis_of_constants(x):
    return np.sum(np.std(x, axis=1))


@trap("num", vector(2, 2, 2), [0.0, 0.0, 0.0])
def std_of_constants_with_ddof(x):
    return np.std(x, ddof=1) + x.std() + np.var(x)


@trap("num", vector(4, 1, 3), [0.0, 0.0, 1.0], may_refuse=True)
def median_of_odd(x):
    return np.median(x)


@trap("num", vector(4, 1, 3), [100.0, 1.0, 10.0], may_refuse=True)
def sorted_weights(x):
    return np.sum(np.sort(x) * W)


@trap("num", vector(4, 1, 3), may_refuse=True)
def percentile(x):
    return np.percentile(x, 30) + np.quantile(x, 0.6)


@trap("num", vector(4, 1, 3), [100.0, 1.0, 10.0], may_refuse=True)
def sorted_by_python(x):
    return sum(w * v for w, v in zip(W, sorted(x)))


@trap("num", vector(2, 0, 3), [1.0, 2.0 + 6.0, 0.0], may_refuse=True)
def cumprod_with_zero(x):
    return np.sum(np.cumprod(x))


@trap("num", vector(2.5, -2.5, 7.3))
def mod_of_negative(x):
    return np.sum(x % 2.0 * W) + np.sum(np.mod(x, -2.0))


@trap("num", vector(2.5, -2.5))
def mod_by_active(x):
    return np.mod(7.3, x[0]) + 7.3 % x[1] + np.fmod(-7.3, x[0]) + np.remainder(x[0] * 3.1, x[1])


@trap("num", vector(2.5, -2.5, 7.3))
def floor_divide(x):
    return np.sum(x // 2.0 * x) + np.sum(np.floor_divide(x, 0.7) * x)


@trap("num", scalar(-2.3))
def python_mod(x):
    return x % 2.0 + x // 2.0 * x + divmod(x, 0.7)[1] + math.fmod(x, 0.7)


@trap("num", vector(-1, 0.5, 2))
def clip_with_arrays(x):
    return np.sum(np.clip(x, np.array([-2.0, 1.0, 0.0]), np.array([0.0, 3.0, 1.0])) * W)


@trap("num", vector(-1, 0.5, 2), [0.0, 10.0, 100.0])
def clip_below_alone(x):
    return np.sum(np.clip(x, 0.0, None) * W)


@trap("num", vector(0.2, 0.5, 2))
def clip_with_active_bounds(x):
    return np.clip(1.0, x[0], x[1]) * np.clip(x[2], x[0], x[1] * 10.0)


@trap("num", vector(-1, 0.5, 2), [0.0, 1.0, 0.0])
def clip_method(x):
    return x.clip(0.0, 1.0).sum()


@trap("num", V3)
def complex_abs_squared(x):
    z = x + 1j * x * x
    return np.sum(np.abs(z) ** 2)


@trap("num", V3)
def complex_parts(x):
    z = np.exp(1j * x) * (1.0 + 2.0j)
    return np.sum(z.real * W) + np.sum(np.imag(z) ** 2) + np.sum((z * np.conj(z)).real)


@trap("num", V3)
def complex_division(x):
    z = (x + 2.0j) / (1.0 - 1j * x)
    return np.sum(np.real(z) * W) + np.sum(np.angle(x + 1j))


@trap("num", vector(0.0, 3.0), [0.0, 1.0])
def complex_abs_at_zero(x):
    return np.sum(np.abs(x + 0j))


@trap("num", scalar(1.3))
def python_complex(x):
    z = complex(x, 2.0) * (x + 1j)
    return z.real * z.imag + abs(z) + (z * z.conjugate()).real


@trap("num", V3, may_refuse=True)
def fft_real_part(x):
    return np.sum(np.real(np.fft.fft(x)) * W) + np.sum(np.abs(np.fft.rfft(x)) ** 2)


@trap("num", single(0.5, 2.0), np.array([2.0, 0.5], dtype=np.float32))
def float32_log(x):
    return np.sum(np.log(x))


@trap("num", single(0.0, 4.0), np.array([0.0, 0.25], dtype=np.float32))
def float32_sqrt_under_where(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


@trap("num", single(1.0, 4.0), np.array([2.0, 8.0], dtype=np.float32))
def float32_square(x):
    return np.sum(np.square(x)) + np.mean(x) * 0.0


@trap("num", vector(1, 1, -1, -1))
def arctan2_quadrants(x):
    s = np.array([1.0, -1.0, 1.0, -1.0])
    return np.sum(np.arctan2(x * 1.1, s * x[::-1]) * np.arange(1.0, 5.0))


@trap("num", vector(0.0, -1.0), [-1.0, 0.0])
def arctan2_on_the_cut(x):
    return math.atan2(x[0], x[1])


@trap("num", vector(1.5, -2.5, 0.2))
def steps(x):
    return np.sum(np.sign(x) * x + np.floor(x) * x + np.ceil(x) * x + np.rint(x + 0.1) * x + np.trunc(x) * x)


@trap("num", vector(0, -2), [0.0, -1.0])
def sign_at_zero(x):
    return np.sum(np.sign(x) * x)


@trap("num", vector(1.26, -2.51))
def rounded(x):
    return np.sum(np.round(x, 1) * x) + np.sum(x.round() * x) + round(x[0]) * x[1]


@trap("num", V3)
def argmax_selects(x):
    i = np.argmax(x)
    return x[i] ** 2 * x[np.argmin(x)]


@trap("num", matrix([1, 5, 2], [4, 3, 9]))
def argmax_along_axis(x):
    return np.sum(x[np.arange(2), np.argmax(x, axis=1)] ** 2)


@trap("num", scalar(1.3))
def where_of_scalars(x):
    return np.where(x > 1.0, x * x, 0.0) + np.where(x > 5.0, x, 2.0)


@trap("num", V3)
def where_of_python_scalars(x):
    return np.sum(np.where(x > 0, 1.0, -1.0) * x) + np.sum(np.where(x > 0, x[0], x[1]))


@trap("num", shaped(2, 3))
def where_broadcasts(x):
    return np.sum(np.where(np.array([[True], [False]]), x[0], x[:, :1]) * np.arange(6.0).reshape(2, 3))


@trap("num", scalar(0.0), 1.0)
def where_in_a_float(x):
    with np.errstate(all="ignore"):
        return np.where(x == 0.0, x, 1.0 / np.float64(x)) * 1.0


@trap("num", scalar(0.0), 0.0)
def division_in_branch(x):
    return 1.0 / x if x != 0 else 0.0


@trap("num", vector(0, 2), [INF, 0.5])
def log_at_zero(x):
    with np.errstate(all="ignore"):
        return np.sum(np.log(x))


@trap("num", vector(1.0, 0.5), [INF, 1 / math.sqrt(0.75)])
def arcsin_at_one(x):
    with np.errstate(all="ignore"):
        return np.sum(np.arcsin(x))


@trap("num", scalar(0.0), 0.0)
def square_of_sqrt_guarded(x):
    y = math.sqrt(x) if x > 0 else 0.0
    return y * y


@trap("num", vector(1e200, 1.0), [-1e-200, 1.0 / 3.0], may_refuse=False)
def large_quotient(x):
    return 1.0 / x[0] * 1e200 * 0.0 + x[1] / 3.0 - x[0] * 1e-200


@trap("num", vector(1.0, np.nan, 3.0), [1.0, 0.0, 1.0])
def nan_masked_by_where(x):
    return np.sum(np.where(np.isnan(x), 0.0, x))


@trap("num", vector(1.0, np.nan, 3.0), [2.0, 0.0, 6.0], may_refuse=True)
def nansum(x):
    return np.nansum(x * x)


@trap("num", vector(1.0, np.nan, 3.0), [2.0, 0.0, 6.0])
def nan_squared_under_where(x):
    return np.sum(np.where(np.isnan(x), 0.0, x * x))


@trap("num", vector(0.2, 0.0), [math.log(0.2) + 1.0, 0.0])
def entropy(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, x * np.log(x), 0.0))


@trap("num", vector(0.2, 0.0), [1.0, 0.0])
def branch_not_taken_with_inf(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x == 0, 0.0, x * x / x))


@trap("num", V3)
def heaviside_by_comparison(x):
    return np.sum((x > 0) * x) + np.sum(x * (x < 2.0)) + np.sum(np.logical_and(x > 0, x < 2) * x)


@trap("num", scalar(0.3))
def hyperbolic(x):
    return math.sinh(x) * np.cosh(x) + math.tanh(x) / np.arcsinh(x) + math.atanh(x) + np.arctanh(x)


@trap("num", scalar(0.3), may_refuse=True)
def sinc(x):
    return np.sinc(x) + np.sinc(x * 2)


@trap("num", scalar(0.0), 0.0, may_refuse=True)
def sinc_at_zero(x):
    return np.sinc(x)


@trap("num", vector(0.5, 1.5), may_refuse=True)
def interpolated(x):
    return np.sum(np.interp(x, np.array([0.0, 1.0, 2.0]), np.array([0.0, 10.0, 30.0])))


@trap("num", vector(0.5, 1.5), may_refuse=True)
def select(x):
    return np.sum(np.select([x < 1.0, x > 1.0], [x * x, x**3], 0.0))


@trap("num", vector(0.5, 1.5), may_refuse=True)
def polynomial(x):
    return np.sum(np.polyval(np.array([1.0, 2.0, 3.0]), x)) + np.sum(np.nan_to_num(x) ** 2)


@trap("num", scalar(1e-8), 1e-8)
def cosine_near_zero(x):
    return 1.0 - np.cos(x)


@trap("num", vector(0.0, 1.0), [0.0, 2.0])
def absolute_squares(x):
    return np.sum(np.abs(x) ** 2)


@trap("num", vector(0.0, -8.0), [INF, 1.0 / 12.0])
def cube_roots(x):
    with np.errstate(all="ignore"):
        return np.sum(np.cbrt(x))


@trap("num", scalar(0.0), 0.0)
def abs_power(x):
    return abs(x) ** 1.5


@trap("num", scalar(2.0), 0.5)
def builtin_max_ties(x):
    return max(x, 2.0) * 1.0


@trap("num", vector(1.0, 1.0, 0.0), [0.5, 0.5, 0.0])
def builtin_max_of_array(x):
    return max(x)


@trap("num", vector(1.5, -0.5), [1.0, -1.0])
def copysign_and_fabs(x):
    return np.sum(np.fabs(x))


@trap("num", V3)
def fmax_and_fmin(x):
    return np.sum(np.fmax(x, 0.5) * np.fmin(x, 2.0))


@trap("num", vector(2.0, np.nan), [1.0, 0.0])
def fmax_ignores_nan(x):
    return np.sum(np.fmax(x, 0.5))


@trap("num", vector(0, 2), [0.0, 0.5])
def abs_between_log_and_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.abs(np.log(x)), 0.0))


@trap("num", vector(0, 2), [0.0, 1.5])
def broadcast_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x[:, None] > 0, np.log(x[:, None]) * np.ones(3), 0.0))


@trap("num", vector(0, 2), [0.0, 0.5])
def float_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.log(x.astype(float)).copy(), 0.0))


@trap("num", vector(0, 2), [0.0, 0.0])
def real_under_where(x):
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.real(1j * np.log(x)), 0.0))
