"""Numeric functions that the standard library writes in Python, as they stand."""

from __future__ import annotations

import colorsys
import heapq
import random
import statistics
from statistics import NormalDist

import pytest

from tests.packages.registry import Case, check_derivative, check_refusal, refused, right

DATA = [1.5, 4.25, 2.75, 3.5, 0.5, 6.0]
OTHER = [0.3, 2.0, 1.1, 1.9, 0.2, 2.2]


class Congruential(random.Random):
    """A generator that is written in Python."""

    def __init__(self) -> None:
        self.state = 12345
        self.gauss_next = None

    def random(self) -> float:
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state / 2**31


def seeded_gauss(mu: float, sigma: float) -> float:
    return random.Random(7).gauss(mu, sigma)


def global_gauss(mu: float, sigma: float) -> float:
    random.seed(7)
    return random.gauss(mu, sigma) + random.uniform(mu, sigma)


CASES = [
    Case("colorsys.rgb_to_yiq", lambda r, g, b: colorsys.rgb_to_yiq(r, g, b)[1], (0.2, 0.7, 0.4)),
    Case("colorsys.yiq_to_rgb", lambda y, i, q: colorsys.yiq_to_rgb(y, i, q)[0], (0.5, 0.1, 0.05)),
    Case("colorsys.rgb_to_hls, h", lambda r, g, b: colorsys.rgb_to_hls(r, g, b)[0], (0.2, 0.7, 0.4)),
    Case("colorsys.rgb_to_hls, s", lambda r, g, b: colorsys.rgb_to_hls(r, g, b)[2], (0.9, 0.7, 0.4)),
    Case("colorsys.hls_to_rgb", lambda h, a, s: colorsys.hls_to_rgb(h, a, s)[0], (0.6, 0.4, 0.7)),
    Case("colorsys.hls_to_rgb, sum", lambda h, a, s: sum(colorsys.hls_to_rgb(h, a, s)), (0.05, 0.7, 0.7)),
    Case("colorsys.rgb_to_hsv, h", lambda r, g, b: colorsys.rgb_to_hsv(r, g, b)[0], (0.2, 0.4, 0.7)),
    Case("colorsys.rgb_to_hsv, s", lambda r, g, b: colorsys.rgb_to_hsv(r, g, b)[1], (0.2, 0.4, 0.7)),
    Case("colorsys.hsv_to_rgb", lambda h, s, v: sum(colorsys.hsv_to_rgb(h, s, v)), (0.7, 0.4, 0.6)),
    Case("statistics.mean", lambda data: statistics.mean(data), (DATA,)),
    Case("statistics.fmean", lambda data: statistics.fmean(data), (DATA,)),
    Case("statistics.fmean, weighted", lambda x, w: statistics.fmean(x, w), (DATA, OTHER)),
    Case("statistics.geometric_mean", statistics.geometric_mean, (DATA,)),
    Case("statistics.harmonic_mean", lambda data: statistics.harmonic_mean(data), (DATA,)),
    Case("statistics.harmonic_mean, weighted", lambda x, w: statistics.harmonic_mean(x, w), (DATA, OTHER)),
    Case("statistics.median", statistics.median, (DATA,)),
    Case("statistics.median_low", statistics.median_low, (DATA,)),
    Case("statistics.median_high", statistics.median_high, (DATA,)),
    Case("statistics.median_grouped", statistics.median_grouped, (DATA, 1.5)),
    Case("statistics.quantiles", lambda data: statistics.quantiles(data)[2], (DATA,)),
    Case(
        "statistics.quantiles, inclusive", lambda data: statistics.quantiles(data, n=5, method="inclusive")[1], (DATA,)
    ),
    Case("statistics.variance", lambda data: statistics.variance(data), (DATA,)),
    Case("statistics.pvariance", lambda data: statistics.pvariance(data), (DATA,)),
    Case(
        "statistics.pvariance, around a mean", lambda x, mu: statistics.pvariance(x, mu), (DATA, 3.0), refused="SRC004"
    ),
    Case("statistics.stdev", lambda data: statistics.stdev(data), (DATA,)),
    Case("statistics.pstdev", lambda data: statistics.pstdev(data), (DATA,)),
    Case("statistics.covariance", statistics.covariance, (DATA, OTHER)),
    Case("statistics.correlation", statistics.correlation, (DATA, OTHER)),
    Case("statistics.linear_regression", lambda x, y: statistics.linear_regression(x, y).slope, (DATA, OTHER)),
    Case("statistics.linear_regression, intercept", lambda x, y: statistics.linear_regression(x, y)[1], (DATA, OTHER)),
    Case("NormalDist.pdf", lambda mu, sigma, x: NormalDist(mu, sigma).pdf(x), (1.2, 0.7, 1.5)),
    Case("NormalDist.cdf", lambda mu, sigma, x: NormalDist(mu, sigma).cdf(x), (1.2, 0.7, 1.5)),
    Case(
        "NormalDist.inv_cdf", lambda mu, sigma, p: NormalDist(mu, sigma).inv_cdf(p), (1.2, 0.7, 0.3), refused="SRC004"
    ),
    Case(
        "NormalDist.inv_cdf, tail",
        lambda mu, sigma, p: NormalDist(mu, sigma).inv_cdf(p),
        (1.2, 0.7, 0.003),
        refused="SRC004",
    ),
    Case("NormalDist.quantiles", lambda mu, sigma: NormalDist(mu, sigma).quantiles(5)[1], (1.2, 0.7), refused="SRC004"),
    Case("NormalDist.zscore", lambda mu, sigma, x: NormalDist(mu, sigma).zscore(x), (1.2, 0.7, 1.5)),
    Case("NormalDist.overlap", lambda a, b, c, d: NormalDist(a, b).overlap(NormalDist(c, d)), (1.2, 0.7, 2.0, 0.9)),
    Case("NormalDist.__add__", lambda a, b, c, d: (NormalDist(a, b) + NormalDist(c, d)).stdev, (1.2, 0.7, 2.0, 0.9)),
    Case("NormalDist.__sub__", lambda a, b, x: (NormalDist(a, b) - x).mean, (1.2, 0.7, 2.0)),
    Case("NormalDist.__mul__", lambda a, b, x: (NormalDist(a, b) * x).variance, (1.2, 0.7, 2.0)),
    Case("NormalDist.from_samples", lambda data: NormalDist.from_samples(data).stdev, (DATA,), refused="SRC004"),
    Case("Random.uniform", lambda a, b: Congruential().uniform(a, b), (1.2, 3.7)),
    Case("Random.triangular", lambda a, b, c: Congruential().triangular(a, b, c), (1.2, 3.7, 2.5)),
    Case("Random.triangular, no mode", lambda a, b: Congruential().triangular(a, b), (1.2, 3.7)),
    Case("Random.normalvariate", lambda mu, sigma: Congruential().normalvariate(mu, sigma), (1.2, 0.7)),
    Case("Random.gauss", lambda mu, sigma: Congruential().gauss(mu, sigma), (1.2, 0.7)),
    Case("Random.lognormvariate", lambda mu, sigma: Congruential().lognormvariate(mu, sigma), (1.2, 0.7)),
    Case("Random.expovariate", lambda rate: Congruential().expovariate(rate), (1.2,)),
    Case("Random.vonmisesvariate", lambda mu, kappa: Congruential().vonmisesvariate(mu, kappa), (1.2, 2.5)),
    Case("Random.gammavariate", lambda alpha, beta: Congruential().gammavariate(alpha, beta), (2.5, 0.7)),
    Case("Random.gammavariate, alpha < 1", lambda alpha, beta: Congruential().gammavariate(alpha, beta), (0.6, 0.7)),
    Case("Random.betavariate", lambda alpha, beta: Congruential().betavariate(alpha, beta), (2.5, 3.7)),
    Case("Random.paretovariate", lambda alpha: Congruential().paretovariate(alpha), (2.5,)),
    Case("Random.weibullvariate", lambda alpha, beta: Congruential().weibullvariate(alpha, beta), (2.5, 3.7)),
    Case("random.Random(7).gauss", seeded_gauss, (1.2, 0.7), refused="SRC004"),
    Case("random.gauss", global_gauss, (1.2, 0.7), refused="SRC004"),
    Case(
        "heapq.merge",
        lambda x, y: sum(k * v for k, v in enumerate(heapq.merge(sorted(x), sorted(y)))),
        (DATA, OTHER),
        refused="SRC001",
    ),
    Case("heapq.nsmallest", lambda x: sum(heapq.nsmallest(3, x)), (DATA,)),
    Case("heapq.nlargest", lambda x: heapq.nlargest(3, x)[2], (DATA,)),
]


@pytest.mark.parametrize("case", right(CASES))
def test_derivative_is_that_of_the_package(case: Case) -> None:
    check_derivative(case)


@pytest.mark.parametrize("case", refused(CASES))
def test_refusal_has_its_code(case: Case) -> None:
    check_refusal(case)
