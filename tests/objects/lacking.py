"""Dicts and instances that lack a part on some path, of which the others are used: functions of one float."""

from __future__ import annotations

import datetime

FIRST, SECOND = 4, 8


class Line:
    def __init__(self, x, parts):
        self.parts = parts | FIRST
        if self.parts & FIRST:
            self.c = [0.0] * 4
            for k in range(4):
                self.c[k] = x * k
            self.s = sum(self.c)
        if self.parts & SECOND:
            self.d = [x, x]
            self.d[0] = x * self.c[1]

    def value(self, wanted):
        found = 1.0
        if wanted & FIRST:
            found = self.c[2] * self.s
        if wanted & SECOND:
            found = found * self.d[0]
        return found


def attributes_by_flags(x):
    return Line(x, FIRST).value(FIRST) * Line(x, SECOND).value(FIRST | SECOND)


def items_by_flags(x, wanted=FIRST):
    found = {"a": x}
    if wanted & FIRST:
        found["b"] = x * x
    if wanted & SECOND:
        found["c"] = x**3
    return found["a"] * found["b"]


def carried_by_a_loop(x, wanted=FIRST):
    found = {"a": x}
    if wanted & FIRST:
        found["b"] = x * x
    for _ in range(3):
        found["a"] = found["a"] * x
        if wanted & SECOND:
            found["c"] = x
    return found["a"] * found["b"]


def moment(x):
    at = datetime.datetime(2024, 5, 17, 14, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    utc = at.astimezone(datetime.UTC)
    zone = at.utcoffset().total_seconds() / 3600
    return x * at.time().hour + x * x * utc.hour + x**3 * zone + x * at.date().toordinal() * 1e-6


def written_where_it_is(x, wanted=FIRST):
    if wanted & FIRST:
        d = [x, x * x]
    y = x
    if wanted & FIRST:
        d[0] = 2 * x
        y = sum(d)
    return y * x


def grown_where_it_is(x, wanted=FIRST):
    if wanted & FIRST:
        d = [x, x]
    y = x
    if wanted & FIRST:
        e = d
        e.append(x * x)
        y = d[2]
    return y * x


def written_inside(x, wanted=FIRST):
    if wanted & FIRST:
        d = ([x], x * x)
    y = x
    if wanted & FIRST:
        d[0][0] = 2 * x
        y = d[0][0]
    return y * x
