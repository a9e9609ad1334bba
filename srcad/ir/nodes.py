"""The IR: structured SSA in three-address form. Identity of a :class:`Value` is SSA identity.

A function holds a block; a block holds operations and ends in a terminator; control flow is an operation that holds
blocks. An inner block may use the values of the blocks around it. One operation does one thing; what it does is a
*name* (``numpy.sin``, ``operator.add``; see ``srcad/README.md`` for the intrinsic ones), so that everything known of
other people's functions stands in one table, in :mod:`srcad.rules`.

Numbers are pure: an operation never changes an operand. ``array.store(a, index, v)`` and ``list.append(l, v)`` give a
*new version*; the last stage but one finds out where the old version is dead and writes in place. Buffers, arrays that
are seen under several names while they are written to, are values of type ``Reference``, which ``memory.store``
changes. That is an effect, as are tapes, ``print``, ``raise`` and opaque calls: their order is kept.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from srcad.errors import Location
from srcad.ir.types import UNKNOWN, Type


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One SSA value. ``hint`` is the user's name for it, or empty."""

    type: Type = UNKNOWN
    hint: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A Python constant (None, Ellipsis, bool, int, float, complex, str, bytes), or a reference to a known function.

    The type says which: ``Literal(value)`` or ``Callable(target)``.
    """

    result: Value
    location: Location | None = None

    @property
    def results(self) -> tuple[Value, ...]:
        """The one result."""
        return (self.result,)


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """Apply what ``name`` names to operands.

    ``keywords`` is as long as ``operands``: None for a positional argument, a parameter's name for a keyword
    argument, ``*`` and ``**`` for starred ones (in ``call`` only).
    """

    name: str
    operands: tuple[Value, ...]
    results: tuple[Value, ...]
    keywords: tuple[str | None, ...] = ()
    location: Location | None = None

    def __post_init__(self) -> None:
        if not self.keywords:
            object.__setattr__(self, "keywords", (None,) * len(self.operands))

    @property
    def result(self) -> Value:
        """The one result."""
        (result,) = self.results
        return result

    @property
    def positional(self) -> tuple[Value, ...]:
        """The operands that are passed by position."""
        return tuple(v for v, k in zip(self.operands, self.keywords) if k is None)

    @property
    def named(self) -> dict[str, Value]:
        """The operands that are passed by keyword."""
        return {k: v for v, k in zip(self.operands, self.keywords) if k is not None}

    def argument(self, name: str, position: int | None) -> Value | None:
        """Return the operand that is passed by a keyword, or at a position; None if there is none."""
        positional = self.positional
        if name in self.named or position is None or position >= len(positional):
            return self.named.get(name)
        return positional[position]


@dataclass(frozen=True, slots=True, eq=False)
class Invoke:
    """Call a lowered function; operands correspond to its parameters one by one (defaults filled, captures last)."""

    function: Function
    operands: tuple[Value, ...]
    results: tuple[Value, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Make a function object from an inner ``def`` or ``lambda`` and the values that it captures."""

    function: Function
    captures: tuple[Value, ...]
    result: Value
    location: Location | None = None

    @property
    def results(self) -> tuple[Value, ...]:
        """The one result."""
        return (self.result,)


@dataclass(frozen=True, slots=True, eq=False)
class If:
    """Run one of two blocks; each yields as many values as there are results, or does not fall through."""

    condition: Value
    then: Block
    orelse: Block
    results: tuple[Value, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """Repeat a block.

    ``body.params`` is ``(item, *carried)`` with an iterable, ``carried`` without. Each trip ends in a ``Yield`` of the
    carried values of the next one, or in an ``Exit``, at any depth of nested ``If`` (never inside a nested loop), that
    leaves the loop with carried values. A loop without iterable ends by an exit alone.

    ``results`` is ``(*carried, exit)``: the carried values when the loop ends, and the number of the exit: 0 when the
    iterable is used up (or a ``while`` test failed, which is ``Exit(0)``), 1, 2, … for ``break`` and ``return``.
    """

    iterable: Value | None
    inits: tuple[Value, ...]
    body: Block
    results: tuple[Value, ...]
    location: Location | None = None

    @property
    def carried(self) -> tuple[Value, ...]:
        """The parameters of the body that stand for what the loop carries."""
        return self.body.params[len(self.body.params) - len(self.inits) :]


@dataclass(frozen=True, slots=True, eq=False)
class With:
    """Enter a context manager, run the block, leave. ``body.params`` is the value of ``as``."""

    manager: Value
    body: Block
    results: tuple[Value, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Try:
    """Run a block; where it raises an exception of some kinds, run a handler in its place.

    ``kinds`` holds the classes that each handler catches: none for a bare ``except:``, which catches all. A handler's
    one parameter is the exception. Body and handlers yield as many values as there are results but the last, or raise;
    no ``Exit`` stands in them. A handler sees what was there before the body began: nothing that the body defines.

    ``results`` is ``(*joined, outcome)``: what the block that ran to its end yields, and the number of the handler that
    ran, counted from 1; 0 when none did.
    """

    body: Block
    kinds: tuple[tuple[Value, ...], ...]
    handlers: tuple[Block, ...]
    results: tuple[Value, ...]
    location: Location | None = None

    @property
    def outcome(self) -> Value:
        """The number of the handler that ran."""
        return self.results[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Yield:
    """The end of a block that falls through, with the values that live on; of a function: its results."""

    values: tuple[Value, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """Leave the innermost loop with its carried values."""

    number: int
    values: tuple[Value, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Raise:
    """``raise exception from cause``; without values, re-raise."""

    values: tuple[Value, ...]
    location: Location | None = None


Operation: TypeAlias = Constant | Apply | Invoke | Closure | If | Loop | With | Try
Terminator: TypeAlias = Yield | Exit | Raise
Node: TypeAlias = Operation | Terminator


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Operations in order, and a terminator."""

    params: tuple[Value, ...]
    operations: tuple[Operation, ...]
    terminator: Terminator


@dataclass(frozen=True, slots=True)
class Parameter:
    """How Python binds one parameter.

    Parameters
    ----------
    name : str
        As the caller spells it.
    kind : str
        ``positional`` (only), ``either``, ``keyword`` (only), ``star``, ``doublestar``, ``capture`` (a global or free
        variable, read at each call) or ``seed``.
    default : Type or None
        A default that is a constant: ``Literal``, or ``Tuple`` of constants. Any other default is a capture of its own.
    source : tuple of Hashable
        What a capture reads: ``("global", module, name)``, ``("cell", owner, name)`` or ``("default", owner, name)``,
        where ``owner`` is the key of the definition that holds it. Empty for a variable of an enclosing function that
        is itself being compiled: its value is an operand of the ``Closure``.
    """

    name: str
    kind: str = "either"
    default: Type | None = None
    source: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function: parameters (``body.params`` in the same order) and a body whose ``Yield`` holds the results.

    ``origin`` identifies the user's code that it comes from, for memos and for names; ``docstring`` is its first line.
    ``location`` is the ``def``'s. A generator's body, before specialisation, hands its values on by
    ``generator.yield``, each followed by an ``If`` that returns when no more are wanted.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    location: Location | None = None
    origin: Hashable = None
    docstring: str = ""
    notes: tuple[str, ...] = field(default=())
    is_generator: bool = False

    @property
    def params(self) -> tuple[Value, ...]:
        """The values of the parameters."""
        return self.body.params
