"""The module ``datetime``: dates, times and differences are made of integers, so that no derivative passes.

Only methods and constructors stand here. A ``timedelta``, and a date by its timestamp, can be made of a float: these
are not declared, so that a derivative that is asked for is refused.
"""

from __future__ import annotations

from srcad.ir.types import FLOAT, INT, NONE, TEXT, UNKNOWN, Object, Tuple, Type
from srcad.rules.declare import known
from srcad.rules.results import always

_DATE, _TIME, _DATETIME = Object("datetime.date"), Object("datetime.time"), Object("datetime.datetime")

#: The attributes that are integers, by class.
_CALENDAR, _CLOCK = ("year", "month", "day"), ("hour", "minute", "second", "microsecond")
FIELDS: dict[str, tuple[str, ...]] = {
    "datetime.date": _CALENDAR,
    "datetime.time": (*_CLOCK, "fold"),
    "datetime.datetime": (*_CALENDAR, *_CLOCK, "fold"),
    "datetime.timedelta": ("days", "seconds", "microseconds"),
}


def field_type(owner: Type, name: str) -> Type:
    """Return the type of an attribute of a date, a time or a difference."""
    return INT if isinstance(owner, Object) and name in FIELDS.get(owner.name, ()) else UNKNOWN


_WEEK = Tuple((INT, INT, INT), "datetime.IsoCalendarDate", ("year", "week", "weekday"))
_OF_DATES: dict[str, Type] = {
    **dict.fromkeys(("weekday", "isoweekday", "toordinal"), INT),
    **dict.fromkeys(("isoformat", "ctime", "strftime"), TEXT),
    "isocalendar": _WEEK,
}
for _class in (_DATE, _DATETIME):
    known(f"{_class.name}.replace", result=always(_class), can_fail=True)
    for _name, _type in _OF_DATES.items():
        known(f"{_class.name}.{_name}", result=always(_type), can_fail=True)

known("datetime.datetime.date", result=always(_DATE))
known("datetime.datetime.time", "datetime.datetime.timetz", result=always(_TIME))
known("datetime.datetime.astimezone", result=always(_DATETIME), can_fail=True)
known("datetime.datetime.timestamp", result=always(FLOAT), can_fail=True)
known("datetime.datetime.utcoffset", "datetime.datetime.dst", "datetime.datetime.tzname", result=always(UNKNOWN))


def _of_integers(*fields: Type, tzinfo: Type = NONE, fold: Type = NONE, **named: Type) -> Type:
    return _DATETIME


known("datetime.datetime", result=_of_integers, can_fail=True)
known("datetime.date", result=always(_DATE), can_fail=True)
