"""Arguments that are annotated with classes of the file, and the objects of methods, are read by what the text says."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from srcad.cli.modules import Failed
from tests.static_package import annotated
from tests.static_package.annotated import Heavier, Node, Params, Pendulum, Point, System
from tests.transpiled import transpiled

PARAMS, SYSTEM = Params(4.0, 0.5), System(Params(2.0), Point(3.0, 4.0), np.array([1.0, 2.0]))


def long_pendulum():
    """Return one that does not have the length of its class."""
    pendulum = Pendulum(2.0, 0.3)
    pendulum.length = 5.0
    return pendulum


def slope(function, x, *rest):
    h = 1e-6
    return (function(x + h, *deepcopy(rest)) - function(x - h, *deepcopy(rest))) / (2 * h)


@pytest.mark.parametrize(
    ("function", "rest"),
    [
        (annotated.falls, (PARAMS,)),
        (annotated.falls, (Params(1.0),)),
        (annotated.inherited, (Heavier(4.0, 0.5, 2.0),)),
        (annotated.all_of, (SYSTEM,)),
        (annotated.apart, (SYSTEM, System(PARAMS, Point(0.0, 0.0), np.ones(3)))),
        (annotated.summed, ([PARAMS, Params(1.0)],)),
        (annotated.pendulum, (Pendulum(2.0, 0.3),)),
        (annotated.pendulum, (long_pendulum(),)),
        (annotated.listed, (Node(2.0, None),)),
        (annotated.listed, (Node(2.0, Node(3.0, None)),)),
    ],
)
def test_gradient_is_that_of_differences(function, rest):
    assert transpiled(function)(1.3, *deepcopy(rest)) == pytest.approx(slope(function, 1.3, *rest), rel=1e-7)


@pytest.mark.parametrize("make", [lambda: Pendulum(2.0, 0.3), long_pendulum])
@pytest.mark.parametrize(("name", "rest"), [("energy", (0.7,)), ("combined", ())])
def test_methods_know_their_object(make, name, rest):
    method = getattr(Pendulum, name)
    gradient = transpiled(method, wrt=("angle",))(make(), 1.3, *rest)
    assert gradient == pytest.approx(slope(lambda angle: method(make(), angle, *rest), 1.3), rel=1e-7)


def test_static_and_class_methods():
    assert transpiled(Pendulum.period)(1.3) == pytest.approx(slope(Pendulum.period, 1.3))
    assert transpiled(Pendulum.scaled.__func__, wrt=("x",))(Pendulum, 1.3) == pytest.approx(5.2)


def test_gradients_of_named_tuples():
    gradient = transpiled(annotated.distance)(Point(3.0, 4.0), 2.0)
    assert isinstance(gradient, Point)
    assert gradient == pytest.approx((2 * (5.0 + 9.0 / 5.0), 2 * 3.0 * 4.0 / 5.0))


@pytest.mark.parametrize(
    ("function", "rest"),
    [
        (annotated.falls, (Heavier(4.0),)),
        (annotated.all_of, (System(Heavier(2.0), Point(3.0, 4.0), np.ones(2)),)),
        (annotated.summed, ([Params(1.0), Heavier(2.0)],)),
    ],
)
def test_what_a_subclass_does_is_not_guessed(function, rest):
    with pytest.raises(TypeError, match="written for an object of the class Params, not Heavier"):
        transpiled(function)(1.3, *rest)


@pytest.mark.parametrize("function", [annotated.shaped, annotated.of_pairs])
def test_classes_of_which_the_text_does_not_tell_enough_are_refused(function):
    with pytest.raises(Failed):
        transpiled(function)
