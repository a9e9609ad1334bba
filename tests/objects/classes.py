"""Programs with classes of another module: functions of one float."""

from __future__ import annotations

import tests.objects.shapes as sh
from tests.objects.shapes import Body, Charged, Circle, Counter, Diamond, Outer, Pair, Point, Square, Unit


def hierarchy(x):
    square, circle = Square(x), Circle(x * x)
    return square.weight() + circle.weight() + square.scaled(2.0).area() * square.doubled()


def made_by_methods(x):
    return Square.of_area(x).size * Square.unit().area() + sh.Square.unit(by=x).area()


def diamond(x):
    return Diamond(x).value() * Diamond(2.0 * x).both()


def dataclasses(x):
    body = Body(x, drag=0.5)
    for _ in range(3):
        body.push(x)
    return body.speed * body.energy + sum(body.history) + Body(2.0, x).energy * Body.count


def inherited_fields(x):
    body = Charged(x, 3.0, charge=x * x)
    return body.potential(2.0) * body.mass + body.drag + body.speed


def tuples(x):
    point, pair = Point(x), Pair(second=x * x, first=2.0)
    first, second = Pair(x)
    return point.norm() * point.y + pair.second * pair[0] + first * second


def nested(x):
    outer = Outer(x)
    return (outer @ Outer(3.0)) * outer.inner.x if 1 in outer else x


def private(x):
    square = Square(x)
    square.scaled(x).scaled(3.0)
    return square._Shape__size * square._notes[0]


def properties(x):
    counter = Counter(x)
    return counter.half * counter.x + Counter.add(x, 2.0 * x)


def units(x):
    unit = Unit.YARD
    y = x**sh.Order.THIRD
    if unit is Unit.FOOT:
        y = y * Unit.FOOT.value
    return y if sh.Order.FIRST < sh.Order.THIRD else x


def kinds(x):
    square = Square(x)
    if isinstance(square, sh.Shape) and not isinstance(square, (Circle, Point)):
        return square.area() * x
    return x


def chosen(x):
    cls = Square if x > 1.0 else Circle
    return cls(x).area()


def table(x):
    makers = {"square": Square, "circle": Circle}
    return sum(make(x).weight() for make in makers.values()) + makers["square"](x).size


def rebinding(x):
    shapes = [Square(x), Circle(2.0), Square(3.0 * x)]
    total = 0.0
    for shape in shapes:
        total += shape.area()
    return total


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def total(self):
        below = self.left.total() if self.left else 1.0
        return self.value * below + (self.right.total() if self.right else 0.0)

    def scale(self, factor):
        self.value *= factor
        for child in (self.left, self.right):
            if child is not None:
                child.scale(factor * 0.5)


def tree(x):
    root = Node(x, Node(x * x), Node(2.0, None, Node(x)))
    root.scale(x)
    return root.total()


class Thermometer:
    def __init__(self, kelvin):
        self._kelvin = kelvin

    @property
    def celsius(self):
        return self._kelvin - 273.15

    @celsius.setter
    def celsius(self, value):
        self._kelvin = value * 1.5 + 273.15


class Checked(Thermometer):
    def warm(self, by):
        self.celsius += by
        return self


def property_with_a_setter(x):
    measured = Checked(300.0 * x)
    measured.celsius = x * x
    for i in range(3):
        if measured.celsius < 4.0:
            measured.warm(x * i).celsius *= 0.5
    return measured.celsius * measured._kelvin
