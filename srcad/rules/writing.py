"""Which of their arguments functions of NumPy may write to.

Most functions of NumPy write to what is passed as ``out``: its place among the arguments comes from their signatures.
What writes to something else is declared here. Having an entry here does not make a function known to the compiler:
what its derivative is stands with its rule.
"""

from __future__ import annotations

import inspect
from functools import cache
from operator import attrgetter

import numpy as np

from srcad.rules.table import Written, declare_writes, declared_writes

# --- the first argument, always ---------------------------------------------------------------------------------------

declare_writes(Written("dst", 0), "numpy.copyto")
declare_writes(Written("a", 0), "numpy.put", "numpy.putmask", "numpy.fill_diagonal")
declare_writes(Written("arr", 0), "numpy.place", "numpy.put_along_axis")
declare_writes(Written("x", 0), "numpy.random.shuffle")
declare_writes(Written("x", 1), "numpy.random.Generator.shuffle", "numpy.random.RandomState.shuffle")
declare_writes(
    Written("self", 0),
    *(f"numpy.ndarray.{name}" for name in ("fill", "partition", "put", "resize", "setfield", "setflags", "sort")),
)

# --- the first argument, where another one asks for it ----------------------------------------------------------------

declare_writes(Written("x", 0, unless=("copy", 1, True)), "numpy.nan_to_num")
declare_writes(Written("self", 0, unless=("inplace", 1, False)), "numpy.ndarray.byteswap")
for _name in ("median", "nanmedian"):
    declare_writes(Written("a", 0, unless=("overwrite_input", 3, False)), f"numpy.{_name}")
for _name in ("percentile", "quantile", "nanpercentile", "nanquantile"):
    declare_writes(Written("a", 0, unless=("overwrite_input", 4, False)), f"numpy.{_name}")

# --- places of ``out`` in functions whose signature older versions of NumPy do not tell -------------------------------

_PLACES = {"concatenate": 2, "concat": 2, "dot": 2, "busday_offset": 5, "busday_count": 4, "is_busday": 4}
_UFUNC_METHODS = {"reduce": 3, "accumulate": 3, "reduceat": 4}


def writes_of(name: str) -> tuple[Written, ...]:
    """Return the arguments that a function may write to, by its canonical name; methods count their array, as 0.

    >>> writes_of("numpy.fill_diagonal")
    (Written(parameter='a', position=0, unless=None),)
    >>> writes_of("numpy.sum")
    (Written(parameter='out', position=3, unless=None),)
    >>> writes_of("numpy.add.at")
    (Written(parameter='a', position=0, unless=None),)
    >>> writes_of("math.sin")
    ()
    """
    if not name.startswith("numpy."):
        return declared_writes(name)
    return (*declared_writes(name), *_outputs(name.removeprefix("numpy.").removeprefix("ndarray.")))


@cache
def _outputs(plain: str) -> tuple[Written, ...]:
    """Return what is written to because of the argument ``out``; methods of arrays take it where functions do."""
    owner, _, method = plain.rpartition(".")
    if isinstance(getattr(np, owner, None), np.ufunc):
        return (Written("a", 0),) if method == "at" else (Written("out", _UFUNC_METHODS.get(method)),)
    if plain in _PLACES:
        return (Written("out", _PLACES[plain]),)
    function = _found(plain)
    if isinstance(function, np.ufunc):
        return tuple(Written("out", function.nin + i) for i in range(function.nout))
    return _from_signature(function)


def _found(plain: str) -> object:
    try:
        found: object = attrgetter(plain)(np)
    except AttributeError:  # a method that no function is named after
        return None
    return found


def _from_signature(function: object) -> tuple[Written, ...]:
    if not callable(function):
        return ()
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:  # a built-in function that does not tell its signature
        return (Written("out", None),)
    by_position = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    places = {p.name: i if p.kind in by_position else None for i, p in enumerate(parameters)}
    return (Written("out", places["out"]),) if "out" in places else ()
