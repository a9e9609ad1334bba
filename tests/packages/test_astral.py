"""Positions of the sun and the moon: the package ``astral`` as it stands."""

from __future__ import annotations

import datetime

import pytest

from tests.packages.registry import Case, check_derivative, check_refusal, refused, right

pytest.importorskip("astral")
import astral
from astral import Observer, SunDirection, julian, moon, sidereal, sun

#: Centuries and days since 2000.
CENTURY = (0.2415,)
DAY = (8821.3,)
DATE = datetime.datetime(2024, 5, 17, 14, 30, tzinfo=datetime.UTC)


def declination(at: float) -> float:
    return moon.moon_position(at).declination


CASES = [
    Case("julian.julianday_to_juliancentury", julian.julianday_to_juliancentury, (2460447.3,)),
    Case("julian.juliancentury_to_julianday", julian.juliancentury_to_julianday, CENTURY),
    Case("julian.julianday", lambda x: x * julian.julianday(DATE), (1.5,)),
    Case("julian.julianday_modified", lambda x: x * julian.julianday_modified(DATE), (1.5,)),
    Case("sidereal.gmst", lambda x: x * sidereal.gmst(DATE), (1.5,)),
    Case("sidereal.lmst", lambda longitude: sidereal.lmst(DATE, longitude), (12.5,)),
    Case("refraction_at_zenith, high", astral.refraction_at_zenith, (30.0,)),
    Case("refraction_at_zenith, low", astral.refraction_at_zenith, (88.0,)),
    Case("refraction_at_zenith, below", astral.refraction_at_zenith, (95.0,)),
    Case("dms_to_float", astral.dms_to_float, (41.5, 90.0)),
    Case("sun.geom_mean_long_sun", sun.geom_mean_long_sun, CENTURY, step=1e-6),
    Case("sun.geom_mean_anomaly_sun", sun.geom_mean_anomaly_sun, CENTURY),
    Case("sun.eccentric_location_earth_orbit", sun.eccentric_location_earth_orbit, CENTURY),
    Case("sun.sun_eq_of_center", sun.sun_eq_of_center, CENTURY, step=1e-4),
    Case("sun.sun_true_long", sun.sun_true_long, CENTURY, step=1e-4),
    Case("sun.sun_true_anomoly", sun.sun_true_anomoly, CENTURY, step=1e-4),
    Case("sun.sun_rad_vector", sun.sun_rad_vector, CENTURY, step=1e-4),
    Case("sun.sun_apparent_long", sun.sun_apparent_long, CENTURY, step=1e-4),
    Case("sun.mean_obliquity_of_ecliptic", sun.mean_obliquity_of_ecliptic, CENTURY),
    Case("sun.obliquity_correction", sun.obliquity_correction, CENTURY),
    Case("sun.sun_rt_ascension", sun.sun_rt_ascension, CENTURY, step=1e-4),
    Case("sun.sun_declination", sun.sun_declination, CENTURY, step=1e-4),
    Case("sun.var_y", sun.var_y, CENTURY),
    Case("sun.eq_of_time", sun.eq_of_time, CENTURY, step=1e-4),
    Case("sun.hour_angle", sun.hour_angle, (51.5, 12.0, 96.0, SunDirection.SETTING)),
    Case("sun.adjust_to_horizon", sun.adjust_to_horizon, (340.0,)),
    Case("sun.adjust_to_obscuring_feature", sun.adjust_to_obscuring_feature, ((340.0, 2500.0),)),
    Case("sun.zenith_and_azimuth", lambda a, b: sun.zenith_and_azimuth(Observer(a, b), DATE)[0], (51.5, -0.12)),
    Case("sun.zenith", lambda a, b: sun.zenith(Observer(a, b), DATE), (51.5, -0.12)),
    Case("sun.azimuth", lambda a, b: sun.azimuth(Observer(a, b), DATE), (51.5, -0.12)),
    Case("sun.elevation", lambda a, b: sun.elevation(Observer(a, b, 12.0), DATE), (51.5, -0.12)),
    Case("moon.interpolate", moon.interpolate, (1.2, 2.5, 3.1, 0.3)),
    Case("moon.moon_mean_longitude", moon.moon_mean_longitude, DAY, step=1e-6),
    Case("moon.moon_mean_anomoly", moon.moon_mean_anomoly, DAY, step=1e-6),
    Case("moon.moon_argument_of_latitude", moon.moon_argument_of_latitude, DAY, step=1e-6),
    Case("moon.longitude_lunar_ascending_node", moon.longitude_lunar_ascending_node, DAY, step=1e-6),
    Case("moon.sun_mean_longitude", moon.sun_mean_longitude, DAY, step=1e-6),
    Case("moon.venus_mean_longitude", moon.venus_mean_longitude, DAY, step=1e-6),
    Case(
        "moon.moon_position, right ascension",
        lambda t: moon.moon_position(t).right_ascension,
        DAY,
        step=1e-5,
        refused="SRC004",
    ),
    Case("moon.moon_position, declination", declination, DAY, step=1e-5, refused="SRC004"),
    Case("moon.moon_position, distance", lambda t: moon.moon_position(t).distance, DAY, step=1e-5, refused="SRC004"),
    Case("moon.azimuth", lambda a, b: moon.azimuth(Observer(a, b), DATE), (51.5, -0.12), refused="SRC004"),
    Case("moon.elevation", lambda a, b: moon.elevation(Observer(a, b), DATE), (51.5, -0.12), refused="SRC004"),
    Case("moon.zenith", lambda a, b: moon.zenith(Observer(a, b), DATE), (51.5, -0.12), refused="SRC004"),
]


@pytest.mark.parametrize("case", right(CASES))
def test_derivative_is_that_of_the_package(case: Case) -> None:
    check_derivative(case)


@pytest.mark.parametrize("case", refused(CASES))
def test_refusal_has_its_code(case: Case) -> None:
    check_refusal(case)
