"""Functions of one number that the derivatives of ``math`` need and NumPy does not have."""

from __future__ import annotations

import math

#: Bernoulli numbers B(2), B(4), … of the asymptotic series.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)


def polygamma(n: int, x: float) -> float:
    """Return the derivative of order ``n + 1`` of ``log(gamma(x))``: ``polygamma(0, x)`` is the digamma function.

    Recurrence up to ``x >= 15 + n``, then the asymptotic series (Abramowitz & Stegun 1964, 6.3.18, 6.4.6, 6.4.11);
    left of 0 the reflection formula (6.3.7, 6.4.7), for ``n <= 2``.

    Raises
    ------
    ValueError
        At the poles 0, -1, -2, …, and left of them for ``n > 2``.

    Examples
    --------
    >>> round(polygamma(0, 1.0), 12)
    -0.577215664902
    """
    if x <= 0.0:
        return _reflected(n, x)
    sign = -1.0 if n % 2 == 0 else 1.0
    shift = 0.0
    while x < 15 + n:
        shift += sign * math.factorial(n) / x ** (n + 1)
        x += 1.0
    return shift + _asymptotic(n, x)


def _asymptotic(n: int, x: float) -> float:
    tail = sum(
        b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
        for k, b in enumerate(_BERNOULLI, 1)
    )
    if n == 0:
        return math.log(x) - 0.5 / x - tail
    sign = -1.0 if n % 2 == 0 else 1.0
    return sign * (math.factorial(n - 1) / x**n + math.factorial(n) / (2 * x ** (n + 1)) + tail)


def _reflected(n: int, x: float) -> float:
    if x == math.floor(x) or n > 2:
        raise ValueError("math domain error")
    cotangent = 1.0 / math.tan(math.pi * x)
    slope = 1.0 + cotangent * cotangent
    match n:
        case 0:
            return polygamma(0, 1.0 - x) - math.pi * cotangent
        case 1:
            return math.pi**2 * slope - polygamma(1, 1.0 - x)
        case _:
            return polygamma(2, 1.0 - x) - 2 * math.pi**3 * cotangent * slope
