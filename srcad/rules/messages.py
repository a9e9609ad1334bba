"""What a program tells its user, or may tell: ``print``, ``logging`` and ``warnings``.

Each is an effect, which keeps its place among the others; nothing that is differentiated passes through it.
"""

from __future__ import annotations

from srcad.ir.types import BOOL, INT, NONE, Object
from srcad.rules.declare import known
from srcad.rules.results import always

_LOGGER = "logging.Logger"
_LEVELS = ("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log")

known("builtins.print", result=always(NONE), effect=True)

known(*(f"{owner}.{level}" for owner in ("logging", _LOGGER) for level in _LEVELS), result=always(NONE), effect=True)
known("logging.basicConfig", "logging.disable", result=always(NONE), effect=True)
known("logging.getLogger", result=always(Object(_LOGGER)), effect=True)
known(f"{_LOGGER}.getChild", result=always(Object(_LOGGER)), effect=True)
known(f"{_LOGGER}.setLevel", result=always(NONE), effect=True)
known(f"{_LOGGER}.isEnabledFor", result=always(BOOL), effect=True)
known(f"{_LOGGER}.getEffectiveLevel", result=always(INT), effect=True)

# The arguments may make a warning an exception.
known("warnings.warn", "warnings.warn_explicit", result=always(NONE), effect=True, can_fail=True)
known("warnings.simplefilter", "warnings.filterwarnings", "warnings.resetwarnings", result=always(NONE), effect=True)
