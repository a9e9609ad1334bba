"""Functions of the library: shapes, selections, samples, polynomials, transforms."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.traps.registry import scalar, shaped, trap, vector

W = np.array([1.0, 10.0, 100.0])
M23 = shaped(2, 3)
T234 = shaped(2, 3, 4)
V5 = shaped(5)


@trap("shaping", V5)
def pads_with_everything(x):
    return (
        np.sum(np.pad(x, (2, 1), "reflect") ** 2 * np.arange(8.0))
        + np.sum(np.pad(x, 3, mode="wrap") * np.arange(11.0))
        + np.sum(np.pad(x, 2, "symmetric") * np.arange(9.0))
        + np.sum(np.pad(x, 2, "edge") ** 2)
    )


@trap("shaping", M23)
def pads_of_matrices(x):
    return np.sum(np.pad(x, ((1, 0), (0, 2)), constant_values=((1.0, 2.0), (3.0, 4.0))) ** 2) + np.sum(
        np.pad(x, [(0, 1), (1, 1)], mode="edge") ** 2 * 0.5
    )


@trap("shaping", vector(1.5, 2.0))
def pad_with_active_constant(x):
    return np.sum(np.pad(np.ones(2), 1, constant_values=x[0]) ** 2) + np.sum(np.pad(x, 1, constant_values=x[1]) ** 3)


@trap("shaping", V5)
def rolls_by_tuples(x):
    m = np.outer(x, x[:3])
    return (
        np.sum(np.roll(m, (1, -2), axis=(0, 1)) * m)
        + np.sum(np.roll(m, 7) * m)
        + np.sum(np.roll(x, -3) * np.arange(5.0))
        + np.sum(np.roll(m, (1, 1)) * m)
    )


@trap("shaping", M23)
def rotations_and_flips(x):
    c = np.arange(6.0)
    return (
        np.sum(np.rot90(x, 3).ravel() * c)
        + np.sum(np.rot90(x, k=-2, axes=(1, 0)).ravel() * c**2)
        + np.sum(np.flip(x, (0, 1)).ravel() * c)
        + np.sum(np.fliplr(x) * x)
        + np.sum(np.flipud(x) * x)
    )


@trap("shaping", V5)
def takes_in_every_mode(x):
    return (
        np.sum(np.take(x, [0, 7, -1], mode="wrap") * W)
        + np.sum(np.take(x, [[9, 2], [-3, 0]], mode="clip") ** 2)
        + np.sum(x.take([1, 1, 4]) ** 2)
        + np.take(x, 2) ** 2
    )


@trap("shaping", M23)
def takes_along_axes(x):
    return (
        np.sum(np.take(x, [2, 0, 2, 1], axis=1) ** 2 * np.arange(4.0))
        + np.sum(np.take(x, 1, axis=-1) ** 2)
        + np.sum(np.take(x, np.array([[0, 1], [1, 1]]), axis=0) ** 2)
    )


@trap("shaping", V5)
def choices_and_compressions(x):
    return (
        np.sum(np.choose([0, 1, 2, 0, 1], [x, x**2, 3.0 * x]))
        + np.sum(np.compress([True, False, True], x) ** 2)
        + np.sum(np.extract(x > 0, x) ** 2)
        + np.sum(x.compress(x < 0.5) ** 3)
    )


@trap("shaping", M23)
def compress_along_axis(x):
    return np.sum(np.compress([True, False, True], x, axis=1) ** 2) + np.sum(x.compress([False, True], axis=0) ** 3)


@trap("shaping", T234)
def deletes_and_inserts(x):
    return (
        np.sum(np.delete(x, [0, 2], axis=2) ** 2)
        + np.sum(np.insert(x[0, 0], 1, x[1, 1, 1]) ** 2 * np.arange(5.0))
        + np.sum(np.append(x[0], x[1], axis=1) ** 2)
    )


@trap("shaping", V5)
def deletes_by_slices_and_masks(x):
    return (
        np.sum(np.delete(x, slice(1, 3)) ** 2)
        + np.sum(np.delete(x, x < 0) ** 2)
        + np.sum(np.delete(x, -1) ** 3)
        + np.sum(np.append(x, 3.0) ** 2)
    )


@trap("shaping", V5)
def insertions_of_several(x):
    return np.sum(np.insert(x, [1, 3], [x[0] ** 2, 2.0]) * np.arange(7.0)) + np.sum(
        np.insert(np.outer(x, x), 2, x**2, axis=0) * 0.5
    )


@trap("shaping", shaped(3, 3))
def triangles_with_offsets(x):
    return (
        np.sum(np.tril(x, 1) ** 2)
        + np.sum(np.triu(x, k=-1) @ np.tri(3))
        + np.sum(x[np.tril_indices(3, -1)] ** 3)
        + np.sum(x[np.triu_indices_from(x, 1)] * W)
        + np.sum(np.vander(x[0]) ** 2)
    )


@trap("shaping", shaped(2, 3, 3))
def triangles_of_stacks_and_diagonals(x):
    return (
        np.sum(np.tril(x) ** 2)
        + np.sum(np.diagonal(x, axis1=1, axis2=2) ** 2)
        + np.sum(np.diagonal(x, 1, 0, 2) ** 2)
        + np.sum(np.diagflat(x[0, 0], 1) ** 2)
        + np.sum(np.diag(x[1], -1) ** 2)
    )


@trap("shaping", vector(0.5, 1.5, 2.0))
def meshes(x):
    a, b = np.meshgrid(x, x**2, indexing="ij")
    c, d = np.meshgrid(x, np.arange(2.0), sparse=True)
    p = np.ix_([0, 2], [1, 1])
    return np.sum(a * b**2) + np.sum(c * d) + np.sum(np.outer(x, x)[p] ** 2) + np.sum(np.meshgrid(x)[0] ** 2)


@trap("shaping", V5)
def windows_and_strides(x):
    return np.sum(sliding_window_view(x, 3) ** 2 * np.arange(3.0)) + np.sum(np.max(sliding_window_view(x, 2), axis=1))


@trap("shaping", shaped(4, 5))
def windows_of_two_axes(x):
    w = sliding_window_view(x, (2, 3))
    k = np.arange(6.0).reshape(2, 3)
    return np.sum(np.einsum("ijkl,kl->ij", w, k) ** 2) + np.sum(sliding_window_view(x, 2, axis=1)[..., 0] ** 2)


@trap("shaping", V5, may_refuse=True)
def views_reshaped_by_shape_attribute(x):
    y = x.copy()
    y = y[:4]
    y.shape = (2, 2)
    return np.sum(y @ y)


@trap("shaping", M23)
def broadcasts_of_all_kinds(x):
    a, b = np.broadcast_arrays(x[:1], x[:, :1])
    return (
        np.sum(a * b)
        + np.sum(np.broadcast_to(x[:, None], (2, 4, 3)) ** 2)
        + np.sum(np.broadcast_to(x[0, 0], (2, 2)) ** 3)
        + sum(np.broadcast_shapes((2, 1), (3,))) * x[0, 0]
    )


@trap("shaping", T234)
def axes_moved_in_every_way(x):
    c = np.arange(24.0)
    return (
        np.sum(np.moveaxis(x, [0, 1], [-1, 0]).ravel() * c)
        + np.sum(np.rollaxis(x, 2, 1).ravel() * c)
        + np.sum(np.swapaxes(x, -1, 0).ravel() * c)
        + np.sum(x.transpose(2, 0, 1).ravel() * c)
        + np.sum(x.transpose((1, 0, 2)).ravel("F") * c)
        + np.sum(np.transpose(x).reshape(-1, order="A") * c)
    )


@trap("shaping", T234)
def reshapes_in_fortran_order(x):
    c = np.arange(24.0)
    return (
        np.sum(x.reshape((6, 4), order="F").ravel() * c)
        + np.sum(np.reshape(x, (-1, 2), order="F")[:, 1] ** 2)
        + np.sum(x.flatten("F") * c)
        + np.sum(np.ravel(x, "K") * c)
    )


@trap("shaping", T234)
def squeezes_and_expansions(x):
    y = np.expand_dims(x, (0, 3))
    return (
        np.sum(np.squeeze(y, axis=(0, 3)) ** 2)
        + np.sum(y.squeeze(0) ** 3)
        + np.sum(np.atleast_3d(x[0]) ** 2)
        + np.sum(np.atleast_2d(x[0, 0]) ** 2)
        + np.sum(np.atleast_1d(x[0, 0, 0]) ** 2)
    )


@trap("shaping", V5)
def stacks_with_axes_and_dtypes(x):
    return (
        np.sum(np.stack([x, x**2], axis=-1)[:, 1])
        + np.sum(np.concatenate([x, np.arange(3)]) ** 2)
        + np.sum(np.concatenate((x[None], x[None] * 2), axis=None) * np.arange(10.0))
        + np.sum(np.dstack((x, x)) ** 2)
        + np.sum(np.column_stack([x, np.outer(x, x[:2])]) ** 2)
        + np.sum(np.block([[x[:2], x[3:]], [np.ones(4)]]) ** 2)
    )


@trap("shaping", V5)
def shorthand_concatenations(x):
    return np.sum(np.r_[x, 1.0, x[:2]] ** 2) + np.sum(np.c_[x, x**2] ** 2)


@trap("shaping", V5)
def splits_uneven(x):
    a, b, c = np.split(x, [1, 3])
    p, q = np.array_split(x, 2)
    return (
        np.sum(a) * np.sum(b**2) * c[0]
        + np.sum(p) * np.sum(q**2)
        + sum(np.sum(t) ** 2 for t in np.array_split(x, 3))
        + np.hsplit(x[None, :4], 2)[1].sum()
    )


@trap("shaping", V5)
def tiles_and_repeats(x):
    return (
        np.sum(np.tile(x, (2, 1, 2)) ** 2 * np.arange(10.0))
        + np.sum(np.repeat(x, [2, 0, 1, 3, 1]) * np.arange(7.0))
        + np.sum(np.repeat(np.outer(x, x), 2, axis=1) ** 2)
        + np.sum(x.repeat(2) ** 2)
        + np.sum(np.tile(x, 0))
    )


@trap("shaping", V5)
def differences_with_everything(x):
    return (
        np.sum(np.diff(x, n=2) ** 2)
        + np.sum(np.diff(x, prepend=0.0) ** 2)
        + np.sum(np.diff(x, append=x[:1]) ** 2)
        + np.sum(np.diff(np.outer(x, x), axis=0) ** 2)
        + np.sum(np.diff(x, 0) ** 2)
    )


@trap("shaping", V5)
def differences_of_third_order(x):
    return np.sum(np.diff(x, 3) ** 2) + np.sum(np.diff(np.outer(x, x), n=4, axis=1))


@trap("shaping", V5)
def ediff1d_with_ends(x):
    return np.sum(np.ediff1d(x, to_begin=x[0] ** 2, to_end=[1.0, x[1]]) ** 2) + np.sum(np.ediff1d(np.outer(x, x)) ** 2)


@trap("shaping", V5)
def gradients_with_spacings(x):
    return (
        np.sum(np.gradient(x, 0.5) ** 2)
        + np.sum(np.gradient(x, np.array([0.0, 1.0, 1.5, 3.0, 4.0])) ** 2)
        + np.sum(np.gradient(np.outer(x, x), axis=0) ** 2)
    )


@trap("shaping", V5)
def gradients_of_second_order_edges(x):
    return np.sum(np.gradient(x, edge_order=2) ** 2)


@trap("shaping", shaped(4, 5))
def gradients_of_all_axes(x):
    gy, gx = np.gradient(x, 2.0, 0.5)
    return np.sum(gy * gx**2)


@trap("shaping", V5)
def trapezoids_with_active_x(x):
    return (
        np.trapezoid(x**2, x)
        + np.trapezoid(x, dx=0.5)
        + np.trapezoid(np.outer(x, x), axis=0).sum()
        + np.trapezoid(np.ones(5), x=x * x)
    )


@trap("shaping", V5)
def cross_products(x):
    return (
        np.sum(np.cross(x[:3], x[2:]) * W)
        + np.sum(np.cross(np.outer(x[:2], x[:3]), x[2:]) ** 2)
        + np.sum(np.linalg.cross(x[:3], x[1:4]) ** 2)
        + np.sum(np.cross(np.outer(x[:3], x[:2]), np.outer(x[1:4], x[2:4]), axis=0) ** 2)
    )


@trap("shaping", V5, may_refuse=True)
def cross_products_of_plane_vectors(x):
    return np.cross(x[:2], x[3:]) ** 2


@trap("shaping", M23)
def kronecker_products(x):
    return np.sum(np.kron(x, x) ** 2) + np.sum(np.kron(x[0], x[1]) * np.arange(9.0)) + np.sum(np.kron(x, x[0]) ** 2)


@trap("shaping", M23)
def kronecker_of_three_axes(x):
    return np.sum(np.kron(x[None], x[0]) ** 2)


@trap("shaping", V5)
def convolutions(x):
    k = x[1:4] ** 2
    return (
        sum(np.sum(np.convolve(x, k, mode=m) ** 2) for m in ("full", "same", "valid"))
        + np.sum(np.convolve(k, x, "same"))
        + np.sum(np.correlate(x, k, "full") ** 2)
        + np.sum(np.correlate(x, k))
        + np.sum(np.correlate(k, x, "same") ** 2)
    )


@trap("shaping", vector(0.5, 1.5, -3.0, 9.0))
def interpolation_out_of_range(x):
    return np.sum(np.interp(x, [0.0, 1.0, 2.0], [0.0, 10.0, 30.0], left=-1.0, right=x[0]) ** 2)


@trap("shaping", vector(0.5, 1.5, 2.0))
def interpolation_with_active_values(x):
    return (
        np.interp(1.2, [0.0, 1.0, 2.0], x) ** 2
        + np.sum(np.interp([-1.0, 0.3, 5.0], [0.0, 1.0, 2.0], x**2))
        + np.interp(x[0], x[1:], x[:2])
        + np.sum(np.interp([0.7, 1.7], x, x**3))
    )


@trap("shaping", vector(0.5, 1.5, 2.0), may_refuse=True)
def periodic_interpolation(x):
    return np.sum(np.interp(x * 3.0, [0.0, 1.0, 2.0], [0.0, 10.0, 5.0], period=2.5))


@trap("shaping", vector(0.5, 1.5, 2.2))
def binned(x):
    return np.sum(np.bincount([0, 2, 0], weights=x**2, minlength=4) * np.arange(4.0)) + np.sum(
        np.bincount(x.astype(int), weights=x) ** 2
    )


@trap("shaping", vector(0.5, 1.5, 2.2))
def histograms_with_weights(x):
    h, e = np.histogram([0.1, 0.6, 0.7], bins=[0.0, 0.5, 1.0], weights=x**2)
    n, _ = np.histogram(x, bins=3, range=(0.0, 3.0))
    return np.sum(h**2) + np.sum(n * x) + np.sum(e) * x[0]


@trap("shaping", vector(0.5, 1.5, 2.2))
def densities(x):
    h, _ = np.histogram([0.1, 0.6, 0.7], bins=2, range=(0.0, 1.0), weights=x, density=True)
    return np.sum(h**2)


@trap("shaping", vector(2.5, 0.5, 1.2, 0.7))
def uniques_with_all_returns(x):
    u, i, inv, n = np.unique(x, return_index=True, return_inverse=True, return_counts=True)
    return np.sum(u * n) + np.sum(u[inv] ** 2) * 0.0 + np.sum(x[i] ** 2) * 0.0 + x[0] * x[2]


@trap("shaping", vector(2.5, 0.5, 1.2))
def digitised_and_searched(x):
    b = np.array([0.0, 1.0, 2.0])
    t = np.array([3.0, 5.0, 7.0, 9.0])
    return (
        np.sum(t[np.digitize(x, b)] * x)
        + np.sum(t[np.searchsorted(b, x, side="right")] * x)
        + np.sum(b.searchsorted(x) * x)
        + np.sum(np.digitize(x, b[::-1], right=True) * x)
    )


@trap("shaping", vector(2.5, 0.5, 1.2, 0.9))
def partitions_and_argpartitions(x):
    p = np.partition(x, 2)
    i = np.argpartition(x, 1)
    y = x * 1.0
    y.partition(1)
    return p[2] ** 2 + np.sum(p[:2]) ** 2 + np.sum(x[i][:2] ** 2) + y[1] ** 3


@trap("shaping", shaped(3, 4))
def sorts_with_axes_and_kinds(x):
    return (
        np.sum(np.sort(x, axis=0) * np.arange(4.0))
        + np.sum(np.sort(x, axis=None) * np.arange(12.0))
        + np.sum(np.sort(x, kind="heapsort")[:, 0] ** 2)
        + np.sum(-np.sort(-x)[:, 1])
        + np.sum(np.sort(x, stable=True) ** 2 * np.arange(4.0))
    )


@trap("shaping", shaped(3, 4))
def sorted_in_place_with_axis(x):
    y = x * 1.0
    y.sort(axis=0)
    z = x.copy()
    z[1].sort()
    z[:, 0][::-1].sort()
    return np.sum(y * np.arange(4.0)) + np.sum(z * np.arange(12.0).reshape(3, 4))


@trap("shaping", vector(2.5, 0.5, 1.2))
def lexsorts(x):
    i = np.lexsort((x, np.array([1, 1, 0])))
    return np.sum(x[i] * W) + np.sum(x[np.argsort(-x)] * W) + np.sum(np.array(sorted(range(3), key=lambda k: x[k])) * x)


@trap("shaping", vector(2.0, -1.0, 0.5))
def polynomials_in_all_spellings(x):
    return (
        np.polyval(x, 1.5)
        + np.sum(np.polymul(x, x[:2]) ** 2)
        + np.sum(np.polyadd(x, [1.0, 2.0]) ** 2)
        + np.sum(np.polysub(x[:2], x) ** 2)
    )


@trap("shaping", vector(2.0, -1.0, 0.5))
def polynomial_calculus(x):
    return (
        np.sum(np.polyder(x) ** 2)
        + np.sum(np.polyint(x) ** 2)
        + np.polyval(np.polyder(x, 2), 2.0)
        + np.sum(np.polyint(x, 2, k=[1.0, x[0]]) ** 2)
    )


@trap("shaping", vector(2.0, -1.0, 0.5))
def polynomial_module(x):
    P = np.polynomial.polynomial
    return P.polyval(0.7, x) + np.sum(P.polyval(x, [1.0, 2.0, 3.0]))


@trap("shaping", vector(2.0, -1.0, 0.5), may_refuse=True)
def polynomial_objects(x):
    p = np.polynomial.Polynomial(x)
    return p(0.5) ** 2 + p.deriv()(0.2)


@trap("shaping", vector(2.0, -1.0, 0.5))
def polynomial_fits(x):
    t = np.array([0.0, 1.0, 2.0, 4.0])
    y = np.append(x, x[0] ** 2)
    return np.sum(np.polyfit(t, y, 1) ** 2)


@trap("shaping", vector(2.0, -1.0, 0.5), may_refuse=True)
def polynomial_roots(x):
    return np.sum(np.roots(np.array([1.0, x[0], x[1]])).real ** 2)


@trap("shaping", shaped(3, 4))
def covariances_with_everything(x):
    return (
        np.sum(np.cov(x) ** 2)
        + np.sum(np.cov(x, rowvar=False, ddof=0) ** 2)
        + np.sum(np.cov(x[0], x[1], bias=True) ** 2)
        + np.sum(np.corrcoef(x) ** 2)
        + np.corrcoef(x[0], x[2])[0, 1]
    )


@trap("shaping", shaped(3, 4), may_refuse=True)
def covariances_with_weights(x):
    return np.sum(np.cov(x, aweights=np.array([1.0, 2.0, 0.5, 1.0])) ** 2) + np.sum(
        np.cov(x, fweights=[1, 2, 1, 1]) ** 2
    )


@trap("shaping", V5)
def spectra(x):
    f = np.fft.fft(x, 8)
    r = np.fft.rfft(x, n=4)
    h = np.fft.hfft(x[:3])
    return (
        np.sum(np.abs(f) ** 2 * np.arange(8.0))
        + np.sum(r.real * r.imag)
        + np.sum(h**2)
        + np.sum(np.fft.irfft(r * 2.0, n=5) ** 2)
        + np.sum(np.abs(np.fft.ihfft(x)) ** 2)
    )


@trap("shaping", V5)
def spectra_with_norms_and_shifts(x):
    f = np.fft.fftshift(np.fft.fft(x, norm="ortho"))
    b = np.fft.ifft(np.fft.ifftshift(f), norm="forward")
    return (
        np.sum(b.real**2)
        + np.sum(np.fft.fftfreq(5, 0.1) * x)
        + np.sum(np.abs(f[1:]) ** 2)
        + np.sum(np.fft.rfftfreq(8) * x)
    )


@trap("shaping", shaped(3, 4))
def spectra_of_two_axes(x):
    f = np.fft.fft2(x)
    g = np.fft.rfft2(x, axes=(1, 0))
    return (
        np.sum(np.abs(f) ** 2 * np.arange(4.0))
        + np.sum(np.abs(g) ** 3)
        + np.sum(np.fft.irfftn(np.fft.rfftn(x), s=(3, 4)) ** 2)
        + np.sum(np.fft.fft(x, axis=0).real ** 3)
    )


@trap("shaping", shaped(3, 4))
def spectra_of_given_sizes(x):
    f = np.fft.fft2(x, s=(4, 3))
    return (
        np.sum(np.abs(f) ** 2 * np.arange(3.0))
        + np.sum(np.abs(np.fft.ifftn(x, s=(2, 5))) ** 2 * np.arange(5.0))
        + np.sum(np.fft.ifft2(f, s=[3, 3], norm="ortho").real ** 2)
    )


@trap("shaping", V5)
def unwrapped_angles(x):
    return np.sum(np.unwrap(x * 8.5) ** 2) + np.sum(np.angle(x + 1j, deg=True)) + np.sum(np.unwrap(x * 3.0, period=2.3))


@trap("shaping", V5)
def nan_to_num_and_real_if_close(x):
    return (
        np.sum(np.nan_to_num(x, copy=True, nan=3.0) ** 2)
        + np.sum(np.trim_zeros(x * np.array([0, 1, 1, 1, 0])) ** 2)
        + np.sum(np.ascontiguousarray(x[::2]) ** 2)
    )


@trap("shaping", V5)
def select_with_defaults(x):
    return np.sum(np.select([x > 1.0, x > 0.0], [x**2, x**3], default=-x)) + np.sum(np.select([x < 0], [x]))


@trap("shaping", V5)
def piecewise_functions(x):
    return np.sum(np.piecewise(x, [x < 0, x > 0.5], [lambda v: -v, lambda v: v**2, 3.0]))


@trap("shaping", V5)
def applied_over_and_along(x):
    m = np.outer(x, x)
    return np.sum(np.apply_along_axis(lambda r: r[0] * r[1:], 1, m) ** 2) + np.sum(
        np.vectorize(lambda a, b: a * b if a > 0 else b)(x, 2.0)
    )


@trap("shaping", V5)
def fromfunction_and_fromiter(x):
    return (
        np.sum(np.fromfunction(lambda i, j: i * x[0] + j * x[1], (2, 3)) ** 2)
        + np.sum(np.fromiter((v * v for v in x), float) ** 2)
        + np.sum(np.fromiter([x[0], x[1]], dtype=float, count=2))
    )


@trap("shaping", scalar(1.7))
def spaces_with_everything(x):
    s, step = np.linspace(0.0, x, 4, retstep=True)
    return (
        np.sum(s**2) * step
        + np.sum(np.linspace(x, 2 * x, 3, endpoint=False) ** 2)
        + np.sum(np.logspace(0.0, x, 3, base=2.0))
        + np.sum(np.linspace([0.0, x], 3.0, 3, axis=1) ** 2)
    )


@trap("shaping", scalar(1.7))
def grids_of_open_slices(x):
    g = np.mgrid[0:2, 0:3]
    o = np.ogrid[0:2, 0:3]
    return (
        np.sum(g[0] * x + g[1] * x**2)
        + np.sum(o[0] * x * o[1])
        + np.sum(np.indices((2, 2))[1] * x)
        + np.sum(np.eye(3, 4, 1) * x)
        + np.sum(np.identity(2) * x)
    )


@trap("shaping", scalar(1.7))
def filled_with_active(x):
    return (
        np.sum(np.full((2, 3), x) ** 2)
        + np.sum(np.full_like(np.zeros(3), x) ** 2)
        + np.sum(np.array([[x, 1], [2, x * x]]) ** 2)
        + np.sum(np.full(2, [x, 3.0]))
        + np.sum(np.array(x, ndmin=2) ** 2)
    )


@trap("shaping", V5)
def windows_of_signals(x):
    return np.sum(
        np.hanning(5) * x + np.hamming(5) * x**2 + np.bartlett(5) * x + np.blackman(5) * x + np.kaiser(5, 2.0) * x
    )


@trap("shaping", V5)
def put_along_and_fill(x):
    m = np.outer(x, x)
    np.put_along_axis(m, np.argmax(m, axis=1, keepdims=True), 0.0, axis=1)
    np.fill_diagonal(m, x)
    return np.sum(m**2)


@trap("shaping", V5)
def puts_in_modes(x):
    y = x * 1.0
    np.put(y, [0, -2], [x[1], 2.0])
    y.put([1], x[2] ** 2)
    np.place(y, y < 0, [x[0], 5.0])
    return np.sum(y**2 * np.arange(1.0, 6.0))


@trap("shaping", V5)
def logical_selections(x):
    i = np.flatnonzero(x > 0)
    j = np.argwhere(x > 0)[:, 0]
    (k,) = np.nonzero(x < 0)
    return (
        np.sum(x[i] ** 2)
        + np.sum(x[j] ** 3)
        + np.sum(x[k])
        + np.sum(x[~(x > 0) & (x < 5)])
        + np.sum(x[np.isin(np.arange(5), [1, 3])] ** 2)
    )


@trap("shaping", V5)
def set_functions(x):
    return (
        np.sum(np.union1d(x[:2], x[3:]) * np.arange(4.0))
        + np.sum(np.setdiff1d(x, x[:2]) ** 2)
        + np.isclose(x[0], x[0]) * x[0]
        + np.allclose(x, x) * x[1]
    )
