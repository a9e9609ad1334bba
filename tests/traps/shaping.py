"""NumPy's functions of shapes, orders and sums, in the spellings that people use."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import scalar, shaped, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
V4 = vector(1.2, -0.7, 2.1, 0.4)
V5 = vector(1.2, -0.7, 2.1, 0.4, -1.6)
M23 = shaped(2, 3)
M33 = shaped(3, 3)
M44 = shaped(4, 4)
T234 = shaped(2, 3, 4)
R6 = np.arange(1.0, 7.0)


@trap("shaping", V4)
def partition_of_a_few(x):
    p = np.partition(x, 1)
    i = np.argpartition(x, 2)
    return np.sum(np.sort(p[:2]) * np.array([1.0, 3.0])) + x[i[2]] ** 2


@trap("shaping", vector(1.0, 3.0, 1.0, 2.0), [1.0, 100.0, 0.0, 10.0])
def unique_takes_the_first(x):
    return np.sum(np.unique(x) * W)


@trap("shaping", V4)
def unique_with_inverse(x):
    u, inverse = np.unique(x, return_inverse=True)
    return np.sum(u[inverse] * np.array([1.0, 3.0, 7.0, 2.0])) + np.sum(u**2)


@trap("shaping", V4)
def searched_and_digitised(x):
    i = np.searchsorted(np.array([-1.0, 0.0, 1.0, 2.0]), x)
    j = np.digitize(x, [0.0, 1.0])
    return np.sum(i * x) + np.sum(x**j)


@trap("shaping", V4)
def lexsort_and_stable_argsort(x):
    i = np.lexsort((x, np.array([1, 0, 1, 0])))
    j = np.argsort(-x, kind="stable")
    return np.sum(x[i] * np.array([1.0, 3.0, 7.0, 2.0])) + np.sum(x[j][:2] ** 2)


@trap("shaping", M23)
def sorts_along_axes(x):
    return np.sum(np.sort(x, axis=0) ** 3 * x) + np.sum(np.sort(x, axis=None) * R6) + np.sum(-np.sort(-x) * x)


@trap("shaping", M23)
def argsort_taken_along(x):
    i = np.argsort(x, axis=1)
    return np.sum(np.take_along_axis(x, i, axis=1) * np.arange(6.0).reshape(2, 3)) + x[0, i[0, 0]]


@trap("shaping", V5)
def medians_and_quantiles(x):
    return (
        np.median(x)
        + np.quantile(x, 0.3) ** 2
        + np.percentile(x, [10, 55]) @ np.array([1.0, 4.0])
        + np.quantile(x, 0.6, method="lower")
    )


@trap("shaping", M23)
def medians_along_axes(x):
    return np.sum(np.median(x, axis=0) ** 2) + np.sum(np.median(x, axis=1, keepdims=True) * x)


@trap("shaping", V5)
def differences_of_all_kinds(x):
    return (
        np.sum(np.diff(x, n=2) ** 2)
        + np.sum(np.diff(x, prepend=0.0) ** 3)
        + np.sum(np.ediff1d(x) ** 2)
        + np.sum(np.diff(x, append=x[0]) ** 2)
    )


@trap("shaping", M33)
def differences_along_axes(x):
    return np.sum(np.diff(x, axis=0) ** 2) + np.sum(np.diff(x) ** 3) + np.sum(np.diff(x, n=2, axis=-1))


@trap("shaping", V5)
def gradient_of_samples(x):
    g = np.gradient(x)
    h = np.gradient(x, 0.5)
    k = np.gradient(x, np.array([0.0, 0.5, 0.7, 1.9, 2.0]))
    return np.sum(g**2) + np.sum(h**3) + np.sum(k**2)


@trap("shaping", M33)
def gradient_of_a_matrix(x):
    gy, gx = np.gradient(x)
    return np.sum(gy**2 * gx) + np.sum(np.gradient(x, axis=1) ** 2)


@trap("shaping", V5)
def trapezoids(x):
    t = np.array([0.0, 0.5, 0.7, 1.9, 2.0])
    return np.trapezoid(x * x, t) + np.trapezoid(x, dx=0.1) + np.trapezoid(t, x)


@trap("shaping", M23)
def trapezoids_along_axes(x):
    return np.sum(np.trapezoid(x, axis=0) ** 2) + np.sum(np.trapezoid(x, np.array([0.0, 0.5, 2.0])) ** 2)


@trap("shaping", V4)
def polynomial_in_both(x):
    return np.polyval(x, 0.7) + np.polyval(x[:2], x[2]) + np.sum(np.polyval([1.0, 2.0, 3.0], x))


@trap("shaping", V3)
def polynomials_multiplied(x):
    return np.sum(np.polymul(x, x) ** 2) + np.sum(np.polyadd(x, [1.0, 2.0]) ** 2) + np.sum(np.polyder(x) ** 2)


@trap("shaping", V3)
def vandermonde(x):
    return np.sum(np.vander(x) * np.arange(9.0).reshape(3, 3)) + np.sum(np.vander(x, 2, increasing=True) ** 2)


@trap("shaping", V3)
def padded_in_every_mode(x):
    w = np.arange(1.0, 8.0)
    return sum(
        np.sum(np.pad(x, 2, mode=mode) ** 2 * w) for mode in ("constant", "edge", "reflect", "symmetric", "wrap")
    )


@trap("shaping", M23)
def padded_with_values(x):
    p = np.pad(x, ((1, 0), (0, 2)), constant_values=7.0)
    q = np.pad(x, ((0, 0), (1, 1)), mode="edge")
    return np.sum(p**2 * np.arange(15.0).reshape(3, 5)) + np.sum(q**3)


@trap("shaping", M23)
def rolled_twice(x):
    return np.sum(np.roll(x, (1, -1), axis=(0, 1)) * x * np.arange(6.0).reshape(2, 3)) + np.sum(np.roll(x, -7) * x)


@trap("shaping", M23)
def rotated(x):
    return np.sum(np.rot90(x, 2) * x) + np.sum(np.rot90(x, -1) @ x) + np.sum(np.rot90(x, k=3)[0] ** 2)


@trap("shaping", M23)
def flipped(x):
    return np.sum(np.fliplr(x) * x * W) + np.sum(np.flipud(x) * x) + np.sum(np.flip(x, (0, 1)) * R6.reshape(2, 3))


@trap("shaping", T234)
def tiled_and_repeated(x):
    return (
        np.sum(np.tile(x[0], (2, 1, 2)) ** 2)
        + np.sum(np.repeat(x, 2, axis=1)[:, ::2] * x)
        + np.sum(np.repeat(x[0, 0], [0, 2, 1, 3]) ** 3)
        + np.sum(np.repeat(x[0], 2) ** 2)
    )


@trap("shaping", V4, may_refuse=True)
def stacks_of_all_kinds(x):
    a, b = x[:2], x[2:]
    return (
        np.sum(np.dstack([a, b]) ** 2 * np.arange(4.0).reshape(1, 2, 2))
        + np.sum(np.column_stack((a, b, a)) ** 3)
        + np.sum(np.vstack([a, b, x[1:3]]) @ a)
        + np.sum(np.hstack([a, x]) ** 2)
        + np.sum(np.r_[a, 0.0, b] ** 2 * np.arange(5.0))
        + np.sum(np.c_[a, b] @ a)
    )


@trap("shaping", M44)
def blocks(x):
    a = x[:2, :2]
    m = np.block([[a, np.zeros((2, 2))], [x[2:, :2], a @ a]])
    return np.sum(m @ m)


@trap("shaping", M44)
def splits_of_all_kinds(x):
    a, b = np.hsplit(x, 2)
    c, d, e = np.split(x, [1, 3])
    f, g, h = np.array_split(x, 3, axis=1)
    return np.sum(a * b) + np.sum(c @ d.T) + np.sum(e * x[0]) + np.sum(f**2) + np.sum(g * h)


@trap("shaping", T234)
def axes_moved_and_squeezed(x):
    y = np.expand_dims(x, (0, 2))
    z = np.squeeze(y, axis=2)
    return np.sum(np.moveaxis(x, [0, 1], [-1, -2]) ** 2 * np.arange(24.0).reshape(4, 3, 2)) + np.sum(z[0] ** 3)


@trap("shaping", V3)
def meshgrids(x):
    a, b = np.meshgrid(x, x * x)
    c, d = np.meshgrid(x[:2], x, indexing="ij")
    return np.sum(a * b * np.arange(9.0).reshape(3, 3)) + np.sum(c**2 * d)


@trap("shaping", V3)
def broadcast_all(x):
    a, b = np.broadcast_arrays(x[:, None], x[None, :])
    return np.sum(a * b * np.arange(9.0).reshape(3, 3)) + np.sum(np.broadcast_to(x, (2, 1, 3)) ** 2)


@trap("shaping", V4)
def windows(x):
    v = np.lib.stride_tricks.sliding_window_view(x, 2)
    return np.sum(np.prod(v, axis=1) ** 2)


@trap("shaping", V4)
def applied_along_an_axis(x):
    m = np.outer(x, x[:2])
    return np.sum(np.apply_along_axis(lambda v: np.sum(v) ** 2, 0, m))


@trap("shaping", V4)
def vectorised_branches(x):
    def one(v, k):
        if v > 0:
            return v * v * k
        return -v

    return np.sum(np.vectorize(one)(x, 3.0))


@trap("shaping", V4)
def made_from_a_function(x):
    m = np.fromfunction(lambda i, j: i + 2.0 * j, (4, 4))
    return x @ m @ x


@trap("shaping", vector(0.0, 2.0, 0.0, 3.0), [3.0, 1.0, 0.0, 0.0])
def cumprod_over_zeros(x):
    return np.sum(np.cumprod(x)) + x[1]


@trap("shaping", T234)
def cumulative_along_axes(x):
    return (
        np.sum(np.cumsum(x, axis=1) ** 2)
        + np.sum(np.cumprod(x, axis=2) * x)
        + np.sum(x.cumsum(axis=-1)[..., -1] ** 3)
        + np.sum(np.cumprod(x[0, 0]))
        + x[0].cumprod()[5]
    )


@trap("shaping", M23)
def nan_functions(x):
    y = np.where(x > 1.0, np.nan, x)
    return np.nanmean(y) * np.nansum(y * y) + np.nanmax(y) + np.sum(np.nanmin(y, axis=0) ** 2) + np.nanstd(y)


@trap("shaping", V4)
def averages_with_weights(x):
    w = np.array([1.0, 2.0, 0.5, 3.0])
    return np.average(x * x, weights=w) + np.average(w, weights=x + 3.0) + np.average(x)


@trap("shaping", M23)
def covariance_and_correlation(x):
    y = np.vstack([x, x[0] * x[1]])
    return np.sum(np.cov(y) ** 2) + np.sum(np.corrcoef(y)[0, 1] ** 2) + np.cov(x[0], x[1])[0, 1]


@trap("shaping", M23)
def ptp_and_extent(x):
    return np.ptp(x) * np.sum(np.ptp(x, axis=0)) + x.shape[1] * x[0, 0] + np.size(x, 0) + np.ndim(x) * x[0, 1]


@trap("shaping", V4)
def correlations_and_convolutions(x):
    k = np.array([1.0, -2.0, 0.5])
    return sum(
        np.sum(np.convolve(x, k, mode=m) ** 2) + np.sum(np.correlate(x, k * x[0], mode=m) ** 3)
        for m in ("full", "same", "valid")
    )


@trap("shaping", V4)
def convolution_longer_kernel(x):
    return np.sum(np.convolve(x[:2], x) ** 2) + np.sum(np.convolve(W, x, "same") ** 2)


@trap("shaping", vector(0.3, 1.4, 2.7, 0.3))
def interpolated_everywhere(x):
    t = np.array([0.0, 1.0, 2.0, 3.0])
    y = np.interp(np.array([0.5, 2.5, 9.0, -1.0]), t, x * x)
    z = np.interp(x, t, np.array([0.0, 5.0, 7.0, 20.0]), left=1.0, right=2.0)
    return np.sum(y * np.array([1.0, 3.0, 7.0, 2.0])) + np.sum(z)


@trap("shaping", vector(0.3, 1.4, 2.7))
def interpolation_nodes_move(x):
    return np.interp(1.0, x, np.array([0.0, 5.0, 7.0])) + np.interp(x[1], x * 0.9, x**2)


@trap("shaping", V4)
def complex_round_trips(x):
    z = x[:2] + 1j * x[2:]
    w = np.exp(z) * np.conj(z) / (1.0 + z)
    return np.sum(w.real * w.imag) + np.sum(np.abs(w)) + np.sum(np.angle(z)) + abs(z[0]) ** 3


@trap("shaping", V4)
def transforms(x):
    f = np.fft.fft(x)
    r = np.fft.rfft(x * x)
    i = np.fft.irfft(r * np.array([1.0, 0.5, 0.25]))
    return np.sum(np.abs(f) ** 4) + np.sum(r.real * r.imag) + np.sum(i**3) + np.sum(np.fft.ifft(f * f).real ** 2)


@trap("shaping", M44)
def transforms_of_matrices(x):
    f = np.fft.fft2(x)
    g = np.fft.fftshift(np.fft.fft(x, axis=0), axes=0)
    return np.sum(np.abs(f) ** 2 * np.arange(16.0).reshape(4, 4)) + np.sum(np.abs(g) ** 3)


@trap("shaping", V4)
def transforms_of_another_length(x):
    return (
        np.sum(np.abs(np.fft.fft(x, 6)) ** 3)
        + np.sum(np.abs(np.fft.rfft(x, n=3)) ** 2)
        + np.sum(np.fft.irfft(np.fft.rfft(x), n=5) ** 2)
    )


@trap("shaping", scalar(0.7))
def linspaces_with_active_ends(x):
    return np.sum(np.linspace(0.0, x, 5) ** 2) + np.sum(np.linspace(x, 3.0 * x, 4, endpoint=False) ** 2)


@trap("shaping", scalar(0.7))
def ranges_and_spaces(x):
    t = np.arange(0.0, 1.0, 0.25)
    return np.sum((t * x) ** 2) + np.sum(np.geomspace(1.0, 8.0, 4) ** x) + np.sum(np.logspace(0.0, 1.0, 3) * x)


@trap("shaping", scalar(0.7))
def scalars_into_arrays(x):
    a = np.array([x, 1.0, x * x])
    b = np.array([[x, 0], [1, x]])
    c = np.full((2, 2), x) + np.eye(2) * x + np.ones(2) * x
    d = np.asarray([x] * 3)
    e = np.array(x) * np.float64(x) * np.atleast_2d(x)[0, 0]
    return np.sum(a**2) + np.sum(b @ c) + d @ a + e


@trap("shaping", V4)
def empties_along_the_way(x):
    e = x[:0]
    f = np.concatenate([e, x, np.zeros(0)])
    g = np.sum(e) + np.prod(e) + np.sum(np.zeros((0, 3)) @ np.ones(3))
    m = x.reshape(4, 1)[:, :0]
    return np.sum(f**2) + g * x[0] + np.sum(m @ m.T)


@trap("shaping", V4)
def shapes_by_names(x):
    n = x.shape[0]
    m = np.reshape(x, (2, n // 2))
    k = np.resize(x, (2, 3))
    return np.sum(m @ m) + np.sum(k**2 * R6.reshape(2, 3)) + np.sum(x.reshape(n, 1) @ x[None]) + np.trim_zeros(x)[0]


@trap("shaping", V4)
def logic_and_counts(x):
    n = np.count_nonzero(x > 0)
    a = np.any(x > 2) and np.all(x < 3)
    i = np.nonzero(x > 0)[0]
    j = np.flatnonzero(x < 1)
    k = np.argwhere(x > 0)
    return n * x[0] + a * x[1] + np.sum(x[i] ** 2) + np.sum(x[j] ** 3) + np.sum(x[k] ** 2) + np.sum(x[np.where(x > 1)])


@trap("shaping", V4)
def rounding_functions(x):
    return np.sum(np.round(x, 1) * x) + np.sum(np.trunc(x) * x) + np.sum(np.modf(x)[0] ** 2) + np.sum(np.rint(x) * x)


@trap("shaping", V4, may_refuse=True)
def less_common_elementwise(x):
    y = np.abs(x) + 0.5
    return (
        np.sum(np.logaddexp2(x, 1.0))
        + np.sum(np.sinc(x))
        + np.sum(np.exp2(x) * np.log1p(y) * np.expm1(x))
        + np.sum(np.heaviside(x, 0.5) * x)
        + np.sum(np.copysign(y, x) * x)
        + np.sum(np.ldexp(x, 2))
        + np.sum(np.i0(x))
        + np.sum(np.unwrap(x * 3.0))
        + np.sum(np.float_power(y, x))
        + np.sum(np.degrees(x) * np.deg2rad(x))
    )


@trap("shaping", V4)
def products_of_sums(x):
    return (
        np.prod(x[:2] + x[2:]) + np.prod(x.reshape(2, 2), axis=0) @ np.array([1.0, 3.0]) + np.prod(x, keepdims=True)[0]
    )


@trap("shaping", V3)
def crosses(x):
    return (
        np.sum(np.cross(x, W) ** 2)
        + np.sum(np.cross(np.stack([x, x * x]), W) @ x)
        + np.linalg.norm(np.cross(x, x[::-1]))
        + np.vdot(x, W)
    )
