"""Fourier transforms, prefix sums, swaps: permutations and butterflies that work where the data stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def signal_inputs() -> tuple[Any, ...]:
    random = numbers(31)
    return random.normal(size=8), random.normal(size=8)


def bit_reverse(re, im):
    n = re.size
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[i], im[j] = im[j], im[i]


def butterflies(re, im):
    n = re.size
    size = 2
    while size <= n:
        half = size // 2
        for k in range(half):
            c = math.cos(-2.0 * math.pi * k / size)
            s = math.sin(-2.0 * math.pi * k / size)
            for i in range(k, n, size):
                j = i + half
                tr = c * re[j] - s * im[j]
                ti = c * im[j] + s * re[j]
                re[j] = re[i] - tr
                im[j] = im[i] - ti
                re[i] += tr
                im[i] += ti
        size *= 2


@program(signal_inputs, wrt=("re", "im"))
def fft_iterative(re, im):
    """Power of a band after an iterative radix-2 transform in place, real and imaginary parts in two arrays."""
    bit_reverse(re, im)
    butterflies(re, im)
    return np.sum(re[1:3] ** 2 + im[1:3] ** 2) + re[0] ** 3


def fft(re, im):
    n = len(re)
    if n == 1:
        return re.copy(), im.copy()
    even_re, even_im = fft(re[::2], im[::2])
    odd_re, odd_im = fft(re[1::2], im[1::2])
    out_re, out_im = np.empty(n), np.empty(n)
    for k in range(n // 2):
        c, s = math.cos(2.0 * math.pi * k / n), -math.sin(2.0 * math.pi * k / n)
        tr = c * odd_re[k] - s * odd_im[k]
        ti = c * odd_im[k] + s * odd_re[k]
        out_re[k], out_im[k] = even_re[k] + tr, even_im[k] + ti
        out_re[k + n // 2], out_im[k + n // 2] = even_re[k] - tr, even_im[k] - ti
    return out_re, out_im


@program(signal_inputs, wrt=("re", "im"))
def fft_recursive(re, im):
    """The same by recursion on strided views, with new arrays for the results."""
    re, im = fft(re, im)
    return np.sum(re[1:3] ** 2 + im[1:3] ** 2) + re[0] ** 3


def fft_into(x, out):
    n = x.size
    if n == 1:
        out[0] = x[0]
        return
    half = n // 2
    fft_into(x[::2], out[:half])
    fft_into(x[1::2], out[half:])
    twiddled = np.exp(-2j * np.pi * np.arange(half) / n) * out[half:]
    out[half:] = out[:half] - twiddled
    out[:half] += twiddled


@program(signal_inputs, wrt=("re", "im"))
def fft_complex(re, im):
    """The same on complex numbers; each level writes into a half of the output that it was given."""
    x = re + 1j * im
    spectrum = np.zeros(x.size, dtype=complex)
    fft_into(x, spectrum)
    return np.sum(np.abs(spectrum[1:3]) ** 2) + spectrum[0].real ** 3


def prefix_inputs() -> tuple[Any, ...]:
    return numbers(32).uniform(0.2, 1.5, size=8), 3


@program(prefix_inputs, wrt=("x",))
def cumulative_sums(x, n):
    """Running sums in place: element by element, by overlapping slices, by the function."""
    for i in range(1, x.size):
        x[i] += x[i - 1]
    step = 1
    while step < x.size:
        x[step:] += x[:-step]
        step *= 2
    np.cumsum(np.sin(x), out=x)
    return np.sum(x**2) / n


@program(prefix_inputs, wrt=("x",))
def blelloch_scan(x, n):
    """An exclusive scan in a tree: up with sums, down with swaps."""
    size = x.size
    for d in range(n):
        stride = 2 << d
        for i in range(stride - 1, size, stride):
            x[i] += x[i - stride // 2]
    x[-1] = 0.0
    for d in range(n - 1, -1, -1):
        stride = 2 << d
        left = x[stride // 2 - 1 :: stride].copy()
        x[stride // 2 - 1 :: stride] = x[stride - 1 :: stride]
        x[stride - 1 :: stride] += left
    return np.sum(x**3)


def unsorted_inputs() -> tuple[Any, ...]:
    return numbers(34).permutation(8) * 0.7 + 0.1, 3


@program(unsorted_inputs, wrt=("x",))
def bubble_sort(x, n):
    """Sort by swaps of neighbours, reverse a part through a view, rotate the rest."""
    for end in range(x.size - 1, 0, -1):
        for i in range(end):
            if x[i] > x[i + 1]:
                x[i], x[i + 1] = x[i + 1], x[i]
    head = x[:n]
    head[:] = head[::-1].copy()
    x[n:] = np.roll(x[n:], 1)
    return np.sum(np.arange(1.0, x.size + 1.0) * x**2)


@program(prefix_inputs, wrt=("x",))
def ring_buffer(x, n):
    """A moving average of what stands in a ring of ``n`` cells, which is written over round by round."""
    ring = np.zeros(n)
    position = 0
    total = 0.0
    for value in x:
        ring[position] = value * value
        position = (position + 1) % n
        total += np.sin(ring.mean()) * ring[position - 1]
    return total


def haar_inputs() -> tuple[Any, ...]:
    return numbers(33).normal(size=8), 0.25


@program(haar_inputs, wrt=("x", "threshold"))
def haar_shrinkage(x, threshold):
    """A Haar transform in place, shrinkage of the details, and the transform back."""
    work = np.empty_like(x)
    n = x.size
    while n > 1:
        half = n // 2
        work[:half] = (x[:n:2] + x[1:n:2]) / np.sqrt(2.0)
        work[half:n] = (x[:n:2] - x[1:n:2]) / np.sqrt(2.0)
        x[:n] = work[:n]
        n = half
    details = x[1:]
    details[:] = np.sign(details) * np.maximum(np.abs(details) - threshold, 0.0)
    while n < x.size:
        work[: 2 * n : 2] = (x[:n] + x[n : 2 * n]) / np.sqrt(2.0)
        work[1 : 2 * n : 2] = (x[:n] - x[n : 2 * n]) / np.sqrt(2.0)
        n *= 2
        x[:n] = work[:n]
    return np.sum(np.abs(np.diff(x)) ** 3)
