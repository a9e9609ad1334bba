"""Geodesics on the ellipsoid: the package ``geographiclib`` as it stands."""

from __future__ import annotations

import pytest

from tests.packages.registry import Case, check_derivative, check_refusal, refused, right

pytest.importorskip("geographiclib")
from geographiclib.accumulator import Accumulator
from geographiclib.geodesic import Geodesic
from geographiclib.geomath import Math
from geographiclib.polygonarea import PolygonArea

WGS84 = Geodesic.WGS84
#: New York and Wellington; Paris and London.
FAR = (40.6, -73.8, -41.32, 174.81)
NEAR = (48.9, 2.35, 51.5, -0.12)
#: A point, a direction and a distance.
START = (40.6, -73.8, 51.0, 5500e3)
TRIANGLE = ([50.0, 52.0, 51.0], [1.0, 2.0, 5.0])


def c1f(eps: float) -> float:
    c = [0.0] * (Geodesic.nC1_ + 1)
    Geodesic._C1f(eps, c)
    return sum(k * v for k, v in enumerate(c))


def c3f(eps: float) -> float:
    c = list(range(Geodesic.nC3_))
    WGS84._C3f(eps, c)
    return sum(c)


def c4f(eps: float) -> float:
    c = list(range(Geodesic.nC4_))
    WGS84._C4f(eps, c)
    return sum(c)


def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    found = WGS84.Inverse(lat1, lon1, lat2, lon2, Geodesic.ALL)
    return 1e-6 * found["s12"] + found["azi1"] - 2.0 * found["azi2"] + 3.0 * found["a12"] + 1e-12 * found["S12"]


def position_on_line(lat: float, lon: float, azimuth: float, distance: float) -> float:
    line = WGS84.Line(lat, lon, azimuth)
    return line.Position(distance)["lat2"]


def accumulated(x: float, y: float) -> float:
    total = Accumulator()
    total.Add(x)
    total.Add(y * x)
    total.Negate()
    return total.Sum()


def area(latitudes: list[float], longitudes: list[float]) -> float:
    polygon = PolygonArea(WGS84)
    for latitude, longitude in zip(latitudes, longitudes):
        polygon.AddPoint(latitude, longitude)
    return polygon.Compute()[2]


def length(latitudes: list[float], longitudes: list[float]) -> float:
    line = PolygonArea(WGS84, polyline=True)
    for latitude, longitude in zip(latitudes, longitudes):
        line.AddPoint(latitude, longitude)
    return line.Compute()[1]


CASES = [
    Case("Math.sq", Math.sq, (1.7,)),
    Case("Math.cbrt", Math.cbrt, (1.7,)),
    Case("Math.norm", lambda x, y: Math.norm(x, y)[0], (1.2, -0.7)),
    Case("Math.sum", lambda u, v: Math.sum(u, v)[0], (1.2, -0.7)),
    Case("Math.polyval", Math.polyval, (3, [1.5, -0.2, 0.3, 0.7], 0, 0.9)),
    Case("Math.AngRound", Math.AngRound, (0.5,)),
    Case("Math.AngRound of a small angle", Math.AngRound, (0.01,)),
    Case("Math.remainder", lambda x: Math.remainder(x, 360), (400.3,)),
    Case("Math.AngNormalize", Math.AngNormalize, (400.3,)),
    Case("Math.LatFix", Math.LatFix, (41.5,)),
    Case("Math.AngDiff", lambda x, y: Math.AngDiff(x, y)[0], (350.0, 13.5)),
    Case("Math.sincosd", lambda x: Math.sincosd(x)[0], (123.0,)),
    Case("Math.sincosd, cosine", lambda x: Math.sincosd(x)[1], (317.0,)),
    Case("Math.sincosde", lambda x, t: Math.sincosde(x, t)[0], (123.0, 0.25)),
    Case("Math.atan2d", Math.atan2d, (0.3, -0.8)),
    Case("Math.atan2d, steep", Math.atan2d, (1.3, -0.8)),
    Case("Geodesic._SinCosSeries", Geodesic._SinCosSeries, (True, 0.6, 0.8, [0.0, 0.1, 0.02, -0.03])),
    Case("Geodesic._Astroid", Geodesic._Astroid, (0.4, 0.3)),
    Case("Geodesic._A1m1f", Geodesic._A1m1f, (0.002,)),
    Case("Geodesic._A2m1f", Geodesic._A2m1f, (0.002,)),
    Case("Geodesic._A3f", WGS84._A3f, (0.002,)),
    Case("Geodesic._C1f", c1f, (0.01,)),
    Case("Geodesic._C3f", c3f, (0.01,)),
    Case("Geodesic._C4f", c4f, (0.01,)),
    Case("Geodesic.Inverse", inverse, FAR),
    Case("Geodesic.Inverse, a short line", inverse, NEAR),
    Case("Geodesic.Direct, lat2", lambda a, b, c, d: WGS84.Direct(a, b, c, d)["lat2"], START),
    Case("Geodesic.Direct, lon2", lambda a, b, c, d: WGS84.Direct(a, b, c, d)["lon2"], START),
    Case("Geodesic.Direct, azi2", lambda a, b, c, d: WGS84.Direct(a, b, c, d)["azi2"], START),
    Case("Geodesic.ArcDirect, lat2", lambda a, b, c, d: WGS84.ArcDirect(a, b, c, d)["lat2"], (40.6, -73.8, 51.0, 50.0)),
    Case("Geodesic.ArcDirect, s12", lambda a, b, c, d: WGS84.ArcDirect(a, b, c, d)["s12"], (40.6, -73.8, 51.0, 50.0)),
    Case("Geodesic", lambda a, f: Geodesic(a, f).Direct(*START)["lat2"], (6378137.0, 1 / 298.257)),
    Case("Geodesic.Line", position_on_line, START),
    Case("Accumulator", accumulated, (1.5, 2.5)),
    Case("PolygonArea, area", area, TRIANGLE),
    Case("PolygonArea, length", length, TRIANGLE, refused="SRC002"),
]


@pytest.mark.parametrize("case", right(CASES))
def test_derivative_is_that_of_the_package(case: Case) -> None:
    check_derivative(case)


@pytest.mark.parametrize("case", refused(CASES))
def test_refusal_has_its_code(case: Case) -> None:
    check_refusal(case)
