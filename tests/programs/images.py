"""Images, histograms, splines: interpolation at places that depend on what is differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def histogram_inputs() -> tuple[Any, ...]:
    return numbers(71).uniform(0.1, 4.9, size=12), np.linspace(0.0, 5.0, 6), 0.8


@program(histogram_inputs, wrt=("samples", "width"))
def soft_histogram(samples, centres, width):
    """Each sample shares itself among all bins by a Gaussian; entropy of the result."""
    counts = np.zeros(centres.size)
    for s in samples:
        share = np.exp(-0.5 * ((s - centres) / width) ** 2)
        share /= np.sum(share)
        counts += share
    counts /= counts.sum()
    return -np.sum(counts * np.log(counts))


@program(histogram_inputs, wrt=("samples",))
def linear_histogram(samples, centres, width):
    """Each sample shares itself between its two bins, element by element."""
    counts = np.zeros(centres.size)
    step = centres[1] - centres[0]
    for i in range(samples.size):
        place = (samples[i] - centres[0]) / step
        k = int(place)
        counts[k] += 1.0 - (place - k)
        counts[k + 1] += place - k
    return np.sum(counts**2)


def warp_inputs() -> tuple[Any, ...]:
    random = numbers(72)
    return random.normal(size=(6, 7)), np.array([[1.0, 0.25], [-0.25, 1.0]]), np.array([0.12, 0.61])


@program(warp_inputs, wrt=("image", "matrix", "shift"))
def bilinear_warp(image, matrix, shift):
    """An affine warp with bilinear interpolation, pixel by pixel; places outside are left at zero."""
    height, width = image.shape
    out = np.zeros_like(image)
    for i in range(height):
        for j in range(width):
            y = matrix[0, 0] * i + matrix[0, 1] * j + shift[0]
            x = matrix[1, 0] * i + matrix[1, 1] * j + shift[1]
            if y < 0.0 or x < 0.0 or y >= height - 1 or x >= width - 1:
                continue
            r, c = int(y), int(x)
            a, b = y - r, x - c
            top = (1.0 - b) * image[r, c] + b * image[r, c + 1]
            bottom = (1.0 - b) * image[r + 1, c] + b * image[r + 1, c + 1]
            out[i, j] = (1.0 - a) * top + a * bottom
    return np.sum(out**2)


@program(warp_inputs, wrt=("image", "matrix", "shift"))
def bilinear_warp_by_indices(image, matrix, shift):
    """The same for all pixels at once, by arrays of indices; places outside are clamped."""
    rows, columns = np.indices(image.shape)
    y = np.clip(matrix[0, 0] * rows + matrix[0, 1] * columns + shift[0], 0.0, image.shape[0] - 1.001)
    x = np.clip(matrix[1, 0] * rows + matrix[1, 1] * columns + shift[1], 0.0, image.shape[1] - 1.001)
    r, c = y.astype(int), x.astype(int)
    a, b = y - r, x - c
    out = (1.0 - a) * (1.0 - b) * image[r, c]
    out += (1.0 - a) * b * image[r, c + 1]
    out += a * (1.0 - b) * image[r + 1, c]
    out += a * b * image[r + 1, c + 1]
    return np.sum(out**2)


def blur_rows(image, kernel):
    padded = np.pad(image, ((0, 0), (1, 1)), mode="edge")
    image[:] = kernel[0] * padded[:, :-2] + kernel[1] * padded[:, 1:-1] + kernel[2] * padded[:, 2:]


def blur_inputs() -> tuple[Any, ...]:
    return numbers(73).normal(size=(5, 6)), np.array([0.3, 0.5, 0.2]), 2


@program(blur_inputs, wrt=("image", "kernel"))
def separable_blur(image, kernel, n):
    """Blur rows, then columns through the transposed view of the same array."""
    for _ in range(n):
        blur_rows(image, kernel)
        blur_rows(image.T, kernel)
    return np.sum(image**2)


@program(blur_inputs, wrt=("image", "conductance"))
def anisotropic_diffusion(image, conductance, n):
    """Perona and Malik: differences to four neighbours, weighted by how small they are."""
    k = conductance[0] + 1.0
    for _ in range(n):
        south = np.zeros_like(image)
        east = np.zeros_like(image)
        south[:-1] = image[1:] - image[:-1]
        east[:, :-1] = image[:, 1:] - image[:, :-1]
        south *= np.exp(-((south / k) ** 2))
        east *= np.exp(-((east / k) ** 2))
        image += 0.2 * (south + east)
        image[1:] -= 0.2 * south[:-1]
        image[:, 1:] -= 0.2 * east[:, :-1]
    return np.sum(np.abs(image) ** 3)


@program(blur_inputs, wrt=("image",))
def integral_image(image, kernel, n):
    """Sums over windows by a summed-area table, made by two running sums and a border."""
    table = np.zeros((image.shape[0] + 1, image.shape[1] + 1))
    table[1:, 1:] = image**2
    table[1:, 1:] = np.cumsum(np.cumsum(table[1:, 1:], axis=0), axis=1)
    window = table[n:, n:] - table[:-n, n:] - table[n:, :-n] + table[:-n, :-n]
    return np.sum(np.sqrt(window))


def spline_inputs() -> tuple[Any, ...]:
    random = numbers(74)
    knots = np.array([0.0, 0.0, 0.0, 0.0, 1.1, 2.3, 2.9, 4.0, 4.0, 4.0, 4.0])
    return np.array([0.4, 1.7, 2.5, 3.3]), knots, random.normal(size=(7, 2)), 3


def de_boor(x, knots, control, degree):
    k = degree
    while x >= knots[k + 1]:
        k += 1
    d = control[k - degree : k + 1].copy()
    for r in range(1, degree + 1):
        for j in range(degree, r - 1, -1):
            low = knots[j + k - degree]
            alpha = (x - low) / (knots[j + 1 + k - r] - low)
            d[j] = (1.0 - alpha) * d[j - 1] + alpha * d[j]
    return d[degree]


@program(spline_inputs, wrt=("x", "knots", "control"))
def spline_curve(x, knots, control, degree):
    """Points of a B-spline curve by de Boor's recurrence, in an array that is written over."""
    points = np.empty((x.size, control.shape[1]))
    for i in range(x.size):
        points[i] = de_boor(x[i], knots, control, degree)
    return np.sum(np.diff(points, axis=0) ** 2)
